//! The SQL of the sweep: a fixed number of statements, whatever the number of duties (entries of the log aside).

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::messages::Raised;
use super::{Cause, SweepReport};
use crate::accounts::MembershipKind;
use crate::deadlines::escalation::Told;
use crate::deadlines::model::{DeadlineKind, Duty};
use crate::deadlines::periods::Period;
use crate::error::{AppError, Result};
use crate::ids::{AccountId, DeadlineId, DepartmentId, PlanId, TaskId};

/// The number of the advisory lock that keeps two sweeps apart.
const SWEEP_LOCK: i64 = 0x5EE9;

/// Waits for any other sweep to end; held until the end of the transaction.
pub(super) async fn lock(conn: &mut PgConnection) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock($1)", SWEEP_LOCK).fetch_one(conn).await?;
    Ok(())
}

pub(super) struct ActivePlan {
    pub id: PlanId,
    pub active_since: NaiveDate,
}

pub(super) async fn list_active_plans(conn: &mut PgConnection) -> Result<Vec<ActivePlan>> {
    Ok(sqlx::query_as!(
        ActivePlan,
        r#"select id, activated_on as "active_since!" from plan where status = 'active' order by year"#
    )
    .fetch_all(conn)
    .await?)
}

/// An open duty with what its messages name.
#[derive(Debug, Clone)]
pub(super) struct OpenDuty {
    pub id: DeadlineId,
    pub year: i32,
    /// What a milestone is called.
    pub name: String,
    pub task: Option<TaskId>,
    pub task_number: Option<i32>,
    pub task_title: Option<String>,
    /// The number of the instruction whose date it is.
    pub instruction: Option<i32>,
    pub department: Option<DepartmentId>,
    pub department_name: Option<String>,
    /// Levels already recorded for its present date.
    pub flagged: Vec<i16>,
    pub duty: Duty,
}

/// The open duties of a plan that are due by `horizon`.
pub(super) async fn list_open(
    conn: &mut PgConnection,
    plan: PlanId,
    horizon: NaiveDate,
) -> Result<Vec<OpenDuty>> {
    let rows = sqlx::query!(
        r#"select d.id, p.year, d.kind as "kind: DeadlineKind", d.title as name, d.period, d.due_on, d.held_until,
                  d.task_id, t.number as "number?", t.title as "title?", i.number as "instruction?", d.department_id, dep.name as "department?",
                  coalesce((select array_agg(f.level) from overdue_flag f
                            where f.deadline_id = d.id and f.due_on = d.due_on), '{}') as "flagged!"
           from deadline d
           join plan p on p.id = d.plan_id
           left join task t on t.id = d.task_id
           left join department dep on dep.id = d.department_id
           left join instruction i on d.kind = 'instruction' and i.id = d.subject_id
           where d.plan_id = $1 and d.due_on <= $2 and d.met_on is null and d.waived_on is null
           order by d.due_on, d.id"#,
        plan.0,
        horizon
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let period = row.period.as_deref().map(str::parse::<Period>).transpose();
            Ok(OpenDuty {
                id: DeadlineId(row.id),
                year: row.year,
                name: row.name,
                task: row.task_id.map(TaskId),
                task_number: row.number,
                task_title: row.title,
                instruction: row.instruction,
                department: row.department_id.map(DepartmentId),
                department_name: row.department,
                flagged: row.flagged,
                duty: Duty {
                    kind: row.kind,
                    period: period.map_err(|error| AppError::Internal(error.into()))?,
                    due_on: row.due_on,
                    met_on: None,
                    waived_on: None,
                    held_until: row.held_until,
                },
            })
        })
        .collect()
}

/// Somebody who can be told: a member of a department, or the office.
#[derive(Debug, Clone)]
pub(super) struct Recipient {
    pub account: AccountId,
    pub name: String,
    /// `None` for the office.
    pub department: Option<DepartmentId>,
    pub kind: Option<MembershipKind>,
}

impl Recipient {
    /// Whether they belong to one of `groups`, the department's members being those of `department`.
    pub(super) fn is_among(&self, groups: &[Told], department: Option<DepartmentId>) -> bool {
        let group = match self.kind {
            None => return groups.contains(&Told::Office),
            Some(MembershipKind::Contact | MembershipKind::StandIn) => Told::Contacts,
            Some(MembershipKind::Head) => Told::Heads,
        };
        self.department == department && groups.contains(&group)
    }
}

/// Everyone with an active account who can be told something on a day.
pub(super) async fn list_recipients(conn: &mut PgConnection, on: NaiveDate) -> Result<Vec<Recipient>> {
    Ok(sqlx::query_as!(
        Recipient,
        r#"select a.id as "account!", a.display_name as "name!", m.department_id as "department: DepartmentId",
                  m.kind as "kind?: MembershipKind"
           from account a join membership m on m.account_id = a.id
                and m.from_on <= $1 and (m.to_on is null or m.to_on >= $1)
           where a.disabled_at is null and a.role is not null
           union all
           select a.id, a.display_name, null::bigint, null::membership_kind
           from account a where a.role = 'office' and a.disabled_at is null
           order by 1, 3"#,
        on
    )
    .fetch_all(conn)
    .await?)
}

/// Clears the events of duties that were met, waived or moved since; takes back notices about them that were not yet
/// delivered. Returns how many events were cleared.
pub(super) async fn clear_settled(conn: &mut PgConnection, today: NaiveDate) -> Result<i32> {
    let cleared = sqlx::query_scalar!(
        "update overdue_flag f set cleared_on = $1 from deadline d
         where d.id = f.deadline_id and f.cleared_on is null
           and (d.met_on is not null or d.waived_on is not null or d.due_on <> f.due_on)
         returning f.id",
        today
    )
    .fetch_all(&mut *conn)
    .await?;
    // What nobody has been shown yet is no record: raised on a day off, settled before the next working day.
    sqlx::query!(
        "delete from notice where flag_id = any($1) and digest_on > $2 and read_at is null",
        &cleared,
        today
    )
    .execute(conn)
    .await?;
    Ok(i32::try_from(cleared.len()).unwrap_or(i32::MAX))
}

/// Records events; returns the ids of those that were new, by duty and level.
pub(super) async fn insert_flags(
    conn: &mut PgConnection,
    today: NaiveDate,
    raised: &[Raised],
    told: &[String],
) -> Result<HashMap<(DeadlineId, i16), i64>> {
    let deadlines: Vec<i64> = raised.iter().map(|event| event.open.id.0).collect();
    let dates: Vec<NaiveDate> = raised.iter().map(|event| event.open.duty.due_on).collect();
    let levels: Vec<i16> = raised.iter().map(|event| event.level.number()).collect();
    let rows = sqlx::query!(
        "insert into overdue_flag (deadline_id, due_on, level, raised_on, told)
         select f.deadline_id, f.due_on, f.level, $1, f.told
         from unnest($2::bigint[], $3::date[], $4::smallint[], $5::text[]) as f (deadline_id, due_on, level, told)
         on conflict on constraint overdue_flag_once do nothing
         returning id, deadline_id, level",
        today,
        &deadlines,
        &dates,
        &levels,
        told
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| ((DeadlineId(row.deadline_id), row.level), row.id)).collect())
}

/// Freezes the plans that ended and whose checks and summaries are all done; returns their years.
pub(super) async fn freeze_finished(conn: &mut PgConnection, today: NaiveDate) -> Result<Vec<i32>> {
    Ok(sqlx::query_scalar!(
        "update plan p set status = 'frozen', version = version + 1
         where p.status = 'active' and p.ends_on < $1
           and exists (select from deadline d where d.plan_id = p.id and d.kind in ('quarterly_check', 'half_year_summary'))
           and not exists (select from deadline d where d.plan_id = p.id
               and d.kind in ('quarterly_check', 'half_year_summary') and d.met_on is null and d.waived_on is null)
         returning p.year",
        today
    )
    .fetch_all(conn)
    .await?)
}

pub(super) async fn insert_run(
    conn: &mut PgConnection,
    ran_at: DateTime<Utc>,
    cause: Cause,
    report: &SweepReport,
) -> Result<()> {
    sqlx::query!(
        "insert into sweep_run (ledger_day, cause, ran_at, raised, cleared, notices, sealed)
         values ($1, $2, $3, $4, $5, $6, $7)",
        report.day,
        cause.code(),
        ran_at,
        report.raised,
        report.cleared,
        report.notices,
        report.sealed
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A sweep that ran: the heartbeat.
#[derive(Debug, Clone)]
pub struct SweepRun {
    /// The ledger's day.
    pub ledger_day: NaiveDate,
    /// When it ran, by the wall clock.
    pub ran_at: DateTime<Utc>,
    /// Events recorded.
    pub raised: i32,
    /// Events cleared.
    pub cleared: i32,
    /// Notices written.
    pub notices: i32,
}

/// The last sweep that ran; `None` before the first.
pub async fn find_last_run(conn: &mut PgConnection) -> Result<Option<SweepRun>> {
    Ok(sqlx::query_as!(
        SweepRun,
        "select ledger_day, ran_at, raised, cleared, notices from sweep_run order by id desc limit 1"
    )
    .fetch_optional(conn)
    .await?)
}
