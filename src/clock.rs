//! The two clocks (`docs/decisions/0004-two-clocks.md`).
//!
//! Everything dated in the ledger asks the **ledger clock**; sessions, lock-out, password age, cookies and kiosk links
//! ask the **wall clock**. A demonstration moves only the first. Nothing else in the program asks for the
//! time: `.clippy.toml` forbids it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, Utc};

/// Beijing time, in which every date of the ledger is meant. China has had no summer time since 1991.
pub const BEIJING: FixedOffset = FixedOffset::east_opt(8 * 3600).expect("eight hours are an offset");

/// The Beijing day an instant falls on.
#[must_use]
pub fn beijing_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&BEIJING).date_naive()
}

/// The instant of an hour and minute of a Beijing day.
///
/// # Panics
/// When `hour` or `minute` is no time of day: callers pass constants.
#[must_use]
pub fn beijing_instant(day: NaiveDate, hour: u32, minute: u32) -> DateTime<Utc> {
    day.and_hms_opt(hour, minute, 0)
        .expect("a time of day")
        .and_local_timezone(BEIJING)
        .single()
        .expect("Beijing time has no gaps")
        .to_utc()
}

/// Where the wall time comes from: the system in the program, a hand-moved clock in tests.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// A clock moved by hand, for tests that live through a year and for building the demonstration.
#[derive(Debug)]
pub struct HandClock(AtomicI64);

impl HandClock {
    /// A clock standing at `at` (to the second).
    #[must_use]
    pub fn at(at: DateTime<Utc>) -> Self {
        Self(AtomicI64::new(at.timestamp()))
    }

    /// Puts the clock to `at`, forwards or backwards.
    pub fn set(&self, at: DateTime<Utc>) {
        self.0.store(at.timestamp(), Ordering::Relaxed);
    }

    /// Moves the clock on by `by`.
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(by.num_seconds(), Ordering::Relaxed);
    }
}

impl Clock for HandClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0.load(Ordering::Relaxed), 0).unwrap_or_default()
    }
}

/// Both clocks, as every part of the program receives them. Clones share one ledger offset.
#[derive(Clone)]
pub struct Clocks {
    wall: Arc<dyn Clock>,
    ledger_offset_seconds: Arc<AtomicI64>,
}

impl Clocks {
    /// Clocks over `wall`; the ledger clock runs `ledger_offset` ahead of it (zero in a real ledger).
    #[must_use]
    pub fn new(wall: Arc<dyn Clock>, ledger_offset: Duration) -> Self {
        Self { wall, ledger_offset_seconds: Arc::new(AtomicI64::new(ledger_offset.num_seconds())) }
    }

    /// The wall clock: sessions, lock-out, password age, cookies.
    #[must_use]
    pub fn wall_now(&self) -> DateTime<Utc> {
        self.wall.now()
    }

    /// The ledger clock: everything dated in the ledger.
    #[must_use]
    pub fn ledger_now(&self) -> DateTime<Utc> {
        self.wall.now() + Duration::seconds(self.ledger_offset_seconds.load(Ordering::Relaxed))
    }

    /// The ledger's Beijing day.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        beijing_day(self.ledger_now())
    }

    /// Sets how far the ledger clock runs ahead (a demonstration moved on).
    pub fn set_ledger_offset(&self, offset: Duration) {
        self.ledger_offset_seconds.store(offset.num_seconds(), Ordering::Relaxed);
    }
}
