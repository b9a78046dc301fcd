//! What the columns of a table hold, by their heads.

use super::super::fields::{self, Label};
use super::super::source::Cell;
use super::super::wording::without_blanks;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Number,
    Section,
    Task,
    Field(Label),
    /// Text of the task under its head.
    Other,
    /// What was before (原牵头部门, 调整前): nothing of the task.
    Before,
}

/// A column.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) holds: Holds,
    /// Its head as printed.
    pub(super) wording: String,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// The columns of a table of tasks.
#[derive(Debug, Clone)]
pub(super) struct Columns(pub(super) Vec<Column>);

impl Columns {
    /// The columns that a row heads; `None` if it heads no table of tasks: that has a task and who answers for it.
    pub(super) fn of(cells: &[Cell]) -> Option<Self> {
        Self::from(cells.iter().map(|cell| (cell.plain(), cell.column, cell.column + cell.span.max(1))))
    }

    /// The same of a head that takes two rows: 责任分工 above 牵头单位 and 配合单位.
    pub(super) fn of_two(upper: &[Cell], lower: &[Cell]) -> Option<Self> {
        let place = |cell: &Cell| (cell.plain(), cell.column, cell.column + cell.span.max(1));
        let heads = upper.iter().flat_map(|cell| {
            let reach = cell.column..cell.column + cell.span.max(1);
            let below = lower.iter().filter(|other| reach.contains(&other.column) && !other.lines.is_empty());
            let below: Vec<_> = below.map(place).collect();
            if below.is_empty() { vec![place(cell)] } else { below }
        });
        Self::from(heads)
    }

    /// Whether the row below is the lower half of the head: it names columns too, and holds nothing else.
    pub(super) fn go_on_in(lower: &[Cell]) -> bool {
        let mut filled = lower.iter().filter(|cell| !cell.lines.is_empty()).peekable();
        filled.peek().is_some()
            && filled.all(|cell| {
                matches!(holds(&without_blanks(&cell.plain())), Some(Holds::Field(_) | Holds::Before))
            })
    }

    fn from(heads: impl Iterator<Item = (String, usize, usize)>) -> Option<Self> {
        let column = |(wording, from, to): (String, usize, usize)| {
            let wording = without_blanks(&wording);
            Column { holds: holds(&wording).unwrap_or(Holds::Other), wording, from, to }
        };
        let mut columns: Vec<Column> = heads.map(column).collect();
        // Long texts are no heads: this is a row of the table.
        if columns.iter().any(|column| column.wording.chars().count() > 30) {
            return None;
        }
        let by = |columns: &[Column], of: &dyn Fn(&Holds) -> bool| {
            columns.iter().position(|column| of(&column.holds))
        };
        let task = by(&columns, &|holds| *holds == Holds::Task)
            .or_else(|| by(&columns, &|holds| *holds == Holds::Field(Label::Text)))?;
        by(&columns, &|holds| matches!(holds, Holds::Field(label) if label.names_departments()))?;
        for (at, column) in columns.iter_mut().enumerate() {
            if at == task {
                column.holds = Holds::Task;
            } else if column.holds == Holds::Task {
                column.holds = Holds::Other;
            }
        }
        Some(Self(columns))
    }

    /// The cell of a row that lies in a column.
    pub(super) fn cell<'a>(column: &Column, cells: &'a [Cell]) -> Option<&'a Cell> {
        let begins_inside = |cell: &&Cell| (column.from..column.to).contains(&cell.column);
        let reaches_in = |cell: &&Cell| cell.column < column.from && column.from < cell.column + cell.span;
        cells.iter().find(begins_inside).or_else(|| cells.iter().find(reaches_in))
    }
}

/// What a column with this head holds.
fn holds(head: &str) -> Option<Holds> {
    let plain = head.split(['（', '(']).next().filter(|plain| !plain.is_empty()).unwrap_or(head);
    let has = |words: &[&str]| words.iter().any(|word| plain.contains(word));
    if ["序号", "编号", "项次", "号", "序", "No.", "NO."].contains(&plain) {
        return Some(Holds::Number);
    }
    let says_before = ["调整前", "变更前", "修订前"].iter().any(|word| head.contains(word));
    if says_before || plain.starts_with("现行") || (plain.starts_with('原') && !plain.starts_with("原因"))
    {
        return Some(Holds::Before);
    }
    if let Some(label) = fields::label(plain) {
        return Some(Holds::Field(label));
    }
    if has(&["领导"]) {
        return Some(Holds::Field(Label::Leader));
    }
    let units = has(&["部门", "单位", "庭", "科室", "处室", "主体", "分工"]);
    if has(&["牵头", "主责", "主办"]) && !has(&["人"]) {
        Some(Holds::Field(Label::Lead))
    } else if units && has(&["配合", "协办", "参加", "参与", "协同"]) {
        Some(Holds::Field(Label::Support))
    } else if units && has(&["责任", "承办", "负责", "落实"]) {
        Some(Holds::Field(Label::Departments))
    } else if has(&["时限", "时间", "期限", "节点"]) {
        Some(Holds::Field(Label::Due))
    } else if has(&["板块", "类别", "领域", "分类", "方向", "章节", "方面"]) {
        Some(Holds::Section)
    } else if has(&["任务", "事项", "项目", "重点工作"]) {
        Some(Holds::Task)
    } else if has(&["内容", "举措", "措施"]) {
        Some(Holds::Field(Label::Text))
    } else {
        None
    }
}
