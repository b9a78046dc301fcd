//! Migrations are code: they go up, and down again with a court's year in the tables.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::TestApp;

async fn tables(pool: &PgPool) -> Vec<String> {
    let sql = "select table_name::text from information_schema.tables
               where table_schema = 'public' and table_name <> '_sqlx_migrations' order by 1";
    sqlx::query_scalar(sql).fetch_all(pool).await.unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_migration_goes_down_and_up_again_with_a_plan_stored(pool: PgPool) {
    let before = tables(&pool).await;
    let app = TestApp::with_plan(pool).await;
    let pool = &app.state.db;
    MIGRATOR.undo(pool, 0).await.unwrap();
    assert_eq!(tables(pool).await, Vec::<String>::new(), "going down leaves nothing behind");
    let types = "select count(*) from pg_type t join pg_namespace n on n.oid = t.typnamespace
                 where n.nspname = 'public' and t.typtype = 'e'";
    let types: i64 = sqlx::query_scalar(types).fetch_one(pool).await.unwrap();
    assert_eq!(types, 0, "no status type either");
    MIGRATOR.run(pool).await.unwrap();
    assert_eq!(tables(pool).await, before);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_migration_goes_down_one_by_one(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut versions: Vec<i64> =
        MIGRATOR.iter().filter(|m| m.migration_type.is_up_migration()).map(|m| m.version).collect();
    versions.sort_unstable();
    while versions.pop().is_some() {
        let target = versions.last().copied().unwrap_or(0);
        MIGRATOR.undo(&app.state.db, target).await.unwrap();
        MIGRATOR.run(&app.state.db).await.unwrap();
        MIGRATOR.undo(&app.state.db, target).await.unwrap();
    }
    assert_eq!(tables(&app.state.db).await, Vec::<String>::new());
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_was_in_charge_before_it_was_dated_is_so_from_the_tasks_first_day_on(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let leader = app.person("分管副院长", Role::Leader).await.id.0;
    let pool = &app.state.db;
    MIGRATOR.undo(pool, 20_261_127_000_700).await.unwrap();
    sqlx::query("update task set leader_id = $1 where number in (6, 7)")
        .bind(leader)
        .execute(pool)
        .await
        .unwrap();
    MIGRATOR.run(pool).await.unwrap();
    let rows = "select t.number || ' ' || p.role || ' ' || p.from_on from task_person p join task t on t.id = p.task_id
                where p.account_id = $1 order by t.number";
    let rows: Vec<String> = sqlx::query_scalar(rows).bind(leader).fetch_all(pool).await.unwrap();
    assert_eq!(rows, ["6 leader 2019-03-28", "7 leader 2019-03-28"]);
    MIGRATOR.undo(pool, 20_261_127_000_700).await.unwrap();
    let led =
        sqlx::query_scalar("select array_agg(number order by number) from task where leader_id is not null");
    assert_eq!(led.fetch_one(pool).await.map(|numbers: Vec<i32>| numbers).unwrap(), [6, 7]);
}
