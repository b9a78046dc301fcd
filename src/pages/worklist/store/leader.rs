//! What waits for a leader.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::error::Result;
use crate::ids::AccountId;

/// A leader whose place the reader takes today.
pub(in super::super) struct StoodInFor {
    pub leader_id: AccountId,
    pub name: String,
    pub until: NaiveDate,
}

pub(in super::super) async fn list_stood_in_for(
    conn: &mut PgConnection,
    account: AccountId,
    on: NaiveDate,
) -> Result<Vec<StoodInFor>> {
    Ok(sqlx::query_as!(
        StoodInFor,
        r#"select s.leader_id as "leader_id: AccountId", a.display_name as name, s.to_on as until
           from leader_stand_in s join account a on a.id = s.leader_id
           where s.stand_in_id = $1 and $2 between s.from_on and s.to_on order by a.display_name"#,
        account.0,
        on
    )
    .fetch_all(conn)
    .await?)
}

/// A submitted report that no office account may accept.
pub(in super::super) struct ReportToAccept {
    pub year: i32,
    pub month: String,
    pub task_number: i32,
    pub task_title: String,
    pub submitted_on: NaiveDate,
    pub submitted_by: String,
}

/// Reports of the leaders' tasks that the only office account filed: nobody accepts what they filed, so that the
/// leader in charge does.
pub(in super::super) async fn list_reports_to_accept(
    conn: &mut PgConnection,
    leaders: &[i64],
    on: NaiveDate,
) -> Result<Vec<ReportToAccept>> {
    Ok(sqlx::query_as!(
        ReportToAccept,
        r#"select p.year, m.month, t.number as task_number, t.title as task_title, s.submitted_on,
                  a.display_name as submitted_by
           from report_submission s
           join monthly_report m on m.id = s.report_id
           join task t on t.id = m.task_id
           join people_in_charge($2) c on c.task_id = t.id
           join plan p on p.id = t.plan_id and p.status = 'active'
           join account a on a.id = s.submitted_by and a.role = 'office'
           where s.outcome = 'pending' and c.leader_id = any($1)
             and not exists (select from account o where o.role = 'office' and o.disabled_at is null and o.id <> a.id)
           order by m.month, t.number"#,
        leaders,
        on
    )
    .fetch_all(conn)
    .await?)
}
