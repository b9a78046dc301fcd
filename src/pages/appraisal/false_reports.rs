//! `/2019/appraisal/false-reports`: months' reports found false (核实不实). The office marks one, with what was verified and what
//! shows it, and tells the department; it takes a mark back with a reason. A returned report costs nothing, a false one does.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;

use super::read::halves;
use super::read::reads_all;
use super::store::{get_rules, hold, list_frozen};
use super::writes::{NewFalse, insert_false, withdraw_false};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::deadlines::Period;
use crate::deadlines::periods::{Rhythm, owed};
use crate::error::{AppError, Result};
use crate::ids::{DepartmentId, FalseReportId, PlanId, TaskId};
use crate::plan::tasks::fields::{Choice, most, needed};
use crate::plan::{Plan, get_plan};
use crate::supervision::tell_department;
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, dates, flash, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepAppraisal);
    vec![
        Route::get("/{year}/appraisal/false-reports", Access::Needs(Action::ReadAppraisal), show),
        Route::post("/{year}/appraisal/false-reports", keeps, submit),
        Route::post("/{year}/appraisal/false-reports/{id}/withdraw", keeps, submit_withdrawal),
    ]
}

/// What is typed: of a mark, or why one is taken back.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Typed {
    task: String,
    month: String,
    reason: String,
    evidence: String,
    because: String,
}

struct FalseRow {
    id: FalseReportId,
    task_id: TaskId,
    task: i32,
    month: String,
    department: DepartmentId,
    department_name: String,
    period: Option<String>,
    reason: String,
    evidence: String,
    found_on: NaiveDate,
    found_by: String,
    withdrawn_on: Option<NaiveDate>,
    withdrawn_by: Option<String>,
    withdrawn_because: Option<String>,
}

/// The reports marked in a plan, the newest first.
async fn list(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<FalseRow>> {
    Ok(sqlx::query_as!(
        FalseRow,
        r#"select f.id as "id: FalseReportId", t.id as "task_id: TaskId", t.number as task, m.month,
                  f.department_id as "department: DepartmentId", d.name as department_name, f.period, f.reason, f.evidence,
                  f.found_on, a.display_name as found_by, f.withdrawn_on, w.display_name as "withdrawn_by?",
                  f.withdrawn_because
           from false_report f
           join monthly_report m on m.id = f.report_id
           join task t on t.id = m.task_id
           join department d on d.id = f.department_id
           join account a on a.id = f.found_by
           left join account w on w.id = f.withdrawn_by
           where t.plan_id = $1 order by f.id desc"#,
        plan.0
    )
    .fetch_all(conn)
    .await?)
}

struct Line {
    id: FalseReportId,
    title: String,
    task_path: String,
    department: String,
    reason: String,
    evidence: String,
    found: String,
    counts: String,
    withdrawn: Option<String>,
    withdrawing: Option<Withdrawing>,
}

/// The form that takes a mark back.
struct Withdrawing {
    path: String,
    because: String,
    error: Option<String>,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/appraisal/false_reports.html")]
struct FalseReportsPage {
    frame: PageFrame,
    back: String,
    action: String,
    lines: Vec<Line>,
    keeps: bool,
    typed: Typed,
    months: Vec<Choice>,
    errors: FieldErrors,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(typed): Query<Typed>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    page(&mut conn, (&state, &user), &plan, (typed, None, FieldErrors::default())).await
}

async fn page(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    plan: &Plan,
    (typed, withdrawing, errors): (Typed, Option<FalseReportId>, FieldErrors),
) -> Result<Response> {
    let mut rows = list(conn, plan.id).await?;
    let all = reads_all(user, get_rules(conn, plan.id).await?.department);
    rows.retain(|row| all || user.belongs_to(row.department));
    let frozen = list_frozen(conn, plan.id).await?;
    let is_frozen = |row: &FalseRow| frozen.iter().any(|of| Some(&of.period) == row.period.as_ref());
    let keeps = user.may(Action::KeepAppraisal);
    let withdraw = |row: &FalseRow| {
        let may = keeps && row.withdrawn_on.is_none() && !is_frozen(row);
        let typed_here = withdrawing == Some(row.id);
        may.then(|| Withdrawing {
            path: urls::withdraw_false_report(plan.year, row.id),
            because: if typed_here { typed.because.clone() } else { String::new() },
            error: errors.of("because").filter(|_| typed_here).map(str::to_owned),
        })
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = FalseReportsPage {
        frame: user.frame(state, Some(plan.year)),
        back: urls::appraisal(plan.year),
        action: urls::false_reports(plan.year),
        lines: rows.iter().map(|row| line(plan.year, row, withdraw(row))).collect(),
        keeps,
        months: months(plan, &typed.month),
        typed,
        errors,
    };
    Ok((status, page).into_response())
}

/// The months reports are owed for.
fn months(plan: &Plan, chosen: &str) -> Vec<Choice> {
    let all = owed(Rhythm::Month, plan.year, plan.starts_on, plan.ends_on);
    all.into_iter().map(|month| Choice::of(month.to_string(), month.words(), chosen)).collect()
}

fn line(year: i32, row: &FalseRow, withdrawing: Option<Withdrawing>) -> Line {
    let counts = row.period.as_deref().and_then(|code| code.parse::<Period>().ok());
    let withdrawn = row.withdrawn_on.zip(row.withdrawn_by.as_ref()).map(|(on, by)| {
        format!("{by} {}撤销认定：{}", dates::plain(on), row.withdrawn_because.as_deref().unwrap_or_default())
    });
    Line {
        id: row.id,
        title: format!("任务 {} · {}", row.task, month_words(&row.month)),
        task_path: urls::task(year, row.task),
        department: row.department_name.clone(),
        reason: row.reason.clone(),
        evidence: row.evidence.clone(),
        found: format!("{} {}", row.found_by, dates::short(row.found_on)),
        counts: counts.map_or_else(
            || "各时段的考核均已冻结，不再计分".to_owned(),
            |half| format!("计入{}考核", half.words()),
        ),
        withdrawing,
        withdrawn,
    }
}

fn month_words(month: &str) -> String {
    month.parse::<Period>().map_or_else(|_| month.to_owned(), |of| format!("{}月报", of.words()))
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let plan = get_plan(&mut tx, year).await?;
    let mut errors = FieldErrors::default();
    let task: Option<i32> = typed.task.trim().parse().ok();
    if task.is_none() {
        errors.add("task", "请填写任务的编号，如 6。");
    }
    let chosen = months(&plan, &typed.month).into_iter().find(|month| month.chosen);
    let month: Option<Period> = chosen.and_then(|month| month.value.parse().ok());
    if month.is_none() {
        errors.add("month", "请选择月份。");
    }
    let missing = ("reason", "请写明核实的情况：月报怎么说，实际怎样。");
    let reason = needed(&typed.reason, most::GROUNDS, missing, &mut errors);
    let missing = ("evidence", "请写明凭据，如检查记录、回头看、谈话记录。");
    let evidence = needed(&typed.evidence, most::GROUNDS, missing, &mut errors);
    let (Some(task), Some(month)) = (task, month) else {
        return page(&mut tx, (&state, &user), &plan, (typed, None, errors)).await;
    };
    if !errors.is_empty() {
        return page(&mut tx, (&state, &user), &plan, (typed, None, errors)).await;
    }
    match find_false(&mut tx, &user.act(&state), &plan, ((task, month), (&reason, &evidence))).await {
        Err(AppError::Refused(sentence)) => {
            let errors = FieldErrors::one("month", sentence);
            return page(&mut tx, (&state, &user), &plan, (typed, None, errors)).await;
        }
        other => other?,
    };
    tx.commit().await?;
    Ok(flash::done(&urls::false_reports(year), "已认定，并通知填报部门；部门可以在考核表上提出异议。"))
}

/// Marks a task's report of a month as found false, with what was verified and what shows it. It counts in the half-year of
/// its month, after that is frozen in the next one that is not. The department is told.
///
/// # Errors
/// Refused where no such report was submitted; a conflict where it is marked already.
pub async fn find_false(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    ((task, month), (reason, evidence)): ((i32, Period), (&str, &str)),
) -> Result<FalseReportId> {
    hold(conn, plan.id).await?;
    let report = sqlx::query!(
        r#"select m.id, m.task_id as "task_id: TaskId", m.department_id as "department: DepartmentId"
           from monthly_report m join task t on t.id = m.task_id
           where t.plan_id = $1 and t.number = $2 and m.month = $3
             and exists (select from report_submission s where s.report_id = m.id)"#,
        plan.id.0,
        task,
        month.to_string()
    )
    .fetch_optional(&mut *conn)
    .await?;
    let report =
        report.ok_or_else(|| AppError::Refused(format!("任务 {task} 没有报送过{}月报。", month.words())))?;
    let frozen = list_frozen(conn, plan.id).await?;
    let halves = halves(plan);
    let open = halves.iter().find(|half| {
        half.last_day() >= month.first_day() && frozen.iter().all(|of| of.period != half.to_string())
    });
    let new =
        NewFalse { report: report.id, department: report.department, half: open.copied(), reason, evidence };
    let id = insert_false(conn, act, &new).await?;
    let sentence = format!("认定{}月报不实", month.words());
    let entry = Entry::new("report_found_false", "monthly_report", sentence).on(report.id).of_plan(plan.year);
    let entry =
        entry.of_task(report.task_id).of_department(report.department).for_audience(Audience::Concerned);
    append(conn, act, entry.with_change(None, Some(json!({"reason": reason, "proof": evidence})))).await?;
    let message = format!("任务 {task} 的{}月报经核实不实，见绩效考核；可以提出异议。", month.words());
    tell_department(conn, act, report.department, (plan.year, &urls::false_reports(plan.year)), &message)
        .await?;
    Ok(id)
}

async fn submit_withdrawal(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id)): Path<(i32, i64)>,
    ProtectedForm(typed): ProtectedForm<Typed>,
) -> Result<Response> {
    let act = user.act(&state);
    let mut tx = state.db.begin().await?;
    let plan = get_plan(&mut tx, year).await?;
    hold(&mut tx, plan.id).await?;
    let id = FalseReportId(id);
    let rows = list(&mut tx, plan.id).await?;
    let row = rows.into_iter().find(|row| row.id == id);
    let row = row.ok_or_else(|| AppError::NotFound("没有这项认定。".into()))?;
    if list_frozen(&mut tx, plan.id).await?.iter().any(|of| Some(&of.period) == row.period.as_ref()) {
        return Err(AppError::Refused("这项认定计入的考核已冻结，不再改动。".into()));
    }
    let mut errors = FieldErrors::default();
    let because = needed(&typed.because, most::REASON, ("because", "请写明撤销认定的理由。"), &mut errors);
    if !errors.is_empty() {
        return page(&mut tx, (&state, &user), &plan, (typed, Some(id), errors)).await;
    }
    if !withdraw_false(&mut tx, &act, id, (act.today(), &because)).await? {
        return Err(AppError::Conflict("这项认定刚由他人撤销，见本页。".into()));
    }
    let sentence = format!("撤销{}不实的认定：{because}", month_words(&row.month));
    let entry = Entry::new("report_found_true", "false_report", sentence).on(id.0).of_plan(year);
    let entry = entry.of_task(row.task_id).of_department(row.department);
    append(&mut tx, &act, entry.for_audience(Audience::Concerned)).await?;
    let message = format!("任务 {} 的{}不实的认定已撤销。", row.task, month_words(&row.month));
    tell_department(&mut tx, &act, row.department, (year, &urls::false_reports(year)), &message).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::false_reports(year), "认定已撤销，记录保留。"))
}
