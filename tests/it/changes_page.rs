//! 变化: what moved since a baseline, or between two.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::activity::{add_milestone, complete_by, put_in_charge, run, submit_report};
use crate::support::{Page, TestApp};

/// Moves a milestone of that title.
async fn move_to(pool: &PgPool, title: &str, day: &str) {
    run(
        pool,
        &[&format!("update deadline set due_on = '{day}' where kind = 'milestone' and title = '{title}'")],
    )
    .await;
}

/// The plan with milestones of task 6, its baseline of 31 May frozen on the night after.
async fn court(pool: &PgPool) -> TestApp {
    let app = TestApp::with_plan(pool.clone()).await;
    add_milestone(pool, 6, "调研", ("2019-06-20", "2019-06-20"), None).await;
    add_milestone(pool, 6, "征求意见", ("2019-07-08", "2019-07-08"), None).await;
    add_milestone(pool, 6, "审议", ("2019-08-30", "2019-08-30"), None).await;
    add_milestone(pool, 6, "印发", ("2019-09-27", "2019-09-27"), None).await;
    complete_by(pool, 6, "2019-09-30").await;
    app.round_on("2019-06-01").await;
    app
}

/// The sentences of one task.
fn sentences(page: &Page, number: i32) -> Vec<String> {
    page.assert_status(200);
    page.texts(&format!("#task-{number} li"))
}

/// The rows of the table, cells parted by |.
fn rows(page: &Page) -> Vec<String> {
    let cells = page.texts(".moved-table tbody tr:not(.section) td");
    cells.chunks(4).map(|row| row.join("|")).collect()
}

fn chips(page: &Page) -> Vec<String> {
    page.texts(".chips a")
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn everything_that_moved_since_a_months_end_is_said_in_sentences_and_in_a_table(pool: PgPool) {
    let app = court(&pool).await;
    complete_by(&pool, 6, "2019-10-15").await;
    move_to(&pool, "征求意见", "2019-07-03").await;
    run(
        &pool,
        &[
            "update deadline set met_on = '2019-06-19' where kind = 'milestone' and title = '调研'",
            "update milestone set withdrawn_on = '2019-06-18', withdrawn_reason = '并入印发' where title = '审议'",
            "update assignment set role = 'lead', files_report = true
             where id = (select a.id from assignment a join task t on t.id = a.task_id where t.number = 29
                         order by a.position limit 1)",
        ],
    )
    .await;
    add_milestone(&pool, 6, "评估", ("2019-10-10", "2019-10-10"), None).await;
    app.set_day("2019-07-10");
    let mut leader = app.person("分管副院长", Role::Leader).await;
    put_in_charge(&pool, leader.id.0, &[6]).await;
    let contact = app.member("审管办内勤", "审管办", "contact").await.id.0;
    submit_report(&pool, 6, "2019-06", "2019-06-25", contact, 55).await;
    let page = leader.get("/2019/changes?from=2019-05-31").await;
    assert_eq!(page.text(".sub"), "2019-05-31 的基线与现在（2019-07-10）相比");
    assert_eq!(
        sentences(&page, 6),
        [
            "完成时限由 2019-09-30 推迟到 2019-10-15（7 个工作日）",
            "节点“征求意见”时限由 2019-07-08 提前到 2019-07-03（3 个工作日）",
            "报送进度由 0% 升至 55%（+55 个百分点）",
            "亮灯由 ◆ 滞后 38 个百分点 变为 ▲ 逾期 7 天",
            "分管院领导由待明确改为分管副院长",
            "工作联系人由待明确改为审管办内勤",
            "节点“调研”于 2019-06-19 完成",
            "新增节点“评估”，时限 2019-10-10",
            "撤销节点“审议”（原定 2019-08-30）",
        ]
    );
    assert!(sentences(&page, 29)[0].starts_with("牵头部门由待明确改为"), "{:?}", sentences(&page, 29));
    let rows = rows(&page);
    for row in [
        "完成时限|2019-09-30|2019-10-15|推迟 7 个工作日",
        "节点“征求意见”时限|2019-07-08|2019-07-03|提前 3 个工作日",
        "报送进度|0%|55%|+55 个百分点",
        "亮灯|◆滞后 38 个百分点|▲逾期 7 天|—",
        "分管院领导|待明确|分管副院长|—",
        "节点“调研”完成|未完成|2019-06-19|—",
        "撤销节点“审议”|2019-08-30|—|—",
    ] {
        assert!(rows.iter().any(|found| found == row), "{row} in {rows:?}");
    }
    let links = page.attributes(".moved h3 a", "href");
    assert!(links.contains(&"/2019/tasks/6".to_owned()), "{links:?}");
    assert_eq!(page.attributes(".moved-table tr.section a", "href"), links);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_new_task_is_said_once_and_a_state_in_its_own_words(pool: PgPool) {
    let app = court(&pool).await;
    run(&pool, &["update task set status = 'waiting_for_superior', status_source = '上级尚未发文' where number = 10"])
        .await;
    crate::support::activity::grow_to(&pool, 40).await;
    app.set_day("2019-06-10");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/2019/changes").await;
    assert_eq!(sentences(&page, 40), ["新增任务，完成时限 2019-12-31"]);
    assert_eq!(sentences(&page, 10)[1], "状态由未启动变为待上级");
    assert_eq!(chips(&page)[4], "状态 1");
    assert_eq!(chips(&page)[7], "任务 1");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn two_baselines_are_compared_whatever_came_after_and_without_days_the_newest_with_now(pool: PgPool) {
    let app = court(&pool).await;
    complete_by(&pool, 6, "2019-10-15").await;
    app.round_on("2019-07-01").await;
    complete_by(&pool, 6, "2019-11-29").await;
    app.set_day("2019-07-10");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let said = |page: &Page| sentences(page, 6).first().cloned().unwrap_or_default();
    let page = viewer.get("/2019/changes?from=2019-05-31&to=2019-06-30").await;
    assert_eq!(page.text(".sub"), "2019-05-31 的基线与 2019-06-30 的基线相比");
    assert_eq!(said(&page), "完成时限由 2019-09-30 推迟到 2019-10-15（7 个工作日）");
    assert_eq!(page.attributes("#from option[selected]", "value"), ["2019-05-31"]);
    assert_eq!(page.attributes("#to option[selected]", "value"), ["2019-06-30"]);
    let since_the_newest = "完成时限由 2019-10-15 推迟到 2019-11-29（33 个工作日）";
    for path in ["/2019/changes", "/2019/changes?from=&to=", "/2019/changes?from=2019-06-30"] {
        assert_eq!(said(&viewer.get(path).await), since_the_newest, "{path}");
    }
    let to_the_newest = viewer.get("/2019/changes?to=2019-06-30").await;
    assert_eq!(said(&to_the_newest), "完成时限由 2019-09-30 推迟到 2019-10-15（7 个工作日）");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_day_without_a_baseline_is_refused_with_the_days_there_are(pool: PgPool) {
    let app = court(&pool).await;
    app.round_on("2019-07-01").await;
    app.set_day("2019-07-10");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let days = ["/2019/changes?from=2019-06-30", "/2019/changes?from=2019-05-31"];
    for (query, status, sentence) in [
        ("from=2019-05-15", 404, "没有“2019-05-15”的基线。"),
        ("from=%3Cb%3E", 404, "没有“<b>”的基线。"),
        ("to=2019-07-31", 404, "没有“2019-07-31”的基线。"),
        ("from=2019-06-30&to=2019-05-31", 422, "终点 2019-05-31 不晚于起点 2019-06-30"),
        ("to=2019-05-31", 422, "2019-05-31 是最早的基线"),
    ] {
        let page = viewer.get(&format!("/2019/changes?{query}")).await;
        page.assert_status(status);
        assert!(page.text(".reason").contains(sentence), "{query}: {}", page.text(".reason"));
        assert_eq!(page.attributes("main .card a", "href"), days, "{query}");
    }
    viewer.get("/2020/changes").await.assert_status(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn before_the_first_months_end_the_page_says_when_there_will_be_a_baseline(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/2019/changes").await;
    page.assert_status(200);
    assert!(page.text(".empty").contains("2019年3月31日的情况将在 2019-04-01 00:05 自动冻结"));
    assert_eq!(page.count("form[action='/2019/changes']"), 0, "nothing to choose from");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_baseline_that_was_frozen_late_says_so_on_either_side(pool: PgPool) {
    let app = court(&pool).await;
    app.round_on("2019-07-03").await;
    app.set_day("2019-07-10");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let late = "补冻2019年6月30日的基线是2019年7月3日补冻的，内容是补冻那天的情况。";
    for path in ["/2019/changes", "/2019/changes?from=2019-05-31&to=2019-06-30"] {
        assert_eq!(viewer.get(path).await.texts(".reason"), [late], "{path}");
    }
    let page = viewer.get("/2019/changes?from=2019-05-31").await;
    assert_eq!(page.count(".reason"), 0);
    assert_eq!(page.texts("#from option"), ["最近的基线", "2019-06-30（补冻）", "2019-05-31"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_task_restricted_today_is_compared_and_counted_only_for_those_it_concerns(pool: PgPool) {
    let app = court(&pool).await;
    complete_by(&pool, 6, "2019-10-15").await;
    move_to(&pool, "征求意见", "2019-07-15").await;
    app.round_on("2019-07-01").await;
    complete_by(&pool, 6, "2019-11-29").await;
    run(&pool, &["update task set restricted = true where number = 6"]).await;
    app.set_day("2019-07-10");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let mut outsider = app.member("立案庭内勤", "立案庭", "contact").await;
    let mut contact = app.member("审管办内勤", "审管办", "contact").await;
    for path in ["/2019/changes", "/2019/changes?from=2019-05-31&to=2019-06-30"] {
        for person in [&mut viewer, &mut outsider] {
            let page = person.get(path).await;
            page.assert_status(200);
            for secret in ["健全信息化全流程", "征求意见", "2019-10-15", "2019-11-29", "任务 6"]
            {
                assert!(!page.body.contains(secret), "{path} tells {secret}");
            }
            assert_eq!(chips(&page)[1], "时限 0", "{path}");
        }
        let page = contact.get(path).await;
        assert!(sentences(&page, 6)[0].starts_with("完成时限由 "), "{path}");
        assert_ne!(chips(&page)[1], "时限 0", "{path}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_departments_write_for_those_concerned_is_not_on_the_page(pool: PgPool) {
    let app = court(&pool).await;
    let contact = app.member("审管办内勤", "审管办", "contact").await.id.0;
    submit_report(&pool, 6, "2019-06", "2019-06-25", contact, 55).await;
    app.round_on("2019-07-01").await;
    app.set_day("2019-07-10");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    for path in ["/2019/changes?from=2019-05-31", "/2019/changes?from=2019-05-31&to=2019-06-30"] {
        let page = viewer.get(path).await;
        assert!(sentences(&page, 6)[0].starts_with("报送进度由 0% 升至 55%"), "{path}");
        for internal in ["衔接口径", "已完成初稿", "自评"] {
            assert!(!page.body.contains(internal), "{path} tells {internal}");
        }
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn kinds_sections_and_departments_narrow_and_the_chips_count_within_them(pool: PgPool) {
    let app = court(&pool).await;
    complete_by(&pool, 6, "2019-10-15").await;
    complete_by(&pool, 20, "2019-11-29").await;
    run(&pool, &["update task set title = '改了' where number = 20"]).await;
    app.set_day("2019-06-10");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let mut found = async |query: &str| {
        let page = viewer.get(&format!("/2019/changes?{query}")).await;
        let counted: usize = chips(&page)[0].trim_start_matches("全部 ").parse().unwrap();
        (page.attributes(".moved h3 a", "href").join(" "), counted)
    };
    assert_eq!(found("kind=dates").await, ("/2019/tasks/6 /2019/tasks/20".to_owned(), 3));
    assert_eq!(found("kind=tasks").await, ("/2019/tasks/20".to_owned(), 3));
    assert_eq!(found("section=1").await, ("/2019/tasks/6".to_owned(), 1));
    assert_eq!(
        found("department=%E7%AB%8B%E6%A1%88%E5%BA%AD&kind=dates").await,
        ("/2019/tasks/20".to_owned(), 2)
    );
    assert_eq!(found("kind=progress").await, (String::new(), 3));
    let page = viewer.get("/2019/changes?from=2019-05-31&kind=dates&section=3").await;
    assert!(page.text(".sub").ends_with(" · 筛选：时限 · 三、司法为民"), "{}", page.text(".sub"));
    assert_eq!(page.text(".counts"), "1 项任务有变化，共 1 处：时限 1 处。清除筛选");
    assert_eq!(page.attributes(".counts a", "href"), ["/2019/changes?from=2019-05-31"]);
    assert_eq!(page.attributes(".chips a", "href")[1], "/2019/changes?from=2019-05-31&kind=dates&section=3");
    assert_eq!(page.attributes("form input[name=kind]", "value"), ["dates"], "the form keeps the kind");
    let none = viewer.get("/2019/changes?kind=progress").await;
    assert!(none.text(".empty").contains("没有符合筛选条件的变化"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn menu_ledger_and_gantt_lead_to_it(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    for path in ["/2019/ledger", "/2019/gantt"] {
        let links = viewer.get(path).await.attributes(".actions a", "href");
        assert!(links.contains(&"/2019/changes".to_owned()), "{path}: {links:?}");
    }
    let page = viewer.get("/2019/changes").await;
    assert_eq!(page.text(".menu a[aria-current]"), "变化");
}
