//! Who decides for a task, and who may have decided on paper.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::error::Result;
use crate::ids::{AccountId, DeadlineId, TaskId};

/// Who may decide for a task on a day: the leader in charge, and who stands in for them that day.
pub async fn list_deciders(
    conn: &mut PgConnection,
    task: TaskId,
    on: NaiveDate,
) -> Result<Vec<(AccountId, String)>> {
    list(conn, (Some(task), None), on).await
}

/// Who may decide about a duty on a day: the leader in charge of its task, of an instruction on no task the leader whose it
/// is (组长 of a meeting's), and who stands in for them that day.
pub(super) async fn list_deciders_of_duty(
    conn: &mut PgConnection,
    duty: DeadlineId,
    on: NaiveDate,
) -> Result<Vec<(AccountId, String)>> {
    list(conn, (None, Some(duty)), on).await
}

/// The leader of the one or the other, and who stands in for them on a day.
async fn list(
    conn: &mut PgConnection,
    (task, duty): (Option<TaskId>, Option<DeadlineId>),
    on: NaiveDate,
) -> Result<Vec<(AccountId, String)>> {
    let rows = sqlx::query!(
        r#"select a.id as "id!: AccountId", a.display_name as "display_name!" from (
               select leader_id from people_in_charge($3) where task_id = $1
               union all select leader_id from duty_leaders($3) where deadline_id = $2) c
           join account a on a.id = c.leader_id or a.id in (
               select s.stand_in_id from leader_stand_in s
               where s.leader_id = c.leader_id and $3 between s.from_on and s.to_on)
           order by a.id <> c.leader_id, a.display_name"#,
        task.map(|task| task.0),
        duty.map(|duty| duty.0),
        on
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.display_name)).collect())
}

/// Everyone who may have decided for a task on some day until `until`: who was in charge, the present leader first, and
/// whoever stood in for them.
pub async fn list_possible_deciders(
    conn: &mut PgConnection,
    task: TaskId,
    until: NaiveDate,
) -> Result<Vec<(AccountId, String)>> {
    let rows = sqlx::query!(
        r#"select a.id as "id: AccountId", a.display_name
           from task_person p
           join account a on a.id = p.account_id
                or a.id in (select s.stand_in_id from leader_stand_in s where s.leader_id = p.account_id)
           where p.task_id = $1 and p.role = 'leader' and p.from_on <= $2
           group by a.id
           order by max(p.from_on) filter (where a.id = p.account_id) desc nulls last, a.display_name"#,
        task.0,
        until
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.display_name)).collect())
}
