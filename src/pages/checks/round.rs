//! A quarter's round as a person may read it.

use std::collections::HashMap;

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::frozen::Frozen;
use super::held_store::{Held, list_held};
use super::model::Verdict;
use super::store::{self, Checked, Figures, LightSeen, Quarter, Round};
use crate::accounts::{Action, CurrentUser, Role};
use crate::deadlines::Period;
use crate::deadlines::periods::Rhythm;
use crate::error::{AppError, Result};
use crate::ids::TaskId;
use crate::pages::overview::{self, Overview, TaskOverview};
use crate::reporting::monthly_reports::OwnRating;

/// The months of a quarter, in order.
pub(super) fn months(quarter: Period) -> Vec<Period> {
    let month = |n| Period::of(quarter.year(), Rhythm::Month, n);
    (1..=12)
        .filter_map(month)
        .filter(|month| (quarter.first_day()..=quarter.last_day()).contains(&month.first_day()))
        .collect()
}

/// A quarter with its round, and what stands of it before one reader.
pub struct RoundOf {
    /// The plan as of today.
    pub overview: Overview,
    /// The quarter, with its round.
    pub quarter: Quarter,
    /// The tasks of the round by number.
    pub checked: Vec<Checked>,
    /// The findings it holds against them.
    pub held: Vec<Held>,
    /// The departments' own ratings today.
    own: HashMap<TaskId, OwnRating>,
}

impl RoundOf {
    /// The whole of it; [`Self::for_reader`] before anything of it is shown.
    ///
    /// # Errors
    /// Not found where the plan owes no check for that quarter.
    pub async fn read(
        conn: &mut PgConnection,
        (year, quarter): (i32, &str),
        today: NaiveDate,
    ) -> Result<Self> {
        let overview = overview::read(conn, year, today).await?;
        let quarters = store::list_quarters(conn, overview.plan.id).await?;
        let found = quarters.into_iter().find(|owed| owed.period.to_string() == quarter);
        let quarter = found.ok_or_else(|| AppError::NotFound("本年度没有这个季度的检查。".into()))?;
        let (checked, held) = match &quarter.round {
            Some(round) => (store::list_checked(conn, round.id).await?, list_held(conn, round.id).await?),
            None => (Vec::new(), Vec::new()),
        };
        let codes: Vec<String> = months(quarter.period).iter().map(ToString::to_string).collect();
        let own = store::own_ratings(conn, overview.plan.id, &codes).await?;
        Ok(Self { overview, quarter, checked, held, own })
    }

    /// What `user` may see: the office and leaders all, a department its own tasks, once the round is closed.
    #[must_use]
    pub fn for_reader(mut self, user: &CurrentUser) -> Self {
        self.overview = self.overview.for_reader(user);
        let is_closed = self.quarter.round.as_ref().is_some_and(|round| round.closed.is_some());
        let sees_all = matches!(user.role, Role::Office | Role::Leader);
        let tasks = &self.overview.tasks;
        let concerns = |of: &Checked| {
            let task = tasks.iter().find(|task| task.id == of.task);
            task.is_some_and(|task| user.is_concerned(&task.concerned))
        };
        self.checked.retain(|of| sees_all || (is_closed && concerns(of)));
        self
    }

    /// The round.
    ///
    /// # Errors
    /// Not found while it is not begun.
    pub fn round(&self) -> Result<&Round> {
        let missing = || AppError::NotFound(format!("{}检查还没有开始。", self.quarter.period.words()));
        self.quarter.round.as_ref().ok_or_else(missing)
    }

    /// Whether checkers can still write.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.quarter.round.as_ref().is_some_and(|round| round.closed.is_none())
    }

    /// When it was closed.
    #[must_use]
    pub fn closed_on(&self) -> Option<NaiveDate> {
        self.quarter.round.as_ref().and_then(|round| round.closed.as_ref()).map(|(on, _)| *on)
    }

    /// Whether the person may write now.
    #[must_use]
    pub fn may_write(&self, user: &CurrentUser) -> bool {
        self.is_open() && user.may(Action::KeepChecks)
    }

    /// The task of a row.
    #[must_use]
    pub fn task(&self, checked: &Checked) -> Option<&TaskOverview> {
        self.overview.tasks.iter().find(|task| task.id == checked.task)
    }

    /// The department's own figures: those frozen with the round, else today's.
    #[must_use]
    pub fn figures(&self, checked: &Checked) -> Option<Figures> {
        let today = |task: &TaskOverview| Figures {
            own: self.own.get(&task.id).copied(),
            share: task.share,
            scheduled: task.scheduled,
            light: task.light.light,
        };
        checked.frozen.or_else(|| self.task(checked).map(today))
    }

    /// The light the checker saw: frozen with the round, else today's.
    #[must_use]
    pub fn light(&self, checked: &Checked) -> Option<LightSeen> {
        let today = |task: &TaskOverview| LightSeen {
            light: task.light.light,
            words: task.light.words.clone(),
            sentence: task.light.sentence.clone(),
        };
        let frozen = checked.frozen.map(|figures| match &checked.light_said {
            Some((words, sentence)) => {
                LightSeen { light: figures.light, words: words.clone(), sentence: sentence.clone() }
            }
            // Closed before the words were kept.
            None => LightSeen {
                light: figures.light,
                words: figures.light.word().to_owned(),
                sentence: String::new(),
            },
        });
        frozen.or_else(|| self.task(checked).map(today))
    }

    /// How reports and findings stood when the round was closed; of one closed before that was kept, what the records say
    /// today of that day.
    pub(super) async fn stood(&self, conn: &mut PgConnection, closed_on: NaiveDate) -> Result<Frozen> {
        match self.quarter.round.as_ref().and_then(|round| round.stood.clone()) {
            Some(stood) => Ok(stood),
            None => Frozen::read(conn, self, closed_on).await,
        }
    }

    /// How many findings that stand are held against a task.
    #[must_use]
    pub fn findings_against(&self, task: TaskId) -> usize {
        self.held.iter().filter(|held| held.task == task && held.stands).count()
    }

    /// The numbers of the tasks that cannot be left as they are decided: they do not conform, and no finding says why.
    #[must_use]
    pub fn without_finding(&self) -> Vec<i32> {
        let lacks = |of: &&Checked| {
            of.judgement.verdict == Some(Verdict::DoesNotConform) && self.findings_against(of.task) == 0
        };
        self.checked.iter().filter(lacks).map(|of| of.number).collect()
    }

    /// Whether the verified rating differs from the department's own.
    #[must_use]
    pub fn differs(&self, checked: &Checked) -> bool {
        let own = self.figures(checked).and_then(|figures| figures.own);
        checked.judgement.rating.zip(own).is_some_and(|(verified, own)| verified != own)
    }

    /// How many decided tasks have that verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        let has = |of: &&Checked| of.decided.is_some() && of.judgement.verdict == Some(verdict);
        self.checked.iter().filter(has).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_has_three_months() {
        let of = |quarter: &str| {
            let months = months(quarter.parse().unwrap());
            months.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(of("2019-Q2"), ["2019-04", "2019-05", "2019-06"]);
        assert_eq!(of("2019-Q4"), ["2019-10", "2019-11", "2019-12"]);
    }
}
