//! 补充通知: a document that revises the plan in force is read, every difference from the ledger shown, and only what a person
//! ticked is done, with the document as its source.

mod kept;

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::activity::run;
use crate::support::court::Form;
use crate::support::test_app::NOTICE;
use crate::support::{Page, Persona, TestApp};

const PATH: &str = "/2019/revisions";

/// A supplement in the shape offices write them: a table of some tasks under their own numbers.
const SUPPLEMENT: &str = "抚松县人民法院

关于调整2019年司法改革任务分工的补充通知

抚法〔2019〕第20号

现将部分任务调整如下：

| 序号 | 任务 | 牵头部门 | 责任部门 | 完成时限 |
| --- | --- | --- | --- | --- |
| 6 | 健全信息化全流程审判监督管理机制 | 研究室 | 审管办、办公室 | 2019年10月底前 |
| 38 | 深化庭审公开 | 立案 | 办公室 | |
| 40 | 建设一站式诉讼服务中心 | 立案庭 | 办公室 | 2019年11月底前 |

2019年6月20日
";

/// The plan on 24 June 2019, with an office person.
async fn office(app: &TestApp) -> Persona<'_> {
    app.set_day("2019-06-24");
    app.person("office", Role::Office).await
}

/// Pastes or uploads a document; returns its address and the page with the differences.
async fn read(office: &mut Persona<'_>, document: &str) -> (String, Page) {
    let page = office.post_files(PATH, &[], &[("file", "补充通知.md", document.as_bytes())]).await;
    page.assert_status(303);
    let path = page.location().to_owned();
    let page = office.get(&path).await;
    page.assert_status(200);
    (path, page)
}

fn ticks(page: &Page) -> Vec<String> {
    page.attributes("#take input[type=checkbox][checked]", "value")
}

/// Posts what is ticked, and confirms its effects.
async fn take(office: &mut Persona<'_>, path: &str) -> Page {
    let form = Form::of(&office.get(path).await, "#take");
    let effects = office.post(path, &form.fields()).await;
    effects.assert_status(200);
    confirm(office, path, &effects).await
}

async fn confirm(office: &mut Persona<'_>, path: &str, effects: &Page) -> Page {
    let form = Form::of(effects, "main form").with("confirmed", "yes");
    office.post(path, &form.fields()).await
}

/// Says that the only uncertain task is this.
async fn match_as(office: &mut Persona<'_>, path: &str, is: &str) -> Page {
    let page = office.get(path).await;
    assert_eq!(page.count("#matches select"), 1);
    let form = Form::of(&page, "#matches form").with("is", is);
    office.post(&format!("{path}/matches"), &form.fields()).await
}

const PARTS: &str = "select string_agg(d.name || case when a.files_report then '!' else '' end, '、' order by a.role, a.position)
    from assignment a join department d on d.id = a.department_id join task t on t.id = a.task_id
    where t.number = 6 and a.to_on is null";

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_supplement_is_shown_as_its_difference_and_done_with_its_source_once_confirmed(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = office(&app).await;
    assert!(office.get("/2019/plan").await.attributes(".actions a", "href").contains(&PATH.to_owned()));
    let (path, page) = read(&mut office, SUPPLEMENT).await;
    assert!(page.text(".sub").contains("读到 3 项任务"), "{}", page.text(".sub"));
    assert!(page.text(".sub").contains("没有提到的 37 项，不变"), "{}", page.text(".sub"));
    assert_eq!(ticks(&page), ["task-6-parts", "task-6-due", "task-38-parts"]);
    assert!(page.text("#matches").contains("建设一站式诉讼服务中心"), "what is uncertain is asked");
    let form = Form::of(&page, "#take");
    assert_eq!(form.value("title"), "关于调整2019年司法改革任务分工的补充通知");
    assert_eq!(
        (form.value("document_number"), form.value("issued_on")),
        ("抚法〔2019〕第20号".into(), "2019-06-20".into())
    );
    let before: String = app.value(PARTS).await;

    match_as(&mut office, &path, "new:3").await.assert_redirect(&path);
    let page = office.get(&path).await;
    assert_eq!(ticks(&page), ["task-6-parts", "task-6-due", "task-38-parts", "new-3-add"]);
    let effects = office.post(&path, &Form::of(&page, "#take").fields()).await;
    effects.assert_status(200);
    let words = effects.texts("main table tbody tr").join("\n");
    for said in [
        "研究室由不承担改为牵头部门",
        "审管办由牵头部门改为责任部门",
        "填报部门由审管办改为研究室",
        "2019-12-31 → 2019-10-31",
        "立案庭由不承担改为牵头部门",
        "新增任务 40，自 2019-06-24 起办理，完成时限 2019-11-30，列入时限",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert_eq!(app.value::<String>(PARTS).await, before, "nothing is done by looking at the effects");
    assert_eq!(app.value::<i64>("select count(*) from task").await, 39);

    confirm(&mut office, &path, &effects).await.assert_redirect(&path);
    assert_eq!(app.value::<String>(PARTS).await, "研究室!、审管办、办公室");
    let source: String = app.value("select source from task where number = 40").await;
    assert_eq!(source, "《关于调整2019年司法改革任务分工的补充通知》（抚法〔2019〕第20号）");
    let closed = office.get(&path).await;
    assert_eq!(closed.count("table.read-back tbody tr"), 4);
    assert!(closed.text(".facts").contains("2019年6月20日"), "{}", closed.text(".facts"));
    let file = office.get(&format!("{path}/file")).await;
    assert_eq!(file.bytes, SUPPLEMENT.as_bytes(), "the file stays");
    let entries: i64 = app
        .value(
            "select count(*) from ledger_entry where event in
             ('plan_revised', 'responsibilities_changed', 'task_added', 'completion_date_set', 'plan_revision_read')",
        )
        .await;
    assert!(entries >= 5, "{entries}");
    assert!(office.get(PATH).await.text("tbody").contains("4 处"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_notice_itself_revises_nothing_even_after_the_ledger_went_on(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = office(&app).await;
    run(
        &pool,
        &["update assignment set role = 'lead' where task_id = (select id from task where number = 27)
           and position = 1"],
    )
    .await;
    let (_, page) = read(&mut office, std::str::from_utf8(NOTICE).unwrap()).await;
    assert_eq!(page.count("#take"), 0, "{}", page.text("main"));
    assert!(page.text(".sub").contains("与台账一致 39 项"), "{}", page.text(".sub"));
    assert!(page.text("main").contains("工作要点 39 条没有比较"), "{}", page.text("main"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_plan_issued_anew_shows_what_it_changed_and_offers_to_end_what_it_lacks(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = office(&app).await;
    let anew = std::str::from_utf8(NOTICE).unwrap();
    let last = anew.find("**39.深化执行信息公开").unwrap();
    let rest = &anew[last..];
    let end = rest.find("办公室").unwrap() + "办公室".len();
    let anew = format!("{}{}", &anew[..last], &rest[end..])
        .replace("**38.深化庭审公开。**", "**38.深化庭审全程公开。**");
    let (path, page) = read(&mut office, &anew).await;
    assert!(
        page.text("#matches").contains("序号相同，标题相近（台账：“深化庭审公开”）"),
        "{}",
        page.text("#matches")
    );
    assert_eq!(ticks(&page), ["task-38-text"], "a task it lacks is not ended by default");
    assert!(page.text("#take").contains("文件中没有这项任务"));
    let form = Form::of(&page, "#take").with("take", "task-39-end").with("from_on", "2019-06-01");
    let effects = office.post(&path, &form.fields()).await;
    effects.assert_status(200);
    assert!(effects.text("tbody").contains("终止（现为“未启动”）"), "{}", effects.text("tbody"));
    confirm(&mut office, &path, &effects).await.assert_redirect(&path);
    assert_eq!(app.value::<String>("select status::text from task where number = 39").await, "terminated");
    // The other one was not among the fields any more: `with` sets the one of that name.
    let title: String = app.value("select title from task where number = 38").await;
    assert_eq!(title, "深化庭审公开");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_the_ledger_decided_since_is_a_conflict_and_stays_unless_ticked(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = office(&app).await;
    run(
        &pool,
        &["update assignment set department_id = (select id from department where name = '研究室')
           where task_id = (select id from task where number = 38) and role = 'support'
           and department_id = (select id from department where name = '办公室')"],
    )
    .await;
    let (_, page) = read(&mut office, SUPPLEMENT).await;
    assert_eq!(ticks(&page), ["task-6-parts", "task-6-due"]);
    let conflict = page.texts("#take tbody").into_iter().find(|text| text.contains("深化庭审公开")).unwrap();
    assert!(conflict.contains("冲突") && conflict.contains("原方案"), "{conflict}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_next_revision_is_compared_with_the_one_before(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = office(&app).await;
    let (path, _) = read(&mut office, SUPPLEMENT).await;
    take(&mut office, &path).await.assert_redirect(&path);
    let again = SUPPLEMENT.replace("第20号", "第21号").replace("研究室 | 审管办、办公室", "研究室 | 审管办");
    let (_, page) = read(&mut office, &again).await;
    assert_eq!(ticks(&page), ["task-6-parts"], "{}", page.text("#take"));
    assert!(!page.text("#take").contains("原方案"), "a change of what the last one said is no conflict");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_short_name_in_a_supplement_is_not_taken_for_the_title_by_the_next_revision(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = office(&app).await;
    let short = SUPPLEMENT.replace("健全信息化全流程", "全流程");
    let (path, _) = read(&mut office, &short).await;
    take(&mut office, &path).await.assert_redirect(&path);
    let anew = std::str::from_utf8(NOTICE).unwrap().replace("**6.健全信息化全流程", "**6.完善信息化全流程");
    let (_, page) = read(&mut office, &anew).await;
    assert!(ticks(&page).contains(&"task-6-text".to_owned()), "a plain change: {}", page.text("#take"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn one_that_the_ledger_follows_already_is_registered_and_the_next_is_compared_with_it(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = office(&app).await;
    run(
        &pool,
        &["update assignment set department_id = (select id from department where name = '立案庭')
           where task_id = (select id from task where number = 38) and role = 'lead'"],
    )
    .await;
    let only_38 = |rest: &str| {
        let rows = SUPPLEMENT.lines().filter(|line| !line.starts_with("| 6 ") && !line.starts_with("| 40"));
        rows.collect::<Vec<_>>().join("\n").replace("立案 | 办公室", rest)
    };
    let (path, page) = read(&mut office, &only_38("立案 | 各审判部门、办公室")).await;
    assert_eq!(page.count("#take"), 0, "{}", page.text("main"));
    let wrong = Form::of(&page, "#register").with("nothing", "yes").with("title", "");
    office.post(&path, &wrong.fields()).await.assert_status(422);
    let form = Form::of(&page, "#register").with("nothing", "yes");
    office.post(&path, &form.fields()).await.assert_redirect(&path);
    let closed = office.get(&path).await;
    assert!(closed.text(".sub").contains("已采用") && closed.text("main").contains("没有采用任何修改"));
    let (_, page) = read(&mut office, &only_38("研究室 | 各审判部门、办公室")).await;
    assert_eq!(ticks(&page), ["task-38-parts"], "against what the registered one said it is a plain change");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nothing_is_registered_as_followed_while_something_differs_or_is_not_matched(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = office(&app).await;
    let (differs, page) = read(&mut office, SUPPLEMENT).await;
    let form = Form::of(&page, "#take").with("nothing", "yes");
    let mut unticked = form.fields();
    unticked.retain(|(name, _)| *name != "take");
    let page = office.post(&differs, &unticked).await;
    page.assert_status(422);
    assert!(page.text(".errors").contains("没有勾选任何一处"), "{}", page.text(".errors"));
    let open = SUPPLEMENT.lines().filter(|line| !line.starts_with("| 6 ") && !line.starts_with("| 38"));
    let (open, page) = read(&mut office, &open.collect::<Vec<_>>().join("\n")).await;
    let form = Form::of(&page, "#register").with("nothing", "yes");
    let page = office.post(&open, &form.fields()).await;
    page.assert_status(422);
    assert!(page.text(".errors").contains("还有任务没有核定"), "{}", page.text(".errors"));
    assert_eq!(app.value::<i64>("select count(*) from plan_revision where status <> 'open'").await, 0);
}
