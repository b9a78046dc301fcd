//! `/2019/blind-spots`: the three checks, each rule with its own anchor; on paper one page of them.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};

use super::audit::kept_back;
use super::rule::{Check, Rule};
use super::store::{MonthEnd, list_month_ends};
use super::subject::Subject;
use super::trend::{open_of, tally};
use super::{Acceptance, Audited, list_audited};
use crate::accounts::{Access, Action, CurrentUser, Role, Route, Routes};
use crate::error::Result;
use crate::pages::baselines::Baseline;
use crate::pages::overview::{self, Overview};
use crate::pages::worklist::spans;
use crate::web::{AppState, PageFrame, dates, instants, urls};

/// In the summary so many names stand one after the other, and so many characters of them; the rest is counted.
const NAMES: usize = 8;
const LONGEST_ABOUT: usize = 40;

/// So much of a point stands there; it is whole in its list.
const LONGEST_TITLE: usize = 16;

/// So many months' ends are printed with what is now; the rest is counted.
const PRINTED: usize = 3;

pub(super) fn routes() -> Routes {
    vec![Route::get("/{year}/blind-spots", Access::Needs(Action::ReadLedger), show)]
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/blind_spots/blind_spots.html")]
struct BlindSpotsPage {
    frame: PageFrame,
    year: i32,
    /// When it was looked at.
    at: String,
    matrix_path: String,
    superior_path: String,
    checks: Vec<CheckBlock>,
    notes: usize,
    accepted: Vec<AcceptedLine>,
    /// For those who see all.
    trend: Option<Trend>,
    /// Whether the reader mends what is found.
    mends: bool,
    /// Restricted tasks that are left out for this reader.
    kept_back: String,
}

/// One of the three checks.
struct CheckBlock {
    check: Check,
    /// Blind spots, without notes.
    count: usize,
    rules: Vec<RuleBlock>,
}

/// A rule with its cases.
struct RuleBlock {
    rule: Rule,
    /// In a line, for the summary.
    about: String,
    cases: Vec<CaseLine>,
    /// How many are accepted; they are not among the cases.
    accepted: usize,
}

struct CaseLine {
    title: String,
    path: String,
    message: String,
    /// 接受至 2019-05-31，已到期.
    lapsed: Option<String>,
    mended_at: String,
    /// Where it is accepted.
    own_path: String,
}

/// What is accepted for now.
struct AcceptedLine {
    what: String,
    path: String,
    until_on: String,
    /// Why and by whom, for those concerned.
    reason: Option<String>,
    /// Whether it is mended meanwhile.
    mended: bool,
}

/// The months' ends, the newest first.
struct Trend {
    lines: Vec<TrendLine>,
    /// From when on counts are kept, where there are older baselines.
    since: Option<String>,
    /// How many months with counts are left out on paper.
    unprinted: usize,
}

struct TrendLine {
    as_of: String,
    printed: bool,
    /// Of the three checks, and accepted; none where nothing was kept.
    counts: Option<([usize; 3], usize)>,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
) -> Result<BlindSpotsPage> {
    let mut conn = state.db.acquire().await?;
    let overview = overview::read(&mut conn, year, state.clocks.today()).await?;
    let (mut cases, acceptances) = list_audited(&mut conn, &overview).await?;
    let sees_all = matches!(user.role, Role::Office | Role::Leader);
    let trend =
        if sees_all { Some(trend(&list_month_ends(&mut conn, overview.plan.id).await?)) } else { None };
    drop(conn);
    let gone = mended(&cases, &acceptances, &overview);
    cases.retain(|audited| audited.case.is_open_to(&user, &overview));
    let mut accepted: Vec<AcceptedLine> =
        cases.iter().filter_map(|audited| accepted_line(audited, (&user, &overview))).collect();
    if sees_all {
        accepted.extend(gone);
    }
    let checks = Check::ALL.map(|check| check_block(year, check, &cases));
    let notes = cases.iter().filter(|of| of.case.rule.is_note() && of.accepted.is_none());
    Ok(BlindSpotsPage {
        frame: user.frame(&state, Some(year)),
        year,
        at: instants::minute(state.clocks.ledger_now()),
        matrix_path: urls::work_point_matrix(year),
        superior_path: urls::superior_points(year),
        notes: notes.count(),
        checks: checks.into(),
        accepted,
        trend: trend.filter(|trend| !trend.lines.is_empty()),
        mends: user.may(Action::KeepPlan),
        kept_back: spans(&kept_back(&overview, &user)),
    })
}

fn check_block(year: i32, check: Check, cases: &[Audited]) -> CheckBlock {
    let rules = Rule::ALL.into_iter().filter(|rule| rule.check() == check);
    let rules = rules.map(|rule| rule_block(year, rule, cases)).collect();
    CheckBlock { check, count: open_of(&tally(cases), check), rules }
}

fn rule_block(year: i32, rule: Rule, cases: &[Audited]) -> RuleBlock {
    let (accepted, open): (Vec<&Audited>, Vec<&Audited>) =
        cases.iter().filter(|of| of.case.rule == rule).partition(|of| of.accepted.is_some());
    let line = |of: &&Audited| CaseLine {
        title: of.case.subject.title(),
        path: of.case.subject.path(year),
        message: of.case.message.clone(),
        lapsed: of.lapsed_on.map(|on| format!("接受至 {}，已到期", dates::short(on))),
        mended_at: of.case.subject.mended_at(rule, year),
        own_path: urls::blind_spot(year, rule.code(), of.case.subject.key()),
    };
    RuleBlock { rule, about: about(&open), cases: open.iter().map(line).collect(), accepted: accepted.len() }
}

/// 任务 25—30; 审管办、研究室等 19 项.
fn about(cases: &[&Audited]) -> String {
    let number = |of: &&Audited| match of.case.subject {
        Subject::Task { number, .. } => Some(number),
        _ => None,
    };
    let numbers: Vec<i32> = cases.iter().filter_map(number).collect();
    if !numbers.is_empty() {
        return format!("任务 {}", spans(&numbers));
    }
    let titles: Vec<String> =
        cases.iter().take(NAMES).map(|of| shortened(&of.case.subject.title(), LONGEST_TITLE)).collect();
    let mut length = 0;
    let fit = titles.iter().take_while(|title| {
        length += title.chars().count();
        length <= LONGEST_ABOUT
    });
    let names: Vec<&str> = fit.map(String::as_str).collect();
    let rest = if cases.len() > names.len() { format!("等 {} 项", cases.len()) } else { String::new() };
    format!("{}{rest}", names.join("、"))
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

fn accepted_line(audited: &Audited, (user, overview): (&CurrentUser, &Overview)) -> Option<AcceptedLine> {
    let accepted = audited.accepted.as_ref()?;
    let mut tasks = overview.tasks.iter().filter(|task| audited.case.tasks.contains(&task.number));
    let concerned = tasks.all(|task| user.is_concerned(&task.concerned));
    Some(line_of(accepted, overview.plan.year, (concerned, false)))
}

/// Acceptances that hold though nothing is amiss any more.
fn mended(cases: &[Audited], acceptances: &[Acceptance], overview: &Overview) -> Vec<AcceptedLine> {
    let found =
        |of: &Acceptance| cases.iter().any(|case| case.accepted.as_ref().is_some_and(|by| by.id == of.id));
    let mended = acceptances.iter().filter(|of| of.stands(overview.today) && !found(of));
    mended.map(|of| line_of(of, overview.plan.year, (true, true))).collect()
}

fn line_of(accepted: &Acceptance, year: i32, (concerned, mended): (bool, bool)) -> AcceptedLine {
    let by = || {
        format!("{}（{} {}接受）", accepted.reason, dates::short(accepted.accepted_on), accepted.accepted_by)
    };
    AcceptedLine {
        what: format!("{}：{}", accepted.subject, accepted.rule.word()),
        path: urls::blind_spot(year, accepted.rule.code(), accepted.subject_id),
        until_on: dates::short(accepted.until_on),
        reason: concerned.then(by),
        mended,
    }
}

fn trend(ends: &[MonthEnd]) -> Trend {
    let line = |end: &MonthEnd| {
        let Baseline { as_of, frozen_on, .. } = end.baseline;
        let late = if end.baseline.is_late() {
            format!("（{} 补冻）", dates::short(frozen_on))
        } else {
            String::new()
        };
        let kept = (!end.counts.is_empty()).then(|| {
            let counted = end.counts.iter().filter(|count| !count.rule.is_note());
            let accepted = counted.map(|count| count.accepted);
            (Check::ALL.map(|check| open_of(&end.counts, check)), accepted.sum())
        });
        TrendLine { as_of: format!("{}{late}", dates::short(as_of)), printed: false, counts: kept }
    };
    let mut lines: Vec<TrendLine> = ends.iter().rev().map(line).collect();
    let mut with_counts = 0;
    for line in lines.iter_mut().filter(|line| line.counts.is_some()) {
        with_counts += 1;
        line.printed = with_counts <= PRINTED;
    }
    let first_kept = ends.iter().position(|end| !end.counts.is_empty());
    let since = match first_kept {
        Some(0) => None,
        Some(at) => Some(format!("{}起的基线", dates::plain(ends[at].baseline.as_of))),
        None => Some("下一次冻结的基线".to_owned()),
    };
    Trend {
        lines,
        unprinted: with_counts.saturating_sub(PRINTED),
        since: since.map(|from| format!("盲区数自{from}才随基线记存；此前没有记存，不作推算。")),
    }
}
