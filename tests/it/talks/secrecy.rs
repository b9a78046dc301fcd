//! Nobody but those concerned finds a word of a talk: on no page of the program, in no export, no log, no other table.

use axum::http::Method;
use reform_ledger::app;
use reform_ledger::database::MIGRATOR;
use reform_ledger::pages::export::of_store;
use sqlx::Row;

use super::*;
use crate::routes_covered::filled;
use crate::support::activity::run;
use crate::support::test_app::day;

/// Three talks on task 6: one recorded from paper and held, one declined, one withdrawn.
async fn with_talks(app: &TestApp) -> (Persona<'_>, Persona<'_>, Persona<'_>) {
    let mut head = head(app).await;
    let mut office = named(app, &mut head).await;
    let mut leader = leader(app, "提出的院领导").await;
    for _ in 0..3 {
        propose(app, &mut leader).await.assert_status(303);
    }
    let paper = form(&mut office, 1, "decide").await.with("remark", REMARK).with("decision", "agree");
    let paper = paper.with("evidence", EVIDENCE).with("decided_on", "2019-07-10");
    post(&mut office, 1, "decide", paper).await.assert_status(303);
    hold(&mut leader, 1).await.assert_status(303);
    decide(&mut head, 2, "decline").await.assert_status(303);
    withdraw(&mut leader, 3).await.assert_status(303);
    (head, office, leader)
}

/// The addresses of every page there is, each parameter filled in with what the plan and the talks have.
async fn addresses(app: &TestApp) -> Vec<String> {
    let entries = app.value::<i64>("select max(id) from ledger_entry").await;
    let keys =
        app.value::<String>("select string_agg(key, ' ' order by number) from accountability_talk").await;
    let mut paths = Vec::new();
    for route in app::routes().into_iter().filter(|route| route.method == Method::GET) {
        match route.path {
            path if path.contains("{entry}") => {
                paths.extend((1..=entries).map(|id| filled(&path.replace("{entry}", &id.to_string()))));
            }
            path if path.contains("{address}") => {
                let known = ["1", "2", "3"].into_iter().chain(keys.split(' '));
                paths.extend(known.map(|address| filled(&path.replace("{address}", address))));
            }
            path => {
                paths.push(filled(path));
                paths.extend((1..=3).map(|number| filled(&path.replace("{number}", &number.to_string()))));
            }
        }
    }
    let more = [
        "/2019/history?task=6",
        "/2019/history?page=2",
        "/2019/deadlines?state=all",
        "/2019/talks/add?task=6",
    ];
    paths.extend(more.map(str::to_owned));
    paths.extend((1..=6).map(|page| format!("/history?page={page}")));
    paths.sort();
    paths.dedup();
    paths
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn no_page_says_a_word_of_it_to_anybody_else(pool: PgPool) {
    let app = court(pool).await;
    let (mut head, ..) = with_talks(&app).await;
    let mut others = [
        app.member("工作联系人", "审管办", "contact").await,
        app.person("全院各部门", Role::Viewer).await,
        app.person("办公室乙", Role::Office).await,
        app.person("其他院领导", Role::Leader).await,
        app.person("系统管理员", Role::SystemAdmin).await,
        app.person("安全管理员", Role::SecurityAdmin).await,
        app.person("审计管理员", Role::AuditAdmin).await,
    ];
    let paths = addresses(&app).await;
    assert!(paths.len() > 100, "{} addresses", paths.len());
    for (index, who) in others.iter_mut().enumerate() {
        let mut read = 0;
        for path in &paths {
            let page = who.get(path).await;
            read += usize::from(page.status.as_u16() == 200);
            let found: Vec<_> = WORDS.iter().filter(|word| page.body.contains(**word)).collect();
            assert!(found.is_empty(), "{path} for {index}: {found:?} in {}", page.body);
        }
        assert!(read > 3, "{index} read {read} pages");
        let tab = who.get("/2019/findings").await.texts(".tabs a").contains(&"约谈".to_owned());
        assert_eq!(tab, index == 3, "only leaders, who may propose, see the tab");
    }
    let found = |page: &Page| WORDS.iter().filter(|word| page.body.contains(**word)).count();
    let mut shown = 0;
    for path in paths.iter().filter(|path| path.starts_with("/2019/talks/")) {
        shown += found(&head.get(path).await);
    }
    assert_eq!(shown, 2 * (5 + 2 + 2), "and 组长 finds all of them, by number and by address");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn no_export_and_no_other_table_holds_a_word_of_it(pool: PgPool) {
    let app = court(pool.clone()).await;
    with_talks(&app).await;
    let mut conn = app.state.db.acquire().await.unwrap();
    let export = serde_json::to_string(&of_store(&mut conn, 2019, day("2019-07-10")).await.unwrap()).unwrap();
    assert!(WORDS.iter().all(|word| !export.contains(word)) && !export.contains("约谈"));
    let tables: Vec<String> = sqlx::query_scalar(
        "select table_name::text from information_schema.tables
         where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'accountability_talk'",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    let words: Vec<String> = WORDS.iter().map(|word| format!("%{word}%")).collect();
    for table in tables {
        let sql = format!("select count(*) as found from {table} r where r::text like any($1)");
        let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(&words).fetch_one(&pool).await.unwrap();
        assert_eq!(row.get::<i64, _>("found"), 0, "{table}");
    }
    let named = "select count(*) from ledger_entry where subject = 'accountability_talk'
                 and (task_id is not null or department_id is not null or plan_year is not null
                      or audience <> 'administrators')";
    assert_eq!(app.value::<i64>(named).await, 0, "the log names no task and no department");
    let entries = "select count(*) from ledger_entry e join ledger_content c on c.entry_id = e.id
                   where e.subject = 'accountability_talk' and c.after like '{\"content_sha256\":\"%'";
    assert_eq!(app.value::<i64>(entries).await, 7, "each step has its entry with a digest");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_digest_on_its_page_is_the_one_of_the_log_until_somebody_changes_the_talk(pool: PgPool) {
    let app = court(pool.clone()).await;
    let (mut head, ..) = with_talks(&app).await;
    let logged = app
        .value::<String>(
            "select c.after from ledger_entry e join ledger_content c on c.entry_id = e.id
             where e.event = 'talk_held'",
        )
        .await;
    let shown = head.get("/2019/talks/1").await.text(".digest code");
    assert!(logged.contains(&shown), "{shown} in {logged}");
    run(&pool, &["update accountability_talk set follow_up = '改过' where number = 1"]).await;
    assert!(!logged.contains(&head.get("/2019/talks/1").await.text(".digest code")));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn those_concerned_read_it_the_stand_in_on_their_days_only(pool: PgPool) {
    let app = court(pool.clone()).await;
    let (mut head, mut office, mut proposer) = with_talks(&app).await;
    let mut in_charge = app.person("分管院领导", Role::Leader).await;
    let mut stand_in = app.person("代管院领导", Role::Leader).await;
    let mut unnamed = app.person("办公室乙", Role::Office).await;
    for who in [&mut in_charge, &mut stand_in] {
        assert_eq!(who.get("/2019/talks").await.count("tbody tr"), 0);
        who.get("/2019/talks/1").await.assert_status(404);
    }
    run(
        &pool,
        &[
            "insert into task_person (task_id, role, from_on, account_id)
             select t.id, 'leader', '2019-07-01', a.id from task t, account a
             where t.number = 6 and a.sign_in_name = '分管院领导'",
            "insert into leader_stand_in (leader_id, stand_in_id, from_on, to_on)
             select l.id, s.id, '2019-07-10', '2019-07-12' from account l, account s
             where l.sign_in_name = '分管院领导' and s.sign_in_name = '代管院领导'",
        ],
    )
    .await;
    for who in [&mut head, &mut office, &mut proposer, &mut in_charge, &mut stand_in] {
        let path = page_of(who, 1).await;
        let page = who.get(&path).await;
        page.assert_status(200);
        assert!(WORDS[..5].iter().all(|word| page.body.contains(word)), "{}", page.body);
    }
    let refused = unnamed.get("/2019/talks/1").await;
    refused.assert_status(403);
    assert!(refused.body.contains("约谈由组长、有关院领导和组长指定的办公室人员查看和办理。"));
    unnamed.get("/2019/talks").await.assert_status(403);
    unnamed.get("/2019/talks/add").await.assert_status(403);
    app.set_day("2019-07-15");
    let mut stand_in = app.sign_in("代管院领导", stand_in.id).await;
    let key = app.value::<String>("select key from accountability_talk where number = 1").await;
    stand_in.get(&format!("/2019/talks/{key}")).await.assert_status(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_sees_one_cannot_count_the_others(pool: PgPool) {
    let app = court(pool.clone()).await;
    let (mut head, ..) = with_talks(&app).await;
    let mut other = app.person("其他院领导", Role::Leader).await;
    put_in_charge(&pool, other.id.0, &[7]).await;
    let department = "select d.id::text from department d join assignment a on a.department_id = d.id
                      join task t on t.id = a.task_id where t.number = 7 and d.kind = 'unit' limit 1";
    let department = app.value::<String>(department).await;
    let fields = [("task", "7"), ("department", department.as_str()), ("matter", MATTER)];
    let own = other.post("/2019/talks/add", &fields).await.location().to_owned();
    assert!(own.starts_with("/2019/talks/") && !own.ends_with("/4"), "{own}");
    for path in [own.as_str(), "/2019/talks"] {
        let page = other.get(path).await;
        page.assert_status(200);
        let main = page.texts("main").join(" ");
        assert!(!main.contains("4 号"), "{main}");
    }
    other.get("/2019/talks/4").await.assert_status(404);
    decide(&mut head, 4, "agree").await.assert_redirect("/2019/talks/4");
    assert!(head.get("/2019/talks").await.text("tbody").contains("第 4 号约谈"));
    let told = "select path from notice order by id desc limit 1";
    assert_eq!(app.value::<String>(told).await, own, "what they are told leads there");
}
