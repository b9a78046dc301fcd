//! The file as python-docx and LibreOffice read it: paper, margins, fonts, spacing, headers of tables, and every text.

use serde_json::json;

use super::programs::Opened;
use super::{FINGERPRINT, bare, bytes_of, texts_of, whole};

const TWO_PROGRAMS: &str = "official-document";

#[test]
fn two_programs_read_the_whole_document_as_it_was_meant() {
    let document = whole();
    let opened = Opened::new(TWO_PROGRAMS, &bytes_of(&document));
    looks_right_in_python(&opened.in_python());
    let pages = opened.pages();
    let sizes = opened.sizes();
    assert_eq!(pages.len(), sizes.len());

    // Two or three pages of text, then the annexes in landscape: 60 rows of two or three lines do not fit on one.
    let portrait = sizes.iter().take_while(|size| **size == (595, 842)).count();
    assert!((1..=3).contains(&portrait), "{sizes:?}");
    assert!(sizes[portrait..].iter().all(|size| *size == (842, 595)), "{sizes:?}");
    assert!((4..=12).contains(&(sizes.len() - portrait)), "{sizes:?}");

    // Nothing is lost.
    let all = pages.concat();
    for text in texts_of(&document) {
        let text: String = text.split_whitespace().collect();
        assert!(all.contains(&text), "{text} is not in the PDF");
    }

    // Every page has its number, between dashes.
    for (at, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("—{}—", at + 1)), "page {}: {page}", at + 1);
    }

    // The header of the long table stands on each of its pages, that of the short one once.
    let headers = pages.iter().filter(|page| page.contains("序号改革任务牵头部门时间节点当前进展")).count();
    assert_eq!(headers, sizes.len() - portrait);

    // The end matter ends the document.
    let last = pages.last().unwrap();
    assert!(
        last.contains("抄送：院领导，领导小组成员单位。") && last.contains("2019年7月10日印发"),
        "{last}"
    );
    assert!(last.contains("数据截至2019-07-1008:41（台账时间）") && last.contains(FINGERPRINT), "{last}");
}

fn looks_right_in_python(read: &serde_json::Value) {
    assert_eq!(read["odd_and_even"], true);
    assert_eq!(read["line"], json!([28.95, "exact"]));
    let footers = |of: &serde_json::Value| {
        assert_eq!(of["odd"], "— 1 —");
        assert!(of["odd_side"].as_str().unwrap().starts_with("RIGHT"), "{of}");
        assert!(of["even_side"].as_str().unwrap().starts_with("LEFT"), "{of}");
    };
    let [portrait, landscape] = [&read["sections"][0], &read["sections"][1]];
    assert_eq!(read["sections"].as_array().unwrap().len(), 2);
    assert_eq!((&portrait["width"], &portrait["height"]), (&json!(210), &json!(297)));
    assert_eq!(portrait["margins"], json!([37, 26, 35, 28]));
    assert_eq!((&landscape["width"], &landscape["landscape"]), (&json!(297), &json!(true)));
    footers(portrait);
    footers(landscape);

    let fonts = [
        ("Title", "方正小标宋简体", 22.0),
        ("公文正文", "仿宋_GB2312", 16.0),
        ("Heading 1", "黑体", 16.0),
        ("Heading 2", "楷体_GB2312", 16.0),
        ("Heading 3", "仿宋_GB2312", 16.0),
        ("Heading 4", "仿宋_GB2312", 16.0),
        ("附件标识", "黑体", 16.0),
    ];
    for (style, font, size) in fonts {
        assert_eq!(read["styles"][style], json!({"font": font, "size": size}), "{style}");
    }

    let tables = read["tables"].as_array().unwrap();
    let rows: Vec<usize> = tables.iter().map(|of| of["rows"].as_array().unwrap().len()).collect();
    assert_eq!(rows, [2, 61, 3, 2], "a table in the text, two annexes, the end matter");
    for table in &tables[..3] {
        assert_eq!(table["headers"], 1);
        assert_eq!(table["whole_rows"], table["rows"].as_array().unwrap().len());
    }
    assert_eq!(tables[1]["rows"][60][0], "60");
}

#[test]
fn a_page_holds_22_lines_of_28_characters() {
    // Han characters only, so that no punctuation is squeezed; the first line of a paragraph is indented by two.
    let text = "改".repeat(26 + 28 * 49);
    let mut document = bare(&text);
    document.title.clear();
    let opened = Opened::new("lines-and-characters", &bytes_of(&document));
    let lines = &opened.lines()[1];
    let full = lines.iter().filter(|line| line.chars().count() == 28 && line.starts_with('改')).count();
    assert_eq!(full, 22, "{lines:?}");
}

#[test]
fn a_long_document_loses_nothing_and_tears_no_number() {
    let line = |at: usize| {
        format!(
            "{}.任务 {at} 原定2019-06-{:02}完成，滞后 {at} 个百分点，由审判管理办公室于2019年7月{}日前书面说明。",
            at + 1,
            at % 28 + 1,
            at % 31 + 1
        )
    };
    let text: Vec<String> = (0..150).map(line).collect();
    let document = bare(&text.join("\n"));
    let opened = Opened::new("long-document", &bytes_of(&document));
    let all: String = opened.pages().concat();
    // The page number may stand between two halves of a line.
    let all = (1..=opened.sizes().len()).fold(all, |all, page| all.replace(&format!("—{page}—"), ""));
    for line in text {
        let line: String = line.split_whitespace().collect();
        assert!(all.contains(&line), "{line}");
    }
    for line in opened.lines().concat() {
        assert!(!line.ends_with('-') && !line.starts_with('-'), "{line}");
        assert!(!line.starts_with("个百分点"), "a number and its measure are torn: {line}");
    }
}
