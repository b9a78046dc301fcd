//! Which task of the plan each task of a revision is, where that is not certain: said by a person, and kept.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use super::matching::read_said;
use super::review_page::{Answer, page};
use super::reviewed::Reviewed;
use super::store;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Audience, Entry, append};
use crate::error::Result;
use crate::ids::RevisionId;
use crate::plan::tasks::store::get_plan_to_change;
use crate::web::{AppState, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    vec![Route::post("/{year}/revisions/{id}/matches", Access::Needs(Action::KeepPlan), save)]
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct MatchForm {
    /// The keys of the tasks shown, and what each is: in the same order.
    key: Vec<u32>,
    is: Vec<String>,
}

async fn save(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id)): Path<(i32, RevisionId)>,
    ProtectedForm(form): ProtectedForm<MatchForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let row = store::hold(&mut tx, plan.id, id).await?;
    let reviewed = Reviewed::read(&mut tx, year, row, act.today()).await?;
    let posted: Vec<(u32, String)> = form.key.into_iter().zip(form.is).collect();
    let said = match read_said(&posted, &reviewed.ours) {
        Ok(said) => said,
        Err(errors) => {
            let answer = Answer { matches: Some(posted), errors, ..Answer::default() };
            return Ok(page(&state, &user, &reviewed, answer));
        }
    };
    let mut all = reviewed.row.matches.0.clone();
    all.extend(said);
    store::update_matches(&mut tx, id, &all).await?;
    let sentence = format!("核定《{}》与台账任务的对应关系", reviewed.row.file_name);
    let entry = Entry::new("plan_revision_matched", "plan_revision", sentence).on(id.0).of_plan(year);
    let (before, after) = (json!(reviewed.row.matches.0), json!(all));
    append(&mut tx, &act, entry.with_change(Some(before), Some(after)).for_audience(Audience::Concerned))
        .await?;
    tx.commit().await?;
    Ok(flash::done(&urls::revision(year, id), "对应关系已保存，下面按此重新比较。"))
}
