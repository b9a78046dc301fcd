//! The SQL of a revision: a fixed number of statements, whatever the number of duties.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::reckoning::OpenDuty;
use crate::deadlines::due_dates::Reckoned;
use crate::deadlines::model::DeadlineKind;
use crate::deadlines::periods::Period;
use crate::error::{AppError, Result};
use crate::ids::PlanId;

/// An open duty of a plan in force, with the names a reader knows its things by.
#[derive(Debug)]
pub(super) struct DutyInForce {
    pub id: i64,
    pub plan: PlanId,
    pub year: i32,
    pub duty: OpenDuty,
    pub task_number: Option<i32>,
    pub task_title: Option<String>,
    pub restricted: bool,
    pub department: Option<String>,
    /// Levels the sweep raised for its present date.
    pub raised: Vec<i16>,
}

/// The open duties of all plans in force that are due on `today` or later.
pub(super) async fn list_open(conn: &mut PgConnection, today: NaiveDate) -> Result<Vec<DutyInForce>> {
    // The day a review is counted from stands with its submission, which is its subject.
    let rows = sqlx::query!(
        r#"select d.id, d.plan_id, p.year, d.kind as "kind: DeadlineKind", d.period, d.due_on, d.working,
                  case when d.kind = 'review' then s.submitted_on else p.issued_on end as counted_from,
                  t.number as "number?", t.title as "title?", coalesce(t.restricted, false) as "restricted!",
                  dep.name as "department?",
                  coalesce((select array_agg(f.level order by f.level) from overdue_flag f
                            where f.deadline_id = d.id and f.due_on = d.due_on and f.cleared_on is null), '{}') as "raised!"
           from deadline d
           join plan p on p.id = d.plan_id
           left join task t on t.id = d.task_id
           left join department dep on dep.id = d.department_id
           left join report_submission s on d.kind = 'review' and s.id = d.subject_id
           where p.status = 'active' and d.met_on is null and d.waived_on is null and d.due_on >= $1
           order by p.year, d.due_on, d.kind, t.number, dep.name, d.id"#,
        today
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let period = row.period.as_deref().map(str::parse::<Period>).transpose();
            Ok(DutyInForce {
                id: row.id,
                plan: PlanId(row.plan_id),
                year: row.year,
                duty: OpenDuty {
                    kind: row.kind,
                    period: period.map_err(|error| AppError::Internal(error.into()))?,
                    counted_from: row.counted_from,
                    due_on: row.due_on,
                    working: row.working,
                },
                task_number: row.number,
                task_title: row.title,
                restricted: row.restricted,
                department: row.department,
                raised: row.raised,
            })
        })
        .collect()
}

/// Gives duties their new dates and sentences; what was first owed stays.
///
/// # Errors
/// A conflict when one of them was met, waived or moved in the meantime.
pub(super) async fn store_dates(conn: &mut PgConnection, new: &[(&DutyInForce, &Reckoned)]) -> Result<()> {
    let ids: Vec<i64> = new.iter().map(|(duty, _)| duty.id).collect();
    let old: Vec<NaiveDate> = new.iter().map(|(duty, _)| duty.duty.due_on).collect();
    let days: Vec<NaiveDate> = new.iter().map(|(_, reckoned)| reckoned.due_on).collect();
    let workings: Vec<String> = new.iter().map(|(_, reckoned)| reckoned.working.clone()).collect();
    let done = sqlx::query!(
        "update deadline d set due_on = m.due_on, working = m.working
         from unnest($1::bigint[], $2::date[], $3::date[], $4::text[]) as m (id, old, due_on, working)
         where d.id = m.id and d.due_on = m.old and d.met_on is null and d.waived_on is null",
        &ids,
        &old,
        &days,
        &workings
    )
    .execute(conn)
    .await?;
    if usize::try_from(done.rows_affected()) == Ok(new.len()) {
        return Ok(());
    }
    Err(AppError::Conflict("有时限刚刚办理或调整，放假通知没有录入；请返回上一页重新查看影响。".into()))
}

impl DutyInForce {
    /// 2019年6月月报（任务 17）, 倒排工期（立案庭）
    pub(super) fn name(&self) -> String {
        let title = self.duty.kind.title(self.duty.period);
        match (self.task_number, &self.department) {
            (Some(number), _) => format!("{title}（任务 {number}）"),
            (None, Some(department)) => format!("{title}（{department}）"),
            (None, None) => title,
        }
    }

    /// Who owes it; `None` for 待明确.
    pub(super) fn owner(&self) -> Option<String> {
        let office = || self.duty.kind.is_owed_by_office().then(|| "领导小组办公室".to_owned());
        self.department.clone().or_else(office)
    }
}
