//! Granting, refusing and withdrawing a request. One of two who settle it at once wins, the other is told.

use chrono::NaiveDate;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::completion;
use super::decider_store::list_deciders_of_duty;
use super::model::{Extendable, RequestKind, RequestState, is_late};
use super::preview::move_duty;
use super::store::{RequestRow, Settled, settle, tell_asker};
use crate::audit_trail::{Act, Entry, append};
use crate::deadlines;
use crate::error::{AppError, Result};
use crate::ids::AccountId;
use crate::plan::Plan;
use crate::plan::tasks::{Task, TaskStatus};
use crate::web::dates;

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    /// The duty is due on this later date.
    Extend(NaiveDate),
    /// The task is completed.
    Complete,
    /// It is not granted.
    Refuse,
}

impl Ruling {
    /// The date granted.
    #[must_use]
    pub fn extends_to(self) -> Option<NaiveDate> {
        match self {
            Self::Extend(to) => Some(to),
            Self::Complete | Self::Refuse => None,
        }
    }
}

/// A leader's decision: of a request, or of something else that waits for a leader.
#[derive(Debug, Clone)]
pub struct Decision<R = Ruling> {
    /// What it says.
    pub ruling: R,
    /// Whose it is.
    pub leader: AccountId,
    /// In a sentence.
    pub remark: String,
    /// When.
    pub on: NaiveDate,
    /// 代录: what shows it.
    pub evidence: Option<String>,
}

impl Decision {
    /// The state it brings a request to.
    fn state(&self) -> RequestState {
        if self.ruling == Ruling::Refuse { RequestState::Refused } else { RequestState::Granted }
    }
}

/// Decides a request: granting an extension moves the duty and what moves with it; granting a completion completes the
/// task, refusing it lets the task go on. Tells who asked. The task is held by this transaction; `act` says on whose
/// behalf (代录).
///
/// # Errors
/// Forbidden for others than who decides it or the stand-in of that day; refused for a day before it was
/// asked or to come, and for a date that cannot be granted; a conflict when it does not wait any more.
pub async fn decide(
    conn: &mut PgConnection,
    act: &Act,
    (plan, task): (&Plan, Option<&Task>),
    (request, duty): (&RequestRow, &Extendable),
    decision: &Decision,
) -> Result<()> {
    request.require_step(decision.state())?;
    if decision.on < request.asked_on || decision.on > act.today() {
        let asked = dates::short(request.asked_on);
        return Err(AppError::Refused(format!("决定日期须在申请之日 {asked} 与今天之间。")));
    }
    let deciders = list_deciders_of_duty(conn, request.deadline, decision.on).await?;
    if !deciders.iter().any(|(id, _)| *id == decision.leader) {
        return Err(AppError::Forbidden(who_decides(request, &deciders)));
    }
    let sentence = carry_out(conn, (plan, task), (request, duty), decision).await?;
    let settled = Settled {
        state: decision.state(),
        on: decision.on,
        leader: Some(decision.leader),
        remark: decision.remark.clone(),
        evidence: decision.evidence.clone(),
        granted: decision.ruling.extends_to().map(|to| (duty.due_on, to)),
    };
    settle(conn, act, request, &settled).await?;
    let of_task = task.map_or_else(String::new, |task| format!("任务 {}：", task.number));
    let message = format!("{of_task}{sentence}。");
    tell_asker(conn, act, request, &message, &request.path()).await?;
    let event = match (request.kind, decision.ruling == Ruling::Refuse) {
        (RequestKind::Extension, false) => "extension_granted",
        (RequestKind::Extension, true) => "extension_refused",
        (RequestKind::Completion, false) => "completion_granted",
        (RequestKind::Completion, true) => "completion_refused",
    };
    let entry = entry(event, (plan, task), request, sentence);
    let (before, after) = change((task, request, duty), decision);
    append(conn, act, entry.with_change(Some(before), Some(after))).await
}

/// An entry about a request, for those who read its duty.
fn entry(
    event: &'static str,
    (plan, task): (&Plan, Option<&Task>),
    request: &RequestRow,
    sentence: String,
) -> Entry {
    let entry = Entry::new(event, "change_request", sentence).on(request.id.0).of_plan(plan.year);
    let entry = entry.for_audience(request.duty_kind.audience());
    match (task, request.department) {
        (Some(task), _) => entry.of_task(task.id),
        (None, Some(department)) => entry.of_department(department),
        (None, None) => entry,
    }
}

/// The task of a completion.
fn require_task(task: Option<&Task>) -> Result<&Task> {
    task.ok_or_else(|| AppError::Refused("这份申请不属于某项任务，不能办结。".into()))
}

/// Does what was decided, and says it in a sentence.
async fn carry_out(
    conn: &mut PgConnection,
    (plan, task): (&Plan, Option<&Task>),
    (request, duty): (&RequestRow, &Extendable),
    decision: &Decision,
) -> Result<String> {
    let due_on = dates::short(duty.due_on);
    Ok(match (decision.ruling, request.kind) {
        (Ruling::Extend(to), _) => {
            grant(conn, (plan, task), (request, duty), to, decision.on).await?;
            format!("同意延期：{}由 {due_on} 延至 {}", request.title(), dates::short(to))
        }
        (Ruling::Complete, _) => {
            completion::complete(conn, (plan, require_task(task)?), request, decision).await?;
            format!("同意办结，办结日期 {}", dates::short(request.asked_on))
        }
        (Ruling::Refuse, RequestKind::Extension) if !duty.is_open => {
            format!("不再延期：{}已完成或不再要求", request.title())
        }
        (Ruling::Refuse, RequestKind::Extension) => {
            format!("不同意延期：{}仍应于 {due_on} 完成", request.title())
        }
        (Ruling::Refuse, RequestKind::Completion) => {
            completion::go_on(conn, (plan, require_task(task)?), decision.on).await?;
            "不同意办结，任务继续办理".to_owned()
        }
    })
}

/// What the entry shows: the date of an extension, the task's state of a completion; and the decision.
fn change(
    (task, request, duty): (Option<&Task>, &RequestRow, &Extendable),
    decision: &Decision,
) -> (Value, Value) {
    let status = json!(task.map(|task| task.status.word()));
    let (field, before, after) = match (request.kind, decision.ruling) {
        (RequestKind::Extension, ruling) => ("due_on", json!(duty.due_on), json!(ruling.extends_to())),
        (RequestKind::Completion, Ruling::Refuse) => ("status", status, json!(TaskStatus::InProgress.word())),
        (RequestKind::Completion, _) => ("status", status, json!(TaskStatus::Completed.word())),
    };
    let decided = json!({
        field: after, "reason": decision.remark, "decided_on": decision.on, "source": decision.evidence,
    });
    (json!({field: before}), decided)
}

async fn grant(
    conn: &mut PgConnection,
    (plan, task): (&Plan, Option<&Task>),
    (request, duty): (&RequestRow, &Extendable),
    to: NaiveDate,
    on: NaiveDate,
) -> Result<()> {
    if request.asked_due_on.is_none_or(|asked| to > asked) {
        let asked = request.asked_due_on.map_or_else(String::new, dates::short);
        return Err(AppError::Refused(format!("同意的日期不能晚于申请的日期 {asked}；更晚的须另行申请。")));
    }
    move_duty(conn, plan, task, duty, to).await?;
    if is_late(request.kind, request.due_on, request.asked_on) {
        let days = (on - request.due_on).num_days().max(0);
        deadlines::keep_lateness(conn, duty.id, request.due_on, i32::try_from(days).unwrap_or(i32::MAX))
            .await?;
    }
    Ok(())
}

/// Who decides, for one who may not.
#[must_use]
pub fn who_decides(request: &RequestRow, deciders: &[(AccountId, String)]) -> String {
    let (asked, short) = (request.kind.word(), request.kind.short());
    let of_task = request.task_number.is_some();
    if deciders.is_empty() && of_task {
        return format!("任务的分管院领导待明确，{asked}等待决定；请领导小组办公室先明确分管院领导。");
    }
    if deciders.is_empty() {
        return format!("组长待明确，{asked}等待决定；由安全管理员在账号中标明组长。");
    }
    let who = if of_task { "分管院领导" } else { "作出批示的院领导（议定事项为组长）" };
    let names: Vec<&str> = deciders.iter().map(|(_, name)| name.as_str()).collect();
    format!("{short}由{who}或当日代行其职责的院领导决定：{}。", names.join("、"))
}

/// Whoever asked takes a request back, with why.
///
/// # Errors
/// A conflict when it does not wait any more.
pub(super) async fn withdraw(
    conn: &mut PgConnection,
    act: &Act,
    (plan, task): (&Plan, Option<&Task>),
    request: &RequestRow,
    reason: &str,
) -> Result<()> {
    request.require_step(RequestState::Withdrawn)?;
    let settled = Settled {
        state: RequestState::Withdrawn,
        on: act.today(),
        leader: None,
        remark: reason.to_owned(),
        evidence: None,
        granted: None,
    };
    settle(conn, act, request, &settled).await?;
    let sentence = format!("撤回延期申请：{}", request.title());
    let entry = entry("extension_withdrawn", (plan, task), request, sentence);
    append(conn, act, entry.with_change(None, Some(json!({"reason": reason})))).await
}
