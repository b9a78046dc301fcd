//! Accounts and the log from the command line.

use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::commands::{done, refusal, run, said};
use crate::support::TestApp;

async fn one<T>(pool: &PgPool, sql: &'static str) -> T
where
    T: Send + Unpin + for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
{
    sqlx::query_scalar(sql).fetch_one(pool).await.unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_account_added_signs_in_for_its_departments_with_the_password_printed_once(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let arguments =
        ["account", "add", "审管办", "--role", "contact", "--department", "审管办", "--department", "研究室"];
    let printed = done(&run(&pool, &arguments));
    let password = printed.lines().last().unwrap();
    assert!(printed.starts_with("账号 审管办 已建立") && printed.matches(password).count() == 1, "{printed}");
    let departments: i64 = one(&pool, "select count(*) from membership where kind = 'contact'").await;
    assert_eq!(departments, 2);
    let mut browser = app.anonymous();
    browser.get("/login").await;
    let fields = [("username", "审管办"), ("password", password)];
    browser.post("/login", &fields).await.assert_status(303);
    browser.get("/").await.assert_redirect("/account/password");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_account_that_cannot_be_added_leaves_nothing(pool: PgPool) {
    TestApp::with_plan(pool.clone()).await;
    let unknown = ["account", "add", "某人", "--role", "contact", "--department", "没有的庭"];
    assert!(refusal(&run(&pool, &unknown), 1).contains("没有名为 没有的庭 的部门"));
    let no_role = ["account", "add", "某人", "--role", "emperor"];
    assert!(refusal(&run(&pool, &no_role), 2).contains("emperor"));
    let leader = ["account", "add", "某人", "--role", "leader", "--department", "审管办"];
    assert!(refusal(&run(&pool, &leader), 2).contains("--department"));
    assert_eq!(one::<i64>(&pool, "select count(*) from account").await, 0);
    done(&run(&pool, &["account", "add", "某人", "--role", "viewer"]));
    let twice = refusal(&run(&pool, &["account", "add", "某人", "--role", "viewer"]), 1);
    assert!(twice.contains("已有人使用"), "{twice}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_reset_prints_a_new_password_and_the_list_names_all(pool: PgPool) {
    assert!(done(&run(&pool, &["account", "list"])).starts_with("还没有账号"));
    done(&run(&pool, &["account", "add", "office", "--role", "office"]));
    let before: String = one(&pool, "select password_hash from account").await;
    let printed = done(&run(&pool, &["account", "reset", "office"]));
    assert_eq!(printed.lines().last().unwrap().len(), "xxxx-xxxx-xxxx".len());
    assert_ne!(one::<String>(&pool, "select password_hash from account").await, before);
    assert!(refusal(&run(&pool, &["account", "reset", "nobody"]), 1).contains("没有登录名为 nobody 的账号"));
    assert_eq!(done(&run(&pool, &["account", "list"])), "office\toffice\t正常\t从未登录\n");
    let entries: i64 = one(
        &pool,
        "select count(*) from ledger_entry where event in ('account_created', 'password_reset') and actor = '系统'",
    )
    .await;
    assert_eq!(entries, 2);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn verify_ends_with_1_and_names_what_was_changed(pool: PgPool) {
    done(&run(&pool, &["account", "add", "office", "--role", "office"]));
    assert!(done(&run(&pool, &["verify"])).starts_with("操作日志完整：共 1 条"));
    let id: i64 = one(&pool, "select id from ledger_entry").await;
    let tamper = "alter table ledger_entry disable trigger all; update ledger_entry set actor = '别人';
                  alter table ledger_entry enable trigger all";
    sqlx::raw_sql(tamper).execute(&pool).await.unwrap();
    let found = run(&pool, &["verify"]);
    assert_eq!(found.status.code(), Some(1));
    assert_eq!(said(&found.stdout), format!("第 {id} 条记录被改动\n"));
    assert!(said(&found.stderr).contains("操作日志不完整") && said(&found.stderr).lines().count() == 1);
}
