//! Who answers for a task, dated; and who owes what after a change.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::test_app::Persona;
use crate::support::{Page, TestApp};

async fn rows(app: &TestApp, sql: &'static str, task: i32) -> Vec<String> {
    sqlx::query_scalar(sql).bind(task).fetch_all(&app.state.db).await.unwrap()
}

const RESPONSIBILITIES: &str =
    "select d.name || ' ' || a.role || case when a.files_report then ' files' else '' end
     || ' ' || a.from_on || ' ' || coalesce(a.to_on::text, '')
     from assignment a join department d on d.id = a.department_id join task t on t.id = a.task_id
     where t.number = $1 order by a.position, a.from_on";

/// Month by month, who owes the report.
const REPORTS: &str = "select right(l.period, 2) || ' ' || coalesce(d.name, '无') || ' ' || l.due_on
     from deadline l join task t on t.id = l.task_id left join department d on d.id = l.department_id
     where t.number = $1 and l.kind = 'monthly_report' order by l.period";

/// Posts the form of a task as it stands, changed by `change`: pairs of department and role, then the other fields; and
/// confirms what it hands over.
async fn change(
    office: &mut Persona<'_>,
    task: i32,
    roles: &[(&str, &str)],
    others: &[(&str, &str)],
) -> Page {
    let path = format!("/2019/tasks/{task}/responsibilities");
    let page = office.get(&path).await;
    page.assert_status(200);
    let version = page.attributes("input[name=version]", "value").remove(0);
    post(office, task, &version, roles, others).await
}

async fn post(
    office: &mut Persona<'_>,
    task: i32,
    version: &str,
    roles: &[(&str, &str)],
    others: &[(&str, &str)],
) -> Page {
    let mut fields: Vec<(&str, &str)> = vec![("version", version)];
    for (department, role) in roles {
        fields.push(("department", department));
        fields.push(("role", role));
    }
    for (name, value) in [("files", ""), ("from_on", "2019-06-25"), ("reason", "")] {
        if others.iter().all(|(other, _)| *other != name) {
            fields.push((name, value));
        }
    }
    fields.extend(others);
    let path = format!("/2019/tasks/{task}/responsibilities");
    let page = office.post(&path, &fields).await;
    if page.status == 200 { office.confirm(&path, &page).await } else { page }
}

async fn department(app: &TestApp, name: &str) -> String {
    sqlx::query_scalar("select id::text from department where name = $1")
        .bind(name)
        .fetch_one(&app.state.db)
        .await
        .unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_task_without_lead_gets_one_who_has_three_working_days(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-25");
    let mut office = app.person("office", Role::Office).await;
    let before = rows(&app, RESPONSIBILITIES, 25).await;
    assert!(before.iter().all(|row| row.contains("support") && !row.contains("files")), "{before:?}");
    let name = before[0].split(' ').next().unwrap().to_owned();
    let id = department(&app, &name).await;
    change(&mut office, 25, &[(&id, "lead")], &[]).await.assert_redirect("/2019/tasks/25");
    let after = rows(&app, RESPONSIBILITIES, 25).await;
    assert_eq!(
        after[..2],
        [format!("{name} support 2019-03-28 2019-06-24"), format!("{name} lead files 2019-06-25 "),]
    );
    let reports = rows(&app, REPORTS, 25).await;
    assert_eq!(
        reports[..4],
        [
            format!("04 {name} 2019-06-28"),
            format!("05 {name} 2019-06-28"),
            format!("06 {name} 2019-06-28"),
            format!("07 {name} 2019-07-25"),
        ]
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn duties_to_come_pass_to_the_new_department_and_overdue_ones_stay(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-25");
    let mut office = app.person("office", Role::Office).await;
    let (old, new) = (department(&app, "审管办").await, department(&app, "研究室").await);
    change(&mut office, 6, &[(&old, "none"), (&new, "lead")], &[]).await.assert_redirect("/2019/tasks/6");
    let reports = rows(&app, REPORTS, 6).await;
    assert_eq!(reports[..3], ["04 审管办 2019-04-25", "05 审管办 2019-05-27", "06 研究室 2019-06-25"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_office_moves_overdue_duties_only_with_a_reason(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-25");
    let mut office = app.person("office", Role::Office).await;
    let (old, new) = (department(&app, "审管办").await, department(&app, "研究室").await);
    let roles = [(old.as_str(), "support"), (new.as_str(), "lead")];
    let without = change(&mut office, 6, &roles, &[("moves_overdue", "yes")]).await;
    without.assert_status(422);
    assert!(without.count("#reason-error") == 1);
    let others = [("moves_overdue", "yes"), ("reason", "机构改革，职能移交")];
    change(&mut office, 6, &roles, &others).await.assert_redirect("/2019/tasks/6");
    assert_eq!(rows(&app, REPORTS, 6).await[0], "04 研究室 2019-04-25", "its lateness goes with it");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_past_changes_only_with_a_reason_and_never_before_it_began(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-25");
    let mut office = app.person("office", Role::Office).await;
    let (old, new) = (department(&app, "审管办").await, department(&app, "研究室").await);
    let roles = [(old.as_str(), "support"), (new.as_str(), "lead")];
    let silent = change(&mut office, 6, &roles, &[("from_on", "2019-05-06")]).await;
    silent.assert_status(422);
    let early = change(&mut office, 6, &roles, &[("from_on", "2019-03-01"), ("reason", "补录")]).await;
    assert!(early.text("#from_on-error").contains("2019-03-28"));
    let impossible =
        change(&mut office, 6, &roles, &[("from_on", "-262143-01-01"), ("reason", "补录")]).await;
    assert!(impossible.text("#from_on-error").contains("1900 年至 2100 年"));
    let long = "补".repeat(201);
    let wordy = change(&mut office, 6, &roles, &[("from_on", "2019-05-06"), ("reason", &long)]).await;
    assert_eq!(wordy.text("#reason-error"), "最多 200 个字，现有 201 个字。");
    let others = [("from_on", "2019-05-06"), ("reason", "补录五月的分工调整")];
    change(&mut office, 6, &roles, &others).await.assert_redirect("/2019/tasks/6");
    assert_eq!(
        rows(&app, REPORTS, 6).await[..2],
        ["04 审管办 2019-04-25", "05 研究室 2019-05-27"],
        "what was due before that day stays with whom it was"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_group_never_files_and_one_department_does(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let (unit, group) = (department(&app, "审管办").await, department(&app, "各审判执行部门").await);
    let roles = [(unit.as_str(), "lead"), (group.as_str(), "lead")];
    let others = [("files", group.as_str()), ("from_on", "2019-03-29")];
    let refused = change(&mut office, 6, &roles, &others).await;
    assert!(refused.text("#files-error").contains("不填报"));
    let twice = change(&mut office, 6, &[(&unit, "lead"), (&unit, "support")], &[]).await;
    assert!(twice.text("#departments-error").contains("两次"));
    let files = "select count(*)::text from assignment a join task t on t.id = a.task_id
                 where t.number = $1 and a.files_report and a.to_on is null";
    assert_eq!(rows(&app, files, 6).await, ["1"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_second_of_two_who_change_responsibilities_sees_both(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let (old, new) = (department(&app, "审管办").await, department(&app, "研究室").await);
    let roles = [(old.as_str(), "support"), (new.as_str(), "lead")];
    let others = [("from_on", "2019-03-29")];
    post(&mut office, 6, "1", &roles, &others).await.assert_redirect("/2019/tasks/6");
    let page = post(&mut office, 6, "1", &[(&old, "lead")], &others).await;
    page.assert_status(409);
    assert!(page.text(".versus .card:first-child").contains("牵头：研究室"));
    assert!(page.text(".versus .card:last-child").contains("牵头：审管办"));
    assert_eq!(page.attributes("input[name=department]", "value"), [old]);
}
