//! Who does something, when and from where: handed to every write.

use std::net::IpAddr;

use chrono::{DateTime, NaiveDate, Utc};

use crate::clock::{Clocks, beijing_day};
use crate::error::{AppError, Result};
use crate::ids::AccountId;

/// Who does it.
#[derive(Debug, Clone)]
pub enum Actor {
    /// A person, by account and name.
    Person(AccountId, String),
    /// The program itself: the sweep, the import, a command.
    System,
}

/// One person's act: every write receives it, dates itself by it and records it.
#[derive(Debug, Clone)]
pub struct Act {
    /// Who does it.
    pub actor: Actor,
    /// Whose act it records (代录), in words.
    pub on_behalf_of: Option<String>,
    /// The ledger's instant.
    pub at: DateTime<Utc>,
    /// The wall clock's instant.
    pub wall_at: DateTime<Utc>,
    /// From which address.
    pub address: Option<IpAddr>,
}

impl Act {
    /// An act of the program itself, now.
    #[must_use]
    pub fn of_system(clocks: &Clocks) -> Self {
        Self {
            actor: Actor::System,
            on_behalf_of: None,
            at: clocks.ledger_now(),
            wall_at: clocks.wall_now(),
            address: None,
        }
    }

    /// An act of a person, now.
    #[must_use]
    pub fn of_person(clocks: &Clocks, account: AccountId, name: &str, address: Option<IpAddr>) -> Self {
        Self { actor: Actor::Person(account, name.to_owned()), address, ..Self::of_system(clocks) }
    }

    /// The same act, done on someone's behalf (代录).
    #[must_use]
    pub fn on_behalf_of(mut self, whom: &str) -> Self {
        self.on_behalf_of = Some(whom.to_owned());
        self
    }

    /// The ledger's Beijing day of the act.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        beijing_day(self.at)
    }

    /// The acting account, if a person acts.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        match self.actor {
            Actor::Person(account, _) => Some(account),
            Actor::System => None,
        }
    }

    /// The person who acts, for what the program does not do by itself.
    ///
    /// # Errors
    /// Refused where the program acts.
    pub fn person(&self) -> Result<AccountId> {
        self.account().ok_or_else(|| AppError::Refused("这件事须由本人办理。".into()))
    }

    /// The actor's name as the log shows it.
    #[must_use]
    pub fn name(&self) -> &str {
        match &self.actor {
            Actor::Person(_, name) => name,
            Actor::System => "系统",
        }
    }
}
