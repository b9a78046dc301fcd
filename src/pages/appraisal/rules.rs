//! The weights, each with the rule it rests on, and what is never scored. Pure.

use serde::{Deserialize, Serialize};

use crate::ids::DepartmentId;

/// A point, in the hundredths points are kept in.
pub const POINT: i32 = 100;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Component {
    /// 按时报送: each monthly report owed, by its first submission.
    Reporting,
    /// 退回月报: counted and shown, costs nothing.
    Returned,
    /// 核定评级: what the quarterly checks verified.
    Rating,
    /// 问题按期销号
    Findings,
    /// 任务办结
    Completion,
    /// 核实不实的月报: costs points.
    FalseReport,
}

impl Component {
    /// All of them, in the order of a sheet.
    pub const ALL: [Self; 6] =
        [Self::Reporting, Self::Returned, Self::Rating, Self::Findings, Self::Completion, Self::FalseReport];

    /// Those that have a weight.
    pub const WEIGHED: [Self; 4] = [Self::Reporting, Self::Rating, Self::Findings, Self::Completion];

    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Reporting => "按时报送",
            Self::Returned => "退回月报",
            Self::Rating => "核定评级",
            Self::Findings => "问题按期销号",
            Self::Completion => "任务办结",
            Self::FalseReport => "核实不实的月报",
        }
    }
}

/// What is never scored. The store has no column for any of it, so that no setting can switch it on.
pub const NEVER_SCORED: [&str; 6] = ["领导批示", "宣传报道", "照片", "附件数量", "登录次数", "字数"];

/// The rule that forbids it.
pub const FORBIDDEN_BY: &str = "依据《整治形式主义为基层减负若干规定》（2024年），以上各项不作为考核内容";

/// A number with the rule it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weight {
    /// In whole points.
    pub points: i32,
    /// 依据
    pub basis: String,
}

impl Weight {
    fn of(points: i32, basis: &str) -> Self {
        Self { points, basis: basis.to_owned() }
    }
}

/// Whether a text names a document and a place in it: 《…办法》第三条.
#[must_use]
pub fn names_a_rule(basis: &str) -> bool {
    const PLACES: [char; 8] = ['条', '款', '项', '章', '节', '点', '页', '部'];
    let named = basis.split_once('《').and_then(|(_, rest)| rest.split_once('》'));
    named.is_some_and(|(name, rest)| {
        let place =
            rest.split_once('第').map(|(_, place)| place.chars().take(6).any(|c| PLACES.contains(&c)));
        !name.trim().is_empty() && place == Some(true)
    })
}

/// The settings of a plan's appraisal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// 按时报送
    pub reporting: Weight,
    /// 核定评级
    pub rating: Weight,
    /// 问题按期销号
    pub findings: Weight,
    /// 任务办结
    pub completion: Weight,
    /// What a completed task counts for its leads, in whole points.
    pub lead: i32,
    /// And for its supports.
    pub support: i32,
    /// What a report found false takes off.
    pub false_report: Weight,
    /// 考核办: the department whose people decide objections; `None` until the office names one.
    pub department: Option<DepartmentId>,
    /// For the check that nobody else changed them first; 0 until they are first saved.
    pub version: i32,
}

impl Default for Rules {
    fn default() -> Self {
        let of_plan = |what: &str| {
            format!("《司法改革领导小组工作要点》第三部分，司改工作任务落实情况纳入绩效考核；{what}")
        };
        Self {
            reporting: Weight::of(30, &of_plan("月报动态，只看首次报送是否按时")),
            rating: Weight::of(30, &of_plan("季度检查，以核定的评级为准")),
            findings: Weight::of(20, &of_plan("列出清单、明确时限、挂账督办")),
            completion: Weight::of(20, &of_plan("按牵头和配合区分责任轻重")),
            lead: 2,
            support: 1,
            false_report: Weight::of(
                5,
                &of_plan("退回修改不扣分，经核实内容不实的扣分，写明事实和凭据，告知部门"),
            ),
            department: None,
            version: 0,
        }
    }
}

impl Rules {
    /// A component's weight, in whole points; 0 for what has none.
    #[must_use]
    pub fn weight(&self, component: Component) -> i32 {
        match component {
            Component::Reporting => self.reporting.points,
            Component::Rating => self.rating.points,
            Component::Findings => self.findings.points,
            Component::Completion => self.completion.points,
            Component::Returned | Component::FalseReport => 0,
        }
    }

    /// The rule a component rests on.
    #[must_use]
    pub fn basis(&self, component: Component) -> &str {
        match component {
            Component::Reporting => &self.reporting.basis,
            Component::Rating => &self.rating.basis,
            Component::Findings => &self.findings.basis,
            Component::Completion => &self.completion.basis,
            Component::Returned | Component::FalseReport => &self.false_report.basis,
        }
    }

    /// What a completed task counts for a department, in hundredths.
    #[must_use]
    pub fn of_task(&self, leads: bool) -> i32 {
        POINT * if leads { self.lead } else { self.support }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_basis_names_a_document_and_an_article() {
        for (basis, fits) in [
            ("《法院工作人员绩效考核办法》第三条", true),
            ("按《领导小组工作要点》第三部分", true),
            ("《考核办法》（2019年修订）第十二条第二款", true),
            ("《考核办法》", false),
            ("《 》第三条", false),
            ("第三条", false),
            ("院务会意见", false),
        ] {
            assert_eq!(names_a_rule(basis), fits, "{basis}");
        }
    }

    #[test]
    fn the_weights_come_to_a_hundred_and_each_has_its_rule() {
        let rules = Rules::default();
        assert_eq!(Component::WEIGHED.map(|component| rules.weight(component)).iter().sum::<i32>(), 100);
        assert!(Component::ALL.iter().all(|component| names_a_rule(rules.basis(*component))));
        assert!(rules.of_task(true) > rules.of_task(false), "a lead weighs more");
    }
}
