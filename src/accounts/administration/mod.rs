//! The administrators' pages (账号, 安全策略).
//!
//! Three administrators check each other (domain, section 2): the system administrator creates, resets, disables and
//! enables accounts (`/accounts`); the security administrator gives roles, unlocks, ends sessions and keeps the
//! policy (`/accounts/policy`); the audit administrator reads all of it in the operation log.
//!
//! - `list.rs`: all accounts and the form of a new one; `account.rs`: one account with what may be done to it;
//!   `policy_page.rs`: the security policy. `state.rs`: 未激活, 正常, 锁定, 停用 and 长期未用.
//! - `changes.rs`: the rules of every change: nobody disables, resets or re-roles themselves; the last active system
//!   and security administrator stay; each change is made on the version its form showed.
//! - A made-up password stands on the answering page and nowhere else.

mod account;
mod changes;
mod list;
mod policy_page;
mod state;
mod store;

use askama::Template;
use askama_web::WebTemplate;

use crate::accounts::Routes;
use crate::web::PageFrame;

pub(crate) use changes::reset_by_command;
pub(crate) use state::AccountState;
pub(crate) use store::{Account, list_accounts};

/// The routes of the administrators' pages.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = list::routes();
    routes.extend(policy_page::routes());
    routes.extend(account::routes());
    routes
}

/// The answer that shows a made-up password: never redirected to, never shown again.
#[derive(Template, WebTemplate)]
#[template(path = "accounts/made_up_password.html")]
struct MadeUpPasswordPage {
    frame: PageFrame,
    title: &'static str,
    sign_in_name: String,
    password: String,
    /// What has to happen before it can be used.
    hint: &'static str,
    account_path: String,
}
