//! Which department of the ledger each name of a draft means. Pure.

use std::collections::HashMap;

use super::content::{DepartmentChoice, DraftContent, DraftDepartment, DraftPart};
use crate::ids::DepartmentId;
use crate::organization::DepartmentKind;
use crate::organization::intake::{Intake, KnownDepartment};
use crate::plan::tasks::AssignmentRole;

/// What a name of a draft means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A department of the ledger.
    Known(KnownDepartment),
    /// A new one, made when the draft is issued.
    New(Intake),
    /// Nobody has decided.
    Undecided,
}

impl Meaning {
    /// Its name in the ledger.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Known(known) => Some(&known.name),
            Self::New(new) => Some(&new.name),
            Self::Undecided => None,
        }
    }

    /// What it is.
    pub fn kind(&self) -> Option<DepartmentKind> {
        match self {
            Self::Known(known) => Some(known.kind),
            Self::New(new) => Some(new.kind),
            Self::Undecided => None,
        }
    }

    /// Its id, where the ledger has it.
    pub fn id(&self) -> Option<DepartmentId> {
        match self {
            Self::Known(known) => Some(known.id),
            _ => None,
        }
    }
}

/// The meanings of all names of a draft.
pub(super) struct Directory {
    meanings: HashMap<String, Meaning>,
    /// What each name is by itself.
    kinds: HashMap<String, DepartmentKind>,
}

impl Directory {
    /// Looks every department of the draft up among those the ledger knows, then among what was decided.
    pub fn of(content: &DraftContent, known: &[KnownDepartment]) -> Self {
        let mut meanings = HashMap::new();
        for department in &content.departments {
            meanings.insert(department.name.clone(), meaning(department, content, known));
        }
        let kinds = content.departments.iter().map(|of| (of.name.clone(), of.kind)).collect();
        Self { meanings, kinds }
    }

    /// What a name means; a name the draft does not have is undecided.
    pub fn meaning(&self, name: &str) -> &Meaning {
        self.meanings.get(name).unwrap_or(&Meaning::Undecided)
    }

    /// The names in the draft's tasks that nobody has decided, in the order of the document.
    pub fn undecided<'a>(&'a self, content: &'a DraftContent) -> impl Iterator<Item = &'a DraftDepartment> {
        content
            .departments
            .iter()
            .filter(|of| *self.meaning(&of.name) == Meaning::Undecided && content.is_named(&of.name))
    }

    /// What a name stands for, as far as that is decided, else by the name itself.
    pub fn kind(&self, name: &str) -> Option<DepartmentKind> {
        self.meaning(name).kind().or_else(|| self.kinds.get(name).copied())
    }

    /// The first lead that is a unit, as far as that is decided.
    pub fn first_unit_lead(&self, parts: &[DraftPart]) -> Option<String> {
        let leads = parts.iter().filter(|part| part.role == AssignmentRole::Lead);
        let mut names = leads.map(|part| part.department.as_str());
        names.find(|name| self.unit(Some(name)).is_some()).map(str::to_owned)
    }

    /// Who files for a task: who was named, where it is a unit; else nobody.
    pub fn unit<'a>(&self, name: Option<&'a str>) -> Option<&'a str> {
        name.filter(|name| self.kind(name) == Some(DepartmentKind::Unit))
    }
}

fn find<'a>(department: &DraftDepartment, known: &'a [KnownDepartment]) -> Option<&'a KnownDepartment> {
    let named = |name: &str| known.iter().find(|of| of.is_called(name));
    named(&department.name).or_else(|| department.aliases.iter().find_map(|alias| named(alias)))
}

fn meaning(department: &DraftDepartment, content: &DraftContent, known: &[KnownDepartment]) -> Meaning {
    if let Some(of) = find(department, known) {
        return Meaning::Known(of.clone());
    }
    match department.decision.as_ref().map(|decision| &decision.choice) {
        Some(DepartmentChoice::New(kind)) => Meaning::New(Intake {
            name: department.name.clone(),
            kind: *kind,
            aliases: department.aliases.clone(),
        }),
        Some(DepartmentChoice::Alias(other) | DepartmentChoice::Misprint(other)) => {
            target(other, content, known)
        }
        None => Meaning::Undecided,
    }
}

/// What the department means that another one is the same as: one of the ledger, or a new one of the document.
fn target(name: &str, content: &DraftContent, known: &[KnownDepartment]) -> Meaning {
    if let Some(of) = known.iter().find(|of| of.is_called(name)) {
        return Meaning::Known(of.clone());
    }
    match content.department(name) {
        Some(of) if !is_same_as_another(of) => meaning(of, content, known),
        _ => Meaning::Undecided,
    }
}

/// Whether a department is decided to be another one: nothing can be the same as it.
pub(super) fn is_same_as_another(department: &DraftDepartment) -> bool {
    let choice = department.decision.as_ref().map(|decision| &decision.choice);
    matches!(choice, Some(DepartmentChoice::Alias(_) | DepartmentChoice::Misprint(_)))
}
