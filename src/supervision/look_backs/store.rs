//! What is read of look-backs.

use chrono::NaiveDate;
use serde_json::Value;
use sqlx::PgConnection;

use super::model::{ItemState, LookBackResult, Way, name_of_round};
use crate::error::Result;
use crate::ids::{AccountId, DepartmentId, FindingId, LookBackId, LookBackItemId, PlanId, TaskId};
use crate::plan::tasks::TaskStatus;
use crate::supervision::Reader;
use crate::web::urls;

/// In lists a problem is shown so far, in characters.
const SHOWN: usize = 60;

/// A round with its counts.
#[derive(Debug, Clone)]
pub struct Round {
    /// The round.
    pub id: LookBackId,
    /// Its plan's year.
    pub year: i32,
    /// Its number within the plan.
    pub number: i32,
    /// What it was opened for.
    pub title: String,
    /// Why these were sampled, and how.
    pub sample_reason: String,
    /// When it was opened.
    pub opened_on: NaiveDate,
    /// By whom.
    pub opened_by: String,
    /// When it was closed.
    pub closed_on: Option<NaiveDate>,
    /// By whom.
    pub closed_by: Option<String>,
    /// Counts its changes.
    pub version: i32,
    /// How many items it has.
    pub items: i64,
    /// How many of them are found kept.
    pub kept: i64,
    /// How many are reopened.
    pub reopened: i64,
    /// How many are given to whoever asks and not decided.
    pub mine: i64,
}

impl Round {
    /// How many items have a result.
    #[must_use]
    pub fn decided(&self) -> i64 {
        self.kept + self.reopened
    }

    /// 2019年第1轮回头看“上半年办结事项”
    #[must_use]
    pub fn name(&self) -> String {
        name_of_round(self.year, self.number, &self.title)
    }
}

/// Which rounds; `None` stands for all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rounds {
    /// Of one year's plan.
    pub year: Option<i32>,
    /// The one of that number.
    pub number: Option<i32>,
    /// Only those that are open.
    pub open: bool,
}

/// Rounds with what of them is given to `me`, by plan and number. One statement.
pub async fn list_rounds(conn: &mut PgConnection, which: Rounds, me: AccountId) -> Result<Vec<Round>> {
    Ok(sqlx::query_as!(
        Round,
        r#"select r.id, p.year, r.number, r.title, r.sample_reason, r.opened_on, opener.display_name as opened_by,
                  r.closed_on, closer.display_name as "closed_by?", r.version, n.items as "items!", n.kept as "kept!",
                  n.reopened as "reopened!", n.mine as "mine!"
           from look_back r
           join plan p on p.id = r.plan_id
           join account opener on opener.id = r.opened_by
           left join account closer on closer.id = r.closed_by
           cross join lateral (
               select count(*) as items, count(*) filter (where i.result = 'kept') as kept,
                      count(*) filter (where i.result = 'reopened' and not reopening_refused(i.new_finding_id)) as reopened,
                      count(*) filter (where i.checker_id = $4 and (i.result is null or reopening_refused(i.new_finding_id))) as mine
               from look_back_item i where i.look_back_id = r.id) n
           where ($1::integer is null or p.year = $1) and ($2::integer is null or r.number = $2)
             and (not $3 or r.closed_on is null)
           order by p.year, r.number"#,
        which.year,
        which.number,
        which.open,
        me.0
    )
    .fetch_all(conn)
    .await?)
}

/// A task, or a finding of it, in a round.
#[derive(Debug, Clone)]
pub struct Item {
    /// The item.
    pub id: LookBackItemId,
    /// The year of its round's plan.
    pub round_year: i32,
    /// The number of its round.
    pub round_number: i32,
    /// What its round was opened for.
    pub round_title: String,
    /// Its number within the round.
    pub number: i32,
    /// The task.
    pub task: TaskId,
    /// The year of the task's plan.
    pub year: i32,
    /// The task's number there.
    pub task_number: i32,
    /// Its title; 限定范围 for a reader whom the restricted task does not concern any more.
    pub task_title: String,
    /// Where the task stands.
    pub task_status: TaskStatus,
    /// The finding; `None`: the task itself.
    pub finding: Option<FindingId>,
    /// Its number.
    pub finding_number: Option<i32>,
    /// What was found then.
    pub problem: Option<String>,
    /// The department the finding was asked of.
    pub department: Option<DepartmentId>,
    /// The task's leads, or the finding's department.
    pub departments: Option<String>,
    /// When it was completed or closed.
    pub ended_on: NaiveDate,
    /// Who is to look at it.
    pub checker: Option<AccountId>,
    /// By name.
    pub checker_name: Option<String>,
    /// What is typed so far.
    pub draft: Option<Value>,
    /// What was found.
    pub result: Option<LookBackResult>,
    /// 核查情况
    pub remark: String,
    /// When that was decided.
    pub decided_on: Option<NaiveDate>,
    /// By whom.
    pub decided_by: Option<String>,
    /// The year and number of the finding it was reopened with.
    pub new_year: Option<i32>,
    /// Its number.
    pub new_number: Option<i32>,
    /// Whether that finding waits for a leader, and the reopening with it.
    pub waits: bool,
    /// Counts its changes.
    pub version: i32,
}

impl Item {
    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> ItemState {
        ItemState::of(self.result)
    }

    /// How it would be reopened.
    #[must_use]
    pub fn way(&self) -> Way {
        Way::of(self.finding.is_some(), self.year == self.round_year, self.task_status)
    }

    /// 任务 6 or 第 3 号问题; of last year with its year.
    #[must_use]
    pub fn kind(&self) -> String {
        let year = if self.year == self.round_year { String::new() } else { format!("{}年度", self.year) };
        match self.finding_number {
            Some(number) => format!("{year}第 {number} 号问题"),
            None => format!("{year}任务 {}", self.task_number),
        }
    }

    /// The finding it was reopened with, and its address.
    #[must_use]
    pub fn reopened_with(&self) -> Option<(String, String)> {
        let waits = if self.waits { "（待批准）" } else { "" };
        let (year, number) = self.new_year.zip(self.new_number)?;
        Some((format!("第 {number} 号问题{waits}"), urls::finding(year, number)))
    }

    /// What it is about, in a line.
    #[must_use]
    pub fn what(&self) -> String {
        self.problem.as_deref().map_or_else(|| self.task_title.clone(), in_a_line)
    }
}

/// The first line of a problem, as far as a list shows it.
fn in_a_line(problem: &str) -> String {
    let kept: String = problem.lines().next().unwrap_or_default().chars().take(SHOWN).collect();
    if kept.chars().count() < problem.chars().count() { format!("{kept}……") } else { kept }
}

/// The items of a round that the reader may see, in the order of their numbers. One statement.
pub(super) async fn list_items(
    conn: &mut PgConnection,
    reader: &Reader,
    round: LookBackId,
) -> Result<Vec<Item>> {
    list(conn, reader, Some(round), None).await
}

/// The items about a task or its findings that the reader may see, by round. One statement.
pub async fn list_items_of_task(conn: &mut PgConnection, reader: &Reader, task: TaskId) -> Result<Vec<Item>> {
    list(conn, reader, None, Some(task)).await
}

/// What the office and leaders may see of every round, departments of closed ones that are about theirs.
async fn list(
    conn: &mut PgConnection,
    reader: &Reader,
    round: Option<LookBackId>,
    task: Option<TaskId>,
) -> Result<Vec<Item>> {
    Ok(sqlx::query_as!(
        Item,
        r#"select i.id, rp.year as round_year, r.number as round_number, r.title as round_title, i.number,
                  i.task_id as task, tp.year, t.number as task_number,
                  case when t.restricted and not c.of_task then '限定范围' else t.title end as "task_title!",
                  t.status as "task_status: TaskStatus", i.finding_id as "finding: FindingId",
                  f.number as "finding_number?", f.problem as "problem?", l.department_id as "department?: DepartmentId",
                  case when f.id is not null then owner.name else (
                      select string_agg(d.name, '、' order by a.position)
                      from assignment a join department d on d.id = a.department_id
                      where a.task_id = t.id and a.role = 'lead' and a.from_on <= coalesce(i.decided_on, $3)
                        and (a.to_on is null or a.to_on >= coalesce(i.decided_on, $3))) end as departments,
                  i.ended_on, i.checker_id as "checker: AccountId", checker.display_name as "checker_name?",
                  i.draft, case when z.stands then i.result end as "result: LookBackResult", i.remark,
                  case when z.stands then i.decided_on end as decided_on, decider.display_name as "decided_by?",
                  np.year as "new_year?", n.number as "new_number?",
                  coalesce(n.status = 'awaiting_approval', false) as "waits!", i.version
           from look_back_item i
           join look_back r on r.id = i.look_back_id
           join plan rp on rp.id = r.plan_id
           join task t on t.id = i.task_id
           join plan tp on tp.id = t.plan_id
           left join finding f on f.id = i.finding_id
           left join deadline l on l.plan_id = f.plan_id and l.kind = 'rectification' and l.task_id = f.task_id
                and l.subject_id = f.id
           left join department owner on owner.id = l.department_id
           cross join lateral (select not reopening_refused(i.new_finding_id) as stands) z
           left join finding n on n.id = i.new_finding_id and z.stands
           left join plan np on np.id = n.plan_id
           left join account checker on checker.id = i.checker_id
           left join account decider on decider.id = i.decided_by and z.stands
           cross join lateral (select $1 or exists (
               select from departments_concerned(t.id, $3) as c (id) where c.id = any($2)) as of_task) c
           where ($1 or (r.closed_on is not null and (c.of_task or l.department_id = any($2))))
             and ($4::bigint is null or r.id = $4) and ($5::bigint is null or i.task_id = $5)
           order by rp.year, r.number, i.number"#,
        reader.sees_all,
        &reader.departments,
        reader.today,
        round.map(|round| round.0),
        task.map(|task| task.0)
    )
    .fetch_all(conn)
    .await?)
}

/// What a round of a year may go over.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The task.
    pub task: TaskId,
    /// The finding of it; `None`: the task itself.
    pub finding: Option<FindingId>,
    /// The year of its plan.
    pub year: i32,
    /// The number of the task, or of the finding.
    pub number: i32,
    /// The task's title, or what was found.
    pub what: String,
    /// The task's leads, or the finding's department.
    pub departments: Option<String>,
    /// When it was completed or closed.
    pub ended_on: NaiveDate,
    /// How often it was looked back at in rounds that are closed.
    pub before: i64,
    /// Whether it stands in an open round.
    pub taken: bool,
}

impl Candidate {
    /// What was found, or the title, in a line.
    #[must_use]
    pub fn in_a_line(&self) -> String {
        in_a_line(&self.what)
    }
}

/// The completed tasks and closed findings of the plan of `year` and of the year before: this year's first, tasks before
/// findings. Tasks merged or terminated are none. One statement.
pub async fn list_candidates(conn: &mut PgConnection, year: i32, on: NaiveDate) -> Result<Vec<Candidate>> {
    Ok(sqlx::query_as!(
        Candidate,
        r#"select w.task as "task!: TaskId", w.finding as "finding?: FindingId", w.year as "year!", w.number as "number!",
                  w.what as "what!", w.departments, w.ended_on as "ended_on!",
                  (select count(*) from look_back_item i where i.task_id = w.task and i.finding_id is not distinct from w.finding
                   and not i.in_open_round) as "before!",
                  exists (select from look_back_item i where i.task_id = w.task
                          and i.finding_id is not distinct from w.finding and i.in_open_round) as "taken!"
           from (
               select t.id as task, null::bigint as finding, p.year, t.number, t.title as what,
                      (select string_agg(d.name, '、' order by a.position)
                       from assignment a join department d on d.id = a.department_id
                       where a.task_id = t.id and a.role = 'lead' and a.from_on <= $2
                         and (a.to_on is null or a.to_on >= $2)) as departments,
                      t.status_since as ended_on
               from task t join plan p on p.id = t.plan_id
               where p.year in ($1, $1 - 1) and t.status = 'completed'
               union all
               select f.task_id, f.id, p.year, f.number, f.problem, d.name, f.ended_on
               from finding f join plan p on p.id = f.plan_id
               join deadline l on l.plan_id = f.plan_id and l.kind = 'rectification' and l.task_id = f.task_id
                    and l.subject_id = f.id
               join department d on d.id = l.department_id
               where p.year in ($1, $1 - 1) and f.status = 'closed'
           ) w
           order by w.year desc, w.finding is not null, w.number"#,
        year,
        on
    )
    .fetch_all(conn)
    .await?)
}

/// What of a department was reopened in a year.
#[derive(Debug, Clone)]
pub(super) struct ReopenedRow {
    /// The department; `None` for a task without lead.
    pub department: Option<String>,
    /// Tasks it led.
    pub tasks: i64,
    /// Findings asked of it.
    pub findings: i64,
}

/// What the rounds of a plan reopened, by department, most first: a task counts for each department that led it when it
/// was reopened, a finding for the one it was asked of. 院党组 and the like are never scored.
pub(super) async fn list_reopened(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<ReopenedRow>> {
    Ok(sqlx::query_as!(
        ReopenedRow,
        r#"select d.name as "department?", count(*) filter (where i.finding_id is null) as "tasks!",
                  count(i.finding_id) as "findings!"
           from look_back_item i
           join look_back r on r.id = i.look_back_id
           left join lateral (
               select l.department_id as id from deadline l
               where i.finding_id is not null and l.kind = 'rectification' and l.subject_id = i.finding_id
                 and l.task_id = i.task_id
               union
               select a.department_id from assignment a join department u on u.id = a.department_id and u.kind <> 'body'
               where i.finding_id is null and a.task_id = i.task_id and a.role = 'lead' and a.from_on <= i.decided_on
                 and (a.to_on is null or a.to_on >= i.decided_on)) o on true
           left join department d on d.id = o.id
           where r.plan_id = $1 and i.result = 'reopened' and not reopening_refused(i.new_finding_id)
             and not exists (select from finding n where n.id = i.new_finding_id and n.status = 'awaiting_approval')
           group by d.id, d.name, d.position order by count(*) desc, d.position, d.id"#,
        plan.0
    )
    .fetch_all(conn)
    .await?)
}
