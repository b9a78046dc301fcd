//! `/2019/superior-court/3/edit`: the text as the office writes it, beside what it was gathered from.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::kind::Kind;
use super::model::Step;
use super::paper_page::{SourceLine, source_line};
use super::store::{PaperRow, get_paper, list_sources};
use crate::accounts::CurrentUser;
use crate::accounts::drafts::{self, find_draft};
use crate::error::Result;
use crate::pages::worklist::spans;
use crate::supervision::Reader;
use crate::web::{AppState, FieldErrors, PageFrame, flash, instants};

/// What is typed on the page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct EditForm {
    /// The version seen.
    pub version: i32,
    pub title: String,
    pub addressee: String,
    /// The tasks it concerns, by number.
    pub tasks: String,
    /// Of what goes upwards.
    pub signer: String,
    pub contact: String,
    pub contact_phone: String,
    pub text: String,
}

/// What somebody else saved meanwhile.
struct Theirs {
    by: String,
    title: String,
    addressee: String,
    tasks: String,
    text: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/superior_court/edit.html")]
struct EditPage {
    frame: PageFrame,
    name: String,
    back: String,
    path: String,
    autosave: String,
    /// When the draft was kept that the form opens with.
    kept: Option<String>,
    form: EditForm,
    usual: &'static [&'static str],
    /// Whether it bears 签发人 and whom to ask.
    goes_upwards: bool,
    sources: Vec<SourceLine>,
    theirs: Option<Theirs>,
    errors: FieldErrors,
}

pub(super) async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    kind: Kind,
    Path((year, number)): Path<(i32, i32)>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let reader = Reader::of(&user, state.clocks.today());
    let paper = get_paper(&mut conn, &reader, (kind, year, number)).await?;
    if let Err(sentence) = paper.status.after(Step::Edit, kind) {
        return Ok(flash::refused(&paper.path(), &sentence));
    }
    let form = EditForm {
        version: paper.version,
        title: paper.title.clone(),
        addressee: paper.addressee.clone(),
        tasks: spans(&paper.task_numbers),
        signer: paper.signer.clone(),
        contact: paper.contact.clone(),
        contact_phone: paper.contact_phone.clone(),
        text: paper.text.clone(),
    };
    let draft = find_draft(&mut conn, user.account_id, &kind.form_path(year, number, "edit")).await?;
    let (form, kept) = draft.map_or((form, None), |(form, at)| (form, Some(at)));
    let typed = (form, FieldErrors::default(), StatusCode::OK);
    page(&mut conn, (&state, &user), &paper, typed, kept).await
}

/// The page with what was typed, beside what somebody else saved meanwhile.
pub(super) async fn overtaken(
    conn: &mut PgConnection,
    who: (&AppState, &CurrentUser),
    paper: &PaperRow,
    form: EditForm,
) -> Result<Response> {
    let form = EditForm { version: paper.version, ..form };
    let sentence = "他人已先修改，见“现存内容”；您所填的还在，核对后再保存，将以您的为准。";
    page(conn, who, paper, (form, FieldErrors::one("text", sentence), StatusCode::CONFLICT), None).await
}

/// The page with what was typed.
pub(super) async fn page(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    paper: &PaperRow,
    (form, errors, status): (EditForm, FieldErrors, StatusCode),
    kept: Option<String>,
) -> Result<Response> {
    let reader = Reader::of(user, state.clocks.today());
    let sources = list_sources(conn, &reader, paper).await?;
    let theirs = (status == StatusCode::CONFLICT).then(|| Theirs {
        by: format!("{} 于 {} 保存", paper.saved_by, instants::minute(paper.saved_at)),
        title: paper.title.clone(),
        addressee: paper.addressee.clone(),
        tasks: spans(&paper.task_numbers),
        text: paper.text.clone(),
    });
    let path = paper.kind.form_path(paper.year, paper.number, "edit");
    let page = EditPage {
        frame: user.frame(state, Some(paper.year)),
        name: paper.name(),
        back: paper.path(),
        autosave: drafts::address(&path),
        path,
        kept,
        usual: paper.kind.usual_addressees(),
        goes_upwards: paper.kind == Kind::Feedback,
        sources: sources.iter().map(|of| source_line(paper.year, of)).collect(),
        theirs,
        form,
        errors,
    };
    Ok((status, page).into_response())
}
