//! Which tasks a statement is like, by their pairs of neighbouring characters: a proposal for a person, never more. Pure.

use std::collections::BTreeSet;

/// From so many hundredths on a likeness is worth a look.
const ENOUGH: usize = 35;

/// So many tasks are proposed for a statement.
const MOST: usize = 3;

/// What a task says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TaskWords<'a> {
    pub number: i32,
    pub title: &'a str,
    /// Paragraphs by line feeds.
    pub text: &'a str,
}

/// The tasks whose title, or a sentence of whose text, is like the statement: the likest first, each with its likeness in
/// hundredths.
#[must_use]
pub(crate) fn propose(statement: &str, tasks: &[TaskWords<'_>]) -> Vec<(i32, usize)> {
    let of_statement = pairs(statement);
    let like = |task: &TaskWords<'_>| {
        let sentences = task.text.split(['。', '；', '\n']).chain([task.title]);
        let likest = sentences.map(|sentence| likeness(&of_statement, &pairs(sentence))).max();
        (task.number, likest.unwrap_or_default())
    };
    let mut found: Vec<(i32, usize)> = tasks.iter().map(like).filter(|(_, like)| *like >= ENOUGH).collect();
    found.sort_by_key(|(number, like)| (std::cmp::Reverse(*like), *number));
    found.truncate(MOST);
    found
}

/// How like two titles are, in hundredths.
#[must_use]
pub(crate) fn likeness_of(one: &str, other: &str) -> usize {
    likeness(&pairs(one), &pairs(other))
}

/// Twice the shared pairs over all (Dice), in hundredths.
fn likeness(one: &BTreeSet<(char, char)>, other: &BTreeSet<(char, char)>) -> usize {
    let all = one.len() + other.len();
    (200 * one.intersection(other).count()).checked_div(all).unwrap_or_default()
}

/// The pairs of neighbouring characters of a text, signs left out.
pub(crate) fn pairs(text: &str) -> BTreeSet<(char, char)> {
    let chars: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    chars.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::document_reader;

    const NOTICE: &[u8] = include_bytes!("../../../seeds/2019-notice.md");

    #[test]
    fn of_the_notices_open_statements_three_are_like_a_task() {
        let document = document_reader::read(NOTICE).unwrap();
        let words = document.tasks.iter().map(|task| TaskWords {
            number: task.number,
            title: &task.title,
            text: &task.text,
        });
        let words: Vec<TaskWords<'_>> = words.collect();
        for (statement, proposed) in [
            ("完成抚松法院内设机构改革", vec![35]),
            ("出台完善专业法官会议机制的意见和改革审判委员会制度的意见", vec![4]),
            ("强化和规范审判监督管理机制，实现放权与监督有机统一", vec![6]),
            ("以全面落实司法责任制为核心，完善审判权运行体系，全面贯彻“让审理者裁判，由裁判者负责”", vec![]),
            ("全面落实以审判为中心的刑事诉讼制度改革", vec![]),
            ("完善立、审、执相衔接机制", vec![]),
        ] {
            let found: Vec<i32> = propose(statement, &words).iter().map(|(number, _)| *number).collect();
            assert_eq!(found, proposed, "{statement}");
        }
    }

    #[test]
    fn the_likest_comes_first_and_the_same_words_are_wholly_alike() {
        let task = |number, title| TaskWords { number, title, text: "" };
        let tasks = [task(1, "深化执行体制改革"), task(2, "深化庭审公开"), task(3, "深化执行信息公开")];
        assert_eq!(propose("深化执行信息公开", &tasks), [(3, 100), (1, 42)]);
        assert_eq!(propose("", &tasks), []);
        assert_eq!(propose("。", &[task(1, "")]), []);
    }
}
