//! Handing over (移交): what passes to whom when the leader in charge, the contact or the departments of a task change,
//! shown before it is confirmed. It is found by making the change, comparing, and taking it back, so that the preview
//! cannot differ from the deed; what was seen goes along, so that nothing else is confirmed than what was shown.
//!
//! Which duties pass is decided by `deadlines::changes`, who is in charge by [`in_charge`](super::in_charge).

pub(in crate::plan) mod page;
mod store;

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::in_charge::{PeopleInCharge, PersonRole, get_people_in_charge};
use super::store::Task;
use crate::deadlines::{DeadlineKind, DutyOfTask, compare, list_duties_of_task};
use crate::error::Result;
use crate::ids::TaskId;
use crate::web::dates;

/// What can be handed over of a task, as it stands at one moment.
pub(in crate::plan::tasks) struct Standing {
    pub people: PeopleInCharge,
    duties: Vec<DutyOfTask>,
    /// By name.
    filing: Option<String>,
}

/// What passes, or stays, in one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::plan) struct Part {
    pub heading: &'static str,
    pub note: String,
    pub lines: Vec<Line>,
}

/// One thing: what it is, its date, and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::plan) struct Line {
    pub title: String,
    pub day: NaiveDate,
    pub what: String,
}

/// What a change hands over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::plan) struct Handover {
    /// Who it is from which day on.
    pub sentences: Vec<String>,
    pub parts: Vec<Part>,
}

impl Standing {
    pub async fn read(conn: &mut PgConnection, task: TaskId) -> Result<Self> {
        Ok(Self {
            people: get_people_in_charge(conn, task).await?,
            duties: list_duties_of_task(conn, task).await?,
            filing: store::find_filing_department(conn, task).await?,
        })
    }
}

/// How many requests of a task wait, to be decided by whoever is its leader.
pub(super) async fn count_waiting_requests(conn: &mut PgConnection, task: TaskId) -> Result<usize> {
    Ok(store::list_waiting_requests(conn, task).await?.len())
}

impl Handover {
    /// What the change of the people in charge hands over that the store knows of now, compared with `before`.
    pub(in crate::plan::tasks) async fn of_people(
        conn: &mut PgConnection,
        task: &Task,
        before: &Standing,
        (sentences, from_on): (Vec<String>, NaiveDate),
        today: NaiveDate,
    ) -> Result<Self> {
        let after = Standing::read(conn, task.id).await?;
        let mut parts = Vec::new();
        let change = |role: PersonRole| {
            let (from, to) = (before.people.of(role), after.people.of(role));
            let on = from_on.max(today);
            (from.person_on(today) != to.person_on(on)).then(|| (from.name_on(today), to.name_on(on)))
        };
        if let Some(change) = change(PersonRole::Leader) {
            let waiting = store::list_waiting_requests(conn, task.id).await?;
            parts.push(requests(waiting, change, (from_on, today)));
            parts.push(in_charge_of(&after, change, (from_on, today)));
        }
        if let Some((_, to)) = change(PersonRole::Contact) {
            let drafts = store::list_drafts(conn, task.id).await?;
            parts.push(held_by_contact(&after, &drafts, to, today));
        }
        Ok(Self { sentences, parts })
    }

    /// What the change of departments, from `from_on` on, hands over that the store knows of now.
    pub(in crate::plan::tasks) async fn of_departments(
        conn: &mut PgConnection,
        task: &Task,
        before: &Standing,
        (sentences, from_on): (Vec<String>, NaiveDate),
    ) -> Result<Self> {
        let after = Standing::read(conn, task.id).await?;
        let passing: Vec<Line> = compare(&before.duties, &after.duties)
            .into_iter()
            .map(|change| Line { title: change.title, day: change.due_on, what: change.what })
            .collect();
        let note = format!("应于 {} 及以后完成、尚未完成的，随填报部门移交。", dates::short(from_on));
        let mut parts = vec![Part { heading: "移交的时限", note, lines: passing }];
        let former = before.filing.as_deref().filter(|_| before.filing != after.filing);
        if let Some(former) = former {
            parts.push(staying(&after, former, from_on));
        }
        Ok(Self { sentences, parts })
    }

    /// All that was shown, in one line: what is confirmed is what was seen.
    pub fn fingerprint(&self) -> String {
        let lines = self.parts.iter().flat_map(|part| &part.lines);
        lines.map(|line| format!("{} {} {}", line.title, line.day, line.what)).collect::<Vec<_>>().join("|")
    }
}

/// Requests that wait: whoever is in charge decides them.
fn requests(
    waiting: Vec<store::WaitingRequest>,
    (from, to): (&str, &str),
    (from_on, today): (NaiveDate, NaiveDate),
) -> Part {
    let note = if from_on > today {
        format!(
            "所列日期是申请之日。{} 以前仍由{from}决定，到那天还没有决定的，由{to}决定。",
            dates::short(from_on)
        )
    } else {
        format!("所列日期是申请之日。确认后由{to}决定；已经决定的不变，仍记在作出决定的院领导名下。")
    };
    let line = |request: store::WaitingRequest| Line {
        what: format!("{from} → {to}"),
        title: request.title(),
        day: request.asked_on,
    };
    Part { heading: "等待决定的申请", note, lines: waiting.into_iter().map(line).collect() }
}

/// What the leader in charge is told of when it is late (报分管院领导): the departments go on owing it.
fn in_charge_of(
    after: &Standing,
    (from, to): (&str, &str),
    (from_on, today): (NaiveDate, NaiveDate),
) -> Part {
    let open = after.duties.iter().filter(|duty| duty.duty.is_open() && duty.duty.kind.is_of_substance());
    let line = |duty: &DutyOfTask| {
        let late = if duty.duty.is_overdue(today) { "逾期，" } else { "" };
        Line { title: duty.title(), day: duty.duty.due_on, what: format!("{late}{from} → {to}") }
    };
    let since = dates::short(from_on.max(today));
    let note = format!("仍由部门承担，时限不变；自 {since} 起须报分管院领导的，报{to}。");
    Part { heading: "分管的未完成时限", note, lines: open.map(line).collect() }
}

/// What the filing department owes and has begun, which its new contact sees to.
fn held_by_contact(after: &Standing, drafts: &[store::Draft], to: &str, today: NaiveDate) -> Part {
    let owed = after.duties.iter().filter(|duty| duty.duty.is_open() && duty.department == after.filing);
    let owed = owed.filter(|duty| duty.department.is_some()).map(|duty| {
        let late = if duty.duty.is_overdue(today) { "逾期，" } else { "" };
        let month = duty.duty.period.filter(|_| duty.duty.kind == DeadlineKind::MonthlyReport);
        let draft = month.and_then(|month| drafts.iter().find(|draft| draft.month == month.to_string()));
        let draft = draft.map_or_else(String::new, store::Draft::words);
        Line { title: duty.title(), day: duty.duty.due_on, what: format!("{late}{draft}由{to}办理") }
    });
    let note = "时限和草稿是部门的，仍由填报部门承担，不因联系人变更而改变。".to_owned();
    Part { heading: "联系人经手的事项", note, lines: owed.collect() }
}

/// What was overdue on the day of the change: lateness stays with whom it came about.
fn staying(after: &Standing, former: &str, from_on: NaiveDate) -> Part {
    let stays = after.duties.iter().filter(|duty| {
        duty.duty.is_open() && duty.duty.due_on < from_on && duty.department.as_deref() == Some(former)
    });
    let line = |duty: &DutyOfTask| Line {
        title: duty.title(),
        day: duty.duty.due_on,
        what: format!("仍由{former}承担"),
    };
    let note =
        "变更日以前已到期而没有完成的，留在原部门。要一并移交的，返回修改，勾选并写明理由。".to_owned();
    Part { heading: "留在原部门的逾期时限", note, lines: stays.map(line).collect() }
}
