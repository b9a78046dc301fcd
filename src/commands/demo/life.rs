//! Living through the year day by day, up to the morning of a day.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use sqlx::PgConnection;

use super::script::events_of;
use super::{people, store};
use crate::accounts::first_accounts::{NewAccount, create};
use crate::audit_trail::Act;
use crate::calendar::{self, WorkingCalendar, get_calendar};
use crate::clock::{Clock, Clocks, HandClock, beijing_instant};
use crate::deadlines::PlanRules;
use crate::deadlines::sweep::Cause;
use crate::error::{AppError, Result};
use crate::ids::{AccountId, DepartmentId};
use crate::pages::daily_round::daily_round;
use crate::pages::worklist::mark_read;
use crate::plan::import::import;
use crate::plan::{Plan, get_plan_with_rules};

/// The court's notice as issued.
const NOTICE: &[u8] = include_bytes!("../../../seeds/2019-notice.md");
/// Its year.
pub(super) const YEAR: i32 = 2019;

/// The year as it is lived through, in one transaction: a demonstration is there whole or not at all.
///
/// The wall clock stands at the beginning of the building; the ledger clock is set to each moment of the script, so that
/// the same day gives the same data.
pub(super) struct Life<'a> {
    pub conn: &'a mut PgConnection,
    pub plan: Plan,
    pub rules: PlanRules,
    pub calendar: WorkingCalendar,
    clocks: Clocks,
    accounts: BTreeMap<String, (AccountId, String)>,
    departments: BTreeMap<String, DepartmentId>,
}

impl<'a> Life<'a> {
    /// The day of issue: working days, accounts with one password, the notice imported and in force.
    pub(super) async fn begin(
        conn: &'a mut PgConnection,
        wall_now: DateTime<Utc>,
        password_hash: &str,
    ) -> Result<Self> {
        let clocks = Clocks::new(Arc::new(HandClock::at(wall_now)) as Arc<dyn Clock>, Duration::zero());
        set(&clocks, beijing_instant(super::FIRST_DAY.pred_opt().unwrap_or(super::FIRST_DAY), 16, 0));
        calendar::store_seed(conn, clocks.ledger_now()).await?;
        for person in people::everyone() {
            let account = NewAccount {
                sign_in_name: &person.sign_in_name,
                display_name: &person.display_name,
                role: Some(person.role),
                heads_the_group: person.heads_the_group,
                password_hash,
                must_change_password: false,
            };
            create(conn, &Act::of_system(&clocks), &account).await?;
        }
        import(conn, &Act::of_system(&clocks), NOTICE).await?;
        let (plan, rules) = get_plan_with_rules(conn, YEAR).await?;
        let calendar = get_calendar(conn).await?;
        let accounts = store::list_accounts(conn).await?;
        let departments = store::list_departments(conn).await?;
        Ok(Self { conn, plan, rules, calendar, clocks, accounts, departments })
    }

    /// Lives through every day before `today`, and the first minutes of `today`.
    pub(super) async fn live_until(&mut self, today: NaiveDate) -> Result<()> {
        for day in super::FIRST_DAY.iter_days().take_while(|day| *day < today) {
            self.sweep_on(day).await?;
            self.live_through(day).await?;
        }
        self.sweep_on(today).await
    }

    async fn sweep_on(&mut self, day: NaiveDate) -> Result<()> {
        self.set_clock(day, 0, 5);
        daily_round(self.conn, &Act::of_system(&self.clocks), Cause::Demonstration).await?;
        Ok(())
    }

    /// Morning: what the script says; forenoon: departments file; afternoon: they mark what they
    /// have done, the office reviews.
    async fn live_through(&mut self, day: NaiveDate) -> Result<()> {
        for (minute, event) in (0..).zip(events_of(day)) {
            self.set_clock(day, 8, 30 + minute);
            self.take_place(day, event).await?;
        }
        if self.calendar.is_working(day) {
            self.file_reports(day).await?;
            self.do_steps(day).await?;
            self.review_reports(day).await?;
            self.read_notices(day).await?;
        }
        Ok(())
    }

    /// Before they go home, those who look at their notices every day have read them.
    async fn read_notices(&mut self, day: NaiveDate) -> Result<()> {
        self.set_clock(day, 17, 0);
        for reader in ["office", "审管办", "干部科", "研究室", "立案庭"] {
            let (account, name) = self.account(reader)?;
            let act = self.act_of_account(account, &name);
            mark_read(self.conn, &act, account, None).await?;
        }
        Ok(())
    }

    /// Puts the ledger clock to a time of a day.
    pub(super) fn set_clock(&self, day: NaiveDate, hour: u32, minute: u32) {
        set(&self.clocks, beijing_instant(day, hour + minute / 60, minute % 60));
    }

    /// What the person of that sign-in name does now.
    pub(super) fn act_of(&self, sign_in_name: &str) -> Result<Act> {
        let (id, name) = self.account(sign_in_name)?;
        Ok(self.act_of_account(id, &name))
    }

    /// What the person of that account does now.
    pub(super) fn act_of_account(&self, account: AccountId, name: &str) -> Act {
        Act::of_person(&self.clocks, account, name, None)
    }

    /// An account by the name it signs in with: its id and the name on pages.
    pub(super) fn account(&self, sign_in_name: &str) -> Result<(AccountId, String)> {
        self.accounts.get(sign_in_name).cloned().ok_or_else(|| unknown(sign_in_name))
    }

    /// A department by name.
    pub(super) fn department(&self, name: &str) -> Result<DepartmentId> {
        self.departments.get(name).copied().ok_or_else(|| unknown(name))
    }
}

fn set(clocks: &Clocks, at: DateTime<Utc>) {
    clocks.set_ledger_offset(at - clocks.wall_now());
}

/// A fault of the script.
pub(super) fn unknown(name: &str) -> AppError {
    AppError::Internal(anyhow::anyhow!("the script of the demonstration names {name}, which is not there"))
}

/// `2019-06` of a month of the year.
pub(super) fn month_code(month: u32) -> String {
    format!("{YEAR}-{month:02}")
}

/// Whether reviewing waits on that day: the office is busy with the quarterly check, and reviews pile up.
pub(super) fn reviews_wait(day: NaiveDate) -> bool {
    day.month() == 7 && (8..=11).contains(&day.day())
}
