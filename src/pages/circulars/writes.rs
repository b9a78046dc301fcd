//! What is written of circulars. A change is conditional: who comes second is told.

use chrono::NaiveDate;
use sqlx::PgConnection;
use sqlx::types::Json;

use super::draft::Draft;
use super::model::CircularStatus;
use super::store::{CircularRow, PassageRow};
use crate::audit_trail::{Act, Audience, Entry};
use crate::deadlines::Period;
use crate::error::{AppError, Result, require_row, violated_constraint};
use crate::ids::{AccountId, CircularId, DepartmentId, PlanId};
use crate::pages::drafting::Paragraph;
use crate::plan::tasks::store::Person;
use crate::reporting::evidence::KeptBytes;

/// What is told when somebody else was first.
pub(super) const OVERTAKEN: &str = "这份通报刚由他人修改或办理，现在的情况见本页。";

/// An entry about a circular that is not released: for the office and leaders.
pub(super) fn entry(event: &'static str, sentence: String, (id, year): (CircularId, i32)) -> Entry {
    Entry::new(event, "circular", sentence).on(id.0).of_plan(year).for_audience(Audience::Concerned)
}

/// Begins a circular with what was drafted.
pub(super) async fn insert_circular(
    conn: &mut PgConnection,
    act: &Act,
    (plan, period, version): (PlanId, Period, i32),
    (draft, copies_to): (&Draft, &str),
) -> Result<CircularId> {
    let inserted = sqlx::query_scalar!(
        r#"insert into circular (plan_id, period, version, title, text, copies_to, drafted, drafted_on, begun_at, begun_by,
                                 saved_at, saved_by)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $9, $10) returning id as "id: CircularId""#,
        plan.0,
        period.to_string(),
        version,
        draft.title,
        draft.text(),
        copies_to,
        Json(draft.all()) as _,
        act.today(),
        act.at,
        act.person()?.0
    )
    .fetch_one(&mut *conn)
    .await;
    let id = inserted.map_err(|error| match violated_constraint(&error) {
        Some("circular_version_taken" | "circular_one_in_hand") => {
            AppError::Conflict("这份通报已由他人起草，请刷新后查看。".into())
        }
        _ => error.into(),
    })?;
    let passages = draft.passages.iter().map(|of| Passage {
        department: of.department,
        name: of.name.clone(),
        situation: of.situation.clone(),
    });
    save_passages(conn, id, &passages.collect::<Vec<_>>()).await?;
    Ok(id)
}

/// What is said of a department.
#[derive(Debug, Clone)]
pub(super) struct Passage {
    pub department: DepartmentId,
    pub name: String,
    pub situation: String,
}

/// Saves what is said of departments: these, and no others. What a department explained stays beside its words.
pub(super) async fn save_passages(
    conn: &mut PgConnection,
    id: CircularId,
    passages: &[Passage],
) -> Result<()> {
    let departments: Vec<i64> = passages.iter().map(|of| of.department.0).collect();
    let names: Vec<String> = passages.iter().map(|of| of.name.clone()).collect();
    let situations: Vec<String> = passages.iter().map(|of| of.situation.clone()).collect();
    sqlx::query!(
        "delete from circular_passage where circular_id = $1 and department_id <> all($2)",
        id.0,
        &departments
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into circular_passage (circular_id, department_id, name, situation)
         select $1, n.department_id, n.name, n.situation
         from unnest($2::bigint[], $3::text[], $4::text[]) as n (department_id, name, situation)
         on conflict (circular_id, department_id) do update set situation = excluded.situation",
        id.0,
        &departments,
        &names,
        &situations
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What is saved of a draft, besides its passages.
pub(super) struct Written<'a> {
    pub title: &'a str,
    pub text: &'a str,
    pub copies_to: &'a str,
    pub drafted: &'a [Paragraph],
}

/// Saves a draft that stands at `version`; `false` when it does not.
pub(super) async fn update_text(
    conn: &mut PgConnection,
    act: &Act,
    (id, version): (CircularId, i32),
    written: &Written<'_>,
) -> Result<bool> {
    let done = sqlx::query!(
        "update circular set title = $3, text = $4, copies_to = $5, drafted = $6, saved_at = $7, saved_by = $8,
                row_version = row_version + 1
         where id = $1 and row_version = $2 and status = 'draft'",
        id.0,
        version,
        written.title,
        written.text,
        written.copies_to,
        Json(written.drafted) as _,
        act.at,
        act.person()?.0
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a circular to another state, where nothing else of it changes.
///
/// # Errors
/// A conflict when it changed since it was read.
pub(super) async fn update_status(
    conn: &mut PgConnection,
    of: &CircularRow,
    to: CircularStatus,
) -> Result<()> {
    let done = sqlx::query!(
        "update circular set status = $4, row_version = row_version + 1 where id = $1 and row_version = $2 and status = $3",
        of.id.0,
        of.row_version,
        of.status as CircularStatus,
        to as CircularStatus
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// Asks the departments that neither explained the words that stand there now nor had their time for them. What one said of
/// other words stays, with the wording it spoke of, until it explains anew. Returns them.
pub(super) async fn ask_departments(
    conn: &mut PgConnection,
    act: &Act,
    (id, explain_by): (CircularId, NaiveDate),
) -> Result<Vec<DepartmentId>> {
    Ok(sqlx::query_scalar!(
        r#"update circular_passage set asked_about = case when explanation is null then situation else asked_about end,
                  asked_on = $2, explain_by = $3
           where circular_id = $1
             and (asked_about is distinct from situation or (explanation is null and explain_by >= $2))
           returning department_id as "department: DepartmentId""#,
        id.0,
        act.today(),
        explain_by
    )
    .fetch_all(conn)
    .await?)
}

/// Keeps what a department says of its passage; the circular is held by this transaction.
///
/// # Errors
/// A conflict when it is no more being explained.
pub(super) async fn update_explanation(
    conn: &mut PgConnection,
    act: &Act,
    (of, passage): (&CircularRow, &PassageRow),
    (explanation, recorded): (&str, bool),
) -> Result<()> {
    // Who submits it meanwhile is told that something was added.
    let done = sqlx::query!(
        "update circular set row_version = row_version + 1 where id = $1 and status = 'explaining'",
        of.id.0
    )
    .execute(&mut *conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)?;
    sqlx::query!(
        "update circular_passage set asked_about = situation, explanation = $3, explained_at = $4, explained_on = $5,
                explained_by = $6, recorded = $7
         where circular_id = $1 and department_id = $2",
        of.id.0,
        passage.department.0,
        explanation,
        act.at,
        act.today(),
        act.person()?.0,
        recorded
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Submits it to the leader who is to sign.
///
/// # Errors
/// A conflict when it changed since it was read.
pub(super) async fn update_submitted(
    conn: &mut PgConnection,
    act: &Act,
    of: &CircularRow,
    signer: AccountId,
) -> Result<()> {
    let done = sqlx::query!(
        "update circular set status = 'for_signature', signer_id = $4, submitted_on = $5, submitted_by = $6,
                returned_because = null, returned_on = null, returned_by = null, return_recorded_by = null,
                return_evidence = null, row_version = row_version + 1
         where id = $1 and row_version = $2 and status = $3",
        of.id.0,
        of.row_version,
        of.status as CircularStatus,
        signer.0,
        act.today(),
        act.person()?.0
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// Gives it back to the office.
///
/// # Errors
/// A conflict when it changed since it was read.
pub(super) async fn update_returned(
    conn: &mut PgConnection,
    act: &Act,
    of: &CircularRow,
    (decided, because): (&Decided, &str),
) -> Result<()> {
    let recorder = if decided.evidence.is_some() { Some(act.person()?.0) } else { None };
    let done = sqlx::query!(
        "update circular set status = 'draft', signer_id = null, submitted_on = null, submitted_by = null,
                returned_because = $3, returned_on = $4, returned_by = $5, return_recorded_by = $6, return_evidence = $7,
                row_version = row_version + 1
         where id = $1 and row_version = $2 and status = 'for_signature'",
        of.id.0,
        of.row_version,
        because,
        decided.on,
        decided.by.id.0,
        recorder,
        decided.evidence
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}

/// What a leader decided about a circular that was submitted.
pub(super) struct Decided {
    /// When.
    pub on: NaiveDate,
    /// Who: the leader chosen, or who stands in for them.
    pub by: Person,
    /// Of a decision on paper: what shows it.
    pub evidence: Option<String>,
}

/// A signature.
pub(super) struct Signed<'a> {
    /// When it was given.
    pub on: NaiveDate,
    /// Whose it is.
    pub by: AccountId,
    /// Of one on paper: what shows it, and its scan.
    pub recorded: Option<(&'a str, &'a KeptBytes)>,
}

/// Releases it under the next number of the year; returns that.
///
/// # Errors
/// A conflict when it changed since it was read.
pub(super) async fn update_released(
    conn: &mut PgConnection,
    act: &Act,
    of: &CircularRow,
    signed: &Signed<'_>,
) -> Result<i32> {
    // The plan is held, so that two circulars released at once have two numbers.
    sqlx::query!(
        "select p.id from plan p join circular c on c.plan_id = p.id where c.id = $1 for update of p",
        of.id.0
    )
    .fetch_one(&mut *conn)
    .await?;
    let scan = signed.recorded.map(|(_, scan)| scan);
    let number = sqlx::query_scalar!(
        r#"update circular c set status = 'released', released_on = $3, released_at = $4, released_by = $5, evidence = $6,
                  scan_digest = $7, scan_size = $8, scan_name = $9, scan_type = $10, signed_by = $11, row_version = row_version + 1,
                  number = (select coalesce(max(o.number), 0) + 1 from circular o where o.plan_id = c.plan_id)
           where id = $1 and row_version = $2 and status = 'for_signature' returning number as "number!""#,
        of.id.0,
        of.row_version,
        signed.on,
        act.at,
        act.person()?.0,
        signed.recorded.map(|(evidence, _)| evidence),
        scan.map(|scan| scan.digest.as_slice()),
        scan.map(|scan| scan.size),
        scan.map(|scan| scan.name.as_str()),
        scan.map(|scan| scan.media_type.as_str()),
        signed.by.0
    )
    .fetch_optional(conn)
    .await?;
    number.ok_or_else(|| AppError::Conflict(OVERTAKEN.into()))
}

/// Withdraws it.
///
/// # Errors
/// A conflict when it changed since it was read.
pub(super) async fn update_withdrawn(
    conn: &mut PgConnection,
    act: &Act,
    of: &CircularRow,
    because: &str,
) -> Result<()> {
    let done = sqlx::query!(
        "update circular set status = 'withdrawn', withdrawn_on = $4, withdrawn_by = $5, withdrawn_because = $6,
                row_version = row_version + 1
         where id = $1 and row_version = $2 and status = $3",
        of.id.0,
        of.row_version,
        of.status as CircularStatus,
        act.today(),
        act.person()?.0,
        because
    )
    .execute(conn)
    .await?;
    require_row(done.rows_affected(), OVERTAKEN)
}
