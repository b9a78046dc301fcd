//! The steps of a form, one a row: as typed, as read, as shown. A row left empty is none; a step stands after the row
//! before it, unless others are named by their numbers (1、2), or 无.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::scheduler::StepToPlace;
use crate::plan::tasks::fields::{day, needed};
use crate::web::{FieldErrors, dates};

/// Rows to be filled in below those that are.
const EMPTY_ROWS: usize = 3;
/// The most rows a form takes.
const MOST_ROWS: usize = 40;
/// The most characters of a step's title.
const MOST_TITLE: usize = 60;

/// A row as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TypedRow {
    pub title: String,
    pub working_days: String,
    pub share: String,
    pub after: String,
    pub due_on: String,
}

/// A step as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    pub title: String,
    /// 1–400
    pub working_days: u32,
    /// What it adds, 0–100.
    pub share: u32,
    /// The steps it waits for, by their place; each smaller than its own.
    pub after: Vec<usize>,
    /// A date that a person chose.
    pub fixed: Option<NaiveDate>,
}

impl Step {
    /// As the scheduler places it.
    pub fn to_place(&self) -> StepToPlace {
        StepToPlace {
            title: self.title.clone(),
            working_days: self.working_days,
            after: self.after.clone(),
            fixed: self.fixed,
        }
    }

    /// 1. 起草　30 个工作日　20%
    pub fn words(&self, place: usize) -> String {
        let after = after_words(place, &self.after);
        let after = if after.is_empty() { String::new() } else { format!("　前置步骤 {after}") };
        let fixed = self.fixed.map_or_else(String::new, |day| format!("　人工设定 {}", dates::short(day)));
        let (number, title, days, share) = (place + 1, &self.title, self.working_days, self.share);
        format!("{number}. {title}　{days} 个工作日　{share}%{after}{fixed}")
    }
}

/// What the field 前置步骤 says: nothing for the step before.
fn after_words(place: usize, after: &[usize]) -> String {
    match (place.checked_sub(1), after) {
        (None, []) => String::new(),
        (Some(before), [only]) if *only == before => String::new(),
        (Some(_), []) => "无".to_owned(),
        _ => after.iter().map(|at| (at + 1).to_string()).collect::<Vec<_>>().join("、"),
    }
}

impl TypedRow {
    /// The rows that say these steps.
    pub fn of_steps(steps: &[Step]) -> Vec<Self> {
        let row = |(place, step): (usize, &Step)| Self {
            title: step.title.clone(),
            working_days: step.working_days.to_string(),
            share: step.share.to_string(),
            after: after_words(place, &step.after),
            due_on: step.fixed.map_or_else(String::new, dates::short),
        };
        steps.iter().enumerate().map(row).collect()
    }

    fn is_empty(&self) -> bool {
        [&self.title, &self.working_days, &self.share, &self.after, &self.due_on]
            .iter()
            .all(|text| text.trim().is_empty())
    }

    /// By name, as posted.
    pub fn pairs(rows: &[Self]) -> Vec<(String, String)> {
        let filled = rows.iter().rposition(|row| !row.is_empty()).map_or(0, |last| last + 1);
        let pairs = |row: &Self| {
            [
                ("title", &row.title),
                ("working_days", &row.working_days),
                ("share", &row.share),
                ("after", &row.after),
                ("due_on", &row.due_on),
            ]
            .map(|(name, value)| (name.to_owned(), value.clone()))
        };
        rows[..filled].iter().flat_map(pairs).collect()
    }
}

/// The rows of a form whose fields of one kind are posted under one name.
pub(super) fn rows_of(titles: &[String], [days, shares, after, due_on]: [&[String]; 4]) -> Vec<TypedRow> {
    let at = |column: &[String], place: usize| column.get(place).cloned().unwrap_or_default();
    let row = |(place, title): (usize, &String)| TypedRow {
        title: title.clone(),
        working_days: at(days, place),
        share: at(shares, place),
        after: at(after, place),
        due_on: at(due_on, place),
    };
    titles.iter().enumerate().take(MOST_ROWS).map(row).collect()
}

/// The steps of `rows`, chosen dates no later than `latest`; sentences beside their fields where they are none.
pub(super) fn read_rows(rows: &[TypedRow], latest: Option<NaiveDate>, errors: &mut FieldErrors) -> Vec<Step> {
    let numbered = rows.iter().enumerate().filter(|(_, row)| !row.is_empty());
    let filled: Vec<(usize, &TypedRow)> = numbered.map(|(at, row)| (at + 1, row)).collect();
    let numbers: Vec<usize> = filled.iter().map(|(number, _)| *number).collect();
    if filled.is_empty() {
        errors.add("rows", "至少要有一个节点。");
    }
    let mut steps = Vec::with_capacity(filled.len());
    for (place, (number, row)) in filled.into_iter().enumerate() {
        let id = |field: &str| format!("{field}-{number}");
        let title = needed(
            &row.title,
            MOST_TITLE,
            (&id("title"), &format!("请填写第 {number} 步的节点名称。")),
            errors,
        );
        let working_days = number_in(
            &row.working_days,
            (1, 400),
            (&id("working_days"), &format!("第 {number} 步的工作日数")),
            errors,
        );
        let share =
            number_in(&row.share, (0, 100), (&id("share"), &format!("第 {number} 步的所占比重")), errors);
        let after = read_after(&row.after, place, &numbers, &id("after"), errors);
        let fixed = match row.due_on.trim() {
            "" => None,
            text => day(text, &id("due_on"), errors),
        };
        if let Some((day, latest)) = fixed.zip(latest).filter(|(day, latest)| day > latest) {
            let (day, latest) = (dates::short(day), dates::short(latest));
            errors.add(&id("due_on"), format!("时限 {day} 晚于任务的完成时限 {latest}。"));
        }
        steps.push(Step { title, working_days, share, after, fixed });
    }
    steps
}

fn number_in(
    text: &str,
    (least, most): (u32, u32),
    (field, what): (&str, &str),
    errors: &mut FieldErrors,
) -> u32 {
    let number = text.trim().parse().ok().filter(|number| (least..=most).contains(number));
    number.unwrap_or_else(|| {
        errors.add(field, format!("{what}请填写 {least} 至 {most} 的整数。"));
        least
    })
}

/// The places of the steps named by their rows' numbers; all stand before `place`.
fn read_after(
    text: &str,
    place: usize,
    numbers: &[usize],
    field: &str,
    errors: &mut FieldErrors,
) -> Vec<usize> {
    match text.trim() {
        "" => return place.checked_sub(1).into_iter().collect(),
        "无" => return Vec::new(),
        _ => {}
    }
    let separators = ['、', '，', ',', ' ', '　'];
    let named = text.trim().split(separators).filter(|part| !part.is_empty());
    let place_of = |part: &str| {
        let number: usize = part.parse().ok()?;
        numbers[..place].iter().position(|known| *known == number)
    };
    let places: Option<Vec<usize>> = named.map(place_of).collect();
    let mut places = places.unwrap_or_else(|| {
        errors.add(field, "前置步骤请填写它前面各行的序号，如 1、2；不等前面步骤的填“无”。");
        Vec::new()
    });
    places.sort_unstable();
    places.dedup();
    places
}

/// A row of the form.
pub(super) struct RowLine {
    pub number: usize,
    pub cells: Vec<Cell>,
}

/// A field of a row.
pub(super) struct Cell {
    pub label: &'static str,
    pub name: &'static str,
    pub kind: &'static str,
    pub id: String,
    pub value: String,
    pub error: Option<String>,
}

/// The lines of a form: the rows as typed, and empty ones below; `more` of them when asked. Dates can be chosen only
/// `with_dates`.
pub(super) fn lines(rows: &[TypedRow], more: bool, with_dates: bool, errors: &FieldErrors) -> Vec<RowLine> {
    let filled = rows.iter().rposition(|row| !row.is_empty()).map_or(0, |last| last + 1);
    let shown = if more { rows.len().max(filled) } else { filled };
    let count = (shown + EMPTY_ROWS).min(MOST_ROWS);
    let empty = TypedRow::default();
    let line = |at: usize| line(at + 1, rows.get(at).unwrap_or(&empty), with_dates, errors);
    (0..count).map(line).collect()
}

fn line(number: usize, row: &TypedRow, with_dates: bool, errors: &FieldErrors) -> RowLine {
    let cell = |label, name, kind, value: &String| {
        let id = format!("{name}-{number}");
        let error = errors.of(&id).map(str::to_owned);
        Cell { label, name, kind, error, id, value: value.clone() }
    };
    let mut cells = vec![
        cell("节点名称", "title", "text", &row.title),
        cell("工作日数", "working_days", "number", &row.working_days),
        cell("所占比重（%）", "share", "number", &row.share),
        cell("前置步骤", "after", "text", &row.after),
    ];
    if with_dates {
        cells.push(cell("人工设定时限", "due_on", "date", &row.due_on));
    }
    RowLine { number, cells }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(title: &str, days: &str, share: &str, after: &str) -> TypedRow {
        let [title, working_days, share, after] = [title, days, share, after].map(str::to_owned);
        TypedRow { title, working_days, share, after, due_on: String::new() }
    }

    fn read(rows: &[TypedRow]) -> (Vec<Step>, Vec<String>) {
        let mut errors = FieldErrors::default();
        let steps = read_rows(rows, None, &mut errors);
        (steps, errors.list.into_iter().map(|error| error.field).collect())
    }

    #[test]
    fn a_step_stands_after_the_row_before_unless_others_are_named() {
        let rows = [
            row("调研", "5", "20", ""),
            TypedRow::default(),
            row("起草", "5", "20", ""),
            row("购置", "5", "20", "无"),
            row("印发", "5", "40", "3、4"),
        ];
        let (steps, errors) = read(&rows);
        assert!(errors.is_empty(), "{errors:?}");
        let after: Vec<Vec<usize>> = steps.iter().map(|step| step.after.clone()).collect();
        assert_eq!(after, [vec![], vec![0], vec![], vec![1, 2]], "an empty row is none");
        let shown: Vec<String> = TypedRow::of_steps(&steps).into_iter().map(|row| row.after).collect();
        assert_eq!(shown, ["", "", "无", "2、3"]);
    }

    #[test]
    fn what_is_no_step_has_its_sentence_beside_the_field() {
        let rows = [row("", "0", "101", "1"), row("印发", "五", "", "2"), row("落实", "401", "50", "7")];
        let (_, errors) = read(&rows);
        assert_eq!(
            errors,
            [
                "title-1",
                "working_days-1",
                "share-1",
                "after-1",
                "working_days-2",
                "share-2",
                "after-2",
                "working_days-3",
                "after-3"
            ]
        );
        assert_eq!(read(&[]).1, ["rows"]);
    }

    #[test]
    fn empty_rows_stand_below_and_more_when_asked() {
        let rows = [row("调研", "5", "100", ""), TypedRow::default(), TypedRow::default()];
        let none = FieldErrors::default();
        assert_eq!(lines(&rows, false, true, &none).len(), 4);
        assert_eq!(lines(&rows, true, true, &none).len(), 6);
        assert_eq!(lines(&vec![rows[0].clone(); 40], true, true, &none).len(), 40);
    }
}
