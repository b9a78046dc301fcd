//! A draft becomes a plan in force: what of it stays what it was, and what that costs.

use super::consultation::{Asked, asked, comment};
use super::*;
use crate::support::activity;
use crate::support::statements::counted;

/// A plan that bears no date: nothing says that it is issued.
const UNDATED: &[u8] = include_bytes!("../../data/plans/09-pasted-table.txt");

/// The key of the first doubt of a rule, of that task or of any.
async fn doubt(pool: &PgPool, rule: &str, task: Option<i32>) -> i32 {
    let sql = "select (d->>'key')::integer from plan_draft, jsonb_array_elements(content->'doubts') d
               where d->>'rule' = $1 and ($2::integer is null or (d->>'task')::integer = $2) limit 1";
    sqlx::query_scalar(sql).bind(rule).bind(task).fetch_one(pool).await.unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_link_that_a_person_adopted_is_not_one_by_wording(pool: PgPool) {
    let app = TestApp::new(pool.clone()).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    let key = doubt(&pool, "work_point_to_be_confirmed", None).await;
    press(&mut office, &draft, &format!("doubts/{key}"), "adopt").await.assert_status(303);
    all_departments_new(&mut office, &draft).await;
    issue(&mut office, &draft, &[]).await.assert_redirect("/2019/plan");
    let link = "select d->>'task' from plan_draft, jsonb_array_elements(content->'doubts') d
                where d->'decision'->>'choice' = 'adopted'";
    let by_person =
        "select string_agg(t.number::text, ',') from work_point_task l join task t on t.id = l.task_id
                     where not l.by_wording";
    assert_eq!(app.value::<String>(by_person).await, app.value::<String>(link).await);
    assert!(app.value::<i64>("select count(*) from work_point_task where by_wording").await > 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_lead_that_was_proposed_and_left_the_task_is_proposed_no_more(pool: PgPool) {
    let app = TestApp::new(pool.clone()).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    let others: Vec<i32> = sqlx::query_scalar(
        "select (t->>'key')::integer from plan_draft, jsonb_array_elements(content->'tasks') t
         where t->'parts' @> '[{\"department\": \"抚松法庭\"}]' and (t->>'key')::integer <> 25",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    for key in others {
        let reason = [("because", "另行安排")];
        fill(&mut office, &format!("{draft}/tasks/{key}"), "form[action$='/remove']", &reason)
            .await
            .assert_status(303);
    }
    let changes = [("department", "审管办"), ("role", "lead")];
    fill(&mut office, &format!("{draft}/tasks/25"), "form:has(#title)", &changes).await.assert_status(303);
    all_departments_new(&mut office, &draft).await;
    issue(&mut office, &draft, &[]).await.assert_redirect("/2019/plan");
    assert_eq!(app.value::<i64>("select count(*) from department where name = '抚松法庭'").await, 0);
    let files = "select d.name from assignment a join department d on d.id = a.department_id join task t on t.id = a.task_id
                 where a.files_report and t.title = (select t->>'title' from plan_draft, jsonb_array_elements(content->'tasks') t
                                                     where t->>'key' = '25')";
    assert_eq!(app.value::<String>(files).await, "审管办");
    let proposed = "select count(*) from doubt b where b.rule = 'lead_not_marked' and b.proposed_department_id is not null
                    and not exists (select from assignment a where a.task_id = b.task_id
                                    and a.department_id = b.proposed_department_id)";
    assert_eq!(app.value::<i64>(proposed).await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_an_issued_draft_a_department_reads_its_own_tasks_only(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let Asked { mut office, mut member, mut other, draft } = asked(&app).await;
    for who in [&mut member, &mut other] {
        comment(who, &draft, &[("go", "none")]).await.assert_status(303);
    }
    assert_eq!(other.get(&draft).await.count(".draft-task"), 39);
    let meeting = [("meeting", "领导小组第一次会议"), ("met_on", "2020-03-02")];
    fill(&mut office, &draft, "form[action$='/deliberate']", &meeting).await.assert_status(303);
    issue(&mut office, &draft, &[("issued_on", "2020-03-02")]).await.assert_redirect("/2020/plan");
    let tasks = other.get(&draft).await.texts(".draft-task");
    assert!(!tasks.is_empty() && tasks.iter().all(|task| task.contains("立案庭")), "{tasks:?}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_day_outside_the_plan_is_refused_and_nothing_is_issued(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    let draft = uploaded(&mut office).await;
    let early = [("due_on", "2019-01-15")];
    fill(&mut office, &format!("{draft}/tasks/6"), "form:has(#title)", &early).await.assert_status(303);
    all_departments_new(&mut office, &draft).await;
    let refused = issue(&mut office, &draft, &[]).await;
    refused.assert_status(422);
    let error = refused.text("#issue-error");
    assert!(error.contains("任务 6 的完成时限 2019-01-15 须在方案的起止日期"), "{error}");
    assert_eq!(app.value::<i64>("select count(*) from plan").await, 0);
}

/// A draft of `year` with so many tasks, each with a day of its own; how many statements its issuing takes besides its entries
/// in the log.
async fn cost_of_issuing(app: &TestApp, office: &mut Persona<'_>, (year, tasks): (i32, usize)) -> usize {
    let text = String::from_utf8(NOTICE.to_vec()).unwrap();
    let text = text.replace("2019年", &format!("{year}年"));
    let page = office.post_files("/plans/new", &[], &[("file", "方案.md", text.as_bytes())]).await;
    page.assert_status(303);
    let draft = page.location().to_owned();
    let grow = format!(
        "update plan_draft set content = content || jsonb_build_object('doubts', '[]'::jsonb, 'work_points', '[]'::jsonb, 'tasks',
             (select jsonb_agg((content->'tasks'->5) || jsonb_build_object('key', n, 'due_on', '{year}-10-30'))
              from generate_series(1, {tasks}) n))
         where content->'plan'->>'year' = '{year}'"
    );
    activity::run(&app.state.db, &[&grow]).await;
    let changes = [("issued_on", &*format!("{year}-03-02"))];
    let form = Form::of(&fill(office, &draft, "#issue", &changes).await, "#issue");
    let entries = "select count(*) from ledger_entry";
    let before = app.value::<i64>(entries).await;
    let (page, statements) = counted(office.post(&format!("{draft}/issue"), &form.fields())).await;
    page.assert_redirect(&format!("/{year}/plan"));
    statements - usize::try_from(app.value::<i64>(entries).await - before).unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn issuing_costs_the_same_for_three_tasks_and_for_two_hundred(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2021-03-02");
    let mut office = app.person("office", Role::Office).await;
    let of_three = cost_of_issuing(&app, &mut office, (2020, 3)).await;
    let of_many = cost_of_issuing(&app, &mut office, (2021, 200)).await;
    assert_eq!(of_many, of_three);
    let own =
        "select count(*) from deadline l join task t on t.id = l.task_id join plan p on p.id = t.plan_id
               where l.kind = 'task_completion' and l.due_on = '2021-10-30' and l.original_due_on = l.due_on";
    assert_eq!(app.value::<i64>(own).await, 200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_number_and_date_answer_is_settled_by_issuing(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = office(&app).await;
    office.get("/plans/new").await;
    let text = String::from_utf8(NOTICE.to_vec()).unwrap();
    let text = text.replace("抚法〔2019〕第5号", "").replace("抚法〔2019〕5号", "");
    let page = office.post_files("/plans/new", &[], &[("file", "通知.md", text.as_bytes())]).await;
    page.assert_status(303);
    let draft = page.location().to_owned();
    let key = doubt(&app.state.db, "no_document_number", None).await;
    assert!(office.get(&draft).await.text(&format!("#doubt-{key}")).contains("待定"));
    all_departments_new(&mut office, &draft).await;
    let number = [("document_number", "抚法〔2019〕第5号")];
    issue(&mut office, &draft, &number).await.assert_redirect("/2019/plan");
    let settled = office.get(&draft).await.text(&format!("#doubt-{key}"));
    assert!(settled.contains("已定") && settled.contains("印发时已填写 · office"), "{settled}");
    let open = "select count(*) from doubt where rule = 'no_document_number' and resolved_at is null";
    assert_eq!(app.value::<i64>(open).await, 0);
    let kept = "select count(*) from doubt where rule = 'no_document_number'";
    assert_eq!(app.value::<i64>(kept).await, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_draft_of_no_document_is_issued_straight_only_with_a_reason(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2020-03-02");
    let mut office = app.person("office", Role::Office).await;
    let page = office.get("/plans/next?from=2019").await;
    let page = office.post("/plans/next", &Form::of(&page, "#tasks").fields()).await;
    let draft = page.location().to_owned();
    let notice = [("document_number", "抚法〔2020〕第1号"), ("issued_on", "2020-03-02")];
    let silent = issue(&mut office, &draft, &notice).await;
    silent.assert_status(422);
    assert!(silent.text("#skipped-error").contains("没有征求部门意见，也没有提交审议"));
    let ticked = [&notice[..], &[("skipped", "yes")]].concat();
    let unexplained = issue(&mut office, &draft, &ticked).await;
    unexplained.assert_status(422);
    assert!(unexplained.text("#skipped_because-error").contains("请写明"));
    assert_eq!(unexplained.count("input[name=skipped][checked]"), 1, "the tick stays");
    let said = [&ticked[..], &[("skipped_because", "上级要求本周印发")]].concat();
    issue(&mut office, &draft, &said).await.assert_redirect("/2020/plan");
    let entry = "select c.sentence from ledger_entry e join ledger_content c on c.entry_id = e.id
                 where e.event = 'plan_draft_issued'";
    assert!(app.value::<String>(entry).await.ends_with("未经征求意见和审议：上级要求本周印发"));
    let facts = office.get(&draft).await.text(".facts");
    assert!(facts.contains("未征求意见、未审议") && facts.contains("上级要求本周印发"), "{facts}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_issued_already_or_went_its_way_asks_for_no_reason(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let Asked { office, draft, .. } = asked(&app).await;
    app.set_day("2020-03-31");
    let mut office = app.sign_in("office", office.id).await;
    let meeting = [("meeting", "领导小组第一次会议"), ("met_on", "2020-03-30")];
    fill(&mut office, &draft, "form[action$='/deliberate']", &meeting).await.assert_status(303);
    assert_eq!(office.get(&draft).await.count("#skipped"), 0);
    office.get("/plans/new").await;
    let issued = String::from_utf8(NOTICE.to_vec()).unwrap().replace("2019", "2021");
    for (name, text, asks) in [("a.md", issued.as_bytes(), 0), ("b.txt", UNDATED, 1)] {
        let page = office.post_files("/plans/new", &[], &[("file", name, text)]).await;
        page.assert_status(303);
        let draft = office.get(page.location()).await;
        assert_eq!((draft.count("#issue"), draft.count("#skipped")), (1, asks), "{name}");
    }
}
