//! A closed round in Word: its stocktake.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::{ROUND, close, decide, decide_badly, enter_problem, opened};
use crate::official_document::package::said;

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_stocktake_of_a_closed_round_is_taken_as_a_word_file(pool: PgPool) {
    let app = opened(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    enter_problem(&mut office, 6, "制度未报审议，须补").await;
    decide_badly(&mut office, 6, "制度未报审议").await.assert_status(303);
    let stocktake = format!("{ROUND}/stocktake/docx");
    office.get(&stocktake).await.assert_status(422);
    for number in (1..=39).filter(|number| *number != 6) {
        decide(&mut office, number).await;
    }
    close(&mut office).await.assert_redirect(ROUND);
    let file = office.get(&stocktake).await;
    let text = said(&file.bytes);
    for line in [
        "2019年第二季度司法改革任务检查盘点\n（2019年7月8日office结束，数据冻结于当日）\n一、总体情况\n板块\n任务\n",
        "合计\n39\n38\n0\n1\n38\n0\n1\n",
        "二、不符合序时进度（1\u{a0}项）\n1.任务\u{a0}6\u{a0}",
        "（审管办）：制度未报审议。\n三、年底完成风险高（1\u{a0}项）\n",
        "（审管办）：每半月报告一次进展。\n",
        "台账指纹：",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    let mut contact = app.member("联系人", "审管办", "contact").await;
    assert!(
        office.get(&format!("{ROUND}/stocktake")).await.attributes(".actions a", "href").contains(&stocktake)
    );
    contact.get(&stocktake).await.assert_status(403);
    let exported = "select count(*) from ledger_entry where event = 'document_exported'";
    assert_eq!(app.value::<i64>(exported).await, 1);
}
