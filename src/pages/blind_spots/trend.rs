//! The trend by month: with each new baseline the counts of that night are kept, by rule. What earlier baselines lack is said
//! to be lacking, never reckoned afterwards.

use sqlx::PgConnection;

use super::rule::{Check, Rule};
use super::store::Count;
use super::{Audited, list_audited, store};
use crate::error::Result;
use crate::pages::baselines::Frozen;
use crate::pages::overview;

/// Counts the cases of each rule, those of none among them.
#[must_use]
pub(super) fn tally(cases: &[Audited]) -> Vec<Count> {
    let count = |rule: Rule| {
        let of_rule = cases.iter().filter(|audited| audited.case.rule == rule);
        let accepted = of_rule.clone().filter(|audited| audited.accepted.is_some()).count();
        Count { rule, open: of_rule.count() - accepted, accepted }
    };
    Rule::ALL.map(count).into()
}

/// The open blind spots of a check, without notes.
#[must_use]
pub(super) fn open_of(counts: &[Count], check: Check) -> usize {
    let of_check = counts.iter().filter(|count| count.rule.check() == check && !count.rule.is_note());
    of_check.map(|count| count.open).sum()
}

/// Keeps the counts of the baselines just taken. In the caller's transaction.
pub async fn keep_counts(conn: &mut PgConnection, frozen: &[Frozen]) -> Result<()> {
    for of in frozen {
        let overview = overview::read(conn, of.year, of.as_of).await?;
        let (cases, _) = list_audited(conn, &overview).await?;
        store::insert_counts(conn, (overview.plan.id, of.as_of), &tally(&cases)).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::subject::Subject;
    use super::*;
    use crate::ids::TaskId;
    use crate::pages::blind_spots::Case;

    #[test]
    fn accepted_cases_are_counted_apart_and_notes_in_no_check() {
        let audited = |rule, number: i32| Audited {
            case: Case {
                rule,
                subject: Subject::Task { id: TaskId(number.into()), number, title: String::new() },
                message: String::new(),
                tasks: vec![number],
                for_concerned: false,
            },
            accepted: None,
            lapsed_on: None,
        };
        let cases = [audited(Rule::NoLead, 25), audited(Rule::NoLeader, 25), audited(Rule::TitleOnly, 25)];
        let counts = tally(&cases);
        let shown = Check::ALL.map(|check| open_of(&counts, check));
        assert_eq!(shown, [0, 2, 0], "a title only is a note");
        assert_eq!(counts.len(), Rule::ALL.len(), "zero is counted as zero");
    }
}
