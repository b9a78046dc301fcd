//! The SQL of tasks that wait.

use std::collections::HashMap;

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::finished_quarters;
use crate::audit_trail::Act;
use crate::deadlines::Period;
use crate::error::{AppError, Result, violated_constraint};
use crate::ids::TaskId;
use crate::plan::document_reader::rules;
use crate::plan::tasks::TaskStatus;
use crate::supervision::Reader;

/// A task that waits.
#[derive(Debug, Clone)]
pub struct Wait {
    /// The task.
    pub task: TaskId,
    /// Its plan's year.
    pub year: i32,
    /// The plan's last day.
    pub plan_ends_on: NaiveDate,
    /// Its number.
    pub number: i32,
    /// Its title.
    pub title: String,
    /// 待上级 or 暂缓.
    pub status: TaskStatus,
    /// Since when.
    pub since: NaiveDate,
    /// Cause, whose decision, and what shows it.
    pub source: String,
    /// 牵头部门, in the order of the document.
    pub leads: Vec<String>,
    /// What the notice says that made it wait, as the reader of the document found it.
    pub notice: Vec<String>,
    /// Whether the reader is concerned.
    pub is_concerned: bool,
    /// The looks of this wait, by quarter.
    pub reviews: Vec<Review>,
}

impl Wait {
    /// The finished quarters in which nobody looked at it.
    #[must_use]
    pub fn not_looked_at(&self, today: NaiveDate) -> Vec<Period> {
        let mut missing = finished_quarters(self.year, self.since, self.plan_ends_on, today);
        missing.retain(|quarter| self.reviews.iter().all(|review| review.quarter != *quarter));
        missing
    }
}

/// A look at a task that waits.
#[derive(Debug, Clone)]
pub struct Review {
    /// For which quarter.
    pub quarter: Period,
    /// When.
    pub looked_on: NaiveDate,
    /// What was found, for those concerned.
    pub sentence: String,
    /// Who looked.
    pub by: String,
}

/// The tasks that wait and that the reader may see, of one year or (`None`) of all plans. Two statements.
pub async fn list_waits(conn: &mut PgConnection, reader: &Reader, year: Option<i32>) -> Result<Vec<Wait>> {
    let rows = sqlx::query!(
        r#"select t.id, p.year, p.ends_on, t.number, t.title, t.status as "status: TaskStatus", t.status_since,
                  coalesce(t.status_source, '') as "source!", c.concerned as "is_concerned!",
                  array(select d.name from assignment a join department d on d.id = a.department_id
                        where a.task_id = t.id and a.role = 'lead' and a.from_on <= $3
                          and (a.to_on is null or a.to_on >= $3) order by a.position) as "leads!",
                  array(select b.message from doubt b where b.task_id = t.id and b.rule = $5 order by b.position) as "notice!"
           from task t join plan p on p.id = t.plan_id
           cross join lateral (select $1 or exists (
               select from departments_concerned(t.id, $3) as c (id) where c.id = any($2)) as concerned) c
           where t.status in ('waiting_for_superior', 'paused') and (not t.restricted or c.concerned)
             and ($4::integer is null or p.year = $4)
           order by p.year, t.number"#,
        reader.sees_all,
        &reader.departments,
        reader.today,
        year,
        rules::WAITS_FOR_SUPERIOR
    )
    .fetch_all(&mut *conn)
    .await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut reviews = reviews_of(conn, &ids).await?;
    let waits = rows.into_iter().map(|row| Wait {
        task: TaskId(row.id),
        year: row.year,
        plan_ends_on: row.ends_on,
        number: row.number,
        title: row.title,
        status: row.status,
        since: row.status_since,
        source: row.source,
        leads: row.leads,
        notice: row.notice,
        is_concerned: row.is_concerned,
        reviews: reviews.remove(&row.id).unwrap_or_default(),
    });
    Ok(waits.collect())
}

/// The looks of the present waits of these tasks.
async fn reviews_of(conn: &mut PgConnection, tasks: &[i64]) -> Result<HashMap<i64, Vec<Review>>> {
    let rows = sqlx::query!(
        "select r.task_id, r.quarter, r.looked_on, r.sentence, a.display_name
         from superior_wait_review r join task t on t.id = r.task_id and t.status_since = r.since
         join account a on a.id = r.account_id
         where r.task_id = any($1) order by r.quarter",
        tasks
    )
    .fetch_all(conn)
    .await?;
    let mut reviews: HashMap<i64, Vec<Review>> = HashMap::new();
    for row in rows {
        let quarter = row.quarter.parse::<Period>().map_err(|error| AppError::Internal(error.into()))?;
        let review =
            Review { quarter, looked_on: row.looked_on, sentence: row.sentence, by: row.display_name };
        reviews.entry(row.task_id).or_default().push(review);
    }
    Ok(reviews)
}

/// Records that a task that waits was looked at again.
///
/// # Errors
/// Refused where it was recorded for that quarter.
pub(super) async fn insert_review(
    conn: &mut PgConnection,
    act: &Act,
    wait: &Wait,
    (quarter, looked_on, sentence): (Period, NaiveDate, &str),
) -> Result<()> {
    sqlx::query!(
        "insert into superior_wait_review (task_id, since, quarter, looked_on, sentence, account_id)
         values ($1, $2, $3, $4, $5, $6)",
        wait.task.0,
        wait.since,
        quarter.to_string(),
        looked_on,
        sentence,
        act.account().map(|account| account.0)
    )
    .execute(conn)
    .await
    .map_err(|error| match violated_constraint(&error) {
        Some("superior_wait_review_once") => AppError::Refused(format!("{}已有复核记录。", quarter.words())),
        _ => error.into(),
    })?;
    Ok(())
}
