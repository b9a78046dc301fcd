//! Events as RFC 5545 writes them. Pure: the same events give the same bytes.

use chrono::{Days, NaiveTime};
use icalendar::{Calendar, Component, Event, EventLike, Property};

use super::events::FeedEvent;

/// The most octets of a line, its end not counted (RFC 5545, 3.1).
const LONGEST_LINE: usize = 75;

/// The calendar file of a name and its events.
pub(super) fn written(name: &str, events: &[FeedEvent]) -> String {
    let mut calendar = Calendar::empty();
    for (key, value) in
        [("VERSION", "2.0"), ("PRODID", "-//reform-ledger//calendar feed//ZH"), ("CALSCALE", "GREGORIAN")]
    {
        calendar.append_property(Property::new(key, value));
    }
    calendar.name(name);
    calendar.extend(events.iter().map(event));
    folded(&calendar.to_string())
}

fn event(event: &FeedEvent) -> Event {
    Event::new()
        .uid(&event.uid)
        // Says when the event last changed. Nothing stored does; the day itself stays while the date does and moves with
        // it, which the instant of the request would not.
        .timestamp(event.day.and_time(NaiveTime::MIN).and_utc())
        .starts(event.day)
        // The end is not part of the event: the next day.
        .ends(event.day + Days::new(1))
        .summary(&event.summary)
        .description(&event.description)
        // A date to keep takes up no time of the day.
        .append_property(Property::new("TRANSP", "TRANSPARENT"))
        .done()
}

/// Folds the lines anew, between characters: the library folds too, but leaves a last line of 76 octets now and then.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for line in text.replace("\r\n ", "").split_terminator("\r\n") {
        let mut octets = 0;
        for character in line.chars() {
            if octets + character.len_utf8() > LONGEST_LINE {
                folded.push_str("\r\n ");
                octets = 1;
            }
            folded.push(character);
            octets += character.len_utf8();
        }
        folded.push_str("\r\n");
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed_event(summary: String) -> FeedEvent {
        let day = "2019-12-31".parse().unwrap();
        FeedEvent { uid: "deadline-1@reform-ledger".into(), day, summary, description: "一\n二".into() }
    }

    #[test]
    fn no_line_is_longer_than_75_octets_whatever_the_length_of_a_text() {
        for length in 0..200 {
            for text in ["改".repeat(length), "a".repeat(length), format!("a {}", "改 ".repeat(length))] {
                let written = written("时限", &[feed_event(text.clone())]);
                assert!(written.split("\r\n").all(|line| line.len() <= 75), "{written}");
                assert!(
                    written.replace("\r\n ", "").contains(&format!("\r\nSUMMARY:{text}\r\n")),
                    "{written}"
                );
            }
        }
    }

    #[test]
    fn an_event_takes_its_whole_day_and_what_has_a_meaning_is_escaped() {
        let written = written("时限", &[feed_event("甲,乙;丙\\丁".into())]);
        for line in [
            "BEGIN:VCALENDAR",
            "DTSTART;VALUE=DATE:20191231",
            "DTEND;VALUE=DATE:20200101",
            "DTSTAMP:20191231T000000Z",
            "SUMMARY:甲\\,乙\\;丙\\\\丁",
            "DESCRIPTION:一\\n二",
            "UID:deadline-1@reform-ledger",
            "END:VCALENDAR",
        ] {
            assert!(written.split("\r\n").any(|written| written == line), "{line} in {written}");
        }
    }
}
