//! Creating accounts: the four of a first start, and single ones (the command, the demonstration, the pages).

use serde_json::json;
use sqlx::PgConnection;

use crate::accounts::{Role, passwords, store};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::error::Result;
use crate::ids::AccountId;

pub use store::NewAccount;

/// A sign-in name with its made-up password, to be printed once.
#[derive(Debug)]
pub struct MadeUp {
    /// The name to sign in with.
    pub sign_in_name: &'static str,
    /// What the account is for.
    pub role: Role,
    /// The password, which must be changed at first sign-in.
    pub password: String,
}

/// Creates the office's account and the three administrators' with made-up passwords, when there is no account at
/// all; otherwise nothing.
pub async fn create_first(conn: &mut PgConnection, act: &Act) -> Result<Vec<MadeUp>> {
    let mut made = Vec::new();
    if !store::is_empty(conn).await? {
        return Ok(made);
    }
    for role in [Role::Office, Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin] {
        let password = passwords::made_up();
        let hash = passwords::hash(password.clone()).await?;
        let account = NewAccount {
            sign_in_name: role.code(),
            display_name: role.word(),
            role: Some(role),
            heads_the_group: false,
            password_hash: &hash,
            must_change_password: true,
        };
        create(conn, act, &account).await?;
        made.push(MadeUp { sign_in_name: role.code(), role, password });
    }
    Ok(made)
}

/// Creates one account with its ledger entry; a taken name is refused with a sentence.
pub async fn create(conn: &mut PgConnection, act: &Act, account: &NewAccount<'_>) -> Result<AccountId> {
    let id = store::insert_account(conn, account, act.wall_at).await?;
    let after = json!({
        "sign_in_name": account.sign_in_name,
        "display_name": account.display_name,
        "role": account.role.map(Role::code),
    });
    let sentence = format!("建立账号 {}（{}）", account.sign_in_name, account.display_name);
    let entry = Entry::new("account_created", "account", sentence)
        .on(id.0)
        .for_audience(Audience::Administrators)
        .with_change(None, Some(after));
    append(conn, act, entry).await?;
    Ok(id)
}
