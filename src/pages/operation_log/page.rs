//! `/history`, one entry, and 核验操作日志.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use chrono::Days;
use serde::{Deserialize, Serialize};

use super::store::{self, LogEntry};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{self, Audience, Entry, EntryResult, Finding, Verification, append};
use crate::clock::beijing_instant;
use crate::error::{AppError, Result};
use crate::pages::history::change::{ChangedField, changed_fields};
use crate::pages::history::words;
use crate::web::form::NoFields;
use crate::web::{AppState, PageFrame, ProtectedForm, instants, urls};

/// Entries on one page.
const PAGE: usize = 50;
/// One more is read, to know whether there are older ones.
const PAGE_AND_ONE: i64 = 51;
/// More findings are counted, not listed: a log tampered with as a whole has one for every entry.
const FINDINGS_LISTED: usize = 100;

/// The routes of the operation log.
#[must_use]
pub fn routes() -> Routes {
    let access = Access::Needs(Action::ReadOperationLog);
    vec![
        Route::get(urls::OPERATION_LOG, access, show),
        Route::get("/history/{entry}", access, show_entry),
        Route::post("/history/verify", access, verify),
    ]
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/operation_log.html")]
struct LogPage {
    frame: PageFrame,
    total: i64,
    verification: Option<Verified>,
    filter: Filter,
    events: &'static [(&'static str, &'static str)],
    rows: Vec<Row>,
    newest: Option<String>,
    older: Option<String>,
}

/// What a verification has found, in words.
struct Verified {
    whole: bool,
    sentence: String,
    /// Each with the page of its entry, where it still is.
    findings: Vec<(String, Option<String>)>,
}

struct Row {
    number: i64,
    path: String,
    time: String,
    /// The wall clock's time, where the ledger's is another.
    wall_time: Option<String>,
    who: String,
    event: String,
    sentence: String,
    task: Option<String>,
    refused: bool,
    address: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/operation_log_entry.html")]
struct EntryPage {
    frame: PageFrame,
    row: Row,
    changes: Vec<ChangedField>,
    digest: String,
    seal: Option<i64>,
}

/// The filter as it stands in the address, so that a view can be bookmarked.
#[derive(Debug, Default, Clone, Deserialize, Serialize)]
#[serde(default)]
struct Filter {
    #[serde(skip_serializing_if = "String::is_empty")]
    person: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    event: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    result: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    from: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    to: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<i64>,
}

impl Filter {
    /// The filter as values; a date or result that is none filters nothing.
    fn values(&self) -> store::Filter {
        let given = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        let day = |text: &str| crate::web::dates::read(text.trim());
        store::Filter {
            person: given(&self.person),
            event: given(&self.event),
            result: match self.result.as_str() {
                "done" => Some(EntryResult::Done),
                "refused" => Some(EntryResult::Refused),
                _ => None,
            },
            from: day(&self.from).map(|day| beijing_instant(day, 0, 0)),
            until: day(&self.to)
                .and_then(|day| day.checked_add_days(Days::new(1)))
                .map(|day| beijing_instant(day, 0, 0)),
            before: self.before,
        }
    }

    /// The address of the same filter, older than `before`.
    fn link(&self, before: Option<i64>) -> String {
        let query = serde_html_form::to_string(Self { before, ..self.clone() }).unwrap_or_default();
        if query.is_empty() {
            urls::OPERATION_LOG.to_owned()
        } else {
            format!("{}?{query}", urls::OPERATION_LOG)
        }
    }
}

impl Row {
    fn of(entry: LogEntry) -> Self {
        let same_time = (entry.at - entry.wall_at).num_seconds() == 0;
        Self {
            number: entry.id,
            path: urls::operation_log_entry(entry.id),
            time: instants::second(entry.at),
            wall_time: (!same_time).then(|| instants::second(entry.wall_at)),
            who: words::who(&entry.actor, entry.on_behalf_of.as_deref()),
            event: words::event(&entry.event).to_owned(),
            sentence: entry.sentence,
            task: entry
                .plan_year
                .zip(entry.task_number)
                .map(|(year, number)| format!("{year} 年度任务 {number}")),
            refused: entry.result == EntryResult::Refused,
            address: entry.address.unwrap_or_else(|| "—".to_owned()),
        }
    }
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Query(filter): Query<Filter>,
) -> Result<LogPage> {
    page(&state, &user, filter, None).await
}

async fn page(
    state: &AppState,
    user: &CurrentUser,
    filter: Filter,
    verification: Option<Verified>,
) -> Result<LogPage> {
    let mut conn = state.db.acquire().await?;
    let total = store::count_entries(&mut conn).await?;
    let mut entries = store::list_entries(&mut conn, &filter.values(), PAGE_AND_ONE).await?;
    let has_older = entries.len() > PAGE;
    entries.truncate(PAGE);
    Ok(LogPage {
        frame: user.frame(state, None),
        total,
        verification,
        events: words::EVENTS,
        newest: filter.before.is_some().then(|| filter.link(None)),
        older: entries.last().filter(|_| has_older).map(|last| filter.link(Some(last.id))),
        rows: entries.into_iter().map(Row::of).collect(),
        filter,
    })
}

async fn show_entry(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(entry): Path<i64>,
) -> Result<EntryPage> {
    let mut conn = state.db.acquire().await?;
    let detail = store::get_detail(&mut conn, entry).await?;
    let only_this = store::Filter { before: Some(entry + 1), ..store::Filter::default() };
    let row = store::list_entries(&mut conn, &only_this, 1).await?.into_iter().next();
    let row = row.ok_or_else(|| AppError::NotFound("操作日志中没有这一条。".into()))?;
    Ok(EntryPage {
        frame: user.frame(&state, None),
        row: Row::of(row),
        changes: changed_fields(detail.before.as_deref(), detail.after.as_deref()),
        digest: hex::encode(detail.digest),
        seal: detail.seal_id,
    })
}

/// Verifies the log, records that it was done, and answers with what was found.
async fn verify(
    State(state): State<AppState>,
    user: CurrentUser,
    ProtectedForm(NoFields {}): ProtectedForm<NoFields>,
) -> Result<LogPage> {
    let verification = audit_trail::verify(&state.db).await?;
    let verified = in_words(&verification);
    let entry = Entry::new("log_verified", "operation_log", format!("核验操作日志：{}", verified.sentence));
    let entry = entry.for_audience(Audience::Administrators);
    append(&mut *state.db.acquire().await?, &user.act(&state), entry).await?;
    page(&state, &user, Filter::default(), Some(verified)).await
}

fn in_words(verification: &Verification) -> Verified {
    let page_of = |finding: &Finding| match finding {
        Finding::Changed(id) | Finding::Added(id) => Some(urls::operation_log_entry(*id)),
        Finding::Missing(_) | Finding::BrokenSeal(_) => None,
    };
    let listed = verification.findings.iter().take(FINDINGS_LISTED);
    Verified {
        whole: verification.is_whole(),
        sentence: verification.sentence(),
        findings: listed.map(|finding| (finding.to_string(), page_of(finding))).collect(),
    }
}
