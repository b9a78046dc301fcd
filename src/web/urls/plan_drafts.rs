//! Links of drafts of plans (方案草稿).

use crate::ids::PlanDraftId;

/// `/plans/new`: a plan's document is uploaded.
pub const NEW_PLAN: &str = "/plans/new";

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
