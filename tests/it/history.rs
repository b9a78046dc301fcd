//! The year's records, and who sees which.

use reform_ledger::accounts::Role;
use reform_ledger::audit_trail::{Audience, Entry, append};
use reform_ledger::database::MIGRATOR;
use reform_ledger::deadlines::of_task::set_superior_of_completion;
use reform_ledger::ids::TaskId;
use sqlx::PgPool;

use crate::support::{Page, Persona, TestApp};

async fn task(app: &TestApp, number: i32) -> TaskId {
    let id: i64 = sqlx::query_scalar("select id from task where number = $1")
        .bind(number)
        .fetch_one(&app.state.db)
        .await
        .unwrap();
    TaskId(id)
}

/// Makes the person a contact of the first lead department of a task.
async fn join_lead_of(app: &TestApp, person: &Persona<'_>, number: i32) {
    sqlx::query(
        "insert into membership (account_id, department_id, kind, from_on)
         select $1, a.department_id, 'contact', '2019-03-28' from assignment a join task t on t.id = a.task_id
         where t.number = $2 and a.role = 'lead' order by a.position limit 1",
    )
    .bind(person.id)
    .bind(number)
    .execute(&app.state.db)
    .await
    .unwrap();
}

async fn record(app: &TestApp, number: i32, sentence: &str, audience: Audience) {
    let entry = Entry::new("task_imported", "task", sentence)
        .of_plan(2019)
        .of_task(task(app, number).await)
        .for_audience(audience)
        .with_change(None, Some(serde_json::json!({"reason": "只给有关部门看的理由"})));
    append(&mut app.state.db.acquire().await.unwrap(), &app.act(), entry).await.unwrap();
}

fn sentences(page: &Page) -> Vec<String> {
    page.texts("tbody .title")
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn difficulties_are_for_the_tasks_departments_the_office_and_leaders(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    record(&app, 20, "公开的一条", Audience::Everyone).await;
    record(&app, 20, "有关部门的一条", Audience::Concerned).await;
    record(&app, 20, "管理员的一条", Audience::Administrators).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let mut own = app.person("own", Role::Contact).await;
    join_lead_of(&app, &own, 20).await;
    let mut other = app.person("other", Role::Contact).await;
    let mut leader = app.person("leader", Role::Leader).await;
    let mut office = app.person("office", Role::Office).await;
    for (name, person, sees) in [
        ("viewer", &mut viewer, false),
        ("other", &mut other, false),
        ("own", &mut own, true),
        ("leader", &mut leader, true),
        ("office", &mut office, true),
    ] {
        let page = person.get("/2019/history?task=20").await;
        page.assert_status(200);
        let shown = sentences(&page);
        assert!(shown.contains(&"公开的一条".to_owned()), "{name}");
        assert_eq!(shown.contains(&"有关部门的一条".to_owned()), sees, "{name}");
        assert!(!shown.contains(&"管理员的一条".to_owned()), "{name}");
        let all = person.get("/2019/history").await;
        assert_eq!(sentences(&all).contains(&"有关部门的一条".to_owned()), sees, "{name}");
        assert!(!all.body.contains("管理员的一条"), "{name}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_restricted_task_is_recorded_for_those_concerned_only(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    sqlx::query("update task set restricted = true where number = 9").execute(&pool).await.unwrap();
    record(&app, 9, "限定范围任务的一条", Audience::Everyone).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let mut own = app.person("own", Role::Contact).await;
    join_lead_of(&app, &own, 9).await;
    for path in ["/2019/history", "/2019/history?task=9"] {
        assert!(!viewer.get(path).await.body.contains("限定范围任务的一条"), "{path}");
        assert!(own.get(path).await.body.contains("限定范围任务的一条"), "{path}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_an_entry_changed_is_for_those_concerned_only(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    record(&app, 20, "公开的一条", Audience::Everyone).await;
    let mut own = app.person("own", Role::Contact).await;
    join_lead_of(&app, &own, 20).await;
    let page = own.get("/2019/history?task=20").await;
    let entry = page.attributes("tbody .title a", "href")[0].clone();
    let detail = own.get(&entry).await;
    detail.assert_status(200);
    assert_eq!(detail.text("tbody td:last-child"), "只给有关部门看的理由");
    assert_eq!(detail.text("tbody th"), "理由");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    assert_eq!(viewer.get("/2019/history?task=20").await.count("tbody .title a"), 0);
    viewer.get(&entry).await.assert_status(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn records_link_to_their_task_and_older_ones_follow_page_by_page(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    for number in 1..=60 {
        record(&app, 6, &format!("第 {number} 次"), Audience::Everyone).await;
    }
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let first = viewer.get("/2019/history?task=6").await;
    assert_eq!(first.attributes("tbody td:last-child a", "href")[0], "/2019/tasks/6");
    assert_eq!((sentences(&first).len(), sentences(&first)[0].as_str()), (50, "第 60 次"));
    let older = first.attributes("a[rel=next]", "href")[0].clone();
    let second = viewer.get(&older).await;
    assert_eq!(sentences(&second)[0], "第 10 次");
    assert_eq!(second.count("a[rel=next]"), 0);
    assert_eq!(second.attributes(".pages a", "href"), ["/2019/history?task=6"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_task_that_does_not_exist_has_no_records_and_a_year_without_plan_no_page(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    for task in ["99", "六"] {
        let page = viewer.get(&format!("/2019/history?task={task}")).await;
        page.assert_status(200);
        assert!(page.text(".empty").starts_with("没有办理记录"));
    }
    viewer.get("/2018/history").await.assert_status(404);
    viewer.get("/2019/history/999999").await.assert_status(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn members_of_a_tasks_group_are_concerned_while_they_belong(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-06-20");
    record(&app, 6, "有关部门的一条", Audience::Concerned).await;
    sqlx::query("update task set restricted = true where number = 6").execute(&pool).await.unwrap();
    let mut member = app.person("member", Role::Contact).await;
    // A department the task does not name, made a member of the lead.
    let (group, department): (i64, i64) = sqlx::query_as(
        "select a.department_id, (select d.id from department d
             where d.id not in (select department_id from assignment where task_id = t.id) order by d.id desc limit 1)
         from assignment a join task t on t.id = a.task_id where t.number = 6 and a.role = 'lead' order by a.position limit 1",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    sqlx::query("insert into membership (account_id, department_id, kind, from_on) values ($1, $2, 'contact', '2019-03-28')")
        .bind(member.id)
        .bind(department)
        .execute(&pool)
        .await
        .unwrap();
    for (from_on, to_on, sees) in [
        ("2019-05-01", "2019-06-20", true),
        ("2019-05-01", "2019-06-19", false),
        ("2019-06-21", "2019-06-30", false),
    ] {
        sqlx::query("delete from group_member where group_id = $1").bind(group).execute(&pool).await.unwrap();
        sqlx::query("insert into group_member (group_id, member_id, from_on, to_on) values ($1, $2, $3::date, $4::date)")
            .bind(group)
            .bind(department)
            .bind(from_on)
            .bind(to_on)
            .execute(&pool)
            .await
            .unwrap();
        for path in ["/2019/history", "/2019/history?task=6"] {
            let shown = sentences(&member.get(path).await);
            assert_eq!(shown.contains(&"有关部门的一条".to_owned()), sees, "{path} {from_on} {to_on}");
        }
        let files = member.get("/2019/tasks/6/files").await.status;
        assert_eq!(files, if sees { 200 } else { 403 }, "files {from_on} {to_on}");
        let carried = member.get("/2019/plan").await.texts("td a").contains(&"任务 6".to_owned());
        assert_eq!(carried, sees, "beside its work point {from_on} {to_on}");
    }
}

/// Before and after of the newest entry of an event.
async fn change(app: &TestApp, event: &str) -> (Option<String>, Option<String>) {
    sqlx::query_as(
        "select c.before, c.after from ledger_entry e join ledger_content c on c.entry_id = e.id
         where e.event = $1 order by e.id desc limit 1",
    )
    .bind(event)
    .fetch_one(&app.state.db)
    .await
    .unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_was_overwritten_stands_in_the_entry_that_overwrote_it(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-05-06");
    let mut office = app.person("office", Role::Office).await;
    let duty: i64 = app
        .value("select min(id) from deadline where kind = 'monthly_report' and due_on > '2019-05-06'")
        .await;
    let path = format!("/2019/deadlines/{duty}");
    for (day, reason) in [("2019-05-20", "病假"), ("2019-05-24", "开庭")] {
        office
            .post(&format!("{path}/hold"), &[("day", day), ("reason", reason)])
            .await
            .assert_redirect(&path);
    }
    let (first, second) = (
        Some(r#"{"held_until":"2019-05-20","held_reason":"病假"}"#.to_owned()),
        Some(r#"{"held_until":"2019-05-24","held_reason":"开庭"}"#.to_owned()),
    );
    assert_eq!(change(&app, "deadline_held").await, (first, second.clone()));
    office.post(&format!("{path}/release"), &[]).await.assert_redirect(&path);
    assert_eq!(change(&app, "deadline_released").await, (second, None));

    let task = task(&app, 6).await;
    let mut conn = app.state.db.acquire().await.unwrap();
    for document in [Some("吉高法〔2019〕1号"), Some("吉高法〔2019〕2号"), None] {
        set_superior_of_completion(&mut conn, &app.act(), task, document).await.unwrap();
    }
    let last = Some(r#"{"set_by_superior":"吉高法〔2019〕2号"}"#.to_owned());
    assert_eq!(change(&app, "completion_set_by_superior").await, (last, None));
}
