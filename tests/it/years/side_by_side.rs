//! Two years at once in January, and the old one frozen.

use axum::http::Method;
use reform_ledger::accounts::{Access, Role};
use reform_ledger::app;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::{both_years, january};
use crate::routes_covered::filled;
use crate::support::activity;

#[sqlx::test(migrator = "MIGRATOR")]
async fn worklists_reports_and_menus_keep_the_two_years_apart(pool: PgPool) {
    let app = january(&pool).await;
    let mut office = both_years(&app).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    viewer.get("/").await.assert_redirect("/2020/wall");
    assert!(viewer.get("/2020/wall").await.text("h1").contains("2020"));
    assert!(viewer.get("/2019/wall").await.text("h1").contains("2019"));
    let years = ["/2020/ledger", "/2019/ledger", "/plans"].map(str::to_owned);
    for (path, title) in
        [("/2020/ledger", "2020 年度"), ("/2019/ledger", "2019 年度"), ("/2019/tasks/6", "2019 年度")]
    {
        let page = viewer.get(path).await;
        assert!(page.text("title").contains(title), "{}", page.text("title"));
        assert_eq!(page.text(".plan-year"), title);
        assert_eq!(page.attributes(".who .years a", "href"), years);
    }
    assert_eq!(
        viewer.get("/departments").await.attributes(".who .years a", "href"),
        years,
        "also outside a year"
    );
    let work = office.get("/worklist").await;
    work.assert_status(200);
    let links = work.attributes("main a", "href");
    for year in ["/2019/", "/2020/"] {
        assert!(links.iter().any(|link| link.starts_with(year)), "{year} in {links:?}");
    }
    let own = contact.get("/worklist").await;
    own.assert_status(200);
    let links = own.attributes("main a", "href");
    for year in ["/2019/", "/2020/"] {
        assert!(links.iter().any(|link| link.starts_with(year)), "{year} in {links:?}");
    }
    let old = contact.get("/2019/reports").await.location().to_owned();
    assert!(old.starts_with("/2019/reports/2019-"), "{old}");
    let new = contact.get("/2020/reports").await.location().to_owned();
    assert!(new.starts_with("/2020/reports/2020-01"), "{new}");
    contact.get(&new).await.assert_status(200);
    office.get("/2020/reports").await.assert_status(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn one_sweep_covers_both_until_the_old_year_is_done_and_one_digest_tells_of_both(pool: PgPool) {
    let app = january(&pool).await;
    both_years(&app).await;
    app.member("联系人", "审管办", "contact").await;
    app.round_on("2020-01-10").await;
    let years = "select string_agg(distinct p.year::text, ' ') from overdue_flag f join deadline d on d.id = f.deadline_id
        join plan p on p.id = d.plan_id";
    assert_eq!(app.value::<String>(years).await, "2019 2020");
    let digests = "select count(distinct digest_on) from notice n join account a on a.id = n.account_id where a.display_name = '联系人'";
    assert_eq!(app.value::<i64>(digests).await, 1);
    activity::run(
        &pool,
        &["update deadline set met_on = '2020-01-20' where kind in ('quarterly_check', 'half_year_summary')
           and plan_id = (select id from plan where year = 2019)"],
    )
    .await;
    app.round_on("2020-01-21").await;
    let status = "select string_agg(year || status::text, ' ' order by year) from plan";
    assert_eq!(app.value::<String>(status).await, "2019frozen 2020active");
    let before = app.value::<i64>("select count(*) from overdue_flag f join deadline d on d.id = f.deadline_id join plan p on p.id = d.plan_id and p.year = 2019").await;
    app.round_on("2020-02-03").await;
    let after = app.value::<i64>("select count(*) from overdue_flag f join deadline d on d.id = f.deadline_id join plan p on p.id = d.plan_id and p.year = 2019").await;
    assert_eq!(before, after, "a frozen year is left alone");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_page_of_a_frozen_year_says_so_and_can_be_read(pool: PgPool) {
    let app = january(&pool).await;
    let mut office = both_years(&app).await;
    activity::run(&pool, &["update plan set status = 'frozen' where year = 2019"]).await;
    let mut read = 0;
    for route in app::routes().into_iter().filter(|route| route.method == Method::GET) {
        if !route.path.starts_with("/{year}/") || route.access == Access::Open {
            continue;
        }
        let path = filled(route.path);
        let page = office.get(&path).await;
        assert!(page.status.as_u16() < 500, "{path}: {}", page.status);
        let html =
            page.headers.get("content-type").is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        if page.status != 200 || !html || page.count("header.topbar") == 0 {
            continue;
        }
        read += 1;
        assert!(page.text(".frozen-year").contains("2019 年度方案已冻结"), "{path}");
        assert!(page.text("title").contains("2019 年度"), "{path}: {}", page.text("title"));
    }
    assert!(read > 25, "only {read} pages were read");
    assert_eq!(office.get("/2020/ledger").await.count(".frozen-year"), 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn no_form_of_a_frozen_year_writes(pool: PgPool) {
    let app = january(&pool).await;
    let mut office = both_years(&app).await;
    activity::run(&pool, &["update plan set status = 'frozen' where year = 2019"]).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    // Calendars and screens only look at the year: their links may be made and ended after it.
    let entries = "select count(*) from ledger_entry where result = 'done' and plan_year = 2019";
    let (mut before, mut wrote) = (app.value::<i64>(entries).await, Vec::new());
    office.get("/2019/ledger").await;
    contact.get("/2019/ledger").await;
    for route in app::routes().into_iter().filter(|route| route.method == Method::POST) {
        if !route.path.starts_with("/{year}/") {
            continue;
        }
        let path = filled(route.path);
        for who in [&mut office, &mut contact] {
            let page = who.post(&path, &[]).await;
            assert!(page.status.as_u16() < 500, "{path}: {}", page.status);
            let after = app.value::<i64>(entries).await;
            if after != before {
                wrote.push(path.clone());
                before = after;
            }
        }
    }
    assert_eq!(wrote, Vec::<String>::new());
}
