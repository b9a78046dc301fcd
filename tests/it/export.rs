//! The JSON export, which other programs rely on.

use reform_ledger::commands::export::export_json;
use reform_ledger::database::MIGRATOR;
use reform_ledger::pages::export::{DocumentExport, of_store};
use reform_ledger::plan::document_reader;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::TestApp;
use crate::support::test_app::{NOTICE, day};

async fn export_of(app: &TestApp, today: &str) -> Value {
    let mut conn = app.state.db.acquire().await.unwrap();
    serde_json::to_value(of_store(&mut conn, 2019, day(today)).await.unwrap()).unwrap()
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// Every key of the interface, in its order; a list by its first element.
const KEYS: [(&str, &str); 9] = [
    ("/plan", "year title document_number issued_on starts_on ends_on status"),
    ("/sections/0", "number title short_title emphasis"),
    ("/work_points/0", "section text tasks"),
    ("/departments/0", "name kind members aliases valid_from valid_to"),
    (
        "/tasks/0",
        "number section title text lead support files_report leader_in_charge contact status light light_reason marks \
         progress due_on extensions carried_from source",
    ),
    ("/deadlines/0", "kind task period department original_due_on due_on met_on waived_on"),
    ("/blind_spots", "task responsibility follow_through"),
    ("/export", "as_of data_as_of fingerprint"),
    ("/blind_spots/task/0", "rule subject message accepted_until"),
];

const TOP_KEYS: &str = "plan sections work_points departments tasks milestones deadlines monthly_reports \
                        quarterly_checks findings half_year_summaries feedback blind_spots export";

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_key_of_the_interface_is_there_in_its_order(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let export = export_of(&app, "2019-03-29").await;
    assert_eq!(keys(&export).join(" "), TOP_KEYS);
    for (pointer, expected) in KEYS {
        assert_eq!(keys(export.pointer(pointer).unwrap()).join(" "), expected, "{pointer}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn it_says_of_which_state_of_the_ledger_it_speaks(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let first: Value = serde_json::from_slice(&export_json(&pool, None).await.unwrap()).unwrap();
    let last: String = app
        .value(
            "select encode(digest, 'hex') from ledger_entry where result = 'done' and plan_year = 2019
                   and event not like '%exported' order by id desc limit 1",
        )
        .await;
    assert_eq!(first["export"]["fingerprint"], last.as_str());
    assert!(first["export"]["data_as_of"].as_str().unwrap().ends_with("+08:00"));
    let again: Value = serde_json::from_slice(&export_json(&pool, None).await.unwrap()).unwrap();
    assert_eq!(first["export"]["fingerprint"], again["export"]["fingerprint"], "an export enters nothing");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_imported_plan_is_exported_as_it_was_read(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let export = export_of(&app, "2019-03-29").await;
    // Where it stands in the document stays with the task.
    let read = serde_json::to_value(DocumentExport::of(&document_reader::read(NOTICE).unwrap())).unwrap();
    let source = &read["tasks"][5]["source"];
    assert_eq!(source["place"], format!("第 {} 段", source["paragraph"]));
    assert_eq!(
        export["plan"],
        json!({
            "year": 2019,
            "title": "《抚松县人民法院司法改革领导小组2019年工作要点》及分工方案",
            "document_number": "抚法〔2019〕第5号",
            "issued_on": "2019-03-28",
            "starts_on": "2019-03-28",
            "ends_on": "2019-12-31",
            "status": "已印发",
        })
    );
    assert_eq!(
        export["tasks"][5],
        json!({
            "number": 6,
            "section": 1,
            "title": "健全信息化全流程审判监督管理机制",
            "text": "全面支持网上办案、全程留痕、智能管理，智能预警监测审判过程和结果偏离态势，推动审判监督管理由盯人盯案、\
                     层层审批向全院、全员、全过程的实时动态监管转变，确保放权与监督相统一。",
            "lead": ["审管办"],
            "support": ["办公室", "各审判执行部门"],
            "files_report": "审管办",
            "leader_in_charge": null,
            "contact": null,
            "status": "未启动",
            "light": "grey",
            "light_reason": "任务未启动：尚未报送大于 0 的进度，也没有完成的节点。",
            "marks": ["待完善"],
            "progress": 0,
            "due_on": "2019-12-31",
            "extensions": {"count": 0, "days": 0},
            "carried_from": null,
            "source": source,
        })
    );
    assert_eq!(export["tasks"][24]["lead"], json!([]), "nobody is invented as lead of task 25");
    assert_eq!(export["tasks"].as_array().unwrap().len(), 39);
    let carried = |point: &&Value| !point["tasks"].as_array().unwrap().is_empty();
    let points = export["work_points"].as_array().unwrap();
    assert_eq!((points.len(), points.iter().filter(carried).count()), (39, 33));
    let numbers: Vec<_> =
        export["tasks"].as_array().unwrap().iter().map(|task| task["number"].as_i64()).collect();
    assert!(numbers.is_sorted());
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_duties_of_the_year_are_exported_with_their_dates(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let export = export_of(&app, "2019-03-29").await;
    let deadlines = export["deadlines"].as_array().unwrap();
    let of_kind = |kind: &str| deadlines.iter().filter(|deadline| deadline["kind"] == kind).count();
    assert_eq!(of_kind("monthly_report"), 351);
    assert_eq!(of_kind("task_completion"), 39);
    assert_eq!((of_kind("quarterly_check"), of_kind("half_year_summary")), (3, 2));
    let report = |task: i32| {
        let found = deadlines.iter().find(|d| d["task"] == task && d["period"] == "2019-05");
        found.unwrap().clone()
    };
    assert_eq!(
        report(6),
        json!({
            "kind": "monthly_report",
            "task": 6,
            "period": "2019-05",
            "department": "审管办",
            "original_due_on": "2019-05-27",
            "due_on": "2019-05-27",
            "met_on": null,
            "waived_on": null,
        })
    );
    assert_eq!(report(25)["department"], Value::Null, "nobody files for a task without lead");
    let check = deadlines.iter().find(|deadline| deadline["kind"] == "quarterly_check").unwrap();
    assert_eq!((&check["period"], &check["department"]), (&json!("2019-Q2"), &Value::Null));
    let acknowledging = deadlines.iter().find(|deadline| deadline["kind"] == "acknowledgement").unwrap();
    assert_eq!((&acknowledging["task"], &acknowledging["period"]), (&Value::Null, &Value::Null));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_does_not_exist_yet_is_an_empty_list(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let export = export_of(&app, "2019-03-29").await;
    for list in
        ["milestones", "monthly_reports", "quarterly_checks", "findings", "half_year_summaries", "feedback"]
    {
        assert_eq!(export[list], json!([]), "{list}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_report_is_exported_with_its_first_submission_and_its_versions(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let contact = app.person("审管办", reform_ledger::accounts::Role::Contact).await.id.0;
    let insert = format!(
        "with report as (
             insert into monthly_report (task_id, month, department_id, status, drafted_at)
             select t.id, '2019-04', a.department_id, 'returned', '2019-04-24T01:00:00Z'
             from task t join assignment a on a.task_id = t.id and a.files_report where t.number = 6 returning id)
         insert into report_submission (report_id, number, progress_text, proof, problems, next_steps, share, rating,
             unchanged, unchanged_reason, signed_off_by, submitted_at, submitted_on, due_on, submitted_by, outcome,
             decided_at, reason)
         select id, n, '', '', '', '', n * 10, 'normal', false, '', '', ('2019-04-' || 23 + n || 'T07:30:00Z')::timestamptz,
             ('2019-04-' || 23 + n)::date, ('2019-04-' || 23 + n)::date, {contact}, 'returned', '2019-04-26T00:00:00Z', '补充'
         from report, generate_series(1, 2) as n"
    );
    sqlx::query(sqlx::AssertSqlSafe(insert)).execute(&app.state.db).await.unwrap();
    let export = export_of(&app, "2019-04-26").await;
    assert_eq!(
        export["monthly_reports"],
        json!([{
            "task": 6,
            "month": "2019-04",
            "status": "退回修改",
            "first_submitted_at": "2019-04-24T15:30:00+08:00",
            "versions": 2,
            "progress": 20,
            "on_time": true,
        }])
    );
    assert_eq!(keys(&export["monthly_reports"][0]).len(), 7);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_same_store_gives_the_same_bytes(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let first = export_json(&app.state.db, None).await.unwrap();
    assert_eq!(export_json(&app.state.db, Some(2019)).await.unwrap(), first);
}

#[test]
fn a_document_that_was_only_read_gives_the_same_object_with_its_doubts() {
    let document = document_reader::read(NOTICE).unwrap();
    let read = serde_json::to_value(DocumentExport::of(&document)).unwrap();
    assert_eq!(keys(&read).join(" "), format!("{TOP_KEYS} doubts unread"));
    let of_a_store = ["/deadlines/0", "/export", "/blind_spots/task/0"];
    for (pointer, expected) in KEYS.iter().filter(|(pointer, _)| !of_a_store.contains(pointer)) {
        let due_dates = if *pointer == "/tasks/0" { " due_dates" } else { "" };
        assert_eq!(keys(read.pointer(pointer).unwrap()).join(" "), format!("{expected}{due_dates}"));
    }
    assert_eq!(keys(&read["doubts"][0]), ["task", "rule", "message"]);
    assert_eq!(keys(&read["unread"][0]), ["paragraph", "place", "text"]);
    assert_eq!(read["doubts"].as_array().unwrap().len(), document.doubts.len());
    assert_eq!(read["tasks"][5]["lead"], json!(["审管办"]));
    assert_eq!(read["tasks"][5]["support"], json!(["办公室", "各审判执行部门"]));
    assert_eq!((&read["tasks"][5]["light"], &read["export"]), (&Value::Null, &Value::Null));
    assert_eq!(read["tasks"][5]["due_dates"], json!([]));
    assert_eq!((&read["deadlines"], &read["monthly_reports"]), (&json!([]), &json!([])));
}

#[test]
fn deadlines_in_words_stand_in_order_and_the_last_is_the_tasks() {
    let text = String::from_utf8(NOTICE.to_vec()).unwrap();
    let text = text.replace(
        "全面支持网上办案、全程留痕",
        "2019年6月底前拿出方案，2019年9月30日前完成建设，全面支持网上办案、全程留痕",
    );
    let document = document_reader::read(text.as_bytes()).unwrap();
    let read = serde_json::to_value(DocumentExport::of(&document)).unwrap();
    assert_eq!(
        read["tasks"][5]["due_dates"],
        json!([
            {"due_on": "2019-06-30", "wording": "2019年6月底前"},
            {"due_on": "2019-09-30", "wording": "2019年9月30日前"},
        ])
    );
    assert_eq!(read["tasks"][5]["due_on"], "2019-09-30");
}
