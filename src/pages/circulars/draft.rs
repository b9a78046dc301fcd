//! The draft of a circular: from the ledger to text, pure. The same facts give the same draft.
//!
//! Departments are named where they lead or file, each in a passage of its own; never persons, leaders, groups or 院党组. Of a
//! restricted task no more than its number is said, and no department beside it.

use super::facts::{Facts, Named};
use super::model::{LONGEST_PASSAGE, TABLE_HERE, title_of};
use crate::deadlines::periods::Rhythm;
use crate::ids::DepartmentId;
use crate::pages::checks::{OwedReport, RoundSaid, TaskSaid};
use crate::pages::drafting::{Paragraph, Sentence, Source, one_line};
use crate::pages::overview::RESTRICTED;
use crate::pages::summaries::draft::titled;
use crate::pages::worklist::spans;
use crate::plan::tasks::TaskStatus;
use crate::status::Light;
use crate::web::{dates, urls};

/// What is asked of the departments.
const DEMANDS_OF_ROUND: &str = "请有关部门对照问题清单，在规定期限内整改并反馈；年底完成风险高的任务，请牵头部门落实补救措施；月报未报的，请即补报。";
const DEMANDS_OF_MONTH: &str = "月报未报的部门，请即补报；逾期报送的部门，请查明原因，按时报送下月月报。任务滞后的，请牵头部门对照倒排工期抓紧推进。";

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    pub title: String,
    /// Its lines.
    pub paragraphs: Vec<Paragraph>,
    /// What it says of departments, in the order of pages.
    pub passages: Vec<Drafted>,
}

/// What a draft says of a department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Drafted {
    pub department: DepartmentId,
    pub name: String,
    pub situation: String,
}

impl Draft {
    /// Writes it from the facts.
    pub fn of(facts: &Facts) -> Self {
        let passages = passages(facts);
        let mut paragraphs = vec![Paragraph::heading("general", "一、总体情况")];
        paragraphs.extend(match &facts.round {
            Some(round) => general_of_round(facts, round),
            None => general_of_month(facts),
        });
        paragraphs.push(Paragraph::heading("departments", "二、有关部门的情况"));
        paragraphs.extend(departments(facts, !passages.is_empty()));
        paragraphs.push(Paragraph::heading("demands", "三、有关要求"));
        let demands = if facts.round.is_some() { DEMANDS_OF_ROUND } else { DEMANDS_OF_MONTH };
        paragraphs.push(line("demands-text", demands, Vec::new()));
        Self { title: title_of(facts.period), paragraphs, passages }
    }

    /// All that is drafted: its lines and its passages, each under its key.
    pub fn all(&self) -> Vec<Paragraph> {
        let passages = self.passages.iter().map(|of| line(&key_of(of.department), &of.situation, Vec::new()));
        self.paragraphs.iter().cloned().chain(passages).collect()
    }

    /// Its text.
    pub fn text(&self) -> String {
        self.paragraphs.iter().map(Paragraph::line).collect::<Vec<_>>().join("\n")
    }
}

/// Under what a department's passage is known.
pub(super) fn key_of(department: DepartmentId) -> String {
    format!("department-{department}")
}

fn line(key: &str, text: impl Into<String>, sources: Vec<Source>) -> Paragraph {
    Paragraph::new(key, vec![Sentence { text: text.into(), sources }])
}

fn general_of_round(facts: &Facts, round: &RoundSaid) -> Vec<Paragraph> {
    let counts: Vec<String> =
        round.verdicts.iter().map(|(word, count)| format!("{word}序时进度{count}项")).collect();
    let text = format!(
        "{}检查改革任务{}项：{}；年底完成风险高的{}项；核定与部门自评不一致的{}项。检查数据截至{}。",
        facts.period.words(),
        round.tasks,
        counts.join("，"),
        round.risky,
        round.differ,
        dates::plain(facts.as_of)
    );
    let source = Source::concerned("季度检查", urls::check(facts.year, &facts.period.to_string()));
    vec![line("round", text, vec![source]), reports(facts)]
}

fn general_of_month(facts: &Facts) -> Vec<Paragraph> {
    let count = |light| facts.tasks.iter().filter(|task| task.light.light == light).count();
    let order = [Light::Green, Light::Yellow, Light::Red, Light::Blue, Light::Grey];
    let counts: Vec<String> = order
        .into_iter()
        .map(|light| (light.word(), count(light)))
        .filter(|(_, count)| *count > 0)
        .map(|(word, count)| format!("{}{count}项", word.replace(" / ", "、")))
        .collect();
    let day = dates::plain(facts.as_of);
    let text = match facts.tasks.len() {
        0 => format!("截至{day}，年度方案没有改革任务。"),
        all => format!("截至{day}，改革任务{all}项：{}。", counts.join("，")),
    };
    let ledger = Source::open("台账", urls::ledger(facts.year));
    vec![line("tasks", text, vec![ledger]), reports(facts), steps(facts)]
}

fn reports(facts: &Facts) -> Paragraph {
    let count = |is: fn(&OwedReport) -> bool| facts.reports.iter().filter(|report| is(report)).count();
    let path = format!("{}?state=all&kind=monthly_report", urls::deadlines(facts.year));
    let source = vec![Source::open("时限", path)];
    if facts.reports.is_empty() {
        return line("reports", "本期没有应报的月报。", source);
    }
    let text = format!(
        "应报{}月报{}份，按期报送{}份，逾期报送{}份，未报送{}份。",
        facts.period.words(),
        facts.reports.len(),
        count(|report| !report.is_wanting()),
        count(|report| report.late),
        count(|report| report.missing)
    );
    line("reports", text, source)
}

/// The month's milestones, and the tasks completed in it.
fn steps(facts: &Facts) -> Paragraph {
    let (first, last) = facts.span();
    let all = facts.tasks.iter().flat_map(|task| &task.milestones);
    let due: Vec<bool> = all
        .filter(|step| !step.waived && step.due_on >= first && step.due_on <= last.min(facts.as_of))
        .map(|step| step.met_on.is_some())
        .collect();
    let met = due.iter().filter(|met| **met).count();
    let done = facts
        .tasks
        .iter()
        .filter(|task| task.status == TaskStatus::Completed && task.status_since >= first)
        .filter(|task| task.status_since <= last)
        .count();
    let of_steps = match due.len() {
        0 => "当月没有到期的节点".to_owned(),
        all => format!("当月到期节点{all}个，已完成{met}个，未完成{}个", all - met),
    };
    let text = format!("{of_steps}；当月办结任务{done}项。");
    line("steps", text, vec![Source::open("倒排工期", urls::gantt(facts.year))])
}

fn departments(facts: &Facts, has_table: bool) -> Vec<Paragraph> {
    let mut lines = Vec::new();
    lines.push(if has_table {
        line("table", TABLE_HERE, Vec::new())
    } else {
        line("table", "没有需要点名的部门。", Vec::new())
    });
    lines.extend(restricted(facts));
    lines.extend(without_department(facts));
    let late: Vec<String> =
        facts.office.iter().map(|of| format!("{}逾期{}项次", of.kind.word(), of.late)).collect();
    let day = dates::plain(facts.as_of);
    let text = if late.is_empty() {
        format!("截至{day}，领导小组办公室没有逾期的审核、检查和总结。")
    } else {
        format!("截至{day}，领导小组办公室：{}。", late.join("，"))
    };
    lines.push(line("office", text, Vec::new()));
    lines
}

/// What is said of restricted tasks: how many and which numbers.
fn restricted(facts: &Facts) -> Option<Paragraph> {
    let checked = facts.round.iter().flat_map(|round| &round.named);
    let checked = checked.filter(|of| of.restricted && of.not_conforming.is_some()).map(|of| of.number);
    let reports = facts.reports.iter().filter(|of| of.restricted && of.is_wanting()).map(|of| of.task);
    let sentences = [("不符合序时进度", numbers(checked)), ("月报未按期报送", numbers(reports))]
        .into_iter()
        .filter(|(_, numbers)| !numbers.is_empty())
        .map(|(what, numbers)| {
            format!("{RESTRICTED}的任务{}项（任务{}）{what}", numbers.len(), spans(&numbers))
        });
    let text = sentences.collect::<Vec<_>>().join("；");
    (!text.is_empty()).then(|| line("restricted", format!("另有{text}。"), Vec::new()))
}

/// Tasks of which no unit can be named.
fn without_department(facts: &Facts) -> Option<Paragraph> {
    let open = |of: &&TaskSaid| !of.restricted && of.leads.is_empty();
    let checked = facts.round.iter().flat_map(|round| &round.named).filter(open);
    let checked = checked.filter(|of| of.not_conforming.is_some()).map(|of| of.number);
    let reports =
        facts.reports.iter().filter(|of| !of.restricted && of.department.is_none() && of.is_wanting());
    let all = [
        ("不符合序时进度", numbers(checked)),
        ("月报未按期报送", numbers(reports.map(|report| report.task))),
    ];
    let sentences = all.into_iter().filter(|(_, numbers)| !numbers.is_empty()).map(|(what, numbers)| {
        format!("牵头部门待明确的任务{}项（任务{}）{what}", numbers.len(), spans(&numbers))
    });
    let text = sentences.collect::<Vec<_>>().join("；");
    (!text.is_empty()).then(|| line("without-department", format!("另有{text}。"), Vec::new()))
}

/// Each once, in order.
fn numbers(numbers: impl Iterator<Item = i32>) -> Vec<i32> {
    let mut numbers: Vec<i32> = numbers.collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn passages(facts: &Facts) -> Vec<Drafted> {
    let passage = |unit: &Named| {
        let before = unit.before.iter().flat_map(|(old, name)| {
            lines_of_department(facts, *old).into_iter().map(move |line| format!("原{name}：{line}"))
        });
        let own = lines_of_department(facts, unit.department).into_iter();
        let lines: Vec<String> = own.chain(before).collect();
        (!lines.is_empty()).then(|| Drafted {
            department: unit.department,
            name: unit.name.clone(),
            situation: lines.join("\n").chars().take(LONGEST_PASSAGE).collect(),
        })
    };
    facts.units.iter().filter_map(passage).collect()
}

fn lines_of_department(facts: &Facts, department: DepartmentId) -> Vec<String> {
    let named = facts.round.iter().flat_map(|round| &round.named);
    let own = named.filter(|of| !of.restricted && of.leads.iter().any(|(id, _)| *id == department));
    own.flat_map(lines_of_task).chain(line_of_reports(facts, department)).collect()
}

fn lines_of_task(of: &TaskSaid) -> Vec<String> {
    let name = titled(of.number, &of.title);
    let mut lines = Vec::new();
    if let Some(remark) = &of.not_conforming {
        lines.push(format!("{name}不符合序时进度：{}", one_line(remark)));
    }
    if let Some(remedy) = &of.high_risk {
        lines.push(format!("{name}年底完成风险高，补救措施：{}", one_line(remedy)));
    }
    lines.extend(of.problems.iter().map(|problem| format!("问题：{}", one_line(problem))));
    lines
}

fn line_of_reports(facts: &Facts, department: DepartmentId) -> Option<String> {
    let own = || facts.reports.iter().filter(|of| of.department == Some(department) && !of.restricted);
    let counted = |word: &str, is: fn(&OwedReport) -> bool| {
        let of: Vec<i32> = own().filter(|report| is(report)).map(|report| report.task).collect();
        let which = spans(&numbers(of.iter().copied()));
        let unit = if facts.period.rhythm() == Rhythm::Month { "项" } else { "项次" };
        (!of.is_empty()).then(|| format!("{word}{}{unit}（任务{which}）", of.len()))
    };
    let parts = [counted("逾期报送", |report| report.late), counted("未报送", |report| report.missing)];
    let words: Vec<String> = parts.into_iter().flatten().collect();
    (!words.is_empty()).then(|| format!("{}月报：{}。", facts.period.words(), words.join("，")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(
        department: Option<i64>,
        task: i32,
        (late, missing, restricted): (bool, bool, bool),
    ) -> OwedReport {
        OwedReport { department: department.map(DepartmentId), name: None, task, restricted, late, missing }
    }

    fn unit(id: i64, name: &str) -> Named {
        Named { department: DepartmentId(id), name: name.into(), before: Vec::new() }
    }

    fn facts(reports: Vec<OwedReport>) -> Facts {
        Facts {
            year: 2019,
            period: "2019-06".parse().unwrap(),
            as_of: "2019-07-05".parse().unwrap(),
            tasks: Vec::new(),
            round: None,
            reports,
            office: Vec::new(),
            units: vec![unit(1, "立案庭"), unit(2, "研究室")],
        }
    }

    #[test]
    fn departments_are_named_for_what_they_reported_late_or_not_at_all() {
        let draft = Draft::of(&facts(vec![
            report(Some(1), 6, (true, false, false)),
            report(Some(1), 7, (false, true, false)),
            report(Some(1), 8, (false, true, false)),
            report(Some(2), 9, (false, false, false)),
        ]));
        assert_eq!(draft.passages.len(), 1, "研究室 was in time");
        assert_eq!(
            draft.passages[0].situation,
            "2019年6月月报：逾期报送1项（任务6），未报送2项（任务7、8）。"
        );
        assert!(draft.text().contains("应报2019年6月月报4份，按期报送1份，逾期报送1份，未报送2份。"));
        assert!(draft.text().contains("二、有关部门的情况\n【部门情况和说明】\n"));
    }

    #[test]
    fn who_took_over_is_named_for_what_the_department_before_it_failed_in() {
        let mut facts = facts(vec![report(Some(7), 6, (true, false, false))]);
        facts.units[0].before = vec![(DepartmentId(7), "立案一庭".into())];
        let draft = Draft::of(&facts);
        assert_eq!(draft.passages.len(), 1);
        assert_eq!(draft.passages[0].department, DepartmentId(1));
        assert_eq!(draft.passages[0].situation, "原立案一庭：2019年6月月报：逾期报送1项（任务6）。");
    }

    #[test]
    fn of_a_restricted_task_no_department_is_named() {
        let draft = Draft::of(&facts(vec![report(Some(1), 9, (false, true, true))]));
        assert_eq!(draft.passages, []);
        assert!(draft.text().contains("另有限定范围的任务1项（任务9）月报未按期报送。"));
        assert!(!draft.text().contains("立案庭"));
    }

    #[test]
    fn a_task_without_a_unit_names_nobody() {
        let draft = Draft::of(&facts(vec![report(None, 25, (false, true, false))]));
        assert_eq!(draft.passages, []);
        assert!(draft.text().contains("另有牵头部门待明确的任务1项（任务25）月报未按期报送。"));
        assert!(draft.text().contains("没有需要点名的部门。"));
    }

    #[test]
    fn nothing_owed_is_said_and_names_nobody() {
        let draft = Draft::of(&facts(Vec::new()));
        assert!(draft.text().contains("截至2019年7月5日，年度方案没有改革任务。\n本期没有应报的月报。"));
        assert_eq!(draft.passages, []);
    }
}
