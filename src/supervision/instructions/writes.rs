//! What is written of instructions. A step is conditional: who comes second is told.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::InstructionStatus;
use super::store::InstructionRow;
use crate::accounts::Role;
use crate::audit_trail::{Act, Audience, Entry};
use crate::error::{Result, require_row};
use crate::ids::{AccountId, DepartmentId, PlanId, TaskId};
use crate::supervision::telling;
use crate::web::urls;

/// What is told when somebody else was first.
pub(super) const OVERTAKEN: &str = "这一事项刚由他人办理，现在的情况见本页。";

/// A meeting to be stored.
pub(super) struct StoredMeeting<'a> {
    pub plan: PlanId,
    pub title: &'a str,
    pub held_on: NaiveDate,
    pub present: &'a str,
}

/// Stores a meeting.
pub(super) async fn insert_meeting(
    conn: &mut PgConnection,
    act: &Act,
    by: AccountId,
    new: &StoredMeeting<'_>,
) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        "insert into group_meeting (plan_id, title, held_on, present, recorded_on, recorded_at, recorded_by)
         values ($1, $2, $3, $4, $5, $6, $7) returning id",
        new.plan.0,
        new.title,
        new.held_on,
        new.present,
        act.today(),
        act.at,
        by.0
    )
    .fetch_one(conn)
    .await?)
}

/// An instruction to be stored: a leader's or a meeting's.
pub(super) struct Stored<'a> {
    pub plan: PlanId,
    pub task: Option<TaskId>,
    pub leader: Option<AccountId>,
    pub meeting: Option<i64>,
    pub given_on: NaiveDate,
    pub words: &'a str,
}

/// Stores an instruction under the next number of its plan; returns the number. The plan is held meanwhile, so that no two
/// get one number.
pub(super) async fn insert_instruction(
    conn: &mut PgConnection,
    act: &Act,
    by: AccountId,
    new: &Stored<'_>,
) -> Result<i32> {
    sqlx::query!("select id from plan where id = $1 for update", new.plan.0).fetch_one(&mut *conn).await?;
    Ok(sqlx::query_scalar!(
        "insert into instruction (plan_id, number, task_id, leader_id, meeting_id, given_on, words, recorded_on, recorded_at,
                                  recorded_by)
         select $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9 from instruction where plan_id = $1
         returning number",
        new.plan.0,
        new.task.map(|task| task.0),
        new.leader.map(|leader| leader.0),
        new.meeting,
        new.given_on,
        new.words,
        act.today(),
        act.at,
        by.0
    )
    .fetch_one(conn)
    .await?)
}

/// Stores one more item of the same instruction, for another department (分办), under the next number of its plan; returns
/// the number. What was said, by whom, and who recorded it stays as it is.
pub(super) async fn insert_part(conn: &mut PgConnection, of: &InstructionRow) -> Result<i32> {
    sqlx::query!("select id from plan where id = $1 for update", of.plan.0).fetch_one(&mut *conn).await?;
    Ok(sqlx::query_scalar!(
        "insert into instruction (plan_id, number, task_id, leader_id, meeting_id, given_on, words, recorded_on, recorded_at,
                                  recorded_by, split_from)
         select i.plan_id, (select max(n.number) + 1 from instruction n where n.plan_id = i.plan_id), i.task_id, i.leader_id,
                i.meeting_id, i.given_on, i.words, i.recorded_on, i.recorded_at, i.recorded_by, $2
         from instruction i where i.id = $1
         returning number",
        of.id.0,
        of.root.0
    )
    .fetch_one(conn)
    .await?)
}

/// Records what the office made of it, and with which words.
pub(super) async fn update_dispatched(
    conn: &mut PgConnection,
    act: &Act,
    instruction: &InstructionRow,
    (to, note): (InstructionStatus, &str),
) -> Result<()> {
    let done = sqlx::query!(
        "update instruction set status = $4, version = version + 1, dispatched_on = $5, dispatched_at = $6,
                dispatched_by = $7, dispatch_note = $8
         where id = $1 and status = $2 and version = $3",
        instruction.id.0,
        instruction.status as InstructionStatus,
        instruction.version,
        to as InstructionStatus,
        act.today(),
        act.at,
        act.account().map(|account| account.0),
        note
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// Records that the department took note.
pub(super) async fn update_noted(
    conn: &mut PgConnection,
    act: &Act,
    instruction: &InstructionRow,
) -> Result<()> {
    let done = sqlx::query!(
        "update instruction set version = version + 1, noted_on = $4, noted_at = $5, noted_by = $6, noted_on_behalf_of = $7
         where id = $1 and status = $2 and version = $3 and noted_on is null",
        instruction.id.0,
        instruction.status as InstructionStatus,
        instruction.version,
        act.today(),
        act.at,
        act.account().map(|account| account.0),
        act.on_behalf_of
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// Puts an instruction into another state.
pub(super) async fn update_status(
    conn: &mut PgConnection,
    instruction: &InstructionRow,
    to: InstructionStatus,
) -> Result<()> {
    let done = sqlx::query!(
        "update instruction set status = $4, version = version + 1 where id = $1 and status = $2 and version = $3",
        instruction.id.0,
        instruction.status as InstructionStatus,
        instruction.version,
        to as InstructionStatus
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// Stores an answer as the next version to a duty due on that day; returns its number.
pub(super) async fn insert_answer(
    conn: &mut PgConnection,
    act: &Act,
    by: AccountId,
    (instruction, due_on): (&InstructionRow, NaiveDate),
    (done, proof): (&str, &str),
) -> Result<i32> {
    Ok(sqlx::query_scalar!(
        "insert into instruction_answer (instruction_id, number, done, proof, answered_on, answered_at, answered_by,
                                         on_behalf_of, due_on)
         select $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7, $8 from instruction_answer
         where instruction_id = $1
         returning number",
        instruction.id.0,
        done,
        proof,
        act.today(),
        act.at,
        by.0,
        act.on_behalf_of,
        due_on
    )
    .fetch_one(conn)
    .await?)
}

/// Marks the latest answer returned.
pub(super) async fn update_returned(
    conn: &mut PgConnection,
    act: &Act,
    instruction: &InstructionRow,
    (because, again_due_on): (&str, Option<NaiveDate>),
) -> Result<()> {
    let done = sqlx::query!(
        "update instruction_answer set returned_on = $2, returned_at = $3, returned_by = $4, returned_because = $5,
                again_due_on = $6
         where instruction_id = $1 and returned_on is null
           and number = (select max(number) from instruction_answer where instruction_id = $1)",
        instruction.id.0,
        act.today(),
        act.at,
        act.account().map(|account| account.0),
        because,
        again_due_on
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// How an instruction ends.
pub(super) struct Ended<'a> {
    pub to: InstructionStatus,
    pub remark: &'a str,
    pub self_reviewed: bool,
}

/// Confirms an instruction done, or withdraws it.
pub(super) async fn update_ended(
    conn: &mut PgConnection,
    act: &Act,
    instruction: &InstructionRow,
    ended: &Ended<'_>,
) -> Result<()> {
    let done = sqlx::query!(
        "update instruction set status = $4, version = version + 1, ended_on = $5, ended_at = $6, ended_by = $7,
                remark = $8, self_reviewed = $9
         where id = $1 and status = $2 and version = $3",
        instruction.id.0,
        instruction.status as InstructionStatus,
        instruction.version,
        ended.to as InstructionStatus,
        act.today(),
        act.at,
        act.account().map(|account| account.0),
        ended.remark,
        ended.self_reviewed
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// Tells the department an instruction is handed to; nobody where there is none yet.
pub(super) async fn tell_department(
    conn: &mut PgConnection,
    act: &Act,
    instruction: &InstructionRow,
    department: Option<DepartmentId>,
    message: &str,
) -> Result<()> {
    let Some(department) = department else { return Ok(()) };
    let path = urls::instruction(instruction.year, instruction.number);
    telling::tell_department(conn, act, department, (instruction.year, &path), message).await
}

/// Tells the leader whose instruction it is, and who stands in for them; of a meeting's the task's leader in charge, or
/// 组长 where there is none. Whoever does it knows.
pub(super) async fn tell_leader(
    conn: &mut PgConnection,
    act: &Act,
    instruction: &InstructionRow,
    message: &str,
) -> Result<()> {
    sqlx::query!(
        "insert into notice (account_id, digest_on, plan_year, message, path, created_at)
         select a.id, $1, $2, $3, $4, $5
         from account a cross join lateral (select coalesce($6,
             (select n.leader_id from people_in_charge($1) n where n.task_id = $7),
             (select h.id from account h where h.heads_the_group)) as id) l
         where a.disabled_at is null and a.role = $8 and a.id is distinct from $9
           and (a.id = l.id or exists (select from leader_stand_in s where s.leader_id = l.id and s.stand_in_id = a.id
                                       and $1 between s.from_on and s.to_on))
         order by a.id",
        act.today(),
        instruction.year,
        message,
        urls::instruction(instruction.year, instruction.number),
        act.at,
        instruction.leader.map(|leader| leader.0),
        instruction.task.map(|task| task.0),
        Role::Leader as Role,
        act.account().map(|account| account.0)
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// An entry about an instruction, for those concerned only.
pub(super) fn entry(event: &'static str, instruction: &InstructionRow, sentence: String) -> Entry {
    let mut entry = Entry::new(event, "instruction", sentence)
        .on(instruction.id.0)
        .of_plan(instruction.year)
        .for_audience(Audience::Concerned);
    if let Some(task) = instruction.task {
        entry = entry.of_task(task);
    }
    if let Some(department) = instruction.department {
        entry = entry.of_department(department);
    }
    entry
}
