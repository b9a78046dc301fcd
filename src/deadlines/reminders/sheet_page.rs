//! `/2019/reminders/sheet?department=3`: 催办单, all that a department owes now, to be printed and handed over.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::store::get_issuing_body;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::calendar::get_calendar;
use crate::deadlines::find_rules_of_year;
use crate::deadlines::page_store::{
    Filter, Owner, Reader, SOON_DAYS, Which, list_duties, list_owing_departments,
};
use crate::deadlines::shown::{DutyShown, shown};
use crate::error::{AppError, Result};
use crate::ids::DepartmentId;
use crate::web::{AppState, PageFrame, dates, urls};

/// No department owes as many duties within a month.
const MOST: i64 = 500;

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/reminders/sheet", Access::Needs(Action::KeepDeadlines), show)]
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    department: String,
}

struct Group {
    heading: &'static str,
    /// Each with its number on the sheet.
    duties: Vec<(usize, DutyShown)>,
}

#[derive(Template, WebTemplate)]
#[template(path = "deadlines/reminders/sheet.html")]
struct SheetPage {
    frame: PageFrame,
    year: i32,
    /// Who the court is, as on its plan.
    court: String,
    back: String,
    department: String,
    today: String,
    count: usize,
    late: usize,
    groups: Vec<Group>,
    soon_days: i32,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(asked): Query<Asked>,
) -> Result<SheetPage> {
    let today = state.clocks.today();
    let mut conn = state.db.acquire().await?;
    let rules = find_rules_of_year(&mut conn, year)
        .await?
        .ok_or_else(|| AppError::NotFound(format!("还没有 {year} 年度的方案。")))?;
    let reader = Reader::of(&user, today);
    let departments = list_owing_departments(&mut conn, year, &reader).await?;
    let chosen = asked.department.parse().ok().map(DepartmentId);
    let (id, department) = departments
        .into_iter()
        .find(|(id, _)| Some(*id) == chosen)
        .ok_or_else(|| AppError::NotFound("请在催办页选择部门，再打开催办单。".into()))?;
    let calendar = get_calendar(&mut conn).await?;
    let filter = Filter { which: Which::Current, kind: None, owner: Owner::Department(id) };
    let rows = list_duties(&mut conn, year, &reader, &filter, MOST, 0).await?;
    let court = get_issuing_body(&mut conn, year).await?;
    drop(conn);
    let late = rows.iter().filter(|row| row.due_on < today).count();
    let mut duties = rows.iter().enumerate().map(|(at, row)| (at + 1, shown(row, today, &calendar, &rules)));
    let overdue: Vec<_> = duties.by_ref().take(late).collect();
    let groups = [("已逾期", overdue), ("30 天内到期", duties.collect())];
    Ok(SheetPage {
        frame: user.frame(&state, Some(year)),
        year,
        court,
        back: urls::reminders(year),
        department,
        today: dates::plain(today),
        count: rows.len(),
        late,
        groups: groups
            .into_iter()
            .map(|(heading, duties)| Group { heading, duties })
            .filter(|group| !group.duties.is_empty())
            .collect(),
        soon_days: SOON_DAYS,
    })
}
