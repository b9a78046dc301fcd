//! An exported ledger, edited elsewhere, is read back: every difference is looked at before anything is done, and nothing in
//! the file is passed over in silence.

mod refused;

use calamine::Data;
use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::activity::{run, submit_report};
use crate::support::court::Form;
use crate::support::edited_book::{Book, with_text_replaced};
use crate::support::{Page, Persona, TestApp};

const PATH: &str = "/2019/ledger/read-back";

/// The plan on 10 April, before any report, with an office person.
async fn office(app: &TestApp) -> Persona<'_> {
    app.set_day("2019-04-10");
    app.person("office", Role::Office).await
}

async fn exported(office: &mut Persona<'_>) -> Book {
    Book::read(&office.get("/2019/ledger.xlsx").await.bytes)
}

/// Uploads a file, and returns the address of what was read and the page that shows it.
async fn upload(office: &mut Persona<'_>, bytes: &[u8]) -> (String, Page) {
    let page = office.post_files(PATH, &[], &[("file", "台账（修改）.xlsx", bytes)]).await;
    page.assert_status(303);
    let path = page.location().to_owned();
    let page = office.get(&path).await;
    page.assert_status(200);
    (path, page)
}

/// Posts the differences as they are ticked, and confirms their effects.
async fn take(office: &mut Persona<'_>, path: &str, review: &Page) -> Page {
    let effects = office.post(path, &Form::of(review, "#take").fields()).await;
    effects.assert_status(200);
    confirm(office, path, &effects).await
}

async fn confirm(office: &mut Persona<'_>, path: &str, effects: &Page) -> Page {
    let form = Form::of(effects, "main form").with("confirmed", "yes");
    office.post(path, &form.fields()).await
}

async fn measures(app: &TestApp) -> String {
    app.value("select string_agg(measures, '|' order by number) from task where number in (1, 2, 6)").await
}

fn ticks(page: &Page) -> Vec<String> {
    page.attributes("#take input[type=checkbox][checked]", "value")
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_export_that_nobody_changed_says_so_and_another_program_may_have_saved_it(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = office(&app).await;
    crate::support::activity::lay_out_all(&pool).await;
    let ledger = office.get("/2019/ledger").await;
    assert!(ledger.attributes(".actions a", "href").contains(&PATH.to_owned()), "the ledger links to it");
    let bytes = office.get("/2019/ledger.xlsx").await.bytes;
    for bytes in [bytes.to_vec(), Book::read(&bytes).saved()] {
        let (_, page) = upload(&mut office, &bytes).await;
        assert_eq!(page.text(".empty b"), "没有可以采用的修改");
        assert!(page.text(".sub").contains("读取 39 行 · 可采用 0 处"), "{}", page.text(".sub"));
        assert!(!page.body.contains("不能从表格修改的"), "{}", page.body);
        assert!(!page.body.contains("没有读取的内容"), "{}", page.body);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_was_changed_is_shown_then_its_effects_then_done_with_its_entries(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = office(&app).await;
    app.person("分管副院长", Role::Leader).await;
    app.member("张三", "审管办", "contact").await;
    app.member("李四", "审管办", "stand_in").await;
    let book = exported(&mut office)
        .await
        .put(6, "具体举措", "　一、起草办法_x000D_\n二、印发  ")
        .put(6, "分管院领导", "分管副院长")
        .put(6, "工作联系人", "李 四")
        .put(6, "完成时限", "2019年9月30日")
        .put(25, "牵头部门", "审管办");
    let (path, page) = upload(&mut office, &book.saved()).await;
    assert_eq!(ticks(&page), ["6:measures", "6:leader", "6:contact", "6:due_on", "25:leads"]);
    assert!(page.text(".sub").contains("可采用 5 处"), "{}", page.text(".sub"));
    assert_eq!(measures(&app).await, "||", "nothing is done by uploading");
    let effects = office.post(&path, &Form::of(&page, "#take").fields()).await;
    effects.assert_status(200);
    assert_eq!(effects.count("main table tbody tr"), 5);
    let words = effects.texts("main table tbody tr").join("\n");
    for said in [
        "分管院领导由待明确改为分管副院长",
        "工作联系人由填报部门的工作联系人改为李四",
        "2019-12-31 → 2019-09-30",
        "修改具体举措",
        "改为牵头部门；填报部门由待明确改为审管办",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert!(words.contains("改为审管办承担"), "the duties that pass are named: {words}");
    assert_eq!(measures(&app).await, "||", "nothing is done by looking at the effects");
    let before: i64 = app.value("select count(*) from ledger_entry").await;
    confirm(&mut office, &path, &effects).await.assert_redirect(&path);
    assert_eq!(measures(&app).await, "||一、起草办法\n二、印发");
    let due: String = app
        .value(
            "select due_on::text from deadline where kind = 'task_completion'
             and task_id = (select id from task where number = 6)",
        )
        .await;
    assert_eq!(due, "2019-09-30");
    let named: String = app
        .value(
            "select string_agg(a.display_name, '、' order by p.role) from task_person p join account a on a.id = p.account_id
             where p.task_id = (select id from task where number = 6)",
        )
        .await;
    assert_eq!(named, "分管副院长、李四");
    let lead: String = app
        .value(
            "select d.name from assignment a join department d on d.id = a.department_id
             where a.role = 'lead' and a.to_on is null and a.task_id = (select id from task where number = 25)",
        )
        .await;
    assert_eq!(lead, "审管办");
    let entries: Vec<String> = sqlx::query_scalar("select event from ledger_entry order by id offset $1")
        .bind(before)
        .fetch_all(&pool)
        .await
        .unwrap();
    for event in ["task_edited", "person_in_charge_changed", "responsibilities_changed", "ledger_read_back"] {
        assert!(entries.iter().any(|of| of == event), "{event}: {entries:?}");
    }
    let closed = office.get(&path).await;
    assert_eq!(closed.text(".flash"), "已按表格修改 5 处，各记办理记录。");
    assert_eq!(closed.count("table.read-back tbody tr"), 5);
    let (_, again) = upload(&mut office, &book.saved()).await;
    assert_eq!(again.text(".empty b"), "没有可以采用的修改", "what was taken over is no difference any more");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_the_ledger_changed_since_is_a_conflict_and_stays_unless_it_is_ticked(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = office(&app).await;
    run(&pool, &["update task set measures = '原举措' where number in (1, 2)"]).await;
    let book = exported(&mut office).await;
    run(&pool, &["update task set measures = '后来的举措', version = version + 1 where number in (1, 2)"])
        .await;
    let (path, page) = upload(&mut office, &book.put(1, "具体举措", "表格的举措").saved()).await;
    assert_eq!(page.count("#take input[type=checkbox]"), 1, "the second task was changed in the ledger only");
    assert!(ticks(&page).is_empty(), "the ledger's text is kept unless chosen otherwise");
    let row = page.text("#take tbody tr:nth-child(2)");
    for text in ["冲突", "后来的举措", "导出时", "原举措", "表格的举措"] {
        assert!(row.contains(text), "{text}: {row}");
    }
    assert!(page.body.contains("另有 1 处，导出以后台账有变动而表格没有改"), "{}", page.body);
    let nothing = office.post(&path, &Form::of(&page, "#take").fields()).await;
    nothing.assert_status(422);
    assert!(nothing.body.contains("没有勾选任何一处"));
    let form = Form::of(&page, "#take").with("take", "1:measures");
    let effects = office.post(&path, &form.fields()).await;
    confirm(&mut office, &path, &effects).await.assert_redirect(&path);
    assert_eq!(measures(&app).await, "表格的举措|后来的举措|");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_cannot_be_changed_in_a_file_is_said_with_the_page_where_it_can(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = office(&app).await;
    let book = exported(&mut office)
        .await
        .put(6, "改革任务", "另一个任务名称")
        .put(6, "进度", 0.6)
        .put(6, "亮灯", "✔ 已办结")
        .put(6, "时间节点", "2019-06-28 起草（50%）");
    let (path, page) = upload(&mut office, &book.saved()).await;
    assert_eq!(page.count("input[type=checkbox]"), 0);
    let rows = page.texts("table.read-back tbody tr");
    assert_eq!(rows.len(), 4, "{rows:?}");
    for (row, said) in rows.iter().zip(["须写明依据", "写明理由", "月报", "由系统"]) {
        assert!(row.contains(said), "{said}: {row}");
    }
    let links = page.attributes("table.read-back a", "href");
    for link in ["/2019/tasks/6/adjust", "/2019/tasks/6/timeline", "/2019/tasks/6"] {
        assert!(links.contains(&link.to_owned()), "{link}: {links:?}");
    }
    for key in ["6:title", "6:progress", "6:"] {
        let page = office.post(&path, &[("take", key), ("seen", "6::0000000000000000")]).await;
        page.assert_status(409);
    }
    office.post(&format!("{path}/discard"), &[]).await.assert_redirect(PATH);
    let list = office.get(PATH).await;
    assert!(list.text("table tbody tr").contains("已放弃"), "{}", list.text("table tbody tr"));
    office.post(&format!("{path}/discard"), &[]).await.assert_status(409);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nothing_in_the_file_is_dropped_in_silence(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = office(&app).await;
    let mut book = exported(&mut office).await.put(1, "具体举措", "一").put(2, "具体举措", "二");
    // A row is gone, two carry one number, one is new, one has no number; two rows changed places; the numbers of two were
    // exchanged; a column and a sheet are somebody's own; a title row was put on top.
    let gone = book.row(39);
    book.rows.remove(gone);
    let (seventh, eighth) = (book.row(7), book.row(8));
    book.rows.swap(seventh, eighth);
    let twice = book.rows[book.row(2)].clone();
    let (end, width) = (book.rows.len() - 3, book.rows[2].len());
    book.rows.insert(end, twice);
    let mut new = vec![Data::Empty; width];
    (new[0], new[1]) = (Data::Float(40.0), Data::String("新增的任务".into()));
    book.rows.insert(end, new.clone());
    new[0] = Data::Empty;
    book.rows.insert(end, new);
    let (tenth, eleventh) = (book.row(10), book.row(11));
    book = book.put_at((tenth, 0), 11.0).put_at((eleventh, 0), 10.0).put_at((2, width), "我的列");
    book = book.put_at((3, width), "记一笔").put_at((4, width + 1), "没有列名");
    book.rows.insert(0, vec![Data::String("送审稿".into())]);
    book.others.push(("草稿".into(), "随手写的".into()));
    let (_, page) = upload(&mut office, &book.saved()).await;
    assert_eq!(ticks(&page), ["1:measures"], "what can be told apart is read all the same");
    let notes = page.texts("main .card li").join("\n");
    for said in [
        "工作表“草稿”不是台账",
        "“我的列”列不是台账的列",
        "没有列名的格里",
        "序号 2 出现了 2 次",
        "（序号 40“新增的任务”）台账里没有这个序号",
        "没有序号，没有读取",
        "序号是 11，任务却是台账中序号 10 的",
        "导出时有、表中没有读到的任务 2 项（序号 2、39）",
    ] {
        assert!(notes.contains(said), "{said}: {notes}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn without_its_unseen_sheet_a_file_is_compared_two_ways_and_nothing_is_ticked(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = office(&app).await;
    let mut book = exported(&mut office).await.put(1, "具体举措", "表格的举措");
    book.unseen = None;
    let (_, page) = upload(&mut office, &book.saved()).await;
    assert!(page.body.contains("只能比较两方"));
    assert!(ticks(&page).is_empty());
    assert_eq!(page.texts("#take .mark"), ["需核对"]);
    let other_year = with_text_replaced(&office.get("/2019/ledger.xlsx").await.bytes, ">2019<", ">2018<");
    let page = office.post_files(PATH, &[], &[("file", "台账.xlsx", &other_year)]).await;
    page.assert_status(422);
    assert_eq!(page.text("#file-error"), "这份表格是 2018 年的台账，不能读回到 2019 年。");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn when_the_ledger_moves_meanwhile_nothing_is_done_and_the_other_ticks_stay(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = office(&app).await;
    let book = exported(&mut office).await.put(1, "具体举措", "一").put(2, "具体举措", "二");
    let (path, page) = upload(&mut office, &book.saved()).await;
    let effects = office.post(&path, &Form::of(&page, "#take").fields()).await;
    effects.assert_status(200);
    run(&pool, &["update task set measures = '他人的', version = version + 1 where number = 1"]).await;
    let page = confirm(&mut office, &path, &effects).await;
    page.assert_status(409);
    assert!(page.body.contains("有 1 处，台账在您查看之后有了变动"), "{}", page.body);
    assert_eq!(ticks(&page), ["2:measures"]);
    assert_eq!(page.texts("#take .mark"), ["冲突"]);
    assert_eq!(measures(&app).await, "他人的||");
    take(&mut office, &path, &page).await.assert_redirect(&path);
    assert_eq!(measures(&app).await, "他人的|二|");
    let form = Form::of(&page, "#take");
    office.post(&path, &form.fields()).await.assert_status(409);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn where_the_effects_are_others_than_those_seen_they_are_shown_again_and_nothing_is_done(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = office(&app).await;
    let book = exported(&mut office).await.put(25, "牵头部门", "审管办");
    let (path, page) = upload(&mut office, &book.saved()).await;
    let effects = office.post(&path, &Form::of(&page, "#take").fields()).await;
    let other_files = "update assignment set files_report = true
        where id = (select a.id from assignment a join task t on t.id = a.task_id
                    where t.number = 25 and a.role = 'support' order by a.position desc limit 1)";
    run(&pool, &[other_files]).await;
    let again = confirm(&mut office, &path, &effects).await;
    again.assert_status(409);
    assert!(again.text(".reason.yellow").contains("请再看一遍"), "{}", again.text("main"));
    let leads = "select count(*) from assignment a join task t on t.id = a.task_id where t.number = 25 and a.role = 'lead'";
    assert_eq!(app.value::<i64>(leads).await, 0);
    confirm(&mut office, &path, &again).await.assert_redirect(&path);
    assert_eq!(app.value::<i64>(leads).await, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_the_rules_refuse_stands_beside_its_cell_and_nothing_else_is_done(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = office(&app).await;
    submit_report(&pool, 6, "2019-04", "2019-04-09", office.id.0, 10).await;
    run(&pool, &["update deadline set due_on = '2019-09-30' where kind = 'task_completion'"]).await;
    let book = exported(&mut office)
        .await
        .put(1, "具体举措", "一")
        .put(2, "分管院领导", "没有这个人")
        .put(2, "牵头部门", "审管办、不存在的部门")
        .put(3, "完成时限", "年底")
        .put(4, "工作联系人", "没有这个人")
        .put(6, "完成时限", "2019-10-31");
    let (path, page) = upload(&mut office, &book.saved()).await;
    let errors = page.texts("#take td .error");
    assert_eq!(errors.len(), 4, "{errors:?}");
    assert!(errors[0].contains("没有名为“不存在的部门”的部门"), "{errors:?}");
    assert!(errors[1].contains("没有名为“没有这个人”的院领导账号"), "{errors:?}");
    assert!(errors[2].contains("看不出是哪一天"), "{errors:?}");
    assert!(errors[3].contains("在任人员中没有“没有这个人”"), "{errors:?}");
    assert_eq!(ticks(&page), ["1:measures", "6:due_on"]);
    let page = office.post(&path, &Form::of(&page, "#take").fields()).await;
    page.assert_status(422);
    assert!(page.text(".errors").contains("序号 6 完成时限："), "{}", page.text(".errors"));
    assert!(page.text("#cell-6-due_on-error").contains("延期"), "{}", page.text("#cell-6-due_on-error"));
    assert_eq!(ticks(&page), ["1:measures", "6:due_on"], "what was ticked is kept");
    assert_eq!(measures(&app).await, "||", "one transaction: all or nothing");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_department_by_another_name_is_taken_for_it_and_says_so(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = office(&app).await;
    let alias = "insert into department_alias (department_id, alias)
                 select id, '审判管理办' from department where name = '审管办' on conflict do nothing";
    run(&pool, &[alias]).await;
    // Task 6: 审管办 leads; the same by another name is no change.
    let book = exported(&mut office).await.put(6, "牵头部门", "审判管理办").put(24, "牵头部门", "审判管理办");
    let (path, page) = upload(&mut office, &book.saved()).await;
    assert_eq!(ticks(&page), ["24:leads"]);
    let shown = page.text("#take");
    assert!(shown.contains("审管办") && shown.contains("表中写的是“审判管理办”"), "{shown}");
    take(&mut office, &path, &page).await.assert_redirect(&path);
    let leads = "select string_agg(d.name, ' ') from assignment a join department d on d.id = a.department_id
                 join task t on t.id = a.task_id where t.number = 24 and a.role = 'lead' and a.to_on is null";
    assert_eq!(app.value::<String>(leads).await, "审管办");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_text_changed_in_both_sheets_is_no_change_of_the_file(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    run(&pool, &["update task set measures = '原举措' where number = 1"]).await;
    let mut office = office(&app).await;
    let bytes = office.get("/2019/ledger.xlsx").await.bytes;
    let changed = with_text_replaced(&bytes, "原举措", "新举措&#13;&#10;第二行");
    let (_, page) = upload(&mut office, &changed).await;
    // The same text stands once for both sheets: replaced in both, it is the ledger that differs from either.
    assert_eq!(page.count("#take input[type=checkbox]"), 0);
    assert!(page.body.contains("另有 1 处"), "{}", page.body);
}
