//! The department takes a finding up, and answers with measures and what shows them. Each answer is a version.

use serde_json::json;
use sqlx::PgConnection;

use super::duties;
use super::model::Step;
use super::open::entry;
use super::store::{FindingRow, list_answers};
use super::writes::{insert_answer, update_status, update_taken_up};
use crate::audit_trail::{Act, append};
use crate::deadlines::date_judged_by;
use crate::error::{AppError, Result};
use crate::ids::AnswerId;

/// Takes a finding up, held by this transaction; `act` says on whose behalf (代录).
///
/// # Errors
/// Refused in any other state than 待整改; a conflict when somebody was first.
pub async fn take_up(conn: &mut PgConnection, act: &Act, finding: &FindingRow) -> Result<()> {
    let to = finding.status.after(Step::TakeUp).map_err(AppError::Refused)?;
    update_taken_up(conn, act, finding, to).await?;
    let sentence = format!("接收第 {} 号问题，开始整改", finding.number);
    append(conn, act, entry("finding_taken_up", finding, sentence)).await
}

/// What a department answers.
#[derive(Debug, Clone)]
pub struct Given {
    /// 整改措施及结果
    pub measures: String,
    /// 证明材料 in a line; may be empty where a file is given.
    pub proof: String,
}

/// Answers a finding held by this transaction, and meets its duty; `act` says on whose behalf (代录). Returns the answer,
/// for the files given with it.
///
/// # Errors
/// Refused before it is taken up and after it was answered; a conflict when somebody was first.
pub async fn answer(
    conn: &mut PgConnection,
    act: &Act,
    finding: &FindingRow,
    given: &Given,
) -> Result<AnswerId> {
    let by = act.person()?;
    let to = finding.status.after(Step::Answer).map_err(AppError::Refused)?;
    update_status(conn, finding, to).await?;
    let last = list_answers(conn, finding.id).await?.pop().map(|answer| answer.answered_on);
    let dates = (finding.due_on, last);
    let judged_by = date_judged_by(conn, finding.plan, finding.duty_key(), dates).await?;
    let said = (given.measures.as_str(), given.proof.as_str());
    let (id, number) = insert_answer(conn, act, by, (finding, judged_by), said).await?;
    duties::meet(conn, finding, act.today()).await?;
    let days = (act.today() - judged_by).num_days();
    let late = if days > 0 { format!("，逾期 {days} 天") } else { String::new() };
    let sentence = format!("反馈第 {} 号问题的整改情况（第 {number} 次）{late}", finding.number);
    // What was answered stays in the answer itself, which keeps it for ever.
    let after = json!({"number": number, "due_on": judged_by});
    append(conn, act, entry("finding_answered", finding, sentence).with_change(None, Some(after))).await?;
    Ok(id)
}
