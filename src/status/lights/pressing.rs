//! Why one duty presses: what makes a light red or yellow, of that duty alone. For the degree of a 督办通知单.

use chrono::NaiveDate;

use super::{Reader, TaskFacts, ended};
use crate::calendar::WorkingCalendar;
use crate::deadlines::PlanRules;

/// Why a duty presses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pressing {
    /// 逾期: its day is past.
    Overdue,
    /// 临期: due within the plan's warning days.
    DueSoon,
    /// 滞后: its task is behind the schedule by the plan's threshold.
    Lagging,
}

/// Why a duty presses on `today`, in the order of [`Pressing`], with 亮灯说明; `None` where nothing does. `facts` hands in
/// that duty and no other. What a task in 待上级 or 暂缓 owes by its plan does not press, as it does not light the task.
#[must_use]
pub fn pressing(
    facts: &TaskFacts,
    today: NaiveDate,
    calendar: &WorkingCalendar,
    rules: &PlanRules,
) -> Option<(Pressing, String)> {
    let reader = Reader { facts, today, calendar, rules, is_concerned: true };
    let of_plan = facts.duties.iter().all(|duty| !duty.duty.kind.is_for_those_concerned());
    if facts.status.is_waiting() && of_plan {
        return None;
    }
    let is_worked_on = !facts.status.is_waiting() && !facts.status.is_closed();
    let (why, shown) = reader
        .red()
        .map(|shown| (Pressing::Overdue, shown))
        .or_else(|| reader.due_soon().map(|shown| (Pressing::DueSoon, shown)))
        .or_else(|| reader.lagging().filter(|_| is_worked_on).map(|shown| (Pressing::Lagging, shown)))?;
    Some((why, ended(shown.sentence)))
}
