//! A draft read from a document is matched with last year: proposed by equal titles, confirmed by a person.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::{drafted, january};
use crate::support::court::Form;
use crate::support::test_app::NOTICE;

#[sqlx::test(migrator = "MIGRATOR")]
async fn equal_titles_are_proposed_and_stored_only_when_a_person_sends_them(pool: PgPool) {
    let app = january(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    office.get("/plans/new").await;
    let document = String::from_utf8(NOTICE.to_vec()).unwrap().replace("2019", "2020");
    let page = office.post_files("/plans/new", &[], &[("file", "通知.md", document.as_bytes())]).await;
    page.assert_status(303);
    let draft = page.location().to_owned();
    let next = office.get("/plans/next?from=2019").await;
    let origins = format!("{draft}/origins");
    assert!(next.attributes("p.reason a", "href").contains(&origins), "the draft at hand is offered first");
    let page = office.get(&origins).await;
    page.assert_status(200);
    assert!(page.text(".page-head").contains("标题相同的 36 项"), "{}", page.text(".page-head"));
    let origin = "select count(*) from plan_draft, jsonb_array_elements(content->'tasks') t where t->'origin' <> 'null'";
    assert_eq!(app.value::<i64>(origin).await, 0, "a proposal is stored nowhere");
    let form = Form::of(&page, "main form");
    let stale = form.clone();
    office.post(&origins, &form.fields()).await.assert_redirect(&draft);
    assert_eq!(app.value::<i64>(origin).await, 36);
    assert!(office.get(&draft).await.text("#task-6").contains("接2019 年任务 6"));
    office.post(&origins, &stale.fields()).await.assert_status(409);
    assert_eq!(
        app.value::<i64>("select count(*) from ledger_entry where event = 'plan_draft_origins_saved'").await,
        1
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_link_can_be_taken_off_again_and_a_later_year_hinders(pool: PgPool) {
    let app = january(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let draft = drafted(&mut office).await;
    let origins = format!("{draft}/origins");
    let page = office.get(&origins).await;
    let key = page.attributes("input[name=key]", "value")[0].clone();
    office.post(&origins, &[("version", "1"), ("key", &key), ("origin", "")]).await.assert_redirect(&draft);
    let none = "select content->'tasks'->0->'origin' = 'null' from plan_draft";
    assert!(app.value::<bool>(none).await);
    assert!(office.get(&origins).await.text("#left").contains("转入常态"), "what is left is listed");
    let facts = format!("{draft}/facts");
    let form =
        Form::of(&office.get(&facts).await, "main form").with("year", "2018").with("ends_on", "2018-12-31");
    office.post(&facts, &form.fields()).await.assert_status(303);
    assert!(office.get(&draft).await.text(".hindrances").contains("须早于本方案的年度"));
    let refused = office.get(&origins).await;
    refused.assert_status(422);
    assert!(refused.text("main").contains("没有更早年度的方案"));
}
