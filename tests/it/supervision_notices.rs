//! 督办通知单: written about one open duty, in the degree its facts give, signed for by the department, and ended with its
//! finding.

mod approval;
mod readers;
mod refusals;
mod road;
mod word;

use reform_ledger::accounts::Role;
use reform_ledger::deadlines::sweep::{Cause, sweep};
use sqlx::PgPool;

use crate::support::activity::{complete_by, put_in_charge};
use crate::support::court::Form;
use crate::support::{Page, Persona, TestApp};

/// What is written in these tests: words that stand nowhere else.
const MATTER: &str = "节点监管规则尚未印发";
const REQUIREMENT: &str = "七月底前印发并报送文本";
const SPOKEN: &str = "7月9日电话与审管办沟通，承诺抓紧";

const LIST: &str = "/2019/supervision-notices";
const ADD: &str = "/2019/supervision-notices/add";
const FIRST: &str = "/2019/supervision-notices/1";

/// The plan on 10 July, the completion of task 6 overdue since 28 June.
async fn court(pool: PgPool) -> TestApp {
    let app = TestApp::with_plan(pool.clone()).await;
    complete_by(&pool, 6, "2019-06-28").await;
    app.set_day("2019-07-10");
    app
}

/// An office account, a contact of 审管办, and the leader in charge of task 6.
async fn people(app: &TestApp) -> (Persona<'_>, Persona<'_>, Persona<'_>) {
    let office = app.person("office", Role::Office).await;
    let contact = app.member("联系人", "审管办", "contact").await;
    let leader = app.person("分管副院长", Role::Leader).await;
    put_in_charge(&app.state.db, leader.id.0, &[6]).await;
    (office, contact, leader)
}

/// The completion of task 6.
async fn duty(app: &TestApp) -> i64 {
    app.value(
        "select l.id from deadline l join task t on t.id = l.task_id where t.number = 6 and l.kind = 'task_completion'",
    )
    .await
}

/// The form of a notice about a duty, as it opens.
async fn form_about(office: &mut Persona<'_>, duty: i64) -> Form {
    let page = office.get(&format!("{ADD}?deadline={duty}")).await;
    page.assert_status(200);
    Form::of(&page, "form.card")
}

fn filled(form: Form) -> Form {
    form.with("matter", MATTER)
        .with("requirement", REQUIREMENT)
        .with("answer_by", "2019-07-17")
        .with("spoken", "yes")
        .with("spoken_with", SPOKEN)
}

/// Writes a notice about a duty.
async fn write_about(office: &mut Persona<'_>, duty: i64) -> Page {
    let form = filled(form_about(office, duty).await);
    office.post(ADD, &form.fields()).await
}

/// Writes the first notice, about the completion of task 6.
async fn write(app: &TestApp, office: &mut Persona<'_>) {
    let duty = duty(app).await;
    write_about(office, duty).await.assert_redirect(FIRST);
}

async fn sign(who: &mut Persona<'_>) -> Page {
    let page = who.get(FIRST).await;
    let form = Form::of(&page, "form[action$='/acknowledge']");
    who.post(&format!("{FIRST}/acknowledge"), &form.fields()).await
}

/// The word for where the first notice stands, on its page.
async fn state(who: &mut Persona<'_>) -> String {
    let lights = who.get(FIRST).await.texts("h1 .light");
    lights[1].clone()
}

async fn step_of_finding(who: &mut Persona<'_>, step: &str, typed: &[(&str, &str)]) -> Page {
    let page = who.get("/2019/findings/1").await;
    let form = Form::of(&page, &format!("form[action$='/{step}']"));
    let form = typed.iter().fold(form, |form, (name, value)| form.with(name, value));
    who.post(&format!("/2019/findings/1/{step}"), &form.fields()).await
}

const ANSWER: [(&str, &str); 2] = [("measures", "规则已印发"), ("proof", "文本一份")];
const CLOSING: [(&str, &str); 5] = [
    ("facts_clear", "yes"),
    ("problem_solved", "yes"),
    ("measure_lawful", "yes"),
    ("evidence_seen", "yes"),
    ("remark", "符合要求"),
];

/// What a person's notices say, the newest first.
async fn told(app: &TestApp, who: &Persona<'_>) -> Vec<String> {
    let sql = "select message from notice where account_id = $1 order by id desc";
    sqlx::query_scalar(sql).bind(who.id.0).fetch_all(&app.state.db).await.unwrap()
}

async fn sweep_now(app: &TestApp) {
    let mut conn = app.state.db.acquire().await.unwrap();
    sweep(&mut conn, &app.act(), Cause::Office).await.unwrap();
}
