//! A change as a sentence, and as the cells of a table. Pure.

use super::comparison::{Change, Kind, Value, What};
use crate::calendar::WorkingCalendar;
use crate::pages::baselines::Slippage;
use crate::web::dates;

/// A change in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub kind: Kind,
    /// 完成时限由 2019-09-30 推迟到 2019-10-15（7 个工作日）
    pub sentence: String,
    /// 完成时限
    pub what: String,
    pub before: Cell,
    pub after: Cell,
    /// 推迟 7 个工作日, +15 个百分点; `None` where there is nothing to count.
    pub difference: Option<String>,
}

/// A value in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    pub words: String,
    /// Whether it is a milestone's date now, scheduled in a year without a notice of days off.
    pub estimate: bool,
    /// A light's style class and shape.
    pub light: Option<(&'static str, &'static str)>,
}

impl Line {
    pub(super) fn of(change: &Change, calendar: &WorkingCalendar) -> Self {
        let (before, mut after) = (cell(change, &change.before), cell(change, &change.after));
        after.estimate = is_estimate(change, calendar);
        Self {
            kind: change.what.kind(),
            sentence: sentence(change, (&before, &after), calendar),
            what: what(change),
            difference: difference(change, calendar),
            before,
            after,
        }
    }
}

impl Cell {
    /// With a light's shape in front: ● 正常.
    fn said(&self) -> String {
        match self.light {
            Some((_, symbol)) => format!("{symbol} {}", self.words),
            None => self.words.clone(),
        }
    }
}

fn cell(change: &Change, value: &Value) -> Cell {
    let words = match value {
        Value::Nothing => nothing(change.what).to_owned(),
        Value::Words(words) | Value::Light(_, words) => words.clone(),
        Value::Day(day) => dates::short(*day),
        Value::Share(share) => format!("{share}%"),
        Value::Status(status) => status.word().to_owned(),
    };
    let light = match value {
        Value::Light(light, _) => Some((light.code(), light.symbol())),
        _ => None,
    };
    Cell { words, estimate: false, light }
}

/// Of a date that people set, and of one that is no more, there is nothing to estimate.
fn is_estimate(change: &Change, calendar: &WorkingCalendar) -> bool {
    let is_scheduled = matches!(change.what, What::MilestoneAdded | What::MilestoneDate);
    matches!(change.after, Value::Day(day) if is_scheduled && calendar.is_estimate(day))
}

/// What it is called that there is no value.
fn nothing(what: What) -> &'static str {
    match what {
        What::Leads | What::FilingDepartment | What::Leader | What::Contact => "待明确",
        What::MilestoneMet => "未完成",
        _ => "—",
    }
}

fn what(change: &Change) -> String {
    let of_task = match change.what {
        What::TaskAdded => "新增任务",
        What::Title => "任务标题",
        What::Status => "状态",
        What::Light => "亮灯",
        What::Completion => "完成时限",
        What::Share => "报送进度",
        What::Leads => "牵头部门",
        What::FilingDepartment => "填报部门",
        What::Leader => "分管院领导",
        What::Contact => "工作联系人",
        What::MilestoneAdded => "新增节点",
        What::MilestoneWithdrawn => "撤销节点",
        _ => "节点",
    };
    let of_milestone = match change.what {
        What::MilestoneTitle => "名称",
        What::MilestoneDate => "时限",
        What::MilestoneShare => "累计占比",
        What::MilestoneMet => "完成",
        What::MilestoneWaived => "要求",
        _ => "",
    };
    match &change.milestone {
        Some(title) => format!("{of_task}“{title}”{of_milestone}"),
        None => of_task.to_owned(),
    }
}

fn difference(change: &Change, calendar: &WorkingCalendar) -> Option<String> {
    match (&change.before, &change.after) {
        (Value::Day(from), Value::Day(to)) => Slippage::between(*from, *to, calendar).map(Slippage::words),
        (Value::Share(from), Value::Share(to)) => Some(points(*from, *to)),
        _ => None,
    }
}

/// +15 个百分点, −5 个百分点
fn points(from: u32, to: u32) -> String {
    let sign = if to > from { '+' } else { '−' };
    format!("{sign}{} 个百分点", from.abs_diff(to))
}

fn sentence(change: &Change, (before, after): (&Cell, &Cell), calendar: &WorkingCalendar) -> String {
    let (name, from, to) = (what(change), before.said(), after.said());
    match (change.what, &change.before, &change.after) {
        (What::TaskAdded, ..) => format!("{name}，完成时限 {to}"),
        (What::MilestoneAdded, ..) => format!("{name}，时限 {to}"),
        (What::MilestoneWithdrawn, ..) => format!("{name}（原定 {from}）"),
        (What::Title | What::MilestoneTitle, ..) => format!("{}由“{from}”改为“{to}”", named(change, &name)),
        (What::MilestoneMet, Value::Nothing, _) => format!("{}于 {to} 完成", milestone(change)),
        (What::MilestoneMet, _, Value::Nothing) => {
            format!("{}的完成已撤回（原记 {from} 完成）", milestone(change))
        }
        (What::MilestoneMet, ..) => format!("{}的完成日期由 {from} 改为 {to}", milestone(change)),
        (What::MilestoneWaived, ..) => format!("{}由“{from}”变为“{to}”", milestone(change)),
        (_, Value::Day(first), Value::Day(last)) => match Slippage::between(*first, *last, calendar) {
            Some(slippage) => {
                format!("{name}由 {from} {}到 {to}（{}）", slippage.verb(), slippage.amount())
            }
            None => format!("{name} {to}"),
        },
        (_, Value::Share(first), Value::Share(last)) => {
            let verb = if last > first { "升至" } else { "降至" };
            format!("{name}由 {from} {verb} {to}（{}）", points(*first, *last))
        }
        (What::Light, ..) => format!("{name}由 {from} 变为 {to}"),
        (What::Status, ..) => format!("{name}由{from}变为{to}"),
        _ => format!("{name}由{from}改为{to}"),
    }
}

/// A milestone's own name stands in the sentence already.
fn named<'a>(change: &Change, name: &'a str) -> &'a str {
    if change.what == What::MilestoneTitle { "节点名称" } else { name }
}

fn milestone(change: &Change) -> String {
    format!("节点“{}”", change.milestone.as_deref().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::calendar::workdays_csv::seed_calendar;
    use crate::plan::tasks::TaskStatus;
    use crate::status::Light;

    fn day(text: &str) -> Value {
        Value::Day(text.parse::<NaiveDate>().unwrap())
    }

    fn words(text: &str) -> Value {
        Value::Words(text.to_owned())
    }

    fn line(what: What, before: Value, after: Value) -> Line {
        let step = matches!(
            what,
            What::MilestoneAdded
                | What::MilestoneWithdrawn
                | What::MilestoneTitle
                | What::MilestoneDate
                | What::MilestoneShare
                | What::MilestoneMet
                | What::MilestoneWaived
        );
        let milestone = step.then(|| "征求意见".to_owned());
        Line::of(&Change { what, milestone, before, after }, &seed_calendar().unwrap())
    }

    #[test]
    fn every_change_is_a_sentence() {
        let light = |light, said: &str| Value::Light(light, said.to_owned());
        for (what, before, after, expected) in [
            (What::TaskAdded, Value::Nothing, day("2019-12-31"), "新增任务，完成时限 2019-12-31"),
            (What::Title, words("甲"), words("乙"), "任务标题由“甲”改为“乙”"),
            (
                What::Status,
                Value::Status(TaskStatus::InProgress),
                Value::Status(TaskStatus::Completed),
                "状态由进行中变为已办结",
            ),
            (
                What::Light,
                light(Light::Green, "正常"),
                light(Light::Red, "逾期 9 天"),
                "亮灯由 ● 正常 变为 ▲ 逾期 9 天",
            ),
            (
                What::Completion,
                day("2019-09-30"),
                day("2019-10-15"),
                "完成时限由 2019-09-30 推迟到 2019-10-15（7 个工作日）",
            ),
            (What::Share, Value::Share(40), Value::Share(55), "报送进度由 40% 升至 55%（+15 个百分点）"),
            (What::Share, Value::Share(40), Value::Share(35), "报送进度由 40% 降至 35%（−5 个百分点）"),
            (What::Leads, Value::Nothing, words("研究室"), "牵头部门由待明确改为研究室"),
            (What::Leader, words("甲"), Value::Nothing, "分管院领导由甲改为待明确"),
            (What::MilestoneAdded, Value::Nothing, day("2019-08-30"), "新增节点“征求意见”，时限 2019-08-30"),
            (
                What::MilestoneWithdrawn,
                day("2019-08-30"),
                Value::Nothing,
                "撤销节点“征求意见”（原定 2019-08-30）",
            ),
            (What::MilestoneTitle, words("审议"), words("征求意见"), "节点名称由“审议”改为“征求意见”"),
            (
                What::MilestoneDate,
                day("2019-07-08"),
                day("2019-07-03"),
                "节点“征求意见”时限由 2019-07-08 提前到 2019-07-03（3 个工作日）",
            ),
            (
                What::MilestoneDate,
                day("2019-07-05"),
                day("2019-07-06"),
                "节点“征求意见”时限由 2019-07-05 推迟到 2019-07-06（1 天，其间没有工作日）",
            ),
            (
                What::MilestoneShare,
                Value::Share(40),
                Value::Share(50),
                "节点“征求意见”累计占比由 40% 升至 50%（+10 个百分点）",
            ),
            (What::MilestoneMet, Value::Nothing, day("2019-06-20"), "节点“征求意见”于 2019-06-20 完成"),
            (
                What::MilestoneMet,
                day("2019-06-20"),
                Value::Nothing,
                "节点“征求意见”的完成已撤回（原记 2019-06-20 完成）",
            ),
            (
                What::MilestoneWaived,
                words("应完成"),
                words("不再要求"),
                "节点“征求意见”由“应完成”变为“不再要求”",
            ),
        ] {
            assert_eq!(line(what, before, after).sentence, expected);
        }
    }

    #[test]
    fn the_table_says_what_was_what_is_and_by_how_much() {
        let row = |line: &Line| {
            let difference = line.difference.clone().unwrap_or_default();
            format!("{}|{}|{}|{difference}", line.what, line.before.words, line.after.words)
        };
        let moved = line(What::MilestoneDate, day("2019-07-08"), day("2019-07-03"));
        assert_eq!(row(&moved), "节点“征求意见”时限|2019-07-08|2019-07-03|提前 3 个工作日");
        let met = line(What::MilestoneMet, Value::Nothing, day("2019-06-20"));
        assert_eq!(row(&met), "节点“征求意见”完成|未完成|2019-06-20|");
        let added = line(What::TaskAdded, Value::Nothing, day("2019-12-31"));
        assert_eq!(row(&added), "新增任务|—|2019-12-31|");
        let lit = line(What::Light, Value::Light(Light::Green, "正常".into()), Value::Nothing);
        assert_eq!(lit.before.light, Some(("green", "●")));
    }
}
