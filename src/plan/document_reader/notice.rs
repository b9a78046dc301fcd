//! The notice that issues a plan: title, document number, dates, period, issuing body.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::ReadRefusal;
use super::lines::Line;
use super::model::PlanRead;
use super::wording::{date_at, letters_without_blanks, without_blanks};

/// The notice as read.
pub(super) struct Notice {
    pub(super) plan: PlanRead,
    /// The day on the printer's line (…印发), where it is not that of the signature.
    pub(super) other_issue_date: Option<NaiveDate>,
    /// The numbers of the document's paragraphs that were read whole.
    pub(super) taken: BTreeSet<i32>,
}

/// A line before the division plan, or behind it, without blanks.
struct Printed {
    at: i32,
    text: String,
}

/// What a document is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// A notice in the court's own shape: without date it was cut off.
    Issued,
    /// Perhaps a draft: it may lack its date, and its title may be a line that names a plan.
    Draft,
    /// A supplement to the plan of this year: nothing of all this need be there.
    Supplement(i32),
}

/// Reads the notice; `start` is the first line of the division plan.
pub(super) fn read(lines: &[Line], start: usize, kind: Taken) -> Result<Notice, ReadRefusal> {
    let printed: Vec<Printed> =
        lines.iter().map(|line| Printed { at: line.at, text: without_blanks(&line.plain()) }).collect();
    let front = &printed[..start];
    let mut taken = BTreeSet::new();
    let title = match kind {
        Taken::Issued => title(front),
        Taken::Draft => title(front).or_else(|| find(front, plan_named)),
        Taken::Supplement(_) => {
            find(front, about).or_else(|| find(front, plan_named)).or(Some(Default::default()))
        }
    };
    let title = take(&mut taken, title).ok_or(ReadRefusal::NoTitle)?;
    let signed = take(&mut taken, find(&printed, whole_date));
    let on_print = take(&mut taken, find(&printed, printing_date));
    let dated = signed.or(on_print);
    if dated.is_none() && kind == Taken::Issued {
        return Err(ReadRefusal::NoIssueDate);
    }
    let in_front = || front.iter().find_map(|line| year_named(&line.text));
    let year = match kind {
        Taken::Supplement(year) => year_named(&title).or(Some(year)),
        _ => year_named(&title).or(dated.map(|date| date.year())).or_else(in_front),
    };
    let year = year.ok_or(ReadRefusal::NoYear)?;
    let issued_on = dated.or_else(|| NaiveDate::from_ymd_opt(year, 1, 1)).ok_or(ReadRefusal::NoYear)?;
    // A period stands in a sentence that says more: its paragraph counts as unread.
    let (starts_on, ends_on) = match front.iter().find_map(|line| period(&line.text)) {
        Some(period) => period,
        None => (issued_on, NaiveDate::from_ymd_opt(year, 12, 31).ok_or(ReadRefusal::NoIssueDate)?),
    };
    let ends_on = match kind {
        // Of a supplement only its title and date are used.
        Taken::Supplement(_) => ends_on.max(starts_on),
        _ if ends_on < starts_on => return Err(ReadRefusal::PeriodInverted),
        _ => ends_on,
    };
    let number = find(front, |line| is_document_number(line).then(|| line.to_owned()));
    let plan = PlanRead {
        year,
        issuing_body: take(&mut taken, issuing_body(&title, front)),
        title,
        document_number: take(&mut taken, number),
        issued_on,
        dated: dated.is_some(),
        starts_on,
        ends_on,
    };
    Ok(Notice { plan, other_issue_date: on_print.filter(|date| *date != issued_on), taken })
}

/// Notes the paragraph from which a value was read.
fn take<T>(taken: &mut BTreeSet<i32>, found: Option<(i32, T)>) -> Option<T> {
    found.map(|(at, value)| {
        taken.insert(at);
        value
    })
}

/// The first line from which `read` reads something, with its paragraph.
fn find<T>(lines: &[Printed], read: impl Fn(&str) -> Option<T>) -> Option<(i32, T)> {
    lines.iter().find_map(|line| Some((line.at, read(&line.text)?)))
}

/// What a notice 关于印发…的通知 issues, else the heading of the division plan.
fn title(front: &[Printed]) -> Option<(i32, String)> {
    let issued = find(front, |line| {
        let (_, rest) = line.split_once("关于印发")?;
        rest.strip_suffix("的通知").map(str::to_owned)
    });
    let heading = || front.iter().rev().find(|line| line.text.ends_with("分工方案"));
    issued.or_else(|| heading().map(|line| (line.at, line.text.clone())))
}

/// A line that says what a document is about: 关于调整…的补充通知.
fn about(line: &str) -> Option<String> {
    let line = line.trim_matches(['《', '》']);
    let is_title = line.contains("关于") && line.ends_with("通知") && !line.contains(['。', '：']);
    is_title.then(|| line.to_owned())
}

/// A short line that names a plan: 某县人民法院2020年司法改革任务分解表.
fn plan_named(line: &str) -> Option<String> {
    const KINDS: [&str; 14] = [
        "方案",
        "计划",
        "要点",
        "台账",
        "清单",
        "分解表",
        "分工表",
        "任务表",
        "一览表",
        "意见",
        "安排",
        "任务书",
        "安排表",
        "责任表",
    ];
    let line = line.trim_end_matches(['）', ')']);
    let line = line
        .rsplit_once(['（', '('])
        .filter(|(_, inner)| inner.chars().count() < 8)
        .map_or(line, |(name, _)| name);
    let named = KINDS.iter().any(|kind| line.ends_with(kind));
    (named && line.chars().count() <= 60 && !line.contains(['。', '，', '：'])).then(|| line.to_owned())
}

/// A line that is a date and nothing else: the signature's.
fn whole_date(line: &str) -> Option<NaiveDate> {
    let line = line.strip_prefix(['（', '(']).and_then(|line| line.strip_suffix(['）', ')'])).unwrap_or(line);
    let chars = letters_without_blanks(line);
    date_at(&chars).filter(|(_, len)| *len == chars.len()).map(|(date, _)| date)
}

/// The date on the printer's line: 2019年3月28日印发.
fn printing_date(line: &str) -> Option<NaiveDate> {
    let chars = letters_without_blanks(line.strip_suffix("印发")?);
    (0..chars.len()).find_map(|at| {
        let (date, len) = date_at(&chars[at..])?;
        (at + len == chars.len()).then_some(date)
    })
}

/// The first year a title names: 2019年.
fn year_named(title: &str) -> Option<i32> {
    title.match_indices('年').find_map(|(at, _)| {
        let figures = title[..at].chars().rev().take(4).collect::<Vec<_>>();
        let figures: String = figures.into_iter().rev().collect();
        let year = figures.parse().ok()?;
        (figures.starts_with("20") && figures.len() == 4).then_some(year)
    })
}

/// A period the text names: 2019年4月1日至2020年3月31日.
fn period(line: &str) -> Option<(NaiveDate, NaiveDate)> {
    let chars = letters_without_blanks(line);
    (0..chars.len()).find_map(|at| {
        let (from, len) = date_at(&chars[at..])?;
        let rest = &chars[at + len..];
        let rest = if rest.first() == Some(&'起') { &rest[1..] } else { rest };
        let rest = rest.strip_prefix(&['至']).or_else(|| rest.strip_prefix(&['到']))?;
        date_at(rest).map(|(to, _)| (from, to))
    })
}

/// A short line with a year in brackets that ends in 号: 抚法〔2019〕第5号.
fn is_document_number(line: &str) -> bool {
    let year_in_brackets = line.split(['〔', '［', '[', '【', '（', '(']).skip(1).any(|rest| {
        let year: String = rest.chars().take_while(char::is_ascii_digit).collect();
        year.len() == 4 && rest[4..].starts_with(['〕', '］', ']', '】', '）', ')'])
    });
    year_in_brackets && line.ends_with('号') && line.chars().count() <= 30
}

/// The court at the start of the title's name, else on a line of its own.
fn issuing_body(title: &str, front: &[Printed]) -> Option<(i32, String)> {
    let name = title.split_once('《').map_or(title, |(_, rest)| rest);
    let own_line = find(front, |line| line.ends_with("人民法院").then(|| line.to_owned()));
    if let Some((court, _)) = name.split_once("法院") {
        let court = format!("{court}法院");
        // A line that names the same court again was read as well.
        let at = own_line.filter(|(_, line)| *line == court).map_or(0, |(at, _)| at);
        return Some((at, court));
    }
    own_line
}
