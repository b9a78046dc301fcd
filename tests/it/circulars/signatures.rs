//! Whose signature a circular bears, and how one that came back was given back; that nothing a department typed is lost.

use super::*;
use crate::official_document::package::said;

/// The vice president stands in for 组长 in July.
async fn stand_in<'a>(app: &'a TestApp, pool: &PgPool, leader: &Persona<'_>) -> Persona<'a> {
    let other = app.person("副院长", Role::Leader).await;
    sqlx::query("insert into leader_stand_in (leader_id, stand_in_id, from_on, to_on) values ($1, $2, '2019-07-08', '2019-07-20')")
        .bind(leader.id.0)
        .bind(other.id.0)
        .execute(pool)
        .await
        .unwrap();
    app.sign_in("副院长", other.id).await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_stood_in_is_named_as_who_signed_beside_who_was_chosen(pool: PgPool) {
    let app = court(&pool).await;
    let leader = head_of_group(&app, &pool).await;
    let (mut office, _) = explained(&app).await;
    let mut other = stand_in(&app, &pool, &leader).await;
    let chosen = leader.id.to_string();
    step(&mut office, JUNE, "submit", &[("signer", &chosen)]).await.assert_redirect(JUNE);
    step(&mut other, JUNE, "decide", &[("decision", "release")]).await.assert_redirect(JUNE);
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let facts = viewer.get(JUNE).await.text(".facts");
    assert!(facts.contains("2019年7月9日 副院长（代组长）"), "{facts}");
    let word = said(&viewer.get(&format!("{JUNE}/docx")).await.bytes);
    assert!(word.contains("签发人：副院长（代组长）\n"), "{word}");
    assert_eq!(app.value::<i64>("select signed_by from circular").await, other.id.0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_office_says_which_leader_signed_on_paper(pool: PgPool) {
    let app = court(&pool).await;
    let leader = head_of_group(&app, &pool).await;
    let (mut office, _) = explained(&app).await;
    let other = stand_in(&app, &pool, &leader).await;
    let chosen = leader.id.to_string();
    step(&mut office, JUNE, "submit", &[("signer", &chosen)]).await.assert_redirect(JUNE);
    let form = Form::of(&office.get(JUNE).await, "form[action$='/decide']")
        .with("decision", "release")
        .with("decided_on", "2019-07-09")
        .with("evidence", "纸质件签批");
    let decide = format!("{JUNE}/decide");
    let scan: (&str, &str, &[u8]) = ("scan", "签批页.pdf", b"%PDF-1.4");
    let bare = form.fields();
    let bare: Vec<_> = bare.into_iter().filter(|(name, _)| *name != "csrf_token").collect();
    let refused = office.post_files(&decide, &bare, &[scan]).await;
    refused.assert_status(422);
    assert!(
        refused.text("#decided_by-error").contains("请选择是哪位院领导的决定"),
        "{}",
        refused.text("main")
    );
    let who = other.id.to_string();
    let full = form.with("decided_by", &who);
    let full: Vec<_> = full.fields().into_iter().filter(|(name, _)| *name != "csrf_token").collect();
    office.post_files(&decide, &full, &[scan]).await.assert_redirect(JUNE);
    let facts = office.get(JUNE).await.text(".facts");
    assert!(facts.contains("副院长（代组长）（office代录）"), "{facts}");
    let whose = "select on_behalf_of from ledger_entry where event = 'circular_released'";
    assert_eq!(app.value::<String>(whose).await, "副院长");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_return_recorded_from_paper_keeps_its_day_and_what_shows_it(pool: PgPool) {
    let app = court(&pool).await;
    head_of_group(&app, &pool).await;
    let (mut office, _) = explained(&app).await;
    step(&mut office, JUNE, "submit", &[]).await.assert_redirect(JUNE);
    app.set_day("2019-07-11");
    let mut office = app.sign_in("office", office.id).await;
    let typed = [
        ("decision", "return"),
        ("because", "先核对研究室的情况"),
        ("decided_on", "2019-07-10"),
        ("evidence", "送审单上的批语"),
    ];
    step(&mut office, JUNE, "decide", &typed).await.assert_redirect(JUNE);
    let reason = office.get(JUNE).await.text(".reason.yellow.on-screen");
    let expected = "2019年7月10日 组长（office代录，凭据：送审单上的批语）：先核对研究室的情况";
    assert!(reason.contains(expected), "{reason}");
    let kept =
        "select after::jsonb ->> 'source' from ledger_content c join ledger_entry e on e.id = c.entry_id
                where e.event = 'circular_returned'";
    assert_eq!(app.value::<String>(kept).await, "送审单上的批语");
    // Submitted again, it is a matter of the past.
    step(&mut office, JUNE, "submit", &[]).await.assert_redirect(JUNE);
    let left = "select count(*) from circular where returned_on is not null or return_evidence is not null";
    assert_eq!(app.value::<i64>(left).await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_a_department_typed_while_it_was_taken_back_struck_or_withdrawn_stands_on_a_page(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    begin(&mut office, JUNE).await;
    keep_only(&mut office, &app, JUNE, &["审管办", "研究室"]).await;
    step(&mut office, JUNE, "ask", &[("explain_by", "2019-07-08")]).await.assert_redirect(JUNE);
    let page = contact.get(JUNE).await;
    let form = Form::of(&page, "form[action$='/explain']").with("explanation", "写了很久的说明");
    let explain = format!("{JUNE}/explain");
    let kept = |page: &Page| {
        page.assert_status(404);
        assert_eq!(page.text("textarea[name=explanation]"), "写了很久的说明");
        assert!(page.text("#explanation-error").contains("可以复制留存"), "{}", page.text("main"));
    };

    step(&mut office, JUNE, "take-back", &[]).await.assert_redirect(JUNE);
    kept(&contact.post(&explain, &form.fields()).await);
    keep_only(&mut office, &app, JUNE, &["研究室"]).await;
    step(&mut office, JUNE, "ask", &[("explain_by", "2019-07-08")]).await.assert_redirect(JUNE);
    kept(&contact.post(&explain, &form.fields()).await);
    // The office that records it finds it struck, too.
    let own = app.department("审管办").await.to_string();
    let fields = [("department", own.as_str()), ("explanation", "写了很久的说明"), ("seen", "")];
    kept(&office.post(&explain, &fields).await);
    step(&mut office, JUNE, "withdraw", &[("withdraw_because", "数据有误")]).await.assert_redirect(JUNE);
    kept(&contact.post(&explain, &form.fields()).await);
    assert_eq!(
        app.value::<i64>("select count(*) from circular_passage where explanation is not null").await,
        0
    );
}
