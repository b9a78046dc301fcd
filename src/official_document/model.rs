//! What an official document holds.

use chrono::{DateTime, NaiveDate, Utc};

/// One official document. Of what is absent nothing is written; nothing is told twice.
#[derive(Debug, Clone)]
pub struct OfficialDocument {
    /// 标题, its lines broken by sense.
    pub title: Vec<String>,
    /// Under the title, in brackets by custom: （草稿）, （送审稿）.
    pub subtitle: Option<String>,
    /// 发文字号
    pub number: Option<String>,
    /// 主送机关, without its colon.
    pub addressee: Option<String>,
    /// 正文
    pub blocks: Vec<Block>,
    /// 发文机关署名 and 成文日期; they stand in the end matter (版记) again.
    pub signature: Option<Signature>,
    /// 附注, without its brackets.
    pub note: Option<String>,
    /// 附件: listed after the text, each a table on landscape pages of its own.
    pub annexes: Vec<Annex>,
    /// 抄送机关
    pub copies_to: Vec<String>,
    /// Of which state of the ledger it speaks.
    pub provenance: Provenance,
}

/// A piece of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading with its numbering, on a line of its own.
    Heading(Level, String),
    /// A heading that runs on into its paragraph: the heading up to its 。, and what follows.
    LedBy(Level, String, String),
    /// A paragraph.
    Paragraph(String),
    /// A table as wide as the text.
    Table(Table),
}

/// The level of a heading, by its numbering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// 一、 (黑体)
    One,
    /// （一） (楷体)
    Two,
    /// 1. (仿宋, as the text)
    Three,
    /// （1） (仿宋, as the text)
    Four,
}

/// Who signs, and the day the document dates from.
#[derive(Debug, Clone)]
pub struct Signature {
    /// The issuing body by its full name.
    pub body: String,
    /// 成文日期
    pub date: NaiveDate,
    /// Whether it was issued: the end matter says when (印发), or that it was not.
    pub is_issued: bool,
}

/// An annex.
#[derive(Debug, Clone)]
pub struct Annex {
    /// Without 附件 and number.
    pub title: String,
    /// What it shows.
    pub table: Table,
}

/// A table; its header is repeated on every page it reaches, its rows are not torn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The header.
    pub columns: Vec<Column>,
    /// A text per column; a line break in it begins a new paragraph.
    pub rows: Vec<Vec<String>>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// How wide it is, in parts of the sum of all.
    pub share: u32,
    /// Whether its texts are centred, as numbers, dates and names are.
    pub centred: bool,
}

impl Column {
    /// A column of texts.
    #[must_use]
    pub fn text(title: &str, share: u32) -> Self {
        Self { title: title.to_owned(), share, centred: false }
    }

    /// A column of numbers, dates or names.
    #[must_use]
    pub fn centred(title: &str, share: u32) -> Self {
        Self { centred: true, ..Self::text(title, share) }
    }
}

/// Of which state of the ledger a document speaks; it stands in small type at its end.
#[derive(Debug, Clone)]
pub struct Provenance {
    /// The digest of the operation log's chain, in hexadecimal.
    pub fingerprint: String,
    /// The ledger's instant its data are of.
    pub data_at: DateTime<Utc>,
}
