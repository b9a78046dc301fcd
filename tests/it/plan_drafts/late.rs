//! Who comes too late loses nothing: the same page comes again, with all that was typed and a sentence beside it.

use super::consultation::{Asked, asked, comment, draft_of_2020};
use super::*;

/// Names and values.
type Fields<'a> = &'a [(&'a str, &'a str)];

/// Fills in a form of the draft's page, lets somebody change the draft, then sends it.
async fn send_late(
    office: &mut Persona<'_>,
    draft: &str,
    (form, changes): (&str, Fields<'_>),
    meanwhile: (&str, Fields<'_>),
) -> Page {
    let page = office.get(draft).await;
    let mut stale = Form::of(&page, form);
    for (name, value) in changes {
        stale = stale.with(name, value);
    }
    let action = form_action(&page, form).unwrap();
    fill(office, draft, meanwhile.0, meanwhile.1).await.assert_status(303);
    office.post(&action, &stale.fields()).await
}

const WITHDRAWN: (&str, Fields<'static>) = ("form[action$='/withdraw']", &[("withdraw_because", "改用新稿")]);

async fn draft(app: &TestApp) -> (Persona<'_>, String) {
    app.set_day("2020-03-02");
    let mut office = app.person("office", Role::Office).await;
    let draft = draft_of_2020(app, &mut office).await;
    (office, draft)
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn each_step_on_a_draft_that_changed_comes_again_as_typed_and_then_goes_through(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let (mut office, draft) = draft(&app).await;
    let unit = app.department("立案庭").await.to_string();
    let meeting = [("meeting", "第一次会议"), ("met_on", "2020-03-09"), ("not_consulted", "上级要求")];
    let number = [("document_number", "抚法〔2020〕第9号"), ("issued_on", "2020-03-01")];
    let asked = [("ask", unit.as_str()), ("comment_by", "2020-03-20")];
    let steps: [(&str, Fields<'_>, &str); 4] = [
        ("#issue", &number, "#issue-error"),
        ("form[action$='/deliberate']", &meeting, "#meeting-error"),
        ("form[action$='/consult']", &asked, "#ask-error"),
        ("form[action$='/withdraw']", &[("withdraw_because", "改用新稿")], "#withdraw_because-error"),
    ];
    for (form, changes, error) in steps {
        // Decided, or taken back: a change that leaves the state as it is.
        let decided = office.get(&draft).await.count("#doubt-1.decided") == 1;
        let press = [("decision", if decided { "reopen" } else { "later" })];
        let meanwhile = ("form[action$='/doubts/1']", &press[..]);
        let page = send_late(&mut office, &draft, (form, changes), meanwhile).await;
        page.assert_status(409);
        assert!(page.text(error).contains("您所填的都还在"), "{form}: {}", page.text(error));
        let again = Form::of(&page, form);
        for (name, value) in changes {
            assert_eq!(again.value(name), *value, "{form} {name}");
        }
        if form != "#issue" {
            office.post(&form_action(&page, form).unwrap(), &again.fields()).await.assert_status(303);
        }
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_was_typed_into_a_form_that_is_gone_stays_to_be_read(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let (mut office, draft) = draft(&app).await;
    let typed = ("form[action$='/deliberate']", &[("meeting", "丁香会议"), ("met_on", "2020-03-09")][..]);
    let page = send_late(&mut office, &draft, typed, WITHDRAWN).await;
    page.assert_status(409);
    let lost = page.text("#lost");
    assert!(
        lost.contains("现为“作废”") && lost.contains("丁香会议") && lost.contains("2020-03-09"),
        "{lost}"
    );
    let number = [("document_number", "抚法〔2020〕第77号"), ("version", "1")];
    let page = office.post(&format!("{draft}/issue"), &number).await;
    page.assert_status(409);
    assert!(page.text("#lost").contains("第77号"), "{}", page.text("#lost"));
    let page =
        office.post_files(&format!("{draft}/original"), &[], &[("scan", "正本.pdf", b"%PDF-1.4")]).await;
    page.assert_status(422);
    assert!(page.text(".errors").contains("方案印发以后才存正本"), "{}", page.text(".errors"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_comment_after_the_day_stays_to_be_read(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let Asked { mut other, draft, .. } = asked(&app).await;
    let page = other.get(&draft).await;
    let typed = Form::of(&page, "form[action$='/comment']").with("text", "迟到的意见").with("go", "comment");
    app.set_day("2020-03-31");
    let mut late = app.sign_in("李四", other.id).await;
    late.get(&draft).await;
    let page = late.post(&format!("{draft}/comment"), &typed.fields()).await;
    page.assert_status(422);
    let lost = page.text("#lost");
    assert!(lost.contains("反馈期限已过") && lost.contains("迟到的意见"), "{lost}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_comment_or_an_answer_beside_another_stays_to_be_read(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let Asked { mut office, mut member, mut other, draft } = asked(&app).await;
    let page = other.get(&draft).await;
    let typed = Form::of(&page, "form[action$='/comment']").with("text", "迟到的意见").with("go", "comment");
    comment(&mut other, &draft, &[("go", "none")]).await.assert_status(303);
    let twice = typed.clone().with("go", "none");
    let page = other.post(&format!("{draft}/comment"), &twice.fields()).await;
    page.assert_status(422);
    assert!(page.text("#text-error").contains("已经答复") && page.text("#text").contains("迟到的意见"));
    comment(&mut member, &draft, &[("text", "请改"), ("go", "comment")]).await.assert_status(303);
    let form = "form[action$='/answer']";
    let stale =
        Form::of(&office.get(&draft).await, form).with("decision", "adopt").with("answer", "另一种答复");
    let action = form_action(&office.get(&draft).await, form).unwrap();
    fill(&mut office, &draft, form, &[("decision", "decline"), ("answer", "不改")]).await.assert_status(303);
    let page = office.post(&action, &stale.fields()).await;
    page.assert_status(409);
    let lost = page.text("#lost");
    assert!(lost.contains("刚由他人答复") && lost.contains("另一种答复"), "{lost}");
    let meeting = [("meeting", "会议"), ("met_on", "2020-03-09")];
    fill(&mut office, &draft, "form[action$='/deliberate']", &meeting).await.assert_status(303);
    let page = office.post(&format!("{draft}/comment"), &typed.fields()).await;
    page.assert_status(422);
    assert!(page.text("#lost").contains("迟到的意见"), "{}", page.text("#lost"));
    assert!(!page.text("#lost").contains("2020-03-28"), "only what was typed");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_matches_second_keeps_what_was_chosen_and_reads_what_stands(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let (mut office, draft) = draft(&app).await;
    let origins = format!("{draft}/origins");
    let page = office.get(&origins).await;
    let version = Form::of(&page, "main form").value("version");
    let chosen = [("version", version.as_str()), ("key", "6"), ("origin", "7")];
    let first = [("version", version.as_str()), ("key", "6"), ("origin", "6")];
    office.post(&origins, &first).await.assert_status(303);
    let page = office.post(&origins, &chosen).await;
    page.assert_status(409);
    assert_eq!(page.attributes("#origin-6 option[selected]", "value"), ["7"]);
    assert!(page.text("#origin-6-error").contains("现为2019 年任务 6"), "{}", page.text("#origin-6-error"));
    let version = Form::of(&page, "main form").value("version");
    let gone = [("version", version.as_str()), ("key", "6"), ("origin", "99")];
    let page = office.post(&origins, &gone).await;
    page.assert_status(422);
    assert!(page.text("#origin-6-error").contains("已不能结转"));
    let again = [("version", version.as_str()), ("key", "6"), ("origin", "7")];
    office.post(&origins, &again).await.assert_status(303);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn why_a_task_is_moved_out_stays_typed_where_the_task_changed(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let (mut office, draft) = draft(&app).await;
    let path = format!("{draft}/tasks/6");
    let form = "form[action$='/remove']";
    let stale = Form::of(&office.get(&path).await, form).with("because", "与任务 5 重复");
    fill(&mut office, &path, "form:has(#title)", &[("title", "他人的标题")]).await.assert_status(303);
    let page = office.post(&format!("{path}/remove"), &stale.fields()).await;
    page.assert_status(409);
    assert_eq!(page.attributes("#because", "value"), ["与任务 5 重复"]);
    office.post(&format!("{path}/remove"), &Form::of(&page, form).fields()).await.assert_status(303);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_typed_of_a_task_or_the_plan_stays_where_the_draft_changes_no_more(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let (mut office, draft) = draft(&app).await;
    let (task, facts) = (format!("{draft}/tasks/6"), format!("{draft}/facts"));
    let cases = [
        (format!("{draft}/tasks/add"), "form:has(#title)", "title"),
        (task.clone(), "form:has(#title)", "title"),
        (task, "form[action$='/remove']", "because"),
        (facts, "form:has(#title)", "title"),
    ];
    let mut stale = Vec::new();
    for (path, form, field) in cases {
        let page = office.get(&path).await;
        let typed = Form::of(&page, form).with(field, "迟到的文字");
        stale.push((form_action(&page, form).unwrap_or(path), field, typed));
    }
    fill(&mut office, &draft, WITHDRAWN.0, WITHDRAWN.1).await.assert_status(303);
    for (action, field, typed) in stale {
        let page = office.post(&action, &typed.fields()).await;
        page.assert_status(409);
        assert_eq!(page.attributes(&format!("#{field}"), "value"), ["迟到的文字"], "{action}");
        let error = page.text(&format!("#{field}-error"));
        assert!(error.contains("现为“作废”，不能修改"), "{action}: {error}");
    }
}
