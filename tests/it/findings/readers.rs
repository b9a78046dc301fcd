//! Who reads findings: office, leaders, the task's departments, the one asked. Nobody else learns that there is one.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::*;
use crate::support::activity::run;

/// Pages on which anything of a finding might stand.
const PAGES: &[&str] = &[
    "/2019/wall",
    "/2019/ledger",
    "/2019/tasks/6",
    "/2019/tasks/6/files",
    "/2019/deadlines?state=all&page=1",
    "/2019/deadlines?state=all&kind=rectification",
    "/2019/extensions",
    "/2019/history",
    "/2019/history?task=6",
    "/2019/gantt",
    "/2019/changes",
];

/// A finding on task 6 with a file given to its answer, returned and overdue.
async fn with_a_late_finding(app: &TestApp) -> (Persona<'_>, Persona<'_>) {
    let (mut office, mut contact) = people(app).await;
    enter(app, &mut office, "2019-07-12", &[]).await.assert_status(303);
    take_up(&mut contact).await.assert_status(303);
    let fields = form(&mut contact, "answer").await.with("measures", MEASURES).with("proof", PROOF);
    let file = [("file", "预警截图.pdf", &b"%PDF-1.4 x"[..])];
    contact.post_files("/2019/findings/1/answer", &fields.fields(), &file).await.assert_status(303);
    give_back(&mut office).await.assert_status(303);
    app.set_day("2019-07-17");
    let mut conn = app.state.db.acquire().await.unwrap();
    reform_ledger::pages::daily_round::daily_round(
        &mut conn,
        &app.act(),
        reform_ledger::deadlines::sweep::Cause::Command,
    )
    .await
    .unwrap();
    (app.sign_in("office", office.id).await, app.sign_in("联系人", contact.id).await)
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn viewers_and_other_departments_find_no_word_of_it_anywhere(pool: PgPool) {
    let app = court(pool).await;
    let mut other = app.member("他部门", "干部科", "contact").await;
    let before = other.get("/2019/deadlines?state=all").await.texts(".chips a");
    let (_, mut contact) = with_a_late_finding(&app).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let mut other = app.sign_in("他部门", other.id).await;
    let counts =
        |chips: Vec<String>| chips.into_iter().filter(|chip| chip.starts_with("全年")).collect::<Vec<_>>();
    let chips = other.get("/2019/deadlines?state=all").await.texts(".chips a");
    assert_eq!(counts(chips), counts(before), "not even in a count");
    let duty = app.value::<i64>("select id from deadline where kind = 'rectification'").await;
    let entry = app.value::<i64>("select max(id) from ledger_entry where subject = 'finding'").await;
    let words = [PROBLEM, REQUIRED, MEASURES, PROOF, "预警截图", "没有附核对记录", "第 1 号", "整改", "销号"];
    for who in [&mut viewer, &mut other] {
        for path in PAGES.iter().chain(&["/worklist"]) {
            let page = who.get(path).await;
            let shown = page.texts("main").join(" ");
            // The kinds of duty to filter by, and the rules, are the same for everyone.
            let shown = shown.replace("问题整改批示办理", "").replace("任务完成、整改和批示", "");
            let found: Vec<_> = words.iter().filter(|word| shown.contains(**word)).collect();
            assert!(found.is_empty(), "{path}: {found:?} in {shown}");
        }
        who.get(&format!("/2019/deadlines/{duty}")).await.assert_status(404);
        who.get(&format!("/2019/history/{entry}")).await.assert_status(404);
        who.get("/2019/files/1").await.assert_status(404);
        let reason = who.get("/2019/tasks/6").await.text(".reason.red");
        assert!(reason.contains("督办事项应于 2019年7月15日（星期一）完成，至今未完成"), "{reason}");
    }
    viewer.get("/2019/findings").await.assert_status(403);
    viewer.get("/2019/findings/1").await.assert_status(403);
    other.get("/2019/findings/1").await.assert_status(404);
    let list = other.get("/2019/findings").await;
    assert!(list.count("tbody tr") == 0 && list.text(".sub").contains("共 0 项"), "{}", list.text(".sub"));
    assert!(!viewer.get("/2019/ledger").await.text(".menu").contains("问题清单"));

    let history = contact.get("/2019/history?task=6").await.texts("main").join(" ");
    for word in ["列入问题清单第 1 号", "退回第 1 号问题", "第 1 号问题整改逾期"] {
        assert!(history.contains(word), "{word} for those concerned in {history}");
    }
    contact.get("/2019/files/1").await.assert_status(200);
    assert!(contact.get("/2019/tasks/6/files").await.text("tbody").contains("第 1 号问题"));
    assert!(contact.get("/2019/tasks/6").await.text("#findings").contains(PROBLEM));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_department_of_the_task_reads_it_and_only_the_one_asked_answers(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, mut contact) = people(&app).await;
    let mut support = app.member("协办", "办公室", "contact").await;
    let mut leader = app.person("院长", Role::Leader).await;
    enter(&app, &mut office, "2019-07-31", &[]).await.assert_status(303);
    let version = app.value::<i32>("select version from finding").await.to_string();
    for who in [&mut support, &mut leader] {
        let page = who.get("/2019/findings/1").await;
        page.assert_status(200);
        assert_eq!(page.count("form[action*='/findings/1/']"), 0);
        for step in ["take-up", "answer"] {
            let fields = [("version", version.as_str()), ("measures", MEASURES), ("proof", PROOF)];
            who.post(&format!("/2019/findings/1/{step}"), &fields).await.assert_status(403);
        }
    }
    for step in ["return", "close", "withdraw"] {
        contact.post(&format!("/2019/findings/1/{step}"), &[]).await.assert_status(403);
    }
    contact.get(ADD).await.assert_status(403);
    leader.get(ADD).await.assert_status(403);
    take_up(&mut contact).await.assert_status(303);
    answer(&mut contact).await.assert_status(303);
    let version = app.value::<i32>("select version from finding").await.to_string();
    let returning = [("version", version.as_str()), ("returned_because", "不符")];
    let refused = leader.post("/2019/findings/1/return", &returning).await;
    refused.assert_status(403);
    assert!(refused.body.contains("销号由领导小组办公室办理"), "{}", refused.body);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_a_restricted_task_only_those_concerned_and_who_still_owes_it_read(pool: PgPool) {
    let app = court(pool.clone()).await;
    let (mut office, mut contact) = people(&app).await;
    let mut other = app.member("他部门", "干部科", "contact").await;
    enter(&app, &mut office, "2019-07-31", &[]).await.assert_status(303);
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
    other.get("/2019/findings/1").await.assert_status(404);
    let page = contact.get("/2019/findings/1").await;
    page.assert_status(200);
    assert!(page.text(".crumbs").contains("任务 6 限定范围"), "the task is not theirs any more");
    take_up(&mut contact).await.assert_status(303);
    answer(&mut contact).await.assert_status(303);
    let duty = app.value::<i64>("select id from deadline where kind = 'rectification'").await;
    contact.get(&format!("/2019/deadlines/{duty}")).await.assert_status(200);
    other.get(&format!("/2019/deadlines/{duty}")).await.assert_status(403);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_answer_needs_something_that_shows_it_and_takes_only_files_of_known_types(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, mut contact) = people(&app).await;
    enter(&app, &mut office, "2019-07-31", &[]).await.assert_status(303);
    take_up(&mut contact).await.assert_status(303);
    let bare = form(&mut contact, "answer").await.with("measures", MEASURES);
    let page = post(&mut contact, "answer", bare.clone()).await;
    page.assert_status(422);
    assert_eq!(page.text("#proof-error"), "请用一行写明完成证明，或附一份材料，至少一项。");
    assert!(page.body.contains(MEASURES));
    let program = [("file", "清单.exe", &b"MZ"[..])];
    let page = contact.post_files("/2019/findings/1/answer", &bare.fields(), &program).await;
    page.assert_status(422);
    assert!(page.text("#file-error").contains("不是可以上传的文件类型"));
    let files = [("file", "清单.pdf", &b"%PDF-1.4 a"[..]), ("file", "截图.png", &b"\x89PNG b"[..])];
    contact.post_files("/2019/findings/1/answer", &bare.fields(), &files).await.assert_status(303);
    let page = contact.get("/2019/findings/1").await;
    assert_eq!(page.texts(".records li:last-child dd a"), ["清单.pdf", "截图.png"]);
    let why = [("reason", "传错文件")];
    contact.post("/2019/files/1/withdraw", &why).await.assert_status(303);
    assert!(contact.get("/2019/findings/1").await.text(".records").contains("撤回：传错文件"));
    let entries =
        "select count(*) from ledger_entry where subject = 'evidence_file' and audience <> 'concerned'";
    assert_eq!(app.value::<i64>(entries).await, 0, "what is done with it is for those concerned");
}
