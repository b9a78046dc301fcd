//! What the sweep says, and where its notices lead. Pure.

use super::store::{OpenDuty, Recipient};
use crate::audit_trail::{Audience, Entry};
use crate::calendar::estimate_words;
use crate::deadlines::model::{DeadlineKind, Level};
use crate::deadlines::to_leader::{self, LeaderOfDuty};
use crate::web::{dates, urls};

/// A level a duty has newly come to.
#[derive(Debug, Clone)]
pub(super) struct Raised {
    pub level: Level,
    pub open: OpenDuty,
    /// Whether its date is an estimate.
    pub is_estimate: bool,
    /// The plan's rules send this level to the leader in charge without the office.
    pub by_itself: bool,
    /// Whom it is sent to by itself; none where it stays a proposal to the office.
    pub leaders: Vec<LeaderOfDuty>,
}

impl Raised {
    /// Whether it goes to the leader in charge by itself.
    pub(super) fn is_sent(&self) -> bool {
        !self.leaders.is_empty()
    }
}

/// The duty in words with task and department: 任务 17“强化司法履职保障机制”2019年6月月报（干部科）.
fn name(open: &OpenDuty) -> String {
    let title = open.duty.kind.named(&open.name, open.duty.period);
    let task = match (open.task_number, &open.task_title) {
        (Some(number), Some(title)) => format!("任务 {number}“{title}”"),
        _ => String::new(),
    };
    let owner = match &open.department_name {
        Some(name) => name.as_str(),
        None if open.duty.kind.is_owed_by_office() => "领导小组办公室",
        None => "责任部门待明确",
    };
    format!("{task}{title}（{owner}）")
}

/// The sentence of a notice. It names days, never how many have gone by: it is read later than it is written.
pub(super) fn message(event: &Raised) -> String {
    let due_on = dates::long(event.open.duty.due_on);
    let doing = event.open.duty.kind.doing();
    let done = format!("{doing}{}", estimate_words(event.is_estimate));
    let name = name(&event.open);
    match event.level {
        Level::DueSoon => format!("临期提醒：{name}应于 {due_on}{done}。"),
        Level::Overdue => format!("逾期提醒：{name}应于 {due_on}{done}，至今未{doing}。"),
        Level::LeaderProposed if event.is_sent() => {
            format!("已按规则自动报分管院领导：{name}应于 {due_on}{done}，至今未完成。")
        }
        Level::LeaderProposed => {
            format!("建议报分管院领导：{name}应于 {due_on}{done}，至今未完成；请先与责任部门沟通。")
        }
        Level::NoticeProposed => {
            format!("建议发督办通知单：{name}应于 {due_on}{done}，至今未完成；请先与责任部门沟通。")
        }
    }
}

/// The sentence its leader in charge reads.
pub(super) fn message_to_leader(event: &Raised) -> String {
    to_leader::message(&name(&event.open), (event.open.duty.due_on, event.is_estimate))
}

/// Whom an event told, in names.
pub(super) fn told(event: &Raised, whom: &[&Recipient]) -> String {
    let leaders = event.leaders.iter().map(|leader| leader.name.as_str());
    let names: Vec<&str> = whom.iter().map(|recipient| recipient.name.as_str()).chain(leaders).collect();
    if names.is_empty() {
        return "未另行告知（同日有更高一级的提醒，或没有可用账号）".to_owned();
    }
    names.join("、")
}

/// Where a notice leads: who files goes to the month's reports, everyone else to the task or the deadlines.
pub(super) fn path(event: &Raised, recipient: &Recipient) -> String {
    let open = &event.open;
    match (open.duty.kind, open.duty.period, open.task_number) {
        (DeadlineKind::MonthlyReport, Some(month), _) if recipient.department.is_some() => {
            urls::reports_of_month(open.year, &month.to_string())
        }
        (_, _, number) => to_leader::path(open.year, (number, open.instruction)),
    }
}

/// Whether an event stands in the operation log: what is late does, a reminder before the day does not.
pub(super) fn stands_in_history(event: &Raised) -> bool {
    event.level != Level::DueSoon
}

/// The entry of an event.
pub(super) fn entry(event: &Raised) -> Entry {
    let open = &event.open;
    let title = open.duty.kind.named(&open.name, open.duty.period);
    let estimate = if event.is_estimate { "，为推算" } else { "" };
    let due_on = dates::short(open.duty.due_on);
    let doing = open.duty.kind.doing();
    let sentence = match event.level {
        Level::DueSoon => format!("{title}临期（应于 {due_on} {doing}{estimate}）"),
        Level::Overdue => format!("{title}逾期（应于 {due_on} {doing}{estimate}）"),
        Level::LeaderProposed if event.is_sent() => {
            format!("{title}仍未完成（应于 {due_on} 完成{estimate}），已按规则自动报分管院领导")
        }
        level => format!("{title}仍未完成（应于 {due_on} 完成{estimate}），{}", level.word()),
    };
    let entry = Entry::new("deadline_overdue", "deadline", sentence).on(open.id.0).of_plan(open.year);
    // What is proposed to the office is nobody else's to read before it was decided.
    let is_proposal = event.level.is_proposal() && !event.is_sent();
    let audience = if is_proposal { Audience::Administrators } else { open.duty.kind.audience() };
    let entry = entry.for_audience(audience);
    let entry = match open.task {
        Some(task) => entry.of_task(task),
        None => entry,
    };
    match open.department {
        Some(department) => entry.of_department(department),
        None => entry,
    }
}
