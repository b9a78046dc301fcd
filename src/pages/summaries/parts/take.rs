//! Parts handed in, as the office takes them over into its draft: a text of a task below the task's line, what stands in the
//! way below the heading of difficulties.

use super::model::PartStatus;
use super::part_page;
use super::store::PartRow;
use crate::deadlines::Period;
use crate::pages::drafting::one_line;
use crate::pages::drafting::{Paragraph, Sentence, Source};

/// Something a department wrote, to be taken over as a whole.
pub(in crate::pages::summaries) struct Offered {
    /// `3-6`: part and task; task 0 for what stands in the way.
    pub key: String,
    pub department: String,
    /// 第6项 …
    pub about: String,
    pub lines: Vec<String>,
    /// Whether all of it stands in the draft.
    pub stands: bool,
    pub chosen: bool,
    path: String,
    task: i32,
}

/// What departments handed in, by department and task; of tasks restricted since they were asked about nothing, for a summary
/// is read by all.
pub(in crate::pages::summaries) fn offered(
    (year, period): (i32, Period),
    parts: &[PartRow],
    restricted: &[i32],
    (text, chosen): (&str, &[String]),
) -> Vec<Offered> {
    let handed_in = parts.iter().filter(|part| part.status == PartStatus::HandedIn);
    let of_part = |part: &PartRow| {
        let general = ("存在困难、下步打算和建议".to_owned(), 0, part.general.clone());
        let tasks =
            part.texts.iter().map(|of| (format!("第{}项 {}", of.task, of.title), of.task, of.text.clone()));
        let all: Vec<_> = tasks
            .chain([general])
            .filter(|(_, task, text)| !text.is_empty() && !restricted.contains(task))
            .collect();
        all.into_iter()
            .map(|(about, task, written)| {
                let lines: Vec<String> =
                    written.lines().filter(|line| !line.is_empty()).map(one_line).collect();
                let key = format!("{}-{task}", part.id);
                Offered {
                    stands: lines.iter().all(|line| text.lines().any(|of| of.trim_end() == line)),
                    chosen: chosen.contains(&key),
                    department: part.department_name.clone(),
                    path: part_page::path(year, &period.to_string(), part.id),
                    key,
                    about,
                    lines,
                    task,
                }
            })
            .collect::<Vec<_>>()
    };
    handed_in.flat_map(of_part).collect()
}

impl Offered {
    /// What its place in the draft contains.
    pub fn anchor(&self) -> String {
        if self.task == 0 { "五、".to_owned() } else { format!("：第{}项", self.task) }
    }

    /// Its lines, each resting on the part.
    pub fn paragraphs(&self) -> impl Iterator<Item = Paragraph> {
        let source = Source::concerned(format!("{}供稿", self.department), self.path.clone());
        self.lines.iter().map(move |line| Paragraph {
            key: format!("part-{}", self.key),
            sentences: vec![Sentence { text: line.clone(), sources: vec![source.clone()] }],
        })
    }
}
