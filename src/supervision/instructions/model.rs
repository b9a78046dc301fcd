//! How instructions stand and which steps they take. Pure.
//!
//! To change who may do what when, change [`Step`] and [`InstructionStatus::after`].

use crate::supervision::may_confirm::Sentences;

/// Where an instruction stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "instruction_status", rename_all = "snake_case")]
pub enum InstructionStatus {
    /// 待分办: the office has not decided what becomes of it.
    ToAssign,
    /// 已阅存: nothing more is to be done.
    Read,
    /// 办理中
    InHand,
    /// 已反馈
    Answered,
    /// 退回办理
    Returned,
    /// 已办结
    Done,
    /// 已撤销: entered wrongly; the number is kept.
    Withdrawn,
}

impl InstructionStatus {
    /// All states, in the order of an instruction's life.
    pub const ALL: [Self; 7] = [
        Self::ToAssign,
        Self::Read,
        Self::InHand,
        Self::Answered,
        Self::Returned,
        Self::Done,
        Self::Withdrawn,
    ];

    /// The code in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::ToAssign => "to_assign",
            Self::Read => "read",
            Self::InHand => "in_hand",
            Self::Answered => "answered",
            Self::Returned => "returned",
            Self::Done => "done",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::ToAssign => "待分办",
            Self::Read => "已阅存",
            Self::InHand => "办理中",
            Self::Answered => "已反馈",
            Self::Returned => "退回办理",
            Self::Done => "已办结",
            Self::Withdrawn => "已撤销",
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
        matches!(self, Self::Read | Self::Done | Self::Withdrawn)
    }

    /// How it is shown: kind and shape of a light, and the word.
    #[must_use]
    pub fn light(self) -> (&'static str, &'static str, &'static str) {
        let (kind, symbol) = match self {
            Self::ToAssign | Self::Withdrawn => ("grey", "○"),
            Self::InHand => ("yellow", "◆"),
            Self::Answered => ("green", "●"),
            Self::Returned => ("red", "↩"),
            Self::Read | Self::Done => ("blue", "✔"),
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

/// A step in the life of an instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// 交办: it becomes a duty.
    Assign,
    /// 阅存: it is recorded as read.
    File,
    /// 知悉: the department has seen it; once.
    TakeNote,
    /// 反馈办理情况, again after a return.
    Answer,
    /// 退回办理
    Return,
    /// 确认办结
    Confirm,
    /// 撤销: it should not have been entered.
    Withdraw,
}

impl Step {
    /// All steps, in the order of an instruction's life.
    pub const ALL: [Self; 7] =
        [Self::Assign, Self::File, Self::TakeNote, Self::Answer, Self::Return, Self::Confirm, Self::Withdraw];

    /// The states it may be taken from.
    #[must_use]
    pub fn starts_from(self) -> &'static [InstructionStatus] {
        use InstructionStatus::{Answered, InHand, Returned, ToAssign};
        match self {
            Self::Assign | Self::File => &[ToAssign],
            Self::TakeNote => &[InHand],
            Self::Answer => &[InHand, Returned],
            Self::Return | Self::Confirm => &[Answered],
            Self::Withdraw => &[ToAssign, InHand, Answered, Returned],
        }
    }

    fn leads_to(self) -> InstructionStatus {
        match self {
            Self::Assign | Self::TakeNote => InstructionStatus::InHand,
            Self::File => InstructionStatus::Read,
            Self::Answer => InstructionStatus::Answered,
            Self::Return => InstructionStatus::Returned,
            Self::Confirm => InstructionStatus::Done,
            Self::Withdraw => InstructionStatus::Withdrawn,
        }
    }

    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Assign => "交办",
            Self::File => "阅存",
            Self::TakeNote => "知悉",
            Self::Answer => "反馈办理情况",
            Self::Return => "退回办理",
            Self::Confirm => "确认办结",
            Self::Withdraw => "撤销",
        }
    }

    /// Who may take it.
    #[must_use]
    pub fn who(self) -> &'static str {
        match self {
            Self::TakeNote | Self::Answer => "承办部门（领导小组办公室可代录）",
            Self::Return | Self::Confirm => "领导小组办公室（本人代录或所在部门反馈的，由他人）",
            Self::Assign | Self::File | Self::Withdraw => "领导小组办公室",
        }
    }

    fn refusal(self, from: InstructionStatus) -> String {
        let when: Vec<_> = self.starts_from().iter().map(|status| format!("“{}”", status.word())).collect();
        let (word, who) = (self.word(), self.who());
        format!("这一事项现为“{}”，不能{word}；{word}由{who}在{}时办理。", from.word(), when.join("或"))
    }
}

/// Who may confirm, to one who may not.
pub(super) const CONFIRMING: Sentences = Sentences {
    another_office: "不得确认本人代录或所在部门反馈的事项办结，由领导小组办公室其他人员确认。",
    leader: "不得确认本人代录或所在部门反馈的事项办结，由作出批示的院领导确认；议定事项由分管院领导或组长确认。",
    nobody: "不得确认所在部门反馈的事项办结；请先增设院领导或领导小组办公室人员的账号。",
    office: "办结由领导小组办公室确认；办公室人员均不得确认的，由作出批示的院领导确认；议定事项由分管院领导或组长确认。",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_steps_is_the_one_of_the_domain() {
        let table: Vec<String> = InstructionStatus::ALL
            .into_iter()
            .map(|from| {
                let ways = Step::ALL.into_iter().filter_map(|step| Some((step, from.after(step).ok()?)));
                let ways: Vec<_> = ways
                    .map(|(step, to)| format!("{}→{}（{}）", step.word(), to.word(), step.who()))
                    .collect();
                format!("{}：{}", from.word(), ways.join("；"))
            })
            .collect();
        let department = "（承办部门（领导小组办公室可代录））";
        let confirms = "（领导小组办公室（本人代录或所在部门反馈的，由他人））";
        let office = "（领导小组办公室）";
        let withdraws = "撤销→已撤销（领导小组办公室）";
        assert_eq!(
            table,
            [
                format!("待分办：交办→办理中{office}；阅存→已阅存{office}；{withdraws}"),
                "已阅存：".to_owned(),
                format!("办理中：知悉→办理中{department}；反馈办理情况→已反馈{department}；{withdraws}"),
                format!("已反馈：退回办理→退回办理{confirms}；确认办结→已办结{confirms}；{withdraws}"),
                format!("退回办理：反馈办理情况→已反馈{department}；{withdraws}"),
                "已办结：".to_owned(),
                "已撤销：".to_owned(),
            ]
        );
    }

    #[test]
    fn a_refusal_says_who_may_and_when() {
        assert_eq!(
            InstructionStatus::ToAssign.after(Step::Answer).unwrap_err(),
            "这一事项现为“待分办”，不能反馈办理情况；反馈办理情况由承办部门（领导小组办公室可代录）在“办理中”或“退回办理”时办理。"
        );
        let twice = InstructionStatus::Read.after(Step::Assign).unwrap_err();
        assert!(twice.contains("交办由领导小组办公室在“待分办”时办理"), "{twice}");
    }

    #[test]
    fn codes_are_read_as_they_are_written() {
        let all = InstructionStatus::ALL;
        assert!(all.into_iter().all(|status| InstructionStatus::of_code(status.code()) == Some(status)));
        assert_eq!(InstructionStatus::of_code("nonsense"), None);
    }
}
