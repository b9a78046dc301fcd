//! What a revision would change: for each task what the plan's document said, what the ledger has now, what the revision says.
//! Pure.

use super::content::{RevisedTask, RevisionRead};
use super::matching::{Match, Matched, Said, match_all};
use super::model::{Candidate, Difference, OurTask, Ours, Wanted};
use super::parts::{parts, parts_in_words, unknown_departments};
use crate::pages::taking_over::{ThreeWay, three_way};
use crate::web::dates;

/// All that can be said of a revision.
#[derive(Debug)]
pub(super) struct Comparison<'a> {
    pub matches: Vec<Match<'a>>,
    /// In the order of the document, then what it lacks.
    pub differences: Vec<Difference>,
    /// It gives more than half of the plan: what it lacks may be dropped.
    pub covers_plan: bool,
    /// How many tasks it repeats as the ledger has them.
    pub same: usize,
    /// Where the ledger went on since the document, and the revision repeats the document.
    pub moved: Vec<String>,
    /// What of it is done elsewhere, in sentences.
    pub notes: Vec<String>,
}

/// Compares a revision with the ledger.
pub(super) fn compare<'a>(read: &'a RevisionRead, ours: &Ours, said: &Said) -> Comparison<'a> {
    let mut comparison = Comparison {
        matches: match_all(&read.tasks, ours, said),
        differences: Vec::new(),
        covers_plan: read.tasks.len() * 2 > ours.tasks.len(),
        same: 0,
        moved: Vec::new(),
        notes: Vec::new(),
    };
    for of in comparison.matches.clone() {
        let our_task = |number: i32| ours.tasks.iter().find(|task| task.number == number);
        match of.is {
            Matched::Task(number) => {
                if let Some(our) = our_task(number) {
                    compare_task(of.task, our, ours, &mut comparison);
                }
            }
            Matched::New(section) => comparison.differences.push(added(of.task, section, ours)),
            Matched::Left | Matched::Open => {}
        }
    }
    if let Some(why) = read.no_plan.as_ref().filter(|_| comparison.covers_plan) {
        comparison
            .notes
            .push(format!("按整份方案没有读通：{why}文件中没有的任务不列为终止，请核对文件是否完整。"));
    } else if comparison.covers_plan {
        let lacking = lacking(&comparison.matches, ours);
        comparison.differences.extend(lacking);
    }
    comparison
}

fn compare_task(task: &RevisedTask, our: &OurTask, ours: &Ours, comparison: &mut Comparison<'_>) {
    let trouble = our.closed.map(|word| format!("任务现为“{word}”，不在这里调整。"));
    let covers_plan = comparison.covers_plan;
    let candidates =
        [text(task, our, covers_plan), parts(task, our, (ours, covers_plan)), due(task, our, ours)];
    let mut differs = false;
    for candidate in candidates.into_iter().flatten() {
        let Candidate { base, ours: now, theirs, standing, wanted, trouble: own } = candidate;
        let Some(standing) = standing else {
            comparison.moved.push(format!("任务 {} 的{}", our.number, wanted.head().0));
            continue;
        };
        differs = true;
        comparison.differences.push(Difference {
            of: format!("task-{}", our.number),
            number: Some(our.number),
            title: our.title.clone(),
            base: base.filter(|_| standing == ThreeWay::Conflict),
            ours: now,
            theirs,
            standing,
            trouble: trouble.clone().or(own),
            wanted,
        });
    }
    if let Some(leader) = task.leader.as_ref().filter(|name| our.leader.as_ref() != Some(name)) {
        let now = our.leader.as_deref().unwrap_or("待明确");
        comparison.notes.push(format!(
            "任务 {} 的牵头领导，文件写的是“{leader}”，台账为{now}；请在该任务的“修改”页指定。",
            our.number
        ));
    }
    comparison.same += usize::from(!differs);
}

/// Title and text. A supplement names its tasks, often in its own words, and remarks on them: only a person can say that such a
/// wording is a change.
fn text(task: &RevisedTask, our: &OurTask, covers_plan: bool) -> Option<Candidate> {
    let revised = task.text_beside(&our.text);
    let names_only = !covers_plan && our.title.contains(&task.title);
    let title = if names_only { our.title.clone() } else { task.title.clone() };
    // A supplement without text leaves it as it is; a plan issued anew without one has dropped it.
    let text = if revised.is_empty() && !covers_plan { our.text.clone() } else { revised };
    let whole = |title: &str, text: &str| format!("{title}\n{text}").trim_end().to_owned();
    let (now, theirs) = (whole(&our.title, &our.text), whole(&title, &text));
    let base = our.base.as_ref().map(|base| whole(&base.title, &base.text));
    if now == theirs {
        return None;
    }
    let standing = three_way(base.as_deref(), &now, &theirs);
    let dropped = text.is_empty() && !our.text.is_empty();
    let standing = standing.map(|of| if covers_plan && !dropped { of } else { ThreeWay::ToCheck });
    let wanted = Wanted::Text { title, text };
    Some(Candidate { base, ours: now, theirs, standing, wanted, trouble: None })
}

/// The completion date, where the revision names one in words that the document before it did not have.
fn due(task: &RevisedTask, our: &OurTask, ours: &Ours) -> Option<Candidate> {
    let (due_on, wording) = task.due.as_ref()?;
    if our.due_on == *due_on {
        return None;
    }
    let said_before = our.base.as_ref().is_some_and(|base| base.says(wording, &task.due_lines));
    // What the text said before is no revision, unless a label or column says it now.
    if said_before && task.due_lines.iter().all(|line| our.text.lines().any(|ours| ours == line)) {
        return None;
    }
    let is_first = our.base.is_some() && our.due_on == ours.ends_on && !said_before;
    let standing = Some(if is_first { ThreeWay::Change } else { ThreeWay::ToCheck });
    let past_end =
        (*due_on > ours.ends_on).then(|| format!("不能晚于方案最后一日 {}。", dates::short(ours.ends_on)));
    Some(Candidate {
        base: None,
        ours: dates::short(our.due_on),
        theirs: format!("{}（文件写的是“{wording}”）", dates::short(*due_on)),
        standing,
        wanted: Wanted::DueOn(*due_on),
        trouble: past_end,
    })
}

/// A task that the plan does not have.
fn added(task: &RevisedTask, section: i32, ours: &Ours) -> Difference {
    let (leads, supports, unknown) = ours.in_full(&task.leads, &task.supports);
    let due_on = task.due.as_ref().map_or(ours.ends_on, |(due_on, _)| *due_on);
    let trouble = if !unknown.is_empty() {
        unknown_departments(&unknown)
    } else if leads.is_empty() && supports.is_empty() {
        Some("文件没有写明责任部门，请在“新增任务”页办理。".to_owned())
    } else if due_on > ours.ends_on {
        Some(format!("完成时限不能晚于方案最后一日 {}。", dates::short(ours.ends_on)))
    } else {
        None
    };
    let in_section = ours.sections.iter().find(|of| of.number == section).map(|of| of.short_title.as_str());
    let mut theirs = vec![task.title.clone()];
    let text = task.text_beside("");
    theirs.extend(Some(text.clone()).filter(|text| !text.is_empty()));
    theirs.push(parts_in_words(&leads, &supports));
    theirs.push(format!("板块：{}　完成时限：{}", in_section.unwrap_or_default(), dates::short(due_on)));
    Difference {
        of: format!("new-{}", task.key),
        number: None,
        title: task.title.clone(),
        base: None,
        ours: String::new(),
        theirs: theirs.join("\n"),
        standing: ThreeWay::Change,
        trouble,
        wanted: Wanted::Add { section, title: task.title.clone(), text, leads, supports, due_on },
    }
}

/// The plan's tasks that a whole plan issued anew does not have: to be ended where a person says so.
fn lacking(matches: &[Match<'_>], ours: &Ours) -> Vec<Difference> {
    let named = |number: i32| matches.iter().any(|of| of.is == Matched::Task(number));
    let lacking = ours.tasks.iter().filter(|task| !named(task.number) && task.closed.is_none());
    let one = |task: &OurTask| Difference {
        of: format!("task-{}", task.number),
        number: Some(task.number),
        title: task.title.clone(),
        base: None,
        ours: parts_in_words(&task.leads, &task.supports),
        theirs: "文件中没有这项任务".to_owned(),
        standing: ThreeWay::ToCheck,
        trouble: None,
        wanted: Wanted::End,
    };
    lacking.map(one).collect()
}

#[cfg(test)]
pub(super) mod tests;
