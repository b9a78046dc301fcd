//! What is written of notices of supervision. A step is conditional: who comes second is told.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::{Degree, StoredState};
use super::store::NoticeRow;
use crate::audit_trail::{Act, Audience, Entry};
use crate::error::{Result, require_row};
use crate::ids::{AccountId, DeadlineId, DepartmentId, FindingId, PlanId, SupervisionNoticeId, TaskId};

/// What is told when somebody else was first.
pub(super) const OVERTAKEN: &str = "这份督办通知单刚由他人办理，现在的情况见本页。";

/// A notice to be stored.
pub(super) struct Stored<'a> {
    pub plan: PlanId,
    pub number: i32,
    pub deadline: DeadlineId,
    pub task: TaskId,
    pub department: DepartmentId,
    pub degree: Degree,
    pub facts: &'a str,
    pub matter: &'a str,
    pub requirement: &'a str,
    pub answer_by: NaiveDate,
    pub spoken_with: &'a str,
    /// Its finding, where it is issued at once; else it is a draft.
    pub finding: Option<FindingId>,
}

/// The next number of a plan. The plan is held meanwhile, so that no two get one number.
pub(super) async fn next_number(conn: &mut PgConnection, plan: PlanId) -> Result<i32> {
    sqlx::query!("select id from plan where id = $1 for update", plan.0).fetch_one(&mut *conn).await?;
    Ok(sqlx::query_scalar!(
        r#"select coalesce(max(number), 0) + 1 as "next!" from supervision_notice where plan_id = $1"#,
        plan.0
    )
    .fetch_one(conn)
    .await?)
}

/// Stores a notice, issued or as a draft.
pub(super) async fn insert_notice(
    conn: &mut PgConnection,
    act: &Act,
    by: AccountId,
    new: &Stored<'_>,
) -> Result<SupervisionNoticeId> {
    let issued = new.finding.is_some();
    let state = if issued { StoredState::Issued } else { StoredState::Draft };
    Ok(sqlx::query_scalar!(
        r#"insert into supervision_notice (plan_id, number, deadline_id, task_id, department_id, state, degree, facts, matter,
                requirement, answer_by, spoken_with, drafted_on, drafted_at, drafted_by, finding_id, issued_on, issued_at,
                issued_by)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
                   case when $17 then $13::date end, case when $17 then $14::timestamptz end,
                   case when $17 then $15::bigint end)
           returning id as "id: SupervisionNoticeId""#,
        new.plan.0,
        new.number,
        new.deadline.0,
        new.task.0,
        new.department.0,
        state as StoredState,
        new.degree as Degree,
        new.facts,
        new.matter,
        new.requirement,
        new.answer_by,
        new.spoken_with,
        act.today(),
        act.at,
        by.0,
        new.finding.map(|finding| finding.0),
        issued
    )
    .fetch_one(conn)
    .await?)
}

/// A leader's decision to be stored.
pub(super) struct Decided<'a> {
    pub on: NaiveDate,
    pub leader: AccountId,
    pub remark: &'a str,
    pub evidence: Option<&'a str>,
}

/// What an approved draft becomes.
pub(super) struct Approved<'a> {
    pub degree: Degree,
    pub facts: &'a str,
    pub answer_by: NaiveDate,
    pub department: DepartmentId,
    pub finding: FindingId,
}

/// Issues a draft that was approved.
pub(super) async fn update_approved(
    conn: &mut PgConnection,
    act: &Act,
    notice: &NoticeRow,
    (decided, approved): (&Decided<'_>, &Approved<'_>),
) -> Result<()> {
    let done = sqlx::query!(
        "update supervision_notice set state = 'issued', version = version + 1, decided_on = $3, decided_by = $4,
                leader_id = $5, remark = $6, evidence = $7, degree = $8, facts = $9, answer_by = $10, department_id = $11,
                finding_id = $12, issued_on = $13, issued_at = $14, issued_by = $4
         where id = $1 and version = $2 and state = 'draft'",
        notice.id.0,
        notice.version,
        decided.on,
        act.account().map(|account| account.0),
        decided.leader.0,
        decided.remark,
        decided.evidence,
        approved.degree as Degree,
        approved.facts,
        approved.answer_by,
        approved.department.0,
        approved.finding.0,
        act.today(),
        act.at
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// Marks a draft refused.
pub(super) async fn update_refused(
    conn: &mut PgConnection,
    act: &Act,
    notice: &NoticeRow,
    decided: &Decided<'_>,
) -> Result<()> {
    let done = sqlx::query!(
        "update supervision_notice set state = 'refused', version = version + 1, decided_on = $3, decided_by = $4,
                leader_id = $5, remark = $6, evidence = $7
         where id = $1 and version = $2 and state = 'draft'",
        notice.id.0,
        notice.version,
        decided.on,
        act.account().map(|account| account.0),
        decided.leader.0,
        decided.remark,
        decided.evidence
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// Marks a draft taken back by the office, with why.
pub(super) async fn update_taken_back(
    conn: &mut PgConnection,
    act: &Act,
    notice: &NoticeRow,
    because: &str,
) -> Result<()> {
    let done = sqlx::query!(
        "update supervision_notice set state = 'taken_back', version = version + 1, taken_back_on = $3, taken_back_at = $4,
                taken_back_by = $5, taken_back_because = $6
         where id = $1 and version = $2 and state = 'draft'",
        notice.id.0,
        notice.version,
        act.today(),
        act.at,
        act.account().map(|account| account.0),
        because
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// Records who signed for a notice, and when.
pub(super) async fn update_acknowledged(
    conn: &mut PgConnection,
    act: &Act,
    notice: &NoticeRow,
) -> Result<()> {
    let done = sqlx::query!(
        "update supervision_notice set version = version + 1, acknowledged_on = $3, acknowledged_at = $4,
                acknowledged_by = $5, acknowledged_on_behalf_of = $6
         where id = $1 and version = $2 and state = 'issued' and acknowledged_on is null",
        notice.id.0,
        notice.version,
        act.today(),
        act.at,
        act.account().map(|account| account.0),
        act.on_behalf_of
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// An entry about a notice, for those concerned only.
pub(super) fn entry(
    event: &'static str,
    (id, year): (SupervisionNoticeId, i32),
    (task, department): (TaskId, DepartmentId),
    sentence: String,
) -> Entry {
    Entry::new(event, "supervision_notice", sentence)
        .on(id.0)
        .of_plan(year)
        .of_task(task)
        .of_department(department)
        .for_audience(Audience::Concerned)
}
