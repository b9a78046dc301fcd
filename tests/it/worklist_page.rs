//! 我的待办: what waits for whom, and notices.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use reform_ledger::deadlines::sweep::{Cause, sweep};
use sqlx::PgPool;

use crate::support::activity::{complete_by, grow_to, join, put_in_charge, run, submit_report};
use crate::support::statements::counted;
use crate::support::{Page, TestApp};

/// The lines of the lists, in order.
fn lines(page: &Page) -> Vec<String> {
    page.texts("#todo > .todo > li")
}

#[track_caller]
fn assert_line(page: &Page, parts: &[&str]) {
    let lines = lines(page);
    let found = lines.iter().any(|line| parts.iter().all(|part| line.contains(part)));
    assert!(found, "{parts:?} in {lines:#?}");
}

async fn sweep_now(app: &TestApp) {
    let mut conn = app.state.db.acquire().await.unwrap();
    sweep(&mut conn, &app.act(), Cause::Office).await.unwrap();
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_office_reads_what_to_review_to_resolve_and_what_is_late(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let contact = app.person("审管办", Role::Contact).await.id;
    join(&pool, contact.0, "审管办", "contact").await;
    submit_report(&pool, 2, "2019-04", "2019-04-22", contact.0, 20).await;
    submit_report(&pool, 1, "2019-04", "2019-04-22", contact.0, 20).await;
    app.set_day("2019-04-26");
    let mut office = app.person("office", Role::Office).await;
    let page = office.get("/worklist").await;
    page.assert_status(200);
    assert_line(&page, &["逾期 1 天", "审核 2019年4月月报 2 份", "任务 1、2"]);
    assert_line(&page, &["待完善", "牵头部门待明确：6 项", "2019 年度任务 25—30"]);
    assert_line(&page, &["分管院领导待明确：39 项", "2019 年度任务 1—39"]);
    assert_line(&page, &["填报部门没有可用账号：22 项"]);
    assert_line(&page, &["处疑点"]);
    assert_eq!(page.text(".heartbeat .light"), "▲还没有巡查过");
    let late = page.texts(".table.tight tbody tr");
    assert!(
        late.iter().any(|row| row.starts_with("审管办 — 9 2")),
        "9 of 11 reports, two set-up duties: {late:#?}"
    );
    assert!(late.iter().any(|row| row.starts_with("责任部门待明确 — 6")), "{late:#?}");
    sweep_now(&app).await;
    let page = office.get("/worklist").await;
    assert_eq!(page.text(".heartbeat .light"), "●正常");
    assert!(page.text(".heartbeat").contains("下次2019-04-27 00:05"), "{}", page.text(".heartbeat"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_office_decides_a_proposal_with_a_press_of_a_button(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let leader = app.person("分管副院长", Role::Leader).await.id;
    put_in_charge(&pool, leader.0, &[20]).await;
    complete_by(&pool, 20, "2019-05-06").await;
    complete_by(&pool, 21, "2019-05-06").await;
    app.set_day("2019-05-13");
    sweep_now(&app).await;
    let mut office = app.person("office", Role::Office).await;
    let page = office.get("/worklist").await;
    assert_line(&page, &["逾期 7 天", "建议报分管院领导：20", "立案庭", "报分管院领导", "暂不处理"]);
    assert_line(&page, &["建议报分管院领导：21", "分管院领导待明确，明确后才能报送", "暂不处理"]);
    let path = page.attributes("#todo form", "action")[0].clone();
    let flag = page.attributes("#todo input[name=flag]", "value")[0].clone();
    office.post(&path, &[("flag", &flag), ("decision", "sent")]).await.assert_status(303);
    let after = office.get("/worklist").await;
    assert!(!lines(&after).iter().any(|line| line.contains("建议报分管院领导：20")), "{:#?}", lines(&after));
    let page = app.sign_in("分管副院长", leader).await.get("/worklist").await;
    assert!(
        page.texts("#todo .todo li")
            .iter()
            .any(|line| line.contains("报分管院领导") && line.contains("未读"))
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_contact_reads_what_each_of_their_departments_owes(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut contact = app.person("审管办", Role::Contact).await;
    let page = contact.get("/worklist").await;
    assert!(page.text(".empty").contains("您还不是任何部门的工作联系人"), "{}", page.text(".empty"));
    join(&pool, contact.id.0, "审管办", "contact").await;
    join(&pool, contact.id.0, "研究室", "stand_in").await;
    let page = contact.get("/worklist").await;
    assert_eq!(page.texts("#todo > h2")[..2], ["审管办4 项", "研究室4 项"]);
    assert_line(&page, &["4月4日", "签收 2019 年度方案", "去签收"]);
    assert_line(
        &page,
        &[
            "2019年4月25日",
            "2019年4月月报 11 份",
            "任务 1—4、6—9",
            "统计期间 2019年3月26日—2019年4月25日",
            "填写",
        ],
    );
    let paths = page.attributes("#todo .what a", "href");
    assert!(paths.iter().any(|path| path.starts_with("/2019/reports/2019-04?department=")), "{paths:?}");
    assert!(!lines(&page).iter().any(|line| line.contains("2019年5月月报")), "its period has not begun");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_returned_report_and_a_part_asked_for_stand_on_the_list(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let contact = app.person("审管办", Role::Contact).await.id;
    join(&pool, contact.0, "审管办", "contact").await;
    let other = app.person("办公室", Role::Contact).await.id;
    join(&pool, other.0, "办公室", "contact").await;
    submit_report(&pool, 6, "2019-04", "2019-04-22", contact.0, 20).await;
    run(
        &pool,
        &[
            "update monthly_report set status = 'returned'",
            "update report_submission set outcome = 'returned', reason = '请补充考核机制进展', decided_at = '2019-04-24'",
            "update deadline set met_on = null, due_on = '2019-04-29'
             where kind = 'monthly_report' and task_id = (select id from task where number = 6) and period = '2019-04'",
            "insert into contribution (report_id, department_id, asked_for, asked_at, asked_by)
             select r.id, d.id, '信息化设备到位情况', '2019-04-24', r.drafted_by
             from (select id, (select min(id) from account) as drafted_by from monthly_report) r, department d
             where d.name = '办公室'",
        ],
    )
    .await;
    app.set_day("2019-04-25");
    let page = app.sign_in("审管办", contact).await.get("/worklist").await;
    assert!(lines(&page)[0].starts_with("↩退回修改"), "what came back stands first: {:#?}", lines(&page));
    assert_line(
        &page,
        &["2019年4月月报：6", "退回原因：请补充考核机制进展 · 2019年4月29日前重新报送", "去修改"],
    );
    assert_line(&page, &["今天到期", "2019年4月月报 10 份"]);
    assert!(page.attributes("#todo .what a", "href")[0].ends_with("#task-6"));
    assert!(
        page.texts(".figures a")[0].starts_with('3'),
        "returned, 签收 and 明确联系人 late: {:?}",
        page.texts(".figures a")
    );
    let page = app.sign_in("办公室", other).await.get("/worklist").await;
    assert_line(
        &page,
        &["请补充", "6 健全信息化全流程审判监督管理机制（2019年4月月报）", "审管办：信息化设备到位情况"],
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_leader_reads_their_tasks_worst_first_and_accepts_what_the_only_office_account_filed(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let office = app.person("office", Role::Office).await.id;
    let leader = app.person("分管副院长", Role::Leader).await.id;
    let stand_in = app.person("代管院领导", Role::Leader).await.id;
    put_in_charge(&pool, leader.0, &[1, 3, 7]).await;
    submit_report(&pool, 1, "2019-04", "2019-04-22", office.0, 20).await;
    complete_by(&pool, 7, "2019-04-19").await;
    run(
        &pool,
        &[&format!(
            "insert into leader_stand_in (leader_id, stand_in_id, from_on, to_on)
             values ({}, {}, '2019-04-20', '2019-04-30')",
            leader.0, stand_in.0
        )],
    )
    .await;
    app.set_day("2019-04-24");
    let page = app.sign_in("分管副院长", leader).await.get("/worklist").await;
    let lines = lines(&page);
    assert!(lines[0].contains("2019年4月月报：1") && lines[0].contains("去审核"), "{lines:#?}");
    assert!(lines[1].starts_with("▲逾期 5 天7 "), "{lines:#?}");
    assert!(lines[1].contains("已逾期 5 天（自然日）"), "亮灯说明 stands beside: {lines:#?}");
    assert_eq!(lines.len(), 4);
    assert!(page.text(".figures a.red").starts_with('1'));
    let page = app.sign_in("代管院领导", stand_in).await.get("/worklist").await;
    assert!(page.texts("#todo > h2").contains(&"代管：分管副院长分管的任务3 项，至 2019-04-30".to_owned()));
    assert_line(&page, &["2019年4月月报：1"]);
    app.person("office-2", Role::Office).await;
    let page = app.sign_in("分管副院长", leader).await.get("/worklist").await;
    assert!(
        !page.texts("#todo > h2").iter().any(|title| title.starts_with("请您审核")),
        "another account reviews"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn notices_stand_by_day_and_are_read_one_by_one_or_all_at_once(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut contact = app.person("审管办", Role::Contact).await;
    let mut other = app.person("研究室", Role::Contact).await;
    assert!(contact.get("/worklist").await.texts(".empty").iter().any(|text| text.contains("还没有通知")));
    let notice = |account: i64, day: &str, message: &str| {
        format!(
            "insert into notice (account_id, digest_on, message, path, created_at)
             values ({account}, '{day}', '{message}', '/2019/tasks/6', '{day}')"
        )
    };
    for (day, message) in [
        ("2019-03-28", "第一条"),
        ("2019-03-28", "第二条"),
        ("2019-03-29", "第三条"),
        ("2019-04-01", "尚未送达"),
    ] {
        run(&pool, &[&notice(contact.id.0, day, message)]).await;
    }
    let page = contact.get("/worklist").await;
    assert_eq!(page.text("#notices"), "通知未读 3 条");
    assert_eq!(
        page.texts(".digest summary"),
        ["2019年3月29日（星期五） 1 条，未读 1 条", "2019年3月28日（星期四） 2 条，未读 2 条"]
    );
    assert!(!page.body.contains("尚未送达"), "it is delivered on its working day");
    let path = page.attributes("#todo form[action^=\"/notices/\"]", "action")[1].clone();
    other.get("/worklist").await;
    other.post(&path, &[]).await.assert_redirect("/worklist#notices");
    contact.post(&path, &[]).await.assert_redirect("/worklist#notices");
    let page = contact.get("/worklist").await;
    assert_eq!(page.text("#notices"), "通知未读 2 条", "a stranger's press changed nothing");
    assert_eq!(page.text(".flash.done"), "已将 1 条通知标为已读。");
    contact.post("/notices/read", &[]).await.assert_redirect("/worklist#notices");
    let page = contact.get("/worklist").await;
    assert_eq!(page.text("#notices"), "通知");
    let left: i64 = sqlx::query_scalar("select count(*) from notice where read_at is null")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(left, 1, "what is not delivered yet is not read");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_worklist_costs_the_same_statements_for_39_tasks_as_for_239(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    let mut leader = app.person("leader", Role::Leader).await;
    let mut contact = app.person("审管办", Role::Contact).await;
    join(&pool, office.id.0, "审管办", "contact").await;
    join(&pool, contact.id.0, "审管办", "contact").await;
    let mut before = Vec::new();
    for persona in [&mut office, &mut leader, &mut contact] {
        before.push(counted(persona.get("/worklist")).await.1);
    }
    grow_to(&pool, 239).await;
    let mut after = Vec::new();
    for persona in [&mut office, &mut leader, &mut contact] {
        after.push(counted(persona.get("/worklist")).await.1);
    }
    assert_eq!(before, after);
    assert!(before[0] <= 43 && before[1] <= 18 && before[2] <= 13, "{before:?}");
}
