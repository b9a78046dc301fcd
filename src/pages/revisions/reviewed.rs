//! A revision beside the ledger as it stands.

use std::collections::HashMap;

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::compare::{Comparison, compare};
use super::matching::Matched;
use super::model::{OurSection, OurTask, Ours, TaskSaid};
use super::parts::with_unsaid;
use super::store::{self, RevisionRow};
use crate::error::Result;
use crate::organization::intake::list_known;
use crate::pages::overview::{self, TaskOverview};
use crate::plan::Plan;
use crate::plan::tasks::AssignmentRole;

/// Both of them.
pub(super) struct Reviewed {
    pub plan: Plan,
    pub row: RevisionRow,
    pub ours: Ours,
}

impl Reviewed {
    /// Reads the ledger as of `today`, in the same number of statements whatever there is to compare.
    pub async fn read(
        conn: &mut PgConnection,
        year: i32,
        row: RevisionRow,
        today: NaiveDate,
    ) -> Result<Self> {
        let overview = overview::read(conn, year, today).await?;
        let mut texts = store::list_texts(conn, overview.plan.id).await?;
        let mut said = store::list_said(conn, overview.plan.id).await?;
        let known = list_known(conn).await?;
        let mut names = HashMap::new();
        for department in &known {
            names.extend(department.aliases.iter().map(|alias| (alias.clone(), department.name.clone())));
        }
        names.extend(known.iter().map(|of| (of.name.clone(), of.name.clone())));
        // Changes dated ahead count: what a revision would change is what stands last.
        let mut parts = store::list_last_parts(conn, overview.plan.id).await?;
        // Departments that stand in a task may be closed by now: they are called what they are called there.
        for name in parts.values().flatten().map(|(name, _)| name) {
            names.entry(name.clone()).or_insert_with(|| name.clone());
        }
        let mut task = |of: &TaskOverview| {
            let parts = parts.remove(&of.number).unwrap_or_default();
            our_task(of, parts, texts.remove(&of.number), said.remove(&of.number))
        };
        let ours = Ours {
            tasks: overview.tasks.iter().map(&mut task).collect(),
            sections: overview.sections.iter().map(our_section).collect(),
            names,
            ends_on: overview.plan.ends_on,
        };
        Ok(Self { plan: overview.plan, row, ours })
    }

    /// What it would change.
    pub fn comparison(&self) -> Comparison<'_> {
        compare(&self.row.content.0, &self.ours, &self.row.matches.0)
    }

    /// What it says of each task of the plan, those added by it under the numbers they were given.
    pub fn said(&self, added: &HashMap<u32, i32>) -> Vec<TaskSaid> {
        let comparison = self.comparison();
        let numbered = comparison.matches.iter().filter_map(|of| match of.is {
            Matched::Task(number) => Some((number, of.task)),
            Matched::New(_) => added.get(&of.task.key).map(|number| (*number, of.task)),
            Matched::Left | Matched::Open => None,
        });
        let said = numbered.map(|(number, task)| {
            let before =
                self.ours.tasks.iter().find(|of| of.number == number).and_then(|of| of.base.as_ref());
            let none = TaskSaid { number, ..TaskSaid::default() };
            let before = before.unwrap_or(&none);
            // What it leaves out, it does not change.
            let stood = (before.leads.as_slice(), before.supports.as_slice());
            let (leads, supports) = if task.leads.is_empty() && task.supports.is_empty() {
                (before.leads.clone(), before.supports.clone())
            } else {
                let (leads, supports) = (task.leads.clone(), task.supports.clone());
                with_unsaid(leads, supports, stood, comparison.covers_plan)
            };
            let names_only = !comparison.covers_plan && before.title.contains(&task.title);
            let text = task.text_beside(&before.text);
            TaskSaid {
                number,
                title: if names_only { before.title.clone() } else { task.title.clone() },
                text: if text.is_empty() { before.text.clone() } else { text },
                leads,
                supports,
            }
        });
        said.collect()
    }
}

fn our_task(
    of: &TaskOverview,
    parts: Vec<(String, AssignmentRole)>,
    text: Option<String>,
    base: Option<TaskSaid>,
) -> OurTask {
    let (leads, supports): (Vec<_>, Vec<_>) =
        parts.into_iter().partition(|(_, role)| *role == AssignmentRole::Lead);
    let names = |parts: Vec<(String, AssignmentRole)>| parts.into_iter().map(|(name, _)| name).collect();
    OurTask {
        number: of.number,
        title: of.title.clone(),
        text: text.unwrap_or_default(),
        leads: names(leads),
        supports: names(supports),
        due_on: of.due_on,
        leader: of.leader.as_ref().map(|(_, name)| name.clone()),
        closed: of.status.is_closed().then(|| of.status.word()),
        base,
    }
}

fn our_section(of: &overview::Section) -> OurSection {
    OurSection { number: of.number, title: of.title.clone(), short_title: of.short_title.clone() }
}
