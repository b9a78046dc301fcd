//! From the ledger's facts to the points of sheets. Pure: every rule of what gives or costs a point stands here.
//!
//! A point belongs to one half-year: a report to that of its month; a rating to that of its quarter; a finding or a task to
//! that of the day it was closed in time or completed, else of the day it was due. What is still to come, or waits for the
//! office, is no point yet.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::model::{Item, lies_in};
use super::rules::{Component, POINT, Rules};
use crate::deadlines::Period;
use crate::ids::{DeadlineId, DepartmentId, FalseReportId};
use crate::plan::tasks::TaskStatus;
use crate::reporting::monthly_reports::OwnRating;
use crate::web::{dates, urls};

/// A monthly report owed.
#[derive(Debug, Clone)]
pub(super) struct ReportFact {
    pub department: DepartmentId,
    pub task: i32,
    pub month: String,
    pub deadline: DeadlineId,
    pub due_on: NaiveDate,
    /// Of its first submission: the day, and the date owed then.
    pub first_on: Option<NaiveDate>,
    pub first_due_on: Option<NaiveDate>,
    /// How often it was returned.
    pub returns: i64,
}

/// What a closed check verified of a task, for who filed for it at the quarter's end.
#[derive(Debug, Clone)]
pub(super) struct RatingFact {
    pub department: DepartmentId,
    pub task: i32,
    pub quarter: String,
    pub rating: OwnRating,
}

/// A finding asked of a department.
#[derive(Debug, Clone)]
pub(super) struct FindingFact {
    pub department: DepartmentId,
    pub number: i32,
    pub task: i32,
    pub due_on: NaiveDate,
    /// When it was closed.
    pub closed_on: Option<NaiveDate>,
    /// The date missed, where an answer came after its date, or an extension was asked for late.
    pub missed_on: Option<NaiveDate>,
    /// Whether its duty is open: nothing given that waits for the office, not waived.
    pub is_owed: bool,
}

/// A task that was completed or due on a day, for a department assigned to it that day.
#[derive(Debug, Clone)]
pub(super) struct TaskFact {
    pub department: DepartmentId,
    pub task: i32,
    pub leads: bool,
    pub status: TaskStatus,
    pub due_on: NaiveDate,
    pub met_on: Option<NaiveDate>,
    pub waived: bool,
    /// Whether the day is that of its completion; else that it was due.
    pub is_met: bool,
}

/// A report found false.
#[derive(Debug, Clone)]
pub(super) struct FalseFact {
    pub id: FalseReportId,
    pub department: DepartmentId,
    pub task: i32,
    pub month: String,
    pub found_on: NaiveDate,
}

/// All that a half-year's points are made of.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    pub reports: Vec<ReportFact>,
    pub ratings: Vec<RatingFact>,
    pub findings: Vec<FindingFact>,
    pub tasks: Vec<TaskFact>,
    pub false_reports: Vec<FalseFact>,
}

/// The points of each department in a half-year, as of a day; in the order of components, within each of tasks.
pub(super) fn items(
    rules: &Rules,
    facts: &Facts,
    (year, half): (i32, Period),
    today: NaiveDate,
) -> HashMap<DepartmentId, Vec<Item>> {
    let mut found: Vec<(DepartmentId, Item)> = Vec::new();
    found.extend(facts.reports.iter().filter_map(|of| Some((of.department, report(year, of, today)?))));
    found.extend(facts.reports.iter().filter_map(|of| Some((of.department, returned(year, of)?))));
    found.extend(facts.ratings.iter().map(|of| (of.department, rating(year, of))));
    found.extend(
        facts.findings.iter().filter_map(|of| Some((of.department, finding((year, half), of, today)?))),
    );
    found.extend(
        facts.tasks.iter().filter_map(|of| Some((of.department, task(rules, (year, half), of, today)?))),
    );
    found.extend(facts.false_reports.iter().map(|of| (of.department, false_report(rules, year, of))));
    let mut of_department: HashMap<DepartmentId, Vec<Item>> = HashMap::new();
    for (department, item) in found {
        of_department.entry(department).or_default().push(item);
    }
    of_department
}

fn item(component: Component, key: String, task: i32, (words, path): (String, String)) -> Item {
    Item { component, key, task, words, path, possible: POINT, points: 0, ruling: None }
}

fn month_words(month: &str) -> String {
    month.parse::<Period>().map_or_else(|_| month.to_owned(), |period| format!("{}月报", period.words()))
}

/// On time or not, by the first submission against the date owed then.
fn report(year: i32, of: &ReportFact, today: NaiveDate) -> Option<Item> {
    let due_on = of.first_due_on.unwrap_or(of.due_on);
    let owed = format!("{}应于 {} 前报送", month_words(&of.month), dates::short(due_on));
    let (words, in_time) = match of.first_on {
        Some(on) if on <= due_on => (format!("{owed}，{} 首次报送，按时", dates::short(on)), true),
        Some(on) => (format!("{owed}，{} 首次报送，逾期", dates::short(on)), false),
        None if due_on < today => (format!("{owed}，至今未报"), false),
        None => return None,
    };
    let key = format!("report:{}:{}", of.task, of.month);
    let of_it = item(Component::Reporting, key, of.task, (words, urls::deadline(year, of.deadline)));
    Some(Item { points: if in_time { POINT } else { 0 }, ..of_it })
}

/// Returned reports stand on the sheet and cost nothing.
fn returned(year: i32, of: &ReportFact) -> Option<Item> {
    (of.returns > 0).then(|| {
        let words = format!("{}退回修改 {} 次，不扣分", month_words(&of.month), of.returns);
        let key = format!("returned:{}:{}", of.task, of.month);
        let of_it = item(Component::Returned, key, of.task, (words, urls::deadline(year, of.deadline)));
        Item { possible: 0, ..of_it }
    })
}

/// 正常 is a point, 偏慢 half of one, 受阻 none.
fn rating(year: i32, of: &RatingFact) -> Item {
    let points = match of.rating {
        OwnRating::Normal => POINT,
        OwnRating::Slow => POINT / 2,
        OwnRating::Blocked => 0,
    };
    let quarter = of.quarter.parse::<Period>().map_or_else(|_| of.quarter.clone(), Period::words);
    let words = format!("{quarter}检查核定为“{}”", of.rating.word());
    let key = format!("rating:{}:{}", of.task, of.quarter);
    Item {
        points,
        ..item(Component::Rating, key, of.task, (words, urls::check_of_task(year, &of.quarter, of.task)))
    }
}

/// Closed, every answer having been given by the date owed then; an answer that waits for the office costs nothing.
fn finding((year, half): (i32, Period), of: &FindingFact, today: NaiveDate) -> Option<Item> {
    let name = format!("第 {} 号问题", of.number);
    let (day, words, in_time) = match (of.closed_on, of.missed_on) {
        (Some(closed), None) => (closed, format!("{name}按期整改，{} 销号", dates::short(closed)), true),
        (closed, Some(missed)) => {
            let end = closed.map_or_else(String::new, |on| format!("，{} 销号", dates::short(on)));
            (missed, format!("{name}应于 {} 前整改，未按期{end}", dates::short(missed)), false)
        }
        (None, None) if of.is_owed && of.due_on < today => {
            let due = dates::short(of.due_on);
            (of.due_on, format!("{name}应于 {due} 前整改，至今未反馈"), false)
        }
        (None, None) => return None,
    };
    let key = format!("finding:{}", of.number);
    lies_in(half, day).then(|| Item {
        points: if in_time { POINT } else { 0 },
        ..item(Component::Findings, key, of.task, (words, urls::finding(year, of.number)))
    })
}

/// Completed in the half-year, or due in it and not completed in it. A lead's weighs more than a support's.
fn task(rules: &Rules, (year, half): (i32, Period), of: &TaskFact, today: NaiveDate) -> Option<Item> {
    let possible = rules.of_task(of.leads);
    let role = if of.leads { "牵头" } else { "配合" };
    let (words, done) = match of.met_on {
        Some(met) if of.is_met && of.status == TaskStatus::Completed => {
            (format!("{role}的任务 {} 办结", dates::short(met)), true)
        }
        met if !of.is_met && is_missed(of, met, (half, today)) => {
            (format!("{role}的任务应于 {} 前完成，未完成", dates::short(of.due_on)), false)
        }
        _ => return None,
    };
    let key = format!("task:{}", of.task);
    let of_it = item(Component::Completion, key, of.task, (words, urls::task(year, of.task)));
    Some(Item { possible, points: if done { possible } else { 0 }, ..of_it })
}

/// What waits for a superior, for a decision on its completion, or is paused misses nothing while it does.
fn is_missed(of: &TaskFact, met: Option<NaiveDate>, (half, today): (Period, NaiveDate)) -> bool {
    let waits = matches!(
        of.status,
        TaskStatus::Paused | TaskStatus::WaitingForSuperior | TaskStatus::CompletionRequested
    );
    !of.waived && !waits && of.due_on < today && met.is_none_or(|met| met > half.last_day())
}

fn false_report(rules: &Rules, year: i32, of: &FalseFact) -> Item {
    let words = format!("{}经核实不实（{} 认定）", month_words(&of.month), dates::short(of.found_on));
    let path = format!("{}#false-{}", urls::false_reports(year), of.id);
    let of_it = item(Component::FalseReport, format!("false:{}", of.id), of.task, (words, path));
    Item { possible: 0, points: -POINT * rules.false_report.points, ..of_it }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OF: DepartmentId = DepartmentId(1);

    fn d(day: &str) -> NaiveDate {
        day.parse().unwrap()
    }

    fn half(code: &str) -> Period {
        code.parse().unwrap()
    }

    #[test]
    fn a_report_is_on_time_by_its_first_submission_against_the_date_owed_then() {
        let of = |first: Option<(&str, &str)>, due_on: &str| {
            let fact = ReportFact {
                department: OF,
                task: 6,
                month: "2019-06".into(),
                deadline: DeadlineId(1),
                due_on: d(due_on),
                first_on: first.map(|(on, _)| d(on)),
                first_due_on: first.map(|(_, due)| d(due)),
                returns: 0,
            };
            report(2019, &fact, d("2019-06-26")).map(|item| item.points)
        };
        for (first, due_on, points) in [
            (Some(("2019-06-25", "2019-06-25")), "2019-06-25", Some(100)),
            (Some(("2019-06-26", "2019-06-25")), "2019-06-25", Some(0)),
            // Returned, it was due later: the first date counts.
            (Some(("2019-06-26", "2019-06-25")), "2019-07-02", Some(0)),
            (None, "2019-06-25", Some(0)),
            (None, "2019-06-26", None),
        ] {
            assert_eq!(of(first, due_on), points, "{first:?} {due_on}");
        }
    }

    #[test]
    fn a_finding_gives_a_point_closed_in_time_and_costs_one_once_its_date_is_missed() {
        let of = |closed: Option<&str>, missed: Option<&str>, is_owed: bool, code: &str| {
            let fact = FindingFact {
                department: OF,
                number: 3,
                task: 6,
                due_on: d("2019-06-20"),
                closed_on: closed.map(d),
                missed_on: missed.map(d),
                is_owed,
            };
            finding((2019, half(code)), &fact, d("2019-07-10")).map(|item| item.points)
        };
        for (closed, missed, is_owed, code, points) in [
            (Some("2019-06-25"), None, false, "2019-H1", Some(100)),
            // Answered in time, closed by the office in July.
            (Some("2019-07-02"), None, false, "2019-H1", None),
            (Some("2019-07-02"), None, false, "2019-H2", Some(100)),
            (Some("2019-07-02"), Some("2019-06-20"), false, "2019-H1", Some(0)),
            (Some("2019-07-02"), Some("2019-06-20"), false, "2019-H2", None),
            (None, None, true, "2019-H1", Some(0)),
            // Answered, not closed yet; or waived.
            (None, None, false, "2019-H1", None),
        ] {
            assert_eq!(of(closed, missed, is_owed, code), points, "{closed:?} {missed:?} {is_owed} {code}");
        }
    }

    #[test]
    fn a_task_counts_when_it_is_completed_and_when_its_date_passes_without() {
        use TaskStatus::{Completed, CompletionRequested, InProgress, WaitingForSuperior};
        let of = |leads: bool, status, met: Option<&str>, is_met: bool| {
            let fact = TaskFact {
                department: OF,
                task: 6,
                leads,
                status,
                due_on: d("2019-06-28"),
                met_on: met.map(d),
                waived: false,
                is_met,
            };
            let of_it = task(&Rules::default(), (2019, half("2019-H1")), &fact, d("2019-07-10"))?;
            Some((of_it.points, of_it.possible))
        };
        for (leads, status, met, is_met, points) in [
            (true, Completed, Some("2019-06-20"), true, Some((200, 200))),
            (false, Completed, Some("2019-06-20"), true, Some((100, 100))),
            (true, Completed, Some("2019-06-20"), false, None),
            (true, InProgress, None, false, Some((0, 200))),
            (true, Completed, Some("2019-07-05"), false, Some((0, 200))),
            (true, WaitingForSuperior, None, false, None),
            (true, CompletionRequested, None, false, None),
        ] {
            assert_eq!(of(leads, status, met, is_met), points, "{status:?} {met:?} {is_met}");
        }
    }

    #[test]
    fn ratings_give_all_half_or_nothing_and_false_reports_take_what_the_rules_say() {
        for (verified, points) in [(OwnRating::Normal, 100), (OwnRating::Slow, 50), (OwnRating::Blocked, 0)] {
            let fact = RatingFact { department: OF, task: 6, quarter: "2019-Q2".into(), rating: verified };
            assert_eq!(rating(2019, &fact).points, points);
        }
        let fact = FalseFact {
            id: FalseReportId(1),
            department: OF,
            task: 6,
            month: "2019-05".into(),
            found_on: d("2019-06-20"),
        };
        assert_eq!(false_report(&Rules::default(), 2019, &fact).points, -500);
    }
}
