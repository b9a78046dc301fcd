//! 向上级反映问题、改革信息: gathered from what accepted reports and waiting tasks say, written, sent, settled; and who reads them.

mod bulletins;
mod readers;
mod road;
mod word;

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::court::Form;
use crate::support::{Page, Persona, TestApp, activity};

const LIST: &str = "/2019/superior-court";
const GATHER: &str = "/2019/superior-court/gather";
const FIRST: &str = "/2019/superior-court/1";

/// What the reports of tasks 6, 20 and 9 say stands in the way: words that stand nowhere else.
const OF_6: &str = "监管平台接口待上级开放";
const OF_20: &str = "调解经费渠道待明确";
const OF_9: &str = "评查标准尚未下发";
/// Why task 5 waits.
const OF_5: &str = "待省高院出台裁判指引";
const ANSWER: &str = "接口将于九月统一开放";

/// The plan on 9 July: tasks 6, 20 and 9 (restricted) have accepted reports with difficulties, task 5 waits.
async fn court(pool: &PgPool) -> TestApp {
    let app = TestApp::with_plan(pool.clone()).await;
    let filer = app.person("填报人", Role::Contact).await.id.0;
    for (number, month, day) in [
        (6, "2019-05", "2019-05-24"),
        (6, "2019-06", "2019-06-25"),
        (20, "2019-06", "2019-06-25"),
        (9, "2019-06", "2019-06-25"),
    ] {
        activity::submit_report(pool, number, month, day, filer, 20).await;
    }
    let say = |number: i32, words: &str| {
        format!(
            "update report_submission set problems = '{words}' where report_id in
             (select m.id from monthly_report m join task t on t.id = m.task_id where t.number = {number})"
        )
    };
    let wait = format!(
        "update task set status = 'waiting_for_superior', status_since = '2019-04-15', status_source = '{OF_5}' where number = 5"
    );
    let (six, twenty, nine) = (say(6, OF_6), say(20, OF_20), say(9, OF_9));
    let statements = [
        "update report_submission set outcome = 'accepted', decided_at = submitted_at",
        "update monthly_report set status = 'accepted'",
        "update task set restricted = true where number = 9",
        six.as_str(),
        twenty.as_str(),
        nine.as_str(),
        wait.as_str(),
    ];
    activity::run(pool, &statements).await;
    app.set_day("2019-07-09");
    app
}

/// The value of the box whose line says these words.
fn offered(page: &Page, words: &str) -> (String, String) {
    let lines = page.texts(".offers li");
    let at =
        lines.iter().position(|line| line.contains(words)).unwrap_or_else(|| panic!("{words}: {lines:?}"));
    (
        page.attributes(".offers input", "name")[at].clone(),
        page.attributes(".offers input", "value")[at].clone(),
    )
}

/// Ticks what says these words and drafts a paper of it.
async fn gather(office: &mut Persona<'_>, path: &str, said: &[&str], title: &str) -> Page {
    let page = office.get(path).await;
    let form = Form::of(&page, "form[method=post]:not([action='/logout'])").with("title", title);
    let form = form.with("addressee", "吉林省高级人民法院");
    let ticked: Vec<(String, String)> = said.iter().map(|words| offered(&page, words)).collect();
    let mut fields = form.fields();
    fields.extend(ticked.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    office.post(path, &fields).await
}

/// Drafts item 1 about task 6.
async fn drafted(office: &mut Persona<'_>) {
    gather(office, GATHER, &[OF_6], "关于监管平台接口的请示").await.assert_redirect(&format!("{FIRST}/edit"));
}

async fn step(office: &mut Persona<'_>, path: &str, step: &str, changes: &[(&str, &str)]) -> Page {
    let mut form = Form::of(&office.get(path).await, &format!("form[action$='/{step}']"));
    for (name, value) in changes {
        form = form.with(name, value);
    }
    office.post(&format!("{path}/{step}"), &form.fields()).await
}

/// Says who signs an item out and whom to ask, and records that it was sent.
async fn send(office: &mut Persona<'_>, path: &str) {
    if path.starts_with(LIST) {
        let edit = format!("{path}/edit");
        let form = Form::of(&office.get(&edit).await, "form.card")
            .with("signer", "院长")
            .with("contact", "承办人")
            .with("contact_phone", "00000000");
        office.post(&edit, &form.fields()).await.assert_redirect(path);
    }
    step(office, path, "send", &[("sent_number", "抚法〔2019〕21号")]).await.assert_redirect(path);
}

async fn answer(office: &mut Persona<'_>, path: &str) {
    let answer = [("outcome", ANSWER), ("outcome_number", "吉高法函〔2019〕7号")];
    step(office, path, "settle", &answer).await.assert_redirect(path);
}
