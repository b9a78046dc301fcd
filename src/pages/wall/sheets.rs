//! What the wall shows wherever it hangs: its title, the totals by light, the sheets of tiles. What a tile says is the
//! page's own.

use super::layout;
use crate::pages::overview::{Overview, Section, TaskOverview};
use crate::status::Light;
use crate::web::urls;

/// The lights in the order of the totals.
const TOTALS: [Light; 5] = [Light::Red, Light::Yellow, Light::Green, Light::Blue, Light::Grey];

/// How many tasks show a light.
pub(in crate::pages) struct Total {
    pub kind: &'static str,
    pub symbol: &'static str,
    pub word: &'static str,
    pub more_words: &'static str,
    pub count: usize,
    pub path: String,
}

/// One page of tiles.
pub(in crate::pages) struct Sheet<T> {
    pub columns: usize,
    pub boards: Vec<Board<T>>,
}

/// A section's tile, and those of its tasks that follow it on this page.
pub(in crate::pages) struct Board<T> {
    pub numeral: String,
    pub name: String,
    pub count: usize,
    pub late: usize,
    pub tiles: Vec<T>,
}

/// 抚松县人民法院 2019 年司法改革任务作战图
pub(in crate::pages) fn title(overview: &Overview) -> String {
    format!("{} {} 年司法改革任务作战图", overview.plan.issuing_body, overview.plan.year)
}

/// How many tasks show each light.
pub(in crate::pages) fn totals(overview: &Overview) -> Vec<Total> {
    TOTALS.map(|light| total(overview, light)).into()
}

fn total(overview: &Overview, light: Light) -> Total {
    let (word, more_words) = match light {
        Light::Grey => ("未启动", "、待上级"),
        light => (light.word(), ""),
    };
    Total {
        kind: light.code(),
        symbol: light.symbol(),
        word,
        more_words,
        count: overview.tasks.iter().filter(|task| task.light.light == light).count(),
        path: format!("{}?light={}", urls::ledger(overview.plan.year), light.code()),
    }
}

/// The pages of tiles, each task's made by `tile`; none when the plan has no task.
pub(in crate::pages) fn sheets<T>(overview: &Overview, tile: impl Fn(&TaskOverview) -> T) -> Vec<Sheet<T>> {
    if overview.tasks.is_empty() {
        return Vec::new();
    }
    let of =
        |section: &Section| overview.tasks.iter().filter(|task| task.section == section.number).collect();
    let tasks: Vec<Vec<&TaskOverview>> = overview.sections.iter().map(of).collect();
    let counts: Vec<usize> = tasks.iter().map(Vec::len).collect();
    let board = |part: &layout::Part| {
        let (section, all) = (&overview.sections[part.section], &tasks[part.section]);
        let shown = &all[part.tasks.clone()];
        Board {
            numeral: section.numeral(),
            name: section.short_title.clone(),
            count: all.len(),
            late: all.iter().filter(|task| task.light.light == Light::Red).count(),
            tiles: shown.iter().map(|task| tile(task)).collect(),
        }
    };
    let sheet = |parts: Vec<layout::Part>| Sheet {
        columns: layout::columns(parts.iter().map(|part| part.tasks.len() + 1).sum()),
        boards: parts.iter().map(board).collect(),
    };
    layout::pages(&counts).into_iter().map(sheet).collect()
}
