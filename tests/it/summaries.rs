//! 半年总结、年度总结: drafted from the ledger, written on by the office, reviewed, frozen; and what is frozen stays.

mod figures;
mod parts;

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use reform_ledger::pages::export::of_store;
use serde_json::json;
use sqlx::PgPool;

use crate::support::court::Form;
use crate::support::test_app::day;
use crate::support::{Page, Persona, TestApp, activity};

const H1: &str = "/2019/summaries/2019-H1";
const EDIT: &str = "form[action$='/edit']";

/// The plan on 9 July: task 6 on its way with accepted reports, task 9 restricted.
async fn court(pool: PgPool) -> TestApp {
    let app = TestApp::with_plan(pool.clone()).await;
    let filer = app.person("填报人", Role::Contact).await.id.0;
    activity::submit_report(&pool, 6, "2019-05", "2019-05-24", filer, 20).await;
    activity::submit_report(&pool, 6, "2019-06", "2019-06-28", filer, 40).await;
    let accepted = [
        "update report_submission set outcome = 'accepted', decided_at = submitted_at",
        "update monthly_report set status = 'accepted'",
        "update task set status = 'in_progress' where number in (6, 9)",
        "update task set restricted = true, title = '丁香事项' where number = 9",
    ];
    activity::run(&pool, &accepted).await;
    app.set_day("2019-07-09");
    app
}

async fn begin(office: &mut Persona<'_>, path: &str) {
    let form = Form::of(&office.get(path).await, "form[action$='/begin']");
    let begun = office.post(&format!("{path}/begin"), &form.fields()).await;
    begun.assert_redirect(&format!("{path}/edit"));
}

/// The text as it stands in the field.
async fn text_of(office: &mut Persona<'_>, path: &str) -> String {
    Form::of(&office.get(&format!("{path}/edit")).await, EDIT).value("text")
}

/// Posts the page of the text with a field changed.
async fn post_edit(office: &mut Persona<'_>, path: &str, changes: &[(&str, &str)]) -> Page {
    let path = format!("{path}/edit");
    let mut form = Form::of(&office.get(&path).await, EDIT);
    for (name, value) in changes {
        form = form.with(name, value);
    }
    office.post(&path, &form.fields()).await
}

/// Fills in every blank.
async fn fill(office: &mut Persona<'_>, path: &str) {
    let text = text_of(office, path).await.replace("【待补】", "另行补充");
    post_edit(office, path, &[("text", &text), ("go", "save")]).await.assert_redirect(path);
}

async fn step(office: &mut Persona<'_>, path: &str, step: &str) -> Page {
    let form = Form::of(&office.get(path).await, &format!("form[action$='/{step}']"));
    office.post(&format!("{path}/{step}"), &form.fields()).await
}

/// Begun, filled in, reviewed and frozen.
async fn freeze(office: &mut Persona<'_>, path: &str) {
    begin(office, path).await;
    fill(office, path).await;
    step(office, path, "send").await.assert_redirect(path);
    step(office, path, "freeze").await.assert_redirect(path);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_office_drafts_a_summary_whose_sentences_lead_to_their_records(pool: PgPool) {
    let app = court(pool).await;
    let mut office = app.person("office", Role::Office).await;
    assert!(office.get(H1).await.text(".empty").contains("还没有起草"));
    begin(&mut office, H1).await;
    let page = office.get(H1).await;
    assert_eq!(page.text(".summary-title"), "抚松县人民法院2019年上半年司法改革工作总结");
    assert_eq!(page.text("h1 + .sub .light"), "○草稿");
    let line = page.texts(".summary-text p").into_iter().find(|line| line.contains("第6项")).unwrap();
    assert!(line.starts_with("正在推进：第6项“") && line.contains("进度40%"), "{line}");
    assert!(line.ends_with("〔任务6〕"), "{line}");
    assert!(page.attributes(".summary-text a", "href").contains(&"/2019/tasks/6".to_owned()));
    assert!(page.body.contains("正在推进：第9项（限定范围）。") && !page.body.contains("丁香"));
    assert_eq!(page.count("table tbody tr"), 39, "all tasks stand in the table");
    assert!(!page.body.contains("人工撰写"), "nobody wrote anything yet");
    let edit = office.get(&format!("{H1}/edit")).await;
    assert!(edit.text("#moved").contains("台账没有变动"), "the same ledger gives the same draft");
    let again = Form::of(&office.get("/2019/summaries/2019-H2").await, "form[action$='/begin']");
    office.post(&format!("{H1}/begin"), &again.fields()).await.assert_status(409);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn drafts_are_for_office_and_leaders_what_is_frozen_for_all(pool: PgPool) {
    let app = court(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut leader = app.person("leader", Role::Leader).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    begin(&mut office, H1).await;
    let docx = format!("{H1}/docx");
    leader.get(H1).await.assert_status(200);
    leader.get(&format!("{H1}/edit")).await.assert_status(403);
    for who in [&mut contact, &mut viewer] {
        who.get(H1).await.assert_status(404);
        who.get(&docx).await.assert_status(404);
        who.get(&format!("{H1}?version=1")).await.assert_status(404);
        who.post(&format!("{H1}/begin"), &[]).await.assert_status(403);
        let list = who.get("/2019/summaries").await;
        assert_eq!(list.count("td.title a"), 0);
        assert!(list.text("tbody .state").contains("尚未定稿"));
        assert!(!who.get("/2019/history").await.body.contains("起草2019年上半年半年总结"));
    }
    fill(&mut office, H1).await;
    step(&mut office, H1, "send").await.assert_redirect(H1);
    viewer.get(H1).await.assert_status(404);
    assert_eq!(leader.get(H1).await.text("h1 + .sub .light"), "◆送审稿");
    step(&mut office, H1, "freeze").await.assert_redirect(H1);
    for who in [&mut contact, &mut viewer] {
        let page = who.get(H1).await;
        page.assert_status(200);
        assert_eq!(page.count("form[action*='summaries']"), 0);
        assert!(!page.attributes(".summary-text a", "href").iter().any(|path| path.contains("findings")));
        who.get(&docx).await.assert_status(200);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_changed_sentence_is_marked_as_a_persons(pool: PgPool) {
    let app = court(pool).await;
    let mut office = app.person("office", Role::Office).await;
    begin(&mut office, H1).await;
    let text = text_of(&mut office, H1).await;
    let changed = text.replace("正在推进：第6项“", "稳步推进：第6项“");
    assert_ne!(changed, text);
    post_edit(&mut office, H1, &[("text", &changed), ("go", "save")]).await.assert_redirect(H1);
    let page = office.get(H1).await;
    let line = page.texts(".summary-text p").into_iter().find(|line| line.contains("第6项")).unwrap();
    assert!(line.ends_with("〔人工撰写〕"), "{line}");
    let entry = "select count(*) from ledger_entry where event = 'summary_saved' and audience = 'concerned'";
    assert_eq!(app.value::<i64>(entry).await, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_the_ledger_says_otherwise_by_now_is_taken_over_one_by_one_or_all(pool: PgPool) {
    let app = court(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    begin(&mut office, H1).await;
    activity::run(
        &pool,
        &[
            "update report_submission set share = 55 where submitted_on = '2019-06-28'",
            "update task set status = 'in_progress' where number = 7",
        ],
    )
    .await;
    assert!(office.get(H1).await.text(".reason.yellow").contains("台账有变动"));
    let offered = office.get(&format!("{H1}/edit")).await.texts("#moved ins");
    assert!(offered.iter().any(|line| line.contains("第6项") && line.contains("进度55%")), "{offered:?}");
    post_edit(&mut office, H1, &[("take", "task-6"), ("go", "take")])
        .await
        .assert_redirect(&format!("{H1}/edit"));
    let text = text_of(&mut office, H1).await;
    assert!(text.contains("进度55%") && !text.contains("进度40%"), "{text}");
    assert!(text.contains("未启动：第7项"), "only what was ticked");
    post_edit(&mut office, H1, &[("go", "take_all")]).await.assert_redirect(&format!("{H1}/edit"));
    let edit = office.get(&format!("{H1}/edit")).await;
    assert!(edit.text("#moved").contains("没有变动，或变动已取入"), "{}", edit.text("#moved"));
    assert!(text_of(&mut office, H1).await.contains("正在推进：第7项"));
    assert!(!office.get(H1).await.body.contains("人工撰写"), "what is taken over keeps its records");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn measures_come_from_accepted_reports_as_the_office_chooses(pool: PgPool) {
    let app = court(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    begin(&mut office, H1).await;
    let page = office.get(&format!("{H1}/edit")).await;
    let offered = page.attributes("input[name=measure]", "value");
    assert_eq!(offered.len(), 2, "two accepted months of task 6");
    let problem = page.attributes("input[name=problem]", "value");
    let changes = [("measure", offered[0].as_str()), ("problem", problem[0].as_str()), ("go", "measures")];
    post_edit(&mut office, H1, &changes).await.assert_redirect(&format!("{H1}/edit"));
    let text = text_of(&mut office, H1).await;
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().position(|line| line.contains("：第6项“")).unwrap();
    assert_eq!(lines[at + 1], "已完成初稿。");
    let heading = lines.iter().position(|line| line.starts_with("五、")).unwrap();
    assert!(lines[heading + 1].ends_with("与上级规定的衔接口径待明确。"), "{}", lines[heading + 1]);
    let shown = office.get(H1).await.texts(".summary-text p");
    assert!(shown.contains(&"已完成初稿。〔任务6 2019年5月月报〕".to_owned()), "{shown:?}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn two_at_once_lose_nothing(pool: PgPool) {
    let app = court(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut other = app.person("办公室乙", Role::Office).await;
    begin(&mut office, H1).await;
    let edit = format!("{H1}/edit");
    let seen = Form::of(&other.get(&edit).await, EDIT);
    let draft = Form::of(&office.get(&edit).await, EDIT).with("text", "甲先写。");
    let saved = office.post(&format!("{H1}/draft"), &draft.fields()).await;
    saved.assert_status(200);
    assert!(saved.body.contains("\"version\":2"), "{}", saved.body);
    let late = seen.with("text", "乙后写。").with("go", "save");
    other.post(&format!("{H1}/draft"), &late.fields()).await.assert_status(409);
    let both = other.post(&edit, &late.fields()).await;
    both.assert_status(409);
    assert!(both.text("#theirs").contains("甲先写。"));
    let form = Form::of(&both, EDIT);
    assert_eq!(form.value("text"), "乙后写。");
    other.post(&edit, &form.with("go", "save").fields()).await.assert_redirect(H1);
    assert_eq!(text_of(&mut office, H1).await, "乙后写。");
    let empty = post_edit(&mut office, H1, &[("text", " "), ("title", ""), ("go", "save")]).await;
    empty.assert_status(422);
    assert_eq!((empty.count("#text-error"), empty.count("#title-error")), (1, 1));
    let long = "长".repeat(60_001);
    let long = post_edit(&mut office, H1, &[("text", &long), ("go", "save")]).await;
    long.assert_status(422);
    assert!(long.text("#text-error").starts_with("最多 60000 个字"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_summary_is_frozen_after_review_when_the_half_year_is_over_and_no_blank_is_left(pool: PgPool) {
    let app = court(pool).await;
    app.set_day("2019-06-28");
    let mut office = app.person("office", Role::Office).await;
    begin(&mut office, H1).await;
    assert_eq!(office.get(H1).await.count("form[action$='/freeze']"), 0, "it is reviewed first");
    let blank = step(&mut office, H1, "send").await;
    blank.assert_status(422);
    assert!(blank.text("#text-error").contains("【待补】"), "{}", blank.text(".errors"));
    fill(&mut office, H1).await;
    step(&mut office, H1, "send").await.assert_redirect(H1);
    let early = step(&mut office, H1, "freeze").await;
    early.assert_status(422);
    assert!(early.text("#freeze-error").contains("还没有结束"), "{}", early.text("#freeze-error"));
    app.set_day("2019-07-09");
    let mut office = app.sign_in("office", office.id).await;
    office.get(&format!("{H1}/edit")).await.assert_redirect(H1);
    let unsaid = step(&mut office, H1, "give-back").await;
    unsaid.assert_status(422);
    let form = Form::of(&unsaid, "form[action$='/give-back']").with("because", "补写一句");
    office.post(&format!("{H1}/give-back"), &form.fields()).await.assert_redirect(H1);
    fill(&mut office, H1).await;
    let stale = Form::of(&office.get(H1).await, "form[action$='/send']");
    step(&mut office, H1, "send").await.assert_redirect(H1);
    office.post(&format!("{H1}/send"), &stale.fields()).await.assert_status(409);
    step(&mut office, H1, "freeze").await.assert_redirect(H1);
    let met = "select met_on::text from deadline where kind = 'half_year_summary' and period = '2019-H1'";
    assert_eq!(app.value::<Option<String>>(met).await.as_deref(), Some("2019-07-09"));
    let entry = "select count(*) from ledger_entry where event = 'summary_frozen' and audience = 'everyone'";
    assert_eq!(app.value::<i64>(entry).await, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_frozen_never_changes_and_a_correction_is_a_new_version(pool: PgPool) {
    let app = court(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    freeze(&mut office, H1).await;
    let refused = sqlx::query("update summary set text = '改' where version = 1").execute(&pool).await;
    assert!(refused.unwrap_err().to_string().contains("frozen"));
    let first = viewer.get(H1).await;
    let bytes = viewer.get(&format!("{H1}/docx")).await.body;
    activity::run(&pool, &["update report_submission set share = 90 where submitted_on = '2019-06-28'"])
        .await;
    assert_eq!(viewer.get(H1).await.texts("article, table"), first.texts("article, table"), "figures, too");
    assert_eq!(viewer.get(&format!("{H1}/docx")).await.body, bytes, "the same bytes");

    let correct = Form::of(&office.get(H1).await, "form[action$='/correct']");
    let unsaid = office.post(&format!("{H1}/correct"), &correct.fields()).await;
    unsaid.assert_status(422);
    let said = correct.with("reason", "第6项进度有误");
    office.post(&format!("{H1}/correct"), &said.fields()).await.assert_redirect(&format!("{H1}/edit"));
    let text = text_of(&mut office, H1).await.replace("进度40%", "进度45%");
    post_edit(&mut office, H1, &[("text", &text), ("go", "save")]).await.assert_redirect(H1);
    assert!(viewer.get(H1).await.body.contains("进度40%"), "until the new one is frozen");
    viewer.get(&format!("{H1}?version=2")).await.assert_status(404);
    step(&mut office, H1, "send").await.assert_redirect(H1);
    step(&mut office, H1, "freeze").await.assert_redirect(H1);
    let second = viewer.get(H1).await;
    assert!(second.body.contains("进度45%") && second.text("dl.facts").contains("第6项进度有误"));
    let old = viewer.get(&format!("{H1}?version=1")).await;
    assert_eq!(old.texts("article"), first.texts("article"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_signed_original_is_put_beside_the_frozen_version(pool: PgPool) {
    let app = court(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    freeze(&mut office, H1).await;
    let original = format!("{H1}/original");
    let form = Form::of(&office.get(H1).await, "form[action$='/original']");
    let empty = office.post_files(&original, &form.fields(), &[]).await;
    empty.assert_status(422);
    assert_eq!((empty.count("#number-error"), empty.count("#signer-error")), (1, 1));
    let form =
        form.with("number", "抚法改〔2019〕3号").with("signer", "组长").with("signed_on", "2019-07-08");
    let wrong = office.post_files(&original, &form.fields(), &[("file", "正本.exe", b"MZ")]).await;
    wrong.assert_status(422);
    office.post_files(&original, &form.fields(), &[]).await.assert_redirect(H1);
    assert!(viewer.get(H1).await.body.contains("扫描件待附"), "recorded, its scan is to follow");
    let scan = [("file", "正本.pdf", b"%PDF-1.4 signed".as_slice())];
    office.post_files(&original, &form.fields(), &scan).await.assert_redirect(H1);
    let page = viewer.get(H1).await;
    assert!(page.body.contains("抚法改〔2019〕3号　组长签发　2019年7月8日"), "{}", page.body);
    let link = page.attributes("a[href*='/originals/']", "href");
    assert_eq!(viewer.get(&link[0]).await.body, "%PDF-1.4 signed");
    viewer.post(&original, &form.fields()).await.assert_status(403);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_export_tells_how_summaries_stand_and_writes_the_last_as_a_word_document(pool: PgPool) {
    let app = court(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    let none = reform_ledger::commands::export::export_docx(&pool, Some(2019)).await.unwrap_err();
    assert_eq!(none.to_string(), "2019 年度还没有起草半年总结。");
    begin(&mut office, H1).await;
    let exported = async |app: &TestApp| {
        let mut conn = app.state.db.acquire().await.unwrap();
        let export = of_store(&mut conn, 2019, day("2019-07-09")).await.unwrap();
        serde_json::to_value(export).unwrap()["half_year_summaries"].clone()
    };
    assert_eq!(exported(&app).await, json!([{"period": "2019-H1", "status": "草稿", "frozen_at": null}]));
    fill(&mut office, H1).await;
    step(&mut office, H1, "send").await.assert_redirect(H1);
    step(&mut office, H1, "freeze").await.assert_redirect(H1);
    let frozen_at = "2019-07-09T09:00:00+08:00";
    assert_eq!(
        exported(&app).await,
        json!([{"period": "2019-H1", "status": "定稿", "frozen_at": frozen_at}])
    );
    let bytes = reform_ledger::commands::export::export_docx(&pool, Some(2019)).await.unwrap();
    assert!(bytes.starts_with(b"PK"));
    let page = office.get(&format!("{H1}/docx")).await;
    page.assert_status(200);
    let named = page.headers["content-disposition"].to_str().unwrap().to_owned();
    assert!(named.contains("2019%E5%B9%B4%E4%B8%8A%E5%8D%8A%E5%B9%B4"), "{named}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_worklist_leads_to_the_summary_that_is_owed(pool: PgPool) {
    let app = court(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let worklist = office.get("/worklist").await;
    assert!(worklist.attributes(".todo a", "href").contains(&H1.to_owned()));
    freeze(&mut office, H1).await;
    assert!(!office.get("/worklist").await.attributes(".todo a", "href").contains(&H1.to_owned()));
}
