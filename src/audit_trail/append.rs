//! Writing an entry, in the transaction of the change it records.

use chrono::{DurationRound, TimeDelta};
use serde_json::Value;
use sqlx::PgConnection;

use crate::audit_trail::digest::{self, Fields};
use crate::audit_trail::model::{Audience, EntryResult};
use crate::audit_trail::{Act, Actor};
use crate::error::Result;
use crate::ids::{DepartmentId, TaskId};

/// What happened to what. Build with [`Entry::new`] and the `of_` and `with_` functions.
#[derive(Debug, Clone)]
pub struct Entry {
    event: &'static str,
    subject: &'static str,
    subject_id: Option<i64>,
    sentence: String,
    result: EntryResult,
    audience: Audience,
    plan_year: Option<i32>,
    task_id: Option<TaskId>,
    department_id: Option<DepartmentId>,
    before: Option<Value>,
    after: Option<Value>,
}

impl Entry {
    /// An entry of `event` (a word of the code: `report_submitted`) on a kind of thing (`monthly_report`), said in a
    /// Chinese sentence without its actor (`报送 6 月月报（第 2 稿）`). Everyone signed in may read it unless said otherwise.
    #[must_use]
    pub fn new(event: &'static str, subject: &'static str, sentence: impl Into<String>) -> Self {
        Self {
            event,
            subject,
            subject_id: None,
            sentence: sentence.into(),
            result: EntryResult::Done,
            audience: Audience::Everyone,
            plan_year: None,
            task_id: None,
            department_id: None,
            before: None,
            after: None,
        }
    }

    /// On the thing of this id.
    #[must_use]
    pub fn on(mut self, subject_id: i64) -> Self {
        self.subject_id = Some(subject_id);
        self
    }

    /// In this year's plan: it stands in the year's history and renews its pages.
    #[must_use]
    pub fn of_plan(mut self, year: i32) -> Self {
        self.plan_year = Some(year);
        self
    }

    /// On this task: it stands on the task's page.
    #[must_use]
    pub fn of_task(mut self, task: TaskId) -> Self {
        self.task_id = Some(task);
        self
    }

    /// Of this department.
    #[must_use]
    pub fn of_department(mut self, department: DepartmentId) -> Self {
        self.department_id = Some(department);
        self
    }

    /// As refused: it did not come about.
    #[must_use]
    pub fn refused(mut self) -> Self {
        self.result = EntryResult::Refused;
        self
    }

    /// Readable by these only.
    #[must_use]
    pub fn for_audience(mut self, audience: Audience) -> Self {
        self.audience = audience;
        self
    }

    /// With the values before and after the change (either may be absent).
    #[must_use]
    pub fn with_change(mut self, before: Option<Value>, after: Option<Value>) -> Self {
        self.before = before;
        self.after = after;
        self
    }
}

/// Appends `entry` to the operation log as `act`; call it in the transaction of the change.
pub async fn append(conn: &mut PgConnection, act: &Act, entry: Entry) -> Result<()> {
    let content = (&entry.sentence, entry.before.map(|v| v.to_string()), entry.after.map(|v| v.to_string()));
    let content_digest = digest::of_content(content.0, content.1.as_deref(), content.2.as_deref());
    let address = act.address.map(|address| address.to_string());
    let microsecond = TimeDelta::microseconds(1);
    let fields = Fields {
        // The store keeps microseconds: what is digested must be what is read back.
        at: act.at.duration_trunc(microsecond).unwrap_or(act.at),
        wall_at: act.wall_at.duration_trunc(microsecond).unwrap_or(act.wall_at),
        account_id: act.account().map(|account| account.0),
        actor: act.name(),
        on_behalf_of: act.on_behalf_of.as_deref(),
        address: address.as_deref(),
        event: entry.event,
        result: entry.result,
        audience: entry.audience,
        plan_year: entry.plan_year,
        task_id: entry.task_id.map(|task| task.0),
        department_id: entry.department_id.map(|department| department.0),
        subject: entry.subject,
        subject_id: entry.subject_id,
    };
    let entry_digest = digest::of_entry(&fields, &content_digest);
    // The content goes in with its entry, and the year's open pages are told when the transaction commits.
    sqlx::query!(
        r#"with entry as (
               insert into ledger_entry (at, wall_at, account_id, actor, on_behalf_of, address, event, result, audience,
                   plan_year, task_id, department_id, subject, subject_id, content_digest, digest)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
               returning id
           ), content as (
               insert into ledger_content (entry_id, sentence, before, after)
               select id, $17, $18, $19 from entry
           )
           select pg_notify('ledger_changed', $10::integer::text) as "told: ()" from entry where $10 is not null"#,
        fields.at,
        fields.wall_at,
        fields.account_id,
        fields.actor,
        fields.on_behalf_of,
        fields.address,
        fields.event,
        fields.result as EntryResult,
        fields.audience as Audience,
        fields.plan_year,
        fields.task_id,
        fields.department_id,
        fields.subject,
        fields.subject_id,
        content_digest,
        entry_digest,
        content.0,
        content.1,
        content.2,
    )
    .fetch_optional(conn)
    .await?;
    Ok(())
}

/// Appends that `act` was refused `what` (a path, a sign-in), for the audit administrator.
pub async fn append_refusal(
    conn: &mut PgConnection,
    act: &Act,
    event: &'static str,
    what: &str,
) -> Result<()> {
    let subject = if matches!(act.actor, Actor::System) { "sign_in" } else { "request" };
    let entry = Entry::new(event, subject, what).refused();
    append(conn, act, entry.for_audience(Audience::Administrators)).await
}
