//! Which two days an address compares. Pure.

use axum::http::StatusCode;

use crate::pages::baselines::Baseline;
use crate::web::dates;

/// The two sides of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sides {
    pub from: Baseline,
    /// `None`: as it stands now.
    pub to: Option<Baseline>,
}

/// Why there is nothing to compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// There is no baseline of what was asked for.
    NoBaseline(String),
    /// The end does not come after the beginning.
    NotLater(Baseline, Baseline),
    /// It is the first one.
    NoneBefore(Baseline),
}

impl Sides {
    /// What `from` and `to` ask for, of `baselines`, newest first. Without `to` the other side is now; without `from` it is the
    /// newest baseline (before `to`). `None` when none is frozen yet and none was asked for.
    pub(super) fn of(baselines: &[Baseline], from: &str, to: &str) -> Result<Option<Self>, Refusal> {
        let named = |text: &str| match text.trim() {
            "" => Ok(None),
            text => {
                let found = baselines.iter().find(|one| dates::read(text) == Some(one.as_of));
                found.copied().map(Some).ok_or_else(|| Refusal::NoBaseline(text.to_owned()))
            }
        };
        let (from, to) = (named(from)?, named(to)?);
        let newest = || baselines.iter().find(|one| to.is_none_or(|to| one.as_of < to.as_of)).copied();
        match (from.or_else(newest), to) {
            (Some(from), Some(to)) if from.as_of >= to.as_of => Err(Refusal::NotLater(from, to)),
            (Some(from), to) => Ok(Some(Self { from, to })),
            (None, Some(to)) => Err(Refusal::NoneBefore(to)),
            (None, None) => Ok(None),
        }
    }
}

impl Refusal {
    pub(super) fn sentence(&self) -> String {
        match self {
            Self::NoBaseline(asked) => format!("没有“{asked}”的基线。"),
            Self::NotLater(from, to) => format!(
                "终点 {} 不晚于起点 {}，没有可比较的变化，请另选一天。",
                dates::short(to.as_of),
                dates::short(from.as_of)
            ),
            Self::NoneBefore(to) => {
                format!("{} 是最早的基线，之前没有可比较的，请另选一天。", dates::short(to.as_of))
            }
        }
    }

    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::NoBaseline(_) => StatusCode::NOT_FOUND,
            Self::NotLater(..) | Self::NoneBefore(_) => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::ids::BaselineId;

    fn baseline(id: i64, as_of: &str) -> Baseline {
        let as_of: NaiveDate = as_of.parse().unwrap();
        Baseline { id: BaselineId(id), as_of, frozen_on: as_of.succ_opt().unwrap() }
    }

    #[test]
    fn an_address_names_two_days_one_or_none() {
        let all = [baseline(3, "2019-06-30"), baseline(2, "2019-05-31"), baseline(1, "2019-04-30")];
        for (from, to, expected) in [
            ("", "", "3 to now"),
            (" 2019-05-31", "", "2 to now"),
            ("2019-04-30", "2019-05-31", "1 to 2"),
            ("", "2019-06-30", "2 to 3"),
            ("2019-05-15", "", "没有“2019-05-15”的基线。"),
            ("<昨天>", "", "没有“<昨天>”的基线。"),
            ("", "2019-07-31", "没有“2019-07-31”的基线。"),
            (
                "2019-05-31",
                "2019-05-31",
                "终点 2019-05-31 不晚于起点 2019-05-31，没有可比较的变化，请另选一天。",
            ),
            (
                "2019-06-30",
                "2019-05-31",
                "终点 2019-05-31 不晚于起点 2019-06-30，没有可比较的变化，请另选一天。",
            ),
            ("", "2019-04-30", "2019-04-30 是最早的基线，之前没有可比较的，请另选一天。"),
        ] {
            let said = match Sides::of(&all, from, to) {
                Ok(Some(Sides { from, to: Some(to) })) => format!("{} to {}", from.id, to.id),
                Ok(Some(Sides { from, to: None })) => format!("{} to now", from.id),
                Ok(None) => "nothing".to_owned(),
                Err(refusal) => refusal.sentence(),
            };
            assert_eq!(said, expected, "from {from} to {to}");
        }
        assert_eq!(Sides::of(&[], "", ""), Ok(None));
        assert!(Sides::of(&[], "2019-05-31", "").is_err());
    }
}
