//! `/2019/policies/add`, `/2019/policies/3/edit`: what is told of a document.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::model::PolicyKind;
use super::store::{PolicyRow, get_policy, get_policy_to_change};
use super::write::{correct, enter, require_open, require_standing};
use super::writes::Written;
use crate::accounts::drafts::{self, end_draft, find_draft};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::{AppError, Result};
use crate::ids::PlanId;
use crate::pages::overview;
use crate::pages::worklist::spans;
use crate::plan::tasks::fields::{Choice, at_most, day, most, needed};
use crate::plan::tasks::numbers::read_tasks;
use crate::plan::{Plan, get_plan};
use crate::supervision::Reader;
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash, instants, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepPolicies);
    vec![
        Route::get("/{year}/policies/add", keeps, show_adding),
        Route::post("/{year}/policies/add", keeps, submit_adding),
        Route::get("/{year}/policies/{number}/edit", keeps, show_editing),
        Route::post("/{year}/policies/{number}/edit", keeps, submit_editing),
    ]
}

/// What is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct PolicyForm {
    /// The version seen, of a document that is corrected.
    version: i32,
    kind: String,
    title: String,
    document_number: String,
    issuer: String,
    issued_on: String,
    note: String,
    /// The tasks it concerns, by number.
    tasks: String,
}

impl PolicyForm {
    fn of(policy: &PolicyRow) -> Self {
        Self {
            version: policy.version,
            kind: policy.kind.code().to_owned(),
            title: policy.title.clone(),
            document_number: policy.document_number.clone(),
            issuer: policy.issuer.clone(),
            issued_on: policy.issued_on.map(dates::short).unwrap_or_default(),
            note: policy.note.clone(),
            tasks: spans(&policy.task_numbers),
        }
    }

    async fn read(
        &self,
        conn: &mut PgConnection,
        plan: PlanId,
        errors: &mut FieldErrors,
    ) -> Result<Option<Written>> {
        let kind = PolicyKind::of_code(&self.kind);
        if kind.is_none() {
            errors.add("kind", "请选择类别。");
        }
        let title = needed(&self.title, most::TITLE, ("title", "请填写标题。"), errors);
        let document_number = at_most(&self.document_number, 60, "document_number", errors);
        let issuer = needed(&self.issuer, 100, ("issuer", "请填写制发机关。"), errors);
        let issued_on = match self.issued_on.trim() {
            "" => None,
            text => day(text, "issued_on", errors),
        };
        let note = at_most(&self.note, most::TEXT, "note", errors);
        let tasks = read_tasks(conn, plan, &self.tasks, errors).await?;
        let tasks = tasks.into_iter().map(|task| (task.id, task.number)).collect();
        let written =
            kind.map(|kind| Written { kind, title, document_number, issuer, issued_on, note, tasks });
        Ok(written.filter(|_| errors.is_empty()))
    }
}

/// What somebody else saved meanwhile.
struct Theirs {
    by: String,
    policy: PolicyRow,
    tasks: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/policies/form.html")]
struct FormPage {
    frame: PageFrame,
    heading: String,
    back: (String, String),
    path: String,
    autosave: String,
    /// When the draft was kept that the form opens with.
    kept: Option<String>,
    kinds: Vec<Choice>,
    form: PolicyForm,
    theirs: Option<Theirs>,
    errors: FieldErrors,
}

/// Where the form begins: from the plan's own notice, or empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct From {
    from: String,
}

async fn show_adding(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(from): Query<From>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    require_open(&plan)?;
    let form =
        if from.from == "plan" { of_notice(&mut conn, &state, &plan).await? } else { PolicyForm::default() };
    // What is begun from the plan's notice is not what was typed before.
    let draft = if from.from == "plan" {
        None
    } else {
        find_draft(&mut conn, user.account_id, &form_path(year, None)).await?
    };
    let (form, kept) = draft.map_or((form, None), |(form, at)| (form, Some(at)));
    Ok(page((&state, &user), year, None, (form, FieldErrors::default(), StatusCode::OK, kept)))
}

/// The plan's own notice, as printed: every task it issued rests on it.
async fn of_notice(conn: &mut PgConnection, state: &AppState, plan: &Plan) -> Result<PolicyForm> {
    let tasks = overview::read(conn, plan.year, state.clocks.today()).await?.tasks;
    let numbers: Vec<i32> = tasks.iter().map(|task| task.number).collect();
    Ok(PolicyForm {
        kind: PolicyKind::Own.code().to_owned(),
        title: plan.title.clone(),
        document_number: plan.document_number.clone(),
        issuer: plan.issuing_body.clone(),
        issued_on: dates::short(plan.issued_on),
        tasks: spans(&numbers),
        ..PolicyForm::default()
    })
}

async fn submit_adding(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    ProtectedForm(form): ProtectedForm<PolicyForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let plan = get_plan(&mut tx, year).await?;
    if let Err(AppError::Refused(sentence)) = require_open(&plan) {
        return Ok(page((&state, &user), year, None, too_late(form, &sentence)));
    }
    let mut errors = FieldErrors::default();
    let Some(new) = form.read(&mut tx, plan.id, &mut errors).await? else {
        let typed = (form, errors, StatusCode::UNPROCESSABLE_ENTITY, None);
        return Ok(page((&state, &user), year, None, typed));
    };
    let policy = enter(&mut tx, &user.act(&state), &plan, &new).await?;
    end_draft(&mut tx, user.account_id, &form_path(year, None)).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::policy(year, policy.number), "已登记；有文件的，在本页附上。"))
}

async fn show_editing(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    require_open(&get_plan(&mut conn, year).await?)?;
    let reader = Reader::of(&user, state.clocks.today());
    let policy = get_policy(&mut conn, &reader, (year, number)).await?;
    if let Err(AppError::Refused(sentence)) = require_standing(&policy) {
        return Ok(flash::refused(&urls::policy(year, number), &sentence));
    }
    let draft = find_draft(&mut conn, user.account_id, &form_path(year, Some(number))).await?;
    let (form, kept) = draft.map_or((PolicyForm::of(&policy), None), |(form, at)| (form, Some(at)));
    Ok(page((&state, &user), year, Some(policy), (form, FieldErrors::default(), StatusCode::OK, kept)))
}

async fn submit_editing(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
    ProtectedForm(form): ProtectedForm<PolicyForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan(&mut tx, year).await?;
    let policy = get_policy_to_change(&mut tx, &Reader::of(&user, act.today()), (year, number)).await?;
    if let Err(AppError::Refused(sentence)) = require_open(&plan).and_then(|()| require_standing(&policy)) {
        return Ok(page((&state, &user), year, Some(policy), too_late(form, &sentence)));
    }
    if form.version != policy.version {
        let form = PolicyForm { version: policy.version, ..form };
        let sentence = "他人已先修改，见“现存内容”；您所填的还在，核对后再保存，将以您的为准。";
        let typed = (form, FieldErrors::one("title", sentence), StatusCode::CONFLICT, None);
        return Ok(page((&state, &user), year, Some(policy), typed));
    }
    let mut errors = FieldErrors::default();
    let Some(new) = form.read(&mut tx, plan.id, &mut errors).await? else {
        let typed = (form, errors, StatusCode::UNPROCESSABLE_ENTITY, None);
        return Ok(page((&state, &user), year, Some(policy), typed));
    };
    correct(&mut tx, &act, &policy, &new).await?;
    end_draft(&mut tx, user.account_id, &form_path(year, Some(number))).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::policy(year, number), "已保存。"))
}

/// What was typed, its errors, and since when the draft was kept it comes from.
type Filled = (PolicyForm, FieldErrors, StatusCode, Option<String>);

/// What was typed of a document that can be changed no more.
fn too_late(form: PolicyForm, sentence: &str) -> Filled {
    let errors = FieldErrors::one("title", format!("{sentence}您所填的还在下面，可以复制留存。"));
    (form, errors, StatusCode::CONFLICT, None)
}

/// Where the form of a document is sent; `None` for one that is added.
fn form_path(year: i32, number: Option<i32>) -> String {
    match number {
        Some(number) => format!("{}/edit", urls::policy(year, number)),
        None => format!("{}/add", urls::policies(year)),
    }
}

fn page(
    (state, user): (&AppState, &CurrentUser),
    year: i32,
    policy: Option<PolicyRow>,
    (form, errors, status, kept): Filled,
) -> Response {
    let path = form_path(year, policy.as_ref().map(|policy| policy.number));
    let (heading, back) = match &policy {
        Some(policy) => ("修改政策文件", (urls::policy(year, policy.number), policy.title.clone())),
        None => ("登记政策文件", (urls::policies(year), "政策文件".to_owned())),
    };
    let theirs = policy.filter(|_| status == StatusCode::CONFLICT).map(|policy| Theirs {
        by: format!("{} 于 {} 保存", policy.changed_by, instants::minute(policy.changed_at)),
        tasks: spans(&policy.task_numbers),
        policy,
    });
    let page = FormPage {
        frame: user.frame(state, Some(year)),
        heading: heading.to_owned(),
        back,
        autosave: drafts::address(&path),
        path,
        kept,
        kinds: PolicyKind::ALL.map(|kind| Choice::of(kind.code(), kind.word(), &form.kind)).into(),
        form,
        theirs,
        errors,
    };
    (status, page).into_response()
}
