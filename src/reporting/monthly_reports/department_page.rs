//! A department's page for a month: every task it files for, last month's report beside this month's fields.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::contribution_store::{Contribution, list_contributions};
use super::contributions::month_path;
use super::desk::Desk;
use super::entry::{Around, Entry, entry};
use super::month::{day_words, short_month};
use super::no_department;
use super::page_store;
use super::posted::PostedMonth;
use crate::accounts::{CurrentUser, Role};
use crate::calendar::estimate_words;
use crate::clock::BEIJING;
use crate::error::Result;
use crate::ids::{DepartmentId, ReportId};
use crate::reporting::evidence::{ACCEPTED, list_files_of_reports};
use crate::web::{AppState, FieldErrors, PageFrame, dates, urls};

/// Another page of the same kind.
pub(super) struct Link {
    pub label: String,
    pub path: String,
    pub current: bool,
}

#[derive(Template, WebTemplate)]
#[template(path = "reporting/monthly_reports/department.html")]
#[expect(clippy::struct_excessive_bools, reason = "each shows or hides one part of the page")]
struct DepartmentPage {
    frame: PageFrame,
    year: i32,
    title: String,
    sub: String,
    path: String,
    department: DepartmentId,
    department_name: String,
    /// The person's departments, where there are several; for the office all that file.
    switch: Vec<Link>,
    earlier: Option<Link>,
    later: Option<Link>,
    entries: Vec<Entry>,
    /// What others ask of this department.
    asked_of_us: Vec<Contribution>,
    on_behalf: bool,
    on_behalf_of: String,
    signed_off: bool,
    signed_off_by: String,
    rest_reason: String,
    rest: usize,
    submit_label: String,
    may_write: bool,
    head_may_sign: bool,
    saved: Option<String>,
    accepted: &'static str,
    errors: FieldErrors,
}

#[derive(Deserialize)]
pub(super) struct DepartmentQuery {
    department: Option<String>,
}

pub(super) async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, month)): Path<(i32, String)>,
    Query(query): Query<DepartmentQuery>,
) -> Result<Response> {
    if user.role == Role::Office && user.departments().is_empty() && query.department.is_none() {
        return Ok(axum::response::Redirect::to(&urls::reports(year)).into_response());
    }
    let mut conn = state.db.acquire().await?;
    if user.departments().is_empty() && query.department.is_none() {
        return no_department::page(&mut conn, (&state, &user), year).await;
    }
    let desk = Desk::open(&mut conn, &state, &user, (year, &month), query.department.as_deref()).await?;
    page(&mut conn, &state, &user, &desk, None, FieldErrors::default()).await
}

/// The page; with `posted`, as it was filled in and what is wrong with it.
pub(super) async fn page(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    desk: &Desk,
    posted: Option<&PostedMonth>,
    errors: FieldErrors,
) -> Result<Response> {
    let reports: Vec<i64> =
        desk.items.iter().filter_map(|item| item.report.as_ref()).map(|r| r.id.0).collect();
    let files = list_files_of_reports(conn, &reports).await?;
    let contributions = list_contributions(conn, &desk.month, Some(desk.department.id), &reports).await?;
    let switch = switch(conn, user, desk).await?;
    let month_before = desk.month.neighbours().0.map(|month| month.to_string());
    let entries = desk.items.iter().map(|item| {
        let around = Around {
            today: state.clocks.today(),
            department: desk.department.id,
            posted: posted.and_then(|posted| posted.reports.get(&item.number)),
            files: &files,
            contributions: &contributions,
            errors: &errors,
        };
        entry(item, month_before.as_deref(), &around)
    });
    let entries: Vec<Entry> = entries.collect();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = assemble(state, user, desk, Shown { posted, errors, switch, entries, contributions });
    Ok((status, page).into_response())
}

/// What the page shows besides the desk.
struct Shown<'a> {
    posted: Option<&'a PostedMonth>,
    errors: FieldErrors,
    switch: Vec<Link>,
    entries: Vec<Entry>,
    contributions: Vec<Contribution>,
}

fn assemble(state: &AppState, user: &CurrentUser, desk: &Desk, shown: Shown<'_>) -> DepartmentPage {
    let (year, month, department) = (desk.month.plan.year, &desk.month, &desk.department);
    let is_ours =
        |id: ReportId| desk.items.iter().any(|item| item.report.as_ref().is_some_and(|r| r.id == id));
    let (earlier, later) = month.neighbours();
    let link = |to: Option<crate::deadlines::Period>| {
        to.map(|to| Link {
            label: short_month(to),
            path: month_path(year, &to.to_string(), department.id),
            current: false,
        })
    };
    let heads_it = user.heads(department.id);
    let filled = |fields: &dyn Fn(&PostedMonth) -> String| shown.posted.map(fields).unwrap_or_default();
    let own_head = department.heads.first().cloned().unwrap_or_default();
    DepartmentPage {
        frame: user.frame(state, Some(year)),
        year,
        title: format!("{year}年{}月报", month.short()),
        sub: sub_line(desk),
        path: urls::reports_of_month(year, &month.code()),
        department: department.id,
        department_name: department.name.clone(),
        switch: shown.switch,
        earlier: link(earlier),
        later: link(later),
        asked_of_us: shown.contributions.into_iter().filter(|asked| !is_ours(asked.report)).collect(),
        on_behalf: desk.on_behalf,
        on_behalf_of: filled(&|posted| posted.on_behalf_of.clone()),
        signed_off: shown.posted.is_some_and(|posted| posted.signed_off),
        signed_off_by: shown.posted.map_or(own_head, |posted| posted.signed_off_by.clone()),
        rest_reason: filled(&|posted| posted.rest_reason.clone()),
        rest: desk.items.iter().filter(|item| item.is_editable() && !item.fields().is_filled()).count(),
        submit_label: submit_label(desk, heads_it),
        may_write: desk.items.iter().any(super::item::ReportItem::is_editable),
        head_may_sign: heads_it && shown.entries.iter().any(|entry| entry.awaits_head),
        saved: saved_line(desk),
        entries: shown.entries,
        accepted: ACCEPTED,
        errors: shown.errors,
    }
}

/// `审管办 · 牵头 12 项，填报 11 项 · 统计期间 5月26日—6月25日 · 6月25日（星期二）前报送`
fn sub_line(desk: &Desk) -> String {
    let (first, last) = desk.month.span();
    let mut parts = vec![
        desk.department.name.clone(),
        format!("牵头 {} 项，填报 {} 项", desk.department.leads, desk.items.len()),
        format!("统计期间 {}—{}", day_words(first), day_words(last)),
    ];
    // A returned report is due later than the others: the month's own date is the earliest.
    if let Some(due_on) = desk.items.iter().map(|item| item.due_on).min() {
        let estimate = estimate_words(desk.month.estimate);
        parts.push(format!("{}（{}）前报送{estimate}", day_words(due_on), dates::weekday(due_on)));
    }
    parts.join(" · ")
}

/// `报送已填的 2 份`
pub(super) fn submit_label(desk: &Desk, heads_it: bool) -> String {
    let word = if desk.month.head_signs_off && !heads_it && !desk.on_behalf { "送审签" } else { "报送" };
    match desk.items.iter().filter(|item| item.is_ready(false)).count() {
        0 => format!("{word}已填的月报"),
        ready => format!("{word}已填的 {ready} 份"),
    }
}

/// `草稿已于 09:12 保存`
fn saved_line(desk: &Desk) -> Option<String> {
    let drafts = desk.items.iter().filter(|item| item.is_editable()).filter_map(|item| item.report.as_ref());
    let last = drafts.max_by_key(|report| report.drafted_at)?;
    let at = last.drafted_at.with_timezone(&BEIJING);
    Some(format!(
        "草稿已于 {} {} 保存（{}）",
        day_words(at.date_naive()),
        at.format("%H:%M"),
        last.drafted_by
    ))
}

async fn switch(conn: &mut PgConnection, user: &CurrentUser, desk: &Desk) -> Result<Vec<Link>> {
    let mut departments = if user.role == Role::Office {
        page_store::list_filing_departments(conn, &desk.month).await?
    } else {
        user.memberships.iter().map(|m| (m.department_id, m.department_name.clone())).collect()
    };
    departments.dedup_by_key(|(id, _)| *id);
    if departments.len() < 2 {
        return Ok(Vec::new());
    }
    let code = desk.month.code();
    let links = departments.into_iter().map(|(id, label)| Link {
        label,
        path: month_path(desk.month.plan.year, &code, id),
        current: id == desk.department.id,
    });
    Ok(links.collect())
}
