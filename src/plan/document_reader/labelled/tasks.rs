//! The tasks of a plan with labels, one after the other.

use super::super::ReadRefusal;
use super::super::division::{Black, Division, PrintedTask};
use super::super::doubts::rules;
use super::super::fields::{self, Field, Label};
use super::super::headings::Heading;
use super::super::lines::{Letter, text};
use super::super::numbering::{Extent, Numbers};
use super::Plan;
use super::paragraphs::Piece;

/// A plan while it is read.
pub(super) struct Reading<'a> {
    plan: &'a Plan,
    /// A note says that black type marks the leads.
    black_marks: bool,
    division: Division,
    numbers: Numbers,
    /// The number of the last section as printed.
    section_printed: i32,
    /// The last task still lacks its departments.
    open: bool,
    /// A label stood alone on its line: its value stands on the next.
    empty_label: Option<Field>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(plan: &'a Plan, black_marks: bool, extent: Extent) -> Self {
        Self {
            plan,
            black_marks,
            division: Division { by_black_type: black_marks, ..Division::default() },
            numbers: Numbers::of(extent),
            section_printed: 0,
            open: false,
            empty_label: None,
        }
    }

    /// The number of the last task as printed.
    pub(super) fn last_printed(&self) -> i32 {
        self.numbers.last_printed()
    }

    /// Takes the next paragraph; false where the plan is at its end.
    pub(super) fn take(&mut self, at: usize, piece: &Piece) -> Result<bool, ReadRefusal> {
        let behind = at > self.plan.last;
        if self.begins_section(piece) {
            if behind {
                return Ok(false);
            }
            self.section(piece);
        } else if self.begins_task(at, piece)? {
            if behind {
                return Ok(false);
            }
            self.task(piece)?;
        } else if !piece.fields.is_empty() {
            self.in_text(piece, &piece.body);
            self.fields(piece)?;
        } else if let Some(label) = self.empty_label.take() {
            let field = Field { value: piece.body.clone(), ..label };
            self.field(&field)?;
            self.taken(piece);
        } else if behind {
            return Ok(false);
        } else {
            self.in_text(piece, &piece.body);
        }
        Ok(true)
    }

    fn begins_section(&self, piece: &Piece) -> bool {
        let Some(style) = piece.style().filter(|style| Some(*style) == self.plan.sections) else {
            return false;
        };
        let next = [1, self.section_printed + 1].contains(&piece.number());
        style != self.plan.tasks && (!self.open || next)
    }

    /// Whether a paragraph with a task's number is one: inside an open task it may belong to a list.
    fn begins_task(&mut self, at: usize, piece: &Piece) -> Result<bool, ReadRefusal> {
        if piece.style() != Some(self.plan.tasks) || at < self.plan.first {
            return Ok(false);
        }
        if at > self.plan.last {
            return Ok(true);
        }
        if self.open && !self.numbers.goes_on_with(piece.number()) {
            return Ok(false);
        }
        self.numbers.take(piece.number())?;
        Ok(true)
    }

    fn section(&mut self, piece: &Piece) {
        let mark = piece.mark.map_or(0, |mark| mark.len);
        let title = text(piece.body.get(mark..).unwrap_or_default());
        let number = self.division.sections.last().map_or(1, |last| last.number + 1);
        let title = title.trim_end_matches('。').to_owned();
        self.division
            .sections
            .push(Heading { number, title: if title.is_empty() { piece.plain.clone() } else { title } });
        self.section_printed = piece.number();
        self.numbers.section_begins();
        self.division.taken.extend(&piece.places);
        (self.open, self.empty_label) = (false, None);
    }

    fn task(&mut self, piece: &Piece) -> Result<(), ReadRefusal> {
        let number = self.numbers.count();
        if self.division.sections.is_empty() {
            self.division.sections.push(no_section(&mut self.division.noticed));
        }
        let mark = piece.mark.map_or(0, |mark| mark.len);
        let (title, rest) = title_and_text(piece.body.get(mark..).unwrap_or_default());
        if title.is_empty() {
            return Err(ReadRefusal::TaskWithoutTitle { number });
        }
        self.division.tasks.push(PrintedTask {
            number,
            section: self.division.sections.last().map_or(1, |section| section.number),
            title,
            paragraphs: if rest.is_empty() { Vec::new() } else { vec![rest] },
            places: (piece.places[0], piece.places[0]),
            ..PrintedTask::default()
        });
        (self.open, self.empty_label) = (true, None);
        self.taken(piece);
        self.fields(piece)
    }

    fn fields(&mut self, piece: &Piece) -> Result<(), ReadRefusal> {
        for field in &piece.fields {
            if field.value.is_empty() {
                self.empty_label = Some(field.clone());
            } else {
                self.empty_label = None;
                self.field(field)?;
            }
        }
        if let Some(task) = self.division.tasks.last_mut() {
            task.unclosed_mark |= piece.unclosed_mark && self.black_marks;
        }
        self.taken(piece);
        Ok(())
    }

    fn field(&mut self, field: &Field) -> Result<(), ReadRefusal> {
        let black_marks = self.black_marks;
        let Some(task) = self.division.tasks.last_mut() else { return Ok(()) };
        if field.label.names_departments() {
            self.open = false;
            let before = task.names.len();
            task.take_names(field.label, &field.value, black_marks);
            if task.names.len() == before {
                return Err(ReadRefusal::TaskWithoutDepartments { number: task.number });
            }
        } else {
            task.take_field(field);
        }
        Ok(())
    }

    /// Text of the last task; before the first of a section it belongs to nothing.
    fn in_text(&mut self, piece: &Piece, body: &[Letter]) {
        let body = text(body);
        if body.is_empty() {
            return;
        }
        let section = self.division.sections.last().map(|section| section.number);
        if let Some(task) = self.division.tasks.last_mut().filter(|task| Some(task.section) == section) {
            task.text_behind |= !self.open && piece.fields.is_empty();
            task.paragraphs.push(body);
            self.taken(piece);
        } else {
            let after = self.division.tasks.last().map(|task| task.number);
            self.division.strays.push((after, body));
        }
    }

    fn taken(&mut self, piece: &Piece) {
        self.division.taken.extend(&piece.places);
        if let (Some(task), Some(last)) = (self.division.tasks.last_mut(), piece.places.last()) {
            task.places.1 = *last;
        }
    }

    pub(super) fn finish(mut self) -> Result<Division, ReadRefusal> {
        if self.empty_label.is_some_and(|label| label.label.names_departments()) {
            return Err(ReadRefusal::TaskWithoutDepartments { number: self.numbers.last() });
        }
        if self.division.tasks.is_empty() {
            return Err(ReadRefusal::NoTasks);
        }
        self.division.noticed.extend(self.numbers.doubt());
        Ok(self.division)
    }
}

/// The one section of a document that has none.
pub(in super::super) fn no_section(noticed: &mut Vec<(&'static str, String)>) -> Heading {
    let message = "文件没有分板块，全部任务暂列为一个板块，可在“年度方案”页修改板块简称。";
    noticed.push((rules::NO_SECTIONS, message.to_owned()));
    Heading { number: 1, title: "全部任务".to_owned() }
}

/// A title and the text behind it: the title is what stands in black type, at most up to the first 。; without black type, up to
/// the first 。.
pub(in super::super) fn title_and_text(letters: &[Letter]) -> (String, String) {
    let blanks = letters.iter().take_while(|letter| letter.char.is_whitespace()).count();
    let letters = &letters[blanks..];
    let black = letters.iter().take_while(|letter| letter.black).count();
    let stop = letters.iter().position(|letter| letter.char == '。').unwrap_or(letters.len());
    let end = if black > 0 { black.min(stop) } else { stop };
    let rest = text(&letters[end..]);
    let title = text(&letters[..end]);
    let rest = rest.trim_start_matches(['。', '：', ':']).trim();
    (title.trim_end_matches(['。', '：', ':']).to_owned(), rest.to_owned())
}

impl PrintedTask {
    /// Takes in the departments that stand behind a label or in a column.
    pub(in super::super) fn take_names(&mut self, label: Label, value: &[Letter], black_marks: bool) {
        let by_label = match label {
            Label::Lead => Some(Black::Named),
            Label::Departments if black_marks => None,
            _ => Some(Black::Nothing),
        };
        // 牵头单位：审管办；配合单位：各庭 in one.
        let (first, more) = fields::split(value);
        self.names.extend(fields::names(first, by_label));
        for field in more {
            if field.label.names_departments() {
                self.take_names(field.label, &field.value, black_marks);
            } else {
                self.take_field(&field);
            }
        }
    }

    /// Takes in what stands behind another label.
    pub(in super::super) fn take_field(&mut self, field: &Field) {
        let value = text(&field.value);
        match field.label {
            Label::Leader => self.take_leader(&field.wording, &value),
            Label::Due => {
                self.due.push((self.paragraphs.len(), value));
                self.paragraphs.push(field.line());
            }
            _ => self.paragraphs.push(field.line()),
        }
    }

    /// A leader named in a document is not an account.
    pub(in super::super) fn take_leader(&mut self, wording: &str, name: &str) {
        if self.leader.as_deref() == Some(name) {
            return;
        }
        let number = self.number;
        let message = format!("任务 {number} 的{wording}写的是“{name}”，没有对应到账号，请指定分管院领导。");
        self.noticed.push((rules::LEADER_NAMED, message));
        self.leader =
            Some(self.leader.take().map_or_else(|| name.to_owned(), |before| format!("{before}、{name}")));
    }
}
