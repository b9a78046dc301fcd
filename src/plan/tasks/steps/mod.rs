//! The steps of a task's life: those the office takes on a page of its own (暂缓, 待上级, 恢复办理, 转入常态, 并入, 终止),
//! those of a completion (申请办结, 办结, 退回), which `supervision::change_requests` takes, and 重新挂账, which
//! `supervision::look_backs` takes.
//!
//! Which step is possible is decided by the one table in [`model`](super::model); what it does to the task's duties by
//! `deadlines/changes.rs`. `form.rs` reads what a step must bring, `page.rs` shows what it would do before it is done.

pub mod form;
mod page;
pub(super) mod store;

pub use store::{MergeTarget, list_merge_targets};

use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use super::model::{Grounds, Mover};
use super::store::{Task, has_progress};
use crate::accounts::Routes;
use crate::audit_trail::{Act, Entry, append};
use crate::calendar::get_calendar;
use crate::deadlines::changes::{Ending, Pause};
use crate::deadlines::due_dates::DueDates;
use crate::deadlines::periods::Rhythm;
use crate::deadlines::{DeadlineKind, DutyKey, PlanRules, meet, of_task};
use crate::error::{AppError, Result};
use crate::ids::TaskId;
use crate::plan::tasks::TaskStatus;
use crate::plan::{Plan, document_reader, doubts};
use crate::web::dates;

/// The routes of steps.
pub(super) fn routes() -> Routes {
    page::routes()
}

/// What is done to a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// 申请办结, by the department.
    AskCompletion,
    /// 办结, by the leader in charge.
    Complete,
    /// 退回: what was asked for does not come about, the work goes on.
    GiveBack,
    /// 暂缓
    Pause,
    /// 待上级
    Wait,
    /// 恢复办理
    Resume,
    /// 转入常态
    MakeStanding,
    /// 并入
    Merge,
    /// 终止
    Terminate,
    /// 重新挂账, by a look-back.
    Reopen,
}

impl Move {
    /// The moves the office takes on their own page, in the order of buttons.
    pub const OF_OFFICE: [Self; 6] =
        [Self::Resume, Self::Pause, Self::Wait, Self::MakeStanding, Self::Merge, Self::Terminate];

    /// Its word in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::AskCompletion => "completion_requested",
            Self::Complete => "completed",
            Self::GiveBack => "given_back",
            Self::Pause => "paused",
            Self::Wait => "waiting_for_superior",
            Self::Resume => "resumed",
            Self::MakeStanding => "standing",
            Self::Merge => "merged",
            Self::Terminate => "terminated",
            Self::Reopen => "reopened",
        }
    }

    /// The office's move of that word; `None` when there is none.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::OF_OFFICE.into_iter().find(|step| step.code() == code)
    }

    /// What its button says.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::AskCompletion => "申请办结",
            Self::Complete => "办结",
            Self::GiveBack => "退回",
            Self::Pause => "暂缓",
            Self::Wait => "待上级",
            Self::Resume => "恢复办理",
            Self::MakeStanding => "转入常态",
            Self::Merge => "并入其他任务",
            Self::Terminate => "终止",
            Self::Reopen => "重新挂账",
        }
    }

    /// What it did, in a sentence: 任务 22 已列为待上级。
    #[must_use]
    pub fn done(self, number: i32) -> String {
        let listed = if self == Self::Wait { "列为" } else { "" };
        format!("任务 {number} 已{listed}{}。", self.word())
    }

    /// What it must bring.
    #[must_use]
    pub fn grounds(self) -> Grounds {
        match self {
            Self::AskCompletion | Self::Complete => Grounds::Evidence,
            Self::Pause | Self::Wait | Self::Resume | Self::MakeStanding => Grounds::Decision,
            Self::Merge | Self::Terminate => Grounds::Source,
            Self::Reopen | Self::GiveBack => Grounds::Reason,
        }
    }

    /// Where it leads. Resuming leads back to where the work stood.
    fn target(self, has_progress: bool) -> TaskStatus {
        match self {
            Self::AskCompletion => TaskStatus::CompletionRequested,
            Self::Complete => TaskStatus::Completed,
            Self::Pause => TaskStatus::Paused,
            Self::Wait => TaskStatus::WaitingForSuperior,
            Self::Resume if !has_progress => TaskStatus::NotStarted,
            Self::Resume | Self::Reopen | Self::GiveBack => TaskStatus::InProgress,
            Self::MakeStanding => TaskStatus::Standing,
            Self::Merge => TaskStatus::Merged,
            Self::Terminate => TaskStatus::Terminated,
        }
    }

    /// Who takes it; 退回 the leader, too.
    fn mover(self) -> Mover {
        match self {
            Self::AskCompletion => Mover::Department,
            Self::Complete => Mover::Leader,
            Self::Reopen => Mover::LookBack,
            _ => Mover::Office,
        }
    }

    /// Whether it may be taken from that state by whoever takes it, by the one table.
    #[must_use]
    pub fn is_open_from(self, status: TaskStatus) -> bool {
        let fits = match self {
            Self::Resume => status.is_waiting(),
            Self::Reopen => status == TaskStatus::Completed,
            Self::GiveBack => status == TaskStatus::CompletionRequested,
            _ => true,
        };
        let step = status.step_to(self.target(true));
        fits && step.is_some_and(|step| step.by.contains(&self.mover()) && step.grounds == self.grounds())
    }
}

/// A step with everything it must bring.
#[derive(Debug, Clone)]
pub struct StepRequest {
    /// Which.
    pub step: Move,
    /// Its day: the day of completion, the first day of a pause, the first day worked again.
    pub on: NaiveDate,
    /// Evidence, reason, decision or document, in words.
    pub source: String,
    /// Whose decision it records.
    pub decided_by: Option<String>,
    /// The task it is merged into.
    pub into: Option<(TaskId, i32)>,
    /// How often it reports from then on.
    pub report_every: Option<Rhythm>,
}

/// Takes a step of a task held by this transaction, with its duties; the entry is the one of what it belongs to.
/// Returns the new state.
///
/// # Errors
/// Refused with who may and when, where the table has no such step; refused for a day to come and before the present
/// state began.
pub async fn change_state(
    conn: &mut PgConnection,
    (plan, rules): (&Plan, &PlanRules),
    task: &Task,
    request: &StepRequest,
    today: NaiveDate,
) -> Result<TaskStatus> {
    let to = request.step.target(has_progress(conn, task.id).await?);
    if !request.step.is_open_from(task.status) {
        return Err(AppError::Refused(task.status.refusal(to)));
    }
    if let Some(sentence) = wrong_day(request.on, task, today) {
        return Err(AppError::Refused(sentence));
    }
    store::update_status(conn, task.id, task.status, to, request).await?;
    change_duties(conn, (plan, rules), task, request).await?;
    Ok(to)
}

/// Takes a step of the office, 重新挂账 among them, with its duties and one entry. The task is held by this transaction.
///
/// # Errors
/// As [`change_state`]; refused for a task merged into itself.
pub async fn take_step(
    conn: &mut PgConnection,
    act: &Act,
    (plan, rules): (&Plan, &PlanRules),
    task: &Task,
    request: &StepRequest,
) -> Result<()> {
    if request.into.is_some_and(|(into, _)| into == task.id) {
        return Err(AppError::Refused("任务不能并入自身。".into()));
    }
    let to = change_state(conn, (plan, rules), task, request, act.today()).await?;
    if request.step == Move::Wait {
        let asked = [document_reader::rules::WAITS_FOR_SUPERIOR];
        doubts::settle_of_task(conn, act, task.id, &asked, "已列为待上级").await?;
    }
    let into = request.into.map(|(_, number)| number);
    let target = into.map_or_else(|| to.word().to_owned(), |number| format!("并入任务 {number}"));
    let sentence =
        format!("{}：“{}”→“{target}”，{}", request.step.word(), task.status.word(), dates::short(request.on));
    let before = json!({
        "status": task.status.word(), "from_on": task.status_since, "source": task.status_source,
    });
    let after = json!({"status": target, "from_on": request.on, "source": request.source});
    let entry = Entry::new("task_step", "task", sentence).on(task.id.0).of_plan(plan.year).of_task(task.id);
    let act = match &request.decided_by {
        Some(leader) => act.clone().on_behalf_of(leader),
        None => act.clone(),
    };
    append(conn, &act, entry.with_change(Some(before), Some(after))).await
}

/// Why a step cannot be dated so.
fn wrong_day(on: NaiveDate, task: &Task, today: NaiveDate) -> Option<String> {
    if on > today {
        return Some(format!("日期不能晚于今天（{}）。", dates::short(today)));
    }
    (on < task.status_since).then(|| {
        format!("日期不能早于“{}”开始之日（{}）。", task.status.word(), dates::short(task.status_since))
    })
}

async fn change_duties(
    conn: &mut PgConnection,
    (plan, rules): (&Plan, &PlanRules),
    task: &Task,
    request: &StepRequest,
) -> Result<()> {
    let on = request.on;
    let ending = match request.step {
        Move::AskCompletion | Move::GiveBack => return Ok(()),
        Move::Complete => Ending::Completed(on),
        Move::Pause | Move::Wait => Ending::Paused(on),
        Move::MakeStanding => Ending::Standing(on, request.report_every.unwrap_or(Rhythm::Quarter)),
        Move::Merge | Move::Terminate => Ending::Withdrawn(on),
        Move::Reopen => return of_task::reopen(conn, task.id, on).await,
        Move::Resume => {
            let calendar = get_calendar(conn).await?;
            let due = DueDates { rules, calendar: &calendar };
            let pause = Pause { from: task.status_since, resumed_on: on };
            return of_task::resume(conn, task.id, pause, plan.ends_on, due).await;
        }
    };
    of_task::waive(conn, task.id, ending).await?;
    if request.step == Move::Complete {
        let completion = DutyKey::of_task(DeadlineKind::TaskCompletion, task.id, None);
        meet(conn, plan.id, completion, on, None).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_office_takes_the_steps_the_table_gives_it() {
        let moves = |status: TaskStatus| -> Vec<&str> {
            Move::OF_OFFICE.into_iter().filter(|step| step.is_open_from(status)).map(Move::word).collect()
        };
        assert_eq!(moves(TaskStatus::NotStarted), ["暂缓", "待上级", "并入其他任务", "终止"]);
        assert_eq!(moves(TaskStatus::InProgress), ["暂缓", "待上级", "转入常态", "并入其他任务", "终止"]);
        assert_eq!(moves(TaskStatus::CompletionRequested), ["并入其他任务", "终止"], "the leader decides");
        assert_eq!(moves(TaskStatus::Completed), ["并入其他任务", "终止"], "a look-back reopens");
        assert_eq!(moves(TaskStatus::WaitingForSuperior), ["恢复办理", "并入其他任务", "终止"]);
        assert!(moves(TaskStatus::Terminated).is_empty());
    }

    #[test]
    fn a_task_is_completed_only_by_the_road_of_a_completion() {
        let from = |step: Move| -> Vec<&str> {
            TaskStatus::ALL
                .into_iter()
                .filter(|from| step.is_open_from(*from))
                .map(TaskStatus::word)
                .collect()
        };
        assert_eq!(from(Move::AskCompletion), ["进行中"]);
        assert_eq!(from(Move::Complete), ["申请办结"]);
        assert_eq!(from(Move::GiveBack), ["申请办结"]);
        assert_eq!(Move::of_code("completed"), None, "the office has no page for it");
    }

    #[test]
    fn a_completed_task_is_reopened_and_only_it() {
        let from: Vec<TaskStatus> =
            TaskStatus::ALL.into_iter().filter(|from| Move::Reopen.is_open_from(*from)).collect();
        assert_eq!(from, [TaskStatus::Completed]);
        assert_eq!(Move::of_code("reopened"), None, "the office has no page for it");
    }

    #[test]
    fn every_move_of_the_office_is_found_by_its_word() {
        for step in Move::OF_OFFICE {
            assert_eq!(Move::of_code(step.code()), Some(step));
        }
        assert_eq!(Move::of_code("in_progress"), None);
    }
}
