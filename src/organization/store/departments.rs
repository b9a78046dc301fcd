//! Departments, their aliases, the members of groups.

use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use crate::audit_trail::{Act, Entry, append};
use crate::error::{AppError, Result};
use crate::ids::DepartmentId;
use crate::organization::{Department, DepartmentKind, NotWritten};

/// A new department's values.
#[derive(Debug)]
pub struct NewDepartment<'a> {
    /// Its name: no standing department may have it as name or alias.
    pub name: &'a str,
    /// Unit, group or body.
    pub kind: DepartmentKind,
    /// Its first day.
    pub valid_from: NaiveDate,
}

/// Stores a new department behind all others, with its ledger entry.
pub async fn insert_department(
    conn: &mut PgConnection,
    act: &Act,
    department: &NewDepartment<'_>,
) -> Result<DepartmentId, NotWritten> {
    refuse_alias_as_name(conn, None, department.name).await?;
    let id = sqlx::query_scalar!(
        r#"insert into department (name, kind, position, valid_from)
           select $1, $2, coalesce(max(position), 0) + 1, $3 from department
           returning id as "id: DepartmentId""#,
        department.name,
        department.kind as DepartmentKind,
        department.valid_from
    )
    .fetch_one(&mut *conn)
    .await?;
    let sentence = format!("增加{}“{}”", department.kind.word(), department.name);
    let after =
        json!({"name": department.name, "kind": department.kind.code(), "valid_from": department.valid_from});
    append(conn, act, entry("department_added", id, sentence).with_change(None, Some(after))).await?;
    Ok(id)
}

/// Gives a department one more alias, with its ledger entry.
pub async fn insert_alias(
    conn: &mut PgConnection,
    act: &Act,
    department: DepartmentId,
    alias: &str,
) -> Result<(), NotWritten> {
    insert_alias_row(conn, department, alias).await?;
    let sentence = format!("增加别名“{alias}”");
    let entry = entry("alias_added", department, sentence).with_change(None, Some(json!({ "alias": alias })));
    append(conn, act, entry).await?;
    Ok(())
}

async fn insert_alias_row(
    conn: &mut PgConnection,
    department: DepartmentId,
    alias: &str,
) -> Result<(), NotWritten> {
    let bearer = sqlx::query_scalar!(
        "select name from department where valid_to is null and name = $1 and id <> $2",
        alias,
        department.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    if bearer.is_some() {
        return Err(NotWritten::field("aliases", format!("“{alias}”是另一个部门的名称，不能用作别名。")));
    }
    sqlx::query!("insert into department_alias (department_id, alias) values ($1, $2)", department.0, alias)
        .execute(conn)
        .await?;
    Ok(())
}

/// A name that is another department's alias would mean two.
pub(super) async fn refuse_alias_as_name(
    conn: &mut PgConnection,
    itself: Option<DepartmentId>,
    name: &str,
) -> Result<(), NotWritten> {
    let bearer = sqlx::query_scalar!(
        "select d.name from department_alias a join department d on d.id = a.department_id
         where a.alias = $1 and a.department_id is distinct from $2",
        name,
        itself.map(|id| id.0)
    )
    .fetch_optional(conn)
    .await?;
    match bearer {
        Some(bearer) => Err(NotWritten::field("name", format!("“{name}”已是“{bearer}”的别名。"))),
        None => Ok(()),
    }
}

/// Corrects the name and sets the aliases of `shown`, with one ledger entry; nothing when nothing differs.
///
/// # Errors
/// [`AppError::Conflict`] when somebody changed the department after it was shown.
pub(in crate::organization) async fn update_department(
    conn: &mut PgConnection,
    act: &Act,
    id: DepartmentId,
    version: i32,
    (name, aliases): (&str, &[String]),
) -> Result<(), NotWritten> {
    let before = super::get_department(conn, id, act.today()).await?;
    refuse_alias_as_name(conn, Some(id), name).await?;
    let updated = sqlx::query!(
        "update department set name = $3, version = version + 1
         where id = $1 and version = $2 and valid_to is null",
        id.0,
        version,
        name
    )
    .execute(&mut *conn)
    .await?;
    if updated.rows_affected() == 0 {
        return Err(AppError::Conflict("这个部门刚被他人修改。".into()).into());
    }
    sqlx::query!("delete from department_alias where department_id = $1", id.0).execute(&mut *conn).await?;
    for alias in aliases {
        insert_alias_row(conn, id, alias).await?;
    }
    let values = |name: &str, aliases: &[String]| Some(json!({"name": name, "aliases": aliases}));
    let sentence = if before.name == name {
        format!("修改“{name}”的别名")
    } else {
        format!("更正部门名称：“{}”改为“{name}”", before.name)
    };
    let entry = entry("department_corrected", id, sentence)
        .with_change(values(&before.name, &before.aliases), values(name, aliases));
    append(conn, act, entry).await?;
    Ok(())
}

/// Makes a unit a member of a group from the day `from_on`, with its ledger entry.
pub async fn insert_group_member(
    conn: &mut PgConnection,
    act: &Act,
    group: DepartmentId,
    member: DepartmentId,
    from_on: NaiveDate,
) -> Result<(), NotWritten> {
    let of = super::get_department(conn, group, act.today()).await?;
    let unit = super::get_department(conn, member, act.today()).await?;
    if of.kind != DepartmentKind::Group {
        return Err(AppError::Refused(format!("“{}”不是统称，没有成员。", of.name)).into());
    }
    if unit.kind != DepartmentKind::Unit {
        return Err(NotWritten::field("member", "统称的成员只能是部门。"));
    }
    refuse_former(&of)?;
    refuse_former(&unit)?;
    let id = sqlx::query_scalar!(
        "insert into group_member (group_id, member_id, from_on)
         select $1, $2, $3 where not exists (select from group_member
             where group_id = $1 and member_id = $2 and (to_on is null or to_on >= $3))
         returning id",
        group.0,
        member.0,
        from_on
    )
    .fetch_optional(&mut *conn)
    .await?;
    if id.is_none() {
        return Err(NotWritten::field("member", format!("“{}”那时已是成员。", unit.name)));
    }
    let sentence = format!("“{}”自 {from_on} 起增加成员“{}”", of.name, unit.name);
    let after = json!({"member": unit.name, "from_on": from_on});
    append(conn, act, entry("group_member_added", group, sentence).with_change(None, Some(after))).await?;
    Ok(())
}

/// Says which day is a member's last in its group, with its ledger entry. A last day already over is not moved.
pub(in crate::organization) async fn end_group_member(
    conn: &mut PgConnection,
    act: &Act,
    group: DepartmentId,
    row: i64,
    to_on: NaiveDate,
) -> Result<(), NotWritten> {
    let ended = sqlx::query!(
        "update group_member g set to_on = $3 from department d, department m
         where g.id = $1 and g.group_id = $2 and (g.to_on is null or g.to_on >= $4)
           and d.id = g.group_id and m.id = g.member_id
         returning d.name as group_name, m.name, g.from_on",
        row,
        group.0,
        to_on,
        act.today()
    )
    .fetch_optional(&mut *conn)
    .await?
    .ok_or_else(|| AppError::Refused("这个成员早已退出，不能再改。".into()))?;
    let sentence = format!("“{}”的成员“{}”到 {to_on} 为止", ended.group_name, ended.name);
    let values = |to_on| Some(json!({"member": ended.name, "from_on": ended.from_on, "to_on": to_on}));
    let entry = entry("group_member_ended", group, sentence).with_change(values(None), values(Some(to_on)));
    append(conn, act, entry).await?;
    Ok(())
}

/// What was merged, renamed or closed is past and takes nothing new.
pub(super) fn refuse_former(department: &Department) -> Result<()> {
    match department.valid_to {
        None => Ok(()),
        Some(last) => Err(AppError::Refused(format!(
            "“{}”已于 {last} 后合并、更名或撤销，请到接续它的部门办理。",
            department.name
        ))),
    }
}

pub(super) fn entry(event: &'static str, department: DepartmentId, sentence: String) -> Entry {
    Entry::new(event, "department", sentence).on(department.0).of_department(department)
}
