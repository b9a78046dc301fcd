//! The pages in a real Chromium: at both sizes, without a finding of the accessibility checker, nothing scrolling
//! sideways, and the things only a browser does.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod chromium;
mod court;
mod hand;
mod kiosk;
mod read_in;
mod supervision;
mod timeline;

use chromium::{Chromium, Size};
use court::Court;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;
use thirtyfour::prelude::*;

/// Every page with the person who looks at it.
const PAGES: &[(&str, &str)] = &[
    ("office", "/worklist"),
    ("office", "/2019/wall"),
    ("office", "/2019/ledger"),
    ("office", "/2019/ledger?light=red"),
    ("office", "/2019/ledger?q=没有这样的任务"),
    ("office", "/2019/ledger/read-back"),
    ("office", "/2019/revisions"),
    ("office", "/2019/tasks/20"),
    ("office", "/2019/tasks/1"),
    ("office", "/2019/tasks/10"),
    ("office", "/2019/tasks/20/adjust"),
    ("office", "/2019/tasks/20/edit"),
    ("office", "/2019/tasks/20/responsibilities"),
    ("office", "/2019/tasks/20/status/standing"),
    ("office", "/2019/tasks/20/completion"),
    ("office", "/2019/tasks/add"),
    ("office", "/2019/tasks/20/files"),
    ("office", "/2019/tasks/adjust"),
    ("office", "/2019/tasks/20/timeline"),
    ("office", "/2019/tasks/timelines"),
    ("office", "/patterns"),
    ("office", "/patterns/1"),
    ("office", "/2019/gantt"),
    ("office", "/2019/gantt?by=department"),
    ("office", "/2019/changes"),
    ("office", "/2019/changes?from=2019-04-30&to=2019-05-31"),
    ("office", "/2019/deliverables"),
    ("office", "/2019/tasks/20/milestones/120"),
    ("office", "/2019/tasks/20/milestones/121"),
    ("office", "/2019/tasks/20/extension"),
    ("office", "/2019/extensions"),
    ("office", "/2019/extensions/3"),
    ("office", "/2019/extensions/7"),
    ("office", "/2019/completions"),
    ("office", "/2019/completions/1"),
    ("office", "/2019/completions/8"),
    ("office", "/2019/waits"),
    ("office", "/2019/waits/10"),
    ("office", "/2019/checks"),
    ("office", "/2019/checks/2019-Q2"),
    ("office", "/2019/checks/2019-Q2/tasks/20"),
    ("office", "/2019/checks/2019-Q2/tasks/39"),
    ("office", "/2019/checks/2019-Q2/stocktake"),
    ("office", "/2019/checks/2019-Q3"),
    ("office", "/2019/findings"),
    ("office", "/2019/findings/5"),
    ("office", "/2019/findings/add?task=20"),
    ("office", "/2019/instructions"),
    ("office", "/2019/instructions/4"),
    ("office", "/2019/instructions/add?task=6"),
    ("office", "/2019/instructions/meeting"),
    ("office", "/2019/supervision-notices"),
    ("office", "/2019/supervision-notices/3"),
    ("office", "/2019/supervision-notices/3/print"),
    ("office", "/2019/reminders"),
    ("office", "/2019/summaries"),
    ("office", "/2019/summaries/2019-H1"),
    ("office", "/2019/summaries/2019-H2"),
    ("office", "/2019/archive"),
    ("office", "/2019/appraisal"),
    ("office", "/2019/appraisal/2019-H1/1"),
    ("office", "/2019/appraisal/objections/1"),
    ("office", "/2019/appraisal/false-reports"),
    ("office", "/2019/appraisal/settings"),
    ("office", "/2019/appraisal/burden?month=2019-06"),
    ("office", "/2019/blind-spots"),
    ("office", "/2019/work-points"),
    ("office", "/2019/superior-points"),
    ("office", "/2019/superior-points/add"),
    ("office", "/2019/tasks/6/chain"),
    ("viewer", "/2019/blind-spots"),
    ("office", "/2019/superior-court"),
    ("office", "/2019/superior-court/1"),
    ("office", "/2019/superior-court/gather"),
    ("office", "/2019/bulletins"),
    ("office", "/2019/bulletins/gather"),
    ("office", "/2019/policies"),
    ("office", "/2019/policies/1"),
    ("office", "/2019/policies/add"),
    ("office", "/2019/circulars"),
    ("office", "/2019/circulars/2019-06"),
    ("office", "/2019/leader-briefs"),
    ("office", "/2019/leader-briefs/all"),
    ("office", "/2019/meeting-papers"),
    ("office", "/2019/look-backs"),
    ("office", "/2019/look-backs/1"),
    ("office", "/2019/look-backs/1/items/2"),
    ("office", "/2019/look-backs/add"),
    ("office", "/2019/talks"),
    ("office", "/2019/talks/1"),
    ("office", "/2019/talks/add"),
    ("office", "/2019/kiosk-links"),
    ("office", "/2019/reports"),
    ("office", "/2019/reports/2019-06/review"),
    ("office", "/2019/deadlines"),
    ("office", "/2019/deadlines/1"),
    ("office", "/2019/plan"),
    ("office", "/2019/acknowledgements"),
    ("office", "/2019/history"),
    ("office", "/departments"),
    ("office", "/departments/1"),
    ("office", "/departments/1/split"),
    ("office", "/departments/1/close"),
    ("office", "/calendar?year=2019"),
    ("office", "/plans"),
    ("office", "/plans/new"),
    ("office", "/plans/next?from=2019"),
    ("office", "/account/password"),
    ("office", "/account/calendar-feed"),
    ("审管办", "/worklist"),
    ("审管办", "/2019/reports/2019-06"),
    ("审管办", "/2019/reports/2019-07"),
    ("审管办", "/2019/checks/2019-Q2"),
    ("审管办", "/2019/tasks/6"),
    ("审管办", "/2019/tasks/6/timeline"),
    ("审管办", "/2019/tasks/6/extension"),
    ("审管办", "/2019/tasks/6/completion"),
    ("审管办", "/2019/findings/8"),
    ("审管办", "/2019/instructions/1"),
    ("审管办", "/2019/reminders"),
    ("审管办", "/2019/look-backs"),
    ("审管办", "/2019/appraisal"),
    ("审管办", "/2019/appraisal/2019-H1/1/object?item=report:8:2019-05"),
    ("leader", "/worklist"),
    ("leader", "/2019/instructions"),
    ("leader", "/2019/instructions/add"),
    ("leader", "/2019/supervision-notices"),
    ("leader", "/2019/talks/1"),
    ("leader", "/2019/wall"),
    ("leader", "/2019/checks/2019-Q2"),
    ("leader", "/2019/extensions/7"),
    ("leader", "/2019/completions/8"),
    ("viewer", "/2019/ledger"),
    ("viewer", "/2019/tasks/9"),
    ("viewer", "/2019/bulletins"),
    ("viewer", "/2019/policies/1"),
    ("system_admin", "/accounts"),
    ("system_admin", "/accounts/1"),
    ("security_admin", "/accounts"),
    ("security_admin", "/accounts/policy"),
    ("audit_admin", "/history"),
];

/// Opens a page and looks at it.
async fn findings_at(
    court: &Court,
    chromium: &Chromium,
    (person, path): (&str, &str),
    findings: &mut Vec<String>,
) {
    chromium.driver.goto(court.address(path)).await.unwrap();
    let status = chromium.status().await;
    if status != 200 {
        findings.push(format!("{person} {path}: answered {status}"));
    }
    look_at(chromium, &format!("{person} {path}"), findings).await;
}

/// Looks at the page that stands, in both sizes.
async fn look_at(chromium: &Chromium, what: &str, findings: &mut Vec<String>) {
    for size in Size::BOTH {
        chromium.resize(size).await;
        let place = format!("{what} {size:?}");
        chromium.picture(&place.replace([' ', '/', '?'], "_")).await;
        findings.extend(
            chromium.accessibility_findings().await.iter().map(|finding| format!("{place}: {finding}")),
        );
        if chromium.scrolls_sideways().await {
            findings.push(format!("{place}: scrolls sideways"));
        }
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_page_is_accessible_and_fits_its_screen(pool: PgPool) {
    let court = Court::open(pool).await;
    let chromium = Chromium::start().await;
    let mut findings = Vec::new();
    let mut signed_in = "";
    for (person, path) in PAGES {
        if *person != signed_in {
            court.sign_in(&chromium.driver, person).await;
            signed_in = person;
        }
        findings_at(&court, &chromium, (person, path), &mut findings).await;
    }
    chromium.quit().await;
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn signing_in_leads_to_the_page_asked_for(pool: PgPool) {
    let court = Court::open(pool).await;
    let chromium = Chromium::start().await;
    chromium.driver.goto(court.address("/account/password")).await.unwrap();
    court.fill_in_sign_in(&chromium.driver, "office").await;
    let heading = chromium.driver.find(By::Css("h1")).await.unwrap().text().await.unwrap();
    chromium.quit().await;
    assert_eq!(heading, "修改密码");
}
