//! What the office drafts and a leader approves before it takes effect, where the plan's rules say so: 督办通知单, findings
//! to be entered (问题). Who may decide stands here once; the states are each feature's own.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::accounts::{CurrentUser, Role, find_head_of_group};
use crate::error::{AppError, Result};
use crate::ids::{AccountId, PlanId, TaskId};
use crate::supervision::change_requests::{
    Decision, has_another_office, list_deciders, list_possible_deciders,
};
use crate::web::dates;

/// Who approves or refuses, in the tables of steps.
pub(super) const APPROVES: &str =
    "分管院领导或当日代行其职责的院领导，分管院领导待明确的由组长（领导小组办公室可代录）";

/// What is drafted, in words.
#[derive(Debug)]
pub(super) struct Drafted {
    /// 督办通知单
    pub name: &'static str,
    /// 拟发: what was done with it that waits.
    pub verb: &'static str,
}

/// A draft that waits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draft {
    pub what: &'static Drafted,
    pub task: TaskId,
    pub by: AccountId,
    pub since: NaiveDate,
}

/// What a leader says of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// 批准, to be answered by this day.
    Approve(NaiveDate),
    /// 不予批准
    Refuse,
}

/// Whether what the office drafts for a plan waits for a leader: a rule of the plan.
pub(super) async fn is_needed(conn: &mut PgConnection, plan: PlanId) -> Result<bool> {
    let sql =
        sqlx::query_scalar!("select supervision_needs_approval from plan_rules where plan_id = $1", plan.0);
    Ok(sql.fetch_one(conn).await?)
}

/// Who may decide about a task's drafts on a day: the leader in charge and the stand-in of that day; 组长 where the task
/// has no leader in charge.
pub(super) async fn list_deciders_of(
    conn: &mut PgConnection,
    task: TaskId,
    on: NaiveDate,
) -> Result<Vec<(AccountId, String)>> {
    let leaders = list_deciders(conn, task, on).await?;
    if leaders.is_empty() { Ok(find_head_of_group(conn).await?.into_iter().collect()) } else { Ok(leaders) }
}

/// Whose decision the office may record: who could have decided on some day, 组长 among them.
pub(super) async fn list_possible(
    conn: &mut PgConnection,
    task: TaskId,
    today: NaiveDate,
) -> Result<Vec<(AccountId, String)>> {
    let mut leaders = list_possible_deciders(conn, task, today).await?;
    if let Some(head) = find_head_of_group(conn).await?
        && leaders.iter().all(|(id, _)| *id != head.0)
    {
        leaders.push(head);
    }
    Ok(leaders)
}

/// Whether the person may decide a draft, or record a leader's decision: a leader who decides today; the office once there
/// is one, but who drafted it only where the office has nobody else.
///
/// # Errors
/// With who decides.
pub(super) async fn require_decider(
    conn: &mut PgConnection,
    (user, today): (&CurrentUser, NaiveDate),
    draft: Draft,
) -> Result<(), AppError> {
    let deciders = list_deciders_of(conn, draft.task, today).await?;
    let is_decider = deciders.iter().any(|(id, _)| *id == user.account_id);
    let may = match user.role {
        Role::Leader => is_decider,
        Role::Office => !deciders.is_empty(),
        _ => false,
    };
    if !may {
        return Err(AppError::Forbidden(who_decides(draft.what, &deciders)));
    }
    if user.role == Role::Office
        && user.account_id == draft.by
        && has_another_office(conn, user.account_id).await?
    {
        let Drafted { name, verb } = draft.what;
        return Err(AppError::Forbidden(format!(
            "本人{verb}的{name}，院领导的决定由领导小组办公室其他人员代录，或由院领导在系统中决定。"
        )));
    }
    Ok(())
}

/// Who decides, for one who may not.
pub(super) fn who_decides(what: &Drafted, deciders: &[(AccountId, String)]) -> String {
    let name = what.name;
    if deciders.is_empty() {
        return format!("任务的分管院领导待明确，也没有组长，{name}等待批准；请先明确分管院领导。");
    }
    let names: Vec<&str> = deciders.iter().map(|(_, name)| name.as_str()).collect();
    format!(
        "{name}由分管院领导或当日代行其职责的院领导批准；分管院领导待明确的，由组长批准。现由{}批准。",
        names.join("、")
    )
}

/// Whether a decision is of a day it can be of, and of a leader who could decide on that day.
///
/// # Errors
/// Refused with the days; forbidden with who decides.
pub(super) async fn require_decision(
    conn: &mut PgConnection,
    draft: Draft,
    (decision, today): (&Decision<Verdict>, NaiveDate),
) -> Result<()> {
    if decision.on < draft.since || decision.on > today {
        let (verb, since) = (draft.what.verb, dates::short(draft.since));
        return Err(AppError::Refused(format!("决定日期须在{verb}之日 {since} 与今天之间。")));
    }
    let deciders = list_deciders_of(conn, draft.task, decision.on).await?;
    if deciders.iter().all(|(id, _)| *id != decision.leader) {
        return Err(AppError::Forbidden(who_decides(draft.what, &deciders)));
    }
    Ok(())
}
