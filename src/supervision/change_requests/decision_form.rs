//! The form of a decision, whatever was asked for: who may fill it in, and what it says.

use serde::Deserialize;

use super::decide::{Decision, Ruling};
use crate::accounts::{CurrentUser, Role};
use crate::audit_trail::Act;
use crate::ids::AccountId;
use crate::plan::tasks::fields::{Choice, choice, day, most, needed};
use crate::web::FieldErrors;

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct DecisionForm {
    /// `grant` or `refuse`.
    pub decision: String,
    /// The date granted, of an extension.
    pub granted_due_on: String,
    /// In a sentence.
    pub remark: String,
    /// The office records from paper: whose decision it is.
    pub leader: String,
    /// When it was made.
    pub decided_on: String,
    /// What shows it.
    pub evidence: String,
    /// `yes` once the preview was seen.
    pub confirmed: String,
}

impl DecisionForm {
    /// What is decided, and on whose behalf: a leader decides today; the office says whose decision it records, of which
    /// day, and what shows it. `grant` reads what granting means.
    ///
    /// # Errors
    /// Sentences beside the fields.
    pub fn read(
        &self,
        user: &CurrentUser,
        act: Act,
        leaders: &[(AccountId, String)],
        grant: impl FnOnce(&mut FieldErrors) -> Option<Ruling>,
    ) -> Result<(Decision, Act), FieldErrors> {
        let mut errors = FieldErrors::default();
        let ruling = match self.decision.as_str() {
            "grant" => grant(&mut errors),
            "refuse" => Some(Ruling::Refuse),
            _ => {
                errors.add("remark", "请选择同意或不同意。");
                None
            }
        };
        let remark = needed(&self.remark, most::REASON, ("remark", "请用一句话写明决定。"), &mut errors);
        let (leader, on, evidence, act) = if user.role == Role::Office {
            let leader = choice(&self.leader, leaders, |(id, _)| id.0, "leader", &mut errors);
            if leader.is_none() {
                errors.add("leader", "请选择由哪位院领导决定。");
            }
            let on = day(&self.decided_on, "decided_on", &mut errors);
            let missing = ("evidence", "请写明决定的凭据，如批示、会议纪要。");
            let evidence = needed(&self.evidence, most::GROUNDS, missing, &mut errors);
            let act = leader.map_or_else(|| act.clone(), |(_, name)| act.clone().on_behalf_of(name));
            (leader.map(|(id, _)| *id), on, Some(evidence), act)
        } else {
            (Some(user.account_id), Some(act.today()), None, act)
        };
        match (ruling, leader.zip(on)) {
            (Some(ruling), Some((leader, on))) if errors.is_empty() => {
                Ok((Decision { ruling, leader, remark, on, evidence }, act))
            }
            _ => Err(errors),
        }
    }
}

/// The office records a decision once there is a leader in charge; a leader decides in their charge.
#[must_use]
pub fn may_decide(user: &CurrentUser, deciders: &[(AccountId, String)]) -> bool {
    match user.role {
        Role::Office => !deciders.is_empty(),
        Role::Leader => deciders.iter().any(|(id, _)| *id == user.account_id),
        _ => false,
    }
}

/// The lines of the choice whose decision the office records.
pub(crate) fn leader_choices(leaders: Vec<(AccountId, String)>, now: &str) -> Vec<Choice> {
    leaders.into_iter().map(|(id, name)| Choice::of(id.to_string(), name, now)).collect()
}

/// 张三; 审管办李四（张三代录）.
#[must_use]
pub fn recorded(by: &str, whose: Option<&str>) -> String {
    whose.map_or_else(|| by.to_owned(), |whose| format!("{whose}（{by}代录）"))
}
