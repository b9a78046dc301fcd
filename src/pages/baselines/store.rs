//! The SQL of baselines.

use std::collections::HashMap;

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::picture::{MilestonePicture, Picture, TaskPicture};
use super::{Baseline, Reference};
use crate::error::Result;
use crate::ids::{AccountId, BaselineId, DepartmentId, MilestoneId, PlanId, TaskId};
use crate::pages::overview::Overview;
use crate::plan::tasks::TaskStatus;
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

/// Keeps a plan's overview as its baseline of the day it was read for, in three statements.
pub(super) async fn insert(conn: &mut PgConnection, overview: &Overview, frozen_on: NaiveDate) -> Result<()> {
    let baseline = sqlx::query_scalar!(
        "insert into baseline (plan_id, as_of, frozen_on) values ($1, $2, $3) returning id",
        overview.plan.id.0,
        overview.today,
        frozen_on
    )
    .fetch_one(&mut *conn)
    .await?;
    let picture = Picture::of(&overview.tasks);
    insert_tasks(conn, baseline, &picture.tasks).await?;
    insert_milestones(conn, baseline, &picture.milestones).await
}

async fn insert_tasks(conn: &mut PgConnection, baseline: i64, rows: &[TaskPicture]) -> Result<()> {
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

async fn insert_milestones(conn: &mut PgConnection, baseline: i64, rows: &[MilestonePicture]) -> Result<()> {
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

/// The tasks a baseline keeps, by number.
pub(super) async fn list_tasks(conn: &mut PgConnection, baseline: BaselineId) -> Result<Vec<TaskPicture>> {
    let rows = sqlx::query!(
        r#"select task_id, number, title, status as "status: TaskStatus", light, light_words, share, scheduled_share, due_on,
                  lead_ids, leads, filing_id, filing_department, leader_id, leader, contact, marks
           from baseline_task where baseline_id = $1 order by number"#,
        baseline.0
    )
    .fetch_all(conn)
    .await?;
    let mut tasks = Vec::with_capacity(rows.len());
    for row in rows {
        let light = Light::of_code(&row.light)
            .ok_or_else(|| anyhow::anyhow!("no light {} of task {}", row.light, row.task_id))?;
        tasks.push(TaskPicture {
            task_id: TaskId(row.task_id),
            number: row.number,
            title: row.title,
            status: row.status,
            light,
            light_words: row.light_words,
            share: row.share.unsigned_abs(),
            scheduled_share: row.scheduled_share.map(i32::unsigned_abs),
            due_on: row.due_on,
            lead_ids: row.lead_ids.into_iter().map(DepartmentId).collect(),
            leads: row.leads,
            filing_id: row.filing_id.map(DepartmentId),
            filing_department: row.filing_department,
            leader_id: row.leader_id.map(AccountId),
            leader: row.leader,
            contact: row.contact,
            marks: row.marks,
        });
    }
    Ok(tasks)
}

/// The milestones a baseline keeps, by date.
pub(super) async fn list_milestones(
    conn: &mut PgConnection,
    baseline: BaselineId,
) -> Result<Vec<MilestonePicture>> {
    let rows = sqlx::query!(
        "select task_id, milestone_id, title, due_on, planned_share, met_on, waived
         from baseline_milestone where baseline_id = $1 order by due_on, milestone_id",
        baseline.0
    )
    .fetch_all(conn)
    .await?;
    let milestones = rows.into_iter().map(|row| MilestonePicture {
        task_id: TaskId(row.task_id),
        milestone_id: MilestoneId(row.milestone_id),
        title: row.title,
        due_on: row.due_on,
        planned_share: row.planned_share.unsigned_abs(),
        met_on: row.met_on,
        waived: row.waived,
    });
    Ok(milestones.collect())
}

/// The dates of a plan's newest baseline, of one task or of all; `None` while there is no baseline.
pub async fn find_reference(
    conn: &mut PgConnection,
    plan: PlanId,
    task: Option<TaskId>,
) -> Result<Option<Reference>> {
    let rows = sqlx::query!(
        r#"select b.id, b.as_of, b.frozen_on, t.task_id, t.due_on as completion, m.milestone_id as "milestone_id?",
                  m.due_on as "due_on?"
           from baseline b join baseline_task t on t.baseline_id = b.id
           left join baseline_milestone m on m.baseline_id = b.id and m.task_id = t.task_id
           where b.plan_id = $1 and b.as_of = (select max(as_of) from baseline where plan_id = $1)
             and ($2::bigint is null or t.task_id = $2)"#,
        plan.0,
        task.map(|task| task.0)
    )
    .fetch_all(conn)
    .await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let baseline = Baseline { id: BaselineId(first.id), as_of: first.as_of, frozen_on: first.frozen_on };
    let milestone = |id: Option<i64>, due_on| id.map(MilestoneId).zip(due_on);
    let milestones = rows.iter().filter_map(|row| milestone(row.milestone_id, row.due_on));
    Ok(Some(Reference {
        baseline,
        completions: rows.iter().map(|row| (TaskId(row.task_id), row.completion)).collect(),
        milestones: milestones.collect::<HashMap<_, _>>(),
    }))
}
