//! The whole road of an instruction: given, handed on or filed, each answer with what became of it, its end. Pure.

use chrono::NaiveDate;

use super::model::InstructionStatus;
use super::store::{AnswerRow, InstructionRow};
use crate::web::dates;

/// A step as it was taken.
pub(super) struct RoadStep {
    pub on: String,
    pub who: String,
    pub what: String,
    /// Whether it was late or came back.
    pub red: bool,
    /// What was said: heading and text.
    pub texts: Vec<(&'static str, String)>,
}

impl RoadStep {
    fn of(on: NaiveDate, who: impl Into<String>, what: impl Into<String>) -> Self {
        let (who, what) = (who.into(), what.into());
        Self { on: dates::short(on), who, what, red: false, texts: Vec::new() }
    }

    /// With what was said, where anything was.
    fn saying(mut self, heading: &'static str, text: Option<&str>) -> Self {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.texts.push((heading, text.to_owned()));
        }
        self
    }
}

/// 张三; 审管办李四（张三代录）.
fn recorded(by: &str, whose: Option<&str>) -> String {
    whose.map_or_else(|| by.to_owned(), |whose| format!("{whose}（{by}代录）"))
}

/// The steps of an instruction, first to last.
pub(super) fn road(instruction: &InstructionRow, answers: &[AnswerRow]) -> Vec<RoadStep> {
    let mut steps = vec![given(instruction)];
    steps.extend(dispatched(instruction));
    if let (Some(on), Some(by)) = (instruction.noted_on, &instruction.noted_by) {
        steps.push(RoadStep::of(on, recorded(by, instruction.noted_on_behalf_of.as_deref()), "知悉"));
    }
    for answer in answers {
        steps.push(answered(answer));
        steps.extend(returned(answer));
    }
    steps.extend(ended(instruction));
    steps
}

fn given(instruction: &InstructionRow) -> RoadStep {
    let by = &instruction.recorded_by_name;
    if let Some(meeting) = &instruction.meeting {
        let what = format!("录入{meeting}（{}）的议定事项", dates::short(instruction.given_on));
        return RoadStep::of(instruction.recorded_on, by, what);
    }
    let leader = instruction.leader_name.as_deref().filter(|_| instruction.is_recorded());
    let what = match leader {
        Some(_) => format!("批示（{}）", dates::short(instruction.given_on)),
        None => "批示".to_owned(),
    };
    RoadStep::of(instruction.recorded_on, recorded(by, leader), what)
}

fn dispatched(instruction: &InstructionRow) -> Option<RoadStep> {
    let (on, by) = instruction.dispatched_on.zip(instruction.dispatched_by.as_deref())?;
    let note = instruction.dispatch_note.as_deref();
    let Some((department, due_on)) = instruction.department_name.as_ref().zip(instruction.original_due_on)
    else {
        return Some(RoadStep::of(on, by, "阅存").saying("阅存意见", note));
    };
    let split = instruction.split_from.map_or_else(String::new, |number| format!("（由第 {number} 号分办）"));
    let what = format!("交{department}办理，{} 前反馈{split}", dates::short(due_on));
    Some(RoadStep::of(on, by, what).saying("办理要求", note))
}

fn answered(answer: &AnswerRow) -> RoadStep {
    let late = (answer.answered_on - answer.due_on).num_days();
    let lateness = if late > 0 { format!("，逾期 {late} 天") } else { String::new() };
    let who = recorded(&answer.answered_by_name, answer.on_behalf_of.as_deref());
    let what = format!("第 {} 次反馈{lateness}", answer.number);
    let step = RoadStep::of(answer.answered_on, who, what)
        .saying("办理情况", Some(&answer.done))
        .saying("完成证明", Some(&answer.proof));
    RoadStep { red: late > 0, ..step }
}

fn returned(answer: &AnswerRow) -> Option<RoadStep> {
    let (on, by) = answer.returned_on.zip(answer.returned_by.as_deref())?;
    let until =
        answer.again_due_on.map_or_else(String::new, |day| format!("，{} 前再次反馈", dates::short(day)));
    let step = RoadStep::of(on, by, format!("退回办理{until}"))
        .saying("退回原因", answer.returned_because.as_deref());
    Some(RoadStep { red: true, ..step })
}

fn ended(instruction: &InstructionRow) -> Option<RoadStep> {
    let (on, by) = instruction.ended_on.zip(instruction.ended_by.as_deref())?;
    let remark = instruction.remark.as_deref();
    if instruction.status == InstructionStatus::Withdrawn {
        return Some(RoadStep::of(on, by, "撤销").saying("撤销理由", remark));
    }
    let what = if instruction.self_reviewed { "确认办结（自审）" } else { "确认办结" };
    Some(RoadStep::of(on, by, what).saying("办结意见", remark))
}
