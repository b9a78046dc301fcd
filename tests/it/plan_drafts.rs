//! 方案草稿: a document is read in the browser, every uncertain reading decided by a person, and only issuing makes a plan of it.

mod consultation;
mod edits;
mod issuing;
mod late;
mod matched;
mod places;
mod preview;
mod readers;
mod sections;
mod superior_points;

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::court::Form;
use crate::support::test_app::NOTICE;
use crate::support::{Page, Persona, TestApp};

/// An empty ledger on the day after the notice was issued, with an office person.
async fn office(app: &TestApp) -> Persona<'_> {
    app.set_day("2019-03-29");
    app.person("office", Role::Office).await
}

/// Uploads the notice; returns the draft's address.
async fn uploaded(office: &mut Persona<'_>) -> String {
    office.get("/plans/new").await.assert_status(200);
    let page = office.post_files("/plans/new", &[], &[("file", "通知.md", NOTICE)]).await;
    page.assert_status(303);
    page.location().to_owned()
}

/// Presses a button of the page's form that posts to `path`.
async fn press(who: &mut Persona<'_>, draft: &str, form: &str, decision: &str) -> Page {
    let page = who.get(draft).await;
    let form_of = Form::of(&page, &format!("form[action='{draft}/{form}']")).with("decision", decision);
    who.post(&format!("{draft}/{form}"), &form_of.fields()).await
}

/// Posts the form of a page with some fields filled in.
async fn fill(who: &mut Persona<'_>, path: &str, selector: &str, changes: &[(&str, &str)]) -> Page {
    let mut form = Form::of(&who.get(path).await, selector);
    for (name, value) in changes {
        form = form.with(name, value);
    }
    let action = form_action(&who.get(path).await, selector).unwrap_or_else(|| path.to_owned());
    who.post(&action, &form.fields()).await
}

/// Issues a draft: what it lays out is shown, then it is done. Where the first step refuses, what that says.
async fn issue(who: &mut Persona<'_>, draft: &str, changes: &[(&str, &str)]) -> Page {
    let preview = fill(who, draft, "#issue", changes).await;
    if preview.status != 200 {
        return preview;
    }
    who.post(&format!("{draft}/issue"), &Form::of(&preview, "#issue").fields()).await
}

fn form_action(page: &Page, selector: &str) -> Option<String> {
    page.attributes(selector, "action").into_iter().next()
}

async fn all_departments_new(office: &mut Persona<'_>, draft: &str) {
    office.get(draft).await;
    office.post(&format!("{draft}/departments/all"), &[]).await.assert_status(303);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_uploaded_notice_waits_as_a_draft_and_nothing_else_meets_it(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    let page = office.get(&draft).await;
    page.assert_status(200);
    assert!(page.text(".page-head").contains("39 项任务"), "{}", page.text(".page-head"));
    assert_eq!(page.count(".draft-task"), 39);
    assert!(page.count("[data-decide]") > 0);
    assert_eq!(app.value::<i64>("select count(*) from plan").await, 0);
    assert_eq!(app.value::<i64>("select count(*) from department").await, 0);
    let plans = office.get("/plans").await;
    assert!(plans.text("tbody").contains("起草"), "{}", plans.text("tbody"));
    office.get("/2019/wall").await.assert_status(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_same_document_again_leads_to_its_draft(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    assert_eq!(uploaded(&mut office).await, draft);
    assert_eq!(app.value::<i64>("select count(*) from plan_draft").await, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn two_presses_at_once_make_one_draft(pool: PgPool) {
    let app = TestApp::new(pool.clone()).await;
    let mut first = office(&app).await;
    let mut second = app.person("office-2", Role::Office).await;
    // Nobody stores a draft until both presses wait.
    let mut held = pool.begin().await.unwrap();
    sqlx::query("lock table plan_draft in exclusive mode").execute(&mut *held).await.unwrap();
    let both_wait = async {
        let waiting = "select count(*) from pg_stat_activity
                       where datname = current_database() and wait_event_type = 'Lock'";
        for _ in 0..400 {
            if app.value::<i64>(waiting).await == 2 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        held.commit().await.unwrap();
    };
    let (one, other, ()) = tokio::join!(uploaded(&mut first), uploaded(&mut second), both_wait);
    assert_eq!(one, other);
    assert_eq!(app.value::<i64>("select count(*) from plan_draft").await, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn text_that_was_pasted_is_read_like_a_file(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    office.get("/plans/new").await;
    let text = String::from_utf8(NOTICE.to_vec()).unwrap();
    let page = office.post_files("/plans/new", &[("text", &text)], &[]).await;
    page.assert_status(303);
    assert_eq!(office.get(page.location()).await.count(".draft-task"), 39);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_no_plan_is_refused_with_a_sentence_beside_its_field(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    office.get("/plans/new").await;
    for (name, bytes, sentence) in [
        ("照片.exe", &b"MZ"[..], "不是可以上传的文件类型"),
        ("方案.md", &b"  "[..], "没有读入"),
        ("方案.docx", &b"PK\x03\x04 broken"[..], "没有读入"),
    ] {
        let page = office.post_files("/plans/new", &[], &[("file", name, bytes)]).await;
        page.assert_status(422);
        assert!(page.text("#file-error").contains(sentence), "{name}: {}", page.text("#file-error"));
    }
    let page = office.post_files("/plans/new", &[("text", "今天开会。")], &[]).await;
    page.assert_status(422);
    assert!(page.text("textarea").contains("今天开会。"), "what was pasted stays");
    let nothing = office.post_files("/plans/new", &[], &[]).await;
    assert!(nothing.text("#file-error").contains("请选择文件"));
    assert_eq!(app.value::<i64>("select count(*) from plan_draft").await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_year_in_force_takes_no_second_plan(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = office(&app).await;
    office.get("/plans/new").await;
    let mut other = NOTICE.to_vec();
    other.extend_from_slice(b"\n");
    let page = office.post_files("/plans/new", &[], &[("file", "通知.md", &other)]).await;
    page.assert_status(422);
    assert!(page.text("#file-error").contains("2019 年度已有方案"), "{}", page.text("#file-error"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_doubt_is_decided_with_one_button_and_the_decision_can_be_taken_back(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    let lead = "select content->'tasks'->24->'parts'->0->>'role' from plan_draft";
    assert_eq!(app.value::<String>(lead).await, "support");
    let key = app
        .value::<i32>(
            "select (d->>'key')::integer from plan_draft, jsonb_array_elements(content->'doubts') d
             where d->>'rule' = 'lead_not_marked' and (d->>'task')::integer = 25",
        )
        .await;
    let form = format!("doubts/{key}");
    let page = office.get(&draft).await;
    assert!(
        page.text(&format!("#doubt-{key}")).contains("由抚松法庭牵头"),
        "{}",
        page.text(&format!("#doubt-{key}"))
    );
    press(&mut office, &draft, &form, "adopt").await.assert_status(303);
    assert_eq!(app.value::<String>(lead).await, "lead");
    let decided = office.get(&draft).await.text(&format!("#doubt-{key}"));
    assert!(decided.contains("已采用建议 · office"), "{decided}");
    press(&mut office, &draft, &form, "reopen").await.assert_status(303);
    assert_eq!(app.value::<String>(lead).await, "support");
    press(&mut office, &draft, &form, "confirm").await.assert_status(422);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_decides_second_is_told_and_changes_nothing(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    let page = office.get(&draft).await;
    let stale = Form::of(&page, "form[action$='/doubts/1']").with("decision", "later");
    let key = "select content->'doubts'->0->'decision'->>'choice' from plan_draft";
    press(&mut office, &draft, "doubts/1", "confirm").await.assert_status(303);
    let mut second = app.person("office-2", Role::Office).await;
    second.get(&draft).await;
    let page = second.post(&format!("{draft}/doubts/1"), &stale.fields()).await;
    page.assert_status(409);
    assert!(page.text("#doubt-1-error").contains("刚由office办理"), "{}", page.text("#doubt-1"));
    assert_eq!(page.attributes(".errors a", "href"), ["#doubt-1"]);
    assert_eq!(app.value::<String>(key).await, "confirmed");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn issuing_waits_for_departments_number_and_date_and_then_is_what_the_import_is(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    let hindered = issue(&mut office, &draft, &[]).await;
    hindered.assert_status(422);
    assert!(hindered.text("#issue-error").contains("个部门待确定"), "{}", hindered.text("#issue-error"));
    all_departments_new(&mut office, &draft).await;
    let blank = issue(&mut office, &draft, &[("document_number", ""), ("issued_on", "")]).await;
    blank.assert_status(422);
    assert_eq!(blank.count(".errors li"), 2);
    assert_eq!(app.value::<i64>("select count(*) from plan").await, 0);
    let issued = issue(&mut office, &draft, &[]).await;
    issued.assert_redirect("/2019/plan");
    for (sql, count) in [
        ("select count(*) from task", 39),
        ("select count(*) from assignment where role = 'lead'", 50),
        ("select count(*) from deadline where kind = 'monthly_report'", 351),
        ("select count(*) from deadline where kind = 'task_completion'", 39),
    ] {
        assert_eq!(app.value::<i64>(sql).await, count, "{sql}");
    }
    office.get("/2019/wall").await.assert_status(200);
    let page = office.get(&draft).await;
    assert!(page.text(".page-head").contains("已印发"));
    assert_eq!(page.count("form[action$='/issue']"), 0);
}
