//! 催办: the office reminds departments of one or many duties with one action; who was told, when and by which way stands
//! recorded, and when it was seen.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::activity::run;
use crate::support::court::Form;
use crate::support::statements::counted;
use crate::support::{Page, Persona, TestApp};

const FORM: &str = "/2019/deadlines/remind";

/// The plan on 10 July: the reports of April to June are late.
async fn court(pool: PgPool) -> TestApp {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-07-10");
    app
}

/// Late reports of a department, oldest first, as forms name them.
async fn late_reports(app: &TestApp, department: &str) -> Vec<String> {
    let ids: Vec<i64> = sqlx::query_scalar(
        "select l.id from deadline l join department d on d.id = l.department_id
         where d.name = $1 and l.kind = 'monthly_report' and l.due_on < '2019-07-10' and l.met_on is null
         order by l.due_on, l.id",
    )
    .bind(department)
    .fetch_all(&app.state.db)
    .await
    .unwrap();
    ids.iter().map(ToString::to_string).collect()
}

/// Posts 催办所选.
async fn remind(office: &mut Persona<'_>, duties: &[&String], way: &str, spoken_with: &str) -> Page {
    let mut fields: Vec<(&str, &str)> = duties.iter().map(|duty| ("duty", duty.as_str())).collect();
    fields.extend([("way", way), ("spoken_with", spoken_with), ("state", ""), ("page", "1")]);
    office.post(FORM, &fields).await
}

/// The notices written by reminders, each with who got it.
async fn notices(app: &TestApp) -> Vec<(String, String, String)> {
    sqlx::query_as(
        "select a.sign_in_name, n.message, n.digest_on::text from notice n join account a on a.id = n.account_id
         where n.message like '催办：%' order by n.id",
    )
    .fetch_all(&app.state.db)
    .await
    .unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn several_duties_of_a_department_make_one_notice_for_each_of_its_people(pool: PgPool) {
    let app = court(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "研究室", "contact").await;
    app.member("负责人", "研究室", "head").await;
    let mut other = app.member("他部门", "干部科", "contact").await;
    let (own, others) = (late_reports(&app, "研究室").await, late_reports(&app, "干部科").await);
    let list = office.get("/2019/deadlines?state=overdue").await;
    assert!(list.count("input[name='duty'][form='remind']") > 10, "boxes to tick");
    assert_eq!(contact.get("/2019/deadlines?state=overdue").await.count("input[name='duty']"), 0);
    let done = remind(&mut office, &[&own[0], &own[1], &others[0]], "in_app", "").await;
    done.assert_status(303);
    let told = notices(&app).await;
    let whom: Vec<&str> = told.iter().map(|(name, ..)| name.as_str()).collect();
    assert_eq!(whom.len(), 3, "one each: {told:?}");
    assert!(["联系人", "负责人", "他部门"].iter().all(|name| whom.contains(name)));
    let (_, message, digest_on) = told.iter().find(|(name, ..)| name == "联系人").unwrap();
    assert!(message.starts_with("催办：研究室有 2 项应办事项：2019年4月月报（任务 "), "{message}");
    assert_eq!(digest_on, "2019-07-10");
    let page = office.get("/2019/deadlines").await;
    assert!(page.text(".flash").contains("研究室 2 项（告知 2 人）"), "{}", page.text(".flash"));
    assert_eq!(contact.get("/2019/reminders").await.count("tbody tr"), 1, "their own only");
    assert_eq!(other.get("/2019/reminders").await.count("tbody tr"), 1);
    assert_eq!(office.get("/2019/reminders").await.count("tbody tr"), 2);
    let entry = contact.get("/2019/history").await.texts("main").join(" ");
    assert!(entry.contains("向研究室催办 2 项（系统提醒：") && !entry.contains("向干部科催办"), "{entry}");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    assert!(!viewer.get("/2019/history").await.body.contains("催办 2 项"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn one_duty_is_reminded_of_from_its_page_and_it_is_known_when_it_was_seen(pool: PgPool) {
    let app = court(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "研究室", "contact").await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let duty = format!("/2019/deadlines/{}", late_reports(&app, "研究室").await[0]);
    let page = office.get(&duty).await;
    let form = Form::of(&page, "form[action$='/remind']");
    office.post(&format!("{duty}/remind"), &form.fields()).await.assert_redirect(&duty);
    assert!(office.get(&duty).await.text("#reminders").contains("联系人 未读"));
    assert_eq!(office.get("/2019/reminders?unseen=yes").await.count("tbody tr"), 1);
    let worklist = contact.get("/worklist").await;
    let notice = worklist.attributes("form[action^='/notices/']:has(.open-notice)", "action")[0].clone();
    office.post(&notice, &[("open", "yes")]).await.assert_status(404);
    let opened = contact.post(&notice, &[("open", "yes")]).await;
    let (page, anchor) =
        opened.location().split_once('#').map(|(page, at)| (page.to_owned(), at.to_owned())).unwrap();
    let month = contact.get(&page).await;
    assert!(month.count(&format!("#{anchor} textarea")) > 0, "where the report is filled in: {page}");
    let shown = contact.get(&duty).await.text("#reminders");
    assert!(shown.contains("联系人 2019-07-10 09:00 已读"), "{shown}");
    assert_eq!(office.get("/2019/reminders?unseen=yes").await.count("tbody tr"), 0);
    assert_eq!(viewer.get(&duty).await.count("#reminders"), 0, "no reading for all");
    viewer.get("/2019/reminders").await.assert_status(403);
    contact.post(&format!("{duty}/remind"), &form.fields()).await.assert_status(403);
    contact.get("/2019/reminders/sheet").await.assert_status(403);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_was_reminded_of_today_is_held_or_is_nobodys_is_refused_in_a_sentence(pool: PgPool) {
    let app = court(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    app.member("联系人", "研究室", "contact").await;
    let own = late_reports(&app, "研究室").await;
    remind(&mut office, &[&own[0]], "in_app", "").await.assert_status(303);
    let again = remind(&mut office, &[&own[0]], "in_app", "").await;
    again.assert_status(422);
    assert!(again.text("#remind-error").contains("今天已经催办过"), "{}", again.text("#remind-error"));
    let both = remind(&mut office, &[&own[0], &own[1]], "in_app", "").await;
    both.assert_status(303);
    let flash = office.get("/2019/deadlines").await.text(".flash");
    assert!(flash.contains("研究室 1 项") && flash.contains("今天已经催办过"), "{flash}");
    office
        .post(&format!("/2019/deadlines/{}/hold", own[2]), &[("day", "2019-07-12"), ("reason", "开庭")])
        .await;
    let held = remind(&mut office, &[&own[2]], "in_app", "").await;
    held.assert_status(422);
    assert!(held.text("#remind-error").contains("暂缓催办至 2019-07-12"));
    let page = office.get(&format!("/2019/deadlines/{}", own[2])).await;
    assert!(page.text("#remind").contains("现在不能催办：暂缓催办至 2019-07-12"));
    let offices = app
        .value::<i64>("select id from deadline where kind = 'quarterly_check' order by due_on limit 1")
        .await;
    let nobodys = remind(&mut office, &[&offices.to_string()], "in_app", "").await;
    assert!(nobodys.text("#remind-error").contains("没有可以催办的责任部门"));
    let none = remind(&mut office, &[], "in_app", "").await;
    assert_eq!(none.text("#remind-error"), "请先勾选要催办的事项。");
    app.set_day("2019-07-11");
    let mut office = app.sign_in("office", office.id).await;
    remind(&mut office, &[&own[0]], "in_app", "").await.assert_status(303);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_telephone_call_is_recorded_with_whom_and_writes_no_notice(pool: PgPool) {
    let app = court(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "研究室", "contact").await;
    let (own, others) = (late_reports(&app, "研究室").await, late_reports(&app, "干部科").await);
    let bare = remind(&mut office, &[&own[0]], "telephone", "").await;
    bare.assert_status(422);
    assert_eq!(bare.text("#spoken_with-error"), "请写明向谁催办。");
    assert!(bare.attributes("input[name='duty'][checked]", "value").contains(&own[0]), "still ticked");
    let two = remind(&mut office, &[&own[0], &others[0]], "telephone", "研究室负责人").await;
    assert!(two.text("#remind-error").contains("请一次只选一个部门的事项"));
    remind(&mut office, &[&own[0]], "telephone", "研究室负责人").await.assert_status(303);
    assert!(notices(&app).await.is_empty());
    let line = contact.get("/2019/reminders").await.text("tbody tr");
    assert!(line.contains("电话") && line.contains("研究室负责人") && !line.contains("未读"), "{line}");
    let nobody = remind(&mut office, &[&others[0]], "in_app", "").await;
    assert!(nobody.text("#remind-error").contains("干部科：没有可以告知的人员"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn on_a_day_off_the_notice_stands_in_the_next_working_days_digest(pool: PgPool) {
    let app = court(pool).await;
    app.set_day("2019-07-13");
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "研究室", "contact").await;
    let own = late_reports(&app, "研究室").await;
    remind(&mut office, &[&own[0]], "in_app", "").await.assert_status(303);
    assert_eq!(notices(&app).await[0].2, "2019-07-15");
    assert!(!contact.get("/worklist").await.text("main").contains("催办："));
    app.set_day("2019-07-15");
    let mut contact = app.sign_in("联系人", contact.id).await;
    assert!(contact.get("/worklist").await.text("main").contains("催办：研究室有 1 项应办事项"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_two_who_remind_at_once_one_reminds_and_the_other_is_told(pool: PgPool) {
    let app = court(pool).await;
    let (mut one, mut two) = (app.person("甲", Role::Office).await, app.person("乙", Role::Office).await);
    app.member("联系人", "研究室", "contact").await;
    let own = late_reports(&app, "研究室").await;
    let chosen = [&own[0], &own[1]];
    let (first, second) =
        tokio::join!(remind(&mut one, &chosen, "in_app", ""), remind(&mut two, &chosen, "in_app", ""));
    let mut answers = [first.status.as_u16(), second.status.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [303, 422]);
    assert_eq!(notices(&app).await.len(), 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_list_makes_as_many_statements_for_many_reminders_as_for_one(pool: PgPool) {
    let app = court(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    app.member("联系人", "研究室", "contact").await;
    let own = late_reports(&app, "研究室").await;
    remind(&mut office, &[&own[0]], "in_app", "").await.assert_status(303);
    let (_, few) = counted(office.get("/2019/reminders")).await;
    run(
        &pool,
        &["with made as (
               insert into reminder (plan_id, department_id, way, reminded_on, reminded_at, reminded_by)
               select r.plan_id, r.department_id, r.way, r.reminded_on - n, r.reminded_at, r.reminded_by
               from reminder r, generate_series(1, 30) n returning id, reminded_on)
           insert into reminder_duty (reminder_id, deadline_id, reminded_on, due_on)
           select m.id, d.deadline_id, m.reminded_on, d.due_on from made m, reminder_duty d"],
    )
    .await;
    let (page, many) = counted(office.get("/2019/reminders")).await;
    assert_eq!((page.count("tbody tr"), many), (31, few));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_sheet_lists_all_a_department_owes_now(pool: PgPool) {
    let app = court(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let department = app.department("研究室").await;
    let page = office.get(&format!("/2019/reminders/sheet?department={department}")).await;
    page.assert_status(200);
    let late = late_reports(&app, "研究室").await.len();
    assert!(page.text(".sub").contains("研究室：2019 年度司法改革任务，截至2019年7月10日应办"));
    assert!(page.texts("tbody td.title").iter().filter(|title| title.contains("月月报")).count() >= late);
    office.get("/2019/reminders/sheet").await.assert_status(404);
}

/// Where the last notice of a reminder leads.
async fn leads_to(app: &TestApp) -> String {
    app.value::<String>("select path from notice where message like '催办：%' order by id desc limit 1").await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_notice_leads_to_where_the_department_does_it(pool: PgPool) {
    let app = court(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "研究室", "contact").await;
    let research = app.department("研究室").await;
    let own = late_reports(&app, "研究室").await;
    let month = format!("/2019/reports/2019-04?department={research}");
    let alike = "select string_agg(l.id::text, ' ' order by l.id) from deadline l join department d on d.id = l.department_id
                 where d.name = '研究室' and l.kind = 'monthly_report' and l.period = '2019-04'";
    let of_april = app.value::<String>(alike).await;
    let of_april: Vec<String> = of_april.split(' ').map(str::to_owned).collect();
    assert!(of_april.len() > 1, "several reports of a month");
    remind(&mut office, &[&of_april[0], &of_april[1]], "in_app", "").await.assert_status(303);
    assert_eq!(leads_to(&app).await, month, "the month's page");
    let of_may = own.iter().find(|id| !of_april.contains(id)).unwrap();
    run(
        &pool,
        &[
            "insert into milestone (task_id, position, title, working_days, planned_share, added_on)
             select t.id, 1, '起草', 20, 40, date '2019-04-01' from task t join assignment a on a.task_id = t.id
             join department d on d.id = a.department_id where a.files_report and d.name = '研究室' order by t.number limit 1",
            "insert into deadline (plan_id, kind, subject_id, task_id, department_id, original_due_on, due_on, working, title)
             select t.plan_id, 'milestone', m.id, t.id, d.id, '2019-07-09', '2019-07-09', '', m.title
             from milestone m join task t on t.id = m.task_id join department d on d.name = '研究室'",
        ],
    )
    .await;
    let step = app.value::<i64>("select id from deadline where kind = 'milestone'").await.to_string();
    remind(&mut office, &[of_may, &step], "in_app", "").await.assert_status(303);
    assert_eq!(leads_to(&app).await, "/worklist", "what is done at several places is in one's own list");
    run(&pool, &["update reminder_duty set reminded_on = '2019-07-09'"]).await;
    remind(&mut office, &[&step], "in_app", "").await.assert_status(303);
    let path = leads_to(&app).await;
    assert!(path.contains("/milestones/"), "{path}");
    let page = contact.get(&path).await;
    page.assert_status(200);
    assert!(page.text("h1").contains("起草"), "{}", page.text("h1"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_an_instruction_it_leads_to_the_form_of_the_answer_and_the_sheet_names_the_court(pool: PgPool) {
    let app = court(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    let mut leader = app.person("院长", Role::Leader).await;
    let mut contact = app.member("联系人", "研究室", "contact").await;
    let research = app.department("研究室").await.to_string();
    leader.post("/2019/instructions/add", &[("task", ""), ("words", "请研究")]).await.assert_status(303);
    let fields = [("version", "1"), ("department", research.as_str()), ("due_on", "2019-07-19")];
    office.post("/2019/instructions/1/assign", &fields).await.assert_status(303);
    let duty = app.value::<i64>("select id from deadline where kind = 'instruction'").await.to_string();
    remind(&mut office, &[&duty], "in_app", "").await.assert_status(303);
    let path = leads_to(&app).await;
    assert_eq!(contact.get(&path).await.count("form[action$='/answer'] #done"), 1, "{path}");
    let sheet = office.get(&format!("/2019/reminders/sheet?department={research}")).await;
    assert_eq!(sheet.text(".issuer"), "抚松县人民法院");
    let list = office.get("/2019/deadlines").await;
    assert_eq!(list.count("table ~ form.ticked-foot button"), 1, "at hand below the list");
}
