//! What is found kept, and what is reopened: a task goes on, a finding is entered, in one act.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::*;

async fn task_6(app: &TestApp) -> String {
    app.value("select status || ' ' || status_since || ' ' || status_source from task where number = 6").await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_reopened_task_goes_on_with_the_months_to_come_and_a_finding(pool: PgPool) {
    let (app, office) = court(&pool).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let mut office = app.sign_in("office", office.into()).await;
    let owed = "select string_agg(right(period, 2), ' ' order by period) from deadline d join task t on t.id = d.task_id
                where t.number = 6 and kind = 'monthly_report' and waived_on is null";
    assert_eq!(app.value::<String>(owed).await, "04 05");
    open(&mut office, &["任务 6"]).await.assert_redirect(ROUND);
    assert!(office.get(FIRST).await.text("#reopening").contains("任务恢复为“进行中”"));
    decide(&mut office, FIRST, &REOPENED).await.assert_redirect(FIRST);

    assert_eq!(task_6(&app).await, "in_progress 2019-06-20 2019年第1轮回头看“上半年办结事项”");
    assert_eq!(
        app.value::<String>(owed).await,
        "04 05 06 07 08 09 10 11 12",
        "what is to come is owed again"
    );
    let completion = "select count(*) from deadline d join task t on t.id = d.task_id
                      where t.number = 6 and kind = 'task_completion' and met_on is null and waived_on is null";
    assert_eq!(app.value::<i64>(completion).await, 1, "its completion is owed as before");
    let finding = "select concat_ws(' ', f.number, f.source, f.reference, f.problem, f.severity, l.due_on, d.name)
                   from finding f join task t on t.id = f.task_id join deadline l on l.subject_id = f.id and l.kind = 'rectification'
                   join department d on d.id = l.department_id where t.number = 6";
    assert_eq!(
        app.value::<String>(finding).await,
        format!("2 look_back 2019年第1轮回头看“上半年办结事项” {PROBLEM} serious 2019-07-31 审管办")
    );
    assert!(contact.get("/worklist").await.body.contains("第 2 号问题（任务 6"), "the department is told");
    let item = office.get(FIRST).await;
    assert_eq!(item.count(DESK), 0, "what was reopened is decided for good");
    assert_eq!(item.attributes(".facts a", "href"), ["/2019/findings/2"]);
    let entries = "select string_agg(event || ' ' || audience, ', ' order by id) from ledger_entry
                   where task_id = (select id from task where number = 6) and event <> 'task_imported'";
    assert_eq!(
        app.value::<String>(entries).await,
        "task_step everyone, finding_opened concerned, look_back_decided administrators",
        "the step and the finding are facts at once"
    );
    let step = "select c.sentence from ledger_entry e join ledger_content c on c.entry_id = e.id where e.event = 'task_step'";
    assert_eq!(app.value::<String>(step).await, "重新挂账：“已办结”→“进行中”，2019-06-20");
    let counts = office.get(LIST).await.texts("#reopened tbody tr");
    assert_eq!(counts, ["审管办10重新挂账 1 项"]);
    assert!(office.get("/2019/tasks/6").await.text("#look-backs").contains("2019年第1轮：任务 6"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_answers_for_a_reopened_task_is_told_and_its_light_says_why(pool: PgPool) {
    let (app, office) = court(&pool).await;
    let leader = app.person("分管副院长", Role::Leader).await;
    activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    let contact = app.member("联系人", "审管办", "contact").await;
    let mut viewer = app.person("干警", Role::Viewer).await;
    activity::complete_by(&pool, 6, "2019-06-14").await;
    let mut office = app.sign_in("office", office.into()).await;
    reopen_task_6(&mut office, "2019-07-31").await;
    for (who, more) in [(leader.id, 0), (contact.id, 1)] {
        let told: Vec<String> =
            sqlx::query_scalar("select message from notice where account_id = $1 order by id")
                .bind(who.0)
                .fetch_all(&pool)
                .await
                .unwrap();
        assert_eq!(told.len(), 1 + more, "{told:?}");
        assert!(told[0].contains("经回头看（2019年6月20日）重新挂账"), "{}", told[0]);
        assert!(told[0].ends_with("完成时限仍为 2019-06-14；延期须另行申请。"), "{}", told[0]);
    }
    let page = viewer.get("/2019/tasks/6").await;
    let why = "回头看（2019年6月20日）重新挂账；本任务应于 2019年6月14日（星期五）完成，至今未完成";
    assert!(page.text("main").contains(why), "{}", page.text("main"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_closed_finding_stays_closed_and_a_new_one_names_it(pool: PgPool) {
    let (app, office) = court(&pool).await;
    let mut office = app.sign_in("office", office.into()).await;
    let old = "select f::text from finding f where number = 1";
    let before: String = app.value(old).await;
    open(&mut office, &["第 1 号问题"]).await.assert_redirect(ROUND);
    let page = office.get(FIRST).await;
    assert_eq!(page.text("#problem"), "回头看：第 1 号问题未整改到位。");
    assert!(page.text("main").contains("登记完整"), "what was found when it was closed");
    let typed = REOPENED.into_iter().filter(|(name, _)| *name != "problem").collect::<Vec<_>>();
    decide(&mut office, FIRST, &typed).await.assert_redirect(FIRST);
    assert_eq!(app.value::<String>(old).await, before);
    let new = "select concat_ws(' ', t.number, f.status, f.problem, f.reference, d.name) from finding f
               join task t on t.id = f.task_id join deadline l on l.subject_id = f.id and l.kind = 'rectification'
               join department d on d.id = l.department_id where f.number = 2";
    assert_eq!(
        app.value::<String>(new).await,
        "20 open 回头看：第 1 号问题未整改到位。 2019年第1轮回头看“上半年办结事项”：第 1 号问题未整改到位 立案庭"
    );
    assert_eq!(office.get(LIST).await.texts("#reopened tbody tr"), ["立案庭01重新挂账 1 项"]);
    assert!(office.get("/2019/tasks/20").await.text("#look-backs").contains("第 1 号问题"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn bad_input_keeps_what_was_typed_and_changes_nothing(pool: PgPool) {
    let (app, office) = court(&pool).await;
    let mut office = app.sign_in("office", office.into()).await;
    open(&mut office, &["任务 6"]).await.assert_redirect(ROUND);
    let empty = decide(&mut office, FIRST, &[("remark", " ")]).await;
    empty.assert_status(422);
    assert_eq!(empty.texts(".errors a"), ["请选择核查结果。", "请写明核查情况。"]);
    let typed = [("result", "reopened"), ("remark", LAPSED), ("problem", ""), ("due_on", "2019-06-19")];
    let bad = decide(&mut office, FIRST, &typed).await;
    bad.assert_status(422);
    let errors = ["请写明发现的问题。", "请写明整改要求。", "整改期限不能早于今天。"];
    assert_eq!(bad.texts(".errors a"), errors);
    assert_eq!(bad.text("#remark"), LAPSED);
    assert_eq!(bad.attributes("#due_on", "value"), ["2019-06-19"]);
    assert_eq!(bad.attributes("input[name=result][checked]", "value"), ["reopened"]);
    let elsewhere = REOPENED.into_iter().chain([("department", "999999")]).collect::<Vec<_>>();
    let refused = decide(&mut office, FIRST, &elsewhere).await;
    refused.assert_status(422);
    assert_eq!(refused.text("#department-error"), "所选的已不在可选之列，请重新选择。");
    let long = "长".repeat(501);
    let too_long = decide(&mut office, FIRST, &[("result", "kept"), ("remark", &long)]).await;
    too_long.assert_status(422);
    assert_eq!(too_long.text("#remark-error"), "最多 500 个字，现有 501 个字。");
    assert!(task_6(&app).await.starts_with("completed 2019-05-31"));
    assert_eq!(app.value::<i64>("select count(*) from finding").await, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_typed_is_kept_as_a_draft_and_the_second_of_two_sees_both(pool: PgPool) {
    let (app, office) = court(&pool).await;
    let mut second = app.person("office-2", Role::Office).await;
    let mut first = app.sign_in("office", office.into()).await;
    open(&mut first, &["任务 6"]).await.assert_redirect(ROUND);
    let page = first.get(FIRST).await;
    assert_eq!(page.attributes(DESK, "data-autosave"), [format!("{FIRST}/draft")]);
    let form = Form::of(&page, DESK).with("remark", "甲的草稿").with("due_on", "2019-07");
    let theirs = Form::of(&second.get(FIRST).await, DESK).with("remark", "乙的草稿").with("result", "kept");
    let draft = format!("{FIRST}/draft");
    let saved = first.post(&draft, &form.fields()).await;
    saved.assert_status(200);
    assert!(saved.body.contains("\"version\":2"), "{}", saved.body);
    let again = first.get(FIRST).await;
    assert_eq!(again.text("#remark"), "甲的草稿");
    assert_eq!(again.attributes("#due_on", "value"), ["2019-07"], "as typed, though it is no date yet");
    assert!(first.get(ROUND).await.text("tbody").contains("未定 草稿"));
    second.post(&draft, &theirs.fields()).await.assert_status(409);
    let both = second.post(FIRST, &theirs.fields()).await;
    both.assert_status(409);
    assert!(both.text("#theirs").contains("甲的草稿"));
    assert_eq!(both.text("#remark"), "乙的草稿");
    second.post(FIRST, &Form::of(&both, DESK).fields()).await.assert_redirect(FIRST);
    let decided = first.get(FIRST).await;
    assert_eq!(decided.attributes(DESK, "data-autosave"), [""; 0], "what is decided is no draft any more");
    first.post(&draft, &Form::of(&decided, DESK).fields()).await.assert_status(409);
    decide(&mut first, FIRST, &REOPENED).await.assert_redirect(FIRST);
    assert!(task_6(&app).await.starts_with("in_progress"), "what was found kept may still be reopened");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_two_who_decide_at_once_one_reopens_and_the_other_is_told(pool: PgPool) {
    let (app, office) = court(&pool).await;
    let mut second = app.person("office-2", Role::Office).await;
    let mut first = app.sign_in("office", office.into()).await;
    open(&mut first, &["任务 6"]).await.assert_redirect(ROUND);
    let fill = |page: &Page| {
        REOPENED.into_iter().fold(Form::of(page, DESK), |form, (name, value)| form.with(name, value))
    };
    let (mine, theirs) = (fill(&first.get(FIRST).await), fill(&second.get(FIRST).await));
    let (mine, theirs) = (mine.fields(), theirs.fields());
    let (one, two) = tokio::join!(first.post(FIRST, &mine), second.post(FIRST, &theirs));
    let (won, lost) = if one.status == 303 { (one, two) } else { (two, one) };
    won.assert_redirect(FIRST);
    lost.assert_status(409);
    assert!(lost.text("#result-error, .errors").contains("已先重新挂账"), "{}", lost.body);
    assert!(lost.text("#lost").contains(PROBLEM), "what the second typed is not lost");
    assert_eq!(app.value::<i64>("select count(*) from finding").await, 2, "one finding is new");
    let steps = "select count(*) from ledger_entry where event = 'task_step'";
    assert_eq!(app.value::<i64>(steps).await, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nothing_but_a_look_back_reopens_a_task(pool: PgPool) {
    let (app, office) = court(&pool).await;
    let mut office = app.sign_in("office", office.into()).await;
    let buttons = office.get("/2019/tasks/6").await.texts(".buttons a");
    assert!(!buttons.iter().any(|words| words.contains("重新挂账")), "{buttons:?}");
    office.get("/2019/tasks/6/status/reopened").await.assert_status(404);
    office.post("/2019/tasks/6/status/reopened", &[("version", "1")]).await.assert_status(404);
    assert!(!office.get("/2019/tasks/adjust").await.body.contains("重新挂账"));
    let refused = office.get("/2019/tasks/6/status/resumed").await;
    refused.assert_status(422);
    assert!(refused.body.contains("进行中（领导小组办公室经回头看）"), "{}", refused.body);
    assert!(task_6(&app).await.starts_with("completed"));
}
