//! The life of a circular: drafted, written on, explained, submitted, signed or returned, withdrawn.

use super::*;
use crate::support::statements::counted;

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_months_circular_is_drafted_with_the_ledgers_figures(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    assert!(office.get(JUNE).await.text(".empty").contains("还没有起草"));
    begin(&mut office, JUNE).await;
    let page = office.get(JUNE).await;
    assert_eq!(page.text(".summary-title"), "关于2019年6月司法改革任务推进情况的通报");
    let text = page.text("article");
    let owed: i64 =
        app.value("select count(*) from deadline where kind = 'monthly_report' and period = '2019-06'").await;
    assert_eq!(owed, 39);
    assert!(text.contains("应报2019年6月月报39份，按期报送1份，逾期报送1份，未报送37份。"), "{text}");
    let numbers: Vec<i32> = sqlx::query_scalar(
        "select t.number from deadline l join task t on t.id = l.task_id join department d on d.id = l.department_id
         where l.kind = 'monthly_report' and l.period = '2019-06' and d.name = '审管办' and t.number not in (6, 9)
         order by t.number",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    let passages = page.texts(".passages tbody tr");
    let of = passages.iter().find(|row| row.starts_with("审管办")).unwrap();
    assert!(of.contains("逾期报送1项（任务6），"), "{of}");
    assert!(of.contains(&format!("未报送{}项（任务{}", numbers.len(), numbers[0])), "{of}");
    assert!(
        !passages.iter().any(|row| row.starts_with("立案庭") && row.contains("任务20")),
        "it was in time"
    );
    let units: i64 = app
        .value(
            "select count(distinct l.department_id) from deadline l join task t on t.id = l.task_id
             where l.kind = 'monthly_report' and l.period = '2019-06' and l.department_id is not null
               and t.number not in (9, 20)",
        )
        .await;
    assert_eq!(
        i64::try_from(passages.len()).unwrap(),
        units,
        "each department with a report late or missing"
    );
    let unowed: i64 = app
        .value("select count(*) from deadline where kind = 'monthly_report' and period = '2019-06' and department_id is null")
        .await;
    assert!(text.contains(&format!("牵头部门待明确的任务{unowed}项")), "{text}");
    // A month's circular says numbers, never titles: of the restricted task not even beside a department.
    assert!(text.contains("另有限定范围的任务1项（任务9）月报未按期报送。"), "{text}");
    let owes_9: String = app
        .value("select d.name from deadline l join task t on t.id = l.task_id join department d on d.id = l.department_id
                where l.kind = 'monthly_report' and l.period = '2019-06' and t.number = 9")
        .await;
    let counted: i64 = sqlx::query_scalar(
        "select count(*) from deadline l join task t on t.id = l.task_id join department d on d.id = l.department_id
         where l.kind = 'monthly_report' and l.period = '2019-06' and d.name = $1 and t.number not in (6, 9, 20)",
    )
    .bind(&owes_9)
    .fetch_one(&pool)
    .await
    .unwrap();
    let row = passages.iter().find(|row| row.starts_with(&owes_9));
    let said = row.and_then(|row| row.split("未报送").nth(1)?.split('项').next()).unwrap_or("0");
    assert_eq!(said, counted.to_string(), "{owes_9}: task 9 is not counted against it");
    let body = office.get(&format!("{JUNE}/edit")).await;
    assert!(body.text("#moved").contains("台账没有变动"), "the same ledger gives the same draft");
    let again = Form::of(&office.get("/2019/circulars/2019-05").await, "form[action$='/begin']");
    office.post(&format!("{JUNE}/begin"), &again.fields()).await.assert_status(409);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_moved_in_the_ledger_is_offered_and_taken_over(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    begin(&mut office, JUNE).await;
    let filer: i64 = app.value("select id from account where sign_in_name = '填报人'").await;
    activity::submit_report(&pool, 1, "2019-06", "2019-07-05", filer, 40).await;
    activity::run(&pool, &["update report_submission set due_on = '2019-06-25'"]).await;
    assert!(office.get(JUNE).await.text(".reason.yellow").contains("处变动，与本通报不一致"));
    edit(&mut office, JUNE, &[("go", "take_all")]).await.assert_redirect(&format!("{JUNE}/edit"));
    let page = office.get(JUNE).await;
    let text = page.text("article");
    assert!(text.contains("逾期报送2份，未报送36份"), "{text}");
    let of = page.texts(".passages tbody tr").into_iter().find(|row| row.starts_with("审管办")).unwrap();
    let owner: String = app
        .value("select d.name from deadline l join task t on t.id = l.task_id join department d on d.id = l.department_id
                where l.kind = 'monthly_report' and l.period = '2019-06' and t.number = 1")
        .await;
    assert_eq!(owner, "审管办");
    assert!(of.contains("逾期报送2项（任务1、6）"), "{of}");
    assert!(office.get(&format!("{JUNE}/edit")).await.text("#moved").contains("台账没有变动"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_two_who_write_at_once_the_second_sees_both_texts(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut second = app.person("office-2", Role::Office).await;
    begin(&mut office, JUNE).await;
    let path = format!("{JUNE}/edit");
    let seen = Form::of(&second.get(&path).await, EDIT).with("text", "后来者的文字").with("go", "save");
    edit(&mut office, JUNE, &[("text", "先保存的文字"), ("go", "save")]).await.assert_redirect(JUNE);
    let refused = second.post(&path, &seen.fields()).await;
    refused.assert_status(409);
    assert!(refused.text("#theirs").contains("先保存的文字"));
    assert_eq!(Form::of(&refused, EDIT).value("text"), "后来者的文字");
    second.post(&format!("{JUNE}/draft"), &seen.fields()).await.assert_status(409);
    let empty = edit(&mut second, JUNE, &[("text", "  "), ("go", "save")]).await;
    empty.assert_status(422);
    assert!(empty.text("#text-error").contains("正文不能是空的"));
    let form = Form::of(&second.get(&path).await, EDIT).with("text", "自动保存的文字");
    second.post(&format!("{JUNE}/draft"), &form.fields()).await.assert_status(200);
    assert!(office.get(JUNE).await.text("article").contains("自动保存的文字"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn it_is_submitted_only_when_each_department_explained_or_had_its_time(pool: PgPool) {
    let app = court(&pool).await;
    head_of_group(&app, &pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    begin(&mut office, JUNE).await;
    keep_only(&mut office, &app, JUNE, &["审管办", "研究室"]).await;
    assert_eq!(office.get(JUNE).await.count("form[action$='/submit']"), 0, "nobody was asked");
    let past = step(&mut office, JUNE, "ask", &[("explain_by", "2019-07-04")]).await;
    past.assert_status(422);
    step(&mut office, JUNE, "ask", &[("explain_by", "2019-07-08")]).await.assert_redirect(JUNE);
    assert_eq!(office.get(JUNE).await.count("form[action$='/submit']"), 0, "both may still explain");
    let told = contact.get("/worklist").await;
    assert!(told.attributes(".todo a", "href").contains(&JUNE.to_owned()), "{}", told.text("main"));
    let empty = step(&mut contact, JUNE, "explain", &[("explanation", " ")]).await;
    empty.assert_status(422);
    step(&mut contact, JUNE, "explain", &[("explanation", "晚报三日")]).await.assert_redirect(JUNE);
    assert!(!contact.get("/worklist").await.attributes(".todo a", "href").contains(&JUNE.to_owned()));
    // The office has the page before it: 研究室 has its time until the 8th.
    let version: i32 = app.value("select row_version from circular").await;
    let signer: i64 = app.value("select id from account where sign_in_name = '组长'").await;
    let fields = [("version", version.to_string()), ("signer", signer.to_string())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let refused = office.post(&format!("{JUNE}/submit"), &fields).await;
    refused.assert_status(422);
    assert!(refused.text(".errors").contains("研究室还没有对现在的文字作出说明"), "{}", refused.text("main"));
    app.set_day("2019-07-09");
    let mut office = app.sign_in("office", office.id).await;
    step(&mut office, JUNE, "submit", &[]).await.assert_redirect(JUNE);
    assert_eq!(office.get(JUNE).await.text("h1 + .sub .light"), "◆待签发");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn words_changed_after_an_explanation_are_put_to_the_department_again(pool: PgPool) {
    let app = court(&pool).await;
    head_of_group(&app, &pool).await;
    let (mut office, _) = explained(&app).await;
    step(&mut office, JUNE, "take-back", &[]).await.assert_redirect(JUNE);
    assert_eq!(office.get(JUNE).await.count("form[action$='/submit']"), 1, "nothing was changed");
    let department = app.department("审管办").await;
    activity::run(
        &pool,
        &["update circular_passage set situation = situation || '另有一项。' where name = '审管办'"],
    )
    .await;
    let page = office.get(JUNE).await;
    assert_eq!(page.count("form[action$='/submit']"), 0);
    assert!(page.text(&format!("#department-{department}")).contains("须重新征求"));
    step(&mut office, JUNE, "ask", &[("explain_by", "2019-07-12")]).await.assert_redirect(JUNE);
    let page = office.get(JUNE).await;
    assert!(page.text(&format!("#department-{department}")).ends_with("2019年7月12日前可以重新说明"));
    let kept: String =
        app.value("select before::jsonb ->> 'explanation' from ledger_content where before::text like '%晚报三日%'
                   union all select after::jsonb ->> 'explanation' from ledger_content where after::text like '%晚报三日%'").await;
    assert!(kept.contains("晚报三日"), "what it said stays in the log");
    let asked: i64 = app.value("select count(*) from circular_passage where asked_on = '2019-07-09'").await;
    assert_eq!(asked, 1, "研究室 had its time");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_leader_signs_or_returns_and_what_is_released_never_changes(pool: PgPool) {
    let app = court(&pool).await;
    let leader = head_of_group(&app, &pool).await;
    let other = app.person("副院长", Role::Leader).await;
    let (mut office, _) = explained(&app).await;
    let chosen = leader.id.to_string();
    step(&mut office, JUNE, "submit", &[("signer", &chosen)]).await.assert_redirect(JUNE);
    let listed = |page: &Page| page.attributes(".todo a", "href").contains(&JUNE.to_owned());
    let (mut leader, mut other) =
        (app.sign_in("组长", leader.id).await, app.sign_in("副院长", other.id).await);
    assert!(listed(&leader.get("/worklist").await) && !listed(&other.get("/worklist").await));
    assert_eq!(other.get(JUNE).await.count("form[action$='/decide']"), 0);
    let form = Form::of(&leader.get(JUNE).await, "form[action$='/decide']").with("decision", "release");
    other.post(&format!("{JUNE}/decide"), &form.fields()).await.assert_status(403);
    let bare = step(&mut leader, JUNE, "decide", &[("decision", "return")]).await;
    bare.assert_status(422);
    assert!(bare.text("#because-error").contains("请写明退回的原因"));
    let because = [("decision", "return"), ("because", "先核对研究室的情况")];
    step(&mut leader, JUNE, "decide", &because).await.assert_redirect(JUNE);
    let page = office.get(JUNE).await;
    assert!(page.text(".reason").contains("先核对研究室的情况"), "{}", page.text("main"));
    assert!(listed(&office.get("/worklist").await));
    // Nothing that a department explained was changed: it is submitted again at once.
    step(&mut office, JUNE, "submit", &[("signer", &chosen)]).await.assert_redirect(JUNE);
    step(&mut leader, JUNE, "decide", &[("decision", "release")]).await.assert_redirect(JUNE);
    let page = leader.get(JUNE).await;
    assert!(page.text(".page-head .sub").contains("已签发 · 司改通报〔2019〕1号"));
    assert!(page.text(".facts").contains("2019年7月9日 组长"), "{}", page.text(".facts"));
    let changes = [
        "update circular set text = '改写'",
        "update circular set number = 7",
        "update circular set status = 'draft', number = null, released_on = null, released_at = null, released_by = null",
        "delete from circular",
        "update circular_passage set situation = '改写'",
        "update circular_passage set explanation = '改写' where explanation is not null",
        "delete from circular_passage",
    ];
    for change in changes {
        let error = sqlx::query(change).execute(&pool).await.unwrap_err();
        let constraint = error.as_database_error().and_then(|error| error.constraint());
        assert_eq!(constraint, Some("circular_is_released"), "{change}");
    }
    let says = "select c.sentence from ledger_entry e join ledger_content c on c.entry_id = e.id
                where e.event = 'circular_released' and e.audience = 'everyone'";
    assert_eq!(app.value::<String>(says).await, "签发2019年6月通报，司改通报〔2019〕1号");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_signature_on_paper_is_recorded_with_its_scan_by_who_did_not_submit_it(pool: PgPool) {
    let app = court(&pool).await;
    head_of_group(&app, &pool).await;
    let (mut office, _) = explained(&app).await;
    let mut second = app.person("office-2", Role::Office).await;
    step(&mut office, JUNE, "submit", &[]).await.assert_redirect(JUNE);
    assert_eq!(office.get(JUNE).await.count("form[action$='/decide']"), 0, "they submitted it");
    let decide = format!("{JUNE}/decide");
    let form = Form::of(&second.get(JUNE).await, "form[action$='/decide']")
        .with("decision", "release")
        .with("decided_on", "2019-07-09")
        .with("evidence", "纸质件签批");
    office.post(&decide, &form.fields()).await.assert_status(403);
    let bare = second.post(&decide, &form.fields()).await;
    bare.assert_status(422);
    assert!(bare.text("#scan-error").contains("须附签批页的扫描件"), "{}", bare.text("main"));
    let early = form.with("decided_on", "2019-07-01");
    let fields: Vec<(&str, &str)> =
        early.fields().into_iter().filter(|(name, _)| *name != "csrf_token").collect();
    let scan: (&str, &str, &[u8]) = ("scan", "签批页.pdf", b"%PDF-1.4");
    second.post_files(&decide, &fields, &[scan]).await.assert_status(422);
    let right = early.with("decided_on", "2019-07-09");
    let fields: Vec<(&str, &str)> =
        right.fields().into_iter().filter(|(name, _)| *name != "csrf_token").collect();
    second.post_files(&decide, &fields, &[scan]).await.assert_redirect(JUNE);
    let page = second.get(JUNE).await;
    assert!(page.text(".facts").contains("组长（office-2代录）"), "{}", page.text(".facts"));
    let scan = format!("{JUNE}/scan?version=1");
    assert!(page.attributes("dd a", "href").contains(&scan));
    second.get(&scan).await.assert_status(200);
    let mut viewer = app.person("viewer", Role::Viewer).await;
    viewer.get(&scan).await.assert_status(403);
    let shown = viewer.get(JUNE).await;
    assert!(!shown.body.contains("签批页.pdf") && !shown.body.contains("纸质件签批"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_only_account_of_the_office_may_record_the_signature(pool: PgPool) {
    let app = court(&pool).await;
    head_of_group(&app, &pool).await;
    let (mut office, _) = explained(&app).await;
    step(&mut office, JUNE, "submit", &[]).await.assert_redirect(JUNE);
    assert_eq!(office.get(JUNE).await.count("form[action$='/decide']"), 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn one_that_was_withdrawn_keeps_its_number_and_the_next_has_its_own(pool: PgPool) {
    let app = court(&pool).await;
    let mut leader = head_of_group(&app, &pool).await;
    let (mut office, _) = explained(&app).await;
    step(&mut office, JUNE, "submit", &[]).await.assert_redirect(JUNE);
    leader = app.sign_in("组长", leader.id).await;
    step(&mut leader, JUNE, "decide", &[("decision", "release")]).await.assert_redirect(JUNE);
    let bare = step(&mut office, JUNE, "withdraw", &[]).await;
    bare.assert_status(422);
    assert!(bare.text("#withdraw_because-error").contains("请写明撤销的原因"));
    let because = [("withdraw_because", "数据有误")];
    step(&mut office, JUNE, "withdraw", &because).await.assert_redirect(JUNE);
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get(JUNE).await;
    assert!(page.text(".page-head").contains("已撤销 · 司改通报〔2019〕1号"));
    assert!(page.text(".reason").contains("2019年7月9日：数据有误"));
    begin(&mut office, JUNE).await;
    assert_eq!(viewer.get(JUNE).await.text(".summary-title"), page.text(".summary-title"), "the old one");
    assert!(viewer.get(&format!("{JUNE}?version=2")).await.status == 404);
    assert_eq!(office.get(JUNE).await.text("h1 + .sub .light"), "○草稿");
    let texts = office.get(&format!("{JUNE}?version=1")).await;
    assert!(texts.text(".page-head").contains("司改通报〔2019〕1号"));
    assert_eq!(texts.count("form[action$='/ask']"), 0, "nothing is done with the old one");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_month_has_a_circular_once_its_reports_were_due(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let names = office.get("/2019/circulars").await.texts("td.title");
    assert_eq!(names, ["2019年6月通报", "2019年5月通报", "2019年4月通报"]);
    office.get("/2019/circulars/2019-07").await.assert_status(404);
    office.get("/2019/circulars/2019-Q2").await.assert_status(404);
    office.get("/2019/circulars/x").await.assert_status(404);
    activity::run(&pool, &["truncate deadline cascade"]).await;
    assert!(office.get("/2019/circulars").await.text(".empty").contains("还没有可以起草通报的时段"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn its_pages_cost_as_many_statements_for_39_tasks_as_for_239(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    begin(&mut office, JUNE).await;
    let paths =
        ["/2019/circulars".to_owned(), JUNE.to_owned(), format!("{JUNE}/edit"), "/worklist".to_owned()];
    let mut before = Vec::new();
    for path in &paths {
        before.push(counted(office.get(path)).await.1);
    }
    activity::grow_to(&pool, 239).await;
    activity::lay_out_all(&pool).await;
    for (path, before) in paths.iter().zip(before) {
        assert_eq!(counted(office.get(path)).await.1, before, "{path}");
    }
}
