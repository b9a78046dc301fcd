//! How each workbook is laid out, as a reviewed listing: tabs, titles, heads with widths, what kind of cell stands below, and
//! how it is printed. No figures: they change with the ledger.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use reform_ledger::workbook::UNSEEN_SHEET;
use sqlx::PgPool;

use super::part;
use crate::support::TestApp;
use crate::support::activity::{run, submit_report};

/// A workbook's name and its bytes.
type Named = (&'static str, Vec<u8>);

#[sqlx::test(migrator = "MIGRATOR")]
async fn each_workbook_keeps_its_structure(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-07-10");
    let mut office = app.person("office", Role::Office).await;
    submit_report(&pool, 6, "2019-06", "2019-06-24", office.id.0, 45).await;
    let finding = "insert into finding (plan_id, number, task_id, source, reference, problem, required, severity, status,
                                        opened_on, opened_at, opened_by)
                   select t.plan_id, 1, t.id, 'entered', '', '台账不全', '补齐', 'general', 'open', '2019-06-01',
                          '2019-06-01', a.id from task t, account a where t.number = 6";
    let duty = "insert into deadline (plan_id, kind, subject_id, task_id, department_id, original_due_on, due_on, working)
                select f.plan_id, 'rectification', f.id, f.task_id, d.id, '2019-06-20', '2019-06-20', ''
                from finding f, department d where d.name = '审管办'";
    run(&pool, &[finding, duty]).await;
    let mut all: Vec<Named> = Vec::new();
    for (name, path) in [
        ("台账", "/2019/ledger.xlsx"),
        ("月报", "/2019/reports/2019-06/xlsx"),
        ("问题清单", "/2019/findings.xlsx"),
        ("绩效考核", "/2019/appraisal/xlsx?period=2019-H1"),
    ] {
        let page = office.get(path).await;
        page.assert_status(200);
        all.push((name, page.bytes.to_vec()));
    }
    let package = office.get("/2019/archive/zip").await;
    let mut package = zip::ZipArchive::new(Cursor::new(package.bytes.to_vec())).unwrap();
    let mut catalogue = Vec::new();
    package.by_name("归档文件目录.xlsx").unwrap().read_to_end(&mut catalogue).unwrap();
    all.push(("归档文件目录", catalogue));
    let listed: Vec<String> = all.iter().map(|(name, bytes)| listing(name, bytes)).collect();
    insta::assert_snapshot!("workbooks", listed.join("\n"));
}

fn listing(name: &str, bytes: &[u8]) -> String {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let file = zip::ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap();
    let mut lines = vec![format!("== {name}")];
    for (number, tab) in (1..).zip(book.sheet_names()) {
        if tab == UNSEEN_SHEET {
            lines.push(format!("[{tab}]"));
            continue;
        }
        let xml = part(&file, &format!("xl/worksheets/sheet{number}.xml"));
        let range = book.worksheet_range(&tab).unwrap();
        let cells: Vec<Vec<Data>> = range.rows().map(<[Data]>::to_vec).collect();
        lines.push(format!("[{tab}] {}", cells[0][0]));
        lines.extend(heads(&cells, &widths(&xml)));
        for tag in ["sheetView ", "pane ", "pageMargins ", "pageSetup ", "oddFooter>", "autoFilter "] {
            lines.extend(tags(&xml, tag));
        }
    }
    lines.extend(tags(&part(&file, "xl/workbook.xml"), "definedName "));
    lines.join("\n") + "\n"
}

/// A line a column: head, width, and what kinds of cells stand below it.
fn heads(cells: &[Vec<Data>], widths: &[String]) -> Vec<String> {
    let Some(heads) = cells.get(2) else { return Vec::new() };
    let kind = |cell: &Data| match cell {
        Data::Empty => None,
        Data::DateTime(_) | Data::DateTimeIso(_) => Some("日期"),
        Data::Int(_) | Data::Float(_) => Some("数"),
        _ => Some("文字"),
    };
    let below = |column: usize| {
        let rows = &cells[3..cells.len().saturating_sub(3).max(3)];
        let mut kinds: Vec<&str> = rows.iter().filter_map(|row| kind(row.get(column)?)).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds.join("、")
    };
    let line = |(column, head): (usize, &Data)| {
        format!("  {head} {} {}", widths.get(column).map_or("", String::as_str), below(column))
            .trim_end()
            .to_owned()
    };
    heads.iter().enumerate().map(line).collect()
}

/// The widths of the columns, in order; a run of columns of one width stands once in the file.
fn widths(xml: &str) -> Vec<String> {
    let value = |tag: &str, name: &str| -> Option<String> {
        Some(tag.split_once(&format!("{name}=\""))?.1.split('"').next()?.to_owned())
    };
    let mut widths = Vec::new();
    for tag in tags(xml, "col ") {
        let (Some(min), Some(max), Some(width)) =
            (value(&tag, "min"), value(&tag, "max"), value(&tag, "width"))
        else {
            continue;
        };
        let (min, max): (usize, usize) = (min.parse().unwrap(), max.parse().unwrap());
        widths.extend(std::iter::repeat_n(width, max - min + 1));
    }
    widths
}

/// Each element of that name, to the end of its tag, or of its text.
fn tags(xml: &str, name: &str) -> Vec<String> {
    let begins = format!("<{name}");
    let found = xml.split(&begins).skip(1);
    let text = |rest: &str| rest.split("</").next().unwrap_or_default().to_owned();
    let tag = |rest: &str| rest.split('>').next().unwrap_or_default().trim_end_matches('/').to_owned();
    let with_text = name.ends_with('>') || name.starts_with("definedName");
    found.map(|rest| format!("  {name}{}", if with_text { text(rest) } else { tag(rest) })).collect()
}
