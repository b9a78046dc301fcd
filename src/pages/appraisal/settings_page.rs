//! `/2019/appraisal/settings`: the weights, each with the rule it rests on, and which department is 考核办. What is never scored
//! stands beside them: no setting can switch it on.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::read::halves;
use super::rules::{FORBIDDEN_BY, NEVER_SCORED, Rules, Weight, names_a_rule};
use super::store::{find_being_checked, get_rules, hold, list_units};
use super::writes::save_rules;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, Entry, append};
use crate::error::{AppError, Result};
use crate::ids::DepartmentId;
use crate::organization::get_department;
use crate::plan::tasks::fields::{Choice, choice, most, needed};
use crate::plan::tasks::store::get_plan_to_change;
use crate::plan::{Plan, get_plan};
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    vec![
        Route::get("/{year}/appraisal/settings", Access::Needs(Action::KeepAppraisal), show),
        Route::post("/{year}/appraisal/settings", Access::Needs(Action::KeepAppraisal), save),
    ]
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct SettingsForm {
    version: i32,
    reporting: String,
    reporting_basis: String,
    rating: String,
    rating_basis: String,
    findings: String,
    findings_basis: String,
    completion: String,
    completion_basis: String,
    lead: String,
    support: String,
    false_report: String,
    false_report_basis: String,
    department: String,
    reason: String,
}

impl SettingsForm {
    fn of(rules: &Rules) -> Self {
        Self {
            version: rules.version,
            reporting: rules.reporting.points.to_string(),
            reporting_basis: rules.reporting.basis.clone(),
            rating: rules.rating.points.to_string(),
            rating_basis: rules.rating.basis.clone(),
            findings: rules.findings.points.to_string(),
            findings_basis: rules.findings.basis.clone(),
            completion: rules.completion.points.to_string(),
            completion_basis: rules.completion.basis.clone(),
            lead: rules.lead.to_string(),
            support: rules.support.to_string(),
            false_report: rules.false_report.points.to_string(),
            false_report_basis: rules.false_report.basis.clone(),
            department: rules.department.map_or_else(String::new, |department| department.to_string()),
            reason: String::new(),
        }
    }

    /// The settings typed, and why.
    fn read(&self, units: &[(DepartmentId, String)]) -> Result<(Rules, String), FieldErrors> {
        let mut errors = FieldErrors::default();
        let reporting = weight((&self.reporting, &self.reporting_basis), "reporting", &mut errors);
        let rating = weight((&self.rating, &self.rating_basis), "rating", &mut errors);
        let findings = weight((&self.findings, &self.findings_basis), "findings", &mut errors);
        let completion = weight((&self.completion, &self.completion_basis), "completion", &mut errors);
        let false_report =
            weight((&self.false_report, &self.false_report_basis), "false_report", &mut errors);
        let lead = number(&self.lead, (1, 10), "lead", &mut errors);
        let support = number(&self.support, (0, 10), "support", &mut errors);
        let department = choice(&self.department, units, |(id, _)| id.0, "department", &mut errors);
        let reason = needed(&self.reason, most::REASON, ("reason", "请写明为什么这样设定。"), &mut errors);
        let sum = reporting.points + rating.points + findings.points + completion.points;
        if errors.is_empty() && sum != 100 {
            errors.add("reporting", format!("四项分值合计须为 100，现为 {sum}。"));
        }
        if errors.is_empty() && support > lead {
            errors.add("support", "配合的分值不能高于牵头。");
        }
        let rules = Rules {
            reporting,
            rating,
            findings,
            completion,
            lead,
            support,
            false_report,
            department: department.map(|(id, _)| *id),
            version: self.version,
        };
        if errors.is_empty() { Ok((rules, reason)) } else { Err(errors) }
    }
}

fn weight((points, basis): (&str, &str), field: &str, errors: &mut FieldErrors) -> Weight {
    let points = number(points, (0, 100), field, errors);
    let of_basis = format!("{field}_basis");
    let basis = needed(basis, most::REASON, (&of_basis, "请写明这一项依据的规定。"), errors);
    if !basis.is_empty() && !names_a_rule(&basis) {
        errors.add(&of_basis, "请写明文件名称和条款，如《……考核办法》第三条。");
    }
    Weight { points, basis }
}

fn number(text: &str, (least, most): (i32, i32), field: &str, errors: &mut FieldErrors) -> i32 {
    let number = text.trim().parse().ok().filter(|number| (least..=most).contains(number));
    if number.is_none() {
        errors.add(field, format!("请填写 {least} 至 {most} 的整数。"));
    }
    number.unwrap_or_default()
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/appraisal/settings.html")]
struct SettingsPage {
    frame: PageFrame,
    back: String,
    departments: Vec<Choice>,
    never: [&'static str; 6],
    forbidden_by: &'static str,
    form: SettingsForm,
    errors: FieldErrors,
}

async fn show(State(state): State<AppState>, user: CurrentUser, Path(year): Path<i32>) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let form = SettingsForm::of(&get_rules(&mut conn, plan.id).await?);
    let units = units(&mut conn, &plan).await?;
    Ok(page((&state, &user), &plan, &units, (form, StatusCode::OK, FieldErrors::default())))
}

/// The units that may be named as 考核办.
async fn units(conn: &mut PgConnection, plan: &Plan) -> Result<Vec<(DepartmentId, String)>> {
    match halves(plan).last() {
        Some(half) => list_units(conn, *half).await,
        None => Ok(Vec::new()),
    }
}

fn page(
    (state, user): (&AppState, &CurrentUser),
    plan: &Plan,
    units: &[(DepartmentId, String)],
    (form, status, errors): (SettingsForm, StatusCode, FieldErrors),
) -> Response {
    let of = |(id, name): &(DepartmentId, String)| Choice::of(id.to_string(), name.clone(), &form.department);
    let page = SettingsPage {
        frame: user.frame(state, Some(plan.year)),
        back: urls::appraisal(plan.year),
        departments: units.iter().map(of).collect(),
        never: NEVER_SCORED,
        forbidden_by: FORBIDDEN_BY,
        form,
        errors,
    };
    (status, page).into_response()
}

async fn save(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    ProtectedForm(form): ProtectedForm<SettingsForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let units = units(&mut tx, &plan).await?;
    let (rules, reason) = match form.read(&units) {
        Ok(read) => read,
        Err(errors) => {
            let answer = (form, StatusCode::UNPROCESSABLE_ENTITY, errors);
            return Ok(page((&state, &user), &plan, &units, answer));
        }
    };
    match set_rules(&mut tx, &user.act(&state), &plan, (&rules, &reason)).await {
        Err(AppError::Conflict(_)) => {
            let stored = get_rules(&mut tx, plan.id).await?;
            let errors = differences(&stored, &form);
            let form = SettingsForm { version: stored.version, ..form };
            return Ok(page((&state, &user), &plan, &units, (form, StatusCode::CONFLICT, errors)));
        }
        Err(AppError::Refused(sentence)) => {
            let errors = FieldErrors::one("reason", sentence);
            return Ok(page(
                (&state, &user),
                &plan,
                &units,
                (form, StatusCode::UNPROCESSABLE_ENTITY, errors),
            ));
        }
        other => other?,
    }
    tx.commit().await?;
    Ok(flash::done(&urls::appraisal(year), "分值已保存；没有冻结的考核随即按新的分值计算。"))
}

/// What is stored now beside each field that differs: the second of two editors chooses.
fn differences(stored: &Rules, ours: &SettingsForm) -> FieldErrors {
    let now = SettingsForm::of(stored);
    let mut errors = FieldErrors::one(
        "version",
        "他人已先修改；下面保留您填写的内容，并注明现在保存的内容。再次保存即以您的为准。",
    );
    for (field, theirs, ours) in [
        ("reporting", &now.reporting, &ours.reporting),
        ("reporting_basis", &now.reporting_basis, &ours.reporting_basis),
        ("rating", &now.rating, &ours.rating),
        ("rating_basis", &now.rating_basis, &ours.rating_basis),
        ("findings", &now.findings, &ours.findings),
        ("findings_basis", &now.findings_basis, &ours.findings_basis),
        ("completion", &now.completion, &ours.completion),
        ("completion_basis", &now.completion_basis, &ours.completion_basis),
        ("lead", &now.lead, &ours.lead),
        ("support", &now.support, &ours.support),
        ("false_report", &now.false_report, &ours.false_report),
        ("false_report_basis", &now.false_report_basis, &ours.false_report_basis),
    ] {
        if theirs != ours {
            errors.add(field, format!("现在保存的是“{theirs}”。"));
        }
    }
    if now.department != ours.department {
        errors.add("department", "现在保存的是另一个部门。");
    }
    errors
}

/// Sets a plan's weights as they stand at `rules.version`, for a reason. What is frozen keeps its own.
///
/// # Errors
/// A conflict where they were changed meanwhile; refused for other weights while a half-year is being checked by the departments.
pub async fn set_rules(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    (rules, reason): (&Rules, &str),
) -> Result<()> {
    hold(conn, plan.id).await?;
    let before = get_rules(conn, plan.id).await?;
    if before.version != rules.version || !save_rules(conn, plan.id, rules).await? {
        return Err(AppError::Conflict("考核分值刚由他人修改。".into()));
    }
    let but_for_weights = Rules { department: before.department, version: before.version, ..rules.clone() };
    if but_for_weights != before
        && let Some(half) = find_being_checked(conn, plan.id).await?
    {
        let half = half.words();
        return Err(AppError::Refused(format!(
            "{half}的考核表已公布核对，冻结以前不改分值；考核办可以另行明确。"
        )));
    }
    let entry = Entry::new("appraisal_rules_changed", "plan", format!("设定绩效考核的分值：{reason}"));
    let entry = entry.on(plan.id.0).of_plan(plan.year);
    let (before, after) = (in_json(conn, act, &before).await?, in_json(conn, act, rules).await?);
    append(conn, act, entry.with_change(Some(before), Some(after))).await
}

async fn in_json(conn: &mut PgConnection, act: &Act, rules: &Rules) -> Result<Value> {
    let department = match rules.department {
        Some(id) => Some(get_department(conn, id, act.today()).await?.name),
        None => None,
    };
    Ok(of_rules(rules, department.as_deref()))
}

fn of_rules(rules: &Rules, department: Option<&str>) -> Value {
    json!({
        "按时报送": rules.reporting.points, "按时报送的依据": rules.reporting.basis,
        "核定评级": rules.rating.points, "核定评级的依据": rules.rating.basis,
        "问题按期销号": rules.findings.points, "问题按期销号的依据": rules.findings.basis,
        "任务办结": rules.completion.points, "任务办结的依据": rules.completion.basis,
        "牵头": rules.lead, "配合": rules.support,
        "核实不实扣分": rules.false_report.points, "核实不实的依据": rules.false_report.basis,
        "考核办": department,
    })
}
