//! The SQL of consultations: whom a draft was put to, and what they said.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::content::DraftTask;
use super::model::DraftStatus;
use super::store::{DraftRow, OVERTAKEN};
use crate::audit_trail::Act;
use crate::error::{AppError, Result, require_row};
use crate::ids::{DepartmentId, DraftCommentId, PlanDraftId};

/// A department that was asked.
#[derive(Debug, Clone)]
pub struct Consulted {
    /// The draft.
    pub draft: PlanDraftId,
    /// The plan's year.
    pub year: i32,
    /// Where the draft stands.
    pub status: DraftStatus,
    /// The department.
    pub department: DepartmentId,
    /// Its name.
    pub name: String,
    /// When it was asked last.
    pub asked_on: NaiveDate,
    /// Until when it may say something.
    pub comment_by: NaiveDate,
    /// 无意见: since when.
    pub no_comment_at: Option<DateTime<Utc>>,
    /// How much it said since it was asked last.
    pub comments: i64,
    /// How much of all it said is not answered.
    pub unanswered: i64,
}

impl Consulted {
    /// Whether it said something since it was asked last, or that it has nothing to say.
    #[must_use]
    pub fn has_answered(&self) -> bool {
        self.comments > 0 || self.no_comment_at.is_some()
    }

    /// Whether it may still say something.
    #[must_use]
    pub fn may_comment(&self, today: NaiveDate) -> bool {
        self.status == DraftStatus::Consulting && today <= self.comment_by
    }
}

/// What a department said.
#[derive(Debug, Clone)]
pub struct Comment {
    /// The comment.
    pub id: DraftCommentId,
    /// Whose.
    pub department: DepartmentId,
    /// Its name.
    pub name: String,
    /// The key of the task it is about; `None` for the whole draft.
    pub task_key: Option<i32>,
    /// The task's version then.
    pub task_version: Option<i32>,
    /// Its title then.
    pub about: String,
    /// What was said.
    pub text: String,
    /// When.
    pub said_at: DateTime<Utc>,
    /// By whom.
    pub said_by: String,
    /// Whether the office recorded it (代录).
    pub recorded: bool,
    /// 采纳, 未采纳.
    pub adopted: Option<bool>,
    /// The answer's words.
    pub answer: Option<String>,
    /// Who answered.
    pub answered_by: Option<String>,
}

/// Which consultations are read.
#[derive(Debug, Clone, Copy, Default)]
pub struct WhichConsulted {
    /// Of this draft only.
    pub draft: Option<PlanDraftId>,
    /// Only of drafts that are being consulted on or deliberated.
    pub open: bool,
}

/// The departments asked, in the order of pages.
pub async fn list_consulted(conn: &mut PgConnection, which: WhichConsulted) -> Result<Vec<Consulted>> {
    Ok(sqlx::query_as!(
        Consulted,
        r#"select c.draft_id as "draft: PlanDraftId", (p.content->'plan'->>'year')::integer as "year!",
                  p.status as "status: DraftStatus", c.department_id as "department: DepartmentId", d.name, c.asked_on,
                  c.comment_by, c.no_comment_at,
                  (select count(*) from plan_draft_comment m
                   where m.draft_id = c.draft_id and m.department_id = c.department_id
                     and m.said_at >= c.asked_at) as "comments!",
                  (select count(*) from plan_draft_comment m where m.draft_id = c.draft_id
                   and m.department_id = c.department_id and m.adopted is null) as "unanswered!"
           from plan_draft_consulted c join plan_draft p on p.id = c.draft_id join department d on d.id = c.department_id
           where ($1::bigint is null or c.draft_id = $1) and (not $2 or p.status in ('consulting', 'deliberating'))
           order by c.draft_id, d.kind, d.position"#,
        which.draft.map(|id| id.0),
        which.open
    )
    .fetch_all(conn)
    .await?)
}

/// What was said of a draft, in order.
pub(super) async fn list_comments(conn: &mut PgConnection, draft: PlanDraftId) -> Result<Vec<Comment>> {
    Ok(sqlx::query_as!(
        Comment,
        r#"select c.id, c.department_id as "department: DepartmentId", d.name, c.task_key, c.task_version, c.about, c.text,
                  c.said_at, s.display_name as said_by, c.recorded, c.adopted, c.answer, a.display_name as "answered_by?"
           from plan_draft_comment c join department d on d.id = c.department_id join account s on s.id = c.said_by
           left join account a on a.id = c.answered_by
           where c.draft_id = $1 order by c.id"#,
        draft.0
    )
    .fetch_all(conn)
    .await?)
}

/// Takes a draft to another state, where nothing else of it changes.
///
/// # Errors
/// A conflict when it changed since it was read.
pub(super) async fn update_status(conn: &mut PgConnection, row: &DraftRow, to: DraftStatus) -> Result<()> {
    let done = sqlx::query!(
        "update plan_draft set status = $4, version = version + 1 where id = $1 and version = $2 and status = $3",
        row.id.0,
        row.version,
        row.status as DraftStatus,
        to as DraftStatus
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// Asks departments until a day; who was asked before is asked anew, and 意见 or 无意见 of then answers no more.
pub(super) async fn ask(
    conn: &mut PgConnection,
    act: &Act,
    draft: PlanDraftId,
    (departments, comment_by): (&[DepartmentId], NaiveDate),
) -> Result<()> {
    let ids: Vec<i64> = departments.iter().map(|id| id.0).collect();
    sqlx::query!(
        "insert into plan_draft_consulted (draft_id, department_id, asked_on, comment_by, asked_at)
         select $1, n.id, $3, $4, $5 from unnest($2::bigint[]) as n (id)
         on conflict (draft_id, department_id) do update set asked_on = excluded.asked_on, comment_by = excluded.comment_by,
             asked_at = excluded.asked_at, no_comment_at = null, no_comment_by = null, recorded = false",
        draft.0,
        &ids,
        act.today(),
        comment_by,
        act.at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A comment to be kept.
pub(super) struct Said<'a> {
    pub department: DepartmentId,
    /// The task it is about; `None` for the whole draft.
    pub task: Option<&'a DraftTask>,
    pub text: &'a str,
    pub recorded: bool,
}

/// Keeps what a department said.
pub(super) async fn insert_comment(
    conn: &mut PgConnection,
    act: &Act,
    draft: PlanDraftId,
    said: &Said<'_>,
) -> Result<()> {
    let number = |of: u32| i32::try_from(of).unwrap_or(i32::MAX);
    sqlx::query!(
        "insert into plan_draft_comment (draft_id, department_id, task_key, task_version, about, text, said_at, said_by, recorded)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        draft.0,
        said.department.0,
        said.task.map(|task| number(task.key)),
        said.task.map(|task| number(task.version)),
        said.task.map_or("", |task| task.title.as_str()),
        said.text,
        act.at,
        act.person()?.0,
        said.recorded
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update plan_draft_consulted set no_comment_at = null, no_comment_by = null, recorded = false
         where draft_id = $1 and department_id = $2",
        draft.0,
        said.department.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// 无意见
///
/// # Errors
/// A conflict where the department said something already, since it was asked last.
pub(super) async fn update_no_comment(
    conn: &mut PgConnection,
    act: &Act,
    draft: PlanDraftId,
    (department, recorded): (DepartmentId, bool),
) -> Result<()> {
    let done = sqlx::query!(
        "update plan_draft_consulted c set no_comment_at = $3, no_comment_by = $4, recorded = $5
         where c.draft_id = $1 and c.department_id = $2 and c.no_comment_at is null and not exists (
             select from plan_draft_comment m where m.draft_id = c.draft_id and m.department_id = c.department_id
                 and m.said_at >= c.asked_at)",
        draft.0,
        department.0,
        act.at,
        act.person()?.0,
        recorded
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), "本部门已经答复，现在的情况见本页。")
}

/// Answers a comment.
///
/// # Errors
/// A conflict where it was answered meanwhile.
pub(super) async fn update_answer(
    conn: &mut PgConnection,
    act: &Act,
    (draft, id): (PlanDraftId, DraftCommentId),
    (adopted, answer): (bool, &str),
) -> Result<()> {
    let done = sqlx::query!(
        "update plan_draft_comment set adopted = $3, answer = $4, answered_at = $5, answered_by = $6
         where draft_id = $1 and id = $2 and adopted is null",
        draft.0,
        id.0,
        adopted,
        answer,
        act.at,
        act.person()?.0
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), "这条意见刚由他人答复，请刷新后查看。")
}

/// Submits a draft to the meeting that decides it.
///
/// # Errors
/// A conflict when it changed since it was read.
pub(super) async fn update_deliberating(
    conn: &mut PgConnection,
    row: &DraftRow,
    (meeting, met_on, not_consulted): (&str, NaiveDate, Option<&str>),
) -> Result<()> {
    let done = sqlx::query!(
        "update plan_draft set status = 'deliberating', meeting = $4, met_on = $5, not_consulted = $6, version = version + 1
         where id = $1 and version = $2 and status = $3",
        row.id.0,
        row.version,
        row.status as DraftStatus,
        meeting,
        met_on,
        not_consulted
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// A draft on the office's hands.
#[derive(Debug, Clone)]
pub struct OnItsWay {
    /// The draft.
    pub id: PlanDraftId,
    /// Its year.
    pub year: i32,
    /// Where it stands.
    pub status: DraftStatus,
}

/// The drafts neither issued nor given up, the oldest first.
pub async fn list_on_their_way(conn: &mut PgConnection) -> Result<Vec<OnItsWay>> {
    Ok(sqlx::query_as!(
        OnItsWay,
        r#"select id, (content->'plan'->>'year')::integer as "year!", status as "status: DraftStatus" from plan_draft
           where status not in ('issued', 'withdrawn') order by id"#
    )
    .fetch_all(conn)
    .await?)
}

/// The comment that is to be answered.
///
/// # Errors
/// Not found where the draft has none of that id.
pub(super) async fn get_comment(
    conn: &mut PgConnection,
    draft: PlanDraftId,
    id: DraftCommentId,
) -> Result<Comment> {
    let found = list_comments(conn, draft).await?.into_iter().find(|of| of.id == id);
    found.ok_or_else(|| AppError::NotFound("没有这条意见。".into()))
}
