//! The two kinds of failure: a refusal, a sentence its reader understands; and a fault, which only the log reads.
//!
//! A form that is not accepted is neither: it comes back refilled, with status 422 and sentences beside its fields.

use thiserror::Error;

/// Why a request was not answered as asked. The first four are written for the reader, in Chinese.
#[derive(Debug, Error)]
pub enum AppError {
    /// No such thing (404).
    #[error("{0}")]
    NotFound(String),
    /// Not allowed (403); the sentence says who may.
    #[error("{0}")]
    Forbidden(String),
    /// Someone else changed it first (409).
    #[error("{0}")]
    Conflict(String),
    /// Not possible as things are (422).
    #[error("{0}")]
    Refused(String),
    /// A fault (500): the reader gets a reference number, the log the chain.
    #[error("internal fault")]
    Internal(#[source] anyhow::Error),
}

impl AppError {
    /// What every write to a frozen plan is answered: the year is readable for ever and changes no more.
    #[must_use]
    pub fn frozen(year: i32) -> Self {
        Self::Refused(format!("{year} 年度的方案已冻结，不能再改。"))
    }
}

impl From<anyhow::Error> for AppError {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(error)
    }
}

impl From<sqlx::Error> for AppError {
    fn from(error: sqlx::Error) -> Self {
        Self::Internal(error.into())
    }
}

/// What features return.
pub type Result<T, E = AppError> = std::result::Result<T, E>;

/// Refuses who comes second: a conditional change that touched no row was overtaken.
///
/// # Errors
/// A conflict with `overtaken`, the sentence for the reader.
pub fn require_row(rows: u64, overtaken: &str) -> Result<()> {
    if rows == 0 {
        return Err(AppError::Conflict(overtaken.into()));
    }
    Ok(())
}

/// The name of the database constraint an error violates, if it is that.
#[must_use]
pub fn violated_constraint(error: &sqlx::Error) -> Option<&str> {
    error.as_database_error().and_then(sqlx::error::DatabaseError::constraint)
}
