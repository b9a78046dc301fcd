//! `/2019/blind-spots/no_lead/25`: one blind spot for the office: mended, or accepted with a reason until a day.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::acceptance::{accept, standing, withdraw};
use super::audit::Case;
use super::list_cases;
use super::rule::Rule;
use super::store::{Acceptance, hold_plan, list_acceptances};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::{AppError, Result};
use crate::pages::overview;
use crate::plan::tasks::fields::{day_to_come, most, needed};
use crate::plan::tasks::store::get_plan_to_change;
use crate::plan::{Plan, PlanStatus, get_plan};
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepPlan);
    vec![
        Route::get("/{year}/blind-spots/{rule}/{subject}", keeps, show),
        Route::post("/{year}/blind-spots/{rule}/{subject}/accept", keeps, submit_acceptance),
        Route::post("/{year}/blind-spots/{rule}/{subject}/withdraw", keeps, submit_withdrawal),
    ]
}

/// What is typed into either form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct CaseForm {
    reason: String,
    until_on: String,
    because: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/blind_spots/case.html")]
struct CasePage {
    frame: PageFrame,
    list: String,
    path: String,
    rule: Rule,
    name: String,
    /// What is the matter; `None` when it is mended.
    message: Option<String>,
    mended_at: Option<String>,
    standing: Option<AcceptanceLine>,
    earlier: Vec<AcceptanceLine>,
    /// Whether anything can be done.
    is_open: bool,
    form: CaseForm,
    errors: FieldErrors,
}

struct AcceptanceLine {
    said: String,
    reason: String,
    /// 已到期, or who withdrew it and why; read where it stands no more.
    ended: String,
}

/// A blind spot at its address: as it is found now, and what was accepted of it.
struct Looked {
    plan: Plan,
    rule: Rule,
    subject: i64,
    case: Option<Case>,
    acceptances: Vec<Acceptance>,
}

impl Looked {
    async fn read(
        conn: &mut PgConnection,
        state: &AppState,
        plan: Plan,
        (rule, subject): (&str, i64),
    ) -> Result<Self> {
        let unknown = || AppError::NotFound("没有这一项盲区，也没有接受过。".into());
        let rule = Rule::of_code(rule).ok_or_else(unknown)?;
        let overview = overview::read(conn, plan.year, state.clocks.today()).await?;
        let cases = list_cases(conn, &overview).await?;
        let case = cases.into_iter().find(|case| case.rule == rule && case.subject.key() == subject);
        let mut acceptances = list_acceptances(conn, plan.id).await?;
        acceptances.retain(|of| of.rule == rule && of.subject_id == subject);
        if case.is_none() && acceptances.is_empty() {
            return Err(unknown());
        }
        Ok(Self { plan, rule, subject, case, acceptances })
    }

    /// The acceptance that holds, also where what it accepts is mended.
    fn standing(&self, state: &AppState) -> Option<&Acceptance> {
        let today = state.clocks.today();
        match &self.case {
            Some(case) => standing(&self.acceptances, case, today),
            None => self.acceptances.iter().find(|of| of.stands(today)),
        }
    }

    fn page(
        self,
        (state, user): (&AppState, &CurrentUser),
        (form, errors, status): (CaseForm, FieldErrors, StatusCode),
    ) -> Response {
        let today = state.clocks.today();
        let year = self.plan.year;
        let (standing, earlier): (Vec<&Acceptance>, Vec<&Acceptance>) =
            self.acceptances.iter().partition(|of| of.stands(today));
        let name = self.case.as_ref().map(|case| case.subject.name());
        let page = CasePage {
            frame: user.frame(state, Some(year)),
            list: urls::blind_spots(year),
            path: urls::blind_spot(year, self.rule.code(), self.subject),
            rule: self.rule,
            name: name.or_else(|| self.acceptances.first().map(|of| of.subject.clone())).unwrap_or_default(),
            message: self.case.as_ref().map(|case| case.message.clone()),
            mended_at: self.case.as_ref().map(|case| case.subject.mended_at(case.rule, year)),
            standing: standing.first().map(|of| AcceptanceLine::of(of)),
            earlier: earlier.into_iter().map(AcceptanceLine::of).collect(),
            is_open: self.plan.status != PlanStatus::Frozen,
            form,
            errors,
        };
        (status, page).into_response()
    }
}

impl AcceptanceLine {
    fn of(acceptance: &Acceptance) -> Self {
        let said = format!(
            "{} {}接受，至 {}",
            dates::short(acceptance.accepted_on),
            acceptance.accepted_by,
            dates::short(acceptance.until_on)
        );
        let ended = match &acceptance.withdrawn {
            Some((on, by, because)) => format!("{} {by}撤回：{because}", dates::short(*on)),
            None => "已到期".to_owned(),
        };
        Self { said, reason: acceptance.reason.clone(), ended }
    }
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, rule, subject)): Path<(i32, String, i64)>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let looked = Looked::read(&mut conn, &state, plan, (&rule, subject)).await?;
    Ok(looked.page((&state, &user), (CaseForm::default(), FieldErrors::default(), StatusCode::OK)))
}

async fn submit_acceptance(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, rule, subject)): Path<(i32, String, i64)>,
    ProtectedForm(form): ProtectedForm<CaseForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    hold_plan(&mut tx, plan.id).await?;
    let looked = Looked::read(&mut tx, &state, plan, (&rule, subject)).await?;
    let Some(case) = &looked.case else {
        return Ok(flash::refused(&urls::blind_spots(year), "这一项已补齐，不必接受。"));
    };
    if looked.standing(&state).is_some() {
        let errors = FieldErrors::one("reason", "已由他人先接受，见“现在的接受”；要改的，先撤回再接受。");
        return Ok(looked.page((&state, &user), (form, errors, StatusCode::CONFLICT)));
    }
    let mut errors = FieldErrors::default();
    let reason = needed(&form.reason, most::REASON, ("reason", "请写明接受的理由。"), &mut errors);
    let until_on = day_to_come(&form.until_on, ("until_on", "期限"), act.today(), &mut errors);
    let Some(until_on) = until_on.filter(|_| errors.is_empty()) else {
        return Ok(looked.page((&state, &user), (form, errors, StatusCode::UNPROCESSABLE_ENTITY)));
    };
    accept(&mut tx, &act, &looked.plan, case, (&reason, until_on)).await?;
    tx.commit().await?;
    let back = format!("{}#{}", urls::blind_spots(year), looked.rule.code());
    Ok(flash::done(&back, &format!("已接受，{}以后重新列出。", dates::plain(until_on))))
}

async fn submit_withdrawal(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, rule, subject)): Path<(i32, String, i64)>,
    ProtectedForm(form): ProtectedForm<CaseForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    hold_plan(&mut tx, plan.id).await?;
    let looked = Looked::read(&mut tx, &state, plan, (&rule, subject)).await?;
    let Some(standing) = looked.standing(&state) else {
        let path = urls::blind_spot(year, &rule, subject);
        return Ok(flash::refused(&path, "没有可以撤回的：已由他人撤回，或已到期。"));
    };
    let mut errors = FieldErrors::default();
    let because = needed(&form.because, most::REASON, ("because", "请写明撤回的原因。"), &mut errors);
    if !errors.is_empty() {
        return Ok(looked.page((&state, &user), (form, errors, StatusCode::UNPROCESSABLE_ENTITY)));
    }
    withdraw(&mut tx, &act, (&looked.plan, looked.case.as_ref()), standing, &because).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::blind_spots(year), "已撤回接受，这一项重新计入。"))
}
