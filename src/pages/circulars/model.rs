//! How a circular stands, which steps it takes, and how it is called. Pure.
//!
//! To change who may do what when, change [`Step`].

use crate::deadlines::Period;
use crate::deadlines::periods::Rhythm;

/// Where the table of departments with their explanations stands in the text; without this line it stands at the end.
pub(super) const TABLE_HERE: &str = "【部门情况和说明】";

/// The longest text, in characters.
pub(super) const LONGEST_TEXT: usize = 20_000;

/// The longest passage about a department, and the longest explanation, in characters.
pub(super) const LONGEST_PASSAGE: usize = 4_000;
pub(super) const LONGEST_EXPLANATION: usize = 1_000;

/// Where a circular stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "circular_status", rename_all = "snake_case")]
pub enum CircularStatus {
    /// 草稿
    Draft,
    /// 征求说明: the departments it names may explain.
    Explaining,
    /// 待签发
    ForSignature,
    /// 已签发: frozen, and open to all.
    Released,
    /// 已撤销
    Withdrawn,
}

impl CircularStatus {
    /// All states, in the order of a circular's life.
    pub const ALL: [Self; 5] =
        [Self::Draft, Self::Explaining, Self::ForSignature, Self::Released, Self::Withdrawn];

    /// The word on pages and in exports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::Explaining => "征求说明",
            Self::ForSignature => "待签发",
            Self::Released => "已签发",
            Self::Withdrawn => "已撤销",
        }
    }

    /// How it is shown: kind and shape of a light, and the word.
    #[must_use]
    pub fn light(self) -> (&'static str, &'static str, &'static str) {
        let (kind, symbol) = match self {
            Self::Draft | Self::Withdrawn => ("grey", "○"),
            Self::Explaining | Self::ForSignature => ("yellow", "◆"),
            Self::Released => ("blue", "✔"),
        };
        (kind, symbol, self.word())
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
        Err(format!("这份通报现为“{}”，不能{word}；{word}由{who}在{}时办理。", self.word(), when.join("或")))
    }
}

/// A step in the life of a circular.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// 修改
    Edit,
    /// 征求说明
    Ask,
    /// 说明
    Explain,
    /// 收回修改
    TakeBack,
    /// 送签
    Submit,
    /// 签发
    Release,
    /// 退回
    Return,
    /// 撤销
    Withdraw,
}

impl Step {
    /// All steps, in the order of a circular's life.
    pub const ALL: [Self; 8] = [
        Self::Edit,
        Self::Ask,
        Self::Explain,
        Self::TakeBack,
        Self::Submit,
        Self::Release,
        Self::Return,
        Self::Withdraw,
    ];

    /// The states it can be taken from.
    #[must_use]
    pub fn starts_from(self) -> &'static [CircularStatus] {
        use CircularStatus::{Draft, Explaining, ForSignature, Released};
        match self {
            Self::Edit | Self::Ask => &[Draft],
            Self::Explain | Self::TakeBack => &[Explaining],
            Self::Submit => &[Draft, Explaining],
            Self::Release | Self::Return => &[ForSignature],
            Self::Withdraw => &[Draft, Explaining, Released],
        }
    }

    /// The state it leads to; `None` where it changes none.
    fn leads_to(self) -> Option<CircularStatus> {
        match self {
            Self::Edit | Self::Explain => None,
            Self::Ask => Some(CircularStatus::Explaining),
            Self::TakeBack | Self::Return => Some(CircularStatus::Draft),
            Self::Submit => Some(CircularStatus::ForSignature),
            Self::Release => Some(CircularStatus::Released),
            Self::Withdraw => Some(CircularStatus::Withdrawn),
        }
    }

    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Edit => "修改",
            Self::Ask => "征求说明",
            Self::Explain => "说明",
            Self::TakeBack => "收回修改",
            Self::Submit => "送签",
            Self::Release => "签发",
            Self::Return => "退回",
            Self::Withdraw => "撤销",
        }
    }

    /// Who may take it.
    #[must_use]
    pub fn who(self) -> &'static str {
        match self {
            Self::Explain => "被通报的部门（领导小组办公室可代录）",
            Self::Release | Self::Return => "送签的院领导或当日代行其职责的院领导（领导小组办公室可代录）",
            _ => "领导小组办公室",
        }
    }
}

/// 通报〔2019〕3号, with the body's own letters before it.
#[must_use]
pub fn number_in_words(year: i32, number: i32) -> String {
    format!("司改通报〔{year}〕{number}号")
}

/// 2019年6月通报
#[must_use]
pub fn name_of(period: Period) -> String {
    format!("{}通报", period.words())
}

/// 关于2019年6月司法改革任务推进情况的通报; of a quarter: …检查情况的通报.
#[must_use]
pub fn title_of(period: Period) -> String {
    let of = if period.rhythm() == Rhythm::Month { "推进" } else { "检查" };
    format!("关于{}司法改革任务{of}情况的通报", period.words())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_steps_is_the_one_decided() {
        let table: Vec<String> = CircularStatus::ALL
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
                "草稿：修改→草稿；征求说明→征求说明；送签→待签发；撤销→已撤销",
                "征求说明：说明→征求说明；收回修改→草稿；送签→待签发；撤销→已撤销",
                "待签发：签发→已签发；退回→草稿",
                "已签发：撤销→已撤销",
                "已撤销：",
            ]
        );
    }

    #[test]
    fn a_refusal_says_who_may_and_when() {
        assert_eq!(
            CircularStatus::Released.after(Step::Explain).unwrap_err(),
            "这份通报现为“已签发”，不能说明；说明由被通报的部门（领导小组办公室可代录）在“征求说明”时办理。"
        );
    }

    #[test]
    fn it_is_called_by_what_it_is_about() {
        let of = |code: &str| code.parse::<Period>().unwrap();
        assert_eq!(title_of(of("2019-06")), "关于2019年6月司法改革任务推进情况的通报");
        assert_eq!(title_of(of("2019-Q2")), "关于2019年第二季度司法改革任务检查情况的通报");
        assert_eq!(number_in_words(2019, 3), "司改通报〔2019〕3号");
    }
}
