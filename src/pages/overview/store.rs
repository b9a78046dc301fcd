//! The statements behind the overview.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::{MilestoneOverview, PlanDuties, ReportDuty, Section, TaskDepartment};
use crate::deadlines::model::Duty;
use crate::deadlines::{DeadlineKind, Period};
use crate::error::Result;
use crate::ids::{AccountId, DepartmentId, MilestoneId, PlanId, TaskId};
use crate::organization::DepartmentKind;
use crate::plan::tasks::{AssignmentRole, TaskStatus};
use crate::reporting::monthly_reports::OwnRating;
use crate::status::TaskDuty;

/// A task with who answers for it, before its light is computed.
pub(super) struct TaskRow {
    pub id: TaskId,
    pub number: i32,
    pub section: i32,
    pub title: String,
    pub restricted: bool,
    pub status: TaskStatus,
    pub status_since: NaiveDate,
    pub status_source: Option<String>,
    pub merged_into: Option<i32>,
    pub reopened_on: Option<NaiveDate>,
    pub starts_on: NaiveDate,
    pub share: i32,
    pub problems: Option<String>,
    /// 自评 in that report.
    pub own_rating: Option<OwnRating>,
    /// 核定 in the last quarterly check that is closed.
    pub verified_rating: Option<OwnRating>,
    pub leader: Option<(AccountId, String)>,
    pub contact: Option<String>,
    /// The leader named is none any more, or their account disabled.
    pub leader_left: bool,
    /// The contact the office named belongs to no department of the task any more, or their account is disabled.
    pub contact_left: bool,
    pub departments: Vec<TaskDepartment>,
    pub concerned: Vec<DepartmentId>,
    pub empty_lead_groups: Vec<String>,
    pub departments_without_account: Vec<String>,
}

pub(super) async fn list_sections(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<Section>> {
    Ok(sqlx::query_as!(
        Section,
        "select number, title, short_title from section where plan_id = $1 order by number",
        plan.0
    )
    .fetch_all(conn)
    .await?)
}

/// All tasks of a plan with the responsibilities, leaders and contacts of a day.
///
/// A contact is the one the office named for the task, else the first of the filing department. A department has an
/// account when a person with a role belongs to it that day.
///
/// The members of groups are joined here and not asked of `departments_concerned`: asked once a task, the function takes
/// two to three times as long over a whole plan.
#[expect(clippy::too_many_lines, reason = "one statement and its row")]
pub(super) async fn list_tasks(conn: &mut PgConnection, plan: PlanId, on: NaiveDate) -> Result<Vec<TaskRow>> {
    let rows = sqlx::query!(
        r#"with membership_now as (
               select m.department_id, m.account_id, m.kind, a.display_name, m.id
               from membership m join account a on a.id = m.account_id
               where m.from_on <= $2 and (m.to_on is null or m.to_on >= $2) and a.disabled_at is null and a.role is not null
           ), member_now as (
               select group_id, array_agg(member_id) as members from group_member
               where from_on <= $2 and (to_on is null or to_on >= $2) group by group_id
           ), assignment_now as (
               select a.*, d.name, d.kind, g.members,
                      exists (select from membership_now m where m.department_id = a.department_id) as has_account,
                      (select m.display_name from membership_now m
                       where m.department_id = a.department_id and m.kind = 'contact' order by m.id limit 1) as contact
               from assignment a join department d on d.id = a.department_id
               left join member_now g on g.group_id = a.department_id
               where a.from_on <= $2 and (a.to_on is null or a.to_on >= $2)
           ), responsibility as (
               select a.task_id,
                   array_agg(a.department_id order by a.position) as department_ids,
                   array_agg(a.name order by a.position) as names,
                   array_agg(a.kind order by a.position) as kinds,
                   array_agg(a.role order by a.position) as roles,
                   array_agg(a.files_report order by a.position) as files,
                   array_agg(a.name order by a.position)
                       filter (where a.kind = 'group' and a.role = 'lead' and a.members is null) as empty_lead_groups,
                   array_agg(a.name order by a.position) filter (where a.files_report and not a.has_account) as without_account,
                   min(a.contact) filter (where a.files_report) as contact
               from assignment_now a group by a.task_id
           ), of_groups as (
               select a.task_id, array_agg(distinct member) as members
               from assignment_now a, unnest(a.members) as member group by a.task_id
           )
           select t.id, t.number, s.number as section, t.title, t.restricted, t.status as "status: TaskStatus", t.status_since,
                  t.status_source, into_task.number as "merged_into?", t.starts_on,
                  (select max(coalesce((w.decided_at at time zone 'Asia/Shanghai')::date, i.decided_on))
                   from look_back_item i left join finding_approval w on w.finding_id = i.new_finding_id
                   where i.task_id = t.id and i.finding_id is null and i.result = 'reopened'
                     and not reopening_refused(i.new_finding_id)) as reopened_on,
                  coalesce(progress.share, 0) as "share!", progress.problems as "problems?",
                  progress.rating as "own_rating?: OwnRating", verified.rating as "verified_rating?: OwnRating",
                  c.leader_id, leader.display_name as "leader_name?",
                  leader.id is not null and (leader.role is distinct from 'leader' or leader.disabled_at is not null) as "leader_left!",
                  coalesce(named.display_name, r.contact) as contact,
                  named.id is not null and not exists (
                      select from assignment_now o join membership_now m on m.department_id = o.department_id
                      where o.task_id = t.id and o.kind = 'unit' and m.account_id = named.id) as "contact_left!",
                  coalesce(r.department_ids, '{}') as "department_ids!", coalesce(r.names, '{}') as "names!",
                  coalesce(r.kinds, '{}') as "kinds!: Vec<DepartmentKind>",
                  coalesce(r.roles, '{}') as "roles!: Vec<AssignmentRole>", coalesce(r.files, '{}') as "files!",
                  coalesce(g.members, '{}') as "members!", coalesce(r.empty_lead_groups, '{}') as "empty_lead_groups!",
                  coalesce(r.without_account, '{}') as "without_account!"
           from task t
           join section s on s.id = t.section_id
           left join responsibility r on r.task_id = t.id
           left join of_groups g on g.task_id = t.id
           join people_in_charge($2) c on c.task_id = t.id
           left join account leader on leader.id = c.leader_id
           left join account named on named.id = c.contact_id
           left join task into_task on into_task.id = t.merged_into
           left join lateral (
               select u.share, u.problems, u.rating from monthly_report m join report_submission u on u.report_id = m.id
               where m.task_id = t.id and u.outcome in ('pending', 'accepted')
               order by m.month desc, u.number desc limit 1) progress on true
           left join lateral (
               select k.verified_rating as rating from quarterly_check_task k join quarterly_check q on q.id = k.check_id
               where k.task_id = t.id and q.closed_on is not null order by q.period desc limit 1) verified on true
           where t.plan_id = $1 order by t.number"#,
        plan.0,
        on
    )
    .fetch_all(conn)
    .await?;
    let mut tasks = Vec::with_capacity(rows.len());
    for row in rows {
        let departments = departments_of(&row.department_ids, row.names, (row.kinds, row.roles, row.files));
        let concerned = row.department_ids.iter().chain(&row.members).map(|id| DepartmentId(*id)).collect();
        tasks.push(TaskRow {
            id: TaskId(row.id),
            number: row.number,
            section: row.section,
            title: row.title,
            restricted: row.restricted,
            status: row.status,
            status_since: row.status_since,
            status_source: row.status_source,
            merged_into: row.merged_into,
            reopened_on: row.reopened_on,
            starts_on: row.starts_on,
            share: row.share,
            problems: row.problems,
            own_rating: row.own_rating,
            verified_rating: row.verified_rating,
            leader: row.leader_id.map(AccountId).zip(row.leader_name),
            contact: row.contact,
            leader_left: row.leader_left,
            contact_left: row.contact_left,
            departments,
            concerned,
            empty_lead_groups: row.empty_lead_groups,
            departments_without_account: row.without_account,
        });
    }
    Ok(tasks)
}

fn departments_of(
    ids: &[i64],
    names: Vec<String>,
    (kinds, roles, files): (Vec<DepartmentKind>, Vec<AssignmentRole>, Vec<bool>),
) -> Vec<TaskDepartment> {
    let columns = ids.iter().zip(names).zip(kinds).zip(roles).zip(files);
    let department = |((((id, name), kind), role), files_report): ((((&i64, String), _), _), _)| {
        TaskDepartment { id: DepartmentId(*id), name, kind, role, files_report }
    };
    columns.map(department).collect()
}

/// All duties of a plan's tasks; those to be told to the leader in charge with the day that was
/// proposed or done, and those overdue on the day with who owes them, where they have no part in the task any more.
pub(super) async fn list_duties(conn: &mut PgConnection, plan: PlanId, on: NaiveDate) -> Result<PlanDuties> {
    let rows = sqlx::query!(
        r#"select d.task_id as "task_id!", d.kind as "kind: DeadlineKind", d.title, d.period, d.original_due_on, d.due_on,
                  d.met_on, d.waived_on, d.held_until,
                  case when f.decision is null then f.raised_on end as proposed_on,
                  case when f.decision = 'sent' then f.decided_on end as told_leader_on, m.id as "milestone?: MilestoneId",
                  m.planned_share as "planned_share?", m.withdrawn_on as "withdrawn_on?",
                  coalesce(x.count, 0) as "extensions!", coalesce(x.days, 0) as "extended_days!",
                  coalesce(x.extension_waits and d.met_on is null and d.waived_on is null, false) as "extension_waits!",
                  coalesce(x.completion_waits, false) as "completion_waits!",
                  case when d.kind in ('milestone', 'task_completion') and d.met_on is null and d.waived_on is null
                            and d.due_on < $2
                            and not exists (select from assignment a where a.task_id = d.task_id
                                            and a.department_id = d.department_id and a.from_on <= $2
                                            and (a.to_on is null or a.to_on >= $2)) then o.name end as kept_by
           from deadline d
           left join department o on o.id = d.department_id
           left join (select deadline_id, count(*) filter (where state = 'granted' and kind = 'extension') as count,
                             sum(granted_due_on - granted_from) as days,
                             bool_or(state = 'waiting' and kind = 'extension') as extension_waits,
                             bool_or(state = 'waiting' and kind = 'completion') as completion_waits
                      from change_request group by deadline_id) x on x.deadline_id = d.id
                     and d.kind in ('milestone', 'task_completion')
           left join overdue_flag f on f.deadline_id = d.id and f.due_on = d.due_on and f.level = 3
           left join milestone m on d.kind = 'milestone' and m.id = d.subject_id
           where d.plan_id = $1 and d.task_id is not null order by d.due_on, m.position"#,
        plan.0,
        on
    )
    .fetch_all(conn)
    .await?;
    let mut duties = PlanDuties { of_tasks: HashMap::new(), reports: Vec::new() };
    let mut awaiting_review = HashSet::new();
    for row in rows {
        let task = TaskId(row.task_id);
        let period: Option<Period> = row.period.as_deref().and_then(|text| text.parse().ok());
        let duty = Duty {
            kind: row.kind,
            period,
            due_on: row.due_on,
            met_on: row.met_on,
            waived_on: row.waived_on,
            held_until: row.held_until,
        };
        match (row.kind, period) {
            (DeadlineKind::MonthlyReport, Some(month)) => duties.reports.push(ReportDuty {
                task,
                month,
                due_on: duty.due_on,
                first_due_on: row.original_due_on,
                met: duty.met_on.is_some(),
                waived: duty.waived_on.is_some(),
                awaits_review: false,
            }),
            (DeadlineKind::Review, Some(month)) if duty.is_open() => {
                awaiting_review.insert((task, month.to_string()));
            }
            _ => {}
        }
        let of_task = duties.of_tasks.entry(task).or_default();
        of_task.extensions.count += row.extensions;
        of_task.extensions.days += row.extended_days;
        of_task.extension_waits |= row.extension_waits;
        of_task.completion_waits |= row.completion_waits;
        if row.kind == DeadlineKind::TaskCompletion {
            of_task.original_due_on = Some(row.original_due_on);
        }
        if let (Some(id), Some(share), None) = (row.milestone, row.planned_share, row.withdrawn_on) {
            of_task.milestones.push(MilestoneOverview {
                id,
                title: row.title.clone(),
                planned_share: share.unsigned_abs(),
                due_on: row.due_on,
                original_due_on: row.original_due_on,
                met_on: row.met_on,
                waived: row.waived_on.is_some(),
            });
        }
        of_task.duties.push(TaskDuty {
            duty,
            title: row.title,
            proposed_on: row.proposed_on,
            told_leader_on: row.told_leader_on,
            kept_by: row.kept_by,
        });
    }
    for report in &mut duties.reports {
        report.awaits_review = awaiting_review.contains(&(report.task, report.month.to_string()));
    }
    Ok(duties)
}
