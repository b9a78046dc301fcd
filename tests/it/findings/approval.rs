//! Where the plan's rules want a leader's approval, a finding waits for it: no duty, no word to the department before.

use reform_ledger::database::MIGRATOR;

use super::*;
use crate::look_backs::{completed_court, reopen_task_6};
use crate::support::activity::{put_in_charge, run};

const FIRST: &str = "/2019/findings/1";

async fn approval_is_needed(pool: &PgPool) {
    run(pool, &["update plan_rules set supervision_needs_approval = true"]).await;
}

/// The plan on 10 July with the rule, an office account, a contact of 审管办, a leader in charge of task 6.
async fn waiting(pool: &PgPool) -> (TestApp, i64) {
    let app = court(pool.clone()).await;
    approval_is_needed(pool).await;
    let leader = app.person("分管副院长", Role::Leader).await.id.0;
    put_in_charge(pool, leader, &[6]).await;
    (app, leader)
}

async fn decide(who: &mut Persona<'_>, typed: &[(&str, &str)]) -> Page {
    decide_on(who, FIRST, typed).await
}

async fn decide_on(who: &mut Persona<'_>, finding: &str, typed: &[(&str, &str)]) -> Page {
    let form = Form::of(&who.get(finding).await, "form[action$='/decide']");
    let form = typed.iter().fold(form, |form, (name, value)| form.with(name, value));
    who.post(&format!("{finding}/decide"), &form.fields()).await
}

async fn told(app: &TestApp, who: &Persona<'_>) -> Vec<String> {
    sqlx::query_scalar("select message from notice where account_id = $1 order by id")
        .bind(who.id.0)
        .fetch_all(&app.state.db)
        .await
        .unwrap()
}

const DUTIES: &str = "select count(*) from deadline where kind = 'rectification'";
const STATUS: &str = "select string_agg(number || ' ' || status, ', ' order by number) from finding";

#[sqlx::test(migrator = "MIGRATOR")]
async fn it_waits_without_duty_or_word_to_the_department_until_the_leader_approves(pool: PgPool) {
    let (app, leader) = waiting(&pool).await;
    let (mut office, mut contact) = people(&app).await;
    let mut leader = app.sign_in("分管副院长", leader.into()).await;
    let page = enter(&app, &mut office, "2019-07-19", &[]).await;
    page.assert_redirect(FIRST);
    let page = office.get(FIRST).await;
    assert!(
        page.text(".flash").contains("第 1 号问题待院领导批准后列入，再通知审管办"),
        "{}",
        page.text(".flash")
    );
    assert_eq!(page.texts("h1 .light"), ["◆待批准"]);
    assert!(page.text(".records").contains("拟列入问题清单，待院领导批准"));
    assert_eq!(app.value::<i64>(DUTIES).await, 0);
    contact.get(FIRST).await.assert_status(404);
    assert_eq!(contact.get("/2019/findings").await.count("tbody tr"), 0);
    for path in ["/2019/tasks/6", "/2019/history", "/worklist"] {
        assert!(!contact.get(path).await.text("main").contains("第 1 号问题"), "{path}");
    }
    assert!(told(&app, &contact).await.is_empty());
    assert!(told(&app, &leader).await[0].starts_with("请批准列入第 1 号问题（任务 6"));
    assert!(office.get("/worklist").await.text("#todo").contains("等待分管副院长批准，可代录其书面决定"));
    assert!(leader.get("/worklist").await.text("#todo").contains("请您批准列入问题1 项"));

    app.set_day("2019-07-12");
    let mut leader = app.sign_in("分管副院长", leader.id).await;
    let past = [("decision", "grant"), ("remark", "同意"), ("granted_due_on", "2019-07-11")];
    let past = decide(&mut leader, &past).await;
    past.assert_status(422);
    assert!(past.text("#remark-error").contains("整改期限不能早于今天"), "{}", past.text(".errors"));
    assert_eq!(past.attributes("#granted_due_on", "value"), ["2019-07-11"], "what was typed stays");
    let granted = [("decision", "grant"), ("remark", "同意"), ("granted_due_on", "2019-07-26")];
    decide(&mut leader, &granted).await.assert_redirect(FIRST);
    assert_eq!(stands(&app).await, "open 2019-07-26 2019-07-26");
    let mut contact = app.sign_in("联系人", contact.id).await;
    let page = contact.get(FIRST).await;
    assert!(
        page.text(".records").contains("分管副院长：批准，列入问题清单，由审管办整改，2019-07-26 前反馈")
    );
    assert!(told(&app, &contact).await[0].starts_with("第 1 号问题（任务 6"));
    take_up(&mut contact).await.assert_status(303);
    leader.post(&format!("{FIRST}/decide"), &granted).await.assert_status(409);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn refused_it_stays_in_the_list_under_its_number_and_takes_no_other_step(pool: PgPool) {
    let (app, leader) = waiting(&pool).await;
    let (mut office, mut contact) = people(&app).await;
    let mut leader = app.sign_in("分管副院长", leader.into()).await;
    enter(&app, &mut office, "2019-07-19", &[]).await.assert_redirect(FIRST);
    contact.post(&format!("{FIRST}/take-up"), &[("version", "1")]).await.assert_status(404);
    let missing = decide(&mut leader, &[("decision", "refuse")]).await;
    missing.assert_status(422);
    assert_eq!(missing.attributes(".errors a", "href"), ["#remark"]);
    decide(&mut leader, &[("decision", "refuse"), ("remark", "先由部门自查")]).await.assert_redirect(FIRST);
    let page = office.get(FIRST).await;
    assert_eq!(page.texts("h1 .light"), ["○未批准"]);
    assert!(page.text(".records").contains("不予批准") && page.text(".records").contains("先由部门自查"));
    assert_eq!(told(&app, &office).await, ["第 1 号问题（任务 6）未批准列入：先由部门自查"]);
    assert!(office.get("/2019/findings").await.text("tbody").contains("未批准"));
    contact.get(FIRST).await.assert_status(404);
    for (step, fields) in [
        ("withdraw", vec![("withdrawn_because", "重复")]),
        ("return", vec![("returned_because", "重复")]),
        ("decide", vec![("decision", "grant"), ("remark", "同意"), ("granted_due_on", "2019-07-19")]),
    ] {
        let refused =
            office.post(&format!("{FIRST}/{step}"), &[&fields[..], &[("version", "2")]].concat()).await;
        refused.assert_status(422);
        assert!(refused.body.contains("这项问题现为“未批准”"), "{step}");
    }
    enter(&app, &mut office, "2019-07-19", &[]).await.assert_redirect("/2019/findings/2");
    assert_eq!(app.value::<String>(STATUS).await, "1 not_approved, 2 awaiting_approval");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_leader_in_charge_decides_the_head_of_the_group_where_there_is_none_and_the_office_records(
    pool: PgPool,
) {
    let (app, leader) = waiting(&pool).await;
    let (mut office, mut contact) = people(&app).await;
    let mut other = app.person("其他院领导", Role::Leader).await;
    enter(&app, &mut office, "2019-07-19", &[]).await.assert_redirect(FIRST);
    let form =
        [("version", "1"), ("decision", "grant"), ("remark", "同意"), ("granted_due_on", "2019-07-19")];
    let refused = other.post(&format!("{FIRST}/decide"), &form).await;
    refused.assert_status(403);
    assert!(refused.body.contains("问题由分管院领导或当日代行其职责的院领导批准"), "{}", refused.body);
    assert_eq!(other.get(FIRST).await.count("form[action$='/decide']"), 0);
    contact.post(&format!("{FIRST}/decide"), &form).await.assert_status(403);
    let mut second = app.person("office-2", Role::Office).await;
    assert_eq!(office.get(FIRST).await.count("form[action$='/decide']"), 0, "another one records it");
    office.post(&format!("{FIRST}/decide"), &form).await.assert_status(403);
    let who = leader.to_string();
    let paper = [
        ("decision", "grant"),
        ("remark", "同意"),
        ("leader", who.as_str()),
        ("decided_on", "2019-07-10"),
        ("evidence", "纸质呈批件"),
    ];
    decide(&mut second, &paper).await.assert_redirect(FIRST);
    let records = office.get(FIRST).await.text(".records");
    assert!(
        records.contains("分管副院长（office-2代录）：批准") && records.contains("纸质呈批件"),
        "{records}"
    );

    enter(&app, &mut office, "2019-07-19", &[]).await.assert_redirect("/2019/findings/2");
    run(&pool, &["delete from task_person"]).await;
    run(&pool, &[&format!("update account set heads_the_group = true where id = {}", other.id)]).await;
    assert!(other.get("/worklist").await.text("#todo").contains("请您批准列入问题1 项"));
    other.post("/2019/findings/2/decide", &form).await.assert_redirect("/2019/findings/2");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn while_it_waits_the_office_withdraws_it_and_the_department_never_hears_of_it(pool: PgPool) {
    let (app, _) = waiting(&pool).await;
    let (mut office, mut contact) = people(&app).await;
    enter(&app, &mut office, "2019-07-19", &[]).await.assert_redirect(FIRST);
    let withdrawn = form(&mut office, "withdraw").await.with("withdrawn_because", "重复列入");
    post(&mut office, "withdraw", withdrawn).await.assert_redirect(FIRST);
    assert_eq!(office.get(FIRST).await.texts("h1 .light"), ["○已撤销"]);
    contact.get(FIRST).await.assert_status(404);
    assert!(told(&app, &contact).await.is_empty());
    let entries = "select count(*) from ledger_entry where subject = 'finding' and (task_id is not null or department_id is not null)";
    assert_eq!(app.value::<i64>(entries).await, 0, "the log leads nobody there");
}

const TASK_6: &str = "select status::text from task where number = 6";
const ROUND: &str = "/2019/look-backs/1";
const ITEM: &str = "/2019/look-backs/1/items/1";

/// A completed task 6 with a leader in charge, looked back at and to be reopened, under the rule.
async fn to_be_reopened(pool: &PgPool) -> (TestApp, i64, i64) {
    let (app, office) = completed_court(pool).await;
    approval_is_needed(pool).await;
    let leader = app.person("分管副院长", Role::Leader).await.id.0;
    put_in_charge(pool, leader, &[6]).await;
    let mut keeper = app.sign_in("office", office.into()).await;
    reopen_task_6(&mut keeper, "2019-07-31").await;
    (app, office, leader)
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_a_look_back_is_to_reopen_goes_on_when_the_leader_approves_and_not_before(pool: PgPool) {
    let (app, office, leader) = to_be_reopened(&pool).await;
    let mut office = app.sign_in("office", office.into()).await;
    let leader = app.sign_in("分管副院长", leader.into()).await;
    assert_eq!(app.value::<String>(TASK_6).await, "completed", "nobody has approved it yet");
    assert_eq!(app.value::<String>(STATUS).await, "1 closed, 2 awaiting_approval");
    let round = office.get(ROUND).await;
    assert!(round.body.contains("第 2 号问题（待批准）"));
    let close = Form::of(&round, "form[action$='/close']");
    let refused = office.post(&format!("{ROUND}/close"), &close.fields()).await;
    refused.assert_status(422);
    assert!(refused.text(".errors").contains("还待院领导批准"), "{}", refused.text(".errors"));
    assert!(told(&app, &leader).await[0].contains("任务重新挂账"));
    app.set_day("2019-07-16");
    let mut office = app.sign_in("office", office.id).await;
    let mut leader = app.sign_in("分管副院长", leader.id).await;
    decide_on(&mut leader, "/2019/findings/2", &[("decision", "grant"), ("remark", "同意")])
        .await
        .assert_status(303);
    assert_eq!(app.value::<String>(TASK_6).await, "in_progress");
    let light = office.get("/2019/tasks/6").await.text(".reason");
    assert!(light.contains("回头看（2019年7月16日）重新挂账"), "the day it goes on again: {light}");
    let unread: i64 =
        app.value("select count(*) from notice where message like '请批准%' and read_at is null").await;
    assert_eq!(unread, 0, "nobody is called to what is decided");
    office.post(&format!("{ROUND}/close"), &close.fields()).await.assert_redirect(ROUND);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_reopening_refused_leaves_the_task_completed_and_its_item_to_be_decided_anew(pool: PgPool) {
    let (app, office, leader) = to_be_reopened(&pool).await;
    let mut office = app.sign_in("office", office.into()).await;
    let mut leader = app.sign_in("分管副院长", leader.into()).await;
    decide_on(&mut leader, "/2019/findings/2", &[("decision", "refuse"), ("remark", "成果仍在")])
        .await
        .assert_status(303);
    assert_eq!(app.value::<String>(TASK_6).await, "completed");
    let round = office.get(ROUND).await;
    assert!(!round.body.contains("第 2 号问题"), "the item stands as if nobody had decided it");
    assert_eq!(round.count("form[action$='/close']"), 0, "a round with something undecided is not closed");
    let page = office.get(ITEM).await;
    let form =
        Form::of(&page, "form[action*='/items/']").with("result", "kept").with("remark", "复核后成果保持");
    office.post(ITEM, &form.fields()).await.assert_status(303);
    let close = Form::of(&office.get(ROUND).await, "form[action$='/close']");
    office.post(&format!("{ROUND}/close"), &close.fields()).await.assert_redirect(ROUND);
}
