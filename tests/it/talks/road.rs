//! The steps of a talk, who takes them, and what is refused.

use reform_ledger::database::MIGRATOR;

use super::*;

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_talk_is_proposed_decided_and_recorded(pool: PgPool) {
    let app = court(pool).await;
    let mut head = head(&app).await;
    let mut office = named(&app, &mut head).await;
    propose(&app, &mut office).await.assert_redirect("/2019/talks/1");
    let told = "select string_agg(a.sign_in_name || '：' || n.message || n.path, ' ') from notice n
                join account a on a.id = n.account_id";
    assert_eq!(app.value::<String>(told).await, "组长：有一项约谈事项待您决定。/2019/talks/1");
    let worklist = head.get("/worklist").await;
    assert!(worklist.texts("main").join(" ").contains("第 1 号约谈"), "it waits for 组长");
    decide(&mut head, 1, "agree").await.assert_redirect("/2019/talks/1");
    assert!(office.get("/worklist").await.texts("main").join(" ").contains("待记录"));
    hold(&mut office, 1).await.assert_redirect("/2019/talks/1");
    let page = office.get("/2019/talks/1").await;
    assert!(page.text("h1").contains("已约谈"));
    let shown = page.texts("main").join(" ");
    for word in [MATTER, REMARK, PRESENT, FOLLOW_UP, "审管办", "2019年7月10日（星期三）"] {
        assert!(shown.contains(word), "{word} in {shown}");
    }
    assert_eq!(page.count("form[action*='/talks/1/']"), 0, "nothing more is done to it");
    assert_eq!(office.get("/2019/talks").await.count("tbody tr"), 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn forbidden_steps_are_refused_with_who_may_and_when(pool: PgPool) {
    let app = court(pool).await;
    let mut head = head(&app).await;
    let mut office = named(&app, &mut head).await;
    let mut leader = leader(&app, "院领导").await;
    propose(&app, &mut leader).await.assert_status(303);
    let version =
        [("version", "1"), ("present", PRESENT), ("follow_up", FOLLOW_UP), ("held_on", "2019-07-10")];
    let early = office.post("/2019/talks/1/hold", &version).await;
    early.assert_status(422);
    assert!(early.body.contains("这项约谈现为“拟约谈”，不能记录约谈"), "{}", early.body);
    let fields = [("version", "1"), ("decision", "agree"), ("remark", REMARK)];
    leader.post("/2019/talks/1/decide", &fields).await.assert_status(404);
    let path = page_of(&mut leader, 1).await;
    let own = leader.post(&format!("{path}/decide"), &fields).await;
    own.assert_status(403);
    assert!(own.body.contains("约谈事项由组长（组长指定的办公室人员可代录"), "{}", own.body);
    let others = office.post("/2019/talks/1/withdraw", &[("version", "1")]).await;
    others.assert_status(403);
    assert!(others.body.contains("约谈由提出人（同意约谈后，组长也可）撤回。"));
    withdraw(&mut leader, 1).await.assert_status(303);
    for (step, words) in [("decide", "不能同意约谈"), ("hold", "不能记录约谈"), ("withdraw", "不能撤回")]
    {
        let version = app.value::<i32>("select version from accountability_talk").await.to_string();
        let late = head.post(&format!("/2019/talks/1/{step}"), &[("version", &version)]).await;
        late.assert_status(422);
        assert!(late.body.contains(words), "{step}: {}", late.body);
    }
    assert_eq!(status(&app).await, "withdrawn", "and nothing was changed");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn declining_needs_a_reason_and_a_record_its_present_follow_up_and_day(pool: PgPool) {
    let app = court(pool).await;
    let mut head = head(&app).await;
    let mut office = named(&app, &mut head).await;
    let empty = office.post("/2019/talks/add", &[("task", "6"), ("department", ""), ("matter", " ")]).await;
    empty.assert_status(422);
    assert_eq!(empty.text("#matter-error"), "请写明约谈事项。");
    propose(&app, &mut office).await.assert_status(303);
    let bare = form(&mut head, 1, "decide").await.with("decision", "decline");
    let page = post(&mut head, 1, "decide", bare).await;
    page.assert_status(422);
    assert_eq!(page.text("#remark-error"), "不予约谈的，请写明理由。");
    decide(&mut head, 1, "agree").await.assert_status(303);
    let wrong = form(&mut office, 1, "hold").await.with("present", PRESENT).with("held_on", "2019-07-11");
    let page = post(&mut office, 1, "hold", wrong.clone()).await;
    page.assert_status(422);
    assert_eq!(page.text("#follow_up-error"), "请写明后续要求。");
    assert!(page.body.contains(PRESENT), "what was typed is still there");
    let page = post(&mut office, 1, "hold", wrong.with("follow_up", FOLLOW_UP)).await;
    page.assert_status(422);
    assert_eq!(page.text("#held_on-error"), "约谈日期须在决定之日 2019-07-10 与今天之间。");
    assert_eq!(status(&app).await, "agreed");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_office_records_a_decision_from_paper_but_not_on_its_own_proposal(pool: PgPool) {
    let app = court(pool).await;
    let mut head = head(&app).await;
    let mut office = named(&app, &mut head).await;
    let mut leader = leader(&app, "院领导").await;
    propose(&app, &mut leader).await.assert_status(303);
    let paper = form(&mut office, 1, "decide").await.with("remark", REMARK).with("decision", "agree");
    let page = post(&mut office, 1, "decide", paper.clone()).await;
    page.assert_status(422);
    assert!(page.text("#evidence-error").contains("凭据"));
    let paper = paper.with("evidence", EVIDENCE).with("decided_on", "2019-07-10");
    post(&mut office, 1, "decide", paper).await.assert_status(303);
    assert!(office.get("/2019/talks/1").await.texts("main").join(" ").contains("组长（办公室甲代录）"));
    let told = "select message from notice order by id desc limit 1";
    assert_eq!(app.value::<String>(told).await, "您提出的约谈事项已有决定。");
    propose(&app, &mut office).await.assert_status(303);
    let own = [("version", "1"), ("decision", "agree"), ("evidence", EVIDENCE), ("decided_on", "2019-07-10")];
    office.post("/2019/talks/2/decide", &own).await.assert_status(403);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_two_who_decide_at_once_one_wins_and_the_other_is_told(pool: PgPool) {
    let app = court(pool).await;
    let mut head = head(&app).await;
    let mut office = named(&app, &mut head).await;
    let mut leader = leader(&app, "院领导").await;
    propose(&app, &mut leader).await.assert_status(303);
    let paper = form(&mut office, 1, "decide").await.with("remark", "另一句话").with("decision", "decline");
    let paper = paper.with("evidence", EVIDENCE).with("decided_on", "2019-07-10");
    let own = form(&mut head, 1, "decide").await.with("remark", REMARK).with("decision", "agree");
    let (paper, own) = (paper.fields(), own.fields());
    let (one, two) =
        tokio::join!(office.post("/2019/talks/1/decide", &paper), head.post("/2019/talks/1/decide", &own));
    let mut answers = [one.status.as_u16(), two.status.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [303, 409]);
    let lost = if one.status.as_u16() == 409 { one } else { two };
    assert!(lost.body.contains("这项约谈刚由他人办理"), "{}", lost.body);
    assert_eq!(app.value::<i32>("select version from accountability_talk").await, 2);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn only_the_head_of_the_group_names_and_unnames_office_persons(pool: PgPool) {
    let app = court(pool).await;
    let mut head = head(&app).await;
    let mut office = named(&app, &mut head).await;
    let mut leader = leader(&app, "院领导").await;
    let id = office.id.to_string();
    assert_eq!(leader.get("/2019/talks").await.count("#readers"), 0);
    leader.post("/2019/talks/readers", &[("account", &id)]).await.assert_status(403);
    office.post("/2019/talks/readers", &[("account", &id)]).await.assert_status(403);
    head.post("/2019/talks/readers", &[("account", &id)]).await.assert_status(422);
    office.get("/2019/talks").await.assert_status(200);
    let end = head.get("/2019/talks").await.attributes("#readers form[action$='/end']", "action").remove(0);
    head.post(&end, &[]).await.assert_redirect("/2019/talks");
    office.get("/2019/talks").await.assert_status(403);
    head.post(&end, &[]).await.assert_status(409);
    assert!(head.get("/2019/talks").await.text("#readers").contains("至 2019-07-10"), "the row stays");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_head_declines_what_waits_and_withdraws_only_what_they_agreed_to(pool: PgPool) {
    let app = court(pool).await;
    let mut head = head(&app).await;
    let mut office = named(&app, &mut head).await;
    propose(&app, &mut office).await.assert_status(303);
    let waits = head.get("/2019/talks/1").await;
    assert_eq!(waits.count("form[action$='/withdraw']"), 0);
    assert_eq!(waits.count("button[value=decline]"), 1);
    head.post("/2019/talks/1/withdraw", &[("version", "1")]).await.assert_status(403);
    let unread = "select count(*) from notice where read_at is null and message = '有一项约谈事项待您决定。'";
    assert_eq!(app.value::<i64>(unread).await, 1);
    decide(&mut head, 1, "agree").await.assert_status(303);
    assert_eq!(app.value::<i64>(unread).await, 0, "what was decided calls nobody");
    let agreed = head.get("/2019/talks/1").await;
    assert_eq!(agreed.count("form[action$='/withdraw']"), 1);
    assert_eq!(agreed.count(".columns .digest") + agreed.count(".columns ~ .digest"), 1);
    assert_eq!(agreed.count(".columns ~ .digest"), 1, "the digest is the foot of the page");
    withdraw(&mut head, 1).await.assert_status(303);
    propose(&app, &mut office).await.assert_status(303);
    withdraw(&mut office, 2).await.assert_status(303);
    assert_eq!(app.value::<i64>(unread).await, 0, "nor what was withdrawn");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_leader_proposes_about_tasks_in_their_charge_only(pool: PgPool) {
    let app = court(pool.clone()).await;
    let mut leader = leader(&app, "分管院领导").await;
    let mut other = app.person("其他院领导", Role::Leader).await;
    let mut head = head(&app).await;
    let form = leader.get("/2019/talks/add").await;
    assert_eq!(form.attributes("#task option", "value"), ["6"]);
    leader.get("/2019/talks/add?task=6").await.assert_status(200);
    let refused = leader.get("/2019/talks/add?task=7").await;
    refused.assert_status(403);
    assert!(refused.body.contains("院领导就其分管（含当日代管）的任务提出约谈"));
    assert_eq!(other.get("/2019/talks/add").await.count("#task"), 0);
    propose(&app, &mut other).await.assert_status(403);
    assert!(head.get("/2019/talks/add").await.count("#task option") > 30, "组长 any");
    propose(&app, &mut leader).await.assert_status(303);
}
