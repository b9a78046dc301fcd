//! 领导小组会议材料: composed from the ledger of the parts the office ticks, for leaders and the office.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::official_document::package::said;
use crate::official_document::programs::Opened;
use crate::support::{TestApp, activity};

const PAPERS: &str = "/2019/meeting-papers";
const DOCX: &str = "/2019/meeting-papers/docx";

async fn court(pool: &PgPool) -> TestApp {
    let app = TestApp::with_plan(pool.clone()).await;
    activity::lay_out_all(pool).await;
    let changes = [
        "update task set status = 'waiting_for_superior', status_source = '上级尚未发文' where number = 2",
        "update task set restricted = true where number = 9",
    ];
    activity::run(pool, &changes).await;
    app.set_day("2019-07-10");
    app
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_papers_say_how_the_year_stands_with_the_stores_figures(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let text = office.get(PAPERS).await.text("article");
    let steps = "select count(*) from deadline where kind = 'milestone' and waived_on is null and due_on < '2019-07-10'";
    let due: i64 = app.value(steps).await;
    let met: i64 = app
        .value("select count(*) from deadline where kind = 'milestone' and waived_on is null and due_on < '2019-07-10'
                and met_on is not null")
        .await;
    let missing: i64 = app
        .value("select count(*) from deadline where kind = 'monthly_report' and waived_on is null and met_on is null
                and due_on < '2019-07-10'")
        .await;
    for part in [
        "截至2019年7月10日，2019年度改革任务39项：".to_owned(),
        format!("未报送{missing}份；已到期的节点{due}个，已完成{met}个，未完成{}个。", due - met),
        "（一）司法责任制".to_owned(),
        "没有提请会议研究决定的事项。".to_owned(),
        "待上级：".to_owned(),
        "前，第".to_owned(),
    ] {
        assert!(text.contains(&part), "{part}: {text}");
    }
    let title: String = app.value("select title from task where number = 9").await;
    assert!(!office.get(PAPERS).await.body.contains(&title), "of a restricted task its number only");
    let headings = office.get(PAPERS).await.texts("article h3");
    assert_eq!(headings.len(), 6);
    assert!(headings[0] == "一、总体情况" && headings[5] == "六、下步安排", "{headings:?}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn only_the_parts_chosen_stand_in_them_numbered_anew(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let query =
        "meeting=%E7%AC%AC%E4%BA%8C%E6%AC%A1%E4%BC%9A%E8%AE%AE&held_on=2019-07-15&part=general&part=next";
    let page = office.get(&format!("{PAPERS}?{query}")).await;
    assert_eq!(page.texts("article h3"), ["一、总体情况", "二、下步安排"]);
    assert!(page.text("article").contains("（第二次会议，2019年7月15日）"));
    assert_eq!(page.count(".ticks input[checked]"), 2);
    let link = page.attributes(".actions a", "href").remove(0);
    let text = said(&office.get(&link).await.bytes);
    assert!(text.contains("（第二次会议，2019年7月15日）\n一、总体情况\n"), "{text}");
    assert!(!text.contains("附件") && !text.contains("各板块"), "{text}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn no_part_ticked_and_a_date_that_is_none_are_said(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    assert_eq!(office.get(PAPERS).await.attributes("form [name=sent]", "value"), ["1"]);
    let page = office.get(&format!("{PAPERS}?sent=1&meeting=abc&held_on=")).await;
    page.assert_status(422);
    assert!(page.text("#part-error").contains("请至少选择一项"));
    assert_eq!((page.count(".ticks input[checked]"), page.count("article")), (0, 0));
    assert_eq!(page.attributes("#meeting", "value"), ["abc"]);
    let page = office.get(&format!("{PAPERS}?sent=1&held_on=2019-02-30&part=next")).await;
    page.assert_status(422);
    assert!(page.text("#held_on-error").contains("如 2019-07-15"));
    assert_eq!(page.count(".ticks input[checked]"), 1);
    for query in ["sent=1", "held_on=x", "part=none"] {
        office.get(&format!("{PAPERS}?{query}")).await.assert_status(422);
        office.get(&format!("{DOCX}?{query}")).await.assert_status(422);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_one_leaders_or_the_courts_own_stands_in_none(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let leader = app.person("leader", Role::Leader).await;
    // Both wait for the leader alone: the report, for the only office account filed it, and the signature.
    activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    activity::submit_report(&pool, 6, "2019-06", "2019-06-25", office.id.0, 20).await;
    sqlx::query(
        "insert into circular (plan_id, period, version, status, title, text, copies_to, drafted, drafted_on, begun_at,
                               begun_by, saved_at, saved_by, signer_id, submitted_on, submitted_by)
         select id, '2019-06', 1, 'for_signature', '通报', '正文', '', '[]', '2019-07-10', '2019-07-10 01:00:00Z', $1,
                '2019-07-10 01:00:00Z', $1, $1, '2019-07-10', $1 from plan",
    )
    .bind(leader.id.0)
    .execute(&pool)
    .await
    .unwrap();
    sqlx::query(
        "with paper as (
             insert into superior_paper (plan_id, kind, number, title, addressee, text, drafted_on, drafted_at, drafted_by,
                                         saved_at, saved_by)
             select id, 'feedback', 1, '关于接口的请示', '省高院', '正文', '2019-07-09', '2019-07-09 01:00:00Z', $1,
                    '2019-07-09 01:00:00Z', $1 from plan returning id)
         insert into superior_paper_task select paper.id, task.id from paper, task where task.number = 6",
    )
    .bind(office.id.0)
    .execute(&pool)
    .await
    .unwrap();
    let brief = office.get(&format!("/2019/leader-briefs/{}", leader.id)).await.text("article");
    assert!(brief.contains("2019年6月月报：6 ") && brief.contains("2019年6月通报"), "{brief}");
    let text = office.get(PAPERS).await.text("article");
    assert!(text.contains("没有提请会议研究决定的事项。"), "neither is a matter for a meeting: {text}");
    assert!(!text.contains("与上级规定的衔接口径待明确"), "difficulties are the court's own: {text}");
    assert!(text.contains("“关于接口的请示”（任务6，拟报省高院）。"), "{text}");
    assert!(text.contains("起待上级：上级尚未发文。") && !text.contains("待上级：自"), "{text}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_a_restricted_task_all_members_read_its_number_only(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let leader = app.person("leader", Role::Leader).await;
    activity::put_in_charge(&pool, leader.id.0, &[9]).await;
    let changes = [
        "update task set title = '丁香事项', status = 'waiting_for_superior', status_source = '丁香文件' where number = 9",
        "update task set title = '云杉事项' where number = 8",
        "insert into change_request (kind, state, deadline_id, due_on, asked_due_on, reason, asked_on, asked_at, asked_by)
         select 'extension', 'waiting', l.id, l.due_on, l.due_on + 10, '丁香理由', '2019-07-09', '2019-07-09 01:00:00Z', a.id
         from deadline l join task t on t.id = l.task_id, (select min(id) as id from account) a
         where l.kind = 'task_completion' and t.number = 9",
    ];
    activity::run(&pool, &changes).await;
    let page = office.get(PAPERS).await;
    assert!(page.text("article").contains("1.延期申请：9（限定范围）。"), "{}", page.text("article"));
    assert!(page.text("article").contains("第9项（限定范围）："), "{}", page.text("article"));
    let word = said(&office.get(DOCX).await.bytes);
    for text in [&page.body, &word] {
        assert!(!text.contains("丁香"), "{text}");
    }
    // A brief is the leader's own.
    let brief = office.get(&format!("/2019/leader-briefs/{}", leader.id)).await.text("article");
    assert!(brief.contains("延期申请：9 （限定范围）丁香事项") && brief.contains("丁香理由"), "{brief}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_annex_has_the_tasks_the_chosen_parts_speak_of(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let rows = |text: &str| text.split("附件：").count();
    let superior = said(&office.get(&format!("{DOCX}?part=superior&part=table")).await.bytes);
    assert!(superior.contains("附件：材料所列改革任务一览表"), "{superior}");
    let second: String = app.value("select title from task where number = 2").await;
    let third: String = app.value("select title from task where number = 3").await;
    let (_, annex) = superior.rsplit_once("亮灯").unwrap();
    assert!(annex.contains(&second) && !annex.contains(&third), "{annex}");
    assert!(annex.contains("9\n限定范围\n—"), "a restricted task stands there by its number: {annex}");
    let alone = said(&office.get(&format!("{DOCX}?part=general&part=table")).await.bytes);
    assert!(alone.contains("附件：改革任务一览表") && alone.contains(&third), "{alone}");
    assert_eq!(rows(&alone), 2);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn many_next_steps_are_twelve_lines_and_a_count(pool: PgPool) {
    let app = court(&pool).await;
    for task in 10..=24 {
        activity::add_milestone(&pool, task, "报送方案", ("2019-08-05", "2019-08-05"), None).await;
    }
    let steps = "select count(*) from deadline l join task t on t.id = l.task_id where l.kind = 'milestone'
                 and l.waived_on is null and l.met_on is null and not t.restricted
                 and l.due_on between '2019-07-10' and '2019-08-10'";
    let all: i64 = app.value(steps).await;
    let mut office = app.person("office", Role::Office).await;
    let text = office.get(&format!("{PAPERS}?part=next")).await.text("article");
    assert!(text.contains("12.2019年") && !text.contains("13.2019年"), "{text}");
    assert!(text.contains(&format!("另有{}个节点在2019年8月", all - 12)), "{all}: {text}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn they_are_for_leaders_and_the_office(pool: PgPool) {
    let app = court(&pool).await;
    let mut leader = app.person("leader", Role::Leader).await;
    leader.get(PAPERS).await.assert_status(200);
    leader.get(DOCX).await.assert_status(200);
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    for who in [&mut contact, &mut viewer] {
        who.get(PAPERS).await.assert_status(403);
        who.get(DOCX).await.assert_status(403);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_word_file_ends_in_a_landscape_table_of_all_tasks(pool: PgPool) {
    let app = court(&pool).await;
    activity::run(&pool, &["update task set title = repeat('很长的标题，', 30) where number = 7"]).await;
    let mut office = app.person("office", Role::Office).await;
    let file = office.get(DOCX).await;
    let text = said(&file.bytes);
    for line in
        ["司法改革领导小组会议材料\n", "附件：改革任务一览表", "（供参会人员使用，会后收回）", "台账指纹："]
    {
        assert!(text.contains(line), "{line}: {text}");
    }
    let opened = Opened::new("meeting-papers", &file.bytes);
    let sizes = opened.sizes();
    assert!(sizes.contains(&(595, 842)) && sizes.last() == Some(&(842, 595)), "{sizes:?}");
    assert!(sizes.iter().filter(|size| **size == (842, 595)).count() <= 6, "the titles have room: {sizes:?}");
    assert!(opened.in_python().to_string().contains("分管院领导"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_plan_without_tasks_is_said(pool: PgPool) {
    let app = court(&pool).await;
    activity::run(&pool, &["truncate task cascade"]).await;
    let mut office = app.person("office", Role::Office).await;
    let text = office.get(PAPERS).await.text("article");
    assert!(
        text.contains("改革任务0项：没有任务。") && text.contains("今后一个月没有到期的节点。"),
        "{text}"
    );
    office.get(DOCX).await.assert_status(200);
}
