//! The forms of reminding: 催办所选 on the list of deadlines, and that of a duty's page.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::model::Way;
use super::remind::{Wanted, remind};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::deadlines::duty_page::{self, DayForm};
use crate::deadlines::list_page::{self, Asked, Choice};
use crate::error::{AppError, Result};
use crate::ids::DeadlineId;
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

/// With whom it was spoken is a sentence at most, in characters.
const LONGEST: usize = 200;

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepDeadlines);
    vec![
        Route::post("/{year}/deadlines/remind", keeps, submit_chosen),
        Route::post("/{year}/deadlines/{id}/remind", keeps, submit_one),
    ]
}

/// What is chosen and typed on the list, and where the list stood.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::deadlines) struct RemindForm {
    /// The duties ticked.
    pub duty: Vec<String>,
    pub way: String,
    pub spoken_with: String,
    state: String,
    kind: String,
    department: String,
    page: String,
}

impl RemindForm {
    /// Whether a duty is ticked.
    pub(in crate::deadlines) fn has(&self, duty: DeadlineId) -> bool {
        self.duty.iter().any(|id| *id == duty.to_string())
    }

    fn asked(&self) -> Asked {
        Asked {
            state: self.state.clone(),
            kind: self.kind.clone(),
            department: self.department.clone(),
            page: self.page.parse().ok(),
        }
    }
}

/// The ways to choose from.
pub(in crate::deadlines) fn ways(now: &str) -> Vec<Choice> {
    let choice = |way: Way| Choice {
        value: way.code().to_owned(),
        label: way.word().to_owned(),
        chosen: way.code() == now,
    };
    Way::ALL.map(choice).into()
}

fn read(duties: Vec<DeadlineId>, way: &str, spoken_with: &str) -> Result<Wanted, FieldErrors> {
    let mut errors = FieldErrors::default();
    let spoken_with = spoken_with.trim().to_owned();
    if duties.is_empty() {
        errors.add("remind", "请先勾选要催办的事项。");
    }
    let way = Way::of_code(way);
    match way {
        None => errors.add("way", "请选择催办的方式。"),
        Some(Way::InApp) => {}
        Some(_) if spoken_with.is_empty() => errors.add("spoken_with", "请写明向谁催办。"),
        Some(_) if spoken_with.chars().count() > LONGEST => {
            errors.add("spoken_with", format!("最多 {LONGEST} 个字。"));
        }
        Some(_) => {}
    }
    match way {
        Some(way) if errors.is_empty() => Ok(Wanted { duties, way, spoken_with }),
        _ => Err(errors),
    }
}

async fn submit_chosen(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    ProtectedForm(form): ProtectedForm<RemindForm>,
) -> Result<Response> {
    let duties = form.duty.iter().filter_map(|id| id.parse().ok()).map(DeadlineId).collect();
    let wanted = match read(duties, &form.way, &form.spoken_with) {
        Ok(wanted) => wanted,
        Err(errors) => return list_page::page((&state, &user), year, &form.asked(), form, errors).await,
    };
    let mut tx = state.db.begin().await?;
    match remind(&mut tx, &user.act(&state), year, &wanted).await {
        Err(AppError::Refused(sentence)) => {
            drop(tx);
            let errors = FieldErrors::one("remind", sentence);
            list_page::page((&state, &user), year, &form.asked(), form, errors).await
        }
        done => {
            let sentence = done?.sentence(wanted.way);
            tx.commit().await?;
            let asked = form.asked();
            Ok(flash::done(&asked.path(year, &asked.state, asked.page.unwrap_or(1)), &sentence))
        }
    }
}

async fn submit_one(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id)): Path<(i32, i64)>,
    ProtectedForm(form): ProtectedForm<DayForm>,
) -> Result<Response> {
    let id = DeadlineId(id);
    let wanted = match read(vec![id], &form.way, &form.spoken_with) {
        Ok(wanted) => wanted,
        Err(errors) => return duty_page::page(&state, &user, year, id, form, errors).await,
    };
    let mut tx = state.db.begin().await?;
    match remind(&mut tx, &user.act(&state), year, &wanted).await {
        Err(AppError::Refused(sentence)) => {
            drop(tx);
            duty_page::page(&state, &user, year, id, form, FieldErrors::one("remind", sentence)).await
        }
        done => {
            let sentence = done?.sentence(wanted.way);
            tx.commit().await?;
            Ok(flash::done(&urls::deadline(year, id), &sentence))
        }
    }
}
