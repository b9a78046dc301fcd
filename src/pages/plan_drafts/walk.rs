//! The way through what is to be decided, in the order of the page. Pure.

use super::content::{DraftContent, DraftDoubt};
use super::directory::Directory;
use super::shown_doubts::is_unknown;

/// The anchor of the next open thing after the one at `here`, or of the first one of all; `None` when all is decided.
pub(super) fn next_open(content: &DraftContent, directory: &Directory, here: Option<&str>) -> Option<String> {
    let all = anchors(content, directory);
    let after =
        here.and_then(|here| all.iter().position(|(anchor, _)| anchor == here)).map_or(0, |at| at + 1);
    let (before, behind) = all.split_at(after);
    let mut open = behind.iter().chain(before).filter(|(_, open)| *open);
    open.next().map(|(anchor, _)| anchor.clone())
}

/// The anchors of all that is decided or can be, and whether it is open: the document's doubts, departments, then section by
/// section those of its statements and of its tasks.
fn anchors(content: &DraftContent, directory: &Directory) -> Vec<(String, bool)> {
    let mut all = Vec::new();
    let add_doubts = |all: &mut Vec<(String, bool)>, belongs: &dyn Fn(&DraftDoubt) -> bool| {
        let found = content.doubts.iter().filter(|of| content.concerns(of) && belongs(of));
        all.extend(found.map(|of| (format!("doubt-{}", of.key), of.decision.is_none())));
    };
    add_doubts(&mut all, &|of| of.task.is_none() && of.work_point.is_none());
    let departments =
        content.departments.iter().enumerate().filter(|(_, of)| is_unknown(of, content, directory));
    all.extend(departments.map(|(at, of)| (format!("department-{at}"), of.decision.is_none())));
    for section in &content.sections {
        let is_here = |at: usize| content.work_points.get(at).is_some_and(|of| of.section == section.number);
        add_doubts(&mut all, &|of| of.task.is_none() && of.work_point.is_some_and(is_here));
        for task in content.tasks.iter().filter(|task| task.section == section.number) {
            add_doubts(&mut all, &|of| of.task == Some(task.key));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::content::DraftDoubt;
    use super::super::task_edits::tests::draft;
    use super::*;

    #[test]
    fn the_way_goes_on_from_where_one_is_and_begins_anew_at_the_end() {
        let mut content = draft();
        let doubt = |key, task| DraftDoubt {
            key,
            task,
            work_point: None,
            rule: "title_only".into(),
            message: String::new(),
            decision: None,
            version: 0,
        };
        content.doubts = vec![doubt(1, Some(1)), doubt(2, Some(3)), doubt(3, None)];
        let directory = Directory::of(&content, &[]);
        let next = |here| next_open(&content, &directory, here).unwrap();
        assert_eq!(next(None), "doubt-3", "the document's own stand first");
        assert_eq!(next(Some("doubt-3")), "doubt-1");
        assert_eq!(next(Some("doubt-1")), "doubt-2");
        assert_eq!(next(Some("doubt-2")), "doubt-3");
        content.doubts.clear();
        assert_eq!(next_open(&content, &directory, None), None);
    }
}
