//! `reform-ledger import`: reads a plan from a text, a Word file or a workbook and stores it as the year's, or only shows what would
//! be read.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use sqlx::PgPool;

use super::StoreOptions;
use super::told::tell;
use crate::audit_trail::Act;
use crate::calendar;
use crate::database::store_mark::{StoreKind, clocks_of, require_kind};
use crate::error::Result;
use crate::pages::export::DocumentExport;
use crate::plan::document_reader::{self, DocumentRead, MAX_OFFICE_BYTES, ReadRefusal};
use crate::plan::import::{Imported, import};

/// How much of a paragraph is shown that is not in the plan, in characters.
const MOST_SHOWN: usize = 40;

#[derive(Debug, Args)]
pub(super) struct Options {
    /// 方案文件：Word（.docx）、Excel（.xlsx）或文本（UTF-8，Markdown）
    #[arg(value_name = "文件")]
    file: PathBuf,
    /// 只读出并显示，不存入任何库
    #[arg(long)]
    dry_run: bool,
    /// 以 JSON 显示读出的内容：json
    #[arg(long, value_name = "格式", hide_possible_values = true)]
    format: Option<Format>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Json,
}

pub(super) async fn run(options: &Options, store_options: &StoreOptions) -> anyhow::Result<()> {
    let bytes = read_file(&options.file)?;
    let document = document_reader::read(&bytes)?;
    if !options.dry_run {
        let store = store_options.open(&store_options.data_dir("./data")).await?;
        let imported = import_into(&store.pool, &bytes).await;
        store.close().await;
        let imported = imported?;
        if options.format.is_none() {
            tell(&outcome(&imported));
        }
    }
    match options.format {
        Some(Format::Json) => tell(&serde_json::to_string_pretty(&DocumentExport::of(&document))?),
        None if options.dry_run => tell(&summary(&document)),
        None => {}
    }
    Ok(())
}

/// The bytes of the file, or a sentence that says why it cannot be one: a device or a folder is not opened to be read,
/// and no more is read than a plan can have.
fn read_file(path: &Path) -> anyhow::Result<Vec<u8>> {
    let name = path.display();
    let unreadable = |cause: std::io::Error| match cause.kind() {
        std::io::ErrorKind::NotFound => anyhow::anyhow!("没有文件 {name}：请检查路径"),
        _ => anyhow::anyhow!("不能读取 {name}（{cause}）：请检查文件的权限"),
    };
    let about = std::fs::metadata(path).map_err(unreadable)?;
    if !about.is_file() {
        anyhow::bail!("{name} 不是普通文件：请给出方案文件");
    }
    let most = MAX_OFFICE_BYTES as u64;
    if about.len() > most {
        return Err(ReadRefusal::TooLarge.into());
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    Ok(bytes)
}

/// Stores the notice in a real store and brings it into force, whole or not at all.
///
/// # Errors
/// A sentence when the store is a demonstration, or its year is stored from another document.
pub async fn import_into(pool: &PgPool, bytes: &[u8]) -> Result<Imported> {
    let mut tx = pool.begin().await?;
    let clocks = clocks_of(&mut tx).await?;
    require_kind(&mut tx, StoreKind::Real, clocks.wall_now()).await?;
    calendar::store_seed(&mut tx, clocks.ledger_now()).await?;
    let imported = import(&mut tx, &Act::of_system(&clocks), bytes).await?;
    tx.commit().await?;
    Ok(imported)
}

fn outcome(imported: &Imported) -> String {
    match imported {
        Imported::Stored { year, tasks, doubts } => format!(
            "已存入 {year} 年度方案并施行：任务 {tasks} 项；待领导小组办公室确认 {doubts} 处，登录后在“年度方案”页逐条处理。"
        ),
        Imported::Unchanged { year } => format!("{year} 年度方案就是从这份文件存入的，未作任何改动。"),
    }
}

/// What was read, for people.
fn summary(document: &DocumentRead) -> String {
    let plan = &document.plan;
    let mut text = format!("{}\n", plan.title);
    let linked = document.work_points.iter().filter(|point| !point.tasks.is_empty()).count();
    let _ = writeln!(
        text,
        "{} 年度，印发日期 {}，{} 至 {}",
        plan.year, plan.issued_on, plan.starts_on, plan.ends_on
    );
    let _ = writeln!(
        text,
        "板块 {} 个，工作要点 {} 条（{linked} 条与任务对应），部门 {} 个，任务 {} 项",
        document.sections.len(),
        document.work_points.len(),
        document.departments.len(),
        document.tasks.len()
    );
    let _ = writeln!(text, "待确认 {} 处：", document.doubts.len());
    for doubt in &document.doubts {
        let subject = doubt.task.map_or_else(|| "全文".to_owned(), |number| format!("任务 {number}"));
        let _ = writeln!(text, "  {subject}：{}", doubt.message);
    }
    let left: Vec<_> = document.paragraphs.iter().filter(|p| document.unread.contains(&p.number)).collect();
    let _ = writeln!(text, "不在方案之内、没有读入的文字 {} 处：", left.len());
    for paragraph in left {
        let begins: String = paragraph.text.chars().take(MOST_SHOWN).collect();
        let more = if paragraph.text.chars().count() > MOST_SHOWN { "……" } else { "" };
        let _ = writeln!(text, "  {}：{}{more}", paragraph.place, begins.replace('\n', " "));
    }
    text.push_str("以上只是读出的内容，没有存入。");
    text
}
