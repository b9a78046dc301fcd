//! A view of the changes: which kind, of which section, of which department. It stands wholly in the address. Pure.

use serde::Deserialize;

use super::comparison::Kind;
use crate::pages::overview::TaskOverview;

/// The address's query as it came: every part may be missing, empty or wrong.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Query {
    pub from: String,
    pub to: String,
    pub kind: String,
    pub section: String,
    pub department: String,
}

/// A view. What an address says wrongly of kind or section is as if it were not said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Selection {
    pub from: String,
    pub to: String,
    pub kind: Option<Kind>,
    pub section: Option<i32>,
    /// A department's id or name.
    pub department: Option<String>,
}

impl From<Query> for Selection {
    fn from(query: Query) -> Self {
        Self {
            kind: Kind::ALL.into_iter().find(|kind| kind.code() == query.kind),
            section: query.section.parse().ok(),
            department: Some(query.department.trim().to_owned()).filter(|text| !text.is_empty()),
            from: query.from,
            to: query.to,
        }
    }
}

impl Selection {
    /// Whether the view shows what moved of a task, which is open to its reader.
    pub(super) fn shows(&self, task: &TaskOverview) -> bool {
        let asked = |name: &str| task.departments.iter().any(|d| d.name == name || d.id.to_string() == name);
        self.section.is_none_or(|section| section == task.section)
            && self.department.as_deref().is_none_or(asked)
    }

    /// Whether the view leaves changes out.
    pub(super) fn is_narrowed(&self) -> bool {
        self.kind.is_some() || self.section.is_some() || self.department.is_some()
    }

    /// The address under `path` of the same view, of changes of one kind or of all.
    pub(super) fn address(&self, path: &str, kind: Option<Kind>) -> String {
        let section = self.section.map(|section| section.to_string());
        let parts = [
            ("from", self.from.as_str()),
            ("to", self.to.as_str()),
            ("kind", kind.map_or("", Kind::code)),
            ("section", section.as_deref().unwrap_or_default()),
            ("department", self.department.as_deref().unwrap_or_default()),
        ];
        let said: Vec<_> = parts.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let query = serde_html_form::to_string(said).unwrap_or_default();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    /// The same days without a filter.
    pub(super) fn of_all(&self) -> Self {
        Self { kind: None, section: None, department: None, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_written_without_what_is_not_said() {
        let read = |query: &str| Selection::from(serde_html_form::from_str::<Query>(query).unwrap());
        let view = read("from=2019-05-31&kind=dates&section=3&department=7");
        assert_eq!(view.kind, Some(Kind::Dates));
        assert_eq!(view.address("/", view.kind), "/?from=2019-05-31&kind=dates&section=3&department=7");
        assert_eq!(view.of_all().address("/", None), "/?from=2019-05-31");
        let wrong = read("kind=colours&section=six&department=+");
        assert!(!wrong.is_narrowed());
        assert_eq!(wrong.address("/", None), "/");
    }

    #[test]
    fn section_and_department_narrow_and_combine() {
        let task =
            TaskOverview { section: 3, ..TaskOverview::plain(20, "加强多元化纠纷解决机制建设") };
        let shows =
            |query: &str| Selection::from(serde_html_form::from_str::<Query>(query).unwrap()).shows(&task);
        assert!(shows("") && shows("section=3") && shows("kind=dates"));
        assert!(!shows("section=2") && !shows("section=3&department=立案庭"));
    }
}
