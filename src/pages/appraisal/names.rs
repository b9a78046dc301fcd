//! What a reader may know of the tasks on a sheet.

use std::collections::HashMap;

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::store::{TaskName, list_task_names};
use crate::accounts::{CurrentUser, Role};
use crate::error::Result;
use crate::ids::DepartmentId;
use crate::pages::overview;
use crate::plan::Plan;

/// The tasks of a plan, as far as they are for a reader.
pub(super) struct Names {
    tasks: Vec<TaskName>,
    /// The office and leaders.
    all: bool,
    own: Vec<DepartmentId>,
    /// Of the restricted tasks: the light's word, for whom no more is.
    lights: HashMap<i32, &'static str>,
}

impl Names {
    /// For a reader on a day. The number of statements does not depend on the number of tasks.
    pub async fn read(
        conn: &mut PgConnection,
        user: &CurrentUser,
        plan: &Plan,
        today: NaiveDate,
    ) -> Result<Self> {
        let all = matches!(user.role, Role::Office | Role::Leader);
        let own = user.departments();
        let tasks = list_task_names(conn, plan.id, (&own, today)).await?;
        let lights = if all { HashMap::new() } else { lights(conn, plan, today).await? };
        Ok(Self { tasks, all, own, lights })
    }

    fn is_hidden(&self, number: i32) -> bool {
        let found = self.tasks.iter().find(|task| task.number == number);
        !self.all && found.is_none_or(|task| task.restricted && !task.concerned)
    }

    /// A task by number and title; of a restricted one the title is for those it concerns.
    pub fn task_words(&self, number: i32) -> String {
        match self.tasks.iter().find(|task| task.number == number) {
            Some(task) if !self.is_hidden(number) => format!("{number} {}", task.title),
            _ => format!("{number}（限定范围）"),
        }
    }

    /// What stands in place of a restricted task's event on a department's sheet, for those neither the task nor the sheet
    /// belongs to: its light's word. `None` for whom the event is.
    pub fn instead(&self, of: DepartmentId, number: i32) -> Option<String> {
        if self.own.contains(&of) || !self.is_hidden(number) {
            return None;
        }
        let light = self.lights.get(&number).copied().unwrap_or("限定范围");
        Some(format!("亮灯：{light}"))
    }
}

async fn lights(
    conn: &mut PgConnection,
    plan: &Plan,
    today: NaiveDate,
) -> Result<HashMap<i32, &'static str>> {
    let overview = overview::read(conn, plan.year, today).await?;
    let restricted = overview.tasks.iter().filter(|task| task.restricted);
    Ok(restricted.map(|task| (task.number, task.light.light.word())).collect())
}
