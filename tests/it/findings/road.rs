//! The road of a finding: entered, taken up, answered, returned, answered again, closed; each step in its order.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use reform_ledger::deadlines::sweep::{Cause, sweep};
use sqlx::PgPool;

use super::*;
use crate::support::activity;

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_finding_goes_its_whole_road_and_each_answer_is_kept(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, mut contact) = people(&app).await;
    enter(&app, &mut office, "2019-07-19", &[]).await.assert_redirect("/2019/findings/1");
    assert_eq!(stands(&app).await, "open 2019-07-19 2019-07-19");
    let worklist = contact.get("/worklist").await;
    assert!(worklist.text(".todo").contains("第 1 号问题整改：6"), "{}", worklist.text(".todo"));
    assert!(worklist.body.contains("应于 2019-07-19 前反馈"), "it is told");

    take_up(&mut contact).await.assert_redirect("/2019/findings/1");
    assert_eq!(stands(&app).await, "in_rectification 2019-07-19 2019-07-19");
    app.set_day("2019-07-17");
    let mut office = app.sign_in("office", office.id).await;
    let mut contact = app.sign_in("联系人", contact.id).await;
    answer(&mut contact).await.assert_redirect("/2019/findings/1");
    assert_eq!(stands(&app).await, "answered 2019-07-19 2019-07-19 met 2019-07-17", "answering meets it");
    assert!(!contact.get("/worklist").await.body.contains("去反馈"));
    assert!(office.get("/worklist").await.text(".todo").contains("第 1 号问题"), "it waits to be closed");

    give_back(&mut office).await.assert_redirect("/2019/findings/1");
    assert_eq!(
        stands(&app).await,
        "returned 2019-07-19 2019-07-22",
        "owed again, three working days after the return"
    );
    let worklist = contact.get("/worklist").await.text(".todo");
    assert!(worklist.contains("退回整改") && worklist.contains("没有附核对记录"), "{worklist}");
    app.set_day("2019-07-24");
    let mut office = app.sign_in("office", office.id).await;
    let mut contact = app.sign_in("联系人", contact.id).await;
    let again = form(&mut contact, "answer").await.with("measures", "已附核对记录").with("proof", "核对记录");
    post(&mut contact, "answer", again).await.assert_status(303);
    close(&mut office).await.assert_redirect("/2019/findings/1");
    assert_eq!(stands(&app).await, "closed 2019-07-19 2019-07-22 met 2019-07-24");

    let page = contact.get("/2019/findings/1").await;
    let road = page.texts(".records > li");
    let expected = [
        "2019-07-10office：列入问题清单，由审管办整改，2019-07-19 前反馈",
        "2019-07-10联系人：接收整改",
        "2019-07-17联系人：第 1 次反馈 措施及结果已补设七处预警完成证明预警设置清单",
        "2019-07-17office：退回整改，2019-07-22 前再次反馈 退回原因没有附核对记录",
        "2019-07-24联系人：第 2 次反馈，逾期 2 天 措施及结果已附核对记录完成证明核对记录",
        "2019-07-24office：销号 销号标准事实清楚、问题已解决、整改措施合法合规、已核验证明材料销号意见符合要求",
    ];
    assert_eq!(road, expected);
    assert_eq!(page.count("form[method=post][action*=findings]"), 0, "it is at its end");
    let events = "select string_agg(event, ' ' order by id) from ledger_entry where subject = 'finding' and audience = 'concerned'";
    assert_eq!(
        app.value::<String>(events).await,
        "finding_opened finding_taken_up finding_answered finding_returned finding_answered finding_closed"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_other_step_is_refused_with_who_may_and_when(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, mut contact) = people(&app).await;
    enter(&app, &mut office, "2019-07-31", &[]).await.assert_status(303);
    let mut refused = Vec::new();
    for state in ["待整改", "整改中", "已反馈", "退回整改", "已反馈", "已销号"] {
        let version = app.value::<i32>("select version from finding").await.to_string();
        for step in ["take-up", "answer", "return", "close", "withdraw"] {
            let possible = matches!(
                (state, step),
                ("待整改", "take-up" | "withdraw")
                    | ("整改中" | "退回整改", "answer" | "withdraw")
                    | ("已反馈", "return" | "close" | "withdraw")
            );
            if possible {
                continue;
            }
            let fields = [
                ("version", version.as_str()),
                ("measures", MEASURES),
                ("proof", PROOF),
                ("returned_because", "不符"),
                ("withdrawn_because", "误列"),
            ];
            let form = fields.to_vec();
            let who = if matches!(step, "take-up" | "answer") { &mut contact } else { &mut office };
            let page = who.post(&format!("/2019/findings/1/{step}"), &form).await;
            page.assert_status(422);
            assert!(
                page.body.contains(&format!("这项问题现为“{state}”，不能")),
                "{state} {step}: {}",
                page.body
            );
            assert!(page.body.contains("时办理。"), "{state} {step}");
            refused.push(step);
        }
        match state {
            "待整改" => take_up(&mut contact).await.assert_status(303),
            "整改中" | "退回整改" => answer(&mut contact).await.assert_status(303),
            "已反馈" if app.value::<i64>("select count(*) from finding_answer").await == 1 => {
                give_back(&mut office).await.assert_status(303);
            }
            "已反馈" => close(&mut office).await.assert_status(303),
            _ => {}
        }
    }
    assert_eq!(refused.len(), 3 + 3 + 2 + 3 + 2 + 5);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_was_entered_wrongly_is_withdrawn_and_keeps_its_number(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, _) = people(&app).await;
    enter(&app, &mut office, "2019-07-31", &[]).await.assert_status(303);
    let bare = form(&mut office, "withdraw").await;
    let page = post(&mut office, "withdraw", bare.clone()).await;
    page.assert_status(422);
    assert_eq!(page.text("#withdrawn_because-error"), "请写明撤销的理由。");
    post(&mut office, "withdraw", bare.with("withdrawn_because", "查无此事")).await.assert_status(303);
    assert_eq!(stands(&app).await, "withdrawn 2019-07-31 2019-07-31 waived 2019-07-10");
    assert!(office.get("/2019/findings/1").await.text(".records").contains("撤销 撤销理由查无此事"));
    enter(&app, &mut office, "2019-07-31", &[]).await.assert_redirect("/2019/findings/2");
    let second = office.get("/2019/findings/2").await;
    assert_eq!(second.count("h1 .mark"), 0, "a withdrawn one is no repetition");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_overdue_one_makes_the_task_red_goes_up_four_levels_and_stands_on_worklists(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, contact) = people(&app).await;
    enter(&app, &mut office, "2019-07-12", &[]).await.assert_status(303);
    let reason = office.get("/2019/tasks/6").await.text(".reason");
    assert!(reason.contains("第 1 号问题应于 2019年7月12日（星期五）完成整改，2 天后到期"), "{reason}");
    let mut levels = Vec::new();
    for day in ["2019-07-10", "2019-07-13", "2019-07-19", "2019-07-26"] {
        app.set_day(day);
        let mut conn = app.state.db.acquire().await.unwrap();
        sweep(&mut conn, &app.act(), Cause::Command).await.unwrap();
        let flags = "select coalesce(string_agg(f.level::text, '' order by f.level), '') from overdue_flag f
                     join deadline d on d.id = f.deadline_id where d.kind = 'rectification'";
        levels.push(app.value::<String>(flags).await);
    }
    assert_eq!(levels, ["1", "12", "123", "1234"]);
    let mut office = app.sign_in("office", office.id).await;
    let reason = office.get("/2019/tasks/6").await.text(".reason.red");
    assert!(
        reason.contains("第 1 号问题应于 2019年7月12日（星期五）完成整改，至今未完成，已逾期 14 天"),
        "{reason}"
    );
    let proposals = office.get("/worklist").await.text(".todo");
    assert!(proposals.contains("建议报分管院领导：6"), "{proposals}");
    assert!(
        proposals.contains("建议发督办通知单：6") && proposals.contains("第 1 号问题整改应于"),
        "{proposals}"
    );
    let mut contact = app.sign_in("联系人", contact.id).await;
    assert!(contact.get("/worklist").await.text(".todo").contains("逾期 14 天"));
    let duties = contact.get("/2019/deadlines?kind=rectification").await;
    assert!(duties.text("tr.duty").contains("第 1 号问题整改"), "{}", duties.body);
    let list = contact.get("/2019/findings?overdue=yes").await;
    assert!(list.text("tbody .state").contains("逾期 14 天"));
    take_up(&mut contact).await.assert_status(303);
    answer(&mut contact).await.assert_status(303);
    assert_eq!(contact.get("/2019/tasks/6").await.count(".reason.red"), 0, "answered, it is red no more");
}

/// Asks for a later date by the link of the finding's page; the leader in charge grants it.
async fn extend(contact: &mut Persona<'_>, leader: &mut Persona<'_>, due_on: &str) {
    let link = contact.get("/2019/findings/1").await.attributes("a[href*='extension?']", "href").remove(0);
    let ask = Form::of(&contact.get(&link).await, "form.card")
        .with("due_on", due_on)
        .with("reason", "设备未到")
        .with("confirmed", "yes");
    contact.post("/2019/tasks/6/extension", &ask.fields()).await.assert_redirect("/2019/extensions/1");
    let grant = [("decision", "grant"), ("granted_due_on", due_on), ("remark", "同意"), ("confirmed", "yes")];
    leader.post("/2019/extensions/1", &grant).await.assert_status(303);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_answer_within_an_extension_asked_for_too_late_is_late_all_the_same(pool: PgPool) {
    let app = court(pool.clone()).await;
    let (mut office, mut contact) = people(&app).await;
    let leader = app.person("分管副院长", Role::Leader).await;
    activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    enter(&app, &mut office, "2019-07-12", &[]).await.assert_status(303);
    take_up(&mut contact).await.assert_status(303);
    app.set_day("2019-07-16");
    let (mut contact, mut leader) =
        (app.sign_in("联系人", contact.id).await, app.sign_in("分管副院长", leader.id).await);
    extend(&mut contact, &mut leader, "2019-08-09").await;
    app.set_day("2019-07-19");
    let mut contact = app.sign_in("联系人", contact.id).await;
    answer(&mut contact).await.assert_status(303);
    let records = contact.get("/2019/findings/1").await.text(".records");
    assert!(records.contains("第 1 次反馈，逾期 7 天"), "{records}");
    let entry = "select sentence from ledger_content c join ledger_entry e on e.id = c.entry_id where e.event = 'finding_answered'";
    assert!(app.value::<String>(entry).await.ends_with("（第 1 次），逾期 7 天"));

    // What is answered again after a return is judged by the date owed then.
    let mut office = app.sign_in("office", office.id).await;
    give_back(&mut office).await.assert_status(303);
    answer(&mut contact).await.assert_status(303);
    let records = contact.get("/2019/findings/1").await.text(".records");
    assert!(records.contains("第 2 次反馈") && !records.contains("第 2 次反馈，逾期"), "{records}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_task_that_ends_does_not_make_its_finding_vanish(pool: PgPool) {
    let app = court(pool.clone()).await;
    let (mut office, mut contact) = people(&app).await;
    let mut leader = app.person("分管副院长", Role::Leader).await;
    activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    activity::run(&pool, &["update task set status = 'in_progress' where number = 6"]).await;
    enter(&app, &mut office, "2019-07-31", &[]).await.assert_status(303);
    let asked = [
        ("achieved", "节点预警已运行"),
        ("document_title", "节点预警规则"),
        ("document_number", ""),
        ("document_date", "2019-07-01"),
    ];
    contact.post("/2019/tasks/6/completion", &asked).await.assert_status(303);
    let passed = [("fits_1", "yes"), ("decision", "pass")];
    office.post("/2019/completions/1/examine", &passed).await.assert_status(303);
    let granted = [("decision", "grant"), ("remark", "同意")];
    leader.post("/2019/completions/1", &granted).await.assert_status(303);
    assert_eq!(stands(&app).await, "open 2019-07-31 2019-07-31", "still owed");
    assert!(contact.get("/worklist").await.text(".todo").contains("第 1 号问题整改"));
    let path = "/2019/tasks/6/status/terminated";
    let form = Form::of(&office.get(path).await, "form.card")
        .with("on", "2019-07-10")
        .with("grounds", "院党组会议纪要")
        .with("confirmed", "yes");
    office.post(path, &form.fields()).await.assert_status(303);
    assert_eq!(stands(&app).await, "open 2019-07-31 2019-07-31 waived 2019-07-10");
    let list = office.get("/2019/findings?state=unended").await;
    assert!(list.text("tbody .title").contains("任务已终止，待处理"), "{}", list.text("tbody"));
    assert!(office.get("/worklist").await.text(".todo").contains("任务已终止，问题尚未销号"));
    take_up(&mut contact).await.assert_status(303);
    answer(&mut contact).await.assert_status(303);
    give_back(&mut office).await.assert_status(303);
    assert!(stands(&app).await.contains("returned") && stands(&app).await.ends_with("waived 2019-07-10"));
    let road = office.get("/2019/findings/1").await.texts(".records > li").pop().unwrap();
    assert_eq!(road, "2019-07-10office：退回整改 退回原因没有附核对记录", "no date is owed any more");
    let refused = enter(&app, &mut office, "2019-07-31", &[]).await;
    refused.assert_status(422);
    assert!(refused.text("#due_on-error").contains("任务已并入或终止"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_rectification_is_extended_by_the_leader_in_charge_and_a_superiors_date_is_not(pool: PgPool) {
    let app = court(pool.clone()).await;
    let (mut office, mut contact) = people(&app).await;
    let mut leader = app.person("分管副院长", Role::Leader).await;
    activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    enter(&app, &mut office, "2019-07-19", &[]).await.assert_status(303);
    let superior =
        [("source", "superior_inspection"), ("reference", "督察反馈第 2 项"), ("due_by_superior", "yes")];
    enter(&app, &mut office, "2019-07-19", &superior).await.assert_status(303);
    let link = contact.get("/2019/findings/1").await.attributes("a[href*='extension?']", "href").remove(0);
    assert_eq!(contact.get("/2019/findings/2").await.count("a[href*='extension?']"), 0);
    let ask = Form::of(&contact.get(&link).await, "form.card")
        .with("due_on", "2019-08-09")
        .with("reason", "设备未到")
        .with("confirmed", "yes");
    contact.post("/2019/tasks/6/extension", &ask.fields()).await.assert_redirect("/2019/extensions/1");
    let mut other = app.member("他部门", "干部科", "contact").await;
    assert_eq!(other.get("/2019/extensions").await.count("tbody tr"), 0, "it would tell of the finding");
    other.get("/2019/extensions/1").await.assert_status(404);
    let fields =
        [("decision", "grant"), ("granted_due_on", "2019-08-09"), ("remark", "同意"), ("confirmed", "yes")];
    leader.post("/2019/extensions/1", &fields).await.assert_status(303);
    assert_eq!(stands(&app).await, "open 2019-07-19 2019-08-09");
    assert!(contact.get("/2019/findings/1").await.text(".facts").contains("2019-08-09 原 2019-07-19"));
    let asked =
        "select count(*) from ledger_entry where subject = 'change_request' and audience <> 'concerned'";
    assert_eq!(app.value::<i64>(asked).await, 0);
    assert!(!other.get("/2019/tasks/6").await.body.contains("延期 1 次"), "nor is it counted for all to see");
}
