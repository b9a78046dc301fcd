//! Files that want to do harm, or are broken: a sentence, soon, and little memory.

use std::time::{Duration, Instant};

use super::word_files::{archive, word_file};
use super::{NOTICE, notice_of};
use crate::plan::document_reader::{MAX_OFFICE_BYTES, ReadRefusal, read};

/// Refused within seconds, with a sentence.
fn refused(bytes: &[u8]) -> ReadRefusal {
    let begun = Instant::now();
    let refusal = read(bytes).unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(20), "{refusal} after {:?}", begun.elapsed());
    assert!(refusal.to_string().ends_with('。'), "{refusal}");
    refusal
}

#[test]
fn what_is_no_plan_in_an_office_file_is_refused() {
    let whole = word_file("<w:p><w:r><w:t>1.甲</w:t></w:r></w:p>");
    for (bytes, expected) in [
        (archive(&[("readme.txt", b"x")]), ReadRefusal::NotOffice),
        (b"PK\x03\x04 and no archive".to_vec(), ReadRefusal::Damaged),
        (whole[..whole.len() / 2].to_vec(), ReadRefusal::Damaged),
        (vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0], ReadRefusal::OldOrLocked),
        (
            archive(&[("word/document.xml", b"<w:document/>"), ("word/vbaProject.bin", b"x")]),
            ReadRefusal::WithMacros,
        ),
        (archive(&[("word/document.xml", b"<w:document><w:body>")]), ReadRefusal::Damaged),
        (archive(&[("word/document.xml", b"")]), ReadRefusal::Damaged),
        (archive(&[("word/document.xml", b"<w:document/>")]), ReadRefusal::NoTasks),
        (whole, ReadRefusal::NoTasks),
        (b"%PDF-1.7".to_vec(), ReadRefusal::OtherFormat),
        (vec![b'P'; 200 * 1024 * 1024], ReadRefusal::TooLarge),
    ] {
        assert_eq!(refused(&bytes), expected);
    }
}

#[test]
fn packed_mountains_are_refused() {
    let zeros = vec![b' '; 101 * 1024 * 1024];
    let bomb = archive(&[("word/document.xml", b"<w:document/>"), ("word/media/a.png", &zeros)]);
    assert!(bomb.len() < 1024 * 1024);
    assert_eq!(refused(&bomb), ReadRefusal::TooMuchInside);
    let one_text = format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "甲".repeat(4 * 1024 * 1024));
    assert_eq!(refused(&word_file(&one_text)), ReadRefusal::TooMuchInside);
    let many = "<w:p/>".repeat(200_000);
    assert_eq!(refused(&word_file(&many)), ReadRefusal::TooMuchInside);
    let breaks = format!("<w:p><w:r>{}</w:r></w:p>", "<w:br/>".repeat(200_000));
    assert_eq!(refused(&word_file(&breaks)), ReadRefusal::TooMuchInside);
    let rows = format!("<w:tbl>{}</w:tbl>", "<w:tr><w:tc/></w:tr>".repeat(200_000));
    assert_eq!(refused(&word_file(&rows)), ReadRefusal::TooMuchInside);
    let deep = "<w:tbl><w:tr><w:tc>".repeat(50_000);
    assert_eq!(refused(&word_file(&deep)), ReadRefusal::Damaged);
    assert_eq!(refused(&vec![b'P'; MAX_OFFICE_BYTES + 1]), ReadRefusal::TooLarge);
}

#[test]
fn entities_that_a_file_declares_itself_are_never_followed() {
    let bomb = br#"<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>
        <w:document><w:body><w:p><w:r><w:t>&b;&c;</w:t></w:r></w:p></w:body></w:document>"#;
    assert_eq!(refused(&archive(&[("word/document.xml", bomb)])), ReadRefusal::NoTasks);
}

#[test]
fn relations_that_lead_outside_are_not_followed() {
    let outside = br#"<Relationships><Relationship Type="x/officeDocument" Target="http://example.invalid/d.xml" TargetMode="External"/>
        <Relationship Type="x/officeDocument" Target="../../../etc/passwd"/></Relationships>"#;
    let file = archive(&[("_rels/.rels", outside), ("word/document.xml", b"<w:document/>")]);
    assert_eq!(refused(&file), ReadRefusal::NotOffice);
}

#[test]
fn texts_that_take_long_to_compare_are_answered_in_time() {
    let labels = "责任单位：".repeat(100_000);
    let _ = refused(format!("1.甲\n{labels}").as_bytes());
    let closing = "）；".repeat(500_000);
    let _ = refused(format!("1.甲\n责任单位：甲庭{closing}").as_bytes());
    let names: Vec<String> = (0..60_000).map(|n| format!("甲{n}庭")).collect();
    let names = names.join("、");
    let many_names = format!("某县2020年改革任务清单\n2020年1月1日\n1.甲\n责任单位：{names}");
    assert_eq!(refused(many_names.as_bytes()), ReadRefusal::TooMuchInside);
    let tasks: Vec<String> = (1..1900)
        .map(|n| format!("{n}.加强第{n}项工作。{}\n责任单位：甲庭\n", "做好。".repeat(150)))
        .collect();
    let tasks = tasks.concat();
    let points = "做好第乙项工作。".repeat(50_000);
    let both = format!(
        "2020年1月1日\n某县2020年改革任务清单\n一、工作内容\n（一）{points}\n分工方案\n一、甲\n{tasks}"
    );
    assert_eq!(refused(both.as_bytes()), ReadRefusal::TooMuchInside);
}

#[test]
fn a_plan_of_a_thousand_tasks_is_read() {
    let tasks: Vec<String> = (1..=1000)
        .map(|n| format!("**{n}.加强第{n}项工作。**做好。\n\n责任部门：**甲{}科**、乙室\n\n", n % 40))
        .collect();
    let begun = Instant::now();
    assert_eq!(read(notice_of(&tasks.concat()).as_bytes()).unwrap().tasks.len(), 1000);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    assert!(NOTICE.len() < 100_000);
}
