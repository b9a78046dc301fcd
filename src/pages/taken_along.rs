//! What a new plan takes along of the latest earlier one besides the rules and the people that the plan itself stores: the
//! appraisal's weights with their 依据, and how long archived kinds are kept. Told before a draft is issued, entered when it is.

use serde_json::json;
use sqlx::PgConnection;

use chrono::NaiveDate;

use super::{appraisal, archive};
use crate::audit_trail::{Act, Entry, append};
use crate::error::Result;
use crate::plan::carried_over::TaskOfYear;
use crate::plan::carried_over::taking::{count_people, find_earlier};
use crate::plan::get_plan;

/// Gives the plan of `year`, just stored, the settings of the latest earlier one, with an entry where there is something to
/// take. Those that the earlier plan left at the program's defaults stay there.
///
/// # Errors
/// Not found where there is no plan of `year`.
pub async fn take_along(conn: &mut PgConnection, act: &Act, year: i32) -> Result<()> {
    let Some(earlier) = find_earlier(conn, year).await? else { return Ok(()) };
    let plan = get_plan(conn, year).await?;
    let mut taken = Vec::new();
    if appraisal::take_rules_along(conn, earlier.id, plan.id).await? {
        taken.push("考核分值和依据");
    }
    if archive::take_retentions_along(conn, earlier.id, plan.id).await? {
        taken.push("归档保管期限");
    }
    if taken.is_empty() {
        return Ok(());
    }
    let sentence = format!("沿用 {} 年度的{}", earlier.year, taken.join("、"));
    let entry = Entry::new("settings_taken_along", "plan", sentence).on(plan.id.0).of_plan(year);
    append(conn, act, entry.with_change(None, Some(json!({"settings_of": earlier.year})))).await
}

/// What a draft of `year` with these origins would take along, in sentences; none where there is no earlier plan.
pub(super) async fn said(
    conn: &mut PgConnection,
    (year, origins): (i32, &[TaskOfYear]),
    today: NaiveDate,
) -> Result<Vec<String>> {
    let Some(earlier) = find_earlier(conn, year).await? else { return Ok(Vec::new()) };
    let mut said = vec![format!(
        "方案的规则（各项时限、亮灯阈值、审签和督办的设置）、考核分值和依据、归档保管期限：沿用 {} 年度，印发后可以修改。",
        earlier.year
    )];
    if origins.is_empty() {
        said.push("没有任务接上年任务，分管院领导和工作联系人印发后明确。".to_owned());
    } else {
        let count = count_people(conn, origins, today).await?;
        said.push(format!(
            "结转的 {} 项任务：分管院领导沿用 {} 项，点名的工作联系人沿用 {} 项（仍在任务所列部门的）。{}",
            origins.len(),
            count.leaders_active,
            count.contacts_active,
            closed(count.leaders - count.leaders_active, count.contacts - count.contacts_active)
        ));
    }
    said.push("部门和人员任职、节点模板、工作日历、账号不分年度，照旧有效。".to_owned());
    Ok(said)
}

/// Whose accounts are closed, and so go along with nothing.
fn closed(leaders: i64, contacts: i64) -> String {
    let parts = [("分管院领导", leaders), ("工作联系人", contacts)];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(who, count)| format!("{count} 项的{who}账号已停用或改任，须重新明确"))
        .collect();
    if parts.is_empty() { String::new() } else { format!("{}。", parts.join("；")) }
}
