//! What has no notice, what is not typed, who was first.

use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::*;
use crate::support::activity::run;

/// A duty of one kind, made to look owed by 审管办 for task 6 and overdue.
async fn duty_of_kind(app: &TestApp, pool: &PgPool, kind: &str) -> i64 {
    let sql = "insert into deadline (plan_id, kind, subject_id, task_id, department_id, original_due_on, due_on, working)
               select t.plan_id, $1::deadline_kind, 990 + random() * 9000, t.id, $2, '2019-06-28', '2019-06-28', ''
               from task t where t.number = 6 returning id";
    let department = app.department("审管办").await;
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(kind).bind(department).fetch_one(pool).await.unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn only_milestones_completions_rectifications_and_instructions_have_notices(pool: PgPool) {
    let app = court(pool.clone()).await;
    let (mut office, _, _) = people(&app).await;
    let form = filled(form_about(&mut office, duty(&app).await).await);
    for (kind, word) in [
        ("acknowledgement", "签收"),
        ("appointment", "明确工作联系人"),
        ("timeline", "倒排工期"),
        ("monthly_report", "月报"),
        ("review", "月报审核"),
        ("quarterly_check", "季度检查"),
        ("half_year_summary", "半年总结"),
    ] {
        let id = duty_of_kind(&app, &pool, kind).await.to_string();
        let sentence =
            format!("督办通知单只就节点、任务完成、问题整改和批示办理发出，{word}不发督办通知单。");
        let shown = office.get(&format!("{ADD}?deadline={id}")).await;
        shown.assert_status(422);
        assert!(shown.body.contains(&sentence), "{kind}: {}", shown.body);
        let posted = office.post(ADD, &form.clone().with("deadline", &id).fields()).await;
        posted.assert_status(422);
        assert!(posted.body.contains(&sentence), "{kind}: {}", posted.body);
        let page = office.get(&format!("/2019/deadlines/{id}")).await;
        assert!(!page.body.contains("发督办通知单"), "{kind} offers none");
    }
    assert_eq!(app.value::<i64>("select count(*) from supervision_notice").await, 0);
    for (number, kind) in (1..).zip(["milestone", "instruction"]) {
        let id = duty_of_kind(&app, &pool, kind).await;
        write_about(&mut office, id).await.assert_redirect(&format!("{LIST}/{number}"));
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_duty_that_is_done_not_owed_or_does_not_press_has_none(pool: PgPool) {
    let app = court(pool.clone()).await;
    let (mut office, _, _) = people(&app).await;
    let id = duty(&app).await;
    let form = filled(form_about(&mut office, id).await);
    for (change, back, sentence) in [
        ("met_on = '2019-07-09'", "met_on = null", "这项时限已完成"),
        (
            "waived_on = '2019-07-09', waived_reason = '终止'",
            "waived_on = null, waived_reason = null",
            "已不再要求",
        ),
        (
            "department_id = null",
            "department_id = (select id from department where name = '审管办')",
            "责任部门待明确",
        ),
        ("due_on = '2019-12-31'", "due_on = '2019-06-28'", "既未逾期，也未临期（到期前 3 个工作日内）"),
    ] {
        run(&pool, &[&format!("update deadline set {change} where id = {id}")]).await;
        let posted = office.post(ADD, &form.fields()).await;
        posted.assert_status(422);
        assert!(posted.body.contains(sentence), "{sentence}: {}", posted.body);
        run(&pool, &[&format!("update deadline set {back} where id = {id}")]).await;
    }
    run(&pool, &["update task set status = 'paused' where number = 6"]).await;
    office.post(ADD, &form.fields()).await.assert_status(422);
    assert_eq!(app.value::<i64>("select count(*) from supervision_notice").await, 0);
    office.get(&format!("{ADD}?deadline=999999")).await.assert_status(404);
    office.get(ADD).await.assert_redirect(LIST);
    assert!(office.get(LIST).await.text(".flash.refused").contains("请从一项时限的页面发起督办通知单"));
    office.post(ADD, &[]).await.assert_status(422);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn degree_and_finding_follow_the_facts_of_the_day(pool: PgPool) {
    let app = court(pool.clone()).await;
    let (mut office, _, _) = people(&app).await;
    let id = duty(&app).await;
    run(
        &pool,
        &[
            "insert into milestone (task_id, position, title, working_days, planned_share, added_on)
             select id, 1, '印发', 10, 100, '2019-04-10' from task where number = 6",
            "insert into deadline (plan_id, kind, subject_id, task_id, title, original_due_on, due_on, working)
             select t.plan_id, 'milestone', m.id, t.id, '印发', '2019-09-30', '2019-09-30', ''
             from task t join milestone m on m.task_id = t.id where t.number = 6",
        ],
    )
    .await;
    for (number, due_on, degree) in [
        (1, "2019-07-12", "blue general entered"),
        (2, "2019-10-31", "yellow general entered"),
        (3, "2019-07-09", "red serious overdue"),
    ] {
        run(&pool, &[&format!("update deadline set due_on = '{due_on}' where id = {id}")]).await;
        write_about(&mut office, id).await.assert_redirect(&format!("{LIST}/{number}"));
        let sql = "select concat_ws(' ', n.degree, f.severity, f.source) from supervision_notice n
                   join finding f on f.id = n.finding_id order by n.number desc limit 1";
        assert_eq!(app.value::<String>(sql).await, degree);
        run(&pool, &["update finding set status = 'withdrawn', remark = '-', ended_on = '2019-07-10', ended_at = now(),
                             ended_by = opened_by where status <> 'withdrawn'"])
        .await;
    }
    let sheet = office.get("/2019/supervision-notices/2/print").await;
    assert_eq!(sheet.text(".band.yellow"), "◆督办等级：黄色（滞后）");
    assert!(office.get("/2019/supervision-notices/2").await.text(".reason.yellow").contains("个百分点"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn each_field_says_what_is_missing_and_what_was_typed_stays(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, _, _) = people(&app).await;
    let id = duty(&app).await;
    let empty =
        form_about(&mut office, id).await.with("matter", "").with("requirement", " ").with("answer_by", "");
    let page = office.post(ADD, &empty.fields()).await;
    page.assert_status(422);
    let errors = page.attributes(".errors a", "href");
    assert_eq!(errors, ["#matter", "#requirement", "#answer_by", "#spoken", "#spoken_with"]);
    assert_eq!(page.text("#spoken-error"), "请先与责任部门沟通，再发督办通知单。");
    let long = "长".repeat(501);
    let wrong = filled(empty).with("requirement", &long).with("answer_by", "2019-07-09");
    let page = office.post(ADD, &wrong.fields()).await;
    page.assert_status(422);
    assert_eq!(page.attributes(".errors a", "href"), ["#requirement", "#answer_by"]);
    assert_eq!(page.text("#answer_by-error"), "反馈期限不能早于今天。");
    assert!(page.body.contains(MATTER) && page.body.contains(&long) && page.body.contains(SPOKEN));
    assert_eq!(page.count("#spoken[checked]"), 1);
    let saturday = wrong.with("requirement", REQUIREMENT).with("answer_by", "2019-07-20");
    office.post(ADD, &saturday.fields()).await.assert_redirect(FIRST);
    let words = office.get(FIRST).await.text(".flash");
    assert!(
        words.contains("反馈期限是休息日，未作顺延。"),
        "a day people choose stays, with a warning: {words}"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_two_who_issue_at_once_one_wins_and_the_other_keeps_what_was_typed(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, _, _) = people(&app).await;
    let mut other = app.person("office-2", Role::Office).await;
    let form = filled(form_about(&mut office, duty(&app).await).await);
    let fields = form.fields();
    let (one, two) = tokio::join!(office.post(ADD, &fields), other.post(ADD, &fields));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    let second = if one.status.as_u16() == 409 { one } else { two };
    assert!(second.text(".errors").contains("这项时限已有未办结的督办通知单：督办〔2019〕1号，不重复发出。"));
    assert!(second.body.contains(MATTER) && second.body.contains(SPOKEN));
    assert_eq!(app.value::<i64>("select count(*) from supervision_notice").await, 1);
    assert_eq!(app.value::<i64>("select count(*) from finding").await, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_signs_second_reads_who_was_first(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, mut contact, _) = people(&app).await;
    let mut other = app.member("AB角", "审管办", "stand_in").await;
    write(&app, &mut office).await;
    // Both have the form before either sends it.
    contact.get(FIRST).await;
    other.get(FIRST).await;
    let path = format!("{FIRST}/acknowledge");
    let (one, two) = tokio::join!(contact.post(&path, &[]), other.post(&path, &[]));
    one.assert_status(303);
    two.assert_status(303);
    let signed = "select count(*) from ledger_entry where event = 'supervision_notice_acknowledged'";
    assert_eq!(app.value::<i64>(signed).await, 1);
    contact.get(FIRST).await;
    contact.post(&format!("{FIRST}/acknowledge"), &[]).await.assert_redirect(FIRST);
    let told = contact.get(FIRST).await.text(".flash.refused");
    assert!(told.starts_with("督办〔2019〕1号已由") && told.ends_with("签收。"), "{told}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_notice_that_ended_is_not_signed_for_with_a_sentence(pool: PgPool) {
    let app = court(pool).await;
    let (mut office, mut contact, mut leader) = people(&app).await;
    write(&app, &mut office).await;
    let decided =
        [("version", "1"), ("decision", "grant"), ("remark", "同意"), ("granted_due_on", "2019-07-17")];
    let refused = leader.post(&format!("{FIRST}/decide"), &decided).await;
    refused.assert_status(422);
    assert!(refused.body.contains("这份督办通知单现为“待签收”，不能批准"), "{}", refused.body);
    step_of_finding(&mut office, "withdraw", &[("withdrawn_because", "误发")]).await.assert_status(303);
    assert_eq!(contact.get(FIRST).await.count("form[action$='/acknowledge']"), 0);
    let refused = contact.post(&format!("{FIRST}/acknowledge"), &[]).await;
    refused.assert_status(422);
    assert!(
        refused.body.contains("这份督办通知单现为“已撤销”，不能签收；签收由责任部门"),
        "{}",
        refused.body
    );
}
