//! `reform-ledger export`: a plan for other programs.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use sqlx::{PgConnection, PgPool};

use super::told::write;
use super::{StoreOptions, WrongUsage};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::clock::Clocks;
use crate::database::store_mark::clocks_of;
use crate::error::Result;
use crate::pages::export::{newest_in_force, of_store};
use crate::pages::ledger::ledger_xlsx;
use crate::pages::overview;
use crate::pages::summaries::newest_word;
use crate::plan::{Plan, get_plan};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// 格式：json，xlsx（台账），docx（半年总结，有定稿的取最近的定稿）
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
    if options.output.as_deref().is_some_and(Path::is_dir) {
        return Err(WrongUsage("--output 给出的是目录：请给出文件名".into()).into());
    }
    let store = store_options.open(&store_options.data_dir("./data")).await?;
    let exported = match options.format {
        Format::Json => export_json(&store.pool, options.year).await,
        Format::Xlsx => export_xlsx(&store.pool, options.year).await,
        Format::Docx => export_docx(&store.pool, options.year).await,
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
    let plan = plan_of(&mut tx, year).await?;
    let export = of_store(&mut tx, plan.year, clocks.today()).await?;
    record(&mut tx, &clocks, &plan, "json").await?;
    tx.commit().await?;
    let mut bytes = serde_json::to_vec_pretty(&export).map_err(anyhow::Error::from)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The ledger of `year`, else of the latest plan in force, as an Excel workbook; the export stands in the log.
///
/// # Errors
/// A sentence when there is no such plan.
pub async fn export_xlsx(pool: &PgPool, year: Option<i32>) -> Result<Vec<u8>> {
    let mut tx = pool.begin().await?;
    let clocks = clocks_of(&mut tx).await?;
    let plan = plan_of(&mut tx, year).await?;
    let overview = overview::read(&mut tx, plan.year, clocks.today()).await?;
    let act = Act::of_system(&clocks);
    let bytes = ledger_xlsx(&mut tx, &overview, (&act, entry(&plan, "xlsx"))).await?;
    tx.commit().await?;
    Ok(bytes)
}

/// The latest summary of the plan of `year`, else of the latest in force, as a Word document; the export stands in the log.
///
/// # Errors
/// A sentence when there is no such plan, or no summary of it.
pub async fn export_docx(pool: &PgPool, year: Option<i32>) -> Result<Vec<u8>> {
    let mut tx = pool.begin().await?;
    let clocks = clocks_of(&mut tx).await?;
    let plan = plan_of(&mut tx, year).await?;
    let bytes = newest_word(&mut tx, &plan, clocks.today()).await?;
    record(&mut tx, &clocks, &plan, "docx").await?;
    tx.commit().await?;
    Ok(bytes)
}

async fn plan_of(conn: &mut PgConnection, year: Option<i32>) -> Result<Plan> {
    let year = match year {
        Some(year) => year,
        None => newest_in_force(conn).await?,
    };
    get_plan(conn, year).await
}

async fn record(conn: &mut PgConnection, clocks: &Clocks, plan: &Plan, format: &str) -> Result<()> {
    append(conn, &Act::of_system(clocks), entry(plan, format)).await
}

fn entry(plan: &Plan, format: &str) -> Entry {
    let entry = Entry::new("plan_exported", "plan", format!("导出 {} 年度方案（{format}）", plan.year));
    entry.on(plan.id.0).for_audience(Audience::Administrators)
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
