//! What the office changes in tasks: details, text, dates, states, added tasks.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::court::Form;
use crate::support::test_app::Persona;
use crate::support::{Page, TestApp, activity};

/// The fields of a form with the version it was shown with.
async fn version(office: &mut Persona<'_>, path: &str) -> String {
    let page = office.get(path).await;
    page.assert_status(200);
    page.attributes("input[name=version]", "value").remove(0)
}

async fn number(app: &TestApp, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&app.state.db).await.unwrap()
}

async fn text(app: &TestApp, sql: &'static str) -> String {
    sqlx::query_scalar(sql).fetch_one(&app.state.db).await.unwrap()
}

/// The periods of the task's monthly reports that are still owed.
async fn months_owed(app: &TestApp, task: i32) -> String {
    let sql = "select coalesce(string_agg(right(d.period, 2), ' ' order by d.period), '')
               from deadline d join task t on t.id = d.task_id
               where t.number = $1 and d.kind = 'monthly_report' and d.waived_on is null";
    sqlx::query_scalar(sql).bind(task).fetch_one(&app.state.db).await.unwrap()
}

async fn put_in_progress(app: &TestApp, task: i32) {
    sqlx::query("update task set status = 'in_progress' where number = $1")
        .bind(task)
        .execute(&app.state.db)
        .await
        .unwrap();
}

fn details<'a>(version: &'a str, measures: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("version", version),
        ("measures", measures),
        ("expected_outcome", ""),
        ("completion_criteria", ""),
        ("leader", ""),
        ("contact", ""),
    ]
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_office_says_how_a_task_is_carried_out_and_names_its_leader(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let leader = app.person("分管副院长", Role::Leader).await.id.to_string();
    let mut office = app.person("office", Role::Office).await;
    let path = "/2019/tasks/6/edit";
    let form = Form::of(&office.get(path).await, "form.card")
        .with("measures", "建立台账\r\n按月通报")
        .with("leader", &leader)
        .with("restricted", "yes");
    let preview = office.post(path, &form.fields()).await;
    office.confirm(path, &preview).await.assert_redirect("/2019/tasks/6");
    let stored = "select measures || '|' || restricted || '|' || a.display_name
                  from task t join people_in_charge('2019-03-29') c on c.task_id = t.id
                  join account a on a.id = c.leader_id where t.number = 6";
    assert_eq!(text(&app, stored).await, "建立台账\n按月通报|true|分管副院长");
    let entry = "select string_agg(c.sentence, '；' order by e.id) from ledger_entry e
                 join ledger_content c on c.entry_id = e.id
                 where e.event in ('task_edited', 'person_in_charge_changed')";
    let sentences = "修改具体举措、限定范围；自 2019-03-29 起，分管院领导由待明确改为分管副院长";
    assert_eq!(text(&app, entry).await, sentences);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_second_of_two_editors_sees_both_versions_and_chooses(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut first = app.person("office", Role::Office).await;
    let mut second = app.person("office-2", Role::Office).await;
    let seen = version(&mut first, "/2019/tasks/6/edit").await;
    first.post("/2019/tasks/6/edit", &details(&seen, "先存的举措")).await.assert_redirect("/2019/tasks/6");
    let page = second.post("/2019/tasks/6/edit", &details(&seen, "后存的举措")).await;
    page.assert_status(409);
    assert!(page.text(".versus .card:first-child").contains("先存的举措"));
    assert!(page.text(".versus .card:first-child").contains("office"), "it says who was first");
    assert_eq!(page.text("textarea[name=measures]"), "后存的举措");
    let stored = "select measures from task where number = 6";
    assert_eq!(text(&app, stored).await, "先存的举措", "nothing is overwritten unseen");
    let now = page.attributes("input[name=version]", "value").remove(0);
    let chosen = second.post("/2019/tasks/6/edit", &details(&now, "后存的举措")).await;
    chosen.assert_redirect("/2019/tasks/6");
    assert_eq!(text(&app, stored).await, "后存的举措");
    let before =
        "select c.before::json->>'measures' from ledger_entry e join ledger_content c on c.entry_id = e.id
                  where e.event = 'task_edited' order by e.id desc limit 1";
    assert_eq!(text(&app, before).await, "先存的举措", "the first text is not lost");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn only_the_office_changes_tasks(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    for (name, role) in [("审管办", Role::Contact), ("分管副院长", Role::Leader), ("viewer", Role::Viewer)]
    {
        let mut person = app.person(name, role).await;
        for path in [
            "/2019/tasks/6/edit",
            "/2019/tasks/6/adjust",
            "/2019/tasks/6/responsibilities",
            "/2019/tasks/6/status/terminated",
            "/2019/tasks/add",
        ] {
            person.get(path).await.assert_status(403);
            person.post(path, &details("1", "不是领导小组办公室")).await.assert_status(403);
        }
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_task_waits_by_a_leaders_decision_and_is_resumed(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-10");
    let mut office = app.person("office", Role::Office).await;
    let path = "/2019/tasks/5/status/waiting_for_superior";
    let seen = version(&mut office, path).await;
    let fields = [
        ("version", seen.as_str()),
        ("on", "2019-06-10"),
        ("grounds", "待省高院出台意见"),
        ("decided_by", "分管副院长"),
        ("decided_on", "2019-06-06"),
        ("evidence", "领导小组会议纪要"),
        ("confirmed", "yes"),
    ];
    office.post(path, &fields).await.assert_redirect("/2019/tasks/5");
    assert_eq!(months_owed(&app, 5).await, "04 05 06");
    let whose = "select on_behalf_of from ledger_entry where event = 'task_step'";
    assert_eq!(text(&app, whose).await, "分管副院长");
    app.set_day("2019-08-20");
    let mut office = app.sign_in("office", office.id).await;
    let path = "/2019/tasks/5/status/resumed";
    let seen = version(&mut office, path).await;
    let mut fields = fields.to_vec();
    fields[0] = ("version", &seen);
    fields[1] = ("on", "2019-08-20");
    office.post(path, &fields).await.assert_redirect("/2019/tasks/5");
    assert_eq!(months_owed(&app, 5).await, "04 05 06 08 09 10 11 12", "July lay wholly inside");
    assert_eq!(text(&app, "select status::text from task where number = 5").await, "not_started");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_task_begun_by_a_milestone_goes_on_when_it_is_resumed(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-06-10");
    activity::add_milestone(&pool, 5, "调研", ("2019-05-10", "2019-05-10"), Some("2019-05-10")).await;
    sqlx::query("update task set status = 'in_progress' where number = 5").execute(&pool).await.unwrap();
    let mut office = app.person("office", Role::Office).await;
    for step in ["waiting_for_superior", "resumed"] {
        let path = format!("/2019/tasks/5/status/{step}");
        let seen = version(&mut office, &path).await;
        let fields = [
            ("version", seen.as_str()),
            ("on", "2019-06-10"),
            ("grounds", "待省高院出台意见"),
            ("decided_by", "分管副院长"),
            ("decided_on", "2019-06-06"),
            ("evidence", "领导小组会议纪要"),
            ("confirmed", "yes"),
        ];
        office.post(&path, &fields).await.assert_redirect("/2019/tasks/5");
    }
    assert_eq!(text(&app, "select status::text from task where number = 5").await, "in_progress");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn impossible_days_and_texts_too_long_stand_beside_their_fields(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-10");
    let mut office = app.person("office", Role::Office).await;
    let path = "/2019/tasks/5/status/waiting_for_superior";
    let seen = version(&mut office, path).await;
    let (name, grounds) = ("甲".repeat(41), "据".repeat(501));
    let fields = [
        ("version", seen.as_str()),
        ("on", "-262143-01-01"),
        ("grounds", &grounds),
        ("decided_by", &name),
        ("decided_on", "2019-06-11"),
        ("evidence", "领导小组会议纪要"),
        ("confirmed", "yes"),
    ];
    let page = office.post(path, &fields).await;
    page.assert_status(422);
    assert!(page.text("#on-error").contains("1900 年至 2100 年"));
    assert_eq!(page.text("#decided_on-error"), "日期不能晚于今天（2019-06-10）。");
    assert_eq!(page.text("#decided_by-error"), "最多 40 个字，现有 41 个字。");
    assert_eq!(page.text("#grounds-error"), "最多 500 个字，现有 501 个字。");
    assert_eq!(page.text("textarea[name=grounds]"), grounds, "what was typed is kept");
    let seen = version(&mut office, "/2019/tasks/6/edit").await;
    let measures = "举".repeat(4001);
    let page = office.post("/2019/tasks/6/edit", &details(&seen, &measures)).await;
    page.assert_status(422);
    assert_eq!(page.text("#measures-error"), "最多 4000 个字，现有 4001 个字。");
    assert_eq!(page.text("textarea[name=measures]"), measures);
    adjust(&mut office, "+262142-12-31").await.assert_status(422);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_task_merged_into_another_names_it_and_owes_nothing_more(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-07-01");
    let mut office = app.person("office", Role::Office).await;
    let path = "/2019/tasks/28/status/merged";
    let seen = version(&mut office, path).await;
    let into = text(&app, "select id::text from task where number = 29").await;
    let fields = [
        ("version", seen.as_str()),
        ("on", "2019-07-01"),
        ("grounds", "领导小组第二次会议纪要"),
        ("into", into.as_str()),
        ("confirmed", "yes"),
    ];
    office.post(path, &fields).await.assert_redirect("/2019/tasks/28");
    assert_eq!(months_owed(&app, 28).await, "04 05 06");
    let merged =
        "select o.number::bigint from task t join task o on o.id = t.merged_into where t.number = 28";
    assert_eq!(number(&app, merged).await, 29);
    let refused = office.get("/2019/tasks/28/status/terminated").await;
    refused.assert_status(422);
    assert!(refused.body.contains("“并入”的任务不能再改为“终止”"), "{}", refused.body);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_step_the_table_does_not_know_says_who_may_take_which(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let page = office.get("/2019/tasks/6/status/standing").await;
    page.assert_status(422);
    assert!(
        page.body.contains("“未启动”的任务不能改为“转入常态”；可以改为：进行中（首次报送进度后自动）"),
        "{}",
        page.body
    );
    let fields = [("version", "1"), ("on", "2019-03-29"), ("grounds", "恢复"), ("confirmed", "yes")];
    office.post("/2019/tasks/6/status/resumed", &fields).await.assert_status(422);
    office.get("/2019/tasks/6/status/deleted").await.assert_status(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_standing_task_reports_each_quarter(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-03");
    put_in_progress(&app, 8).await;
    let mut office = app.person("office", Role::Office).await;
    let seen = version(&mut office, "/2019/tasks/8/status/standing").await;
    let fields = [
        ("version", seen.as_str()),
        ("on", "2019-06-03"),
        ("grounds", "已形成制度"),
        ("decided_by", "分管副院长"),
        ("decided_on", "2019-06-03"),
        ("evidence", "批示"),
        ("report_every", "quarter"),
        ("confirmed", "yes"),
    ];
    office.post("/2019/tasks/8/status/standing", &fields).await.assert_redirect("/2019/tasks/8");
    assert_eq!(months_owed(&app, 8).await, "04 05 06 09 12");
    assert_eq!(text(&app, "select report_every::text from task where number = 8").await, "quarter");
}

async fn adjust(office: &mut Persona<'_>, due_on: &str) -> Page {
    let page = office.get("/2019/tasks/6/adjust").await;
    let field = |name: &str| page.attributes(&format!("input[name={name}]"), "value").remove(0);
    let fields = [
        ("version", field("version")),
        ("title", field("title")),
        ("body", page.text("textarea[name=body]")),
        ("due_on", due_on.to_owned()),
        ("source", "领导小组会议纪要".to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    office.post("/2019/tasks/6/adjust", &fields).await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_completion_date_is_set_freely_until_the_first_report_and_earlier_afterwards(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    adjust(&mut office, "2019-06-28").await.assert_redirect("/2019/tasks/6");
    adjust(&mut office, "2019-09-30").await.assert_redirect("/2019/tasks/6");
    let dates = "select original_due_on || ' ' || due_on from deadline d join task t on t.id = d.task_id
                 where t.number = 6 and kind = 'task_completion'";
    assert_eq!(text(&app, dates).await, "2019-09-30 2019-09-30");
    let beyond = adjust(&mut office, "2020-01-15").await;
    beyond.assert_status(422);
    assert!(beyond.text("#due_on-error").contains("2019年12月31日"));
    for sql in [
        "insert into monthly_report (task_id, month, department_id, status, drafted_at)
         select t.id, '2019-04', a.department_id, 'submitted', now() from task t join assignment a on a.task_id = t.id
         where t.number = 6 and a.files_report",
        "insert into report_submission (report_id, number, progress_text, proof, problems, next_steps, share, rating,
            unchanged, unchanged_reason, signed_off_by, submitted_at, submitted_on, due_on, submitted_by)
         select id, 1, '', '', '', '', 10, 'normal', false, '', '', now(), '2019-04-25', '2019-04-25',
            (select id from account limit 1) from monthly_report",
    ] {
        sqlx::query(sql).execute(&app.state.db).await.unwrap();
    }
    let later = adjust(&mut office, "2019-10-31").await;
    later.assert_status(422);
    assert!(later.text("#due_on-error").contains("延期"));
    adjust(&mut office, "2019-08-30").await.assert_redirect("/2019/tasks/6");
    assert_eq!(text(&app, dates).await, "2019-09-30 2019-08-30", "the original date is not lost");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_task_added_mid_year_is_numbered_on_and_owes_from_its_own_start(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-08-20");
    let mut office = app.person("office", Role::Office).await;
    let id = |name: &'static str| format!("select id::text from department where name = '{name}'");
    let lead: String =
        sqlx::query_scalar(sqlx::AssertSqlSafe(id("研究室"))).fetch_one(&app.state.db).await.unwrap();
    let section = text(&app, "select id::text from section where number = 3").await;
    let fields = [
        ("section", section.as_str()),
        ("title", "开展专项调研。"),
        ("body", "第一段\r\n第二段"),
        ("source", "省高院通知"),
        ("starts_on", "2019-08-20"),
        ("due_on", "2019-11-29"),
        ("lead", lead.as_str()),
    ];
    let mut without_source = fields.to_vec();
    without_source[3] = ("source", " ");
    office.post("/2019/tasks/add", &without_source).await.assert_status(422);
    office.post("/2019/tasks/add", &fields).await.assert_redirect("/2019/tasks/40");
    assert_eq!(months_owed(&app, 40).await, "09 10 11 12", "12 of August's 31 days are too few");
    let completion = "select d.due_on || ' ' || p.name from deadline d join task t on t.id = d.task_id
                      join department p on p.id = d.department_id where t.number = 40 and d.kind = 'task_completion'";
    assert_eq!(text(&app, completion).await, "2019-11-29 研究室");
    assert_eq!(text(&app, "select title from task where number = 40").await, "开展专项调研");
}

/// The hidden fields of a preview, as its browser posts them.
fn hidden(page: &Page) -> Vec<(String, String)> {
    let names = page.attributes("main form input[type=hidden]", "name");
    let values = page.attributes("main form input[type=hidden]", "value");
    names.into_iter().zip(values).filter(|(name, _)| name != "csrf_token").collect()
}

async fn post_hidden(office: &mut Persona<'_>, page: &Page) -> Page {
    let fields = hidden(page);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    office.post("/2019/tasks/adjust", &fields).await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn many_tasks_get_a_leader_after_a_preview_with_one_entry_each(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let leader = app.person("分管副院长", Role::Leader).await.id.to_string();
    let mut office = app.person("office", Role::Office).await;
    office.get("/2019/tasks/adjust").await.assert_status(200);
    let leads = [("what", "leader"), ("leader", &leader), ("from_on", "2019-03-29")];
    let fields = [&leads[..], &[("task", "3"), ("task", "7"), ("task", "31")]].concat();
    let preview = office.post("/2019/tasks/adjust", &fields).await;
    preview.assert_status(200);
    assert_eq!(preview.count("tbody tr"), 3);
    let led = "select count(*) from people_in_charge('2019-03-29') where leader_id is not null";
    assert_eq!(number(&app, led).await, 0, "a preview changes nothing");
    post_hidden(&mut office, &preview).await.assert_redirect("/2019/ledger");
    assert_eq!(number(&app, led).await, 3);
    let entries = "select count(distinct task_id) from ledger_entry where event = 'person_in_charge_changed'";
    assert_eq!(number(&app, entries).await, 3);
    let none = office.post("/2019/tasks/adjust", &leads).await;
    none.assert_status(422);
    assert!(none.text("#tasks").contains("至少选择一项"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_bulk_step_leaves_out_the_tasks_that_cannot_take_it(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-07-10");
    put_in_progress(&app, 6).await;
    let mut office = app.person("office", Role::Office).await;
    let fields = [
        ("what", "status"),
        ("status", "standing"),
        ("on", "2019-07-10"),
        ("grounds", "已形成制度"),
        ("decided_by", "分管副院长"),
        ("decided_on", "2019-07-10"),
        ("evidence", "批示"),
        ("task", "6"),
        ("task", "7"),
    ];
    let preview = office.post("/2019/tasks/adjust", &fields).await;
    let lines = preview.texts("td[data-label=变化]");
    assert!(
        lines[0].contains("转入常态") && lines[1].contains("“未启动”的任务不能改为“转入常态”"),
        "{lines:?}"
    );
    post_hidden(&mut office, &preview).await.assert_redirect("/2019/ledger");
    assert_eq!(number(&app, "select count(*) from task where status = 'standing'").await, 1);
    assert_eq!(months_owed(&app, 7).await, "04 05 06 07 08 09 10 11 12");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_bulk_change_of_a_task_changed_meanwhile_is_shown_again(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let fields = [("what", "due_on"), ("due_on", "2019-10-31"), ("task", "6"), ("task", "7")];
    let preview = office.post("/2019/tasks/adjust", &fields).await;
    office.post("/2019/tasks/6/edit", &details("1", "先存的举措")).await.assert_redirect("/2019/tasks/6");
    let again = post_hidden(&mut office, &preview).await;
    again.assert_status(409);
    let moved = "select count(*) from deadline where due_on = '2019-10-31'";
    assert_eq!(number(&app, moved).await, 0, "all or nothing");
    post_hidden(&mut office, &again).await.assert_redirect("/2019/ledger");
    assert_eq!(number(&app, moved).await, 2);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_task_says_where_it_stands_in_the_plans_document_and_an_added_one_says_its_grounds(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-03");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let place: String = app.value("select printed_place from task where number = 6").await;
    assert_eq!(viewer.get("/2019/tasks/6").await.text("#printed-place"), format!("出处：方案文件{place}"));
    activity::grow_to(&app.state.db, 40).await;
    assert_eq!(viewer.get("/2019/tasks/40").await.count("#printed-place"), 0);
}
