//! Where the plan's rules say so, a draft waits for a leader; the office records what came on paper (代录).

use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::*;
use crate::support::activity::run;

/// The rule, ticked on its page.
async fn approval_is_needed(office: &mut Persona<'_>) {
    let page = office.get("/2019/plan/rules").await;
    assert_eq!(page.count("#supervision_needs_approval[checked]"), 0, "off by default");
    let form = Form::of(&page, "form.card").with("supervision_needs_approval", "yes");
    office.post("/2019/plan/rules", &form.fields()).await.assert_redirect("/2019/plan");
    assert!(office.get("/2019/plan").await.texts("dd").contains(&"须经院领导批准".to_owned()));
}

async fn decide(who: &mut Persona<'_>, typed: &[(&str, &str)]) -> Page {
    let page = who.get(FIRST).await;
    let form = Form::of(&page, "form[action$='/decide']");
    let form = typed.iter().fold(form, |form, (name, value)| form.with(name, value));
    who.post(&format!("{FIRST}/decide"), &form.fields()).await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_draft_waits_for_the_leader_and_is_issued_that_day_in_the_degree_of_that_day(pool: PgPool) {
    let app = court(pool.clone()).await;
    complete_by(&pool, 6, "2019-07-10").await;
    let (mut office, mut contact, leader) = people(&app).await;
    approval_is_needed(&mut office).await;
    write(&app, &mut office).await;
    let page = office.get(FIRST).await;
    assert_eq!(page.texts("h1 .light"), ["■蓝色（临期）", "◆待批准"]);
    assert!(page.text(".flash").contains("已拟发，等待院领导批准"));
    assert!(page.text("main").contains("现由分管副院长批准。"), "{}", page.text("main"));
    assert_eq!(app.value::<i64>("select count(*) from finding").await, 0);
    contact.get(FIRST).await.assert_status(404);
    assert_eq!(contact.get(LIST).await.count("tbody tr"), 0);
    assert!(!contact.get("/2019/history").await.text("main").contains("督办〔2019〕"), "nor in the history");
    office.get(&format!("{FIRST}/print")).await.assert_status(422);
    assert!(told(&app, &leader).await[0].starts_with("请批准督办〔2019〕1号，蓝色（临期）"));
    assert!(told(&app, &contact).await.is_empty());

    app.set_day("2019-07-12");
    let mut leader = app.sign_in("分管副院长", leader.id).await;
    let todo = leader.get("/worklist").await.texts("#todo > h2").join(" ");
    assert!(todo.contains("请您批准督办通知单1 份"), "{todo}");
    let missing = decide(&mut leader, &[("decision", "grant"), ("granted_due_on", "2019-07-19")]).await;
    missing.assert_status(422);
    assert_eq!(missing.attributes(".errors a", "href"), ["#remark"]);
    assert_eq!(missing.attributes("#granted_due_on", "value"), ["2019-07-19"], "what was typed stays");
    let past = [("decision", "grant"), ("remark", "同意"), ("granted_due_on", "2019-07-11")];
    let past = decide(&mut leader, &past).await;
    past.assert_status(422);
    assert!(past.text("#remark-error").contains("反馈期限不能早于今天"), "{}", past.text(".errors"));
    let granted = [("decision", "grant"), ("remark", "同意"), ("granted_due_on", "2019-07-19")];
    decide(&mut leader, &granted).await.assert_redirect(FIRST);
    let mut contact = app.sign_in("联系人", contact.id).await;
    let page = contact.get(FIRST).await;
    assert_eq!(page.texts("h1 .light"), ["▲红色（逾期）", "◆待签收"]);
    let issued =
        "select concat_ws(' ', n.issued_on, n.answer_by, f.severity, f.source) from supervision_notice n
                  join finding f on f.id = n.finding_id";
    assert_eq!(app.value::<String>(issued).await, "2019-07-12 2019-07-19 serious overdue");
    assert!(page.text(".records").contains("分管副院长：批准，签发，送审管办"), "{}", page.text(".records"));
    assert!(told(&app, &contact).await[0].contains("督办〔2019〕1号"));
    leader.post(&format!("{FIRST}/decide"), &granted).await.assert_status(409);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_refused_draft_keeps_its_number_and_the_duty_may_have_another(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, mut contact, mut leader) = people(&app).await;
    approval_is_needed(&mut office).await;
    write(&app, &mut office).await;
    let id = duty(&app).await;
    office.get(&format!("{ADD}?deadline={id}")).await.assert_redirect(FIRST);
    decide(&mut leader, &[("decision", "refuse"), ("remark", "再与部门沟通")]).await.assert_redirect(FIRST);
    assert_eq!(state(&mut office).await, "○不予批准");
    assert!(office.get(FIRST).await.text(".records").contains("再与部门沟通"));
    assert_eq!(told(&app, &office).await[0], "督办〔2019〕1号不予批准：再与部门沟通");
    contact.get(FIRST).await.assert_status(404);
    write_about(&mut office, id).await.assert_redirect("/2019/supervision-notices/2");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn only_the_leader_in_charge_or_their_stand_in_decides_and_the_head_of_the_group_where_there_is_none(
    pool: PgPool,
) {
    let app = court(pool.clone()).await;
    let (mut office, mut contact, leader) = people(&app).await;
    let mut other = app.person("其他院领导", Role::Leader).await;
    let mut head = app.person("院长", Role::Leader).await;
    run(&pool, &[&format!("update account set heads_the_group = true where id = {}", head.id)]).await;
    approval_is_needed(&mut office).await;
    write(&app, &mut office).await;
    let form =
        [("version", "1"), ("decision", "grant"), ("remark", "同意"), ("granted_due_on", "2019-07-17")];
    for who in [&mut other, &mut head] {
        assert_eq!(who.get(FIRST).await.count("form[action$='/decide']"), 0);
        let refused = who.post(&format!("{FIRST}/decide"), &form).await;
        refused.assert_status(403);
        assert!(refused.body.contains("现由分管副院长批准。"), "{}", refused.body);
        assert!(!who.get("/worklist").await.text("#todo").contains("请您批准督办通知单"));
    }
    contact.post(&format!("{FIRST}/decide"), &form).await.assert_status(403);
    run(&pool, &["delete from task_person"]).await;
    assert!(head.get("/worklist").await.text("#todo").contains("请您批准督办通知单"));
    run(
        &pool,
        &[&format!(
            "insert into task_person (task_id, role, from_on, account_id)
         select id, 'leader', starts_on, {} from task where number = 6",
            leader.id
        )],
    )
    .await;
    run(
        &pool,
        &[&format!(
            "insert into leader_stand_in (leader_id, stand_in_id, from_on, to_on)
         values ({}, {}, '2019-07-08', '2019-07-12')",
            leader.id, other.id
        )],
    )
    .await;
    assert!(other.get("/worklist").await.text("#todo").contains("请您批准督办通知单"));
    decide(&mut other, &form).await.assert_redirect(FIRST);
    let by = "select l.display_name from supervision_notice n join account l on l.id = n.leader_id";
    assert_eq!(app.value::<String>(by).await, "其他院领导");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_office_records_the_leaders_decision_from_paper_and_the_departments_signature(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, _, leader) = people(&app).await;
    approval_is_needed(&mut office).await;
    write(&app, &mut office).await;
    assert!(office.get("/worklist").await.text("#todo").contains("等待分管副院长批准，可代录其书面决定"));
    let missing = decide(&mut office, &[("decision", "grant"), ("remark", "同意"), ("decided_on", "")]).await;
    missing.assert_status(422);
    assert_eq!(missing.attributes(".errors a", "href"), ["#decided_on", "#evidence"]);
    let who = leader.id.to_string();
    let paper = [
        ("decision", "grant"),
        ("remark", "同意"),
        ("leader", who.as_str()),
        ("decided_on", "2019-07-09"),
        ("evidence", "纸质通知单批示"),
    ];
    let early = decide(&mut office, &paper).await;
    early.assert_status(422);
    assert!(early.text("#remark-error").contains("决定日期须在拟发之日 2019-07-10 与今天之间"));
    let mut second = app.person("office-2", Role::Office).await;
    assert_eq!(office.get(FIRST).await.count("form[action$='/decide']"), 0, "another one records it now");
    decide(
        &mut second,
        &[&paper[..3], &[("decided_on", "2019-07-10"), ("evidence", "纸质通知单批示")]].concat(),
    )
    .await
    .assert_redirect(FIRST);
    let records = office.get(FIRST).await.text(".records");
    assert!(
        records.contains("分管副院长（office-2代录）：批准") && records.contains("纸质通知单批示"),
        "{records}"
    );

    let page = sign(&mut office).await;
    page.assert_status(422);
    assert_eq!(page.attributes(".errors a", "href"), ["#on_behalf_of"]);
    let form = Form::of(&page, "form[action$='/acknowledge']").with("on_behalf_of", "审管办电话签收");
    office.post(&format!("{FIRST}/acknowledge"), &form.fields()).await.assert_redirect(FIRST);
    let records = office.get(FIRST).await.text(".records");
    assert!(records.contains("审管办电话签收（office代录）：签收"), "{records}");
    let on_behalf =
        "select string_agg(concat_ws(' ', event, on_behalf_of), ', ' order by id) from ledger_entry
                     where subject = 'supervision_notice'";
    assert_eq!(
        app.value::<String>(on_behalf).await,
        "supervision_notice_drafted, supervision_notice_issued 分管副院长, supervision_notice_acknowledged 审管办电话签收"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_draft_whose_duty_was_done_meanwhile_is_only_refused(pool: PgPool) {
    let app = court(pool.clone()).await;
    let (mut office, _, mut leader) = people(&app).await;
    approval_is_needed(&mut office).await;
    write(&app, &mut office).await;
    run(&pool, &["update deadline set met_on = '2019-07-10' where kind = 'task_completion'"]).await;
    let granted = [("decision", "grant"), ("remark", "同意")];
    let page = decide(&mut leader, &granted).await;
    page.assert_status(422);
    assert!(page.text("#remark-error").contains("这项时限已完成"), "{}", page.text(".errors"));
    decide(&mut leader, &[("decision", "refuse"), ("remark", "已完成")]).await.assert_redirect(FIRST);
    assert_eq!(state(&mut leader).await, "○不予批准");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_office_takes_its_draft_back_with_a_reason_and_the_number_is_kept(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, mut contact, mut leader) = people(&app).await;
    approval_is_needed(&mut office).await;
    write(&app, &mut office).await;
    let take_back = format!("{FIRST}/take-back");
    assert_eq!(leader.get(FIRST).await.count("form[action$='/take-back']"), 0);
    leader.post(&take_back, &[("version", "1"), ("taken_back_because", "重复")]).await.assert_status(403);
    let form = Form::of(&office.get(FIRST).await, "form[action$='/take-back']");
    let missing = office.post(&take_back, &form.fields()).await;
    missing.assert_status(422);
    assert_eq!(missing.attributes(".errors a", "href"), ["#taken_back_because"]);
    let form = form.with("taken_back_because", "部门已说明情况");
    office.post(&take_back, &form.fields()).await.assert_redirect(FIRST);
    assert_eq!(state(&mut office).await, "○已撤回");
    let records = office.get(FIRST).await.text(".records");
    assert!(records.contains("2019-07-10office：撤回 撤回理由部门已说明情况"), "{records}");
    assert_eq!(
        told(&app, &leader).await[0],
        "督办〔2019〕1号已由领导小组办公室撤回，不必批准：部门已说明情况"
    );
    assert!(!leader.get("/worklist").await.text("#todo").contains("请您批准督办通知单"));
    contact.get(FIRST).await.assert_status(404);
    let again = office.post(&take_back, &form.with("version", "2").fields()).await;
    again.assert_status(422);
    assert!(again.body.contains("这份督办通知单现为“已撤回”，不能撤回"), "{}", again.body);
    let id = duty(&app).await;
    write_about(&mut office, id).await.assert_redirect("/2019/supervision-notices/2");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_notice_that_ended_with_its_finding_says_who_when_and_why_and_who_approved_it_is_told(
    pool: PgPool,
) {
    let app = court(pool).await;
    let (mut office, _, mut leader) = people(&app).await;
    approval_is_needed(&mut office).await;
    write(&app, &mut office).await;
    decide(&mut leader, &[("decision", "grant"), ("remark", "同意")]).await.assert_redirect(FIRST);
    step_of_finding(&mut office, "withdraw", &[("withdrawn_because", "规则六月已印发")])
        .await
        .assert_status(303);
    let records = office.get(FIRST).await.text(".records");
    assert!(records.contains("office：撤销所立问题，通知单随之撤销 撤销理由规则六月已印发"), "{records}");
    assert_eq!(told(&app, &leader).await[0], "您批准的督办〔2019〕1号随所立问题撤销：规则六月已印发");
}
