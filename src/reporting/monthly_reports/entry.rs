//! One task's part of a department's page, ready to be shown.

use chrono::NaiveDate;

use super::contribution_store::Contribution;
use super::fields::{ReportFields, TypedReport};
use super::item::{EarlierReport, ReportItem};
use super::model::{Outcome, OwnRating, ReportStatus};
use super::month::{day_words, short_month};
use super::posted::PostedReport;
use crate::ids::DepartmentId;
use crate::reporting::evidence::FileLine;
use crate::web::FieldErrors;
use crate::web::form::FieldError;

/// Within so many days before its date an unfiled report is shown as due soon.
const DUE_SOON_DAYS: i64 = 3;

/// A state with its colour and shape: never a colour alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    pub kind: &'static str,
    pub symbol: &'static str,
    pub words: String,
    /// The same in a word, for the list at the side.
    pub short: &'static str,
}

/// The report before, beside this month's fields.
#[derive(Debug)]
pub(super) struct Before {
    /// `上月（5 月）已审核`
    pub heading: String,
    pub text: String,
    pub next_steps: String,
    /// `进度 40% · 自评 正常`
    pub line: String,
}

/// A rating to choose from.
#[derive(Debug)]
pub(super) struct RatingChoice {
    pub code: &'static str,
    pub word: &'static str,
    pub chosen: bool,
}

/// One task's part of the page.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each shows or hides one part of the entry")]
pub(super) struct Entry {
    pub number: i32,
    pub title: String,
    pub short_title: String,
    pub state: State,
    pub before: Option<Before>,
    pub is_editable: bool,
    pub awaits_head: bool,
    pub is_returned: bool,
    pub send_again: bool,
    pub share_is_asked: bool,
    /// What the milestones met propose, where it is asked.
    pub met_share: Option<i32>,
    pub version: i32,
    pub seen: String,
    pub fields: ReportFields,
    pub share: String,
    pub ratings: Vec<RatingChoice>,
    /// `进度 50% · 自评 正常`
    pub line: String,
    /// What there is to say of the submission: `第 2 稿 · 6月24日报送`.
    pub submission: Option<String>,
    pub files: Vec<FileLine>,
    pub asked: Vec<Contribution>,
    errors: Vec<FieldError>,
}

impl Entry {
    /// The sentence beside a field of this task.
    pub(super) fn error(&self, field: &str) -> Option<&str> {
        let id = format!("{field}_{}", self.number);
        self.errors.iter().find(|error| error.field == id).map(|error| error.text.as_str())
    }
}

/// What an entry is made of, besides its item.
pub(super) struct Around<'a> {
    pub today: NaiveDate,
    pub department: DepartmentId,
    pub posted: Option<&'a PostedReport>,
    pub files: &'a [FileLine],
    pub contributions: &'a [Contribution],
    pub errors: &'a FieldErrors,
}

pub(super) fn entry(item: &ReportItem, month_before: Option<&str>, around: &Around<'_>) -> Entry {
    let stored = TypedReport::of(item.fields());
    let seen = stored.mark();
    let typed = around.posted.filter(|_| item.is_editable()).map_or(stored, |posted| posted.typed.clone());
    let report = item.report.as_ref().map(|report| report.id);
    let rating = typed.fields.rating.unwrap_or(OwnRating::Normal);
    let mine =
        |error: &&FieldError| error.field.rsplit_once('_').is_some_and(|(_, n)| n == item.number.to_string());
    Entry {
        number: item.number,
        title: item.title.clone(),
        short_title: short_title(&item.title),
        state: state(item, around.today),
        before: item.before.as_ref().map(|before| before_view(before, month_before)),
        is_editable: item.is_editable(),
        awaits_head: item.status() == ReportStatus::AwaitingSignOff,
        is_returned: item.status() == ReportStatus::Returned,
        send_again: around.posted.is_some_and(|posted| posted.send_again),
        share_is_asked: item.share_is_asked(),
        met_share: item.met_share.filter(|_| item.share_is_asked()),
        version: item.version(),
        seen,
        line: line(&item.fields()),
        ratings: OwnRating::ALL
            .map(|choice| RatingChoice { code: choice.code(), word: choice.word(), chosen: choice == rating })
            .into(),
        share: typed.share,
        fields: typed.fields,
        submission: submission_line(item),
        files: around
            .files
            .iter()
            .filter(|file| report.is_some() && file.report == report)
            .cloned()
            .collect(),
        asked: around
            .contributions
            .iter()
            .filter(|asked| Some(asked.report) == report && asked.department != around.department)
            .cloned()
            .collect(),
        errors: around.errors.list.iter().filter(mine).cloned().collect(),
    }
}

fn state(item: &ReportItem, today: NaiveDate) -> State {
    let make = |kind, symbol, words: String, short| State { kind, symbol, words, short };
    if let Some(reason) = &item.waived {
        return make("grey", "—", format!("不需报：{reason}"), "不需报");
    }
    let left = (item.due_on - today).num_days();
    let day = day_words(item.due_on);
    let submission = item.submission.as_ref();
    match item.status() {
        ReportStatus::Accepted if submission.is_some_and(|s| s.self_reviewed) => {
            make("green", "✔", "已审核（自审）".into(), "✔ 已审核")
        }
        ReportStatus::Accepted => make("green", "✔", "已审核".into(), "✔ 已审核"),
        ReportStatus::Submitted => make("blue", "●", "已报送，待审核".into(), "✔ 已报送"),
        ReportStatus::AwaitingSignOff => make("blue", "●", "待部门负责人审签".into(), "待审签"),
        ReportStatus::Returned => {
            let reason = submission.and_then(|s| s.reason.as_deref()).unwrap_or_default();
            make("red", "▲", format!("退回修改（{day}前重报）：{reason}"), "退回")
        }
        ReportStatus::Draft => {
            let word = if item.report.is_some() { "草稿" } else { "未填" };
            match left {
                ..0 => make("red", "▲", format!("{word}，未报 {} 天", -left), word),
                0 => make("yellow", "◆", format!("{word}，今天到期"), word),
                1..=DUE_SOON_DAYS => make("yellow", "◆", format!("{word}，{left} 天后到期"), word),
                _ => make("grey", "○", format!("{word}，{day}前报送"), word),
            }
        }
    }
}

fn before_view(before: &EarlierReport, month_before: Option<&str>) -> Before {
    let month = before.month.parse().map_or_else(|_| before.month.clone(), short_month);
    let last = if month_before == Some(before.month.as_str()) { "上月" } else { "最近一次" };
    let word = if before.outcome == Outcome::Accepted { "已审核" } else { "已报送，待审核" };
    let fields = &before.fields;
    let text = if fields.unchanged {
        format!("本月无变化：{}", fields.unchanged_reason)
    } else {
        fields.progress_text.clone()
    };
    Before {
        heading: format!("{last}（{month}）{word}"),
        text,
        next_steps: fields.next_steps.clone(),
        line: line(fields),
    }
}

/// `进度 40% · 自评 正常`
pub(super) fn line(fields: &ReportFields) -> String {
    let share = fields.share.map_or_else(|| "—".into(), |share| format!("{share}%"));
    let rating = fields.rating.map_or("—", OwnRating::word);
    format!("进度 {share} · 自评 {rating}")
}

fn submission_line(item: &ReportItem) -> Option<String> {
    let submission = item.submission.as_ref()?;
    let mut parts =
        vec![format!("第 {} 稿", submission.number), format!("{}报送", day_words(submission.submitted_on))];
    if let Some(whose) = &submission.on_behalf_of {
        parts.push(format!("代录：{whose}"));
    }
    if let Some(report) = item.report.as_ref().filter(|report| !report.signed_off_by.is_empty()) {
        parts.push(format!("已经部门负责人审签（{}）", report.signed_off_by));
    }
    if submission.self_reviewed {
        parts.push("自审".into());
    }
    Some(parts.join(" · "))
}

/// The first characters of a title, for the list at the side.
fn short_title(title: &str) -> String {
    let mut short: String = title.chars().take(10).collect();
    if short.len() < title.len() {
        short.push('…');
    }
    short
}
