//! The SQL of tasks and of the people who may be named in them. Responsibilities have their own.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::accounts::{MembershipKind, Role};
use crate::deadlines::periods::Rhythm;
use crate::error::{AppError, Result};
use crate::ids::{AccountId, PlanId, SectionId, TaskId};
use crate::plan::tasks::TaskStatus;
use crate::plan::{Plan, PlanStatus, get_plan};

/// A task as stored.
#[derive(Debug, Clone)]
pub struct Task {
    /// The task.
    pub id: TaskId,
    /// Its number in the plan.
    pub number: i32,
    /// 1 for 一.
    pub section: i32,
    /// Its section's short title.
    pub section_title: String,
    /// Without number and final 。.
    pub title: String,
    /// As printed, paragraphs by line feeds.
    pub body: String,
    /// Where it comes from, when added or adjusted mid-year.
    pub source: Option<String>,
    /// Where it stands in the document the plan was read from: 第 57 段; `None` where it was added.
    pub printed_place: Option<String>,
    /// 具体举措
    pub measures: String,
    /// 预期成果
    pub expected_outcome: String,
    /// 完成标准
    pub completion_criteria: String,
    /// Its state.
    pub status: TaskStatus,
    /// Since when.
    pub status_since: NaiveDate,
    /// Document, evidence or reason behind the state.
    pub status_source: Option<String>,
    /// How often it reports.
    pub report_every: Rhythm,
    /// The first day it is worked on.
    pub starts_on: NaiveDate,
    /// 限定范围
    pub restricted: bool,
    /// The number of the task it was merged into.
    pub merged_into: Option<i32>,
    /// When it was added mid-year; `None` when it stands in the plan as issued.
    pub added_on: Option<NaiveDate>,
    /// Counts its changes: whoever saves says which one they saw.
    pub version: i32,
}

/// A person who may be named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The account.
    pub id: AccountId,
    /// The name on pages.
    pub name: String,
}

/// The task of that number, or a page that says there is none.
pub async fn get_task(conn: &mut PgConnection, plan: &Plan, number: i32) -> Result<Task> {
    let row = sqlx::query!(
        r#"select t.id, t.number, s.number as section, s.short_title, t.title, t.body, t.source, t.printed_place, t.measures,
                  t.expected_outcome, t.completion_criteria, t.status as "status: TaskStatus", t.status_since,
                  t.status_source, t.report_every as "report_every: Rhythm", t.starts_on, t.restricted,
                  other.number as "merged_into?", t.added_on, t.version
           from task t join section s on s.id = t.section_id
           left join task other on other.id = t.merged_into
           where t.plan_id = $1 and t.number = $2"#,
        plan.id.0,
        number
    )
    .fetch_optional(conn)
    .await?
    .ok_or_else(|| AppError::NotFound(format!("{} 年度的方案没有第 {number} 项任务。", plan.year)))?;
    Ok(Task {
        id: row.id.into(),
        number: row.number,
        section: row.section,
        section_title: row.short_title,
        title: row.title,
        body: row.body,
        source: row.source,
        printed_place: row.printed_place,
        measures: row.measures,
        expected_outcome: row.expected_outcome,
        completion_criteria: row.completion_criteria,
        status: row.status,
        status_since: row.status_since,
        status_source: row.status_source,
        report_every: row.report_every,
        starts_on: row.starts_on,
        restricted: row.restricted,
        merged_into: row.merged_into,
        added_on: row.added_on,
        version: row.version,
    })
}

/// The plan of `year` if it may still be changed.
///
/// # Errors
/// Refused when it is frozen.
pub async fn get_plan_to_change(conn: &mut PgConnection, year: i32) -> Result<Plan> {
    let plan = get_plan(conn, year).await?;
    if plan.status == PlanStatus::Frozen {
        return Err(AppError::frozen(year));
    }
    Ok(plan)
}

/// The task of that number, held until the transaction ends: of two who save at once, the second sees the first.
pub async fn get_task_to_change(conn: &mut PgConnection, plan: &Plan, number: i32) -> Result<Task> {
    sqlx::query!("select id from task where plan_id = $1 and number = $2 for update", plan.id.0, number)
        .fetch_optional(&mut *conn)
        .await?;
    get_task(conn, plan, number).await
}

/// What the office says about a task beside its printed text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// 具体举措
    pub measures: String,
    /// 预期成果
    pub expected_outcome: String,
    /// 完成标准
    pub completion_criteria: String,
    /// 限定范围
    pub restricted: bool,
}

/// Stores details of a task held by this transaction.
pub async fn update_details(conn: &mut PgConnection, task: TaskId, details: &Details) -> Result<()> {
    sqlx::query!(
        "update task set measures = $2, expected_outcome = $3, completion_criteria = $4, restricted = $5,
                version = version + 1 where id = $1",
        task.0,
        details.measures,
        details.expected_outcome,
        details.completion_criteria,
        details.restricted
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Adjusts title, text and their source of a task held by this transaction.
pub async fn update_text(
    conn: &mut PgConnection,
    task: TaskId,
    title: &str,
    body: &str,
    source: &str,
) -> Result<()> {
    sqlx::query!(
        "update task set title = $2, body = $3, source = $4, version = version + 1 where id = $1",
        task.0,
        title,
        body,
        source
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Counts a change that stands in other tables (responsibilities, dates).
pub async fn touch(conn: &mut PgConnection, task: TaskId) -> Result<()> {
    sqlx::query!("update task set version = version + 1 where id = $1", task.0).execute(conn).await?;
    Ok(())
}

/// A task to be added mid-year.
#[derive(Debug, Clone)]
pub struct NewTask {
    /// Its section.
    pub section: SectionId,
    /// Without number and final 。.
    pub title: String,
    /// Its text.
    pub body: String,
    /// Where it comes from.
    pub source: String,
    /// Its first day.
    pub starts_on: NaiveDate,
}

/// Adds a task under the next number; returns it with that number. The plan is held meanwhile, so that no two tasks
/// get one number.
pub async fn insert_task(
    conn: &mut PgConnection,
    plan: PlanId,
    task: &NewTask,
    added_on: NaiveDate,
) -> Result<(TaskId, i32)> {
    sqlx::query!("select id from plan where id = $1 for update", plan.0).fetch_one(&mut *conn).await?;
    let row = sqlx::query!(
        "insert into task (plan_id, section_id, number, title, body, source, starts_on, status_since, added_on)
         select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $6, $7 from task where plan_id = $1
         returning id, number",
        plan.0,
        task.section.0,
        task.title,
        task.body,
        task.source,
        task.starts_on,
        added_on
    )
    .fetch_one(conn)
    .await?;
    Ok((TaskId(row.id), row.number))
}

/// Whether any report of the task was ever submitted.
pub async fn has_reported(conn: &mut PgConnection, task: TaskId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from report_submission u join monthly_report r on r.id = u.report_id
                          where r.task_id = $1) as "reported!""#,
        task.0
    )
    .fetch_one(conn)
    .await?)
}

/// Whether the work has begun: the latest submitted report that was not returned says more than 0, or a milestone was met.
pub async fn has_progress(conn: &mut PgConnection, task: TaskId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select coalesce((select u.share > 0 from report_submission u join monthly_report r on r.id = u.report_id
                            where r.task_id = $1 and u.outcome in ('pending', 'accepted')
                            order by r.month desc, u.number desc limit 1), false)
                  or exists (select from deadline d where d.task_id = $1 and d.kind = 'milestone' and d.met_on is not null)
           as "has!""#,
        task.0
    )
    .fetch_one(conn)
    .await?)
}

/// The task's completion date, as it stands now.
pub async fn get_completion_date(conn: &mut PgConnection, task: TaskId) -> Result<NaiveDate> {
    Ok(sqlx::query_scalar!(
        "select due_on from deadline where task_id = $1 and kind = 'task_completion'",
        task.0
    )
    .fetch_one(conn)
    .await?)
}

/// All who may be named 分管院领导, by name.
pub async fn list_leaders(conn: &mut PgConnection) -> Result<Vec<Person>> {
    Ok(sqlx::query_as!(
        Person,
        "select id, display_name as name from account where role = $1 and disabled_at is null
         order by heads_the_group desc, display_name",
        Role::Leader as Role
    )
    .fetch_all(conn)
    .await?)
}

/// Everyone who belongs that day to a unit department of the task and may be named its contact, each with what they are
/// besides (审管办工作联系人).
pub async fn list_members(
    conn: &mut PgConnection,
    task: TaskId,
    on: NaiveDate,
) -> Result<Vec<(Person, String)>> {
    let rows = sqlx::query!(
        r#"select a.id, a.display_name, d.name, m.kind as "kind: MembershipKind"
           from assignment s
           join department d on d.id = s.department_id and d.kind = 'unit'
           join membership m on m.department_id = d.id and m.from_on <= $2 and (m.to_on is null or m.to_on >= $2)
           join account a on a.id = m.account_id and a.role is not null and a.disabled_at is null
           where s.task_id = $1 and s.from_on <= $2 and (s.to_on is null or s.to_on >= $2)
           order by s.files_report desc, s.position, m.kind, a.display_name"#,
        task.0,
        on
    )
    .fetch_all(conn)
    .await?;
    let mut members: Vec<(Person, String)> = Vec::new();
    for row in rows {
        if members.iter().all(|(member, _)| member.id.0 != row.id) {
            let person = Person { id: row.id.into(), name: row.display_name };
            members.push((person, format!("{}{}", row.name, row.kind.word())));
        }
    }
    Ok(members)
}

/// Who changed the task last and when, for the one who comes second.
pub async fn find_last_change(
    conn: &mut PgConnection,
    task: TaskId,
) -> Result<Option<(String, chrono::DateTime<chrono::Utc>)>> {
    let row = sqlx::query!(
        "select actor, at from ledger_entry where task_id = $1 and result = 'done' order by id desc limit 1",
        task.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.actor, row.at)))
}
