//! Views of three tasks: 1 audited and green, 2 late, 3 without lead or leader.

use chrono::NaiveDate;

use super::*;
use crate::ids::{AccountId, DepartmentId, TaskId};
use crate::organization::DepartmentKind;
use crate::pages::overview::{Extensions, TaskDepartment};
use crate::plan::tasks::AssignmentRole;
use crate::status::LightShown;

fn task(number: i32, title: &str, light: Light) -> TaskOverview {
    let day = |month, day| NaiveDate::from_ymd_opt(2019, month, day).unwrap();
    TaskOverview {
        id: TaskId(number.into()),
        number,
        section: number,
        title: title.to_owned(),
        restricted: false,
        status: TaskStatus::InProgress,
        departments: Vec::new(),
        concerned: Vec::new(),
        leader: None,
        contact: None,
        share: 0,
        problems: None,
        scheduled: None,
        starts_on: day(3, 28),
        milestones: Vec::new(),
        due_on: day(12, 31),
        original_due_on: day(12, 31),
        light: LightShown { light, words: String::new(), wall_words: String::new(), sentence: String::new() },
        extensions: Extensions::default(),
        marks: Vec::new(),
        gaps: Vec::new(),
        days_overdue: 0,
    }
}

fn lead(id: i64, name: &str) -> TaskDepartment {
    TaskDepartment {
        id: DepartmentId(id),
        name: name.to_owned(),
        kind: DepartmentKind::Unit,
        role: AssignmentRole::Lead,
        files_report: true,
    }
}

fn three() -> [TaskOverview; 3] {
    let (first, late, undecided) = (
        task(1, "加强审判团队建设", Light::Green),
        task(2, "加强多元化纠纷解决机制建设", Light::Red),
        task(3, "加大产权司法保护力度", Light::Green),
    );
    [
        TaskOverview {
            departments: vec![lead(7, "审管办")],
            leader: Some((AccountId(5), "分管副院长".to_owned())),
            share: 60,
            ..first
        },
        TaskOverview {
            departments: vec![lead(8, "立案庭")],
            contact: Some("立案庭内勤".to_owned()),
            leader: Some((AccountId(6), "常务副院长".to_owned())),
            due_on: NaiveDate::from_ymd_opt(2019, 6, 28).unwrap(),
            days_overdue: 12,
            share: 30,
            ..late
        },
        TaskOverview {
            status: TaskStatus::NotStarted, gaps: vec!["牵头部门待明确".to_owned()], ..undecided
        },
    ]
}

fn selection(query: &str) -> Selection {
    Selection::from(serde_html_form::from_str::<Query>(query).unwrap())
}

fn shown(query: &str) -> Vec<i32> {
    let (selection, tasks) = (selection(query), three());
    let mut shown: Vec<_> = tasks.iter().filter(|task| selection.shows(task, true)).collect();
    selection.sort(&mut shown);
    shown.iter().map(|task| task.number).collect()
}

#[test]
fn every_filter_narrows_and_all_combine() {
    for (query, expected) in [
        ("", vec![1, 2, 3]),
        ("light=green", vec![1, 3]),
        ("mark=gap", vec![3]),
        ("section=2", vec![2]),
        ("department=7", vec![1]),
        ("department=立案庭", vec![2]),
        ("department=none", vec![3]),
        ("leader=6", vec![2]),
        ("leader=分管副院长", vec![1]),
        ("leader=none", vec![3]),
        ("status=not_started", vec![3]),
        ("light=green&mark=gap&status=in_progress", vec![]),
    ] {
        assert_eq!(shown(query), expected, "{query}");
    }
}

#[test]
fn text_is_found_in_title_departments_and_people_and_all_words_must_be() {
    for (query, expected) in [
        ("q=机制", vec![2]),
        ("q=内勤", vec![2]),
        ("q=副院长", vec![1, 2]),
        ("q=审管办 团队", vec![1]),
        ("q=审管办 机制", vec![]),
        ("q=3", vec![3]),
    ] {
        assert_eq!(shown(query), expected, "{query}");
    }
}

#[test]
fn every_order_is_as_it_says() {
    for (query, expected) in [
        ("sort=number", [1, 2, 3]),
        ("sort=light", [2, 1, 3]),
        ("sort=progress", [3, 2, 1]),
        ("sort=due", [2, 1, 3]),
        ("sort=leader", [3, 1, 2]),
    ] {
        assert_eq!(shown(query), expected, "{query}");
    }
}

#[test]
fn of_a_task_that_is_not_open_only_section_and_light_are_asked() {
    let [_, late, _] = three();
    for query in ["q=机制", "department=8", "leader=none", "leader=6", "status=in_progress"] {
        assert!(!selection(query).shows(&late, false), "{query}");
    }
    assert!(selection("light=red&section=2").shows(&late, false));
}

#[test]
fn a_view_stands_in_its_address_and_what_is_wrong_there_is_not_said() {
    let address = "/2019/ledger?light=red&section=2&leader=6&status=in_progress&q=a+b&sort=due";
    let (_, query) = address.split_once('?').unwrap();
    assert_eq!(selection(query).address("/2019/ledger"), address);
    assert_eq!(selection("light=pink&section=x&sort=").address("/2019/ledger"), "/2019/ledger");
    assert!(!selection("sort=due").is_narrowed());
    assert!(selection("mark=gap").is_narrowed());
}
