//! The export object of a document that was only read: what does not exist before it is stored is left empty.

use crate::organization::DepartmentKind;
use crate::plan::PlanStatus;
use crate::plan::document_reader::{self, AssignmentRole, DocumentRead, PlanRead, TaskRead};
use crate::plan::tasks::TaskStatus;

use super::model::{
    DepartmentFields, DocumentExport, DoubtFields, DueDateFields, PlanExport, PlanFields, SectionFields,
    SourceFields, TaskFields, UnreadFields, WorkPointFields,
};

impl DocumentExport {
    /// The object of `document`, with its doubts.
    #[must_use]
    pub fn of(document: &DocumentRead) -> Self {
        let plan = PlanExport {
            plan: plan(&document.plan),
            sections: sections(document),
            work_points: work_points(document),
            departments: departments(document),
            tasks: document.tasks.iter().map(task).collect(),
            ..PlanExport::default()
        };
        let doubts = document.doubts.iter().map(|doubt| DoubtFields {
            task: doubt.task,
            rule: doubt.rule,
            message: doubt.message.clone(),
        });
        let of_number =
            |number: &i32| document.paragraphs.iter().find(|paragraph| paragraph.number == *number);
        let unread = document.unread.iter().filter_map(of_number).map(|paragraph| UnreadFields {
            paragraph: paragraph.number,
            place: paragraph.place.clone(),
            text: paragraph.text.clone(),
        });
        Self { plan, doubts: doubts.collect(), unread: unread.collect() }
    }
}

fn plan(plan: &PlanRead) -> PlanFields {
    PlanFields {
        year: plan.year,
        title: plan.title.clone(),
        document_number: plan.document_number.clone().unwrap_or_default(),
        issued_on: plan.issued_on,
        starts_on: plan.starts_on,
        ends_on: plan.ends_on,
        // An issued document: storing it brings it into force.
        status: PlanStatus::Active.word(),
    }
}

fn sections(document: &DocumentRead) -> Vec<SectionFields> {
    let fields = document.sections.iter().map(|section| SectionFields {
        number: section.number,
        title: section.title.clone(),
        short_title: section.short_title.clone(),
        emphasis: section.emphasis.clone(),
    });
    fields.collect()
}

fn work_points(document: &DocumentRead) -> Vec<WorkPointFields> {
    let fields = document.work_points.iter().map(|point| WorkPointFields {
        section: point.section,
        text: point.text.clone(),
        tasks: point.tasks.clone(),
    });
    fields.collect()
}

fn departments(document: &DocumentRead) -> Vec<DepartmentFields> {
    let fields = document.departments.iter().map(|department| DepartmentFields {
        name: department.name.clone(),
        kind: match department.kind {
            document_reader::DepartmentKind::Unit => DepartmentKind::Unit,
            document_reader::DepartmentKind::Group => DepartmentKind::Group,
            document_reader::DepartmentKind::Body => DepartmentKind::Body,
        }
        .code(),
        members: Vec::new(),
        aliases: department.aliases.clone(),
        valid_from: document.plan.issued_on,
        valid_to: None,
    });
    fields.collect()
}

fn task(task: &TaskRead) -> TaskFields {
    let of_role = |role| {
        let of_role = task.assignments.iter().filter(move |assignment| assignment.role == role);
        of_role.map(|assignment| assignment.department.clone()).collect()
    };
    let due_dates: Vec<_> = task
        .due_dates
        .iter()
        .map(|due| DueDateFields { due_on: due.due_on, wording: due.wording.clone() })
        .collect();
    TaskFields {
        number: task.number,
        section: task.section,
        title: task.title.clone(),
        text: task.text.clone(),
        lead: of_role(AssignmentRole::Lead),
        support: of_role(AssignmentRole::Support),
        files_report: task.files_report.clone(),
        leader_in_charge: None,
        contact: None,
        status: TaskStatus::NotStarted.word(),
        light: None,
        light_reason: None,
        marks: Vec::new(),
        progress: None,
        due_on: due_dates.last().and_then(|due| due.due_on),
        extensions: None,
        source: Some(SourceFields { paragraph: task.source.paragraph, place: task.source.place.clone() }),
        due_dates: Some(due_dates),
    }
}
