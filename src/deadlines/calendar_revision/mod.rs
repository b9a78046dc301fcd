//! A revision of the calendar: the office enters a notice of days off, sees what it does to open deadlines, and confirms.
//!
//! It stands here because it needs both: the calendar's own rules and writes are in `calendar` (one floor below, which knows
//! nothing of deadlines), the reckoning again is a rule of deadlines.
//!
//! - [`reckoning`] what becomes of one duty, pure
//! - `page.rs` (`/calendar/notice`) the form, the preview (made by doing it and taking it back), and the deed

mod form;
mod page;
mod preview;
mod reckoning;
mod store;

use std::collections::HashMap;
use std::collections::hash_map::Entry as MapEntry;

use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

pub(super) use page::routes;

use self::reckoning::{Outcome, Revision};
use self::store::{DutyInForce, list_open, store_dates};
use super::due_dates::{DueDates, Reckoned};
use super::rules::{PlanRules, get_rules};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::calendar::notice::Notice;
use crate::calendar::{WorkingCalendar, enter_notice, get_calendar, lock_calendar};
use crate::error::Result;
use crate::ids::PlanId;
use crate::web::dates;

/// What a notice did to the calendar and to deadlines.
struct Revised {
    before: WorkingCalendar,
    after: WorkingCalendar,
    /// Every duty touched, with what became of it.
    duties: Vec<(DutyInForce, Outcome)>,
}

impl Revised {
    /// Whether the calendar says what the notice says already, and names it.
    fn is_nothing(&self) -> bool {
        self.before == self.after
    }

    /// Duties with another date.
    fn moved(&self) -> impl Iterator<Item = (&DutyInForce, &Reckoned)> {
        self.reckoned().filter(|(duty, new)| new.due_on != duty.duty.due_on)
    }

    /// Duties with another date, or with the same and another sentence.
    fn reckoned(&self) -> impl Iterator<Item = (&DutyInForce, &Reckoned)> {
        self.duties.iter().filter_map(|(duty, outcome)| Some((duty, outcome.new.as_ref()?)))
    }

    /// The digest of all it does: a preview that was confirmed is the one applied, or it is shown again.
    fn digest(&self) -> String {
        let mut digest = Sha256::new();
        for day in self.before.days_changed_in(&self.after) {
            digest.update(format!("{day} {:?} {:?}\n", self.before.arranged(day), self.after.arranged(day)));
        }
        for (duty, outcome) in &self.duties {
            digest.update(format!("{} {} {outcome:?}\n", duty.id, duty.duty.due_on));
        }
        hex::encode(digest.finalize())
    }
}

/// Stores the notice and reckons open deadlines again, with one entry for the calendar and one for each plan whose dates
/// moved (one more for its restricted tasks, which only those concerned read).
async fn revise(conn: &mut PgConnection, act: &Act, notice: &Notice) -> Result<Revised> {
    lock_calendar(conn).await?;
    let before = get_calendar(conn).await?;
    let after = enter_notice(conn, act, &before, notice).await?;
    let duties = reckon_again(conn, act, &before, &after).await?;
    let revised = Revised { before, after, duties };
    let new: Vec<_> = revised.reckoned().collect();
    if !new.is_empty() {
        store_dates(conn, &new).await?;
    }
    record(conn, act, notice, &revised).await?;
    Ok(revised)
}

async fn reckon_again(
    conn: &mut PgConnection,
    act: &Act,
    before: &WorkingCalendar,
    after: &WorkingCalendar,
) -> Result<Vec<(DutyInForce, Outcome)>> {
    let first_changed = before.days_changed_in(after).first().copied();
    let mut rules_of: HashMap<PlanId, PlanRules> = HashMap::new();
    let mut touched = Vec::new();
    for duty in list_open(conn, act.today()).await? {
        let rules = match rules_of.entry(duty.plan) {
            MapEntry::Occupied(known) => known.into_mut(),
            MapEntry::Vacant(place) => place.insert(get_rules(conn, duty.plan).await?),
        };
        let revision = Revision {
            before: DueDates { rules, calendar: before },
            after: DueDates { rules, calendar: after },
            first_changed,
            today: act.today(),
        };
        let outcome = revision.outcome(&duty.duty);
        if outcome != Outcome::default() {
            touched.push((duty, outcome));
        }
    }
    Ok(touched)
}

async fn record(conn: &mut PgConnection, act: &Act, notice: &Notice, revised: &Revised) -> Result<()> {
    let mut plans: Vec<(PlanId, i32, bool)> =
        revised.moved().map(|(duty, _)| (duty.plan, duty.year, duty.restricted)).collect();
    plans.sort_unstable_by_key(|(_, year, restricted)| (*year, *restricted));
    plans.dedup();
    for (plan, year, restricted) in plans {
        let moved: Vec<_> =
            revised.moved().filter(|(duty, _)| (duty.plan, duty.restricted) == (plan, restricted)).collect();
        let of_whom = if restricted { "限定范围任务的" } else { "" };
        let sentence = format!("按 {} 重新计算{of_whom}时限，调整 {} 项", notice.number, moved.len());
        let lines = |day: fn(&(&DutyInForce, &Reckoned)) -> chrono::NaiveDate| {
            let line =
                |one: &(&DutyInForce, &Reckoned)| format!("{} {}", one.0.name(), dates::short(day(one)));
            json!({"deadlines": moved.iter().map(line).collect::<Vec<_>>()})
        };
        let before = lines(|(duty, _)| duty.duty.due_on);
        let after = lines(|(_, new)| new.due_on);
        let audience = if restricted { Audience::Concerned } else { Audience::Everyone };
        let entry = Entry::new("deadlines_reckoned_again", "plan", sentence).on(plan.0).of_plan(year);
        append(conn, act, entry.for_audience(audience).with_change(Some(before), Some(after))).await?;
    }
    Ok(())
}
