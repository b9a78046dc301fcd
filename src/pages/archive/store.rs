//! What is read for an archive besides what its features read themselves, and the settings of retention.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::item::{Kind, Retention};
use crate::audit_trail::last_entered;
use crate::clock::beijing_day;
use crate::error::Result;
use crate::ids::{PaperId, PlanId, PolicyId};
use crate::official_document::Provenance;
use crate::plan::{Plan, PlanStatus};
use crate::reporting::evidence::KeptBytes;

/// Of which state of the ledger a package speaks.
#[derive(Debug, Clone)]
pub(super) struct Standing {
    /// The day everything is computed for: of a frozen plan the day it was frozen.
    pub as_of: NaiveDate,
    /// The last thing entered about the plan or a department, what left the ledger set aside.
    pub provenance: Provenance,
}

/// The state of a plan today.
pub(super) async fn read_standing(
    conn: &mut PgConnection,
    plan: &Plan,
    (today, now): (NaiveDate, DateTime<Utc>),
) -> Result<Standing> {
    let frozen_at = sqlx::query_scalar!(
        "select at from ledger_entry where plan_year = $1 and event = 'plan_frozen' order by id desc limit 1",
        plan.year
    )
    .fetch_optional(&mut *conn)
    .await?;
    let frozen_at = frozen_at.filter(|_| plan.status == PlanStatus::Frozen);
    let last = last_entered(conn, plan.year).await?;
    Ok(Standing {
        as_of: frozen_at.map_or(today, beijing_day),
        provenance: last.unwrap_or(Provenance { fingerprint: String::new(), data_at: now }),
    })
}

/// The document a plan was read from, as it was read.
pub(super) async fn get_source_text(conn: &mut PgConnection, plan: PlanId) -> Result<String> {
    Ok(sqlx::query_scalar!("select source_text from plan where id = $1", plan.0).fetch_one(conn).await?)
}

/// A file of evidence, or a scan.
pub(super) struct EvidenceRow {
    pub task: Option<i32>,
    pub month: Option<String>,
    pub finding: Option<i32>,
    pub instruction: Option<i32>,
    pub meeting: Option<String>,
    pub of_request: bool,
    pub uploader: String,
    pub uploaded_at: DateTime<Utc>,
    pub file: KeptBytes,
}

/// The files of a plan that were not withdrawn, in the order they came.
pub(super) async fn list_evidence(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<EvidenceRow>> {
    let rows = sqlx::query!(
        r#"select t.number as "task?", m.month as "month?", g.number as "finding?", i.number as "instruction?",
                  x.title as "meeting?", f.request_id is not null as "of_request!", a.display_name as uploader, f.uploaded_at,
                  f.digest, f.size, f.original_name, f.media_type
           from evidence_file f
           join account a on a.id = f.uploaded_by
           left join task t on t.id = f.task_id
           left join monthly_report m on m.id = f.report_id
           left join finding_answer w on w.id = f.answer_id
           left join finding g on g.id = w.finding_id
           left join instruction i on i.id = f.instruction_id
           left join group_meeting x on x.id = f.meeting_id
           where f.withdrawn_on is null and coalesce(t.plan_id, i.plan_id, x.plan_id) = $1 order by f.id"#,
        plan.0
    )
    .fetch_all(conn)
    .await?;
    let file = rows.into_iter().map(|row| EvidenceRow {
        task: row.task,
        month: row.month,
        finding: row.finding,
        instruction: row.instruction,
        meeting: row.meeting,
        of_request: row.of_request,
        uploader: row.uploader,
        uploaded_at: row.uploaded_at,
        file: KeptBytes {
            digest: row.digest,
            size: row.size,
            name: row.original_name,
            media_type: row.media_type,
        },
    });
    Ok(file.collect())
}

/// Scans of what came back about papers passed up, by paper.
pub(super) async fn list_scans_of_papers(
    conn: &mut PgConnection,
    plan: PlanId,
) -> Result<Vec<(PaperId, KeptBytes)>> {
    let rows = sqlx::query!(
        r#"select c.paper_id as "paper: PaperId", c.digest, c.size, c.original_name, c.media_type
           from superior_paper_scan c join superior_paper s on s.id = c.paper_id where s.plan_id = $1 order by c.id"#,
        plan.0
    )
    .fetch_all(conn)
    .await?;
    let scan = rows.into_iter().map(|row| {
        let (name, media_type) = (row.original_name, row.media_type);
        (row.paper, KeptBytes { digest: row.digest, size: row.size, name, media_type })
    });
    Ok(scan.collect())
}

/// A file of a policy document.
pub(super) struct PolicyFile {
    pub policy: PolicyId,
    pub title: String,
    pub document_number: String,
    pub issuer: String,
    /// When it was issued, else when it was entered.
    pub date: NaiveDate,
    pub file: KeptBytes,
}

/// The files of policy documents that were not withdrawn, by document.
pub(super) async fn list_policy_files(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<PolicyFile>> {
    let rows = sqlx::query!(
        r#"select p.id as "policy: PolicyId", p.title, p.document_number, p.issuer, p.issued_on, p.entered_at, f.digest, f.size,
                  f.original_name, f.media_type
           from policy p join policy_file f on f.policy_id = p.id
           where p.plan_id = $1 and p.withdrawn_on is null and f.withdrawn_at is null order by p.number, f.id"#,
        plan.0
    )
    .fetch_all(conn)
    .await?;
    let file = rows.into_iter().map(|row| PolicyFile {
        policy: row.policy,
        title: row.title,
        document_number: row.document_number,
        issuer: row.issuer,
        date: row.issued_on.unwrap_or_else(|| beijing_day(row.entered_at)),
        file: KeptBytes {
            digest: row.digest,
            size: row.size,
            name: row.original_name,
            media_type: row.media_type,
        },
    });
    Ok(file.collect())
}

/// How long each kind is kept.
#[derive(Debug, Default)]
pub(super) struct Retentions(HashMap<String, Retention>);

impl Retentions {
    /// The setting, else the default.
    pub fn of(&self, kind: Kind) -> Retention {
        self.0.get(kind.code()).copied().unwrap_or_else(|| kind.usual())
    }
}

/// The settings of a plan.
pub(super) async fn read_retentions(conn: &mut PgConnection, plan: PlanId) -> Result<Retentions> {
    let rows = sqlx::query!(
        r#"select kind, retention as "retention: Retention" from archive_retention where plan_id = $1"#,
        plan.0
    )
    .fetch_all(conn)
    .await?;
    Ok(Retentions(rows.into_iter().map(|row| (row.kind, row.retention)).collect()))
}

/// Holds the settings of a plan until the transaction ends: of two who change them, the second sees the first.
pub(super) async fn lock_retentions(conn: &mut PgConnection, plan: PlanId) -> Result<Retentions> {
    sqlx::query!("select id from plan where id = $1 for update", plan.0).fetch_one(&mut *conn).await?;
    read_retentions(conn, plan).await
}

/// Sets how long a kind is kept.
pub(super) async fn put_retention(
    conn: &mut PgConnection,
    plan: PlanId,
    (kind, retention): (Kind, Retention),
) -> Result<()> {
    sqlx::query!(
        "insert into archive_retention (plan_id, kind, retention) values ($1, $2, $3)
         on conflict (plan_id, kind) do update set retention = excluded.retention",
        plan.0,
        kind.code(),
        retention as Retention
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A package that was made.
pub(super) struct Made {
    pub at: DateTime<Utc>,
    pub by: String,
    pub digest: String,
}

/// The packages made of a plan, the newest first, at most ten.
pub(super) async fn list_made(conn: &mut PgConnection, year: i32) -> Result<Vec<Made>> {
    Ok(sqlx::query_as!(
        Made,
        r#"select e.at, e.actor as by, coalesce(c.after::jsonb ->> 'sha256', '') as "digest!"
           from ledger_entry e left join ledger_content c on c.entry_id = e.id
           where e.plan_year = $1 and e.event = 'archive_exported' order by e.id desc limit 10"#,
        year
    )
    .fetch_all(conn)
    .await?)
}

/// Gives a plan how long another keeps its kinds; `false` where all is kept as by default.
pub(in crate::pages) async fn take_retentions_along(
    conn: &mut PgConnection,
    earlier: PlanId,
    plan: PlanId,
) -> Result<bool> {
    let done = sqlx::query!(
        "insert into archive_retention (plan_id, kind, retention)
         select $2, kind, retention from archive_retention where plan_id = $1 on conflict do nothing",
        earlier.0,
        plan.0
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}
