//! The SQL of reminders.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::model::Way;
use crate::accounts::{CurrentUser, Role};
use crate::audit_trail::Act;
use crate::deadlines::DeadlineKind;
use crate::deadlines::page_store::DutyRow;
use crate::error::Result;
use crate::ids::{AccountId, DeadlineId, DepartmentId, PlanId};

/// Holds duties until the transaction ends, in the order of their ids.
pub(super) async fn lock_duties(conn: &mut PgConnection, duties: &[DeadlineId]) -> Result<()> {
    let ids: Vec<i64> = duties.iter().map(|duty| duty.0).collect();
    sqlx::query!("select id from deadline where id = any($1) order by id for update", &ids)
        .fetch_all(conn)
        .await?;
    Ok(())
}

/// Somebody of a department who can be told.
pub(super) struct Recipient {
    pub account: AccountId,
    pub name: String,
    pub department: DepartmentId,
}

/// The people of departments on the day of `act`, each once a department, with an account that is active; not who acts.
pub(super) async fn list_recipients(
    conn: &mut PgConnection,
    act: &Act,
    departments: &[i64],
) -> Result<Vec<Recipient>> {
    Ok(sqlx::query_as!(
        Recipient,
        r#"select distinct a.id as "account: AccountId", a.display_name as name,
                  m.department_id as "department: DepartmentId"
           from account a join membership m on m.account_id = a.id
                and m.from_on <= $2 and (m.to_on is null or m.to_on >= $2)
           where m.department_id = any($1) and a.disabled_at is null and a.role is not null
             and a.id is distinct from $3
           order by 3, 1"#,
        departments,
        act.today(),
        act.account().map(|account| account.0)
    )
    .fetch_all(conn)
    .await?)
}

/// A reminder to be stored.
pub(super) struct NewReminder<'a> {
    pub plan: PlanId,
    pub department: DepartmentId,
    pub way: Way,
    pub spoken_with: Option<&'a str>,
}

/// Stores a reminder of these duties; returns its id.
pub(super) async fn insert_reminder(
    conn: &mut PgConnection,
    act: &Act,
    new: &NewReminder<'_>,
    duties: &[DutyRow],
) -> Result<i64> {
    let by = act.person()?;
    let id = sqlx::query_scalar!(
        "insert into reminder (plan_id, department_id, way, spoken_with, reminded_on, reminded_at, reminded_by)
         values ($1, $2, $3, $4, $5, $6, $7) returning id",
        new.plan.0,
        new.department.0,
        new.way as Way,
        new.spoken_with,
        act.today(),
        act.at,
        by.0
    )
    .fetch_one(&mut *conn)
    .await?;
    let ids: Vec<i64> = duties.iter().map(|duty| duty.id.0).collect();
    sqlx::query!(
        "insert into reminder_duty (reminder_id, deadline_id, reminded_on, due_on)
         select $1, d.id, $2, d.due_on from deadline d where d.id = any($3)",
        id,
        act.today(),
        &ids
    )
    .execute(conn)
    .await?;
    Ok(id)
}

/// Writes one notice to each of these accounts and keeps which it is, so that it is known when it was seen.
pub(super) async fn insert_notices(
    conn: &mut PgConnection,
    act: &Act,
    (reminder, digest_on, year): (i64, NaiveDate, i32),
    accounts: &[i64],
    (message, path): &(String, String),
) -> Result<()> {
    sqlx::query!(
        "with told as (
             insert into notice (account_id, digest_on, plan_year, message, path, created_at)
             select a.id, $2, $3, $4, $5, $6 from unnest($7::bigint[]) as a (id)
             returning id, account_id
         )
         insert into reminder_recipient (reminder_id, account_id, notice_id) select $1, account_id, id from told",
        reminder,
        digest_on,
        year,
        message,
        path,
        act.at,
        accounts
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A reminder of one duty.
#[derive(Debug)]
pub(in crate::deadlines) struct DutyReminder {
    pub reminded_on: NaiveDate,
    pub way: Way,
    pub spoken_with: Option<String>,
    pub reminded_by: String,
    /// Of each person told by a notice: the name, and when it was seen.
    pub told: Vec<String>,
    pub seen_at: Vec<Option<DateTime<Utc>>>,
}

/// The reminders of a duty, newest first.
pub(in crate::deadlines) async fn list_of_duty(
    conn: &mut PgConnection,
    duty: DeadlineId,
) -> Result<Vec<DutyReminder>> {
    Ok(sqlx::query_as!(
        DutyReminder,
        r#"select r.reminded_on, r.way as "way: Way", r.spoken_with, b.display_name as reminded_by,
                  array(select a.display_name from reminder_recipient w join account a on a.id = w.account_id
                        where w.reminder_id = r.id order by a.id) as "told!",
                  array(select n.read_at from reminder_recipient w join notice n on n.id = w.notice_id
                        where w.reminder_id = r.id order by w.account_id) as "seen_at!: Vec<Option<DateTime<Utc>>>"
           from reminder_duty x join reminder r on r.id = x.reminder_id join account b on b.id = r.reminded_by
           where x.deadline_id = $1 order by r.id desc"#,
        duty.0
    )
    .fetch_all(conn)
    .await?)
}

/// Whose reminders are read: the office all, a department's people their own.
pub(super) struct Reader {
    sees_all: bool,
    departments: Vec<i64>,
    today: NaiveDate,
}

impl Reader {
    pub(super) fn of(user: &CurrentUser, today: NaiveDate) -> Self {
        Self {
            sees_all: user.role == Role::Office,
            departments: user.departments().iter().map(|department| department.0).collect(),
            today,
        }
    }
}

/// Which reminders a list shows.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Which {
    pub department: Option<DepartmentId>,
    /// Only those that somebody told has not seen.
    pub unseen: bool,
}

/// A reminder in a list.
pub(super) struct ReminderRow {
    pub id: i64,
    pub reminded_at: DateTime<Utc>,
    pub department_name: String,
    pub way: Way,
    pub spoken_with: Option<String>,
    pub reminded_by: String,
    pub told: Vec<String>,
    pub seen_at: Vec<Option<DateTime<Utc>>>,
}

/// The reminders of a year that the reader may see, newest first.
pub(super) async fn list_reminders(
    conn: &mut PgConnection,
    (year, reader): (i32, &Reader),
    which: Which,
    (limit, offset): (i64, i64),
) -> Result<Vec<ReminderRow>> {
    Ok(sqlx::query_as!(
        ReminderRow,
        r#"select r.id, r.reminded_at, d.name as department_name, r.way as "way: Way", r.spoken_with,
                  b.display_name as reminded_by,
                  array(select a.display_name from reminder_recipient w join account a on a.id = w.account_id
                        where w.reminder_id = r.id order by a.id) as "told!",
                  array(select n.read_at from reminder_recipient w join notice n on n.id = w.notice_id
                        where w.reminder_id = r.id order by w.account_id) as "seen_at!: Vec<Option<DateTime<Utc>>>"
           from reminder r
           join plan p on p.id = r.plan_id
           join department d on d.id = r.department_id
           join account b on b.id = r.reminded_by
           where p.year = $1 and ($2 or r.department_id = any($3)) and ($4::bigint is null or r.department_id = $4)
             and (not $5 or exists (select from reminder_recipient w join notice n on n.id = w.notice_id
                                    where w.reminder_id = r.id and n.read_at is null))
           order by r.id desc limit $6 offset $7"#,
        year,
        reader.sees_all,
        &reader.departments,
        which.department.map(|department| department.0),
        which.unseen,
        limit,
        offset
    )
    .fetch_all(conn)
    .await?)
}

/// A duty of a reminder in a list.
pub(super) struct RemindedDuty {
    pub reminder: i64,
    pub id: DeadlineId,
    pub kind: DeadlineKind,
    pub name: String,
    pub period: Option<String>,
    pub task_number: Option<i32>,
    pub due_on: NaiveDate,
    pub settled: bool,
}

/// The duties of these reminders. Of a restricted task that has passed to others its kind and number only are said.
pub(super) async fn list_reminded_duties(
    conn: &mut PgConnection,
    reader: &Reader,
    reminders: &[i64],
) -> Result<Vec<RemindedDuty>> {
    Ok(sqlx::query_as!(
        RemindedDuty,
        r#"select x.reminder_id as reminder, d.id as "id: DeadlineId", d.kind as "kind: DeadlineKind",
                  case when $2 or not coalesce(t.restricted, false) or duty_concerns(d.kind, d.department_id, d.task_id, $3, $4)
                       then d.title else '' end as "name!",
                  d.period, t.number as "task_number?", x.due_on,
                  (d.met_on is not null or d.waived_on is not null) as "settled!"
           from reminder_duty x join deadline d on d.id = x.deadline_id left join task t on t.id = d.task_id
           where x.reminder_id = any($1) order by x.due_on, d.id"#,
        reminders,
        reader.sees_all,
        &reader.departments,
        reader.today
    )
    .fetch_all(conn)
    .await?)
}

/// Who the court is, as its plan of a year says.
pub(super) async fn get_issuing_body(conn: &mut PgConnection, year: i32) -> Result<String> {
    Ok(sqlx::query_scalar!("select issuing_body from plan where year = $1", year).fetch_one(conn).await?)
}
