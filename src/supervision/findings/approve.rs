//! Where the plan's rules want it, a finding waits for a leader: 组长 or the leader in charge of its task approves or refuses
//! it (`supervision/approval.rs` says who). Before that it has no duty, and the department is not told.

use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use super::approval_store::{get_proposal, insert_proposal, list_waiting, update_decided};
use super::model::{FindingStatus, Step};
use super::open::{Asked, NewFinding, begin, insert, open, require_fitting};
use super::reopen::reopen_task;
use super::store::{FindingRow, Which, get_finding, list_findings};
use super::writes::update_status;
use crate::accounts::CurrentUser;
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::error::{AppError, Result};
use crate::ids::AccountId;
use crate::plan::Plan;
use crate::plan::tasks::Task;
use crate::supervision::Reader;
use crate::supervision::approval::{self, Draft, Drafted, Verdict, list_deciders_of, require_decision};
use crate::supervision::change_requests::Decision;
use crate::supervision::telling::{ASKING, settle, tell_persons};
use crate::web::{dates, urls};

/// A finding that waits, in words.
pub(super) const FINDING: Drafted = Drafted { name: "问题", verb: "拟列" };

impl FindingRow {
    /// It as what waits for a leader.
    pub(super) fn draft(&self) -> Draft {
        Draft { what: &FINDING, task: self.task, by: self.opener, since: self.opened_on }
    }
}

/// Enters a finding on a task held by this transaction: at once, as [`open`], or, where the plan's rules want a leader's
/// approval, as one that waits for it. Returns it.
///
/// # Errors
/// As [`open`].
pub async fn enter(
    conn: &mut PgConnection,
    act: &Act,
    (plan, task): (&Plan, &Task),
    new: &NewFinding,
) -> Result<FindingRow> {
    if !approval::is_needed(conn, plan.id).await? {
        return open(conn, act, (plan, task), new).await;
    }
    propose(conn, act, (plan, task), new, None).await
}

/// Enters the finding with which the look-back of this name lets a completed task go on: at once, or, where the plan's rules
/// want a leader's approval, the one and the other when it is given. Returns the finding.
///
/// # Errors
/// As [`open`]; refused where the task is not completed.
pub async fn enter_reopening(
    conn: &mut PgConnection,
    act: &Act,
    (plan, task): (&Plan, &Task),
    new: &NewFinding,
    by: &str,
) -> Result<FindingRow> {
    if approval::is_needed(conn, plan.id).await? {
        return propose(conn, act, (plan, task), new, Some(by)).await;
    }
    reopen_task(conn, act, (plan, task), by).await?;
    open(conn, act, (plan, task), new).await
}

/// Keeps a finding that waits for a leader, and tells who decides; with the look-back that reopens its task by it.
async fn propose(
    conn: &mut PgConnection,
    act: &Act,
    (plan, task): (&Plan, &Task),
    new: &NewFinding,
    reopens_by: Option<&str>,
) -> Result<FindingRow> {
    require_fitting(conn, act, task, (new.department, new.due_on)).await?;
    let (id, number) = insert(conn, act, (plan, task), new, FindingStatus::AwaitingApproval).await?;
    insert_proposal(conn, id, new, reopens_by).await?;
    let finding = get_finding(conn, &Reader::of_all(act.today()), plan.year, number).await?;
    let reopening = if reopens_by.is_some() { "，任务重新挂账" } else { "" };
    let message = format!(
        "{ASKING}列入第 {number} 号问题（任务 {}“{}”），由{}于 {} 前整改{reopening}。",
        task.number,
        task.title,
        finding.department_name,
        dates::short(new.due_on)
    );
    let leaders: Vec<_> =
        list_deciders_of(conn, task.id, act.today()).await?.into_iter().map(|(id, _)| id).collect();
    tell_persons(conn, act, &leaders, (plan.year, &urls::finding(plan.year, number)), &message).await?;
    let sentence =
        format!("拟列入第 {number} 号问题（{}，任务 {}），待院领导批准", new.source.word(), task.number);
    let after = new.in_json(&finding.department_name);
    append(conn, act, draft_entry("finding_proposed", &finding, sentence).with_change(None, Some(after)))
        .await?;
    Ok(finding)
}

/// Approves a finding: it is open from today on, its duty due on the day the leader named (one a superior set stays), and
/// its department is told. The finding and its task are held by this transaction; `act` says on whose behalf (代录).
///
/// # Errors
/// Forbidden for others than who decides that day; refused in any other state and for what [`open`] refuses; a conflict when
/// somebody was first.
pub async fn approve(
    conn: &mut PgConnection,
    act: &Act,
    (plan, task, finding): (&Plan, &Task, &FindingRow),
    (decision, due_on): (&Decision<Verdict>, NaiveDate),
) -> Result<()> {
    let to = finding.status.after(Step::Approve).map_err(AppError::Refused)?;
    require_decision(conn, finding.draft(), (decision, act.today())).await?;
    let proposal = get_proposal(conn, finding.id).await?;
    let by_superior = proposal.as_ref().is_some_and(|proposal| proposal.due_by_superior);
    let due_on = if by_superior { finding.due_on } else { due_on };
    require_fitting(conn, act, task, (finding.department, due_on)).await?;
    update_status(conn, finding, to).await?;
    update_decided(conn, act, finding, decision).await?;
    settle(conn, act, &urls::finding(plan.year, finding.number), ASKING).await?;
    if let Some(by) = proposal.and_then(|proposal| proposal.reopens_by) {
        reopen_task(conn, act, (plan, task), &by).await?;
    }
    let asked = Asked {
        department: finding.department,
        due_on,
        superior: by_superior.then_some(finding.reference.as_str()),
        after: json!({
            "reason": decision.remark, "decided_on": decision.on, "source": decision.evidence,
            "department": finding.department_name, "due_on": due_on,
        }),
    };
    begin(conn, act, (plan, task), (finding.id, finding.number, finding.source), asked).await?;
    Ok(())
}

/// Refuses a finding with a reason: it stays in the list under its number, and who entered it is told.
///
/// # Errors
/// As [`approve`], but whatever became of its task.
pub async fn refuse(
    conn: &mut PgConnection,
    act: &Act,
    finding: &FindingRow,
    decision: &Decision<Verdict>,
) -> Result<()> {
    let to = finding.status.after(Step::Refuse).map_err(AppError::Refused)?;
    require_decision(conn, finding.draft(), (decision, act.today())).await?;
    update_status(conn, finding, to).await?;
    update_decided(conn, act, finding, decision).await?;
    let (number, because) = (finding.number, &decision.remark);
    let path = urls::finding(finding.year, number);
    settle(conn, act, &path, ASKING).await?;
    let message = format!("第 {number} 号问题（任务 {}）未批准列入：{because}", finding.task_number);
    tell_persons(conn, act, &[finding.opener], (finding.year, &path), &message).await?;
    let sentence = format!("不予批准列入第 {number} 号问题：{because}");
    let after = json!({"reason": because, "decided_on": decision.on, "source": decision.evidence});
    append(conn, act, draft_entry("finding_refused", finding, sentence).with_change(None, Some(after))).await
}

/// A finding that waits for a leader.
#[derive(Debug)]
pub struct ToApprove {
    /// The finding.
    pub finding: FindingRow,
    /// The leader in charge of its task; 组长 decides where there is none.
    pub leader: Option<(AccountId, String)>,
}

/// The findings that wait for a leader, of those the person may read. Two statements, one where none waits.
pub async fn list_to_approve(
    conn: &mut PgConnection,
    user: &CurrentUser,
    today: NaiveDate,
) -> Result<Vec<ToApprove>> {
    let mut waiting = list_waiting(conn, today).await?;
    if waiting.is_empty() {
        return Ok(Vec::new());
    }
    let which = Which { open: true, ..Which::default() };
    let findings = list_findings(conn, &Reader::of(user, today), which).await?;
    let to_approve = findings.into_iter().filter_map(|finding| {
        let place = waiting.iter().position(|(id, _)| *id == finding.id)?;
        Some(ToApprove { leader: waiting.swap_remove(place).1, finding })
    });
    Ok(to_approve.collect())
}

/// An entry about a finding that has no duty: for office and leaders only, so that it names neither task nor department.
pub(super) fn draft_entry(event: &'static str, finding: &FindingRow, sentence: String) -> Entry {
    Entry::new(event, "finding", sentence)
        .on(finding.id.0)
        .of_plan(finding.year)
        .for_audience(Audience::Concerned)
}
