//! `/plans/drafts/7/facts`: what the plan is called, its year and period, and its sections.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::content::{DraftContent, DraftPlan, DraftSection};
use super::model::Step;
use super::store::{self, DraftRow, entry, hold, update_content};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::append;
use crate::error::{AppError, Result};
use crate::ids::PlanDraftId;
use crate::plan::sections::numeral;
use crate::plan::tasks::fields::{at_most, day, most, needed};
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash, urls};

/// The longest short title of a section, as in the plan in force.
const SHORT_TITLE: usize = 20;

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepPlan);
    vec![
        Route::get("/plans/drafts/{id}/facts", keeps, show),
        Route::post("/plans/drafts/{id}/facts", keeps, save),
    ]
}

/// What is typed; `section_title` and `short_title` are parallel to the sections.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct FactsForm {
    /// A digest of what was seen.
    seen: String,
    year: String,
    title: String,
    issuing_body: String,
    starts_on: String,
    ends_on: String,
    section_title: Vec<String>,
    short_title: Vec<String>,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/plan_drafts/facts.html")]
struct FactsPage {
    frame: PageFrame,
    back: String,
    draft: String,
    /// The number of each section in words, with its two titles.
    sections: Vec<(String, String, String)>,
    form: FactsForm,
    errors: FieldErrors,
}

fn seen(content: &DraftContent) -> String {
    hex::encode(Sha256::digest(json!([content.plan, content.sections]).to_string()))
}

impl FactsForm {
    fn of(content: &DraftContent) -> Self {
        let plan = &content.plan;
        Self {
            seen: seen(content),
            year: plan.year.to_string(),
            title: plan.title.clone(),
            issuing_body: plan.issuing_body.clone(),
            starts_on: plan.starts_on.map(dates::short).unwrap_or_default(),
            ends_on: dates::short(plan.ends_on),
            section_title: content.sections.iter().map(|of| of.title.clone()).collect(),
            short_title: content.sections.iter().map(|of| of.short_title.clone()).collect(),
        }
    }

    /// What was typed, where nothing is wrong.
    fn read(
        &self,
        content: &DraftContent,
        errors: &mut FieldErrors,
    ) -> Option<(DraftPlan, Vec<DraftSection>)> {
        let year: Option<i32> = self.year.trim().parse().ok().filter(|year| (2000..=2100).contains(year));
        if year.is_none() {
            errors.add("year", "年度请填写 2000 至 2100 之间的数字。");
        }
        let title = needed(&self.title, most::TITLE, ("title", "请填写方案名称。"), errors);
        let issuing_body = at_most(&self.issuing_body, most::NAME, "issuing_body", errors);
        let starts_on =
            if self.starts_on.is_empty() { None } else { day(&self.starts_on, "starts_on", errors) };
        let ends_on = day(&self.ends_on, "ends_on", errors);
        if starts_on.zip(ends_on).is_some_and(|(starts, ends)| ends <= starts) {
            errors.add("ends_on", "截止日须晚于开始日期。");
        }
        let typed = self.section_title.iter().zip(&self.short_title);
        let mut sections = content.sections.clone();
        for (of, (title, short)) in sections.iter_mut().zip(typed) {
            let field = format!("section-{}", of.number);
            of.title = needed(title, most::TITLE, (&field, "请填写板块标题。"), errors);
            of.short_title = needed(short, SHORT_TITLE, (&field, "请填写板块简称。"), errors);
        }
        let (document_number, issued_on) = (content.plan.document_number.clone(), content.plan.issued_on);
        let plan = DraftPlan {
            year: year?,
            title,
            issuing_body,
            starts_on,
            ends_on: ends_on?,
            document_number,
            issued_on,
        };
        errors.is_empty().then_some((plan, sections))
    }
}

fn page(
    (state, user): (&AppState, &CurrentUser),
    row: &DraftRow,
    (form, errors, status): (FactsForm, FieldErrors, StatusCode),
) -> Response {
    let content = &row.content.0;
    let titles = form.section_title.iter().cloned().zip(form.short_title.iter().cloned());
    let sections = content.sections.iter().zip(titles);
    let page = FactsPage {
        frame: user.frame(state, None),
        back: urls::plan_draft(row.id),
        draft: content.plan.title.clone(),
        sections: sections.map(|(of, (title, short))| (numeral(of.number), title, short)).collect(),
        form,
        errors,
    };
    (status, page).into_response()
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<PlanDraftId>,
) -> Result<Response> {
    let row = store::get(&mut *state.db.acquire().await?, id).await?;
    row.status.after(Step::Edit).map_err(AppError::Refused)?;
    let form = FactsForm::of(&row.content);
    Ok(page((&state, &user), &row, (form, FieldErrors::default(), StatusCode::OK)))
}

async fn save(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<PlanDraftId>,
    ProtectedForm(mut form): ProtectedForm<FactsForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let row = hold(&mut tx, id).await?;
    row.status.after(Step::Edit).map_err(AppError::Refused)?;
    let mut errors = FieldErrors::default();
    let Some((plan, sections)) = form.read(&row.content, &mut errors) else {
        return Ok(page((&state, &user), &row, (form, errors, StatusCode::UNPROCESSABLE_ENTITY)));
    };
    if form.seen != seen(&row.content) {
        form.seen = seen(&row.content);
        let of = &row.content.plan;
        let sentence = format!(
            "方案信息刚由他人修改（现为《{}》，{} 年度，截止 {}）；您填写的都还在，核对后再保存，将以您的为准。",
            of.title,
            of.year,
            dates::short(of.ends_on)
        );
        return Ok(page(
            (&state, &user),
            &row,
            (form, FieldErrors::one("title", sentence), StatusCode::CONFLICT),
        ));
    }
    let before = json!({"title": row.content.plan.title, "year": row.content.plan.year});
    let after = json!({"title": plan.title, "year": plan.year});
    let content = DraftContent { plan, sections, ..row.content.0.clone() };
    update_content(&mut tx, &act, &row, &content).await?;
    let entry = entry("plan_draft_facts_saved", "修改方案草稿的信息".to_owned(), &row);
    append(&mut tx, &act, entry.with_change(Some(before), Some(after))).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::plan_draft(id), "方案信息已保存。"))
}
