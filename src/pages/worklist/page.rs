//! The page of the worklist.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State as Handed;
use sqlx::PgConnection;

use super::items::{Figure, Group};
use super::notices::{self, Notices};
use super::office::{Heartbeat, LateRow};
use super::{contact, leader, office};
use crate::accounts::{Action, CurrentUser, Role};
use crate::error::Result;
use crate::pages::overview::{self, Overview};
use crate::plan::{PlanStatus, list_plans};
use crate::web::{AppState, PageFrame, dates, urls};

#[derive(Template, WebTemplate)]
#[template(path = "pages/worklist.html", whitespace = "minimize")]
pub(super) struct WorklistPage {
    frame: PageFrame,
    sub: String,
    without_plan: bool,
    /// Papers for leaders and the leading group: what each is, and where.
    papers: Vec<(&'static str, String)>,
    plans_path: &'static str,
    lists: Lists,
    /// Whether a date among them is an estimate.
    estimates: bool,
    notices: Notices,
    read_all_path: &'static str,
}

/// What waits for a reader.
#[derive(Default)]
pub(super) struct Lists {
    /// Who they are here: 领导小组办公室; their departments; 分管 14 项任务.
    pub who: String,
    pub figures: Vec<Figure>,
    pub groups: Vec<Group>,
    /// For the office: what is overdue, by department.
    pub late: Option<Vec<LateRow>>,
    /// For the office: the sweep.
    pub heartbeat: Option<Heartbeat>,
}

/// Shows what waits for the reader.
pub(super) async fn show(Handed(state): Handed<AppState>, user: CurrentUser) -> Result<WorklistPage> {
    let mut conn = state.db.acquire().await?;
    let years = active_years(&mut conn).await?;
    let lists = match user.role {
        Role::Office => {
            let plans = overviews(&mut conn, &state, &user, &years).await?;
            office::lists(&mut conn, &state, &user, &plans).await?
        }
        Role::Leader => {
            let plans = overviews(&mut conn, &state, &user, &years).await?;
            leader::lists(&mut conn, &state, &user, &plans).await?
        }
        _ => {
            let common = contact::Common::read(&mut conn, &state, &user).await?;
            contact::lists(&mut conn, (&state, &user), &common).await?
        }
    };
    let today = state.clocks.today();
    let notices = notices::read(&mut conn, user.account_id, today).await?;
    drop(conn);
    Ok(WorklistPage {
        frame: user.frame(&state, None),
        sub: format!("{} · {}", lists.who, dates::long(today)),
        without_plan: years.is_empty(),
        papers: years.last().map_or_else(Vec::new, |year| papers(&user, *year)),
        plans_path: urls::PLANS,
        estimates: lists.groups.iter().flat_map(|group| &group.items).any(|item| item.estimate),
        lists,
        notices,
        read_all_path: urls::NOTICES_READ,
    })
}

fn papers(user: &CurrentUser, year: i32) -> Vec<(&'static str, String)> {
    let all = [
        (Action::ReadLeaderBriefs, "领导专报", urls::leader_briefs(year)),
        (Action::ReadMeetingPapers, "会议材料", urls::meeting_papers(year)),
    ];
    let usable = all.into_iter().filter(|(action, ..)| user.may(*action));
    usable.map(|(_, what, path)| (what, path)).collect()
}

async fn active_years(conn: &mut PgConnection) -> Result<Vec<i32>> {
    let plans = list_plans(conn).await?;
    let active = plans.into_iter().rev().filter(|plan| plan.status == PlanStatus::Active);
    Ok(active.map(|plan| plan.year).collect())
}

async fn overviews(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    years: &[i32],
) -> Result<Vec<Overview>> {
    let mut overviews = Vec::with_capacity(years.len());
    for year in years {
        overviews.push(overview::read(conn, *year, state.clocks.today()).await?.for_reader(user));
    }
    Ok(overviews)
}
