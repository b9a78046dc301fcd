//! A department objects to a point; 考核办 decides, or the office records it; then the half-year is frozen, for ever.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::{FREEZE, LIST, court, fill, name_appraisers, publish, score, sheet};
use crate::support::court::Form;
use crate::support::{Page, Persona, TestApp, activity};

const LATE: &str = "report:6:2019-05";

/// Objects to the late report of May; returns where the objection stands.
async fn object(app: &TestApp, who: &mut Persona<'_>, department: &str, item: &str) -> String {
    let own = sheet(app, department).await;
    let path = format!("{own}/object");
    let fields = [("reason", "当日系统停电，已电话报告"), ("on_behalf_of", "部门负责人")];
    let posted = fill(who, &format!("{path}?item={item}"), ("main form", &path), &fields).await;
    posted.assert_redirect(&own);
    let id: i64 = app.value("select max(id) from appraisal_objection").await;
    format!("/2019/appraisal/objections/{id}")
}

async fn decide(who: &mut Persona<'_>, path: &str, fields: &[(&str, &str)]) -> Page {
    let page = who.get(path).await;
    page.assert_status(200);
    let mut form = Form::of(&page, "main form");
    for (name, value) in fields {
        form = form.with(name, value);
    }
    who.post(path, &form.fields()).await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_appraisers_decide_and_the_point_is_changed_as_decided(pool: PgPool) {
    let app = court(&pool).await;
    name_appraisers(&app).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let mut appraiser = app.member("考核办人员", "考核办", "head").await;
    let own = sheet(&app, "审管办").await;
    let before: f64 = score(&mut contact, &own).await.parse().unwrap();
    let path = object(&app, &mut contact, "审管办", LATE).await;
    assert!(appraiser.get("/worklist").await.text("main").contains("考核异议：审管办"));
    let told = "select string_agg(a.sign_in_name, ' ' order by a.id) from notice n join account a on a.id = n.account_id
                where n.message like '请决定绩效考核异议%' and n.read_at is null";
    assert_eq!(app.value::<String>(told).await, "设定 考核办人员", "office and 考核办");
    contact.post(&path, &[("ruling", "full"), ("remark", "属实")]).await.assert_status(403);
    let wrong = decide(&mut appraiser, &path, &[]).await;
    wrong.assert_status(422);
    assert_eq!(wrong.count(".error"), 2);
    decide(&mut appraiser, &path, &[("ruling", "full"), ("remark", "经核属实")]).await.assert_redirect(&path);
    let after: f64 = score(&mut contact, &own).await.parse().unwrap();
    assert!(after > before, "{before} {after}");
    let page = contact.get(&own).await.text("main");
    assert!(page.contains("1 / 1 异议采纳，计满分"), "{page}");
    let told = "select message from notice n join account a on a.id = n.account_id
                where a.sign_in_name = '联系人' order by n.id desc limit 1";
    assert_eq!(app.value::<String>(told).await, "绩效考核异议已有决定：采纳，计满分");
    let open = "select count(*) from notice where message like '请决定%' and read_at is null";
    assert_eq!(app.value::<i64>(open).await, 0);
    appraiser.post(&path, &[("ruling", "rejected"), ("remark", "再议")]).await.assert_status(409);
    // Once a point.
    let again = format!("{own}/object");
    let refused = contact.post(&again, &[("item", LATE), ("reason", "再次提出")]).await;
    refused.assert_status(422);
    assert!(refused.text("#reason-error").contains("一项只提一次") && refused.body.contains("再次提出"));
    contact.get(&format!("{again}?item={LATE}")).await.assert_redirect(&own);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn only_the_department_objects_and_only_to_what_was_lost(pool: PgPool) {
    let app = court(&pool).await;
    let own = sheet(&app, "审管办").await;
    let path = format!("{own}/object");
    let mut other = app.member("他人", "研究室", "contact").await;
    other.get(&format!("{path}?item={LATE}")).await.assert_status(404);
    other.post(&path, &[("item", LATE), ("reason", "不服")]).await.assert_status(404);
    let mut leader = app.person("leader", Role::Leader).await;
    leader.post(&path, &[("item", LATE), ("reason", "不服")]).await.assert_status(403);
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let empty = contact.post(&path, &[("item", LATE), ("reason", " ")]).await;
    empty.assert_status(422);
    assert!(empty.text("#reason-error").contains("理由"));
    let gained = contact.post(&path, &[("item", "report:6:2019-04"), ("reason", "多给分")]).await;
    gained.assert_status(422);
    assert!(gained.text("#reason-error").contains("没有失分"));
    contact.post(&path, &[("item", "report:6:2019-12"), ("reason", "不服")]).await.assert_status(404);
    assert_eq!(app.value::<i64>("select count(*) from appraisal_objection").await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nobody_decides_about_their_own_department(pool: PgPool) {
    let app = court(&pool).await;
    name_appraisers(&app).await;
    let own = "update deadline set department_id = (select id from department where name = '考核办')
               where kind = 'monthly_report' and task_id = (select id from task where number = 6)";
    activity::run(&pool, &[own]).await;
    let mut appraiser = app.member("考核办人员", "考核办", "contact").await;
    let mut second = app.member("考核办负责人", "考核办", "head").await;
    let path = object(&app, &mut appraiser, "考核办", LATE).await;
    for who in [&mut appraiser, &mut second] {
        let page = who.get(&path).await;
        assert!(page.count("main form") == 0 && page.text("main").contains("由组长决定"));
        who.post(&path, &[("ruling", "full"), ("remark", "属实")]).await.assert_status(403);
    }
    let mut leader = app.person("院领导", Role::Leader).await;
    leader.post(&path, &[("ruling", "full"), ("remark", "属实")]).await.assert_status(403);
    activity::run(&pool, &["update account set heads_the_group = true where sign_in_name = '院领导'"]).await;
    let mut head = app.sign_in("院领导", leader.id).await;
    assert!(head.get("/worklist").await.text("main").contains("请您决定：考核异议"));
    let fields = [("ruling", "rejected"), ("remark", "逾期属实")];
    decide(&mut head, &path, &fields).await.assert_redirect(&path);
    assert!(second.get(&path).await.text("main").contains("不采纳"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_office_records_a_decision_with_whose_and_what_shows_it(pool: PgPool) {
    let app = court(&pool).await;
    let mut recorder = app.person("office-1", Role::Office).await;
    let mut office = app.person("office-2", Role::Office).await;
    // The objection came by telephone.
    let path = object(&app, &mut recorder, "审管办", LATE).await;
    assert!(office.get(&path).await.text("main").contains("部门负责人（office-1代录）"));
    let own = recorder.post(&path, &[("ruling", "full"), ("remark", "属实")]).await;
    own.assert_status(403);
    let wrong = decide(&mut office, &path, &[("ruling", "excluded"), ("remark", "停电属实")]).await;
    wrong.assert_status(422);
    assert_eq!(wrong.count(".error"), 2, "whose, and what shows it");
    let said = [
        ("ruling", "excluded"),
        ("remark", "停电属实"),
        ("decided_for", "考核办负责人"),
        ("evidence", "考核办签批件"),
    ];
    let early = [&said[..], &[("decided_on", "2019-07-01")]].concat();
    let early = decide(&mut office, &path, &early).await;
    early.assert_status(422);
    assert!(early.text("#decided_on-error").contains("提出异议之日"));
    let right = [&said[..], &[("decided_on", "2019-07-12")]].concat();
    office
        .post_files(&path, &right, &[("scan", "签批.pdf", b"%PDF-1.4 signed")])
        .await
        .assert_redirect(&path);
    let page = office.get(&path).await;
    assert!(page.text("main").contains("考核办负责人（office-2代录）"), "{}", page.text("main"));
    let scan = office.get(&format!("{path}/scan")).await;
    assert_eq!(&scan.bytes[..], b"%PDF-1.4 signed");
    let mut other = app.member("他人", "研究室", "contact").await;
    other.get(&path).await.assert_status(404);
    other.get(&format!("{path}/scan")).await.assert_status(404);
    let page = office.get(&sheet(&app, "审管办").await).await.text("main");
    assert!(page.contains("0 / 0 异议采纳，不计入"), "{page}");
    // Frozen, its paper goes into the year's archive.
    publish(&mut office).await;
    app.set_day("2019-07-18");
    let mut office = app.sign_in("office-2", office.id).await;
    office.post(FREEZE, &[]).await.assert_redirect(LIST);
    let package = office.get("/2019/archive/zip").await;
    let archive = zip::ZipArchive::new(std::io::Cursor::new(package.bytes.to_vec())).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert!(names.iter().any(|name| name.contains("绩效考核建议分/02-签批.pdf")), "{names:?}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_half_year_is_frozen_once_all_is_decided_and_never_changes(pool: PgPool) {
    let app = court(&pool).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let mut office = app.person("office", Role::Office).await;
    let own = sheet(&app, "审管办").await;
    app.set_day("2019-06-30");
    let early = office.post(FREEZE, &[]).await;
    early.assert_status(422);
    assert!(early.text("#freeze").contains("还没有结束"));
    app.set_day("2019-07-12");
    assert!(office.get(LIST).await.text("#freeze").contains("还没有公布核对"));
    let path = object(&app, &mut contact, "审管办", LATE).await;
    publish(&mut office).await;
    assert!(office.get(LIST).await.text("#freeze").contains("异议期至2019年7月17日"));
    app.set_day("2019-07-18");
    let mut contact = app.sign_in("联系人", contact.id).await;
    let mut office = app.sign_in("office", office.id).await;
    assert!(office.get(LIST).await.text("#freeze").contains("还有 1 项异议没有决定"));
    office.post(FREEZE, &[]).await.assert_status(422);
    let said = [
        ("ruling", "rejected"),
        ("remark", "逾期属实"),
        ("decided_for", "考核办负责人"),
        ("evidence", "签批件"),
    ];
    decide(&mut office, &path, &said).await.assert_redirect(&path);
    let open = "update deadline set met_on = null where kind = 'quarterly_check' and period = '2019-Q2'";
    activity::run(&pool, &[open]).await;
    let unchecked = office.post(FREEZE, &[]).await;
    assert!(unchecked.text("#freeze").contains("第二季度检查还没有结束"));
    let closed =
        "update deadline set met_on = '2019-07-10' where kind = 'quarterly_check' and period = '2019-Q2'";
    activity::run(&pool, &[closed]).await;
    let before = office.get(LIST).await.texts("tbody td");
    let frozen_score = score(&mut contact, &own).await;
    office.post(FREEZE, &[]).await.assert_redirect(LIST);
    office.post(FREEZE, &[]).await.assert_status(409);
    // The ledger goes on.
    let moved = "update report_submission set due_on = '2019-06-30', submitted_on = '2019-04-25'";
    activity::run(&pool, &[moved]).await;
    assert_eq!(office.get(LIST).await.texts("tbody td"), before);
    assert_eq!(score(&mut contact, &own).await, frozen_score);
    let page = office.get(&own).await.text("main");
    assert!(page.contains("按现在的台账计算为"), "{page}");
    assert_eq!(contact.get(&own).await.count("a[href*='/object?']"), 0);
    let refused =
        contact.post(&format!("{own}/object"), &[("item", "report:6:2019-06"), ("reason", "不服")]).await;
    refused.assert_status(422);
    assert!(refused.text("#reason-error").contains("已冻结"));
    for change in [
        "update appraisal set frozen_on = '2019-07-13'",
        "delete from appraisal",
        "update appraisal_sheet set score = 10000",
        "delete from appraisal_sheet",
        "update appraisal_objection set ruling = 'full'",
    ] {
        let error = sqlx::query(change).execute(&pool).await.unwrap_err();
        assert!(error.to_string().contains("never changed"), "{change}: {error}");
    }
    // What is shown is what was stored, not what is reckoned again from it.
    activity::run(
        &pool,
        &["alter table appraisal_sheet disable trigger user", "update appraisal_sheet set score = 1234"],
    )
    .await;
    assert_eq!(score(&mut contact, &own).await, "12.34");
    // The last half-year that is over comes first; the next one stands for itself.
    assert!(office.get("/2019/appraisal").await.text("[aria-current='true']").contains("上半年"));
    office.get("/2019/appraisal?period=2019-H2").await.assert_status(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nothing_is_published_while_points_may_still_change_and_weights_stay_while_it_is_checked(
    pool: PgPool,
) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let path = "/2019/appraisal/2019-H1/publish";
    let open = "update deadline set met_on = null where kind = 'quarterly_check' and period = '2019-Q2'";
    activity::run(&pool, &[open]).await;
    let refused = office.post(path, &[("until", "2019-07-17")]).await;
    refused.assert_status(422);
    assert!(
        refused.text("#until-error").contains("第二季度检查还没有结束"),
        "{}",
        refused.text("#until-error")
    );
    let closed =
        "update deadline set met_on = '2019-07-10' where kind = 'quarterly_check' and period = '2019-Q2'";
    activity::run(&pool, &[closed]).await;
    publish(&mut office).await;
    // What comes up later hinders freezing, not more time to object.
    activity::run(&pool, &[open]).await;
    office.post(path, &[("until", "2019-07-18")]).await.assert_redirect(LIST);
    let settings = "/2019/appraisal/settings";
    let form = Form::of(&office.get(settings).await, "main form").with("reason", "调整");
    let changed = form.clone().with("reporting", "25").with("rating", "35");
    let kept = office.post(settings, &changed.fields()).await;
    kept.assert_status(422);
    assert!(kept.text("#reason-error").contains("已公布核对"), "{}", kept.text("#reason-error"));
    assert_eq!(kept.attributes("#reporting", "value"), ["25"], "what was typed stays");
    let appraisers = app.department("考核办").await.to_string();
    let named = form.with("department", &appraisers);
    office.post(settings, &named.fields()).await.assert_status(303);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_departments_have_three_working_days_to_object(pool: PgPool) {
    let app = court(&pool).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let mut office = app.person("office", Role::Office).await;
    let path = "/2019/appraisal/2019-H1/publish";
    contact.post(path, &[("until", "2019-07-17")]).await.assert_status(403);
    // 12 July is a Friday.
    for (until, sentence) in [("2019-07-16", "不早于2019年7月17日"), ("七月", "请填写日期")] {
        let wrong = office.post(path, &[("until", until)]).await;
        wrong.assert_status(422);
        assert!(wrong.text("#until-error").contains(sentence), "{}", wrong.text("#until-error"));
    }
    publish(&mut office).await;
    let told = "select message from notice n join account a on a.id = n.account_id
                where a.sign_in_name = '联系人' order by n.id desc limit 1";
    assert!(app.value::<String>(told).await.contains("请在2019年7月17日前（含当日）提出"));
    let own = sheet(&app, "审管办").await;
    assert!(contact.get(&own).await.text("main").contains("至2019年7月17日可以提出异议"));
    let shorter = office.post(path, &[("until", "2019-07-17")]).await;
    assert!(shorter.text("#until-error").contains("只能延长"));
    app.set_day("2019-07-17");
    let mut contact = app.sign_in("联系人", contact.id).await;
    let mut office = app.sign_in("office", office.id).await;
    assert!(office.post(FREEZE, &[]).await.text("#freeze").contains("异议期至2019年7月17日"));
    let page = contact.get(&own).await;
    assert!(page.count("a[href*='/object?']") > 0, "the last day counts");
    app.set_day("2019-07-18");
    let mut contact = app.sign_in("联系人", contact.id).await;
    let mut office = app.sign_in("office", office.id).await;
    let page = contact.get(&own).await;
    assert_eq!(page.count("a[href*='/object?']"), 0);
    assert!(page.text("main").contains("异议期已于2019年7月17日截止"));
    let late = contact.post(&format!("{own}/object"), &[("item", LATE), ("reason", "不服")]).await;
    late.assert_status(422);
    assert!(late.text("#reason-error").contains("截止"));
    office.post(path, &[("until", "2019-07-23")]).await.assert_redirect(LIST);
    let said = office.get(LIST).await.text(".flash");
    assert!(said.contains("异议期已延长，异议至2019年7月23日（含当日）"), "{said}");
    assert!(contact.get(&own).await.count("a[href*='/object?']") > 0, "more time was left");
    app.set_day("2019-07-24");
    let mut office = app.sign_in("office", office.id).await;
    office.post(FREEZE, &[]).await.assert_redirect(LIST);
    let frozen = office.post(path, &[("until", "2019-08-30")]).await;
    frozen.assert_status(422);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_half_year_is_not_frozen_while_a_completion_that_counts_in_it_waits(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    publish(&mut office).await;
    app.set_day("2019-07-18");
    let mut office = app.sign_in("office", office.id).await;
    let asked =
        "insert into change_request (deadline_id, kind, state, due_on, reason, asked_on, asked_at, asked_by)
                 select d.id, 'completion', 'examining', d.due_on, '已办结', '2019-06-27', '2019-06-27', a.id
                 from deadline d join task t on t.id = d.task_id, account a
                 where d.kind = 'task_completion' and t.number = 20 and a.sign_in_name = 'office'";
    activity::run(&pool, &[asked]).await;
    let refused = office.post(FREEZE, &[]).await;
    refused.assert_status(422);
    assert!(refused.text("#freeze").contains("还有 1 项办结申请没有决定"), "{}", refused.text("#freeze"));
    let id: i64 = app.value("select id from change_request").await;
    let link = refused.attributes("#freeze a", "href");
    assert_eq!(link, [format!("/2019/completions/{id}")]);
    office.get(&link[0]).await.assert_status(200);
    activity::run(&pool, &["delete from change_request"]).await;
    office.post(FREEZE, &[]).await.assert_redirect(LIST);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_reads_a_frozen_half_year_follows_todays_appraisers(pool: PgPool) {
    let app = court(&pool).await;
    name_appraisers(&app).await;
    let mut office = app.person("office", Role::Office).await;
    publish(&mut office).await;
    app.set_day("2019-07-18");
    let mut office = app.sign_in("office", office.id).await;
    office.post(FREEZE, &[]).await.assert_redirect(LIST);
    let mut before = app.member("考核办人员", "考核办", "head").await;
    let mut after = app.member("研究室人员", "研究室", "head").await;
    let own = sheet(&app, "审管办").await;
    before.get(&own).await.assert_status(200);
    after.get(&own).await.assert_status(404);
    let moved =
        "update appraisal_rules set department_id = (select id from department where name = '研究室')";
    activity::run(&pool, &[moved]).await;
    before.get(&own).await.assert_status(404);
    after.get(&own).await.assert_status(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_worklist_calls_only_who_may_decide(pool: PgPool) {
    let app = court(&pool).await;
    let mut recorder = app.person("office-1", Role::Office).await;
    let mut office = app.person("office-2", Role::Office).await;
    let path = object(&app, &mut recorder, "审管办", LATE).await;
    let calls = |page: Page| page.attributes("main a", "href").iter().filter(|link| **link == path).count();
    assert_eq!(calls(recorder.get("/worklist").await), 0, "they entered it");
    assert!(calls(office.get("/worklist").await) > 0);
}
