//! Plans of other shapes: the documents of `tests/data/plans`, each with what must come out of it, written by hand.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::names;
use crate::plan::document_reader::{AssignmentRole, DocumentRead, TaskRead, read};

/// The documents, by name.
pub(super) fn documents() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/plans");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        files.filter(|file| file.extension().is_some_and(|kind| kind != "json")).collect();
    files.sort();
    files
}

#[test]
fn every_document_of_the_corpus_gives_what_is_written_beside_it() {
    let documents = documents();
    assert!(documents.len() >= 8);
    let mut differences = Vec::new();
    for file in documents {
        let document =
            read(&fs::read(&file).unwrap()).unwrap_or_else(|refusal| panic!("{file:?}: {refusal}"));
        let expected = fs::read_to_string(file.with_extension("json")).unwrap();
        let expected: Value = serde_json::from_str(&expected).unwrap();
        let found = told(&document);
        for (key, value) in found.as_object().unwrap().iter().filter(|(key, value)| **value != expected[*key])
        {
            differences.push(format!("{file:?}, {key}: {value:#}\nbut written is {:#}", expected[key]));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

/// What the files beside the documents say of them.
fn told(document: &DocumentRead) -> Value {
    let plan = &document.plan;
    let doubts = document.doubts.iter().map(|doubt| {
        doubt.task.map_or_else(|| doubt.rule.to_owned(), |task| format!("{task} {}", doubt.rule))
    });
    let unread =
        document.unread.iter().map(|at| document.paragraphs[usize::try_from(at - 1).unwrap()].text.clone());
    json!({
        "title": plan.title,
        "number": plan.document_number,
        "issued_on": plan.dated.then_some(plan.issued_on),
        "body": plan.issuing_body,
        "stated_count": document.stated_count,
        "sections": document.sections.iter().map(|section| section.title.as_str()).collect::<Vec<_>>(),
        "tasks": document.tasks.iter().map(of_task).collect::<Vec<_>>(),
        "doubts": doubts.collect::<Vec<_>>(),
        "unread": unread.collect::<Vec<_>>(),
    })
}

fn of_task(task: &TaskRead) -> Value {
    let due = task.due_dates.iter().map(|due| {
        let day = due.due_on.map_or_else(|| "—".to_owned(), |day| day.to_string());
        format!("{day} {}", due.wording)
    });
    let mut told = json!({
        "number": task.number,
        "section": task.section,
        "title": task.title,
        "text": task.text,
        "lead": names(task, AssignmentRole::Lead).join("、"),
        "support": names(task, AssignmentRole::Support).join("、"),
    });
    if let Some(leader) = &task.named_leader {
        told["leader"] = json!(leader);
    }
    told["due"] = json!(due.collect::<Vec<_>>());
    told["place"] = json!(task.source.place);
    told
}
