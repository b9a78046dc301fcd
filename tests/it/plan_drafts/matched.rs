//! What goes along with the task of the year before, and what stays when the two are parted.

use super::consultation::draft_of_2020;
use super::*;
use crate::support::activity;

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_restriction_goes_on_with_the_origin(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    activity::run(&pool, &["update task set restricted = true where number = 9"]).await;
    app.set_day("2020-03-02");
    let mut office = app.person("office", Role::Office).await;
    let draft = draft_of_2020(&app, &mut office).await;
    let restricted = "select coalesce(string_agg(t->>'key', ','), '') from plan_draft, jsonb_array_elements(content->'tasks') t
                      where (t->>'restricted')::boolean";
    assert_eq!(app.value::<String>(restricted).await, "");
    fill(&mut office, &format!("{draft}/origins"), "main form", &[]).await.assert_status(303);
    assert_eq!(app.value::<String>(restricted).await, "9");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_was_said_beside_a_task_stays_when_its_origin_is_cleared(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    activity::run(&pool, &["update task set measures = '逐月通报。' where number = 6"]).await;
    app.set_day("2020-03-02");
    let mut office = app.person("office", Role::Office).await;
    let page = office.get("/plans/next?from=2019").await;
    let page = office.post("/plans/next", &Form::of(&page, "#tasks").fields()).await;
    page.assert_status(303);
    let draft = page.location().to_owned();
    let key = app
        .value::<String>(
            "select t->>'key' from plan_draft, jsonb_array_elements(content->'tasks') t where t->'origin'->>'number' = '6'",
        )
        .await;
    let cleared = [("version", "1"), ("key", key.as_str()), ("origin", "")];
    office.post(&format!("{draft}/origins"), &cleared).await.assert_status(303);
    let changes = [("document_number", "抚法〔2020〕第1号"), ("issued_on", "2020-03-02")];
    let skipped = [("skipped", "yes"), ("skipped_because", "上级要求本周印发")];
    let changes = [changes, skipped].concat();
    issue(&mut office, &draft, &changes).await.assert_redirect("/2020/plan");
    let measures = "select t.measures from task t join plan p on p.id = t.plan_id
                    where p.year = 2020 and t.carried_from_id is null";
    assert_eq!(app.value::<String>(measures).await, "逐月通报。");
}
