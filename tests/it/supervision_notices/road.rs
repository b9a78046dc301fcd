//! The whole road: proposed, written, signed for, answered, returned, closed; and the sheet on paper.

use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::*;
use crate::support::activity::run;
use crate::support::statements::counted;

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_notice_is_issued_signed_for_answered_returned_and_ends_with_its_finding(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, mut contact, mut leader) = people(&app).await;
    let id = duty(&app).await;
    let page = office.get(&format!("/2019/deadlines/{id}")).await;
    assert!(page.attributes("a.button", "href").contains(&format!("{ADD}?deadline={id}")));
    let page = office.get(&format!("{ADD}?deadline={id}")).await;
    assert!(
        page.text(".reason.red")
            .starts_with("▲ 红色（逾期）本任务应于 2019年6月28日（星期五）完成，至今未完成，已逾期 12 天")
    );
    let form = Form::of(&page, "form.card");
    let proposed = form.fields();
    assert!(
        proposed.iter().any(|(name, value)| *name == "matter" && value.starts_with("任务 6“")),
        "{proposed:?}"
    );
    assert!(proposed.contains(&("answer_by", "2019-07-17")), "five working days: {proposed:?}");
    write(&app, &mut office).await;

    let page = office.get(FIRST).await;
    assert_eq!(page.texts("h1 .light"), ["▲红色（逾期）", "◆待签收"]);
    assert!(
        page.text(".flash").contains("督办〔2019〕1号已签发，已通知审管办和院领导。"),
        "{}",
        page.text(".flash")
    );
    let shown = page.text("main");
    for words in [MATTER, REQUIREMENT, SPOKEN, "审管办", "第 1 号问题", "2019-07-17"] {
        assert!(shown.contains(words), "{words} in {shown}");
    }
    let finding =
        "select concat_ws(' ', f.source, f.severity, f.reference, f.problem, f.required, l.due_on, f.status)
                   from finding f join deadline l on l.kind = 'rectification' and l.subject_id = f.id";
    assert_eq!(
        app.value::<String>(finding).await,
        format!("overdue serious 督办〔2019〕1号 {MATTER} {REQUIREMENT} 2019-07-17 open")
    );
    assert!(
        office.get("/2019/findings/1").await.attributes("dl.facts a", "href").contains(&FIRST.to_owned())
    );
    assert!(office.get("/2019/tasks/6").await.text("#supervision-notices").contains("督办〔2019〕1号"));
    assert!(told(&app, &contact).await[0].starts_with("收到督办〔2019〕1号，红色（逾期）：任务 6“"));
    assert!(told(&app, &leader).await[0].starts_with("已向审管办发出督办〔2019〕1号"));
    assert!(leader.get("/worklist").await.text("#todo").contains("已向审管办发出督办〔2019〕1号"));

    let todo = contact.get("/worklist").await.texts("#todo > .todo > li").join("\n");
    assert!(todo.contains("待签收签收督办〔2019〕1号：6 "), "{todo}");
    assert!(!todo.contains("去接收"), "the finding is taken up by signing: {todo}");
    sign(&mut contact).await.assert_redirect(FIRST);
    assert_eq!(state(&mut contact).await, "◆已签收");
    let records = contact.get(FIRST).await.text(".records");
    assert!(records.contains("2019-07-10 09:00联系人：签收"), "{records}");
    assert_eq!(app.value::<String>("select status::text from finding").await, "in_rectification");
    let todo = contact.get("/worklist").await.text("#todo");
    assert!(!todo.contains("签收督办") && todo.contains("去反馈"), "{todo}");

    step_of_finding(&mut contact, "answer", &ANSWER).await.assert_status(303);
    assert_eq!(state(&mut contact).await, "●已反馈");
    step_of_finding(&mut office, "return", &[("returned_because", "没有附文本")]).await.assert_status(303);
    assert_eq!(state(&mut contact).await, "↩退回");
    step_of_finding(&mut contact, "answer", &ANSWER).await.assert_status(303);
    step_of_finding(&mut office, "close", &CLOSING).await.assert_status(303);
    assert_eq!(state(&mut contact).await, "✔已办结");
    write_about(&mut office, id).await.assert_redirect("/2019/supervision-notices/2");
    let list = office.get(LIST).await;
    assert_eq!(list.texts("tbody tr").len(), 2);
    assert!(list.text(".sub").contains("签发 2 份，未办结 1 份，未签收 1 份"), "{}", list.text(".sub"));
    for (query, rows) in [("state=closed", 1), ("state=unended", 1), ("degree=red", 2), ("degree=blue", 0)] {
        assert_eq!(office.get(&format!("{LIST}?{query}")).await.count("tbody tr"), rows, "{query}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_the_sweep_proposes_leads_to_the_form_and_issuing_decides_it(pool: PgPool) {
    let app = court(pool.clone()).await;
    complete_by(&pool, 7, "2019-06-21").await;
    app.set_day("2019-07-12");
    let (mut office, _, _) = people(&app).await;
    sweep_now(&app).await;
    let page = office.get("/worklist").await;
    let proposed: Vec<String> = page
        .texts("#todo > .todo > li")
        .into_iter()
        .filter(|line| line.contains("建议发督办通知单：6 ") || line.contains("建议发督办通知单：7 "))
        .collect();
    assert_eq!(proposed.len(), 2, "ten working days over");
    assert!(
        proposed.iter().all(|line| line.contains("暂不处理填写督办通知单") && !line.contains("报分管院领导"))
    );
    let id = duty(&app).await;
    let link = format!("{ADD}?deadline={id}");
    assert!(page.attributes("#todo .buttons a", "href").contains(&link), "{proposed:?}");
    let flag = app
        .value::<i64>(
            "select f.id from overdue_flag f join deadline d on d.id = f.deadline_id
                       join task t on t.id = d.task_id where f.level = 4 and t.number = 6",
        )
        .await
        .to_string();
    let decide = format!("/2019/deadlines/{id}/decide");
    office.post(&decide, &[("flag", &flag), ("decision", "sent")]).await.assert_status(303);
    let refused = office.get(&format!("/2019/deadlines/{id}")).await;
    assert!(refused.text(".flash.refused").contains("督办通知单须填写后签发"), "no press sends it");
    assert_eq!(refused.attributes("table a.button", "href"), [link]);

    let form = filled(form_about(&mut office, id).await);
    office.post(ADD, &form.fields()).await.assert_redirect(FIRST);
    let decided = "select string_agg(concat_ws(' ', t.number, f.decision), ', ' order by t.number)
                   from overdue_flag f join deadline d on d.id = f.deadline_id join task t on t.id = d.task_id
                   where f.level = 4 and t.number in (6, 7)";
    assert_eq!(app.value::<String>(decided).await, "6 sent, 7");
    let seventh = page
        .attributes("#todo form", "action")
        .into_iter()
        .zip(page.attributes("#todo input[name=flag]", "value"))
        .zip(page.attributes("#todo input[name=decision]", "value"))
        .collect::<Vec<_>>();
    let flag = app
        .value::<i64>(
            "select f.id from overdue_flag f join deadline d on d.id = f.deadline_id
                       join task t on t.id = d.task_id where f.level = 4 and t.number = 7",
        )
        .await
        .to_string();
    let ((path, _), _) = seventh.iter().find(|((_, of), _)| *of == flag).unwrap();
    office.post(path, &[("flag", &flag), ("decision", "dismissed")]).await.assert_status(303);
    assert_eq!(app.value::<String>(decided).await, "6 sent, 7 dismissed");
    assert!(!office.get("/worklist").await.text("#todo").contains("建议发督办通知单：7 "));
    assert_eq!(app.value::<i64>("select count(*) from supervision_notice").await, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_duty_proposed_while_its_notice_is_open_leads_to_that_notice(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, _, _) = people(&app).await;
    write(&app, &mut office).await;
    app.set_day("2019-07-12");
    sweep_now(&app).await;
    let mut office = app.sign_in("office", office.id).await;
    let page = office.get("/worklist").await;
    assert!(page.text("#todo").contains("暂不处理看已有的通知单"), "{}", page.text("#todo"));
    let id = duty(&app).await;
    office.get(&format!("{ADD}?deadline={id}")).await.assert_redirect(FIRST);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_notice_about_a_rectification_shares_its_finding(pool: PgPool) {
    let app = court(pool.clone()).await;
    let (mut office, mut contact, _) = people(&app).await;
    write(&app, &mut office).await;
    sign(&mut contact).await.assert_status(303);
    run(&pool, &["update deadline set due_on = '2019-07-09' where kind = 'rectification'"]).await;
    let rectification = app.value::<i64>("select id from deadline where kind = 'rectification'").await;
    write_about(&mut office, rectification).await.assert_redirect("/2019/supervision-notices/2");
    assert_eq!(app.value::<i64>("select count(*) from finding").await, 1, "none is opened");
    let both = "select count(*) from supervision_notice n join finding f on f.id = n.finding_id where n.state = 'issued'";
    assert_eq!(app.value::<i64>(both).await, 2);
    step_of_finding(&mut contact, "answer", &ANSWER).await.assert_status(303);
    let second = contact.get("/2019/supervision-notices/2").await;
    assert_eq!(second.texts("h1 .light"), ["▲红色（逾期）", "●已反馈"]);
    assert_eq!(second.count("form[action$='/acknowledge']"), 1, "it may be signed for still");
    let due = "select due_on::text from deadline where kind = 'rectification'";
    assert_eq!(app.value::<String>(due).await, "2019-07-09", "its date stays");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn withdrawing_the_finding_withdraws_the_notice_and_keeps_its_number(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, _, _) = people(&app).await;
    write(&app, &mut office).await;
    step_of_finding(&mut office, "withdraw", &[("withdrawn_because", "误发")]).await.assert_status(303);
    assert_eq!(state(&mut office).await, "○已撤销");
    assert!(office.get(&format!("{FIRST}/print")).await.text(".official-note").contains("本通知单已撤销"));
    let id = duty(&app).await;
    write_about(&mut office, id).await.assert_redirect("/2019/supervision-notices/2");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_duty_its_notices_and_its_extensions_lead_to_each_other(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, mut contact, _) = people(&app).await;
    write(&app, &mut office).await;
    let id = duty(&app).await;
    let duty_page = format!("/2019/deadlines/{id}");
    let page = contact.get(&duty_page).await;
    assert_eq!(page.attributes("a[href*='/supervision-notices/']", "href"), [FIRST]);
    assert!(page.text(".facts").contains("督办〔2019〕1号 2019-07-10 签发"), "{}", page.text(".facts"));
    let mut viewer = app.person("干警", Role::Viewer).await;
    assert!(!viewer.get(&duty_page).await.body.contains("督办〔2019〕"), "for those concerned only");
    let ask = Form::of(&contact.get(&format!("/2019/tasks/6/extension?deadline={id}")).await, "form.card")
        .with("due_on", "2019-08-09")
        .with("reason", "设备未到")
        .with("confirmed", "yes");
    contact.post("/2019/tasks/6/extension", &ask.fields()).await.assert_redirect("/2019/extensions/1");
    let extension = contact.get("/2019/extensions/1").await;
    assert_eq!(extension.attributes("a[href*='/supervision-notices/']", "href"), [FIRST]);
    let notice = contact.get(FIRST).await;
    assert_eq!(notice.attributes(".facts a[href*='/extensions/']", "href"), ["/2019/extensions/1"]);
    assert!(notice.text("main").contains("延至 2019-08-09（待决定）"), "{}", notice.text("main"));
    assert!(!viewer.get("/2019/extensions/1").await.body.contains("督办〔2019〕"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn closing_a_finding_whose_duty_is_overdue_still_is_warned_of_and_not_refused(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, mut contact, _) = people(&app).await;
    write(&app, &mut office).await;
    sign(&mut contact).await.assert_status(303);
    let warning =
        "任务完成应于 2019年6月28日（星期五）完成，至今未完成，已逾期 12 天（自然日）；销号不改变这项时限。";
    assert!(!office.get("/2019/findings/1").await.body.contains(warning), "nothing is to be closed yet");
    step_of_finding(&mut contact, "answer", &ANSWER).await.assert_status(303);
    let page = office.get("/2019/findings/1").await;
    assert!(page.text("main").contains(warning), "{}", page.text("main"));
    step_of_finding(&mut office, "close", &CLOSING).await.assert_status(303);
    assert_eq!(state(&mut office).await, "✔已办结");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_sheet_says_all_a_formal_note_says(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, mut contact, _) = people(&app).await;
    write(&app, &mut office).await;
    let sheet = contact.get(&format!("{FIRST}/print")).await;
    assert_eq!(sheet.text(".official-note h1"), "督办通知单");
    assert_eq!(sheet.text(".band.red"), "▲督办等级：红色（逾期）");
    let text = sheet.text(".official-note");
    for words in [
        "督办〔2019〕1号",
        "审管办：",
        MATTER,
        REQUIREMENT,
        "2019年7月17日前",
        "领导小组办公室",
        "2019年7月10日",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(sheet.text(".foot").contains("内部资料"));
    assert_eq!(sheet.text(".receipt"), "签收人签收时间", "to be filled in by hand");
    for person in ["联系人", "分管副院长"] {
        assert!(!text.contains(person), "it names the department, not persons: {text}");
    }
    sign(&mut contact).await.assert_status(303);
    let receipt = contact.get(&format!("{FIRST}/print")).await.text(".receipt");
    assert_eq!(receipt, "签收人联系人签收时间2019-07-10 09:00");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn list_and_page_make_as_many_statements_for_one_notice_as_for_many(pool: PgPool) {
    let app = court(pool.clone()).await;
    let (mut office, mut contact, _) = people(&app).await;
    write(&app, &mut office).await;
    let mut before = Vec::new();
    let paths = [LIST, FIRST, "/worklist", "/2019/tasks/6", "/2019/findings/1"];
    for path in paths {
        before.push((counted(office.get(path)).await.1, counted(contact.get(path)).await.1));
    }
    run(
        &pool,
        &["insert into supervision_notice (plan_id, number, deadline_id, task_id, department_id, state, degree, facts, matter,
               requirement, answer_by, spoken_with, drafted_on, drafted_at, drafted_by, issued_on, issued_at, issued_by,
               finding_id)
           select plan_id, 1 + n, deadline_id, task_id, department_id, state, degree, facts, matter, requirement, answer_by,
                  spoken_with, drafted_on, drafted_at, drafted_by, issued_on, issued_at, issued_by, finding_id
           from supervision_notice, generate_series(1, 70) n"],
    )
    .await;
    for (path, (of_office, of_contact)) in paths.into_iter().zip(before) {
        assert_eq!(counted(office.get(path)).await.1, of_office, "{path}");
        assert_eq!(counted(contact.get(path)).await.1, of_contact, "{path}");
    }
    let page = office.get(LIST).await;
    assert!(
        page.count("tbody tr") == 60 && page.text(".pages").contains("共 2 页"),
        "{}",
        page.text(".pages")
    );
}
