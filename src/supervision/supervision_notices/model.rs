//! Degrees of a notice, how it stands and which steps it takes. Pure.
//!
//! To change who may do what when, change [`Step`] and [`NoticeState::of`].

pub use crate::deadlines::model::number_in_words;
use crate::supervision::approval::APPROVES;
use crate::supervision::findings::{FindingStatus, Severity, Source};

/// How urgent a notice is, from the facts on the day it is issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "notice_degree", rename_all = "snake_case")]
pub enum Degree {
    /// 蓝色: the duty is due soon (临期).
    Blue,
    /// 黄色: its task lags (滞后).
    Yellow,
    /// 红色: the duty is overdue (逾期).
    Red,
}

impl Degree {
    /// All degrees, the gravest first.
    pub const ALL: [Self; 3] = [Self::Red, Self::Yellow, Self::Blue];

    /// The code in addresses, and the style.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Blue => "blue",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }

    /// The word on pages and on paper.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Blue => "蓝色（临期）",
            Self::Yellow => "黄色（滞后）",
            Self::Red => "红色（逾期）",
        }
    }

    /// The shape that says the same without colour.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Blue => "■",
            Self::Yellow => "◆",
            Self::Red => "▲",
        }
    }

    /// How it is shown: colour, shape and word.
    #[must_use]
    pub fn light(self) -> (&'static str, &'static str, &'static str) {
        (self.code(), self.symbol(), self.word())
    }

    /// The degree of a code; `None` for any other word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|degree| degree.code() == code)
    }

    /// How grave the finding is that comes with it.
    #[must_use]
    pub fn severity(self) -> Severity {
        if self == Self::Red { Severity::Serious } else { Severity::General }
    }

    /// Where the finding that comes with it is from.
    #[must_use]
    pub fn source(self) -> Source {
        if self == Self::Red { Source::Overdue } else { Source::Entered }
    }
}

/// What is stored of a notice's state; the rest is its finding's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "supervision_notice_state", rename_all = "snake_case")]
pub enum StoredState {
    /// 拟发: waits for a leader.
    Draft,
    /// 不予批准
    Refused,
    /// 签发
    Issued,
    /// 撤回: the office took its draft back.
    TakenBack,
}

/// Where a notice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeState {
    /// 待批准: drafted by the office.
    Draft,
    /// 不予批准: the number is kept.
    Refused,
    /// 待签收: issued.
    Issued,
    /// 已签收: the department is at work.
    Acknowledged,
    /// 已反馈: the finding was answered.
    Answered,
    /// 退回: the answer was returned.
    Returned,
    /// 已办结: the finding was closed.
    Closed,
    /// 已撤销: the finding was withdrawn; the number is kept.
    Withdrawn,
    /// 已撤回: the office took its draft back; the number is kept.
    TakenBack,
}

impl NoticeState {
    /// All states, in the order of a notice's life.
    pub const ALL: [Self; 9] = [
        Self::Draft,
        Self::Refused,
        Self::Issued,
        Self::Acknowledged,
        Self::Answered,
        Self::Returned,
        Self::Closed,
        Self::Withdrawn,
        Self::TakenBack,
    ];

    /// The state that follows from what is stored, whether it was signed for, and how its finding stands.
    #[must_use]
    pub fn of(stored: StoredState, acknowledged: bool, finding: Option<FindingStatus>) -> Self {
        match (stored, finding) {
            (StoredState::Draft, _) => Self::Draft,
            (StoredState::Refused, _) => Self::Refused,
            (StoredState::TakenBack, _) => Self::TakenBack,
            (_, Some(FindingStatus::Withdrawn)) => Self::Withdrawn,
            (_, Some(FindingStatus::Closed)) => Self::Closed,
            (_, Some(FindingStatus::Answered)) => Self::Answered,
            (_, Some(FindingStatus::Returned)) => Self::Returned,
            _ if acknowledged => Self::Acknowledged,
            _ => Self::Issued,
        }
    }

    /// The code in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Refused => "refused",
            Self::Issued => "issued",
            Self::Acknowledged => "acknowledged",
            Self::Answered => "answered",
            Self::Returned => "returned",
            Self::Closed => "closed",
            Self::Withdrawn => "withdrawn",
            Self::TakenBack => "taken_back",
        }
    }

    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "待批准",
            Self::Refused => "不予批准",
            Self::Issued => "待签收",
            Self::Acknowledged => "已签收",
            Self::Answered => "已反馈",
            Self::Returned => "退回",
            Self::Closed => "已办结",
            Self::Withdrawn => "已撤销",
            Self::TakenBack => "已撤回",
        }
    }

    /// The state of a code; `None` for any other word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether it is at its end: the duty may have another notice.
    #[must_use]
    pub fn has_ended(self) -> bool {
        matches!(self, Self::Refused | Self::Closed | Self::Withdrawn | Self::TakenBack)
    }

    /// Whether it was issued, and is open to the departments concerned.
    #[must_use]
    pub fn is_issued(self) -> bool {
        !matches!(self, Self::Draft | Self::Refused | Self::TakenBack)
    }

    /// How it is shown: kind and shape of a light, and the word.
    #[must_use]
    pub fn light(self) -> (&'static str, &'static str, &'static str) {
        let (kind, symbol) = match self {
            Self::Draft | Self::Issued | Self::Acknowledged => ("yellow", "◆"),
            Self::Refused | Self::Withdrawn | Self::TakenBack => ("grey", "○"),
            Self::Answered => ("green", "●"),
            Self::Returned => ("red", "↩"),
            Self::Closed => ("blue", "✔"),
        };
        (kind, symbol, self.word())
    }

    /// Whether a step may be taken.
    ///
    /// # Errors
    /// A sentence that says who may take it and when.
    pub fn require(self, step: Step) -> Result<(), String> {
        if step.starts_from().contains(&self) {
            return Ok(());
        }
        let when: Vec<_> = step.starts_from().iter().map(|state| format!("“{}”", state.word())).collect();
        let (word, who) = (step.word(), step.who());
        Err(format!(
            "这份督办通知单现为“{}”，不能{word}；{word}由{who}在{}时办理。",
            self.word(),
            when.join("或")
        ))
    }
}

/// A step in the life of a notice. Answering, returning, closing and withdrawing are steps of its finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// 批准
    Approve,
    /// 不予批准
    Refuse,
    /// 撤回, before a leader decided.
    TakeBack,
    /// 签收; a notice about a rectification may have been answered before anybody signed for it.
    Acknowledge,
}

impl Step {
    /// All steps, in the order of a notice's life.
    pub const ALL: [Self; 4] = [Self::Approve, Self::Refuse, Self::TakeBack, Self::Acknowledge];

    /// The states it may be taken from; of signing, only while nobody has signed.
    #[must_use]
    pub fn starts_from(self) -> &'static [NoticeState] {
        match self {
            Self::Approve | Self::Refuse | Self::TakeBack => &[NoticeState::Draft],
            Self::Acknowledge => &[NoticeState::Issued, NoticeState::Answered, NoticeState::Returned],
        }
    }

    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Approve => "批准",
            Self::Refuse => "不予批准",
            Self::TakeBack => "撤回",
            Self::Acknowledge => "签收",
        }
    }

    /// Who may take it.
    #[must_use]
    pub fn who(self) -> &'static str {
        match self {
            Self::Approve | Self::Refuse => APPROVES,
            Self::TakeBack => "领导小组办公室",
            Self::Acknowledge => "责任部门（领导小组办公室可代录）",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_steps_is_the_one_decided() {
        let table: Vec<String> = NoticeState::ALL
            .into_iter()
            .map(|from| {
                let ways = Step::ALL.into_iter().filter(|step| from.require(*step).is_ok());
                let ways: Vec<_> = ways.map(|step| format!("{}（{}）", step.word(), step.who())).collect();
                format!("{}：{}", from.word(), ways.join("；"))
            })
            .collect();
        let leader =
            "（分管院领导或当日代行其职责的院领导，分管院领导待明确的由组长（领导小组办公室可代录））";
        let department = "（责任部门（领导小组办公室可代录））";
        assert_eq!(
            table,
            [
                format!("待批准：批准{leader}；不予批准{leader}；撤回（领导小组办公室）"),
                "不予批准：".to_owned(),
                format!("待签收：签收{department}"),
                "已签收：".to_owned(),
                format!("已反馈：签收{department}"),
                format!("退回：签收{department}"),
                "已办结：".to_owned(),
                "已撤销：".to_owned(),
                "已撤回：".to_owned(),
            ]
        );
    }

    #[test]
    fn what_became_of_an_issued_notice_is_read_from_its_finding() {
        let state =
            |acknowledged, finding| NoticeState::of(StoredState::Issued, acknowledged, Some(finding)).word();
        // A notice is approved itself, never its finding.
        let of_notices = &FindingStatus::ALL[1..7];
        let rows: Vec<String> = of_notices
            .iter()
            .map(|finding| {
                format!("{}：{}、{}", finding.word(), state(false, *finding), state(true, *finding))
            })
            .collect();
        assert_eq!(
            rows,
            [
                "待整改：待签收、已签收",
                "整改中：待签收、已签收",
                "已反馈：已反馈、已反馈",
                "退回整改：退回、退回",
                "已销号：已办结、已办结",
                "已撤销：已撤销、已撤销",
            ]
        );
        assert_eq!(NoticeState::of(StoredState::Draft, false, None), NoticeState::Draft);
        assert_eq!(NoticeState::of(StoredState::Refused, false, None), NoticeState::Refused);
    }

    #[test]
    fn a_refusal_says_who_may_and_when() {
        assert_eq!(
            NoticeState::Closed.require(Step::Acknowledge).unwrap_err(),
            "这份督办通知单现为“已办结”，不能签收；签收由责任部门（领导小组办公室可代录）在“待签收”或“已反馈”或“退回”时办理。"
        );
    }

    #[test]
    fn codes_are_read_as_they_are_written() {
        assert!(Degree::ALL.into_iter().all(|degree| Degree::of_code(degree.code()) == Some(degree)));
        assert!(NoticeState::ALL.into_iter().all(|state| NoticeState::of_code(state.code()) == Some(state)));
        assert_eq!(number_in_words(2019, 3), "督办〔2019〕3号");
    }
}
