//! Which facts make which cases.

use super::*;
use crate::ids::{AccountId, WorkPointId};
use crate::organization::DepartmentKind;
use crate::pages::overview::TaskDepartment;
use crate::plan::tasks::AssignmentRole;

fn department(role: AssignmentRole, files_report: bool) -> TaskDepartment {
    let (id, name) = (DepartmentId(1), "审管办".to_owned());
    TaskDepartment { id, name, kind: DepartmentKind::Unit, role, files_report }
}

/// Nothing is amiss with it but that it has no milestones.
fn task() -> TaskOverview {
    TaskOverview {
        departments: vec![department(AssignmentRole::Lead, true)],
        leader: Some((AccountId(1), "院长".to_owned())),
        contact: Some("张三".to_owned()),
        ..TaskOverview::plain(6, "健全监督管理机制")
    }
}

fn point(text: &str, tasks: &[i32]) -> WorkPoint {
    WorkPoint {
        id: WorkPointId(7),
        section: 1,
        text: text.to_owned(),
        not_applicable_reason: None,
        tasks: tasks.iter().map(|number| (*number, true)).collect(),
        kept_back: false,
    }
}

/// The rules of the cases found, with what is known of the task and one point it carries.
fn rules(task: &TaskOverview, text: TaskText, point: WorkPoint) -> Vec<Rule> {
    let facts = Facts {
        today: task.starts_on,
        unreported_months: 2,
        tasks: std::slice::from_ref(task),
        points: vec![point],
        superior_points: Vec::new(),
        texts: HashMap::from([(task.id, text)]),
        empty_groups: Vec::new(),
        without_account: Vec::new(),
        late_reviews: Vec::new(),
        findings: Vec::new(),
        documents: Vec::new(),
    };
    audit(&facts).into_iter().map(|case| case.rule).collect()
}

fn text(body: &str) -> TaskText {
    TaskText { body: body.to_owned(), ..TaskText::default() }
}

#[test]
fn each_gap_of_a_task_is_one_case_of_its_rule() {
    type Change = fn(&mut TaskOverview);
    let table: [(Change, &[Rule]); 9] = [
        (|_| (), &[]),
        (|task| task.departments[0].role = AssignmentRole::Support, &[Rule::NoLead]),
        (|task| task.departments[0].files_report = false, &[Rule::NobodyFiles]),
        (|task| task.leader = None, &[Rule::NoLeader]),
        (|task| task.contact = None, &[Rule::NoContact]),
        (|task| task.gaps = vec![LEADER_LEFT.to_owned(), CONTACT_LEFT.to_owned()], &[Rule::PersonLeft]),
        (|task| task.gaps = vec![COMPLETION_WAITS.to_owned()], &[Rule::RequestWaitsForNobody]),
        (|task| task.unreported = vec!["2019-05".parse().unwrap()], &[]),
        (
            |task| task.unreported = ["2019-05", "2019-06"].map(|month| month.parse().unwrap()).into(),
            &[Rule::MonthsUnreported],
        ),
    ];
    for (at, (change, expected)) in table.into_iter().enumerate() {
        let mut task = task();
        change(&mut task);
        let mut found = rules(&task, text("正文"), point("健全监督管理机制", &[6]));
        assert!(found.contains(&Rule::NoMilestones), "line {at}");
        found.retain(|rule| *rule != Rule::NoMilestones);
        assert_eq!(found, expected, "line {at}");
    }
}

#[test]
fn a_closed_task_is_asked_for_its_evidence_and_for_nothing_else() {
    let mut task = task();
    (task.status, task.leader) = (TaskStatus::Completed, None);
    let carried = || point("健全监督管理机制", &[6]);
    assert_eq!(rules(&task, text(""), carried()), [Rule::ClosedWithoutEvidence]);
    assert_eq!(rules(&task, TaskText { has_file: true, ..text("") }, carried()), []);
    task.status = TaskStatus::Terminated;
    assert_eq!(rules(&task, text(""), carried()), []);
}

#[test]
fn a_point_is_open_until_it_is_carried_or_declared_not_applicable() {
    let measures = TaskText { measures: "分三步办".to_owned(), ..text("") };
    let found = rules(&task(), measures, point("出台评查办法", &[]));
    let expected = [
        Rule::WorkPointWithoutTask,
        Rule::TaskWithoutWorkPoint,
        Rule::DeliverableNotNamed,
        Rule::NoMilestones,
    ];
    assert_eq!(found, expected);
    let declared =
        WorkPoint { not_applicable_reason: Some("已办".to_owned()), ..point("出台评查办法", &[]) };
    assert_eq!(rules(&task(), text("正文"), declared), [Rule::TaskWithoutWorkPoint, Rule::NoMilestones]);
    let found = rules(&task(), text("年内出台案件评查办法。"), point("出台评查办法", &[6]));
    assert_eq!(found, [Rule::NoMilestones], "the text carries what the point names");
    let found = rules(&task(), text(""), point("强化评查", &[6]));
    assert_eq!(found, [Rule::TitleOnly, Rule::NoMilestones]);
}
