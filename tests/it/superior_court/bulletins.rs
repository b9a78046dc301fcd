//! 改革信息: written from accepted reports, submitted, adopted or not; read by all, but for restricted tasks; never scored.

use super::*;
use crate::official_document::package::said;

const BULLETINS: &str = "/2019/bulletins";
const ONE: &str = "/2019/bulletins/1";
const MAKE: &str = "/2019/bulletins/gather";

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_bulletin_is_written_from_accepted_reports_and_adopted(pool: PgPool) {
    let app = court(&pool).await;
    activity::run(
        &pool,
        &["update report_submission set progress_text = '已上线监管平台', proof = '抚法〔2019〕18号'
           where report_id in (select m.id from monthly_report m join task t on t.id = m.task_id
                               where t.number = 6 and m.month = '2019-06')"],
    )
    .await;
    let mut office = app.person("office", Role::Office).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let offered = office.get(MAKE).await;
    assert!(!offered.body.contains(OF_6), "no difficulty goes into a bulletin");
    gather(&mut office, MAKE, &["已上线监管平台"], "我院监管平台上线")
        .await
        .assert_redirect(&format!("{ONE}/edit"));
    let text = Form::of(&office.get(&format!("{ONE}/edit")).await, "form.card").value("text");
    assert_eq!(text, "已上线监管平台\n完成证明：抚法〔2019〕18号");
    let again = office.get(MAKE).await.texts(".offers li");
    assert!(
        again.iter().any(|line| line.contains("已上线监管平台") && line.contains("改革信息第1期")),
        "{again:?}"
    );
    viewer.get(ONE).await.assert_status(404);
    send(&mut office, ONE).await;
    let page = viewer.get(ONE).await;
    assert!(page.text("article").contains("已上线监管平台"));
    assert_eq!(page.text("h1 + .sub"), "◆已上报");
    assert!(viewer.get(BULLETINS).await.body.contains("改革信息只计篇数，不计分，不作考核依据"));
    assert!(said(&viewer.get(&format!("{ONE}/docx")).await.bytes).contains("完成证明：抚法〔2019〕18号"));

    let unsaid = step(&mut office, ONE, "settle", &[]).await;
    unsaid.assert_status(422);
    assert!(unsaid.text("#result-error").contains("是否采用"));
    let nowhere = step(&mut office, ONE, "settle", &[("result", "adopt")]).await;
    assert!(nowhere.text("#outcome-error").contains("写明采用的单位"));
    let where_to = [("result", "adopt"), ("outcome", "省高院《司改简报》")];
    step(&mut office, ONE, "settle", &where_to).await.assert_redirect(ONE);
    let told = contact.get("/worklist").await.body;
    let message = "改革信息第1期《我院监管平台上线》取自本部门的月报，已被采用：省高院《司改简报》";
    assert!(told.contains(message), "the department whose report it is");
    let page = viewer.get(ONE).await;
    assert_eq!(page.text("h1 + .sub"), "✔已采用");
    assert!(page.text("#came-back").contains("省高院《司改简报》"));
    assert!(viewer.get(BULLETINS).await.text(".sub").contains("已上报 1 期，其中采用 1 期"));
    assert!(viewer.get("/2019/history").await.body.contains("上报改革信息第1期"));
    viewer.post(&format!("{ONE}/withdraw"), &[]).await.assert_status(403);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_bulletin_not_adopted_needs_no_words_and_one_about_a_restricted_task_is_for_its_departments(
    pool: PgPool,
) {
    let app = court(&pool).await;
    activity::run(
        &pool,
        &["update report_submission set progress_text = '评查活动开展' where problems = '评查标准尚未下发'"],
    )
    .await;
    let mut office = app.person("office", Role::Office).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let mut own = app.member("监察室联系人", "监察室", "contact").await;
    gather(&mut office, MAKE, &["评查活动开展"], "我院开展评查活动")
        .await
        .assert_redirect(&format!("{ONE}/edit"));
    send(&mut office, ONE).await;
    step(&mut office, ONE, "settle", &[("result", "pass_over")]).await.assert_redirect(ONE);
    assert_eq!(own.get(ONE).await.text("h1 + .sub"), "○未采用");
    for path in [ONE, BULLETINS, "/2019/history"] {
        assert!(!viewer.get(path).await.body.contains("评查活动"), "{path}");
    }
    viewer.get(ONE).await.assert_status(404);
    // Numbers of the two kinds are their own.
    drafted(&mut office).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_a_restricted_task_said_is_no_source_for_everybody(pool: PgPool) {
    let app = court(&pool).await;
    let said = "update report_submission set progress_text = '已上线监管平台'
                where report_id in (select m.id from monthly_report m join task t on t.id = m.task_id
                                    where t.number = 6 and m.month = '2019-06')";
    activity::run(&pool, &[said]).await;
    let mut office = app.person("office", Role::Office).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    gather(&mut office, MAKE, &["已上线监管平台"], "我院监管平台上线").await.assert_status(303);
    let edit = format!("{ONE}/edit");
    let form = Form::of(&office.get(&edit).await, "form.card").with("tasks", "10").with("text", "平台上线。");
    office.post(&edit, &form.fields()).await.assert_status(303);
    send(&mut office, ONE).await;
    activity::run(&pool, &["update task set restricted = true where number = 6"]).await;
    let page = viewer.get(ONE).await;
    page.assert_status(200);
    assert!(!page.body.contains("已上线监管平台"), "{}", page.text("main"));
    assert!(office.get(ONE).await.body.contains("已上线监管平台"));
}
