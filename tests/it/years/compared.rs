//! Two years beside each other.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::{both_years, january};
use crate::support::{TestApp, activity};

#[sqlx::test(migrator = "MIGRATOR")]
async fn carried_new_dropped_and_standing_tasks_are_told_apart_by_section(pool: PgPool) {
    let app = january(&pool).await;
    let mut office = both_years(&app).await;
    activity::run(
        &pool,
        &["insert into task (plan_id, section_id, number, title, body, starts_on, status_since)
           select p.id, s.id, 36, '新增的改革任务', '', p.starts_on, p.starts_on from plan p join section s on s.plan_id = p.id and s.number = 1
           where p.year = 2020",
          "update task set carried_from_id = null where number = 35 and plan_id = (select id from plan where year = 2020)"],
    )
    .await;
    assert!(office.get("/plans").await.attributes("tbody a", "href").contains(&"/2020/compare".to_owned()));
    let page = office.get("/2020/compare").await;
    page.assert_status(200);
    let total = page.texts("#sections tr.total td");
    assert_eq!(
        total[..9],
        ["合计", "39", "34", "1", "1", "2", "1", "36", "2"].map(str::to_owned),
        "{total:?}"
    );
    assert!(page.text("#new").contains("36 新增的改革任务"));
    assert!(page.text("#dropped").contains("39 "), "{}", page.text("#dropped"));
    assert!(page.text("#standing").contains("转入常态"));
    assert!(page.text("#carried li").contains("2019 年："), "{}", page.text("#carried li"));
    assert!(page.text("main").contains("2020 年度尚未结束"));
    let first = office.get("/2019/compare").await;
    first.assert_status(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn on_time_is_judged_by_the_first_submission_and_what_is_due(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let person = app.person("office-0", Role::Office).await.id.0;
    for (number, month, day) in
        [(1, "2019-04", "2019-04-25"), (6, "2019-04", "2019-04-28"), (8, "2019-05", "2019-05-27")]
    {
        activity::submit_report(&pool, number, month, day, person, 10).await;
    }
    activity::run(
        &pool,
        &["update report_submission u set due_on = d.due_on from monthly_report m join deadline d on d.kind = 'monthly_report'
               and d.task_id = m.task_id and d.period = m.month where m.id = u.report_id",
          "update deadline set met_on = '2019-12-30' where kind = 'task_completion' and task_id = (select id from task where number = 8)",
          "update task set status = 'completed' where number = 8"],
    )
    .await;
    app.set_day("2020-01-06");
    let mut office = both_years(&app).await;
    let page = office.get("/2020/compare").await;
    let total = page.texts("#sections tr.total td");
    assert_eq!(total[9..], ["2/351（0%）", "—", "1/39（2%）", "—"].map(str::to_owned), "{total:?}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn restricted_tasks_stand_in_no_list_of_those_they_do_not_concern(pool: PgPool) {
    let app = january(&pool).await;
    let mut office = both_years(&app).await;
    let title = app.value::<String>("select max(title) from task where number = 9").await;
    assert!(office.get("/2020/compare").await.text("main").contains(&title));
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/2020/compare").await;
    page.assert_status(200);
    assert!(!page.body.contains(&title));
    assert!(page.text("main").contains("限定范围、与您无关的任务不在其中"));
}
