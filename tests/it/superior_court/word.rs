//! Papers in Word, as python-docx reads them.

use serde_json::Value;

use super::*;
use crate::official_document::package::said;
use crate::official_document::programs::Opened;

fn paragraphs(of: &Value) -> Vec<String> {
    let list = of["paragraphs"].as_array().unwrap();
    list.iter().map(|paragraph| paragraph[1].as_str().unwrap().to_owned()).collect()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_item_is_taken_as_an_official_document(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    gather(&mut office, GATHER, &[OF_5, OF_6], "抚松县人民法院关于两项改革任务有关问题的请示").await;
    let docx = format!("{FIRST}/docx");
    let draft = said(&office.get(&docx).await.bytes);
    assert!(draft.contains("（草拟）\n签发人：【待补】\n吉林省高级人民法院：\n"), "{draft}");
    assert!(draft.contains("（联系人：【待补】，联系电话：【待补】）"), "{draft}");
    send(&mut office, FIRST).await;
    let file = office.get(&docx).await;
    file.assert_status(200);
    let read = Opened::new("superior-court-feedback", &file.bytes);
    let lines = paragraphs(&read.in_python());
    let at = |text: &str| {
        lines.iter().position(|line| line == text).unwrap_or_else(|| panic!("{text}: {lines:?}"))
    };
    let order = [
        "抚法〔2019〕21号　　签发人：院长",
        "吉林省高级人民法院：",
        "一、健全完善法律统一适用机制",
        OF_5,
        "二、健全信息化全流程审判监督管理机制",
        OF_6,
        "以上问题，请予研究答复。",
    ];
    let places: Vec<usize> = order.iter().map(|text| at(text)).collect();
    assert!(places.is_sorted(), "{lines:?}");
    let all = lines.join("\n");
    for text in [
        "抚松县人民法院\n关于两项改革任务有关问题的请示",
        "2019年7月9日",
        "（联系人：承办人，联系电话：00000000）",
    ] {
        assert!(all.contains(text), "{text}: {all}");
    }
    assert!(!all.contains("草拟"), "{all}");
    let fingerprint =
        "select count(*) from ledger_entry where event = 'document_exported' and audience = 'administrators'";
    assert_eq!(app.value::<i64>(fingerprint).await, 2, "each export has its entry");
    assert!(all.contains("台账指纹："), "{all}");
}
