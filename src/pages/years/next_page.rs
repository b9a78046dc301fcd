//! `/plans/next?from=2019`: the office ticks which tasks of a year go on, and a draft of the next year's plan is begun of them.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::carry::{CarriedTask, draft_of};
use super::store;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::{AppError, Result};
use crate::pages::plan_drafts;
use crate::plan::sections::{Section, list_sections};
use crate::plan::tasks::AssignmentRole;
use crate::plan::{Plan, find_plan, get_plan};
use crate::web::document_title::in_marks;
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let keeps = Access::Needs(Action::KeepPlan);
    vec![Route::get(urls::NEXT_PLAN, keeps, show), Route::post(urls::NEXT_PLAN, keeps, begin)]
}

#[derive(Debug, Deserialize)]
struct Asked {
    from: i32,
}

#[derive(Debug, Deserialize)]
struct NextForm {
    from: i32,
    #[serde(default)]
    task: Vec<i32>,
}

/// A section with the tasks of it that are offered.
struct Group {
    heading: String,
    tasks: Vec<Line>,
}

struct Line {
    number: i32,
    title: String,
    path: String,
    lead: String,
    status: &'static str,
    ticked: bool,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/years/next.html")]
struct NextPage {
    frame: PageFrame,
    plans: &'static str,
    path: &'static str,
    from: i32,
    year: i32,
    offered: usize,
    /// Tasks that are not offered: 已办结, 并入, 终止.
    ended: usize,
    groups: Vec<Group>,
    /// Drafts of that year on their way: title, address, and where their tasks are matched.
    drafts: Vec<(String, String, String)>,
    errors: FieldErrors,
}

/// A plan with what of it may go on.
struct Source {
    plan: Plan,
    sections: Vec<Section>,
    tasks: Vec<CarriedTask>,
}

impl Source {
    async fn read(conn: &mut PgConnection, state: &AppState, year: i32) -> Result<Self> {
        let plan = get_plan(conn, year).await?;
        if let Some(next) = find_plan(conn, year + 1).await? {
            let sentence = format!("{} 年度已有方案{}，不再起草。", next.year, in_marks(&next.title));
            return Err(AppError::Refused(sentence));
        }
        let mut tasks = store::list_tasks(conn, plan.id).await?;
        for (number, part) in store::list_parts(conn, plan.id, state.clocks.today()).await? {
            if let Some(task) = tasks.iter_mut().find(|task| task.number == number) {
                task.add(part);
            }
        }
        let sections = list_sections(conn, plan.id).await?;
        Ok(Self { plan, sections, tasks })
    }

    fn offered(&self) -> impl Iterator<Item = &CarriedTask> {
        self.tasks.iter().filter(|task| task.status.may_be_carried_over())
    }

    /// By section; `ticked` says which are, `None` for those that go on unless a person decides otherwise.
    fn groups(&self, ticked: Option<&[i32]>) -> Vec<Group> {
        let line = |task: &CarriedTask| Line {
            number: task.number,
            title: task.title.clone(),
            path: urls::task(self.plan.year, task.number),
            lead: task.names(AssignmentRole::Lead),
            status: task.status.word(),
            ticked: ticked
                .map_or_else(|| task.status.is_unfinished(), |numbers| numbers.contains(&task.number)),
        };
        let group = |section: &Section| Group {
            heading: section.numbered(),
            tasks: self.offered().filter(|task| task.section == section.number).map(line).collect(),
        };
        self.sections.iter().map(group).filter(|group| !group.tasks.is_empty()).collect()
    }
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let source = Source::read(&mut conn, &state, asked.from).await?;
    page(&mut conn, (&state, &user), &source, (None, FieldErrors::default())).await
}

async fn page(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    source: &Source,
    (ticked, errors): (Option<&[i32]>, FieldErrors),
) -> Result<Response> {
    let from = source.plan.year;
    let drafts = plan_drafts::list(conn).await?;
    let offered = source.offered().count();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = NextPage {
        frame: user.frame(state, Some(from)),
        plans: urls::PLANS,
        path: urls::NEXT_PLAN,
        from,
        year: from + 1,
        offered,
        ended: source.tasks.len() - offered,
        groups: source.groups(ticked),
        drafts: drafts
            .into_iter()
            .filter(|draft| draft.year == from + 1 && draft.status.is_on_its_way())
            .map(|draft| {
                (draft.title, urls::plan_draft(draft.id), urls::plan_draft_form(draft.id, "origins"))
            })
            .collect(),
        errors,
    };
    Ok((status, page).into_response())
}

async fn begin(
    State(state): State<AppState>,
    user: CurrentUser,
    ProtectedForm(form): ProtectedForm<NextForm>,
) -> Result<Response> {
    let mut tx = state.db.begin().await?;
    let source = Source::read(&mut tx, &state, form.from).await?;
    let chosen: Vec<&CarriedTask> =
        source.offered().filter(|task| form.task.contains(&task.number)).collect();
    let mut errors = FieldErrors::default();
    if form.task.is_empty() {
        errors.add("tasks", "请至少勾选一项结转的任务；全部是新任务的，请直接读入方案文件。");
    } else if form.task.iter().any(|number| chosen.iter().all(|task| task.number != *number)) {
        errors.add("tasks", "所选的任务有的已经办结、并入或终止，请按现在的情况重新勾选。");
    }
    if !errors.is_empty() {
        return page(&mut tx, (&state, &user), &source, (Some(&form.task), errors)).await;
    }
    let content = draft_of(&source.plan, &source.sections, &chosen);
    let id = plan_drafts::create(&mut tx, &user.act(&state), &content, None).await?;
    tx.commit().await?;
    let sentence = format!(
        "已起草 {} 年度方案，从 {} 年度结转 {} 项任务；可以修改、增加、移出，印发后施行。",
        content.plan.year,
        form.from,
        chosen.len()
    );
    Ok(flash::done(&urls::plan_draft(id), &sentence))
}
