//! The SQL of an import: a batch for each kind of thing.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Sections;
use super::new_plan::{NewDoubt, NewPlan, NewTask};
use crate::audit_trail::Act;
use crate::error::Result;
use crate::ids::{DepartmentId, PlanId, SectionId, TaskId, WorkPointId};
use crate::plan::document_reader::{AssignmentRole as ReadRole, SectionRead, WorkPointRead};
use crate::plan::store::{Plan, PlanStatus};
use crate::plan::tasks::AssignmentRole;

/// Two imports of one year wait for one another; the number keeps these locks apart from others.
const IMPORT_LOCK: i32 = 0x1A9;

pub(super) async fn lock_year(conn: &mut PgConnection, year: i32) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock($1, $2)", IMPORT_LOCK, year).fetch_one(conn).await?;
    Ok(())
}

pub(super) async fn find_source_digest(conn: &mut PgConnection, year: i32) -> Result<Option<Vec<u8>>> {
    Ok(sqlx::query_scalar!("select source_digest from plan where year = $1", year)
        .fetch_optional(conn)
        .await?)
}

pub(super) fn role_code(role: ReadRole) -> &'static str {
    match role {
        ReadRole::Lead => "lead",
        ReadRole::Support => "support",
    }
}

pub(super) async fn insert_plan(conn: &mut PgConnection, act: &Act, new: &NewPlan) -> Result<Plan> {
    let plan = &new.plan;
    let stored = sqlx::query_as!(
        Plan,
        r#"insert into plan (year, title, document_number, issuing_body, issued_on, starts_on, ends_on, status,
                             activated_on, source_text, source_digest)
           values ($1, $2, $3, $4, $5, $6, $7, 'active', $8, $9, $10)
           returning id, year, title, document_number, issuing_body, issued_on, starts_on, ends_on,
                     status as "status: PlanStatus""#,
        plan.year,
        plan.title,
        plan.document_number.as_deref().unwrap_or_default(),
        plan.issuing_body.as_deref().unwrap_or_default(),
        plan.issued_on,
        plan.starts_on,
        plan.ends_on,
        act.today(),
        new.source_text,
        new.source_digest,
    )
    .fetch_one(conn)
    .await?;
    Ok(stored)
}

pub(super) async fn insert_sections(
    conn: &mut PgConnection,
    plan: PlanId,
    sections: &[SectionRead],
) -> Result<Sections> {
    let numbers: Vec<i32> = sections.iter().map(|section| section.number).collect();
    let titles: Vec<String> = sections.iter().map(|section| section.title.clone()).collect();
    let short_titles: Vec<String> = sections.iter().map(|section| section.short_title.clone()).collect();
    let emphases: Vec<Option<String>> = sections.iter().map(|section| section.emphasis.clone()).collect();
    let rows = sqlx::query!(
        "insert into section (plan_id, number, title, short_title, emphasis)
         select $1, s.number, s.title, s.short_title, s.emphasis
         from unnest($2::integer[], $3::text[], $4::text[], $5::text[]) as s (number, title, short_title, emphasis)
         returning id, number",
        plan.0,
        &numbers,
        &titles,
        &short_titles,
        &emphases as &[Option<String>],
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.number, SectionId(row.id))).collect())
}

pub(super) async fn insert_tasks(
    conn: &mut PgConnection,
    plan: &Plan,
    sections: &Sections,
    tasks: &[NewTask],
) -> Result<HashMap<i32, TaskId>> {
    let section_ids: Vec<i64> = tasks.iter().map(|task| sections[&task.section].0).collect();
    let numbers: Vec<i32> = tasks.iter().map(|task| task.number).collect();
    let titles: Vec<String> = tasks.iter().map(|task| task.title.clone()).collect();
    let bodies: Vec<String> = tasks.iter().map(|task| task.text.clone()).collect();
    let restricted: Vec<bool> = tasks.iter().map(|task| task.restricted).collect();
    let printed = || tasks.iter().map(|task| task.printed.as_ref());
    let paragraphs: Vec<Option<i32>> = printed().map(|of| of.map(|(paragraph, _)| *paragraph)).collect();
    let places: Vec<Option<String>> = printed().map(|of| of.map(|(_, place)| place.clone())).collect();
    let rows = sqlx::query!(
        "insert into task (plan_id, section_id, number, title, body, restricted, starts_on, status_since, printed_paragraph,
                           printed_place)
         select $1, t.section_id, t.number, t.title, t.body, t.restricted, $2, $2, t.paragraph, t.place
         from unnest($3::bigint[], $4::integer[], $5::text[], $6::text[], $7::boolean[], $8::integer[], $9::text[])
              as t (section_id, number, title, body, restricted, paragraph, place)
         returning id, number",
        plan.id.0,
        plan.starts_on,
        &section_ids,
        &numbers,
        &titles,
        &bodies,
        &restricted,
        &paragraphs as &[Option<i32>],
        &places as &[Option<String>],
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.number, TaskId(row.id))).collect())
}

/// Gives the tasks that go on with one of an earlier year their origin, and what was said of it beside its text.
pub(super) async fn update_carried(
    conn: &mut PgConnection,
    ids: &HashMap<i32, TaskId>,
    tasks: &[NewTask],
) -> Result<()> {
    let says_more = |task: &&NewTask| task.details.iter().any(|detail| !detail.is_empty());
    let carried: Vec<&NewTask> =
        tasks.iter().filter(|task| task.carried_from.is_some() || says_more(task)).collect();
    let task_ids: Vec<i64> = carried.iter().map(|task| ids[&task.number].0).collect();
    let years: Vec<Option<i32>> = carried.iter().map(|task| task.carried_from.map(|of| of.year)).collect();
    let numbers: Vec<Option<i32>> =
        carried.iter().map(|task| task.carried_from.map(|of| of.number)).collect();
    let detail = |at: usize| carried.iter().map(|task| task.details[at].clone()).collect::<Vec<String>>();
    sqlx::query!(
        "update task t set carried_from_id = o.id, measures = c.measures, expected_outcome = c.outcome,
                completion_criteria = c.criteria
         from unnest($1::bigint[], $2::integer[], $3::integer[], $4::text[], $5::text[], $6::text[])
              as c (id, year, number, measures, outcome, criteria)
         left join plan e on e.year = c.year left join task o on o.plan_id = e.id and o.number = c.number
         where t.id = c.id",
        &task_ids,
        &years as &[Option<i32>],
        &numbers as &[Option<i32>],
        &detail(0),
        &detail(1),
        &detail(2),
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn insert_assignments(
    conn: &mut PgConnection,
    plan: &Plan,
    ids: &HashMap<i32, TaskId>,
    departments: &HashMap<String, DepartmentId>,
    tasks: &[NewTask],
) -> Result<()> {
    let (mut task_ids, mut department_ids, mut positions) = (Vec::new(), Vec::new(), Vec::new());
    let (mut roles, mut files, mut wordings) = (Vec::new(), Vec::new(), Vec::new());
    for task in tasks {
        for (position, assignment) in (1_i32..).zip(&task.assignments) {
            task_ids.push(ids[&task.number].0);
            department_ids.push(departments[&assignment.department].0);
            positions.push(position);
            roles.push(match assignment.role {
                ReadRole::Lead => AssignmentRole::Lead,
                ReadRole::Support => AssignmentRole::Support,
            });
            files.push(task.files_report.as_ref() == Some(&assignment.department));
            wordings.push(assignment.wording.clone());
        }
    }
    sqlx::query!(
        "insert into assignment (task_id, department_id, role, files_report, position, wording, from_on)
         select a.task_id, a.department_id, a.role, a.files_report, a.position, a.wording, $1
         from unnest($2::bigint[], $3::bigint[], $4::assignment_role[], $5::boolean[], $6::integer[], $7::text[])
              as a (task_id, department_id, role, files_report, position, wording)",
        plan.starts_on,
        &task_ids,
        &department_ids,
        roles as Vec<AssignmentRole>,
        &files,
        &positions,
        &wordings,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Stores the statements in the order of the document; returns their ids in that order.
pub(super) async fn insert_work_points(
    conn: &mut PgConnection,
    plan: PlanId,
    sections: &Sections,
    points: &[WorkPointRead],
) -> Result<Vec<WorkPointId>> {
    let section_ids: Vec<i64> = points.iter().map(|point| sections[&point.section].0).collect();
    let positions: Vec<i32> = (1_i32..).zip(points).map(|(position, _)| position).collect();
    let texts: Vec<String> = points.iter().map(|point| point.text.clone()).collect();
    let mut rows = sqlx::query!(
        "insert into work_point (plan_id, section_id, position, text)
         select $1, w.section_id, w.position, w.text
         from unnest($2::bigint[], $3::integer[], $4::text[]) as w (section_id, position, text)
         returning id, position",
        plan.0,
        &section_ids,
        &positions,
        &texts,
    )
    .fetch_all(conn)
    .await?;
    rows.sort_unstable_by_key(|row| row.position);
    Ok(rows.into_iter().map(|row| WorkPointId(row.id)).collect())
}

pub(super) async fn link_work_points(
    conn: &mut PgConnection,
    ids: &[WorkPointId],
    tasks: &HashMap<i32, TaskId>,
    new: &NewPlan,
) -> Result<()> {
    let (mut point_ids, mut task_ids, mut by_wording) = (Vec::new(), Vec::new(), Vec::new());
    let read = (0..).zip(&new.work_points);
    let read = read.flat_map(|(at, point)| point.tasks.iter().map(move |task| ((at, *task), true)));
    for ((at, task), wording) in read.chain(new.adopted.iter().map(|link| (*link, false))) {
        point_ids.push(ids[at].0);
        task_ids.push(tasks[&task].0);
        by_wording.push(wording);
    }
    sqlx::query!(
        "insert into work_point_task (work_point_id, task_id, by_wording)
         select l.work_point_id, l.task_id, l.by_wording
         from unnest($1::bigint[], $2::bigint[], $3::boolean[]) as l (work_point_id, task_id, by_wording)",
        &point_ids,
        &task_ids,
        &by_wording
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What the doubts of a plan name: its tasks, its statements in order, its departments.
type Named<'a> = (&'a HashMap<i32, TaskId>, &'a [WorkPointId], &'a HashMap<String, DepartmentId>);

pub(super) async fn insert_doubts(
    conn: &mut PgConnection,
    plan: PlanId,
    (tasks, points, departments): Named<'_>,
    doubts: &[NewDoubt],
) -> Result<()> {
    let (mut task_ids, mut point_ids, mut proposed) = (Vec::new(), Vec::new(), Vec::new());
    let (mut rule_names, mut messages) = (Vec::new(), Vec::new());
    let (mut resolutions, mut resolved_at, mut resolved_by) = (Vec::new(), Vec::new(), Vec::new());
    for doubt in doubts {
        task_ids.push(doubt.task.map(|number| tasks[&number].0));
        point_ids.push(doubt.work_point.map(|index| points[index].0));
        proposed.push(doubt.proposed.as_ref().map(|name| departments[name].0));
        rule_names.push(doubt.rule.clone());
        messages.push(doubt.message.clone());
        resolutions.push(doubt.settled.as_ref().map(|(words, ..)| words.clone()));
        resolved_by.push(doubt.settled.as_ref().map(|(_, by, _)| by.0));
        resolved_at.push(doubt.settled.as_ref().map(|(.., at)| *at));
    }
    let positions: Vec<i32> = (1_i32..).zip(doubts).map(|(position, _)| position).collect();
    sqlx::query!(
        "insert into doubt (plan_id, position, task_id, work_point_id, rule, message, proposed_department_id, resolution,
                            resolved_at, resolved_by)
         select $1, d.position, d.task_id, d.work_point_id, d.rule, d.message, d.proposed, d.resolution, d.resolved_at,
                d.resolved_by
         from unnest($2::integer[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::bigint[], $8::text[],
                     $9::timestamptz[], $10::bigint[])
              as d (position, task_id, work_point_id, rule, message, proposed, resolution, resolved_at, resolved_by)",
        plan.0,
        &positions,
        &task_ids as &[Option<i64>],
        &point_ids as &[Option<i64>],
        &rule_names,
        &messages,
        &proposed as &[Option<i64>],
        &resolutions as &[Option<String>],
        &resolved_at as &[Option<DateTime<Utc>>],
        &resolved_by as &[Option<i64>],
    )
    .execute(conn)
    .await?;
    Ok(())
}
