//! What is read of findings.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::{CLOSING, FindingStatus, Severity, Source, long_open_days, repeated};
use crate::accounts::Role;
use crate::deadlines::{DeadlineKind, DutyKey};
use crate::error::{AppError, Result};
use crate::ids::{AccountId, AnswerId, DeadlineId, DepartmentId, FindingId, PlanId, TaskId};
use crate::plan::tasks::TaskStatus;
use crate::supervision::Reader;
use crate::supervision::may_confirm::Answering;

/// In lists a problem is shown so far, in characters; all of it stands on its own page.
const SHOWN: usize = 60;

/// A finding as it stands, with its duty.
#[derive(Debug, Clone)]
pub struct FindingRow {
    /// The finding.
    pub id: FindingId,
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
    /// Where the task stands.
    pub task_status: TaskStatus,
    /// Where it comes from.
    pub source: Source,
    /// Number, document, meeting.
    pub reference: String,
    /// What was found.
    pub problem: String,
    /// What is asked.
    pub required: String,
    /// How grave it is.
    pub severity: Severity,
    /// Where it stands.
    pub status: FindingStatus,
    /// When it was entered.
    pub opened_on: NaiveDate,
    /// By whom.
    pub opener: AccountId,
    /// By name.
    pub opened_by: String,
    /// When the department took it up.
    pub taken_up_on: Option<NaiveDate>,
    /// By whom.
    pub taken_up_by: Option<String>,
    /// 代录: whose act it was.
    pub taken_up_on_behalf_of: Option<String>,
    /// When it was closed or withdrawn.
    pub ended_on: Option<NaiveDate>,
    /// By whom.
    pub ended_by: Option<String>,
    /// The remark of its closing, or why it was withdrawn.
    pub remark: Option<String>,
    /// 自审.
    pub self_reviewed: bool,
    /// Counts its changes.
    pub version: i32,
    /// Its duty; `None` before a leader approved it, where that is needed.
    pub deadline: Option<DeadlineId>,
    /// By when it is to be answered.
    pub due_on: NaiveDate,
    /// By when it was first to be answered.
    pub original_due_on: NaiveDate,
    /// When it was answered; `None` while an answer is owed.
    pub met_on: Option<NaiveDate>,
    /// When the duty was waived.
    pub waived_on: Option<NaiveDate>,
    /// The document by which a superior set the date.
    pub set_by_superior: Option<String>,
    /// The department it is asked of.
    pub department: DepartmentId,
    /// By name.
    pub department_name: String,
    /// How often it was answered.
    pub answers: i64,
    /// Findings of the task that came before.
    pub same_task: i64,
    /// Those of them asked of the same department.
    pub same_department: i64,
}

impl FindingRow {
    pub(super) fn duty_key(&self) -> DutyKey {
        DutyKey::of_finding(self.id, self.task)
    }

    /// The first line of what was found, as far as a list shows it.
    #[must_use]
    pub fn problem_in_a_line(&self) -> String {
        let first = self.problem.lines().next().unwrap_or_default();
        let kept: String = first.chars().take(SHOWN).collect();
        if kept.chars().count() < self.problem.chars().count() { format!("{kept}……") } else { kept }
    }

    /// For how many days the answer is overdue; `None` when it is not.
    #[must_use]
    pub fn days_overdue(&self, today: NaiveDate) -> Option<i64> {
        let owed = self.deadline.is_some() && self.met_on.is_none() && self.waived_on.is_none();
        (owed && self.due_on < today).then(|| (today - self.due_on).num_days())
    }

    /// What makes it stand out: that it is not the first of its kind, that it has been open for long, that its task
    /// ended under it.
    #[must_use]
    pub fn marks(&self, today: NaiveDate) -> Vec<String> {
        let long = long_open_days(self.opened_on, self.status, today);
        let ended = self.waived_on.is_some() && !self.status.has_ended();
        [
            repeated(self.same_task, self.same_department),
            long.map(|days| format!("长期未销号：已 {days} 天")),
            ended.then(|| format!("任务已{}，待处理", self.task_status.word())),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Which findings; `None` stands for all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Which {
    /// Of one year's plan.
    pub year: Option<i32>,
    /// The one of that number.
    pub number: Option<i32>,
    /// Of one task.
    pub task: Option<TaskId>,
    /// Only those that have not ended.
    pub open: bool,
}

/// The findings the reader may see, by plan and number; what no leader approved, only office and leaders. One statement.
pub async fn list_findings(
    conn: &mut PgConnection,
    reader: &Reader,
    which: Which,
) -> Result<Vec<FindingRow>> {
    Ok(sqlx::query_as!(
        FindingRow,
        r#"select f.id, f.plan_id as plan, p.year, f.number, f.task_id as task, t.number as task_number,
                  case when t.restricted and not c.of_task then '限定范围' else t.title end as "task_title!",
                  t.status as "task_status: TaskStatus", f.source as "source: Source", f.reference, f.problem, f.required, f.severity as "severity: Severity",
                  f.status as "status: FindingStatus", f.opened_on, f.opened_by as opener, opener.display_name as opened_by, f.taken_up_on,
                  taker.display_name as "taken_up_by?", f.taken_up_on_behalf_of, f.ended_on,
                  ender.display_name as "ended_by?", f.remark, f.self_reviewed, f.version, l.id as "deadline?: DeadlineId",
                  coalesce(l.due_on, w.due_on) as "due_on!", coalesce(l.original_due_on, w.due_on) as "original_due_on!",
                  l.met_on as "met_on?", l.waived_on as "waived_on?", l.set_by_superior as "set_by_superior?",
                  d.id as department,
                  d.name as department_name,
                  (select count(*) from finding_answer a where a.finding_id = f.id) as "answers!",
                  case when c.of_task then earlier.same_task else earlier.same_department end as "same_task!",
                  earlier.same_department as "same_department!"
           from finding f
           join plan p on p.id = f.plan_id
           join task t on t.id = f.task_id
           left join deadline l on l.plan_id = f.plan_id and l.kind = 'rectification' and l.task_id = f.task_id
                and l.subject_id = f.id
           left join finding_approval w on w.finding_id = f.id
           join department d on d.id = coalesce(l.department_id, w.department_id)
           join account opener on opener.id = f.opened_by
           left join account taker on taker.id = f.taken_up_by
           left join account ender on ender.id = f.ended_by
           cross join lateral (select $1 or exists (
               select from departments_concerned(t.id, $3) as c (id) where c.id = any($2)) as of_task) c
           cross join lateral (
               select count(*) as same_task, count(*) filter (where el.department_id = d.id) as same_department
               from finding e join deadline el on el.kind = 'rectification' and el.subject_id = e.id and el.task_id = e.task_id
               where e.task_id = f.task_id and e.number < f.number and e.status <> 'withdrawn') earlier
           where (c.of_task or l.department_id = any($2)) and ($1 or l.id is not null)
             and ($4::integer is null or p.year = $4) and ($5::integer is null or f.number = $5)
             and ($6::bigint is null or f.task_id = $6) and (not $7 or f.status not in ('closed', 'withdrawn', 'not_approved'))
           order by p.year, f.number"#,
        reader.sees_all,
        &reader.departments,
        reader.today,
        which.year,
        which.number,
        which.task.map(|task| task.0),
        which.open
    )
    .fetch_all(conn)
    .await?)
}

/// One finding of a year's plan that the reader may see.
///
/// # Errors
/// Not found, too, where it does not concern the reader.
pub async fn get_finding(
    conn: &mut PgConnection,
    reader: &Reader,
    year: i32,
    number: i32,
) -> Result<FindingRow> {
    let which = Which { year: Some(year), number: Some(number), ..Which::default() };
    let found = list_findings(conn, reader, which).await?.pop();
    found.ok_or_else(|| AppError::NotFound("没有这项问题，或者它不属于您的部门。".into()))
}

/// The same, held until the transaction ends: of two who take a step at once, the second sees the first.
pub(super) async fn get_finding_to_change(
    conn: &mut PgConnection,
    reader: &Reader,
    year: i32,
    number: i32,
) -> Result<FindingRow> {
    sqlx::query!(
        "select f.id from finding f join plan p on p.id = f.plan_id where p.year = $1 and f.number = $2 for update of f",
        year,
        number
    )
    .fetch_optional(&mut *conn)
    .await?;
    get_finding(conn, reader, year, number).await
}

/// One answer: a version.
#[derive(Debug, Clone)]
pub(super) struct AnswerRow {
    pub id: AnswerId,
    /// 第几次反馈
    pub number: i32,
    pub measures: String,
    pub proof: String,
    pub answered_on: NaiveDate,
    pub answered_by_name: String,
    pub on_behalf_of: Option<String>,
    /// The date it is judged by: the one owed then, or missed before a late extension.
    pub due_on: NaiveDate,
    pub returned_on: Option<NaiveDate>,
    pub returned_by: Option<String>,
    pub returned_because: Option<String>,
    pub again_due_on: Option<NaiveDate>,
}

/// The answers of a finding, first to last.
pub(super) async fn list_answers(conn: &mut PgConnection, finding: FindingId) -> Result<Vec<AnswerRow>> {
    Ok(sqlx::query_as!(
        AnswerRow,
        r#"select a.id, a.number, a.measures, a.proof, a.answered_on,
                  answerer.display_name as answered_by_name, a.on_behalf_of, a.due_on, a.returned_on,
                  returner.display_name as "returned_by?", a.returned_because, a.again_due_on
           from finding_answer a
           join account answerer on answerer.id = a.answered_by
           left join account returner on returner.id = a.returned_by
           where a.finding_id = $1 order by a.number"#,
        finding.0
    )
    .fetch_all(conn)
    .await?)
}

/// What decides who may close the findings that are answered (or the one of them).
pub(super) async fn list_answerings(
    conn: &mut PgConnection,
    finding: Option<FindingId>,
    today: NaiveDate,
) -> Result<Vec<(FindingId, Answering)>> {
    let rows = sqlx::query!(
        r#"select f.id as "id: FindingId", a.answered_by,
                  array(select o.id from account o where o.role = $3 and o.disabled_at is null) as "office!",
                  array(select o.id from account o join membership m on m.account_id = o.id
                             and m.department_id = l.department_id and m.from_on <= $2 and (m.to_on is null or m.to_on >= $2)
                        where o.role = $3 and o.disabled_at is null) as "office_in_department!",
                  array(select c.id from account c where c.role = $4 and c.disabled_at is null
                        and (c.id = n.leader_id or exists (
                            select from leader_stand_in i where i.leader_id = n.leader_id and i.stand_in_id = c.id
                            and $2 between i.from_on and i.to_on))) as "leaders!"
           from finding f
           join people_in_charge($2) n on n.task_id = f.task_id
           join deadline l on l.plan_id = f.plan_id and l.kind = 'rectification' and l.task_id = f.task_id
                and l.subject_id = f.id
           join finding_answer a on a.finding_id = f.id
                and a.number = (select max(number) from finding_answer where finding_id = f.id)
           where f.status = 'answered' and ($1::bigint is null or f.id = $1)"#,
        finding.map(|finding| finding.0),
        today,
        Role::Office as Role,
        Role::Leader as Role
    )
    .fetch_all(conn)
    .await?;
    let accounts = |ids: Vec<i64>| ids.into_iter().map(AccountId).collect();
    let answerings = rows.into_iter().map(|row| {
        let answering = Answering {
            sentences: &CLOSING,
            by: AccountId(row.answered_by),
            office: accounts(row.office),
            office_in_department: accounts(row.office_in_department),
            leaders: accounts(row.leaders),
        };
        (row.id, answering)
    });
    Ok(answerings.collect())
}

/// What decides who may close a finding; `None` unless it is answered.
pub(super) async fn find_answering(
    conn: &mut PgConnection,
    finding: &FindingRow,
    today: NaiveDate,
) -> Result<Option<Answering>> {
    Ok(list_answerings(conn, Some(finding.id), today).await?.pop().map(|(_, answering)| answering))
}

/// The unit departments of a task on a day, the members of its groups with them: whom a finding may be asked of.
pub async fn list_departments_of(
    conn: &mut PgConnection,
    task: TaskId,
    on: NaiveDate,
) -> Result<Vec<(DepartmentId, String)>> {
    let rows = sqlx::query!(
        r#"select d.id as "id: DepartmentId", d.name from department d
           where d.kind = 'unit' and d.id in (select departments_concerned($1, $2))
           order by exists (select from assignment a where a.task_id = $1 and a.department_id = d.id and a.files_report
                            and (a.to_on is null or a.to_on >= $2)) desc, d.position, d.id"#,
        task.0,
        on
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// A duty of a task that is overdue, as a finding is proposed from it.
pub(super) struct OverdueDuty {
    pub id: DeadlineId,
    pub kind: DeadlineKind,
    pub name: String,
    pub due_on: NaiveDate,
    pub department: Option<DepartmentId>,
}

impl OverdueDuty {
    /// 节点“起草”
    pub(super) fn title(&self) -> String {
        self.kind.named(&self.name, None)
    }
}

/// The milestones and the completion of a task that are overdue on a day, longest first.
pub(super) async fn list_overdue_duties(
    conn: &mut PgConnection,
    task: TaskId,
    today: NaiveDate,
) -> Result<Vec<OverdueDuty>> {
    Ok(sqlx::query_as!(
        OverdueDuty,
        r#"select id, kind as "kind: DeadlineKind", title as name, due_on,
                  department_id as "department: DepartmentId"
           from deadline
           where task_id = $1 and kind in ('milestone', 'task_completion') and met_on is null and waived_on is null
             and due_on < $2
           order by due_on, id"#,
        task.0,
        today
    )
    .fetch_all(conn)
    .await?)
}
