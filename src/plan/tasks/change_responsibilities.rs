//! Changing who answers for a task (责任分工): what the change closes and opens, pure, and doing it.
//!
//! A row is never overwritten: it ends the day before the change, and another begins on the day. Unmet duties due on
//! or after that day pass to the department that files then; overdue ones stay, unless the office moves them.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::responsibility_store::{self as store, DepartmentInForce, OpenedPart, Part};
use super::store::{Task, touch};
use crate::audit_trail::{Act, Entry, append};
use crate::calendar::get_calendar;
use crate::deadlines::due_dates::DueDates;
use crate::deadlines::{PlanRules, of_task, pass_overdue};
use crate::error::Result;
use crate::ids::DepartmentId;
use crate::organization::DepartmentKind;
use crate::plan::document_reader::rules;
use crate::plan::tasks::AssignmentRole;
use crate::plan::{Plan, doubts};
use crate::web::{FieldErrors, dates};

/// Who files for a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filing {
    /// The first-named unit lead; nobody while there is none.
    FirstUnitLead,
    /// The unit the office names.
    By(DepartmentId),
}

impl Filing {
    /// The department the office named goes on filing while it has a part; else the first-named unit lead does.
    #[must_use]
    pub fn going_on(now: &[Part], wanted: &[WantedPart]) -> Self {
        match store::named_filer(now).filter(|of| wanted.iter().any(|part| part.department == *of)) {
            Some(named) => Self::By(named),
            None => Self::FirstUnitLead,
        }
    }
}

/// A department's part as it shall be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedPart {
    /// The department.
    pub department: DepartmentId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: DepartmentKind,
    /// Lead or support.
    pub role: AssignmentRole,
}

impl WantedPart {
    /// The parts as their names are written somewhere; a role of which nothing is written stays as it is. Those that stand keep
    /// their order. A name is looked for among the departments in force and those that stand; else a sentence says so.
    pub fn by_names(
        now: &[Part],
        in_force: &[DepartmentInForce],
        leads: Option<Vec<String>>,
        supports: Option<Vec<String>>,
    ) -> Result<Vec<Self>, String> {
        let in_force = in_force.iter().map(|of| (of.id, of.name.as_str(), of.kind));
        let stand = now.iter().map(|part| (part.department, part.name.as_str(), part.kind));
        let known: Vec<_> = in_force.chain(stand).collect();
        let mut wanted: Vec<Self> = Vec::new();
        for (role, written) in [(AssignmentRole::Lead, leads), (AssignmentRole::Support, supports)] {
            let of_role = || now.iter().filter(|part| part.role == role).map(|part| part.name.clone());
            for name in written.unwrap_or_else(|| of_role().collect()) {
                let Some((department, _, kind)) = known.iter().copied().find(|(_, known, _)| *known == name)
                else {
                    return Err(format!("没有名为“{name}”的部门，请按“部门”页的全称填写，用顿号隔开。"));
                };
                if wanted.iter().any(|part| part.department == department) {
                    return Err(format!(
                        "{name}出现了两次；从牵头改为责任、或从责任改为牵头的，两格都要改并一起勾选。"
                    ));
                }
                wanted.push(Self { department, name, kind, role });
            }
        }
        let stands =
            |part: &Self| now.iter().position(|of| of.department == part.department).unwrap_or(now.len());
        wanted.sort_by_key(stands);
        Ok(wanted)
    }
}

/// Who shall answer for a task, from when, and why.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The departments, in the order they shall stand.
    pub parts: Vec<WantedPart>,
    /// Who files.
    pub filing: Filing,
    /// The first day.
    pub from_on: NaiveDate,
    /// Why; needed where the past changes.
    pub reason: String,
    /// Whether what is overdue moves, too.
    pub moves_overdue: bool,
}

/// What a change closes and opens.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Rows that end the day before.
    pub closed: Vec<i64>,
    /// Rows that begin on the day.
    pub opened: Vec<OpenedPart>,
}

/// What a change did.
#[derive(Debug, Clone, Copy)]
pub struct Outcome {
    /// Whether anything differs now.
    pub changed: bool,
    /// How many duties another department owes now.
    pub passed: u64,
}

impl Wanted {
    /// The department that files then: as the office says, else the first-named unit lead.
    #[must_use]
    pub fn files(&self) -> Option<DepartmentId> {
        match self.filing {
            Filing::By(department) => Some(department),
            Filing::FirstUnitLead => {
                let is_unit_lead = |part: &&WantedPart| {
                    part.role == AssignmentRole::Lead && part.kind == DepartmentKind::Unit
                };
                self.parts.iter().find(is_unit_lead).map(|part| part.department)
            }
        }
    }

    /// What must be closed and opened, so that it holds.
    #[must_use]
    pub fn difference(&self, now: &[Part]) -> Difference {
        let files = self.files();
        let mut difference = Difference::default();
        let mut last = now.iter().map(|part| part.position).max().unwrap_or(0);
        for part in now.iter().filter(|part| self.parts.iter().all(|w| w.department != part.department)) {
            difference.closed.push(part.id);
        }
        for wanted in &self.parts {
            let files_report = files == Some(wanted.department);
            let stands = now.iter().find(|part| part.department == wanted.department);
            if let Some(part) = stands {
                if part.role == wanted.role && part.files_report == files_report {
                    continue;
                }
                difference.closed.push(part.id);
            } else {
                last += 1;
            }
            difference.opened.push(OpenedPart {
                department: wanted.department,
                role: wanted.role,
                files_report,
                position: stands.map_or(last, |part| part.position),
                wording: stands.map_or_else(|| wanted.name.clone(), |part| part.wording.clone()),
            });
        }
        difference
    }

    /// What changes, department by department, in a sentence without its full stop.
    #[must_use]
    pub fn sentence(&self, now: &[Part]) -> String {
        let word = |role: Option<AssignmentRole>| role.map_or("不承担", AssignmentRole::word);
        let gone = now.iter().filter(|part| self.parts.iter().all(|w| w.department != part.department));
        let gone = gone.map(|part| (part.name.as_str(), Some(part.role), None));
        let others = self.parts.iter().map(|part| {
            let stood = now.iter().find(|stood| stood.department == part.department);
            (part.name.as_str(), stood.map(|stood| stood.role), Some(part.role))
        });
        let changed = gone.chain(others).filter(|(_, from, to)| from != to);
        let changed = changed.map(|(name, from, to)| format!("{name}由{}改为{}", word(from), word(to)));
        let mut words: Vec<String> = changed.collect();
        let stood = now.iter().find(|part| part.files_report);
        let files = self.parts.iter().find(|part| Some(part.department) == self.files());
        if stood.map(|part| part.department) != files.map(|part| part.department) {
            let from = stood.map_or("待明确", |part| part.name.as_str());
            let to = files.map_or("待明确", |part| part.name.as_str());
            words.push(format!("填报部门由{from}改为{to}"));
        }
        format!("自 {} 起，{}", dates::short(self.from_on), words.join("；"))
    }

    /// Why it cannot be so, beside the fields of its form.
    #[must_use]
    pub fn errors(&self, now: &[Part], plan: &Plan, today: NaiveDate) -> FieldErrors {
        let mut errors = FieldErrors::default();
        if self.parts.is_empty() {
            errors.add("departments", "至少要有一个部门承担；不再办理的任务请用“终止”或“并入”。");
        }
        if let Filing::By(department) = self.filing
            && self
                .parts
                .iter()
                .all(|part| part.department != department || part.kind != DepartmentKind::Unit)
        {
            errors.add("files", "填报部门须是本任务的牵头或责任部门，统称和领导机构不填报。");
        }
        if self.reason.is_empty() && (self.from_on < today || self.moves_overdue) {
            errors.add("reason", "变更日在今天以前，或移交逾期事项的，须写明理由。");
        }
        if self.from_on > plan.ends_on {
            errors.add("from_on", format!("不能晚于方案最后一日 {}。", dates::short(plan.ends_on)));
        }
        let closed = self.difference(now).closed;
        let latest = now.iter().filter(|part| closed.contains(&part.id)).max_by_key(|part| part.from_on);
        if let Some(part) = latest.filter(|part| part.from_on > self.from_on) {
            let since = dates::short(part.from_on);
            errors.add("from_on", format!("{}现在的分工自 {since} 起，变更日不能更早。", part.name));
        }
        errors
    }
}

/// Makes it so, with one entry; nothing when it is so already. The task is held by this transaction, and
/// [`Wanted::errors`] found nothing.
pub async fn change_responsibilities(
    conn: &mut PgConnection,
    act: &Act,
    (plan, plan_rules): (&Plan, &PlanRules),
    task: &Task,
    wanted: &Wanted,
) -> Result<Outcome> {
    let now = store::list_parts(conn, task.id).await?;
    let difference = wanted.difference(&now);
    let filer_before = now.iter().find(|part| part.files_report).map(|part| part.department);
    let files = wanted.files();
    store::close_parts(conn, &difference.closed, wanted.from_on - Days::new(1), &wanted.reason).await?;
    store::open_parts(conn, task.id, &difference.opened, wanted.from_on, &wanted.reason).await?;
    let mut passed = 0;
    if filer_before != files {
        let calendar = get_calendar(conn).await?;
        let due = DueDates { rules: plan_rules, calendar: &calendar };
        // What nobody owed is reckoned from the decision, not from the day it is dated back to.
        let decided_on =
            if filer_before.is_none() { wanted.from_on.max(act.today()) } else { wanted.from_on };
        let on = (decided_on, act.today());
        passed += of_task::hand_over(conn, task.id, filer_before, files, on, due).await?;
        if let Some(from) = filer_before.filter(|_| wanted.moves_overdue) {
            passed += pass_overdue(conn, task.id, from, files, (wanted.from_on, act.today())).await?;
        }
    }
    let changed = difference != Difference::default();
    if changed || passed > 0 {
        touch(conn, task.id).await?;
        let then = store::list_parts(conn, task.id).await?;
        settle_doubts(conn, act, task, &then).await?;
        let sentence = format!("自 {} 起调整责任分工{}", dates::short(wanted.from_on), passing(passed));
        let entry = Entry::new("responsibilities_changed", "task", sentence).on(task.id.0).of_plan(plan.year);
        let after = in_json(&then, Some((wanted.from_on, &wanted.reason)));
        append(conn, act, entry.of_task(task.id).with_change(Some(in_json(&now, None)), Some(after))).await?;
    }
    Ok(Outcome { changed, passed })
}

/// What the document left open is settled once somebody leads and somebody files.
async fn settle_doubts(conn: &mut PgConnection, act: &Act, task: &Task, parts: &[Part]) -> Result<()> {
    let leads: Vec<&str> = parts
        .iter()
        .filter(|part| part.role == AssignmentRole::Lead)
        .map(|part| part.name.as_str())
        .collect();
    if !leads.is_empty() {
        let resolution = format!("已明确牵头部门：{}", leads.join("、"));
        doubts::settle_of_task(conn, act, task.id, &[rules::LEAD_NOT_MARKED], &resolution).await?;
    }
    if let Some(part) = parts.iter().find(|part| part.files_report) {
        let resolution = format!("已明确填报部门：{}", part.name);
        doubts::settle_of_task(conn, act, task.id, &[rules::NOBODY_FILES], &resolution).await?;
    }
    Ok(())
}

fn passing(passed: u64) -> String {
    if passed == 0 { String::new() } else { format!("，{passed} 项时限随之移交") }
}

fn in_json(parts: &[Part], change: Option<(NaiveDate, &str)>) -> Value {
    let names = |role| -> Vec<&str> {
        parts.iter().filter(|part| part.role == role).map(|part| part.name.as_str()).collect()
    };
    let mut value = json!({
        "lead": names(AssignmentRole::Lead),
        "support": names(AssignmentRole::Support),
        "files_report": parts.iter().find(|part| part.files_report).map(|part| &part.name),
    });
    if let Some((from_on, reason)) = change {
        value["from_on"] = json!(from_on);
        value["reason"] = json!(reason);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn part(id: i64, role: AssignmentRole, files_report: bool) -> Part {
        Part {
            id,
            department: DepartmentId(id),
            name: format!("部门{id}"),
            kind: DepartmentKind::Unit,
            role,
            files_report,
            position: i32::try_from(id).unwrap(),
            wording: format!("所印{id}"),
            from_on: d("2019-03-28"),
        }
    }

    fn wanted(parts: &[(i64, AssignmentRole)], filing: Filing) -> Wanted {
        let parts = parts
            .iter()
            .map(|(id, role)| WantedPart {
                department: DepartmentId(*id),
                name: format!("部门{id}"),
                kind: if *id == 9 { DepartmentKind::Group } else { DepartmentKind::Unit },
                role: *role,
            })
            .collect();
        Wanted { parts, filing, from_on: d("2019-06-03"), reason: String::new(), moves_overdue: false }
    }

    use AssignmentRole::{Lead, Support};

    #[test]
    fn what_stays_as_it_is_is_neither_closed_nor_opened() {
        let now = [part(1, Lead, true), part(2, Support, false)];
        let same = wanted(&[(1, Lead), (2, Support)], Filing::FirstUnitLead);
        assert_eq!(same.difference(&now), Difference::default());
    }

    #[test]
    fn a_new_lead_keeps_its_place_and_wording_and_files() {
        let now = [part(1, Support, false), part(2, Support, false)];
        let difference = wanted(&[(1, Support), (2, Lead)], Filing::FirstUnitLead).difference(&now);
        assert_eq!(difference.closed, [2]);
        let opened = &difference.opened[0];
        assert_eq!((opened.position, opened.wording.as_str(), opened.files_report), (2, "所印2", true));
    }

    #[test]
    fn the_department_that_files_no_more_is_closed_and_opened_as_well() {
        let now = [part(1, Lead, true), part(2, Lead, false)];
        let difference = wanted(&[(1, Lead), (2, Lead)], Filing::By(DepartmentId(2))).difference(&now);
        assert_eq!(difference.closed, [1, 2]);
        assert_eq!(difference.opened.iter().map(|part| part.files_report).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn a_group_never_files_and_is_skipped() {
        let wanted_group = wanted(&[(9, Lead), (2, Lead)], Filing::FirstUnitLead);
        assert_eq!(wanted_group.files(), Some(DepartmentId(2)));
        assert_eq!(wanted(&[(9, Lead), (2, Support)], Filing::FirstUnitLead).files(), None);
    }

    #[test]
    fn departments_added_stand_after_the_others() {
        let now = [part(1, Lead, true)];
        let difference =
            wanted(&[(1, Lead), (4, Support), (5, Support)], Filing::FirstUnitLead).difference(&now);
        assert_eq!(difference.opened.iter().map(|part| part.position).collect::<Vec<_>>(), [2, 3]);
    }
}
