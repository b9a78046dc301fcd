//! What a circular is drafted from, read by `facts_store.rs`, and nothing else.

use chrono::NaiveDate;

use crate::deadlines::Period;
use crate::ids::DepartmentId;
use crate::organization::UnitOfSpan;
use crate::pages::checks::{OfficeLate, OwedReport, RoundSaid};
use crate::pages::overview::TaskOverview;

/// A plan as a circular of a month or a closed round sees it.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub year: i32,
    /// The month or the quarter.
    pub period: Period,
    /// The day everything is as of: of a round the day it was closed.
    pub as_of: NaiveDate,
    /// The tasks by number, whole.
    pub tasks: Vec<TaskOverview>,
    /// Of a quarter: what its round found.
    pub round: Option<RoundSaid>,
    /// The monthly reports owed, by department, month and task.
    pub reports: Vec<OwedReport>,
    /// What the office itself was late with.
    pub office: Vec<OfficeLate>,
    /// The units that can be named, in the order of pages.
    pub units: Vec<Named>,
}

impl Facts {
    /// The month's or the quarter's first and last day.
    pub fn span(&self) -> (NaiveDate, NaiveDate) {
        (self.period.first_day(), self.period.last_day())
    }
}

/// A unit that is named, and for whose failings: its own, and those of the units merged into it or renamed to it since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// The department that is there now.
    pub department: DepartmentId,
    /// Its name.
    pub name: String,
    /// The units it took over from, with their names then.
    pub before: Vec<(DepartmentId, String)>,
}

/// Who is there on a day of the units of a span, and for whom each answers: a unit that was merged or renamed is answered for
/// by who took over. One that nobody took over from stands for itself.
pub(super) fn named_on(units: &[UnitOfSpan], today: NaiveDate) -> Vec<Named> {
    let heirs: Vec<DepartmentId> = units.iter().map(|unit| heir_of(units, unit, today)).collect();
    let named = |unit: &UnitOfSpan| {
        let before = units.iter().zip(&heirs).filter(|(old, heir)| old.id != unit.id && **heir == unit.id);
        let before = before.map(|(old, _)| (old.id, old.name.clone())).collect();
        Named { department: unit.id, name: unit.name.clone(), before }
    };
    units.iter().zip(&heirs).filter(|(unit, heir)| **heir == unit.id).map(|(unit, _)| named(unit)).collect()
}

/// Who answers for a unit on a day.
fn heir_of(units: &[UnitOfSpan], unit: &UnitOfSpan, today: NaiveDate) -> DepartmentId {
    let next = |unit: &UnitOfSpan| {
        let is_over = unit.valid_to.is_some_and(|day| day < today);
        let heir = unit.successor_id.filter(|_| is_over)?;
        units.iter().position(|of| of.id == heir)
    };
    let mut heir = unit;
    // Nobody takes over from who took over before: the line has an end.
    for _ in units {
        match next(heir) {
            Some(at) => heir = &units[at],
            None => break,
        }
    }
    heir.id
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(id: i64, name: &str, over: Option<(&str, i64)>) -> UnitOfSpan {
        UnitOfSpan {
            id: DepartmentId(id),
            name: name.into(),
            valid_to: over.map(|(day, _)| day.parse().unwrap()),
            successor_id: over.map(|(_, id)| DepartmentId(id)),
        }
    }

    #[test]
    fn who_took_over_is_named_for_who_is_gone() {
        let units = [
            unit(1, "民一庭", Some(("2019-05-31", 2))),
            unit(2, "民事庭", Some(("2019-06-30", 3))),
            unit(3, "民事审判庭", None),
            unit(4, "研究室", None),
        ];
        let on = |day: &str| {
            let named = named_on(&units, day.parse().unwrap());
            let words = named.into_iter().map(|of| {
                let before: Vec<String> = of.before.into_iter().map(|(_, name)| name).collect();
                format!("{}（{}）", of.name, before.join("、"))
            });
            words.collect::<Vec<_>>()
        };
        assert_eq!(on("2019-07-05"), ["民事审判庭（民一庭、民事庭）", "研究室（）"]);
        assert_eq!(on("2019-06-30"), ["民事庭（民一庭）", "民事审判庭（）", "研究室（）"], "its last day");
    }
}
