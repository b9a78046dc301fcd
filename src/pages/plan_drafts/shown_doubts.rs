//! A doubt and a department as the page shows them: what it is about, what can be decided with which key, what was. Pure.

use super::content::{DepartmentChoice, DoubtChoice, DraftContent, DraftDepartment, DraftDoubt, DraftTask};
use super::directory::{Directory, Meaning};
use crate::organization::DepartmentKind;
use crate::plan::document_reader::rules;
use crate::web::instants;

/// A doubt at its place.
pub(super) struct DoubtShown {
    pub key: u32,
    /// Its id on the page, where a sentence about it stands too.
    pub anchor: String,
    pub version: u32,
    pub message: String,
    /// What can be decided: the value posted, and the words of its button.
    pub choices: Vec<(&'static str, String)>,
    /// Where the value itself is changed.
    pub edit: Option<String>,
    /// What was decided, by whom and when.
    pub decided: Option<String>,
}

/// A department that the ledger does not know.
pub(super) struct UnknownShown {
    /// Its place in the draft.
    pub at: usize,
    /// Its id on the page, where a sentence about it stands too.
    pub anchor: String,
    pub version: u32,
    pub name: String,
    /// Which tasks name it.
    pub tasks: String,
    /// The kinds it may be new as, the one by its name first: the value posted, and the words of its button.
    pub kinds: Vec<(&'static str, String)>,
    /// What was decided, by whom and when.
    pub decided: Option<String>,
}

/// Whether what the reader proposes can be taken.
pub(super) fn can_adopt(doubt: &DraftDoubt, content: &DraftContent) -> bool {
    let task = doubt.task.and_then(|key| content.task(key));
    match doubt.rule.as_str() {
        rules::LEAD_NOT_MARKED => task.and_then(DraftTask::lead_to_propose).is_some(),
        rules::WORK_POINT_TO_BE_CONFIRMED => task.is_some() && doubt.work_point.is_some(),
        _ => false,
    }
}

/// Whether a look at the document settles it; a task without lead and a statement nobody carries want mending.
pub(super) fn can_be_confirmed(doubt: &DraftDoubt) -> bool {
    !matches!(doubt.rule.as_str(), rules::LEAD_NOT_MARKED | rules::WORK_POINT_WITHOUT_TASK)
}

/// Whether number and date of the document, given on issuing, answer it.
pub(super) fn is_answered_by_issuing(doubt: &DraftDoubt) -> bool {
    matches!(doubt.rule.as_str(), rules::NO_DOCUMENT_NUMBER | rules::NO_ISSUE_DATE)
}

/// What can be decided of a doubt, in the order of the keys.
pub(super) fn choices(doubt: &DraftDoubt, content: &DraftContent) -> Vec<(DoubtChoice, String)> {
    let mut choices = Vec::new();
    let proposed =
        doubt.task.and_then(|key| content.task(key)).and_then(|task: &DraftTask| task.proposed_lead.as_ref());
    if can_adopt(doubt, content) {
        let words = match (doubt.rule.as_str(), proposed) {
            (rules::LEAD_NOT_MARKED, Some(lead)) => format!("由{lead}牵头"),
            _ => "由这项任务承担".to_owned(),
        };
        choices.push((DoubtChoice::Adopted, words));
    }
    if can_be_confirmed(doubt) {
        let of_point = doubt.rule == rules::WORK_POINT_TO_BE_CONFIRMED;
        let words = if of_point { "不由这项任务承担" } else { "按读入的确认" };
        choices.push((DoubtChoice::Confirmed, words.to_owned()));
    }
    choices.push((DoubtChoice::Later, "留待印发后处理".to_owned()));
    choices
}

/// The code of a choice in forms.
pub(super) fn code(choice: DoubtChoice) -> &'static str {
    match choice {
        DoubtChoice::Confirmed => "confirm",
        DoubtChoice::Adopted => "adopt",
        DoubtChoice::Edited => "edit",
        DoubtChoice::Later => "later",
        DoubtChoice::Given => "given",
    }
}

pub(super) fn doubt(doubt: &DraftDoubt, content: &DraftContent, edit: Option<String>) -> DoubtShown {
    let decided = doubt
        .decision
        .as_ref()
        .map(|of| format!("{} · {} {}", of.choice.words(), of.decided.name, instants::minute(of.decided.at)));
    DoubtShown {
        key: doubt.key,
        anchor: format!("doubt-{}", doubt.key),
        version: doubt.version,
        message: doubt.message.clone(),
        choices: choices(doubt, content).into_iter().map(|(choice, words)| (code(choice), words)).collect(),
        edit,
        decided,
    }
}

/// Whether a department is for a person to decide, or was.
pub(super) fn is_unknown(of: &DraftDepartment, content: &DraftContent, directory: &Directory) -> bool {
    let is_open = || *directory.meaning(&of.name) == Meaning::Undecided;
    content.is_named(&of.name) && (of.decision.is_some() || is_open())
}

/// The departments that tasks name and the ledger does not know.
pub(super) fn unknown(content: &DraftContent, directory: &Directory) -> Vec<UnknownShown> {
    let line = |(at, of): (usize, &DraftDepartment)| {
        let named = content.numbered().filter(|(_, task)| task.parts.iter().any(|p| p.department == of.name));
        let numbers: Vec<i32> = named.map(|(number, _)| number).collect();
        let mut kinds = vec![of.kind];
        kinds.extend(DepartmentKind::ALL.into_iter().filter(|kind| *kind != of.kind));
        UnknownShown {
            at,
            anchor: format!("department-{at}"),
            version: of.version,
            name: of.name.clone(),
            tasks: crate::pages::worklist::spans(&numbers),
            kinds: kinds.into_iter().map(|kind| (kind.code(), new_words(kind).to_owned())).collect(),
            decided: of.decision.as_ref().map(|decision| {
                let decided = &decision.decided;
                format!(
                    "{} · {} {}",
                    choice_words(&decision.choice),
                    decided.name,
                    instants::minute(decided.at)
                )
            }),
        }
    };
    content
        .departments
        .iter()
        .enumerate()
        .filter(|(_, of)| is_unknown(of, content, directory))
        .map(line)
        .collect()
}

fn new_words(kind: DepartmentKind) -> &'static str {
    match kind {
        DepartmentKind::Unit => "新部门",
        DepartmentKind::Group => "新统称",
        DepartmentKind::Body => "新领导机构",
    }
}

/// What was decided of a department, in words.
pub(super) fn choice_words(choice: &DepartmentChoice) -> String {
    match choice {
        DepartmentChoice::New(kind) => format!("印发时列为{}", new_words(*kind)),
        DepartmentChoice::Alias(other) => format!("{other}的别称"),
        DepartmentChoice::Misprint(other) => format!("{other}的误写"),
    }
}
