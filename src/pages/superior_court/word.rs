//! `/2019/superior-court/3/docx`, `/2019/bulletins/2/docx`: a paper as an official document in Word.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use sqlx::PgConnection;

use super::kind::Kind;
use super::model::PaperStatus;
use super::store::{PaperRow, Which, get_paper, list_papers};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Entry, append_export};
use crate::error::{AppError, Result};
use crate::official_document::{OfficialDocument, Provenance, Signature, blocks_of, title_lines, write};
use crate::pages::drafting::BLANK;
use crate::plan::{Plan, get_plan};
use crate::supervision::Reader;
use crate::web::{AppState, attachment};

pub(super) fn routes() -> Routes {
    vec![
        Route::get("/{year}/superior-court/{number}/docx", Access::Needs(Action::ReadFeedback), download),
        Route::get("/{year}/bulletins/{number}/docx", Access::Needs(Action::ReadBulletins), download),
    ]
}

async fn download(
    State(state): State<AppState>,
    user: CurrentUser,
    kind: Kind,
    Path((year, number)): Path<(i32, i32)>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan(&mut tx, year).await?;
    let paper = get_paper(&mut tx, &Reader::of(&user, act.today()), (kind, year, number)).await?;
    if !paper.whole {
        let sentence =
            "这一反映问题还涉及其他部门的任务，全文由领导小组办公室、院领导和全部任务的承担部门查看。";
        return Err(AppError::Forbidden(sentence.into()));
    }
    let entry = Entry::new("document_exported", kind.subject(), format!("导出{}（docx）", paper.name()))
        .on(paper.id.0)
        .of_plan(year);
    let provenance = append_export(&mut tx, &act, entry).await?;
    let file = write(&document(&plan, &paper, act.today(), provenance))?;
    tx.commit().await?;
    let state = mark(&paper).unwrap_or_default();
    Ok(attachment::word(&format!("{}（{year}年{}）{state}.docx", paper.title, paper.name()), file))
}

/// The papers of a plan that were sent, each as a Word document, for the year's archive.
pub(in crate::pages) async fn list_archived_papers(
    conn: &mut PgConnection,
    plan: &Plan,
    (as_of, origin): (NaiveDate, &Provenance),
) -> Result<Vec<(PaperRow, NaiveDate, Vec<u8>)>> {
    let which = Which { year: Some(plan.year), ..Which::default() };
    let papers = list_papers(conn, &Reader::of_all(as_of), which).await?;
    let sent = papers.into_iter().filter_map(|paper| Some((paper.sent_on?, paper)));
    let archived = sent.map(|(sent_on, paper)| {
        let word = write(&document(plan, &paper, sent_on, origin.clone()))?;
        Ok((paper, sent_on, word))
    });
    archived.collect()
}

/// In brackets under the title, of what was not sent or is withdrawn.
fn mark(paper: &PaperRow) -> Option<String> {
    let unsent = matches!(paper.status, PaperStatus::Draft | PaperStatus::Withdrawn);
    unsent.then(|| format!("（{}）", paper.status.word(paper.kind)))
}

fn document(plan: &Plan, paper: &PaperRow, today: NaiveDate, provenance: Provenance) -> OfficialDocument {
    let number = paper.sent_number.clone().filter(|number| !number.is_empty());
    let (number, note) = match paper.kind {
        Kind::Feedback => (upward_head(paper, number), upward_note(paper)),
        Kind::Bulletin => (number, Some(paper.name())),
    };
    OfficialDocument {
        title: title_lines(&paper.title, &plan.issuing_body),
        subtitle: mark(paper),
        number,
        addressee: Some(paper.addressee.clone()),
        blocks: blocks_of(&paper.text),
        signature: Some(Signature {
            body: plan.issuing_body.clone(),
            date: paper.sent_on.unwrap_or(today),
            is_issued: true,
        }),
        note,
        annexes: Vec::new(),
        copies_to: Vec::new(),
        provenance,
    }
}

/// What is printed of a field: until it is filled in a blank, as long as it can be.
fn printed<'a>(paper: &PaperRow, field: &'a str) -> Option<&'a str> {
    match field {
        "" if paper.status == PaperStatus::Draft => Some(BLANK),
        "" => None,
        field => Some(field),
    }
}

/// 抚法〔2019〕21号　　签发人：张三, as what goes upwards bears it.
fn upward_head(paper: &PaperRow, number: Option<String>) -> Option<String> {
    let signer = printed(paper, &paper.signer).map(|signer| format!("签发人：{signer}"));
    let parts: Vec<String> = number.into_iter().chain(signer).collect();
    (!parts.is_empty()).then(|| parts.join("　　"))
}

/// 附注: whom to ask.
fn upward_note(paper: &PaperRow) -> Option<String> {
    let contact = printed(paper, &paper.contact).map(|contact| format!("联系人：{contact}"));
    let phone = printed(paper, &paper.contact_phone).map(|phone| format!("联系电话：{phone}"));
    let parts: Vec<String> = contact.into_iter().chain(phone).collect();
    (!parts.is_empty()).then(|| parts.join("，"))
}
