//! What a department owes for the whole plan (签收, 明确工作联系人, 倒排工期), and what becomes of all it owes when it is
//! renamed, merged, split or closed. The entry in the operation log is the one of the change that calls this.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::DeadlineKind;
use crate::error::Result;
use crate::ids::{DepartmentId, PlanId, TaskId};

/// A department's duty for the whole plan.
#[derive(Debug, Clone)]
pub struct DepartmentDuty {
    /// Whose.
    pub department: DepartmentId,
    /// When it is due.
    pub due_on: NaiveDate,
    /// When it was met.
    pub met_on: Option<NaiveDate>,
    /// When it was waived.
    pub waived_on: Option<NaiveDate>,
}

/// The duties of that kind of all departments of a plan.
pub async fn list_of_departments(
    conn: &mut PgConnection,
    plan: PlanId,
    kind: DeadlineKind,
) -> Result<Vec<DepartmentDuty>> {
    Ok(sqlx::query_as!(
        DepartmentDuty,
        r#"select department_id as "department!: DepartmentId", due_on, met_on, waived_on from deadline
           where plan_id = $1 and kind = $2 and department_id is not null and subject_id = department_id
           order by id"#,
        plan.0,
        kind as DeadlineKind
    )
    .fetch_all(conn)
    .await?)
}

/// A department's duty is owed again on its date, because what met it was taken back in time.
pub async fn owe_again_until_due(
    conn: &mut PgConnection,
    plan: PlanId,
    kind: DeadlineKind,
    department: DepartmentId,
    today: NaiveDate,
) -> Result<()> {
    sqlx::query!(
        "update deadline set met_on = null, met_note = null
         where plan_id = $1 and kind = $2 and subject_id = $3 and due_on >= $4 and met_on is not null",
        plan.0,
        kind as DeadlineKind,
        department.0,
        today
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The successor of a department answers from the day `on`: what `from` has not met and owes on or after that day
/// passes to `to`; what is overdue stays. Until `today` it was `from`'s. A duty for the whole plan that `to` has already is not owed twice.
pub async fn succeed(
    conn: &mut PgConnection,
    from: DepartmentId,
    to: DepartmentId,
    (on, today): (NaiveDate, NaiveDate),
    reason: &str,
) -> Result<()> {
    sqlx::query!(
        "update deadline d set waived_on = $3, waived_reason = $4
         where d.department_id = $1 and d.subject_id = $1 and d.kind in ('acknowledgement', 'appointment', 'timeline')
           and d.due_on >= $3 and d.met_on is null and d.waived_on is null
           and exists (select from deadline o where o.plan_id = d.plan_id and o.kind = d.kind and o.subject_id = $2)",
        from.0,
        to.0,
        on,
        reason
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into deadline_passed (deadline_id, department_id, passed_on)
         select id, department_id, $3 from deadline
         where department_id = $1 and due_on >= $2 and met_on is null and waived_on is null order by id",
        from.0,
        on,
        today
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update deadline set department_id = $2,
             subject_id = case when kind in ('acknowledgement', 'appointment', 'timeline') then $2 else subject_id end
         where department_id = $1 and due_on >= $3 and met_on is null and waived_on is null",
        from.0,
        to.0,
        on
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What `from` has not met on these tasks and owes on or after the day `on` passes to `to`; what is overdue stays. Until
/// `today` it was `from`'s.
pub async fn pass_duties(
    conn: &mut PgConnection,
    (from, to): (DepartmentId, DepartmentId),
    (on, today): (NaiveDate, NaiveDate),
    tasks: &[TaskId],
) -> Result<()> {
    let tasks: Vec<i64> = tasks.iter().map(|task| task.0).collect();
    sqlx::query!(
        "with passed as (
             update deadline set department_id = $2
             where department_id = $1 and task_id = any($5) and due_on >= $3 and met_on is null and waived_on is null
             returning id
         )
         insert into deadline_passed (deadline_id, department_id, passed_on) select id, $1, $4 from passed order by id",
        from.0,
        to.0,
        on,
        today,
        &tasks
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The same of all that `from` still owes, a leader's instruction on no task say; its own duties of setting up the plan stay.
pub async fn pass_remaining_duties(
    conn: &mut PgConnection,
    (from, to): (DepartmentId, DepartmentId),
    (on, today): (NaiveDate, NaiveDate),
) -> Result<()> {
    sqlx::query!(
        "with passed as (
             update deadline set department_id = $2
             where department_id = $1 and due_on >= $3 and met_on is null and waived_on is null
               and kind not in ('acknowledgement', 'appointment', 'timeline')
             returning id
         )
         insert into deadline_passed (deadline_id, department_id, passed_on) select id, $1, $4 from passed order by id",
        from.0,
        to.0,
        on,
        today
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A department that is closed from the day `on` need not set the plan up any more.
pub async fn waive_of_department(
    conn: &mut PgConnection,
    department: DepartmentId,
    on: NaiveDate,
    reason: &str,
) -> Result<()> {
    sqlx::query!(
        "update deadline set waived_on = $2, waived_reason = $3
         where department_id = $1 and subject_id = $1 and kind in ('acknowledgement', 'appointment', 'timeline')
           and due_on >= $2 and met_on is null and waived_on is null",
        department.0,
        on,
        reason
    )
    .execute(conn)
    .await?;
    Ok(())
}
