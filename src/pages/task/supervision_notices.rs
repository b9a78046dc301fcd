//! A task's 督办通知单 as its page lists them.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::accounts::{Action, CurrentUser};
use crate::error::Result;
use crate::ids::TaskId;
use crate::supervision::Reader;
use crate::supervision::supervision_notices::{NoticeRow, Which, list_notices};
use crate::web::{dates, urls};

/// A notice about a duty of the task.
pub(super) struct NoticeLine {
    pub path: String,
    pub number: String,
    pub degree: (&'static str, &'static str, &'static str),
    pub duty: String,
    pub department: String,
    pub answer_by: String,
    pub state: (&'static str, &'static str, &'static str),
}

/// The notices about the task that the reader may see; none for roles that read none.
pub(super) async fn notices_of(
    conn: &mut PgConnection,
    user: &CurrentUser,
    today: NaiveDate,
    task: TaskId,
) -> Result<Vec<NoticeLine>> {
    if !user.may(Action::ReadSupervisionNotices) {
        return Ok(Vec::new());
    }
    let which = Which { task: Some(task), ..Which::default() };
    let notices = list_notices(conn, &Reader::of(user, today), which).await?;
    let line = |notice: NoticeRow| NoticeLine {
        path: urls::supervision_notice(notice.year, notice.number),
        number: notice.words(),
        degree: notice.degree.light(),
        duty: notice.duty_title(),
        answer_by: dates::short(notice.answer_by),
        state: notice.state().light(),
        department: notice.department_name,
    };
    Ok(notices.into_iter().map(line).collect())
}
