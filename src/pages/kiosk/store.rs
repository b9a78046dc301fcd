//! Links, and how often a refusal is logged.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::changes::{Change, EVENTS};
use super::model::{AskedLink, Binding, Turn};
use crate::deadlines::DeadlineKind;
use crate::error::Result;
use crate::ids::{AccountId, KioskLinkId, PlanId, TaskId};
use crate::web::csrf::hash_of_secret;

/// That a screen was seen is written down at most this often: it asks every minute.
const NOTE_SEEN_EVERY: TimeDelta = TimeDelta::minutes(5);

/// A refusal of one address by one link is logged at most this often.
const LOG_REFUSAL_EVERY: TimeDelta = TimeDelta::hours(1);

/// What a new link is made of.
pub(super) struct NewLink<'a> {
    pub name: &'a str,
    pub place: &'a str,
    pub binding: Binding,
    pub turns: &'a [Turn],
}

/// A link in the office's list.
pub(super) struct ListedLink {
    pub id: KioskLinkId,
    pub name: String,
    pub place: String,
    pub is_bound: bool,
    pub address: Option<String>,
    pub made_at: DateTime<Utc>,
    pub made_by: String,
    pub last_seen_at: Option<DateTime<Utc>>,
    pub last_seen_from: Option<String>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub turns: Vec<Turn>,
}

/// Stores a new link.
pub(super) async fn insert_link(
    conn: &mut PgConnection,
    plan: PlanId,
    secret: &str,
    link: &NewLink<'_>,
    by: Option<AccountId>,
    wall_now: DateTime<Utc>,
) -> Result<KioskLinkId> {
    let (is_bound, address) = link.binding.stored();
    let id = sqlx::query_scalar!(
        r#"insert into kiosk_link (plan_id, secret_hash, name, place, is_bound, address, made_at, made_by)
           values ($1, $2, $3, $4, $5, $6, $7, $8) returning id as "id: KioskLinkId""#,
        plan.0,
        hash_of_secret(secret),
        link.name,
        link.place,
        is_bound,
        address,
        wall_now,
        by.map(|account| account.0),
    )
    .fetch_one(&mut *conn)
    .await?;
    let views: Vec<String> = link.turns.iter().map(|turn| turn.view.code().to_owned()).collect();
    let seconds: Vec<i32> = link.turns.iter().map(|turn| turn.seconds).collect();
    sqlx::query!(
        "insert into kiosk_link_view (link_id, position, view, seconds)
         select $1, position, view, seconds
         from unnest($2::text[], $3::integer[]) with ordinality as v (view, seconds, position)",
        id.0,
        &views,
        &seconds
    )
    .execute(conn)
    .await?;
    Ok(id)
}

/// The links of a plan: those in use before the revoked ones, newest first.
pub(super) async fn list_links(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<ListedLink>> {
    let rows = sqlx::query!(
        r#"select k.id as "id: KioskLinkId", k.name, k.place, k.is_bound, k.address, k.made_at, a.display_name as made_by,
                  k.last_seen_at, k.last_seen_from, k.revoked_at,
                  array(select view from kiosk_link_view v where v.link_id = k.id order by v.position) as "views!",
                  array(select seconds from kiosk_link_view v where v.link_id = k.id order by v.position) as "seconds!"
           from kiosk_link k join account a on a.id = k.made_by
           where k.plan_id = $1 order by k.revoked_at desc nulls first, k.id desc"#,
        plan.0
    )
    .fetch_all(conn)
    .await?;
    let link = rows.into_iter().map(|row| ListedLink {
        id: row.id,
        name: row.name,
        place: row.place,
        is_bound: row.is_bound,
        address: row.address,
        made_at: row.made_at,
        made_by: row.made_by,
        last_seen_at: row.last_seen_at,
        last_seen_from: row.last_seen_from,
        revoked_at: row.revoked_at,
        turns: Turn::of_stored(&row.views, &row.seconds),
    });
    Ok(link.collect())
}

/// The link of a secret, revoked ones too; `None` when there never was one.
pub(super) async fn find_link(conn: &mut PgConnection, secret: &str) -> Result<Option<AskedLink>> {
    let row = sqlx::query!(
        r#"select k.id as "id: KioskLinkId", p.year, k.name, k.is_bound, k.address, k.revoked_at, k.last_seen_at,
                  k.last_seen_from,
                  array(select view from kiosk_link_view v where v.link_id = k.id order by v.position) as "views!",
                  array(select seconds from kiosk_link_view v where v.link_id = k.id order by v.position) as "seconds!"
           from kiosk_link k join plan p on p.id = k.plan_id where k.secret_hash = $1"#,
        hash_of_secret(secret)
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| AskedLink {
        id: row.id,
        year: row.year,
        name: row.name,
        is_bound: row.is_bound,
        address: row.address,
        revoked_at: row.revoked_at,
        last_seen_at: row.last_seen_at,
        last_seen_from: row.last_seen_from,
        turns: Turn::of_stored(&row.views, &row.seconds),
    }))
}

/// Binds a link that waits for its first opening; `false` when another was first, or it is revoked.
pub(super) async fn bind(conn: &mut PgConnection, id: KioskLinkId, address: &str) -> Result<bool> {
    let bound = sqlx::query!(
        "update kiosk_link set address = $2 where id = $1 and is_bound and address is null and revoked_at is null",
        id.0,
        address
    )
    .execute(conn)
    .await?;
    Ok(bound.rows_affected() == 1)
}

/// Writes down that a link's screen was seen, unless that was done a moment ago from the same address.
pub(super) async fn note_seen(
    conn: &mut PgConnection,
    link: &AskedLink,
    address: Option<&str>,
    wall_now: DateTime<Utc>,
) -> Result<()> {
    let is_noted = link.last_seen_at.is_some_and(|seen| seen + NOTE_SEEN_EVERY > wall_now)
        && link.last_seen_from.as_deref() == address;
    if is_noted {
        return Ok(());
    }
    sqlx::query!(
        "update kiosk_link set last_seen_at = $2, last_seen_from = $3 where id = $1",
        link.id.0,
        wall_now,
        address
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Revokes a link; its name, or `None` when the plan has no such link or it was revoked before.
pub(super) async fn revoke(
    conn: &mut PgConnection,
    plan: PlanId,
    id: KioskLinkId,
    wall_now: DateTime<Utc>,
) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!(
        "update kiosk_link set revoked_at = $3 where id = $1 and plan_id = $2 and revoked_at is null returning name",
        id.0,
        plan.0,
        wall_now
    )
    .fetch_optional(conn)
    .await?)
}

/// Whether a refusal is to be logged now, which is written down: once an hour for an address and link. `None` is a
/// secret that is no link's.
pub(super) async fn is_refusal_to_be_logged(
    conn: &mut PgConnection,
    link: Option<KioskLinkId>,
    address: &str,
    wall_now: DateTime<Utc>,
) -> Result<bool> {
    let noted = sqlx::query!(
        "insert into kiosk_refusal (link_id, address, logged_at) values ($1, $2, $3)
         on conflict (link_id, address) do update set logged_at = excluded.logged_at
         where kiosk_refusal.logged_at <= $4",
        link.map_or(0, |link| link.0),
        address,
        wall_now,
        wall_now - LOG_REFUSAL_EVERY
    )
    .execute(conn)
    .await?;
    Ok(noted.rows_affected() == 1)
}

/// The year's entries since an instant of the ledger clock that say what happened to a task, oldest first: those
/// everyone may read, of tasks that are not restricted.
pub(super) async fn list_changes(
    conn: &mut PgConnection,
    year: i32,
    since: DateTime<Utc>,
) -> Result<Vec<Change>> {
    let events = EVENTS.map(str::to_owned);
    let rows = sqlx::query!(
        r#"select t.id as "task: TaskId", e.event, e.subject_id, m.title as "milestone?", c.before, c.after,
                  d.kind as "kind?: DeadlineKind", d.title as "name?"
           from ledger_entry e
           join ledger_content c on c.entry_id = e.id
           join task t on t.id = e.task_id and not t.restricted
           left join milestone m on e.subject = 'milestone' and m.id = e.subject_id
           left join change_request q on e.subject = 'change_request' and q.id = e.subject_id
           left join deadline d on d.id = q.deadline_id
           where e.plan_year = $1 and e.at >= $2 and e.event = any($3) and e.audience = 'everyone' and e.result = 'done'
           order by e.id"#,
        year,
        since,
        &events
    )
    .fetch_all(conn)
    .await?;
    let change = rows.into_iter().map(|row| Change {
        task: row.task,
        event: row.event,
        subject: row.subject_id,
        milestone: row.milestone,
        extended: row.kind.zip(row.name),
        before: row.before,
        after: row.after,
    });
    Ok(change.collect())
}
