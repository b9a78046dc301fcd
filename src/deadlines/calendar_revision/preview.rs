//! What a notice would do, as its preview shows it.

use askama::Template;
use askama_web::WebTemplate;

use super::Revised;
use super::form::NoticeForm;
use super::store::DutyInForce;
use crate::calendar::WorkingCalendar;
use crate::calendar::notice::{Notice, Scope};
use crate::deadlines::due_dates::Reckoned;
use crate::deadlines::model::Level;
use crate::web::{PageFrame, dates, urls};

/// The page.
#[derive(Template, WebTemplate)]
#[template(path = "deadlines/calendar_notice_preview.html")]
pub(super) struct PreviewPage {
    frame: PageFrame,
    back: String,
    sentence: String,
    /// What was confirmed is not what would be done now.
    is_stale: bool,
    days: Vec<DayShown>,
    moved: Vec<Group>,
    moved_count: usize,
    stays: Vec<StayShown>,
    /// Duties that keep their date and get a new sentence.
    reworded: usize,
    hidden: Vec<(&'static str, String)>,
    seen: String,
}

struct DayShown {
    day: String,
    before: String,
    after: String,
}

/// Duties of one kind, period and date that move to one date for one reason.
struct Group {
    title: String,
    from: String,
    to: String,
    working: String,
    duties: Vec<DutyShown>,
}

struct DutyShown {
    /// Number and title; `None` for a duty of no task.
    task: Option<String>,
    owner: Option<String>,
    /// What the sweep raised for the date it leaves: 临期提醒.
    raised: String,
}

struct StayShown {
    name: String,
    owner: Option<String>,
    due_on: String,
    why: String,
}

/// The preview of what `revised` did and took back.
pub(super) fn preview(
    frame: PageFrame,
    form: &NoticeForm,
    notice: &Notice,
    revised: &Revised,
    is_stale: bool,
) -> PreviewPage {
    let scope = match notice.scope {
        Scope::WholeYear => "全年重新安排",
        Scope::NamedDays => "只改所列日期",
    };
    let day = |day| DayShown {
        day: dates::short_with_weekday(day),
        before: said(&revised.before, day),
        after: said(&revised.after, day),
    };
    let moved_count = revised.moved().count();
    PreviewPage {
        frame,
        back: urls::calendar_of(notice.year),
        sentence: format!("{}，{} 年，{scope}", notice.number, notice.year),
        is_stale,
        days: revised.before.days_changed_in(&revised.after).into_iter().map(day).collect(),
        moved: groups(revised),
        moved_count,
        stays: stays(revised),
        reworded: revised.reckoned().count() - moved_count,
        hidden: form.pairs().into_iter().map(|(name, value)| (name, value.to_owned())).collect(),
        seen: revised.digest(),
    }
}

/// What a calendar says of a day: 放假（劳动节）, 工作日, 周末.
fn said(calendar: &WorkingCalendar, day: chrono::NaiveDate) -> String {
    match calendar.arranged(day) {
        Some(arranged) => format!("{}（{}）", arranged.kind.word(), arranged.name),
        None if calendar.is_working(day) => "工作日".to_owned(),
        None => "周末".to_owned(),
    }
}

fn groups(revised: &Revised) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (duty, new) in revised.moved() {
        let group = group_of(duty, new);
        let known = groups.iter().position(|known| {
            (&known.title, &known.from, &known.working) == (&group.title, &group.from, &group.working)
        });
        let place = known.unwrap_or_else(|| {
            groups.push(group);
            groups.len() - 1
        });
        groups[place].duties.push(shown(duty));
    }
    groups
}

fn group_of(duty: &DutyInForce, new: &Reckoned) -> Group {
    let title = duty.duty.kind.title(duty.duty.period);
    Group {
        // A period names its year.
        title: if duty.duty.period.is_some() { title } else { format!("{} 年度{title}", duty.year) },
        from: dates::short(duty.duty.due_on),
        to: dates::short_with_weekday(new.due_on),
        working: new.working.clone(),
        duties: Vec::new(),
    }
}

fn shown(duty: &DutyInForce) -> DutyShown {
    let title = duty.task_title.as_deref().unwrap_or_default();
    let raised: Vec<&str> =
        duty.raised.iter().filter_map(|level| Level::of(*level)).map(Level::word).collect();
    DutyShown {
        task: duty.task_number.map(|number| format!("{number} {title}")),
        owner: duty.owner(),
        raised: if raised.is_empty() { "—".to_owned() } else { format!("已发{}", raised.join("、")) },
    }
}

fn stays(revised: &Revised) -> Vec<StayShown> {
    let shown = |(duty, why): (&DutyInForce, super::reckoning::Stays)| StayShown {
        name: duty.name(),
        owner: duty.owner(),
        due_on: dates::short_with_weekday(duty.duty.due_on),
        why: why.words(),
    };
    revised.duties.iter().filter_map(|(duty, outcome)| Some((duty, outcome.stays?))).map(shown).collect()
}
