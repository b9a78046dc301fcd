//! Accounts (账号), signing in, and who may do what.
//!
//! - `role.rs`: what a person is; `permissions.rs`: the one table of role × action.
//! - `current_user.rs`: who is signed in, handed to handlers; `guard.rs` stands before every route.
//! - `sessions.rs`: server-side sessions, of whose ids only a hash is stored; idle and absolute limits.
//! - `sign_in.rs`, `own_password.rs`: the pages; `passwords.rs`: Argon2id and made-up passwords.
//! - `drafts.rs`: what one typed into a long form and did not send yet.
//! - `administration/`: the administrators' pages, and the security policy they keep.
//!
//! Rules: unique accounts, no shipped password, lock-out, idle time (GB/T 22239-2019; numbers are settings).

pub mod administration;
mod current_user;
pub mod drafts;
pub mod first_accounts;
mod guard;
mod menu;
mod offices;
mod own_password;
pub mod passwords;
pub mod permissions;
mod policy;
mod role;
mod sessions;
mod sign_in;
mod store;

pub use current_user::{CurrentUser, MembershipKind, MembershipOf};
pub use guard::{Access, Route, Routes, guarded};
pub use offices::{find_head_of_group, list_office};
pub use permissions::Action;
pub use policy::{Policy, get_policy};
pub use role::Role;

/// The routes of this wing.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = sign_in::routes();
    routes.extend(own_password::routes());
    routes.extend(drafts::routes());
    routes.extend(administration::routes());
    routes
}
