//! How the wall's tiles are laid out. Pure.

use std::ops::Range;

/// A wall of more tasks than this turns through pages.
const TASKS_ON_ONE_WALL: usize = 60;

/// A stretch of a section's tasks on one page of the wall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// The section, by its place.
    pub section: usize,
    /// Its tasks that stand here, by their place in the section.
    pub tasks: Range<usize>,
}

/// The pages of a wall whose sections have so many tasks. Up to 60 tasks are one page; beyond that sections stay
/// together as long as a page holds them, and a section larger than a page is cut.
pub(super) fn pages(sections: &[usize]) -> Vec<Vec<Part>> {
    let mut pages: Vec<Vec<Part>> = Vec::new();
    let mut on_page = 0;
    for part in sections.iter().enumerate().flat_map(|(section, &count)| parts(section, count)) {
        match pages.last_mut() {
            Some(page) if on_page + part.tasks.len() <= TASKS_ON_ONE_WALL => {
                on_page += part.tasks.len();
                page.push(part);
            }
            _ => {
                on_page = part.tasks.len();
                pages.push(vec![part]);
            }
        }
    }
    pages
}

fn parts(section: usize, count: usize) -> impl Iterator<Item = Part> {
    let starts = (0..count.max(1)).step_by(TASKS_ON_ONE_WALL);
    starts.map(move |from| Part { section, tasks: from..count.min(from + TASKS_ON_ONE_WALL) })
}

/// How many columns show so many tiles on a screen of 16:9, each a little wider than high: 45 are 9 × 5. Few are not blown up.
pub(super) fn columns(tiles: usize) -> usize {
    (7..12).find(|columns| columns * columns * 5 >= tiles * 9).unwrap_or(12)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task_counts(sections: &[usize]) -> Vec<Vec<(usize, usize)>> {
        let part = |part: &Part| (part.section, part.tasks.len());
        pages(sections).iter().map(|page| page.iter().map(part).collect()).collect()
    }

    #[test]
    fn the_courts_39_tasks_in_6_sections_are_one_page_of_9_columns() {
        let pages = pages(&[11, 7, 8, 8, 1, 4]);
        assert_eq!(pages.len(), 1);
        assert_eq!(columns(39 + pages[0].len()), 9);
    }

    #[test]
    fn columns_follow_from_the_count() {
        assert_eq!([1, 12, 28, 45, 66, 80, 200].map(columns), [7, 7, 8, 9, 11, 12, 12]);
    }

    #[test]
    fn over_60_tasks_the_wall_turns_through_pages_by_section() {
        assert_eq!(task_counts(&[30, 30]), [vec![(0, 30), (1, 30)]]);
        assert_eq!(task_counts(&[30, 31]), [vec![(0, 30)], vec![(1, 31)]]);
        assert_eq!(task_counts(&[50, 8, 20, 40]), [vec![(0, 50), (1, 8)], vec![(2, 20), (3, 40)]]);
    }

    #[test]
    fn a_section_larger_than_a_page_is_cut_and_an_empty_one_keeps_its_place() {
        assert_eq!(task_counts(&[130, 0, 2]), [vec![(0, 60)], vec![(0, 60)], vec![(0, 10), (1, 0), (2, 2)]]);
        assert_eq!(pages(&[130])[1][0].tasks, 60..120);
    }
}
