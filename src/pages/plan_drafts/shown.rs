//! A draft as the page shows it: sections with their statements and tasks, each with its doubts at its place. Pure.

use super::consult_store::Comment;
use super::content::{DraftContent, DraftDoubt, DraftSection, DraftTask};
use super::directory::Directory;
use super::shown_comments::{CommentShown, comment};
use super::shown_doubts::{DoubtShown, doubt};
use crate::ids::PlanDraftId;
use crate::plan::sections::numeral;
use crate::plan::tasks::AssignmentRole;
use crate::web::{dates, instants, urls};

/// A paragraph of the document.
pub(super) struct ParagraphShown {
    pub number: i32,
    pub text: String,
    pub heading: bool,
    pub unread: bool,
    /// The key and number of the task that begins here.
    pub task: Option<(u32, i32)>,
}

/// A section with what belongs to it.
pub(super) struct SectionShown {
    pub number: i32,
    pub name: String,
    pub points: Vec<PointShown>,
    pub tasks: Vec<TaskShown>,
}

/// A statement of the work points.
pub(super) struct PointShown {
    pub text: String,
    /// Key and number of each task that carries it.
    pub tasks: Vec<(u32, i32)>,
    pub doubts: Vec<DoubtShown>,
}

/// A task.
pub(super) struct TaskShown {
    pub key: u32,
    /// `None` of one that was moved out.
    pub number: Option<i32>,
    pub title: String,
    pub paragraphs: Vec<String>,
    pub lead: String,
    pub support: String,
    pub files: Option<String>,
    pub due: Option<String>,
    pub due_words: String,
    pub named_leader: Option<String>,
    /// Number of its first paragraph, and its place in words.
    pub source: Option<(i32, String)>,
    pub origin: Option<(String, String)>,
    /// 具体举措, 预期成果, 完成标准, those there are.
    pub details: Vec<(&'static str, String)>,
    pub restricted: bool,
    pub removed: Option<String>,
    pub doubts: Vec<DoubtShown>,
    pub comments: Vec<CommentShown>,
    pub edit: String,
}

pub(super) fn paragraphs(content: &DraftContent) -> Vec<ParagraphShown> {
    let begins = |number: i32| {
        let found =
            content.numbered().find(|(_, task)| task.source.as_ref().is_some_and(|of| of.first == number));
        found.map(|(number, task)| (task.key, number))
    };
    let shown = |of: &super::content::DraftParagraph| ParagraphShown {
        number: of.number,
        text: of.text.clone(),
        heading: of.heading,
        unread: of.unread,
        task: begins(of.number),
    };
    content.paragraphs.iter().map(shown).collect()
}

pub(super) fn sections(
    id: PlanDraftId,
    content: &DraftContent,
    (directory, comments): (&Directory, &[Comment]),
) -> Vec<SectionShown> {
    let section = |section: &DraftSection| {
        let points =
            content.work_points.iter().enumerate().filter(|(_, point)| point.section == section.number);
        let point = |(at, point): (usize, &super::content::DraftPoint)| PointShown {
            text: point.text.clone(),
            tasks: point.tasks.iter().filter_map(|key| Some((*key, content.number_of(*key)?))).collect(),
            doubts: shown_where(content, |of| of.task.is_none() && of.work_point == Some(at)),
        };
        let tasks = content.tasks.iter().filter(|task| task.section == section.number);
        SectionShown {
            number: section.number,
            name: format!("{}、{}", numeral(section.number), section.title),
            points: points.map(point).collect(),
            tasks: tasks.map(|of| task(id, of, content, (directory, comments))).collect(),
        }
    };
    content.sections.iter().map(section).collect()
}

/// The doubts about the document as a whole.
pub(super) fn doubts_of_document(content: &DraftContent) -> Vec<DoubtShown> {
    shown_where(content, |of| of.task.is_none() && of.work_point.is_none())
}

fn shown_where(content: &DraftContent, belongs: impl Fn(&DraftDoubt) -> bool) -> Vec<DoubtShown> {
    content.doubts.iter().filter(|of| belongs(of)).map(|of| doubt(of, content, None)).collect()
}

fn task(
    id: PlanDraftId,
    task: &DraftTask,
    content: &DraftContent,
    (directory, comments): (&Directory, &[Comment]),
) -> TaskShown {
    let is_about = |of: &&Comment| of.task_key.is_some_and(|key| u32::try_from(key) == Ok(task.key));
    let names = |role| task.names(role).collect::<Vec<_>>().join("、");
    let edit = urls::plan_draft_task(id, task.key);
    let doubts = content.doubts.iter().filter(|of| of.task == Some(task.key) && task.removed.is_none());
    TaskShown {
        key: task.key,
        number: content.number_of(task.key),
        title: task.title.clone(),
        paragraphs: task.text.lines().map(str::to_owned).collect(),
        lead: names(AssignmentRole::Lead),
        support: names(AssignmentRole::Support),
        files: directory.unit(task.files_report.as_deref()).map(str::to_owned),
        due: task.due_on.map(dates::short),
        due_words: task.due_words.clone(),
        named_leader: task.named_leader.clone(),
        source: task.source.as_ref().map(|of| (of.first, of.place.clone())),
        origin: task.origin.map(|of| (urls::task(of.year, of.number), of.words())),
        details: details(task),
        restricted: task.restricted,
        removed: task
            .removed
            .as_ref()
            .map(|of| format!("{} · {} {}", of.reason, of.decided.name, instants::minute(of.decided.at))),
        doubts: doubts.map(|of| doubt(of, content, Some(format!("{edit}?doubt={}", of.key)))).collect(),
        comments: comments.iter().filter(is_about).map(|of| comment(of, content)).collect(),
        edit,
    }
}

/// What was carried over beside title and text, where there is some.
fn details(task: &DraftTask) -> Vec<(&'static str, String)> {
    let words = ["具体举措", "预期成果", "完成标准"].into_iter().zip(task.details.iter().cloned());
    words.filter(|(_, text)| !text.is_empty()).collect()
}
