//! Departments renamed, merged, split and closed: first what passes is shown, then it is done, once.

use chrono::NaiveDate;
use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::court::Form;
use crate::support::{TestApp, activity};

/// The names of the departments that hold the unmet duties of a kind on a task, each once.
async fn holders(app: &TestApp, number: i32, kind: &str) -> Vec<String> {
    sqlx::query_scalar(
        "select distinct d.name from deadline l join department d on d.id = l.department_id
         join task t on t.id = l.task_id where t.number = $1 and l.kind = $2::deadline_kind and l.met_on is null
         order by 1",
    )
    .bind(number)
    .bind(kind)
    .fetch_all(&app.state.db)
    .await
    .unwrap()
}

/// The departments of a task on a day, with what they are there.
async fn parts(app: &TestApp, number: i32, on: &str) -> Vec<String> {
    sqlx::query_scalar(
        "select d.name || ' ' || a.role || case when a.files_report then ' files' else '' end
         from assignment a join department d on d.id = a.department_id join task t on t.id = a.task_id
         where t.number = $1 and a.from_on <= $2 and (a.to_on is null or a.to_on >= $2) order by a.position, d.name",
    )
    .bind(number)
    .bind(on.parse::<NaiveDate>().unwrap())
    .fetch_all(&app.state.db)
    .await
    .unwrap()
}

async fn id_of_task(app: &TestApp, number: i32) -> String {
    let id: i64 = sqlx::query_scalar("select id from task where number = $1")
        .bind(number)
        .fetch_one(&app.state.db)
        .await
        .unwrap();
    id.to_string()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn before_a_department_is_merged_the_office_sees_what_passes_and_what_stays(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let (old, into) = (app.department("研究室").await, app.department("审管办").await);
    app.member("研究室", "研究室", "contact").await;
    app.set_day("2019-06-03");
    let mut office = app.person("office", Role::Office).await;
    let target = format!("/departments/{old}/merge");
    let number = into.to_string();
    let fields = [("version", "1"), ("successor", number.as_str()), ("merged_on", "2019-06-03")];
    let preview = office.post(&target, &fields).await;
    preview.assert_status(200);
    assert!(
        preview.text(".reason").contains("自 2019-06-03 起，“研究室”并入“审管办”"),
        "{}",
        preview.text(".reason")
    );
    let headings = preview.texts("section.card h2");
    let heading = |word: &str| headings.iter().find(|heading| heading.starts_with(word)).cloned();
    for word in ["任务分工", "移交的时限", "留在原部门的逾期时限", "人员", "所属统称", "未办完的事项"]
    {
        assert!(heading(word).is_some(), "no {word} in {headings:?}");
    }
    assert_eq!(heading("人员").unwrap(), "人员（1 项）");
    let rows = preview.texts("tbody tr");
    assert!(rows.iter().any(|row| row.contains("月报 7 项") && row.contains("研究室 → 审管办")), "{rows:?}");
    assert!(rows.iter().any(|row| row.contains("仍由研究室承担")), "April's and May's reports stay");
    let standing: bool = app.value("select valid_to is null from department where name = '研究室'").await;
    assert!(standing, "a preview changes nothing");
    // Something happens in between: what was seen is not what would be done.
    activity::run(
        &app.state.db,
        &["update deadline set met_on = '2019-06-03' where kind = 'monthly_report'
        and period = '2019-06' and department_id = (select id from department where name = '研究室')"],
    )
    .await;
    let stale = office.confirm(&target, &preview).await;
    stale.assert_status(409);
    assert!(stale.text(".reason").contains("请再看一遍"));
    let done = office.post(&target, &Form::of(&stale, "main form").fields()).await;
    done.assert_redirect(&format!("/departments/{into}"));
    let page = office.get(&format!("/departments/{old}")).await;
    assert!(page.text(".reason").contains("接续部门是审管办"));
    assert!(page.body.contains("已结束"), "its contact's membership ended");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn back_from_the_preview_what_was_typed_stands_in_the_form(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let old = app.department("研究室").await;
    app.set_day("2019-06-03");
    let mut office = app.person("office", Role::Office).await;
    let target = format!("/departments/{old}/rename");
    let fields = [("version", "1"), ("new_name", "研究和督查室"), ("renamed_on", "2019-06-02")];
    let preview = office.post(&target, &fields).await;
    let back = Form::of(&preview, "main form").with("revise", "yes");
    let page = office.post(&target, &back.fields()).await;
    page.assert_status(200);
    assert_eq!(page.attributes("#new_name", "value"), ["研究和督查室"]);
    assert_eq!(page.attributes("#renamed_on", "value"), ["2019-06-02"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_unit_is_split_with_the_tasks_and_people_that_go_over(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let old = app.department("审管办").await;
    let gone = app.member("审管办一", "审管办", "contact").await.id.to_string();
    app.member("审管办二", "审管办", "contact").await;
    app.set_day("2019-06-03");
    let mut office = app.person("office", Role::Office).await;
    let target = format!("/departments/{old}/split");
    let page = office.get(&target).await;
    let membership: i64 = sqlx::query_scalar("select id from membership where account_id = $1::bigint")
        .bind(gone.parse::<i64>().unwrap())
        .fetch_one(&app.state.db)
        .await
        .unwrap();
    let (task, person) = (id_of_task(&app, 6).await, membership.to_string());
    let nothing = Form::of(&page, "form.card").with("new_name", "绩效办").with("on", "2019-06-03");
    let refused = office.post(&target, &nothing.fields()).await;
    refused.assert_status(422);
    assert!(refused.text("#tasks-error").contains("请勾选"));
    assert_eq!(refused.attributes("#new_name", "value"), ["绩效办"]);
    let form = nothing.with("task", &task).with("person", &person);
    let preview = office.post(&target, &form.fields()).await;
    let rows = preview.texts("tbody tr");
    assert!(
        rows.iter().any(|row| row.contains("任务 6 ") && row.contains("→ 绩效办（牵头、填报）")),
        "{rows:?}"
    );
    assert!(rows.iter().any(|row| row.contains("审管办一") && row.contains("转到绩效办")), "{rows:?}");
    assert!(!rows.iter().any(|row| row.contains("审管办二")), "who stays is no change");
    assert!(!preview.text(".reason").contains("没有工作联系人"), "each has one");
    let done = office.confirm(&target, &preview).await;
    let new = app.department("绩效办").await;
    done.assert_redirect(&format!("/departments/{new}"));
    assert_eq!(holders(&app, 6, "task_completion").await, ["绩效办"]);
    assert_eq!(holders(&app, 6, "monthly_report").await, ["审管办", "绩效办"], "what is overdue stays");
    assert_eq!(parts(&app, 6, "2019-06-03").await[0], "绩效办 lead files");
    assert_eq!(parts(&app, 6, "2019-06-02").await[0], "审管办 lead files", "the past keeps the old name");
    assert!(
        parts(&app, 7, "2019-06-03").await.iter().all(|part| !part.starts_with("绩效办")),
        "task 7 stays"
    );
    let in_groups: i64 = app
        .value(
            "select count(*) from group_member a join group_member b on b.group_id = a.group_id
             join department o on o.id = a.member_id and o.name = '审管办'
             join department n on n.id = b.member_id and n.name = '绩效办'",
        )
        .await;
    let of_old: i64 = app
        .value("select count(*) from group_member g join department d on d.id = g.member_id where d.name = '审管办'")
        .await;
    assert_eq!(in_groups, of_old, "it stands beside the old one in each of its groups");
    // The second of two who split at once sees that the department has changed.
    office.post(&target, &form.fields()).await.assert_status(409);
}

/// The only contact goes over to the new unit, and an overdue milestone stays with the old one.
#[sqlx::test(migrator = "MIGRATOR")]
async fn what_a_split_leaves_without_a_contact_or_with_the_old_unit_is_said(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let old = app.department("审管办").await;
    let only = app.member("审管办一", "审管办", "contact").await.id.0;
    activity::add_milestone(&pool, 6, "起草", ("2019-05-20", "2019-05-20"), None).await;
    activity::run(
        &pool,
        &["update deadline set department_id = (select id from department where name = '审管办') where kind = 'milestone'"],
    )
    .await;
    app.set_day("2019-06-03");
    let mut office = app.person("office", Role::Office).await;
    let target = format!("/departments/{old}/split");
    let membership: i64 = sqlx::query_scalar("select id from membership where account_id = $1")
        .bind(only)
        .fetch_one(&pool)
        .await
        .unwrap();
    let (task, person) = (id_of_task(&app, 6).await, membership.to_string());
    let form = Form::of(&office.get(&target).await, "form.card");
    let form =
        form.with("new_name", "绩效办").with("on", "2019-06-03").with("task", &task).with("person", &person);
    let preview = office.post(&target, &form.fields()).await;
    let left: i64 = app
        .value(
            "select count(*) from assignment a join department d on d.id = a.department_id
             join task t on t.id = a.task_id where d.name = '审管办' and a.files_report and t.number <> 6",
        )
        .await;
    let said = preview.text(".reason");
    assert!(
        said.contains(&format!("“审管办”没有工作联系人，由它填报的 {left} 项任务工作联系人待明确")),
        "{said}"
    );
    office.confirm(&target, &preview).await.assert_status(303);
    let ledger = office.get("/2019/ledger?department=none").await;
    ledger.assert_status(200);
    let ledger = office.get("/2019/ledger").await;
    let missing = ledger.texts("td[data-label='填报'] .owed");
    assert!(missing.contains(&"联系人待明确".to_owned()), "{missing:?}");
    let sentence = office.get("/2019/tasks/6").await.text(".reason");
    assert!(sentence.contains("节点“起草”") && sentence.contains("仍由审管办承担"), "{sentence}");
    let wall = office.get("/2019/wall").await.body;
    assert!(wall.contains("（审管办）14 天"), "the wall names who owes it");
    let papers = office.get("/2019/meeting-papers").await.text("article");
    assert!(papers.contains("仍由审管办承担"), "{papers}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_belongs_nowhere_once_a_unit_is_closed_is_said(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let old = app.department("研究室").await;
    app.member("研究室", "研究室", "contact").await;
    app.set_day("2019-06-03");
    let mut office = app.person("office", Role::Office).await;
    let target = format!("/departments/{old}/close");
    let page = office.get(&target).await;
    let into = app.department("审管办").await.to_string();
    let mut fields = vec![("version", "1"), ("on", "2019-06-03")];
    let ids = page.attributes("input[name=task]", "value");
    for id in &ids {
        fields.extend([("task", id.as_str()), ("receiver", into.as_str())]);
    }
    let preview = office.post(&target, &fields).await;
    preview.assert_status(200);
    assert!(preview.body.contains("此后不属于任何部门"), "{}", preview.text("main"));
    assert!(preview.body.contains("请另定所属部门或停用账号") && !preview.body.contains("所属部门随之变更"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_unit_is_closed_when_each_of_its_tasks_has_a_receiver(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let old = app.department("研究室").await;
    let into = app.department("审管办").await.to_string();
    app.set_day("2019-06-03");
    let mut office = app.person("office", Role::Office).await;
    let target = format!("/departments/{old}/close");
    let page = office.get(&target).await;
    let form = Form::of(&page, "form.card");
    let refused = office.post(&target, &form.fields()).await;
    refused.assert_status(422);
    assert!(refused.count("select[aria-invalid]") > 3, "every task asks for its receiver");
    let ids = page.attributes("input[name=task]", "value");
    let choices: Vec<Vec<String>> =
        ids.iter().map(|id| page.attributes(&format!("#receiver-{id} option"), "value")).collect();
    assert!(
        choices.iter().any(|choices| choices.contains(&"none".to_owned())),
        "where it owes nothing it may leave"
    );
    assert!(choices.iter().any(|choices| !choices.contains(&"none".to_owned())), "where it files it may not");
    let receivers: Vec<&str> = choices
        .iter()
        .map(|choices| if choices.contains(&"none".to_owned()) { "none" } else { into.as_str() })
        .collect();
    let mut fields = vec![("version", "1"), ("on", "2019-06-03")];
    for (id, receiver) in ids.iter().zip(&receivers) {
        fields.extend([("task", id.as_str()), ("receiver", receiver)]);
    }
    let preview = office.post(&target, &fields).await;
    preview.assert_status(200);
    assert!(preview.texts("tbody tr").iter().any(|row| row.contains("→ 不再参加")));
    office.confirm(&target, &preview).await.assert_redirect(&format!("/departments/{old}"));
    let owed: i64 = app
        .value(
            "select count(*) from deadline l join department d on d.id = l.department_id where d.name = '研究室'
             and l.due_on >= '2019-06-03' and l.met_on is null and l.waived_on is null",
        )
        .await;
    assert_eq!(owed, 0);
    let holds: i64 = app
        .value(
            "select count(*) from assignment a join department d on d.id = a.department_id where d.name = '研究室'
             and (a.to_on is null or a.to_on >= '2019-06-03')",
        )
        .await;
    assert_eq!(holds, 0);
    let page = office.get(&format!("/departments/{old}")).await;
    assert!(page.text(".reason").contains("已撤销"));
    assert_eq!(page.count("form.card"), 0, "what is past takes no more changes");
    office.get(&target).await.assert_status(422);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn closing_leaves_nothing_owed_by_nobody_and_hands_over_to_standing_departments_only(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let old = app.department("泉阳法庭").await;
    let into = app.department("研究室").await.to_string();
    // A rectification on a task the unit has no part in itself.
    activity::run(&app.state.db, &["insert into deadline (plan_id, kind, subject_id, task_id, department_id, original_due_on, due_on, working)
        select t.plan_id, 'rectification', 1, t.id, d.id, '2019-07-01', '2019-07-01', '' from task t, department d
        where t.number = 6 and d.name = '泉阳法庭'"])
    .await;
    app.set_day("2019-06-03");
    let mut office = app.person("office", Role::Office).await;
    let target = format!("/departments/{old}/close");
    let page = office.get(&target).await;
    let mut fields = vec![("version", "1"), ("on", "2019-06-03")];
    let ids = page.attributes("input[name=task]", "value");
    for id in &ids {
        fields.extend([("task", id.as_str()), ("receiver", into.as_str())]);
    }
    let refused = office.post(&target, &fields).await;
    refused.assert_status(422);
    assert!(refused.text("#rest-error").contains("问题整改"), "{}", refused.text("#rest-error"));
    fields.push(("rest", into.as_str()));
    let preview = office.post(&target, &fields).await;
    preview.assert_status(200);
    // Whom it was to go to is closed meanwhile.
    activity::run(&app.state.db, &["update department set valid_to = '2019-06-02' where name = '研究室'"])
        .await;
    let late = office.confirm(&target, &preview).await;
    assert!([409, 422].contains(&late.status.as_u16()), "{}", late.status);
    activity::run(&app.state.db, &["update department set valid_to = null where name = '研究室'"]).await;
    let preview = office.post(&target, &fields).await;
    office.confirm(&target, &preview).await.assert_redirect(&format!("/departments/{old}"));
    assert_eq!(holders(&app, 6, "rectification").await, ["研究室"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn only_the_office_splits_and_closes_and_only_units(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let (unit, group) = (app.department("审管办").await, app.department("各审判执行部门").await);
    let mut office = app.person("office", Role::Office).await;
    for form in ["split", "close"] {
        let page = office.get(&format!("/departments/{group}/{form}")).await;
        page.assert_status(422);
        assert!(page.body.contains("不分设也不撤销"));
    }
    for role in [Role::Contact, Role::Leader, Role::Viewer, Role::SystemAdmin, Role::SecurityAdmin] {
        let mut person = app.person(&format!("{role:?}"), role).await;
        for form in ["split", "close"] {
            person.get(&format!("/departments/{unit}/{form}")).await.assert_status(403);
            let posted = person.post(&format!("/departments/{unit}/{form}"), &[("version", "1")]).await;
            posted.assert_status(403);
        }
    }
}
