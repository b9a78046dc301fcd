//! Plans whose tasks carry labels (责任单位：…, 牵头部门：…, 完成时限：…) and where no black type marks the leads. Numbered in any
//! way, with chapters or without.
//!
//! Which of the ways of numbering is that of the tasks, the labels say: it is the one of which exactly one number stands before
//! each task's departments. What numbers or heads the groups of tasks is what most often stands right before them.

mod paragraphs;
mod tasks;

use std::collections::BTreeMap;

use super::ReadRefusal;
use super::division::Division;
use super::doubts::rules;
use super::lines::Line;
use super::marks::{NUMBERED, Style};
use super::numbering::Extent;
use paragraphs::{Piece, pieces};
use tasks::Reading;
pub(super) use tasks::{no_section, title_and_text};

/// The division plan, and the number of the paragraph with which it begins.
pub(super) fn read(lines: &[Line], whole: bool, extent: Extent) -> Result<(Division, i32), ReadRefusal> {
    let pieces = pieces(lines, whole);
    let plan = Plan::find(&pieces).ok_or(ReadRefusal::NoTasks)?;
    let begin = plan.begin();
    let black_marks = pieces.iter().any(Piece::is_lead_note);
    let unexplained = !black_marks && pieces.iter().any(Piece::marks_names);
    let mut reading = Reading::new(&plan, black_marks, extent);
    for (at, piece) in pieces.iter().enumerate().skip(begin) {
        if !reading.take(at, piece)? {
            break;
        }
    }
    plan.nothing_cut_off(&pieces, reading.last_printed())?;
    let mut division = reading.finish()?;
    division.taken.extend(pieces.iter().filter(|piece| piece.is_lead_note()).flat_map(|piece| &piece.places));
    if unexplained {
        let message = "部分责任部门是黑体字，但文件没有说明黑体字的含义，没有按牵头部门读入，请核对。";
        division.noticed.push((rules::BLACK_TYPE_UNEXPLAINED, message.to_owned()));
    }
    Ok((division, pieces[begin].places[0]))
}

/// Where the tasks of a document are.
struct Plan {
    /// How tasks are numbered.
    tasks: Style,
    /// How groups of tasks are numbered or headed; none if they are not grouped.
    sections: Option<Style>,
    /// The first task, the first section's heading if it has one, and the last line of departments.
    first: usize,
    heading: Option<usize>,
    last: usize,
}

impl Plan {
    fn find(pieces: &[Piece]) -> Option<Self> {
        let tasks = style_of_tasks(pieces)?;
        let is_task = |piece: &Piece| piece.style() == Some(tasks);
        let departments = pieces.iter().position(Piece::names_departments)?;
        let last = pieces.iter().rposition(Piece::names_departments)?;
        let nearest = pieces[..=departments].iter().rposition(is_task)?;
        let first = first_of_run(pieces, nearest, tasks);
        let sections = style_of_sections(pieces, tasks, first, last);
        let heading =
            pieces[..first].iter().rposition(|piece| sections.is_some() && piece.style() == sections);
        Some(Self { tasks, sections, first, heading, last })
    }

    fn begin(&self) -> usize {
        self.heading.unwrap_or(self.first)
    }

    /// A task that goes on with the numbers behind the last one, and has no departments, was cut off.
    fn nothing_cut_off(&self, pieces: &[Piece], last_printed: i32) -> Result<(), ReadRefusal> {
        let next = pieces[self.last + 1..].iter().find(|piece| piece.style().is_some());
        let number = next.filter(|piece| piece.style() == Some(self.tasks)).map(Piece::number);
        match number {
            Some(number) if number == last_printed + 1 => Err(ReadRefusal::TaskWithoutDepartments { number }),
            _ => Ok(()),
        }
    }
}

/// The way of numbering of which one number stands before each task's departments.
fn style_of_tasks(pieces: &[Piece]) -> Option<Style> {
    let (mut counted, mut hits) = (BTreeMap::new(), BTreeMap::new());
    let (mut nearest, mut near) = (None, BTreeMap::new());
    let mut inside = false;
    for piece in pieces {
        if let Some(style) = piece.style().filter(|style| NUMBERED.contains(style)) {
            *counted.entry(style).or_insert(0) += 1;
            nearest = Some(style);
            inside = false;
        }
        if piece.names_departments() && !inside {
            for (style, _) in counted.iter().filter(|(_, count)| **count == 1) {
                *hits.entry(*style).or_insert(0) += 1;
            }
            if let Some(style) = nearest {
                *near.entry(style).or_insert(0) += 1;
            }
            counted.clear();
            inside = true;
        }
    }
    // With equally many, it is the one nearest to the departments: 一、 may head a section of one task.
    let weight =
        |style: &Style| (hits.get(style).copied().unwrap_or(0), near.get(style).copied().unwrap_or(0));
    near.keys().copied().filter(|style| weight(style).0 > 0 || near.len() == 1).max_by_key(weight)
}

/// From the number nearest before the first departments back to number one, where the numbers go on without a break.
fn first_of_run(pieces: &[Piece], nearest: usize, tasks: Style) -> usize {
    let mut first = nearest;
    for at in (0..nearest).rev() {
        let wanted = pieces[first].number() - 1;
        match pieces[at].style() {
            Some(style) if style == tasks && wanted > 0 && pieces[at].number() == wanted => first = at,
            Some(_) => break,
            None => {}
        }
    }
    first
}

/// What most often stands right before the first task of a group.
fn style_of_sections(pieces: &[Piece], tasks: Style, first: usize, last: usize) -> Option<Style> {
    let mut heads = BTreeMap::new();
    let mut nearest = pieces[..first].iter().rev().find_map(Piece::style).filter(|style| *style != tasks);
    let mut closed = true;
    for piece in &pieces[first..=last] {
        match piece.style() {
            Some(style) if style == tasks => {
                if let Some(style) = nearest.take() {
                    *heads.entry(style).or_insert(0) += 1;
                }
                closed = false;
            }
            // A list inside a task heads nothing.
            Some(style) if closed => nearest = Some(style),
            _ => {}
        }
        closed |= piece.names_departments();
    }
    heads.into_iter().max_by_key(|(_, count)| *count).map(|(style, _)| style)
}
