//! Black type and names that are not as they should be.

use super::{AssignmentRole, doubted, messages, names, read_plan};
use crate::plan::document_reader::{DepartmentKind, rules};

/// A plan of one task with these departments.
fn departments(line: &str) -> crate::plan::document_reader::DocumentRead {
    read_plan(&format!("**1.加强乙工作。**做好。\n\n责任部门：{line}"))
}

#[test]
fn a_mark_without_counterpart_makes_no_lead() {
    let document = departments("**甲科**、**乙室、丙庭");
    assert_eq!(names(&document.tasks[0], AssignmentRole::Lead), ["甲科"]);
    assert_eq!(names(&document.tasks[0], AssignmentRole::Support), ["乙室", "丙庭"]);
    assert_eq!(doubted(&document, rules::BLACK_MARK_UNCLOSED), [1]);
}

#[test]
fn black_type_lost_everywhere_is_said_once() {
    let document = departments("甲科、乙室");
    assert_eq!(messages(&document, rules::NO_BLACK_TYPE).len(), 1);
    assert_eq!(doubted(&document, rules::LEAD_NOT_MARKED), [1]);
    assert_eq!(document.tasks[0].proposed_lead, None);
}

#[test]
fn a_sole_group_or_body_is_not_proposed() {
    assert_eq!(departments("各业务部门").tasks[0].proposed_lead, None);
    assert_eq!(departments("院党组").tasks[0].proposed_lead, None);
    assert_eq!(departments("甲科").tasks[0].proposed_lead.as_deref(), Some("甲科"));
}

#[test]
fn a_task_led_by_groups_and_bodies_only_has_nobody_to_file() {
    let document = departments("**院党组、各业务部门**、甲科");
    assert_eq!(document.tasks[0].files_report, None);
    assert_eq!(doubted(&document, rules::NOBODY_FILES), [1]);
    assert_eq!(doubted(&document, rules::LEAD_NOT_MARKED), [0; 0]);
    let kinds: Vec<_> = document.departments.iter().map(|department| department.kind).collect();
    assert_eq!(kinds, [DepartmentKind::Body, DepartmentKind::Group, DepartmentKind::Unit]);
}

#[test]
fn a_department_named_twice_stands_once_and_leads_if_it_leads_anywhere() {
    let document = departments("立案、甲科、**立案庭**");
    let task = &document.tasks[0];
    assert_eq!(names(task, AssignmentRole::Lead), ["立案庭"]);
    assert_eq!(names(task, AssignmentRole::Support), ["甲科"]);
    assert_eq!(doubted(&document, rules::DEPARTMENT_NAMED_TWICE), [1]);
    assert_eq!(doubted(&document, rules::DEPARTMENT_ALIAS), [1]);
}

#[test]
fn a_short_name_is_an_alias_only_of_a_department_that_stands_in_the_document() {
    let document = departments("**立案**、立案审判团队、执行");
    let found: Vec<&str> = document.departments.iter().map(|department| department.name.as_str()).collect();
    assert_eq!(found, ["立案", "立案审判团队", "执行"]);
    assert!(messages(&document, rules::DEPARTMENT_ALIAS).is_empty());
}

#[test]
fn names_coincide_only_where_they_are_alike_and_not_numbered_apart() {
    for (line, expected) in [
        ("**民事庭**、民二庭", 2),
        ("**民事庭**、各民事庭", 2),
        ("**民一庭**、民二庭", 0),
        ("**刑事庭**、民事庭", 0),
        ("**监察室**、研究室", 0),
        ("**办公室**、信访办公室", 0),
    ] {
        let doubts = doubted(&departments(line), rules::DEPARTMENT_NAMES_MAY_COINCIDE).len();
        assert_eq!(doubts, expected, "{line}");
    }
}

#[test]
fn a_superior_court_is_not_found_by_accident() {
    for (text, waits, refers) in [
        ("待省高院出台办法后细化。", 1, 0),
        ("待上级法院部署后，再行推进。", 1, 0),
        ("按照市中院要求推进。", 0, 1),
        ("待条件成熟后推进。", 0, 0),
        ("提高院领导办案数量，其中院长带头。", 0, 0),
    ] {
        let document = read_plan(&format!("**1.加强乙工作。**{text}\n\n责任部门：**甲科**"));
        assert_eq!(doubted(&document, rules::WAITS_FOR_SUPERIOR).len(), waits, "{text}");
        assert_eq!(doubted(&document, rules::REFERS_TO_SUPERIOR).len(), refers, "{text}");
    }
}
