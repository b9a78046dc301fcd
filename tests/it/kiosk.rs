//! 大屏链接: the wall on a screen nobody signs in to.

mod views;

use std::net::{IpAddr, SocketAddr};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use chrono::Duration;
use reform_ledger::accounts::Role;
use reform_ledger::app::build_app;
use reform_ledger::database::MIGRATOR;
use reform_ledger::web::{AppState, Settings};
use sqlx::PgPool;

use crate::support::activity::{complete_by, grow_to, run, submit_report};
use crate::support::court::Form;
use crate::support::program_log::ProgramLog;
use crate::support::statements::counted;
use crate::support::{Page, Persona, TestApp};

const SCREEN: [u8; 4] = [10, 1, 0, 20];
const OTHER: [u8; 4] = [10, 1, 0, 21];

/// Fields that leave out all views but the wall and those overdue longest.
const FIRST_TWO: [(&str, &str); 3] =
    [("order_gantt", ""), ("order_this_week", ""), ("order_longest_overdue", "2")];

/// Makes a link with the form as offered but for these fields; returns its path.
async fn make(office: &mut Persona<'_>, fields: &[(&str, &str)]) -> String {
    let page = office.get("/2019/kiosk-links").await;
    let form = Form::of(&page, "form.card")
        .with("name", "一楼大厅")
        .with("place", "审判楼一楼")
        .with("binding", "first");
    let form = fields.iter().fold(form, |form, (name, value)| form.with(name, value));
    let made = office.post("/2019/kiosk-links", &form.fields()).await;
    made.assert_status(200);
    let address = made.text(".once code");
    address[address.find("/kiosk/").unwrap()..].to_owned()
}

/// Asks for a path from an address, as a browser that knows nothing.
async fn from(app: &TestApp, address: [u8; 4], path: &str) -> Page {
    let mut request = Request::get(path).body(Body::empty()).unwrap();
    request.extensions_mut().insert(ConnectInfo(SocketAddr::new(IpAddr::from(address), 40_000)));
    app.anonymous().send(request).await
}

/// Something everyone may read happens to each task.
async fn happen_to_all(pool: &PgPool) {
    let entries = "with entry as (
            insert into ledger_entry (at, wall_at, actor, event, result, audience, plan_year, task_id, subject, content_digest, digest)
            select '2019-03-29 10:00+08', '2019-03-29 10:00+08', '系统', 'task_started', 'done', 'everyone', 2019, id, 'task', '', ''
            from task returning id)
        insert into ledger_content (entry_id, sentence) select id, '任务启动' from entry";
    run(pool, &[entries]).await;
}

/// The sentences of one event in the log.
async fn sentences(pool: &PgPool, event: &str) -> Vec<String> {
    let sql = "select c.sentence from ledger_entry e join ledger_content c on c.entry_id = e.id
               where e.event = $1 order by e.id";
    sqlx::query_scalar(sql).bind(event).fetch_all(pool).await.unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_link_opens_without_session_and_leaves_no_cookie(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let path = make(&mut office, &[]).await;
    let page = from(&app, SCREEN, &path).await;
    page.assert_status(200);
    assert_eq!(page.count(".wall-grid .tile"), 45, "39 tasks and 6 sections");
    assert_eq!(page.text("h1"), "抚松县人民法院 2019 年司法改革任务作战图");
    assert_eq!(page.attributes("main", "data-events"), [format!("{path}/events")]);
    assert!(page.headers.get(header::SET_COOKIE).is_none());
    assert_eq!(page.headers["cache-control"], "no-store");
    assert_eq!(page.headers["referrer-policy"], "no-referrer");
    let events = from(&app, SCREEN, &format!("{path}/events")).await;
    assert_eq!(events.headers["content-type"], "text/event-stream");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_first_address_that_opens_a_link_is_the_only_one(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    let path = make(&mut office, &[]).await;
    from(&app, OTHER, &format!("{path}/events")).await.assert_status(404);
    from(&app, SCREEN, &path).await.assert_status(200);
    for refused in [&path, &format!("{path}/events")] {
        let page = from(&app, OTHER, refused).await;
        page.assert_status(404);
        assert_eq!(page.count(".tile"), 0);
    }
    from(&app, SCREEN, &path).await.assert_status(200);
    let list = office.get("/2019/kiosk-links").await;
    assert!(list.text(".in-use tbody tr").contains("10.1.0.20"), "{}", list.text(".in-use tbody tr"));
    assert_eq!(sentences(&pool, "kiosk_link_bound").await, ["大屏链接“一楼大厅”首次打开，绑定网络地址"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_link_given_an_address_opens_there_and_an_unbound_one_anywhere(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let given = make(&mut office, &[("binding", "given"), ("address", " 10.1.0.21 ")]).await;
    from(&app, SCREEN, &given).await.assert_status(404);
    from(&app, OTHER, &given).await.assert_status(200);
    let unbound = make(&mut office, &[("binding", "none")]).await;
    for address in [SCREEN, OTHER] {
        from(&app, address, &unbound).await.assert_status(200);
        from(&app, address, &format!("{unbound}/events")).await.assert_status(200);
    }
    assert!(office.get("/2019/kiosk-links").await.text(".in-use").contains("未绑定"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn behind_the_trusted_proxy_the_screens_own_address_counts(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let path = make(&mut office, &[("binding", "given"), ("address", "10.1.0.20")]).await;
    let proxy = IpAddr::from([10, 1, 0, 1]);
    let settings = Settings { trusted_proxy: Some(proxy), ..(*app.state.settings).clone() };
    let behind: Router = build_app(AppState { settings: settings.into(), ..app.state.clone() });
    for (forwarded, status) in [("10.1.0.20", 200), ("::ffff:10.1.0.20", 200), ("10.1.0.21", 404)] {
        let mut request =
            Request::get(&path).header("x-forwarded-for", forwarded).body(Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(proxy, 40_000)));
        let response = tower::ServiceExt::oneshot(behind.clone(), request).await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{forwarded}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_revoked_link_and_an_unknown_one_are_refused_with_the_same_page(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    let path = make(&mut office, &[]).await;
    from(&app, SCREEN, &path).await.assert_status(200);
    let list = office.get("/2019/kiosk-links").await;
    let revoke = list.attributes(".in-use form", "action")[0].clone();
    office.post(&revoke, &[]).await.assert_redirect("/2019/kiosk-links");
    let revoked = from(&app, SCREEN, &path).await;
    revoked.assert_status(404);
    assert!(revoked.text(".notice").contains("领导小组办公室"));
    from(&app, SCREEN, &format!("{path}/events")).await.assert_status(404);
    let unknown =
        from(&app, SCREEN, "/kiosk/0000000000000000000000000000000000000000000000000000000000000000").await;
    unknown.assert_status(404);
    assert_eq!(unknown.body, revoked.body);
    let list = office.get("/2019/kiosk-links").await;
    assert_eq!((list.count(".in-use"), list.count(".revoked tbody tr")), (0, 1));
    assert!(list.text(".flash").contains("已撤销"));
    office.post(&revoke, &[]).await.assert_status(303);
    assert_eq!(sentences(&pool, "kiosk_link_revoked").await, ["撤销大屏链接“一楼大厅”"], "revoked once");
    let history = office.get("/2019/history").await.body;
    assert!(history.contains("生成大屏链接“一楼大厅”") && history.contains("撤销大屏链接“一楼大厅”"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_refusal_is_logged_once_an_hour_for_an_address_and_link(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    let path = make(&mut office, &[("binding", "given"), ("address", "10.1.0.20")]).await;
    for _ in 0..3 {
        from(&app, OTHER, &path).await.assert_status(404);
        from(&app, OTHER, "/kiosk/unknown").await.assert_status(404);
    }
    from(&app, OTHER, "/kiosk/another").await.assert_status(404);
    from(&app, [10, 1, 0, 22], &path).await.assert_status(404);
    let foreign = "从其他网络地址打开大屏链接“一楼大厅”";
    let unknown = "打开不存在的大屏链接";
    assert_eq!(sentences(&pool, "kiosk_refused").await, [foreign, unknown, foreign]);
    app.clock.advance(Duration::minutes(61));
    from(&app, OTHER, &path).await.assert_status(404);
    assert_eq!(sentences(&pool, "kiosk_refused").await.len(), 4);
    let entry: (String, String, String) = sqlx::query_as(
        "select result::text, audience::text, address from ledger_entry where event = 'kiosk_refused' order by id limit 1",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(entry, ("refused".into(), "administrators".into(), "10.1.0.21".into()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_screen_shows_titles_departments_and_lights_and_nothing_else(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let contact = app.member("联系人甲乙", "审管办", "contact").await.id.0;
    let leader = app.person("副院长丙丁", Role::Leader).await.id.0;
    crate::support::activity::put_in_charge(&pool, leader, &[1, 2, 20]).await;
    submit_report(&pool, 1, "2019-06", "2019-06-20", contact, 43).await;
    complete_by(&pool, 20, "2019-06-28").await;
    app.set_day("2019-07-10");
    let mut office = app.person("office", Role::Office).await;
    let path = make(&mut office, &FIRST_TWO).await;
    let page = from(&app, SCREEN, &path).await;
    let tile = page.texts(".wall-grid .tile.red");
    assert_eq!(tile, ["20▲ 逾期 12 天加强多元化纠纷解决机制建设立案庭、各审判执行部门"]);
    // The link's secret and the digest of the assets stand in the page and may hold these digits by chance.
    let mut without_secret = page.body.replace(&path, "");
    for asset in page.attributes("link", "href").into_iter().chain(page.attributes("script", "src")) {
        without_secret = without_secret.replace(&asset, "");
    }
    for hidden in ["43", "%", "衔接口径", "初稿", "联系人甲乙", "副院长丙丁", "office", "月报", "待完善"]
    {
        assert!(!without_secret.contains(hidden), "{hidden}");
    }
    for element in ["a", "form", "button", "input", "nav", "header", "svg", ".mark"] {
        assert_eq!(page.count(element), 0, "{element}");
    }
    let linked: Vec<String> = page.attributes("[href], [src]", "href");
    assert!(linked.iter().all(|path| path.starts_with("/static/")), "{linked:?}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_restricted_task_is_number_and_light_only(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    run(&pool, &["update task set restricted = true where number = 9"]).await;
    complete_by(&pool, 9, "2019-06-28").await;
    app.set_day("2019-07-10");
    let mut office = app.person("office", Role::Office).await;
    let path = make(&mut office, &[]).await;
    let page = from(&app, SCREEN, &path).await;
    assert_eq!(page.texts(".wall-grid .tile.red"), ["9▲ 逾期限定范围—"]);
    assert!(!page.body.contains("强化案件质量评查"));
    assert_eq!(page.count(".wall-ranks"), 0, "how long it is overdue is not for everyone");
    assert_eq!(page.texts(".wall-none"), ["本周没有变化", "没有逾期的任务"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_views_turn_in_the_order_and_for_the_time_chosen(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    for (task, day) in (1..=12).zip(1..) {
        complete_by(&pool, task, &format!("2019-06-{day:02}")).await;
    }
    app.set_day("2019-07-10");
    let mut office = app.person("office", Role::Office).await;
    let order = [
        ("order_wall", "4"),
        ("order_gantt", "2"),
        ("order_this_week", "3"),
        ("order_longest_overdue", "1"),
        ("seconds_longest_overdue", "15"),
        ("seconds_gantt", "45"),
    ];
    let path = make(&mut office, &order).await;
    let page = from(&app, SCREEN, &path).await;
    let seconds = page.attributes(".wall-page", "data-seconds");
    assert_eq!(seconds, ["15", "45", "45", "20", "60"], "the Gantt's two sheets each");
    let rows = page.texts(".wall-ranks li");
    assert_eq!(rows.len(), 10);
    assert!(rows[0].starts_with('1') && rows[0].ends_with("任务完成▲ 逾期 39 天"), "{}", rows[0]);
    assert!(rows[9].starts_with("10"), "{}", rows[9]);
    assert_eq!(page.count(".wall-page[hidden]"), 4, "without a script the first stands");
    let listed = office.get("/2019/kiosk-links").await.text(".in-use td[data-label=画面]");
    assert_eq!(listed, "逾期最久 15 秒、倒排工期图 45 秒、本周变化 20 秒、任务作战图 60 秒");
    let only = [("order_gantt", ""), ("order_this_week", ""), ("order_longest_overdue", "")];
    let only = make(&mut office, &only).await;
    assert_eq!(from(&app, SCREEN, &only).await.count(".wall-page"), 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_form_that_cannot_be_made_a_link_comes_back_with_sentences(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    let page = office.get("/2019/kiosk-links").await;
    assert!(page.text(".empty").contains("没有在用的大屏链接"));
    let form =
        Form::of(&page, "form.card").with("name", "大厅").with("place", "一楼").with("binding", "first");
    for (field, value, id, sentence) in [
        ("name", "", "name", "请填写名称。"),
        ("place", &*"楼".repeat(61), "place", "最多 60 个字，现有 61 个字。"),
        ("seconds_wall", "9", "seconds_wall", "请填写 10 至 600 的整数。"),
        ("seconds_wall", "601", "seconds_wall", "请填写 10 至 600 的整数。"),
        ("order_longest_overdue", "1", "order_longest_overdue", "两个画面不能是同一次序。"),
        ("order_wall", "9", "order_wall", "请选择次序。"),
        ("binding", "given", "address", "请填写大屏电脑的网络地址，如 192.168.1.20。"),
        ("binding", "", "binding-first", "请选择在哪里可以打开。"),
    ] {
        let page = office.post("/2019/kiosk-links", &form.clone().with(field, value).fields()).await;
        page.assert_status(422);
        assert_eq!(page.text(&format!("#{id}-error")), sentence, "{field}={value}");
        assert_eq!(page.attributes("#place", "value"), [if field == "place" { value } else { "一楼" }]);
    }
    let none = FIRST_TWO.iter().fold(form, |form, (field, _)| form.with(field, "")).with("order_wall", "");
    let page = office.post("/2019/kiosk-links", &none.fields()).await;
    assert_eq!(page.text("#order_wall-error"), "请至少选择一个画面。");
    assert_eq!(app.value::<i64>("select count(*) from kiosk_link").await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_screen_makes_as_many_statements_for_239_tasks_as_for_39(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    let path = make(&mut office, &[]).await;
    from(&app, SCREEN, &path).await.assert_status(200);
    assert_eq!(counted(from(&app, SCREEN, &path)).await.1, 7, "the link, the overview and the week");
    grow_to(&pool, 239).await;
    happen_to_all(&pool).await;
    let (page, statements) = counted(from(&app, SCREEN, &path)).await;
    assert_eq!(page.count(".wall-grid .tile:not(.board)"), 239);
    assert_eq!((page.count(".wall-gantt"), page.count(".changes > li")), (12, 239));
    assert_eq!(statements, 7);
    let two = make(&mut office, &FIRST_TWO).await;
    from(&app, SCREEN, &two).await.assert_status(200);
    assert_eq!(counted(from(&app, SCREEN, &two)).await.1, 6, "a week that is not shown is not read");
    let (_, few) = counted(office.get("/2019/kiosk-links")).await;
    for _ in 0..5 {
        make(&mut office, &[]).await;
    }
    assert_eq!(counted(office.get("/2019/kiosk-links")).await.1, few);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_secret_is_stored_nowhere(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    let path = make(&mut office, &[]).await;
    from(&app, SCREEN, &path).await.assert_status(200);
    from(&app, OTHER, &path).await.assert_status(404);
    let secret = path.rsplit('/').next().unwrap();
    assert_eq!(secret.len(), 64);
    assert!(!office.get("/2019/kiosk-links").await.body.contains(secret), "shown once");
    let tables: Vec<String> = sqlx::query_scalar(
        "select table_name::text from information_schema.tables where table_schema = 'public'",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    assert!(tables.len() > 20);
    for table in tables {
        let sql = format!(
            "select count(*) from \"{table}\" t where position($1 in t::text) > 0 or position(encode($1::bytea, 'hex') in t::text) > 0"
        );
        let found: i64 =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(secret).fetch_one(&pool).await.unwrap();
        assert_eq!(found, 0, "{table}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn when_a_link_was_seen_is_the_wall_clocks_time(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let path = make(&mut office, &[]).await;
    app.state.clocks.set_ledger_offset(Duration::days(100));
    assert!(office.get("/2019/kiosk-links").await.text(".in-use tbody tr").contains("尚未打开"));
    from(&app, SCREEN, &path).await.assert_status(200);
    let row = office.get("/2019/kiosk-links").await.text(".in-use tbody tr");
    assert!(row.contains("2019-03-29 09:00（10.1.0.20）"), "{row}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_log_of_the_program_leaves_the_secret_out(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let path = make(&mut office, &[]).await;
    let log = ProgramLog::listen();
    from(&app, SCREEN, &path).await.assert_status(200);
    from(&app, OTHER, &path).await.assert_status(404);
    from(&app, SCREEN, &format!("{path}/events")).await.assert_status(200);
    let log = log.text();
    assert!(log.contains("/kiosk/…") && log.contains("/kiosk/…/events"), "{log}");
    assert!(!log.contains(path.rsplit('/').next().unwrap()), "{log}");
}
