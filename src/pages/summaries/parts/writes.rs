//! What is written of parts. A change is conditional: who comes second is told.

use chrono::NaiveDate;
use sqlx::PgConnection;
use sqlx::types::Json;

use super::model::{PartStatus, PartText};
use super::store::PartRow;
use crate::audit_trail::Act;
use crate::deadlines::Period;
use crate::error::Result;
use crate::ids::{DepartmentId, PlanId, SummaryPartId};

/// A part to ask for.
pub(super) struct NewPart<'a> {
    pub department: DepartmentId,
    pub wish: &'a str,
    pub wanted_by: NaiveDate,
    pub text: &'a PartText,
}

/// Asks for a part; of one that was given up, the request is made again, about the tasks the department files for by now: what
/// it wrote of those stays. `None` where it is asked for already.
pub(super) async fn insert_part(
    conn: &mut PgConnection,
    act: &Act,
    (plan, period): (PlanId, Period),
    new: &NewPart<'_>,
) -> Result<Option<SummaryPartId>> {
    Ok(sqlx::query_scalar!(
        r#"insert into summary_part (plan_id, period, department_id, wish, wanted_by, asked_at, asked_by, texts, general)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
           on conflict (plan_id, period, department_id) do update
           set status = 'asked', wish = excluded.wish, wanted_by = excluded.wanted_by, asked_at = excluded.asked_at,
               asked_by = excluded.asked_by, withdrawn_because = null, row_version = summary_part.row_version + 1,
               texts = case when summary_part.saved_at is null then excluded.texts else (
                   select coalesce(jsonb_agg(coalesce(o.value, n.value) order by n.at), '[]')
                   from jsonb_array_elements(excluded.texts) with ordinality as n (value, at)
                   left join jsonb_array_elements(summary_part.texts) as o (value) on o.value -> 'task' = n.value -> 'task') end
           where summary_part.status = 'withdrawn'
           returning id as "id: SummaryPartId""#,
        plan.0,
        period.to_string(),
        new.department.0,
        new.wish,
        new.wanted_by,
        act.at,
        act.person()?.0,
        Json(&new.text.tasks) as _,
        new.text.general
    )
    .fetch_optional(conn)
    .await?)
}

/// Saves what is typed; false when the part changed since it was read, or is not written any more.
pub(super) async fn update_text(
    conn: &mut PgConnection,
    act: &Act,
    (part, seen): (SummaryPartId, i32),
    text: &PartText,
) -> Result<bool> {
    let done = sqlx::query!(
        "update summary_part set texts = $3, general = $4, saved_at = $5, saved_by = $6, row_version = row_version + 1
         where id = $1 and row_version = $2 and status in ('asked', 'returned')",
        part.0,
        seen,
        Json(&text.tasks) as _,
        text.general,
        act.at,
        act.person()?.0
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps a locked part as it is handed in.
pub(super) async fn insert_version(
    conn: &mut PgConnection,
    act: &Act,
    part: SummaryPartId,
    text: &PartText,
) -> Result<()> {
    sqlx::query!(
        "insert into summary_part_version (part_id, number, texts, general, handed_in_on, handed_in_at, handed_in_by, on_behalf_of)
         select $1, coalesce(max(v.number), 0) + 1, $2, $3, $4, $5, $6, $7 from summary_part_version v where v.part_id = $1",
        part.0,
        Json(&text.tasks) as _,
        text.general,
        act.today(),
        act.at,
        act.person()?.0,
        act.on_behalf_of
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Says why the newest version of a locked part is returned.
pub(super) async fn update_returned(
    conn: &mut PgConnection,
    act: &Act,
    part: SummaryPartId,
    because: &str,
) -> Result<()> {
    sqlx::query!(
        "update summary_part_version set returned_because = $2, returned_at = $3, returned_by = $4
         where part_id = $1 and number = (select max(v.number) from summary_part_version v where v.part_id = $1)",
        part.0,
        because,
        act.at,
        act.person()?.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Brings a locked part to a state; with why, where it is given up.
pub(super) async fn update_status(
    conn: &mut PgConnection,
    part: &PartRow,
    to: PartStatus,
    withdrawn_because: Option<&str>,
) -> Result<()> {
    sqlx::query!(
        "update summary_part set status = $2, withdrawn_because = $3, row_version = row_version + 1 where id = $1",
        part.id.0,
        to as PartStatus,
        withdrawn_because
    )
    .execute(conn)
    .await?;
    Ok(())
}
