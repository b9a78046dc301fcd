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
