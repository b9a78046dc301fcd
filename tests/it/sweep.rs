//! The sweep over the court's own plan: a year lived day by day, two at once, killed, and away for a week.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{Days, NaiveDate};
use reform_ledger::accounts::Role;
use reform_ledger::calendar::store_seed;
use reform_ledger::clock::{BEIJING, beijing_instant};
use reform_ledger::deadlines::sweep::{Cause, SweepReport, find_last_run, sweep};
use reform_ledger::plan::import::import;
use sqlx::PgPool;

use crate::support::activity::{add_milestone, complete_by, put_in_charge, run};
use crate::support::statements::counted;
use crate::support::test_app::day;
use crate::support::{Persona, TestApp};

const NOTICE: &[u8] = include_bytes!("../../seeds/2019-notice.md");

/// The ledger on the day after the issue, with the plan in force, the office and two departments' people.
async fn court(pool: PgPool) -> TestApp {
    let app = TestApp::new(pool).await;
    let mut conn = app.state.db.acquire().await.unwrap();
    store_seed(&mut conn, app.act().at).await.unwrap();
    import(&mut conn, &app.act(), NOTICE).await.unwrap();
    drop(conn);
    app
}

async fn people(app: &TestApp) -> (Persona<'_>, Persona<'_>, Persona<'_>) {
    let office = app.person("office", Role::Office).await;
    let contact = app.person("研究室", Role::Contact).await;
    let head = app.person("研究室-head", Role::Contact).await;
    join(app, &contact, "研究室", "contact").await;
    join(app, &head, "研究室", "head").await;
    (office, contact, head)
}

async fn join(app: &TestApp, person: &Persona<'_>, department: &str, kind: &str) {
    sqlx::query(
        "insert into membership (account_id, department_id, kind, from_on)
         select $1, id, $3::membership_kind, '2019-03-28' from department where name = $2",
    )
    .bind(person.id.0)
    .bind(department)
    .bind(kind)
    .execute(&app.state.db)
    .await
    .unwrap();
}

async fn sweep_on(app: &TestApp, date: NaiveDate) -> SweepReport {
    app.clock.set(beijing_instant(date, 0, 5));
    let mut conn = app.state.db.acquire().await.unwrap();
    sweep(&mut conn, &app.act(), Cause::Schedule).await.unwrap()
}

/// Sweeps on every day from `first` to `last`, but those `away` says.
async fn live(app: &TestApp, first: &str, last: &str, away: impl Fn(NaiveDate) -> bool) {
    let mut date = day(first);
    while date <= day(last) {
        if !away(date) {
            sweep_on(app, date).await;
        }
        date = date + Days::new(1);
    }
}

async fn count(app: &TestApp, question: &str) -> i64 {
    sqlx::query_scalar(sqlx::AssertSqlSafe(question.to_owned())).fetch_one(&app.state.db).await.unwrap()
}

/// Every event by duty, date and level, without the day it was recorded.
async fn events(app: &TestApp) -> Vec<(String, String, i16)> {
    sqlx::query_as(
        "select d.kind || ' ' || coalesce(d.task_id::text, '') || ' ' || coalesce(d.period, '') || coalesce(d.subject_id::text, ''),
                f.due_on::text, f.level
         from overdue_flag f join deadline d on d.id = f.deadline_id order by 1, 2, 3",
    )
    .fetch_all(&app.state.db)
    .await
    .unwrap()
}

async fn meet_month(app: &TestApp, month: &str, on: &str) {
    sqlx::query("update deadline set met_on = $2::date where kind = 'monthly_report' and period = $1 and met_on is null")
        .bind(month)
        .bind(on.parse::<NaiveDate>().unwrap())
        .execute(&app.state.db)
        .await
        .unwrap();
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn a_year_lived_day_by_day_raises_each_event_on_its_own_day(pool: PgPool) {
    let app = court(pool).await;
    let _people = people(&app).await;
    live(&app, "2019-03-29", "2019-04-30", |_| false).await;
    meet_month(&app, "2019-04", "2019-04-30").await;
    live(&app, "2019-05-01", "2020-01-31", |_| false).await;

    // Each of the 351 months was reminded of three working days before, and is overdue on the day after.
    let by_kind: Vec<(String, i16, i64)> = sqlx::query_as(
        "select d.kind::text, f.level, count(*) from overdue_flag f join deadline d on d.id = f.deadline_id
         where d.kind in ('monthly_report', 'task_completion', 'quarterly_check', 'half_year_summary')
         group by d.kind, f.level order by d.kind, f.level",
    )
    .fetch_all(&app.state.db)
    .await
    .unwrap();
    let expected = [
        ("monthly_report", 1, 351),
        ("monthly_report", 2, 351),
        ("task_completion", 1, 39),
        ("task_completion", 2, 39),
        ("task_completion", 3, 39),
        ("task_completion", 4, 39),
        ("quarterly_check", 1, 3),
        ("quarterly_check", 2, 3),
        ("half_year_summary", 1, 2),
        ("half_year_summary", 2, 2),
    ];
    assert_eq!(by_kind, expected.map(|(kind, level, count)| (kind.to_owned(), level, count)));

    let days: Vec<(i16, NaiveDate)> = sqlx::query_as(
        "select distinct f.level, f.raised_on from overdue_flag f join deadline d on d.id = f.deadline_id
         where d.kind = 'task_completion' order by 1",
    )
    .fetch_all(&app.state.db)
    .await
    .unwrap();
    // Five and ten working days over 31 December 2019: New Year's Day is off, 4, 5, 11 and 12 January a weekend.
    let proper = [(1, "2019-12-26"), (2, "2020-01-01"), (3, "2020-01-08"), (4, "2020-01-15")];
    assert_eq!(days, proper.map(|(level, date)| (level, day(date))));
    let may: NaiveDate = sqlx::query_scalar(
        "select distinct f.raised_on from overdue_flag f join deadline d on d.id = f.deadline_id
         where d.period = '2019-05' and f.level = 2",
    )
    .fetch_one(&app.state.db)
    .await
    .unwrap();
    assert_eq!(may, day("2019-05-28"));

    // What was met is cleared, nothing else; digests lie on working days only; the log is whole.
    let cleared = "select count(*) from overdue_flag f join deadline d on d.id = f.deadline_id where f.cleared_on is not null";
    assert_eq!(count(&app, cleared).await, 78);
    assert_eq!(
        count(&app, &format!("{cleared} and d.period = '2019-04' and f.cleared_on = '2019-05-01'")).await,
        78
    );
    let on_days_off = "select count(*) from notice n where extract(isodow from n.digest_on) in (6, 7)
        and not exists (select from calendar_day c where c.day = n.digest_on and c.kind = 'worked_weekend')
        or exists (select from calendar_day c where c.day = n.digest_on and c.kind = 'day_off')";
    assert_eq!(count(&app, on_days_off).await, 0);
    assert_eq!(count(&app, "select count(*) from sweep_run").await, 309);
    assert_eq!(count(&app, "select count(*) from ledger_entry e where not exists (select from ledger_seal_entry s where s.entry_id = e.id)").await, 0);
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn a_late_report_tells_contact_head_and_office_once(pool: PgPool) {
    let app = court(pool).await;
    let (office, contact, head) = people(&app).await;
    live(&app, "2019-06-17", "2019-06-28", |_| false).await;
    let told = async |person: &Persona<'_>, level: i16| -> Vec<(NaiveDate, String, String)> {
        sqlx::query_as(
            "select n.digest_on, n.message, n.path from notice n join overdue_flag f on f.id = n.flag_id
             join deadline d on d.id = f.deadline_id join task t on t.id = d.task_id
             where n.account_id = $1 and f.level = $2 and d.period = '2019-06' and t.number = 23",
        )
        .bind(person.id.0)
        .bind(level)
        .fetch_all(&app.state.db)
        .await
        .unwrap()
    };
    let reminded = told(&contact, 1).await;
    assert_eq!(
        reminded,
        [(
            day("2019-06-20"),
            "临期提醒：任务 23“优化人民法庭布局”2019年6月月报（研究室）应于 2019年6月25日（星期二）报送。"
                .to_owned(),
            "/2019/reports/2019-06".to_owned()
        )]
    );
    assert!(told(&head, 1).await.is_empty() && told(&office, 1).await.is_empty());
    for person in [&contact, &head, &office] {
        let overdue = told(person, 2).await;
        assert_eq!(overdue.len(), 1);
        assert_eq!(overdue[0].0, day("2019-06-26"));
        assert!(overdue[0].1.starts_with("逾期提醒："), "{}", overdue[0].1);
    }
    let names: String = sqlx::query_scalar(
        "select f.told from overdue_flag f join deadline d on d.id = f.deadline_id join task t on t.id = d.task_id
         where f.level = 2 and d.period = '2019-06' and t.number = 23",
    )
    .fetch_one(&app.state.db)
    .await
    .unwrap();
    assert_eq!(names, "office、研究室、研究室-head");
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn what_falls_on_a_day_off_is_read_on_the_next_working_day_unless_settled(pool: PgPool) {
    let app = court(pool).await;
    let (_office, contact, _head) = people(&app).await;
    // 2019-06-21 is a Friday.
    sqlx::query(
        "update deadline set due_on = '2019-06-21' where kind = 'task_completion' and department_id =
                 (select id from department where name = '研究室')",
    )
    .execute(&app.state.db)
    .await
    .unwrap();
    live(&app, "2019-06-20", "2019-06-22", |_| false).await;
    let waiting = format!(
        "select count(*) from notice n join overdue_flag f on f.id = n.flag_id
         where n.account_id = {} and f.level = 2 and f.raised_on = '2019-06-22' and n.digest_on = '2019-06-24'",
        contact.id
    );
    let raised = count(&app, &waiting).await;
    assert!(raised >= 2, "studies lead several tasks");
    sqlx::query(
        "update deadline set met_on = '2019-06-22' where kind = 'task_completion' and due_on = '2019-06-21'
                 and id = (select min(id) from deadline where due_on = '2019-06-21')",
    )
    .execute(&app.state.db)
    .await
    .unwrap();
    sweep_on(&app, day("2019-06-23")).await;
    assert_eq!(count(&app, &waiting).await, raised - 1);
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn two_sweeps_at_once_raise_everything_exactly_once(pool: PgPool) {
    let app = court(pool).await;
    let _people = people(&app).await;
    app.set_day("2019-06-26");
    let (mut one, mut other) = (app.state.db.acquire().await.unwrap(), app.state.db.acquire().await.unwrap());
    let (act, act_too) = (app.act(), app.act());
    let (first, second) =
        tokio::join!(sweep(&mut one, &act, Cause::Start), sweep(&mut other, &act_too, Cause::Start));
    let (first, second) = (first.unwrap(), second.unwrap());
    let (worked, idle) = if first.raised > 0 { (first, second) } else { (second, first) };
    assert_eq!((idle.raised, idle.notices), (0, 0));
    assert!(worked.raised > 0);
    assert_eq!(count(&app, "select count(*) from overdue_flag").await, i64::from(worked.raised));
    assert_eq!(count(&app, "select count(*) from notice").await, i64::from(worked.notices));
    assert_eq!(count(&app, "select count(*) from sweep_run").await, 2);
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn a_sweep_killed_at_any_moment_is_done_whole_by_the_next(pool: PgPool) {
    let app = court(pool).await;
    let _people = people(&app).await;
    app.set_day("2019-06-26");
    for milliseconds in [0, 1, 3, 6, 10, 20, 40] {
        let mut conn = app.state.db.acquire().await.unwrap().detach();
        let act = app.act();
        let killed =
            tokio::time::timeout(Duration::from_millis(milliseconds), sweep(&mut conn, &act, Cause::Start))
                .await;
        drop(conn);
        let runs = count(&app, "select count(*) from sweep_run").await;
        let flags = count(&app, "select count(*) from overdue_flag").await;
        let notices = count(&app, "select count(*) from notice").await;
        assert_eq!(flags > 0, runs > 0, "all or nothing");
        assert_eq!(notices > 0, runs > 0, "all or nothing");
        if killed.is_ok() {
            break;
        }
    }
    sweep_on(&app, day("2019-06-26")).await;
    let again = sweep_on(&app, day("2019-06-26")).await;
    assert_eq!((again.raised, again.cleared, again.notices), (0, 0, 0));
    let twice =
        "select count(*) from (select account_id, flag_id from notice group by 1, 2 having count(*) > 1) n";
    assert_eq!(count(&app, twice).await, 0);
    let untold = "select count(*) from overdue_flag f where level = 2 and not exists (select from notice n where n.flag_id = f.id)";
    assert_eq!(count(&app, untold).await, 0);
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn after_a_week_away_the_same_events_stand_and_one_digest_tells_of_them(pool: PgPool) {
    let app = court(pool).await;
    let (_office, contact, _head) = people(&app).await;
    live(&app, "2019-06-10", "2019-06-19", |_| false).await;
    let before = events(&app).await;
    // Away from 20 to 26 June: reminder and overdue of June's reports fall into it.
    sweep_on(&app, day("2019-06-27")).await;
    let after = events(&app).await;
    let june =
        after.iter().filter(|event| event.0.contains("2019-06") && event.0.starts_with("monthly_report"));
    let levels = june.fold(BTreeMap::new(), |mut levels, event| {
        *levels.entry(event.2).or_insert(0) += 1;
        levels
    });
    assert_eq!(levels, BTreeMap::from([(1, 39), (2, 39)]), "both levels are on record");
    assert!(after.len() > before.len());
    let digest: Vec<(NaiveDate, i16)> = sqlx::query_as(
        "select distinct n.digest_on, f.level from notice n join overdue_flag f on f.id = n.flag_id
         join deadline d on d.id = f.deadline_id where n.account_id = $1 and d.period = '2019-06'",
    )
    .bind(contact.id.0)
    .fetch_all(&app.state.db)
    .await
    .unwrap();
    assert_eq!(digest, [(day("2019-06-27"), 2)], "told once, of what holds now");

    let full = {
        live(&app, "2019-06-28", "2019-07-31", |_| false).await;
        events(&app).await
    };
    assert_eq!(sweep_on(&app, day("2019-07-31")).await.raised, 0);
    assert_eq!(full, events(&app).await);
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn what_was_overdue_when_the_plan_came_into_force_gets_one_event_at_its_present_level(pool: PgPool) {
    let app = TestApp::new(pool).await;
    app.set_day("2019-04-29");
    let mut conn = app.state.db.acquire().await.unwrap();
    store_seed(&mut conn, app.act().at).await.unwrap();
    import(&mut conn, &app.act(), NOTICE).await.unwrap();
    drop(conn);
    sweep_on(&app, day("2019-04-29")).await;
    let april: Vec<(i16, i64)> = sqlx::query_as(
        "select f.level, count(*) from overdue_flag f join deadline d on d.id = f.deadline_id
         where d.period = '2019-04' or d.kind = 'acknowledgement' group by 1 order by 1",
    )
    .fetch_all(&app.state.db)
    .await
    .unwrap();
    let duties =
        count(&app, "select count(*) from deadline where period = '2019-04' or kind = 'acknowledgement'")
            .await;
    assert_eq!(april, [(2, duties)], "no reminder of a day that is past");
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn a_plan_is_swept_until_its_last_check_and_summary_are_done(pool: PgPool) {
    let app = court(pool).await;
    sqlx::query("update deadline set met_on = due_on where kind = 'quarterly_check' or period = '2019-H1'")
        .execute(&app.state.db)
        .await
        .unwrap();
    sweep_on(&app, day("2020-01-20")).await;
    let frozen = "select count(*) from plan where status = 'frozen'";
    assert_eq!(count(&app, frozen).await, 0, "the year's summary is still owed");
    sqlx::query(
        "update deadline set met_on = '2020-01-20' where kind = 'half_year_summary' and met_on is null",
    )
    .execute(&app.state.db)
    .await
    .unwrap();
    sweep_on(&app, day("2020-01-21")).await;
    assert_eq!(count(&app, frozen).await, 1);
    assert_eq!(sweep_on(&app, day("2020-02-28")).await.raised, 0, "a frozen plan is left alone");
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn the_heartbeat_says_when_the_sweep_ran(pool: PgPool) {
    let app = court(pool).await;
    sweep_on(&app, day("2019-04-01")).await;
    let mut conn = app.state.db.acquire().await.unwrap();
    let run = find_last_run(&mut conn).await.unwrap().unwrap();
    assert_eq!(run.ledger_day, day("2019-04-01"));
    assert_eq!(run.ran_at.with_timezone(&BEIJING).to_string(), "2019-04-01 00:05:00 +08:00");
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn a_sweep_with_nothing_to_tell_sends_the_same_few_statements_whatever_is_open(pool: PgPool) {
    let app = court(pool).await;
    let sweep_quietly = async |date: &str| {
        sweep_on(&app, day(date)).await;
        counted(sweep_on(&app, day(date))).await.1
    };
    let (early, late) = (sweep_quietly("2019-04-01").await, sweep_quietly("2019-12-02").await);
    assert_eq!(early, late);
    assert!(early <= 14, "{early} statements");
}

/// Task 3, its completion due on 1 July, with a leader in charge; level 3 falls on 8 July, a Monday.
async fn led(app: &TestApp) -> Persona<'_> {
    let leader = app.person("leader", Role::Leader).await;
    complete_by(&app.state.db, 3, "2019-07-01").await;
    put_in_charge(&app.state.db, leader.id.0, &[3]).await;
    leader
}

async fn let_leaders_be_told(app: &TestApp) {
    run(&app.state.db, &["update plan_rules set tell_leader_by_itself = true"]).await;
}

/// Every notice of a person about level 3 and above: the day it is read, and its sentence.
async fn of_leader(app: &TestApp, person: &Persona<'_>) -> Vec<(NaiveDate, String)> {
    sqlx::query_as(
        "select n.digest_on, n.message from notice n join overdue_flag f on f.id = n.flag_id
         where n.account_id = $1 and f.level >= 3 order by f.level",
    )
    .bind(person.id.0)
    .fetch_all(&app.state.db)
    .await
    .unwrap()
}

/// Decision, day and whom it told, of the level of task 3's completion.
async fn decided(app: &TestApp, level: i16) -> (Option<String>, Option<NaiveDate>, Option<i64>, String) {
    sqlx::query_as(
        "select f.decision::text, f.decided_on, f.decided_by, f.told
         from overdue_flag f join deadline d on d.id = f.deadline_id join task t on t.id = d.task_id
         where t.number = 3 and d.kind = 'task_completion' and f.level = $1",
    )
    .bind(level)
    .fetch_one(&app.state.db)
    .await
    .unwrap()
}

const TOLD_LEADER: &str = "报分管院领导：任务 3";

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn a_machine_tells_no_leader_unless_the_plan_says_so(pool: PgPool) {
    let app = court(pool).await;
    let (_office, _contact, _head) = people(&app).await;
    let leader = led(&app).await;
    live(&app, "2019-07-01", "2019-07-09", |_| false).await;
    assert!(of_leader(&app, &leader).await.is_empty());
    assert_eq!(decided(&app, 3).await, (None, None, None, "office".to_owned()));
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn where_the_plan_says_so_level_three_goes_to_the_leader_and_their_stand_in_by_itself(pool: PgPool) {
    let app = court(pool).await;
    let (office, _contact, _head) = people(&app).await;
    let leader = led(&app).await;
    let stand_in = app.person("stand-in", Role::Leader).await;
    let later = app.person("later", Role::Leader).await;
    for (person, from_on, to_on) in
        [(&stand_in, "2019-07-08", "2019-07-08"), (&later, "2019-07-09", "2019-07-31")]
    {
        sqlx::query(
            "insert into leader_stand_in (leader_id, stand_in_id, from_on, to_on) values ($1, $2, $3, $4)",
        )
        .bind(leader.id.0)
        .bind(person.id.0)
        .bind(day(from_on))
        .bind(day(to_on))
        .execute(&app.state.db)
        .await
        .unwrap();
    }
    let_leaders_be_told(&app).await;
    live(&app, "2019-07-01", "2019-07-07", |_| false).await;
    assert!(of_leader(&app, &leader).await.is_empty(), "not before the fifth working day");
    // Swept again on the same day and on the days after, through level 4.
    for date in ["2019-07-08", "2019-07-08", "2019-07-09", "2019-07-15", "2019-07-16"] {
        sweep_on(&app, day(date)).await;
    }
    for person in [&leader, &stand_in] {
        let told = of_leader(&app, person).await;
        assert_eq!(told.len(), 1, "once, and nothing of level 4: {told:?}");
        assert_eq!(told[0].0, day("2019-07-08"));
        assert!(told[0].1.starts_with(TOLD_LEADER), "{}", told[0].1);
    }
    assert!(of_leader(&app, &later).await.is_empty(), "stands in on other days");
    let to_office = of_leader(&app, &office).await;
    assert!(to_office[0].1.starts_with("已按规则自动报分管院领导：任务 3"), "{to_office:?}");
    let sent =
        (Some("sent".to_owned()), Some(day("2019-07-08")), None, "office、leader、stand-in".to_owned());
    assert_eq!(decided(&app, 3).await, sent);
    assert_eq!(decided(&app, 4).await.0, None, "a 督办通知单 stays a proposal");
    let entries: Vec<(Option<i64>, String)> = sqlx::query_as(
        "select e.account_id, c.sentence from ledger_entry e join ledger_content c on c.entry_id = e.id
         join task t on t.id = e.task_id where t.number = 3 and c.sentence like '%报分管院领导%'",
    )
    .fetch_all(&app.state.db)
    .await
    .unwrap();
    let sentence = "任务完成仍未完成（应于 2019-07-01 完成），已按规则自动报分管院领导".to_owned();
    assert_eq!(entries, [(None, sentence)]);
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn without_a_leader_in_charge_it_stays_a_proposal_to_the_office(pool: PgPool) {
    let app = court(pool).await;
    let (office, _contact, _head) = people(&app).await;
    complete_by(&app.state.db, 3, "2019-07-01").await;
    let_leaders_be_told(&app).await;
    live(&app, "2019-07-05", "2019-07-08", |_| false).await;
    assert_eq!(decided(&app, 3).await, (None, None, None, "office".to_owned()));
    assert!(of_leader(&app, &office).await[0].1.starts_with("建议报分管院领导："));
    // Named afterwards: what was proposed to the office stays with the office.
    let leader = app.person("leader", Role::Leader).await;
    put_in_charge(&app.state.db, leader.id.0, &[3]).await;
    sweep_on(&app, day("2019-07-09")).await;
    assert_eq!(decided(&app, 3).await.0, None);
    assert!(of_leader(&app, &leader).await.is_empty());
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn two_sweeps_after_an_outage_tell_the_leader_once_on_a_working_day(pool: PgPool) {
    let app = court(pool).await;
    let (office, _contact, _head) = people(&app).await;
    let leader = led(&app).await;
    let_leaders_be_told(&app).await;
    sweep_on(&app, day("2019-06-28")).await;
    // Away until Saturday, 20 July: levels 2, 3 and 4 of task 3 have come meanwhile.
    app.set_day("2019-07-20");
    let (mut one, mut other) = (app.state.db.acquire().await.unwrap(), app.state.db.acquire().await.unwrap());
    let (act, act_too) = (app.act(), app.act());
    let (first, second) =
        tokio::join!(sweep(&mut one, &act, Cause::Start), sweep(&mut other, &act_too, Cause::Start));
    first.unwrap();
    second.unwrap();
    sweep_on(&app, day("2019-07-22")).await;
    let told = of_leader(&app, &leader).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].0, day("2019-07-22"), "read on the Monday");
    assert_eq!(decided(&app, 3).await.0.as_deref(), Some("sent"));
    assert_eq!(of_leader(&app, &office).await.len(), 1, "the office is told of the highest level");
}

#[sqlx::test(migrator = "reform_ledger::database::MIGRATOR")]
async fn a_date_counted_in_a_year_not_yet_announced_is_called_an_estimate_in_what_people_are_told(
    pool: PgPool,
) {
    let app = court(pool).await;
    let (office, contact, _head) = people(&app).await;
    let leader = led(&app).await;
    add_milestone(&app.state.db, 3, "起草", ("2019-06-25", "2019-06-25"), None).await;
    let_leaders_be_told(&app).await;
    let unannounced = [
        "delete from calendar_day where day >= '2019-01-01'",
        "delete from calendar_notice where year >= 2019",
    ];
    run(&app.state.db, &unannounced).await;
    live(&app, "2019-06-17", "2019-07-10", |_| false).await;
    let told = async |person: &Persona<'_>, kind: &str| -> Vec<String> {
        let sql = "select n.message from notice n join overdue_flag f on f.id = n.flag_id
                   join deadline d on d.id = f.deadline_id join task t on t.id = d.task_id
                   where n.account_id = $1 and d.kind = $2::deadline_kind and t.number in (3, 23)
                     and d.due_on between '2019-06-25' and '2019-07-01' order by f.level";
        sqlx::query_scalar(sql).bind(person.id.0).bind(kind).fetch_all(&app.state.db).await.unwrap()
    };
    let reports = told(&contact, "monthly_report").await;
    assert_eq!(reports.len(), 2, "{reports:?}");
    assert!(
        reports[0].ends_with("应于 2019年6月25日（星期二）报送（推算，放假通知尚未公布）。"),
        "{}",
        reports[0]
    );
    let [told_leader] = &told(&leader, "milestone").await[..] else { panic!("the leader is told once") };
    assert!(told_leader.contains("完成（推算，放假通知尚未公布），至今未完成。"), "{told_leader}");
    for message in told(&office, "milestone").await.iter().chain(&reports) {
        assert!(message.contains("（推算，放假通知尚未公布）"), "{message}");
    }
    let completion = told(&office, "task_completion").await;
    assert!(
        !completion.is_empty() && completion.iter().all(|message| !message.contains("推算")),
        "people set it"
    );
    let entry = "select c.sentence from ledger_entry e join ledger_content c on c.entry_id = e.id
                 where c.sentence like '节点“起草”逾期%'";
    assert_eq!(app.value::<String>(entry).await, "节点“起草”逾期（应于 2019-06-25 完成，为推算）");
}
