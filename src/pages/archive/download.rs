//! `/2019/archive/zip`: the package.

use std::path::Path;

use axum::body::Body;
use axum::extract::{Path as UrlPath, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio_util::io::ReaderStream;

use super::catalogue::{about, sheet};
use super::item::{Content, Numbered, number};
use super::package::{Package, Packed};
use super::store::{Standing, read_retentions, read_standing};
use super::{collect, item};
use crate::accounts::CurrentUser;
use crate::audit_trail::{Audience, Entry, append};
use crate::error::{AppError, Result};
use crate::plan::{Plan, get_plan};
use crate::reporting::evidence::read_kept;
use crate::web::AppState;
use crate::web::attachment::disposition;
use crate::workbook::xlsx;

pub(super) async fn download(
    State(state): State<AppState>,
    user: CurrentUser,
    UrlPath(year): UrlPath<i32>,
) -> Result<Response> {
    let act = user.act(&state);
    // One state of the ledger, whatever is entered meanwhile.
    let mut snapshot = state.db.begin_with("begin isolation level repeatable read read only").await?;
    let plan = get_plan(&mut snapshot, year).await?;
    let standing = read_standing(&mut snapshot, &plan, (act.today(), act.at)).await?;
    let retentions = read_retentions(&mut snapshot, plan.id).await?;
    let items = collect::items(&mut snapshot, (&state, &user), &plan, &standing).await?;
    let items = number(items, |kind| retentions.of(kind));
    let data = collect::data(&mut snapshot, &plan, &standing).await?;
    snapshot.rollback().await?;
    let packed = pack(&state.settings.data_dir, (&plan, &standing), (items, data)).await?;
    let said = format!("生成 {year} 年度归档包");
    let entry = Entry::new("archive_exported", "plan", said).on(plan.id.0).of_plan(year);
    let after = json!({"sha256": packed.digest, "fingerprint": standing.provenance.fingerprint});
    let entry = entry.for_audience(Audience::Administrators).with_change(None, Some(after));
    append(&mut *state.db.acquire().await?, &act, entry).await?;
    let name = format!("{}{year}年司法改革归档包.zip", plan.issuing_body);
    let headers = [
        (header::CONTENT_DISPOSITION, disposition(&format!("archive-{year}.zip"), &name)),
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_LENGTH, packed.size.to_string()),
    ];
    let file = tokio::fs::File::from_std(packed.file);
    Ok((headers, Body::from_stream(ReaderStream::new(file))).into_response())
}

/// Writes the package; what of the kept files is missing or damaged is named in it.
async fn pack(
    data_dir: &Path,
    (plan, standing): (&Plan, &Standing),
    (mut items, data): (Vec<Numbered>, Vec<u8>),
) -> Result<Packed> {
    let mut package = Package::begin(data_dir)?;
    let mut damaged = Vec::new();
    for of in &mut items {
        for at in 0..of.item.files.len() {
            let path = of.path(at);
            let (bytes, packed) = match take(&mut of.item.files[at].content) {
                Content::Made(bytes) => (bytes, false),
                Content::Kept(file) => match read_kept(data_dir, &file).await {
                    Ok(bytes) => (bytes, true),
                    Err(AppError::Refused(_)) => {
                        damaged.push(path);
                        continue;
                    }
                    Err(fault) => return Err(fault),
                },
            };
            package = add(package, path, bytes, packed).await?;
        }
    }
    package = add(package, format!("数据/{}年度.json", plan.year), data, false).await?;
    let catalogue = xlsx(&sheet(plan, standing, &items, &damaged))?;
    package = add(package, "归档文件目录.xlsx".to_owned(), catalogue, true).await?;
    let about = about(plan, standing, &items, &damaged).into_bytes();
    package = add(package, "说明.txt".to_owned(), about, false).await?;
    blocking(move || package.end()).await
}

/// Takes the bytes out of an item that is written, so that they do not stand in memory until the end.
fn take(content: &mut item::Content) -> Content {
    match content {
        Content::Made(bytes) => Content::Made(std::mem::take(bytes)),
        Content::Kept(file) => Content::Kept(file.clone()),
    }
}

async fn add(mut package: Package, path: String, bytes: Vec<u8>, packed: bool) -> Result<Package> {
    blocking(move || package.add(&path, &bytes, packed).map(|()| package)).await
}

/// Runs what compresses and writes to the disk beside the requests.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(anyhow::Error::from)?
}
