//! Changing one's own password: asked for at the first sign-in and after a reset, and when it has grown too old.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use crate::accounts::guard::{Access, Route, Routes};
use crate::accounts::{CurrentUser, get_policy, passwords, sessions, store};
use crate::audit_trail::{Audience, Entry, append};
use crate::error::{AppError, Result};
use crate::web::csrf::{SESSION_COOKIE, guarded_cookie};
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    vec![
        Route::get(urls::OWN_PASSWORD, Access::SignedIn, show),
        Route::post(urls::OWN_PASSWORD, Access::SignedIn, change),
    ]
}

#[derive(Template, WebTemplate)]
#[template(path = "accounts/own_password.html")]
struct OwnPasswordPage {
    frame: PageFrame,
    calendar_feed_path: &'static str,
    least_length: i32,
    errors: FieldErrors,
}

#[derive(Deserialize)]
struct PasswordForm {
    current: String,
    new: String,
    again: String,
}

async fn show(State(state): State<AppState>, user: CurrentUser) -> Result<Response> {
    page(&state, &user, FieldErrors::default()).await
}

async fn page(state: &AppState, user: &CurrentUser, errors: FieldErrors) -> Result<Response> {
    let policy = get_policy(&mut *state.db.acquire().await?).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = OwnPasswordPage {
        frame: user.frame(state, None),
        calendar_feed_path: urls::CALENDAR_FEED,
        least_length: policy.password_min_length,
        errors,
    };
    Ok((status, page).into_response())
}

async fn change(
    State(state): State<AppState>,
    user: CurrentUser,
    jar: CookieJar,
    ProtectedForm(form): ProtectedForm<PasswordForm>,
) -> Result<Response> {
    let errors = find_errors(&state, &user, &form).await?;
    if !errors.is_empty() {
        return page(&state, &user, errors).await;
    }
    let hash = passwords::hash(form.new).await?;
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    store::update_password(&mut tx, user.account_id, &hash, false, act.wall_at).await?;
    sessions::close_all(&mut tx, user.account_id).await?;
    let address = act.address.map(|address| address.to_string());
    let session = sessions::open(&mut tx, user.account_id, act.wall_at, address).await?;
    let entry = Entry::new("password_changed", "account", "修改本人密码").on(user.account_id.0);
    append(&mut tx, &act, entry.for_audience(Audience::Administrators)).await?;
    tx.commit().await?;
    let jar = jar.add(guarded_cookie(&state, SESSION_COOKIE, session));
    Ok((jar, flash::done("/", "密码已修改，在其他地方的登录已全部退出。")).into_response())
}

async fn find_errors(state: &AppState, user: &CurrentUser, form: &PasswordForm) -> Result<FieldErrors> {
    let mut conn = state.db.acquire().await?;
    let policy = get_policy(&mut conn).await?;
    let account = store::find_credentials(&mut conn, &user.sign_in_name)
        .await?
        .ok_or_else(|| AppError::NotFound("账号已不存在。".into()))?;
    let mut errors = FieldErrors::default();
    if !passwords::verify(form.current.clone(), Some(account.password_hash)).await? {
        errors.add("current", "现用密码不正确。");
    }
    if let Some(sentence) = passwords::weakness(&form.new, policy.password_min_length, &user.sign_in_name) {
        errors.add("new", sentence);
    } else if form.new == form.current {
        errors.add("new", "新密码与现用密码相同，请换一个。");
    }
    if form.new != form.again {
        errors.add("again", "两次输入的新密码不一致。");
    }
    Ok(errors)
}
