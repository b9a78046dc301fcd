//! What happens in the year of the demonstration besides reports: invented throughout, and marked so where it is text.
//!
//! Everything a day brings stands under that day, in order; each is done by calling what the pages call (`events.rs`).
//! All days are working days. To change the demonstration, change these tables and those of `reports.rs`.

mod circulars;
mod first_half;
mod instructions;
mod notices;
mod second_half;
mod summaries;
mod superior_court;

use chrono::NaiveDate;

use circulars::CIRCULARS;
use first_half::FIRST_HALF;
use instructions::INSTRUCTIONS;
use second_half::{SECOND_HALF, WINDING_UP};
use superior_court::SUPERIOR_COURT;

use crate::deadlines::reminders::Way;
use crate::pages::appraisal::model::Ruling;
use crate::plan::tasks::steps::Move;
use crate::supervision::findings::{Severity, Source};

/// What is done of the appraisal (绩效考核).
#[derive(Debug, Clone, Copy)]
pub(super) enum Appraising {
    /// The office names the department that is 考核办, with why.
    Name(&'static str, &'static str),
    /// A department objects to a point of its sheet: department, half-year, point; with why.
    Object((&'static str, &'static str, &'static str), &'static str),
    /// 考核办 decides it: 考核办, department, half-year, point; how, and why.
    Decide((&'static str, &'static str, &'static str, &'static str), Ruling, &'static str),
    /// The office publishes the sheets of a half-year, to be objected to until a day.
    Publish(&'static str, (i32, u32, u32)),
    /// The office freezes a half-year.
    Freeze(&'static str),
}

/// Something that somebody does on a day.
#[derive(Debug, Clone, Copy)]
pub(super) enum Event {
    /// The office names the contacts of departments.
    NameContacts(&'static [&'static str]),
    /// The office names the heads of the departments that have one.
    NameHeads,
    /// The contacts of departments acknowledge the plan.
    Acknowledge(&'static [&'static str]),
    /// The office records an acknowledgement (代录): department, whose it was.
    RecordAcknowledgement(&'static str, &'static str),
    /// The office names the leader in charge of tasks.
    PutInCharge(&'static str, &'static [i32]),
    /// From that day on another leader is in charge of a task: task, leader, reason.
    HandOver(i32, &'static str, &'static str),
    /// The office names the members of a group.
    NameMembers(&'static str, &'static [&'static str]),
    /// The office says what a task shall do, bring, and be measured by.
    Describe(i32, [&'static str; 3]),
    /// The office restricts a task (限定范围).
    Restrict(i32),
    /// The office sets the day a task shall be done.
    SetCompletion(i32, (u32, u32)),
    /// The office decides the lead of a task that has none.
    DecideLead(i32, &'static str),
    /// A task's department asks for its completion, with what was achieved.
    AskCompletion(i32, &'static str),
    /// The office finds that it meets 完成标准.
    PassCompletion(i32),
    /// The office returns it, with why.
    ReturnCompletion(i32, &'static str),
    /// The leader in charge grants it.
    GrantCompletion(i32),
    /// All of that in a day: asked, examined, granted.
    Complete(i32, &'static str),
    /// The office takes another step, with its reason, on a leader's decision.
    StepByDecision(i32, Move, &'static str),
    /// The office lays out the timelines of the tasks departments file for.
    LayOutTimelines(&'static [&'static str]),
    /// The office drafts the summary of a half-year, fills in its blanks, and sends it for review.
    WriteSummary(&'static str, Fillings),
    /// It freezes what was reviewed.
    FreezeSummary(&'static str),
    /// It records the signed original: number, who signed.
    RecordOriginal(&'static str, &'static str, &'static str),
    /// Something of the appraisal is done.
    Appraise(Appraising),
    /// The office checks the tasks of a quarter up to that number.
    Check(&'static str, i32),
    /// The office closes the check of a quarter.
    CloseCheck(&'static str),
    /// A task's department asks for a later date of a step, or of its completion: step, date, reason.
    AskExtension(i32, Option<&'static str>, (u32, u32), &'static str),
    /// The leader in charge grants or refuses what waits for them on a task, with a sentence.
    DecideExtension(i32, bool, &'static str),
    /// The office enters a finding.
    EnterFinding(Found),
    /// The departments take up what a check holds against their tasks.
    TakeUpThoseOfCheck(&'static str),
    /// The departments answer it.
    AnswerThoseOfCheck(&'static str),
    /// The office closes it.
    CloseThoseOfCheck(&'static str),
    /// The department takes up the finding of that task that waits for it.
    TakeUpFinding(i32),
    /// The department answers the finding of that task: measures, and what shows them.
    AnswerFinding(i32, &'static str, &'static str),
    /// The office returns the answer, with a reason.
    ReturnFinding(i32, &'static str),
    /// The office closes it, with a remark.
    CloseFinding(i32, &'static str),
    /// The office withdraws what it entered wrongly.
    WithdrawFinding(i32, &'static str),
    /// The office opens a look-back over all that was completed or closed by then: what for, why these.
    OpenLookBack(&'static str, &'static str),
    /// It finds an item of a round kept, with a remark.
    KeepItem((i32, i32), &'static str),
    /// It reopens an item of a round, with a remark and a finding.
    ReopenItem((i32, i32), &'static str, Found),
    /// It closes the round of that number.
    CloseLookBack(i32),
    /// The office reminds of what is owed for these tasks by that day: by which way, with whom it spoke.
    Remind(&'static [i32], Way, &'static str),
    /// 组长 names the office to deal with talks.
    NameForTalks,
    /// The office proposes a talk about a task: its matter.
    ProposeTalk(i32, &'static str),
    /// 组长 agrees to the talk of that number.
    AgreeToTalk(i32, &'static str),
    /// The office records that it was held: who was there, what is asked afterwards.
    HoldTalk(i32, &'static str, &'static str),
    /// The office issues a 督办通知单.
    IssueNotice(Noticed),
    /// The department signs for the notice of that number.
    SignNotice(i32),
    /// The department answers what came with it: measures, and what shows them.
    AnswerNotice(i32, &'static str, &'static str),
    /// The office closes what came with it, with a remark.
    CloseNotice(i32, &'static str),
    /// A leader writes an instruction, or the office records it from paper.
    Instruct(Instructed),
    /// The office records a meeting of the leading group held that day: title, who was present, what it resolved.
    RecordMeeting(&'static str, &'static str, &'static [(Option<i32>, &'static str)]),
    /// The office hands the instruction of that number to the department that files for its task, due on a day.
    AssignInstruction(i32, (u32, u32)),
    /// The office files it as read, with a sentence.
    ReadInstruction(i32, &'static str),
    /// The department takes note of it.
    NoteInstruction(i32),
    /// The department answers what was done, and what shows it.
    AnswerInstruction(i32, &'static str, &'static str),
    /// The office confirms that it is done, with a remark.
    ConfirmInstruction(i32, &'static str),
    /// The office sends on that a task is overdue (报分管院领导).
    TellLeader(i32),
    /// The office deals with the superior court, or with what comes from above.
    Above(Above),
    /// A department begins a report and leaves it for another day.
    BeginDraft(&'static str, &'static str, i32),
    /// The circular of a month or a closed check is drafted, or goes on.
    Circular(&'static str, CircularStep),
}

/// How a circular goes on.
#[derive(Debug, Clone, Copy)]
pub(super) enum CircularStep {
    /// The office drafts it and asks the departments it names to explain by a day.
    Write((u32, u32)),
    /// The first department it names explains.
    Explain(&'static str),
    /// The office submits it to 组长.
    Submit,
    /// 组长 signs it.
    Sign,
}

/// What the office does with the superior court.
#[derive(Debug, Clone, Copy)]
pub(super) enum Above {
    /// It enters the plan's own notice as a policy document, with 解读要点.
    EnterNotice(&'static str),
    /// It passes up what there is to gather of these tasks: title, document number.
    PassUp(&'static [i32], &'static str, &'static str),
    /// It enters the answer to the item of that number, and its document number.
    RecordAnswer(i32, &'static str, &'static str),
}

/// What the office writes into the blanks of a summary.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fillings {
    /// What a completed task brought, where no document is known.
    pub outcome: &'static str,
    /// 三、主要做法和成效
    pub measures: &'static str,
    /// Which difficulties there are.
    pub difficulties: &'static str,
    /// What is to come, in the year's summary.
    pub to_come: &'static str,
}

/// Something found wrong with a task, asked of the department that files for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub task: i32,
    pub source: Source,
    pub reference: &'static str,
    pub problem: &'static str,
    pub required: &'static str,
    pub severity: Severity,
    /// Month and day of the plan's year.
    pub due_on: (u32, u32),
}

/// A 督办通知单 about a step of a task, sent to the department that owes it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noticed {
    pub task: i32,
    pub step: &'static str,
    pub requirement: &'static str,
    pub spoken_with: &'static str,
    /// Month and day of the plan's year.
    pub answer_by: (u32, u32),
}

/// What a leader instructs on a task.
#[derive(Debug, Clone, Copy)]
pub(super) struct Instructed {
    pub task: i32,
    /// The account whose instruction it is.
    pub leader: &'static str,
    /// Whether the office records it from paper (代录).
    pub on_paper: bool,
    pub words: &'static str,
}

/// What happens on `day`, in order.
pub(super) fn events_of(day: NaiveDate) -> impl Iterator<Item = &'static Event> {
    tables().flatten().filter(move |(on, _)| *on == day).flat_map(|(_, events)| events)
}

/// A day of a table, by month and day, with what happens on it.
type Day = ((u32, u32), &'static [Event]);

/// The days of each table, in their order.
fn tables() -> impl Iterator<Item = Vec<(NaiveDate, &'static [Event])>> {
    let of_year = |(year, days): (i32, &'static [Day])| {
        days.iter().map(move |((month, day), events)| (date(year, *month, *day), *events)).collect()
    };
    [
        (2019, FIRST_HALF),
        (2019, SECOND_HALF),
        (2019, INSTRUCTIONS),
        (2019, SUPERIOR_COURT),
        (2019, CIRCULARS),
        (2020, WINDING_UP),
    ]
    .into_iter()
    .map(of_year)
}

/// A day of these tables.
pub(super) fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

/// Marks a text as invented.
pub(super) fn made_up(text: &str) -> String {
    format!("{text}（演示数据）")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::workdays_csv::seed_calendar;

    #[test]
    fn the_days_are_working_days_in_their_order() {
        let calendar = seed_calendar().unwrap();
        for table in tables() {
            assert!(table.is_sorted_by(|(a, _), (b, _)| a < b));
            for (day, _) in table {
                assert!(calendar.is_working(day), "{day}");
            }
        }
    }
}
