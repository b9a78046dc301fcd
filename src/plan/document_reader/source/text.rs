//! Markdown, plain text and what people paste: each line a paragraph, Markdown tables, and tables pasted with tabs.

use super::super::table::is_header;
use super::{Block, Cell};

/// The blocks of a text with plain line ends.
pub(in super::super) fn blocks(text: &str) -> Vec<Block> {
    let lines: Vec<&str> = text.lines().collect();
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        if let Some((table, len)) = markdown_table(&lines[at..]).or_else(|| pasted_table(&lines[at..])) {
            blocks.push(table);
            at += len;
        } else {
            blocks.push(Block::Paragraph { lines: vec![lines[at].to_owned()], heading: false });
            at += 1;
        }
    }
    blocks
}

/// Lines between bars, the second of dashes: the table and how many lines it takes.
fn markdown_table(lines: &[&str]) -> Option<(Block, usize)> {
    let is_row = |line: &&&str| line.trim_start().starts_with('|');
    let rule = lines.get(1).filter(is_row)?;
    let of_rule =
        rule.contains('-') && rule.chars().all(|c| matches!(c, '|' | '-' | ':') || c.is_whitespace());
    if !of_rule || !lines[0].trim_start().starts_with('|') {
        return None;
    }
    let len = lines.iter().take_while(is_row).count();
    let rows = lines[..len].iter().enumerate().filter(|(at, _)| *at != 1).map(|(_, line)| between_bars(line));
    Some((Block::Table { name: None, rows: (1..).zip(rows).collect() }, len))
}

fn between_bars(line: &str) -> Vec<Cell> {
    let line = line.trim();
    let inner = line.strip_prefix('|').unwrap_or(line);
    let inner = inner.strip_suffix('|').unwrap_or(inner).replace("\\|", "\u{1}");
    let texts = inner.split('|').map(|text| text.replace('\u{1}', "|").replace("<br/>", "<br>"));
    cells(texts.map(|text| text.split("<br>").map(str::to_owned).collect()))
}

/// Lines of cells parted by tabs, as a table looks that was copied: only below the heads of a plan's columns.
fn pasted_table(lines: &[&str]) -> Option<(Block, usize)> {
    let is_row = |line: &&&str| line.matches('\t').count() >= 2;
    let heads = cells(by_tabs(lines.first().filter(|line| is_row(line))?));
    if !is_header(&heads) {
        return None;
    }
    let len = lines.iter().take_while(is_row).count();
    let rows = lines[..len].iter().map(|line| cells(by_tabs(line)));
    Some((Block::Table { name: None, rows: (1..).zip(rows).collect() }, len))
}

fn by_tabs(line: &str) -> impl Iterator<Item = Vec<String>> {
    line.split('\t').map(|text| vec![text.to_owned()])
}

fn cells(texts: impl Iterator<Item = Vec<String>>) -> Vec<Cell> {
    let cell = |(column, lines): (usize, Vec<String>)| {
        let lines = lines.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty());
        Cell { lines: lines.collect(), column, span: 1, continued: false }
    };
    texts.enumerate().map(cell).collect()
}
