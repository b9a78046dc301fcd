//! Who reads what was found: office and leaders all, a department its own once the round is closed, others nothing.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::*;

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_department_reads_its_own_once_the_round_is_closed(pool: PgPool) {
    let (app, office) = court(&pool).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let mut other = app.member("他部门", "立案庭", "contact").await;
    let mut leader = app.person("院长", Role::Leader).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let mut office = app.sign_in("office", office.into()).await;
    // A department of task 20, which task 6 does not concern.
    open(&mut office, &["任务 6", "第 1 号问题"]).await.assert_redirect(ROUND);
    decide(&mut office, FIRST, &KEPT).await.assert_redirect(FIRST);
    let second = format!("{ROUND}/items/2");
    decide(&mut office, &second, &[("result", "kept"), ("remark", "登记仍在做")])
        .await
        .assert_redirect(&second);

    assert!(contact.get(ROUND).await.text(".empty").contains("没有您可以查看的结果"));
    contact.get(FIRST).await.assert_status(404);
    assert!(
        !contact.get("/2019/history").await.text("main").contains("任务 6，成果保持"),
        "nor in the records"
    );
    assert_eq!(contact.get("/2019/tasks/6").await.count("#look-backs"), 0);
    assert_eq!(leader.get(ROUND).await.count("tbody tr"), 2);
    let list = leader.get(LIST).await;
    assert_eq!(list.count("#reopened"), 1);
    assert_eq!(list.count(".actions a"), 0, "leaders open none");
    assert_eq!(contact.get(LIST).await.count("#reopened"), 0, "the counts are for office and leaders");

    close(&mut office).await.assert_redirect(ROUND);
    assert!(contact.get(ROUND).await.texts("td.no").contains(&"1".to_owned()));
    let own = contact.get(FIRST).await;
    assert!(own.text("main").contains(REMARK) && own.count(DESK) == 0);
    assert!(contact.get("/2019/history").await.text("main").contains("任务 6，成果保持"));
    assert_eq!(contact.get("/2019/tasks/6").await.count("#look-backs li"), 1);
    assert_eq!(other.get(ROUND).await.texts("td.no"), ["2"]);
    other.get(FIRST).await.assert_status(404);
    for path in [LIST, ROUND, FIRST] {
        viewer.get(path).await.assert_status(403);
    }
    for path in ["/2019/history", "/2019/tasks/6", "/2019/wall"] {
        let page = viewer.get(path).await;
        let shown = page.text("main");
        assert!(!shown.contains(REMARK) && !shown.contains("任务 6，成果保持"), "{path}: {shown}");
        assert_eq!(page.count("#look-backs"), 0);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn only_the_office_opens_decides_and_closes(pool: PgPool) {
    let (app, office) = court(&pool).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let mut leader = app.person("院长", Role::Leader).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let mut office = app.sign_in("office", office.into()).await;
    open(&mut office, &["任务 6"]).await.assert_redirect(ROUND);
    let before: String = app.value("select string_agg(i::text, '') from look_back_item i").await;
    for who in [&mut contact, &mut leader, &mut viewer] {
        who.get(ADD).await.assert_status(403);
        let refused = who.post(ADD, &[("title", "越权"), ("reason", "越权")]).await;
        refused.assert_status(403);
        assert!(refused.body.contains("开展回头看由领导小组办公室办理"), "{}", refused.body);
        for path in [
            FIRST.to_owned(),
            format!("{FIRST}/draft"),
            format!("{ROUND}/checkers"),
            format!("{ROUND}/close"),
        ] {
            let typed: Vec<(&str, &str)> = REOPENED.into_iter().chain([("version", "1")]).collect();
            who.post(&path, &typed).await.assert_status(403);
        }
    }
    assert_eq!(app.value::<String>("select string_agg(i::text, '') from look_back_item i").await, before);
    assert_eq!(leader.get(FIRST).await.count(DESK), 0, "leaders read");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_a_restricted_task_nobody_learns_whom_it_does_not_concern(pool: PgPool) {
    let (app, office) = court(&pool).await;
    activity::run(&pool, &["update task set restricted = true where number = 6"]).await;
    let title: String = app.value("select title from task where number = 6").await;
    let mut other = app.member("他部门", "干部科", "contact").await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let mut office = app.sign_in("office", office.into()).await;
    open(&mut office, &["任务 6"]).await.assert_redirect(ROUND);
    decide(&mut office, FIRST, &REOPENED).await.assert_redirect(FIRST);
    close(&mut office).await.assert_redirect(ROUND);
    other.get(FIRST).await.assert_status(404);
    for path in [LIST, ROUND, "/2019/history", "/2019/tasks/6", "/worklist", "/2019/wall", "/2019/changes"] {
        for who in [&mut other, &mut viewer] {
            let page = who.get(path).await;
            let shown = page.texts("main").join(" ");
            let words = [title.as_str(), LAPSED, PROBLEM, "“已办结”→“进行中”"];
            let found: Vec<&&str> = words.iter().filter(|word| shown.contains(**word)).collect();
            assert!(found.is_empty(), "{path}: {found:?} in {shown}");
        }
    }
}
