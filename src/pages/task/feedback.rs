//! What was passed up to the superior court of a task's difficulties, as its page lists it.

use std::collections::HashMap;

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::accounts::{Action, CurrentUser};
use crate::deadlines::Period;
use crate::error::Result;
use crate::ids::TaskId;
use crate::pages::reports_of_task::ReportLine;
use crate::pages::superior_court::{Kind, PaperRow, Which, list_papers, list_passed_up};
use crate::supervision::Reader;
use crate::web::dates;

/// An item about the task.
pub(super) struct FeedbackLine {
    pub path: String,
    pub title: String,
    pub addressee: String,
    pub sent: Option<String>,
    pub state: (&'static str, &'static str, &'static str),
    /// When it was answered, and the answer.
    pub answer: Option<(String, String)>,
}

/// The items the reader may see; nothing for roles that read none. Withdrawn ones stand in their own list.
pub(super) async fn feedback_of(
    conn: &mut PgConnection,
    user: &CurrentUser,
    today: NaiveDate,
    task: TaskId,
) -> Result<Vec<FeedbackLine>> {
    if !user.may(Action::ReadFeedback) {
        return Ok(Vec::new());
    }
    let which = Which { kind: Some(Kind::Feedback), task: Some(task), ..Which::default() };
    let papers = list_papers(conn, &Reader::of(user, today), which).await?;
    Ok(papers.iter().filter(|paper| paper.withdrawn_on.is_none()).map(line).collect())
}

fn line(paper: &PaperRow) -> FeedbackLine {
    let dated = |on: NaiveDate, number: Option<&String>| match number {
        Some(number) if !number.is_empty() => format!("{} {number}", dates::short(on)),
        _ => dates::short(on),
    };
    let answered = paper.settled_on.map(|on| dated(on, paper.outcome_number.as_ref()));
    FeedbackLine {
        path: paper.path(),
        title: format!("{} {}", paper.number, paper.title),
        addressee: paper.addressee.clone(),
        sent: paper.sent_on.map(|on| dated(on, paper.sent_number.as_ref())),
        state: paper.light(),
        answer: answered.zip(paper.outcome.clone()),
    }
}

/// Says beside each month's report whose difficulties were passed up in which item, and how that stands: for those concerned.
pub(super) async fn mark_passed_up(
    conn: &mut PgConnection,
    (year, task): (i32, TaskId),
    reports: &mut [ReportLine],
) -> Result<()> {
    let mut of_month: HashMap<String, Vec<(String, String)>> = HashMap::new();
    for passed in list_passed_up(conn, task).await? {
        let words = format!(
            "{}，{}（{}）",
            Kind::Feedback.name(passed.number),
            passed.status.word(Kind::Feedback),
            dates::short(passed.sent_on)
        );
        let month = passed.month.parse::<Period>().map_or(passed.month, Period::words);
        of_month.entry(month).or_default().push((words, Kind::Feedback.path(year, passed.number)));
    }
    for report in reports {
        report.passed_up = of_month.remove(&report.month).unwrap_or_default();
    }
    Ok(())
}
