//! Milestones: done with what shows it, taken back, moved, withdrawn; what they do to duties, lights and reports.

use axum::http::StatusCode;
use reform_ledger::accounts::Role;
use reform_ledger::calendar::get_calendar;
use reform_ledger::database::MIGRATOR;
use reform_ledger::deadlines::due_dates::Reckoned;
use reform_ledger::plan::get_plan;
use reform_ledger::plan::milestones::scheduler::{StepToPlace, back_schedule};
use reform_ledger::plan::milestones::{NewMilestone, NewTimeline, lay_out};
use reform_ledger::plan::tasks::store::{get_completion_date, get_task_to_change};
use sqlx::PgPool;

use crate::support::court::Form;
use crate::support::statements::counted;
use crate::support::{TestApp, activity};

/// Lays out 调研 (10 days, 20 %), 起草 (15, 30 %), 印发 (5, 50 %) in a row, back from the task's completion.
async fn lay_out_three(app: &TestApp, number: i32) {
    let mut tx = app.state.db.begin().await.unwrap();
    let plan = get_plan(&mut tx, 2019).await.unwrap();
    let task = get_task_to_change(&mut tx, &plan, number).await.unwrap();
    let calendar = get_calendar(&mut tx).await.unwrap();
    let end = get_completion_date(&mut tx, task.id).await.unwrap();
    let rows = [("调研", 10, 20), ("起草", 15, 30), ("印发", 5, 50)];
    let step = |(at, (title, days, _)): (usize, &(&str, u32, u32))| StepToPlace {
        title: (*title).to_owned(),
        working_days: *days,
        after: at.checked_sub(1).into_iter().collect(),
        fixed: None,
    };
    let steps: Vec<StepToPlace> = rows.iter().enumerate().map(step).collect();
    let placed = back_schedule(&steps, end, &calendar);
    let steps = steps.into_iter().zip(placed).zip(rows).map(|((step, place), (_, _, share))| NewMilestone {
        title: step.title,
        working_days: step.working_days,
        share,
        after: step.after,
        due: Reckoned { due_on: place.due_on, working: place.working },
    });
    let timeline = NewTimeline { steps: steps.collect(), replaces: None };
    lay_out(&mut tx, &app.act(), &plan, &task, &timeline).await.unwrap();
    tx.commit().await.unwrap();
}

/// Title, date, original date, whether met, whether waived, of each milestone of a task.
async fn stored(app: &TestApp, number: i32) -> Vec<String> {
    sqlx::query_scalar(
        "select concat_ws(' ', d.title, d.due_on, nullif(d.original_due_on, d.due_on), 'met ' || d.met_on,
                          'waived ' || d.waived_on)
         from deadline d join task t on t.id = d.task_id where t.number = $1 and d.kind = 'milestone' order by d.due_on",
    )
    .bind(number)
    .fetch_all(&app.state.db)
    .await
    .unwrap()
}

/// The address of a task's milestone of that title.
async fn path_of(app: &TestApp, number: i32, title: &str) -> String {
    let id: i64 = sqlx::query_scalar(
        "select m.id from milestone m join task t on t.id = m.task_id where t.number = $1 and m.title = $2",
    )
    .bind(number)
    .bind(title)
    .fetch_one(&app.state.db)
    .await
    .unwrap();
    format!("/2019/tasks/{number}/milestones/{id}")
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_timeline_is_counted_back_from_the_completion_and_stands_on_the_tasks_page(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    activity::complete_by(&pool, 6, "2019-06-28").await;
    lay_out_three(&app, 6).await;
    assert_eq!(stored(&app, 6).await, ["调研 2019-05-30", "起草 2019-06-21", "印发 2019-06-28"]);
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/2019/tasks/6").await;
    assert_eq!(page.texts("#milestones td.title"), ["调研", "起草", "印发"]);
    assert_eq!(page.texts("#milestones td.number"), ["20%", "50%", "100%"]);
    let owes = "select count(*) from deadline d join assignment a on a.task_id = d.task_id and a.files_report
                and a.department_id = d.department_id where d.kind = 'milestone'";
    assert_eq!(app.value::<i64>(owes).await, 3, "the filing department owes them");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_departments_contact_marks_it_done_with_a_document_that_stands_in_the_years_list(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    activity::complete_by(&pool, 6, "2019-06-28").await;
    lay_out_three(&app, 6).await;
    app.set_day("2019-05-29");
    let path = path_of(&app, 6, "调研").await;
    let mut contact = app.member("审管办", "审管办", "contact").await;
    let page = contact.get(&path).await;
    assert_eq!(page.count("form[action$='/move']"), 0, "moving is the office's");
    let form = Form::of(&page, "form[action$='/done']");

    let nothing = contact.post(&format!("{path}/done"), &form.fields()).await;
    nothing.assert_status(422);
    assert!(nothing.text(".errors").contains("一句话、文号或一份材料"));
    let later = form.clone().with("on", "2019-05-30").with("shown_by", "调研报告已交");
    let later = contact.post(&format!("{path}/done"), &later.fields()).await;
    later.assert_status(422);
    assert_eq!(later.text("textarea[name=shown_by]"), "调研报告已交", "what was typed stays");

    let form = form.with("document_title", "流程节点调研报告").with("document_number", "审管办〔2019〕3号");
    contact.post(&format!("{path}/done"), &form.fields()).await.assert_redirect(&path);
    assert_eq!(stored(&app, 6).await[0], "调研 2019-05-30 met 2019-05-29");
    let status = "select status::text from task where number = 6";
    assert_eq!(app.value::<String>(status).await, "in_progress", "the first milestone met starts the task");
    let list = contact.get("/2019/deliverables").await;
    assert_eq!(list.texts("td.title"), ["《流程节点调研报告》"]);
    assert!(list.body.contains("审管办〔2019〕3号"));
    let entry = "select c.sentence from ledger_entry e join ledger_content c on c.entry_id = e.id
                 where e.event = 'milestone_met'";
    assert_eq!(app.value::<String>(entry).await, "节点“调研”于 2019-05-29 完成");

    let again = contact.post(&format!("{path}/done"), &form.fields()).await;
    again.assert_status(409);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_file_alone_shows_it_and_nobody_else_marks_it(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    lay_out_three(&app, 6).await;
    let path = path_of(&app, 6, "调研").await;
    let mut other = app.member("研究室", "研究室", "contact").await;
    let form = Form::of(&app.person("office", Role::Office).await.get(&path).await, "form[action$='/done']");
    let fields = form.with("shown_by", "已完成");
    other.post(&format!("{path}/done"), &fields.fields()).await.assert_status(403);
    let mut contact = app.member("审管办", "审管办", "contact").await;
    let form = Form::of(&contact.get(&path).await, "form[action$='/done']");
    let page = contact
        .post_files(&format!("{path}/done"), &form.fields(), &[("file", "调研报告.pdf", b"%PDF-1.4 report")])
        .await;
    page.assert_redirect(&path);
    let page = contact.get(&path).await;
    assert!(page.body.contains("调研报告.pdf"), "{}", page.body);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_the_office_records_for_a_department_says_by_whom(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    lay_out_three(&app, 6).await;
    let path = path_of(&app, 6, "调研").await;
    let mut office = app.person("office", Role::Office).await;
    let form = Form::of(&office.get(&path).await, "form[action$='/done']").with("shown_by", "电话报来");
    let page = office.post(&format!("{path}/done"), &form.fields()).await;
    page.assert_status(422);
    assert!(page.text(".errors").contains("由谁报来"));
    let form = form.with("on_behalf_of", "审管办工作联系人");
    office.post(&format!("{path}/done"), &form.fields()).await.assert_redirect(&path);
    let whose = "select on_behalf_of from ledger_entry where event = 'milestone_met'";
    assert_eq!(app.value::<String>(whose).await, "审管办工作联系人");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_completion_marked_by_mistake_is_taken_back_with_a_reason(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    lay_out_three(&app, 6).await;
    let path = path_of(&app, 6, "调研").await;
    let mut office = app.person("office", Role::Office).await;
    let form = Form::of(&office.get(&path).await, "form[action$='/done']")
        .with("shown_by", "误记")
        .with("on_behalf_of", "审管办");
    office.post(&format!("{path}/done"), &form.fields()).await.assert_redirect(&path);
    let form = Form::of(&office.get(&path).await, "form[action$='/take-back']");
    office.post(&format!("{path}/take-back"), &form.fields()).await.assert_status(422);
    let form = form.with("take_back_reason", "报错了任务");
    office.post(&format!("{path}/take-back"), &form.fields()).await.assert_redirect(&path);
    assert!(stored(&app, 6).await.iter().all(|milestone| !milestone.contains("met")));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn moving_a_milestone_shows_what_moves_with_it_before_anything_is_stored(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    activity::complete_by(&pool, 6, "2019-06-28").await;
    lay_out_three(&app, 6).await;
    let path = path_of(&app, 6, "印发").await;
    let mut office = app.person("office", Role::Office).await;
    let form = Form::of(&office.get(&path).await, "form[action$='/move']")
        .with("due_on", "2019-06-26")
        .with("reason", "审委会提前");
    let preview = office.post(&format!("{path}/move"), &form.fields()).await;
    preview.assert_status(200);
    assert_eq!(preview.texts("td.title"), ["节点“调研”", "节点“起草”", "节点“印发”"]);
    assert_eq!(stored(&app, 6).await[2], "印发 2019-06-28", "nothing is stored yet");
    let confirmed = Form::of(&preview, "main form");
    office.post(&format!("{path}/move"), &confirmed.fields()).await.assert_redirect(&path);
    assert_eq!(
        stored(&app, 6).await,
        ["调研 2019-05-28", "起草 2019-06-19", "印发 2019-06-26"],
        "before the first report the new dates are the original ones"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn once_the_task_has_reported_a_later_date_is_an_extension(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    activity::complete_by(&pool, 6, "2019-06-28").await;
    lay_out_three(&app, 6).await;
    let mut office = app.person("office", Role::Office).await;
    activity::submit_report(&pool, 6, "2019-04", "2019-04-25", office.id.0, 10).await;
    let path = path_of(&app, 6, "起草").await;
    let form = Form::of(&office.get(&path).await, "form[action$='/move']").with("reason", "调整安排");
    let later =
        office.post(&format!("{path}/move"), &form.clone().with("due_on", "2019-06-24").fields()).await;
    later.assert_status(422);
    assert!(later.text(".errors").contains("申请延期"), "{}", later.body);
    let earlier = form.with("due_on", "2019-06-20").with("confirmed", "yes");
    office.post(&format!("{path}/move"), &earlier.fields()).await.assert_redirect(&path);
    assert_eq!(
        stored(&app, 6).await,
        ["调研 2019-05-29 2019-05-30", "起草 2019-06-20 2019-06-21", "印发 2019-06-28"],
        "the dates first owed stay in view"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_milestone_is_withdrawn_with_a_reason_unless_it_is_late(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    activity::complete_by(&pool, 6, "2019-06-28").await;
    lay_out_three(&app, 6).await;
    app.set_day("2019-06-03");
    let mut office = app.person("office", Role::Office).await;
    let late = path_of(&app, 6, "调研").await;
    let version = office.get(&late).await.attributes("input[name=version]", "value").remove(0);
    let fields = [("version", version.as_str()), ("withdraw_reason", "不需要")];
    let refused = office.post(&format!("{late}/withdraw"), &fields).await;
    refused.assert_status(422);
    assert!(refused.text(".errors").contains("已逾期，不能撤销"));
    let path = path_of(&app, 6, "起草").await;
    let form =
        Form::of(&office.get(&path).await, "form[action$='/withdraw']").with("withdraw_reason", "并入印发");
    office.post(&format!("{path}/withdraw"), &form.fields()).await.assert_redirect(&path);
    assert_eq!(stored(&app, 6).await[1], "起草 2019-06-21 waived 2019-06-03");
    assert!(office.get(&path).await.body.contains("2019-06-03 撤销：并入印发"));
    let before = "select c.before from ledger_entry e join ledger_content c on c.entry_id = e.id
                  where e.event = 'milestone_withdrawn'";
    let before: String = app.value(before).await;
    assert!(before.contains(r#""due_on":"2019-06-21""#), "{before}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_second_of_two_sees_what_the_first_has_done_and_keeps_what_they_typed(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    lay_out_three(&app, 6).await;
    let path = path_of(&app, 6, "调研").await;
    let mut office = app.person("office", Role::Office).await;
    let page = office.get(&path).await;
    let moving = Form::of(&page, "form[action$='/move']")
        .with("due_on", "2019-10-31")
        .with("reason", "提前")
        .with("confirmed", "yes");
    let withdrawing =
        Form::of(&page, "form[action$='/withdraw']").with("withdraw_reason", "我来不及看的理由");
    office.post(&format!("{path}/move"), &moving.fields()).await.assert_redirect(&path);
    let second = office.post(&format!("{path}/withdraw"), &withdrawing.fields()).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert!(second.body.contains("我来不及看的理由") && second.body.contains("2019-10-31"));
    assert_eq!(stored(&app, 6).await.iter().filter(|milestone| milestone.contains("waived")).count(), 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_restricted_tasks_milestones_are_for_those_concerned(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    lay_out_three(&app, 6).await;
    let path = path_of(&app, 6, "调研").await;
    let mut contact = app.member("审管办", "审管办", "contact").await;
    let form = Form::of(&contact.get(&path).await, "form[action$='/done']")
        .with("document_title", "不应外传的文件")
        .with("document_number", "1号");
    contact.post(&format!("{path}/done"), &form.fields()).await.assert_redirect(&path);
    activity::run(&pool, &["update task set restricted = true where number = 6"]).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    viewer.get(&path).await.assert_status(403);
    assert!(!viewer.get("/2019/deliverables").await.body.contains("不应外传的文件"));
    assert!(contact.get("/2019/deliverables").await.body.contains("不应外传的文件"));
    assert!(!viewer.get("/2019/deadlines?which=all").await.body.contains("节点“起草”"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_overdue_milestone_makes_the_task_red_and_a_lag_makes_it_yellow(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    activity::complete_by(&pool, 6, "2019-06-28").await;
    lay_out_three(&app, 6).await;
    app.set_day("2019-05-31");
    let mut office = app.person("office", Role::Office).await;
    let page = office.get("/2019/tasks/6").await;
    let said = page.text(".reason.red");
    assert!(said.contains("节点“调研”应于 2019年5月30日（星期四）完成"), "{said}");
    assert!(office.get("/2019/wall").await.count("a.tile.red rect.tick") > 0, "the tick is 序时进度");
    app.set_day("2019-05-24");
    let page = office.get("/2019/tasks/6").await;
    assert!(page.text(".reason.yellow").contains("滞后"), "{}", page.text(".reason"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_completion_cannot_come_before_a_milestone_that_is_open(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    activity::complete_by(&pool, 6, "2019-06-28").await;
    lay_out_three(&app, 6).await;
    let mut office = app.person("office", Role::Office).await;
    let form = Form::of(&office.get("/2019/tasks/6/adjust").await, "main form")
        .with("due_on", "2019-06-27")
        .with("source", "会议纪要");
    let page = office.post("/2019/tasks/6/adjust", &form.fields()).await;
    page.assert_status(422);
    assert!(page.text(".errors").contains("节点“印发”的时限 2019-06-28 晚于新的完成时限"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_months_report_starts_from_what_the_milestones_met_come_to(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    activity::complete_by(&pool, 6, "2019-06-28").await;
    lay_out_three(&app, 6).await;
    let path = path_of(&app, 6, "调研").await;
    let mut contact = app.member("审管办", "审管办", "contact").await;
    let share = "input[name=share_6]";
    assert_eq!(contact.get("/2019/reports/2019-04").await.attributes(share, "value"), [""]);
    let form = Form::of(&contact.get(&path).await, "form[action$='/done']").with("shown_by", "调研报告");
    contact.post(&format!("{path}/done"), &form.fields()).await.assert_redirect(&path);
    let page = contact.get("/2019/reports/2019-04").await;
    assert_eq!(page.attributes(share, "value"), ["20"]);
    assert!(page.text("#task-6").contains("已完成的节点累计 20%"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_duty_to_lay_out_timelines_is_met_with_the_last_of_a_departments_tasks(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let filed: Vec<i32> = sqlx::query_scalar(
        "select t.number from task t join assignment a on a.task_id = t.id and a.files_report
         join department d on d.id = a.department_id where d.name = '立案庭' order by 1",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    let met = "select count(*) from deadline d join department p on p.id = d.department_id
               where d.kind = 'timeline' and p.name = '立案庭' and d.met_on is not null";
    for (at, number) in filed.iter().enumerate() {
        assert_eq!(app.value::<i64>(met).await, 0, "{at} of {} are laid out", filed.len());
        lay_out_three(&app, *number).await;
    }
    assert_eq!(app.value::<i64>(met).await, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_list_of_documents_and_a_milestones_page_make_a_fixed_number_of_statements(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    lay_out_three(&app, 6).await;
    let path = path_of(&app, 6, "调研").await;
    let mut office = app.person("office", Role::Office).await;
    let mut before = Vec::new();
    for path in [path.as_str(), "/2019/deliverables"] {
        before.push(counted(office.get(path)).await.1);
    }
    activity::grow_to(&pool, 139).await;
    activity::run(
        &pool,
        &[
            "insert into milestone (task_id, position, title, working_days, planned_share, added_on, document_title)
             select t.id, 9, '成文', 5, 100, '2019-04-01', '文件' || t.number from task t",
            "insert into deadline (plan_id, kind, subject_id, task_id, original_due_on, due_on, working, title, met_on)
             select t.plan_id, 'milestone', m.id, t.id, '2019-04-01', '2019-04-01', '', m.title, '2019-04-01'
             from milestone m join task t on t.id = m.task_id where m.position = 9",
        ],
    )
    .await;
    for (path, before) in [path.as_str(), "/2019/deliverables"].into_iter().zip(before) {
        let (page, now) = counted(office.get(path)).await;
        page.assert_status(200);
        assert_eq!(now, before, "{path}");
    }
    assert!(office.get("/2019/deliverables").await.count("td.title") > 100);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_contacts_worklist_leads_to_the_milestone_that_is_due(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    activity::complete_by(&pool, 6, "2019-06-28").await;
    lay_out_three(&app, 6).await;
    app.set_day("2019-05-29");
    let path = path_of(&app, 6, "调研").await;
    let mut contact = app.member("审管办", "审管办", "contact").await;
    let page = contact.get("/worklist").await;
    assert!(page.attributes(".todo a", "href").contains(&path), "{}", page.body);
    assert!(page.texts(".todo .what").iter().any(|what| what.starts_with("节点“调研”：6 ")));
}
