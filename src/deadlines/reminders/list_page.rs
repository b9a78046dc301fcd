//! `/2019/reminders`: who was reminded of what, when, by which way, and when it was seen. The office reads all, a
//! department's people their own.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::shown::{Told, told};
use super::store::{Reader, RemindedDuty, ReminderRow, Which, list_reminded_duties, list_reminders};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::deadlines::list_page::Choice;
use crate::deadlines::page_store;
use crate::deadlines::{Period, find_rules_of_year};
use crate::error::{AppError, Result};
use crate::ids::DepartmentId;
use crate::web::{AppState, PageFrame, dates, instants, urls};

/// Reminders a page lists.
const PER_PAGE: i64 = 40;

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/reminders", Access::Needs(Action::ReadReminders), show)]
}

/// What the address asks for; words it does not know ask for nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    department: String,
    /// `yes` for those that somebody has not seen.
    unseen: String,
    page: String,
}

impl Asked {
    fn page(&self) -> i64 {
        self.page.parse().unwrap_or(1).clamp(1, 10_000)
    }

    fn path(&self, year: i32, page: i64) -> String {
        let page = page.to_string();
        let fields = [("department", &self.department), ("unseen", &self.unseen), ("page", &page)];
        let said: Vec<_> = fields.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        format!("{}?{}", urls::reminders(year), serde_html_form::to_string(said).unwrap_or_default())
    }
}

struct DutyLine {
    path: String,
    words: String,
    /// Done since.
    settled: bool,
}

/// One line of the list.
struct Line {
    at: String,
    department: String,
    way: &'static str,
    by: String,
    duties: Vec<DutyLine>,
    told: Vec<Told>,
}

#[derive(Template, WebTemplate)]
#[template(path = "deadlines/reminders/list.html")]
struct ListPage {
    frame: PageFrame,
    year: i32,
    path: String,
    /// Where 催办单 is made, for the office.
    sheet: Option<String>,
    deadlines: String,
    departments: Vec<Choice>,
    unseen: bool,
    lines: Vec<Line>,
    paging: String,
    earlier: Option<String>,
    later: Option<String>,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(asked): Query<Asked>,
) -> Result<ListPage> {
    let today = state.clocks.today();
    let mut conn = state.db.acquire().await?;
    find_rules_of_year(&mut conn, year)
        .await?
        .ok_or_else(|| AppError::NotFound(format!("还没有 {year} 年度的方案。")))?;
    let reader = Reader::of(&user, today);
    let department = asked.department.parse().ok().map(DepartmentId);
    let which = Which { department, unseen: asked.unseen == "yes" };
    let page = asked.page();
    let mut rows =
        list_reminders(&mut conn, (year, &reader), which, (PER_PAGE + 1, (page - 1) * PER_PAGE)).await?;
    let more = rows.len() > usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    rows.truncate(usize::try_from(PER_PAGE).unwrap_or(usize::MAX));
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let duties = list_reminded_duties(&mut conn, &reader, &ids).await?;
    let keeps = user.may(Action::KeepDeadlines);
    let departments = if keeps {
        let reader = page_store::Reader::of(&user, today);
        page_store::list_owing_departments(&mut conn, year, &reader).await?
    } else {
        Vec::new()
    };
    Ok(ListPage {
        frame: user.frame(&state, Some(year)),
        year,
        path: urls::reminders(year),
        sheet: keeps.then(|| urls::reminder_sheet(year)),
        deadlines: urls::deadlines(year),
        departments: departments
            .into_iter()
            .map(|(id, label)| Choice { value: id.to_string(), label, chosen: department == Some(id) })
            .collect(),
        unseen: which.unseen,
        lines: rows.into_iter().map(|row| line(year, row, &duties)).collect(),
        paging: format!("第 {page} 页"),
        earlier: (page > 1).then(|| asked.path(year, page - 1)),
        later: more.then(|| asked.path(year, page + 1)),
    })
}

fn line(year: i32, row: ReminderRow, duties: &[RemindedDuty]) -> Line {
    let own = duties.iter().filter(|duty| duty.reminder == row.id);
    Line {
        at: instants::minute(row.reminded_at),
        told: told((row.way, row.spoken_with.as_deref()), &row.told, &row.seen_at),
        department: row.department_name,
        way: row.way.word(),
        by: row.reminded_by,
        duties: own.map(|duty| duty_line(year, duty)).collect(),
    }
}

fn duty_line(year: i32, duty: &RemindedDuty) -> DutyLine {
    let period = duty.period.as_deref().and_then(|period| period.parse::<Period>().ok());
    let title = duty.kind.named(&duty.name, period);
    let task = duty.task_number.map_or_else(String::new, |number| format!("（任务 {number}）"));
    DutyLine {
        path: urls::deadline(year, duty.id),
        words: format!("{title}{task}，应于 {}", dates::short(duty.due_on)),
        settled: duty.settled,
    }
}
