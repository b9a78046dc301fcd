//! The numbers of tasks: through the whole document, or anew in each section; in a supplement those of the plan's tasks.

use std::collections::BTreeSet;

use super::ReadRefusal;
use super::doubts::rules;

/// What a document gives of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// All of it: a missing number is a missing page.
    Plan,
    /// Some tasks of it, under their own numbers.
    Supplement,
}

/// Numbers while tasks are read.
#[derive(Debug)]
pub(super) struct Numbers {
    extent: Extent,
    /// The numbers given so far.
    given: BTreeSet<i32>,
    counted: i32,
    printed: i32,
    section_begun: bool,
    anew: bool,
}

impl Numbers {
    pub(super) fn of(extent: Extent) -> Self {
        Self { extent, given: BTreeSet::new(), counted: 0, printed: 0, section_begun: false, anew: false }
    }

    /// A section begins: the numbers may begin anew.
    pub(super) fn section_begins(&mut self) {
        self.section_begun = true;
    }

    /// Whether a number may be that of the next task, and not of a list inside the one before.
    pub(super) fn goes_on_with(&self, printed: i32) -> bool {
        let follows = match self.extent {
            Extent::Plan => printed == self.printed + 1,
            Extent::Supplement => printed > self.printed,
        };
        follows || (printed == 1 && self.section_begun)
    }

    /// Takes the printed number of the next task. A supplement names tasks in any order, each once.
    pub(super) fn take(&mut self, printed: i32) -> Result<(), ReadRefusal> {
        let begins_anew = printed == 1 && self.section_begun && self.printed > 0;
        let fits = match self.extent {
            Extent::Plan => self.goes_on_with(printed),
            Extent::Supplement => !self.given.contains(&printed) || begins_anew || self.anew,
        };
        if !fits {
            return Err(if self.extent == Extent::Supplement || printed <= self.printed {
                ReadRefusal::NumberTwice { number: printed }
            } else {
                ReadRefusal::NumberGap { expected: self.printed + 1, found: printed }
            });
        }
        self.anew |= begins_anew && (self.extent == Extent::Plan || self.given.contains(&1));
        (self.printed, self.section_begun) = (printed, false);
        Ok(())
    }

    /// The number of the task that was taken: counted through the document, in a supplement as printed unless that began anew.
    pub(super) fn count(&mut self) -> i32 {
        self.counted = match self.extent {
            Extent::Supplement if !self.anew => self.printed,
            Extent::Supplement => self.given.last().map_or(1, |last| last + 1),
            Extent::Plan => self.counted + 1,
        };
        self.given.insert(self.counted);
        self.counted
    }

    /// The number of the last task.
    pub(super) fn last(&self) -> i32 {
        self.counted
    }

    /// The same as printed.
    pub(super) fn last_printed(&self) -> i32 {
        self.printed
    }

    /// That tasks were numbered through.
    pub(super) fn doubt(&self) -> Option<(&'static str, String)> {
        self.anew.then(|| {
            let message =
                format!("各板块的任务各自从 1 编号，已按全文顺序连续编为第 1 至第 {} 项。", self.counted);
            (rules::NUMBERS_BEGIN_ANEW, message)
        })
    }
}
