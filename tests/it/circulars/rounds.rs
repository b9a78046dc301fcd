//! The circular of a closed round: what the check found, as of the day it was closed.

use super::*;
use crate::checks::{close, decide, decide_badly, enter_problem, opened};

const Q2: &str = "/2019/circulars/2019-Q2";

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_closed_rounds_circular_says_what_was_found_then_whatever_moves_later(pool: PgPool) {
    let app = opened(&pool).await;
    sqlx::query("update task set restricted = true where number = 9").execute(&pool).await.unwrap();
    let mut office = app.person("office", Role::Office).await;
    for (number, words) in [(6, "制度未报审议"), (9, "评查未开展")] {
        enter_problem(&mut office, number, &format!("{words}，须补")).await;
        decide_badly(&mut office, number, words).await.assert_status(303);
    }
    office.get(Q2).await.assert_status(404);
    for number in (1..=39).filter(|number| ![6, 9].contains(number)) {
        decide(&mut office, number).await;
    }
    close(&mut office).await.assert_status(303);
    assert!(office.get("/2019/checks/2019-Q2").await.attributes("a", "href").contains(&Q2.to_owned()));
    begin(&mut office, Q2).await;
    let page = office.get(Q2).await;
    assert_eq!(page.text(".summary-title"), "关于2019年第二季度司法改革任务检查情况的通报");
    let text = page.text("article");
    for part in [
        "检查改革任务39项：符合序时进度37项，基本符合序时进度0项，不符合序时进度2项；年底完成风险高的2项",
        "不符合序时进度：制度未报审议。",
        "制度未报审议，须补（由审管办于2019年7月31日前整改，待整改）。",
        "另有限定范围的任务1项（任务9）不符合序时进度；限定范围的任务1项（任务9）月报未按期报送。",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!page.body.contains("评查未开展"), "of a restricted task its number only: {text}");

    // The year goes on, and a duty is waived as of a day before: what was frozen stands.
    let later = ["update deadline set waived_on = '2019-07-01', waived_reason = '演示'
                  where kind in ('monthly_report', 'review')"];
    app.set_day("2019-08-20");
    let mut office = app.sign_in("office", office.id).await;
    activity::run(&pool, &later).await;
    let edit = office.get(&format!("{Q2}/edit")).await;
    assert!(edit.text("#moved").contains("台账没有变动"), "{}", edit.text("#moved"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_report_that_was_late_stands_in_the_circular_also_after_it_was_returned(pool: PgPool) {
    let app = opened(&pool).await;
    let contact = app.member("审管办", "审管办", "contact").await.id.0;
    activity::submit_report(&pool, 6, "2019-06", "2019-06-28", contact, 45).await;
    // Filed late, returned, and owed again by a day that is still to come.
    let changes = [
        "with returned as (update report_submission set due_on = '2019-06-25' returning id)
         update deadline set met_on = null, due_on = '2019-07-12'
         where kind = 'monthly_report' and period = '2019-06' and task_id = (select id from task where number = 6)",
        "update deadline set waived_on = '2019-07-01', waived_reason = '演示'
         where kind = 'monthly_report' and task_id <> (select id from task where number = 6)",
    ];
    activity::run(&pool, &changes).await;
    let mut office = app.person("office", Role::Office).await;
    for number in 1..=39 {
        decide(&mut office, number).await;
    }
    close(&mut office).await.assert_status(303);
    begin(&mut office, Q2).await;
    let rows = office.get(Q2).await.texts(".passages tbody tr");
    assert_eq!(rows.len(), 1);
    assert!(rows[0].contains("逾期报送1项次（任务6），未报送2项次（任务6）。"), "{rows:?}");
}
