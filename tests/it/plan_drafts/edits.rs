//! What the office changes in a draft.

use super::*;

async fn tasks(app: &TestApp) -> i64 {
    app.value("select count(*) from plan_draft, jsonb_array_elements(content->'tasks') t where t->'removed' = 'null'").await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_task_is_changed_and_the_doubt_that_led_there_is_settled_by_it(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    let path = format!("{draft}/tasks/6?doubt=1");
    let changes = [("title", "审判管理"), ("due_on", "2019-10-31"), ("number", "7")];
    fill(&mut office, &path, "form:has(#title)", &changes).await.assert_status(303);
    let page = office.get(&draft).await;
    let text = page.text("#task-6");
    assert!(text.contains("7 审判管理") && text.contains("2019-10-31"), "{text}");
    assert!(page.text("#doubt-1").contains("已改正"), "{}", page.text("#doubt-1"));
    let late =
        fill(&mut office, &format!("{draft}/tasks/6"), "form:has(#title)", &[("due_on", "2020-01-31")]).await;
    late.assert_status(422);
    assert!(late.text("#due_on-error").contains("不能晚于方案截止日 2019-12-31"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_saves_a_task_second_sees_both_and_loses_nothing(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    let path = format!("{draft}/tasks/6");
    let stale = Form::of(&office.get(&path).await, "form:has(#title)").with("title", "我写的标题");
    fill(&mut office, &path, "form:has(#title)", &[("title", "他人的标题")]).await.assert_status(303);
    let page = office.post(&path, &stale.fields()).await;
    page.assert_status(409);
    assert!(page.text(".card").contains("他人的标题"), "{}", page.text(".card"));
    assert_eq!(page.attributes("#title", "value"), ["我写的标题"]);
    let again = Form::of(&page, "form:has(#title)");
    office.post(&path, &again.fields()).await.assert_status(303);
    assert!(office.get(&draft).await.text("#task-6").contains("我写的标题"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_task_moved_out_stays_visible_and_the_others_are_numbered_on(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    let path = format!("{draft}/tasks/6");
    let nothing = fill(&mut office, &path, "form[action$='/remove']", &[]).await;
    nothing.assert_status(422);
    fill(&mut office, &path, "form[action$='/remove']", &[("because", "与任务 5 重复")])
        .await
        .assert_status(303);
    let page = office.get(&draft).await;
    assert!(page.text("#task-6").contains("已移出") && page.text("#task-6").contains("与任务 5 重复"));
    assert!(page.text("#task-7 h3").starts_with("6 "), "{}", page.text("#task-7 h3"));
    assert_eq!(tasks(&app).await, 38);
    fill(&mut office, &path, "form[action$='/remove']", &[]).await.assert_status(303);
    assert_eq!(tasks(&app).await, 39);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_task_is_added_at_the_end_of_its_section(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    let path = format!("{draft}/tasks/add");
    let untitled = fill(&mut office, &path, "form:has(#title)", &[("section", "1")]).await;
    untitled.assert_status(422);
    let changes = [("section", "1"), ("title", "新的任务"), ("department", "审管办"), ("role", "lead")];
    fill(&mut office, &path, "form:has(#title)", &changes).await.assert_status(303);
    let page = office.get(&draft).await;
    assert!(page.text("#section-1 article:last-of-type").contains("新的任务"));
    assert!(page.text("#task-40").contains("牵头部门 审管办") || page.text("#task-40").contains("审管办"));
    assert_eq!(page.count(".draft-task"), 40);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_unknown_department_becomes_another_name_of_one_the_ledger_has(pool: PgPool) {
    let app = TestApp::new(pool.clone()).await;
    let mut office = office(&app).await;
    sqlx::query(
        "insert into department (name, kind, position, valid_from) values ('审判管理办公室', 'unit', 1, '2018-01-01')",
    )
    .execute(&pool)
    .await
    .unwrap();
    let draft = uploaded(&mut office).await;
    let at = app
        .value::<i64>(
            "select o - 1 from plan_draft, jsonb_array_elements(content->'departments') with ordinality as d (d, o)
             where d->>'name' = '审管办'",
        )
        .await;
    let form = format!("departments/{at}");
    let unnamed = press(&mut office, &draft, &form, "alias").await;
    unnamed.assert_status(422);
    assert!(unnamed.text(".errors").contains("请先选择它与哪个部门是同一个"));
    let page = office.get(&draft).await;
    let filled = Form::of(&page, &format!("form[action='{draft}/{form}']"))
        .with("decision", "alias")
        .with("same", "审判管理办公室");
    office.post(&format!("{draft}/{form}"), &filled.fields()).await.assert_status(303);
    all_departments_new(&mut office, &draft).await;
    issue(&mut office, &draft, &[]).await.assert_redirect("/2019/plan");
    let lead = "select d.name from assignment a join task t on t.id = a.task_id join department d on d.id = a.department_id
                where t.number = 6 and a.role = 'lead'";
    assert_eq!(app.value::<String>(lead).await, "审判管理办公室");
    let alias = "select count(*) from department_alias where alias = '审管办'";
    assert_eq!(app.value::<i64>(alias).await, 1);
    assert_eq!(app.value::<i64>("select count(*) from department where name = '审管办'").await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_date_of_its_own_becomes_the_tasks_completion_and_decided_doubts_stand_settled(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    fill(&mut office, &format!("{draft}/tasks/6"), "form:has(#title)", &[("due_on", "2019-10-31")])
        .await
        .assert_status(303);
    press(&mut office, &draft, "doubts/1", "confirm").await.assert_status(303);
    all_departments_new(&mut office, &draft).await;
    issue(&mut office, &draft, &[("document_number", "抚法〔2019〕第9号")])
        .await
        .assert_redirect("/2019/plan");
    let due = "select due_on::text from deadline l join task t on t.id = l.task_id
               where t.number = 6 and l.kind = 'task_completion'";
    assert_eq!(app.value::<String>(due).await, "2019-10-31");
    assert_eq!(app.value::<i64>("select count(*) from doubt where resolved_at is not null").await, 1);
    assert_eq!(app.value::<String>("select document_number from plan").await, "抚法〔2019〕第9号");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_draft_given_up_stays_to_be_read_and_changes_no_more(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    let stale = Form::of(&office.get(&draft).await, "form[action$='/doubts/1']").with("decision", "confirm");
    let form = "form[action$='/withdraw']";
    fill(&mut office, &draft, form, &[]).await.assert_status(422);
    fill(&mut office, &draft, form, &[("withdraw_because", "改用新稿")]).await.assert_status(303);
    let page = office.get(&draft).await;
    assert!(page.text("main").contains("改用新稿"));
    assert_eq!(page.count("main form"), 0);
    office.post(&format!("{draft}/doubts/1"), &stale.fields()).await.assert_status(422);
    office.get(&format!("{draft}/tasks/6")).await.assert_status(422);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_comes_second_to_a_task_that_changed_twice_gets_through_at_once(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    let path = format!("{draft}/tasks/6");
    let stale = Form::of(&office.get(&path).await, "form:has(#title)").with("title", "我写的标题");
    for title in ["他人的标题", "他人又改的标题"] {
        fill(&mut office, &path, "form:has(#title)", &[("title", title)]).await.assert_status(303);
    }
    let page = office.post(&path, &stale.fields()).await;
    page.assert_status(409);
    assert!(page.text(".card").contains("他人又改的标题"), "{}", page.text(".card"));
    office.post(&path, &Form::of(&page, "form:has(#title)").fields()).await.assert_status(303);
    assert!(office.get(&draft).await.text("#task-6").contains("我写的标题"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_adopted_lead_taken_back_leaves_who_files_since(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    let key = app
        .value::<i32>(
            "select (d->>'key')::integer from plan_draft, jsonb_array_elements(content->'doubts') d
             where d->>'rule' = 'lead_not_marked' and (d->>'task')::integer = 25",
        )
        .await;
    let form = format!("doubts/{key}");
    press(&mut office, &draft, &form, "adopt").await.assert_status(303);
    let files = "select content->'tasks'->24->>'files_report' from plan_draft";
    assert_eq!(app.value::<String>(files).await, "抚松法庭");
    let path = format!("{draft}/tasks/25");
    let typed = Form::of(&office.get(&path).await, "form:has(#title)").with("files", "审管办");
    let mut fields = typed.fields();
    fields.extend([("department", "审管办"), ("role", "support")]);
    office.post(&path, &fields).await.assert_status(303);
    press(&mut office, &draft, &form, "reopen").await.assert_status(303);
    assert_eq!(app.value::<String>(files).await, "审管办");
    let lead = "select content->'tasks'->24->'parts'->0->>'role' from plan_draft";
    assert_eq!(app.value::<String>(lead).await, "support");
}
