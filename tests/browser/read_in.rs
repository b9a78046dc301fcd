//! What is read in from a document, as it is looked at before it counts: a revision of the plan, a draft of the next one.

use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::chromium::Chromium;
use crate::court::Court;
use crate::hand::Hand;
use crate::{findings_at, look_at};

/// Two tasks of the plan, one of them worded another way, and a new one.
const SUPPLEMENT: &str = "关于调整2019年改革任务分工的补充通知\n2019年7月1日\n\n\
    序号\t任务\t牵头部门\t责任部门\t完成时限\n\
    20\t加强多元化纠纷解决机制\t立案庭\t办公室\t2019年10月底前\n\
    38\t深化庭审公开\t研究室\t办公室、信息中心\t\n\
    40\t建设一站式诉讼服务中心\t立案庭\t办公室\t2019年11月底前\n\n\
    请各部门遵照执行。\n";

/// A small plan of the next year, with departments the ledger does not know.
const NEXT: &str = "某县人民法院2020年司法改革任务清单\n\n2020年1月6日\n\n\
    序号\t任务\t牵头单位\t责任单位\t完成时限\n\
    1\t完善案件评查机制\t审管办\t各审判庭\t6月底前\n\
    2\t健全履职保障机制\t政治部\t监察室\t长期坚持\n";

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_read_in_is_looked_at_on_accessible_pages_that_fit_their_screen(pool: PgPool) {
    let court = Court::open(pool).await;
    let chromium = Chromium::start().await;
    court.sign_in(&chromium.driver, "office").await;
    let hand = Hand { court: &court, driver: &chromium.driver };
    let mut findings = Vec::new();
    for (form, text, further) in [
        ("/2019/revisions", SUPPLEMENT, &[][..]),
        (
            "/plans/new",
            NEXT,
            &["/facts", "/tasks/1", "/tasks/add", "/superior-points", "/superior-points/add"][..],
        ),
    ] {
        hand.open(form).await;
        hand.put("#text", text).await;
        hand.click("form[enctype] button.primary").await;
        let path = chromium.driver.current_url().await.unwrap().path().to_owned();
        assert!(path.starts_with(form.trim_end_matches("new")) && path != form, "{form} leads to {path}");
        look_at(&chromium, &path, &mut findings).await;
        for page in further {
            findings_at(&court, &chromium, ("office", &format!("{path}{page}")), &mut findings).await;
        }
    }
    chromium.quit().await;
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}
