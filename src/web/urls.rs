//! Every link of the program, so that none rots.

mod appraisal;
mod blind_spots;
mod documents;
mod kiosk;
mod of_ledger;
mod passed_up;
mod plan_drafts;
mod supervision;

use chrono::NaiveDate;

pub use appraisal::*;
pub use blind_spots::*;
pub use documents::*;
pub use kiosk::*;
pub use of_ledger::*;
pub use passed_up::*;
pub use plan_drafts::*;
pub use supervision::*;

use crate::ids::AccountId;
use crate::ids::DepartmentId;

/// `/2019/wall`
#[must_use]
pub fn wall(year: i32) -> String {
    format!("/{year}/wall")
}

/// `/2019/wall/events`: news that the wall should look again.
#[must_use]
pub fn wall_events(year: i32) -> String {
    format!("/{year}/wall/events")
}

/// `/2019/calendar.ics?key=…`: what the key's person owes, for a calendar program.
#[must_use]
pub fn calendar_feed(year: i32, secret: &str) -> String {
    format!("/{year}/calendar.ics?key={secret}")
}

/// `/2019/gantt`
#[must_use]
pub fn gantt(year: i32) -> String {
    format!("/{year}/gantt")
}

/// `/2019/gantt.svg`: the same as a file.
#[must_use]
pub fn gantt_file(year: i32) -> String {
    format!("/{year}/gantt.svg")
}

/// `/2019/changes`: what moved since the newest baseline.
#[must_use]
pub fn changes(year: i32) -> String {
    format!("/{year}/changes")
}

/// `/2019/changes?from=2019-05-31`: what moved since that day's baseline.
#[must_use]
pub fn changes_since(year: i32, day: NaiveDate) -> String {
    format!("{}?from={day}", changes(year))
}

/// `/2019/tasks/6`
#[must_use]
pub fn task(year: i32, number: i32) -> String {
    format!("/{year}/tasks/{number}")
}

/// A form of a task: `/2019/tasks/6/edit`
#[must_use]
pub fn task_form(year: i32, number: i32, form: &str) -> String {
    format!("/{year}/tasks/{number}/{form}")
}

/// A step of a task's life: `/2019/tasks/6/status/standing`
#[must_use]
pub fn task_step(year: i32, number: i32, step: &str) -> String {
    format!("/{year}/tasks/{number}/status/{step}")
}

/// `/2019/tasks/add`
#[must_use]
pub fn add_task(year: i32) -> String {
    format!("/{year}/tasks/add")
}

/// `/2019/tasks/adjust`: many tasks at once.
#[must_use]
pub fn adjust_tasks(year: i32) -> String {
    format!("/{year}/tasks/adjust")
}

/// `/2019/tasks/6/timeline`: planning one task backwards.
#[must_use]
pub fn timeline(year: i32, number: i32) -> String {
    task_form(year, number, "timeline")
}

/// `/2019/tasks/timelines`: planning many tasks backwards at once.
#[must_use]
pub fn timelines(year: i32) -> String {
    format!("/{year}/tasks/timelines")
}

/// `/patterns/7`: a pattern of milestones.
#[must_use]
pub fn pattern(id: crate::ids::PatternId) -> String {
    format!("{PATTERNS}/{id}")
}

/// `/2019/reports`
#[must_use]
pub fn reports(year: i32) -> String {
    format!("/{year}/reports")
}

/// `/2019/reports/2019-06`
#[must_use]
pub fn reports_of_month(year: i32, month: &str) -> String {
    format!("/{year}/reports/{month}")
}

/// `/2019/reports/2019-06/xlsx`: the month's reports as an Excel workbook.
#[must_use]
pub fn reports_file(year: i32, month: &str) -> String {
    format!("/{year}/reports/{month}/xlsx")
}

/// `/2019/reports/2019-06?department=3`: where a department fills in its reports of a month.
#[must_use]
pub fn reports_to_fill_in(year: i32, month: &str, department: DepartmentId) -> String {
    format!("{}?department={department}", reports_of_month(year, month))
}

/// `/2019/reports?department=7`: one department's, at its earliest open month.
#[must_use]
pub fn reports_of_department(year: i32, department: crate::ids::DepartmentId) -> String {
    format!("/{year}/reports?department={department}")
}

/// `/2019/reports/2019-06/review`
#[must_use]
pub fn review(year: i32, month: &str) -> String {
    format!("/{year}/reports/{month}/review")
}

/// `/2019/tasks/6/files`
#[must_use]
pub fn task_files(year: i32, number: i32) -> String {
    format!("/{year}/tasks/{number}/files")
}

/// `/2019/files/7`
#[must_use]
pub fn file(year: i32, file: crate::ids::FileId) -> String {
    format!("/{year}/files/{file}")
}

/// `/2019/tasks/6/milestones/17`
#[must_use]
pub fn milestone(year: i32, number: i32, milestone: crate::ids::MilestoneId) -> String {
    format!("/{year}/tasks/{number}/milestones/{milestone}")
}

/// `/2019/deliverables`
#[must_use]
pub fn deliverables(year: i32) -> String {
    format!("/{year}/deliverables")
}

/// `/2019/deadlines`
#[must_use]
pub fn deadlines(year: i32) -> String {
    format!("/{year}/deadlines")
}

/// `/2019/deadlines/17`
#[must_use]
pub fn deadline(year: i32, id: crate::ids::DeadlineId) -> String {
    format!("/{year}/deadlines/{id}")
}

/// `/2019/deadlines/remind`: the form 催办所选.
#[must_use]
pub fn deadline_remind(year: i32) -> String {
    format!("/{year}/deadlines/remind")
}

/// `/2019/reminders`: 催办.
#[must_use]
pub fn reminders(year: i32) -> String {
    format!("/{year}/reminders")
}

/// `/2019/reminders/sheet`: 催办单 of a department.
#[must_use]
pub fn reminder_sheet(year: i32) -> String {
    format!("/{year}/reminders/sheet")
}

/// `/2019/checks`: 季度检查.
#[must_use]
pub fn checks(year: i32) -> String {
    format!("/{year}/checks")
}

/// `/2019/checks/2019-Q2`: the round of a quarter.
#[must_use]
pub fn check(year: i32, quarter: &str) -> String {
    format!("/{year}/checks/{quarter}")
}

/// `/2019/checks/2019-Q2/tasks/6`: one task checked.
#[must_use]
pub fn check_of_task(year: i32, quarter: &str, number: i32) -> String {
    format!("{}/tasks/{number}", check(year, quarter))
}

/// `/2019/archive`: 归档.
#[must_use]
pub fn archive(year: i32) -> String {
    format!("/{year}/archive")
}

/// `/2019/summaries`: 半年总结、年度总结.
#[must_use]
pub fn summaries(year: i32) -> String {
    format!("/{year}/summaries")
}

/// `/2019/summaries/2019-H1`
#[must_use]
pub fn summary(year: i32, half: &str) -> String {
    format!("/{year}/summaries/{half}")
}

/// A form or file of a summary: `/2019/summaries/2019-H1/edit`
#[must_use]
pub fn summary_form(year: i32, half: &str, form: &str) -> String {
    format!("{}/{form}", summary(year, half))
}

/// `/2019/plan`
#[must_use]
pub fn plan(year: i32) -> String {
    format!("/{year}/plan")
}

/// A form of the plan: `/2019/plan/rules`
#[must_use]
pub fn plan_form(year: i32, form: &str) -> String {
    format!("/{year}/plan/{form}")
}

/// `/2019/history`
#[must_use]
pub fn history(year: i32) -> String {
    format!("/{year}/history")
}

/// `/2019/acknowledgements`
#[must_use]
pub fn acknowledgements(year: i32) -> String {
    format!("/{year}/acknowledgements")
}

/// `/2019/acknowledge`, the target of its forms.
#[must_use]
pub fn acknowledge(year: i32) -> String {
    format!("/{year}/acknowledge")
}

/// `/departments/7`
#[must_use]
pub fn department(department: DepartmentId) -> String {
    format!("{DEPARTMENTS}/{department}")
}

/// `/departments/7/split`: a form that changes a department.
#[must_use]
pub fn department_form(id: DepartmentId, form: &str) -> String {
    format!("{}/{form}", department(id))
}

/// `/2019/deadlines/7/decide`: the office decides a proposal of the sweep.
#[must_use]
pub fn decide_proposal(year: i32, id: crate::ids::DeadlineId) -> String {
    format!("{}/decide", deadline(year, id))
}

/// `/2019/deadlines/sweep`: the office sweeps now.
#[must_use]
pub fn sweep(year: i32) -> String {
    format!("{}/sweep", deadlines(year))
}

/// `/notices/7/read`: a notice was read.
#[must_use]
pub fn notice_read(id: i64) -> String {
    format!("/notices/{id}/read")
}

/// All notices were read.
pub const NOTICES_READ: &str = "/notices/read";
/// The worklist.
pub const WORKLIST: &str = "/worklist";
/// Departments, groups, memberships.
pub const DEPARTMENTS: &str = "/departments";
/// Working days.
pub const CALENDAR: &str = "/calendar";
/// Patterns of milestones.
pub const PATTERNS: &str = "/patterns";
/// A new pattern of milestones.
pub const ADD_PATTERN: &str = "/patterns/add";
/// A notice of days off, entered by the office.
pub const CALENDAR_NOTICE: &str = "/calendar/notice";

/// `/calendar?year=2019`
#[must_use]
pub fn calendar_of(year: i32) -> String {
    format!("{CALENDAR}?year={year}")
}

/// `/calendar/notice?year=2019`
#[must_use]
pub fn enter_calendar_notice(year: i32) -> String {
    format!("{CALENDAR_NOTICE}?year={year}")
}

/// Accounts.
pub const ACCOUNTS: &str = "/accounts";
/// The security policy.
pub const SECURITY_POLICY: &str = "/accounts/policy";

/// `/accounts/7`
#[must_use]
pub fn account(id: AccountId) -> String {
    format!("{ACCOUNTS}/{id}")
}

/// `/history/42`: an entry of the operation log.
#[must_use]
pub fn operation_log_entry(id: i64) -> String {
    format!("{OPERATION_LOG}/{id}")
}

/// `/2019/history/42`: an entry of the year's records.
#[must_use]
pub fn history_entry(year: i32, id: i64) -> String {
    format!("/{year}/history/{id}")
}

/// All plans stored, or how to load one.
pub const PLANS: &str = "/plans";
/// The whole operation log.
pub const OPERATION_LOG: &str = "/history";
/// Where the office moves a demonstration's day on.
pub const DEMONSTRATION_ADVANCE: &str = "/demonstration/advance";
/// Where one changes one's password.
pub const OWN_PASSWORD: &str = "/account/password";
/// Where one makes and revokes the address of one's calendar feed.
pub const CALENDAR_FEED: &str = "/account/calendar-feed";
/// Revokes it.
pub const REVOKE_CALENDAR_FEED: &str = "/account/calendar-feed/revoke";
/// The sign-in page.
pub const LOGIN: &str = "/login";

/// The sign-in page, which leads to `back` afterwards.
#[must_use]
pub fn sign_in(back: &str) -> String {
    if back == "/" {
        return LOGIN.to_owned();
    }
    let query = serde_html_form::to_string([("next", back)]).unwrap_or_default();
    format!("{LOGIN}?{query}")
}
