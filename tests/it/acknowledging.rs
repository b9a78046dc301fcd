//! 签收, contacts named, departments merged and renamed: what becomes of the plan's duties.

use reform_ledger::accounts::{MembershipKind, Role};
use reform_ledger::database::MIGRATOR;
use reform_ledger::ids::DepartmentId;
use reform_ledger::organization::{add_membership, find_by_name};
use sqlx::PgPool;

use crate::support::TestApp;
use crate::support::test_app::day;

const PAGE: &str = "/2019/acknowledgements";
const TARGET: &str = "/2019/acknowledge";

async fn named(app: &TestApp, name: &str) -> DepartmentId {
    let mut conn = app.state.db.acquire().await.unwrap();
    find_by_name(&mut conn, name).await.unwrap().unwrap_or_else(|| panic!("no {name}"))
}

/// The contact of a department since the day the plan was issued.
async fn contact<'a>(app: &'a TestApp, name: &str) -> crate::support::Persona<'a> {
    let persona = app.person(name, Role::Contact).await;
    let department = named(app, name).await;
    let mut conn = app.state.db.acquire().await.unwrap();
    add_membership(&mut conn, &app.act(), persona.id, department, MembershipKind::Contact, day("2019-03-28"))
        .await
        .unwrap();
    persona
}

/// The day a department's duty was met.
async fn met_on(app: &TestApp, kind: &str, department: DepartmentId) -> Option<String> {
    sqlx::query_scalar(
        "select met_on::text from deadline where kind = $1::deadline_kind and subject_id = $2 and waived_on is null",
    )
    .bind(kind)
    .bind(department.0)
    .fetch_one(&app.state.db)
    .await
    .unwrap()
}

/// Files of how many tasks a department has on a day.
async fn filed_for(app: &TestApp, department: DepartmentId, on: &str) -> i64 {
    sqlx::query_scalar(
        "select count(*) from assignment
         where files_report and department_id = $1 and from_on <= $2 and (to_on is null or to_on >= $2)",
    )
    .bind(department.0)
    .bind(day(on))
    .fetch_one(&app.state.db)
    .await
    .unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_contact_acknowledges_once_for_the_department_and_meets_its_duty(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut contact = contact(&app, "审管办").await;
    let id = named(&app, "审管办").await;
    let page = contact.get(PAGE).await;
    page.assert_status(200);
    assert_eq!(page.count("button.primary"), 1, "only for the own department");
    assert_eq!(page.count("#on_behalf_of"), 0);
    let fields = [("department", id.to_string())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    contact.post(TARGET, &fields).await.assert_redirect(PAGE);
    assert_eq!(met_on(&app, "acknowledgement", id).await.as_deref(), Some("2019-03-29"));
    let page = contact.get(PAGE).await;
    assert!(page.text(".page-head .sub").ends_with("已签收 1 个"), "{}", page.text(".page-head .sub"));
    assert_eq!(page.count("button.primary"), 0);
    let again = contact.post(TARGET, &fields).await;
    again.assert_status(422);
    let entries: i64 =
        sqlx::query_scalar("select count(*) from ledger_entry where event = 'plan_acknowledged'")
            .fetch_one(&app.state.db)
            .await
            .unwrap();
    assert_eq!(entries, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nobody_acknowledges_for_another_department_but_the_office_which_says_whose_it_was(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let id = named(&app, "研究室").await.to_string();
    let mut contact = contact(&app, "审管办").await;
    contact.post(TARGET, &[("department", &id)]).await.assert_status(403);
    let mut viewer = app.person("viewer", Role::Viewer).await;
    viewer.get(PAGE).await.assert_status(200);
    viewer.post(TARGET, &[("department", &id)]).await.assert_status(403);
    app.person("audit", Role::AuditAdmin).await.get(PAGE).await.assert_status(403);
    app.set_day("2019-04-08");
    let mut office = app.person("office", Role::Office).await;
    let page = office.post(TARGET, &[("department", &id), ("acknowledged_on", "2019-04-03")]).await;
    page.assert_status(422);
    assert_eq!(page.text("#on_behalf_of-error"), "请填写由谁签收。");
    let name = "甲".repeat(41);
    let fields = [("department", id.as_str()), ("on_behalf_of", &name), ("acknowledged_on", "-262143-01-01")];
    let page = office.post(TARGET, &fields).await;
    page.assert_status(422);
    assert_eq!(page.text("#on_behalf_of-error"), "最多 40 个字，现有 41 个字。");
    assert!(page.text("#acknowledged_on-error").contains("1900 年至 2100 年"));
    let fields =
        [("department", id.as_str()), ("on_behalf_of", "研究室主任"), ("acknowledged_on", "2019-04-03")];
    office.post(TARGET, &fields).await.assert_redirect(PAGE);
    let page = office.get(PAGE).await;
    assert!(
        page.texts(".acknowledgements td").contains(&"研究室主任（office代录）".to_owned()),
        "{}",
        page.body
    );
    let overdue = page.texts(".light.red");
    assert!(overdue.iter().all(|words| words == "▲逾期 4 天") && !overdue.is_empty(), "{overdue:?}");
    assert_eq!(
        met_on(&app, "acknowledgement", named(&app, "研究室").await).await.as_deref(),
        Some("2019-04-03"),
        "the day it was acknowledged counts, not the day it was recorded"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn groups_and_bodies_do_not_acknowledge(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let names = office.get(PAGE).await.texts(".acknowledgements .title");
    assert!(names.contains(&"审管办".to_owned()), "{names:?}");
    for other in ["各审判执行部门", "院党组"] {
        assert!(!names.contains(&other.to_owned()), "{other}");
        let id = named(&app, other).await.to_string();
        let fields =
            [("department", id.as_str()), ("on_behalf_of", "某人"), ("acknowledged_on", "2019-03-29")];
        office.post(TARGET, &fields).await.assert_status(422);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn naming_a_contact_meets_the_appointment_and_a_head_does_not(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let account = app.person("审管办", Role::Contact).await.id.to_string();
    let id = named(&app, "审管办").await;
    let path = format!("/departments/{id}");
    let target = format!("{path}/memberships");
    let fields =
        |kind| [("account", account.as_str()), ("membership_kind", kind), ("membership_from", "2019-04-01")];
    office.post(&target, &fields("head")).await.assert_redirect(&path);
    assert_eq!(met_on(&app, "appointment", id).await, None);
    app.set_day("2019-04-01");
    let mut office = app.sign_in("office", office.id).await;
    office.post(&target, &fields("contact")).await.assert_redirect(&path);
    assert_eq!(met_on(&app, "appointment", id).await.as_deref(), Some("2019-04-01"));
    let page = office.post(&target, &fields("contact")).await;
    page.assert_status(422);
    assert!(page.text("#account-error").contains("那时已是"));
    let group = named(&app, "各审判执行部门").await;
    let refused = office.post(&format!("/departments/{group}/memberships"), &fields("contact")).await;
    refused.assert_status(422);
    let mut contact = app.sign_in("审管办", account.parse::<i64>().unwrap().into()).await;
    contact.post(&target, &fields("head")).await.assert_status(403);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn ending_the_last_contact_before_the_duty_is_due_owes_it_again_and_later_does_not(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let account = app.person("审管办", Role::Contact).await.id.to_string();
    let id = named(&app, "审管办").await;
    let path = format!("/departments/{id}");
    let fields =
        |from| [("account", account.as_str()), ("membership_kind", "contact"), ("membership_from", from)];
    let end = async |office: &mut crate::support::Persona<'_>, to_on| {
        let action = office.get(&path).await.attributes(".people form", "action")[0].clone();
        office.post(&action, &[("to_on", to_on)]).await.assert_redirect(&path);
    };
    office.post(&format!("{path}/memberships"), &fields("2019-03-29")).await.assert_redirect(&path);
    end(&mut office, "2019-03-29").await;
    assert_eq!(met_on(&app, "appointment", id).await, None, "nobody is left on 04-12");
    office.post(&format!("{path}/memberships"), &fields("2019-03-30")).await.assert_redirect(&path);
    app.set_day("2019-06-03");
    let mut office = app.sign_in("office", office.id).await;
    end(&mut office, "2019-06-03").await;
    assert_eq!(met_on(&app, "appointment", id).await.as_deref(), Some("2019-03-29"), "the past stays");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_renamed_department_goes_on_with_its_tasks_and_duties_under_the_new_name(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let old = named(&app, "审管办").await;
    let mut contact = contact(&app, "审管办").await;
    contact.post(TARGET, &[("department", &old.to_string())]).await.assert_redirect(PAGE);
    app.set_day("2019-06-03");
    let mut office = app.person("office", Role::Office).await;
    let fields = [("version", "1"), ("new_name", "审务管理办公室"), ("renamed_on", "2019-06-01")];
    let target = format!("/departments/{old}/rename");
    let preview = office.post(&target, &fields).await;
    let page = office.confirm(&target, &preview).await;
    let new = named(&app, "审务管理办公室").await;
    page.assert_redirect(&format!("/departments/{new}"));
    assert_eq!(filed_for(&app, old, "2019-05-31").await, 11);
    assert_eq!((filed_for(&app, old, "2019-06-01").await, filed_for(&app, new, "2019-06-01").await), (0, 11));
    let owed = "select period from deadline where kind = 'monthly_report' and department_id = $1 group by period order by 1";
    let months = async |id: DepartmentId| -> Vec<String> {
        sqlx::query_scalar(owed).bind(id.0).fetch_all(&app.state.db).await.unwrap()
    };
    assert_eq!(months(old).await, ["2019-04", "2019-05"], "overdue duties stay");
    assert_eq!(months(new).await.len(), 7);
    let page = office.get(PAGE).await;
    assert!(page.text(".page-head .sub").ends_with("已签收 1 个"), "the acknowledgement goes on with it");
    let stale = office.post(&target, &fields).await;
    stale.assert_status(422);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_merged_department_leaves_its_tasks_to_the_successor_once_each(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let (old, into) = (named(&app, "研究室").await, named(&app, "审管办").await);
    app.set_day("2019-06-03");
    let mut office = app.person("office", Role::Office).await;
    let before = (filed_for(&app, old, "2019-06-03").await, filed_for(&app, into, "2019-06-03").await);
    let together: i64 = sqlx::query_scalar(
        "select count(*) from assignment a join assignment b on b.task_id = a.task_id
         where a.department_id = $1 and b.department_id = $2",
    )
    .bind(old.0)
    .bind(into.0)
    .fetch_one(&app.state.db)
    .await
    .unwrap();
    assert!(together > 0, "they stand together in some task");
    let target = format!("/departments/{old}/merge");
    let number = into.to_string();
    let stale = [("version", "7"), ("successor", number.as_str()), ("merged_on", "2019-06-03")];
    office.post(&target, &stale).await.assert_status(409);
    let fields = [("version", "1"), ("successor", number.as_str()), ("merged_on", "2019-06-03")];
    let preview = office.post(&target, &fields).await;
    office.confirm(&target, &preview).await.assert_redirect(&format!("/departments/{into}"));
    assert_eq!(filed_for(&app, into, "2019-06-03").await, before.0 + before.1);
    assert_eq!(filed_for(&app, old, "2019-06-02").await, before.0);
    let twice: i64 = sqlx::query_scalar(
        "select count(*) from (select from assignment where department_id = $1 and to_on is null
         group by task_id having count(*) > 1) as twice",
    )
    .bind(into.0)
    .fetch_one(&app.state.db)
    .await
    .unwrap();
    assert_eq!(twice, 0);
    let owed_by_old: i64 = sqlx::query_scalar(
        "select count(*) from deadline where department_id = $1 and due_on >= '2019-06-03'
         and met_on is null and waived_on is null",
    )
    .bind(old.0)
    .fetch_one(&app.state.db)
    .await
    .unwrap();
    assert_eq!(owed_by_old, 0);
}
