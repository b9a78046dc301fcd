//! How long the documents take: drafting a half-year's summary, writing it as Word with the table of all tasks, and the ledger
//! as an Excel workbook, through the router, for the court's 39 tasks and for 500.
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

const SUMMARY: &str = "/2019/summaries/2019-H1";

fn documents(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    for tasks in [39, 500] {
        let app = runtime.block_on(court("documents", tasks, "2019-07-09"));
        let mut office = runtime.block_on(app.person("office", Role::Office));
        runtime.block_on(async {
            let form = Form::of(&office.get(SUMMARY).await, "form[action$='/begin']");
            office.post(&format!("{SUMMARY}/begin"), &form.fields()).await.assert_status(303);
        });
        // The page of a draft holds its text against one drafted anew.
        for (name, path) in [
            ("draft a summary", SUMMARY.to_owned()),
            ("write it as Word", format!("{SUMMARY}/docx")),
            ("write the ledger as Excel", "/2019/ledger.xlsx".to_owned()),
        ] {
            criterion.bench_function(&format!("{name}, {tasks} tasks"), |bench| {
                bench.iter(|| runtime.block_on(office.get(&path)).assert_status(200));
            });
        }
    }
}

criterion_group!(benches, documents);
criterion_main!(benches);
