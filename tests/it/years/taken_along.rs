//! What a new plan takes along: rules, the appraisal's weights, retention, and the people in charge of what goes on.

use reform_ledger::accounts::Role;
use reform_ledger::commands::import::import_into;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::{drafted, issue, january};
use crate::support::test_app::NOTICE;
use crate::support::{TestApp, activity};

/// Settings of 2019 that are none of the defaults.
async fn settings_of_2019(pool: &PgPool) {
    activity::run(
        pool,
        &[
            "update plan_rules set report_day = 20, lag_points = 10, head_signs_off = true, calendar_feeds = true,
                    supervision_needs_approval = true, tell_leader_by_itself = true, warning_days = 5, review_days = 2,
                    acknowledgement_days = 6, appointment_days = 11, timeline_days = 21, quarterly_check_days = 9,
                    half_year_summary_days = 16, returned_days = 4, reassigned_days = 4, unreported_months = 3,
                    propose_to_leader_days = 6, propose_notice_days = 11",
            "insert into appraisal_rules (plan_id, reporting_weight, reporting_basis, rating_weight, rating_basis, findings_weight,
                 findings_basis, completion_weight, completion_basis, lead_share, support_share, false_points, false_basis,
                 department_id)
             select p.id, 40, '党组会议纪要', 20, '乙', 20, '丙', 20, '丁', 3, 1, 4, '戊', d.id
             from plan p, department d where d.name = '办公室'",
            "insert into archive_retention select id, 'summary', 'permanent' from plan",
        ],
    )
    .await;
}

/// What differs between the settings of the two years; nothing where all was taken along. A new setting that is forgotten
/// differs here.
const DIFFERENCES: &str = "select coalesce(string_agg(n.key, ' '), '') from plan_rules a join plan p on p.id = a.plan_id and p.year = 2019,
    plan_rules b join plan q on q.id = b.plan_id and q.year = 2020,
    jsonb_each(to_jsonb(a)) o join jsonb_each(to_jsonb(b)) n on n.key = o.key
    where o.value <> n.value and n.key not in ('plan_id', 'version')";

async fn assert_settings_taken(app: &TestApp) {
    assert_eq!(app.value::<String>(DIFFERENCES).await, "");
    let weights = "select reporting_weight || reporting_basis || lead_share || d.name from appraisal_rules r
        join plan p on p.id = r.plan_id and p.year = 2020 join department d on d.id = r.department_id";
    assert_eq!(app.value::<String>(weights).await, "40党组会议纪要3办公室");
    let kept = "select count(*) from archive_retention r join plan p on p.id = r.plan_id and p.year = 2020
        where kind = 'summary' and retention = 'permanent'";
    assert_eq!(app.value::<i64>(kept).await, 1);
    let told = "select string_agg(c.sentence, '；' order by e.id) from ledger_entry e
        join ledger_content c on c.entry_id = e.id where e.plan_year = 2020 and e.event in ('plan_imported', 'settings_taken_along')";
    let told = app.value::<String>(told).await;
    assert!(told.contains("规则沿用 2019 年度"), "{told}");
    assert!(told.contains("沿用 2019 年度的考核分值和依据、归档保管期限"), "{told}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn settings_and_the_people_of_carried_tasks_are_told_of_and_taken_along(pool: PgPool) {
    let app = january(&pool).await;
    settings_of_2019(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let leader = app.person("院长", Role::Leader).await.id.0;
    let gone = app.person("前院长", Role::Leader).await.id.0;
    let named = app.member("联系人", "审管办", "contact").await.id.0;
    activity::put_in_charge(&pool, leader, &[1, 6]).await;
    activity::put_in_charge(&pool, gone, &[7]).await;
    let contact = "insert into task_person (task_id, role, from_on, account_id) select id, 'contact', starts_on, $1 from task where number in (6, 20)";
    sqlx::query(contact).bind(named).execute(&pool).await.unwrap();
    sqlx::query("update account set disabled_at = '2020-01-01' where id = $1")
        .bind(gone)
        .execute(&pool)
        .await
        .unwrap();
    let draft = drafted(&mut office).await;
    let said = office.get(&draft).await.text("#taken-along");
    for words in ["沿用 2019 年度", "分管院领导沿用 2 项", "1 项的分管院领导账号已停用", "节点模板"]
    {
        assert!(said.contains(words), "{words} in {said}");
    }
    issue(&mut office, &draft, "2020-01-06").await.assert_redirect("/2020/plan");
    assert_settings_taken(&app).await;
    let people =
        "select string_agg(o.number || x.role::text || a.display_name, ' ' order by o.number, x.role)
        from task_person x join task t on t.id = x.task_id join plan p on p.id = t.plan_id and p.year = 2020
        join task o on o.id = t.carried_from_id join account a on a.id = x.account_id";
    // The contact named in task 20 belongs to none of its departments.
    assert_eq!(app.value::<String>(people).await, "1leader院长 6leader院长 6contact联系人");
    assert!(office.get("/2020/tasks/2").await.text("main").contains("院长"));
    let due = "select min(due_on)::text from deadline d join plan p on p.id = d.plan_id and p.year = 2020 where d.kind = 'monthly_report'
        and d.period = '2020-04'";
    assert_eq!(app.value::<String>(due).await, "2020-04-20", "duties are laid out by the rules taken along");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_import_of_next_years_document_takes_the_settings_along_and_nobody(pool: PgPool) {
    let app = january(&pool).await;
    settings_of_2019(&pool).await;
    let leader = app.person("院长", Role::Leader).await.id.0;
    activity::put_in_charge(&pool, leader, &[1]).await;
    let next = String::from_utf8(NOTICE.to_vec()).unwrap().replace("2019", "2020");
    import_into(&pool, next.as_bytes()).await.unwrap();
    assert_settings_taken(&app).await;
    let people = "select count(*) from task_person x join task t on t.id = x.task_id join plan p on p.id = t.plan_id and p.year = 2020";
    assert_eq!(app.value::<i64>(people).await, 0);
}
