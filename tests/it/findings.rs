//! 问题清单: what was found wrong is asked of a department by a day, answered in versions, and closed by the office only.

mod approval;
mod closing;
mod drafts;
mod entering;
mod readers;
mod road;

use reform_ledger::accounts::Role;
use sqlx::PgPool;

use crate::support::court::Form;
use crate::support::{Page, Persona, TestApp};

/// What is found, asked, answered and given in these tests: words that stand nowhere else.
const PROBLEM: &str = "节点预警没有覆盖扣押环节";
const REQUIRED: &str = "补设预警并核对一个月";
const MEASURES: &str = "已补设七处预警";
const PROOF: &str = "预警设置清单";

const ADD: &str = "/2019/findings/add";

/// The plan on 10 July.
async fn court(pool: PgPool) -> TestApp {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-07-10");
    app
}

/// Enters a finding on task 6, asked of 审管办, due on a day; the form's fields may be changed.
async fn enter(app: &TestApp, office: &mut Persona<'_>, due_on: &str, changed: &[(&str, &str)]) -> Page {
    let department = app.department("审管办").await.to_string();
    let mut fields = vec![
        ("task", "6"),
        ("source", "check"),
        ("reference", ""),
        ("problem", PROBLEM),
        ("required", REQUIRED),
        ("severity", "serious"),
        ("department", department.as_str()),
        ("due_on", due_on),
    ];
    for (name, value) in changed {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    office.post(ADD, &fields).await
}

/// The form of a step, as it stands on the page of the first finding.
async fn form(who: &mut Persona<'_>, step: &str) -> Form {
    let page = who.get("/2019/findings/1").await;
    Form::of(&page, &format!("form[action$='/{step}']"))
}

async fn post(who: &mut Persona<'_>, step: &str, form: Form) -> Page {
    who.post(&format!("/2019/findings/1/{step}"), &form.fields()).await
}

async fn take_up(who: &mut Persona<'_>) -> Page {
    let form = form(who, "take-up").await;
    post(who, "take-up", form).await
}

async fn answer(who: &mut Persona<'_>) -> Page {
    let form = form(who, "answer").await.with("measures", MEASURES).with("proof", PROOF);
    post(who, "answer", form).await
}

async fn give_back(who: &mut Persona<'_>) -> Page {
    let form = form(who, "return").await.with("returned_because", "没有附核对记录");
    post(who, "return", form).await
}

async fn close(who: &mut Persona<'_>) -> Page {
    let form = form(who, "close").await;
    post(who, "close", ticked(form)).await
}

fn ticked(form: Form) -> Form {
    let criteria = ["facts_clear", "problem_solved", "measure_lawful", "evidence_seen"];
    criteria.into_iter().fold(form, |form, name| form.with(name, "yes")).with("remark", "符合要求")
}

/// Where the finding stands, and how its duty does.
async fn stands(app: &TestApp) -> String {
    let sql = "select concat_ws(' ', f.status, l.original_due_on, l.due_on, 'met ' || l.met_on, 'waived ' || l.waived_on)
               from finding f join deadline l on l.kind = 'rectification' and l.subject_id = f.id
               order by f.number limit 1";
    app.value::<String>(sql).await
}

/// An office account and a contact of 审管办.
async fn people(app: &TestApp) -> (Persona<'_>, Persona<'_>) {
    (app.person("office", Role::Office).await, app.member("联系人", "审管办", "contact").await)
}
