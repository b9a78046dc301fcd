//! How paragraphs are numbered: 第一章, 一、, 第一条, （一）, 1., （1）.

use super::wording::{item_mark, section_mark, task_mark};

/// A way of numbering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Style {
    /// 第一章, 第一部分
    Chapter,
    /// 一、
    Section,
    /// A heading without number.
    Heading,
    /// 第一条, 第一项
    Article,
    /// （一）
    Item,
    /// 1. or 1、
    Figure,
    /// （1） or 1）
    FigureInBrackets,
}

/// All that have a number.
pub(super) const NUMBERED: [Style; 6] =
    [Style::Chapter, Style::Section, Style::Article, Style::Item, Style::Figure, Style::FigureInBrackets];

/// The number a paragraph begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) style: Style,
    pub(super) number: i32,
    /// How many characters it takes.
    pub(super) len: usize,
}

/// The mark at the start of a paragraph.
pub(super) fn mark(plain: &str) -> Option<Mark> {
    let chars: Vec<char> = plain.chars().take(16).collect();
    let len_before = |rest: &str| plain.chars().count() - rest.chars().count();
    if let Some((number, len)) = task_mark(plain) {
        return Some(Mark { style: Style::Figure, number, len });
    }
    if let Some((number, rest)) = section_mark(plain) {
        return Some(Mark { style: Style::Section, number, len: len_before(rest) });
    }
    if let Some((number, rest)) = item_mark(plain) {
        return Some(Mark { style: Style::Item, number, len: len_before(rest) });
    }
    if chars.first() == Some(&'第') {
        let (number, len) = ordinal(&chars[1..])?;
        let style = match chars.get(1 + len)? {
            '章' | '篇' | '节' => (Style::Chapter, 1),
            '部' if chars.get(2 + len) == Some(&'分') => (Style::Chapter, 2),
            '条' | '项' => (Style::Article, 1),
            _ => return None,
        };
        let behind = chars.get(1 + len + style.1);
        let ends = behind.is_none_or(|c| c.is_whitespace() || !matches!(c, '的' | '规' | '第' | '所'));
        return ends.then_some(Mark { style: style.0, number, len: 1 + len + style.1 });
    }
    let open = usize::from(matches!(chars.first(), Some('（' | '(')));
    let (number, len) = figures(&chars[open..])?;
    let closes = matches!(chars.get(open + len), Some('）' | ')'));
    closes.then_some(Mark { style: Style::FigureInBrackets, number, len: open + len + 1 })
}

/// A number in figures or in Chinese numerals up to 999, and how many characters it takes.
pub(super) fn ordinal(chars: &[char]) -> Option<(i32, usize)> {
    figures(chars).or_else(|| chinese(chars))
}

fn figures(chars: &[char]) -> Option<(i32, usize)> {
    let figure = |c: &char| {
        c.to_digit(10)
            .or_else(|| "０１２３４５６７８９".chars().zip(0..).find(|(w, _)| w == c).map(|(_, n)| n))
    };
    let digits: Vec<u32> = chars.iter().take(5).map_while(figure).collect();
    if digits.is_empty() || digits.len() > 4 {
        return None;
    }
    let number = digits.iter().fold(0, |sum, digit| sum * 10 + digit);
    Some((i32::try_from(number).ok()?, digits.len()))
}

fn chinese(chars: &[char]) -> Option<(i32, usize)> {
    let digit = |c: &char| "零一二三四五六七八九".chars().zip(0..).find(|(d, _)| d == c).map(|(_, n)| n);
    let len = chars.iter().take(7).take_while(|c| matches!(**c, '十' | '百') || digit(c).is_some()).count();
    let (mut sum, mut last) = (0, None);
    for c in &chars[..len] {
        match c {
            '百' => (sum, last) = (sum + last? * 100, None),
            '十' => (sum, last) = (sum + last.filter(|n| *n > 0).unwrap_or(1) * 10, None),
            // 一〇 and the like are years, not ordinals.
            c => last = if last.is_some_and(|n| n > 0) { return None } else { digit(c) },
        }
    }
    (len > 0).then_some((sum + last.unwrap_or(0), len))
}

#[cfg(test)]
mod tests {
    use super::{Style, mark, ordinal};

    #[test]
    fn every_way_of_numbering_is_known() {
        for (text, style, number, len) in [
            ("第一章 司法责任制", Style::Chapter, 1, 3),
            ("第二部分　任务", Style::Chapter, 2, 4),
            ("十二、加强", Style::Section, 12, 3),
            ("第一条 加强", Style::Article, 1, 3),
            ("第一百零五条加强", Style::Article, 105, 6),
            ("第12项：加强", Style::Article, 12, 4),
            ("（二十）加强", Style::Item, 20, 4),
            ("1.加强", Style::Figure, 1, 2),
            ("1000、加强", Style::Figure, 1000, 5),
            ("（3）加强", Style::FigureInBrackets, 3, 3),
            ("3）加强", Style::FigureInBrackets, 3, 2),
        ] {
            let found = mark(text).unwrap();
            assert_eq!((found.style, found.number, found.len), (style, number, len), "{text}");
        }
        for text in ["第一的是", "第一条的规定", "2020年", "一是加强", "1.5倍", "（略）", "2020.3.1", "一"]
        {
            assert_eq!(mark(text), None, "{text}");
        }
    }

    #[test]
    fn ordinals_are_read_in_figures_and_numerals() {
        for (text, number) in
            [("三十九", 39), ("十", 10), ("一百", 100), ("一百一十二", 112), ("39", 39), ("３９", 39)]
        {
            let chars: Vec<char> = text.chars().collect();
            assert_eq!(ordinal(&chars), Some((number, chars.len())), "{text}");
        }
        assert_eq!(ordinal(&[]), None);
        assert_eq!(ordinal(&['一', '二']), None);
    }
}
