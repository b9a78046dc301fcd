//! What stands on a brief, whole. Pure.

use std::cmp::Reverse;

use chrono::NaiveDate;

use crate::official_document::wording;
use crate::pages::overview::{RESTRICTED, TaskOverview};
use crate::pages::worklist::Matter;
use crate::plan::tasks::{AssignmentRole, TaskStatus};
use crate::status::Light;
use crate::web::{dates, urls};

/// A brief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Brief {
    /// About which tasks: 分管任务14项.
    pub whose: String,
    pub as_of: NaiveDate,
    pub done: Done,
    /// 受阻: counts, without 。.
    pub stuck: String,
    /// The worst first.
    pub stuck_rows: Vec<Stuck>,
    /// 需您决定的事项: how many, without 。.
    pub to_decide: String,
    /// The oldest first.
    pub rows_to_decide: Vec<Matter>,
}

/// 已完成
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Done {
    completed: usize,
    standing: usize,
    /// Number and title of the task completed last.
    last: Option<(i32, String)>,
}

/// A task that is stuck.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stuck {
    pub path: String,
    /// Number and title.
    pub task: String,
    pub leads: String,
    /// The same in a few words: 办公室等3个部门.
    pub leads_in_short: String,
    /// 亮灯说明
    pub sentence: String,
    /// Why, in a few words: 逾期22天, and what they are about: 节点“试运行”.
    pub words: String,
    pub about: Option<String>,
}

impl Brief {
    /// Of these tasks of a year and what waits, the oldest first.
    pub fn of(
        whose: String,
        (year, tasks): (i32, &[&TaskOverview]),
        matters: Vec<Matter>,
        as_of: NaiveDate,
    ) -> Self {
        let (stuck, stuck_rows) = stuck(year, tasks);
        let to_decide = match matters.len() {
            0 => "没有等待您决定的事项".to_owned(),
            all => format!("共{all}项"),
        };
        let row = |of: Matter| Matter { note: wording(&of.note), ..of };
        Self {
            whose,
            as_of,
            done: Done::of(tasks),
            stuck,
            stuck_rows,
            to_decide,
            rows_to_decide: matters.into_iter().map(row).collect(),
        }
    }
}

impl Done {
    fn of(tasks: &[&TaskOverview]) -> Self {
        let count = |status| tasks.iter().filter(|task| task.status == status).count();
        let completed = tasks.iter().filter(|task| task.status == TaskStatus::Completed);
        let last = completed.min_by_key(|task| (Reverse(task.status_since), task.number));
        Self {
            completed: count(TaskStatus::Completed),
            standing: count(TaskStatus::Standing),
            last: last.map(|task| (task.number, quoted(task))),
        }
    }

    /// 办结和转入常态, and the one completed last.
    pub fn sentence(&self) -> String {
        self.sentence_with(str::to_owned)
    }

    /// The same, with the title as it is set.
    pub fn sentence_with(&self, set: impl Fn(&str) -> String) -> String {
        if self.completed + self.standing == 0 {
            return "还没有办结的任务。".to_owned();
        }
        let last =
            self.last.as_ref().map(|(number, title)| format!("；最近办结第{number}项“{}”", set(title)));
        let more = more(self.completed, self.last.iter().count(), "台账");
        let (completed, standing) = (self.completed, self.standing);
        format!("已办结{completed}项，转入常态{standing}项{}{more}。", last.unwrap_or_default())
    }
}

/// What is overdue, behind, or waits for others; the worst first.
fn stuck(year: i32, tasks: &[&TaskOverview]) -> (String, Vec<Stuck>) {
    let light = |light| tasks.iter().filter(|task| task.light.light == light).count();
    let (red, yellow) = (light(Light::Red), light(Light::Yellow));
    let waiting = tasks.iter().filter(|task| task.is_waiting()).count();
    let mut stuck: Vec<_> = tasks.iter().filter(|task| task.is_stuck()).collect();
    stuck.sort_by_key(|task| task.badness());
    if stuck.is_empty() {
        return ("没有逾期、预警和等待上级的任务".to_owned(), Vec::new());
    }
    let counts = format!("逾期{red}项，预警{yellow}项，待上级、暂缓{waiting}项");
    (counts, stuck.into_iter().map(|task| stuck_row(year, task)).collect())
}

fn stuck_row(year: i32, task: &TaskOverview) -> Stuck {
    let unknown = || "待明确".to_owned();
    let since = task.is_waiting().then(|| format!("{}起", dates::plain(task.status_since)));
    Stuck {
        path: urls::task(year, task.number),
        task: title(task),
        leads: task.leads().unwrap_or_else(unknown),
        leads_in_short: leads_in_short(task).unwrap_or_else(unknown),
        sentence: wording(&task.light.sentence),
        words: wording(&task.light.words),
        about: since.or_else(|| task.light.about.clone()),
    }
}

/// 办公室等3个部门; one alone by its name; `None` while none is decided.
fn leads_in_short(task: &TaskOverview) -> Option<String> {
    let mut leads = task.departments.iter().filter(|of| of.role == AssignmentRole::Lead);
    let first = &leads.next()?.name;
    Some(match leads.count() {
        0 => first.clone(),
        others => format!("{first}等{}个部门", others + 1),
    })
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
pub(super) fn more(all: usize, shown: usize, place: &str) -> String {
    match all.saturating_sub(shown) {
        0 => String::new(),
        more => format!("，余{more}项见{place}"),
    }
}

/// At most so many characters, on one line.
pub(super) fn shortened(text: &str, most: usize) -> String {
    let line: String = text.lines().map(str::trim).collect();
    if line.chars().count() <= most {
        return line;
    }
    let kept: String = line.chars().take(most - 1).collect();
    format!("{kept}…")
}

/// The same, with what is too long left out before its last third: both what it is and what it is about stay.
pub(super) fn shortened_within(text: &str, most: usize) -> String {
    let line: Vec<char> = text.lines().map(str::trim).flat_map(str::chars).collect();
    if line.len() <= most {
        return line.into_iter().collect();
    }
    let (head, tail) = (most - 1 - most / 3, most / 3);
    let kept = |of: &[char]| of.iter().collect::<String>();
    format!("{}…{}", kept(&line[..head]), kept(&line[line.len() - tail..]))
}

/// （报张三：分管任务14项，截至2019年7月10日）
pub(super) fn subtitle(brief: &Brief, name: &str) -> String {
    format!("（报{name}：{}，截至{}）", brief.whose, dates::plain(brief.as_of))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_too_long_ends_in_dots_and_none_is_longer() {
        assert_eq!(shortened("甲乙丙", 3), "甲乙丙");
        assert_eq!(shortened("甲乙丙丁", 3), "甲乙…");
        assert_eq!(shortened("甲\n乙", 3), "甲乙");
        assert_eq!(shortened_within("延期申请：某某任务，节点", 6), "延期申…节点");
        assert_eq!(shortened_within("延期申请", 4), "延期申请");
    }

    #[test]
    fn how_many_more_there_are_is_said_only_where_there_are() {
        assert_eq!(more(4, 4, "台账"), "");
        assert_eq!(more(9, 4, "台账"), "，余5项见台账");
    }

    #[test]
    fn nothing_done_stuck_or_waiting_is_said() {
        let brief = Brief::of("分管任务0项".into(), (2019, &[]), Vec::new(), "2019-07-10".parse().unwrap());
        assert_eq!(brief.done.sentence(), "还没有办结的任务。");
        assert_eq!(brief.stuck, "没有逾期、预警和等待上级的任务");
        assert_eq!(brief.to_decide, "没有等待您决定的事项");
    }
}
