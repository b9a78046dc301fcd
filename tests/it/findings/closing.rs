//! Who closes: the office, never who answered.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::*;

#[sqlx::test(migrator = "MIGRATOR")]
async fn it_is_closed_with_every_criterion_ticked_and_a_remark(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, mut contact) = people(&app).await;
    enter(&app, &mut office, "2019-07-31", &[]).await.assert_status(303);
    take_up(&mut contact).await.assert_status(303);
    answer(&mut contact).await.assert_status(303);
    let bare = form(&mut office, "close").await.with("facts_clear", "yes");
    let page = post(&mut office, "close", bare).await;
    page.assert_status(422);
    assert_eq!(page.texts(".errors li").len(), 4, "three criteria and the remark");
    assert_eq!(page.text("#evidence_seen-error"), "核验“已核验证明材料”后才能销号；不符合的，请退回整改。");
    assert_eq!(page.count("#facts_clear[checked]"), 1, "what was ticked stays");
    let returned = form(&mut office, "return").await;
    let page = post(&mut office, "return", returned).await;
    assert_eq!(page.text("#returned_because-error"), "请写明退回的原因，责任部门据此整改。");
    close(&mut office).await.assert_status(303);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nobody_closes_what_their_own_department_answered(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, mut contact) = people(&app).await;
    app.join(&office, "审管办", "head").await;
    enter(&app, &mut office, "2019-07-31", &[]).await.assert_status(303);
    take_up(&mut contact).await.assert_status(303);
    answer(&mut contact).await.assert_status(303);
    let mut office = app.sign_in("office", office.id).await;
    let page = office.get("/2019/findings/1").await;
    assert_eq!(page.count("form[action$='/close']"), 0);
    assert!(
        page.body.contains("不得为所在部门的问题销号；请先明确任务的分管院领导"),
        "there is nobody else yet"
    );
    assert_eq!(page.count("form[action$='/return']"), 1, "returning accepts nothing");
    let version = app.value::<i32>("select version from finding").await.to_string();
    let fields = [
        ("version", version.as_str()),
        ("facts_clear", "yes"),
        ("problem_solved", "yes"),
        ("measure_lawful", "yes"),
        ("evidence_seen", "yes"),
        ("remark", "符合要求"),
    ];
    let close_path = "/2019/findings/1/close";
    office.post(close_path, &fields).await.assert_status(403);
    contact.post(close_path, &fields).await.assert_status(403);
    let mut other = app.person("office-2", Role::Office).await;
    let refused = office.post(close_path, &fields).await;
    assert!(refused.body.contains("由领导小组办公室其他人员销号"), "{}", refused.body);
    close(&mut other).await.assert_status(303);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_the_only_office_account_recorded_the_leader_in_charge_closes(pool: PgPool) {
    let app = court(pool.clone()).await;
    let (mut office, _) = people(&app).await;
    let mut leader = app.person("分管副院长", Role::Leader).await;
    let mut stranger = app.person("他院长", Role::Leader).await;
    crate::support::activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    enter(&app, &mut office, "2019-07-31", &[]).await.assert_status(303);
    let nameless = take_up(&mut office).await;
    nameless.assert_status(422);
    assert_eq!(nameless.text("#on_behalf_of-error"), "请写明由谁报来（代录）。");
    let recorded = form(&mut office, "take-up").await.with("on_behalf_of", "审管办李四");
    post(&mut office, "take-up", recorded).await.assert_status(303);
    let recorded = form(&mut office, "answer")
        .await
        .with("measures", MEASURES)
        .with("proof", PROOF)
        .with("on_behalf_of", "审管办李四");
    post(&mut office, "answer", recorded).await.assert_status(303);
    let road = office.get("/2019/findings/1").await.texts(".records > li").join(" ");
    assert!(road.contains("审管办李四（office代录）：接收整改"), "{road}");
    assert!(office.get("/2019/findings/1").await.body.contains("由分管院领导销号"));
    assert!(!stranger.get("/worklist").await.body.contains("请您销号"));
    stranger.get("/2019/findings/1").await.assert_status(200);
    assert!(leader.get("/worklist").await.body.contains("请您销号"));
    close(&mut leader).await.assert_status(303);
    assert!(stands(&app).await.starts_with("closed"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn where_there_is_nobody_else_the_closing_is_marked_as_ones_own(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, mut contact) = people(&app).await;
    enter(&app, &mut office, "2019-07-31", &[]).await.assert_status(303);
    take_up(&mut contact).await.assert_status(303);
    let recorded = form(&mut office, "answer")
        .await
        .with("measures", MEASURES)
        .with("proof", PROOF)
        .with("on_behalf_of", "审管办李四");
    post(&mut office, "answer", recorded).await.assert_status(303);
    close(&mut office).await.assert_status(303);
    assert!(office.get("/2019/findings/1").await.text(".records").contains("销号（自审）"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_two_who_settle_it_at_once_one_wins_and_the_other_is_told_with_what_was_written(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, mut contact) = people(&app).await;
    let mut other = app.person("office-2", Role::Office).await;
    enter(&app, &mut office, "2019-07-31", &[]).await.assert_status(303);
    take_up(&mut contact).await.assert_status(303);
    let mut colleague = app.member("同事", "审管办", "stand_in").await;
    let stale =
        form(&mut colleague, "answer").await.with("measures", "同事写的一段措施").with("proof", PROOF);
    answer(&mut contact).await.assert_status(303);
    let page = post(&mut colleague, "answer", stale).await;
    page.assert_status(409);
    assert!(page.text(".errors").contains("刚由他人办理"), "{}", page.body);
    assert!(page.body.contains("同事写的一段措施"), "nothing written is lost");
    assert_eq!(app.value::<i64>("select count(*) from finding_answer").await, 1);

    let closing = ticked(form(&mut office, "close").await);
    let returning = form(&mut other, "return").await.with("returned_because", "没有附核对记录");
    let (first, second) =
        tokio::join!(post(&mut office, "close", closing), post(&mut other, "return", returning));
    let mut both = [first.status.as_u16(), second.status.as_u16()];
    both.sort_unstable();
    assert_eq!(both, [303, 409]);
    let entries = "select count(*) from ledger_entry where event in ('finding_closed', 'finding_returned')";
    assert_eq!(app.value::<i64>(entries).await, 1);
}
