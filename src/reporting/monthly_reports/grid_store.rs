//! What the office's grid reads.

use std::collections::HashMap;

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::ReportStatus;
use crate::error::Result;
use crate::ids::PlanId;

/// A row of the grid: a task, in the order of the document.
#[derive(Debug)]
pub(super) struct GridTask {
    pub id: i64,
    pub number: i32,
    pub title: String,
    pub section_number: i32,
    pub section: String,
    /// Who files today.
    pub filer: Option<String>,
}

pub(super) async fn list_tasks(
    conn: &mut PgConnection,
    plan: PlanId,
    today: NaiveDate,
) -> Result<Vec<GridTask>> {
    let rows = sqlx::query_as!(
        GridTask,
        r#"select t.id, t.number, t.title, s.number as section_number, s.short_title as section, d.name as "filer?"
           from task t
           join section s on s.id = t.section_id
           left join assignment a on a.task_id = t.id and a.files_report and a.from_on <= $2
                and (a.to_on is null or a.to_on >= $2)
           left join department d on d.id = a.department_id
           where t.plan_id = $1 order by s.number, t.number"#,
        plan.0,
        today
    )
    .fetch_all(conn)
    .await?;
    Ok(rows)
}

/// A month of a task: the duty, and what was made of it.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "four facts of a row, independent of each other")]
pub(super) struct GridCell {
    pub due_on: NaiveDate,
    pub is_met: bool,
    pub is_waived: bool,
    pub department: Option<i64>,
    pub status: Option<ReportStatus>,
    pub self_reviewed: bool,
    /// Whether it was first submitted after the date owed then: it stays late.
    pub was_late: bool,
}

/// All monthly reports of a plan, by task and month.
pub(super) async fn list_cells(
    conn: &mut PgConnection,
    plan: PlanId,
) -> Result<HashMap<(i64, String), GridCell>> {
    let rows = sqlx::query!(
        r#"select dl.task_id as "task_id!", dl.period as "period!", dl.due_on, dl.met_on is not null as "is_met!",
                  dl.waived_on is not null as "is_waived!", dl.department_id, r.status as "status?: ReportStatus",
                  coalesce(s.self_reviewed, false) as "self_reviewed!", coalesce(s.was_late, false) as "was_late!"
           from deadline dl
           left join monthly_report r on r.task_id = dl.task_id and r.month = dl.period
           left join (
               select report_id, bool_or(self_reviewed and outcome = 'accepted') as self_reviewed,
                      bool_or(number = 1 and submitted_on > due_on) as was_late
               from report_submission group by report_id
           ) s on s.report_id = r.id
           where dl.plan_id = $1 and dl.kind = 'monthly_report'"#,
        plan.0
    )
    .fetch_all(conn)
    .await?;
    let cell = |row: (NaiveDate, bool, bool, Option<i64>, Option<ReportStatus>, bool, bool)| GridCell {
        due_on: row.0,
        is_met: row.1,
        is_waived: row.2,
        department: row.3,
        status: row.4,
        self_reviewed: row.5,
        was_late: row.6,
    };
    let cells = rows.into_iter().map(|r| {
        let values =
            (r.due_on, r.is_met, r.is_waived, r.department_id, r.status, r.self_reviewed, r.was_late);
        ((r.task_id, r.period), cell(values))
    });
    Ok(cells.collect())
}
