//! `reform-ledger export`: a plan for other programs.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use sqlx::PgPool;

use super::told::write;
use super::{StoreOptions, WrongUsage};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::database::store_mark::clocks_of;
use crate::error::Result;
use crate::pages::export::{newest_in_force, of_store};
use crate::pages::summaries::newest_word;
use crate::plan::get_plan;

#[derive(Debug, Args)]
pub(super) struct Options {
    /// 格式：json；docx（半年总结，有定稿的取最近的定稿）；xlsx（台账）尚未提供
    #[arg(long, value_name = "格式", hide_possible_values = true)]
    format: Format,
    /// 年度，默认为最近一个施行中的方案
    #[arg(long, value_name = "年度")]
    year: Option<i32>,
    /// 写入的文件，默认写到标准输出
    #[arg(long, value_name = "文件")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Json,
    Xlsx,
    Docx,
}

pub(super) async fn run(options: &Options, store_options: &StoreOptions) -> anyhow::Result<()> {
    let not_yet = match options.format {
        Format::Json | Format::Docx => None,
        Format::Xlsx => Some("Excel 台账（xlsx）"),
    };
    if let Some(what) = not_yet {
        anyhow::bail!("{what}尚未提供：目前请用 --format json");
    }
    if options.output.as_deref().is_some_and(Path::is_dir) {
        return Err(WrongUsage("--output 给出的是目录：请给出文件名".into()).into());
    }
    let store = store_options.open(&store_options.data_dir("./data")).await?;
    let exported = match options.format {
        Format::Docx => export_docx(&store.pool, options.year).await,
        Format::Json | Format::Xlsx => export_json(&store.pool, options.year).await,
    };
    store.close().await;
    let bytes = exported?;
    match &options.output {
        None => write(&bytes),
        Some(file) => put_into(file, &bytes)?,
    }
    Ok(())
}

/// The plan of `year`, else the latest in force, as one JSON object and a line feed; the export stands in the log.
///
/// # Errors
/// A sentence when there is no such plan.
pub async fn export_json(pool: &PgPool, year: Option<i32>) -> Result<Vec<u8>> {
    let mut tx = pool.begin().await?;
    let clocks = clocks_of(&mut tx).await?;
    let year = match year {
        Some(year) => year,
        None => newest_in_force(&mut tx).await?,
    };
    let plan = get_plan(&mut tx, year).await?;
    let export = of_store(&mut tx, year, clocks.today()).await?;
    let entry = Entry::new("plan_exported", "plan", format!("导出 {year} 年度方案（json）"));
    append(&mut tx, &Act::of_system(&clocks), entry.on(plan.id.0).for_audience(Audience::Administrators))
        .await?;
    tx.commit().await?;
    let mut bytes = serde_json::to_vec_pretty(&export).map_err(anyhow::Error::from)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The latest summary of the plan of `year`, else of the latest in force, as a Word document; the export stands in the log.
///
/// # Errors
/// A sentence when there is no such plan, or no summary of it.
pub async fn export_docx(pool: &PgPool, year: Option<i32>) -> Result<Vec<u8>> {
    let mut tx = pool.begin().await?;
    let clocks = clocks_of(&mut tx).await?;
    let year = match year {
        Some(year) => year,
        None => newest_in_force(&mut tx).await?,
    };
    let plan = get_plan(&mut tx, year).await?;
    let bytes = newest_word(&mut tx, &plan, clocks.today()).await?;
    let entry = Entry::new("plan_exported", "plan", format!("导出 {year} 年度总结（docx）"));
    append(&mut tx, &Act::of_system(&clocks), entry.on(plan.id.0).for_audience(Audience::Administrators))
        .await?;
    tx.commit().await?;
    Ok(bytes)
}

/// Writes the file whole: a reader never finds half of it, and an old one stays until the new one is complete.
fn put_into(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = file.with_file_name(name);
    std::fs::write(&part, bytes).and_then(|()| std::fs::rename(&part, file)).map_err(|cause| {
        // What could not be finished must not stay behind.
        let _ = std::fs::remove_file(&part);
        anyhow::anyhow!("不能写入 {}（{cause}）：请检查目录和权限", file.display())
    })
}
