//! Printed lines, black type (`**…**`), and paragraphs that page breaks have cut.

/// One printed line that is not blank.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// The number of the paragraph in which it stands.
    pub(super) at: i32,
    /// Marked as a Markdown heading, of whatever level.
    pub(super) heading: bool,
    /// Without heading marks and without blanks at both ends; black type still marked.
    pub(super) raw: String,
}

impl Line {
    /// The line without marks of black type.
    pub(super) fn plain(&self) -> String {
        plain_of(&self.raw)
    }

    /// Its characters with their black type.
    pub(super) fn letters(&self) -> Vec<Letter> {
        Paragraph::new((), self).typed().letters
    }

    /// Whether the line begins in black type.
    pub(super) fn starts_black(&self) -> bool {
        self.raw.starts_with("**")
    }
}

/// A line without marks of black type.
pub(super) fn plain_of(raw: &str) -> String {
    raw.replace("**", "").trim().to_owned()
}

/// A line of the paragraph `at`; None if it says nothing: blanks, a page number (— 3 —), a rule (---).
pub(super) fn line(at: i32, line: &str, heading: bool) -> Option<Line> {
    let line = line.trim();
    let unmarked = line.trim_start_matches('#');
    let marked = unmarked.len() < line.len();
    let raw = if marked { unmarked.trim_end_matches('#') } else { line }.trim();
    let says_nothing = raw.chars().all(|c| c == '*' || c.is_whitespace());
    (!says_nothing && !is_page_furniture(raw)).then(|| Line {
        at,
        heading: heading || marked,
        raw: raw.to_owned(),
    })
}

/// Page numbers between dashes, and rules.
fn is_page_furniture(line: &str) -> bool {
    let is_dash = |c: char| matches!(c, '-' | '—' | '–' | '－' | '―');
    line.starts_with(is_dash)
        && line.ends_with(is_dash)
        && line.chars().all(|c| is_dash(c) || c.is_numeric() || c.is_whitespace())
}

/// Whether a paragraph is complete: it ends a sentence, whatever quotes and brackets follow.
pub(super) fn is_closed(plain: &str) -> bool {
    plain
        .trim_end_matches(['”', '’', '）', ')', '》', '】', '」', '』'])
        .ends_with(['。', '！', '？', '!', '?', '…'])
}

/// A paragraph: a line, and the lines which page breaks have cut from it.
#[derive(Debug, Clone)]
pub(super) struct Paragraph<K> {
    /// What it is in its part of the document.
    pub(super) kind: K,
    /// Whether its first line is a Markdown heading.
    pub(super) heading: bool,
    /// The numbers of the document's paragraphs from which it is put together, never empty.
    pub(super) places: Vec<i32>,
    pieces: Vec<String>,
    plain: String,
}

impl<K> Paragraph<K> {
    pub(super) fn new(kind: K, line: &Line) -> Self {
        let mut paragraph = Self {
            kind,
            heading: line.heading,
            places: Vec::new(),
            pieces: Vec::new(),
            plain: String::new(),
        };
        paragraph.absorb(line);
        paragraph
    }

    /// Takes in a line that a page break has cut off.
    pub(super) fn absorb(&mut self, line: &Line) {
        self.plain.push_str(&line.raw.replace("**", ""));
        self.places.push(line.at);
        self.pieces.push(line.raw.clone());
    }

    /// The paragraph without marks of black type; what page breaks cut is joined with nothing.
    pub(super) fn plain(&self) -> &str {
        self.plain.trim()
    }

    /// Whether it ends a sentence.
    pub(super) fn is_closed(&self) -> bool {
        is_closed(self.plain())
    }

    /// The paragraph with its black type and its cuts.
    pub(super) fn typed(&self) -> Typed {
        let mut typed = Typed::default();
        let mut black_since = None;
        for piece in &self.pieces {
            if !typed.letters.is_empty() {
                typed.cuts.push(typed.letters.len());
            }
            let mut marks = piece.split("**");
            typed.push(marks.next().unwrap_or_default(), black_since.is_some());
            for run in marks {
                black_since = if black_since.is_some() { None } else { Some(typed.letters.len()) };
                typed.push(run, black_since.is_some());
            }
        }
        if let Some(start) = black_since {
            // A mark that nothing closes marks nothing: no lead is invented from it.
            typed.unclosed_mark = true;
            typed.letters[start..].iter_mut().for_each(|letter| letter.black = false);
        }
        typed
    }
}

/// A character, and whether it is printed in black type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letter {
    pub(super) char: char,
    pub(super) black: bool,
}

/// A paragraph's characters.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub(super) letters: Vec<Letter>,
    /// Where page breaks cut: indexes of the first letter after each.
    pub(super) cuts: Vec<usize>,
    /// A `**` has no counterpart.
    pub(super) unclosed_mark: bool,
}

impl Typed {
    fn push(&mut self, run: &str, black: bool) {
        self.letters.extend(run.chars().map(|char| Letter { char, black }));
    }
}

/// Letters as text, without blanks at both ends.
pub(super) fn text(letters: &[Letter]) -> String {
    letters.iter().map(|letter| letter.char).collect::<String>().trim().to_owned()
}
