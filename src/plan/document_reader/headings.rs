//! Headings of sections (板块): their emphasis (以…为重点), and a short title for tiles and filters.

use super::model::SectionRead;
use super::wording::without_blanks;

/// A numbered heading as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) number: i32,
    pub(super) title: String,
}

/// The sections of the division plan, and those that only the work points name.
pub(super) fn sections(of_plan: &[Heading], of_points: &[Heading]) -> Vec<SectionRead> {
    let only_in_points =
        of_points.iter().filter(|heading| of_plan.iter().all(|h| h.number != heading.number));
    let mut headings: Vec<&Heading> = of_plan.iter().chain(only_in_points).collect();
    headings.sort_by_key(|heading| heading.number);
    headings.into_iter().map(section).collect()
}

fn section(heading: &Heading) -> SectionRead {
    SectionRead {
        number: heading.number,
        title: heading.title.clone(),
        short_title: short_title(&heading.title),
        emphasis: emphasis(&heading.title),
    }
}

/// 以…为重点, where the title begins with it.
fn emphasis(title: &str) -> Option<String> {
    let end = title.find("为重点")? + "为重点".len();
    title.starts_with('以').then(|| title[..end].to_owned())
}

/// What a heading is about: the last part of it (after 为重点, 带动 …), without the verbs before
/// (进一步深化) and the general words behind (领域改革). The whole title if nothing would be left.
fn short_title(title: &str) -> String {
    const MEANS: [&str; 7] = ["为重点", "为抓手", "为核心", "为主线", "为契机", "带动", "促进"];
    const VERBS: [&str; 24] = [
        "进一步",
        "更好地",
        "更好",
        "全面",
        "深入",
        "积极",
        "扎实",
        "持续",
        "切实",
        "统筹",
        "稳步",
        "不断",
        "着力",
        "推进",
        "推动",
        "深化",
        "落实",
        "加强",
        "完善",
        "健全",
        "强化",
        "做好",
        "本院",
        "我院",
    ];
    const GENERAL: [&str; 6] = ["向纵深发展", "各项工作", "工作", "领域", "改革", "建设"];
    // A tile has room for no more, and the store takes no more.
    const LONGEST: usize = 20;
    // Four characters are the shortest that still name a field of reform (机构改革, 司法公开).
    const SHORTEST: usize = 4;
    let plain = without_blanks(title);
    let end = |word: &&str| plain.rfind(*word).map(|at| at + word.len());
    let start = if plain.starts_with('以') { MEANS.iter().filter_map(end).max().unwrap_or(0) } else { 0 };
    let mut rest = plain[start..].trim_start_matches(['，', '、']);
    while let Some(shorter) = VERBS.iter().find_map(|verb| rest.strip_prefix(verb)) {
        rest = shorter;
    }
    while let Some(shorter) = GENERAL
        .iter()
        .find_map(|word| rest.strip_suffix(word))
        .filter(|shorter| shorter.chars().count() >= SHORTEST)
    {
        rest = shorter;
    }
    let short = if rest.is_empty() { title } else { rest };
    short.chars().take(LONGEST).collect()
}
