//! Who is refused stays at the place: the sentence stands there, and the list on top of the page leads to it.

use super::*;

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_department_decided_by_another_meanwhile_is_told_beside_it(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    let stale =
        Form::of(&office.get(&draft).await, "form[action$='/departments/0']").with("decision", "body");
    press(&mut office, &draft, "departments/0", "unit").await.assert_status(303);
    let path = format!("{draft}/departments/0");
    let page = office.post(&path, &stale.fields()).await;
    page.assert_status(409);
    assert!(page.text("#department-0-error").contains("刚由office办理"), "{}", page.text("#department-0"));
    assert_eq!(page.attributes(".errors a", "href"), ["#department-0"]);
    let nothing = press(&mut office, &draft, "departments/1", "alias").await;
    nothing.assert_status(422);
    assert!(nothing.text("#department-1-error").contains("请先选择它与哪个部门是同一个"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_cannot_be_decided_is_told_at_the_doubt(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    let page = press(&mut office, &draft, "doubts/1", "no such choice").await;
    page.assert_status(422);
    assert!(page.text("#doubt-1-error").contains("请选择如何处理"), "{}", page.text("#doubt-1"));
    assert_eq!(page.attributes(".errors a", "href"), ["#doubt-1"]);
    let stale = Form::of(&page, "form[action$='/doubts/1']").with("decision", "later");
    let department = Form::of(&page, "form[action$='/departments/0']").with("decision", "unit");
    let form = "form[action$='/withdraw']";
    fill(&mut office, &draft, form, &[("withdraw_because", "改用新稿")]).await.assert_status(303);
    let page = office.post(&format!("{draft}/doubts/1"), &stale.fields()).await;
    page.assert_status(422);
    assert!(page.text("#doubt-1-error").contains("现为“作废”"), "{}", page.text("#doubt-1"));
    let page = office.post(&format!("{draft}/departments/0"), &department.fields()).await;
    page.assert_status(422);
    assert_eq!(page.attributes(".errors a", "href"), ["#departments"], "its own place is no more");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn all_departments_once_more_are_told_where_they_stand(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    all_departments_new(&mut office, &draft).await;
    let page = office.post(&format!("{draft}/departments/all"), &[]).await;
    page.assert_status(409);
    assert!(page.text("#departments-error").contains("刚由他人修改"), "{}", page.text("#departments"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_number_no_draft_has_is_too_large_not_no_number(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    let path = format!("{draft}/tasks/6");
    let page = fill(&mut office, &path, "form:has(#title)", &[("number", "99999999999")]).await;
    page.assert_status(422);
    assert!(
        page.text("#number-error").contains("序号太大：草稿有 39 项任务"),
        "{}",
        page.text("#number-error")
    );
    assert_eq!(page.attributes("#number", "value"), ["99999999999"]);
}
