//! Baselines (基线): the picture of every task of a plan in force as it stood at the end of a month, frozen by itself.
//!
//! The daily round calls [`freeze_due`] at 00:05, before its sweep. A baseline is unique by plan and day and never changed.
//!
//! After an outage the last month's end is frozen late, with what stands then: the dates, shares and states of a past day
//! are not known any more, and inventing them would be worse than saying so. Only lights, 序时进度 and what is dated
//! (departments, memberships) are reckoned for the month's end. `frozen_on` beside `as_of` tells the two cases apart
//! ([`Baseline::is_late`]). Months before the last one stay without a baseline: the same picture under several dates would
//! claim that nothing moved between them.
//!
//! - `picture.rs`: what is kept of a plan, the same of a plan as it stands: what a comparison compares; pure
//! - `reference.rs`: the newest one's dates, which the Gantt holds its own against; pure
//! - `slippage.rs`: how far a date moved, in words; pure

mod picture;
mod reference;
mod slippage;
mod store;

use std::fmt;

use chrono::{Datelike, NaiveDate};
use sqlx::PgConnection;

pub use picture::{MilestonePicture, Picture, TaskPicture};
pub use reference::Reference;
pub use slippage::Slippage;
pub use store::{find_reference, list_baselines};

use super::overview;
use crate::audit_trail::{Act, Entry, append};
use crate::error::Result;
use crate::ids::BaselineId;
use crate::web::dates;

/// A baseline of a plan, without its contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Baseline {
    /// Its id.
    pub id: BaselineId,
    /// The month's end it stands for.
    pub as_of: NaiveDate,
    /// The ledger's day when it was taken.
    pub frozen_on: NaiveDate,
}

impl Baseline {
    /// Whether it shows a later state than its day's, because nothing ran the night after.
    #[must_use]
    pub fn is_late(&self) -> bool {
        is_late(self.as_of, self.frozen_on)
    }

    /// Where it is late, what a page that compares with it must say.
    #[must_use]
    pub fn late_notice(&self) -> Option<String> {
        self.is_late().then(|| {
            format!(
                "{}的基线是{}补冻的，内容是补冻那天的情况。",
                dates::plain(self.as_of),
                dates::plain(self.frozen_on)
            )
        })
    }
}

fn is_late(as_of: NaiveDate, frozen_on: NaiveDate) -> bool {
    as_of.succ_opt() != Some(frozen_on)
}

/// A baseline that was just taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frozen {
    /// The plan's year.
    pub year: i32,
    /// The month's end it stands for.
    pub as_of: NaiveDate,
    /// The ledger's day.
    pub frozen_on: NaiveDate,
}

impl fmt::Display for Frozen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "冻结 {} 年度方案{}的基线", self.year, dates::plain(self.as_of))?;
        if is_late(self.as_of, self.frozen_on) {
            write!(f, "（补冻：{}才冻结，内容是冻结时的情况）", dates::plain(self.frozen_on))?;
        }
        Ok(())
    }
}

/// The last month's end before `today`.
fn last_month_end(today: NaiveDate) -> NaiveDate {
    today - chrono::Days::new(u64::from(today.day()))
}

/// What a baseline keeps, in two statements.
pub async fn read(conn: &mut PgConnection, baseline: BaselineId) -> Result<Picture> {
    Ok(Picture {
        tasks: store::list_tasks(conn, baseline).await?,
        milestones: store::list_milestones(conn, baseline).await?,
    })
}

/// Freezes the last month's end of every plan that was in force then, unless it is frozen. In the caller's transaction; of
/// two that run at once the second waits, and finds nothing to do.
pub async fn freeze_due(conn: &mut PgConnection, act: &Act) -> Result<Vec<Frozen>> {
    store::lock(conn).await?;
    let as_of = last_month_end(act.today());
    let mut frozen = Vec::new();
    for year in store::list_years_due(conn, as_of).await? {
        let picture = overview::read(conn, year, as_of).await?;
        store::insert(conn, &picture, act.today()).await?;
        let done = Frozen { year, as_of, frozen_on: act.today() };
        append(conn, act, Entry::new("baseline_frozen", "baseline", done.to_string()).of_plan(year)).await?;
        frozen.push(done);
    }
    Ok(frozen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_due_from_the_first_of_the_next_one_on() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (today, due) in [
            ("2019-05-31", "2019-04-30"),
            ("2019-06-01", "2019-05-31"),
            ("2019-07-02", "2019-06-30"),
            ("2020-01-31", "2019-12-31"),
            ("2020-03-01", "2020-02-29"),
        ] {
            assert_eq!(last_month_end(day(today)), day(due), "on {today}");
        }
    }

    #[test]
    fn a_baseline_taken_after_the_first_of_the_month_says_so() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let frozen = |on| Frozen { year: 2019, as_of: day("2019-06-30"), frozen_on: day(on) }.to_string();
        assert_eq!(frozen("2019-07-01"), "冻结 2019 年度方案2019年6月30日的基线");
        assert!(frozen("2019-07-02").contains("补冻：2019年7月2日才冻结"));
    }
}
