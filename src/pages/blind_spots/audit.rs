//! The audit: from what is known of a plan on a day to its blind spots. Pure; nothing of it is stored.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::deliverables;
use super::rule::Rule;
use super::subject::Subject;
use crate::accounts::CurrentUser;
use crate::ids::{DepartmentId, TaskId};
use crate::pages::overview::{Overview, TaskOverview};
use crate::pages::worklist::spans;
use crate::plan::superior_points::SuperiorPoint;
use crate::plan::tasks::TaskStatus;
use crate::plan::work_points::WorkPoint;
use crate::reporting::milestones::DeliverableRow;
use crate::status::{COMPLETION_WAITS, CONTACT_LEFT, EXTENSION_WAITS, LEADER_LEFT};
use crate::supervision::findings::FindingRow;
use crate::web::dates;

/// What is known of a plan on a day.
pub(super) struct Facts<'a> {
    pub today: NaiveDate,
    /// So many months without a report count.
    pub unreported_months: u32,
    /// Its tasks, none of them reduced for a reader.
    pub tasks: &'a [TaskOverview],
    pub points: Vec<WorkPoint>,
    pub superior_points: Vec<SuperiorPoint>,
    pub texts: HashMap<TaskId, TaskText>,
    pub empty_groups: Vec<EmptyGroup>,
    pub without_account: Vec<OwingDepartment>,
    pub late_reviews: Vec<LateReviews>,
    pub findings: Vec<FindingRow>,
    /// What milestones and completions brought.
    pub documents: Vec<DeliverableRow>,
}

/// What a task says, and whether there is a file beside it.
#[derive(Default)]
pub(super) struct TaskText {
    /// As printed, without the title.
    pub body: String,
    pub measures: String,
    pub expected_outcome: String,
    pub completion_criteria: String,
    /// A file beside it.
    pub has_file: bool,
}

/// A group that leads and has no members.
pub(super) struct EmptyGroup {
    pub id: DepartmentId,
    pub name: String,
    /// What it leads.
    pub tasks: Vec<i32>,
}

/// A department that owes something, and nobody of which can sign in.
pub(super) struct OwingDepartment {
    pub id: DepartmentId,
    pub name: String,
}

/// Reports of a month that wait for review past its day.
pub(super) struct LateReviews {
    pub month: String,
    pub count: i64,
    /// Of the oldest.
    pub due_on: NaiveDate,
}

/// A blind spot, or a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// What was looked for.
    pub rule: Rule,
    /// Where it was found.
    pub subject: Subject,
    /// What is the matter, in a sentence without its full stop.
    pub message: String,
    /// The tasks it speaks of: of restricted ones, it is for those concerned.
    pub tasks: Vec<i32>,
    /// Whether it is for those concerned with the task in any case, as findings are.
    pub for_concerned: bool,
}

/// All cases, in the order of the rules, within each in the order of the plan.
pub(super) fn audit(facts: &Facts<'_>) -> Vec<Case> {
    let mut cases = of_points(facts);
    cases.extend(facts.superior_points.iter().filter(|point| point.is_open()).map(superior_point));
    cases.extend(facts.tasks.iter().flat_map(|task| of_task(facts, task)));
    cases.extend(facts.empty_groups.iter().map(empty_group));
    cases.extend(facts.without_account.iter().map(without_account));
    cases.extend(facts.findings.iter().filter_map(|finding| unanswered(finding, facts.today)));
    cases.extend(facts.late_reviews.iter().map(late_reviews));
    // Stable: within a rule the order of the plan stays.
    cases.sort_by_key(|case| case.rule);
    cases
}

impl Case {
    fn of_task(rule: Rule, task: &TaskOverview, message: impl Into<String>) -> Self {
        let subject = Subject::Task { id: task.id, number: task.number, title: task.title.clone() };
        Self { rule, subject, message: message.into(), tasks: vec![task.number], for_concerned: false }
    }

    fn of_all(rule: Rule, subject: Subject, message: String) -> Self {
        Self { rule, subject, message, tasks: Vec::new(), for_concerned: false }
    }

    /// Whether the reader may see it: none of its tasks is restricted, or they concern them.
    pub(super) fn is_open_to(&self, user: &CurrentUser, overview: &Overview) -> bool {
        let mut tasks = overview.tasks.iter().filter(|task| self.tasks.contains(&task.number));
        tasks.all(|task| user.is_concerned(&task.concerned) || (!self.for_concerned && !task.restricted))
    }
}

fn of_points(facts: &Facts<'_>) -> Vec<Case> {
    let point = |point: &WorkPoint| Subject::WorkPoint { id: point.id, text: point.text.clone() };
    let open = facts.points.iter().filter(|point| point.is_open()).map(|open| {
        Case::of_all(Rule::WorkPointWithoutTask, point(open), "没有任务承担，没有注明不涉及".to_owned())
    });
    let lacking = facts.points.iter().filter_map(|with| {
        let missing = missing_deliverables(facts, with);
        let carriers: Vec<i32> = with.tasks.iter().map(|(number, _)| *number).collect();
        let where_ = match carriers.as_slice() {
            [] => "没有一项任务".to_owned(),
            carriers => format!("任务 {}没有", spans(carriers)),
        };
        (!missing.is_empty()).then(|| Case {
            rule: Rule::DeliverableNotNamed,
            subject: point(with),
            message: format!("{where_}写到：{}", missing.join("、")),
            tasks: carriers,
            for_concerned: false,
        })
    });
    open.chain(lacking).collect()
}

fn superior_point(point: &SuperiorPoint) -> Case {
    let subject = Subject::SuperiorPoint { id: point.id, text: point.text.clone() };
    let message = format!("{}，没有指定任务，没有注明不涉及", point.document_title);
    Case::of_all(Rule::SuperiorPointWithoutTask, subject, message)
}

/// What the point names and no text of the tasks that carry it does; where none carries it, of no task.
fn missing_deliverables(facts: &Facts<'_>, point: &WorkPoint) -> Vec<String> {
    if point.not_applicable_reason.is_some() {
        return Vec::new();
    }
    let carries = |task: &&TaskOverview| point.tasks.iter().any(|(number, _)| *number == task.number);
    let tasks = facts.tasks.iter();
    let tasks = tasks.filter(|task| point.tasks.is_empty() || carries(task));
    let texts: Vec<String> = tasks.filter_map(|task| whole_text(facts, task)).collect();
    let named = deliverables::named(&point.text).into_iter();
    named.filter(|of| !texts.iter().any(|text| deliverables::carries(text, of))).collect()
}

fn whole_text(facts: &Facts<'_>, task: &TaskOverview) -> Option<String> {
    let TaskText { body, measures, expected_outcome, completion_criteria, .. } = facts.texts.get(&task.id)?;
    Some([&task.title, body, measures, expected_outcome, completion_criteria].map(String::as_str).join("\n"))
}

/// The cases of a task. One that is closed is asked for its evidence, and for nothing else any more.
fn of_task(facts: &Facts<'_>, task: &TaskOverview) -> Vec<Case> {
    let nothing = TaskText::default();
    let text = facts.texts.get(&task.id).unwrap_or(&nothing);
    if task.status.is_closed() {
        let bare = task.status == TaskStatus::Completed
            && !text.has_file
            && facts.documents.iter().all(|of| of.task_number != task.number);
        let case = bare.then(|| {
            let since = dates::short(task.status_since);
            Case::of_task(
                Rule::ClosedWithoutEvidence,
                task,
                format!("{since} 办结，没有登记成果，没有佐证材料"),
            )
        });
        return case.into_iter().collect();
    }
    let mut cases = gaps(task);
    if facts.points.iter().all(|point| point.tasks.iter().all(|(number, _)| *number != task.number)) {
        cases.push(Case::of_task(Rule::TaskWithoutWorkPoint, task, "没有工作要点由它承担"));
    }
    if text.body.is_empty() && text.measures.is_empty() {
        cases.push(Case::of_task(Rule::TitleOnly, task, "没有正文，没有填写具体举措"));
    }
    if task.milestones.is_empty() {
        cases.push(Case::of_task(Rule::NoMilestones, task, "没有节点"));
    }
    cases.extend(unreported(facts, task));
    cases
}

/// 责任盲区 of a task.
fn gaps(task: &TaskOverview) -> Vec<Case> {
    let supports = task.supports().map_or_else(String::new, |names| format!("，责任部门：{names}"));
    let missing = [
        (task.leads().is_none(), Rule::NoLead, format!("方案没有标注牵头{supports}")),
        (task.leader.is_none(), Rule::NoLeader, "没有分管院领导".to_owned()),
        (task.files_report().is_none(), Rule::NobodyFiles, "没有部门填报月报".to_owned()),
        (task.contact.is_none(), Rule::NoContact, no_contact(task)),
    ];
    let mut cases: Vec<Case> = missing
        .into_iter()
        .filter(|(missing, ..)| *missing)
        .map(|(_, rule, message)| Case::of_task(rule, task, message))
        .collect();
    // A person and a request may both be amiss twice: one case each, for it is mended in one place.
    for (rule, words) in [
        (Rule::PersonLeft, [LEADER_LEFT, CONTACT_LEFT]),
        (Rule::RequestWaitsForNobody, [EXTENSION_WAITS, COMPLETION_WAITS]),
    ] {
        let said: Vec<&str> =
            task.gaps.iter().map(String::as_str).filter(|gap| words.contains(gap)).collect();
        if !said.is_empty() {
            cases.push(Case::of_task(rule, task, said.join("；")));
        }
    }
    cases
}

fn no_contact(task: &TaskOverview) -> String {
    match task.files_report() {
        Some(department) => format!("{}没有工作联系人", department.name),
        None => "没有填报部门，没有指定工作联系人".to_owned(),
    }
}

fn unreported(facts: &Facts<'_>, task: &TaskOverview) -> Option<Case> {
    let months = &task.unreported;
    let enough = usize::try_from(facts.unreported_months).is_ok_and(|most| months.len() >= most);
    let (first, last) = (months.first()?, months.last()?);
    let span = if first == last { first.words() } else { format!("{}至{}", first.words(), last.words()) };
    enough
        .then(|| Case::of_task(Rule::MonthsUnreported, task, format!("{span}连续 {} 个月未报", months.len())))
}

fn empty_group(group: &EmptyGroup) -> Case {
    let subject = Subject::Department { id: group.id, name: group.name.clone() };
    let message = format!("牵头任务 {}，没有成员部门", spans(&group.tasks));
    Case {
        rule: Rule::LeadGroupWithoutMembers,
        subject,
        message,
        tasks: group.tasks.clone(),
        for_concerned: false,
    }
}

fn without_account(department: &OwingDepartment) -> Case {
    let subject = Subject::Department { id: department.id, name: department.name.clone() };
    // How many, and when, would tell of findings and instructions, which are not for all.
    let message = "有未完成的事项，没有人能登录".to_owned();
    Case::of_all(Rule::DepartmentWithoutAccount, subject, message)
}

fn unanswered(finding: &FindingRow, today: NaiveDate) -> Option<Case> {
    let days = finding.days_overdue(today)?;
    let subject = Subject::Finding { id: finding.id, number: finding.number };
    let message = format!(
        "任务 {}，{}应于 {} 反馈，已逾期 {days} 天",
        finding.task_number,
        finding.department_name,
        dates::short(finding.due_on)
    );
    let tasks = vec![finding.task_number];
    Some(Case { rule: Rule::FindingUnanswered, subject, message, tasks, for_concerned: true })
}

fn late_reviews(late: &LateReviews) -> Case {
    let message = format!("{} 份等待审核，最早的应于 {} 审核", late.count, dates::short(late.due_on));
    Case::of_all(Rule::MonthNotReviewed, Subject::Month(late.month.clone()), message)
}

/// The restricted tasks (限定范围) the reader is not concerned with: what is amiss with them is not theirs to see.
pub(super) fn kept_back(overview: &Overview, user: &CurrentUser) -> Vec<i32> {
    let kept = overview.tasks.iter().filter(|task| !task.is_open_to(user));
    kept.map(|task| task.number).collect()
}

#[cfg(test)]
mod tests;
