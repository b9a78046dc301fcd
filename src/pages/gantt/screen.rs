//! The drawing cut into sheets for a big screen, as anybody may see it who passes.

use super::axis::Scale;
use super::chart::{self, Chart, Entry};
use super::groups::{Group, by_section};
use crate::pages::overview::Overview;

/// The most tasks on a sheet: more could not be read from a few steps away.
const TASKS: usize = 20;

/// A sheet's groups, and of how many tasks the section of each is.
struct Sheet<'a> {
    groups: Vec<Group<'a>>,
    wholes: Vec<usize>,
}

/// All tasks by section on as few sheets as can be read, about as many on each, the plot so many pixels wide. A section
/// that began on the sheet before says so. The overview is read for passers-by.
pub(in crate::pages) fn screen_sheets(overview: &Overview, plot: u32) -> Vec<Chart> {
    let draw = |sheet: Sheet<'_>| {
        let mut chart = chart::draw(overview, &sheet.groups, Scale::Pixels(plot.into()), None);
        // Names of weeks would touch.
        chart.weeks.clear();
        let headings = chart.entries.iter_mut().filter_map(|entry| match entry {
            Entry::Heading { count, .. } => Some(count),
            Entry::Task(_) => None,
        });
        for (count, whole) in headings.zip(sheet.wholes) {
            *count = whole;
        }
        chart
    };
    cut(by_section(overview)).into_iter().map(draw).collect()
}

fn cut(groups: Vec<Group<'_>>) -> Vec<Sheet<'_>> {
    let count: usize = groups.iter().map(|group| group.tasks.len()).sum();
    let on_each = count.div_ceil(count.div_ceil(TASKS).max(1));
    let mut sheets: Vec<Sheet<'_>> = Vec::new();
    let mut room = 0;
    for Group { heading, tasks } in groups {
        let mut rest = &tasks[..];
        while !rest.is_empty() {
            if room == 0 {
                sheets.push(Sheet { groups: Vec::new(), wholes: Vec::new() });
                room = on_each;
            }
            let (here, later) = rest.split_at(room.min(rest.len()));
            let again = if rest.len() < tasks.len() { "（续）" } else { "" };
            if let Some(sheet) = sheets.last_mut() {
                sheet.groups.push(Group { heading: format!("{heading}{again}"), tasks: here.to_vec() });
                sheet.wholes.push(tasks.len());
            }
            room -= here.len();
            rest = later;
        }
    }
    sheets
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::overview::TaskOverview;

    fn of(sections: &[usize]) -> Vec<Vec<(String, usize, usize)>> {
        let task = TaskOverview::plain(1, "任务");
        let group =
            |(at, count): (usize, &usize)| Group { heading: at.to_string(), tasks: vec![&task; *count] };
        let sheets = cut(sections.iter().enumerate().map(group).collect());
        let parts = |sheet: &Sheet<'_>| {
            let part =
                |(group, whole): (&Group<'_>, &usize)| (group.heading.clone(), group.tasks.len(), *whole);
            sheet.groups.iter().zip(&sheet.wholes).map(part).collect()
        };
        sheets.iter().map(parts).collect()
    }

    #[test]
    fn the_courts_39_tasks_are_two_sheets_about_as_full_and_a_cut_section_says_so() {
        let part = |heading: &str, here, whole| (heading.to_owned(), here, whole);
        assert_eq!(
            of(&[11, 7, 8, 8, 1, 4]),
            [
                vec![part("0", 11, 11), part("1", 7, 7), part("2", 2, 8)],
                vec![part("2（续）", 6, 8), part("3", 8, 8), part("4", 1, 1), part("5", 4, 4)],
            ]
        );
    }

    #[test]
    fn as_many_sheets_as_20_tasks_each_need() {
        let sizes = |sections: &[usize]| -> Vec<usize> {
            of(sections).iter().map(|sheet| sheet.iter().map(|(_, here, _)| here).sum()).collect()
        };
        assert_eq!(sizes(&[]), [0; 0]);
        assert_eq!(sizes(&[20]), [20]);
        assert_eq!(sizes(&[21]), [11, 10]);
        assert_eq!(sizes(&[100, 139]), [[20; 11].as_slice(), &[19]].concat());
    }
}
