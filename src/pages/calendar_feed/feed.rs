//! What the address answers: a person's open duties of a year.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Query;
use serde::Deserialize;

use super::{events, ics, store};
use crate::accounts::Action;
use crate::error::{AppError, Result};
use crate::web::AppState;
use crate::web::attachment::disposition;

#[derive(Deserialize)]
pub(super) struct FeedQuery {
    #[serde(default)]
    key: String,
}

pub(super) async fn show(
    State(state): State<AppState>,
    Path(year): Path<i32>,
    Query(query): Query<FeedQuery>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let today = state.clocks.today();
    let reader = store::find_reader(&mut conn, &query.key, year, today).await?;
    // The same answer whatever the reason: it says nothing about which keys there are.
    let reader = reader
        .filter(|reader| Action::ReadLedger.allowed_to(reader.role))
        .ok_or_else(|| AppError::NotFound("没有这个日历订阅，或它已经撤销、尚未开放。".into()))?;
    let duties = store::list_duties(&mut conn, &reader, today).await?;
    let calendar = ics::written(&format!("{year} 年司法改革时限"), &events::events(&duties));
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            disposition(&format!("deadlines-{year}.ics"), &format!("司法改革时限-{year}.ics")),
        ),
    ];
    Ok((headers, calendar).into_response())
}
