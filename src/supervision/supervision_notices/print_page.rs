//! `/2019/supervision-notices/3/print`: the notice as a formal sheet, one page of A4.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};

use super::notice_page::{NoticePath, reader};
use super::shown::{instant, signer};
use super::store::{NoticeRow, get_notice};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::{AppError, Result};
use crate::plan::get_plan;
use crate::web::{AppState, PageFrame, dates, urls};

pub(super) fn routes() -> Routes {
    let reads = Access::Needs(Action::ReadSupervisionNotices);
    vec![Route::get("/{year}/supervision-notices/{number}/print", reads, show)]
}

#[derive(Template, WebTemplate)]
#[template(path = "supervision/notice_print.html")]
struct PrintPage {
    frame: PageFrame,
    back: String,
    words: String,
    /// Who the court is, as on its plan.
    court: String,
    task: String,
    duty: String,
    degree: (&'static str, &'static str, &'static str),
    answer_by: String,
    issued_on: String,
    signed_by: Option<String>,
    signed_at: Option<String>,
    withdrawn: bool,
    notice: NoticeRow,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): NoticePath,
) -> Result<PrintPage> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let notice = get_notice(&mut conn, &reader(&state, &user), year, number).await?;
    let Some(issued_on) = notice.issued_on else {
        return Err(AppError::Refused("督办通知单签发后才能打印。".into()));
    };
    Ok(PrintPage {
        frame: user.frame(&state, Some(year)),
        back: urls::supervision_notice(year, number),
        words: notice.words(),
        court: plan.issuing_body,
        task: format!("任务 {} {}", notice.task_number, notice.task_title),
        duty: notice.duty_title(),
        degree: notice.degree.light(),
        answer_by: dates::plain(notice.answer_by),
        issued_on: dates::plain(issued_on),
        signed_by: notice.acknowledged_by.as_ref().map(|by| signer(&notice, by)),
        signed_at: notice.acknowledged_at.map(instant),
        withdrawn: notice.state() == super::model::NoticeState::Withdrawn,
        notice,
    })
}
