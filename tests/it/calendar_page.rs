//! The page of working days.

use reform_ledger::accounts::Role;
use reform_ledger::calendar::store_seed;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::TestApp;

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_stored_year_shows_its_days_off_its_worked_weekends_and_what_they_rest_on(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut conn = app.state.db.acquire().await.unwrap();
    store_seed(&mut conn, app.state.clocks.ledger_now()).await.unwrap();
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/calendar").await;
    page.assert_status(200);
    assert_eq!(page.text("h1"), "2019 年工作日历");
    assert_eq!(page.count(".days"), 12);
    assert_eq!(page.count(".days .today"), 1);
    let made_up = page.texts(".days .made-up");
    assert!(made_up.contains(&"28调休上班（劳动节）".to_owned()), "{made_up:?}");
    assert!(
        page.texts(".arrangements td")
            .iter()
            .any(|text| text.starts_with("2019-05-01（星期三） 至 2019-05-04"))
    );
    assert_eq!(page.count(".reason"), 0, "a stored year is no estimate");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_year_without_a_notice_is_called_an_estimate_and_a_far_one_is_not_shown(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/calendar?year=2019").await;
    page.assert_status(200);
    assert!(page.text(".reason").contains("推算"));
    assert!(page.texts(".chips a").contains(&"2020 年（推算）".to_owned()));
    viewer.get("/calendar?year=1066").await.assert_status(404);
    app.person("audit", Role::AuditAdmin).await.get("/calendar").await.assert_status(403);
}
