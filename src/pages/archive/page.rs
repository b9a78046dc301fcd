//! `/2019/archive`: what a year's package holds, how long each kind is kept, and the packages made.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::collect;
use super::item::{Item, ItemFile, Kind, Retention};
use super::retention::RetentionForm;
use super::store::{Made, list_made, read_retentions, read_standing};
use crate::accounts::CurrentUser;
use crate::error::Result;
use crate::plan::tasks::fields::Choice;
use crate::plan::{Plan, PlanStatus, get_plan};
use crate::reporting::evidence::size_words;
use crate::web::{AppState, FieldErrors, PageFrame, dates, instants, urls};

/// Where the archive stands.
pub(super) fn archive_path(year: i32) -> String {
    urls::archive(year)
}

/// A kind in the list.
struct Line {
    code: &'static str,
    word: &'static str,
    items: usize,
    files: usize,
    size: String,
    stored: Retention,
    choices: Vec<Choice>,
}

struct MadeLine {
    at: String,
    by: String,
    digest: String,
    /// The same bytes as the one made after it.
    same: bool,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/archive/archive.html")]
struct ArchivePage {
    frame: PageFrame,
    year: i32,
    path: String,
    zip_path: String,
    frozen: bool,
    as_of: String,
    items: usize,
    files: usize,
    size: String,
    lines: Vec<Line>,
    /// Frozen summaries without a scan of their original.
    without_original: usize,
    made: Vec<MadeLine>,
    errors: FieldErrors,
}

pub(super) async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let typed = (RetentionForm::default(), FieldErrors::default(), StatusCode::OK);
    page(&mut conn, (&state, &user), &plan, typed).await
}

/// The page with what was chosen.
pub(super) async fn page(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    plan: &Plan,
    (form, errors, status): (RetentionForm, FieldErrors, StatusCode),
) -> Result<Response> {
    let act = user.act(state);
    let standing = read_standing(conn, plan, (act.today(), act.at)).await?;
    let retentions = read_retentions(conn, plan.id).await?;
    let items = collect::items(conn, (state, user), plan, &standing).await?;
    let made = list_made(conn, plan.year).await?;
    let line = |kind: Kind| {
        let of_kind: Vec<&Item> = items.iter().filter(|item| item.kind == kind).collect();
        let stored = retentions.of(kind);
        line((kind, stored, form.chosen(kind).unwrap_or(stored)), &of_kind)
    };
    let summaries = |item: &&Item| matches!(item.kind, Kind::YearSummary | Kind::HalfYearSummary);
    let all: Vec<&Item> = items.iter().collect();
    let page = ArchivePage {
        frame: user.frame(state, Some(plan.year)),
        year: plan.year,
        path: archive_path(plan.year),
        zip_path: format!("{}/zip", archive_path(plan.year)),
        frozen: plan.status == PlanStatus::Frozen,
        as_of: dates::plain(standing.as_of),
        items: items.len(),
        files: files(&all).count(),
        size: total(&all),
        lines: Kind::ALL.into_iter().map(line).collect(),
        without_original: items.iter().filter(summaries).filter(|item| item.files.len() == 1).count(),
        made: made_lines(&made),
        errors,
    };
    Ok((status, page).into_response())
}

fn files<'a>(items: &'a [&'a Item]) -> impl Iterator<Item = &'a ItemFile> {
    items.iter().flat_map(|item| &item.files)
}

fn total(items: &[&Item]) -> String {
    let bytes: u64 = files(items).map(ItemFile::size).sum();
    size_words(i64::try_from(bytes).unwrap_or(i64::MAX))
}

fn line((kind, stored, chosen): (Kind, Retention, Retention), items: &[&Item]) -> Line {
    let choice = |of: Retention| Choice {
        value: of.code().to_owned(),
        label: of.word().to_owned(),
        chosen: of == chosen,
    };
    Line {
        code: kind.code(),
        word: kind.word(),
        items: items.len(),
        files: files(items).count(),
        size: total(items),
        stored,
        choices: Retention::ALL.into_iter().map(choice).collect(),
    }
}

fn made_lines(made: &[Made]) -> Vec<MadeLine> {
    let later = [None].into_iter().chain(made.iter().map(Some));
    let line = |(of, later): (&Made, Option<&Made>)| MadeLine {
        at: instants::minute(of.at),
        by: of.by.clone(),
        digest: of.digest.clone(),
        same: later.is_some_and(|later| later.digest == of.digest),
    };
    made.iter().zip(later).map(line).collect()
}
