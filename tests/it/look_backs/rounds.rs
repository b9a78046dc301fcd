//! A round is opened over a sample, given to people, and closed once every item is decided.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::*;
use crate::support::statements::counted;

#[sqlx::test(migrator = "MIGRATOR")]
async fn completed_tasks_and_closed_findings_can_be_sampled_and_nothing_else(pool: PgPool) {
    let (app, office) = court(&pool).await;
    activity::run(
        &pool,
        &[
            "update task set status = 'terminated', status_since = '2019-05-31' where number = 8",
            "update task set status = 'standing', status_since = '2019-05-31' where number = 9",
        ],
    )
    .await;
    let mut office = app.sign_in("office", office.into()).await;
    assert!(office.get(LIST).await.text(".empty").contains("本年度还没有开展回头看"));
    let page = office.get(ADD).await;
    let labels = page.attributes("#sample input", "aria-label");
    assert_eq!(labels, ["抽取任务 6", "抽取任务 7", "抽取第 1 号问题"]);
    let row = page.texts("#sample tbody tr").remove(2);
    assert!(
        row.contains("分流去向没有登记") && row.contains("立案庭") && row.contains("2019-06-14"),
        "{row}"
    );

    let refused = office.post(ADD, &[("title", ""), ("reason", "抽查"), ("task", "0")]).await;
    refused.assert_status(422);
    assert_eq!(refused.text("#title-error"), "请写明本轮回头看的名称或事由。");
    assert_eq!(refused.text("#sample-error"), "请选择要回头看的任务或问题。");
    assert_eq!(refused.text("#reason"), "抽查", "what was typed stays");

    open(&mut office, &["任务 6", "第 1 号问题"]).await.assert_redirect(ROUND);
    let round = office.get(ROUND).await;
    assert_eq!(round.text("h1"), "2019年第1轮回头看“上半年办结事项”");
    assert!(round.text(".sub").contains("共 2 项，成果保持 0 项，重新挂账 0 项，未定 2 项"));
    assert!(round.text(".reason").contains("逐项复查"));
    let entry = "select c.sentence || ' ' || e.audience::text from ledger_entry e join ledger_content c on c.entry_id = e.id
                 where e.event = 'look_back_opened'";
    assert_eq!(
        app.value::<String>(entry).await,
        "开始2019年第1轮回头看“上半年办结事项”：任务 1 项，问题 1 项 everyone"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_item_stands_in_one_open_round_and_may_come_again_once_that_is_closed(pool: PgPool) {
    let (app, office) = court(&pool).await;
    let mut office = app.sign_in("office", office.into()).await;
    open(&mut office, &["任务 6"]).await.assert_redirect(ROUND);
    let page = office.get(ADD).await;
    assert_eq!(page.count("#sample input[disabled]"), 1);
    let task_6 = page.attributes("#sample input", "value").remove(0);
    let twice = office.post(ADD, &[("title", "再看"), ("reason", "再看"), ("task", &task_6)]).await;
    twice.assert_status(422);
    assert_eq!(twice.text("#sample-error"), "所选的事项中，有的已在另一轮未结束的回头看中。");
    open(&mut office, &["任务 7"]).await.assert_redirect("/2019/look-backs/2");
    let double = "insert into look_back_item (look_back_id, number, task_id, ended_on)
                  select 2, 9, task_id, ended_on from look_back_item where id = 1";
    assert!(sqlx::query(double).execute(&pool).await.is_err(), "nor does the store take it");

    decide(&mut office, FIRST, &KEPT).await.assert_redirect(FIRST);
    close(&mut office).await.assert_redirect(ROUND);
    assert!(office.get(ADD).await.texts("#sample tbody tr")[0].contains("曾回头看 1 次"));
    open(&mut office, &["任务 6"]).await.assert_redirect("/2019/look-backs/3");
    let list = office.get(LIST).await.texts("table tbody tr");
    assert!(list[0].contains("已结束") && list[2].contains("进行中，已定 0 / 1 项"), "{list:?}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn closing_needs_every_item_decided_and_nothing_changes_afterwards(pool: PgPool) {
    let (app, office) = court(&pool).await;
    let mut office = app.sign_in("office", office.into()).await;
    open(&mut office, &["任务 6", "任务 7"]).await.assert_redirect(ROUND);
    let next = KEPT.into_iter().chain([("go", "next")]).collect::<Vec<_>>();
    decide(&mut office, FIRST, &next).await.assert_redirect(&format!("{ROUND}/items/2"));
    assert_eq!(office.get(ROUND).await.count("form[action$='/close']"), 0);
    let early = office.post(&format!("{ROUND}/close"), &[("version", "1")]).await;
    early.assert_status(422);
    assert_eq!(early.text(".errors li"), "还有 1 项没有结果：第 2 项。");
    decide(&mut office, &format!("{ROUND}/items/2"), &next).await.assert_redirect(ROUND);
    assert!(office.get("/worklist").await.text(".todo").contains("待结束"));
    close(&mut office).await.assert_redirect(ROUND);

    let late = office.post(FIRST, &[("version", "2"), ("result", "kept"), ("remark", "改口")]).await;
    late.assert_status(422);
    assert!(late.body.contains("这一轮回头看已经结束，结果不再改动。"));
    office.post(&format!("{FIRST}/draft"), &[("version", "2")]).await.assert_status(409);
    office.post(&format!("{ROUND}/checkers"), &[("item", "1")]).await.assert_status(422);
    let again = office.post(&format!("{ROUND}/close"), &[("version", "2")]).await;
    again.assert_status(409);
    assert!(again.body.contains("已由他人结束"));
    assert_eq!(office.get(FIRST).await.count(DESK), 0);
    let entries = "select string_agg(event || ' ' || audience, ', ' order by id) from ledger_entry where subject = 'look_back'
                   and event <> 'look_back_opened'";
    assert_eq!(
        app.value::<String>(entries).await,
        "look_back_decided administrators, look_back_decided administrators, looked_back_at concerned, \
         looked_back_at concerned, look_back_closed everyone"
    );
    assert!(!office.get("/worklist").await.text(".todo").contains("回头看“"));
    activity::run(&pool, &["update plan set status = 'frozen'"]).await;
    let frozen = office.get(ADD).await;
    frozen.assert_status(422);
    assert!(frozen.body.contains("2019 年度的方案已冻结"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn items_are_given_to_people_of_the_office_and_stand_on_their_worklist(pool: PgPool) {
    let (app, office) = court(&pool).await;
    let other = app.person("office-2", Role::Office).await.id.0;
    let mut office = app.sign_in("office", office.into()).await;
    open(&mut office, &["任务 6", "任务 7"]).await.assert_redirect(ROUND);
    let path = format!("{ROUND}/checkers");
    let refused = office.post(&path, &[("checker", ""), ("item", "1")]).await;
    refused.assert_status(422);
    assert_eq!(refused.text("#checker-error"), "请选择核查人。");
    assert_eq!(refused.attributes("input[name=item][checked]", "value"), ["1"]);
    let given = [("checker", &*other.to_string()), ("item", "1")];
    office.post(&path, &given).await.assert_redirect(ROUND);
    let mut other = app.sign_in("office-2", other.into()).await;
    let list = other.get("/worklist").await;
    assert!(list.text(".todo").contains("分给您的回头看事项：1 项"), "{}", list.text(".todo"));
    let own = list.attributes(".todo a", "href").into_iter().find(|link| link.contains("show=mine")).unwrap();
    assert_eq!(other.get(&own).await.texts("td.no"), ["1"]);
    assert!(!office.get("/worklist").await.text(".todo").contains("分给您的回头看"));
    decide(&mut other, FIRST, &KEPT).await.assert_redirect(FIRST);
    assert!(!other.get("/worklist").await.text(".todo").contains("分给您的回头看"));
    let sentence = "select c.sentence from ledger_entry e join ledger_content c on c.entry_id = e.id
                    where e.event = 'look_back_assigned'";
    assert!(app.value::<String>(sentence).await.ends_with("：第 1 项由office-2核查"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_pages_make_as_many_statements_for_many_items(pool: PgPool) {
    let (app, office) = court(&pool).await;
    let mut office = app.sign_in("office", office.into()).await;
    open(&mut office, &["任务 6"]).await.assert_redirect(ROUND);
    let paths = [LIST, ADD, ROUND, FIRST, "/worklist", "/2019/tasks/6"];
    let mut before = Vec::new();
    for path in paths {
        before.push(counted(office.get(path)).await.1);
    }
    activity::run(
        &pool,
        &[
            "insert into look_back_item (look_back_id, number, task_id, ended_on)
             select 1, 100 + number, id, '2019-05-31' from task where number > 8",
            "update task set status = 'completed' where number > 30",
            "insert into look_back (plan_id, number, title, sample_reason, opened_on, opened_by)
             select plan_id, n, title, sample_reason, opened_on, opened_by from look_back, generate_series(2, 20) n",
        ],
    )
    .await;
    for (path, before) in paths.into_iter().zip(before) {
        let (page, after) = counted(office.get(path)).await;
        page.assert_status(200);
        assert_eq!(after, before, "{path}");
    }
}
