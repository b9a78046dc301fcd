//! A half-year's appraisal as it stands: frozen as it was, else reckoned from the ledger of today.

use std::collections::HashMap;

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::facts_store::read_facts;
use super::items::items;
use super::model::{Item, Ruling, Score, Sheet};
use super::rules::Rules;
use super::store::{
    FrozenRow, ObjectionRow, Publication, Which, find_publication, get_rules, list_frozen,
    list_frozen_sheets, list_objections, list_units,
};
use crate::accounts::{CurrentUser, Role};
use crate::deadlines::Period;
use crate::deadlines::periods::{Rhythm, owed};
use crate::error::{AppError, Result};
use crate::ids::DepartmentId;
use crate::plan::Plan;

/// The half-years a plan is appraised for, in order: those it owes a summary of.
pub(super) fn halves(plan: &Plan) -> Vec<Period> {
    owed(Rhythm::HalfYear, plan.year, plan.starts_on, plan.ends_on)
}

/// The half-year of an address.
///
/// # Errors
/// Not found where the plan is not appraised for it.
pub(super) fn half_of(plan: &Plan, code: &str) -> Result<Period> {
    let found = halves(plan).into_iter().find(|half| half.to_string() == code);
    found.ok_or_else(|| AppError::NotFound("本年度没有这个时段的考核。".into()))
}

/// A half-year's appraisal.
#[derive(Debug)]
pub(super) struct Appraisal {
    pub half: Period,
    /// The weights: as frozen, else of today.
    pub rules: Rules,
    /// 考核办 of today, whatever was frozen.
    pub appraisers: Option<DepartmentId>,
    /// Each unit's, in the plan's order.
    pub sheets: Vec<Sheet>,
    pub objections: Vec<ObjectionRow>,
    /// Where its sheets were published for checking.
    pub publication: Option<Publication>,
    /// Where it is frozen: the day, and by whom.
    pub frozen: Option<(NaiveDate, String)>,
}

impl Appraisal {
    /// The half-year as it stands. The number of statements does not depend on what it holds.
    pub async fn read(conn: &mut PgConnection, plan: &Plan, half: Period, today: NaiveDate) -> Result<Self> {
        let frozen = list_frozen(conn, plan.id).await?;
        match frozen.into_iter().find(|frozen| frozen.period == half.to_string()) {
            Some(frozen) => Self::read_frozen(conn, plan, half, frozen).await,
            None => Self::reckon(conn, plan, half, today).await,
        }
    }

    /// The half-year as the ledger of today gives it, whether it is frozen or not.
    pub async fn reckon(
        conn: &mut PgConnection,
        plan: &Plan,
        half: Period,
        today: NaiveDate,
    ) -> Result<Self> {
        let rules = get_rules(conn, plan.id).await?;
        let units = list_units(conn, half).await?;
        let facts = read_facts(conn, plan.id, half).await?;
        let code = half.to_string();
        let which = Which { plan: Some(plan.id), period: Some(&code), ..Which::default() };
        let objections = list_objections(conn, which).await?;
        let mut of_department = items(&rules, &facts, (plan.year, half), today);
        let decided = decided(&objections);
        let sheet = |(department, name): (DepartmentId, String)| {
            let items = of_department.remove(&department).unwrap_or_default();
            let after = |item: Item| match decided.get(&(department, item.key.as_str())).copied() {
                Some(ruling) => item.after(ruling),
                None => item,
            };
            let items: Vec<Item> = items.into_iter().map(after).collect();
            let score = Score::of(&rules, &items);
            Sheet { department, name, items, score }
        };
        let sheets = units.into_iter().map(sheet).collect();
        let publication = find_publication(conn, plan.id, half).await?;
        Ok(Self { half, appraisers: rules.department, rules, sheets, objections, publication, frozen: None })
    }

    async fn read_frozen(
        conn: &mut PgConnection,
        plan: &Plan,
        half: Period,
        frozen: FrozenRow,
    ) -> Result<Self> {
        let rules = frozen.rules.0;
        let sheets = list_frozen_sheets(conn, frozen.id).await?.into_iter();
        let sheets = sheets.map(|sheet| Sheet {
            score: Score::of(&rules, &sheet.items.0).as_frozen(sheet.score),
            department: sheet.department,
            name: sheet.name,
            items: sheet.items.0,
        });
        let sheets = sheets.collect();
        let which = Which { plan: Some(plan.id), period: Some(&frozen.period), ..Which::default() };
        let objections = list_objections(conn, which).await?;
        let appraisers = get_rules(conn, plan.id).await?.department;
        let publication = find_publication(conn, plan.id, half).await?;
        let frozen = Some((frozen.frozen_on, frozen.frozen_by));
        Ok(Self { half, rules, appraisers, sheets, objections, publication, frozen })
    }

    /// The sheet of a department.
    pub fn sheet(&self, department: DepartmentId) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.department == department)
    }

    /// The objections to points of a department.
    pub fn objections_of(&self, department: DepartmentId) -> impl Iterator<Item = &ObjectionRow> {
        self.objections.iter().filter(move |objection| objection.department == department)
    }
}

fn decided(objections: &[ObjectionRow]) -> HashMap<(DepartmentId, &str), Ruling> {
    let decided = objections.iter().filter_map(|of| Some(((of.department, of.item.as_str()), of.ruling?)));
    decided.collect()
}

/// Whether the person reads all sheets: the office, leaders, and the people of today's 考核办, whoever it was when a half-year
/// was frozen; others their department's own.
pub(super) fn reads_all(user: &CurrentUser, appraisers: Option<DepartmentId>) -> bool {
    matches!(user.role, Role::Office | Role::Leader)
        || appraisers.is_some_and(|department| user.belongs_to(department))
}
