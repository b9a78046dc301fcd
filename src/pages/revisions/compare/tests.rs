use chrono::NaiveDate;

use super::super::model::{OurSection, TaskSaid};
use super::*;

pub(in crate::pages::revisions) fn revised(key: u32, number: i32, title: &str) -> RevisedTask {
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

pub(in crate::pages::revisions) fn ours() -> Ours {
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
    assert_eq!(differences(vec![task], &ours), ["task-1-parts Conflict 牵头：立案庭｜责任：办公室、研究室"]);
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
fn of_two_leads_one_that_a_revision_does_not_name_leads_no_more() {
    let mut ours = ours();
    ours.tasks[0].leads = names("审管办、立案庭");
    let mut task = revised(1, 1, "完善审判权运行机制");
    task.supports = names("研究室、立案庭");
    assert_eq!(differences(vec![task], &ours), ["task-1-parts Conflict 牵头：立案庭｜责任：研究室"]);
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
fn a_date_the_ledger_has_already_is_no_difference_and_one_it_was_given_since_is_to_be_checked() {
    let mut ours = ours();
    ours.tasks[0].due_on = d("2019-10-31");
    let mut task = revised(1, 1, "完善审判权运行机制");
    task.due = Some((d("2019-10-31"), "10月底前".to_owned()));
    assert!(differences(vec![task.clone()], &ours).is_empty());
    ours.tasks[0].due_on = d("2019-11-29");
    assert_eq!(differences(vec![task], &ours), ["task-1-due ToCheck 2019-10-31（文件写的是“10月底前”）"]);
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

#[test]
fn a_task_that_is_closed_is_not_ended_by_a_plan_that_lacks_it() {
    let mut ours = ours();
    let whole = || vec![revised(1, 1, "完善审判权运行机制"), revised(2, 9, "建设智慧法院")];
    let ended = |ours: &Ours| differences(whole(), ours).iter().any(|of| of.starts_with("task-2-end"));
    assert!(ended(&ours));
    ours.tasks[1].closed = Some("已办结");
    assert!(!ended(&ours));
}
