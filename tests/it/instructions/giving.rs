//! How instructions come in: written by a leader, recorded from paper, resolved by a meeting.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::*;

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_leader_writes_on_a_task_and_the_office_records_from_paper_as_such(pool: PgPool) {
    let app = court(pool).await;
    let (mut leader, mut office, _) = people(&app).await;
    let link = leader.get("/2019/tasks/6").await.attributes("#instructions .buttons a", "href");
    assert_eq!(link, ["/2019/instructions/add?task=6"]);
    give(&mut leader).await;
    assert_eq!(leader.get(FIRST).await.count("h1 .mark"), 0, "their own");

    let page = office.get(ADD).await;
    let bare = Form::of(&page, "form.card").with("given_on", "2019-07-11");
    let page = office.post(ADD, &bare.clone().with("task", "7").fields()).await;
    page.assert_status(422);
    assert_eq!(page.attributes(".errors a", "href"), ["#words", "#leader"]);
    assert_eq!(page.count("#task option[selected][value='7']"), 1, "what was chosen stays");
    let whose = leader.id.to_string();
    let filled = bare.with("leader", &whose).with("words", "请研究").with("task", "");
    let page = office.post(ADD, &filled.fields()).await;
    page.assert_status(422);
    assert_eq!(page.text("#given_on-error"), "日期须在 2019-01-01 与今天之间。");
    assert!(page.body.contains("请研究"), "what was typed stays");
    let page = office.post(ADD, &filled.with("given_on", "2019-07-05").fields()).await;
    page.assert_redirect("/2019/instructions/2");
    let page = office.get("/2019/instructions/2").await;
    assert!(page.text("h1").contains("第 2 号批示") && page.text("h1 .mark") == "代录");
    assert_eq!(page.texts(".records > li"), ["2019-07-10院长（office代录）：批示（2019-07-05）"]);
    assert!(page.text("dl.facts").contains("不属于某一项任务"));
    let recorded =
        "select on_behalf_of from ledger_entry where event = 'instruction_given' order by id desc limit 1";
    assert_eq!(app.value::<String>(recorded).await, "院长");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_meeting_is_recorded_with_all_its_items_at_once_or_not_at_all(pool: PgPool) {
    let app = court(pool).await;
    let (_, mut office, _) = people(&app).await;
    let head = [("title", "领导小组第二次会议"), ("held_on", "2019-07-08"), ("present", "组长、副组长")];
    let with = |items: &[(&'static str, &'static str)]| {
        let items = items.iter().flat_map(|(task, words)| [("item_task", *task), ("item_words", *words)]);
        head.into_iter().chain(items).collect::<Vec<_>>()
    };
    let page = office.post(MEETING, &with(&[("", ""), ("6", "")])).await;
    page.assert_status(422);
    assert_eq!(page.text("#item_words_2-error"), "选了任务，还没有写议定的内容。");
    assert_eq!(page.text("#item_words_1-error"), "请至少写一项议定事项。");
    assert!(
        page.body.contains("组长、副组长") && page.count("#item_task_2 option[selected][value='6']") == 1
    );
    let page = office.post(MEETING, &with(&[("", "第一件"), ("99", "第二件")])).await;
    assert_eq!(page.text("#item_task_2-error"), "所选的已不在可选之列，请重新选择。");
    assert_eq!(app.value::<i64>("select count(*) from group_meeting").await, 0);
    let page = office.post(MEETING, &with(&[("", "第一件"), ("", ""), ("6", WORDS)])).await;
    page.assert_redirect("/2019/instructions");
    let list = office.get("/2019/instructions").await;
    assert!(list.text(".flash").contains("议定事项 2 项，请逐项分办"));
    assert_eq!(list.count("tbody tr"), 2);
    let page = office.get("/2019/instructions/2").await;
    assert!(page.text("h1").contains("第 2 号议定事项"), "{}", page.text("h1"));
    let facts = page.text("dl.facts");
    assert!(facts.contains("领导小组第二次会议") && facts.contains("2019-07-08"), "{facts}");
    assert!(facts.contains("组长、副组长"), "{facts}");
    let link = page.attributes(".page-head .actions a", "href").remove(0);
    let page = office.get(&link).await;
    assert_eq!(
        page.count("#source option[selected][value=meeting]"),
        1,
        "a finding knows where it comes from"
    );
    let reference = page.attributes("#reference", "value");
    assert_eq!(reference, ["第 2 号议定事项（领导小组第二次会议，2019-07-08）"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_leaders_own_come_first_and_what_became_of_them_is_on_list_task_and_worklist(pool: PgPool) {
    let app = court(pool).await;
    let (mut leader, mut office, _) = people(&app).await;
    let mut other = app.person("副院长", Role::Leader).await;
    give(&mut leader).await;
    let second = [("task", "7"), ("words", "另一件")];
    other.post(ADD, &second).await.assert_redirect("/2019/instructions/2");
    let first_of = |page: Page| page.texts("tbody .title").remove(0);
    assert!(first_of(leader.get("/2019/instructions").await).contains(WORDS));
    assert!(first_of(other.get("/2019/instructions").await).contains("另一件"));
    let own = leader.get("/2019/instructions?state=mine").await;
    assert_eq!((own.count("tbody tr"), own.text("[aria-current=true]").as_str()), (1, "我的批示 1"));
    let waiting = office.get("/worklist").await.text(".todo");
    assert!(waiting.contains("待分办") && waiting.contains("第 1 号批示：6"), "{waiting}");
    let open = leader.get("/worklist").await.texts("main").join(" ");
    assert!(open.contains("我的批示") && open.contains("等领导小组办公室分办"), "{open}");
    assign(&app, &mut office, "审管办", "2019-07-31").await.assert_status(303);
    let open = leader.get("/worklist").await.texts("main").join(" ");
    assert!(open.contains("审管办办理，应于 2019-07-31 前反馈"), "{open}");
    let on_task = leader.get("/2019/tasks/6").await.text("#instructions tbody");
    assert!(on_task.contains(WORDS) && on_task.contains("办理中"), "{on_task}");
}

/// A scan, as far as a program looks at it.
const SCAN: &[u8] = b"%PDF-1.4 paper";

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_scan_of_a_paper_is_kept_with_it_and_read_by_those_who_read_it(pool: PgPool) {
    let app = court(pool).await;
    let (mut leader, mut office, _) = people(&app).await;
    let mut contact = app.member("干部科联系人", "干部科", "contact").await;
    let mut others =
        [app.member("他部门", "研究室", "contact").await, app.person("viewer", Role::Viewer).await];
    assert_eq!(leader.get(ADD).await.count("#scan"), 0, "leaders write their own");
    let whose = leader.id.to_string();
    let fields = [("leader", whose.as_str()), ("given_on", "2019-07-09"), ("task", ""), ("words", WORDS)];
    let wrong = [("leader", ""), ("given_on", "2019-07-09"), ("task", ""), ("words", WORDS)];
    let page = office.post_files(ADD, &wrong, &[("scan", "批示.pdf", SCAN)]).await;
    page.assert_status(422);
    assert!(page.text("#scan-error").contains("请重新选择") && page.body.contains(WORDS));
    let page = office.post_files(ADD, &fields, &[("scan", "批示.exe", SCAN)]).await;
    page.assert_status(422);
    assert_eq!(app.value::<i64>("select count(*) from instruction").await, 0);
    office.post_files(ADD, &fields, &[("scan", "批示.pdf", SCAN)]).await.assert_redirect(FIRST);
    let link = office.get(FIRST).await.attributes("dl.facts a[href*='/files/']", "href").remove(0);
    contact.get(&link).await.assert_status(404);
    assign(&app, &mut office, "干部科", "2019-07-31").await.assert_status(303);
    for who in [&mut office, &mut leader, &mut contact] {
        let file = who.get(&link).await;
        file.assert_status(200);
        assert!(file.body.starts_with("%PDF"), "{}", file.body);
    }
    assert_eq!(contact.get(FIRST).await.count("dl.facts a[href*='/files/']"), 1);
    for who in &mut others {
        who.get(&link).await.assert_status(404);
    }
    let entry = "select audience::text from ledger_entry where event = 'evidence_uploaded'";
    assert_eq!(app.value::<String>(entry).await, "concerned");
    contact.post(&format!("{link}/withdraw"), &[("reason", "误传")]).await.assert_status(403);
    office.post(&format!("{link}/withdraw"), &[("reason", "误传")]).await.assert_redirect(FIRST);
    assert!(office.get(FIRST).await.text("dl.facts").contains("撤回：误传"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn minutes_are_for_office_and_leaders_and_three_items_stand_on_the_form_at_first(pool: PgPool) {
    let app = court(pool).await;
    let (mut leader, mut office, _) = people(&app).await;
    let mut contact = app.member("干部科联系人", "干部科", "contact").await;
    let form = office.get(MEETING).await;
    assert_eq!(form.count("fieldset.item"), 8, "all stand there without a script");
    assert_eq!((form.count("fieldset.item[data-spare]"), form.count("[data-more][hidden]")), (5, 1));
    let item = [
        ("title", "领导小组第二次会议"),
        ("held_on", "2019-07-08"),
        ("present", "组长"),
        ("item_task", ""),
        ("item_words", WORDS),
        ("item_task", ""),
        ("item_words", "第二件"),
    ];
    let page = office.post_files(MEETING, &item, &[("scan", "纪要.pdf", SCAN)]).await;
    page.assert_redirect("/2019/instructions");
    assign(&app, &mut office, "干部科", "2019-07-31").await.assert_status(303);
    let link = leader.get(FIRST).await.attributes("dl.facts a[href*='/files/']", "href").remove(0);
    leader.get(&link).await.assert_status(200);
    assert_eq!(contact.get(FIRST).await.count("dl.facts a[href*='/files/']"), 0, "it holds other items, too");
    contact.get(&link).await.assert_status(404);
}
