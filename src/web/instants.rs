//! Instants in Beijing time, as tables show them.

use chrono::{DateTime, Utc};

use crate::clock::BEIJING;

/// To the minute: `2019-07-10 08:41`.
#[must_use]
pub fn minute(at: DateTime<Utc>) -> String {
    at.with_timezone(&BEIJING).format("%Y-%m-%d %H:%M").to_string()
}

/// To the second: `2019-07-10 08:41:07`.
#[must_use]
pub fn second(at: DateTime<Utc>) -> String {
    at.with_timezone(&BEIJING).format("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_shown_in_beijing_time() {
        let at = DateTime::from_timestamp(1_562_688_007, 0).unwrap();
        assert_eq!(minute(at), "2019-07-10 00:00");
        assert_eq!(second(at), "2019-07-10 00:00:07");
    }
}
