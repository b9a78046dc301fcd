//! The drawing as an SVG file: its style is in it, because it leaves the program; it links nowhere.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Query;

use super::axis::Scale;
use super::chart::{self, Chart, Entry, NAMES};
use super::groups::{self, By};
use super::page::{GanttQuery, said};
use super::slips;
use super::words::clean;
use crate::accounts::CurrentUser;
use crate::audit_trail::{self, append};
use crate::error::Result;
use crate::pages::{baselines, overview};
use crate::web::attachment::disposition;
use crate::web::static_files::GANTT_DRAWING;
use crate::web::{AppState, dates};

/// Width of the plot in pixels.
const PLOT: u32 = 1440;

/// What surrounds the drawing, and the heading above it.
const MARGIN: u32 = 16;
const HEADING: u32 = 64;

#[derive(Template, WebTemplate)]
#[template(path = "pages/gantt.svg", whitespace = "minimize")]
struct GanttFile {
    drawing_style: &'static str,
    title: String,
    said: String,
    width: u32,
    height: u32,
    plot: u32,
    chart: Chart,
    /// The baseline the dates are held against.
    baseline: Option<String>,
}

/// Sends the Gantt of a year as a file; exports stand in the operation log.
pub(super) async fn download(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(query): Query<GanttQuery>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let overview = overview::read(&mut conn, year, state.clocks.today()).await?.for_reader(&user);
    let entry = audit_trail::Entry::new("plan_exported", "plan", format!("导出 {year} 年倒排工期图（svg）"));
    append(&mut conn, &user.act(&state), entry.on(overview.plan.id.0).of_plan(year)).await?;
    let reference = baselines::find_reference(&mut conn, overview.plan.id, None).await?;
    drop(conn);
    let by = By::of_code(&query.by);
    let groups = groups::groups(&overview, by, &user);
    let scale = Scale::Pixels(f64::from(PLOT));
    let mut chart = chart::draw(&overview, &groups, scale, Some(&user));
    if let Some(reference) = &reference {
        chart = chart.against(reference, &overview, scale, &user);
    }
    let day = dates::short(overview.today);
    let file = GanttFile {
        drawing_style: GANTT_DRAWING,
        title: clean(&format!("{} {year} 年司法改革任务倒排工期图", overview.plan.issuing_body)),
        said: said(&overview, by),
        width: NAMES + PLOT + 2 * MARGIN,
        height: chart.height + HEADING + MARGIN,
        plot: PLOT,
        chart,
        baseline: reference.as_ref().map(slips::label),
    };
    let headers = [
        (header::CONTENT_TYPE, "image/svg+xml; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            disposition(&format!("gantt-{day}.svg"), &format!("倒排工期图-{day}.svg")),
        ),
    ];
    Ok((headers, file).into_response())
}
