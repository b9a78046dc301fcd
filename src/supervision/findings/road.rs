//! The whole road of a finding: entered, taken up, each answer with what became of it, closed or withdrawn. Pure.

use chrono::NaiveDate;

use super::approval_store::ProposalRow;
use super::model::{CRITERIA, FindingStatus};
use super::store::{AnswerRow, FindingRow};
use crate::reporting::evidence::FileLine;
use crate::web::{dates, urls};

/// A step as it was taken.
pub(super) struct RoadStep {
    pub on: String,
    pub who: String,
    pub what: String,
    /// Whether it was late or came back.
    pub red: bool,
    /// What was said: heading and text.
    pub texts: Vec<(&'static str, String)>,
    pub files: Vec<RoadFile>,
}

/// A file given with an answer.
pub(super) struct RoadFile {
    pub path: String,
    pub name: String,
    pub about: String,
    /// When and why it was withdrawn.
    pub withdrawn: Option<String>,
}

impl RoadStep {
    fn of(on: NaiveDate, who: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            on: dates::short(on),
            who: who.into(),
            what: what.into(),
            red: false,
            texts: Vec::new(),
            files: Vec::new(),
        }
    }
}

/// 张三; 审管办李四（张三代录）.
fn recorded(by: &str, whose: Option<&str>) -> String {
    whose.map_or_else(|| by.to_owned(), |whose| format!("{whose}（{by}代录）"))
}

/// The steps of a finding, first to last.
pub(super) fn road(
    finding: &FindingRow,
    proposal: Option<&ProposalRow>,
    answers: &[AnswerRow],
    files: &[FileLine],
) -> Vec<RoadStep> {
    let due_on = dates::short(finding.original_due_on);
    let opened = format!("列入问题清单，由{}整改，{due_on} 前反馈", finding.department_name);
    let mut steps = match proposal {
        Some(proposal) => proposed(finding, proposal, &opened),
        None => vec![RoadStep::of(finding.opened_on, &finding.opened_by, opened)],
    };
    if let (Some(on), Some(by)) = (finding.taken_up_on, &finding.taken_up_by) {
        let who = recorded(by, finding.taken_up_on_behalf_of.as_deref());
        steps.push(RoadStep::of(on, who, "接收整改"));
    }
    for answer in answers {
        steps.push(answered(finding.year, answer, files));
        steps.extend(returned(answer));
    }
    steps.extend(ended(finding));
    steps
}

/// Entered for a leader to approve, and what the leader said; `opened` is what came of it.
fn proposed(finding: &FindingRow, proposal: &ProposalRow, opened: &str) -> Vec<RoadStep> {
    let mut steps = vec![RoadStep::of(finding.opened_on, &finding.opened_by, "拟列入问题清单，待院领导批准")];
    if let Some((on, by)) = proposal.decided_on.zip(proposal.decided_by.as_deref()) {
        let refused = finding.status == FindingStatus::NotApproved;
        let who = recorded(by, proposal.leader.as_deref().filter(|leader| *leader != by));
        let what = if refused { "不予批准".to_owned() } else { format!("批准，{opened}") };
        let mut texts = vec![("意见", proposal.remark.clone().unwrap_or_default())];
        texts.extend(proposal.evidence.clone().map(|evidence| ("凭据", evidence)));
        steps.push(RoadStep { red: refused, texts, ..RoadStep::of(on, who, what) });
    }
    steps
}

fn answered(year: i32, answer: &AnswerRow, files: &[FileLine]) -> RoadStep {
    let late = (answer.answered_on - answer.due_on).num_days();
    let lateness = if late > 0 { format!("，逾期 {late} 天") } else { String::new() };
    let who = recorded(&answer.answered_by_name, answer.on_behalf_of.as_deref());
    let what = format!("第 {} 次反馈{lateness}", answer.number);
    let mut texts = vec![("措施及结果", answer.measures.clone())];
    if !answer.proof.is_empty() {
        texts.push(("完成证明", answer.proof.clone()));
    }
    let own = files.iter().filter(|file| file.answer == Some(answer.id));
    let files = own.map(|file| RoadFile {
        path: urls::file(year, file.id),
        name: file.name.clone(),
        about: file.size.clone(),
        withdrawn: file.withdrawn.clone(),
    });
    RoadStep { red: late > 0, texts, files: files.collect(), ..RoadStep::of(answer.answered_on, who, what) }
}

fn returned(answer: &AnswerRow) -> Option<RoadStep> {
    let (on, by) = answer.returned_on.zip(answer.returned_by.as_deref())?;
    let until =
        answer.again_due_on.map_or_else(String::new, |day| format!("，{} 前再次反馈", dates::short(day)));
    let texts = vec![("退回原因", answer.returned_because.clone().unwrap_or_default())];
    Some(RoadStep { red: true, texts, ..RoadStep::of(on, by, format!("退回整改{until}")) })
}

fn ended(finding: &FindingRow) -> Option<RoadStep> {
    let (on, by) = finding.ended_on.zip(finding.ended_by.as_deref())?;
    let remark = finding.remark.clone().unwrap_or_default();
    if finding.status == FindingStatus::Withdrawn {
        return Some(RoadStep { texts: vec![("撤销理由", remark)], ..RoadStep::of(on, by, "撤销") });
    }
    let what = if finding.self_reviewed { "销号（自审）" } else { "销号" };
    let criteria: Vec<&str> = CRITERIA.iter().map(|(_, words)| *words).collect();
    let texts = vec![("销号标准", criteria.join("、")), ("销号意见", remark)];
    Some(RoadStep { texts, ..RoadStep::of(on, by, what) })
}
