//! `/2019/talks`: the talks of a year that the reader may read; for 组长 besides who of the office is named.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::store::{ReaderRow, TalkReader, TalkRow, list_office_to_name, list_readers, list_talks};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::Result;
use crate::plan::get_plan;
use crate::plan::tasks::fields::Choice;
use crate::web::{AppState, FieldErrors, PageFrame, dates, urls};

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/talks", Access::Needs(Action::ReadTalks), show)]
}

/// One line of the list.
struct Line {
    name: String,
    path: String,
    task: String,
    task_path: String,
    department: String,
    proposed: String,
    held_on: Option<String>,
    state: (&'static str, &'static str, &'static str),
}

/// One who is or was named.
struct Named {
    name: String,
    words: String,
    /// Where 组长 ends it.
    end: Option<String>,
}

/// What 组长 keeps.
struct Naming {
    path: String,
    named: Vec<Named>,
    choices: Vec<Choice>,
}

#[derive(Template, WebTemplate)]
#[template(path = "supervision/talks/list.html")]
struct ListPage {
    frame: PageFrame,
    year: i32,
    add: String,
    summary: String,
    lines: Vec<Line>,
    naming: Option<Naming>,
    errors: FieldErrors,
}

async fn show(State(state): State<AppState>, user: CurrentUser, Path(year): Path<i32>) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    page(&mut conn, &state, &user, year, FieldErrors::default()).await
}

/// The page, with what was wrong in the form on it.
pub(super) async fn page(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    year: i32,
    errors: FieldErrors,
) -> Result<Response> {
    let reader = TalkReader::of(user, state.clocks.today())?;
    get_plan(conn, year).await?;
    let talks = list_talks(conn, &reader, Some(year)).await?;
    let naming = if user.heads_the_group { Some(naming(conn, year).await?) } else { None };
    let page = ListPage {
        frame: user.frame(state, Some(year)),
        year,
        add: urls::add_talk(year),
        // How many there are besides is nobody's to count.
        summary: format!("您可以查看的 {} 项", talks.len()),
        lines: talks.iter().map(|talk| line(talk, &reader)).collect(),
        naming,
        errors,
    };
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page).into_response())
}

async fn naming(conn: &mut PgConnection, year: i32) -> Result<Naming> {
    let named = list_readers(conn).await?;
    let office = list_office_to_name(conn).await?.into_iter();
    Ok(Naming {
        path: urls::talk_readers(year),
        named: named.into_iter().map(|row| named_line(year, row)).collect(),
        choices: office.map(|(id, name)| Choice::of(id.to_string(), name, "")).collect(),
    })
}

fn named_line(year: i32, row: ReaderRow) -> Named {
    let from = dates::short(row.named_on);
    let until = row.ended_on.map_or_else(|| "起".to_owned(), |day| format!("至 {}", dates::short(day)));
    Named {
        name: row.name,
        words: format!("{from} {until}，{}指定", row.named_by),
        end: row.ended_on.is_none().then(|| urls::end_talk_reader(year, row.id)),
    }
}

fn line(talk: &TalkRow, reader: &TalkReader) -> Line {
    Line {
        name: talk.name(reader),
        path: talk.path(reader),
        task: format!("{} {}", talk.task_number, talk.task_title),
        task_path: urls::task(talk.year, talk.task_number),
        department: talk.department_name.clone(),
        proposed: format!("{} {}", dates::short(talk.proposed_on), talk.proposed_by_name),
        held_on: talk.held_on.map(dates::short),
        state: talk.status.light(),
    }
}
