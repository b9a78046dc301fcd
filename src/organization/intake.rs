//! Taking in the departments a plan names: those not known yet are added, known ones stay as they are.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::json;
use sqlx::PgConnection;

use crate::audit_trail::{Act, Entry, append};
use crate::error::Result;
use crate::ids::DepartmentId;
use crate::organization::DepartmentKind;

/// A department as a plan names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: DepartmentKind,
    /// Other names the plan uses for it.
    pub aliases: Vec<String>,
}

/// A department of the ledger, with all its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownDepartment {
    /// Its id.
    pub id: DepartmentId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: DepartmentKind,
    /// Its other names.
    pub aliases: Vec<String>,
}

impl KnownDepartment {
    /// Whether this is one of its names.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.aliases.iter().any(|alias| alias == name)
    }
}

/// The departments in force with all their names, in the order of pages.
pub async fn list_known(conn: &mut PgConnection) -> Result<Vec<KnownDepartment>> {
    Ok(sqlx::query_as!(
        KnownDepartment,
        r#"select d.id, d.name, d.kind as "kind: DepartmentKind",
                  array(select a.alias from department_alias a where a.department_id = d.id order by a.alias) as "aliases!"
           from department d where d.valid_to is null order by d.kind, d.position"#
    )
    .fetch_all(conn)
    .await?)
}

/// Adds the departments not known by name or alias, valid from `valid_from`, and the aliases not yet taken; returns
/// the ids of all by the names asked for.
pub async fn take_in(
    conn: &mut PgConnection,
    act: &Act,
    intake: &[Intake],
    valid_from: NaiveDate,
) -> Result<HashMap<String, DepartmentId>> {
    let names: Vec<String> = intake.iter().map(|department| department.name.clone()).collect();
    let known = find_by_names(conn, &names).await?;
    let new: Vec<&Intake> =
        intake.iter().filter(|department| !known.contains_key(&department.name)).collect();
    let new_names: Vec<String> = new.iter().map(|department| department.name.clone()).collect();
    let kinds: Vec<DepartmentKind> = new.iter().map(|department| department.kind).collect();
    sqlx::query!(
        "insert into department (name, kind, position, valid_from)
         select n.name, n.kind, (select coalesce(max(position), 0) from department) + n.ordinal, $3
         from unnest($1::text[], $2::department_kind[]) with ordinality as n (name, kind, ordinal)",
        &new_names,
        kinds as Vec<DepartmentKind>,
        valid_from,
    )
    .execute(&mut *conn)
    .await?;
    let ids = find_by_names(conn, &names).await?;
    let aliases = intake.iter().flat_map(|department| {
        department.aliases.iter().map(|alias| (ids[&department.name].0, alias.clone()))
    });
    let (alias_ids, alias_names): (Vec<i64>, Vec<String>) = aliases.unzip();
    sqlx::query!(
        "insert into department_alias (department_id, alias)
         select a.department_id, a.alias from unnest($1::bigint[], $2::text[]) as a (department_id, alias)
         on conflict do nothing",
        &alias_ids,
        &alias_names
    )
    .execute(&mut *conn)
    .await?;
    if !new.is_empty() {
        let sentence = format!("随方案列入部门 {} 个：{}", new.len(), new_names.join("、"));
        append(
            conn,
            act,
            Entry::new("departments_taken_in", "department", sentence)
                .with_change(None, Some(json!(new_names))),
        )
        .await?;
    }
    Ok(ids)
}

/// The departments in force of these names or aliases.
async fn find_by_names(conn: &mut PgConnection, names: &[String]) -> Result<HashMap<String, DepartmentId>> {
    let rows = sqlx::query!(
        r#"select n.name as "name!", d.id from unnest($1::text[]) as n (name)
           join department d on d.valid_to is null
                and (d.name = n.name or exists (select from department_alias a where a.alias = n.name and a.department_id = d.id))"#,
        names
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.name, DepartmentId(row.id))).collect())
}
