//! What a new plan takes along of an earlier one: the people in charge of the tasks it carries over, and the rules.

use std::collections::HashMap;

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::TaskOfYear;
use crate::error::Result;
use crate::ids::{PlanId, TaskId};
use crate::plan::store::{Plan, list_plans};
use crate::plan::tasks::in_charge::PersonRole;

/// The plan whose settings a plan of `year` takes along: the latest of an earlier year.
pub async fn find_earlier(conn: &mut PgConnection, year: i32) -> Result<Option<Plan>> {
    Ok(list_plans(conn).await?.into_iter().find(|plan| plan.year < year))
}

/// Gives a new plan the rules of the latest earlier one, all of them, else those the program begins with.
pub(in crate::plan) async fn take_rules(conn: &mut PgConnection, plan: &Plan) -> Result<Option<i32>> {
    let earlier = find_earlier(conn, plan.year).await?;
    let Some(earlier) = earlier else {
        sqlx::query!("insert into plan_rules (plan_id) values ($1)", plan.id.0).execute(conn).await?;
        return Ok(None);
    };
    sqlx::query!(
        "insert into plan_rules (plan_id, acknowledgement_days, appointment_days, timeline_days, report_day, review_days,
             quarterly_check_days, half_year_summary_days, returned_days, reassigned_days, warning_days, lag_points,
             unreported_months, propose_to_leader_days, propose_notice_days, head_signs_off, tell_leader_by_itself,
             calendar_feeds, supervision_needs_approval)
         select $1, acknowledgement_days, appointment_days, timeline_days, report_day, review_days, quarterly_check_days,
             half_year_summary_days, returned_days, reassigned_days, warning_days, lag_points, unreported_months,
             propose_to_leader_days, propose_notice_days, head_signs_off, tell_leader_by_itself, calendar_feeds,
             supervision_needs_approval
         from plan_rules where plan_id = $2",
        plan.id.0,
        earlier.id.0
    )
    .execute(conn)
    .await?;
    Ok(Some(earlier.year))
}

/// Who was taken along, by task: 分管院领导 and the contact named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TakenPeople {
    /// Names by task.
    pub of_tasks: HashMap<TaskId, Vec<(PersonRole, String)>>,
}

impl TakenPeople {
    /// The name of whom a task took along in a role.
    #[must_use]
    pub fn of(&self, task: TaskId, role: PersonRole) -> Option<&str> {
        let people = self.of_tasks.get(&task)?;
        people.iter().find(|(of, _)| *of == role).map(|(_, name)| name.as_str())
    }

    /// How many tasks took somebody along in a role.
    #[must_use]
    pub fn count(&self, role: PersonRole) -> usize {
        self.of_tasks.values().flatten().filter(|(of, _)| *of == role).count()
    }
}

/// Puts the people in charge of the tasks that `plan` carries over in charge of them here, from their first day: who is a
/// leader still, and who is a contact of one of the task's departments still. Its responsibilities are stored already.
pub(in crate::plan) async fn take_people(
    conn: &mut PgConnection,
    plan: PlanId,
    today: NaiveDate,
) -> Result<TakenPeople> {
    let rows = sqlx::query!(
        r#"with taken as (
               insert into task_person (task_id, role, from_on, account_id, reason)
               select t.id, x.role, t.starts_on, a.id, '结转自 ' || e.year || ' 年任务 ' || o.number
               from task t join task o on o.id = t.carried_from_id join plan e on e.id = o.plan_id
               join people_in_charge($2) g on g.task_id = o.id
               cross join lateral (values ('leader'::task_person_role, g.leader_id), ('contact', g.contact_id))
                    as x (role, account_id)
               join account a on a.id = x.account_id and a.disabled_at is null and a.role is not null
               where t.plan_id = $1 and case x.role when 'leader' then a.role = 'leader' else exists (
                   select from assignment s join membership m on m.department_id = s.department_id
                   where s.task_id = t.id and m.account_id = a.id and m.from_on <= $2 and (m.to_on is null or m.to_on >= $2)) end
               returning task_id, role, account_id)
           select k.task_id as "task: TaskId", k.role as "role: PersonRole", a.display_name as name
           from taken k join account a on a.id = k.account_id order by k.task_id, k.role"#,
        plan.0,
        today
    )
    .fetch_all(conn)
    .await?;
    let mut people = TakenPeople::default();
    for row in rows {
        people.of_tasks.entry(row.task).or_default().push((row.role, row.name));
    }
    Ok(people)
}

/// Of the tasks a draft carries over: how many have somebody in charge, and of how many that person can go along. A contact
/// named is checked against the departments once the plan comes into force.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PeopleToCome {
    /// Tasks with 分管院领导.
    pub leaders: i64,
    /// Of these, those whose account is open.
    pub leaders_active: i64,
    /// Tasks with a contact named.
    pub contacts: i64,
    /// Of these, those whose account is open.
    pub contacts_active: i64,
}

/// Counts who would be taken along of these tasks.
pub async fn count_people(
    conn: &mut PgConnection,
    origins: &[TaskOfYear],
    today: NaiveDate,
) -> Result<PeopleToCome> {
    let years: Vec<i32> = origins.iter().map(|of| of.year).collect();
    let numbers: Vec<i32> = origins.iter().map(|of| of.number).collect();
    Ok(sqlx::query_as!(
        PeopleToCome,
        r#"select count(g.leader_id) as "leaders!",
                  count(*) filter (where l.role = 'leader' and l.disabled_at is null) as "leaders_active!",
                  count(g.contact_id) as "contacts!",
                  count(*) filter (where c.role is not null and c.disabled_at is null) as "contacts_active!"
           from unnest($1::integer[], $2::integer[]) as n (year, number)
           join plan p on p.year = n.year join task t on t.plan_id = p.id and t.number = n.number
           join people_in_charge($3) g on g.task_id = t.id
           left join account l on l.id = g.leader_id left join account c on c.id = g.contact_id"#,
        &years,
        &numbers,
        today
    )
    .fetch_one(conn)
    .await?)
}
