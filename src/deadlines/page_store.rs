//! The SQL of the pages of deadlines: rows as they are shown.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::DeadlineKind;
use super::periods::Period;
use crate::accounts::{CurrentUser, Role};
use crate::error::{AppError, Result};
use crate::ids::{DeadlineId, DepartmentId, MilestoneId, PlanId, TaskId};
use crate::web::urls;

/// A duty with the names a reader knows its things by.
#[derive(Debug)]
pub(super) struct DutyRow {
    pub id: DeadlineId,
    pub plan_id: PlanId,
    pub year: i32,
    /// Its plan is frozen.
    pub frozen: bool,
    pub kind: DeadlineKind,
    pub name: String,
    pub period: Option<String>,
    pub original_due_on: NaiveDate,
    pub due_on: NaiveDate,
    pub working: String,
    pub met_on: Option<NaiveDate>,
    pub met_note: Option<String>,
    pub waived_on: Option<NaiveDate>,
    pub waived_reason: Option<String>,
    pub held_until: Option<NaiveDate>,
    pub held_reason: Option<String>,
    /// The date on time is judged by, where its extension was asked for too late.
    pub judged_by: Option<NaiveDate>,
    /// For how many days it was late then.
    pub late_days: Option<i32>,
    pub set_by_superior: Option<String>,
    pub department_id: Option<DepartmentId>,
    pub department: Option<String>,
    /// Whether it is owed by a unit department, which can be reminded; no group and no body.
    pub owed_by_unit: bool,
    /// When the department was last reminded of it (催办).
    pub reminded_on: Option<NaiveDate>,
    pub task_id: Option<TaskId>,
    pub task_number: Option<i32>,
    pub task_title: Option<String>,
    pub restricted: bool,
    /// The number of the finding or instruction it belongs to.
    pub finding: Option<i32>,
    pub instruction: Option<i32>,
    /// The milestone it is the date of.
    pub milestone: Option<MilestoneId>,
}

impl DutyRow {
    /// The page of the finding, instruction or summary it belongs to.
    pub(super) fn subject_path(&self) -> Option<String> {
        let is_summary = self.kind == DeadlineKind::HalfYearSummary;
        let half = self.period.as_deref().filter(|_| is_summary);
        let finding = self.finding.map(|number| urls::finding(self.year, number));
        let instruction = || self.instruction.map(|number| urls::instruction(self.year, number));
        finding.or_else(instruction).or_else(|| half.map(|half| urls::summary(self.year, half)))
    }

    /// Where its department does it: fills the report in, marks the step met, answers; the duty's own page where there is
    /// no such place.
    pub(super) fn doing_path(&self) -> String {
        let place = match self.kind {
            DeadlineKind::MonthlyReport => self.report_path(),
            DeadlineKind::Milestone => {
                let step = self.task_number.zip(self.milestone);
                step.map(|(task, step)| urls::milestone(self.year, task, step))
            }
            DeadlineKind::TaskCompletion => self.task_number.map(|task| urls::task(self.year, task)),
            DeadlineKind::Acknowledgement => Some(urls::acknowledgements(self.year)),
            DeadlineKind::Appointment => self.department_id.map(urls::department),
            _ => self.subject_path(),
        };
        place.unwrap_or_else(|| urls::deadline(self.year, self.id))
    }

    /// Where the report is filled in, with the others of its month.
    fn report_path(&self) -> Option<String> {
        let (month, department) = self.period.as_deref().zip(self.department_id)?;
        let of_month = urls::reports_to_fill_in(self.year, month, department);
        Some(format!("{of_month}#task-{}", self.task_number?))
    }

    /// The duty in words: 2019年6月月报（任务 17）.
    pub(super) fn title(&self) -> String {
        let period = self.period.as_deref().and_then(|period| period.parse::<Period>().ok());
        let title = self.kind.named(&self.name, period);
        match self.task_number {
            Some(number) => format!("{title}（任务 {number}）"),
            None => title,
        }
    }
}

/// Who reads on which day: duties of restricted tasks, and what findings and instructions ask, stand only in the lists
/// and counts of those concerned.
#[derive(Debug)]
pub(super) struct Reader {
    sees_concerned: bool,
    departments: Vec<i64>,
    today: NaiveDate,
}

impl Reader {
    pub(super) fn of(user: &CurrentUser, today: NaiveDate) -> Self {
        Self {
            sees_concerned: matches!(user.role, Role::Office | Role::Leader),
            departments: user.memberships.iter().map(|membership| membership.department_id.0).collect(),
            today,
        }
    }
}

/// Which duties a page lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// Open, overdue or due within 30 days: what the page opens with.
    Current,
    /// Open and past their day.
    Overdue,
    /// Open and due within 30 days from today on.
    Soon,
    /// All of the year, met and waived ones too.
    All,
}

/// What the reader asked to see.
#[derive(Debug, Clone)]
pub(super) struct Filter {
    pub which: Which,
    pub kind: Option<DeadlineKind>,
    pub owner: Owner,
}

/// Whose duties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Anyone,
    /// 领导小组办公室.
    Office,
    Department(DepartmentId),
}

impl Owner {
    fn department(self) -> Option<i64> {
        match self {
            Self::Department(id) => Some(id.0),
            Self::Anyone | Self::Office => None,
        }
    }
}

/// Days ahead that 近 30 天 looks.
pub(super) const SOON_DAYS: i32 = 30;

/// The duties of a page that the reader may see, soonest first; of a restricted task that has passed to others its number
/// only.
pub(super) async fn list_duties(
    conn: &mut PgConnection,
    year: i32,
    reader: &Reader,
    filter: &Filter,
    limit: i64,
    offset: i64,
) -> Result<Vec<DutyRow>> {
    Ok(sqlx::query_as!(
        DutyRow,
        r#"select d.id, d.plan_id, p.year, p.status = 'frozen' as "frozen!", d.kind as "kind: DeadlineKind", d.title as name, d.period,
                  d.original_due_on, d.due_on, d.working, d.met_on, d.met_note, d.waived_on, d.waived_reason, d.held_until, d.held_reason,
                  d.judged_by, d.late_days, d.set_by_superior,
                  d.department_id as "department_id: DepartmentId", dep.name as "department?",
                  coalesce(dep.kind = 'unit', false) as "owed_by_unit!",
                  (select max(x.reminded_on) from reminder_duty x where x.deadline_id = d.id) as reminded_on,
                  d.task_id as "task_id: TaskId", t.number as "task_number?",
                  case when coalesce(t.restricted, false) and not ($12 or exists (
                      select from departments_concerned(t.id, $2) as c (id) where c.id = any($13)))
                  then '限定范围' else t.title end as "task_title?",
                  coalesce(t.restricted, false) as "restricted!", f.number as "finding?", i.number as "instruction?",
                  case when d.kind = 'milestone' then d.subject_id end as "milestone: MilestoneId"
           from deadline d
           join plan p on p.id = d.plan_id
           left join task t on t.id = d.task_id
           left join department dep on dep.id = d.department_id
           left join finding f on d.kind = 'rectification' and f.id = d.subject_id
           left join instruction i on d.kind = 'instruction' and i.id = d.subject_id
           where p.year = $1
             and ($3::deadline_kind is null or d.kind = $3)
             and ($4::bigint is null or d.department_id = $4)
             and (not $5 or (d.department_id is null and d.kind in ('review', 'quarterly_check', 'half_year_summary')))
             and ($6 or (d.met_on is null and d.waived_on is null))
             and (not $7 or d.due_on < $2)
             and (not $8 or d.due_on >= $2)
             and ($6 or d.due_on <= $2 + $9::integer)
             and (not (coalesce(t.restricted, false) or d.kind in ('rectification', 'instruction'))
                  or $12 or duty_concerns(d.kind, d.department_id, d.task_id, $13, $2))
           order by d.due_on, d.kind, t.number, d.id
           limit $10 offset $11"#,
        year,
        reader.today,
        filter.kind as Option<DeadlineKind>,
        filter.owner.department(),
        filter.owner == Owner::Office,
        filter.which == Which::All,
        filter.which == Which::Overdue,
        filter.which == Which::Soon,
        SOON_DAYS,
        limit,
        offset,
        reader.sees_concerned,
        &reader.departments
    )
    .fetch_all(conn)
    .await?)
}

/// How many duties the reader may see by [`Which`], of the kind and owner asked for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub overdue: i64,
    pub soon: i64,
    pub all: i64,
}

impl Counts {
    pub(super) fn of(self, which: Which) -> i64 {
        match which {
            Which::Current => self.overdue + self.soon,
            Which::Overdue => self.overdue,
            Which::Soon => self.soon,
            Which::All => self.all,
        }
    }
}

pub(super) async fn count_duties(
    conn: &mut PgConnection,
    year: i32,
    reader: &Reader,
    filter: &Filter,
) -> Result<Counts> {
    Ok(sqlx::query_as!(
        Counts,
        r#"select count(*) filter (where d.met_on is null and d.waived_on is null and d.due_on < $2) as "overdue!",
                  count(*) filter (where d.met_on is null and d.waived_on is null
                                   and d.due_on between $2 and $2 + $6::integer) as "soon!",
                  count(*) as "all!"
           from deadline d join plan p on p.id = d.plan_id left join task t on t.id = d.task_id
           where p.year = $1
             and ($3::deadline_kind is null or d.kind = $3)
             and ($4::bigint is null or d.department_id = $4)
             and (not $5 or (d.department_id is null and d.kind in ('review', 'quarterly_check', 'half_year_summary')))
             and (not (coalesce(t.restricted, false) or d.kind in ('rectification', 'instruction'))
                  or $7 or duty_concerns(d.kind, d.department_id, d.task_id, $8, $2))"#,
        year,
        reader.today,
        filter.kind as Option<DeadlineKind>,
        filter.owner.department(),
        filter.owner == Owner::Office,
        SOON_DAYS,
        reader.sees_concerned,
        &reader.departments
    )
    .fetch_one(conn)
    .await?)
}

/// The departments that owe something the reader may see in a year, in the order of pages.
pub(super) async fn list_owing_departments(
    conn: &mut PgConnection,
    year: i32,
    reader: &Reader,
) -> Result<Vec<(DepartmentId, String)>> {
    let rows = sqlx::query!(
        r#"select id as "id: DepartmentId", name from department
           where id in (
               select d.department_id from deadline d join plan p on p.id = d.plan_id left join task t on t.id = d.task_id
               where p.year = $1
                 and (not (coalesce(t.restricted, false) or d.kind in ('rectification', 'instruction'))
                      or $2 or duty_concerns(d.kind, d.department_id, d.task_id, $3, $4)))
           order by position"#,
        year,
        reader.sees_concerned,
        &reader.departments,
        reader.today
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// One duty of a year's plan.
pub(super) async fn get_duty(conn: &mut PgConnection, year: i32, id: DeadlineId) -> Result<DutyRow> {
    let found = list_duties_of(conn, year, &[id]).await?.pop();
    found.ok_or_else(|| AppError::NotFound("没有这项时限。".into()))
}

/// One duty of a year's plan that may still be changed.
///
/// # Errors
/// As [`get_duty`]; refused when the plan is frozen.
pub(super) async fn get_duty_to_change(
    conn: &mut PgConnection,
    year: i32,
    id: DeadlineId,
) -> Result<DutyRow> {
    let duty = get_duty(conn, year, id).await?;
    if duty.frozen { Err(AppError::frozen(year)) } else { Ok(duty) }
}

/// These duties of a year's plan, soonest first.
pub(super) async fn list_duties_of(
    conn: &mut PgConnection,
    year: i32,
    ids: &[DeadlineId],
) -> Result<Vec<DutyRow>> {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    Ok(sqlx::query_as!(
        DutyRow,
        r#"select d.id, d.plan_id, p.year, p.status = 'frozen' as "frozen!", d.kind as "kind: DeadlineKind", d.title as name, d.period,
                  d.original_due_on, d.due_on, d.working, d.met_on, d.met_note, d.waived_on, d.waived_reason, d.held_until, d.held_reason,
                  d.judged_by, d.late_days, d.set_by_superior,
                  d.department_id as "department_id: DepartmentId", dep.name as "department?",
                  coalesce(dep.kind = 'unit', false) as "owed_by_unit!",
                  (select max(x.reminded_on) from reminder_duty x where x.deadline_id = d.id) as reminded_on,
                  d.task_id as "task_id: TaskId", t.number as "task_number?", t.title as "task_title?",
                  coalesce(t.restricted, false) as "restricted!", f.number as "finding?", i.number as "instruction?",
                  case when d.kind = 'milestone' then d.subject_id end as "milestone: MilestoneId"
           from deadline d
           join plan p on p.id = d.plan_id
           left join task t on t.id = d.task_id
           left join department dep on dep.id = d.department_id
           left join finding f on d.kind = 'rectification' and f.id = d.subject_id
           left join instruction i on d.kind = 'instruction' and i.id = d.subject_id
           where p.year = $1 and d.id = any($2) order by d.due_on, d.id"#,
        year,
        &ids
    )
    .fetch_all(conn)
    .await?)
}

/// The departments the duty's task concerns today, the members of its groups with them; none for a duty of no task.
pub(super) async fn list_concerned(
    conn: &mut PgConnection,
    duty: &DutyRow,
    today: NaiveDate,
) -> Result<Vec<DepartmentId>> {
    let ids = sqlx::query_scalar!(
        r#"select c.id as "id!" from departments_concerned($1, $2) as c (id)"#,
        duty.task_id.map(|task| task.0),
        today
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(DepartmentId).collect())
}
