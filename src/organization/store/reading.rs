//! What is read of departments, people and leaders.

use std::collections::HashMap;

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::accounts::{MembershipKind, Role};
use crate::error::{AppError, Result};
use crate::ids::{AccountId, DepartmentId};
use crate::organization::{Department, DepartmentKind, GroupMember, Leader, Person, PersonOfCourt, StandIn};

/// A department's own row, before members and people are put to it.
struct DepartmentRow {
    id: DepartmentId,
    name: String,
    kind: DepartmentKind,
    position: i32,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    successor_id: Option<DepartmentId>,
    version: i32,
    aliases: Vec<String>,
}

impl DepartmentRow {
    fn with(self, members: Vec<GroupMember>, people: Vec<Person>) -> Department {
        Department {
            id: self.id,
            name: self.name,
            kind: self.kind,
            position: self.position,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            successor_id: self.successor_id,
            version: self.version,
            aliases: self.aliases,
            members,
            people,
        }
    }
}

/// The departments that stand on the day `on`, in the order of pages, with their aliases and with the members and
/// people of that day. Three statements, however many departments.
pub async fn list_departments(conn: &mut PgConnection, on: NaiveDate) -> Result<Vec<Department>> {
    let rows = sqlx::query_as!(
        DepartmentRow,
        r#"select d.id, d.name, d.kind as "kind: DepartmentKind", d.position, d.valid_from, d.valid_to,
                  d.successor_id as "successor_id: DepartmentId", d.version,
                  array(select a.alias from department_alias a where a.department_id = d.id order by a.alias)
                      as "aliases!"
           from department d where d.valid_from <= $1 and (d.valid_to is null or d.valid_to >= $1)
           order by d.position, d.id"#,
        on
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut members = by_key(list_members(conn, on).await?, |member| member.group_id);
    let mut people = by_key(list_people_of(conn, None, on).await?, |person| person.department_id);
    let complete = |row: DepartmentRow| {
        let members = members.remove(&row.id).unwrap_or_default();
        let people = people.remove(&row.id).unwrap_or_default();
        row.with(members, people)
    };
    Ok(rows.into_iter().map(complete).collect())
}

/// The departments merged or renamed before the day `on`, the latest first; without members and people.
pub(in crate::organization) async fn list_former(
    conn: &mut PgConnection,
    on: NaiveDate,
) -> Result<Vec<Department>> {
    let rows = sqlx::query_as!(
        DepartmentRow,
        r#"select d.id, d.name, d.kind as "kind: DepartmentKind", d.position, d.valid_from, d.valid_to,
                  d.successor_id as "successor_id: DepartmentId", d.version, array[]::text[] as "aliases!"
           from department d where d.valid_to < $1 order by d.valid_to desc, d.position, d.id"#,
        on
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.with(Vec::new(), Vec::new())).collect())
}

/// A unit (kind `unit`) as it stood in some span of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitOfSpan {
    /// The department.
    pub id: DepartmentId,
    /// Its name then.
    pub name: String,
    /// Its last day, where it was merged or renamed.
    pub valid_to: Option<NaiveDate>,
    /// Who took over then.
    pub successor_id: Option<DepartmentId>,
}

/// The units that stood on some day from `first` to `last`, in the order of pages: whoever owed something then, whatever
/// became of it since.
pub async fn list_units_between(
    conn: &mut PgConnection,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Vec<UnitOfSpan>> {
    Ok(sqlx::query_as!(
        UnitOfSpan,
        r#"select id, name, valid_to, successor_id as "successor_id: DepartmentId" from department
           where kind = 'unit' and valid_from <= $2 and (valid_to is null or valid_to >= $1)
           order by position, id"#,
        first,
        last
    )
    .fetch_all(conn)
    .await?)
}

/// One department, standing or former, with the members and people of the day `on`.
pub async fn get_department(conn: &mut PgConnection, id: DepartmentId, on: NaiveDate) -> Result<Department> {
    let row = sqlx::query_as!(
        DepartmentRow,
        r#"select d.id, d.name, d.kind as "kind: DepartmentKind", d.position, d.valid_from, d.valid_to,
                  d.successor_id as "successor_id: DepartmentId", d.version,
                  array(select a.alias from department_alias a where a.department_id = d.id order by a.alias)
                      as "aliases!"
           from department d where d.id = $1"#,
        id.0
    )
    .fetch_optional(&mut *conn)
    .await?
    .ok_or_else(|| AppError::NotFound("没有这个部门。".into()))?;
    let members = list_members(conn, on).await?.into_iter().filter(|member| member.group_id == id).collect();
    let people = list_people_of(conn, Some(&[id]), on).await?;
    Ok(row.with(members, people))
}

/// The department that stands, has no last day and goes by `name` or has it as an alias; `None` when there is none.
pub async fn find_by_name(conn: &mut PgConnection, name: &str) -> Result<Option<DepartmentId>> {
    Ok(sqlx::query_scalar!(
        r#"select d.id as "id: DepartmentId" from department d
           where d.valid_to is null
             and (d.name = $1 or exists (select from department_alias a where a.department_id = d.id and a.alias = $1))
           order by d.name <> $1 limit 1"#,
        name
    )
    .fetch_optional(conn)
    .await?)
}

/// The members of all groups on the day `on`, as they stand on pages.
async fn list_members(conn: &mut PgConnection, on: NaiveDate) -> Result<Vec<GroupMember>> {
    Ok(sqlx::query_as!(
        GroupMember,
        r#"select g.id, g.group_id, g.member_id as department_id, d.name, g.from_on, g.to_on
           from group_member g join department d on d.id = g.member_id
           where g.from_on <= $1 and (g.to_on is null or g.to_on >= $1)
           order by d.position, d.id"#,
        on
    )
    .fetch_all(conn)
    .await?)
}

/// The members of every group on the day `on`; a group without members is not among the keys.
pub async fn members_of_groups(
    conn: &mut PgConnection,
    on: NaiveDate,
) -> Result<HashMap<DepartmentId, Vec<DepartmentId>>> {
    let mut groups: HashMap<DepartmentId, Vec<DepartmentId>> = HashMap::new();
    for member in list_members(conn, on).await? {
        groups.entry(member.group_id).or_default().push(member.department_id);
    }
    Ok(groups)
}

/// People on the day `on`, of these departments or (`None`) of all; heads first, then contacts, then stand-ins.
async fn list_people_of(
    conn: &mut PgConnection,
    departments: Option<&[DepartmentId]>,
    on: NaiveDate,
) -> Result<Vec<Person>> {
    let ids: Option<Vec<i64>> = departments.map(|ids| ids.iter().map(|id| id.0).collect());
    Ok(sqlx::query_as!(
        Person,
        r#"select m.id as membership_id, m.department_id, m.account_id, a.display_name as name,
                  m.kind as "kind: MembershipKind", m.from_on, m.to_on
           from membership m join account a on a.id = m.account_id
           where ($1::bigint[] is null or m.department_id = any($1))
             and m.from_on <= $2 and (m.to_on is null or m.to_on >= $2)
           order by m.kind = 'head' desc, m.kind, m.from_on, m.id"#,
        ids.as_deref(),
        on
    )
    .fetch_all(conn)
    .await?)
}

/// Contacts, stand-ins and heads of these departments on the day `on`; a department without any is not among the
/// keys.
pub async fn contacts_of(
    conn: &mut PgConnection,
    departments: &[DepartmentId],
    on: NaiveDate,
) -> Result<HashMap<DepartmentId, Vec<Person>>> {
    Ok(by_key(list_people_of(conn, Some(departments), on).await?, |person| person.department_id))
}

/// Everyone a department ever had or will have, the latest first.
pub(in crate::organization) async fn list_people_ever(
    conn: &mut PgConnection,
    department: DepartmentId,
) -> Result<Vec<Person>> {
    Ok(sqlx::query_as!(
        Person,
        r#"select m.id as membership_id, m.department_id, m.account_id, a.display_name as name,
                  m.kind as "kind: MembershipKind", m.from_on, m.to_on
           from membership m join account a on a.id = m.account_id
           where m.department_id = $1 order by m.to_on is not null, m.from_on desc, m.id desc"#,
        department.0
    )
    .fetch_all(conn)
    .await?)
}

/// Every member a group ever had or will have, the latest first.
pub(in crate::organization) async fn list_members_ever(
    conn: &mut PgConnection,
    group: DepartmentId,
) -> Result<Vec<GroupMember>> {
    Ok(sqlx::query_as!(
        GroupMember,
        r#"select g.id, g.group_id, g.member_id as department_id, d.name, g.from_on, g.to_on
           from group_member g join department d on d.id = g.member_id
           where g.group_id = $1 order by g.to_on is not null, d.position, g.from_on desc, g.id desc"#,
        group.0
    )
    .fetch_all(conn)
    .await?)
}

/// The accounts of these roles that can sign in, by name.
pub async fn list_people(conn: &mut PgConnection, roles: &[Role]) -> Result<Vec<PersonOfCourt>> {
    Ok(sqlx::query_as!(
        PersonOfCourt,
        r#"select id as account_id, display_name as name, sign_in_name, role as "role!: Role"
           from account where role = any($1) and disabled_at is null
           order by display_name, id"#,
        roles as &[Role]
    )
    .fetch_all(conn)
    .await?)
}

/// The leaders, 组长 first, with those who stand in for them on the day `on` or later. One who can sign in no more
/// is listed while somebody stands in. Two statements.
pub async fn leaders(conn: &mut PgConnection, on: NaiveDate) -> Result<Vec<Leader>> {
    let rows = sqlx::query!(
        r#"select s.id, s.leader_id, s.stand_in_id, a.display_name as name, s.from_on, s.to_on
           from leader_stand_in s join account a on a.id = s.stand_in_id
           where s.to_on >= $1 order by s.from_on, s.id"#,
        on
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut stand_ins = by_key(rows, |row| AccountId(row.leader_id));
    let rows = sqlx::query!(
        r#"select id as "id: AccountId", display_name as name, heads_the_group, disabled_at is not null as "is_inactive!"
           from account a where role = 'leader' and (disabled_at is null
               or exists (select from leader_stand_in s where s.leader_id = a.id and s.to_on >= $1))
           order by heads_the_group desc, id"#,
        on
    )
    .fetch_all(conn)
    .await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let stand_ins = stand_ins.remove(&row.id).unwrap_or_default().into_iter().map(|row| StandIn {
            id: row.id,
            account_id: AccountId(row.stand_in_id),
            name: row.name,
            from_on: row.from_on,
            to_on: row.to_on,
        });
        found.push(Leader {
            account_id: row.id,
            name: row.name,
            heads_the_group: row.heads_the_group,
            is_inactive: row.is_inactive,
            stand_ins: stand_ins.collect(),
        });
    }
    Ok(found)
}

/// Rows by what they belong to, in their order.
fn by_key<T, K: std::hash::Hash + Eq>(rows: Vec<T>, key: impl Fn(&T) -> K) -> HashMap<K, Vec<T>> {
    let mut map: HashMap<K, Vec<T>> = HashMap::new();
    for row in rows {
        map.entry(key(&row)).or_default().push(row);
    }
    map
}
