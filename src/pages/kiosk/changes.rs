//! What happened to tasks, as the ledger's entries say it, in words for anybody who passes. Pure.
//!
//! An entry's sentence may hold a reason; what is shown is made from its dates, titles and states instead.

use serde_json::Value;

use crate::deadlines::DeadlineKind;
use crate::ids::{MilestoneId, TaskId};
use crate::pages::overview::TaskOverview;
use crate::plan::tasks::TaskStatus;
use crate::plan::tasks::steps::Move;

/// The events that are shown.
pub(super) const EVENTS: [&str; 11] = [
    "task_added",
    "task_started",
    "task_step",
    "timeline_laid_out",
    "milestone_met",
    "milestone_moved",
    "milestone_withdrawn",
    "extension_granted",
    "completion_granted",
    "completion_date_set",
    "responsibilities_changed",
];

/// So many of a task's changes are said; of the others, how many.
const SAID: usize = 3;

/// An entry everyone may read, of a task that is not restricted.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub task: TaskId,
    pub event: String,
    /// What it is on: of a milestone's events the milestone.
    pub subject: Option<i64>,
    /// What the milestone is called now.
    pub milestone: Option<String>,
    /// What was extended.
    pub extended: Option<(DeadlineKind, String)>,
    /// The values before and after as written, in JSON.
    pub before: Option<String>,
    pub after: Option<String>,
}

/// What happened to the task, oldest first, in a line; `None` where nothing did that is shown.
pub(super) fn line(task: &TaskOverview, changes: &[Change]) -> Option<String> {
    let mut said: Vec<String> = Vec::new();
    for words in
        changes.iter().filter(|change| change.task == task.id).filter_map(|change| change.words(task))
    {
        if !said.contains(&words) {
            said.push(words);
        }
    }
    let more = said.len().saturating_sub(SAID);
    said.truncate(SAID);
    if more > 0 {
        said.push(format!("另有 {more} 项"));
    }
    (!said.is_empty()).then(|| said.join("；"))
}

impl Change {
    fn words(&self, task: &TaskOverview) -> Option<String> {
        let (before, after) = (parse(self.before.as_deref()), parse(self.after.as_deref()));
        match self.event.as_str() {
            "task_added" => Some("新增任务".to_owned()),
            "task_started" => Some("任务启动".to_owned()),
            "task_step" | "completion_granted" => step(before["status"].as_str()?, after["status"].as_str()?),
            "timeline_laid_out" => Some(format!("排定节点 {} 个", after["milestones"].as_array()?.len())),
            "milestone_met" => self.met(task),
            "milestone_moved" => moved(&before, &after),
            "milestone_withdrawn" => Some(format!("撤销节点：{}", self.milestone.as_ref()?)),
            "extension_granted" => {
                let (kind, name) = self.extended.as_ref()?;
                // A finding's or an instruction's own words are for those concerned.
                let what = match kind {
                    DeadlineKind::Milestone => kind.named(name, None),
                    kind => kind.word().to_owned(),
                };
                Some(format!("延期：{what}{}", from_to(&before, &after)?))
            }
            "completion_date_set" => Some(format!("完成时限{}", from_to(&before, &after)?)),
            "responsibilities_changed" => leads(&before, &after),
            _ => None,
        }
    }

    /// Only while it counts as done: it may have been taken back.
    fn met(&self, task: &TaskOverview) -> Option<String> {
        let id = MilestoneId(self.subject?);
        let milestone = task.milestones.iter().find(|milestone| milestone.id == id)?;
        Some(format!("节点完成：{}（{}）", milestone.title, milestone.met_on?))
    }
}

fn parse(text: Option<&str>) -> Value {
    text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

/// 由 2019-06-28 改为 2019-07-12
fn from_to(before: &Value, after: &Value) -> Option<String> {
    Some(format!("由 {} 改为 {}", before["due_on"].as_str()?, after["due_on"].as_str()?))
}

/// The first is the one that was moved, the others followed.
fn moved(before: &Value, after: &Value) -> Option<String> {
    let (was, is) = (before["milestones"].get(0)?, after["milestones"].get(0)?);
    let others = after["milestones"].as_array()?.len() - 1;
    let followed = if others > 0 { format!("，{others} 个节点随之变动") } else { String::new() };
    Some(format!("节点改期：{}{}{followed}", is["title"].as_str()?, from_to(was, is)?))
}

/// The words of the states before and after, as the entry has them. Of a request sent back nothing is said.
fn step(before: &str, after: &str) -> Option<String> {
    let of = |word: &str| TaskStatus::ALL.into_iter().find(|status| status.word() == word);
    match (of(before), of(after)) {
        (Some(TaskStatus::CompletionRequested), Some(TaskStatus::InProgress)) => None,
        (Some(before), Some(TaskStatus::InProgress | TaskStatus::NotStarted)) if before.is_waiting() => {
            Some(Move::Resume.word().to_owned())
        }
        (Some(TaskStatus::Completed), Some(TaskStatus::InProgress)) => Some(Move::Reopen.word().to_owned()),
        // 并入任务 7 is no state's word.
        _ => Some(after.to_owned()),
    }
}

fn leads(before: &Value, after: &Value) -> Option<String> {
    let names = |side: &Value| -> Option<String> {
        let names: Vec<&str> = side["lead"].as_array()?.iter().filter_map(Value::as_str).collect();
        Some(names.join("、"))
    };
    let (was, is) = (names(before)?, names(after)?);
    let since = after["from_on"].as_str()?;
    match (was.as_str(), is.as_str()) {
        (was, is) if was == is => None,
        ("", is) => Some(format!("自 {since} 起由{is}牵头")),
        (was, "") => Some(format!("自 {since} 起不再由{was}牵头")),
        (was, is) => Some(format!("自 {since} 起牵头部门由{was}改为{is}")),
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::pages::overview::MilestoneOverview;

    fn change(event: &str, before: &str, after: &str) -> Change {
        Change {
            task: TaskId(6),
            event: event.to_owned(),
            subject: Some(61),
            milestone: Some("起草".to_owned()),
            extended: Some((DeadlineKind::Milestone, "起草".to_owned())),
            before: Some(before.to_owned()),
            after: Some(after.to_owned()),
        }
    }

    fn task(met_on: Option<&str>) -> TaskOverview {
        let day = NaiveDate::from_ymd_opt(2019, 7, 5).unwrap();
        let milestone = MilestoneOverview {
            id: MilestoneId(61),
            title: "起草".to_owned(),
            planned_share: 30,
            due_on: day,
            original_due_on: day,
            met_on: met_on.map(|text| text.parse().unwrap()),
            waived: false,
        };
        TaskOverview { milestones: vec![milestone], ..TaskOverview::plain(6, "任务") }
    }

    fn said(event: &str, before: &str, after: &str) -> Option<String> {
        line(&task(None), &[change(event, before, after)])
    }

    #[test]
    fn an_entry_is_said_in_neutral_words_without_its_reason() {
        for (event, before, after, words) in [
            ("task_added", "", "{}", "新增任务"),
            ("task_started", "{}", "{}", "任务启动"),
            ("timeline_laid_out", "", r#"{"milestones":[{},{}],"reason":"重排"}"#, "排定节点 2 个"),
            ("milestone_withdrawn", "", r#"{"reason":"合并办理"}"#, "撤销节点：起草"),
            (
                "milestone_moved",
                r#"{"milestones":[{"title":"起草","due_on":"2019-07-05"},{"title":"印发","due_on":"2019-08-05"}]}"#,
                r#"{"milestones":[{"title":"起草","due_on":"2019-07-01"},{"title":"印发","due_on":"2019-08-01"}],"reason":"会议提前"}"#,
                "节点改期：起草由 2019-07-05 改为 2019-07-01，1 个节点随之变动",
            ),
            (
                "extension_granted",
                r#"{"due_on":"2019-07-05"}"#,
                r#"{"due_on":"2019-07-19","reason":"人手不足"}"#,
                "延期：节点“起草”由 2019-07-05 改为 2019-07-19",
            ),
            (
                "completion_date_set",
                r#"{"due_on":"2019-12-31"}"#,
                r#"{"due_on":"2019-11-29"}"#,
                "完成时限由 2019-12-31 改为 2019-11-29",
            ),
            (
                "completion_granted",
                r#"{"status":"申请办结"}"#,
                r#"{"status":"已办结","reason":"同意"}"#,
                "已办结",
            ),
            (
                "responsibilities_changed",
                r#"{"lead":["审管办","研究室"]}"#,
                r#"{"lead":["立案庭"],"from_on":"2019-07-08","reason":"分工调整"}"#,
                "自 2019-07-08 起牵头部门由审管办、研究室改为立案庭",
            ),
            (
                "responsibilities_changed",
                r#"{"lead":[]}"#,
                r#"{"lead":["立案庭"],"from_on":"2019-07-08"}"#,
                "自 2019-07-08 起由立案庭牵头",
            ),
        ] {
            assert_eq!(said(event, before, after).as_deref(), Some(words), "{event}");
        }
    }

    #[test]
    fn a_task_has_moved_on_in_the_word_of_its_step() {
        for (before, after, words) in [
            ("进行中", "已办结", Some("已办结")),
            ("进行中", "待上级", Some("待上级")),
            ("暂缓", "进行中", Some("恢复办理")),
            ("待上级", "未启动", Some("恢复办理")),
            ("已办结", "进行中", Some("重新挂账")),
            ("进行中", "并入任务 7", Some("并入任务 7")),
            ("申请办结", "进行中", None),
        ] {
            let side = |word: &str| format!(r#"{{"status":"{word}","source":"依据"}}"#);
            assert_eq!(said("task_step", &side(before), &side(after)).as_deref(), words, "{before}");
        }
    }

    #[test]
    fn what_is_not_for_everyone_or_says_nothing_new_is_left_out() {
        let same = r#"{"lead":["审管办"],"from_on":"2019-07-08"}"#;
        assert_eq!(said("responsibilities_changed", same, same), None, "only who supports changed");
        assert_eq!(said("report_returned", "{}", "{}"), None);
        assert_eq!(said("task_step", "", "no json"), None);
        let met = change("milestone_met", "", "{}");
        assert_eq!(line(&task(None), std::slice::from_ref(&met)), None, "taken back since");
        let done = task(Some("2019-07-03"));
        assert_eq!(line(&done, &[met.clone(), met]).as_deref(), Some("节点完成：起草（2019-07-03）"));
        let finding = Change {
            extended: Some((DeadlineKind::Rectification, "庭审录像缺失".to_owned())),
            ..change("extension_granted", r#"{"due_on":"2019-07-05"}"#, r#"{"due_on":"2019-07-19"}"#)
        };
        let words = line(&done, &[finding]).unwrap();
        assert!(words.starts_with("延期：") && !words.contains("庭审录像"), "{words}");
    }

    #[test]
    fn of_many_changes_three_are_said_and_the_others_counted() {
        let set = |day: u32| {
            change(
                "completion_date_set",
                r#"{"due_on":"2019-12-31"}"#,
                &format!(r#"{{"due_on":"2019-11-{day}"}}"#),
            )
        };
        let changes: Vec<Change> = (11..16).map(set).collect();
        let words = line(&task(None), &changes).unwrap();
        assert!(words.ends_with("2019-11-13；另有 2 项"), "{words}");
    }
}
