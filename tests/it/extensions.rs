//! 延期申请: asked by the department that owes the duty, decided by the leader in charge, never lost, always counted.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::test_app::Persona;
use crate::support::{Page, TestApp, activity};

const ASK: &str = "/2019/tasks/6/extension";

/// Task 6 with 起草 due on 31 July and 印发, which waits for it and takes five working days, due on 7 August.
async fn with_milestones(pool: &PgPool) -> TestApp {
    let app = TestApp::with_plan(pool.clone()).await;
    activity::run(
        pool,
        &[
            "insert into milestone (task_id, position, title, working_days, planned_share, added_on)
             select id, 1, '起草', 20, 40, date '2019-04-01' from task where number = 6
             union all select id, 2, '印发', 5, 100, date '2019-04-01' from task where number = 6",
            "insert into milestone_dependency (milestone_id, after_id)
             select b.id, a.id from milestone a join milestone b on b.task_id = a.task_id and b.position = 2
             where a.position = 1",
            "insert into deadline (plan_id, kind, subject_id, task_id, department_id, original_due_on, due_on, working, title)
             select t.plan_id, 'milestone', m.id, t.id, a.department_id, d.due_on, d.due_on, '', m.title
             from milestone m join task t on t.id = m.task_id join assignment a on a.task_id = t.id and a.files_report
             join (values (1, date '2019-07-31'), (2, date '2019-08-07')) as d (position, due_on) on d.position = m.position",
        ],
    )
    .await;
    app.set_day("2019-07-10");
    app
}

async fn deadline(app: &TestApp, title: &str) -> String {
    let sql = "select l.id::text from deadline l join task t on t.id = l.task_id
               where t.number = 6 and l.kind in ('milestone', 'task_completion') and l.title = $1";
    sqlx::query_scalar(sql).bind(title).fetch_one(&app.state.db).await.unwrap()
}

/// Title, original date and date of the task's milestones and completion.
async fn dates(app: &TestApp) -> String {
    let sql = "select string_agg(concat_ws(' ', nullif(l.title, ''), l.original_due_on, l.due_on), '; ' order by l.original_due_on)
               from deadline l join task t on t.id = l.task_id
               where t.number = 6 and l.kind in ('milestone', 'task_completion')";
    sqlx::query_scalar(sql).fetch_one(&app.state.db).await.unwrap()
}

const UNMOVED: &str = "起草 2019-07-31 2019-07-31; 印发 2019-08-07 2019-08-07; 2019-12-31 2019-12-31";

/// Asks and confirms.
async fn ask(who: &mut Persona<'_>, deadline: &str, to: &str) -> Page {
    let reason = "与上级规定的衔接口径待明确";
    let fields = [("deadline", deadline), ("due_on", to), ("reason", reason), ("confirmed", "yes")];
    who.post(ASK, &fields).await
}

/// Decides and confirms.
async fn decide(who: &mut Persona<'_>, path: &str, decision: &str, to: &str) -> Page {
    let fields =
        [("decision", decision), ("granted_due_on", to), ("remark", "按期衔接"), ("confirmed", "yes")];
    who.post(path, &fields).await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_moves_with_a_milestone_is_shown_before_asking_and_before_deciding(pool: PgPool) {
    let app = with_milestones(&pool).await;
    let mut leader = app.person("分管副院长", Role::Leader).await;
    activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let drafting = deadline(&app, "起草").await;
    let fields = [("deadline", drafting.as_str()), ("due_on", "2019-08-09"), ("reason", "口径待明确")];
    let preview = contact.post(ASK, &fields).await;
    preview.assert_status(200);
    let moved = preview.texts("tbody tr").join(" | ");
    let moves = "节点“起草”2019-07-31时限改为 2019-08-09（星期五） | 节点“印发”2019-08-07时限改为 2019-08-16（星期五）";
    assert_eq!(moved, moves);
    assert_eq!(app.value::<i64>("select count(*) from change_request").await, 0, "nothing is asked yet");
    ask(&mut contact, &drafting, "2019-08-09").await.assert_redirect("/2019/extensions/1");
    assert_eq!(dates(&app).await, UNMOVED, "asking moves nothing");
    assert!(leader.get("/worklist").await.text(".todo").contains("节点“起草”"), "it waits for the leader");

    let fields = [("decision", "grant"), ("granted_due_on", "2019-08-09"), ("remark", "同意")];
    let preview = leader.post("/2019/extensions/1", &fields).await;
    assert_eq!(preview.texts("tbody tr").join(" | "), moves);
    assert_eq!(dates(&app).await, UNMOVED);
    decide(&mut leader, "/2019/extensions/1", "grant", "2019-08-09").await.assert_status(303);
    assert_eq!(
        dates(&app).await,
        "起草 2019-07-31 2019-08-09; 印发 2019-08-07 2019-08-16; 2019-12-31 2019-12-31"
    );
    let entries = "select string_agg(e.event, ' ' order by e.id) from ledger_entry e
                   where e.subject in ('change_request', 'milestone')";
    assert_eq!(app.value::<String>(entries).await, "extension_asked extension_granted", "one entry each");
    let notice =
        "select message from notice n join account a on a.id = n.account_id where a.display_name = '联系人'";
    assert_eq!(
        app.value::<String>(notice).await,
        "任务 6：同意延期：节点“起草”由 2019-07-31 延至 2019-08-09。"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn extensions_and_their_days_are_counted_on_task_ledger_wall_and_export(pool: PgPool) {
    let app = with_milestones(&pool).await;
    let mut leader = app.person("分管副院长", Role::Leader).await;
    activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    assert!(leader.get("/2019/tasks/6").await.text(".facts").contains("延期0 次"));
    for (to, path) in [("2019-08-05", "/2019/extensions/1"), ("2019-08-09", "/2019/extensions/2")] {
        ask(&mut contact, &deadline(&app, "起草").await, to).await.assert_redirect(path);
        decide(&mut leader, path, "grant", to).await.assert_status(303);
    }
    let task = leader.get("/2019/tasks/6").await;
    assert!(task.body.contains("2 次，共 9 天"), "five days, then four");
    assert!(task.text(".reason").contains("已延期 2 次，共 9 天（自然日）"));
    assert!(task.texts("td del").contains(&"原 2019-07-31".to_owned()), "the original date stays in view");
    let row = leader.get("/2019/ledger").await.texts("tbody tr").into_iter().find(|row| row.contains("延期"));
    assert!(row.unwrap().contains("延期 2 次"), "beside the date");
    assert!(
        leader.get("/2019/wall").await.texts(".wall-grid .tile").iter().any(|tile| tile.contains("延期"))
    );
    let mut conn = app.state.db.acquire().await.unwrap();
    let export = reform_ledger::pages::export::of_store(&mut conn, 2019, "2019-07-10".parse().unwrap()).await;
    let export = serde_json::to_value(export.unwrap()).unwrap();
    assert_eq!(export["tasks"][5]["extensions"], serde_json::json!({"count": 2, "days": 9}));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn asked_late_the_lateness_stays(pool: PgPool) {
    let app = with_milestones(&pool).await;
    app.set_day("2019-08-05");
    let mut leader = app.person("分管副院长", Role::Leader).await;
    activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let drafting = deadline(&app, "起草").await;
    let fields = [("deadline", drafting.as_str()), ("due_on", "2019-08-16"), ("reason", "口径待明确")];
    let preview = contact.post(ASK, &fields).await;
    assert!(
        preview.text(".reason").contains("逾期后申请（已逾期 5 天）：同意后仍按 2019-07-31 判断是否按时")
    );
    ask(&mut contact, &drafting, "2019-08-16").await.assert_status(303);
    assert!(leader.get("/2019/extensions/1").await.text(".mark").contains("已逾期 5 天"));
    assert_eq!(leader.get("/2019/extensions").await.texts("tbody .mark"), ["逾期后申请"]);
    app.set_day("2019-08-07");
    let mut leader = app.sign_in("分管副院长", leader.id).await;
    decide(&mut leader, "/2019/extensions/1", "grant", "2019-08-16").await.assert_status(303);
    let duty = format!("/2019/deadlines/{drafting}");
    let facts = leader.get(&duty).await.text(".facts");
    assert!(facts.contains("批准时已逾期 7 天，仍按 2019-07-31 判断是否按时"), "{facts}");
    activity::run(&pool, &["update deadline set met_on = '2019-08-15' where title = '起草'"]).await;
    assert!(leader.get(&duty).await.text("h1").contains("迟 15 天"), "judged by the date that was missed");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_extension_ends_with_the_task_and_with_the_plan_and_a_superiors_date_stays(pool: PgPool) {
    let app = with_milestones(&pool).await;
    activity::complete_by(&pool, 6, "2019-10-31").await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let (drafting, completion) = (deadline(&app, "起草").await, deadline(&app, "").await);
    for (duty, to, sentence) in [
        (&drafting, "2019-11-01", "请先就任务完成申请延期"),
        (&drafting, "2019-07-31", "须晚于现在的时限"),
        (&completion, "2020-01-01", "方案最后一日"),
    ] {
        for confirmed in ["", "yes"] {
            let fields = [
                ("deadline", duty.as_str()),
                ("due_on", to),
                ("reason", "口径待明确"),
                ("confirmed", confirmed),
            ];
            let page = contact.post(ASK, &fields).await;
            page.assert_status(422);
            let error = page.text("#due_on-error");
            assert!(error.contains(sentence), "{to}: {error}");
        }
    }
    let fields = [("deadline", drafting.as_str()), ("due_on", "2019-10-30"), ("reason", "口径待明确")];
    let preview = contact.post(ASK, &fields).await;
    preview.assert_status(200);
    let moved = preview.texts("tbody tr");
    assert!(moved.iter().any(|row| row.starts_with("节点“印发”") && row.contains("2019-10-31")), "{moved:?}");
    let mut office = app.person("office", Role::Office).await;
    let form = crate::support::court::Form::of(&office.get("/2019/tasks/6/adjust").await, "form.card")
        .with("set_by_superior", "吉高法〔2019〕1号")
        .with("source", "省高院通知");
    office.post("/2019/tasks/6/adjust", &form.fields()).await.assert_status(303);
    assert!(contact.get(ASK).await.body.contains("任务完成的时限由上级规定（吉高法〔2019〕1号）"));
    let page = ask(&mut contact, &completion, "2019-11-29").await;
    page.assert_status(422);
    assert!(page.text("#due_on-error").contains("不能在本院延期"));
    assert_eq!(app.value::<i64>("select count(*) from change_request").await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn only_who_owes_it_asks_and_once_at_a_time(pool: PgPool) {
    let app = with_milestones(&pool).await;
    let drafting = deadline(&app, "起草").await;
    let mut other = app.member("他部门", "干部科", "contact").await;
    other.get(ASK).await.assert_status(403);
    ask(&mut other, &drafting, "2019-08-09").await.assert_status(403);
    let mut viewer = app.person("viewer", Role::Viewer).await;
    ask(&mut viewer, &drafting, "2019-08-09").await.assert_status(403);
    let mut head = app.member("负责人", "审管办", "head").await;
    ask(&mut head, &drafting, "2019-08-09").await.assert_redirect("/2019/extensions/1");
    let again = ask(&mut head, &drafting, "2019-08-15").await;
    again.assert_status(422);
    assert!(again.text("#due_on-error").contains("已有一份待决定"));
    let incomplete = head.post(ASK, &[("deadline", ""), ("due_on", ""), ("reason", "")]).await;
    incomplete.assert_status(422);
    assert_eq!(incomplete.texts(".error").len(), 3);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_office_records_a_request_with_whose_it_was_and_when(pool: PgPool) {
    let app = with_milestones(&pool).await;
    app.set_day("2019-08-05");
    let mut office = app.person("office", Role::Office).await;
    let drafting = deadline(&app, "起草").await;
    let page = ask(&mut office, &drafting, "2019-08-16").await;
    assert!(page.texts(".error").contains(&"请写明代谁录入。".to_owned()));
    let fields = [
        ("deadline", drafting.as_str()),
        ("due_on", "2019-08-16"),
        ("reason", "口径待明确"),
        ("on_behalf_of", "审管办李四"),
        ("asked_on", "2019-07-30"),
        ("confirmed", "yes"),
    ];
    office.post(ASK, &fields).await.assert_redirect("/2019/extensions/1");
    let page = office.get("/2019/extensions/1").await;
    assert!(page.text(".facts").contains("审管办李四（office代录） 2019-07-30"), "{}", page.text(".facts"));
    assert_eq!(page.count(".facts .mark"), 0, "it was asked in time");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_leader_in_charge_or_the_stand_in_of_the_day_decides_and_nobody_else(pool: PgPool) {
    let app = with_milestones(&pool).await;
    let leader = app.person("分管副院长", Role::Leader).await;
    activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    let mut stand_in = app.person("代行副院长", Role::Leader).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    ask(&mut contact, &deadline(&app, "起草").await, "2019-08-09").await.assert_status(303);
    let page = "/2019/extensions/1";
    decide(&mut contact, page, "grant", "2019-08-09").await.assert_status(403);
    let refused = decide(&mut stand_in, page, "grant", "2019-08-09").await;
    refused.assert_status(403);
    assert!(refused.body.contains("决定：分管副院长"), "it says who decides");
    sqlx::query(
        "insert into leader_stand_in (leader_id, stand_in_id, from_on, to_on) values ($1, $2, '2019-07-01', '2019-07-31')",
    )
    .bind(leader.id.0)
    .bind(stand_in.id.0)
    .execute(&pool)
    .await
    .unwrap();
    let later = decide(&mut stand_in, page, "grant", "2019-08-12").await;
    later.assert_status(422);
    assert!(later.body.contains("不能晚于申请的日期"));
    decide(&mut stand_in, page, "grant", "2019-08-05").await.assert_status(303);
    assert!(dates(&app).await.starts_with("起草 2019-07-31 2019-08-05"), "an earlier date than asked");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn refused_or_withdrawn_the_date_stays_and_nothing_is_settled_twice(pool: PgPool) {
    let app = with_milestones(&pool).await;
    let mut leader = app.person("分管副院长", Role::Leader).await;
    activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let mut colleague = app.member("同事", "审管办", "stand_in").await;
    let drafting = deadline(&app, "起草").await;
    ask(&mut contact, &drafting, "2019-08-09").await.assert_status(303);
    decide(&mut leader, "/2019/extensions/1", "refuse", "").await.assert_status(303);
    assert!(decide(&mut leader, "/2019/extensions/1", "grant", "2019-08-09").await.status == 409);
    ask(&mut contact, &drafting, "2019-08-09").await.assert_status(303);
    let why = [("withdrawn_because", "已按期完成初稿")];
    colleague.post("/2019/extensions/2/withdraw", &why).await.assert_status(403);
    contact.post("/2019/extensions/2/withdraw", &[]).await.assert_status(422);
    contact.post("/2019/extensions/2/withdraw", &why).await.assert_status(303);
    contact.post("/2019/extensions/2/withdraw", &why).await.assert_status(409);
    let late = decide(&mut leader, "/2019/extensions/2", "grant", "2019-08-09").await;
    late.assert_status(409);
    assert!(late.body.contains("已是“撤回”"));
    assert_eq!(dates(&app).await, UNMOVED);
    let states = leader.get("/2019/extensions").await.texts("td.state");
    assert_eq!(states, ["○撤回", "○不同意"]);
    assert!(leader.get("/2019/tasks/6").await.body.contains("0 次"), "only granted ones are counted");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_two_who_decide_at_once_one_wins_and_the_other_is_told(pool: PgPool) {
    let app = with_milestones(&pool).await;
    let mut leader = app.person("分管副院长", Role::Leader).await;
    activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    let mut again = app.sign_in("分管副院长", leader.id).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    ask(&mut contact, &deadline(&app, "起草").await, "2019-08-09").await.assert_status(303);
    let (first, second) = tokio::join!(
        decide(&mut leader, "/2019/extensions/1", "grant", "2019-08-09"),
        decide(&mut again, "/2019/extensions/1", "refuse", ""),
    );
    let mut both = [first.status.as_u16(), second.status.as_u16()];
    both.sort_unstable();
    assert_eq!(both, [303, 409]);
    let entries =
        "select count(*) from ledger_entry where event in ('extension_granted', 'extension_refused')";
    assert_eq!(app.value::<i64>(entries).await, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn without_a_leader_it_waits_as_a_gap_until_the_office_records_a_named_leaders_decision(pool: PgPool) {
    let app = with_milestones(&pool).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    ask(&mut contact, &deadline(&app, "起草").await, "2019-08-09").await.assert_status(303);
    let mut office = app.person("office", Role::Office).await;
    let path = "/2019/extensions/1";
    assert!(office.get("/2019/tasks/6").await.text(".reason").contains("有延期申请等待，分管院领导待明确"));
    assert!(office.get("/worklist").await.body.contains("分管院领导待明确，明确后才能决定"));
    decide(&mut office, path, "grant", "2019-08-09").await.assert_status(403);
    let leader = app.person("分管副院长", Role::Leader).await.id;
    activity::put_in_charge(&pool, leader.0, &[6]).await;
    assert!(!office.get("/2019/tasks/6").await.text(".reason").contains("有延期申请等待"));
    let bare = decide(&mut office, path, "grant", "2019-08-09").await;
    assert_eq!(bare.texts(".error").len(), 3, "leader, day and evidence are needed");
    let id = leader.to_string();
    let mut fields = vec![
        ("decision", "grant"),
        ("granted_due_on", "2019-08-09"),
        ("remark", "同意"),
        ("leader", id.as_str()),
        ("decided_on", "2019-07-09"),
        ("evidence", "延期审批单"),
        ("confirmed", "yes"),
    ];
    office.post(path, &fields).await.assert_status(422);
    fields[4] = ("decided_on", "2019-07-10");
    office.post(path, &fields).await.assert_redirect(path);
    let page = office.get(path).await;
    assert!(page.body.contains("分管副院长（office代录）") && page.body.contains("延期审批单"));
    let whose = "select on_behalf_of from ledger_entry where event = 'extension_granted'";
    assert_eq!(app.value::<String>(whose).await, "分管副院长");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_office_account_does_not_record_the_decision_on_what_it_asked_for_its_own_department(
    pool: PgPool,
) {
    let app = with_milestones(&pool).await;
    let leader = app.person("分管副院长", Role::Leader).await.id;
    activity::put_in_charge(&pool, leader.0, &[6]).await;
    let mut own = app.person("office", Role::Office).await;
    app.join(&own, "审管办", "contact").await;
    ask(&mut own, &deadline(&app, "起草").await, "2019-08-09").await.assert_redirect("/2019/extensions/1");
    let id = leader.to_string();
    let fields = [
        ("decision", "refuse"),
        ("remark", "不同意"),
        ("leader", id.as_str()),
        ("decided_on", "2019-07-10"),
        ("evidence", "延期审批单"),
    ];
    own.post("/2019/extensions/1", &fields).await.assert_status(403);
    assert_eq!(own.get("/2019/extensions/1").await.count("button[value=refuse]"), 0);
    let mut other = app.person("office-2", Role::Office).await;
    other.post("/2019/extensions/1", &fields).await.assert_status(303);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn reasons_are_for_those_concerned_and_requests_of_restricted_tasks_too(pool: PgPool) {
    let app = with_milestones(&pool).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    ask(&mut contact, &deadline(&app, "起草").await, "2019-08-09").await.assert_status(303);
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/2019/extensions/1").await;
    page.assert_status(200);
    assert!(page.body.contains("2019-08-09") && !page.body.contains("衔接口径"));
    assert!(contact.get("/2019/extensions/1").await.body.contains("衔接口径"));
    activity::run(&pool, &["update task set restricted = true where number = 6"]).await;
    viewer.get("/2019/extensions/1").await.assert_status(404);
    assert_eq!(viewer.get("/2019/extensions").await.count("tbody tr"), 0);
    assert_eq!(contact.get("/2019/extensions").await.count("tbody tr"), 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_dutys_page_says_that_an_extension_waits_and_offers_no_second_one(pool: PgPool) {
    let app = with_milestones(&pool).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let drafting = deadline(&app, "起草").await;
    let duty = format!("/2019/deadlines/{drafting}");
    let offered = format!("/2019/tasks/6/extension?deadline={drafting}");
    assert!(contact.get(&duty).await.attributes("main a", "href").contains(&offered));
    ask(&mut contact, &drafting, "2019-08-09").await.assert_redirect("/2019/extensions/1");
    let page = contact.get(&duty).await;
    let links = page.attributes("main a", "href");
    assert!(page.body.contains("待决定：申请延至 2019-08-09"));
    assert!(links.contains(&"/2019/extensions/1".to_owned()) && !links.contains(&offered), "{links:?}");
}
