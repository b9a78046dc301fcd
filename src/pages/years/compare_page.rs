//! `/2020/compare`: a year beside the one before it, as the reader may see both; for the screen and for paper.

use std::collections::{BTreeMap, HashMap, HashSet};

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use chrono::NaiveDate;
use sqlx::PgConnection;

use super::comparison::{Fate, Punctuality};
use super::store;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::{AppError, Result};
use crate::pages::overview::{self, Overview, TaskOverview};
use crate::pages::summaries::count_reports_of_year;
use crate::plan::Plan;
use crate::plan::carried_over::list_pairs;
use crate::plan::carried_over::taking::find_earlier;
use crate::plan::get_plan;
use crate::web::{AppState, PageFrame, dates, urls};

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/compare", Access::Needs(Action::ReadLedger), show)]
}

/// A section of either year, under its short title.
#[derive(Default)]
struct Row {
    name: String,
    before: usize,
    carried: usize,
    completed: usize,
    standing: usize,
    ended: usize,
    dropped: usize,
    now: usize,
    new: usize,
    /// Monthly reports on time, completions on time, of the year before and of this one.
    reports: (String, String),
    completions: (String, String),
}

/// A task in one of the lists.
struct Line {
    words: String,
    path: String,
    /// The task of the other year, where it has one.
    other: Option<(String, String)>,
    status: &'static str,
}

/// Tasks of one fate.
struct List {
    heading: String,
    /// What stands where there is none.
    none: &'static str,
    id: &'static str,
    lines: Vec<Line>,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/years/compare.html")]
struct ComparePage {
    frame: PageFrame,
    plans: &'static str,
    year: i32,
    before: i32,
    /// What cannot be compared, in sentences.
    notes: Vec<String>,
    rows: Vec<Row>,
    total: Row,
    lists: Vec<List>,
}

/// A year with what is counted of it, by section.
struct Side {
    overview: Overview,
    /// Restricted tasks that are not open to the reader.
    left_out: usize,
    reports: BTreeMap<i32, Punctuality>,
    completions: BTreeMap<i32, Punctuality>,
}

impl Side {
    async fn read(
        conn: &mut PgConnection,
        (user, plan): (&CurrentUser, &Plan),
        today: NaiveDate,
    ) -> Result<Self> {
        let mut overview = overview::read(conn, plan.year, today).await?.for_reader(user);
        let all = overview.tasks.len();
        // What is not open to the reader is in no list and no count of tasks.
        overview.tasks.retain(|task| task.is_open_to(user));
        let counts = count_reports_of_year(conn, plan, today).await?;
        let mut completions: BTreeMap<i32, Punctuality> = BTreeMap::new();
        for (section, duty) in store::list_completions(conn, plan.id).await? {
            let sum = completions.entry(section).or_default();
            *sum = sum.plus(Punctuality::of_duties(std::iter::once(&duty), today));
        }
        let reports = counts.iter().map(|(section, of)| (*section, Punctuality::of_reports(of))).collect();
        Ok(Self { left_out: all - overview.tasks.len(), overview, reports, completions })
    }

    fn year(&self) -> i32 {
        self.overview.plan.year
    }

    fn line(&self, task: &TaskOverview) -> (String, String) {
        (format!("{} {}", task.number, task.title), urls::task(self.year(), task.number))
    }

    fn task(&self, number: i32) -> Option<&TaskOverview> {
        self.overview.tasks.iter().find(|task| task.number == number)
    }
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
) -> Result<ComparePage> {
    let mut conn = state.db.acquire().await?;
    let today = state.clocks.today();
    let plan = get_plan(&mut conn, year).await?;
    let Some(earlier) = find_earlier(&mut conn, year).await? else {
        return Err(AppError::NotFound(format!("台账里没有 {year} 年度以前的方案，没有可以对照的年度。")));
    };
    let pairs = list_pairs(&mut conn, plan.id).await?;
    let pairs: Vec<(i32, i32)> = pairs
        .into_iter()
        .filter(|(_, of)| of.year == earlier.year)
        .map(|(number, of)| (number, of.number))
        .collect();
    let before = Side::read(&mut conn, (&user, &earlier), today).await?;
    let now = Side::read(&mut conn, (&user, &plan), today).await?;
    drop(conn);
    let rows = rows(&before, &now, &pairs);
    let sides = (&before, &now);
    Ok(ComparePage {
        frame: user.frame(&state, Some(year)),
        plans: urls::PLANS,
        year,
        before: earlier.year,
        notes: notes(sides, &pairs, today),
        total: total(sides, &rows),
        rows,
        lists: lists(sides, &pairs),
    })
}

/// The sections of both years, one row where their short titles are the same; this year's first.
fn rows(before: &Side, now: &Side, pairs: &[(i32, i32)]) -> Vec<Row> {
    let carried: HashSet<i32> = pairs.iter().map(|(_, origin)| *origin).collect();
    let goes_on: HashSet<i32> = pairs.iter().map(|(number, _)| *number).collect();
    let mut names: Vec<&str> = Vec::new();
    for section in now.overview.sections.iter().chain(&before.overview.sections) {
        if !names.contains(&section.short_title.as_str()) {
            names.push(&section.short_title);
        }
    }
    let row = |name: &str| {
        let number =
            |side: &Side| side.overview.sections.iter().find(|of| of.short_title == name).map(|of| of.number);
        let (earlier, later) = (number(before), number(now));
        let mut row = Row { name: name.to_owned(), ..Row::default() };
        for task in before.overview.tasks.iter().filter(|task| Some(task.section) == earlier) {
            row.add(Fate::of(task.status, carried.contains(&task.number)));
        }
        for task in now.overview.tasks.iter().filter(|task| Some(task.section) == later) {
            row.now += 1;
            row.new += usize::from(!goes_on.contains(&task.number));
        }
        let of = |counts: &BTreeMap<i32, Punctuality>, number: Option<i32>| {
            // Beside the tasks that are shown, a section's figures would tell those of the restricted ones.
            if before.left_out + now.left_out > 0 {
                return "—".to_owned();
            }
            number.and_then(|number| counts.get(&number)).copied().unwrap_or_default().words()
        };
        row.reports = (of(&before.reports, earlier), of(&now.reports, later));
        row.completions = (of(&before.completions, earlier), of(&now.completions, later));
        row
    };
    names.into_iter().map(row).collect()
}

impl Row {
    fn add(&mut self, fate: Fate) {
        self.before += 1;
        match fate {
            Fate::Carried => self.carried += 1,
            Fate::Completed => self.completed += 1,
            Fate::Standing => self.standing += 1,
            Fate::Ended => self.ended += 1,
            Fate::Dropped => self.dropped += 1,
        }
    }
}

fn total((before, now): (&Side, &Side), rows: &[Row]) -> Row {
    let sum = |count: fn(&Row) -> usize| rows.iter().map(count).sum();
    let all = |counts: &BTreeMap<i32, Punctuality>| {
        counts.values().fold(Punctuality::default(), |sum, of| sum.plus(*of)).words()
    };
    Row {
        name: "合计".to_owned(),
        before: sum(|row| row.before),
        carried: sum(|row| row.carried),
        completed: sum(|row| row.completed),
        standing: sum(|row| row.standing),
        ended: sum(|row| row.ended),
        dropped: sum(|row| row.dropped),
        now: sum(|row| row.now),
        new: sum(|row| row.new),
        reports: (all(&before.reports), all(&now.reports)),
        completions: (all(&before.completions), all(&now.completions)),
    }
}

/// What cannot be compared: a year that is not over, one without links, periods of different length.
fn notes((before, now): (&Side, &Side), pairs: &[(i32, i32)], today: NaiveDate) -> Vec<String> {
    let mut notes = Vec::new();
    for plan in [&before.overview.plan, &now.overview.plan] {
        if today <= plan.ends_on {
            notes.push(format!(
                "{} 年度尚未结束：月报和办结只算到 {} 已到期的，不能与全年相比。",
                plan.year,
                dates::short(today)
            ));
        }
    }
    let period = |side: &Side| {
        let plan = &side.overview.plan;
        format!("{} 年度自 {} 至 {}", plan.year, dates::short(plan.starts_on), dates::short(plan.ends_on))
    };
    notes.push(format!("{}；{}。应报的月份随施行时间而不同。", period(before), period(now)));
    if before.left_out + now.left_out > 0 {
        notes.push("限定范围、与您无关的任务不在其中，月报和办结的合计包括它们。".to_owned());
    }
    if pairs.is_empty() {
        notes.push(format!(
            "{} 年度没有任务注明结转自 {} 年度，因此都列为新增；上年未完成的都列为未结转。",
            now.year(),
            before.year()
        ));
    }
    notes
}

fn lists((before, now): (&Side, &Side), pairs: &[(i32, i32)]) -> Vec<List> {
    let origin_of: &HashMap<i32, i32> = &pairs.iter().copied().collect();
    let carried: HashSet<i32> = origin_of.values().copied().collect();
    let of_now = |wanted: bool| {
        let tasks =
            now.overview.tasks.iter().filter(move |task| origin_of.contains_key(&task.number) == wanted);
        let line = |task: &TaskOverview| {
            let (words, path) = now.line(task);
            let other = pairs.iter().find(|(number, _)| *number == task.number);
            let other = other.and_then(|(_, origin)| before.task(*origin)).map(|of| before.line(of));
            Line { words, path, other, status: task.status.word() }
        };
        tasks.map(line).collect::<Vec<_>>()
    };
    let (goes_on, new) = (of_now(true), of_now(false));
    let of_before = |fate: Fate| {
        let tasks = before.overview.tasks.iter();
        let tasks = tasks.filter(|task| Fate::of(task.status, carried.contains(&task.number)) == fate);
        let line = |task: &TaskOverview| {
            let (words, path) = before.line(task);
            Line { words, path, other: None, status: task.status.word() }
        };
        tasks.map(line).collect::<Vec<_>>()
    };
    let list = |id, what: String, none, lines: Vec<Line>| List {
        heading: format!("{what}（{} 项）", lines.len()),
        none,
        id,
        lines,
    };
    let (earlier, later) = (before.year(), now.year());
    vec![
        list("carried", format!("结转到 {later} 年度"), "没有结转的任务。", goes_on),
        list("new", format!("{later} 年度新增"), "没有新增的任务。", new),
        list(
            "dropped",
            format!("{earlier} 年度未完成且未结转"),
            "上年未完成的任务都已结转。",
            of_before(Fate::Dropped),
        ),
        list(
            "standing",
            format!("{earlier} 年度转入常态且未结转"),
            "没有转入常态的任务。",
            of_before(Fate::Standing),
        ),
    ]
}
