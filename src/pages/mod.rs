//! Pages that read across the wings. Nobody reads them.
//!
//! - [`archive`]: 归档, a year's documents and files as one package
//! - [`appraisal`]: 绩效考核, the departments' suggested scores, each point with its event, and 填报负担
//! - [`blind_spots`]: 盲区排查, what no task carries, nobody answers for, nothing becomes of
//! - [`baselines`]: the plan as it stood at each month's end (基线)
//! - `changes/`: 变化, what moved since a baseline, or between two
//! - [`checks`]: 季度检查, the office goes through the tasks after each quarter
//! - [`circulars`]: 通报 of a check or a month, explained by the departments it names, signed by a leader
//! - `drafting/`: what summaries and circulars are written with
//! - [`daily_round`]: what happens by itself at 00:05, baselines and the sweep
//! - `demonstration.rs`: moving a demonstration's day on (演示日期)
//! - [`summaries`]: 半年总结、年度总结, drafted from the ledger, written on, frozen
//! - [`superior_court`]: 向上级反映问题、改革信息, passed up to the superior court, and what comes back
//! - [`policies`]: 政策文件, the documents tasks rest on, with their files and what is to be noted
//! - [`export`]: the whole plan as one JSON object, for other programs
//! - `given_document.rs`: a plan's document uploaded or pasted
//! - [`history`]: the year's records (办理记录), filtered by what the reader may see
//! - [`task`]: one task: why its light is what it is, its text, reports, deadlines, who answers, its records
//! - [`operation_log`]: the whole log (操作日志), for the audit administrator
//! - [`overview`]: every task of a plan with its light, computed once for wall, ledger, worklist and export
//! - `wall/`: 挂图作战, all tasks at a glance, renewing itself
//! - `calendar_feed/`: 日历订阅, what a person owes in their own calendar program
//! - `kiosk/`: 大屏链接, the same on a screen nobody signs in to
//! - `leader_briefs/`: 领导专报, one page of what is done, stuck and to be decided
//! - `ledger/`: 台账, the tasks as a table to compare, filter and print
//! - `meeting_papers/`: 领导小组会议材料, composed of the parts the office ticks
//! - [`gantt`]: 倒排工期图, all tasks on months and weeks, and one task's own
//! - `worklist/`: 我的待办, what waits for the reader, and their notices
//! - `reports_of_task/`: a task's monthly reports, for its page and for checks
//! - [`plan_drafts`]: 方案草稿, a document read, reviewed, issued as a plan
//! - `revisions/`: 补充通知, a revision of the plan in force, as its difference from the ledger
//! - `superior_texts.rs`: a superior's document read from its file into the form of its points
//! - `taking_over/`: what was written elsewhere, looked at and taken over, for what is read back and for revisions
//! - `taken_along.rs`: the settings a new plan takes along of the one before
//! - `years/`: next year's draft from this year's plan, two years beside each other
//! - `plans.rs`: the plans stored and the drafts, or how to load one

pub mod appraisal;
pub mod archive;
pub mod baselines;
pub mod blind_spots;
mod calendar_feed;
mod changes;
pub mod checks;
pub mod circulars;
pub mod daily_round;
mod demonstration;
mod drafting;
pub mod export;
pub mod gantt;
mod given_document;
pub mod history;
mod kiosk;
mod leader_briefs;
pub mod ledger;
mod meeting_papers;
pub mod operation_log;
pub mod overview;
pub mod plan_drafts;
mod plans;
pub mod policies;
mod reports_of_task;
mod revisions;
pub mod summaries;
pub mod superior_court;
mod superior_texts;
pub mod taken_along;
mod taking_over;
pub mod task;
mod wall;
pub mod worklist;
mod years;

use crate::accounts::Routes;

/// The routes of this wing.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = wall::routes();
    routes.extend(kiosk::routes());
    routes.extend(calendar_feed::routes());
    routes.extend(ledger::routes());
    routes.extend(gantt::routes());
    routes.extend(changes::routes());
    routes.extend(blind_spots::routes());
    routes.extend(checks::routes());
    routes.extend(summaries::routes());
    routes.extend(archive::routes());
    routes.extend(appraisal::routes());
    routes.extend(superior_court::routes());
    routes.extend(policies::routes());
    routes.extend(circulars::routes());
    routes.extend(leader_briefs::routes());
    routes.extend(meeting_papers::routes());
    routes.extend(plans::routes());
    routes.extend(plan_drafts::routes());
    routes.extend(years::routes());
    routes.extend(revisions::routes());
    routes.extend(superior_texts::routes());
    routes.extend(worklist::routes());
    routes.extend(task::routes());
    routes.extend(history::routes());
    routes.extend(operation_log::routes());
    routes.extend(daily_round::routes());
    routes.extend(demonstration::routes());
    routes
}
