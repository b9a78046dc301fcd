//! Before a draft is issued the page says what it lays out; days that no plan of the year has are refused where they are typed.

use super::*;

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_laid_out_is_shown_first_and_nothing_is_stored(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    all_departments_new(&mut office, &draft).await;
    let preview = fill(&mut office, &draft, "#issue", &[]).await;
    preview.assert_status(200);
    let shown = preview.text("#duties");
    assert!(shown.contains("自 2019-03-28 起列出") && shown.contains("没有"), "{shown}");
    assert_eq!(app.value::<i64>("select count(*) from plan").await, 0);
    assert_eq!(app.value::<i64>("select count(*) from department").await, 0);
    let path = format!("{draft}/issue");
    let done = office.post(&path, &Form::of(&preview, "#issue").fields()).await;
    done.assert_redirect("/2019/plan");
    let all = app.value::<i64>("select count(*) from deadline").await;
    assert!(shown.contains(&format!("{all} 项")), "{all} in {shown}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_would_be_overdue_at_once_is_counted_and_another_day_is_shown_anew(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    all_departments_new(&mut office, &draft).await;
    app.set_day("2019-06-03");
    let mut office = app.sign_in("office", office.id).await;
    let path = format!("{draft}/issue");
    let preview = fill(&mut office, &draft, "#issue", &[]).await;
    let early = preview.text("#duties");
    let changed = Form::of(&preview, "#issue").with("issued_on", "2019-05-31");
    let again = office.post(&path, &changed.fields()).await;
    again.assert_status(200);
    let late = again.text("#duties");
    assert!(late.contains("自 2019-05-31 起列出") && late.contains("没有"), "{late}");
    assert_eq!(app.value::<i64>("select count(*) from plan").await, 0, "the day changed: shown again");
    let back = Form::of(&again, "#issue").with("issued_on", "2019-03-28");
    let back = office.post(&path, &back.fields()).await;
    let with_file = Form::of(&back, "#issue");
    let program: (&str, &str, &[u8]) = ("scan", "正本.exe", b"MZ");
    let refused = office.post_files(&path, &with_file.fields(), &[program]).await;
    refused.assert_status(422);
    assert!(refused.text("#scan-error").contains("文件类型"), "{}", refused.text("#scan-error"));
    let original: (&str, &str, &[u8]) = ("scan", "正本.pdf", b"%PDF-1.4");
    let fields = Form::of(&refused, "#issue");
    office.post_files(&path, &fields.fields(), &[original]).await.assert_redirect("/2019/plan");
    let overdue = app.value::<i64>("select count(*) from deadline where due_on < '2019-06-03'").await;
    assert!(overdue > 0 && early.contains(&format!("有 {overdue} 项")), "{overdue} in {early}");
    assert_eq!(app.value::<String>("select original_name from plan_draft").await, "正本.pdf");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_day_years_before_the_plan_is_refused_beside_its_field(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    all_departments_new(&mut office, &draft).await;
    let page = office.get(&draft).await;
    assert!(page.text("label[for=issued_on]").contains("2018-07-01 至 2019-12-31"));
    let refused = issue(&mut office, &draft, &[("issued_on", "2009-03-28")]).await;
    refused.assert_status(422);
    let told = refused.text("#issued_on-error");
    assert!(told.contains("2019 年度的方案在 2018-07-01 至 2019-12-31 之间印发"), "{told}");
    assert_eq!(refused.attributes("#issued_on", "value"), ["2009-03-28"]);
    assert_eq!(app.value::<i64>("select count(*) from plan").await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_facts_take_only_days_of_the_year_and_a_year_without_plan(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2020-03-02");
    let mut office = app.person("office", Role::Office).await;
    let draft = consultation::draft_of_2020(&app, &mut office).await;
    let facts = format!("{draft}/facts");
    for (changes, field, told) in [
        ([("year", "2020"), ("ends_on", "2021-03-31")], "#ends_on-error", "不在 2020 年内"),
        ([("starts_on", "2002-01-01"), ("ends_on", "2020-12-31")], "#starts_on-error", "不在 2020 年内"),
        ([("year", "2019"), ("ends_on", "2019-12-31")], "#year-error", "2019 年度已有方案"),
    ] {
        let page = fill(&mut office, &facts, "main form", &changes).await;
        page.assert_status(422);
        assert!(page.text(field).contains(told), "{field}: {}", page.text("main"));
        assert_eq!(page.attributes(&format!("#{}", changes[1].0), "value"), [changes[1].1]);
    }
    let fits = [("starts_on", "2020-04-01"), ("ends_on", "2020-11-30")];
    fill(&mut office, &facts, "main form", &fits).await.assert_status(303);
    let outside = "update plan_draft set content = jsonb_set(content, '{plan,ends_on}', '\"2022-12-31\"')";
    crate::support::activity::run(&app.state.db, &[outside]).await;
    let hindered = office.get(&draft).await.text(".hindrances");
    assert!(hindered.contains("截止日 2022-12-31 不在 2020 年内"), "{hindered}");
}
