//! Who may close an answered finding: nobody closes what their own department answered, nor what they recorded for it
//! (domain: nobody accepts what they filed). Pure.

use crate::accounts::Role;
use crate::ids::AccountId;

/// How an answer came about, as far as its closing depends on it.
#[derive(Debug, Clone)]
pub(super) struct Answering {
    /// Who gave it: of an answer recorded for a department (代录), the office account that did.
    pub by: AccountId,
    /// The office's active accounts that belong to the department answering.
    pub office_in_department: Vec<AccountId>,
    /// The office's active accounts.
    pub office: Vec<AccountId>,
    /// The active accounts that act for the leader in charge today: the leader, or the stand-in.
    pub leaders: Vec<AccountId>,
}

/// How a closing is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closing {
    /// Somebody else closes it.
    ByAnother,
    /// 自审: who recorded the answer closes it, there being nobody else.
    OfOwn,
}

impl Answering {
    fn is_of_the_department(&self, account: AccountId) -> bool {
        self.office_in_department.contains(&account)
    }

    /// Whether an account of the office has no part in the answer.
    fn has_another_office(&self) -> bool {
        self.office.iter().any(|account| *account != self.by && !self.is_of_the_department(*account))
    }

    /// Whether the person may close, or a sentence that says who may. A member of the department that owns the finding
    /// never may, as whatever; who recorded the answer only where there is neither another account nor a leader.
    pub(super) fn may_close(&self, account: AccountId, role: Role) -> Result<Closing, &'static str> {
        let own = account == self.by;
        match role {
            Role::Office if !own && !self.is_of_the_department(account) => Ok(Closing::ByAnother),
            Role::Office if self.has_another_office() => {
                Err("不得为本人代录或所在部门反馈的问题销号，由领导小组办公室其他人员销号。")
            }
            Role::Office if !self.leaders.is_empty() => {
                Err("不得为本人代录或所在部门反馈的问题销号，由分管院领导销号。")
            }
            Role::Office if self.is_of_the_department(account) => {
                Err("不得为所在部门的问题销号；请先明确任务的分管院领导，或增设领导小组办公室人员。")
            }
            Role::Office => Ok(Closing::OfOwn),
            Role::Leader if !self.has_another_office() && self.leaders.contains(&account) => {
                Ok(Closing::ByAnother)
            }
            _ => Err("销号由领导小组办公室办理；办公室人员均不得销号的，由分管院领导办理。"),
        }
    }

    /// Whether the person may return it: the office may, its own too; a leader where they may close.
    pub(super) fn may_return(&self, account: AccountId, role: Role) -> Result<(), &'static str> {
        if role == Role::Office { Ok(()) } else { self.may_close(account, role).map(|_| ()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTACT: AccountId = AccountId(1);
    const OFFICE: AccountId = AccountId(2);
    const OTHER_OFFICE: AccountId = AccountId(3);
    const LEADER: AccountId = AccountId(4);

    fn answered(
        by: AccountId,
        office: &[AccountId],
        in_department: &[AccountId],
        leaders: &[AccountId],
    ) -> Answering {
        Answering {
            by,
            office: office.to_vec(),
            office_in_department: in_department.to_vec(),
            leaders: leaders.to_vec(),
        }
    }

    #[test]
    fn the_office_closes_what_departments_answer_and_departments_close_nothing() {
        let plain = answered(CONTACT, &[OFFICE], &[], &[LEADER]);
        assert_eq!(plain.may_close(OFFICE, Role::Office), Ok(Closing::ByAnother));
        assert!(plain.may_close(CONTACT, Role::Contact).is_err());
        assert!(plain.may_return(CONTACT, Role::Contact).is_err());
        assert!(plain.may_close(LEADER, Role::Leader).is_err(), "the office does");
    }

    #[test]
    fn nobody_closes_what_their_own_department_answered() {
        let two = answered(CONTACT, &[OFFICE, OTHER_OFFICE], &[OFFICE], &[LEADER]);
        assert!(two.may_close(OFFICE, Role::Office).unwrap_err().contains("其他人员"));
        assert_eq!(two.may_close(OTHER_OFFICE, Role::Office), Ok(Closing::ByAnother));
        let alone = answered(CONTACT, &[OFFICE], &[OFFICE], &[LEADER]);
        assert!(alone.may_close(OFFICE, Role::Office).unwrap_err().contains("由分管院领导"));
        assert_eq!(alone.may_close(LEADER, Role::Leader), Ok(Closing::ByAnother));
        assert!(alone.may_close(AccountId(9), Role::Leader).is_err(), "not in their charge");
        let nobody = answered(CONTACT, &[OFFICE], &[OFFICE], &[]);
        assert!(nobody.may_close(OFFICE, Role::Office).unwrap_err().contains("请先明确"), "not even alone");
        assert!(nobody.may_return(OFFICE, Role::Office).is_ok());
    }

    #[test]
    fn nobody_closes_what_they_recorded_while_there_is_somebody_else() {
        let two = answered(OFFICE, &[OFFICE, OTHER_OFFICE], &[], &[LEADER]);
        assert!(two.may_close(OFFICE, Role::Office).is_err());
        assert_eq!(two.may_close(OTHER_OFFICE, Role::Office), Ok(Closing::ByAnother));
        let alone = answered(OFFICE, &[OFFICE], &[], &[LEADER]);
        assert!(alone.may_close(OFFICE, Role::Office).is_err());
        assert_eq!(alone.may_close(LEADER, Role::Leader), Ok(Closing::ByAnother));
        let nobody = answered(OFFICE, &[OFFICE], &[], &[]);
        assert_eq!(nobody.may_close(OFFICE, Role::Office), Ok(Closing::OfOwn), "自审");
    }
}
