//! `/2019/deadlines`: what is due and overdue, filtered in the address, each with how its date came about.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use sqlx::PgConnection;

use super::page_store::{
    Counts, DutyRow, Filter, Owner, Reader, Which, count_duties, list_duties, list_owing_departments,
};
use super::reminders::{RemindForm, may_remind, ways};
use super::shown::{DutyShown, shown};
use super::sweep::{find_last_run, next_run};
use super::{DeadlineKind, PlanRules, find_rules_of_year};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::calendar::{WorkingCalendar, get_calendar};
use crate::clock::beijing_day;
use crate::error::{AppError, Result};
use crate::ids::DepartmentId;
use crate::web::{AppState, FieldErrors, PageFrame, dates, urls};

/// Duties a page lists: what fits under 100 KB.
const PER_PAGE: u32 = 60;

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/deadlines", Access::Needs(Action::ReadLedger), show)]
}

/// What the address asks for; words it does not know ask for nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub state: String,
    pub kind: String,
    pub department: String,
    pub page: Option<u32>,
}

impl Asked {
    fn filter(&self) -> Filter {
        Filter {
            which: match self.state.as_str() {
                "overdue" => Which::Overdue,
                "soon" => Which::Soon,
                "all" => Which::All,
                _ => Which::Current,
            },
            kind: DeadlineKind::ALL.into_iter().find(|kind| kind.code() == self.kind),
            owner: match (self.department.as_str(), self.department.parse()) {
                ("office", _) => Owner::Office,
                (_, Ok(id)) => Owner::Department(DepartmentId(id)),
                _ => Owner::Anyone,
            },
        }
    }

    pub(super) fn path(&self, year: i32, state: &str, page: u32) -> String {
        let mut fields = Vec::new();
        for (name, value) in [("state", state), ("kind", &self.kind), ("department", &self.department)] {
            if !value.is_empty() {
                fields.push((name, value.to_owned()));
            }
        }
        if page > 1 {
            fields.push(("page", page.to_string()));
        }
        let query = serde_html_form::to_string(fields).unwrap_or_default();
        let question = if query.is_empty() { "" } else { "?" };
        format!("{}{question}{query}", urls::deadlines(year))
    }
}

struct Chip {
    label: String,
    path: String,
    current: bool,
}

pub(super) struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

struct Group {
    heading: &'static str,
    duties: Vec<DutyShown>,
}

struct Heartbeat {
    last: Option<String>,
    next: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "deadlines/list.html")]
struct ListPage {
    frame: PageFrame,
    year: i32,
    chips: Vec<Chip>,
    state: String,
    kinds: Vec<Choice>,
    departments: Vec<Choice>,
    groups: Vec<Group>,
    /// Whether a date among them is an estimate.
    estimates: bool,
    rules: String,
    paging: String,
    earlier: Option<String>,
    later: Option<String>,
    /// For the office only.
    heartbeat: Option<Heartbeat>,
    /// Where reminders are listed, for who reads them.
    reminders: Option<String>,
    /// The office reminds of what it ticks.
    remind: Option<Remind>,
    errors: FieldErrors,
}

/// The form 催办所选.
struct Remind {
    path: String,
    ways: Vec<Choice>,
    spoken_with: String,
    /// Where the list stands, to come back to.
    place: [(&'static str, String); 4],
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    page((&state, &user), year, &asked, RemindForm::default(), FieldErrors::default()).await
}

/// The page, with what was ticked and typed where it was not accepted.
pub(super) async fn page(
    (state, user): (&AppState, &CurrentUser),
    year: i32,
    asked: &Asked,
    form: RemindForm,
    errors: FieldErrors,
) -> Result<Response> {
    let today = state.clocks.today();
    let (reader, filter) = (Reader::of(user, today), asked.filter());
    let page = asked.page.unwrap_or(1).max(1);
    let mut conn = state.db.acquire().await?;
    let rules = find_rules_of_year(&mut conn, year)
        .await?
        .ok_or_else(|| AppError::NotFound(format!("还没有 {year} 年度的方案。")))?;
    let calendar = get_calendar(&mut conn).await?;
    let counts = count_duties(&mut conn, year, &reader, &filter).await?;
    let offset = i64::from(page - 1) * i64::from(PER_PAGE);
    let rows = list_duties(&mut conn, year, &reader, &filter, i64::from(PER_PAGE), offset).await?;
    let departments = list_owing_departments(&mut conn, year, &reader).await?;
    let keeps = user.may(Action::KeepDeadlines);
    let heartbeat = if keeps { Some(heartbeat(&mut conn, state).await?) } else { None };
    drop(conn);
    let pages = pages_of(counts.of(filter.which));
    let mut groups = groups(&rows, today, &calendar, &rules);
    if keeps {
        offer_reminding(&mut groups, &rows, today, &form);
    }
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ListPage {
        frame: user.frame(state, Some(year)),
        year,
        chips: chips(asked, year, &filter, counts),
        state: asked.state.clone(),
        kinds: kinds(&filter),
        departments: owners(&filter, departments),
        estimates: groups.iter().flat_map(|group| &group.duties).any(|duty| duty.estimate),
        reminders: user.may(Action::ReadReminders).then(|| urls::reminders(year)),
        remind: keeps.then(|| remind_form(year, asked, page, form)),
        groups,
        rules: rules_sentence(&rules),
        paging: format!("第 {page} 页，共 {pages} 页"),
        earlier: (page > 1).then(|| asked.path(year, &asked.state, page - 1)),
        later: (i64::from(page) < pages).then(|| asked.path(year, &asked.state, page + 1)),
        heartbeat,
        errors,
    };
    Ok((status, page).into_response())
}

fn remind_form(year: i32, asked: &Asked, page: u32, form: RemindForm) -> Remind {
    Remind {
        path: urls::deadline_remind(year),
        ways: ways(&form.way),
        spoken_with: form.spoken_with,
        place: [
            ("state", asked.state.clone()),
            ("kind", asked.kind.clone()),
            ("department", asked.department.clone()),
            ("page", page.to_string()),
        ],
    }
}

/// A box to tick beside each duty of which a department may be reminded today, and when it was reminded last.
fn offer_reminding(groups: &mut [Group], rows: &[DutyRow], today: NaiveDate, form: &RemindForm) {
    for duty in groups.iter_mut().flat_map(|group| &mut group.duties) {
        let Some(row) = rows.iter().find(|row| row.id == duty.id) else { continue };
        duty.remind = may_remind(row, today).is_ok().then(|| form.has(row.id));
        duty.reminded = row.reminded_on.map(|day| format!("{} 已催办", dates::short(day)));
    }
}

async fn heartbeat(conn: &mut PgConnection, state: &AppState) -> Result<Heartbeat> {
    let last = find_last_run(conn).await?.map(|run| {
        format!("{}，新记事件 {} 项，发出提醒 {} 条", dates::short(run.ledger_day), run.raised, run.notices)
    });
    let next = dates::short(beijing_day(next_run(state.clocks.ledger_now())));
    Ok(Heartbeat { last, next: format!("{next} 00:05") })
}

fn pages_of(count: i64) -> i64 {
    (count + i64::from(PER_PAGE) - 1).div_euclid(i64::from(PER_PAGE)).max(1)
}

fn chips(asked: &Asked, year: i32, filter: &Filter, counts: Counts) -> Vec<Chip> {
    [
        (Which::Current, "", "逾期和近 30 天"),
        (Which::Overdue, "overdue", "逾期"),
        (Which::Soon, "soon", "近 30 天到期"),
        (Which::All, "all", "全年"),
    ]
    .into_iter()
    .map(|(which, state, label)| Chip {
        label: format!("{label} {}", counts.of(which)),
        path: asked.path(year, state, 1),
        current: which == filter.which,
    })
    .collect()
}

fn kinds(filter: &Filter) -> Vec<Choice> {
    DeadlineKind::ALL
        .into_iter()
        .map(|kind| Choice {
            value: kind.code().to_owned(),
            label: kind.word().to_owned(),
            chosen: filter.kind == Some(kind),
        })
        .collect()
}

fn owners(filter: &Filter, departments: Vec<(DepartmentId, String)>) -> Vec<Choice> {
    let office = Choice {
        value: "office".to_owned(),
        label: "领导小组办公室".to_owned(),
        chosen: filter.owner == Owner::Office,
    };
    let of_departments = departments.into_iter().map(|(id, label)| Choice {
        value: id.to_string(),
        label,
        chosen: filter.owner == Owner::Department(id),
    });
    [office].into_iter().chain(of_departments).collect()
}

/// The rows under 逾期, 今天到期, 以后 and, of the whole year, 已完成或免除.
fn groups(rows: &[DutyRow], today: NaiveDate, calendar: &WorkingCalendar, rules: &PlanRules) -> Vec<Group> {
    let heading = |row: &DutyRow| {
        if row.met_on.is_some() || row.waived_on.is_some() {
            "已完成或免除"
        } else if row.due_on < today {
            "逾期"
        } else if row.due_on == today {
            "今天到期"
        } else {
            "以后到期"
        }
    };
    ["逾期", "今天到期", "以后到期", "已完成或免除"]
        .into_iter()
        .map(|title| Group {
            heading: title,
            duties: rows
                .iter()
                .filter(|row| heading(row) == title)
                .map(|row| shown(row, today, calendar, rules))
                .collect(),
        })
        .filter(|group| !group.duties.is_empty())
        .collect()
}

fn rules_sentence(rules: &PlanRules) -> String {
    let to_leader = if rules.tell_leader_by_itself { "自动" } else { "建议" };
    format!(
        "逾期天数为自然日；提前 {} 个工作日提醒，节点、任务完成、整改和批示逾期 {} 个工作日{to_leader}报分管院领导、{} 个工作日建议发督办通知单。\
         月报每月 {} 日，休息日顺延；工作日按国务院办公厅放假安排，含调休上班。",
        rules.warning_days, rules.propose_to_leader_days, rules.propose_notice_days, rules.report_day
    )
}
