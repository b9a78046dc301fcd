//! Granting, refusing and withdrawing a request. One of two who settle it at once wins, the other is told.

use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use super::model::{Extendable, RequestState, is_late};
use super::preview::move_duty;
use super::store::{RequestRow, Settled, list_deciders, settle, tell_asker};
use crate::audit_trail::{Act, Entry, append};
use crate::deadlines;
use crate::error::{AppError, Result};
use crate::ids::AccountId;
use crate::plan::Plan;
use crate::plan::tasks::Task;
use crate::web::{dates, urls};

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    /// The duty is due on this later date.
    Extend(NaiveDate),
    /// It is not granted.
    Refuse,
}

impl Ruling {
    /// The date granted.
    #[must_use]
    pub fn extends_to(self) -> Option<NaiveDate> {
        match self {
            Self::Extend(to) => Some(to),
            Self::Refuse => None,
        }
    }
}

/// A leader's decision.
#[derive(Debug, Clone)]
pub struct Decision {
    /// What it says.
    pub ruling: Ruling,
    /// Whose it is.
    pub leader: AccountId,
    /// In a sentence.
    pub remark: String,
    /// When.
    pub on: NaiveDate,
    /// 代录: what shows it.
    pub evidence: Option<String>,
}

/// Decides a request: granting moves the duty and what moves with it, and tells who asked. The task is held by this
/// transaction; `act` says on whose behalf (代录).
///
/// # Errors
/// Forbidden for others than the leader in charge or the stand-in of that day; refused for a day before it was asked or
/// to come, and for a date that cannot be granted; a conflict when it does not wait any more.
pub async fn decide(
    conn: &mut PgConnection,
    act: &Act,
    (plan, task): (&Plan, &Task),
    (request, duty): (&RequestRow, &Extendable),
    decision: &Decision,
) -> Result<()> {
    if request.state != RequestState::Waiting {
        return Err(AppError::Conflict(request.state.refusal()));
    }
    if decision.on < request.asked_on || decision.on > act.today() {
        let asked = dates::short(request.asked_on);
        return Err(AppError::Refused(format!("决定日期须在申请之日 {asked} 与今天之间。")));
    }
    let deciders = list_deciders(conn, task.id, decision.on).await?;
    if !deciders.iter().any(|(id, _)| *id == decision.leader) {
        return Err(AppError::Forbidden(who_decides(&deciders)));
    }
    let granted = decision.ruling.extends_to();
    if let Some(to) = granted {
        grant(conn, (plan, task), (request, duty), to, decision.on).await?;
    }
    let settled = Settled {
        state: if granted.is_some() { RequestState::Granted } else { RequestState::Refused },
        on: decision.on,
        leader: Some(decision.leader),
        remark: decision.remark.clone(),
        evidence: decision.evidence.clone(),
        granted: granted.map(|to| (duty.due_on, to)),
    };
    settle(conn, act, request.id, &settled).await?;
    let sentence = match granted {
        Some(to) => {
            format!("同意延期：{}由 {} 延至 {}", request.title(), dates::short(duty.due_on), dates::short(to))
        }
        None => format!("不同意延期：{}仍应于 {} 完成", request.title(), dates::short(duty.due_on)),
    };
    let path = urls::extension(plan.year, request.id);
    tell_asker(conn, act, request, &format!("任务 {}：{sentence}。", task.number), &path).await?;
    let event = if granted.is_some() { "extension_granted" } else { "extension_refused" };
    let entry =
        Entry::new(event, "change_request", sentence).on(request.id.0).of_plan(plan.year).of_task(task.id);
    let after = json!({
        "due_on": granted, "reason": decision.remark, "decided_on": decision.on, "source": decision.evidence,
    });
    append(conn, act, entry.with_change(Some(json!({"due_on": duty.due_on})), Some(after))).await
}

async fn grant(
    conn: &mut PgConnection,
    (plan, task): (&Plan, &Task),
    (request, duty): (&RequestRow, &Extendable),
    to: NaiveDate,
    on: NaiveDate,
) -> Result<()> {
    if to > request.asked_due_on {
        let asked = dates::short(request.asked_due_on);
        return Err(AppError::Refused(format!("同意的日期不能晚于申请的日期 {asked}；更晚的须另行申请。")));
    }
    move_duty(conn, plan, task, duty, to).await?;
    if is_late(request.due_on, request.asked_on) {
        let days = (on - request.due_on).num_days().max(0);
        deadlines::keep_lateness(conn, duty.id, request.due_on, i32::try_from(days).unwrap_or(i32::MAX))
            .await?;
    }
    Ok(())
}

/// Who decides, for one who may not.
pub(super) fn who_decides(deciders: &[(AccountId, String)]) -> String {
    if deciders.is_empty() {
        return "任务的分管院领导待明确，延期申请等待决定；请领导小组办公室先明确分管院领导。".to_owned();
    }
    let names: Vec<&str> = deciders.iter().map(|(_, name)| name.as_str()).collect();
    format!("延期由分管院领导或当日代行其职责的院领导决定：{}。", names.join("、"))
}

/// Whoever asked takes a request back, with why.
///
/// # Errors
/// A conflict when it does not wait any more.
pub(super) async fn withdraw(
    conn: &mut PgConnection,
    act: &Act,
    (plan, task): (&Plan, &Task),
    request: &RequestRow,
    reason: &str,
) -> Result<()> {
    let settled = Settled {
        state: RequestState::Withdrawn,
        on: act.today(),
        leader: None,
        remark: reason.to_owned(),
        evidence: None,
        granted: None,
    };
    settle(conn, act, request.id, &settled).await?;
    let entry =
        Entry::new("extension_withdrawn", "change_request", format!("撤回延期申请：{}", request.title()))
            .on(request.id.0)
            .of_plan(plan.year)
            .of_task(task.id);
    append(conn, act, entry.with_change(None, Some(json!({"reason": reason})))).await
}
