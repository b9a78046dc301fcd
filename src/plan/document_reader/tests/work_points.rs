//! Work points: single statements and the tasks that carry them.

use super::{NOTICE, messages, notice_of, the_notice};
use crate::plan::document_reader::{read, rules};

#[test]
fn part_two_has_45_statements_of_which_6_are_headings() {
    let notice = the_notice();
    let of_section = |number| notice.work_points.iter().filter(|point| point.section == number).count();
    assert_eq!([1, 2, 3, 4, 5, 6].map(of_section), [13, 5, 8, 8, 1, 4]);
    assert_eq!(notice.work_points.len() + notice.sections.len(), 45);
}

#[test]
fn thirty_three_statements_word_the_title_of_a_task_and_are_linked_to_it() {
    let notice = the_notice();
    let linked: Vec<_> = notice.work_points.iter().filter(|point| !point.tasks.is_empty()).collect();
    assert_eq!(linked.len(), 33);
    for point in linked {
        let [number] = point.tasks[..] else { panic!("{point:?} is carried by one task") };
        let task = notice.tasks.iter().find(|task| task.number == number).unwrap();
        assert_eq!((task.section, &task.title), (point.section, &point.text));
        assert!(point.proposed_tasks.is_empty());
    }
    let mut carriers: Vec<i32> = notice.work_points.iter().flat_map(|p| p.tasks.clone()).collect();
    carriers.sort_unstable();
    let named_by_none: Vec<i32> = (1..=39).filter(|number| !carriers.contains(number)).collect();
    assert_eq!(named_by_none, [5, 12, 13, 29, 33, 35]);
}

#[test]
fn two_statements_are_proposed_for_a_person_to_confirm() {
    let notice = the_notice();
    let proposed: Vec<_> = notice
        .work_points
        .iter()
        .filter(|point| !point.proposed_tasks.is_empty())
        .map(|point| (point.section, point.text.as_str(), point.proposed_tasks.as_slice()))
        .collect();
    assert_eq!(
        proposed,
        [
            (1, "出台完善专业法官会议机制的意见和改革审判委员会制度的意见", [4].as_slice()),
            (5, "完成抚松法院内设机构改革", [35].as_slice()),
        ]
    );
    let doubts = messages(&notice, rules::WORK_POINT_TO_BE_CONFIRMED);
    assert!(doubts[0].contains("任务正文没有写到要出台的文件") && !doubts[1].contains("出台"));
}

#[test]
fn four_statements_are_carried_by_none() {
    let notice = the_notice();
    let none: Vec<_> = notice
        .work_points
        .iter()
        .filter(|point| point.tasks.is_empty() && point.proposed_tasks.is_empty())
        .map(|point| (point.section, point.text.as_str()))
        .collect();
    assert_eq!(
        none,
        [
            (1, "以全面落实司法责任制为核心，完善审判权运行体系，全面贯彻“让审理者裁判，由裁判者负责”"),
            (1, "强化和规范审判监督管理机制，实现放权与监督有机统一"),
            (4, "全面落实以审判为中心的刑事诉讼制度改革"),
            (4, "完善立、审、执相衔接机制"),
        ]
    );
    assert_eq!(messages(&notice, rules::WORK_POINT_WITHOUT_TASK).len(), 4);
}

#[test]
fn a_doubt_about_a_statement_says_which() {
    let notice = the_notice();
    for doubt in &notice.doubts {
        let of_statement = [rules::WORK_POINT_WITHOUT_TASK, rules::WORK_POINT_TO_BE_CONFIRMED];
        assert_eq!(doubt.work_point.is_some(), of_statement.contains(&doubt.rule), "{doubt:?}");
        if let Some(place) = doubt.work_point {
            assert!(doubt.message.contains(&notice.work_points[place].text));
        }
    }
}

#[test]
fn the_list_is_found_by_what_it_says_and_not_by_its_place() {
    // Another part with numbered items stands before the list, as 工作要求 stands after it.
    let text = NOTICE
        .replace("### 二、工作内容", "### 二、总体要求\n\n**（一）提高认识。**要高度重视。\n\n### 三、清单");
    let text = text.replace("### 三、工作要求", "### 四、工作要求");
    assert_eq!(read(text.as_bytes()).unwrap().work_points, the_notice().work_points);
}

#[test]
fn a_plan_without_work_points_is_read_with_a_doubt() {
    let text = notice_of("**1.加强乙工作。**\n\n责任部门：**甲科**");
    let text = text.replace("**（一）以甲制度为重点推进乙丙工作。**加强乙工作。推进丙建设。", "要高度重视。");
    let document = read(text.as_bytes()).unwrap();
    assert_eq!(document.work_points, []);
    assert_eq!(messages(&document, rules::NO_WORK_POINTS).len(), 1);
    assert!(messages(&document, rules::TASK_WITHOUT_WORK_POINT).is_empty());
}

#[test]
fn a_section_only_the_work_points_name_is_kept_with_a_doubt() {
    let text = notice_of("**1.加强乙工作。**\n\n责任部门：**甲科**")
        .replace("推进丙建设。", "推进丙建设。\n\n**（二）以丁为重点深化戊公开工作。**公开己事项。");
    let document = read(text.as_bytes()).unwrap();
    assert_eq!(document.sections.len(), 2);
    assert_eq!(document.sections[1].title, "以丁为重点深化戊公开工作");
    assert_eq!(document.work_points.last().map(|point| point.section), Some(2));
    assert_eq!(messages(&document, rules::SECTION_WITHOUT_TASKS).len(), 1);
}

#[test]
fn a_full_stop_inside_quotes_does_not_split_a_statement() {
    let text = notice_of("**1.加强乙工作。**\n\n责任部门：**甲科**")
        .replace("推进丙建设。", "贯彻“甲为先。乙为后。”的要求。");
    let document = read(text.as_bytes()).unwrap();
    let texts: Vec<&str> = document.work_points.iter().map(|point| point.text.as_str()).collect();
    assert_eq!(texts, ["加强乙工作", "贯彻“甲为先。乙为后。”的要求"]);
}
