//! A paper is sent, settled by what comes back, or withdrawn. Of two who do it at once one wins, the other is told.

use chrono::NaiveDate;
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::begin::require_apart;
use super::kind::Kind;
use super::model::{PaperStatus, Step};
use super::store::PaperRow;
use super::telling::{tell_of_adoption, tell_of_answer};
use super::writes::{
    append_change_on_tasks, append_on_tasks, entry, insert_scan, update_corrected, update_sent,
    update_settled, update_withdrawn,
};
use crate::audit_trail::{Act, append};
use crate::error::{AppError, Result};
use crate::pages::drafting::require_filled_in;
use crate::reporting::evidence::KeptBytes;
use crate::web::dates;
use crate::web::document_title::in_marks;

/// How a paper was sent.
#[derive(Debug, Clone)]
pub struct Sending {
    /// When.
    pub on: NaiveDate,
    /// 文号; may be empty.
    pub number: String,
    /// 报送方式
    pub how: String,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Settlement {
    /// 登记答复, 登记采用 or 登记未采用.
    pub step: Step,
    /// When.
    pub on: NaiveDate,
    /// The answer; where it was adopted; a remark, which may be empty.
    pub outcome: String,
    /// 文号; may be empty.
    pub number: String,
}

/// Records that a draft held by this transaction was sent.
///
/// # Errors
/// Refused from any other state, for a day to come or before its year, and while a blank is left; a conflict when
/// somebody was first.
pub async fn send(conn: &mut PgConnection, act: &Act, paper: &PaperRow, sending: &Sending) -> Result<()> {
    let kind = paper.kind;
    paper.status.after(Step::Send, kind).map_err(AppError::Refused)?;
    require_sending_day(paper, sending.on, act.today())?;
    require_filled_in([paper.title.as_str(), paper.text.as_str()]).map_err(AppError::Refused)?;
    // A task may have been restricted since it was drafted.
    require_apart(conn, &paper.tasks).await?;
    update_sent(conn, act, paper, (sending.on, &sending.number, &sending.how)).await?;
    let to = format!("{}{}", paper.addressee, in_brackets(&sending.number));
    let word = Step::Send.word(kind);
    let sentence =
        format!("{word}{}{}：{to}，{}", paper.name(), in_marks(&paper.title), dates::plain(sending.on));
    let after = json!({
        "on": sending.on, "number": sending.number, "how": sending.how, "addressee": paper.addressee,
        "text_sha256": hex::encode(Sha256::digest(&paper.text)),
    });
    append_on_tasks(conn, act, paper, ("superior_paper_sent", sentence, after)).await
}

/// That a paper can have been sent on that day: what was sent on paper may be recorded later than it was sent.
///
/// # Errors
/// Refused for a day to come or before its year.
pub(super) fn require_sending_day(paper: &PaperRow, on: NaiveDate, today: NaiveDate) -> Result<()> {
    let first = NaiveDate::from_ymd_opt(paper.year, 1, 1).unwrap_or(paper.drafted_on);
    require_between(on, first, today, "报送日期须在")
}

/// Records what came back to a paper held by this transaction, with its scan; whom feedback concerns is told of the answer,
/// and of an adopted bulletin whose reports it rests on.
///
/// # Errors
/// Refused from any other state, for a day to come or before it was sent; a conflict when somebody was first.
pub(crate) async fn settle(
    conn: &mut PgConnection,
    act: &Act,
    paper: &PaperRow,
    (settlement, scan): (&Settlement, Option<&KeptBytes>),
) -> Result<()> {
    let kind = paper.kind;
    let to = paper.status.after(settlement.step, kind).map_err(AppError::Refused)?;
    let sent_on = paper.sent_on.unwrap_or(paper.drafted_on);
    require_between(settlement.on, sent_on, act.today(), "日期须在报送之日")?;
    let of = (settlement.on, settlement.outcome.as_str(), settlement.number.as_str());
    update_settled(conn, act, (paper, to), of).await?;
    if let Some(scan) = scan {
        insert_scan(conn, act, paper.id, scan).await?;
    }
    let word = settlement.step.word(kind);
    let sentence = format!(
        "{word}：{}{}，{}",
        paper.name(),
        in_brackets(&settlement.number),
        dates::plain(settlement.on)
    );
    let after = json!({
        "on": settlement.on, "number": settlement.number, "outcome": settlement.outcome,
        "scan": scan.map(|scan| json!({"name": scan.name, "size": scan.size, "sha256": hex::encode(&scan.digest)})),
    });
    append_on_tasks(conn, act, paper, ("superior_paper_settled", sentence, after)).await?;
    match kind {
        Kind::Feedback => tell_of_answer(conn, act, paper, "已有答复").await,
        Kind::Bulletin if settlement.step == Step::Adopt => {
            tell_of_adoption(conn, act, paper, &settlement.outcome).await
        }
        Kind::Bulletin => Ok(()),
    }
}

/// Corrects what was entered of an answer or an adoption, of a paper held by this transaction; what stood there stays with the
/// reason, and whom feedback concerns is told.
///
/// # Errors
/// Refused before anything came back, and for a day to come or before it was sent; a conflict when somebody was first.
pub(super) async fn correct(
    conn: &mut PgConnection,
    act: &Act,
    paper: &PaperRow,
    (settlement, because): (&Settlement, &str),
) -> Result<()> {
    let kind = paper.kind;
    let Some(settled_on) = paper.settled_on else {
        return Err(AppError::Refused("有了答复或采用情况以后才更正。".into()));
    };
    let to = PaperStatus::Sent.after(settlement.step, kind).map_err(AppError::Refused)?;
    let sent_on = paper.sent_on.unwrap_or(paper.drafted_on);
    require_between(settlement.on, sent_on, act.today(), "日期须在报送之日")?;
    let of = (settlement.on, settlement.outcome.as_str(), settlement.number.as_str());
    update_corrected(conn, act, (paper, to), (of, because)).await?;
    let before = json!({"on": settled_on, "number": paper.outcome_number, "outcome": paper.outcome});
    let after = json!({"on": settlement.on, "number": settlement.number, "outcome": settlement.outcome,
                       "because": because});
    let sentence = format!("更正{}的结果：{because}", paper.name());
    let event = ("superior_paper_corrected", sentence);
    append_change_on_tasks(conn, act, paper, event, (Some(before), after)).await?;
    match kind {
        Kind::Feedback => tell_of_answer(conn, act, paper, "的答复有更正").await,
        Kind::Bulletin => Ok(()),
    }
}

/// Withdraws a paper held by this transaction; number and reason stay.
///
/// # Errors
/// Refused once something came back; a conflict when somebody was first.
pub(super) async fn withdraw(
    conn: &mut PgConnection,
    act: &Act,
    paper: &PaperRow,
    because: &str,
) -> Result<()> {
    paper.status.after(Step::Withdraw, paper.kind).map_err(AppError::Refused)?;
    update_withdrawn(conn, act, paper, because).await?;
    let sentence = format!("撤回{}：{because}", paper.name());
    if paper.sent_on.is_none() {
        let entry = entry("superior_paper_withdrawn", (paper.kind, paper.id), paper.year, sentence);
        return append(conn, act, entry).await;
    }
    append_on_tasks(conn, act, paper, ("superior_paper_withdrawn", sentence, json!({"because": because})))
        .await
}

/// Puts one more scan beside what came back.
///
/// # Errors
/// Refused before anything came back.
pub(super) async fn put_scan(
    conn: &mut PgConnection,
    act: &Act,
    paper: &PaperRow,
    scan: &KeptBytes,
) -> Result<()> {
    if paper.settled_on.is_none() {
        return Err(AppError::Refused("有了答复或采用情况以后才附扫描件。".into()));
    }
    insert_scan(conn, act, paper.id, scan).await?;
    let sentence = format!("{}补附扫描件", paper.name());
    let after = json!({"name": scan.name, "size": scan.size, "sha256": hex::encode(&scan.digest)});
    append_on_tasks(conn, act, paper, ("superior_paper_scan_added", sentence, after)).await
}

fn in_brackets(number: &str) -> String {
    if number.is_empty() { String::new() } else { format!("（{number}）") }
}

fn require_between(on: NaiveDate, from: NaiveDate, today: NaiveDate, words: &str) -> Result<()> {
    if on < from || on > today {
        return Err(AppError::Refused(format!("{words} {} 与今天之间。", dates::short(from))));
    }
    Ok(())
}
