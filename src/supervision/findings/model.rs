//! Where findings come from, how they stand and which steps they take. Pure.
//!
//! To change who may do what when, change [`Step`] and [`FindingStatus::after`].

use chrono::NaiveDate;

use crate::supervision::approval::APPROVES;
use crate::supervision::may_confirm::Sentences;

/// A finding open for more than so many days (自然日) stands out as 长期未销号.
pub const LONG_OPEN_DAYS: i64 = 30;

/// Where a finding comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "finding_source", rename_all = "snake_case")]
pub enum Source {
    /// 季度检查
    Check,
    /// 回头看
    LookBack,
    /// 院领导批示
    Instruction,
    /// 会议议定
    Meeting,
    /// 上级检查, with its number
    SuperiorInspection,
    /// 逾期任务
    Overdue,
    /// 日常发现: entered by the office
    Entered,
}

impl Source {
    /// All sources, in the order of forms and filters.
    pub const ALL: [Self; 7] = [
        Self::Check,
        Self::LookBack,
        Self::Instruction,
        Self::Meeting,
        Self::SuperiorInspection,
        Self::Overdue,
        Self::Entered,
    ];

    /// The code in addresses, forms and exports.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::LookBack => "look_back",
            Self::Instruction => "instruction",
            Self::Meeting => "meeting",
            Self::SuperiorInspection => "superior_inspection",
            Self::Overdue => "overdue",
            Self::Entered => "entered",
        }
    }

    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Check => "季度检查",
            Self::LookBack => "回头看",
            Self::Instruction => "批示",
            Self::Meeting => "议定事项",
            Self::SuperiorInspection => "上级检查",
            Self::Overdue => "逾期事项",
            Self::Entered => "日常发现",
        }
    }

    /// The source of a code; `None` for any other word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.code() == code)
    }

    /// Whether it cannot do without its number or document.
    #[must_use]
    pub fn needs_reference(self) -> bool {
        self == Self::SuperiorInspection
    }
}

/// How grave it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "finding_severity", rename_all = "snake_case")]
pub enum Severity {
    /// 一般
    General,
    /// 较重
    Serious,
    /// 严重
    Grave,
}

impl Severity {
    /// All degrees, the lightest first.
    pub const ALL: [Self; 3] = [Self::General, Self::Serious, Self::Grave];

    /// The code in addresses and forms.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Serious => "serious",
            Self::Grave => "grave",
        }
    }

    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::General => "一般",
            Self::Serious => "较重",
            Self::Grave => "严重",
        }
    }

    /// The degree of a code; `None` for any other word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.code() == code)
    }
}

/// Where a finding stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "finding_status", rename_all = "snake_case")]
pub enum FindingStatus {
    /// 待批准: waits for a leader, without a duty.
    AwaitingApproval,
    /// 待整改
    Open,
    /// 整改中
    InRectification,
    /// 已反馈
    Answered,
    /// 退回整改
    Returned,
    /// 已销号
    Closed,
    /// 已撤销: entered wrongly; the number is kept.
    Withdrawn,
    /// 未批准: the number is kept.
    NotApproved,
}

impl FindingStatus {
    /// All states, in the order of a finding's life.
    pub const ALL: [Self; 8] = [
        Self::AwaitingApproval,
        Self::Open,
        Self::InRectification,
        Self::Answered,
        Self::Returned,
        Self::Closed,
        Self::Withdrawn,
        Self::NotApproved,
    ];

    /// The code in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::AwaitingApproval => "awaiting_approval",
            Self::Open => "open",
            Self::InRectification => "in_rectification",
            Self::Answered => "answered",
            Self::Returned => "returned",
            Self::Closed => "closed",
            Self::Withdrawn => "withdrawn",
            Self::NotApproved => "not_approved",
        }
    }

    /// The word on pages and in exports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::AwaitingApproval => "待批准",
            Self::Open => "待整改",
            Self::InRectification => "整改中",
            Self::Answered => "已反馈",
            Self::Returned => "退回整改",
            Self::Closed => "已销号",
            Self::Withdrawn => "已撤销",
            Self::NotApproved => "未批准",
        }
    }

    /// The state of a code; `None` for any other word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// Whether it is at its end.
    #[must_use]
    pub fn has_ended(self) -> bool {
        matches!(self, Self::Closed | Self::Withdrawn | Self::NotApproved)
    }

    /// Whether the department owes an answer.
    #[must_use]
    pub fn awaits_answer(self) -> bool {
        matches!(self, Self::Open | Self::InRectification | Self::Returned)
    }

    /// How it is shown: kind and shape of a light, and the word.
    #[must_use]
    pub fn light(self) -> (&'static str, &'static str, &'static str) {
        let (kind, symbol) = match self {
            Self::Open | Self::Withdrawn | Self::NotApproved => ("grey", "○"),
            Self::AwaitingApproval | Self::InRectification => ("yellow", "◆"),
            Self::Answered => ("green", "●"),
            Self::Returned => ("red", "↩"),
            Self::Closed => ("blue", "✔"),
        };
        (kind, symbol, self.word())
    }

    /// The state after `step`.
    ///
    /// # Errors
    /// A sentence that says who may take the step and when.
    pub fn after(self, step: Step) -> Result<Self, String> {
        if step.starts_from().contains(&self) { Ok(step.leads_to()) } else { Err(step.refusal(self)) }
    }
}

/// A step in the life of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// 批准, where the plan's rules want it.
    Approve,
    /// 不予批准
    Refuse,
    /// 接收整改
    TakeUp,
    /// 反馈, again after a return.
    Answer,
    /// 退回整改
    Return,
    /// 销号
    Close,
    /// 撤销: it should not have been entered.
    Withdraw,
}

impl Step {
    /// All steps, in the order of a finding's life.
    pub const ALL: [Self; 7] =
        [Self::Approve, Self::Refuse, Self::TakeUp, Self::Answer, Self::Return, Self::Close, Self::Withdraw];

    /// The states it may be taken from.
    #[must_use]
    pub fn starts_from(self) -> &'static [FindingStatus] {
        use FindingStatus::{Answered, AwaitingApproval, InRectification, Open, Returned};
        match self {
            Self::Approve | Self::Refuse => &[AwaitingApproval],
            Self::TakeUp => &[Open],
            Self::Answer => &[InRectification, Returned],
            Self::Return | Self::Close => &[Answered],
            Self::Withdraw => &[AwaitingApproval, Open, InRectification, Answered, Returned],
        }
    }

    fn leads_to(self) -> FindingStatus {
        match self {
            Self::Approve => FindingStatus::Open,
            Self::Refuse => FindingStatus::NotApproved,
            Self::TakeUp => FindingStatus::InRectification,
            Self::Answer => FindingStatus::Answered,
            Self::Return => FindingStatus::Returned,
            Self::Close => FindingStatus::Closed,
            Self::Withdraw => FindingStatus::Withdrawn,
        }
    }

    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Approve => "批准",
            Self::Refuse => "不予批准",
            Self::TakeUp => "接收整改",
            Self::Answer => "反馈",
            Self::Return => "退回整改",
            Self::Close => "销号",
            Self::Withdraw => "撤销",
        }
    }

    /// Who may take it.
    #[must_use]
    pub fn who(self) -> &'static str {
        match self {
            Self::Approve | Self::Refuse => APPROVES,
            Self::TakeUp | Self::Answer => "责任部门（领导小组办公室可代录）",
            Self::Return | Self::Close => "领导小组办公室（本人代录或所在部门反馈的，由他人）",
            Self::Withdraw => "领导小组办公室",
        }
    }

    fn refusal(self, from: FindingStatus) -> String {
        let when: Vec<_> = self.starts_from().iter().map(|status| format!("“{}”", status.word())).collect();
        let (word, who) = (self.word(), self.who());
        format!("这项问题现为“{}”，不能{word}；{word}由{who}在{}时办理。", from.word(), when.join("或"))
    }
}

/// The criteria of closing (销号标准), each ticked: the field's name and its words.
pub const CRITERIA: [(&str, &str); 4] = [
    ("facts_clear", "事实清楚"),
    ("problem_solved", "问题已解决"),
    ("measure_lawful", "整改措施合法合规"),
    ("evidence_seen", "已核验证明材料"),
];

/// Who may close, to one who may not.
pub(super) const CLOSING: Sentences = Sentences {
    another_office: "不得为本人代录或所在部门反馈的问题销号，由领导小组办公室其他人员销号。",
    leader: "不得为本人代录或所在部门反馈的问题销号，由分管院领导销号。",
    nobody: "不得为所在部门的问题销号；请先明确任务的分管院领导，或增设领导小组办公室人员。",
    office: "销号由领导小组办公室办理；办公室人员均不得销号的，由分管院领导办理。",
};

/// For how many days a finding that did not end has been open, where that is long; `None` where it is not.
#[must_use]
pub fn long_open_days(opened_on: NaiveDate, status: FindingStatus, today: NaiveDate) -> Option<i64> {
    let days = (today - opened_on).num_days();
    (!status.has_ended() && days > LONG_OPEN_DAYS).then_some(days)
}

/// That something like it was found before, in words: `same_task` findings of the task came earlier, `same_department` of
/// them asked of the same department. Withdrawn ones do not count. `None` when it is the first.
#[must_use]
pub fn repeated(same_task: i64, same_department: i64) -> Option<String> {
    match (same_task, same_department) {
        (_, 1..) => Some(format!("同一任务、部门第 {} 次", same_department + 1)),
        (1.., _) => Some(format!("同一任务第 {} 次", same_task + 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
