//! Departments merged and renamed mid-year (task 35 does just that): the successor takes over what is still to be
//! done, and what is past stays with the old name.
//!
//! Rules: responsibilities of plans in force close with the day before and go on with the successor; where it stands
//! on the task already, 牵头 outweighs and whoever filed goes on filing. Unmet duties due on or after the day pass to
//! it, overdue ones stay. The forms stand on `/departments/7`; what departments themselves hand over is
//! `organization`'s.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::audit_trail::{Act, Entry, append};
use crate::deadlines::of_department::succeed;
use crate::error::Result;
use crate::ids::{DepartmentId, TaskId};
use crate::organization::{
    DepartmentForm, NotWritten, get_department, merge_department, page_with_errors, parse_day,
    rename_department,
};
use crate::plan::tasks::fields::{most, needed};
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    let access = Access::Needs(Action::KeepDepartments);
    vec![
        Route::post("/departments/{id}/rename", access, rename),
        Route::post("/departments/{id}/merge", access, merge),
    ]
}

async fn rename(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<DepartmentId>,
    ProtectedForm(form): ProtectedForm<DepartmentForm>,
) -> Result<Response> {
    let written = write_rename(&state, &user.act(&state), id, &form).await;
    answer(&state, &user, id, form, written, "已更名，尚未完成的事项转到新名称之下。").await
}

async fn write_rename(
    state: &AppState,
    act: &Act,
    id: DepartmentId,
    form: &DepartmentForm,
) -> Result<DepartmentId, NotWritten> {
    let mut errors = FieldErrors::default();
    let name = needed(&form.new_name, most::NAME, ("new_name", "请填写新名称。"), &mut errors);
    let on = parse_day("renamed_on", &form.renamed_on, &mut errors);
    let Some(on) = on.filter(|_| errors.is_empty()) else { return Err(NotWritten::Fields(errors)) };
    let mut tx = state.db.begin().await?;
    let successor = rename_department(&mut tx, act, id, form.version, (&name, on)).await?;
    take_over(&mut tx, act, id, successor, on).await?;
    tx.commit().await?;
    Ok(successor)
}

async fn merge(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(id): Path<DepartmentId>,
    ProtectedForm(form): ProtectedForm<DepartmentForm>,
) -> Result<Response> {
    let written = write_merge(&state, &user.act(&state), id, &form).await;
    answer(&state, &user, id, form, written, "已并入，尚未完成的事项由接续部门负责。").await
}

async fn write_merge(
    state: &AppState,
    act: &Act,
    id: DepartmentId,
    form: &DepartmentForm,
) -> Result<DepartmentId, NotWritten> {
    let mut errors = FieldErrors::default();
    let into = form.successor.parse().ok().map(DepartmentId);
    if into.is_none() {
        errors.add("successor", "请选择并入哪个部门。");
    }
    let on = parse_day("merged_on", &form.merged_on, &mut errors);
    let (Some(into), Some(on)) = (into, on) else { return Err(NotWritten::Fields(errors)) };
    let mut tx = state.db.begin().await?;
    merge_department(&mut tx, act, id, form.version, (into, on)).await?;
    take_over(&mut tx, act, id, into, on).await?;
    tx.commit().await?;
    Ok(into)
}

/// To the successor's page, or back to the form.
async fn answer(
    state: &AppState,
    user: &CurrentUser,
    id: DepartmentId,
    form: DepartmentForm,
    written: Result<DepartmentId, NotWritten>,
    sentence: &str,
) -> Result<Response> {
    match written {
        Ok(successor) => Ok(flash::done(&urls::department(successor), sentence)),
        Err(NotWritten::Fields(errors)) => page_with_errors(state, user, id, form, errors).await,
        Err(NotWritten::Other(error)) => Err(error),
    }
}

/// Responsibilities and duties of plans in force pass to the successor from the day `on`, with one entry a task.
pub async fn take_over(
    conn: &mut PgConnection,
    act: &Act,
    old: DepartmentId,
    successor: DepartmentId,
    on: NaiveDate,
) -> Result<()> {
    let (old_name, name) =
        (get_department(conn, old, on).await?.name, get_department(conn, successor, on).await?.name);
    let reason = format!("“{old_name}”自 {on} 起由“{name}”接续");
    for task in close_assignments(conn, old, successor, on).await? {
        let entry = Entry::new("responsibility_taken_over", "assignment", reason.clone())
            .of_task(task.id)
            .of_plan(task.year)
            .of_department(successor);
        insert_assignment(conn, &task, successor, &reason).await?;
        append(conn, act, entry).await?;
    }
    succeed(conn, old, successor, (on, act.today()), &reason).await
}

/// What the old department, and the successor where it stood beside it, were in a task.
struct Closed {
    id: TaskId,
    year: i32,
    leads: bool,
    files_report: bool,
    position: i32,
    wording: String,
    from_on: NaiveDate,
    to_on: Option<NaiveDate>,
}

/// Closes the old department's responsibilities, and the successor's in the same tasks, the day before `on`; one row
/// a task says what the successor is from then on.
async fn close_assignments(
    conn: &mut PgConnection,
    old: DepartmentId,
    successor: DepartmentId,
    on: NaiveDate,
) -> Result<Vec<Closed>> {
    Ok(sqlx::query_as!(
        Closed,
        r#"with open as (
               select a.id, a.task_id, a.to_on from assignment a join task t on t.id = a.task_id
               join plan p on p.id = t.plan_id and p.status = 'active'
               where a.department_id in ($1, $2) and (a.to_on is null or a.to_on >= $3)
           ), closed as (
               update assignment a set to_on = greatest($3, a.from_on) - 1
               where a.id in (select o.id from open o
                   where o.task_id in (select x.task_id from assignment x join open y on y.id = x.id
                       where x.department_id = $1))
               returning a.id, a.task_id, a.department_id, a.role, a.files_report, a.position, a.wording, a.from_on
           )
           select c.task_id as "id!: TaskId", p.year, bool_or(c.role = 'lead') as "leads!",
                  bool_or(c.files_report) as "files_report!", min(c.position) as "position!",
                  (array_agg(c.wording order by c.department_id = $2 desc, c.position))[1] as "wording!",
                  greatest(min(c.from_on), $3) as "from_on!",
                  case when bool_or(o.to_on is null) then null else max(o.to_on) end as to_on
           from closed c join open o on o.id = c.id join task t on t.id = c.task_id join plan p on p.id = t.plan_id
           group by c.task_id, p.year, t.number order by p.year, t.number"#,
        old.0,
        successor.0,
        on
    )
    .fetch_all(conn)
    .await?)
}

async fn insert_assignment(
    conn: &mut PgConnection,
    task: &Closed,
    department: DepartmentId,
    reason: &str,
) -> Result<()> {
    sqlx::query!(
        "insert into assignment (task_id, department_id, role, files_report, position, wording, from_on, to_on, reason)
         values ($1, $2, case when $3 then 'lead'::assignment_role else 'support' end, $4, $5, $6, $7, $8, $9)",
        task.id.0,
        department.0,
        task.leads,
        task.files_report,
        task.position,
        task.wording,
        task.from_on,
        task.to_on,
        reason
    )
    .execute(conn)
    .await?;
    Ok(())
}
