//! The SQL of requests; what is a completion's own stands in `completion_store.rs`.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::{Extendable, RequestKind, RequestState};
use crate::accounts::MembershipKind;
use crate::audit_trail::Act;
use crate::deadlines::DeadlineKind;
use crate::error::{AppError, Result, violated_constraint};
use crate::ids::{AccountId, DeadlineId, DepartmentId, RequestId};
use crate::supervision::Reader;
use crate::web::urls;

/// A request as it stands on pages.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, as read")]
pub struct RequestRow {
    /// The request.
    pub id: RequestId,
    /// What is asked for.
    pub kind: RequestKind,
    /// Where it stands.
    pub state: RequestState,
    /// Its plan's year.
    pub year: i32,
    /// The task; `None` of an instruction on no task.
    pub task_number: Option<i32>,
    /// The task's title; 限定范围 for a reader whom the restricted task does not concern any more.
    pub task_title: Option<String>,
    /// The number of the instruction whose date it is.
    pub instruction: Option<i32>,
    /// The duty.
    pub deadline: DeadlineId,
    /// Milestone or completion.
    pub duty_kind: DeadlineKind,
    /// What a milestone is called.
    pub name: String,
    /// Who owes it.
    pub department: Option<DepartmentId>,
    /// By name.
    pub department_name: Option<String>,
    /// The date owed when it was asked.
    pub due_on: NaiveDate,
    /// Whether a notice of days off stands for the year of that date.
    pub is_announced: bool,
    /// The date owed today.
    pub due_now: NaiveDate,
    /// The date asked for, of an extension.
    pub asked_due_on: Option<NaiveDate>,
    /// Why it is asked; of a completion, what was achieved. For those concerned.
    pub reason: String,
    /// When it was asked.
    pub asked_on: NaiveDate,
    /// Who asked, or recorded it.
    pub asked_by: AccountId,
    /// By name.
    pub asked_by_name: String,
    /// 代录: whose request it was.
    pub asked_on_behalf_of: Option<String>,
    /// When the office examined it and put it to the leader in charge.
    pub examined_on: Option<NaiveDate>,
    /// Who did.
    pub examined_by: Option<String>,
    /// What they said, for those concerned.
    pub examined_remark: Option<String>,
    /// 自审: whoever asked, because nobody else was there.
    pub self_examined: bool,
    /// When it was decided, returned or withdrawn.
    pub settled_on: Option<NaiveDate>,
    /// Who decided, returned, withdrew, or recorded the decision.
    pub settled_by: Option<String>,
    /// Whose decision it is.
    pub leader: Option<String>,
    /// The decision in a sentence, or why it was returned or withdrawn.
    pub remark: Option<String>,
    /// 代录: what shows the decision.
    pub evidence: Option<String>,
    /// The date owed when it was granted.
    pub granted_from: Option<NaiveDate>,
    /// The date granted.
    pub granted_due_on: Option<NaiveDate>,
    /// 分管院领导 of the task today; of an instruction on no task whose it is.
    pub leader_in_charge: Option<AccountId>,
    /// By name.
    pub leader_in_charge_name: Option<String>,
    /// Whether the reader is concerned: reasons are for them only.
    pub is_concerned: bool,
    /// Whether what it is about was done, or is not owed any more.
    pub duty_ended: bool,
}

impl RequestRow {
    /// What is to be extended: 节点“起草”, 任务完成.
    #[must_use]
    pub fn title(&self) -> String {
        self.duty_kind.named(&self.name, None)
    }

    /// Whether the date owed when it was asked is an estimate.
    #[must_use]
    pub fn is_estimate(&self) -> bool {
        self.duty_kind.is_counted() && !self.is_announced
    }

    /// Number and title of the task.
    #[must_use]
    pub fn task_name(&self) -> Option<String> {
        let (number, title) = self.task_number.zip(self.task_title.as_deref())?;
        Some(format!("{number} {title}"))
    }

    /// Its page.
    #[must_use]
    pub fn path(&self) -> String {
        match self.kind {
            RequestKind::Extension => urls::extension(self.year, self.id),
            RequestKind::Completion => urls::completion(self.year, self.id),
        }
    }

    /// Refuses a step its state does not know.
    ///
    /// # Errors
    /// A conflict: somebody took a step meanwhile.
    pub fn require_step(&self, to: RequestState) -> Result<()> {
        if self.state.step_to(self.kind, to).is_empty() {
            return Err(AppError::Conflict(self.state.refusal(self.kind)));
        }
        Ok(())
    }
}

/// Which requests; `None` stands for all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Of one kind.
    pub kind: Option<RequestKind>,
    /// Those not settled yet.
    pub is_open: bool,
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
        r#"select r.id, r.kind as "kind: RequestKind", r.state as "state: RequestState", p.year,
                  t.number as "task_number?", case when t.restricted and not o.of_task then '限定范围' else t.title end as "task_title?", i.number as "instruction?", l.id as deadline, l.kind as "duty_kind: DeadlineKind", l.title as name,
                  l.department_id as "department: DepartmentId", d.name as "department_name?", r.due_on, l.due_on as due_now,
                  exists (select from calendar_notice y where y.year = extract(year from r.due_on)) as "is_announced!",
                  r.asked_due_on, r.reason, r.asked_on, r.asked_by, asker.display_name as asked_by_name,
                  r.asked_on_behalf_of, r.examined_on, examiner.display_name as "examined_by?", r.examined_remark,
                  r.self_examined, r.settled_on, settler.display_name as "settled_by?", decider.display_name as "leader?",
                  r.remark, r.evidence, r.granted_from, r.granted_due_on, charge.id as "leader_in_charge?: AccountId",
                  charge.display_name as "leader_in_charge_name?", c.concerned as "is_concerned!",
                  (l.met_on is not null or l.waived_on is not null) as "duty_ended!"
           from change_request r
           join deadline l on l.id = r.deadline_id
           join plan p on p.id = l.plan_id
           join duty_leaders($3) n on n.deadline_id = l.id
           left join task t on t.id = l.task_id
           left join instruction i on l.kind = 'instruction' and i.id = l.subject_id
           join account asker on asker.id = r.asked_by
           cross join lateral (
               select $1 or duty_concerns(l.kind, l.department_id, l.task_id, $2, $3) as concerned) c
           cross join lateral (
               select $1 or exists (select from departments_concerned(l.task_id, $3) as x (id) where x.id = any($2)) as of_task) o
           left join department d on d.id = l.department_id
           left join account examiner on examiner.id = r.examined_by
           left join account settler on settler.id = r.settled_by
           left join account decider on decider.id = r.leader_id
           left join account charge on charge.id = n.leader_id
           where (not (coalesce(t.restricted, false) or l.kind in ('rectification', 'instruction')) or c.concerned)
             and ($4::integer is null or p.year = $4) and ($5::bigint is null or r.id = $5)
             and ($6::change_state is null or r.state = $6) and ($7::bigint is null or l.id = $7)
             and ($8::change_kind is null or r.kind = $8) and (not $9 or r.settled_on is null)
           order by r.settled_on is not null, case when r.settled_on is null then r.id end, r.settled_on desc, r.id desc"#,
        reader.sees_all,
        &reader.departments,
        reader.today,
        filter.year,
        filter.id.map(|id| id.0),
        filter.state as Option<RequestState>,
        filter.deadline.map(|id| id.0),
        filter.kind as Option<RequestKind>,
        filter.is_open
    )
    .fetch_all(conn)
    .await?)
}

/// One request of a kind in a year's plan that the reader may see.
///
/// # Errors
/// Not found, too, where a restricted task hides it.
pub async fn get_request(
    conn: &mut PgConnection,
    reader: &Reader,
    (year, kind): (i32, RequestKind),
    id: RequestId,
) -> Result<RequestRow> {
    let filter = Filter { year: Some(year), kind: Some(kind), id: Some(id), ..Filter::default() };
    let found = list_requests(conn, reader, filter).await?.pop();
    found.ok_or_else(|| AppError::NotFound(format!("没有这份{}，或它所属的任务限定范围。", kind.word())))
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

/// What is stored of a request of either kind, besides whose it is.
pub(super) struct Asked<'a> {
    pub kind: RequestKind,
    /// The date asked for, of an extension.
    pub to: Option<NaiveDate>,
    /// Why; of a completion, what was achieved.
    pub reason: &'a str,
    pub on: NaiveDate,
}

/// Stores a request for a duty due on the day it says, in the first state of its kind.
///
/// # Errors
/// Refused where one of its kind waits already.
pub(super) async fn insert_request(
    conn: &mut PgConnection,
    act: &Act,
    duty: &Extendable,
    Asked { kind, to, reason, on }: Asked<'_>,
) -> Result<RequestId> {
    sqlx::query_scalar!(
        r#"insert into change_request (kind, state, deadline_id, due_on, asked_due_on, reason, asked_on, asked_at, asked_by,
                                       asked_on_behalf_of)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id as "id: RequestId""#,
        kind as RequestKind,
        kind.first_state() as RequestState,
        duty.id.0,
        duty.due_on,
        to,
        reason,
        on,
        act.at,
        act.account().map(|account| account.0),
        act.on_behalf_of
    )
    .fetch_one(conn)
    .await
    .map_err(|error| match violated_constraint(&error) {
        Some("change_request_one_open") => {
            let asked = kind.word();
            AppError::Refused(format!("这项时限已有一份待决定的{asked}，决定或撤回后才能再申请。"))
        }
        _ => error.into(),
    })
}

/// Somebody took a step meanwhile.
pub(super) fn overtaken(kind: RequestKind) -> AppError {
    AppError::Conflict(format!("这份{}刚由他人办理，请返回查看。", kind.word()))
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

/// Settles a request that stands where it was read.
///
/// # Errors
/// A conflict when it does not any more.
pub(super) async fn settle(
    conn: &mut PgConnection,
    act: &Act,
    request: &RequestRow,
    settled: &Settled,
) -> Result<()> {
    let done = sqlx::query!(
        "update change_request set state = $2, settled_on = $3, settled_at = $4, settled_by = $5, leader_id = $6,
                remark = $7, evidence = $8, granted_from = $9, granted_due_on = $10
         where id = $1 and state = $11",
        request.id.0,
        settled.state as RequestState,
        settled.on,
        act.at,
        act.account().map(|account| account.0),
        settled.leader.map(|leader| leader.0),
        settled.remark,
        settled.evidence,
        settled.granted.map(|(from, _)| from),
        settled.granted.map(|(_, to)| to),
        request.state as RequestState
    )
    .execute(conn)
    .await?;
    if done.rows_affected() == 0 {
        return Err(overtaken(request.kind));
    }
    Ok(())
}

/// A person's name on pages.
pub(super) async fn get_account_name(conn: &mut PgConnection, account: AccountId) -> Result<String> {
    Ok(sqlx::query_scalar!("select display_name from account where id = $1", account.0)
        .fetch_one(conn)
        .await?)
}

/// Tells the person who asked what became of it, as long as they are of the department (or of office or leaders): one who
/// has left it has no part in its tasks any more. Of a recorded request (代录), and where who asked has left, the
/// department's contacts are told. Whoever settles it knows.
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
         cross join lateral (
             select exists (select from account k where k.id = $7 and (k.role in ('office', 'leader') or exists (
                 select from membership m where m.account_id = k.id and m.department_id = $9
                 and m.from_on <= $1 and (m.to_on is null or m.to_on >= $1)))) as stays) asker
         where a.disabled_at is null and a.id is distinct from $6
           and ((a.id = $7 and asker.stays) or (($8 or not asker.stays) and exists (
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
