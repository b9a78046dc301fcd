//! What an account's columns amount to on a day.

use chrono::{DateTime, TimeDelta, Utc};

use crate::accounts::administration::Account;

/// Whether an account can be signed in with, and why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccountState {
    /// 未激活: nobody has given it a role.
    Inactive,
    /// 正常.
    Usable,
    /// 锁定: after repeated failures, until this instant.
    Locked(DateTime<Utc>),
    /// 停用.
    Disabled,
}

impl AccountState {
    /// The state of `account` at `wall_now`. A disabled account is disabled before it is anything else.
    pub fn of(account: &Account, wall_now: DateTime<Utc>) -> Self {
        match account.locked_until {
            _ if account.disabled_at.is_some() => Self::Disabled,
            _ if account.role.is_none() => Self::Inactive,
            Some(until) if until > wall_now => Self::Locked(until),
            _ => Self::Usable,
        }
    }

    /// The word on pages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Inactive => "未激活",
            Self::Usable => "正常",
            Self::Locked(_) => "锁定",
            Self::Disabled => "停用",
        }
    }

    /// The word in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Inactive => "inactive",
            Self::Usable => "usable",
            Self::Locked(_) => "locked",
            Self::Disabled => "disabled",
        }
    }

    /// Colour and shape of the word.
    pub fn light(self) -> (&'static str, &'static str) {
        match self {
            Self::Inactive => ("grey", "○"),
            Self::Usable => ("green", "●"),
            Self::Locked(_) => ("yellow", "◆"),
            Self::Disabled => ("red", "■"),
        }
    }
}

/// Whether an account that could sign in has not for more than `stale_after_days` (长期未用); one never used counts
/// from its creation.
pub(super) fn is_stale(account: &Account, stale_after_days: i32, wall_now: DateTime<Utc>) -> bool {
    let last_used = account.last_signed_in_at.unwrap_or(account.created_at);
    let in_use = account.disabled_at.is_none() && account.role.is_some();
    in_use && wall_now - last_used > TimeDelta::days(i64::from(stale_after_days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::Role;
    use crate::ids::AccountId;

    fn at(day: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(day)
    }

    fn account() -> Account {
        Account {
            id: AccountId(1),
            sign_in_name: "a".into(),
            display_name: "a".into(),
            role: Some(Role::Viewer),
            heads_the_group: false,
            must_change_password: false,
            locked_until: None,
            last_signed_in_at: None,
            disabled_at: None,
            created_at: at(0),
            version: 1,
            sessions: 0,
        }
    }

    #[test]
    fn a_lock_that_is_over_locks_no_more() {
        let locked = Account { locked_until: Some(at(3)), ..account() };
        assert_eq!(AccountState::of(&locked, at(2)), AccountState::Locked(at(3)));
        assert_eq!(AccountState::of(&locked, at(3)), AccountState::Usable);
    }

    #[test]
    fn disabled_comes_before_inactive_and_inactive_before_locked() {
        let all = Account { disabled_at: Some(at(1)), role: None, locked_until: Some(at(9)), ..account() };
        assert_eq!(AccountState::of(&all, at(2)), AccountState::Disabled);
        let inactive = Account { disabled_at: None, ..all };
        assert_eq!(AccountState::of(&inactive, at(2)), AccountState::Inactive);
    }

    #[test]
    fn an_account_is_stale_the_day_after_its_days_are_over() {
        assert!(!is_stale(&account(), 90, at(90)), "never used: counted from its creation");
        assert!(is_stale(&account(), 90, at(91)));
        let used = Account { last_signed_in_at: Some(at(50)), ..account() };
        assert!(!is_stale(&used, 90, at(140)));
        let disabled = Account { disabled_at: Some(at(1)), ..account() };
        assert!(!is_stale(&disabled, 90, at(400)), "nobody can use it anyway");
    }
}
