//! 待上级 and 暂缓: what a step waives and moves is shown before it is taken; what waits is looked at again each quarter.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::court::Form;
use crate::support::{Persona, TestApp, activity};

async fn step(office: &mut Persona<'_>, code: &str, on: &str, confirmed: bool) -> crate::support::Page {
    let path = format!("/2019/tasks/10/status/{code}");
    let mut form = Form::of(&office.get(&path).await, "form.card")
        .with("on", on)
        .with("grounds", "待省高院出台意见")
        .with("decided_by", "分管副院长")
        .with("decided_on", on)
        .with("evidence", "领导小组会议纪要");
    if confirmed {
        form = form.with("confirmed", "yes");
    }
    office.post(&path, &form.fields()).await
}

/// Task 10 waits for the superior since 10 April.
async fn waiting(pool: &PgPool) -> TestApp {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-04-10");
    let mut office = app.person("office", Role::Office).await;
    step(&mut office, "waiting_for_superior", "2019-04-10", true).await.assert_redirect("/2019/tasks/10");
    app
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn pausing_shows_the_months_waived_and_resuming_what_moves_with_both_dates(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-06-10");
    activity::complete_by(&pool, 10, "2019-10-31").await;
    let mut office = app.person("office", Role::Office).await;
    let preview = step(&mut office, "paused", "2019-06-10", false).await;
    let rows = preview.texts("tbody tr");
    assert_eq!(rows.first().unwrap(), "2019年7月月报2019-07-25不再要求");
    assert_eq!(rows.len(), 6, "July to December: {rows:?}");
    step(&mut office, "paused", "2019-06-10", true).await.assert_status(303);
    app.set_day("2019-06-24");
    let mut office = app.sign_in("office", office.id).await;
    let preview = step(&mut office, "resumed", "2019-06-24", false).await;
    let rows = preview.texts("tbody tr");
    assert!(rows.contains(&"任务完成2019-10-31时限改为 2019-11-14（星期四）".to_owned()), "{rows:?}");
    assert!(rows.contains(&"2019年7月月报2019-07-25恢复要求".to_owned()), "{rows:?}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_waiting_task_is_listed_with_cause_decision_evidence_and_what_the_notice_says(pool: PgPool) {
    let app = waiting(&pool).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let facts = viewer.get("/2019/waits").await.text(".facts");
    for part in ["2019-04-10", "待省高院出台意见（分管副院长于2019年4月10日决定；凭据：领导小组会议纪要）"]
    {
        assert!(facts.contains(part), "{part}: {facts}");
    }
    assert!(!facts.contains("文件中的表述"), "the import's doubts are the office's: {facts}");
    let mut office = app.person("office-2", Role::Office).await;
    assert!(office.get("/2019/waits").await.text(".facts").contains("任务 10"));
    activity::run(&pool, &["update task set restricted = true where number = 10"]).await;
    assert_eq!(viewer.get("/2019/waits").await.count("section"), 0, "限定范围");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_was_not_looked_at_in_a_finished_quarter_stands_on_page_and_worklist(pool: PgPool) {
    let app = waiting(&pool).await;
    app.set_day("2019-06-30");
    let mut office = app.person("office-2", Role::Office).await;
    assert!(!office.get("/worklist").await.body.contains("未复核"), "the quarter is not over");
    app.set_day("2019-07-01");
    let mut office = app.sign_in("office-2", office.id).await;
    assert_eq!(office.get("/2019/waits").await.texts(".mark.late"), ["2019年第二季度未复核"]);
    assert!(office.get("/worklist").await.body.contains("复核待上级、暂缓事项：2019年第二季度，1 项"));

    let path = "/2019/waits/10";
    let form = Form::of(&office.get(path).await, "form.card").with("sentence", "省高院意见尚未出台");
    let before = office.post(path, &form.clone().with("looked_on", "2019-03-29").fields()).await;
    before.assert_status(422);
    assert!(before.text("#looked_on-error").contains("2019-04-10"));
    office.post(path, &form.clone().with("quarter", "2019-Q4").fields()).await.assert_status(422);
    office.post(path, &form.clone().with("sentence", "").fields()).await.assert_status(422);
    office.post(path, &form.fields()).await.assert_redirect("/2019/waits");
    let again = office.post(path, &form.fields()).await;
    assert!(again.text("#quarter-error").contains("2019年第二季度已有复核记录"));
    let page = office.get("/2019/waits").await;
    assert_eq!(page.count(".mark.late"), 0);
    assert!(page.text(".facts").contains("2019年第二季度：省高院意见尚未出台"));
    assert!(!office.get("/worklist").await.body.contains("未复核"));
    let mut viewer = app.person("viewer", Role::Viewer).await;
    assert!(
        !viewer.get("/2019/waits").await.body.contains("省高院意见尚未出台"),
        "remarks are for those concerned"
    );
    viewer.post(path, &form.fields()).await.assert_status(403);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_task_worked_on_again_waits_no_more_and_a_new_wait_begins_anew(pool: PgPool) {
    let app = waiting(&pool).await;
    let mut office = app.person("office-2", Role::Office).await;
    let form = Form::of(&office.get("/2019/waits/10").await, "form.card").with("sentence", "尚未出台");
    office.post("/2019/waits/10", &form.fields()).await.assert_status(303);
    app.set_day("2019-04-15");
    let mut office = app.sign_in("office-2", office.id).await;
    step(&mut office, "resumed", "2019-04-15", true).await.assert_status(303);
    office.get("/2019/waits/10").await.assert_status(404);
    assert_eq!(office.get("/2019/waits").await.count("section"), 0);
    step(&mut office, "waiting_for_superior", "2019-04-15", true).await.assert_status(303);
    app.set_day("2019-07-01");
    let mut office = app.sign_in("office-2", office.id).await;
    assert_eq!(office.get("/2019/waits").await.texts(".mark.late"), ["2019年第二季度未复核"]);
}
