//! What there is to gather: what accepted reports say, and the tasks that wait for a superior.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::begin::NewPaper;
use super::draft::{Said, says_nothing, text};
use super::kind::Kind;
use super::writes::Gathered;
use crate::deadlines::Period;
use crate::error::Result;
use crate::ids::{PlanId, SubmissionId, TaskId};
use crate::plan::Plan;
use crate::plan::tasks::TaskStatus;
use crate::supervision::Reader;
use crate::supervision::waits::{Wait, list_waits};

/// What accepted reports of a task say, in the same words over one or more months.
#[derive(Debug, Clone)]
pub(super) struct Report {
    /// The latest submission that says it.
    pub id: SubmissionId,
    pub task: TaskId,
    pub task_number: i32,
    pub task_title: String,
    pub restricted: bool,
    /// The department whose report it is.
    pub department: String,
    /// `2019-06`: the latest month that says so.
    pub month: String,
    /// The earliest.
    pub first_month: String,
    pub words: String,
    /// The number of the paper of this kind it stands in already; withdrawn ones are none.
    pub used_in: Option<i32>,
}

impl Report {
    /// 2019年6月; 2019年4月至2019年6月
    pub fn months(&self) -> String {
        let words = |code: &str| code.parse::<Period>().map_or_else(|_| code.to_owned(), Period::words);
        if self.first_month == self.month {
            words(&self.month)
        } else {
            format!("{}至{}", words(&self.first_month), words(&self.month))
        }
    }
}

/// What the accepted reports of these months say, by task and month: for feedback the difficulties that stand in no paper,
/// for a bulletin what was achieved, with what proves it. What says nothing is left out.
pub(super) async fn list_reports(
    conn: &mut PgConnection,
    (plan, kind): (PlanId, Kind),
    (first, last): (&str, &str),
) -> Result<Vec<Report>> {
    let mut found = sqlx::query_as!(
        Report,
        r#"with said as (
               select t.id as task, t.number, t.title, t.restricted, d.name as department, m.month, u.id as submission,
                      case when $4::superior_paper_kind = 'feedback' then btrim(u.problems, E' \n') when u.unchanged then ''
                           when u.proof = '' then btrim(u.progress_text, E' \n')
                           else btrim(u.progress_text, E' \n') || E'\n完成证明：' || u.proof end as words
               from monthly_report m join task t on t.id = m.task_id join department d on d.id = m.department_id
               join lateral (select s.id, s.problems, s.progress_text, s.proof, s.unchanged from report_submission s
                             where s.report_id = m.id and s.outcome = 'accepted' order by s.number desc limit 1) u on true
               where t.plan_id = $1 and m.status = 'accepted' and m.month between $2 and $3
           )
           select (array_agg(s.submission order by s.month desc))[1] as "id!: SubmissionId", s.task as "task!: TaskId",
                  s.number as "task_number!", s.title as "task_title!", s.restricted as "restricted!",
                  (array_agg(s.department order by s.month desc))[1] as "department!", max(s.month) as "month!",
                  min(s.month) as "first_month!", s.words as "words!",
                  (select max(p.number) from superior_paper_source o join superior_paper p on p.id = o.paper_id
                   join superior_paper_task k on k.paper_id = p.id and k.task_id = o.task_id
                   where p.kind = $4 and p.status <> 'withdrawn' and o.task_id = s.task and o.waiting_since is null
                     and o.words = s.words) as used_in
           from said s where s.words <> ''
           group by s.task, s.number, s.title, s.restricted, s.words order by s.number, max(s.month) desc"#,
        plan.0,
        first,
        last,
        kind as Kind
    )
    .fetch_all(conn)
    .await?;
    found.retain(|of| !says_nothing(&of.words) && (kind == Kind::Bulletin || of.used_in.is_none()));
    Ok(found)
}

/// The tasks of a year that wait for a superior (待上级) and whose waiting stands in no item of feedback.
pub(super) async fn list_waiting(conn: &mut PgConnection, reader: &Reader, year: i32) -> Result<Vec<Wait>> {
    let mut waits = list_waits(conn, reader, Some(year)).await?;
    let gathered = sqlx::query!(
        r#"select o.task_id as "task: TaskId", o.waiting_since as "since!"
           from superior_paper_source o join superior_paper p on p.id = o.paper_id join plan y on y.id = p.plan_id
           join superior_paper_task k on k.paper_id = p.id and k.task_id = o.task_id
           where y.year = $1 and p.status <> 'withdrawn' and o.waiting_since is not null"#,
        year
    )
    .fetch_all(conn)
    .await?;
    waits.retain(|wait| {
        wait.status == TaskStatus::WaitingForSuperior
            && !gathered.iter().any(|of| of.task == wait.task && of.since == wait.since)
    });
    Ok(waits)
}

/// What there is to gather in a time.
pub(super) struct Found {
    pub reports: Vec<Report>,
    pub waits: Vec<Wait>,
}

impl Found {
    /// Reads it: the reports of a period (its code; any other word asks for the whole year), and what waits now.
    pub async fn of(
        conn: &mut PgConnection,
        (plan, kind): (&Plan, Kind),
        period: &str,
        today: NaiveDate,
    ) -> Result<Self> {
        let (first, last) = months(plan.year, period);
        let reports = list_reports(conn, (plan.id, kind), (&first, &last)).await?;
        let waits = match kind {
            Kind::Feedback => list_waiting(conn, &Reader::of_all(today), plan.year).await?,
            Kind::Bulletin => Vec::new(),
        };
        Ok(Self { reports, waits })
    }

    /// What is chosen of it, as it goes into the paper and as the draft says it, by task.
    pub fn chosen(
        &self,
        of_reports: impl Fn(&Report) -> bool,
        of_waits: impl Fn(&Wait) -> bool,
    ) -> (Vec<Gathered>, Vec<Said>) {
        let said = |task: i32, title: &str, words: &str| Said {
            task,
            title: title.to_owned(),
            words: words.to_owned(),
        };
        let reports = self.reports.iter().filter(|of| of_reports(of)).map(|of| {
            let gathered = Gathered {
                task: of.task,
                submission: Some(of.id),
                waiting_since: None,
                words: of.words.clone(),
            };
            (gathered, said(of.task_number, &of.task_title, &of.words))
        });
        let waits = self.waits.iter().filter(|of| of_waits(of)).map(|of| {
            let gathered = Gathered {
                task: of.task,
                submission: None,
                waiting_since: Some(of.since),
                words: of.source.clone(),
            };
            (gathered, said(of.number, &of.title, &of.source))
        });
        let mut chosen: Vec<_> = reports.chain(waits).collect();
        chosen.sort_by_key(|(_, said)| said.task);
        chosen.into_iter().unzip()
    }
}

/// A paper of everything there is to gather of these tasks now: its title, whom it goes to.
///
/// # Errors
/// Only of the store.
pub async fn gather_of(
    conn: &mut PgConnection,
    (plan, kind): (&Plan, Kind),
    today: NaiveDate,
    tasks: &[i32],
    (title, addressee): (&str, &str),
) -> Result<NewPaper> {
    let found = Found::of(conn, (plan, kind), "", today).await?;
    let (gathered, said) =
        found.chosen(|of| tasks.contains(&of.task_number), |of| tasks.contains(&of.number));
    let mut of_tasks: Vec<TaskId> = gathered.iter().map(|of| of.task).collect();
    of_tasks.dedup();
    Ok(NewPaper {
        kind,
        title: title.to_owned(),
        addressee: addressee.to_owned(),
        text: text(kind, plan.year, &said),
        tasks: of_tasks,
        gathered,
    })
}

/// The first and the last month of a period's code; of any other word, of the year.
fn months(year: i32, period: &str) -> (String, String) {
    let whole = (format!("{year}-01"), format!("{year}-12"));
    let of_year = period.parse::<Period>().ok().filter(|period| period.year() == year);
    of_year.map_or(whole, |period| {
        let month = |day: NaiveDate| Period::month_of(day).to_string();
        (month(period.first_day()), month(period.last_day()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_its_months() {
        let of = |period: &str| {
            let (first, last) = months(2019, period);
            format!("{first}..{last}")
        };
        assert_eq!(of("2019-Q2"), "2019-04..2019-06");
        assert_eq!(of("2019-06"), "2019-06..2019-06");
        for other in ["", "2018-Q2", "nonsense"] {
            assert_eq!(of(other), "2019-01..2019-12", "{other}");
        }
    }
}
