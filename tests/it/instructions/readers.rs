//! Who reads: office, leaders, the task's departments, the one it is handed to. Nobody else learns that there is one.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::*;
use crate::support::activity::run;

/// Pages on which anything of an instruction might stand.
const PAGES: &[&str] = &[
    "/2019/wall",
    "/2019/ledger",
    "/2019/tasks/6",
    "/2019/deadlines?state=all&page=1",
    "/2019/deadlines?state=all&kind=instruction",
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
    let (mut leader, mut office, mut contact) = people(&app).await;
    give(&mut leader).await;
    assign(&app, &mut office, "审管办", "2019-07-12").await.assert_status(303);
    answer(&mut contact).await.assert_status(303);
    give_back(&mut office).await.assert_status(303);
    app.set_day("2019-07-17");
    let mut conn = app.state.db.acquire().await.unwrap();
    let cause = reform_ledger::deadlines::sweep::Cause::Command;
    reform_ledger::pages::daily_round::daily_round(&mut conn, &app.act(), cause).await.unwrap();
    drop(conn);
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let mut other = app.member("他部门", "干部科", "contact").await;
    let duty = app.value::<i64>("select id from deadline where kind = 'instruction'").await;
    let entry = app.value::<i64>("select max(id) from ledger_entry where subject = 'instruction'").await;
    let words = [WORDS, DONE, PROOF, "没有写明范围", "第 1 号", "退回办理", "批示"];
    for who in [&mut viewer, &mut other] {
        for path in PAGES {
            let shown = who.get(path).await.texts("main").join(" ");
            // The kinds of duty to filter by, the rules, and what is empty are the same for everyone.
            let shown = shown.replace("问题整改批示办理", "").replace("任务完成、整改和批示", "");
            let shown = shown.replace("列入的问题、交办的批示", "");
            let found: Vec<_> = words.iter().filter(|word| shown.contains(**word)).collect();
            assert!(found.is_empty(), "{path}: {found:?} in {shown}");
        }
        who.get(&format!("/2019/deadlines/{duty}")).await.assert_status(404);
        who.get(&format!("/2019/history/{entry}")).await.assert_status(404);
        let reason = who.get("/2019/tasks/6").await.text(".reason.red");
        assert!(reason.contains("督办事项应于"), "{reason}");
    }
    for path in [FIRST, "/2019/instructions", ADD, MEETING] {
        viewer.get(path).await.assert_status(403);
    }
    other.get(FIRST).await.assert_status(404);
    assert_eq!(other.get("/2019/instructions").await.count("tbody tr"), 0);
    let mut contact = app.sign_in("联系人", contact.id).await;
    let history = contact.get("/2019/history?task=6").await.texts("main").join(" ");
    assert!(history.contains("第 1 号批示交审管办办理"), "for those concerned: {history}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_department_of_the_task_reads_it_and_only_the_one_handed_to_answers(pool: PgPool) {
    let app = court(pool).await;
    let (mut leader, mut office, mut contact) = people(&app).await;
    let mut support = app.member("协办", "办公室", "contact").await;
    give(&mut leader).await;
    support.get(FIRST).await.assert_status(200);
    assign(&app, &mut office, "审管办", "2019-07-31").await.assert_status(303);
    let version = app.value::<i32>("select version from instruction").await.to_string();
    let fields = [("version", version.as_str()), ("done", DONE), ("remark", "同意"), ("words", "批")];
    for who in [&mut support, &mut leader] {
        assert_eq!(who.get(FIRST).await.count("form[action*='/instructions/1/']"), 0);
        for step in ["take-note", "answer"] {
            who.post(&format!("{FIRST}/{step}"), &fields).await.assert_status(403);
        }
    }
    for step in ["assign", "file", "return", "confirm", "withdraw"] {
        contact.post(&format!("{FIRST}/{step}"), &fields).await.assert_status(403);
    }
    for step in ["assign", "file", "withdraw"] {
        leader.post(&format!("{FIRST}/{step}"), &fields).await.assert_status(403);
    }
    contact.post(ADD, &fields).await.assert_status(403);
    leader.post(MEETING, &fields).await.assert_status(403);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_a_restricted_task_only_those_concerned_and_who_still_owes_it_read(pool: PgPool) {
    let app = court(pool.clone()).await;
    let (mut leader, mut office, mut contact) = people(&app).await;
    let mut other = app.member("他部门", "干部科", "contact").await;
    give(&mut leader).await;
    assign(&app, &mut office, "审管办", "2019-07-31").await.assert_status(303);
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
    answer(&mut contact).await.assert_status(303);
}
