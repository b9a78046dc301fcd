//! The parts on the page of their summary, and the form that asks for more.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::ask::{AskForm, words};
use super::model::PartStatus;
use super::part_page;
use super::store::{PartRow, list_filers, list_parts};
use crate::calendar::get_calendar;
use crate::deadlines::Period;
use crate::error::Result;
use crate::plan::Plan;
use crate::web::dates;

/// A department has so many working days, unless the office says otherwise.
const WORKING_DAYS: u32 = 5;

/// A part in a list.
pub(in crate::pages::summaries) struct PartLine {
    /// 2019年上半年半年总结
    pub summary: String,
    pub department: String,
    pub path: String,
    pub wanted_by: String,
    pub state: (&'static str, &'static str, &'static str),
}

/// A department that can be asked.
pub(in crate::pages::summaries) struct Askable {
    pub id: i64,
    pub name: String,
    pub tasks: usize,
    pub chosen: bool,
}

/// The parts of a summary.
pub(in crate::pages::summaries) struct Parts {
    pub lines: Vec<PartLine>,
    /// How many departments have not handed theirs in.
    pub waiting: usize,
    /// Whom the office may still ask, and what it typed; `None` where it may not ask.
    pub asking: Option<(Vec<Askable>, AskForm)>,
}

impl Parts {
    /// The parts asked for; with the form where one may ask.
    pub async fn read(
        conn: &mut PgConnection,
        (plan, period): (&Plan, Period),
        today: NaiveDate,
        ask: Option<AskForm>,
    ) -> Result<Self> {
        let parts = list_parts(conn, plan.id, period).await?;
        let asking = match ask {
            Some(form) => Some(asking(conn, (plan, today), &parts, form).await?),
            None => None,
        };
        let half = period.to_string();
        let lines = parts.iter().map(|part| PartLine::of((plan.year, &half), part)).collect();
        let waits = |part: &&PartRow| matches!(part.status, PartStatus::Asked | PartStatus::Returned);
        Ok(Self { lines, waiting: parts.iter().filter(waits).count(), asking })
    }
}

async fn asking(
    conn: &mut PgConnection,
    (plan, today): (&Plan, NaiveDate),
    parts: &[PartRow],
    mut form: AskForm,
) -> Result<(Vec<Askable>, AskForm)> {
    if form.wanted_by.is_empty() {
        form.wanted_by = get_calendar(conn).await?.add_working_days(today, WORKING_DAYS).to_string();
    }
    let mut filers = list_filers(conn, plan.id, today).await?;
    let is_asked = |part: &&PartRow| part.status != PartStatus::Withdrawn;
    filers.retain(|filer| parts.iter().filter(is_asked).all(|part| part.department != filer.department));
    let askable = filers.into_iter().map(|filer| Askable {
        id: filer.department.0,
        tasks: filer.tasks.len(),
        chosen: form.departments.contains(&filer.department.0),
        name: filer.name,
    });
    Ok((askable.collect(), form))
}

impl PartLine {
    /// The line of a part.
    pub fn of((year, half): (i32, &str), part: &PartRow) -> Self {
        Self {
            summary: half.parse().map_or_else(|_| half.to_owned(), words),
            department: part.department_name.clone(),
            path: part_page::path(year, half, part.id),
            wanted_by: dates::short(part.wanted_by),
            state: part.status.light(),
        }
    }
}
