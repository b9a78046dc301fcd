//! The SQL of the year's documents.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::error::Result;
use crate::ids::{MilestoneId, PlanId};

/// A document that a milestone brought.
pub(super) struct DeliverableRow {
    pub milestone: MilestoneId,
    pub milestone_title: String,
    pub document_title: String,
    pub document_number: String,
    pub met_on: NaiveDate,
    pub task_number: i32,
    pub task_title: String,
    pub section: i32,
    pub section_title: String,
    pub department: Option<String>,
}

/// The documents of a plan's milestones, by task and date. Of restricted tasks only those of tasks that concern one of
/// `departments`, unless the reader sees all.
pub(super) async fn list_deliverables(
    conn: &mut PgConnection,
    plan: PlanId,
    today: NaiveDate,
    (sees_all, departments): (bool, &[i64]),
) -> Result<Vec<DeliverableRow>> {
    Ok(sqlx::query_as!(
        DeliverableRow,
        r#"select m.id as milestone, m.title as milestone_title, m.document_title, m.document_number,
                  d.met_on as "met_on!", t.number as task_number, t.title as task_title, s.number as section,
                  s.short_title as section_title, dep.name as "department?"
           from milestone m
           join deadline d on d.kind = 'milestone' and d.task_id = m.task_id and d.subject_id = m.id
           join task t on t.id = m.task_id
           join section s on s.id = t.section_id
           left join department dep on dep.id = d.department_id
           where t.plan_id = $1 and d.met_on is not null and m.withdrawn_on is null
             and (m.document_title <> '' or m.document_number <> '')
             and (not t.restricted or $3 or exists (
                  select from departments_concerned(t.id, $2) as c (id) where c.id = any($4)))
           order by s.number, t.number, d.met_on, m.position"#,
        plan.0,
        today,
        sees_all,
        departments
    )
    .fetch_all(conn)
    .await?)
}
