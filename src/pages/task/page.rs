//! The page of a task.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use sqlx::PgConnection;

use super::checks::{CheckLine, checks_of};
use super::duties::{DutyLine, MilestoneLine, milestone_line, moved_from};
use super::feedback::{FeedbackLine, feedback_of, mark_passed_up};
use super::findings::{FindingLine, add_finding, findings_of, open_for_findings};
use super::in_charge::InChargeLines;
use super::instructions::{InstructionLine, add_instruction, instructions_of};
use super::look_backs::{LookBackLine, look_backs_of};
use super::policies::{PolicyLine, policies_of};
use super::store::{self, PartRow};
use super::supervision_notices::{NoticeLine, notices_of};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::clock::beijing_day;
use crate::deadlines::periods::Rhythm;
use crate::deadlines::{DeadlineKind, DutyOfTask, list_duties_of_task};
use crate::error::{AppError, Result};
use crate::ids::DepartmentId;
use crate::pages::baselines::find_reference;
use crate::pages::gantt::{self, TaskGantt};
use crate::pages::history::{RecordLine, entries_of_task};
use crate::pages::overview::{self, Extensions, Overview, TaskOverview};
use crate::pages::reports_of_task::{self, ReportLine, list_reports};
use crate::plan::carried_over::{LinkReader, TaskOfYear, find_links};
use crate::plan::milestones::{list_lead_departments, list_milestones};
use crate::plan::sections::numeral;
use crate::plan::tasks::in_charge::get_people_in_charge;
use crate::plan::tasks::steps::Move;
use crate::plan::tasks::{AssignmentRole, Task, TaskStatus, get_task};
use crate::reporting::evidence::{FileLine, list_files_of_task};
use crate::supervision::change_requests::find_latest_completion;
use crate::web::{AppState, PageFrame, dates, urls};

/// Records shown beside the task; the rest stands in the year's history.
const RECORDS: i64 = 12;

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/tasks/{number}", Access::Needs(Action::ReadLedger), show)]
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/task.html")]
struct TaskPage {
    frame: PageFrame,
    head: Head,
    /// Where its chain is shown.
    chain: String,
    task: Task,
    paragraphs: Vec<String>,
    /// The task of an earlier year that it goes on with: words and address.
    carried_from: Option<(String, String)>,
    /// Those of later years that go on with it.
    carried_to: Vec<(String, String)>,
    /// 具体举措, 预期成果, 完成标准: heading, text, and how it gets here where it is empty.
    details: [(&'static str, String, &'static str); 3],
    leads: Vec<PartLine>,
    supports: Vec<PartLine>,
    files_report: Option<String>,
    leader: Option<String>,
    contact: Option<String>,
    leaders: InChargeLines,
    contacts: InChargeLines,
    due_on: String,
    due_moved_from: Option<String>,
    /// The completion asked for last: its word and its page.
    completion: Option<(String, String)>,
    /// Where the reader asks for it.
    ask_completion: Option<String>,
    extensions: String,
    /// Where the reader asks for one.
    ask_extension: Option<String>,
    share: u32,
    scheduled: Option<u32>,
    rhythm: &'static str,
    reports: Vec<ReportLine>,
    milestones: Vec<MilestoneLine>,
    gantt: TaskGantt,
    /// Where the timeline is planned or proposed, for those who may.
    timeline: Option<String>,
    duties: Vec<DutyLine>,
    /// Whether a date among them is an estimate.
    estimates: bool,
    /// What the quarterly checks found; none where they do not concern the reader.
    checks: Option<Vec<CheckLine>>,
    /// What was passed up to the superior court, as far as the reader may see.
    feedback: Vec<FeedbackLine>,
    /// What it rests on.
    policies: Vec<PolicyLine>,
    /// None where they do not concern the reader.
    findings: Option<Vec<FindingLine>>,
    /// 督办通知单 about it that the reader may see.
    notices: Vec<NoticeLine>,
    /// Where the office enters one; from what is overdue, where something is.
    add_finding: Option<String>,
    /// What look-backs found of it, as far as the reader may see.
    look_backs: Vec<LookBackLine>,
    instructions: Option<Vec<InstructionLine>>,
    /// Where one is written or recorded, and what the button says.
    add_instruction: Option<(&'static str, String)>,
    files: Vec<FileLink>,
    files_path: String,
    records: Vec<RecordLine>,
    history: String,
    office: Option<OfficeActions>,
}

/// What stands on every task's page, restricted or not.
pub(super) struct Head {
    pub number: i32,
    pub title: String,
    section: String,
    pub ledger: String,
    light: (&'static str, &'static str, String),
    reason: String,
    /// Words, whether something is late, and the sentence.
    marks: Vec<(String, bool, String)>,
    earlier: Option<(String, String)>,
    later: Option<(String, String)>,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/task_restricted.html")]
pub(super) struct RestrictedPage {
    pub frame: PageFrame,
    pub head: Head,
}

/// A department with its part.
struct PartLine {
    name: String,
    path: String,
    /// As printed, where that is another wording.
    wording: Option<String>,
    /// Since when, where it is not the plan's beginning.
    since: Option<String>,
    acknowledged: Option<String>,
}

/// A file with its address.
struct FileLink {
    file: FileLine,
    path: String,
}

/// What the office can do from here.
struct OfficeActions {
    doubts: Vec<String>,
    plan: String,
    edit: String,
    adjust: String,
    responsibilities: String,
    steps: Vec<(&'static str, String)>,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, number)): Path<(i32, i32)>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let today = state.clocks.today();
    let overview = overview::read(&mut conn, year, today).await?.for_reader(&user);
    let at = overview.tasks.iter().position(|task| task.number == number);
    let Some(at) = at else {
        return Err(AppError::NotFound(format!("{year} 年度的方案没有第 {number} 项任务。")));
    };
    let frame = user.frame(&state, Some(year));
    let head = Head::of(&overview, at);
    if !overview.tasks[at].is_open_to(&user) {
        return Ok(RestrictedPage { frame, head }.into_response());
    }
    Ok(read(&mut conn, &user, &overview, at, (frame, head)).await?.into_response())
}

async fn read(
    conn: &mut PgConnection,
    user: &CurrentUser,
    overview: &Overview,
    at: usize,
    (frame, head): (PageFrame, Head),
) -> Result<TaskPage> {
    let (shown, plan, today) = (&overview.tasks[at], &overview.plan, overview.today);
    let task = get_task(conn, plan, shown.number).await?;
    let (leads, supports): (Vec<PartRow>, Vec<PartRow>) = store::list_parts(conn, plan.id, task.id, today)
        .await?
        .into_iter()
        .partition(|part| part.role == AssignmentRole::Lead);
    let people = get_people_in_charge(conn, task.id).await?;
    let carried = find_links(conn, task.id, &LinkReader::of(user, today)).await?;
    let mut duties = list_duties_of_task(conn, task.id).await?;
    let milestones = list_milestones(conn, task.id).await?;
    let mut gantt = gantt::of_task(overview, shown);
    if let Some(reference) = find_reference(conn, plan.id, Some(task.id)).await? {
        gantt = gantt.against(&reference, overview, shown);
    }
    let lead_departments = list_lead_departments(conn, task.id, today).await?;
    let reports = list_reports(conn, task.id).await?;
    let concerned = user.is_concerned(&shown.concerned);
    let mut reports = reports_of_task::lines(&duties, reports, today, concerned);
    if concerned {
        mark_passed_up(conn, (plan.year, task.id), &mut reports).await?;
    }
    duties.retain(|duty| concerned || !duty.duty.kind.is_for_those_concerned());
    let checks = checks_of(conn, user, (plan.year, task.number), (task.id, concerned)).await?;
    let feedback = feedback_of(conn, user, today, task.id).await?;
    let policies = policies_of(conn, user, today, (plan.year, task.number)).await?;
    let findings = findings_of(conn, user, today, task.id).await?;
    let look_backs = look_backs_of(conn, user, today, task.id).await?;
    let notices = notices_of(conn, user, today, task.id).await?;
    let instructions = instructions_of(conn, user, today, task.id).await?;
    let files = list_files_of_task(conn, task.id, concerned).await?;
    let files = files.into_iter().filter(|file| file.withdrawn.is_none());
    let records = entries_of_task(conn, user, today, task.id, RECORDS).await?;
    let office = if user.may(Action::KeepPlan) {
        Some(OfficeActions::of(conn, plan.year, &task).await?)
    } else {
        None
    };
    let asked = find_latest_completion(conn, task.id).await?;
    let completion = duties.iter().find(|duty| duty.duty.kind == DeadlineKind::TaskCompletion);
    let part = |part: PartRow| PartLine::of(part, plan.starts_on);
    Ok(TaskPage {
        frame,
        carried_from: carried.from.map(of_year),
        carried_to: carried.to.into_iter().map(of_year).collect(),
        chain: urls::task_form(plan.year, task.number, "chain"),
        paragraphs: task.body.lines().map(str::to_owned).collect(),
        details: details(&task),
        files_report: shown.files_report().map(|department| department.name.clone()),
        leads: leads.into_iter().map(part).collect(),
        supports: supports.into_iter().map(part).collect(),
        leader: shown.leader.as_ref().map(|(_, name)| name.clone()),
        contact: shown.contact.clone(),
        leaders: InChargeLines::of(&people.leader, today),
        contacts: InChargeLines::of(&people.contact, today),
        due_on: dates::short(shown.due_on),
        due_moved_from: completion.and_then(moved_from),
        completion: asked
            .map(|(id, state)| (format!("办结申请：{}", state.word()), urls::completion(plan.year, id))),
        ask_completion: (task.status == TaskStatus::InProgress
            && may_ask(user, shown, Action::AskCompletion))
        .then(|| urls::task_form(plan.year, task.number, "completion")),
        extensions: extensions(shown),
        ask_extension: may_ask(user, shown, Action::AskExtension)
            .then(|| urls::task_form(plan.year, task.number, "extension")),
        share: shown.share,
        scheduled: shown.scheduled,
        rhythm: rhythm(&task),
        reports,
        milestones: milestones
            .iter()
            .map(|milestone| milestone_line(plan.year, &task, milestone, (today, &gantt)))
            .collect(),
        gantt,
        timeline: may_plan(user, shown, &lead_departments).then(|| urls::timeline(plan.year, task.number)),
        duties: duties
            .iter()
            .filter(|duty| duty.duty.kind != DeadlineKind::Milestone)
            .map(|duty| DutyLine::of(plan.year, duty, today))
            .collect(),
        checks: checks.filter(|of| !of.is_empty()),
        feedback,
        policies,
        findings: findings.filter(|of| concerned || !of.is_empty()),
        notices,
        add_finding: (user.may(Action::KeepFindings) && open_for_findings(&task))
            .then(|| add_finding(plan.year, task.number, &duties, today)),
        look_backs,
        instructions: instructions.filter(|of| concerned || !of.is_empty()),
        add_instruction: add_instruction(user, plan.year, &task),
        estimates: duties.iter().any(DutyOfTask::is_estimate),
        files: files.map(|file| FileLink { path: urls::file(plan.year, file.id), file }).collect(),
        files_path: urls::task_files(plan.year, task.number),
        records,
        history: format!("{}?task={}", urls::history(plan.year), task.number),
        office,
        head,
        task,
    })
}

/// Whether the person may plan the timeline, or propose it for a lead department.
fn may_plan(user: &CurrentUser, task: &TaskOverview, lead_departments: &[DepartmentId]) -> bool {
    let of_a_lead = lead_departments.iter().any(|department| user.belongs_to(*department));
    !task.status.is_closed()
        && (user.may(Action::KeepPlan) || (user.may(Action::ProposeTimeline) && of_a_lead))
}

/// A task of another year, in words and with its address.
fn of_year(of: TaskOfYear) -> (String, String) {
    (of.words(), urls::task(of.year, of.number))
}

/// What the office says beside the printed text; where it says nothing, who says it.
fn details(task: &Task) -> [(&'static str, String, &'static str); 3] {
    [
        ("具体举措", task.measures.clone(), "由领导小组办公室填写。"),
        ("预期成果", task.expected_outcome.clone(), "由领导小组办公室填写。"),
        ("完成标准", task.completion_criteria.clone(), "办结时按它审查，由领导小组办公室填写。"),
    ]
}

/// 延期 1 次，共 23 天（原定 2019-06-28）.
fn extensions(task: &TaskOverview) -> String {
    let Extensions { count, days } = task.extensions;
    let original = if count > 0 && task.due_on != task.original_due_on {
        format!("（原定 {}）", dates::short(task.original_due_on))
    } else {
        String::new()
    };
    if count == 0 { "0 次".to_owned() } else { format!("{count} 次，共 {days} 天{original}") }
}

/// Whether the reader may ask something for the task's filing department: an extension, or completion.
fn may_ask(user: &CurrentUser, task: &TaskOverview, action: Action) -> bool {
    let owns = task.files_report().is_some_and(|of| user.may_for(action, of.id));
    owns && !task.status.is_closed()
}

fn rhythm(task: &Task) -> &'static str {
    match task.report_every {
        Rhythm::Month => "每月",
        Rhythm::Quarter => "每季度",
        Rhythm::HalfYear => "每半年",
    }
}

impl Head {
    pub fn of(overview: &Overview, at: usize) -> Self {
        let task = &overview.tasks[at];
        let year = overview.plan.year;
        let section = overview.sections.iter().find(|section| section.number == task.section);
        let neighbour =
            |task: &TaskOverview| (urls::task(year, task.number), format!("{} {}", task.number, task.title));
        Self {
            number: task.number,
            title: task.title.clone(),
            section: section.map_or_else(String::new, |section| {
                format!("{}、{}", numeral(section.number), section.short_title)
            }),
            ledger: urls::ledger(year),
            light: (task.light.light.code(), task.light.light.symbol(), task.light.words.clone()),
            reason: task.light.sentence.clone(),
            marks: task
                .marks
                .iter()
                .map(|mark| (mark.words.clone(), mark.short == "未报", mark.sentence.clone()))
                .collect(),
            earlier: at.checked_sub(1).and_then(|at| overview.tasks.get(at)).map(neighbour),
            later: overview.tasks.get(at + 1).map(neighbour),
        }
    }
}

impl PartLine {
    fn of(part: PartRow, plan_starts_on: NaiveDate) -> Self {
        Self {
            path: urls::department(part.department),
            wording: (part.wording != part.name).then_some(part.wording),
            since: (part.from_on > plan_starts_on).then(|| dates::short(part.from_on)),
            acknowledged: part
                .acknowledged_at
                .filter(|_| part.files_report)
                .map(|at| dates::short(beijing_day(at))),
            name: part.name,
        }
    }
}

impl OfficeActions {
    async fn of(conn: &mut PgConnection, year: i32, task: &Task) -> Result<Self> {
        let open = Move::OF_OFFICE.into_iter().filter(|step| step.is_open_from(task.status));
        let number = task.number;
        Ok(Self {
            doubts: store::list_open_doubts(conn, task.id).await?,
            plan: format!("{}#doubts", urls::plan(year)),
            edit: urls::task_form(year, number, "edit"),
            adjust: urls::task_form(year, number, "adjust"),
            responsibilities: urls::task_form(year, number, "responsibilities"),
            steps: open.map(|step| (step.word(), urls::task_step(year, number, step.code()))).collect(),
        })
    }
}
