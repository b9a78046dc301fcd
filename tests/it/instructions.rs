//! 批示、议定事项: what a leader instructs or a meeting resolves is handed to a department by a day or filed as read, and
//! the leader sees what became of it.

mod giving;
mod readers;
mod road;
mod settling;

use reform_ledger::accounts::Role;
use sqlx::PgPool;

use crate::support::court::Form;
use crate::support::{Page, Persona, TestApp};

/// What is instructed and answered in these tests: words that stand nowhere else.
const WORDS: &str = "扣押环节的预警先行试点";
const DONE: &str = "已在两个庭试点";
const PROOF: &str = "试点报告一份";

const ADD: &str = "/2019/instructions/add";
const MEETING: &str = "/2019/instructions/meeting";
const FIRST: &str = "/2019/instructions/1";

/// The plan on 10 July.
async fn court(pool: PgPool) -> TestApp {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-07-10");
    app
}

/// A leader, an office account, a contact of 审管办.
async fn people(app: &TestApp) -> (Persona<'_>, Persona<'_>, Persona<'_>) {
    let leader = app.person("院长", Role::Leader).await;
    let office = app.person("office", Role::Office).await;
    (leader, office, app.member("联系人", "审管办", "contact").await)
}

/// The leader writes on task 6.
async fn give(leader: &mut Persona<'_>) {
    let page = leader.get("/2019/instructions/add?task=6").await;
    let form = Form::of(&page, "form.card").with("words", WORDS);
    leader.post(ADD, &form.fields()).await.assert_redirect(FIRST);
}

/// The form of a step, as it stands on the page of the first instruction.
async fn form(who: &mut Persona<'_>, step: &str) -> Form {
    let page = who.get(FIRST).await;
    Form::of(&page, &format!("form[action$='/{step}']"))
}

async fn post(who: &mut Persona<'_>, step: &str, form: Form) -> Page {
    who.post(&format!("{FIRST}/{step}"), &form.fields()).await
}

/// The office hands the first instruction to a department.
async fn assign(app: &TestApp, office: &mut Persona<'_>, department: &str, due_on: &str) -> Page {
    let department = app.department(department).await.to_string();
    let form = form(office, "assign").await.with("department", &department).with("due_on", due_on);
    post(office, "assign", form).await
}

async fn answer(who: &mut Persona<'_>) -> Page {
    let form = form(who, "answer").await.with("done", DONE).with("proof", PROOF);
    post(who, "answer", form).await
}

async fn give_back(who: &mut Persona<'_>) -> Page {
    let form = form(who, "return").await.with("returned_because", "没有写明范围");
    post(who, "return", form).await
}

async fn confirm(who: &mut Persona<'_>) -> Page {
    let form = form(who, "confirm").await.with("remark", "同意办结");
    post(who, "confirm", form).await
}

/// Where the first instruction stands, and how its duty does.
async fn stands(app: &TestApp) -> String {
    let sql = "select concat_ws(' ', i.status, l.original_due_on, l.due_on, 'met ' || l.met_on, 'waived ' || l.waived_on)
               from instruction i left join deadline l on l.kind = 'instruction' and l.subject_id = i.id
               where i.number = 1";
    app.value::<String>(sql).await
}

/// Who was told what, in the order of telling.
async fn told(app: &TestApp, name: &'static str) -> String {
    let all = app
        .value::<String>(
            "select coalesce(string_agg(a.display_name || '：' || n.message, '|' order by n.id), '')
             from notice n join account a on a.id = n.account_id where n.path like '/2019/instructions/%'",
        )
        .await;
    let of_name = |line: &&str| line.starts_with(name);
    all.split('|').filter(of_name).collect::<Vec<_>>().join("|")
}
