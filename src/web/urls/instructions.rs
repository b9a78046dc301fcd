//! Addresses of 批示、议定事项.

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
