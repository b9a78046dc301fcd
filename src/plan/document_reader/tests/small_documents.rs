//! Documents of this kind from other courts and years: other styles of headings, line ends, periods.

use chrono::NaiveDate;

use super::{AssignmentRole, NOTICE, messages, names, notice_of, read_plan, tasks_anywhere, the_notice};
use crate::plan::document_reader::{read, rules};

const TWO_TASKS: &str =
    "**1.加强乙工作。**做好乙。\n\n责任部门：**甲科**、乙室\n\n**2.推进丙建设。**\n\n责任部门：**丙庭**";

#[test]
fn windows_line_ends_and_a_byte_order_mark_change_nothing() {
    let text = format!("\u{feff}{}", NOTICE.replace('\n', "\r\n"));
    assert_eq!(read(text.as_bytes()).unwrap(), the_notice());
}

#[test]
fn lines_without_blank_lines_between_them_change_nothing() {
    let lines: Vec<&str> = NOTICE.lines().filter(|line| !line.trim().is_empty()).collect();
    assert_eq!(read(lines.join("\n").as_bytes()).unwrap(), the_notice());
}

#[test]
fn page_numbers_and_indents_change_nothing() {
    let text = NOTICE.replace("\n\n", "\n\n— 3 —\n\n\u{3000}\u{3000}");
    assert_eq!(read(text.as_bytes()).unwrap(), the_notice());
}

#[test]
fn another_court_and_year_is_read() {
    let document = read_plan(TWO_TASKS);
    assert_eq!(document.plan.year, 2021);
    assert_eq!(document.plan.title, "《某县人民法院2021年司法改革工作要点》及分工方案");
    assert_eq!(document.plan.document_number.as_deref(), Some("某法〔2021〕3号"));
    assert_eq!(document.plan.issuing_body.as_deref(), Some("某县人民法院"));
    assert_eq!(Some(document.plan.ends_on), NaiveDate::from_ymd_opt(2021, 12, 31));
    assert_eq!(document.sections[0].short_title, "乙丙工作");
    assert_eq!(names(&document.tasks[0], AssignmentRole::Lead), ["甲科"]);
    assert_eq!(names(&document.tasks[0], AssignmentRole::Support), ["乙室"]);
    assert_eq!((document.tasks[0].text.as_str(), document.tasks[1].text.as_str()), ("做好乙。", ""));
    let doubts: Vec<_> = document.doubts.iter().map(|doubt| (doubt.task, doubt.rule)).collect();
    assert_eq!(doubts, [(Some(2), rules::TITLE_ONLY)]);
}

#[test]
fn a_period_the_text_names_holds() {
    let text = notice_of(TWO_TASKS)
        .replace("### 一、主要任务", "实施期限为2021年3月1日起至2022年2月28日。\n\n### 一、主要任务");
    let plan = read(text.as_bytes()).unwrap().plan;
    assert_eq!(Some(plan.starts_on), NaiveDate::from_ymd_opt(2021, 3, 1));
    assert_eq!(Some(plan.ends_on), NaiveDate::from_ymd_opt(2022, 2, 28));
    assert_eq!(Some(plan.issued_on), NaiveDate::from_ymd_opt(2021, 2, 1));
}

#[test]
fn different_dates_of_signature_and_print_are_doubted() {
    let text = notice_of(TWO_TASKS).replace("2021年2月1日", "二〇二一年二月一日\n\n某院2021年2月3日印发");
    let document = read(text.as_bytes()).unwrap();
    assert_eq!(Some(document.plan.issued_on), NaiveDate::from_ymd_opt(2021, 2, 1));
    assert_eq!(messages(&document, rules::ISSUE_DATES_DIFFER).len(), 1);
}

#[test]
fn a_document_without_number_is_read_with_a_doubt() {
    let document = read(notice_of(TWO_TASKS).replace("某法〔2021〕3号", "").as_bytes()).unwrap();
    assert_eq!(document.plan.document_number, None);
    assert_eq!(messages(&document, rules::NO_DOCUMENT_NUMBER).len(), 1);
}

#[test]
fn every_style_of_headings_gives_the_same_tasks() {
    let expected = tasks_anywhere(&read_plan(TWO_TASKS));
    for plan in [
        "### 1.加强乙工作。\n\n做好乙。\n\n责任部门：**甲科**、乙室\n\n### 2.推进丙建设。\n\n责任部门：**丙庭**",
        "### **1.加强乙工作**\n\n做好乙。\n\n责任部门：**甲科**、乙室\n\n### **2.推进丙建设**\n\n责任部门：**丙庭**",
        "**1. 加强乙工作**\n做好乙。\n责任部门：**甲科**、乙室\n**2. 推进丙建设**\n责任部门：**丙庭**",
        "**1.加强乙工作**。做好乙。\n\n**责任部门：**甲科、乙室\n\n2．推进丙建设。\n\n责任部门: **丙庭**",
        "1、加强乙工作。做好乙。\n\n责任部门：**甲科**，乙室。\n\n2、推进丙建设。\n\n责任部门：**丙 庭**",
    ] {
        let mut read = tasks_anywhere(&read_plan(plan));
        // The fourth prints its label in black type, and so marks nobody.
        if plan.contains("**责任部门：**") {
            assert_eq!(names(&read[0], AssignmentRole::Lead), [""; 0]);
            read[0].assignments[0].role = AssignmentRole::Lead;
            read[0].files_report = Some("甲科".to_owned());
        }
        assert_eq!(read, expected, "{plan}");
    }
}

#[test]
fn a_plain_heading_begins_a_section_only_between_tasks() {
    let plan = "**1.加强乙工作。**分步做好：\n\n一、先做甲；\n\n二、再做丙。\n\n责任部门：**甲科**\n\n\
                二、以丁为抓手全面深化诉讼公开工作\n\n**2.推进丙建设。**\n\n责任部门：**丙庭**";
    let document = read_plan(plan);
    let titles: Vec<&str> = document.sections.iter().map(|section| section.title.as_str()).collect();
    assert_eq!(titles, ["以甲制度为重点推进乙丙工作", "以丁为抓手全面深化诉讼公开工作"]);
    assert_eq!(document.sections[1].short_title, "诉讼公开");
    assert_eq!((document.tasks[0].section, document.tasks[1].section), (1, 2));
    assert!(document.tasks[0].text.ends_with("二、再做丙。"));
}

#[test]
fn a_list_inside_a_task_is_text_with_its_paragraphs() {
    let plan =
        "**1.加强乙工作。**重点如下：\n\n1.做好甲；\n\n2.做好丙；\n\n（3）做好\n\n丁。\n\n责任部门：**甲科**";
    assert_eq!(read_plan(plan).tasks[0].text, "重点如下：\n1.做好甲；\n2.做好丙；\n（3）做好丁。");
}

#[test]
fn text_behind_the_departments_is_kept_and_doubted() {
    let document = read_plan("**1.加强乙工作。**\n\n责任部门：**甲科**\n\n牵头领导：待定。");
    assert_eq!(names(&document.tasks[0], AssignmentRole::Lead), ["甲科"]);
    assert_eq!(document.tasks[0].text, "牵头领导：待定。");
    assert_eq!(super::doubted(&document, rules::TEXT_BEHIND_DEPARTMENTS), [1]);
}

#[test]
fn a_paragraph_of_no_task_is_doubted_and_not_lost() {
    let plan = "本板块由办公室统筹。\n\n**1.加强乙工作。**\n\n责任部门：**甲科**";
    let document = read_plan(plan);
    assert_eq!(document.sections[0].title, "以甲制度为重点推进乙丙工作");
    assert!(messages(&document, rules::PARAGRAPH_NOT_READ)[0].contains("本板块由办公室统筹。"));
}
