//! One month of a plan: what it covers, whether it may be filed for, and which month a person is led to.

use chrono::{Datelike, NaiveDate};
use sqlx::PgConnection;

use super::page_store;
use crate::deadlines::periods::{Rhythm, owed};
use crate::deadlines::{Period, PlanRules};
use crate::error::{AppError, Result};
use crate::plan::{Plan, PlanStatus, get_plan_with_rules};

/// A month of reporting of a plan, with the rules it is reported by.
#[derive(Debug, Clone)]
pub struct MonthOf {
    /// The plan.
    pub plan: Plan,
    /// The month.
    pub month: Period,
    /// The plan's numbers.
    pub rules: PlanRules,
    /// Whether the head signs in and signs off before the office sees a report.
    pub head_signs_off: bool,
    /// Whether no notice of days off is stored for the month's year: its report date is an estimate.
    pub estimate: bool,
}

impl MonthOf {
    /// The month of a year's plan; a month the plan does not report is not found.
    pub async fn get(conn: &mut PgConnection, year: i32, month: &str) -> Result<Self> {
        let (plan, rules) = get_plan_with_rules(conn, year).await?;
        let asked = month.parse::<Period>().ok();
        let month = asked
            .filter(|asked| months_of(&plan).contains(asked))
            .ok_or_else(|| AppError::NotFound(format!("{year} 年度方案没有“{month}”这个月的月报。")))?;
        let (head_signs_off, estimate) =
            page_store::get_sign_off_and_estimate(conn, plan.id, month.year()).await?;
        Ok(Self { plan, month, rules, head_signs_off, estimate })
    }

    /// The month in the store and in addresses: `2019-06`.
    #[must_use]
    pub fn code(&self) -> String {
        self.month.to_string()
    }

    /// `6月`
    #[must_use]
    pub fn short(&self) -> String {
        short_month(self.month)
    }

    /// What it covers: 26th–25th.
    #[must_use]
    pub fn span(&self) -> (NaiveDate, NaiveDate) {
        self.month.reporting_span(self.rules.report_day)
    }

    /// Refuses writing to a frozen plan.
    pub fn require_open(&self) -> Result<()> {
        if self.plan.status == PlanStatus::Frozen {
            return Err(AppError::Refused("本年度方案已冻结，月报不再改动。".into()));
        }
        Ok(())
    }

    /// Refuses filing before what the month covers has begun: nothing can be reported yet.
    pub fn require_begun(&self, today: NaiveDate) -> Result<()> {
        let (first, _) = self.span();
        if today < first {
            let first = day_words(first);
            return Err(AppError::Refused(format!("{}月报的统计期间自{first}起，尚未开始。", self.short())));
        }
        Ok(())
    }

    /// The month before and the one after, where the plan reports them.
    #[must_use]
    pub fn neighbours(&self) -> (Option<Period>, Option<Period>) {
        let months = months_of(&self.plan);
        let at = months.iter().position(|month| *month == self.month);
        let before = at.and_then(|at| at.checked_sub(1)).and_then(|at| months.get(at).copied());
        (before, at.and_then(|at| months.get(at + 1).copied()))
    }
}

/// The months a plan reports, in their order.
#[must_use]
pub fn months_of(plan: &Plan) -> Vec<Period> {
    owed(Rhythm::Month, plan.year, plan.starts_on, plan.ends_on)
}

/// The month whose span holds `today`; the first or last one outside the plan. `None` for a plan without months.
pub(super) fn current_month(plan: &Plan, report_day: u32, today: NaiveDate) -> Option<Period> {
    let months = months_of(plan);
    let running = months.iter().find(|month| today <= month.reporting_span(report_day).1);
    running.or(months.last()).copied()
}

/// `6月`
pub(super) fn short_month(month: Period) -> String {
    format!("{}月", month.first_day().month())
}

/// `6月25日`
pub(super) fn day_words(day: NaiveDate) -> String {
    format!("{}月{}日", day.month(), day.day())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PlanId;

    fn plan() -> Plan {
        let day = |text: &str| text.parse().unwrap();
        Plan {
            id: PlanId(1),
            year: 2019,
            title: String::new(),
            document_number: String::new(),
            issuing_body: String::new(),
            issued_on: day("2019-03-28"),
            starts_on: day("2019-03-28"),
            ends_on: day("2019-12-31"),
            status: PlanStatus::Active,
        }
    }

    #[test]
    fn the_current_month_is_the_one_whose_span_holds_the_day() {
        let current = |day: &str| current_month(&plan(), 25, day.parse().unwrap()).unwrap().to_string();
        assert_eq!(current("2019-03-29"), "2019-04");
        assert_eq!(current("2019-06-25"), "2019-06");
        assert_eq!(current("2019-06-26"), "2019-07");
        assert_eq!(current("2020-01-10"), "2019-12", "there is none after December");
    }

    #[test]
    fn a_month_that_has_not_begun_cannot_be_filed() {
        let june = MonthOf {
            plan: plan(),
            month: "2019-06".parse().unwrap(),
            rules: PlanRules::default(),
            head_signs_off: false,
            estimate: false,
        };
        assert!(june.require_begun("2019-05-26".parse().unwrap()).is_ok());
        let refusal = june.require_begun("2019-05-25".parse().unwrap()).unwrap_err().to_string();
        assert_eq!(refusal, "6月月报的统计期间自5月26日起，尚未开始。");
    }
}
