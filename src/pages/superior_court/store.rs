//! What is read of papers, as far as its reader may: the rule stands in [`list_papers`], and nowhere else.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::kind::Kind;
use super::model::PaperStatus;
use crate::error::{AppError, Result};
use crate::ids::{PaperId, PlanId, TaskId};
use crate::reporting::evidence::KeptBytes;
use crate::supervision::Reader;

/// A paper as it stands.
#[derive(Debug, Clone)]
pub struct PaperRow {
    /// The paper.
    pub id: PaperId,
    /// Which kind.
    pub kind: Kind,
    /// Its plan.
    pub plan: PlanId,
    /// Its plan's year.
    pub year: i32,
    /// Its number in the year.
    pub number: i32,
    /// Where it stands.
    pub status: PaperStatus,
    /// Its title.
    pub title: String,
    /// Whom it goes to.
    pub addressee: String,
    /// 签发人 and, in the note, 联系人 and telephone, of what goes upwards; empty while they are not filled in.
    pub signer: String,
    /// 联系人
    pub contact: String,
    /// Their telephone.
    pub contact_phone: String,
    /// Its text; empty for a reader whom it does not concern as a whole.
    pub text: String,
    /// Whether its reader may read it as a whole.
    pub whole: bool,
    /// The tasks it concerns, by number.
    pub tasks: Vec<TaskId>,
    /// Their numbers.
    pub task_numbers: Vec<i32>,
    /// Their titles.
    pub task_titles: Vec<String>,
    /// Which of them wait for a superior, by number.
    pub waiting: Vec<i32>,
    /// Whether one of them is restricted (限定范围).
    pub restricted: bool,
    /// When it was drafted.
    pub drafted_on: NaiveDate,
    /// By whom.
    pub drafted_by: String,
    /// When its text was last saved.
    pub saved_at: DateTime<Utc>,
    /// By whom.
    pub saved_by: String,
    /// When it was sent.
    pub sent_on: Option<NaiveDate>,
    /// Under which document number; may be empty.
    pub sent_number: Option<String>,
    /// In which way.
    pub sent_how: Option<String>,
    /// Who recorded that.
    pub sent_by: Option<String>,
    /// When it was answered, adopted or passed over.
    pub settled_on: Option<NaiveDate>,
    /// The answer; where it was adopted; a remark.
    pub outcome: Option<String>,
    /// The document number of that; may be empty.
    pub outcome_number: Option<String>,
    /// Who recorded that.
    pub settled_by: Option<String>,
    /// When it was withdrawn.
    pub withdrawn_on: Option<NaiveDate>,
    /// By whom.
    pub withdrawn_by: Option<String>,
    /// Why.
    pub withdrawn_because: Option<String>,
    /// Counts its changes.
    pub version: i32,
}

impl PaperRow {
    /// 反映问题第3号
    #[must_use]
    pub fn name(&self) -> String {
        self.kind.name(self.number)
    }

    /// Its page.
    #[must_use]
    pub fn path(&self) -> String {
        self.kind.path(self.year, self.number)
    }

    /// How it is shown.
    #[must_use]
    pub fn light(&self) -> (&'static str, &'static str, &'static str) {
        self.status.light(self.kind)
    }
}

/// Which papers; `None` for all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Which {
    /// Of a kind.
    pub kind: Option<Kind>,
    /// Of a year.
    pub year: Option<i32>,
    /// Of a number.
    pub number: Option<i32>,
    /// About a task.
    pub task: Option<TaskId>,
}

/// The papers the reader may see, by year, then the newest first. One statement.
///
/// - Drafts, and what was withdrawn without being sent: office and leaders.
/// - Feedback that was sent: those concerned with a task of it; its text, those concerned with all of them.
/// - Bulletins that were submitted: all.
/// - What is about a restricted task: those concerned with it.
pub async fn list_papers(conn: &mut PgConnection, reader: &Reader, which: Which) -> Result<Vec<PaperRow>> {
    Ok(sqlx::query_as!(
        PaperRow,
        r#"select s.id, s.kind as "kind: Kind", s.plan_id as plan, p.year, s.number, s.status as "status: PaperStatus",
                  s.title, s.addressee, s.signer, s.contact, s.contact_phone, case when r.whole then s.text else '' end as "text!", r.whole as "whole!",
                  k.ids as "tasks!: Vec<TaskId>", k.numbers as "task_numbers!", k.titles as "task_titles!",
                  k.waiting as "waiting!", k.restricted as "restricted!", s.drafted_on, drafter.display_name as drafted_by,
                  s.saved_at, saver.display_name as saved_by, s.sent_on, s.sent_number, s.sent_how,
                  sender.display_name as "sent_by?", s.settled_on, s.outcome, s.outcome_number,
                  settler.display_name as "settled_by?", s.withdrawn_on, withdrawer.display_name as "withdrawn_by?",
                  s.withdrawn_because, s.version
           from superior_paper s
           join plan p on p.id = s.plan_id
           join account drafter on drafter.id = s.drafted_by
           join account saver on saver.id = s.saved_by
           left join account sender on sender.id = s.sent_by
           left join account settler on settler.id = s.settled_by
           left join account withdrawer on withdrawer.id = s.withdrawn_by
           cross join lateral (
               select coalesce(array_agg(t.id order by t.number), '{}') as ids,
                      coalesce(array_agg(t.number order by t.number), '{}') as numbers,
                      coalesce(array_agg(t.title order by t.number), '{}') as titles,
                      coalesce(array_agg(t.number order by t.number) filter (where t.status = 'waiting_for_superior'), '{}')
                          as waiting,
                      coalesce(bool_or(t.restricted), false) as restricted,
                      coalesce(bool_or(c.concerned), false) as some, coalesce(bool_and(c.concerned), false) as every,
                      coalesce(bool_or(t.restricted and not c.concerned), false) as kept_back
               from superior_paper_task o join task t on t.id = o.task_id
               cross join lateral (select exists (
                   select from departments_concerned(t.id, $3) as c (id) where c.id = any($2)) as concerned) c
               where o.paper_id = s.id
           ) k
           cross join lateral (select $1 or s.kind = 'bulletin' or k.every as whole) r
           where ($4::superior_paper_kind is null or s.kind = $4) and ($5::integer is null or p.year = $5)
             and ($6::integer is null or s.number = $6) and ($7::bigint is null or $7 = any(k.ids))
             and ($1 or (s.sent_on is not null and not k.kept_back and (s.kind = 'bulletin' or k.some)))
           order by p.year, s.number desc"#,
        reader.sees_all,
        &reader.departments,
        reader.today,
        which.kind as Option<Kind>,
        which.year,
        which.number,
        which.task.map(|task| task.0)
    )
    .fetch_all(conn)
    .await?)
}

/// The paper of a number that the reader may see.
///
/// # Errors
/// [`AppError::NotFound`] where there is none, or none for this reader: the answer betrays nothing.
pub async fn get_paper(
    conn: &mut PgConnection,
    reader: &Reader,
    (kind, year, number): (Kind, i32, i32),
) -> Result<PaperRow> {
    let which = Which { kind: Some(kind), year: Some(year), number: Some(number), task: None };
    let found = list_papers(conn, reader, which).await?.pop();
    found.ok_or_else(|| AppError::NotFound(format!("{year} 年度没有您可以查看的{}。", kind.name(number))))
}

/// The same, held until the transaction ends.
pub(super) async fn get_paper_to_change(
    conn: &mut PgConnection,
    reader: &Reader,
    of: (Kind, i32, i32),
) -> Result<PaperRow> {
    sqlx::query!(
        "select s.id from superior_paper s join plan p on p.id = s.plan_id
         where s.kind = $1 and p.year = $2 and s.number = $3 for update of s",
        of.0 as Kind,
        of.1,
        of.2
    )
    .fetch_optional(&mut *conn)
    .await?;
    get_paper(conn, reader, of).await
}

/// What a paper was gathered from.
#[derive(Debug, Clone)]
pub(super) struct SourceRow {
    pub task_number: i32,
    /// The month of the report; `None` of a task that waits.
    pub month: Option<String>,
    /// Whose report it is.
    pub department: Option<String>,
    /// Since when the task waits.
    pub waiting_since: Option<NaiveDate>,
    /// As they were gathered.
    pub words: String,
}

/// The sources of a paper that concern the reader; of a bulletin all but those of restricted tasks, for what they say is open.
pub(super) async fn list_sources(
    conn: &mut PgConnection,
    reader: &Reader,
    paper: &PaperRow,
) -> Result<Vec<SourceRow>> {
    Ok(sqlx::query_as!(
        SourceRow,
        r#"select t.number as task_number, m.month as "month?", d.name as "department?", o.waiting_since,
                  o.words
           from superior_paper_source o join task t on t.id = o.task_id
           left join report_submission u on u.id = o.submission_id
           left join monthly_report m on m.id = u.report_id
           left join department d on d.id = m.department_id
           where o.paper_id = $1 and ($2 or ($5 and not t.restricted) or exists (
               select from departments_concerned(t.id, $4) as c (id) where c.id = any($3)))
           order by t.number, m.month, o.id"#,
        paper.id.0,
        reader.sees_all,
        &reader.departments,
        reader.today,
        paper.kind == Kind::Bulletin
    )
    .fetch_all(conn)
    .await?)
}

/// A scan of what came back.
#[derive(Debug, Clone)]
pub(super) struct ScanRow {
    pub id: i64,
    pub kept: KeptBytes,
    pub added_at: DateTime<Utc>,
    pub added_by: String,
}

/// The scans put beside a paper.
pub(super) async fn list_scans(conn: &mut PgConnection, paper: PaperId) -> Result<Vec<ScanRow>> {
    let rows = sqlx::query!(
        "select s.id, s.digest, s.size, s.original_name, s.media_type, s.added_at, a.display_name as added_by
         from superior_paper_scan s join account a on a.id = s.added_by where s.paper_id = $1 order by s.id",
        paper.0
    )
    .fetch_all(conn)
    .await?;
    let scan = rows.into_iter().map(|row| ScanRow {
        id: row.id,
        kept: KeptBytes {
            digest: row.digest,
            size: row.size,
            name: row.original_name,
            media_type: row.media_type,
        },
        added_at: row.added_at,
        added_by: row.added_by,
    });
    Ok(scan.collect())
}

/// What was entered of an answer before it was corrected.
#[derive(Debug, Clone)]
pub(super) struct CorrectionRow {
    pub status: PaperStatus,
    pub settled_on: NaiveDate,
    pub outcome: String,
    pub outcome_number: String,
    /// Who had entered it.
    pub settled_by: String,
    pub because: String,
    pub corrected_on: NaiveDate,
    pub corrected_by: String,
}

/// What stood before in place of a paper's answer, the newest first.
pub(super) async fn list_corrections(conn: &mut PgConnection, paper: PaperId) -> Result<Vec<CorrectionRow>> {
    Ok(sqlx::query_as!(
        CorrectionRow,
        r#"select c.status as "status: PaperStatus", c.settled_on, c.outcome, c.outcome_number,
                  settler.display_name as settled_by, c.because, c.corrected_on, corrector.display_name as corrected_by
           from superior_paper_correction c join account settler on settler.id = c.settled_by
           join account corrector on corrector.id = c.corrected_by where c.paper_id = $1 order by c.id desc"#,
        paper.0
    )
    .fetch_all(conn)
    .await?)
}

/// A difficulty of a report that was passed up: in which item, and how that stands.
#[derive(Debug, Clone)]
pub struct Passed {
    /// The month whose report says it.
    pub month: String,
    /// The item's number.
    pub number: i32,
    /// How it stands.
    pub status: PaperStatus,
    /// When it was sent.
    pub sent_on: NaiveDate,
}

/// Which months' latest reports of a task say a difficulty that was passed up, in the words it was gathered in. It is for
/// those concerned with the task.
pub async fn list_passed_up(conn: &mut PgConnection, task: TaskId) -> Result<Vec<Passed>> {
    Ok(sqlx::query_as!(
        Passed,
        r#"select m.month, p.number, p.status as "status: PaperStatus", p.sent_on as "sent_on!"
           from superior_paper_source o
           join superior_paper p on p.id = o.paper_id and p.kind = 'feedback' and p.sent_on is not null
                and p.status <> 'withdrawn'
           join superior_paper_task k on k.paper_id = p.id and k.task_id = o.task_id
           join monthly_report m on m.task_id = o.task_id
           join lateral (select btrim(s.problems, E' \n') as problems from report_submission s where s.report_id = m.id
                         order by s.number desc limit 1) u on u.problems = o.words
           where o.task_id = $1 and o.submission_id is not null order by m.month, p.number"#,
        task.0
    )
    .fetch_all(conn)
    .await?)
}
