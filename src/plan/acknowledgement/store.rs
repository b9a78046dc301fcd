//! Who must acknowledge a plan and who has.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::audit_trail::{Act, Entry, append};
use crate::clock::{beijing_day, beijing_instant};
use crate::deadlines::of_department::list_of_departments;
use crate::deadlines::{DeadlineKind, DutyKey, meet};
use crate::error::{AppError, Result, violated_constraint};
use crate::ids::{DepartmentId, PlanId};
use crate::plan::{Plan, PlanStatus};

/// What a department that must acknowledge has done.
#[derive(Debug, Clone)]
pub struct Acknowledgement {
    /// The department.
    pub department: DepartmentId,
    /// Its name.
    pub name: String,
    /// When it acknowledged; `None` while it has not.
    pub acknowledged_on: Option<NaiveDate>,
    /// Who acknowledged, or recorded it.
    pub by: Option<String>,
    /// 代录: whose act it was.
    pub on_behalf_of: Option<String>,
    /// The date owed, if it owes it.
    pub due_on: Option<NaiveDate>,
}

impl Acknowledgement {
    /// How many days it is overdue on `today`; 0 when it is not.
    #[must_use]
    pub fn days_overdue(&self, today: NaiveDate) -> i64 {
        match (self.acknowledged_on, self.due_on) {
            (None, Some(due_on)) => (today - due_on).num_days().max(0),
            _ => 0,
        }
    }
}

/// The unit departments named in the plan's responsibilities on the day `on`, in the order of pages, each with its
/// acknowledgement or that of a department it took over. Two statements.
pub async fn list_acknowledgements(
    conn: &mut PgConnection,
    plan: PlanId,
    on: NaiveDate,
) -> Result<Vec<Acknowledgement>> {
    let rows = sqlx::query!(
        r#"with recursive asked as (
               select distinct d.id, d.name, d.position from assignment a
               join task t on t.id = a.task_id join department d on d.id = a.department_id
               where t.plan_id = $1 and d.kind = 'unit' and a.from_on <= $2 and (a.to_on is null or a.to_on >= $2)
           ), line (id, ancestor) as (
               select id, id from asked
               union select l.id, d.id from line l join department d on d.successor_id = l.ancestor
           ), done as (
               select distinct on (l.id) l.id, k.acknowledged_at, k.on_behalf_of, p.display_name
               from line l join acknowledgement k on k.plan_id = $1 and k.department_id = l.ancestor
               join account p on p.id = k.account_id order by l.id, k.acknowledged_at
           )
           select a.id, a.name, done.acknowledged_at as "at?: DateTime<Utc>", done.display_name as "by?",
                  done.on_behalf_of as "on_behalf_of?"
           from asked a left join done on done.id = a.id order by a.position, a.id"#,
        plan.0,
        on
    )
    .fetch_all(&mut *conn)
    .await?;
    let duties = list_of_departments(conn, plan, DeadlineKind::Acknowledgement).await?;
    let due_on = |department| {
        duties.iter().find(|duty| duty.department == department && duty.waived_on.is_none()).map(|d| d.due_on)
    };
    let read = rows.into_iter().map(|row| Acknowledgement {
        department: DepartmentId(row.id),
        name: row.name,
        acknowledged_on: row.at.map(beijing_day),
        by: row.by,
        on_behalf_of: row.on_behalf_of,
        due_on: due_on(DepartmentId(row.id)),
    });
    Ok(read.collect())
}

/// Acknowledges `plan` for a department on the day `on`, with its ledger entry, and meets its duty. Whether the actor
/// may is the caller's to ask.
///
/// # Errors
/// Refused when the plan is not in force, the department is not asked or has acknowledged already, or the day lies
/// before the plan's issue or in the future.
pub async fn acknowledge(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    department: DepartmentId,
    on: NaiveDate,
) -> Result<()> {
    let asked = list_acknowledgements(conn, plan.id, act.today()).await?;
    let asked = asked.into_iter().find(|asked| asked.department == department).ok_or_else(|| {
        AppError::Refused("这个部门不在方案的责任部门之中（统称和领导机构不签收），不需要签收。".into())
    })?;
    refuse(plan, &asked, on, act.today())?;
    let account = act.person()?;
    let at = if on == act.today() { act.at } else { beijing_instant(on, 12, 0) };
    sqlx::query!(
        "insert into acknowledgement (plan_id, department_id, acknowledged_at, account_id, on_behalf_of)
         values ($1, $2, $3, $4, $5)",
        plan.id.0,
        department.0,
        at,
        account.0,
        act.on_behalf_of
    )
    .execute(&mut *conn)
    .await
    .map_err(|error| match violated_constraint(&error) {
        Some("acknowledgement_pkey") => already(&asked.name),
        _ => error.into(),
    })?;
    meet(conn, plan.id, DutyKey::of_department(DeadlineKind::Acknowledgement, department), on, None).await?;
    let sentence = format!("{}于 {on} 签收方案", asked.name);
    let entry = Entry::new("plan_acknowledged", "acknowledgement", sentence)
        .on(department.0)
        .of_plan(plan.year)
        .of_department(department);
    append(conn, act, entry).await
}

fn refuse(plan: &Plan, asked: &Acknowledgement, on: NaiveDate, today: NaiveDate) -> Result<()> {
    if plan.status != PlanStatus::Active {
        return Err(AppError::Refused(format!("方案{}，现在不能签收。", plan.status.word())));
    }
    if asked.acknowledged_on.is_some() {
        return Err(already(&asked.name));
    }
    if on < plan.issued_on || on > today {
        return Err(AppError::Refused(format!("签收日期须在方案印发之日 {} 与今天之间。", plan.issued_on)));
    }
    Ok(())
}

fn already(name: &str) -> AppError {
    AppError::Refused(format!("{name}已经签收，一个部门只需签收一次。"))
}
