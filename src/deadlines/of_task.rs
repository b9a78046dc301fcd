//! What a change of a task does to its duties in the store. Which duties, is decided by [`changes`](super::changes);
//! the entry in the operation log is the one of the change that calls this.

use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use super::changes::{
    Ending, HandOver, Pause, comes_back, comes_back_when_reopened, hand_over as owner_after,
};
use super::due_dates::{DueDates, Reckoned};
use super::model::{DeadlineKind, Duty};
use super::periods::Period;
use crate::audit_trail::{Act, Entry, append};
use crate::error::{AppError, Result};
use crate::ids::{DepartmentId, TaskId};
use crate::web::dates;

/// A stored duty of a task.
struct Stored {
    id: i64,
    department: Option<DepartmentId>,
    waived_reason: Option<String>,
    duty: Duty,
}

/// Waives what `ending` ends: a task was completed, merged, terminated, paused, or became standing.
/// The completion of a completed task is met by the caller ([`meet`](super::meet)). Returns how many were waived.
pub async fn waive(conn: &mut PgConnection, task: TaskId, ending: Ending) -> Result<u64> {
    let duties = list(conn, task).await?;
    let ids: Vec<i64> =
        duties.iter().filter(|stored| ending.waives(&stored.duty)).map(|stored| stored.id).collect();
    let done = sqlx::query!(
        "update deadline set waived_on = $2, waived_reason = $3 where id = any($1)",
        &ids,
        ending.on(),
        ending.reason()
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// A completed task is worked on again (重新挂账): its completion is owed as before, and what its completion waived
/// comes back where it is still to come.
pub async fn reopen(conn: &mut PgConnection, task: TaskId, reopened_on: NaiveDate) -> Result<()> {
    let waived_by = Ending::Completed(reopened_on).reason();
    let duties = list(conn, task).await?;
    let back = duties.iter().filter(|stored| {
        stored.waived_reason.as_deref() == Some(waived_by)
            && comes_back_when_reopened(&stored.duty, reopened_on)
    });
    let ids: Vec<i64> = back.map(|stored| stored.id).collect();
    sqlx::query!("update deadline set waived_on = null, waived_reason = null where id = any($1)", &ids)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "update deadline set met_on = null, met_note = null where task_id = $1 and kind = 'task_completion'",
        task.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A paused task is worked on again: months not wholly inside the pause come back with room to file them; open
/// milestones and the completion move by the working days paused, at most to the plan's last day.
pub async fn resume(
    conn: &mut PgConnection,
    task: TaskId,
    pause: Pause,
    plan_ends_on: NaiveDate,
    due: DueDates<'_>,
) -> Result<()> {
    let waived_by = Ending::Paused(pause.from).reason();
    let mut moved = Vec::new();
    let mut back = Vec::new();
    for stored in list(conn, task).await? {
        if stored.waived_reason.as_deref() == Some(waived_by) {
            if stored.duty.period.is_some_and(|month| comes_back(month, pause.resumed_on)) {
                back.push(stored.id);
                if stored.duty.due_on < pause.resumed_on {
                    moved.push((stored.id, due.after_decision(stored.duty.due_on, pause.resumed_on)));
                }
            }
        } else if let Some(reckoned) = pause.moves(&stored.duty, plan_ends_on, due) {
            moved.push((stored.id, reckoned));
        }
    }
    sqlx::query!("update deadline set waived_on = null, waived_reason = null where id = any($1)", &back)
        .execute(&mut *conn)
        .await?;
    update_dates(conn, &moved).await
}

/// Another department answers for the task from `changed_on` (`to`; `None` when nobody does): unmet duties `from` owed
/// pass to it when due on or after that day; overdue ones stay. From nobody, all unmet duties pass, with room to meet
/// them. Returns how many passed. Until `today` they were `from`'s: what was asked of it stays asked of it.
pub async fn hand_over(
    conn: &mut PgConnection,
    task: TaskId,
    from: Option<DepartmentId>,
    to: Option<DepartmentId>,
    (changed_on, today): (NaiveDate, NaiveDate),
    due: DueDates<'_>,
) -> Result<u64> {
    let mut ids = Vec::new();
    let mut moved = Vec::new();
    for stored in
        list(conn, task).await?.into_iter().filter(|s| s.department == from && goes_with_task(s.duty.kind))
    {
        match owner_after(&stored.duty, from.is_some(), changed_on, due) {
            HandOver::Stays => continue,
            HandOver::Passes => {}
            HandOver::PassesDue(reckoned) => moved.push((stored.id, reckoned)),
        }
        ids.push(stored.id);
    }
    update_dates(conn, &moved).await?;
    sqlx::query!(
        "insert into deadline_passed (deadline_id, department_id, passed_on)
         select id, department_id, $2 from deadline where id = any($1) order by id",
        &ids,
        today
    )
    .execute(&mut *conn)
    .await?;
    let done =
        sqlx::query!("update deadline set department_id = $2 where id = any($1)", &ids, to.map(|id| id.0))
            .execute(conn)
            .await?;
    Ok(done.rows_affected())
}

/// Whether whoever files for a task owes duties of that kind; a rectification stays with the department it names.
fn goes_with_task(kind: DeadlineKind) -> bool {
    matches!(kind, DeadlineKind::MonthlyReport | DeadlineKind::Milestone | DeadlineKind::TaskCompletion)
}

/// The office sets a task's completion date: freely until the task's first submitted report (it becomes the original
/// date), earlier afterwards. Records itself.
///
/// # Errors
/// Refused beyond the plan's end, before the task begins, when the completion is not open, and for a later date once
/// a report was submitted: that is an extension.
pub async fn set_completion_date(
    conn: &mut PgConnection,
    act: &Act,
    task: TaskId,
    chosen: &Reckoned,
    has_reported: bool,
) -> Result<()> {
    let row = sqlx::query!(
        r#"select d.id, d.due_on, d.original_due_on, d.met_on is null and d.waived_on is null as "open!",
                  p.year, p.ends_on, t.starts_on
           from deadline d join plan p on p.id = d.plan_id join task t on t.id = d.task_id
           where d.task_id = $1 and d.kind = 'task_completion' for update of d"#,
        task.0
    )
    .fetch_optional(&mut *conn)
    .await?
    .ok_or_else(|| AppError::NotFound("这项任务没有完成时限。".into()))?;
    let refusal = if !row.open {
        Some("任务已办结或不再办理，完成时限不能再改。".to_owned())
    } else if chosen.due_on > row.ends_on {
        Some(format!("完成时限不能晚于方案最后一日（{}）。", dates::long(row.ends_on)))
    } else if chosen.due_on < row.starts_on {
        Some(format!("完成时限不能早于任务开始之日（{}）。", dates::long(row.starts_on)))
    } else if has_reported && chosen.due_on > row.due_on {
        Some("首份月报报送后，完成时限只能提前；推后须申请延期，由分管院领导决定。".to_owned())
    } else {
        find_open_milestone_after(conn, task, chosen.due_on).await?.map(|(title, due_on)| {
            format!("节点“{title}”的时限 {} 晚于新的完成时限，请先调整节点。", dates::short(due_on))
        })
    };
    if let Some(sentence) = refusal {
        return Err(AppError::Refused(sentence));
    }
    let original = if has_reported { row.original_due_on } else { chosen.due_on };
    sqlx::query!(
        "update deadline set due_on = $2, original_due_on = $3, working = $4 where id = $1",
        row.id,
        chosen.due_on,
        original,
        chosen.working
    )
    .execute(&mut *conn)
    .await?;
    let sentence = format!("完成时限由 {} 改为 {}", dates::short(row.due_on), dates::short(chosen.due_on));
    let entry =
        Entry::new("completion_date_set", "deadline", sentence).on(row.id).of_plan(row.year).of_task(task);
    append(
        conn,
        act,
        entry.with_change(Some(json!({"due_on": row.due_on})), Some(json!({"due_on": chosen.due_on}))),
    )
    .await
}

/// The document by which a superior set the task's completion date; `None` when none did.
pub async fn find_superior_of_completion(conn: &mut PgConnection, task: TaskId) -> Result<Option<String>> {
    let found = sqlx::query_scalar!(
        "select set_by_superior from deadline where task_id = $1 and kind = 'task_completion'",
        task.0
    );
    Ok(found.fetch_optional(conn).await?.flatten())
}

/// Says by which document a superior set the task's completion date, or that none did. Records itself, where that is
/// new.
pub async fn set_superior_of_completion(
    conn: &mut PgConnection,
    act: &Act,
    task: TaskId,
    document: Option<&str>,
) -> Result<()> {
    let changed = sqlx::query!(
        r#"update deadline d set set_by_superior = $2
           from (select l.id, l.set_by_superior, p.year from deadline l join plan p on p.id = l.plan_id
                 where l.task_id = $1 and l.kind = 'task_completion' for update of l) old
           where d.id = old.id and d.set_by_superior is distinct from $2
           returning d.id, old.year, old.set_by_superior as before"#,
        task.0,
        document
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(changed) = changed else { return Ok(()) };
    let sentence = match document {
        Some(document) => format!("完成时限由上级规定：{document}"),
        None => "完成时限不再标注由上级规定".to_owned(),
    };
    let entry = Entry::new("completion_set_by_superior", "deadline", sentence)
        .on(changed.id)
        .of_plan(changed.year)
        .of_task(task);
    let said = |document: Option<&str>| document.map(|document| json!({"set_by_superior": document}));
    append(conn, act, entry.with_change(said(changed.before.as_deref()), said(document))).await
}

/// The last open milestone due after `day`; `None` when there is none.
async fn find_open_milestone_after(
    conn: &mut PgConnection,
    task: TaskId,
    day: NaiveDate,
) -> Result<Option<(String, NaiveDate)>> {
    let row = sqlx::query!(
        "select title, due_on from deadline
         where task_id = $1 and kind = 'milestone' and met_on is null and waived_on is null and due_on > $2
         order by due_on desc limit 1",
        task.0,
        day
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.title, row.due_on)))
}

async fn list(conn: &mut PgConnection, task: TaskId) -> Result<Vec<Stored>> {
    let rows = sqlx::query!(
        r#"select id, kind as "kind: DeadlineKind", period, department_id, due_on, met_on, waived_on, waived_reason,
                  held_until
           from deadline where task_id = $1 order by id for update"#,
        task.0
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let period = row.period.as_deref().map(str::parse::<Period>).transpose();
            Ok(Stored {
                id: row.id,
                department: row.department_id.map(DepartmentId),
                waived_reason: row.waived_reason,
                duty: Duty {
                    kind: row.kind,
                    period: period.map_err(|error| AppError::Internal(error.into()))?,
                    due_on: row.due_on,
                    met_on: row.met_on,
                    waived_on: row.waived_on,
                    held_until: row.held_until,
                },
            })
        })
        .collect()
}

async fn update_dates(conn: &mut PgConnection, moved: &[(i64, Reckoned)]) -> Result<()> {
    let ids: Vec<i64> = moved.iter().map(|(id, _)| *id).collect();
    let days: Vec<NaiveDate> = moved.iter().map(|(_, reckoned)| reckoned.due_on).collect();
    let workings: Vec<String> = moved.iter().map(|(_, reckoned)| reckoned.working.clone()).collect();
    sqlx::query!(
        "update deadline d set due_on = m.due_on, working = m.working
         from unnest($1::bigint[], $2::date[], $3::text[]) as m (id, due_on, working) where d.id = m.id",
        &ids,
        &days,
        &workings
    )
    .execute(conn)
    .await?;
    Ok(())
}
