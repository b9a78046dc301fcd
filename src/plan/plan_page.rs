//! `/2019/plan`: the plan as issued, its rules in words, its sections, its work points with the tasks that carry them,
//! and, for the office, the doubts of the import.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::document_reader::rules as names;
use super::doubts::{Doubt, list_doubts};
use super::rules_form::{RuleLine, get_settings, rule_lines};
use super::sections::{Section, list_sections, numeral};
use super::work_points::{WorkPoint, list_kept_back, list_work_points};
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::clock::beijing_day;
use crate::error::Result;
use crate::plan::tasks::steps::Move;
use crate::plan::{Plan, get_plan};
use crate::web::{AppState, PageFrame, dates, urls};

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/plan", Access::Needs(Action::ReadLedger), show)]
}

#[derive(Template, WebTemplate)]
#[template(path = "plan/plan.html")]
struct PlanPage {
    frame: PageFrame,
    plan: Plan,
    issued_on: String,
    period: String,
    sections: Vec<SectionBlock>,
    /// How many points nobody carries.
    open_points: usize,
    /// The same against all tasks.
    matrix_path: String,
    rules: Vec<RuleLine>,
    office: Option<ForOffice>,
    refused: Option<RefusedInput>,
}

/// What one of the page's small forms was refused: it stays in its field, with the sentence beside it.
pub(super) struct RefusedInput {
    /// Where the form posts to.
    pub path: String,
    pub typed: String,
    pub sentence: String,
}

impl PlanPage {
    /// Why the form that posts to `path` was refused.
    fn refusal(&self, path: &str) -> Option<&str> {
        self.refused.as_ref().filter(|input| input.path == path).map(|input| input.sentence.as_str())
    }

    /// What stands in the field of the form that posts to `path`: what was typed, else `stored`.
    fn typed<'a>(&'a self, path: &str, stored: &'a str) -> &'a str {
        self.refused.as_ref().filter(|input| input.path == path).map_or(stored, |input| &input.typed)
    }
}

/// What only the office sees and does here.
struct ForOffice {
    open: Vec<DoubtLine>,
    settled: Vec<SettledLine>,
    rules_path: String,
    add_path: String,
    adjust_path: String,
    kiosks_path: String,
    revisions_path: String,
    timelines_path: String,
    patterns_path: &'static str,
}

struct SectionBlock {
    section: Section,
    numeral: String,
    rename_path: String,
    points: Vec<PointLine>,
}

struct PointLine {
    point: WorkPoint,
    /// Number, page, and whether a person confirmed it; without restricted tasks that do not concern the reader.
    tasks: Vec<(i32, String, bool)>,
    link_path: String,
    unlink_path: String,
    decline_path: String,
    restore_path: String,
}

struct DoubtLine {
    id: i64,
    message: String,
    confirm_path: Option<String>,
    link: Option<(i32, String)>,
    lead: Option<(String, String)>,
    /// Where it is mended: words and path.
    mend: Option<(&'static str, String)>,
}

struct SettledLine {
    message: String,
    resolution: String,
    by: String,
}

async fn show(State(state): State<AppState>, user: CurrentUser, Path(year): Path<i32>) -> Result<PlanPage> {
    page(&state, &user, year, None).await
}

/// The page again (422), with what was typed and why it was not accepted.
pub(super) async fn refused(
    state: &AppState,
    user: &CurrentUser,
    year: i32,
    input: RefusedInput,
) -> Result<Response> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(state, user, year, Some(input)).await?).into_response())
}

async fn page(
    state: &AppState,
    user: &CurrentUser,
    year: i32,
    refused: Option<RefusedInput>,
) -> Result<PlanPage> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let sections = list_sections(&mut conn, plan.id).await?;
    let points = list_work_points(&mut conn, plan.id).await?;
    let hidden = list_kept_back(&mut conn, plan.id, (user, state.clocks.today())).await?;
    let settings = get_settings(&mut conn, plan.id).await?;
    let office = if user.may(Action::KeepPlan) { Some(ForOffice::of(&mut conn, &plan).await?) } else { None };
    Ok(PlanPage {
        frame: user.frame(state, Some(year)),
        issued_on: dates::long(plan.issued_on),
        period: format!("{} 至 {}", dates::long(plan.starts_on), dates::long(plan.ends_on)),
        matrix_path: urls::work_point_matrix(year),
        open_points: points.iter().filter(|point| point.is_open()).count(),
        sections: blocks(year, sections, points, &hidden),
        rules: rule_lines(&settings),
        office,
        refused,
        plan,
    })
}

fn blocks(year: i32, sections: Vec<Section>, points: Vec<WorkPoint>, hidden: &[i32]) -> Vec<SectionBlock> {
    let mut points = points.into_iter().peekable();
    sections
        .into_iter()
        .map(|section| {
            let of_section = std::iter::from_fn(|| points.next_if(|point| point.section == section.number));
            SectionBlock {
                points: of_section.map(|point| PointLine::of(year, point, hidden)).collect(),
                numeral: numeral(section.number),
                rename_path: urls::plan_form(year, &format!("sections/{}", section.number)),
                section,
            }
        })
        .collect()
}

impl PointLine {
    fn of(year: i32, mut point: WorkPoint, hidden: &[i32]) -> Self {
        point.keep_back(hidden);
        let path = |action: &str| urls::plan_form(year, &format!("work-points/{}/{action}", point.id));
        Self {
            tasks: point
                .tasks
                .iter()
                .map(|(number, by_wording)| (*number, urls::task(year, *number), !by_wording))
                .collect(),
            link_path: path("link"),
            unlink_path: path("unlink"),
            decline_path: path("not-applicable"),
            restore_path: path("applicable"),
            point,
        }
    }
}

impl ForOffice {
    async fn of(conn: &mut PgConnection, plan: &Plan) -> Result<Self> {
        let (open, settled): (Vec<Doubt>, Vec<Doubt>) =
            list_doubts(conn, plan.id).await?.into_iter().partition(|doubt| doubt.settled.is_none());
        let year = plan.year;
        Ok(Self {
            open: open.into_iter().map(|doubt| DoubtLine::of(year, doubt)).collect(),
            settled: settled.into_iter().filter_map(SettledLine::of).collect(),
            rules_path: urls::plan_form(year, "rules"),
            add_path: urls::add_task(year),
            adjust_path: urls::adjust_tasks(year),
            kiosks_path: urls::kiosk_links(year),
            revisions_path: urls::revisions(year),
            timelines_path: urls::timelines(year),
            patterns_path: urls::PATTERNS,
        })
    }
}

impl DoubtLine {
    fn of(year: i32, doubt: Doubt) -> Self {
        let path = |action: &str| urls::plan_form(year, &format!("doubts/{}/{action}", doubt.id));
        Self {
            confirm_path: doubt.can_be_confirmed().then(|| path("confirm")),
            link: doubt.task.filter(|_| doubt.asks_for_link()).map(|number| (number, path("link"))),
            lead: doubt.proposed.as_ref().map(|(_, name)| (name.clone(), path("adopt-lead"))),
            mend: mend(year, &doubt),
            id: doubt.id,
            message: doubt.message,
        }
    }
}

/// Where what a doubt asks for is mended.
fn mend(year: i32, doubt: &Doubt) -> Option<(&'static str, String)> {
    let of_task = |words, form: &str| doubt.task.map(|number| (words, urls::task_form(year, number, form)));
    match doubt.rule.as_str() {
        names::LEAD_NOT_MARKED
        | names::NOBODY_FILES
        | names::LEAD_PARTLY_BLACK
        | names::BLACK_MARK_UNCLOSED
        | names::DEPARTMENT_ALIAS
        | names::DEPARTMENT_NAMED_TWICE
        | names::DEPARTMENT_NAMES_MAY_COINCIDE
        | names::BODY_AMONG_DEPARTMENTS => of_task("调整责任分工", "responsibilities"),
        names::TITLE_ONLY => of_task("填写具体举措", "edit"),
        names::TEXT_BEHIND_DEPARTMENTS | names::UNPAIRED_BRACKETS | names::DUE_DATE_UNCLEAR => {
            of_task("调整文字和时限", "adjust")
        }
        names::WAITS_FOR_SUPERIOR
            if doubt.task_status.is_some_and(|status| Move::Wait.is_open_from(status)) =>
        {
            doubt.task.map(|number| ("列为待上级", urls::task_step(year, number, Move::Wait.code())))
        }
        names::GROUP_WITHOUT_MEMBERS | names::DEPARTMENTS_MAY_CHANGE => {
            Some(("维护部门", urls::DEPARTMENTS.to_owned()))
        }
        names::WORK_POINT_WITHOUT_TASK | names::WORK_POINT_TO_BE_CONFIRMED => {
            doubt.work_point.map(|id| ("指定任务或注明不涉及", format!("#point-{id}")))
        }
        _ => doubt.task.map(|number| ("查看任务", urls::task(year, number))),
    }
}

impl SettledLine {
    fn of(doubt: Doubt) -> Option<Self> {
        let settled = doubt.settled?;
        let by = settled.by.as_deref().unwrap_or("系统");
        Some(Self {
            message: doubt.message,
            by: format!("{by} {}", dates::short(beijing_day(settled.at))),
            resolution: settled.resolution,
        })
    }
}
