//! What is archived: a 件 with its files, its kind and how long that is kept, its number and its place in the package. Pure.

use chrono::NaiveDate;

use crate::reporting::evidence::KeptBytes;

/// 保管期限, as 国家档案局令第8号 has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, sqlx::Type)]
#[sqlx(type_name = "retention", rename_all = "snake_case")]
pub enum Retention {
    /// 永久
    Permanent,
    /// 定期30年
    ThirtyYears,
    /// 定期10年
    TenYears,
}

impl Retention {
    /// All, the longest first.
    pub const ALL: [Self; 3] = [Self::Permanent, Self::ThirtyYears, Self::TenYears];

    /// The word in the catalogue.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Permanent => "永久",
            Self::ThirtyYears => "定期30年",
            Self::TenYears => "定期10年",
        }
    }

    /// Its code in forms.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Permanent => "permanent",
            Self::ThirtyYears => "thirty_years",
            Self::TenYears => "ten_years",
        }
    }

    /// The one of a code; `None` for any other word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|of| of.code() == code)
    }
}

/// What kind of thing is archived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// 年度方案
    Plan,
    /// 年度总结
    YearSummary,
    /// 半年总结
    HalfYearSummary,
    /// 任务台账
    Ledger,
    /// 月报
    MonthlyReports,
    /// 问题清单
    Findings,
    /// 季度检查盘点
    Stocktake,
    /// 通报
    Circular,
    /// 督办通知单
    SupervisionNotice,
    /// 绩效考核建议分
    Appraisal,
    /// 向上级反映问题
    Feedback,
    /// 改革信息
    Bulletin,
    /// 政策文件
    Policy,
    /// 完成证明和办理材料
    Evidence,
}

impl Kind {
    /// All kinds, in the order of a catalogue.
    pub const ALL: [Self; 14] = [
        Self::Plan,
        Self::YearSummary,
        Self::HalfYearSummary,
        Self::Ledger,
        Self::MonthlyReports,
        Self::Findings,
        Self::Stocktake,
        Self::Circular,
        Self::SupervisionNotice,
        Self::Appraisal,
        Self::Feedback,
        Self::Bulletin,
        Self::Policy,
        Self::Evidence,
    ];

    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Plan => "年度方案",
            Self::YearSummary => "年度总结",
            Self::HalfYearSummary => "半年总结",
            Self::Ledger => "任务台账",
            Self::MonthlyReports => "月报",
            Self::Findings => "问题清单",
            Self::Stocktake => "季度检查盘点",
            Self::Circular => "通报",
            Self::SupervisionNotice => "督办通知单",
            Self::Appraisal => "绩效考核建议分",
            Self::Feedback => "向上级反映问题",
            Self::Bulletin => "改革信息",
            Self::Policy => "政策文件",
            Self::Evidence => "完成证明和办理材料",
        }
    }

    /// Its code in the store and in forms.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::YearSummary => "year_summary",
            Self::HalfYearSummary => "half_year_summary",
            Self::Ledger => "ledger",
            Self::MonthlyReports => "monthly_reports",
            Self::Findings => "findings",
            Self::Stocktake => "stocktake",
            Self::Circular => "circular",
            Self::SupervisionNotice => "supervision_notice",
            Self::Appraisal => "appraisal",
            Self::Feedback => "feedback",
            Self::Bulletin => "bulletin",
            Self::Policy => "policy",
            Self::Evidence => "evidence",
        }
    }

    /// How long it is kept unless the office says otherwise.
    #[must_use]
    pub fn usual(self) -> Retention {
        match self {
            Self::Plan | Self::YearSummary => Retention::Permanent,
            Self::Ledger | Self::Evidence => Retention::ThirtyYears,
            _ => Retention::TenYears,
        }
    }
}

/// The bytes of a file.
#[derive(Debug)]
pub(super) enum Content {
    /// Written from the ledger.
    Made(Vec<u8>),
    /// Uploaded, and kept under its digest.
    Kept(KeptBytes),
}

/// A file of a 件.
#[derive(Debug)]
pub(super) struct ItemFile {
    /// With its extension.
    pub name: String,
    pub content: Content,
}

impl ItemFile {
    /// A document written from the ledger.
    pub fn made(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self { name: name.into(), content: Content::Made(bytes) }
    }

    /// An uploaded file.
    pub fn kept(file: KeptBytes) -> Self {
        Self { name: file.name.clone(), content: Content::Kept(file) }
    }

    pub fn size(&self) -> u64 {
        match &self.content {
            Content::Made(bytes) => bytes.len() as u64,
            Content::Kept(file) => file.size.unsigned_abs(),
        }
    }

    /// A picture is one page; how many a document has is known once it is laid out or printed.
    pub fn pages(&self) -> Option<i32> {
        match &self.content {
            Content::Kept(file) if file.media_type.starts_with("image/") => Some(1),
            _ => None,
        }
    }
}

/// A 件.
#[derive(Debug)]
pub(super) struct Item {
    pub kind: Kind,
    /// 责任者
    pub responsible: String,
    /// 文号; may be empty.
    pub number: String,
    /// 题名
    pub title: String,
    pub date: NaiveDate,
    /// The first is the document itself, what follows belongs to it.
    pub files: Vec<ItemFile>,
    pub remark: String,
}

impl Item {
    /// Its pages, where those of all its files are known.
    pub fn pages(&self) -> Option<i32> {
        self.files.iter().map(ItemFile::pages).sum()
    }
}

/// A 件 with its number and its place.
#[derive(Debug)]
pub(super) struct Numbered {
    pub item: Item,
    pub retention: Retention,
    /// 件号: from 1 within each retention.
    pub number: i32,
}

impl Numbered {
    /// The place of a file in the package: one of its own stands under the 件's name, several stand in its folder.
    pub fn path(&self, file: usize) -> String {
        let named = format!("{}/{:04}-{}", self.retention.word(), self.number, file_name(&self.item.title));
        let name = &self.item.files[file].name;
        if self.item.files.len() > 1 {
            return format!("{named}/{:02}-{}", file + 1, file_name(name));
        }
        match name.rsplit_once('.') {
            Some((_, extension)) => format!("{named}.{}", file_name(extension)),
            None => named,
        }
    }
}

/// Numbers what is archived: by retention, kind, day and title.
pub(super) fn number(mut items: Vec<Item>, retention: impl Fn(Kind) -> Retention) -> Vec<Numbered> {
    items.sort_by(|a, b| {
        let key = |of: &Item| (retention(of.kind), of.kind, of.date);
        key(a).cmp(&key(b)).then_with(|| a.number.cmp(&b.number)).then_with(|| a.title.cmp(&b.title))
    });
    let mut last = (Retention::Permanent, 0);
    let numbered = items.into_iter().map(|item| {
        let retention = retention(item.kind);
        last = if last.0 == retention { (retention, last.1 + 1) } else { (retention, 1) };
        Numbered { item, retention, number: last.1 }
    });
    numbered.collect()
}

/// A name that every system takes: no separators, no signs Windows refuses, at most 60 characters in front of the extension.
fn file_name(name: &str) -> String {
    const LONGEST: usize = 60;
    let refused = |c: char| c.is_control() || r#"/\:*?"<>|"#.contains(c);
    let clean: String = name.chars().map(|c| if refused(c) { '_' } else { c }).collect();
    let clean = clean.trim().trim_end_matches('.');
    let (stem, extension) = match clean.rsplit_once('.') {
        Some((stem, extension)) if extension.len() <= 5 => (stem, format!(".{extension}")),
        _ => (clean, String::new()),
    };
    let stem: String = stem.chars().take(LONGEST).collect();
    format!("{}{extension}", stem.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(kind: Kind, day: &str, title: &str, files: &[&str]) -> Item {
        let files = files.iter().map(|name| ItemFile::made(*name, vec![1])).collect();
        let (responsible, number, remark) = (String::new(), String::new(), String::new());
        Item { kind, responsible, number, title: title.into(), date: day.parse().unwrap(), files, remark }
    }

    #[test]
    fn items_are_numbered_from_one_within_each_retention() {
        let items = vec![
            item(Kind::SupervisionNotice, "2019-06-02", "乙", &["乙.docx"]),
            item(Kind::YearSummary, "2020-01-05", "总结", &["总结.docx", "正本.pdf"]),
            item(Kind::SupervisionNotice, "2019-06-01", "甲/丙", &["甲.docx"]),
            item(Kind::Plan, "2019-03-28", "方案", &["方案.txt"]),
        ];
        let numbered = number(items, Kind::usual);
        let paths: Vec<String> = numbered.iter().map(|of| of.path(0)).collect();
        let expected = [
            "永久/0001-方案.txt",
            "永久/0002-总结/01-总结.docx",
            "定期10年/0001-甲_丙.docx",
            "定期10年/0002-乙.docx",
        ];
        assert_eq!(paths, expected);
        assert_eq!(numbered[1].path(1), "永久/0002-总结/02-正本.pdf");
    }

    #[test]
    fn a_name_is_one_that_every_system_takes() {
        let long = "长".repeat(90);
        let table = [
            ("a/b\\c:d*e?f\"g<h>i|j.pdf", "a_b_c_d_e_f_g_h_i_j.pdf".to_owned()),
            (" 末尾. ", "末尾".to_owned()),
            (&format!("{long}.docx"), format!("{}.docx", "长".repeat(60))),
            ("抚法〔2019〕第5号", "抚法〔2019〕第5号".to_owned()),
        ];
        for (name, expected) in table {
            assert_eq!(file_name(name), expected, "{name}");
        }
    }

    #[test]
    fn every_kind_has_a_code_of_its_own() {
        let mut codes: Vec<&str> = Kind::ALL.iter().map(|kind| kind.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Kind::ALL.len());
        assert!(Retention::ALL.iter().all(|of| Retention::from_code(of.code()) == Some(*of)));
    }
}
