//! From one year to the next: what is unfinished goes on in a draft, with its origin; what was settled is taken along; both
//! years run side by side in January; the old one is frozen, and the two are compared.

mod compared;
mod matched;
mod side_by_side;
mod taken_along;

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::court::Form;
use crate::support::{Page, Persona, TestApp, activity};

/// The plan of 2019 in January: 2 is standing work, 3 ended, 4 done, 5 went into 6, the rest unfinished.
async fn january(pool: &PgPool) -> TestApp {
    let app = TestApp::with_plan(pool.clone()).await;
    activity::run(
        pool,
        &[
            "update task set status = 'standing' where number = 2",
            "update task set status = 'terminated' where number = 3",
            "update task set status = 'completed' where number = 4",
            "update task set status = 'merged', merged_into = (select id from task where number = 6) where number = 5",
            "update task set status = 'waiting_for_superior' where number = 7",
            "update task set measures = '逐月通报。', completion_criteria = '制度印发。', restricted = number = 9
             where number in (6, 9)",
        ],
    )
    .await;
    app.set_day("2020-01-06");
    app
}

/// Begins next year's draft from what is ticked; returns its address.
async fn drafted(office: &mut Persona<'_>) -> String {
    let page = office.get("/plans/next?from=2019").await;
    let page = office.post("/plans/next", &Form::of(&page, "#tasks").fields()).await;
    page.assert_status(303);
    page.location().to_owned()
}

/// Issues a draft as of that day.
async fn issue(office: &mut Persona<'_>, draft: &str, on: &str) -> Page {
    let form = Form::of(&office.get(draft).await, "#issue");
    let form = form.with("document_number", "抚法〔2020〕第1号").with("issued_on", on);
    let form = form.with("skipped", "yes").with("skipped_because", "上级要求本周印发");
    let path = format!("{draft}/issue");
    let preview = office.post(&path, &form.fields()).await;
    preview.assert_status(200);
    office.post(&path, &Form::of(&preview, "#issue").fields()).await
}

/// The plan of 2020 in force beside that of 2019, carried over from it.
async fn both_years(app: &TestApp) -> Persona<'_> {
    let mut office = app.person("office", Role::Office).await;
    let draft = drafted(&mut office).await;
    issue(&mut office, &draft, "2020-01-06").await.assert_redirect("/2020/plan");
    office
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn unfinished_tasks_are_ticked_standing_ones_are_offered_and_the_rest_stays(pool: PgPool) {
    let app = january(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let plans = office.get("/plans").await;
    assert_eq!(plans.attributes(".actions a[href^='/plans/next']", "href"), ["/plans/next?from=2019"]);
    let page = office.get("/plans/next?from=2019").await;
    page.assert_status(200);
    let offered = page.attributes("input[name=task]", "value");
    assert_eq!(offered[..4], ["1", "2", "6", "7"].map(str::to_owned));
    assert_eq!((offered.len(), page.count("input[name=task][checked]")), (36, 35));
    assert_eq!(page.count("input[name=task][value='2'][checked]"), 0, "standing work waits for a person");
    let none = office.post("/plans/next", &[("from", "2019")]).await;
    none.assert_status(422);
    assert!(none.text(".errors").contains("至少勾选一项"));
    let ended = office.post("/plans/next", &[("from", "2019"), ("task", "4")]).await;
    ended.assert_status(422);
    assert_eq!(app.value::<i64>("select count(*) from plan_draft").await, 0);
    let mut contact = app.member("联系人", "审管办", "contact").await;
    contact.get("/plans/next?from=2019").await.assert_status(403);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_carried_task_brings_its_text_its_departments_of_today_and_its_origin(pool: PgPool) {
    let app = january(&pool).await;
    activity::run(
        &pool,
        &["with merged as (insert into department (name, kind, position, valid_from)
             values ('综合审判管理办公室', 'unit', 99, '2020-01-01') returning id)
           update department set valid_to = '2019-12-31', successor_id = (select id from merged)
           where name in ('审管办', '研究室')"],
    )
    .await;
    let mut office = app.person("office", Role::Office).await;
    let draft = drafted(&mut office).await;
    let page = office.get(&draft).await;
    assert!(page.text(".page-head").contains("2020") && page.text(".page-head").contains("35 项任务"));
    assert_eq!(page.count("form[action$='/departments/all']"), 0, "no department is unknown");
    let sixth = page.text("#task-2");
    for words in ["综合审判管理办公室", "逐月通报。", "制度印发。", "接2019 年任务 6"]
    {
        assert!(sixth.contains(words), "{words} in {sixth}");
    }
    let answering = page.texts("#tasks .facts").join(" ");
    assert!(!answering.contains("审管办") && !answering.contains("研究室"), "{answering}");
    issue(&mut office, &draft, "2020-01-06").await.assert_redirect("/2020/plan");
    let twice = "select count(*) from (select task_id, department_id from assignment a join task t on t.id = a.task_id
                 join plan p on p.id = t.plan_id and p.year = 2020 group by 1, 2 having count(*) > 1) x";
    assert_eq!(app.value::<i64>(twice).await, 0);
    assert!(app.value::<bool>("select restricted from task t join plan p on p.id = t.plan_id and p.year = 2020
        where t.carried_from_id = (select t.id from task t join plan p on p.id = t.plan_id and p.year = 2019 where t.number = 9)").await);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_task_says_where_it_comes_from_and_where_it_went(pool: PgPool) {
    let app = january(&pool).await;
    let mut office = both_years(&app).await;
    let page = office.get("/2020/tasks/2").await;
    assert!(page.text("#carried-from").contains("上年结转自 2019 年任务 6"), "{}", page.text("main"));
    assert_eq!(page.attributes("#carried-from a", "href"), ["/2019/tasks/6"]);
    let page = office.get("/2019/tasks/6").await;
    assert!(page.text(".carried-to").contains("已结转为 2020 年任务 2"));
    assert_eq!(office.get("/2019/tasks/4").await.count(".carried-to, #carried-from"), 0);
    let mut conn = app.state.db.acquire().await.unwrap();
    let today = app.state.clocks.today();
    let export = reform_ledger::pages::export::of_store(&mut conn, 2020, today).await.unwrap();
    let tasks = serde_json::to_value(&export).unwrap()["tasks"].clone();
    assert_eq!(tasks[1]["carried_from"], serde_json::json!({"year": 2019, "number": 6}));
    let export = reform_ledger::pages::export::of_store(&mut conn, 2019, today).await.unwrap();
    let tasks = serde_json::to_value(&export).unwrap()["tasks"].clone();
    assert_eq!(tasks[5].as_object().unwrap().get("carried_from"), Some(&serde_json::Value::Null));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nothing_is_carried_over_within_a_year_or_from_a_later_one(pool: PgPool) {
    let app = january(&pool).await;
    both_years(&app).await;
    for wrong in [
        "update task set carried_from_id = (select min(id) from task) where id = (select min(id) + 1 from task)",
        "update task set carried_from_id = (select max(id) from task) where id = (select min(id) from task)",
    ] {
        let error = sqlx::query(wrong).execute(&pool).await.unwrap_err();
        let constraint = error.as_database_error().and_then(|error| error.constraint());
        assert_eq!(constraint, Some("task_carried_from_an_earlier_year"));
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_year_that_has_a_plan_is_not_drafted_from_the_one_before(pool: PgPool) {
    let app = january(&pool).await;
    let mut office = both_years(&app).await;
    let page = office.get("/plans/next?from=2019").await;
    page.assert_status(422);
    assert!(page.text("main").contains("2020 年度已有方案"));
    assert_eq!(
        office.get("/plans").await.attributes(".actions a[href^='/plans/next']", "href"),
        ["/plans/next?from=2020"]
    );
}
