//! Tests of the reader.
#[test]
fn dump() {
    let r = super::read(include_bytes!("../../../seeds/2019-notice.md")).unwrap();
    println!("{:#?}", r.plan);
    for s in &r.sections {
        println!("{s:?}");
    }
    for w in &r.work_points {
        println!("{} {:?} {:?} {}", w.section, w.tasks, w.proposed_tasks, w.text);
    }
    for d in &r.departments {
        println!("{d:?}");
    }
    for t in &r.tasks {
        println!(
            "{} [{}] {} | files {:?} prop {:?} due {:?} waits {:?}",
            t.number, t.section, t.title, t.files_report, t.proposed_lead, t.due_dates, t.waits_for_superior
        );
        println!(
            "    {:?}",
            t.assignments
                .iter()
                .map(|a| format!(
                    "{}{}",
                    if a.role == super::AssignmentRole::Lead { "*" } else { "" },
                    a.wording
                ))
                .collect::<Vec<_>>()
        );
        println!("    {}", t.text);
    }
    for d in &r.doubts {
        println!("{:?} {} {}", d.task, d.rule, d.message);
    }
}
