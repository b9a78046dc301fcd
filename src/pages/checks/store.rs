//! The SQL of quarterly checks.

use std::collections::HashMap;

use chrono::NaiveDate;
use sqlx::PgConnection;
use sqlx::types::Json;

use super::frozen::Frozen;
use super::model::{Judgement, Risk, Verdict};
use crate::deadlines::Period;
use crate::error::{AppError, Result};
use crate::ids::{AccountId, CheckId, PlanId, TaskId};
use crate::plan::tasks::TaskStatus;
use crate::reporting::monthly_reports::OwnRating;
use crate::status::Light;

/// A quarter the plan owes a check for.
pub struct Quarter {
    /// The quarter itself.
    pub period: Period,
    /// When its check is due.
    pub due_on: NaiveDate,
    /// When the duty was met.
    pub met_on: Option<NaiveDate>,
    /// Whether it is not owed any more.
    pub waived: bool,
    /// How many tasks its round is about.
    pub tasks: i64,
    /// How many of them are decided.
    pub decided: i64,
    /// `None` until it is begun.
    pub round: Option<Round>,
}

/// A round of checks.
pub struct Round {
    /// Its id.
    pub id: CheckId,
    /// Why only some tasks; `None` where all are checked.
    pub sample_reason: Option<String>,
    /// When it was opened.
    pub opened_on: NaiveDate,
    /// `None`: it was opened by itself.
    pub opened_by: Option<String>,
    /// When, and by whom.
    pub closed: Option<(NaiveDate, String)>,
    /// How things stood then; `None` while it is open.
    pub stood: Option<Frozen>,
    /// Counts its changes and those of its tasks.
    pub version: i32,
}

/// The quarters a plan owes, in order, with their rounds.
pub(super) async fn list_quarters(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<Quarter>> {
    let rows = sqlx::query!(
        r#"select d.period as "period!", d.due_on, d.met_on, d.waived_on is not null as "waived!",
                  c.id as "check_id?: CheckId", c.sample_reason as "sample_reason?", c.opened_on as "opened_on?",
                  opener.display_name as "opened_by?", c.closed_on as "closed_on?", closer.display_name as "closed_by?",
                  c.stood as "stood?: Json<Frozen>", (c.version + n.versions)::integer as "version?", n.tasks as "tasks!", n.decided as "decided!"
           from deadline d
           left join quarterly_check c on c.plan_id = d.plan_id and c.period = d.period
           left join account opener on opener.id = c.opened_by
           left join account closer on closer.id = c.closed_by
           cross join lateral (select count(*) as tasks, count(t.decided_on) as decided,
                                      coalesce(sum(t.version), 0) as versions
                               from quarterly_check_task t where t.check_id = c.id) n
           where d.plan_id = $1 and d.kind = 'quarterly_check' order by d.period"#,
        plan.0
    )
    .fetch_all(conn)
    .await?;
    let mut quarters = Vec::with_capacity(rows.len());
    for row in rows {
        let round =
            row.check_id.zip(row.opened_on).zip(row.version).map(|((id, opened_on), version)| Round {
                id,
                sample_reason: row.sample_reason,
                opened_on,
                opened_by: row.opened_by,
                closed: row.closed_on.zip(row.closed_by),
                stood: row.stood.map(|stood| stood.0),
                version,
            });
        quarters.push(Quarter {
            period: read_period(&row.period)?,
            due_on: row.due_on,
            met_on: row.met_on,
            waived: row.waived,
            tasks: row.tasks,
            decided: row.decided,
            round,
        });
    }
    Ok(quarters)
}

pub(super) fn read_period(text: &str) -> Result<Period> {
    text.parse().map_err(|error: crate::deadlines::periods::NoPeriod| AppError::Internal(error.into()))
}

/// What the department's own figures were when the round was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// 自评
    pub own: Option<OwnRating>,
    /// The share reported, in percent.
    pub share: u32,
    /// 序时进度
    pub scheduled: Option<u32>,
    /// 亮灯
    pub light: Light,
}

/// A light with its words, as a checker saw it.
#[derive(Debug, Clone)]
pub struct LightSeen {
    /// The light.
    pub light: Light,
    /// In a few words: 逾期 9 天, 待上级.
    pub words: String,
    /// 亮灯说明; empty where it was not kept.
    pub sentence: String,
}

/// A task of a round.
pub struct Checked {
    /// The task.
    pub task: TaskId,
    /// Its number.
    pub number: i32,
    /// Who is to check it.
    pub checker: Option<(AccountId, String)>,
    /// What the checker says, as far as it is written.
    pub judgement: Judgement,
    /// When it was decided, and by whom; a draft has none.
    pub decided: Option<(NaiveDate, String)>,
    /// Counts its changes.
    pub version: i32,
    /// Of a closed round.
    pub frozen: Option<Figures>,
    /// Of a closed round: its light in words, and why it stood so.
    pub light_said: Option<(String, String)>,
}

/// The tasks of a round, in the order of their numbers.
pub(super) async fn list_checked(conn: &mut PgConnection, check: CheckId) -> Result<Vec<Checked>> {
    let rows = sqlx::query!(
        r#"select c.task_id as "task_id: TaskId", t.number, c.checker_id as "checker_id: AccountId",
                  checker.display_name as "checker?", c.verdict as "verdict: Verdict",
                  c.verified_rating as "verified_rating: OwnRating", c.risk as "risk: Risk", c.remark, c.remedy,
                  c.decided_on, decider.display_name as "decided_by?", c.version,
                  c.own_rating as "own_rating: OwnRating", c.share, c.scheduled_share, c.light, c.light_words,
                  c.light_sentence
           from quarterly_check_task c join task t on t.id = c.task_id
           left join account checker on checker.id = c.checker_id
           left join account decider on decider.id = c.decided_by
           where c.check_id = $1 order by t.number"#,
        check.0
    )
    .fetch_all(conn)
    .await?;
    let checked = rows.into_iter().map(|row| {
        let light = row.light.as_deref().and_then(Light::of_code);
        Checked {
            task: row.task_id,
            number: row.number,
            checker: row.checker_id.zip(row.checker),
            judgement: Judgement {
                verdict: row.verdict,
                rating: row.verified_rating,
                risk: row.risk,
                remark: row.remark,
                remedy: row.remedy,
            },
            decided: row.decided_on.zip(row.decided_by),
            version: row.version,
            light_said: row.light_words.zip(row.light_sentence),
            frozen: row.share.zip(light).map(|(share, light)| Figures {
                own: row.own_rating,
                share: share.unsigned_abs(),
                scheduled: row.scheduled_share.map(i32::unsigned_abs),
                light,
            }),
        }
    });
    Ok(checked.collect())
}

/// The departments' own ratings in the last of these months they reported, by task.
pub(super) async fn own_ratings(
    conn: &mut PgConnection,
    plan: PlanId,
    months: &[String],
) -> Result<HashMap<TaskId, OwnRating>> {
    let rows = sqlx::query!(
        r#"select distinct on (m.task_id) m.task_id as "task_id: TaskId", u.rating as "rating: OwnRating"
           from monthly_report m join task t on t.id = m.task_id
           join report_submission u on u.report_id = m.id and u.outcome in ('pending', 'accepted')
           where t.plan_id = $1 and m.month = any($2) order by m.task_id, m.month desc, u.number desc"#,
        plan.0,
        months
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.task_id, row.rating)).collect())
}

/// The quarters of plans in force whose check is owed, open and not begun.
pub(super) async fn list_to_open(conn: &mut PgConnection) -> Result<Vec<(PlanId, i32, Period)>> {
    let rows = sqlx::query!(
        r#"select p.id as "id: PlanId", p.year, d.period as "period!"
           from deadline d join plan p on p.id = d.plan_id and p.status = 'active'
           where d.kind = 'quarterly_check' and d.met_on is null and d.waived_on is null
             and not exists (select from quarterly_check c where c.plan_id = p.id and c.period = d.period)
           order by p.year, d.period"#
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|row| Ok((row.id, row.year, read_period(&row.period)?))).collect()
}

/// A task as the scope of a check asks for it.
pub(super) struct ScopeRow {
    pub id: TaskId,
    pub number: i32,
    pub status: TaskStatus,
    pub status_since: NaiveDate,
    pub starts_on: NaiveDate,
}

/// The tasks of a plan.
pub(super) async fn list_scope(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<ScopeRow>> {
    Ok(sqlx::query_as!(
        ScopeRow,
        r#"select id as "id: TaskId", number, status as "status: TaskStatus", status_since, starts_on
           from task where plan_id = $1 order by number"#,
        plan.0
    )
    .fetch_all(conn)
    .await?)
}

/// Begins a round; `None` when it was begun meanwhile.
pub(super) async fn insert_round(
    conn: &mut PgConnection,
    (plan, period): (PlanId, Period),
    sample_reason: Option<&str>,
    tasks: &[i64],
    (on, by): (NaiveDate, Option<AccountId>),
) -> Result<Option<CheckId>> {
    let id = sqlx::query_scalar!(
        r#"insert into quarterly_check (plan_id, period, sample_reason, opened_on, opened_by)
           values ($1, $2, $3, $4, $5) on conflict do nothing returning id as "id: CheckId""#,
        plan.0,
        period.to_string(),
        sample_reason,
        on,
        by.map(|account| account.0)
    )
    .fetch_optional(&mut *conn)
    .await?;
    if let Some(id) = id {
        sqlx::query!(
            "insert into quarterly_check_task (check_id, task_id) select $1, task from unnest($2::bigint[]) as task",
            id.0,
            tasks
        )
        .execute(conn)
        .await?;
    }
    Ok(id)
}

/// Holds an open round until the transaction ends, so that nothing of it is written after it was closed.
///
/// # Errors
/// Refused when it is closed.
pub(super) async fn hold_open(conn: &mut PgConnection, check: CheckId) -> Result<()> {
    let open =
        sqlx::query!("select id from quarterly_check where id = $1 and closed_on is null for share", check.0)
            .fetch_optional(conn)
            .await?;
    open.map(|_| ()).ok_or_else(|| AppError::Refused("这个季度的检查已经结束，结论不再改动。".into()))
}

/// Holds a quarter's round, if there is one, against everyone who writes to it.
pub(super) async fn lock_round(conn: &mut PgConnection, plan: PlanId, quarter: &str) -> Result<()> {
    sqlx::query!(
        "select id from quarterly_check where plan_id = $1 and period = $2 for update",
        plan.0,
        quarter
    )
    .fetch_optional(conn)
    .await?;
    Ok(())
}

/// Writes what a checker says, as a draft or decided; `false` when someone wrote since `version`.
pub(super) async fn update_judgement(
    conn: &mut PgConnection,
    (check, task, version): (CheckId, TaskId, i32),
    judgement: &Judgement,
    decided: Option<(NaiveDate, AccountId)>,
) -> Result<bool> {
    let done = sqlx::query!(
        "update quarterly_check_task set verdict = $4, verified_rating = $5, risk = $6, remark = $7, remedy = $8,
                decided_on = $9, decided_by = $10, version = version + 1
         where check_id = $1 and task_id = $2 and version = $3",
        check.0,
        task.0,
        version,
        judgement.verdict as Option<Verdict>,
        judgement.rating as Option<OwnRating>,
        judgement.risk as Option<Risk>,
        judgement.remark,
        judgement.remedy,
        decided.map(|(on, _)| on),
        decided.map(|(_, by)| by.0)
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Closes a round that stands as seen, and freezes the figures and how things stand; `false` when it does not.
pub(super) async fn close(
    conn: &mut PgConnection,
    (check, version): (CheckId, i32),
    (on, by): (NaiveDate, AccountId),
    figures: &[(TaskId, Figures, LightSeen)],
    stood: &Frozen,
) -> Result<bool> {
    let done = sqlx::query!(
        "update quarterly_check set closed_on = $3, closed_by = $4, stood = $5, version = version + 1
         where id = $1 and closed_on is null
           and version + (select coalesce(sum(t.version), 0) from quarterly_check_task t where t.check_id = $1) = $2::integer",
        check.0,
        version,
        on,
        by.0,
        Json(stood) as _
    )
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    let number = |figure: u32| i32::try_from(figure).unwrap_or(100);
    let tasks: Vec<i64> = figures.iter().map(|(task, ..)| task.0).collect();
    let own: Vec<Option<OwnRating>> = figures.iter().map(|(_, figures, _)| figures.own).collect();
    let shares: Vec<i32> = figures.iter().map(|(_, figures, _)| number(figures.share)).collect();
    let scheduled: Vec<Option<i32>> =
        figures.iter().map(|(_, figures, _)| figures.scheduled.map(number)).collect();
    let words: Vec<String> = figures.iter().map(|(.., seen)| seen.words.clone()).collect();
    let sentences: Vec<String> = figures.iter().map(|(.., seen)| seen.sentence.clone()).collect();
    let lights: Vec<String> = figures.iter().map(|(_, figures, _)| figures.light.code().to_owned()).collect();
    sqlx::query!(
        "update quarterly_check_task c set own_rating = f.own, share = f.share, scheduled_share = f.scheduled, light = f.light,
                light_words = f.words, light_sentence = f.sentence
         from unnest($2::bigint[], $3::own_rating[], $4::integer[], $5::integer[], $6::text[], $7::text[], $8::text[])
              as f (task_id, own, share, scheduled, light, words, sentence)
         where c.check_id = $1 and c.task_id = f.task_id",
        check.0,
        &tasks,
        own as Vec<Option<OwnRating>>,
        &shares,
        &scheduled as &[Option<i32>],
        &lights,
        &words,
        &sentences
    )
    .execute(conn)
    .await?;
    Ok(true)
}
