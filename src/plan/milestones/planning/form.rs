//! What is typed on the page of planning one task.

use chrono::NaiveDate;
use serde::Deserialize;

use super::Planned;
use super::ground::Ground;
use crate::plan::milestones::model::refusal_of_steps;
use crate::plan::milestones::rows::{Step, TypedRow, read_rows, rows_of};
use crate::plan::tasks::fields::{at_most, day, most};
use crate::web::{FieldErrors, dates};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct TimelineForm {
    /// The task's version the preview was made of.
    pub version: i32,
    /// The pattern the rows were filled from; only shown again.
    pub pattern: String,
    pub end: String,
    pub title: Vec<String>,
    pub working_days: Vec<String>,
    pub share: Vec<String>,
    pub after: Vec<String>,
    pub due_on: Vec<String>,
    /// Why what stands is replaced.
    pub reason: String,
    /// The open proposal the preview was made beside.
    pub proposal: String,
    /// `more` rows, `edit` again after the preview, `confirm`; else the preview.
    pub go: String,
}

/// A timeline as read.
pub(super) struct TypedTimeline {
    pub end: NaiveDate,
    pub steps: Vec<Step>,
    pub planned: Planned,
    /// Why what stands is replaced; nothing where nothing is.
    pub reason: Option<String>,
}

impl TimelineForm {
    pub fn rows(&self) -> Vec<TypedRow> {
        rows_of(&self.title, [&self.working_days, &self.share, &self.after, &self.due_on])
    }

    pub fn read(&self, ground: &Ground) -> Result<TypedTimeline, FieldErrors> {
        let mut errors = FieldErrors::default();
        let end = self.read_end(ground, &mut errors);
        let steps = read_rows(&self.rows(), Some(ground.completion), &mut errors);
        let reason = at_most(&self.reason, most::REASON, "reason", &mut errors);
        let replaces = !ground.sorted().1.is_empty();
        if replaces && reason.is_empty() {
            errors.add("reason", "任务已有未完成的节点；重新倒排须写明理由。");
        }
        let Some(end) = end.filter(|_| errors.is_empty()) else { return Err(errors) };
        let planned = Planned::of(&steps, end, ground.from(), &ground.calendar);
        match refusal_of_steps(&planned.milestones, ground.share_reached(), ground.completion) {
            Some(sentence) => Err(FieldErrors::one("rows", sentence)),
            None => Ok(TypedTimeline { end, steps, planned, reason: replaces.then_some(reason) }),
        }
    }

    /// Whether task and proposal stand as the preview showed them.
    pub fn is_as_seen(&self, ground: &Ground) -> bool {
        let open = ground.open_proposal().map_or_else(String::new, |proposal| proposal.id.to_string());
        self.version == ground.task.version && self.proposal == open
    }

    fn read_end(&self, ground: &Ground, errors: &mut FieldErrors) -> Option<NaiveDate> {
        let end = day(&self.end, "end", errors)?;
        if end > ground.completion {
            let completion = dates::short(ground.completion);
            errors.add("end", format!("不能晚于任务的完成时限 {completion}；推后须先调整完成时限。"));
        }
        if end < ground.task.starts_on {
            let starts_on = dates::short(ground.task.starts_on);
            errors.add("end", format!("不能早于任务开始之日 {starts_on}。"));
        }
        Some(end)
    }

    /// What goes along unseen while the preview is confirmed.
    pub fn hidden(&self) -> Vec<(String, String)> {
        let mut hidden = TypedRow::pairs(&self.rows());
        let others = [("pattern", &self.pattern), ("end", &self.end), ("reason", &self.reason)];
        hidden.extend(others.map(|(name, value)| (name.to_owned(), value.clone())));
        hidden
    }
}
