//! The Gantt (倒排工期图): all tasks of a plan on months and weeks, with their milestones, what was reported, and today.
//!
//! - `axis.rs`, `geometry.rs`: where everything lies; pure
//! - `groups.rs`: tasks by section or by the department that files; pure
//! - `words.rs`: milestones in words, the same beside a diamond as in the table
//! - `slips.rs`: where the newest baseline has other dates, drawn and in words; pure
//! - `chart.rs`: the drawing, as `templates/pages/gantt_names_partial.html` and `gantt_plot_partial.html` want it
//! - `page.rs`: the page: the drawing, and a table that says the same
//! - `file.rs`: the drawing as an SVG file of its own
//! - `screen.rs`: the drawing cut into sheets for a big screen, for anybody who passes
//! - [`of_task()`]: one task's, larger, for pages that include `templates/pages/gantt_of_task_partial.html`
//!
//! What a task is comes from [`overview`](super::overview); how it is drawn stands in `static/gantt-drawing.css`.

mod axis;
mod chart;
mod file;
mod geometry;
mod groups;
mod of_task;
mod page;
mod screen;
mod slips;
mod words;

pub(in crate::pages) use chart::{Chart, Entry, NAMES};
pub use of_task::{TaskGantt, of_task};
pub(in crate::pages) use screen::screen_sheets;
pub(in crate::pages) use words::{clean, fitted};

use crate::accounts::{Access, Action, Route, Routes};

pub(super) fn routes() -> Routes {
    let access = Access::Needs(Action::ReadLedger);
    vec![
        Route::get("/{year}/gantt", access, page::show),
        Route::get("/{year}/gantt.svg", access, file::download),
    ]
}
