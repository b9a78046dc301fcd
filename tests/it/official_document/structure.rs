//! What a file holds, as a reviewed listing; and that the same document gives the same file.

use super::package::{Element, part};
use super::{bare, bytes_of, whole};
use reform_ledger::official_document::OfficialDocument;

#[test]
fn a_document_with_everything_is_laid_out_as_reviewed() {
    let mut document = whole();
    for annex in &mut document.annexes {
        annex.table.rows.truncate(2);
    }
    insta::assert_snapshot!("official_document", listing(&document));
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(bytes_of(&whole()), bytes_of(&whole()));
    assert_ne!(bytes_of(&whole()), bytes_of(&bare("")));
}

#[test]
fn of_what_is_absent_nothing_is_written() {
    let listing = listing(&bare("一切正常。"));
    for word in ["抄送", "印发", "附件", "：\n", "landscape"] {
        assert!(!listing.contains(word), "{word} in {listing}");
    }
}

#[test]
fn what_xml_cannot_carry_is_dropped_and_the_rest_is_kept() {
    let mut document = bare("甲\u{1}乙<script>&amp;\u{b}丙");
    document.title = vec!["标\u{0}题&".to_owned()];
    let bytes = bytes_of(&document);
    let said = part(&bytes, "word/document.xml").said();
    assert!(said.contains("甲乙<script>&amp;丙") && said.contains("标题&"), "{said}");
    let title = &part(&bytes, "docProps/core.xml").named("dc:title")[0].text.clone();
    assert_eq!(title, "标题&#38;");
}

/// One line per paragraph with its style and what is set on it, tables indented.
fn listing(document: &OfficialDocument) -> String {
    let xml = part(&bytes_of(document), "word/document.xml");
    let mut lines = Vec::new();
    for child in &xml.named("w:body")[0].children {
        list(child, "", &mut lines);
    }
    lines.join("\n") + "\n"
}

fn list(element: &Element, indent: &str, lines: &mut Vec<String>) {
    match element.name.as_str() {
        "w:p" => {
            let set = element.children.iter().filter(|of| of.name == "w:pPr").flat_map(|of| &of.children);
            let set: Vec<String> = set.filter(|of| of.name != "w:sectPr").map(short).collect();
            let leads = element.named("w:rStyle").into_iter().map(short).collect::<String>();
            lines.push(format!("{indent}[{}]{leads} {}", set.join(" "), element.said()));
            for section in element.named("w:sectPr") {
                list(section, indent, lines);
            }
        }
        "w:tbl" => {
            let widths: Vec<String> = element.named("w:gridCol").into_iter().map(short).collect();
            lines.push(format!("{indent}table {}", widths.join(" ")));
            for row in element.named("w:tr") {
                let said = row.named("w:trPr");
                let set = said.iter().flat_map(|of| &of.children).map(short).collect::<Vec<_>>();
                lines.push(format!("{indent}  row {}", set.join(" ")));
                for cell in row.named("w:tc") {
                    let set: Vec<String> = cell.named("w:tcPr")[0].children.iter().map(short).collect();
                    lines.push(format!("{indent}    cell {}", set.join(" ")));
                    for paragraph in cell.named("w:p") {
                        list(paragraph, &format!("{indent}      "), lines);
                    }
                }
            }
        }
        _ => {
            let set: Vec<String> = element.children.iter().map(short).collect();
            lines.push(format!("{indent}{} {}", element.name, set.join(" ")));
        }
    }
}

/// An element in few characters: keepNext, jc=center, spacing(before=579).
fn short(element: &Element) -> String {
    let name = element.name.trim_start_matches("w:");
    let attributes = element.attributes.replace("w:", "").replace('"', "");
    match attributes.strip_prefix("val=") {
        _ if attributes.is_empty() => name.to_owned(),
        Some(value) if !value.contains(' ') => format!("{name}={value}"),
        _ => format!("{name}({attributes})"),
    }
}
