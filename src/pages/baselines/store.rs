//! The SQL of baselines.

use chrono::NaiveDate;
use serde::Serialize;
use sqlx::PgConnection;

use super::Baseline;
use crate::error::Result;
use crate::ids::{AccountId, BaselineId, DepartmentId, MilestoneId, PlanId, TaskId};
use crate::pages::overview::{MilestoneOverview, Overview, TaskOverview};
use crate::plan::tasks::{AssignmentRole, TaskStatus};
use crate::status::Light;

/// The number of the advisory lock that keeps two freezings apart.
const BASELINE_LOCK: i64 = 0xBA5E;

/// Waits for any other freezing to end; held until the end of the transaction.
pub(super) async fn lock(conn: &mut PgConnection) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock($1)", BASELINE_LOCK).fetch_one(conn).await?;
    Ok(())
}

/// The years of the plans that were in force on `as_of`, still are, and have no baseline of that day.
pub(super) async fn list_years_due(conn: &mut PgConnection, as_of: NaiveDate) -> Result<Vec<i32>> {
    Ok(sqlx::query_scalar!(
        "select p.year from plan p
         where p.status = 'active' and p.activated_on <= $1
           and not exists (select from baseline b where b.plan_id = p.id and b.as_of = $1) order by p.year",
        as_of
    )
    .fetch_all(conn)
    .await?)
}

/// A task as its row keeps it.
#[derive(Serialize)]
struct TaskRow<'a> {
    task_id: TaskId,
    number: i32,
    title: &'a str,
    status: TaskStatus,
    light: Light,
    light_words: &'a str,
    share: u32,
    scheduled_share: Option<u32>,
    due_on: NaiveDate,
    lead_ids: Vec<DepartmentId>,
    leads: String,
    filing_id: Option<DepartmentId>,
    filing_department: Option<&'a str>,
    leader_id: Option<AccountId>,
    leader: Option<&'a str>,
    contact: Option<&'a str>,
    marks: String,
}

impl<'a> TaskRow<'a> {
    fn of(task: &'a TaskOverview) -> Self {
        let leads = task.departments.iter().filter(|department| department.role == AssignmentRole::Lead);
        let marks: Vec<&str> = task.marks.iter().map(|mark| mark.words.as_str()).collect();
        let filing = task.files_report();
        Self {
            task_id: task.id,
            number: task.number,
            title: &task.title,
            status: task.status,
            light: task.light.light,
            light_words: &task.light.words,
            share: task.share,
            scheduled_share: task.scheduled,
            due_on: task.due_on,
            lead_ids: leads.map(|department| department.id).collect(),
            leads: task.leads().unwrap_or_default(),
            filing_id: filing.map(|department| department.id),
            filing_department: filing.map(|department| department.name.as_str()),
            leader_id: task.leader.as_ref().map(|(id, _)| *id),
            leader: task.leader.as_ref().map(|(_, name)| name.as_str()),
            contact: task.contact.as_deref(),
            marks: marks.join("、"),
        }
    }
}

/// A milestone as its row keeps it.
#[derive(Serialize)]
struct MilestoneRow<'a> {
    task_id: TaskId,
    milestone_id: MilestoneId,
    title: &'a str,
    due_on: NaiveDate,
    planned_share: u32,
    met_on: Option<NaiveDate>,
    waived: bool,
}

impl<'a> MilestoneRow<'a> {
    fn of(task: TaskId, milestone: &'a MilestoneOverview) -> Self {
        Self {
            task_id: task,
            milestone_id: milestone.id,
            title: &milestone.title,
            due_on: milestone.due_on,
            planned_share: milestone.planned_share,
            met_on: milestone.met_on,
            waived: milestone.waived,
        }
    }
}

/// Keeps a picture as its plan's baseline of the day it was read for, in three statements.
pub(super) async fn insert(conn: &mut PgConnection, picture: &Overview, frozen_on: NaiveDate) -> Result<()> {
    let baseline = sqlx::query_scalar!(
        "insert into baseline (plan_id, as_of, frozen_on) values ($1, $2, $3) returning id",
        picture.plan.id.0,
        picture.today,
        frozen_on
    )
    .fetch_one(&mut *conn)
    .await?;
    insert_tasks(conn, baseline, &picture.tasks).await?;
    insert_milestones(conn, baseline, &picture.tasks).await
}

async fn insert_tasks(conn: &mut PgConnection, baseline: i64, tasks: &[TaskOverview]) -> Result<()> {
    let rows: Vec<TaskRow<'_>> = tasks.iter().map(TaskRow::of).collect();
    sqlx::query!(
        "insert into baseline_task (baseline_id, task_id, number, title, status, light, light_words, share,
                                    scheduled_share, due_on, lead_ids, leads, filing_id, filing_department, leader_id,
                                    leader, contact, marks)
         select $1, t.task_id, t.number, t.title, t.status, t.light, t.light_words, t.share, t.scheduled_share, t.due_on,
                t.lead_ids, t.leads, t.filing_id, t.filing_department, t.leader_id, t.leader, t.contact, t.marks
         from jsonb_to_recordset($2) as t (
             task_id bigint, number integer, title text, status task_status, light text, light_words text, share integer,
             scheduled_share integer, due_on date, lead_ids bigint[], leads text, filing_id bigint,
             filing_department text, leader_id bigint, leader text, contact text, marks text)",
        baseline,
        serde_json::to_value(rows).map_err(anyhow::Error::from)?
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn insert_milestones(conn: &mut PgConnection, baseline: i64, tasks: &[TaskOverview]) -> Result<()> {
    let rows: Vec<MilestoneRow<'_>> = tasks
        .iter()
        .flat_map(|task| task.milestones.iter().map(|milestone| MilestoneRow::of(task.id, milestone)))
        .collect();
    sqlx::query!(
        "insert into baseline_milestone (baseline_id, task_id, milestone_id, title, due_on, planned_share, met_on, waived)
         select $1, m.task_id, m.milestone_id, m.title, m.due_on, m.planned_share, m.met_on, m.waived
         from jsonb_to_recordset($2) as m (
             task_id bigint, milestone_id bigint, title text, due_on date, planned_share integer, met_on date,
             waived boolean)",
        baseline,
        serde_json::to_value(rows).map_err(anyhow::Error::from)?
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The baselines of a plan, newest first.
pub async fn list_baselines(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<Baseline>> {
    Ok(sqlx::query_as!(
        Baseline,
        r#"select id as "id: BaselineId", as_of, frozen_on from baseline where plan_id = $1 order by as_of desc"#,
        plan.0
    )
    .fetch_all(conn)
    .await?)
}
