//! 部门供稿: departments write their parts of a summary first, where the office asks for them.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::{H1, begin, court, fill, post_edit, step, text_of};
use crate::support::activity;
use crate::support::court::Form;
use crate::support::{Page, Persona, TestApp};

const WRITE: &str = "form:has(textarea[name=general])";

/// The office asks 审管办, which files for task 6.
async fn ask(app: &TestApp, office: &mut Persona<'_>) -> String {
    begin(office, H1).await;
    let page = office.get(H1).await;
    let id = app.value::<i64>("select id from department where name = '审管办'").await.to_string();
    let form = Form::of(&page, "form[action$='/parts']").with("departments", &id).with("wish", "写成效");
    office.post(&format!("{H1}/parts"), &form.fields()).await.assert_redirect(&format!("{H1}#parts"));
    office.get(H1).await.attributes("#parts p a", "href")[0].clone()
}

async fn write(who: &mut Persona<'_>, part: &str, changes: &[(&str, &str)]) -> Page {
    let mut form = Form::of(&who.get(part).await, WRITE);
    for (name, value) in changes {
        form = form.with(name, value);
    }
    who.post(part, &form.fields()).await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_department_asked_writes_its_part_and_the_office_takes_it_over(pool: PgPool) {
    let app = court(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let part = ask(&app, &mut office).await;
    let worklist = contact.get("/worklist").await;
    assert!(worklist.attributes(".todo a.slim", "href").contains(&part), "{}", worklist.text(".todo"));
    assert!(worklist.text(".todo").contains("写成效"));
    assert!(
        worklist.body.contains("请供稿：2019年上半年半年总结，请于2019年7月16日前供稿"),
        "{}",
        worklist.body
    );
    assert!(contact.get("/2019/summaries").await.attributes("#parts a", "href").contains(&part));
    let page = contact.get(&part).await;
    let texts = page.texts("textarea[name=text]");
    let names = page.texts(".field label");
    let sixth = names.iter().position(|name| name.starts_with("第6项")).unwrap();
    assert_eq!(texts[sixth], "已完成初稿", "drafted from the accepted reports");
    assert!(!page.body.contains("丁香"), "restricted tasks are not asked about");
    assert!(page.text("textarea[name=general]").starts_with("第6项：与上级规定的衔接口径待明确"));

    write(&mut contact, &part, &[("general", "经费有待落实。")]).await.assert_redirect(&part);
    let handed_in = write(&mut contact, &part, &[("go", "hand_in")]).await;
    handed_in.assert_redirect(&part);
    assert_eq!(contact.get(&part).await.text("h1 + .sub .light"), "●已供稿");
    assert!(!contact.get("/worklist").await.attributes(".todo a.slim", "href").contains(&part));
    assert!(office.get("/worklist").await.body.contains("审管办为2019年上半年半年总结供稿，请查看取用"));

    let edit = format!("{H1}/edit");
    let offers = office.get(&edit).await.attributes("input[name=part]", "value");
    let general = offers.iter().find(|key| key.ends_with("-0")).unwrap();
    let sixth = offers.iter().find(|key| key.ends_with("-6")).unwrap();
    post_edit(&mut office, H1, &[("part", general), ("go", "parts")]).await.assert_redirect(&edit);
    post_edit(&mut office, H1, &[("part", sixth), ("go", "parts")]).await.assert_redirect(&edit);
    let text = text_of(&mut office, H1).await;
    let lines: Vec<&str> = text.lines().collect();
    let heading = lines.iter().position(|line| line.starts_with("五、")).unwrap();
    assert_eq!(lines[heading + 1], "经费有待落实。");
    let task = lines.iter().position(|line| line.contains("：第6项“")).unwrap();
    assert_eq!(lines[task + 1], "已完成初稿。");
    let shown = office.get(H1).await.texts(".summary-text p");
    assert!(shown.contains(&"经费有待落实。〔审管办供稿〕".to_owned()), "{shown:?}");
    assert!(office.get(&edit).await.text("#parts").contains("正文中已有"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_part_is_returned_with_a_reason_and_every_version_stays(pool: PgPool) {
    let app = court(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let part = ask(&app, &mut office).await;
    write(&mut contact, &part, &[("general", "甲稿。"), ("go", "hand_in")]).await.assert_redirect(&part);
    let unsaid = Form::of(&office.get(&part).await, "form[action$='/return']");
    let refused = office.post(&format!("{part}/return"), &unsaid.fields()).await;
    refused.assert_status(422);
    assert_eq!(refused.count("#because-error"), 1);
    let said = unsaid.with("because", "补充数据");
    office.post(&format!("{part}/return"), &said.fields()).await.assert_redirect(&format!("{H1}#parts"));
    office.post(&format!("{part}/return"), &said.fields()).await.assert_status(422);
    let worklist = contact.get("/worklist").await;
    assert!(worklist.text(".todo").contains("退回原因：补充数据"), "{}", worklist.text(".todo"));
    write(&mut contact, &part, &[("general", "乙稿。"), ("go", "hand_in")]).await.assert_redirect(&part);
    let page = contact.get(&part).await;
    let versions = page.texts(".card details");
    assert_eq!(versions.len(), 2, "{versions:?}");
    assert!(versions[0].contains("第2次供稿") && versions[0].contains("乙稿。"));
    assert!(versions[1].contains("甲稿。") && versions[1].contains("退回修改：补充数据"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_part_is_for_its_department_the_office_and_leaders(pool: PgPool) {
    let app = court(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut leader = app.person("leader", Role::Leader).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let mut other = app.member("他人", "立案庭", "contact").await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let part = ask(&app, &mut office).await;
    let form = Form::of(&contact.get(&part).await, WRITE);
    write(&mut contact, &part, &[("general", "只是草稿。")]).await.assert_redirect(&part);
    let read = leader.get(&part).await;
    read.assert_status(200);
    assert_eq!(read.count("textarea"), 0);
    assert!(
        read.text(".empty").contains("还没有供稿") && !read.body.contains("只是草稿"),
        "a draft is its department's"
    );
    for who in [&mut other, &mut viewer] {
        who.get(&part).await.assert_status(404);
        assert_eq!(who.get("/2019/summaries").await.count("#parts"), 0);
    }
    other.post(&part, &form.fields()).await.assert_status(403);
    other.post(&format!("{part}/draft"), &form.fields()).await.assert_status(403);
    leader.post(&part, &form.fields()).await.assert_status(403);
    for form_of_office in ["return", "withdraw"] {
        contact.post(&format!("{part}/{form_of_office}"), &form.fields()).await.assert_status(403);
    }
    contact.post(&format!("{H1}/parts"), &[]).await.assert_status(403);
    assert!(!viewer.get("/2019/history").await.body.contains("供稿"));

    write(&mut office, &part, &[("general", "电话报来。"), ("go", "hand_in")]).await.assert_redirect(&part);
    assert!(office.get(&part).await.text(".card details summary").contains("审管办（office代录）"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn two_who_write_a_part_at_once_lose_nothing(pool: PgPool) {
    let app = court(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut one = app.member("甲", "审管办", "contact").await;
    let mut two = app.member("乙", "审管办", "stand_in").await;
    let part = ask(&app, &mut office).await;
    let seen = Form::of(&two.get(&part).await, WRITE);
    let typed = Form::of(&one.get(&part).await, WRITE).with("general", "甲先写。");
    let saved = one.post(&format!("{part}/draft"), &typed.fields()).await;
    saved.assert_status(200);
    assert!(saved.body.contains("\"version\":2"), "{}", saved.body);
    let late = seen.with("general", "乙后写。").with("go", "hand_in");
    two.post(&format!("{part}/draft"), &late.fields()).await.assert_status(409);
    let both = two.post(&part, &late.fields()).await;
    both.assert_status(409);
    assert!(both.text("#kept").contains("甲先写。"), "{}", both.text("#kept"));
    let form = Form::of(&both, WRITE);
    assert_eq!(form.value("general"), "乙后写。");
    two.post(&part, &form.with("go", "hand_in").fields()).await.assert_redirect(&part);

    let too_late = one.post(&part, &typed.with("general", "甲再写。").fields()).await;
    too_late.assert_status(409);
    assert!(too_late.text("#lost").contains("甲再写。"), "what was typed stays on the page");
    assert!(too_late.text("#kept").contains("乙后写。"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn wrong_input_gets_a_sentence_beside_its_field(pool: PgPool) {
    let app = court(pool).await;
    let mut office = app.person("office", Role::Office).await;
    begin(&mut office, H1).await;
    let form = Form::of(&office.get(H1).await, "form[action$='/parts']");
    assert_eq!(form.value("wanted_by"), "2019-07-16", "five working days from today");
    let form = form.with("wanted_by", "2019-07-01").with("wish", "先写成效");
    let refused = office.post(&format!("{H1}/parts"), &form.fields()).await;
    refused.assert_status(422);
    assert_eq!((refused.count("#departments-error"), refused.count("#wanted_by-error")), (1, 1));
    assert_eq!(Form::of(&refused, "form[action$='/parts']").value("wish"), "先写成效");

    let mut contact = app.member("联系人", "审管办", "contact").await;
    let id = app.value::<i64>("select id from department where name = '审管办'").await.to_string();
    let form = form.with("wanted_by", "2019-07-12").with("departments", &id);
    office.post(&format!("{H1}/parts"), &form.fields()).await.assert_redirect(&format!("{H1}#parts"));
    office.post(&format!("{H1}/parts"), &form.fields()).await.assert_status(409);
    let part = office.get(H1).await.attributes("#parts p a", "href")[0].clone();
    let long = write(&mut contact, &part, &[("general", &"长".repeat(4001))]).await;
    long.assert_status(422);
    assert!(long.text("#general-error").starts_with("最多 4000 个字"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn parts_are_written_while_the_summary_is_a_draft_and_may_be_given_up(pool: PgPool) {
    let app = court(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut leader = app.person("leader", Role::Leader).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let part = ask(&app, &mut office).await;
    let form = Form::of(&contact.get(&part).await, WRITE).with("general", "迟来的。");
    fill(&mut office, H1).await;
    step(&mut office, H1, "send").await.assert_redirect(H1);
    assert!(leader.get("/worklist").await.body.contains("请审定：2019年上半年半年总结（第1版送审稿）"));
    assert_eq!(office.get(H1).await.count("form[action$='/parts']"), 0);
    assert!(leader.get(H1).await.body.contains("审定意见请告知领导小组办公室"));
    let refused = contact.post(&part, &form.fields()).await;
    refused.assert_status(409);
    assert!(refused.text("#lost").contains("迟来的。"));
    assert!(contact.get(&part).await.text(".reason.yellow").contains("暂不收稿"));
    assert!(!contact.get("/worklist").await.attributes(".todo a.slim", "href").contains(&part));

    let back = Form::of(&office.get(H1).await, "form[action$='/give-back']").with("because", "补充部门供稿");
    office.post(&format!("{H1}/give-back"), &back.fields()).await.assert_redirect(H1);
    assert_eq!(leader.get("/worklist").await.count("form[action$='/read']"), 0, "no longer asked for");
    contact.post(&part, &form.fields()).await.assert_redirect(&part);
    let withdraw =
        Form::of(&office.get(&part).await, "form[action$='/withdraw']").with("because", "改由办公室写");
    office
        .post(&format!("{part}/withdraw"), &withdraw.fields())
        .await
        .assert_redirect(&format!("{H1}#parts"));
    assert_eq!(contact.get(&part).await.count("textarea"), 0);
    assert!(contact.get(&part).await.text("#kept").contains("迟来的。"), "what was written is kept");
    let id = app.value::<i64>("select id from department where name = '审管办'").await.to_string();
    let again = Form::of(&office.get(H1).await, "form[action$='/parts']").with("departments", &id);
    office.post(&format!("{H1}/parts"), &again.fields()).await.assert_redirect(&format!("{H1}#parts"));
    assert!(contact.get(&part).await.text("textarea[name=general]").contains("迟来的。"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_task_restricted_since_it_was_asked_about_goes_into_no_summary(pool: PgPool) {
    let app = court(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let part = ask(&app, &mut office).await;
    write(&mut contact, &part, &[("go", "hand_in")]).await.assert_redirect(&part);
    let edit = format!("{H1}/edit");
    let offers = office.get(&edit).await.attributes("input[name=part]", "value");
    let sixth = offers.iter().find(|key| key.ends_with("-6")).unwrap().clone();
    activity::run(&pool, &["update task set restricted = true where number = 6"]).await;
    assert!(!office.get(&edit).await.attributes("input[name=part]", "value").contains(&sixth));
    post_edit(&mut office, H1, &[("part", &sixth), ("go", "parts")]).await.assert_redirect(&edit);
    let text = text_of(&mut office, H1).await;
    assert!(!text.contains("\n已完成初稿。"), "{text}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn no_part_is_asked_for_in_a_frozen_year(pool: PgPool) {
    let app = court(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    begin(&mut office, H1).await;
    let form = Form::of(&office.get(H1).await, "form[action$='/parts']");
    activity::run(&pool, &["update plan set status = 'frozen'"]).await;
    assert_eq!(office.get(H1).await.count("form[action$='/parts']"), 0);
    office.post(&format!("{H1}/parts"), &form.fields()).await.assert_status(422);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_part_asked_for_again_is_about_the_tasks_of_that_day(pool: PgPool) {
    let app = court(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let part = ask(&app, &mut office).await;
    let texts = contact.get(&part).await.texts(".field label").len();
    let mine = Form::of(&contact.get(&part).await, WRITE).with("general", "部门写的。");
    contact.post(&part, &mine.fields()).await.assert_redirect(&part);
    let stale =
        Form::of(&office.get(&part).await, "form[action$='/withdraw']").with("because", "改由办公室写");
    write(&mut contact, &part, &[("general", "部门又写的。")]).await.assert_redirect(&part);
    let withdraw = format!("{part}/withdraw");
    let seen = office.post(&withdraw, &stale.fields()).await;
    seen.assert_status(422);
    assert!(seen.text("#withdraw_because-error").contains("刚由部门修改"), "{}", seen.text(".errors"));
    let fresh = Form::of(&seen, "form[action$='/withdraw']").with("because", "改由办公室写");
    office.post(&withdraw, &fresh.fields()).await.assert_redirect(&format!("{H1}#parts"));
    // One task the department files for is restricted since.
    let restrict = "update task set restricted = true where number = (
        select min(t.number) from task t join assignment a on a.task_id = t.id and a.files_report and a.to_on is null
        join department d on d.id = a.department_id where d.name = '审管办' and t.number <> 6 and not t.restricted)";
    activity::run(&pool, &[restrict]).await;
    let id = app.value::<i64>("select id from department where name = '审管办'").await.to_string();
    let again = Form::of(&office.get(H1).await, "form[action$='/parts']").with("departments", &id);
    office.post(&format!("{H1}/parts"), &again.fields()).await.assert_redirect(&format!("{H1}#parts"));
    let page = contact.get(&part).await;
    assert_eq!(page.texts(".field label").len(), texts - 1);
    assert!(page.text("textarea[name=general]").contains("部门又写的。"));
}
