//! What a step must bring, as typed: for one task on its own page, for many on the page of bulk adjustment.

use chrono::NaiveDate;
use serde::Deserialize;
use sqlx::PgConnection;

use super::store::{MergeTarget, list_merge_targets};
use super::{Move, StepRequest};
use crate::deadlines::periods::Rhythm;
use crate::error::Result;
use crate::plan::Plan;
use crate::plan::tasks::fields::{Choice, choice, day, most, needed};
use crate::plan::tasks::model::Grounds;
use crate::plan::tasks::store::Task;
use crate::web::{FieldErrors, dates};

/// The fields of a step, as part of a form; those it does not need stay empty.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct StepFields {
    /// Its day.
    pub on: String,
    /// Evidence, reason or document.
    pub grounds: String,
    /// Whose decision.
    pub decided_by: String,
    /// When it was decided.
    pub decided_on: String,
    /// What shows the decision.
    pub evidence: String,
    /// The id of the task it is merged into.
    pub into: String,
    /// `quarter` or `half_year`.
    pub report_every: String,
}

/// The days a step and the decision behind it can have: from a year before the plan's year until today.
#[derive(Debug, Clone, Copy)]
pub struct DaysOfStep {
    first: NaiveDate,
    today: NaiveDate,
}

impl DaysOfStep {
    /// Those of steps of `plan` taken `today`.
    #[must_use]
    pub fn of(plan: &Plan, today: NaiveDate) -> Self {
        let first = NaiveDate::from_ymd_opt(plan.year - 1, 1, 1).unwrap_or(plan.starts_on);
        Self { first, today }
    }

    fn read(self, text: &str, field: &str, errors: &mut FieldErrors) -> Option<NaiveDate> {
        let day = day(text, field, errors)?;
        if day > self.today {
            errors.add(field, format!("日期不能晚于今天（{}）。", dates::short(self.today)));
        }
        if day < self.first {
            errors.add(field, format!("日期不能早于 {}。", dates::short(self.first)));
        }
        Some(day)
    }
}

impl StepFields {
    /// By name, as posted: what goes along unseen while the step is confirmed.
    #[must_use]
    pub fn pairs(&self) -> Vec<(String, String)> {
        [
            ("on", &self.on),
            ("grounds", &self.grounds),
            ("decided_by", &self.decided_by),
            ("decided_on", &self.decided_on),
            ("evidence", &self.evidence),
            ("into", &self.into),
            ("report_every", &self.report_every),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .collect()
    }

    /// The step these fields ask for, its dates within `days`.
    ///
    /// # Errors
    /// Sentences beside the fields that a step of this kind must bring.
    pub fn read(
        &self,
        step: Move,
        targets: &[MergeTarget],
        days: DaysOfStep,
    ) -> Result<StepRequest, FieldErrors> {
        let mut errors = FieldErrors::default();
        let on = days.read(&self.on, "on", &mut errors);
        let missing = match step.grounds() {
            Grounds::Source => "请写明依据的文件。",
            _ => "请写明理由。",
        };
        let mut source = needed(&self.grounds, most::GROUNDS, ("grounds", missing), &mut errors);
        let mut decided_by = None;
        if step.grounds() == Grounds::Decision {
            let leader =
                needed(&self.decided_by, most::NAME, ("decided_by", "请写明由哪位院领导决定。"), &mut errors);
            let decided_on = days.read(&self.decided_on, "decided_on", &mut errors);
            let evidence = needed(
                &self.evidence,
                most::GROUNDS,
                ("evidence", "请写明决定的凭据，如批示、会议纪要。"),
                &mut errors,
            );
            if let Some(decided_on) = decided_on {
                source = format!("{source}（{leader}于{}决定；凭据：{evidence}）", dates::plain(decided_on));
            }
            decided_by = Some(leader);
        }
        let into = choice(&self.into, targets, |target| target.id.0, "into", &mut errors);
        if step == Move::Merge && into.is_none() {
            errors.add("into", "请选择并入哪一项任务。");
        }
        let report_every = match self.report_every.as_str() {
            "half_year" => Rhythm::HalfYear,
            _ => Rhythm::Quarter,
        };
        match on.filter(|_| errors.is_empty()) {
            Some(on) => Ok(StepRequest {
                step,
                on,
                source,
                decided_by,
                into: into.filter(|_| step == Move::Merge).map(|target| (target.id, target.number)),
                report_every: (step == Move::MakeStanding).then_some(report_every),
            }),
            None => Err(errors),
        }
    }
}

/// The tasks that `task` can be merged into.
pub async fn merge_targets(conn: &mut PgConnection, plan: &Plan, task: &Task) -> Result<Vec<MergeTarget>> {
    list_merge_targets(conn, plan.id, Some(task.id)).await
}

/// The tasks of a plan that others can be merged into.
pub(in crate::plan) async fn all_merge_targets(
    conn: &mut PgConnection,
    plan: &Plan,
) -> Result<Vec<MergeTarget>> {
    list_merge_targets(conn, plan.id, None).await
}

/// The lines of the choice of such a task.
pub(in crate::plan) fn target_choices(targets: &[MergeTarget], now: &str) -> Vec<Choice> {
    let line = |target: &MergeTarget| {
        Choice::of(target.id.to_string(), format!("{} {}", target.number, target.title), now)
    };
    targets.iter().map(line).collect()
}

/// How often a task in 转入常态 reports, as choices; `now` is chosen.
pub(in crate::plan) fn rhythm_choices(now: &str) -> Vec<Choice> {
    [("quarter", "每季度"), ("half_year", "每半年")].map(|(code, word)| Choice::of(code, word, now)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn days() -> DaysOfStep {
        DaysOfStep { first: d("2018-01-01"), today: d("2019-06-03") }
    }

    #[test]
    fn a_wait_needs_a_leaders_decision_a_reason_and_evidence() {
        let fields = StepFields { on: "2019-06-03".into(), ..StepFields::default() };
        let errors = fields.read(Move::Wait, &[], days()).unwrap_err();
        let missing: Vec<&str> = errors.list.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(missing, ["grounds", "decided_by", "decided_on", "evidence"]);
    }

    #[test]
    fn a_decision_is_kept_with_whose_it_is_and_when() {
        let fields = StepFields {
            on: "2019-06-03".into(),
            grounds: "待省高院出台意见".into(),
            decided_by: "分管副院长".into(),
            decided_on: "2019-05-31".into(),
            evidence: "领导小组会议纪要".into(),
            ..StepFields::default()
        };
        let request = fields.read(Move::Wait, &[], days()).unwrap();
        assert_eq!(
            request.source,
            "待省高院出台意见（分管副院长于2019年5月31日决定；凭据：领导小组会议纪要）"
        );
        assert_eq!(request.decided_by.as_deref(), Some("分管副院长"));
    }

    #[test]
    fn a_step_and_its_decision_lie_between_the_year_before_the_plan_and_today() {
        let refused = |on: &str, decided_on: &str| -> Vec<String> {
            let fields = StepFields {
                on: on.into(),
                grounds: "待省高院出台意见".into(),
                decided_by: "分管副院长".into(),
                decided_on: decided_on.into(),
                evidence: "领导小组会议纪要".into(),
                ..StepFields::default()
            };
            let read = fields.read(Move::Wait, &[], days());
            read.err().map_or_else(Vec::new, |errors| errors.list.into_iter().map(|e| e.field).collect())
        };
        assert!(refused("2019-06-03", "2018-01-01").is_empty());
        assert_eq!(refused("2019-06-03", "2017-12-31"), ["decided_on"]);
        assert_eq!(refused("2019-06-03", "2019-06-04"), ["decided_on"]);
        assert_eq!(refused("2019-06-04", "-262143-01-01"), ["on", "decided_on"]);
    }

    #[test]
    fn a_merger_needs_the_other_task() {
        let fields =
            StepFields { on: "2019-06-03".into(), grounds: "通知".into(), ..StepFields::default() };
        let errors = fields.read(Move::Merge, &[], days()).unwrap_err();
        assert_eq!(errors.of("into"), Some("请选择并入哪一项任务。"));
    }
}
