//! `/plans/drafts/7/facts`: what the plan is called, its year and period, and its sections.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::content::{DraftContent, DraftPlan, DraftSection};
use super::create::require_free_year;
use super::model::Step;
use super::span;
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
    /// The numbers of sections to be taken out.
    remove: Vec<String>,
    /// A section to be added, if there is to be one.
    new_title: String,
    new_short: String,
}

/// A section with what was typed of it.
struct SectionLine {
    number: i32,
    /// The id of its field.
    field: String,
    /// Its number in words.
    name: String,
    title: String,
    short: String,
    is_empty: bool,
    is_removed: bool,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/plan_drafts/facts.html")]
struct FactsPage {
    frame: PageFrame,
    back: String,
    draft: String,
    sections: Vec<SectionLine>,
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
            ..Self::default()
        }
    }

    /// The year typed, if it can be one.
    fn year(&self) -> Option<i32> {
        self.year.trim().parse().ok().filter(|year| (2000..=2100).contains(year))
    }

    /// The draft with what was typed, where nothing is wrong.
    fn read(&self, content: &DraftContent, errors: &mut FieldErrors) -> Option<DraftContent> {
        let plan = self.read_plan(&content.plan, errors);
        let mut changed = content.clone();
        self.read_sections(&mut changed, errors);
        changed.plan = plan?;
        errors.is_empty().then_some(changed)
    }

    fn read_plan(&self, stands: &DraftPlan, errors: &mut FieldErrors) -> Option<DraftPlan> {
        let year = self.year();
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
        let days = [("starts_on", "开始日期", starts_on), ("ends_on", "截止日", ends_on)];
        for (field, what, day) in days {
            let refusal = year.zip(day).and_then(|(year, day)| span::refuse_period(year, (what, day)));
            if let Some(sentence) = refusal {
                errors.add(field, sentence);
            }
        }
        Some(DraftPlan {
            year: year?,
            title,
            issuing_body,
            starts_on,
            ends_on: ends_on?,
            document_number: stands.document_number.clone(),
            issued_on: stands.issued_on,
        })
    }

    fn is_removed(&self, number: i32) -> bool {
        self.remove.contains(&number.to_string())
    }

    /// Renames sections, takes empty ones out, and adds one.
    fn read_sections(&self, content: &mut DraftContent, errors: &mut FieldErrors) {
        let typed = self.section_title.iter().zip(&self.short_title);
        for (of, (title, short)) in content.sections.iter_mut().zip(typed) {
            if self.is_removed(of.number) {
                continue;
            }
            let field = section_field(of.number);
            of.title = needed(title, most::TITLE, (&field, "请填写板块标题。"), errors);
            of.short_title = needed(short, SHORT_TITLE, (&field, "请填写板块简称。"), errors);
        }
        let numbers: Vec<i32> = content.sections.iter().map(|of| of.number).collect();
        // From the end on: those before keep their numbers.
        for number in numbers.into_iter().rev().filter(|number| self.is_removed(*number)) {
            if content.is_section_empty(number) {
                content.remove_section(number);
            } else {
                let sentence =
                    "板块里有任务（包括已移出的）或工作要点，不能删去；可以先把任务改列到别的板块。";
                errors.add(&section_field(number), sentence);
            }
        }
        if !self.new_title.trim().is_empty() || !self.new_short.trim().is_empty() {
            let title = needed(&self.new_title, most::TITLE, ("new_title", "请填写板块标题。"), errors);
            let short = needed(&self.new_short, SHORT_TITLE, ("new_short", "请填写板块简称。"), errors);
            content.add_section(title, short);
        }
        if content.sections.is_empty() {
            errors.add("new_title", "方案至少有一个板块。");
        }
    }

    /// Sections were added or taken out since: what was typed belongs to others, and those that stand are shown.
    fn take_sections(&mut self, content: &DraftContent) {
        if self.section_title.len() != content.sections.len() {
            let now = Self::of(content);
            (self.section_title, self.short_title) = (now.section_title, now.short_title);
            self.remove.clear();
        }
    }
}

/// The id of the field of a section.
fn section_field(number: i32) -> String {
    format!("section-{number}")
}

fn page(
    (state, user): (&AppState, &CurrentUser),
    row: &DraftRow,
    (form, errors, status): (FactsForm, FieldErrors, StatusCode),
) -> Response {
    let content = &row.content.0;
    let titles = form.section_title.iter().cloned().zip(form.short_title.iter().cloned());
    let line = |(of, (title, short)): (&DraftSection, (String, String))| SectionLine {
        number: of.number,
        field: section_field(of.number),
        name: numeral(of.number),
        title,
        short,
        is_empty: content.is_section_empty(of.number),
        is_removed: form.is_removed(of.number),
    };
    let page = FactsPage {
        frame: user.frame(state, None),
        back: urls::plan_draft(row.id),
        draft: content.plan.title.clone(),
        sections: content.sections.iter().zip(titles).map(line).collect(),
        form,
        errors,
    };
    (status, page).into_response()
}

/// What the log keeps.
fn change_of(content: &DraftContent) -> Value {
    let plan = &content.plan;
    let sections: Vec<&str> = content.sections.iter().map(|of| of.title.as_str()).collect();
    json!({
        "title": plan.title, "year": plan.year, "starts_on": plan.starts_on, "ends_on": plan.ends_on,
        "sections": sections,
    })
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
    if let Err(sentence) = row.status.after(Step::Edit) {
        let errors = FieldErrors::one("title", sentence);
        return Ok(page((&state, &user), &row, (form, errors, StatusCode::CONFLICT)));
    }
    let mut errors = FieldErrors::default();
    let overtaken = form.seen != seen(&row.content);
    if overtaken {
        form.take_sections(&row.content);
    }
    if let Some(year) = form.year() {
        match require_free_year(&mut tx, year).await {
            Err(AppError::Refused(sentence)) => errors.add("year", sentence),
            free => free?,
        }
    }
    let Some(content) = form.read(&row.content, &mut errors).filter(|_| errors.is_empty()) else {
        return Ok(page((&state, &user), &row, (form, errors, StatusCode::UNPROCESSABLE_ENTITY)));
    };
    if overtaken {
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
    let (before, after) = (change_of(&row.content), change_of(&content));
    update_content(&mut tx, &act, &row, &content).await?;
    let entry = entry("plan_draft_facts_saved", "修改方案草稿的信息".to_owned(), &row);
    append(&mut tx, &act, entry.with_change(Some(before), Some(after))).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::plan_draft(id), "方案信息已保存。"))
}
