//! Two years beside each other: what became of last year's tasks, where this year's come from, and on time then and now. Pure.

use chrono::NaiveDate;

use crate::deadlines::model::Duty;
use crate::pages::summaries::ReportCounts;
use crate::plan::tasks::TaskStatus;

/// What became of a task of last year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// 结转
    Carried,
    /// 已办结
    Completed,
    /// 转入常态
    Standing,
    /// 并入、终止
    Ended,
    /// 未结转: not finished, and no task goes on with it.
    Dropped,
}

impl Fate {
    /// What became of a task in that state.
    pub fn of(status: TaskStatus, is_carried: bool) -> Self {
        match status {
            _ if is_carried => Self::Carried,
            TaskStatus::Completed => Self::Completed,
            TaskStatus::Standing => Self::Standing,
            TaskStatus::Merged | TaskStatus::Terminated => Self::Ended,
            _ => Self::Dropped,
        }
    }
}

/// How much of what is due was on time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Punctuality {
    pub due: i64,
    pub on_time: i64,
}

impl Punctuality {
    /// Of monthly reports.
    pub fn of_reports(counts: &ReportCounts) -> Self {
        Self { due: counts.owed, on_time: counts.on_time }
    }

    /// Of duties: those due by the day or met; waived ones are none.
    pub fn of_duties<'a>(duties: impl Iterator<Item = &'a Duty>, today: NaiveDate) -> Self {
        let owed =
            duties.filter(|of| of.waived_on.is_none() && (of.met_on.is_some() || of.is_overdue(today)));
        owed.fold(Self::default(), |sum, of| Self {
            due: sum.due + 1,
            on_time: sum.on_time + i64::from(of.was_on_time()),
        })
    }

    /// The sum of both.
    pub fn plus(self, other: Self) -> Self {
        Self { due: self.due + other.due, on_time: self.on_time + other.on_time }
    }

    /// 36/39（92%）; an em dash where nothing is due.
    pub fn words(self) -> String {
        if self.due == 0 {
            return "—".to_owned();
        }
        format!("{}/{}（{}%）", self.on_time, self.due, self.on_time * 100 / self.due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deadlines::DeadlineKind;

    #[test]
    fn what_goes_on_is_carried_whatever_its_state_and_only_unfinished_work_is_dropped() {
        for (status, fate) in [
            (TaskStatus::Completed, Fate::Completed),
            (TaskStatus::Standing, Fate::Standing),
            (TaskStatus::Merged, Fate::Ended),
            (TaskStatus::Terminated, Fate::Ended),
            (TaskStatus::WaitingForSuperior, Fate::Dropped),
            (TaskStatus::NotStarted, Fate::Dropped),
        ] {
            assert_eq!(Fate::of(status, false), fate, "{status:?}");
            assert_eq!(Fate::of(status, true), Fate::Carried, "{status:?}");
        }
    }

    #[test]
    fn a_completion_counts_once_it_is_met_or_due_and_through_the_end_of_its_day() {
        let d = |day: &str| day.parse::<NaiveDate>().unwrap();
        let duty = |met: Option<&str>, waived: Option<&str>| Duty {
            kind: DeadlineKind::TaskCompletion,
            period: None,
            due_on: d("2019-06-28"),
            met_on: met.map(d),
            waived_on: waived.map(d),
            held_until: None,
        };
        let all = [
            duty(Some("2019-06-28"), None),
            duty(Some("2019-06-29"), None),
            duty(None, None),
            duty(None, Some("2019-05-01")),
        ];
        let of = |today: &str| Punctuality::of_duties(all.iter(), d(today)).words();
        assert_eq!(of("2019-06-28"), "1/2（50%）");
        assert_eq!(of("2019-06-29"), "1/3（33%）");
        assert_eq!(Punctuality::default().words(), "—");
    }
}
