//! 征求意见 and 审议: departments read and say what they think, the office answers, the meeting decides.

use reform_ledger::clock::beijing_instant;

use super::*;
use crate::support::test_app::day;

/// A ledger with last year's departments and people: a member of 审管办, one of 立案庭; a draft for 2020 put to both.
pub(super) struct Asked<'a> {
    pub office: Persona<'a>,
    pub member: Persona<'a>,
    pub other: Persona<'a>,
    pub draft: String,
}

/// The notice as a draft for another year.
pub(super) async fn draft_of_2020(app: &TestApp, office: &mut Persona<'_>) -> String {
    let text = String::from_utf8(NOTICE.to_vec()).unwrap();
    let text = text.replace("2019年", "2020年").replace("〔2019〕", "〔2020〕");
    office.get("/plans/new").await;
    let page = office.post_files("/plans/new", &[], &[("file", "2020.md", text.as_bytes())]).await;
    page.assert_status(303);
    assert_eq!(app.value::<String>("select content->'plan'->>'year' from plan_draft").await, "2020");
    page.location().to_owned()
}

async fn ask(app: &TestApp, office: &mut Persona<'_>, draft: &str, names: &[&str]) -> Page {
    let page = office.get(draft).await;
    let form = Form::of(&page, "form[action$='/consult']");
    let mut fields: Vec<(String, String)> =
        ["version", "comment_by"].map(|of| (of.to_owned(), form.value(of))).into();
    for name in names {
        fields.push(("ask".into(), app.department(name).await.to_string()));
    }
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    office.post(&format!("{draft}/consult"), &fields).await
}

pub(super) async fn asked(app: &TestApp) -> Asked<'_> {
    app.set_day("2020-03-02");
    let mut office = app.person("office", Role::Office).await;
    let member = app.member("张三", "审管办", "contact").await;
    let other = app.member("李四", "立案庭", "head").await;
    let draft = draft_of_2020(app, &mut office).await;
    ask(app, &mut office, &draft, &["审管办", "立案庭"]).await.assert_status(303);
    Asked { office, member, other, draft }
}

pub(super) async fn comment(who: &mut Persona<'_>, draft: &str, changes: &[(&str, &str)]) -> Page {
    fill(who, draft, "form[action$='/comment']", changes).await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_department_asked_reads_its_own_tasks_first_and_never_the_document(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let Asked { mut member, draft, .. } = asked(&app).await;
    let worklist = member.get("/worklist").await;
    assert!(worklist.text("main").contains("对 2020 年度方案征求意见稿提意见"), "{}", worklist.text("main"));
    let page = member.get(&draft).await;
    page.assert_status(200);
    assert_eq!(page.count(".draft-task"), 39);
    assert!(page.text(".columns .card").contains("审管办"), "{}", page.text(".columns .card"));
    assert_eq!(page.count(".source-text"), 0);
    assert_eq!(page.count(".doubt"), 0);
    member.get(&format!("{draft}/source")).await.assert_status(404);
    let mut stranger = app.member("王五", "研究室", "contact").await;
    stranger.get(&draft).await.assert_status(404);
    let department = app.department("研究室").await.to_string();
    let fields = [("department", department.as_str()), ("text", "意见"), ("go", "comment")];
    stranger.post(&format!("{draft}/comment"), &fields).await.assert_status(404);
    let foreign = app.department("审管办").await.to_string();
    let fields = [("department", foreign.as_str()), ("text", "意见"), ("go", "comment")];
    stranger.post(&format!("{draft}/comment"), &fields).await.assert_status(403);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_comment_is_answered_and_the_department_reads_the_answer(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let Asked { mut office, mut member, mut other, draft } = asked(&app).await;
    let empty = comment(&mut member, &draft, &[("text", ""), ("go", "comment")]).await;
    empty.assert_status(422);
    comment(&mut member, &draft, &[("task", "6"), ("text", "建议由研究室牵头"), ("go", "comment")])
        .await
        .assert_status(303);
    assert!(!other.get(&draft).await.body.contains("建议由研究室牵头"), "others' comments are not for it");
    let worklist = office.get("/worklist").await;
    assert!(worklist.text("main").contains("部门意见 1 条，请答复是否采纳"), "{}", worklist.text("main"));
    let page = office.get(&draft).await;
    assert!(page.text("#task-6").contains("建议由研究室牵头"));
    let silent = fill(&mut office, &draft, "#task-6 form[action$='/answer']", &[("decision", "adopt")]).await;
    silent.assert_status(422);
    let changes = [("decision", "decline"), ("answer", "仍由审管办牵头")];
    fill(&mut office, &draft, "#task-6 form[action$='/answer']", &changes).await.assert_status(303);
    let page = member.get(&draft).await;
    assert!(page.text(".draft-comment").contains("未采纳 仍由审管办牵头"), "{}", page.text(".draft-comment"));
    assert!(member.get("/worklist").await.body.contains("所提意见：未采纳"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_meeting_waits_for_answers_and_for_departments_that_still_have_time(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let Asked { mut office, mut member, mut other, draft } = asked(&app).await;
    let meeting = [("meeting", "领导小组第一次会议"), ("met_on", "2020-03-09")];
    let form = "form[action$='/deliberate']";
    comment(&mut member, &draft, &[("text", "同意"), ("go", "comment")]).await.assert_status(303);
    let early = fill(&mut office, &draft, form, &meeting).await;
    early.assert_status(422);
    assert!(early.text("#deliberation").contains("立案庭还没有答复"), "{}", early.text("#deliberation"));
    assert!(early.text("#deliberation").contains("还有 1 条意见没有答复是否采纳"));
    comment(&mut other, &draft, &[("go", "none")]).await.assert_status(303);
    let changes = [("decision", "adopt"), ("answer", "谢谢")];
    fill(&mut office, &draft, "form[action$='/answer']", &changes).await.assert_status(303);
    fill(&mut office, &draft, form, &meeting).await.assert_status(303);
    let page = office.get(&draft).await;
    assert!(page.text(".page-head").contains("审议") && page.text("main").contains("领导小组第一次会议"));
    let late = [("department", "1"), ("text", "再提"), ("go", "comment")];
    assert!(matches!(member.post(&format!("{draft}/comment"), &late).await.status.as_u16(), 403 | 422));
    let issued = issue(&mut office, &draft, &[("issued_on", "2020-03-02")]).await;
    issued.assert_redirect("/2020/plan");
    assert_eq!(app.value::<i64>("select count(*) from plan").await, 2);
    assert_eq!(member.get(&draft).await.count("form[action$='/comment']"), 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_restricted_task_is_read_by_its_own_departments_only(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let Asked { mut office, mut member, mut other, draft } = asked(&app).await;
    let changes = [("restricted", "yes"), ("title", "丁香事项")];
    fill(&mut office, &format!("{draft}/tasks/6"), "form:has(#title)", &changes).await.assert_status(303);
    assert!(member.get(&draft).await.body.contains("丁香事项"), "it names 审管办");
    assert!(!other.get(&draft).await.body.contains("丁香事项"));
    let sneaking = comment(&mut other, &draft, &[("task", "6"), ("text", "是什么"), ("go", "comment")]).await;
    sneaking.assert_status(422);
    assert!(!sneaking.body.contains("丁香事项"));
    fill(
        &mut office,
        &draft,
        "form[action$='/deliberate']",
        &[("meeting", "会议"), ("met_on", "2020-03-09")],
    )
    .await
    .assert_status(422);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn without_consultation_the_reason_is_asked(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2020-03-02");
    let mut office = app.person("office", Role::Office).await;
    let draft = draft_of_2020(&app, &mut office).await;
    let form = "form[action$='/deliberate']";
    let meeting = [("meeting", "领导小组第一次会议"), ("met_on", "2020-03-09")];
    let asked = fill(&mut office, &draft, form, &meeting).await;
    asked.assert_status(422);
    assert!(asked.text("#not_consulted-error").contains("请写明原因"));
    let all = [meeting[0], meeting[1], ("not_consulted", "上级要求本周印发")];
    fill(&mut office, &draft, form, &all).await.assert_status(303);
    assert!(office.get(&draft).await.text("main").contains("上级要求本周印发"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_is_asked_anew_has_not_answered_by_what_it_said_before(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let Asked { mut office, mut member, draft, .. } = asked(&app).await;
    comment(&mut member, &draft, &[("text", "第一轮的意见"), ("go", "comment")]).await.assert_status(303);
    assert_eq!(member.get(&draft).await.count("button[value=none]"), 0);
    let changes = [("decision", "adopt"), ("answer", "谢谢")];
    fill(&mut office, &draft, "form[action$='/answer']", &changes).await.assert_status(303);
    app.clock.set(beijing_instant(day("2020-03-02"), 9, 5));
    ask(&app, &mut office, &draft, &["审管办"]).await.assert_status(303);
    let before = office.get(&draft).await.text("#deliberation");
    assert!(before.contains("审管办、立案庭还没有答复"), "{before}");
    comment(&mut member, &draft, &[("go", "none")]).await.assert_status(303);
    let before = office.get(&draft).await.text("#deliberation");
    assert!(before.contains("立案庭还没有答复") && !before.contains("审管办"), "{before}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_task_that_names_a_group_concerns_its_members(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let member = "insert into group_member (group_id, member_id, from_on) select g.id, m.id, '2020-01-01'
                  from department g, department m where g.name = '各民事庭' and g.kind = 'group' and m.name = '立案庭'";
    assert_eq!(sqlx::query(member).execute(&pool).await.unwrap().rows_affected(), 1);
    let Asked { mut office, mut other, draft, .. } = asked(&app).await;
    let key = app
        .value::<String>(
            "select t->>'key' from plan_draft, jsonb_array_elements(content->'tasks') t
             where t->'parts' @> '[{\"department\": \"各民事庭\"}]' limit 1",
        )
        .await;
    let changes = [("restricted", "yes"), ("title", "丁香事项")];
    fill(&mut office, &format!("{draft}/tasks/{key}"), "form:has(#title)", &changes).await.assert_status(303);
    let page = other.get(&draft).await;
    assert!(page.text(".columns .card").contains("丁香事项"), "{}", page.text(".columns .card"));
    comment(&mut other, &draft, &[("task", &key), ("text", "意见"), ("go", "comment")])
        .await
        .assert_status(303);
}
