//! A task's duties as its page lists them, and what a change did to them: the same list before and after, compared.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::{DeadlineKind, Duty};
use super::periods::Period;
use crate::calendar::estimate_words;
use crate::error::{AppError, Result};
use crate::ids::{DeadlineId, DepartmentId, TaskId};
use crate::web::dates;

/// A duty of a task with everything its page shows.
#[derive(Debug, Clone)]
pub struct DutyOfTask {
    /// Its id.
    pub id: DeadlineId,
    /// What a milestone is called; empty where kind and period say all.
    pub name: String,
    /// Kind, period and dates.
    pub duty: Duty,
    /// The date first owed.
    pub original_due_on: NaiveDate,
    /// How the date came about.
    pub working: String,
    /// Why it is not owed any more.
    pub waived_reason: Option<String>,
    /// Who owes it, by name; `None` when the office or nobody does.
    pub department: Option<String>,
    /// Whether a notice of days off stands for the year of its date.
    pub is_announced: bool,
}

impl DutyOfTask {
    /// 2019年6月月报, 节点“起草”, 任务完成.
    #[must_use]
    pub fn title(&self) -> String {
        self.duty.kind.named(&self.name, self.duty.period)
    }

    /// Who owes it, in words.
    #[must_use]
    pub fn owed_by(&self) -> &str {
        match &self.department {
            Some(name) => name,
            None if self.duty.kind.is_owed_by_office() => "领导小组办公室",
            None => "待明确",
        }
    }

    /// Whether its date is an estimate, as [`Duty::is_estimate`].
    #[must_use]
    pub fn is_estimate(&self) -> bool {
        self.duty.is_open() && self.duty.kind.is_counted() && !self.is_announced
    }
}

/// All duties of a task by date, met and waived ones too.
pub async fn list_duties_of_task(conn: &mut PgConnection, task: TaskId) -> Result<Vec<DutyOfTask>> {
    list_duties(conn, Some(task), None).await
}

/// A duty with all those of its task; on its own where it is on none.
///
/// # Errors
/// A fault of the store.
pub async fn list_duties_beside(
    conn: &mut PgConnection,
    task: Option<TaskId>,
    duty: DeadlineId,
) -> Result<Vec<DutyOfTask>> {
    list_duties(conn, task, Some(duty)).await
}

async fn list_duties(
    conn: &mut PgConnection,
    task: Option<TaskId>,
    duty: Option<DeadlineId>,
) -> Result<Vec<DutyOfTask>> {
    let rows = sqlx::query!(
        r#"select l.id, l.kind as "kind: DeadlineKind", l.period, l.original_due_on, l.due_on, l.met_on, l.waived_on,
                  l.waived_reason, l.held_until, l.working, l.title, d.name as "department?",
                  exists (select from calendar_notice n where n.year = extract(year from l.due_on)) as "is_announced!"
           from deadline l left join department d on d.id = l.department_id
           where l.task_id = $1 or l.id = $2 order by l.due_on, l.kind, l.id"#,
        task.map(|task| task.0),
        duty.map(|duty| duty.0)
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let period = row.period.as_deref().map(str::parse::<Period>).transpose();
            let duty = Duty {
                kind: row.kind,
                period: period.map_err(|error| AppError::Internal(error.into()))?,
                due_on: row.due_on,
                met_on: row.met_on,
                waived_on: row.waived_on,
                held_until: row.held_until,
            };
            Ok(DutyOfTask {
                id: row.id.into(),
                name: row.title,
                duty,
                original_due_on: row.original_due_on,
                working: row.working,
                waived_reason: row.waived_reason,
                department: row.department,
                is_announced: row.is_announced,
            })
        })
        .collect()
}

/// What a change did to one duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyChange {
    /// 2019年6月月报
    pub title: String,
    /// Its date before the change.
    pub due_on: NaiveDate,
    estimate: bool,
    /// 不再要求; 恢复; 时限改为 …; 改由 … 承担.
    pub what: String,
}

impl DutyChange {
    /// Whether its date before the change is an estimate; of a new one the words say it.
    #[must_use]
    pub fn is_estimate(&self) -> bool {
        self.estimate
    }
}

/// What became of each duty between two readings; duties that stayed as they were are not among them.
#[must_use]
pub fn compare(before: &[DutyOfTask], after: &[DutyOfTask]) -> Vec<DutyChange> {
    before
        .iter()
        .filter_map(|old| {
            let new = after.iter().find(|new| new.id == old.id)?;
            let what = difference(old, new);
            (!what.is_empty()).then(|| DutyChange {
                title: old.title(),
                due_on: old.duty.due_on,
                estimate: old.is_estimate(),
                what: what.join("；"),
            })
        })
        .collect()
}

fn difference(old: &DutyOfTask, new: &DutyOfTask) -> Vec<String> {
    let mut what = Vec::new();
    match (old.duty.waived_on, new.duty.waived_on) {
        (None, Some(_)) => what.push("不再要求".to_owned()),
        (Some(_), None) => what.push("恢复要求".to_owned()),
        _ => {}
    }
    match (old.duty.met_on, new.duty.met_on) {
        (None, Some(_)) => what.push("记为完成".to_owned()),
        (Some(_), None) => what.push("恢复为未完成".to_owned()),
        _ => {}
    }
    if old.duty.due_on != new.duty.due_on {
        let estimate = estimate_words(new.is_estimate());
        what.push(format!("时限改为 {}{estimate}", dates::short_with_weekday(new.duty.due_on)));
    }
    if old.department != new.department {
        what.push(format!("由{}改为{}承担", old.owed_by(), new.owed_by()));
    }
    what
}

/// The office moves what is overdue, too, to the department that answers from `changed_on` on: otherwise lateness stays
/// with whom it came about. Returns how many duties moved.
pub async fn pass_overdue(
    conn: &mut PgConnection,
    task: TaskId,
    from: DepartmentId,
    to: Option<DepartmentId>,
    (changed_on, today): (NaiveDate, NaiveDate),
) -> Result<u64> {
    sqlx::query!(
        "insert into deadline_passed (deadline_id, department_id, passed_on)
         select id, department_id, $3 from deadline
         where task_id = $1 and department_id = $2 and due_on < $4 and met_on is null and waived_on is null
           and kind in ('monthly_report', 'milestone', 'task_completion') order by id",
        task.0,
        from.0,
        today,
        changed_on
    )
    .execute(&mut *conn)
    .await?;
    let done = sqlx::query!(
        "update deadline set department_id = $3
         where task_id = $1 and department_id = $2 and due_on < $4 and met_on is null and waived_on is null
           and kind in ('monthly_report', 'milestone', 'task_completion')",
        task.0,
        from.0,
        to.map(|id| id.0),
        changed_on
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}
