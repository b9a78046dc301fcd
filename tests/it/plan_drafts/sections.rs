//! Sections of a draft, and what stands beside the text of its tasks.

use super::*;

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_section_is_added_filled_and_issued_and_an_empty_one_goes(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    let facts = format!("{draft}/facts");
    let page = office.get(&facts).await;
    assert_eq!(page.count("input[name=remove]"), 0, "each section of the notice has tasks");
    let half = fill(&mut office, &facts, "main form", &[("new_title", "加强数字法院建设")]).await;
    half.assert_status(422);
    assert!(half.text("#new_short-error").contains("请填写板块简称"));
    assert_eq!(half.attributes("#new_title", "value"), ["加强数字法院建设"]);
    for (title, short) in [("加强数字法院建设", "数字法院"), ("其他", "其他")] {
        let new = [("new_title", title), ("new_short", short)];
        fill(&mut office, &facts, "main form", &new).await.assert_status(303);
    }
    assert!(office.get(&draft).await.text("#section-7 h2").contains("七、加强数字法院建设"));
    let task = [("section", "8"), ("title", "新的任务"), ("department", "审管办"), ("role", "lead")];
    fill(&mut office, &format!("{draft}/tasks/add"), "form:has(#title)", &task).await.assert_status(303);
    let page = office.get(&facts).await;
    assert_eq!(page.attributes("input[name=remove]", "value"), ["7"]);
    fill(&mut office, &facts, "main form", &[("remove", "7")]).await.assert_status(303);
    let page = office.get(&draft).await;
    assert!(page.text("#section-7").contains("七、其他") && page.text("#section-7").contains("新的任务"));
    all_departments_new(&mut office, &draft).await;
    issue(&mut office, &draft, &[]).await.assert_redirect("/2019/plan");
    let section =
        "select s.short_title from task t join section s on s.id = t.section_id where t.title = '新的任务'";
    assert_eq!(app.value::<String>(section).await, "其他");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_section_that_holds_a_task_stays(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    let facts = format!("{draft}/facts");
    let page = fill(&mut office, &facts, "main form", &[("remove", "2"), ("title", "改过的名称")]).await;
    page.assert_status(422);
    assert!(page.text("#section-2-error").contains("不能删去"), "{}", page.text("#section-2"));
    assert_eq!(page.attributes("#title", "value"), ["改过的名称"]);
    assert_eq!(app.value::<i32>("select jsonb_array_length(content->'sections') from plan_draft").await, 6);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn titles_typed_for_sections_that_moved_rename_no_other(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    let facts = format!("{draft}/facts");
    for (title, short) in [("加强数字法院建设", "数字法院"), ("其他", "其他")] {
        let new = [("new_title", title), ("new_short", short)];
        fill(&mut office, &facts, "main form", &new).await.assert_status(303);
    }
    let stale = Form::of(&office.get(&facts).await, "main form").with("issuing_body", "某县人民法院");
    fill(&mut office, &facts, "main form", &[("remove", "7")]).await.assert_status(303);
    let page = office.post(&facts, &stale.fields()).await;
    page.assert_status(409);
    assert_eq!(page.attributes("input[name=section_title]", "value")[6..], ["其他"]);
    assert_eq!(page.attributes("#issuing_body", "value"), ["某县人民法院"]);
    office.post(&facts, &Form::of(&page, "main form").fields()).await.assert_status(303);
    let last = "select content->'sections'->6->>'short_title' from plan_draft";
    assert_eq!(app.value::<String>(last).await, "其他");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn measures_outcome_and_criteria_are_typed_in_the_draft_and_stand_in_the_plan(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    let path = format!("{draft}/tasks/24");
    let details = [
        ("measures", "逐月通报。"),
        ("expected_outcome", "形成制度。"),
        ("completion_criteria", "制度印发。"),
    ];
    let long = "长".repeat(4001);
    let refused =
        fill(&mut office, &path, "form:has(#title)", &[details[0], ("expected_outcome", &long)]).await;
    refused.assert_status(422);
    assert!(refused.text("#expected_outcome-error").contains("最多 4000 个字"));
    assert!(refused.text("#measures").contains("逐月通报。"));
    fill(&mut office, &path, "form:has(#title)", &details).await.assert_status(303);
    let page = office.get(&draft).await;
    for (_, text) in details {
        assert!(page.text("#task-24").contains(text), "{text} in {}", page.text("#task-24"));
    }
    let bare = "select d->'decision'->>'choice' from plan_draft, jsonb_array_elements(content->'doubts') d
                where d->>'rule' = 'title_only' and d->>'task' = '24'";
    assert_eq!(app.value::<String>(bare).await, "edited", "it is no title only any more");
    all_departments_new(&mut office, &draft).await;
    issue(&mut office, &draft, &[]).await.assert_redirect("/2019/plan");
    let stored = "select measures || expected_outcome || completion_criteria from task where number = 24";
    assert_eq!(app.value::<String>(stored).await, "逐月通报。形成制度。制度印发。");
}
