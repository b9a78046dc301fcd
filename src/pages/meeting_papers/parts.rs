//! The parts of the papers, and what stands in each. Pure: the same ledger gives the same papers.

use chrono::{Days, NaiveDate};

use crate::official_document::{Annex, Block, Column, Level, Table, wording};
use crate::pages::overview::{Overview, RESTRICTED, Section, TaskOverview};
use crate::pages::summaries::draft::titled;
use crate::pages::superior_court::{PaperRow, PaperStatus};
use crate::pages::worklist::spans;
use crate::plan::tasks::TaskStatus;
use crate::status::Light;
use crate::web::dates;

/// Milestones due within so many days are next steps.
const AHEAD: Days = Days::new(31);

const NUMERALS: [&str; 6] = ["一", "二", "三", "四", "五", "六"];

/// A part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// 总体情况
    General,
    /// 各板块推进情况
    Sections,
    /// 逾期和受阻的任务
    Stuck,
    /// 提请研究决定的事项
    ToDecide,
    /// 需请示上级法院的事项
    Superior,
    /// 下步安排
    Next,
    /// 附件：改革任务一览表
    Table,
}

impl Part {
    /// All parts, in the order of the papers.
    pub const ALL: [Self; 7] =
        [Self::General, Self::Sections, Self::Stuck, Self::ToDecide, Self::Superior, Self::Next, Self::Table];

    /// The code in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Sections => "sections",
            Self::Stuck => "stuck",
            Self::ToDecide => "to-decide",
            Self::Superior => "superior",
            Self::Next => "next",
            Self::Table => "table",
        }
    }

    /// Its heading, without numeral.
    pub fn word(self) -> &'static str {
        match self {
            Self::General => "总体情况",
            Self::Sections => "各板块推进情况",
            Self::Stuck => "逾期和受阻的任务",
            Self::ToDecide => "提请会议研究决定的事项",
            Self::Superior => "需请示上级法院的事项",
            Self::Next => "下步安排",
            Self::Table => "改革任务一览表",
        }
    }
}

/// What the papers are composed of.
pub(super) struct Ground<'a> {
    pub overview: &'a Overview,
    /// What waits for leaders' decisions: what, and a note.
    pub to_decide: &'a [(String, String)],
    /// Feedback to the superior court, in the order of its numbers.
    pub feedback: &'a [PaperRow],
}

/// The text of the chosen parts, numbered in their order.
pub(super) fn blocks(ground: &Ground<'_>, chosen: &[Part]) -> Vec<Block> {
    let texts = Part::ALL.into_iter().filter(|part| *part != Part::Table && chosen.contains(part));
    texts
        .zip(NUMERALS)
        .flat_map(|(part, numeral)| {
            let heading = Block::Heading(Level::One, format!("{numeral}、{}", part.word()));
            std::iter::once(heading).chain(lines(ground, part))
        })
        .collect()
}

fn lines(ground: &Ground<'_>, part: Part) -> Vec<Block> {
    let overview = ground.overview;
    match part {
        Part::General => general(overview),
        Part::Sections => {
            overview.sections.iter().flat_map(|section| of_section(overview, section)).collect()
        }
        Part::Stuck => items(stuck(overview), "没有逾期、预警和等待上级的任务。"),
        Part::ToDecide => {
            let matters = ground.to_decide.iter().map(|(what, note)| format!("{what}。{}", wording(note)));
            items(matters.collect(), "没有提请会议研究决定的事项。")
        }
        Part::Superior => items(superior(ground), "没有需请示上级法院的事项。"),
        Part::Next => items(next(overview), "今后一个月没有到期的节点。"),
        Part::Table => Vec::new(),
    }
}

/// 1.…… in order; what is said where there is none.
fn items(lines: Vec<String>, none: &str) -> Vec<Block> {
    if lines.is_empty() {
        return vec![Block::Paragraph(none.to_owned())];
    }
    let line = |(at, text): (usize, String)| Block::Paragraph(format!("{}.{}", at + 1, sentence(&text)));
    lines.into_iter().enumerate().map(line).collect()
}

/// On one line, with its 。.
fn sentence(text: &str) -> String {
    let line: String = text.lines().map(str::trim).collect();
    if line.ends_with(['。', '！', '？']) { line } else { format!("{line}。") }
}

fn general(overview: &Overview) -> Vec<Block> {
    let today = overview.today;
    let tasks: Vec<&TaskOverview> = overview.tasks.iter().collect();
    let first = format!(
        "截至{}，{}年度改革任务{}项：{}。",
        dates::plain(today),
        overview.plan.year,
        tasks.len(),
        lights(&tasks)
    );
    let due = overview.reports.iter().filter(|report| !report.waived && report.due_on < today);
    let reports: Vec<bool> = due.map(|report| report.met).collect();
    let steps = overview.tasks.iter().flat_map(|task| &task.milestones);
    let steps: Vec<bool> =
        steps.filter(|step| !step.waived && step.due_on < today).map(|step| step.met_on.is_some()).collect();
    let done = |of: &[bool]| of.iter().filter(|met| **met).count();
    let second = format!(
        "已到期的月报{}份，已报送{}份，未报送{}份；已到期的节点{}个，已完成{}个，未完成{}个。",
        reports.len(),
        done(&reports),
        reports.len() - done(&reports),
        steps.len(),
        done(&steps),
        steps.len() - done(&steps)
    );
    vec![Block::Paragraph(first), Block::Paragraph(second)]
}

/// 正常21项，逾期6项: the lights there are.
fn lights(tasks: &[&TaskOverview]) -> String {
    let order = [Light::Red, Light::Yellow, Light::Green, Light::Blue, Light::Grey];
    let counts = order.into_iter().map(|light| {
        (light.word().replace(" / ", "、"), tasks.iter().filter(|task| task.light.light == light).count())
    });
    let some = counts.filter(|(_, count)| *count > 0).map(|(word, count)| format!("{word}{count}项"));
    let words: Vec<String> = some.collect();
    if words.is_empty() { "没有任务".to_owned() } else { words.join("，") }
}

fn of_section(overview: &Overview, section: &Section) -> Vec<Block> {
    let tasks: Vec<&TaskOverview> =
        overview.tasks.iter().filter(|task| task.section == section.number).collect();
    let heading = format!("（{}）{}（{}项）", section.numeral(), section.short_title, tasks.len());
    let numbers = |light| {
        let of: Vec<i32> =
            tasks.iter().filter(|task| task.light.light == light).map(|task| task.number).collect();
        (!of.is_empty()).then(|| format!("{}的是任务{}", light.word(), spans(&of)))
    };
    let named: Vec<String> =
        [Light::Blue, Light::Red, Light::Yellow].into_iter().filter_map(numbers).collect();
    let named = if named.is_empty() { String::new() } else { format!("；{}", named.join("，")) };
    vec![Block::Heading(Level::Two, heading), Block::Paragraph(format!("{}{named}。", lights(&tasks)))]
}

/// 第6项“……”（限定范围）（审管办）
fn named(task: &TaskOverview) -> String {
    let mark = if task.restricted { format!("（{RESTRICTED}）") } else { String::new() };
    let leads = task.leads().unwrap_or_else(|| "牵头部门待明确".to_owned());
    format!("{}{mark}（{leads}）", titled(task.number, &task.title))
}

fn waits(task: &TaskOverview) -> bool {
    matches!(task.status, TaskStatus::WaitingForSuperior | TaskStatus::Paused)
}

fn stuck(overview: &Overview) -> Vec<String> {
    let is = |task: &&TaskOverview| matches!(task.light.light, Light::Red | Light::Yellow) || waits(task);
    let mut tasks: Vec<&TaskOverview> = overview.tasks.iter().filter(is).collect();
    tasks.sort_by_key(|task| task.badness());
    let line = |task: &&TaskOverview| format!("{}：{}", named(task), wording(&task.light.sentence));
    tasks.iter().map(line).collect()
}

/// Tasks that wait for a superior court, and what was drafted or sent to it without an answer yet. What departments report as
/// difficulties is the court's own until the office passes it up.
fn superior(ground: &Ground<'_>) -> Vec<String> {
    let waiting = |task: &&TaskOverview| task.status == TaskStatus::WaitingForSuperior;
    let tasks = ground.overview.tasks.iter().filter(waiting);
    let tasks = tasks.map(|task| format!("{}：{}", named(task), wording(&task.light.sentence)));
    tasks.chain(ground.feedback.iter().filter_map(feedback)).collect()
}

/// 反映问题第3号“……”（任务6、8，2019年7月9日报省高院，尚未答复）; `None` of what is settled.
fn feedback(paper: &PaperRow) -> Option<String> {
    let stands = match (paper.status, paper.sent_on) {
        (PaperStatus::Draft, _) => format!("拟报{}", paper.addressee),
        (PaperStatus::Sent, Some(day)) => {
            format!("{}报{}，尚未答复", dates::plain(day), paper.addressee)
        }
        _ => return None,
    };
    let mark = if paper.restricted { format!("（{RESTRICTED}）") } else { String::new() };
    let tasks = match paper.task_numbers.as_slice() {
        [] => String::new(),
        numbers => format!("任务{}，", spans(numbers)),
    };
    Some(format!("{}“{}”{mark}（{tasks}{stands}）", paper.name(), paper.title))
}

/// Milestones due from today on within a month, by date.
fn next(overview: &Overview) -> Vec<String> {
    let span = overview.today..=overview.today + AHEAD;
    let mut steps: Vec<(NaiveDate, i32, String)> = Vec::new();
    for task in &overview.tasks {
        let open = task.milestones.iter().filter(|step| !step.waived && step.met_on.is_none());
        for step in open.filter(|step| span.contains(&step.due_on)) {
            let words = format!("{}前，{}完成节点“{}”", dates::plain(step.due_on), named(task), step.title);
            steps.push((step.due_on, task.number, words));
        }
    }
    steps.sort();
    steps.into_iter().map(|(.., words)| words).collect()
}

/// 附件: all tasks.
pub(super) fn annex(overview: &Overview) -> Annex {
    let columns = vec![
        Column::centred("序号", 5),
        Column::text("改革任务", 40),
        Column::text("牵头部门", 14),
        Column::text("责任部门", 22),
        Column::centred("分管院领导", 11),
        Column::centred("完成时限", 13),
        Column::centred("进度", 8),
        // As a text: what it says in nine characters at most may take a second line, and takes no room from the titles.
        Column::text("亮灯", 13),
    ];
    let row = |task: &TaskOverview| {
        let mark = if task.restricted { format!("（{RESTRICTED}）") } else { String::new() };
        vec![
            task.number.to_string(),
            format!("{}{mark}", task.title),
            task.leads().unwrap_or_else(|| "待明确".to_owned()),
            task.supports().unwrap_or_default(),
            task.leader.as_ref().map_or_else(|| "待明确".to_owned(), |(_, name)| name.clone()),
            dates::short(task.due_on),
            format!("{}%", task.share),
            wording(&task.light.words),
        ]
    };
    let rows = overview.tasks.iter().map(row).collect();
    Annex { title: Part::Table.word().to_owned(), table: Table { columns, rows } }
}
