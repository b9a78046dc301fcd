//! Doubts about the document as a whole.

use super::super::division::{Black, Division};
use super::super::model::{DepartmentKind, DocumentRead, DoubtRead};
use super::super::notice::Notice;
use super::super::wording::without_blanks;
use super::super::work_points::WorkPoints;
use super::{of_document, rules};

pub(super) fn raise(
    read: &DocumentRead,
    division: &Division,
    points: &WorkPoints,
    notice: &Notice,
) -> Vec<DoubtRead> {
    let mut doubts = Vec::new();
    about_notice(read, notice, &mut doubts);
    about_sections(read, division, points, &mut doubts);
    about_work_points(read, &mut doubts);
    for group in read.departments.iter().filter(|department| department.kind == DepartmentKind::Group) {
        let message = format!("“{}”是多个部门的统称，成员部门待领导小组办公室明确。", group.name);
        doubts.push(of_document(rules::GROUP_WITHOUT_MEMBERS, message));
    }
    let mut names = division.tasks.iter().flat_map(|task| &task.names);
    if division.by_black_type && names.all(|name| name.black == Black::Nothing) {
        let message = "各项任务的责任部门都没有黑体字，可能是转换文件时丢失了字体，请与原件核对。";
        doubts.push(of_document(rules::NO_BLACK_TYPE, message.to_owned()));
    }
    for (rule, message) in &division.noticed {
        doubts.push(of_document(rule, message.clone()));
    }
    if let Some(stated) = read.stated_count.filter(|stated| usize::try_from(*stated) != Ok(read.tasks.len()))
    {
        let message =
            format!("文件自己写明共 {stated} 项，读到的是 {} 项，请核对有无遗漏。", read.tasks.len());
        doubts.push(of_document(rules::STATED_COUNT_DIFFERS, message));
    }
    for (after, text) in &division.strays {
        let place = after.map_or_else(String::new, |number| format!("第 {number} 项任务之后"));
        let message = format!("{place}有一段文字不属于任何任务，没有读入：“{text}”");
        doubts.push(of_document(rules::PARAGRAPH_NOT_READ, message));
    }
    doubts
}

fn about_notice(read: &DocumentRead, notice: &Notice, doubts: &mut Vec<DoubtRead>) {
    if read.plan.document_number.is_none() {
        let message = "文件中没有发文字号，请补充。";
        doubts.push(of_document(rules::NO_DOCUMENT_NUMBER, message.to_owned()));
    }
    if !read.plan.dated {
        let message = "文件中没有印发日期，暂按当年第一天读入，印发时请填写。";
        doubts.push(of_document(rules::NO_ISSUE_DATE, message.to_owned()));
    }
    if let Some(other) = notice.other_issue_date {
        let message =
            format!("落款日期是 {}，印发日期是 {other}，已按落款日期读入，请核对。", read.plan.issued_on);
        doubts.push(of_document(rules::ISSUE_DATES_DIFFER, message));
    }
}

fn about_sections(
    read: &DocumentRead,
    division: &Division,
    points: &WorkPoints,
    doubts: &mut Vec<DoubtRead>,
) {
    for heading in &points.headings {
        let of_plan = division.sections.iter().find(|section| section.number == heading.number);
        if let Some(section) = of_plan
            && without_blanks(&section.title) != without_blanks(&heading.title)
        {
            let message = format!(
                "第 {} 板块的标题在工作要点中为“{}”，在分工方案中为“{}”，已按分工方案读入。",
                heading.number, heading.title, section.title
            );
            doubts.push(of_document(rules::SECTION_WORDING_DIFFERS, message));
        }
    }
    for section in &read.sections {
        if read.tasks.iter().all(|task| task.section != section.number) {
            let message = format!("第 {} 板块“{}”没有任务。", section.number, section.title);
            doubts.push(of_document(rules::SECTION_WITHOUT_TASKS, message));
        }
    }
}

fn about_work_points(read: &DocumentRead, doubts: &mut Vec<DoubtRead>) {
    if read.work_points.is_empty() {
        let message = "文件中没有读到工作要点条目，只读入了分工方案。";
        doubts.push(of_document(rules::NO_WORK_POINTS, message.to_owned()));
    }
    for (place, point) in read.work_points.iter().enumerate() {
        if !(point.tasks.is_empty() && point.proposed_tasks.is_empty()) {
            continue;
        }
        let message = format!("工作要点“{}”没有任务承担，请指定任务或注明不涉及。", point.text);
        let doubt = of_document(rules::WORK_POINT_WITHOUT_TASK, message);
        doubts.push(DoubtRead { work_point: Some(place), ..doubt });
    }
}
