use proptest::prelude::*;

use super::*;
use crate::calendar::workdays_csv::seed_calendar;

fn d(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn chain(days: &[u32]) -> Vec<StepToPlace> {
    let step = |(at, days): (usize, &u32)| StepToPlace {
        title: format!("步骤{}", at + 1),
        working_days: *days,
        after: at.checked_sub(1).into_iter().collect(),
        fixed: None,
    };
    days.iter().enumerate().map(step).collect()
}

fn spans(placed: &[PlacedStep]) -> Vec<(String, String)> {
    placed.iter().map(|step| (step.starts_on.to_string(), step.due_on.to_string())).collect()
}

fn pair(starts_on: &str, due_on: &str) -> (String, String) {
    (starts_on.to_owned(), due_on.to_owned())
}

#[test]
fn the_facts_of_the_working_days_hold_backwards() {
    let calendar = seed_calendar().unwrap();
    // From … + working days lands on …: the step after it begins the next working day and takes those days.
    for (from, days, lands_on) in [
        ("2019-04-22", 5, "2019-04-28"),
        ("2019-04-24", 5, "2019-04-30"),
        ("2019-04-25", 5, "2019-05-05"),
        ("2019-03-29", 20, "2019-04-28"),
    ] {
        let placed = back_schedule(&chain(&[1, days]), d(lands_on), &calendar);
        assert_eq!(placed[0].due_on, d(from), "{days} working days before {lands_on}");
    }
}

#[test]
fn steps_in_a_row_are_placed_from_the_end_on_working_days() {
    let placed = back_schedule(&chain(&[10, 5, 3]), d("2019-05-08"), &seed_calendar().unwrap());
    assert_eq!(
        spans(&placed),
        [
            pair("2019-04-12", "2019-04-25"),
            pair("2019-04-26", "2019-05-05"),
            pair("2019-05-06", "2019-05-08"),
        ],
        "28 April and 5 May are worked, 1 to 4 May are off"
    );
    assert_eq!(
        placed[1].working,
        "在“步骤3”开始前完成：自 2019-05-06（星期一）前一日起倒数 1 个工作日：计入 05-05（星期日，劳动节调休上班） \
         → 2019-05-05（星期日）；本步 5 个工作日，最迟 2019-04-26（星期五）开始。"
    );
    assert_eq!(
        placed[2].working,
        "最后完成：2019-05-08（星期三）为工作日；本步 3 个工作日，最迟 2019-05-06（星期一）开始。"
    );
}

#[test]
fn an_end_on_a_day_off_is_drawn_back() {
    let placed = back_schedule(&chain(&[2]), d("2019-10-06"), &seed_calendar().unwrap());
    assert_eq!(spans(&placed), [pair("2019-09-29", "2019-09-30")]);
}

#[test]
fn steps_side_by_side_end_together_and_what_they_wait_for_is_done_before_the_first_of_them() {
    let mut steps = chain(&[5, 10, 4]);
    steps[2].after = vec![0];
    let placed = back_schedule(&steps, d("2019-06-28"), &seed_calendar().unwrap());
    assert_eq!(
        spans(&placed),
        [
            pair("2019-06-10", "2019-06-14"),
            pair("2019-06-17", "2019-06-28"),
            pair("2019-06-25", "2019-06-28")
        ]
    );
}

#[test]
fn a_date_a_person_chose_stays_and_what_comes_before_follows_it() {
    let mut steps = chain(&[5, 3]);
    steps[1].fixed = Some(d("2019-06-09"));
    let placed = back_schedule(&steps, d("2019-12-31"), &seed_calendar().unwrap());
    assert_eq!(placed[1].due_on, d("2019-06-09"), "a Sunday");
    assert!(placed[1].working.contains("当日为休息日"), "{}", placed[1].working);
    assert!(placed[0].due_on < placed[1].starts_on);
}

#[test]
fn what_cannot_be_done_any_more_is_said_with_its_days() {
    let calendar = seed_calendar().unwrap();
    let steps = chain(&[10, 10, 10]);
    let (end, today) = (d("2019-07-31"), d("2019-07-10"));
    let placed = back_schedule(&steps, end, &calendar);
    assert_eq!(
        spans(&placed),
        [
            pair("2019-06-20", "2019-07-03"),
            pair("2019-07-04", "2019-07-17"),
            pair("2019-07-18", "2019-07-31")
        ]
    );
    assert_eq!(
        troubles(&steps, &placed, end, today, &calendar),
        [vec![Trouble::Impossible(5)], vec![Trouble::ShouldHaveStarted(4)], vec![]]
    );
}

#[test]
fn a_chosen_date_that_is_too_early_or_too_late_is_said() {
    let calendar = seed_calendar().unwrap();
    let mut steps = chain(&[10, 10]);
    steps[0].fixed = Some(d("2019-06-20"));
    steps[1].fixed = Some(d("2019-06-21"));
    let placed = back_schedule(&steps, d("2019-06-20"), &calendar);
    assert_eq!(
        troubles(&steps, &placed, d("2019-06-20"), d("2019-04-01"), &calendar),
        [vec![], vec![Trouble::BeforeItsTurn(0), Trouble::AfterTheEnd]]
    );
}

fn dated(steps: &[StepToPlace], placed: &[PlacedStep]) -> Vec<DatedStep> {
    let step = |(step, place): (&StepToPlace, &PlacedStep)| DatedStep {
        working_days: step.working_days,
        after: step.after.clone(),
        due_on: place.due_on,
        is_open: true,
    };
    steps.iter().zip(placed).map(step).collect()
}

#[test]
fn a_step_moved_later_pushes_those_that_wait_and_only_as_far_as_they_must() {
    let calendar = seed_calendar().unwrap();
    let steps = chain(&[5, 5, 5]);
    let mut dated = dated(&steps, &back_schedule(&steps, d("2019-06-28"), &calendar));
    dated[2].due_on = d("2019-07-05"); // five working days of air
    assert_eq!(
        moves_with(&dated, 0, d("2019-06-18"), &calendar),
        [(1, d("2019-06-25"))],
        "the air takes it up"
    );
    assert_eq!(
        moves_with(&dated, 0, d("2019-06-24"), &calendar),
        [(1, d("2019-07-01")), (2, d("2019-07-08"))]
    );
    dated[1].is_open = false;
    assert_eq!(moves_with(&dated, 0, d("2019-06-24"), &calendar), [], "what is done does not move");
}

#[test]
fn a_step_moved_earlier_draws_back_those_it_waits_for() {
    let calendar = seed_calendar().unwrap();
    let steps = chain(&[5, 5, 5]);
    let mut dated = dated(&steps, &back_schedule(&steps, d("2019-06-28"), &calendar));
    assert_eq!(
        moves_with(&dated, 2, d("2019-06-26"), &calendar),
        [(0, d("2019-06-12")), (1, d("2019-06-19"))]
    );
    dated[1].is_open = false;
    assert_eq!(moves_with(&dated, 2, d("2019-06-26"), &calendar), []);
}

prop_compose! {
    /// Up to nine steps, each waiting for some of those before it.
    fn any_steps()(raw in prop::collection::vec((1_u32..40, any::<u16>()), 1..9)) -> Vec<StepToPlace> {
        let step = |(at, (days, mask)): (usize, &(u32, u16))| StepToPlace {
            title: format!("步骤{}", at + 1),
            working_days: *days,
            after: (0..at).filter(|earlier| mask & (1 << earlier) != 0).collect(),
            fixed: None,
        };
        raw.iter().enumerate().map(step).collect()
    }
}

fn any_end() -> impl Strategy<Value = NaiveDate> {
    (0_u64..3000).prop_map(|days| d("2015-01-01") + Days::new(days))
}

proptest! {
    #[test]
    fn no_step_begins_or_ends_on_a_day_off(steps in any_steps(), end in any_end()) {
        let calendar = seed_calendar().unwrap();
        for step in back_schedule(&steps, end, &calendar) {
            prop_assert!(calendar.is_working(step.starts_on) && calendar.is_working(step.due_on));
            prop_assert!(step.due_on <= end);
        }
    }

    #[test]
    fn each_step_takes_its_days_and_comes_after_those_it_waits_for(steps in any_steps(), end in any_end()) {
        let calendar = seed_calendar().unwrap();
        let placed = back_schedule(&steps, end, &calendar);
        for (step, place) in steps.iter().zip(&placed) {
            prop_assert_eq!(calendar.count_inclusive(place.starts_on, place.due_on), step.working_days);
            for earlier in &step.after {
                prop_assert!(placed[*earlier].due_on < place.starts_on);
            }
        }
    }

    #[test]
    fn counting_forward_from_the_first_step_of_a_row_comes_to_the_same_dates(
        days in prop::collection::vec(1_u32..40, 1..9), end in any_end()
    ) {
        let calendar = seed_calendar().unwrap();
        let placed = back_schedule(&chain(&days), end, &calendar);
        let mut due_on = calendar.subtract_working_days(placed[0].starts_on, 1);
        for (place, days) in placed.iter().zip(&days) {
            due_on = calendar.add_working_days(due_on, *days);
            prop_assert_eq!(due_on, place.due_on);
        }
    }

    #[test]
    fn the_same_steps_are_placed_the_same_and_need_no_move(steps in any_steps(), end in any_end()) {
        let calendar = seed_calendar().unwrap();
        let placed = back_schedule(&steps, end, &calendar);
        prop_assert_eq!(&placed, &back_schedule(&steps, end, &calendar));
        let dated = dated(&steps, &placed);
        for (at, step) in dated.iter().enumerate() {
            prop_assert!(moves_with(&dated, at, step.due_on, &calendar).is_empty());
        }
    }

    #[test]
    fn what_stands_is_planned_again_as_it_stands_and_only_chosen_days_are_taken_for_chosen(
        steps in any_steps(), end in any_end(), chosen in prop::collection::vec(prop::option::of(0_u64..200), 9)
    ) {
        let calendar = seed_calendar().unwrap();
        let mut steps = steps;
        for (step, chosen) in steps.iter_mut().zip(chosen) {
            step.fixed = chosen.map(|days| end - Days::new(days));
        }
        let due: Vec<NaiveDate> =
            back_schedule(&steps, end, &calendar).into_iter().map(|place| place.due_on).collect();
        let found = chosen_days(&steps, &due, end, &calendar);
        for (step, found) in steps.iter_mut().zip(found) {
            prop_assert!(found.is_none() || found == step.fixed);
            step.fixed = found;
        }
        let again: Vec<NaiveDate> =
            back_schedule(&steps, end, &calendar).into_iter().map(|place| place.due_on).collect();
        prop_assert_eq!(again, due);
    }

    #[test]
    fn after_a_move_no_step_comes_before_its_turn(
        steps in any_steps(), end in any_end(), at in 0_usize..9, by in -60_i64..60
    ) {
        let calendar = seed_calendar().unwrap();
        let mut dated = dated(&steps, &back_schedule(&steps, end, &calendar));
        let at = at % dated.len();
        let to = calendar.roll_forward(dated[at].due_on + chrono::TimeDelta::days(by));
        for (place, due_on) in moves_with(&dated, at, to, &calendar) {
            prop_assert!(calendar.is_working(due_on));
            dated[place].due_on = due_on;
        }
        dated[at].due_on = to;
        for step in &dated {
            let starts_on = calendar.subtract_working_days(step.due_on, step.working_days - 1);
            for earlier in &step.after {
                prop_assert!(dated[*earlier].due_on < starts_on);
            }
        }
    }
}
