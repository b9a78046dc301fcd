//! 领导专报: one A4 page of what is done, stuck and to be decided, and who reads whose.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::official_document::package::said;
use crate::official_document::programs::Opened;
use crate::support::{Persona, TestApp, activity};

const ALL: &str = "/2019/leader-briefs/all";

/// The plan on 10 July, 组长 in charge of nothing, a leader in charge of tasks 1 to 6: 1 completed, 2 waiting for a superior, 3
/// overdue since June.
async fn court<'a>(app: &'a TestApp, pool: &PgPool) -> (Persona<'a>, Persona<'a>) {
    app.set_day("2019-07-10");
    let head = app.person("组长", Role::Leader).await;
    let leader = app.person("分管副院长", Role::Leader).await;
    activity::put_in_charge(pool, leader.id.0, &[1, 2, 3, 4, 5, 6]).await;
    let changes = [
        "update account set heads_the_group = true where sign_in_name = '组长'",
        "update task set status = 'completed', status_since = '2019-06-28' where number = 1",
        "update task set status = 'waiting_for_superior', status_source = '上级尚未发文' where number = 2",
        "update task set status = 'in_progress' where number in (3, 4)",
        "update deadline set met_on = due_on where kind = 'monthly_report' and due_on < '2019-07-10'",
        "update deadline set due_on = '2019-06-20' where kind = 'task_completion'
         and task_id = (select id from task where number = 3)",
    ];
    activity::run(pool, &changes).await;
    (app.sign_in("组长", head.id).await, leader)
}

/// So many circulars wait for the signature of a leader.
async fn to_sign(pool: &PgPool, leader: i64, months: &[&str]) {
    for month in months {
        sqlx::query(
            "insert into circular (plan_id, period, version, status, title, text, copies_to, drafted, drafted_on, begun_at,
                                   begun_by, saved_at, saved_by, signer_id, submitted_on, submitted_by)
             select id, $1, 1, 'for_signature', '通报', '正文', '', '[]', '2019-07-10', '2019-07-10 01:00:00Z', $2,
                    '2019-07-10 01:00:00Z', $2, $2, '2019-07-10', $2 from plan",
        )
        .bind(month)
        .bind(leader)
        .execute(pool)
        .await
        .unwrap();
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_leaders_brief_counts_their_tasks_and_names_what_waits_for_them(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let (_, mut leader) = court(&app, &pool).await;
    to_sign(&pool, leader.id.0, &["2019-06"]).await;
    let own = format!("/2019/leader-briefs/{}", leader.id);
    assert_eq!(leader.get("/2019/leader-briefs").await.attributes("td a", "href"), [own.as_str()]);
    assert!(
        leader
            .get("/worklist")
            .await
            .attributes(".actions a", "href")
            .contains(&"/2019/leader-briefs".into())
    );
    let page = leader.get(&own).await;
    assert!(
        page.text(".sub").contains("（报分管副院长：分管任务6项，截至2019年7月10日）"),
        "{}",
        page.text(".sub")
    );
    let text = page.text("article");
    assert!(text.contains("已办结1项，转入常态0项；最近办结第1项“"), "{text}");
    assert!(text.contains("逾期1项，预警0项，待上级、暂缓1项。"), "{text}");
    assert!(text.contains("共1项。"), "{text}");
    let rows = page.texts("tbody tr");
    assert!(
        rows[0].starts_with("3 ") && rows[0].contains("应于2019年6月20日完成，至今未完成，已逾期20天"),
        "the worst first: {rows:?}"
    );
    assert!(rows[1].contains("起待上级：上级尚未发文。"), "{rows:?}");
    assert!(rows[1].starts_with("2 ") && rows[2].starts_with("2019年6月通报"), "{rows:?}");
    let links = page.attributes("tbody .title a", "href");
    assert_eq!(links[..2], ["/2019/tasks/3", "/2019/tasks/2"], "{links:?}");
    let word = said(&leader.get(&format!("{own}/docx")).await.bytes);
    assert!(word.contains("（报分管副院长：分管任务6项"), "a name stands whole: {word}");
    assert!(word.contains("逾期20天（本任务）") && word.contains("日起）"), "{word}");
    let (text, _) = word.split_once("内部资料").unwrap();
    assert!(!text.contains('…') && !text.contains("2019-"), "{text}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_only_this_leader_may_close_confirm_or_accept_waits_for_them_too(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let (_, leader) = court(&app, &pool).await;
    let mut office = app.person("office", Role::Office).await;
    activity::submit_report(&pool, 5, "2019-06", "2019-06-25", office.id.0, 20).await;
    let answered = "with f as (
             insert into finding (plan_id, number, task_id, source, reference, problem, required, severity, status, opened_on,
                 opened_at, opened_by, taken_up_on, taken_up_at, taken_up_by)
             select t.plan_id, 1, t.id, 'check', '', '分流去向没有登记', '补登', 'general', 'answered', '2019-06-15', '2019-06-15',
                 o.id, '2019-06-16', '2019-06-16', o.id
             from task t, account o where t.number = 4 and o.sign_in_name = 'office' returning id, plan_id, task_id, opened_by),
         a as (insert into finding_answer (finding_id, number, measures, proof, answered_on, answered_at, answered_by, due_on)
             select id, 1, '已补登', '补登清单', '2019-07-01', '2019-07-01', opened_by, '2019-07-31' from f)
         insert into deadline (plan_id, kind, subject_id, task_id, department_id, original_due_on, due_on, working, met_on)
         select f.plan_id, 'rectification', f.id, f.task_id, (select id from department where name = '立案庭'), '2019-07-31',
             '2019-07-31', '', '2019-07-01' from f";
    activity::run(&pool, &[answered]).await;
    let own = format!("/2019/leader-briefs/{}", leader.id);
    let text = office.get(&own).await.text("article");
    assert!(text.contains("第 1 号问题：4 "), "the office recorded the answer, and is alone: {text}");
    assert!(text.contains("2019年6月月报：5 "), "{text}");
    assert!(text.contains("共2项。"), "{text}");
    assert!(office.get(ALL).await.text("article").contains("没有等待您决定的事项。"), "not for 组长");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_waits_from_another_year_stands_in_that_years_brief(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let (_, mut leader) = court(&app, &pool).await;
    to_sign(&pool, leader.id.0, &["2019-06"]).await;
    let next = [
        "insert into plan (year, title, document_number, issuing_body, issued_on, starts_on, ends_on, status, activated_on,
                           source_text, source_digest)
         select 2020, title, document_number, issuing_body, '2020-03-20', '2020-03-20', '2020-12-31', status, activated_on,
                source_text, source_digest from plan",
        "insert into plan_rules (plan_id) select id from plan where year = 2020",
    ];
    activity::run(&pool, &next).await;
    let of = |year: i32| format!("/{year}/leader-briefs/{}", leader.id);
    let paths = [of(2019), of(2020)];
    assert!(leader.get(&paths[0]).await.text("article").contains("共1项。"));
    assert!(leader.get(&paths[1]).await.text("article").contains("没有等待您决定的事项。"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_brief_of_all_tasks_agrees_with_the_store(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let (mut head, _) = court(&app, &pool).await;
    let page = head.get(ALL).await;
    let text = page.text("article");
    let completed: i64 = app.value("select count(*) from task where status = 'completed'").await;
    let waiting: i64 =
        app.value("select count(*) from task where status in ('waiting_for_superior', 'paused')").await;
    let overdue: i64 = app
        .value(
            "select count(distinct t.id) from task t join deadline l on l.task_id = t.id
             where l.kind in ('milestone', 'task_completion', 'rectification', 'instruction') and l.met_on is null
               and l.waived_on is null and l.due_on < '2019-07-10' and t.status in ('not_started', 'in_progress')",
        )
        .await;
    assert!(text.contains(&format!("已办结{completed}项")), "{text}");
    assert!(
        text.contains(&format!("逾期{overdue}项")) && text.contains(&format!("暂缓{waiting}项")),
        "{text}"
    );
    assert!(page.text(".sub").contains("改革任务39项"));
    assert!(text.contains("没有等待您决定的事项。"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_leader_reads_their_own_the_head_all_others_none(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let (mut head, mut leader) = court(&app, &pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let own = format!("/2019/leader-briefs/{}", leader.id);
    for path in [own.clone(), ALL.to_owned(), format!("{own}/docx"), format!("{ALL}/docx")] {
        office.get(&path).await.assert_status(200);
        contact.get(&path).await.assert_status(403);
        viewer.get(&path).await.assert_status(403);
        let is_own = path.starts_with(&own);
        assert_eq!(leader.get(&path).await.status, if is_own { 200 } else { 403 }, "{path}");
        assert_eq!(head.get(&path).await.status, if is_own { 403 } else { 200 }, "{path}");
    }
    office.get("/2019/leader-briefs/0").await.assert_status(404);
    leader.get("/2019/leader-briefs/0").await.assert_status(404);
    assert_eq!(office.get("/2019/leader-briefs").await.count("tbody tr"), 3);
    assert_eq!(contact.get("/worklist").await.count(".actions a[href$='leader-briefs']"), 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn it_stays_on_one_page_of_a4_whatever_there_is_to_say(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let (mut head, _) = court(&app, &pool).await;
    let long = [
        "update task set title = repeat('深化以审判为中心的刑事诉讼制度改革“两个一站式”建设、', 7)",
        "update task set restricted = true where number = 5",
        "update task set status = 'completed', status_since = '2019-06-01' where number between 10 and 20",
        "update task set status = 'in_progress' where number > 20",
        "update deadline set due_on = '2019-06-20' where kind = 'task_completion' and met_on is null",
        "update department set name = left(repeat(name, 40), 38) || id",
    ];
    activity::run(&pool, &long).await;
    let months = ["2019-04", "2019-05", "2019-06", "2019-07", "2019-08", "2019-09", "2019-10", "2019-Q2"];
    to_sign(&pool, head.id.0, &months).await;
    let page = head.get(ALL).await;
    assert!(page.count("tbody tr") > 30, "the page lists all: {}", page.count("tbody tr"));
    assert!(page.text("article").contains("共8项。") && !page.text("article").contains('…'));
    let file = head.get(&format!("{ALL}/docx")).await;
    let text = said(&file.bytes);
    assert!(text.contains("司法改革工作专报\n（报组长：改革任务39项，截至2019年7月10日）\n"), "{text}");
    assert!(text.contains("一、已完成。已办结12项") && text.contains("台账指纹："), "{text}");
    assert!(text.contains("项见台账。") && text.contains("共8项"), "{text}");
    let opened = Opened::new("leader-brief", &file.bytes);
    assert_eq!(opened.sizes(), [(595, 842)], "one A4 page: {:#?}", opened.lines());
    assert!(opened.in_python().to_string().contains("需您决定的事项"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_page_of_word_is_used_for_as_many_tasks_as_it_holds(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let (mut head, _) = court(&app, &pool).await;
    activity::lay_out_all(&pool).await;
    let late = "update task set status = 'in_progress' where number between 5 and 17";
    activity::run(&pool, &[late]).await;
    to_sign(&pool, head.id.0, &["2019-06"]).await;
    let file = head.get(&format!("{ALL}/docx")).await;
    let text = said(&file.bytes);
    let named = text.matches("个百分点").count();
    assert!(named >= 5 && !text.contains('…'), "{named} tasks: {text}");
    assert_eq!(Opened::new("leader-brief-usual", &file.bytes).sizes(), [(595, 842)]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_plan_without_tasks_is_said_on_one_page(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let (mut head, _) = court(&app, &pool).await;
    activity::run(&pool, &["truncate task cascade"]).await;
    let page = head.get(ALL).await;
    for part in ["还没有办结的任务。", "没有逾期、预警和等待上级的任务。", "没有等待您决定的事项。"]
    {
        assert!(page.text("article").contains(part), "{part}");
    }
    let file = head.get(&format!("{ALL}/docx")).await;
    assert_eq!(Opened::new("leader-brief-empty", &file.bytes).sizes().len(), 1);
}
