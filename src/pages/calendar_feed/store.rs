//! Keys, and the duties behind them.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::accounts::Role;
use crate::deadlines::DeadlineKind;
use crate::error::Result;
use crate::ids::{AccountId, DeadlineId, DepartmentId, PlanId};
use crate::web::csrf::hash_of_secret;

/// The years whose plans' rules allow feeds, newest first.
pub(super) async fn list_open_years(conn: &mut PgConnection) -> Result<Vec<i32>> {
    let query = sqlx::query_scalar!(
        "select p.year from plan p join plan_rules r on r.plan_id = p.id where r.calendar_feeds order by p.year desc"
    );
    Ok(query.fetch_all(conn).await?)
}

/// When the account's live key was made; `None` when it has none.
pub(super) async fn find_made_at(
    conn: &mut PgConnection,
    account: AccountId,
) -> Result<Option<DateTime<Utc>>> {
    let query = sqlx::query_scalar!(
        "select made_at from calendar_feed where account_id = $1 and revoked_at is null",
        account.0
    );
    Ok(query.fetch_optional(conn).await?)
}

/// Gives the account a new key, which replaces the one it had; `true` when it had one.
pub(super) async fn replace(
    conn: &mut PgConnection,
    account: AccountId,
    secret: &str,
    wall_now: DateTime<Utc>,
) -> Result<bool> {
    // Of two at once the second waits, and replaces the first.
    sqlx::query!("select id from account where id = $1 for update", account.0).fetch_one(&mut *conn).await?;
    let had_one = revoke(conn, account, wall_now).await?;
    sqlx::query!(
        "insert into calendar_feed (account_id, secret_hash, made_at) values ($1, $2, $3)",
        account.0,
        hash_of_secret(secret),
        wall_now
    )
    .execute(conn)
    .await?;
    Ok(had_one)
}

/// Revokes the account's live key; `false` when it has none.
pub(super) async fn revoke(
    conn: &mut PgConnection,
    account: AccountId,
    wall_now: DateTime<Utc>,
) -> Result<bool> {
    let revoked = sqlx::query!(
        "update calendar_feed set revoked_at = $2 where account_id = $1 and revoked_at is null",
        account.0,
        wall_now
    )
    .execute(conn)
    .await?;
    Ok(revoked.rows_affected() > 0)
}

/// Whose feed it is.
pub(super) struct FeedReader {
    pub account_id: AccountId,
    pub role: Role,
    pub plan_id: PlanId,
    /// The departments belonged to on the day.
    pub departments: Vec<i64>,
}

/// The person a key stands for, on a day; `None` when the key is nobody's or revoked, the account disabled or without
/// role, the year without plan, or its rules do not allow feeds.
pub(super) async fn find_reader(
    conn: &mut PgConnection,
    secret: &str,
    year: i32,
    on: NaiveDate,
) -> Result<Option<FeedReader>> {
    Ok(sqlx::query_as!(
        FeedReader,
        r#"select a.id as "account_id: AccountId", a.role as "role!: Role", p.id as "plan_id: PlanId",
                  array(select m.department_id from membership m
                        where m.account_id = a.id and m.from_on <= $3 and (m.to_on is null or m.to_on >= $3))
                      as "departments!"
           from calendar_feed f
           join account a on a.id = f.account_id and a.disabled_at is null and a.role is not null
           join plan p on p.year = $2
           join plan_rules r on r.plan_id = p.id and r.calendar_feeds
           where f.secret_hash = $1 and f.revoked_at is null"#,
        hash_of_secret(secret),
        year,
        on
    )
    .fetch_optional(conn)
    .await?)
}

/// An open duty, with what its event says.
pub(super) struct FeedDuty {
    pub id: DeadlineId,
    pub kind: DeadlineKind,
    /// What the milestone is called.
    pub name: String,
    pub period: Option<String>,
    pub due_on: NaiveDate,
    pub original_due_on: NaiveDate,
    /// Whether a notice of days off stands for the year of its date.
    pub is_announced: bool,
    /// How the date came about.
    pub working: String,
    pub department_id: Option<DepartmentId>,
    pub department: Option<String>,
    pub task_number: Option<i32>,
    pub task_title: Option<String>,
    /// Of a monthly report: the day the department's reports of the month were first due, whatever has become of them.
    pub usual_due_on: Option<NaiveDate>,
}

/// The open duties of a plan in force that the reader answers for: those of their departments, of a leader the
/// milestones and completions of tasks in their charge on the day, of the office its own. Soonest first.
pub(super) async fn list_duties(
    conn: &mut PgConnection,
    reader: &FeedReader,
    on: NaiveDate,
) -> Result<Vec<FeedDuty>> {
    let leader = (reader.role == Role::Leader).then_some(reader.account_id.0);
    Ok(sqlx::query_as!(
        FeedDuty,
        r#"select d.id as "id: DeadlineId", d.kind as "kind: DeadlineKind", d.title as name, d.period, d.due_on,
                  d.original_due_on,
                  exists (select from calendar_notice n where n.year = extract(year from d.due_on)) as "is_announced!",
                  d.working, d.department_id as "department_id: DepartmentId",
                  dep.name as "department?", t.number as "task_number?",
                  case when coalesce(t.restricted, false) and not ($6 or exists (
                      select from departments_concerned(t.id, $5) as x (id) where x.id = any($2)))
                  then '限定范围' else t.title end as "task_title?",
                  case when d.kind = 'monthly_report' then (
                      select min(o.original_due_on) from deadline o
                      where o.plan_id = d.plan_id and o.kind = d.kind and o.department_id = d.department_id
                        and o.period = d.period) end as usual_due_on
           from deadline d
           join plan p on p.id = d.plan_id and p.status = 'active'
           left join task t on t.id = d.task_id
           left join people_in_charge($5) c on c.task_id = t.id
           left join department dep on dep.id = d.department_id
           where d.plan_id = $1 and d.met_on is null and d.waived_on is null
             and (d.department_id = any($2)
                  or (d.kind in ('milestone', 'task_completion') and c.leader_id = $3)
                  or ($4 and d.department_id is null and d.kind in ('review', 'quarterly_check', 'half_year_summary')))
           order by d.due_on, t.number, d.id"#,
        reader.plan_id.0,
        &reader.departments,
        leader,
        reader.role == Role::Office,
        on,
        matches!(reader.role, Role::Office | Role::Leader)
    )
    .fetch_all(conn)
    .await?)
}
