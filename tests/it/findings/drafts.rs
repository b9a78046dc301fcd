//! An answer that is being typed is kept on the server until it is sent.

use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::{MEASURES, court, enter, form, people, post, take_up};

const DRAFT: &str = "/drafts/2019/findings/1/answer";

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_answer_being_typed_stands_until_it_is_sent_for_the_one_who_typed_it(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, mut contact) = people(&app).await;
    enter(&app, &mut office, "2019-07-31", &[]).await;
    take_up(&mut contact).await;
    let page = contact.get("/2019/findings/1").await;
    assert_eq!(page.attributes("form[action$='/answer']", "data-autosave"), [DRAFT]);
    let typed = form(&mut contact, "answer").await.with("measures", MEASURES);
    let saved = contact.post(DRAFT, &typed.fields()).await;
    saved.assert_status(200);
    assert!(saved.body.contains("saved_at"), "{}", saved.body);
    let mut again = app.sign_in("联系人", contact.id).await;
    let page = again.get("/2019/findings/1").await;
    assert_eq!(page.text("#measures"), MEASURES);
    assert!(page.text("main").contains("已恢复您 7月10日"));
    let mut other = app.member("审管办-2", "审管办", "contact").await;
    assert_eq!(other.get("/2019/findings/1").await.text("#measures"), "");
    assert!(!office.get("/2019/findings/1").await.body.contains(MEASURES));
    let sent = form(&mut again, "answer").await.with("proof", "清单");
    post(&mut again, "answer", sent).await.assert_status(303);
    assert_eq!(app.value::<i64>("select count(*) from form_draft").await, 0);
    let long = "长".repeat(30_000);
    again.post(DRAFT, &[("measures", &long)]).await.assert_status(422);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn only_forms_that_keep_drafts_have_any_and_not_without_end(pool: PgPool) {
    let app = court(pool.clone()).await;
    let (_, mut contact) = people(&app).await;
    for path in ["/drafts/anything", "/drafts/2019/findings/1", "/drafts/2019/ledger/1/answer"] {
        let page = contact.post(path, &[("measures", MEASURES)]).await;
        page.assert_status(422);
        assert!(page.body.contains("这张表单不保存草稿"), "{}", page.body);
    }
    let long = "长".repeat(30_000);
    let page = contact.post(DRAFT, &[("measures", long.as_str())]).await;
    page.assert_status(422);
    assert!(page.body.contains("内容过长，草稿未能保存"), "{}", page.body);
    for number in 1..=100 {
        let path = format!("/drafts/2019/findings/{number}/answer");
        contact.post(&path, &[("measures", "甲")]).await.assert_status(200);
    }
    let page = contact.post("/drafts/2019/findings/101/answer", &[("measures", "甲")]).await;
    page.assert_status(422);
    assert!(page.body.contains("未提交的草稿过多"), "{}", page.body);
    contact.post(DRAFT, &[("measures", "乙")]).await.assert_status(200);
    assert_eq!(app.value::<i64>("select count(*) from form_draft").await, 100);
}
