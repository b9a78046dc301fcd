//! Where everything stands in the document, what nobody read of it, and the count it gives itself.

use super::{NOTICE, messages, notice_of, read_plan, task, the_notice};
use crate::plan::document_reader::{DocumentRead, read, rules};

const TASK: &str = "**1.加强乙工作。**做好乙。\n\n责任部门：**甲科**、乙室";

/// What a document says in the paragraphs that nobody read.
fn unread(document: &DocumentRead) -> Vec<&str> {
    let text = |number: &i32| {
        let at = usize::try_from(*number - 1).unwrap();
        document.paragraphs[at].text.as_str()
    };
    document.unread.iter().map(text).collect()
}

#[test]
fn every_line_that_says_something_is_a_paragraph_with_its_number() {
    let document = the_notice();
    let lines: Vec<String> = NOTICE
        .lines()
        .map(|line| line.trim().trim_matches('#').replace("**", "").trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect();
    let said: Vec<&str> = document.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
    assert_eq!(said, lines);
    for (number, paragraph) in (1..).zip(&document.paragraphs) {
        assert_eq!((paragraph.number, paragraph.place.clone()), (number, format!("第 {number} 段")));
    }
}

#[test]
fn a_task_names_the_paragraphs_it_was_read_from() {
    let document = the_notice();
    for task in &document.tasks {
        let source = &task.source;
        let at = |number: i32| &document.paragraphs[usize::try_from(number - 1).unwrap()];
        assert!(at(source.paragraph).text.starts_with(&format!("{}.", task.number)), "{task:?}");
        assert_eq!(source.place, at(source.paragraph).place);
        let whole: String =
            (source.paragraph..=source.last_paragraph).map(|number| at(number).text.as_str()).collect();
        assert!(whole.contains(&task.assignments[0].wording), "{task:?}");
    }
    let ends: Vec<_> =
        document.tasks.iter().map(|task| (task.source.paragraph, task.source.last_paragraph)).collect();
    assert!(ends.is_sorted() && ends.windows(2).all(|pair| pair[0].1 < pair[1].0), "{ends:?}");
    // Its true second paragraph, and the line of its departments.
    let one = &task(&document, 1).source;
    assert_eq!(one.last_paragraph - one.paragraph, 2);
}

#[test]
fn of_the_notice_only_what_is_no_plan_is_left_unread() {
    let document = the_notice();
    let left = unread(&document);
    for said in ["全院各部门：", "抄报：院领导", "一、指导思想", "三、工作要求", "现将有关任务分工如下："]
    {
        assert!(left.iter().any(|text| text.ends_with(said)), "{said}: {left:#?}");
    }
    let read = [
        "抚法〔2019〕第5号",
        "二〇一九年三月二十八日",
        "2019年3月28日印发",
        "二、工作内容",
        "责任部门：",
        "注：",
        "以构建审判权运行监管机制为重点推进司法责任制",
        "关于贯彻落实",
    ];
    for said in read {
        assert!(!left.iter().any(|text| text.contains(said)), "{said}: {left:#?}");
    }
}

#[test]
fn a_paragraph_of_no_task_is_unread() {
    let document = read_plan(&format!("本板块由办公室统筹。\n\n{TASK}"));
    let front = "某县人民法院2021年工作要点";
    assert_eq!(unread(&document), [front, "现将任务分工如下：", "本板块由办公室统筹。"]);
}

#[test]
fn the_count_that_the_document_gives_itself_is_held_against_the_tasks() {
    for (stated, differs) in [("共1项", false), ("现分解为三十九项任务", true), ("", false)] {
        let text = notice_of(TASK).replace("现将任务分工如下：", &format!("现将任务分工如下，{stated}："));
        let document = read(text.as_bytes()).unwrap();
        assert_eq!(document.stated_count.is_some(), !stated.is_empty());
        assert_eq!(!messages(&document, rules::STATED_COUNT_DIFFERS).is_empty(), differs, "{stated}");
    }
    assert_eq!(the_notice().stated_count, None, "“共印32份” counts copies");
}

#[test]
fn a_count_inside_a_task_is_the_tasks_own() {
    let document = read_plan("**1.加强乙工作。**本项共分解为5项措施。\n\n责任部门：**甲科**");
    assert_eq!(document.stated_count, None);
}
