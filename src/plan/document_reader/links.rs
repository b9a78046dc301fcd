//! Which tasks carry a statement of the work points: by the very wording of a title; and which may carry it,
//! for a person to confirm.

use super::division::PrintedTask;
use super::model::WorkPointRead;
use super::wording::{statements, without_blanks};
use super::work_points::Statement;
use crate::plan::work_point_matrix::similarity::pairs;

/// Links a statement to the tasks whose title it words; only where there is none, proposes tasks of its
/// section.
pub(super) fn link(statement: &Statement, tasks: &[PrintedTask]) -> WorkPointRead {
    let wording = without_blanks(&statement.text);
    let carriers: Vec<i32> =
        tasks.iter().filter(|task| without_blanks(&task.title) == wording).map(|task| task.number).collect();
    let of_section = tasks.iter().filter(|task| task.section == statement.section);
    let proposed = if carriers.is_empty() {
        of_section.filter(|task| may_carry(&wording, task)).map(|task| task.number).collect()
    } else {
        Vec::new()
    };
    WorkPointRead {
        section: statement.section,
        text: statement.text.clone(),
        tasks: carriers,
        proposed_tasks: proposed,
    }
}

/// A task may carry a statement that repeats most of its title, or one whose words contain a whole sentence
/// of its text (完成内设机构改革 in 完成本院内设机构改革).
fn may_carry(wording: &str, task: &PrintedTask) -> bool {
    repeats_title(wording, &task.title)
        || task
            .paragraphs
            .iter()
            .flat_map(|text| statements(text))
            .any(|sentence| contains(wording, &sentence))
}

/// At least three fifths of the title's pairs of characters stand in the statement: less, and general words
/// (审判监督管理机制) would link what has little in common.
fn repeats_title(wording: &str, title: &str) -> bool {
    let (of_title, of_wording) = (pairs(title), pairs(wording));
    let shared = of_title.intersection(&of_wording).count();
    !of_title.is_empty() && shared * 5 >= of_title.len() * 3
}

/// Whether the sentence's characters stand in the statement in their order, and make up at least half of it.
fn contains(wording: &str, sentence: &str) -> bool {
    let mut rest = wording.chars();
    let in_order = sentence.chars().all(|c| rest.any(|other| other == c));
    in_order && sentence.chars().count() * 2 >= wording.chars().count()
}
