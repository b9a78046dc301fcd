//! Taking over what was written elsewhere: an edited Excel file of the ledger, a revision of the plan. It waits ([`ReviewStatus`]) until a
//! person has looked at every difference ([`three_way()`]), and what is ticked is done after its effects were seen ([`EffectLine`]). Which
//! differences there are and how they are done is each one's own: `ledger/read_back/`, `revisions/`.

mod effects;
mod status;
mod three_way;

pub(super) use effects::{EffectLine, any_estimate, fingerprint};
pub(super) use status::ReviewStatus;
pub(super) use three_way::{ThreeWay, three_way};

use axum::http::StatusCode;

use crate::web::FieldErrors;

/// How a page of differences answers a form: 409 where something ticked was overtaken, 422 with errors.
pub(super) fn status_of(overtaken: usize, errors: &FieldErrors) -> StatusCode {
    match (overtaken, errors.is_empty()) {
        (1.., _) => StatusCode::CONFLICT,
        (_, false) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    }
}
