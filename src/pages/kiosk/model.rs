//! What a link shows, and from where it opens. Pure.

use std::net::IpAddr;

use chrono::{DateTime, Utc};

use crate::ids::KioskLinkId;

/// One view of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// 任务作战图: all tasks as tiles.
    Wall,
    /// 倒排工期图: the year's Gantt.
    Gantt,
    /// 本周变化: what happened to the tasks in the last seven days.
    ThisWeek,
    /// 逾期最久: the ten tasks overdue longest.
    LongestOverdue,
}

impl View {
    /// All views, in the order the form lists them.
    pub const ALL: [Self; 4] = [Self::Wall, Self::Gantt, Self::ThisWeek, Self::LongestOverdue];

    /// The code in the store and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Wall => "wall",
            Self::Gantt => "gantt",
            Self::ThisWeek => "this_week",
            Self::LongestOverdue => "longest_overdue",
        }
    }

    /// The view of a code; `None` for one this program does not know.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.code() == code)
    }

    /// The word on the office's page.
    pub fn word(self) -> &'static str {
        match self {
            Self::Wall => "任务作战图",
            Self::Gantt => "倒排工期图",
            Self::ThisWeek => "本周变化",
            Self::LongestOverdue => "逾期最久",
        }
    }

    /// For how many seconds the form proposes to show each of its sheets.
    pub fn usual_seconds(self) -> i32 {
        match self {
            Self::Wall => 60,
            Self::Gantt => 30,
            Self::ThisWeek | Self::LongestOverdue => 20,
        }
    }
}

/// A view and for how long it stands before the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Turn {
    pub view: View,
    pub seconds: i32,
}

impl Turn {
    /// The fewest and the most seconds; the store's constraint says the same.
    pub const SECONDS: std::ops::RangeInclusive<i32> = 10..=600;

    /// The turns of a link as stored; codes of views this program does not have are left out.
    pub fn of_stored(views: &[String], seconds: &[i32]) -> Vec<Self> {
        let turn = |(code, &seconds): (&String, &i32)| Some(Self { view: View::of_code(code)?, seconds });
        views.iter().zip(seconds).filter_map(turn).collect()
    }

    /// 任务作战图 60 秒
    pub fn words(self) -> String {
        format!("{} {} 秒", self.view.word(), self.seconds)
    }
}

/// From where a link opens, as the office chooses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Binding {
    /// From the address that opens it first.
    FirstOpened,
    /// From this address.
    To(IpAddr),
    /// From anywhere.
    Unbound,
}

impl Binding {
    /// What of it is stored: whether the link is bound, and to which address.
    pub fn stored(self) -> (bool, Option<String>) {
        match self {
            Self::FirstOpened => (true, None),
            Self::To(address) => (true, Some(address.to_string())),
            Self::Unbound => (false, None),
        }
    }

    /// As the link's record says it.
    pub fn words(self) -> String {
        match self {
            Self::FirstOpened => "首次打开时绑定".to_owned(),
            Self::To(address) => address.to_string(),
            Self::Unbound => "不绑定".to_owned(),
        }
    }
}

/// A link that was asked for by its secret.
#[derive(Debug)]
pub(super) struct AskedLink {
    pub id: KioskLinkId,
    pub year: i32,
    pub name: String,
    pub is_bound: bool,
    pub address: Option<String>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub last_seen_at: Option<DateTime<Utc>>,
    pub last_seen_from: Option<String>,
    pub turns: Vec<Turn>,
}

/// Whether a link opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Admission {
    /// It does.
    Opens,
    /// It does, and is bound to the address from now on.
    Binds(IpAddr),
    /// It does not: revoked, or from another address.
    Refused,
}

impl AskedLink {
    /// Whether the link opens from `address`; `None`, an address nobody knows, is never a bound one.
    pub fn admits(&self, address: Option<IpAddr>) -> Admission {
        if self.revoked_at.is_some() {
            return Admission::Refused;
        }
        match (self.is_bound, &self.address, address) {
            (false, ..) => Admission::Opens,
            (true, Some(bound), Some(address)) if *bound == address.to_string() => Admission::Opens,
            (true, None, Some(address)) => Admission::Binds(address),
            (true, ..) => Admission::Refused,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(is_bound: bool, address: Option<&str>, revoked: bool) -> AskedLink {
        AskedLink {
            id: KioskLinkId(1),
            year: 2019,
            name: String::new(),
            is_bound,
            address: address.map(str::to_owned),
            revoked_at: revoked.then_some(DateTime::UNIX_EPOCH),
            last_seen_at: None,
            last_seen_from: None,
            turns: Vec::new(),
        }
    }

    #[test]
    fn a_link_opens_from_its_address_only_unless_it_is_unbound() {
        let here: IpAddr = [10, 0, 0, 7].into();
        for (link, from_here, from_nowhere) in [
            (link(true, None, false), Admission::Binds(here), Admission::Refused),
            (link(true, Some("10.0.0.7"), false), Admission::Opens, Admission::Refused),
            (link(true, Some("10.0.0.70"), false), Admission::Refused, Admission::Refused),
            (link(false, None, false), Admission::Opens, Admission::Opens),
            (link(true, None, true), Admission::Refused, Admission::Refused),
            (link(true, Some("10.0.0.7"), true), Admission::Refused, Admission::Refused),
            (link(false, None, true), Admission::Refused, Admission::Refused),
        ] {
            assert_eq!(link.admits(Some(here)), from_here, "{link:?}");
            assert_eq!(link.admits(None), from_nowhere, "{link:?}");
        }
    }

    #[test]
    fn every_view_is_found_by_its_code_and_others_are_left_out() {
        let codes = View::ALL.map(|view| view.code().to_owned());
        let stored: Vec<String> = ["of_tomorrow".to_owned()].into_iter().chain(codes).collect();
        let turns = Turn::of_stored(&stored, &[10, 20, 30, 40, 50]);
        assert_eq!(turns.iter().map(|turn| turn.view).collect::<Vec<_>>(), View::ALL);
        assert_eq!(turns.iter().map(|turn| turn.seconds).collect::<Vec<_>>(), [20, 30, 40, 50]);
    }
}
