//! Who reads a draft, and when.

use super::*;

#[sqlx::test(migrator = "MIGRATOR")]
async fn office_and_leaders_read_a_draft_from_the_first_day_and_nobody_else(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    let mut leader = app.person("leader", Role::Leader).await;
    let page = leader.get(&draft).await;
    page.assert_status(200);
    assert_eq!(page.count("main form"), 0, "a leader reads only");
    leader.get(&format!("{draft}/source")).await.assert_status(200);
    assert_eq!(leader.get("/plans").await.count("a[href^='/plans/drafts/']"), 1);
    leader.post(&format!("{draft}/doubts/1"), &[("decision", "confirm")]).await.assert_status(403);
    let mut contact = app.person("contact", Role::Contact).await;
    contact.get(&draft).await.assert_status(404);
    contact.get(&format!("{draft}/source")).await.assert_status(404);
    let mut viewer = app.person("viewer", Role::Viewer).await;
    viewer.get(&draft).await.assert_status(403);
    for who in [&mut contact, &mut viewer] {
        assert_eq!(who.get("/plans").await.count("a[href^='/plans/drafts/']"), 0);
    }
}
