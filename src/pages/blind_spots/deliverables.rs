//! Deliverables that a work point names (出台……意见、办法、制度、机制), and whether a text carries them. Pure.

use crate::plan::work_point_matrix::similarity::pairs;

/// What stands before them.
const VERBS: [&str; 6] = ["出台", "制定", "制订", "制发", "印发", "编制"];

/// What they end with.
const NOUNS: [&str; 14] = [
    "意见", "办法", "制度", "机制", "方案", "细则", "规定", "规则", "规程", "清单", "指引", "标准", "规范",
    "措施",
];

/// Between them.
const AND: [char; 4] = ['和', '及', '与', '、'];

/// So many of a deliverable's pairs of characters, in hundredths, must stand in one sentence of a text that carries it: its
/// title may be printed with 关于 and brackets.
const ENOUGH: usize = 80;

/// The deliverables a statement names, as it words them: 完善专业法官会议机制的意见.
#[must_use]
pub(super) fn named(statement: &str) -> Vec<String> {
    let clauses = statement.split(['，', '。', '；', ',', ';']);
    clauses.flat_map(of_clause).collect()
}

fn of_clause(clause: &str) -> Vec<String> {
    let after_verb = VERBS.iter().filter_map(|verb| clause.find(verb).map(|at| &clause[at + verb.len()..]));
    let Some(rest) = after_verb.min_by_key(|rest| std::cmp::Reverse(rest.len())) else { return Vec::new() };
    let mut found = Vec::new();
    let mut from = 0;
    for (at, c) in rest.char_indices().chain([(rest.len(), '、')]) {
        let piece = &rest[from..at];
        // 和 within a name (A和B的意见) ends none: only what ends with one of the nouns is a whole name.
        if AND.contains(&c) && ends_with_noun(piece) {
            found.push(piece.trim_matches(|c| "《》“”关于".contains(c)).to_owned());
            from = at + if at < rest.len() { c.len_utf8() } else { 0 };
        }
    }
    found
}

fn ends_with_noun(piece: &str) -> bool {
    let piece = piece.trim_end_matches(['》', '”']);
    NOUNS.iter().any(|noun| piece.ends_with(noun) && piece.chars().count() > noun.chars().count() + 1)
}

/// Whether a sentence of the text names the deliverable, near enough in its wording.
#[must_use]
pub(super) fn carries(text: &str, deliverable: &str) -> bool {
    let wanted = pairs(deliverable);
    let noun = NOUNS.iter().find(|noun| deliverable.ends_with(*noun)).copied().unwrap_or_default();
    text.split(['。', '；', '\n']).filter(|sentence| sentence.contains(noun)).any(|sentence| {
        let shared = pairs(sentence).intersection(&wanted).count();
        shared * 100 >= wanted.len() * ENOUGH
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_statement_says_is_to_be_issued_is_named_each_by_itself() {
        for (statement, names) in [
            (
                "出台完善专业法官会议机制的意见和改革审判委员会制度的意见",
                vec!["完善专业法官会议机制的意见", "改革审判委员会制度的意见"],
            ),
            (
                "加强评查，制定案件质量评查办法、评查结果运用规定",
                vec!["案件质量评查办法", "评查结果运用规定"],
            ),
            ("印发《关于繁简分流和快速审理的实施细则》", vec!["繁简分流和快速审理的实施细则"]),
            ("健全专业法官会议制度和审判委员会制度", vec![]),
            ("出台意见", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(named(statement), names, "{statement}");
        }
    }

    #[test]
    fn a_text_carries_a_deliverable_also_under_its_printed_title() {
        let deliverable = "完善专业法官会议机制的意见";
        for (text, carried) in [
            ("年底前印发《关于完善专业法官会议机制的意见》。", true),
            ("完善专业法官会议机制意见，并组织学习。", true),
            ("健全专业法官会议制度，完善召集机制。合议庭不采纳多数意见的，应当说明理由。", false),
            ("完善专业法官会议机制。\n出台意见。", false),
            ("", false),
        ] {
            assert_eq!(carries(text, deliverable), carried, "{text}");
        }
    }
}
