//! Who answers for a task, as a revision says it: full names, what it leaves unsaid, the difference. Pure.

use std::collections::BTreeSet;

use super::content::RevisedTask;
use super::model::{Candidate, OurTask, Ours, Wanted};
use crate::pages::taking_over::three_way;

/// Who answers. A plan issued anew says all of it; a supplement that names one role leaves the other as it is. Where no lead is
/// marked, those that lead go on leading.
pub(super) fn parts(
    task: &RevisedTask,
    our: &OurTask,
    (ours, covers_plan): (&Ours, bool),
) -> Option<Candidate> {
    if task.leads.is_empty() && task.supports.is_empty() {
        return None;
    }
    let (leads, supports, unknown) = ours.in_full(&task.leads, &task.supports);
    let (leads, supports) = with_unsaid(leads, supports, (&our.leads, &our.supports), covers_plan);
    // The first lead files: their order counts.
    let same = |leads: &[String], supports: &[String]| {
        format!("{leads:?}{:?}", supports.iter().collect::<BTreeSet<_>>())
    };
    let (now, theirs) = (same(&our.leads, &our.supports), same(&leads, &supports));
    if now == theirs {
        return None;
    }
    let of_base = our.base.as_ref().map(|base| {
        let (leads, supports, _) = ours.in_full(&base.leads, &base.supports);
        if task.leads.is_empty() { as_now(leads, supports, &our.leads) } else { (leads, supports) }
    });
    let base = of_base.as_ref().map(|(leads, supports)| same(leads, supports));
    let standing = three_way(base.as_deref(), &now, &theirs);
    Some(Candidate {
        base: of_base.map(|(leads, supports)| parts_in_words(&leads, &supports)),
        ours: parts_in_words(&our.leads, &our.supports),
        theirs: parts_in_words(&leads, &supports),
        standing,
        wanted: Wanted::Parts { leads, supports },
        trouble: unknown_departments(&unknown),
    })
}

/// What a revision says of who answers, with what it leaves unsaid from what stands.
pub(super) fn with_unsaid(
    leads: Vec<String>,
    supports: Vec<String>,
    (our_leads, our_supports): (&[String], &[String]),
    covers_plan: bool,
) -> (Vec<String>, Vec<String>) {
    let marks_none = leads.is_empty();
    let (mut leads, mut supports) = as_now(leads, supports, our_leads);
    if leads.is_empty() && marks_none {
        leads = our_leads.to_vec();
    }
    if supports.is_empty() && !covers_plan {
        supports = our_supports.to_vec();
    }
    supports.retain(|name| !leads.contains(name));
    (leads, supports)
}

/// Without a lead among them, those that lead now lead, in their order.
fn as_now(leads: Vec<String>, supports: Vec<String>, our_leads: &[String]) -> (Vec<String>, Vec<String>) {
    if !leads.is_empty() {
        return (leads, supports);
    }
    let leads: Vec<String> = our_leads.iter().filter(|name| supports.contains(name)).cloned().collect();
    let supports = supports.into_iter().filter(|name| !leads.contains(name)).collect();
    (leads, supports)
}

/// Why names that nobody knows cannot be taken over.
pub(super) fn unknown_departments(unknown: &[String]) -> Option<String> {
    let names = unknown.join("”、“");
    (!unknown.is_empty()).then(|| {
        format!("台账里没有名为“{names}”的部门，请先在“部门”页新增，或登记为已有部门的别名，再回到这里。")
    })
}

/// 牵头：审管办；责任：研究室、办公室
pub(super) fn parts_in_words(leads: &[String], supports: &[String]) -> String {
    let lead = if leads.is_empty() { "待明确".to_owned() } else { leads.join("、") };
    let support =
        if supports.is_empty() { String::new() } else { format!("\n责任：{}", supports.join("、")) };
    format!("牵头：{lead}{support}")
}

impl Ours {
    /// The departments by their full names, and the names nobody knows.
    pub fn in_full(&self, leads: &[String], supports: &[String]) -> (Vec<String>, Vec<String>, Vec<String>) {
        let mut unknown = Vec::new();
        let mut full = |names: &[String]| {
            let mut all: Vec<String> = Vec::new();
            for name in names {
                let known = self.names.get(name);
                if known.is_none() {
                    unknown.push(name.clone());
                }
                let name = known.unwrap_or(name);
                if !all.contains(name) {
                    all.push(name.clone());
                }
            }
            all
        };
        let leads = full(leads);
        let mut supports = full(supports);
        supports.retain(|name| !leads.contains(name));
        (leads, supports, unknown)
    }
}
