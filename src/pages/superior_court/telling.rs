//! Who is told that an answer came: the people of the departments that file for the tasks, and the leaders in charge; that a
//! bulletin was adopted: the departments whose reports it rests on. What is about a restricted task, also one that was
//! restricted later, is told only to departments it concerns.

use sqlx::PgConnection;

use super::store::PaperRow;
use crate::accounts::Role;
use crate::audit_trail::Act;
use crate::error::Result;
use crate::ids::DepartmentId;
use crate::pages::worklist::spans;
use crate::supervision::tell_department;
use crate::web::document_title::in_marks;

/// Tells them in their notices, each once, that feedback was answered, or that an answer was corrected. Whoever records it knows. A leader's stand-in of the
/// day is told besides.
pub(super) async fn tell_of_answer(
    conn: &mut PgConnection,
    act: &Act,
    paper: &PaperRow,
    words: &str,
) -> Result<()> {
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
             and not exists (select from task r where r.id = any($6) and r.restricted and not exists (
                     select from departments_concerned(r.id, $1) as c (id) join membership m on m.department_id = c.id
                     where m.account_id = a.id and m.from_on <= $1 and (m.to_on is null or m.to_on >= $1)))
             or a.role = $8 and exists (select from in_charge l where l.leader_id = a.id or exists (
                     select from leader_stand_in s where s.leader_id = l.leader_id and s.stand_in_id = a.id
                     and $1 between s.from_on and s.to_on)))
         order by a.id",
        act.today(),
        paper.year,
        format!("{}{words}：任务 {}", paper.name(), spans(&paper.task_numbers)),
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

/// Tells the departments whose accepted reports a bulletin was gathered from that it was adopted, and where.
pub(super) async fn tell_of_adoption(
    conn: &mut PgConnection,
    act: &Act,
    paper: &PaperRow,
    outcome: &str,
) -> Result<()> {
    let departments = sqlx::query_scalar!(
        r#"select distinct m.department_id as "department: DepartmentId"
           from superior_paper_source o join report_submission u on u.id = o.submission_id
           join monthly_report m on m.id = u.report_id
           where o.paper_id = $1 and not exists (
               select from superior_paper_task k join task t on t.id = k.task_id
               where k.paper_id = $1 and t.restricted and not exists (
                   select from departments_concerned(t.id, $2) as c (id) where c.id = m.department_id))
           order by 1"#,
        paper.id.0,
        act.today()
    )
    .fetch_all(&mut *conn)
    .await?;
    let message = format!("{}{}取自本部门的月报，已被采用：{outcome}", paper.name(), in_marks(&paper.title));
    for department in departments {
        tell_department(conn, act, department, (paper.year, &paper.path()), &message).await?;
    }
    Ok(())
}
