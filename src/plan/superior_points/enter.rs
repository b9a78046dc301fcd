//! A superior's document is entered with its statements, and withdrawn.

use serde_json::json;
use sqlx::PgConnection;

use super::store;
use super::store::NewDocument;
use crate::audit_trail::{Act, Entry, append};
use crate::error::Result;
use crate::ids::SuperiorDocumentId;
use crate::plan::Plan;

/// Enters a document; returns it with its number.
pub async fn enter(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    new: &NewDocument,
) -> Result<(SuperiorDocumentId, i32)> {
    let (id, number) = store::insert(conn, act, plan.id, new).await?;
    let sentence = format!("登记上级要点：{}，{} 条", new.title, new.statements.len());
    let after = json!({"title": new.title, "document_number": new.document_number, "issuer": new.issuer,
                       "issued_on": new.issued_on, "statements": new.statements});
    let entry =
        Entry::new("superior_document_entered", "superior_document", sentence).on(id.0).of_plan(plan.year);
    append(conn, act, entry.with_change(None, Some(after))).await?;
    Ok((id, number))
}

/// Withdraws a document: its statements count no more.
///
/// # Errors
/// A conflict when somebody was first.
pub(super) async fn withdraw(
    conn: &mut PgConnection,
    act: &Act,
    (plan, number): (&Plan, i32),
    because: &str,
) -> Result<()> {
    let (id, title) = store::update_withdrawn(conn, act, (plan.id, number), because).await?;
    let sentence = format!("撤回上级要点（{title}）：{because}");
    let entry =
        Entry::new("superior_document_withdrawn", "superior_document", sentence).on(id.0).of_plan(plan.year);
    append(conn, act, entry).await
}
