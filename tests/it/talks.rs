//! 约谈: proposed by a person, decided by 组长, recorded once held; and nobody else learns a word of it, anywhere.

mod road;
mod secrecy;

use reform_ledger::accounts::Role;
use sqlx::PgPool;

use crate::support::activity::put_in_charge;
use crate::support::court::Form;
use crate::support::{Page, Persona, TestApp};

/// What is said in these tests: words that stand nowhere else.
const MATTER: &str = "就丁香事项约谈";
const REMARK: &str = "云杉意见";
const EVIDENCE: &str = "红松凭据";
const PRESENT: &str = "银杏等人参加";
const FOLLOW_UP: &str = "白桦后续要求";
const BECAUSE: &str = "胡桃原因";
const WORDS: [&str; 6] = ["丁香", "云杉", "红松", "银杏", "白桦", "胡桃"];

/// The plan on 10 July.
async fn court(pool: PgPool) -> TestApp {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-07-10");
    app
}

/// 组长.
async fn head(app: &TestApp) -> Persona<'_> {
    let head = app.person("组长", Role::Leader).await;
    sqlx::query("update account set heads_the_group = true where id = $1")
        .bind(head.id.0)
        .execute(&app.state.db)
        .await
        .unwrap();
    head
}

/// A leader in charge of task 6.
async fn leader<'a>(app: &'a TestApp, name: &str) -> Persona<'a> {
    let leader = app.person(name, Role::Leader).await;
    put_in_charge(&app.state.db, leader.id.0, &[6]).await;
    leader
}

/// The page of a talk, from the list of somebody who sees it and all before it.
async fn page_of(who: &mut Persona<'_>, number: usize) -> String {
    let links = who.get("/2019/talks").await.attributes("tbody .title a", "href");
    links[links.len() - number].clone()
}

/// An office person whom 组长 named on the page.
async fn named<'a>(app: &'a TestApp, head: &mut Persona<'_>) -> Persona<'a> {
    let office = app.person("办公室甲", Role::Office).await;
    let page = head.get("/2019/talks").await;
    let form = Form::of(&page, "form[action$='/talks/readers']").with("account", &office.id.to_string());
    head.post("/2019/talks/readers", &form.fields()).await.assert_redirect("/2019/talks");
    office
}

/// Proposes a talk with 审管办 about task 6.
async fn propose(app: &TestApp, who: &mut Persona<'_>) -> Page {
    let department = app.department("审管办").await.to_string();
    let fields = [("task", "6"), ("department", department.as_str()), ("matter", MATTER)];
    who.post("/2019/talks/add", &fields).await
}

/// The form of a step, as it stands on the page of a talk.
async fn form(who: &mut Persona<'_>, number: usize, step: &str) -> Form {
    let path = page_of(who, number).await;
    let page = who.get(&path).await;
    Form::of(&page, &format!("form[action$='/{step}']"))
}

async fn post(who: &mut Persona<'_>, number: usize, step: &str, form: Form) -> Page {
    let path = page_of(who, number).await;
    who.post(&format!("{path}/{step}"), &form.fields()).await
}

async fn decide(head: &mut Persona<'_>, number: usize, decision: &str) -> Page {
    let form = form(head, number, "decide").await.with("remark", REMARK).with("decision", decision);
    post(head, number, "decide", form).await
}

async fn hold(who: &mut Persona<'_>, number: usize) -> Page {
    let form = form(who, number, "hold").await.with("present", PRESENT).with("follow_up", FOLLOW_UP);
    post(who, number, "hold", form).await
}

async fn withdraw(who: &mut Persona<'_>, number: usize) -> Page {
    let form = form(who, number, "withdraw").await.with("withdrawn_because", BECAUSE);
    post(who, number, "withdraw", form).await
}

/// Where a talk stands.
async fn status(app: &TestApp) -> String {
    app.value::<String>("select string_agg(status::text, ' ' order by number) from accountability_talk").await
}
