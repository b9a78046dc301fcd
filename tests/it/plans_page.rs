//! 年度方案: the plans stored, or how to load one.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::TestApp;

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_empty_ledger_leads_to_how_to_load_a_plan(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    viewer.get("/").await.assert_redirect("/plans");
    let page = viewer.get("/plans").await;
    page.assert_status(200);
    assert!(page.text(".empty").contains("reform-ledger import 文件"), "{}", page.text(".empty"));
    viewer.get("/2019/ledger").await.assert_status(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_stored_plan_is_listed_with_its_number_and_period(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let page = office.get("/plans").await;
    let row = page.text("tbody tr");
    for part in ["2019", "抚法〔2019〕第5号", "2019-03-28 至 2019-12-31", "已印发"] {
        assert!(row.contains(part), "{part} in {row}");
    }
    assert_eq!(page.attributes("td.title a", "href"), ["/2019/ledger"]);
    let mut auditor = app.person("auditor", Role::AuditAdmin).await;
    auditor.get("/plans").await.assert_status(403);
}
