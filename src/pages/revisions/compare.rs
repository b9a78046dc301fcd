//! What a revision would change: for each task what the plan's document said, what the ledger has now, what the revision says.
//! Pure.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::content::{RevisedTask, RevisionRead};
use super::matching::{Match, Matched, Said, match_all};
use crate::pages::three_way::{ThreeWay, three_way};
use crate::web::dates;

/// The plan as the ledger has it now.
#[derive(Debug, Clone)]
pub(super) struct Ours {
    pub tasks: Vec<OurTask>,
    pub sections: Vec<OurSection>,
    /// Every name of a department, with its full name.
    pub names: HashMap<String, String>,
    pub ends_on: NaiveDate,
}

#[derive(Debug, Clone)]
pub(super) struct OurSection {
    pub number: i32,
    pub title: String,
    pub short_title: String,
}

#[derive(Debug, Clone)]
pub(super) struct OurTask {
    pub number: i32,
    pub title: String,
    pub text: String,
    pub leads: Vec<String>,
    pub supports: Vec<String>,
    pub due_on: NaiveDate,
    pub leader: Option<String>,
    /// Its state, where it is closed (已办结, 并入, 终止).
    pub closed: Option<&'static str>,
    /// What the plan's document, or the last revision of it, said; `None` of a task that neither names.
    pub base: Option<TaskSaid>,
}

/// What a document said of a task.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TaskSaid {
    pub number: i32,
    pub title: String,
    pub text: String,
    pub leads: Vec<String>,
    pub supports: Vec<String>,
}

/// What would be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    Text {
        title: String,
        text: String,
    },
    Parts {
        leads: Vec<String>,
        supports: Vec<String>,
    },
    DueOn(NaiveDate),
    Add {
        section: i32,
        title: String,
        text: String,
        leads: Vec<String>,
        supports: Vec<String>,
        due_on: NaiveDate,
    },
    /// 终止
    End,
}

impl Wanted {
    /// What it is called, and its name in forms.
    pub fn head(&self) -> (&'static str, &'static str) {
        match self {
            Self::Text { .. } => ("任务文字", "text"),
            Self::Parts { .. } => ("责任分工", "parts"),
            Self::DueOn(_) => ("完成时限", "due"),
            Self::Add { .. } => ("新增任务", "add"),
            Self::End => ("终止任务", "end"),
        }
    }
}

/// Something in which the revision differs from the ledger.
#[derive(Debug, Clone)]
pub(super) struct Difference {
    /// `task-6` of the plan's task 6, `new-3` of the third task of the revision.
    pub of: String,
    /// The task's number in the plan; `None` of a new one.
    pub number: Option<i32>,
    pub title: String,
    /// What the document said before, where the ledger has something else by now.
    pub base: Option<String>,
    pub ours: String,
    pub theirs: String,
    pub standing: ThreeWay,
    /// Why it cannot be taken over.
    pub trouble: Option<String>,
    pub wanted: Wanted,
}

impl Difference {
    /// `task-6-text`: the id of its box, and what it posts.
    pub fn key(&self) -> String {
        format!("{}-{}", self.of, self.wanted.head().1)
    }
}

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

/// Two texts that differ; without standing where the ledger went on and the revision repeats the document.
struct Candidate {
    base: Option<String>,
    ours: String,
    theirs: String,
    standing: Option<ThreeWay>,
    wanted: Wanted,
    trouble: Option<String>,
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

/// Who answers. A plan issued anew says all of it; a supplement that names one role leaves the other as it is. Where no lead is
/// marked, those that lead go on leading.
fn parts(task: &RevisedTask, our: &OurTask, (ours, covers_plan): (&Ours, bool)) -> Option<Candidate> {
    if task.leads.is_empty() && task.supports.is_empty() {
        return None;
    }
    let (leads, supports, unknown) = ours.in_full(&task.leads, &task.supports);
    let (leads, supports) = with_unsaid(leads, supports, (&our.leads, &our.supports), covers_plan);
    // The first lead files: their order counts.
    let same = |leads: &[String], supports: &[String]| {
        format!("{leads:?}{:?}", supports.iter().collect::<BTreeSet<_>>())
    };
    let (now, theirs) = (same(&our.leads, &our.supports), same(&leads, &supports));
    if now == theirs {
        return None;
    }
    let of_base = our.base.as_ref().map(|base| {
        let (leads, supports, _) = ours.in_full(&base.leads, &base.supports);
        if task.leads.is_empty() { as_now(leads, supports, &our.leads) } else { (leads, supports) }
    });
    let base = of_base.as_ref().map(|(leads, supports)| same(leads, supports));
    let standing = three_way(base.as_deref(), &now, &theirs);
    Some(Candidate {
        base: of_base.map(|(leads, supports)| parts_in_words(&leads, &supports)),
        ours: parts_in_words(&our.leads, &our.supports),
        theirs: parts_in_words(&leads, &supports),
        standing,
        wanted: Wanted::Parts { leads, supports },
        trouble: unknown_departments(&unknown),
    })
}

/// What a revision says of who answers, with what it leaves unsaid from what stands.
pub(super) fn with_unsaid(
    leads: Vec<String>,
    supports: Vec<String>,
    (our_leads, our_supports): (&[String], &[String]),
    covers_plan: bool,
) -> (Vec<String>, Vec<String>) {
    let marks_none = leads.is_empty();
    let (mut leads, mut supports) = as_now(leads, supports, our_leads);
    if leads.is_empty() && marks_none {
        leads = our_leads.to_vec();
    }
    if supports.is_empty() && !covers_plan {
        supports = our_supports.to_vec();
    }
    supports.retain(|name| !leads.contains(name));
    (leads, supports)
}

/// Without a lead among them, those that lead now lead, in their order.
fn as_now(leads: Vec<String>, supports: Vec<String>, our_leads: &[String]) -> (Vec<String>, Vec<String>) {
    if !leads.is_empty() {
        return (leads, supports);
    }
    let leads: Vec<String> = our_leads.iter().filter(|name| supports.contains(name)).cloned().collect();
    let supports = supports.into_iter().filter(|name| !leads.contains(name)).collect();
    (leads, supports)
}

/// Why names that nobody knows cannot be taken over.
fn unknown_departments(unknown: &[String]) -> Option<String> {
    let names = unknown.join("”、“");
    (!unknown.is_empty()).then(|| {
        format!("台账里没有名为“{names}”的部门，请先在“部门”页新增，或登记为已有部门的别名，再回到这里。")
    })
}

/// 牵头：审管办；责任：研究室、办公室
fn parts_in_words(leads: &[String], supports: &[String]) -> String {
    let lead = if leads.is_empty() { "待明确".to_owned() } else { leads.join("、") };
    let support =
        if supports.is_empty() { String::new() } else { format!("\n责任：{}", supports.join("、")) };
    format!("牵头：{lead}{support}")
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

impl TaskSaid {
    /// Whether it gives a deadline in these words, in its text or on a line of its own.
    fn says(&self, wording: &str, due_lines: &[String]) -> bool {
        let on_a_line = due_lines.iter().any(|line| self.text.lines().any(|ours| ours == line));
        on_a_line || self.text.contains(wording) || self.title.contains(wording)
    }
}

impl Ours {
    /// The departments by their full names, and the names nobody knows.
    fn in_full(&self, leads: &[String], supports: &[String]) -> (Vec<String>, Vec<String>, Vec<String>) {
        let mut unknown = Vec::new();
        let mut full = |names: &[String]| {
            let mut all: Vec<String> = Vec::new();
            for name in names {
                let known = self.names.get(name);
                if known.is_none() {
                    unknown.push(name.clone());
                }
                let name = known.unwrap_or(name);
                if !all.contains(name) {
                    all.push(name.clone());
                }
            }
            all
        };
        let leads = full(leads);
        let mut supports = full(supports);
        supports.retain(|name| !leads.contains(name));
        (leads, supports, unknown)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) fn revised(key: u32, number: i32, title: &str) -> RevisedTask {
        RevisedTask {
            key,
            number,
            section: "司法责任制".to_owned(),
            title: title.to_owned(),
            text: String::new(),
            leads: Vec::new(),
            supports: Vec::new(),
            due_lines: Vec::new(),
            due: None,
            leader: None,
            place: "第 1 段".to_owned(),
            doubts: Vec::new(),
        }
    }

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn names(text: &str) -> Vec<String> {
        text.split('、').filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }

    fn our(number: i32, title: &str) -> OurTask {
        let (leads, supports) = (names("审管办"), names("研究室、办公室"));
        OurTask {
            number,
            title: title.to_owned(),
            text: "一、二。".to_owned(),
            leads: leads.clone(),
            supports: supports.clone(),
            due_on: d("2019-12-31"),
            leader: None,
            closed: None,
            base: Some(TaskSaid {
                number,
                title: title.to_owned(),
                text: "一、二。".to_owned(),
                leads,
                supports,
            }),
        }
    }

    pub(in super::super) fn ours() -> Ours {
        let known = ["审管办", "研究室", "办公室", "立案庭"].map(|name| (name.to_owned(), name.to_owned()));
        let alias = ("立案".to_owned(), "立案庭".to_owned());
        Ours {
            tasks: vec![our(1, "完善审判权运行机制"), our(2, "落实院庭长办案制度")],
            sections: vec![OurSection {
                number: 1,
                title: "全面落实司法责任制".to_owned(),
                short_title: "司法责任制".to_owned(),
            }],
            names: known.into_iter().chain([alias]).collect(),
            ends_on: d("2019-12-31"),
        }
    }

    fn read(tasks: Vec<RevisedTask>) -> RevisionRead {
        RevisionRead {
            title: "补充通知".to_owned(),
            number: None,
            issued_on: None,
            year: 2019,
            tasks,
            no_plan: None,
            doubts: Vec::new(),
            points: 0,
            unread: Vec::new(),
        }
    }

    /// Kind, standing and texts of all differences.
    fn differences(tasks: Vec<RevisedTask>, ours: &Ours) -> Vec<String> {
        let read = read(tasks);
        let comparison = compare(&read, ours, &Said::new());
        let line = |of: &Difference| {
            let trouble = of.trouble.as_ref().map_or("", |_| "（不能）");
            format!("{} {:?}{trouble} {}", of.key(), of.standing, of.theirs.replace('\n', "｜"))
        };
        comparison.differences.iter().map(line).collect()
    }

    #[test]
    fn a_supplement_changes_what_it_names_and_nothing_else() {
        let mut task = revised(1, 1, "完善审判权运行机制");
        (task.leads, task.supports) = (names("立案"), names("审管办"));
        task.due = Some((d("2019-10-31"), "10月底前".to_owned()));
        assert_eq!(
            differences(vec![task], &ours()),
            [
                "task-1-parts Change 牵头：立案庭｜责任：审管办",
                "task-1-due Change 2019-10-31（文件写的是“10月底前”）",
            ]
        );
    }

    #[test]
    fn what_the_ledger_changed_since_is_a_conflict_or_stays_and_what_the_document_repeats_is_no_change() {
        let mut ours = ours();
        ours.tasks[0].supports = names("研究室");
        let mut task = revised(1, 1, "完善审判权运行机制");
        // As the document had it: the ledger went on, the revision says nothing new.
        (task.leads, task.supports) = (names("审管办"), names("办公室、研究室"));
        let repeated = read(vec![task.clone()]);
        let comparison = compare(&repeated, &ours, &Said::new());
        assert_eq!(
            (comparison.differences.len(), comparison.moved.as_slice()),
            (0, &["任务 1 的责任分工".to_owned()][..])
        );
        task.leads = names("立案庭");
        assert_eq!(
            differences(vec![task], &ours),
            ["task-1-parts Conflict 牵头：立案庭｜责任：办公室、研究室"]
        );
    }

    #[test]
    fn no_lead_is_taken_away_where_a_revision_marks_none() {
        let mut task = revised(1, 1, "完善审判权运行机制");
        task.supports = names("审管办、研究室、办公室");
        assert!(differences(vec![task.clone()], &ours()).is_empty(), "the same departments");
        task.supports = names("审管办、立案庭");
        assert_eq!(differences(vec![task], &ours()), ["task-1-parts Change 牵头：审管办｜责任：立案庭"]);
    }

    #[test]
    fn a_plan_issued_anew_shows_texts_new_tasks_and_those_it_lacks() {
        let mut changed = revised(1, 1, "完善审判权运行机制");
        changed.text = "一、二、三。".to_owned();
        let mut new = revised(2, 3, "建设智慧法院");
        new.leads = names("办公室");
        let mut unknown = revised(3, 4, "建设电子卷宗");
        unknown.leads = names("信息中心");
        assert_eq!(
            differences(vec![changed, new, unknown], &ours()),
            [
                "task-1-text Change 完善审判权运行机制｜一、二、三。",
                "new-2-add Change 建设智慧法院｜牵头：办公室｜板块：司法责任制　完成时限：2019-12-31",
                "new-3-add Change（不能） 建设电子卷宗｜牵头：信息中心｜板块：司法责任制　完成时限：2019-12-31",
                "task-2-end ToCheck 文件中没有这项任务",
            ]
        );
    }

    #[test]
    fn a_date_is_a_change_where_its_words_are_new_and_a_closed_task_takes_none() {
        let mut ours = ours();
        let mut task = revised(1, 1, "完善审判权运行机制");
        task.due = Some((d("2019-10-31"), "二".to_owned()));
        assert!(differences(vec![task.clone()], &ours).is_empty(), "the document said it before");
        task.due = Some((d("2020-03-31"), "明年3月底".to_owned()));
        assert_eq!(
            differences(vec![task.clone()], &ours),
            ["task-1-due Change（不能） 2020-03-31（文件写的是“明年3月底”）"]
        );
        task.due = Some((d("2019-10-31"), "10月底前".to_owned()));
        ours.tasks[0].closed = Some("已办结");
        assert_eq!(
            differences(vec![task], &ours),
            ["task-1-due Change（不能） 2019-10-31（文件写的是“10月底前”）"]
        );
    }

    #[test]
    fn a_title_alone_in_a_supplement_only_names_its_task() {
        let mut ours = ours();
        ours.tasks.push(our(3, "其他"));
        assert!(differences(vec![revised(1, 2, "院庭长办案")], &ours).is_empty());
        assert_eq!(
            differences(vec![revised(1, 2, "落实院庭长办案责任制度")], &ours),
            ["task-2-text ToCheck 落实院庭长办案责任制度｜一、二。"]
        );
    }

    #[test]
    fn a_supplement_that_names_one_role_leaves_the_other_and_a_plan_issued_anew_says_all() {
        let mut ours = ours();
        ours.tasks.push(our(3, "其他"));
        let mut task = revised(1, 1, "完善审判权运行机制");
        task.leads = names("立案庭");
        assert_eq!(
            differences(vec![task.clone()], &ours),
            ["task-1-parts Change 牵头：立案庭｜责任：研究室、办公室"]
        );
        (task.leads, task.supports) = (Vec::new(), names("立案庭"));
        assert_eq!(
            differences(vec![task.clone()], &ours),
            ["task-1-parts Change 牵头：审管办｜责任：立案庭"],
            "nobody said that the lead goes"
        );
        ours.tasks.truncate(1);
        (task.leads, task.supports) = (names("立案庭"), Vec::new());
        task.text = "一、二。".to_owned();
        assert_eq!(differences(vec![task], &ours), ["task-1-parts Change 牵头：立案庭"]);
    }

    #[test]
    fn leads_in_another_order_are_a_change_for_the_first_one_files() {
        let mut ours = ours();
        ours.tasks[0].leads = names("审管办、立案庭");
        ours.tasks[0].base.as_mut().unwrap().leads = names("审管办、立案庭");
        let mut task = revised(1, 1, "完善审判权运行机制");
        (task.leads, task.supports) = (names("立案庭、审管办"), names("办公室、研究室"));
        assert_eq!(
            differences(vec![task], &ours),
            ["task-1-parts Change 牵头：立案庭、审管办｜责任：办公室、研究室"]
        );
    }

    #[test]
    fn a_remark_in_a_supplement_is_no_new_text_until_a_person_says_so() {
        let mut ours = ours();
        ours.tasks.push(our(3, "其他"));
        let mut task = revised(1, 2, "院庭长办案");
        task.text = "备注：由研究室接办".to_owned();
        assert_eq!(
            differences(vec![task], &ours),
            ["task-2-text ToCheck 落实院庭长办案制度｜备注：由研究室接办"]
        );
    }

    #[test]
    fn a_plan_that_could_not_be_read_whole_ends_nothing() {
        let mut cut = read(vec![revised(1, 1, "完善审判权运行机制"), revised(2, 9, "建设智慧法院")]);
        cut.no_plan = Some("任务编号不连续。".to_owned());
        let ours = ours();
        let comparison = compare(&cut, &ours, &Said::new());
        assert!(comparison.differences.iter().all(|of| of.wanted != Wanted::End), "{comparison:?}");
        assert!(comparison.notes[0].contains("任务编号不连续"), "{:?}", comparison.notes);
    }
}
