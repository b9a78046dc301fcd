//! Which task of the plan each task of a revision is. Only the same number with the same title is certain; anything else is
//! proposed, and a person may say otherwise. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::content::RevisedTask;
use super::model::Ours;
use crate::plan::work_point_matrix::similarity::likeness_of;
use crate::web::FieldErrors;

/// From so many hundredths on, two titles under one number are taken for one task's.
const ALIKE: usize = 50;

/// What a task of a revision is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Matched {
    /// The plan's task of this number.
    Task(i32),
    /// A new one, in the section of this number.
    New(i32),
    /// Not to be looked at.
    Left,
    /// For a person to say.
    Open,
}

impl Matched {
    /// As it is posted and stored.
    pub fn code(self) -> String {
        match self {
            Self::Task(number) => format!("task:{number}"),
            Self::New(section) => format!("new:{section}"),
            Self::Left => "left".to_owned(),
            Self::Open => String::new(),
        }
    }

    /// What was posted or stored.
    pub fn of_code(code: &str) -> Option<Self> {
        let number = |text: &str| text.parse().ok();
        match code.split_once(':') {
            Some(("task", rest)) => number(rest).map(Self::Task),
            Some(("new", rest)) => number(rest).map(Self::New),
            _ if code == "left" => Some(Self::Left),
            _ => None,
        }
    }
}

/// A task of a revision with what it is.
#[derive(Debug, Clone)]
pub(super) struct Match<'a> {
    pub task: &'a RevisedTask,
    pub is: Matched,
    /// Why it needs a look; `None` where number and title are the same and nobody said otherwise.
    pub because: Option<String>,
}

/// What a person said of some of them, by key.
pub(super) type Said = BTreeMap<u32, String>;

/// What each is, as a person said, else as proposed. No two are the same task: the later one is open.
pub(super) fn match_all<'a>(tasks: &'a [RevisedTask], ours: &Ours, said: &Said) -> Vec<Match<'a>> {
    let mut taken = BTreeSet::new();
    let one = |task: &'a RevisedTask| {
        let by_person = said.get(&task.key).and_then(|code| Matched::of_code(code));
        let (is, because) = match by_person {
            Some(is) => (is, Some("由人工核定".to_owned())),
            None => propose(task, ours),
        };
        match is {
            Matched::Task(number) if !taken.insert(number) => {
                let because = format!("文件中已有一项对应台账的任务 {number}，请改定其中一项。");
                Match { task, is: Matched::Open, because: Some(because) }
            }
            _ => Match { task, is, because },
        }
    };
    tasks.iter().map(one).collect()
}

fn propose(task: &RevisedTask, ours: &Ours) -> (Matched, Option<String>) {
    let same = |one: &str, other: &str| plain(one) == plain(other);
    let own = ours.tasks.iter().find(|of| of.number == task.number);
    if own.is_some_and(|own| same(&own.title, &task.title)) {
        return (Matched::Task(task.number), None);
    }
    if let Some(other) = ours.tasks.iter().find(|of| same(&of.title, &task.title)) {
        let because = format!("标题与台账的任务 {} 相同，序号不同", other.number);
        return (Matched::Task(other.number), Some(because));
    }
    if let Some(own) = own.filter(|own| is_alike(&own.title, &task.title)) {
        let because = format!("序号相同，标题相近（台账：“{}”）", own.title);
        return (Matched::Task(task.number), Some(because));
    }
    let section =
        ours.sections.iter().find(|of| same(&of.title, &task.section) || of.short_title == task.section);
    match section {
        Some(section) => {
            (Matched::New(section.number), Some("台账里没有序号和标题相符的任务，拟作新增".to_owned()))
        }
        None => (Matched::Open, Some("台账里没有序号和标题相符的任务，请选择".to_owned())),
    }
}

/// Titles of one task: one says the other in full, or they are alike.
fn is_alike(one: &str, other: &str) -> bool {
    let (one, other) = (plain(one), plain(other));
    one.contains(&other) || other.contains(&one) || likeness_of(&one, &other) >= ALIKE
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What was posted for the tasks that need a look, by key; what cannot be says why beside its field.
pub(super) fn read_said(posted: &[(u32, String)], ours: &Ours) -> Result<Said, FieldErrors> {
    let mut errors = FieldErrors::default();
    let mut said = Said::new();
    let mut taken = BTreeSet::new();
    for (key, code) in posted.iter().filter(|(_, code)| !code.is_empty()) {
        let is = Matched::of_code(code).filter(|is| match is {
            Matched::Task(number) => ours.tasks.iter().any(|of| of.number == *number),
            Matched::New(section) => ours.sections.iter().any(|of| of.number == *section),
            Matched::Left => true,
            Matched::Open => false,
        });
        match is {
            None => errors.add(&field_of(*key), "所选的已不在可选之列，请重新选择。"),
            Some(Matched::Task(number)) if !taken.insert(number) => {
                errors.add(&field_of(*key), format!("任务 {number} 选了两次，请改定其中一项。"));
            }
            Some(_) => {
                said.insert(*key, code.clone());
            }
        }
    }
    if errors.is_empty() { Ok(said) } else { Err(errors) }
}

/// The field of a task's match.
pub(super) fn field_of(key: u32) -> String {
    format!("match-{key}")
}

#[cfg(test)]
mod tests {
    use super::super::compare::tests::{ours, revised};
    use super::*;

    #[test]
    fn only_number_and_title_together_are_certain() {
        let ours = ours();
        for (number, title, is, certain) in [
            (1, "完善审判权运行机制", Matched::Task(1), true),
            (1, "完善审判权的运行机制", Matched::Task(1), false),
            (9, "完善审判权运行机制", Matched::Task(1), false),
            (2, "院庭长办案", Matched::Task(2), false),
            (2, "建设智慧法院", Matched::New(1), false),
        ] {
            let task = revised(1, number, title);
            let (matched, because) = propose(&task, &ours);
            assert_eq!((matched, because.is_none()), (is, certain), "{number} {title}");
        }
        let mut task = revised(1, 9, "建设智慧法院");
        task.section = "没有的板块".to_owned();
        assert_eq!(propose(&task, &ours).0, Matched::Open);
    }

    #[test]
    fn no_two_tasks_of_a_revision_are_one_of_the_plan() {
        let tasks = [revised(1, 1, "完善审判权运行机制"), revised(2, 9, "完善审判权运行机制")];
        let matches = match_all(&tasks, &ours(), &Said::new());
        assert_eq!(matches[0].is, Matched::Task(1));
        assert_eq!(matches[1].is, Matched::Open);
        let said = Said::from([(2, "left".to_owned())]);
        assert_eq!(match_all(&tasks, &ours(), &said)[1].is, Matched::Left);
    }

    #[test]
    fn what_is_posted_must_be_there_and_once() {
        let ours = ours();
        assert!(read_said(&[(1, "task:1".into()), (2, "task:1".into())], &ours).is_err());
        assert!(read_said(&[(1, "task:77".into())], &ours).is_err());
        assert!(read_said(&[(1, "new:9".into())], &ours).is_err());
        assert_eq!(read_said(&[(1, "new:1".into()), (2, String::new())], &ours).unwrap().len(), 1);
    }
}
