//! The SQL of the people in charge of one task, all days of it.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::{PeopleInCharge, PersonRole, Term, Terms};
use crate::error::Result;
use crate::ids::{AccountId, TaskId};
use crate::plan::tasks::store::Person;

/// Who was, is and shall be in charge of a task.
pub async fn get_people_in_charge(conn: &mut PgConnection, task: TaskId) -> Result<PeopleInCharge> {
    let rows = sqlx::query!(
        r#"select p.role as "role: PersonRole", p.from_on, p.account_id as "account_id: AccountId",
                  a.display_name as "name?", p.reason
           from task_person p left join account a on a.id = p.account_id
           where p.task_id = $1 order by p.from_on"#,
        task.0
    )
    .fetch_all(conn)
    .await?;
    let mut people = PeopleInCharge {
        leader: Terms { role: PersonRole::Leader, list: Vec::new() },
        contact: Terms { role: PersonRole::Contact, list: Vec::new() },
    };
    for row in rows {
        let terms = match row.role {
            PersonRole::Leader => &mut people.leader,
            PersonRole::Contact => &mut people.contact,
        };
        let person = row.account_id.zip(row.name).map(|(id, name)| Person { id, name });
        terms.list.push(Term { from_on: row.from_on, person, reason: row.reason });
    }
    Ok(people)
}

/// Puts the terms `then` in the place of `now`: what differs of them. The task is held by this transaction.
pub(super) async fn replace_terms(
    conn: &mut PgConnection,
    task: TaskId,
    now: &Terms,
    then: &Terms,
) -> Result<()> {
    let gone: Vec<NaiveDate> =
        now.list.iter().filter(|term| !then.list.contains(term)).map(|term| term.from_on).collect();
    sqlx::query!(
        "delete from task_person where task_id = $1 and role = $2 and from_on = any($3)",
        task.0,
        now.role as PersonRole,
        &gone
    )
    .execute(&mut *conn)
    .await?;
    for term in then.list.iter().filter(|term| !now.list.contains(term)) {
        sqlx::query!(
            "insert into task_person (task_id, role, from_on, account_id, reason) values ($1, $2, $3, $4, $5)",
            task.0,
            now.role as PersonRole,
            term.from_on,
            term.person.as_ref().map(|person| person.id.0),
            term.reason
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}
