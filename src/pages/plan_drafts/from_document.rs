//! From a document that was read to a draft. Pure.

use std::collections::HashMap;

use super::content::{
    DraftContent, DraftDepartment, DraftDoubt, DraftParagraph, DraftPart, DraftPlan, DraftPoint,
    DraftSection, DraftSource, DraftTask,
};
use crate::organization::DepartmentKind;
use crate::plan::document_reader::{
    self, AssignmentRole as RoleRead, DepartmentRead, DocumentRead, DoubtRead, ParagraphRead, PlanRead,
    TaskRead,
};
use crate::plan::tasks::AssignmentRole;

impl DraftContent {
    /// The draft of a document as read; nothing of it is decided.
    #[must_use]
    pub fn of_document(document: &DocumentRead) -> Self {
        let keys: HashMap<i32, u32> = document.tasks.iter().map(|task| task.number).zip(1..).collect();
        let sections = document.sections.iter().map(|section| DraftSection {
            number: section.number,
            title: section.title.clone(),
            short_title: section.short_title.clone(),
            emphasis: section.emphasis.clone(),
        });
        let points = document.work_points.iter().map(|point| DraftPoint {
            section: point.section,
            text: point.text.clone(),
            tasks: point.tasks.iter().filter_map(|number| keys.get(number).copied()).collect(),
        });
        let doubt = |(key, doubt): (u32, &DoubtRead)| draft_doubt(key, doubt, &keys);
        Self {
            plan: draft_plan(&document.plan),
            paragraphs: document.paragraphs.iter().map(|of| draft_paragraph(of, &document.unread)).collect(),
            stated_count: document.stated_count,
            sections: sections.collect(),
            work_points: points.collect(),
            departments: document.departments.iter().map(draft_department).collect(),
            tasks: document.tasks.iter().map(|task| draft_task(task, &keys)).collect(),
            superiors: Vec::new(),
            doubts: (1..).zip(&document.doubts).map(doubt).collect(),
        }
    }
}

fn draft_plan(plan: &PlanRead) -> DraftPlan {
    DraftPlan {
        year: plan.year,
        title: plan.title.clone(),
        issuing_body: plan.issuing_body.clone().unwrap_or_default(),
        starts_on: Some(plan.starts_on).filter(|day| *day != plan.issued_on),
        ends_on: plan.ends_on,
        document_number: plan.document_number.clone(),
        issued_on: Some(plan.issued_on).filter(|_| plan.dated),
    }
}

fn draft_paragraph(paragraph: &ParagraphRead, unread: &[i32]) -> DraftParagraph {
    DraftParagraph {
        number: paragraph.number,
        place: paragraph.place.clone(),
        text: paragraph.text.clone(),
        heading: paragraph.heading,
        unread: unread.binary_search(&paragraph.number).is_ok(),
    }
}

fn draft_department(department: &DepartmentRead) -> DraftDepartment {
    DraftDepartment {
        name: department.name.clone(),
        kind: match department.kind {
            document_reader::DepartmentKind::Unit => DepartmentKind::Unit,
            document_reader::DepartmentKind::Group => DepartmentKind::Group,
            document_reader::DepartmentKind::Body => DepartmentKind::Body,
        },
        aliases: department.aliases.clone(),
        decision: None,
        version: 0,
    }
}

fn draft_task(task: &TaskRead, keys: &HashMap<i32, u32>) -> DraftTask {
    let wordings: Vec<&str> = task.due_dates.iter().map(|due| due.wording.as_str()).collect();
    let part = |part: &document_reader::AssignmentRead| DraftPart {
        department: part.department.clone(),
        wording: part.wording.clone(),
        role: match part.role {
            RoleRead::Lead => AssignmentRole::Lead,
            RoleRead::Support => AssignmentRole::Support,
        },
    };
    DraftTask {
        key: keys[&task.number],
        section: task.section,
        title: task.title.clone(),
        text: task.text.clone(),
        parts: task.assignments.iter().map(part).collect(),
        files_report: task.files_report.clone(),
        proposed_lead: task.proposed_lead.clone(),
        due_on: task.due_dates.last().and_then(|due| due.due_on),
        due_words: wordings.join("；"),
        named_leader: task.named_leader.clone(),
        source: Some(DraftSource {
            first: task.source.paragraph,
            last: task.source.last_paragraph,
            place: task.source.place.clone(),
        }),
        origin: None,
        details: <[String; 3]>::default(),
        restricted: false,
        removed: None,
        version: 0,
    }
}

fn draft_doubt(key: u32, doubt: &DoubtRead, keys: &HashMap<i32, u32>) -> DraftDoubt {
    DraftDoubt {
        key,
        task: doubt.task.and_then(|number| keys.get(&number).copied()),
        work_point: doubt.work_point,
        rule: doubt.rule.to_owned(),
        message: doubt.message.clone(),
        decision: None,
        version: 0,
    }
}
