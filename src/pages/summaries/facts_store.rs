//! Reading what a draft is made from: the overview and five statements, whatever the number of tasks.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::draft::{CheckCounts, Document, Facts, Feedback, FindingCounts, ReportCounts};
use super::model::span;
use crate::deadlines::Period;
use crate::deadlines::periods::Rhythm;
use crate::error::Result;
use crate::ids::PlanId;
use crate::pages::overview;
use crate::pages::superior_court::{Kind, PaperRow, Which, list_papers};
use crate::plan::Plan;
use crate::reporting::milestones::{DeliverableRow, list_deliverables};
use crate::supervision::Reader;
use crate::web::document_title::in_marks;
use crate::web::urls;

/// The plan of `year` as of a day, for the summary of a half-year.
pub(super) async fn read_facts(
    conn: &mut PgConnection,
    (year, period): (i32, Period),
    as_of: NaiveDate,
) -> Result<Facts> {
    let overview = overview::read(conn, year, as_of).await?;
    let plan = &overview.plan;
    let documents = list_deliverables(conn, plan.id, as_of, (true, &[])).await?;
    Ok(Facts {
        year,
        period,
        as_of,
        reports: count_reports(conn, plan.id, (&parts(period, Rhythm::Month), as_of)).await?,
        checks: list_checks(conn, plan.id, &parts(period, Rhythm::Quarter)).await?,
        findings: count_findings(conn, plan.id, (span(period).0, as_of)).await?,
        feedback: list_feedback(conn, (year, period), as_of).await?,
        documents: documents.iter().map(|row| document(year, row)).collect(),
        court: plan.issuing_body.clone(),
        document_number: plan.document_number.clone(),
        lag_points: overview.rules.lag_points,
        sections: overview
            .sections
            .iter()
            .map(|section| (section.number, section.numeral(), section.short_title.clone()))
            .collect(),
        tasks: overview.tasks,
    })
}

/// What was passed up to the superior court, or came back from it, in the period.
async fn list_feedback(
    conn: &mut PgConnection,
    (year, period): (i32, Period),
    as_of: NaiveDate,
) -> Result<Vec<Feedback>> {
    let (first, last) = span(period);
    let within = |on: NaiveDate| first <= on && on <= last;
    let which = Which { kind: Some(Kind::Feedback), year: Some(year), ..Which::default() };
    let mut papers = list_papers(conn, &Reader::of_all(as_of), which).await?;
    papers.reverse();
    let standing = papers.into_iter().filter(|paper| paper.withdrawn_on.is_none());
    let item = |paper: PaperRow| {
        let sent_on = paper.sent_on?;
        let told = within(sent_on) || paper.settled_on.is_some_and(within);
        let (name, path) = (paper.name(), paper.path());
        told.then_some(Feedback {
            name,
            path,
            sent_on,
            answered_on: paper.settled_on,
            addressee: paper.addressee,
        })
    };
    Ok(standing.filter_map(item).collect())
}

/// The months or quarters a summary is about, as they are stored.
fn parts(period: Period, rhythm: Rhythm) -> Vec<String> {
    let (first, last) = span(period);
    let all = (1..=12).filter_map(|n| Period::of(period.year(), rhythm, n));
    all.filter(|part| part.first_day() >= first && part.last_day() <= last)
        .map(|part| part.to_string())
        .collect()
}

/// The months a summary is about, as they are stored.
pub(super) fn parts_in_months(period: Period) -> Vec<String> {
    parts(period, Rhythm::Month)
}

fn document(year: i32, row: &DeliverableRow) -> Document {
    let title = match row.document_title.as_str() {
        "" => String::new(),
        title => in_marks(title),
    };
    let number = match row.document_number.as_str() {
        number if title.is_empty() || number.is_empty() => number.to_owned(),
        number => format!("（{number}）"),
    };
    let path = match (row.milestone, row.completion) {
        (Some(milestone), _) => urls::milestone(year, row.task_number, milestone),
        (None, Some(completion)) => urls::completion(year, completion),
        (None, None) => urls::task(year, row.task_number),
    };
    Document { task: row.task_number, words: format!("{title}{number}"), path }
}

/// Reports owed by the day for these months, of all sections together.
async fn count_reports(
    conn: &mut PgConnection,
    plan: PlanId,
    asked: (&[String], NaiveDate),
) -> Result<ReportCounts> {
    let of_sections = count_reports_of_sections(conn, plan, asked).await?;
    Ok(of_sections.into_iter().fold(ReportCounts::default(), |sum, (_, of)| sum.plus(of)))
}

/// The same of a whole year, each with the number of its section.
pub(in crate::pages) async fn count_reports_of_year(
    conn: &mut PgConnection,
    plan: &Plan,
    as_of: NaiveDate,
) -> Result<Vec<(i32, ReportCounts)>> {
    let months = (1..=12).filter_map(|n| Period::of(plan.year, Rhythm::Month, n));
    let months: Vec<String> = months.map(|month| month.to_string()).collect();
    count_reports_of_sections(conn, plan.id, (&months, as_of)).await
}

/// Reports owed by the day for these months, by section. On time is judged on the first submission against the date owed then.
async fn count_reports_of_sections(
    conn: &mut PgConnection,
    plan: PlanId,
    (months, as_of): (&[String], NaiveDate),
) -> Result<Vec<(i32, ReportCounts)>> {
    let rows = sqlx::query!(
        r#"select c.number, count(*) as "owed!", count(*) filter (where s.on_time) as "on_time!",
                  count(*) filter (where not s.on_time) as "late!",
                  count(*) filter (where s.on_time is null) as "missing!"
           from deadline l join task t on t.id = l.task_id join section c on c.id = t.section_id
           left join lateral (
               select (array_agg(u.submitted_on <= u.due_on order by u.number))[1] as on_time
               from monthly_report m join report_submission u on u.report_id = m.id
               where m.task_id = l.task_id and m.month = l.period) s on true
           where l.plan_id = $1 and l.kind = 'monthly_report' and l.period = any($2) and l.waived_on is null
             and (l.original_due_on < $3 or s.on_time is not null)
           group by c.number order by c.number"#,
        plan.0,
        months,
        as_of
    )
    .fetch_all(conn)
    .await?;
    let counts = |owed, on_time, late, missing| ReportCounts { owed, on_time, late, missing };
    Ok(rows
        .into_iter()
        .map(|row| (row.number, counts(row.owed, row.on_time, row.late, row.missing)))
        .collect())
}

/// The rounds begun for these quarters; what is not decided counts for no verdict.
async fn list_checks(conn: &mut PgConnection, plan: PlanId, quarters: &[String]) -> Result<Vec<CheckCounts>> {
    Ok(sqlx::query_as!(
        CheckCounts,
        r#"select q.period as quarter, q.closed_on is not null as "closed!", count(c.task_id) as "tasks!",
                  count(*) filter (where c.decided_on is not null and c.verdict = 'conforms') as "conform!",
                  count(*) filter (where c.decided_on is not null and c.verdict = 'mostly_conforms') as "mostly_conform!",
                  count(*) filter (where c.decided_on is not null and c.verdict = 'does_not_conform') as "do_not_conform!"
           from quarterly_check q left join quarterly_check_task c on c.check_id = q.id
           where q.plan_id = $1 and q.period = any($2) group by q.id, q.period, q.closed_on order by q.period"#,
        plan.0,
        quarters
    )
    .fetch_all(conn)
    .await?)
}

/// Findings entered between two days, as they stand now; withdrawn ones are none.
async fn count_findings(
    conn: &mut PgConnection,
    plan: PlanId,
    (from, as_of): (NaiveDate, NaiveDate),
) -> Result<FindingCounts> {
    Ok(sqlx::query_as!(
        FindingCounts,
        r#"select count(*) as "entered!", count(*) filter (where f.status = 'closed') as "closed!",
                  count(*) filter (where f.status <> 'closed' and l.met_on is null and l.waived_on is null
                                     and l.due_on < $3) as "overdue!"
           from finding f
           join deadline l on l.plan_id = f.plan_id and l.kind = 'rectification' and l.task_id = f.task_id
                and l.subject_id = f.id
           where f.plan_id = $1 and f.status <> 'withdrawn' and f.opened_on between $2 and $3"#,
        plan.0,
        from,
        as_of
    )
    .fetch_one(conn)
    .await?)
}
