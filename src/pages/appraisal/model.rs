//! What a sheet is made of and how its score comes about. Pure; whole numbers only.
//!
//! Points are kept in hundredths. Each component that applies to a department has a score, its weight times what was
//! gained of what was possible; the 建议分 is what they come to out of a hundred, so that what does not apply counts neither
//! for nor against. It is reckoned in fractions and rounded half up to the hundredth once, at the end; what is shown of each
//! component is rounded for itself, and the page says so: every figure can be reckoned again by hand.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::rules::{Component, POINT, Rules};
use crate::deadlines::Period;
use crate::ids::DepartmentId;

/// What 考核办 decides about a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type, Serialize, Deserialize)]
#[sqlx(type_name = "objection_ruling", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Ruling {
    /// 采纳，计满分 (of points taken: none are taken)
    Full,
    /// 采纳，不计入
    Excluded,
    /// 不采纳
    Rejected,
}

impl Ruling {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 3] = [Self::Full, Self::Excluded, Self::Rejected];

    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Full => "采纳，计满分",
            Self::Excluded => "采纳，不计入",
            Self::Rejected => "不采纳",
        }
    }

    /// The code in forms.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Excluded => "excluded",
            Self::Rejected => "rejected",
        }
    }

    /// The ruling of a code; `None` for any other word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ruling| ruling.code() == code)
    }
}

/// A point of a sheet: what gave or took it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What it belongs to.
    pub component: Component,
    /// Which it is within its sheet: `report:6:2019-05`.
    pub key: String,
    /// The number of its task.
    pub task: i32,
    /// The event: 2019年5月月报，应于 2019-05-27 前报送，2019-05-24 报送.
    pub words: String,
    /// Where the event stands.
    pub path: String,
    /// What could be gained, in hundredths.
    pub possible: i32,
    /// What was, in hundredths; negative where points are taken.
    pub points: i32,
    /// What an objection to it came to.
    pub ruling: Option<Ruling>,
}

impl Item {
    /// Whether something was not gained, or taken: what a department can object to.
    #[must_use]
    pub fn cost_something(&self) -> bool {
        self.points < self.possible || self.points < 0
    }

    /// The same point as it stands after a decision.
    #[must_use]
    pub fn after(mut self, ruling: Ruling) -> Self {
        match ruling {
            Ruling::Rejected => {}
            // Where points are taken, none are.
            Ruling::Full => self.points = self.possible,
            Ruling::Excluded => (self.possible, self.points) = (0, 0),
        }
        self.ruling = Some(ruling);
        self
    }
}

/// What a component comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Which.
    pub component: Component,
    /// Its weight, in whole points.
    pub weight: i32,
    /// What was gained of what was possible, in hundredths.
    pub gained: i32,
    /// In hundredths.
    pub possible: i32,
    /// The weight times that, in hundredths; `None` where nothing was possible or it has no weight: it does not apply.
    pub score: Option<i32>,
}

/// What a sheet comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// The weighed components, in order.
    pub parts: Vec<Part>,
    /// The weights of those that apply, in whole points.
    pub out_of: i32,
    /// What they come to out of a hundred, in hundredths; `None` where none applies.
    pub base: Option<i32>,
    /// What is taken for reports found false, in hundredths.
    pub taken: i32,
    /// 建议分, in hundredths, never below zero; `None` where nothing could be scored.
    pub total: Option<i32>,
}

impl Score {
    /// What these points come to by these weights.
    #[must_use]
    pub fn of(rules: &Rules, items: &[Item]) -> Self {
        let parts: Vec<Part> = Component::WEIGHED.map(|component| part(rules, component, items)).into();
        let out_of: i32 = parts.iter().filter(|part| part.score.is_some()).map(|part| part.weight).sum();
        let base = (out_of > 0).then(|| base(&parts, out_of));
        let taken = items.iter().filter(|item| item.component == Component::FalseReport);
        let taken: i32 = taken.map(|item| -item.points).sum();
        Self { out_of, base, taken, total: base.map(|base| (base - taken).max(0)), parts }
    }

    /// The same with the total that was frozen, however scores are reckoned by now.
    #[must_use]
    pub fn as_frozen(self, total: Option<i32>) -> Self {
        let base = total.filter(|total| *total > 0).map(|total| total + self.taken).or(self.base);
        Self { base, total, ..self }
    }
}

fn part(rules: &Rules, component: Component, items: &[Item]) -> Part {
    let own = || items.iter().filter(|item| item.component == component);
    let (gained, possible) = (own().map(|item| item.points).sum(), own().map(|item| item.possible).sum());
    let weight = rules.weight(component);
    let applies = weight > 0 && possible > 0;
    let share = |possible: i32| {
        rounded(i128::from(weight) * i128::from(POINT) * i128::from(gained), i128::from(possible))
    };
    Part { component, weight, gained, possible, score: applies.then(|| share(possible)) }
}

/// What the components that apply come to out of a hundred, in hundredths. Their fractions are added, not what each is
/// rounded to: four products of counts stay far below what is reckoned with.
fn base(parts: &[Part], out_of: i32) -> i32 {
    let applying = parts.iter().filter(|part| part.score.is_some());
    let (earned, of) = applying.fold((0_i128, 1_i128), |(earned, of), part| {
        let possible = i128::from(part.possible);
        (earned * possible + i128::from(part.weight) * i128::from(part.gained) * of, of * possible)
    });
    rounded(earned * 100 * i128::from(POINT), of * i128::from(out_of))
}

/// A fraction of two numbers that are not negative, rounded half up.
fn rounded(numerator: i128, denominator: i128) -> i32 {
    i32::try_from((2 * numerator + denominator) / (2 * denominator)).unwrap_or(i32::MAX)
}

/// A score with its two decimals: 91.36.
#[must_use]
pub fn exact(hundredths: i32) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let value = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", value / 100, value % 100)
}

/// Points without needless decimals: 2, 0.5, -5.
#[must_use]
pub fn plain(hundredths: i32) -> String {
    let text = exact(hundredths);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A department's sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Whose.
    pub department: DepartmentId,
    /// As it is, or was, called.
    pub name: String,
    /// Its points.
    pub items: Vec<Item>,
    /// What they come to.
    pub score: Score,
}

/// The months of a half-year, or its quarters.
#[must_use]
pub fn parts_of(half: Period, rhythm: crate::deadlines::periods::Rhythm) -> Vec<Period> {
    let all = (1..=12).filter_map(|n| Period::of(half.year(), rhythm, n));
    all.filter(|period| half.first_day() <= period.first_day() && period.last_day() <= half.last_day())
        .collect()
}

/// Whether an event of a day belongs to a half-year.
#[must_use]
pub fn lies_in(half: Period, day: NaiveDate) -> bool {
    (half.first_day()..=half.last_day()).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(component: Component, possible: i32, points: i32) -> Item {
        let (key, words, path) = (String::new(), String::new(), String::new());
        Item { component, key, task: 6, words, path, possible, points, ruling: None }
    }

    fn total(items: &[Item]) -> Option<String> {
        Score::of(&Rules::default(), items).total.map(exact)
    }

    #[test]
    fn a_score_is_reckoned_in_hundredths_and_rounded_half_up() {
        use Component::{Completion, FalseReport, Findings, Rating, Reporting, Returned};
        // The weights are 30, 30, 20, 20.
        let table: [(&[Item], Option<&str>); 9] = [
            (&[], None),
            (&[item(Reporting, 100, 100)], Some("100.00")),
            (&[item(Reporting, 100, 0)], Some("0.00")),
            // 30 × 2/3 = 20.00 of 30: 66.67.
            (&[item(Reporting, 100, 100), item(Reporting, 100, 100), item(Reporting, 100, 0)], Some("66.67")),
            // 30 + 30 × 0.5 = 45 of 60.
            (&[item(Reporting, 100, 100), item(Rating, 100, 50)], Some("75.00")),
            // 30 + 20 × 2/3 = 43 1/3 of 50: 86.67, though 43.33 of 50 were 86.66.
            (
                &[item(Reporting, 100, 100), item(Completion, 200, 200), item(Completion, 100, 0)],
                Some("86.67"),
            ),
            // What was returned costs nothing.
            (&[item(Findings, 100, 100), item(Returned, 0, 0)], Some("100.00")),
            (&[item(Findings, 100, 100), item(FalseReport, 0, -500)], Some("95.00")),
            // Never below zero.
            (&[item(Findings, 100, 0), item(FalseReport, 0, -500)], Some("0.00")),
        ];
        for (items, expected) in table {
            assert_eq!(total(items).as_deref(), expected, "{items:?}");
        }
        assert_eq!((rounded(1, 2), rounded(1, 3), rounded(2, 3), rounded(0, 7)), (1, 0, 1, 0));
    }

    #[test]
    fn what_does_not_apply_counts_neither_for_nor_against() {
        let score = Score::of(&Rules::default(), &[item(Component::Reporting, 100, 50)]);
        assert_eq!((score.out_of, score.base), (30, Some(5000)));
        let applying: Vec<_> = score.parts.iter().filter(|part| part.score.is_some()).collect();
        assert_eq!(applying.len(), 1);
    }

    #[test]
    fn a_decision_gives_a_point_leaves_it_out_or_leaves_it() {
        let taken = item(Component::Reporting, 100, 0);
        let after = |ruling| taken.clone().after(ruling);
        assert_eq!((after(Ruling::Full).points, after(Ruling::Full).possible), (100, 100));
        assert_eq!((after(Ruling::Excluded).points, after(Ruling::Excluded).possible), (0, 0));
        assert_eq!((after(Ruling::Rejected).points, after(Ruling::Rejected).possible), (0, 100));
        let false_report = item(Component::FalseReport, 0, -500);
        assert!(false_report.cost_something());
        assert_eq!(false_report.after(Ruling::Full).points, 0);
    }

    #[test]
    fn points_are_written_as_people_write_them() {
        for (hundredths, written, short) in [
            (9136, "91.36", "91.36"),
            (10000, "100.00", "100"),
            (50, "0.50", "0.5"),
            (-500, "-5.00", "-5"),
            (0, "0.00", "0"),
        ] {
            assert_eq!((exact(hundredths).as_str(), plain(hundredths).as_str()), (written, short));
        }
    }

    #[test]
    fn a_half_year_has_its_months_and_quarters() {
        use crate::deadlines::periods::Rhythm;
        let half: Period = "2019-H2".parse().unwrap();
        let codes = |rhythm| parts_of(half, rhythm).iter().map(Period::to_string).collect::<Vec<_>>();
        assert_eq!(codes(Rhythm::Quarter), ["2019-Q3", "2019-Q4"]);
        assert_eq!(codes(Rhythm::Month).len(), 6);
        assert!(
            lies_in(half, "2019-07-01".parse().unwrap()) && !lies_in(half, "2019-06-30".parse().unwrap())
        );
    }
}
