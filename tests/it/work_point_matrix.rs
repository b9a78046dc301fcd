//! 要点任务对应: points ticked against tasks by the office, proposals never stored unconfirmed, and what others changed kept.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::court::Form;
use crate::support::{Page, TestApp, activity};

const PAGE: &str = "/2019/work-points";
const FIFTH: &str = "#section-5 form[action$='sections/5']";

async fn point(app: &TestApp, begins: &str) -> i64 {
    let sql = "select id from work_point where text like $1 || '%'";
    sqlx::query_scalar(sql).bind(begins).fetch_one(&app.state.db).await.unwrap()
}

/// The numbers of the tasks that carry a point.
async fn carriers(app: &TestApp, point: i64) -> Vec<i32> {
    let sql = "select t.number from work_point_task l join task t on t.id = l.task_id where l.work_point_id = $1 order by 1";
    sqlx::query_scalar(sql).bind(point).fetch_all(&app.state.db).await.unwrap()
}

fn ticked(page: &Page, section: i32) -> usize {
    page.count(&format!("#section-{section} input[name=mark][checked]"))
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_matrix_of_the_plan_as_issued_ticks_what_the_wording_says(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let page = office.get(PAGE).await;
    page.assert_status(200);
    // 33 points have the wording of a title, by section.
    assert_eq!((1..=6).map(|section| ticked(&page, section)).collect::<Vec<_>>(), [10, 5, 8, 6, 0, 4]);
    assert_eq!(page.texts("thead th a.owed"), ["5", "12", "13", "29", "33", "35"], "named by no point");
    assert!(page.text(".page-head").contains("6 条工作要点没有任务承担"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_likeness_is_proposed_and_stored_only_once_a_person_confirms_it(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let opinions = point(&app, "出台完善专业法官会议机制").await;
    let page = office.get(PAGE).await;
    assert!(page.text("#section-1").contains("由任务 4 承担（相近 53%）"));
    assert!(page.text("#section-5").contains("由任务 35 承担（相近 66%）"));
    assert_eq!(page.count("#section-4 .on-screen button"), 0, "nothing is like what is left there");
    assert_eq!(carriers(&app, opinions).await, [0; 0], "a look stores nothing");
    let way = page.attributes("#section-1 .on-screen form", "action");
    let confirm = way.iter().find(|path| path.contains(&format!("/{opinions}/"))).unwrap();
    office.post(confirm, &[("task", "4")]).await.assert_status(303);
    assert_eq!(carriers(&app, opinions).await, [4]);
    let page = office.get("/2019/blind-spots").await;
    assert!(
        page.text("#deliverable_not_named").contains("任务 4没有写到"),
        "{}",
        page.text("#deliverable_not_named")
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_office_ticks_and_unticks_and_names_tasks_of_other_sections(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let reform = point(&app, "完成抚松法院内设机构改革").await;
    let form = Form::of(&office.get(PAGE).await, FIFTH);
    let save = format!("{PAGE}/sections/5");
    let mark = format!("{reform}-35");
    let others = format!("others-{reform}");
    let fields = [("mark", mark.as_str()), (others.as_str(), "1、4")];
    office.post(&save, &fields).await.assert_redirect(&format!("{PAGE}#section-5"));
    assert_eq!(carriers(&app, reform).await, [1, 4, 35]);
    assert_eq!(form.value(&others), "");
    let again = Form::of(&office.get(PAGE).await, FIFTH);
    assert_eq!(again.value(&others), "1、4");
    let removed = again.with(&others, "4");
    office.post(&save, &removed.fields()).await.assert_status(303);
    assert_eq!(carriers(&app, reform).await, [4, 35]);
    let entries: i64 = sqlx::query_scalar(
        "select count(*) from ledger_entry where event in ('work_point_linked', 'work_point_unlinked')",
    )
    .fetch_one(&app.state.db)
    .await
    .unwrap();
    assert_eq!(entries, 4, "each with its entry");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_somebody_else_ticked_meanwhile_stays_as_they_left_it(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut first = app.person("office", Role::Office).await;
    let mut second = app.person("office-2", Role::Office).await;
    let reform = point(&app, "完成抚松法院内设机构改革").await;
    let save = format!("{PAGE}/sections/5");
    let stale = Form::of(&second.get(PAGE).await, FIFTH);
    first.post(&save, &[("mark", &format!("{reform}-35"))]).await.assert_status(303);
    let others = format!("others-{reform}");
    let stale = stale.with(&others, "36");
    second.post(&save, &stale.fields()).await.assert_status(303);
    assert_eq!(carriers(&app, reform).await, [35, 36], "the second did not untick what it never saw");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_matrix_that_cannot_be_read_comes_back_as_it_was_typed_and_changes_nothing(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let reform = point(&app, "完成抚松法院内设机构改革").await;
    let others = format!("others-{reform}");
    let mark = format!("{reform}-35");
    for typed in ["六", "99"] {
        let fields = [("mark", mark.as_str()), (others.as_str(), typed)];
        let page = office.post(&format!("{PAGE}/sections/5"), &fields).await;
        page.assert_status(422);
        assert_eq!(page.attributes(&format!("[name={others}]"), "value"), [typed]);
        assert_eq!(ticked(&page, 5), 1, "what was ticked stands");
        assert!(
            page.text(&format!("#{others}-error")).contains(typed),
            "beside the row: {}",
            page.text(".errors")
        );
        assert_eq!(page.attributes(".errors a", "href"), [format!("#{others}")]);
        assert_eq!(carriers(&app, reform).await, [0; 0]);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn readers_see_the_matrix_without_restricted_tasks_and_change_nothing(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    activity::run(&pool, &["update task set restricted = true, title = '丁香事项' where number = 10"]).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get(PAGE).await;
    page.assert_status(200);
    assert!(!page.body.contains("丁香") && page.count("#section-1 thead a[href$='/10/chain']") == 0);
    assert_eq!(page.count("input[type=checkbox]") + page.count("main button"), 0);
    viewer.post(&format!("{PAGE}/sections/5"), &[]).await.assert_status(403);
}
