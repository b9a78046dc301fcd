//! What a list of the worklist shows. Pure.

use chrono::NaiveDate;

use crate::deadlines::DeadlineKind;
use crate::status::Light;
use crate::web::dates;

/// How something stands, in a word with colour and shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    pub kind: &'static str,
    pub symbol: &'static str,
    pub words: String,
}

impl State {
    pub(super) fn new(light: Light, words: impl Into<String>) -> Self {
        Self { kind: light.code(), symbol: light.symbol(), words: words.into() }
    }

    /// 退回修改: has come back.
    pub(super) fn returned() -> Self {
        Self { symbol: "↩", ..Self::new(Light::Red, "退回修改") }
    }

    /// Of something due on a day: red when that is past, yellow from `warned_from` on, else the day.
    pub(super) fn due(due_on: NaiveDate, today: NaiveDate, warned_from: NaiveDate) -> Self {
        match (due_on - today).num_days() {
            days if days < 0 => Self::new(Light::Red, format!("逾期 {} 天", -days)),
            _ if today < warned_from => Self::new(Light::Grey, dates::plain(due_on)),
            0 => Self::new(Light::Yellow, "今天到期"),
            1 => Self::new(Light::Yellow, "明天到期"),
            days => Self::new(Light::Yellow, format!("{days} 天后到期")),
        }
    }

    pub(super) fn is(&self, light: Light) -> bool {
        self.kind == light.code()
    }
}

/// 2019年6月月报, of the month `2019-06`: in January two years run at once.
pub(super) fn report_name(month: &str) -> String {
    let title = |period| DeadlineKind::MonthlyReport.title(Some(period));
    month.parse().map_or_else(|_| format!("{month}月报"), title)
}

/// A button that posts.
#[derive(Debug)]
pub(super) struct Button {
    pub label: &'static str,
    pub path: String,
    pub fields: Vec<(&'static str, String)>,
}

/// One thing that waits.
#[derive(Debug)]
pub(super) struct Item {
    pub state: State,
    pub title: String,
    pub path: String,
    pub note: String,
    /// Whether its date is an estimate.
    pub estimate: bool,
    /// The word of the link at the end of the line.
    pub link: Option<&'static str>,
    pub buttons: Vec<Button>,
    /// Beside the buttons, a link to another way of dealing with it: its words and where it leads.
    pub also: Option<(&'static str, String)>,
}

impl Item {
    pub(super) fn new(state: State, title: impl Into<String>, path: impl Into<String>) -> Self {
        Self {
            state,
            title: title.into(),
            path: path.into(),
            note: String::new(),
            estimate: false,
            link: None,
            buttons: Vec::new(),
            also: None,
        }
    }

    pub(super) fn noted(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }

    pub(super) fn estimated(self, estimate: bool) -> Self {
        Self { estimate, ..self }
    }

    pub(super) fn leading(self, word: &'static str) -> Self {
        Self { link: Some(word), ..self }
    }
}

/// Things of one kind, or of one department; empty it says what would stand here and how it gets here.
#[derive(Debug)]
pub(super) struct Group {
    pub title: String,
    pub beside: String,
    pub items: Vec<Item>,
    pub empty: &'static str,
    pub empty_how: &'static str,
}

/// A number that leads to what it counts.
#[derive(Debug)]
pub(super) struct Figure {
    pub light: Light,
    pub count: usize,
    pub words: String,
    pub path: String,
}

/// Numbers in a line, runs drawn together: 1、3—6、9.
pub(in crate::pages) fn spans(numbers: &[i32]) -> String {
    let mut spans: Vec<(i32, i32)> = Vec::new();
    for &number in numbers {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => spans.push((number, number)),
        }
    }
    let words = |(first, last): &(i32, i32)| match last - first {
        0 => first.to_string(),
        1 => format!("{first}、{last}"),
        _ => format!("{first}—{last}"),
    };
    spans.iter().map(words).collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_numbers_are_drawn_together() {
        assert_eq!(spans(&[25, 26, 27, 28, 29, 30]), "25—30");
        assert_eq!(spans(&[1, 3, 4, 6, 7, 8, 20]), "1、3、4、6—8、20");
        assert_eq!(spans(&[]), "");
    }

    #[test]
    fn what_is_due_is_yellow_from_the_warning_on_and_red_the_day_after() {
        let d = |text: &str| text.parse::<NaiveDate>().unwrap();
        let words = |today| {
            let state = State::due(d("2019-06-25"), d(today), d("2019-06-20"));
            format!("{} {}", state.kind, state.words)
        };
        assert_eq!(words("2019-06-19"), "grey 2019年6月25日");
        assert_eq!(words("2019-06-20"), "yellow 5 天后到期");
        assert_eq!(words("2019-06-24"), "yellow 明天到期");
        assert_eq!(words("2019-06-25"), "yellow 今天到期");
        assert_eq!(words("2019-06-26"), "red 逾期 1 天");
    }
}
