//! 明确人员: who acts for a department, and since when. Naming a contact (工作联系人) meets the department's duty
//! `appointment` in every plan in force.
//!
//! The forms stand on `/departments/7`, whose page is `organization`'s; their targets stand here, because
//! departments know nothing of plans.
//!
//! Rules: the duty is met on the day the contact is named. It is owed again when the last contact is ended before
//! the duty falls due; afterwards a missing contact is a gap of its own (工作联系人待明确), and the past stays as it was.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use sqlx::PgConnection;

use crate::accounts::{Access, Action, CurrentUser, MembershipKind, Route, Routes};
use crate::audit_trail::Act;
use crate::deadlines::of_department::{list_of_departments, owe_again_until_due};
use crate::deadlines::{DeadlineKind, DutyKey, meet};
use crate::error::Result;
use crate::ids::{AccountId, DepartmentId, PlanId};
use crate::organization::{
    DepartmentForm, MEMBERSHIP_KINDS, NotWritten, add_membership, contacts_of, end_membership,
    last_day_field, last_day_refused, page_with_errors, parse_day,
};
use crate::plan::{PlanStatus, list_plans};
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    let access = Access::Needs(Action::KeepDepartments);
    vec![
        Route::post("/departments/{id}/memberships", access, name),
        Route::post("/departments/{id}/memberships/{membership}/end", access, end),
    ]
}

/// Names an account as contact, stand-in or head of a unit from the day `from_on`; a contact meets the duty.
pub async fn name_person(
    conn: &mut PgConnection,
    act: &Act,
    account: AccountId,
    department: DepartmentId,
    (kind, from_on): (MembershipKind, NaiveDate),
) -> Result<(), NotWritten> {
    add_membership(conn, act, account, department, kind, from_on).await?;
    if kind == MembershipKind::Contact {
        for plan in plans_in_force(conn).await? {
            let key = DutyKey::of_department(DeadlineKind::Appointment, department);
            meet(conn, plan, key, act.today(), None).await?;
        }
    }
    Ok(())
}

/// Meets the duty for departments that had a contact before the plan came into force.
pub async fn meet_where_named(conn: &mut PgConnection, plan: PlanId, on: NaiveDate) -> Result<()> {
    let duties = list_of_departments(conn, plan, DeadlineKind::Appointment).await?;
    let departments: Vec<DepartmentId> = duties.iter().map(|duty| duty.department).collect();
    let people = contacts_of(conn, &departments, on).await?;
    for (department, people) in people {
        if people.iter().any(|person| person.kind == MembershipKind::Contact) {
            let key = DutyKey::of_department(DeadlineKind::Appointment, department);
            meet(conn, plan, key, on, None).await?;
        }
    }
    Ok(())
}

/// Ends a membership with the day `to_on`; the duty is owed again where nobody is left by the day it falls due.
pub async fn end_person(
    conn: &mut PgConnection,
    act: &Act,
    department: DepartmentId,
    membership_id: i64,
    to_on: NaiveDate,
) -> Result<(), NotWritten> {
    end_membership(conn, act, department, membership_id, to_on).await?;
    for plan in plans_in_force(conn).await? {
        let duties = list_of_departments(conn, plan, DeadlineKind::Appointment).await?;
        let Some(duty) = duties.into_iter().find(|duty| duty.department == department) else { continue };
        let people = contacts_of(conn, &[department], duty.due_on).await?;
        let is_named = people.values().flatten().any(|person| person.kind == MembershipKind::Contact);
        if !is_named {
            owe_again_until_due(conn, plan, DeadlineKind::Appointment, department, act.today()).await?;
        }
    }
    Ok(())
}

async fn plans_in_force(conn: &mut PgConnection) -> Result<Vec<PlanId>> {
    let plans = list_plans(conn).await?;
    Ok(plans.into_iter().filter(|plan| plan.status == PlanStatus::Active).map(|plan| plan.id).collect())
}

async fn name(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(department): Path<DepartmentId>,
    ProtectedForm(form): ProtectedForm<DepartmentForm>,
) -> Result<Response> {
    match write(&state, &user, department, &form).await {
        Ok(kind) => Ok(flash::done(&urls::department(department), &format!("已明确{}。", kind.word()))),
        Err(NotWritten::Fields(errors)) => page_with_errors(&state, &user, department, form, errors).await,
        Err(NotWritten::Other(error)) => Err(error),
    }
}

async fn write(
    state: &AppState,
    user: &CurrentUser,
    department: DepartmentId,
    form: &DepartmentForm,
) -> Result<MembershipKind, NotWritten> {
    let mut errors = FieldErrors::default();
    let account = form.account.parse().ok().map(AccountId);
    if account.is_none() {
        errors.add("account", "请选择人员。");
    }
    let kind = MEMBERSHIP_KINDS.into_iter().find(|(code, _)| *code == form.membership_kind);
    if kind.is_none() {
        errors.add("membership_kind", "请选择身份。");
    }
    let from_on =
        parse_day("membership_from", form.membership_from.as_deref().unwrap_or_default(), &mut errors);
    let (Some(account), Some((_, kind)), Some(from_on)) = (account, kind, from_on) else {
        return Err(NotWritten::Fields(errors));
    };
    let mut tx = state.db.begin().await?;
    name_person(&mut tx, &user.act(state), account, department, (kind, from_on)).await?;
    tx.commit().await?;
    Ok(kind)
}

#[derive(Deserialize)]
struct LastDay {
    to_on: String,
}

async fn end(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((department, membership)): Path<(DepartmentId, i64)>,
    ProtectedForm(form): ProtectedForm<LastDay>,
) -> Result<Response> {
    let field = last_day_field("person", membership);
    let mut errors = FieldErrors::default();
    let Some(to_on) = parse_day(&field, &form.to_on, &mut errors) else {
        let why = NotWritten::Fields(errors);
        return last_day_refused((&state, &user), department, (field, form.to_on), why).await;
    };
    let mut tx = state.db.begin().await?;
    if let Err(why) = end_person(&mut tx, &user.act(&state), department, membership, to_on).await {
        drop(tx);
        return last_day_refused((&state, &user), department, (field, form.to_on), why).await;
    }
    tx.commit().await?;
    Ok(flash::done(&urls::department(department), &format!("任职已记为到 {to_on} 为止。")))
}
