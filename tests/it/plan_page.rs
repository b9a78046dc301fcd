//! The plan's page: doubts settled, work points carried, sections renamed, thresholds changed; and a task's page.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::TestApp;
use crate::support::court::Form;

async fn text(app: &TestApp, sql: &'static str) -> String {
    sqlx::query_scalar(sql).fetch_one(&app.state.db).await.unwrap()
}

async fn count(app: &TestApp, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&app.state.db).await.unwrap()
}

/// The id of the first open doubt of a rule.
async fn doubt(app: &TestApp, rule: &str) -> i64 {
    let sql = "select id from doubt where rule = $1 and resolved_at is null order by position limit 1";
    sqlx::query_scalar(sql).bind(rule).fetch_one(&app.state.db).await.unwrap()
}

const OPEN_POINTS: &str = "select count(*) from work_point w where not_applicable_reason is null
    and not exists (select from work_point_task l where l.work_point_id = w.id)";

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_plan_says_its_number_period_and_rules_to_everyone_and_doubts_to_the_office(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/2019/plan").await;
    page.assert_status(200);
    assert!(page.text(".page-head").contains("抚法〔2019〕第5号"));
    assert!(page.texts("dd").contains(&"每月 25 日（自然日），遇休息日顺延".to_owned()));
    assert!(page.texts("dd").contains(&"季度末后 8 个工作日".to_owned()));
    assert_eq!(page.count("#doubts"), 0);
    assert_eq!(page.count("main form"), 0, "a reader changes nothing");
    let mut office = app.person("office", Role::Office).await;
    let page = office.get("/2019/plan").await;
    assert!(page.count("#doubts tr[id^=doubt-]") > 10);
    assert_eq!(page.count("tbody tr[id^=point-]"), 39);
    assert!(page.body.len() < 100 * 1024, "{} bytes", page.body.len());
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_settled_doubt_of_a_restricted_task_is_no_reading_for_all(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    sqlx::query("update task set restricted = true where number = 13").execute(&pool).await.unwrap();
    let confirmable = "select b.id from doubt b join task t on t.id = b.task_id
        where t.number = 13 and b.rule not in ('work_point_without_task', 'lead_not_marked') order by b.position limit 1";
    let id = count(&app, confirmable).await;
    let mut office = app.person("office", Role::Office).await;
    office.post(&format!("/2019/plan/doubts/{id}/confirm"), &[]).await.assert_status(303);
    assert!(office.get("/2019/history").await.body.contains("处理导入疑点"));
    let mut viewer = app.person("viewer", Role::Viewer).await;
    assert!(!viewer.get("/2019/history").await.body.contains("处理导入疑点"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_proposed_lead_is_adopted_with_one_click(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let id: i64 = count(
        &app,
        "select id from doubt where proposed_department_id is not null order by position limit 1",
    )
    .await;
    let refused = office.post(&format!("/2019/plan/doubts/{id}/confirm"), &[]).await;
    refused.assert_status(422);
    let page = office.post(&format!("/2019/plan/doubts/{id}/adopt-lead"), &[]).await;
    page.assert_redirect("/2019/plan#doubts");
    let leads = "select count(*) from doubt b join assignment a on a.task_id = b.task_id and a.department_id = b.proposed_department_id
                 where b.resolved_at is not null and a.role = 'lead' and a.files_report and a.to_on is null";
    assert_eq!(count(&app, leads).await, 1);
    let resolution = text(&app, "select resolution from doubt where resolved_at is not null").await;
    assert!(resolution.starts_with("已明确牵头部门："), "{resolution}");
    let again = office.post(&format!("/2019/plan/doubts/{id}/adopt-lead"), &[]).await;
    again.assert_status(409);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_proposed_link_is_confirmed_and_undone(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    assert_eq!(count(&app, OPEN_POINTS).await, 6, "four without a task and two to be confirmed");
    let id = doubt(&app, "work_point_to_be_confirmed").await;
    office.post(&format!("/2019/plan/doubts/{id}/link"), &[]).await.assert_redirect("/2019/plan#doubts");
    assert_eq!(count(&app, OPEN_POINTS).await, 5);
    let link = "select l.work_point_id || ' ' || t.number from work_point_task l join task t on t.id = l.task_id where not l.by_wording";
    let link = text(&app, link).await;
    let (point, task) = link.split_once(' ').unwrap();
    let page = office.post(&format!("/2019/plan/work-points/{point}/unlink"), &[("task", task)]).await;
    page.assert_redirect(&format!("/2019/plan#point-{point}"));
    assert_eq!(count(&app, OPEN_POINTS).await, 6);
    assert_eq!(doubt(&app, "work_point_to_be_confirmed").await, id, "its doubt is open again");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_points_no_task_carries_stay_open_until_someone_settles_them(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let open = "select count(*) from doubt where rule = 'work_point_without_task' and resolved_at is null";
    assert_eq!(count(&app, open).await, 4);
    let id = doubt(&app, "work_point_without_task").await;
    office.post(&format!("/2019/plan/doubts/{id}/confirm"), &[]).await.assert_status(422);
    let point = text(&app, "select work_point_id::text from doubt where rule = 'work_point_without_task' order by position limit 1").await;
    let path = |action: &str| format!("/2019/plan/work-points/{point}/{action}");
    office.post(&path("not-applicable"), &[("reason", " ")]).await.assert_status(422);
    let reason = [("reason", "总体要求，由各项任务共同体现")];
    office.post(&path("not-applicable"), &reason).await.assert_status(303);
    assert_eq!(count(&app, open).await, 3);
    office.post(&path("link"), &[("task", "1")]).await.assert_status(422);
    office.post(&path("applicable"), &[]).await.assert_status(303);
    assert_eq!(count(&app, open).await, 4);
    office.post(&path("link"), &[("task", "99")]).await.assert_status(422);
    office.post(&path("link"), &[("task", "1")]).await.assert_status(303);
    assert_eq!(count(&app, open).await, 3);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_doubt_is_confirmed_with_a_sentence_and_stays_listed(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let id = doubt(&app, "department_alias").await;
    let sentence = [("sentence", "立案即立案庭")];
    office.post(&format!("/2019/plan/doubts/{id}/confirm"), &sentence).await.assert_status(303);
    let page = office.get("/2019/plan").await;
    let settled = page.text("#doubts > details");
    assert!(settled.contains("立案即立案庭") && settled.contains("office 2019-03-29"), "{settled}");
    office.post(&format!("/2019/plan/doubts/{id}/confirm"), &sentence).await.assert_status(409);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn saying_how_a_task_with_a_title_only_is_carried_out_settles_its_doubt(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let open = "select count(*) from doubt where rule = 'title_only' and resolved_at is null";
    assert_eq!(count(&app, open).await, 10);
    let fields = [
        ("version", "1"),
        ("measures", "每季度培训一次"),
        ("expected_outcome", ""),
        ("completion_criteria", ""),
        ("leader", ""),
        ("contact", ""),
    ];
    office.post("/2019/tasks/24/edit", &fields).await.assert_redirect("/2019/tasks/24");
    assert_eq!(count(&app, open).await, 9);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_sections_short_title_is_the_offices_and_the_second_editor_is_told(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let post = [("version", "1"), ("short_title", "责任制")];
    office.post("/2019/plan/sections/1", &post).await.assert_redirect("/2019/plan");
    let second = office.post("/2019/plan/sections/1", &[("version", "1"), ("short_title", "司法责任")]).await;
    second.assert_status(409);
    assert!(second.body.contains("“责任制”") && second.body.contains("“司法责任”"), "both texts stand there");
    let long = "过".repeat(21);
    office
        .post("/2019/plan/sections/1", &[("version", "2"), ("short_title", &long)])
        .await
        .assert_status(422);
    office.post("/2019/plan/sections/9", &post).await.assert_status(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn thresholds_are_settings_and_two_who_change_them_see_both(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let fields = |version: &'static str, lag: &'static str| {
        [
            ("version", version),
            ("warning_days", "3"),
            ("lag_points", lag),
            ("unreported_months", "2"),
            ("propose_to_leader_days", "5"),
            ("propose_notice_days", "10"),
        ]
    };
    office.post("/2019/plan/rules", &fields("1", "0")).await.assert_status(422);
    office.post("/2019/plan/rules", &fields("1", "20")).await.assert_redirect("/2019/plan");
    let second = office.post("/2019/plan/rules", &fields("1", "25")).await;
    second.assert_status(409);
    assert_eq!(second.text("#lag_points-error"), "现在保存的是 20。");
    assert_eq!(second.attributes("input[name=version]", "value"), ["2"]);
    assert_eq!(text(&app, "select lag_points::text from plan_rules").await, "20");
    office.post("/2019/plan/rules", &fields("2", "25")).await.assert_redirect("/2019/plan");
    let dates = "select count(*) from deadline where due_on <> original_due_on";
    assert_eq!(count(&app, dates).await, 0, "no date moves");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_office_lets_leaders_be_told_without_it_and_the_rules_say_so(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let by_hand = "由领导小组办公室与责任部门沟通后报送";
    assert!(office.get("/2019/plan").await.texts("dd").iter().any(|rule| rule == by_hand), "off by default");
    let page = office.get("/2019/plan/rules").await;
    assert_eq!(page.count("#tell_leader_by_itself[checked]"), 0);
    let ticked = Form::of(&page, "form.card").with("tell_leader_by_itself", "yes");
    office.post("/2019/plan/rules", &ticked.fields()).await.assert_redirect("/2019/plan");
    assert!(
        office
            .get("/2019/plan")
            .await
            .texts("dd")
            .iter()
            .any(|rule| rule.starts_with("逾期满上述工作日自动报送"))
    );
    assert_eq!(office.get("/2019/plan/rules").await.count("#tell_leader_by_itself[checked]"), 1);
    let entry = "select (c.before::json->>'tell_leader_by_itself') || ' ' || (c.after::json->>'tell_leader_by_itself')
                 from ledger_entry e join ledger_content c on c.entry_id = e.id where e.event = 'rules_changed'";
    assert_eq!(text(&app, entry).await, "false true");
    // Who had the page open before is shown what is stored now, and takes it back only by saving again.
    let behind = Form::of(&page, "form.card");
    let second = office.post("/2019/plan/rules", &behind.fields()).await;
    second.assert_status(409);
    assert_eq!(second.text("#tell_leader_by_itself-error"), "现在保存的是勾选。");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_task_says_first_why_its_light_is_what_it_is(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-28");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/2019/tasks/6").await;
    page.assert_status(200);
    assert!(page.text("h1").starts_with("6 "));
    assert!(page.text(".reason").starts_with("亮灯说明"), "{}", page.text(".reason"));
    assert_eq!(page.count(".prose p"), 1);
    let facts = page.texts("dd");
    assert!(facts.iter().any(|fact| fact.starts_with("审管办")), "{facts:?}");
    let months = page.texts("section:nth-of-type(3) td.title");
    assert_eq!(months, ["2019年6月", "2019年5月", "2019年4月"]);
    assert!(page.text("section:nth-of-type(3) td.state").contains("未报 3 天"));
    assert_eq!(page.attributes("a[rel=prev]", "href"), ["/2019/tasks/5"]);
    assert_eq!(page.attributes("a[rel=next]", "href"), ["/2019/tasks/7"]);
    assert_eq!(page.count(".columns .button"), 0, "a reader changes nothing");
    assert!(page.body.len() < 100 * 1024);
    let missing = viewer.get("/2019/tasks/99").await;
    missing.assert_status(404);
    assert!(missing.count("main a") > 0, "there is a way back");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_restricted_task_shows_others_its_number_and_light_only(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    sqlx::query("update task set restricted = true where number = 6").execute(&app.state.db).await.unwrap();
    let title = text(&app, "select title from task where number = 6").await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/2019/tasks/6").await;
    page.assert_status(200);
    assert!(page.text("h1").contains("限定范围"));
    assert!(!page.body.contains(&title) && !page.body.contains("审管办"), "{}", page.body);
    let mut leader = app.person("分管副院长", Role::Leader).await;
    assert!(leader.get("/2019/tasks/6").await.body.contains(&title));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_restricted_task_stands_beside_its_work_point_only_for_those_it_concerns(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    sqlx::query("update task set restricted = true where number = 6").execute(&app.state.db).await.unwrap();
    let mut office = app.person("office", Role::Office).await;
    let seen = office.get("/2019/plan").await;
    assert!(seen.texts("td a").contains(&"任务 6".to_owned()), "the wording says it carries a point");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/2019/plan").await;
    assert!(!page.texts("td a").contains(&"任务 6".to_owned()));
    assert_eq!(page.count("td .owed"), seen.count("td .owed"), "it stays carried");
    let id: i64 = count(
        &app,
        "select coalesce((select min(g.member_id) from group_member g where g.group_id = a.department_id), a.department_id)
         from assignment a join task t on t.id = a.task_id where t.number = 6 order by a.position limit 1",
    )
    .await;
    let mut contact = app.person("联系人", Role::Contact).await;
    sqlx::query("insert into membership (account_id, department_id, kind, from_on) values ($1, $2, 'contact', '2019-03-28')")
        .bind(contact.id.0)
        .bind(id)
        .execute(&app.state.db)
        .await
        .unwrap();
    assert!(contact.get("/2019/plan").await.texts("td a").contains(&"任务 6".to_owned()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_sentence_or_reason_too_long_for_its_list_is_refused(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let (fits, too_long) = ("核".repeat(200), "核".repeat(201));
    let path = format!("/2019/plan/doubts/{}/confirm", doubt(&app, "department_alias").await);
    office.post(&path, &[("sentence", &too_long)]).await.assert_status(422);
    office.post(&path, &[("sentence", &fits)]).await.assert_status(303);
    let point =
        "select work_point_id from doubt where rule = 'work_point_without_task' order by position limit 1";
    let path = format!("/2019/plan/work-points/{}/not-applicable", count(&app, point).await);
    office.post(&path, &[("reason", &too_long)]).await.assert_status(422);
    office.post(&path, &[("reason", &fits)]).await.assert_status(303);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_task_that_waits_for_its_superior_settles_the_doubt_that_asked_for_it(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let id = doubt(&app, "waits_for_superior").await;
    let row = format!("#doubt-{id} a.button");
    let path = "/2019/tasks/10/status/waiting_for_superior";
    let links = |page: &crate::support::Page| page.attributes(&row, "href");
    assert_eq!(links(&office.get("/2019/plan").await), [path]);
    sqlx::query("update task set status = 'waiting_for_superior' where number = 10")
        .execute(&app.state.db)
        .await
        .unwrap();
    assert_eq!(links(&office.get("/2019/plan").await), ["/2019/tasks/10"], "the step is not open");
    sqlx::query("update task set status = 'not_started' where number = 10")
        .execute(&app.state.db)
        .await
        .unwrap();
    let version = office.get(path).await.attributes("input[name=version]", "value").remove(0);
    let fields = [
        ("version", version.as_str()),
        ("on", "2019-03-29"),
        ("grounds", "待省高院出台意见"),
        ("decided_by", "分管副院长"),
        ("decided_on", "2019-03-29"),
        ("evidence", "领导小组会议纪要"),
        ("confirmed", "yes"),
    ];
    office.post(path, &fields).await.assert_redirect("/2019/tasks/10");
    assert!(office.get("/2019/tasks/10").await.body.contains("任务 10 已列为待上级。"));
    let resolution = "select resolution from doubt where rule = 'waits_for_superior'";
    assert_eq!(text(&app, resolution).await, "已列为待上级");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn difficulties_ratings_and_reasons_are_for_those_concerned(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-04-28");
    let mut office = app.person("office", Role::Office).await;
    for sql in [
        "insert into monthly_report (task_id, month, department_id, status, drafted_at)
         select t.id, '2019-04', a.department_id, 'returned', now() from task t join assignment a on a.task_id = t.id
         where t.number = 6 and a.files_report",
        "insert into report_submission (report_id, number, progress_text, proof, problems, next_steps, share, rating,
            unchanged, unchanged_reason, signed_off_by, submitted_at, submitted_on, due_on, submitted_by, outcome,
            decided_at, reason)
         select id, 1, '已起草方案', '', '缺少人手', '', 10, 'slow', false, '', '', now(), '2019-04-25', '2019-04-25',
            (select id from account limit 1), 'returned', now(), '进度与材料不符' from monthly_report",
    ] {
        sqlx::query(sql).execute(&app.state.db).await.unwrap();
    }
    let page = office.get("/2019/tasks/6").await;
    for words in ["缺少人手", "偏慢", "进度与材料不符", "退回修改"] {
        assert!(page.body.contains(words), "{words}");
    }
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/2019/tasks/6").await;
    assert!(page.body.contains("退回修改"), "the state is open to all");
    for words in ["缺少人手", "偏慢", "进度与材料不符", "已起草方案"] {
        assert!(!page.body.contains(words), "{words}");
    }
}
