//! 推算: dates scheduled in a year without a notice of days off, marked on every page that shows them.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::activity::{add_milestone, run};
use crate::support::court::Form;
use crate::support::{Page, Persona, TestApp};

const TIMELINE: &str = "/2019/tasks/6/timeline";

/// A page, and where on it the mark stands.
type Marked = (&'static str, Page, &'static str);

/// Task 6 with 起草, which its department owes and which moved since the baseline of 31 May, and 调研, which is met.
async fn court(pool: &PgPool) -> TestApp {
    let app = TestApp::with_plan(pool.clone()).await;
    add_milestone(pool, 6, "调研", ("2019-05-20", "2019-05-20"), Some("2019-05-17")).await;
    add_milestone(pool, 6, "起草", ("2019-09-20", "2019-09-20"), None).await;
    app.round_on("2019-06-01").await;
    run(
        pool,
        &[
            "update deadline d set due_on = case when d.met_on is null then '2019-09-25' else d.due_on end,
                    department_id = a.department_id
             from assignment a where a.task_id = d.task_id and a.files_report and d.kind = 'milestone'",
            "update plan_rules set calendar_feeds = true",
        ],
    )
    .await;
    app.set_day("2019-06-10");
    app
}

/// The pages that show dates of milestones, with previews, which change nothing.
async fn pages(app: &TestApp, office: &mut Persona<'_>, contact: &mut Persona<'_>) -> Vec<Marked> {
    let id: i64 = app.value("select id from milestone where title = '起草'").await;
    let milestone = format!("/2019/tasks/6/milestones/{id}");
    let own = office.get(&milestone).await;
    let moved = Form::of(&own, "form[action$='/move']").with("due_on", "2019-09-27").with("reason", "推后");
    let moved = office.post(&format!("{milestone}/move"), &moved.fields()).await;
    let deadline: String =
        app.value("select id::text from deadline where kind = 'milestone' and title = '起草'").await;
    let asked = [("deadline", deadline.as_str()), ("due_on", "2019-09-27"), ("reason", "口径待明确")];
    let planned = office.get(TIMELINE).await;
    let rows = Form::of(&planned, "main form[method=post]").with("share", "50").with("reason", "重新倒排");
    let many = [("task", "5"), ("pattern", "2"), ("ends", "own")];
    vec![
        ("the Gantt's table", office.get("/2019/gantt").await, ".listed .steps .mark"),
        ("the task", office.get("/2019/tasks/6").await, "#milestones td.date .mark"),
        ("the milestone", own, "dl.facts .mark"),
        ("moving it", moved, "td.date .mark"),
        ("asking for an extension", contact.post("/2019/tasks/6/extension", &asked).await, "td.date .mark"),
        ("planning", planned, "td.date .mark"),
        ("the plan", office.post(TIMELINE, &rows.fields()).await, "td.date .mark"),
        ("many plans", office.post("/2019/tasks/timelines", &many).await, "td.date .mark"),
        ("what moved", office.get("/2019/changes").await, ".moved .mark"),
        ("what moved, in the table", office.get("/2019/changes").await, ".moved-table .mark"),
    ]
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn scheduled_dates_of_a_year_not_announced_are_marked_on_every_page_and_others_on_none(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("办公室", Role::Office).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let made = contact.post("/account/calendar-feed", &[]).await.text(".once code");
    let feed = made[made.find("/2019/calendar.ics").unwrap()..].to_owned();
    for (name, page, _) in pages(&app, &mut office, &mut contact).await {
        assert_eq!(page.status, 200, "{name}: {}", page.text(".errors"));
        assert!(!page.body.contains("推算"), "{name}: announced");
    }
    assert!(!app.anonymous().get(&feed).await.body.contains("推算"), "announced");

    let unannounced = [
        "delete from calendar_day where day >= '2019-01-01'",
        "delete from calendar_notice where year >= 2019",
    ];
    run(&pool, &unannounced).await;
    for (name, page, mark) in pages(&app, &mut office, &mut contact).await {
        assert_eq!(page.status, 200, "{name}: {}", page.text(".errors"));
        assert!(page.texts(mark).contains(&"推算".to_owned()), "{name}: {}", page.body);
        assert_eq!(page.count("#estimates"), 1, "{name} says once what it means");
    }
    let gantt = office.get("/2019/gantt").await;
    assert_eq!(gantt.count(".listed .mark"), 1, "what is met is no estimate, nor a date people set");
    let moved = pages(&app, &mut office, &mut contact).await.swap_remove(3).1;
    assert!(moved.text("td[data-label=变化]").starts_with("时限改为 2019-09-27"), "{}", moved.body);
    assert!(moved.text("td[data-label=变化]").ends_with("（推算，放假通知尚未公布）"), "{}", moved.body);
    let feed = app.anonymous().get(&feed).await.body.replace("\r\n ", "");
    let of = |summary: &str| {
        let event = feed.split("BEGIN:VEVENT").find(|event| event.contains(summary));
        event.unwrap_or_else(|| panic!("{summary}: {feed}")).contains("（推算，放假通知尚未公布）")
    };
    assert!(of("SUMMARY:节点“起草”") && of("2019年6月月报"));
    assert!(!of("SUMMARY:任务完成（任务 6"), "people set it");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_extension_marks_the_date_it_was_asked_against(pool: PgPool) {
    let app = court(&pool).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let deadline: String =
        app.value("select id::text from deadline where kind = 'milestone' and title = '起草'").await;
    let reason = ("reason", "口径待明确");
    let asked = [("deadline", deadline.as_str()), ("due_on", "2019-09-27"), reason, ("confirmed", "yes")];
    contact.post("/2019/tasks/6/extension", &asked).await.assert_status(303);
    let pages = ["/2019/extensions", "/2019/extensions/1", "/2019/tasks/6/extension"];
    for path in pages {
        assert!(!contact.get(path).await.text("main").contains("推算"), "{path}: announced");
    }
    run(&pool, &["delete from calendar_day", "delete from calendar_notice"]).await;
    for path in &pages[..2] {
        let page = contact.get(path).await;
        assert_eq!((page.count("main td .mark, main dd .mark"), page.count("#estimates")), (1, 1), "{path}");
    }
    run(
        &pool,
        &["update change_request set state = 'withdrawn', settled_on = '2019-06-10', settled_at = asked_at,
                 settled_by = asked_by, remark = '撤回'"],
    )
    .await;
    let choices = contact.get(pages[2]).await.texts("#deadline option");
    let of = |what: &str| choices.iter().find(|choice| choice.starts_with(what)).cloned().unwrap();
    assert!(of("节点“起草”").ends_with("（推算，放假通知尚未公布）"), "{choices:?}");
    assert!(!of("任务完成").contains("推算"), "people set it");
}
