//! Opening and closing the store.

use std::path::Path;

use reform_ledger::database::{MIGRATOR, Store};

use crate::private_postgres::{TestFolder, postmaster_of};

#[tokio::test]
async fn a_store_without_an_address_is_private_up_to_date_and_stops_when_closed() {
    let folder = TestFolder::new("store");
    let store = Store::open(None, &folder.0).await.unwrap();
    let run: i64 = sqlx::query_scalar("select count(*) from _sqlx_migrations where success")
        .fetch_one(&store.pool)
        .await
        .unwrap();
    let ups = MIGRATOR.iter().filter(|it| it.migration_type.is_up_migration()).count();
    assert_eq!(usize::try_from(run).unwrap(), ups);
    assert!(ups > 0);
    store.close().await;
    assert_eq!(postmaster_of(&folder.pg()), None);
}

#[tokio::test]
async fn a_store_of_a_newer_program_is_refused_and_its_server_given_up() {
    let folder = TestFolder::new("newer");
    let store = Store::open(None, &folder.0).await.unwrap();
    sqlx::query(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
         values (29990101000000, 'to come', true, '', 0)",
    )
    .execute(&store.pool)
    .await
    .unwrap();
    store.close().await;

    let sentence = Store::open(None, &folder.0).await.unwrap_err().to_string();
    assert!(sentence.contains("较新版本的程序") && sentence.contains("29990101000000"), "{sentence}");
    assert_eq!(postmaster_of(&folder.pg()), None);
}

#[tokio::test]
async fn an_address_where_nothing_answers_is_named_without_its_password() {
    let refusal = Store::open(Some("postgres://u:geheim@127.0.0.1:1/x"), Path::new(".")).await.unwrap_err();
    let sentence = refusal.to_string();
    assert!(sentence.starts_with("连不上数据库 127.0.0.1:1/x") && !sentence.contains("geheim"), "{sentence}");
}

#[tokio::test]
async fn a_word_that_is_no_address_is_refused_with_an_example() {
    let sentence = Store::open(Some("台账"), Path::new(".")).await.unwrap_err().to_string();
    assert!(sentence.contains("postgres://用户:口令@主机:5432/数据库名"), "{sentence}");
}
