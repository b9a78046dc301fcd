//! An item of feedback from gathering to its answer.

use reform_ledger::pages::export::of_store;
use serde_json::json;

use super::*;
use crate::support::statements::counted;
use crate::support::test_app::day;

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_ticked_stands_in_the_draft_word_for_word_with_its_source(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    assert!(office.get(LIST).await.text(".empty").contains("没有反映问题"));
    let page = office.get(GATHER).await;
    let lines = page.texts(".offers li");
    assert_eq!(lines.len(), 4, "the same words of two months are one: {lines:?}");
    let six = lines.iter().find(|line| line.contains(OF_6)).unwrap();
    assert!(six.contains("审管办") && six.contains("2019年5月至2019年6月月报"), "{six}");
    let five = lines.iter().find(|line| line.contains(OF_5)).unwrap();
    assert!(five.contains("待上级，2019-04-15 起"), "{five}");

    let made = gather(&mut office, GATHER, &[OF_5, OF_6], "关于两项改革任务的请示").await;
    made.assert_redirect(&format!("{FIRST}/edit"));
    let edit = office.get(&format!("{FIRST}/edit")).await;
    let form = Form::of(&edit, "form.card");
    assert_eq!(form.value("tasks"), "5、6");
    let text = form.value("text");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[1..5],
        ["一、健全完善法律统一适用机制", OF_5, "二、健全信息化全流程审判监督管理机制", OF_6]
    );
    let page = office.get(FIRST).await;
    assert!(page.texts("h3").contains(&"任务 6 审管办 2019年6月月报".to_owned()), "{:?}", page.texts("h3"));
    assert_eq!(page.text("h1 + .sub"), "○草拟");

    let left = office.get(GATHER).await.texts(".offers li");
    assert_eq!(left.len(), 2, "what stands in an item is not offered again: {left:?}");
    step(&mut office, FIRST, "withdraw", &[("because", "改为口头反映")]).await.assert_redirect(FIRST);
    assert_eq!(office.get(GATHER).await.count(".offers li"), 4, "what was withdrawn is offered again");
    gather(&mut office, GATHER, &[OF_20], "关于调解经费的请示")
        .await
        .assert_redirect("/2019/superior-court/2/edit");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn reports_are_listed_of_the_time_asked_for_and_what_says_nothing_is_left_out(pool: PgPool) {
    let app = court(&pool).await;
    activity::run(&pool, &["update report_submission set problems = ' 暂无。' where problems like '调解%'"])
        .await;
    let mut office = app.person("office", Role::Office).await;
    let lines = office.get(&format!("{GATHER}?period=2019-05")).await.texts(".offers li");
    assert!(lines.iter().any(|line| line.contains("2019年5月月报")), "{lines:?}");
    assert_eq!(lines.len(), 2, "and the waiting task: {lines:?}");
    assert_eq!(office.get(GATHER).await.count(".offers li"), 3);
    // A link ticks nothing and fills in nothing.
    let page = office.get(&format!("{GATHER}?title=x&wait=5")).await;
    assert_eq!(
        (page.count("input[checked]"), page.attributes("#title", "value").concat()),
        (0, String::new())
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_answer_shows_on_the_task_and_is_told_to_contact_and_leader(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let mut support = app.member("办公室联系人", "办公室", "contact").await;
    let mut leader = app.person("分管副院长", Role::Leader).await;
    activity::put_in_charge(&pool, leader.id.0, &[6]).await;
    gather(&mut office, GATHER, &[OF_5, OF_6], "关于两项改革任务的请示").await;
    assert_eq!(contact.get("/2019/tasks/6").await.count("#feedback"), 0, "a draft is the office's");
    send(&mut office, FIRST).await;
    let page = contact.get("/2019/tasks/6").await;
    assert!(page.text("#feedback").contains("◆已报送"), "{}", page.text("#feedback"));
    let said = page.texts(".report-text dd");
    assert_eq!(
        said.iter().filter(|text| text.contains("反映问题第1号，已报送（2019-07-09）")).count(),
        2,
        "{said:?}"
    );

    answer(&mut office, FIRST).await;
    let page = contact.get("/2019/tasks/6").await;
    let shown = page.text("#feedback");
    assert!(shown.contains(ANSWER) && shown.contains("2019-07-09 吉高法函〔2019〕7号"), "{shown}");
    let records = page.text(".records");
    assert!(
        records
            .contains("报送反映问题第1号《关于两项改革任务的请示》：吉林省高级人民法院（抚法〔2019〕21号）"),
        "{records}"
    );
    assert!(records.contains("登记答复：反映问题第1号"), "{records}");
    for who in [&mut contact, &mut leader] {
        let list = who.get("/worklist").await;
        assert!(list.body.contains("反映问题第1号已有答复：任务 5、6"), "{}", list.text("main"));
    }
    assert!(!support.get("/worklist").await.body.contains("已有答复"), "the department that files is told");
    let page = office.get(FIRST).await;
    assert!(
        page.attributes(".facts a", "href").contains(&"/2019/waits/5".to_owned()),
        "the office is led to the wait"
    );
    assert_eq!(
        app.value::<String>("select status::text from task where number = 5").await,
        "waiting_for_superior"
    );

    assert!(office.get("/worklist").await.body.contains("任务 5 仍为待上级，答复后尚未复核"));
    let form = Form::of(&office.get("/2019/waits/5").await, "form.card")
        .with("sentence", "答复已转研究室，继续等待");
    office.post("/2019/waits/5", &form.fields()).await.assert_status(303);
    assert!(!office.get("/worklist").await.body.contains("答复后尚未复核"), "it was looked at since");

    let mut conn = app.state.db.acquire().await.unwrap();
    let export = json!(of_store(&mut conn, 2019, day("2019-07-09")).await.unwrap());
    let expected = json!([{"number": 1, "tasks": [5, 6], "status": "已答复", "sent_on": "2019-07-09", "answered_on": "2019-07-09"}]);
    assert_eq!(export["feedback"], expected);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_text_with_a_blank_is_not_sent_and_a_sent_one_not_changed(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let form = Form::of(&office.get(GATHER).await, "form[method=post]:not([action='/logout'])");
    let form = form
        .with("title", "关于队伍建设的请示")
        .with("addressee", "吉林省高级人民法院")
        .with("tasks", "14—16");
    office.post(GATHER, &form.fields()).await.assert_redirect(&format!("{FIRST}/edit"));
    let refused = step(&mut office, FIRST, "send", &[]).await;
    refused.assert_status(422);
    let sentence = "签发人、联系人和联系电话还有【待补】";
    assert!(refused.text("#head-error").contains(sentence), "{}", refused.text(".errors"));
    sign(&pool).await;
    let refused = step(&mut office, FIRST, "send", &[]).await;
    refused.assert_status(422);
    assert!(refused.text("#text-error").contains("正文还有 3 处【待补】"), "{}", refused.text(".errors"));
    assert_eq!(refused.count("#sent_on-error"), 0, "the day is not what is wrong");
    let refused = step(&mut office, FIRST, "send", &[("sent_on", "2019-07-10")]).await;
    assert!(refused.text("#sent_on-error").contains("与今天之间"), "{}", refused.text(".errors"));
    let edit = format!("{FIRST}/edit");
    let form = Form::of(&office.get(&edit).await, "form.card");
    let hinted = form.value("text").replace("【待补】", "【待补：编制情况】");
    let form = form.with("text", &hinted);
    office.post(&edit, &form.fields()).await.assert_redirect(FIRST);
    let refused = step(&mut office, FIRST, "send", &[]).await;
    assert!(refused.text("#text-error").contains("正文还有 3 处【待补】"), "however a blank goes on");
    let form = Form::of(&office.get(&edit).await, "form.card");
    let filled = form.value("text").replace("【待补：编制情况】", "编制不足");
    let form = form.with("text", &filled);
    office.post(&edit, &form.fields()).await.assert_redirect(FIRST);
    send(&mut office, FIRST).await;
    let late = office.post(&edit, &form.fields()).await;
    late.assert_status(409);
    assert!(late.body.contains("编制不足") && late.body.contains("现为“已报送”"));
    assert_eq!(office.get(&edit).await.status.as_u16(), 303);
    assert_eq!(office.get(FIRST).await.count("form[action$='/send']"), 0);
    let twice = office
        .post(&format!("{FIRST}/send"), &[("version", "5"), ("sent_on", "2019-07-09"), ("sent_how", "书面")])
        .await;
    twice.assert_status(422);
    answer(&mut office, FIRST).await;
    let withdrawn =
        office.post(&format!("{FIRST}/withdraw"), &[("version", "6"), ("because", "不需要")]).await;
    withdrawn.assert_status(422);
    assert!(withdrawn.body.contains("撤回由领导小组办公室在“草拟”或“已报送”时办理"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn two_who_write_at_once_lose_nothing(pool: PgPool) {
    let app = court(&pool).await;
    let mut first = app.person("office", Role::Office).await;
    let mut second = app.person("office-2", Role::Office).await;
    drafted(&mut first).await;
    let edit = format!("{FIRST}/edit");
    let seen = Form::of(&second.get(&edit).await, "form.card").with("text", "第二人的文字");
    let saved = Form::of(&first.get(&edit).await, "form.card").with("text", "第一人的文字");
    first.post(&edit, &saved.fields()).await.assert_redirect(FIRST);
    // What the second typed was kept as it was typed.
    second.post(&format!("/drafts{edit}"), &seen.fields()).await.assert_status(200);
    let conflict = second.post(&edit, &seen.fields()).await;
    conflict.assert_status(409);
    assert!(
        conflict.text("#theirs").contains("第一人的文字") && conflict.text("#text").contains("第二人的文字")
    );
    let again = second.get(&edit).await;
    assert!(again.text("#text").contains("第二人的文字") && again.body.contains("自动保存的草稿"));
    second.post(&edit, &Form::of(&conflict, "form.card").fields()).await.assert_redirect(FIRST);
    assert!(second.get(&edit).await.text("#text").contains("第二人的文字"));
    assert!(!second.get(&edit).await.body.contains("自动保存的草稿"), "sending the form ends its draft");
    // A step taken on what is not there any more shows what was typed.
    let stale = [("version", "1"), ("because", "说不清了的原因")];
    let late = first.post(&format!("{FIRST}/withdraw"), &stale).await;
    late.assert_status(409);
    assert!(late.body.contains("说不清了的原因") && late.body.contains("刚由他人修改或办理"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_form_that_cannot_be_taken_comes_back_as_it_was_typed(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let page = office.post(GATHER, &[("title", ""), ("addressee", ""), ("tasks", "6、四十")]).await;
    page.assert_status(422);
    assert_eq!(page.text("#title-error"), "请填写标题。");
    assert!(page.text("#tasks-error").contains("“四十”不是任务的序号"));
    assert_eq!(page.attributes("#tasks", "value"), ["6、四十"]);
    let page = office.post(GATHER, &[("title", "标题"), ("addressee", "上级"), ("tasks", "41")]).await;
    assert!(page.text("#tasks-error").contains("没有第 41 项任务"));
    let page = office.post(GATHER, &[("title", "标题"), ("addressee", "上级")]).await;
    assert!(page.text("#tasks-error").contains("至少一项"));
    let page = office.post(GATHER, &[("title", "标题"), ("addressee", "上级"), ("report", "9999")]).await;
    assert!(page.text("#offers-error").contains("已不在可选之列"));
    let page = gather(&mut office, GATHER, &[OF_9, OF_6], "合在一起").await;
    page.assert_status(422);
    assert!(page.text("#tasks-error").contains("任务 9 限定范围，须单独成文"), "{}", page.text(".errors"));
    assert_eq!(page.count(".offers input[checked]"), 2, "what was ticked is ticked");
    drafted(&mut office).await;
    send(&mut office, FIRST).await;
    let page = step(&mut office, FIRST, "settle", &[("outcome", " "), ("outcome_number", "函3号")]).await;
    page.assert_status(422);
    assert_eq!(page.text("#outcome-error"), "请填写答复内容。");
    assert_eq!(page.attributes("#outcome_number", "value"), ["函3号"]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn in_a_frozen_year_nothing_is_begun_and_what_was_sent_is_answered(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    drafted(&mut office).await;
    send(&mut office, FIRST).await;
    activity::run(&pool, &["update plan set status = 'frozen'"]).await;
    let refused = gather(&mut office, GATHER, &[OF_20], "又一项").await;
    refused.assert_status(422);
    assert!(refused.text("#tasks-error").contains("已冻结"));
    answer(&mut office, FIRST).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_scan_of_an_answer_is_kept_and_given_back_to_who_reads_it(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let mut other = app.member("外人", "执行局", "contact").await;
    drafted(&mut office).await;
    send(&mut office, FIRST).await;
    let early =
        office.post_files(&format!("{FIRST}/scan"), &[], &[("scan", "复函.pdf", b"%PDF early")]).await;
    early.assert_status(422);
    let form = Form::of(&office.get(FIRST).await, "form[action$='/settle']").with("outcome", ANSWER);
    let wrong =
        office.post_files(&format!("{FIRST}/settle"), &form.fields(), &[("scan", "复函.exe", b"MZ")]).await;
    wrong.assert_status(422);
    assert!(
        wrong.text("#scan-error").contains("不是可以上传的文件类型")
            && wrong.text("#outcome").contains(ANSWER)
    );
    let scan = [("scan", "复函.pdf", b"%PDF answer".as_slice())];
    office.post_files(&format!("{FIRST}/settle"), &form.fields(), &scan).await.assert_redirect(FIRST);
    let later = [("scan", "附件.pdf", b"%PDF annex".as_slice())];
    office.post_files(&format!("{FIRST}/scan"), &[], &later).await.assert_redirect(FIRST);
    let links = contact.get(FIRST).await.attributes("#came-back a", "href");
    assert_eq!(links.len(), 2, "{links:?}");
    assert_eq!(contact.get(&links[0]).await.bytes.as_ref(), b"%PDF answer");
    other.get(&links[0]).await.assert_status(404);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_pages_make_as_many_statements_for_many_items_as_for_one(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    drafted(&mut office).await;
    send(&mut office, FIRST).await;
    let mut costs = Vec::new();
    for _ in 0..2 {
        let mut of = Vec::new();
        for path in [LIST, GATHER, FIRST, "/2019/tasks/6", "/2019/bulletins", "/2019/bulletins/gather"] {
            let (page, statements) = counted(office.get(path)).await;
            page.assert_status(200);
            of.push((path, statements));
        }
        costs.push(of);
        let many = [
            "insert into superior_paper (plan_id, kind, number, title, addressee, text, status, drafted_on, drafted_at, drafted_by,
                                         saved_at, saved_by, sent_on, sent_number, sent_how, sent_at, sent_by)
             select plan_id, k.kind, number + n, title, addressee, text, status, drafted_on, drafted_at, drafted_by, saved_at,
                    saved_by, sent_on, sent_number, sent_how, sent_at, sent_by
             from superior_paper, generate_series(1, 80) n,
                  (values ('feedback'::superior_paper_kind), ('bulletin')) as k (kind)",
            "insert into superior_paper_task (paper_id, task_id) select p.id, t.id from superior_paper p, task t
             where t.number in (6, 7) on conflict do nothing",
        ];
        if costs.len() == 1 {
            activity::run(&pool, &many).await;
        }
    }
    assert_eq!(costs[0], costs[1]);
    assert_eq!(office.get(LIST).await.count("tbody tr"), 60, "a page of a long list");
    assert_eq!(office.get(&format!("{LIST}?page=2")).await.count("tbody tr"), 21);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_two_who_gather_the_same_at_once_the_second_is_told(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let page = office.get(GATHER).await;
    let (_, value) = offered(&page, OF_6);
    let form = Form::of(&page, "form[method=post]:not([action='/logout'])")
        .with("title", "第二份")
        .with("addressee", "吉林省高级人民法院");
    // The first holds the plan until its item stands; the second reads what is left only then.
    let mut first = pool.begin().await.unwrap();
    sqlx::query("select id from plan for update").execute(&mut *first).await.unwrap();
    sqlx::query(
        "with paper as (
             insert into superior_paper (plan_id, kind, number, title, addressee, text, drafted_on, drafted_at, drafted_by,
                                         saved_at, saved_by)
             select p.id, 'feedback', 1, '第一份', '省高院', '正文', '2019-07-09', '2019-07-09 01:00:00Z', a.id,
                    '2019-07-09 01:00:00Z', a.id from plan p, account a where a.sign_in_name = 'office' returning id),
         about as (insert into superior_paper_task select paper.id, t.id from paper, task t where t.number = 6)
         insert into superior_paper_source (paper_id, task_id, submission_id, words)
         select paper.id, t.id, $1::bigint, $2 from paper, task t where t.number = 6",
    )
    .bind(value.parse::<i64>().unwrap())
    .bind(OF_6)
    .execute(&mut *first)
    .await
    .unwrap();
    let mut fields = form.fields();
    fields.push(("report", value.as_str()));
    let release = async {
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        first.commit().await.unwrap();
    };
    let (refused, ()) = tokio::join!(office.post(GATHER, &fields), release);
    refused.assert_status(422);
    assert!(refused.body.contains("他人刚取用"), "{}", refused.text("main"));
    assert_eq!(app.value::<i64>("select count(*) from superior_paper").await, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn of_a_task_restricted_since_it_was_sent_only_those_concerned_learn_the_answer(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    gather(&mut office, GATHER, &[OF_6, OF_20], "关于两项改革任务的请示").await;
    send(&mut office, FIRST).await;
    // 审管办 files for 6, and has nothing to do with 20.
    activity::run(&pool, &["update task set restricted = true where number = 20"]).await;
    answer(&mut office, FIRST).await;
    assert!(!contact.get("/worklist").await.body.contains("已有答复"));
    let records = contact.get("/2019/tasks/6").await.text(".records");
    assert!(!records.contains("登记答复"), "{records}");
    assert!(office.get("/2019/history").await.body.contains("登记答复：反映问题第1号"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_longest_text_a_form_allows_is_kept_while_it_is_typed(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    drafted(&mut office).await;
    let long = "长".repeat(20_000);
    let form = Form::of(&office.get(&format!("{FIRST}/edit")).await, "form.card").with("text", &long);
    let saved = office.post(&format!("/drafts{FIRST}/edit"), &form.fields()).await;
    saved.assert_status(200);
    assert!(saved.body.contains("saved_at"), "{}", saved.body);
    let form = Form::of(&office.get(&format!("{FIRST}/edit")).await, "form.card");
    assert_eq!(form.value("text"), long);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_answer_being_typed_stands_until_it_is_entered(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    drafted(&mut office).await;
    send(&mut office, FIRST).await;
    let settle = "form[action$='/settle']";
    let page = office.get(FIRST).await;
    let address = format!("/drafts{FIRST}/settle");
    assert_eq!(page.attributes(settle, "data-autosave"), [address.as_str()]);
    let form = Form::of(&page, settle).with("outcome", "接口将于九月");
    office.post(&address, &form.fields()).await.assert_status(200);
    assert_eq!(office.get(FIRST).await.text("#outcome"), "接口将于九月");
    answer(&mut office, FIRST).await;
    assert_eq!(app.value::<i64>("select count(*) from form_draft").await, 0);
}

/// Who signs out and whom to ask, in every item.
async fn sign(pool: &PgPool) {
    activity::run(
        pool,
        &["update superior_paper set signer = '院长', contact = '承办人', contact_phone = '00000000'"],
    )
    .await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_answer_entered_wrongly_is_corrected_and_what_stood_there_is_kept(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    drafted(&mut office).await;
    send(&mut office, FIRST).await;
    answer(&mut office, FIRST).await;
    let form = Form::of(&office.get(FIRST).await, "form[action$='/settle']");
    assert_eq!(form.value("outcome"), ANSWER, "it opens with what stands there");
    let settle = format!("{FIRST}/settle");
    let bare = form.with("outcome", "接口将于十月统一开放");
    let page = office.post(&settle, &bare.fields()).await;
    page.assert_status(422);
    assert!(page.text("#correction-error").contains("请写明更正的原因"), "{}", page.text(".errors"));
    let right = bare.with("correction", "月份抄错");
    office.post(&settle, &right.fields()).await.assert_redirect(FIRST);
    let page = contact.get(FIRST).await;
    let shown = page.text("#came-back");
    assert!(shown.contains("接口将于十月统一开放"), "{shown}");
    assert!(
        shown.contains("更正：月份抄错。原登记为“已答复”（2019年7月9日") && shown.contains(ANSWER),
        "{shown}"
    );
    assert_eq!(page.count("form[action$='/settle']"), 0);
    assert!(contact.get("/worklist").await.body.contains("反映问题第1号的答复有更正"));
    let kept =
        "select before::jsonb ->> 'outcome' from ledger_content c join ledger_entry e on e.id = c.entry_id
                where e.event = 'superior_paper_corrected'";
    assert_eq!(app.value::<String>(kept).await, ANSWER);
}
