//! Each point, against the event that gave or took it, and each score, against a statement that knows nothing of the program.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::{FREEZE, LIST, court, fill, name_appraisers, publish, score, sheet};
use crate::support::{TestApp, activity};

/// The suggested score of every unit in the first half of 2019 by the default weights, as of 12 July, in the plan's order.
const RECKONED: &str = "
    with unit as (
        select d.id, d.id as stands_for from department d where d.kind = 'unit'
        union all select g.member_id, g.group_id from group_member g
    ), reporting as (
        select unit.id, count(*)::numeric as possible,
               count(*) filter (where (select s.submitted_on <= s.due_on from report_submission s
                                       join monthly_report m on m.id = s.report_id
                                       where m.task_id = d.task_id and m.month = d.period and s.number = 1)) as gained
        from deadline d join unit on unit.stands_for = d.department_id
        where d.kind = 'monthly_report' and d.period in ('2019-04', '2019-05', '2019-06') and d.waived_on is null
        group by unit.id
    ), rating as (
        select unit.id, count(*)::numeric as possible,
               sum(case k.verified_rating when 'normal' then 1 when 'slow' then 0.5 else 0 end) as gained
        from quarterly_check_task k join assignment a on a.task_id = k.task_id and a.files_report
        join unit on unit.stands_for = a.department_id group by unit.id
    ), findings as (
        select unit.id, count(*)::numeric as possible,
               count(*) filter (where f.status = 'closed' and not exists (
                   select from finding_answer a where a.finding_id = f.id and a.answered_on > a.due_on)) as gained
        from finding f join deadline d on d.kind = 'rectification' and d.subject_id = f.id
        join unit on unit.stands_for = d.department_id group by unit.id
    ), assigned as (
        select t.id as task, unit.id, max(case a.role when 'lead' then 2 else 1 end)::numeric as share,
               bool_or(d.met_on is not null) as done
        from task t join deadline d on d.task_id = t.id and d.kind = 'task_completion'
        join assignment a on a.task_id = t.id join unit on unit.stands_for = a.department_id
        where least(d.due_on, d.met_on) <= '2019-06-30' group by t.id, unit.id
    ), completion as (
        select id, sum(share) as possible, sum(share) filter (where done) as gained from assigned group by id
    ), taken as (
        select department_id as id, 5 * count(*) as points from false_report where withdrawn_on is null group by department_id
    ), weighed as (
        select id, 30 as weight, 30 * coalesce(gained, 0) / possible as score from reporting
        union all select id, 30, 30 * coalesce(gained, 0) / possible from rating
        union all select id, 20, 20 * coalesce(gained, 0) / possible from findings
        union all select id, 20, 20 * coalesce(gained, 0) / possible from completion
    )
    select string_agg(d.name || ' ' || coalesce((
        select greatest(0, round(sum(w.score) * 100 / sum(w.weight), 2) - coalesce(max(t.points), 0))::numeric(6, 2)::text
        from weighed w left join taken t on t.id = w.id where w.id = d.id having count(*) > 0), '不评分'),
        E'\\n' order by d.position, d.id)
    from department d where d.kind = 'unit'";

async fn assert_as_reckoned(app: &TestApp) -> Vec<String> {
    let number = app.value::<i64>("select count(*) from account").await;
    let mut office = app.person(&format!("office-{number}"), Role::Office).await;
    let page = office.get(LIST).await;
    let scores = page.texts("tbody td[data-label='建议分']");
    let names = page.texts("tbody td.title a");
    let shown: Vec<String> =
        names.iter().zip(&scores).map(|(name, score)| format!("{name} {score}")).collect();
    let reckoned = app.value::<String>(RECKONED).await;
    assert_eq!(shown.join("\n"), reckoned);
    shown
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_score_is_what_a_statement_of_its_own_reckons(pool: PgPool) {
    let app = court(&pool).await;
    let shown = assert_as_reckoned(&app).await;
    assert!(shown.iter().any(|line| !line.ends_with(" 0.00") && !line.ends_with("不评分")), "{shown:?}");
    mark_false(&app, "2019-04").await;
    let after = assert_as_reckoned(&app).await;
    assert_ne!(shown, after, "a false report costs points");
}

/// The office finds task 6's report of a month false.
async fn mark_false(app: &TestApp, month: &str) {
    let number = app.value::<i64>("select count(*) from account").await;
    let mut office = app.person(&format!("office-{number}"), Role::Office).await;
    let path = "/2019/appraisal/false-reports";
    let fields =
        [("task", "6"), ("month", month), ("reason", "称已印发，实未印发"), ("evidence", "季度检查记录")];
    let form = format!("form[action='{path}']");
    fill(&mut office, path, (&form, path), &fields).await.assert_redirect(path);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn each_point_leads_to_its_event(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let page = office.get(&sheet(&app, "审管办").await).await;
    let lines = page.texts("section tbody tr");
    let line = |words: &str| {
        let found = lines.iter().find(|line| line.contains(words));
        found.unwrap_or_else(|| panic!("no {words} in {lines:?}")).clone()
    };
    assert!(line("2019年4月月报应于 2019-04-25 前报送，2019-04-25 首次报送，按时").contains("1 / 1"));
    assert!(line("应于 2019-05-27 前报送，2019-05-29 首次报送，逾期").contains("0 / 1"));
    assert!(line("2019年6月月报应于 2019-06-25 前报送，至今未报").contains("0 / 1"));
    assert!(line("2019年4月月报退回修改 1 次，不扣分").contains("—"));
    assert!(line("检查核定为“偏慢”").contains("0.5 / 1"));
    assert!(line("第 1 号问题按期整改，2019-06-25 销号").contains("1 / 1"));
    assert!(line("第 2 号问题应于 2019-06-20 前整改，未按期，2019-06-25 销号").contains("0 / 1"));
    assert!(line("第 3 号问题应于 2019-06-20 前整改，至今未反馈").contains("0 / 1"));
    let links = page.attributes("td[data-label='事项'] a", "href");
    for path in ["/2019/findings/3", "/2019/checks/2019-Q2/tasks/6", "/2019/deadlines/"] {
        assert!(links.iter().any(|link| link.starts_with(path)), "{path}");
    }
    for path in &links {
        office.get(path).await.assert_status(200);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_group_stands_for_its_members_and_a_lead_weighs_more(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let page = office.get(LIST).await;
    for kind in ["院党组", "各审判执行部门"] {
        assert!(!page.texts("td.title a").iter().any(|name| name == kind), "{kind}");
    }
    // Task 24: 泉阳法庭 leads, 研究室 supports; 院党组 has no sheet at all.
    let lead = office.get(&sheet(&app, "泉阳法庭").await).await.text("main");
    assert!(lead.contains("牵头的任务 2019-06-28 办结 2 / 2"), "{lead}");
    let support = office.get(&sheet(&app, "研究室").await).await.text("main");
    assert!(support.contains("配合的任务 2019-06-28 办结 1 / 1"), "{support}");
    // 民二庭 is in task 20 as a member of a leading group only.
    let member = office.get(&sheet(&app, "民二庭").await).await.text("main");
    assert!(member.contains("牵头的任务应于 2019-06-28 前完成，未完成 0 / 2"), "{member}");
    let body = format!("/2019/appraisal/2019-H1/{}", app.department("院党组").await);
    office.get(&body).await.assert_status(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_false_report_costs_points_until_it_is_taken_back(pool: PgPool) {
    let app = court(&pool).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let own = sheet(&app, "审管办").await;
    let before: f64 = score(&mut contact, &own).await.parse().unwrap();
    let mut office = app.person("office", Role::Office).await;
    let path = "/2019/appraisal/false-reports";
    let form = format!("form[action='{path}']");
    let none = [("task", "6"), ("month", "2019-06"), ("reason", "不实"), ("evidence", "检查")];
    let refused = fill(&mut office, path, (&form, path), &none).await;
    refused.assert_status(422);
    assert!(refused.text("#month-error").contains("没有报送过2019年6月月报"));
    let refused = fill(&mut office, path, (&form, path), &[("task", "x"), ("month", "六月")]).await;
    refused.assert_status(422);
    assert_eq!(refused.count(".error"), 4);
    mark_false(&app, "2019-04").await;
    let after: f64 = score(&mut contact, &own).await.parse().unwrap();
    assert!((before - after - 5.0).abs() < 0.001, "{before} {after}");
    let told = "select count(*) from notice n join account a on a.id = n.account_id
                where a.sign_in_name = '联系人' and n.message like '%核实不实%'";
    assert_eq!(app.value::<i64>(told).await, 1);
    assert_eq!(contact.get(path).await.count("section.card form"), 0);
    let id: i64 = app.value("select id from false_report").await;
    let withdraw = format!("{path}/{id}/withdraw");
    let form = format!("form[action='{withdraw}']");
    let refused = fill(&mut office, path, (&form, &withdraw), &[("because", "")]).await;
    assert!(refused.text("details[open] .error").contains("理由"));
    fill(&mut office, path, (&form, &withdraw), &[("because", "经复核属实")]).await.assert_redirect(path);
    assert!((score(&mut contact, &own).await.parse::<f64>().unwrap() - before).abs() < 0.001);
    // Once its half-year is frozen, it counts in the next.
    publish(&mut office).await;
    app.set_day("2019-07-18");
    let mut contact = app.sign_in("联系人", contact.id).await;
    let mut office = app.sign_in("office", office.id).await;
    office.post(FREEZE, &[]).await.assert_redirect(LIST);
    mark_false(&app, "2019-04").await;
    assert_eq!(app.value::<String>("select max(period) from false_report").await, "2019-H2");
    let next = contact.get(&own.replace("H1", "H2")).await.text("main");
    assert!(next.contains("2019年4月月报经核实不实"), "{next}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_passed_to_another_department_stays_with_who_owed_it(pool: PgPool) {
    let app = court(&pool).await;
    activity::run(
        &pool,
        &[
            "update assignment set to_on = '2019-06-30' where files_report and task_id = (select id from task where number = 6)",
            "insert into assignment (task_id, department_id, role, files_report, position, wording, from_on)
             select t.id, d.id, 'lead', true, 9, d.name, '2019-07-01' from task t, department d
             where t.number = 6 and d.name = '民二庭'",
            "update deadline set department_id = (select id from department where name = '民二庭')
             where kind = 'monthly_report' and period >= '2019-07' and task_id = (select id from task where number = 6)",
        ],
    )
    .await;
    let mut office = app.person("office", Role::Office).await;
    let old = office.get(&sheet(&app, "审管办").await).await.text("main");
    assert!(old.contains("2019-05-29 首次报送，逾期") && old.contains("检查核定为“偏慢”"));
    let new = office.get(&sheet(&app, "民二庭").await).await.text("main");
    assert!(!new.contains("首次报送，逾期") && !new.contains("核定为“偏慢”"));
    // A department that was renamed keeps its own under its old name.
    let rename = "update department set valid_to = '2019-06-30' where name = '审管办'";
    activity::run(&pool, &[rename]).await;
    assert!(office.get(LIST).await.texts("td.title a").contains(&"审管办".to_owned()));
    let later = office.get("/2019/appraisal?period=2019-H2").await.texts("td.title a");
    assert!(!later.contains(&"审管办".to_owned()));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_restricted_tasks_title_is_for_those_it_concerns(pool: PgPool) {
    let app = court(&pool).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let restrict = "update task set restricted = true, title = '丁香事项' where number = 6";
    activity::run(&pool, &[restrict]).await;
    let own = sheet(&app, "审管办").await;
    assert!(contact.get(&own).await.body.contains("6 丁香事项"), "its own task");
    let leave =
        "update assignment set to_on = '2019-07-01' where task_id = (select id from task where number = 6)";
    activity::run(&pool, &[leave]).await;
    let page = contact.get(&own).await;
    assert!(page.body.contains("6（限定范围）") && !page.body.contains("丁香"));
    let file = contact.get("/2019/appraisal/xlsx?period=2019-H1").await;
    let cells = format!("{:?}", crate::workbooks::cells_of(&file.bytes, "绩效考核"));
    assert!(cells.contains("6（限定范围）") && !cells.contains("丁香"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_a_restricted_task_the_appraisers_see_number_and_light_only(pool: PgPool) {
    let app = court(&pool).await;
    name_appraisers(&app).await;
    let mut appraiser = app.member("考核办人员", "考核办", "head").await;
    let own = sheet(&app, "审管办").await;
    let open = appraiser.get(&own).await.text("main");
    assert!(open.contains("核定为“偏慢”"), "of a task open to all: {open}");
    activity::run(&pool, &["update task set restricted = true, title = '丁香事项' where number = 6"]).await;
    let page = appraiser.get(&own).await;
    let lines: Vec<String> =
        page.texts("section tbody tr").into_iter().filter(|line| line.starts_with("6（限定范围）")).collect();
    assert!(
        !lines.is_empty() && lines.iter().all(|line| line.contains("亮灯：") && line.contains("—")),
        "{lines:?}"
    );
    assert!(!page.body.contains("偏慢") && !page.body.contains("丁香"));
    let file = appraiser.get("/2019/appraisal/xlsx?period=2019-H1").await;
    let cells = format!("{:?}", crate::workbooks::cells_of(&file.bytes, "绩效考核"));
    assert!(cells.contains("6（限定范围）") && !cells.contains("偏慢"), "{cells}");
    // For those it concerns it stands as it is.
    let mut contact = app.member("联系人", "审管办", "contact").await;
    assert!(contact.get(&own).await.body.contains("偏慢"));
    let mut leader = app.person("leader", Role::Leader).await;
    assert!(leader.get(&own).await.body.contains("偏慢"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_was_late_when_its_extension_was_asked_stays_late(pool: PgPool) {
    let app = court(&pool).await;
    activity::run(
        &pool,
        &[
            "update deadline set due_on = '2019-09-30', judged_by = '2019-06-20', late_days = 4
             where kind = 'rectification' and subject_id = (select id from finding where number = 3)",
            "update deadline set due_on = '2019-09-30', judged_by = '2019-06-28', late_days = 3
             where kind = 'task_completion' and task_id = (select id from task where number = 20)",
        ],
    )
    .await;
    let mut office = app.person("office", Role::Office).await;
    let finding = office.get(&sheet(&app, "审管办").await).await.text("main");
    assert!(finding.contains("第 3 号问题应于 2019-06-20 前整改，未按期"), "{finding}");
    let task = office.get(&sheet(&app, "民二庭").await).await.text("main");
    assert!(task.contains("牵头的任务应于 2019-06-28 前完成，未完成 0 / 2"), "{task}");
}
