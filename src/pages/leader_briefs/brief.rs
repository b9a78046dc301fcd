//! What stands on a brief. Pure.

use std::cmp::Reverse;

use chrono::NaiveDate;

use crate::pages::overview::{RESTRICTED, TaskOverview};
use crate::plan::tasks::TaskStatus;
use crate::status::Light;
use crate::web::dates;

/// So many rows each part has at most: what an A4 page holds, each cell in two lines of a table at most.
const DONE: usize = 1;
const STUCK: usize = 3;
const TO_DECIDE: usize = 3;

/// So many characters fit two lines of a cell, by how wide its column is (`word.rs`).
const IN_TASK: usize = 24;
const IN_LEADS: usize = 10;
const IN_WORDS: usize = 24;
const IN_MATTER: usize = 30;
/// A leader's name in the line below the title, which stays one line.
const IN_NAME: usize = 4;
/// A task named within a sentence.
const IN_SENTENCE: usize = 14;

/// A brief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Brief {
    /// About which tasks: 分管任务14项.
    pub whose: String,
    pub as_of: NaiveDate,
    /// 已完成, in a sentence.
    pub done: String,
    /// 受阻: counts, and how many are not among the rows.
    pub stuck: String,
    pub stuck_rows: Vec<Stuck>,
    /// 需您决定的事项: the same.
    pub to_decide: String,
    pub rows_to_decide: Vec<Matter>,
}

/// A task that is stuck.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stuck {
    pub number: i32,
    pub task: String,
    pub leads: String,
    pub words: String,
}

/// Something that waits for a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Matter {
    pub what: String,
    pub note: String,
    pub path: String,
}

impl Brief {
    /// Of these tasks and what waits, the oldest first.
    pub fn of(whose: String, tasks: &[&TaskOverview], matters: Vec<Matter>, as_of: NaiveDate) -> Self {
        let (stuck, stuck_rows) = stuck(tasks);
        let more = more(matters.len(), TO_DECIDE, "待办");
        let to_decide = match matters.len() {
            0 => "没有等待您决定的事项。".to_owned(),
            all => format!("共{all}项{more}。"),
        };
        let row = |of: Matter| Matter {
            what: shortened(&of.what, IN_MATTER),
            note: shortened(&of.note, IN_MATTER),
            path: of.path,
        };
        Self {
            whose,
            as_of,
            done: done(tasks),
            stuck,
            stuck_rows,
            to_decide,
            rows_to_decide: matters.into_iter().take(TO_DECIDE).map(row).collect(),
        }
    }
}

/// 办结和转入常态, and the ones completed last.
fn done(tasks: &[&TaskOverview]) -> String {
    let count = |status| tasks.iter().filter(|task| task.status == status).count();
    let (completed, standing) = (count(TaskStatus::Completed), count(TaskStatus::Standing));
    if completed + standing == 0 {
        return "还没有办结的任务。".to_owned();
    }
    let mut last: Vec<_> = tasks.iter().filter(|task| task.status == TaskStatus::Completed).collect();
    last.sort_by_key(|task| (Reverse(task.status_since), task.number));
    let named: Vec<String> = last
        .iter()
        .take(DONE)
        .map(|task| format!("第{}项“{}”", task.number, shortened(&quoted(task), IN_SENTENCE)))
        .collect();
    let named = match named.len() {
        0 => String::new(),
        _ => format!("；最近办结{}", named.join("、")),
    };
    format!("已办结{completed}项，转入常态{standing}项{named}{}。", more(completed, DONE, "台账"))
}

/// What is overdue, behind, or waits for others; the worst first.
fn stuck(tasks: &[&TaskOverview]) -> (String, Vec<Stuck>) {
    let waits =
        |task: &TaskOverview| matches!(task.status, TaskStatus::WaitingForSuperior | TaskStatus::Paused);
    let light = |light| tasks.iter().filter(|task| task.light.light == light).count();
    let (red, yellow) = (light(Light::Red), light(Light::Yellow));
    let waiting = tasks.iter().filter(|task| waits(task)).count();
    let is_stuck =
        |task: &&&TaskOverview| matches!(task.light.light, Light::Red | Light::Yellow) || waits(task);
    let mut stuck: Vec<_> = tasks.iter().filter(is_stuck).collect();
    stuck.sort_by_key(|task| task.badness());
    if stuck.is_empty() {
        return ("没有逾期、预警和等待上级的任务。".to_owned(), Vec::new());
    }
    let sentence =
        format!("逾期{red}项，预警{yellow}项，待上级、暂缓{waiting}项{}。", more(stuck.len(), STUCK, "台账"));
    let row = |task: &&&TaskOverview| Stuck {
        number: task.number,
        task: shortened(&title(task), IN_TASK),
        leads: shortened(&task.leads().unwrap_or_else(|| "待明确".to_owned()), IN_LEADS),
        words: shortened(&format!("{}：{}", task.light.words, task.light.sentence), IN_WORDS),
    };
    (sentence, stuck.iter().take(STUCK).map(row).collect())
}

/// A task's title, with the mark of a restricted one.
fn title(task: &TaskOverview) -> String {
    let mark = if task.restricted { format!("（{RESTRICTED}）") } else { String::new() };
    format!("{} {mark}{}", task.number, task.title)
}

/// Within quotation marks: others become single ones.
fn quoted(task: &TaskOverview) -> String {
    let mark = if task.restricted { format!("（{RESTRICTED}）") } else { String::new() };
    format!("{mark}{}", task.title.replace('“', "‘").replace('”', "’"))
}

/// ，余3项见台账
fn more(all: usize, shown: usize, place: &str) -> String {
    match all.saturating_sub(shown) {
        0 => String::new(),
        more => format!("，余{more}项见{place}"),
    }
}

/// At most so many characters, on one line.
fn shortened(text: &str, most: usize) -> String {
    let line: String = text.lines().map(str::trim).collect();
    if line.chars().count() <= most {
        return line;
    }
    let kept: String = line.chars().take(most - 1).collect();
    format!("{kept}…")
}

/// （报张三：分管任务14项，截至2019年7月10日）
pub(super) fn subtitle(brief: &Brief, name: &str) -> String {
    format!("（报{}：{}，截至{}）", shortened(name, IN_NAME), brief.whose, dates::plain(brief.as_of))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_too_long_ends_in_dots_and_none_is_longer() {
        assert_eq!(shortened("甲乙丙", 3), "甲乙丙");
        assert_eq!(shortened("甲乙丙丁", 3), "甲乙…");
        assert_eq!(shortened("甲\n乙", 3), "甲乙");
    }

    #[test]
    fn how_many_more_there_are_is_said_only_where_there_are() {
        assert_eq!(more(4, 4, "台账"), "");
        assert_eq!(more(9, 4, "台账"), "，余5项见台账");
    }

    #[test]
    fn nothing_done_stuck_or_waiting_is_said() {
        let brief = Brief::of("分管任务0项".into(), &[], Vec::new(), "2019-07-10".parse().unwrap());
        assert_eq!(brief.done, "还没有办结的任务。");
        assert_eq!(brief.stuck, "没有逾期、预警和等待上级的任务。");
        assert_eq!(brief.to_decide, "没有等待您决定的事项。");
    }
}
