//! A circular as Word reads it, before and after a leader signed it.

use super::*;
use crate::official_document::package::said;
use crate::official_document::programs::Opened;

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_released_circular_carries_number_signer_date_and_explanations(pool: PgPool) {
    let app = court(&pool).await;
    let mut leader = head_of_group(&app, &pool).await;
    let (mut office, _) = explained(&app).await;
    let docx = format!("{JUNE}/docx");
    let draft = said(&office.get(&docx).await.bytes);
    assert!(draft.contains("（征求说明，未经院领导签发）") && !draft.contains("签发人"), "{draft}");
    step(&mut office, JUNE, "submit", &[]).await.assert_redirect(JUNE);
    leader = app.sign_in("组长", leader.id).await;
    step(&mut leader, JUNE, "decide", &[("decision", "release")]).await.assert_redirect(JUNE);
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let file = viewer.get(&docx).await;
    let text = said(&file.bytes);
    for line in [
        "关于2019年6月⏎司法改革任务推进情况的通报\n",
        "司改通报〔2019〕1号　　签发人：组长\n",
        "各部门：\n一、总体情况\n",
        "部门\n情况\n部门说明\n审管办\n",
        "等待院党组审议，故晚报三日。\n研究室\n",
        "未作说明\n",
        "抚松县人民法院司法改革领导小组办公室\n2019年7月9日\n",
        "抄送：院领导",
        "台账指纹：",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(!text.contains("【") && !text.contains("联系人"), "{text}");
    assert_eq!(text.matches("任务9").count(), 1, "of a restricted task its number, once: {text}");
    let latest = "select encode(digest, 'hex') from ledger_seal order by id desc limit 1";
    assert!(text.contains(&app.value::<String>(latest).await));
    let opened = Opened::new("circular", &file.bytes);
    let seen = opened.in_python().to_string();
    assert!(seen.contains("部门说明") && seen.contains("故晚报三日"), "{seen}");
    let pages = opened.pages();
    assert!(pages[0].contains("司改通报〔2019〕1号"), "{pages:?}");
    assert!(pages.iter().any(|page| page.contains("故晚报三日")));
}
