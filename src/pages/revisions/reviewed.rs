//! A revision beside the ledger as it stands.

use std::collections::HashMap;

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::compare::{Comparison, OurSection, OurTask, Ours, TaskSaid, compare};
use super::matching::Matched;
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
        // Departments that stand in a task may be closed by now: they are called what they are called there.
        for department in overview.tasks.iter().flat_map(|task| &task.departments) {
            names.entry(department.name.clone()).or_insert_with(|| department.name.clone());
        }
        let mut task = |of: &TaskOverview| our_task(of, texts.remove(&of.number), said.remove(&of.number));
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
            // What it leaves out, it does not change.
            let kept = |names: &[String], of: fn(&TaskSaid) -> &[String]| {
                if task.leads.is_empty() && task.supports.is_empty() {
                    before.map(|said| of(said).to_vec()).unwrap_or_default()
                } else {
                    names.to_vec()
                }
            };
            let text_before = before.map_or("", |of| of.text.as_str());
            let text = task.text_beside(text_before);
            TaskSaid {
                number,
                title: task.title.clone(),
                text: if text.is_empty() { text_before.to_owned() } else { text },
                leads: kept(&task.leads, |said| &said.leads),
                supports: kept(&task.supports, |said| &said.supports),
            }
        });
        said.collect()
    }
}

fn our_task(of: &TaskOverview, text: Option<String>, base: Option<TaskSaid>) -> OurTask {
    let of_role = |role: AssignmentRole| {
        let parts = of.departments.iter().filter(move |part| part.role == role);
        parts.map(|part| part.name.clone()).collect()
    };
    OurTask {
        number: of.number,
        title: of.title.clone(),
        text: text.unwrap_or_default(),
        leads: of_role(AssignmentRole::Lead),
        supports: of_role(AssignmentRole::Support),
        due_on: of.due_on,
        leader: of.leader.as_ref().map(|(_, name)| name.clone()),
        closed: of.status.is_closed().then(|| of.status.word()),
        base,
    }
}

fn our_section(of: &overview::Section) -> OurSection {
    OurSection { number: of.number, title: of.title.clone(), short_title: of.short_title.clone() }
}
