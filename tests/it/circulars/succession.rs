//! Departments that were merged or renamed: who is there now is named for them; and departments that nothing faults any more.

use reform_ledger::organization::rename_department;

use super::*;

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_took_over_is_named_for_the_failings_of_who_is_gone(pool: PgPool) {
    let app = court(&pool).await;
    let old = app.department("研究室").await;
    let missing: i64 = sqlx::query_scalar(
        "select count(*) from deadline l join task t on t.id = l.task_id where l.kind = 'monthly_report'
         and l.period = '2019-06' and l.department_id = $1 and t.number <> 9",
    )
    .bind(old)
    .fetch_one(&pool)
    .await
    .unwrap();
    assert!(missing > 0);
    let mut conn = pool.acquire().await.unwrap();
    let version =
        sqlx::query_scalar("select version from department where id = $1").bind(old).fetch_one(&pool).await;
    let from = "2019-07-05".parse().unwrap();
    // What is overdue stays with the old department.
    let new = rename_department(&mut conn, &app.act(), old.into(), version.unwrap(), ("调研室", from))
        .await
        .unwrap();
    drop(conn);
    let mut office = app.person("office", Role::Office).await;
    begin(&mut office, JUNE).await;
    let page = office.get(JUNE).await;
    let row = page.text(&format!("#department-{new}"));
    assert!(row.starts_with("调研室") && row.contains("原研究室：2019年6月月报："), "{row}");
    assert!(row.contains(&format!("未报送{missing}项（任务")), "{row}");
    assert_eq!(page.count(&format!("#department-{old}")), 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn that_nothing_faults_a_department_any_more_is_said_before_it_is_sent(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    begin(&mut office, JUNE).await;
    keep_only(&mut office, &app, JUNE, &["审管办", "研究室"]).await;
    let department = app.department("研究室").await;
    let waive =
        "update deadline set waived_on = '2019-07-01', waived_reason = '演示' where kind = 'monthly_report'
                 and department_id = (select id from department where name = '研究室')";
    activity::run(&pool, &[waive]).await;
    let sentence = "台账现在没有应点名该部门的情况";
    assert!(office.get(JUNE).await.body.contains("处变动，与本通报不一致"));
    let page = office.get(&format!("{JUNE}/edit")).await;
    assert!(page.text("#moved").contains(sentence), "{}", page.text("#moved"));
    edit(&mut office, JUNE, &[("go", "take_all")]).await.assert_redirect(&format!("{JUNE}/edit"));
    assert_eq!(office.get(JUNE).await.count(&format!("#department-{department}")), 0);
    assert!(!office.get(&format!("{JUNE}/edit")).await.body.contains(sentence));
}
