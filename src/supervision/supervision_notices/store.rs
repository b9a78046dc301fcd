//! What is read of notices of supervision.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::model::{Degree, NoticeState, StoredState, number_in_words};
use crate::deadlines::DeadlineKind;
use crate::deadlines::model::Duty;
use crate::error::{AppError, Result};
use crate::ids::{AccountId, DeadlineId, DepartmentId, FindingId, PlanId, SupervisionNoticeId, TaskId};
use crate::supervision::Reader;
use crate::supervision::findings::FindingStatus;

/// A notice as it stands.
#[derive(Debug, Clone)]
pub struct NoticeRow {
    /// The notice.
    pub id: SupervisionNoticeId,
    /// Its plan.
    pub plan: PlanId,
    /// Its plan's year.
    pub year: i32,
    /// Its number in the plan.
    pub number: i32,
    /// The task.
    pub task: TaskId,
    /// Its number.
    pub task_number: i32,
    /// Its title; 限定范围 for a reader whom the restricted task does not concern any more.
    pub task_title: String,
    /// The duty it is about.
    pub deadline: DeadlineId,
    /// Its kind.
    pub kind: DeadlineKind,
    /// What a milestone, finding or instruction is called.
    pub duty_name: String,
    /// To whom it is sent.
    pub department: DepartmentId,
    /// By name.
    pub department_name: String,
    /// What is stored of its state.
    pub stored: StoredState,
    /// How urgent it was on the day of its issue; of a draft, on the day it was drafted.
    pub degree: Degree,
    /// Why, in the sentence of 亮灯说明.
    pub facts: String,
    /// 督办事由
    pub matter: String,
    /// 督办要求
    pub requirement: String,
    /// 反馈期限
    pub answer_by: NaiveDate,
    /// 沟通情况
    pub spoken_with: String,
    /// When it was drafted.
    pub drafted_on: NaiveDate,
    /// By whom.
    pub drafted_by: AccountId,
    /// By name.
    pub drafted_by_name: String,
    /// When a leader approved or refused it.
    pub decided_on: Option<NaiveDate>,
    /// Who entered that.
    pub decided_by: Option<String>,
    /// Whose decision it was.
    pub leader: Option<String>,
    /// In a sentence.
    pub remark: Option<String>,
    /// 代录: what shows it.
    pub evidence: Option<String>,
    /// When it was issued.
    pub issued_on: Option<NaiveDate>,
    /// Its finding, once it was issued.
    pub finding: Option<FindingId>,
    /// That one's number.
    pub finding_number: Option<i32>,
    /// How that one stands.
    pub finding_status: Option<FindingStatus>,
    /// When the department signed for it.
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// Who signed.
    pub acknowledged_by: Option<String>,
    /// 代录: whose act it was.
    pub acknowledged_on_behalf_of: Option<String>,
    /// When the office took its draft back.
    pub taken_back_on: Option<NaiveDate>,
    /// Who did.
    pub taken_back_by: Option<String>,
    /// Why.
    pub taken_back_because: Option<String>,
    /// When its finding was closed or withdrawn.
    pub finding_ended_on: Option<NaiveDate>,
    /// By whom.
    pub finding_ended_by: Option<String>,
    /// With what remark, or why.
    pub finding_remark: Option<String>,
    /// Counts its changes.
    pub version: i32,
    /// The leader in charge of the task today.
    pub leader_in_charge: Option<AccountId>,
    /// By name.
    pub leader_in_charge_name: Option<String>,
}

impl NoticeRow {
    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> NoticeState {
        NoticeState::of(self.stored, self.acknowledged_at.is_some(), self.finding_status)
    }

    /// 督办〔2019〕3号
    #[must_use]
    pub fn words(&self) -> String {
        number_in_words(self.year, self.number)
    }

    /// What it is about: 节点“起草”.
    #[must_use]
    pub fn duty_title(&self) -> String {
        self.kind.named(&self.duty_name, None)
    }

    /// Whether the department has yet to sign for it.
    #[must_use]
    pub fn waits_for_signature(&self) -> bool {
        self.acknowledged_at.is_none() && self.state().is_issued() && !self.state().has_ended()
    }
}

/// Which notices; `None` stands for all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Which {
    /// Of one year's plan.
    pub year: Option<i32>,
    /// The one of that number.
    pub number: Option<i32>,
    /// About duties of one task.
    pub task: Option<TaskId>,
    /// Of one finding.
    pub finding: Option<FindingId>,
    /// About one duty.
    pub deadline: Option<DeadlineId>,
    /// Only those that have not ended.
    pub unended: bool,
}

/// The notices the reader may see, by plan and number. One statement.
pub async fn list_notices(conn: &mut PgConnection, reader: &Reader, which: Which) -> Result<Vec<NoticeRow>> {
    Ok(sqlx::query_as!(
        NoticeRow,
        r#"select n.id, n.plan_id as plan, p.year, n.number, n.task_id as task, t.number as task_number,
                  case when t.restricted and not c.of_task then '限定范围' else t.title end as "task_title!",
                  n.deadline_id as deadline, l.kind as "kind: DeadlineKind", l.title as duty_name,
                  n.department_id as department, d.name as department_name, n.state as "stored: StoredState",
                  n.degree as "degree: Degree", n.facts, n.matter, n.requirement, n.answer_by, n.spoken_with, n.drafted_on,
                  n.drafted_by, drafter.display_name as drafted_by_name, n.decided_on,
                  decider.display_name as "decided_by?", leader.display_name as "leader?", n.remark, n.evidence,
                  n.issued_on, n.finding_id as "finding: FindingId", f.number as "finding_number?",
                  f.status as "finding_status?: FindingStatus", n.acknowledged_at,
                  signer.display_name as "acknowledged_by?", n.acknowledged_on_behalf_of, n.taken_back_on, taker.display_name as "taken_back_by?", n.taken_back_because,
                  f.ended_on as "finding_ended_on?", ender.display_name as "finding_ended_by?", f.remark as finding_remark,
                  n.version,
                  g.leader_id as "leader_in_charge: AccountId", charge.display_name as "leader_in_charge_name?"
           from supervision_notice n
           join plan p on p.id = n.plan_id
           join task t on t.id = n.task_id
           join deadline l on l.id = n.deadline_id
           join department d on d.id = n.department_id
           join account drafter on drafter.id = n.drafted_by
           join people_in_charge($3) g on g.task_id = n.task_id
           left join account charge on charge.id = g.leader_id
           left join account decider on decider.id = n.decided_by
           left join account leader on leader.id = n.leader_id
           left join account signer on signer.id = n.acknowledged_by
           left join account taker on taker.id = n.taken_back_by
           left join finding f on f.id = n.finding_id
           left join account ender on ender.id = f.ended_by
           cross join lateral (select $1 or exists (
               select from departments_concerned(t.id, $3) as c (id) where c.id = any($2)) as of_task) c
           where (c.of_task or n.department_id = any($2)) and ($1 or n.state = 'issued')
             and ($4::integer is null or p.year = $4) and ($5::integer is null or n.number = $5)
             and ($6::bigint is null or n.task_id = $6) and ($7::bigint is null or n.finding_id = $7)
             and ($9::bigint is null or n.deadline_id = $9)
             and (not $8 or n.state = 'draft' or f.status not in ('closed', 'withdrawn'))
           order by p.year, n.number"#,
        reader.sees_all,
        &reader.departments,
        reader.today,
        which.year,
        which.number,
        which.task.map(|task| task.0),
        which.finding.map(|finding| finding.0),
        which.unended,
        which.deadline.map(|duty| duty.0)
    )
    .fetch_all(conn)
    .await?)
}

/// One notice of a year's plan that the reader may see.
///
/// # Errors
/// Not found, too, where it does not concern the reader.
pub async fn get_notice(
    conn: &mut PgConnection,
    reader: &Reader,
    year: i32,
    number: i32,
) -> Result<NoticeRow> {
    let which = Which { year: Some(year), number: Some(number), ..Which::default() };
    let found = list_notices(conn, reader, which).await?.pop();
    found.ok_or_else(|| AppError::NotFound("没有这份督办通知单，或者它不属于您的部门。".into()))
}

/// The same, held until the transaction ends: of two who take a step at once, the second sees the first.
pub(super) async fn get_notice_to_change(
    conn: &mut PgConnection,
    reader: &Reader,
    year: i32,
    number: i32,
) -> Result<NoticeRow> {
    sqlx::query!(
        "select n.id from supervision_notice n join plan p on p.id = n.plan_id where p.year = $1 and n.number = $2
         for update of n",
        year,
        number
    )
    .fetch_optional(&mut *conn)
    .await?;
    get_notice(conn, reader, year, number).await
}

/// A duty a notice may be about, with how far its task is.
pub(super) struct DutyOfNotice {
    pub duty: Duty,
    pub name: String,
    /// The finding, of a rectification.
    pub subject: Option<i64>,
    pub task_number: Option<i32>,
    pub department: Option<DepartmentId>,
    pub department_name: Option<String>,
    /// In the latest report of its task that was not returned.
    pub share: i32,
}

/// A duty of a plan.
pub(super) async fn get_duty(conn: &mut PgConnection, plan: PlanId, id: DeadlineId) -> Result<DutyOfNotice> {
    let row = sqlx::query!(
        r#"select l.kind as "kind: DeadlineKind", l.title, l.subject_id, l.due_on, l.met_on, l.waived_on, l.held_until,
                  t.number as "task_number?", l.department_id as "department: DepartmentId", d.name as "department_name?",
                  coalesce((select u.share from monthly_report m join report_submission u on u.report_id = m.id
                            where m.task_id = t.id and u.outcome in ('pending', 'accepted')
                            order by m.month desc, u.number desc limit 1), 0) as "share!"
           from deadline l
           left join task t on t.id = l.task_id
           left join department d on d.id = l.department_id
           where l.plan_id = $1 and l.id = $2"#,
        plan.0,
        id.0
    )
    .fetch_optional(conn)
    .await?
    .ok_or_else(|| AppError::NotFound("没有这项时限。".into()))?;
    let duty = Duty {
        kind: row.kind,
        period: None,
        due_on: row.due_on,
        met_on: row.met_on,
        waived_on: row.waived_on,
        held_until: row.held_until,
    };
    Ok(DutyOfNotice {
        duty,
        name: row.title,
        subject: row.subject_id,
        task_number: row.task_number,
        department: row.department,
        department_name: row.department_name,
        share: row.share,
    })
}

/// The number of the notice about a duty that has not ended; it has at most one.
pub(super) async fn find_unended(conn: &mut PgConnection, deadline: DeadlineId) -> Result<Option<i32>> {
    Ok(sqlx::query_scalar!(
        "select n.number from supervision_notice n left join finding f on f.id = n.finding_id
         where n.deadline_id = $1 and (n.state = 'draft' or f.status not in ('closed', 'withdrawn'))",
        deadline.0
    )
    .fetch_optional(conn)
    .await?)
}
