//! Every figure of a summary, counted once more from the store.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use reform_ledger::deadlines::Period;
use reform_ledger::pages::summaries::draft::Figures;
use sqlx::PgPool;

use super::{H1, court, freeze};
use crate::support::{TestApp, activity};

async fn frozen(app: &TestApp) -> Figures {
    let json = "select figures from summary order by id desc limit 1";
    serde_json::from_value(app.value::<serde_json::Value>(json).await).unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_figure_is_what_the_store_counts(pool: PgPool) {
    let app = court(pool.clone()).await;
    let by = app.person("office", Role::Office).await;
    activity::lay_out_all(&pool).await;
    activity::run(
        &pool,
        &[
            "update task set status = 'completed', status_since = '2019-06-20' where number in (1, 2)",
            "update task set status = 'standing' where number = 12",
            "update task set status = 'waiting_for_superior' where number = 5",
            "update deadline set met_on = null where kind = 'milestone' and due_on between '2019-06-01' and '2019-06-30'
             and task_id in (select id from task where number <= 15)",
            "update deadline set waived_on = '2019-06-20', waived_reason = '任务已办结'
             where kind = 'milestone' and met_on is null and task_id in (select id from task where number in (1, 2))",
            "insert into quarterly_check (plan_id, period, opened_on) select id, '2019-Q2', '2019-07-01' from plan",
            "insert into quarterly_check_task (check_id, task_id) select q.id, t.id from quarterly_check q, task t",
        ],
    )
    .await;
    let decided = "update quarterly_check_task set verdict = case when task_id % 3 = 0 then 'conforms'
        when task_id % 3 = 1 then 'mostly_conforms' else 'does_not_conform' end::check_verdict,
        verified_rating = 'slow', risk = 'low', decided_on = '2019-07-08', decided_by = $1
        where task_id in (select id from task where number <= 20)";
    sqlx::query(decided).bind(by.id.0).execute(&pool).await.unwrap();
    findings(&pool, by.id.0).await;
    let mut office = app.sign_in("office", by.id).await;
    freeze(&mut office, H1).await;
    let figures = frozen(&app).await;

    let count = async |sql: &'static str| app.value::<i64>(sql).await;
    let of = |word: &str| {
        i64::try_from(figures.groups.iter().find(|group| group.word == word).unwrap().tasks).unwrap()
    };
    assert_eq!(i64::try_from(figures.tasks).unwrap(), count("select count(*) from task").await);
    assert_eq!(of("已办结"), count("select count(*) from task where status = 'completed'").await);
    assert_eq!(of("转入常态"), count("select count(*) from task where status = 'standing'").await);
    assert_eq!(of("待上级"), count("select count(*) from task where status = 'waiting_for_superior'").await);
    assert_eq!(of("未启动"), count("select count(*) from task where status = 'not_started'").await);
    let in_progress = count("select count(*) from task where status = 'in_progress'").await;
    assert_eq!(of("正在推进") + of("滞后"), in_progress);
    let late = "select count(*) from task t where t.status = 'in_progress' and exists (
        select from deadline d where d.task_id = t.id and d.kind in ('milestone', 'task_completion')
        and d.met_on is null and d.waived_on is null and d.due_on < '2019-07-09')";
    assert_eq!(of("滞后"), count(late).await, "in this court what lags has an overdue step");
    for section in &figures.sections {
        let all = "select count(*) from task t join section s on s.id = t.section_id where s.number = $1";
        let all: i64 = sqlx::query_scalar(all).bind(section.number).fetch_one(&pool).await.unwrap();
        assert_eq!(i64::try_from(section.tasks).unwrap(), all);
        assert_eq!(section.groups.iter().map(|group| group.tasks).sum::<usize>(), section.tasks);
    }
    let owed = "select count(*) from deadline where kind = 'monthly_report' and waived_on is null
        and period in ('2019-04', '2019-05', '2019-06')";
    let reports = figures.reports;
    assert_eq!(reports.owed, count(owed).await);
    let on_time = "select count(*) from report_submission where number = 1 and submitted_on <= due_on";
    let late = "select count(*) from report_submission where number = 1 and submitted_on > due_on";
    assert_eq!((reports.on_time, reports.late), (count(on_time).await, count(late).await));
    assert_eq!(reports.missing, reports.owed - 2, "two were sent");
    let due = "select count(*) from deadline where kind = 'milestone' and waived_on is null and due_on <= '2019-06-30'";
    let met =
        "select count(*) from deadline where kind = 'milestone' and met_on is not null and waived_on is null
        and due_on <= '2019-06-30'";
    let in_figures = |count: usize| i64::try_from(count).unwrap();
    let milestones = (in_figures(figures.milestones.due), in_figures(figures.milestones.met));
    assert_eq!(milestones, (count(due).await, count(met).await));
    assert!(milestones.1 > 0 && milestones.0 > milestones.1, "{milestones:?}");
    let [check] = figures.checks.as_slice() else { panic!("{:?}", figures.checks) };
    let verdicts = "select count(*) from quarterly_check_task where verdict = 'does_not_conform'";
    assert_eq!((check.tasks, check.do_not_conform), (39, count(verdicts).await));
    assert_eq!(check.conform + check.mostly_conform + check.do_not_conform, 20);
    assert!(!check.closed && check.quarter.parse::<Period>().is_ok());
    let findings = figures.findings;
    assert_eq!((findings.entered, findings.closed, findings.overdue), (2, 1, 1), "the withdrawn one is none");
    assert_eq!(figures.annex.len(), 39);
    let restricted = &figures.annex[8];
    assert_eq!((restricted.title.as_str(), restricted.leads.as_str()), ("限定范围", ""));
}

/// Three findings about task 6: one closed, one overdue, one withdrawn.
async fn findings(pool: &PgPool, by: i64) {
    let rows = "with entered as (
            insert into finding (plan_id, number, task_id, source, reference, problem, required, severity, status, opened_on,
                opened_at, opened_by, taken_up_on, taken_up_at, taken_up_by, ended_on, ended_at, ended_by, remark,
                facts_clear, problem_solved, measure_lawful, evidence_seen)
            select t.plan_id, n, t.id, 'entered', '', '问题', '整改', 'general',
                   (array['closed', 'open', 'withdrawn'])[n]::finding_status, '2019-06-03', now(), $1,
                   case n when 1 then '2019-06-04'::date end, case n when 1 then now() end, case n when 1 then $1 end,
                   case n when 2 then null else '2019-06-20'::date end, case n when 2 then null else now() end,
                   case n when 2 then null else $1 end, case n when 2 then null else '说明' end, n = 1, n = 1, n = 1, n = 1
            from task t, generate_series(1, 3) n where t.number = 6 returning id, plan_id, task_id, status
        )
        insert into deadline (plan_id, kind, subject_id, task_id, original_due_on, due_on, working, met_on)
        select plan_id, 'rectification', id, task_id, '2019-06-28', '2019-06-28', '',
               case when status = 'closed' then '2019-06-18'::date end from entered";
    sqlx::query(rows).bind(by).execute(pool).await.unwrap();
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_plan_with_nothing_done_and_one_with_very_long_texts_give_correct_documents(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-07-09");
    let mut office = app.person("office", Role::Office).await;
    super::begin(&mut office, H1).await;
    let page = office.get(H1).await;
    assert!(page.body.contains("截至2019年7月9日，未启动39项。"), "{}", page.body);
    assert!(page.body.contains("本期没有到期的节点。") && page.body.contains("【待补】"));
    let bytes = office.get(&format!("{H1}/docx")).await;
    bytes.assert_status(200);

    let long = ["update task set title = repeat('很长的题目', 40)", "update task set status = 'in_progress'"];
    activity::run(&pool, &long).await;
    activity::lay_out_all(&pool).await;
    super::begin(&mut office, "/2019/summaries/2019-H2").await;
    let page = office.get("/2019/summaries/2019-H2").await;
    page.assert_status(200);
    assert_eq!(page.text(".summary-title"), "抚松县人民法院2019年司法改革工作总结");
    assert!(page.body.contains(&"很长的题目".repeat(40)), "nothing is cut");
    office.get("/2019/summaries/2019-H2/docx").await.assert_status(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_was_passed_up_is_counted_once_more_from_the_store(pool: PgPool) {
    let app = court(pool.clone()).await;
    let by = app.person("office", Role::Office).await;
    // Sent in May and answered in June; sent in June; sent in July; withdrawn; a draft.
    let rows = "insert into superior_paper (plan_id, kind, number, status, title, addressee, text, drafted_on, drafted_at,
            drafted_by, saved_at, saved_by, sent_on, sent_number, sent_how, sent_at, sent_by, settled_on, outcome, outcome_number,
            settled_at, settled_by, withdrawn_on, withdrawn_at, withdrawn_by, withdrawn_because)
        select p.id, 'feedback', n, (array['answered', 'sent', 'sent', 'withdrawn', 'draft'])[n]::superior_paper_status,
            '丁香标题', '省高院', '丁香正文', '2019-05-01', now(), $1, now(), $1, s.on, case when s.on is not null then '' end,
            case when s.on is not null then '书面' end, case when s.on is not null then now() end,
            case when s.on is not null then $1 end, case when n = 1 then '2019-06-28'::date end,
            case when n = 1 then '丁香答复' end, case when n = 1 then '' end, case when n = 1 then now() end,
            case when n = 1 then $1 end, case when n = 4 then '2019-06-20'::date end, case when n = 4 then now() end,
            case when n = 4 then $1 end, case when n = 4 then '有误' end
        from plan p, generate_series(1, 5) n,
            lateral (select (array['2019-05-20', '2019-06-30', '2019-07-02', '2019-06-03', null])[n]::date as on) s";
    sqlx::query(rows).bind(by.id.0).execute(&pool).await.unwrap();
    activity::run(
        &pool,
        &["insert into superior_paper_task (paper_id, task_id) select s.id, t.id from superior_paper s, task t
           where t.number = 6"],
    )
    .await;
    let mut office = app.sign_in("office", by.id).await;
    freeze(&mut office, H1).await;
    let page = office.get(H1).await;
    let line =
        page.texts(".summary-text p").into_iter().find(|line| line.contains("向上级法院反映问题")).unwrap();
    let sent = "select count(*) from superior_paper where status <> 'withdrawn' and sent_on between '2019-01-01' and '2019-06-30'";
    let answered =
        "select count(*) from superior_paper where settled_on between '2019-01-01' and '2019-06-30'";
    let (sent, answered) = (app.value::<i64>(sent).await, app.value::<i64>(answered).await);
    assert!(
        line.contains(&format!("向上级法院反映问题{sent}项：反映问题第1号（2019年5月20日报送省高院）")),
        "{line}"
    );
    assert!(
        line.contains(&format!("上级法院答复{answered}项：反映问题第1号（2019年6月28日答复）")),
        "{line}"
    );
    let links = page.attributes(".summary-text a", "href");
    assert!(
        links.contains(&"/2019/superior-court/2".to_owned())
            && !links.contains(&"/2019/superior-court/3".to_owned())
    );
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let read = viewer.get(H1).await;
    assert!(
        !read.body.contains("丁香") && !read.body.contains("/superior-court/"),
        "no word of an item, and no link"
    );
}
