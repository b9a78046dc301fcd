//! What may stand in a file's cells, as far as it can be known before anything is done: names, days, and the rules of each task.
//! Pure.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use super::columns::{Field, departments};
use super::compare::{Comparison, Difference};
use crate::plan::tasks::fields::{most, too_long};
use crate::web::dates;

/// What programs write for a formula that failed.
const FAULTS: [&str; 10] = [
    "#N/A",
    "#REF!",
    "#DIV/0!",
    "#VALUE!",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#DATA!",
    "#GETTING_DATA",
    "#SPILL!",
];

/// The names and days that may stand in the file.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Of all who may be 分管院领导, without blanks.
    pub leaders: Vec<String>,
    /// Of all departments in force, and of those that have a part.
    pub departments: BTreeSet<String>,
    /// Other names of departments in force: 立案 for 立案庭.
    pub aliases: HashMap<String, String>,
    /// By task's number: who belongs to its departments, without blanks.
    pub members: HashMap<i32, Vec<String>>,
    /// By task's number.
    pub days: BTreeMap<i32, DayRules>,
}

/// Which days a task's completion may be due on.
#[derive(Debug, Clone)]
pub(super) struct DayRules {
    /// Whether it is completed or not worked on any more.
    pub closed: bool,
    /// The first day of the task, and the plan's last.
    pub between: (NaiveDate, NaiveDate),
    /// Its last open milestone.
    pub milestone: Option<(String, NaiveDate)>,
}

impl DayRules {
    fn trouble(&self, on: NaiveDate) -> Option<String> {
        let (first, last) = self.between;
        if self.closed {
            return Some("任务已办结或不再办理，完成时限不能再改。".to_owned());
        }
        if on > last {
            return Some(format!("完成时限不能晚于方案最后一日（{}）。", dates::long(last)));
        }
        if on < first {
            return Some(format!("完成时限不能早于任务开始之日（{}）。", dates::long(first)));
        }
        let (title, due_on) = self.milestone.as_ref().filter(|(_, due_on)| *due_on > on)?;
        Some(format!("节点“{title}”的时限 {} 晚于新的完成时限，请先调整节点。", dates::short(*due_on)))
    }
}

impl Known {
    /// Puts the full names of departments where the file has others, and drops what is no difference any more.
    pub fn name_in_full(&self, comparison: &mut Comparison) {
        for difference in &mut comparison.differences {
            if !matches!(difference.field(), Some(Field::Leads | Field::Supports)) {
                continue;
            }
            let names = departments(&difference.theirs).into_iter();
            let full = |name: String| match self.aliases.get(&name) {
                Some(full) if !self.departments.contains(&name) => full.clone(),
                _ => name,
            };
            let full = names.map(full).collect::<Vec<_>>().join("、");
            if full != difference.theirs {
                difference.written = Some(std::mem::replace(&mut difference.theirs, full));
            }
        }
        let same = |of: &Difference| of.theirs == of.ours || of.base.as_ref() == Some(&of.theirs);
        comparison.differences.retain(|of| of.written.is_none() || !same(of));
    }

    /// Why what a cell says cannot be taken over, as far as that can be known; `others`: the fields of the same task the file
    /// changes besides, for who may be its contact follows its departments.
    pub fn trouble(&self, of: &Difference, others: &[Field]) -> Option<String> {
        let (field, theirs) = (of.field()?, of.theirs.as_str());
        if FAULTS.contains(&theirs) {
            return Some(format!("单元格里的公式出错（{theirs}），请改为文字。"));
        }
        match field {
            Field::Measures => too_long(theirs, most::TEXT),
            Field::DueOn if theirs.is_empty() => Some("完成时限不能为空。".to_owned()),
            Field::DueOn => match dates::read(theirs) {
                Some(on) => self.days.get(&of.number)?.trouble(on),
                None => Some("看不出是哪一天，请写成 2019-06-28 这样的日期。".to_owned()),
            },
            Field::Leader if !theirs.is_empty() => self.trouble_of_leader(theirs),
            Field::Leads | Field::Supports => self.trouble_of_departments(theirs),
            Field::Contact if !theirs.is_empty() => {
                let moves = others.iter().any(|of| matches!(of, Field::Leads | Field::Supports));
                if moves { None } else { self.trouble_of_contact(of.number, theirs) }
            }
            Field::Leader | Field::Contact => None,
        }
    }

    fn trouble_of_leader(&self, name: &str) -> Option<String> {
        match self.leaders.iter().filter(|known| *known == name).count() {
            0 => Some(format!("没有名为“{name}”的院领导账号，请核对姓名。")),
            1 => None,
            _ => Some(format!("名为“{name}”的院领导不止一位，请在“修改”页选择。")),
        }
    }

    fn trouble_of_departments(&self, names: &str) -> Option<String> {
        let names = departments(names);
        let unknown: Vec<_> = names.into_iter().filter(|name| !self.departments.contains(name)).collect();
        (!unknown.is_empty())
            .then(|| format!("没有名为“{}”的部门，请按“部门”页的全称填写，用顿号隔开。", unknown.join("”“")))
    }

    fn trouble_of_contact(&self, number: i32, name: &str) -> Option<String> {
        let members = self.members.get(&number).map_or(&[][..], Vec::as_slice);
        match members.iter().filter(|known| *known == name).count() {
            0 => Some(format!("本任务部门的在任人员中没有“{name}”，请核对姓名。")),
            1 => None,
            _ => Some(format!("本任务部门的在任人员中名为“{name}”的不止一位，请在任务的“修改”页选择。")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::columns::column_of;
    use super::super::compare::Standing;
    use super::*;
    use crate::pages::taking_over::ThreeWay;

    fn difference(head: &str, theirs: &str) -> Difference {
        Difference {
            number: 6,
            column: column_of(head).unwrap(),
            base: Some("审管办".to_owned()),
            ours: "审管办".to_owned(),
            theirs: theirs.to_owned(),
            written: None,
            standing: Standing::Offered(ThreeWay::Change),
        }
    }

    fn known() -> Known {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let days = DayRules {
            closed: false,
            between: (day("2019-03-28"), day("2019-12-31")),
            milestone: Some(("印发".to_owned(), day("2019-06-28"))),
        };
        Known {
            leaders: vec!["甲".to_owned()],
            departments: ["审管办", "立案庭"].map(str::to_owned).into(),
            aliases: [("立案".to_owned(), "立案庭".to_owned())].into(),
            members: [(6, vec!["乙".to_owned(), "丙".to_owned(), "丙".to_owned()])].into(),
            days: [(6, days)].into(),
        }
    }

    #[test]
    fn what_a_rule_forbids_is_said_beside_the_cell() {
        for (head, theirs, said) in [
            ("完成时限", "2019-09-30", None),
            ("完成时限", "2020-01-01", Some("不能晚于方案最后一日")),
            ("完成时限", "2019-03-01", Some("不能早于任务开始之日")),
            ("完成时限", "2019-05-31", Some("节点“印发”")),
            ("完成时限", "年底", Some("看不出是哪一天")),
            ("完成时限", "", Some("不能为空")),
            ("工作联系人", "乙", None),
            ("工作联系人", "丁", Some("没有“丁”")),
            ("工作联系人", "丙", Some("不止一位")),
            ("分管院领导", "甲", None),
            ("分管院领导", "乙", Some("没有名为“乙”的院领导账号")),
            ("牵头部门", "立案", Some("没有名为“立案”的部门")),
            ("具体举措", "#DATA!", Some("公式出错（#DATA!）")),
        ] {
            let trouble = known().trouble(&difference(head, theirs), &[]);
            match said {
                Some(said) => assert!(
                    trouble.as_deref().is_some_and(|of| of.contains(said)),
                    "{head} {theirs}: {trouble:?}"
                ),
                None => assert_eq!(trouble, None, "{head} {theirs}"),
            }
        }
        // A contact of the departments the file names cannot be known yet.
        assert_eq!(known().trouble(&difference("工作联系人", "丁"), &[Field::Leads]), None);
    }

    #[test]
    fn every_fault_a_cell_can_hold_is_known() {
        use calamine::CellErrorType::{Div0, GettingData, NA, Name, Null, Num, Ref, Value};
        for fault in [Div0, GettingData, NA, Name, Null, Num, Ref, Value] {
            assert!(FAULTS.contains(&fault.to_string().as_str()), "{fault}");
        }
    }

    #[test]
    fn another_name_of_a_department_is_put_in_full_and_says_so() {
        let mut same = difference("牵头部门", "立案");
        same.ours = "立案庭".to_owned();
        let differences =
            vec![difference("牵头部门", "审管办、立案"), difference("责任部门", "审管办"), same];
        let mut comparison = Comparison { differences, ..Comparison::default() };
        known().name_in_full(&mut comparison);
        let said: Vec<_> =
            comparison.differences.iter().map(|of| (of.theirs.as_str(), of.written.as_deref())).collect();
        assert_eq!(said, [("审管办、立案庭", Some("审管办、立案")), ("审管办", None)]);
    }
}
