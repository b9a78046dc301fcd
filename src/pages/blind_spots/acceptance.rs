//! A blind spot is accepted with a reason until a day: from the day after it is listed again. What stands is pure.

use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use super::audit::Case;
use super::store;
use super::store::Acceptance;
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::error::{AppError, Result};
use crate::plan::Plan;
use crate::web::dates;

impl Acceptance {
    /// Whether it holds on the day.
    #[must_use]
    pub fn stands(&self, today: NaiveDate) -> bool {
        self.withdrawn.is_none() && today <= self.until_on
    }

    fn is_of(&self, case: &Case) -> bool {
        self.rule == case.rule && self.subject_id == case.subject.key()
    }
}

/// The acceptance of a case that holds on the day.
#[must_use]
pub(super) fn standing<'a>(all: &'a [Acceptance], case: &Case, today: NaiveDate) -> Option<&'a Acceptance> {
    all.iter().find(|of| of.is_of(case) && of.stands(today))
}

/// The last day of an acceptance of the case that has lapsed, where none holds: it is listed again since.
#[must_use]
pub(super) fn lapsed(all: &[Acceptance], case: &Case, today: NaiveDate) -> Option<NaiveDate> {
    if standing(all, case, today).is_some() {
        return None;
    }
    all.iter().filter(|of| of.is_of(case) && of.withdrawn.is_none()).map(|of| of.until_on).max()
}

/// Accepts a case until a day. The plan is held by this transaction, and nothing stands yet.
pub(super) async fn accept(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    case: &Case,
    (reason, until_on): (&str, NaiveDate),
) -> Result<()> {
    let id = store::insert_acceptance(conn, act, plan.id, case, (reason, until_on)).await?;
    let name = case.subject.name();
    let sentence = format!("接受盲区至 {}：{}（{name}）：{reason}", dates::short(until_on), case.rule.word());
    let after = json!({"rule": case.rule.word(), "reason": reason, "until_on": until_on});
    let entry =
        Entry::new("blind_spot_accepted", "blind_spot_acceptance", sentence).on(id.0).of_plan(plan.year);
    let entry = told(conn, plan, case, entry.with_change(None, Some(after))).await?;
    append(conn, act, entry).await
}

/// Withdraws an acceptance: what it accepted is listed again.
///
/// # Errors
/// A conflict when it was withdrawn, or has lapsed.
pub(super) async fn withdraw(
    conn: &mut PgConnection,
    act: &Act,
    (plan, case): (&Plan, Option<&Case>),
    acceptance: &Acceptance,
    because: &str,
) -> Result<()> {
    if !acceptance.stands(act.today()) {
        return Err(AppError::Conflict("这项接受已由他人撤回，或已到期。".into()));
    }
    store::update_withdrawn(conn, act, acceptance.id, because).await?;
    let sentence = format!("撤回接受：{}（{}）：{because}", acceptance.rule.word(), acceptance.subject);
    let entry = Entry::new("blind_spot_acceptance_withdrawn", "blind_spot_acceptance", sentence)
        .on(acceptance.id.0)
        .of_plan(plan.year);
    let entry = match case {
        Some(case) => told(conn, plan, case, entry).await?,
        // What is mended is not looked up again: for the office and leaders.
        None => entry.for_audience(Audience::Concerned),
    };
    append(conn, act, entry).await
}

/// Why something is not mended yet is for those concerned, where it is about tasks.
async fn told(conn: &mut PgConnection, plan: &Plan, case: &Case, entry: Entry) -> Result<Entry> {
    Ok(match case.tasks.as_slice() {
        [] => entry,
        [number] => {
            let task = store::find_task(conn, plan.id, *number).await?;
            task.into_iter().fold(entry, Entry::of_task).for_audience(Audience::Concerned)
        }
        _ => entry.for_audience(Audience::Concerned),
    })
}

#[cfg(test)]
mod tests {
    use super::super::rule::Rule;
    use super::super::subject::Subject;
    use super::*;
    use crate::ids::{BlindSpotAcceptanceId, DepartmentId};

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn accepted(until_on: &str, withdrawn: bool) -> Acceptance {
        let on = d("2019-04-01");
        Acceptance {
            id: BlindSpotAcceptanceId(1),
            rule: Rule::DepartmentWithoutAccount,
            subject_id: 7,
            subject: "考核办".to_owned(),
            reason: "账号正在开立".to_owned(),
            until_on: d(until_on),
            accepted_on: on,
            accepted_by: "office".to_owned(),
            withdrawn: withdrawn.then(|| (on, "office".to_owned(), "已开立".to_owned())),
        }
    }

    #[test]
    fn an_acceptance_holds_through_its_last_day_and_lapses_the_day_after() {
        let subject = Subject::Department { id: DepartmentId(7), name: "考核办".to_owned() };
        let rule = Rule::DepartmentWithoutAccount;
        let case = Case { rule, subject, message: String::new(), tasks: Vec::new(), for_concerned: false };
        let until = [accepted("2019-04-30", false)];
        assert!(standing(&until, &case, d("2019-04-30")).is_some());
        assert_eq!(lapsed(&until, &case, d("2019-04-30")), None);
        assert!(standing(&until, &case, d("2019-05-01")).is_none());
        assert_eq!(lapsed(&until, &case, d("2019-05-01")), Some(d("2019-04-30")));
        let again = [accepted("2019-04-30", false), accepted("2019-05-31", false)];
        assert_eq!(standing(&again, &case, d("2019-05-01")).map(|of| of.until_on), Some(d("2019-05-31")));
        let withdrawn = [accepted("2019-04-30", true)];
        assert!(standing(&withdrawn, &case, d("2019-04-02")).is_none());
        assert_eq!(lapsed(&withdrawn, &case, d("2019-05-02")), None);
        let of_other = Case { rule: Rule::LeadGroupWithoutMembers, ..case };
        assert!(standing(&until, &of_other, d("2019-04-02")).is_none());
    }
}
