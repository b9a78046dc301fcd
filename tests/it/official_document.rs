//! Official documents in Word: laid out as GB/T 9704-2012 says, in the order the schema wants, and read by the programs
//! offices read them with.

pub mod package;
pub mod programs;
mod read_back;
mod schema;
mod structure;

use chrono::NaiveDate;
use reform_ledger::official_document::{
    Annex, Block, Column, Level, OfficialDocument, Provenance, Signature, Table, blocks_of, write,
};

const TEXT: &str = "现将2019年4月以来39项改革任务推进情况通报如下。
一、总体情况
（一）任务推进
截至2019-07-10，已办结 2 项，逾期 6 项；滞后 15 个百分点以上的 6 项。
（二）压实责任。各牵头部门按月报送，审管办逐项核对，发现问题列出清单、明确时限、挂账督办，整改情况逐项核实后销号，未按期整改的报分管院领导。
二、存在问题
1.进度滞后
部分任务的节点没有按期完成，主要原因如下：
（1）等待上级法院的文件；
（2）<部门> 之间\"衔接\" & 分工不清。
三、下步工作
请有关部门对照附件抓紧落实。";

const NAMES: [&str; 3] = ["审判管理办公室", "立案庭", "综合办公室"];
const FINGERPRINT: &str = "9f2c3e4d5a6b7c8d9e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f";

fn bare(text: &str) -> OfficialDocument {
    let data_at = NaiveDate::from_ymd_opt(2019, 7, 10).unwrap().and_hms_opt(0, 41, 0).unwrap().and_utc();
    OfficialDocument {
        title: vec!["关于改革任务的报告".to_owned()],
        subtitle: None,
        number: None,
        addressee: None,
        blocks: blocks_of(text),
        signature: None,
        note: None,
        annexes: Vec::new(),
        copies_to: Vec::new(),
        provenance: Provenance { fingerprint: FINGERPRINT.to_owned(), data_at },
    }
}

/// A document with everything a document can have; its first annex reaches several pages.
fn whole() -> OfficialDocument {
    let mut document = OfficialDocument {
        title: vec!["抚松县人民法院关于2019年上半年".to_owned(), "司法改革任务推进情况的通报".to_owned()],
        subtitle: Some("（草稿）".to_owned()),
        number: Some("抚法改〔2019〕3号".to_owned()),
        addressee: Some("各部门".to_owned()),
        signature: Some(Signature {
            body: "抚松县人民法院司法改革领导小组办公室".to_owned(),
            date: NaiveDate::from_ymd_opt(2019, 7, 10).unwrap(),
            is_issued: true,
        }),
        note: Some("此件限院内传阅".to_owned()),
        annexes: vec![annex("2019年上半年改革任务进展情况表", 60), annex("问题清单", 2)],
        copies_to: vec!["院领导".to_owned(), "领导小组成员单位".to_owned()],
        ..bare(TEXT)
    };
    let sections = Table {
        columns: vec![Column::text("板块", 3), Column::centred("任务", 1), Column::centred("办结", 1)],
        rows: vec![vec!["一、司法责任制".to_owned(), "12".to_owned(), "2".to_owned()]],
    };
    document.blocks.insert(2, Block::Table(sections));
    document.blocks.push(Block::Heading(Level::Four, "（4）附表说明".to_owned()));
    document.blocks.push(Block::Paragraph("进展情况见附件。".to_owned()));
    document
}

fn annex(title: &str, rows: usize) -> Annex {
    let row = |at: usize| {
        let name = NAMES[at % NAMES.len()];
        let progress =
            format!("第{at}项进展：已完成方案起草并征求意见，正在汇总修改。\n下步打算：提交审判委员会讨论。");
        vec![
            (at + 1).to_string(),
            format!("改革任务{at}的名称"),
            name.to_owned(),
            "2019-06-28".to_owned(),
            progress,
        ]
    };
    let columns = vec![
        Column::centred("序号", 1),
        Column::text("改革任务", 4),
        Column::centred("牵头部门", 3),
        Column::centred("时间节点", 2),
        Column::text("当前进展", 8),
    ];
    Annex { title: title.to_owned(), table: Table { columns, rows: (0..rows).map(row).collect() } }
}

/// All its texts, as they are read: paragraphs, cells, annexes, end matter.
fn texts_of(document: &OfficialDocument) -> Vec<String> {
    let of_table = |table: &Table| -> Vec<String> {
        let head = table.columns.iter().map(|column| column.title.clone());
        head.chain(table.rows.iter().flatten().flat_map(|cell| cell.lines().map(str::to_owned))).collect()
    };
    let mut texts = document.title.clone();
    texts.extend(
        [&document.subtitle, &document.number, &document.addressee, &document.note]
            .into_iter()
            .flatten()
            .cloned(),
    );
    for block in &document.blocks {
        match block {
            Block::Heading(_, text) | Block::Paragraph(text) => texts.push(text.clone()),
            Block::LedBy(_, heading, text) => texts.push(format!("{heading}{text}")),
            Block::Table(table) => texts.extend(of_table(table)),
        }
    }
    for annex in &document.annexes {
        texts.push(annex.title.clone());
        texts.extend(of_table(&annex.table));
    }
    texts.extend(document.signature.iter().map(|of| of.body.clone()));
    texts.extend(document.copies_to.iter().cloned());
    texts.push(document.provenance.fingerprint.clone());
    texts
}

fn bytes_of(document: &OfficialDocument) -> Vec<u8> {
    write(document).unwrap()
}
