//! The plan as the ledger has it, what documents said of it, and how a revision differs from it. Pure.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::pages::taking_over::ThreeWay;

/// Two texts that differ; without standing where the ledger went on and the revision repeats the document.
pub(super) struct Candidate {
    pub base: Option<String>,
    pub ours: String,
    pub theirs: String,
    pub standing: Option<ThreeWay>,
    pub wanted: Wanted,
    pub trouble: Option<String>,
}

/// The plan as the ledger has it now.
#[derive(Debug, Clone)]
pub(super) struct Ours {
    pub tasks: Vec<OurTask>,
    pub sections: Vec<OurSection>,
    /// Every name of a department, with its full name.
    pub names: HashMap<String, String>,
    pub ends_on: NaiveDate,
}

#[derive(Debug, Clone)]
pub(super) struct OurSection {
    pub number: i32,
    pub title: String,
    pub short_title: String,
}

#[derive(Debug, Clone)]
pub(super) struct OurTask {
    pub number: i32,
    pub title: String,
    pub text: String,
    pub leads: Vec<String>,
    pub supports: Vec<String>,
    pub due_on: NaiveDate,
    pub leader: Option<String>,
    /// Its state, where it is closed (已办结, 并入, 终止).
    pub closed: Option<&'static str>,
    /// What the plan's document, or the last revision of it, said; `None` of a task that neither names.
    pub base: Option<TaskSaid>,
}

/// What a document said of a task.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TaskSaid {
    pub number: i32,
    pub title: String,
    pub text: String,
    pub leads: Vec<String>,
    pub supports: Vec<String>,
}

/// What would be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    Text {
        title: String,
        text: String,
    },
    Parts {
        leads: Vec<String>,
        supports: Vec<String>,
    },
    DueOn(NaiveDate),
    Add {
        section: i32,
        title: String,
        text: String,
        leads: Vec<String>,
        supports: Vec<String>,
        due_on: NaiveDate,
    },
    /// 终止
    End,
}

impl Wanted {
    /// What it is called, and its name in forms.
    pub fn head(&self) -> (&'static str, &'static str) {
        match self {
            Self::Text { .. } => ("任务文字", "text"),
            Self::Parts { .. } => ("责任分工", "parts"),
            Self::DueOn(_) => ("完成时限", "due"),
            Self::Add { .. } => ("新增任务", "add"),
            Self::End => ("终止任务", "end"),
        }
    }
}

/// Something in which the revision differs from the ledger.
#[derive(Debug, Clone)]
pub(super) struct Difference {
    /// `task-6` of the plan's task 6, `new-3` of the third task of the revision.
    pub of: String,
    /// The task's number in the plan; `None` of a new one.
    pub number: Option<i32>,
    pub title: String,
    /// What the document said before, where the ledger has something else by now.
    pub base: Option<String>,
    pub ours: String,
    pub theirs: String,
    pub standing: ThreeWay,
    /// Why it cannot be taken over.
    pub trouble: Option<String>,
    pub wanted: Wanted,
}

impl Difference {
    /// `task-6-text`: the id of its box, and what it posts.
    pub fn key(&self) -> String {
        format!("{}-{}", self.of, self.wanted.head().1)
    }
}

impl TaskSaid {
    /// Whether it gives a deadline in these words, in its text or on a line of its own.
    pub fn says(&self, wording: &str, due_lines: &[String]) -> bool {
        let on_a_line = due_lines.iter().any(|line| self.text.lines().any(|ours| ours == line));
        on_a_line || self.text.contains(wording) || self.title.contains(wording)
    }
}
