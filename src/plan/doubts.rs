//! Doubts (导入疑点, `doubt`): what the reader of the document left to a person. Each is settled with a sentence, and stays
//! listed with who settled it and when.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::document_reader::rules;
use crate::audit_trail::{Act, Entry, append};
use crate::deadlines::PlanRules;
use crate::error::{AppError, Result};
use crate::ids::{DepartmentId, PlanId, TaskId, WorkPointId};
use crate::plan::tasks::change_responsibilities::{Filing, Wanted, WantedPart, change_responsibilities};
use crate::plan::tasks::fields::{most, too_long};
use crate::plan::tasks::responsibility_store::list_parts;
use crate::plan::tasks::store::get_task_to_change;
use crate::plan::tasks::{AssignmentRole, TaskStatus};
use crate::plan::{Plan, work_points};

/// A doubt of a plan.
#[derive(Debug, Clone)]
pub struct Doubt {
    /// The doubt.
    pub id: i64,
    /// The task's number, where it concerns one.
    pub task: Option<i32>,
    /// That task.
    pub task_id: Option<TaskId>,
    /// That task's state.
    pub task_status: Option<TaskStatus>,
    /// The statement, where it concerns one.
    pub work_point: Option<WorkPointId>,
    /// Its name in the reader.
    pub rule: String,
    /// The sentence for the office.
    pub message: String,
    /// 建议牵头: the department, with its name.
    pub proposed: Option<(DepartmentId, String)>,
    /// How it was settled, by whom and when.
    pub settled: Option<Settled>,
}

/// How a doubt was settled.
#[derive(Debug, Clone)]
pub struct Settled {
    /// In a sentence.
    pub resolution: String,
    /// By whom; the program, when nobody is named.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// All doubts of a plan in the order of the document.
pub async fn list_doubts(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<Doubt>> {
    let rows = sqlx::query!(
        r#"select b.id, t.number as "task?", b.task_id as "task_id: TaskId", t.status as "task_status?: TaskStatus", b.work_point_id as "work_point: WorkPointId", b.rule, b.message,
                  b.proposed_department_id as "proposed_id: DepartmentId", d.name as "proposed_name?", b.resolution,
                  b.resolved_at, a.display_name as "resolved_by?"
           from doubt b left join task t on t.id = b.task_id left join department d on d.id = b.proposed_department_id
           left join account a on a.id = b.resolved_by
           where b.plan_id = $1 order by b.position"#,
        plan.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Doubt {
            id: row.id,
            task: row.task,
            task_id: row.task_id,
            task_status: row.task_status,
            work_point: row.work_point,
            rule: row.rule,
            message: row.message,
            proposed: row.proposed_id.zip(row.proposed_name),
            settled: row.resolution.zip(row.resolved_at).map(|(resolution, at)| Settled {
                resolution,
                by: row.resolved_by,
                at,
            }),
        })
        .collect())
}

impl Doubt {
    /// Whether a look at the document settles it. A point that nobody carries, and a task without lead, are settled by
    /// mending them.
    #[must_use]
    pub fn can_be_confirmed(&self) -> bool {
        !matches!(self.rule.as_str(), rules::WORK_POINT_WITHOUT_TASK | rules::LEAD_NOT_MARKED)
    }

    /// Whether it asks if the task carries the point.
    #[must_use]
    pub fn asks_for_link(&self) -> bool {
        self.rule == rules::WORK_POINT_TO_BE_CONFIRMED && self.work_point.is_some() && self.task.is_some()
    }
}

async fn get_open(conn: &mut PgConnection, plan: &Plan, id: i64) -> Result<Doubt> {
    sqlx::query!("select id from doubt where id = $1 and plan_id = $2 for update", id, plan.id.0)
        .fetch_optional(&mut *conn)
        .await?;
    let found = list_doubts(conn, plan.id).await?.into_iter().find(|doubt| doubt.id == id);
    let doubt = found.ok_or_else(|| AppError::NotFound("方案没有这项疑点。".into()))?;
    match &doubt.settled {
        Some(settled) => Err(AppError::Conflict(format!(
            "这项疑点已由{}处理：{}。",
            settled.by.as_deref().unwrap_or("系统"),
            settled.resolution
        ))),
        None => Ok(doubt),
    }
}

/// Settles a doubt after a look at the document: as read, or with a sentence.
///
/// # Errors
/// Refused where something has to be mended instead, and for a sentence too long; a conflict when it was settled meanwhile.
pub async fn confirm(conn: &mut PgConnection, act: &Act, plan: &Plan, id: i64, sentence: &str) -> Result<()> {
    let doubt = get_open(conn, plan, id).await?;
    if !doubt.can_be_confirmed() {
        return Err(AppError::Refused("这项疑点须先办理：明确牵头部门，或指定承担任务、注明不涉及。".into()));
    }
    if let Some(sentence) = too_long(sentence, most::REASON) {
        return Err(AppError::Refused(format!("处理说明{sentence}")));
    }
    let resolution = if sentence.is_empty() { "已核对，按读入的确认" } else { sentence };
    settle(conn, act, &[id], resolution).await?;
    let sentence = format!("处理导入疑点“{}”：{resolution}", doubt.message);
    let entry = Entry::new("doubt_settled", "doubt", sentence).on(id).of_plan(plan.year);
    // A doubt names its task: of a restricted one, it is for those concerned.
    let entry = match doubt.task_id {
        Some(task) => entry.of_task(task),
        None => entry,
    };
    append(conn, act, entry).await
}

/// The proposed department leads the task from today on; the doubt is settled by that.
///
/// # Errors
/// Refused when no department is proposed; a conflict when the doubt was settled meanwhile.
pub async fn adopt_lead(
    conn: &mut PgConnection,
    act: &Act,
    (plan, plan_rules): (&Plan, &PlanRules),
    id: i64,
) -> Result<()> {
    let doubt = get_open(conn, plan, id).await?;
    let (Some((proposed, _)), Some(number)) = (doubt.proposed, doubt.task) else {
        return Err(AppError::Refused("这项疑点没有建议牵头部门。".into()));
    };
    let task = get_task_to_change(conn, plan, number).await?;
    let parts = list_parts(conn, task.id).await?;
    let parts = parts
        .into_iter()
        .map(|part| WantedPart {
            role: if part.department == proposed { AssignmentRole::Lead } else { part.role },
            department: part.department,
            name: part.name,
            kind: part.kind,
        })
        .collect();
    let from_on = act.today().max(plan.starts_on);
    let wanted = Wanted {
        parts,
        filing: Filing::FirstUnitLead,
        from_on,
        reason: "采用导入时的建议牵头".to_owned(),
        moves_overdue: false,
    };
    change_responsibilities(conn, act, (plan, plan_rules), &task, &wanted).await?;
    Ok(())
}

/// The task carries the point the doubt is about; the doubt is settled by that.
///
/// # Errors
/// Refused when it is about no point; a conflict when it was settled meanwhile.
pub async fn confirm_link(conn: &mut PgConnection, act: &Act, plan: &Plan, id: i64) -> Result<()> {
    let doubt = get_open(conn, plan, id).await?;
    match (doubt.work_point, doubt.task) {
        (Some(point), Some(number)) => work_points::link(conn, act, plan, point, number).await,
        _ => Err(AppError::Refused("这项疑点不涉及工作要点的承担。".into())),
    }
}

/// Settles the open doubts about a point: it is carried now, or declared 不涉及. The entry is the caller's.
pub(super) async fn settle_of_work_point(
    conn: &mut PgConnection,
    act: &Act,
    point: WorkPointId,
    resolution: &str,
) -> Result<()> {
    let ids =
        sqlx::query_scalar!("select id from doubt where work_point_id = $1 and resolved_at is null", point.0)
            .fetch_all(&mut *conn)
            .await?;
    settle(conn, act, &ids, resolution).await
}

/// Settles the open doubts of a task by these rules: what they asked for is mended. The entry is the caller's.
pub(super) async fn settle_of_task(
    conn: &mut PgConnection,
    act: &Act,
    task: TaskId,
    rules: &[&str],
    resolution: &str,
) -> Result<()> {
    let rules: Vec<String> = rules.iter().map(|rule| (*rule).to_owned()).collect();
    let ids = sqlx::query_scalar!(
        "select id from doubt where task_id = $1 and rule = any($2) and resolved_at is null",
        task.0,
        &rules
    )
    .fetch_all(&mut *conn)
    .await?;
    settle(conn, act, &ids, resolution).await
}

/// The doubts about a point are open again: what settled them was undone.
pub(super) async fn open_again(conn: &mut PgConnection, point: WorkPointId) -> Result<()> {
    sqlx::query!(
        "update doubt set resolution = null, resolved_at = null, resolved_by = null where work_point_id = $1",
        point.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn settle(conn: &mut PgConnection, act: &Act, ids: &[i64], resolution: &str) -> Result<()> {
    sqlx::query!(
        "update doubt set resolution = $2, resolved_at = $3, resolved_by = $4 where id = any($1)",
        ids,
        resolution,
        act.at,
        act.account().map(|account| account.0)
    )
    .execute(conn)
    .await?;
    Ok(())
}
