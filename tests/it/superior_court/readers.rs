//! Who reads what was passed up: difficulties are for those concerned.

use super::*;

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_draft_is_for_office_and_leaders_what_was_sent_for_the_tasks_departments(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut leader = app.person("leader", Role::Leader).await;
    let mut own = app.member("联系人", "审管办", "contact").await;
    let mut support = app.member("办公室联系人", "办公室", "contact").await;
    let mut other = app.member("外人", "执行局", "contact").await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    drafted(&mut office).await;
    leader.get(FIRST).await.assert_status(200);
    for who in [&mut own, &mut support, &mut other] {
        who.get(FIRST).await.assert_status(404);
        assert_eq!(who.get(LIST).await.count("tbody tr"), 0);
        who.get(GATHER).await.assert_status(403);
        who.get(&format!("{FIRST}/edit")).await.assert_status(403);
        assert!(!who.get("/2019/history").await.body.contains("反映问题第1号"), "nor its records");
    }
    leader.get(GATHER).await.assert_status(403);
    send(&mut office, FIRST).await;
    for who in [&mut own, &mut support] {
        let page = who.get(FIRST).await;
        page.assert_status(200);
        assert!(page.text("article").contains(OF_6));
        assert_eq!(page.count("main form"), 0, "only the office acts");
        who.get(&format!("{FIRST}/docx")).await.assert_status(200);
        assert!(who.get("/2019/history").await.body.contains("报送反映问题第1号"));
    }
    for path in [FIRST, &format!("{FIRST}/docx")] {
        other.get(path).await.assert_status(404);
        viewer.get(path).await.assert_status(403);
    }
    viewer.get(LIST).await.assert_status(403);
    for who in [&mut other, &mut viewer] {
        for path in ["/2019/tasks/6", "/2019/history", "/2019/history?task=6", LIST, "/2019/bulletins"] {
            let body = who.get(path).await.body;
            assert!(!body.contains(OF_6) && !body.contains("监管平台接口"), "{path}");
            assert!(!body.contains("反映问题第1号"), "{path}");
        }
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_an_item_about_several_tasks_a_department_reads_its_own_part_and_the_answer(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut of_6 = app.member("联系人", "审管办", "contact").await;
    let mut of_20 = app.member("立案庭联系人", "立案庭", "contact").await;
    gather(&mut office, GATHER, &[OF_6, OF_20], "关于两项改革任务的请示").await;
    send(&mut office, FIRST).await;
    answer(&mut office, FIRST).await;
    for (who, own, others) in [(&mut of_6, OF_6, OF_20), (&mut of_20, OF_20, OF_6)] {
        let page = who.get(FIRST).await;
        page.assert_status(200);
        assert!(page.body.contains(own) && !page.body.contains(others), "{}", page.text("main"));
        assert!(page.text("#came-back").contains(ANSWER));
        assert_eq!(page.count(".actions a"), 0);
        who.get(&format!("{FIRST}/docx")).await.assert_status(403);
    }
    app.join(&of_6, "立案庭", "stand_in").await;
    let mut both = app.sign_in("联系人", of_6.id).await;
    let text = both.get(FIRST).await.text("article");
    assert!(text.contains(OF_6) && text.contains(OF_20), "{text}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_item_about_a_restricted_task_is_for_its_departments_only(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut own = app.member("监察室联系人", "监察室", "contact").await;
    let mut other = app.member("外人", "执行局", "contact").await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    gather(&mut office, GATHER, &[OF_9], "关于评查标准的请示")
        .await
        .assert_redirect(&format!("{FIRST}/edit"));
    send(&mut office, FIRST).await;
    answer(&mut office, FIRST).await;
    assert!(own.get(FIRST).await.text("article").contains(OF_9));
    other.get(FIRST).await.assert_status(404);
    for who in [&mut other, &mut viewer] {
        for path in ["/2019/tasks/9", "/2019/history", LIST, "/2019/summaries", "/2019/ledger"] {
            let body = who.get(path).await.body;
            assert!(!body.contains("评查标准") && !body.contains("反映问题第1号"), "{path}");
        }
    }
    // A task that is restricted later takes the item with it.
    gather(&mut office, GATHER, &[OF_6, OF_20], "关于两项改革任务的请示").await;
    send(&mut office, "/2019/superior-court/2").await;
    let mut of_20 = app.member("立案庭联系人", "立案庭", "contact").await;
    of_20.get("/2019/superior-court/2").await.assert_status(200);
    activity::run(&pool, &["update task set restricted = true where number = 6"]).await;
    of_20.get("/2019/superior-court/2").await.assert_status(404);
}
