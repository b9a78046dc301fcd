//! 绩效考核: a suggested score that explains itself, objections to it, what is frozen for ever; and 填报负担.

mod objections;
mod points;

use reform_ledger::accounts::Role;
use reform_ledger::calendar::get_calendar;
use reform_ledger::database::MIGRATOR;
use reform_ledger::deadlines::due_dates::DueDates;
use reform_ledger::deadlines::find_rules_of_year;
use reform_ledger::deadlines::of_task::hand_over;
use reform_ledger::ids::{DepartmentId, TaskId};
use sqlx::PgPool;

use crate::support::court::Form;
use crate::support::statements::counted;
use crate::support::{Page, Persona, TestApp, activity};
use crate::workbooks;

const LIST: &str = "/2019/appraisal?period=2019-H1";
const FREEZE: &str = "/2019/appraisal/2019-H1/freeze";

/// The plan on 12 July, with a half-year lived: task 6's reports (审管办) in time, late, returned; a closed check; findings
/// closed in time, late and not at all; tasks completed and missed.
async fn court(pool: &PgPool) -> TestApp {
    let app = TestApp::with_plan(pool.clone()).await;
    let filer = app.person("填报人", Role::Contact).await.id.0;
    for (task, month, day) in [
        (6, "2019-04", "2019-04-25"),
        (6, "2019-05", "2019-05-29"),
        (1, "2019-04", "2019-04-25"),
        (20, "2019-05", "2019-05-20"),
    ] {
        activity::submit_report(pool, task, month, day, filer, 20).await;
    }
    activity::run(
        pool,
        &[
            "update report_submission set due_on = '2019-05-27' where submitted_on = '2019-05-29'",
            "update report_submission set outcome = 'returned', decided_at = '2019-04-26T01:00:00Z', reason = '过于笼统'
             where id = (select min(id) from report_submission)",
            "update deadline set met_on = '2019-07-10' where kind = 'quarterly_check' and period = '2019-Q2'",
            "insert into quarterly_check (plan_id, period, opened_on, closed_on, closed_by)
             select plan.id, '2019-Q2', '2019-07-01', '2019-07-10', account.id from plan, account",
            "insert into quarterly_check_task (check_id, task_id, verdict, verified_rating, risk, decided_on, decided_by)
             select c.id, t.id, 'conforms',
                    (case t.number when 6 then 'slow' when 20 then 'blocked' else 'normal' end)::own_rating, 'low',
                    '2019-07-09', c.closed_by
             from quarterly_check c join task t on t.plan_id = c.plan_id where t.number < 30",
            "insert into finding (plan_id, number, task_id, source, reference, problem, required, severity, status, opened_on,
                                  opened_at, opened_by, taken_up_on, taken_up_at, taken_up_by, ended_on, ended_at, ended_by,
                                  facts_clear, problem_solved, measure_lawful, evidence_seen)
             select t.plan_id, n, t.id, 'entered', '', '台账不全', '补齐', 'general',
                    (case when n < 3 then 'closed' else 'open' end)::finding_status, '2019-06-01', '2019-06-01', a.id,
                    '2019-06-03', '2019-06-03', a.id, case when n < 3 then date '2019-06-25' end,
                    case when n < 3 then timestamptz '2019-06-25' end, case when n < 3 then a.id end, true, true, true, true
             from task t, generate_series(1, 3) n, account a where t.number = 6",
            "insert into deadline (plan_id, kind, subject_id, task_id, department_id, original_due_on, due_on, working, met_on)
             select f.plan_id, 'rectification', f.id, f.task_id, d.id, '2019-06-20', '2019-06-20', '',
                    case when f.number < 3 then date '2019-06-18' + 4 * (f.number - 1) end
             from finding f, department d where d.name = '审管办'",
            "insert into finding_answer (finding_id, number, measures, proof, answered_on, answered_at, answered_by, due_on)
             select f.id, 1, '已补齐', '', date '2019-06-18' + 4 * (f.number - 1), '2019-06-18', f.opened_by, '2019-06-20'
             from finding f where f.number < 3",
            "update task set status = 'completed' where number in (1, 24)",
            "update deadline set met_on = '2019-06-28' where kind = 'task_completion'
             and task_id in (select id from task where number in (1, 24))",
            "update deadline set due_on = '2019-06-28' where kind = 'task_completion'
             and task_id in (select id from task where number = 20)",
            "insert into group_member (group_id, member_id, from_on)
             select g.id, m.id, '2019-01-01' from department g, department m
             where g.kind = 'group' and m.name in ('民二庭', '立案庭', '审管办')",
        ],
    )
    .await;
    app.set_day("2019-07-12");
    app
}

/// The address of a department's sheet.
async fn sheet(app: &TestApp, department: &str) -> String {
    format!("/2019/appraisal/2019-H1/{}", app.department(department).await)
}

/// The suggested score on a sheet: 66.67, 不评分.
async fn score(who: &mut Persona<'_>, sheet: &str) -> String {
    let page = who.get(sheet).await;
    page.assert_status(200);
    page.text("section.card h2").trim_start_matches("建议分").trim().to_owned()
}

/// The office publishes the sheets on 12 July, to be objected to until the 17th.
async fn publish(office: &mut Persona<'_>) {
    let path = "/2019/appraisal/2019-H1/publish";
    let form = format!("form[action='{path}']");
    fill(office, LIST, (&form, path), &[("until", "2019-07-17")]).await.assert_redirect(LIST);
}

/// Posts the page's form of that action with fields filled in.
async fn fill(
    who: &mut Persona<'_>,
    page: &str,
    (form, path): (&str, &str),
    fields: &[(&str, &str)],
) -> Page {
    let mut form = Form::of(&who.get(page).await, form);
    for (name, value) in fields {
        form = form.with(name, value);
    }
    who.post(path, &form.fields()).await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn each_reads_what_is_theirs(pool: PgPool) {
    let app = court(&pool).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let (own, other) = (sheet(&app, "审管办").await, sheet(&app, "研究室").await);
    let page = contact.get(LIST).await;
    page.assert_status(200);
    assert_eq!(page.texts("td.title a"), ["审管办"]);
    assert_eq!(page.count("main form, a[href$='/settings']"), 0);
    contact.get(&own).await.assert_status(200);
    contact.get(&other).await.assert_status(404);
    contact.get("/2019/appraisal/settings").await.assert_status(403);
    contact.post(FREEZE, &[]).await.assert_status(403);
    for role in [Role::Office, Role::Leader] {
        let mut all = app.person(role.code(), role).await;
        assert!(all.get(LIST).await.count("td.title a") > 15);
        all.get(&other).await.assert_status(200);
    }
    for role in [Role::Viewer, Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin] {
        let mut none = app.person(role.code(), role).await;
        for path in [LIST, own.as_str(), "/2019/appraisal/burden", "/2019/appraisal/xlsx"] {
            none.get(path).await.assert_status(403);
        }
    }
    let mut appraiser = app.member("考核办人员", "考核办", "head").await;
    appraiser.get(&other).await.assert_status(404);
    name_appraisers(&app).await;
    appraiser.get(&other).await.assert_status(200);
    let order = app.person("office-2", Role::Office).await.get(LIST).await.texts("td.title a");
    let names = "select string_agg(name, ' ' order by position, id) from department where kind = 'unit'";
    assert_eq!(order.join(" "), app.value::<String>(names).await, "the plan's order, whatever the scores");
}

/// 考核办 is named in the settings.
async fn name_appraisers(app: &TestApp) {
    let id = app.department("考核办").await.to_string();
    let mut office = app.person("设定", Role::Office).await;
    let fields = [("department", id.as_str()), ("reason", "考核办负责绩效考核")];
    let settings = "/2019/appraisal/settings";
    fill(&mut office, settings, ("main form", settings), &fields).await.assert_redirect("/2019/appraisal");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn weights_come_to_a_hundred_and_rest_on_a_rule(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let settings = "/2019/appraisal/settings";
    let form = Form::of(&office.get(settings).await, "main form").with("reason", "按院务会意见");
    let wrong = office.post(settings, &form.clone().with("reporting", "40").fields()).await;
    wrong.assert_status(422);
    assert!(wrong.text("#reporting-error").contains("合计须为 100，现为 110"));
    let wrong = office.post(settings, &form.clone().with("rating_basis", " ").fields()).await;
    assert!(wrong.text("#rating_basis-error").contains("依据的规定"));
    let wrong = office.post(settings, &form.clone().with("support", "5").fields()).await;
    assert!(wrong.text("#support-error").contains("不能高于牵头"));
    let wrong = office.post(settings, &form.clone().with("rating_basis", "院务会意见").fields()).await;
    assert!(wrong.text("#rating_basis-error").contains("文件名称和条款"));
    let moved = form.clone().with("reporting", "20").with("completion", "30");
    office.post(settings, &moved.fields()).await.assert_redirect("/2019/appraisal");
    let second = office.post(settings, &form.with("findings", "20").fields()).await;
    second.assert_status(409);
    assert!(second.text("#reporting-error").contains("现在保存的是“20”"));
    assert!(office.get(LIST).await.text("main").contains("20 分"));
    let entry = "select after from ledger_content c join ledger_entry e on e.id = c.entry_id
                 where event = 'appraisal_rules_changed'";
    assert!(app.value::<String>(entry).await.contains("\"按时报送\":20"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_must_not_be_scored_has_no_column(pool: PgPool) {
    let app = court(&pool).await;
    let columns = "select string_agg(column_name, ' ' order by column_name) from information_schema.columns
                   where table_name = 'appraisal_rules'";
    assert_eq!(
        app.value::<String>(columns).await,
        "completion_basis completion_weight department_id false_basis false_points findings_basis findings_weight \
         lead_share plan_id rating_basis rating_weight reporting_basis reporting_weight support_share version"
    );
    let mut office = app.person("office", Role::Office).await;
    let page = office.get("/2019/appraisal/settings").await;
    assert_eq!(page.texts("section ul li"), ["领导批示", "宣传报道", "照片", "附件数量", "登录次数", "字数"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_burden_is_counted_by_department_against_the_month_before(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let line = |page: &Page, name: &str| {
        page.texts("tbody tr").into_iter().find(|row| row.starts_with(name)).unwrap_or_default()
    };
    let may = office.get("/2019/appraisal/burden?month=2019-05").await;
    assert_eq!(line(&may, "审管办"), "审管办11-466-8月报 11");
    let june = office.get("/2019/appraisal/burden?month=2019-06").await;
    assert_eq!(line(&june, "审管办"), "审管办14+372+6月报 11、问题整改反馈 3");
    assert!(june.text("main").contains("不按人、不计用时"));
    assert!(june.texts("tbody tr").last().unwrap().starts_with("合计"));
    let mut contact = app.member("联系人", "研究室", "contact").await;
    let own = contact.get("/2019/appraisal/burden?month=2019-06").await;
    assert_eq!(own.texts("tbody td.title"), ["研究室"]);
    // What passes to another later was asked of who owed it then.
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    let mut conn = app.state.db.acquire().await.unwrap();
    let rules = find_rules_of_year(&mut conn, 2019).await.unwrap().unwrap();
    let calendar = get_calendar(&mut conn).await.unwrap();
    let due = DueDates { rules: &rules, calendar: &calendar };
    let (old, new) = (app.department("审管办").await, app.department("研究室").await);
    let (old, new) = (DepartmentId(old), DepartmentId(new));
    let task = TaskId(app.value("select id from task where number = 6").await);
    let on = (day("2019-06-01"), day("2019-07-12"));
    assert!(hand_over(&mut conn, task, Some(old), Some(new), on, due).await.unwrap() > 0);
    drop(conn);
    let later = office.get("/2019/appraisal/burden?month=2019-06").await;
    assert_eq!(line(&later, "审管办"), line(&june, "审管办"));
    // A part of a summary asked of a department is asked of it, text by text.
    let part = "insert into summary_part (plan_id, period, department_id, wish, wanted_by, asked_at, asked_by, texts, general)
                select p.id, '2019-H1', d.id, '', '2019-07-01', '2019-06-20', a.id, '[{}, {}, {}]', ''
                from plan p, department d, account a where d.name = '审管办' and a.sign_in_name = 'office'";
    activity::run(&pool, &[part]).await;
    let with_part = office.get("/2019/appraisal/burden?month=2019-06").await;
    assert_eq!(line(&with_part, "审管办"), "审管办15+476+10月报 11、部门供稿 1、问题整改反馈 3");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_workbook_holds_every_point_and_is_read_back(pool: PgPool) {
    use calamine::DataType;
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let expected = score(&mut office, &sheet(&app, "审管办").await).await;
    let page = office.get("/2019/appraisal/xlsx?period=2019-H1").await;
    page.assert_status(200);
    let summed = workbooks::cells(&page.bytes);
    assert_eq!(summed[0][0].get_string(), Some("抚松县人民法院2019年上半年司法改革任务绩效考核建议分汇总表"));
    let lines = workbooks::rows(&summed);
    let line = lines.iter().find(|row| row[1].get_string() == Some("审管办")).unwrap();
    assert_eq!(format!("{:.2}", line[7].get_float().unwrap()), expected);
    let units: i64 = app.value("select count(*) from department where kind = 'unit'").await;
    assert_eq!(i64::try_from(lines.len()).unwrap(), units, "a line a department");
    let cells = workbooks::cells_of(&page.bytes, "绩效考核");
    assert_eq!(cells[0][0].get_string(), Some("抚松县人民法院2019年上半年司法改革任务绩效考核建议分"));
    let unit = cells[1][0].get_string().unwrap();
    assert!(unit.contains("不作排名") && unit.ends_with("2019年7月12日 09:00"));
    let of = |name: &str| -> Vec<&Vec<calamine::Data>> {
        let rows = workbooks::rows(&cells).iter();
        rows.filter(|row| row[1].get_string() == Some(name)).collect()
    };
    let own = of("审管办");
    let total = own.last().unwrap();
    assert_eq!(total[2].get_string(), Some("建议分"));
    assert_eq!(format!("{:.2}", total[6].get_float().unwrap()), expected);
    let late = own.iter().find(|row| row[4].get_string().unwrap().contains("首次报送，逾期")).unwrap();
    assert_eq!((late[5].get_float(), late[6].get_float()), (Some(1.0), Some(0.0)));
    assert!(!of("研究室").is_empty());
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let own = contact.get("/2019/appraisal/xlsx?period=2019-H1").await.bytes;
    assert_eq!(workbooks::rows(&workbooks::cells(&own)).len(), 1);
    let cells = workbooks::cells_of(&own, "绩效考核");
    assert!(workbooks::rows(&cells).iter().all(|row| row[1].get_string() == Some("审管办")));
    let entry = "select count(*) from ledger_entry where event = 'appraisal_exported'";
    assert_eq!(app.value::<i64>(entry).await, 2);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_pages_make_as_many_statements_for_39_tasks_as_for_139(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let own = sheet(&app, "审管办").await;
    let paths = [LIST, own.as_str(), "/2019/appraisal/burden?month=2019-06", "/2019/appraisal/false-reports"];
    let mut before = Vec::new();
    for path in paths {
        before.push(counted(office.get(path)).await.1);
    }
    activity::grow_to(&pool, 139).await;
    for (path, before) in paths.into_iter().zip(before) {
        let (page, now) = counted(office.get(path)).await;
        page.assert_status(200);
        assert_eq!(now, before, "{path}");
    }
}
