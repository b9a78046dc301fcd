//! The notice as an official document in Word.

use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::*;
use crate::official_document::package::said;

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_notice_is_taken_as_a_word_file_with_what_was_written(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, mut contact, _) = people(&app).await;
    write(&app, &mut office).await;
    let path = format!("{FIRST}/docx");
    assert!(contact.get(FIRST).await.attributes(".actions a", "href").contains(&path));
    let file = contact.get(&path).await;
    file.assert_status(200);
    assert_eq!(
        file.headers["content-disposition"],
        "attachment; filename=\"document.docx\"; filename*=UTF-8''\
         %E7%9D%A3%E5%8A%9E%E9%80%9A%E7%9F%A5%E5%8D%95%E3%80%942019%E3%80%951%E5%8F%B7.docx"
    );
    let text = said(&file.bytes);
    for line in [
        "抚松县人民法院⏎督办通知单\n督办〔2019〕1号\n审管办：\n一、督办事项\n任务\u{a0}6\u{a0}",
        "二、督办事由\n节点监管规则尚未印发\n三、督办要求\n七月底前印发并报送文本\n四、反馈期限\n请于2019年7月17日前",
        "抚松县人民法院司法改革领导小组办公室\n2019年7月10日\n（签收人：",
        "2019年7月10日印发\n内部资料　数据截至\u{a0}2019-07-10\u{a0}",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    sign(&mut contact).await.assert_status(303);
    let signed = said(&contact.get(&path).await.bytes);
    assert!(signed.contains("（签收人：联系人　签收时间：2019"), "{signed}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_word_file_carries_the_fingerprint_of_the_log_it_was_taken_from(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, ..) = people(&app).await;
    write(&app, &mut office).await;
    let path = format!("{FIRST}/docx");
    let first = said(&office.get(&path).await.bytes);
    let unsealed = "select count(*) from ledger_entry e where e.event <> 'document_exported'
                    and not exists (select from ledger_seal_entry s where s.entry_id = e.id)";
    assert_eq!(app.value::<i64>(unsealed).await, 0, "the fingerprint covers all there was");
    let latest = "select encode(digest, 'hex') from ledger_seal order by id desc limit 1";
    let fingerprint: String = app.value(latest).await;
    assert!(first.contains(&format!("台账指纹：{fingerprint}")), "{first}");
    let logged = "select c.after::jsonb ->> 'fingerprint' from ledger_entry e join ledger_content c on c.entry_id = e.id
                  where e.event = 'document_exported' and e.audience = 'administrators'";
    assert_eq!(app.value::<String>(logged).await, fingerprint);
    let second = said(&office.get(&path).await.bytes);
    let later: String = app.value(latest).await;
    assert_ne!(later, fingerprint, "the first export was sealed since");
    assert!(second.contains(&later), "{second}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_draft_is_no_document(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, ..) = people(&app).await;
    sqlx::query("update plan_rules set supervision_needs_approval = true")
        .execute(&app.state.db)
        .await
        .unwrap();
    write(&app, &mut office).await;
    office.get(&format!("{FIRST}/docx")).await.assert_status(422);
    assert_eq!(office.get(FIRST).await.count(".actions a[href$='/docx']"), 0);
    let exported = "select count(*) from ledger_entry where event = 'document_exported'";
    assert_eq!(app.value::<i64>(exported).await, 0);
}
