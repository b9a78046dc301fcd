//! `reform-ledger account`: accounts from the command line, for a first start and for who is locked out.

use std::fmt::Write as _;

use clap::{Args, Subcommand};
use sqlx::PgPool;

use super::told::tell;
use super::{StoreOptions, WrongUsage};
use crate::accounts::administration::{AccountState, list_accounts, reset_by_command};
use crate::accounts::first_accounts::{NewAccount, create};
use crate::accounts::{MembershipKind, Role, passwords};
use crate::audit_trail::Act;
use crate::clock::Clocks;
use crate::database::store_mark::clocks_of;
use crate::error::{AppError, Result};
use crate::organization::{add_membership, find_by_name};
use crate::web::instants;

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// 建立账号并显示初始密码
    Add {
        /// 登录名
        #[arg(value_name = "登录名")]
        name: String,
        /// 角色：office、contact、leader、viewer、system_admin、security_admin 或 audit_admin
        #[arg(long, value_name = "角色", value_parser = role_of_code)]
        role: Role,
        /// 作为工作联系人所属的部门，可写多次
        #[arg(long = "department", value_name = "部门")]
        departments: Vec<String>,
    },
    /// 重置账号的密码并显示新密码
    Reset {
        /// 登录名
        #[arg(value_name = "登录名")]
        name: String,
    },
    /// 列出全部账号
    List,
}

fn role_of_code(code: &str) -> Result<Role, String> {
    Role::from_code(code).ok_or_else(|| "no such role".to_owned())
}

pub(super) async fn run(options: &Options, store_options: &StoreOptions) -> anyhow::Result<()> {
    if let What::Add { role, departments, .. } = &options.what
        && !departments.is_empty()
        && !matches!(role, Role::Contact | Role::Office)
    {
        return Err(WrongUsage("只有 contact 和 office 账号属于部门：请去掉 --department".into()).into());
    }
    let store = store_options.open(&store_options.data_dir("./data")).await?;
    let told = told_by(&options.what, &store.pool).await;
    store.close().await;
    tell(&told?);
    Ok(())
}

async fn told_by(what: &What, pool: &PgPool) -> Result<String> {
    let clocks = clocks_of(&mut *pool.acquire().await?).await?;
    match what {
        What::Add { name, role, departments } => {
            let password = add(pool, &clocks, name, *role, departments).await?;
            Ok(format!("账号 {name} 已建立。初始密码只显示这一次，首次登录须修改：\n{password}"))
        }
        What::Reset { name } => {
            let password = reset(pool, &clocks, name).await?;
            Ok(format!("账号 {name} 的密码已重置。新密码只显示这一次，下次登录须修改：\n{password}"))
        }
        What::List => list(pool, &clocks).await,
    }
}

/// Creates an account that can sign in with the made-up password returned; its `departments` have it as contact from
/// the ledger's today on.
///
/// # Errors
/// A sentence when the name is taken or a department is unknown; nothing is stored then.
pub async fn add(
    pool: &PgPool,
    clocks: &Clocks,
    name: &str,
    role: Role,
    departments: &[String],
) -> Result<String> {
    let act = Act::of_system(clocks);
    let password = passwords::made_up();
    let account = NewAccount {
        sign_in_name: name,
        display_name: name,
        role: Some(role),
        heads_the_group: false,
        password_hash: &passwords::hash(password.clone()).await?,
        must_change_password: true,
    };
    let mut tx = pool.begin().await?;
    let id = create(&mut tx, &act, &account).await?;
    for department in departments {
        let found = find_by_name(&mut tx, department).await?;
        let found = found.ok_or_else(|| {
            AppError::NotFound(format!("没有名为 {department} 的部门：请先导入方案，或核对部门名称"))
        })?;
        add_membership(&mut tx, &act, id, found, MembershipKind::Contact, act.today()).await?;
    }
    tx.commit().await?;
    Ok(password)
}

/// Gives the account the made-up password returned, to be changed at the next sign-in, and ends its sessions.
///
/// # Errors
/// A sentence when there is no such account.
pub async fn reset(pool: &PgPool, clocks: &Clocks, name: &str) -> Result<String> {
    let mut tx = pool.begin().await?;
    let password = reset_by_command(&mut tx, &Act::of_system(clocks), name).await?;
    tx.commit().await?;
    Ok(password)
}

/// All accounts, one a line: name, role, state, last sign-in.
pub async fn list(pool: &PgPool, clocks: &Clocks) -> Result<String> {
    let accounts = list_accounts(&mut *pool.acquire().await?).await?;
    if accounts.is_empty() {
        return Ok("还没有账号：第一次运行 serve 时会自动建立。".to_owned());
    }
    let lines = accounts.iter().fold(String::new(), |mut lines, account| {
        let role = account.role.map_or("-", Role::code);
        let state = AccountState::of(account, clocks.wall_now()).word();
        let last = account.last_signed_in_at.map_or("从未登录".to_owned(), instants::minute);
        let _ = writeln!(lines, "{}\t{role}\t{state}\t{last}", account.sign_in_name);
        lines
    });
    Ok(lines.trim_end().to_owned())
}
