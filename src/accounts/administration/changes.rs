//! What administrators change of an account, and what they may not.

use serde_json::{Value, json};
use sqlx::PgConnection;

use crate::accounts::administration::store::{self, Account};
use crate::accounts::store::{find_credentials, update_password};
use crate::accounts::{Role, passwords, sessions};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::error::{AppError, Result, violated_constraint};
use crate::ids::AccountId;

/// What the reader of a page is told who acts on an account someone has changed meanwhile.
const CHANGED_MEANWHILE: &str =
    "您打开这一页之后，这个账号已被他人修改，您的操作没有生效。下面是现在的情况，请核对后再办理。";

/// Disables the account and ends its sessions.
pub(super) async fn disable(
    conn: &mut PgConnection,
    act: &Act,
    account: &Account,
    version: i32,
) -> Result<()> {
    refuse_oneself(act, account, "不能停用本人的账号，请由另一位系统管理员办理。")?;
    keep_last_administrator(conn, account).await?;
    claim(conn, account, version).await?;
    store::update_disabled(conn, account.id, Some(act.wall_at)).await?;
    sessions::close_all(conn, account.id).await?;
    let sentence = format!("停用账号 {}", account.sign_in_name);
    let change = (json!({"disabled": false}), json!({"disabled": true}));
    record(conn, act, account, "account_disabled", sentence, Some(change)).await
}

/// Lets a disabled account sign in again.
pub(super) async fn enable(
    conn: &mut PgConnection,
    act: &Act,
    account: &Account,
    version: i32,
) -> Result<()> {
    claim(conn, account, version).await?;
    store::update_disabled(conn, account.id, None).await?;
    let sentence = format!("启用账号 {}", account.sign_in_name);
    let change = (json!({"disabled": true}), json!({"disabled": false}));
    record(conn, act, account, "account_enabled", sentence, Some(change)).await
}

/// Gives the account a made-up password, to be changed at the next sign-in, and ends its sessions; returns it.
pub(super) async fn reset(
    conn: &mut PgConnection,
    act: &Act,
    account: &Account,
    version: i32,
) -> Result<String> {
    refuse_oneself(act, account, "本人的密码请在“修改密码”页修改。")?;
    claim(conn, account, version).await?;
    make_up_password(conn, act, account.id, &account.sign_in_name).await
}

/// The same at the command line, for whoever has lost the last way in; an unknown name is refused.
pub(crate) async fn reset_by_command(
    conn: &mut PgConnection,
    act: &Act,
    sign_in_name: &str,
) -> Result<String> {
    let account = find_credentials(conn, sign_in_name)
        .await?
        .ok_or_else(|| AppError::NotFound(format!("没有登录名为 {sign_in_name} 的账号")))?;
    make_up_password(conn, act, account.id, sign_in_name).await
}

async fn make_up_password(
    conn: &mut PgConnection,
    act: &Act,
    id: AccountId,
    sign_in_name: &str,
) -> Result<String> {
    let password = passwords::made_up();
    let hash = passwords::hash(password.clone()).await?;
    update_password(conn, id, &hash, true, act.wall_at).await?;
    sessions::close_all(conn, id).await?;
    let entry = Entry::new("password_reset", "account", format!("重置账号 {sign_in_name} 的密码"));
    append(conn, act, entry.on(id.0).for_audience(Audience::Administrators)).await?;
    Ok(password)
}

/// Gives the account a role, or takes it (the account is inactive then); `heads_the_group` marks 组长.
pub(super) async fn give_role(
    conn: &mut PgConnection,
    act: &Act,
    account: &Account,
    version: i32,
    role: Option<Role>,
    heads_the_group: bool,
) -> Result<()> {
    refuse_oneself(act, account, "不能调整本人的角色，请由另一位安全管理员办理。")?;
    if role != account.role {
        keep_last_administrator(conn, account).await?;
    }
    if !store::claim(conn, account.id, version).await? {
        return Err(AppError::Conflict(format!(
            "您打开这一页之后，这个账号已被他人修改，您的操作没有生效。现在的角色是“{}”，您要授予的是“{}”；仍要修改的，请重新提交。",
            role_words(account.role, account.heads_the_group),
            role_words(role, heads_the_group)
        )));
    }
    store::update_role(conn, account.id, role, heads_the_group).await.map_err(|error| {
        match violated_constraint(&error) {
            Some("account_only_leaders_head_the_group") => {
                AppError::Refused("只有院领导可以标为组长。".into())
            }
            Some("account_one_head_of_the_group") => {
                AppError::Refused("已有一位组长，请先取消原组长的标记。".into())
            }
            _ => error.into(),
        }
    })?;
    let sentence =
        format!("将账号 {} 的角色定为“{}”", account.sign_in_name, role_words(role, heads_the_group));
    let change = (role_value(account.role, account.heads_the_group), role_value(role, heads_the_group));
    record(conn, act, account, "role_given", sentence, Some(change)).await
}

/// Ends a lock before its time.
pub(super) async fn unlock(
    conn: &mut PgConnection,
    act: &Act,
    account: &Account,
    version: i32,
) -> Result<()> {
    claim(conn, account, version).await?;
    store::update_unlocked(conn, account.id).await?;
    let sentence = format!("解除账号 {} 的锁定", account.sign_in_name);
    record(conn, act, account, "account_unlocked", sentence, None).await
}

/// Ends all sessions of the account; returns how many there were. Sessions have no version: the newest end, too.
pub(super) async fn end_sessions(conn: &mut PgConnection, act: &Act, account: &Account) -> Result<u64> {
    let ended = sessions::close_all(conn, account.id).await?;
    let sentence = format!("结束账号 {} 的 {ended} 个会话", account.sign_in_name);
    record(conn, act, account, "sessions_ended", sentence, None).await?;
    Ok(ended)
}

/// A role in words: `院领导（组长）`; without one, that the account has none.
pub(super) fn role_words(role: Option<Role>, heads_the_group: bool) -> String {
    match role {
        None => "未授予".to_owned(),
        Some(role) if heads_the_group => format!("{}（组长）", role.word()),
        Some(role) => role.word().to_owned(),
    }
}

fn role_value(role: Option<Role>, heads_the_group: bool) -> Value {
    json!({"role": role.map(Role::code), "heads_the_group": heads_the_group})
}

fn refuse_oneself(act: &Act, account: &Account, sentence: &str) -> Result<()> {
    if act.account() == Some(account.id) {
        return Err(AppError::Refused(sentence.into()));
    }
    Ok(())
}

/// Refuses to lose the last active system or security administrator: nobody could bring one back.
///
/// Called before the account is claimed: two administrators who disable each other at once both wait here, in the
/// same order, and the second finds itself the last.
async fn keep_last_administrator(conn: &mut PgConnection, account: &Account) -> Result<()> {
    let Some(role @ (Role::SystemAdmin | Role::SecurityAdmin)) = account.role else { return Ok(()) };
    if store::lock_active(conn, role).await? > 1 || account.disabled_at.is_some() {
        return Ok(());
    }
    Err(AppError::Refused(format!(
        "这是最后一个可用的{}账号，不能停用或改作他用。请先另设一位{}。",
        role.word(),
        role.word()
    )))
}

async fn claim(conn: &mut PgConnection, account: &Account, version: i32) -> Result<()> {
    if store::claim(conn, account.id, version).await? {
        return Ok(());
    }
    Err(AppError::Conflict(CHANGED_MEANWHILE.into()))
}

async fn record(
    conn: &mut PgConnection,
    act: &Act,
    account: &Account,
    event: &'static str,
    sentence: String,
    change: Option<(Value, Value)>,
) -> Result<()> {
    let (before, after) = change.unzip();
    let entry = Entry::new(event, "account", sentence).on(account.id.0);
    append(conn, act, entry.for_audience(Audience::Administrators).with_change(before, after)).await
}
