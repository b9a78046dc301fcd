//! What of last year's plan did not last is carried by a task of this year; last year's plan is not changed.

use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::*;

/// Last year's frozen plan with one completed task, which 研究室 led.
async fn with_last_year(pool: &PgPool) -> (TestApp, i64) {
    let (app, office) = court(pool).await;
    activity::run(
        pool,
        &[
            "insert into plan (year, title, document_number, issuing_body, issued_on, starts_on, ends_on, status,
                 activated_on, source_text, source_digest)
             values (2018, '方案', '', '本院', '2018-01-02', '2018-01-02', '2018-12-31', 'frozen', '2018-01-02', '', '')",
            "insert into plan_rules (plan_id) select id from plan where year = 2018",
            "insert into section (plan_id, number, title, short_title) select id, 1, '一', '司法责任制' from plan where year = 2018",
            "insert into task (plan_id, section_id, number, title, body, starts_on, status, status_since, status_source)
             select plan_id, id, 3, '建立裁判文书抽查制度', '', '2018-01-02', 'completed', '2018-11-30', '制度已印发'
             from section where plan_id = (select id from plan where year = 2018)",
            "insert into assignment (task_id, department_id, role, files_report, position, wording, from_on)
             select t.id, d.id, 'lead', true, 1, '研究室', '2018-01-02' from task t, department d
             where t.title = '建立裁判文书抽查制度' and d.name = '研究室'",
        ],
    )
    .await;
    (app, office)
}

const LAST: &str = "2018年度任务 3";

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_task_of_last_year_is_not_changed_and_one_of_this_year_carries_the_finding(pool: PgPool) {
    let (app, office) = with_last_year(&pool).await;
    let mut office = app.sign_in("office", office.into()).await;
    let labels = office.get(ADD).await.attributes("#sample input", "aria-label");
    assert_eq!(labels.last().unwrap(), "抽取2018年度任务 3");
    open(&mut office, &[LAST]).await.assert_redirect(ROUND);
    let page = office.get(FIRST).await;
    let sentence = page.text("#reopening");
    assert!(
        sentence.contains("2018 年度的方案不再改动，原事项不能恢复办理；由本年度的一项任务承担整改"),
        "{sentence}"
    );
    let missing = decide(&mut office, FIRST, &REOPENED).await;
    missing.assert_status(422);
    assert_eq!(missing.text("#carrier-error"), "请选择由本年度哪一项任务承担整改，再选择责任部门。");
    assert_eq!(missing.text("#problem"), PROBLEM);

    // The departments stand to choose from once the task is chosen; what is typed is kept meanwhile.
    let task_5 =
        "select t.id::text from task t join plan p on p.id = t.plan_id where p.year = 2019 and t.number = 5";
    let carrier: String = app.value(task_5).await;
    let chosen: Vec<(&str, &str)> =
        REOPENED.into_iter().chain([("carrier", &*carrier), ("go", "draft")]).collect();
    decide(&mut office, FIRST, &chosen).await.assert_redirect(FIRST);
    let listed = office.get(FIRST).await;
    assert_eq!(listed.attributes("#carrier option[selected]", "value"), [carrier]);
    assert!(listed.texts("#department option").contains(&"研究室".to_owned()));
    assert_eq!(listed.text("#problem"), PROBLEM);
    let last = "select t::text || p::text from task t join plan p on p.id = t.plan_id where p.year = 2018";
    let before: String = app.value(last).await;
    decide(&mut office, FIRST, &[("go", "")]).await.assert_redirect(FIRST);

    assert_eq!(app.value::<String>(last).await, before, "nothing of last year's plan is changed");
    let finding = "select concat_ws(' ', p.year, t.number, f.number, f.reference) from finding f join plan p on p.id = f.plan_id
                   join task t on t.id = f.task_id order by f.id desc limit 1";
    assert_eq!(
        app.value::<String>(finding).await,
        "2019 5 2 2019年第1轮回头看“上半年办结事项”：2018年度任务 3，成果未保持"
    );
    let this_year = "select status::text from task where number = 5";
    assert_ne!(app.value::<String>(this_year).await, "completed");
    assert_eq!(office.get(LIST).await.texts("#reopened tbody tr"), ["研究室10重新挂账 1 项"]);
    assert!(office.get("/2018/tasks/3").await.text("#look-backs").contains("第 2 号问题"));

    close(&mut office).await.assert_redirect(ROUND);
    assert!(office.get("/2018/history").await.text("main").contains("2018年度任务 3，重新挂账"));
    assert!(
        !office.get("/2019/history").await.text("main").contains("2018年度任务 3"),
        "its number is another's here"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_was_merged_since_it_was_sampled_is_carried_by_another_task_too(pool: PgPool) {
    let (app, office) = court(&pool).await;
    let mut office = app.sign_in("office", office.into()).await;
    open(&mut office, &["任务 6"]).await.assert_redirect(ROUND);
    let merge = "update task t set status = 'merged', merged_into = o.id from task o where t.number = 6 and o.number = 7";
    activity::run(&pool, &[merge]).await;
    let page = office.get(FIRST).await;
    assert!(page.text("#reopening").contains("任务 6 已并入，不能恢复办理"), "{}", page.text("#reopening"));
    let choices = page.texts("#carrier option");
    assert!(choices.iter().any(|words| words.starts_with("7 ")), "{choices:?}");
    assert!(!choices.iter().any(|words| words.starts_with("6 ")), "{choices:?}");
    decide(&mut office, FIRST, &KEPT).await.assert_redirect(FIRST);
}
