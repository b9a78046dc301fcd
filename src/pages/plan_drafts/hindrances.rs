//! What stands in the way of issuing a draft. Doubts do not: those left open go into the plan as its own. Pure.

use chrono::NaiveDate;

use super::consult_store::Consulted;
use super::content::DraftContent;
use super::directory::Directory;
use super::span;
use crate::plan::Plan;
use crate::web::dates;
use crate::web::document_title::in_marks;

/// What stands in the way of the meeting: departments that may still say something, and what is not answered.
pub(super) fn hindering(consulted: &[Consulted], today: NaiveDate) -> Vec<String> {
    let waiting = consulted.iter().filter(|of| of.may_comment(today) && !of.has_answered());
    let waiting: Vec<&str> = waiting.map(|of| of.name.as_str()).collect();
    let unanswered: i64 = consulted.iter().map(|of| of.unanswered).sum();
    let mut found = Vec::new();
    if !waiting.is_empty() {
        found.push(format!("{}还没有答复，反馈期限也没有过", waiting.join("、")));
    }
    if unanswered > 0 {
        found.push(format!("还有 {unanswered} 条意见没有答复是否采纳"));
    }
    found
}

/// What stands in the way, and the anchor or address where it is mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hindrance {
    pub words: String,
    pub path: String,
}

/// So many are named one by one.
const NAMED: usize = 5;

/// All that stands in the way of issuing, besides number and date; `taken` is the plan in force of the year.
pub(super) fn hindrances(
    content: &DraftContent,
    directory: &Directory,
    taken: Option<&Plan>,
) -> Vec<Hindrance> {
    let mut found = Vec::new();
    let mut add = |words: String, path: String| found.push(Hindrance { words, path });
    if let Some(plan) = taken {
        add(format!("{} 年度已有方案{}", plan.year, in_marks(&plan.title)), "facts".into());
    }
    let plan = &content.plan;
    for (what, day) in [("开始日期", plan.starts_on), ("截止日", Some(plan.ends_on))] {
        if let Some(sentence) = day.and_then(|day| span::refuse_period(plan.year, (what, day))) {
            add(sentence.trim_end_matches('。').to_owned(), "facts".into());
        }
    }
    if content.numbered().next().is_none() {
        add("草稿没有任务".into(), "#tasks".into());
    }
    let undecided: Vec<_> = directory.undecided(content).map(|of| of.name.as_str()).collect();
    if !undecided.is_empty() {
        let more = if undecided.len() > NAMED { "等" } else { "" };
        let names = undecided.iter().take(NAMED).copied().collect::<Vec<_>>().join("、");
        add(format!("{} 个部门待确定：{names}{more}", undecided.len()), "#departments".into());
    }
    let ends_on = content.plan.ends_on;
    for (number, task) in content.numbered().filter(|(_, task)| task.due_on.is_some_and(|due| due > ends_on))
    {
        let due = task.due_on.map(dates::short).unwrap_or_default();
        let words = format!("任务 {number} 的完成时限 {due} 晚于方案截止日 {}", dates::short(ends_on));
        add(words, format!("#task-{}", task.key));
    }
    for (number, task) in content.numbered() {
        if let Some(origin) = task.origin.filter(|of| of.year >= content.plan.year) {
            let words = format!("任务 {number} 接{}，须早于本方案的年度", origin.words());
            add(words, format!("#task-{}", task.key));
        }
    }
    found
}
