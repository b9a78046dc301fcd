//! A screen nobody touches: its sheets turn, a cut network leaves the last picture with its time, and it comes back.

use std::time::Duration;

use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;
use thirtyfour::prelude::*;

use crate::chromium::Chromium;
use crate::court::Court;

/// Waits until `script` says what it should; it looks every tenth of a second, for half a minute.
async fn until(driver: &WebDriver, script: &str, wanted: &str) {
    let mut said = String::new();
    for _ in 0..300 {
        said = driver.execute(script, vec![]).await.unwrap().convert().unwrap();
        if said == wanted {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{script}: {said} instead of {wanted}");
}

async fn cut_network(chromium: &Chromium, offline: bool) {
    let conditions = serde_json::json!({"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
    chromium.driver.cdp().send_raw("Network.emulateNetworkConditions", conditions).await.unwrap();
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_sheets_turn_and_a_cut_network_is_said_until_it_is_back(pool: PgPool) {
    let court = Court::open(pool).await;
    let chromium = Chromium::start().await;
    let driver = &chromium.driver;
    court.sign_in(driver, "office").await;
    driver.goto(court.address("/2019/kiosk-links")).await.unwrap();
    let fill =
        "for (const field of document.querySelectorAll('form.card input[type=number]')) { field.value = 10; }
                document.getElementById('name').value = document.getElementById('place').value = '大厅';
                document.getElementById('binding-none').checked = true;
                document.querySelector('form.card').submit();";
    driver.execute(fill, vec![]).await.unwrap();
    let address = driver.query(By::Css(".once code")).first().await.unwrap().text().await.unwrap();
    driver.delete_all_cookies().await.unwrap();
    driver.goto(&address).await.unwrap();

    let heading = "const shown = document.querySelectorAll('.wall-page:not([hidden])');
        return shown.length + ' ' + ((shown[0].querySelector('.wall-title') || {firstChild: {textContent: '作战图'}}).firstChild.textContent);";
    chromium.driver.cdp().send_raw("Network.enable", serde_json::json!({})).await.unwrap();
    let stale = "return document.querySelector('[data-stale]').textContent;";
    until(driver, heading, "1 作战图").await;
    cut_network(&chromium, true).await;
    until(driver, stale, "数据已于 7月10日 09:00 后未更新").await;
    until(driver, heading, "1 倒排工期图").await;
    cut_network(&chromium, false).await;
    until(driver, stale, "").await;
    until(driver, heading, "1 本周变化").await;
    until(driver, heading, "1 逾期最久").await;
    chromium.quit().await;
}
