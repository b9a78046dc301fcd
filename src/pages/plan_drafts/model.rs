//! How a draft stands and which steps it takes. Pure.
//!
//! To change who may do what when, change [`Step`].

use chrono::NaiveDate;

/// Where a draft stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "plan_draft_status", rename_all = "snake_case")]
pub enum DraftStatus {
    /// 起草
    Drafting,
    /// 征求意见: the departments asked read it and say what they think.
    Consulting,
    /// 审议: before the meeting that decides it.
    Deliberating,
    /// 已印发: it became a plan in force, and changes no more.
    Issued,
    /// 作废
    Withdrawn,
}

impl DraftStatus {
    /// All states, in the order of a draft's life.
    pub const ALL: [Self; 5] =
        [Self::Drafting, Self::Consulting, Self::Deliberating, Self::Issued, Self::Withdrawn];

    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Drafting => "起草",
            Self::Consulting => "征求意见",
            Self::Deliberating => "审议",
            Self::Issued => "已印发",
            Self::Withdrawn => "作废",
        }
    }

    /// How it is shown: kind and shape of a light, and the word.
    #[must_use]
    pub fn light(self) -> (&'static str, &'static str, &'static str) {
        let (kind, symbol) = match self {
            Self::Drafting | Self::Withdrawn => ("grey", "○"),
            Self::Consulting | Self::Deliberating => ("yellow", "◆"),
            Self::Issued => ("blue", "✔"),
        };
        (kind, symbol, self.word())
    }

    /// Whether it is neither issued nor given up.
    #[must_use]
    pub fn is_on_its_way(self) -> bool {
        !matches!(self, Self::Issued | Self::Withdrawn)
    }

    /// Whether it became a plan in force.
    #[must_use]
    pub fn is_issued(self) -> bool {
        self == Self::Issued
    }

    /// The state after `step`.
    ///
    /// # Errors
    /// A sentence that says who may take the step and when.
    pub fn after(self, step: Step) -> Result<Self, String> {
        if step.starts_from().contains(&self) {
            return Ok(step.leads_to().unwrap_or(self));
        }
        let when: Vec<String> =
            step.starts_from().iter().map(|state| format!("“{}”", state.word())).collect();
        let (word, who) = (step.word(), step.who());
        Err(format!(
            "这份方案草稿现为“{}”，不能{word}；{word}由{who}在{}时办理。",
            self.word(),
            when.join("或")
        ))
    }
}

/// What is said of a draft when it is issued.
#[derive(Debug, Clone)]
pub(super) struct Notice {
    /// The document's number.
    pub number: String,
    /// Its date.
    pub issued_on: NaiveDate,
    /// Why it went neither to the departments nor to a meeting, where it did not.
    pub skipped: Option<String>,
}

/// A step in the life of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// 修改: anything of its content, and what is decided of doubts and departments.
    Edit,
    /// 征求意见
    Consult,
    /// 提意见
    Comment,
    /// 答复意见
    Answer,
    /// 提交审议
    Deliberate,
    /// 印发
    Issue,
    /// 作废
    Withdraw,
}

impl Step {
    /// All steps, in the order of a draft's life.
    pub const ALL: [Self; 7] = [
        Self::Edit,
        Self::Consult,
        Self::Comment,
        Self::Answer,
        Self::Deliberate,
        Self::Issue,
        Self::Withdraw,
    ];

    /// The states it can be taken from. A document that is issued already needs no consultation in the system.
    #[must_use]
    pub fn starts_from(self) -> &'static [DraftStatus] {
        use DraftStatus::{Consulting, Deliberating, Drafting};
        match self {
            Self::Edit | Self::Consult | Self::Answer | Self::Withdraw => {
                &[Drafting, Consulting, Deliberating]
            }
            Self::Comment => &[Consulting],
            Self::Deliberate => &[Drafting, Consulting],
            Self::Issue => &[Drafting, Deliberating],
        }
    }

    /// The state it leads to; `None` where it changes none.
    fn leads_to(self) -> Option<DraftStatus> {
        match self {
            Self::Edit | Self::Comment | Self::Answer => None,
            Self::Consult => Some(DraftStatus::Consulting),
            Self::Deliberate => Some(DraftStatus::Deliberating),
            Self::Issue => Some(DraftStatus::Issued),
            Self::Withdraw => Some(DraftStatus::Withdrawn),
        }
    }

    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Edit => "修改",
            Self::Consult => "征求意见",
            Self::Comment => "提意见",
            Self::Answer => "答复意见",
            Self::Deliberate => "提交审议",
            Self::Issue => "印发",
            Self::Withdraw => "作废",
        }
    }

    /// Who may take it.
    #[must_use]
    pub fn who(self) -> &'static str {
        match self {
            Self::Comment => "被征求意见的部门（领导小组办公室可代录）",
            _ => "领导小组办公室",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_steps_is_the_one_decided() {
        let table: Vec<String> = DraftStatus::ALL
            .into_iter()
            .map(|from| {
                let ways = Step::ALL.into_iter().filter_map(|step| {
                    let to = from.after(step).ok()?;
                    Some(format!("{}→{}", step.word(), to.word()))
                });
                format!("{}：{}", from.word(), ways.collect::<Vec<_>>().join("；"))
            })
            .collect();
        assert_eq!(
            table,
            [
                "起草：修改→起草；征求意见→征求意见；答复意见→起草；提交审议→审议；印发→已印发；作废→作废",
                "征求意见：修改→征求意见；征求意见→征求意见；提意见→征求意见；答复意见→征求意见；提交审议→审议；作废→作废",
                "审议：修改→审议；征求意见→征求意见；答复意见→审议；印发→已印发；作废→作废",
                "已印发：",
                "作废：",
            ]
        );
    }

    #[test]
    fn a_refusal_says_who_may_and_when() {
        assert_eq!(
            DraftStatus::Issued.after(Step::Edit).unwrap_err(),
            "这份方案草稿现为“已印发”，不能修改；修改由领导小组办公室在“起草”或“征求意见”或“审议”时办理。"
        );
    }
}
