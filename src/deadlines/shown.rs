//! How a duty is shown: its state in a light's shape and a word, its owner, its date. Shared by the two pages.

use chrono::NaiveDate;

use super::escalation::proper_day;
use super::page_store::DutyRow;
use super::{Level, PlanRules};
use crate::calendar::WorkingCalendar;
use crate::ids::DeadlineId;
use crate::web::{dates, urls};

/// A duty on a page.
pub(super) struct DutyShown {
    /// The duty.
    pub id: DeadlineId,
    /// Its own page.
    pub path: String,
    pub due_on: String,
    /// Whether the date is an estimate.
    pub estimate: bool,
    /// The original date, where it was moved.
    pub moved_from: Option<String>,
    pub title: String,
    pub kind: &'static str,
    /// Number, title and page of the task.
    pub task: Option<TaskShown>,
    /// The page of the finding or instruction it belongs to.
    pub subject: Option<String>,
    /// Who owes it; `None` for 待明确.
    pub owner: Option<String>,
    pub light: &'static str,
    pub symbol: &'static str,
    pub words: String,
    /// How the date came about.
    pub working: String,
    pub held: Option<String>,
    /// Where the reader may remind of it: whether it is ticked.
    pub remind: Option<bool>,
    /// When the department was reminded of it last, for who reads that.
    pub reminded: Option<String>,
}

pub(super) struct TaskShown {
    pub label: String,
    pub path: String,
}

/// The duty on `today`.
pub(super) fn shown(
    row: &DutyRow,
    today: NaiveDate,
    calendar: &WorkingCalendar,
    rules: &PlanRules,
) -> DutyShown {
    let warned = is_warned(row, today, calendar, rules);
    let is_open = row.met_on.is_none() && row.waived_on.is_none();
    let period = row.period.as_deref().and_then(|period| period.parse().ok());
    let (light, symbol, words) = state(row, today, warned);
    DutyShown {
        id: row.id,
        remind: None,
        reminded: None,
        path: urls::deadline(row.year, row.id),
        due_on: dates::short(row.due_on),
        estimate: is_open && row.kind.is_counted() && calendar.is_estimate(row.due_on),
        moved_from: (row.original_due_on != row.due_on).then(|| dates::short(row.original_due_on)),
        title: row.kind.named(&row.name, period),
        kind: row.kind.word(),
        task: row.task_number.map(|number| TaskShown {
            label: format!("{number} {}", row.task_title.as_deref().unwrap_or_default()),
            path: urls::task(row.year, number),
        }),
        subject: row.subject_path(),
        owner: row
            .department
            .clone()
            .or_else(|| row.kind.is_owed_by_office().then(|| "领导小组办公室".to_owned())),
        light,
        symbol,
        words,
        working: row.working.clone(),
        held: row
            .held_until
            .filter(|until| *until >= today)
            .map(|until| format!("暂缓催办至 {}", dates::short(until))),
    }
}

/// Whether the duty is within its warning days.
fn is_warned(row: &DutyRow, today: NaiveDate, calendar: &WorkingCalendar, rules: &PlanRules) -> bool {
    proper_day(row.kind, row.due_on, Level::DueSoon, calendar, rules).is_some_and(|day| day <= today)
}

fn state(row: &DutyRow, today: NaiveDate, warned: bool) -> (&'static str, &'static str, String) {
    if let Some(met_on) = row.met_on {
        let late = (met_on - row.judged_by.unwrap_or(row.due_on)).num_days();
        let lateness = if late > 0 { format!("，迟 {late} 天") } else { String::new() };
        return ("blue", "✔", format!("{} 完成{lateness}", dates::short(met_on)));
    }
    if row.waived_on.is_some() {
        return ("grey", "○", format!("免除：{}", row.waived_reason.as_deref().unwrap_or_default()));
    }
    let days = (row.due_on - today).num_days();
    let words = match days {
        ..0 => format!("逾期 {} 天", -days),
        0 => "今天到期".to_owned(),
        1 => "明天到期".to_owned(),
        _ => format!("{days} 天后到期"),
    };
    match days {
        ..0 => ("red", "▲", words),
        _ if warned => ("yellow", "◆", words),
        _ => ("green", "●", words),
    }
}
