//! `/2019/supervision-notices/3/docx`: the notice as an official document in Word, for those who may print it.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::NoticeState;
use super::notice_page::{NoticePath, reader};
use super::shown::{instant, signer};
use super::store::{NoticeRow, Which, get_notice, list_notices};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Entry, append_export};
use crate::error::{AppError, Result};
use crate::official_document::{Block, Level, OfficialDocument, Provenance, Signature, blocks_of, write};
use crate::plan::{Plan, get_plan};
use crate::supervision::Reader;
use crate::web::{AppState, attachment, dates};

pub(super) fn routes() -> Routes {
    let reads = Access::Needs(Action::ReadSupervisionNotices);
    vec![Route::get("/{year}/supervision-notices/{number}/docx", reads, download)]
}

async fn download(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): NoticePath,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let plan = get_plan(&mut tx, year).await?;
    let notice = get_notice(&mut tx, &reader(&state, &user), year, number).await?;
    let entry =
        Entry::new("document_exported", "supervision_notice", format!("导出{}（docx）", notice.words()))
            .on(notice.id.0)
            .of_plan(year)
            .of_task(notice.task);
    let provenance = append_export(&mut tx, &user.act(&state), entry).await?;
    let file = write(&document(&plan.issuing_body, &notice, provenance)?)?;
    tx.commit().await?;
    Ok(attachment::word(&format!("督办通知单〔{year}〕{number}号.docx"), file))
}

/// A notice that was issued, for the year's archive.
pub(crate) struct ArchivedNotice {
    /// 督办通知单〔2019〕3号
    pub number: String,
    /// 题名: what it is about.
    pub title: String,
    /// When it was issued.
    pub issued_on: NaiveDate,
    /// As a Word document.
    pub word: Vec<u8>,
}

/// The notices of a plan that were issued, withdrawn ones among them, in order.
pub(crate) async fn list_archived_notices(
    conn: &mut PgConnection,
    plan: &Plan,
    as_of: NaiveDate,
    provenance: &Provenance,
) -> Result<Vec<ArchivedNotice>> {
    let which = Which { year: Some(plan.year), ..Which::default() };
    let mut notices = list_notices(conn, &Reader::of_all(as_of), which).await?;
    notices.sort_by_key(|notice| notice.number);
    let issued = notices.iter().filter_map(|notice| Some((notice, notice.issued_on?)));
    let archived = issued.map(|(notice, issued_on)| {
        Ok(ArchivedNotice {
            number: notice.words(),
            title: format!("关于任务{}“{}”的督办通知单", notice.task_number, notice.duty_title()),
            issued_on,
            word: write(&document(&plan.issuing_body, notice, provenance.clone())?)?,
        })
    });
    archived.collect()
}

fn document(court: &str, notice: &NoticeRow, provenance: Provenance) -> Result<OfficialDocument> {
    let Some(issued_on) = notice.issued_on else {
        return Err(AppError::Refused("督办通知单签发后才能导出。".into()));
    };
    let withdrawn = notice.state() == NoticeState::Withdrawn;
    Ok(OfficialDocument {
        title: vec![court.to_owned(), "督办通知单".to_owned()],
        subtitle: withdrawn.then(|| "（本通知单已撤销）".to_owned()),
        number: Some(notice.words()),
        addressee: Some(notice.department_name.clone()),
        blocks: blocks(notice),
        signature: Some(Signature {
            body: format!("{court}司法改革领导小组办公室"),
            date: issued_on,
            is_issued: true,
        }),
        note: Some(receipt(notice)),
        annexes: Vec::new(),
        copies_to: Vec::new(),
        provenance,
    })
}

fn blocks(notice: &NoticeRow) -> Vec<Block> {
    let heading = |text: &str| Block::Heading(Level::One, text.to_owned());
    let (_, _, degree) = notice.degree.light();
    let task = format!("任务 {} {}", notice.task_number, notice.task_title);
    let mut blocks = vec![
        heading("一、督办事项"),
        Block::Paragraph(format!("{task}：{}。督办等级：{degree}。", notice.duty_title())),
        heading("二、督办事由"),
    ];
    blocks.extend(blocks_of(&notice.matter));
    blocks.push(heading("三、督办要求"));
    blocks.extend(blocks_of(&notice.requirement));
    blocks.push(heading("四、反馈期限"));
    let answer_by = dates::plain(notice.answer_by);
    blocks.push(Block::Paragraph(format!("请于{answer_by}前将办理情况书面反馈领导小组办公室。")));
    blocks
}

/// Who signed for it and when; before that, room for the pen.
fn receipt(notice: &NoticeRow) -> String {
    let blank = || "　".repeat(6);
    let by = notice.acknowledged_by.as_ref().map_or_else(blank, |by| signer(notice, by));
    let at = notice.acknowledged_at.map_or_else(blank, instant);
    format!("签收人：{by}　签收时间：{at}")
}
