//! What is written of papers. A step is conditional: who comes second is told.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::kind::Kind;
use super::model::PaperStatus;
use super::store::PaperRow;
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::error::{Result, require_row};
use crate::ids::{PaperId, PlanId, SubmissionId, TaskId};
use crate::reporting::evidence::KeptBytes;

/// What a report or a waiting task says, as it goes into a paper.
#[derive(Debug, Clone)]
pub struct Gathered {
    /// The task.
    pub task: TaskId,
    /// The accepted submission that says it.
    pub submission: Option<SubmissionId>,
    /// Or since when the task waits.
    pub waiting_since: Option<NaiveDate>,
    /// Word for word.
    pub words: String,
}

/// What is told when somebody else was first.
pub(super) const OVERTAKEN: &str = "刚由他人修改或办理，现在的情况见本页。";

/// The words of a paper.
#[derive(Debug, Clone)]
pub(super) struct Wording {
    pub title: String,
    pub addressee: String,
    /// Of what goes upwards; may be empty.
    pub head: Head,
    pub text: String,
}

/// 签发人, 联系人 and telephone of a paper that goes upwards.
#[derive(Debug, Clone, Default)]
pub(super) struct Head {
    pub signer: String,
    pub contact: String,
    pub contact_phone: String,
}

/// Stores a paper under the next number of its kind and plan; returns it with its number. The plan is held meanwhile, so that
/// no two get one number.
pub(super) async fn insert_paper(
    conn: &mut PgConnection,
    act: &Act,
    (plan, kind): (PlanId, Kind),
    wording: &Wording,
) -> Result<(PaperId, i32)> {
    hold_plan(conn, plan).await?;
    let row = sqlx::query!(
        r#"insert into superior_paper (plan_id, kind, number, title, addressee, text, drafted_on, drafted_at, drafted_by,
                                       saved_at, saved_by)
           select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7, $8, $7, $8 from superior_paper
           where plan_id = $1 and kind = $2 returning id as "id: PaperId", number"#,
        plan.0,
        kind as Kind,
        wording.title,
        wording.addressee,
        wording.text,
        act.today(),
        act.at,
        act.person()?.0
    )
    .fetch_one(conn)
    .await?;
    Ok((row.id, row.number))
}

/// Says which tasks a paper concerns: these, and no others.
pub(super) async fn set_tasks(conn: &mut PgConnection, paper: PaperId, tasks: &[TaskId]) -> Result<()> {
    let tasks: Vec<i64> = tasks.iter().map(|task| task.0).collect();
    sqlx::query!(
        "delete from superior_paper_task where paper_id = $1 and task_id <> all($2)",
        paper.0,
        &tasks
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into superior_paper_task (paper_id, task_id) select $1, id from unnest($2::bigint[]) as t (id)
         on conflict do nothing",
        paper.0,
        &tasks
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Stores what a paper was gathered from.
pub(super) async fn insert_sources(
    conn: &mut PgConnection,
    paper: PaperId,
    gathered: &[Gathered],
) -> Result<()> {
    let tasks: Vec<i64> = gathered.iter().map(|of| of.task.0).collect();
    let submissions: Vec<Option<i64>> = gathered.iter().map(|of| of.submission.map(|id| id.0)).collect();
    let waits: Vec<Option<NaiveDate>> = gathered.iter().map(|of| of.waiting_since).collect();
    let words: Vec<String> = gathered.iter().map(|of| of.words.clone()).collect();
    sqlx::query!(
        "insert into superior_paper_source (paper_id, task_id, submission_id, waiting_since, words)
         select $1, g.* from unnest($2::bigint[], $3::bigint[], $4::date[], $5::text[]) as g",
        paper.0,
        &tasks,
        &submissions as &[Option<i64>],
        &waits as &[Option<NaiveDate>],
        &words
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Saves the words of a draft.
pub(super) async fn update_text(
    conn: &mut PgConnection,
    act: &Act,
    paper: &PaperRow,
    wording: &Wording,
) -> Result<()> {
    let done = sqlx::query!(
        "update superior_paper set title = $3, addressee = $4, text = $5, saved_at = $6, saved_by = $7, signer = $8,
                contact = $9, contact_phone = $10, version = version + 1
         where id = $1 and version = $2 and status = 'draft'",
        paper.id.0,
        paper.version,
        wording.title,
        wording.addressee,
        wording.text,
        act.at,
        act.person()?.0,
        wording.head.signer,
        wording.head.contact,
        wording.head.contact_phone
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), &format!("{}{OVERTAKEN}", paper.name()))
}

/// Records that a paper was sent.
pub(super) async fn update_sent(
    conn: &mut PgConnection,
    act: &Act,
    paper: &PaperRow,
    (on, number, how): (NaiveDate, &str, &str),
) -> Result<()> {
    let done = sqlx::query!(
        "update superior_paper set status = 'sent', sent_on = $3, sent_number = $4, sent_how = $5, sent_at = $6, sent_by = $7,
                version = version + 1
         where id = $1 and version = $2 and status = 'draft'",
        paper.id.0,
        paper.version,
        on,
        number,
        how,
        act.at,
        act.person()?.0
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), &format!("{}{OVERTAKEN}", paper.name()))
}

/// Records what came back to a paper that was sent, or something else in its place.
pub(super) async fn update_settled(
    conn: &mut PgConnection,
    act: &Act,
    (paper, to): (&PaperRow, PaperStatus),
    (on, outcome, number): (NaiveDate, &str, &str),
) -> Result<()> {
    let done = sqlx::query!(
        "update superior_paper set status = $3, settled_on = $4, outcome = $5, outcome_number = $6, settled_at = $7,
                settled_by = $8, version = version + 1
         where id = $1 and version = $2 and (status = 'sent' or settled_on is not null)",
        paper.id.0,
        paper.version,
        to as PaperStatus,
        on,
        outcome,
        number,
        act.at,
        act.person()?.0
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), &format!("{}{OVERTAKEN}", paper.name()))
}

/// Puts something else in place of what came back, and keeps what stood there with the reason.
pub(super) async fn update_corrected(
    conn: &mut PgConnection,
    act: &Act,
    (paper, to): (&PaperRow, PaperStatus),
    ((on, outcome, number), because): ((NaiveDate, &str, &str), &str),
) -> Result<()> {
    let kept = sqlx::query!(
        "insert into superior_paper_correction (paper_id, status, settled_on, outcome, outcome_number, settled_at, settled_by,
                                                because, corrected_on, corrected_at, corrected_by)
         select id, status, settled_on, outcome, outcome_number, settled_at, settled_by, $3, $4, $5, $6 from superior_paper
         where id = $1 and version = $2 and settled_on is not null",
        paper.id.0,
        paper.version,
        because,
        act.today(),
        act.at,
        act.person()?.0
    )
    .execute(&mut *conn)
    .await?;
    require_row(kept.rows_affected(), &format!("{}{OVERTAKEN}", paper.name()))?;
    update_settled(conn, act, (paper, to), (on, outcome, number)).await
}

/// Withdraws a paper.
pub(super) async fn update_withdrawn(
    conn: &mut PgConnection,
    act: &Act,
    paper: &PaperRow,
    because: &str,
) -> Result<()> {
    let done = sqlx::query!(
        "update superior_paper set status = 'withdrawn', withdrawn_on = $3, withdrawn_at = $4, withdrawn_by = $5,
                withdrawn_because = $6, version = version + 1
         where id = $1 and version = $2 and status in ('draft', 'sent')",
        paper.id.0,
        paper.version,
        act.today(),
        act.at,
        act.person()?.0,
        because
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), &format!("{}{OVERTAKEN}", paper.name()))
}

/// Puts a scan of what came back beside a paper.
pub(super) async fn insert_scan(
    conn: &mut PgConnection,
    act: &Act,
    paper: PaperId,
    scan: &KeptBytes,
) -> Result<()> {
    sqlx::query!(
        "insert into superior_paper_scan (paper_id, digest, size, original_name, media_type, added_at, added_by)
         values ($1, $2, $3, $4, $5, $6, $7)",
        paper.0,
        scan.digest,
        scan.size,
        scan.name,
        scan.media_type,
        act.at,
        act.person()?.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// An entry about a draft: for the office and leaders.
pub(super) fn entry(event: &'static str, of: (Kind, PaperId), year: i32, sentence: String) -> Entry {
    Entry::new(event, of.0.subject(), sentence).on(of.1.0).of_plan(year).for_audience(Audience::Concerned)
}

/// Appends what was done with a paper that was sent, on each of its tasks: of feedback for those concerned, of a bulletin for
/// all. What was never sent stays with the office and leaders; so does what is about several tasks one of which was restricted
/// since, whose departments must not learn of each other's, and a bulletin about a restricted task is for those concerned.
pub(super) async fn append_on_tasks(
    conn: &mut PgConnection,
    act: &Act,
    paper: &PaperRow,
    (event, sentence, after): (&'static str, String, serde_json::Value),
) -> Result<()> {
    append_change_on_tasks(conn, act, paper, (event, sentence), (None, after)).await
}

/// The same of a change: what stood there before, and what stands there now.
pub(super) async fn append_change_on_tasks(
    conn: &mut PgConnection,
    act: &Act,
    paper: &PaperRow,
    (event, sentence): (&'static str, String),
    (before, after): (Option<serde_json::Value>, serde_json::Value),
) -> Result<()> {
    if paper.restricted && paper.tasks.len() > 1 {
        let entry = entry(event, (paper.kind, paper.id), paper.year, sentence);
        return append(conn, act, entry.with_change(before, Some(after))).await;
    }
    let is_open = paper.kind == Kind::Bulletin && !paper.restricted;
    let audience = if is_open { Audience::Everyone } else { Audience::Concerned };
    for task in &paper.tasks {
        let entry = Entry::new(event, paper.kind.subject(), sentence.clone())
            .on(paper.id.0)
            .of_plan(paper.year)
            .of_task(*task)
            .for_audience(audience)
            .with_change(before.clone(), Some(after.clone()));
        append(conn, act, entry).await?;
    }
    Ok(())
}

/// Holds a plan until the transaction ends, before what there is to gather is read: of two who draft at once the second finds
/// what the first has taken.
pub(super) async fn hold_plan(conn: &mut PgConnection, plan: PlanId) -> Result<()> {
    sqlx::query!("select id from plan where id = $1 for update", plan.0).fetch_one(conn).await?;
    Ok(())
}
