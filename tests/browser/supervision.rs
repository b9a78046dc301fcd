//! A problem found in a check is held until it is closed, and looked back at, by hand in a browser.

use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::chromium::Chromium;
use crate::court::Court;
use crate::hand::Hand;

/// Task 26, of 信访办公室, in the check that runs on 10 July.
const DESK: &str = "/2019/checks/2019-Q2/tasks/26";

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_problem_goes_from_the_check_to_the_look_back_that_reopens_it(pool: PgPool) {
    let court = Court::open(pool).await;
    let chromium = Chromium::start().await;
    let hand = Hand { court: &court, driver: &chromium.driver };

    // The check: it does not conform, and a finding says why.
    court.sign_in(&chromium.driver, "office").await;
    hand.open(DESK).await;
    hand.tick("#problems summary").await;
    hand.put("#problem", "六月月报未报，进展不明").await;
    hand.put("#required", "补报月报，说明进展").await;
    hand.put("#due_on", "2019-07-12").await;
    hand.click("form[action$='/findings'] button").await;
    assert!(hand.text(".flash").await.contains("问题已列入"), "{}", hand.text(".flash").await);
    hand.tick("#verdict-does_not_conform").await;
    hand.tick("#rating-slow").await;
    hand.tick("#risk-medium").await;
    hand.put("#remark", "六月月报未报").await;
    hand.click("button[name=go][value='']").await;
    assert!(hand.text(".flash").await.contains("任务 26 的检查结论已保存"));
    hand.click("#problems a").await;
    let finding = hand.path().await;
    assert!(hand.text("h1").await.contains("待整改"));

    // Its date is near: a blue 督办通知单 after the department was spoken with.
    hand.click(".facts a[href*='/deadlines/']").await;
    hand.click("a[href*='supervision-notices']").await;
    hand.put("#answer_by", "2019-07-12").await;
    hand.tick("#spoken").await;
    hand.put("#spoken_with", "7 月 10 日电话沟通").await;
    hand.click("button.primary").await;
    let notice = hand.path().await;
    assert!(hand.text("main").await.contains("临期"), "{}", hand.text("main").await);

    // The department signs for it, which takes the finding up, and answers.
    court.sign_in(&chromium.driver, "信访办公室").await;
    hand.open(&notice).await;
    hand.click("form[action$='/acknowledge'] button").await;
    hand.open(&finding).await;
    assert!(hand.text("h1").await.contains("整改中"), "{}", hand.text("h1").await);
    hand.put("#measures", "已补报六月月报").await;
    hand.put("#proof", "六月月报").await;
    hand.click("form[action$='/answer'] button.primary").await;
    assert!(hand.text("h1").await.contains("已反馈"));

    // The office returns it, the department answers again, the office closes it.
    court.sign_in(&chromium.driver, "office").await;
    hand.open(&finding).await;
    hand.put("#returned_because", "没有说明进展").await;
    hand.click("form[action$='/return'] button").await;
    assert!(hand.text("h1").await.contains("退回整改"));
    court.sign_in(&chromium.driver, "信访办公室").await;
    hand.open(&finding).await;
    hand.put("#measures", "已补报，并说明进展").await;
    hand.put("#proof", "情况说明").await;
    hand.click("form[action$='/answer'] button.primary").await;
    court.sign_in(&chromium.driver, "office").await;
    hand.open(&finding).await;
    for criterion in ["facts_clear", "problem_solved", "measure_lawful", "evidence_seen"] {
        hand.tick(&format!("#{criterion}")).await;
    }
    hand.put("#remark", "月报和说明齐全").await;
    hand.click("form[action$='/close'] button").await;
    assert!(hand.text("h1").await.contains("已销号"), "{}", hand.text("main").await);
    hand.open(&notice).await;
    assert!(hand.text("main").await.contains("已办结"), "the notice ends with its finding");

    // A look-back finds that it did not last: a new finding names the old one.
    hand.open("/2019/look-backs/add").await;
    hand.put("#title", "七月回头看").await;
    hand.put("#reason", "抽查本月销号的问题").await;
    let boxes = hand.texts("tbody tr").await;
    let row = boxes.iter().position(|row| row.contains("六月月报未报")).unwrap() + 1;
    hand.tick(&format!("tbody tr:nth-child({row}) input")).await;
    hand.click("button.primary").await;
    hand.click("td.title a").await;
    hand.tick("#result-reopened").await;
    hand.put("#remark", "七月仍未按时报送").await;
    hand.put("#problem", "月报报送没有专人负责").await;
    hand.put("#required", "明确专人，按时报送").await;
    hand.put("#due_on", "2019-07-31").await;
    hand.click("button[name=go][value='']").await;
    hand.open("/2019/findings?source=look_back&task=26").await;
    let listed = hand.text("tbody").await;
    assert!(listed.contains("月报报送没有专人负责") && listed.contains("待整改"), "{listed}");
    chromium.quit().await;
}
