//! Rows of a task from 28 March to 31 December 2019, on an axis whose pixels are days (1 April is 0), on 10 July.

use super::*;
use crate::calendar::workdays_csv::seed_calendar;
use crate::pages::gantt::axis::Scale;
use crate::plan::tasks::TaskStatus;

fn d(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn milestone(id: i64, due_on: &str, met_on: Option<&str>) -> MilestoneOverview {
    MilestoneOverview {
        id: MilestoneId(id),
        title: "起草".to_owned(),
        planned_share: 50,
        due_on: d(due_on),
        original_due_on: d(due_on),
        met_on: met_on.map(d),
        waived: false,
    }
}

fn task(milestones: Vec<MilestoneOverview>) -> TaskOverview {
    TaskOverview { milestones, ..TaskOverview::plain(1, "加强审判团队建设") }
}

fn drawn(task: &TaskOverview) -> Row {
    let axis = Axis::of_plan(2019, d("2019-03-28"), d("2019-12-31"), Scale::Pixels(275.0));
    row(task, &axis, d("2019-07-10"), &seed_calendar().unwrap())
}

/// Kind, beginning and width of each bar.
fn bars(task: &TaskOverview) -> Vec<(BarKind, String, String)> {
    let words = |bar: &Bar| (bar.kind, bar.span.x.to_string(), bar.span.width.to_string());
    drawn(task).bars.iter().map(words).collect()
}

fn bar(kind: BarKind, x: &str, width: &str) -> (BarKind, String, String) {
    (kind, x.to_owned(), width.to_owned())
}

#[test]
fn the_planned_bar_goes_from_start_to_completion_cut_where_the_axis_begins() {
    let planned = task(vec![milestone(1, "2019-09-30", None)]);
    assert_eq!(bars(&planned), [bar(BarKind::Planned, "0", "275")]);
    let later = TaskOverview { starts_on: d("2019-04-11"), due_on: d("2019-04-30"), ..planned };
    assert_eq!(bars(&later)[0], bar(BarKind::Planned, "10", "20"));
}

#[test]
fn the_dark_bar_is_the_reported_share_of_the_working_days() {
    let reported = TaskOverview { share: 30, ..task(vec![milestone(1, "2019-09-30", None)]) };
    // 30 % of the 192 working days are 57: the 57th is Wednesday 19 June.
    let calendar = seed_calendar().unwrap();
    assert_eq!(calendar.count_inclusive(d("2019-03-28"), d("2019-06-19")), 57);
    assert_eq!(bars(&reported)[1], bar(BarKind::Reported, "0", "80"));
    let whole = TaskOverview { share: 100, ..reported.clone() };
    assert_eq!(bars(&whole)[1], bar(BarKind::Reported, "0", "275"));
    assert_eq!(bars(&TaskOverview { share: 0, ..reported }).len(), 1);
}

#[test]
fn a_task_that_waits_or_has_no_milestones_is_an_outline() {
    assert_eq!(bars(&task(Vec::new()))[0].0, BarKind::Open);
    let waiting = TaskOverview {
        status: TaskStatus::WaitingForSuperior,
        share: 30,
        ..task(vec![milestone(1, "2019-09-30", None)])
    };
    let kinds: Vec<_> = bars(&waiting).into_iter().map(|bar| bar.0).collect();
    assert_eq!(kinds, [BarKind::Open, BarKind::Reported]);
}

#[test]
fn a_closed_task_is_done_until_the_day_it_was_closed() {
    let closed =
        TaskOverview { status: TaskStatus::Completed, status_since: d("2019-06-28"), ..task(Vec::new()) };
    assert_eq!(bars(&closed), [bar(BarKind::Planned, "0", "275"), bar(BarKind::Ended, "0", "89")]);
}

#[test]
fn a_met_milestone_lies_on_the_day_it_was_met_and_never_beyond_today() {
    let milestones = vec![
        milestone(1, "2019-05-10", Some("2019-06-03")),
        milestone(2, "2019-09-30", Some("2019-07-10")),
        milestone(3, "2019-09-30", Some("2019-07-20")),
    ];
    let places: Vec<_> = drawn(&task(milestones)).diamonds.iter().map(|d| d.x.to_string()).collect();
    assert_eq!(places, ["63.5", "100.5", "100.5"]);
}

#[test]
fn an_open_milestone_is_past_from_the_day_after_it_was_due() {
    let due = |day| milestone(1, day, None);
    let waived = MilestoneOverview { waived: true, ..due("2019-06-28") };
    let states = drawn(&task(vec![due("2019-07-09"), due("2019-07-10"), waived])).diamonds;
    let states: Vec<_> = states.iter().map(|diamond| diamond.state).collect();
    assert_eq!(states, [StepState::Past, StepState::ToCome, StepState::Waived]);
}

#[test]
fn a_moved_date_shows_where_it_first_was() {
    let moved = MilestoneOverview { original_due_on: d("2019-07-31"), ..milestone(1, "2019-08-30", None) };
    let whole = TaskOverview { original_due_on: d("2019-11-30"), ..task(vec![moved]) };
    let drawn = drawn(&whole);
    let words = |shift: Option<Shift>| shift.map(|shift| format!("{}→{}", shift.from, shift.to)).unwrap();
    assert_eq!(words(drawn.diamonds[0].shift), "121.5→151.5");
    assert_eq!(words(drawn.end_shift), "244→275");
}
