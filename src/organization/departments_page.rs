//! `/departments`: units with their people, groups with their members, bodies, former departments, leaders with
//! their stand-ins; for the office the forms that add a department and name a stand-in.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::accounts::{Access, Action, CurrentUser, MembershipKind, Role, Route, Routes};
use crate::error::Result;
use crate::ids::DepartmentId;
use crate::organization::{
    Department, DepartmentKind, Leader, PersonOfCourt, leaders, list_departments, list_people, store,
};
use crate::web::{AppState, FieldErrors, PageFrame, urls};

pub(super) fn routes() -> Routes {
    vec![Route::get(urls::DEPARTMENTS, Access::Needs(Action::ReadLedger), show)]
}

/// What the forms of this page hold, as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DepartmentsForm {
    pub name: String,
    pub kind: String,
    pub aliases: String,
    pub valid_from: String,
    pub leader: String,
    pub stand_in: String,
    pub stand_in_from: String,
    pub stand_in_to: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "organization/departments.html")]
struct DepartmentsPage {
    frame: PageFrame,
    may_keep: bool,
    summary: String,
    units: Vec<Row>,
    groups: Vec<Row>,
    bodies: Vec<Row>,
    former: Vec<FormerRow>,
    leaders: Vec<LeaderRow>,
    active_leaders: Vec<PersonOfCourt>,
    kinds: [DepartmentKind; 3],
    form: DepartmentsForm,
    errors: FieldErrors,
}

/// A department in its row; lists are joined by 、 and absent when empty.
struct Row {
    path: String,
    name: String,
    aliases: Option<String>,
    heads: Option<String>,
    contacts: Option<String>,
    stand_ins: Option<String>,
    members: Option<String>,
    since: String,
}

impl Row {
    fn of(department: &Department) -> Self {
        let people = |kind| joined(department.people_as(kind).map(|person| person.name.as_str()));
        Self {
            path: urls::department(department.id),
            name: department.name.clone(),
            aliases: joined(department.aliases.iter().map(String::as_str)),
            heads: people(MembershipKind::Head),
            contacts: people(MembershipKind::Contact),
            stand_ins: people(MembershipKind::StandIn),
            members: joined(department.members.iter().map(|member| member.name.as_str())),
            since: department.valid_from.to_string(),
        }
    }
}

fn joined<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let names: Vec<&str> = names.collect();
    (!names.is_empty()).then(|| names.join("、"))
}

/// A former department with what it became.
struct FormerRow {
    path: String,
    name: String,
    period: String,
    successor: Option<(String, String)>,
}

/// A leader with those standing in.
struct LeaderRow {
    account_id: i64,
    name: String,
    heads_the_group: bool,
    is_inactive: bool,
    stand_ins: Vec<StandInRow>,
}

struct StandInRow {
    id: i64,
    sentence: String,
    is_now: bool,
    to_on: String,
}

async fn show(State(state): State<AppState>, user: CurrentUser) -> Result<Response> {
    let today = state.clocks.today().to_string();
    let form =
        DepartmentsForm { valid_from: today.clone(), stand_in_from: today, ..DepartmentsForm::default() };
    page(&state, &user, form, FieldErrors::default()).await
}

/// The page with what was typed and what is wrong with it.
pub(super) async fn page(
    state: &AppState,
    user: &CurrentUser,
    form: DepartmentsForm,
    errors: FieldErrors,
) -> Result<Response> {
    let today = state.clocks.today();
    let mut conn = state.db.acquire().await?;
    let departments = list_departments(&mut conn, today).await?;
    let former = store::list_former(&mut conn, today).await?;
    let leaders = leaders(&mut conn, today).await?;
    let active_leaders = list_people(&mut conn, &[Role::Leader]).await?;
    let of_kind = |kind| {
        departments.iter().filter(|department| department.kind == kind).map(Row::of).collect::<Vec<_>>()
    };
    let (units, groups, bodies) =
        (of_kind(DepartmentKind::Unit), of_kind(DepartmentKind::Group), of_kind(DepartmentKind::Body));
    let name_of = |id: DepartmentId| {
        departments.iter().chain(&former).find(|department| department.id == id).map(|d| d.name.clone())
    };
    let former_row = |old: &Department| FormerRow {
        path: urls::department(old.id),
        name: old.name.clone(),
        period: format!("{} 至 {}", old.valid_from, old.valid_to.unwrap_or(today)),
        successor: old.successor_id.and_then(|id| Some((urls::department(id), name_of(id)?))),
    };
    let page = DepartmentsPage {
        frame: user.frame(state, None),
        may_keep: user.may(Action::KeepDepartments),
        summary: format!("{} 个部门 · {} 个统称 · {} 个领导机构", units.len(), groups.len(), bodies.len()),
        former: former.iter().map(former_row).collect(),
        leaders: leaders.iter().map(|leader| leader_row(leader, today)).collect(),
        units,
        groups,
        bodies,
        active_leaders,
        kinds: DepartmentKind::ALL,
        form,
        errors,
    };
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page).into_response())
}

fn leader_row(leader: &Leader, today: chrono::NaiveDate) -> LeaderRow {
    let now = leader.stand_in_on(today).map(|stand_in| stand_in.id);
    let rows = leader.stand_ins.iter().map(|stand_in| StandInRow {
        id: stand_in.id,
        sentence: format!("{}（{} 至 {}）", stand_in.name, stand_in.from_on, stand_in.to_on),
        is_now: Some(stand_in.id) == now,
        to_on: stand_in.to_on.to_string(),
    });
    LeaderRow {
        account_id: leader.account_id.0,
        name: leader.name.clone(),
        heads_the_group: leader.heads_the_group,
        is_inactive: leader.is_inactive,
        stand_ins: rows.collect(),
    }
}
