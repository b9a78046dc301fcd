//! `/2019/tasks/6/edit`: what the office says about a task beside its printed text: 具体举措, 预期成果, 完成标准,
//! 限定范围, 分管院领导, 工作联系人.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::conflict::{self, Both};
use super::fields::{Choice, at_most, choice, most, tidy};
use super::store::{self, Details, Person, Task};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::error::Result;
use crate::plan::document_reader::rules;
use crate::plan::{Plan, doubts, get_plan};
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    vec![
        Route::get("/{year}/tasks/{number}/edit", Access::Needs(Action::KeepPlan), show),
        Route::post("/{year}/tasks/{number}/edit", Access::Needs(Action::KeepPlan), save),
    ]
}

#[derive(Template, WebTemplate)]
#[template(path = "plan/task_edit.html")]
struct EditPage {
    frame: PageFrame,
    back: String,
    task: String,
    form: EditForm,
    leaders: Vec<Choice>,
    contacts: Vec<Choice>,
    errors: FieldErrors,
}

#[derive(Debug, Clone, Deserialize)]
struct EditForm {
    version: i32,
    measures: String,
    expected_outcome: String,
    completion_criteria: String,
    /// `yes`, or nothing.
    #[serde(default)]
    restricted: String,
    leader: String,
    contact: String,
}

/// Who may be named.
struct People {
    leaders: Vec<Person>,
    members: Vec<Person>,
}

impl People {
    /// Those of today, and whoever is named already.
    async fn of(conn: &mut PgConnection, task: &Task, act: &Act) -> Result<Self> {
        let mut leaders = store::list_leaders(conn).await?;
        let mut members = store::list_members(conn, task.id, act.today()).await?;
        for (list, named) in [(&mut leaders, &task.leader), (&mut members, &task.contact)] {
            if let Some(named) = named
                && list.iter().all(|person| person.id != named.id)
            {
                list.push(named.clone());
            }
        }
        Ok(Self { leaders, members })
    }
}

impl EditForm {
    fn of(task: &Task) -> Self {
        let id = |person: &Option<Person>| person.as_ref().map_or_else(String::new, |p| p.id.to_string());
        Self {
            version: task.version,
            measures: task.measures.clone(),
            expected_outcome: task.expected_outcome.clone(),
            completion_criteria: task.completion_criteria.clone(),
            restricted: if task.restricted { "yes".into() } else { String::new() },
            leader: id(&task.leader),
            contact: id(&task.contact),
        }
    }

    fn read(&self, people: &People) -> Result<Details, FieldErrors> {
        let mut errors = FieldErrors::default();
        let leader = choice(&self.leader, &people.leaders, |p| p.id.0, "leader", &mut errors).map(|p| p.id);
        let contact =
            choice(&self.contact, &people.members, |p| p.id.0, "contact", &mut errors).map(|p| p.id);
        let details = Details {
            measures: at_most(&self.measures, most::TEXT, "measures", &mut errors),
            expected_outcome: at_most(&self.expected_outcome, most::TEXT, "expected_outcome", &mut errors),
            completion_criteria: at_most(
                &self.completion_criteria,
                most::TEXT,
                "completion_criteria",
                &mut errors,
            ),
            restricted: !self.restricted.is_empty(),
            leader,
            contact,
        };
        if errors.is_empty() { Ok(details) } else { Err(errors) }
    }
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let task = store::get_task(&mut conn, &plan, number).await?;
    let people = People::of(&mut conn, &task, &user.act(&state)).await?;
    Ok(page(&state, &user, &plan, &task, &people, EditForm::of(&task), FieldErrors::default()))
}

fn page(
    state: &AppState,
    user: &CurrentUser,
    plan: &Plan,
    task: &Task,
    people: &People,
    form: EditForm,
    errors: FieldErrors,
) -> Response {
    let choices = |people: &[Person], now: &str| {
        people.iter().map(|person| Choice::of(person.id.to_string(), &person.name, now)).collect()
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = EditPage {
        frame: user.frame(state, Some(plan.year)),
        back: urls::task(plan.year, task.number),
        task: format!("{} {}", task.number, task.title),
        leaders: choices(&people.leaders, &form.leader),
        contacts: choices(&people.members, &form.contact),
        form,
        errors,
    };
    (status, page).into_response()
}

async fn save(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
    ProtectedForm(form): ProtectedForm<EditForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = store::get_plan_to_change(&mut tx, year).await?;
    let task = store::get_task_to_change(&mut tx, &plan, number).await?;
    let people = People::of(&mut tx, &task, &act).await?;
    let details = match form.read(&people) {
        Ok(details) => details,
        Err(errors) => return Ok(page(&state, &user, &plan, &task, &people, form, errors)),
    };
    if form.version != task.version {
        let both = both(&task, &form, &people);
        let action = urls::task_form(year, number, "edit");
        return conflict::page(&mut tx, &state, &user, (year, &task), action, both, Vec::new()).await;
    }
    change_details(&mut tx, &act, &plan, &task, &details).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::task(year, number), "任务的修改已保存。"))
}

fn both(task: &Task, form: &EditForm, people: &People) -> Vec<Both> {
    let name = |people: &[Person], id: &str| {
        let found = people.iter().find(|person| person.id.to_string() == id);
        found.map_or_else(|| "待明确".to_owned(), |person| person.name.clone())
    };
    let stored = EditForm::of(task);
    let restricted = |form: &EditForm| if form.restricted.is_empty() { "否" } else { "是" }.to_owned();
    let person = |label, field, people: &[Person], theirs: &str, ours: &str| {
        Both::choice(label, field, name(people, theirs), ours, name(people, ours))
    };
    vec![
        Both::text("具体举措", "measures", &task.measures, &tidy(&form.measures)),
        Both::text("预期成果", "expected_outcome", &task.expected_outcome, &tidy(&form.expected_outcome)),
        Both::text(
            "完成标准",
            "completion_criteria",
            &task.completion_criteria,
            &tidy(&form.completion_criteria),
        ),
        person("分管院领导", "leader", &people.leaders, &stored.leader, &form.leader),
        person("工作联系人", "contact", &people.members, &stored.contact, &form.contact),
        Both::choice("限定范围", "restricted", restricted(&stored), &form.restricted, restricted(form)),
    ]
}

/// Stores what differs, with one entry; nothing when nothing does. The task is held by this transaction.
pub async fn change_details(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    task: &Task,
    details: &Details,
) -> Result<()> {
    let before = details_of(task);
    if before == *details {
        return Ok(());
    }
    store::update_details(conn, task.id, details).await?;
    let after = store::get_task(conn, plan, task.number).await?;
    if !details.measures.is_empty() {
        doubts::settle_of_task(conn, act, task.id, &[rules::TITLE_ONLY], "已填写具体举措").await?;
    }
    let sentence = format!("修改{}", changed_words(&before, details).join("、"));
    // Measures of a restricted task are for those concerned, and so is that it became restricted.
    let audience =
        if task.restricted || details.restricted { Audience::Concerned } else { Audience::Everyone };
    let entry = Entry::new("task_edited", "task", sentence).on(task.id.0).of_plan(plan.year).of_task(task.id);
    let change = entry.with_change(Some(in_json(task)), Some(in_json(&after))).for_audience(audience);
    append(conn, act, change).await
}

/// What is stored.
pub(super) fn details_of(task: &Task) -> Details {
    Details {
        measures: task.measures.clone(),
        expected_outcome: task.expected_outcome.clone(),
        completion_criteria: task.completion_criteria.clone(),
        restricted: task.restricted,
        leader: task.leader.as_ref().map(|person| person.id),
        contact: task.contact.as_ref().map(|person| person.id),
    }
}

fn changed_words(before: &Details, after: &Details) -> Vec<&'static str> {
    [
        (before.measures != after.measures, "具体举措"),
        (before.expected_outcome != after.expected_outcome, "预期成果"),
        (before.completion_criteria != after.completion_criteria, "完成标准"),
        (before.leader != after.leader, "分管院领导"),
        (before.contact != after.contact, "工作联系人"),
        (before.restricted != after.restricted, "限定范围"),
    ]
    .into_iter()
    .filter_map(|(changed, word)| changed.then_some(word))
    .collect()
}

fn in_json(task: &Task) -> Value {
    json!({
        "measures": task.measures,
        "expected_outcome": task.expected_outcome,
        "completion_criteria": task.completion_criteria,
        "leader": task.leader.as_ref().map(|person| &person.name),
        "contact": task.contact.as_ref().map(|person| &person.name),
        "restricted": task.restricted,
    })
}
