//! The operation log: complete, append-only, sealed and verified.

use chrono::Duration;
use reform_ledger::accounts::Role;
use reform_ledger::audit_trail::{Act, Entry, Finding, append, seal, verify};
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::TestApp;

/// Appends `count` entries as the program itself.
async fn write(app: &TestApp, count: usize) {
    let mut conn = app.state.db.acquire().await.unwrap();
    for number in 0..count {
        let entry = Entry::new("task_imported", "task", format!("第 {number} 条"));
        append(&mut conn, &app.act(), entry.with_change(None, Some(serde_json::json!({"n": number}))))
            .await
            .unwrap();
    }
}

async fn seal_now(app: &TestApp) -> i32 {
    let mut tx = app.state.db.begin().await.unwrap();
    let sealed = seal(&mut tx, app.state.clocks.wall_now()).await.unwrap();
    tx.commit().await.unwrap();
    sealed
}

async fn findings(pool: &PgPool) -> Vec<Finding> {
    verify(pool).await.unwrap().findings
}

/// What someone with full rights on the database does: the triggers off, one statement, the triggers on.
async fn tamper(pool: &PgPool, table: &str, statement: &str) {
    let script = format!(
        "alter table {table} disable trigger all; {statement}; alter table {table} enable trigger all;"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(script)).execute(pool).await.unwrap();
}

async fn id(pool: &PgPool, nth: i64) -> i64 {
    sqlx::query_scalar("select id from ledger_entry order by id offset $1 limit 1")
        .bind(nth)
        .fetch_one(pool)
        .await
        .unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_database_itself_refuses_to_change_the_log(pool: PgPool) {
    let app = TestApp::new(pool.clone()).await;
    write(&app, 2).await;
    seal_now(&app).await;
    for statement in [
        "update ledger_entry set actor = 'x'",
        "delete from ledger_entry",
        "truncate ledger_entry cascade",
        "update ledger_content set sentence = 'x'",
        "delete from ledger_content",
        "truncate ledger_content",
        "update ledger_seal set entries = 9",
        "delete from ledger_seal",
        "update ledger_seal_entry set digest = ''",
        "delete from ledger_seal_entry",
        "truncate ledger_seal_entry",
    ] {
        let error = sqlx::query(statement).execute(&pool).await.unwrap_err();
        assert!(error.to_string().contains("append-only"), "{statement}: {error}");
    }
    assert_eq!(findings(&pool).await, []);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn seals_chain_and_sealing_again_seals_nothing(pool: PgPool) {
    let app = TestApp::new(pool.clone()).await;
    write(&app, 3).await;
    assert_eq!(seal_now(&app).await, 3);
    assert_eq!(seal_now(&app).await, 0);
    write(&app, 2).await;
    assert_eq!(verify(&pool).await.unwrap().unsealed, 2);
    assert_eq!(seal_now(&app).await, 2);
    let chain: Vec<(Vec<u8>, Vec<u8>)> =
        sqlx::query_as("select previous_digest, digest from ledger_seal order by id")
            .fetch_all(&pool)
            .await
            .unwrap();
    assert_eq!(chain.len(), 2);
    assert_eq!(chain[1].0, chain[0].1, "the second follows from the first");
    let verification = verify(&pool).await.unwrap();
    assert_eq!((verification.entries, verification.unsealed, verification.seals), (5, 0, 2));
    assert_eq!(verification.findings, []);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn two_sealers_at_once_do_not_fork_the_chain(pool: PgPool) {
    let app = TestApp::new(pool.clone()).await;
    for _ in 0..4 {
        write(&app, 5).await;
        let (one, other) = tokio::join!(seal_now(&app), seal_now(&app));
        assert_eq!(one + other, 5, "each entry stands in one seal");
    }
    assert_eq!(findings(&pool).await, []);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_changed_entry_is_named_whether_its_fields_or_its_content_changed(pool: PgPool) {
    let app = TestApp::new(pool.clone()).await;
    write(&app, 4).await;
    seal_now(&app).await;
    let (first, third) = (id(&pool, 0).await, id(&pool, 2).await);
    tamper(&pool, "ledger_entry", &format!("update ledger_entry set actor = '别人' where id = {first}"))
        .await;
    let content = format!("update ledger_content set after = '{{\"n\":7}}' where entry_id = {third}");
    tamper(&pool, "ledger_content", &content).await;
    assert_eq!(findings(&pool).await, [Finding::Changed(first), Finding::Changed(third)]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_changed_entry_with_a_fitting_digest_is_named_by_its_seal(pool: PgPool) {
    let app = TestApp::new(pool.clone()).await;
    write(&app, 2).await;
    seal_now(&app).await;
    write(&app, 3).await;
    let (first, last) = (id(&pool, 0).await, id(&pool, 4).await);
    // Fields, digests and content of a rightly written entry put in the place of another.
    tamper(
        &pool,
        "ledger_entry",
        &format!(
            "update ledger_entry e set digest = o.digest, content_digest = o.content_digest, at = o.at, wall_at = o.wall_at
             from ledger_entry o where e.id = {first} and o.id = {last}"
        ),
    )
    .await;
    let content = format!(
        "update ledger_content e set sentence = o.sentence, after = o.after from ledger_content o
         where e.entry_id = {first} and o.entry_id = {last}"
    );
    tamper(&pool, "ledger_content", &content).await;
    assert_eq!(findings(&pool).await, [Finding::Changed(first)]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn entries_no_seal_covers_yet_are_checked_too(pool: PgPool) {
    let app = TestApp::new(pool.clone()).await;
    write(&app, 1).await;
    let only = id(&pool, 0).await;
    tamper(
        &pool,
        "ledger_content",
        &format!("update ledger_content set sentence = '改过' where entry_id = {only}"),
    )
    .await;
    assert_eq!(findings(&pool).await, [Finding::Changed(only)]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_missing_entry_is_named(pool: PgPool) {
    let app = TestApp::new(pool.clone()).await;
    write(&app, 3).await;
    seal_now(&app).await;
    let second = id(&pool, 1).await;
    tamper(&pool, "ledger_content", &format!("delete from ledger_content where entry_id = {second}")).await;
    assert_eq!(findings(&pool).await, [Finding::Changed(second)], "its content alone is gone");
    tamper(&pool, "ledger_entry", &format!("delete from ledger_entry where id = {second}")).await;
    assert_eq!(findings(&pool).await, [Finding::Missing(second)]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_entry_added_for_an_earlier_time_is_named(pool: PgPool) {
    let app = TestApp::new(pool.clone()).await;
    write(&app, 1).await;
    let earlier: Act = app.act();
    app.clock.advance(Duration::hours(2));
    write(&app, 1).await;
    seal_now(&app).await;
    let entry = Entry::new("task_imported", "task", "事后补上的一条");
    append(&mut pool.acquire().await.unwrap(), &earlier, entry).await.unwrap();
    let added = id(&pool, 2).await;
    assert_eq!(findings(&pool).await, [Finding::Added(added)]);
    seal_now(&app).await;
    assert_eq!(findings(&pool).await, [Finding::Added(added)], "a later seal does not heal it");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_broken_seal_is_named(pool: PgPool) {
    let app = TestApp::new(pool.clone()).await;
    write(&app, 2).await;
    seal_now(&app).await;
    let first = id(&pool, 0).await;
    let drop_one = format!("delete from ledger_seal_entry where entry_id = {first}");
    tamper(&pool, "ledger_seal_entry", &drop_one).await;
    let found = findings(&pool).await;
    assert!(matches!(found[..], [Finding::BrokenSeal(_)]), "{found:?}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_refusal_stands_in_the_operation_log_with_who_and_what(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    viewer.get("/accounts").await.assert_status(403);
    let mut audit = app.person("audit", Role::AuditAdmin).await;
    let page = audit.get("/history?result=refused").await;
    page.assert_status(200);
    assert_eq!(page.texts("tbody tr").len(), 1);
    assert_eq!(page.text("tbody td[data-label=用户]"), "viewer");
    assert_eq!(page.text("tbody .title"), "/accounts");
    assert_eq!(page.text("tbody td[data-label=事件]"), "越权访问");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_log_is_filtered_by_person_event_result_and_day(pool: PgPool) {
    let app = TestApp::new(pool).await;
    app.person("viewer", Role::Viewer).await;
    app.set_day("2019-04-02");
    app.person("office", Role::Office).await;
    let mut audit = app.person("audit", Role::AuditAdmin).await;
    let mut texts = async |query: &str| {
        let page = audit.get(&format!("/history?{query}")).await;
        page.assert_status(200);
        page.texts("tbody .title")
    };
    assert_eq!(texts("event=signed_in&person=office").await, ["登录"]);
    assert_eq!(texts("to=2019-03-29").await, ["登录", "建立账号 viewer（viewer）"]);
    assert_eq!(texts("from=2019-03-30&to=2019-04-01").await, Vec::<String>::new());
    assert_eq!(texts("from=2019-04-02&event=account_created").await.len(), 2);
    assert_eq!(texts("result=refused").await, Vec::<String>::new());
    assert_eq!(
        texts("from=gestern&person=&event=&result=&to=").await.len(),
        6,
        "what is no date filters nothing"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_entry_shows_what_it_changed_and_older_ones_follow_by_page(pool: PgPool) {
    let app = TestApp::new(pool).await;
    write(&app, 60).await;
    let mut audit = app.person("audit", Role::AuditAdmin).await;
    let first = audit.get("/history?event=task_imported").await;
    assert_eq!(first.texts("tbody .title")[0], "第 59 条");
    let older = first.attributes("a[rel=next]", "href")[0].clone();
    let second = audit.get(&older).await;
    assert_eq!(second.texts("tbody .title").len(), 10);
    let entry = second.attributes("tbody .no a", "href")[0].clone();
    let detail = audit.get(&entry).await;
    assert_eq!((detail.text("tbody th"), detail.text("tbody td:last-child")), ("n".into(), "9".into()));
    assert!(detail.text(".facts").contains("待封存"));
    audit.get("/history/999999").await.assert_status(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_audit_administrator_verifies_with_a_button_and_that_is_recorded(pool: PgPool) {
    let app = TestApp::new(pool.clone()).await;
    write(&app, 3).await;
    seal_now(&app).await;
    let mut audit = app.person("audit", Role::AuditAdmin).await;
    let page = audit.post("/history/verify", &[]).await;
    page.assert_status(200);
    assert_eq!(
        page.text(".reason.green"),
        "核验结果共 5 条、1 次封存（2 条待封存），没有改动、缺失或事后添加。"
    );
    assert_eq!(page.text("tbody td[data-label=事件]"), "核验操作日志");
    let second = id(&pool, 1).await;
    let change = format!("update ledger_entry set event = 'nothing' where id = {second}");
    tamper(&pool, "ledger_entry", &change).await;
    let page = audit.post("/history/verify", &[]).await;
    assert_eq!(page.texts(".reason.red li"), [format!("第 {second} 条记录被改动")]);
    assert_eq!(page.attributes(".reason.red a", "href"), [format!("/history/{second}")]);
}
