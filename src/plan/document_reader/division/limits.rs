//! What the ledger has room for: the length of a title, and how much of everything a plan may have before it is none.

use super::{Division, PrintedTask};
use crate::plan::document_reader::ReadRefusal;
use crate::plan::document_reader::doubts::rules;
use crate::plan::document_reader::work_points::WorkPoints;

/// The longest title that the store takes, in characters.
const LONGEST_TITLE: usize = 200;
/// How much of a longer one is kept, at least and at most: up to the end of a clause.
const KEPT: std::ops::Range<usize> = 10..60;
/// More than any plan has: beyond these, comparing all with all would take minutes.
const MOST_TASKS: usize = 3_000;
const MOST_DEPARTMENTS: usize = 500;
const MOST_NAMES: usize = 50_000;
/// Statements of work points times characters of tasks.
const MOST_COMPARED: usize = 300_000_000;

impl Division {
    /// Shortens titles that the store would not take; all of each stands in the text.
    pub(in super::super) fn shorten_titles(&mut self) {
        self.tasks.iter_mut().for_each(PrintedTask::shorten_title);
    }

    /// Refuses what has more than any plan has.
    pub(in super::super) fn refuse_what_no_court_has(&self, points: &WorkPoints) -> Result<(), ReadRefusal> {
        let names = self.tasks.iter().flat_map(|task| &task.names);
        let mut known: Vec<&str> = names.map(|name| name.wording.as_str()).collect();
        let all = known.len();
        known.sort_unstable();
        known.dedup();
        let texts = self.tasks.iter().flat_map(|task| &task.paragraphs);
        let letters: usize = texts.map(String::len).sum::<usize>() / 3 + 20 * self.tasks.len();
        let compared = letters.saturating_mul(points.statements.len());
        let fits = self.tasks.len() <= MOST_TASKS
            && known.len() <= MOST_DEPARTMENTS
            && all <= MOST_NAMES
            && compared <= MOST_COMPARED;
        if fits { Ok(()) } else { Err(ReadRefusal::TooMuchInside) }
    }
}

impl PrintedTask {
    fn shorten_title(&mut self) {
        if self.title.chars().nth(LONGEST_TITLE).is_none() {
            return;
        }
        let whole = std::mem::take(&mut self.title);
        let chars: Vec<char> = whole.chars().collect();
        let clause = KEPT.clone().rev().find(|at| matches!(chars[*at], '，' | '；' | '：' | '、'));
        self.title = chars[..clause.unwrap_or(KEPT.end)].iter().collect();
        self.paragraphs.insert(0, whole);
        self.due.iter_mut().for_each(|(at, _)| *at += 1);
        let number = self.number;
        let message = format!("任务 {number} 的标题过长，已截取开头作为标题，全文保留在正文中，请核对。");
        self.noticed.push((rules::TITLE_SHORTENED, message));
    }
}
