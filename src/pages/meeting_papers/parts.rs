//! The parts of the papers, and what stands in each. Pure: the same ledger gives the same papers.

use chrono::{Days, NaiveDate};

use crate::official_document::{Annex, Block, Column, Level, Table, wording};
use crate::pages::drafting::one_line;
use crate::pages::overview::{MilestoneOverview, Overview, RESTRICTED, Section, TaskOverview};
use crate::pages::summaries::draft::titled;
use crate::pages::superior_court::{PaperRow, PaperStatus};
use crate::pages::worklist::{Matter, spans};
use crate::plan::tasks::TaskStatus;
use crate::status::Light;
use crate::web::dates;

/// Milestones due within so many days are next steps.
const AHEAD: Days = Days::new(31);

/// So many of them are listed, the nearest; the others are counted in one line.
const STEPS: usize = 12;

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
    /// What waits for leaders' decisions.
    pub to_decide: &'a [Matter],
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
            let matters = ground.to_decide.iter().map(|of| format!("{}。{}", of.what, wording(&of.note)));
            items(matters.collect(), "没有提请会议研究决定的事项。")
        }
        Part::Superior => items(superior(ground), "没有需请示上级法院的事项。"),
        Part::Next => next(overview),
        Part::Table => Vec::new(),
    }
}

/// 1.…… in order; what is said where there is none.
fn items(lines: Vec<String>, none: &str) -> Vec<Block> {
    if lines.is_empty() {
        return vec![Block::Paragraph(none.to_owned())];
    }
    let line = |(at, text): (usize, String)| Block::Paragraph(format!("{}.{}", at + 1, one_line(&text)));
    lines.into_iter().enumerate().map(line).collect()
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
    let returned = overview.reports.iter().filter(|report| !report.waived && !report.met);
    let returned = returned.filter(|report| report.first_due_on < today && report.due_on >= today).count();
    let steps = overview.tasks.iter().flat_map(|task| &task.milestones);
    let steps: Vec<bool> =
        steps.filter(|step| !step.waived && step.due_on < today).map(|step| step.met_on.is_some()).collect();
    let done = |of: &[bool]| of.iter().filter(|met| **met).count();
    let second = format!(
        "已到期的月报{}份，已报送{}份，未报送{}份{}；已到期的节点{}个，已完成{}个，未完成{}个。",
        reports.len(),
        done(&reports),
        reports.len() - done(&reports),
        if returned > 0 {
            format!("（另有{returned}份退回修改，应报日期已顺延）")
        } else {
            String::new()
        },
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

/// 第6项“……”（审管办）; of a restricted task, since all members of the group read the papers, its number only.
fn named(task: &TaskOverview) -> String {
    if task.restricted {
        return format!("第{}项（{RESTRICTED}）", task.number);
    }
    let leads = task.leads().unwrap_or_else(|| "牵头部门待明确".to_owned());
    format!("{}（{leads}）", titled(task.number, &task.title))
}

/// A task and why its light is what it is, with who still owes what is overdue; of a restricted one no more than the light.
fn with_light(task: &TaskOverview) -> String {
    let words =
        if task.restricted { task.light.light.word().to_owned() } else { wording(&task.light.sentence) };
    format!("{}：{words}", named(task))
}

fn stuck(overview: &Overview) -> Vec<String> {
    let mut tasks: Vec<&TaskOverview> = overview.tasks.iter().filter(|task| task.is_stuck()).collect();
    tasks.sort_by_key(|task| task.badness());
    tasks.into_iter().map(with_light).collect()
}

/// Tasks that wait for a superior court, and what was drafted or sent to it without an answer yet. What departments report as
/// difficulties is the court's own until the office passes it up.
fn superior(ground: &Ground<'_>) -> Vec<String> {
    let waiting = |task: &&TaskOverview| task.status == TaskStatus::WaitingForSuperior;
    let tasks = ground.overview.tasks.iter().filter(waiting).map(with_light);
    tasks.chain(ground.feedback.iter().filter_map(feedback)).collect()
}

/// Whether it was drafted or sent, and nothing came back yet.
fn is_open(paper: &PaperRow) -> bool {
    matches!(paper.status, PaperStatus::Draft | PaperStatus::Sent)
}

/// 反映问题第3号“……”（任务6、8，2019年7月9日报省高院，尚未答复）; `None` of what is settled. Of what is about a restricted task
/// the title is not said.
fn feedback(paper: &PaperRow) -> Option<String> {
    let stands = match (is_open(paper), paper.sent_on) {
        (true, None) => format!("拟报{}", paper.addressee),
        (true, Some(day)) => format!("{}报{}，尚未答复", dates::plain(day), paper.addressee),
        (false, _) => return None,
    };
    let title =
        if paper.restricted { format!("（{RESTRICTED}）") } else { format!("“{}”", paper.title) };
    let tasks = match paper.task_numbers.as_slice() {
        [] => String::new(),
        numbers => format!("任务{}，", spans(numbers)),
    };
    Some(format!("{}{title}（{tasks}{stands}）", paper.name()))
}

/// The milestones of a task due from today on within a month. Those of a restricted task are not for all members.
fn steps_ahead<'a>(
    overview: &Overview,
    task: &'a TaskOverview,
) -> impl Iterator<Item = &'a MilestoneOverview> + use<'a> {
    let span = overview.today..=overview.today + AHEAD;
    let open = task.milestones.iter().filter(|step| !step.waived && step.met_on.is_none());
    open.filter(move |step| !task.restricted && span.contains(&step.due_on))
}

/// A milestone due soon: its day, the number of its task, and the line that says it.
type Step = (NaiveDate, i32, String);

/// Milestones due from today on within a month, by date: those that are listed, and the others.
fn next_steps(overview: &Overview) -> (Vec<Step>, Vec<Step>) {
    let mut steps: Vec<Step> = Vec::new();
    for task in &overview.tasks {
        for step in steps_ahead(overview, task) {
            let words = format!("{}前，{}完成节点“{}”", dates::plain(step.due_on), named(task), step.title);
            steps.push((step.due_on, task.number, words));
        }
    }
    steps.sort();
    let others = steps.split_off(STEPS.min(steps.len()));
    (steps, others)
}

fn next(overview: &Overview) -> Vec<Block> {
    let (listed, others) = next_steps(overview);
    let lines = listed.into_iter().map(|(.., words)| words).collect();
    let mut blocks = items(lines, "今后一个月没有到期的节点。");
    if let Some((last, ..)) = others.last() {
        let words = format!("另有{}个节点在{}前陆续到期，见台账。", others.len(), dates::plain(*last));
        blocks.push(Block::Paragraph(words));
    }
    blocks
}

/// The tasks a part speaks of by their number.
fn is_about(ground: &Ground<'_>, part: Part, task: &TaskOverview) -> bool {
    match part {
        Part::General | Part::Table => false,
        Part::Sections => matches!(task.light.light, Light::Blue | Light::Red | Light::Yellow),
        Part::Stuck => task.is_stuck(),
        Part::ToDecide => ground.to_decide.iter().any(|of| of.task == Some(task.number)),
        Part::Superior => {
            let is_named = |of: &PaperRow| is_open(of) && of.task_numbers.contains(&task.number);
            task.status == TaskStatus::WaitingForSuperior || ground.feedback.iter().any(is_named)
        }
        Part::Next => next_steps(ground.overview).0.iter().any(|(_, number, _)| *number == task.number),
    }
}

/// 附件: the tasks the chosen parts speak of, and every restricted one by its number, for whether it stands there would say
/// something of it; all tasks, where none of these parts speaks of any.
pub(super) fn annex(ground: &Ground<'_>, chosen: &[Part]) -> Annex {
    let all = &ground.overview.tasks;
    let named = |task: &&TaskOverview| chosen.iter().any(|part| is_about(ground, *part, task));
    let says_nothing = !all.iter().any(|task| named(&task));
    let tasks: Vec<&TaskOverview> =
        all.iter().filter(|task| says_nothing || task.restricted || named(task)).collect();
    let is_all = tasks.len() == all.len();
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
    let rows = tasks.into_iter().map(row).collect();
    let title = if is_all { Part::Table.word() } else { "材料所列改革任务一览表" };
    Annex { title: title.to_owned(), table: Table { columns, rows } }
}

fn row(task: &TaskOverview) -> Vec<String> {
    let number = task.number.to_string();
    if task.restricted {
        let mut row = vec![number, RESTRICTED.to_owned()];
        row.resize(7, "—".to_owned());
        row.push(task.light.light.word().to_owned());
        return row;
    }
    vec![
        number,
        task.title.clone(),
        task.leads().unwrap_or_else(|| "待明确".to_owned()),
        task.supports().unwrap_or_default(),
        task.leader.as_ref().map_or_else(|| "待明确".to_owned(), |(_, name)| name.clone()),
        dates::short(task.due_on),
        format!("{}%", task.share),
        wording(&task.light.words),
    ]
}
