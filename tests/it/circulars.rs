//! 通报: drafted from the ledger, explained by the departments it names, signed by a leader, read by all; and who reads what of
//! it when.

mod again;
mod life;
mod readers;
mod rounds;
mod signatures;
mod succession;
mod word;

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::court::Form;
use crate::support::{Page, Persona, TestApp, activity};

const JUNE: &str = "/2019/circulars/2019-06";
const EDIT: &str = "form[action$='/edit']";

/// The plan on 5 July: task 6 reported late by 审管办, task 20 in time by 立案庭, nothing else reported; task 9 restricted.
async fn court(pool: &PgPool) -> TestApp {
    let app = TestApp::with_plan(pool.clone()).await;
    let filer = app.person("填报人", Role::Contact).await.id.0;
    activity::submit_report(pool, 6, "2019-06", "2019-06-28", filer, 40).await;
    activity::submit_report(pool, 20, "2019-06", "2019-06-24", filer, 40).await;
    let changes = [
        "update report_submission set due_on = '2019-06-25'",
        "update task set restricted = true, title = '丁香事项' where number = 9",
    ];
    activity::run(pool, &changes).await;
    app.set_day("2019-07-05");
    app
}

async fn begin(office: &mut Persona<'_>, path: &str) {
    let form = Form::of(&office.get(path).await, "form[action$='/begin']");
    let begun = office.post(&format!("{path}/begin"), &form.fields()).await;
    begun.assert_redirect(&format!("{path}/edit"));
}

/// Posts a form of the page with fields changed.
async fn step(who: &mut Persona<'_>, path: &str, step: &str, changes: &[(&str, &str)]) -> Page {
    let mut form = Form::of(&who.get(path).await, &format!("form[action$='/{step}']"));
    for (name, value) in changes {
        form = form.with(name, value);
    }
    who.post(&format!("{path}/{step}"), &form.fields()).await
}

/// Posts the page of the text with a field changed.
async fn edit(office: &mut Persona<'_>, path: &str, changes: &[(&str, &str)]) -> Page {
    let path = format!("{path}/edit");
    let mut form = Form::of(&office.get(&path).await, EDIT);
    for (name, value) in changes {
        form = form.with(name, value);
    }
    office.post(&path, &form.fields()).await
}

/// Strikes all departments but these: the others' passages are emptied.
async fn keep_only(office: &mut Persona<'_>, app: &TestApp, path: &str, names: &[&str]) {
    let page = office.get(&format!("{path}/edit")).await;
    let mut form: Vec<(String, String)> = Form::of(&page, EDIT)
        .fields()
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let mut kept = Vec::new();
    for name in names {
        kept.push(app.department(name).await.to_string());
    }
    let mut department = String::new();
    for (name, value) in &mut form {
        match name.as_str() {
            "department" => department.clone_from(value),
            "situation" if !kept.contains(&department) => value.clear(),
            _ => {}
        }
    }
    form.push(("go".into(), "save".into()));
    let fields: Vec<(&str, &str)> =
        form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    office.post(&format!("{path}/edit"), &fields).await.assert_redirect(path);
}

/// 组长, who signs.
async fn head_of_group<'a>(app: &'a TestApp, pool: &PgPool) -> Persona<'a> {
    let leader = app.person("组长", Role::Leader).await;
    activity::run(pool, &["update account set heads_the_group = true where sign_in_name = '组长'"]).await;
    leader
}

/// June's circular about 审管办 and 研究室, explained by 审管办, its time over.
async fn explained(app: &TestApp) -> (Persona<'_>, Persona<'_>) {
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    begin(&mut office, JUNE).await;
    keep_only(&mut office, app, JUNE, &["审管办", "研究室"]).await;
    step(&mut office, JUNE, "ask", &[("explain_by", "2019-07-08")]).await.assert_redirect(JUNE);
    let said = [("explanation", "等待院党组审议，故晚报三日。")];
    step(&mut contact, JUNE, "explain", &said).await.assert_redirect(JUNE);
    app.set_day("2019-07-09");
    let office = app.sign_in("office", office.id).await;
    let contact = app.sign_in("联系人", contact.id).await;
    (office, contact)
}
