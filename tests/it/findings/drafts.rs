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
