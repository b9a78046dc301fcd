//! A table as CSV (RFC 4180) for other systems: UTF-8 with BOM, a header line, days as 2019-06-25, percentages as numbers.

use super::{Cell, Sheet};

/// What a spreadsheet program takes for the beginning of a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The table's header and rows.
#[must_use]
pub fn csv(sheet: &Sheet) -> Vec<u8> {
    let mut text = String::from("\u{feff}");
    let heads = sheet.columns.iter().map(|column| quoted(column.head));
    put_line(&mut text, heads);
    for row in &sheet.rows {
        put_line(&mut text, row.iter().map(field));
    }
    text.into_bytes()
}

fn put_line(text: &mut String, fields: impl Iterator<Item = String>) {
    text.push_str(&fields.collect::<Vec<_>>().join(","));
    text.push_str("\r\n");
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => quoted(text),
        Cell::Share(share) => share.to_string(),
        other => other.plain(),
    }
}

/// A text that opens in a spreadsheet as text: one that would be read as a formula gets an apostrophe before it.
fn quoted(text: &str) -> String {
    let guard = if text.starts_with(FORMULA) { "'" } else { "" };
    if text.contains([',', '"', '\n', '\r']) {
        return format!("\"{guard}{}\"", text.replace('"', "\"\""));
    }
    format!("{guard}{text}")
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_field_is_quoted_where_it_must_be_and_never_runs() {
        for (text, field) in [
            ("审管办、研究室", "审管办、研究室"),
            ("一行\n二行", "\"一行\n二行\""),
            ("他说\"好\"", "\"他说\"\"好\"\"\""),
            ("=1+1", "'=1+1"),
            ("-甲,乙", "\"'-甲,乙\""),
        ] {
            assert_eq!(quoted(text), field);
        }
    }
}
