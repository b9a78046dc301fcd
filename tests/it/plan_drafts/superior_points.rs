//! 上级要点对照表 of a draft: for the meeting that approves the plan, and kept with the plan once it is issued.

use super::*;

/// Enters a document of two statements; returns the table's address.
async fn entered(office: &mut Persona<'_>, draft: &str) -> String {
    let list = format!("{draft}/superior-points");
    assert!(office.get(draft).await.attributes(".actions a", "href").contains(&list));
    assert!(office.get(&list).await.text(".empty b").contains("还没有登记上级要点"));
    let form = Form::of(&office.get(&format!("{list}/add")).await, "#document")
        .with("level", "provincial")
        .with("title", "全省法院司法改革工作要点")
        .with("issuer", "省高级人民法院")
        .with("statements", "1. 健全信息化全流程审判监督管理机制。\n2. 推进跨域立案。");
    office.post(&format!("{list}/add"), &form.fields()).await.assert_redirect(&format!("{list}#document-1"));
    list
}

async fn settle(office: &mut Persona<'_>, list: &str, point: u32, tasks: &str, reason: &str) -> Page {
    let path = format!("{list}/1/{point}");
    let form = Form::of(&office.get(list).await, &format!("form[action='{path}']"));
    office.post(&path, &form.with("tasks", tasks).with("reason", reason).fields()).await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn each_point_goes_to_tasks_or_is_said_to_concern_none_and_is_kept_with_the_plan(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    let list = entered(&mut office, &draft).await;
    let page = office.get(&list).await;
    assert!(page.text(".sub").contains("2 条，2 条没有着落"), "{}", page.text(".sub"));
    assert!(page.text("#point-1-1").contains("文字相近：任务 6"), "{}", page.text("#point-1-1"));
    settle(&mut office, &list, 1, "6、1", "").await.assert_redirect(&format!("{list}#point-1-1"));
    settle(&mut office, &list, 2, "", "本院不办理跨域立案")
        .await
        .assert_redirect(&format!("{list}#point-1-2"));
    let page = office.get(&list).await;
    assert!(page.text(".sub").contains("都有任务承担或注明不涉及"), "{}", page.text(".sub"));
    assert!(page.text("#point-1-1").contains("6 健全信息化全流程审判监督管理机制"));
    let mut leader = app.person("leader", Role::Leader).await;
    let read = leader.get(&list).await;
    read.assert_status(200);
    assert_eq!(read.count("main form"), 0, "a leader reads only");

    all_departments_new(&mut office, &draft).await;
    issue(&mut office, &draft, &[]).await.assert_redirect("/2019/plan");
    let page = office.get("/2019/superior-points").await;
    let said = page.text("main");
    for words in ["全省法院司法改革工作要点", "都有任务承担或注明不涉及", "不涉及：本院不办理跨域立案"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    let carried: Vec<i32> = app
        .value(
            "select array_agg(t.number order by t.number) from work_point_task l join task t on t.id = l.task_id
             join work_point w on w.id = l.work_point_id where w.document_id is not null",
        )
        .await;
    assert_eq!(carried, [1, 6]);
    assert_eq!(office.get(&list).await.count("main form"), 0, "an issued draft changes no more");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_typed_wrong_or_late_stays_beside_its_sentence(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    let list = entered(&mut office, &draft).await;
    for (tasks, reason, sentence) in [
        ("77", "", "草稿没有第 77 项任务"),
        ("六", "", "不是任务的序号"),
        ("6", "不涉及", "不填不涉及的理由"),
    ] {
        let page = settle(&mut office, &list, 1, tasks, reason).await;
        page.assert_status(422);
        assert!(page.text("#point-1-1-error").contains(sentence), "{}", page.text("#point-1-1"));
        assert_eq!(page.attributes("#tasks-point-1-1", "value"), [tasks]);
    }
    let path = format!("{list}/1/2");
    let form = Form::of(&office.get(&list).await, &format!("form[action='{path}']")).with("tasks", "6");
    settle(&mut office, &list, 1, "6", "").await.assert_status(303);
    let late = office.post(&path, &form.fields()).await;
    late.assert_status(409);
    assert!(late.text("#point-1-2-error").contains("刚由他人办理"), "{}", late.text("main"));
    assert_eq!(late.attributes("#tasks-point-1-2", "value"), ["6"], "what was typed stays");

    let nothing = office.post(&format!("{list}/add"), &[("title", "无要点")]).await;
    nothing.assert_status(422);
    assert_eq!(nothing.attributes("#title", "value"), ["无要点"]);
    office.post(&format!("{list}/1/remove"), &[("version", "0")]).await.assert_redirect(&list);
    assert!(office.get(&list).await.text("main").contains("没有移去"), "somebody settled a point meanwhile");
    office.post(&format!("{list}/1/remove"), &[("version", "1")]).await.assert_redirect(&list);
    office.post(&path, &form.fields()).await.assert_status(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nobody_but_office_and_leaders_reads_the_table_of_a_draft(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    let list = entered(&mut office, &draft).await;
    app.person("contact", Role::Contact).await.get(&list).await.assert_status(404);
    app.person("viewer", Role::Viewer).await.get(&list).await.assert_status(403);
    let mut leader = app.person("leader", Role::Leader).await;
    leader.get(&format!("{list}/add")).await.assert_status(403);
    leader.post(&format!("{list}/1/1"), &[("tasks", "6")]).await.assert_status(403);
    leader.post(&format!("{list}/1/remove"), &[]).await.assert_status(403);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_text_of_a_file_is_put_into_the_form_and_stored_nowhere(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    let file = "一、工作要点\n\n1. 推进跨域立案。\n\n2. 推进电子送达。\n".as_bytes();
    for add in [format!("{draft}/superior-points/add"), "/2019/superior-points/add".to_owned()] {
        let address = format!("{add}/file");
        let page = office.post_files(&address, &[], &[("file", "要点.txt", file)]).await;
        page.assert_status(200);
        assert_eq!(page.text("#statements"), "一、工作要点 1. 推进跨域立案。 2. 推进电子送达。", "{add}");
        let page = office.post_files(&address, &[], &[("file", "要点.docx", b"PK broken")]).await;
        page.assert_status(422);
        assert!(page.text("#file-error").contains("没有读入"), "{}", page.text("#file-error"));
        office.post_files(&address, &[], &[]).await.assert_status(422);
    }
    assert_eq!(app.value::<i64>("select count(*) from superior_document").await, 0);
}
