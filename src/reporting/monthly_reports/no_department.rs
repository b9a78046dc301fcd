//! What a person reads instead of their reports who belongs to no department: why there is nothing, and whom to ask.

use askama::Template;
use askama_web::WebTemplate;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use crate::accounts::{CurrentUser, list_office};
use crate::error::Result;
use crate::web::{AppState, PageFrame, urls};

#[derive(Template, WebTemplate)]
#[template(path = "reporting/monthly_reports/no_department.html")]
struct NoDepartmentPage {
    frame: PageFrame,
    year: i32,
    departments: &'static str,
    /// Who of the office can be asked, in a line; empty where nobody is.
    office: String,
}

/// The page.
pub(super) async fn page(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    year: i32,
) -> Result<Response> {
    let office: Vec<String> = list_office(conn).await?.into_iter().map(|(_, name)| name).collect();
    let page = NoDepartmentPage {
        frame: user.frame(state, Some(year)),
        year,
        departments: urls::DEPARTMENTS,
        office: office.join("、"),
    };
    Ok(page.into_response())
}
