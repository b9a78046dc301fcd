//! The office asks departments for their parts, and gives up asking.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use sqlx::PgConnection;

use super::model::{PartStatus, PartStep, PartText, Reported};
use super::part_page::{self, PartPath};
use super::store::{Filer, list_filers, lock_part};
use super::write::tell_of_part;
use super::writes::{NewPart, insert_part, update_status};
use crate::accounts::CurrentUser;
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::deadlines::Period;
use crate::error::{AppError, Result};
use crate::ids::SummaryPartId;
use crate::pages::summaries::facts_store::parts_in_months;
use crate::pages::summaries::model::{SummaryStatus, kind_words, span_words};
use crate::pages::summaries::store::{Measure, SummaryRow, get_owed, list_measures, lock_current};
use crate::pages::summaries::summary_page::{self, HalfPath};
use crate::plan::Plan;
use crate::plan::tasks::fields::{at_most, day_to_come, most, needed};
use crate::plan::tasks::store::get_plan_to_change;
use crate::supervision::telling::settle;
use crate::web::{AppState, FieldErrors, ProtectedForm, dates, flash, urls};

/// How a notice begins that asks for a part.
pub(super) const ASKING: &str = "请供稿";

/// Who is asked for what, as it is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages::summaries) struct AskForm {
    pub departments: Vec<i64>,
    pub wanted_by: String,
    pub wish: String,
}

/// Departments to ask for their parts.
#[derive(Debug)]
pub struct Asking<'a> {
    /// Who file for tasks.
    pub filers: &'a [Filer],
    /// 请于…前供稿
    pub wanted_by: NaiveDate,
    /// What the office wishes besides.
    pub wish: &'a str,
}

pub(super) async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, half)): HalfPath,
    ProtectedForm(form): ProtectedForm<AskForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let period = get_owed(&mut tx, plan.id, &half).await?.period;
    let mut filers = list_filers(&mut tx, plan.id, act.today()).await?;
    filers.retain(|filer| form.departments.contains(&filer.department.0));
    let mut errors = FieldErrors::default();
    if filers.is_empty() {
        errors.add("departments", "请勾选至少一个部门。");
    }
    let wanted_by = day_to_come(&form.wanted_by, ("wanted_by", "供稿日期"), act.today(), &mut errors);
    let wish = at_most(&form.wish, most::REASON, "wish", &mut errors);
    let Some(wanted_by) = wanted_by.filter(|_| errors.is_empty()) else {
        return summary_page::refused_asking(&mut tx, (&state, &user), (&plan, period), (form, errors)).await;
    };
    let asking = Asking { filers: &filers, wanted_by, wish: &wish };
    ask(&mut tx, &act, (&plan, period), &asking).await?;
    tx.commit().await?;
    let sentence = format!("已请 {} 个部门供稿，已通知其工作联系人、AB角和负责人。", filers.len());
    Ok(flash::done(&format!("{}#parts", urls::summary(year, &half)), &sentence))
}

/// Asks departments for their parts of a summary that is a draft; each is told, and finds its part drafted from its accepted
/// reports.
///
/// # Errors
/// Refused once the summary is no draft; a conflict when somebody else asked one of them.
pub async fn ask(
    conn: &mut PgConnection,
    act: &Act,
    (plan, period): (&Plan, Period),
    asking: &Asking<'_>,
) -> Result<()> {
    require_draft(lock_current(conn, plan.id, period).await?.as_ref())?;
    let measures = list_measures(conn, plan.id, &parts_in_months(period)).await?;
    let reports: Vec<Reported<'_>> = measures.iter().map(reported).collect();
    for filer in asking.filers {
        let text = PartText::draft(&filer.tasks, &reports);
        let new = NewPart {
            department: filer.department,
            wish: asking.wish,
            wanted_by: asking.wanted_by,
            text: &text,
        };
        let Some(id) = insert_part(conn, act, (plan.id, period), &new).await? else {
            return Err(AppError::Conflict(format!("已请{}供稿，请刷新后查看。", filer.name)));
        };
        let (by, what) = (dates::plain(asking.wanted_by), words(period));
        let sentence = format!("请{}于{by}前为{what}供稿", filer.name);
        append(conn, act, entry("summary_part_asked", sentence, (id, plan)).of_department(filer.department))
            .await?;
        let message = format!("{ASKING}：{what}，请于{by}前供稿");
        tell_of_part(conn, act, (plan, period), (id, filer.department), &message).await?;
    }
    Ok(())
}

fn reported(of: &Measure) -> Reported<'_> {
    Reported { task: of.task, text: &of.text, problems: &of.problems }
}

/// Refuses where the summary is not a draft: what departments write would not reach it any more.
pub(super) fn require_draft(current: Option<&SummaryRow>) -> Result<()> {
    match current {
        Some(row) if row.status == SummaryStatus::Draft => Ok(()),
        Some(_) => Err(AppError::Refused(
            "总结已送审，供稿在草稿时办理；须修改的，先由领导小组办公室退回修改。".into(),
        )),
        None => Err(AppError::Refused("总结尚未起草或已经定稿，供稿在草稿时办理。".into())),
    }
}

/// 2019年上半年半年总结
pub(super) fn words(period: Period) -> String {
    format!("{}{}", span_words(period), kind_words(period))
}

/// An entry about a part: for those concerned.
pub(super) fn entry(event: &'static str, sentence: String, (id, plan): (SummaryPartId, &Plan)) -> Entry {
    Entry::new(event, "summary_part", sentence).on(id.0).of_plan(plan.year).for_audience(Audience::Concerned)
}

/// Why a step is taken.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ReasonForm {
    pub version: i32,
    pub because: String,
}

pub(super) async fn withdraw(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, half, id)): PartPath,
    ProtectedForm(form): ProtectedForm<ReasonForm>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let period = get_owed(&mut tx, plan.id, &half).await?.period;
    let part = lock_part(&mut tx, (plan.id, period), id).await?;
    part.status.require(PartStep::Withdraw).map_err(AppError::Refused)?;
    if part.row_version != form.version {
        let errors = FieldErrors::one(
            "withdraw_because",
            "这份供稿刚由部门修改或他人办理，见本页；仍要撤回的，请再提交。",
        );
        return part_page::refused(&mut tx, (&state, &user), (&plan, period, &part), errors).await;
    }
    let mut errors = FieldErrors::default();
    let because =
        needed(&form.because, most::REASON, ("withdraw_because", "请写明撤回的原因。"), &mut errors);
    if !errors.is_empty() {
        return part_page::refused(&mut tx, (&state, &user), (&plan, period, &part), errors).await;
    }
    update_status(&mut tx, &part, PartStatus::Withdrawn, Some(&because)).await?;
    let sentence = format!("不再请{}为{}供稿：{because}", part.department_name, words(period));
    append(
        &mut tx,
        &act,
        entry("summary_part_withdrawn", sentence, (part.id, &plan)).of_department(part.department),
    )
    .await?;
    settle(&mut tx, &act, &part_page::path(year, &half, part.id), ASKING).await?;
    tx.commit().await?;
    Ok(flash::done(&format!("{}#parts", urls::summary(year, &half)), "已撤回请求；部门已写的仍保留。"))
}
