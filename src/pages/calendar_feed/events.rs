//! Duties as events. Pure.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::store::FeedDuty;
use crate::calendar::estimate_words;
use crate::deadlines::{DeadlineKind, Period};
use crate::ids::DepartmentId;
use crate::pages::gantt::clean;
use crate::web::dates;

/// An all-day event. The same duty always has the same `uid`, so that a calendar moves its event instead of adding one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FeedEvent {
    pub uid: String,
    pub day: NaiveDate,
    pub summary: String,
    /// In lines.
    pub description: String,
}

/// The monthly reports a department owes for a month by a day are one event: it files them on one page.
type ReportsOf = (NaiveDate, String, DepartmentId);

/// The events of duties, soonest first.
pub(super) fn events(duties: &[FeedDuty]) -> Vec<FeedEvent> {
    let mut events = Vec::new();
    let mut reports: BTreeMap<ReportsOf, Vec<&FeedDuty>> = BTreeMap::new();
    for duty in duties {
        match reports_of(duty) {
            Some(key) => reports.entry(key).or_default().push(duty),
            None => events.push(of_duty(duty)),
        }
    }
    events.extend(reports.iter().map(|(key, duties)| of_reports(key, duties)));
    events.sort_by(|a, b| (a.day, &a.uid).cmp(&(b.day, &b.uid)));
    events
}

fn reports_of(duty: &FeedDuty) -> Option<ReportsOf> {
    match (duty.kind, &duty.period, duty.department_id) {
        (DeadlineKind::MonthlyReport, Some(month), Some(department)) => {
            Some((duty.due_on, month.clone(), department))
        }
        _ => None,
    }
}

fn of_duty(duty: &FeedDuty) -> FeedEvent {
    let what = duty.kind.named(&duty.name, period(duty));
    let summary = match (duty.task_number, &duty.task_title) {
        (Some(number), Some(title)) => format!("{what}（任务 {number} {title}）"),
        _ => what,
    };
    FeedEvent {
        uid: format!("deadline-{}@reform-ledger", duty.id),
        day: duty.due_on,
        summary: clean(&summary),
        description: description(duty, None, &[duty]),
    }
}

fn of_reports((day, month, department): &ReportsOf, duties: &[&FeedDuty]) -> FeedEvent {
    let first = duties[0];
    // Those whose date was moved away from the month's (returned, passed on) are an event of their own.
    let moved = if first.usual_due_on == Some(*day) { String::new() } else { format!("-{day}") };
    let owner = first.department.as_deref().unwrap_or_default();
    let title = first.kind.title(period(first));
    let numbers: Vec<String> =
        duties.iter().filter_map(|duty| duty.task_number).map(|number| number.to_string()).collect();
    FeedEvent {
        uid: format!("reports-{department}-{month}{moved}@reform-ledger"),
        day: *day,
        summary: clean(&format!("{owner} {title}（{} 项）", duties.len())),
        description: description(first, Some(format!("任务：{}", numbers.join("、"))), duties),
    }
}

/// Who owes it, what it is about, its date, and how that came about: each way once.
fn description(first: &FeedDuty, about: Option<String>, duties: &[&FeedDuty]) -> String {
    let owner = match &first.department {
        Some(department) => Some(format!("责任部门：{department}")),
        None => first.kind.is_owed_by_office().then(|| "责任部门：领导小组办公室".to_owned()),
    };
    let estimate = estimate_words(first.kind.is_counted() && !first.is_announced);
    let date = format!("时限：{}{estimate}", dates::short_with_weekday(first.due_on));
    let mut lines: Vec<String> = owner.into_iter().chain(about).chain([date]).collect();
    for duty in duties {
        let moved = (duty.original_due_on != duty.due_on)
            .then(|| format!("原定：{}", dates::short(duty.original_due_on)));
        let working = (!duty.working.is_empty()).then(|| format!("由来：{}", duty.working));
        for line in moved.into_iter().chain(working) {
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines.iter().map(|line| clean(line)).collect::<Vec<_>>().join("\n")
}

fn period(duty: &FeedDuty) -> Option<Period> {
    duty.period.as_deref().and_then(|period| period.parse().ok())
}
