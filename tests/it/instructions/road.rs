//! The road of an instruction; each step in its order, every other one refused.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use reform_ledger::deadlines::sweep::{Cause, sweep};
use sqlx::PgPool;

use super::*;
use crate::support::activity;

#[sqlx::test(migrator = "MIGRATOR")]
async fn it_goes_its_whole_road_each_answer_is_kept_and_the_leader_is_told(pool: PgPool) {
    let app = court(pool).await;
    let (mut leader, mut office, mut contact) = people(&app).await;
    give(&mut leader).await;
    assert_eq!(stands(&app).await, "to_assign");
    assign(&app, &mut office, "审管办", "2019-07-19").await.assert_redirect(FIRST);
    assert_eq!(stands(&app).await, "in_hand 2019-07-19 2019-07-19");
    let worklist = contact.get("/worklist").await;
    let todo = worklist.text(".todo");
    assert!(todo.contains("批示办理“第 1 号”：6"), "{todo}");
    assert!(worklist.body.contains("应于 2019-07-19 前反馈"), "it is told");
    let note = form(&mut contact, "take-note").await;
    post(&mut contact, "take-note", note).await.assert_redirect(FIRST);

    app.set_day("2019-07-17");
    let (mut office, mut contact) =
        (app.sign_in("office", office.id).await, app.sign_in("联系人", contact.id).await);
    answer(&mut contact).await.assert_redirect(FIRST);
    assert_eq!(stands(&app).await, "answered 2019-07-19 2019-07-19 met 2019-07-17", "answering meets it");
    assert!(!contact.get("/worklist").await.body.contains("去反馈"));
    assert!(office.get("/worklist").await.text(".todo").contains("第 1 号批示"), "it waits to be confirmed");
    give_back(&mut office).await.assert_redirect(FIRST);
    assert_eq!(stands(&app).await, "returned 2019-07-19 2019-07-22", "owed again, three working days on");
    let todo = contact.get("/worklist").await.text(".todo");
    assert!(todo.contains("退回办理") && todo.contains("没有写明范围"), "{todo}");

    app.set_day("2019-07-24");
    let (mut office, mut contact) =
        (app.sign_in("office", office.id).await, app.sign_in("联系人", contact.id).await);
    let again = form(&mut contact, "answer").await.with("done", "已写明范围");
    post(&mut contact, "answer", again).await.assert_status(303);
    confirm(&mut office).await.assert_redirect(FIRST);
    assert_eq!(stands(&app).await, "done 2019-07-19 2019-07-22 met 2019-07-24");
    let page = contact.get(FIRST).await;
    let expected = [
        "2019-07-10院长：批示",
        "2019-07-10office：交审管办办理，2019-07-19 前反馈",
        "2019-07-10联系人：知悉",
        "2019-07-17联系人：第 1 次反馈 办理情况已在两个庭试点完成证明试点报告一份",
        "2019-07-17office：退回办理，2019-07-22 前再次反馈 退回原因没有写明范围",
        "2019-07-24联系人：第 2 次反馈，逾期 2 天 办理情况已写明范围",
        "2019-07-24office：确认办结 办结意见同意办结",
    ];
    assert_eq!(page.texts(".records > li"), expected);
    assert_eq!(page.count("form[method=post][action*=instructions]"), 0, "it is at its end");
    assert_eq!(
        told(&app, "院长").await,
        "院长：第 1 号批示已交审管办办理，2019-07-19 前反馈。|院长：第 1 号批示已办结：同意办结"
    );
    let events = "select string_agg(event, ' ' order by id) from ledger_entry
                  where subject = 'instruction' and audience = 'concerned'";
    assert_eq!(
        app.value::<String>(events).await,
        "instruction_given instruction_assigned instruction_noted instruction_answered instruction_returned \
         instruction_answered instruction_done"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn it_is_filed_as_read_and_owed_by_nobody(pool: PgPool) {
    let app = court(pool).await;
    let (mut leader, mut office, _) = people(&app).await;
    give(&mut leader).await;
    let form = form(&mut office, "file").await.with("read_note", "已传达");
    post(&mut office, "file", form).await.assert_redirect(FIRST);
    assert_eq!(stands(&app).await, "read");
    assert_eq!(told(&app, "院长").await, "院长：第 1 号批示已阅存：已传达");
    let road = leader.get(FIRST).await.texts(".records > li");
    assert_eq!(road[1], "2019-07-10office：阅存 阅存意见已传达");
    assert_eq!(app.value::<i64>("select count(*) from deadline where kind = 'instruction'").await, 0);
    assert!(!leader.get("/worklist").await.body.contains("我的批示"), "nothing of theirs is open");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_other_step_is_refused_with_who_may_and_when(pool: PgPool) {
    let app = court(pool).await;
    let (mut leader, mut office, mut contact) = people(&app).await;
    give(&mut leader).await;
    let department = app.department("审管办").await.to_string();
    let mut refused = 0;
    for state in ["待分办", "办理中", "已反馈", "退回办理", "已反馈", "已办结"] {
        let version = app.value::<i32>("select version from instruction").await.to_string();
        for step in ["assign", "file", "take-note", "answer", "return", "confirm", "withdraw"] {
            let possible = matches!(
                (state, step),
                ("待分办", "assign" | "file" | "withdraw")
                    | ("办理中", "take-note" | "answer" | "withdraw")
                    | ("已反馈", "return" | "confirm" | "withdraw")
                    | ("退回办理", "answer" | "withdraw")
            );
            if possible {
                continue;
            }
            let fields = [
                ("version", version.as_str()),
                ("department", department.as_str()),
                ("due_on", "2019-07-31"),
                ("done", DONE),
                ("returned_because", "不符"),
                ("remark", "同意"),
                ("withdrawn_because", "误录"),
            ];
            let who = if matches!(step, "take-note" | "answer") { &mut contact } else { &mut office };
            let page = who.post(&format!("{FIRST}/{step}"), &fields).await;
            page.assert_status(422);
            let said = page.body.contains(&format!("这一事项现为“{state}”，不能"));
            assert!(said && page.body.contains("时办理。"), "{state} {step}: {}", page.body);
            refused += 1;
        }
        match state {
            "待分办" => assign(&app, &mut office, "审管办", "2019-07-31").await.assert_status(303),
            "办理中" | "退回办理" => answer(&mut contact).await.assert_status(303),
            "已反馈" if app.value::<i64>("select count(*) from instruction_answer").await == 1 => {
                give_back(&mut office).await.assert_status(303);
            }
            "已反馈" => confirm(&mut office).await.assert_status(303),
            _ => {}
        }
    }
    assert_eq!(refused, 4 + 4 + 4 + 5 + 4 + 7);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_overdue_one_makes_the_task_red_goes_up_four_levels_and_links_from_its_duty(pool: PgPool) {
    let app = court(pool).await;
    let (mut leader, mut office, contact) = people(&app).await;
    give(&mut leader).await;
    assign(&app, &mut office, "审管办", "2019-07-12").await.assert_status(303);
    let reason = office.get("/2019/tasks/6").await.text(".reason");
    assert!(reason.contains("批示“第 1 号”应于 2019年7月12日（星期五）办结，2 天后到期"), "{reason}");
    let mut levels = Vec::new();
    for day in ["2019-07-10", "2019-07-13", "2019-07-19", "2019-07-26"] {
        app.set_day(day);
        let mut conn = app.state.db.acquire().await.unwrap();
        sweep(&mut conn, &app.act(), Cause::Command).await.unwrap();
        let flags = "select coalesce(string_agg(f.level::text, '' order by f.level), '') from overdue_flag f
                     join deadline d on d.id = f.deadline_id where d.kind = 'instruction'";
        levels.push(app.value::<String>(flags).await);
    }
    assert_eq!(levels, ["1", "12", "123", "1234"]);
    let mut contact = app.sign_in("联系人", contact.id).await;
    assert!(contact.get("/2019/tasks/6").await.text(".reason.red").contains("批示“第 1 号”"));
    assert!(contact.get(FIRST).await.text(".reason").contains("已逾期 14 天"));
    let duty = app.value::<i64>("select id from deadline where kind = 'instruction'").await;
    let page = contact.get(&format!("/2019/deadlines/{duty}")).await;
    assert_eq!(page.count(&format!("dl.facts a[href='{FIRST}']")), 1, "the duty leads to it");
    let listed = contact.get("/2019/deadlines?state=overdue&kind=instruction").await.texts("main").join(" ");
    assert!(listed.contains("批示办理“第 1 号”"), "{listed}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn it_is_extended_by_the_leader_in_charge(pool: PgPool) {
    let app = court(pool.clone()).await;
    let (mut leader, mut office, mut contact) = people(&app).await;
    activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    give(&mut leader).await;
    assign(&app, &mut office, "审管办", "2019-07-19").await.assert_status(303);
    let link = contact.get(FIRST).await.attributes("a[href*='extension?']", "href").remove(0);
    let ask = Form::of(&contact.get(&link).await, "form.card")
        .with("due_on", "2019-08-09")
        .with("reason", "试点庭室调整")
        .with("confirmed", "yes");
    contact.post("/2019/tasks/6/extension", &ask.fields()).await.assert_redirect("/2019/extensions/1");
    let mut other = app.member("他部门", "干部科", "contact").await;
    assert_eq!(other.get("/2019/extensions").await.count("tbody tr"), 0, "it would tell of the instruction");
    other.get("/2019/extensions/1").await.assert_status(404);
    let fields =
        [("decision", "grant"), ("granted_due_on", "2019-08-09"), ("remark", "同意"), ("confirmed", "yes")];
    leader.post("/2019/extensions/1", &fields).await.assert_status(303);
    assert_eq!(stands(&app).await, "in_hand 2019-07-19 2019-08-09");
    assert!(contact.get(FIRST).await.text("dl.facts").contains("2019-08-09 原 2019-07-19"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn one_on_no_task_is_handed_to_any_department_and_stands_on_its_worklist(pool: PgPool) {
    let app = court(pool).await;
    let (mut leader, mut office, _) = people(&app).await;
    let mut other = app.member("他部门", "干部科", "contact").await;
    leader.post(ADD, &[("task", ""), ("words", WORDS)]).await.assert_redirect(FIRST);
    other.get(FIRST).await.assert_status(404);
    assign(&app, &mut office, "干部科", "2019-07-31").await.assert_redirect(FIRST);
    let todo = other.get("/worklist").await.text(".todo");
    assert!(todo.contains("批示办理“第 1 号”") && !todo.contains("“第 1 号”："), "{todo}");
    answer(&mut other).await.assert_redirect(FIRST);
    assert_eq!(stands(&app).await, "answered 2019-07-31 2019-07-31 met 2019-07-10");
    let viewer = app.person("viewer", Role::Viewer).await.get("/2019/deadlines?state=all").await;
    assert!(!viewer.body.contains("批示办理“第 1 号”"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_answer_being_typed_is_kept_until_it_is_sent(pool: PgPool) {
    let app = court(pool).await;
    let (mut leader, mut office, mut contact) = people(&app).await;
    give(&mut leader).await;
    assign(&app, &mut office, "审管办", "2019-07-31").await.assert_status(303);
    let draft = format!("/drafts{FIRST}/answer");
    let page = contact.get(FIRST).await;
    assert_eq!(page.attributes("form[action$='/answer']", "data-autosave").concat(), draft);
    let typed = form(&mut contact, "answer").await.with("done", DONE);
    contact.post(&draft, &typed.fields()).await.assert_status(200);
    assert_eq!(contact.get(FIRST).await.text("#done"), DONE);
    answer(&mut contact).await.assert_status(303);
    assert_eq!(app.value::<i64>("select count(*) from form_draft").await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn one_on_no_task_is_extended_by_the_leader_who_wrote_it(pool: PgPool) {
    let app = court(pool).await;
    let (mut leader, mut office, _) = people(&app).await;
    let mut stranger = app.person("副院长", Role::Leader).await;
    let mut contact = app.member("干部科联系人", "干部科", "contact").await;
    leader.post(ADD, &[("task", ""), ("words", WORDS)]).await.assert_redirect(FIRST);
    assign(&app, &mut office, "干部科", "2019-07-19").await.assert_redirect(FIRST);
    let link = contact.get(FIRST).await.attributes("a[href*='extension?']", "href").remove(0);
    assert!(link.starts_with("/2019/instructions/1/extension?deadline="), "{link}");
    let ask = Form::of(&contact.get(&link).await, "form.card")
        .with("due_on", "2019-08-09")
        .with("reason", "试点庭室调整");
    let path = "/2019/instructions/1/extension";
    let preview = contact.post(path, &ask.fields()).await;
    preview.assert_status(200);
    assert_eq!(preview.texts("tbody tr"), ["批示办理“第 1 号”2019-07-19时限改为 2019-08-09（星期五）"]);
    let mut other = app.member("他部门", "研究室", "contact").await;
    other.get(path).await.assert_status(404);
    other.post(path, &ask.fields()).await.assert_status(404);
    let late = ask.clone().with("due_on", "2020-01-01");
    assert!(contact.post(path, &late.fields()).await.text("#due_on-error").contains("方案最后一日"));
    contact.post(path, &ask.with("confirmed", "yes").fields()).await.assert_redirect("/2019/extensions/1");
    assert_eq!(other.get("/2019/extensions").await.count("tbody tr"), 0);
    other.get("/2019/extensions/1").await.assert_status(404);
    assert!(contact.get("/2019/extensions").await.text("tbody tr").contains("等待院长决定"));
    assert!(contact.get("/2019/extensions/1").await.body.contains("由作出批示的院领导（议定事项为组长）"));
    assert!(
        leader.get("/worklist").await.texts("main").join(" ").contains("请您决定延期"),
        "it waits for its leader"
    );
    assert!(office.get("/worklist").await.text(".todo").contains("延期申请：批示办理“第 1 号”"));
    let fields =
        [("decision", "grant"), ("granted_due_on", "2019-08-09"), ("remark", "同意"), ("confirmed", "yes")];
    stranger.post("/2019/extensions/1", &fields).await.assert_status(403);
    leader.post("/2019/extensions/1", &fields).await.assert_status(303);
    assert_eq!(stands(&app).await, "in_hand 2019-07-19 2019-08-09");
    let told = "select message from notice n join account a on a.id = n.account_id
                where a.display_name = '干部科联系人' order by n.id desc limit 1";
    assert_eq!(app.value::<String>(told).await, "同意延期：批示办理“第 1 号”由 2019-07-19 延至 2019-08-09。");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_meetings_item_on_no_task_goes_to_the_head_of_the_group_when_it_is_late(pool: PgPool) {
    let app = court(pool.clone()).await;
    let (_, mut office, _) = people(&app).await;
    let item = [
        ("title", "领导小组第二次会议"),
        ("held_on", "2019-07-08"),
        ("present", "组长"),
        ("item_task", ""),
        ("item_words", WORDS),
    ];
    office.post(MEETING, &item).await.assert_status(303);
    assign(&app, &mut office, "干部科", "2019-07-12").await.assert_redirect(FIRST);
    app.set_day("2019-07-26");
    let mut conn = app.state.db.acquire().await.unwrap();
    sweep(&mut conn, &app.act(), Cause::Command).await.unwrap();
    let mut office = app.sign_in("office", office.id).await;
    let proposed = |page: &Page| {
        let all = page.texts(".todo > li");
        all.into_iter().filter(|item| item.contains("议定事项")).collect::<Vec<_>>()
    };
    let items = proposed(&office.get("/worklist").await);
    assert_eq!(items.len(), 1, "no 督办通知单 without a task: {items:?}");
    assert!(items[0].contains("建议报分管院领导：批示办理“第 1 号议定事项”"), "{items:?}");
    assert!(items[0].contains("待明确，明确后才能报送") && !items[0].contains("已报分管院领导"), "{items:?}");
    activity::run(&pool, &["update account set heads_the_group = true where display_name = '院长'"]).await;
    let page = office.get("/worklist").await;
    assert!(proposed(&page)[0].contains("作出批示的院领导（议定事项为组长） 院长"));
    let sent = app.value::<String>("select id::text from overdue_flag where level = 3").await;
    let duty = app.value::<String>("select id::text from deadline where kind = 'instruction'").await;
    let fields = [("flag", sent.as_str()), ("decision", "sent")];
    office.post(&format!("/2019/deadlines/{duty}/decide"), &fields).await.assert_status(303);
    let notice = "select a.display_name || n.path from notice n join account a on a.id = n.account_id
                  where n.message like '报分管院领导：%'";
    assert_eq!(app.value::<String>(notice).await, format!("院长{FIRST}"));
    assert!(proposed(&office.get("/worklist").await).is_empty(), "decided");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn given_to_several_departments_each_has_an_item_and_it_is_said_who_has_answered(pool: PgPool) {
    let app = court(pool).await;
    let (mut leader, mut office, _) = people(&app).await;
    let mut cadres = app.member("干部科联系人", "干部科", "contact").await;
    let mut research = app.member("研究室联系人", "研究室", "contact").await;
    leader.post(ADD, &[("task", ""), ("words", WORDS)]).await.assert_redirect(FIRST);
    let (one, two) = (app.department("干部科").await.to_string(), app.department("研究室").await.to_string());
    let bare = form(&mut office, "assign").await;
    let mut fields = bare.fields();
    fields.retain(|(name, _)| *name != "due_on");
    let unknown = [fields.clone(), vec![("department", "999999"), ("due_on", "2019-07-31")]].concat();
    let page = office.post(&format!("{FIRST}/assign"), &unknown).await;
    page.assert_status(422);
    fields.extend([("department", one.as_str()), ("department", two.as_str())]);
    let undated = office.post(&format!("{FIRST}/assign"), &fields).await;
    undated.assert_status(422);
    assert_eq!(undated.count("input[name=department][checked]"), 2, "what was ticked stays");
    fields.push(("due_on", "2019-07-31"));
    office.post(&format!("{FIRST}/assign"), &fields).await.assert_redirect(FIRST);
    assert_eq!(app.value::<i64>("select count(*) from deadline where kind = 'instruction'").await, 2);
    let parts = leader.get(FIRST).await;
    assert!(parts.text("#parts h2").contains("分办 2 家，已反馈 0 家"), "{}", parts.text("#parts h2"));
    let names = "select string_agg(d.name, '、' order by d.position) from department d where d.name in ('干部科', '研究室')";
    let expected =
        format!("院长：第 1 号批示已分交{}办理，2019-07-31 前反馈。", app.value::<String>(names).await);
    assert_eq!(told(&app, "院长").await, expected, "once");
    let of = |who: &str| {
        format!(
            "select '/2019/instructions/' || i.number from instruction i join deadline l on l.kind = 'instruction' and l.subject_id = i.id join department d on d.id = l.department_id where d.name = '{who}'"
        )
    };
    let (of_cadres, of_research) = (of("干部科"), of("研究室"));
    let path = |sql: String| {
        let db = app.state.db.clone();
        async move { sqlx::query_scalar::<_, String>(sqlx::AssertSqlSafe(sql)).fetch_one(&db).await.unwrap() }
    };
    let (of_cadres, of_research) = (path(of_cadres).await, path(of_research).await);
    assert_ne!(of_cadres, of_research);
    research.get(&of_cadres).await.assert_status(404);
    let page = cadres.get(&of_cadres).await;
    assert!(page.body.contains(WORDS) && page.count("#parts") == 0, "another's answers are not for them");
    let answer = Form::of(&page, "form[action$='/answer']").with("done", DONE);
    cadres.post(&format!("{of_cadres}/answer"), &answer.fields()).await.assert_redirect(&of_cadres);
    let page = leader.get(&of_research).await;
    assert!(page.text("#parts h2").contains("分办 2 家，已反馈 1 家"));
    let rows = page.texts("#parts tbody tr").join("|");
    assert!(
        rows.contains("2019-07-10 反馈") && rows.contains("未反馈") && !page.body.contains(DONE),
        "{rows}"
    );
    let listed = office.get("/2019/instructions").await.texts("tbody tr");
    assert_eq!(listed.iter().filter(|row| row.contains("分办")).count(), 1, "{listed:?}");
}
