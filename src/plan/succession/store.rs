//! The SQL of departments that change: what one holds in plans in force, and how its responsibilities pass.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::accounts::MembershipKind;
use crate::deadlines::DeadlineKind;
use crate::error::Result;
use crate::ids::{AccountId, DepartmentId, TaskId};
use crate::plan::tasks::AssignmentRole;

/// Two who change departments wait for one another; the number keeps this lock apart from others.
const DEPARTMENTS_LOCK: i64 = 0xDE9A;

/// Holds all changes of departments until the transaction ends: the second compares with what the first has done, also where
/// the first closed whom the second hands over to.
pub(super) async fn hold_departments(conn: &mut PgConnection) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock($1)", DEPARTMENTS_LOCK).fetch_one(conn).await?;
    Ok(())
}

/// How many of these departments are in force on the day `on` and have no end.
pub(super) async fn count_in_force(
    conn: &mut PgConnection,
    departments: &[DepartmentId],
    on: NaiveDate,
) -> Result<usize> {
    let ids: Vec<i64> = departments.iter().map(|id| id.0).collect();
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from department where id = any($1) and valid_to is null and valid_from <= $2"#,
        &ids,
        on
    )
    .fetch_one(conn)
    .await?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// Whether a department still has a part in a task of a plan in force on the day `on` or after.
pub(super) async fn has_a_part(
    conn: &mut PgConnection,
    department: DepartmentId,
    on: NaiveDate,
) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from assignment a join task t on t.id = a.task_id
               join plan p on p.id = t.plan_id and p.status = 'active'
               where a.department_id = $1 and (a.to_on is null or a.to_on >= $2)) as "has!""#,
        department.0,
        on
    )
    .fetch_one(conn)
    .await?)
}

/// How many tasks a department files for on the day `on` and has no contact for, and its name.
pub(super) async fn count_without_contact(
    conn: &mut PgConnection,
    department: DepartmentId,
    on: NaiveDate,
) -> Result<(String, i64)> {
    let row = sqlx::query!(
        r#"select d.name,
                  (select count(*) from assignment a join task t on t.id = a.task_id
                   join plan p on p.id = t.plan_id and p.status = 'active'
                   join people_in_charge($2) c on c.task_id = t.id
                   where a.department_id = d.id and a.files_report and a.from_on <= $2
                     and (a.to_on is null or a.to_on >= $2) and c.contact_id is null
                     and t.status not in ('completed', 'standing', 'merged', 'terminated')
                     and not exists (select from membership m join account o on o.id = m.account_id
                                     where m.department_id = d.id and m.kind = 'contact' and m.from_on <= $2
                                       and (m.to_on is null or m.to_on >= $2) and o.disabled_at is null
                                       and o.role is not null)) as "tasks!"
           from department d where d.id = $1"#,
        department.0,
        on
    )
    .fetch_one(conn)
    .await?;
    Ok((row.name, row.tasks))
}

/// What the old department, and the receiver where it stood beside it, were in a task.
pub(super) struct Closed {
    pub id: TaskId,
    pub year: i32,
    leads: bool,
    files_report: bool,
    position: i32,
    wording: String,
    from_on: NaiveDate,
    to_on: Option<NaiveDate>,
}

/// Closes the old department's responsibilities (all, or those of `tasks`), and the receiver's in the same tasks, the day
/// before `on`; one row a task says what the receiver is from then on.
pub(super) async fn close_assignments(
    conn: &mut PgConnection,
    (old, to): (DepartmentId, Option<DepartmentId>),
    on: NaiveDate,
    tasks: Option<&[TaskId]>,
) -> Result<Vec<Closed>> {
    let only: Option<Vec<i64>> = tasks.map(|tasks| tasks.iter().map(|task| task.0).collect());
    Ok(sqlx::query_as!(
        Closed,
        r#"with open as (
               select a.id, a.task_id, a.to_on from assignment a join task t on t.id = a.task_id
               join plan p on p.id = t.plan_id and p.status = 'active'
               where a.department_id in ($1, $2) and (a.to_on is null or a.to_on >= $3)
                   and ($4::bigint[] is null or a.task_id = any($4))
           ), closed as (
               update assignment a set to_on = greatest($3, a.from_on) - 1
               where a.id in (select o.id from open o
                   where o.task_id in (select x.task_id from assignment x join open y on y.id = x.id
                       where x.department_id = $1))
               returning a.id, a.task_id, a.department_id, a.role, a.files_report, a.position, a.wording, a.from_on
           )
           select c.task_id as "id!: TaskId", p.year, bool_or(c.role = 'lead') as "leads!",
                  bool_or(c.files_report) as "files_report!", min(c.position) as "position!",
                  (array_agg(c.wording order by c.department_id = $2 desc nulls last, c.position))[1] as "wording!",
                  greatest(min(c.from_on), $3) as "from_on!",
                  case when bool_or(o.to_on is null) then null else max(o.to_on) end as to_on
           from closed c join open o on o.id = c.id join task t on t.id = c.task_id join plan p on p.id = t.plan_id
           group by c.task_id, p.year, t.number order by p.year, t.number"#,
        old.0,
        to.map(|to| to.0),
        on,
        only.as_deref()
    )
    .fetch_all(conn)
    .await?)
}

/// The receiver is from then on what the row says.
pub(super) async fn insert_assignment(
    conn: &mut PgConnection,
    task: &Closed,
    department: DepartmentId,
    reason: &str,
) -> Result<()> {
    sqlx::query!(
        "insert into assignment (task_id, department_id, role, files_report, position, wording, from_on, to_on, reason)
         values ($1, $2, case when $3 then 'lead'::assignment_role else 'support' end, $4, $5, $6, $7, $8, $9)",
        task.id.0,
        department.0,
        task.leads,
        task.files_report,
        task.position,
        task.wording,
        task.from_on,
        task.to_on,
        reason
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A department's part in a task of a plan in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PartRow {
    pub task: TaskId,
    pub year: i32,
    pub number: i32,
    pub title: String,
    pub department: DepartmentId,
    pub name: String,
    pub role: AssignmentRole,
    pub files_report: bool,
}

impl PartRow {
    /// 2019 年任务 6 完善审判管理机制
    pub fn named(&self) -> String {
        format!("{} 年任务 {} {}", self.year, self.number, self.title)
    }
}

/// The parts of all departments in the tasks in which `department` has one on the day `on` or after, in the order of the
/// plans; or in the tasks `of`, where they are given.
pub(super) async fn list_parts_beside(
    conn: &mut PgConnection,
    department: DepartmentId,
    on: NaiveDate,
    of: Option<&[TaskId]>,
) -> Result<Vec<PartRow>> {
    let of: Option<Vec<i64>> = of.map(|tasks| tasks.iter().map(|task| task.0).collect());
    Ok(sqlx::query_as!(
        PartRow,
        r#"select t.id as task, p.year, t.number, t.title, d.id as department, d.name,
                  a.role as "role: AssignmentRole", a.files_report
           from assignment a join department d on d.id = a.department_id join task t on t.id = a.task_id
           join plan p on p.id = t.plan_id and p.status = 'active'
           where (a.to_on is null or a.to_on >= $2)
             and case when $3::bigint[] is not null then t.id = any($3)
                 else exists (select from assignment o where o.task_id = t.id and o.department_id = $1
                     and (o.to_on is null or o.to_on >= $2)) end
           order by p.year, t.number, a.position, a.id"#,
        department.0,
        on,
        of.as_deref()
    )
    .fetch_all(conn)
    .await?)
}

/// A duty, and who owes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DutyRow {
    pub id: i64,
    pub kind: DeadlineKind,
    pub task: Option<TaskId>,
    pub year: i32,
    pub number: Option<i32>,
    pub due_on: NaiveDate,
    pub holder: Option<String>,
    pub is_waived: bool,
}

/// The unmet duties of `department` in plans in force; or the duties `of`, where they are given.
pub(super) async fn list_duties(
    conn: &mut PgConnection,
    department: DepartmentId,
    of: Option<&[i64]>,
) -> Result<Vec<DutyRow>> {
    Ok(sqlx::query_as!(
        DutyRow,
        r#"select d.id, d.kind as "kind: DeadlineKind", d.task_id as "task: TaskId", p.year, t.number as "number?", d.due_on,
                  h.name as "holder?", d.waived_on is not null as "is_waived!"
           from deadline d join plan p on p.id = d.plan_id and p.status = 'active'
           left join task t on t.id = d.task_id left join department h on h.id = d.department_id
           where case when $2::bigint[] is not null then d.id = any($2)
                 else d.department_id = $1 and d.met_on is null and d.waived_on is null end
           order by p.year, t.number nulls first, d.kind, d.due_on, d.id"#,
        department.0,
        of
    )
    .fetch_all(conn)
    .await?)
}

/// A membership that lasts to the day of the change or beyond.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PersonRow {
    pub id: i64,
    pub account: AccountId,
    pub name: String,
    pub kind: MembershipKind,
    pub department: DepartmentId,
    pub department_name: String,
    pub to_on: Option<NaiveDate>,
}

/// The memberships in `department` that last to the day `on` or beyond, and all others of the same people; or of the people
/// `of`, where they are given.
pub(super) async fn list_people_around(
    conn: &mut PgConnection,
    department: DepartmentId,
    on: NaiveDate,
    of: Option<&[AccountId]>,
) -> Result<Vec<PersonRow>> {
    let of: Option<Vec<i64>> = of.map(|people| people.iter().map(|account| account.0).collect());
    Ok(sqlx::query_as!(
        PersonRow,
        r#"select m.id, m.account_id as account, a.display_name as name, m.kind as "kind: MembershipKind",
                  m.department_id as department, d.name as department_name, m.to_on
           from membership m join account a on a.id = m.account_id join department d on d.id = m.department_id
           where (m.to_on is null or m.to_on >= $2)
             and case when $3::bigint[] is not null then m.account_id = any($3)
                 else m.account_id in (select o.account_id from membership o where o.department_id = $1
                     and (o.to_on is null or o.to_on >= $2)) end
           order by m.kind, a.display_name, m.id"#,
        department.0,
        on,
        of.as_deref()
    )
    .fetch_all(conn)
    .await?)
}

/// A member of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MemberRow {
    pub group: DepartmentId,
    pub group_name: String,
    pub member: String,
}

/// The members, on the day `on`, of the groups in which `department` is one; or of the groups `of`, where they are given.
pub(super) async fn list_members_beside(
    conn: &mut PgConnection,
    department: DepartmentId,
    on: NaiveDate,
    of: Option<&[DepartmentId]>,
) -> Result<Vec<MemberRow>> {
    let of: Option<Vec<i64>> = of.map(|groups| groups.iter().map(|group| group.0).collect());
    Ok(sqlx::query_as!(
        MemberRow,
        r#"select g.group_id as "group", d.name as group_name, m.name as member
           from group_member g join department d on d.id = g.group_id join department m on m.id = g.member_id
           where (g.to_on is null or g.to_on >= $2)
             and case when $3::bigint[] is not null then g.group_id = any($3)
                 else g.group_id in (select o.group_id from group_member o where o.member_id = $1
                     and (o.to_on is null or o.to_on >= $2)) end
           order by d.position, m.position, g.id"#,
        department.0,
        on,
        of.as_deref()
    )
    .fetch_all(conn)
    .await?)
}

/// What was begun or waits, by kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OpenRow {
    /// `draft`, `part`, `explanation` or `request`.
    pub what: String,
    pub task: Option<TaskId>,
    pub title: String,
    pub on: NaiveDate,
}

/// What is unfinished in the department's hands besides its duties: reports begun or returned, parts of a summary and explanations
/// asked for, requests that wait for a decision.
pub(super) async fn list_open(conn: &mut PgConnection, department: DepartmentId) -> Result<Vec<OpenRow>> {
    Ok(sqlx::query_as!(
        OpenRow,
        r#"select 'draft' as "what!", t.id as "task: TaskId", '任务' || t.number || ' ' || r.month || ' 月报' as "title!",
                  (r.drafted_at at time zone 'Asia/Shanghai')::date as "on!"
           from monthly_report r join task t on t.id = r.task_id join plan p on p.id = t.plan_id and p.status = 'active'
           where r.department_id = $1 and r.status in ('draft', 'awaiting_sign_off', 'returned')
           union all
           select 'part', null, s.period || ' 总结供稿', s.wanted_by
           from summary_part s join plan p on p.id = s.plan_id and p.status = 'active'
           where s.department_id = $1 and s.status in ('asked', 'returned')
           union all
           select 'explanation', null, c.period || ' 通报的说明', g.explain_by
           from circular_passage g join circular c on c.id = g.circular_id and c.status = 'explaining'
           join plan p on p.id = c.plan_id and p.status = 'active'
           where g.department_id = $1 and g.asked_on is not null and g.explanation is null
           union all
           select 'request', t.id, case q.kind when 'extension' then '延期申请' else '办结申请' end || '（任务' || t.number || '）',
                  q.asked_on
           from change_request q join deadline d on d.id = q.deadline_id join task t on t.id = d.task_id
           join plan p on p.id = t.plan_id and p.status = 'active'
           where d.department_id = $1 and q.state in ('examining', 'waiting')
           order by 1, 4, 3"#,
        department.0
    )
    .fetch_all(conn)
    .await?)
}
