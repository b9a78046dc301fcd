//! What the office makes of a finding: returned with a reason, closed by the criteria, withdrawn where it was entered
//! wrongly. One of two who do so at once wins, the other is told.

use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use super::approve::draft_entry;
use super::duties;
use super::model::{CRITERIA, FindingStatus, Step};
use super::open::entry;
use super::store::{FindingRow, Which, find_answering, list_answerings, list_findings};
use super::writes::{Ended, tell_department, update_ended, update_returned, update_status};
use crate::accounts::Role;
use crate::audit_trail::{Act, append};
use crate::error::{AppError, Result};
use crate::ids::AccountId;
use crate::supervision::Reader;
use crate::supervision::may_confirm::Confirming;
use crate::supervision::supervision_notices::tell_approvers;
use crate::web::dates;

/// Who settles it.
pub type Settler = (AccountId, Role);

/// A finding that waits for the office.
#[derive(Debug)]
pub struct ToSettle {
    /// It was answered, or its task ended under it.
    pub finding: FindingRow,
    /// Why the reader may not close it, in a sentence that says who may.
    pub refusal: Option<&'static str>,
}

impl ToSettle {
    /// Whether it was answered.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        self.finding.status == FindingStatus::Answered
    }
}

/// The findings that wait to be closed or returned, and those whose task was merged or terminated under them, with
/// whether the person may close them. Two statements.
pub async fn list_to_settle(
    conn: &mut PgConnection,
    reader: &Reader,
    (account, role): Settler,
) -> Result<Vec<ToSettle>> {
    let which = Which { open: true, ..Which::default() };
    let mut findings = list_findings(conn, reader, which).await?;
    findings.retain(|finding| finding.status == FindingStatus::Answered || finding.waived_on.is_some());
    let answerings = list_answerings(conn, None, reader.today).await?;
    let to_settle = findings.into_iter().map(|finding| {
        let answering = answerings.iter().find(|(id, _)| *id == finding.id);
        let closing = answering.map(|(_, answering)| answering.may_confirm(account, role));
        ToSettle { refusal: closing.and_then(Result::err), finding }
    });
    Ok(to_settle.collect())
}

/// Returns the latest answer with a reason; the answer is owed again, and the department is told. Returns by when; `None`
/// where the end of its task waived it.
///
/// # Errors
/// Forbidden for others than the office; refused unless it is answered; a conflict when somebody was first.
pub async fn return_answer(
    conn: &mut PgConnection,
    act: &Act,
    finding: &FindingRow,
    (account, role): Settler,
    because: &str,
) -> Result<Option<NaiveDate>> {
    let to = finding.status.after(Step::Return).map_err(AppError::Refused)?;
    if let Some(answering) = find_answering(conn, finding, act.today()).await? {
        answering.may_return(account, role).map_err(|sentence| AppError::Forbidden(sentence.into()))?;
    }
    update_status(conn, finding, to).await?;
    let again = duties::reopen_after_return(conn, finding, act.today()).await?;
    update_returned(conn, act, finding, (because, again)).await?;
    let until = again.map_or_else(String::new, |day| format!("，{} 前再次反馈", dates::short(day)));
    // A notice stays with whoever was told, also after they leave the department: the reason stands on the page.
    let message = format!("第 {} 号问题的整改情况被退回{until}，理由见问题页。", finding.number);
    tell_department(conn, act, finding, &message).await?;
    let sentence = format!("退回第 {} 号问题的整改情况{until}：{because}", finding.number);
    let after = json!({"reason": because, "due_on": again});
    let before = json!({"due_on": finding.due_on});
    append(conn, act, entry("finding_returned", finding, sentence).with_change(Some(before), Some(after)))
        .await?;
    Ok(again)
}

/// Closes an answered finding (销号), all criteria of [`CRITERIA`] being ticked, with a remark that may be empty; of one's
/// own recording, where there is nobody else, marked 自审.
///
/// # Errors
/// Forbidden with who may; refused unless it is answered; a conflict when somebody was first.
pub async fn close(
    conn: &mut PgConnection,
    act: &Act,
    finding: &FindingRow,
    (account, role): Settler,
    remark: &str,
) -> Result<()> {
    let to = finding.status.after(Step::Close).map_err(AppError::Refused)?;
    let answering = find_answering(conn, finding, act.today()).await?;
    let closing = match answering {
        Some(answering) => answering.may_confirm(account, role),
        None => Err("没有反馈，不能销号。"),
    };
    let of_own = closing.map_err(|sentence| AppError::Forbidden(sentence.into()))? == Confirming::OfOwn;
    let ended = Ended { to, remark, criteria: true, self_reviewed: of_own };
    update_ended(conn, act, finding, &ended).await?;
    tell_department(conn, act, finding, &format!("第 {} 号问题已销号。", finding.number)).await?;
    let mark = if of_own { "（自审）" } else { "" };
    let criteria: Vec<&str> = CRITERIA.iter().map(|(_, words)| *words).collect();
    let sentence = format!("第 {} 号问题销号{mark}：{}", finding.number, criteria.join("、"));
    let after = json!({"remark": remark, "self_reviewed": of_own});
    append(conn, act, entry("finding_closed", finding, sentence).with_change(None, Some(after))).await
}

/// Withdraws a finding that should not have been entered, with why; its number is kept, its duty waived.
///
/// # Errors
/// Refused once it has ended; a conflict when somebody was first.
pub async fn withdraw(conn: &mut PgConnection, act: &Act, finding: &FindingRow, because: &str) -> Result<()> {
    let to = finding.status.after(Step::Withdraw).map_err(AppError::Refused)?;
    let ended = Ended { to, remark: because, criteria: false, self_reviewed: false };
    update_ended(conn, act, finding, &ended).await?;
    duties::waive(conn, finding, act.today()).await?;
    let sentence = format!("撤销第 {} 号问题：{because}", finding.number);
    let event = "finding_withdrawn";
    let entry = if finding.deadline.is_some() {
        let message = format!("第 {} 号问题已撤销，理由见问题页。", finding.number);
        tell_department(conn, act, finding, &message).await?;
        tell_approvers(conn, act, finding.id, because).await?;
        entry(event, finding, sentence)
    } else {
        // No leader approved it: the department never heard of it.
        draft_entry(event, finding, sentence)
    };
    append(conn, act, entry.with_change(None, Some(json!({"reason": because})))).await
}
