//! The page of the ledger.

use std::collections::BTreeMap;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum_extra::extract::Query;

use super::selection::{self, Selection, Sort, UNDECIDED, code_of};
use crate::accounts::{Action, CurrentUser};
use crate::clock::BEIJING;
use crate::error::Result;
use crate::pages::overview::{self, Overview, Section, TaskOverview};
use crate::plan::tasks::TaskStatus;
use crate::status::Light;
use crate::web::{AppState, PageFrame, dates, urls};

/// A cell of the table shows so many characters of a report's problems; the task's page shows all.
const PROBLEMS_SHOWN: usize = 60;

/// The lights in the order of the chips.
const CHIPS: [Light; 5] = [Light::Red, Light::Yellow, Light::Green, Light::Blue, Light::Grey];

#[derive(Template, WebTemplate)]
#[template(path = "pages/ledger.html", whitespace = "minimize")]
pub(super) struct LedgerPage {
    frame: PageFrame,
    document_number: String,
    total: usize,
    sections: usize,
    as_of: String,
    path: String,
    /// The same view as a file: for Excel, as CSV.
    files: [String; 2],
    changes_path: String,
    wall_path: String,
    read_back_path: Option<String>,
    adjust_path: Option<String>,
    add_path: Option<String>,
    chips: Vec<Chip>,
    section_choices: Vec<Choice>,
    department_choices: Vec<Choice>,
    leader_choices: Vec<Choice>,
    status_choices: Vec<Choice>,
    sort_choices: Vec<Choice>,
    text: String,
    kept: Vec<(&'static str, &'static str)>,
    is_narrowed: bool,
    said: String,
    shown: usize,
    groups: Vec<Group>,
    with_problems: bool,
    columns: usize,
    thresholds: String,
}

/// A link to the same view of one light.
struct Chip {
    kind: &'static str,
    symbol: &'static str,
    word: String,
    count: usize,
    path: String,
    current: bool,
}

/// An option of a filter.
#[derive(Clone)]
struct Choice {
    value: String,
    word: String,
    chosen: bool,
}

/// Rows under a heading; without one when the view is not in the order of the document.
struct Group {
    heading: Option<String>,
    rows: Vec<Row>,
}

struct Row {
    number: i32,
    path: String,
    title: String,
    hidden: bool,
    is_closed: bool,
    lead: Option<String>,
    support: Option<String>,
    leader: Option<String>,
    files_report: Option<String>,
    /// Where its name is not the department's.
    contact: Option<String>,
    /// Whether a department files and nobody of it is the contact.
    lacks_contact: bool,
    share: u32,
    scheduled: Option<u32>,
    due_on: String,
    /// 延期 1 次, beside the date.
    extended: Option<String>,
    problems: Option<String>,
    kind: &'static str,
    symbol: &'static str,
    light_words: String,
    late: Option<String>,
    marks: Vec<String>,
    gaps: Option<String>,
}

/// Shows the ledger of a year, as filtered and sorted by its address.
pub(super) async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    Query(query): Query<selection::Query>,
) -> Result<LedgerPage> {
    let mut conn = state.db.acquire().await?;
    let overview = overview::read(&mut conn, year, state.clocks.today()).await?.for_reader(&user);
    drop(conn);
    let selection = Selection::from(query);
    let fits = |task: &&TaskOverview| selection.shows(task, task.is_open_to(&user));
    let mut shown: Vec<_> = overview.tasks.iter().filter(fits).collect();
    selection.sort(&mut shown);
    let with_problems = overview.tasks.iter().any(|task| user.is_concerned(&task.concerned));
    let choices = choices(&overview, &selection);
    Ok(LedgerPage {
        frame: user.frame(&state, Some(year)),
        document_number: overview.plan.document_number.clone(),
        total: overview.tasks.len(),
        sections: overview.sections.len(),
        as_of: state.clocks.ledger_now().with_timezone(&BEIJING).format("%H:%M").to_string(),
        path: urls::ledger(year),
        files: ["xlsx", "csv"].map(|extension| selection.address(&urls::ledger_file(year, extension))),
        changes_path: urls::changes(year),
        wall_path: urls::wall(year),
        read_back_path: user.may(Action::KeepPlan).then(|| urls::read_backs(year)),
        adjust_path: user.may(Action::KeepPlan).then(|| urls::adjust_tasks(year)),
        add_path: user.may(Action::KeepPlan).then(|| urls::add_task(year)),
        chips: chips(&overview, &selection, &user),
        said: said(&selection, &choices),
        section_choices: choices.sections,
        department_choices: choices.departments,
        leader_choices: choices.leaders,
        status_choices: choices.statuses,
        sort_choices: choices.sorts,
        kept: kept(&selection),
        is_narrowed: selection.is_narrowed(),
        shown: shown.len(),
        groups: groups(&overview, &selection, &shown, &user),
        text: selection.text,
        with_problems,
        columns: if with_problems { 10 } else { 9 },
        thresholds: thresholds(&overview),
    })
}

/// What a form of the other filters must carry on: light and mark are chosen by chips.
fn kept(selection: &Selection) -> Vec<(&'static str, &'static str)> {
    let light = selection.light.map(|light| ("light", light.code()));
    light.into_iter().chain(selection.with_gaps.then_some(("mark", "gap"))).collect()
}

fn chips(overview: &Overview, selection: &Selection, user: &CurrentUser) -> Vec<Chip> {
    let path = urls::ledger(overview.plan.year);
    let all = selection.of_all_lights();
    let count = |chosen: &Selection| {
        overview.tasks.iter().filter(|task| chosen.shows(task, task.is_open_to(user))).count()
    };
    let chip = |kind, symbol, word: &str, chosen: Selection| Chip {
        kind,
        symbol,
        word: word.to_owned(),
        count: count(&chosen),
        path: chosen.address(&path),
        current: chosen == *selection,
    };
    let mut chips = vec![chip("", "", "全部", all.clone())];
    for light in CHIPS {
        let chosen = Selection { light: Some(light), ..all.clone() };
        chips.push(chip(light.code(), light.symbol(), light.word(), chosen));
    }
    chips.push(chip("", "", "待完善", Selection { with_gaps: true, ..all.clone() }));
    chips
}

pub(super) struct Choices {
    sections: Vec<Choice>,
    departments: Vec<Choice>,
    leaders: Vec<Choice>,
    statuses: Vec<Choice>,
    sorts: Vec<Choice>,
}

pub(super) fn choices(overview: &Overview, selection: &Selection) -> Choices {
    let departments: BTreeMap<i64, &str> = overview
        .tasks
        .iter()
        .flat_map(|task| &task.departments)
        .map(|department| (department.id.0, department.name.as_str()))
        .collect();
    let leaders: BTreeMap<i64, &str> = overview
        .tasks
        .iter()
        .filter_map(|task| task.leader.as_ref().map(|(id, name)| (id.0, name.as_str())))
        .collect();
    let sections = overview.sections.iter().map(|section| Choice {
        value: section.number.to_string(),
        word: format!("{}、{}", section.numeral(), section.short_title),
        chosen: selection.section == Some(section.number),
    });
    let statuses = TaskStatus::ALL.into_iter().map(|status| Choice {
        value: code_of(status),
        word: status.word().to_owned(),
        chosen: selection.status == Some(status),
    });
    let sorts = Sort::ALL.into_iter().map(|sort| Choice {
        value: sort.code().to_owned(),
        word: sort.word().to_owned(),
        chosen: selection.sort == sort,
    });
    Choices {
        sections: sections.collect(),
        departments: named(&departments, "牵头部门待明确", selection.department.as_deref()),
        leaders: named(&leaders, "待明确", selection.leader.as_deref()),
        statuses: statuses.collect(),
        sorts: sorts.collect(),
    }
}

/// Options by id; an address may name the id or the name.
fn named(things: &BTreeMap<i64, &str>, undecided: &str, asked: Option<&str>) -> Vec<Choice> {
    let choice = |(id, name): (&i64, &&str)| Choice {
        value: id.to_string(),
        word: (*name).to_owned(),
        chosen: asked.is_some_and(|asked| asked == *name || asked == id.to_string()),
    };
    let none =
        Choice { value: UNDECIDED.to_owned(), word: undecided.to_owned(), chosen: asked == Some(UNDECIDED) };
    things.iter().map(choice).chain([none]).collect()
}

/// The view in words, for its heading and for paper, where filters are not printed.
pub(super) fn said(selection: &Selection, choices: &Choices) -> String {
    let chosen = |choices: &[Choice]| choices.iter().find(|choice| choice.chosen).map(|c| c.word.clone());
    let light = selection.light.map(|light| light.word().to_owned());
    let gaps = selection.with_gaps.then(|| "待完善".to_owned());
    let text = Some(format!("“{}”", selection.text)).filter(|_| !selection.text.is_empty());
    let leader = chosen(&choices.leaders).map(|name| format!("分管院领导 {name}"));
    let parts = [
        light,
        gaps,
        chosen(&choices.sections),
        chosen(&choices.departments).or(selection.department.clone()),
        leader.or(selection.leader.clone()),
        chosen(&choices.statuses),
        text,
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn groups(
    overview: &Overview,
    selection: &Selection,
    shown: &[&TaskOverview],
    user: &CurrentUser,
) -> Vec<Group> {
    let rows = |tasks: Vec<&&TaskOverview>| tasks.into_iter().map(|task| row(overview, task, user)).collect();
    if selection.sort != Sort::Number {
        return vec![Group { heading: None, rows: rows(shown.iter().collect()) }];
    }
    let of_section = |section: &Section| {
        let tasks: Vec<_> = shown.iter().filter(|task| task.section == section.number).collect();
        (!tasks.is_empty()).then(|| Group {
            heading: Some(format!("{}、{}", section.numeral(), section.short_title)),
            rows: rows(tasks),
        })
    };
    overview.sections.iter().filter_map(of_section).collect()
}

fn row(overview: &Overview, task: &TaskOverview, user: &CurrentUser) -> Row {
    let hidden = !task.is_open_to(user);
    let files_report = task.files_report().map(|department| department.name.clone());
    let late = task.marks.iter().find(|mark| mark.short == "未报");
    Row {
        number: task.number,
        path: urls::task(overview.plan.year, task.number),
        title: task.title.clone(),
        hidden,
        is_closed: task.status.is_closed(),
        lead: task.leads(),
        support: task.supports(),
        leader: task.leader.as_ref().map(|(_, name)| name.clone()),
        lacks_contact: !task.status.is_closed() && files_report.is_some() && task.contact.is_none(),
        contact: task.contact.clone().filter(|contact| Some(contact) != files_report.as_ref()),
        files_report,
        share: task.share,
        scheduled: task.scheduled,
        due_on: dates::short(task.due_on),
        extended: task.marks.iter().find(|mark| mark.short == "延期").map(|mark| mark.words.clone()),
        problems: task.problems.as_deref().map(shortened),
        kind: task.light.light.code(),
        symbol: task.light.light.symbol(),
        light_words: task.light.words.clone(),
        late: late.map(|mark| mark.words.clone()),
        marks: task
            .marks
            .iter()
            .filter(|mark| !matches!(mark.short, "未报" | "延期"))
            .map(|mark| mark.words.clone())
            .collect(),
        gaps: Some(task.gaps.join("；")).filter(|gaps| !gaps.is_empty()),
    }
}

fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= PROBLEMS_SHOWN {
        return line;
    }
    line.chars().take(PROBLEMS_SHOWN).chain(['…']).collect()
}

fn thresholds(overview: &Overview) -> String {
    let rules = &overview.rules;
    format!(
        "预警：{} 个工作日内到期，或报送进度滞后序时进度 {} 个百分点以上，或连续 {} 个月未报；待完善：责任分工有缺项。",
        rules.warning_days, rules.lag_points, rules.unreported_months
    )
}
