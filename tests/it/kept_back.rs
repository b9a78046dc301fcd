//! Why something was withdrawn or returned, and what belongs to a restricted task, is for those concerned; and a department
//! whose restricted task has passed to others still does what it owes, without reading the rest.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::court::Form;
use crate::support::{TestApp, activity};

/// Words that stand nowhere else.
const BECAUSE: &str = "胡桃原因";

/// A milestone of task 6, owed by 审管办.
async fn add_owed_milestone(app: &TestApp, pool: &PgPool, title: &str, due_on: &str) -> String {
    activity::add_milestone(pool, 6, title, (due_on, due_on), None).await;
    let owes = app.department("审管办").await;
    sqlx::query("update deadline set department_id = $1 where kind = 'milestone' and title = $2")
        .bind(owes)
        .bind(title)
        .execute(pool)
        .await
        .unwrap();
    let id: i64 = app.value("select max(id) from milestone").await;
    format!("/2019/tasks/6/milestones/{id}")
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn why_a_milestone_or_a_file_was_withdrawn_is_for_those_concerned(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-06-24");
    let taken_back = add_owed_milestone(&app, &pool, "调研", "2019-07-31").await;
    let withdrawn = add_owed_milestone(&app, &pool, "起草", "2019-08-30").await;
    let mut office = app.person("office", Role::Office).await;
    let done = Form::of(&office.get(&taken_back).await, "form[action$='/done']")
        .with("shown_by", "误记")
        .with("on_behalf_of", "审管办");
    office.post(&format!("{taken_back}/done"), &done.fields()).await.assert_status(303);
    let form = Form::of(&office.get(&taken_back).await, "form[action$='/take-back']");
    let form = form.with("take_back_reason", BECAUSE);
    office.post(&format!("{taken_back}/take-back"), &form.fields()).await.assert_status(303);
    let form = Form::of(&office.get(&withdrawn).await, "form[action$='/withdraw']");
    let form = form.with("withdraw_reason", BECAUSE);
    office.post(&format!("{withdrawn}/withdraw"), &form.fields()).await.assert_status(303);
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let files = "/2019/tasks/6/files";
    contact.post_files(files, &[], &[("file", "说明.pdf", b"%PDF-1.4")]).await.assert_status(303);
    let file: i64 = app.value("select id from evidence_file").await;
    let file = format!("/2019/files/{file}");
    contact.post(&format!("{file}/withdraw"), &[("reason", BECAUSE)]).await.assert_status(303);

    let mut viewer = app.person("viewer", Role::Viewer).await;
    let duties = "/2019/deadlines?state=all&kind=milestone";
    for path in ["/2019/history", duties, &taken_back, &withdrawn, files, &file, "/2019/tasks/6"] {
        assert!(!viewer.get(path).await.body.contains(BECAUSE), "{path}");
    }
    let history = viewer.get("/2019/history").await;
    assert!(history.body.contains("撤回节点“调研”的完成") && history.body.contains("撤销节点“起草”"));
    assert!(viewer.get(duties).await.body.contains("免除：节点撤销"));
    for path in [&withdrawn, files, &file] {
        assert!(contact.get(path).await.body.contains(BECAUSE), "{path}");
    }
    let entry: i64 = app.value("select id from ledger_entry where event = 'milestone_taken_back'").await;
    let entry = format!("/2019/history/{entry}");
    assert!(contact.get(&entry).await.body.contains(BECAUSE));
    viewer.get(&entry).await.assert_status(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn files_of_a_completion_are_for_those_concerned_until_it_is_granted(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-06-28");
    activity::run(
        &pool,
        &["update task set status = 'in_progress', status_since = '2019-04-25' where number = 6"],
    )
    .await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let fields =
        [("achieved", "规则已试行"), ("document_title", ""), ("document_number", ""), ("document_date", "")];
    let given = [("files", "送审材料.pdf", b"%PDF-1.4".as_slice())];
    let asked = contact.post_files("/2019/tasks/6/completion", &fields, &given).await;
    asked.assert_redirect("/2019/completions/1");
    let id: i64 = app.value("select id from evidence_file").await;
    let file = format!("/2019/files/{id}");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let pages = ["/2019/completions/1", "/2019/tasks/6/files", "/2019/tasks/6", "/2019/history"];
    for path in pages {
        assert!(!viewer.get(path).await.body.contains("送审材料"), "{path}");
    }
    viewer.get(&file).await.assert_status(403);
    contact.get(&file).await.assert_status(200);
    activity::run(
        &pool,
        &["update change_request set state = 'granted', settled_on = '2019-06-28', settled_at = asked_at,
                  settled_by = asked_by, leader_id = asked_by, remark = '同意', examined_on = '2019-06-28',
                  examined_at = asked_at, examined_by = asked_by"],
    )
    .await;
    viewer.get(&file).await.assert_status(200);
    assert!(viewer.get("/2019/tasks/6/files").await.body.contains("送审材料"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_department_whose_restricted_task_was_handed_on_does_what_it_owes_and_reads_no_more(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-06-20");
    let milestone = add_owed_milestone(&app, &pool, "起草", "2019-06-28").await;
    let other = add_owed_milestone(&app, &pool, "旁的节点", "2019-09-30").await;
    let mut office = app.person("office", Role::Office).await;
    let department = app.department("审管办").await.to_string();
    let fields = [
        ("task", "6"),
        ("source", "check"),
        ("reference", ""),
        ("problem", "制度未报审议"),
        ("required", "补报"),
        ("severity", "serious"),
        ("department", department.as_str()),
        ("due_on", "2019-07-31"),
    ];
    office.post("/2019/findings/add", &fields).await.assert_status(303);
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let duty: i64 = app.value("select id from deadline where kind = 'rectification'").await;
    let duty = duty.to_string();
    let asked = [
        ("deadline", duty.as_str()),
        ("due_on", "2019-08-16"),
        ("reason", "口径待明确"),
        ("confirmed", "yes"),
    ];
    contact.post("/2019/tasks/6/extension", &asked).await.assert_redirect("/2019/extensions/1");
    activity::run(
        &pool,
        &[
            "update plan_rules set calendar_feeds = true",
            "update task set restricted = true where number = 6",
            "update assignment set to_on = '2019-06-30' where task_id = (select id from task where number = 6)",
            "update deadline set department_id = null where title = '旁的节点'",
        ],
    )
    .await;
    app.set_day("2019-07-10");
    let mut contact = app.sign_in("联系人", contact.id).await;
    let mut office = app.sign_in("office", office.id).await;

    let title: String = app.value("select title from task where number = 6").await;
    let made = contact.post("/account/calendar-feed", &[]).await.text(".once code");
    let feed = made[made.find("/2019/calendar.ics?key=").unwrap()..].to_owned();
    let rectification = format!("/2019/deadlines/{duty}");
    let pages = [
        "/worklist",
        "/2019/deadlines?state=all&kind=rectification",
        &rectification,
        "/2019/extensions",
        "/2019/extensions/1",
        &feed,
    ];
    for path in pages {
        let body = contact.get(path).await.body.replace("\r\n ", "");
        assert!(body.contains("限定范围"), "{path}: its duty is there");
        assert!(!body.contains(&title) && !body.contains("旁的节点"), "{path}");
    }
    let list = contact.get("/worklist").await.text("main");
    assert!(list.contains("起草") && list.contains("6月28日") || list.contains("2019-06-28"), "{list}");

    assert!(!contact.get("/2019/tasks/6").await.body.contains(&title));
    contact.get(&other).await.assert_status(403);
    let page = contact.get(&milestone).await;
    page.assert_status(200);
    assert!(page.text(".crumbs").contains("任务 6（限定范围）"));
    assert!(!page.body.contains(&title) && !page.body.contains("旁的节点"));
    app.person("viewer", Role::Viewer).await.get(&milestone).await.assert_status(403);
    let done = Form::of(&page, "form[action$='/done']").with("shown_by", "草案已交接");
    contact.post(&format!("{milestone}/done"), &done.fields()).await.assert_redirect("/worklist");
    contact.get(&milestone).await.assert_status(403);
    assert!(office.get("/2019/extensions/1").await.body.contains(&title), "who may read it reads it");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_became_of_a_request_is_told_to_the_department_not_to_one_who_has_left_it(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-07-10");
    add_owed_milestone(&app, &pool, "起草", "2019-07-31").await;
    let leader = app.person("分管副院长", Role::Leader).await;
    activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    let mut asker = app.member("甲", "审管办", "contact").await;
    app.member("乙", "审管办", "contact").await;
    let duty: i64 = app.value("select id from deadline where kind = 'milestone'").await;
    let duty = duty.to_string();
    let asked = [
        ("deadline", duty.as_str()),
        ("due_on", "2019-08-16"),
        ("reason", "口径待明确"),
        ("confirmed", "yes"),
    ];
    asker.post("/2019/tasks/6/extension", &asked).await.assert_redirect("/2019/extensions/1");
    sqlx::query("update membership set to_on = '2019-07-10' where account_id = $1")
        .bind(asker.id.0)
        .execute(&pool)
        .await
        .unwrap();
    app.set_day("2019-07-11");
    let mut leader = app.sign_in("分管副院长", leader.id).await;
    let granted =
        [("decision", "grant"), ("granted_due_on", "2019-08-16"), ("remark", "同意"), ("confirmed", "yes")];
    leader.post("/2019/extensions/1", &granted).await.assert_redirect("/2019/extensions/1");
    let told = "select string_agg(a.display_name, '、') from notice n join account a on a.id = n.account_id
                where n.message like '%同意延期%'";
    assert_eq!(app.value::<String>(told).await, "乙");
}
