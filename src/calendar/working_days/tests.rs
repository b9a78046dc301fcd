use super::*;
use crate::calendar::workdays_csv::seed_calendar;

fn d(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn five_and_twenty_working_days_land_where_the_march_notice_puts_them() {
    let calendar = seed_calendar().unwrap();
    for (from, n, lands_on) in [
        ("2019-04-22", 5, "2019-04-28"),
        ("2019-04-24", 5, "2019-04-30"),
        ("2019-04-25", 5, "2019-05-05"),
        ("2019-03-29", 20, "2019-04-28"),
    ] {
        assert_eq!(calendar.add_working_days(d(from), n), d(lands_on), "{from} + {n}");
    }
}

#[test]
fn the_plan_has_192_working_days() {
    let calendar = seed_calendar().unwrap();
    let (first, last) = (d("2019-03-28"), d("2019-12-31"));
    assert_eq!(calendar.count_inclusive(first, last), 192);
    let weekends_only = WorkingCalendar::default();
    assert_eq!(weekends_only.count_inclusive(first, last), 199);
    let days = seed_calendar().unwrap().days.into_values();
    let no_make_up = WorkingCalendar::new(
        days.filter(|day| day.kind == DayKind::DayOff).collect(),
        BTreeSet::from([2019]),
    );
    assert_eq!(no_make_up.count_inclusive(first, last), 188);
}

#[test]
fn the_fifth_working_day_of_each_month_of_2019_is_known() {
    let calendar = seed_calendar().unwrap();
    for day in ["04-08", "05-09", "06-10", "07-05", "08-07", "09-06", "10-12", "11-07", "12-06"] {
        let day = d(&format!("2019-{day}"));
        assert_eq!(calendar.nth_working_day_of_month(day, 5), day);
    }
}

#[test]
fn a_day_is_working_off_or_made_up() {
    let calendar = seed_calendar().unwrap();
    for (day, kind) in [
        ("2019-04-26", DayType::Working),
        ("2019-04-27", DayType::DayOff),
        ("2019-04-28", DayType::MakeUpWorking),
        ("2019-05-01", DayType::DayOff),
        ("2019-05-05", DayType::MakeUpWorking),
        ("2019-10-12", DayType::MakeUpWorking),
    ] {
        assert_eq!(calendar.day_type(d(day)), kind, "{day}");
    }
}

#[test]
fn counting_runs_over_the_new_year() {
    let calendar = seed_calendar().unwrap();
    assert_eq!(calendar.add_working_days(d("2018-12-28"), 2), d("2019-01-02"));
    assert_eq!(calendar.add_working_days(d("2019-12-31"), 1), d("2020-01-02"));
    assert_eq!(calendar.subtract_working_days(d("2020-01-02"), 1), d("2019-12-31"));
}

#[test]
fn a_day_off_rolls_to_the_nearest_working_day() {
    let calendar = seed_calendar().unwrap();
    assert_eq!(calendar.roll_forward(d("2019-05-25")), d("2019-05-27"));
    assert_eq!(calendar.roll_back(d("2019-05-25")), d("2019-05-24"));
    assert_eq!(calendar.roll_forward(d("2019-05-01")), d("2019-05-05"), "the Sunday is worked");
    assert_eq!(calendar.roll_forward(d("2019-06-25")), d("2019-06-25"));
}

#[test]
fn a_year_without_notice_is_an_estimate() {
    let calendar = seed_calendar().unwrap();
    assert!(!calendar.is_estimate(d("2026-12-31")));
    assert!(calendar.is_estimate(d("2027-01-04")));
    assert!(calendar.add_showing(d("2026-12-30"), 3).estimate, "it runs into 2027");
    assert!(!calendar.add_showing(d("2026-12-28"), 3).estimate);
    assert!(calendar.add_showing(d("2026-12-30"), 3).sentence().contains("为推算"));
    assert_eq!(calendar.day_type(d("2027-01-02")), DayType::DayOff, "a Saturday all the same");
}

#[test]
fn what_is_added_can_be_counted_and_taken_back() {
    let calendar = seed_calendar().unwrap();
    let mut day = d("2018-12-01");
    while day < d("2020-02-15") {
        for n in [1, 2, 3, 5, 8, 10, 20, 61] {
            let later = calendar.add_working_days(day, n);
            assert!(calendar.is_working(later));
            assert_eq!(calendar.working_days_after(day, later), n, "{day} + {n}");
            if calendar.is_working(day) {
                assert_eq!(calendar.subtract_working_days(later, n), day, "{later} - {n}");
            }
        }
        assert!(
            calendar.is_working(calendar.roll_forward(day)) && calendar.is_working(calendar.roll_back(day))
        );
        day = next(day);
    }
}

#[test]
fn nothing_lies_after_a_day_that_is_not_earlier() {
    let calendar = seed_calendar().unwrap();
    assert_eq!(calendar.working_days_after(d("2019-06-25"), d("2019-06-25")), 0);
    assert_eq!(calendar.working_days_after(d("2019-06-25"), d("2019-06-20")), 0);
    assert_eq!(calendar.count_inclusive(d("2019-06-25"), d("2019-06-25")), 1);
    assert_eq!(calendar.add_working_days(d("2019-06-22"), 0), d("2019-06-22"));
}

#[test]
fn a_reckoning_says_what_it_skipped_and_counted_in() {
    let calendar = seed_calendar().unwrap();
    assert_eq!(
        calendar.add_showing(d("2019-04-22"), 5).sentence(),
        "自 2019-04-22（星期一）次日起数 5 个工作日：跳过 04-27（周末），计入 04-28（星期日，劳动节调休上班） \
         → 2019-04-28（星期日）"
    );
    assert_eq!(
        calendar.add_showing(d("2019-04-25"), 5).sentence(),
        "自 2019-04-25（星期四）次日起数 5 个工作日：跳过 04-27（周末）、05-01 至 05-04（劳动节放假），\
         计入 04-28（星期日，劳动节调休上班）、05-05（星期日，劳动节调休上班） → 2019-05-05（星期日）"
    );
    assert_eq!(
        calendar.add_showing(d("2019-06-25"), 3).sentence(),
        "自 2019-06-25（星期二）次日起数 3 个工作日 → 2019-06-28（星期五）"
    );
    assert_eq!(
        calendar.roll_forward_showing(d("2019-05-25")).sentence(),
        "2019-05-25（星期六）为休息日，顺延至下一工作日：跳过 05-25 至 05-26（周末） → 2019-05-27（星期一）"
    );
    assert!(
        calendar
            .roll_forward_showing(d("2019-05-01"))
            .sentence()
            .contains("计入 05-05（星期日，劳动节调休上班）")
    );
    assert_eq!(calendar.roll_forward_showing(d("2019-06-25")).sentence(), "2019-06-25（星期二）为工作日");
    assert_eq!(
        calendar.chosen(d("2019-06-08")).sentence(),
        "人工设定 2019-06-08（星期六），当日为休息日，不自动顺延"
    );
    assert_eq!(calendar.chosen(d("2019-12-31")).sentence(), "人工设定 2019-12-31（星期二）");
    assert!(calendar.add_showing(d("2019-12-31"), 1).sentence().contains("跳过 2020-01-01（元旦放假）"));
}
