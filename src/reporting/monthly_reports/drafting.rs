//! Saving drafts: over the version one has seen, so that of two who write at once the second is told.

use serde_json::json;
use sqlx::PgConnection;

use super::fields::ReportFields;
use super::item::{ReportItem, StoredReport};
use super::model::ReportStatus;
use super::month::MonthOf;
use super::store;
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::error::Result;
use crate::ids::ReportId;

/// Saves the fields of a report over `version` (0: nothing was saved before); `false` when somebody was first, and then
/// nothing is changed. A new draft stands in the operation log; what is typed into it afterwards does so once it is
/// submitted: an entry for every pause in typing would bury the log.
pub async fn save_draft(
    conn: &mut PgConnection,
    act: &Act,
    month: &MonthOf,
    item: &mut ReportItem,
    fields: &ReportFields,
    version: i32,
) -> Result<bool> {
    let department = item.department;
    match &mut item.report {
        Some(report) => {
            let saved = report.version == version
                && store::update_draft(conn, act, report.id, version, department, fields).await?;
            if saved {
                report.version += 1;
                report.fields = fields.clone();
                report.drafted_at = act.at;
                if let Some(submission) = &mut item.submission {
                    submission.unchanged_since = false;
                }
            }
            Ok(saved)
        }
        None => begin(conn, act, month, item, fields).await.map(|id| id.is_some()),
    }
}

/// The report's id, begun from the month before where nothing was saved yet.
pub(super) async fn get_or_begin(
    conn: &mut PgConnection,
    act: &Act,
    month: &MonthOf,
    item: &mut ReportItem,
) -> Result<Option<ReportId>> {
    if let Some(report) = &item.report {
        return Ok(Some(report.id));
    }
    let fields = item.fields();
    begin(conn, act, month, item, &fields).await
}

async fn begin(
    conn: &mut PgConnection,
    act: &Act,
    month: &MonthOf,
    item: &mut ReportItem,
    fields: &ReportFields,
) -> Result<Option<ReportId>> {
    let key = (item.task, month.code());
    let Some(id) = store::insert_report(conn, act, (key.0, &key.1), item.department, fields).await? else {
        return Ok(None);
    };
    item.report = Some(StoredReport {
        id,
        status: ReportStatus::Draft,
        fields: fields.clone(),
        signed_off_by: String::new(),
        version: 1,
        drafted_at: act.at,
        drafted_by: act.name().to_owned(),
    });
    let entry = Entry::new("report_begun", "monthly_report", format!("起草{}月报", month.short()))
        .on(id.0)
        .of_plan(month.plan.year)
        .of_task(item.task)
        .of_department(item.department)
        .for_audience(Audience::Concerned);
    append(conn, act, entry.with_change(None, Some(json!(fields)))).await?;
    Ok(Some(id))
}
