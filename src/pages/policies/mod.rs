//! Policy documents that tasks rest on (政策文件, `/2019/policies`): known by title, number as printed, issuer and date, with what
//! is to be noted in them (解读要点), the tasks they concern, and their files where there are any.
//!
//! - [`model`]: their kinds; pure
//! - `write.rs`: what is done; `store.rs`, `writes.rs`: the SQL
//! - pages: `list_page.rs`, `policy_page.rs` with its files (`files.rs`), `form_page.rs`
//!
//! The office keeps them, all read them: that a task is restricted does not restrict what it rests on, but who is not
//! concerned sees its number only. Nothing is deleted: a document or a file is withdrawn with a reason. (They are in this
//! wing, for their files are kept as evidence is, by a wing above the plan's.)

mod files;
mod form_page;
mod list_page;
pub mod model;
mod policy_page;
mod store;
mod write;
mod writes;

pub use model::PolicyKind;
pub use store::{PolicyRow, Which, list_policies};
pub use write::enter;
pub use writes::Written;

use crate::accounts::Routes;

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = list_page::routes();
    routes.extend(form_page::routes());
    routes.extend(policy_page::routes());
    routes.extend(files::routes());
    routes
}
