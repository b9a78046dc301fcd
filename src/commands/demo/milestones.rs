//! The timelines of the demonstration: which steps a task has, and when each of them is done. Pure tables, so that the
//! same day gives the same data.

use chrono::NaiveDate;

use super::script::date;
use crate::calendar::WorkingCalendar;
use crate::plan::milestones::scheduler::StepToPlace;

/// A step: what it is called, its part of the working days and of the whole, both in percent.
type StepOf = (&'static str, u32, u32);

/// A rule is written, decided, and put into practice.
const REGULATION: &[StepOf] = &[
    ("调研", 11, 10),
    ("起草", 14, 20),
    ("征求意见", 14, 10),
    ("院党组、审委会审议", 6, 10),
    ("印发", 4, 10),
    ("落实", 40, 30),
    ("评估", 11, 10),
];
/// Something is built and put to use.
const BUILDING: &[StepOf] = &[
    ("需求调研", 14, 15),
    ("方案和预算审定", 16, 20),
    ("建设实施", 40, 35),
    ("试运行", 20, 20),
    ("验收", 10, 10),
];
/// Work that goes on all year.
const STANDING: &[StepOf] =
    &[("部署", 20, 20), ("半年小结", 22, 30), ("三季度推进", 33, 25), ("全年总结", 25, 25)];
/// Most of it waits for the second half of the year.
const WAITING: &[StepOf] =
    &[("收集上级要求", 38, 3), ("拟出意见", 22, 7), ("院党组研究", 25, 40), ("呈报", 15, 50)];

fn steps_of(task: i32) -> &'static [StepOf] {
    match task {
        10 | 12 | 13 | 23 => WAITING,
        19 | 21 | 25 | 33 | 35 => BUILDING,
        3 | 14 | 22 | 26 | 31 | 32 | 34 | 36..=39 => STANDING,
        _ => REGULATION,
    }
}

/// What is late: task, place of the step, the day it is done; everything else is done on its day.
const LATE: &[(i32, usize, (u32, u32))] = &[
    (9, 1, (7, 23)),
    (11, 0, (5, 24)),
    (15, 0, (5, 28)),
    (18, 6, (8, 8)),
    (19, 4, (9, 11)),
    (20, 1, (7, 24)),
    (27, 0, (6, 5)),
    (33, 3, (7, 12)),
    (33, 4, (7, 18)),
    (35, 3, (9, 25)),
    (35, 4, (10, 17)),
];

/// The steps of a task laid out on `day` to be done by `end`, for the scheduler.
pub(super) fn steps_to_place(
    task: i32,
    day: NaiveDate,
    end: NaiveDate,
    calendar: &WorkingCalendar,
) -> Vec<StepToPlace> {
    let days = calendar.working_days_after(day, end);
    // Tasks are not all at one step at once.
    let hurry = task.unsigned_abs() % 5;
    let step = |(at, (title, part, _)): (usize, &StepOf)| StepToPlace {
        title: (*title).to_owned(),
        working_days: (days * part / 100).saturating_sub(if at < 2 { hurry } else { 0 }).max(1),
        after: at.checked_sub(1).into_iter().collect(),
        fixed: None,
    };
    steps_of(task).iter().enumerate().map(step).collect()
}

/// What each step adds, in percent.
pub(super) fn shares_of(task: i32) -> impl Iterator<Item = u32> {
    steps_of(task).iter().map(|(_, _, share)| *share)
}

/// The day on which a step is done.
pub(super) fn done_on(task: i32, place: usize, due_on: NaiveDate) -> NaiveDate {
    let late = LATE.iter().find(|(of, at, _)| (*of, *at) == (task, place));
    late.map_or(due_on, |(_, _, (month, day))| date(2019, *month, *day))
}

/// The document a step brings: its title, where it brings one.
pub(super) fn document_of(step: &str, task_title: &str) -> Option<String> {
    match step {
        "印发" => Some(format!("关于{task_title}的意见")),
        "方案和预算审定" => Some(format!("{task_title}实施方案")),
        "验收" => Some(format!("{task_title}验收报告")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_shares_of_each_timeline_add_up_to_the_whole() {
        for task in 1..=39 {
            let steps = steps_of(task);
            assert_eq!(steps.iter().map(|(_, part, _)| part).sum::<u32>(), 100, "task {task}");
            assert_eq!(steps.iter().map(|(_, _, share)| share).sum::<u32>(), 100, "task {task}");
        }
    }
}
