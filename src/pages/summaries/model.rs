//! How a summary stands, which steps it takes, and what its text is made of. Pure.
//!
//! To change who may do what when, change [`Step`] and [`SummaryStatus::after`].

use chrono::{Datelike, NaiveDate};

use crate::deadlines::Period;
pub use crate::pages::drafting::BLANK;

/// The longest text, in characters.
pub(super) const LONGEST_TEXT: usize = 60_000;

/// Where a summary stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "summary_status", rename_all = "snake_case")]
pub enum SummaryStatus {
    /// 草稿
    Draft,
    /// 送审稿
    ForReview,
    /// 定稿: text and figures are frozen.
    Frozen,
}

impl SummaryStatus {
    /// All states, in the order of a summary's life.
    pub const ALL: [Self; 3] = [Self::Draft, Self::ForReview, Self::Frozen];

    /// The word on pages and in exports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::ForReview => "送审稿",
            Self::Frozen => "定稿",
        }
    }

    /// How it is shown: kind and shape of a light, and the word.
    #[must_use]
    pub fn light(self) -> (&'static str, &'static str, &'static str) {
        let (kind, symbol) = match self {
            Self::Draft => ("grey", "○"),
            Self::ForReview => ("yellow", "◆"),
            Self::Frozen => ("blue", "✔"),
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

/// A step in the life of a summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// 修改: its text is written on.
    Edit,
    /// 送审
    Send,
    /// 退回修改: what the leaders want otherwise is worked in.
    GiveBack,
    /// 定稿
    Freeze,
}

impl Step {
    /// All steps, in the order of a summary's life.
    pub const ALL: [Self; 4] = [Self::Edit, Self::Send, Self::GiveBack, Self::Freeze];

    /// The states it can be taken from.
    #[must_use]
    pub fn starts_from(self) -> &'static [SummaryStatus] {
        match self {
            Self::Edit | Self::Send => &[SummaryStatus::Draft],
            Self::GiveBack | Self::Freeze => &[SummaryStatus::ForReview],
        }
    }

    fn leads_to(self) -> SummaryStatus {
        match self {
            Self::Edit | Self::GiveBack => SummaryStatus::Draft,
            Self::Send => SummaryStatus::ForReview,
            Self::Freeze => SummaryStatus::Frozen,
        }
    }

    fn refusal(self, from: SummaryStatus) -> String {
        let when = match self {
            Self::Edit => "总结由领导小组办公室在草稿时修改；送审稿须先退回修改，定稿须更正的另起一版",
            Self::Send => "草稿由领导小组办公室送审",
            Self::GiveBack => "送审稿由领导小组办公室按审定意见退回修改",
            Self::Freeze => "送审稿审定后由领导小组办公室定稿",
        };
        format!("{when}；现在是{}。", from.word())
    }
}

/// 2019年上半年; of the second half the whole year, which it is about: 2019年.
#[must_use]
pub fn span_words(period: Period) -> String {
    if is_of_year(period) { format!("{}年", period.year()) } else { period.words() }
}

/// 半年总结 or 年度总结.
#[must_use]
pub fn kind_words(period: Period) -> &'static str {
    if is_of_year(period) { "年度总结" } else { "半年总结" }
}

/// Whether it is about the whole year: the second half's is.
#[must_use]
pub fn is_of_year(period: Period) -> bool {
    period.last_day().month() == 12
}

/// The first and the last day a summary is about.
#[must_use]
pub fn span(period: Period) -> (NaiveDate, NaiveDate) {
    let last = period.last_day();
    let first = period.first_day();
    (if is_of_year(period) { first.with_month(1).unwrap_or(first) } else { first }, last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_goes_from_draft_to_review_to_frozen_and_nowhere_else() {
        use SummaryStatus::{Draft, ForReview, Frozen};
        let table = [
            (Draft, Step::Edit, Some(Draft)),
            (Draft, Step::Send, Some(ForReview)),
            (Draft, Step::GiveBack, None),
            (Draft, Step::Freeze, None),
            (ForReview, Step::Edit, None),
            (ForReview, Step::Send, None),
            (ForReview, Step::GiveBack, Some(Draft)),
            (ForReview, Step::Freeze, Some(Frozen)),
            (Frozen, Step::Edit, None),
            (Frozen, Step::Send, None),
            (Frozen, Step::GiveBack, None),
            (Frozen, Step::Freeze, None),
        ];
        assert_eq!(table.len(), SummaryStatus::ALL.len() * Step::ALL.len());
        for (from, step, to) in table {
            assert_eq!(from.after(step).ok(), to, "{from:?} {step:?}");
        }
        assert!(Frozen.after(Step::Edit).unwrap_err().ends_with("现在是定稿。"));
    }

    #[test]
    fn the_second_half_is_about_the_year() {
        let of = |code: &str| code.parse::<Period>().unwrap();
        assert_eq!(
            (span_words(of("2019-H1")).as_str(), kind_words(of("2019-H1"))),
            ("2019年上半年", "半年总结")
        );
        assert_eq!((span_words(of("2019-H2")).as_str(), kind_words(of("2019-H2"))), ("2019年", "年度总结"));
    }
}
