//! The signed original (正本) comes back with its number, who signed it and when, and its scan, and is put beside the frozen
//! version. The scan may follow later.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;

use super::model::{SummaryStatus, kind_words, span_words};
use super::store::{SummaryRow, get_owed, list_originals, list_summaries};
use super::summary_page::{self, HalfPath};
use super::writes::{NewOriginal, insert_original};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, Entry, append};
use crate::deadlines::Period;
use crate::error::{AppError, Result};
use crate::plan::tasks::fields::{day, most, needed};
use crate::plan::{Plan, get_plan};
use crate::reporting::evidence::{KeptBytes, MAX_FORM_BYTES, UploadForm, keep_bytes, send};
use crate::web::{AppState, FieldErrors, flash, urls};

pub(super) fn routes() -> Routes {
    vec![
        Route::post("/{year}/summaries/{half}/original", Access::Needs(Action::KeepSummaries), submit)
            .with_body_limit(MAX_FORM_BYTES),
        Route::get("/{year}/summaries/{half}/originals/{id}", Access::Needs(Action::ReadSummaries), download),
    ]
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct OriginalForm {
    version: i32,
    number: String,
    signer: String,
    signed_on: String,
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, half)): HalfPath,
    mut form: UploadForm,
) -> Result<Response> {
    let act = user.act(&state);
    let typed: OriginalForm = form.read()?;
    let mut tx = state.db.begin().await?;
    let plan = get_plan(&mut tx, year).await?;
    let period = get_owed(&mut tx, plan.id, &half).await?.period;
    let all = list_summaries(&mut tx, plan.id, Some(period)).await?;
    let row = all.into_iter().find(|of| of.version == typed.version && of.status == SummaryStatus::Frozen);
    let row = row.ok_or_else(|| AppError::Refused("定稿以后才附正本。".into()))?;
    let mut errors = FieldErrors::default();
    let new = read(&typed, act.today(), &mut errors);
    let given = form.files.pop().map(|given| given.file);
    let file = match given {
        Some(Ok(file)) => Some(file),
        Some(Err(sentence)) => {
            errors.add("file", sentence);
            None
        }
        None => None,
    };
    let Some(new) = new.filter(|_| errors.is_empty()) else {
        return summary_page::refused(&mut tx, (&state, &user), (&plan, period), errors).await;
    };
    let scan = match file {
        Some(file) => Some(keep_bytes(&state, file).await?),
        None => None,
    };
    put_beside(&mut tx, &act, (&plan, period, &row), (&new, scan.as_ref())).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::summary(year, &half), "正本已登记。"))
}

fn read(typed: &OriginalForm, today: chrono::NaiveDate, errors: &mut FieldErrors) -> Option<NewOriginal> {
    let number = needed(&typed.number, 60, ("number", "请填写正本的文号。"), errors);
    let signer = needed(&typed.signer, most::NAME, ("signer", "请填写签发人。"), errors);
    let signed_on = day(&typed.signed_on, "signed_on", errors)?;
    if signed_on > today {
        errors.add("signed_on", "签发日期不能晚于今天。");
    }
    Some(NewOriginal { number, signer, signed_on })
}

/// Puts a signed original beside a frozen version.
pub(crate) async fn put_beside(
    conn: &mut PgConnection,
    act: &Act,
    (plan, period, row): (&Plan, Period, &SummaryRow),
    (new, scan): (&NewOriginal, Option<&KeptBytes>),
) -> Result<()> {
    insert_original(conn, act, row.id, (new, scan)).await?;
    let sentence = format!(
        "登记{}{}（第{}版）的正本：{}",
        span_words(period),
        kind_words(period),
        row.version,
        new.number
    );
    let after = json!({
        "number": new.number, "signer": new.signer, "signed_on": new.signed_on, "name": scan.map(|scan| &scan.name),
        "size": scan.map(|scan| scan.size), "sha256": scan.map(|scan| hex::encode(&scan.digest)),
    });
    let entry = Entry::new("summary_original_added", "summary", sentence).on(row.id.0).of_plan(plan.year);
    append(conn, act, entry.with_change(None, Some(after))).await
}

async fn download(
    State(state): State<AppState>,
    Path((year, half, id)): Path<(i32, String, i64)>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let period = get_owed(&mut conn, plan.id, &half).await?.period;
    let all = list_summaries(&mut conn, plan.id, Some(period)).await?;
    let versions: Vec<_> = all.iter().map(|of| of.id).collect();
    let originals = list_originals(&mut conn, &versions).await?;
    drop(conn);
    let asked = originals.into_iter().find(|original| original.id == id);
    let scan = asked.and_then(|original| original.scan);
    send(&state, scan.ok_or_else(|| AppError::NotFound("没有这份正本的扫描件。".into()))?).await
}
