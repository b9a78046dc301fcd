//! How long reading a plan of 1,000 tasks takes, as Markdown, Word file and workbook, and how much memory it needs at most.
//!
//! The figures are measured, never asserted.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on stops")]

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use criterion::{Criterion, criterion_group, criterion_main};
use reform_ledger::plan::document_reader::read;
use rust_xlsxwriter::Workbook;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const TASKS: usize = 1_000;
const FRONT: [&str; 3] = ["某县人民法院", "2021年司法改革任务清单", "2021年2月1日"];

fn title(number: usize) -> String {
    format!("完善第{number}项工作机制。")
}

fn text(number: usize) -> String {
    format!("{}每季度报告第{number}项进展。", "明确责任，细化措施，加强督促检查，确保落到实处。".repeat(4))
}

fn departments(number: usize) -> String {
    format!("业务{}庭、业务{}庭、各审判庭", number % 40, number % 37 + 40)
}

fn markdown() -> Vec<u8> {
    let mut plan = FRONT.join("\n\n");
    for number in 1..=TASKS {
        let (title, text, names) = (title(number), text(number), departments(number));
        let _ = write!(
            plan,
            "\n\n**{number}.{title}**{text}\n\n责任单位：{names}\n\n完成时限：{}月底前",
            number % 12 + 1
        );
    }
    plan.into_bytes()
}

fn word_file() -> Vec<u8> {
    let run = |text: &str, typed: &str| format!("<w:r><w:rPr>{typed}</w:rPr><w:t>{text}</w:t></w:r>");
    let mut body = String::new();
    for line in FRONT {
        let _ = write!(body, "<w:p>{}</w:p>", run(line, ""));
    }
    for number in 1..=TASKS {
        let title = run(&format!("{number}.{}", title(number)), "<w:b/>");
        let _ = write!(body, "<w:p>{title}{}</w:p>", run(&text(number), ""));
        let _ = write!(body, "<w:p>{}</w:p>", run(&format!("责任单位：{}", departments(number)), ""));
        let _ = write!(body, "<w:p>{}</w:p>", run(&format!("完成时限：{}月底前", number % 12 + 1), ""));
    }
    let document = format!(r#"<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>"#);
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    file.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    file.write_all(document.as_bytes()).unwrap();
    file.finish().unwrap().into_inner()
}

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in (0..).zip(FRONT) {
        sheet.write_string(row, 0, line).unwrap();
    }
    for (column, head) in (0..).zip(["序号", "任务", "责任单位", "完成时限"]) {
        sheet.write_string(3, column, head).unwrap();
    }
    for (row, number) in (4..).zip(1..=TASKS) {
        sheet.write_string(row, 0, number.to_string()).unwrap();
        sheet.write_string(row, 1, title(number) + &text(number)).unwrap();
        sheet.write_string(row, 2, departments(number)).unwrap();
        sheet.write_string(row, 3, format!("{}月底前", number % 12 + 1)).unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// How much memory the process holds in KiB: now, and at most since it was last forgotten. Only on Linux.
fn memory(of: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(of))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn reading(criterion: &mut Criterion) {
    for (kind, bytes) in [("Markdown", markdown()), ("Word", word_file()), ("Excel", workbook())] {
        // Forgets the peak so far.
        let _ = std::fs::write("/proc/self/clear_refs", "5");
        let before = memory("VmRSS:");
        assert_eq!(read(&bytes).unwrap().tasks.len(), TASKS);
        if let (Some(before), Some(peak)) = (before, memory("VmHWM:")) {
            println!(
                "{kind}: {} KiB, at most {} KiB more memory",
                bytes.len() / 1024,
                peak.saturating_sub(before)
            );
        }
        criterion.bench_function(&format!("read {TASKS} tasks, {kind}"), |bench| {
            bench.iter(|| read(&bytes).unwrap());
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = reading
}
criterion_main!(benches);
