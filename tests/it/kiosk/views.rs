//! The Gantt and the week on a screen: dates open to all, and nothing of what is not.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::{FIRST_TWO, SCREEN, from, make};
use crate::support::activity::{add_milestone, complete_by, put_in_charge, run, submit_report};
use crate::support::court::Form;
use crate::support::test_app::Persona;
use crate::support::{Page, TestApp};

/// A screen of one view.
async fn screen(app: &TestApp, office: &mut Persona<'_>, view: &str) -> Page {
    let all = ["order_wall", "order_gantt", "order_this_week", "order_longest_overdue"];
    let place = |field: &'static str| (field, if field.ends_with(view) { "1" } else { "" });
    let path = make(office, &all.map(place)).await;
    let page = from(app, SCREEN, &path).await;
    page.assert_status(200);
    page
}

/// Sends the form of a page filled in, and its preview confirmed.
async fn send(who: &mut Persona<'_>, page: &str, action: &str, fields: &[(&str, &str)]) {
    let selector = format!("main form[action$='{action}']");
    let form = Form::of(&who.get(page).await, if action.is_empty() { "main form" } else { &selector });
    let form = fields.iter().fold(form, |form, (name, value)| form.with(name, value));
    who.post(&format!("{page}{action}"), &form.with("confirmed", "yes").fields()).await.assert_status(303);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_gantt_is_drawn_on_sheets_of_twenty_tasks_with_leads_and_without_shares_or_links(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let contact = app.member("联系人甲乙", "审管办", "contact").await.id.0;
    submit_report(&pool, 6, "2019-06", "2019-06-20", contact, 43).await;
    add_milestone(&pool, 6, "起草", ("2019-06-20", "2019-06-28"), None).await;
    add_milestone(&pool, 6, "调研", ("2019-05-10", "2019-05-10"), Some("2019-05-09")).await;
    app.set_day("2019-07-10");
    let mut office = app.person("office", Role::Office).await;
    let page = screen(&app, &mut office, "gantt").await;
    assert_eq!(page.count(".wall-page > svg"), 2);
    let rows = |sheet: usize| page.count(&format!(".wall-page:nth-of-type({}) text.r", sheet + 1));
    assert_eq!((rows(1), rows(2)), (20, 19));
    let headings = page.texts("svg svg:first-of-type text.h");
    assert_eq!(headings.len(), 7, "a section is cut: {headings:?}");
    assert_eq!((&*headings[2], &*headings[3]), ("三、司法为民8 项", "三、司法为民（续）8 项"));
    assert!(page.text(".wall-title small").ends_with("第 1 页，共 2 页"), "{}", page.text(".wall-title"));
    let text = page.text(".wall-page");
    for shown in ["健全信息化全流程审判监督管理机制", "▲逾期 12 天", "审管办", "今天", "4月", "12月"]
    {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    assert_eq!((page.count(".plot use.l"), page.count(".plot use.m")), (1, 1));
    assert_eq!((page.count("svg a"), page.count(".plot rect.d"), page.count(".u")), (0, 0, 0));
    for hidden in ["起草", "调研", "%", "联系人甲乙", "衔接口径"] {
        assert!(!page.text("main").contains(hidden), "{hidden}");
    }
    let viewer = app.person("viewer", Role::Viewer).await.get("/2019/gantt").await;
    assert_eq!(viewer.count(".plot rect.d"), 1, "whoever is signed in sees the share");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_restricted_task_has_neither_bar_nor_milestones_nor_changes(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-07-09");
    add_milestone(&pool, 9, "抽取案件", ("2019-07-05", "2019-07-05"), None).await;
    let mut office = app.person("office", Role::Office).await;
    let milestone = milestone_path(&app, 9).await;
    send(
        &mut office,
        &milestone,
        "/done",
        &[("on", "2019-07-09"), ("shown_by", "纪要"), ("on_behalf_of", "监察室")],
    )
    .await;
    let week = screen(&app, &mut office, "this_week").await;
    assert!(week.text(".changes").contains("节点完成：抽取案件（2019-07-09）"), "{}", week.text("main"));
    let open = screen(&app, &mut office, "gantt").await;
    run(&pool, &["update task set restricted = true where number = 9"]).await;
    let week = screen(&app, &mut office, "this_week").await;
    assert_eq!(week.text(".wall-none"), "本周没有变化");
    let gantt = screen(&app, &mut office, "gantt").await;
    assert_eq!((open.count(".plot rect.p"), gantt.count(".plot rect.p")), (1, 0));
    assert_eq!((open.count(".plot rect.w"), gantt.count(".plot rect.w")), (38, 38));
    assert_eq!((open.count(".plot use.m"), gantt.count(".plot use.m")), (1, 0));
    for page in [&week, &gantt] {
        assert!(!page.body.contains("强化案件质量评查") && !page.body.contains("抽取案件"));
    }
    assert!(gantt.text(".wall-page").contains("9限定范围"), "{}", gantt.text(".wall-page"));
}

/// The address of a task's first milestone.
async fn milestone_path(app: &TestApp, number: i32) -> String {
    let id: i64 = sqlx::query_scalar(
        "select min(m.id) from milestone m join task t on t.id = m.task_id where t.number = $1",
    )
    .bind(number)
    .fetch_one(&app.state.db)
    .await
    .unwrap();
    format!("/2019/tasks/{number}/milestones/{id}")
}

/// A task waits from a day on, entered on it.
async fn wait(app: &TestApp, number: i32, day: &str) {
    app.set_day(day);
    let mut office = app.person(&format!("office on {day}"), Role::Office).await;
    let path = format!("/2019/tasks/{number}/status/waiting_for_superior");
    let fields = [
        ("on", day),
        ("grounds", "待省高院出台意见"),
        ("decided_by", "分管副院长"),
        ("decided_on", day),
        ("evidence", "会议纪要"),
    ];
    send(&mut office, &path, "", &fields).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_week_says_what_happened_to_each_task_without_why_or_by_whom(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    for number in [6, 7] {
        add_milestone(&pool, number, "起草", ("2019-07-31", "2019-07-31"), None).await;
    }
    let owed = "update deadline d set department_id = a.department_id from assignment a
                where a.task_id = d.task_id and a.files_report and d.kind = 'milestone'";
    run(&pool, &[owed]).await;
    wait(&app, 4, "2019-07-03").await;
    wait(&app, 5, "2019-07-04").await;
    app.set_day("2019-07-09");
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人甲乙", "审管办", "contact").await;
    let mut leader = app.person("分管副院长", Role::Leader).await;
    put_in_charge(&pool, leader.id.0, &[6]).await;
    let milestone = milestone_path(&app, 7).await;
    let earlier = [("due_on", "2019-07-26"), ("reason", "审委会提前召开")];
    send(&mut office, &milestone, "/move", &earlier).await;
    let done = [("on", "2019-07-08"), ("shown_by", "初稿已经报送"), ("on_behalf_of", "联系人甲乙")];
    send(&mut office, &milestone, "/done", &done).await;
    let duty: i64 = app.value("select d.id from deadline d join task t on t.id = d.task_id where t.number = 6 and d.kind = 'milestone'").await;
    let asked = [
        ("deadline", &*duty.to_string()),
        ("due_on", "2019-08-09"),
        ("reason", "口径待明确"),
        ("confirmed", "yes"),
    ];
    contact.post("/2019/tasks/6/extension", &asked).await.assert_redirect("/2019/extensions/1");
    let granted = [
        ("decision", "grant"),
        ("granted_due_on", "2019-08-09"),
        ("remark", "抓紧衔接"),
        ("confirmed", "yes"),
    ];
    leader.post("/2019/extensions/1", &granted).await.assert_redirect("/2019/extensions/1");

    app.set_day("2019-07-10");
    let mut office = app.sign_in("office", office.id).await;
    let page = screen(&app, &mut office, "this_week").await;
    assert_eq!(page.text(".wall-title"), "本周变化2019年7月4日至2019年7月10日");
    let rows = page.texts(".changes > li");
    assert_eq!(rows.len(), 3, "{rows:?}");
    assert!(rows[0].starts_with('5') && rows[0].contains("待上级○ 待上级"), "{}", rows[0]);
    assert!(rows[1].contains("延期：节点“起草”由 2019-07-31 改为 2019-08-09"), "{}", rows[1]);
    let both = "节点改期：起草由 2019-07-31 改为 2019-07-26；节点完成：起草（2019-07-08）；任务启动";
    assert!(rows[2].starts_with('7') && rows[2].contains(both) && rows[2].contains("审管办"), "{}", rows[2]);
    let why = ["省高院", "纪要", "提前召开", "初稿", "口径", "衔接", "分管副院长", "联系人甲乙", "office"];
    for hidden in why {
        assert!(!page.text("main").contains(hidden), "{hidden}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_for_those_concerned_only_or_was_refused_does_not_stand_in_the_week(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let entry = |event: &str, result: &str, audience: &str| {
        format!(
            "with entry as (
                 insert into ledger_entry (at, wall_at, actor, event, result, audience, plan_year, task_id, subject, content_digest, digest)
                 select '2019-03-29 08:00+08', '2019-03-29 08:00+08', '某人', '{event}', '{result}', '{audience}', 2019, id, 'task', '', ''
                 from task where number = 6 returning id)
             insert into ledger_content (entry_id, sentence, after) select id, '退回：材料不实', '{{}}' from entry"
        )
    };
    for hidden in [
        entry("task_started", "done", "concerned"),
        entry("task_started", "refused", "everyone"),
        entry("report_returned", "done", "everyone"),
    ] {
        run(&pool, &[&hidden]).await;
    }
    let mut office = app.person("office", Role::Office).await;
    let page = screen(&app, &mut office, "this_week").await;
    assert_eq!((page.count(".changes"), page.text(".wall-none")), (0, "本周没有变化".to_owned()));
    run(&pool, &[&entry("task_started", "done", "everyone")]).await;
    assert!(screen(&app, &mut office, "this_week").await.text(".changes").contains("任务启动"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_link_stored_with_the_first_two_views_shows_these_as_before(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    complete_by(&pool, 20, "2019-03-20").await;
    let mut office = app.person("office", Role::Office).await;
    let path = make(&mut office, &FIRST_TWO).await;
    run(
        &pool,
        &["insert into kiosk_link_view (link_id, position, view, seconds) values (1, 3, 'of_tomorrow', 30)"],
    )
    .await;
    let page = from(&app, SCREEN, &path).await;
    assert_eq!(page.attributes(".wall-page", "data-seconds"), ["60", "20"]);
    assert_eq!((page.count(".wall-grid"), page.count(".wall-ranks"), page.count("svg")), (1, 1, 0));
}
