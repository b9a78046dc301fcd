//! 挂图作战: the wall.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::BodyExt;
use reform_ledger::accounts::Role;
use reform_ledger::audit_trail::{Entry, append};
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;
use tower::ServiceExt;

use crate::support::activity::{complete_by, grow_to, put_in_charge, run, submit_report};
use crate::support::{Page, TestApp};

/// The tile of a task on the grid.
fn tile(page: &Page, number: i32) -> String {
    page.text(&format!(".wall-grid a[href=\"/2019/tasks/{number}\"]"))
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_courts_plan_is_39_tasks_and_6_sections_in_9_columns(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/2019/wall").await;
    page.assert_status(200);
    assert_eq!(page.text("h1"), "抚松县人民法院 2019 年司法改革任务作战图");
    assert_eq!(page.count(".wall-grid.cols-9 > li"), 45);
    assert_eq!(page.count(".wall-grid a.tile"), 39);
    assert!(page.texts(".board")[0].starts_with("一"), "{:?}", page.texts(".board"));
    assert_eq!(page.count(".wall-page"), 1);
    assert_eq!(page.count("[data-hold]"), 0, "one page does not turn");
    assert!(page.text(".wall-head p").contains("2019年3月29日（星期五） · 距年底 277 天 · 数据截至 09:00"));
    assert_eq!(page.attributes("main", "data-events"), ["/2019/wall/events"]);
    assert!(tile(&page, 25).contains("牵头部门待明确"), "{}", tile(&page, 25));
    assert!(tile(&page, 25).contains("待完善"), "{}", tile(&page, 25));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_late_task_is_red_leads_the_phones_list_and_is_named_as_longest_overdue(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    complete_by(&pool, 20, "2019-06-28").await;
    complete_by(&pool, 3, "2019-07-05").await;
    complete_by(&pool, 5, "2019-07-12").await;
    app.set_day("2019-07-10");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/2019/wall").await;
    assert!(tile(&page, 20).contains("逾期 12 天"), "{}", tile(&page, 20));
    assert!(page.text(".wall-grid a.red[href=\"/2019/tasks/20\"] .mark").contains("未报"));
    let first = page.attributes(".wall-list a.tile", "href");
    assert_eq!(first[..3], ["/2019/tasks/20", "/2019/tasks/3", "/2019/tasks/5"]);
    assert_eq!(
        page.text(".longest a"),
        "▲ 逾期最久：20 加强多元化纠纷解决机制建设（立案庭、各审判执行部门）12 天"
    );
    assert_eq!(page.text(".wall-totals a.red b"), "2");
    assert_eq!(page.attributes(".wall-totals a.red", "href"), ["/2019/ledger?light=red"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_foot_counts_the_running_months_reports(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let contact = app.person("审管办", Role::Contact).await.id.0;
    submit_report(&pool, 1, "2019-06", "2019-06-20", contact, 40).await;
    submit_report(&pool, 2, "2019-06", "2019-06-20", contact, 40).await;
    app.set_day("2019-06-19");
    let office = app.person("office", Role::Office).await.id;
    for (day, line) in [
        ("2019-06-19", "5 月月报 0 / 39 已报送，2 份待审核"),
        ("2019-06-20", "6 月月报 2 / 39 已报送，2 份待审核"),
        ("2019-07-10", "6 月月报 2 / 39 已报送，2 份待审核"),
    ] {
        app.set_day(day);
        let page = app.sign_in("office", office).await.get("/2019/wall").await;
        assert_eq!(page.text(".wall-foot p"), line, "on {day}");
        let month = if day < "2019-06-20" { "2019-05" } else { "2019-06" };
        assert_eq!(page.attributes(".wall-foot a", "href"), [format!("/2019/reports/{month}")]);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_leader_reads_their_own_tasks_first(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-07-10");
    let mut leader = app.person("leader", Role::Leader).await;
    put_in_charge(&pool, leader.id.0, &[7, 8]).await;
    complete_by(&pool, 3, "2019-06-28").await;
    complete_by(&pool, 8, "2019-06-28").await;
    let page = leader.get("/2019/wall").await;
    assert_eq!(page.texts(".wall-list h2"), ["我分管的 2 项", "其他 37 项"]);
    let first = page.attributes(".wall-list a.tile", "href");
    assert_eq!(first[..3], ["/2019/tasks/8", "/2019/tasks/7", "/2019/tasks/3"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_restricted_task_shows_number_and_light_only_to_others(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    run(&pool, &["update task set restricted = true where number = 9"]).await;
    complete_by(&pool, 9, "2019-06-28").await;
    app.set_day("2019-07-10");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/2019/wall").await;
    assert_eq!(tile(&page, 9), "9▲ 逾期限定范围—");
    assert!(!page.body.contains("强化案件质量评查"));
    assert_eq!(page.count(".longest"), 0, "how long it is overdue is not for everyone");
    let mut office = app.person("office", Role::Office).await;
    assert!(tile(&office.get("/2019/wall").await, 9).contains("强化案件质量评查"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_wall_of_more_than_60_tasks_turns_through_pages_and_can_be_held(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    grow_to(&pool, 100).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/2019/wall").await;
    assert!(page.count(".wall-page") > 1);
    assert_eq!(page.count(".wall-grid a.tile"), 100);
    assert_eq!(page.count("[data-hold]"), 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_plan_without_tasks_says_what_would_stand_here(pool: PgPool) {
    let app = TestApp::new(pool.clone()).await;
    run(
        &pool,
        &[
            "insert into plan (year, title, document_number, issuing_body, issued_on, starts_on, ends_on, status,
                 activated_on, source_text, source_digest)
             values (2020, '方案', '', '本院', '2020-01-02', '2020-01-02', '2020-12-31', 'active', '2020-01-02', '', '')",
            "insert into plan_rules (plan_id) select id from plan",
        ],
    )
    .await;
    let mut office = app.person("office", Role::Office).await;
    for path in ["/2020/wall", "/2020/ledger", "/2020/gantt"] {
        let page = office.get(path).await;
        page.assert_status(200);
        assert!(page.text(".empty").contains("还没有改革任务"), "{path}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_open_wall_is_told_when_its_years_ledger_changes(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let viewer = app.person("viewer", Role::Viewer).await;
    let cookies: Vec<String> = viewer.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let request = Request::get("/2019/wall/events").header(header::COOKIE, cookies.join("; "));
    let response = app.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    tokio::spawn(app.state.live.clone().listen(pool.clone()));
    let change = async {
        // The listener needs a moment to come up, and tells nothing of what happened before.
        loop {
            let mut conn = pool.acquire().await.unwrap();
            let entry = Entry::new("task_changed", "task", "调整任务").of_plan(2019);
            append(&mut conn, &app.act(), entry).await.unwrap();
            drop(conn);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let mut body = response.into_body();
    let event = async {
        loop {
            let frame = body.frame().await.unwrap().unwrap().into_data().unwrap();
            if frame.starts_with(b"data") {
                break frame;
            }
        }
    };
    let told = async {
        tokio::select! {
            event = event => event,
            () = change => unreachable!(),
        }
    };
    let told =
        tokio::time::timeout(Duration::from_secs(10), told).await.expect("an event within ten seconds");
    assert_eq!(&told[..], b"data: changed\n\n");
}
