//! Who is told that an answer came: the people of the departments that file for the tasks, and the leaders in charge.

use sqlx::PgConnection;

use super::store::PaperRow;
use crate::accounts::Role;
use crate::audit_trail::Act;
use crate::error::Result;
use crate::pages::worklist::spans;

/// Tells them in their notices, each once, that feedback was answered. Whoever records it knows. A leader's stand-in of the
/// day is told besides.
pub(super) async fn tell_of_answer(conn: &mut PgConnection, act: &Act, paper: &PaperRow) -> Result<()> {
    let tasks: Vec<i64> = paper.tasks.iter().map(|task| task.0).collect();
    sqlx::query!(
        "with filing as (
             select a.department_id from assignment a
             where a.task_id = any($6) and a.files_report and a.from_on <= $1 and (a.to_on is null or a.to_on >= $1)
         ), in_charge as (
             select n.leader_id from people_in_charge($1) n where n.task_id = any($6)
         )
         insert into notice (account_id, digest_on, plan_year, message, path, created_at)
         select a.id, $1, $2, $3, $4, $5 from account a
         where a.disabled_at is null and a.id is distinct from $7 and (
             exists (select from membership m join filing f on f.department_id = m.department_id
                     where m.account_id = a.id and m.from_on <= $1 and (m.to_on is null or m.to_on >= $1))
             or a.role = $8 and exists (select from in_charge l where l.leader_id = a.id or exists (
                     select from leader_stand_in s where s.leader_id = l.leader_id and s.stand_in_id = a.id
                     and $1 between s.from_on and s.to_on)))
         order by a.id",
        act.today(),
        paper.year,
        format!("{}已有答复：任务 {}", paper.name(), spans(&paper.task_numbers)),
        paper.path(),
        act.at,
        &tasks,
        act.account().map(|account| account.0),
        Role::Leader as Role
    )
    .execute(conn)
    .await?;
    Ok(())
}
