//! The forms of a paper's page: it was sent, something came back, it is withdrawn; scans put beside it and read.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use sqlx::PgConnection;

use super::kind::Kind;
use super::model::Step;
use super::paper_page::{Typed, overtaken, refused};
use super::steps::{Sending, Settlement, correct, put_scan, require_sending_day, send, settle, withdraw};
use super::store::{PaperRow, get_paper, get_paper_to_change, list_scans};
use crate::accounts::drafts::end_draft;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::Act;
use crate::error::{AppError, Result};
use crate::pages::drafting::{BLANK, blanks, mark_blanks};
use crate::plan::tasks::fields::{at_most, day, most, needed};
use crate::reporting::evidence::{self, KeptBytes, MAX_FORM_BYTES, StagedFile, UploadForm, keep_bytes};
use crate::supervision::Reader;
use crate::web::{AppState, FieldErrors, ProtectedForm, flash};

/// The most characters of a document number or a way of sending.
const SHORT: usize = 60;

pub(super) fn routes() -> Routes {
    let keeps = [Access::Needs(Action::KeepFeedback), Access::Needs(Action::KeepBulletins)];
    let reads = [Access::Needs(Action::ReadFeedback), Access::Needs(Action::ReadBulletins)];
    vec![
        Route::post("/{year}/superior-court/{number}/send", keeps[0], submit_sending),
        Route::post("/{year}/superior-court/{number}/settle", keeps[0], submit_settlement)
            .with_body_limit(MAX_FORM_BYTES),
        Route::post("/{year}/superior-court/{number}/withdraw", keeps[0], submit_withdrawal),
        Route::post("/{year}/superior-court/{number}/scan", keeps[0], submit_scan)
            .with_body_limit(MAX_FORM_BYTES),
        Route::get("/{year}/superior-court/{number}/scans/{id}", reads[0], download),
        Route::post("/{year}/bulletins/{number}/send", keeps[1], submit_sending),
        Route::post("/{year}/bulletins/{number}/settle", keeps[1], submit_settlement)
            .with_body_limit(MAX_FORM_BYTES),
        Route::post("/{year}/bulletins/{number}/withdraw", keeps[1], submit_withdrawal),
        Route::post("/{year}/bulletins/{number}/scan", keeps[1], submit_scan).with_body_limit(MAX_FORM_BYTES),
        Route::get("/{year}/bulletins/{number}/scans/{id}", reads[1], download),
    ]
}

/// Year and number of an address.
type PaperPath = Path<(i32, i32)>;

async fn hold(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    (kind, (year, number)): (Kind, (i32, i32)),
) -> Result<PaperRow> {
    let reader = Reader::of(user, state.clocks.today());
    get_paper_to_change(conn, &reader, (kind, year, number)).await
}

async fn submit_sending(
    State(state): State<AppState>,
    user: CurrentUser,
    kind: Kind,
    Path(path): PaperPath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let paper = hold(&mut tx, (&state, &user), (kind, path)).await?;
    if typed.version != paper.version {
        return overtaken(&mut tx, (&state, &user), paper, typed).await;
    }
    let mut errors = FieldErrors::default();
    let on = day(&typed.sent_on, "sent_on", &mut errors);
    if let Some(Err(AppError::Refused(sentence))) =
        on.map(|on| require_sending_day(&paper, on, state.clocks.today()))
    {
        errors.add("sent_on", sentence);
    }
    mark_blanks([paper.title.as_str(), paper.text.as_str()], &mut errors);
    let number = at_most(&typed.sent_number, SHORT, "sent_number", &mut errors);
    require_head(&paper, &mut errors);
    let how = needed(&typed.sent_how, SHORT, ("sent_how", "请写明报送方式，如书面报送。"), &mut errors);
    let Some(on) = on.filter(|_| errors.is_empty()) else {
        return refused(&mut tx, (&state, &user), paper, (typed, errors)).await;
    };
    match send(&mut tx, &user.act(&state), &paper, &Sending { on, number, how }).await {
        Err(AppError::Refused(sentence)) => {
            let errors = FieldErrors::one("sent_on", sentence);
            return refused(&mut tx, (&state, &user), paper, (typed, errors)).await;
        }
        other => other?,
    }
    end_draft(&mut tx, user.account_id, &kind.form_path(path.0, path.1, "edit")).await?;
    tx.commit().await?;
    Ok(flash::done(&paper.path(), &format!("{}已登记报送，文字不再改动。", paper.name())))
}

/// That what goes upwards says who signs it out and whom to ask.
fn require_head(paper: &PaperRow, errors: &mut FieldErrors) {
    let head = [&paper.signer, &paper.contact, &paper.contact_phone];
    if paper.kind == Kind::Feedback && head.iter().any(|field| field.is_empty() || blanks(field) > 0) {
        errors.add("head", format!("签发人、联系人和联系电话还有{BLANK}，请先修改补齐。"));
    }
}

async fn submit_settlement(
    State(state): State<AppState>,
    user: CurrentUser,
    kind: Kind,
    Path(path): PaperPath,
    form: UploadForm,
) -> Result<Response> {
    let typed: Typed = form.read()?;
    let mut tx = state.db.begin().await?;
    let paper = hold(&mut tx, (&state, &user), (kind, path)).await?;
    if typed.version != paper.version {
        return overtaken(&mut tx, (&state, &user), paper, typed).await;
    }
    let mut errors = FieldErrors::default();
    let settlement = read_settlement(&typed, kind, &mut errors);
    let because = paper.settled_on.map(|_| {
        let missing = ("correction", "请写明更正的原因，原来登记的保留。");
        needed(&typed.correction, most::REASON, missing, &mut errors)
    });
    let file = read_scan(form, &mut errors);
    let Some(settlement) = settlement.filter(|_| errors.is_empty()) else {
        return refused(&mut tx, (&state, &user), paper, (typed, errors)).await;
    };
    let scan = keep_scan(&state, file).await?;
    let act = user.act(&state);
    let done = match &because {
        Some(because) => correct_with(&mut tx, &act, &paper, (&settlement, because, scan.as_ref())).await,
        None => settle(&mut tx, &act, &paper, (&settlement, scan.as_ref())).await,
    };
    match done {
        Err(AppError::Refused(sentence)) => {
            let errors = FieldErrors::one("settled_on", sentence);
            return refused(&mut tx, (&state, &user), paper, (typed, errors)).await;
        }
        other => other?,
    }
    end_draft(&mut tx, user.account_id, &kind.form_path(path.0, path.1, "settle")).await?;
    tx.commit().await?;
    let told = match kind {
        Kind::Feedback => "，已告知填报部门和分管院领导",
        Kind::Bulletin => "",
    };
    Ok(flash::done(&paper.path(), &format!("已登记{}的结果{told}。", paper.name())))
}

/// Corrects what came back, with one more scan beside it where one was given.
async fn correct_with(
    conn: &mut PgConnection,
    act: &Act,
    paper: &PaperRow,
    (settlement, because, scan): (&Settlement, &str, Option<&KeptBytes>),
) -> Result<()> {
    correct(conn, act, paper, (settlement, because)).await?;
    match scan {
        Some(scan) => put_scan(conn, act, paper, scan).await,
        None => Ok(()),
    }
}

fn read_settlement(typed: &Typed, kind: Kind, errors: &mut FieldErrors) -> Option<Settlement> {
    let step = match (kind, typed.result.as_str()) {
        (Kind::Feedback, _) => Step::Answer,
        (Kind::Bulletin, "adopt") => Step::Adopt,
        (Kind::Bulletin, "pass_over") => Step::PassOver,
        (Kind::Bulletin, _) => {
            errors.add("result", "请选择是否采用。");
            return None;
        }
    };
    let outcome = match step {
        Step::Answer => needed(&typed.outcome, most::TEXT, ("outcome", "请填写答复内容。"), errors),
        Step::Adopt => {
            needed(&typed.outcome, most::TEXT, ("outcome", "请写明采用的单位和刊物、渠道。"), errors)
        }
        _ => at_most(&typed.outcome, most::TEXT, "outcome", errors),
    };
    let number = at_most(&typed.outcome_number, SHORT, "outcome_number", errors);
    let on: Option<NaiveDate> = day(&typed.settled_on, "settled_on", errors);
    Some(Settlement { step, on: on?, outcome, number })
}

/// The scan given with a form; a sentence where it was not taken.
fn read_scan(form: UploadForm, errors: &mut FieldErrors) -> Option<StagedFile> {
    match form.scan()? {
        Ok(file) => Some(file),
        Err(sentence) => {
            errors.add("scan", sentence);
            None
        }
    }
}

async fn keep_scan(state: &AppState, file: Option<StagedFile>) -> Result<Option<KeptBytes>> {
    Ok(match file {
        Some(file) => Some(keep_bytes(state, file).await?),
        None => None,
    })
}

async fn submit_withdrawal(
    State(state): State<AppState>,
    user: CurrentUser,
    kind: Kind,
    Path(path): PaperPath,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let paper = hold(&mut tx, (&state, &user), (kind, path)).await?;
    if typed.version != paper.version {
        return overtaken(&mut tx, (&state, &user), paper, typed).await;
    }
    let mut errors = FieldErrors::default();
    let because = needed(&typed.because, most::REASON, ("because", "请写明撤回的原因。"), &mut errors);
    if !errors.is_empty() {
        return refused(&mut tx, (&state, &user), paper, (typed, errors)).await;
    }
    withdraw(&mut tx, &user.act(&state), &paper, &because).await?;
    tx.commit().await?;
    Ok(flash::done(&paper.path(), &format!("{}已撤回，编号和记录保留。", paper.name())))
}

async fn submit_scan(
    State(state): State<AppState>,
    user: CurrentUser,
    kind: Kind,
    Path(path): PaperPath,
    form: UploadForm,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let paper = hold(&mut tx, (&state, &user), (kind, path)).await?;
    let mut errors = FieldErrors::default();
    let file = read_scan(form, &mut errors);
    if file.is_none() {
        errors.add("scan", "请选择扫描件。");
        return refused(&mut tx, (&state, &user), paper, (Typed::default(), errors)).await;
    }
    if let Some(scan) = keep_scan(&state, file).await? {
        put_scan(&mut tx, &user.act(&state), &paper, &scan).await?;
    }
    tx.commit().await?;
    Ok(flash::done(&paper.path(), "扫描件已附上。"))
}

async fn download(
    State(state): State<AppState>,
    user: CurrentUser,
    kind: Kind,
    Path((year, number, id)): Path<(i32, i32, i64)>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let reader = Reader::of(&user, state.clocks.today());
    let paper = get_paper(&mut conn, &reader, (kind, year, number)).await?;
    let scans = list_scans(&mut conn, paper.id).await?;
    drop(conn);
    let scan = scans.into_iter().find(|scan| scan.id == id);
    let scan = scan.ok_or_else(|| AppError::NotFound("没有这份扫描件。".into()))?;
    evidence::send(&state, scan.kept).await
}
