//! Drafts of long forms: what is typed is kept on the server while one types, so that it still stands after the session
//! ended or the machine did. A draft belongs to an account and to the address its form is sent to; nobody else reads it, and
//! sending the form ends it. (Monthly reports and quarterly checks keep their own, in the rows they become.)

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::de::DeserializeOwned;
use sqlx::PgConnection;

use crate::accounts::CurrentUser;
use crate::accounts::guard::{Access, Route, Routes};
use crate::clock::BEIJING;
use crate::error::{AppError, Result};
use crate::ids::AccountId;
use crate::web::autosave::{not_saved, saved};
use crate::web::csrf::TOKEN_FIELD;
use crate::web::{AppState, ProtectedForm};

/// The forms that keep drafts: what of, and which form of it. Each is sent to `/2019/<what>/<number>/<form>`.
const FORMS: [(&str, &str); 8] = [
    ("findings", "answer"),
    ("instructions", "answer"),
    ("tasks", "completion"),
    ("superior-court", "edit"),
    ("bulletins", "edit"),
    ("superior-court", "settle"),
    ("bulletins", "settle"),
    ("policies", "edit"),
];

/// The forms of something that has no number yet. Each is sent to `/2019/<what>/<form>`.
const FORMS_OF_NEW: [(&str, &str); 1] = [("policies", "add")];

/// So many drafts an account has at most: nobody writes as many answers at once. (Whether there is a finding or an
/// instruction of a number is not looked up: the answer would betray it.)
const MOST: i64 = 100;

/// A draft is at most so long as it is posted, in bytes (`form_draft_fields_length` says the same). The longest text a form
/// allows has 20,000 characters (a paper to the superior court), each of which takes nine bytes as it is posted, and there are
/// other fields beside it.
const LONGEST: usize = 262_144;

pub(super) fn routes() -> Routes {
    vec![Route::post("/drafts/{*form}", Access::SignedIn, save)]
}

/// Where the draft of the form sent to `form` is saved.
#[must_use]
pub fn address(form: &str) -> String {
    format!("/drafts{form}")
}

async fn save(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(form): Path<String>,
    ProtectedForm(mut fields): ProtectedForm<Vec<(String, String)>>,
) -> Result<Response> {
    fields.retain(|(name, _)| name != TOKEN_FIELD);
    let fields = serde_html_form::to_string(&fields).map_err(|error| AppError::Internal(error.into()))?;
    if !keeps_drafts(&form) {
        return Ok(not_saved(StatusCode::UNPROCESSABLE_ENTITY, "这张表单不保存草稿。"));
    }
    if fields.len() > LONGEST {
        return Ok(not_saved(StatusCode::UNPROCESSABLE_ENTITY, "内容过长，草稿未能保存。"));
    }
    let act = user.act(&state);
    let mut conn = state.db.acquire().await?;
    let done = sqlx::query!(
        "insert into form_draft (account_id, form, fields, saved_at) select $1, $2, $3, $4
         where (select count(*) from form_draft where account_id = $1 and form <> $2) < $5
         on conflict (account_id, form) do update set fields = excluded.fields, saved_at = excluded.saved_at",
        user.account_id.0,
        format!("/{form}"),
        fields,
        act.at,
        MOST
    )
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(not_saved(
            StatusCode::UNPROCESSABLE_ENTITY,
            "未提交的草稿过多，请先提交几份，再保存新的草稿。",
        ));
    }
    Ok(saved(act.at, None))
}

/// Whether a form sent to that address (without its leading slash) keeps drafts.
fn keeps_drafts(form: &str) -> bool {
    let is_number =
        |text: &str| (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    match form.split('/').collect::<Vec<_>>().as_slice() {
        [year, of, form] => is_number(year) && FORMS_OF_NEW.contains(&(*of, *form)),
        [year, of, number, form] => is_number(year) && is_number(number) && FORMS.contains(&(*of, *form)),
        _ => false,
    }
}

/// What the account typed into the form sent to `form`, and when, in words; `None` without a draft that can still be read.
///
/// # Errors
/// Only of the store.
pub async fn find_draft<T: DeserializeOwned>(
    conn: &mut PgConnection,
    account: AccountId,
    form: &str,
) -> Result<Option<(T, String)>> {
    let row = sqlx::query!(
        "select fields, saved_at from form_draft where account_id = $1 and form = $2",
        account.0,
        form
    )
    .fetch_optional(conn)
    .await?;
    // A form may have changed since: what does not fit it any more is no draft of it.
    Ok(row.and_then(|row| {
        let typed = serde_html_form::from_str(&row.fields).ok()?;
        let saved_at = row.saved_at.with_timezone(&BEIJING);
        Some((typed, saved_at.format("%-m月%-d日 %H:%M").to_string()))
    }))
}

/// Ends the draft of a form that is sent.
///
/// # Errors
/// Only of the store.
pub async fn end_draft(conn: &mut PgConnection, account: AccountId, form: &str) -> Result<()> {
    sqlx::query!("delete from form_draft where account_id = $1 and form = $2", account.0, form)
        .execute(conn)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_forms_of_one_thing_keep_drafts() {
        for form in [
            "2019/findings/3/answer",
            "2019/instructions/12/answer",
            "2019/tasks/6/completion",
            "2019/superior-court/2/settle",
            "2019/policies/add",
        ] {
            assert!(keeps_drafts(form), "{form}");
        }
        let others = [
            "",
            "anything",
            "2019/findings/3",
            "2019/findings/x/answer",
            "2019/findings/3/answer/more",
            "2019/tasks/6/answer",
            "2019/policies/3/add",
            "2019/findings/answer",
            "2019/findings//answer",
            "2019/findings/1234567890/answer",
        ];
        for form in others {
            assert!(!keeps_drafts(form), "{form}");
        }
    }
}
