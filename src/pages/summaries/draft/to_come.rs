//! 六、下半年工作安排: from the milestones, by month; of the year's summary a person's to write.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::facts::{Facts, overdue_steps};
use super::{Paragraph, Source, says};
use crate::pages::overview::{MilestoneOverview, RESTRICTED, TaskOverview};
use crate::pages::summaries::model::BLANK;
use crate::web::urls;

type Step<'a> = (&'a TaskOverview, &'a MilestoneOverview);

pub(super) fn write(facts: &Facts) -> Vec<Paragraph> {
    if facts.is_of_year() {
        let heading = Paragraph::heading("to-come", "六、下一年度工作打算");
        return vec![heading, Paragraph::heading("to-come-text", BLANK)];
    }
    let mut paragraphs = vec![Paragraph::heading("to-come", "六、下半年工作安排")];
    let open = facts.tasks.iter().filter(|task| !task.restricted);
    let late: Vec<Step<'_>> = open
        .clone()
        .flat_map(|task| overdue_steps(task, facts.as_of).map(move |step| (task, step)))
        .collect();
    if !late.is_empty() {
        paragraphs.push(list(facts, "to-catch-up".to_owned(), "补齐逾期节点", &late));
    }
    for ((year, month), steps) in by_month(open, facts.as_of) {
        paragraphs.push(list(facts, format!("month-{year}-{month}"), &format!("{month}月"), &steps));
    }
    if paragraphs.len() == 1 {
        paragraphs.push(Paragraph::heading("to-come-text", BLANK));
    }
    paragraphs.extend(restricted(facts));
    paragraphs
}

/// The steps owed that are due on the day or later, by month and date.
fn by_month<'a>(
    tasks: impl Iterator<Item = &'a TaskOverview>,
    as_of: NaiveDate,
) -> BTreeMap<(i32, u32), Vec<Step<'a>>> {
    let mut months: BTreeMap<(i32, u32), Vec<Step<'a>>> = BTreeMap::new();
    for task in tasks {
        let steps = task.milestones.iter();
        for step in steps.filter(|step| step.met_on.is_none() && !step.waived && step.due_on >= as_of) {
            months.entry((step.due_on.year(), step.due_on.month())).or_default().push((task, step));
        }
    }
    for steps in months.values_mut() {
        steps.sort_by_key(|(task, step)| (step.due_on, task.number));
    }
    months
}

fn list(facts: &Facts, key: String, what: &str, steps: &[Step<'_>]) -> Paragraph {
    let words: Vec<String> = steps
        .iter()
        .map(|(task, step)| {
            let (month, day) = (step.due_on.month(), step.due_on.day());
            format!("第{}项“{}”（{month}月{day}日）", task.number, step.title)
        })
        .collect();
    let sources = steps.iter().map(|(task, step)| {
        let label = format!("任务{}：{}", task.number, step.title);
        Source::open(label, urls::milestone(facts.year, task.number, step.id))
    });
    let text = format!("{what}：{}。", words.join("，"));
    Paragraph::new(key, vec![says(text, sources.collect())])
}

fn restricted(facts: &Facts) -> Option<Paragraph> {
    let open = facts.tasks.iter().filter(|task| task.restricted && !task.status.is_closed());
    let of: Vec<&TaskOverview> = open.collect();
    let numbers: Vec<String> = of.iter().map(|task| format!("第{}项", task.number)).collect();
    let sources = of
        .iter()
        .map(|task| Source::open(format!("任务{}", task.number), urls::task(facts.year, task.number)));
    let text = format!("{}（{RESTRICTED}）按各自的计划推进。", numbers.join("、"));
    (!of.is_empty()).then(|| Paragraph::new("to-come-restricted", vec![says(text, sources.collect())]))
}
