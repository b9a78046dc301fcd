//! Two people wrote the same report: the second sees both texts and chooses; nothing is lost.

use std::collections::BTreeMap;

use askama::Template;
use askama_web::WebTemplate;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::contributions::month_path;
use super::desk::Desk;
use super::entry::line;
use super::fields::ReportFields;
use super::item::ReportItem;
use super::model::OwnRating;
use super::posted::PostedReport;
use crate::accounts::CurrentUser;
use crate::clock::BEIJING;
use crate::ids::DepartmentId;
use crate::web::{AppState, PageFrame, urls};

#[derive(Template, WebTemplate)]
#[template(path = "reporting/monthly_reports/conflict.html")]
struct ConflictPage {
    frame: PageFrame,
    path: String,
    back: String,
    department: DepartmentId,
    month: String,
    reports: Vec<Both>,
    may_overwrite: bool,
}

/// One report in both versions.
struct Both {
    number: i32,
    title: String,
    version: i32,
    /// Who saved what stands, and when; or that it was filed.
    by: String,
    may_overwrite: bool,
    stored: ReportFields,
    stored_line: String,
    mine: ReportFields,
    share: String,
    rating: OwnRating,
}

/// The page with both texts of every report in conflict (409).
pub(super) fn page(
    state: &AppState,
    user: &CurrentUser,
    desk: &Desk,
    conflicts: &BTreeMap<i32, PostedReport>,
) -> Response {
    let (year, code) = (desk.month.plan.year, desk.month.code());
    let reports: Vec<Both> = desk
        .items
        .iter()
        .filter_map(|item| conflicts.get(&item.number).map(|posted| both(item, posted)))
        .collect();
    let page = ConflictPage {
        frame: user.frame(state, Some(year)),
        path: urls::reports_of_month(year, &code),
        back: month_path(year, &code, desk.department.id),
        department: desk.department.id,
        month: desk.month.short(),
        may_overwrite: reports.iter().any(|report| report.may_overwrite),
        reports,
    };
    (StatusCode::CONFLICT, page).into_response()
}

fn both(item: &ReportItem, posted: &PostedReport) -> Both {
    let stored = item.fields();
    let saved = item.report.as_ref().map(|report| {
        let at = report.drafted_at.with_timezone(&BEIJING).format("%H:%M");
        format!("{}于 {at} 保存，现为“{}”", report.drafted_by, report.status.word())
    });
    Both {
        number: item.number,
        title: item.title.clone(),
        version: item.version(),
        by: saved.unwrap_or_default(),
        may_overwrite: item.is_editable(),
        stored_line: line(&stored),
        stored,
        share: posted.typed.share.clone(),
        rating: posted.typed.fields.rating.unwrap_or(OwnRating::Normal),
        mine: posted.typed.fields.clone(),
    }
}
