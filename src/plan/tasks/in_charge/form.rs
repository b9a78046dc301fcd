//! The fields of a task's form that name who is in charge, from which day on and why.

use chrono::NaiveDate;
use serde::Deserialize;
use sqlx::PgConnection;

use super::model::{PeopleInCharge, PersonChange, PersonRole, Terms, What};
use crate::error::Result;
use crate::plan::Plan;
use crate::plan::tasks::fields::{Choice, at_most, choice, day, most};
use crate::plan::tasks::store::{self, Person, Task};
use crate::web::{FieldErrors, dates};

/// In the order of the form.
const ROLES: [PersonRole; 2] = [PersonRole::Leader, PersonRole::Contact];

/// Both roles, one day and one reason for what changes of them.
#[derive(Debug, Clone, Default, Deserialize)]
pub(in crate::plan::tasks) struct PeopleFields {
    pub leader: String,
    pub contact: String,
    /// The first day.
    #[serde(default)]
    pub from_on: String,
    #[serde(default)]
    pub reason: String,
    /// `yes`, to take back what is planned.
    #[serde(default)]
    pub withdraw_leader: String,
    #[serde(default)]
    pub withdraw_contact: String,
}

/// Who may be named.
pub(in crate::plan::tasks) struct People {
    pub now: PeopleInCharge,
    leaders: Vec<Candidate>,
    members: Vec<Candidate>,
}

/// One of them, and how the form calls them: 审管办张三（审管办工作联系人）.
struct Candidate {
    person: Person,
    label: String,
}

/// A change to come, as the form shows it.
pub(in crate::plan::tasks) struct PlannedLine {
    pub role: &'static str,
    pub word: &'static str,
    pub from_on: String,
    pub name: String,
    pub withdrawn: bool,
}

impl People {
    /// Those of today, and whoever is named today already.
    pub async fn of(
        conn: &mut PgConnection,
        now: PeopleInCharge,
        task: &Task,
        today: NaiveDate,
    ) -> Result<Self> {
        let candidate = |person: Person| Candidate { label: person.name.clone(), person };
        let leaders = store::list_leaders(conn).await?;
        let mut leaders: Vec<Candidate> = leaders.into_iter().map(candidate).collect();
        let members = store::list_members(conn, task.id, today).await?.into_iter();
        let member = |(person, what): (Person, String)| Candidate {
            label: format!("{}（{what}）", person.name),
            person,
        };
        let mut members: Vec<Candidate> = members.map(member).collect();
        for (list, named) in
            [(&mut leaders, now.leader.person_on(today)), (&mut members, now.contact.person_on(today))]
        {
            if let Some(named) = named
                && list.iter().all(|candidate| candidate.person.id != named.id)
            {
                list.push(candidate(named.clone()));
            }
        }
        Ok(Self { now, leaders, members })
    }

    fn of_role(&self, role: PersonRole) -> &[Candidate] {
        match role {
            PersonRole::Leader => &self.leaders,
            PersonRole::Contact => &self.members,
        }
    }

    /// The lines to choose from, with `chosen` as it was posted.
    pub fn choices(&self, role: PersonRole, chosen: &str) -> Vec<Choice> {
        let candidates = self.of_role(role).iter();
        candidates.map(|of| Choice::of(of.person.id.to_string(), &of.label, chosen)).collect()
    }

    /// The name of what was posted.
    pub fn name_of(&self, role: PersonRole, chosen: &str) -> String {
        let found = self.of_role(role).iter().find(|of| of.person.id.to_string() == chosen);
        role.name_of(found.map(|of| &of.person)).to_owned()
    }
}

impl PeopleFields {
    /// The form before anything is typed.
    pub fn of(now: &PeopleInCharge, plan: &Plan, today: NaiveDate) -> Self {
        let id =
            |terms: &Terms| terms.person_on(today).map_or_else(String::new, |person| person.id.to_string());
        Self {
            leader: id(&now.leader),
            contact: id(&now.contact),
            from_on: dates::short(today.min(plan.ends_on)),
            ..Self::default()
        }
    }

    fn of_role(&self, role: PersonRole) -> (&str, bool) {
        match role {
            PersonRole::Leader => (&self.leader, !self.withdraw_leader.is_empty()),
            PersonRole::Contact => (&self.contact, !self.withdraw_contact.is_empty()),
        }
    }

    /// The changes to come of both roles.
    pub fn planned(&self, now: &PeopleInCharge, today: NaiveDate) -> Vec<PlannedLine> {
        let line = |role: PersonRole| {
            let term = now.of(role).planned(today)?;
            Some(PlannedLine {
                role: role.code(),
                word: role.word(),
                from_on: dates::short(term.from_on),
                name: role.name_of(term.person.as_ref()).to_owned(),
                withdrawn: self.of_role(role).1,
            })
        };
        ROLES.into_iter().filter_map(line).collect()
    }

    /// What changes, role by role in the order it is done; nothing where the person of today was chosen.
    pub fn read(
        &self,
        people: &People,
        (plan, task): (&Plan, &Task),
        today: NaiveDate,
        errors: &mut FieldErrors,
    ) -> Vec<(PersonRole, PersonChange)> {
        let reason = at_most(&self.reason, most::REASON, "reason", errors);
        let named = ROLES.map(|role| self.named(role, people, today, errors));
        // Where nobody changes a day is not needed; what is typed there is none the less a day.
        let from_on = if !self.from_on.is_empty() || named.iter().any(Option::is_some) {
            day(&self.from_on, "from_on", errors)
        } else {
            None
        };
        let mut changes = Vec::new();
        for (role, named) in ROLES.into_iter().zip(named) {
            let withdrawn = self.of_role(role).1.then_some(What::PlanWithdrawn);
            let named = named.zip(from_on).map(|(person, from_on)| What::Named(person, from_on));
            let mut terms = people.now.of(role).clone();
            for what in [withdrawn, named].into_iter().flatten() {
                let change = PersonChange { what, reason: reason.clone() };
                match terms.refusal(&change, (task.starts_on, plan.ends_on), today) {
                    Some((field, sentence)) => errors.add(field, sentence),
                    None => terms = terms.after(&change, today),
                }
                changes.push((role, change));
            }
        }
        changes
    }

    /// Who was chosen; `None` where it is who it is today.
    #[expect(clippy::option_option, reason = "nobody is an answer, too")]
    fn named(
        &self,
        role: PersonRole,
        people: &People,
        today: NaiveDate,
        errors: &mut FieldErrors,
    ) -> Option<Option<Person>> {
        let candidates = people.of_role(role);
        let chosen = choice(self.of_role(role).0, candidates, |of| of.person.id.0, role.code(), errors);
        let person = chosen.map(|of| of.person.clone());
        (person.as_ref() != people.now.of(role).person_on(today)).then_some(person)
    }

    /// By name, as posted.
    pub fn pairs(&self) -> Vec<(String, String)> {
        [
            ("leader", &self.leader),
            ("contact", &self.contact),
            ("from_on", &self.from_on),
            ("reason", &self.reason),
            ("withdraw_leader", &self.withdraw_leader),
            ("withdraw_contact", &self.withdraw_contact),
        ]
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .into()
    }
}
