//! 季度检查: a round opens by itself or by the office, each task is decided, and closing freezes the figures.

mod word;

use reform_ledger::accounts::Role;
use reform_ledger::clock::beijing_instant;
use reform_ledger::database::MIGRATOR;
use reform_ledger::deadlines::sweep::Cause;
use reform_ledger::pages::daily_round::daily_round;
use sqlx::PgPool;

use crate::support::court::Form;
use crate::support::statements::counted;
use crate::support::test_app::day;
use crate::support::{Page, Persona, TestApp, activity};

const ROUND: &str = "/2019/checks/2019-Q2";
const TASK_6: &str = "/2019/checks/2019-Q2/tasks/6";
const DESK: &str = "form[action$='/tasks/6']";

async fn round_on(app: &TestApp, date: &str) -> String {
    app.clock.set(beijing_instant(day(date), 0, 5));
    let mut conn = app.state.db.acquire().await.unwrap();
    daily_round(&mut conn, &app.act(), Cause::Schedule).await.unwrap().to_string()
}

/// The check of the second quarter, opened by itself.
pub async fn opened(pool: &PgPool) -> TestApp {
    let app = TestApp::with_plan(pool.clone()).await;
    round_on(&app, "2019-07-01").await;
    app.set_day("2019-07-08");
    app
}

/// Decides a task as going by its timeline.
pub async fn decide(office: &mut Persona<'_>, number: i32) -> Page {
    let path = format!("{ROUND}/tasks/{number}");
    let form = Form::of(&office.get(&path).await, &format!("form[action$='/tasks/{number}']"))
        .with("verdict", "conforms")
        .with("rating", "slow")
        .with("risk", "low")
        .with("go", "next");
    office.post(&path, &form.fields()).await
}

/// Enters a finding from the page of a task.
pub async fn enter_problem(office: &mut Persona<'_>, number: i32, problem: &str) -> Page {
    let path = format!("{ROUND}/tasks/{number}");
    let form = Form::of(&office.get(&path).await, "form[action$='/findings']")
        .with("problem", problem)
        .with("required", "七月底前补齐")
        .with("due_on", "2019-07-31");
    office.post(&format!("{path}/findings"), &form.fields()).await
}

/// Decides a task as not going by its timeline.
pub async fn decide_badly(office: &mut Persona<'_>, number: i32, remark: &str) -> Page {
    let path = format!("{ROUND}/tasks/{number}");
    let form = Form::of(&office.get(&path).await, &format!("form[action$='/tasks/{number}']"))
        .with("verdict", "does_not_conform")
        .with("rating", "slow")
        .with("risk", "high")
        .with("remark", remark)
        .with("remedy", "每半月报告一次进展");
    office.post(&path, &form.fields()).await
}

pub async fn close(office: &mut Persona<'_>) -> Page {
    let form = Form::of(&office.get(ROUND).await, "form[action$='/close']");
    office.post(&format!("{ROUND}/close"), &form.fields()).await
}

async fn undecided(app: &TestApp) -> i64 {
    app.value("select count(*) from quarterly_check_task where decided_on is null").await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_round_of_all_tasks_opens_by_itself_the_day_after_the_quarter_and_once(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    sqlx::query("update task set status = 'completed', status_since = '2019-03-29' where number = 39")
        .execute(&pool)
        .await
        .unwrap();
    assert!(!round_on(&app, "2019-06-30").await.contains("检查"));
    assert!(round_on(&app, "2019-07-01").await.contains("开始2019年第二季度检查"));
    assert!(!round_on(&app, "2019-07-02").await.contains("开始"));
    let mut office = app.person("office", Role::Office).await;
    let page = office.get(ROUND).await;
    assert_eq!(page.count("tbody tr"), 38, "what ended before the quarter is not checked");
    assert!(
        page.text(".sub").contains("全部检查 38 项 · 2019-07-01 季度结束后自动开始 · 已定 0 项，共 38 项")
    );
    let list = office.get("/2019/checks").await.texts("tbody tr");
    assert!(list[0].contains("2019-07-10（星期三）") && list[0].contains("检查中"), "{list:?}");
    assert!(list[1].contains("季度未结束"), "{list:?}");
    assert!(office.get("/worklist").await.attributes("a", "href").contains(&ROUND.to_owned()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_office_may_check_a_sample_with_its_reason(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-30");
    let mut office = app.person("office", Role::Office).await;
    assert!(office.get(ROUND).await.text("main").contains("检查还没有开始"));
    office.post(&format!("{ROUND}/open"), &[("scope", "all")]).await.assert_status(422);
    app.set_day("2019-07-02");
    let mut office = app.sign_in("office", office.id).await;
    let refused = office.post(&format!("{ROUND}/open"), &[("scope", "sample"), ("reason", " ")]).await;
    refused.assert_status(422);
    assert_eq!(refused.text("#reason-error"), "只抽查部分任务的，请写明理由和抽取办法。");
    assert_eq!(refused.text("#tasks-error"), "请选择抽查的任务。");
    let fields = [("scope", "sample"), ("reason", "每板块随机抽一项"), ("task", "6"), ("task", "20")];
    office.post(&format!("{ROUND}/open"), &fields).await.assert_redirect(ROUND);
    let page = office.get(ROUND).await;
    assert_eq!(page.texts("td.no"), ["6", "20"]);
    assert!(page.text(".sub").contains("抽查 2 项：每板块随机抽一项"));
    office.post(&format!("{ROUND}/open"), &fields).await.assert_status(422);
    office.post("/2019/checks/2019-Q1/open", &fields).await.assert_status(404);
    assert!(!round_on(&app, "2019-07-03").await.contains("开始"), "it stands already");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_decision_needs_its_parts_and_what_was_typed_stays(pool: PgPool) {
    let app = opened(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let form = Form::of(&office.get(TASK_6).await, DESK);
    let bad = form.with("verdict", "does_not_conform").with("risk", "high").with("remedy", "  ");
    let page = office.post(TASK_6, &bad.fields()).await;
    page.assert_status(422);
    let errors = page.texts(".errors a");
    assert_eq!(
        errors,
        [
            "请选择核定的评价。",
            "不符合序时进度的，请写明检查发现的情况。",
            "不符合序时进度的，至少列入一项问题：在下方“本次检查的问题”中列入，再保存结论。",
            "年底完成风险高的，请写明补救措施。"
        ]
    );
    assert_eq!(page.attributes("input[name=verdict][checked]", "value"), ["does_not_conform"]);
    let good = Form::of(&page, DESK)
        .with("rating", "slow")
        .with("remark", "制度未报审议")
        .with("remedy", "七月底前补齐");
    let bare = office.post(TASK_6, &good.with("go", "next").fields()).await;
    bare.assert_status(422);
    assert_eq!(bare.texts(".errors a").len(), 1, "a finding is all it lacks");
    enter_problem(&mut office, 6, "制度未报审议").await.assert_redirect(TASK_6);
    let page = office.get(TASK_6).await;
    assert_eq!(page.text("#remark"), "制度未报审议", "what was refused was kept as a draft");
    assert!(page.text("#problems").contains("1 制度未报审议（审管办，2019-07-31 前）"));
    let good = Form::of(&page, DESK);
    office.post(TASK_6, &good.with("go", "next").fields()).await.assert_redirect(&format!("{ROUND}/tasks/7"));
    let row = office.get(ROUND).await.texts("tbody tr").remove(5);
    for part in ["偏慢", "不符合", "高"] {
        assert!(row.contains(part), "{part}: {row}");
    }
    assert_eq!(undecided(&app).await, 38);
    let entry = "select c.sentence || ' ' || e.audience::text from ledger_entry e join ledger_content c on c.entry_id = e.id
                 where e.event = 'check_decided'";
    assert_eq!(app.value::<String>(entry).await, "2019年第二季度检查：不符合序时进度 administrators");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_typed_is_kept_as_a_draft_and_the_second_of_two_sees_both(pool: PgPool) {
    let app = opened(&pool).await;
    let mut first = app.person("office", Role::Office).await;
    let mut second = app.person("office-2", Role::Office).await;
    let page = first.get(TASK_6).await;
    assert_eq!(page.attributes(DESK, "data-autosave"), [format!("{TASK_6}/draft")]);
    let form = Form::of(&page, DESK).with("remark", "甲的草稿");
    let theirs = Form::of(&second.get(TASK_6).await, DESK).with("remark", "乙的草稿");
    let draft = format!("{TASK_6}/draft");
    let saved = first.post(&draft, &form.fields()).await;
    saved.assert_status(200);
    assert!(saved.body.contains("\"version\":2"), "{}", saved.body);
    assert_eq!(first.get(TASK_6).await.text("#remark"), "甲的草稿");
    assert_eq!(undecided(&app).await, 39, "a draft decides nothing");
    second.post(&draft, &theirs.fields()).await.assert_status(409);
    let good = theirs.with("verdict", "conforms").with("rating", "normal").with("risk", "low");
    let both = second.post(TASK_6, &good.fields()).await;
    both.assert_status(409);
    assert!(both.text("#theirs").contains("甲的草稿"));
    assert_eq!(both.text("#remark"), "乙的草稿");
    second.post(TASK_6, &Form::of(&both, DESK).fields()).await.assert_redirect(TASK_6);
    let decided = first.get(TASK_6).await;
    assert_eq!(decided.attributes(DESK, "data-autosave"), [""; 0], "what is decided is no draft any more");
    first.post(&draft, &Form::of(&decided, DESK).fields()).await.assert_status(409);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn closing_needs_every_task_decided_and_freezes_what_stood(pool: PgPool) {
    let app = opened(&pool).await;
    let contact = app.member("审管办", "审管办", "contact").await.id.0;
    activity::submit_report(&pool, 6, "2019-06", "2019-06-24", contact, 45).await;
    let mut office = app.person("office", Role::Office).await;
    for number in 1..39 {
        decide(&mut office, number).await.assert_status(303);
    }
    assert_eq!(office.get(ROUND).await.count("form[action$='/close']"), 0);
    let early = office.post(&format!("{ROUND}/close"), &[("version", "1")]).await;
    early.assert_status(422);
    assert_eq!(early.text(".errors li"), "还有 1 项没有结论：任务 39。");
    decide(&mut office, 39).await.assert_redirect(ROUND);
    close(&mut office).await.assert_redirect(ROUND);
    let duty = "select met_on::text from deadline where kind = 'quarterly_check' and period = '2019-Q2'";
    assert_eq!(app.value::<String>(duty).await, "2019-07-08");
    sqlx::query("update report_submission set share = 80, rating = 'blocked'").execute(&pool).await.unwrap();
    let row = office.get(ROUND).await.texts("tbody tr").remove(5);
    assert!(row.contains("45%") && row.contains("正常 偏慢"), "as it stood: {row}");
    let stocktake = office.get(&format!("{ROUND}/stocktake")).await;
    assert_eq!(stocktake.texts("tfoot td"), ["39", "39", "0", "0", "39", "0", "0", "1"]);
    assert!(stocktake.text(".sub").contains("2019年7月8日office结束，数据冻结于当日"));
    let late = office.post(TASK_6, &[("version", "2"), ("verdict", "does_not_conform")]).await;
    late.assert_status(422);
    office.post(&format!("{TASK_6}/draft"), &[("version", "2")]).await.assert_status(409);
    office.post(&format!("{ROUND}/close"), &[("version", "2")]).await.assert_status(409);
    assert_eq!(office.get(TASK_6).await.count(DESK), 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_department_reads_its_own_tasks_once_the_round_is_closed(pool: PgPool) {
    let app = opened(&pool).await;
    let mut contact = app.member("研究室", "研究室", "contact").await;
    let mut leader = app.person("leader", Role::Leader).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    sqlx::query("update task set restricted = true where number = 5").execute(&pool).await.unwrap();
    let mut office = app.person("office", Role::Office).await;
    for number in 1..=39 {
        decide(&mut office, number).await;
    }
    assert_eq!(leader.get(ROUND).await.count("tbody tr"), 39);
    assert!(contact.get(ROUND).await.text("main").contains("没有您可以查看的检查结果"));
    contact.get(TASK_6).await.assert_status(404);
    let found = "第二季度检查：符合序时进度";
    assert!(!contact.get("/2019/history").await.text("main").contains(found), "nor in the records");
    close(&mut office).await.assert_redirect(ROUND);
    let own = contact.get(ROUND).await.texts("td.no");
    assert!(own.contains(&"5".to_owned()) && own.len() < 39, "{own:?}");
    assert!(!own.contains(&"6".to_owned()), "{own:?}");
    contact.get(TASK_6).await.assert_status(404);
    contact.get(&format!("{ROUND}/tasks/5")).await.assert_status(200);
    assert!(contact.get("/2019/history").await.text("main").contains(found));
    contact.get(&format!("{ROUND}/stocktake")).await.assert_status(403);
    viewer.get(ROUND).await.assert_status(403);
    viewer.get("/2019/checks").await.assert_status(403);
    let history = viewer.get("/2019/history").await.text("main");
    assert!(!history.contains("符合序时进度"), "what was found is for those concerned");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_wall_shows_a_verified_rating_that_differs_to_those_concerned_only(pool: PgPool) {
    let app = opened(&pool).await;
    let mut contact = app.member("审管办", "审管办", "contact").await;
    activity::submit_report(&pool, 6, "2019-06", "2019-06-24", contact.id.0, 45).await;
    let mut office = app.person("office", Role::Office).await;
    for number in 1..=39 {
        decide(&mut office, number).await;
    }
    let tile = "a.tile[href='/2019/tasks/6']";
    assert!(!office.get("/2019/wall").await.text(tile).contains("核定"), "not before the round is closed");
    close(&mut office).await.assert_redirect(ROUND);
    let mut viewer = app.person("viewer", Role::Viewer).await;
    assert!(office.get("/2019/wall").await.text(tile).contains("核定偏慢"));
    assert!(contact.get("/2019/wall").await.text(tile).contains("核定偏慢"));
    assert!(!viewer.get("/2019/wall").await.body.contains("核定"));
    sqlx::query("update report_submission set rating = 'slow'").execute(&pool).await.unwrap();
    assert!(!office.get("/2019/wall").await.text(tile).contains("核定"), "they agree now");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn tasks_are_given_to_checkers_and_filtered_by_them(pool: PgPool) {
    let app = opened(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let other = app.person("office-2", Role::Office).await.id.0.to_string();
    let path = format!("{ROUND}/checkers");
    let refused = office.post(&path, &[("checker", ""), ("task", "6")]).await;
    refused.assert_status(422);
    assert_eq!(refused.text("#checker-error"), "请选择检查人。");
    assert_eq!(refused.attributes("input[name=task][checked]", "value"), ["6"]);
    office.post(&path, &[("checker", &other), ("task", "6"), ("task", "7")]).await.assert_redirect(ROUND);
    let mut second = app.sign_in("office-2", other.parse::<i64>().unwrap().into()).await;
    assert_eq!(second.get(&format!("{ROUND}?show=mine")).await.texts("td.no"), ["6", "7"]);
    let sentence = "select c.sentence from ledger_entry e join ledger_content c on c.entry_id = e.id where e.event = 'check_assigned'";
    assert_eq!(app.value::<String>(sentence).await, "2019年第二季度检查：任务 6、7 由office-2检查");

    let first = office.id.0.to_string();
    office.post(&path, &[("checker", &first), ("task", "7"), ("task", "8")]).await.assert_redirect(ROUND);
    let entry: i64 = app.value("select max(id) from ledger_entry where event = 'check_assigned'").await;
    let text = office.get(&format!("/2019/history/{entry}")).await.text("tbody");
    assert!(text.contains("编号 7，检查人 office-2；编号 8"), "{text}");
    assert!(text.contains("编号 7，检查人 office；编号 8，检查人 office"), "{text}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_pages_make_as_many_statements_for_many_tasks(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-07-02");
    let mut office = app.person("office", Role::Office).await;
    let few = [("scope", "sample"), ("reason", "随机"), ("task", "6"), ("task", "7")];
    office.post(&format!("{ROUND}/open"), &few).await.assert_redirect(ROUND);
    let stocktake = format!("{ROUND}/stocktake");
    let paths = ["/2019/checks", ROUND, TASK_6, &stocktake];
    let mut before = Vec::new();
    for path in paths {
        before.push(counted(office.get(path)).await.1);
    }
    sqlx::query(
        "insert into quarterly_check_task (check_id, task_id) select c.id, t.id from quarterly_check c, task t
         where t.number not in (6, 7)",
    )
    .execute(&pool)
    .await
    .unwrap();
    for (path, before) in paths.into_iter().zip(before) {
        let (page, after) = counted(office.get(path)).await;
        page.assert_status(200);
        assert_eq!(after, before, "{path}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_problem_that_stands_already_is_counted_and_one_entered_badly_stays_on_the_page(pool: PgPool) {
    let app = opened(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let path = format!("{TASK_6}/findings");
    let form = Form::of(&office.get(TASK_6).await, "form[action$='/findings']")
        .with("problem", "预警没有设置")
        .with("due_on", "2019-07-01");
    let refused = office.post(&path, &form.fields()).await;
    refused.assert_status(422);
    assert_eq!(refused.text("#required-error"), "请写明整改要求。");
    assert_eq!(refused.text("#problem"), "预警没有设置");
    assert_eq!(refused.count("#problems details[open]"), 1);
    let form = Form::of(&refused, "form[action$='/findings']").with("required", "补齐预警");
    let past = office.post(&path, &form.fields()).await;
    assert_eq!(past.text("#due_on-error"), "整改期限不能早于今天。");
    let form = Form::of(&past, "form[action$='/findings']").with("due_on", "2019-07-27");
    let fields: Vec<_> = form.fields().into_iter().chain([("task", "6"), ("source", "entered")]).collect();
    office.post("/2019/findings/add", &fields).await.assert_status(303);
    let page = office.get(TASK_6).await;
    assert!(page.text("#problems").contains("未销号：1 预警没有设置"), "{}", page.text("#problems"));
    decide_badly(&mut office, 6, "预警没有设置").await.assert_status(422);
    office.post(&format!("{ROUND}/tasks/7/findings/1"), &[]).await.assert_status(422);
    office.post(&format!("{path}/1"), &[]).await.assert_redirect(TASK_6);
    decide_badly(&mut office, 6, "预警没有设置").await.assert_status(303);
    assert_eq!(app.value::<i64>("select count(*) from finding").await, 1, "one problem, entered once");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_finding_that_waits_for_a_leader_counts_until_it_is_refused(pool: PgPool) {
    let app = opened(&pool).await;
    activity::run(&pool, &["update plan_rules set supervision_needs_approval = true"]).await;
    let leader = app.person("分管副院长", Role::Leader).await;
    activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    let mut office = app.person("office", Role::Office).await;
    enter_problem(&mut office, 6, "预警没有覆盖扣押环节").await.assert_redirect(TASK_6);
    decide_badly(&mut office, 6, "进度滞后").await.assert_status(303);
    for number in (1..=39).filter(|number| *number != 6) {
        decide(&mut office, number).await.assert_status(303);
    }
    let mut leader = app.sign_in("分管副院长", leader.id).await;
    let refuse = Form::of(&leader.get("/2019/findings/1").await, "form[action$='/decide']")
        .with("decision", "refuse")
        .with("remark", "先由部门自查");
    leader.post("/2019/findings/1/decide", &refuse.fields()).await.assert_status(303);
    close(&mut office).await.assert_status(422);
    enter_problem(&mut office, 6, "预警没有覆盖扣押环节").await.assert_redirect(TASK_6);
    close(&mut office).await.assert_status(303);
    assert_eq!(
        app.value::<String>("select status::text from finding where number = 2").await,
        "awaiting_approval"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_round_whose_finding_was_withdrawn_is_not_closed(pool: PgPool) {
    let app = opened(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    enter_problem(&mut office, 6, "制度未报审议").await;
    decide_badly(&mut office, 6, "制度未报审议").await.assert_status(303);
    for number in (1..=39).filter(|number| *number != 6) {
        decide(&mut office, number).await;
    }
    sqlx::query(
        "update finding set status = 'withdrawn', remark = '误列入', ended_on = '2019-07-08', ended_at = opened_at,
                ended_by = opened_by",
    )
    .execute(&pool)
    .await
    .unwrap();
    let refused = close(&mut office).await;
    refused.assert_status(422);
    assert_eq!(refused.text(".errors li"), "任务 6 不符合序时进度，却没有列入问题；请先补列，或改结论。");
    enter_problem(&mut office, 6, "制度仍未报审议").await;
    close(&mut office).await.assert_redirect(ROUND);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_closed_round_leads_to_its_circular_and_stands_on_the_tasks_pages(pool: PgPool) {
    let app = opened(&pool).await;
    let contact = app.member("审管办", "审管办", "contact").await.id.0;
    activity::submit_report(&pool, 6, "2019-06", "2019-06-24", contact, 45).await;
    let mut office = app.person("office", Role::Office).await;
    enter_problem(&mut office, 6, "制度未报审议，须补").await;
    decide_badly(&mut office, 6, "制度未报审议").await.assert_status(303);
    for number in (1..=39).filter(|number| *number != 6) {
        decide(&mut office, number).await;
    }
    let circular = "/2019/circulars/2019-Q2".to_owned();
    assert!(!office.get(ROUND).await.attributes("a", "href").contains(&circular), "it is not closed");
    close(&mut office).await.assert_redirect(ROUND);
    assert!(office.get(ROUND).await.attributes("a", "href").contains(&circular));
    let mut member = app.member("审管办-2", "审管办", "contact").await;
    assert!(!member.get(ROUND).await.attributes("a", "href").contains(&circular));
    let line = member.get("/2019/tasks/6").await.texts("#checks tbody td");
    assert_eq!(line, ["2019年第二季度", "不符合", "正常", "偏慢", "高", "2019-07-08"]);
    let mut viewer = app.person("viewer", Role::Viewer).await;
    assert_eq!(viewer.get("/2019/tasks/6").await.count("#checks"), 0);
    let mut stranger = app.member("执行局", "执行局", "contact").await;
    assert_eq!(stranger.get("/2019/tasks/6").await.count("#checks"), 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_round_is_closed_as_it_was_seen(pool: PgPool) {
    let app = opened(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut second = app.person("office-2", Role::Office).await;
    for number in 1..=39 {
        decide(&mut office, number).await;
    }
    let seen = Form::of(&office.get(ROUND).await, "form[action$='/close']");
    let changed = Form::of(&second.get(TASK_6).await, DESK).with("verdict", "mostly_conforms");
    second.post(TASK_6, &changed.fields()).await.assert_status(303);
    office.post(&format!("{ROUND}/close"), &seen.fields()).await.assert_status(409);
    assert_eq!(app.value::<i64>("select count(*) from quarterly_check where closed_on is null").await, 1);
    close(&mut office).await.assert_redirect(ROUND);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_a_closed_round_states_stays_as_it_stood_and_says_beside_it_what_moved(pool: PgPool) {
    let app = opened(&pool).await;
    activity::run(
        &pool,
        &[
            "update task set status = 'waiting_for_superior', status_source = '上级尚未发文' where number = 10",
            "update deadline set met_on = '2019-07-01' where kind = 'monthly_report' and due_on < '2019-07-08'",
        ],
    )
    .await;
    let mut office = app.person("office", Role::Office).await;
    enter_problem(&mut office, 6, "制度未报审议，须补").await;
    decide_badly(&mut office, 6, "制度未报审议").await.assert_status(303);
    for number in (1..=39).filter(|number| *number != 6) {
        decide(&mut office, number).await;
    }
    close(&mut office).await.assert_redirect(ROUND);
    let desk = format!("{ROUND}/tasks/10");
    let seen = office.get(&desk).await;
    assert_eq!(seen.text(".page-head .light"), "○待上级");
    let lights = office.get(ROUND).await.texts("td.state");
    assert!(lights.contains(&"○待上级".to_owned()) && lights.contains(&"○未启动".to_owned()), "{lights:?}");

    // The year goes on.
    let mut contact = app.member("审管办", "审管办", "contact").await;
    let take_up = Form::of(&contact.get("/2019/findings/1").await, "form[action$='/take-up']");
    contact.post("/2019/findings/1/take-up", &take_up.fields()).await.assert_status(303);
    app.set_day("2019-08-20");
    let mut office = app.sign_in("office", office.id).await;
    activity::run(
        &pool,
        &[
            "update task set status = 'in_progress' where number = 10",
            "update deadline set waived_on = '2019-07-01', waived_reason = '演示'
             where kind in ('monthly_report', 'review')",
            "update deadline set due_on = '2019-08-30' where kind = 'rectification'",
        ],
    )
    .await;
    let again = office.get(&desk).await;
    assert_eq!(again.text(".page-head .light"), "○待上级");
    assert_eq!(again.text("p.reason"), seen.text("p.reason"));
    assert!(again.text("p.reason").starts_with("亮灯说明（截至 2019年7月8日）"));
    assert_eq!(office.get(ROUND).await.texts("td.state"), lights);
    let problems = office.get(TASK_6).await.text("#problems li");
    assert!(problems.contains("2019-07-31 前") && problems.ends_with("○待整改 现 ◆整改中"), "{problems}");
    let entry: i64 = app.value("select id from ledger_entry where event = 'check_closed'").await;
    let entry = office.get(&format!("/2019/history/{entry}")).await.text("tbody");
    assert!(entry.contains("编号 1，状态 待整改") && entry.contains("部门 审管办"), "{entry}");
}
