//! Addresses of supervision: findings, instructions, notices, requests, look-backs, talks, tasks that wait.

use crate::ids::{DeadlineId, RequestId};

/// `/2019/instructions`: 批示、议定事项.
#[must_use]
pub fn instructions(year: i32) -> String {
    format!("/{year}/instructions")
}

/// `/2019/instructions/add`: writing or recording one.
#[must_use]
pub fn add_instruction(year: i32) -> String {
    format!("/{year}/instructions/add")
}

/// `/2019/instructions/meeting`: recording a meeting with what it resolved.
#[must_use]
pub fn add_meeting(year: i32) -> String {
    format!("/{year}/instructions/meeting")
}

/// `/2019/instructions/3`
#[must_use]
pub fn instruction(year: i32, number: i32) -> String {
    format!("/{year}/instructions/{number}")
}

/// `/2019/instructions/3/extension`: asking for a later date of one that is on no task.
#[must_use]
pub fn instruction_extension(year: i32, number: i32) -> String {
    format!("{}/extension", instruction(year, number))
}

/// `/2019/extensions`: 延期申请.
#[must_use]
pub fn extensions(year: i32) -> String {
    format!("/{year}/extensions")
}

/// `/2019/extensions/3`
#[must_use]
pub fn extension(year: i32, id: RequestId) -> String {
    format!("/{year}/extensions/{id}")
}

/// `/2019/completions`: 办结申请.
#[must_use]
pub fn completions(year: i32) -> String {
    format!("/{year}/completions")
}

/// `/2019/completions/3`
#[must_use]
pub fn completion(year: i32, id: RequestId) -> String {
    format!("/{year}/completions/{id}")
}

/// `/2019/findings`: 问题清单.
#[must_use]
pub fn findings(year: i32) -> String {
    format!("/{year}/findings")
}

/// `/2019/findings/add`: entering one.
#[must_use]
pub fn add_finding(year: i32) -> String {
    format!("/{year}/findings/add")
}

/// `/2019/findings/3`
#[must_use]
pub fn finding(year: i32, number: i32) -> String {
    format!("/{year}/findings/{number}")
}

/// `/2019/supervision-notices`: 督办通知单.
#[must_use]
pub fn supervision_notices(year: i32) -> String {
    format!("/{year}/supervision-notices")
}

/// `/2019/supervision-notices/3`
#[must_use]
pub fn supervision_notice(year: i32, number: i32) -> String {
    format!("/{year}/supervision-notices/{number}")
}

/// `/2019/supervision-notices/add?deadline=17`: writing one about a duty.
#[must_use]
pub fn add_supervision_notice(year: i32, id: DeadlineId) -> String {
    format!("/{year}/supervision-notices/add?deadline={id}")
}

/// A form of a finding: `/2019/findings/3/answer`
#[must_use]
pub fn finding_form(year: i32, number: i32, form: &str) -> String {
    format!("/{year}/findings/{number}/{form}")
}

/// `/2019/look-backs`: 回头看.
#[must_use]
pub fn look_backs(year: i32) -> String {
    format!("/{year}/look-backs")
}

/// `/2019/look-backs/add`: opening a round.
#[must_use]
pub fn add_look_back(year: i32) -> String {
    format!("{}/add", look_backs(year))
}

/// `/2019/look-backs/1`: a round.
#[must_use]
pub fn look_back(year: i32, round: i32) -> String {
    format!("{}/{round}", look_backs(year))
}

/// `/2019/look-backs/1/items/3`: what is looked back at.
#[must_use]
pub fn look_back_item(year: i32, round: i32, item: i32) -> String {
    format!("{}/items/{item}", look_back(year, round))
}

/// `/2019/talks`: 约谈.
#[must_use]
pub fn talks(year: i32) -> String {
    format!("/{year}/talks")
}

/// `/2019/talks/add`: proposing one.
#[must_use]
pub fn add_talk(year: i32) -> String {
    format!("/{year}/talks/add")
}

/// `/2019/talks/2`; to whom does not see the numbers, `/2019/talks/3f9c…`.
#[must_use]
pub fn talk(year: i32, address: &str) -> String {
    format!("/{year}/talks/{address}")
}

/// `/2019/talks/readers`: naming an office person for talks.
#[must_use]
pub fn talk_readers(year: i32) -> String {
    format!("/{year}/talks/readers")
}

/// `/2019/talks/readers/4/end`
#[must_use]
pub fn end_talk_reader(year: i32, reader: i64) -> String {
    format!("/{year}/talks/readers/{reader}/end")
}

/// `/2019/waits`: tasks in 待上级 or 暂缓.
#[must_use]
pub fn waits(year: i32) -> String {
    format!("/{year}/waits")
}

/// `/2019/waits/10`: looking at one of them again.
#[must_use]
pub fn wait(year: i32, number: i32) -> String {
    format!("/{year}/waits/{number}")
}
