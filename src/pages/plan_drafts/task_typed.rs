//! What is typed of a task of a draft, and what of it becomes the task.

use serde::Deserialize;
use sqlx::PgConnection;

use super::content::{DraftContent, DraftPart, DraftTask};
use super::create::MOST_TASKS;
use super::directory::Directory;
use super::store::DraftRow;
use crate::error::{AppError, Result};
use crate::organization::intake::{KnownDepartment, list_known};
use crate::plan::tasks::AssignmentRole;
use crate::plan::tasks::fields::{at_most, day, most, needed};
use crate::web::{FieldErrors, dates};

/// What is typed. `department` and `role` are parallel; an empty department is a line not used.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct TaskForm {
    /// The version seen.
    pub version: u32,
    /// The doubt that led here, which the change settles.
    pub doubt: String,
    pub section: String,
    pub number: String,
    pub title: String,
    pub text: String,
    pub measures: String,
    pub expected_outcome: String,
    pub completion_criteria: String,
    pub department: Vec<String>,
    pub role: Vec<String>,
    /// Who files; empty for the first lead.
    pub files: String,
    pub due_on: String,
    pub restricted: String,
    /// Why it is moved out.
    pub because: String,
}

/// A task of a draft, or a new one, with what its page is made of.
pub(super) struct Desk {
    pub row: DraftRow,
    pub known: Vec<KnownDepartment>,
    /// Of the task; `None` for a new one.
    pub key: Option<u32>,
}

impl Desk {
    /// # Errors
    /// Not found where the draft has no such task.
    pub async fn read(conn: &mut PgConnection, row: DraftRow, key: Option<u32>) -> Result<Self> {
        let known = list_known(conn).await?;
        let desk = Self { row, known, key };
        if key.is_some() && desk.task().is_none() {
            return Err(AppError::NotFound("草稿没有这项任务。".into()));
        }
        Ok(desk)
    }

    pub fn content(&self) -> &DraftContent {
        &self.row.content
    }

    pub fn task(&self) -> Option<&DraftTask> {
        self.key.and_then(|key| self.content().task(key))
    }

    /// The names that can be chosen: those of the draft, then the others of the ledger.
    pub fn names(&self) -> Vec<&str> {
        let of_draft = self.content().departments.iter().map(|of| of.name.as_str());
        let others = self
            .known
            .iter()
            .filter(|known| !self.content().departments.iter().any(|of| known.is_called(&of.name)));
        of_draft.chain(others.map(|of| of.name.as_str())).collect()
    }

    /// The form of the task as it stands.
    pub fn stored(&self, doubt: String) -> TaskForm {
        let Some(task) = self.task() else { return TaskForm::default() };
        let content = self.content();
        let directory = Directory::of(content, &self.known);
        let first = directory.first_unit_lead(&task.parts);
        let code = |role| if role == AssignmentRole::Lead { "lead" } else { "support" };
        let [measures, expected_outcome, completion_criteria] = task.details.clone();
        TaskForm {
            version: task.version,
            doubt,
            section: task.section.to_string(),
            number: content.number_of(task.key).map(|number| number.to_string()).unwrap_or_default(),
            title: task.title.clone(),
            text: task.text.clone(),
            measures,
            expected_outcome,
            completion_criteria,
            department: task.parts.iter().map(|part| part.department.clone()).collect(),
            role: task.parts.iter().map(|part| code(part.role).to_owned()).collect(),
            files: task.files_report.clone().filter(|name| Some(name) != first.as_ref()).unwrap_or_default(),
            due_on: task.due_on.map(dates::short).unwrap_or_default(),
            restricted: if task.restricted { "yes".into() } else { String::new() },
            because: String::new(),
        }
    }
}

/// What was typed, as a task and the number it is to have; what is wrong stands beside its field.
pub(super) fn read_task(form: &TaskForm, desk: &Desk, errors: &mut FieldErrors) -> (DraftTask, Option<i32>) {
    let content = desk.content();
    let section =
        form.section.parse().ok().filter(|wanted| content.sections.iter().any(|of| of.number == *wanted));
    if section.is_none() {
        errors.add("section", "请选择板块。");
    }
    let number = read_number(&form.number, content.tasks.len(), errors);
    let title = needed(&form.title, most::TITLE, ("title", "请填写任务标题。"), errors);
    let text = at_most(&form.text, most::TEXT, "text", errors);
    let details = [
        at_most(&form.measures, most::TEXT, "measures", errors),
        at_most(&form.expected_outcome, most::TEXT, "expected_outcome", errors),
        at_most(&form.completion_criteria, most::TEXT, "completion_criteria", errors),
    ];
    let parts = read_parts(form, desk, errors);
    let mut with_new = content.clone();
    with_new.take_in(&parts, &desk.known);
    let directory = Directory::of(&with_new, &desk.known);
    let files = Some(form.files.clone()).filter(|name| !name.is_empty());
    if files.as_ref().is_some_and(|name| parts.iter().all(|part| part.department != *name)) {
        errors.add("files", "填报部门须是上面列出的部门之一。");
    }
    let due_on = if form.due_on.is_empty() { None } else { day(&form.due_on, "due_on", errors) };
    if due_on.is_some_and(|due| due > content.plan.ends_on) {
        errors.add(
            "due_on",
            format!("不能晚于方案截止日 {}；留空即为截止日。", dates::short(content.plan.ends_on)),
        );
    }
    let stands = desk.task();
    let task = DraftTask {
        key: desk.key.unwrap_or_else(|| content.next_key()),
        section: section.unwrap_or_default(),
        title,
        text,
        files_report: files.or_else(|| directory.first_unit_lead(&parts)),
        parts,
        proposed_lead: stands.and_then(|task| task.proposed_lead.clone()),
        due_on,
        due_words: stands.map(|task| task.due_words.clone()).unwrap_or_default(),
        named_leader: stands.and_then(|task| task.named_leader.clone()),
        source: stands.and_then(|task| task.source.clone()),
        origin: stands.and_then(|task| task.origin),
        details,
        restricted: !form.restricted.is_empty(),
        removed: stands.and_then(|task| task.removed.clone()),
        version: stands.map_or(0, |task| task.version + 1),
    };
    (task, number)
}

/// The number a task is to have, `None` for the end of its section; the draft has so many tasks.
fn read_number(text: &str, tasks: usize, errors: &mut FieldErrors) -> Option<i32> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    if !text.chars().all(|c| c.is_ascii_digit()) {
        errors.add("number", "序号请填写数字，如 7。");
        return None;
    }
    let number = text.parse().ok().filter(|number| (1..=MOST_TASKS).contains(number));
    let number = number.and_then(|number| i32::try_from(number).ok());
    if number.is_none() && text.bytes().all(|digit| digit == b'0') {
        errors.add("number", "序号从 1 起。");
    } else if number.is_none() {
        errors.add(
            "number",
            format!("序号太大：草稿有 {tasks} 项任务，最多 {MOST_TASKS} 项；留空即排在板块末尾。"),
        );
    }
    number
}

fn read_parts(form: &TaskForm, desk: &Desk, errors: &mut FieldErrors) -> Vec<DraftPart> {
    let names = desk.names();
    let mut parts: Vec<DraftPart> = Vec::new();
    for (department, role) in form.department.iter().zip(&form.role) {
        if department.is_empty() || role == "none" {
            continue;
        }
        if !names.contains(&department.as_str()) {
            errors.add("departments", "所选的部门已不在可选之列，请重新选择。");
            continue;
        }
        if parts.iter().any(|part| part.department == *department) {
            errors.add("departments", format!("{department}选了两次。"));
        }
        let stands =
            desk.task().and_then(|task| task.parts.iter().find(|part| part.department == *department));
        let role = if role == "lead" { AssignmentRole::Lead } else { AssignmentRole::Support };
        let wording = stands.map_or_else(|| department.clone(), |part| part.wording.clone());
        parts.push(DraftPart { department: department.clone(), wording, role });
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_or_told_what_is_wrong_with_it() {
        for (text, number, told) in [
            ("", None, ""),
            (" 7 ", Some(7), ""),
            ("2000", Some(2000), ""),
            ("2001", None, "序号太大"),
            ("99999999999999999999999", None, "序号太大"),
            ("0", None, "序号从 1 起"),
            ("-3", None, "请填写数字"),
            ("七", None, "请填写数字"),
        ] {
            let mut errors = FieldErrors::default();
            assert_eq!(read_number(text, 39, &mut errors), number, "{text}");
            let sentence = errors.of("number").unwrap_or_default();
            assert!(sentence.contains(told) && sentence.is_empty() == told.is_empty(), "{text}: {sentence}");
        }
    }
}
