//! The court's notice becomes a plan in force.

use reform_ledger::database::MIGRATOR;
use reform_ledger::plan::import::{Imported, import};
use sqlx::PgPool;

use crate::support::TestApp;
use crate::support::test_app::NOTICE;

async fn count(app: &TestApp, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&app.state.db).await.unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_plan_in_force_owes_351_reports_39_completions_3_checks_and_2_summaries(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    assert_eq!(count(&app, "select count(*) from deadline where kind = 'monthly_report'").await, 351);
    assert_eq!(count(&app, "select count(*) from deadline where kind = 'task_completion'").await, 39);
    assert_eq!(count(&app, "select count(*) from deadline where kind = 'quarterly_check'").await, 3);
    assert_eq!(count(&app, "select count(*) from deadline where kind = 'half_year_summary'").await, 2);
    let unowed = "select count(distinct task_id) from deadline where kind = 'monthly_report' and department_id is null";
    assert_eq!(count(&app, unowed).await, 6, "nobody files for tasks 25 to 30 yet");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn importing_the_same_file_twice_changes_nothing(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let entries = count(&app, "select count(*) from ledger_entry").await;
    let mut conn = app.state.db.acquire().await.unwrap();
    let again = import(&mut conn, &app.act(), NOTICE).await.unwrap();
    assert!(matches!(again, Imported::Unchanged { year: 2019 }));
    assert_eq!(count(&app, "select count(*) from ledger_entry").await, entries);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn another_document_for_a_stored_year_is_refused(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let other = String::from_utf8(NOTICE.to_vec()).unwrap().replace("加强审判团队建设", "加强审判队伍建设");
    let mut conn = app.state.db.acquire().await.unwrap();
    let refusal = import(&mut conn, &app.act(), other.as_bytes()).await.unwrap_err();
    assert!(refusal.to_string().contains("2019 年度的方案已经存有"), "{refusal}");
}

/// A plan as a Word file, and a workbook without date.
const WORD_FILE: &[u8] = include_bytes!("../data/plans/02-lead-and-participants.docx");
const WORKBOOK: &[u8] = include_bytes!("../data/plans/04-ledger.xlsx");

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_word_file_becomes_a_plan_whose_tasks_know_where_they_stand_in_it(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut tx = app.state.db.begin().await.unwrap();
    reform_ledger::calendar::store_seed(&mut tx, app.state.clocks.ledger_now()).await.unwrap();
    let imported = import(&mut tx, &app.act(), WORD_FILE).await.unwrap();
    tx.commit().await.unwrap();
    assert!(matches!(imported, Imported::Stored { year: 2019, tasks: 3, .. }), "{imported:?}");
    let places =
        "select number || ' ' || printed_paragraph || ' ' || printed_place from task order by number";
    let places: Vec<String> = sqlx::query_scalar(places).fetch_all(&app.state.db).await.unwrap();
    assert_eq!(places, ["1 5 第 5 段", "2 9 第 9 段", "3 15 第 15 段"]);
    let text: String =
        sqlx::query_scalar("select source_text from plan").fetch_one(&app.state.db).await.unwrap();
    assert!(
        text.contains("1.修订院庭长权责清单。明确审核、批准、监督事项。"),
        "what Word numbers is in its text: {text}"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_plan_without_date_of_issue_is_not_brought_into_force(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut conn = app.state.db.acquire().await.unwrap();
    let refusal = import(&mut conn, &app.act(), WORKBOOK).await.unwrap_err();
    assert!(refusal.to_string().contains("没有印发日期"), "{refusal}");
    assert_eq!(count(&app, "select count(*) from plan").await, 0);
}
