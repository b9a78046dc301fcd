//! Who reads notices: office, leaders, the task's departments, the one it is sent to. Nobody else learns that there is one.

use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::*;
use crate::support::activity::run;

/// Pages on which anything of a notice might stand.
const PAGES: &[&str] = &[
    "/2019/wall",
    "/2019/ledger",
    "/2019/tasks/6",
    "/2019/deadlines?state=all",
    "/2019/extensions",
    "/2019/history",
    "/2019/history?task=6",
    "/2019/gantt",
    "/2019/changes",
    "/worklist",
];

#[sqlx::test(migrator = "MIGRATOR")]
async fn viewers_and_other_departments_find_no_word_of_it_anywhere(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, mut contact, _) = people(&app).await;
    write(&app, &mut office).await;
    sign(&mut contact).await.assert_status(303);
    // That the office took a copy is no news for others either.
    office.get(&format!("{FIRST}/docx")).await.assert_status(200);
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let mut other = app.member("他部门", "干部科", "contact").await;
    let id = duty(&app).await;
    let words = [MATTER, REQUIREMENT, SPOKEN, "督办〔2019〕", "第 1 号"];
    for who in [&mut viewer, &mut other] {
        for path in PAGES.iter().map(|path| (*path).to_owned()).chain([format!("/2019/deadlines/{id}")]) {
            let shown = who.get(&path).await.text("main");
            let found: Vec<_> = words.iter().filter(|word| shown.contains(**word)).collect();
            assert!(found.is_empty(), "{path}: {found:?} in {shown}");
        }
    }
    for path in [LIST.to_owned(), FIRST.to_owned(), format!("{FIRST}/print"), format!("{FIRST}/docx")] {
        viewer.get(&path).await.assert_status(403);
    }
    assert_eq!(other.get(LIST).await.count("tbody tr"), 0);
    other.get(FIRST).await.assert_status(404);
    other.get(&format!("{FIRST}/print")).await.assert_status(404);
    other.get(&format!("{FIRST}/docx")).await.assert_status(404);
    other.post(&format!("{FIRST}/acknowledge"), &[]).await.assert_status(404);
    let history = contact.get("/2019/history?task=6").await.text("main");
    for word in
        ["签发督办〔2019〕1号（红色（逾期）），由审管办于 2019-07-17 前反馈", "审管办签收督办〔2019〕1号"]
    {
        assert!(history.contains(word), "{word} in {history}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_department_of_the_task_reads_it_and_only_the_one_it_is_sent_to_signs(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, mut contact, mut leader) = people(&app).await;
    write(&app, &mut office).await;
    let mut support = app.member("协办", "办公室", "contact").await;
    for who in [&mut support, &mut leader] {
        let page = who.get(FIRST).await;
        page.assert_status(200);
        assert_eq!(page.count(&format!("form[action^='{FIRST}']")), 0);
        who.post(&format!("{FIRST}/acknowledge"), &[]).await.assert_status(403);
    }
    let id = duty(&app).await;
    for who in [&mut contact, &mut leader] {
        who.get(&format!("{ADD}?deadline={id}")).await.assert_status(403);
        who.post(ADD, &[]).await.assert_status(403);
        assert!(!who.get(&format!("/2019/deadlines/{id}")).await.body.contains(ADD), "no link either");
    }
    contact.post(&format!("{FIRST}/decide"), &[]).await.assert_status(403);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_a_restricted_task_only_those_concerned_and_who_received_it_read(pool: PgPool) {
    let app = court(pool.clone()).await;
    let (mut office, mut contact, _) = people(&app).await;
    write(&app, &mut office).await;
    let mut other = app.member("他部门", "干部科", "contact").await;
    run(
        &pool,
        &[
            "update task set restricted = true where number = 6",
            "update assignment set to_on = '2019-07-09', files_report = false
             where task_id = (select id from task where number = 6)
               and department_id = (select id from department where name = '审管办')",
        ],
    )
    .await;
    other.get(FIRST).await.assert_status(404);
    let page = contact.get(FIRST).await;
    page.assert_status(200);
    assert!(page.text(".crumbs").contains("任务 6 限定范围"), "the task is not theirs any more");
    assert!(contact.get(LIST).await.text("tbody").contains("6 限定范围"));
    sign(&mut contact).await.assert_redirect(FIRST);
}
