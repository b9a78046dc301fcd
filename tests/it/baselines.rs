//! Baselines: each month's end is frozen once, by itself, also after an outage, and never changes afterwards.

use chrono::NaiveDate;
use reform_ledger::calendar::store_seed;
use reform_ledger::clock::beijing_instant;
use reform_ledger::deadlines::sweep::Cause;
use reform_ledger::pages::baselines::{Baseline, list_baselines};
use reform_ledger::pages::daily_round::daily_round;
use reform_ledger::plan::get_plan;
use reform_ledger::plan::import::import;
use sqlx::PgPool;

use crate::support::TestApp;
use crate::support::test_app::day;

const NOTICE: &[u8] = include_bytes!("../../seeds/2019-notice.md");

async fn court(pool: PgPool) -> TestApp {
    let app = TestApp::new(pool).await;
    let mut conn = app.state.db.acquire().await.unwrap();
    store_seed(&mut conn, app.act().at).await.unwrap();
    import(&mut conn, &app.act(), NOTICE).await.unwrap();
    drop(conn);
    app
}

async fn baselines(app: &TestApp) -> Vec<Baseline> {
    let mut conn = app.state.db.acquire().await.unwrap();
    let plan = get_plan(&mut conn, 2019).await.unwrap();
    list_baselines(&mut conn, plan.id).await.unwrap()
}

async fn dates_of(app: &TestApp) -> Vec<(NaiveDate, NaiveDate)> {
    baselines(app).await.iter().map(|one| (one.as_of, one.frozen_on)).collect()
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn the_first_round_of_a_month_freezes_the_last_day_of_the_one_before_with_all_tasks(pool: PgPool) {
    let app = court(pool).await;
    app.round_on("2019-05-30").await;
    app.round_on("2019-05-31").await;
    let report = app.round_on("2019-06-01").await;
    assert!(report.to_string().ends_with("冻结 2019 年度方案2019年5月31日的基线"), "{report}");
    let newest = baselines(&app).await[0];
    assert_eq!((newest.as_of, newest.frozen_on), (day("2019-05-31"), day("2019-06-01")));
    assert!(!newest.is_late());
    let tasks: i64 =
        sqlx::query_scalar("select count(*) from baseline_task where baseline_id = $1 and title <> ''")
            .bind(newest.id.0)
            .fetch_one(&app.state.db)
            .await
            .unwrap();
    assert_eq!(tasks, 39);
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn a_baseline_keeps_what_stood_then_whatever_comes_later(pool: PgPool) {
    let app = court(pool).await;
    app.round_on("2019-06-01").await;
    let leads = "select leads from baseline_task b join task t on t.id = b.task_id where t.number = 20";
    let before: String = sqlx::query_scalar(leads).fetch_one(&app.state.db).await.unwrap();
    assert!(!before.is_empty());
    sqlx::query("update task set title = '改了' where number = 20").execute(&app.state.db).await.unwrap();
    app.round_on("2019-06-02").await;
    let title = "select b.title from baseline_task b where b.number = 20";
    let titles: Vec<String> = sqlx::query_scalar(title).fetch_all(&app.state.db).await.unwrap();
    assert_eq!(titles.len(), 1);
    assert_ne!(titles[0], "改了");
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn after_an_outage_the_month_is_frozen_late_and_says_so(pool: PgPool) {
    let app = court(pool).await;
    app.round_on("2019-06-01").await;
    app.round_on("2019-06-29").await;
    let report = app.round_on("2019-07-02").await;
    assert!(report.to_string().contains("补冻：2019年7月2日才冻结"), "{report}");
    let newest = baselines(&app).await[0];
    assert_eq!((newest.as_of, newest.frozen_on), (day("2019-06-30"), day("2019-07-02")));
    assert!(newest.is_late());
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn months_before_the_last_one_are_not_made_up(pool: PgPool) {
    let app = court(pool).await;
    app.round_on("2019-05-01").await;
    app.round_on("2019-08-05").await;
    let expected = [(day("2019-07-31"), day("2019-08-05")), (day("2019-04-30"), day("2019-05-01"))];
    assert_eq!(dates_of(&app).await, expected);
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn a_month_is_frozen_once_though_rounds_repeat_and_two_run_at_once(pool: PgPool) {
    let app = court(pool).await;
    app.clock.set(beijing_instant(day("2019-06-01"), 0, 5));
    let act = app.act();
    let mut one = app.state.db.acquire().await.unwrap();
    let mut other = app.state.db.acquire().await.unwrap();
    let (first, second) = tokio::join!(
        daily_round(&mut one, &act, Cause::Schedule),
        daily_round(&mut other, &act, Cause::Schedule)
    );
    drop((one, other));
    assert_eq!(first.unwrap().frozen.len() + second.unwrap().frozen.len(), 1);
    assert!(app.round_on("2019-06-01").await.frozen.is_empty());
    assert_eq!(dates_of(&app).await, [(day("2019-05-31"), day("2019-06-01"))]);
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn a_round_that_is_cut_off_leaves_nothing_and_the_next_one_freezes(pool: PgPool) {
    let app = court(pool).await;
    app.clock.set(beijing_instant(day("2019-06-01"), 0, 5));
    let mut cut_off = app.state.db.begin().await.unwrap();
    let report = daily_round(&mut cut_off, &app.act(), Cause::Schedule).await.unwrap();
    assert_eq!(report.frozen.len(), 1);
    cut_off.rollback().await.unwrap();
    assert!(baselines(&app).await.is_empty());
    assert_eq!(app.round_on("2019-06-01").await.frozen.len(), 1);
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn a_day_before_the_plan_came_into_force_has_no_baseline(pool: PgPool) {
    let app = court(pool).await;
    let mut conn = app.state.db.acquire().await.unwrap();
    let active: NaiveDate =
        sqlx::query_scalar("select activated_on from plan").fetch_one(&mut *conn).await.unwrap();
    drop(conn);
    app.clock.set(beijing_instant(active, 12, 0));
    let mut conn = app.state.db.acquire().await.unwrap();
    let report = daily_round(&mut conn, &app.act(), Cause::Start).await.unwrap();
    assert!(report.frozen.is_empty());
}
