//! Every address of the program, for every role and for nobody: no route can be without its permission test, because
//! the test walks through all there are.

use axum::http::Method;
use reform_ledger::accounts::{Access, Role};
use reform_ledger::app;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::{Persona, TestApp};

/// Plausible values of the parameters in paths. A new parameter needs its line.
const PARAMETERS: &[(&str, &str)] = &[
    ("year", "2019"),
    ("number", "6"),
    ("task", "6"),
    ("month", "2019-04"),
    ("period", "2019-04"),
    ("quarter", "2019-Q2"),
    ("half", "2019-H1"),
    ("entry", "1"),
    ("id", "1"),
];

/// The path with its parameters filled in.
pub fn filled(path: &str) -> String {
    let parts = path.split('/').map(|part| {
        let Some(name) = part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) else {
            return part;
        };
        let known = PARAMETERS.iter().find(|(parameter, _)| *parameter == name);
        // Any other parameter is an id of something.
        known.map_or("1", |(_, value)| *value)
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Asks for a page or posts an otherwise empty form with the browser's own token.
async fn ask(who: &mut Persona<'_>, method: &Method, path: &str) -> (u16, String) {
    let page = if method == Method::GET { who.get(path).await } else { who.post(path, &[]).await };
    let location = page.location().to_owned();
    (page.status.as_u16(), location)
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nobody_signed_in_is_led_to_the_sign_in_page_from_everywhere(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut nobody = app.anonymous();
    nobody.get("/login").await;
    for route in app::routes() {
        let path = filled(route.path);
        if route.access == Access::Open {
            continue;
        }
        let (status, location) = ask(&mut nobody, &route.method, &path).await;
        assert_eq!(status, 303, "{} {path}", route.method);
        assert!(location.starts_with("/login"), "{} {path} leads to {location}", route.method);
    }
}

/// Makes the person a contact of all departments of task 6, and names an office person for talks, so that only roles
/// decide.
async fn join_task(pool: &PgPool, person: &Persona<'_>) {
    sqlx::query(
        "insert into talk_reader (account_id, named_on, named_at, named_by)
         select id, '2019-03-28', '2019-03-28T01:00:00Z', id from account where id = $1 and role = 'office'",
    )
    .bind(person.id)
    .execute(pool)
    .await
    .unwrap();
    sqlx::query(
        "insert into membership (account_id, department_id, kind, from_on)
         select $1, a.department_id, 'contact', '2019-03-28' from assignment a join task t on t.id = a.task_id
         where t.number = 6",
    )
    .bind(person.id)
    .execute(pool)
    .await
    .unwrap();
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn only_the_roles_of_the_table_are_let_in(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    for role in Role::ALL {
        let mut person = app.person(role.code(), role).await;
        join_task(&pool, &person).await;
        for route in app::routes() {
            let path = filled(route.path);
            let place = format!("{} {path} for {role:?}", route.method);
            match route.access {
                Access::Needs(action) if !action.allowed_to(role) => {
                    let (status, _) = ask(&mut person, &route.method, &path).await;
                    assert_eq!(status, 403, "{place}");
                }
                // Signing out would end the walk.
                _ if route.path == "/logout" => {}
                // An empty form that is let in may be refused for what it says, or for whom.
                _ if route.method == Method::POST => {
                    let (status, _) = ask(&mut person, &route.method, &path).await;
                    assert!(status < 500, "{place}: {status}");
                }
                _ => {
                    let (status, _) = ask(&mut person, &route.method, &path).await;
                    assert!(matches!(status, 200 | 303 | 404), "{place}: {status}");
                }
            }
        }
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn pages_of_a_ledger_without_plan_are_no_fault(pool: PgPool) {
    let app = TestApp::new(pool).await;
    for role in Role::ALL {
        let mut person = app.person(role.code(), role).await;
        for route in app::routes().into_iter().filter(|route| route.method == Method::GET) {
            let (status, _) = ask(&mut person, &route.method, &filled(route.path)).await;
            assert!(matches!(status, 200 | 303 | 403 | 404), "{} for {role:?}: {status}", route.path);
        }
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn no_form_without_the_browsers_token_is_let_in(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    for role in Role::ALL {
        let mut person = app.person(role.code(), role).await;
        for route in app::routes().into_iter().filter(|route| route.method == Method::POST) {
            if matches!(route.access, Access::Needs(action) if !action.allowed_to(role)) {
                continue;
            }
            let path = filled(route.path);
            for fields in [&[][..], &[("csrf_token", "0")]] {
                let page = person.post_raw(&path, fields).await;
                assert_eq!(page.status.as_u16(), 403, "{path} for {role:?}: {}", page.body);
            }
        }
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_address_that_is_only_posted_to_says_so_when_it_is_opened(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let page = office.get("/2019/appraisal/2019-H1/freeze").await;
    page.assert_status(405);
    assert!(page.text("main").contains("这个地址用来提交表单"), "{}", page.body);
    assert_eq!(page.attributes("main a.button", "href"), ["/"]);
}
