//! What leaves as an Excel workbook or as CSV (the ledger, a month's reports, the findings), read back as another program
//! would.

mod structure;

use std::io::Cursor;

use calamine::{Data, DataType, Reader, Xlsx};
use reform_ledger::accounts::Role;
use reform_ledger::commands::export::export_xlsx;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::activity::{complete_by, lay_out_all, run, submit_report};
use crate::support::test_app::day;
use crate::support::{Page, TestApp};

/// The cells of the only sheet, from its first row on.
pub(crate) fn cells(bytes: &[u8]) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    sheet.rows().map(<[Data]>::to_vec).collect()
}

/// The cells of the sheet of that tab.
pub(crate) fn cells_of(bytes: &[u8], tab: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range(tab).unwrap();
    sheet.rows().map(<[Data]>::to_vec).collect()
}

fn column(cells: &[Vec<Data>], head: &str) -> usize {
    cells[2]
        .iter()
        .position(|cell| cell.get_string() == Some(head))
        .unwrap_or_else(|| panic!("column {head}"))
}

/// The rows of tasks: below title, unit and header, above the line to sign and that of the fingerprint.
pub(crate) fn rows(cells: &[Vec<Data>]) -> &[Vec<Data>] {
    &cells[3..cells.len() - 3]
}

fn part(file: &zip::ZipArchive<Cursor<Vec<u8>>>, name: &str) -> String {
    let mut file = file.clone();
    std::io::read_to_string(file.by_name(name).unwrap()).unwrap()
}

fn name_of(page: &Page) -> &str {
    page.headers["content-disposition"].to_str().unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_workbook_is_laid_out_as_an_office_keeps_its_ledger(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-07-10");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/2019/ledger.xlsx").await;
    page.assert_status(200);
    assert!(name_of(&page).contains("filename=\"ledger-2019-07-10.xlsx\""), "{}", name_of(&page));
    let sheet = cells(&page.bytes);
    assert_eq!(sheet[0][0].get_string(), Some("抚松县人民法院2019年司法改革任务台账"));
    assert!(sheet[1][0].get_string().unwrap().ends_with("数据截至 2019年7月10日 09:00"));
    assert_eq!(sheet[2][0].get_string(), Some("序号"));
    assert_eq!(rows(&sheet).len(), 39);
    let end: Vec<_> = sheet[sheet.len() - 2..].iter().map(|row| row[0].get_string().unwrap()).collect();
    assert!(end[0].starts_with("填表人："));
    let seal: String =
        app.value("select encode(digest, 'hex') from ledger_seal order by id desc limit 1").await;
    assert_eq!(end[1], format!("内部资料　数据截至 2019-07-10 09:00（台账时间）　台账指纹：{seal}"));
    let file = zip::ZipArchive::new(Cursor::new(page.bytes.to_vec())).unwrap();
    let xml = part(&file, "xl/worksheets/sheet1.xml");
    for part in [
        "<mergeCell ref=\"A1:S1\"/>",
        "topLeftCell=\"C4\"",
        "orientation=\"landscape\"",
        "paperSize=\"8\"",
        "fitToHeight=\"0\"",
        "第 &amp;P 页 共 &amp;N 页",
    ] {
        assert!(xml.contains(part), "{part}");
    }
    assert!(part(&file, "xl/workbook.xml").contains("台账!$1:$3"), "the header is printed on every page");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn its_days_are_days_and_its_percentages_numbers(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    lay_out_all(&pool).await;
    app.set_day("2019-07-10");
    let mut office = app.person("office", Role::Office).await;
    submit_report(&pool, 6, "2019-06", "2019-06-25", office.id.0, 45).await;
    let sheet = cells(&office.get("/2019/ledger.xlsx").await.bytes);
    let sixth = &rows(&sheet)[5];
    assert_eq!(sixth[0].as_i64(), Some(6));
    assert_eq!(sixth[column(&sheet, "完成时限")].as_date(), Some(day("2019-12-31")));
    assert_eq!(sixth[column(&sheet, "进度")].get_float(), Some(0.45));
    assert!(sixth[column(&sheet, "序时进度")].get_float().is_some_and(|share| (0.0..1.0).contains(&share)));
    assert_eq!(sixth[column(&sheet, "牵头部门")].get_string(), Some("审管办"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_file_holds_what_its_view_shows(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    complete_by(&pool, 20, "2019-06-28").await;
    complete_by(&pool, 3, "2019-07-05").await;
    app.set_day("2019-07-10");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let view = viewer.get("/2019/ledger?light=red&sort=light").await;
    let links = view.attributes(".actions a", "href");
    assert!(links.contains(&"/2019/ledger.xlsx?light=red&sort=light".to_owned()), "{links:?}");
    let sheet = cells(&viewer.get("/2019/ledger.xlsx?light=red&sort=light").await.bytes);
    let numbers: Vec<_> = rows(&sheet).iter().map(|row| row[0].as_i64().unwrap()).collect();
    assert_eq!(numbers, [20, 3]);
    assert!(sheet[1][0].get_string().unwrap().contains("筛选：逾期，2 项"));
    let csv = viewer.get("/2019/ledger.csv?light=red&sort=light").await;
    assert!(csv.body.starts_with("\u{feff}序号,改革任务,"), "{}", csv.body);
    let fingerprint: String =
        app.value("select left(after::jsonb ->> 'fingerprint', 12) from ledger_content c join ledger_entry e on e.id = c.entry_id
                   where event = 'plan_exported' order by e.id desc limit 1")
            .await;
    let name = csv.headers["content-disposition"].to_str().unwrap();
    assert!(name.contains(&format!("-{fingerprint}.csv")), "{name}");
    let lines: Vec<_> = csv.body.lines().collect();
    assert!(lines[1].starts_with("20,加强多元化纠纷解决机制建设,"), "{}", lines[1]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_file_tells_nobody_more_than_the_page(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-07-10");
    let mut office = app.person("office", Role::Office).await;
    for task in [6, 9] {
        submit_report(&pool, task, "2019-06", "2019-06-25", office.id.0, 45).await;
    }
    run(
        &pool,
        &[
            "update task set restricted = true, measures = '秘密举措' where number = 9",
            "update report_submission set problems = '缺人手', next_steps = '再开会', progress_text = '已经开会'",
        ],
    )
    .await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let title = "强化案件质量评查";
    let told = viewer.get("/2019/ledger.csv").await.body;
    for hidden in [title, "秘密举措", "缺人手", "再开会", "已经开会"] {
        assert!(!told.contains(hidden), "{hidden} is not for a viewer: {told}");
    }
    assert!(told.contains("\r\n9,限定范围,"), "{told}");
    let told = office.get("/2019/ledger.csv").await.body;
    for shown in [title, "秘密举措", "缺人手", "再开会", "已经开会"] {
        assert!(told.contains(shown), "{shown} is for the office: {told}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_same_ledger_gives_the_same_cells_and_stands_in_the_log(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-07-10");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let (once, again) =
        (viewer.get("/2019/ledger.xlsx").await.bytes, viewer.get("/2019/ledger.xlsx").await.bytes);
    let (once, again) = (cells(&once), cells(&again));
    assert_eq!(once[..once.len() - 1], again[..again.len() - 1]);
    assert_ne!(once.last(), again.last(), "the log went on: the first export stands in it");
    let logged: i64 = app.value("select count(*) from ledger_entry where event = 'plan_exported'").await;
    assert_eq!(logged, 2);
    let sheet = cells(&export_xlsx(&pool, None).await.unwrap());
    assert_eq!(rows(&sheet).len(), 39, "the command gives the newest plan in force");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_months_reports_stand_in_one_workbook_those_not_filed_among_them(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-07-10");
    let mut office = app.person("office", Role::Office).await;
    submit_report(&pool, 6, "2019-06", "2019-06-27", office.id.0, 45).await;
    run(&pool, &["update report_submission set due_on = '2019-06-25'"]).await;
    let grid = office.get("/2019/reports").await;
    let links = grid.attributes("main p a", "href");
    assert!(links.contains(&"/2019/reports/2019-06/xlsx".to_owned()), "{links:?}");
    assert!(!links.contains(&"/2019/reports/2019-08/xlsx".to_owned()), "August has not begun");
    let page = office.get("/2019/reports/2019-06/xlsx").await;
    page.assert_status(200);
    let sheet = cells(&page.bytes);
    assert_eq!(sheet[0][0].get_string(), Some("抚松县人民法院2019年6月司法改革任务月报"));
    assert!(sheet[1][0].get_string().unwrap().contains("统计期间 2019年5月26日—2019年6月25日"));
    assert_eq!(rows(&sheet).len(), 39);
    let (fifth, sixth) = (&rows(&sheet)[4], &rows(&sheet)[5]);
    assert_eq!(fifth[column(&sheet, "状态")].get_string(), Some("未报 15 天"));
    assert_eq!(sixth[column(&sheet, "进度")].get_float(), Some(0.45));
    assert_eq!(sixth[column(&sheet, "首次报送")].as_date(), Some(day("2019-06-27")));
    assert_eq!(sixth[column(&sheet, "备注")].get_string(), Some("迟报"));
    office.get("/2019/reports/2019-01/xlsx").await.assert_status(404);
    let mut viewer = app.person("viewer", Role::Viewer).await;
    viewer.get("/2019/reports/2019-06/xlsx").await.assert_status(403);
}
