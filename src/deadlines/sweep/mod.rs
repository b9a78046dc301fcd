//! The sweep (每日巡查): looks at every open duty of every plan in force, records what came due as events
//! (`overdue_flag`), tells whom it concerns (`notice`), clears what was met, freezes a plan whose last check and summary
//! are done, and seals the operation log.
//!
//! It is safe to repeat and to kill: one transaction under an advisory lock, and an event is unique by duty, date and
//! level. It takes no other input than the day; the next run is the retry. Which level falls on which day stands in
//! [`super::escalation`], who is told in [`told`], the words in `messages.rs`; where the plan's rules send level 3
//! to the leader in charge without the office, the event is recorded as decided in the same transaction.

mod messages;
mod store;

use std::collections::HashSet;
use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{Acquire, PgConnection};

pub use store::{SweepRun, find_last_run};

use self::messages::Raised;
use self::store::Recipient;
use super::escalation::{delivered_on, levels_reached, told};
use super::model::Level;
use super::notices::{NewNotice, insert_notices};
use super::rules::get_rules;
use super::to_leader::{Decision, list_leaders, mark_decided, path as path_to_leader};
use crate::audit_trail::{Act, Entry, append, seal};
use crate::calendar::{WorkingCalendar, get_calendar};
use crate::error::Result;

/// Why a sweep runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The program starts.
    Start,
    /// 00:05 Beijing time.
    Schedule,
    /// The office asked for it.
    Office,
    /// `reform-ledger sweep`.
    Command,
    /// A demonstration lives through its year, or was moved on.
    Demonstration,
}

impl Cause {
    fn code(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Schedule => "schedule",
            Self::Office => "office",
            Self::Command => "command",
            Self::Demonstration => "demonstration",
        }
    }
}

/// What a sweep did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SweepReport {
    /// The ledger's day.
    pub day: NaiveDate,
    /// Events recorded.
    pub raised: i32,
    /// Events cleared, because the duty was met, waived or moved.
    pub cleared: i32,
    /// Notices written, to be read on the next working day.
    pub notices: i32,
    /// Entries of the operation log sealed.
    pub sealed: i32,
}

impl fmt::Display for SweepReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} 巡查：新记事件 {} 项，解除 {} 项，发出提醒 {} 条，封存办理记录 {} 条",
            self.day, self.raised, self.cleared, self.notices, self.sealed
        )
    }
}

/// One sweep on the day of `act`. Whatever was done is done whole: it runs in a transaction of its own (inside the
/// caller's, when there is one).
pub async fn sweep(conn: &mut PgConnection, act: &Act, cause: Cause) -> Result<SweepReport> {
    let mut tx = conn.begin().await?;
    store::lock(&mut tx).await?;
    let today = act.today();
    let calendar = get_calendar(&mut tx).await?;
    let cleared = store::clear_settled(&mut tx, today).await?;
    let raised = find_new(&mut tx, today, &calendar).await?;
    let recipients = store::list_recipients(&mut tx, today).await?;
    let (inserted, notices) = tell(&mut tx, act, raised, &recipients, &calendar).await?;
    record(&mut tx, act, &inserted).await?;
    for year in store::freeze_finished(&mut tx, today).await? {
        let entry = Entry::new("plan_frozen", "plan", "最后一次检查和总结已完成，方案冻结");
        append(&mut tx, act, entry.of_plan(year)).await?;
    }
    let sealed = seal(&mut tx, act.wall_at).await?;
    let report = SweepReport {
        day: today,
        raised: i32::try_from(inserted.len()).unwrap_or(i32::MAX),
        cleared,
        notices,
        sealed,
    };
    store::insert_run(&mut tx, act.wall_at, cause, &report).await?;
    tx.commit().await?;
    Ok(report)
}

/// The levels that duties have come to and no event stands for yet.
async fn find_new(
    conn: &mut PgConnection,
    today: NaiveDate,
    calendar: &WorkingCalendar,
) -> Result<Vec<Raised>> {
    let mut raised = Vec::new();
    for plan in store::list_active_plans(conn).await? {
        let rules = get_rules(conn, plan.id).await?;
        // A reminder comes so many working days before; the far end of what may be due then, days off included.
        let horizon = calendar.add_working_days(today, rules.warning_days + 1);
        for open in store::list_open(conn, plan.id, horizon).await? {
            let reached = levels_reached(&open.duty, today, plan.active_since, calendar, &rules);
            let new = reached.into_iter().filter(|reached| !open.flagged.contains(&reached.level.number()));
            raised.extend(new.map(|reached| Raised {
                level: reached.level,
                is_estimate: open.duty.is_estimate(calendar),
                open: open.clone(),
                by_itself: rules.tell_leader_by_itself && reached.level == Level::LeaderProposed,
                leaders: Vec::new(),
            }));
        }
    }
    Ok(raised)
}

/// Finds whom the events go to that the plan's rules send to the leader in charge by themselves: the leader, and who
/// stands in for them on the day the notice is read. Where nobody is in charge it stays a proposal to the office.
async fn find_leaders(conn: &mut PgConnection, raised: &mut [Raised], on: NaiveDate) -> Result<()> {
    let duties: Vec<_> = raised.iter().filter(|event| event.by_itself).map(|event| event.open.id).collect();
    if duties.is_empty() {
        return Ok(());
    }
    let leaders = list_leaders(conn, &duties, on).await?;
    for event in raised.iter_mut().filter(|event| event.by_itself) {
        event.leaders = leaders.iter().filter(|leader| event.open.id == leader.deadline).cloned().collect();
    }
    Ok(())
}

/// Records the events, and writes a notice to each person a new one concerns. Returns the events that were new and how
/// many notices were written.
async fn tell(
    conn: &mut PgConnection,
    act: &Act,
    mut raised: Vec<Raised>,
    recipients: &[Recipient],
    calendar: &WorkingCalendar,
) -> Result<(Vec<Raised>, i32)> {
    let digest_on = delivered_on(act.today(), calendar);
    find_leaders(conn, &mut raised, digest_on).await?;
    let told_whom = whom_of_all(&raised, recipients);
    let names: Vec<String> =
        raised.iter().zip(&told_whom).map(|(event, whom)| messages::told(event, whom)).collect();
    let ids = store::insert_flags(conn, act.today(), &raised, &names).await?;
    let (mut notices, mut sent) = (Vec::new(), Vec::new());
    let mut inserted = Vec::new();
    for (event, whom) in raised.into_iter().zip(told_whom) {
        let Some(flag) = ids.get(&(event.open.id, event.level.number())) else { continue };
        notices.extend(notices_of(&event, *flag, &whom));
        if event.is_sent() {
            sent.push(*flag);
        }
        inserted.push(event);
    }
    let written = insert_notices(conn, digest_on, act.at, &notices).await?;
    if !sent.is_empty() {
        mark_decided(conn, act, &sent, Decision::Sent).await?;
    }
    Ok((inserted, written))
}

/// What an event tells those it concerns, and the leader in charge where it goes there by itself.
fn notices_of(event: &Raised, flag: i64, whom: &[&Recipient]) -> Vec<NewNotice> {
    let year = event.open.year;
    let concerned = whom.iter().map(|recipient| NewNotice {
        account: recipient.account,
        flag,
        year,
        message: messages::message(event),
        path: messages::path(event, recipient),
    });
    let leaders = event.leaders.iter().map(|leader| NewNotice {
        account: leader.account,
        flag,
        year,
        message: messages::message_to_leader(event),
        path: path_to_leader(year, (event.open.task_number, event.open.instruction)),
    });
    concerned.chain(leaders).collect()
}

/// Who is told of each event. After an outage a duty may have come to several levels at once: a person is told of the
/// highest that concerns them, once.
fn whom_of_all<'a>(raised: &[Raised], recipients: &'a [Recipient]) -> Vec<Vec<&'a Recipient>> {
    let mut already = HashSet::new();
    let mut told_whom: Vec<Vec<&Recipient>> = raised
        .iter()
        .rev()
        .map(|event| {
            let mut found = whom(event, recipients);
            found.retain(|recipient| already.insert((event.open.id, recipient.account)));
            found
        })
        .collect();
    told_whom.reverse();
    told_whom
}

/// Whom an event concerns; the office when a department has nobody to tell.
fn whom<'a>(event: &Raised, recipients: &'a [Recipient]) -> Vec<&'a Recipient> {
    let department = event.open.department;
    let groups = told(event.level, department.is_some());
    let mut found: Vec<&Recipient> =
        recipients.iter().filter(|recipient| recipient.is_among(groups, department)).collect();
    if found.is_empty() {
        found = recipients.iter().filter(|recipient| recipient.department.is_none()).collect();
    }
    // One person in two roles is told once.
    found.sort_by_key(|recipient| recipient.account);
    found.dedup_by_key(|recipient| recipient.account);
    found
}

/// What is late stands in the history of its task; reminders before the day do not.
async fn record(conn: &mut PgConnection, act: &Act, raised: &[Raised]) -> Result<()> {
    for event in raised.iter().filter(|event| messages::stands_in_history(event)) {
        append(conn, act, messages::entry(event)).await?;
    }
    Ok(())
}

/// When the next sweep runs, for the heartbeat.
#[must_use]
pub fn next_run(now: DateTime<Utc>) -> DateTime<Utc> {
    super::escalation::next_run(now)
}
