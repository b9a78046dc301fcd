//! A notice of days off, entered in the browser: what it does to open deadlines, first shown, then done.
//!
//! The trap is real: 国办发明电〔2018〕15号 gave May Day of 2019 one day off, 国办发明电〔2019〕3号 made it 1–4 May with Sunday 28 April
//! and Sunday 5 May worked.

use reform_ledger::accounts::Role;
use reform_ledger::calendar::store_seed;
use reform_ledger::database::MIGRATOR;
use reform_ledger::ids::AccountId;
use reform_ledger::plan::import::import;
use sqlx::PgPool;

use crate::support::court::Form;
use crate::support::statements::counted;
use crate::support::test_app::NOTICE;
use crate::support::{Page, TestApp, activity};

const FORM: &str = "/calendar/notice?year=2019";
const TARGET: &str = "/calendar/notice";
const MAY: &str = "2019-05-01至2019-05-04 放假 劳动节\n2019-04-28 调休上班 劳动节\n2019-05-05 上班 劳动节";
/// The New Year of 2020 and the days of its spring festival that are worked or off in January.
const JANUARY: &str =
    "date,kind,name\n2020-01-01,holiday,元旦\n2020-01-19,workday,春节\n2020-01-24,holiday,春节\n";

/// The court's plan on the calendar before the notice of March 2019.
async fn before_the_may_notice(pool: PgPool) -> TestApp {
    let app = TestApp::new(pool.clone()).await;
    let mut tx = app.state.db.begin().await.unwrap();
    store_seed(&mut tx, app.state.clocks.ledger_now()).await.unwrap();
    tx.commit().await.unwrap();
    let changes = [
        "delete from calendar_day where day in ('2019-04-28', '2019-05-02', '2019-05-03', '2019-05-04', '2019-05-05')",
        "update calendar_notice set source = '国办发明电〔2018〕15号' where year = 2019",
    ];
    activity::run(&pool, &changes).await;
    let mut tx = app.state.db.begin().await.unwrap();
    import(&mut tx, &app.act(), NOTICE).await.unwrap();
    tx.commit().await.unwrap();
    app
}

/// Files April's report of a task on a day, as its contact would. Whoever was signed in before is not any more.
async fn file_april(app: &TestApp, contact: AccountId, day: &str, task: i32) {
    app.set_day(day);
    let mut contact = app.sign_in("联系人", contact).await;
    let page = contact.get("/2019/reports/2019-04").await;
    let form = Form::of(&page, "form[data-autosave]")
        .with(&format!("progress_{task}"), "已组建审判团队。")
        .with(&format!("share_{task}"), "20")
        .with("action", "submit");
    contact.post("/2019/reports/2019-04", &form.fields()).await.assert_status(303);
}

fn may_form(page: &Page) -> Form {
    Form::of(page, "main form[method=post]")
        .with("number", "国办发明电〔2019〕3号")
        .with("scope", "named")
        .with("lines", MAY)
}

/// The preview's form as the button 确认录入 sends it.
fn confirmation(preview: &Page) -> Form {
    Form::of(preview, "main form[method=post]").with("step", "confirm")
}

async fn due(app: &TestApp, sql: &'static str) -> Vec<String> {
    sqlx::query_scalar(sql).fetch_all(&app.state.db).await.unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_may_notice_moves_no_date_of_the_plan_as_laid_out(pool: PgPool) {
    let app = before_the_may_notice(pool).await;
    let mut office = app.person("办公室", Role::Office).await;
    let page = office.get(FORM).await;
    let preview = office.post(TARGET, &may_form(&page).fields()).await;
    preview.assert_status(200);
    // 28 April to 5 May: the timelines are due on 26 April, April's reports on the 25th, May's on the 27th.
    assert_eq!(preview.text("#moved h2"), "要调整的时限（0 项）");
    assert_eq!(preview.count("#stays"), 0);
    let days = preview.texts("table.cards tbody tr");
    assert_eq!(days.len(), 5, "1 May was off before: {days:?}");
    assert_eq!(days[0], "2019-04-28（星期日）周末调休上班（劳动节）");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_may_notice_moves_the_reviews_it_touches_once_it_is_confirmed(pool: PgPool) {
    let app = before_the_may_notice(pool.clone()).await;
    let contact = app.member("联系人", "审管办", "contact").await.id;
    // Three working days each, counted by hand on the calendar before: Wednesday 24 April: 25, 26, 29.
    // Thursday 25 April: 26, 29, 30.
    file_april(&app, contact, "2019-04-24", 1).await;
    file_april(&app, contact, "2019-04-25", 2).await;
    let reviews = "select due_on::text from deadline where kind = 'review' order by id";
    assert_eq!(due(&app, reviews).await, ["2019-04-29", "2019-04-30"]);
    // A report returned on Friday 26 April is owed again three days after (29, 30 April, 2 May): no date of a rule.
    // One completion falls on Friday 3 May, chosen by people. One review is met.
    activity::run(
        &pool,
        &[
            "update deadline d set due_on = '2019-05-02', working = '退回后 3 个工作日。' from task t
             where t.id = d.task_id and t.number = 6 and d.kind = 'monthly_report' and d.period = '2019-04'",
            "update deadline d set due_on = '2019-05-03', original_due_on = '2019-05-03', working = '人工设定 2019-05-03（星期五）。'
             from task t where t.id = d.task_id and t.number = 7 and d.kind = 'task_completion'",
            "insert into deadline (plan_id, kind, subject_id, task_id, period, original_due_on, due_on, working, met_on)
             select plan_id, kind, subject_id + 1000000, task_id, period, original_due_on, due_on, working, '2019-04-25'
             from deadline where kind = 'review' order by id limit 1",
        ],
    )
    .await;

    app.set_day("2019-04-26");
    let mut office = app.person("办公室", Role::Office).await;
    let page = office.get(FORM).await;
    let preview = office.post(TARGET, &may_form(&page).fields()).await;
    preview.assert_status(200);
    assert_eq!(due(&app, reviews).await, ["2019-04-29", "2019-04-30", "2019-04-29"], "nothing is stored yet");
    // After: 25, 26, the worked Sunday 28; and 26, 28, 29.
    assert_eq!(preview.text("#moved h2"), "要调整的时限（2 项）");
    let groups = preview.texts("#moved tr.section th");
    assert!(groups[0].starts_with("2019年4月月报审核 2019-04-29 → 2019-04-28（星期日）1 项"), "{groups:?}");
    assert!(groups[0].contains("计入 04-28（星期日，劳动节调休上班）"), "{groups:?}");
    assert!(groups[1].starts_with("2019年4月月报审核 2019-04-30 → 2019-04-29（星期一）1 项"), "{groups:?}");
    let stays = preview.texts("#stays tbody tr");
    assert_eq!(stays.len(), 2, "{stays:?}");
    assert!(
        stays[0].starts_with("2019年4月月报（任务 6）") && stays[0].contains("不按规则重算"),
        "{stays:?}"
    );
    assert!(stays[1].starts_with("任务完成（任务 7）") && stays[1].contains("为休息日"), "{stays:?}");

    let confirmed = office.post(TARGET, &confirmation(&preview).fields()).await;
    confirmed.assert_redirect("/calendar?year=2019");
    let shown = office.get("/calendar?year=2019").await;
    assert!(
        shown.text(".sub").contains("依据 国办发明电〔2018〕15号、国办发明电〔2019〕3号"),
        "{}",
        shown.text(".sub")
    );
    assert!(shown.body.contains("日历变化 5 天，调整时限 2 项"), "{}", shown.body);
    assert_eq!(due(&app, reviews).await, ["2019-04-28", "2019-04-29", "2019-04-29"], "the one met stays");
    let original = "select original_due_on::text from deadline where kind = 'review' order by id";
    assert_eq!(due(&app, original).await, ["2019-04-29", "2019-04-30", "2019-04-29"]);
    let stayed = "select due_on::text from deadline d join task t on t.id = d.task_id
                  where (t.number = 6 and kind = 'monthly_report' and period = '2019-04')
                     or (t.number = 7 and kind = 'task_completion') order by kind";
    assert_eq!(due(&app, stayed).await, ["2019-05-02", "2019-05-03"]);
    let named = "select string_agg(n.source || ' ' || d.day, ',' order by d.day) from calendar_day d
                 join calendar_notice n on n.id = d.notice_id where d.day between '2019-04-05' and '2019-05-05'";
    let named = app.value::<String>(named).await;
    assert!(named.starts_with("国办发明电〔2018〕15号 2019-04-05,"), "{named}");
    assert!(
        named.contains("国办发明电〔2019〕3号 2019-05-01"),
        "the day named again names its notice: {named}"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_log_keeps_the_arrangement_before_and_after_and_every_date_moved(pool: PgPool) {
    let app = before_the_may_notice(pool).await;
    let contact = app.member("联系人", "审管办", "contact").await.id;
    file_april(&app, contact, "2019-04-25", 1).await;
    let mut office = app.person("办公室", Role::Office).await;
    let page = office.get(FORM).await;
    let preview = office.post(TARGET, &may_form(&page).fields()).await;
    office.post(TARGET, &confirmation(&preview).fields()).await.assert_status(303);
    let entries = "select c.sentence from ledger_entry e join ledger_content c on c.entry_id = e.id
                   where event in ('calendar_notice_entered', 'deadlines_reckoned_again') order by e.id";
    assert_eq!(
        due(&app, entries).await,
        [
            "录入放假通知 国办发明电〔2019〕3号：2019 年工作日历",
            "按 国办发明电〔2019〕3号 重新计算时限，调整 1 项"
        ]
    );
    let id = "select id from ledger_entry where event = 'calendar_notice_entered'";
    let entry = office.get(&format!("/2019/history/{}", app.value::<i64>(id).await)).await;
    entry.assert_status(200);
    assert!(
        entry.body.contains("2019-05-01（星期三） 劳动节放假（国办发明电〔2018〕15号）"),
        "{}",
        entry.body
    );
    assert!(
        entry
            .body
            .contains("2019-05-01（星期三） 至 2019-05-04（星期六） 劳动节放假（国办发明电〔2019〕3号）"),
        "{}",
        entry.body
    );
    let id = "select id from ledger_entry where event = 'deadlines_reckoned_again'";
    let entry = office.get(&format!("/2019/history/{}", app.value::<i64>(id).await)).await;
    assert!(entry.body.contains("2019年4月月报审核（任务 1） 2019-04-30"), "{}", entry.body);
    assert!(entry.body.contains("2019年4月月报审核（任务 1） 2019-04-29"), "{}", entry.body);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_dates_of_a_restricted_task_are_told_to_those_concerned_only(pool: PgPool) {
    let app = before_the_may_notice(pool.clone()).await;
    let contact = app.member("联系人", "审管办", "contact").await.id;
    file_april(&app, contact, "2019-04-25", 1).await;
    activity::run(&pool, &["update task set restricted = true where number = 1"]).await;
    let mut office = app.person("办公室", Role::Office).await;
    let page = office.get(FORM).await;
    let preview = office.post(TARGET, &may_form(&page).fields()).await;
    office.post(TARGET, &confirmation(&preview).fields()).await.assert_status(303);
    let audiences = "select audience::text from ledger_entry where event = 'deadlines_reckoned_again'";
    assert_eq!(due(&app, audiences).await, ["concerned"]);
    let mut viewer = app.person("部门", Role::Viewer).await;
    assert!(!viewer.get("/2019/history").await.body.contains("重新计算限定范围任务的时限"));
    assert!(office.get("/2019/history").await.body.contains("重新计算限定范围任务的时限"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn entering_a_notice_again_changes_nothing(pool: PgPool) {
    let app = before_the_may_notice(pool).await;
    let mut office = app.person("办公室", Role::Office).await;
    let page = office.get(FORM).await;
    let preview = office.post(TARGET, &may_form(&page).fields()).await;
    office.post(TARGET, &confirmation(&preview).fields()).await.assert_status(303);
    let entries = "select count(*) from ledger_entry";
    let before = app.value::<i64>(entries).await;
    let again = office.post(TARGET, &may_form(&page).fields()).await;
    again.assert_status(422);
    assert!(again.text("#lines-error").contains("没有变化"));
    assert_eq!(app.value::<i64>(entries).await, before);
    // The old preview, confirmed once more from another window, does nothing either.
    office.post(TARGET, &confirmation(&preview).fields()).await.assert_status(422);
    assert_eq!(app.value::<i64>(entries).await, before);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_confirmed_is_what_was_seen_or_it_is_shown_again(pool: PgPool) {
    let app = before_the_may_notice(pool).await;
    let contact = app.member("联系人", "审管办", "contact").await.id;
    app.set_day("2019-04-25");
    let mut office = app.person("办公室", Role::Office).await;
    let page = office.get(FORM).await;
    let preview = office.post(TARGET, &may_form(&page).fields()).await;
    assert_eq!(preview.text("#moved h2"), "要调整的时限（0 项）");
    // Somebody files in between: one more review would move.
    file_april(&app, contact, "2019-04-25", 1).await;
    let stale = office.post(TARGET, &confirmation(&preview).fields()).await;
    stale.assert_status(409);
    assert!(stale.text(".errors").contains("没有录入"));
    assert_eq!(stale.text("#moved h2"), "要调整的时限（1 项）");
    assert_eq!(app.value::<i64>("select count(*) from calendar_notice where year = 2019").await, 1);
    // A colleague changes the calendar in between: shown again too.
    let mut colleague = app.person("另一人", Role::Office).await;
    let other =
        may_form(&page).with("number", "国办发明电〔2019〕甲号").with("lines", "2019-05-02 放假 劳动节");
    let theirs = colleague.post(TARGET, &other.fields()).await;
    colleague.post(TARGET, &confirmation(&theirs).fields()).await.assert_status(303);
    office.post(TARGET, &confirmation(&stale).fields()).await.assert_status(409);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_year_announced_from_a_file_moves_the_estimates_of_the_year(pool: PgPool) {
    let app = TestApp::new(pool.clone()).await;
    let mut tx = app.state.db.begin().await.unwrap();
    store_seed(&mut tx, app.state.clocks.ledger_now()).await.unwrap();
    tx.commit().await.unwrap();
    let unannounced = [
        "delete from calendar_day where day >= '2020-01-01'",
        "delete from calendar_notice where year >= 2020",
    ];
    activity::run(&pool, &unannounced).await;
    let mut tx = app.state.db.begin().await.unwrap();
    import(&mut tx, &app.act(), NOTICE).await.unwrap();
    tx.commit().await.unwrap();
    let january = "select due_on::text || case when working like '%推算%' then ' 推算' else '' end
                   from deadline where due_on >= '2020-01-01' order by due_on";
    assert_eq!(due(&app, january).await, ["2020-01-10 推算", "2020-01-21 推算"]);

    app.set_day("2019-11-22");
    let mut office = app.person("办公室", Role::Office).await;
    assert!(office.get("/calendar?year=2020").await.text(".reason").contains("推算"));
    let fields = [("number", "国办发明电〔2019〕16号"), ("year", "2020"), ("scope", "whole"), ("lines", "")];
    let file = format!("\u{feff}{JANUARY}");
    let preview = office.post_files(TARGET, &fields, &[("file", "2020.csv", file.as_bytes())]).await;
    preview.assert_status(200);
    assert!(preview.text("#moved tr.section th").starts_with("2019年第四季度检查 2020-01-10 → 2020-01-13"));
    assert!(
        preview.text("#moved").contains("另有 1 项日期不变"),
        "the summary of 21 January is no estimate any more"
    );
    office.post(TARGET, &confirmation(&preview).fields()).await.assert_redirect("/calendar?year=2020");
    assert_eq!(due(&app, january).await, ["2020-01-13", "2020-01-21"]);
    let page = office.get("/calendar?year=2020").await;
    assert_eq!(page.count(".reason"), 0);
    assert!(page.text(".sub").contains("国办发明电〔2019〕16号"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_year_entered_anew_replaces_what_notices_of_it_said(pool: PgPool) {
    let app = before_the_may_notice(pool).await;
    let mut office = app.person("办公室", Role::Office).await;
    let page = office.get(FORM).await;
    let anew = may_form(&page).with("scope", "whole").with("lines", "2019-05-01 放假 劳动节");
    let preview = office.post(TARGET, &anew.fields()).await;
    office.post(TARGET, &confirmation(&preview).fields()).await.assert_status(303);
    let of_2019 =
        "select string_agg(day::text, ',') from calendar_day where day between '2019-01-01' and '2019-12-31'";
    assert_eq!(app.value::<String>(of_2019).await, "2019-05-01");
    let kept = "select count(*) from calendar_day where extract(year from day) = 2018";
    assert!(app.value::<i64>(kept).await > 0, "other years stay");
    let sub = office.get("/calendar?year=2019").await.text(".sub");
    assert!(sub.contains("曾依据 国办发明电〔2018〕15号"), "{sub}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn wrong_lines_come_back_with_their_numbers_and_all_that_was_typed(pool: PgPool) {
    let app = before_the_may_notice(pool).await;
    let mut office = app.person("办公室", Role::Office).await;
    let page = office.get(FORM).await;
    let lines = "2019-04-29 上班 劳动节\n2019-05-01 放假 劳动节\n五月二日 放假 劳动节";
    let answer = office.post(TARGET, &may_form(&page).with("lines", lines).fields()).await;
    answer.assert_status(422);
    let told = answer.texts(".errors li");
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("第 1 行：2019-04-29（星期一）本来就是工作日"), "{told:?}");
    assert!(told[1].starts_with("第 3 行：看不出日期"), "{told:?}");
    let form = Form::of(&answer, "main form[method=post]");
    for field in [("number", "国办发明电〔2019〕3号"), ("year", "2019"), ("scope", "named"), ("lines", lines)]
    {
        assert!(form.fields().contains(&field), "{field:?}");
    }
    let no_text =
        office.post_files(TARGET, &form.with("lines", "").fields(), &[("file", "a.csv", b"\xc0\xcd")]).await;
    no_text.assert_status(422);
    assert!(no_text.text("#file-error").contains("UTF-8"));
    let mut viewer = app.person("部门", Role::Viewer).await;
    viewer.get(FORM).await.assert_status(403);
    viewer.post(TARGET, &[]).await.assert_status(403);
    assert_eq!(viewer.get("/calendar").await.count(".actions a"), 0, "who may not enter is not led there");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_notice_costs_the_same_statements_however_much_it_moves(pool: PgPool) {
    let app = before_the_may_notice(pool.clone()).await;
    let mut office = app.person("办公室", Role::Office).await;
    let page = office.get(FORM).await;
    // Days off that no notice ever gave: the 39 reports due on each of them roll on.
    let one = may_form(&page).with("lines", "2019-06-25 放假 端午节");
    let (preview, for_39) = counted(office.post(TARGET, &one.fields())).await;
    assert_eq!(preview.text("#moved h2"), "要调整的时限（39 项）");
    let many = may_form(&page)
        .with("lines", "2019-06-25 放假 端午节\n2019-07-25 放假 端午节\n2019-09-25 放假 中秋节");
    let (preview, for_117) = counted(office.post(TARGET, &many.fields())).await;
    assert_eq!(preview.text("#moved h2"), "要调整的时限（117 项）");
    assert_eq!(for_39, for_117);
    assert!(for_39 <= 20, "{for_39}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn dates_of_a_year_not_announced_are_marked_wherever_they_are_counted(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let contact = app.member("联系人", "审管办", "contact").await.id;
    let unannounced = [
        "delete from calendar_day where day >= '2019-01-01'",
        "delete from calendar_notice where year >= 2019",
    ];
    app.set_day("2019-04-02");
    let mut office = app.person("办公室", Role::Office).await;
    let mut contact = app.sign_in("联系人", contact).await;
    let summaries = "/2019/deadlines?state=all&kind=half_year_summary";
    let pages = ["/2019/deadlines", summaries, "/2019/tasks/1", "/2019/acknowledgements"];
    for page in pages {
        assert!(!office.get(page).await.body.contains("推算"), "{page}: announced");
    }
    for page in ["/worklist", "/2019/reports/2019-04"] {
        assert!(!contact.get(page).await.body.contains("推算"), "{page}: announced");
    }
    activity::run(&pool, &unannounced).await;
    for page in pages {
        let shown = office.get(page).await;
        assert!(shown.texts("td.date .mark").contains(&"推算".to_owned()), "{page}: {}", shown.body);
        assert!(shown.text("#estimates").contains("放假通知尚未公布"), "{page}");
    }
    let completion = office.get("/2019/deadlines?state=all&kind=task_completion").await;
    assert_eq!(completion.count("td.date .mark"), 0, "the plan's last day is no estimate");
    let worklist = contact.get("/worklist").await;
    assert!(worklist.texts(".todo .mark").contains(&"推算".to_owned()), "{}", worklist.body);
    assert!(worklist.text("#estimates").contains("放假通知尚未公布"));
    assert!(
        contact.get("/2019/reports/2019-04").await.text(".sub").contains("前报送（推算，放假通知尚未公布）")
    );
    assert!(office.get("/2019/reports").await.text(".legend").contains("为推算"));
    let id = "select id from deadline where kind = 'half_year_summary' order by due_on limit 1";
    let duty = office.get(&format!("/2019/deadlines/{}", app.value::<i64>(id).await)).await;
    assert_eq!(duty.text("dl.facts .mark"), "推算");
}
