//! Who may confirm what a department answered, a finding's (销号) or an instruction's (办结): nobody what their own
//! department answered, nor what they recorded for it (domain: nobody accepts what they filed). Pure.

use crate::accounts::Role;
use crate::ids::AccountId;

/// The sentences of a refusal: each says who may.
#[derive(Debug)]
pub(super) struct Sentences {
    /// Another account of the office may.
    pub another_office: &'static str,
    /// No account of the office may, a leader may.
    pub leader: &'static str,
    /// Nobody may yet: what is to be done first.
    pub nobody: &'static str,
    /// To all others.
    pub office: &'static str,
}

/// How an answer came about, as far as its confirmation depends on it.
#[derive(Debug, Clone)]
pub(super) struct Answering {
    /// How a refusal is said.
    pub sentences: &'static Sentences,
    /// Who gave it: of an answer recorded for a department (代录), the office account that did.
    pub by: AccountId,
    /// The office's active accounts that belong to the department answering.
    pub office_in_department: Vec<AccountId>,
    /// The office's active accounts.
    pub office: Vec<AccountId>,
    /// The active accounts that act today for the leader who confirms where the office may not: the leader, the stand-in.
    pub leaders: Vec<AccountId>,
}

/// How a confirmation is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Confirming {
    /// Somebody else confirms it.
    ByAnother,
    /// 自审: who recorded the answer confirms it, there being nobody else.
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

    /// Whether the person may confirm, or a sentence that says who may. A member of the department that answered
    /// never may, as whatever; who recorded the answer only where there is neither another account nor a leader.
    pub(super) fn may_confirm(&self, account: AccountId, role: Role) -> Result<Confirming, &'static str> {
        let own = account == self.by;
        match role {
            Role::Office if !own && !self.is_of_the_department(account) => Ok(Confirming::ByAnother),
            Role::Office if self.has_another_office() => Err(self.sentences.another_office),
            Role::Office if !self.leaders.is_empty() => Err(self.sentences.leader),
            Role::Office if self.is_of_the_department(account) => Err(self.sentences.nobody),
            Role::Office => Ok(Confirming::OfOwn),
            Role::Leader if !self.has_another_office() && self.leaders.contains(&account) => {
                Ok(Confirming::ByAnother)
            }
            _ => Err(self.sentences.office),
        }
    }

    /// Whether the person may return it: the office may, its own too; a leader where they may confirm.
    pub(super) fn may_return(&self, account: AccountId, role: Role) -> Result<(), &'static str> {
        if role == Role::Office { Ok(()) } else { self.may_confirm(account, role).map(|_| ()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENTENCES: Sentences = Sentences {
        another_office: "其他人员",
        leader: "由分管院领导",
        nobody: "请先明确",
        office: "由办公室",
    };
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
            sentences: &SENTENCES,
            by,
            office: office.to_vec(),
            office_in_department: in_department.to_vec(),
            leaders: leaders.to_vec(),
        }
    }

    #[test]
    fn the_office_confirms_what_departments_answer_and_departments_confirm_nothing() {
        let plain = answered(CONTACT, &[OFFICE], &[], &[LEADER]);
        assert_eq!(plain.may_confirm(OFFICE, Role::Office), Ok(Confirming::ByAnother));
        assert!(plain.may_confirm(CONTACT, Role::Contact).is_err());
        assert!(plain.may_return(CONTACT, Role::Contact).is_err());
        assert!(plain.may_confirm(LEADER, Role::Leader).is_err(), "the office does");
    }

    #[test]
    fn nobody_confirms_what_their_own_department_answered() {
        let two = answered(CONTACT, &[OFFICE, OTHER_OFFICE], &[OFFICE], &[LEADER]);
        assert!(two.may_confirm(OFFICE, Role::Office).unwrap_err().contains("其他人员"));
        assert_eq!(two.may_confirm(OTHER_OFFICE, Role::Office), Ok(Confirming::ByAnother));
        let alone = answered(CONTACT, &[OFFICE], &[OFFICE], &[LEADER]);
        assert!(alone.may_confirm(OFFICE, Role::Office).unwrap_err().contains("由分管院领导"));
        assert_eq!(alone.may_confirm(LEADER, Role::Leader), Ok(Confirming::ByAnother));
        assert!(alone.may_confirm(AccountId(9), Role::Leader).is_err(), "not in their charge");
        let nobody = answered(CONTACT, &[OFFICE], &[OFFICE], &[]);
        assert!(nobody.may_confirm(OFFICE, Role::Office).unwrap_err().contains("请先明确"), "not even alone");
        assert!(nobody.may_return(OFFICE, Role::Office).is_ok());
    }

    #[test]
    fn nobody_confirms_what_they_recorded_while_there_is_somebody_else() {
        let two = answered(OFFICE, &[OFFICE, OTHER_OFFICE], &[], &[LEADER]);
        assert!(two.may_confirm(OFFICE, Role::Office).is_err());
        assert_eq!(two.may_confirm(OTHER_OFFICE, Role::Office), Ok(Confirming::ByAnother));
        let alone = answered(OFFICE, &[OFFICE], &[], &[LEADER]);
        assert!(alone.may_confirm(OFFICE, Role::Office).is_err());
        assert_eq!(alone.may_confirm(LEADER, Role::Leader), Ok(Confirming::ByAnother));
        let nobody = answered(OFFICE, &[OFFICE], &[], &[]);
        assert_eq!(nobody.may_confirm(OFFICE, Role::Office), Ok(Confirming::OfOwn), "自审");
    }
}
