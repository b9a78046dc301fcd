//! Work points (工作要点条目, `work_point`): which tasks carry them, or that they are 不涉及, with the reason. A superior's
//! statements ([`superior_points`](super::superior_points)) are settled by the same functions.
//!
//! A point carried by no task and not declared 不涉及 is a 任务盲区. Settling a point settles its doubts; undoing that
//! opens them again.

use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use crate::accounts::CurrentUser;
use crate::audit_trail::{Act, Entry, append};
use crate::error::{AppError, Result};
use crate::ids::{DepartmentId, PlanId, TaskId, WorkPointId};
use crate::plan::tasks::fields::{most, too_long};
use crate::plan::{Plan, doubts};

/// A statement of the work points.
#[derive(Debug, Clone)]
pub struct WorkPoint {
    /// The statement.
    pub id: WorkPointId,
    /// The number of its section.
    pub section: i32,
    /// As printed, without the final 。.
    pub text: String,
    /// Why no task need carry it.
    pub not_applicable_reason: Option<String>,
    /// The tasks that carry it, and whether the wording says so (else a person confirmed it).
    pub tasks: Vec<(i32, bool)>,
    /// Whether tasks carry it that are left out for the reader.
    pub kept_back: bool,
}

impl WorkPoint {
    /// Whether nobody carries it and nobody has said why.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.tasks.is_empty() && !self.kept_back && self.not_applicable_reason.is_none()
    }

    /// Keeps the tasks of those numbers back ([`keep_back`]).
    pub fn keep_back(&mut self, hidden: &[i32]) {
        self.kept_back = keep_back(&mut self.text, &mut self.tasks, |(number, _)| *number, hidden);
    }
}

/// Leaves out of a point, the plan's own or a superior's, what a reader may not know from whom the restricted tasks of those
/// numbers are kept back: that they carry it, and its words where no other task does, for these are often their title.
/// Returns whether anything was left out.
pub(super) fn keep_back<T>(
    text: &mut String,
    carriers: &mut Vec<T>,
    number: impl Fn(&T) -> i32,
    hidden: &[i32],
) -> bool {
    let all = carriers.len();
    carriers.retain(|carrier| !hidden.contains(&number(carrier)));
    let left_out = carriers.len() < all;
    if left_out && carriers.is_empty() {
        "限定范围".clone_into(text);
    }
    left_out
}

/// The work points of a plan in order.
pub async fn list_work_points(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<WorkPoint>> {
    let rows = sqlx::query!(
        r#"select w.id, s.number as section, w.text, w.not_applicable_reason,
                  coalesce(array_agg(t.number order by t.number) filter (where t.id is not null), '{}') as "tasks!",
                  coalesce(array_agg(l.by_wording order by t.number) filter (where t.id is not null), '{}') as "by_wording!"
           from work_point w join section s on s.id = w.section_id
           left join work_point_task l on l.work_point_id = w.id
           left join task t on t.id = l.task_id
           where w.plan_id = $1 group by w.id, s.number order by w.position"#,
        plan.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| WorkPoint {
            id: row.id.into(),
            section: row.section,
            text: row.text,
            not_applicable_reason: row.not_applicable_reason,
            tasks: row.tasks.into_iter().zip(row.by_wording).collect(),
            kept_back: false,
        })
        .collect())
}

/// The numbers of the plan's restricted tasks (限定范围) that do not concern the reader: who does not belong to one of their
/// departments on the day `on`, members of groups among them.
pub async fn list_kept_back(
    conn: &mut PgConnection,
    plan: PlanId,
    (user, on): (&CurrentUser, NaiveDate),
) -> Result<Vec<i32>> {
    let rows = sqlx::query!(
        r#"select t.number, array(select departments_concerned(t.id, $2)) as "departments!"
           from task t where t.plan_id = $1 and t.restricted"#,
        plan.0,
        on
    )
    .fetch_all(conn)
    .await?;
    let concerned = |ids: Vec<i64>| {
        let departments: Vec<DepartmentId> = ids.into_iter().map(DepartmentId).collect();
        user.is_concerned(&departments)
    };
    Ok(rows.into_iter().filter(|row| !concerned(row.departments.clone())).map(|row| row.number).collect())
}

/// A point as it stands, of the plan's own or of a superior's document.
struct PointToChange {
    text: String,
    not_applicable_reason: Option<String>,
    of_superior: bool,
    carriers: i64,
}

impl PointToChange {
    /// What it is called: 工作要点“…”, 上级要点“…”.
    fn name(&self) -> String {
        let kind = if self.of_superior { "上级要点" } else { "工作要点" };
        format!("{kind}“{}”", self.text)
    }
}

/// The point of that id, held until the transaction ends.
async fn get_to_change(conn: &mut PgConnection, plan: &Plan, id: WorkPointId) -> Result<PointToChange> {
    sqlx::query!("select id from work_point where id = $1 and plan_id = $2 for update", id.0, plan.id.0)
        .fetch_optional(&mut *conn)
        .await?;
    let found = sqlx::query_as!(
        PointToChange,
        r#"select w.text, w.not_applicable_reason, w.document_id is not null as "of_superior!",
                  (select count(*) from work_point_task l where l.work_point_id = w.id) as "carriers!"
           from work_point w left join superior_document d on d.id = w.document_id
           where w.id = $1 and w.plan_id = $2 and d.withdrawn_on is null"#,
        id.0,
        plan.id.0
    )
    .fetch_optional(conn)
    .await?;
    found.ok_or_else(|| AppError::NotFound("方案没有这条要点。".into()))
}

async fn find_task(conn: &mut PgConnection, plan: &Plan, number: i32) -> Result<TaskId> {
    sqlx::query_scalar!(
        r#"select id as "id: TaskId" from task where plan_id = $1 and number = $2"#,
        plan.id.0,
        number
    )
    .fetch_optional(conn)
    .await?
    .ok_or_else(|| AppError::Refused(format!("方案没有第 {number} 项任务。")))
}

/// A task carries the point from now on; its doubts are settled by that. Nothing happens when it does already.
///
/// # Errors
/// Refused for a task that does not exist, and for a point declared 不涉及.
pub async fn link(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    id: WorkPointId,
    number: i32,
) -> Result<()> {
    let point = get_to_change(conn, plan, id).await?;
    if point.not_applicable_reason.is_some() {
        return Err(AppError::Refused("这条要点已注明不涉及，请先撤销。".into()));
    }
    let task = find_task(conn, plan, number).await?;
    let done = sqlx::query!(
        "insert into work_point_task (work_point_id, task_id, by_wording) values ($1, $2, false) on conflict do nothing",
        id.0,
        task.0
    )
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(());
    }
    let sentence = format!("确认{}由任务 {number} 承担", point.name());
    append(conn, act, entry("work_point_linked", plan, id, sentence).of_task(task)).await?;
    doubts::settle_of_work_point(conn, act, id, &format!("由任务 {number} 承担")).await
}

/// A task does not carry the point any more. A point left with none is open again, and so are its doubts.
///
/// # Errors
/// Refused for a task that does not carry it.
pub async fn unlink(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    id: WorkPointId,
    number: i32,
) -> Result<()> {
    let point = get_to_change(conn, plan, id).await?;
    let task = find_task(conn, plan, number).await?;
    let done =
        sqlx::query!("delete from work_point_task where work_point_id = $1 and task_id = $2", id.0, task.0)
            .execute(&mut *conn)
            .await?;
    if done.rows_affected() == 0 {
        return Err(AppError::Refused(format!("这条要点不由任务 {number} 承担。")));
    }
    let sentence = format!("取消{}与任务 {number} 的对应", point.name());
    append(conn, act, entry("work_point_unlinked", plan, id, sentence).of_task(task)).await?;
    if point.carriers == 1 {
        doubts::open_again(conn, id).await?;
    }
    Ok(())
}

/// No task need carry the point, for that reason (不涉及); its doubts are settled by that.
///
/// # Errors
/// Refused without a reason, with one too long, and while a task carries it.
pub async fn declare_not_applicable(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    id: WorkPointId,
    reason: &str,
) -> Result<()> {
    let point = get_to_change(conn, plan, id).await?;
    if reason.is_empty() {
        return Err(AppError::Refused("请写明不涉及的理由。".into()));
    }
    if let Some(sentence) = too_long(reason, most::REASON) {
        return Err(AppError::Refused(format!("不涉及的理由{sentence}")));
    }
    if point.carriers > 0 {
        return Err(AppError::Refused("这条要点已有任务承担，不能注明不涉及。".into()));
    }
    sqlx::query!("update work_point set not_applicable_reason = $2 where id = $1", id.0, reason)
        .execute(&mut *conn)
        .await?;
    let sentence = format!("注明{}不涉及：{reason}", point.name());
    let change = entry("work_point_not_applicable", plan, id, sentence)
        .with_change(Some(json!({"reason": point.not_applicable_reason})), Some(json!({"reason": reason})));
    append(conn, act, change).await?;
    doubts::settle_of_work_point(conn, act, id, &format!("不涉及：{reason}")).await
}

/// The point is to be carried after all: it is open again, and so are its doubts.
///
/// # Errors
/// Refused unless it was declared 不涉及.
pub async fn take_back_not_applicable(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    id: WorkPointId,
) -> Result<()> {
    let point = get_to_change(conn, plan, id).await?;
    let Some(reason) = &point.not_applicable_reason else {
        return Err(AppError::Refused("这条要点没有注明不涉及。".into()));
    };
    sqlx::query!("update work_point set not_applicable_reason = null where id = $1", id.0)
        .execute(&mut *conn)
        .await?;
    let sentence = format!("撤销{}的不涉及", point.name());
    let change = entry("work_point_applicable", plan, id, sentence)
        .with_change(Some(json!({"reason": reason})), Some(json!({"reason": null})));
    append(conn, act, change).await?;
    doubts::open_again(conn, id).await
}

fn entry(event: &'static str, plan: &Plan, id: WorkPointId, sentence: String) -> Entry {
    Entry::new(event, "work_point", sentence).on(id.0).of_plan(plan.year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_point_tasks_are_kept_back_and_its_words_where_it_has_no_others() {
        let shown = |tasks: &[i32], hidden: &[i32]| {
            let mut point = WorkPoint {
                id: WorkPointId(1),
                section: 1,
                text: "完善机制".to_owned(),
                not_applicable_reason: None,
                tasks: tasks.iter().map(|number| (*number, true)).collect(),
                kept_back: false,
            };
            point.keep_back(hidden);
            let open = point.is_open();
            (point.text, point.tasks.into_iter().map(|(number, _)| number).collect::<Vec<_>>(), open)
        };
        let said = |text: &str, tasks: &[i32], open: bool| (text.to_owned(), tasks.to_vec(), open);
        assert_eq!(shown(&[10], &[10]), said("限定范围", &[], false), "it is carried, not open");
        assert_eq!(
            shown(&[10, 11], &[10]),
            said("完善机制", &[11], false),
            "an open task carries it as well"
        );
        assert_eq!(shown(&[], &[10]), said("完善机制", &[], true), "nobody carries it");
    }
}
