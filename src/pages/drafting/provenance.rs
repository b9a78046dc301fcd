//! What of a text still stands as it was drafted, what the ledger says otherwise by now, and taking that over. Pure.
//!
//! A line is known by what it is about ([`Paragraph::key`]); a sentence keeps its records as long as it stands word for word.

use std::collections::HashMap;

use super::paragraph::{Paragraph, Source};
use super::text::sentences;

/// The sentences drafted or taken over, with their records: by the words themselves.
pub(in crate::pages) struct Origins<'a>(HashMap<&'a str, &'a [Source]>);

impl<'a> Origins<'a> {
    /// Of these paragraphs; where two say the same, the later one's records count.
    pub fn of(drafted: &'a [Paragraph]) -> Self {
        let all = drafted.iter().flat_map(|paragraph| &paragraph.sentences);
        let each =
            all.flat_map(|of| sentences(&of.text).into_iter().map(|text| (text, of.sources.as_slice())));
        Self(each.collect())
    }

    /// The records of a sentence; `None` where a person wrote it.
    pub fn find(&self, sentence: &str) -> Option<&'a [Source]> {
        self.0.get(sentence).copied()
    }
}

/// A line of a fresh draft that does not stand in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pages) struct Missing {
    /// What it is about.
    pub key: String,
    /// The fresh line.
    pub line: String,
    /// The line about the same that was drafted before and stands in the text: it would be replaced.
    pub replaces: Option<String>,
    /// Whether the ledger says something else than when the text was drafted; else a person changed the text.
    pub moved: bool,
}

/// The lines of a fresh draft that the text does not have, in the draft's order.
pub(in crate::pages) fn missing(fresh: &[Paragraph], drafted: &[Paragraph], text: &str) -> Vec<Missing> {
    let stands = |line: &str| text.lines().any(|of| of == line);
    let before = |key: &str| drafted.iter().rev().find(|of| of.key == key).map(Paragraph::line);
    let all = fresh.iter().map(|paragraph| (paragraph, paragraph.line()));
    all.filter(|(_, line)| !stands(line))
        .map(|(paragraph, line)| {
            let before = before(&paragraph.key);
            Missing {
                key: paragraph.key.clone(),
                moved: before.as_ref() != Some(&line),
                replaces: before.filter(|before| stands(before)),
                line,
            }
        })
        .collect()
}

/// The text with lines of a fresh draft taken over: each in place of the line about the same, else behind the line it
/// follows in the draft, else at the end.
pub(in crate::pages) fn take_over(
    text: &str,
    (fresh, drafted): (&[Paragraph], &[Paragraph]),
    keys: &[String],
) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let wanted = missing(fresh, drafted, text);
    for of in wanted.into_iter().filter(|of| keys.contains(&of.key)) {
        if let Some(place) = of.replaces.and_then(|old| lines.iter().position(|line| *line == old)) {
            lines[place] = of.line;
            continue;
        }
        let before = fresh.iter().take_while(|paragraph| paragraph.key != of.key);
        let anchors: Vec<String> = before.map(Paragraph::line).collect();
        let place = anchors.iter().rev().find_map(|anchor| lines.iter().rposition(|line| line == anchor));
        lines.insert(place.map_or(lines.len(), |place| place + 1), of.line);
    }
    lines.join("\n")
}

/// Puts paragraphs in place of those about the same.
pub(in crate::pages) fn replace(drafted: &mut Vec<Paragraph>, new: Vec<Paragraph>) {
    drafted.retain(|old| new.iter().all(|of| of.key != old.key));
    drafted.extend(new);
}

/// The text with a line put behind the first one that contains the anchor, and behind those `known` that were put there
/// before; where the anchor is nowhere, at the end. A line that stands there already is not put twice.
pub(in crate::pages) fn insert_below(text: &str, (anchor, known): (&str, &[String]), new: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    if !lines.contains(&new) {
        let found = lines.iter().position(|line| line.contains(anchor));
        let mut place = found.map_or(lines.len(), |at| at + 1);
        while lines.get(place).is_some_and(|line| known.iter().any(|of| of == line)) {
            place += 1;
        }
        lines.insert(place, new);
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::drafting::Sentence;

    fn paragraph(key: &str, line: &str) -> Paragraph {
        let sources = vec![Source::open(key, format!("/{key}"))];
        Paragraph { key: key.into(), sentences: vec![Sentence { text: line.into(), sources }] }
    }

    #[test]
    fn a_sentence_keeps_its_records_while_it_stands_word_for_word() {
        let drafted = [paragraph("task-1", "甲已办结。形成《乙》。"), paragraph("task-2", "丙。")];
        let origins = Origins::of(&drafted);
        assert_eq!(origins.find("形成《乙》。").unwrap()[0].path, "/task-1");
        assert_eq!(origins.find("形成《乙》"), None);
        assert_eq!(origins.find("丙。").unwrap()[0].path, "/task-2");
    }

    #[test]
    fn what_moved_is_told_from_what_a_person_changed() {
        let drafted = [paragraph("a", "甲一。"), paragraph("b", "乙一。"), paragraph("c", "丙。")];
        let fresh = [
            paragraph("a", "甲二。"),
            paragraph("b", "乙二。"),
            paragraph("c", "丙。"),
            paragraph("d", "丁。"),
        ];
        let found = missing(&fresh, &drafted, "甲一。\n乙，改写。");
        let told: Vec<_> =
            found.iter().map(|of| (of.line.as_str(), of.replaces.as_deref(), of.moved)).collect();
        let expected = [
            ("甲二。", Some("甲一。"), true),
            ("乙二。", None, true),
            ("丙。", None, false),
            ("丁。", None, true),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn a_line_is_taken_over_in_its_place() {
        let drafted = [paragraph("a", "甲一。"), paragraph("b", "乙。")];
        let fresh = [
            paragraph("a", "甲二。"),
            paragraph("c", "丙。"),
            paragraph("b", "乙。"),
            paragraph("d", "丁。"),
        ];
        let keys = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
        let take = |text: &str, of: &[&str]| take_over(text, (&fresh, &drafted), &keys(of));
        assert_eq!(take("手写。\n甲一。\n乙。", &["a", "c", "d"]), "手写。\n甲二。\n丙。\n乙。\n丁。");
        assert_eq!(take("手写。\n乙。", &["a"]), "手写。\n乙。\n甲二。", "nothing before it stands there");
        assert_eq!(take("甲一。", &[]), "甲一。");
        assert_eq!(take("甲一。\n乙。", &["b"]), "甲一。\n乙。", "it stands there already");
    }

    #[test]
    fn measures_stand_below_their_task_in_the_order_given() {
        let text = "一、\n正在推进：第1项“甲”。\n正在推进：第11项“乙”。";
        let put = |text: &str, anchor: &str, known: &[&str], new: &str| {
            let known: Vec<String> = known.iter().map(|line| (*line).to_owned()).collect();
            insert_below(text, (anchor, &known), new)
        };
        let once = put(text, "：第1项", &[], "四月。");
        assert_eq!(once, "一、\n正在推进：第1项“甲”。\n四月。\n正在推进：第11项“乙”。");
        assert!(put(&once, "：第1项", &["四月。"], "五月。").contains("四月。\n五月。\n正在推进：第11项"));
        assert_eq!(put(&once, "：第1项", &["四月。"], "四月。"), once, "it is there already");
        assert!(put(text, "：第7项", &[], "不在文中。").ends_with("\n不在文中。"));
    }
}
