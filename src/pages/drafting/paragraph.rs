//! What a draft is made of: lines of sentences, each with the records it rests on.

use serde::{Deserialize, Serialize};

/// A record a sentence rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// 任务6
    pub label: String,
    /// Where it is.
    pub path: String,
    /// Whether only those concerned may know of it; offices and leaders do.
    pub concerned: bool,
}

impl Source {
    /// A record open to all.
    #[must_use]
    pub fn open(label: impl Into<String>, path: String) -> Self {
        Self { label: label.into(), path, concerned: false }
    }

    /// A record for those concerned.
    #[must_use]
    pub fn concerned(label: impl Into<String>, path: String) -> Self {
        Self { label: label.into(), path, concerned: true }
    }
}

/// A sentence with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// With its full stop.
    pub text: String,
    /// At least one, but in a heading or a blank.
    pub sources: Vec<Source>,
}

/// A line of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// What it is about, in every draft of the same document: `task-6`.
    pub key: String,
    /// In order.
    pub sentences: Vec<Sentence>,
}

impl Paragraph {
    /// A line without sources: a heading.
    pub(in crate::pages) fn heading(key: impl Into<String>, text: impl Into<String>) -> Self {
        Self::new(key, vec![Sentence { text: text.into(), sources: Vec::new() }])
    }

    /// A line of these sentences.
    pub(in crate::pages) fn new(key: impl Into<String>, sentences: Vec<Sentence>) -> Self {
        Self { key: key.into(), sentences }
    }

    /// The whole line.
    #[must_use]
    pub fn line(&self) -> String {
        self.sentences.iter().map(|sentence| sentence.text.as_str()).collect()
    }
}
