//! How long wall, ledger, Gantt and filing a report take, end to end through the router on the court's real plan.
//!
//! Needs `DATABASE_URL`, a server on which it may create a database. The figures are measured, never asserted.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on stops")]

#[path = "../tests/it/support/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the benches stand on a part of what the tests stand on")]
mod support;

mod court;

use court::court;
use criterion::{Criterion, criterion_group, criterion_main};
use reform_ledger::accounts::Role;
use support::court::Form;
use tokio::runtime::Runtime;

const DAY: &str = "2019-06-24";
const MONTH: &str = "/2019/reports/2019-06";
const REVIEW: &str = "/2019/reports/2019-06/review";

fn pages(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let app = runtime.block_on(court("pages", 39, DAY));
    let mut office = runtime.block_on(app.person("office", Role::Office));
    for (name, path) in [
        ("wall", "/2019/wall"),
        ("ledger", "/2019/ledger"),
        ("gantt", "/2019/gantt"),
        ("worklist", "/worklist"),
    ] {
        criterion.bench_function(name, |bench| {
            bench.iter(|| runtime.block_on(office.get(path)).assert_status(200));
        });
    }
    let mut contact = runtime.block_on(app.member("审管办", "审管办", "contact"));
    let mut filed = 0;
    criterion.bench_function("open the month, file one report, have it returned", |bench| {
        bench.iter(|| {
            filed += 1;
            runtime.block_on(async {
                let page = contact.get(MONTH).await;
                let form = Form::of(&page, "form[data-autosave]")
                    .with("progress_1", &format!("方案已定，第 {filed} 次补充。"))
                    .with("share_1", "45");
                contact.post(MONTH, &form.with("action", "submit").fields()).await.assert_status(303);
                let page = office.get(REVIEW).await;
                let back = Form::of(&page, "form[action$='/return']").with("reason", "请补充附件。");
                office.post(&format!("{REVIEW}/return"), &back.fields()).await.assert_status(303);
            });
        });
    });
    let large = runtime.block_on(court("pages", 500, DAY));
    let mut office = runtime.block_on(large.person("office", Role::Office));
    criterion.bench_function("gantt of 500 tasks", |bench| {
        bench.iter(|| runtime.block_on(office.get("/2019/gantt")).assert_status(200));
    });
}

criterion_group!(benches, pages);
criterion_main!(benches);
