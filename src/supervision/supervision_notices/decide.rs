//! A leader approves or refuses a draft, in person or recorded from paper (代录); who may, says `supervision/approval.rs`. One of two who decide at once wins, the
//! other is told.

use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use super::issue::{Issue, Wording, carried_out, draft_entry, finding_of, require_day};
use super::model::Step;
use super::store::NoticeRow;
use super::subject::Subject;
use super::writes::{Approved, Decided, update_approved, update_refused};
use crate::audit_trail::{Act, append};
use crate::error::{AppError, Result};
use crate::supervision::approval::{Draft, Drafted, Verdict, require_decision};
use crate::supervision::change_requests::Decision;
use crate::supervision::telling::{ASKING, settle, tell_persons};
use crate::web::urls;

/// What a 督办通知单 is called where it waits.
pub(super) const NOTICE: Drafted = Drafted { name: "督办通知单", verb: "拟发" };

impl NoticeRow {
    /// It as what waits for a leader.
    pub(super) fn draft(&self) -> Draft {
        Draft { what: &NOTICE, task: self.task, by: self.drafted_by, since: self.drafted_on }
    }
}

async fn require(
    conn: &mut PgConnection,
    act: &Act,
    notice: &NoticeRow,
    (step, decision): (Step, &Decision<Verdict>),
) -> Result<()> {
    notice.state().require(step).map_err(AppError::Refused)?;
    require_decision(conn, notice.draft(), (decision, act.today())).await
}

fn decided(decision: &Decision<Verdict>) -> Decided<'_> {
    Decided {
        on: decision.on,
        leader: decision.leader,
        remark: &decision.remark,
        evidence: decision.evidence.as_deref(),
    }
}

/// Approves a draft: it is issued today, its degree reckoned again from today's facts. The duty and its task are held by
/// this transaction; `act` says on whose behalf (代录).
///
/// # Errors
/// Forbidden for others than who decides that day; refused where nothing gives a degree any more and for a day that is
/// past; a conflict when somebody was first.
pub async fn approve(
    conn: &mut PgConnection,
    act: &Act,
    (subject, notice): (&Subject, &NoticeRow),
    (decision, answer_by): (&Decision<Verdict>, NaiveDate),
) -> Result<()> {
    require(conn, act, notice, (Step::Approve, decision)).await?;
    require_day(act, answer_by)?;
    let (degree, facts) = subject.degree(act.today())?;
    let wording = Wording {
        matter: notice.matter.clone(),
        requirement: notice.requirement.clone(),
        answer_by,
        spoken_with: notice.spoken_with.clone(),
    };
    let finding = finding_of(conn, act, (subject, notice.number), (degree, &wording)).await?;
    let approved = Approved { degree, facts: &facts, answer_by, department: subject.department, finding };
    update_approved(conn, act, notice, (&decided(decision), &approved)).await?;
    settle(conn, act, &urls::supervision_notice(notice.year, notice.number), ASKING).await?;
    let issue = Issue { id: notice.id, number: notice.number, degree, facts: &facts, answer_by };
    let mut after = issue.in_json(subject);
    after["reason"] = json!(decision.remark);
    after["decided_on"] = json!(decision.on);
    after["source"] = json!(decision.evidence);
    carried_out(conn, act, subject, (&issue, after)).await
}

/// Refuses a draft with a reason; its number is kept, and who drafted it is told.
///
/// # Errors
/// As [`approve`], but whatever became of the duty.
pub async fn refuse(
    conn: &mut PgConnection,
    act: &Act,
    notice: &NoticeRow,
    decision: &Decision<Verdict>,
) -> Result<()> {
    require(conn, act, notice, (Step::Refuse, decision)).await?;
    update_refused(conn, act, notice, &decided(decision)).await?;
    let (words, because) = (notice.words(), &decision.remark);
    let path = urls::supervision_notice(notice.year, notice.number);
    settle(conn, act, &path, ASKING).await?;
    let message = format!("{words}不予批准：{because}");
    tell_persons(conn, act, &[notice.drafted_by], (notice.year, &path), &message).await?;
    let after = json!({
        "notice_number": words, "reason": because, "decided_on": decision.on, "source": decision.evidence,
    });
    let entry = draft_entry(
        "supervision_notice_refused",
        notice.id,
        notice.year,
        format!("不予批准{words}：{because}"),
    );
    append(conn, act, entry.with_change(None, Some(after))).await
}
