//! Who reads what of a circular: nobody but office and leaders before a leader has signed it; a department it names its own
//! passage, while it may explain that.

use super::*;

/// That a person finds nothing of June's circular anywhere.
async fn finds_nothing(who: &mut Persona<'_>, because: &str) {
    for path in [JUNE.to_owned(), format!("{JUNE}/docx"), format!("{JUNE}?version=1")] {
        assert_eq!(who.get(&path).await.status, 404, "{path} {because}");
    }
    assert_eq!(who.get("/2019/circulars").await.count("td.title"), 0, "{because}");
    for path in ["/2019/history", "/2019/wall"] {
        assert!(!who.get(path).await.body.contains("2019年6月通报"), "{path} {because}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nobody_but_office_and_leaders_reads_it_before_a_leader_has_signed(pool: PgPool) {
    let app = court(&pool).await;
    let mut leader = head_of_group(&app, &pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut named = app.member("联系人", "审管办", "contact").await;
    let mut stranger = app.member("执行局", "执行局", "contact").await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    begin(&mut office, JUNE).await;
    keep_only(&mut office, &app, JUNE, &["审管办", "研究室"]).await;
    for who in [&mut named, &mut stranger, &mut viewer] {
        finds_nothing(who, "of a draft").await;
        who.get(&format!("{JUNE}/edit")).await.assert_status(403);
        who.post(&format!("{JUNE}/begin"), &[]).await.assert_status(403);
        who.post(&format!("{JUNE}/ask"), &[]).await.assert_status(403);
        who.post(&format!("{JUNE}/withdraw"), &[]).await.assert_status(403);
        who.post(&format!("{JUNE}/decide"), &[]).await.assert_status(403);
    }
    leader.get(JUNE).await.assert_status(200);
    leader.get(&format!("{JUNE}/edit")).await.assert_status(403);
    let own = app.department("审管办").await.to_string();
    let fields = [("department", own.as_str()), ("explanation", "先说")];
    named.post(&format!("{JUNE}/explain"), &fields).await.assert_status(404);

    step(&mut office, JUNE, "ask", &[("explain_by", "2019-07-08")]).await.assert_redirect(JUNE);
    finds_nothing(&mut stranger, "named by nobody").await;
    finds_nothing(&mut viewer, "named by nobody").await;
    let page = named.get(JUNE).await;
    page.assert_status(200);
    assert_eq!(page.texts(".passages tbody td.title"), ["审管办"]);
    assert!(!page.body.contains("研究室") && !page.body.contains("总体情况"), "{}", page.text("main"));
    assert_eq!(page.count("a[href*='docx']"), 0);
    named.get(&format!("{JUNE}/docx")).await.assert_status(404);
    assert_eq!(named.get("/2019/circulars").await.texts("td.title"), ["2019年6月通报"]);
    let asked = "2019年6月通报征求2个部门的说明";
    assert!(office.get("/2019/history").await.body.contains(asked), "office and leaders read of it");
    assert!(!named.get("/2019/history").await.body.contains(asked));
    // Nobody explains for another department, whether it is named or not.
    let other = app.department("研究室").await.to_string();
    let fields = [("department", other.as_str()), ("explanation", "代说")];
    named.post(&format!("{JUNE}/explain"), &fields).await.assert_status(403);
    viewer.post(&format!("{JUNE}/explain"), &fields).await.assert_status(403);
    let own = app.department("执行局").await.to_string();
    let fields = [("department", own.as_str()), ("explanation", "无名之辈")];
    stranger.post(&format!("{JUNE}/explain"), &fields).await.assert_status(404);

    step(&mut named, JUNE, "explain", &[("explanation", "晚报三日")]).await.assert_redirect(JUNE);
    app.set_day("2019-07-09");
    let mut office = app.sign_in("office", office.id).await;
    step(&mut office, JUNE, "submit", &[]).await.assert_redirect(JUNE);
    let mut named = app.sign_in("联系人", named.id).await;
    finds_nothing(&mut named, "after its time").await;
    let mut leader = app.sign_in("组长", leader.id).await;
    step(&mut leader, JUNE, "decide", &[("decision", "release")]).await.assert_redirect(JUNE);
    let mut viewer = app.sign_in("viewer", viewer.id).await;
    let mut stranger = app.sign_in("执行局", stranger.id).await;
    for who in [&mut named, &mut stranger, &mut viewer] {
        let page = who.get(JUNE).await;
        page.assert_status(200);
        assert_eq!(page.count("form[action*='circulars']"), 0);
        assert_eq!(page.texts(".passages tbody td.title"), ["审管办", "研究室"]);
        assert!(
            page.text(".passages").contains("晚报三日") && page.text(".passages").contains("部门未作说明")
        );
        assert_eq!(
            page.text("article").matches("任务9").count(),
            1,
            "a restricted task is told by its number, once"
        );
        who.get(&format!("{JUNE}/docx")).await.assert_status(200);
        assert!(who.get("/2019/history").await.body.contains("签发2019年6月通报"));
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_office_records_what_a_department_said(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    begin(&mut office, JUNE).await;
    keep_only(&mut office, &app, JUNE, &["研究室"]).await;
    step(&mut office, JUNE, "ask", &[("explain_by", "2019-07-08")]).await.assert_redirect(JUNE);
    step(&mut office, JUNE, "explain", &[("explanation", "电话说明")]).await.assert_redirect(JUNE);
    let row = office.get(JUNE).await.text(".passages tbody tr");
    assert!(row.contains("电话说明") && row.contains("2019年7月5日说明，office代录"), "{row}");
    let whose: String =
        app.value("select on_behalf_of from ledger_entry where event = 'circular_explained'").await;
    assert_eq!(whose, "研究室");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_two_of_a_department_who_explain_at_once_the_second_keeps_what_they_wrote(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut first = app.member("联系人", "审管办", "contact").await;
    let mut second = app.member("负责人", "审管办", "head").await;
    begin(&mut office, JUNE).await;
    keep_only(&mut office, &app, JUNE, &["审管办"]).await;
    step(&mut office, JUNE, "ask", &[("explain_by", "2019-07-08")]).await.assert_redirect(JUNE);
    let seen = Form::of(&second.get(JUNE).await, "form[action$='/explain']").with("explanation", "后写的");
    step(&mut first, JUNE, "explain", &[("explanation", "先写的")]).await.assert_redirect(JUNE);
    let refused = second.post(&format!("{JUNE}/explain"), &seen.fields()).await;
    refused.assert_status(409);
    assert!(refused.text(".passages").contains("先写的"));
    assert_eq!(refused.text("textarea[name=explanation]"), "后写的");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn very_long_and_hostile_text_stays_text(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    begin(&mut office, JUNE).await;
    keep_only(&mut office, &app, JUNE, &["审管办"]).await;
    step(&mut office, JUNE, "ask", &[("explain_by", "2019-07-08")]).await.assert_redirect(JUNE);
    let long = "说".repeat(1001);
    let refused = step(&mut contact, JUNE, "explain", &[("explanation", &long)]).await;
    refused.assert_status(422);
    assert!(refused.text(".errors").contains("最多 1000 个字"));
    let hostile = format!("<script>alert(1)</script>{}", "长".repeat(900));
    step(&mut contact, JUNE, "explain", &[("explanation", &hostile)]).await.assert_redirect(JUNE);
    let page = office.get(JUNE).await;
    assert!(
        page.text(".passages").contains("<script>alert(1)</script>") && !page.body.contains("<script>alert")
    );
    office.get(&format!("{JUNE}/docx")).await.assert_status(200);
}
