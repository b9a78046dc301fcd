//! A department explains what a circular says of it, or the office records what it said (代录).

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use sqlx::PgConnection;

use super::circular_page::{PeriodPath, Typed, refused, refused_with};
use super::model::{LONGEST_EXPLANATION, Step};
use super::shown::said_at;
use super::steps::hold;
use super::store::{CircularRow, PassageRow, list_passages};
use super::writes::{entry, update_explanation};
use crate::accounts::{Access, Action, CurrentUser, Role, Route, Routes, list_office};
use crate::audit_trail::{Act, append};
use crate::error::{AppError, Result};
use crate::ids::DepartmentId;
use crate::plan::tasks::fields::needed;
use crate::supervision::tell_persons;
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let explains = Access::Needs(Action::ExplainInCircular);
    vec![Route::post("/{year}/circulars/{period}/explain", explains, submit)]
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/circulars/too_late.html")]
struct TooLatePage {
    frame: PageFrame,
    list: String,
    explanation: String,
    errors: FieldErrors,
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, period)): PeriodPath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let department = DepartmentId(typed.department.parse().unwrap_or_default());
    user.require_for(Action::ExplainInCircular, department)?;
    let mut tx = state.db.begin().await?;
    let (plan, of, row) = match hold(&mut tx, (year, &period)).await {
        // Withdrawn meanwhile, perhaps.
        Err(AppError::NotFound(_)) => return Ok(too_late((&state, &user), year, &typed)),
        other => other?,
    };
    let passages = list_passages(&mut tx, &[row.id]).await?;
    let passage = passages.iter().find(|of| of.department == department);
    let Some(passage) = passage.filter(|_| row.status.after(Step::Explain).is_ok()) else {
        return Ok(too_late((&state, &user), year, &typed));
    };
    let field = format!("explanation-{department}");
    let mut errors = FieldErrors::default();
    let missing = (field.as_str(), "请写明本部门的说明。");
    let explanation = needed(&typed.explanation, LONGEST_EXPLANATION, missing, &mut errors);
    if !errors.is_empty() {
        return refused(&mut tx, (&state, &user), (&plan, of), (typed, errors)).await;
    }
    if typed.seen != said_at(passage) {
        let sentence = "本部门的说明刚由他人填写，见上；您所填的还在，核对后再提交，将以您的为准。";
        let again = (typed, FieldErrors::one(&field, sentence), StatusCode::CONFLICT);
        return refused_with(&mut tx, (&state, &user), (&plan, of), again).await;
    }
    let act = user.act(&state);
    let recorded = user.role == Role::Office && !user.belongs_to(department);
    let act = if recorded { act.on_behalf_of(&passage.name) } else { act };
    explain(&mut tx, &act, (&row, passage), (&explanation, recorded)).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::circular(year, &period), "说明已提交，将与有关情况一并列出；送签前可以修改。"))
}

/// What was typed, where there is nothing to explain or no more: the circular was taken back or withdrawn, or names the
/// department no more. Whom it does not name learns no more from it than that.
fn too_late((state, user): (&AppState, &CurrentUser), year: i32, typed: &Typed) -> Response {
    let errors = FieldErrors::one(
        "explanation",
        "没有您现在可以说明的通报：可能已由领导小组办公室收回、送签或撤销，或不再点名本部门。您所填的没有提交，列在下面，可以复制留存。",
    );
    let (frame, list) = (user.frame(state, Some(year)), urls::circulars(year));
    let page = TooLatePage { frame, list, explanation: typed.explanation.clone(), errors };
    (StatusCode::NOT_FOUND, page).into_response()
}

/// Keeps what a department says of its passage; the circular is held by this transaction. The office is told.
///
/// # Errors
/// Refused from any other state.
pub async fn explain(
    conn: &mut PgConnection,
    act: &Act,
    (row, passage): (&CircularRow, &PassageRow),
    (explanation, recorded): (&str, bool),
) -> Result<()> {
    row.status.after(Step::Explain).map_err(AppError::Refused)?;
    update_explanation(conn, act, (row, passage), (explanation, recorded)).await?;
    let office: Vec<_> = list_office(conn).await?.into_iter().map(|(id, _)| id).collect();
    let path = urls::circular(row.year, &row.period);
    let message = format!("{}对{}作出了说明。", passage.name, row.name());
    tell_persons(conn, act, &office, (row.year, &path), &message).await?;
    let sentence = format!("{}对{}作出说明", passage.name, row.name());
    let change = |said: Option<&str>| json!({"department": passage.name, "explanation": said});
    let before = passage.explanation.as_deref().map(|said| change(Some(said)));
    let entry = entry("circular_explained", sentence, (row.id, row.year));
    append(conn, act, entry.with_change(before, Some(change(Some(explanation))))).await
}
