//! A round as a person may read it.

use sqlx::PgConnection;

use super::model::LookBackResult;
use super::store::{Item, Round, Rounds, list_items, list_rounds};
use crate::accounts::{Action, CurrentUser};
use crate::error::{AppError, Result};
use crate::ids::AccountId;
use crate::supervision::Reader;

/// A round, and what stands of it before one reader.
#[derive(Debug)]
pub struct RoundOf {
    /// The round.
    pub round: Round,
    /// Its items that the reader may see, in their order.
    pub items: Vec<Item>,
}

impl RoundOf {
    /// The round of that year and number, as `reader` may see it; what is given to `me` is counted.
    ///
    /// # Errors
    /// Not found where there is none.
    pub async fn read(
        conn: &mut PgConnection,
        (reader, me): (&Reader, AccountId),
        (year, number): (i32, i32),
    ) -> Result<Self> {
        let which = Rounds { year: Some(year), number: Some(number), open: false };
        let round = list_rounds(conn, which, me).await?.pop();
        let round = round.ok_or_else(|| AppError::NotFound("本年度没有这一轮回头看。".into()))?;
        let items = list_items(conn, reader, round.id).await?;
        Ok(Self { round, items })
    }

    /// Whether results can still be written.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.round.closed_on.is_none()
    }

    /// Whether the person may write now.
    #[must_use]
    pub fn may_write(&self, user: &CurrentUser) -> bool {
        self.is_open() && user.may(Action::KeepLookBacks)
    }

    /// An item.
    ///
    /// # Errors
    /// Not found where the round has none of that number, or not before this reader.
    pub fn item(&self, number: i32) -> Result<&Item> {
        let found = self.items.iter().find(|item| item.number == number);
        found.ok_or_else(|| AppError::NotFound("这一项不在本轮回头看之列，或本轮尚未结束。".into()))
    }

    /// How many of the items before the reader have that result.
    #[must_use]
    pub fn count(&self, result: LookBackResult) -> usize {
        self.items.iter().filter(|item| item.result == Some(result)).count()
    }
}
