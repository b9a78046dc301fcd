//! 盲区排查: what is found in the plan as issued, who reads what of it, and what mends it.

use std::collections::BTreeMap;

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use reform_ledger::pages::export::of_store;
use serde_json::Value;
use sqlx::PgPool;

use crate::support::statements::counted;
use crate::support::test_app::day;
use crate::support::{Page, Persona, TestApp, activity};

const PAGE: &str = "/2019/blind-spots";

/// What the export says of a check: the subjects by rule, in its order.
async fn exported(app: &TestApp, check: &str, on: &str) -> BTreeMap<String, Vec<String>> {
    let mut conn = app.state.db.acquire().await.unwrap();
    let export = serde_json::to_value(of_store(&mut conn, 2019, day(on)).await.unwrap()).unwrap();
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for case in export["blind_spots"][check].as_array().unwrap() {
        let text = |key: &str| case[key].as_str().map(str::to_owned).unwrap_or_default();
        found.entry(text("rule")).or_default().push(text("subject"));
        assert!(matches!(&case["message"], Value::String(message) if !message.is_empty()));
    }
    found
}

fn tasks(numbers: impl IntoIterator<Item = i32>) -> Vec<String> {
    numbers.into_iter().map(|number| format!("任务 {number}")).collect()
}

fn texts<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).to_vec()
}

fn found<const N: usize>(rules: [(&str, Vec<String>); N]) -> BTreeMap<String, Vec<String>> {
    rules.into_iter().map(|(rule, subjects)| (rule.to_owned(), subjects)).collect()
}

/// The points of the notice that no task's title words: four that nothing carries, two that a person has to confirm.
const OPEN_POINTS: [&str; 6] = [
    "工作要点“以全面落实司法责任制为核心，完善审判权运行体系，全面贯彻“让审理者裁判，由裁判者负责””",
    "工作要点“强化和规范审判监督管理机制，实现放权与监督有机统一”",
    "工作要点“出台完善专业法官会议机制的意见和改革审判委员会制度的意见”",
    "工作要点“全面落实以审判为中心的刑事诉讼制度改革”",
    "工作要点“完善立、审、执相衔接机制”",
    "工作要点“完成抚松法院内设机构改革”",
];

/// The departments on the notice's 责任部门 lines, without groups and 院党组: none has an account yet, all owe their
/// acknowledgement.
const DEPARTMENTS: [&str; 19] = [
    "审管办",
    "干部科",
    "研究室",
    "办公室",
    "立案庭",
    "监察室",
    "考核办",
    "司法警察大队",
    "立案审判团队",
    "长白山景区法庭",
    "抚松法庭",
    "露水河法庭",
    "泉阳法庭",
    "信访办公室",
    "刑事庭",
    "行政庭",
    "民二庭",
    "民事庭",
    "执行局",
];

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_plan_as_issued_has_exactly_these_blind_spots(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let of_tasks = exported(&app, "task", "2019-03-29").await;
    assert_eq!(
        of_tasks,
        found([
            ("work_point_without_task", texts(OPEN_POINTS)),
            // Named by no work point; 35 until a person confirms it.
            ("task_without_work_point", tasks([5, 12, 13, 29, 33, 35])),
            ("deliverable_not_named", texts([OPEN_POINTS[2]])),
            ("title_only", tasks([24, 25, 27, 28, 29, 34, 36, 37, 38, 39])),
        ])
    );
    let mut answering = exported(&app, "responsibility", "2019-03-29").await;
    let mut without_account = answering.remove("department_without_account").unwrap();
    let mut departments = texts(DEPARTMENTS);
    without_account.sort();
    departments.sort();
    assert_eq!(without_account, departments);
    assert_eq!(
        answering,
        found([
            ("no_lead", tasks(25..=30)),
            ("no_leader", tasks(1..=39)),
            ("nobody_files", tasks(25..=30)),
            ("no_contact", tasks(1..=39)),
            // They lead tasks 5 and 20; other groups only support.
            ("lead_group_without_members", texts(["各审判执行团队", "各审判执行部门"])),
        ])
    );
    let followed = exported(&app, "follow_through", "2019-03-29").await;
    assert_eq!(followed, found([("no_milestones", tasks(1..=39))]));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_page_counts_each_rule_with_its_meaning_and_the_way_to_mend_each_case(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let page = office.get(PAGE).await;
    page.assert_status(200);
    assert_eq!(page.texts(".figures b"), ["6", "111", "39", "17"]);
    assert_eq!(page.texts("#no_lead tbody td a").len(), 18, "six tasks, each with a link and two ways");
    assert!(
        page.text("#no_lead").contains("没有牵头部门，几个部门都有责任，等于都没有责任。"),
        "why it counts"
    );
    assert!(page.text("#no_lead").contains("责任部门：抚松法庭"), "{}", page.text("#no_lead"));
    let ways = page.attributes("#no_lead tbody td:last-child a:first-child", "href");
    assert_eq!(ways[0], "/2019/tasks/25/responsibilities");
    for way in page.attributes(".on-screen tbody tr:first-child td:last-child a", "href") {
        office.get(&way).await.assert_status(200);
    }
    assert!(
        page.text("#deliverable_not_named")
            .contains("没有一项任务写到：完善专业法官会议机制的意见、改革审判委员会制度的意见")
    );
    let zero = page.text("#finding_unanswered");
    assert!(zero.contains("0 项") && zero.contains("2019-03-29 09:00 查验"), "{zero}");
    assert!(page.text("#summary").contains("任务 25—30"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn all_read_it_but_only_the_office_is_shown_where_it_is_mended(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    for role in [Role::Viewer, Role::Leader, Role::Contact] {
        let mut reader = app.person(role.code(), role).await;
        let page = reader.get(PAGE).await;
        page.assert_status(200);
        assert_eq!(page.count("main form"), 0);
        assert_eq!(page.count("#no_lead a[href$=responsibilities]"), 0);
    }
    let mut auditor = app.person("audit", Role::AuditAdmin).await;
    auditor.get(PAGE).await.assert_status(403);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_amiss_with_a_restricted_task_is_for_those_concerned(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    activity::run(&pool, &["update task set restricted = true, title = '丁香事项' where number in (10, 27)"])
        .await;
    let mut own = app.member("监察室联系人", "监察室", "contact").await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get(PAGE).await;
    assert!(!page.body.contains("丁香"));
    assert_eq!(page.count("#no_leader tbody tr"), 37, "and in no count");
    assert!(page.body.contains("任务 10、27 为限定范围"));
    assert_eq!(page.count("#no_lead tbody tr"), 5);
    let page = own.get(PAGE).await;
    assert_eq!(page.count("#no_leader tbody tr"), 38, "their own task 10, not 27");
    assert!(page.body.contains("10　丁香事项") && page.body.contains("任务 27 为限定范围"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_overdue_finding_is_a_blind_spot_for_those_concerned_only(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    let of_20 = app.member("立案庭联系人", "立案庭", "contact").await;
    let viewer = app.person("viewer", Role::Viewer).await;
    let sql = "with f as (insert into finding (plan_id, number, task_id, source, reference, problem, required, severity, opened_on,
                   opened_at, opened_by) select plan_id, 1, id, 'entered', '', '丁香问题', '整改', 'general', '2019-04-01',
                   '2019-04-01', (select min(id) from account) from task where number = 20 returning id, plan_id, task_id)
               insert into deadline (plan_id, kind, subject_id, task_id, department_id, original_due_on, due_on, working)
               select plan_id, 'rectification', f.id, task_id, (select id from department where name = '立案庭'), '2019-04-10',
                   '2019-04-10', '' from f";
    activity::run(&pool, &[sql]).await;
    assert_eq!(office.get(PAGE).await.count("#finding_unanswered tbody tr"), 0, "not due yet");
    app.set_day("2019-04-11");
    for (name, who, rows) in [("office", &office, 1), ("立案庭联系人", &of_20, 1), ("viewer", &viewer, 0)]
    {
        let mut who = app.sign_in(name, who.id).await;
        let page = who.get(PAGE).await;
        page.assert_status(200);
        assert_eq!(page.count("#finding_unanswered tbody tr"), rows, "{name}");
    }
    let mut office = app.sign_in("office", office.id).await;
    let page = office.get(PAGE).await;
    assert!(page.text("#finding_unanswered").contains("任务 20，立案庭应于 2019-04-10 反馈，已逾期 1 天"));
    activity::run(&pool, &["update deadline set met_on = '2019-04-11' where kind = 'rectification'"]).await;
    assert_eq!(office.get(PAGE).await.count("#finding_unanswered tbody tr"), 0, "answered");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_not_followed_through_is_found_and_what_is_mended_is_not(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let office = app.person("office", Role::Office).await;
    activity::lay_out_all(&pool).await;
    app.set_day("2019-05-28");
    let mut office = app.sign_in("office", office.id).await;
    activity::submit_report(&pool, 6, "2019-04", "2019-04-25", office.id.0, 10).await;
    let done = "update task set status = 'completed', status_since = '2019-05-20' where number = 34";
    activity::run(&pool, &[done]).await;
    let page = office.get(PAGE).await;
    assert_eq!(page.count("#no_milestones tbody tr"), 0);
    // Two months of 38 tasks, but task 6's April.
    assert_eq!(page.count("#months_unreported tbody tr"), 37);
    assert!(page.text("#months_unreported").contains("2019年4月至2019年5月连续 2 个月未报"));
    assert!(page.text("#closed_without_evidence").contains("2019-05-20 办结，没有登记成果，没有佐证材料"));
    assert!(page.text("#month_not_reviewed").contains("1 份等待审核，最早的应于 2019-04-28 审核"));
    assert!(!page.text("#no_leader").contains("34　"), "a closed task has no gap any more");
    let file = "insert into evidence_file (task_id, digest, size, original_name, media_type, uploaded_at, uploaded_by)
                select id, '\\x00', 1, '成果.pdf', 'application/pdf', '2019-05-20', (select min(id) from account)
                from task where number = 34";
    activity::run(&pool, &[file, "update deadline set met_on = '2019-05-28' where kind = 'review'"]).await;
    let page = office.get(PAGE).await;
    for rule in ["closed_without_evidence", "month_not_reviewed"] {
        assert_eq!(page.count(&format!("#{rule} tbody tr")), 0, "{rule}");
    }
}

/// How many statements the page sends after the session look-up.
async fn statements(persona: &mut Persona<'_>) -> usize {
    let (redirect, look_up) = counted(persona.get("/")).await;
    redirect.assert_status(303);
    let (page, all) = counted(persona.get(PAGE)).await;
    page.assert_status(200);
    all - look_up
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_page_makes_as_many_statements_for_39_tasks_as_for_239(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    let before = statements(&mut office).await;
    activity::grow_to(&pool, 239).await;
    activity::lay_out_all(&pool).await;
    assert_eq!(statements(&mut office).await, before);
}

/// Where task 25 without lead is accepted.
async fn no_lead_of_25(app: &TestApp) -> String {
    let id: i64 =
        sqlx::query_scalar("select id from task where number = 25").fetch_one(&app.state.db).await.unwrap();
    format!("{PAGE}/no_lead/{id}")
}

async fn accept(office: &mut Persona<'_>, path: &str, until: &str) -> Page {
    let fields = [("reason", "等院党组会研究"), ("until_on", until)];
    office.post(&format!("{path}/accept"), &fields).await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_office_accepts_one_with_a_reason_until_a_day_and_it_comes_back_the_day_after(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let path = no_lead_of_25(&app).await;
    let page = office.get(&path).await;
    assert!(page.text("#case").contains("方案没有标注牵头"));
    for (fields, wrong) in [
        ([("reason", " "), ("until_on", "2019-04-30")], "reason"),
        ([("reason", "等会"), ("until_on", "2019-03-28")], "until_on"),
        ([("reason", "等会"), ("until_on", "2029-04-30")], "until_on"),
    ] {
        let page = office.post(&format!("{path}/accept"), &fields).await;
        page.assert_status(422);
        assert_eq!(page.count(&format!("#{wrong}-error")), 1, "{wrong}");
        assert_eq!(page.attributes("#until_on", "value"), [fields[1].1], "what was typed stands");
    }
    accept(&mut office, &path, "2019-04-30").await.assert_redirect(&format!("{PAGE}#no_lead"));
    let page = office.get(PAGE).await;
    assert_eq!(page.count("#no_lead tbody tr"), 5);
    assert_eq!(page.texts(".figures b")[1], "110");
    assert!(page.text("#accepted").contains("任务 25：牵头部门待明确"));
    assert!(page.text("#accepted").contains("等院党组会研究（2019-03-29 office接受）"));
    let until = "select subject || ' ' || reason || ' ' || until_on from blind_spot_acceptance";
    let kept: String = sqlx::query_scalar(until).fetch_one(&app.state.db).await.unwrap();
    assert_eq!(kept, "任务 25 等院党组会研究 2019-04-30");
    app.set_day("2019-04-30");
    let mut office = app.sign_in("office", office.id).await;
    assert_eq!(office.get(PAGE).await.count("#no_lead tbody tr"), 5, "through its last day");
    assert!(office.get("/worklist").await.body.contains("已接受的盲区将到期：1 项"));
    app.set_day("2019-05-01");
    let mut office = app.sign_in("office", office.id).await;
    let page = office.get(PAGE).await;
    assert!(page.text("#no_lead").contains("接受至 2019-04-30，已到期"));
    assert_eq!(page.count("#no_lead tbody tr"), 6);
    accept(&mut office, &path, "2019-05-31").await.assert_status(303);
    let page = office.get(&path).await;
    assert!(
        page.text("#standing").contains("至 2019-05-31")
            && page.text("#earlier").contains("至 2019-04-30；已到期")
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_acceptance_is_withdrawn_with_a_reason_and_the_case_counts_again(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let path = no_lead_of_25(&app).await;
    accept(&mut office, &path, "2019-04-30").await.assert_status(303);
    let withdraw = format!("{path}/withdraw");
    let page = office.post(&withdraw, &[("because", "")]).await;
    page.assert_status(422);
    assert_eq!(page.count("#because-error"), 1);
    office.post(&withdraw, &[("because", "已有人选")]).await.assert_redirect(PAGE);
    assert_eq!(office.get(PAGE).await.count("#no_lead tbody tr"), 6);
    assert!(office.get(&path).await.text("#earlier").contains("office撤回：已有人选"));
    office.post(&withdraw, &[("because", "再来")]).await.assert_redirect(&path);
    let history = office.get("/2019/history").await.body;
    assert!(history.contains("接受盲区至 2019-04-30：牵头部门待明确（任务 25）：等院党组会研究"));
    assert!(history.contains("撤回接受：牵头部门待明确（任务 25）：已有人选"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_two_who_accept_at_once_the_second_is_told_and_keeps_what_was_typed(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut first = app.person("office", Role::Office).await;
    let mut second = app.person("office-2", Role::Office).await;
    let path = no_lead_of_25(&app).await;
    accept(&mut first, &path, "2019-04-30").await.assert_status(303);
    let fields = [("reason", "另一个理由"), ("until_on", "2019-06-30")];
    let page = second.post(&format!("{path}/accept"), &fields).await;
    page.assert_status(409);
    assert_eq!(page.attributes("#reason", "value"), ["另一个理由"]);
    assert!(page.text("#standing").contains("等院党组会研究"));
    let count = "select count(*) from blind_spot_acceptance";
    let count: i64 = sqlx::query_scalar(count).fetch_one(&app.state.db).await.unwrap();
    assert_eq!(count, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_was_mended_meanwhile_is_not_accepted_and_an_acceptance_of_it_is_shown_as_mended(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    let path = no_lead_of_25(&app).await;
    let lead = "update assignment set role = 'lead' where task_id = (select id from task where number = 25)";
    let support =
        "update assignment set role = 'support' where task_id = (select id from task where number = 25)";
    activity::run(&pool, &[lead]).await;
    office.get(&path).await.assert_status(404);
    accept(&mut office, &path, "2019-04-30").await.assert_status(404);
    activity::run(&pool, &[support]).await;
    accept(&mut office, &path, "2019-04-30").await.assert_status(303);
    activity::run(&pool, &[lead]).await;
    let page = office.get(PAGE).await;
    assert_eq!(page.count("#no_lead tbody tr"), 5);
    assert!(
        page.text("#accepted").contains("任务 25：牵头部门待明确 ● 已补齐")
            || page.text("#accepted").contains("已补齐")
    );
    accept(&mut office, &path, "2019-04-30").await.assert_redirect(PAGE);
    assert!(office.get(&path).await.text("#case").contains("已补齐"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn why_it_is_accepted_is_for_those_concerned_and_only_the_office_accepts(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut own = app.member("抚松法庭联系人", "抚松法庭", "contact").await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let path = no_lead_of_25(&app).await;
    accept(&mut office, &path, "2019-04-30").await.assert_status(303);
    for (who, reads) in [(&mut own, true), (&mut viewer, false)] {
        let page = who.get(PAGE).await;
        assert!(page.text("#accepted").contains("任务 25：牵头部门待明确"));
        assert_eq!(page.body.contains("等院党组会研究"), reads);
        assert_eq!(who.get("/2019/history").await.body.contains("等院党组会研究"), reads);
        who.get(&path).await.assert_status(403);
        who.post(&format!("{path}/accept"), &[]).await.assert_status(403);
        who.post(&format!("{path}/withdraw"), &[]).await.assert_status(403);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_trend_begins_with_the_first_baseline_that_keeps_counts_and_invents_nothing_before(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.round_on("2019-05-01").await;
    activity::run(&pool, &["delete from blind_spot_count"]).await;
    activity::lay_out_all(&pool).await;
    app.round_on("2019-06-01").await;
    app.set_day("2019-06-03");
    let mut office = app.person("office", Role::Office).await;
    let page = office.get(PAGE).await;
    let rows = page.texts("#trend tbody tr");
    assert_eq!(rows.len(), 3, "{rows:?}");
    assert!(rows[1].contains("2019-05-31") && rows[2].contains("2019-04-30"), "{rows:?}");
    assert!(rows[2].contains("没有记存"), "{rows:?}");
    let of_may: Vec<String> = page.texts("#trend tbody tr:nth-child(2) td");
    // Six points; the gaps as issued; 39 tasks with neither April's nor May's report.
    assert_eq!(of_may[1..], ["6", "111", "39", "0"]);
    assert!(page.text("#trend").contains("自2019年5月31日起的基线才随基线记存"));
    let mut viewer = app.person("viewer", Role::Viewer).await;
    assert_eq!(viewer.get(PAGE).await.count("#trend"), 0, "it counts what is not open to all");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn on_paper_the_newest_months_stand_and_the_others_are_counted(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    for day in ["2019-05-01", "2019-06-01", "2019-07-01", "2019-08-01", "2019-09-01"] {
        app.round_on(day).await;
    }
    app.set_day("2019-09-03");
    let mut office = app.person("office", Role::Office).await;
    let page = office.get(PAGE).await;
    assert_eq!(page.count("#trend tbody tr"), 6);
    assert_eq!(page.count("#trend tbody tr.on-screen"), 2, "now and three months are printed");
    assert!(page.text("#trend .on-paper").contains("另有 2 个月的月末基线"), "{}", page.text("#trend"));
    let summary = page.text("#summary");
    assert!(summary.contains("…、") && summary.contains("等 6 项"), "a point is shortened there: {summary}");
}
