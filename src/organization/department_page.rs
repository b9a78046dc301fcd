//! `/departments/7`: one department with all its people and members, past ones too; for the office the forms that
//! change it.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;

use crate::accounts::{Access, Action, CurrentUser, MembershipKind, Role, Route, Routes};
use crate::error::{AppError, Result};
use crate::ids::DepartmentId;
use crate::organization::{
    Department, DepartmentKind, GroupMember, NotWritten, Person, PersonOfCourt, get_department,
    list_departments, list_people, store,
};
use crate::web::{AppState, FieldErrors, PageFrame, urls};

pub(super) fn routes() -> Routes {
    vec![Route::get("/departments/{id}", Access::Needs(Action::ReadLedger), show)]
}

/// What the forms of this page hold, as typed; each form sends its own fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DepartmentForm {
    /// The version that was shown; 0 in forms that need none.
    pub version: i32,
    /// 更正: the name; absent in the other forms.
    pub name: Option<String>,
    /// 更正: the aliases, separated by 、; absent in the other forms.
    pub aliases: Option<String>,
    /// 明确人员: the account's number.
    pub account: String,
    /// 明确人员: `contact`, `stand_in` or `head`.
    pub membership_kind: String,
    /// 明确人员: the first day; absent in the other forms.
    pub membership_from: Option<String>,
    /// 增加成员: the department's number.
    pub member: String,
    /// 增加成员: the first day; absent in the other forms.
    pub member_from: Option<String>,
    /// 更名: the new name.
    pub new_name: String,
    /// 更名: the new name's first day; absent in the other forms.
    pub renamed_on: Option<String>,
    /// 并入: the successor's number.
    pub successor: String,
    /// 并入: the first day under the successor; absent in the other forms.
    pub merged_on: Option<String>,
    /// 结束任职, 退出: the field of the last day, and what was typed into it.
    #[serde(skip)]
    pub ended: Option<(String, String)>,
}

impl DepartmentForm {
    /// The form as the page first shows it.
    fn of(department: &Department, today: NaiveDate) -> Self {
        let today = Some(today.to_string());
        Self {
            version: department.version,
            name: Some(department.name.clone()),
            aliases: Some(department.aliases.join("、")),
            membership_from: today.clone(),
            member_from: today.clone(),
            renamed_on: today.clone(),
            merged_on: today,
            ..Self::default()
        }
    }

    /// What was not sent, as the page first shows it: only one of the page's forms was sent. What was emptied stays empty.
    fn or(self, first: Self) -> Self {
        Self {
            version: if self.version == 0 { first.version } else { self.version },
            name: self.name.or(first.name),
            aliases: self.aliases.or(first.aliases),
            membership_from: self.membership_from.or(first.membership_from),
            member_from: self.member_from.or(first.member_from),
            renamed_on: self.renamed_on.or(first.renamed_on),
            merged_on: self.merged_on.or(first.merged_on),
            ..self
        }
    }
}

impl DepartmentForm {
    /// The field of a row's last day, and what was typed into it, else the day that is set.
    fn last_day(&self, kind: &str, id: i64, set: Option<NaiveDate>) -> (String, String) {
        let field = last_day_field(kind, id);
        let typed = self.ended.as_ref().filter(|(of, _)| *of == field).map(|(_, typed)| typed.clone());
        (field, typed.or(set.map(|day| day.to_string())).unwrap_or_default())
    }
}

/// The field of the last day of a person (`person`) or a member (`member`) of the page.
#[must_use]
pub fn last_day_field(kind: &str, id: i64) -> String {
    format!("{kind}-to-{id}")
}

/// The page again, with why a last day was not set beside the field, and what was typed in it.
pub async fn last_day_refused(
    (state, user): (&AppState, &CurrentUser),
    id: DepartmentId,
    (field, typed): (String, String),
    why: NotWritten,
) -> Result<Response> {
    let errors = match why {
        NotWritten::Fields(errors) => errors,
        NotWritten::Other(AppError::Refused(sentence)) => FieldErrors::one(&field, sentence),
        NotWritten::Other(error) => return Err(error),
    };
    let form = DepartmentForm { ended: Some((field, typed)), ..DepartmentForm::default() };
    page_with_errors(state, user, id, form, errors).await
}

#[derive(Template, WebTemplate)]
#[template(path = "organization/department.html")]
struct DepartmentPage {
    frame: PageFrame,
    path: String,
    name: String,
    kind: &'static str,
    is_unit: bool,
    is_group: bool,
    aliases: Option<String>,
    period: String,
    /// What the office still has to say of it.
    owed: Option<(&'static str, &'static str)>,
    fate: Fate,
    predecessors: Vec<Link>,
    groups: Vec<Link>,
    people: Vec<DatedRow>,
    members: Vec<DatedRow>,
    /// The office's forms: only where something can still change.
    may_keep: bool,
    accounts: Vec<PersonOfCourt>,
    kinds: [(&'static str, &'static str); 3],
    units: Vec<Choice>,
    successors: Vec<Choice>,
    form: DepartmentForm,
    errors: FieldErrors,
}

/// What became of the department.
enum Fate {
    Stands,
    /// Merged or renamed: who goes on.
    Succeeded(Link),
    /// It ended without a successor.
    Closed,
}

struct Link {
    path: String,
    name: String,
}

/// A department to choose.
struct Choice {
    value: String,
    name: String,
}

/// A person or a member, with its days.
struct DatedRow {
    id: i64,
    name: String,
    what: &'static str,
    from_on: NaiveDate,
    to_on: Option<NaiveDate>,
    is_over: bool,
    /// The field of its last day, and what stands in it.
    field: String,
    typed: String,
}

impl DatedRow {
    fn of_person(person: Person, today: NaiveDate, form: &DepartmentForm) -> Self {
        let (field, typed) = form.last_day("person", person.membership_id, person.to_on);
        Self {
            field,
            typed,
            id: person.membership_id,
            name: person.name,
            what: person.kind.word(),
            from_on: person.from_on,
            to_on: person.to_on,
            is_over: person.to_on.is_some_and(|last| last < today),
        }
    }

    fn of_member(member: GroupMember, today: NaiveDate, form: &DepartmentForm) -> Self {
        let (field, typed) = form.last_day("member", member.id, member.to_on);
        Self {
            field,
            typed,
            id: member.id,
            name: member.name,
            what: "成员",
            from_on: member.from_on,
            to_on: member.to_on,
            is_over: member.to_on.is_some_and(|last| last < today),
        }
    }
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<DepartmentId>,
) -> Result<Response> {
    page_with_errors(&state, &user, id, DepartmentForm::default(), FieldErrors::default()).await
}

/// The page of a department with what was typed and what is wrong with it: 422, or 200 when nothing is.
pub async fn page_with_errors(
    state: &AppState,
    user: &CurrentUser,
    id: DepartmentId,
    form: DepartmentForm,
    errors: FieldErrors,
) -> Result<Response> {
    let today = state.clocks.today();
    let mut conn = state.db.acquire().await?;
    let department = get_department(&mut conn, id, today).await?;
    let around = Around {
        standing: list_departments(&mut conn, today).await?,
        former: store::list_former(&mut conn, today).await?,
    };
    let people = store::list_people_ever(&mut conn, id).await?;
    let members = store::list_members_ever(&mut conn, id).await?;
    let accounts = list_people(&mut conn, &[Role::Contact, Role::Office]).await?;
    drop(conn);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = DepartmentPage {
        frame: user.frame(state, None),
        path: urls::department(id),
        kind: department.kind.word(),
        is_unit: department.kind == DepartmentKind::Unit,
        is_group: department.kind == DepartmentKind::Group,
        aliases: (!department.aliases.is_empty()).then(|| department.aliases.join("、")),
        period: period(&department),
        owed: owed(&department),
        fate: match around.successor_of(&department) {
            Some(successor) => Fate::Succeeded(successor),
            None if department.valid_to.is_some() => Fate::Closed,
            None => Fate::Stands,
        },
        predecessors: around.predecessors_of(id),
        groups: around.groups_of(id),
        people: people.into_iter().map(|person| DatedRow::of_person(person, today, &form)).collect(),
        members: members.into_iter().map(|member| DatedRow::of_member(member, today, &form)).collect(),
        may_keep: user.may(Action::KeepDepartments) && department.valid_to.is_none(),
        accounts,
        kinds: MEMBERSHIP_KINDS.map(|(code, kind)| (code, kind.word())),
        units: around.others(id, DepartmentKind::Unit),
        successors: around.others(id, department.kind),
        form: form.or(DepartmentForm::of(&department, today)),
        name: department.name,
        errors,
    };
    Ok((status, page).into_response())
}

/// The other departments, standing and former.
struct Around {
    standing: Vec<Department>,
    former: Vec<Department>,
}

impl Around {
    fn successor_of(&self, old: &Department) -> Option<Link> {
        let id = old.successor_id?;
        self.standing.iter().chain(&self.former).find(|other| other.id == id).map(link)
    }

    fn predecessors_of(&self, id: DepartmentId) -> Vec<Link> {
        self.former.iter().filter(|old| old.successor_id == Some(id)).map(link).collect()
    }

    fn groups_of(&self, id: DepartmentId) -> Vec<Link> {
        let belongs = |group: &&Department| group.members.iter().any(|member| member.department_id == id);
        self.standing.iter().filter(belongs).map(link).collect()
    }

    /// The other departments of a kind, to choose from.
    fn others(&self, id: DepartmentId, kind: DepartmentKind) -> Vec<Choice> {
        let others = self.standing.iter().filter(|other| other.kind == kind && other.id != id);
        others.map(|other| Choice { value: other.id.to_string(), name: other.name.clone() }).collect()
    }
}

/// The codes of memberships in forms.
pub const MEMBERSHIP_KINDS: [(&str, MembershipKind); 3] = [
    ("contact", MembershipKind::Contact),
    ("stand_in", MembershipKind::StandIn),
    ("head", MembershipKind::Head),
];

fn link(department: &Department) -> Link {
    Link { path: urls::department(department.id), name: department.name.clone() }
}

fn owed(department: &Department) -> Option<(&'static str, &'static str)> {
    if department.valid_to.is_some() {
        None
    } else if department.lacks_contact() {
        Some(("工作联系人待明确", "还没有人可以为这个部门签收、填报。"))
    } else if department.lacks_members() {
        Some(("待补充成员", "这个统称还没有包含任何部门。"))
    } else {
        None
    }
}

fn period(department: &Department) -> String {
    match department.valid_to {
        None => format!("{} 起", department.valid_from),
        Some(last) => format!("{} 至 {last}", department.valid_from),
    }
}
