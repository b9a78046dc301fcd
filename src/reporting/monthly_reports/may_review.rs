//! Who may accept or return a report: nobody accepts what they filed (domain: who uses it). Pure.

use crate::accounts::Role;
use crate::ids::AccountId;

/// How a submission came about, as far as its review depends on it.
#[derive(Debug, Clone)]
pub(super) struct Filing {
    /// Who filed it: of a report recorded for a department (代录), the office account that did.
    pub by: AccountId,
    /// Whether that is an account of the office.
    pub by_office: bool,
    /// Whether the office has another active account.
    pub another_office: bool,
    /// The active accounts that act for the leader in charge today: the leader, or the stand-in.
    pub leaders: Vec<AccountId>,
}

/// How an acceptance is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Acceptance {
    /// Somebody else accepts it.
    ByAnother,
    /// 自审: there is nobody else; listed for the next check.
    OfOwn,
}

impl Filing {
    /// Whether the only account of the office filed it, so that the leader in charge accepts.
    fn is_of_the_only_office(&self) -> bool {
        self.by_office && !self.another_office
    }

    /// Whether `reviewer` may accept, or a sentence that says who may.
    pub(super) fn may_accept(&self, reviewer: AccountId, role: Role) -> Result<Acceptance, &'static str> {
        match role {
            Role::Office if reviewer != self.by => Ok(Acceptance::ByAnother),
            Role::Office if self.another_office => {
                Err("不得审核本人报送的月报，由领导小组办公室其他人员审核。")
            }
            Role::Office if !self.leaders.is_empty() => Err("不得审核本人报送的月报，由分管院领导审核。"),
            Role::Office => Ok(Acceptance::OfOwn),
            Role::Leader if self.is_of_the_only_office() && self.leaders.contains(&reviewer) => {
                Ok(Acceptance::ByAnother)
            }
            _ => Err("月报由领导小组办公室审核；唯一的办公室人员报送的，由分管院领导审核。"),
        }
    }

    /// Whether `reviewer` may return it: the office may, its own too; a leader where they may accept.
    pub(super) fn may_return(&self, reviewer: AccountId, role: Role) -> Result<(), &'static str> {
        if role == Role::Office { Ok(()) } else { self.may_accept(reviewer, role).map(|_| ()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTACT: AccountId = AccountId(1);
    const OFFICE: AccountId = AccountId(2);
    const OTHER_OFFICE: AccountId = AccountId(3);
    const LEADER: AccountId = AccountId(4);

    fn filed_by(by: AccountId, another_office: bool, leaders: &[AccountId]) -> Filing {
        Filing { by, by_office: by != CONTACT, another_office, leaders: leaders.to_vec() }
    }

    #[test]
    fn nobody_accepts_what_they_filed_while_there_is_somebody_else() {
        let two = filed_by(OFFICE, true, &[LEADER]);
        assert!(two.may_accept(OFFICE, Role::Office).unwrap_err().contains("其他人员"));
        assert_eq!(two.may_accept(OTHER_OFFICE, Role::Office), Ok(Acceptance::ByAnother));
        let alone = filed_by(OFFICE, false, &[LEADER]);
        assert!(alone.may_accept(OFFICE, Role::Office).unwrap_err().contains("分管院领导"));
        assert_eq!(alone.may_accept(LEADER, Role::Leader), Ok(Acceptance::ByAnother));
    }

    #[test]
    fn where_there_is_nobody_else_it_is_marked_as_ones_own_review() {
        let alone = filed_by(OFFICE, false, &[]);
        assert_eq!(alone.may_accept(OFFICE, Role::Office), Ok(Acceptance::OfOwn));
    }

    #[test]
    fn a_leader_accepts_only_in_their_charge_and_only_what_the_only_office_account_filed() {
        assert!(filed_by(OFFICE, false, &[LEADER]).may_accept(AccountId(9), Role::Leader).is_err());
        assert!(filed_by(OFFICE, true, &[LEADER]).may_accept(LEADER, Role::Leader).is_err());
        assert!(filed_by(CONTACT, false, &[LEADER]).may_accept(LEADER, Role::Leader).is_err());
    }

    #[test]
    fn the_office_reviews_what_departments_file_and_departments_review_nothing() {
        let filing = filed_by(CONTACT, false, &[]);
        assert_eq!(filing.may_accept(OFFICE, Role::Office), Ok(Acceptance::ByAnother));
        assert!(filing.may_accept(CONTACT, Role::Contact).is_err());
        assert!(filing.may_return(CONTACT, Role::Contact).is_err());
        assert!(filed_by(OFFICE, true, &[]).may_return(OFFICE, Role::Office).is_ok());
    }
}
