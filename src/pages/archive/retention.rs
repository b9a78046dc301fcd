//! How long each kind is kept, as the office sets it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Map, json};

use super::item::{Kind, Retention};
use super::page::{self, archive_path};
use super::store::{lock_retentions, put_retention};
use crate::accounts::CurrentUser;
use crate::audit_trail::{Entry, append};
use crate::error::Result;
use crate::plan::get_plan;
use crate::web::{AppState, FieldErrors, ProtectedForm, flash};

/// Of each kind, in order: its code, what was seen, what is chosen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RetentionForm {
    pub kind: Vec<String>,
    pub seen: Vec<String>,
    pub retention: Vec<String>,
}

impl RetentionForm {
    /// What is chosen for a kind.
    pub fn chosen(&self, kind: Kind) -> Option<Retention> {
        self.at(kind, &self.retention)
    }

    fn at(&self, kind: Kind, values: &[String]) -> Option<Retention> {
        let at = self.kind.iter().position(|code| code == kind.code())?;
        values.get(at).and_then(|code| Retention::from_code(code))
    }
}

pub(super) async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    ProtectedForm(form): ProtectedForm<RetentionForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let plan = get_plan(&mut tx, year).await?;
    let stored = lock_retentions(&mut tx, plan.id).await?;
    let overtaken = Kind::ALL
        .into_iter()
        .any(|kind| form.at(kind, &form.seen).is_some_and(|seen| seen != stored.of(kind)));
    let unknown = Kind::ALL
        .into_iter()
        .any(|kind| form.kind.iter().any(|code| code == kind.code()) && form.chosen(kind).is_none());
    if overtaken || unknown {
        let (sentence, status) = if overtaken {
            ("他人已先修改保管期限，现存的见各行；您所选的还在，核对后再保存。", StatusCode::CONFLICT)
        } else {
            ("请为每一类选择保管期限。", StatusCode::UNPROCESSABLE_ENTITY)
        };
        let errors = FieldErrors::one("retentions", sentence);
        return page::page(&mut tx, (&state, &user), &plan, (form, errors, status)).await;
    }
    let (mut before, mut after) = (Map::new(), Map::new());
    for kind in Kind::ALL {
        let Some(chosen) = form.chosen(kind).filter(|chosen| *chosen != stored.of(kind)) else { continue };
        put_retention(&mut tx, plan.id, (kind, chosen)).await?;
        before.insert(kind.word().to_owned(), json!(stored.of(kind).word()));
        after.insert(kind.word().to_owned(), json!(chosen.word()));
    }
    if after.is_empty() {
        return Ok(flash::done(&archive_path(year), "保管期限没有变动。"));
    }
    let entry = Entry::new("retention_changed", "plan", "修改归档的保管期限").on(plan.id.0).of_plan(year);
    append(&mut tx, &user.act(&state), entry.with_change(Some(json!(before)), Some(json!(after)))).await?;
    tx.commit().await?;
    Ok(flash::done(&archive_path(year), "保管期限已保存。"))
}
