//! The SQL of the year's documents: those of milestones met, and of completions granted.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::error::Result;
use crate::ids::{MilestoneId, PlanId, RequestId};

/// A document that a milestone brought, or a completion.
#[derive(Debug, Clone)]
pub struct DeliverableRow {
    /// The milestone that brought it.
    pub milestone: Option<MilestoneId>,
    /// What that is called.
    pub milestone_title: Option<String>,
    /// The completion that brought it.
    pub completion: Option<RequestId>,
    /// Its title; empty where only its number is known.
    pub document_title: String,
    /// 文号; empty where it has none.
    pub document_number: String,
    /// When the milestone was met; of a completion, the document's date.
    pub dated_on: NaiveDate,
    /// The task's number.
    pub task_number: i32,
    /// Its title.
    pub task_title: String,
    /// The number of its section.
    pub section: i32,
    /// 司法责任制
    pub section_title: String,
    /// Who owed it.
    pub department: Option<String>,
}

/// The documents of a plan, by task and date: a completion does not list again what a milestone brought by the same
/// number. Of restricted tasks only those of tasks that concern one of
/// `departments`, unless the reader sees all.
pub async fn list_deliverables(
    conn: &mut PgConnection,
    plan: PlanId,
    today: NaiveDate,
    (sees_all, departments): (bool, &[i64]),
) -> Result<Vec<DeliverableRow>> {
    Ok(sqlx::query_as!(
        DeliverableRow,
        r#"with document as (
               select m.id as milestone, m.title as milestone_title, null::bigint as completion, m.task_id, d.department_id,
                      m.document_title as title, m.document_number as number, d.met_on as dated_on, m.position
               from milestone m
               join deadline d on d.kind = 'milestone' and d.task_id = m.task_id and d.subject_id = m.id
               where d.met_on is not null and m.withdrawn_on is null
                 and (m.document_title <> '' or m.document_number <> '')
               union all
               select null, null, r.id, d.task_id, d.department_id, c.title, c.number, c.dated_on, c.position
               from completion_document c
               join change_request r on r.id = c.request_id and r.state = 'granted'
               join deadline d on d.id = r.deadline_id
               where not exists (select from milestone m where m.task_id = d.task_id and m.withdrawn_on is null
                                 and m.document_number = c.number and c.number <> '')
           )
           select o.milestone as "milestone: MilestoneId", o.milestone_title, o.completion as "completion: RequestId",
                  o.title as "document_title!", o.number as "document_number!", o.dated_on as "dated_on!",
                  t.number as task_number, t.title as task_title, s.number as section,
                  s.short_title as section_title, dep.name as "department?"
           from document o
           join task t on t.id = o.task_id
           join section s on s.id = t.section_id
           left join department dep on dep.id = o.department_id
           where t.plan_id = $1
             and (not t.restricted or $3 or exists (
                  select from departments_concerned(t.id, $2) as c (id) where c.id = any($4)))
           order by s.number, t.number, o.dated_on, o.completion is not null, o.position"#,
        plan.0,
        today,
        sees_all,
        departments
    )
    .fetch_all(conn)
    .await?)
}
