//! The court's notice as a Word file: the same plan as its text.

use std::fmt::Write as _;
use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{NOTICE, the_notice};
use crate::plan::document_reader::read;

/// A file with these parts.
pub(super) fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const SPACE: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;

/// A Word file with this body, and the styles and lists that these tests use.
pub(super) fn word_file(body: &str) -> Vec<u8> {
    word_file_with(body, &[])
}

/// The same with further parts, each by its kind of relation, its name and its element's name and content.
fn word_file_with(body: &str, beside: &[(&str, &str, &str, &str)]) -> Vec<u8> {
    let relation = |kind: &str, target: &str| {
        let base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        format!(r#"<Relationship Id="r{kind}" Type="{base}/{kind}" Target="{target}"/>"#)
    };
    let relations = |inner: String| {
        let space = "http://schemas.openxmlformats.org/package/2006/relationships";
        format!(r#"<Relationships xmlns="{space}">{inner}</Relationships>"#)
    };
    let styles = format!(
        r#"<w:styles {SPACE}>
           <w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
           <w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>
             <w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
           <w:style w:type="character" w:styleId="strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>
           <w:style w:type="character" w:styleId="lead"><w:name w:val="牵头"/><w:basedOn w:val="strong"/></w:style>
           </w:styles>"#
    );
    let numbering = format!(
        r#"<w:numbering {SPACE}><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/>
           <w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>
           <w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>"#
    );
    let document = format!("<w:document {SPACE}><w:body>{body}<w:sectPr/></w:body></w:document>");
    let mut related = relation("styles", "styles.xml") + &relation("numbering", "numbering.xml");
    let mut parts = vec![
        ("_rels/.rels".to_owned(), relations(relation("officeDocument", "word/document.xml"))),
        ("word/document.xml".to_owned(), document),
        ("word/styles.xml".to_owned(), styles),
        ("word/numbering.xml".to_owned(), numbering),
    ];
    for (kind, name, element, content) in beside {
        related += &relation(kind, name);
        parts.push((format!("word/{name}"), format!("<w:{element} {SPACE}>{content}</w:{element}>")));
    }
    parts.push(("word/_rels/document.xml.rels".to_owned(), relations(related)));
    let parts: Vec<(&str, &[u8])> =
        parts.iter().map(|(name, part)| (name.as_str(), part.as_bytes())).collect();
    archive(&parts)
}

/// A text as Word keeps it: `black` is what a run in black type has, `numbered` leaves the tasks' numbers to Word.
fn as_word(text: &str, black: &str, numbered: bool) -> Vec<u8> {
    let mut body = String::new();
    let mut tasks = 0;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let bare = line.trim_start_matches('#');
        let style = if bare.len() < line.len() { r#"<w:pStyle w:val="1"/>"# } else { "" };
        let (mut runs, mut list) = (bare.trim().to_owned(), "");
        let number = format!("{}.", tasks + 1);
        let unmarked = runs.trim_start_matches('*');
        if numbered && unmarked.starts_with(&number) {
            runs =
                format!("{}{}", &runs[..runs.len() - unmarked.len()], unmarked[number.len()..].trim_start());
            list = r#"<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>"#;
            tasks += 1;
        }
        let _ = write!(body, "<w:p><w:pPr>{style}{list}</w:pPr>");
        for (at, run) in runs.split("**").enumerate().filter(|(_, run)| !run.is_empty()) {
            let typed = if at % 2 == 1 { black } else { "" };
            // Word parts runs as it likes.
            for part in run.split_inclusive('、') {
                let _ = write!(
                    body,
                    r#"<w:r><w:rPr>{typed}</w:rPr><w:t xml:space="preserve">{part}</w:t></w:r>"#
                );
            }
        }
        body.push_str("</w:p>");
    }
    word_file(&body)
}

#[test]
fn the_notice_as_a_word_file_gives_the_same_plan_as_its_text() {
    for black in [
        "<w:b/>",
        r#"<w:b w:val="true"/>"#,
        r#"<w:rStyle w:val="strong"/>"#,
        r#"<w:rStyle w:val="lead"/>"#,
        r#"<w:rFonts w:eastAsia="黑体"/>"#,
    ] {
        let read = read(&as_word(NOTICE, black, false)).unwrap();
        assert!(read == the_notice(), "{black}");
    }
}

#[test]
fn numbers_that_word_makes_are_numbers_of_tasks() {
    let read = read(&as_word(NOTICE, "<w:b/>", true)).unwrap();
    let notice = the_notice();
    assert_eq!(read.tasks, notice.tasks);
    assert_eq!(read.doubts, notice.doubts);
}

#[test]
fn what_a_run_says_of_itself_holds_against_its_style() {
    let black = r#"<w:rStyle w:val="lead"/><w:b w:val="0"/>"#;
    let read = read(&as_word(NOTICE, black, false)).unwrap();
    assert!(read.tasks.iter().all(|task| task.files_report.is_none()), "nothing is in black type");
}

#[test]
fn text_boxes_line_breaks_and_links_are_text_and_what_was_struck_out_is_none() {
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let body = format!(
        "<w:p>{}<w:r><w:br/></w:r><w:hyperlink>{}</w:hyperlink><w:del>{}</w:del><w:moveFrom>{}</w:moveFrom><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>\
         <w:p><w:r><w:pict><w:txbxContent><w:p>{}</w:p></w:txbxContent></w:pict></w:r></w:p>\
         <w:p>{}</w:p><w:p>{}</w:p><w:p>{}</w:p>",
        run("某县人民法院"),
        run("2020年改革任务清单"),
        run("作废"),
        run("移走"),
        run("2020年1月2日"),
        run("1.加强甲&amp;乙&#x4E00;。做好 &lt;丙&gt;。"),
        run("责任单位：丁庭"),
        run("&unknown;附注"),
    );
    let read = read(&word_file(&body)).unwrap();
    let said: Vec<&str> = read.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
    assert_eq!(
        said,
        [
            "某县人民法院\n2020年改革任务清单",
            "2020年1月2日",
            "1.加强甲&乙一。做好 <丙>。",
            "责任单位：丁庭",
            "附注"
        ]
    );
    assert_eq!(read.plan.title, "2020年改革任务清单");
    assert_eq!((read.tasks[0].title.as_str(), read.tasks[0].text.as_str()), ("加强甲&乙一", "做好 <丙>。"));
    assert_eq!(read.unread, [5]);
}

#[test]
fn what_stands_beside_the_text_is_no_part_of_the_plan_and_said_as_unread() {
    let line = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let body: String = ["某县人民法院", "2020年改革任务清单", "2020年1月2日", "1.加强甲。", "责任单位：丁庭"]
        .map(line)
        .concat();
    let footnote = format!("<w:footnote>{}</w:footnote>", line("2.丙庭另有任务。"));
    let header = line("内部资料 注意保存");
    let beside = [
        ("header", "header1.xml", "hdr", header.as_str()),
        ("header", "header2.xml", "hdr", header.as_str()),
        ("footer", "footer1.xml", "ftr", &line("— 1 —")),
        ("footer", "footer2.xml", "ftr", &line("第 1 页 共 3 页")),
        ("footnotes", "footnotes.xml", "footnotes", footnote.as_str()),
    ];
    let read = read(&word_file_with(&body, &beside)).unwrap();
    assert_eq!(read.tasks.len(), 1);
    let unread: Vec<_> = read.paragraphs.iter().filter(|of| read.unread.contains(&of.number)).collect();
    let said: Vec<_> = unread.iter().map(|of| (of.place.as_str(), of.text.as_str())).collect();
    assert_eq!(said, [("页眉", "内部资料 注意保存"), ("脚注", "2.丙庭另有任务。")]);
}
