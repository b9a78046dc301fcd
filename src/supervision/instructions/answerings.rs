//! How the answers that wait came about, as far as who may confirm them depends on it.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::CONFIRMING;
use super::store::InstructionRow;
use crate::accounts::Role;
use crate::error::Result;
use crate::ids::{AccountId, InstructionId};
use crate::supervision::may_confirm::Answering;

/// What decides who may confirm the instructions that are answered (or the one of them). Where the office may not, the
/// leader whose instruction it is does; of a meeting's the task's leader in charge, or 组长 where there is none; and who
/// stands in for them.
pub(super) async fn list_answerings(
    conn: &mut PgConnection,
    instruction: Option<InstructionId>,
    today: NaiveDate,
) -> Result<Vec<(InstructionId, Answering)>> {
    let rows = sqlx::query!(
        r#"select i.id as "id: InstructionId", a.answered_by,
                  array(select o.id from account o where o.role = $3 and o.disabled_at is null) as "office!",
                  array(select o.id from account o join membership m on m.account_id = o.id
                             and m.department_id = l.department_id and m.from_on <= $2 and (m.to_on is null or m.to_on >= $2)
                        where o.role = $3 and o.disabled_at is null) as "office_in_department!",
                  array(select c.id from account c where c.role = $4 and c.disabled_at is null
                        and (c.id = w.leader_id or exists (
                            select from leader_stand_in s where s.leader_id = w.leader_id and s.stand_in_id = c.id
                            and $2 between s.from_on and s.to_on))) as "leaders!"
           from instruction i
           join deadline l on l.plan_id = i.plan_id and l.kind = 'instruction' and l.subject_id = i.id
           join instruction_answer a on a.instruction_id = i.id
                and a.number = (select max(number) from instruction_answer where instruction_id = i.id)
           left join people_in_charge($2) n on n.task_id = i.task_id
           cross join lateral (select coalesce(i.leader_id, n.leader_id,
                                   (select h.id from account h where h.heads_the_group)) as leader_id) w
           where i.status = 'answered' and ($1::bigint is null or i.id = $1)"#,
        instruction.map(|instruction| instruction.0),
        today,
        Role::Office as Role,
        Role::Leader as Role
    )
    .fetch_all(conn)
    .await?;
    let accounts = |ids: Vec<i64>| ids.into_iter().map(AccountId).collect();
    let answerings = rows.into_iter().map(|row| {
        let answering = Answering {
            sentences: &CONFIRMING,
            by: AccountId(row.answered_by),
            office: accounts(row.office),
            office_in_department: accounts(row.office_in_department),
            leaders: accounts(row.leaders),
        };
        (row.id, answering)
    });
    Ok(answerings.collect())
}

/// What decides who may confirm an instruction; `None` unless it is answered.
pub(super) async fn find_answering(
    conn: &mut PgConnection,
    instruction: &InstructionRow,
    today: NaiveDate,
) -> Result<Option<Answering>> {
    Ok(list_answerings(conn, Some(instruction.id), today).await?.pop().map(|(_, answering)| answering))
}
