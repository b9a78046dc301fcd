//! Departments renamed, merged, split and closed: an old one gets its last day, and its successor if it has one, and keeps
//! its name in the past.

use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use super::departments::{NewDepartment, entry, insert_department, refuse_alias_as_name, refuse_former};
use crate::audit_trail::{Act, append};
use crate::error::{AppError, Result};
use crate::ids::DepartmentId;
use crate::organization::{Department, DepartmentKind, NotWritten};

/// Renames a department from the day `from_on`: a new one of the new name takes its place, people and groups and the
/// old name as an alias; what is past keeps the old one. Returns the new one.
///
/// # Errors
/// [`AppError::Conflict`] when somebody changed the department after `version` was shown.
pub async fn rename_department(
    conn: &mut PgConnection,
    act: &Act,
    id: DepartmentId,
    version: i32,
    (new_name, from_on): (&str, NaiveDate),
) -> Result<DepartmentId, NotWritten> {
    let old = super::get_department(conn, id, act.today()).await?;
    refuse_former(&old)?;
    refuse_day(&old, from_on, act, "renamed_on")?;
    if old.name == new_name {
        return Err(NotWritten::field("new_name", "新名称与现名称相同。"));
    }
    refuse_alias_as_name(conn, Some(id), new_name).await.map_err(beside_new_name)?;
    let successor = sqlx::query_scalar!(
        r#"insert into department (name, kind, position, valid_from) values ($1, $2, $3, $4)
           returning id as "id: DepartmentId""#,
        new_name,
        old.kind as DepartmentKind,
        old.position,
        from_on
    )
    .fetch_one(&mut *conn)
    .await
    .map_err(|error| beside_new_name(error.into()))?;
    close(conn, &old, version, Some(successor), from_on).await?;
    sqlx::query!(
        "delete from department_alias where department_id = $1 and alias = $2",
        successor.0,
        new_name
    )
    .execute(&mut *conn)
    .await?;
    carry_people_over(conn, id, successor, (from_on, None)).await?;
    join_groups(conn, id, successor, from_on).await?;
    leave_groups(conn, id, from_on).await?;
    let sentence = format!("自 {from_on} 起“{}”更名为“{new_name}”", old.name);
    let values = (json!({ "name": old.name }), json!({"name": new_name, "from_on": from_on}));
    let entry = entry("department_renamed", id, sentence).with_change(Some(values.0), Some(values.1));
    append(conn, act, entry).await?;
    Ok(successor)
}

/// Merges a department into another of its kind from the day `from_on`: its memberships end the day before, its place
/// in groups and its names (as aliases) pass to the successor.
///
/// # Errors
/// [`AppError::Conflict`] when somebody changed the department after `version` was shown.
pub async fn merge_department(
    conn: &mut PgConnection,
    act: &Act,
    id: DepartmentId,
    version: i32,
    (into, from_on): (DepartmentId, NaiveDate),
) -> Result<(), NotWritten> {
    let old = super::get_department(conn, id, act.today()).await?;
    refuse_former(&old)?;
    refuse_day(&old, from_on, act, "merged_on")?;
    let successor = super::get_department(conn, into, act.today()).await?;
    if successor.id == id || successor.kind != old.kind || successor.valid_to.is_some() {
        return Err(NotWritten::field("successor", format!("请选择另一个现有的{}。", old.kind.word())));
    }
    if successor.valid_from > from_on {
        let sentence = format!("“{}”自 {} 起才有，请改合并日期。", successor.name, successor.valid_from);
        return Err(NotWritten::field("merged_on", sentence));
    }
    close(conn, &old, version, Some(into), from_on).await?;
    end_people(conn, id, Some(into), (from_on, None)).await?;
    join_groups(conn, id, into, from_on).await?;
    leave_groups(conn, id, from_on).await?;
    let sentence = format!("自 {from_on} 起“{}”并入“{}”", old.name, successor.name);
    let after = json!({"into": successor.name, "from_on": from_on});
    append(conn, act, entry("department_merged", id, sentence).with_change(None, Some(after))).await?;
    Ok(())
}

/// Splits a new unit off a unit that stands on, from the day `from_on`: the people of these memberships go over to it, and
/// it stands beside the old one in its groups. Returns the new one.
///
/// # Errors
/// [`AppError::Conflict`] when somebody changed the department after `version` was shown.
pub async fn split_department(
    conn: &mut PgConnection,
    act: &Act,
    id: DepartmentId,
    version: i32,
    (new_name, from_on, people): (&str, NaiveDate, &[i64]),
) -> Result<DepartmentId, NotWritten> {
    let old = get_unit(conn, act, id).await?;
    refuse_day(&old, from_on, act, "on")?;
    let counted = sqlx::query!(
        "update department set version = version + 1 where id = $1 and version = $2 and valid_to is null",
        id.0,
        version
    )
    .execute(&mut *conn)
    .await?;
    if counted.rows_affected() == 0 {
        return Err(changed_meanwhile());
    }
    let new = NewDepartment { name: new_name, kind: DepartmentKind::Unit, valid_from: from_on };
    let part = insert_department(conn, act, &new).await.map_err(beside_new_name)?;
    carry_people_over(conn, id, part, (from_on, Some(people))).await?;
    join_groups(conn, id, part, from_on).await?;
    let sentence = format!("自 {from_on} 起从“{}”分出“{new_name}”", old.name);
    let after = json!({"new": new_name, "from_on": from_on});
    append(conn, act, entry("department_split", id, sentence).with_change(None, Some(after))).await?;
    Ok(part)
}

/// Closes a unit that has no successor from the day `from_on`: its memberships and its places in groups end the day before.
///
/// # Errors
/// [`AppError::Conflict`] when somebody changed the department after `version` was shown.
pub async fn close_department(
    conn: &mut PgConnection,
    act: &Act,
    id: DepartmentId,
    version: i32,
    from_on: NaiveDate,
) -> Result<(), NotWritten> {
    let old = get_unit(conn, act, id).await?;
    refuse_day(&old, from_on, act, "on")?;
    close(conn, &old, version, None, from_on).await?;
    end_people(conn, id, None, (from_on, None)).await?;
    leave_groups(conn, id, from_on).await?;
    let sentence = format!("自 {from_on} 起撤销“{}”", old.name);
    let after = json!({ "from_on": from_on });
    append(conn, act, entry("department_closed", id, sentence).with_change(None, Some(after))).await?;
    Ok(())
}

/// A standing unit; groups and bodies are neither split nor closed, only renamed and merged.
async fn get_unit(conn: &mut PgConnection, act: &Act, id: DepartmentId) -> Result<Department> {
    let old = super::get_department(conn, id, act.today()).await?;
    refuse_former(&old)?;
    if old.kind != DepartmentKind::Unit {
        return Err(AppError::Refused(format!("“{}”是{}，不分设也不撤销。", old.name, old.kind.word())));
    }
    Ok(old)
}

/// What is wrong with a new name stands beside its field.
fn beside_new_name(refusal: NotWritten) -> NotWritten {
    match refusal {
        NotWritten::Fields(errors) => {
            let text = errors.list.into_iter().map(|error| error.text).next();
            NotWritten::field("new_name", text.unwrap_or_default())
        }
        other @ NotWritten::Other(_) => other,
    }
}

fn changed_meanwhile() -> NotWritten {
    AppError::Conflict("这个部门刚被他人修改，没有保存。请返回部门页面查看后再办理。".into()).into()
}

/// The day of a change lies after the department's first and not in the future: what it moves, it moves at once.
fn refuse_day(old: &Department, from_on: NaiveDate, act: &Act, field: &str) -> Result<(), NotWritten> {
    if from_on <= old.valid_from {
        return Err(NotWritten::field(field, format!("须晚于“{}”的起始日期 {}。", old.name, old.valid_from)));
    }
    if from_on > act.today() {
        return Err(NotWritten::field(field, "不能晚于今天，请到那一天再登记。"));
    }
    Ok(())
}

/// Gives `old` its last day and, if it has one, its successor, to which its names pass as aliases.
async fn close(
    conn: &mut PgConnection,
    old: &Department,
    version: i32,
    successor: Option<DepartmentId>,
    from_on: NaiveDate,
) -> Result<(), NotWritten> {
    let closed = sqlx::query!(
        "update department set valid_to = $3::date - 1, successor_id = $4, version = version + 1
         where id = $1 and version = $2 and valid_to is null",
        old.id.0,
        version,
        from_on,
        successor.map(|id| id.0)
    )
    .execute(&mut *conn)
    .await?;
    if closed.rows_affected() == 0 {
        return Err(changed_meanwhile());
    }
    let Some(successor) = successor else { return Ok(()) };
    sqlx::query!(
        "update department_alias set department_id = $2 where department_id = $1",
        old.id.0,
        successor.0
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into department_alias (department_id, alias) values ($1, $2) on conflict (alias) do nothing",
        successor.0,
        old.name
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// People go on in the successor as what they are, all or those of the memberships `only`; what begins only later begins
/// there.
async fn carry_people_over(
    conn: &mut PgConnection,
    old: DepartmentId,
    successor: DepartmentId,
    (from_on, only): (NaiveDate, Option<&[i64]>),
) -> Result<()> {
    sqlx::query!(
        "insert into membership (account_id, department_id, kind, from_on, to_on)
         select account_id, $2, kind, $3, to_on from membership
         where department_id = $1 and from_on < $3 and (to_on is null or to_on >= $3)
             and ($4::bigint[] is null or id = any($4)) order by id",
        old.0,
        successor.0,
        from_on,
        only
    )
    .execute(&mut *conn)
    .await?;
    end_people(conn, old, Some(successor), (from_on, only)).await
}

/// Memberships in `old` end the day before, all or those `only`; what begins only later begins in the successor, or ends on
/// its first day.
async fn end_people(
    conn: &mut PgConnection,
    old: DepartmentId,
    successor: Option<DepartmentId>,
    (from_on, only): (NaiveDate, Option<&[i64]>),
) -> Result<()> {
    sqlx::query!(
        "update membership set to_on = $2::date - 1
         where department_id = $1 and from_on < $2 and (to_on is null or to_on >= $2)
             and ($3::bigint[] is null or id = any($3))",
        old.0,
        from_on,
        only
    )
    .execute(&mut *conn)
    .await?;
    let Some(successor) = successor else {
        sqlx::query!(
            "update membership set to_on = from_on where department_id = $1 and from_on >= $2",
            old.0,
            from_on
        )
        .execute(conn)
        .await?;
        return Ok(());
    };
    sqlx::query!(
        "update membership m set department_id = $2 where department_id = $1 and from_on >= $3
             and ($4::bigint[] is null or id = any($4))
             and not exists (select from membership o where o.department_id = $2 and o.account_id = m.account_id
                 and o.kind = m.kind and o.to_on is null)",
        old.0,
        successor.0,
        from_on,
        only
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The successor takes a place beside the old one in groups, and beside a group its members, where it does not stand already.
async fn join_groups(
    conn: &mut PgConnection,
    old: DepartmentId,
    successor: DepartmentId,
    from_on: NaiveDate,
) -> Result<()> {
    sqlx::query!(
        "with taken_over as (
             select case when g.group_id = $1 then $2::bigint else g.group_id end as group_id,
                    case when g.member_id = $1 then $2::bigint else g.member_id end as member_id,
                    greatest(g.from_on, $3) as from_on, g.to_on
             from group_member g
             where (g.group_id = $1 or g.member_id = $1) and (g.to_on is null or g.to_on >= $3)
         )
         insert into group_member (group_id, member_id, from_on, to_on)
         select t.group_id, t.member_id, t.from_on, t.to_on from taken_over t
         where not exists (select from group_member o where o.group_id = t.group_id and o.member_id = t.member_id
             and (o.to_on is null or o.to_on >= t.from_on))",
        old.0,
        successor.0,
        from_on
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The old one's places end the day before. One that was to begin only later lasts one day on paper: nothing is deleted.
async fn leave_groups(conn: &mut PgConnection, old: DepartmentId, from_on: NaiveDate) -> Result<()> {
    sqlx::query!(
        "update group_member set to_on = greatest(from_on, $2::date - 1)
         where (group_id = $1 or member_id = $1) and (to_on is null or to_on >= $2)",
        old.0,
        from_on
    )
    .execute(conn)
    .await?;
    Ok(())
}
