//! The page of a department's month and its drafts.

use axum::http::StatusCode;
use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::{JUNE, OFFICE_OF_TRIALS, form};
use crate::support::TestApp;
use crate::support::statements::counted;

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_contact_is_led_to_the_earliest_month_owed_else_to_the_current_one(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-04-10");
    let id = app.department(OFFICE_OF_TRIALS).await;
    let mut contact = app.member("联系人", OFFICE_OF_TRIALS, "contact").await;
    contact.get("/2019/reports").await.assert_redirect(&format!("/2019/reports/2019-04?department={id}"));
    app.set_day("2019-06-27");
    let mut contact = app.sign_in("联系人", contact.id).await;
    contact.get("/2019/reports").await.assert_redirect(&format!("/2019/reports/2019-04?department={id}"));
    sqlx::query("update deadline set met_on = due_on where period <= '2019-05'")
        .execute(&app.state.db)
        .await
        .unwrap();
    contact.get("/2019/reports").await.assert_redirect(&format!("/2019/reports/2019-06?department={id}"));
    sqlx::query("update deadline set met_on = due_on where period = '2019-06'")
        .execute(&app.state.db)
        .await
        .unwrap();
    contact.get("/2019/reports").await.assert_redirect(&format!("/2019/reports/2019-07?department={id}"));
    contact.get("/2019/reports/2019-03").await.assert_status(404);
    contact.get("/2018/reports").await.assert_status(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_departments_page_has_every_task_it_files_for_and_says_the_period(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-23");
    let mut contact = app.member("联系人", OFFICE_OF_TRIALS, "contact").await;
    let page = contact.get(JUNE).await;
    assert_eq!(page.text("h1"), "2019年6月月报");
    let sub = "审管办 · 牵头 12 项，填报 11 项 · 统计期间 5月26日—6月25日 · 6月25日（星期二）前报送";
    assert_eq!(page.text(".sub"), sub);
    let numbers = page.texts(".side-nav b");
    assert_eq!(numbers, ["1", "2", "3", "4", "6", "7", "8", "9", "36", "37", "38"]);
    assert_eq!(page.text("#task-1 .light"), "◆未填，2 天后到期");
    assert!(page.text(".caution").contains("严禁录入、上传涉密及案件信息"));
    assert_eq!(page.count("button.primary"), 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_month_starts_from_the_last_one_but_for_its_progress(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-05-24");
    let mut contact = app.member("联系人", OFFICE_OF_TRIALS, "contact").await;
    let may = "/2019/reports/2019-05";
    let form_of_may = form(&contact.get(may).await)
        .with("progress_1", "方案已征求意见。")
        .with("share_1", "40")
        .with("rating_1", "slow")
        .with("next_steps_1", "六月底前完成双向选择。");
    contact.post(may, &form_of_may.with("action", "submit").fields()).await.assert_status(303);
    let page = contact.get(JUNE).await;
    assert_eq!(page.text("#task-1 .last h3"), "上月（5月）已报送，待审核");
    assert!(page.text("#task-1 .last").contains("方案已征求意见。"));
    assert_eq!(page.text("#progress_1"), "");
    assert_eq!(page.text("#next_steps_1"), "六月底前完成双向选择。");
    assert_eq!(page.attributes("#share_1", "value"), ["40"]);
    assert_eq!(page.attributes("#rating_1 option[selected]", "value"), ["slow"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_draft_is_saved_by_its_button_without_scripts(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-23");
    let mut contact = app.member("联系人", OFFICE_OF_TRIALS, "contact").await;
    let page = contact.get(JUNE).await;
    let filled = form(&page).with("progress_3", "院庭长办案数据已汇总。").with("action", "save");
    contact.post(JUNE, &filled.fields()).await.assert_status(303);
    let page = contact.get(JUNE).await;
    assert_eq!(page.text(".flash"), "已暂存 1 份草稿。");
    assert_eq!(page.text("#progress_3"), "院庭长办案数据已汇总。");
    assert_eq!(page.text("#task-3 .light"), "◆草稿，2 天后到期");
    assert_eq!(page.text("#submit"), "报送已填的 1 份");
    assert_eq!(
        app.value::<i64>("select count(*) from monthly_report").await,
        1,
        "untouched ones are not stored"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_typed_is_saved_as_one_types(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-23");
    let mut contact = app.member("联系人", OFFICE_OF_TRIALS, "contact").await;
    let mut typed = form(&contact.get(JUNE).await);
    let draft = format!("{JUNE}/draft");
    for (text, version) in [("一", 1), ("一二", 2)] {
        typed = typed.with("progress_1", text);
        let answer = contact.post(&draft, &typed.fields()).await;
        answer.assert_status(200);
        let json: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!((&json["saved_at"], &json["version_1"]), (&"09:00".into(), &version.into()));
        assert_eq!(json["submit_label"], "报送已填的 1 份");
        typed =
            typed.with("version_1", &version.to_string()).with("seen_1", json["seen_1"].as_str().unwrap());
    }
    contact.post(&draft, &typed.fields()).await.assert_status(200);
    assert_eq!(app.value::<String>("select progress_text from monthly_report").await, "一二");
    assert_eq!(
        app.value::<i32>("select version from monthly_report").await,
        2,
        "nothing typed, nothing saved"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_two_editors_the_second_sees_both_texts_and_nothing_is_lost(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-23");
    let mut first = app.member("联系人", OFFICE_OF_TRIALS, "contact").await;
    let mut second = app.member("AB角", OFFICE_OF_TRIALS, "stand_in").await;
    let (one, two) = (form(&first.get(JUNE).await), form(&second.get(JUNE).await));
    first.post(JUNE, &one.with("progress_1", "先写的。").fields()).await.assert_status(303);
    let two = two.with("progress_1", "后写的。").with("progress_2", "另一项。");
    let autosave = second.post(&format!("{JUNE}/draft"), &two.fields()).await;
    autosave.assert_status(409);
    let page = second.post(JUNE, &two.with("action", "submit").fields()).await;
    page.assert_status(409);
    assert!(page.text("#conflict-1 .stored").contains("先写的。"));
    assert!(page.text("#conflict-1 .stored .by").contains("联系人于 09:00 保存"));
    assert_eq!(page.text("#conflict-1 .mine #progress_1"), "后写的。");
    assert_eq!(page.count(".versus"), 1);
    let texts = "select string_agg(progress_text, '|' order by progress_text) from monthly_report";
    assert_eq!(app.value::<String>(texts).await, "先写的。|另一项。", "the other task was saved");
    assert_eq!(app.value::<i64>("select count(*) from report_submission").await, 0);
    let mine = crate::support::court::Form::of(&page, "main form").with("action", "save");
    second.post(JUNE, &mine.fields()).await.assert_status(303);
    assert_eq!(second.get(JUNE).await.text("#progress_1"), "后写的。");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_another_wrote_in_a_task_left_alone_is_no_conflict(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-23");
    let mut first = app.member("联系人", OFFICE_OF_TRIALS, "contact").await;
    let mut second = app.member("AB角", OFFICE_OF_TRIALS, "stand_in").await;
    let (one, two) = (form(&first.get(JUNE).await), form(&second.get(JUNE).await));
    first.post(JUNE, &one.with("progress_1", "先写的。").fields()).await.assert_status(303);
    second.post(JUNE, &two.with("progress_2", "另一项。").fields()).await.assert_status(303);
    assert_eq!(second.get(JUNE).await.text("#progress_1"), "先写的。");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn other_departments_viewers_and_leaders_do_not_file(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-23");
    let other = app.department("研究室").await;
    let mut contact = app.member("联系人", OFFICE_OF_TRIALS, "contact").await;
    for path in [format!("{JUNE}?department={other}"), format!("{JUNE}?department=研究室")] {
        let page = contact.get(&path).await;
        page.assert_status(403);
        assert!(page.body.contains("由该部门的工作联系人或领导小组办公室办理"));
    }
    let stolen = form(&contact.get(JUNE).await).with("department", &other.to_string());
    contact.post(JUNE, &stolen.with("action", "submit").fields()).await.assert_status(403);
    for role in [Role::Viewer, Role::Leader] {
        let mut person = app.person(role.word(), role).await;
        person.get(JUNE).await.assert_status(403);
        person.post(JUNE, &[("action", "submit")]).await.assert_status(403);
    }
    let mut nowhere = app.person("新来的", Role::Contact).await;
    assert!(nowhere.get(JUNE).await.text(".empty").contains("没有可填报的部门"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_person_of_several_departments_switches_between_them(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-23");
    let mut contact = app.member("联系人", OFFICE_OF_TRIALS, "contact").await;
    app.join(&contact, "研究室", "stand_in").await;
    let other = app.department("研究室").await;
    let page = contact.get(&format!("{JUNE}?department={other}")).await;
    assert_eq!(page.texts(".chips a"), ["审管办", "研究室"]);
    assert_eq!(page.texts(".chips a[aria-current]"), ["研究室"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn pages_make_the_same_statements_whatever_the_number_of_tasks(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-23");
    let mut office = app.person("办公室", Role::Office).await;
    let few = format!("{JUNE}?department=研究室");
    let many = format!("{JUNE}?department={OFFICE_OF_TRIALS}");
    let (page_of_few, few) = counted(office.get(&few)).await;
    let (page_of_many, many) = counted(office.get(&many)).await;
    assert!(page_of_many.count(".entry") > page_of_few.count(".entry"));
    assert_eq!(few, many);
    assert!(many <= 9, "{many}");
    let (grid, statements) = counted(office.get("/2019/reports")).await;
    assert_eq!((grid.status, grid.count("tbody tr[id]"), grid.count("td .cell")), (StatusCode::OK, 39, 351));
    assert!(statements <= 6, "{statements}");
    assert!(grid.body.len() < 100_000, "{} bytes", grid.body.len());
}
