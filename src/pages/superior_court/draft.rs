//! The first text of a paper: what was gathered, word for word, under the task it is of. Pure. The office writes on from there.

use super::kind::Kind;
use crate::plan::sections::numeral;

/// What one task says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    /// The task's number.
    pub task: i32,
    /// Its title.
    pub title: String,
    /// As it stands in the report, or as the cause of waiting.
    pub words: String,
}

/// A part under each task, in order, headed by its title; of one task no heading is needed.
pub(super) fn text(kind: Kind, year: i32, said: &[Said]) -> String {
    let mut lines = Vec::new();
    if kind == Kind::Feedback {
        lines.push(format!("我院在推进{year}年司法改革任务中，有以下问题需上级法院研究解决。"));
    }
    let mut tasks: Vec<(i32, &str)> = said.iter().map(|of| (of.task, of.title.as_str())).collect();
    tasks.dedup();
    for (at, (task, title)) in (1..).zip(&tasks) {
        if tasks.len() > 1 {
            lines.push(format!("{}、{title}", numeral(at)));
        }
        lines.extend(said.iter().filter(|of| of.task == *task).map(|of| of.words.trim().to_owned()));
    }
    if kind == Kind::Feedback {
        lines.push("以上问题，请予研究答复。".to_owned());
    }
    lines.join("\n")
}

/// Whether a field only says that there is nothing to say.
pub(super) fn says_nothing(words: &str) -> bool {
    let words = words.trim().trim_end_matches(['。', '.', '！']);
    matches!(words, "" | "无" | "暂无" | "没有" | "暂没有" | "无问题" | "暂无问题")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(task: i32, title: &str, words: &str) -> Said {
        Said { task, title: title.to_owned(), words: words.to_owned() }
    }

    #[test]
    fn each_task_has_a_part_with_what_it_said_word_for_word() {
        let of = [
            said(5, "省级统管", "等待上级的配套办法。"),
            said(6, "审判委员会制度改革", "衔接口径待明确"),
            said(6, "审判委员会制度改革", "缺少表决规则\n请上级明确"),
        ];
        assert_eq!(
            text(Kind::Feedback, 2019, &of),
            "我院在推进2019年司法改革任务中，有以下问题需上级法院研究解决。\n一、省级统管\n等待上级的配套办法。\n\
             二、审判委员会制度改革\n衔接口径待明确\n缺少表决规则\n请上级明确\n以上问题，请予研究答复。"
        );
    }

    #[test]
    fn one_task_needs_no_heading_and_a_bulletin_no_request() {
        assert_eq!(text(Kind::Bulletin, 2019, &[said(6, "题目", "已印发细则。")]), "已印发细则。");
    }

    #[test]
    fn a_field_filled_in_with_nothing_is_no_difficulty() {
        for words in ["", " 无 ", "无。", "暂无", "暂无问题。"] {
            assert!(says_nothing(words), "{words}");
        }
        assert!(!says_nothing("无配套办法"));
    }
}
