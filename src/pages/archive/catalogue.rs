//! 归档文件目录: the 件 of a package as an Excel sheet, and what stands in the package beside it. Pure.

use super::item::Numbered;
use super::store::Standing;
use crate::plan::{Plan, PlanStatus};
use crate::web::{dates, instants};
use crate::workbook::{Cell, Column, Sheet};

/// The columns of the catalogue.
const COLUMNS: [(&str, u16); 9] = [
    ("件号", 6),
    ("责任者", 22),
    ("文号", 22),
    ("题名", 48),
    ("日期", 12),
    ("页数", 8),
    ("保管期限", 12),
    ("包内位置", 44),
    ("备注", 26),
];

/// Said of a file whose bytes are missing or others than those uploaded.
pub(super) const DAMAGED: &str = "服务器上的文件缺失或已损坏，没有装入";

/// The catalogue; `damaged` says by place which files are not in the package.
pub(super) fn sheet(plan: &Plan, standing: &Standing, items: &[Numbered], damaged: &[String]) -> Sheet {
    Sheet {
        name: "归档文件目录".to_owned(),
        title: format!("{}{}年司法改革归档文件目录", plan.issuing_body, plan.year),
        unit: format!("填报单位：领导小组办公室　　{} 件　　页数只填图片，文档的页数打印后填写", items.len()),
        as_of: standing.provenance.data_at,
        origin: Some(standing.provenance.clone()),
        columns: COLUMNS.map(|(head, width)| Column { head, width }).to_vec(),
        rows: items.iter().map(|of| row(of, damaged)).collect(),
    }
}

fn row(of: &Numbered, damaged: &[String]) -> Vec<Cell> {
    let paths: Vec<String> = (0..of.item.files.len()).map(|file| of.path(file)).collect();
    let broken = paths.iter().any(|path| damaged.contains(path));
    let remarks = [of.item.remark.as_str(), if broken { DAMAGED } else { "" }];
    let remark = remarks.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("；");
    vec![
        Cell::Whole(of.number),
        Cell::Text(of.item.responsible.clone()),
        Cell::text(Some(of.item.number.clone())),
        Cell::Text(of.item.title.clone()),
        Cell::Day(of.item.date),
        of.item.pages().map_or(Cell::Empty, Cell::Whole),
        Cell::Text(of.retention.word().to_owned()),
        Cell::Text(paths.join("\n")),
        Cell::text(Some(remark)),
    ]
}

/// 说明.txt: what the package is, of which state, and how its files are checked.
pub(super) fn about(plan: &Plan, standing: &Standing, items: &[Numbered], damaged: &[String]) -> String {
    let state = match plan.status {
        PlanStatus::Frozen => format!("年度已冻结，数据截至{}", dates::plain(standing.as_of)),
        _ => format!("年度尚未冻结，本包为试归档，数据截至{}", dates::plain(standing.as_of)),
    };
    let files: usize = items.iter().map(|of| of.item.files.len()).sum();
    let mut lines = vec![
        format!("{}{}年司法改革归档包", plan.issuing_body, plan.year),
        state,
        format!("最近一次登记：{}", instants::minute(standing.provenance.data_at)),
        format!("台账指纹：{}", standing.provenance.fingerprint),
        format!(
            "共 {} 件、{files} 个文件，目录见“归档文件目录.xlsx”；“数据”是全部台账的结构化数据。",
            items.len()
        ),
        "页数只填图片；文档的页数在打印或排版后由归档人员填写。".to_owned(),
        "核对：sha256sum -c SHA256SUMS.txt".to_owned(),
        "内含限定范围的任务，按内部资料保管。约谈、草稿和已撤回的文件不在其中。".to_owned(),
    ];
    lines.extend(damaged.iter().map(|path| format!("{DAMAGED}：{path}")));
    lines.join("\r\n") + "\r\n"
}
