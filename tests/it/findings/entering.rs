//! Entering findings, and the list with its filters and marks.

use calamine::DataType;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::*;
use crate::support::activity::{complete_by, run};
use crate::support::statements::counted;
use crate::workbooks::{cells, rows};

#[sqlx::test(migrator = "MIGRATOR")]
async fn each_field_says_what_is_missing_and_what_was_typed_stays(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, _) = people(&app).await;
    let other = app.department("干部科").await.to_string();
    let wrong = [
        ("source", "superior_inspection"),
        ("required", ""),
        ("severity", "none"),
        ("department", other.as_str()),
        ("due_on", "下周"),
    ];
    let page = enter(&app, &mut office, "", &wrong).await;
    page.assert_status(422);
    let errors = page.attributes(".errors a", "href");
    assert_eq!(errors, ["#reference", "#required", "#severity", "#department", "#due_on"]);
    assert!(page.body.contains(PROBLEM), "what was typed stays");
    let past = enter(&app, &mut office, "2019-07-09", &[]).await;
    assert_eq!(past.text("#due_on-error"), "整改期限不能早于今天。");
    assert_eq!(app.value::<i64>("select count(*) from finding").await, 0);
    enter(&app, &mut office, "2019-07-20", &[]).await.assert_status(303);
    let page = office.get("/2019/findings/1").await;
    assert!(page.text(".flash").contains("整改期限是休息日，未作顺延"), "a Saturday stays, with a warning");
    let first = office.get(ADD).await;
    assert_eq!(first.count("select[name=task] option"), 39, "the task is chosen first");
    let departments = office.get("/2019/findings/add?task=6").await.texts("#department option");
    assert!(departments.contains(&"审管办".to_owned()) && !departments.contains(&"干部科".to_owned()));
    office.get("/2019/findings/add?task=99").await.assert_status(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_overdue_task_becomes_a_finding_in_one_step(pool: PgPool) {
    let app = court(pool.clone()).await;
    let (mut office, _) = people(&app).await;
    complete_by(&pool, 6, "2019-06-28").await;
    let links = office.get("/2019/tasks/6").await.attributes("#findings .buttons a", "href");
    let page = office.get(&links[0]).await;
    let form = Form::of(&page, "form.card");
    office.post(ADD, &form.fields()).await.assert_redirect("/2019/findings/1");
    let page = office.get("/2019/findings/1").await;
    let problem =
        "任务完成应于 2019年6月28日（星期五）完成，至 2019年7月10日仍未完成，已逾期 12 天（自然日）。";
    assert_eq!(page.texts(".prose")[0], problem);
    let facts = page.text(".facts:not(.records .facts)");
    assert!(page.text("dl.facts").contains("逾期事项：任务完成（应于 2019-06-28）"), "{facts}");
    assert!(
        page.text("dl.facts").contains("审管办") && page.text("dl.facts").contains("2019-07-24"),
        "{facts}"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn repeated_and_long_open_ones_stand_out_in_words_and_filters_choose(pool: PgPool) {
    let app = court(pool.clone()).await;
    let (mut office, _) = people(&app).await;
    let support = app.department("办公室").await.to_string();
    enter(&app, &mut office, "2019-08-30", &[("source", "meeting")]).await.assert_status(303);
    enter(&app, &mut office, "2019-08-30", &[("department", &support), ("severity", "grave")])
        .await
        .assert_status(303);
    enter(&app, &mut office, "2019-08-30", &[]).await.assert_status(303);
    run(&pool, &["update finding set opened_on = '2019-06-01' where number = 1"]).await;
    let list = office.get("/2019/findings").await;
    let marks: Vec<String> = list.texts("tbody .title");
    let with = |words: &str| marks.iter().filter(|line| line.contains(words)).count();
    assert_eq!(with("长期未销号：已 39 天"), 1, "{marks:?}");
    assert_eq!(with("同一任务第 2 次"), 1, "of another department");
    assert_eq!(with("同一任务、部门第 2 次"), 1);
    for (query, count) in [
        ("state=open", 3),
        ("state=closed", 0),
        ("source=meeting", 1),
        ("severity=grave", 1),
        ("overdue=yes", 0),
        ("task=6", 3),
        ("task=7", 0),
        ("state=%E9%95%BF&task=-1&page=9999999999", 0),
    ] {
        let page = office.get(&format!("/2019/findings?{query}")).await;
        page.assert_status(200);
        assert_eq!(page.count("tbody tr"), count, "{query}");
    }
    let page = office.get(&format!("/2019/findings?department={support}&state=unended")).await;
    assert_eq!((page.count("tbody tr"), page.text("[aria-current=true]").as_str()), (1, "未销号 1"));
    app.set_day("2019-08-31");
    let mut office = app.sign_in("office", office.id).await;
    assert_eq!(office.get("/2019/findings?overdue=yes").await.count("tbody tr"), 3);
}

/// Statements of a page besides those of looking the session up.
async fn statements_of(who: &mut Persona<'_>, path: &str) -> usize {
    let (_, look_up) = counted(who.get("/")).await;
    let (page, all) = counted(who.get(path)).await;
    page.assert_status(200);
    all - look_up
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_page_makes_as_many_statements_for_many_findings_as_for_one(pool: PgPool) {
    let app = court(pool.clone()).await;
    let (mut office, mut contact) = people(&app).await;
    enter(&app, &mut office, "2019-07-31", &[]).await.assert_status(303);
    take_up(&mut contact).await.assert_status(303);
    answer(&mut contact).await.assert_status(303);
    let pages = ["/2019/findings", "/2019/findings/1", "/2019/tasks/6", "/worklist"];
    let mut before = Vec::new();
    for path in pages {
        before.push(statements_of(&mut office, path).await);
    }
    run(
        &pool,
        &[
            "with more as (
                 insert into finding (plan_id, number, task_id, source, reference, problem, required, severity, status,
                     opened_on, opened_at, opened_by, taken_up_on, taken_up_at, taken_up_by)
                 select plan_id, n, task_id, source, reference, problem, required, severity, 'answered', opened_on, opened_at,
                     opened_by, opened_on, opened_at, opened_by
                 from finding, generate_series(2, 60) n where number = 1 returning id, number, task_id, plan_id),
             answers as (
                 insert into finding_answer (finding_id, number, measures, proof, answered_on, answered_at, answered_by, due_on)
                 select m.id, 1, a.measures, a.proof, a.answered_on, a.answered_at, a.answered_by, a.due_on
                 from more m, finding_answer a)
             insert into deadline (plan_id, kind, subject_id, task_id, department_id, original_due_on, due_on, working, title,
                 met_on)
             select m.plan_id, 'rectification', m.id, m.task_id, l.department_id, l.due_on, l.due_on, '', '第 ' || m.number || ' 号',
                 l.met_on
             from more m, deadline l where l.kind = 'rectification'",
        ],
    )
    .await;
    let mut after = Vec::new();
    for path in pages {
        after.push(statements_of(&mut office, path).await);
    }
    assert_eq!(before, after);
    assert!(before[0] <= 3 && before[1] <= 10, "{before:?}");
    let size = office.get("/2019/findings").await.body.len();
    assert!(size < 100_000, "{size} bytes");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_export_lists_findings_by_number(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, mut contact) = people(&app).await;
    enter(&app, &mut office, "2019-07-31", &[]).await.assert_status(303);
    take_up(&mut contact).await.assert_status(303);
    answer(&mut contact).await.assert_status(303);
    close(&mut office).await.assert_status(303);
    let mut conn = app.state.db.acquire().await.unwrap();
    let export = reform_ledger::pages::export::of_store(&mut conn, 2019, "2019-07-10".parse().unwrap()).await;
    let export = serde_json::to_value(export.unwrap()).unwrap();
    let expected = serde_json::json!([{"number": 1, "task": 6, "source": "check", "department": "审管办",
        "status": "已销号", "due_on": "2019-07-31", "closed_on": "2019-07-10"}]);
    assert_eq!(export["findings"], expected);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_list_leaves_as_a_workbook_with_its_filter_and_only_what_its_reader_may_read(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, _) = people(&app).await;
    enter(&app, &mut office, "2019-07-19", &[]).await.assert_status(303);
    let links = office.get("/2019/findings?state=unended").await.attributes(".actions a", "href");
    assert!(links.contains(&"/2019/findings.xlsx?state=unended".to_owned()), "{links:?}");
    let page = office.get("/2019/findings.xlsx?state=unended").await;
    let sheet = cells(&page.bytes);
    assert_eq!(rows(&sheet).len(), 1);
    assert_eq!(rows(&sheet)[0][1].get_string(), Some(PROBLEM));
    assert!(
        cells(&office.get("/2019/findings.xlsx?state=closed").await.bytes)
            .iter()
            .flatten()
            .all(|cell| cell != PROBLEM)
    );
    let mut other = app.member("执行局联系人", "执行局", "contact").await;
    let told = cells(&other.get("/2019/findings.xlsx").await.bytes);
    assert!(told.iter().flatten().all(|cell| cell != PROBLEM), "not for those it does not concern");
}
