//! `/2019/leader-briefs`, whose briefs the reader may read, and `/2019/leader-briefs/7`, one of them.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use sqlx::PgConnection;

use super::brief::{Brief, subtitle};
use crate::accounts::{Access, Action, CurrentUser, Role, Route, Routes, find_head_of_group};
use crate::error::{AppError, Result};
use crate::pages::overview::{self, TaskOverview};
use crate::pages::worklist::{Where, list_to_decide};
use crate::plan::get_plan;
use crate::plan::tasks::store::{Person, list_leaders};
use crate::web::{AppState, PageFrame, urls};

/// In place of a leader: 组长's, about all tasks.
pub(super) const ALL: &str = "all";

pub(super) fn routes() -> Routes {
    let reads = Access::Needs(Action::ReadLeaderBriefs);
    vec![
        Route::get("/{year}/leader-briefs", reads, list),
        Route::get("/{year}/leader-briefs/{leader}", reads, show),
    ]
}

/// Year and leader of an address.
pub(super) type BriefPath = Path<(i32, String)>;

/// Whose a brief is.
struct Line {
    name: String,
    path: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/leader_briefs/list.html")]
struct ListPage {
    frame: PageFrame,
    year: i32,
    lines: Vec<Line>,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/leader_briefs/brief.html")]
struct BriefPage {
    frame: PageFrame,
    list: String,
    word: String,
    name: String,
    subtitle: String,
    brief: Brief,
}

/// A brief with whose it is.
pub(super) struct Read {
    pub name: String,
    pub brief: Brief,
}

async fn list(State(state): State<AppState>, user: CurrentUser, Path(year): Path<i32>) -> Result<ListPage> {
    let mut conn = state.db.acquire().await?;
    let plan = get_plan(&mut conn, year).await?;
    let leaders = list_leaders(&mut conn).await?;
    drop(conn);
    let own = |person: &&Person| user.role == Role::Office || person.id == user.account_id;
    let mut lines: Vec<Line> = leaders
        .iter()
        .filter(own)
        .map(|person| Line {
            name: person.name.clone(),
            path: urls::leader_brief(plan.year, &person.id.to_string()),
        })
        .collect();
    if reads_all(&user) {
        lines.insert(0, Line { name: "组长（全部任务）".to_owned(), path: urls::leader_brief(year, ALL) });
    }
    Ok(ListPage { frame: user.frame(&state, Some(year)), year, lines })
}

fn reads_all(user: &CurrentUser) -> bool {
    user.role == Role::Office || user.heads_the_group
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, leader)): BriefPath,
) -> Result<BriefPage> {
    let mut conn = state.db.acquire().await?;
    let read = read(&mut conn, (&state, &user), (year, &leader)).await?;
    drop(conn);
    Ok(BriefPage {
        frame: user.frame(&state, Some(year)),
        list: urls::leader_briefs(year),
        word: urls::leader_brief_word(year, &leader),
        subtitle: subtitle(&read.brief, &read.name),
        name: read.name,
        brief: read.brief,
    })
}

/// Reads a brief for a person who may.
///
/// # Errors
/// Forbidden for others; not found for no leader.
pub(super) async fn read(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    (year, leader): (i32, &str),
) -> Result<Read> {
    let today = state.clocks.today();
    let (whose, heads) = whose(conn, user, leader).await?;
    let plan = overview::read(conn, year, today).await?.for_reader(user);
    let plans = [plan];
    let matters = match &whose {
        Some(person) => {
            list_to_decide(conn, (state, user), &plans, (&[person.id], heads, Where::Desk(person.id))).await?
        }
        None => Vec::new(),
    };
    let [plan] = plans;
    let is_theirs = |task: &&TaskOverview| {
        leader == ALL
            || task.leader.as_ref().zip(whose.as_ref()).is_some_and(|((id, _), person)| *id == person.id)
    };
    let tasks: Vec<&TaskOverview> = plan.tasks.iter().filter(is_theirs).collect();
    let name = whose.map_or_else(|| "组长".to_owned(), |person| person.name);
    let what = if leader == ALL { "改革任务" } else { "分管任务" };
    let brief = Brief::of(format!("{what}{}项", tasks.len()), (year, &tasks), matters, today);
    Ok(Read { name, brief })
}

/// Whose the brief of an address is, and whether they are 组长; `None` while nobody is.
async fn whose(conn: &mut PgConnection, user: &CurrentUser, leader: &str) -> Result<(Option<Person>, bool)> {
    let head = find_head_of_group(conn).await?.map(|(id, _)| id);
    let all = list_leaders(conn).await?;
    if leader == ALL {
        if !reads_all(user) {
            return Err(AppError::Forbidden("全部任务的领导专报由组长和领导小组办公室查看。".into()));
        }
        return Ok((all.into_iter().find(|person| head == Some(person.id)), true));
    }
    let person = all.into_iter().find(|person| person.id.to_string() == leader);
    let may = |person: &Person| user.role == Role::Office || person.id == user.account_id;
    match person {
        Some(person) if may(&person) => {
            let heads = head == Some(person.id);
            Ok((Some(person), heads))
        }
        Some(_) => Err(AppError::Forbidden("领导专报由本人和领导小组办公室查看。".into())),
        None => Err(AppError::NotFound("没有这位院领导。".into())),
    }
}
