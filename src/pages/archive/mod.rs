//! 归档: a year's documents, files and data as one package, with its 归档文件目录 and checksums, for the court's archives.
//!
//! - [`item`]: what is archived (件), how long it is kept, how it is numbered and named; pure
//! - `collect.rs`: the documents and files of a year, from the features they belong to; `store.rs`: the SQL of the rest
//! - `catalogue.rs`: 归档文件目录 as an Excel sheet; `package.rs`: the zip archive
//! - `page.rs` (`/2019/archive`): what the package would hold, and the settings of retention; `download.rs` (`…/zip`)
//!
//! The columns are those of DA/T 22-2015 that the office is asked for: 件号 within each 保管期限, 责任者, 文号, 题名, 日期, 页数. Which kind is kept
//! how long is a setting; its defaults follow 国家档案局令第8号. Everything speaks of one state of the ledger (`Standing`), no
//! time of writing stands in it: as long as nothing is entered, the package of a frozen year made again has the same
//! bytes; before that, on the same day.
//!
//! Restricted tasks are in it; talks, drafts and withdrawn files are not. It is the office's.

mod catalogue;
mod collect;
mod download;
pub mod item;
mod package;
mod page;
mod retention;
mod store;

pub(super) use store::take_retentions_along;

use crate::accounts::{Access, Action, Route, Routes};

/// The routes of this feature.
#[must_use]
pub fn routes() -> Routes {
    let access = Access::Needs(Action::MakeArchive);
    vec![
        Route::get("/{year}/archive", access, page::show),
        Route::post("/{year}/archive", access, retention::submit),
        Route::get("/{year}/archive/zip", access, download::download),
    ]
}
