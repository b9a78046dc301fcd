//! Planning backwards (倒排工期): from a task's end to each of its steps, on real working days. Pure.
//!
//! A step takes so many working days, the last of which is its due date. It waits for the steps it comes `after`; the
//! last working day before it begins is the latest on which those are done. Steps stand in an order in which each comes
//! after those it waits for, so that no circle can be.

use chrono::{Days, NaiveDate};

use crate::calendar::WorkingCalendar;
use crate::web::dates;

/// A step to be placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepToPlace {
    /// 起草
    pub title: String,
    /// How many working days it takes, at least 1.
    pub working_days: u32,
    /// The steps it waits for, by their place; each smaller than its own.
    pub after: Vec<usize>,
    /// A date that a person chose; it stays, whatever day it is.
    pub fixed: Option<NaiveDate>,
}

/// Where a step was placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedStep {
    /// The first working day it needs.
    pub starts_on: NaiveDate,
    /// The day it is due.
    pub due_on: NaiveDate,
    /// How the dates came about, with its full stop.
    pub working: String,
}

/// Places each step as late as the steps that wait for it, and the `end`, allow. A computed date is a working day; an
/// end on a day off is drawn back to the working day before.
#[must_use]
pub fn back_schedule(steps: &[StepToPlace], end: NaiveDate, calendar: &WorkingCalendar) -> Vec<PlacedStep> {
    let mut placed: Vec<PlacedStep> = Vec::with_capacity(steps.len());
    // From the last to the first, so that all that wait for a step are placed before it.
    for at in (0..steps.len()).rev() {
        let waits = |later: &usize| steps[*later].after.contains(&at);
        let next = (at + 1..steps.len()).filter(waits).min_by_key(|later| {
            let place = steps.len() - 1 - later;
            placed[place].starts_on
        });
        let next = next.map(|later| (steps[later].title.as_str(), placed[steps.len() - 1 - later].starts_on));
        placed.push(place(&steps[at], next, end, calendar));
    }
    placed.reverse();
    placed
}

fn place(
    step: &StepToPlace,
    next: Option<(&str, NaiveDate)>,
    end: NaiveDate,
    calendar: &WorkingCalendar,
) -> PlacedStep {
    let (due_on, how) = match (step.fixed, next) {
        (Some(day), _) => (day, calendar.chosen(day).sentence()),
        (None, Some((title, starts_on))) => {
            let working = calendar.subtract_showing(starts_on, 1);
            (working.lands_on, format!("在“{title}”开始前完成：{}", working.sentence()))
        }
        (None, None) => {
            let working = calendar.roll_back_showing(end);
            (working.lands_on, format!("最后完成：{}", working.sentence()))
        }
    };
    let back = calendar.subtract_showing(due_on, step.working_days - 1);
    let starts_on = calendar.roll_back(back.lands_on);
    let start = dates::short_with_weekday(starts_on);
    PlacedStep {
        starts_on,
        due_on,
        working: format!("{how}；本步 {} 个工作日，最迟 {start}开始。", step.working_days),
    }
}

/// Of steps due on these days, the days a person must have chosen: planned back from `end`, the step would fall elsewhere.
/// With them fixed, and no others, planning back gives the same days again.
#[must_use]
pub fn chosen_days(
    steps: &[StepToPlace],
    due: &[NaiveDate],
    end: NaiveDate,
    calendar: &WorkingCalendar,
) -> Vec<Option<NaiveDate>> {
    let fixed = |(step, day): (&StepToPlace, &NaiveDate)| StepToPlace { fixed: Some(*day), ..step.clone() };
    let mut standing: Vec<StepToPlace> = steps.iter().zip(due).map(fixed).collect();
    // From the last to the first: where a step falls depends on those after it.
    for at in (0..standing.len()).rev() {
        standing[at].fixed = None;
        if back_schedule(&standing, end, calendar)[at].due_on != due[at] {
            standing[at].fixed = Some(due[at]);
        }
    }
    standing.into_iter().map(|step| step.fixed).collect()
}

/// What stands in the way of a step as placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It would have had to start so many working days ago.
    ShouldHaveStarted(u32),
    /// Its due date is past, by so many working days: it cannot be done in time.
    Impossible(u32),
    /// It would begin before the step of that place, which it waits for, is done.
    BeforeItsTurn(usize),
    /// It would be due after the end.
    AfterTheEnd,
}

/// What stands in the way of each step, in order: nothing where a step can be done as placed. No step starts before
/// `from`: the task's first day, or today, whichever is later.
#[must_use]
pub fn troubles(
    steps: &[StepToPlace],
    placed: &[PlacedStep],
    end: NaiveDate,
    from: NaiveDate,
    calendar: &WorkingCalendar,
) -> Vec<Vec<Trouble>> {
    let of_step = |(step, place): (&StepToPlace, &PlacedStep)| {
        let mut found = Vec::new();
        let days_before = |day: NaiveDate| calendar.count_inclusive(day, from - Days::new(1));
        if place.due_on < from {
            found.push(Trouble::Impossible(days_before(place.due_on)));
        } else if place.starts_on < from {
            found.push(Trouble::ShouldHaveStarted(days_before(place.starts_on)));
        }
        let too_early = step.after.iter().filter(|earlier| placed[**earlier].due_on >= place.starts_on);
        found.extend(too_early.map(|earlier| Trouble::BeforeItsTurn(*earlier)));
        if place.due_on > end {
            found.push(Trouble::AfterTheEnd);
        }
        found
    };
    steps.iter().zip(placed).map(of_step).collect()
}

/// A step that stands on a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedStep {
    /// How many working days it takes.
    pub working_days: u32,
    /// The steps it waits for, by their place; each smaller than its own.
    pub after: Vec<usize>,
    /// When it is due.
    pub due_on: NaiveDate,
    /// Whether it is still to be done; what is done does not move.
    pub is_open: bool,
}

/// When the step at `moved` is due on `to` instead: the steps that move with it, by place, with their new dates. Later,
/// those that wait for it go on as far as they must; earlier, those it waits for are drawn back as far as they must.
/// The step itself is not among them.
#[must_use]
pub fn moves_with(
    steps: &[DatedStep],
    moved: usize,
    to: NaiveDate,
    calendar: &WorkingCalendar,
) -> Vec<(usize, NaiveDate)> {
    let mut due: Vec<NaiveDate> = steps.iter().map(|step| step.due_on).collect();
    due[moved] = to;
    if to > steps[moved].due_on {
        push_on(steps, moved, &mut due, calendar);
    } else {
        draw_back(steps, moved, &mut due, calendar);
    }
    let elsewhere = |at: &usize| *at != moved && due[*at] != steps[*at].due_on;
    (0..steps.len()).filter(elsewhere).map(|at| (at, due[at])).collect()
}

fn push_on(steps: &[DatedStep], moved: usize, due: &mut [NaiveDate], calendar: &WorkingCalendar) {
    for at in moved + 1..steps.len() {
        let step = &steps[at];
        // Only what moved pushes: a step that began too early before stays where it was put.
        let pushing = step.after.iter().filter(|earlier| due[**earlier] != steps[**earlier].due_on);
        let Some(last) = pushing.map(|earlier| due[*earlier]).max() else { continue };
        if step.is_open {
            due[at] = due[at].max(calendar.add_working_days(last, step.working_days));
        }
    }
}

fn draw_back(steps: &[DatedStep], moved: usize, due: &mut [NaiveDate], calendar: &WorkingCalendar) {
    for at in (0..=moved).rev() {
        if due[at] == steps[at].due_on {
            continue;
        }
        let latest = calendar.subtract_working_days(starts_on(&steps[at], due[at], calendar), 1);
        for earlier in steps[at].after.iter().filter(|earlier| steps[**earlier].is_open) {
            due[*earlier] = due[*earlier].min(latest);
        }
    }
}

fn starts_on(step: &DatedStep, due_on: NaiveDate, calendar: &WorkingCalendar) -> NaiveDate {
    calendar.roll_back(calendar.subtract_working_days(due_on, step.working_days - 1))
}

#[cfg(test)]
mod tests;
