//! 倒排工期: a task planned backwards by form and preview, proposed by its department, many at once; patterns.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::activity::{grow_to, run};
use crate::support::court::Form;
use crate::support::statements::counted;
use crate::support::{Page, Persona, TestApp};

const PATH: &str = "/2019/tasks/6/timeline";
/// The form of rows, not the one that chooses a pattern.
const ROWS: &str = "main form[method=post]:not([action$=return])";

/// The address of the page filled from the pattern of that name.
async fn filled_from(app: &TestApp, pattern: &str) -> String {
    let query = sqlx::query_scalar("select id from milestone_pattern where name = $1").bind(pattern);
    let id: i64 = query.fetch_one(&app.state.db).await.unwrap();
    format!("{PATH}?pattern={id}&end=2019-12-31")
}

/// Title, due date and cumulative share of task 6's milestones that stand.
async fn milestones(app: &TestApp) -> Vec<String> {
    app.value::<Vec<String>>(
        "select coalesce(array_agg(m.title || ' ' || d.due_on || ' ' || m.planned_share order by d.due_on, m.id), '{}')
         from milestone m join deadline d on d.kind = 'milestone' and d.subject_id = m.id
         join task t on t.id = m.task_id where t.number = 6 and m.withdrawn_on is null",
    )
    .await
}

/// Posts the rows with one field changed, for the preview.
async fn preview(person: &mut Persona<'_>, page: &Page, changed: &[(&str, &str)]) -> Page {
    let form = changed.iter().fold(Form::of(page, ROWS), |form, (name, value)| form.with(name, value));
    person.post(PATH, &form.fields()).await
}

async fn confirm(person: &mut Persona<'_>, preview: &Page) -> Page {
    preview.assert_status(200);
    let form = Form::of(preview, "main form").with("go", "confirm");
    person.post(PATH, &form.fields()).await
}

/// The rows of the court's short pattern, planned and confirmed by that person.
async fn plan(app: &TestApp, person: &mut Persona<'_>, changed: &[(&str, &str)]) -> Page {
    let page = person.get(&filled_from(app, "制度建设（百日）").await).await;
    page.assert_status(200);
    let shown = preview(person, &page, changed).await;
    confirm(person, &shown).await
}

/// A form of rows as posted: title, working days, share, after.
fn rows<'a>(steps: &[[&'a str; 4]]) -> Vec<(&'a str, &'a str)> {
    let names = ["title", "working_days", "share", "after"];
    steps.iter().flat_map(|step| names.into_iter().zip(*step)).collect()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_office_plans_a_task_backwards_and_sees_it_before_it_stands(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let page = office.get(PATH).await;
    page.assert_status(200);
    assert_eq!(page.attributes("#end", "value"), ["2019-12-31"]);
    let page = office.get(&filled_from(&app, "制度建设（全年）").await).await;
    assert_eq!(page.attributes("[name=title]", "value")[..2], ["调研", "起草"]);
    let shown = preview(&mut office, &page, &[]).await;
    shown.assert_status(200);
    assert_eq!(milestones(&app).await, [""; 0], "a preview changes nothing");
    let last = &shown.texts("tbody tr")[6];
    for part in ["评估", "2019-12-04（星期三）", "2019-12-31（星期二）", "100%", "最后完成"] {
        assert!(last.contains(part), "{part} in {last}");
    }
    confirm(&mut office, &shown).await.assert_redirect("/2019/tasks/6");
    let stands = milestones(&app).await;
    assert_eq!(stands.len(), 7);
    assert_eq!(stands[6], "评估 2019-12-31 100");
    assert_eq!(stands[5], "落实 2019-12-03 90");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_step_that_cannot_be_done_is_named_before_anything_is_saved(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-08-20");
    let mut office = app.person("office", Role::Office).await;
    let page = office.get(&filled_from(&app, "制度建设（百日）").await).await;
    let shown = preview(&mut office, &page, &[]).await;
    shown.assert_status(200);
    let troubles = shown.texts(".errors li");
    assert_eq!(troubles, ["“调研”最迟应在 2019-08-08 开始，已晚 8 个工作日。"]);
    app.set_day("2019-09-02");
    let mut office = app.sign_in("office", office.id).await;
    let troubles = preview(&mut office, &page, &[]).await.texts(".errors li");
    assert_eq!(
        troubles,
        [
            "“调研”做不到：时限 2019-08-28 已过 3 个工作日。",
            "“起草”最迟应在 2019-08-29 开始，已晚 2 个工作日。"
        ]
    );
    assert_eq!(milestones(&app).await, [""; 0]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_wrong_stands_beside_its_field_and_all_typed_stays(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let steps = rows(&[["调研", "0", "40", ""], ["", "", "", ""], ["印发", "10", "50", "2"]]);
    let mut fields = steps.clone();
    fields.push(("end", "2020-01-10"));
    let page = office.post(PATH, &fields).await;
    page.assert_status(422);
    assert_eq!(page.text("#working_days-1-error"), "第 1 步的工作日数请填写 1 至 400 的整数。");
    assert!(page.text("#after-3-error").contains("前面各行的序号"), "row 2 is none");
    assert!(page.text("#end-error").contains("2019-12-31"));
    assert_eq!(page.attributes("#title-3, #end", "value"), ["2020-01-10", "印发"]);
    let mut fields = rows(&[["调研", "10", "40", ""], ["印发", "10", "50", "1"]]);
    fields.push(("end", "2019-12-31"));
    let page = office.post(PATH, &fields).await;
    page.assert_status(422);
    assert_eq!(page.text("#rows-error"), "各步所占比重合计应为 100%，现为 90%。");
    fields.push(("go", "more"));
    let more = office.post(PATH, &fields).await;
    assert_eq!(more.count("[name=title]"), 5, "two rows and three to fill in");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_stands_is_replaced_with_a_reason_only(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    plan(&app, &mut office, &[]).await.assert_redirect("/2019/tasks/6");
    let page = office.get(PATH).await;
    assert_eq!(page.attributes("#title-1, #share-7", "value"), ["调研", "10"], "filled from what stands");
    let refused = preview(&mut office, &page, &[]).await;
    refused.assert_status(422);
    assert_eq!(refused.text("#reason-error"), "任务已有未完成的节点；重新倒排须写明理由。");
    let changed = [("reason", "方案提前验收"), ("end", "2019-11-29")];
    let shown = preview(&mut office, &page, &changed).await;
    assert!(shown.text("main").contains("将撤销的节点（7 个）"));
    confirm(&mut office, &shown).await.assert_redirect("/2019/tasks/6");
    let stands = milestones(&app).await;
    assert_eq!((stands.len(), stands[6].as_str()), (7, "评估 2019-11-29 100"));
    let withdrawn = "select count(*) from milestone where withdrawn_reason = '方案提前验收'";
    assert_eq!(app.value::<i64>(withdrawn).await, 7);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn days_chosen_by_hand_are_kept_when_a_task_is_planned_again(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut fields = rows(&[["调研", "20", "40", ""], ["起草", "15", "30", ""], ["印发", "10", "30", ""]]);
    fields.extend([("due_on", ""), ("due_on", "2019-08-17"), ("due_on", ""), ("end", "2019-11-29")]);
    let shown = office.post(PATH, &fields).await;
    confirm(&mut office, &shown).await.assert_redirect("/2019/tasks/6");
    let before = milestones(&app).await;
    let page = office.get(PATH).await;
    assert_eq!(page.attributes("#end", "value"), ["2019-11-29"], "the end of what stands");
    assert_eq!(page.attributes("[name=due_on]", "value")[..3], ["", "2019-08-17", ""]);
    let shown = preview(&mut office, &page, &[("reason", "补充理由")]).await;
    confirm(&mut office, &shown).await.assert_redirect("/2019/tasks/6");
    assert_eq!(milestones(&app).await, before);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_change_since_the_preview_shows_both(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut first = app.person("office", Role::Office).await;
    let mut second = app.person("office-2", Role::Office).await;
    let page = second.get(&filled_from(&app, "平台和场所建设").await).await;
    let shown = preview(&mut second, &page, &[]).await;
    plan(&app, &mut first, &[]).await.assert_redirect("/2019/tasks/6");
    let both = confirm(&mut second, &shown).await;
    both.assert_status(409);
    assert!(both.text(".versus .card:first-child").contains("印发"), "what stands now");
    assert!(both.text(".versus .card:last-child").contains("试运行"), "what was planned");
    assert_eq!(milestones(&app).await.len(), 7, "nothing is overwritten unseen");
    let again = second.post(PATH, &Form::of(&both, "main form").fields()).await;
    again.assert_status(422);
    assert!(again.text("#reason-error").contains("重新倒排须写明理由"));
    assert_eq!(again.attributes("#title-1", "value"), ["需求调研"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_lead_department_proposes_and_the_office_confirms(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let mut office = app.person("office", Role::Office).await;
    plan(&app, &mut contact, &[]).await.assert_redirect(PATH);
    assert_eq!(milestones(&app).await, [""; 0], "a proposal is no timeline yet");
    plan(&app, &mut contact, &[("end", "2019-11-29")]).await.assert_redirect(PATH);
    let outcomes =
        "select string_agg(coalesce(outcome::text, 'open'), ' ' order by id) from timeline_proposal";
    assert_eq!(app.value::<String>(outcomes).await, "superseded open");
    let work = office.get("/worklist").await;
    let lines = work.texts("#todo > .todo > li");
    assert_eq!(lines.iter().filter(|line| line.contains("确认倒排工期：任务 6")).count(), 1, "{lines:?}");
    let page = office.get(PATH).await;
    assert!(page.text(".reason").contains("联系人 于 2019年3月29日提出"), "{}", page.text(".reason"));
    assert_eq!(page.attributes("#end", "value"), ["2019-11-29"]);
    let shown = preview(&mut office, &page, &[("end", "2019-11-28")]).await;
    confirm(&mut office, &shown).await.assert_redirect("/2019/tasks/6");
    assert_eq!(milestones(&app).await[6], "评估 2019-11-28 100", "with the office's change");
    assert_eq!(app.value::<String>(outcomes).await, "superseded confirmed");
    let seen = contact.get(PATH).await.text(".reason");
    assert!(seen.starts_with("已确认") && seen.contains("office 于 2019年3月29日确认"), "{seen}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_proposal_is_returned_with_a_reason_and_stands_on_the_departments_worklist(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut head = app.member("负责人", "审管办", "head").await;
    let mut other = app.member("其他部门", "研究室", "contact").await;
    let mut office = app.person("office", Role::Office).await;
    plan(&app, &mut head, &[]).await.assert_redirect(PATH);
    let page = office.get(PATH).await;
    let form = Form::of(&page, "form[action$=return]");
    let path = format!("{PATH}/return");
    let missing = office.post(&path, &form.fields()).await;
    missing.assert_status(422);
    assert_eq!(missing.text("#return_reason-error"), "请写明退回的理由。");
    let form = form.with("return_reason", "征求意见时间不足");
    office.post(&path, &form.fields()).await.assert_redirect("/2019/tasks/6");
    office.post(&path, &form.fields()).await.assert_status(409);
    let has_line = |page: Page| {
        page.texts("#todo > .todo > li").iter().any(|line| line.contains("退回原因：征求意见时间不足"))
    };
    assert!(has_line(head.get("/worklist").await));
    assert!(!has_line(other.get("/worklist").await));
    let page = head.get(PATH).await;
    assert!(page.text(".reason.red").contains("退回：征求意见时间不足"));
    assert_eq!(page.attributes("#title-2", "value"), ["起草"], "filled with what was proposed");
    let entry = "select audience::text from ledger_entry where event = 'timeline_returned'";
    assert_eq!(app.value::<String>(entry).await, "concerned");
    let shown = preview(&mut head, &page, &[]).await;
    confirm(&mut head, &shown).await.assert_redirect(PATH);
    assert!(!has_line(head.get("/worklist").await), "a newer proposal waits");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_proposal_that_came_meanwhile_is_not_passed_over(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let mut office = app.person("office", Role::Office).await;
    let page = office.get(&filled_from(&app, "平台和场所建设").await).await;
    let shown = preview(&mut office, &page, &[]).await;
    plan(&app, &mut contact, &[]).await.assert_redirect(PATH);
    let both = confirm(&mut office, &shown).await;
    both.assert_status(409);
    assert!(both.text(".versus .card:first-child").contains("联系人 提出、尚未确认：调研、起草"));
    assert_eq!(milestones(&app).await, [""; 0]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn only_lead_departments_plan_and_a_restricted_task_shows_nothing(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    run(&pool, &["update task set restricted = true where number = 6"]).await;
    let title: String = app.value("select title from task where number = 6").await;
    // 办公室 stands in task 6 beside its lead; 监察室 does not stand in it.
    for (name, department) in [("办公室联系人", "办公室"), ("监察室联系人", "监察室")] {
        let mut person = app.member(name, department, "contact").await;
        let page = person.get(PATH).await;
        page.assert_status(403);
        assert!(!page.body.contains(&title), "the title of a restricted task");
        let fields = rows(&[["调研", "10", "100", ""]]);
        person.post(PATH, &fields).await.assert_status(403);
        person.post(&format!("{PATH}/return"), &fields).await.assert_status(403);
    }
    for (name, role) in [("院领导", Role::Leader), ("viewer", Role::Viewer)] {
        app.person(name, role).await.get(PATH).await.assert_status(403);
    }
    let mut lead = app.member("牵头联系人", "审管办", "stand_in").await;
    lead.get(PATH).await.assert_status(200);
    lead.get("/patterns").await.assert_status(403);
    lead.get("/2019/tasks/timelines").await.assert_status(403);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_second_of_two_who_edit_a_pattern_sees_both(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut first = app.person("office", Role::Office).await;
    let mut second = app.person("office-2", Role::Office).await;
    let id: i64 = app.value("select id from milestone_pattern where name = '常态工作'").await;
    let path = format!("/patterns/{id}");
    let seen = Form::of(&first.get(&path).await, "main form");
    let theirs = seen.clone().with("name", "常态推进");
    first.post(&path, &theirs.fields()).await.assert_redirect("/patterns");
    let both = second.post(&path, &seen.clone().with("name", "日常工作").fields()).await;
    both.assert_status(409);
    assert!(both.text("main").contains("现在保存的：常态推进"));
    assert_eq!(both.attributes("#name", "value"), ["日常工作"]);
    let name = "select name from milestone_pattern where id = 4";
    assert_eq!(app.value::<String>(name).await, "常态推进");
    second.post(&path, &Form::of(&both, "main form").fields()).await.assert_redirect("/patterns");
    assert_eq!(app.value::<String>(name).await, "日常工作");
    let entry = "select (c.before::json->>'name') || '→' || (c.after::json->>'name') from ledger_entry e
                 join ledger_content c on c.entry_id = e.id where e.event = 'pattern_changed' order by e.id desc limit 1";
    assert_eq!(app.value::<String>(entry).await, "常态推进→日常工作");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_pattern_is_added_adds_up_and_is_retired_but_readable(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut fields = vec![("name", "常态工作")];
    fields.extend(rows(&[["部署", "10", "40", ""], ["总结", "20", "50", ""]]));
    let page = office.post("/patterns/add", &fields).await;
    page.assert_status(422);
    assert_eq!(page.text("#rows-error"), "各步所占比重合计应为 100%，现为 90%。");
    fields[7] = ("share", "60");
    let taken = office.post("/patterns/add", &fields).await;
    taken.assert_status(422);
    assert!(taken.text("#name-error").contains("已有名为“常态工作”的节点模板"));
    assert_eq!(taken.attributes("#title-2", "value"), ["总结"]);
    fields[0] = ("name", "两步走");
    office.post("/patterns/add", &fields).await.assert_redirect("/patterns");
    assert!(office.get("/patterns").await.texts("tbody tr").iter().any(|line| line.contains("部署 → 总结")));
    let id: i64 = app.value("select id from milestone_pattern where name = '两步走'").await;
    let path = format!("/patterns/{id}");
    let page = office.get(&path).await;
    let retire = Form::of(&page, "form[action$=retire]");
    office.post(&format!("{path}/retire"), &retire.fields()).await.assert_redirect("/patterns");
    let page = office.get(&path).await;
    assert!(page.text("main").contains("2. 总结 20 个工作日 60%"), "{}", page.text("main"));
    assert!(!office.get(PATH).await.text("#pattern").contains("两步走"), "not offered any more");
    office.post(&path, &fields).await.assert_status(422);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn many_tasks_are_planned_at_once_and_those_that_cannot_say_why(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    plan(&app, &mut contact, &[]).await.assert_redirect(PATH);
    run(&pool, &["update task set status = 'completed' where number = 3"]).await;
    let path = "/2019/tasks/timelines";
    let page = office.get(path).await;
    assert_eq!(page.count("input[name=task][checked]"), 38, "a closed task is not offered");
    let fields = [("task", "5"), ("task", "6"), ("task", "7"), ("pattern", "2"), ("ends", "own")];
    let shown = office.post(path, &fields).await;
    shown.assert_status(200);
    let lines = shown.texts("tbody tr");
    assert!(lines[1].contains("部门已提出倒排工期"), "{lines:?}");
    assert!(lines[0].contains("2019-12-31") && lines[0].contains("7 个"), "{lines:?}");
    let stands = "select count(distinct task_id) from milestone";
    assert_eq!(app.value::<i64>(stands).await, 0, "a preview changes nothing");
    let confirmed = Form::of(&shown, "main form");
    office.post(path, &confirmed.fields()).await.assert_redirect("/2019/ledger");
    assert_eq!(app.value::<i64>(stands).await, 2);
    office.post(path, &confirmed.fields()).await.assert_status(409);
    let page = office.get(path).await;
    assert_eq!(page.count("input[name=task][checked]"), 36, "those with milestones are not preselected");
    let missing = office.post(path, &[("ends", "one"), ("end", "2020-06-01")]).await;
    missing.assert_status(422);
    assert_eq!(missing.count("#tasks-error, #pattern-error, #end-error"), 3);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn pages_make_as_many_statements_for_many_rows(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    let paths = [PATH, "/2019/tasks/timelines", "/patterns"];
    let mut before = Vec::new();
    for path in paths {
        before.push(counted(office.get(path)).await.1);
    }
    grow_to(&pool, 239).await;
    plan(&app, &mut office, &[]).await.assert_redirect("/2019/tasks/6");
    run(
        &pool,
        &["with more as (insert into milestone_pattern (name) select '模板' || n from generate_series(1, 30) n returning id)
           insert into milestone_pattern_step select id, 1, '部署', 5, 100, '{}' from more"],
    )
    .await;
    let mut after = Vec::new();
    for path in paths {
        after.push(counted(office.get(path)).await.1);
    }
    assert_eq!(before, after);
}
