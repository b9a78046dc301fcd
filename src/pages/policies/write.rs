//! A policy document is entered, corrected, withdrawn; its entries say what it was and what it is.

use serde_json::json;
use sqlx::PgConnection;

use super::store::{PolicyRow, get_policy};
use super::writes::{Written, insert_policy, set_tasks, update_policy, update_withdrawn};
use crate::audit_trail::{Act, Entry, append};
use crate::error::{AppError, Result};
use crate::plan::{Plan, PlanStatus};
use crate::supervision::Reader;

/// That a document of this plan may be changed.
///
/// # Errors
/// Refused in a frozen year.
pub(super) fn require_open(plan: &Plan) -> Result<()> {
    if plan.status == PlanStatus::Frozen { Err(AppError::frozen(plan.year)) } else { Ok(()) }
}

/// An entry about a document, open to all as the document is.
pub(super) fn entry(event: &'static str, policy: &PolicyRow, sentence: String) -> Entry {
    Entry::new(event, "policy", sentence).on(policy.id.0).of_plan(policy.year)
}

/// Enters a document; returns it.
///
/// # Errors
/// Refused in a frozen year.
pub async fn enter(conn: &mut PgConnection, act: &Act, plan: &Plan, new: &Written) -> Result<PolicyRow> {
    require_open(plan)?;
    let (id, number) = insert_policy(conn, act, plan.id, new).await?;
    set_tasks(conn, id, &new.ids()).await?;
    let policy = get_policy(conn, &Reader::of_all(act.today()), (plan.year, number)).await?;
    let sentence = format!("登记政策文件第{number}份：{}", new.title);
    let entry = entry("policy_entered", &policy, sentence).with_change(None, Some(new.in_json()));
    append(conn, act, entry).await?;
    Ok(policy)
}

/// Corrects a document held by this transaction.
///
/// # Errors
/// Refused once it is withdrawn; a conflict when somebody was first.
pub(super) async fn correct(
    conn: &mut PgConnection,
    act: &Act,
    policy: &PolicyRow,
    new: &Written,
) -> Result<()> {
    require_standing(policy)?;
    update_policy(conn, act, policy, new).await?;
    set_tasks(conn, policy.id, &new.ids()).await?;
    let before = json!({"kind": policy.kind.word(), "title": policy.title, "document_number": policy.document_number,
                        "issuer": policy.issuer, "issued_on": policy.issued_on, "note": policy.note,
                        "tasks": policy.task_numbers});
    let sentence = format!("修改政策文件第{}份：{}", policy.number, new.title);
    let entry = entry("policy_corrected", policy, sentence).with_change(Some(before), Some(new.in_json()));
    append(conn, act, entry).await
}

/// Withdraws a document held by this transaction; number and reason stay.
///
/// # Errors
/// Refused once it is withdrawn; a conflict when somebody was first.
pub(super) async fn withdraw(
    conn: &mut PgConnection,
    act: &Act,
    policy: &PolicyRow,
    because: &str,
) -> Result<()> {
    require_standing(policy)?;
    update_withdrawn(conn, act, policy, because).await?;
    let sentence = format!("撤回政策文件第{}份（{}）：{because}", policy.number, policy.title);
    append(conn, act, entry("policy_withdrawn", policy, sentence)).await
}

/// That a document is not withdrawn.
///
/// # Errors
/// Refused where it is.
pub(super) fn require_standing(policy: &PolicyRow) -> Result<()> {
    if policy.withdrawn_on.is_some() {
        return Err(AppError::Refused("这份政策文件已撤回，不再修改。".into()));
    }
    Ok(())
}
