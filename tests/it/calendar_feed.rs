//! 日历订阅: what a person owes, in their own calendar program.

use std::io::BufReader;

use ical::IcalParser;
use ical::parser::ical::component::IcalEvent;
use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::activity::{complete_by, put_in_charge, run, submit_report};
use crate::support::court::Form;
use crate::support::program_log::ProgramLog;
use crate::support::statements::counted;
use crate::support::{Page, Persona, TestApp};

const PAGE: &str = "/account/calendar-feed";

/// Lets the plan's rules allow feeds.
async fn open_feeds(pool: &PgPool) {
    run(pool, &["update plan_rules set calendar_feeds = true"]).await;
}

/// Makes the person's address; returns its path.
async fn make(person: &mut Persona<'_>) -> String {
    let made = person.post(PAGE, &[]).await;
    made.assert_status(200);
    let address = made.text(".once code");
    address[address.find("/2019/calendar.ics?key=").unwrap()..].to_owned()
}

/// What the address answers to a program that knows nothing else.
async fn ask(app: &TestApp, path: &str) -> Page {
    app.anonymous().get(path).await
}

/// The events as another library reads them.
fn events(page: &Page) -> Vec<IcalEvent> {
    page.assert_status(200);
    let mut calendars: Vec<_> = IcalParser::new(BufReader::new(page.body.as_bytes())).collect();
    assert_eq!(calendars.len(), 1);
    calendars.remove(0).unwrap().events
}

fn value<'a>(event: &'a IcalEvent, name: &str) -> &'a str {
    let property = event.properties.iter().find(|property| property.name == name);
    property.and_then(|property| property.value.as_deref()).unwrap_or_else(|| panic!("no {name}: {event:?}"))
}

/// Each event's day and summary.
fn listed(page: &Page) -> Vec<String> {
    let line = |event: &IcalEvent| format!("{} {}", value(event, "DTSTART"), value(event, "SUMMARY"));
    events(page).iter().map(line).collect()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn feeds_are_closed_until_the_plans_rules_open_them(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut contact = app.member("contact", "审管办", "contact").await;
    let page = contact.get(PAGE).await;
    assert!(page.text(".reason").contains("尚未开放"));
    assert_eq!(page.count("main button"), 0);
    contact.post(PAGE, &[]).await.assert_redirect(PAGE);
    assert_eq!(app.value::<i64>("select count(*) from calendar_feed").await, 0);

    let mut office = app.person("office", Role::Office).await;
    let rules = office.get("/2019/plan/rules").await;
    assert_eq!((rules.count("#calendar_feeds"), rules.count("#calendar_feeds[checked]")), (1, 0));
    let ticked = Form::of(&rules, "form.card").with("calendar_feeds", "yes");
    office.post("/2019/plan/rules", &ticked.fields()).await.assert_redirect("/2019/plan");
    let rules = office.get("/2019/plan/rules").await;
    assert_eq!(rules.count("#calendar_feeds[checked]"), 1);
    let path = make(&mut contact).await;
    ask(&app, &path).await.assert_status(200);

    run(&pool, &["update plan_rules set calendar_feeds = false"]).await;
    ask(&app, &path).await.assert_status(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_address_opens_without_session_until_it_is_replaced_or_revoked(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    open_feeds(&pool).await;
    let mut contact = app.member("contact", "审管办", "contact").await;
    assert_eq!(contact.get("/account/password").await.count(&format!("a[href='{PAGE}']")), 1);
    let first = make(&mut contact).await;
    let feed = ask(&app, &first).await;
    feed.assert_status(200);
    assert_eq!(feed.headers["content-type"], "text/calendar; charset=utf-8");
    assert_eq!(feed.headers["cache-control"], "no-store");
    assert!(feed.headers.get("set-cookie").is_none());

    let second = make(&mut contact).await;
    ask(&app, &first).await.assert_status(404);
    ask(&app, &second).await.assert_status(200);
    assert!(contact.get(PAGE).await.text("main").contains("在用的地址生成于 2019-03-29 09:00"));

    contact.post(&format!("{PAGE}/revoke"), &[]).await.assert_redirect(PAGE);
    let revoked = ask(&app, &second).await;
    revoked.assert_status(404);
    assert!(contact.get(PAGE).await.text("main").contains("没有在用的地址"));
    contact.post(&format!("{PAGE}/revoke"), &[]).await.assert_redirect(PAGE);
    let unknown = format!("/2019/calendar.ics?key={}", "0".repeat(64));
    for path in [unknown.as_str(), "/2019/calendar.ics?key=", "/2019/calendar.ics"] {
        let page = ask(&app, path).await;
        page.assert_status(404);
        assert_eq!(page.body, revoked.body, "{path}");
    }
    let entries: Vec<(String, String)> = sqlx::query_as(
        "select c.sentence, e.audience::text from ledger_entry e join ledger_content c on c.entry_id = e.id
         where e.event like 'calendar_feed%' order by e.id",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    let sentences = ["生成日历订阅地址", "重新生成日历订阅地址，原地址失效", "撤销日历订阅地址"];
    assert_eq!(entries, sentences.map(|sentence| (sentence.to_owned(), "administrators".to_owned())));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_disabled_account_and_a_year_without_plan_answer_nothing(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    open_feeds(&pool).await;
    let mut contact = app.member("contact", "审管办", "contact").await;
    let mut administrator = app.person("administrator", Role::SystemAdmin).await;
    assert!(administrator.get(PAGE).await.text(".reason").contains("尚未开放"), "they read no ledger");
    let path = make(&mut contact).await;
    ask(&app, &path.replace("/2019/", "/2020/")).await.assert_status(404);
    ask(&app, &path).await.assert_status(200);
    run(&pool, &["update account set role = 'system_admin' where sign_in_name = 'contact'"]).await;
    ask(&app, &path).await.assert_status(404);
    run(
        &pool,
        &["update account set role = 'contact', disabled_at = '2019-03-29' where sign_in_name = 'contact'"],
    )
    .await;
    ask(&app, &path).await.assert_status(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_contact_sees_what_their_departments_owe_soonest_first(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    open_feeds(&pool).await;
    let mut contact = app.member("contact", "立案庭", "contact").await;
    let mut other = app.member("other", "执行局", "head").await;
    let (path, others) = (make(&mut contact).await, make(&mut other).await);
    let feed = ask(&app, &path).await;
    let lines = listed(&feed);
    assert!(lines.is_sorted_by_key(|line| line[..8].to_owned()), "{lines:#?}");
    assert_eq!(lines[0], "20190404 签收");
    assert!(lines.iter().any(|line| line.starts_with("20190425 立案庭 2019年4月月报（")), "{lines:#?}");
    let completion = lines.iter().find(|line| line.contains("任务 20 ")).unwrap();
    assert_eq!(completion, "20191231 任务完成（任务 20 加强多元化纠纷解决机制建设）");
    assert!(listed(&ask(&app, &others).await).iter().all(|line| !line.contains("立案庭")));

    let reports: Vec<IcalEvent> =
        events(&feed).into_iter().filter(|event| value(event, "UID").starts_with("reports-")).collect();
    assert_eq!(reports.len(), 9, "one a month");
    let april = value(&reports[0], "DESCRIPTION");
    assert!(april.starts_with("责任部门：立案庭\\n任务："), "{april}");
    assert!(april.contains("20") && april.contains("\\n时限：2019-04-25（星期四）\\n由来："), "{april}");
    let department: i64 = app.value("select id from department where name = '立案庭'").await;
    assert_eq!(value(&reports[0], "UID"), format!("reports-{department}-2019-04@reform-ledger"));

    // What was met or waived is owed no more; what was moved keeps its event.
    let uid = |feed: &Page, what: &str| {
        let found = events(feed).into_iter().find(|event| value(event, "SUMMARY").contains(what));
        found.map(|event| (value(&event, "UID").to_owned(), value(&event, "DTSTART").to_owned()))
    };
    let before = uid(&feed, "任务 20 ").unwrap();
    complete_by(&pool, 20, "2019-10-31").await;
    run(&pool, &["update deadline set met_on = '2019-04-01' where kind = 'acknowledgement'"]).await;
    let after = ask(&app, &path).await;
    assert_eq!(uid(&after, "任务 20 ").unwrap(), (before.0, "20191031".to_owned()));
    assert_eq!(uid(&after, "签收"), None);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_returned_report_with_a_date_of_its_own_is_an_event_of_its_own(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    open_feeds(&pool).await;
    let mut contact = app.member("contact", "审管办", "contact").await;
    let path = make(&mut contact).await;
    let april = |page: &Page| -> Vec<String> {
        let uids = events(page).iter().map(|event| value(event, "UID").to_owned()).collect::<Vec<_>>();
        assert_eq!(uids.iter().collect::<std::collections::HashSet<_>>().len(), uids.len(), "each once");
        uids.into_iter().filter(|uid| uid.contains("2019-04")).collect()
    };
    let before = april(&ask(&app, &path).await);
    assert_eq!(before.len(), 1);
    run(
        &pool,
        &["update deadline set due_on = '2019-05-06' where kind = 'monthly_report' and period = '2019-04'
           and task_id = (select id from task where number = 6)"],
    )
    .await;
    let after = april(&ask(&app, &path).await);
    assert_eq!(after.len(), 2);
    assert_eq!(after[0], before[0]);
    assert!(after[1].ends_with("-2019-04-2019-05-06@reform-ledger"), "{after:?}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_leader_sees_the_tasks_in_their_charge_and_the_office_its_own_duties(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    open_feeds(&pool).await;
    let contact = app.member("contact", "审管办", "contact").await.id.0;
    let mut leader = app.person("leader", Role::Leader).await;
    let mut office = app.person("office", Role::Office).await;
    put_in_charge(&pool, leader.id.0, &[1, 9]).await;
    run(&pool, &["update task set restricted = true where number = 9"]).await;
    submit_report(&pool, 1, "2019-04", "2019-04-20", contact, 10).await;

    let path = make(&mut leader).await;
    let lines = listed(&ask(&app, &path).await);
    assert_eq!(lines.len(), 2, "{lines:#?}");
    assert!(lines.iter().all(|line| line.starts_with("20191231 任务完成（任务 ")), "{lines:#?}");

    let path = make(&mut office).await;
    let lines = listed(&ask(&app, &path).await);
    assert_eq!(lines.len(), 6, "{lines:#?}");
    assert!(lines[0].starts_with("20190423 2019年4月月报审核（任务 1 "), "{lines:#?}");
    assert_eq!(lines[1], "20190710 2019年第二季度检查");
    assert_eq!(lines[5], "20200121 2019年年度总结");

    let mut viewer = app.person("viewer", Role::Viewer).await;
    let path = make(&mut viewer).await;
    assert_eq!(listed(&ask(&app, &path).await).len(), 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_long_title_is_folded_between_characters_and_comes_back_whole(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    open_feeds(&pool).await;
    let mut leader = app.person("leader", Role::Leader).await;
    put_in_charge(&pool, leader.id.0, &[1]).await;
    let title = format!("甲,乙;丙\\丁\u{7}{}", "完善审判权力运行机制".repeat(9));
    sqlx::query("update task set title = $1 where number = 1").bind(&title).execute(&pool).await.unwrap();
    let path = make(&mut leader).await;
    let feed = ask(&app, &path).await;
    assert!(
        feed.body.ends_with("END:VCALENDAR\r\n") && !feed.body.replace("\r\n", "").contains(['\r', '\n'])
    );
    assert!(feed.body.split("\r\n").all(|line| line.len() <= 75), "{}", feed.body);
    let written = format!("任务完成（任务 1 甲\\,乙\\;丙\\\\丁{}）", "完善审判权力运行机制".repeat(9));
    assert_eq!(value(&events(&feed)[0], "SUMMARY"), written);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_same_duties_are_the_same_bytes_in_as_many_statements(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    open_feeds(&pool).await;
    let mut contact = app.member("contact", "审管办", "contact").await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let (path, empty) = (make(&mut contact).await, make(&mut viewer).await);
    let (first, statements) = counted(ask(&app, &path)).await;
    app.set_day("2019-04-02");
    assert_eq!(ask(&app, &path).await.body, first.body);
    assert!(events(&first).len() > 20);
    for event in events(&first) {
        let day = value(&event, "DTSTART").to_owned();
        assert_eq!(value(&event, "DTSTAMP"), format!("{day}T000000Z"));
        assert!(value(&event, "DTEND") > day.as_str());
    }
    assert_eq!((statements, counted(ask(&app, &empty)).await.1), (2, 2), "the person, the duties");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn only_a_hash_of_the_key_is_stored_and_it_is_shown_once(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    open_feeds(&pool).await;
    let mut contact = app.member("contact", "审管办", "contact").await;
    let path = make(&mut contact).await;
    ask(&app, &path).await.assert_status(200);
    let key = path.rsplit('=').next().unwrap();
    assert_eq!(key.len(), 64);
    assert!(!contact.get(PAGE).await.body.contains(key));
    let tables: Vec<String> = sqlx::query_scalar(
        "select table_name::text from information_schema.tables where table_schema = 'public'",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    for table in tables {
        let sql = format!(
            "select count(*) from \"{table}\" t
             where position($1 in t::text) > 0 or position(encode($1::bytea, 'hex') in t::text) > 0"
        );
        let found: i64 =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(key).fetch_one(&pool).await.unwrap();
        assert_eq!(found, 0, "{table}");
    }
    let stored: bool = sqlx::query_scalar("select secret_hash = sha256($1::bytea) from calendar_feed")
        .bind(key.as_bytes())
        .fetch_one(&pool)
        .await
        .unwrap();
    assert!(stored);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_log_of_the_program_leaves_the_key_out(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    open_feeds(&pool).await;
    let mut contact = app.member("contact", "审管办", "contact").await;
    let path = make(&mut contact).await;
    let log = ProgramLog::listen();
    ask(&app, &path).await.assert_status(200);
    ask(&app, &path.replace("/2019/", "/2020/")).await.assert_status(404);
    let log = log.text();
    assert!(log.contains("/2019/calendar.ics"), "{log}");
    assert!(!log.contains(path.rsplit('=').next().unwrap()), "{log}");
}
