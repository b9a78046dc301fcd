//! 倒排工期图: the Gantt, its table and its file.

use askama::Template;
use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use reform_ledger::pages::gantt::{TaskGantt, of_task};
use reform_ledger::pages::overview;
use sqlx::PgPool;

use crate::support::activity::{add_milestone, complete_by, run};
use crate::support::test_app::day;
use crate::support::{Page, TestApp};

/// April to December 2019.
const DAYS: f64 = 275.0;

/// Places along the axis in percent.
fn places(page: &Page, selector: &str, attribute: &str) -> Vec<f64> {
    let read = |text: String| text.trim_end_matches('%').parse().unwrap_or_else(|_| panic!("{text}"));
    page.attributes(selector, attribute).into_iter().map(read).collect()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_courts_plan_is_39_rows_in_6_sections_from_april_to_december_and_fits_a_screen(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-07-10");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/2019/gantt").await;
    page.assert_status(200);
    assert_eq!(page.count(".names a"), 39);
    assert_eq!(page.attributes(".names a", "href")[38], "/2019/tasks/39");
    assert_eq!(page.texts(".names .h")[0], "一、司法责任制11 项");
    assert_eq!(page.count(".names .h"), 6);
    assert_eq!(page.text(".sub"), "按板块 · 2019年4月—12月 · 7月10日");
    let height: u32 = page.attributes(".plot", "height")[0].parse().unwrap();
    assert!(height <= 940, "{height} px");
    let summary = &page.attributes(".plot[role=img]", "aria-label")[0];
    assert!(summary.contains("39 项改革任务") && summary.contains("今天 2019-07-10"), "{summary}");
    assert_eq!(page.text(".plot text.h"), "今天");
    assert_eq!(page.count(".plot rect.w"), 39, "nothing is planned yet");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn met_milestones_are_filled_up_to_today_past_ones_red_and_those_to_come_hollow(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    add_milestone(&pool, 6, "调研", ("2019-05-10", "2019-05-10"), Some("2019-06-03")).await;
    add_milestone(&pool, 6, "起草", ("2019-09-30", "2019-09-30"), Some("2019-07-10")).await;
    add_milestone(&pool, 6, "征求意见", ("2019-07-09", "2019-07-09"), None).await;
    add_milestone(&pool, 6, "审议", ("2019-07-10", "2019-07-10"), None).await;
    add_milestone(&pool, 6, "印发", ("2019-07-31", "2019-08-30"), None).await;
    app.set_day("2019-07-10");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/2019/gantt").await;
    let today = places(&page, ".plot .t", "x1")[0];
    let met = places(&page, ".plot use.m", "x");
    assert_eq!(met.len(), 2);
    assert!(met.iter().all(|x| *x <= today), "{met:?} and today {today}");
    let past = places(&page, ".plot use.l", "x");
    assert!(past.len() == 1 && past[0] < today, "{past:?} and today {today}");
    let to_come = places(&page, ".plot use.n", "x");
    assert!(to_come.len() == 2 && to_come.iter().all(|x| *x >= today), "{to_come:?} and today {today}");
    let first_due = places(&page, ".plot use.f", "x");
    assert!(first_due.len() == 1 && first_due[0] < to_come[1], "moved from {first_due:?}");
    assert_eq!(page.count(".plot rect.p"), 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn may_day_is_shaded_and_the_days_worked_for_it_are_not(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/2019/gantt").await;
    let begins = places(&page, ".plot .o", "x");
    let widths = places(&page, ".plot .o", "width");
    assert!(begins.len() < 45, "{} bands", begins.len());
    let is_shaded = |day_of_plan: f64| {
        let middle = (day_of_plan + 0.5) / DAYS * 100.0;
        begins.iter().zip(&widths).any(|(begin, width)| (*begin..begin + width).contains(&middle))
    };
    let april_27 = 26.0;
    let shaded: Vec<bool> = (0..9).map(|n| is_shaded(april_27 + f64::from(n))).collect();
    // Saturday 27 April, then Sunday 28 April to Tuesday 30 worked, 1–4 May off, Sunday 5 May worked.
    assert_eq!(shaded, [true, false, false, false, true, true, true, true, false]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_restricted_task_shows_number_and_light_only_to_others(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    run(&pool, &["update task set restricted = true where number = 9"]).await;
    add_milestone(&pool, 9, "评查方案", ("2019-06-28", "2019-06-28"), None).await;
    complete_by(&pool, 9, "2019-09-30").await;
    app.set_day("2019-07-10");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    for path in ["/2019/gantt", "/2019/gantt?by=department", "/2019/gantt.svg"] {
        let page = viewer.get(path).await;
        for secret in ["强化案件质量评查", "评查方案", "2019-09-30", "逾期 12 天"] {
            assert!(!page.body.contains(secret), "{path} tells {secret}");
        }
        assert!(page.body.contains("限定范围"), "{path}");
    }
    let page = viewer.get("/2019/gantt").await;
    assert_eq!(page.count(".plot rect.w, .plot rect.p"), 38, "no bar of it");
    let departments = viewer.get("/2019/gantt?by=department").await.texts(".names .h");
    assert_eq!(departments.last().unwrap(), "限定范围1 项");
    let mut office = app.person("office", Role::Office).await;
    let page = office.get("/2019/gantt").await;
    assert!(page.body.contains("评查方案") && page.body.contains("强化案件质量评查"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn by_department_each_task_stands_once_with_the_one_that_files(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/2019/gantt?by=department").await;
    let headings = page.texts(".names .h");
    assert_eq!(headings[0], "审管办11 项");
    assert_eq!(headings.last().unwrap(), "牵头部门待明确6 项");
    let mut tasks = page.attributes(".names a", "href");
    assert_eq!(tasks.len(), 39);
    tasks.sort();
    tasks.dedup();
    assert_eq!(tasks.len(), 39);
    assert_eq!(page.attributes(".actions a", "href")[0], "/2019/gantt");
    assert_eq!(page.attributes(".actions a", "href")[2], "/2019/gantt.svg?by=department");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_table_says_the_same_as_the_chart(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    add_milestone(&pool, 6, "调研", ("2019-05-10", "2019-05-10"), Some("2019-06-03")).await;
    add_milestone(&pool, 6, "起草", ("2019-06-28", "2019-07-05"), None).await;
    add_milestone(&pool, 20, "评估", ("2019-11-29", "2019-11-29"), None).await;
    complete_by(&pool, 3, "2019-10-31").await;
    app.set_day("2019-07-10");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/2019/gantt").await;
    assert_eq!(page.attributes(".listed .title a", "href"), page.attributes(".names a", "href"));
    assert_eq!(
        page.texts(".plot use title"),
        [
            "调研 2019-05-10，已于 2019-06-03 完成",
            "起草 2019-07-05，逾期 5 天（原定 2019-06-28）",
            "评估 2019-11-29，未到"
        ]
    );
    assert_eq!(
        page.texts(".steps li"),
        [
            "◆ 调研 2019-05-10 已于 2019-06-03 完成",
            "◇ 起草 2019-07-05 原定 2019-06-28 逾期 5 天",
            "◇ 评估 2019-11-29 未到"
        ]
    );
    assert_eq!(page.texts(".steps .late b"), ["逾期 5 天"]);
    assert!(page.body.contains("2019-03-28 至 2019-10-31 <del>原定 2019-12-31</del>"), "task 3 ends earlier");
    let drawn: Vec<_> = page.texts(".names text").into_iter().filter(|text| text == "逾期 5 天").collect();
    assert_eq!(drawn.len(), 1, "the light of task 6");
}

/// Moves task 6's 起草.
async fn move_to(pool: &PgPool, day: &str) {
    run(
        pool,
        &[&format!("update deadline set due_on = '{day}' where kind = 'milestone' and title = '起草'")],
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn dates_that_slipped_from_the_newest_baseline_are_marked_and_said(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    add_milestone(&pool, 6, "起草", ("2019-07-19", "2019-07-19"), None).await;
    add_milestone(&pool, 20, "评估", ("2019-11-29", "2019-11-29"), None).await;
    app.round_on("2019-06-01").await;
    move_to(&pool, "2019-07-26").await;
    app.round_on("2019-07-01").await;
    move_to(&pool, "2019-08-09").await;
    complete_by(&pool, 3, "2019-10-31").await;
    app.set_day("2019-07-10");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/2019/gantt").await;
    assert_eq!(page.text(".names > text.q"), "6月30日基线时的日期");
    let then = places(&page, ".plot use.g", "x");
    assert_eq!(then, places(&page, ".plot line.g", "x1"));
    // Task 3 was to end on the axis's last day; 26 July is day 116 of 275.
    assert_eq!(then, [100.0, 42.36]);
    assert_eq!(page.attributes(".plot line.g", "x2")[1], page.attributes(".plot use.n", "x")[0]);
    let said = ["较6月30日基线提前 43 个工作日", "较6月30日基线推迟 10 个工作日"];
    assert_eq!(page.texts(".listed .slipped"), said);
    assert_eq!(
        page.texts(".plot use title"),
        ["起草 2019-08-09，未到（原定 2019-07-19），较6月30日基线推迟 10 个工作日", "评估 2019-11-29，未到"]
    );
    assert!(page.attributes(".plot", "aria-label")[0].ends_with("与6月30日基线相比，1 个节点的时限有变动。"));
    let file = viewer.get("/2019/gantt.svg").await;
    assert_eq!(file.count("use.g"), 2);
    assert!(file.body.contains(">6月30日基线时的日期</text>"));
    let task = viewer.get("/2019/tasks/6").await;
    assert_eq!(task.count("svg.gantt use.g"), 1);
    assert_eq!(task.text("#milestones .hint"), "□ 6月30日基线时的日期");
    assert_eq!(task.text("#milestones td.date p"), said[1]);
    assert!(viewer.get("/2019/tasks/3").await.text(".facts").contains(said[0]));
    let still = viewer.get("/2019/tasks/20").await;
    assert_eq!(still.count("svg.gantt use.g, #milestones .hint"), 0, "nothing moved");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_late_baseline_says_so_and_without_one_nothing_is_held_against_it(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-07-03");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    assert!(!viewer.get("/2019/gantt").await.body.contains("基线"));
    app.round_on("2019-07-03").await;
    let mut viewer = app.sign_in("viewer", viewer.id).await;
    let page = viewer.get("/2019/gantt").await;
    assert_eq!(page.text(".names > text.q"), "6月30日基线（7月3日补冻）时的日期");
    assert!(page.text(".listed > p").contains("是2019年7月3日补冻的"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_a_baseline_has_of_a_restricted_task_is_shown_to_those_concerned_only(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    add_milestone(&pool, 6, "起草", ("2019-07-19", "2019-07-19"), None).await;
    complete_by(&pool, 6, "2019-09-30").await;
    app.round_on("2019-07-01").await;
    move_to(&pool, "2019-08-09").await;
    run(&pool, &["update task set restricted = true where number = 6"]).await;
    complete_by(&pool, 6, "2019-10-31").await;
    app.set_day("2019-07-10");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let mut contact = app.member("审管办内勤", "审管办", "contact").await;
    for path in ["/2019/gantt", "/2019/gantt.svg", "/2019/tasks/6"] {
        let page = viewer.get(path).await;
        assert_eq!(page.count("use.g, .slipped"), 0, "{path}");
        assert!(!page.body.contains("较6月30日基线"), "{path}");
        assert_eq!(contact.get(path).await.count("use.g"), 2, "{path}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_file_is_well_formed_named_in_chinese_and_stands_alone(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    run(&pool, &["update task set title = '<b>&\"甲\" ]]> 与乙' where number = 6"]).await;
    add_milestone(&pool, 6, "<script>&\"起草\"", ("2019-06-28", "2019-07-05"), None).await;
    app.set_day("2019-07-10");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let file = viewer.get("/2019/gantt.svg").await;
    file.assert_status(200);
    assert_eq!(file.headers["content-type"], "image/svg+xml; charset=utf-8");
    assert_eq!(
        file.headers["content-disposition"],
        "attachment; filename=\"gantt-2019-07-10.svg\"; \
         filename*=UTF-8''%E5%80%92%E6%8E%92%E5%B7%A5%E6%9C%9F%E5%9B%BE-2019-07-10.svg"
    );
    let elements = elements_of(&file.body);
    assert_eq!(elements.first().map(String::as_str), Some("svg"));
    assert!(elements.iter().any(|name| name == "style"));
    for absent in ["script", "a", "b"] {
        assert!(!elements.iter().any(|name| name == absent), "{absent} in {elements:?}");
    }
    let places = file.attributes("use, rect", "x");
    assert!(places.len() > 40 && places.iter().all(|x| !x.ends_with('%')), "lengths are pixels: {places:?}");
    assert!(file.body.contains("抚松县人民法院 2019 年司法改革任务倒排工期图"));
}

/// The names of an XML document's elements in order; panics where it is not well formed.
fn elements_of(document: &str) -> Vec<String> {
    let mut rest =
        document.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").expect("a declaration");
    let (mut open, mut names) = (Vec::new(), Vec::new());
    while let Some(at) = rest.find('<') {
        assert_text(&rest[..at]);
        let end = end_of_tag(&rest[at..]);
        let tag = &rest[at + 1..at + end];
        rest = &rest[at + end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name.trim()), "closed out of order");
            continue;
        }
        let name = tag.split([' ', '\n', '/']).next().unwrap().to_owned();
        names.push(name.clone());
        if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty() && rest.trim().is_empty(), "left open: {open:?}");
    names
}

/// Where a tag's > is: quotation marks may hold others.
fn end_of_tag(tag: &str) -> usize {
    let mut quoted = false;
    let end = tag.char_indices().find(|(_, c)| {
        quoted ^= *c == '"';
        *c == '>' && !quoted
    });
    let end = end.unwrap_or_else(|| panic!("no end of {tag}")).0;
    assert_text(&tag[1..end]);
    end
}

/// Text holds no < and no & but that of an entity, and no character XML forbids.
fn assert_text(text: &str) {
    assert!(!text.contains('<') && !text.contains("]]>"), "{text}");
    for entity in text.split('&').skip(1) {
        let (name, _) = entity.split_once(';').unwrap_or_else(|| panic!("& in {text}"));
        assert!(name.starts_with('#') || ["amp", "lt", "gt", "quot", "apos"].contains(&name), "&{name};");
    }
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
}

#[derive(Template)]
#[template(path = "pages/gantt_of_task_partial.html")]
struct OfTask {
    gantt: TaskGantt,
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_tasks_own_gantt_names_each_milestone_beside_its_diamond(pool: PgPool) {
    TestApp::with_plan(pool.clone()).await;
    add_milestone(&pool, 6, "调研", ("2019-05-10", "2019-05-10"), Some("2019-06-03")).await;
    add_milestone(&pool, 6, "征求各审判执行部门意见", ("2019-06-28", "2019-07-05"), None).await;
    add_milestone(&pool, 6, "制定《审判监督管理权责清单》", ("2019-10-31", "2019-11-15"), None).await;
    let mut conn = pool.acquire().await.unwrap();
    let overview = overview::read(&mut conn, 2019, day("2019-07-10")).await.unwrap();
    let of =
        |number: usize| OfTask { gantt: of_task(&overview, &overview.tasks[number - 1]) }.render().unwrap();
    let drawn = of(6);
    assert!(
        drawn.contains(">调研<tspan class=\"q when\" dx=\"6\">2019-05-10，已于 2019-06-03 完成</tspan>"),
        "{drawn}"
    );
    // 31 October is day 214 of 275: the words of the one moved from there stand to its left.
    assert!(drawn.contains("class=\"over b\" x=\"77.64%\""), "{drawn}");
    assert!(
        drawn.contains("制定《审判监督管理权责清单》 2019-11-15，未到（原定 2019-10-31）"),
        "uncut in its title"
    );
    assert_eq!(drawn.matches("<use class=\"m\"").count() + drawn.matches("<use class=\"n\"").count(), 2);
    assert_eq!(drawn.matches("<use class=\"l\"").count(), 1);
    let bare = of(5);
    assert!(bare.contains("<rect class=\"w\"") && !bare.contains("<use"), "{bare}");
    assert!(bare.contains("还没有节点"));
}
