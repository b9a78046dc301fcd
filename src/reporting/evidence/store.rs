//! All SQL of evidence.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::file_types::size_words;
use super::{GivenWith, day_words};
use crate::clock::beijing_day;
use crate::error::{AppError, Result};
use crate::ids::{
    AccountId, AnswerId, DepartmentId, FileId, InstructionId, MeetingId, PlanId, ReportId, RequestId, TaskId,
};

/// A file as lists show it.
#[derive(Debug, Clone)]
pub struct FileLine {
    /// Its id, in its address.
    pub id: FileId,
    /// The report it was given with, if any.
    pub report: Option<ReportId>,
    /// Its month, `2019-06`.
    pub month: Option<String>,
    /// The answer to a finding it was given with, if any.
    pub answer: Option<AnswerId>,
    /// The finding's number.
    pub finding: Option<i32>,
    /// Its name when uploaded.
    pub name: String,
    /// `42 KB`
    pub size: String,
    /// Who uploaded it, and when: `审管办 6月24日上传`.
    pub uploaded: String,
    /// When it was withdrawn, and for those concerned why: `6月25日撤回：传错文件`.
    pub withdrawn: Option<String>,
}

struct FileRow {
    id: i64,
    report_id: Option<i64>,
    month: Option<String>,
    answer_id: Option<i64>,
    finding: Option<i32>,
    original_name: String,
    size: i64,
    uploaded_at: DateTime<Utc>,
    uploader: String,
    withdrawn_on: Option<NaiveDate>,
    withdrawn_reason: Option<String>,
}

impl FileRow {
    /// The line as one reads it who is `concerned` with the task, or is not.
    fn line(self, concerned: bool) -> FileLine {
        let (withdrawn_on, row) = (self.withdrawn_on, self);
        let reason = row.withdrawn_reason.filter(|_| concerned).map(|reason| format!("：{reason}"));
        FileLine {
            id: FileId(row.id),
            report: row.report_id.map(ReportId),
            month: row.month,
            answer: row.answer_id.map(AnswerId),
            finding: row.finding,
            name: row.original_name,
            size: size_words(row.size),
            uploaded: format!("{} {}上传", row.uploader, day_words(beijing_day(row.uploaded_at))),
            withdrawn: withdrawn_on
                .map(|day| format!("{}撤回{}", day_words(day), reason.unwrap_or_default())),
        }
    }
}

/// The files of these reports, oldest first; withdrawn ones too.
pub async fn list_files_of_reports(conn: &mut PgConnection, reports: &[i64]) -> Result<Vec<FileLine>> {
    let rows = sqlx::query_as!(
        FileRow,
        r#"select f.id, f.report_id, r.month as "month?", f.answer_id, null::integer as finding, f.original_name, f.size,
                  f.uploaded_at, a.display_name as uploader, f.withdrawn_on, f.withdrawn_reason
           from evidence_file f join monthly_report r on r.id = f.report_id join account a on a.id = f.uploaded_by
           where f.report_id = any($1) order by f.id"#,
        reports
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.line(true)).collect())
}

/// The files of these answers to findings, oldest first; withdrawn ones too.
pub async fn list_files_of_answers(conn: &mut PgConnection, answers: &[i64]) -> Result<Vec<FileLine>> {
    let rows = sqlx::query_as!(
        FileRow,
        r#"select f.id, f.report_id, null::text as month, f.answer_id, g.number as "finding?", f.original_name, f.size,
                  f.uploaded_at, a.display_name as uploader, f.withdrawn_on, f.withdrawn_reason
           from evidence_file f join finding_answer s on s.id = f.answer_id join finding g on g.id = s.finding_id
           join account a on a.id = f.uploaded_by
           where f.answer_id = any($1) order by f.id"#,
        answers
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.line(true)).collect())
}

/// The files of a task, oldest first; withdrawn ones too. One who is not `concerned` with the task reads those of the
/// task itself, of accepted reports and of the completion granted, none of answers to findings.
pub async fn list_files_of_task(
    conn: &mut PgConnection,
    task: TaskId,
    concerned: bool,
) -> Result<Vec<FileLine>> {
    let rows = sqlx::query_as!(
        FileRow,
        r#"select f.id, f.report_id, r.month as "month?", f.answer_id, g.number as "finding?", f.original_name, f.size,
                  f.uploaded_at, a.display_name as uploader, f.withdrawn_on, f.withdrawn_reason
           from evidence_file f left join monthly_report r on r.id = f.report_id join account a on a.id = f.uploaded_by
           left join finding_answer s on s.id = f.answer_id left join finding g on g.id = s.finding_id
           where f.task_id = $1
             and ($2 or (not f.concerned_only and f.answer_id is null and (f.report_id is null or r.status = 'accepted')
                         and not exists (select from change_request q where q.id = f.request_id and q.state <> 'granted')))
           order by f.id"#,
        task.0,
        concerned
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.line(concerned)).collect())
}

/// The files given with a request, oldest first; withdrawn ones too. Scans, and all before it is granted, are for those
/// `concerned` with the task.
pub async fn list_files_of_request(
    conn: &mut PgConnection,
    request: RequestId,
    concerned: bool,
) -> Result<Vec<FileLine>> {
    let rows = sqlx::query_as!(
        FileRow,
        r#"select f.id, f.report_id, null::text as "month?", f.answer_id, null::integer as finding, f.original_name, f.size,
                  f.uploaded_at, a.display_name as uploader, f.withdrawn_on, f.withdrawn_reason
           from evidence_file f join change_request q on q.id = f.request_id join account a on a.id = f.uploaded_by
           where f.request_id = $1 and ($2 or (not f.concerned_only and q.state = 'granted')) order by f.id"#,
        request.0,
        concerned
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.line(concerned)).collect())
}

/// For those concerned: the scans of an instruction, and of the meeting's minutes where they are asked for, oldest first; withdrawn ones too.
pub async fn list_files_of_instruction(
    conn: &mut PgConnection,
    instruction: InstructionId,
    minutes_of: Option<MeetingId>,
) -> Result<Vec<FileLine>> {
    let rows = sqlx::query_as!(
        FileRow,
        r#"select f.id, f.report_id, null::text as "month?", f.answer_id, null::integer as finding, f.original_name, f.size,
                  f.uploaded_at, a.display_name as uploader, f.withdrawn_on, f.withdrawn_reason
           from evidence_file f join account a on a.id = f.uploaded_by
           where f.instruction_id = $1 or f.meeting_id = $2 order by f.id"#,
        instruction.0,
        minutes_of.map(|meeting| meeting.0)
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.line(true)).collect())
}

/// A file to be stored.
pub(super) struct NewFile<'a> {
    pub task: Option<TaskId>,
    pub with: GivenWith,
    pub digest: &'a [u8],
    pub size: i64,
    pub name: &'a str,
    pub media_type: &'a str,
    pub at: DateTime<Utc>,
    pub by: AccountId,
}

pub(super) async fn insert_file(conn: &mut PgConnection, file: &NewFile<'_>) -> Result<FileId> {
    let (mut report, mut request, mut answer, mut instruction, mut meeting) = (None, None, None, None, None);
    match file.with {
        GivenWith::Task => {}
        GivenWith::Report(id) => report = Some(id.0),
        GivenWith::Completion(id) | GivenWith::Paper(id) => request = Some(id.0),
        GivenWith::Answer(id) => answer = Some(id.0),
        GivenWith::Instruction(id) => instruction = Some(id.0),
        GivenWith::Meeting(id) => meeting = Some(id.0),
    }
    let is_scan =
        matches!(file.with, GivenWith::Paper(_) | GivenWith::Instruction(_) | GivenWith::Meeting(_));
    let id = sqlx::query_scalar!(
        "insert into evidence_file (task_id, report_id, digest, size, original_name, media_type, uploaded_at, uploaded_by,
                                    request_id, concerned_only, answer_id, instruction_id, meeting_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) returning id",
        file.task.map(|task| task.0),
        report,
        file.digest,
        file.size,
        file.name,
        file.media_type,
        file.at,
        file.by.0,
        request,
        is_scan,
        answer,
        instruction,
        meeting
    )
    .fetch_one(conn)
    .await?;
    Ok(FileId(id))
}

/// A task as far as its files depend on it.
#[derive(Debug)]
pub(super) struct TaskOfFiles {
    pub id: TaskId,
    pub number: i32,
    pub title: String,
    pub restricted: bool,
    /// Its departments today, the members of its groups with them.
    pub departments: Vec<DepartmentId>,
    /// Who files its reports today.
    pub files_report: Option<DepartmentId>,
}

pub(super) async fn get_task(
    conn: &mut PgConnection,
    plan: PlanId,
    number: i32,
    today: NaiveDate,
) -> Result<TaskOfFiles> {
    let row = sqlx::query!(
        r#"select t.id, t.title, t.restricted,
               array(select departments_concerned(t.id, $3)) as "departments!",
               (select a.department_id from assignment a where a.task_id = t.id and a.files_report
                 and a.from_on <= $3 and (a.to_on is null or a.to_on >= $3) limit 1) as files_report
           from task t where t.plan_id = $1 and t.number = $2"#,
        plan.0,
        number,
        today
    )
    .fetch_optional(conn)
    .await?
    .ok_or_else(|| AppError::NotFound(format!("本年度方案没有第 {number} 项任务。")))?;
    Ok(TaskOfFiles {
        id: row.id.into(),
        number,
        title: row.title,
        restricted: row.restricted,
        departments: row.departments.into_iter().map(DepartmentId).collect(),
        files_report: row.files_report.map(DepartmentId),
    })
}

/// A kept file, as download and withdrawal need it.
#[derive(Debug)]
pub(super) struct KeptFile {
    pub id: FileId,
    /// The task; `None` of the scan of an instruction or a meeting that is on none.
    pub task_id: Option<TaskId>,
    pub task_number: Option<i32>,
    pub digest: Vec<u8>,
    pub size: i64,
    pub name: String,
    pub media_type: String,
    pub uploaded_by: AccountId,
    pub withdrawn_on: Option<NaiveDate>,
    pub withdrawn_reason: Option<String>,
    /// Whether it belongs to a report that is not accepted (yet).
    pub of_open_report: bool,
    /// Whether it was given with a request that is not granted (yet).
    pub of_open_request: bool,
    /// Whether it is the scan of a paper for those concerned.
    pub is_scan: bool,
    /// Of an answer to a finding: the department the finding is asked of.
    pub answered_by: Option<DepartmentId>,
    /// The number of the instruction whose scan it is; of a meeting's minutes, of its first item.
    pub instruction: Option<i32>,
    /// The departments the instruction was handed to, who read it; none of minutes, which hold other items, too.
    pub handed_to: Vec<DepartmentId>,
}

impl KeptFile {
    /// Whether it is for those concerned only.
    pub fn is_for_those_concerned(&self) -> bool {
        self.of_open_report || self.of_open_request || self.is_scan || self.answered_by.is_some()
    }
}

pub(super) async fn get_file(conn: &mut PgConnection, plan: PlanId, id: FileId) -> Result<KeptFile> {
    sqlx::query_as!(
        KeptFile,
        r#"select f.id, f.task_id as "task_id: TaskId", t.number as "task_number?", f.digest, f.size, f.original_name as name, f.media_type,
                  f.uploaded_by, f.withdrawn_on, f.withdrawn_reason,
                  coalesce(r.status <> 'accepted', false) as "of_open_report!", coalesce(q.state <> 'granted', false) as "of_open_request!", f.concerned_only as is_scan,
                  l.department_id as "answered_by?: DepartmentId",
                  (select min(n.number) from instruction n where n.id = f.instruction_id or n.meeting_id = f.meeting_id)
                      as "instruction?",
                  array(select h.department_id from instruction n
                        join deadline h on h.plan_id = n.plan_id and h.kind = 'instruction' and h.subject_id = n.id
                        where coalesce(n.split_from, n.id) = f.instruction_id and h.department_id is not null)
                      as "handed_to!: Vec<DepartmentId>"
           from evidence_file f left join task t on t.id = f.task_id
           left join instruction i on i.id = f.instruction_id
           left join group_meeting m on m.id = f.meeting_id
           left join monthly_report r on r.id = f.report_id
           left join change_request q on q.id = f.request_id
           left join finding_answer s on s.id = f.answer_id
           left join deadline l on l.kind = 'rectification' and l.task_id = f.task_id and l.subject_id = s.finding_id
           where f.id = $1 and coalesce(t.plan_id, i.plan_id, m.plan_id) = $2"#,
        id.0,
        plan.0
    )
    .fetch_optional(conn)
    .await?
    .ok_or_else(|| AppError::NotFound("没有这个文件。".into()))
}

/// Withdraws a file; `false` when it was withdrawn already.
pub(super) async fn update_withdrawn(
    conn: &mut PgConnection,
    id: FileId,
    on: NaiveDate,
    reason: &str,
) -> Result<bool> {
    let done = sqlx::query!(
        "update evidence_file set withdrawn_on = $2, withdrawn_reason = $3 where id = $1 and withdrawn_on is null",
        id.0,
        on,
        reason
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
