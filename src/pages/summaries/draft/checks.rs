//! 四、季度检查和问题整改情况; 五、存在的困难和向上级反映的问题: counted here, told by a person.

use chrono::NaiveDate;

use super::facts::{CheckCounts, Facts, Feedback, Group, named};
use super::{Paragraph, Sentence, Source, says};
use crate::deadlines::Period;
use crate::pages::summaries::model::BLANK;
use crate::web::{dates, urls};

pub(super) fn write(facts: &Facts) -> Vec<Paragraph> {
    let mut paragraphs = vec![Paragraph::heading("checks", "四、季度检查和问题整改情况")];
    if facts.checks.is_empty() {
        let source = Source::concerned("季度检查", urls::checks(facts.year));
        paragraphs.push(Paragraph::new("check", vec![says("本期没有开展季度检查。", vec![source])]));
    }
    paragraphs.extend(facts.checks.iter().map(|check| checked(facts, check)));
    paragraphs.push(Paragraph::new("findings", vec![findings(facts)]));
    paragraphs.push(Paragraph::heading("difficulties", "五、存在的困难和向上级反映的问题"));
    paragraphs.push(Paragraph::new("difficulties-text", difficulties(facts)));
    paragraphs.push(Paragraph::new("superior", superior(facts)));
    paragraphs
}

fn checked(facts: &Facts, check: &CheckCounts) -> Paragraph {
    let words = check.quarter.parse::<Period>().map_or_else(|_| check.quarter.clone(), Period::words);
    let source = Source::concerned(format!("{words}检查"), urls::check(facts.year, &check.quarter));
    let decided = check.conform + check.mostly_conform + check.do_not_conform;
    let verdicts = format!(
        "符合序时进度{}项，基本符合{}项，不符合{}项",
        check.conform, check.mostly_conform, check.do_not_conform
    );
    let text = if check.closed {
        format!("{words}检查任务{}项：{verdicts}。", check.tasks)
    } else {
        format!("{words}检查正在进行，任务{}项中已有结论{decided}项：{verdicts}。", check.tasks)
    };
    Paragraph::new(format!("check-{}", check.quarter), vec![says(text, vec![source])])
}

fn findings(facts: &Facts) -> Sentence {
    let counts = facts.findings;
    let source = vec![Source::concerned("问题清单", urls::findings(facts.year))];
    if counts.entered == 0 {
        return says("本期没有列入问题清单的问题。", source);
    }
    let open = counts.entered - counts.closed;
    let late =
        if counts.overdue > 0 { format!("，其中逾期{}项", counts.overdue) } else { String::new() };
    let text = format!(
        "列入问题清单的问题{}项，已销号{}项，尚未销号{open}项{late}。",
        counts.entered, counts.closed
    );
    says(text, source)
}

/// How many tasks report difficulties; which, and what they are, is told only as far as the office takes it over.
fn difficulties(facts: &Facts) -> Vec<Sentence> {
    let with: Vec<_> = facts.tasks.iter().filter(|task| task.problems.is_some()).collect();
    let sources: Vec<Source> = with
        .iter()
        .map(|task| Source::concerned(format!("任务{}", task.number), urls::task(facts.year, task.number)))
        .collect();
    if with.is_empty() {
        let source = Source::open("台账", urls::ledger(facts.year));
        return vec![says("各部门月报没有反映存在问题和需上级协调的事项。", vec![source])];
    }
    vec![
        says(format!("月报反映存在问题或需上级协调事项的任务{}项。", with.len()), sources),
        says(format!("主要是：{BLANK}。"), Vec::new()),
    ]
}

fn superior(facts: &Facts) -> Vec<Sentence> {
    let waits: Vec<_> = facts.tasks.iter().filter(|task| facts.group(task) == Group::Waiting).collect();
    let mut sentences = Vec::new();
    if !waits.is_empty() {
        let names: Vec<String> = waits.iter().map(|task| named(task)).collect();
        let sources = waits
            .iter()
            .map(|task| Source::open(format!("任务{}", task.number), urls::task(facts.year, task.number)));
        sentences.push(says(
            format!("待上级明确后推进的任务{}项：{}。", waits.len(), names.join("、")),
            sources.collect(),
        ));
    }
    sentences.extend(passed_up(facts));
    sentences
}

/// What was sent in the period, and what was answered in it: number, to whom, when. What the ledger knows nothing of, a person
/// fills in.
fn passed_up(facts: &Facts) -> Vec<Sentence> {
    let (first, last) = facts.span();
    let within = |on: NaiveDate| first <= on && on <= last;
    let source = |of: &&Feedback| Source::concerned(of.name.clone(), of.path.clone());
    let sent: Vec<&Feedback> = facts.feedback.iter().filter(|of| within(of.sent_on)).collect();
    let answered: Vec<(&Feedback, NaiveDate)> =
        facts.feedback.iter().filter_map(|of| Some((of, of.answered_on.filter(|on| within(*on))?))).collect();
    let mut sentences = Vec::new();
    if !sent.is_empty() {
        let names: Vec<String> = sent
            .iter()
            .map(|of| format!("{}（{}报送{}）", of.name, dates::plain(of.sent_on), of.addressee))
            .collect();
        let text = format!("向上级法院反映问题{}项：{}。", sent.len(), names.join("、"));
        sentences.push(says(text, sent.iter().map(source).collect()));
    }
    if !answered.is_empty() {
        let names: Vec<String> =
            answered.iter().map(|(of, on)| format!("{}（{}答复）", of.name, dates::plain(*on))).collect();
        let text = format!("上级法院答复{}项：{}。", answered.len(), names.join("、"));
        sentences.push(says(text, answered.iter().map(|(of, _)| source(of)).collect()));
    }
    if sentences.is_empty() {
        sentences.push(says(format!("向上级法院反映问题的情况：{BLANK}。"), Vec::new()));
    }
    sentences
}
