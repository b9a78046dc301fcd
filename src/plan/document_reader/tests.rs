//! Tests of the reader: on the court's notice of 2019 and on small documents made for one rule each.

use super::{AssignmentRole, DocumentRead, SourceRead, TaskRead, read};

mod corpus;
mod due_dates;
mod hostile_files;
mod irregular_marks;
mod mutated_files;
mod page_breaks;
mod real_notice;
mod refusals;
mod small_documents;
mod sources;
mod supplements;
mod word_files;
mod work_points;

/// The court's notice, as issued.
const NOTICE: &str = include_str!("../../../seeds/2019-notice.md");

fn the_notice() -> DocumentRead {
    read(NOTICE.as_bytes()).unwrap()
}

fn task(document: &DocumentRead, number: i32) -> &TaskRead {
    document.tasks.iter().find(|task| task.number == number).unwrap()
}

/// The tasks as read, wherever in the document they stand.
fn tasks_anywhere(document: &DocumentRead) -> Vec<TaskRead> {
    let nowhere = SourceRead { paragraph: 0, last_paragraph: 0, place: String::new() };
    document.tasks.iter().map(|task| TaskRead { source: nowhere.clone(), ..task.clone() }).collect()
}

/// The canonical names in a role, in their order.
fn names(task: &TaskRead, role: AssignmentRole) -> Vec<&str> {
    task.assignments.iter().filter(|a| a.role == role).map(|a| a.department.as_str()).collect()
}

/// The numbers of the tasks for which a rule raised a doubt, in their order.
fn doubted(document: &DocumentRead, rule: &str) -> Vec<i32> {
    document.doubts.iter().filter(|doubt| doubt.rule == rule).filter_map(|doubt| doubt.task).collect()
}

/// The messages of a rule.
fn messages<'a>(document: &'a DocumentRead, rule: &str) -> Vec<&'a str> {
    document.doubts.iter().filter(|doubt| doubt.rule == rule).map(|doubt| doubt.message.as_str()).collect()
}

/// A small notice of another year around the lines of its division plan.
fn notice_of(plan: &str) -> String {
    format!(
        "某法〔2021〕3号\n\n## 关于印发《某县人民法院2021年司法改革工作要点》及分工方案的通知\n\n2021年2月1日\n\n\
         # 某县人民法院2021年工作要点\n\n### 一、主要任务\n\n**（一）以甲制度为重点推进乙丙工作。**加强乙工作。推进丙建设。\n\n\
         # 关于贯彻工作要点的分工方案\n\n现将任务分工如下：\n\n## 一、以甲制度为重点推进乙丙工作\n\n{plan}\n\n\
         注：黑体字标注的为牵头责任部门。\n"
    )
}

fn read_plan(plan: &str) -> DocumentRead {
    read(notice_of(plan).as_bytes()).unwrap()
}
