//! A closed round in Word: its stocktake and the draft of its circular.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::{ROUND, close, decide, decide_badly, enter_problem, opened};
use crate::official_document::package::said;

#[sqlx::test(migrator = "MIGRATOR")]
async fn stocktake_and_circular_of_a_closed_round_are_taken_as_word_files(pool: PgPool) {
    let app = opened(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    enter_problem(&mut office, 6, "制度未报审议，须补").await;
    decide_badly(&mut office, 6, "制度未报审议").await.assert_status(303);
    let [stocktake, circular] = ["stocktake", "circular"].map(|page| format!("{ROUND}/{page}/docx"));
    for path in [&stocktake, &circular] {
        office.get(path).await.assert_status(422);
    }
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
    let draft = office.get(&circular).await;
    assert!(
        draft.headers["content-disposition"].to_str().unwrap().ends_with("%E8%8D%89%E7%A8%BF%EF%BC%89.docx")
    );
    let text = said(&draft.bytes);
    for line in [
        "关于2019年第二季度⏎司法改革任务检查情况的通报\n（草稿，未经院领导签发）\n各部门：\n一、总体情况\n",
        "（审管办）：制度未报审议。\n（1）制度未报审议，须补（由审管办于",
        "五、有关要求\n请有关部门对照问题清单",
        "抚松县人民法院司法改革领导小组办公室\n2019年7月8日\n",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(!text.contains("office"), "a circular names no person: {text}");
    let mut contact = app.member("联系人", "审管办", "contact").await;
    for (page, path) in [("stocktake", &stocktake), ("circular", &circular)] {
        assert!(office.get(&format!("{ROUND}/{page}")).await.attributes(".actions a", "href").contains(path));
        contact.get(path).await.assert_status(403);
    }
    let exported = "select count(*) from ledger_entry where event = 'document_exported'";
    assert_eq!(app.value::<i64>(exported).await, 2);
}
