//! 一、总体情况

use super::facts::Facts;
use super::figures::Figures;
use super::{Paragraph, Sentence, Source, counted, says};
use crate::web::{dates, urls};

pub(super) fn write(facts: &Facts, figures: &Figures) -> Vec<Paragraph> {
    vec![
        Paragraph::heading("general", "一、总体情况"),
        Paragraph::new("tasks", tasks(facts, figures)),
        Paragraph::new("reports", vec![reports(facts)]),
        Paragraph::new("milestones", vec![milestones(facts, figures)]),
    ]
}

fn tasks(facts: &Facts, figures: &Figures) -> Vec<Sentence> {
    let plan = Source::open("年度方案", urls::ledger(facts.year));
    let ledger = Source::open("台账", urls::ledger(facts.year));
    if figures.tasks == 0 {
        return vec![says(format!("{}年度方案没有改革任务。", facts.year), vec![plan])];
    }
    let number = if facts.document_number.is_empty() {
        String::new()
    } else {
        format!("（{}）", facts.document_number)
    };
    let first = format!("{}年度司法改革分工方案{number}共确定改革任务{}项。", facts.year, figures.tasks);
    let second = format!("截至{}，{}。", dates::plain(facts.as_of), counted(&figures.groups));
    vec![says(first, vec![plan]), says(second, vec![ledger])]
}

fn reports(facts: &Facts) -> Sentence {
    let counts = facts.reports;
    let source =
        vec![Source::open("时限", format!("{}?state=all&kind=monthly_report", urls::deadlines(facts.year)))];
    if counts.owed == 0 {
        return says("本期没有应报的月报。", source);
    }
    let text = format!(
        "各部门应报月报{}份，按期报送{}份，逾期报送{}份，未报{}份。",
        counts.owed, counts.on_time, counts.late, counts.missing
    );
    says(text, source)
}

fn milestones(facts: &Facts, figures: &Figures) -> Sentence {
    let counts = figures.milestones;
    let source = vec![Source::open("倒排工期", urls::gantt(facts.year))];
    if counts.due == 0 {
        return says("本期没有到期的节点。", source);
    }
    let text = format!(
        "按倒排工期，本期到期节点{}个，已完成{}个，未完成{}个。",
        counts.due,
        counts.met,
        counts.due - counts.met
    );
    says(text, source)
}
