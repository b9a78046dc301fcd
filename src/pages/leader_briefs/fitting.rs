//! As much of a brief as one A4 page of Word holds: rows in short, as many as there is room for. Pure.
//!
//! Lines are counted narrower than they are set, so that a font a little wider than the one named still fits.

use super::brief::{Brief, Stuck, more, shortened, shortened_within};
use crate::official_document::half_widths;
use crate::pages::worklist::Matter;

/// How high and wide the text's space is, and how high a line of the text and of a table, in twentieths of a point
/// (`templates/official_document/`).
const HEIGHT: u32 = 12_756;
const WIDTH: u32 = 8_844;
const LINE: u32 = 579;
const TABLE_LINE: u32 = 400;
/// The margins above and below a cell, and the rule below a row.
const RULE: u32 = 65;
/// Title, one line below it, an empty one, the gaps about two tables and their heads, where the document comes from, and a
/// remainder for what other programs set differently.
const FIXED: u32 = 3 * LINE + 2 * (180 + TABLE_LINE + RULE) + 700 + 300;
/// So many half characters a line of the text has.
const TEXT_WIDTH: u32 = 52;
/// What half a character of a table takes, and the margins of a cell.
const HALF_CHARACTER: u32 = 124;
const MARGINS: u32 = 180;

/// How wide the columns are, in parts of their sum: 改革任务, 牵头部门, 情况; 事项, 说明.
pub(super) const STUCK_COLUMNS: [u32; 3] = [20, 8, 10];
pub(super) const MATTER_COLUMNS: [u32; 2] = [16, 20];

/// The longest texts, in characters.
const LONGEST_DONE: usize = 36;
const LONGEST_TITLE: usize = 42;
const LONGEST_WORDS: usize = 30;
const LONGEST_MATTER: usize = 45;
const LONGEST_NOTE: usize = 68;

/// What stands in the Word file.
#[derive(Debug)]
pub(super) struct Fitted {
    pub done: String,
    pub stuck: String,
    pub stuck_rows: Vec<Vec<String>>,
    pub to_decide: String,
    pub rows_to_decide: Vec<Vec<String>>,
}

/// What of a brief fits below that subtitle. What is to be decided comes first, but leaves half of the room to what is stuck where that needs it.
pub(super) fn fitted(brief: &Brief, subtitle: &str) -> Fitted {
    let done = brief.done.sentence_with(|title| shortened(title, LONGEST_DONE));
    let stuck_rows: Vec<_> = brief.stuck_rows.iter().map(stuck_row).collect();
    let matters: Vec<_> = brief.rows_to_decide.iter().map(matter_row).collect();
    // How many are left out is not known yet: as if most were.
    let stuck = |shown| format!("{}{}。", brief.stuck, more(stuck_rows.len(), shown, "台账"));
    let to_decide = |shown| format!("{}{}。", brief.to_decide, more(matters.len(), shown, "待办"));
    let led = |text: &str, heading: u32| (half_widths(text) + heading + 4).div_ceil(TEXT_WIDTH) * LINE;
    let texts = led(&done, 14) + led(&stuck(0), 10) + led(&to_decide(0), 22);
    let second = half_widths(subtitle).div_ceil(TEXT_WIDTH).saturating_sub(1) * LINE;
    let room = HEIGHT.saturating_sub(FIXED + second + texts);
    let needed: u32 = stuck_rows.iter().map(|row| height(row, &STUCK_COLUMNS)).sum();
    let (of_matters, taken) = fit(&matters, &MATTER_COLUMNS, room - needed.min(room / 2));
    let (of_stuck, _) = fit(&stuck_rows, &STUCK_COLUMNS, room - taken);
    Fitted {
        done,
        stuck: stuck(of_stuck),
        to_decide: to_decide(of_matters),
        stuck_rows: stuck_rows.into_iter().take(of_stuck).collect(),
        rows_to_decide: matters.into_iter().take(of_matters).collect(),
    }
}

/// How many rows fit, and the room they take.
fn fit(rows: &[Vec<String>], columns: &[u32], room: u32) -> (usize, u32) {
    let mut taken = 0;
    for (at, row) in rows.iter().enumerate() {
        let height = height(row, columns);
        if taken + height > room {
            return (at, taken);
        }
        taken += height;
    }
    (rows.len(), taken)
}

fn height(row: &[String], columns: &[u32]) -> u32 {
    let sum = columns.iter().sum::<u32>().max(1);
    let lines = row.iter().zip(columns).map(|(text, share)| {
        let halves = (WIDTH * share / sum).saturating_sub(MARGINS) / HALF_CHARACTER;
        // A line may end a character early, where the next one may not begin a line.
        let halves = if half_widths(text) > halves { halves - 2 } else { halves };
        half_widths(text).div_ceil(halves).max(1)
    });
    lines.max().unwrap_or(1) * TABLE_LINE + RULE
}

fn stuck_row(of: &Stuck) -> Vec<String> {
    let whole = of.about.as_ref().map(|about| format!("{}（{about}）", of.words));
    // Whole, or without what it is about: half of it says nothing.
    let words =
        whole.filter(|whole| whole.chars().count() <= LONGEST_WORDS).unwrap_or_else(|| of.words.clone());
    // Names stand whole: half of one is another's.
    vec![shortened(&of.task, LONGEST_TITLE), of.leads_in_short.clone(), words]
}

/// The end of a note is the reason in its own words; what comes before it is shorter than the longest note.
fn matter_row(of: &Matter) -> Vec<String> {
    vec![shortened_within(&of.what, LONGEST_MATTER), shortened(&of.note, LONGEST_NOTE)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stuck(about: &str) -> Stuck {
        Stuck {
            path: String::new(),
            task: "33 甲".into(),
            leads: "办公室、执行局".into(),
            leads_in_short: "办公室等2个部门".into(),
            sentence: String::new(),
            words: "逾期22天".into(),
            about: Some(about.into()),
        }
    }

    #[test]
    fn a_stuck_task_is_said_whole_or_without_what_it_is_about() {
        assert_eq!(stuck_row(&stuck("节点“试运行”"))[1..], ["办公室等2个部门", "逾期22天（节点“试运行”）"]);
        assert_eq!(stuck_row(&stuck(&"长".repeat(40)))[2], "逾期22天");
    }

    #[test]
    fn who_leads_is_never_cut() {
        let leads = "未成年人案件综合审判庭等3个部门";
        let of = Stuck { leads_in_short: leads.into(), ..stuck("节点") };
        assert_eq!(stuck_row(&of)[1], leads);
    }

    #[test]
    fn rows_fit_by_their_lines() {
        let rows = vec![vec!["甲".to_owned()], vec!["乙".repeat(60)], vec!["丙".to_owned()]];
        assert_eq!(height(&rows[0], &[1]), TABLE_LINE + RULE);
        assert_eq!(height(&rows[1], &[1]), 2 * TABLE_LINE + RULE);
        assert_eq!(fit(&rows, &[1], 2 * TABLE_LINE), (1, TABLE_LINE + RULE));
        assert_eq!(fit(&rows, &[1], 9 * TABLE_LINE).0, 3);
    }
}
