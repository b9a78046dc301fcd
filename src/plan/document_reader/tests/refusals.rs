//! Files that are not read: never in part, always with a sentence.

use super::{NOTICE, notice_of, the_notice};
use crate::plan::document_reader::{DocumentRead, MAX_BYTES, ReadRefusal, read};

fn refusal(text: &str) -> ReadRefusal {
    read(text.as_bytes()).unwrap_err()
}

#[test]
fn a_notice_cut_off_anywhere_is_refused() {
    let whole = the_notice();
    // Only the full stop of the closing note says nothing about the plan.
    let note_says_all = NOTICE.trim_end().trim_end_matches('。').len();
    let ends = (0..NOTICE.len()).step_by(500).chain(NOTICE.len() - 600..NOTICE.len());
    for end in ends {
        match read(&NOTICE.as_bytes()[..end]) {
            Err(refusal) => assert!(refusal.to_string().ends_with('。'), "{end}"),
            Ok(read) => {
                // The last paragraph may lack its full stop; nothing else may differ.
                let read = DocumentRead { paragraphs: whole.paragraphs.clone(), ..read };
                assert!(end >= note_says_all && read == whole, "cut off at byte {end}");
            }
        }
    }
}

#[test]
fn a_notice_cut_off_at_the_end_of_any_line_is_refused() {
    let mut end = 0;
    for line in NOTICE.lines() {
        end += line.len() + 1;
        if end < NOTICE.trim_end().len() {
            assert!(read(&NOTICE.as_bytes()[..end]).is_err(), "cut off behind: {line}");
        }
    }
}

#[test]
fn a_notice_that_lacks_any_line_of_a_task_is_refused() {
    let (front, plan) = NOTICE.split_once("现将有关任务分工如下：").unwrap();
    let starts_task =
        |line: &str| line.trim_matches(['*', '#', ' ']).starts_with(|c: char| c.is_ascii_digit());
    let lines: Vec<&str> = plan.lines().collect();
    let needed = |line: &str| starts_task(line) || line.starts_with("责任部门：") || line.starts_with("注：");
    for (at, _) in lines.iter().enumerate().filter(|(_, line)| needed(line)) {
        let without: Vec<&str> =
            lines.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, line)| *line).collect();
        let text = format!("{front}现将有关任务分工如下：\n{}", without.join("\n"));
        assert!(read(text.as_bytes()).is_err(), "without: {}", lines[at]);
    }
}

#[test]
fn what_is_no_text_is_refused() {
    assert_eq!(read(b"").unwrap_err(), ReadRefusal::Empty);
    assert_eq!(refusal("\u{feff} \r\n\n\u{3000}"), ReadRefusal::Empty);
    assert_eq!(read(&[0xc4, 0xe3, 0xba, 0xc3]).unwrap_err(), ReadRefusal::NotText);
    assert_eq!(refusal(&NOTICE.replace("审管办", "审\0管办")), ReadRefusal::NotOffice);
    let random: Vec<u8> = (0..2000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    assert_eq!(
        read(&random).unwrap_err(),
        ReadRefusal::NotOffice,
        "no office file, and no text in another encoding"
    );
    assert_eq!(read(&vec![b' '; 50 * 1024 * 1024]).unwrap_err(), ReadRefusal::TooLarge);
    assert_eq!(read(&vec![b' '; MAX_BYTES]).unwrap_err(), ReadRefusal::Empty);
}

#[test]
fn what_is_no_plan_is_refused() {
    for text in ["你好。", "# 关于召开会议的通知\n\n2019年3月28日", "1.买菜\n2.做饭\n", "责任部门：**甲科**"]
    {
        assert_eq!(refusal(text), ReadRefusal::NoTasks, "{text}");
    }
    assert_eq!(refusal(NOTICE.split_once("# 关于贯彻落实").unwrap().0), ReadRefusal::NoTasks);
}

#[test]
fn what_the_ledger_needs_is_asked_for() {
    let plan = notice_of("**1.加强乙工作。**\n\n责任部门：**甲科**");
    for (from, to, expected) in [
        ("2021年2月1日", "", ReadRefusal::NoIssueDate),
        ("2021年2月1日", "2022年2月1日", ReadRefusal::PeriodInverted),
        ("注：黑体字标注的为牵头责任部门。", "", ReadRefusal::NoClosingNote),
        ("注：黑体字标注的为牵头责任部门。", "注：请认真落实。", ReadRefusal::NoClosingNote),
        ("## 一、以甲制度为重点推进乙丙工作", "", ReadRefusal::TaskOutsideSection { number: 1 }),
        ("1.加强乙工作。", "1.", ReadRefusal::TaskWithoutTitle { number: 1 }),
        ("责任部门：**甲科**", "责任部门：", ReadRefusal::TaskWithoutDepartments { number: 1 }),
        ("## 一、以甲", "## 二、以甲", {
            let title = "以甲制度为重点推进乙丙工作".to_owned();
            ReadRefusal::SectionOrder { expected: 1, found: 2, title }
        }),
    ] {
        assert!(plan.contains(from), "{from}");
        assert_eq!(refusal(&plan.replace(from, to)), expected, "{from} → {to}");
    }
    let untitled = plan.replace("关于印发", "").replace("分工方案", "方案");
    assert_eq!(refusal(&untitled), ReadRefusal::NoTitle);
}

#[test]
fn numbers_missing_twice_or_out_of_order_are_named() {
    let tasks = |numbers: &[i32]| {
        let plan = numbers.iter().map(|n| format!("**{n}.加强第{n}项。**\n\n责任部门：**甲科**\n\n"));
        refusal(&notice_of(&plan.collect::<String>()))
    };
    assert_eq!(tasks(&[1, 2, 4]), ReadRefusal::NumberGap { expected: 3, found: 4 });
    assert_eq!(tasks(&[2, 3]), ReadRefusal::NumberGap { expected: 1, found: 2 });
    assert_eq!(tasks(&[1, 2, 2, 3]), ReadRefusal::NumberTwice { number: 2 });
    assert_eq!(tasks(&[1, 3, 2]), ReadRefusal::NumberGap { expected: 2, found: 3 });
    let sentence = tasks(&[1, 2, 4]).to_string();
    assert!(sentence.contains("第 3 项") && sentence.contains("第 4 项"));
}

#[test]
fn a_task_behind_the_closing_note_is_refused() {
    let text =
        notice_of("**1.加强乙工作。**\n\n责任部门：**甲科**") + "\n**2.推进丙建设。**\n\n责任部门：甲科\n";
    assert_eq!(refusal(&text), ReadRefusal::TaskAfterNote { number: 2 });
}

#[test]
fn a_long_file_of_short_lines_is_answered_in_time() {
    // Work that grows with the square of the lines would take hours here.
    let lines = "甲\n".repeat(200_000);
    let text = notice_of(&format!("**1.加强乙工作**\n\n{lines}\n\n{lines}")).replace("### 一、", &lines);
    assert_eq!(refusal(&text), ReadRefusal::NoTasks);
    let whole = notice_of(&format!("**1.加强乙工作。**\n\n{lines}责任部门：**甲科**"));
    assert_eq!(read(whole.as_bytes()).unwrap().tasks[0].text.chars().count(), 200_000);
}
