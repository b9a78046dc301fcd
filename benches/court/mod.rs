//! The program over a database of its own, for the benches.

use reform_ledger::database::MIGRATOR;
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};

use crate::support::TestApp;
use crate::support::activity::{grow_to, lay_out_all};

/// The program over a database of its own with the plan of 2019, grown to so many tasks, on a day.
pub async fn court(bench: &str, tasks: i32, day: &str) -> &'static TestApp {
    let address = std::env::var("DATABASE_URL").expect("DATABASE_URL names a server");
    let options: sqlx::postgres::PgConnectOptions = address.parse().unwrap();
    let mut server = PgConnection::connect_with(&options).await.unwrap();
    let database = format!("reform_ledger_bench_{bench}_{tasks}");
    for statement in ["drop database if exists", "create database"] {
        sqlx::raw_sql(AssertSqlSafe(format!("{statement} {database}"))).execute(&mut server).await.unwrap();
    }
    let pool = PgPool::connect_with(options.database(&database)).await.unwrap();
    MIGRATOR.run(&pool).await.unwrap();
    let app = TestApp::with_plan(pool.clone()).await;
    grow_to(&pool, tasks).await;
    lay_out_all(&pool).await;
    app.set_day(day);
    Box::leak(Box::new(app))
}
