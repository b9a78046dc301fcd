//! The form of a decision, whatever was asked for: who may fill it in, and what it says.

use chrono::NaiveDate;
use serde::Deserialize;
use sqlx::PgConnection;

use super::completion_store::has_another_office;
use super::decide::{Decision, who_decides};
use super::decider_store::list_deciders_of_duty;
use super::store::RequestRow;
use crate::accounts::{CurrentUser, Role};
use crate::audit_trail::Act;
use crate::error::Result;
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
    /// day, and what shows it. `grant` reads what granting means, `refuse` is what not granting does.
    ///
    /// # Errors
    /// Sentences beside the fields.
    pub fn read<R>(
        &self,
        user: &CurrentUser,
        act: Act,
        leaders: &[(AccountId, String)],
        (grant, refuse): (impl FnOnce(&mut FieldErrors) -> Option<R>, R),
    ) -> Result<(Decision<R>, Act), FieldErrors> {
        let mut errors = FieldErrors::default();
        let ruling = match self.decision.as_str() {
            "grant" => grant(&mut errors),
            "refuse" => Some(refuse),
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

/// Who could decide a request today, and what the office's part depends on.
#[derive(Debug)]
pub struct Deciders {
    /// The leader in charge, and who stands in for them today.
    pub leaders: Vec<(AccountId, String)>,
    /// Whether the office has an active account besides the one that asked.
    pub another_office: bool,
}

impl Deciders {
    /// Those of a request on a day.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn of(conn: &mut PgConnection, request: &RequestRow, on: NaiveDate) -> Result<Self> {
        Ok(Self {
            leaders: list_deciders_of_duty(conn, request.deadline, on).await?,
            another_office: has_another_office(conn, request.asked_by).await?,
        })
    }

    /// Whether the person may decide, or record the decision. A leader decides in their charge. The office records once
    /// there is a leader in charge, and nobody what they asked for themselves: an account that only recorded the request
    /// (代录) does where the office has nobody else.
    ///
    /// # Errors
    /// With who decides.
    pub fn may_decide(&self, user: &CurrentUser, request: &RequestRow) -> Result<(), String> {
        let is_leader = self.leaders.iter().any(|(id, _)| *id == user.account_id);
        let is_own = user.account_id == request.asked_by
            && (self.another_office || request.asked_on_behalf_of.is_none());
        match user.role {
            Role::Leader if is_leader => Ok(()),
            Role::Office if !self.leaders.is_empty() && !is_own => Ok(()),
            Role::Office if is_own && !self.leaders.is_empty() => {
                Err("本人提出或录入的申请，决定由领导小组办公室其他人员代录，或由分管院领导在系统中决定。"
                    .into())
            }
            _ => Err(who_decides(request, &self.leaders)),
        }
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
