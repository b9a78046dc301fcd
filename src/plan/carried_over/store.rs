//! The SQL of the links between tasks of different years.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::TaskOfYear;
use crate::accounts::{CurrentUser, Role};
use crate::error::Result;
use crate::ids::{PlanId, TaskId};

/// Where a task comes from, and where it went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    /// The task of an earlier year that it goes on with.
    pub from: Option<TaskOfYear>,
    /// The tasks of later years that go on with it.
    pub to: Vec<TaskOfYear>,
}

/// Who reads the links of a task.
#[derive(Debug)]
pub struct LinkReader {
    /// The day they read on.
    on: NaiveDate,
    /// The office and leaders.
    sees_all: bool,
    /// The departments they belong to.
    departments: Vec<i64>,
}

impl LinkReader {
    /// The signed-in person on a day.
    #[must_use]
    pub fn of(user: &CurrentUser, on: NaiveDate) -> Self {
        Self {
            on,
            sees_all: matches!(user.role, Role::Office | Role::Leader),
            departments: user.departments().iter().map(|of| of.0).collect(),
        }
    }
}

/// The links of a task, those to restricted tasks only for who sees all or belongs to one of their departments on the day.
pub async fn find_links(conn: &mut PgConnection, task: TaskId, reader: &LinkReader) -> Result<Links> {
    let rows = sqlx::query!(
        r#"select l.earlier as "earlier!", p.year, o.number
           from (select carried_from_id as id, true as earlier from task where id = $1
                 union all select id, false from task where carried_from_id = $1) l
           join task o on o.id = l.id join plan p on p.id = o.plan_id
           where not o.restricted or $3 or exists (select from departments_concerned(o.id, $2) as c (id) where c.id = any($4))
           order by p.year, o.number"#,
        task.0,
        reader.on,
        reader.sees_all,
        &reader.departments
    )
    .fetch_all(conn)
    .await?;
    let mut links = Links::default();
    for row in rows {
        let of = TaskOfYear { year: row.year, number: row.number };
        if row.earlier {
            links.from = Some(of);
        } else {
            links.to.push(of);
        }
    }
    Ok(links)
}

/// The tasks of a plan that go on with another: its number here, and the other.
pub async fn list_pairs(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<(i32, TaskOfYear)>> {
    let rows = sqlx::query!(
        r#"select t.number, p.year, o.number as origin
           from task t join task o on o.id = t.carried_from_id join plan p on p.id = o.plan_id
           where t.plan_id = $1 order by t.number"#,
        plan.0
    )
    .fetch_all(conn)
    .await?;
    let pair = |year, number, origin| (number, TaskOfYear { year, number: origin });
    Ok(rows.into_iter().map(|row| pair(row.year, row.number, row.origin)).collect())
}
