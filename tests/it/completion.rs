//! 办结申请: asked by the department with what shows it, examined by the office against 完成标准, decided by the leader in
//! charge; only then is the task blue. Returned or refused with a reason it goes on.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::look_backs;
use crate::support::court::Form;
use crate::support::test_app::Persona;
use crate::support::{Page, TestApp, activity};

const ASK: &str = "/2019/tasks/6/completion";
const FIRST: &str = "/2019/completions/1";
const ACHIEVED: &str = "节点预警已在办案平台运行";

/// Task 6 in progress since April with two lines of 完成标准, its completion due on 28 June.
async fn in_progress(pool: &PgPool) -> TestApp {
    let app = TestApp::with_plan(pool.clone()).await;
    activity::run(
        pool,
        &[
            "update task set status = 'in_progress', status_since = '2019-04-25',
                    completion_criteria = E'全部节点可查\n预警当月处理' where number = 6",
            "insert into deadline (plan_id, kind, task_id, subject_id, original_due_on, due_on, working, title)
             select plan_id, 'milestone', id, 900, '2019-08-30', '2019-08-30', '', '评估' from task where number = 6",
        ],
    )
    .await;
    activity::complete_by(pool, 6, "2019-06-28").await;
    app.set_day("2019-06-28");
    app
}

/// The fields of a request with one document.
fn asked_with<'a>(achieved: &'a str, title: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("achieved", achieved),
        ("document_title", title),
        ("document_number", "抚法〔2019〕21号"),
        ("document_date", "2019-06-20"),
    ]
}

async fn ask(who: &mut Persona<'_>) -> Page {
    who.post(ASK, &asked_with(ACHIEVED, "节点预警规则")).await
}

async fn pass(who: &mut Persona<'_>, path: &str) -> Page {
    let fields = [("fits_1", "yes"), ("fits_2", "yes"), ("remark_2", "抽查两月的通报"), ("decision", "pass")];
    who.post(&format!("{path}/examine"), &fields).await
}

async fn give_back(who: &mut Persona<'_>, path: &str, reason: &str) -> Page {
    who.post(&format!("{path}/examine"), &[("decision", "return"), ("opinion", reason)]).await
}

async fn decide(who: &mut Persona<'_>, path: &str, decision: &str) -> Page {
    who.post(path, &[("decision", decision), ("remark", "按标准把关")]).await
}

async fn status(app: &TestApp) -> String {
    app.value("select status || ' ' || status_since from task where number = 6").await
}

async fn light(who: &mut Persona<'_>) -> (String, String) {
    let page = who.get("/2019/tasks/6").await;
    (page.text(".page-head .light"), page.text(".reason"))
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_task_is_blue_only_once_it_was_asked_examined_and_granted(pool: PgPool) {
    let app = in_progress(&pool).await;
    let mut leader = app.person("分管副院长", Role::Leader).await;
    activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    assert_eq!(contact.get("/2019/tasks/6").await.attributes("a.primary", "href"), [ASK]);
    let form = contact.get(ASK).await;
    assert!(form.body.contains("全部节点可查"), "it shows what will be examined");
    ask(&mut contact).await.assert_redirect(FIRST);
    assert_eq!(status(&app).await, "completion_requested 2019-06-28");
    let (words, reason) = light(&mut office).await;
    assert_eq!(words, "◆今天到期", "asking changes no light");
    assert!(reason.contains("已于 2019年6月28日（星期五）申请办结（在完成时限之内），待审。"), "{reason}");
    assert!(contact.get("/2019/tasks/6").await.body.contains("办结申请：待审查"));

    assert!(office.get("/worklist").await.text(".todo").contains("待审查"));
    assert!(!leader.get("/worklist").await.body.contains("请您决定办结"), "not before it was examined");
    decide(&mut leader, FIRST, "grant").await.assert_status(409);
    pass(&mut office, FIRST).await.assert_redirect(FIRST);
    let list = leader.get("/worklist").await;
    assert!(list.body.contains("请您决定办结") && list.body.contains(ACHIEVED));
    let page = leader.get(FIRST).await;
    assert!(
        page.texts("table.cards tr").iter().any(|row| row.starts_with("预警当月处理✔符合抽查两月的通报"))
    );
    let changes = page.texts("td[data-label=变化]");
    let waived = changes.iter().filter(|what| *what == "不再要求").count();
    assert_eq!(waived, 7, "July to December, and the milestone: {changes:?}");
    assert_eq!(status(&app).await, "completion_requested 2019-06-28", "a preview changes nothing");

    decide(&mut leader, FIRST, "grant").await.assert_redirect(FIRST);
    assert_eq!(status(&app).await, "completed 2019-06-28");
    let (words, reason) = light(&mut office).await;
    assert_eq!(words, "✔已办结");
    assert!(reason.contains(&format!("{ACHIEVED}（分管副院长于2019年6月28日同意办结）")), "{reason}");
    let open = "select count(*) from deadline d join task t on t.id = d.task_id
                where t.number = 6 and met_on is null and waived_on is null and kind <> 'monthly_report'";
    assert_eq!(app.value::<i64>(open).await, 0);
    let documents = office.get("/2019/deliverables").await;
    assert_eq!(documents.texts("td.title"), ["《节点预警规则》"]);
    assert_eq!(documents.text("td[data-label=文号]"), "抚法〔2019〕21号");
    assert_eq!(documents.attributes("td[data-label=来源] a", "href"), [FIRST]);
    assert_eq!(documents.text("td[data-label=日期]"), "2019-06-20");
    let entries = "select string_agg(event, ' ' order by id) from ledger_entry
                   where task_id = (select id from task where number = 6) and event like '%completion%'";
    assert_eq!(
        app.value::<String>(entries).await,
        "completion_asked completion_examined completion_granted",
        "one entry each"
    );
    let notice =
        "select message from notice n join account a on a.id = n.account_id where a.display_name = '联系人'";
    assert_eq!(app.value::<String>(notice).await, "任务 6：同意办结，办结日期 2019-06-28。");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn asked_in_time_and_decided_late_it_is_red_meanwhile_and_in_time_afterwards(pool: PgPool) {
    let app = in_progress(&pool).await;
    let leader = app.person("分管副院长", Role::Leader).await;
    activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    ask(&mut contact).await.assert_status(303);
    pass(&mut office, FIRST).await.assert_status(303);
    app.set_day("2019-07-03");
    let mut office = app.sign_in("office", office.id).await;
    let (words, reason) = light(&mut office).await;
    assert_eq!(words, "▲逾期 5 天", "the lights do not wait for the decision");
    assert!(reason.contains("申请办结（在完成时限之内），待审"), "but it says so: {reason}");
    assert!(office.get(FIRST).await.body.contains("是否按时按这一天判断"), "and what holds");
    let mut leader = app.sign_in("分管副院长", leader.id).await;
    decide(&mut leader, FIRST, "grant").await.assert_status(303);
    let duty: i64 = app
        .value("select d.id from deadline d join task t on t.id = d.task_id where t.number = 6 and kind = 'task_completion'")
        .await;
    let duty = office.get(&format!("/2019/deadlines/{duty}")).await;
    assert!(!duty.text("h1").contains("迟"), "{}", duty.text("h1"));
    let met = "select d.met_on::text from deadline d join task t on t.id = d.task_id
               where t.number = 6 and kind = 'task_completion'";
    assert_eq!(app.value::<String>(met).await, "2019-06-28", "on the day it was asked");
    let july = "select waived_on is not null from deadline d join task t on t.id = d.task_id
                where t.number = 6 and kind = 'monthly_report' and period = '2019-07'";
    assert!(app.value::<bool>(july).await, "months after that of completion are not owed");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn returned_or_refused_with_a_reason_the_task_goes_on_and_is_asked_again(pool: PgPool) {
    let app = in_progress(&pool).await;
    let mut leader = app.person("分管副院长", Role::Leader).await;
    activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    ask(&mut contact).await.assert_status(303);
    let bare = give_back(&mut office, FIRST, "").await;
    bare.assert_status(422);
    assert_eq!(bare.text("#opinion-error"), "请写明退回的原因。");
    give_back(&mut office, FIRST, "预警通报缺五月份").await.assert_redirect(FIRST);
    assert_eq!(status(&app).await, "in_progress 2019-06-28");
    assert!(contact.get("/worklist").await.text(".todo").contains("退回原因：预警通报缺五月份"));
    give_back(&mut office, FIRST, "再退一次").await.assert_status(409);
    let hidden = viewer.get(FIRST).await;
    hidden.assert_status(200);
    assert!(
        hidden.body.contains("退回") && !hidden.body.contains("五月份"),
        "reasons are for those concerned"
    );
    assert!(!viewer.get("/2019/history?task=6").await.body.contains("五月份"));
    assert!(!hidden.body.contains(ACHIEVED), "nor is what was achieved before it is granted");

    ask(&mut contact).await.assert_redirect("/2019/completions/2");
    assert!(!contact.get("/worklist").await.body.contains("五月份"), "asked again, it is no longer to do");
    pass(&mut office, "/2019/completions/2").await.assert_status(303);
    let bare = leader.post("/2019/completions/2", &[("decision", "refuse")]).await;
    bare.assert_status(422);
    assert_eq!(bare.text("#remark-error"), "请用一句话写明决定。");
    decide(&mut leader, "/2019/completions/2", "refuse").await.assert_status(303);
    assert_eq!(status(&app).await, "in_progress 2019-06-28");
    assert!(contact.get("/worklist").await.text(".todo").contains("院领导意见：按标准把关"));
    assert_eq!(office.get("/2019/completions").await.texts("td.state"), ["○不同意", "○退回"]);
    let met = "select count(*) from deadline where kind = 'task_completion' and met_on is not null";
    assert_eq!(app.value::<i64>(met).await, 0);
    assert_eq!(
        office.get("/2019/deliverables").await.count("tbody tr"),
        0,
        "only what was granted is listed"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_criterion_is_met_before_a_leader_is_asked(pool: PgPool) {
    let app = in_progress(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    ask(&mut contact).await.assert_status(303);
    let path = format!("{FIRST}/examine");
    assert_eq!(office.get(FIRST).await.texts("fieldset legend"), ["全部节点可查", "预警当月处理"]);
    let half = office.post(&path, &[("fits_1", "yes"), ("remark_1", "已查"), ("decision", "pass")]).await;
    half.assert_status(422);
    assert_eq!(half.text("#fits_2-error"), "请选择符合或不符合。");
    assert_eq!(half.attributes("#remark_1", "value"), ["已查"], "what was typed is kept");
    assert_eq!(half.count("#fits_1_yes[checked]"), 1);
    let unmet = [("fits_1", "yes"), ("fits_2", "no"), ("decision", "pass")];
    let unmet = office.post(&path, &unmet).await;
    unmet.assert_status(422);
    assert!(unmet.text("#fits_2-error").contains("不能报院领导决定"));
    assert_eq!(app.value::<String>("select state::text from change_request").await, "examining");
    let fields = [
        ("fits_1", "yes"),
        ("fits_2", "no"),
        ("remark_2", "缺五月"),
        ("decision", "return"),
        ("opinion", "补齐"),
    ];
    office.post(&path, &fields).await.assert_status(303);
    assert!(
        contact.get(FIRST).await.texts("td.state").contains(&"✘不符合".to_owned()),
        "the department sees which"
    );
    contact.post(&path, &fields).await.assert_status(403);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_completion_needs_something_that_shows_it(pool: PgPool) {
    let app = in_progress(&pool).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let bare = contact.post(ASK, &[("achieved", ACHIEVED)]).await;
    bare.assert_status(422);
    assert_eq!(bare.text("#document_title_1-error"), "办结须有成果：请填写文件，或附一份材料。");
    assert_eq!(bare.text("textarea[name=achieved]"), ACHIEVED, "what was typed is kept");
    let mut dated = asked_with(ACHIEVED, "节点预警规则");
    dated[3] = ("document_date", "2019-06-29");
    let dated = contact.post(ASK, &dated).await;
    dated.assert_status(422);
    assert!(dated.text("#document_date_1-error").contains("不能晚于今天"));
    let file = [("files", "验收表.pdf", b"accepted".as_slice())];
    let without = contact.post_files(ASK, &[("achieved", "")], &file).await;
    without.assert_status(422);
    assert!(without.text("#files-error").contains("请重新选择"), "it says that the file is gone");
    contact.post_files(ASK, &[("achieved", ACHIEVED)], &file).await.assert_redirect(FIRST);
    let page = contact.get(FIRST).await;
    assert!(page.text(".facts").contains("验收表.pdf"));
    let mut viewer = app.person("viewer", Role::Viewer).await;
    viewer.get("/2019/files/1").await.assert_status(403); // until it is granted
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_a_milestone_brought_is_not_asked_for_again(pool: PgPool) {
    let app = in_progress(&pool).await;
    activity::add_milestone(&pool, 6, "印发", ("2019-06-14", "2019-06-14"), Some("2019-06-14")).await;
    activity::run(
        &pool,
        &["update milestone set document_title = '预警规则', document_number = '抚法〔2019〕21号'"],
    )
    .await;
    let mut leader = app.person("分管副院长", Role::Leader).await;
    activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    assert!(contact.get(ASK).await.body.contains("节点“印发”：《预警规则》抚法〔2019〕21号"));
    contact.post(ASK, &[("achieved", ACHIEVED)]).await.assert_redirect(FIRST);
    give_back(&mut office, FIRST, "请列明").await.assert_status(303);
    ask(&mut contact).await.assert_status(303);
    pass(&mut office, "/2019/completions/2").await.assert_status(303);
    decide(&mut leader, "/2019/completions/2", "grant").await.assert_status(303);
    assert_eq!(office.get("/2019/deliverables").await.count("td.title"), 1, "one number, one line");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_department_that_owes_the_completion_asks_for_a_task_in_progress_and_once(pool: PgPool) {
    let app = in_progress(&pool).await;
    for (name, department) in [("他部门", "干部科"), ("承办部门", "研究室")] {
        let mut other = app.member(name, department, "contact").await;
        other.get(ASK).await.assert_status(403);
        ask(&mut other).await.assert_status(403);
        assert_eq!(other.get("/2019/tasks/6").await.count(&format!("a[href='{ASK}']")), 0);
    }
    for (name, role) in [("viewer", Role::Viewer), ("院领导", Role::Leader)] {
        let mut person = app.person(name, role).await;
        person.get(ASK).await.assert_status(403);
        ask(&mut person).await.assert_status(403);
        person.post(&format!("{FIRST}/examine"), &[]).await.assert_status(403);
    }
    let mut head = app.member("负责人", "审管办", "head").await;
    activity::run(&pool, &["update task set status = 'not_started' where number = 6"]).await;
    let early = ask(&mut head).await;
    early.assert_status(422);
    assert!(early.body.contains("“未启动”的任务不能改为“申请办结”；可以改为：进行中（首次报送进度后自动）"));
    activity::run(&pool, &["update task set status = 'in_progress' where number = 6"]).await;
    let mut backdated = asked_with(ACHIEVED, "节点预警规则");
    backdated.extend([("on_behalf_of", "负责人"), ("asked_on", "2019-06-03")]);
    head.post(ASK, &backdated).await.assert_redirect(FIRST);
    assert!(status(&app).await.ends_with("2019-06-28"), "only the office records another day");
    let again = ask(&mut head).await;
    again.assert_status(422);
    assert_eq!(again.attributes(".empty a", "href"), [FIRST], "it leads to the one that stands");
    assert_eq!(app.value::<i64>("select count(*) from change_request").await, 1);
    assert_eq!(head.get("/2019/tasks/6").await.count(&format!("a[href='{ASK}']")), 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_office_completes_no_task_by_itself_any_more(pool: PgPool) {
    let app = in_progress(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    office.get("/2019/tasks/6/status/completed").await.assert_redirect(ASK);
    let fields = [("version", "1"), ("on", "2019-06-28"), ("grounds", "验收报告"), ("confirmed", "yes")];
    office.post("/2019/tasks/6/status/completed", &fields).await.assert_status(404);
    assert_eq!(office.get("/2019/tasks/adjust").await.count("option[value=completed]"), 0);
    let refused = ask(&mut office).await;
    refused.assert_status(422);
    assert_eq!(refused.text("#on_behalf_of-error"), "请写明代谁录入。", "it records whose request it is");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nobody_examines_or_records_the_decision_on_what_they_asked(pool: PgPool) {
    let app = in_progress(&pool).await;
    let leader = app.person("分管副院长", Role::Leader).await.id.to_string();
    activity::put_in_charge(&pool, leader.parse().unwrap(), &[6]).await;
    let mut own = app.person("office", Role::Office).await;
    app.join(&own, "审管办", "contact").await;
    let mut other = app.person("office-2", Role::Office).await;
    ask(&mut own).await.assert_redirect(FIRST);
    let page = own.get(FIRST).await;
    assert!(page.body.contains("不得审查本人提出或录入的办结申请") && page.count("fieldset") == 0);
    pass(&mut own, FIRST).await.assert_status(403);
    pass(&mut other, FIRST).await.assert_status(303);
    let fields = [
        ("decision", "grant"),
        ("remark", "同意"),
        ("leader", leader.as_str()),
        ("decided_on", "2019-06-28"),
        ("evidence", "办结审批单"),
    ];
    let scan = [("scan", "审批单.pdf", b"signed".as_slice())];
    let refused = own.post_files(FIRST, &fields, &scan).await;
    refused.assert_status(403);
    assert!(refused.body.contains("由领导小组办公室其他人员代录，或由分管院领导在系统中决定"));
    other.post_files(FIRST, &fields, &scan).await.assert_status(303);
    assert!(status(&app).await.starts_with("completed"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_only_office_account_examines_its_own_request_marked_so_and_the_leader_decides(pool: PgPool) {
    let app = in_progress(&pool).await;
    let mut leader = app.person("分管副院长", Role::Leader).await;
    activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    let mut own = app.person("office", Role::Office).await;
    app.join(&own, "审管办", "contact").await;
    ask(&mut own).await.assert_redirect(FIRST);
    pass(&mut own, FIRST).await.assert_status(303);
    let page = own.get(FIRST).await;
    assert_eq!(page.texts(".facts .mark"), ["自审"]);
    assert_eq!(page.count("button[value=grant]"), 0, "nobody decides what they asked");
    decide(&mut leader, FIRST, "grant").await.assert_status(303);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn from_paper_the_office_records_whose_when_and_a_scan_for_those_concerned(pool: PgPool) {
    let app = in_progress(&pool).await;
    app.set_day("2019-07-02");
    let leader = app.person("分管副院长", Role::Leader).await.id;
    activity::put_in_charge(&pool, leader.0, &[6]).await;
    let mut office = app.person("office", Role::Office).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let mut fields = asked_with(ACHIEVED, "节点预警规则");
    fields.extend([("on_behalf_of", "审管办李四"), ("asked_on", "2019-04-24")]);
    let early = office.post(ASK, &fields).await;
    early.assert_status(422);
    assert!(early.text("#asked_on-error").contains("不能早于“进行中”开始之日"));
    fields[5] = ("asked_on", "2019-06-27");
    let paper = [("scan", "办结申请.pdf", b"asked".as_slice())];
    office.post_files(ASK, &fields, &paper).await.assert_redirect(FIRST);
    assert_eq!(status(&app).await, "completion_requested 2019-06-27");
    let page = office.get(FIRST).await;
    assert!(page.text(".facts").contains("审管办李四（office代录） 2019-06-27"));
    assert_eq!(page.count(".facts .mark"), 0, "it was asked in time");
    pass(&mut office, FIRST).await.assert_status(303);

    let id = leader.to_string();
    let mut fields = vec![("decision", "grant"), ("remark", "同意办结"), ("leader", id.as_str())];
    fields.extend([("decided_on", "2019-06-26"), ("evidence", "办结审批单")]);
    let without = office.post(FIRST, &fields).await;
    without.assert_status(422);
    assert_eq!(without.text("#scan-error"), "请上传院领导签批的扫描件。");
    assert_eq!(without.attributes("#evidence", "value"), ["办结审批单"]);
    let scan = [("scan", "审批单.pdf", b"signed".as_slice())];
    let early = office.post_files(FIRST, &fields, &scan).await;
    early.assert_status(422);
    assert!(early.text("#decided_on-error").contains("决定日期须在申请之日 2019-06-27 与今天之间"));
    fields[3] = ("decided_on", "2019-07-01");
    office.post_files(FIRST, &fields, &scan).await.assert_redirect(FIRST);
    assert_eq!(status(&app).await, "completed 2019-06-27");
    let page = contact.get(FIRST).await;
    assert!(page.body.contains("分管副院长（office代录）") && page.body.contains("办结审批单"));
    assert!(page.body.contains("审批单.pdf") && page.body.contains("办结申请.pdf"));
    let whose = "select string_agg(on_behalf_of, ' ' order by id) from ledger_entry
                 where event in ('completion_asked', 'completion_granted')";
    assert_eq!(app.value::<String>(whose).await, "审管办李四 分管副院长");

    let page = viewer.get(FIRST).await;
    assert!(!page.body.contains(".pdf") && !page.body.contains("同意办结</dd>"));
    assert!(page.body.contains(ACHIEVED), "what was achieved is open once it is granted");
    for id in [1, 2] {
        viewer.get(&format!("/2019/files/{id}")).await.assert_status(403);
        contact.get(&format!("/2019/files/{id}")).await.assert_status(200);
    }
    for list in ["/2019/tasks/6", "/2019/tasks/6/files", "/2019/history?task=6"] {
        assert!(!viewer.get(list).await.body.contains("审批单"), "{list}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_two_who_act_at_once_one_wins_and_the_other_is_told(pool: PgPool) {
    let app = in_progress(&pool).await;
    let mut leader = app.person("分管副院长", Role::Leader).await;
    activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    let mut again = app.sign_in("分管副院长", leader.id).await;
    let mut office = app.person("office", Role::Office).await;
    let mut second = app.person("office-2", Role::Office).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let mut colleague = app.member("同事", "审管办", "stand_in").await;
    let sorted = |one: Page, other: Page| {
        let mut both = [one.status.as_u16(), other.status.as_u16()];
        both.sort_unstable();
        both
    };
    let (one, other) = tokio::join!(ask(&mut contact), ask(&mut colleague));
    assert_eq!(sorted(one, other), [303, 422]);
    let (one, other) = tokio::join!(pass(&mut office, FIRST), pass(&mut second, FIRST));
    assert_eq!(sorted(one, other), [303, 409]);
    let (one, other) = tokio::join!(decide(&mut leader, FIRST, "grant"), decide(&mut again, FIRST, "refuse"));
    assert_eq!(sorted(one, other), [303, 409]);
    let late = give_back(&mut office, FIRST, "晚了").await;
    late.assert_status(409);
    let entries = "select count(*) from ledger_entry where event like 'completion\\_%'";
    assert_eq!(app.value::<i64>(entries).await, 3);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_stand_in_of_the_day_decides_and_no_other_leader(pool: PgPool) {
    let app = in_progress(&pool).await;
    let leader = app.person("分管副院长", Role::Leader).await;
    activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    let mut stand_in = app.person("代行副院长", Role::Leader).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    ask(&mut contact).await.assert_status(303);
    pass(&mut office, FIRST).await.assert_status(303);
    let refused = decide(&mut stand_in, FIRST, "grant").await;
    refused.assert_status(403);
    assert!(refused.body.contains("办结由分管院领导或当日代行其职责的院领导决定：分管副院长"));
    decide(&mut contact, FIRST, "grant").await.assert_status(403);
    sqlx::query("insert into leader_stand_in (leader_id, stand_in_id, from_on, to_on) values ($1, $2, '2019-06-01', '2019-07-31')")
        .bind(leader.id.0)
        .bind(stand_in.id.0)
        .execute(&pool)
        .await
        .unwrap();
    decide(&mut stand_in, FIRST, "grant").await.assert_status(303);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn without_a_leader_in_charge_it_waits_as_a_gap(pool: PgPool) {
    let app = in_progress(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    ask(&mut contact).await.assert_status(303);
    assert!(!light(&mut office).await.1.contains("有办结申请等待"), "it is examined first");
    pass(&mut office, FIRST).await.assert_status(303);
    assert!(light(&mut office).await.1.contains("有办结申请等待，分管院领导待明确"));
    let list = office.get("/worklist").await;
    assert!(list.attributes("a", "href").contains(&"/2019/completions?state=waiting".to_owned()));
    assert!(office.get(FIRST).await.body.contains("请领导小组办公室先明确分管院领导"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_belongs_to_a_restricted_task_is_hidden_from_others(pool: PgPool) {
    let app = in_progress(&pool).await;
    let mut leader = app.person("分管副院长", Role::Leader).await;
    activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    activity::run(&pool, &["update task set restricted = true where number = 6"]).await;
    let file = [("files", "不应外传.pdf", b"secret".as_slice())];
    contact.post_files(ASK, &asked_with(ACHIEVED, "不应外传的文件"), &file).await.assert_redirect(FIRST);
    pass(&mut office, FIRST).await.assert_status(303);
    decide(&mut leader, FIRST, "grant").await.assert_status(303);
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let mut other = app.member("他部门", "干部科", "contact").await;
    for outsider in [&mut viewer, &mut other] {
        outsider.get(FIRST).await.assert_status(404);
        assert_eq!(outsider.get("/2019/completions").await.count("tbody tr"), 0);
        outsider.get("/2019/files/1").await.assert_status(403);
        for path in ["/2019/deliverables", "/2019/history", "/2019/tasks/6"] {
            let page = outsider.get(path).await;
            assert!(!page.body.contains("不应外传") && !page.body.contains("completions/1"), "{path}");
        }
    }
    assert!(contact.get("/2019/deliverables").await.body.contains("不应外传的文件"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_task_merged_meanwhile_stays_so_and_its_request_is_returned(pool: PgPool) {
    let app = in_progress(&pool).await;
    let mut leader = app.person("分管副院长", Role::Leader).await;
    activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    ask(&mut contact).await.assert_status(303);
    pass(&mut office, FIRST).await.assert_status(303);
    let form = Form::of(&office.get("/2019/tasks/6/status/terminated").await, "form.card")
        .with("grounds", "领导小组会议纪要")
        .with("confirmed", "yes");
    office.post("/2019/tasks/6/status/terminated", &form.fields()).await.assert_status(303);
    let refused = decide(&mut leader, FIRST, "grant").await;
    refused.assert_status(422);
    assert!(refused.text("#remark-error").contains("“终止”的任务不能再改为“已办结”"));
    give_back(&mut office, FIRST, "任务已终止").await.assert_status(303);
    assert!(status(&app).await.starts_with("terminated"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_completed_task_is_reopened_as_before_and_asked_for_anew(pool: PgPool) {
    let app = in_progress(&pool).await;
    let leader = app.person("分管副院长", Role::Leader).await;
    activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    let office = app.person("office", Role::Office).await;
    let contact = app.member("联系人", "审管办", "contact").await;
    let complete = async |day: &str, path: &str| {
        app.set_day(day);
        let mut contact = app.sign_in("联系人", contact.id).await;
        ask(&mut contact).await.assert_redirect(path);
        pass(&mut app.sign_in("office", office.id).await, path).await.assert_status(303);
        decide(&mut app.sign_in("分管副院长", leader.id).await, path, "grant").await.assert_status(303);
    };
    complete("2019-06-28", FIRST).await;
    let owed = "select string_agg(right(period, 2), ' ' order by period) from deadline d join task t on t.id = d.task_id
                where t.number = 6 and kind = 'monthly_report' and waived_on is null";
    assert_eq!(app.value::<String>(owed).await, "04 05 06");
    app.set_day("2019-09-02");
    let mut again = app.sign_in("office", office.id).await;
    look_backs::reopen_task_6(&mut again, "2019-09-30").await;
    assert_eq!(app.value::<String>(owed).await, "04 05 06 09 10 11 12", "what is to come is owed again");
    assert_eq!(status(&app).await, "in_progress 2019-09-02");
    let decided = again.get(FIRST).await.texts("dd").join(" ");
    assert!(decided.contains("同意，办结日期 2019-06-28"), "what was decided stays: {decided}");
    assert_eq!(
        again.get("/2019/deliverables").await.texts("td.title"),
        ["《节点预警规则》"],
        "and what showed it"
    );
    complete("2019-09-20", "/2019/completions/2").await;
    assert_eq!(status(&app).await, "completed 2019-09-20");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn completions_and_extensions_do_not_stand_in_each_others_lists(pool: PgPool) {
    let app = in_progress(&pool).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    ask(&mut contact).await.assert_redirect(FIRST);
    contact.get("/2019/extensions/1").await.assert_status(404);
    assert_eq!(contact.get("/2019/extensions").await.count("tbody tr"), 0);
    assert_eq!(contact.get("/2019/completions").await.count("tbody tr"), 1);
    assert_eq!(contact.get("/2019/completions?state=waiting").await.count("tbody tr"), 0);
    assert_eq!(contact.get("/2019/completions?state=examining").await.count("tbody tr"), 1);
    let mut conn = app.state.db.acquire().await.unwrap();
    let export = reform_ledger::pages::export::of_store(&mut conn, 2019, "2019-06-28".parse().unwrap()).await;
    let export = serde_json::to_value(export.unwrap()).unwrap();
    assert_eq!(export["tasks"][5]["status"], "申请办结");
    assert_eq!(export["tasks"][5]["extensions"]["count"], 0);
}
