//! The demonstration: the year lived through to a day, moved on, built anew or gone on with.

use std::collections::{BTreeMap, BTreeSet};

use reform_ledger::audit_trail::verify;
use reform_ledger::commands::demo::prepare;
use reform_ledger::database::store_mark::{StoreKind, clocks_of, find_mark};
use reform_ledger::database::{MIGRATOR, Store};
use reform_ledger::pages::export::of_store;
use reform_ledger::plan::get_plan;
use reform_ledger::web::{AppState, Settings};
use serde_json::Value;
use sqlx::{ConnectOptions, PgPool};

use crate::support::test_app::day;
use crate::support::{Page, TestApp};

const PASSWORD: &str = "demo-2019";

async fn open(pool: &PgPool) -> Store {
    let url = pool.connect_options().to_url_lossy();
    // The test's own connections would remember types that are made anew.
    pool.close().await;
    Store::open(Some(url.as_str()), std::path::Path::new(".")).await.unwrap()
}

async fn built(pool: &PgPool, today: &str) -> Store {
    let mut store = open(pool).await;
    prepare(&mut store, day(today), Some(PASSWORD)).await.unwrap();
    store
}

async fn export_of(store: &Store) -> Value {
    let mut conn = store.pool.acquire().await.unwrap();
    let today = clocks_of(&mut conn).await.unwrap().today();
    serde_json::to_value(of_store(&mut conn, 2019, today).await.unwrap()).unwrap()
}

async fn count(store: &Store, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&store.pool).await.unwrap()
}

/// The program on a demonstration's store, with its own clocks.
async fn app_on(store: &Store) -> TestApp {
    let clocks = clocks_of(&mut store.pool.acquire().await.unwrap()).await.unwrap();
    let settings = Settings {
        data_dir: std::env::temp_dir(),
        secure_cookies: false,
        trusted_proxy: None,
        demonstration: true,
    };
    let mut app = TestApp::new(store.pool.clone()).await;
    app.state = AppState::new(store.pool.clone(), clocks, settings);
    app.router = reform_ledger::app::build_app(app.state.clone());
    app
}

async fn sign_in(app: &TestApp, name: &str) -> Page {
    let mut browser = app.anonymous();
    browser.get("/login").await;
    browser.post("/login", &[("username", name), ("password", PASSWORD)]).await;
    browser.get("/").await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn by_10_july_the_wall_shows_a_believable_mixture(pool: PgPool) {
    let store = built(&pool, "2019-07-10").await;
    let export = export_of(&store).await;
    let tasks = export["tasks"].as_array().unwrap();
    let mut lights: BTreeMap<&str, usize> = BTreeMap::new();
    for task in tasks {
        *lights.entry(task["light"].as_str().unwrap()).or_default() += 1;
    }
    let expected = [("blue", 2), ("green", 21), ("grey", 4), ("red", 6), ("yellow", 6)];
    assert_eq!(lights, BTreeMap::from(expected));
    assert_eq!(tasks[27]["lead"], serde_json::json!([]), "task 28 still has no lead");
    assert_eq!(tasks[26]["lead"], serde_json::json!(["刑事庭"]), "that of task 27 was decided");
    assert_eq!(tasks[9]["status"], "待上级");
    assert_eq!(tasks[3]["status"], "申请办结", "it waits to be examined, and its light is what it was");
    let completions = "select count(*) from change_request r join task t on t.status = 'completed'
                       join deadline d on d.id = r.deadline_id and d.task_id = t.id
                       where r.kind = 'completion' and r.state = 'granted' and r.examined_on is not null";
    assert_eq!(count(&store, completions).await, 2, "both blue tasks were asked for, examined and granted");

    let points = export["work_points"].as_array().unwrap();
    let open = points.iter().filter(|point| point["tasks"].as_array().unwrap().is_empty()).count();
    assert_eq!(open, 6, "four that no task carries, two that the office has not confirmed");

    let reports = export["monthly_reports"].as_array().unwrap();
    let of_status = |status: &str| reports.iter().filter(|report| report["status"] == status).count();
    assert!(of_status("已审核") > 90 && of_status("已报送") == 3, "{}", of_status("已报送"));
    assert_eq!((of_status("退回修改"), of_status("草稿")), (1, 1));
    assert!(reports.iter().any(|report| report["on_time"] == false && report["status"] == "已审核"));
    assert!(reports.iter().any(|report| report["versions"] == 2));

    let findings = export["findings"].as_array().unwrap();
    let states: Vec<&str> = findings.iter().map(|finding| finding["status"].as_str().unwrap()).collect();
    for state in ["待整改", "整改中", "已反馈", "退回整改", "已销号", "已撤销"] {
        assert!(states.contains(&state), "one in every state: {states:?}");
    }
    assert_eq!(findings[3]["due_on"], "2019-07-05", "overdue without an answer");

    assert_eq!((findings[2]["task"].as_i64(), tasks[16]["light"].as_str()), (Some(17), Some("green")));
    let looked_back = "select count(*) from look_back_item i join look_back r on r.id = i.look_back_id and r.closed_on is not null
                       left join finding f on f.id = i.new_finding_id left join task t on t.id = f.task_id and t.status = 'in_progress'
                       where (i.result = 'kept' and f.id is null) or (i.result = 'reopened' and t.number = 17)";
    assert_eq!(count(&store, looked_back).await, 3, "two kept, and task 17, completed in May, goes on");

    let notices: Vec<String> = sqlx::query_scalar(
        "select concat_ws(' ', n.degree, f.status, n.acknowledged_on, l.met_on <= l.due_on)
         from supervision_notice n join finding f on f.id = n.finding_id join deadline l on l.id = n.deadline_id
         order by n.number",
    )
    .fetch_all(&store.pool)
    .await
    .unwrap();
    let each = ["blue closed 2019-07-04 t", "yellow in_rectification 2019-07-09", "red open"];
    assert_eq!(notices, each, "one 督办通知单 of each degree, the near step done in time");

    let circulars: Vec<String> = sqlx::query_scalar(
        "select concat_ws(' ', c.period, c.status, c.number, c.released_on, count(s.explanation))
         from circular c join circular_passage s on s.circular_id = c.id group by c.id",
    )
    .fetch_all(&store.pool)
    .await
    .unwrap();
    assert_eq!(
        circulars,
        ["2019-06 released 1 2019-07-08 1"],
        "June's 通报 is signed, one department explained"
    );

    let unmade = count(
        &store,
        "select count(*) from report_submission where not unchanged and progress_text not like '%（演示数据）'",
    );
    assert_eq!(unmade.await, 0, "what is made up says so");
    let verified = verify(&store.pool).await.unwrap();
    assert!(verified.findings.is_empty() && verified.unsealed == 0, "{verified:?}");
    assert_eq!(count(&store, "select count(*) from sweep_run").await, 104);
    store.close().await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn by_10_july_at_least_30_tasks_have_timelines_planned_back_on_working_days(pool: PgPool) {
    let store = built(&pool, "2019-07-10").await;
    let export = export_of(&store).await;
    let calendar = reform_ledger::calendar::workdays_csv::seed_calendar().unwrap();
    let milestones = export["milestones"].as_array().unwrap();
    let due = |milestone: &Value| day(milestone["due_on"].as_str().unwrap());
    assert!(milestones.iter().all(|milestone| calendar.is_working(due(milestone))));
    let tasks: BTreeSet<i64> = milestones.iter().map(|m| m["task"].as_i64().unwrap()).collect();
    assert!(tasks.len() >= 30, "{}", tasks.len());
    let is_met = |milestone: &Value| !milestone["met_on"].is_null();
    let today = day("2019-07-10");
    assert!(milestones.iter().any(is_met));
    assert!(milestones.iter().any(|milestone| !is_met(milestone) && due(milestone) > today));
    assert!(milestones.iter().any(|milestone| !is_met(milestone) && due(milestone) < today));
    let timelines = "select count(*) from deadline where kind = 'timeline' and met_on is not null";
    assert!(count(&store, timelines).await >= 10, "a department's duty is met with its last timeline");
    store.close().await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn its_accounts_sign_in_and_the_office_moves_the_day_on(pool: PgPool) {
    let store = built(&pool, "2019-04-12").await;
    let app = app_on(&store).await;
    for name in [
        "office",
        "leader",
        "leader-2",
        "viewer",
        "system_admin",
        "security_admin",
        "audit_admin",
        "审管办",
        "审管办-head",
    ] {
        let page = sign_in(&app, name).await;
        assert_eq!(page.status, 303, "{name}: {}", page.body);
        assert_ne!(page.location(), "/account/password", "{name} need not change it");
        assert!(!page.location().starts_with("/login"), "{name} is signed in");
    }
    let mut office = app.anonymous();
    office.get("/login").await;
    office.post("/login", &[("username", "office"), ("password", PASSWORD)]).await;
    assert!(office.get("/departments").await.body.contains("演示日期 2019年4月12日"));

    let worklist = office.get("/worklist").await;
    assert_eq!(
        worklist.attributes("form[action='/demonstration/advance'] button", "value"),
        ["day", "month"]
    );
    office.post("/demonstration/advance", &[("by", "day")]).await.assert_redirect("/worklist");
    assert!(office.get("/departments").await.body.contains("演示日期 2019年4月13日"));
    office.post("/demonstration/advance", &[("by", "month")]).await.assert_redirect("/worklist");
    office.post("/demonstration/advance", &[("by", "year")]).await.assert_status(422);
    let mut conn = store.pool.acquire().await.unwrap();
    assert_eq!(
        clocks_of(&mut conn).await.unwrap().today(),
        day("2019-05-13"),
        "every command sees the same day"
    );
    drop(conn);
    let raised = "select count(*) from overdue_flag where raised_on = '2019-05-13'";
    assert!(count(&store, raised).await > 0, "moving on runs the sweep");
    drop(app);
    store.close().await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_real_ledger_has_no_day_to_move(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", reform_ledger::accounts::Role::Office).await;
    assert_eq!(office.get("/worklist").await.count("form[action='/demonstration/advance']"), 0);
    office.post("/demonstration/advance", &[("by", "day")]).await.assert_status(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_same_day_and_password_goes_on_and_any_other_is_built_anew(pool: PgPool) {
    let mut store = built(&pool, "2019-04-12").await;
    let edited = "update task set measures = 'edited by hand' where number = 1";
    sqlx::query(edited).execute(&store.pool).await.unwrap();
    let kept = "select count(*) from task where measures = 'edited by hand'";

    prepare(&mut store, day("2019-04-12"), Some(PASSWORD)).await.unwrap();
    assert_eq!(count(&store, kept).await, 1, "it goes on where it stood");
    let made_up = prepare(&mut store, day("2019-04-12"), None).await.unwrap();
    assert_eq!(count(&store, kept).await, 1, "without a password it gets a new one and goes on");
    prepare(&mut store, day("2019-04-12"), Some(&made_up)).await.unwrap();
    assert_eq!(count(&store, kept).await, 1);
    prepare(&mut store, day("2019-04-12"), Some(PASSWORD)).await.unwrap();
    assert_eq!(count(&store, kept).await, 0, "another password");

    sqlx::query(edited).execute(&store.pool).await.unwrap();
    prepare(&mut store, day("2019-04-15"), Some(PASSWORD)).await.unwrap();
    assert_eq!(count(&store, kept).await, 0, "another day");
    let mark = find_mark(&mut store.pool.acquire().await.unwrap()).await.unwrap().unwrap();
    assert_eq!((mark.kind, mark.demonstration_day), (StoreKind::Demonstration, Some(day("2019-04-15"))));
    store.close().await;
}

/// Everything in the operation log but the wall clock and what is digested of it, and the export.
async fn data_of(store: &Store) -> (Value, Vec<String>) {
    let log = sqlx::query_scalar(
        "select concat_ws('|', e.id, e.at, e.actor, e.on_behalf_of, e.event, e.task_id, e.department_id, e.subject_id,
                          c.sentence, c.before, c.after)
         from ledger_entry e join ledger_content c on c.entry_id = e.id
         union all select concat_ws('|', 'notice', n.account_id, n.digest_on, n.flag_id, n.message, n.path) from notice n",
    );
    let mut log: Vec<String> = log.fetch_all(&store.pool).await.unwrap();
    log.sort();
    let mut export = export_of(store).await;
    // The log's digests hold the wall clock, and so does the ledger's fingerprint.
    assert!(export["export"]["fingerprint"].take().is_string());
    (export, log)
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_same_day_always_gives_the_same_data(pool: PgPool) {
    let mut store = built(&pool, "2019-05-06").await;
    let first = data_of(&store).await;
    prepare(&mut store, day("2019-05-06"), Some("another-1")).await.unwrap();
    let second = data_of(&store).await;
    assert_eq!(first.1.len(), second.1.len());
    for (a, b) in first.1.iter().zip(&second.1) {
        assert_eq!(a, b);
    }
    assert_eq!(first.0, second.0);
    store.close().await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_whole_year_can_be_lived_through_until_the_plan_is_frozen(pool: PgPool) {
    let store = built(&pool, "2020-01-31").await;
    let plan = get_plan(&mut store.pool.acquire().await.unwrap(), 2019).await.unwrap();
    assert_eq!(plan.status.word(), "已冻结");
    assert!(count(&store, "select count(*) from monthly_report where status = 'accepted'").await > 300);
    store.close().await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_real_store_is_refused_and_left_as_it_is(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    drop(app);
    let mut store = open(&pool).await;
    let refusal = prepare(&mut store, day("2019-07-10"), Some(PASSWORD)).await.unwrap_err();
    assert!(refusal.to_string().contains("正式台账"), "{refusal}");
    assert_eq!(count(&store, "select count(*) from plan").await, 1);
    store.close().await;
}
