//! Completions (办结申请): asked by the department that owes the completion, examined by the office against 完成标准,
//! decided by the leader in charge; only then is the task completed. Refused or returned it goes on.
//!
//! A completed task is dated the day its completion was asked for: on that day the department said that it was done, and
//! by that day it is judged whether it was in time. The lights do not wait for the decision (domain 5).

use chrono::NaiveDate;
use serde_json::json;
use sqlx::{Acquire, PgConnection};

use super::ask::require_day;
use super::completion_store::{Document, Verdict, insert_documents, insert_verdicts, update_examined};
use super::decide::Decision;
use super::model::{Extendable, RequestKind, RequestState};
use super::store::{Asked, RequestRow, Settled, get_account_name, insert_request, settle, tell_asker};
use crate::audit_trail::{Act, Entry, append};
use crate::deadlines::{DutyChange, compare, get_rules, list_duties_of_task};
use crate::error::{AppError, Result};
use crate::ids::RequestId;
use crate::plan::Plan;
use crate::plan::tasks::steps::{Move, StepRequest, change_state};
use crate::plan::tasks::{Task, TaskStatus};
use crate::web::dates;

/// What a department asks with.
#[derive(Debug, Clone)]
pub struct NewCompletion {
    /// What was achieved.
    pub achieved: String,
    /// The documents it brings.
    pub documents: Vec<Document>,
    /// Whether files, or documents of its milestones, show it besides.
    pub is_shown_otherwise: bool,
    /// When it was asked.
    pub on: NaiveDate,
}

/// Asks for a task's completion, with one entry: it stands in 申请办结 from that day. `act` says on whose behalf (代录).
/// The task is held by this transaction.
///
/// # Errors
/// Refused without anything that shows it, for a day to come or before the task began, and where the task is not in
/// progress.
pub async fn ask_completion(
    conn: &mut PgConnection,
    act: &Act,
    (plan, task): (&Plan, &Task),
    duty: &Extendable,
    asked: &NewCompletion,
) -> Result<RequestId> {
    if asked.documents.is_empty() && !asked.is_shown_otherwise {
        return Err(AppError::Refused("办结须有成果：请填写文件，或附一份材料。".into()));
    }
    require_day(act, plan, asked.on)?;
    step(conn, (plan, task), Move::AskCompletion, asked.on, asked.achieved.clone(), act.today()).await?;
    let new = Asked { kind: RequestKind::Completion, to: None, reason: &asked.achieved, on: asked.on };
    let id = insert_request(conn, act, duty, new).await?;
    insert_documents(conn, id, &asked.documents).await?;
    let documents: Vec<_> =
        asked.documents.iter().map(|of| json!({"title": of.title, "number": of.number})).collect();
    let after = json!({
        "status": TaskStatus::CompletionRequested.word(), "asked_on": asked.on, "achieved": asked.achieved,
        "documents": documents,
    });
    let sentence = format!("申请办结，{}", dates::short(asked.on));
    let mut entry = entry("completion_asked", (plan, task), id, sentence)
        .with_change(Some(json!({"status": task.status.word()})), Some(after));
    if let Some(department) = duty.department {
        entry = entry.of_department(department);
    }
    append(conn, act, entry).await?;
    Ok(id)
}

/// What is examined: each line of 完成标准; of a task without one, its text.
#[must_use]
pub fn criteria_of(task: &Task) -> Vec<String> {
    let lines = task.completion_criteria.lines().map(str::trim).filter(|line| !line.is_empty());
    let criteria: Vec<String> = lines.map(str::to_owned).collect();
    if criteria.is_empty() {
        return vec!["任务内容和预期成果（完成标准没有填写）".to_owned()];
    }
    criteria
}

/// The office puts an examined request to the leader in charge, with one entry. The task is held by this transaction.
///
/// # Errors
/// Refused where a criterion is not met; a conflict when the request is not to be examined any more.
pub async fn put_to_leader(
    conn: &mut PgConnection,
    act: &Act,
    (plan, task): (&Plan, &Task),
    request: &RequestRow,
    (verdicts, remark, of_own): (&[Verdict], &str, bool),
) -> Result<()> {
    request.require_step(RequestState::Waiting)?;
    if verdicts.iter().any(|found| !found.fits) {
        return Err(AppError::Refused("有不符合完成标准的，不能报院领导决定，请退回。".into()));
    }
    update_examined(conn, act, request, remark, of_own).await?;
    insert_verdicts(conn, request.id, verdicts).await?;
    let own = if of_own { "（自审）" } else { "" };
    let sentence = format!("办结申请符合完成标准{own}，报分管院领导决定");
    let after = json!({"verdicts": found(verdicts), "reason": remark});
    let entry = entry("completion_examined", (plan, task), request.id, sentence);
    append(conn, act, entry.with_change(None, Some(after))).await
}

/// The office returns a request, examined or not, with a reason and one entry; the task goes on, and who asked is told.
/// The task is held by this transaction.
///
/// # Errors
/// A conflict when the request is settled.
pub async fn give_back(
    conn: &mut PgConnection,
    act: &Act,
    (plan, task): (&Plan, &Task),
    request: &RequestRow,
    (verdicts, reason): (&[Verdict], &str),
) -> Result<()> {
    request.require_step(RequestState::Returned)?;
    go_on(conn, (plan, task), act.today()).await?;
    let settled = Settled {
        state: RequestState::Returned,
        on: act.today(),
        leader: None,
        remark: reason.to_owned(),
        evidence: None,
        granted: None,
    };
    settle(conn, act, request, &settled).await?;
    if request.state == RequestState::Examining {
        insert_verdicts(conn, request.id, verdicts).await?;
    }
    let message = format!("任务 {}：办结申请退回，请继续办理。", task.number);
    tell_asker(conn, act, request, &message, &request.path()).await?;
    let after = json!({
        "status": TaskStatus::InProgress.word(), "verdicts": found(verdicts), "reason": reason,
    });
    let entry = entry("completion_returned", (plan, task), request.id, "退回办结申请，任务继续办理".into());
    append(conn, act, entry.with_change(Some(json!({"status": task.status.word()})), Some(after))).await
}

/// The task is completed, as of the day that was asked.
pub(super) async fn complete(
    conn: &mut PgConnection,
    (plan, task): (&Plan, &Task),
    request: &RequestRow,
    decision: &Decision,
) -> Result<()> {
    let leader = get_account_name(conn, decision.leader).await?;
    let source = format!("{}（{leader}于{}同意办结）", request.reason, dates::plain(decision.on));
    step(conn, (plan, task), Move::Complete, request.asked_on, source, decision.on).await
}

/// A task whose completion was asked for goes on; one that was merged or terminated meanwhile stays so.
pub(super) async fn go_on(
    conn: &mut PgConnection,
    (plan, task): (&Plan, &Task),
    on: NaiveDate,
) -> Result<()> {
    if task.status != TaskStatus::CompletionRequested {
        return Ok(());
    }
    step(conn, (plan, task), Move::GiveBack, on, "办结申请未获同意".to_owned(), on).await
}

/// What completing the task would do to its duties, found by doing it and taking it back.
///
/// # Errors
/// As completing it.
pub async fn preview_completion(
    conn: &mut PgConnection,
    (plan, task): (&Plan, &Task),
    request: &RequestRow,
    today: NaiveDate,
) -> Result<Vec<DutyChange>> {
    let before = list_duties_of_task(conn, task.id).await?;
    let mut tried = conn.begin().await?;
    step(&mut tried, (plan, task), Move::Complete, request.asked_on, String::new(), today).await?;
    let after = list_duties_of_task(&mut tried, task.id).await?;
    tried.rollback().await?;
    Ok(compare(&before, &after))
}

async fn step(
    conn: &mut PgConnection,
    (plan, task): (&Plan, &Task),
    step: Move,
    on: NaiveDate,
    source: String,
    today: NaiveDate,
) -> Result<()> {
    let rules = get_rules(conn, plan.id).await?;
    let request = StepRequest { step, on, source, decided_by: None, into: None, report_every: None };
    change_state(conn, (plan, &rules), task, &request, today).await.map(|_| ())
}

fn entry(event: &'static str, (plan, task): (&Plan, &Task), id: RequestId, sentence: String) -> Entry {
    Entry::new(event, "change_request", sentence).on(id.0).of_plan(plan.year).of_task(task.id)
}

fn found(verdicts: &[Verdict]) -> Vec<String> {
    verdicts
        .iter()
        .map(|found| {
            let fits = if found.fits { "符合" } else { "不符合" };
            format!("{}：{fits} {}", found.criterion, found.remark).trim_end().to_owned()
        })
        .collect()
}
