//! 上级要点对照表: pasted one a line, each carried by tasks or 不涉及 with a reason; with neither it is a 任务盲区.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::{Page, Persona, TestApp, activity};

const TABLE: &str = "/2019/superior-points";
const ADD: &str = "/2019/superior-points/add";
const BLIND: &str = "/2019/blind-spots";

const FIELDS: [(&str, &str); 6] = [
    ("level", "supreme"),
    ("title", "2019年人民法院司法改革工作要点"),
    ("document_number", "法〔2019〕1号"),
    ("issuer", "最高人民法院"),
    ("issued_on", "2019-02-15"),
    ("statements", "1. 健全专业法官会议制度和审判委员会制度。\n2. 推进跨域立案服务；\n\n2. 推进跨域立案服务"),
];

async fn add(office: &mut Persona<'_>, changes: &[(&str, &str)]) -> Page {
    let fields: Vec<(&str, &str)> = FIELDS
        .iter()
        .map(|(name, value)| {
            let other = changes.iter().find(|(of, _)| of == name);
            (*name, other.map_or(*value, |(_, value)| *value))
        })
        .collect();
    office.post(ADD, &fields).await
}

async fn point(app: &TestApp, text: &str) -> i64 {
    let sql = "select id from work_point where document_id is not null and text = $1";
    sqlx::query_scalar(sql).bind(text).fetch_one(&app.state.db).await.unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn pasted_statements_stand_in_the_table_and_are_blind_spots_until_they_go_somewhere(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    assert!(office.get(TABLE).await.text(".empty").contains("还没有登记上级要点"));
    office.get(ADD).await.assert_status(200);
    add(&mut office, &[]).await.assert_redirect(&format!("{TABLE}#document-1"));
    let page = office.get(TABLE).await;
    assert_eq!(page.texts("tbody td.title"), ["健全专业法官会议制度和审判委员会制度", "推进跨域立案服务"]);
    let origin = page.text("#document-1");
    assert!(origin.contains("最高人民法院 最高人民法院 法〔2019〕1号 2019年2月15日"), "{origin}");
    assert!(origin.contains("由任务 4 承担（文字相近 100%）"));
    let blind = office.get(BLIND).await;
    assert_eq!(blind.count("#superior_point_without_task tbody tr"), 2);
    assert_eq!(blind.texts(".figures b")[0], "8", "and counted");
    let (meetings, filing) =
        (point(&app, "健全专业法官会议制度和审判委员会制度").await, point(&app, "推进跨域立案服务").await);
    let path = |id: i64, act: &str| format!("{TABLE}/points/{id}/{act}");
    office
        .post(&path(meetings, "link"), &[("task", "4")])
        .await
        .assert_redirect(&format!("{TABLE}#point-{meetings}"));
    let refused = office.post(&path(filing, "not-applicable"), &[("reason", " ")]).await;
    refused.assert_status(422);
    assert!(refused.text("#refused-error").contains("请写明不涉及的理由"));
    let reason = [("reason", "由中院统一部署")];
    office.post(&path(filing, "not-applicable"), &reason).await.assert_status(303);
    assert_eq!(office.get(BLIND).await.count("#superior_point_without_task tbody tr"), 0);
    let page = office.get(TABLE).await;
    assert!(page.text("tbody").contains("不涉及：由中院统一部署"));
    assert!(page.text("tbody td.names").contains("审管办"), "who leads the task that carries it");
    assert!(page.text(".page-head").contains("都有任务承担或注明不涉及"));
    let history = office.get("/2019/history").await.body;
    assert!(history.contains("确认上级要点“健全专业法官会议制度和审判委员会制度”由任务 4 承担"));
    office.post(&path(filing, "applicable"), &[]).await.assert_status(303);
    office.post(&path(meetings, "unlink"), &[("task", "4")]).await.assert_status(303);
    assert_eq!(office.get(BLIND).await.count("#superior_point_without_task tbody tr"), 2);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_plans_own_points_and_their_export_stay_as_they_were(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    add(&mut office, &[]).await.assert_status(303);
    assert_eq!(office.get("/2019/plan").await.count("tbody tr[id^=point-]"), 39);
    let mut conn = app.state.db.acquire().await.unwrap();
    let export = reform_ledger::pages::export::of_store(&mut conn, 2019, "2019-03-29".parse().unwrap()).await;
    let export = serde_json::to_value(export.unwrap()).unwrap();
    assert_eq!(export["work_points"].as_array().unwrap().len(), 39);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn bad_input_comes_back_with_a_sentence_beside_each_field_and_all_that_was_typed(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let page = add(
        &mut office,
        &[("level", "x"), ("title", " "), ("issuer", ""), ("issued_on", "去年"), ("statements", "\n")],
    )
    .await;
    page.assert_status(422);
    for field in ["level", "title", "issuer", "issued_on", "statements"] {
        assert_eq!(page.count(&format!("#{field}-error")), 1, "{field}");
    }
    assert_eq!(page.attributes("#document_number", "value"), ["法〔2019〕1号"]);
    let page = add(&mut office, &[("level", "")]).await;
    page.assert_status(422);
    assert!(page.text("#statements").contains("推进跨域立案服务"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_withdrawn_document_counts_no_more_and_is_withdrawn_once(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = app.person("office", Role::Office).await;
    add(&mut office, &[]).await.assert_status(303);
    let id = point(&app, "推进跨域立案服务").await;
    let withdraw = format!("{TABLE}/1/withdraw");
    office.post(&withdraw, &[("because", "")]).await.assert_status(422);
    office.post(&withdraw, &[("because", "登记重复")]).await.assert_redirect(TABLE);
    let page = office.get(TABLE).await;
    assert!(page.count("tbody tr") == 0 && page.body.contains("撤回，登记重复"));
    assert_eq!(office.get(BLIND).await.count("#superior_point_without_task tbody tr"), 0);
    office.post(&withdraw, &[("because", "再来")]).await.assert_status(409);
    office.post(&format!("{TABLE}/points/{id}/link"), &[("task", "1")]).await.assert_status(404);
    office.post(&format!("{TABLE}/9/withdraw"), &[("because", "没有")]).await.assert_status(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn all_read_the_table_without_what_only_restricted_tasks_carry(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    add(&mut office, &[]).await.assert_status(303);
    let id = point(&app, "推进跨域立案服务").await;
    office.post(&format!("{TABLE}/points/{id}/link"), &[("task", "10")]).await.assert_status(303);
    activity::run(&pool, &["update task set restricted = true, title = '丁香事项' where number = 10"]).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get(TABLE).await;
    assert!(!page.body.contains("丁香") && !page.text("tbody").contains("监察室"));
    assert!(!page.body.contains("推进跨域立案服务"), "no other task carries the point");
    assert_eq!(page.texts("tbody td.title"), ["健全专业法官会议制度和审判委员会制度", "限定范围"]);
    assert_eq!(page.count("tbody .owed"), 1, "it is carried, not open");
    assert_eq!(page.count("main form"), 0);
    assert!(office.get(TABLE).await.body.contains("丁香事项"));
    for path in [ADD.to_owned(), format!("{TABLE}/points/{id}/link"), format!("{TABLE}/1/withdraw")] {
        viewer.post(&path, &[]).await.assert_status(403);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_tasks_chain_shows_each_link_from_the_superiors_point_to_its_closing(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    add(&mut office, &[]).await.assert_status(303);
    let id = point(&app, "健全专业法官会议制度和审判委员会制度").await;
    office.post(&format!("{TABLE}/points/{id}/link"), &[("task", "4")]).await.assert_status(303);
    activity::add_milestone(&pool, 4, "起草意见", ("2019-06-28", "2019-06-28"), Some("2019-06-25")).await;
    activity::run(
        &pool,
        &["update milestone set document_title = '专业法官会议工作办法', document_number = '抚法〔2019〕9号'"],
    )
    .await;
    app.set_day("2019-06-26");
    let mut office = app.sign_in("office", office.id).await;
    assert_eq!(office.get("/2019/tasks/4").await.count("a[href='/2019/tasks/4/chain']"), 1);
    let page = office.get("/2019/tasks/4/chain").await;
    let headings = ["上级要点", "本院工作要点", "改革任务", "责任", "节点", "成果", "季度检查核定", "办结"];
    assert_eq!(page.texts(".chain h2"), headings);
    let links = page.texts(".chain > li");
    for (at, words) in [
        (0, "健全专业法官会议制度和审判委员会制度（2019年人民法院司法改革工作要点）"),
        (1, "健全专业法官会议制度和审判委员会制度"),
        (3, "牵头部门：审管办"),
        (3, "分管院领导：待明确"),
        (4, "2019-06-28 起草意见（50%），2019-06-25 完成"),
        (5, "《专业法官会议工作办法》抚法〔2019〕9号"),
        (6, "还没有检查"),
        (7, "应于 2019-12-31 完成"),
    ] {
        assert!(links[at].contains(words), "{}: {}", headings[at], links[at]);
    }
    assert!(office.get("/2019/tasks/5/chain").await.texts(".chain > li")[1].contains("没有对应"));
    office.get("/2019/tasks/99/chain").await.assert_status(404);
    let mut viewer = app.person("viewer", Role::Viewer).await;
    assert_eq!(
        viewer.get("/2019/tasks/4/chain").await.texts(".chain h2").len(),
        7,
        "checks are for those concerned"
    );
    activity::run(&pool, &["update task set restricted = true, title = '丁香事项' where number = 4"]).await;
    let page = viewer.get("/2019/tasks/4/chain").await;
    assert!(page.count(".chain") == 0 && page.body.contains("限定范围") && !page.body.contains("丁香"));
}

/// One rule on the four pages that set points beside tasks: a restricted task is not said to carry a point, and the words of a
/// point that nothing else carries are kept back.
#[sqlx::test(migrator = "MIGRATOR")]
async fn matrix_plan_table_and_chain_keep_the_same_back(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = app.person("office", Role::Office).await;
    add(&mut office, &[]).await.assert_status(303);
    let (shared, alone) =
        (point(&app, "健全专业法官会议制度和审判委员会制度").await, point(&app, "推进跨域立案服务").await);
    for (point, task) in [(shared, "4"), (shared, "10"), (alone, "10")] {
        let path = format!("{TABLE}/points/{point}/link");
        office.post(&path, &[("task", task)]).await.assert_status(303);
    }
    let own: String = app.value("select w.text from work_point w join work_point_task l on l.work_point_id = w.id
                                 join task t on t.id = l.task_id where t.number = 10 and w.document_id is null").await;
    activity::run(&pool, &["insert into work_point_task (work_point_id, task_id, by_wording)
        select l.work_point_id, t.id, false from work_point_task l join task c on c.id = l.task_id and c.number = 4
        join work_point w on w.id = l.work_point_id and w.document_id is null join task t on t.number = 10",
        "update task set restricted = true where number = 10"]).await;
    let of_four: String = app.value("select w.text from work_point w join work_point_task l on l.work_point_id = w.id
                                     join task t on t.id = l.task_id where t.number = 4 and w.document_id is null").await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    for path in ["/2019/plan", "/2019/work-points", TABLE, "/2019/tasks/4/chain"] {
        let (seen, all) = (viewer.get(path).await, office.get(path).await);
        let kept = if path == TABLE { "推进跨域立案服务" } else { own.as_str() };
        let said = if path == TABLE {
            "健全专业法官会议制度和审判委员会制度"
        } else {
            of_four.as_str()
        };
        assert!(!seen.body.contains(kept), "{path}: {kept} is carried by a restricted task only");
        assert!(seen.body.contains(said) && all.body.contains(said), "{path}: another task carries {said}");
        assert!(!seen.body.contains("/tasks/10"), "{path}: no link to it");
    }
    for (path, words) in
        [("/2019/plan", own.as_str()), ("/2019/work-points", &own), (TABLE, "推进跨域立案服务")]
    {
        assert!(office.get(path).await.body.contains(words), "{path}: the office reads all");
    }
}
