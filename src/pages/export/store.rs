//! The statements behind the export that no other page has.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::model::{
    CheckFields, DeadlineFields, DepartmentFields, FeedbackFields, FindingFields, MilestoneFields,
    PlanFields, ReportFields, SectionFields, SourceFields, SummaryFields, WorkPointFields,
};
use crate::clock::BEIJING;
use crate::deadlines::DeadlineKind;
use crate::error::Result;
use crate::ids::{PlanId, TaskId};
use crate::organization::DepartmentKind;
use crate::pages::checks::{Risk, Verdict};
use crate::pages::summaries::{SummaryStatus, list_summaries};
use crate::pages::superior_court::{self, Kind, list_papers};
use crate::plan::Plan;
use crate::reporting::monthly_reports::{OwnRating, ReportStatus};
use crate::supervision::Reader;
use crate::supervision::findings::{FindingStatus, Which, list_findings};

pub(super) fn plan_fields(plan: &Plan) -> PlanFields {
    PlanFields {
        year: plan.year,
        title: plan.title.clone(),
        document_number: plan.document_number.clone(),
        issued_on: plan.issued_on,
        starts_on: plan.starts_on,
        ends_on: plan.ends_on,
        status: plan.status.word(),
    }
}

pub(super) async fn list_sections(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<SectionFields>> {
    Ok(sqlx::query_as!(
        SectionFields,
        "select number, title, short_title, emphasis from section where plan_id = $1 order by number",
        plan.0
    )
    .fetch_all(conn)
    .await?)
}

pub(super) async fn list_work_points(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<WorkPointFields>> {
    Ok(sqlx::query_as!(
        WorkPointFields,
        r#"select s.number as section, w.text,
                  array(select t.number from work_point_task l join task t on t.id = l.task_id
                        where l.work_point_id = w.id order by t.number) as "tasks!"
           from work_point w join section s on s.id = w.section_id
           where w.plan_id = $1 order by w.position"#,
        plan.0
    )
    .fetch_all(conn)
    .await?)
}

/// All departments, members of groups as of `on`.
pub(super) async fn list_departments(
    conn: &mut PgConnection,
    on: NaiveDate,
) -> Result<Vec<DepartmentFields>> {
    let rows = sqlx::query!(
        r#"select d.name, d.kind as "kind: DepartmentKind", d.valid_from, d.valid_to,
                  array(select m.name from group_member g join department m on m.id = g.member_id
                        where g.group_id = d.id and g.from_on <= $1 and (g.to_on is null or g.to_on >= $1)
                        order by m.position, m.id) as "members!",
                  array(select a.alias from department_alias a where a.department_id = d.id
                        order by a.alias collate "C") as "aliases!"
           from department d order by d.position, d.id"#,
        on
    )
    .fetch_all(conn)
    .await?;
    let fields = rows.into_iter().map(|row| DepartmentFields {
        name: row.name,
        kind: row.kind.code(),
        members: row.members,
        aliases: row.aliases,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
    });
    Ok(fields.collect())
}

/// The texts of a plan's tasks, as printed, and where in the document each stands.
pub(super) async fn texts_of_tasks(
    conn: &mut PgConnection,
    plan: PlanId,
) -> Result<HashMap<TaskId, (String, Option<SourceFields>)>> {
    let rows = sqlx::query!(
        "select id, body, printed_paragraph, printed_place from task where plan_id = $1",
        plan.0
    )
    .fetch_all(conn)
    .await?;
    let text = |paragraph: Option<i32>, place: Option<String>| {
        paragraph.zip(place).map(|(paragraph, place)| SourceFields { paragraph, place })
    };
    let texts = rows
        .into_iter()
        .map(|row| (TaskId(row.id), (row.body, text(row.printed_paragraph, row.printed_place))));
    Ok(texts.collect())
}

/// All milestones of a plan, withdrawn ones too: by task, then in their order.
pub(super) async fn list_milestones(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<MilestoneFields>> {
    Ok(sqlx::query_as!(
        MilestoneFields,
        "select t.number as task, m.title, d.due_on, m.planned_share, d.met_on, m.withdrawn_on
         from milestone m join task t on t.id = m.task_id
         join deadline d on d.kind = 'milestone' and d.task_id = t.id and d.subject_id = m.id
         where t.plan_id = $1 order by t.number, m.position",
        plan.0
    )
    .fetch_all(conn)
    .await?)
}

/// All duties of a plan: by kind, then in the order of the document, then by period.
pub(super) async fn list_deadlines(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<DeadlineFields>> {
    let rows = sqlx::query!(
        r#"select d.kind as "kind: DeadlineKind", t.number as "task?", d.period, p.name as "department?",
                  d.original_due_on, d.due_on, d.met_on, d.waived_on
           from deadline d left join task t on t.id = d.task_id left join department p on p.id = d.department_id
           where d.plan_id = $1
           order by d.kind, t.number, d.period collate "C", p.position, d.subject_id, d.id"#,
        plan.0
    )
    .fetch_all(conn)
    .await?;
    let fields = rows.into_iter().map(|row| DeadlineFields {
        kind: row.kind.code(),
        task: row.task,
        period: row.period,
        department: row.department,
        original_due_on: row.original_due_on,
        due_on: row.due_on,
        met_on: row.met_on,
        waived_on: row.waived_on,
    });
    Ok(fields.collect())
}

/// All monthly reports of a plan, drafts too: by task, then by month.
pub(super) async fn list_reports(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<ReportFields>> {
    let rows = sqlx::query!(
        r#"select t.number, r.month, r.status as "status: ReportStatus", s.versions as "versions!",
                  s.first_at, s.on_time, s.share
           from monthly_report r join task t on t.id = r.task_id
           cross join lateral (
               select count(*) as versions, min(u.submitted_at) as first_at,
                      (array_agg(u.submitted_on <= u.due_on order by u.number))[1] as on_time,
                      (array_agg(u.share order by u.number desc))[1] as share
               from report_submission u where u.report_id = r.id) s
           where t.plan_id = $1 order by t.number, r.month collate "C""#,
        plan.0
    )
    .fetch_all(conn)
    .await?;
    let fields = rows.into_iter().map(|row| ReportFields {
        task: row.number,
        month: row.month,
        status: row.status.word(),
        first_submitted_at: row.first_at.map(instant),
        versions: row.versions,
        progress: row.share,
        on_time: row.on_time,
    });
    Ok(fields.collect())
}

/// All quarterly checks of a plan: by quarter, then by task. What is a draft is not said.
pub(super) async fn list_checks(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<CheckFields>> {
    let rows = sqlx::query!(
        r#"select q.period, t.number, c.decided_on is not null as "decided!", q.closed_on is not null as "closed!",
                  c.verdict as "verdict: Verdict", c.own_rating as "own_rating: OwnRating",
                  c.verified_rating as "verified_rating: OwnRating", c.risk as "risk: Risk"
           from quarterly_check q join quarterly_check_task c on c.check_id = q.id join task t on t.id = c.task_id
           where q.plan_id = $1 order by q.period collate "C", t.number"#,
        plan.0
    )
    .fetch_all(conn)
    .await?;
    let fields = rows.into_iter().map(|row| CheckFields {
        period: row.period,
        task: row.number,
        verdict: row.verdict.filter(|_| row.decided).map(Verdict::word),
        own_rating: row.own_rating.map(OwnRating::word),
        verified_rating: row.verified_rating.filter(|_| row.decided).map(OwnRating::word),
        risk: row.risk.filter(|_| row.decided).map(Risk::word),
        status: match (row.closed, row.decided) {
            (true, _) => "已结束",
            (false, true) => "已定",
            (false, false) => "检查中",
        },
    });
    Ok(fields.collect())
}

/// All findings of a plan, withdrawn ones too, by number.
pub(super) async fn list_findings_of(
    conn: &mut PgConnection,
    year: i32,
    on: NaiveDate,
) -> Result<Vec<FindingFields>> {
    let which = Which { year: Some(year), ..Which::default() };
    let findings = list_findings(conn, &Reader::of_all(on), which).await?;
    let fields = findings.into_iter().map(|finding| FindingFields {
        number: finding.number,
        task: finding.task_number,
        source: finding.source.code(),
        closed_on: finding.ended_on.filter(|_| finding.status == FindingStatus::Closed),
        status: finding.status.word(),
        due_on: finding.due_on,
        department: finding.department_name,
    });
    Ok(fields.collect())
}

/// The summaries of a plan that are begun, by half-year.
pub(super) async fn list_summaries_of(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<SummaryFields>> {
    let mut all = list_summaries(conn, plan, None).await?;
    // The frozen one stands for its half-year, else the draft: the sort is stable, the newest stays before the others.
    all.sort_by_key(|of| (of.period.clone(), of.status != SummaryStatus::Frozen));
    all.dedup_by(|later, first| later.period == first.period);
    let fields = all.into_iter().map(|of| SummaryFields {
        period: of.period,
        status: of.status.word(),
        frozen_at: of.frozen_at.map(instant),
    });
    Ok(fields.collect())
}

/// What was passed up to the superior court, drafts and withdrawn items too, by number.
pub(super) async fn list_feedback_of(
    conn: &mut PgConnection,
    year: i32,
    on: NaiveDate,
) -> Result<Vec<FeedbackFields>> {
    let kind = Kind::Feedback;
    let which =
        superior_court::Which { kind: Some(kind), year: Some(year), ..superior_court::Which::default() };
    let mut papers = list_papers(conn, &Reader::of_all(on), which).await?;
    papers.reverse();
    let fields = papers.into_iter().map(|paper| FeedbackFields {
        number: paper.number,
        status: paper.status.word(kind),
        sent_on: paper.sent_on,
        answered_on: paper.settled_on,
        tasks: paper.task_numbers,
    });
    Ok(fields.collect())
}

/// RFC 3339 in Beijing time.
fn instant(at: DateTime<Utc>) -> String {
    at.with_timezone(&BEIJING).to_rfc3339_opts(chrono::SecondsFormat::Secs, false)
}
