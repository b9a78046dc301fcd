//! The SQL of milestones.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::{Done, Milestone, NewMilestone};
use crate::error::{AppError, Result};
use crate::ids::{DepartmentId, FileId, MilestoneId, PlanId, TaskId};

/// All milestones of a task in their order, withdrawn ones too.
pub async fn list_milestones(conn: &mut PgConnection, task: TaskId) -> Result<Vec<Milestone>> {
    let rows = sqlx::query!(
        r#"select m.id, m.position, m.title, m.working_days, m.planned_share, m.shown_by, m.document_title,
                  m.document_number, m.file_id, m.withdrawn_on, m.withdrawn_reason, m.version,
                  array(select y.after_id from milestone_dependency y where y.milestone_id = m.id) as "after!",
                  d.department_id, dep.name as "department_name?", d.original_due_on, d.due_on, d.working, d.met_on,
                  d.waived_on,
                  exists (select from calendar_notice n where n.year = extract(year from d.due_on)) as "is_announced!"
           from milestone m join deadline d on d.kind = 'milestone' and d.task_id = m.task_id and d.subject_id = m.id
           left join department dep on dep.id = d.department_id
           where m.task_id = $1 order by m.position"#,
        task.0
    )
    .fetch_all(conn)
    .await?;
    let milestones = rows.into_iter().map(|row| Milestone {
        id: MilestoneId(row.id),
        position: row.position,
        title: row.title,
        working_days: row.working_days.unsigned_abs(),
        planned_share: row.planned_share.unsigned_abs(),
        after: row.after.into_iter().map(MilestoneId).collect(),
        shown_by: row.shown_by,
        document_title: row.document_title,
        document_number: row.document_number,
        file: row.file_id.map(FileId),
        withdrawn_on: row.withdrawn_on,
        withdrawn_reason: row.withdrawn_reason,
        version: row.version,
        department: row.department_id.map(DepartmentId),
        department_name: row.department_name,
        original_due_on: row.original_due_on,
        due_on: row.due_on,
        is_announced: row.is_announced,
        working: row.working,
        met_on: row.met_on,
        waived_on: row.waived_on,
    });
    Ok(milestones.collect())
}

/// A task's milestone of that id, or a page that says there is none.
pub async fn get_milestone(conn: &mut PgConnection, task: TaskId, id: MilestoneId) -> Result<Milestone> {
    let milestones = list_milestones(conn, task).await?;
    let found = milestones.into_iter().find(|milestone| milestone.id == id);
    found.ok_or_else(|| AppError::NotFound("这项任务没有这个节点。".into()))
}

/// Stores new milestones after those the task has, each with the share reached with it; returns their ids in order.
pub(super) async fn insert_milestones(
    conn: &mut PgConnection,
    task: TaskId,
    steps: &[NewMilestone],
    shares: &[u32],
    added_on: NaiveDate,
) -> Result<Vec<MilestoneId>> {
    let places: Vec<i32> = (1..=steps.len()).filter_map(|place| i32::try_from(place).ok()).collect();
    let titles: Vec<String> = steps.iter().map(|step| step.title.clone()).collect();
    let days: Vec<i32> = steps.iter().map(|step| step.working_days.cast_signed()).collect();
    let shares: Vec<i32> = shares.iter().map(|share| share.cast_signed()).collect();
    let rows = sqlx::query!(
        r#"with before as (select coalesce(max(position), 0) as last from milestone where task_id = $1)
           insert into milestone (task_id, position, title, working_days, planned_share, added_on)
           select $1, before.last + s.place, s.title, s.working_days, s.share, $6
           from before, unnest($2::integer[], $3::text[], $4::integer[], $5::integer[])
                as s (place, title, working_days, share)
           returning id, position"#,
        task.0,
        &places,
        &titles,
        &days,
        &shares,
        added_on
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut rows: Vec<(i32, i64)> = rows.into_iter().map(|row| (row.position, row.id)).collect();
    rows.sort_unstable();
    let ids: Vec<MilestoneId> = rows.into_iter().map(|(_, id)| MilestoneId(id)).collect();
    insert_dependencies(conn, &ids, steps).await?;
    Ok(ids)
}

async fn insert_dependencies(
    conn: &mut PgConnection,
    ids: &[MilestoneId],
    steps: &[NewMilestone],
) -> Result<()> {
    let pairs = ids.iter().zip(steps).flat_map(|(id, step)| step.after.iter().map(|at| (id.0, ids[*at].0)));
    let (milestones, after): (Vec<i64>, Vec<i64>) = pairs.unzip();
    sqlx::query!(
        "insert into milestone_dependency (milestone_id, after_id) select * from unnest($1::bigint[], $2::bigint[])",
        &milestones,
        &after
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Stores what shows that a milestone is done; empty, when that is taken back.
///
/// # Errors
/// A conflict when someone changed it since it was read.
pub(super) async fn update_shown(conn: &mut PgConnection, seen: &Milestone, done: &Done) -> Result<()> {
    let done = sqlx::query!(
        "update milestone set shown_by = $3, document_title = $4, document_number = $5, file_id = $6,
                version = version + 1
         where id = $1 and version = $2",
        seen.id.0,
        seen.version,
        done.shown_by,
        done.document_title,
        done.document_number,
        done.file.map(|file| file.0)
    )
    .execute(conn)
    .await?;
    conflict_unless(done.rows_affected() == 1)
}

/// Stores when and why a milestone was withdrawn.
///
/// # Errors
/// A conflict when someone changed it since it was read.
pub(super) async fn update_withdrawn(
    conn: &mut PgConnection,
    seen: &Milestone,
    on: NaiveDate,
    reason: &str,
) -> Result<()> {
    let done = sqlx::query!(
        "update milestone set withdrawn_on = $3, withdrawn_reason = $4, version = version + 1
         where id = $1 and version = $2 and withdrawn_on is null",
        seen.id.0,
        seen.version,
        on,
        reason
    )
    .execute(conn)
    .await?;
    conflict_unless(done.rows_affected() == 1)
}

/// Counts a change of a milestone's date, which stands in its duty.
///
/// # Errors
/// A conflict when someone changed it since it was read.
pub(super) async fn touch(conn: &mut PgConnection, seen: &Milestone) -> Result<()> {
    let done = sqlx::query!(
        "update milestone set version = version + 1 where id = $1 and version = $2",
        seen.id.0,
        seen.version
    )
    .execute(conn)
    .await?;
    conflict_unless(done.rows_affected() == 1)
}

fn conflict_unless(unchanged: bool) -> Result<()> {
    if unchanged {
        return Ok(());
    }
    Err(AppError::Conflict("这个节点刚被他人修改，请返回任务页查看后再办理。".into()))
}

/// Whether each task that a department files for, and that is worked on, has milestones.
pub(super) async fn has_all_timelines(
    conn: &mut PgConnection,
    plan: PlanId,
    department: DepartmentId,
    on: NaiveDate,
) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select not exists (
               select from task t join assignment a on a.task_id = t.id and a.files_report and a.department_id = $2
                    and a.from_on <= $3 and (a.to_on is null or a.to_on >= $3)
               where t.plan_id = $1 and t.status in ('not_started', 'in_progress', 'completion_requested')
                 and not exists (select from milestone m where m.task_id = t.id and m.withdrawn_on is null)
           ) as "all!""#,
        plan.0,
        department.0,
        on
    )
    .fetch_one(conn)
    .await?)
}
