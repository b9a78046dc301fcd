//! A view of the ledger: which tasks, in which order. It stands wholly in the address, so that it can be bookmarked.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::pages::overview::TaskOverview;
use crate::plan::tasks::TaskStatus;
use crate::status::Light;

/// The address's query as it came: every part may be missing, empty or wrong.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Query {
    light: String,
    mark: String,
    section: String,
    department: String,
    leader: String,
    status: String,
    q: String,
    sort: String,
}

/// The order of a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Sort {
    /// The order of the document, by section.
    #[default]
    Number,
    /// Worst light first.
    Light,
    /// Least progress first.
    Progress,
    /// Soonest due first.
    DueOn,
    /// By 分管院领导; tasks without one first, because somebody has to name them.
    Leader,
}

impl Sort {
    pub(super) const ALL: [Self; 5] = [Self::Number, Self::Light, Self::Progress, Self::DueOn, Self::Leader];

    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Light => "light",
            Self::Progress => "progress",
            Self::DueOn => "due",
            Self::Leader => "leader",
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Number => "按序号",
            Self::Light => "按亮灯（重者在前）",
            Self::Progress => "按进度（低者在前）",
            Self::DueOn => "按完成时限",
            Self::Leader => "按分管院领导",
        }
    }
}

/// 待明确: the filter's value for tasks without a leader in charge, or without a lead department.
pub(super) const UNDECIDED: &str = "none";

/// A view. What an address says wrongly is as if it were not said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Selection {
    pub light: Option<Light>,
    /// Only tasks with a responsibility gap (待完善).
    pub with_gaps: bool,
    pub section: Option<i32>,
    /// A department's id or name, or [`UNDECIDED`].
    pub department: Option<String>,
    /// A leader's id or name, or [`UNDECIDED`].
    pub leader: Option<String>,
    pub status: Option<TaskStatus>,
    /// Words that all must be found.
    pub text: String,
    pub sort: Sort,
}

impl From<Query> for Selection {
    fn from(query: Query) -> Self {
        let said = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Self {
            light: Light::of_code(&query.light),
            with_gaps: query.mark == "gap",
            section: query.section.parse().ok(),
            department: said(query.department),
            leader: said(query.leader),
            status: TaskStatus::ALL.into_iter().find(|status| code_of(*status) == query.status),
            text: query.q.trim().to_owned(),
            sort: Sort::ALL.into_iter().find(|sort| sort.code() == query.sort).unwrap_or_default(),
        }
    }
}

/// A status's name in addresses: `in_progress`.
pub(super) fn code_of(status: TaskStatus) -> String {
    serde_json::to_value(status).ok().and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The query in the order of the address, without what is not said.
#[derive(Serialize)]
struct Address<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    light: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mark: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    department: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    leader: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    q: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sort: Option<&'a str>,
}

impl Selection {
    /// The view's address under the ledger at `path`.
    pub(super) fn address(&self, path: &str) -> String {
        let address = Address {
            light: self.light.map(Light::code),
            mark: self.with_gaps.then_some("gap"),
            section: self.section,
            department: self.department.as_deref(),
            leader: self.leader.as_deref(),
            status: self.status.map(code_of),
            q: Some(self.text.as_str()).filter(|text| !text.is_empty()),
            sort: Some(self.sort).filter(|sort| *sort != Sort::Number).map(Sort::code),
        };
        let query = serde_html_form::to_string(&address).unwrap_or_default();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    /// The same view of all lights, with and without gaps: what the chips count.
    pub(super) fn of_all_lights(&self) -> Self {
        Self { light: None, with_gaps: false, ..self.clone() }
    }

    /// Whether the view leaves tasks out.
    pub(super) fn is_narrowed(&self) -> bool {
        *self != Self { sort: self.sort, ..Self::default() }
    }

    /// Whether the view shows the task. Of a task that is not open to its reader (限定范围) only section and light are
    /// asked, so that nothing hidden can be found.
    pub(super) fn shows(&self, task: &TaskOverview, is_open: bool) -> bool {
        self.light.is_none_or(|light| light == task.light.light)
            && self.section.is_none_or(|section| section == task.section)
            && (!self.with_gaps || !task.gaps.is_empty())
            && (!self.asks_for_contents() || (is_open && self.fits_contents(task)))
    }

    fn asks_for_contents(&self) -> bool {
        self.department.is_some() || self.leader.is_some() || self.status.is_some() || !self.text.is_empty()
    }

    fn fits_contents(&self, task: &TaskOverview) -> bool {
        let department = self.department.as_deref().is_none_or(|asked| match asked {
            UNDECIDED => task.leads().is_none(),
            asked => task.departments.iter().any(|d| d.name == asked || d.id.to_string() == asked),
        });
        let leader = self.leader.as_deref().is_none_or(|asked| match &task.leader {
            None => asked == UNDECIDED,
            Some((id, name)) => name == asked || id.to_string() == asked,
        });
        department && leader && self.status.is_none_or(|status| status == task.status) && self.finds(task)
    }

    fn finds(&self, task: &TaskOverview) -> bool {
        let number = task.number.to_string();
        let names = task.departments.iter().map(|department| department.name.as_str());
        let people =
            task.contact.as_deref().into_iter().chain(task.leader.as_ref().map(|(_, name)| name.as_str()));
        let places: Vec<String> =
            names.chain(people).chain([task.title.as_str()]).map(str::to_lowercase).collect();
        self.text
            .to_lowercase()
            .split_whitespace()
            .all(|word| number == word || places.iter().any(|place| place.contains(word)))
    }

    /// Puts tasks into the view's order; those alike stay in the order of the document.
    pub(super) fn sort(&self, tasks: &mut [&TaskOverview]) {
        match self.sort {
            Sort::Number => tasks.sort_by_key(|task| task.number),
            Sort::Light => tasks.sort_by_key(|task| task.badness()),
            Sort::Progress => tasks.sort_by_key(|task| (task.share, Reverse(task.scheduled), task.number)),
            Sort::DueOn => tasks.sort_by_key(|task| (task.due_on, task.number)),
            Sort::Leader => tasks.sort_by(|one, other| {
                let name = |task: &TaskOverview| task.leader.as_ref().map(|(_, name)| name.clone());
                (name(one), one.number).cmp(&(name(other), other.number))
            }),
        }
    }
}

#[cfg(test)]
mod tests;
