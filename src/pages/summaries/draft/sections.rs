//! 二、各板块任务推进情况: of each section its figures, then a line per task; 三、主要做法和成效 is a person's to write.

use super::facts::{Facts, Group, lag, named, overdue_steps};
use super::figures::Figures;
use super::{Paragraph, Sentence, Source, counted, says};
use crate::pages::overview::TaskOverview;
use crate::pages::summaries::model::BLANK;
use crate::plan::tasks::TaskStatus;
use crate::web::{dates, urls};

pub(super) fn write(facts: &Facts, figures: &Figures) -> Vec<Paragraph> {
    let mut paragraphs = vec![Paragraph::heading("sections", "二、各板块任务推进情况")];
    for (number, numeral, title) in &facts.sections {
        paragraphs.push(Paragraph::heading(format!("section-{number}"), format!("（{numeral}）{title}")));
        let Some(counts) = figures.sections.iter().find(|of| of.number == *number) else { continue };
        paragraphs.push(section_line(facts, *number, (counts.tasks, &counted(&counts.groups))));
        let mut tasks: Vec<&TaskOverview> =
            facts.tasks.iter().filter(|task| task.section == *number).collect();
        tasks.sort_by_key(|task| (facts.group(task), task.number));
        paragraphs.extend(tasks.into_iter().map(|task| task_line(facts, task)));
    }
    paragraphs.push(Paragraph::heading("measures", "三、主要做法和成效"));
    paragraphs.push(Paragraph::heading("measures-text", BLANK));
    paragraphs
}

fn section_line(facts: &Facts, number: i32, (tasks, groups): (usize, &str)) -> Paragraph {
    let source = vec![Source::open("台账", format!("{}?section={number}", urls::ledger(facts.year)))];
    let text = if tasks == 0 {
        "本板块没有改革任务。".to_owned()
    } else {
        format!("本板块改革任务{tasks}项，{groups}。")
    };
    Paragraph::new(format!("section-{number}-tasks"), vec![says(text, source)])
}

fn task_line(facts: &Facts, task: &TaskOverview) -> Paragraph {
    let group = facts.group(task);
    let source = Source::open(format!("任务{}", task.number), urls::task(facts.year, task.number));
    let name = format!("{}：{}", group.word(), named(task));
    let mut sentences = Vec::new();
    if task.restricted {
        sentences.push(says(format!("{name}。"), vec![source]));
    } else {
        sentences.push(says(format!("{name}{}。", how(facts, task, group)), vec![source]));
        sentences.extend(steps(facts, task, group));
        sentences.extend(documents(facts, task, group));
    }
    Paragraph::new(format!("task-{}", task.number), sentences)
}

/// How far it is, or since when it stands as it does.
fn how(facts: &Facts, task: &TaskOverview, group: Group) -> String {
    let since = dates::plain(task.status_since);
    let percent = |share: u32| format!("，进度{share}%");
    match group {
        Group::Completed => format!("，{since}办结"),
        Group::Standing if facts.is_of_year() => {
            format!("，自{since}起转入常态，全年按常态化要求推进，本年度任务就此了结")
        }
        Group::Standing => format!("，自{since}起转入常态"),
        Group::Waiting => format!("，自{since}起待上级明确{}", percent(task.share)),
        Group::Paused => format!("，自{since}起暂缓{}", percent(task.share)),
        Group::Merged => format!("，自{since}起并入其他任务"),
        Group::Terminated => format!("，{since}终止"),
        Group::NotStarted => String::new(),
        Group::UnderWay | Group::Behind => {
            let asked =
                if task.status == TaskStatus::CompletionRequested { "，已申请办结" } else { "" };
            let behind = lag(task);
            let behind = if behind >= facts.lag_points {
                format!("，滞后{behind}个百分点")
            } else {
                task.scheduled.map_or_else(|| "，尚未倒排工期".to_owned(), |of| format!("，序时进度{of}%"))
            };
            format!("{}{behind}{asked}", percent(task.share))
        }
    }
}

/// What of it is overdue.
fn steps(facts: &Facts, task: &TaskOverview, group: Group) -> Option<Sentence> {
    if !matches!(group, Group::Behind | Group::NotStarted) {
        return None;
    }
    let late: Vec<_> = overdue_steps(task, facts.as_of).collect();
    let mut words: Vec<String> = late
        .iter()
        .map(|step| format!("“{}”（应于{}完成）", step.title, dates::plain(step.due_on)))
        .collect();
    let mut sources: Vec<Source> = late
        .iter()
        .map(|step| {
            Source::open(format!("节点：{}", step.title), urls::milestone(facts.year, task.number, step.id))
        })
        .collect();
    if task.due_on < facts.as_of {
        words.push(format!("任务本身（应于{}完成）", dates::plain(task.due_on)));
        sources.push(Source::open("任务时限", urls::task(facts.year, task.number)));
    }
    (!words.is_empty()).then(|| says(format!("尚未完成：{}。", words.join("、")), sources))
}

/// What it brought; of a completed task a blank where nothing is known.
fn documents(facts: &Facts, task: &TaskOverview, group: Group) -> Option<Sentence> {
    let of: Vec<_> = facts.documents.iter().filter(|document| document.task == task.number).collect();
    if of.is_empty() {
        let source = Source::open(format!("任务{}", task.number), urls::task(facts.year, task.number));
        return (group == Group::Completed).then(|| says(format!("形成的成果：{BLANK}。"), vec![source]));
    }
    let words: Vec<&str> = of.iter().map(|document| document.words.as_str()).collect();
    let sources = of.iter().map(|document| Source::open("制度成果", document.path.clone())).collect();
    Some(says(format!("形成{}。", words.join("、")), sources))
}
