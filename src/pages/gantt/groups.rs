//! Tasks by section, or by the department that files for them. Pure.

use crate::accounts::CurrentUser;
use crate::pages::overview::{Overview, RESTRICTED, TaskOverview};
use crate::plan::tasks::AssignmentRole;

/// What tasks are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Section,
    /// The department that files, else the first that leads.
    Department,
}

impl By {
    /// As the address says it; anything else is by section.
    pub(super) fn of_code(code: &str) -> Self {
        if code == "department" { Self::Department } else { Self::Section }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Section => "按板块",
            Self::Department => "按部门",
        }
    }
}

/// Tasks under a heading.
pub(super) struct Group<'a> {
    pub heading: String,
    pub tasks: Vec<&'a TaskOverview>,
}

/// All tasks as `user` may read them (the overview is theirs), each once; groups in the order of the document, tasks
/// without a department and those restricted last.
pub(super) fn groups<'a>(overview: &'a Overview, by: By, user: &CurrentUser) -> Vec<Group<'a>> {
    match by {
        By::Section => by_section(overview),
        By::Department => by_department(&overview.tasks, user),
    }
}

pub(super) fn by_section(overview: &Overview) -> Vec<Group<'_>> {
    let sections = overview.sections.iter().map(|section| Group {
        heading: format!("{}、{}", section.numeral(), section.short_title),
        tasks: overview.tasks.iter().filter(|task| task.section == section.number).collect(),
    });
    sections.filter(|group| !group.tasks.is_empty()).collect()
}

fn by_department<'a>(tasks: &'a [TaskOverview], user: &CurrentUser) -> Vec<Group<'a>> {
    let group = |heading: &str| Group { heading: heading.to_owned(), tasks: Vec::new() };
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut undecided = group("牵头部门待明确");
    let mut restricted = group(RESTRICTED);
    for task in tasks {
        let first_lead =
            || task.departments.iter().find(|department| department.role == AssignmentRole::Lead);
        let answers = task.files_report().or_else(first_lead).map(|department| &department.name);
        let of_name = |name: &String| groups.iter().position(|group| group.heading == *name);
        let place = match answers {
            _ if !task.is_open_to(user) => &mut restricted,
            None => &mut undecided,
            Some(name) => {
                let at = of_name(name).unwrap_or(groups.len());
                if at == groups.len() {
                    groups.push(group(name));
                }
                &mut groups[at]
            }
        };
        place.tasks.push(task);
    }
    groups.extend([undecided, restricted].into_iter().filter(|group| !group.tasks.is_empty()));
    groups
}
