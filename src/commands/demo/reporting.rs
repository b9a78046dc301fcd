//! Departments file, the office reviews: by calling what their pages call.

use chrono::{Days, NaiveDate};

use super::life::{Life, YEAR, month_code, reviews_wait};
use super::people::{HEADED, head_of};
use super::reports::OwedReport;
use super::script::made_up;
use super::store;
use crate::accounts::Role;
use crate::audit_trail::Act;
use crate::error::Result;
use crate::ids::DepartmentId;
use crate::plan::tasks::get_task;
use crate::reporting::monthly_reports::{
    MonthOf, PendingReport, Step, ToFile, accept, list_items, list_pending, return_report, save_draft, submit,
};

/// How many days ahead a report may be filed.
const AHEAD: Days = Days::new(14);

impl Life<'_> {
    /// Files what departments file on `day`: all of a department's month at once.
    pub(super) async fn file_reports(&mut self, day: NaiveDate) -> Result<()> {
        let owed = store::list_owed_reports(self.conn, self.plan.id, day + AHEAD).await?;
        let to_file: Vec<_> = owed
            .into_iter()
            .filter(|(_, report)| report.filed_from(&self.calendar).is_some_and(|from| from <= day))
            .collect();
        let same = |a: &(DepartmentId, OwedReport), b: &(DepartmentId, OwedReport)| {
            (a.0, a.1.month, a.1.is_recorded()) == (b.0, b.1.month, b.1.is_recorded())
        };
        for (minute, month) in (0..).zip(to_file.chunk_by(same)) {
            self.set_clock(day, 10, minute * 3);
            self.file_month(month).await?;
        }
        Ok(())
    }

    /// Files some reports of one department and month.
    async fn file_month(&mut self, reports: &[(DepartmentId, OwedReport)]) -> Result<()> {
        let Some((department, first)) = reports.first() else { return Ok(()) };
        let act = self.filing_act(first)?;
        let month = MonthOf::get(self.conn, YEAR, &month_code(first.month)).await?;
        let mut items = list_items(self.conn, &month, *department).await?;
        items.retain(|item| reports.iter().any(|(_, report)| report.task == item.number));
        for item in &mut items {
            let Some((_, report)) = reports.iter().find(|(_, report)| report.task == item.number) else {
                continue;
            };
            let fields = report.fields(item.fields());
            let version = item.version();
            save_draft(self.conn, &act, &month, item, &fields, version).await?;
        }
        let to_file: Vec<ToFile<'_>> = items.iter().filter_map(ToFile::new).collect();
        let head = if HEADED.contains(&first.department.as_str()) {
            format!("{}负责人", first.department)
        } else {
            String::new()
        };
        submit(self.conn, &act, &month, &to_file, Step::Submit, &head).await
    }

    /// The contact files; 立案庭's head does in June; what comes by telephone the office records.
    fn filing_act(&self, report: &OwedReport) -> Result<Act> {
        if report.is_recorded() {
            return Ok(self.act_of("office")?.on_behalf_of(&format!("{}工作联系人", report.department)));
        }
        if (report.department.as_str(), report.month) == ("立案庭", 6) {
            return self.act_of(&head_of(&report.department));
        }
        self.act_of(&report.department)
    }

    /// The office reviews what came in before `day`.
    pub(super) async fn review_reports(&mut self, day: NaiveDate) -> Result<()> {
        if reviews_wait(day) {
            return Ok(());
        }
        let mut minute = 0;
        for month in store::list_months_to_review(self.conn).await? {
            let month = MonthOf::get(self.conn, YEAR, &month).await?;
            let pending = list_pending(self.conn, &month, day).await?;
            for report in pending.iter().filter(|report| report.submitted_on < day) {
                self.set_clock(day, 15, minute);
                self.review(day, &month, report).await?;
                minute += 2;
            }
        }
        Ok(())
    }

    /// The office accepts or returns; what it recorded itself, the leader in charge accepts.
    async fn review(&mut self, day: NaiveDate, month: &MonthOf, report: &PendingReport) -> Result<()> {
        if report.on_behalf_of.is_some() {
            let task = get_task(self.conn, &self.plan, report.task_number).await?;
            let leader = self.leader_of(task.id, day).await?;
            let act = self.act_of_account(leader.id, &leader.name);
            return accept(self.conn, &act, month, report, (leader.id, Role::Leader)).await;
        }
        let act = self.act_of("office")?;
        let office = (self.account("office")?.0, Role::Office);
        let in_year = month.month.first_day();
        let reason = OwedReport::returned_for(report.task_number, chrono::Datelike::month(&in_year));
        match reason.filter(|_| report.number == 1) {
            Some(reason) => {
                return_report(self.conn, &act, month, report, office, &made_up(reason)).await?;
                Ok(())
            }
            None => accept(self.conn, &act, month, report, office).await,
        }
    }
}
