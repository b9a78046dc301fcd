//! A task is planned backwards, moved and extended, by hand in a browser.

use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::chromium::Chromium;
use crate::court::Court;
use crate::hand::Hand;

/// Task 25, of 抚松法庭 and 分管副院长: on 10 July nothing of it is planned.
const TASK: &str = "/2019/tasks/25";

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_task_is_planned_moved_and_extended(pool: PgPool) {
    let court = Court::open(pool).await;
    let chromium = Chromium::start().await;
    let hand = Hand { court: &court, driver: &chromium.driver };

    // The office plans it back from its end by a pattern.
    court.sign_in(&chromium.driver, "office").await;
    hand.open(&format!("{TASK}/timeline")).await;
    hand.choose("#pattern", "制度建设（百日）").await;
    hand.click("form[method=get] button").await;
    hand.click("button.primary").await;
    assert_eq!(hand.text("h1").await, "确认倒排工期");
    let due_on = hand.texts("td:nth-child(4)").await;
    assert!(due_on.last().unwrap().starts_with("2019-12-31"), "it ends with its task: {due_on:?}");
    hand.click("button.primary").await;
    let planned = hand.texts("#milestones td.title").await;
    assert_eq!(planned.first().unwrap(), "调研");
    assert_eq!(planned.len(), 7);

    // It has reported: a step moves earlier only, and what it waits for moves with it.
    hand.click("#milestones tbody tr:nth-child(3) a").await;
    assert!(hand.text("h1").await.starts_with("节点“征求意见”"));
    hand.put("#due_on", "2019-09-16").await;
    hand.put("#reason", "审委会提前召开").await;
    hand.click("form[action$='/move'] button").await;
    assert!(hand.text(".reason").await.contains("还没有生效"));
    hand.click("button.primary").await;
    assert!(hand.text(".flash").await.contains("节点的时限已改"));

    // Its department asks for a later date.
    court.sign_in(&chromium.driver, "抚松法庭").await;
    hand.open(&format!("{TASK}/extension")).await;
    hand.choose("#deadline", "节点“征求意见”").await;
    hand.put("#due_on", "2019-09-20").await;
    hand.put("#reason", "交警部门意见未到").await;
    hand.click("button.primary").await;
    hand.click("button.primary").await;
    assert!(hand.text("h1").await.contains("待决定"), "{}", hand.text("h1").await);
    let request = chromium.driver.current_url().await.unwrap().path().to_owned();

    // The leader in charge grants it.
    court.sign_in(&chromium.driver, "leader-2").await;
    hand.open(&request).await;
    hand.put("#remark", "同意").await;
    hand.click("button[value=grant]").await;
    hand.click("button.primary").await;
    assert!(hand.text("h1").await.contains("同意"), "{}", hand.text("h1").await);

    // The original date stays in view, and the extension is counted.
    hand.open(TASK).await;
    let row = hand.text("#milestones tbody tr:nth-child(3)").await;
    assert!(row.contains("2019-09-20") && row.contains("原 2019-"), "{row}");
    assert!(
        hand.texts("dd").await.iter().any(|fact| fact.starts_with("1 次")),
        "{:?}",
        hand.texts("dd").await
    );
    chromium.quit().await;
}
