//! What was looked back at is found kept, or is reopened with a finding.

use serde_json::json;
use sqlx::PgConnection;

use super::model::{LookBackResult, Way};
use super::round::RoundOf;
use super::store::{Item, get_completion_owed};
use super::writes::{Decided, update_decided};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::deadlines::get_rules;
use crate::error::{AppError, Result};
use crate::plan::Plan;
use crate::plan::tasks::Task;
use crate::plan::tasks::steps::{Move, StepRequest, take_step};
use crate::supervision::change_requests::list_deciders;
use crate::supervision::findings::{FindingRow, NewFinding, Source, enter};
use crate::supervision::telling::{tell_department, tell_persons};
use crate::web::{dates, urls};

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
/// which is the task itself where that can go on, and then does, also where the finding waits for a leader. Returns the
/// finding.
///
/// # Errors
/// Refused where it was reopened, and for what [`take_step`] and the entering of findings refuse; a conflict when someone
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
    if item.way() == Way::Task {
        let rules = get_rules(conn, plan.id).await?;
        let step = StepRequest {
            step: Move::Reopen,
            on: act.today(),
            source: round.round.name(),
            decided_by: None,
            into: None,
            report_every: None,
        };
        take_step(conn, act, (plan, &rules), task, &step).await?;
        tell_of_reopening(conn, act, (plan, task)).await?;
    }
    let new = NewFinding { source: Source::LookBack, reference: reference(round, item), ..new };
    let finding = enter(conn, act, (plan, task), &new).await?;
    let decided = Decided { result, remark, finding: Some(finding.id) };
    update_decided(conn, act, (item.id, item.version), &decided).await?;
    record(conn, act, (round, item), &decided).await?;
    Ok(finding)
}

/// The leader in charge and the department that files are told that the task goes on, and that its completion is owed by
/// its date as before.
async fn tell_of_reopening(conn: &mut PgConnection, act: &Act, (plan, task): (&Plan, &Task)) -> Result<()> {
    let (due_on, department) = get_completion_owed(conn, task.id, act.today()).await?;
    let (day, due_on) = (dates::plain(act.today()), dates::short(due_on));
    let message = format!(
        "任务 {}“{}”经回头看（{day}）重新挂账，恢复为“进行中”，完成时限仍为 {due_on}；延期须另行申请。",
        task.number, task.title
    );
    let path = urls::task(plan.year, task.number);
    if let Some(department) = department {
        tell_department(conn, act, department, (plan.year, &path), &message).await?;
    }
    let leaders = list_deciders(conn, task.id, act.today()).await?;
    let leaders: Vec<_> = leaders.into_iter().map(|(id, _)| id).collect();
    tell_persons(conn, act, &leaders, (plan.year, &path), &message).await
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
