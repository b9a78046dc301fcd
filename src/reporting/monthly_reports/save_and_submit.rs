//! What the form of a department's month does: save, submit several at once, 其余均无变化, 审签. And the address that saves
//! as one types.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, json};
use sqlx::PgConnection;

use super::contributions::month_path;
use super::desk::{Desk, SaveOutcome};
use super::drafting::{get_or_begin, save_draft};
use super::fields::{LONGEST_LINE, LONGEST_NAME};
use super::filing::{self, ToFile};
use super::model::{ReportStatus, Step};
use super::posted::{PostedMonth, PostedReport, Wish};
use super::{conflict_page, department_page};
use crate::accounts::CurrentUser;
use crate::audit_trail::Act;
use crate::clock::BEIJING;
use crate::error::{AppError, Result};
use crate::reporting::evidence::{self, GivenFile, GivenWith, Place, UploadForm};
use crate::web::{AppState, FieldErrors, ProtectedForm, flash};

/// Saves as one types: all that was touched, or, when somebody else has written meanwhile or a text is too long, nothing.
/// Answers with the time and each report's new version and mark, for the page's own fields.
pub(super) async fn autosave(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, month)): Path<(i32, String)>,
    ProtectedForm(fields): ProtectedForm<Vec<(String, String)>>,
) -> Result<Response> {
    let posted = PostedMonth::read(&fields);
    let mut tx = state.db.begin().await?;
    let mut desk = Desk::open(&mut tx, &state, &user, (year, &month), posted.department.as_deref()).await?;
    desk.month.require_open()?;
    let act = desk.act(&state, &user, &posted.on_behalf_of);
    let outcome = desk.save(&mut tx, &act, &posted).await?;
    if !outcome.conflicts.is_empty() {
        let tasks: Vec<i32> = outcome.conflicts.into_keys().collect();
        let message = "他人已先修改；请点“暂存”，两份内容都会列出供您选择。";
        return Ok((StatusCode::CONFLICT, Json(json!({"message": message, "tasks": tasks}))).into_response());
    }
    if let Some(error) = outcome.errors.list.iter().find(|error| !error.field.starts_with("share_")) {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(json!({"message": error.text}))).into_response());
    }
    tx.commit().await?;
    let mut answer = kept(&desk, &posted, &act);
    let label = department_page::submit_label(&desk, user.heads(desk.department.id));
    answer.insert("submit_label".into(), json!(label));
    Ok(Json(answer).into_response())
}

fn kept(desk: &Desk, posted: &PostedMonth, act: &Act) -> Map<String, serde_json::Value> {
    let mut answer = Map::new();
    answer.insert("saved_at".into(), json!(act.at.with_timezone(&BEIJING).format("%H:%M").to_string()));
    for item in &desk.items {
        if let Some(report) = posted.reports.get(&item.number) {
            answer.insert(format!("version_{}", item.number), json!(item.version()));
            answer.insert(format!("seen_{}", item.number), json!(report.typed.mark()));
        }
    }
    answer
}

/// The form's buttons. Drafts are saved first, whatever comes after: a refusal never costs what was typed.
pub(super) async fn post(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, month)): Path<(i32, String)>,
    form: UploadForm,
) -> Result<Response> {
    let posted = PostedMonth::read(&form.fields);
    let mut tx = state.db.begin().await?;
    let mut desk = Desk::open(&mut tx, &state, &user, (year, &month), posted.department.as_deref()).await?;
    desk.month.require_open()?;
    let act = desk.act(&state, &user, &posted.on_behalf_of);
    let SaveOutcome { saved, conflicts, mut errors } = desk.save(&mut tx, &act, &posted).await?;
    let files = attach(&mut tx, &state, &act, &mut desk, form.files, &mut errors).await?;
    if !conflicts.is_empty() {
        tx.commit().await?;
        return conflict(&state, &user, (year, &month), &posted, &conflicts).await;
    }
    if errors.is_empty() {
        check_whole_form(&desk, &posted, &mut errors);
    }
    let step = Carried { state: &state, user: &user, act: &act, posted: &posted };
    let sentence = if errors.is_empty() {
        // What is saved stays saved even when the wish cannot be carried out.
        tx.commit().await?;
        tx = state.db.begin().await?;
        step.carry_out(&mut tx, &mut desk, saved, files, &mut errors).await?
    } else {
        if posted.wish == Wish::Submit {
            // What else is missing is said at once, not one round later.
            check(&desk, &step.ready(&desk), &mut errors);
        }
        String::new()
    };
    tx.commit().await?;
    if errors.is_empty() {
        return Ok(flash::done(&month_path(year, &month, desk.department.id), &sentence));
    }
    let mut conn = state.db.acquire().await?;
    department_page::page(&mut conn, &state, &user, &desk, Some(&posted), errors).await
}

async fn conflict(
    state: &AppState,
    user: &CurrentUser,
    (year, month): (i32, &str),
    posted: &PostedMonth,
    conflicts: &BTreeMap<i32, PostedReport>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let desk = Desk::open(&mut conn, state, user, (year, month), posted.department.as_deref()).await?;
    Ok(conflict_page::page(state, user, &desk, conflicts))
}

/// Keeps the files given with reports; what cannot be kept is said beside its field. Returns how many were kept.
async fn attach(
    conn: &mut PgConnection,
    state: &AppState,
    act: &Act,
    desk: &mut Desk,
    files: Vec<GivenFile>,
    errors: &mut FieldErrors,
) -> Result<usize> {
    let Desk { month, items, .. } = desk;
    let mut kept = 0;
    for given in files {
        let number = given.field.strip_prefix("file_").and_then(|number| number.parse::<i32>().ok());
        let Some(item) = items.iter_mut().find(|item| Some(item.number) == number) else { continue };
        match given.file {
            Err(sentence) => errors.add(&given.field, sentence),
            Ok(_) if !item.is_editable() => {
                errors.add(&given.field, "这份月报已经报送，文件没有保存；可在任务的完成证明页上传。");
            }
            Ok(file) => {
                let report = get_or_begin(conn, act, month, item).await?;
                let with = report.map_or(GivenWith::Task, GivenWith::Report);
                let place = Place { year: month.plan.year, task: Some(item.task), with };
                evidence::keep(conn, state, act, place, file).await?;
                kept += 1;
            }
        }
    }
    Ok(kept)
}

/// What the wish needs of the form as a whole.
fn check_whole_form(desk: &Desk, posted: &PostedMonth, errors: &mut FieldErrors) {
    if posted.wish == Wish::RestUnchanged {
        let length = posted.rest_reason.chars().count();
        if length == 0 || length > LONGEST_LINE {
            errors.add("rest_reason", format!("请写明其余各项无变化的原因（{LONGEST_LINE} 字以内）。"));
        }
    }
    if posted.wish != Wish::Submit {
        return;
    }
    let name = posted.signed_off_by.chars().count();
    if posted.signed_off && (name == 0 || name > LONGEST_NAME) {
        errors.add("signed_off_by", format!("已经审签的，请写明部门负责人姓名（{LONGEST_NAME} 字以内）。"));
    }
    if desk.on_behalf {
        let whose = posted.on_behalf_of.chars().count();
        if whose == 0 || whose > LONGEST_NAME {
            errors.add("on_behalf_of", format!("代录的，请写明由谁报来（{LONGEST_NAME} 字以内）。"));
        }
        if desk.month.head_signs_off && !posted.signed_off {
            errors
                .add("signed_off_by", "本年度方案规定须部门负责人审签：代录的，请注明已经审签及负责人姓名。");
        }
    }
}

/// A wish to be carried out once drafts are saved.
struct Carried<'a> {
    state: &'a AppState,
    user: &'a CurrentUser,
    act: &'a Act,
    posted: &'a PostedMonth,
}

impl Carried<'_> {
    /// Carries the wish out; returns the sentence the person is told, or puts sentences beside fields.
    async fn carry_out(
        &self,
        conn: &mut PgConnection,
        desk: &mut Desk,
        saved: usize,
        files: usize,
        errors: &mut FieldErrors,
    ) -> Result<String> {
        match self.posted.wish {
            Wish::Save => Ok(saved_sentence(saved, files)),
            Wish::Submit => self.submit(conn, desk, errors).await,
            Wish::RestUnchanged => self.mark_rest_unchanged(conn, desk).await,
            Wish::SignOff(number) => self.sign_off(conn, desk, number, errors).await,
            Wish::HandBack(number) => self.hand_back(conn, desk, number).await,
        }
    }

    /// The tasks whose reports are to be filed.
    fn ready(&self, desk: &Desk) -> Vec<i32> {
        let again = |number| self.posted.reports.get(&number).is_some_and(|report| report.send_again);
        desk.items.iter().filter(|item| item.is_ready(again(item.number))).map(|item| item.number).collect()
    }

    async fn submit(
        &self,
        conn: &mut PgConnection,
        desk: &mut Desk,
        errors: &mut FieldErrors,
    ) -> Result<String> {
        let ready = self.ready(desk);
        if ready.is_empty() {
            errors.add("submit", "没有可以报送的月报：请填写本月工作进展，或选“本月无变化”并写明原因；退回的，改好或选“内容不变，重新报送”后再报。");
            return Ok(String::new());
        }
        check(desk, &ready, errors);
        if !errors.is_empty() {
            return Ok(String::new());
        }
        desk.month.require_begun(self.state.clocks.today())?;
        let name = if self.posted.signed_off { self.posted.signed_off_by.as_str() } else { "" };
        if !desk.month.head_signs_off {
            file(conn, self.act, desk, &ready, Step::Submit, name).await?;
            return Ok(format!("已报送 {} 份，待领导小组办公室审核。", ready.len()));
        }
        let Desk { month, items, .. } = desk;
        for item in items.iter_mut().filter(|item| ready.contains(&item.number)) {
            filing::pass(conn, self.act, month, item, Step::SendToHead).await?;
        }
        if desk.on_behalf || self.user.heads(desk.department.id) {
            let head = if desk.on_behalf { name } else { self.user.name.as_str() };
            file(conn, self.act, desk, &ready, Step::SignOff, head).await?;
            return Ok(format!("已审签并报送 {} 份，待领导小组办公室审核。", ready.len()));
        }
        Ok(format!("已送部门负责人审签 {} 份，审签后报送。", ready.len()))
    }

    async fn mark_rest_unchanged(&self, conn: &mut PgConnection, desk: &mut Desk) -> Result<String> {
        let Desk { month, items, .. } = desk;
        let mut marked = 0;
        for item in items.iter_mut().filter(|item| item.is_editable()) {
            let mut fields = item.fields();
            if fields.is_filled() {
                continue;
            }
            fields.unchanged = true;
            fields.unchanged_reason.clone_from(&self.posted.rest_reason);
            let version = item.version();
            if !save_draft(conn, self.act, month, item, &fields, version).await? {
                return Err(AppError::Conflict(format!(
                    "任务 {} 的月报刚被他人修改，请重新打开页面。",
                    item.number
                )));
            }
            marked += 1;
        }
        Ok(format!("其余 {marked} 项已标为本月无变化，尚未报送；核对后请点“报送已填的月报”。"))
    }

    async fn sign_off(
        &self,
        conn: &mut PgConnection,
        desk: &mut Desk,
        number: Option<i32>,
        errors: &mut FieldErrors,
    ) -> Result<String> {
        self.require_head(desk)?;
        let waits = |item: &&super::item::ReportItem| item.status() == ReportStatus::AwaitingSignOff;
        let ready: Vec<i32> = desk
            .items
            .iter()
            .filter(waits)
            .map(|item| item.number)
            .filter(|n| number.is_none_or(|one| one == *n))
            .collect();
        if ready.is_empty() {
            return Err(AppError::Refused("没有待审签的月报：审签由部门负责人在“待审签”时办理。".into()));
        }
        check(desk, &ready, errors);
        if errors.is_empty() {
            file(conn, self.act, desk, &ready, Step::SignOff, &self.user.name).await?;
        }
        Ok(format!("已审签并报送 {} 份。", ready.len()))
    }

    async fn hand_back(&self, conn: &mut PgConnection, desk: &mut Desk, number: i32) -> Result<String> {
        self.require_head(desk)?;
        let Desk { month, items, .. } = desk;
        let item = items.iter_mut().find(|item| item.number == number);
        let item = item.ok_or_else(|| AppError::NotFound(format!("本部门本月不填报任务 {number}。")))?;
        filing::pass(conn, self.act, month, item, Step::HandBack).await?;
        Ok(format!("任务 {number} 的月报已退回填报人修改。"))
    }

    fn require_head(&self, desk: &Desk) -> Result<()> {
        if self.user.heads(desk.department.id) {
            return Ok(());
        }
        Err(AppError::Forbidden(format!("审签由{}的部门负责人本人办理。", desk.department.name)))
    }
}

/// Puts what is missing for a submission beside its fields.
fn check(desk: &Desk, numbers: &[i32], errors: &mut FieldErrors) {
    for item in desk.items.iter().filter(|item| numbers.contains(&item.number)) {
        if let Err(faults) = item.fields().check(item.before_fields(), item.share_is_asked()) {
            for (field, sentence) in faults {
                errors.add(&format!("{field}_{}", item.number), sentence);
            }
        }
    }
}

async fn file(
    conn: &mut PgConnection,
    act: &Act,
    desk: &Desk,
    numbers: &[i32],
    step: Step,
    signed_off_by: &str,
) -> Result<()> {
    let items = desk.items.iter().filter(|item| numbers.contains(&item.number));
    let reports: Vec<ToFile<'_>> = items.filter_map(ToFile::new).collect();
    filing::submit(conn, act, &desk.month, &reports, step, signed_off_by).await
}

fn saved_sentence(saved: usize, files: usize) -> String {
    match (saved, files) {
        (0, 0) => "没有改动，草稿保持原样。".into(),
        (saved, 0) => format!("已暂存 {saved} 份草稿。"),
        (saved, files) => format!("已暂存 {saved} 份草稿，上传 {files} 个文件。"),
    }
}
