//! Sections of a draft: one is added at the end, an empty one taken out. Pure.

use super::content::{DraftContent, DraftSection};

impl DraftContent {
    /// Whether a section holds nothing: no statement and no task, not even one that was moved out.
    pub(super) fn is_section_empty(&self, number: i32) -> bool {
        self.tasks.iter().all(|task| task.section != number)
            && self.work_points.iter().all(|point| point.section != number)
    }

    /// Adds a section after the others.
    pub(super) fn add_section(&mut self, title: String, short_title: String) {
        let number = self.sections.iter().map(|of| of.number).max().unwrap_or_default() + 1;
        self.sections.push(DraftSection { number, title, short_title, emphasis: None });
    }

    /// Takes an empty section out; those after it are numbered on, with what they hold.
    pub(super) fn remove_section(&mut self, number: i32) {
        self.sections.retain(|of| of.number != number);
        let follow = |of: &mut i32| {
            if *of > number {
                *of -= 1;
            }
        };
        self.sections.iter_mut().for_each(|of| follow(&mut of.number));
        self.tasks.iter_mut().for_each(|task| follow(&mut task.section));
        self.work_points.iter_mut().for_each(|point| follow(&mut point.section));
    }
}

#[cfg(test)]
mod tests {
    use super::super::content::DraftPoint;
    use super::super::task_edits::tests::{draft, task};

    #[test]
    fn what_stands_after_a_section_taken_out_is_numbered_on() {
        let mut draft = draft();
        draft.add_section("新板块".into(), "新".into());
        draft.tasks.push(task(9, 4));
        draft.work_points.push(DraftPoint { section: 4, text: "要点".into(), tasks: vec![9] });
        assert!(draft.is_section_empty(3) && !draft.is_section_empty(4));
        draft.remove_section(3);
        let numbers: Vec<_> = draft.sections.iter().map(|of| (of.number, of.title.as_str())).collect();
        assert_eq!(numbers, [(1, "板块1"), (2, "板块2"), (3, "新板块")]);
        assert_eq!((draft.task(9).unwrap().section, draft.work_points[0].section), (3, 3));
        assert_eq!(draft.task(3).unwrap().section, 2, "what stands before stays");
    }
}
