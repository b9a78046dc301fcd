//! Reviewing: accepted, returned, one's own, late.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::{JUNE, OFFICE_OF_TRIALS, file_june, form, june_of_task_1};
use crate::support::court::Form;
use crate::support::statements::counted;
use crate::support::{Persona, TestApp, activity};

const REVIEW: &str = "/2019/reports/2019-06/review";

async fn accept(person: &mut Persona<'_>) -> crate::support::Page {
    let page = person.get(REVIEW).await;
    let accept = Form::of(&page, "form[action$='/accept']");
    person.post(&format!("{REVIEW}/accept"), &accept.fields()).await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_office_walks_through_what_waits_and_accepts(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-24");
    let mut contact = app.member("联系人", OFFICE_OF_TRIALS, "contact").await;
    let mut office = app.person("办公室", Role::Office).await;
    let filled = form(&contact.get(JUNE).await)
        .with("progress_1", "团队方案已定。")
        .with("share_1", "45")
        .with("progress_2", "岗位说明书已完善。")
        .with("share_2", "50");
    contact.post(JUNE, &filled.with("action", "submit").fields()).await.assert_status(303);
    let grid = office.get("/2019/reports").await;
    assert_eq!(grid.text(".actions .primary"), "审核 2 份");
    assert_eq!(grid.attributes(".actions .primary", "href"), [REVIEW]);
    let (page, statements) = counted(office.get(REVIEW)).await;
    assert!(statements <= 8, "{statements}");
    assert_eq!(page.text("h1"), "1 加强审判团队建设");
    assert_eq!(page.attributes("[data-review-next]", "href"), [format!("{REVIEW}?task=2")]);
    assert_eq!(page.count("[data-review-previous]"), 0);
    accept(&mut office).await.assert_redirect(&format!("{REVIEW}?task=2"));
    assert_eq!(office.get("/2019/reports").await.texts("#task-1 .cell")[2], "✔ 已审核");
    let review = "select met_on::text from deadline d join task t on t.id = d.task_id where kind = 'review' and number = 1";
    assert_eq!(app.value::<String>(review).await, "2019-06-24");
    assert_eq!(contact.get(JUNE).await.text("#task-1 .light"), "✔已审核");
    accept(&mut office).await.assert_redirect(REVIEW);
    assert!(office.get(REVIEW).await.text(".empty").contains("没有待您审核的月报"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_returned_report_is_owed_again_and_its_resubmission_is_a_second_version(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-24");
    let mut contact = app.member("联系人", OFFICE_OF_TRIALS, "contact").await;
    let mut office = app.person("办公室", Role::Office).await;
    file_june(&mut contact).await;
    let page = office.get(REVIEW).await;
    let back = Form::of(&page, "form[action$='/return']");
    let refused = office.post(&format!("{REVIEW}/return"), &back.clone().with("reason", " ").fields()).await;
    refused.assert_status(422);
    assert_eq!(refused.text("#reason-error"), "请写明退回的原因，填报部门据此修改。");
    let reason = back.with("reason", "请补充考核机制进展");
    office.post(&format!("{REVIEW}/return"), &reason.fields()).await.assert_status(303);
    assert_eq!(june_of_task_1(&app).await, ("2019-06-27".into(), None));
    office.post(&format!("{REVIEW}/return"), &reason.fields()).await.assert_status(409);
    let audience = "select audience::text from ledger_entry where event = 'report_returned'";
    assert_eq!(app.value::<String>(audience).await, "concerned");

    let page = contact.get(JUNE).await;
    assert_eq!(page.text("#task-1 .light"), "▲退回修改（6月27日前重报）：请补充考核机制进展");
    let same = contact.post(JUNE, &form(&page).with("action", "submit").fields()).await;
    same.assert_status(422);
    let mended = form(&page).with("progress_1", "已组建六个审判团队，考核办法已定。");
    contact.post(JUNE, &mended.with("action", "submit").fields()).await.assert_status(303);
    assert_eq!(june_of_task_1(&app).await, ("2019-06-27".into(), Some("2019-06-24".into())));
    let page = office.get(REVIEW).await;
    assert!(page.text(".reason").contains("请补充考核机制进展"));
    assert!(page.text(".review + .review").contains("第 2 稿"));
    let versions = "select string_agg(outcome::text, ',' order by number) from report_submission";
    assert_eq!(app.value::<String>(versions).await, "returned,pending");
    assert_eq!(app.value::<i64>("select count(*) from deadline where kind = 'review'").await, 2);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_returned_report_may_be_sent_again_as_it_is(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-24");
    let mut contact = app.member("联系人", OFFICE_OF_TRIALS, "contact").await;
    let mut office = app.person("办公室", Role::Office).await;
    file_june(&mut contact).await;
    let back = Form::of(&office.get(REVIEW).await, "form[action$='/return']").with("reason", "请附证明");
    office.post(&format!("{REVIEW}/return"), &back.fields()).await.assert_status(303);
    let again = form(&contact.get(JUNE).await).with("send_again_1", "yes").with("action", "submit");
    contact.post(JUNE, &again.fields()).await.assert_status(303);
    assert_eq!(app.value::<i64>("select count(*) from report_submission").await, 2);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_report_of_an_ended_task_is_not_returned_but_may_be_accepted(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-24");
    let mut contact = app.member("联系人", OFFICE_OF_TRIALS, "contact").await;
    let mut office = app.person("办公室", Role::Office).await;
    file_june(&mut contact).await;
    let back = Form::of(&office.get(REVIEW).await, "form[action$='/return']").with("reason", "请附证明");
    for (status, since, words) in [
        ("merged", "2019-06-24", "已并入其他任务"),
        ("terminated", "2019-06-24", "已终止"),
        ("completed", "2019-05-20", "已办结"),
    ] {
        let sql =
            "update task set status = $1::text::task_status, status_since = $2::text::date, merged_into = case $1 when 'merged'
                   then (select id from task where number = 2) end where number = 1";
        sqlx::query(sql).bind(status).bind(since).execute(&app.state.db).await.unwrap();
        let refused = office.post(&format!("{REVIEW}/return"), &back.fields()).await;
        refused.assert_status(422);
        let sentence = format!("任务 1 {words}，6月月报不再要求重新报送，不能退回；请审核通过。");
        assert_eq!(refused.text("#reason-error"), sentence);
        assert_eq!(june_of_task_1(&app).await, ("2019-06-25".into(), Some("2019-06-24".into())));
    }
    accept(&mut office).await.assert_status(303);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_month_a_task_was_completed_in_is_still_returned(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-24");
    let mut contact = app.member("联系人", OFFICE_OF_TRIALS, "contact").await;
    let mut office = app.person("办公室", Role::Office).await;
    file_june(&mut contact).await;
    let sql = "update task set status = 'completed', status_since = '2019-06-24' where number = 1";
    sqlx::query(sql).execute(&app.state.db).await.unwrap();
    let back = Form::of(&office.get(REVIEW).await, "form[action$='/return']").with("reason", "请附证明");
    office.post(&format!("{REVIEW}/return"), &back.fields()).await.assert_status(303);
    assert_eq!(office.get(REVIEW).await.text(".flash"), "任务 1 的6月月报已退回，6月27日前重报。");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_late_report_is_accepted_and_stays_late(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-27");
    let mut contact = app.member("联系人", OFFICE_OF_TRIALS, "contact").await;
    let mut office = app.person("办公室", Role::Office).await;
    assert_eq!(office.get("/2019/reports").await.texts("#task-1 .cell")[2], "▲ 未报 2 天");
    file_june(&mut contact).await;
    assert!(office.get(REVIEW).await.text(".mark").contains("逾期 2 天"));
    accept(&mut office).await.assert_status(303);
    assert_eq!(office.get("/2019/reports").await.texts("#task-1 .cell")[2], "✔ 已审核（迟报）");
    let first = "select submitted_on > due_on from report_submission where number = 1";
    assert!(app.value::<bool>(first).await);
}

/// A court whose only office account has filed June of task 1 for its own department.
async fn filed_by_the_only_office(app: &TestApp) -> Persona<'_> {
    app.set_day("2019-06-24");
    let mut office = app.person("办公室", Role::Office).await;
    app.join(&office, OFFICE_OF_TRIALS, "contact").await;
    file_june(&mut office).await;
    office
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn where_there_is_nobody_else_ones_own_review_is_marked(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = filed_by_the_only_office(&app).await;
    assert!(office.get(REVIEW).await.body.contains("自审"));
    accept(&mut office).await.assert_status(303);
    assert!(app.value::<bool>("select self_reviewed from report_submission").await);
    assert_eq!(office.get("/2019/reports").await.texts("#task-1 .cell")[2], "✔ 自审");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_the_only_office_account_filed_the_leader_in_charge_accepts(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = filed_by_the_only_office(&app).await;
    let mut leader = app.person("分管院领导", Role::Leader).await;
    let mut other = app.person("其他院领导", Role::Leader).await;
    activity::put_in_charge(&app.state.db, leader.id.0, &[1]).await;
    let page = office.get(REVIEW).await;
    assert_eq!(page.count("[data-review-accept]"), 0);
    assert!(page.body.contains("不得审核本人报送的月报，由分管院领导审核。"));
    let id: i64 = app.value("select id from report_submission").await;
    let fields = [("submission", &*id.to_string())];
    office.post(&format!("{REVIEW}/accept"), &fields).await.assert_status(403);
    other.post(&format!("{REVIEW}/accept"), &fields).await.assert_status(409);
    assert_eq!(other.get(REVIEW).await.count("[data-review]"), 0);
    accept(&mut leader).await.assert_status(303);
    assert!(!app.value::<bool>("select self_reviewed from report_submission").await);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn another_office_account_accepts_what_one_of_them_filed(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = filed_by_the_only_office(&app).await;
    let mut second = app.person("办公室二", Role::Office).await;
    let page = office.get(REVIEW).await;
    assert!(page.body.contains("由领导小组办公室其他人员审核"));
    accept(&mut second).await.assert_status(303);
    assert!(!app.value::<bool>("select self_reviewed from report_submission").await);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn contacts_and_viewers_do_not_review(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-24");
    let mut contact = app.member("联系人", OFFICE_OF_TRIALS, "contact").await;
    let mut viewer = app.person("全院", Role::Viewer).await;
    file_june(&mut contact).await;
    let id: i64 = app.value("select id from report_submission").await;
    for person in [&mut contact, &mut viewer] {
        person.get(REVIEW).await.assert_status(403);
        person.post(&format!("{REVIEW}/accept"), &[("submission", &id.to_string())]).await.assert_status(403);
    }
}
