//! 政策文件: entered by the office, read by all, searched, shown on the tasks that rest on them; corrected and withdrawn with
//! entries.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::court::Form;
use crate::support::statements::counted;
use crate::support::{Page, Persona, TestApp, activity};

const LIST: &str = "/2019/policies";
const ADD: &str = "/2019/policies/add";
const FIRST: &str = "/2019/policies/1";

const TITLE: &str = "关于完善人民法院司法责任制的若干意见";

async fn add(office: &mut Persona<'_>, changes: &[(&str, &str)]) -> Page {
    let mut form = Form::of(&office.get(ADD).await, "form.card")
        .with("kind", "superior")
        .with("title", TITLE)
        .with("document_number", "法发〔2015〕13号")
        .with("issuer", "最高人民法院")
        .with("issued_on", "2015-09-21")
        .with("tasks", "1—4、7")
        .with("note", "独任制与合议庭运行机制\n100%_落实");
    for (name, value) in changes {
        form = form.with(name, value);
    }
    office.post(ADD, &form.fields()).await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_plans_own_notice_is_offered_first_without_inventing_a_file(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    assert!(viewer.get(LIST).await.text(".empty").contains("还没有政策文件"));
    assert!(!viewer.get(LIST).await.body.contains("登记本年度方案"));
    let page = office.get(LIST).await;
    assert!(page.body.contains("抚法〔2019〕第5号"), "with its number as printed");
    let offered = office.get(&format!("{ADD}?from=plan")).await;
    let form = Form::of(&offered, "form.card");
    assert_eq!(
        (form.value("document_number"), form.value("issued_on")),
        ("抚法〔2019〕第5号".into(), "2019-03-28".into())
    );
    assert_eq!((form.value("tasks"), form.value("kind")), ("1—39".into(), "own".into()));
    office.post(ADD, &form.fields()).await.assert_redirect(FIRST);
    assert!(!office.get(LIST).await.body.contains("登记本年度方案"), "once");
    let page = viewer.get(FIRST).await;
    assert!(page.text("#files").contains("没有文件，只登记了文件的名称和出处"));
    assert_eq!(page.count("main form"), 0);
    let line = viewer.get("/2019/tasks/25").await.text("#policies");
    assert!(line.contains("抚法〔2019〕第5号 抚松县人民法院 2019年3月28日"), "{line}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn documents_are_found_by_what_stands_in_them_by_task_and_by_kind(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    add(&mut office, &[]).await.assert_redirect(FIRST);
    let other = [
        ("title", "2019—2023年改革纲要"),
        ("kind", "outline"),
        ("tasks", ""),
        ("issued_on", ""),
        ("document_number", ""),
        ("note", ""),
    ];
    add(&mut office, &other).await.assert_redirect("/2019/policies/2");
    let found = [
        ("", 2),
        ("?q=司法责任制", 1),
        ("?q=法发〔2015〕", 1),
        ("?q=最高人民", 2),
        ("?q=合议庭", 1),
        ("?q=100%25_", 1),
        ("?q=%25", 1),
        ("?q=_", 1),
        ("?q=没有这样的", 0),
        ("?task=7", 1),
        ("?task=6", 0),
        ("?kind=outline", 1),
        ("?kind=nonsense", 2),
        ("?q=最高&kind=superior&task=1", 1),
    ];
    for (query, count) in found {
        let query: String =
            query.chars().map(|c| if c.is_ascii() { c.to_string() } else { percent(c) }).collect();
        assert_eq!(viewer.get(&format!("{LIST}{query}")).await.count("tbody tr"), count, "{query}");
    }
    assert_eq!(viewer.get("/2019/tasks/7").await.count("#policies li"), 1);
    assert_eq!(viewer.get("/2019/tasks/6").await.count("#policies"), 0);
}

fn percent(c: char) -> String {
    let bytes: Vec<String> = c.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
    bytes.concat()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_office_keeps_them_and_who_is_not_concerned_sees_no_restricted_title(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    let mut own = app.member("监察室联系人", "监察室", "contact").await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    activity::run(&pool, &["update task set restricted = true, title = '丁香事项' where number = 9"]).await;
    add(&mut office, &[("tasks", "9、10")]).await.assert_redirect(FIRST);
    assert!(own.get(FIRST).await.body.contains("丁香事项"));
    let page = viewer.get(FIRST).await;
    assert!(page.body.contains("9 限定范围") && !page.body.contains("丁香"), "the document itself is open");
    assert!(!viewer.get("/2019/history").await.body.contains("丁香"));
    for who in [&mut own, &mut viewer] {
        who.get(ADD).await.assert_status(403);
        who.get(&format!("{FIRST}/edit")).await.assert_status(403);
        for path in ["add", "1/edit", "1/withdraw", "1/files"] {
            who.post(&format!("{LIST}/{path}"), &[]).await.assert_status(403);
        }
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_document_is_corrected_with_an_entry_and_nothing_typed_is_lost(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut first = app.person("office", Role::Office).await;
    let mut second = app.person("office-2", Role::Office).await;
    let empty =
        first.post(ADD, &[("title", " "), ("tasks", "七"), ("issued_on", "去年"), ("note", "要点")]).await;
    empty.assert_status(422);
    for field in ["kind", "title", "issuer", "tasks", "issued_on"] {
        assert_eq!(empty.count(&format!("#{field}-error")), 1, "{field}");
    }
    assert!(empty.text("#note").contains("要点"));
    add(&mut first, &[]).await.assert_redirect(FIRST);
    let edit = format!("{FIRST}/edit");
    let stale = Form::of(&second.get(&edit).await, "form.card").with("note", "第二人的解读");
    let form = Form::of(&first.get(&edit).await, "form.card").with("note", "第一人的解读").with("tasks", "6");
    first.post(&edit, &form.fields()).await.assert_redirect(FIRST);
    let conflict = second.post(&edit, &stale.fields()).await;
    conflict.assert_status(409);
    assert!(
        conflict.text("#theirs").contains("第一人的解读") && conflict.text("#note").contains("第二人的解读")
    );
    second.post(&edit, &Form::of(&conflict, "form.card").fields()).await.assert_redirect(FIRST);
    let page = second.get(FIRST).await;
    assert!(page.body.contains("第二人的解读"));
    let entries =
        "select count(*) from ledger_entry where event = 'policy_corrected' and audience = 'everyone'";
    assert_eq!(app.value::<i64>(entries).await, 2);
    let before = "select before from ledger_content c join ledger_entry e on e.id = c.entry_id
                  where e.event = 'policy_corrected' order by e.id limit 1";
    assert!(app.value::<String>(before).await.contains("独任制"), "what it was stands in the entry");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn files_are_kept_given_back_and_withdrawn_with_a_reason_as_the_document_is(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    add(&mut office, &[]).await.assert_redirect(FIRST);
    let files = format!("{FIRST}/files");
    let refused = office.post_files(&files, &[], &[("file", "意见.exe", b"MZ")]).await;
    refused.assert_status(422);
    assert!(refused.text("#file-error").contains("不是可以上传的文件类型"));
    office.post(&files, &[]).await.assert_status(422);
    let two: [(&str, &str, &[u8]); 2] = [("file", "意见.pdf", b"%PDF one"), ("file", "解读.docx", b"two")];
    office.post_files(&files, &[], &two).await.assert_redirect(FIRST);
    let links = viewer.get(FIRST).await.attributes("#files a", "href");
    assert_eq!(links.len(), 2);
    assert_eq!(viewer.get(&links[0]).await.bytes.as_ref(), b"%PDF one");
    let withdraw = format!("{}/withdraw", links[0]);
    let refused = office.post(&withdraw, &[("because", "")]).await;
    refused.assert_status(422);
    assert!(refused.body.contains("请写明撤回文件的原因"));
    office.post(&withdraw, &[("because", "不是正式文本")]).await.assert_redirect(FIRST);
    office.post(&withdraw, &[("because", "再撤一次")]).await.assert_status(409);
    viewer.get(&links[0]).await.assert_status(404);
    assert!(viewer.get(FIRST).await.text("#files").contains("撤回：不是正式文本"));
    assert_eq!(app.value::<i64>("select count(*) from policy_file").await, 2, "nothing is deleted");

    let form = Form::of(&office.get(FIRST).await, "form[action$='/1/withdraw']").with("because", "登记有误");
    office.post(&format!("{FIRST}/withdraw"), &form.fields()).await.assert_redirect(FIRST);
    assert!(viewer.get(FIRST).await.text(".reason").contains("登记有误"));
    assert_eq!(viewer.get("/2019/tasks/7").await.count("#policies"), 0);
    assert!(viewer.get(LIST).await.text("tbody").contains("已撤回"));
    office.post(&format!("{FIRST}/edit"), &form.with("version", "2").fields()).await.assert_status(409);
    assert!(viewer.get("/2019/history").await.body.contains("撤回政策文件第1份"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_pages_make_as_many_statements_for_many_documents_as_for_one(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    add(&mut office, &[]).await.assert_redirect(FIRST);
    let mut costs = Vec::new();
    for _ in 0..2 {
        let mut of = Vec::new();
        for path in [LIST, FIRST, "/2019/tasks/7"] {
            let (page, statements) = counted(office.get(path)).await;
            page.assert_status(200);
            of.push((path, statements));
        }
        costs.push(of);
        if costs.len() == 1 {
            let many = [
                "insert into policy (plan_id, number, kind, title, document_number, issuer, note, entered_at, entered_by,
                                     changed_at, changed_by)
                 select plan_id, number + n, kind, title, document_number, issuer, note, entered_at, entered_by, changed_at,
                        changed_by from policy, generate_series(1, 80) n",
                "insert into policy_task (policy_id, task_id) select y.id, t.id from policy y, task t on conflict do nothing",
            ];
            activity::run(&pool, &many).await;
        }
    }
    assert_eq!(costs[0], costs[1]);
    assert_eq!(office.get(LIST).await.count("tbody tr"), 60);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nothing_typed_is_lost_when_a_document_is_withdrawn_or_a_reason_refused(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    add(&mut office, &[]).await.assert_redirect(FIRST);
    let edit = format!("{FIRST}/edit");
    let typed = Form::of(&office.get(&edit).await, "form.card").with("note", "写了很久的要点");
    let file: (&str, &str, &[u8]) = ("file", "意见.pdf", b"%PDF-1.4");
    office.post_files(&format!("{FIRST}/files"), &[], &[file]).await.assert_redirect(FIRST);
    let withdraw = Form::of(&office.get(FIRST).await, "form[action*='/files/'][action$='/withdraw']");
    let path = office
        .get(FIRST)
        .await
        .attributes("form[action*='/files/'][action$='/withdraw']", "action")
        .remove(0);
    let long = "长".repeat(201);
    let refused = office.post(&path, &withdraw.with("because", &long).fields()).await;
    refused.assert_status(422);
    assert_eq!(refused.attributes("#files input[name=because]", "value"), [long.as_str()]);

    let because =
        Form::of(&office.get(FIRST).await, "form[action$='policies/1/withdraw']").with("because", "登记有误");
    office.post(&format!("{FIRST}/withdraw"), &because.fields()).await.assert_redirect(FIRST);
    let late = office.post(&edit, &typed.fields()).await;
    late.assert_status(409);
    assert_eq!(Form::of(&late, "form.card").value("note"), "写了很久的要点");
    assert!(late.text("#title-error").contains("可以复制留存"), "{}", late.text(".errors"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_being_typed_of_a_document_is_kept_until_it_is_saved(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let page = office.get(ADD).await;
    assert_eq!(page.attributes("form.card", "data-autosave"), [format!("/drafts{ADD}")]);
    let form = Form::of(&page, "form.card").with("note", "先写要点");
    office.post(&format!("/drafts{ADD}"), &form.fields()).await.assert_status(200);
    assert_eq!(Form::of(&office.get(ADD).await, "form.card").value("note"), "先写要点");
    add(&mut office, &[]).await.assert_redirect(FIRST);
    assert_eq!(Form::of(&office.get(ADD).await, "form.card").value("note"), "", "saving ends the draft");
    let edit = format!("{FIRST}/edit");
    let form = Form::of(&office.get(&edit).await, "form.card").with("note", "再写要点");
    office.post(&format!("/drafts{edit}"), &form.fields()).await.assert_status(200);
    assert_eq!(Form::of(&office.get(&edit).await, "form.card").value("note"), "再写要点");
}
