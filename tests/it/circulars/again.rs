//! A circular that is taken back: departments are asked again, and nothing they explained is lost; what its page says while it
//! waits.

use super::*;
use crate::official_document::package::said;

/// The row of a department on the circular's page.
async fn row_of(who: &mut Persona<'_>, department: i64) -> String {
    who.get(JUNE).await.text(&format!("#department-{department}"))
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn taken_back_unchanged_it_goes_on_by_asking_again_or_by_submitting(pool: PgPool) {
    let app = court(&pool).await;
    head_of_group(&app, &pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let other = app.department("研究室").await;
    begin(&mut office, JUNE).await;
    keep_only(&mut office, &app, JUNE, &["审管办", "研究室"]).await;
    step(&mut office, JUNE, "ask", &[("explain_by", "2019-07-08")]).await.assert_redirect(JUNE);
    let waits = office.get(JUNE).await.text("#waits");
    assert!(waits.contains("最晚2019年7月8日）过后，可以送签；现在还等待：审管办、研究室。"), "{waits}");
    step(&mut contact, JUNE, "explain", &[("explanation", "晚报三日")]).await.assert_redirect(JUNE);

    step(&mut office, JUNE, "take-back", &[]).await.assert_redirect(JUNE);
    edit(&mut office, JUNE, &[("title", "六月通报"), ("go", "save")]).await.assert_redirect(JUNE);
    let page = office.get(JUNE).await;
    assert_eq!((page.count("form[action$='/ask']"), page.count("form[action$='/submit']")), (1, 0));
    assert!(page.text("#waits").contains("送签前须征求说明：研究室还没有"), "{}", page.text("#waits"));
    assert!(row_of(&mut office, other).await.ends_with("尚未作出说明，须重新征求"));
    step(&mut office, JUNE, "ask", &[("explain_by", "2019-07-10")]).await.assert_redirect(JUNE);
    let asked =
        "select string_agg(name || ' ' || explain_by, '；' order by explain_by) from circular_passage";
    assert_eq!(app.value::<String>(asked).await, "审管办 2019-07-08；研究室 2019-07-10");
    assert!(office.get(JUNE).await.text(".passages").contains("晚报三日"), "what was explained stays");

    step(&mut office, JUNE, "take-back", &[]).await.assert_redirect(JUNE);
    app.set_day("2019-07-11");
    let mut office = app.sign_in("office", office.id).await;
    let page = office.get(JUNE).await;
    assert_eq!((page.count("form[action$='/ask']"), page.count("form[action$='/submit']")), (0, 1));
    assert_eq!(page.count("#waits"), 0);
    assert!(row_of(&mut office, other).await.ends_with("未作说明（应于2019年7月10日前说明）"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_a_department_explained_before_the_words_changed_is_never_lost(pool: PgPool) {
    let app = court(&pool).await;
    let leader = head_of_group(&app, &pool).await;
    let (mut office, mut contact) = explained(&app).await;
    let department = app.department("审管办").await;
    step(&mut office, JUNE, "take-back", &[]).await.assert_redirect(JUNE);
    let change = "update circular_passage set situation = situation || '另有一项。' where name = '审管办'";
    activity::run(&pool, &[change]).await;
    step(&mut office, JUNE, "ask", &[("explain_by", "2019-07-12")]).await.assert_redirect(JUNE);
    let page = contact.get(JUNE).await;
    assert_eq!(page.text("textarea[name=explanation]"), "等待院党组审议，故晚报三日。");
    for who in [&mut office, &mut contact] {
        let row = row_of(who, department).await;
        assert!(row.contains("此前的说明：") && row.contains("故晚报三日"), "{row}");
        assert!(row.ends_with("说明后情况有改动，2019年7月12日前可以重新说明"), "{row}");
    }
    assert!(contact.get("/worklist").await.attributes(".todo a", "href").contains(&JUNE.to_owned()));
    assert_eq!(office.get(JUNE).await.count("form[action$='/submit']"), 0, "it may still explain");

    app.set_day("2019-07-13");
    let mut office = app.sign_in("office", office.id).await;
    step(&mut office, JUNE, "submit", &[]).await.assert_redirect(JUNE);
    let mut leader = app.sign_in("组长", leader.id).await;
    step(&mut leader, JUNE, "decide", &[("decision", "release")]).await.assert_redirect(JUNE);
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let row = row_of(&mut viewer, department).await;
    assert!(row.contains("故晚报三日。") && row.ends_with("说明（对原情况的说明）"), "{row}");
    assert!(!row.contains("未作说明"), "{row}");
    let word = said(&viewer.get(&format!("{JUNE}/docx")).await.bytes);
    assert!(word.contains("等待院党组审议，故晚报三日。（对原情况的说明）"), "{word}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn explained_anew_it_speaks_of_the_words_that_stand_there(pool: PgPool) {
    let app = court(&pool).await;
    head_of_group(&app, &pool).await;
    let (mut office, mut contact) = explained(&app).await;
    step(&mut office, JUNE, "take-back", &[]).await.assert_redirect(JUNE);
    let change = "update circular_passage set situation = situation || '另有一项。' where name = '审管办'";
    activity::run(&pool, &[change]).await;
    step(&mut office, JUNE, "ask", &[("explain_by", "2019-07-12")]).await.assert_redirect(JUNE);
    step(&mut contact, JUNE, "explain", &[]).await.assert_redirect(JUNE);
    let row = row_of(&mut office, app.department("审管办").await).await;
    assert!(row.ends_with("2019年7月9日说明") && !row.contains("此前"), "{row}");
    assert_eq!(office.get(JUNE).await.count("form[action$='/submit']"), 1, "研究室 had its time before");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_the_office_itself_owes_is_counted_as_of_the_day_the_draft_names(pool: PgPool) {
    let app = court(&pool).await;
    app.set_day("2019-07-14");
    let mut office = app.person("office", Role::Office).await;
    begin(&mut office, JUNE).await;
    let text = office.get(JUNE).await.text("article");
    assert!(!text.contains("没有逾期的审核"), "{text}");
    for (kind, word) in
        [("review", "月报审核"), ("quarterly_check", "季度检查"), ("half_year_summary", "半年总结")]
    {
        let overdue: i64 = sqlx::query_scalar(
            "select count(*) from deadline where kind::text = $1 and due_on < '2019-07-14' and met_on is null
             and waived_on is null",
        )
        .bind(kind)
        .fetch_one(&pool)
        .await
        .unwrap();
        let said = format!("逾期{overdue}项次");
        let office = text.split("截至2019年7月14日，领导小组办公室：").nth(1).unwrap_or_default();
        let line = office.split('。').next().unwrap_or_default();
        let of_kind = line.split('，').find(|part| part.starts_with(word));
        assert_eq!(
            of_kind.map(|part| part.ends_with(&said)),
            (overdue > 0).then_some(true),
            "{word}: {line}"
        );
    }
    let all = "update deadline set met_on = due_on where kind in ('review', 'quarterly_check', 'half_year_summary')";
    activity::run(&pool, &[all]).await;
    edit(&mut office, JUNE, &[("go", "take_all")]).await.assert_redirect(&format!("{JUNE}/edit"));
    let text = office.get(JUNE).await.text("article");
    assert!(text.contains("截至2019年7月14日，领导小组办公室没有逾期的审核、检查和总结。"), "{text}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn while_it_waits_for_a_signature_its_page_says_what_moved_and_who_was_silent(pool: PgPool) {
    let app = court(&pool).await;
    let leader = head_of_group(&app, &pool).await;
    let (mut office, _) = explained(&app).await;
    step(&mut office, JUNE, "submit", &[]).await.assert_redirect(JUNE);
    let silent = row_of(&mut office, app.department("研究室").await).await;
    assert!(silent.ends_with("未作说明（应于2019年7月8日前说明）"), "{silent}");
    let word = said(&office.get(&format!("{JUNE}/docx")).await.bytes);
    assert!(word.contains("未作说明（应于2019年7月8日前说明）") && !word.contains("可以说明"), "{word}");
    assert!(word.contains("未印发") && !word.contains("日印发"), "{word}");
    let filer: i64 = app.value("select id from account where sign_in_name = '填报人'").await;
    activity::submit_report(&pool, 1, "2019-06", "2019-07-09", filer, 40).await;
    activity::run(&pool, &["update report_submission set due_on = '2019-06-25'"]).await;
    let mut leader = app.sign_in("组长", leader.id).await;
    for who in [&mut office, &mut leader] {
        let page = who.get(JUNE).await;
        assert!(page.text("main").contains("处变动，与本通报不一致"), "{}", page.text("main"));
        assert!(page.attributes(".reason a", "href").contains(&"#moved".to_owned()));
        assert!(page.text("#moved").contains("逾期报送2份，未报送36份"), "{}", page.text("#moved"));
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn that_a_signed_one_is_withdrawn_is_told_its_signer_and_the_departments(pool: PgPool) {
    let app = court(&pool).await;
    let leader = head_of_group(&app, &pool).await;
    let (mut office, _) = explained(&app).await;
    step(&mut office, JUNE, "submit", &[]).await.assert_redirect(JUNE);
    let mut leader = app.sign_in("组长", leader.id).await;
    step(&mut leader, JUNE, "decide", &[("decision", "release")]).await.assert_redirect(JUNE);
    step(&mut office, JUNE, "withdraw", &[("withdraw_because", "数据有误")]).await.assert_redirect(JUNE);
    let told = "select string_agg(a.sign_in_name, '、' order by a.sign_in_name) from notice n join account a on a.id = n.account_id
                where n.message = '2019年6月通报（司改通报〔2019〕1号）已撤销：数据有误' and n.path = '/2019/circulars/2019-06'";
    let told: String = app.value(told).await;
    assert!(told.contains("组长") && told.contains("联系人") && !told.contains("office"), "{told}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_task_restricted_since_it_was_drafted_is_not_named_to_everybody(pool: PgPool) {
    let app = court(&pool).await;
    head_of_group(&app, &pool).await;
    let (mut office, _) = explained(&app).await;
    activity::run(
        &pool,
        &[
            "update task set restricted = true, title = '丁香事项' where number = 9",
            "update circular set text = text || E'\\n丁香事项进展缓慢。'",
        ],
    )
    .await;
    let refused = step(&mut office, JUNE, "submit", &[]).await;
    refused.assert_status(422);
    assert!(refused.body.contains("任务 9 限定范围"), "{}", refused.text("main"));
    activity::run(&pool, &["update circular set text = replace(text, '丁香事项', '第9项')"]).await;
    let sent = step(&mut office, JUNE, "submit", &[]).await;
    assert!(!sent.body.contains("限定范围，通报里不能写"), "its number alone may stand there");
}
