//! The page of what moved.

use std::collections::{BTreeMap, HashMap, HashSet};

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Query;
use sqlx::PgConnection;

use super::comparison::{Kind, TaskChanges, compare};
use super::selection::{self, Selection};
use super::sides::{Refusal, Sides};
use super::words::Line;
use crate::accounts::CurrentUser;
use crate::deadlines::Period;
use crate::error::Result;
use crate::ids::TaskId;
use crate::pages::baselines::{self, Baseline, Picture, list_baselines};
use crate::pages::overview::{self, Overview, Section, TaskOverview};
use crate::plan::PlanStatus;
use crate::plan::tasks::fields::Choice;
use crate::web::{AppState, PageFrame, dates, urls};

#[derive(Template, WebTemplate)]
#[template(path = "pages/what_moved.html", whitespace = "minimize")]
pub(super) struct ChangesPage {
    frame: PageFrame,
    path: String,
    ledger_path: String,
    gantt_path: String,
    from_choices: Vec<Choice>,
    to_choices: Vec<Choice>,
    section_choices: Vec<Choice>,
    department_choices: Vec<Choice>,
    /// The view in words, for paper, where filters are not printed; empty where it shows all.
    filtered: String,
    /// The kind chosen, which the form carries on.
    kind: &'static str,
    /// Where there are no baselines: when there will be one.
    first: String,
    /// Why nothing is compared.
    refused: Option<String>,
    /// The baselines there are, to choose from where nothing is compared: label and path.
    days: Vec<(String, String)>,
    compared: Option<Compared>,
}

/// Two days beside each other.
struct Compared {
    said: String,
    /// 补冻, of either side.
    notices: Vec<String>,
    chips: Vec<Chip>,
    counts: String,
    /// Where the view leaves changes out: the view of all.
    all_path: Option<String>,
    groups: Vec<Group>,
    /// Whether a date among them is an estimate.
    estimates: bool,
}

/// A link to the changes of one kind.
struct Chip {
    word: &'static str,
    count: usize,
    path: String,
    current: bool,
}

/// The tasks of a section of which something moved.
struct Group {
    heading: String,
    tasks: Vec<Moved>,
}

/// A task with what moved of it.
struct Moved {
    number: i32,
    title: String,
    path: String,
    lines: Vec<Line>,
}

/// Shows what moved in a year since a baseline, or between two.
pub(super) async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(query): Query<selection::Query>,
) -> Result<Response> {
    let mut conn = state.db.acquire().await?;
    let mut overview = overview::read(&mut conn, year, state.clocks.today()).await?.for_reader(&user);
    // What is not open to the reader is in no count either.
    overview.tasks.retain(|task| task.is_open_to(&user));
    let baselines = list_baselines(&mut conn, overview.plan.id).await?;
    let selection = Selection::from(query);
    let (sides, refusal) = match Sides::of(&baselines, &selection.from, &selection.to) {
        Ok(sides) => (sides, None),
        Err(refusal) => (None, Some(refusal)),
    };
    let changes = match sides {
        Some(sides) => changes(&mut conn, &overview, sides).await?,
        None => Vec::new(),
    };
    drop(conn);
    let status = refusal.as_ref().map_or(StatusCode::OK, Refusal::status);
    let (sections, departments) =
        (sections(&overview.sections, &selection), departments(&overview.tasks, &selection));
    let page = ChangesPage {
        frame: user.frame(&state, Some(year)),
        path: urls::changes(year),
        ledger_path: urls::ledger(year),
        gantt_path: urls::gantt(year),
        from_choices: days(&baselines, sides.map(|sides| sides.from)),
        to_choices: days(&baselines, sides.and_then(|sides| sides.to)),
        filtered: filtered(&selection, &sections, &departments),
        section_choices: sections,
        department_choices: departments,
        kind: selection.kind.map_or("", Kind::code),
        first: first_baseline(&overview),
        refused: refusal.map(|refusal| refusal.sentence()),
        days: baselines.iter().map(|one| (label(one), urls::changes_since(year, one.as_of))).collect(),
        compared: sides.map(|sides| Compared::of(&overview, &selection, sides, &changes)),
    };
    Ok((status, page).into_response())
}

/// What moved of the tasks of an overview that holds only those open to its reader.
async fn changes(conn: &mut PgConnection, overview: &Overview, sides: Sides) -> Result<Vec<TaskChanges>> {
    let open: HashSet<TaskId> = overview.tasks.iter().map(|task| task.id).collect();
    let before = baselines::read(conn, sides.from.id).await?.only(&open);
    let after = match sides.to {
        Some(to) => baselines::read(conn, to.id).await?.only(&open),
        None => Picture::of(&overview.tasks),
    };
    Ok(compare(&before, &after))
}

/// 2019-05-31, 补冻 where it is late.
fn label(baseline: &Baseline) -> String {
    let late = if baseline.is_late() { "（补冻）" } else { "" };
    format!("{}{late}", dates::short(baseline.as_of))
}

fn days(baselines: &[Baseline], chosen: Option<Baseline>) -> Vec<Choice> {
    let chosen = chosen.map(|one| dates::short(one.as_of)).unwrap_or_default();
    baselines.iter().map(|one| Choice::of(dates::short(one.as_of), label(one), &chosen)).collect()
}

fn heading(section: &Section) -> String {
    format!("{}、{}", section.numeral(), section.short_title)
}

fn sections(sections: &[Section], selection: &Selection) -> Vec<Choice> {
    let chosen = selection.section.map(|section| section.to_string()).unwrap_or_default();
    let choice = |section: &Section| Choice::of(section.number.to_string(), heading(section), &chosen);
    sections.iter().map(choice).collect()
}

/// The departments of the tasks; an address may name the id or the name.
fn departments(tasks: &[TaskOverview], selection: &Selection) -> Vec<Choice> {
    let all: BTreeMap<_, _> =
        tasks.iter().flat_map(|task| &task.departments).map(|one| (one.id, one.name.as_str())).collect();
    let asked = selection.department.as_deref().unwrap_or_default();
    let chosen = all.iter().find(|(id, name)| **name == asked || id.to_string() == asked);
    let chosen = chosen.map(|(id, _)| id.to_string()).unwrap_or_default();
    all.iter().map(|(id, name)| Choice::of(id.to_string(), *name, &chosen)).collect()
}

/// 时限 · 三、司法为民 · 立案庭
fn filtered(selection: &Selection, sections: &[Choice], departments: &[Choice]) -> String {
    let chosen = |choices: &[Choice]| choices.iter().find(|one| one.chosen).map(|one| one.label.clone());
    let parts = [
        selection.kind.map(|kind| kind.word().to_owned()),
        chosen(sections),
        chosen(departments).or(selection.department.clone()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// When the first baseline will be there: the daily round of the first of next month freezes it.
fn first_baseline(overview: &Overview) -> String {
    match overview.plan.status {
        PlanStatus::Active => {
            let as_of = Period::month_of(overview.today).last_day();
            let frozen_on = as_of.succ_opt().unwrap_or(as_of);
            format!(
                "{}的情况将在 {} 00:05 自动冻结为第一份基线，之后在这里看哪些时限、进度、亮灯和责任有了变化。",
                dates::plain(as_of),
                dates::short(frozen_on)
            )
        }
        PlanStatus::Frozen => "本年度方案已冻结，期间没有留下基线。".to_owned(),
        _ => "方案印发后，每月最后一天的情况自动冻结为基线。".to_owned(),
    }
}

impl Compared {
    fn of(overview: &Overview, selection: &Selection, sides: Sides, changes: &[TaskChanges]) -> Self {
        let lines: HashMap<TaskId, Vec<Line>> = changes
            .iter()
            .map(|task| {
                let line = |change| Line::of(change, &overview.calendar);
                (task.task, task.changes.iter().map(line).collect())
            })
            .collect();
        let shown: Vec<_> = overview
            .tasks
            .iter()
            .filter(|task| selection.shows(task))
            .filter_map(|task| lines.get(&task.id).map(|lines| (task, lines.as_slice())))
            .collect();
        let path = urls::changes(overview.plan.year);
        let groups = groups(overview, selection.kind, &shown);
        let mut lines = groups.iter().flat_map(|group| &group.tasks).flat_map(|task| &task.lines);
        Self {
            estimates: lines.any(|line| line.after.estimate),
            said: said(overview, sides),
            notices: [Some(sides.from), sides.to]
                .into_iter()
                .flatten()
                .filter_map(|s| s.late_notice())
                .collect(),
            chips: chips(selection, &path, &shown),
            counts: counts(selection, &shown),
            all_path: selection.is_narrowed().then(|| selection.of_all().address(&path, None)),
            groups,
        }
    }
}

/// 2019-05-31 的基线与现在（2019-07-10）相比
fn said(overview: &Overview, sides: Sides) -> String {
    let from = dates::short(sides.from.as_of);
    match sides.to {
        Some(to) => format!("{from} 的基线与 {} 的基线相比", dates::short(to.as_of)),
        None => format!("{from} 的基线与现在（{}）相比", dates::short(overview.today)),
    }
}

/// Tasks with the lines of what moved.
type Shown<'a> = [(&'a TaskOverview, &'a [Line])];

/// How many changes there are, of one kind or of all.
fn count(shown: &Shown<'_>, kind: Option<Kind>) -> usize {
    let lines = shown.iter().flat_map(|(_, lines)| *lines);
    lines.filter(|line| kind.is_none_or(|kind| kind == line.kind)).count()
}

fn chips(selection: &Selection, path: &str, shown: &Shown<'_>) -> Vec<Chip> {
    let kinds = std::iter::once(None).chain(Kind::ALL.into_iter().map(Some));
    let chip = |kind: Option<Kind>| Chip {
        word: kind.map_or("全部", Kind::word),
        count: count(shown, kind),
        path: selection.address(path, kind),
        current: kind == selection.kind,
    };
    kinds.map(chip).collect()
}

/// 12 项任务有变化，共 31 处：时限 4，进度 9 …; the filters are not printed.
fn counts(selection: &Selection, shown: &Shown<'_>) -> String {
    let fits = |line: &Line| selection.kind.is_none_or(|kind| kind == line.kind);
    let tasks = shown.iter().filter(|(_, lines)| lines.iter().any(fits)).count();
    let all = count(shown, selection.kind);
    if all == 0 {
        return "没有变化".to_owned();
    }
    let kinds = Kind::ALL.into_iter().filter(|kind| selection.kind.is_none_or(|chosen| chosen == *kind));
    let of_kind = |kind: Kind| match count(shown, Some(kind)) {
        0 => None,
        count => Some(format!("{} {count} 处", kind.word())),
    };
    let of_kinds = kinds.filter_map(of_kind).collect::<Vec<_>>().join("，");
    format!("{tasks} 项任务有变化，共 {all} 处：{of_kinds}")
}

fn groups(overview: &Overview, kind: Option<Kind>, shown: &Shown<'_>) -> Vec<Group> {
    let moved = |(task, lines): &(&TaskOverview, &[Line])| Moved {
        number: task.number,
        title: task.title.clone(),
        path: urls::task(overview.plan.year, task.number),
        lines: lines.iter().filter(|line| kind.is_none_or(|kind| kind == line.kind)).cloned().collect(),
    };
    let of_section = |section: &Section| Group {
        heading: heading(section),
        tasks: shown
            .iter()
            .filter(|(task, _)| task.section == section.number)
            .map(moved)
            .filter(|moved| !moved.lines.is_empty())
            .collect(),
    };
    overview.sections.iter().map(of_section).filter(|group| !group.tasks.is_empty()).collect()
}
