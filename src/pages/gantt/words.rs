//! A milestone in words, and texts cut to a width. Pure.

use chrono::NaiveDate;

use super::geometry::StepState;
use crate::pages::overview::MilestoneOverview;
use crate::web::dates;

/// A milestone as table and drawing say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StepLine {
    /// 起草
    pub title: String,
    pub due_on: String,
    /// Whether that date is an estimate; the drawing does not say it.
    pub estimate: bool,
    /// When it was first due, where it was moved.
    pub moved_from: Option<String>,
    /// How far it slipped: 较6月30日基线推迟 10 个工作日.
    pub slipped: Option<String>,
    pub state: StepState,
    /// 已于 2019-06-20 完成, 未到, 逾期 12 天, 不再要求
    pub words: String,
}

impl StepLine {
    pub(super) fn of(milestone: &MilestoneOverview, today: NaiveDate) -> Self {
        let state = StepState::of(milestone, today);
        let words = match (state, milestone.met_on) {
            (StepState::Met, Some(met_on)) => format!("已于 {} 完成", dates::short(met_on)),
            (StepState::Past, _) => format!("逾期 {} 天", (today - milestone.due_on).num_days()),
            (StepState::Waived, _) => "不再要求".to_owned(),
            _ => "未到".to_owned(),
        };
        let moved = milestone.original_due_on != milestone.due_on;
        Self {
            title: milestone.title.clone(),
            due_on: dates::short(milestone.due_on),
            estimate: false,
            moved_from: moved.then(|| dates::short(milestone.original_due_on)),
            slipped: None,
            state,
            words,
        }
    }

    /// The same, saying how far it slipped from a baseline.
    pub(super) fn slipped(self, slipped: Option<String>) -> Self {
        Self { slipped, ..self }
    }

    /// The same, saying whether its date is an estimate where it is still to be kept.
    pub(super) fn estimated(self, is_estimate: bool) -> Self {
        Self { estimate: is_estimate && matches!(self.state, StepState::ToCome | StepState::Past), ..self }
    }

    /// The diamond's shape, as a character.
    pub(super) fn symbol(&self) -> &'static str {
        if self.state == StepState::Met { "◆" } else { "◇" }
    }

    pub(super) fn is_late(&self) -> bool {
        self.state == StepState::Past
    }

    /// All of it in a line: 起草 2019-07-05，逾期 5 天（原定 2019-06-28）
    pub(super) fn line(&self) -> String {
        let moved = self.moved_from.as_ref().map(|day| format!("（原定 {day}）")).unwrap_or_default();
        let slipped = self.slipped.as_ref().map(|words| format!("，{words}")).unwrap_or_default();
        format!("{} {}，{}{moved}{slipped}", self.title, self.due_on, self.words)
    }
}

/// The text cut with … to about so many ems (the width of a Chinese character). What XML cannot hold is left out.
pub(in crate::pages) fn fitted(text: &str, ems: f64) -> String {
    let width = |c: char| if c.is_ascii() { 0.56 } else { 1.0 };
    let text = clean(text);
    if text.chars().map(width).sum::<f64>() <= ems {
        return text;
    }
    let mut used = 1.0;
    let fits = |c: &char| {
        used += width(*c);
        used <= ems
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

/// The text without characters that no XML document may contain.
pub(in crate::pages) fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::MilestoneId;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_milestone_says_its_date_its_state_and_where_it_first_was() {
        let open = MilestoneOverview {
            id: MilestoneId(1),
            title: "起草".to_owned(),
            planned_share: 30,
            due_on: d("2019-07-05"),
            original_due_on: d("2019-06-28"),
            met_on: None,
            waived: false,
        };
        let line = |milestone: &MilestoneOverview| StepLine::of(milestone, d("2019-07-10")).line();
        assert_eq!(line(&open), "起草 2019-07-05，逾期 5 天（原定 2019-06-28）");
        let slipped = Some("较6月30日基线推迟 5 个工作日".to_owned());
        assert_eq!(
            StepLine::of(&open, d("2019-07-10")).slipped(slipped).line(),
            "起草 2019-07-05，逾期 5 天（原定 2019-06-28），较6月30日基线推迟 5 个工作日"
        );
        let still = MilestoneOverview { original_due_on: open.due_on, ..open };
        let met = MilestoneOverview { met_on: Some(d("2019-07-03")), ..still.clone() };
        assert_eq!(line(&met), "起草 2019-07-05，已于 2019-07-03 完成");
        let to_come =
            MilestoneOverview { due_on: d("2019-07-10"), original_due_on: d("2019-07-10"), ..still.clone() };
        assert_eq!(line(&to_come), "起草 2019-07-10，未到");
        assert_eq!(line(&MilestoneOverview { waived: true, ..still }), "起草 2019-07-05，不再要求");
    }

    #[test]
    fn a_long_text_is_cut_by_its_width() {
        assert_eq!(fitted("加强审判团队建设", 8.0), "加强审判团队建设");
        assert_eq!(fitted("加强审判团队建设", 7.0), "加强审判团队…");
        assert_eq!(fitted("abcdefgh", 5.0), "abcdefgh");
        assert_eq!(fitted("a\u{b}b", 5.0), "ab");
    }
}
