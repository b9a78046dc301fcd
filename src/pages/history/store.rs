//! Which entries a reader of the year's records may see.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::accounts::{CurrentUser, Role};
use crate::error::Result;
use crate::ids::{PlanId, TaskId};

/// Who reads: all that is concerned, or what concerns some departments.
pub(super) struct Reader {
    sees_concerned: bool,
    departments: Vec<i64>,
    today: NaiveDate,
}

impl Reader {
    pub fn of(user: &CurrentUser, today: NaiveDate) -> Self {
        Self {
            sees_concerned: matches!(user.role, Role::Office | Role::Leader),
            departments: user.memberships.iter().map(|membership| membership.department_id.0).collect(),
            today,
        }
    }
}

/// An entry the reader may see.
pub(super) struct Record {
    pub id: i64,
    pub at: DateTime<Utc>,
    pub actor: String,
    pub on_behalf_of: Option<String>,
    pub by_person: bool,
    pub event: String,
    pub sentence: String,
    pub task_number: Option<i32>,
    /// Whether what it changed may be shown, too.
    pub concerns_reader: bool,
}

/// The year's entries before the id `before`, newest first.
pub(super) async fn list_of_year(
    conn: &mut PgConnection,
    reader: &Reader,
    year: i32,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Record>> {
    Ok(sqlx::query_as!(
        Record,
        r#"select e.id, e.at, e.actor, e.on_behalf_of, e.account_id is not null as "by_person!", e.event,
                  coalesce(c.sentence, '（内容缺失）') as "sentence!", t.number as "task_number?",
                  r.concerned as "concerns_reader!"
           from ledger_entry e
           left join ledger_content c on c.entry_id = e.id
           left join task t on t.id = e.task_id
           cross join lateral (
               select $2 or (e.task_id is null and coalesce(e.department_id = any($3), false)) or exists (
                   select from departments_concerned(e.task_id, $4) as c (id) where c.id = any($3)) as concerned
           ) r
           where e.plan_year = $1 and e.audience <> 'administrators'
             and (r.concerned or (e.audience = 'everyone' and not coalesce(t.restricted, false)))
             and ($5::bigint is null or e.id < $5)
           order by e.id desc limit $6"#,
        year,
        reader.sees_concerned,
        &reader.departments,
        reader.today,
        before,
        limit
    )
    .fetch_all(conn)
    .await?)
}

/// The task's entries before the id `before`, newest first; the same rule as [`list_of_year`].
pub(super) async fn list_of_task(
    conn: &mut PgConnection,
    reader: &Reader,
    task: TaskId,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Record>> {
    Ok(sqlx::query_as!(
        Record,
        r#"select e.id, e.at, e.actor, e.on_behalf_of, e.account_id is not null as "by_person!", e.event,
                  coalesce(c.sentence, '（内容缺失）') as "sentence!", t.number as "task_number?",
                  r.concerned as "concerns_reader!"
           from ledger_entry e
           left join ledger_content c on c.entry_id = e.id
           join task t on t.id = e.task_id
           cross join lateral (
               select $2 or exists (
                   select from departments_concerned(e.task_id, $4) as c (id) where c.id = any($3)) as concerned
           ) r
           where e.task_id = $1 and e.audience <> 'administrators'
             and (r.concerned or (e.audience = 'everyone' and not t.restricted))
             and ($5::bigint is null or e.id < $5)
           order by e.id desc limit $6"#,
        task.0,
        reader.sees_concerned,
        &reader.departments,
        reader.today,
        before,
        limit
    )
    .fetch_all(conn)
    .await?)
}

/// The task of a number; `None` when the plan has none.
pub(super) async fn find_task(conn: &mut PgConnection, plan: PlanId, number: i32) -> Result<Option<TaskId>> {
    let id = sqlx::query_scalar!("select id from task where plan_id = $1 and number = $2", plan.0, number)
        .fetch_optional(conn)
        .await?;
    Ok(id.map(TaskId))
}

/// What an entry changed: the values before and after, as written.
pub(super) async fn get_change(
    conn: &mut PgConnection,
    entry: i64,
) -> Result<(Option<String>, Option<String>)> {
    let row = sqlx::query!("select before, after from ledger_content where entry_id = $1", entry)
        .fetch_optional(conn)
        .await?;
    Ok(row.map_or((None, None), |row| (row.before, row.after)))
}
