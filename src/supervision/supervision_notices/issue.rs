//! The office writes a notice: it is issued at once, or drafted where the plan's rules want a leader's approval first.

use chrono::NaiveDate;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::model::{Degree, number_in_words};
use super::store::find_unended;
use super::subject::Subject;
use super::writes::{Stored, entry, insert_notice, next_number};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::deadlines::by_office::mark_notice_issued;
use crate::error::{AppError, Result};
use crate::ids::{AccountId, FindingId, SupervisionNoticeId};
use crate::supervision::approval::{is_needed, list_deciders_of};
use crate::supervision::findings::{self, NewFinding};
use crate::supervision::telling::{ASKING, tell_department, tell_persons};
use crate::web::{dates, urls};

/// What the office writes.
#[derive(Debug, Clone)]
pub struct Wording {
    /// 督办事由: what is behind.
    pub matter: String,
    /// 督办要求
    pub requirement: String,
    /// 反馈期限
    pub answer_by: NaiveDate,
    /// 沟通情况: how the department was spoken with.
    pub spoken_with: String,
}

/// A notice that was written.
#[derive(Debug, Clone, Copy)]
pub struct Written {
    /// Its number in the year.
    pub number: i32,
    /// Whether it was issued; else it waits for a leader.
    pub is_issued: bool,
}

/// Writes a notice about a duty that is held by this transaction, issued today or as a draft, with its degree. What it
/// is [`carried_out`] by tells department and leaders.
///
/// # Errors
/// Refused where nothing gives a degree, for a day that is past, and where its finding cannot be opened; a conflict where
/// the duty has a notice that has not ended.
pub async fn write(
    conn: &mut PgConnection,
    act: &Act,
    subject: &Subject,
    wording: &Wording,
) -> Result<Written> {
    let by = act.person()?;
    let (plan, task) = (&subject.plan, &subject.task);
    if let Some(number) = find_unended(conn, subject.deadline).await? {
        let words = number_in_words(plan.year, number);
        return Err(AppError::Conflict(format!("这项时限已有未办结的督办通知单：{words}，不重复发出。")));
    }
    require_day(act, wording.answer_by)?;
    let (degree, facts) = subject.degree(act.today())?;
    let number = next_number(conn, plan.id).await?;
    let is_draft = is_needed(conn, plan.id).await?;
    let finding = if is_draft {
        None
    } else {
        Some(finding_of(conn, act, (subject, number), (degree, wording)).await?)
    };
    let stored = Stored {
        plan: plan.id,
        number,
        deadline: subject.deadline,
        task: task.id,
        department: subject.department,
        degree,
        facts: &facts,
        matter: &wording.matter,
        requirement: &wording.requirement,
        answer_by: wording.answer_by,
        spoken_with: &wording.spoken_with,
        finding,
    };
    let id = insert_notice(conn, act, by, &stored).await?;
    let issue = Issue { id, number, degree, facts: &facts, answer_by: wording.answer_by };
    let mut after = issue.in_json(subject);
    after["matter"] = json!(wording.matter);
    after["requirement"] = json!(wording.requirement);
    after["spoken_with"] = json!(wording.spoken_with);
    if is_draft {
        drafted(conn, act, subject, (&issue, after)).await?;
    } else {
        carried_out(conn, act, subject, (&issue, after)).await?;
    }
    Ok(Written { number, is_issued: !is_draft })
}

/// Refuses a day that is past.
pub(super) fn require_day(act: &Act, answer_by: NaiveDate) -> Result<()> {
    if answer_by < act.today() {
        return Err(AppError::Refused("反馈期限不能早于今天。".into()));
    }
    Ok(())
}

/// The finding of a notice: of a rectification the one that is there, else it is opened with what the notice says.
pub(super) async fn finding_of(
    conn: &mut PgConnection,
    act: &Act,
    (subject, number): (&Subject, i32),
    (degree, wording): (Degree, &Wording),
) -> Result<FindingId> {
    if let Some(finding) = subject.finding {
        return Ok(finding);
    }
    let new = NewFinding {
        source: degree.source(),
        reference: number_in_words(subject.plan.year, number),
        problem: wording.matter.clone(),
        required: wording.requirement.clone(),
        severity: degree.severity(),
        department: subject.department,
        due_on: wording.answer_by,
        due_by_superior: false,
    };
    Ok(findings::open(conn, act, (&subject.plan, &subject.task), &new).await?.id)
}

/// What is issued or drafted.
pub(super) struct Issue<'a> {
    pub id: SupervisionNoticeId,
    pub number: i32,
    pub degree: Degree,
    pub facts: &'a str,
    pub answer_by: NaiveDate,
}

impl Issue<'_> {
    /// What its entry keeps.
    pub(super) fn in_json(&self, subject: &Subject) -> Value {
        json!({
            "notice_number": number_in_words(subject.plan.year, self.number), "department": subject.department_name,
            "degree": self.degree.word(), "facts": self.facts, "answer_by": self.answer_by,
        })
    }

    /// 任务 6“……”，节点“起草”
    fn about(subject: &Subject) -> String {
        format!("任务 {}“{}”，{}", subject.task.number, subject.task.title, subject.title)
    }
}

/// What an issue brings with it: what the sweep proposed is decided, department and leaders are told, the log has its entry.
pub(super) async fn carried_out(
    conn: &mut PgConnection,
    act: &Act,
    subject: &Subject,
    (issue, after): (&Issue<'_>, Value),
) -> Result<()> {
    let (year, words) = (subject.plan.year, number_in_words(subject.plan.year, issue.number));
    mark_notice_issued(conn, act, subject.deadline).await?;
    let path = urls::supervision_notice(year, issue.number);
    let (degree, due, about) = (issue.degree.word(), dates::short(issue.answer_by), Issue::about(subject));
    let message = format!("收到{words}，{degree}：{about}。请签收，并于 {due} 前反馈。");
    tell_department(conn, act, subject.department, (year, &path), &message).await?;
    let department = &subject.department_name;
    let message = format!("已向{department}发出{words}，{degree}：{about}，应于 {due} 前反馈。");
    let leaders = leaders_of(conn, act, subject).await?;
    tell_persons(conn, act, &leaders, (year, &path), &message).await?;
    let sentence = format!("签发{words}（{}），由{department}于 {due} 前反馈", issue.degree.light().2);
    let of = (subject.task.id, subject.department);
    let entry = entry("supervision_notice_issued", (issue.id, year), of, sentence);
    append(conn, act, entry.with_change(None, Some(after))).await
}

/// A draft waits: those who decide are told. Departments do not read of it, nor do their histories.
async fn drafted(
    conn: &mut PgConnection,
    act: &Act,
    subject: &Subject,
    (issue, after): (&Issue<'_>, Value),
) -> Result<()> {
    let (year, words) = (subject.plan.year, number_in_words(subject.plan.year, issue.number));
    let path = urls::supervision_notice(year, issue.number);
    let message = format!("{ASKING}{words}，{}：{}。", issue.degree.word(), Issue::about(subject));
    let leaders = leaders_of(conn, act, subject).await?;
    tell_persons(conn, act, &leaders, (year, &path), &message).await?;
    let number = subject.task.number;
    let sentence = format!("拟发{words}（任务 {number}，{}），待院领导批准", subject.department_name);
    append(
        conn,
        act,
        draft_entry("supervision_notice_drafted", issue.id, year, sentence).with_change(None, Some(after)),
    )
    .await
}

async fn leaders_of(conn: &mut PgConnection, act: &Act, subject: &Subject) -> Result<Vec<AccountId>> {
    let leaders = list_deciders_of(conn, subject.task.id, act.today()).await?;
    Ok(leaders.into_iter().map(|(id, _)| id).collect())
}

/// An entry about a draft: for office and leaders only, so that it names neither task nor department.
pub(super) fn draft_entry(
    event: &'static str,
    id: SupervisionNoticeId,
    year: i32,
    sentence: String,
) -> Entry {
    Entry::new(event, "supervision_notice", sentence).on(id.0).of_plan(year).for_audience(Audience::Concerned)
}
