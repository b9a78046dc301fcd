//! `/2019/checks/2019-Q2/circular`: the draft of a circular (通报) of a closed round. It names departments, never persons, leaders
//! or 院党组, and of a restricted task its number only; nobody but office and leaders reads it before a leader has signed it.
//! `word.rs` is the same as an official document.

mod word;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use chrono::NaiveDate;
use sqlx::PgConnection;

use super::circular_store::{LateReports, OfficeLate};
use super::frozen::{FindingThen, Frozen};
use super::model::{Risk, Verdict};
use super::round::RoundOf;
use super::round_page::sees_whole;
use super::store::Checked;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::{AppError, Result};
use crate::organization::DepartmentKind;
use crate::pages::overview::{RESTRICTED, TaskOverview};
use crate::plan::tasks::AssignmentRole;
use crate::supervision::Reader;
use crate::supervision::findings::{FindingRow, Which, list_findings};
use crate::web::{AppState, PageFrame, dates, urls};

pub(super) fn routes() -> Routes {
    let reads = Access::Needs(Action::ReadStocktake);
    vec![
        Route::get("/{year}/checks/{quarter}/circular", reads, show),
        Route::get("/{year}/checks/{quarter}/circular/docx", reads, word::download),
    ]
}

/// The headings of its parts, and what it asks for in the last.
const PARTS: [&str; 5] = [
    "一、总体情况",
    "二、不符合序时进度的任务",
    "三、年底完成风险高的任务和补救措施",
    "四、月报报送和办理情况",
    "五、有关要求",
];
const DEMANDS: &str = "请有关部门对照问题清单，在规定期限内整改并反馈；年底完成风险高的任务，请牵头部门落实补救措施；月报未报的，请即补报。";
const REPORTS_IN_TIME: &str = "各部门的月报均按期报送。";
const OFFICE_IN_TIME: &str = "领导小组办公室没有逾期的审核、检查和总结";

#[derive(Template, WebTemplate)]
#[template(path = "pages/checks/circular.html")]
struct CircularPage {
    frame: PageFrame,
    round: String,
    round_name: String,
    title: String,
    as_of: String,
    /// The day of what is marked 现; `None` where all stands as it did.
    now: Option<String>,
    /// 总体情况, in sentences.
    general: String,
    not_conforming: Vec<Item>,
    high_risk: Vec<Item>,
    reports: Vec<String>,
    /// What the office itself was late with.
    office: Option<String>,
    dated: String,
    closed_on: NaiveDate,
    /// The same in Word.
    word: String,
}

/// A task as a circular names it.
struct Item {
    task: String,
    said: String,
    problems: Vec<String>,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, quarter)): Path<(i32, String)>,
) -> Result<CircularPage> {
    let mut conn = state.db.acquire().await?;
    read(&mut conn, (&state, &user), (year, &quarter)).await
}

async fn read(
    conn: &mut PgConnection,
    (state, user): (&AppState, &CurrentUser),
    (year, quarter): (i32, &str),
) -> Result<CircularPage> {
    let today = state.clocks.today();
    let round = RoundOf::read(&mut *conn, (year, quarter), today).await?.for_reader(user);
    let Some((closed_on, _)) = &round.round()?.closed else {
        return Err(AppError::Refused("检查结束、数据冻结后，才生成通报草稿。".into()));
    };
    if !sees_whole(&round, user) {
        return Err(AppError::NotFound("没有您可以查看的通报草稿。".into()));
    }
    let which = Which { year: Some(year), ..Which::default() };
    let findings = list_findings(&mut *conn, &Reader::of(user, today), which).await?;
    let stood = round.stood(&mut *conn, *closed_on).await?;
    let words = round.quarter.period.words();
    let items = |wanted: &dyn Fn(&Checked) -> bool, said: &dyn Fn(&Checked) -> &str| -> Vec<Item> {
        let of = round.checked.iter().filter(|of| wanted(of));
        of.filter_map(|of| Some(item(&stood, &findings, round.task(of)?, of, said(of)))).collect()
    };
    Ok(CircularPage {
        frame: user.frame(state, Some(year)),
        round: urls::check(year, quarter),
        round_name: format!("{words}检查"),
        title: format!("关于{words}司法改革任务检查情况的通报"),
        as_of: dates::plain(*closed_on),
        now: has_moved(&stood, &findings).then(|| dates::plain(today)),
        general: general(&round),
        not_conforming: items(&|of| of.judgement.verdict == Some(Verdict::DoesNotConform), &|of| {
            of.judgement.remark.as_str()
        }),
        high_risk: items(&|of| of.judgement.risk == Some(Risk::High), &|of| of.judgement.remedy.as_str()),
        reports: stood.reports.iter().map(late_words).collect(),
        office: office_words(&stood.office),
        dated: dates::plain(*closed_on),
        closed_on: *closed_on,
        word: format!("{}/circular/docx", urls::check(year, quarter)),
    })
}

fn general(round: &RoundOf) -> String {
    let counts: Vec<String> = Verdict::ALL
        .iter()
        .map(|verdict| format!("{}序时进度 {} 项", verdict.word(), round.count(*verdict)))
        .collect();
    let risky = round.checked.iter().filter(|of| of.judgement.risk == Some(Risk::High)).count();
    let differ = round.checked.iter().filter(|of| round.differs(of)).count();
    format!(
        "{}检查改革任务 {} 项：{}；年底完成风险高的 {risky} 项；核定与部门自评不一致的 {differ} 项。",
        round.quarter.period.words(),
        round.checked.len(),
        counts.join("，")
    )
}

fn item(stood: &Frozen, findings: &[FindingRow], task: &TaskOverview, of: &Checked, said: &str) -> Item {
    if task.restricted {
        let task = format!("任务 {}（{RESTRICTED}）", of.number);
        return Item { task, said: String::new(), problems: Vec::new() };
    }
    let leads: Vec<&str> = task
        .departments
        .iter()
        .filter(|part| part.role == AssignmentRole::Lead && part.kind != DepartmentKind::Body)
        .map(|part| part.name.as_str())
        .collect();
    let leads = if leads.is_empty() { "牵头部门待明确".to_owned() } else { leads.join("、") };
    let problem = |then: &FindingThen| {
        let finding = find(findings, then)?;
        let (due_on, department) = (dates::plain(then.due_on), &then.department);
        let now = if finding.status == then.status() {
            String::new()
        } else {
            format!("；现{}", finding.status.word())
        };
        let state = then.status().word();
        Some(format!("{}（由{department}于 {due_on}前整改，{state}{now}）", finding.problem))
    };
    Item {
        task: format!("任务 {}“{}”（{leads}）", of.number, task.title),
        said: said.to_owned(),
        problems: stood.findings.iter().filter(|then| then.is_of(of.task)).filter_map(problem).collect(),
    }
}

fn find<'a>(findings: &'a [FindingRow], then: &FindingThen) -> Option<&'a FindingRow> {
    findings.iter().find(|finding| finding.id == then.id())
}

/// Whether a finding stands otherwise today than when the round was closed.
fn has_moved(stood: &Frozen, findings: &[FindingRow]) -> bool {
    let mut found = stood.findings.iter().filter_map(|then| find(findings, then).map(|now| (then, now)));
    found.any(|(then, now)| then.status() != now.status)
}

fn late_words(of: &LateReports) -> String {
    let late = (of.late > 0).then(|| format!("逾期报送 {} 项次", of.late));
    let missing = (of.missing > 0).then(|| format!("未报送 {} 项次", of.missing));
    let words: Vec<String> = [late, missing].into_iter().flatten().collect();
    format!("{}：{}", of.department, words.join("，"))
}

/// The office's own duties are shown like anyone's.
fn office_words(late: &[OfficeLate]) -> Option<String> {
    let words: Vec<String> =
        late.iter().map(|of| format!("{}逾期 {} 项次", of.kind.word(), of.late)).collect();
    (!words.is_empty()).then(|| format!("领导小组办公室：{}", words.join("，")))
}
