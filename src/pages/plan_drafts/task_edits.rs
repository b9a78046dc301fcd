//! What the office changes in the tasks of a draft: a task's place, its departments, in and out. Pure.

use super::content::{DraftContent, DraftDepartment, DraftPart, DraftTask};
use crate::organization::DepartmentKind;
use crate::organization::intake::KnownDepartment;

impl DraftContent {
    /// Puts a task into its section, as number `number` where that lies in the section, else at its end; numbers follow the
    /// places. A task of that key that is there already is replaced.
    pub(super) fn place(&mut self, task: DraftTask, number: Option<i32>) {
        self.tasks.retain(|of| of.key != task.key);
        let same = |of: &DraftTask| of.section == task.section;
        let wanted = number.and_then(|number| {
            let (_, at) = self.numbered().map(|(at, of)| (at, of.key)).find(|(at, _)| *at == number)?;
            self.tasks.iter().position(|of| of.key == at && same(of))
        });
        let end = self.tasks.iter().rposition(same).map(|at| at + 1);
        let later = || self.tasks.iter().position(|of| of.section > task.section);
        let at = wanted.or(end).or_else(later).unwrap_or(self.tasks.len());
        self.tasks.insert(at, task);
    }

    /// Makes sure that the draft has departments of these names, as the ledger knows them.
    pub(super) fn take_in(&mut self, parts: &[DraftPart], known: &[KnownDepartment]) {
        for part in parts {
            if self.department(&part.department).is_none() {
                let found = known.iter().find(|of| of.is_called(&part.department));
                self.departments.push(DraftDepartment {
                    name: part.department.clone(),
                    kind: found.map_or(DepartmentKind::Unit, |of| of.kind),
                    aliases: Vec::new(),
                    decision: None,
                    version: 0,
                });
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::content::{DraftPlan, DraftSection};
    use super::*;

    pub(in super::super) fn task(key: u32, section: i32) -> DraftTask {
        DraftTask {
            key,
            section,
            title: format!("任务{key}"),
            text: String::new(),
            parts: Vec::new(),
            files_report: None,
            proposed_lead: None,
            due_on: None,
            due_words: String::new(),
            named_leader: None,
            source: None,
            origin: None,
            details: <[String; 3]>::default(),
            restricted: false,
            removed: None,
            version: 0,
        }
    }

    pub(in super::super) fn draft() -> DraftContent {
        let section = |number| DraftSection {
            number,
            title: format!("板块{number}"),
            short_title: format!("板块{number}"),
            emphasis: None,
        };
        DraftContent {
            plan: DraftPlan {
                year: 2020,
                title: "2020年分工方案".into(),
                issuing_body: String::new(),
                starts_on: None,
                ends_on: "2020-12-31".parse().unwrap(),
                document_number: None,
                issued_on: None,
            },
            paragraphs: Vec::new(),
            stated_count: None,
            sections: (1..=3).map(section).collect(),
            work_points: Vec::new(),
            departments: Vec::new(),
            tasks: vec![task(1, 1), task(2, 1), task(3, 2), task(4, 2)],
            superiors: Vec::new(),
            doubts: Vec::new(),
        }
    }

    fn keys(draft: &DraftContent) -> Vec<u32> {
        draft.tasks.iter().map(|task| task.key).collect()
    }

    #[test]
    fn a_task_stands_where_its_number_says_and_the_others_follow() {
        let mut draft = draft();
        draft.place(task(2, 1), Some(1));
        assert_eq!(keys(&draft), [2, 1, 3, 4]);
        assert_eq!(draft.number_of(1), Some(2));
        draft.place(task(1, 2), Some(3));
        assert_eq!(keys(&draft), [2, 3, 1, 4], "number 3 once it left its place is what was the fourth");
    }

    #[test]
    fn a_task_without_a_place_stands_at_the_end_of_its_section() {
        let mut draft = draft();
        draft.place(task(5, 1), None);
        draft.place(task(6, 3), None);
        draft.place(task(7, 1), Some(5));
        assert_eq!(keys(&draft), [1, 2, 5, 7, 3, 4, 6], "number 5 lies in another section");
    }

    #[test]
    fn what_was_moved_out_has_no_number() {
        let mut draft = draft();
        let decided = super::super::content::Decided {
            by: crate::ids::AccountId(1),
            name: "张三".into(),
            at: chrono::DateTime::UNIX_EPOCH,
        };
        draft.tasks[1].removed = Some(super::super::content::Removed { reason: "合并".into(), decided });
        assert_eq!([1, 2, 3, 4].map(|key| draft.number_of(key)), [Some(1), None, Some(2), Some(3)]);
    }
}
