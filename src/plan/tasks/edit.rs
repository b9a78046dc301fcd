//! `/2019/tasks/6/edit`: what the office says about a task beside its printed text: 具体举措, 预期成果, 完成标准,
//! 限定范围; and who is in charge of it from which day on, with what that hands over shown first.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::conflict::{self, Both};
use super::fields::{Choice, at_most, most, tidy};
use super::handing_over::page::{About, Asked, Confirmation, preview};
use super::handing_over::{Handover, Standing};
use super::in_charge::form::{People, PeopleFields, PlannedLine};
use super::in_charge::{PersonChange, PersonRole, What, change_person, get_people_in_charge};
use super::store::{self, Details, Task};
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
    planned: Vec<PlannedLine>,
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
    #[serde(flatten)]
    people: PeopleFields,
    #[serde(flatten)]
    confirmation: Confirmation,
}

/// What is wanted.
struct Wanted {
    details: Details,
    people: Vec<(PersonRole, PersonChange)>,
}

impl EditForm {
    fn of(task: &Task, people: PeopleFields) -> Self {
        Self {
            version: task.version,
            measures: task.measures.clone(),
            expected_outcome: task.expected_outcome.clone(),
            completion_criteria: task.completion_criteria.clone(),
            restricted: if task.restricted { "yes".into() } else { String::new() },
            people,
            confirmation: Confirmation::default(),
        }
    }

    fn read(
        &self,
        people: &People,
        subject: (&Plan, &Task),
        today: NaiveDate,
    ) -> Result<Wanted, FieldErrors> {
        let mut errors = FieldErrors::default();
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
        };
        let people = self.people.read(people, subject, today, &mut errors);
        if errors.is_empty() { Ok(Wanted { details, people }) } else { Err(errors) }
    }

    /// By name, as posted.
    fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = self.people.pairs();
        for (name, value) in [
            ("version", self.version.to_string()),
            ("measures", self.measures.clone()),
            ("expected_outcome", self.expected_outcome.clone()),
            ("completion_criteria", self.completion_criteria.clone()),
            ("restricted", self.restricted.clone()),
        ] {
            pairs.push((name.to_owned(), value));
        }
        pairs
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
    let today = state.clocks.today();
    let now = get_people_in_charge(&mut conn, task.id).await?;
    let form = EditForm::of(&task, PeopleFields::of(&now, &plan, today));
    let people = People::of(&mut conn, now, &task, today).await?;
    Ok(page(&state, &user, (&plan, &task), &people, form, FieldErrors::default()))
}

fn page(
    state: &AppState,
    user: &CurrentUser,
    (plan, task): (&Plan, &Task),
    people: &People,
    form: EditForm,
    errors: FieldErrors,
) -> Response {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = EditPage {
        frame: user.frame(state, Some(plan.year)),
        back: urls::task(plan.year, task.number),
        task: format!("{} {}", task.number, task.title),
        leaders: people.choices(PersonRole::Leader, &form.people.leader),
        contacts: people.choices(PersonRole::Contact, &form.people.contact),
        planned: form.people.planned(&people.now, state.clocks.today()),
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
    let before = Standing::read(&mut tx, task.id).await?;
    let people = People::of(&mut tx, before.people.clone(), &task, act.today()).await?;
    if form.confirmation.revises() {
        return Ok(page(&state, &user, (&plan, &task), &people, form, FieldErrors::default()));
    }
    let wanted = match form.read(&people, (&plan, &task), act.today()) {
        Ok(wanted) => wanted,
        Err(errors) => return Ok(page(&state, &user, (&plan, &task), &people, form, errors)),
    };
    if form.version != task.version {
        return second_editor(&mut tx, (&state, &user), (&plan, &task), &people, &form).await;
    }
    change_details(&mut tx, &act, &plan, &task, &wanted.details).await?;
    // Who is in charge of a restricted task is recorded for those concerned, and so when it becomes one now.
    let then = Task { restricted: task.restricted || wanted.details.restricted, ..task.clone() };
    let handover = change_people(&mut tx, &act, (&plan, &then), &before, &wanted.people).await?;
    if let Some(handover) = handover {
        let asked = form.confirmation.asks(&handover);
        if asked != Asked::Confirm {
            // Shown by doing it and taking it back: the preview cannot differ from the deed.
            tx.rollback().await?;
            return Ok(preview(&state, &user, About::task(year, &task), (handover, asked), form.pairs()));
        }
    }
    tx.commit().await?;
    Ok(flash::done(&urls::task(year, number), "任务的修改已保存。"))
}

async fn second_editor(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    (plan, task): (&Plan, &Task),
    people: &People,
    form: &EditForm,
) -> Result<Response> {
    let both = both((plan, task), form, people, state.clocks.today());
    let action = urls::task_form(plan.year, task.number, "edit");
    let hidden = form.people.pairs().into_iter().filter(|(name, _)| name != "leader" && name != "contact");
    conflict::page(conn, state, user, (plan.year, task), action, both, hidden.collect()).await
}

/// Makes the changes, one after the other; what they hand over, `None` when there are none.
async fn change_people(
    conn: &mut PgConnection,
    act: &Act,
    subject: (&Plan, &Task),
    before: &Standing,
    changes: &[(PersonRole, PersonChange)],
) -> Result<Option<Handover>> {
    let (mut people, mut sentences) = (before.people.clone(), Vec::new());
    let mut from_on = act.today();
    for (role, change) in changes {
        let terms = match role {
            PersonRole::Leader => &mut people.leader,
            PersonRole::Contact => &mut people.contact,
        };
        if let What::Named(_, day) = &change.what {
            from_on = *day;
        }
        sentences.push(terms.sentence(change, act.today()));
        *terms = change_person(conn, act, subject, terms, change).await?;
    }
    if sentences.is_empty() {
        return Ok(None);
    }
    Handover::of_people(conn, subject.1, before, (sentences, from_on), act.today()).await.map(Some)
}

fn both((plan, task): (&Plan, &Task), form: &EditForm, people: &People, today: NaiveDate) -> Vec<Both> {
    let stored = EditForm::of(task, PeopleFields::of(&people.now, plan, today));
    let restricted = |form: &EditForm| if form.restricted.is_empty() { "否" } else { "是" }.to_owned();
    let person = |role: PersonRole, theirs: &str, ours: &str| {
        let (theirs, words) = (people.name_of(role, theirs), people.name_of(role, ours));
        Both::choice(role.word(), role.code(), theirs, ours, words)
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
        person(PersonRole::Leader, &stored.people.leader, &form.people.leader),
        person(PersonRole::Contact, &stored.people.contact, &form.people.contact),
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
#[must_use]
pub fn details_of(task: &Task) -> Details {
    Details {
        measures: task.measures.clone(),
        expected_outcome: task.expected_outcome.clone(),
        completion_criteria: task.completion_criteria.clone(),
        restricted: task.restricted,
    }
}

fn changed_words(before: &Details, after: &Details) -> Vec<&'static str> {
    [
        (before.measures != after.measures, "具体举措"),
        (before.expected_outcome != after.expected_outcome, "预期成果"),
        (before.completion_criteria != after.completion_criteria, "完成标准"),
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
        "restricted": task.restricted,
    })
}
