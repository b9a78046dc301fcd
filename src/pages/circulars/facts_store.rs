//! Reading what a circular is drafted from, and which periods may have one: a fixed number of statements.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::facts::{Facts, named_on};
use crate::deadlines::Period;
use crate::deadlines::periods::Rhythm;
use crate::error::{AppError, Result};
use crate::ids::PlanId;
use crate::organization::list_units_between;
use crate::pages::checks::{count_office_late, list_closed_rounds, list_owed_reports, said_of_round};
use crate::pages::overview;

/// The periods that may have a circular on a day, the newest first: closed rounds, and months whose reports were due.
pub(super) async fn list_periods(
    conn: &mut PgConnection,
    plan: PlanId,
    today: NaiveDate,
) -> Result<Vec<Period>> {
    let months = sqlx::query_scalar!(
        r#"select distinct period as "period!" from deadline
           where plan_id = $1 and kind = 'monthly_report' and original_due_on < $2"#,
        plan.0,
        today
    )
    .fetch_all(&mut *conn)
    .await?;
    let months = months.into_iter().filter_map(|month| month.parse::<Period>().ok());
    let rounds = list_closed_rounds(conn, plan).await?.into_iter().map(|(period, _)| period);
    let mut periods: Vec<Period> = months.chain(rounds).collect();
    // A quarter stands above its last month.
    periods.sort_by_key(|period| (period.last_day(), period.rhythm() != Rhythm::Month));
    periods.reverse();
    Ok(periods)
}

/// The period of an address, which may have a circular.
pub(super) async fn get_period(
    conn: &mut PgConnection,
    plan: PlanId,
    (period, today): (&str, NaiveDate),
) -> Result<Period> {
    let periods = list_periods(conn, plan, today).await?;
    let found = periods.into_iter().find(|of| of.to_string() == period);
    found.ok_or_else(|| {
        AppError::NotFound("这个时段没有通报：季度检查结束后、月报截止后，才起草通报。".into())
    })
}

/// The plan of `year` for the circular of a period, as of a day; of a round as of the day it was closed.
pub(super) async fn read_facts(
    conn: &mut PgConnection,
    (year, period): (i32, Period),
    today: NaiveDate,
) -> Result<Facts> {
    let round = match period.rhythm() {
        Rhythm::Month => None,
        _ => Some(said_of_round(conn, (year, period), today).await?),
    };
    let overview = overview::read(conn, year, today).await?;
    let plan = overview.plan.id;
    let as_of = round.as_ref().map_or(today, |round| round.closed_on);
    let (mut reports, office) = if let Some(round) = &round {
        (round.reports.clone(), round.office.clone())
    } else {
        (
            list_owed_reports(conn, plan, &[period.to_string()], as_of).await?,
            count_office_late(conn, plan, (period.first_day(), as_of)).await?,
        )
    };
    // What is restricted by now is not told, whatever was frozen.
    for report in &mut reports {
        let restricted = overview.tasks.iter().any(|task| task.number == report.task && task.restricted);
        report.restricted |= restricted;
    }
    let units = list_units_between(conn, (period.first_day(), today.max(period.last_day()))).await?;
    Ok(Facts {
        year,
        period,
        as_of,
        reports,
        office,
        units: named_on(&units, today),
        tasks: overview.tasks,
        round,
    })
}
