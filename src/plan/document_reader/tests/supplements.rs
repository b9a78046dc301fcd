//! A supplement (补充通知) names some tasks of a plan under their own numbers.

use crate::plan::document_reader::{DocumentRead, ReadRefusal, read, read_supplement};

const HEAD: &str = "某县人民法院\n\n关于调整改革任务分工的补充通知\n\n某法〔2019〕20号\n\n2019年7月1日\n\n";

fn numbers(document: &DocumentRead) -> Vec<(i32, &str)> {
    document.tasks.iter().map(|task| (task.number, task.title.as_str())).collect()
}

#[test]
fn a_table_of_some_tasks_keeps_their_numbers_in_any_order_and_a_plan_with_such_gaps_is_still_cut_off() {
    let text = format!(
        "{HEAD}| 序号 | 任务 | 牵头部门 | 责任部门 |\n| --- | --- | --- | --- |\n| 38 | 乙 | 立案庭 | |\n| 6 | 甲 | 研究室 | 审管办 |\n"
    );
    let document = read_supplement(text.as_bytes(), 2019).unwrap();
    assert_eq!(numbers(&document), [(38, "乙"), (6, "甲")]);
    assert_eq!(document.plan.title, "关于调整改革任务分工的补充通知");
    assert_eq!(document.plan.document_number.as_deref(), Some("某法〔2019〕20号"));
    assert_eq!((document.plan.dated, document.plan.issued_on.to_string()), (true, "2019-07-01".to_owned()));
    assert!(matches!(read(text.as_bytes()), Err(ReadRefusal::NumberGap { expected: 1, found: 38 })));
}

#[test]
fn tasks_with_labels_keep_their_numbers_too() {
    let text = format!(
        "{HEAD}现调整如下：\n\n6.健全甲机制。\n\n牵头部门：研究室\n\n责任部门：审管办\n\n12.完善乙机制。做好：（1）丙；（2）丁。\n\n牵头部门：立案庭\n\n责任部门：办公室\n"
    );
    let document = read_supplement(text.as_bytes(), 2019).unwrap();
    assert_eq!(numbers(&document), [(6, "健全甲机制"), (12, "完善乙机制")]);
    let said: Vec<_> = document
        .unread
        .iter()
        .map(|at| document.paragraphs[usize::try_from(*at - 1).unwrap()].text.as_str())
        .collect();
    assert_eq!(said, ["现调整如下："]);
}

#[test]
fn a_table_alone_needs_no_title_and_its_year_is_the_plans() {
    let text = "序号\t任务\t牵头部门\t完成时限\n6\t甲\t研究室\t10月底前\n";
    let document = read_supplement(text.as_bytes(), 2019).unwrap();
    assert_eq!((document.plan.title.as_str(), document.plan.year, document.plan.dated), ("", 2019, false));
    assert_eq!(document.tasks[0].due_dates[0].due_on.unwrap().to_string(), "2019-10-31");
}

#[test]
fn a_task_named_twice_is_refused_and_text_without_departments_is_no_supplement() {
    let text = format!(
        "{HEAD}| 序号 | 任务 | 牵头部门 |\n| --- | --- | --- |\n| 6 | 甲 | 研究室 |\n| 6 | 乙 | 立案庭 |\n"
    );
    assert!(matches!(read_supplement(text.as_bytes(), 2019), Err(ReadRefusal::NumberTwice { number: 6 })));
    let prose = format!("{HEAD}第6项任务由研究室牵头。\n");
    assert!(matches!(read_supplement(prose.as_bytes(), 2019), Err(ReadRefusal::NoTasks)));
}

#[test]
fn a_column_of_what_was_before_is_not_what_shall_be() {
    let text = format!(
        "{HEAD}| 序号 | 任务 | 原牵头部门 | 调整后牵头部门 | 责任部门（调整前） | 责任部门（调整后） |\n\
         | --- | --- | --- | --- | --- | --- |\n| 6 | 甲 | 审管办 | 研究室 | 办公室 | 政治部 |\n"
    );
    let document = read_supplement(text.as_bytes(), 2019).unwrap();
    let names: Vec<_> = document.tasks[0].assignments.iter().map(|of| of.department.as_str()).collect();
    assert_eq!(names, ["研究室", "政治部"]);
}
