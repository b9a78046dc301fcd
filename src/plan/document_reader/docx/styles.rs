//! What styles say: black type, headings, numbers, with the styles they are based on.

use std::collections::HashMap;

use quick_xml::events::BytesStart;

use super::super::ReadRefusal;
use super::xml::{Part, attribute, is_on, number};

/// A chain of styles is followed so far: one that is longer goes in a circle.
const MOST_STEPS: usize = 32;
/// The most styles a document may have.
const MOST_STYLES: usize = 20_000;
/// Levels above this one are body text.
const LAST_HEADING: u8 = 8;

/// Which level of which list a paragraph is of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ListPlace {
    pub(super) list: Option<i32>,
    pub(super) level: Option<u8>,
}

/// What a run says of its type, or a style of the runs it is for; `None` where it says nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Type {
    pub(super) bold: Option<bool>,
    /// The typeface of Chinese characters is 黑体.
    pub(super) hei: Option<bool>,
    pub(super) hidden: Option<bool>,
}

impl Type {
    /// Takes in one element of `w:rPr`.
    pub(super) fn take(&mut self, name: &str, element: &BytesStart<'_>) {
        match name {
            "b" => self.bold = Some(is_on(element)),
            "vanish" => self.hidden = Some(is_on(element)),
            "rFonts" => {
                if let Some(font) = attribute(element, "eastAsia") {
                    self.hei = Some(font.contains("黑体") || font.to_lowercase().contains("simhei"));
                }
            }
            _ => {}
        }
    }
}

#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    typed: Type,
    /// The level of a heading, 0 for the highest.
    outline: Option<u8>,
    place: ListPlace,
}

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
    /// The style of paragraphs that name none.
    of_paragraphs: Option<String>,
    defaults: Type,
}

impl Styles {
    pub(super) fn read(mut part: Part<'_>) -> Result<Self, ReadRefusal> {
        let mut styles = Self::default();
        let mut open: Option<String> = None;
        part.each(|element, around| {
            let name = element.local_name();
            let name = name.as_ref();
            let inside = |outer: &str| around.iter().any(|other| other == outer);
            if name == "style" {
                open = attribute(element, "styleId");
                if let Some(id) = &open {
                    let of_paragraphs = attribute(element, "type").is_some_and(|of| of == "paragraph");
                    let is_default =
                        attribute(element, "default").is_some_and(|of| of == "1" || of == "true");
                    if of_paragraphs && is_default {
                        styles.of_paragraphs = Some(id.clone());
                    }
                    if styles.by_id.len() == MOST_STYLES {
                        return Err(ReadRefusal::TooMuchInside);
                    }
                    styles.by_id.insert(id.clone(), Style::default());
                }
            } else if inside("rPrDefault") {
                styles.defaults.take(name, element);
            } else if inside("style")
                && !inside("tblStylePr")
                && let Some(style) = open.as_ref().and_then(|id| styles.by_id.get_mut(id))
            {
                style.take(name, element, inside("rPr"));
            }
            Ok(())
        })?;
        Ok(styles)
    }

    /// Whether a run is in black type: what it says itself holds, else its styles.
    pub(super) fn is_black(
        &self,
        run: &Type,
        run_style: Option<&str>,
        paragraph_style: Option<&str>,
    ) -> bool {
        let paragraph_style = paragraph_style.or(self.of_paragraphs.as_deref());
        let of = |style: Option<&str>, what: fn(&Type) -> Option<bool>| {
            style.and_then(|style| self.find(style, |style| what(&style.typed)))
        };
        // Two styles that both say bold undo one another: so the format has it.
        let by_styles = of(run_style, |of| of.bold).unwrap_or(false)
            != of(paragraph_style, |of| of.bold).unwrap_or(false);
        let bold = run.bold.unwrap_or(by_styles || self.defaults.bold.unwrap_or(false));
        let of_document = of(self.of_paragraphs.as_deref(), |of| of.hei).or(self.defaults.hei);
        let hei = run
            .hei
            .or_else(|| of(run_style, |of| of.hei))
            .or_else(|| of(paragraph_style, |of| of.hei))
            .or(of_document);
        bold || (hei == Some(true) && of_document != Some(true))
    }

    /// Whether a paragraph is a heading by its style.
    pub(super) fn is_heading(&self, style: Option<&str>) -> bool {
        style.is_some_and(|style| self.find(style, |style| style.outline).is_some_and(is_heading))
    }

    /// The level and list that a style gives its paragraphs.
    pub(super) fn place(&self, style: Option<&str>) -> ListPlace {
        let Some(style) = style.or(self.of_paragraphs.as_deref()) else { return ListPlace::default() };
        ListPlace {
            list: self.find(style, |style| style.place.list),
            level: self.find(style, |style| style.place.level),
        }
    }

    /// What a style, or the nearest it is based on, says.
    fn find<T>(&self, style: &str, says: impl Fn(&Style) -> Option<T>) -> Option<T> {
        let mut at = self.by_id.get(style);
        for _ in 0..MOST_STEPS {
            let style = at?;
            if let Some(said) = says(style) {
                return Some(said);
            }
            at = style.based_on.as_ref().and_then(|id| self.by_id.get(id));
        }
        None
    }
}

/// Whether a level is that of a heading and not of body text.
pub(super) fn is_heading(level: u8) -> bool {
    level <= LAST_HEADING
}

impl Style {
    fn take(&mut self, name: &str, element: &BytesStart<'_>, of_runs: bool) {
        match name {
            "basedOn" => self.based_on = attribute(element, "val"),
            "outlineLvl" => self.outline = number(element, "val"),
            "numId" => self.place.list = number(element, "val"),
            "ilvl" => self.place.level = number(element, "val"),
            "name" if self.outline.is_none() => {
                let name = attribute(element, "val").unwrap_or_default().to_lowercase();
                let level = name.strip_prefix("heading ").or_else(|| name.strip_prefix("标题 "));
                self.outline =
                    level.and_then(|level| level.trim().parse().ok()).map(|n: u8| n.saturating_sub(1));
            }
            _ if of_runs => self.typed.take(name, element),
            _ => {}
        }
    }
}
