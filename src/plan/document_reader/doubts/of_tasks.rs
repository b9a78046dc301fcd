//! Doubts about single tasks.

use super::super::departments::may_coincide;
use super::super::division::{Black, Division, PrintedTask};
use super::super::due_dates;
use super::super::model::{
    AssignmentRead, AssignmentRole, DepartmentKind, DepartmentRead, DocumentRead, DoubtRead, TaskRead,
};
use super::super::wording::names_superior;
use super::{of_task, rules};

pub(super) fn raise(read: &DocumentRead, division: &Division) -> Vec<DoubtRead> {
    let mut doubts = Vec::new();
    for (task, printed) in read.tasks.iter().zip(&division.tasks) {
        about_leads(task, printed, division.by_black_type, &mut doubts);
        about_departments(read, task, printed, &mut doubts);
        about_text(task, printed, &mut doubts);
        about_work_points(read, task, &mut doubts);
        let noticed =
            printed.noticed.iter().map(|(rule, message)| of_task(task.number, rule, message.clone()));
        doubts.extend(noticed);
    }
    doubts
}

fn about_leads(task: &TaskRead, printed: &PrintedTask, by_black_type: bool, doubts: &mut Vec<DoubtRead>) {
    let number = task.number;
    if task.assignments.is_empty() {
        let message = format!("任务 {number} 没有写明责任部门，请领导小组办公室明确。");
        doubts.push(of_task(number, rules::NO_DEPARTMENTS, message));
    } else if task.assignments.iter().all(|assignment| assignment.role == AssignmentRole::Support) {
        let names: Vec<&str> = task.assignments.iter().map(|a| a.wording.as_str()).collect();
        let proposal = task.proposed_lead.as_ref().map_or_else(String::new, |lead| {
            format!("责任部门只有{lead}一家，可以由其牵头，请领导小组办公室确认。")
        });
        let unmarked = if by_black_type { "没有黑体字" } else { "没有标明牵头" };
        let message =
            format!("任务 {number} 的责任部门（{}）{unmarked}，牵头部门待明确。{proposal}", names.join("、"));
        doubts.push(of_task(number, rules::LEAD_NOT_MARKED, message));
    } else if task.files_report.is_none() {
        let message = format!("任务 {number} 的牵头部门都是统称或领导机构，没有部门报送月报，请指定。");
        doubts.push(of_task(number, rules::NOBODY_FILES, message));
    }
    for name in printed.names.iter().filter(|name| name.black == Black::Part) {
        let message = format!(
            "任务 {number} 的“{}”只有一部分是黑体字（换页所致），已按牵头部门读入，请核对。",
            name.wording
        );
        doubts.push(of_task(number, rules::LEAD_PARTLY_BLACK, message));
    }
    if printed.unclosed_mark {
        let message =
            format!("任务 {number} 的责任部门一行黑体字标记不成对，未闭合的部分没有按牵头部门读入，请核对。");
        doubts.push(of_task(number, rules::BLACK_MARK_UNCLOSED, message));
    }
}

fn about_departments(
    read: &DocumentRead,
    task: &TaskRead,
    printed: &PrintedTask,
    doubts: &mut Vec<DoubtRead>,
) {
    let number = task.number;
    for assignment in &task.assignments {
        let name = &assignment.department;
        let Some(department) = read.departments.iter().find(|d| d.name == *name) else { continue };
        if department.kind == DepartmentKind::Body {
            let message =
                format!("任务 {number} 的责任部门中有{name}：它对任务负责，但不报送月报，也不催办。");
            doubts.push(of_task(number, rules::BODY_AMONG_DEPARTMENTS, message));
        }
        if *name != assignment.wording {
            let message = format!("任务 {number} 的“{}”已读作“{name}”的简称，请核对。", assignment.wording);
            doubts.push(of_task(number, rules::DEPARTMENT_ALIAS, message));
        }
        let alike: Vec<&str> = read
            .departments
            .iter()
            .filter(|o| may_coincide(department, o))
            .map(|o| o.name.as_str())
            .collect();
        if !alike.is_empty() {
            let message =
                format!("任务 {number} 的“{name}”与“{}”可能是同一部门或有重合，请核对。", alike.join("”“"));
            doubts.push(of_task(number, rules::DEPARTMENT_NAMES_MAY_COINCIDE, message));
        }
    }
    for name in named_twice(&task.assignments, printed, &read.departments) {
        let message = format!("任务 {number} 的责任部门中“{name}”出现了两次，已合为一项，请核对。");
        doubts.push(of_task(number, rules::DEPARTMENT_NAMED_TWICE, message));
    }
}

/// Departments that stand more than once on a task's line, under whatever name.
fn named_twice<'a>(
    assignments: &'a [AssignmentRead],
    printed: &PrintedTask,
    departments: &[DepartmentRead],
) -> Vec<&'a str> {
    let times = |canonical: &str| {
        let department = departments.iter().find(|department| department.name == canonical);
        let is_meant = |wording: &String| {
            *wording == canonical || department.is_some_and(|department| department.aliases.contains(wording))
        };
        printed.names.iter().filter(|name| is_meant(&name.wording)).count()
    };
    assignments.iter().map(|a| a.department.as_str()).filter(|name| times(name) > 1).collect()
}

fn about_text(task: &TaskRead, printed: &PrintedTask, doubts: &mut Vec<DoubtRead>) {
    let number = task.number;
    let mut raise = |rule, message| doubts.push(of_task(number, rule, message));
    if task.text.is_empty() {
        raise(rules::TITLE_ONLY, format!("任务 {number} 标题之外没有内容，具体举措待补充。"));
    }
    if printed.text_behind {
        raise(
            rules::TEXT_BEHIND_DEPARTMENTS,
            format!("任务 {number} 的“责任部门”一行之后还有文字，已作为任务正文读入，请核对。"),
        );
    }
    for pair in unpaired(&format!("{}\n{}", task.title, task.text)) {
        raise(
            rules::UNPAIRED_BRACKETS,
            format!("任务 {number} 的“{pair}”不成对，可能是原文误排，已照原文读入。"),
        );
    }
    for date in task.due_dates.iter().filter(|d| d.due_on.is_none() && !due_dates::is_lasting(&d.wording)) {
        raise(
            rules::DUE_DATE_UNCLEAR,
            format!("任务 {number} 的时限“{}”不能确定到日，请明确。", date.wording),
        );
    }
    if let Some(sentence) = &task.waits_for_superior {
        raise(
            rules::WAITS_FOR_SUPERIOR,
            format!("任务 {number} 的正文写明要等待上级法院：“{sentence}。”是否列为待上级，请确定。"),
        );
    } else if names_superior(&task.title) || names_superior(&task.text) {
        raise(
            rules::REFERS_TO_SUPERIOR,
            format!("任务 {number} 的正文提到上级法院，是否取决于上级法院的部署，请确定。"),
        );
    }
    if task.title.contains("机构改革") {
        raise(
            rules::DEPARTMENTS_MAY_CHANGE,
            format!("任务 {number} 改革的是机构本身，责任部门年内可能合并或更名。"),
        );
    }
}

/// Pairs of brackets of which one side is missing.
fn unpaired(text: &str) -> Vec<String> {
    let count = |c: char| text.matches(c).count();
    [('《', '》'), ('“', '”'), ('（', '）')]
        .into_iter()
        .filter(|(open, close)| count(*open) != count(*close))
        .map(|(open, close)| format!("{open}{close}"))
        .collect()
}

fn about_work_points(read: &DocumentRead, task: &TaskRead, doubts: &mut Vec<DoubtRead>) {
    let number = task.number;
    for (place, point) in
        read.work_points.iter().enumerate().filter(|(_, p)| p.proposed_tasks.contains(&number))
    {
        // A deliverable that the work points announce is a promise of its own.
        let deliverable = point.text.starts_with("出台") && !task.text.contains("出台");
        let lacking = if deliverable { "任务正文没有写到要出台的文件。" } else { "" };
        let message =
            format!("工作要点“{}”与任务 {number} 相近，是否由它承担，请确认。{lacking}", point.text);
        let doubt = of_task(number, rules::WORK_POINT_TO_BE_CONFIRMED, message);
        doubts.push(DoubtRead { work_point: Some(place), ..doubt });
    }
    let unnamed = read.work_points.iter().all(|point| !point.tasks.contains(&number));
    if unnamed && !read.work_points.is_empty() {
        let message = format!("任务 {number} “{}”没有对应的工作要点条目。", task.title);
        doubts.push(of_task(number, rules::TASK_WITHOUT_WORK_POINT, message));
    }
}
