//! Reads a text as an office writes it. There is no markup to learn: a line is a paragraph, and its numbering says what
//! it is.

use super::model::{Block, Level};

/// The longest heading, in characters with its numbering; what is longer is a paragraph that happens to be numbered.
const LONGEST_HEADING: usize = 42;

/// The blocks of a text. Blank lines and spaces around a line are nothing.
///
/// - 一、 and （一） before a short line make it a heading; before a longer one whose first sentence is short, that
///   sentence is the heading and the rest runs on.
/// - Lines numbered 1. and （1） belong to the text; one is a heading only where it is short, ends without punctuation and
///   heads text: the next line is no further item of the same or a higher level.
/// - A line break in the middle of a sentence is the writer's: it begins a paragraph.
#[must_use]
pub fn blocks_of(text: &str) -> Vec<Block> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let next = lines.iter().skip(1).copied().map(Some).chain([None]);
    lines.iter().zip(next).map(|(line, next)| block_of(line, next)).collect()
}

fn block_of(line: &str, next: Option<&str>) -> Block {
    let paragraph = || Block::Paragraph(line.to_owned());
    match level_of(line) {
        None => paragraph(),
        Some(level @ (Level::One | Level::Two)) => match line.split_once('。') {
            Some((heading, rest)) if !rest.is_empty() && is_short(heading) => {
                Block::LedBy(level, format!("{heading}。"), rest.to_owned())
            }
            Some((_, rest)) if !rest.is_empty() => paragraph(),
            _ if is_short(line) => Block::Heading(level, line.to_owned()),
            _ => paragraph(),
        },
        Some(level) => {
            let heads = next.is_some_and(|next| level_of(next).is_none_or(|of| of > level));
            let ends_open = !line.ends_with(['。', '；', '：', '，', '！', '？', ';', ':']);
            if heads && ends_open && is_short(line) {
                Block::Heading(level, line.to_owned())
            } else {
                paragraph()
            }
        }
    }
}

fn is_short(line: &str) -> bool {
    line.chars().count() <= LONGEST_HEADING
}

/// The level a line's numbering says, if it has one.
fn level_of(line: &str) -> Option<Level> {
    let is_numeral = |c: char| "一二三四五六七八九十百".contains(c);
    let is_digit = |c: char| c.is_ascii_digit();
    if let Some(rest) = line.strip_prefix(['（', '(']) {
        let (inside, _) = rest.split_once(['）', ')'])?;
        return match inside {
            "" => None,
            _ if inside.chars().all(is_numeral) => Some(Level::Two),
            _ if inside.chars().all(is_digit) => Some(Level::Four),
            _ => None,
        };
    }
    if line.trim_start_matches(is_numeral).starts_with('、') && line.starts_with(is_numeral) {
        return Some(Level::One);
    }
    // 3.5 个百分点 is a number, no numbering.
    let rest = line.trim_start_matches(is_digit).strip_prefix(['.', '．'])?;
    (line.starts_with(is_digit) && !rest.starts_with(is_digit)).then_some(Level::Three)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(level: Level, text: &str) -> Block {
        Block::Heading(level, text.to_owned())
    }

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(text.to_owned())
    }

    #[test]
    fn a_line_is_what_its_numbering_says() {
        let text = "全院39项改革任务进展如下。\n\n　　一、总体情况\n（一）进展\n1.办结情况\n已办结2项。\n（1）任务6；\n（2）任务7。";
        assert_eq!(
            blocks_of(text),
            [
                paragraph("全院39项改革任务进展如下。"),
                heading(Level::One, "一、总体情况"),
                heading(Level::Two, "（一）进展"),
                heading(Level::Three, "1.办结情况"),
                paragraph("已办结2项。"),
                paragraph("（1）任务6；"),
                paragraph("（2）任务7。"),
            ]
        );
    }

    #[test]
    fn a_heading_may_run_on_into_its_paragraph() {
        let rest = "各部门按月报送，".repeat(12);
        assert_eq!(
            blocks_of(&format!("（二）压实责任。{rest}")),
            [Block::LedBy(Level::Two, "（二）压实责任。".to_owned(), rest)]
        );
    }

    #[test]
    fn a_long_numbered_line_is_a_paragraph() {
        for numbering in ["一、", "（一）", "1.", "（1）"] {
            let line = format!("{numbering}{}", "各部门要按照任务分工抓好落实，".repeat(5));
            assert_eq!(blocks_of(&line), [paragraph(&line)]);
            let sentences = format!("{line}。其余照旧。");
            assert_eq!(blocks_of(&sentences), [paragraph(&sentences)]);
        }
    }

    #[test]
    fn short_items_of_a_list_are_no_headings() {
        assert_eq!(
            blocks_of("1.审管办\n2.研究室\n一、要求"),
            [paragraph("1.审管办"), paragraph("2.研究室"), heading(Level::One, "一、要求")]
        );
    }

    #[test]
    fn what_only_looks_like_a_numbering_is_text() {
        for line in ["3.5个百分点", "（草稿）", "（一", "、号", "十分重要", "2019年", "()", "（1"]
        {
            assert_eq!(level_of(line), None, "{line}");
        }
        for (line, level) in [
            ("十二、其他", Level::One),
            ("(三) 其他", Level::Two),
            ("10．其他", Level::Three),
            ("(4)其他", Level::Four),
        ] {
            assert_eq!(level_of(line), Some(level), "{line}");
        }
    }

    #[test]
    fn an_empty_text_has_no_blocks() {
        assert_eq!(blocks_of(" \n　\n"), []);
    }
}
