//! Filing: several at once, with what is missing said beside its field; 代录, 审签, 无变化, 请补充.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::{JUNE, OFFICE_OF_TRIALS, file_june, form, june_of_task_1};
use crate::support::TestApp;
use crate::support::court::Form;

#[sqlx::test(migrator = "MIGRATOR")]
async fn several_reports_are_filed_at_once_and_each_is_a_version(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-24");
    let mut contact = app.member("联系人", OFFICE_OF_TRIALS, "contact").await;
    let filled = form(&contact.get(JUNE).await)
        .with("progress_1", "团队方案已定。")
        .with("share_1", "45")
        .with("progress_2", "岗位说明书已完善。")
        .with("share_2", "0")
        .with("signed_off", "yes")
        .with("signed_off_by", "负责人");
    contact.post(JUNE, &filled.with("action", "submit").fields()).await.assert_status(303);
    let page = contact.get(JUNE).await;
    assert_eq!(page.text(".flash"), "已报送 2 份，待领导小组办公室审核。");
    assert_eq!(page.text("#task-1 .light"), "●已报送，待审核");
    assert!(page.text("#task-1 .now").contains("第 1 稿 · 6月24日报送 · 已经部门负责人审签（负责人）"));
    assert_eq!(page.count("#progress_1"), 0, "what is filed is not written any more");
    assert_eq!(june_of_task_1(&app).await, ("2019-06-25".into(), Some("2019-06-24".into())));
    let reviews =
        "select count(*) from deadline where kind = 'review' and period = '2019-06' and due_on = '2019-06-27'
                   and task_id is not null and department_id is null and met_on is null";
    assert_eq!(app.value::<i64>(reviews).await, 2);
    let status = "select string_agg(status::text, ',' order by number) from task where number in (1, 2)";
    assert_eq!(app.value::<String>(status).await, "in_progress,not_started", "a share of 0 starts nothing");
    let entries = "select count(*) from ledger_entry where event = 'report_submitted'";
    assert_eq!(app.value::<i64>(entries).await, 2);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_missing_stands_beside_its_field_and_what_was_typed_stays(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-24");
    let mut contact = app.member("联系人", OFFICE_OF_TRIALS, "contact").await;
    let filled = form(&contact.get(JUNE).await)
        .with("progress_1", "团队方案已定。")
        .with("progress_2", "岗位说明书已完善。")
        .with("share_2", "120")
        .with("unchanged_3", "yes");
    let page = contact.post(JUNE, &filled.with("action", "submit").fields()).await;
    page.assert_status(422);
    assert_eq!(page.text("#share_2-error"), "进度须是 0 至 100 的整数，现在填的是“120”。");
    assert_eq!(page.attributes("#share_2", "value"), ["120"]);
    assert_eq!(page.text("#progress_2"), "岗位说明书已完善。");
    let mended = form(&page).with("share_2", "50");
    let page = contact.post(JUNE, &mended.with("action", "submit").fields()).await;
    page.assert_status(422);
    assert_eq!(page.text("#share_1-error"), "请填写进度（0 至 100 的整数）。");
    assert_eq!(page.text("#unchanged_reason_3-error"), "选“本月无变化”的，请写明原因。");
    assert_eq!(page.attributes(".errors a", "href"), ["#share_1", "#unchanged_reason_3"]);
    assert_eq!(app.value::<i64>("select count(*) from report_submission").await, 0, "all or none");
    assert_eq!(app.value::<i64>("select count(*) from monthly_report").await, 3, "drafts are kept");
    let empty = form(&contact.get("/2019/reports/2019-05").await).with("action", "submit");
    let page = contact.post("/2019/reports/2019-05", &empty.fields()).await;
    page.assert_status(422);
    assert!(page.text("#submit-error").contains("没有可以报送的月报"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_month_that_has_not_begun_is_not_filed_but_its_draft_is_kept(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-05-24");
    let mut contact = app.member("联系人", OFFICE_OF_TRIALS, "contact").await;
    let filled = form(&contact.get(JUNE).await).with("progress_1", "提前写的。").with("share_1", "45");
    let page = contact.post(JUNE, &filled.with("action", "submit").fields()).await;
    page.assert_status(422);
    assert!(page.body.contains("6月月报的统计期间自5月26日起，尚未开始。"));
    assert_eq!(contact.get(JUNE).await.text("#progress_1"), "提前写的。");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn no_change_is_one_answer_with_a_reason_for_one_task_or_all_the_rest(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-24");
    let mut contact = app.member("联系人", OFFICE_OF_TRIALS, "contact").await;
    let filled = form(&contact.get(JUNE).await).with("progress_1", "团队方案已定。").with("share_1", "45");
    let page = contact.post(JUNE, &filled.clone().with("action", "rest_unchanged").fields()).await;
    page.assert_status(422);
    assert!(page.text("#rest_reason-error").contains("请写明其余各项无变化的原因"));
    let with_reason = form(&page).with("rest_reason", "等待上级文件").with("action", "rest_unchanged");
    contact.post(JUNE, &with_reason.fields()).await.assert_status(303);
    let page = contact.get(JUNE).await;
    assert_eq!(page.count(".same[checked]"), 10);
    assert_eq!(page.text("#submit"), "报送已填的 11 份");
    contact.post(JUNE, &form(&page).with("action", "submit").fields()).await.assert_status(303);
    let unchanged = "select count(*) from report_submission where unchanged and unchanged_reason = '等待上级文件' and share = 0";
    assert_eq!(app.value::<i64>(unchanged).await, 10);
    assert_eq!(app.value::<i64>("select count(*) from report_submission").await, 11);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_office_records_for_a_department_and_it_shows(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-24");
    let mut office = app.person("办公室", Role::Office).await;
    office.get(JUNE).await.assert_redirect("/2019/reports");
    let path = format!("{JUNE}?department={OFFICE_OF_TRIALS}");
    let page = office.get(&path).await;
    assert!(page.text(".reason").contains("代录"));
    let filled = form(&page).with("progress_1", "电话报来：团队方案已定。").with("share_1", "45");
    let page = office.post(JUNE, &filled.clone().with("action", "submit").fields()).await;
    page.assert_status(422);
    assert!(page.text("#on_behalf_of-error").contains("由谁报来"));
    let whose = form(&page).with("on_behalf_of", "审管办工作联系人（电话）").with("action", "submit");
    office.post(JUNE, &whose.fields()).await.assert_status(303);
    assert!(office.get(&path).await.text("#task-1 .now").contains("代录：审管办工作联系人（电话）"));
    let recorded = "select on_behalf_of from report_submission";
    assert_eq!(app.value::<String>(recorded).await, "审管办工作联系人（电话）");
    let entry = "select on_behalf_of from ledger_entry where event = 'report_submitted'";
    assert_eq!(app.value::<String>(entry).await, "审管办工作联系人（电话）");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn where_the_plan_says_so_the_head_signs_off_or_hands_back(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-24");
    sqlx::query("update plan_rules set head_signs_off = true").execute(&app.state.db).await.unwrap();
    let mut contact = app.member("联系人", OFFICE_OF_TRIALS, "contact").await;
    let mut head = app.member("负责人", OFFICE_OF_TRIALS, "head").await;
    file_june(&mut contact).await;
    assert_eq!(contact.get(JUNE).await.text("#task-1 .light"), "●待部门负责人审签");
    assert_eq!(june_of_task_1(&app).await.1, None, "the office has not got it yet");
    contact.post(JUNE, &[("sign_off", "1")]).await.assert_status(403);
    head.post(JUNE, &[("hand_back", "1")]).await.assert_status(303);
    assert_eq!(contact.get(JUNE).await.text("#progress_1"), "已组建六个审判团队。");
    file_june(&mut contact).await;
    let page = head.get(JUNE).await;
    assert!(page.texts("#task-1 button").contains(&"审签并报送".to_owned()));
    head.post(JUNE, &[("sign_off", "all")]).await.assert_status(303);
    assert_eq!(june_of_task_1(&app).await.1.as_deref(), Some("2019-06-24"));
    let by = "select a.display_name || s.signed_off_by from report_submission s join account a on a.id = s.submitted_by";
    assert_eq!(app.value::<String>(by).await, "负责人负责人", "the submission is the head's act");
    head.post(JUNE, &[("sign_off", "1")]).await.assert_status(422);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn another_department_of_the_task_adds_its_part_when_asked(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-23");
    let mut contact = app.member("联系人", OFFICE_OF_TRIALS, "contact").await;
    let ask = format!("{JUNE}/ask/6");
    let page = contact.get(&ask).await;
    let others = page.texts("#other option");
    assert!(
        others.contains(&"办公室".to_owned()) && !others.contains(&OFFICE_OF_TRIALS.to_owned()),
        "{others:?}"
    );
    let other = app.department("办公室").await;
    let question =
        Form::of(&page, "main form").with("other", &other.to_string()).with("asked_for", "平台采购进展");
    contact.post(&ask, &question.fields()).await.assert_status(303);
    assert!(contact.get(JUNE).await.text("#task-6 .now").contains("尚未答复"));

    let mut asked = app.member("办公室联系人", "办公室", "contact").await;
    let page = asked.get(JUNE).await;
    let id: i64 = app.value("select id from contribution").await;
    let section = format!("#asked-{id}");
    assert!(page.text(&section).contains("审管办请办公室补充：平台采购进展"));
    let answer = Form::of(&page, &format!("{section} form")).with("answer", "采购文件已审定。");
    let path = format!("{JUNE}/contributions/{id}");
    contact.post(&path, &answer.fields()).await.assert_status(403);
    asked.post(&path, &answer.fields()).await.assert_status(303);
    let again = asked.post(&path, &answer.with("answer", "另一份。").fields()).await;
    again.assert_status(409);
    assert!(again.text(".reason").contains("采购文件已审定。"));
    assert_eq!(again.text("#answer"), "另一份。");
    assert!(contact.get(JUNE).await.text("#task-6 .now").contains("采购文件已审定。"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_belongs_to_no_department_reads_why_there_is_nothing_and_whom_to_ask(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.person("办公室甲", Role::Office).await;
    let mut contact = app.person("联系人", Role::Contact).await;
    for path in ["/2019/reports", JUNE] {
        let page = contact.get(path).await;
        page.assert_status(200);
        assert!(page.text(".empty").contains("没有可填报的部门"), "{path}");
        assert!(page.text(".empty").contains("请联系领导小组办公室（办公室甲）"), "{}", page.text(".empty"));
    }
}
