//! How a date came about: each day skipped or counted in and why, so that nobody has to ask.

use chrono::{Datelike, NaiveDate};

use crate::web::dates;

/// What was done to the day a reckoning starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// So many working days counted, starting the next day.
    Forward(u32),
    /// So many working days counted backwards, starting the day before.
    Back(u32),
    /// A day off moves to the next working day (顺延).
    RollForward,
    /// A day off moves to the working day before (提前).
    RollBack,
    /// A person chose it; it stays.
    Chosen,
}

/// Why a day was counted or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepNote {
    /// An ordinary working day.
    Counted,
    /// A weekend worked for a holiday: counted in.
    MakeUp(String),
    /// An ordinary Saturday or Sunday: skipped.
    Weekend,
    /// A day off of this holiday: skipped.
    Holiday(String),
}

/// One day of a reckoning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The day.
    pub day: NaiveDate,
    /// Why it counted or not.
    pub note: StepNote,
}

/// How a date came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Working {
    /// The day the reckoning starts from.
    pub from: NaiveDate,
    /// What was done to it.
    pub counting: Counting,
    /// Every day walked over, in the order walked.
    pub steps: Vec<Step>,
    /// The date found.
    pub lands_on: NaiveDate,
    /// Whether a day walked over lies in a year without a notice.
    pub estimate: bool,
}

impl Working {
    /// The reckoning as a sentence without its full stop. Ordinary working days are not listed one by one;
    /// what is skipped or counted in is.
    #[must_use]
    pub fn sentence(&self) -> String {
        let from = dates::short_with_weekday(self.from);
        let moved = !self.steps.is_empty();
        let mut text = match self.counting {
            Counting::Forward(n) => format!("自 {from}次日起数 {n} 个工作日"),
            Counting::Back(n) => format!("自 {from}前一日起倒数 {n} 个工作日"),
            Counting::RollForward if moved => format!("{from}为休息日，顺延至下一工作日"),
            Counting::RollBack if moved => format!("{from}为休息日，提前至上一工作日"),
            Counting::RollForward | Counting::RollBack => format!("{from}为工作日"),
            Counting::Chosen => format!("人工设定 {from}"),
        };
        if self.counting == Counting::Chosen {
            if moved {
                text.push_str("，当日为休息日，不自动顺延");
            }
        } else if moved {
            text.push_str(&self.exceptions());
            text.push_str(" → ");
            text.push_str(&dates::short_with_weekday(self.lands_on));
        }
        if self.estimate {
            text.push_str("（有年度放假安排尚未公布，为推算）");
        }
        text
    }

    /// ：跳过 …，计入 … — empty when nothing was skipped or counted in.
    fn exceptions(&self) -> String {
        let mut skipped = Vec::new();
        let mut counted_in = Vec::new();
        for run in self.steps.chunk_by(|one, other| one.note == other.note) {
            let span = self.span(run);
            match &run[0].note {
                StepNote::Counted => {}
                StepNote::Weekend => skipped.push(format!("{span}（周末）")),
                StepNote::Holiday(name) => skipped.push(format!("{span}（{name}放假）")),
                StepNote::MakeUp(name) => {
                    counted_in.push(format!("{span}（{}，{name}调休上班）", dates::weekday(run[0].day)));
                }
            }
        }
        let mut parts = Vec::new();
        if !skipped.is_empty() {
            parts.push(format!("跳过 {}", skipped.join("、")));
        }
        if !counted_in.is_empty() {
            parts.push(format!("计入 {}", counted_in.join("、")));
        }
        if parts.is_empty() { String::new() } else { format!("：{}", parts.join("，")) }
    }

    /// One day or a run of them, without the year where it is the year the reckoning starts in.
    fn span(&self, run: &[Step]) -> String {
        let mut ends = [run[0].day, run[run.len() - 1].day];
        ends.sort_unstable();
        let [first, last] = ends.map(|day| {
            if day.year() == self.from.year() { day.format("%m-%d").to_string() } else { dates::short(day) }
        });
        if first == last { first } else { format!("{first} 至 {last}") }
    }
}
