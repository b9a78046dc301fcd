//! The plan's rules: every number a setting of the plan (`plan_rules`), with the default of the domain.

use sqlx::PgConnection;

use crate::error::Result;
use crate::ids::PlanId;

/// The numbers deadlines and lights are reckoned with. Days are working days unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanRules {
    /// After the issue, for each department to acknowledge (签收).
    pub acknowledgement_days: u32,
    /// After the issue, to name the contact.
    pub appointment_days: u32,
    /// After the issue, to lay out the timelines.
    pub timeline_days: u32,
    /// The day of the month a report is due (1–28); on a day off, the next working day.
    pub report_day: u32,
    /// After a submission, for the office to review it.
    pub review_days: u32,
    /// After the quarter.
    pub quarterly_check_days: u32,
    /// After the half-year.
    pub half_year_summary_days: u32,
    /// After a return, at the least, to submit again.
    pub returned_days: u32,
    /// After a decision that gives a task a department, at the least, for what it owes.
    pub reassigned_days: u32,
    /// Before a due date: reminder, and 预警.
    pub warning_days: u32,
    /// 滞后: percentage points behind 序时进度.
    pub lag_points: u32,
    /// 进展不明: months running without a report.
    pub unreported_months: u32,
    /// Over: proposed to be told to the leader in charge.
    pub propose_to_leader_days: u32,
    /// Over: a 督办通知单 is proposed.
    pub propose_notice_days: u32,
    /// What is proposed to be told to the leader in charge goes there by itself, without the office.
    pub tell_leader_by_itself: bool,
}

/// The rules in a row that has all columns of `plan_rules` under their own names, whatever else it has: one statement
/// may read them with other things.
macro_rules! rules_of_row {
    ($row:ident) => {
        $crate::deadlines::PlanRules {
            acknowledgement_days: $row.acknowledgement_days.unsigned_abs(),
            appointment_days: $row.appointment_days.unsigned_abs(),
            timeline_days: $row.timeline_days.unsigned_abs(),
            report_day: $row.report_day.unsigned_abs(),
            review_days: $row.review_days.unsigned_abs(),
            quarterly_check_days: $row.quarterly_check_days.unsigned_abs(),
            half_year_summary_days: $row.half_year_summary_days.unsigned_abs(),
            returned_days: $row.returned_days.unsigned_abs(),
            reassigned_days: $row.reassigned_days.unsigned_abs(),
            warning_days: $row.warning_days.unsigned_abs(),
            lag_points: $row.lag_points.unsigned_abs(),
            unreported_months: $row.unreported_months.unsigned_abs(),
            propose_to_leader_days: $row.propose_to_leader_days.unsigned_abs(),
            propose_notice_days: $row.propose_notice_days.unsigned_abs(),
            tell_leader_by_itself: $row.tell_leader_by_itself,
        }
    };
}
pub(crate) use rules_of_row;

impl Default for PlanRules {
    fn default() -> Self {
        Self {
            acknowledgement_days: 5,
            appointment_days: 10,
            timeline_days: 20,
            report_day: 25,
            review_days: 3,
            quarterly_check_days: 8,
            half_year_summary_days: 15,
            returned_days: 3,
            reassigned_days: 3,
            warning_days: 3,
            lag_points: 15,
            unreported_months: 2,
            propose_to_leader_days: 5,
            propose_notice_days: 10,
            // A machine informs no leader by itself unless the office wants it.
            tell_leader_by_itself: false,
        }
    }
}

/// The rules of a stored plan.
pub async fn get_rules(conn: &mut PgConnection, plan: PlanId) -> Result<PlanRules> {
    let rules = find(conn, Some(plan), None).await?;
    rules.ok_or_else(|| anyhow::anyhow!("plan {plan} has no rules").into())
}

/// The rules of a year's plan; `None` when no plan of that year is stored.
pub async fn find_rules_of_year(conn: &mut PgConnection, year: i32) -> Result<Option<PlanRules>> {
    find(conn, None, Some(year)).await
}

async fn find(conn: &mut PgConnection, plan: Option<PlanId>, year: Option<i32>) -> Result<Option<PlanRules>> {
    let row = sqlx::query!(
        "select acknowledgement_days, appointment_days, timeline_days, report_day, review_days, quarterly_check_days,
                half_year_summary_days, returned_days, reassigned_days, warning_days, lag_points, unreported_months,
                propose_to_leader_days, propose_notice_days, tell_leader_by_itself
         from plan_rules r join plan p on p.id = r.plan_id where p.id = $1 or p.year = $2",
        plan.map(|plan| plan.0),
        year
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| rules_of_row!(row)))
}
