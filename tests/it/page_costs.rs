//! What a page costs: a fixed number of statements whatever the number of tasks, and little HTML.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::{Persona, TestApp, activity, statements};

/// The statements of a page after the session look-up, which is all that `/` needs to lead on.
async fn statements_of(persona: &mut Persona<'_>, path: &str) -> Vec<String> {
    let (redirect, look_up) = statements::sent_by(persona.get("/")).await;
    redirect.assert_status(303);
    assert_eq!(look_up.len(), 1, "the session is looked up in one statement: {look_up:?}");
    let (page, all) = statements::sent_by(persona.get(path)).await;
    page.assert_status(200);
    assert_eq!(all[0], look_up[0]);
    all[1..].to_vec()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn wall_and_ledger_make_five_statements_for_39_tasks_as_for_239(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    for path in ["/2019/wall", "/2019/ledger"] {
        assert_eq!(statements_of(&mut office, path).await.len(), 5, "{path} with 39 tasks");
    }
    activity::grow_to(&pool, 239).await;
    for path in ["/2019/wall", "/2019/ledger"] {
        assert_eq!(statements_of(&mut office, path).await.len(), 5, "{path} with 239 tasks");
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
