//! Signing in, staying signed in, and being kept out.

use chrono::Duration;
use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::TestApp;
use crate::support::test_app::PASSWORD;

#[sqlx::test(migrator = "MIGRATOR")]
async fn nobody_signed_in_is_led_to_the_sign_in_page_and_back(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut browser = app.anonymous();
    let page = browser.get("/account/password").await;
    page.assert_redirect("/login?next=%2Faccount%2Fpassword");
    app.person("office", Role::Office).await;
    browser.get("/login?next=%2Faccount%2Fpassword").await;
    let fields = [("username", "office"), ("password", PASSWORD), ("next", "/account/password")];
    browser.post("/login", &fields).await.assert_redirect("/account/password");
    browser.get("/account/password").await.assert_status(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_form_without_this_browsers_token_is_refused_the_sign_in_form_too(pool: PgPool) {
    let app = TestApp::new(pool).await;
    app.person("office", Role::Office).await;
    let mut browser = app.anonymous();
    browser.get("/login").await;
    let page = browser.post_raw("/login", &[("username", "office"), ("password", PASSWORD)]).await;
    page.assert_status(403);
    let page = browser
        .post_raw("/login", &[("username", "office"), ("password", PASSWORD), ("csrf_token", "00")])
        .await;
    page.assert_status(403);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_unknown_name_and_a_wrong_password_get_the_same_answer(pool: PgPool) {
    let app = TestApp::new(pool).await;
    app.person("office", Role::Office).await;
    let mut browser = app.anonymous();
    browser.get("/login").await;
    let unknown = browser.post("/login", &[("username", "nobody"), ("password", PASSWORD)]).await;
    let wrong = browser.post("/login", &[("username", "office"), ("password", "wrong-1234")]).await;
    unknown.assert_status(401);
    wrong.assert_status(401);
    assert_eq!(unknown.text("[role=alert]"), wrong.text("[role=alert]"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn five_failures_lock_the_account_for_a_quarter_of_an_hour(pool: PgPool) {
    let app = TestApp::new(pool).await;
    app.person("office", Role::Office).await;
    let mut browser = app.anonymous();
    browser.get("/login").await;
    for _ in 0..5 {
        browser
            .post("/login", &[("username", "office"), ("password", "wrong-1234")])
            .await
            .assert_status(401);
    }
    let right = [("username", "office"), ("password", PASSWORD)];
    browser.post("/login", &right).await.assert_status(401);
    app.clock.advance(Duration::minutes(16));
    browser.post("/login", &right).await.assert_redirect("/");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_session_ends_after_half_an_hour_without_a_request_and_after_twelve_hours_in_any_case(
    pool: PgPool,
) {
    let app = TestApp::new(pool).await;
    let mut office = app.person("office", Role::Office).await;
    for _ in 0..25 {
        app.clock.advance(Duration::minutes(28));
        office.get("/account/password").await.assert_status(200);
    }
    app.clock.advance(Duration::minutes(25));
    assert_eq!(office.get("/account/password").await.status, 303, "twelve hours are over");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    app.clock.advance(Duration::minutes(31));
    assert_eq!(viewer.get("/account/password").await.status, 303, "half an hour is over");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn changing_the_password_ends_all_other_sessions(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut here = app.person("office", Role::Office).await;
    let mut elsewhere = app.sign_in("office", here.id).await;
    let fields = [("current", PASSWORD), ("new", "another-horse-2"), ("again", "another-horse-2")];
    here.post("/account/password", &fields).await.assert_redirect("/");
    here.get("/account/password").await.assert_status(200);
    assert_eq!(elsewhere.get("/account/password").await.status, 303);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_refused_password_says_why_beside_its_field(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let page =
        office.post("/account/password", &[("current", "no"), ("new", "short1"), ("again", "other")]).await;
    page.assert_status(422);
    assert_eq!(page.text("#current-error"), "现用密码不正确。");
    assert_eq!(page.text("#new-error"), "新密码至少 8 个字符，现在是 6 个。");
    assert_eq!(page.text("#again-error"), "两次输入的新密码不一致。");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_answer_carries_the_strict_headers(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let page = app.anonymous().get("/login").await;
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'self'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(page.headers["x-content-type-options"], "nosniff");
    assert_eq!(page.headers["referrer-policy"], "same-origin");
    let cookie = page.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn control_characters_in_forms_and_addresses_are_no_fault(pool: PgPool) {
    let app = TestApp::new(pool).await;
    app.person("office", Role::Office).await;
    let mut browser = app.anonymous();
    browser.get("/login").await;
    browser
        .post("/login", &[("username", "off\0ice\u{1}x"), ("password", PASSWORD)])
        .await
        .assert_status(401);
    let fields = [("username", "office\0"), ("password", PASSWORD), ("next", "/\u{1}")];
    browser.post("/login", &fields).await.assert_redirect("/");
    browser.get("/2019/ledger?q=%00").await.assert_status(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_address_the_router_cannot_read_is_a_page_with_a_way_back(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    for address in ["/99999999999/wall", "/2019/tasks/abc", "/departments/x", "/2019/deadlines?page=-1"] {
        let page = office.get(address).await;
        page.assert_status(404);
        assert_eq!(page.attributes(".notice a.primary", "href"), ["/"], "{address}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_form_posted_after_the_session_ended_leads_back_to_its_page_with_the_filter(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let request = axum::http::Request::post("/2019/reports/2019-07")
        .header("referer", "http://ledger.local/2019/reports/2019-07?department=5")
        .body(axum::body::Body::empty())
        .unwrap();
    let page = app.anonymous().send(request).await;
    page.assert_redirect("/login?next=%2F2019%2Freports%2F2019-07%3Fdepartment%3D5");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_refused_form_leads_back_to_the_page_it_stood_on(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    assert_eq!(
        viewer.get("/no-such-page").await.attributes(".notice a", "href"),
        ["/"],
        "it came from nowhere"
    );
    let request = axum::http::Request::get("/2019/tasks/999")
        .header("referer", "http://ledger.local/2019/ledger?department=5")
        .body(axum::body::Body::empty())
        .unwrap();
    let page = viewer.send(request).await;
    page.assert_status(404);
    assert_eq!(page.attributes(".notice a", "href"), ["/2019/ledger?department=5", "/"]);
}
