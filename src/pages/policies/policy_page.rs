//! `/2019/policies/3`: a document, what is to be noted in it, the tasks it concerns and its files.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::store::{FileRow, PolicyRow, get_policy, get_policy_to_change, list_files};
use super::write::{require_open, withdraw};
use super::writes::OVERTAKEN;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::plan::tasks::fields::{most, needed};
use crate::plan::{Plan, PlanStatus, get_plan};
use crate::reporting::evidence::ACCEPTED;
use crate::supervision::Reader;
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash, instants, urls};

pub(super) fn routes() -> Routes {
    vec![
        Route::get("/{year}/policies/{number}", Access::Needs(Action::ReadPolicies), show),
        Route::post(
            "/{year}/policies/{number}/withdraw",
            Access::Needs(Action::KeepPolicies),
            submit_withdrawal,
        ),
    ]
}

/// A file with its address, and where it is withdrawn.
struct FileLine {
    /// The id of the field beside it.
    field: String,
    name: String,
    path: String,
    added: String,
    withdrawn: Option<String>,
    /// What was typed into the form of its withdrawal that was refused.
    because: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/policies/policy.html")]
struct PolicyPage {
    frame: PageFrame,
    list: String,
    path: String,
    edit: String,
    policy: PolicyRow,
    issued_on: Option<String>,
    /// Name and address of each task.
    tasks: Vec<(String, String)>,
    changed: String,
    withdrawn: Option<String>,
    files: Vec<FileLine>,
    has_files: bool,
    may_keep: bool,
    accepted: &'static str,
    /// What was typed into the form that was refused.
    because: String,
    errors: FieldErrors,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let reader = Reader::of(&user, state.clocks.today());
    let policy = get_policy(&mut conn, &reader, (year, number)).await?;
    let typed = (TypedReason::default(), FieldErrors::default(), StatusCode::OK);
    page(&mut conn, (&state, &user), (&plan, policy), typed).await
}

/// Why something is withdrawn, as it was typed into a form that was refused: the id of its field, and the words.
#[derive(Default)]
pub(super) struct TypedReason {
    field: String,
    words: String,
}

impl TypedReason {
    pub fn new(field: &str, words: String) -> Self {
        Self { field: field.to_owned(), words }
    }

    /// What stands in a field.
    fn of(&self, field: &str) -> String {
        if self.field == field { self.words.clone() } else { String::new() }
    }
}

/// The page with sentences beside its forms.
pub(super) async fn page(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    (plan, policy): (&Plan, PolicyRow),
    (typed, errors, status): (TypedReason, FieldErrors, StatusCode),
) -> Result<Response> {
    let path = urls::policy(policy.year, policy.number);
    let files: Vec<FileLine> =
        list_files(conn, policy.id).await?.into_iter().map(|of| file(&path, of, &typed)).collect();
    let task =
        |(number, title): (&i32, &String)| (format!("{number} {title}"), urls::task(policy.year, *number));
    let standing = policy.withdrawn_on.is_none();
    let withdrawn = policy.withdrawn_on.zip(policy.withdrawn_by.as_ref());
    let page = PolicyPage {
        frame: user.frame(state, Some(policy.year)),
        list: urls::policies(policy.year),
        edit: format!("{path}/edit"),
        path,
        issued_on: policy.issued_on.map(dates::plain),
        tasks: policy.task_numbers.iter().zip(&policy.task_titles).map(task).collect(),
        changed: format!("{} {}", instants::minute(policy.changed_at), policy.changed_by),
        withdrawn: withdrawn.map(|(on, by)| {
            let because = policy.withdrawn_because.as_deref().unwrap_or_default();
            format!("{}由{by}撤回：{because}", dates::plain(on))
        }),
        has_files: files.iter().any(|file| file.withdrawn.is_none()),
        files,
        may_keep: standing && plan.status != PlanStatus::Frozen && user.may(Action::KeepPolicies),
        accepted: ACCEPTED,
        policy,
        because: typed.of("because"),
        errors,
    };
    Ok((status, page).into_response())
}

fn file(path: &str, of: FileRow, typed: &TypedReason) -> FileLine {
    let field = format!("because-{}", of.id);
    FileLine {
        because: typed.of(&field),
        field,
        name: of.kept.name,
        path: format!("{path}/files/{}", of.id),
        added: format!("{} {}附上", instants::minute(of.added_at), of.added_by),
        withdrawn: of.withdrawn.map(|(by, because)| format!("{by}撤回：{because}")),
    }
}

/// The form of a withdrawal, of a document or a file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct WithdrawForm {
    /// The version seen.
    pub version: i32,
    pub because: String,
}

async fn submit_withdrawal(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
    ProtectedForm(form): ProtectedForm<WithdrawForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan(&mut tx, year).await?;
    require_open(&plan)?;
    let policy = get_policy_to_change(&mut tx, &Reader::of(&user, act.today()), (year, number)).await?;
    if form.version != policy.version {
        let errors = FieldErrors::one("because", OVERTAKEN);
        let typed = (TypedReason::new("because", form.because), errors, StatusCode::CONFLICT);
        return page(&mut tx, (&state, &user), (&plan, policy), typed).await;
    }
    let mut errors = FieldErrors::default();
    let because = needed(&form.because, most::REASON, ("because", "请写明撤回的原因。"), &mut errors);
    if !errors.is_empty() {
        let typed = (TypedReason::new("because", form.because), errors, StatusCode::UNPROCESSABLE_ENTITY);
        return page(&mut tx, (&state, &user), (&plan, policy), typed).await;
    }
    withdraw(&mut tx, &act, &policy, &because).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::policy(year, number), "已撤回，编号和记录保留。"))
}
