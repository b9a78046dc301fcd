//! What is ticked in a posted matrix, and what that changes. Pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::plan::tasks::numbers::read_numbers;

/// A point and the number of a task that carries it.
pub(super) type Mark = (i64, i32);

/// A point, and what is wrong with its row.
pub(super) type Wrong = (i64, String);

/// A section's matrix as it was posted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Posted {
    /// What was ticked when the page was opened, tasks of other sections among it.
    pub seen: BTreeSet<Mark>,
    /// What is ticked.
    pub ticked: BTreeSet<Mark>,
    /// The tasks of other sections, as typed, by point.
    pub others: BTreeMap<i64, String>,
}

impl Posted {
    /// Reads `seen` and `mark` (`12-4`) and `others-12` (`35、36`); anything else is no field of the matrix.
    #[must_use]
    pub fn read(fields: &[(String, String)]) -> Self {
        let mut posted = Self::default();
        for (name, value) in fields {
            match (name.as_str(), mark(value)) {
                ("seen", Some(mark)) => _ = posted.seen.insert(mark),
                ("mark", Some(mark)) => _ = posted.ticked.insert(mark),
                (name, _) => {
                    if let Some(Ok(point)) = name.strip_prefix("others-").map(str::parse::<i64>) {
                        posted.others.insert(point, value.clone());
                    }
                }
            }
        }
        posted
    }

    /// What is to be carried from now on, and what not any more: only what differs from what was seen.
    ///
    /// # Errors
    /// Each point with a sentence, where the numbers typed for it cannot be read.
    pub fn changes(&self) -> Result<(Vec<Mark>, Vec<Mark>), Vec<Wrong>> {
        let mut wanted = self.ticked.clone();
        let mut wrong = Vec::new();
        for (point, typed) in &self.others {
            match read_numbers(typed) {
                Ok(numbers) => wanted.extend(numbers.into_iter().map(|number| (*point, number))),
                Err(sentence) => wrong.push((*point, sentence)),
            }
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let added = wanted.difference(&self.seen).copied().collect();
        Ok((added, self.seen.difference(&wanted).copied().collect()))
    }
}

fn mark(text: &str) -> Option<Mark> {
    let (point, task) = text.split_once('-')?;
    Some((point.parse().ok()?, task.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(fields: &[(&str, &str)]) -> Posted {
        let fields: Vec<(String, String)> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Posted::read(&fields)
    }

    #[test]
    fn only_what_differs_from_what_was_seen_changes() {
        for (fields, added, removed) in [
            (vec![("seen", "7-1"), ("mark", "7-1")], vec![], vec![]),
            (vec![("seen", "7-1"), ("mark", "7-2")], vec![(7, 2)], vec![(7, 1)]),
            (vec![("seen", "7-35"), ("others-7", "35、36")], vec![(7, 36)], vec![]),
            (vec![("seen", "7-35"), ("others-7", "")], vec![], vec![(7, 35)]),
            (vec![("mark", "x"), ("mark", "7"), ("csrf_token", "7-1"), ("others-x", "1")], vec![], vec![]),
        ] {
            assert_eq!(posted(&fields).changes(), Ok((added, removed)), "{fields:?}");
        }
    }

    #[test]
    fn numbers_that_cannot_be_read_are_named_with_their_point() {
        let wrong =
            posted(&[("others-7", "六"), ("others-8", "3"), ("others-9", "x")]).changes().unwrap_err();
        assert_eq!(wrong.iter().map(|(point, _)| *point).collect::<Vec<_>>(), [7, 9], "all of them at once");
        assert!(wrong[0].1.contains("“六”"));
    }
}
