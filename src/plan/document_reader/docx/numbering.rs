//! The numbers that Word makes by itself and that are not in the text: 1., 一、, （一）, 第一条.

use std::collections::{HashMap, HashSet};

use quick_xml::events::BytesStart;

use super::super::ReadRefusal;
use super::styles::ListPlace;
use super::xml::{Part, attribute, is_on, number};

/// Word has nine levels.
const LEVELS: usize = 9;
/// The most lists a document may have.
const MOST_LISTS: usize = 20_000;
/// Longer than any number is with what stands around it, in characters.
const LONGEST_NUMBER: usize = 40;

/// How one level of a list is numbered.
#[derive(Debug, Clone)]
struct Level {
    start: i32,
    format: String,
    /// `第%1条`, `%1.%2`
    text: String,
    /// Figures throughout, whatever the other levels have.
    legal: bool,
    /// Goes on through the levels above it: 第三条 also in the second chapter.
    goes_on: bool,
    /// The style whose paragraphs are of this level.
    style: Option<String>,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            start: 1,
            format: "decimal".to_owned(),
            text: String::new(),
            legal: false,
            goes_on: false,
            style: None,
        }
    }
}

/// A list as it is used: its levels, and where it starts anew.
#[derive(Debug, Default)]
struct List {
    pattern: i32,
    starts: HashMap<usize, i32>,
    levels: HashMap<usize, Level>,
}

impl Level {
    fn take(&mut self, name: &str, element: &BytesStart<'_>) {
        match name {
            "start" => self.start = number(element, "val").unwrap_or(1),
            "numFmt" => self.format = attribute(element, "val").unwrap_or_default(),
            "lvlText" => {
                let text = attribute(element, "val").unwrap_or_default();
                self.text = text.chars().take(LONGEST_NUMBER).collect();
            }
            "lvlRestart" => self.goes_on = number(element, "val") == Some(0),
            "isLgl" => self.legal = is_on(element),
            "pStyle" => self.style = attribute(element, "val"),
            _ => {}
        }
    }
}

impl List {
    fn take(&mut self, level: usize, name: &str, element: &BytesStart<'_>, of_level: bool) {
        match name {
            "abstractNumId" => self.pattern = number(element, "val").unwrap_or(0),
            "startOverride" => {
                self.starts.insert(level, number(element, "val").unwrap_or(1));
            }
            name if of_level => self.levels.entry(level).or_default().take(name, element),
            _ => {}
        }
    }
}

/// What the elements that come belong to: a pattern or a list, and a level of it.
#[derive(Default)]
struct At {
    pattern: Option<i32>,
    list: Option<i32>,
    level: usize,
}

/// The lists of a document, and how far each was counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    patterns: HashMap<i32, [Level; LEVELS]>,
    lists: HashMap<i32, List>,
    counted: HashMap<i32, [Option<i32>; LEVELS]>,
    used: HashSet<i32>,
}

impl Numbering {
    pub(super) fn read(mut part: Part<'_>) -> Result<Self, ReadRefusal> {
        let mut numbering = Self::default();
        let mut at = At::default();
        part.each(|element, around| {
            if numbering.patterns.len() + numbering.lists.len() > MOST_LISTS {
                return Err(ReadRefusal::TooMuchInside);
            }
            let name = element.local_name();
            let of_level = around.iter().any(|outer| outer == "lvl");
            numbering.take(&mut at, name.as_ref(), element, of_level);
            Ok(())
        })?;
        Ok(numbering)
    }

    fn take(&mut self, at: &mut At, name: &str, element: &BytesStart<'_>, of_level: bool) {
        match name {
            "abstractNum" => {
                (at.pattern, at.list) = (number(element, "abstractNumId"), None);
                self.patterns.extend(at.pattern.map(|id| (id, Default::default())));
            }
            "num" => {
                (at.pattern, at.list) = (None, number(element, "numId"));
                self.lists.extend(at.list.map(|id| (id, List::default())));
            }
            "lvl" | "lvlOverride" => {
                at.level = number::<usize>(element, "ilvl").unwrap_or(0).min(LEVELS - 1);
            }
            name => {
                let pattern = at.pattern.and_then(|id| self.patterns.get_mut(&id));
                let list = at.list.and_then(|id| self.lists.get_mut(&id));
                match (pattern, list) {
                    (Some(levels), _) if of_level => levels[at.level].take(name, element),
                    (None, Some(list)) => list.take(at.level, name, element, of_level),
                    _ => {}
                }
            }
        }
    }

    /// The number that the next paragraph of this place bears; empty where it bears none, or a bullet.
    pub(super) fn next(&mut self, place: ListPlace, style: Option<&str>) -> String {
        let Some((id, list)) = place.list.and_then(|id| Some((id, self.lists.get(&id)?))) else {
            return String::new();
        };
        let Some(pattern) = self.patterns.get(&list.pattern) else { return String::new() };
        let of_style = || {
            let at = |level: &Level| level.style.is_some() && level.style.as_deref() == style;
            pattern.iter().position(at)
        };
        let level = place.level.map(usize::from).or_else(of_style).unwrap_or(0).min(LEVELS - 1);
        let levels: Vec<&Level> =
            pattern.iter().enumerate().map(|(at, own)| list.levels.get(&at).unwrap_or(own)).collect();
        let counted = self.counted.entry(list.pattern).or_default();
        if self.used.insert(id) {
            for (at, start) in &list.starts {
                counted[*at] = Some(start.saturating_sub(1));
            }
        }
        counted[level] = Some(counted[level].map_or(levels[level].start, |number| number.saturating_add(1)));
        for (deeper, of) in counted.iter_mut().zip(&levels).skip(level + 1) {
            *deeper = deeper.filter(|_| of.goes_on);
        }
        if levels[level].format == "bullet" {
            return String::new();
        }
        let mut text = levels[level].text.clone();
        for (at, of) in levels.iter().enumerate().take(level + 1) {
            let format = if levels[level].legal { "decimal" } else { of.format.as_str() };
            let number = written(counted[at].unwrap_or(of.start), format);
            text = text.replace(&format!("%{}", at + 1), &number);
        }
        text
    }
}

/// A number as a format writes it.
fn written(number: i32, format: &str) -> String {
    let of = |first: char| {
        let letter = number.checked_sub(1).and_then(|of| u32::try_from(of).ok()).filter(|of| *of < 26);
        letter.and_then(|of| char::from_u32(u32::from(first) + of)).map(String::from)
    };
    let other = match format {
        "none" => Some(String::new()),
        "decimalZero" => Some(format!("{number:02}")),
        "decimalFullWidth" => {
            let wide =
                number.to_string().chars().filter_map(|c| char::from_u32(u32::from(c) + 0xFEE0)).collect();
            Some(wide)
        }
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => {
            let ring = u32::try_from(number).ok().filter(|of| (1..=20).contains(of));
            ring.and_then(|of| char::from_u32(0x245F + of)).map(String::from)
        }
        "lowerLetter" => of('a'),
        "upperLetter" => of('A'),
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "ideographDigital"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand" => chinese(number),
        _ => None,
    };
    other.unwrap_or_else(|| number.to_string())
}

/// 一, 十, 十二, 二十, 一百零五; none outside 1–999.
fn chinese(number: i32) -> Option<String> {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let number = usize::try_from(number).ok().filter(|of| (1..1000).contains(of))?;
    let (hundreds, tens, ones) = (number / 100, number / 10 % 10, number % 10);
    let mut text = String::new();
    if hundreds > 0 {
        text += DIGITS[hundreds];
        text += "百";
    }
    match (hundreds, tens) {
        (0, 0) => {}
        (0, 1) => text += "十",
        (_, 0) if ones > 0 => text += "零",
        (_, 0) => {}
        _ => {
            text += DIGITS[tens];
            text += "十";
        }
    }
    if ones > 0 {
        text += DIGITS[ones];
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::{chinese, written};

    #[test]
    fn numbers_are_written_as_word_writes_them() {
        for (number, text) in [
            (1, "一"),
            (10, "十"),
            (12, "十二"),
            (20, "二十"),
            (39, "三十九"),
            (100, "一百"),
            (105, "一百零五"),
            (110, "一百一十"),
        ] {
            assert_eq!(chinese(number).as_deref(), Some(text));
        }
        for (format, text) in [
            ("decimal", "12"),
            ("decimalEnclosedCircle", "⑫"),
            ("upperLetter", "L"),
            ("lowerRoman", "12"),
            ("none", ""),
        ] {
            assert_eq!(written(12, format), text);
        }
        assert_eq!(written(-3, "chineseCounting"), "-3");
        assert_eq!(written(i32::MIN + 1, "lowerLetter"), (i32::MIN + 1).to_string());
    }
}
