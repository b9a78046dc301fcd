//! An objection is decided: by the people of 考核办, about its own department's points by 组长; the office records a decision
//! made on paper (代录). Nobody decides about their own department.

use serde_json::json;
use sqlx::PgConnection;

use super::object::ASKING;
use super::store::{ObjectionRow, hold};
use super::writes::{Decided, update_decided};
use crate::accounts::{Action, CurrentUser, Role};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::error::{AppError, Result};
use crate::ids::{AccountId, DepartmentId};
use crate::plan::Plan;
use crate::reporting::evidence::KeptBytes;
use crate::supervision::{settle, tell_department};
use crate::web::{dates, urls};

/// In which way a person decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// It is their decision.
    Own,
    /// They record another's (代录).
    Recorded,
}

/// A person, as far as deciding depends on it.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub account: AccountId,
    pub role: Role,
    pub heads_the_group: bool,
    pub departments: Vec<DepartmentId>,
    /// Whether the office has another active account.
    pub another_office: bool,
}

impl Person {
    pub fn of(user: &CurrentUser, another_office: bool) -> Self {
        Self {
            account: user.account_id,
            role: user.role,
            heads_the_group: user.heads_the_group,
            departments: user.departments(),
            another_office,
        }
    }
}

/// Whether the person decides an objection, and how.
///
/// # Errors
/// With who does.
pub(super) fn may_decide(person: &Person, objection: &ObjectionRow) -> Result<Way, String> {
    let of_own_department = person.departments.contains(&objection.department);
    let appraises = objection.appraisers.is_some_and(|of| person.departments.contains(&of));
    let about_appraisers = objection.appraisers == Some(objection.department);
    let entered_it = person.account == objection.objected_by;
    if about_appraisers && person.heads_the_group && !entered_it {
        return Ok(Way::Own);
    }
    if appraises && !of_own_department && !entered_it {
        return Ok(Way::Own);
    }
    match person.role {
        Role::Office if !(of_own_department || entered_it) || !person.another_office => Ok(Way::Recorded),
        Role::Office => Err("本部门的异议或本人录入的异议，决定由领导小组办公室其他人员代录。".to_owned()),
        _ => Err(waits_for(objection)),
    }
}

/// Whether a reader decides an open objection, or records its decision. `another_office`: whether the office has another active
/// account than theirs.
pub(in crate::pages) fn decides(user: &CurrentUser, another_office: bool, objection: &ObjectionRow) -> bool {
    user.may(Action::DecideObjection) && may_decide(&Person::of(user, another_office), objection).is_ok()
}

/// Who decides an objection, in a sentence.
pub(in crate::pages) fn waits_for(objection: &ObjectionRow) -> String {
    match &objection.appraisers_name {
        Some(_) if objection.appraisers == Some(objection.department) => {
            "考核办本部门的异议，由组长决定（领导小组办公室可代录）。".to_owned()
        }
        Some(name) => format!("由{name}决定（领导小组办公室可代录）。"),
        None => "考核办还没有在分值设定中指明，其决定由领导小组办公室代录。".to_owned(),
    }
}

/// Decides an open objection; `act` says on whose behalf (代录), with what shows it and its scan, where there is one. The
/// department is told.
///
/// # Errors
/// Refused for a day before the objection or to come, a recorded decision without what shows it, and once the half-year is
/// frozen; a conflict where it was decided meanwhile.
pub async fn decide(
    conn: &mut PgConnection,
    act: &Act,
    (plan, objection): (&Plan, &ObjectionRow),
    decided: &Decided,
) -> Result<()> {
    decide_with(conn, act, (plan, objection), (decided, None)).await
}

/// The same with the scan of the paper.
pub(super) async fn decide_with(
    conn: &mut PgConnection,
    act: &Act,
    (plan, objection): (&Plan, &ObjectionRow),
    (decided, scan): (&Decided, Option<&KeptBytes>),
) -> Result<()> {
    hold(conn, plan.id).await?;
    if decided.on < objection.objected_on || decided.on > act.today() {
        let from = dates::short(objection.objected_on);
        return Err(AppError::Refused(format!("决定日期须在提出异议之日 {from} 与今天之间。")));
    }
    if act.on_behalf_of.is_some() != decided.evidence.is_some() {
        return Err(AppError::Refused("代录的决定须写明凭据。".into()));
    }
    update_decided(conn, act, objection.id, (decided, scan)).await?;
    let name = &objection.department_name;
    let sentence = format!("{name}的绩效考核异议：{}", decided.ruling.word());
    let entry = Entry::new("appraisal_objection_decided", "appraisal", sentence)
        .on(objection.id.0)
        .of_plan(plan.year);
    let entry = entry.of_department(objection.department).for_audience(Audience::Concerned);
    let after = json!({
        "verdict": decided.ruling.word(), "remark": decided.remark, "decided_on": decided.on,
        "proof": decided.evidence, "sha256": scan.map(|scan| hex::encode(&scan.digest)),
    });
    append(conn, act, entry.with_change(None, Some(after))).await?;
    let path = urls::objection(plan.year, objection.id);
    settle(conn, act, &path, ASKING).await?;
    let message = format!("绩效考核异议已有决定：{}", decided.ruling.word());
    tell_department(conn, act, objection.department, (plan.year, &path), &message).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ObjectionId;

    const APPRAISERS: DepartmentId = DepartmentId(1);
    const OTHER: DepartmentId = DepartmentId(2);

    fn objection(of: DepartmentId, appraisers: Option<DepartmentId>) -> ObjectionRow {
        ObjectionRow {
            id: ObjectionId(1),
            year: 2019,
            period: "2019-H1".into(),
            department: of,
            department_name: "研究室".into(),
            item: "report:6:2019-05".into(),
            words: String::new(),
            possible: 100,
            points: 0,
            reason: String::new(),
            objected_on: "2019-07-01".parse().unwrap(),
            objected_by: AccountId(9),
            objected_by_name: String::new(),
            on_behalf_of: None,
            ruling: None,
            remark: None,
            decided_on: None,
            decided_by_name: None,
            decided_for: None,
            evidence: None,
            scan_name: None,
            appraisers,
            appraisers_name: appraisers.map(|_| "考核办".into()),
        }
    }

    fn person(account: i64, role: Role, departments: &[DepartmentId]) -> Person {
        let departments = departments.to_vec();
        Person {
            account: AccountId(account),
            role,
            heads_the_group: false,
            departments,
            another_office: true,
        }
    }

    #[test]
    fn the_people_of_the_appraisers_decide_but_not_about_their_own() {
        let named = objection(OTHER, Some(APPRAISERS));
        let appraiser = person(1, Role::Contact, &[APPRAISERS]);
        assert_eq!(may_decide(&appraiser, &named), Ok(Way::Own));
        assert!(may_decide(&person(1, Role::Contact, &[APPRAISERS, OTHER]), &named).is_err(), "both");
        assert!(may_decide(&person(2, Role::Contact, &[OTHER]), &named).unwrap_err().contains("考核办"));
        let own = objection(APPRAISERS, Some(APPRAISERS));
        assert!(may_decide(&appraiser, &own).unwrap_err().contains("组长"));
        let head = Person { heads_the_group: true, ..person(3, Role::Leader, &[]) };
        assert_eq!(may_decide(&head, &own), Ok(Way::Own));
        assert!(may_decide(&head, &named).is_err());
        assert!(may_decide(&person(4, Role::Leader, &[]), &own).is_err());
        assert!(may_decide(&appraiser, &objection(OTHER, None)).unwrap_err().contains("代录"));
    }

    #[test]
    fn the_office_records_what_is_not_its_own() {
        let open = objection(OTHER, None);
        assert_eq!(may_decide(&person(1, Role::Office, &[]), &open), Ok(Way::Recorded));
        assert!(may_decide(&person(9, Role::Office, &[]), &open).is_err(), "entered it");
        assert!(may_decide(&person(1, Role::Office, &[OTHER]), &open).is_err(), "its own department's");
        let alone = Person { another_office: false, ..person(9, Role::Office, &[]) };
        assert_eq!(may_decide(&alone, &open), Ok(Way::Recorded));
    }
}
