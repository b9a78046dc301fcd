//! Files of all kinds, broken in every way: each is read or refused with a sentence, soon, and never with a panic.
//!
//! A few hundred a run; `LEDGER_FUZZ_SECONDS=60` goes on for a minute, as `script/test` does.

use std::fs;
use std::io::{Cursor, Read};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};
use zip::ZipArchive;

use super::corpus::documents;
use super::word_files::archive;
use super::{NOTICE, notice_of};
use crate::plan::document_reader::read;

/// No file may take longer, also not on a busy machine in a debug build.
const LONGEST: Duration = Duration::from_mins(1);

/// A change of a text or of the XML of a part.
#[derive(Debug, Clone)]
enum Change {
    Delete(Index, usize),
    Repeat(Index, usize, usize),
    Insert(Index, &'static str),
    Swap(Index, Index, usize),
    Number(Index, &'static str),
    Cut(Index),
}

const INSERTED: [&str; 22] = [
    "**",
    "1.",
    "一、",
    "（一）",
    "第一条",
    "责任单位：",
    "责任部门：",
    "牵头部门：",
    "完成时限：",
    "注：",
    "。",
    "、",
    "\n",
    "|",
    "\t",
    "<w:p>",
    "</w:tbl>",
    "<w:tbl><w:tr><w:tc>",
    "<w:vMerge/>",
    "&#x10FFFF;",
    "\u{0}",
    "黑体字标注的为牵头责任部门",
];
const NUMBERS: [&str; 6] = ["0", "-1", "999999999999999999999", "2147483647", "1900", "32768"];

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (any::<Index>(), 1_usize..200).prop_map(|(at, len)| Change::Delete(at, len)),
        (any::<Index>(), 1_usize..200, 1_usize..20)
            .prop_map(|(at, len, times)| Change::Repeat(at, len, times)),
        (any::<Index>(), 0..INSERTED.len()).prop_map(|(at, which)| Change::Insert(at, INSERTED[which])),
        (any::<Index>(), any::<Index>(), 1_usize..100).prop_map(|(a, b, len)| Change::Swap(a, b, len)),
        (any::<Index>(), 0..NUMBERS.len()).prop_map(|(at, which)| Change::Number(at, NUMBERS[which])),
        any::<Index>().prop_map(Change::Cut),
    ]
}

fn changed(text: &str, changes: &[Change]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for change in changes {
        if chars.is_empty() {
            break;
        }
        let reach = |at: usize, len: usize| at..(at + len).min(chars.len());
        match change {
            Change::Delete(at, len) => drop(chars.drain(reach(at.index(chars.len()), *len))),
            Change::Repeat(at, len, times) => {
                let at = at.index(chars.len());
                let part = chars[reach(at, *len)].repeat(*times);
                chars.splice(at..at, part);
            }
            Change::Insert(at, what) => {
                let at = at.index(chars.len());
                chars.splice(at..at, what.chars());
            }
            Change::Swap(one, other, len) => {
                let (one, other) = (one.index(chars.len()), other.index(chars.len()));
                for step in 0..*len {
                    if one.max(other) + step < chars.len() {
                        chars.swap(one + step, other + step);
                    }
                }
            }
            Change::Number(at, what) => {
                let from = at.index(chars.len());
                if let Some(at) = (from..chars.len()).find(|at| chars[*at].is_ascii_digit()) {
                    let len = chars[at..].iter().take_while(|c| c.is_ascii_digit()).count();
                    chars.splice(at..at + len, what.chars());
                }
            }
            Change::Cut(at) => chars.truncate(at.index(chars.len())),
        }
    }
    chars.into_iter().collect()
}

/// The parts of a file; a text is one part without name.
type Parts = Vec<(String, Vec<u8>)>;

fn files() -> Vec<Parts> {
    let mut files: Vec<Parts> = documents().iter().map(|file| parts(&fs::read(file).unwrap())).collect();
    files.push(parts(NOTICE.as_bytes()));
    let small =
        "**1.加强乙工作。**做好乙。\n\n责任部门：**甲科**、乙室\n\n**2.推进丙建设。**\n\n责任部门：**丙庭**";
    files.push(parts(notice_of(small).as_bytes()));
    files
}

fn parts(bytes: &[u8]) -> Parts {
    if !bytes.starts_with(b"PK") {
        return vec![(String::new(), bytes.to_vec())];
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let parts = archive.len();
    let part = |index: usize| {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        (name, content)
    };
    (0..parts).map(part).collect()
}

/// The parts that a reader looks into.
fn is_read(name: &str) -> bool {
    let read = [
        "document.xml",
        "styles.xml",
        "numbering.xml",
        "sheet1.xml",
        "sharedStrings.xml",
        "workbook.xml",
        ".rels",
    ];
    name.is_empty() || read.iter().any(|end| name.ends_with(end))
}

fn broken(file: &Parts, part: Index, changes: &[Change], flips: &[(Index, u8)]) -> Vec<u8> {
    let mut parts = file.clone();
    let read: Vec<usize> = (0..parts.len()).filter(|at| is_read(&parts[*at].0)).collect();
    let (_, content) = &mut parts[read[part.index(read.len())]];
    *content = changed(&String::from_utf8_lossy(content), changes).into_bytes();
    let mut bytes = match &parts[..] {
        [(name, content)] if name.is_empty() => content.clone(),
        parts => {
            let parts: Vec<(&str, &[u8])> =
                parts.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
            archive(&parts)
        }
    };
    let len = bytes.len();
    for (at, byte) in flips.iter().filter(|_| len > 0) {
        bytes[at.index(len)] = *byte;
    }
    bytes
}

/// Reads it in a thread of its own, so that a file that is never finished is noticed.
fn read_in_time(bytes: Vec<u8>) -> Result<(), TestCaseError> {
    let (tell, told) = mpsc::channel();
    let reader = thread::spawn(move || {
        let sentence = read(&bytes).err().map(|refusal| refusal.to_string());
        let _ = tell.send(sentence);
    });
    match told.recv_timeout(LONGEST) {
        Ok(sentence) => prop_assert!(sentence.is_none_or(|sentence| sentence.ends_with('。'))),
        Err(mpsc::RecvTimeoutError::Timeout) => return Err(TestCaseError::fail("not read in time")),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            prop_assert!(reader.join().is_ok(), "the reader panicked");
        }
    }
    Ok(())
}

#[test]
fn broken_files_are_read_or_refused_and_never_hang_or_panic() {
    let files = files();
    let seconds: u64 =
        std::env::var("LEDGER_FUZZ_SECONDS").ok().and_then(|value| value.parse().ok()).unwrap_or(0);
    let begun = Instant::now();
    let broken_files =
        (0..files.len(), any::<Index>(), vec(change(), 0..6), vec((any::<Index>(), any::<u8>()), 0..3));
    loop {
        let mut runner =
            TestRunner::new(Config { cases: 300, failure_persistence: None, ..Config::default() });
        let outcome = runner.run(&broken_files, |(file, part, changes, flips)| {
            read_in_time(broken(&files[file], part, &changes, &flips))
        });
        outcome.unwrap();
        if begun.elapsed() >= Duration::from_secs(seconds) {
            break;
        }
    }
}
