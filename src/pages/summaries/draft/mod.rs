//! The draft of a summary: from the ledger to text, pure. The same facts give the same draft; what the ledger does not say
//! stands as 【待补】. Each sentence carries the records it rests on.
//!
//! - `facts.rs`: what it is made from, and how a task stands
//! - `general.rs`, `sections.rs`, `checks.rs`, `to_come.rs`: its parts
//! - `figures.rs`: the figures and the table of all tasks, frozen with the text
//!
//! A restricted task is told by its number; departments are named, persons never. That a record concerns only some
//! ([`Source::concerned`]) keeps its link from others, never a sentence: no sentence says more than all may read.

mod checks;
mod facts;
mod figures;
mod general;
mod sections;
#[cfg(test)]
mod tests;
mod to_come;

pub use facts::{CheckCounts, Document, Facts, Feedback, FindingCounts, Group, ReportCounts, named, titled};
pub use figures::{AnnexRow, Figures, GroupCount, MilestoneCounts, SectionCounts};

use super::model::span_words;
pub use crate::pages::drafting::{Paragraph, Sentence, Source};

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// 抚松县人民法院2019年上半年司法改革工作总结
    pub title: String,
    /// Its lines.
    pub paragraphs: Vec<Paragraph>,
    /// The figures it was written from.
    pub figures: Figures,
}

impl Draft {
    /// Writes it from the facts.
    #[must_use]
    pub fn of(facts: &Facts) -> Self {
        let figures = Figures::of(facts);
        let mut paragraphs = general::write(facts, &figures);
        paragraphs.extend(sections::write(facts, &figures));
        paragraphs.extend(checks::write(facts));
        paragraphs.extend(to_come::write(facts));
        let title = format!("{}{}司法改革工作总结", facts.court, span_words(facts.period));
        Self { title, paragraphs, figures }
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> String {
        self.paragraphs.iter().map(Paragraph::line).collect::<Vec<_>>().join("\n")
    }
}

/// A sentence on these sources.
fn says(text: impl Into<String>, sources: Vec<Source>) -> Sentence {
    Sentence { text: text.into(), sources }
}

/// 已办结2项，正在推进8项: the groups that have tasks.
fn counted(groups: &[GroupCount]) -> String {
    let some = groups.iter().filter(|group| group.tasks > 0);
    some.map(|group| format!("{}{}项", group.word, group.tasks)).collect::<Vec<_>>().join("，")
}
