//! The plan's rules: every number a setting of the plan (`plan_rules`), with the default of the domain.

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
}

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
        }
    }
}
