//! The ledger as a sheet: the columns an office expects of it (`conventions.md` 3), for Excel and CSV. Pure.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::sheet_store::Reported;
use crate::ids::TaskId;
use crate::pages::overview::{MilestoneOverview, Overview, TaskOverview};
use crate::web::dates;
use crate::workbook::{Cell, Column, Sheet};

/// The columns, in order.
pub(super) const COLUMNS: [(&str, u16); 19] = [
    ("序号", 6),
    ("改革任务", 28),
    ("板块", 14),
    ("具体举措", 30),
    ("牵头部门", 14),
    ("责任部门", 18),
    ("分管院领导", 12),
    ("工作联系人", 14),
    ("起始时间", 12),
    ("完成时限", 12),
    ("时间节点", 38),
    ("进度", 8),
    ("序时进度", 10),
    ("当前进展", 36),
    ("存在问题", 26),
    ("下一步打算", 26),
    ("完成情况", 12),
    ("亮灯", 14),
    ("备注", 24),
];

/// The tasks of a view as a sheet. What is for those concerned only is left out of the tasks that `concerns` does not
/// name, and of a restricted one everything but number, light and 限定范围.
pub(super) fn sheet(
    overview: &Overview,
    (shown, said): (&[&TaskOverview], &str),
    reported: &HashMap<TaskId, Reported>,
    as_of: DateTime<Utc>,
    concerns: impl Fn(&TaskOverview) -> bool,
) -> Sheet {
    let section = |task: &TaskOverview| {
        let of_task = overview.sections.iter().find(|section| section.number == task.section);
        of_task.map(|section| format!("{}、{}", section.numeral(), section.short_title))
    };
    let row = |task: &&TaskOverview| {
        let concerned = concerns(task);
        let reported = reported.get(&task.id).filter(|_| concerned || !task.restricted);
        row(task, Cell::text(section(task)), (reported, concerned))
    };
    let filtered =
        if said.is_empty() { String::new() } else { format!("　　筛选：{said}，{} 项", shown.len()) };
    Sheet {
        name: "台账".to_owned(),
        title: format!("{}{}年司法改革任务台账", overview.plan.issuing_body, overview.plan.year),
        unit: format!("填报单位：领导小组办公室{filtered}"),
        as_of,
        origin: None,
        columns: COLUMNS.map(|(head, width)| Column { head, width }).to_vec(),
        rows: shown.iter().map(row).collect(),
    }
}

fn row(task: &TaskOverview, section: Cell, (reported, concerned): (Option<&Reported>, bool)) -> Vec<Cell> {
    if task.restricted && !concerned {
        return hidden(task, section);
    }
    let (problems, next_steps) = match reported.filter(|_| concerned) {
        Some(reported) => (task.problems.clone(), Some(reported.next_steps.clone())),
        None => (None, None),
    };
    vec![
        Cell::Whole(task.number),
        Cell::Text(task.title.clone()),
        section,
        Cell::text(reported.map(|reported| reported.measures.clone())),
        Cell::Text(task.leads().unwrap_or_else(|| owed(task))),
        Cell::text(task.supports()),
        Cell::Text(task.leader.as_ref().map_or_else(|| owed(task), |(_, name)| name.clone())),
        Cell::Text(task.contact.clone().unwrap_or_else(|| owed(task))),
        Cell::Day(task.starts_on),
        Cell::Day(task.due_on),
        Cell::text(Some(milestones(&task.milestones))),
        Cell::Share(task.share),
        task.scheduled.map_or(Cell::Empty, Cell::Share),
        Cell::text(reported.and_then(|reported| reported.progress(concerned))),
        Cell::text(problems),
        Cell::text(next_steps),
        Cell::Text(task.status.word().to_owned()),
        Cell::Text(light(task)),
        Cell::text(Some(remarks(task))),
    ]
}

/// A restricted task as those see it whom it does not concern.
fn hidden(task: &TaskOverview, section: Cell) -> Vec<Cell> {
    let mut cells = vec![Cell::Empty; COLUMNS.len()];
    cells[0] = Cell::Whole(task.number);
    cells[1] = Cell::Text(task.title.clone());
    cells[2] = section;
    cells[COLUMNS.len() - 2] = Cell::Text(light(task));
    cells
}

/// What stands where nobody is named: a closed task owes nothing any more.
fn owed(task: &TaskOverview) -> String {
    if task.status.is_closed() { String::new() } else { "待明确".to_owned() }
}

fn light(task: &TaskOverview) -> String {
    let light = task.light.light;
    format!("{} {}", light.symbol(), task.light.words)
}

/// A line a milestone: 2019-06-28 起草（50%） ✔ 2019-06-27.
fn milestones(of_task: &[MilestoneOverview]) -> String {
    let line = |of: &MilestoneOverview| {
        let done = match of.met_on {
            Some(on) => format!(" ✔ {}", dates::short(on)),
            None if of.waived => " 不再要求".to_owned(),
            None => String::new(),
        };
        format!("{} {}（{}%）{done}", dates::short(of.due_on), of.title, of.planned_share)
    };
    of_task.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Marks and gaps, and since when a task is closed.
fn remarks(task: &TaskOverview) -> String {
    let since = task
        .status
        .is_closed()
        .then(|| format!("{}起{}", dates::plain(task.status_since), task.status.word()));
    let marks = task.marks.iter().map(|mark| mark.words.clone());
    let gaps = task.gaps.iter().cloned();
    since.into_iter().chain(marks).chain(gaps).collect::<Vec<_>>().join("；")
}
