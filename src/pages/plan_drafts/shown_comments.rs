//! What departments said, as pages show it. Pure.

use super::consult_store::{Comment, Consulted};
use super::content::DraftContent;
use crate::plan::tasks::fields::Choice;
use crate::web::{dates, instants};

/// What a department said.
pub(super) struct CommentShown {
    pub id: i64,
    field: String,
    pub name: String,
    /// What it is about.
    pub about: String,
    /// The task was changed since.
    pub changed: bool,
    pub text: Vec<String>,
    pub said: String,
    /// Whether it was adopted, and the answer with who gave it.
    pub answer: Option<(bool, String)>,
}

impl CommentShown {
    /// The id of the field in which it is answered.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// Whether that is its id.
    pub fn is_id(&self, id: &str) -> bool {
        self.field.strip_prefix("answer-") == Some(id)
    }
}

/// A department that was asked.
pub(super) struct ConsultedShown {
    pub name: String,
    pub by: String,
    pub state: (&'static str, &'static str, String),
}

pub(super) fn comment(of: &Comment, content: &DraftContent) -> CommentShown {
    let task = of.task_key.and_then(|key| content.task(u32::try_from(key).ok()?));
    let about = match (of.task_key, task.and_then(|task| content.number_of(task.key))) {
        (None, _) => "全文".to_owned(),
        (Some(_), Some(number)) => format!("任务 {number}　{}", of.about),
        (Some(_), None) => format!("{}（已移出）", of.about),
    };
    let recorded = if of.recorded { "代录" } else { "" };
    let version = of.task_version.and_then(|version| u32::try_from(version).ok());
    CommentShown {
        id: of.id.0,
        field: format!("answer-{}", of.id),
        name: of.name.clone(),
        about,
        changed: task.is_some_and(|task| Some(task.version) != version),
        text: of.text.lines().map(str::to_owned).collect(),
        said: format!("{} {}{recorded}", instants::minute(of.said_at), of.said_by),
        answer: of.adopted.zip(of.answer.as_ref()).map(|(adopted, words)| {
            (adopted, format!("{words}（{}）", of.answered_by.as_deref().unwrap_or_default()))
        }),
    }
}

pub(super) fn consulted(of: &Consulted, today: chrono::NaiveDate) -> ConsultedShown {
    let state = if of.comments > 0 {
        let open =
            if of.unanswered > 0 { format!("，{} 条待答复", of.unanswered) } else { String::new() };
        (
            if of.unanswered > 0 { "yellow" } else { "green" },
            if of.unanswered > 0 { "◆" } else { "●" },
            format!("意见 {} 条{open}", of.comments),
        )
    } else if of.no_comment_at.is_some() {
        ("green", "●", "无意见".to_owned())
    } else if of.may_comment(today) {
        ("grey", "○", "未答复".to_owned())
    } else {
        ("grey", "○", "期限已过，未答复".to_owned())
    };
    ConsultedShown { name: of.name.clone(), by: dates::short(of.comment_by), state }
}

/// The tasks a comment can be about.
pub(super) fn task_choices(content: &DraftContent, now: &str, reads: impl Fn(u32) -> bool) -> Vec<Choice> {
    let all = content.numbered().filter(|(_, task)| reads(task.key));
    all.map(|(number, task)| Choice::of(task.key.to_string(), format!("{number}　{}", task.title), now))
        .collect()
}
