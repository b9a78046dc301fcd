//! What is read of instructions.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::InstructionStatus;
use crate::deadlines::DutyKey;
use crate::error::{AppError, Result};
use crate::ids::{AccountId, DeadlineId, DepartmentId, InstructionId, MeetingId, PlanId, TaskId};
use crate::plan::tasks::TaskStatus;
use crate::supervision::Reader;
use crate::web::dates;

/// In lists an instruction is shown so far, in characters; all of it stands on its own page.
const SHOWN: usize = 60;

/// An instruction as it stands, with its duty where it has become one.
#[derive(Debug, Clone)]
pub struct InstructionRow {
    /// The instruction.
    pub id: InstructionId,
    /// Its plan.
    pub plan: PlanId,
    /// Its plan's year.
    pub year: i32,
    /// Its number in the plan.
    pub number: i32,
    /// The task, where it is on one.
    pub task: Option<TaskId>,
    /// Its number.
    pub task_number: Option<i32>,
    /// Its title; 限定范围 for a reader whom the restricted task does not concern any more.
    pub task_title: Option<String>,
    /// Where the task stands.
    pub task_status: Option<TaskStatus>,
    /// The leader whose instruction it is; `None` of a meeting's.
    pub leader: Option<AccountId>,
    /// By name.
    pub leader_name: Option<String>,
    /// The meeting that resolved it.
    pub meeting: Option<String>,
    /// That meeting.
    pub meeting_id: Option<MeetingId>,
    /// Who was present there.
    pub present: Option<String>,
    /// Of which day it is.
    pub given_on: NaiveDate,
    /// What is instructed or resolved.
    pub words: String,
    /// Where it stands.
    pub status: InstructionStatus,
    /// When it was entered.
    pub recorded_on: NaiveDate,
    /// Who entered it.
    pub recorded_by: AccountId,
    /// By name.
    pub recorded_by_name: String,
    /// When the office turned it into a duty or filed it.
    pub dispatched_on: Option<NaiveDate>,
    /// By whom.
    pub dispatched_by: Option<String>,
    /// What was said with it; may be empty.
    pub dispatch_note: Option<String>,
    /// When the department took note.
    pub noted_on: Option<NaiveDate>,
    /// By whom.
    pub noted_by: Option<String>,
    /// 代录: whose act it was.
    pub noted_on_behalf_of: Option<String>,
    /// When it was done or withdrawn.
    pub ended_on: Option<NaiveDate>,
    /// By whom.
    pub ended_by: Option<String>,
    /// With which words.
    pub remark: Option<String>,
    /// 自审.
    pub self_reviewed: bool,
    /// Counts its changes.
    pub version: i32,
    /// 分办: the instruction as it came in, of which this is one department's part; itself where it was not split.
    pub root: InstructionId,
    /// The number of that one, where it is another.
    pub split_from: Option<i32>,
    /// Its duty.
    pub deadline: Option<DeadlineId>,
    /// By when it is to be answered.
    pub due_on: Option<NaiveDate>,
    /// By when it was first to be answered.
    pub original_due_on: Option<NaiveDate>,
    /// When it was answered; `None` while an answer is owed.
    pub met_on: Option<NaiveDate>,
    /// When the duty was waived.
    pub waived_on: Option<NaiveDate>,
    /// The department it was handed to.
    pub department: Option<DepartmentId>,
    /// By name.
    pub department_name: Option<String>,
}

impl InstructionRow {
    pub(super) fn duty_key(&self) -> DutyKey {
        DutyKey::of_instruction(self.id, self.task)
    }

    /// 第 3 号批示, 第 4 号议定事项.
    #[must_use]
    pub fn name(&self) -> String {
        let what = if self.leader.is_some() { "批示" } else { "议定事项" };
        format!("第 {} 号{what}", self.number)
    }

    /// Whose it is: a leader's name, or the meeting.
    #[must_use]
    pub fn source(&self) -> &str {
        self.leader_name.as_deref().or(self.meeting.as_deref()).unwrap_or_default()
    }

    /// Number and title of the task.
    #[must_use]
    pub fn task_name(&self) -> Option<String> {
        let (number, title) = self.task_number.zip(self.task_title.as_deref())?;
        Some(format!("{number} {title}"))
    }

    /// Whether the office recorded it for the leader (代录).
    #[must_use]
    pub fn is_recorded(&self) -> bool {
        self.leader.is_some_and(|leader| leader != self.recorded_by)
    }

    /// Its first line, as far as a list shows it.
    #[must_use]
    pub fn in_a_line(&self) -> String {
        let first = self.words.lines().next().unwrap_or_default();
        let kept: String = first.chars().take(SHOWN).collect();
        if kept.chars().count() < self.words.chars().count() { format!("{kept}……") } else { kept }
    }

    /// For how many days the answer is overdue; `None` when it is not, or nothing is owed.
    #[must_use]
    pub fn days_overdue(&self, today: NaiveDate) -> Option<i64> {
        let due_on = self.due_on.filter(|_| self.met_on.is_none() && self.waived_on.is_none())?;
        (due_on < today).then(|| (today - due_on).num_days())
    }

    /// Whether its task ended under it: nothing is owed, and the office settles it.
    #[must_use]
    pub fn lost_its_duty(&self) -> bool {
        self.waived_on.is_some() && !self.status.has_ended()
    }

    /// The date owed, 2019-07-05; empty where there is none.
    #[must_use]
    pub fn due_in_words(&self) -> String {
        self.due_on.map_or_else(String::new, dates::short)
    }
}

/// Which instructions; `None` stands for all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Which {
    /// Of one year's plan.
    pub year: Option<i32>,
    /// The one of that number.
    pub number: Option<i32>,
    /// On one task.
    pub task: Option<TaskId>,
    /// Only those that have not ended.
    pub open: bool,
    /// Those given to departments of one instruction (同一批示分办), itself among them.
    pub root: Option<InstructionId>,
}

/// The instructions the reader may see, by plan and number. One statement.
pub async fn list_instructions(
    conn: &mut PgConnection,
    reader: &Reader,
    which: Which,
) -> Result<Vec<InstructionRow>> {
    Ok(sqlx::query_as!(
        InstructionRow,
        r#"select i.id, i.plan_id as plan, p.year, i.number, i.task_id as "task: TaskId", t.number as "task_number?",
                  case when t.restricted and not c.of_task then '限定范围' else t.title end as task_title,
                  t.status as "task_status?: TaskStatus", i.leader_id as "leader: AccountId",
                  leader.display_name as "leader_name?", m.title as "meeting?", i.meeting_id as "meeting_id: MeetingId", m.present as "present?", i.given_on,
                  i.words, i.status as "status: InstructionStatus", i.recorded_on, i.recorded_by,
                  recorder.display_name as recorded_by_name, i.dispatched_on,
                  dispatcher.display_name as "dispatched_by?", i.dispatch_note, i.noted_on,
                  noter.display_name as "noted_by?", i.noted_on_behalf_of, i.ended_on,
                  ender.display_name as "ended_by?", i.remark, i.self_reviewed, i.version,
                  coalesce(i.split_from, i.id) as "root!: InstructionId", o.number as "split_from?",
                  l.id as "deadline?: DeadlineId", l.due_on as "due_on?", l.original_due_on as "original_due_on?", l.met_on,
                  l.waived_on, l.department_id as "department: DepartmentId", d.name as "department_name?"
           from instruction i
           join plan p on p.id = i.plan_id
           join account recorder on recorder.id = i.recorded_by
           left join task t on t.id = i.task_id
           left join account leader on leader.id = i.leader_id
           left join group_meeting m on m.id = i.meeting_id
           left join instruction o on o.id = i.split_from
           left join deadline l on l.plan_id = i.plan_id and l.kind = 'instruction' and l.subject_id = i.id
           left join department d on d.id = l.department_id
           left join account dispatcher on dispatcher.id = i.dispatched_by
           left join account noter on noter.id = i.noted_by
           left join account ender on ender.id = i.ended_by
           cross join lateral (select $1 or exists (
               select from departments_concerned(i.task_id, $3) as c (id) where c.id = any($2)) as of_task) c
           where (c.of_task or l.department_id = any($2))
             and ($4::integer is null or p.year = $4) and ($5::integer is null or i.number = $5)
             and ($6::bigint is null or i.task_id = $6)
             and (not $7 or i.status not in ('read', 'done', 'withdrawn'))
             and ($8::bigint is null or coalesce(i.split_from, i.id) = $8)
           order by p.year, i.number"#,
        reader.sees_all,
        &reader.departments,
        reader.today,
        which.year,
        which.number,
        which.task.map(|task| task.0),
        which.open,
        which.root.map(|root| root.0)
    )
    .fetch_all(conn)
    .await?)
}

/// One instruction of a year's plan that the reader may see.
///
/// # Errors
/// Not found, too, where it does not concern the reader.
pub async fn get_instruction(
    conn: &mut PgConnection,
    reader: &Reader,
    year: i32,
    number: i32,
) -> Result<InstructionRow> {
    let which = Which { year: Some(year), number: Some(number), ..Which::default() };
    let found = list_instructions(conn, reader, which).await?.pop();
    found.ok_or_else(|| AppError::NotFound("没有这项批示、议定事项，或者它不属于您的部门。".into()))
}

/// The same, held until the transaction ends: of two who take a step at once, the second sees the first.
pub(super) async fn get_instruction_to_change(
    conn: &mut PgConnection,
    reader: &Reader,
    year: i32,
    number: i32,
) -> Result<InstructionRow> {
    sqlx::query!(
        "select i.id from instruction i join plan p on p.id = i.plan_id where p.year = $1 and i.number = $2
         for update of i",
        year,
        number
    )
    .fetch_optional(&mut *conn)
    .await?;
    get_instruction(conn, reader, year, number).await
}

/// One answer: a version.
#[derive(Debug, Clone)]
pub(super) struct AnswerRow {
    /// 第几次反馈
    pub number: i32,
    pub done: String,
    pub proof: String,
    pub answered_on: NaiveDate,
    pub answered_by_name: String,
    pub on_behalf_of: Option<String>,
    /// The date owed then.
    pub due_on: NaiveDate,
    pub returned_on: Option<NaiveDate>,
    pub returned_by: Option<String>,
    pub returned_because: Option<String>,
    pub again_due_on: Option<NaiveDate>,
}

/// The answers to an instruction, first to last.
pub(super) async fn list_answers(
    conn: &mut PgConnection,
    instruction: InstructionId,
) -> Result<Vec<AnswerRow>> {
    Ok(sqlx::query_as!(
        AnswerRow,
        r#"select a.number, a.done, a.proof, a.answered_on, answerer.display_name as answered_by_name, a.on_behalf_of,
                  a.due_on, a.returned_on, returner.display_name as "returned_by?", a.returned_because, a.again_due_on
           from instruction_answer a
           join account answerer on answerer.id = a.answered_by
           left join account returner on returner.id = a.returned_by
           where a.instruction_id = $1 order by a.number"#,
        instruction.0
    )
    .fetch_all(conn)
    .await?)
}

/// The unit departments of a day: whom an instruction on no task may be handed to.
pub(super) async fn list_units(
    conn: &mut PgConnection,
    on: NaiveDate,
) -> Result<Vec<(DepartmentId, String)>> {
    let rows = sqlx::query!(
        r#"select id as "id: DepartmentId", name from department
           where kind = 'unit' and valid_from <= $1 and (valid_to is null or valid_to >= $1) order by position, id"#,
        on
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
