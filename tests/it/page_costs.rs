//! What a page costs: a fixed number of statements whatever the number of tasks, and little HTML.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::court::Form;
use crate::support::statements::counted;
use crate::support::{Persona, TestApp, activity};

/// Pages of all tasks with their statements: a Gantt is held against the newest baseline, and a file that leaves the program
/// has its entry in the log besides; a workbook names the seal of the log, which is made before.
const OF_ALL_TASKS: [(&str, usize); 6] = [
    ("/2019/wall", 5),
    ("/2019/ledger", 5),
    ("/2019/ledger.xlsx", 12),
    ("/2019/gantt", 6),
    ("/2019/gantt?by=department", 6),
    ("/2019/gantt.svg", 7),
];

/// How many statements a page sends after the session look-up, which is all that `/` needs to lead on.
async fn statements_of(persona: &mut Persona<'_>, path: &str) -> usize {
    let (redirect, look_up) = counted(persona.get("/")).await;
    redirect.assert_status(303);
    let (page, all) = counted(persona.get(path)).await;
    page.assert_status(200);
    all - look_up
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn pages_of_all_tasks_make_as_many_statements_for_39_tasks_as_for_239(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    for (path, statements) in OF_ALL_TASKS {
        assert_eq!(statements_of(&mut office, path).await, statements, "{path} with 39 tasks");
    }
    activity::grow_to(&pool, 239).await;
    activity::lay_out_all(&pool).await;
    for (path, statements) in OF_ALL_TASKS {
        assert_eq!(statements_of(&mut office, path).await, statements, "{path} with 239 tasks");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_moved_is_read_in_two_statements_for_each_baseline_whatever_it_holds(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.round_on("2019-05-01").await;
    let mut office = app.person("office", Role::Office).await;
    assert_eq!(statements_of(&mut office, "/2019/changes").await, 8, "nothing moved");
    activity::grow_to(&pool, 239).await;
    activity::lay_out_all(&pool).await;
    app.round_on("2019-06-01").await;
    let mut office = app.sign_in("office", office.id).await;
    let both = "/2019/changes?from=2019-04-30&to=2019-05-31";
    for (path, statements) in [("/2019/changes?from=2019-04-30", 8), (both, 10)] {
        assert_eq!(statements_of(&mut office, path).await, statements, "{path} with 239 tasks");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn wall_and_ledger_of_the_courts_plan_stay_under_100_kb(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-07-10");
    let mut office = app.person("office", Role::Office).await;
    for path in ["/2019/wall", "/2019/ledger"] {
        let size = office.get(path).await.body.len();
        assert!(size < 100_000, "{path}: {size} bytes");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_gantt_grows_with_its_tasks_by_two_and_a_half_kilobytes_each(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    activity::grow_to(&pool, 500).await;
    activity::lay_out_all(&pool).await;
    app.set_day("2019-07-10");
    let mut office = app.person("office", Role::Office).await;
    for (path, most) in [("/2019/gantt", 1_250_000), ("/2019/gantt.svg", 700_000)] {
        let size = office.get(path).await.body.len();
        println!("{path} of 500 tasks with 3,500 milestones: {size} bytes");
        assert!(size < most, "{path}: {size} bytes");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_summary_and_its_editing_cost_the_same_statements_for_39_tasks_as_for_239(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-07-09");
    let mut office = app.person("office", Role::Office).await;
    let summary = "/2019/summaries/2019-H1";
    let form = Form::of(&office.get(summary).await, "form[action$='/begin']");
    office.post(&format!("{summary}/begin"), &form.fields()).await.assert_status(303);
    let pages = [(summary.to_owned(), 17), (format!("{summary}/edit"), 16)];
    for (path, statements) in &pages {
        assert_eq!(statements_of(&mut office, path).await, *statements, "{path} with 39 tasks");
    }
    activity::grow_to(&pool, 239).await;
    activity::lay_out_all(&pool).await;
    for (path, statements) in &pages {
        assert_eq!(statements_of(&mut office, path).await, *statements, "{path} with 239 tasks");
    }
}
