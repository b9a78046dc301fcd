//! A leader approves or refuses a draft, in person or recorded from paper (代录). One of two who decide at once wins, the
//! other is told.

use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use super::issue::{Issue, Wording, carried_out, draft_entry, finding_of, require_day};
use super::model::Step;
use super::store::{NoticeRow, list_heads_of_group};
use super::subject::Subject;
use super::writes::{Approved, Decided, update_approved, update_refused};
use crate::accounts::{CurrentUser, Role};
use crate::audit_trail::{Act, append};
use crate::error::{AppError, Result};
use crate::ids::{AccountId, TaskId};
use crate::supervision::change_requests::{
    Decision, has_another_office, list_deciders, list_possible_deciders,
};
use crate::supervision::telling::tell_persons;
use crate::web::{dates, urls};

/// What a leader says of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// 批准, to be answered by this day.
    Approve(NaiveDate),
    /// 不予批准
    Refuse,
}

/// Who may decide about a task's drafts on a day: the leader in charge and the stand-in of that day; 组长 where the task
/// has no leader in charge.
pub(super) async fn list_deciders_of(
    conn: &mut PgConnection,
    task: TaskId,
    on: NaiveDate,
) -> Result<Vec<(AccountId, String)>> {
    let leaders = list_deciders(conn, task, on).await?;
    if leaders.is_empty() { list_heads_of_group(conn).await } else { Ok(leaders) }
}

/// Whose decision the office may record: who could have decided on some day, 组长 among them.
pub(super) async fn list_possible(
    conn: &mut PgConnection,
    task: TaskId,
    today: NaiveDate,
) -> Result<Vec<(AccountId, String)>> {
    let mut leaders = list_possible_deciders(conn, task, today).await?;
    for head in list_heads_of_group(conn).await? {
        if leaders.iter().all(|(id, _)| *id != head.0) {
            leaders.push(head);
        }
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
    notice: &NoticeRow,
) -> Result<(), AppError> {
    let deciders = list_deciders_of(conn, notice.task, today).await?;
    let is_decider = deciders.iter().any(|(id, _)| *id == user.account_id);
    let may = match user.role {
        Role::Leader => is_decider,
        Role::Office => !deciders.is_empty(),
        _ => false,
    };
    if !may {
        return Err(AppError::Forbidden(who_decides(&deciders)));
    }
    if user.role == Role::Office
        && user.account_id == notice.drafted_by
        && has_another_office(conn, user.account_id).await?
    {
        return Err(AppError::Forbidden(
            "本人拟发的督办通知单，院领导的决定由领导小组办公室其他人员代录，或由院领导在系统中决定。".into(),
        ));
    }
    Ok(())
}

/// Who decides, for one who may not.
pub(super) fn who_decides(deciders: &[(AccountId, String)]) -> String {
    if deciders.is_empty() {
        return "任务的分管院领导待明确，也没有组长，督办通知单等待批准；请先明确分管院领导。".into();
    }
    let names: Vec<&str> = deciders.iter().map(|(_, name)| name.as_str()).collect();
    format!(
        "督办通知单由分管院领导或当日代行其职责的院领导批准；分管院领导待明确的，由组长批准。现由{}批准。",
        names.join("、")
    )
}

async fn require_decision(
    conn: &mut PgConnection,
    act: &Act,
    notice: &NoticeRow,
    (step, decision): (Step, &Decision<Verdict>),
) -> Result<()> {
    notice.state().require(step).map_err(AppError::Refused)?;
    if decision.on < notice.drafted_on || decision.on > act.today() {
        let drafted = dates::short(notice.drafted_on);
        return Err(AppError::Refused(format!("决定日期须在拟发之日 {drafted} 与今天之间。")));
    }
    let deciders = list_deciders_of(conn, notice.task, decision.on).await?;
    if deciders.iter().all(|(id, _)| *id != decision.leader) {
        return Err(AppError::Forbidden(who_decides(&deciders)));
    }
    Ok(())
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
    require_decision(conn, act, notice, (Step::Approve, decision)).await?;
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
    require_decision(conn, act, notice, (Step::Refuse, decision)).await?;
    update_refused(conn, act, notice, &decided(decision)).await?;
    let (words, because) = (notice.words(), &decision.remark);
    let path = urls::supervision_notice(notice.year, notice.number);
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
