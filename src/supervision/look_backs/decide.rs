//! What was looked back at is found kept, or is reopened with a finding.

use serde_json::json;
use sqlx::PgConnection;

use super::model::{LookBackResult, Way};
use super::round::RoundOf;
use super::store::Item;
use super::writes::{Decided, update_decided};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::error::{AppError, Result};
use crate::plan::Plan;
use crate::plan::tasks::Task;
use crate::supervision::findings::{FindingRow, NewFinding, Source, enter, enter_reopening};

/// Finds an item of a round held open kept; nothing where it was found so before.
///
/// # Errors
/// Refused where it was reopened; a conflict when someone wrote since the round was read.
pub async fn keep(
    conn: &mut PgConnection,
    act: &Act,
    (round, item): (&RoundOf, &Item),
    remark: &str,
) -> Result<()> {
    let result = LookBackResult::Kept;
    refuse_unless_open(item, result)?;
    if item.result == Some(result) && item.remark == remark {
        return Ok(());
    }
    let decided = Decided { result, remark, finding: None };
    update_decided(conn, act, (item.id, item.version), &decided).await?;
    record(conn, act, (round, item), &decided).await
}

/// Reopens an item of a round held open: its finding is entered on `task`, a task of `plan` held by this transaction,
/// which is the task itself where that can go on, and then does: at once, or, where the plan's rules want it, when a leader
/// approves the finding. Returns the finding.
///
/// # Errors
/// Refused where it was reopened, and for what the entering of findings and the task's step refuse; a conflict when someone
/// wrote since the round was read.
pub async fn reopen(
    conn: &mut PgConnection,
    act: &Act,
    (round, item): (&RoundOf, &Item),
    remark: &str,
    (plan, task): (&Plan, &Task),
    new: NewFinding,
) -> Result<FindingRow> {
    let result = LookBackResult::Reopened;
    refuse_unless_open(item, result)?;
    if item.way() != Way::OtherTask && task.id != item.task {
        return Err(AppError::Refused("问题须列入这一项所属的任务。".into()));
    }
    let new = NewFinding { source: Source::LookBack, reference: reference(round, item), ..new };
    let finding = match item.way() {
        Way::Task => enter_reopening(conn, act, (plan, task), &new, &round.round.name()).await?,
        Way::SameTask | Way::OtherTask => enter(conn, act, (plan, task), &new).await?,
    };
    let decided = Decided { result, remark, finding: Some(finding.id) };
    update_decided(conn, act, (item.id, item.version), &decided).await?;
    record(conn, act, (round, item), &decided).await?;
    Ok(finding)
}

fn refuse_unless_open(item: &Item, result: LookBackResult) -> Result<()> {
    item.state().after(result).map(|_| ()).map_err(|sentence| AppError::Refused(sentence.into()))
}

/// Which round it was, and what it was about where the finding does not stand on that itself.
fn reference(round: &RoundOf, item: &Item) -> String {
    let name = round.round.name();
    match (item.finding, item.way()) {
        (Some(_), _) => format!("{name}：{}未整改到位", item.kind()),
        (None, Way::OtherTask) => format!("{name}：{}，成果未保持", item.kind()),
        (None, _) => name,
    }
}

/// The entry is for nobody in the ledger: departments read what was found once the round is closed. The reopened task
/// and the finding have entries of their own.
async fn record(
    conn: &mut PgConnection,
    act: &Act,
    (round, item): (&RoundOf, &Item),
    decided: &Decided<'_>,
) -> Result<()> {
    let in_json = |result: LookBackResult, remark: &str| json!({"result": result.word(), "remark": remark});
    let sentence = format!("{}：{}，{}", round.round.name(), item.kind(), decided.result.word());
    let entry = Entry::new("look_back_decided", "look_back", sentence)
        .on(round.round.id.0)
        .of_plan(item.year)
        .of_task(item.task)
        .for_audience(Audience::Administrators);
    let before = item.result.map(|result| in_json(result, &item.remark));
    append(conn, act, entry.with_change(before, Some(in_json(decided.result, decided.remark)))).await
}
