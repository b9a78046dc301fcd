//! Who acts for a department and from when; who stands in for a leader.

use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use super::departments::{entry, refuse_former};
use crate::accounts::{MembershipKind, Role};
use crate::audit_trail::{Act, Entry, append};
use crate::error::{AppError, Result};
use crate::ids::{AccountId, DepartmentId};
use crate::organization::{DepartmentKind, NotWritten};

/// Names an account as contact, stand-in or head of a unit from the day `from_on`, with its ledger entry.
pub async fn add_membership(
    conn: &mut PgConnection,
    act: &Act,
    account: AccountId,
    department: DepartmentId,
    kind: MembershipKind,
    from_on: NaiveDate,
) -> Result<(), NotWritten> {
    let of = super::get_department(conn, department, act.today()).await?;
    if of.kind != DepartmentKind::Unit {
        return Err(
            AppError::Refused(format!("“{}”是{}，不设{}。", of.name, of.kind.word(), kind.word())).into()
        );
    }
    refuse_former(&of)?;
    let name = name_of(conn, account, &[Role::Contact, Role::Office]).await?.ok_or_else(|| {
        NotWritten::field("account", "请选择一个可以登录的工作联系人账号或领导小组办公室账号。")
    })?;
    let id = sqlx::query_scalar!(
        "insert into membership (account_id, department_id, kind, from_on)
         select $1, $2, $3, $4 where not exists (select from membership
             where account_id = $1 and department_id = $2 and kind = $3 and (to_on is null or to_on >= $4))
         returning id",
        account.0,
        department.0,
        kind as MembershipKind,
        from_on
    )
    .fetch_optional(&mut *conn)
    .await?;
    if id.is_none() {
        return Err(NotWritten::field("account", format!("{name}那时已是{}的{}。", of.name, kind.word())));
    }
    let sentence = format!("明确{name}自 {from_on} 起为{}{}", of.name, kind.word());
    let after = json!({"account": account, "name": name, "kind": kind.word(), "from_on": from_on});
    append(conn, act, entry("membership_added", department, sentence).with_change(None, Some(after))).await?;
    Ok(())
}

/// The name of an account of one of these roles that can sign in.
async fn name_of(conn: &mut PgConnection, account: AccountId, roles: &[Role]) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!(
        "select display_name from account where id = $1 and role = any($2) and disabled_at is null",
        account.0,
        roles as &[Role]
    )
    .fetch_optional(conn)
    .await?)
}

/// Says which day is a membership's last, with its ledger entry. A last day already over is not moved.
pub async fn end_membership(
    conn: &mut PgConnection,
    act: &Act,
    department: DepartmentId,
    membership_id: i64,
    to_on: NaiveDate,
) -> Result<(), NotWritten> {
    let ended = sqlx::query!(
        r#"update membership m set to_on = $3 from account a, department d
           where m.id = $1 and m.department_id = $2 and (m.to_on is null or m.to_on >= $4)
             and a.id = m.account_id and d.id = m.department_id
           returning a.display_name as name, d.name as department, m.kind as "kind: MembershipKind", m.from_on"#,
        membership_id,
        department.0,
        to_on,
        act.today()
    )
    .fetch_optional(&mut *conn)
    .await?
    .ok_or_else(|| AppError::Refused("这项任职早已结束，不能再改。".into()))?;
    let (name, kind) = (ended.name, ended.kind.word());
    let sentence = format!("{name}任{}{kind}到 {to_on} 为止", ended.department);
    let values = |to_on| Some(json!({"name": name, "kind": kind, "from_on": ended.from_on, "to_on": to_on}));
    let entry =
        entry("membership_ended", department, sentence).with_change(values(None), values(Some(to_on)));
    append(conn, act, entry).await?;
    Ok(())
}

/// Names who stands in for a leader, from and to which day, with its ledger entry. One at a time.
pub async fn insert_stand_in(
    conn: &mut PgConnection,
    act: &Act,
    (leader, stand_in): (AccountId, AccountId),
    (from_on, to_on): (NaiveDate, NaiveDate),
) -> Result<(), NotWritten> {
    let leader_name =
        sqlx::query_scalar!("select display_name from account where id = $1 and role = 'leader'", leader.0)
            .fetch_optional(&mut *conn)
            .await?
            .ok_or_else(|| NotWritten::field("leader", "请选择院领导。"))?;
    let name = name_of(conn, stand_in, &[Role::Leader])
        .await?
        .ok_or_else(|| NotWritten::field("stand_in", "请选择可以登录的另一位院领导。"))?;
    let id = sqlx::query_scalar!(
        "insert into leader_stand_in (leader_id, stand_in_id, from_on, to_on)
         select $1, $2, $3, $4 where not exists (select from leader_stand_in
             where leader_id = $1 and from_on <= $4 and to_on >= $3)
         returning id",
        leader.0,
        stand_in.0,
        from_on,
        to_on
    )
    .fetch_optional(&mut *conn)
    .await?
    .ok_or_else(|| NotWritten::field("stand_in_from", "这段时间里已明确了代行人，请先改它的截止日期。"))?;
    let sentence = format!("{name}自 {from_on} 至 {to_on} 代行{leader_name}的职责");
    let after = json!({"leader": leader_name, "stand_in": name, "from_on": from_on, "to_on": to_on});
    let entry =
        Entry::new("stand_in_named", "leader_stand_in", sentence).on(id).with_change(None, Some(after));
    append(conn, act, entry).await?;
    Ok(())
}

/// Moves the last day of a stand-in that is not over, with its ledger entry.
pub(in crate::organization) async fn update_stand_in(
    conn: &mut PgConnection,
    act: &Act,
    id: i64,
    to_on: NaiveDate,
) -> Result<(), NotWritten> {
    let before = sqlx::query!(
        "select s.leader_id, s.from_on, s.to_on, l.display_name as leader, a.display_name as name
         from leader_stand_in s join account l on l.id = s.leader_id join account a on a.id = s.stand_in_id
         where s.id = $1 and s.to_on >= $2 for update of s",
        id,
        act.today()
    )
    .fetch_optional(&mut *conn)
    .await?
    .ok_or_else(|| AppError::Refused("这次代行已经结束，不能再改。".into()))?;
    let updated = sqlx::query!(
        "update leader_stand_in s set to_on = $2 where id = $1 and not exists (select from leader_stand_in o
             where o.leader_id = s.leader_id and o.id <> s.id and o.from_on > s.from_on and o.from_on <= $2)",
        id,
        to_on
    )
    .execute(&mut *conn)
    .await?;
    if updated.rows_affected() == 0 {
        return Err(AppError::Refused("这会与下一位代行人的时间重叠。".into()).into());
    }
    let sentence = format!("{}代行{}职责的截止日期改为 {to_on}", before.name, before.leader);
    let values = |to_on| Some(json!({"from_on": before.from_on, "to_on": to_on}));
    let entry = Entry::new("stand_in_changed", "leader_stand_in", sentence)
        .on(id)
        .with_change(values(before.to_on), values(to_on));
    append(conn, act, entry).await?;
    Ok(())
}
