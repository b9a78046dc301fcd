//! 回头看: whether what was completed or closed has lasted. What has not is reopened with a finding; nothing else does that.

mod deciding;
mod last_year;
mod readers;
mod rounds;

use reform_ledger::accounts::Role;
use reform_ledger::deadlines::changes::Ending;
use reform_ledger::deadlines::of_task::waive;
use sqlx::PgPool;

use crate::support::court::Form;
use crate::support::test_app::day;
use crate::support::{Page, Persona, TestApp, activity};

const LIST: &str = "/2019/look-backs";
const ADD: &str = "/2019/look-backs/add";
const ROUND: &str = "/2019/look-backs/1";
/// The first item: task 6 where it is sampled.
const FIRST: &str = "/2019/look-backs/1/items/1";
const DESK: &str = "form[action*='/items/']";

/// What is found in these tests: words that stand nowhere else.
const REMARK: &str = "抽查三十件，预警均已处理";
const LAPSED: &str = "六月以来预警无人处理";
const PROBLEM: &str = "预警功能实际停用";

const KEPT: [(&str, &str); 2] = [("result", "kept"), ("remark", REMARK)];
const REOPENED: [(&str, &str); 6] = [
    ("result", "reopened"),
    ("remark", LAPSED),
    ("problem", PROBLEM),
    ("required", "恢复运行并补齐六月预警"),
    ("severity", "serious"),
    ("due_on", "2019-07-31"),
];

/// A task completed on 31 May, with what that waives.
async fn complete(pool: &PgPool, number: i32) {
    let mut conn = pool.acquire().await.unwrap();
    let sql =
        "update task set status = 'completed', status_since = '2019-05-31', status_source = '规则已印发'
               where number = $1 returning id";
    let task: i64 = sqlx::query_scalar(sql).bind(number).fetch_one(&mut *conn).await.unwrap();
    waive(&mut conn, task.into(), Ending::Completed(day("2019-05-31"))).await.unwrap();
    let met = "update deadline set met_on = '2019-05-31' where kind = 'task_completion' and task_id = $1";
    sqlx::query(met).bind(task).execute(&mut *conn).await.unwrap();
}

/// Finding 1, of task 20, asked of 审管办 and closed on 14 June.
async fn close_a_finding(pool: &PgPool) {
    activity::run(
        pool,
        &[
            "insert into finding (plan_id, number, task_id, source, reference, problem, required, severity, status, opened_on,
                opened_at, opened_by, taken_up_on, taken_up_at, taken_up_by, ended_on, ended_at, ended_by, remark, facts_clear,
                problem_solved, measure_lawful, evidence_seen)
             select t.plan_id, 1, t.id, 'check', '', '分流去向没有登记', '补登', 'general', 'closed', '2019-05-15', '2019-05-15', a.id,
                '2019-05-16', '2019-05-16', a.id, '2019-06-14', '2019-06-14', a.id, '登记完整', true, true, true, true
             from task t, (select min(id) as id from account) a where t.number = 20",
            "insert into deadline (plan_id, kind, subject_id, task_id, department_id, original_due_on, due_on, working, met_on)
             select f.plan_id, 'rectification', f.id, f.task_id, (select id from department where name = '立案庭'), '2019-06-14',
                '2019-06-14', '', '2019-06-12' from finding f",
        ],
    )
    .await;
}

/// The plan on 20 June with tasks 6 and 7 completed, and a finding closed.
async fn court(pool: &PgPool) -> (TestApp, i64) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-06-20");
    let office = app.person("office", Role::Office).await.id.0;
    for number in [6, 7] {
        complete(pool, number).await;
    }
    close_a_finding(pool).await;
    (app, office)
}

/// The same, for tests of other features.
pub async fn completed_court(pool: &PgPool) -> (TestApp, i64) {
    court(pool).await
}

/// Opens a round over what can be looked back at and is wanted, by its words (任务 6).
async fn open(office: &mut Persona<'_>, wanted: &[&str]) -> Page {
    let page = office.get(ADD).await;
    let boxes = "#sample input[type=checkbox]";
    let labels = page.attributes(boxes, "aria-label");
    let (names, values) = (page.attributes(boxes, "name"), page.attributes(boxes, "value"));
    let mut fields = vec![("title", "上半年办结事项"), ("reason", "逐项复查")];
    for ((label, name), value) in labels.iter().zip(&names).zip(&values) {
        if wanted.iter().any(|words| label == &format!("抽取{words}")) {
            fields.push((name, value));
        }
    }
    office.post(ADD, &fields).await
}

/// Fills in an item's form as it stands, and posts it.
async fn decide(office: &mut Persona<'_>, path: &str, typed: &[(&str, &str)]) -> Page {
    let form = Form::of(&office.get(path).await, DESK);
    let form = typed.iter().fold(form, |form, (name, value)| form.with(name, value));
    office.post(path, &form.fields()).await
}

async fn close(office: &mut Persona<'_>) -> Page {
    let form = Form::of(&office.get(ROUND).await, "form[action$='/close']");
    office.post(&format!("{ROUND}/close"), &form.fields()).await
}

/// Reopens task 6, the only thing looked back at in the first round, with a finding due on a day.
pub async fn reopen_task_6(office: &mut Persona<'_>, due_on: &str) {
    open(office, &["任务 6"]).await.assert_redirect(ROUND);
    let typed: Vec<(&str, &str)> = REOPENED.into_iter().chain([("due_on", due_on)]).collect();
    decide(office, FIRST, &typed).await.assert_redirect(FIRST);
}
