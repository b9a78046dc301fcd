//! Page breaks may fall anywhere inside a sentence: the plan stays the same.

use super::{NOTICE, names, read_plan, tasks_anywhere, the_notice};
use crate::plan::document_reader::{AssignmentRole, read};

/// A line cut behind its `at`th character; black type is closed at the break and opened again behind it.
/// None where nobody could see the cut: behind a full stop, inside a number or label, beside a mark.
fn cut(line: &str, at: usize) -> Option<String> {
    let index = line.char_indices().nth(at)?.0;
    let (left, right) = line.split_at(index);
    let closes = left.ends_with(['。', '”', '）', '》']);
    let beside_mark = left.ends_with(['*', '#', ' ']) || right.starts_with('*');
    let bare = left.trim_matches(['*', '#', ' ']);
    let in_number = bare.chars().all(|c| c.is_ascii_digit() || "一二三四五六（".contains(c));
    let in_label = "责任部门：".starts_with(bare) || "注：".starts_with(bare);
    if closes || beside_mark || in_number || in_label {
        return None;
    }
    let in_black = left.matches("**").count() % 2 == 1;
    let mark = if in_black { "**" } else { "" };
    Some(format!("{left}{mark}\n\n{mark}{right}"))
}

/// The notice with a third of the lines of its work points and division plan cut behind the `at`th character,
/// and how many were cut. Not all: a document all of whose titles lack their 。 is one whose titles have none.
fn cut_many(at: usize) -> (String, usize) {
    let (front, rest) = NOTICE.split_once("### 二、工作内容\n").unwrap();
    let mut cuts = 0;
    let mut text = format!("{front}### 二、工作内容\n\n");
    for (place, line) in rest.lines().filter(|line| !line.trim().is_empty()).enumerate() {
        // The headings of the parts stand between paragraphs and are whole.
        let heading = line.starts_with("# ") || line.starts_with("### 三、工作要求");
        let cut = if heading || place % 3 != at % 3 { None } else { cut(line, at) };
        cuts += usize::from(cut.is_some());
        text += cut.as_deref().unwrap_or(line);
        text += "\n\n";
    }
    (text, cuts)
}

#[test]
fn a_page_break_behind_any_character_changes_nothing() {
    let whole = the_notice();
    let mut cuts = 0;
    for at in (1..45).chain((45..300).step_by(10)) {
        let (text, count) = cut_many(at);
        cuts += count;
        let read = read(text.as_bytes()).unwrap();
        assert_eq!(read.sections, whole.sections, "cut behind {at}");
        assert_eq!(read.work_points, whole.work_points, "cut behind {at}");
        assert_eq!(read.tasks.len(), whole.tasks.len());
        for (cut, task) in tasks_anywhere(&read).iter().zip(&tasks_anywhere(&whole)) {
            assert_eq!(cut, task, "cut behind {at}");
        }
    }
    assert!(cuts > 600, "{cuts} cuts");
}

#[test]
fn a_name_cut_out_of_its_black_type_leads_with_the_others() {
    for (line, leads, supports) in [
        ("**甲科**、**泉**\n\n阳法庭、乙室", vec!["甲科", "泉阳法庭"], vec!["乙室"]),
        ("**甲科**、**泉阳**\n\n**法庭**、乙室", vec!["甲科", "泉阳法庭"], vec!["乙室"]),
        ("**甲科、泉\n\n阳法庭**、乙室", vec!["甲科", "泉阳法庭"], vec!["乙室"]),
        ("**甲科**、\n\n泉阳法庭、乙室", vec!["甲科"], vec!["泉阳法庭", "乙室"]),
    ] {
        let document = read_plan(&format!("**1.加强乙工作。**\n\n责任部门：{line}"));
        let task = &document.tasks[0];
        assert_eq!(names(task, AssignmentRole::Lead), leads, "{line}");
        assert_eq!(names(task, AssignmentRole::Support), supports, "{line}");
    }
}

#[test]
fn a_title_cut_out_of_its_black_type_goes_on_to_its_full_stop() {
    let plan = "**1.加强乙**\n\n工作。做好乙。\n\n责任部门：**甲科**\n\n### **2.推进丙**\n\n建设。\n\n责任部门：**丙庭**\n\n\
                **3.完善丁机制。**\n\n责任部门：**丙庭**\n\n**4.健全戊机制。**\n\n责任部门：**丙庭**";
    let document = read_plan(plan);
    let read: Vec<_> = document.tasks.iter().map(|task| (task.title.as_str(), task.text.as_str())).collect();
    assert_eq!(
        read,
        [("加强乙工作", "做好乙。"), ("推进丙建设", ""), ("完善丁机制", ""), ("健全戊机制", "")]
    );
}

#[test]
fn a_paragraph_behind_a_full_stop_is_a_paragraph_of_its_own() {
    let document = read_plan("**1.加强乙工作。**做好乙。\n\n也做好\n\n丙。\n\n责任部门：**甲科**");
    assert_eq!(document.tasks[0].text, "做好乙。\n也做好丙。");
}

#[test]
fn a_label_cut_in_two_is_still_a_label() {
    let document = read_plan("**1.加强乙工作。**做好乙。\n\n责任部\n\n门：**甲科**");
    assert_eq!(names(&document.tasks[0], AssignmentRole::Lead), ["甲科"]);
    assert_eq!(document.tasks[0].text, "做好乙。");
}
