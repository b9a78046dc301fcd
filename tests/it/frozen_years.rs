//! A frozen year is readable for ever and changes no more: a correction is made in the next year. What was found,
//! instructed or proposed as a talk before is carried to its end, and nothing new begins.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::court::Form;
use crate::support::{Page, TestApp, activity};

const FREEZE: &str = "update plan set status = 'frozen'";

fn assert_frozen(page: &Page) {
    page.assert_status(422);
    assert!(page.body.contains("方案已冻结"), "{}", page.text("main"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn files_of_a_frozen_year_are_read_and_neither_added_nor_withdrawn(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-06-24");
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let files = "/2019/tasks/1/files";
    contact.post_files(files, &[], &[("file", "说明.pdf", b"%PDF-1.4")]).await.assert_redirect(files);
    let id: i64 = app.value("select id from evidence_file").await;
    activity::run(&pool, &[FREEZE]).await;
    contact.get(&format!("/2019/files/{id}")).await.assert_status(200);
    let page = contact.get(files).await;
    assert!(page.text("main").contains("说明.pdf") && page.count("main form, a[href$='/withdraw']") == 0);
    assert_frozen(&contact.post_files(files, &[], &[("file", "补充.pdf", b"%PDF-1.4")]).await);
    let withdraw = format!("/2019/files/{id}/withdraw");
    assert_frozen(&contact.get(&withdraw).await);
    assert_frozen(&contact.post(&withdraw, &[("reason", "传错文件")]).await);
    let stored = "select count(*) from evidence_file where withdrawn_on is null";
    assert_eq!(app.value::<i64>(stored).await, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn duties_of_a_frozen_year_are_neither_held_nor_decided_nor_reminded_of(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.round_on("2019-07-10").await;
    app.set_day("2019-07-10");
    let mut office = app.person("office", Role::Office).await;
    let report: i64 = app
        .value("select min(id) from deadline where kind = 'monthly_report' and due_on < '2019-07-10'")
        .await;
    let report = format!("/2019/deadlines/{report}");
    let hold = [("day", "2019-07-20"), ("reason", "病假")];
    office.post(&format!("{report}/hold"), &hold).await.assert_redirect(&report);
    activity::run(
        &pool,
        &[
            "insert into overdue_flag (deadline_id, due_on, level, raised_on, told)
             select id, due_on, 3, '2019-07-10', '' from deadline where kind = 'monthly_report' order by id limit 1",
            FREEZE,
        ],
    )
    .await;
    let flag: i64 = app.value("select id from overdue_flag where level = 3 order by id desc limit 1").await;
    let flag = flag.to_string();
    assert_frozen(&office.post(&format!("{report}/hold"), &hold).await);
    assert_frozen(&office.post(&format!("{report}/release"), &[]).await);
    let decision = [("flag", flag.as_str()), ("decision", "dismissed")];
    office.post(&format!("{report}/decide"), &decision).await.assert_redirect(&report);
    assert_eq!(app.value::<i64>("select count(*) from overdue_flag where decision is not null").await, 0);
    assert_frozen(&office.post(&format!("{report}/remind"), &[("way", "in_app")]).await);
    let page = office.get(&report).await;
    assert_eq!(page.count("main form"), 0);
    assert!(page.text("#remind").contains("现在不能催办"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_frozen_year_takes_no_contribution_no_acknowledgement_and_no_new_talk(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-06-23");
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let (june, other) = ("/2019/reports/2019-06", app.department("办公室").await.to_string());
    let page = contact.get(&format!("{june}/ask/6")).await;
    let ask = Form::of(&page, "main form").with("other", &other).with("asked_for", "平台采购进展");
    contact.post(&format!("{june}/ask/6"), &ask.fields()).await.assert_status(303);
    let mut asked = app.member("办公室联系人", "办公室", "contact").await;
    let id: i64 = app.value("select id from contribution").await;
    let answer = Form::of(&asked.get(june).await, &format!("#asked-{id} form")).with("answer", "已审定。");
    activity::run(&pool, &[FREEZE]).await;
    assert_frozen(&asked.post(&format!("{june}/contributions/{id}"), &answer.fields()).await);
    assert_frozen(&asked.post("/2019/acknowledge", &[("department", &other)]).await);

    let mut head = app.person("组长", Role::Leader).await;
    activity::run(&pool, &["update account set heads_the_group = true where role = 'leader'"]).await;
    let department = app.department("审管办").await.to_string();
    let talk = [("task", "6"), ("department", department.as_str()), ("matter", "约谈事项")];
    assert_frozen(&head.post("/2019/talks/add", &talk).await);
}
