//! Departments renamed, merged, split and closed mid-year (task 35 does just that): what is still to be done goes on, and what
//! is past stays with the old name.
//!
//! - `store.rs` what a department holds, and how responsibilities pass; `standing.rs` what a change hands over, found by making
//!   it, comparing and taking it back, so that the preview cannot differ from the deed
//! - `rename_or_merge.rs` the targets of the forms on `/departments/7`; `split_page.rs` and `close_page.rs` have their own pages;
//!   `confirm.rs` shows what passes, then does it
//!
//! Rules: responsibilities of plans in force close with the day before and go on with whoever takes over; where it stands
//! on the task already, 牵头 outweighs and whoever filed goes on filing. Unmet duties due on or after the day pass with
//! their tasks, overdue ones stay. A unit split keeps what is not given to the new one. A unit closed has no successor: each of its
//! tasks goes to a department named for it, or it takes part no more where it owes nothing there. What departments themselves
//! hand over (people, names, places in groups) is `organization`'s.

mod close_page;
mod confirm;
mod rename_or_merge;
mod split_page;
mod standing;
mod store;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sqlx::PgConnection;

use self::store::{close_assignments, count_in_force, has_a_part, insert_assignment};
use crate::accounts::Routes;
use crate::audit_trail::{Act, Entry, append};
use crate::deadlines::of_department::{pass_duties, pass_remaining_duties, succeed, waive_of_department};
use crate::error::{AppError, Result};
use crate::ids::{DepartmentId, TaskId};
use crate::organization::{
    NotWritten, close_department, get_department, merge_department, rename_department, split_department,
};

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = rename_or_merge::routes();
    routes.extend(split_page::routes());
    routes.extend(close_page::routes());
    routes
}

/// What becomes of a department.
#[derive(Debug, Clone)]
enum Change {
    /// 更名
    Rename { name: String },
    /// 并入
    Merge { into: DepartmentId },
    /// 分设: a new unit takes over these tasks, and the people of these memberships.
    Split { name: String, tasks: Vec<TaskId>, people: Vec<i64> },
    /// 撤销: who takes over each task (nobody: it takes part no more), and who what is owed besides.
    Close { tasks: Vec<(TaskId, Option<DepartmentId>)>, rest: Option<DepartmentId> },
}

/// Makes the change from the day `on`; returns the department that goes on, or the closed one.
async fn carry_out(
    conn: &mut PgConnection,
    act: &Act,
    (old, version): (DepartmentId, i32),
    change: &Change,
    on: NaiveDate,
) -> Result<DepartmentId, NotWritten> {
    match change {
        Change::Rename { name } => {
            let successor = rename_department(conn, act, old, version, (name, on)).await?;
            take_over(conn, act, old, successor, on).await?;
            Ok(successor)
        }
        Change::Merge { into } => {
            merge_department(conn, act, old, version, (*into, on)).await?;
            take_over(conn, act, old, *into, on).await?;
            Ok(*into)
        }
        Change::Split { name, tasks, people } => {
            let part = split_department(conn, act, old, version, (name, on, people)).await?;
            hand_tasks(conn, act, (old, Some(part)), on, tasks).await?;
            Ok(part)
        }
        Change::Close { tasks, rest } => {
            require_in_force(conn, tasks.iter().filter_map(|(_, to)| *to).chain(*rest), on).await?;
            close_department(conn, act, old, version, on).await?;
            for (receiver, tasks) in by_receiver(tasks) {
                hand_tasks(conn, act, (old, receiver), on, &tasks).await?;
            }
            if let Some(rest) = rest {
                pass_remaining_duties(conn, (old, *rest), (on, act.today())).await?;
            }
            if has_a_part(conn, old, on).await? {
                return Err(AppError::Conflict(STALE.into()).into());
            }
            waive_of_department(conn, old, on, &format!("部门自 {on} 起撤销")).await?;
            Ok(old)
        }
    }
}

/// What is said when tasks or receivers have changed since they were chosen.
const STALE: &str = "任务分工或接续部门刚有变动，没有保存；请返回部门页面，按现在的情况重新办理。";

/// Refuses receivers that were closed or merged meanwhile.
async fn require_in_force(
    conn: &mut PgConnection,
    receivers: impl Iterator<Item = DepartmentId>,
    on: NaiveDate,
) -> Result<()> {
    let receivers: BTreeSet<DepartmentId> = receivers.collect();
    let receivers: Vec<DepartmentId> = receivers.into_iter().collect();
    if count_in_force(conn, &receivers, on).await? == receivers.len() {
        return Ok(());
    }
    Err(AppError::Conflict(STALE.into()))
}

/// The tasks of each receiver, in the order in which receivers are first named.
fn by_receiver(tasks: &[(TaskId, Option<DepartmentId>)]) -> Vec<(Option<DepartmentId>, Vec<TaskId>)> {
    let mut grouped: Vec<(Option<DepartmentId>, Vec<TaskId>)> = Vec::new();
    for (task, receiver) in tasks {
        match grouped.iter_mut().find(|(known, _)| known == receiver) {
            Some((_, tasks)) => tasks.push(*task),
            None => grouped.push((*receiver, vec![*task])),
        }
    }
    grouped
}

/// Responsibilities and duties of plans in force pass to the successor from the day `on`, with one entry a task.
async fn take_over(
    conn: &mut PgConnection,
    act: &Act,
    old: DepartmentId,
    successor: DepartmentId,
    on: NaiveDate,
) -> Result<()> {
    let reason = hand_responsibilities(conn, act, (old, Some(successor)), on, None).await?;
    succeed(conn, old, successor, (on, act.today()), &reason).await
}

/// The same of some tasks only, with the duties on them.
async fn hand_tasks(
    conn: &mut PgConnection,
    act: &Act,
    (old, to): (DepartmentId, Option<DepartmentId>),
    on: NaiveDate,
    tasks: &[TaskId],
) -> Result<()> {
    hand_responsibilities(conn, act, (old, to), on, Some(tasks)).await?;
    match to {
        Some(to) => pass_duties(conn, (old, to), (on, act.today()), tasks).await,
        None => Ok(()),
    }
}

/// Closes the old department's responsibilities, all or those of `tasks`, and opens the receiver's; returns the reason that
/// stands beside them.
async fn hand_responsibilities(
    conn: &mut PgConnection,
    act: &Act,
    (old, to): (DepartmentId, Option<DepartmentId>),
    on: NaiveDate,
    tasks: Option<&[TaskId]>,
) -> Result<String> {
    let old_name = get_department(conn, old, on).await?.name;
    let reason = match to {
        Some(to) => format!("“{old_name}”自 {on} 起由“{}”接续", get_department(conn, to, on).await?.name),
        None => format!("“{old_name}”自 {on} 起撤销，不再参加"),
    };
    for task in close_assignments(conn, (old, to), on, tasks).await? {
        if let Some(to) = to {
            insert_assignment(conn, &task, to, &reason).await?;
        }
        let entry = Entry::new("responsibility_taken_over", "assignment", reason.clone());
        let entry = entry.of_task(task.id).of_plan(task.year).of_department(to.unwrap_or(old));
        append(conn, act, entry).await?;
    }
    Ok(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_are_handed_over_in_one_go_for_each_receiver() {
        let (task, department) = (TaskId, |id| Some(DepartmentId(id)));
        let wanted =
            [(task(1), department(7)), (task(2), None), (task(3), department(7)), (task(4), department(8))];
        assert_eq!(
            by_receiver(&wanted),
            [(department(7), vec![task(1), task(3)]), (None, vec![task(2)]), (department(8), vec![task(4)])]
        );
    }
}
