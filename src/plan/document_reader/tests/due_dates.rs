//! Deadlines in words.

use super::read_plan;
use crate::plan::document_reader::{due_dates, rules};

/// The deadlines of a sentence in a plan of 2019, as (day or none, wording).
fn deadlines(text: &str) -> Vec<(String, String)> {
    let day = |date: Option<chrono::NaiveDate>| date.map_or_else(|| "—".to_owned(), |date| date.to_string());
    due_dates::read(text, 2019).into_iter().map(|date| (day(date.due_on), date.wording)).collect()
}

#[test]
fn a_deadline_in_words_has_a_last_day() {
    for (text, day, wording) in [
        ("2019年6月底前完成清单。", "2019-06-30", "2019年6月底前"),
        ("于6月30日前报送。", "2019-06-30", "6月30日前"),
        ("二〇一九年九月三十日之前建成", "2019-09-30", "二〇一九年九月三十日之前"),
        ("2月底前完成", "2019-02-28", "2月底前"),
        ("2020年2月底前完成", "2020-02-29", "2020年2月底前"),
        ("10月中旬前印发", "2019-10-20", "10月中旬前"),
        ("上半年完成建设任务", "2019-06-30", "上半年"),
        ("完成时限：下半年", "2019-12-31", "下半年"),
        ("第三季度末前完成", "2019-09-30", "第三季度末前"),
        ("二季度出台办法", "2019-06-30", "二季度"),
        ("年底前全面完成", "2019-12-31", "年底前"),
        ("2019年年底前建成", "2019-12-31", "2019年年底前"),
        ("2019年底前建成", "2019-12-31", "2019年底前"),
        ("今年年底前建成", "2019-12-31", "今年年底前"),
        ("明年3月底前完成", "2020-03-31", "明年3月底前"),
        ("12月底完成", "2019-12-31", "12月底"),
        ("年内完成", "2019-12-31", "年内"),
        ("长期坚持", "—", "长期坚持"),
        ("完成时限：长期", "—", "长期"),
        ("6月前完成", "—", "6月前"),
        ("2月30日前完成", "—", "2月30日前"),
    ] {
        assert_eq!(deadlines(text), [(day.to_owned(), wording.to_owned())], "{text}");
    }
}

#[test]
fn what_only_looks_like_a_deadline_is_none() {
    for text in [
        "总结上半年工作情况",
        "每季度完成一次评查",
        "每年年底通报",
        "三年内不得担任",
        "3月28日召开会议",
        "2018年6月30日前受理的案件",
        "建立长期机制",
        "将院长办案情况纳入每月态势分析",
        "常态化",
        "早发现、早预警",
    ] {
        assert_eq!(deadlines(text), [], "{text}");
    }
}

#[test]
fn deadlines_keep_the_order_of_the_text() {
    let read = deadlines("6月底前制定清单，10月31日前试行。\n年底前完成，长期坚持。");
    let days: Vec<&str> = read.iter().map(|(day, _)| day.as_str()).collect();
    assert_eq!(days, ["2019-06-30", "2019-10-31", "2019-12-31", "—"]);
}

#[test]
fn a_task_takes_the_year_of_its_plan_and_doubts_a_deadline_without_day() {
    let plan = "**1.加强乙工作。**6月底前完成，10月前验收。\n\n责任部门：**甲科**\n\n完成时限：11月15日前";
    let document = read_plan(plan);
    let days: Vec<_> =
        document.tasks[0].due_dates.iter().map(|d| d.due_on.map(|day| day.to_string())).collect();
    assert_eq!(days, [Some("2021-06-30".to_owned()), None, Some("2021-11-15".to_owned())]);
    assert_eq!(super::doubted(&document, rules::DUE_DATE_UNCLEAR), [1]);
}
