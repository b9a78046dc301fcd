//! The SQL of plans and their rules.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::deadlines::{PlanRules, rules_of_row};
use crate::error::{AppError, Result};
use crate::ids::PlanId;

/// Where a plan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "plan_status", rename_all = "snake_case")]
pub enum PlanStatus {
    /// 起草
    Drafting,
    /// 征求意见
    Consulting,
    /// 审议
    Deliberating,
    /// 已印发: in force.
    Active,
    /// 已冻结: its last check and summary are done.
    Frozen,
}

impl PlanStatus {
    /// The word on pages and in exports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Drafting => "起草",
            Self::Consulting => "征求意见",
            Self::Deliberating => "审议",
            Self::Active => "已印发",
            Self::Frozen => "已冻结",
        }
    }
}

/// A year's plan.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Its id.
    pub id: PlanId,
    /// Its year, which stands in every address.
    pub year: i32,
    /// 《…工作要点》及分工方案
    pub title: String,
    /// As printed: 抚法〔2019〕第5号.
    pub document_number: String,
    /// The court.
    pub issuing_body: String,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its last day.
    pub ends_on: NaiveDate,
    /// Where it stands.
    pub status: PlanStatus,
}

/// The plan of `year`; `None` when none is stored.
pub async fn find_plan(conn: &mut PgConnection, year: i32) -> Result<Option<Plan>> {
    Ok(sqlx::query_as!(
        Plan,
        r#"select id, year, title, document_number, issuing_body, issued_on, starts_on, ends_on,
                  status as "status: PlanStatus" from plan where year = $1"#,
        year
    )
    .fetch_optional(conn)
    .await?)
}

/// The plan of `year`, or a page that says there is none.
pub async fn get_plan(conn: &mut PgConnection, year: i32) -> Result<Plan> {
    let plan = find_plan(conn, year).await?;
    plan.ok_or_else(|| AppError::NotFound(format!("还没有 {year} 年度的方案。")))
}

/// All plans, newest first.
pub async fn list_plans(conn: &mut PgConnection) -> Result<Vec<Plan>> {
    Ok(sqlx::query_as!(
        Plan,
        r#"select id, year, title, document_number, issuing_body, issued_on, starts_on, ends_on,
                  status as "status: PlanStatus" from plan order by year desc"#
    )
    .fetch_all(conn)
    .await?)
}

/// The plan of `year` with its rules in one statement, or a page that says there is none.
pub async fn get_plan_with_rules(conn: &mut PgConnection, year: i32) -> Result<(Plan, PlanRules)> {
    let row = sqlx::query!(
        r#"select p.id, p.year, p.title, p.document_number, p.issuing_body, p.issued_on, p.starts_on, p.ends_on,
                  p.status as "status: PlanStatus", acknowledgement_days, appointment_days, timeline_days, report_day,
                  review_days, quarterly_check_days, half_year_summary_days, returned_days, reassigned_days, warning_days,
                  lag_points, unreported_months, propose_to_leader_days, propose_notice_days,
                  tell_leader_by_itself
           from plan p join plan_rules r on r.plan_id = p.id where p.year = $1"#,
        year
    )
    .fetch_optional(conn)
    .await?
    .ok_or_else(|| AppError::NotFound(format!("还没有 {year} 年度的方案。")))?;
    let plan = Plan {
        id: PlanId(row.id),
        year: row.year,
        title: row.title,
        document_number: row.document_number,
        issuing_body: row.issuing_body,
        issued_on: row.issued_on,
        starts_on: row.starts_on,
        ends_on: row.ends_on,
        status: row.status,
    };
    let rules = rules_of_row!(row);
    Ok((plan, rules))
}
