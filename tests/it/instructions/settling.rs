//! Who confirms, what is typed wrongly, two at once, withdrawals, and how many statements a page makes.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::*;
use crate::support::activity::run;
use crate::support::statements::counted;

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_missing_is_said_beside_the_field_and_what_was_typed_stays(pool: PgPool) {
    let app = court(pool).await;
    let (mut leader, mut office, mut contact) = people(&app).await;
    give(&mut leader).await;
    let department = app.department("干部科").await.to_string();
    let wrong = form(&mut office, "assign").await.with("department", &department).with("note", "按月报进展");
    let page = post(&mut office, "assign", wrong.with("due_on", "2019-07-09")).await;
    page.assert_status(422);
    assert_eq!(page.attributes(".errors a", "href"), ["#department", "#due_on"]);
    assert_eq!(page.text("#due_on-error"), "办理期限不能早于今天。");
    assert_eq!(page.attributes("#note", "value"), ["按月报进展"]);
    assign(&app, &mut office, "审管办", "2019-07-20").await.assert_status(303);
    let page = office.get(FIRST).await;
    assert!(page.text(".flash").contains("办理期限是休息日，未作顺延"), "a Saturday stays, with a warning");
    let bare = form(&mut contact, "answer").await.with("proof", PROOF);
    let page = post(&mut contact, "answer", bare).await;
    page.assert_status(422);
    assert_eq!(page.text("#done-error"), "请写明办理情况。");
    assert_eq!(page.attributes("#proof", "value"), [PROOF]);
    let nameless = form(&mut office, "answer").await.with("done", DONE);
    let page = post(&mut office, "answer", nameless.clone()).await;
    page.assert_status(422);
    assert_eq!(page.text("#on_behalf_of-error"), "请写明由谁报来（代录）。");
    post(&mut office, "answer", nameless.with("on_behalf_of", "审管办李四")).await.assert_status(303);
    assert!(contact.get(FIRST).await.text(".records").contains("审管办李四（office代录）"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nobody_confirms_what_their_own_department_answered(pool: PgPool) {
    let app = court(pool).await;
    let (mut leader, mut office, mut contact) = people(&app).await;
    let mut stranger = app.person("副院长", Role::Leader).await;
    app.join(&office, "审管办", "head").await;
    give(&mut leader).await;
    assign(&app, &mut office, "审管办", "2019-07-31").await.assert_status(303);
    answer(&mut contact).await.assert_status(303);
    let mut office = app.sign_in("office", office.id).await;
    let page = office.get(FIRST).await;
    assert_eq!(page.count("form[action$='/confirm']"), 0);
    assert!(page.body.contains("由作出批示的院领导确认"), "the only office account may not");
    assert_eq!(page.count("form[action$='/return']"), 1, "returning accepts nothing");
    let version = app.value::<i32>("select version from instruction").await.to_string();
    let fields = [("version", version.as_str()), ("remark", "同意")];
    let confirm_path = format!("{FIRST}/confirm");
    for who in [&mut office, &mut stranger, &mut contact] {
        who.post(&confirm_path, &fields).await.assert_status(403);
    }
    assert!(leader.get("/worklist").await.texts("main").join(" ").contains("请您确认办结"));
    confirm(&mut leader).await.assert_redirect(FIRST);
    assert!(stands(&app).await.starts_with("done"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_two_at_once_the_second_is_told_and_keeps_what_was_typed(pool: PgPool) {
    let app = court(pool).await;
    let (mut leader, mut office, _) = people(&app).await;
    let mut second = app.person("office-2", Role::Office).await;
    give(&mut leader).await;
    let filing = form(&mut second, "file").await.with("read_note", "已转各庭");
    assign(&app, &mut office, "审管办", "2019-07-31").await.assert_status(303);
    let page = post(&mut second, "file", filing).await;
    page.assert_status(409);
    assert!(page.body.contains("这一事项刚由他人办理") && page.body.contains("已转各庭"));
    assert_eq!(stands(&app).await, "in_hand 2019-07-31 2019-07-31", "the first stays");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn two_written_at_once_get_two_numbers(pool: PgPool) {
    let app = court(pool).await;
    let (mut leader, ..) = people(&app).await;
    let mut other = app.person("副院长", Role::Leader).await;
    let (first, second) = ([("words", "甲"), ("task", "6")], [("words", "乙"), ("task", "7")]);
    let (one, two) = tokio::join!(leader.post(ADD, &first), other.post(ADD, &second));
    one.assert_status(303);
    two.assert_status(303);
    assert_eq!(
        app.value::<String>("select string_agg(number::text, ' ' order by number) from instruction").await,
        "1 2"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_was_entered_wrongly_is_withdrawn_with_a_reason_and_keeps_its_number(pool: PgPool) {
    let app = court(pool).await;
    let (mut leader, mut office, mut contact) = people(&app).await;
    give(&mut leader).await;
    assign(&app, &mut office, "审管办", "2019-07-31").await.assert_status(303);
    let bare = form(&mut office, "withdraw").await;
    let page = post(&mut office, "withdraw", bare.clone()).await;
    page.assert_status(422);
    assert_eq!(page.text("#withdrawn_because-error"), "请写明撤销的理由。");
    post(&mut office, "withdraw", bare.with("withdrawn_because", "重复录入")).await.assert_status(303);
    assert_eq!(stands(&app).await, "withdrawn 2019-07-31 2019-07-31 waived 2019-07-10");
    assert!(!contact.get("/worklist").await.text(".todo").contains("第 1 号"));
    let next = [("task", "6"), ("words", "再批")];
    leader.post(ADD, &next).await.assert_redirect("/2019/instructions/2");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_the_end_of_its_task_waived_waits_for_the_office(pool: PgPool) {
    let app = court(pool.clone()).await;
    let (mut leader, mut office, mut contact) = people(&app).await;
    give(&mut leader).await;
    assign(&app, &mut office, "审管办", "2019-07-31").await.assert_status(303);
    run(
        &pool,
        &[
            "update task set status = 'terminated', status_source = '党组决定' where number = 6",
            "update deadline set waived_on = '2019-07-10', waived_reason = '终止' where kind = 'instruction'",
        ],
    )
    .await;
    let todo = office.get("/worklist").await.text(".todo");
    assert!(todo.contains("待处理") && todo.contains("任务已终止，尚未办结"), "{todo}");
    assert!(!contact.get("/worklist").await.text(".todo").contains("第 1 号"));
    assert!(office.get(FIRST).await.text(".reason").contains("不再要求按期反馈"));
}

/// Statements of a page besides those of looking the session up.
async fn statements_of(who: &mut Persona<'_>, path: &str) -> usize {
    let (_, look_up) = counted(who.get("/")).await;
    let (page, all) = counted(who.get(path)).await;
    page.assert_status(200);
    all - look_up
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_page_makes_as_many_statements_for_many_as_for_one(pool: PgPool) {
    let app = court(pool.clone()).await;
    let (mut leader, mut office, _) = people(&app).await;
    give(&mut leader).await;
    let pages = ["/2019/instructions", FIRST, "/2019/tasks/6", "/worklist"];
    let mut before = Vec::new();
    for path in pages {
        before.push((statements_of(&mut office, path).await, statements_of(&mut leader, path).await));
    }
    run(
        &pool,
        &["insert into instruction (plan_id, number, task_id, leader_id, given_on, words, recorded_on, recorded_at, recorded_by)
           select plan_id, n, task_id, leader_id, given_on, words, recorded_on, recorded_at, recorded_by
           from instruction, generate_series(2, 59) n where number = 1"],
    )
    .await;
    let mut after = Vec::new();
    for path in pages {
        after.push((statements_of(&mut office, path).await, statements_of(&mut leader, path).await));
    }
    assert_eq!(before, after);
    assert_eq!(office.get("/2019/instructions").await.count("tbody tr"), 59);
}
