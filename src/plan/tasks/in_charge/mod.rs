//! Who is in charge of a task (分管院领导, and the contact the office names instead of the filing department's): dated,
//! so that a past day keeps its person and a change that is planned acts on its day only.
//!
//! The rules of a change are in `model.rs`, its fields in the form of a task in `form.rs`; every other statement asks `people_in_charge(day)` (`migrations/`).

pub(super) mod form;
pub mod model;
mod store;

pub use model::{PeopleInCharge, PersonChange, PersonRole, Term, Terms, What};
pub use store::get_people_in_charge;

use serde_json::{Value, json};
use sqlx::PgConnection;

use super::store::{Task, touch};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::error::{AppError, Result};
use crate::plan::Plan;
use crate::web::dates;

/// Makes one change, with its entry, and returns who is in charge then. The task is held by this transaction.
///
/// # Errors
/// Refused as [`Terms::refusal`] says, before anything is written.
pub async fn change_person(
    conn: &mut PgConnection,
    act: &Act,
    (plan, task): (&Plan, &Task),
    now: &Terms,
    change: &PersonChange,
) -> Result<Terms> {
    let today = act.today();
    if let Some((_, sentence)) = now.refusal(change, (task.starts_on, plan.ends_on), today) {
        return Err(AppError::Refused(sentence));
    }
    let then = now.after(change, today);
    if then.list == now.list {
        return Ok(then);
    }
    store::replace_terms(conn, task.id, now, &then).await?;
    touch(conn, task.id).await?;
    let audience = if task.restricted { Audience::Concerned } else { Audience::Everyone };
    let entry = Entry::new("person_in_charge_changed", "task", now.sentence(change, today));
    let entry = entry.on(task.id.0).of_plan(plan.year).of_task(task.id).for_audience(audience);
    let after = then.in_json(change.reason.as_str());
    append(conn, act, entry.with_change(Some(now.in_json("")), Some(after))).await?;
    Ok(then)
}

impl Terms {
    /// For the log: each term by its first day, and why it changed.
    fn in_json(&self, reason: &str) -> Value {
        let terms = self.list.iter().map(|term| {
            format!("{}（{} 起）", self.role.name_of(term.person.as_ref()), dates::short(term.from_on))
        });
        let mut value = json!({ self.role.code(): terms.collect::<Vec<_>>() });
        if !reason.is_empty() {
            value["reason"] = json!(reason);
        }
        value
    }
}
