//! How a part stands, which steps it takes, and what it is drafted from. Pure.

use serde::{Deserialize, Serialize};

use crate::pages::drafting::cleaned;
use crate::plan::tasks::fields::most;

/// Where a part stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "summary_part_status", rename_all = "snake_case")]
pub enum PartStatus {
    /// 待供稿
    Asked,
    /// 已供稿
    HandedIn,
    /// 退回修改
    Returned,
    /// 不再需要
    Withdrawn,
}

/// A step in the life of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PartStep {
    /// The department writes, and hands in what it wrote.
    Write,
    /// The office returns what was handed in.
    Return,
    /// The office gives up asking.
    Withdraw,
}

impl PartStatus {
    /// All states, in the order of a part's life.
    #[cfg(test)]
    const ALL: [Self; 4] = [Self::Asked, Self::HandedIn, Self::Returned, Self::Withdrawn];

    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Asked => "待供稿",
            Self::HandedIn => "已供稿",
            Self::Returned => "退回修改",
            Self::Withdrawn => "不再需要",
        }
    }

    /// How it is shown: kind and shape of a light, and the word.
    #[must_use]
    pub fn light(self) -> (&'static str, &'static str, &'static str) {
        let (kind, symbol) = match self {
            Self::Asked => ("yellow", "◆"),
            Self::HandedIn => ("green", "●"),
            Self::Returned => ("red", "▲"),
            Self::Withdrawn => ("grey", "○"),
        };
        (kind, symbol, self.word())
    }

    /// Whether a step can be taken now.
    ///
    /// # Errors
    /// A sentence that says who may take it and when.
    pub(super) fn require(self, step: PartStep) -> Result<(), String> {
        let (from, when): (&[Self], _) = match step {
            PartStep::Write => (
                &[Self::Asked, Self::Returned],
                "供稿由被请部门（领导小组办公室可代录）在待供稿或退回修改时撰写",
            ),
            PartStep::Return => (&[Self::HandedIn], "已供稿的由领导小组办公室退回修改"),
            PartStep::Withdraw => (&[Self::Asked, Self::Returned], "尚未供稿的由领导小组办公室撤回请求"),
        };
        if from.contains(&self) { Ok(()) } else { Err(format!("{when}；现在是{}。", self.word())) }
    }
}

/// What a part says about a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskText {
    /// Its number.
    pub task: i32,
    /// Its title when the part was asked for.
    pub title: String,
    /// What the department did, a paragraph a line; may be empty.
    pub text: String,
}

/// What a department writes: of each task, and what stands in its way, what it will do, what it asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartText {
    /// In the order of the plan.
    pub tasks: Vec<TaskText>,
    /// 存在困难、下步打算和建议.
    pub general: String,
}

impl PartText {
    /// The draft of a department's part: of each task what its accepted reports say, month by month,
    /// once where a month repeats the one before; below them what stands in
    /// the way, as the latest of them says it.
    #[must_use]
    pub(super) fn draft(tasks: &[(i32, String)], reports: &[Reported<'_>]) -> Self {
        let of = |task: i32| reports.iter().filter(move |report| report.task == task);
        let text = |(task, title): &(i32, String)| {
            let mut months: Vec<String> = of(*task).map(|report| cleaned(report.text)).collect();
            months.retain(|text| !text.is_empty());
            months.dedup();
            TaskText { task: *task, title: title.clone(), text: newest(&months) }
        };
        let problem = |(task, _): &(i32, String)| {
            let last = of(*task).next_back()?;
            let line: String = cleaned(last.problems).lines().collect();
            (!line.is_empty()).then(|| format!("第{task}项：{line}"))
        };
        Self {
            tasks: tasks.iter().map(text).collect(),
            general: newest(&tasks.iter().filter_map(problem).collect::<Vec<_>>()),
        }
    }

    /// Whether it says anything at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.general.is_empty() && self.tasks.iter().all(|task| task.text.is_empty())
    }
}

/// As many of these as a field takes, the last ones first to be kept; one that alone is longer is cut.
fn newest(paragraphs: &[String]) -> String {
    let (mut room, mut kept) = (most::TEXT, Vec::new());
    for paragraph in paragraphs.iter().rev() {
        let text: String = paragraph.chars().take(room).collect();
        if text.chars().count() < paragraph.chars().count() && !kept.is_empty() {
            break;
        }
        room = room.saturating_sub(text.chars().count() + 1);
        kept.push(text);
    }
    kept.reverse();
    kept.join("\n")
}

/// What an accepted report says, in the order of tasks and months.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reported<'a> {
    pub task: i32,
    /// 本月工作进展
    pub text: &'a str,
    /// 存在问题及需上级协调事项
    pub problems: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_written_while_it_is_asked_for_and_returned_once_it_is_handed_in() {
        use PartStatus::{Asked, HandedIn, Returned};
        let table = [
            (PartStep::Write, vec![Asked, Returned]),
            (PartStep::Return, vec![HandedIn]),
            (PartStep::Withdraw, vec![Asked, Returned]),
        ];
        for (step, from) in table {
            let may: Vec<_> =
                PartStatus::ALL.into_iter().filter(|status| status.require(step).is_ok()).collect();
            assert_eq!(may, from, "{step:?}");
        }
        assert!(HandedIn.require(PartStep::Write).unwrap_err().ends_with("现在是已供稿。"));
    }

    #[test]
    fn a_part_is_drafted_from_what_accepted_reports_say() {
        let tasks = [(6, "甲".to_owned()), (7, "乙".to_owned())];
        let report = |task, text, problems| Reported { task, text, problems };
        let reports = [
            report(6, "四月起草。", "四月缺人。"),
            report(6, "四月起草。", ""),
            report(6, "五月印发。 \r\n另行公布。", "经费\n未到。"),
            report(9, "别家的。", "别家的。"),
        ];
        let draft = PartText::draft(&tasks, &reports);
        assert_eq!(draft.tasks[0].text, "四月起草。\n五月印发。\n另行公布。");
        assert_eq!((draft.tasks[1].text.as_str(), draft.tasks[1].title.as_str()), ("", "乙"));
        assert_eq!(draft.general, "第6项：经费未到。");
        assert!(PartText::draft(&tasks, &[]).is_empty());
    }

    #[test]
    fn a_draft_never_holds_more_than_its_field_takes_and_keeps_the_newest() {
        let tasks: Vec<(i32, String)> = (1..=12).map(|task| (task, "甲".to_owned())).collect();
        let long = "长".repeat(2000);
        let report = |task| Reported { task, text: &long, problems: &long };
        let draft = PartText::draft(&tasks, &tasks.iter().map(|(task, _)| report(*task)).collect::<Vec<_>>());
        assert!(draft.general.chars().count() <= most::TEXT);
        assert!(draft.general.starts_with("第12项：") || draft.general.contains("\n第12项："));
        let longer = "长".repeat(5000);
        let one = PartText::draft(&tasks[..1], &[Reported { task: 1, text: &longer, problems: "" }]);
        assert_eq!(one.tasks[0].text.chars().count(), most::TEXT);
    }
}
