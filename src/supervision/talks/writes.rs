//! What is written of talks. A step is conditional: who comes second is told.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::TalkStatus;
use super::store::TalkRow;
use crate::accounts::Role;
use crate::audit_trail::Act;
use crate::error::{AppError, Result, require_row, violated_constraint};
use crate::ids::{AccountId, DepartmentId, PlanId, TaskId};
use crate::web::csrf::random_secret;

/// 组长's decision.
#[derive(Debug, Clone)]
pub struct Ruling {
    /// Whether it is agreed to.
    pub agreed: bool,
    /// Whose it is: 组长.
    pub leader: AccountId,
    /// In a sentence; may be empty where it is agreed to.
    pub remark: String,
    /// When.
    pub on: NaiveDate,
    /// 代录: what shows it.
    pub evidence: Option<String>,
}

/// What is recorded of a talk that was held, besides its matter.
#[derive(Debug, Clone)]
pub struct Held {
    /// When.
    pub on: NaiveDate,
    /// 参加人员
    pub present: String,
    /// 后续要求
    pub follow_up: String,
}

/// A talk to be proposed.
#[derive(Debug, Clone)]
pub struct NewTalk {
    /// The task it is about.
    pub task: TaskId,
    /// The department talked to: a unit department of the task.
    pub department: DepartmentId,
    /// 约谈事项
    pub matter: String,
}

/// Characters of a talk's address: enough that none is guessed.
const KEY: usize = 16;

/// What 组长 is told of a proposal.
pub(super) const WAITS: &str = "有一项约谈事项待您决定。";

/// What is told when somebody else was first.
pub(super) const OVERTAKEN: &str = "这项约谈刚由他人办理，现在的情况见本页。";

/// Stores a talk under the next number of its plan. The plan is held meanwhile, so that no two get one number.
pub(super) async fn insert_talk(
    conn: &mut PgConnection,
    act: &Act,
    (plan, by): (PlanId, AccountId),
    new: &NewTalk,
) -> Result<i32> {
    sqlx::query!("select id from plan where id = $1 for update", plan.0).fetch_one(&mut *conn).await?;
    let mut key = random_secret();
    key.truncate(KEY);
    let row = sqlx::query!(
        "insert into accountability_talk (plan_id, number, task_id, department_id, matter, secret, key, proposed_on,
                                          proposed_at, proposed_by)
         select $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9 from accountability_talk where plan_id = $1
         returning number",
        plan.0,
        new.task.0,
        new.department.0,
        new.matter,
        random_secret(),
        key,
        act.today(),
        act.at,
        by.0
    )
    .fetch_one(conn)
    .await?;
    Ok(row.number)
}

/// Records 组长's decision.
pub(super) async fn update_decided(
    conn: &mut PgConnection,
    act: &Act,
    (talk, to): (&TalkRow, TalkStatus),
    ruling: &Ruling,
) -> Result<()> {
    let done = sqlx::query!(
        "update accountability_talk set status = $4, version = version + 1, decided_on = $5, decided_at = $6,
                decided_by = $7, leader_id = $8, remark = $9, evidence = $10
         where id = $1 and status = $2 and version = $3",
        talk.id.0,
        talk.status as TalkStatus,
        talk.version,
        to as TalkStatus,
        ruling.on,
        act.at,
        act.account().map(|account| account.0),
        ruling.leader.0,
        ruling.remark,
        ruling.evidence
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// Records that it was held.
pub(super) async fn update_held(
    conn: &mut PgConnection,
    act: &Act,
    (talk, to): (&TalkRow, TalkStatus),
    held: &Held,
) -> Result<()> {
    let done = sqlx::query!(
        "update accountability_talk set status = $4, version = version + 1, held_on = $5, recorded_at = $6,
                recorded_by = $7, present = $8, follow_up = $9
         where id = $1 and status = $2 and version = $3",
        talk.id.0,
        talk.status as TalkStatus,
        talk.version,
        to as TalkStatus,
        held.on,
        act.at,
        act.account().map(|account| account.0),
        held.present,
        held.follow_up
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// Withdraws it.
pub(super) async fn update_withdrawn(
    conn: &mut PgConnection,
    act: &Act,
    (talk, to): (&TalkRow, TalkStatus),
    because: &str,
) -> Result<()> {
    let done = sqlx::query!(
        "update accountability_talk set status = $4, version = version + 1, withdrawn_on = $5, withdrawn_at = $6,
                withdrawn_by = $7, withdrawn_because = $8
         where id = $1 and status = $2 and version = $3",
        talk.id.0,
        talk.status as TalkStatus,
        talk.version,
        to as TalkStatus,
        act.today(),
        act.at,
        act.account().map(|account| account.0),
        because
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// Names an active office account; returns its name.
pub(super) async fn insert_reader(conn: &mut PgConnection, act: &Act, account: AccountId) -> Result<String> {
    let by = act.person()?;
    let inserted = sqlx::query_scalar!(
        "with named as (
             insert into talk_reader (account_id, named_on, named_at, named_by)
             select a.id, $2, $3, $4 from account a where a.id = $1 and a.role = $5 and a.disabled_at is null
             returning account_id
         )
         select a.display_name from account a join named n on n.account_id = a.id",
        account.0,
        act.today(),
        act.at,
        by.0,
        Role::Office as Role
    )
    .fetch_optional(conn)
    .await;
    match inserted {
        Ok(name) => name.ok_or_else(|| AppError::Refused("只能指定领导小组办公室的可用账号。".into())),
        Err(error) if violated_constraint(&error) == Some("talk_reader_once") => {
            Err(AppError::Conflict("这名人员已经指定。".into()))
        }
        Err(error) => Err(error.into()),
    }
}

/// Ends a naming; returns whose.
pub(super) async fn end_reader(
    conn: &mut PgConnection,
    act: &Act,
    reader: i64,
) -> Result<(AccountId, String)> {
    let row = sqlx::query!(
        r#"update talk_reader r set ended_on = $2, ended_at = $3, ended_by = $4 from account a
           where r.id = $1 and r.ended_on is null and a.id = r.account_id
           returning a.id as "id: AccountId", a.display_name"#,
        reader,
        act.today(),
        act.at,
        act.account().map(|account| account.0)
    )
    .fetch_optional(conn)
    .await?;
    let row = row.ok_or_else(|| AppError::Conflict("这项指定已经停止。".into()))?;
    Ok((row.id, row.display_name))
}

/// Tells these accounts, but for who acts and who is disabled, in words that say nothing of the talk.
pub(super) async fn tell(
    conn: &mut PgConnection,
    act: &Act,
    accounts: &[i64],
    (year, path): (i32, &str),
    message: &str,
) -> Result<()> {
    let on: NaiveDate = act.today();
    sqlx::query!(
        "insert into notice (account_id, digest_on, plan_year, message, path, created_at)
         select a.id, $1, $2, $3, $4, $5 from account a
         where a.id = any($6) and a.disabled_at is null and a.id is distinct from $7 order by a.id",
        on,
        year,
        message,
        path,
        act.at,
        accounts,
        act.account().map(|account| account.0)
    )
    .execute(conn)
    .await?;
    Ok(())
}
