//! The SQL of extensions.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::{Extendable, RequestState};
use crate::accounts::MembershipKind;
use crate::audit_trail::Act;
use crate::deadlines::DeadlineKind;
use crate::error::{AppError, Result, violated_constraint};
use crate::ids::{AccountId, DeadlineId, DepartmentId, RequestId, TaskId};
use crate::supervision::Reader;

/// Milestones and completion of a task, by date; met and waived ones too.
pub async fn list_extendable(conn: &mut PgConnection, task: TaskId) -> Result<Vec<Extendable>> {
    Ok(sqlx::query_as!(
        Extendable,
        r#"select l.id, l.kind as "kind: DeadlineKind", l.subject_id as subject, l.title as name, l.due_on,
                  l.department_id as "department: DepartmentId", d.name as "department_name?",
                  l.met_on is null and l.waived_on is null as "is_open!", l.set_by_superior,
                  exists (select from change_request r where r.deadline_id = l.id and r.state = 'waiting') as "is_asked!"
           from deadline l left join department d on d.id = l.department_id
           where l.task_id = $1 and l.kind in ('milestone', 'task_completion') order by l.due_on, l.kind, l.id"#,
        task.0
    )
    .fetch_all(conn)
    .await?)
}

/// A request as it stands on pages.
#[derive(Debug, Clone)]
pub struct RequestRow {
    /// The request.
    pub id: RequestId,
    /// Where it stands.
    pub state: RequestState,
    /// Its plan's year.
    pub year: i32,
    /// The task.
    pub task_number: i32,
    /// The task's title.
    pub task_title: String,
    /// The duty.
    pub deadline: DeadlineId,
    /// Milestone or completion.
    pub kind: DeadlineKind,
    /// What a milestone is called.
    pub name: String,
    /// Who owes it.
    pub department: Option<DepartmentId>,
    /// By name.
    pub department_name: Option<String>,
    /// The date owed when it was asked.
    pub due_on: NaiveDate,
    /// The date owed today.
    pub due_now: NaiveDate,
    /// The date asked for.
    pub asked_due_on: NaiveDate,
    /// Why, for those concerned.
    pub reason: String,
    /// When it was asked.
    pub asked_on: NaiveDate,
    /// Who asked, or recorded it.
    pub asked_by: AccountId,
    /// By name.
    pub asked_by_name: String,
    /// 代录: whose request it was.
    pub asked_on_behalf_of: Option<String>,
    /// When it was decided or withdrawn.
    pub settled_on: Option<NaiveDate>,
    /// Who decided, withdrew, or recorded the decision.
    pub settled_by: Option<String>,
    /// Whose decision it is.
    pub leader: Option<String>,
    /// The decision in a sentence, or why it was withdrawn.
    pub remark: Option<String>,
    /// 代录: what shows the decision.
    pub evidence: Option<String>,
    /// The date owed when it was granted.
    pub granted_from: Option<NaiveDate>,
    /// The date granted.
    pub granted_due_on: Option<NaiveDate>,
    /// 分管院领导 of the task today.
    pub leader_in_charge: Option<AccountId>,
    /// By name.
    pub leader_in_charge_name: Option<String>,
    /// Whether the reader is concerned: reasons are for them only.
    pub is_concerned: bool,
}

impl RequestRow {
    /// 节点“起草”, 任务完成.
    #[must_use]
    pub fn title(&self) -> String {
        self.kind.named(&self.name, None)
    }
}

/// Which requests; `None` stands for all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Of one year's plan.
    pub year: Option<i32>,
    /// One of them.
    pub id: Option<RequestId>,
    /// In one state.
    pub state: Option<RequestState>,
    /// Of one duty.
    pub deadline: Option<DeadlineId>,
}

/// The requests the reader may see: those that wait first, oldest first; then the others, the latest first.
pub async fn list_requests(
    conn: &mut PgConnection,
    reader: &Reader,
    filter: Filter,
) -> Result<Vec<RequestRow>> {
    Ok(sqlx::query_as!(
        RequestRow,
        r#"select r.id, r.state as "state: RequestState", p.year, t.number as task_number, t.title as task_title,
                  l.id as deadline, l.kind as "kind: DeadlineKind", l.title as name,
                  l.department_id as "department: DepartmentId", d.name as "department_name?", r.due_on, l.due_on as due_now,
                  r.asked_due_on, r.reason, r.asked_on, r.asked_by, asker.display_name as asked_by_name,
                  r.asked_on_behalf_of, r.settled_on, settler.display_name as "settled_by?", decider.display_name as "leader?",
                  r.remark, r.evidence, r.granted_from, r.granted_due_on, n.leader_id as "leader_in_charge: AccountId",
                  charge.display_name as "leader_in_charge_name?", c.concerned as "is_concerned!"
           from change_request r
           join deadline l on l.id = r.deadline_id
           join task t on t.id = l.task_id
           join plan p on p.id = t.plan_id
           join people_in_charge($3) n on n.task_id = t.id
           join account asker on asker.id = r.asked_by
           cross join lateral (select $1 or exists (
               select from departments_concerned(t.id, $3) as c (id) where c.id = any($2)) as concerned) c
           left join department d on d.id = l.department_id
           left join account settler on settler.id = r.settled_by
           left join account decider on decider.id = r.leader_id
           left join account charge on charge.id = n.leader_id
           where (not t.restricted or c.concerned)
             and ($4::integer is null or p.year = $4) and ($5::bigint is null or r.id = $5)
             and ($6::change_state is null or r.state = $6) and ($7::bigint is null or l.id = $7)
           order by r.state <> 'waiting', case when r.state = 'waiting' then r.id end, r.settled_on desc, r.id desc"#,
        reader.sees_all,
        &reader.departments,
        reader.today,
        filter.year,
        filter.id.map(|id| id.0),
        filter.state as Option<RequestState>,
        filter.deadline.map(|id| id.0)
    )
    .fetch_all(conn)
    .await?)
}

/// One request of a year's plan that the reader may see.
///
/// # Errors
/// Not found, too, where a restricted task hides it.
pub(super) async fn get_request(
    conn: &mut PgConnection,
    reader: &Reader,
    year: i32,
    id: RequestId,
) -> Result<RequestRow> {
    let filter = Filter { year: Some(year), id: Some(id), ..Filter::default() };
    let found = list_requests(conn, reader, filter).await?.pop();
    found.ok_or_else(|| AppError::NotFound("没有这份延期申请，或它所属的任务限定范围。".into()))
}

/// A request to be stored.
#[derive(Debug, Clone)]
pub struct NewRequest {
    /// The date asked for.
    pub to: NaiveDate,
    /// Why.
    pub reason: String,
    /// When it was asked.
    pub on: NaiveDate,
}

/// Stores a request for a duty due on the day it says.
///
/// # Errors
/// Refused where one waits already.
pub(super) async fn insert_request(
    conn: &mut PgConnection,
    act: &Act,
    duty: &Extendable,
    request: &NewRequest,
) -> Result<RequestId> {
    sqlx::query_scalar!(
        r#"insert into change_request (deadline_id, due_on, asked_due_on, reason, asked_on, asked_at, asked_by,
                                       asked_on_behalf_of)
           values ($1, $2, $3, $4, $5, $6, $7, $8) returning id as "id: RequestId""#,
        duty.id.0,
        duty.due_on,
        request.to,
        request.reason,
        request.on,
        act.at,
        act.account().map(|account| account.0),
        act.on_behalf_of
    )
    .fetch_one(conn)
    .await
    .map_err(|error| match violated_constraint(&error) {
        Some("change_request_one_open") => {
            AppError::Refused("这项时限已有一份待决定的延期申请，决定或撤回后才能再申请。".into())
        }
        _ => error.into(),
    })
}

/// How a request is settled.
#[derive(Debug, Clone)]
pub(super) struct Settled {
    pub state: RequestState,
    pub on: NaiveDate,
    pub leader: Option<AccountId>,
    pub remark: String,
    pub evidence: Option<String>,
    /// From which date to which.
    pub granted: Option<(NaiveDate, NaiveDate)>,
}

/// Settles a request that waits.
///
/// # Errors
/// A conflict when it does not wait any more.
pub(super) async fn settle(
    conn: &mut PgConnection,
    act: &Act,
    id: RequestId,
    settled: &Settled,
) -> Result<()> {
    let done = sqlx::query!(
        "update change_request set state = $2, settled_on = $3, settled_at = $4, settled_by = $5, leader_id = $6,
                remark = $7, evidence = $8, granted_from = $9, granted_due_on = $10
         where id = $1 and state = 'waiting'",
        id.0,
        settled.state as RequestState,
        settled.on,
        act.at,
        act.account().map(|account| account.0),
        settled.leader.map(|leader| leader.0),
        settled.remark,
        settled.evidence,
        settled.granted.map(|(from, _)| from),
        settled.granted.map(|(_, to)| to)
    )
    .execute(conn)
    .await?;
    if done.rows_affected() == 0 {
        return Err(AppError::Conflict("这份延期申请刚由他人办理，请返回查看。".into()));
    }
    Ok(())
}

/// Who may decide for a task on a day: the leader in charge, and who stands in for them that day.
pub(super) async fn list_deciders(
    conn: &mut PgConnection,
    task: TaskId,
    on: NaiveDate,
) -> Result<Vec<(AccountId, String)>> {
    let rows = sqlx::query!(
        r#"select a.id as "id: AccountId", a.display_name from people_in_charge($2) c
           join account a on a.id = c.leader_id or a.id in (
               select s.stand_in_id from leader_stand_in s
               where s.leader_id = c.leader_id and $2 between s.from_on and s.to_on)
           where c.task_id = $1 order by a.id <> c.leader_id, a.display_name"#,
        task.0,
        on
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.display_name)).collect())
}

/// Everyone who may have decided for a task on some day until `until`: who was in charge, the present leader first, and
/// whoever stood in for them.
pub(super) async fn list_possible_deciders(
    conn: &mut PgConnection,
    task: TaskId,
    until: NaiveDate,
) -> Result<Vec<(AccountId, String)>> {
    let rows = sqlx::query!(
        r#"select a.id as "id: AccountId", a.display_name
           from task_person p
           join account a on a.id = p.account_id
                or a.id in (select s.stand_in_id from leader_stand_in s where s.leader_id = p.account_id)
           where p.task_id = $1 and p.role = 'leader' and p.from_on <= $2
           group by a.id
           order by max(p.from_on) filter (where a.id = p.account_id) desc nulls last, a.display_name"#,
        task.0,
        until
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.display_name)).collect())
}

/// Tells the person who asked what became of it; of a recorded request (代录) the department's contacts, too. Whoever
/// settles it knows.
pub(super) async fn tell_asker(
    conn: &mut PgConnection,
    act: &Act,
    request: &RequestRow,
    message: &str,
    path: &str,
) -> Result<()> {
    sqlx::query!(
        "insert into notice (account_id, digest_on, plan_year, message, path, created_at)
         select a.id, $1, $2, $3, $4, $5 from account a
         where a.disabled_at is null and a.id is distinct from $6
           and (a.id = $7 or ($8 and exists (
               select from membership m where m.account_id = a.id and m.department_id = $9
               and m.kind in ($10, $11) and m.from_on <= $1 and (m.to_on is null or m.to_on >= $1))))",
        act.today(),
        request.year,
        message,
        path,
        act.at,
        act.account().map(|account| account.0),
        request.asked_by.0,
        request.asked_on_behalf_of.is_some(),
        request.department.map(|department| department.0),
        MembershipKind::Contact as MembershipKind,
        MembershipKind::StandIn as MembershipKind
    )
    .execute(conn)
    .await?;
    Ok(())
}
