//! The statements behind the audit that no other page has, those of acceptances, and of the counts kept with baselines.

use std::collections::HashMap;

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::audit::{Case, EmptyGroup, LateReviews, OwingDepartment, TaskText};
use super::rule::Rule;
use crate::audit_trail::Act;
use crate::error::{Result, require_row};
use crate::ids::{BaselineId, BlindSpotAcceptanceId, DepartmentId, PlanId, TaskId};
use crate::pages::baselines::Baseline;

/// How many cases of a rule there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count {
    pub rule: Rule,
    /// Not accepted.
    pub open: usize,
    pub accepted: usize,
}

/// A month's end with what was counted then.
pub(super) struct MonthEnd {
    pub baseline: Baseline,
    /// Empty of a baseline that was taken before counts were kept.
    pub counts: Vec<Count>,
}

/// That the office accepts a blind spot for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// It.
    pub id: BlindSpotAcceptanceId,
    /// Of which rule.
    pub rule: Rule,
    /// Of what: [`Subject::key`](super::Subject::key).
    pub subject_id: i64,
    /// What that was called then.
    pub subject: String,
    /// Why.
    pub reason: String,
    /// The last day.
    pub until_on: NaiveDate,
    /// When.
    pub accepted_on: NaiveDate,
    /// By whom.
    pub accepted_by: String,
    /// When, by whom and why it was withdrawn.
    pub withdrawn: Option<(NaiveDate, String, String)>,
}

/// What the tasks of a plan say, and whether there are files beside them.
pub(super) async fn list_texts(conn: &mut PgConnection, plan: PlanId) -> Result<HashMap<TaskId, TaskText>> {
    let rows = sqlx::query!(
        r#"select t.id, t.body, t.measures, t.expected_outcome, t.completion_criteria,
                  exists (select from evidence_file f where f.task_id = t.id and f.withdrawn_on is null)
                      as "has_file!"
           from task t where t.plan_id = $1"#,
        plan.0
    )
    .fetch_all(conn)
    .await?;
    let text = |body, measures, expected_outcome, completion_criteria, has_file| TaskText {
        body,
        measures,
        expected_outcome,
        completion_criteria,
        has_file,
    };
    let texts = rows.into_iter().map(|row| {
        let text = text(row.body, row.measures, row.expected_outcome, row.completion_criteria, row.has_file);
        (TaskId(row.id), text)
    });
    Ok(texts.collect())
}

/// What of a plan's organization is missing on a day.
#[derive(Default)]
pub(super) struct Lacking {
    /// The groups that lead a task not closed yet and have no members.
    pub empty_groups: Vec<EmptyGroup>,
    /// The departments that owe something and nobody of which can sign in.
    pub without_account: Vec<OwingDepartment>,
    /// The months of which reports wait for the office's review past its day.
    pub late_reviews: Vec<LateReviews>,
}

/// What is lacking on the day, each in its order; one statement for all three.
pub(super) async fn list_lacking(conn: &mut PgConnection, plan: PlanId, on: NaiveDate) -> Result<Lacking> {
    let rows = sqlx::query!(
        r#"select 'group' as "what!", d.id as "id?", d.name as "name!", d.position::bigint as "place?",
                  array_agg(t.number order by t.number) as "tasks?", null::bigint as "count?", null::date as "due_on?"
           from assignment a join task t on t.id = a.task_id join department d on d.id = a.department_id
           where t.plan_id = $1 and a.role = 'lead' and d.kind = 'group' and a.from_on <= $2
             and (a.to_on is null or a.to_on >= $2)
             and t.status not in ('completed', 'standing', 'merged', 'terminated')
             and not exists (select from group_member g where g.group_id = d.id and g.from_on <= $2
                             and (g.to_on is null or g.to_on >= $2))
           group by d.id
           union all
           select 'owing', p.id, p.name, p.position::bigint, null, null, null
           from deadline d join department p on p.id = d.department_id
           where d.plan_id = $1 and d.met_on is null and d.waived_on is null
             and not exists (select from membership m join account a on a.id = m.account_id
                             where m.department_id = p.id and m.from_on <= $2 and (m.to_on is null or m.to_on >= $2)
                               and a.disabled_at is null and a.role is not null)
           group by p.id
           union all
           select 'review', null, period, null, null, count(*), min(due_on) from deadline
           where plan_id = $1 and kind = 'review' and met_on is null and waived_on is null and due_on < $2
             and period is not null
           group by period
           order by 4, 2, 3"#,
        plan.0,
        on
    )
    .fetch_all(conn)
    .await?;
    let mut lacking = Lacking::default();
    for row in rows {
        match (row.what.as_str(), row.id.map(DepartmentId)) {
            ("group", Some(id)) => {
                let tasks = row.tasks.unwrap_or_default();
                lacking.empty_groups.push(EmptyGroup { id, name: row.name, tasks });
            }
            ("owing", Some(id)) => lacking.without_account.push(OwingDepartment { id, name: row.name }),
            _ => {
                let Some((count, due_on)) = row.count.zip(row.due_on) else { continue };
                lacking.late_reviews.push(LateReviews { month: row.name, count, due_on });
            }
        }
    }
    Ok(lacking)
}

/// Holds the plan until the transaction ends: of two who accept at once the second sees the first.
pub(super) async fn hold_plan(conn: &mut PgConnection, plan: PlanId) -> Result<()> {
    sqlx::query!("select id from plan where id = $1 for update", plan.0).fetch_one(conn).await?;
    Ok(())
}

/// The task of a number.
pub(super) async fn find_task(conn: &mut PgConnection, plan: PlanId, number: i32) -> Result<Option<TaskId>> {
    Ok(sqlx::query_scalar!(
        r#"select id as "id: TaskId" from task where plan_id = $1 and number = $2"#,
        plan.0,
        number
    )
    .fetch_optional(conn)
    .await?)
}

/// All acceptances of a plan, the newest first.
pub(super) async fn list_acceptances(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<Acceptance>> {
    let rows = sqlx::query!(
        r#"select c.id, c.rule, c.subject_id, c.subject, c.reason, c.until_on, c.accepted_on,
                  a.display_name as accepted_by, c.withdrawn_on, w.display_name as "withdrawn_by?", c.withdrawn_because
           from blind_spot_acceptance c join account a on a.id = c.accepted_by left join account w on w.id = c.withdrawn_by
           where c.plan_id = $1 order by c.id desc"#,
        plan.0
    )
    .fetch_all(conn)
    .await?;
    let acceptances = rows.into_iter().filter_map(|row| {
        let withdrawn = row.withdrawn_on.zip(row.withdrawn_by).zip(row.withdrawn_because);
        Some(Acceptance {
            id: row.id.into(),
            // A rule that is gone leaves what was accepted of it unread.
            rule: Rule::of_code(&row.rule)?,
            subject_id: row.subject_id,
            subject: row.subject,
            reason: row.reason,
            until_on: row.until_on,
            accepted_on: row.accepted_on,
            accepted_by: row.accepted_by,
            withdrawn: withdrawn.map(|((on, by), because)| (on, by, because)),
        })
    });
    Ok(acceptances.collect())
}

pub(super) async fn insert_acceptance(
    conn: &mut PgConnection,
    act: &Act,
    plan: PlanId,
    case: &Case,
    (reason, until_on): (&str, NaiveDate),
) -> Result<BlindSpotAcceptanceId> {
    Ok(sqlx::query_scalar!(
        r#"insert into blind_spot_acceptance (plan_id, rule, subject_id, subject, reason, until_on, accepted_on, accepted_at,
                                              accepted_by)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id as "id: BlindSpotAcceptanceId""#,
        plan.0,
        case.rule.code(),
        case.subject.key(),
        case.subject.name(),
        reason,
        until_on,
        act.today(),
        act.at,
        act.person()?.0
    )
    .fetch_one(conn)
    .await?)
}

pub(super) async fn update_withdrawn(
    conn: &mut PgConnection,
    act: &Act,
    acceptance: BlindSpotAcceptanceId,
    because: &str,
) -> Result<()> {
    let done = sqlx::query!(
        "update blind_spot_acceptance
         set withdrawn_on = $2, withdrawn_at = $3, withdrawn_by = $4, withdrawn_because = $5
         where id = $1 and withdrawn_on is null",
        acceptance.0,
        act.today(),
        act.at,
        act.person()?.0,
        because
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), "这项接受刚由他人撤回，现在的情况见本页。")
}

/// Keeps what was counted when the baseline of that day was taken.
pub(super) async fn insert_counts(
    conn: &mut PgConnection,
    (plan, as_of): (PlanId, NaiveDate),
    counts: &[Count],
) -> Result<()> {
    let number = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
    let rules: Vec<String> = counts.iter().map(|count| count.rule.code().to_owned()).collect();
    let open: Vec<i32> = counts.iter().map(|count| number(count.open)).collect();
    let accepted: Vec<i32> = counts.iter().map(|count| number(count.accepted)).collect();
    sqlx::query!(
        "insert into blind_spot_count (baseline_id, rule, open, accepted)
         select b.id, c.rule, c.open, c.accepted
         from baseline b, unnest($3::text[], $4::integer[], $5::integer[]) as c (rule, open, accepted)
         where b.plan_id = $1 and b.as_of = $2",
        plan.0,
        as_of,
        &rules,
        &open,
        &accepted
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The baselines of a plan with what was counted then, the oldest first.
pub(super) async fn list_month_ends(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<MonthEnd>> {
    let rows = sqlx::query!(
        r#"select b.id as "id: BaselineId", b.as_of, b.frozen_on, c.rule as "rule?", c.open as "open?",
                  c.accepted as "accepted?"
           from baseline b left join blind_spot_count c on c.baseline_id = b.id
           where b.plan_id = $1 order by b.as_of, c.rule collate "C""#,
        plan.0
    )
    .fetch_all(conn)
    .await?;
    let number = |count: i32| usize::try_from(count).unwrap_or_default();
    let mut ends: Vec<MonthEnd> = Vec::new();
    for row in rows {
        if ends.last().is_none_or(|end| end.baseline.id != row.id) {
            let baseline = Baseline { id: row.id, as_of: row.as_of, frozen_on: row.frozen_on };
            ends.push(MonthEnd { baseline, counts: Vec::new() });
        }
        let rule = row.rule.as_deref().and_then(Rule::of_code);
        if let (Some(rule), Some(open), Some(accepted), Some(end)) =
            (rule, row.open, row.accepted, ends.last_mut())
        {
            end.counts.push(Count { rule, open: number(open), accepted: number(accepted) });
        }
    }
    Ok(ends)
}
