//! Deadlines in the browser, and what a change of a task does to them in the store.

use chrono::NaiveDate;
use reform_ledger::accounts::Role;
use reform_ledger::calendar::{get_calendar, store_seed};
use reform_ledger::deadlines::changes::{Ending, Pause};
use reform_ledger::deadlines::due_dates::DueDates;
use reform_ledger::deadlines::of_task::{hand_over, reopen, resume, set_completion_date, waive};
use reform_ledger::deadlines::periods::Rhythm;
use reform_ledger::deadlines::sweep::{Cause, sweep};
use reform_ledger::deadlines::{PlanRules, find_rules_of_year};
use reform_ledger::ids::{DepartmentId, TaskId};
use reform_ledger::pages::export::of_store;
use reform_ledger::plan::import::import;
use sqlx::PgPool;

use crate::support::statements::counted;
use crate::support::test_app::day;
use crate::support::{Persona, TestApp, activity};

const NOTICE: &[u8] = include_bytes!("../../seeds/2019-notice.md");

async fn court(pool: PgPool) -> TestApp {
    let app = TestApp::new(pool).await;
    let mut conn = app.state.db.acquire().await.unwrap();
    store_seed(&mut conn, app.act().at).await.unwrap();
    import(&mut conn, &app.act(), NOTICE).await.unwrap();
    drop(conn);
    app
}

async fn sweep_now(app: &TestApp) {
    let mut conn = app.state.db.acquire().await.unwrap();
    sweep(&mut conn, &app.act(), Cause::Schedule).await.unwrap();
}

async fn task(app: &TestApp, number: i32) -> TaskId {
    TaskId(
        sqlx::query_scalar("select id from task where number = $1")
            .bind(number)
            .fetch_one(&app.state.db)
            .await
            .unwrap(),
    )
}

async fn department(app: &TestApp, name: &str) -> DepartmentId {
    let id = sqlx::query_scalar("select id from department where name = $1").bind(name);
    DepartmentId(id.fetch_one(&app.state.db).await.unwrap())
}

/// The months of a task still owed.
async fn months(app: &TestApp, task: TaskId) -> Vec<String> {
    sqlx::query_scalar(
        "select right(period, 2) from deadline where task_id = $1 and kind = 'monthly_report' and waived_on is null order by 1",
    )
    .bind(task.0)
    .fetch_all(&app.state.db)
    .await
    .unwrap()
}

async fn completion(app: &TestApp, task: TaskId) -> (NaiveDate, NaiveDate, Option<NaiveDate>) {
    sqlx::query_as("select due_on, original_due_on, waived_on from deadline where task_id = $1 and kind = 'task_completion'")
        .bind(task.0)
        .fetch_one(&app.state.db)
        .await
        .unwrap()
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn the_year_is_laid_out_with_each_date_of_the_domain(pool: PgPool) {
    let app = court(pool).await;
    let laid_out: Vec<(String, String, i64)> = sqlx::query_as(
        "select kind::text, due_on::text, count(*) from deadline where kind <> 'monthly_report' group by kind, due_on order by deadline.kind, due_on",
    )
    .fetch_all(&app.state.db)
    .await
    .unwrap();
    let dates: Vec<(&str, &str)> = laid_out.iter().map(|row| (row.0.as_str(), row.1.as_str())).collect();
    assert_eq!(
        dates,
        [
            ("acknowledgement", "2019-04-04"),
            ("appointment", "2019-04-12"),
            ("timeline", "2019-04-26"),
            ("task_completion", "2019-12-31"),
            ("quarterly_check", "2019-07-10"),
            ("quarterly_check", "2019-10-16"),
            ("quarterly_check", "2020-01-13"),
            ("half_year_summary", "2019-07-19"),
            ("half_year_summary", "2020-01-21"),
        ]
    );
    let months: Vec<(String, i64)> = sqlx::query_as(
        "select due_on::text, count(*) from deadline where kind = 'monthly_report' group by due_on order by due_on",
    )
    .fetch_all(&app.state.db)
    .await
    .unwrap();
    let days = ["04-25", "05-27", "06-25", "07-25", "08-26", "09-25", "10-25", "11-25", "12-25"];
    assert_eq!(months, days.map(|date| (format!("2019-{date}"), 39)));
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn the_page_shows_what_is_overdue_and_due_and_how_each_date_came_about(pool: PgPool) {
    let app = court(pool).await;
    app.set_day("2019-05-28");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/2019/deadlines?kind=monthly_report").await;
    page.assert_status(200);
    assert_eq!(
        page.texts(".chips a"),
        ["逾期和近 30 天 117", "逾期 78", "近 30 天到期 39", "全年 351"],
        "April and May are late, June is due within thirty days"
    );
    assert_eq!(page.count("tr.duty"), 60);
    assert_eq!(page.texts("tr.section th"), ["逾期60 项"]);
    assert_eq!(page.texts("tr.duty .state .light").first().unwrap(), "▲逾期 33 天");
    let working = page.texts("tr.duty .working p").pop().unwrap();
    assert!(working.contains("2019-05-25（星期六）为休息日，顺延至下一工作日"), "{working}");
    assert_eq!(page.count("#heartbeat"), 0, "the heartbeat is the office's");
    assert!(page.body.len() < 100_000, "{} bytes", page.body.len());

    let next = viewer.get("/2019/deadlines?kind=monthly_report&page=2").await;
    assert_eq!(next.count("tr.duty"), 57);
    let department = department(&app, "研究室").await;
    let own = viewer.get(&format!("/2019/deadlines?state=overdue&department={department}")).await;
    assert!(own.texts("tr.duty td[data-label=责任部门]").iter().all(|owner| owner == "研究室"));
    let nobody = viewer.get("/2019/deadlines?state=overdue&kind=milestone").await;
    assert_eq!(nobody.text(".empty b"), "没有这样的时限");
    viewer.get("/2018/deadlines").await.assert_status(404);
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn a_page_of_duties_sends_the_same_statements_for_many_and_for_none(pool: PgPool) {
    let app = court(pool).await;
    let mut office = app.person("office", Role::Office).await;
    office.get("/2019/deadlines").await;
    let (all, many) = counted(office.get("/2019/deadlines?state=all")).await;
    let (none, few) = counted(office.get("/2019/deadlines?state=all&kind=milestone")).await;
    assert_eq!((all.count("tr.duty"), none.count("tr.duty")), (60, 0));
    assert_eq!(many, few);
    assert!(many <= 8, "{many} statements, the session's two among them");
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn the_office_runs_the_sweep_and_nobody_else(pool: PgPool) {
    let app = court(pool).await;
    app.set_day("2019-06-26");
    let mut office = app.person("office", Role::Office).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    viewer.post("/2019/deadlines/sweep", &[]).await.assert_status(403);
    office.post("/2019/deadlines/sweep", &[]).await.assert_redirect("/2019/deadlines");
    let page = office.get("/2019/deadlines").await;
    assert!(page.text(".flash").starts_with("2019-06-26 巡查：新记事件"), "{}", page.text(".flash"));
    assert!(page.text("#heartbeat").contains("上次巡查：2019-06-26"), "{}", page.text("#heartbeat"));
    assert!(page.text("#heartbeat").ends_with("下次巡查：2019-06-27 00:05"));
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn a_summary_is_owed_on_its_own_page_and_not_marked_done_by_hand(pool: PgPool) {
    let app = court(pool).await;
    app.set_day("2019-07-19");
    let mut office = app.person("office", Role::Office).await;
    let summary: i64 = sqlx::query_scalar("select id from deadline where period = '2019-H1'")
        .fetch_one(&app.state.db)
        .await
        .unwrap();
    let path = format!("/2019/deadlines/{summary}");
    let page = office.get(&path).await;
    assert!(page.text("#working").starts_with("半年末后 15 个工作日：自 2019-06-30"));
    assert_eq!(page.text("h1 .light.yellow"), "◆今天到期");
    assert!(page.attributes("dl.facts a", "href").contains(&"/2019/summaries/2019-H1".to_owned()));
    assert_eq!(page.count("form[action$='/done']"), 0);
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn what_is_wrong_with_a_hold_stands_beside_its_own_field(pool: PgPool) {
    let app = court(pool).await;
    app.set_day("2019-07-10");
    let mut office = app.person("office", Role::Office).await;
    let check: i64 = sqlx::query_scalar("select min(id) from deadline where kind = 'half_year_summary'")
        .fetch_one(&app.state.db)
        .await
        .unwrap();
    let path = format!("/2019/deadlines/{check}");
    let (fits, long) = ("因".repeat(200), "因".repeat(201));
    for (act, day, day_typed, note, note_typed, wrong) in [
        ("hold", "day", "2019-07-09", "reason", fits.as_str(), "day"),
        ("hold", "day", "2019-10-11", "reason", "病假", "day"),
        ("hold", "day", "2019-07-12", "reason", " ", "reason"),
        ("hold", "day", "2019-07-12", "reason", &long, "reason"),
    ] {
        let page = office.post(&format!("{path}/{act}"), &[(day, day_typed), (note, note_typed)]).await;
        page.assert_status(422);
        assert_eq!(page.count(&format!("#{wrong}-error")), 1, "{act} {day_typed} {note_typed}");
        assert_eq!(page.count(".field .error"), 1, "and nowhere else");
        assert_eq!(page.attributes(&format!("#{day}"), "value"), [day_typed]);
        assert_eq!(page.attributes(&format!("#{note}"), "value"), [note_typed]);
    }
    let hold = [("day", "2019-10-10"), ("reason", fits.as_str())];
    office.post(&format!("{path}/hold"), &hold).await.assert_redirect(&path);
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn a_held_duty_raises_nothing_until_its_day_is_past(pool: PgPool) {
    let app = court(pool).await;
    app.set_day("2019-06-24");
    let mut office = app.person("office", Role::Office).await;
    let report: i64 = sqlx::query_scalar(
        "select d.id from deadline d join task t on t.id = d.task_id where d.period = '2019-06' and t.number = 6",
    )
    .fetch_one(&app.state.db)
    .await
    .unwrap();
    let path = format!("/2019/deadlines/{report}");
    office
        .post(&format!("{path}/hold"), &[("day", "2019-06-20"), ("reason", "开庭")])
        .await
        .assert_status(422);
    office.post(&format!("{path}/hold"), &[("day", "2019-06-28"), ("reason", "")]).await.assert_status(422);
    office
        .post(&format!("{path}/hold"), &[("day", "2019-06-28"), ("reason", "开庭")])
        .await
        .assert_redirect(&path);
    let flags = async || -> Vec<i16> {
        sqlx::query_scalar("select level from overdue_flag where deadline_id = $1 order by 1")
            .bind(report)
            .fetch_all(&app.state.db)
            .await
            .unwrap()
    };
    app.set_day("2019-06-28");
    sweep_now(&app).await;
    assert!(flags().await.is_empty());
    app.set_day("2019-06-29");
    sweep_now(&app).await;
    assert_eq!(flags().await, [1, 2]);
    let mut viewer = app.person("viewer", Role::Viewer).await;
    assert!(!viewer.get(&path).await.body.contains("开庭"), "the reason is for those concerned");
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn what_goes_to_a_leader_is_sent_by_the_office(pool: PgPool) {
    let app = court(pool).await;
    app.set_day("2019-07-10");
    let mut office = app.person("office", Role::Office).await;
    let leader = app.person("leader", Role::Leader).await;
    let task = task(&app, 3).await;
    sqlx::query("update deadline set due_on = '2019-07-01' where task_id = $1 and kind = 'task_completion'")
        .bind(task.0)
        .execute(&app.state.db)
        .await
        .unwrap();
    sweep_now(&app).await;
    let (deadline, flag): (i64, i64) = sqlx::query_as(
        "select d.id, f.id from overdue_flag f join deadline d on d.id = f.deadline_id
         where d.task_id = $1 and d.kind = 'task_completion' and f.level = 3",
    )
    .bind(task.0)
    .fetch_one(&app.state.db)
    .await
    .unwrap();
    let told = async || -> Vec<String> {
        sqlx::query_scalar("select message from notice where account_id = $1")
            .bind(leader.id.0)
            .fetch_all(&app.state.db)
            .await
            .unwrap()
    };
    assert!(told().await.is_empty(), "a machine informs no leader by itself");
    let (path, flag) = (format!("/2019/deadlines/{deadline}"), flag.to_string());
    let contact = app.member("联系人", "审管办", "contact").await;
    let proposed = "建议报分管院领导";
    for page in ["/2019/tasks/3", &path] {
        assert!(office.get(page).await.body.contains(proposed), "{page}");
    }
    let mut others =
        [app.sign_in("leader", leader.id).await, contact, app.person("viewer", Role::Viewer).await];
    for who in &mut others {
        for page in ["/2019/tasks/3", &path, "/2019/history", "/worklist"] {
            let read = who.get(page).await.text("main");
            assert!(!read.contains(proposed) && !read.contains("已报分管院领导"), "{page}: {read}");
        }
    }
    let exported =
        of_store(&mut app.state.db.acquire().await.unwrap(), 2019, app.state.clocks.today()).await.unwrap();
    assert!(!serde_json::to_string(&exported).unwrap().contains(proposed), "nor in the export");
    let send = [("flag", flag.as_str()), ("decision", "sent")];
    office.post(&format!("{path}/decide"), &send).await.assert_redirect(&path);
    assert!(office.get(&path).await.text(".flash.refused").contains("分管院领导待明确"));
    activity::put_in_charge(&app.state.db, leader.id.0, &[3]).await;
    office.post(&format!("{path}/decide"), &send).await.assert_redirect(&path);
    assert_eq!(
        told().await,
        ["报分管院领导：任务完成（任务 3）应于 2019年7月1日（星期一）完成，至今未完成。"]
    );
    office.post(&format!("{path}/decide"), &send).await;
    assert_eq!(told().await.len(), 1, "sent once");
    for who in &mut others {
        let reason = who.get("/2019/tasks/3").await.text("main");
        assert!(reason.contains("；已报分管院领导（2019年7月10日）。"), "{reason}");
    }
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn endings_waive_and_reopening_brings_back(pool: PgPool) {
    let app = court(pool).await;
    let mut conn = app.state.db.acquire().await.unwrap();
    let done = task(&app, 12).await;
    assert_eq!(waive(&mut conn, done, Ending::Completed(day("2019-06-28"))).await.unwrap(), 6);
    assert_eq!(months(&app, done).await, ["04", "05", "06"]);
    reopen(&mut conn, done, day("2019-09-26")).await.unwrap();
    assert_eq!(months(&app, done).await, ["04", "05", "06", "10", "11", "12"], "those to come");

    let merged = task(&app, 7).await;
    waive(&mut conn, merged, Ending::Withdrawn(day("2019-07-25"))).await.unwrap();
    assert_eq!(months(&app, merged).await, ["04", "05", "06"]);
    assert_eq!(completion(&app, merged).await.2, Some(day("2019-07-25")));

    let standing = task(&app, 36).await;
    waive(&mut conn, standing, Ending::Standing(day("2019-06-03"), Rhythm::Quarter)).await.unwrap();
    assert_eq!(months(&app, standing).await, ["04", "05", "06", "09", "12"]);
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn a_pause_waives_months_inside_and_moves_dates_when_it_ends(pool: PgPool) {
    let app = court(pool).await;
    let mut conn = app.state.db.acquire().await.unwrap();
    let (rules, calendar) = (PlanRules::default(), get_calendar(&mut conn).await.unwrap());
    let due = DueDates { rules: &rules, calendar: &calendar };
    let waiting = task(&app, 10).await;
    let end = day("2019-12-31");
    set_completion_date(&mut conn, &app.act(), waiting, &due.chosen(day("2019-09-30")), false).await.unwrap();
    let pause = Pause { from: day("2019-06-10"), resumed_on: day("2019-08-28") };
    waive(&mut conn, waiting, Ending::Paused(pause.from)).await.unwrap();
    assert_eq!(months(&app, waiting).await, ["04", "05", "06"]);
    resume(&mut conn, waiting, pause, end, due).await.unwrap();
    assert_eq!(
        months(&app, waiting).await,
        ["04", "05", "06", "08", "09", "10", "11", "12"],
        "July lay inside"
    );
    let august: NaiveDate =
        sqlx::query_scalar("select due_on from deadline where task_id = $1 and period = '2019-08'")
            .bind(waiting.0)
            .fetch_one(&app.state.db)
            .await
            .unwrap();
    assert_eq!(august, day("2019-09-02"), "three working days to file what came due in the pause");
    let paused_days = calendar.count_inclusive(day("2019-06-10"), day("2019-08-27"));
    assert_eq!(
        completion(&app, waiting).await.0,
        calendar.add_working_days(day("2019-09-30"), paused_days).min(end)
    );
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn a_new_department_owes_what_is_to_come_and_the_old_one_what_is_late(pool: PgPool) {
    let app = court(pool).await;
    let mut conn = app.state.db.acquire().await.unwrap();
    let rules = find_rules_of_year(&mut conn, 2019).await.unwrap().unwrap();
    let calendar = get_calendar(&mut conn).await.unwrap();
    let due = DueDates { rules: &rules, calendar: &calendar };
    let (old, new) = (department(&app, "审管办").await, department(&app, "研究室").await);
    let handed = task(&app, 6).await;
    let passed =
        hand_over(&mut conn, handed, Some(old), Some(new), (day("2019-06-25"), day("2019-06-25")), due)
            .await
            .unwrap();
    assert_eq!(passed, 8, "June to December, and the completion");
    let kept: Vec<String> = sqlx::query_scalar(
        "select period from deadline where task_id = $1 and department_id = $2 order by 1",
    )
    .bind(handed.0)
    .bind(old.0)
    .fetch_all(&app.state.db)
    .await
    .unwrap();
    assert_eq!(kept, ["2019-04", "2019-05"]);

    let nobody = task(&app, 25).await;
    let passed = hand_over(&mut conn, nobody, None, Some(new), (day("2019-06-20"), day("2019-06-20")), due)
        .await
        .unwrap();
    assert_eq!(passed, 10, "all of them");
    let dates: Vec<(String, NaiveDate)> = sqlx::query_as(
        "select period, due_on from deadline where task_id = $1 and period <= '2019-06' order by 1",
    )
    .bind(nobody.0)
    .fetch_all(&app.state.db)
    .await
    .unwrap();
    let expected = [("2019-04", "2019-06-25"), ("2019-05", "2019-06-25"), ("2019-06", "2019-06-25")];
    assert_eq!(dates, expected.map(|(month, date)| (month.to_owned(), day(date))));
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn a_completion_date_is_set_freely_until_the_first_report_and_only_earlier_afterwards(pool: PgPool) {
    let app = court(pool).await;
    let mut conn = app.state.db.acquire().await.unwrap();
    let (rules, calendar) = (PlanRules::default(), get_calendar(&mut conn).await.unwrap());
    let due = DueDates { rules: &rules, calendar: &calendar };
    let task = task(&app, 3).await;
    let act = app.act();
    for (date, has_reported, accepted) in [
        ("2020-01-02", false, false),
        ("2019-03-01", false, false),
        ("2019-09-30", false, true),
        ("2019-10-31", false, true),
        ("2019-11-29", true, false),
        ("2019-09-30", true, true),
    ] {
        let outcome = set_completion_date(&mut conn, &act, task, &due.chosen(day(date)), has_reported).await;
        assert_eq!(outcome.is_ok(), accepted, "{date}");
    }
    assert_eq!(
        completion(&app, task).await,
        (day("2019-09-30"), day("2019-10-31"), None),
        "the original is kept"
    );
}

async fn run(app: &TestApp, statement: &str) {
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement.to_owned())).execute(&app.state.db).await.unwrap();
}

async fn join(app: &TestApp, person: &Persona<'_>, department: DepartmentId) {
    sqlx::query("insert into membership (account_id, department_id, kind, from_on) values ($1, $2, 'contact', '2019-03-28')")
        .bind(person.id)
        .bind(department)
        .execute(&app.state.db)
        .await
        .unwrap();
}

/// Task 6 is restricted and of 审管办 alone, which owes nothing else; 研究室 stands for a member of a group lead.
#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn duties_of_a_restricted_task_are_for_those_concerned(pool: PgPool) {
    let app = court(pool).await;
    app.set_day("2019-06-20");
    let (lead, member) = (department(&app, "审管办").await, department(&app, "研究室").await);
    run(
        &app,
        &format!(
            "update task set restricted = true where number = 6;
             update assignment set department_id = {lead} where department_id <> {lead} and files_report
                 and task_id = (select id from task where number = 6);
             delete from assignment where department_id <> {lead} and task_id = (select id from task where number = 6);
             delete from deadline where department_id = {lead}
                 and task_id is distinct from (select id from task where number = 6);
             insert into group_member (group_id, member_id, from_on) values ({lead}, {member}, '2019-05-01')"
        ),
    )
    .await;
    let duty: i64 = sqlx::query_scalar(
        "select d.id from deadline d join task t on t.id = d.task_id where d.period = '2019-06' and t.number = 6",
    )
    .fetch_one(&app.state.db)
    .await
    .unwrap();
    let (list, own) =
        (format!("/2019/deadlines?state=all&department={lead}"), format!("/2019/deadlines/{duty}"));
    let mut outsider = app.person("outsider", Role::Viewer).await;
    let mut of_member = app.person("member", Role::Contact).await;
    join(&app, &of_member, member).await;
    let mut of_lead = app.person("lead", Role::Contact).await;
    join(&app, &of_lead, lead).await;
    let mut office = app.person("office", Role::Office).await;
    let mut leader = app.person("leader", Role::Leader).await;
    for (name, person, sees) in [
        ("outsider", &mut outsider, false),
        ("office", &mut office, true),
        ("leader", &mut leader, true),
        ("lead", &mut of_lead, true),
        ("member", &mut of_member, true),
    ] {
        let page = person.get(&list).await;
        assert_eq!(page.count("tr.duty") > 0, sees, "{name}");
        assert_eq!(page.texts(".chips a").last().unwrap() != "全年 0", sees, "{name}: counts");
        assert_eq!(page.texts("select option").contains(&"审管办".to_owned()), sees, "{name}: filter");
        let page = person.get(&own).await;
        page.assert_status(if sees { 200 } else { 403 });
        assert_eq!(
            page.body.contains("本任务限定范围，仅承担部门、领导小组办公室和院领导可见。"),
            !sees,
            "{name}"
        );
    }
    run(&app, "update group_member set to_on = '2019-06-19'").await;
    of_member.get(&own).await.assert_status(403);
    assert_eq!(of_member.get(&list).await.count("tr.duty"), 0, "no member any more");
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn a_department_relieved_from_tomorrow_on_still_reads_a_duty_today(pool: PgPool) {
    let app = court(pool).await;
    app.set_day("2019-06-20");
    let lead = department(&app, "审管办").await;
    let mut of_lead = app.person("lead", Role::Contact).await;
    join(&app, &of_lead, lead).await;
    let duty: i64 = sqlx::query_scalar(
        "select d.id from deadline d join task t on t.id = d.task_id where d.period = '2019-06' and t.number = 6",
    )
    .fetch_one(&app.state.db)
    .await
    .unwrap();
    let path = format!("/2019/deadlines/{duty}");
    run(&app, "update task set restricted = true where number = 6").await;
    for (last_day, status) in [("2019-06-20", 200), ("2019-06-19", 403)] {
        run(
            &app,
            &format!(
                "update assignment set to_on = '{last_day}' where department_id = {lead}
                 and task_id = (select id from task where number = 6)"
            ),
        )
        .await;
        of_lead.get(&path).await.assert_status(status);
    }
}
