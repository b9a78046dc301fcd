//! One account (`/accounts/7`) and what may be done to it.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use crate::accounts::administration::store::{self, Account};
use crate::accounts::administration::{AccountState, MadeUpPasswordPage, changes, state::is_stale};
use crate::accounts::guard::{Access, Route, Routes};
use crate::accounts::{Action, CurrentUser, Role, get_policy};
use crate::audit_trail::Act;
use crate::error::{AppError, Result};
use crate::ids::AccountId;
use crate::web::form::NoFields;
use crate::web::{AppState, PageFrame, ProtectedForm, flash, instants, urls};

pub(super) fn routes() -> Routes {
    let keep_accounts = Access::Needs(Action::KeepAccounts);
    let keep_security = Access::Needs(Action::KeepSecurity);
    vec![
        Route::get("/accounts/{id}", Access::Needs(Action::ReadAccounts), show),
        Route::post("/accounts/{id}/reset", keep_accounts, reset),
        Route::post("/accounts/{id}/disable", keep_accounts, disable),
        Route::post("/accounts/{id}/enable", keep_accounts, enable),
        Route::post("/accounts/{id}/role", keep_security, give_role),
        Route::post("/accounts/{id}/unlock", keep_security, unlock),
        Route::post("/accounts/{id}/end-sessions", keep_security, end_sessions),
    ]
}

#[derive(Template, WebTemplate)]
#[template(path = "accounts/account.html")]
#[expect(clippy::struct_excessive_bools, reason = "parts of the page that are shown or not")]
struct AccountPage {
    frame: PageFrame,
    sign_in_name: String,
    display_name: String,
    role_words: String,
    state: AccountState,
    /// `锁定至 2019-07-10 09:15`, or the state's word.
    state_words: String,
    stale: bool,
    last_sign_in: String,
    created: String,
    must_change_password: bool,
    sessions: i64,
    version: i32,
    path: String,
    /// Why the last form was not accepted.
    refusal: Option<String>,
    is_oneself: bool,
    keeps_accounts: bool,
    keeps_security: bool,
    roles: Vec<RoleChoice>,
    heads_the_group: bool,
}

/// One line of the choice of roles.
struct RoleChoice {
    code: &'static str,
    word: &'static str,
    chosen: bool,
}

/// The form of a button: the version of the account its page showed.
#[derive(Deserialize)]
struct VersionForm {
    version: i32,
}

#[derive(Deserialize)]
struct RoleForm {
    version: i32,
    /// A role's code; empty for none.
    role: String,
    #[serde(default)]
    heads_the_group: bool,
}

/// What a form of the page was answered, kept so that nothing chosen is lost.
struct Refusal {
    sentence: String,
    chosen: Option<(Option<Role>, bool)>,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<AccountId>,
) -> Result<Response> {
    Ok(page(&state, &user, id, None).await?.into_response())
}

async fn page(
    state: &AppState,
    user: &CurrentUser,
    id: AccountId,
    refusal: Option<Refusal>,
) -> Result<AccountPage> {
    let mut conn = state.db.acquire().await?;
    let account = store::get_account(&mut conn, id).await?;
    let policy = get_policy(&mut conn).await?;
    let now = state.clocks.wall_now();
    let account_state = AccountState::of(&account, now);
    let chosen = refusal.as_ref().and_then(|refusal| refusal.chosen);
    let (role, heads_the_group) = chosen.unwrap_or((account.role, account.heads_the_group));
    Ok(AccountPage {
        frame: user.frame(state, None),
        role_words: changes::role_words(account.role, account.heads_the_group),
        state: account_state,
        state_words: match account_state {
            AccountState::Locked(until) => format!("锁定至 {}", instants::minute(until)),
            other => other.word().to_owned(),
        },
        stale: is_stale(&account, policy.stale_after_days, now),
        last_sign_in: account.last_signed_in_at.map_or("从未".to_owned(), instants::minute),
        created: instants::minute(account.created_at),
        must_change_password: account.must_change_password,
        sessions: account.sessions,
        version: account.version,
        path: urls::account(id),
        refusal: refusal.map(|refusal| refusal.sentence),
        is_oneself: user.account_id == id,
        keeps_accounts: user.may(Action::KeepAccounts),
        keeps_security: user.may(Action::KeepSecurity),
        roles: Role::ALL
            .map(|choice| RoleChoice {
                code: choice.code(),
                word: choice.word(),
                chosen: role == Some(choice),
            })
            .into(),
        heads_the_group,
        sign_in_name: account.sign_in_name,
        display_name: account.display_name,
    })
}

/// Sends the browser back to the account when `outcome` is good; shows the account with the reason when it was refused.
async fn answer(
    state: &AppState,
    user: &CurrentUser,
    account: &Account,
    outcome: Result<String>,
    chosen: Option<(Option<Role>, bool)>,
) -> Result<Response> {
    let (status, sentence) = match outcome {
        Ok(sentence) => return Ok(flash::done(&urls::account(account.id), &sentence)),
        Err(AppError::Refused(sentence)) => (StatusCode::UNPROCESSABLE_ENTITY, sentence),
        Err(AppError::Conflict(sentence)) => (StatusCode::CONFLICT, sentence),
        Err(other) => return Err(other),
    };
    let page = page(state, user, account.id, Some(Refusal { sentence, chosen })).await?;
    Ok((status, page).into_response())
}

async fn reset(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<AccountId>,
    ProtectedForm(form): ProtectedForm<VersionForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let account = store::get_account(&mut tx, id).await?;
    match changes::reset(&mut tx, &user.act(&state), &account, form.version).await {
        Ok(password) => {
            tx.commit().await?;
            let page = MadeUpPasswordPage {
                frame: user.frame(&state, None),
                title: "密码已重置",
                sign_in_name: account.sign_in_name,
                password,
                hint: "原密码立即失效，已登录的会话全部退出；下次登录后须修改密码。",
                account_path: urls::account(id),
            };
            Ok(page.into_response())
        }
        Err(refusal) => {
            drop(tx);
            answer(&state, &user, &account, Err(refusal), None).await
        }
    }
}

/// What a form of the page asks for, at the version of the account the page showed.
#[derive(Clone, Copy)]
enum Change {
    Disable(i32),
    Enable(i32),
    GiveRole(i32, Option<Role>, bool),
    Unlock(i32),
    EndSessions,
}

impl Change {
    /// Does it; returns what was done in a sentence.
    async fn make(self, conn: &mut PgConnection, act: &Act, account: &Account) -> Result<String> {
        let name = &account.sign_in_name;
        match self {
            Self::Disable(version) => {
                changes::disable(conn, act, account, version).await?;
                Ok(format!("账号 {name} 已停用，其会话已全部退出。"))
            }
            Self::Enable(version) => {
                changes::enable(conn, act, account, version).await?;
                Ok(format!("账号 {name} 已启用。"))
            }
            Self::GiveRole(version, role, heads_the_group) => {
                changes::give_role(conn, act, account, version, role, heads_the_group).await?;
                let words = changes::role_words(role, heads_the_group);
                Ok(format!("账号 {name} 的角色现为“{words}”。"))
            }
            Self::Unlock(version) => {
                changes::unlock(conn, act, account, version).await?;
                Ok(format!("账号 {name} 的锁定已解除。"))
            }
            Self::EndSessions => {
                let ended = changes::end_sessions(conn, act, account).await?;
                Ok(format!("账号 {name} 的 {ended} 个会话已结束。"))
            }
        }
    }
}

/// Makes a change in a transaction of its own and answers.
async fn make(state: &AppState, user: &CurrentUser, id: AccountId, change: Change) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let account = store::get_account(&mut tx, id).await?;
    let outcome = change.make(&mut tx, &user.act(state), &account).await;
    if outcome.is_ok() {
        tx.commit().await?;
    } else {
        tx.rollback().await?;
    }
    let chosen = match change {
        Change::GiveRole(_, role, heads_the_group) => Some((role, heads_the_group)),
        _ => None,
    };
    answer(state, user, &account, outcome, chosen).await
}

async fn disable(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<AccountId>,
    ProtectedForm(form): ProtectedForm<VersionForm>,
) -> Result<Response> {
    make(&state, &user, id, Change::Disable(form.version)).await
}

async fn enable(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<AccountId>,
    ProtectedForm(form): ProtectedForm<VersionForm>,
) -> Result<Response> {
    make(&state, &user, id, Change::Enable(form.version)).await
}

async fn give_role(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<AccountId>,
    ProtectedForm(form): ProtectedForm<RoleForm>,
) -> Result<Response> {
    let role = Role::from_code(&form.role);
    if role.is_none() && !form.role.is_empty() {
        return Err(AppError::Refused("没有这个角色，未作任何保存。".into()));
    }
    make(&state, &user, id, Change::GiveRole(form.version, role, form.heads_the_group)).await
}

async fn unlock(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<AccountId>,
    ProtectedForm(form): ProtectedForm<VersionForm>,
) -> Result<Response> {
    make(&state, &user, id, Change::Unlock(form.version)).await
}

async fn end_sessions(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<AccountId>,
    ProtectedForm(NoFields {}): ProtectedForm<NoFields>,
) -> Result<Response> {
    make(&state, &user, id, Change::EndSessions).await
}
