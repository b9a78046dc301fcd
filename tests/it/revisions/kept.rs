//! What must not happen with a revision: a stranger at it, a change unseen, a word lost, a file that breaks it.

use super::*;
use crate::support::activity;
use crate::support::statements::counted;

#[sqlx::test(migrator = "MIGRATOR")]
async fn only_the_office_reads_revisions_in(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = office(&app).await;
    let (path, page) = read(&mut office, SUPPLEMENT).await;
    let form = Form::of(&page, "#take");
    let mut others = vec![
        app.person("leader", Role::Leader).await,
        app.member("联系人", "审管办", "contact").await,
        app.person("viewer", Role::Viewer).await,
        app.person("system", Role::SystemAdmin).await,
    ];
    for other in &mut others {
        for address in [PATH, &path, &format!("{path}/file")] {
            other.get(address).await.assert_status(403);
        }
        other
            .post_files(PATH, &[], &[("file", "补充通知.md", SUPPLEMENT.as_bytes())])
            .await
            .assert_status(403);
        other.post(&path, &form.fields()).await.assert_status(403);
        other.post(&format!("{path}/matches"), &[("key", "3"), ("is", "left")]).await.assert_status(403);
        other.post(&format!("{path}/discard"), &[]).await.assert_status(403);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_changed_after_it_was_looked_at_is_shown_again_and_nothing_is_done(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = office(&app).await;
    let (path, page) = read(&mut office, SUPPLEMENT).await;
    let form = Form::of(&page, "#take");
    let effects = office.post(&path, &form.fields()).await;
    run(
        &pool,
        &["update deadline set due_on = '2019-09-30', original_due_on = '2019-09-30' where kind = 'task_completion'
           and task_id = (select id from task where number = 6)"],
    )
    .await;
    let page = confirm(&mut office, &path, &effects).await;
    page.assert_status(409);
    assert!(page.text("main").contains("请再看一遍"), "{}", page.text("main"));
    assert_eq!(ticks(&page), ["task-6-parts", "task-38-parts"], "what moved is no longer ticked");
    assert_eq!(app.value::<i64>("select count(*) from ledger_entry where event = 'plan_revised'").await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn where_the_effects_are_others_than_those_seen_they_are_shown_again_and_nothing_is_done(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = office(&app).await;
    let (path, page) = read(&mut office, SUPPLEMENT).await;
    let effects = office.post(&path, &Form::of(&page, "#take").fields()).await;
    let other_files = "update assignment set files_report = department_id = (select id from department where name = '办公室')
        where task_id = (select id from task where number = 6)";
    run(&pool, &[other_files]).await;
    let again = confirm(&mut office, &path, &effects).await;
    again.assert_status(409);
    assert!(again.text(".reason.yellow").contains("请再看一遍"), "{}", again.text("main"));
    let gone = "填报部门由审管办改为研究室";
    assert!(effects.text("main table").contains(gone) && !again.text("main table").contains(gone));
    assert!(app.value::<String>(PARTS).await.contains("审管办、办公室!"));
    confirm(&mut office, &path, &again).await.assert_redirect(&path);
    assert_eq!(app.value::<String>(PARTS).await, "研究室、审管办、办公室!", "whom a person named files on");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn two_offices_at_once_take_it_over_once(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = office(&app).await;
    let (path, page) = read(&mut office, SUPPLEMENT).await;
    let effects = office.post(&path, &Form::of(&page, "#take").fields()).await;
    let form = Form::of(&effects, "main form").with("confirmed", "yes");
    let mut second = app.sign_in("office", office.id).await;
    confirm(&mut office, &path, &effects).await.assert_redirect(&path);
    second.get(&path).await.assert_status(200);
    let late = second.post(&path, &form.fields()).await;
    late.assert_status(409);
    assert!(late.text("main").contains("已采用"), "{}", late.text("main"));
    let again = second.post_files(PATH, &[], &[("file", "又一份.md", SUPPLEMENT.as_bytes())]).await;
    again.assert_redirect(&path);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_department_nobody_knows_is_said_and_taken_over_by_no_one(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = office(&app).await;
    let (path, page) = read(&mut office, &SUPPLEMENT.replace("| 研究室 |", "| 信息中心 |")).await;
    assert!(page.text("#take").contains("台账里没有名为“信息中心”的部门"), "{}", page.text("#take"));
    assert_eq!(ticks(&page), ["task-6-due", "task-38-parts"]);
    let form = Form::of(&page, "#take").with("take", "task-6-parts");
    let page = office.post(&path, &form.fields()).await;
    page.assert_status(422);
    assert!(page.text(".errors").contains("任务 6 责任分工"), "{}", page.text(".errors"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_typed_wrong_is_said_beside_its_field_and_stays(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = office(&app).await;
    let (path, page) = read(&mut office, SUPPLEMENT).await;
    let wrong = [
        ("title", "", "请填写文件名称"),
        ("issued_on", "2019-07-01", "不能晚于今天"),
        ("issued_on", "2019-03-01", "不能早于方案的印发日期"),
        ("from_on", "2020-01-01", "须在方案期间"),
        ("from_on", "明天", "请填写日期"),
    ];
    for (field, typed, sentence) in wrong {
        let page = office.post(&path, &Form::of(&page, "#take").with(field, typed).fields()).await;
        page.assert_status(422);
        assert!(
            page.text(&format!("#{field}-error")).contains(sentence),
            "{field} {typed}: {}",
            page.text("main")
        );
        assert_eq!(page.attributes(&format!("#{field}"), "value"), [typed]);
        assert_eq!(ticks(&page).len(), 3, "what was ticked stays");
    }
    let form = Form::of(&page, "#take");
    let none: Vec<_> = form.fields().into_iter().filter(|(name, _)| *name != "take").collect();
    let page = office.post(&path, &none).await;
    page.assert_status(422);
    assert!(page.text(".errors").contains("没有勾选任何一处"));
    let page = match_as(&mut office, &path, "task:77").await;
    page.assert_status(422);
    assert!(page.text("#matches").contains("所选的已不在可选之列"), "{}", page.text("#matches"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn files_that_are_no_revision_are_refused_with_a_sentence(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = office(&app).await;
    let other_year = SUPPLEMENT.replace("2019年司法", "2018年司法");
    let files: [(&[u8], &str); 4] = [
        (b"", "空文件"),
        ("会议定于明天召开。".as_bytes(), "责任部门"),
        (&[0x50, 0x4b, 3, 4, 0, 0, 1], "损坏"),
        (other_year.as_bytes(), "2018 年，不是 2019 年度方案的修订"),
    ];
    for (bytes, sentence) in files {
        let page = office.post_files(PATH, &[], &[("file", "通知.docx", bytes)]).await;
        page.assert_status(422);
        assert!(page.text("#file-error").contains(sentence), "{sentence}: {}", page.text("#file-error"));
    }
    let page = office.post_files(PATH, &[("text", "会议定于明天召开。")], &[]).await;
    page.assert_status(422);
    assert_eq!(page.text("textarea"), "会议定于明天召开。");
    assert!(!page.text("#text-error").is_empty());
    assert_eq!(app.value::<i64>("select count(*) from plan_revision").await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_frozen_year_reads_none_in_and_what_waits_can_be_put_away(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = office(&app).await;
    let (path, page) = read(&mut office, SUPPLEMENT).await;
    let form = Form::of(&page, "#take");
    run(&pool, &["update plan set status = 'frozen'"]).await;
    assert_eq!(office.get(PATH).await.count("main form"), 0);
    office.post_files(PATH, &[], &[("file", "补.md", b"1")]).await.assert_status(422);
    office.post(&path, &form.fields()).await.assert_status(422);
    office.post(&format!("{path}/matches"), &[("key", "3"), ("is", "left")]).await.assert_status(422);
    office.post(&format!("{path}/discard"), &[]).await.assert_redirect(PATH);
    let closed = office.get(&path).await;
    assert!(closed.text(".sub").contains("已放弃"), "{}", closed.text(".sub"));
    office.post(&format!("{path}/discard"), &[]).await.assert_status(409);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_differences_cost_as_many_statements_for_39_tasks_as_for_239(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = office(&app).await;
    let (path, _) = read(&mut office, SUPPLEMENT).await;
    let (_, few) = counted(office.get(&path)).await;
    activity::grow_to(&pool, 239).await;
    let (page, many) = counted(office.get(&path)).await;
    page.assert_status(200);
    assert_eq!(few, many);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_the_office_set_from_a_day_ahead_is_what_a_revision_is_compared_with(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = office(&app).await;
    run(
        &pool,
        &[
            "update assignment set to_on = '2019-06-30' where role = 'lead'
             and task_id = (select id from task where number = 38)",
            "insert into assignment (task_id, department_id, role, files_report, position, wording, from_on)
             select t.id, d.id, 'lead', true, 1, d.name, '2019-07-01' from task t, department d
             where t.number = 38 and d.name = '研究室'",
        ],
    )
    .await;
    let (_, page) = read(&mut office, SUPPLEMENT).await;
    assert_eq!(ticks(&page), ["task-6-parts", "task-6-due"]);
    let conflict = page.texts("#take tbody").into_iter().find(|text| text.contains("深化庭审公开")).unwrap();
    assert!(conflict.contains("冲突") && conflict.contains("牵头：研究室"), "{conflict}");
}
