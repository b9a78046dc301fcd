//! Handing over: who is in charge changes from a day on, past days keep their people, and what passes is shown first.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use reform_ledger::pages::export::of_store;
use sqlx::PgPool;

use crate::support::court::Form;
use crate::support::statements::counted;
use crate::support::test_app::{Persona, day};
use crate::support::{Page, TestApp, activity};

const TASK: &str = "/2019/tasks/6";
const EDIT: &str = "/2019/tasks/6/edit";
const RESPONSIBILITIES: &str = "/2019/tasks/6/responsibilities";

/// The rows of `task_person` of task 6: role, first day, name.
const ROWS: &str =
    "select coalesce(string_agg(p.role || ' ' || p.from_on || ' ' || coalesce(a.display_name, '无'), '; '
                        order by p.role, p.from_on), '')
                    from task_person p left join account a on a.id = p.account_id
                    join task t on t.id = p.task_id where t.number = 6";

/// The form of task 6 with another leader from a day on.
async fn leader_form(office: &mut Persona<'_>, leader: &str, from_on: &str, reason: &str) -> Form {
    let page = office.get(EDIT).await;
    page.assert_status(200);
    Form::of(&page, "form.card").with("leader", leader).with("from_on", from_on).with("reason", reason)
}

/// Names another leader, and confirms what that hands over.
async fn name_leader(office: &mut Persona<'_>, leader: &str, from_on: &str, reason: &str) -> Page {
    let form = leader_form(office, leader, from_on, reason).await;
    let preview = office.post(EDIT, &form.fields()).await;
    if preview.status == 200 { office.confirm(EDIT, &preview).await } else { preview }
}

/// A milestone of task 6, due on 31 July, for which its department asks an extension on the day of the app.
async fn request_waits(app: &TestApp) {
    activity::add_milestone(&app.state.db, 6, "起草", ("2019-07-31", "2019-07-31"), None).await;
    activity::run(
        &app.state.db,
        &["update deadline d set department_id = a.department_id from assignment a
           where a.task_id = d.task_id and a.files_report and d.kind = 'milestone'"],
    )
    .await;
    let mut contact = app.member("审管办联系人", "审管办", "contact").await;
    let deadline: i64 = app.value("select id from deadline where kind = 'milestone'").await;
    let fields = [
        ("deadline", &*deadline.to_string()),
        ("due_on", "2019-08-09"),
        ("reason", "口径待明确"),
        ("confirmed", "yes"),
    ];
    contact.post("/2019/tasks/6/extension", &fields).await.assert_status(303);
}

async fn leader_of(app: &TestApp, on: &str) -> String {
    let mut conn = app.state.db.acquire().await.unwrap();
    let export = serde_json::to_value(of_store(&mut conn, 2019, day(on)).await.unwrap()).unwrap();
    export["tasks"][5]["leader_in_charge"].as_str().unwrap_or_default().to_owned()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_planned_leader_acts_on_the_day_and_a_past_day_keeps_its_own(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-06-03");
    let former = app.person("前任副院长", Role::Leader).await.id;
    let next = app.person("继任副院长", Role::Leader).await.id;
    activity::put_in_charge(&pool, former.0, &[6]).await;
    let mut office = app.person("office", Role::Office).await;
    name_leader(&mut office, &next.to_string(), "2019-07-01", "").await.assert_redirect(TASK);
    let page = office.get(TASK).await;
    assert!(
        page.text(".facts").contains("前任副院长 自 2019-07-01 起改为继任副院长"),
        "{}",
        page.text(".facts")
    );
    assert_eq!(page.count(".facts ol li"), 0, "so far there was one");
    let has_task = |page: Page| page.texts(".todo").iter().any(|line| line.contains("6 健全信息化"));
    let has = async |id, name: &str| has_task(app.sign_in(name, id).await.get("/worklist").await);
    assert!(has(former, "前任副院长").await && !has(next, "继任副院长").await, "the plan does not act yet");
    request_waits(&app).await;
    let decide = async |id, name: &str| {
        let fields =
            [("decision", "refuse"), ("granted_due_on", ""), ("remark", "按期完成"), ("confirmed", "yes")];
        app.sign_in(name, id).await.post("/2019/extensions/1", &fields).await
    };
    decide(next, "继任副院长").await.assert_status(403);

    app.set_day("2019-07-01");
    assert!(!has(former, "前任副院长").await && has(next, "继任副院长").await);
    decide(former, "前任副院长").await.assert_status(403);
    decide(next, "继任副院长").await.assert_status(303);
    let mut office = app.sign_in("office", office.id).await;
    let page = office.get(TASK).await;
    assert_eq!(
        page.texts(".facts ol li"),
        ["2019-03-28 至 2019-06-30 前任副院长", "2019-07-01 至今 继任副院长"]
    );
    let of_days = [leader_of(&app, "2019-06-30").await, leader_of(&app, "2019-07-01").await];
    assert_eq!(of_days, ["前任副院长", "继任副院长"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_decision_is_recorded_for_whoever_was_in_charge_on_its_day(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-06-20");
    let former = app.person("前任副院长", Role::Leader).await.id.to_string();
    let next = app.person("继任副院长", Role::Leader).await.id.to_string();
    let mut office = app.person("office", Role::Office).await;
    name_leader(&mut office, &former, "2019-03-28", "补录").await.assert_redirect(TASK);
    request_waits(&app).await;
    app.set_day("2019-07-01");
    let mut office = app.sign_in("office", office.id).await;
    name_leader(&mut office, &next, "2019-07-01", "").await.assert_redirect(TASK);
    let path = "/2019/extensions/1";
    let record = |leader: &str| {
        [
            ("decision", "refuse"),
            ("granted_due_on", ""),
            ("remark", "按期完成"),
            ("leader", leader),
            ("decided_on", "2019-06-28"),
            ("evidence", "书面批示"),
            ("confirmed", "yes"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    for (leader, status) in [(&next, 403), (&former, 303)] {
        let fields = record(leader);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        office.post(path, &fields).await.assert_status(status);
    }
    assert!(office.get(path).await.body.contains("前任副院长（office代录）"), "it stays with the former one");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_requests_that_go_to_the_successor_are_shown_and_nothing_is_done_before_it_is_confirmed(
    pool: PgPool,
) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-07-10");
    let former = app.person("前任副院长", Role::Leader).await.id.0;
    let next = app.person("继任副院长", Role::Leader).await.id.to_string();
    activity::put_in_charge(&pool, former, &[6]).await;
    request_waits(&app).await;
    let mut office = app.person("office", Role::Office).await;
    let form = leader_form(&mut office, &next, "2019-07-10", "").await.with("measures", "建立台账");
    let preview = office.post(EDIT, &form.fields()).await;
    preview.assert_status(200);
    assert!(preview.text(".reason").contains("自 2019-07-10 起，分管院领导由前任副院长改为继任副院长"));
    assert_eq!(
        preview.texts("tbody .title"),
        ["节点“起草”，申请延至 2019-08-09", "节点“起草”", "任务完成"],
        "what he decides, and what he is told of when it is late"
    );
    assert!(preview.texts("td[data-label=移交]").iter().all(|who| who == "前任副院长 → 继任副院长"));
    let stored = "select coalesce(string_agg(measures, ''), '') from task where number = 6";
    assert_eq!(app.value::<String>(stored).await, "");
    assert_eq!(app.value::<String>(ROWS).await, "leader 2019-03-28 前任副院长");

    let back = office.post(EDIT, &Form::of(&preview, "main form").with("revise", "yes").fields()).await;
    back.assert_status(200);
    assert_eq!(back.text("#measures"), "建立台账", "what was typed is not lost");
    assert_eq!(back.attributes("#leader option[selected]", "value"), [next]);
    let preview = office.post(EDIT, &Form::of(&back, "form.card").fields()).await;
    office.confirm(EDIT, &preview).await.assert_redirect(TASK);
    assert_eq!(app.value::<String>(stored).await, "建立台账");
    let rows = "leader 2019-03-28 前任副院长; leader 2019-07-10 继任副院长";
    assert_eq!(app.value::<String>(ROWS).await, rows);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_happened_since_the_preview_is_shown_again_before_anything_is_done(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-07-10");
    let former = app.person("前任副院长", Role::Leader).await.id.0;
    let next = app.person("继任副院长", Role::Leader).await.id.to_string();
    activity::put_in_charge(&pool, former, &[6]).await;
    let mut office = app.person("office", Role::Office).await;
    let form = leader_form(&mut office, &next, "2019-07-10", "").await;
    let preview = office.post(EDIT, &form.fields()).await;
    assert_eq!(preview.count("section:first-of-type tbody tr"), 0);
    request_waits(&app).await;
    let again = office.post(EDIT, &Form::of(&preview, "main form").fields()).await;
    again.assert_status(409);
    assert_eq!(again.count("section:first-of-type tbody tr"), 1);
    assert_eq!(app.value::<String>(ROWS).await, "leader 2019-03-28 前任副院长");
    let done = office.post(EDIT, &Form::of(&again, "main form").fields()).await;
    done.assert_redirect(TASK);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_two_who_change_the_leader_at_once_the_second_sees_both(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let one = app.person("甲副院长", Role::Leader).await.id.to_string();
    let other = app.person("乙副院长", Role::Leader).await.id.to_string();
    let mut office = app.person("office", Role::Office).await;
    let mut second = app.person("office-2", Role::Office).await;
    let form = leader_form(&mut second, &other, "2019-03-29", "").await;
    let preview = second.post(EDIT, &form.fields()).await;
    preview.assert_status(200);
    name_leader(&mut office, &one, "2019-03-29", "").await.assert_redirect(TASK);
    let conflict = second.post(EDIT, &Form::of(&preview, "main form").fields()).await;
    conflict.assert_status(409);
    assert!(conflict.text(".versus .card:first-child").contains("甲副院长"));
    assert!(conflict.text(".versus .card:last-child").contains("乙副院长"));
    assert_eq!(app.value::<String>(ROWS).await, "leader 2019-03-29 甲副院长");
    let preview = second.post(EDIT, &Form::of(&conflict, "main form").fields()).await;
    second.confirm(EDIT, &preview).await.assert_redirect(TASK);
    assert_eq!(app.value::<String>(ROWS).await, "leader 2019-03-29 乙副院长", "one row of one day");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_change_has_its_days_and_a_planned_one_is_replaced_or_withdrawn(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-07-10");
    let first = app.person("甲副院长", Role::Leader).await.id;
    activity::put_in_charge(&pool, first.0, &[6]).await;
    let other = app.person("乙副院长", Role::Leader).await.id.to_string();
    let third = app.person("丙副院长", Role::Leader).await.id.to_string();
    let mut office = app.person("office", Role::Office).await;
    for (from_on, reason, field, sentence) in [
        ("2019-07-09", "", "reason", "今天以前"),
        ("2019-03-27", "补录", "from_on", "2019-03-28"),
        ("2020-01-01", "", "from_on", "方案最后一日"),
        ("七月", "", "from_on", "1900 年至 2100 年"),
    ] {
        let page = name_leader(&mut office, &other, from_on, reason).await;
        page.assert_status(422);
        assert!(page.text(&format!("#{field}-error")).contains(sentence), "{from_on}");
        assert_eq!(page.attributes("#from_on", "value"), [from_on], "what was typed stands there");
    }
    name_leader(&mut office, &other, "2019-09-02", "").await.assert_redirect(TASK);
    name_leader(&mut office, &third, "2019-10-08", "").await.assert_redirect(TASK);
    let planned = "leader 2019-03-28 甲副院长; leader 2019-10-08 丙副院长";
    assert_eq!(app.value::<String>(ROWS).await, planned, "one is planned at most");
    let replaced = "分管院领导由甲副院长改为丙副院长，取代原定的安排（自 2019-09-02 起：乙副院长）";
    assert!(office.get(TASK).await.text(".records").contains(replaced));

    let withdraw = async |office: &mut Persona<'_>, reason: &str| {
        let form = Form::of(&office.get(EDIT).await, "form.card").with("withdraw_leader", "yes");
        office.post(EDIT, &form.with("reason", reason).fields()).await
    };
    let silent = withdraw(&mut office, "").await;
    silent.assert_status(422);
    assert!(silent.text("#reason-error").contains("须写明理由"));
    let preview = withdraw(&mut office, "分工不再调整").await;
    office.confirm(EDIT, &preview).await.assert_redirect(TASK);
    assert_eq!(app.value::<String>(ROWS).await, "leader 2019-03-28 甲副院长");
    let sentence: String =
        app.value("select c.sentence from ledger_content c order by c.entry_id desc limit 1").await;
    assert_eq!(sentence, "撤回尚未生效的分管院领导变更（自 2019-10-08 起：丙副院长）");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_may_not_be_named_is_refused(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let disabled = app.person("停用副院长", Role::Leader).await.id;
    let viewer = app.person("viewer", Role::Viewer).await.id.to_string();
    let stranger = app.member("外部门人员", "干部科", "contact").await.id.to_string();
    sqlx::query("update account set disabled_at = now() where id = $1")
        .bind(disabled.0)
        .execute(&pool)
        .await
        .unwrap();
    let mut office = app.person("office", Role::Office).await;
    for leader in [disabled.to_string(), viewer] {
        let page = name_leader(&mut office, &leader, "2019-03-29", "").await;
        page.assert_status(422);
        assert!(page.text("#leader-error").contains("不在可选之列"));
    }
    let form = Form::of(&office.get(EDIT).await, "form.card").with("contact", &stranger);
    office.post(EDIT, &form.fields()).await.assert_status(422);
    assert_eq!(app.value::<String>(ROWS).await, "");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_contacts_successor_sees_what_is_open_and_who_left_is_listed_as_a_gap(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-07-10");
    let mut former = app.member("前任联系人", "审管办", "contact").await;
    let next = app.member("继任联系人", "审管办", "stand_in").await.id;
    former.get("/2019/reports/2019-06/departments/1").await;
    let leader = app.person("分管副院长", Role::Leader).await.id;
    activity::put_in_charge(&pool, leader.0, &[6]).await;
    activity::run(
        &pool,
        &["insert into monthly_report (task_id, month, department_id, drafted_at, drafted_by)
           select a.task_id, '2019-06', a.department_id, now(), (select id from account where display_name = '前任联系人')
           from assignment a join task t on t.id = a.task_id where t.number = 6 and a.files_report"],
    )
    .await;
    let mut office = app.person("office", Role::Office).await;
    let form = Form::of(&office.get(EDIT).await, "form.card").with("contact", &next.to_string());
    let preview = office.post(EDIT, &form.fields()).await;
    assert!(preview.text(".reason").contains("工作联系人由填报部门的工作联系人改为继任联系人"));
    let open: i64 = app
        .value(
            "select count(*) from deadline d join task t on t.id = d.task_id
             where t.number = 6 and d.met_on is null and d.waived_on is null and d.department_id is not null",
        )
        .await;
    assert_eq!(preview.count("tbody tr"), usize::try_from(open).unwrap());
    let lines = preview.texts("tbody tr");
    assert!(
        lines[2].contains("2019年6月月报")
            && lines[2].contains("逾期，草稿由前任联系人起草，由继任联系人办理"),
        "{lines:?}"
    );
    office.confirm(EDIT, &preview).await.assert_redirect(TASK);
    assert_eq!(office.get(TASK).await.count(".mark"), 1, "an overdue report, and no gap");

    activity::run(
        &pool,
        &[
            "update membership set to_on = '2019-07-09'
             where account_id = (select id from account where display_name = '继任联系人')",
            "update account set disabled_at = now() where display_name = '分管副院长'",
        ],
    )
    .await;
    let gaps = office.get("/worklist").await.texts(".todo li");
    for gap in ["指定的工作联系人已停用或不在任务的部门：1 项", "分管院领导已停用或不再任院领导：1 项"]
    {
        assert!(gaps.iter().any(|line| line.contains(gap)), "{gap}: {gaps:?}");
    }
}

/// 审管办's part goes to 研究室 from a day on, as the form posts it.
async fn department_form(app: &TestApp, office: &mut Persona<'_>, from_on: &str) -> Vec<(String, String)> {
    let (old, new) = (app.department("审管办").await, app.department("研究室").await);
    let version = office.get(RESPONSIBILITIES).await.attributes("input[name=version]", "value").remove(0);
    [
        ("version", version),
        ("department", old.to_string()),
        ("role", "support".into()),
        ("department", new.to_string()),
        ("role", "lead".into()),
        ("files", String::new()),
        ("from_on", from_on.to_owned()),
        ("reason", String::new()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

async fn post(office: &mut Persona<'_>, fields: &[(String, String)]) -> Page {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    office.post(RESPONSIBILITIES, &fields).await
}

/// What 研究室 owes of task 6, by date.
const OWED: &str = "select coalesce(string_agg(to_char(d.due_on, 'MM-DD'), ' ' order by d.due_on, d.kind), '')
                    from deadline d join task t on t.id = d.task_id join department p on p.id = d.department_id
                    where t.number = 6 and p.name = '研究室'";

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_duties_shown_before_departments_change_are_those_that_pass(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-26");
    let mut office = app.person("office", Role::Office).await;
    let mut fields = department_form(&app, &mut office, "2019-06-26").await;
    let preview = post(&mut office, &fields).await;
    preview.assert_status(200);
    let sentence = preview.text(".reason");
    assert!(sentence.contains("审管办由牵头部门改为责任部门；研究室由不承担改为牵头部门"), "{sentence}");
    assert!(sentence.ends_with("填报部门由审管办改为研究室。"), "{sentence}");
    let headings = preview.texts("main h2");
    assert_eq!(headings, ["移交的时限（7 项）", "留在原部门的逾期时限（3 项）"]);
    let days = preview.texts("td[data-label=日期]");
    assert_eq!(days[7..], ["2019-04-25", "2019-05-27", "2019-06-25"], "overdue ones stay");
    assert_eq!(app.value::<String>(OWED).await, "", "a preview changes nothing");

    let revised = Form::of(&preview, "main form").with("revise", "yes");
    let back = office.post(RESPONSIBILITIES, &revised.fields()).await;
    assert_eq!(back.attributes("select[name=role] option[selected]", "value")[..2], ["support", "lead"]);
    office.confirm(RESPONSIBILITIES, &preview).await.assert_redirect(TASK);
    let passed: Vec<String> = days[..7].iter().map(|day| day[5..].to_owned()).collect();
    assert_eq!(app.value::<String>(OWED).await, passed.join(" "));

    fields = department_form(&app, &mut office, "2019-06-26").await;
    assert!(post(&mut office, &fields).await.status == 303, "nothing changes, nothing is asked");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_overdue_passes_with_a_reason_and_is_shown_among_what_passes(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-26");
    let mut office = app.person("office", Role::Office).await;
    let mut fields = department_form(&app, &mut office, "2019-06-26").await;
    fields.push(("moves_overdue".into(), "yes".into()));
    post(&mut office, &fields).await.assert_status(422);
    fields.retain(|(name, _)| name != "reason");
    fields.push(("reason".into(), "职能移交".into()));
    let preview = post(&mut office, &fields).await;
    assert_eq!(preview.texts("main h2"), ["移交的时限（10 项）", "留在原部门的逾期时限（0 项）"]);
    office.confirm(RESPONSIBILITIES, &preview).await.assert_redirect(TASK);
    assert!(app.value::<String>(OWED).await.starts_with("04-25 05-27 06-25 07-25"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn only_the_office_hands_over(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut leader = app.person("分管副院长", Role::Leader).await;
    activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    let mut contact = app.member("审管办联系人", "审管办", "contact").await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let mut office = app.person("office", Role::Office).await;
    let form = leader_form(&mut office, "", "2019-03-28", "").await;
    let preview = office.post(EDIT, &form.fields()).await;
    let confirmed = Form::of(&preview, "main form");
    for person in [&mut leader, &mut contact, &mut viewer] {
        for path in [EDIT, RESPONSIBILITIES, "/2019/tasks/adjust"] {
            person.post(path, &confirmed.fields()).await.assert_status(403);
        }
    }
    assert_eq!(app.value::<String>(ROWS).await, "leader 2019-03-28 分管副院长");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_is_in_charge_of_a_restricted_task_is_for_those_concerned(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let leader = app.person("分管副院长", Role::Leader).await.id.to_string();
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let mut contact = app.member("审管办联系人", "审管办", "contact").await;
    let mut office = app.person("office", Role::Office).await;
    let form = leader_form(&mut office, &leader, "2019-03-29", "").await.with("restricted", "yes");
    let preview = office.post(EDIT, &form.fields()).await;
    office.confirm(EDIT, &preview).await.assert_redirect(TASK);
    for path in [TASK, "/2019/history", "/2019/ledger"] {
        assert!(!viewer.get(path).await.body.contains("分管副院长"), "{path}");
    }
    let sentence = "分管院领导由待明确改为分管副院长";
    assert!(contact.get(TASK).await.body.contains(sentence));
    activity::run(&app.state.db, &["update task set restricted = false where number = 6"]).await;
    assert!(contact.get("/2019/history").await.body.contains(sentence));
    assert!(!viewer.get("/2019/history").await.body.contains(sentence), "nor when it is restricted no more");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn many_tasks_get_another_leader_from_a_day_on_each_by_its_own_rules(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-07-10");
    let former = app.person("前任副院长", Role::Leader).await.id;
    let next = app.person("继任副院长", Role::Leader).await.id.to_string();
    activity::put_in_charge(&pool, former.0, &[6]).await;
    request_waits(&app).await;
    let mut office = app.person("office", Role::Office).await;
    let path = "/2019/tasks/adjust";
    let fields = |from_on: &'static str, reason: &'static str| {
        let mut fields = vec![("what", "leader"), ("leader", next.as_str())];
        fields.extend([("from_on", from_on), ("reason", reason), ("task", "6"), ("task", "7")]);
        fields
    };
    let silent = office.post(path, &fields("2019-07-01", "")).await;
    assert!(silent.texts("td[data-label=变化]").iter().all(|what| what.contains("须写明理由")));
    let preview = office.post(path, &fields("2019-07-01", "补录")).await;
    assert_eq!(
        preview.texts("td[data-label=变化]"),
        [
            "自 2019-07-01 起，分管院领导由前任副院长改为继任副院长；等待决定的申请 1 项随之移交",
            "自 2019-07-01 起，分管院领导由待明确改为继任副院长"
        ]
    );
    office.confirm(path, &preview).await.assert_redirect("/2019/ledger");
    let rows = "leader 2019-03-28 前任副院长; leader 2019-07-01 继任副院长";
    assert_eq!(app.value::<String>(ROWS).await, rows);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_tasks_page_costs_the_same_whatever_its_history(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let leader = app.person("分管副院长", Role::Leader).await.id;
    let mut office = app.person("office", Role::Office).await;
    let (_, before) = counted(office.get(TASK)).await;
    sqlx::query(
        "insert into task_person (task_id, role, from_on, account_id)
         select t.id, r, date '2019-03-28' - n, case when n % 2 = 0 then $1::bigint end
         from task t, unnest(enum_range(null::task_person_role)) r, generate_series(0, 9) n",
    )
    .bind(leader.0)
    .execute(&pool)
    .await
    .unwrap();
    let (page, after) = counted(office.get(TASK)).await;
    assert_eq!(page.count(".facts ol li"), 20);
    assert_eq!(before, after);
}
