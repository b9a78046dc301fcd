//! `/2019/superior-court/3`, `/2019/bulletins/2`: a paper, what it was gathered from, and the forms of its steps.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use sqlx::PgConnection;

use super::kind::Kind;
use super::model::{PaperStatus, Step};
use super::store::{
    CorrectionRow, PaperRow, ScanRow, SourceRow, get_paper, list_corrections, list_scans, list_sources,
};
use super::writes::OVERTAKEN;
use crate::accounts::drafts::{self, find_draft};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::deadlines::Period;
use crate::error::Result;
use crate::official_document::{Block, Level, blocks_of};
use crate::reporting::evidence::ACCEPTED;
use crate::supervision::Reader;
use crate::web::{AppState, FieldErrors, PageFrame, dates, instants, urls};

pub(super) fn routes() -> Routes {
    vec![
        Route::get("/{year}/superior-court/{number}", Access::Needs(Action::ReadFeedback), show),
        Route::get("/{year}/bulletins/{number}", Access::Needs(Action::ReadBulletins), show),
    ]
}

/// What is typed into the forms of the page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    /// The version seen.
    pub version: i32,
    pub sent_on: String,
    pub sent_number: String,
    pub sent_how: String,
    /// `answer`, `adopt` or `pass_over`.
    pub result: String,
    pub settled_on: String,
    pub outcome: String,
    pub outcome_number: String,
    pub because: String,
    /// Why what came back is corrected.
    pub correction: String,
}

impl Typed {
    /// The forms as they open.
    fn of(paper: &PaperRow, today: NaiveDate) -> Self {
        let day = dates::short(today);
        Self {
            version: paper.version,
            sent_on: day.clone(),
            sent_how: "书面报送".to_owned(),
            settled_on: paper.settled_on.map_or(day, dates::short),
            result: result_of(paper.status).to_owned(),
            outcome: paper.outcome.clone().unwrap_or_default(),
            outcome_number: paper.outcome_number.clone().unwrap_or_default(),
            ..Self::default()
        }
    }

    /// What was written, for one whose form is not on the page any more.
    fn written(&self) -> Vec<String> {
        [
            &self.sent_number,
            &self.sent_how,
            &self.outcome,
            &self.outcome_number,
            &self.because,
            &self.correction,
        ]
        .into_iter()
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
        .collect()
    }
}

/// What the form of what came back has for a status.
fn result_of(status: PaperStatus) -> &'static str {
    match status {
        PaperStatus::Adopted => "adopt",
        PaperStatus::NotAdopted => "pass_over",
        _ => "",
    }
}

/// Something a paper was gathered from.
pub(super) struct SourceLine {
    /// 任务 6　审管办 2019年6月月报
    pub label: String,
    pub path: String,
    pub words: String,
}

/// A task of the paper.
struct TaskLine {
    name: String,
    path: String,
    /// Where its waiting is looked at, once an answer came.
    wait: Option<String>,
}

/// A line of the text: 2 for 一、, 3 for （一）, 4 below; 0 for a paragraph. What runs on stands behind its heading.
struct Line {
    heading: u8,
    text: String,
    rest: String,
}

struct ScanLine {
    name: String,
    path: String,
    added: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/superior_court/paper.html")]
#[expect(clippy::struct_excessive_bools, reason = "each form has its own condition")]
struct PaperPage {
    frame: PageFrame,
    kind: Kind,
    list: String,
    path: String,
    name: String,
    paper: PaperRow,
    state: (&'static str, &'static str, &'static str),
    lines: Vec<Line>,
    tasks: Vec<TaskLine>,
    sources: Vec<SourceLine>,
    scans: Vec<ScanLine>,
    /// What stood there before it was corrected: when and why it was, and the words.
    corrections: Vec<(String, String)>,
    facts: Vec<(&'static str, String)>,
    /// Its Word document, for who may read it as a whole.
    word: Option<String>,
    edit: Option<String>,
    may_send: bool,
    may_settle: bool,
    /// Where the draft of the form of what came back is kept.
    autosave: String,
    may_withdraw: bool,
    may_put_scan: bool,
    accepted: &'static str,
    lost: Vec<String>,
    typed: Typed,
    errors: FieldErrors,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    kind: Kind,
    Path((year, number)): Path<(i32, i32)>,
) -> Result<Response> {
    let today = state.clocks.today();
    let mut conn = state.db.acquire().await?;
    let paper = get_paper(&mut conn, &Reader::of(&user, today), (kind, year, number)).await?;
    let settle = kind.form_path(year, number, "settle");
    // Only the form of what came back keeps a draft; the others open as they are.
    let draft = find_draft::<Typed>(&mut conn, user.account_id, &settle).await?;
    let draft = draft.filter(|(typed, _)| typed.version == paper.version);
    let typed = Typed::of(&paper, today);
    let typed = match draft {
        Some((kept, _)) => Typed {
            result: kept.result,
            settled_on: kept.settled_on,
            outcome: kept.outcome,
            outcome_number: kept.outcome_number,
            correction: kept.correction,
            ..typed
        },
        None => typed,
    };
    page(&mut conn, (&state, &user), paper, (typed, FieldErrors::default(), StatusCode::OK)).await
}

/// Somebody was first: the page as it is now, with what was typed.
pub(super) async fn overtaken(
    conn: &mut PgConnection,
    who: (&AppState, &CurrentUser),
    paper: PaperRow,
    typed: Typed,
) -> Result<Response> {
    let errors =
        FieldErrors::one("paper", format!("{}{OVERTAKEN}您所填的还在，请核对后再提交。", paper.name()));
    page(conn, who, paper, (typed, errors, StatusCode::CONFLICT)).await
}

/// The page again, with what was typed and sentences beside the fields.
pub(super) async fn refused(
    conn: &mut PgConnection,
    who: (&AppState, &CurrentUser),
    paper: PaperRow,
    (typed, errors): (Typed, FieldErrors),
) -> Result<Response> {
    page(conn, who, paper, (typed, errors, StatusCode::UNPROCESSABLE_ENTITY)).await
}

async fn page(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    paper: PaperRow,
    (typed, errors, status): (Typed, FieldErrors, StatusCode),
) -> Result<Response> {
    let (kind, year) = (paper.kind, paper.year);
    let reader = Reader::of(user, state.clocks.today());
    let sources = list_sources(conn, &reader, &paper).await?;
    let scans = list_scans(conn, paper.id).await?;
    let corrections = list_corrections(conn, paper.id).await?;
    let keeps = user.may(kind.keeping());
    let may = |step: Step| keeps && paper.status.after(step, kind).is_ok();
    let page = PaperPage {
        frame: user.frame(state, Some(year)),
        kind,
        list: kind.list_path(year),
        path: paper.path(),
        name: paper.name(),
        state: paper.light(),
        lines: blocks_of(&paper.text).into_iter().filter_map(line).collect(),
        tasks: tasks(&paper, keeps),
        sources: sources.iter().map(|of| source_line(year, of)).collect(),
        scans: scans.into_iter().map(|of| scan(&paper, of)).collect(),
        facts: facts(&paper),
        word: paper.whole.then(|| kind.form_path(year, paper.number, "docx")),
        edit: may(Step::Edit).then(|| kind.form_path(year, paper.number, "edit")),
        may_send: may(Step::Send),
        autosave: drafts::address(&kind.form_path(year, paper.number, "settle")),
        may_settle: may(Step::Answer) || may(Step::Adopt),
        corrections: corrections.iter().map(|of| correction(kind, of)).collect(),
        may_withdraw: may(Step::Withdraw),
        may_put_scan: keeps && paper.settled_on.is_some(),
        accepted: ACCEPTED,
        lost: if status == StatusCode::CONFLICT { typed.written() } else { Vec::new() },
        paper,
        typed,
        errors,
    };
    Ok((status, page).into_response())
}

fn line(block: Block) -> Option<Line> {
    let heading = |level: Level| match level {
        Level::One => 2,
        Level::Two => 3,
        _ => 4,
    };
    match block {
        Block::Heading(level, text) => Some(Line { heading: heading(level), text, rest: String::new() }),
        Block::LedBy(_, text, rest) => Some(Line { heading: 0, text, rest }),
        Block::Paragraph(text) => Some(Line { heading: 0, text, rest: String::new() }),
        Block::Table(_) => None,
    }
}

fn tasks(paper: &PaperRow, keeps: bool) -> Vec<TaskLine> {
    let answered = keeps && paper.kind == Kind::Feedback && paper.settled_on.is_some();
    let line = |(number, title): (&i32, &String)| TaskLine {
        name: format!("{number} {title}"),
        path: urls::task(paper.year, *number),
        wait: (answered && paper.waiting.contains(number)).then(|| urls::wait(paper.year, *number)),
    };
    paper.task_numbers.iter().zip(&paper.task_titles).map(line).collect()
}

/// A source with what leads to it.
pub(super) fn source_line(year: i32, of: &SourceRow) -> SourceLine {
    let month = of.month.as_deref().and_then(|code| code.parse::<Period>().ok()).map(Period::words);
    let from = match (month, of.waiting_since) {
        (Some(month), _) => format!("{}　{month}月报", of.department.as_deref().unwrap_or_default()),
        (None, Some(since)) => format!("待上级，{} 起", dates::short(since)),
        (None, None) => String::new(),
    };
    SourceLine {
        label: format!("任务 {}　{from}", of.task_number),
        path: urls::task(year, of.task_number),
        words: of.words.clone(),
    }
}

fn correction(kind: Kind, of: &CorrectionRow) -> (String, String) {
    let number =
        if of.outcome_number.is_empty() { String::new() } else { format!("，{}", of.outcome_number) };
    let words = format!(
        "{} {}更正：{}。原登记为“{}”（{}{number}，{}登记）",
        dates::plain(of.corrected_on),
        of.corrected_by,
        of.because,
        of.status.word(kind),
        dates::plain(of.settled_on),
        of.settled_by
    );
    (words, of.outcome.clone())
}

fn scan(paper: &PaperRow, of: ScanRow) -> ScanLine {
    ScanLine {
        name: of.kept.name,
        path: paper.kind.form_path(paper.year, paper.number, &format!("scans/{}", of.id)),
        added: format!("{} {}登记", instants::minute(of.added_at), of.added_by),
    }
}

fn facts(paper: &PaperRow) -> Vec<(&'static str, String)> {
    let on_by = |on: Option<NaiveDate>, by: Option<&String>| {
        on.zip(by).map(|(on, by)| format!("{}（{by}登记）", dates::plain(on)))
    };
    let said = |text: Option<&String>| text.filter(|text| !text.is_empty()).cloned();
    let saved = format!("{} {}", instants::minute(paper.saved_at), paper.saved_by);
    let contact = format!("{}　{}", paper.contact, paper.contact_phone).trim_matches('　').to_owned();
    let settled = match paper.kind {
        Kind::Feedback => ("答复", "答复文号"),
        Kind::Bulletin => ("结果", "期号"),
    };
    let rows = [
        ("报送单位", Some(paper.addressee.clone())),
        ("签发人", said(Some(&paper.signer))),
        ("联系人", said(Some(&contact))),
        ("草拟", Some(format!("{} {}", dates::plain(paper.drafted_on), paper.drafted_by))),
        ("最近修改", paper.sent_on.is_none().then_some(saved)),
        ("报送", on_by(paper.sent_on, paper.sent_by.as_ref())),
        ("文号", said(paper.sent_number.as_ref())),
        ("报送方式", said(paper.sent_how.as_ref())),
        (settled.0, on_by(paper.settled_on, paper.settled_by.as_ref())),
        (settled.1, said(paper.outcome_number.as_ref())),
        (
            "撤回",
            paper
                .withdrawn_on
                .zip(paper.withdrawn_by.as_ref())
                .map(|(on, by)| format!("{} {by}", dates::plain(on))),
        ),
        ("撤回原因", paper.withdrawn_because.clone()),
    ];
    rows.into_iter().filter_map(|(term, words)| Some((term, words?))).collect()
}
