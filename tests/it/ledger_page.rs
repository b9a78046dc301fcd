//! 台账: the ledger.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::activity::{complete_by, join, put_in_charge, run, submit_report};
use crate::support::{Page, TestApp};

fn numbers(page: &Page) -> Vec<String> {
    page.texts("td.no")
}

fn query(parts: &[(&str, &str)]) -> String {
    format!("/2019/ledger?{}", serde_html_form::to_string(parts).unwrap())
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_ledger_shows_all_tasks_by_section_with_who_answers(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/2019/ledger").await;
    page.assert_status(200);
    assert_eq!(numbers(&page), (1..=39).map(|number| number.to_string()).collect::<Vec<_>>());
    assert_eq!(page.count("tr.section"), 6);
    let sixth = &page.texts("tbody tr:not(.section)")[5];
    for part in
        ["健全信息化全流程审判监督管理机制", "审管办", "办公室、各审判执行部门", "2019-12-31", "待明确", "0%"]
    {
        assert!(sixth.contains(part), "{part} in {sixth}");
    }
    assert!(page.text("tbody:nth-of-type(4)").contains("牵头部门待明确"), "待完善 says why");
    assert_eq!(page.count("th[scope=col]"), 9, "difficulties are not for those who have no task");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn filters_combine_and_stand_in_the_address(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    complete_by(&pool, 20, "2019-06-28").await;
    complete_by(&pool, 3, "2019-07-05").await;
    app.set_day("2019-07-10");
    let mut leader = app.person("分管副院长", Role::Leader).await;
    put_in_charge(&pool, leader.id.0, &[3, 20, 31]).await;
    let mut found = async |parts: &[(&str, &str)]| numbers(&leader.get(&query(parts)).await).join(" ");
    assert_eq!(found(&[("light", "red")]).await, "3 20");
    assert_eq!(found(&[("light", "red"), ("section", "3")]).await, "20");
    assert_eq!(found(&[("department", "立案庭"), ("leader", "分管副院长")]).await, "20");
    assert_eq!(found(&[("leader", "分管副院长"), ("sort", "light")]).await, "20 3 31");
    assert_eq!(found(&[("department", "none")]).await, "25 26 27 28 29 30");
    assert_eq!(found(&[("q", "纠纷  机制")]).await, "20");
    assert_eq!(found(&[("q", "36")]).await, "36");
    assert_eq!(found(&[("status", "completed")]).await, "");
    assert_eq!(found(&[("light", ""), ("section", "six"), ("sort", "?")]).await.split(' ').count(), 39);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn chips_count_what_they_lead_to_within_the_other_filters(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    complete_by(&pool, 20, "2019-06-28").await;
    complete_by(&pool, 3, "2019-07-05").await;
    app.set_day("2019-07-10");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/2019/ledger?section=3&light=red").await;
    let red = page.text(".chips a.red");
    assert_eq!(red, "▲ 逾期 1");
    assert_eq!(page.text(".chips a[aria-current]"), red);
    assert_eq!(page.attributes(".chips a.red", "href"), ["/2019/ledger?light=red&section=3"]);
    assert_eq!(
        page.attributes("input[type=hidden][name=light]", "value"),
        ["red"],
        "the form keeps the chip"
    );
    let all = viewer.get(&page.attributes(".chips a", "href")[0]).await;
    assert_eq!(page.text(".chips a"), format!("全部 {}", numbers(&all).len()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_view_that_finds_nothing_says_so_and_leads_back(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get(&query(&[("q", "海事")])).await;
    page.assert_status(200);
    assert!(page.text(".empty").contains("没有符合筛选条件的任务"), "{}", page.text(".empty"));
    assert!(page.text(".empty").contains("“海事”"));
    assert_eq!(page.attributes(".empty a", "href"), ["/2019/ledger"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn difficulties_are_shown_to_those_concerned_only(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let own = app.person("立案庭", Role::Contact).await.id;
    join(&pool, own.0, "立案庭", "contact").await;
    let other = app.person("研究室", Role::Contact).await.id;
    join(&pool, other.0, "研究室", "contact").await;
    submit_report(&pool, 20, "2019-04", "2019-04-22", own.0, 30).await;
    let problem = "与上级规定的衔接口径待明确";
    let mut contact = app.sign_in("立案庭", own).await;
    let page = contact.get("/2019/ledger?q=20").await;
    assert!(page.text("tbody tr:not(.section)").contains(problem));
    assert!(page.text("tbody tr:not(.section)").contains("30%"));
    let mut elsewhere = app.sign_in("研究室", other).await;
    let page = elsewhere.get("/2019/ledger?q=20").await;
    assert!(page.text("tbody tr:not(.section)").contains("30%"), "progress is for everyone");
    assert!(!page.body.contains(problem), "difficulties are not");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_restricted_task_cannot_be_found_by_what_is_hidden(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    run(&pool, &["update task set restricted = true where number = 9"]).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let row = viewer.get("/2019/ledger").await.texts("tbody tr:not(.section)")[8].clone();
    assert_eq!(row, "9 限定范围 —————— ○未启动 / 待上级");
    for hidden in
        [("q", "案件质量评查"), ("department", "监察室"), ("status", "not_started"), ("leader", "none")]
    {
        let page = viewer.get(&query(&[hidden])).await;
        assert!(!numbers(&page).contains(&"9".to_owned()), "{hidden:?}");
    }
}
