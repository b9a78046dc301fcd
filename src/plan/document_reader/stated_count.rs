//! How many tasks the document itself says it has: 共39项, 分解为三十九项任务, 确定了39项重点改革任务.

use std::collections::BTreeMap;

use super::model::{ParagraphRead, TaskRead};
use super::wording::{letters_without_blanks, number_at};

/// What stands before such a number in its clause.
const VERBS: [&str; 10] = ["共", "分解", "细化", "明确", "确定", "提出", "部署", "安排", "列出", "梳理"];
/// What may stand behind it.
const THINGS: [&str; 6] = ["任务", "改革", "举措", "措施", "工作", "重点"];

/// The first such number outside the tasks themselves.
pub(super) fn read(paragraphs: &[ParagraphRead], tasks: &[TaskRead]) -> Option<i32> {
    let places: BTreeMap<i32, i32> =
        tasks.iter().map(|task| (task.source.paragraph, task.source.last_paragraph)).collect();
    let of_task = |number: i32| places.range(..=number).next_back().is_some_and(|(_, last)| *last >= number);
    paragraphs.iter().filter(|paragraph| !of_task(paragraph.number)).find_map(|p| of_text(&p.text))
}

fn of_text(text: &str) -> Option<i32> {
    text.split(['。', '；', '\n', '|']).find_map(of_sentence)
}

fn of_sentence(sentence: &str) -> Option<i32> {
    let mut summed_up = false;
    sentence.split(['，', '：', '、', '（', '）', '(', ')', ',']).find_map(|clause| {
        let letters = letters_without_blanks(clause);
        let count = of_clause(&letters, summed_up);
        // 共六个方面，39项任务: the sum goes on behind the comma.
        summed_up = letters.windows(2).any(|pair| pair[0] == '共' && number_at(&pair[1..]).is_some());
        count
    })
}

/// The longest clause looked at, in characters: a count of tasks is said in a few, and each number is looked at with all around it.
const LONGEST_CLAUSE: usize = 200;

fn of_clause(letters: &[char], summed_up: bool) -> Option<i32> {
    if letters.len() > LONGEST_CLAUSE {
        return None;
    }
    (0..letters.len()).find_map(|at| {
        // Not from the middle of a number.
        let inside = at > 0 && number_at(&letters[at - 1..at]).is_some();
        let (number, len) = number_at(&letters[at..]).filter(|_| !inside)?;
        let behind: String = letters[at + len..].iter().collect();
        let behind = behind.strip_prefix('项')?;
        let before: String = letters[..at].iter().collect();
        let counted = summed_up || VERBS.iter().any(|verb| before.contains(verb));
        let of_tasks = behind.is_empty() || THINGS.iter().any(|thing| behind.starts_with(thing));
        (number > 0 && counted && of_tasks).then_some(number)
    })
}

#[cfg(test)]
mod tests {
    use super::of_text;

    #[test]
    fn a_number_of_tasks_is_one_that_is_said_to_be_all_of_them() {
        for (text, count) in [
            ("现分解为39项任务，请认真落实。", Some(39)),
            ("共 39 项", Some(39)),
            ("本表共三十九项重点改革任务。", Some(39)),
            ("共六个方面，39项任务", Some(39)),
            ("共六个方面39项任务", Some(39)),
            ("共印32份", None),
            ("做好两项工作。", None),
            ("共同推进，2项工作", None),
            ("完成3项任务", None),
            ("全年共审结案件139件", None),
        ] {
            assert_eq!(of_text(text), count, "{text}");
        }
    }
}
