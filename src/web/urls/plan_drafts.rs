//! Links of drafts of plans (方案草稿).

use crate::ids::PlanDraftId;

/// `/plans/new`: a plan's document is uploaded.
pub const NEW_PLAN: &str = "/plans/new";

/// `/plans/next?from=2019`: a draft of the year after 2019 is begun from its plan.
pub const NEXT_PLAN: &str = "/plans/next";

/// The same for a year.
#[must_use]
pub fn next_plan(from: i32) -> String {
    format!("{NEXT_PLAN}?from={from}")
}

/// `/2020/compare`: the year beside the one before it.
#[must_use]
pub fn compare(year: i32) -> String {
    format!("/{year}/compare")
}

/// `/plans/drafts/7`: the draft, reviewed.
#[must_use]
pub fn plan_draft(id: PlanDraftId) -> String {
    format!("/plans/drafts/{id}")
}

/// A form or step of a draft: `/plans/drafts/7/issue`
#[must_use]
pub fn plan_draft_form(id: PlanDraftId, form: &str) -> String {
    format!("{}/{form}", plan_draft(id))
}

/// `/plans/drafts/7/tasks/3`: the task of that key, to be changed.
#[must_use]
pub fn plan_draft_task(id: PlanDraftId, key: u32) -> String {
    format!("{}/tasks/{key}", plan_draft(id))
}
