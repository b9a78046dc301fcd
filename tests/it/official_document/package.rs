//! A Word file's parts and elements, read with nothing of the code that wrote them.

use std::io::{Cursor, Read};

/// An element with its attributes' text and what stands in it.
#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    pub attributes: String,
    pub children: Vec<Element>,
    pub text: String,
}

/// Every part of the file, by name.
pub fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        parts.push((file.name().unwrap().into_owned(), text));
    }
    parts
}

/// A part of the file as elements.
pub fn part(bytes: &[u8], name: &str) -> Element {
    let parts = parts(bytes);
    let (_, text) = parts.iter().find(|(of, _)| of == name).unwrap_or_else(|| panic!("{name} is missing"));
    parse(text)
}

/// Reads well-formed XML without comments and sections, and stops at anything else.
pub fn parse(xml: &str) -> Element {
    let mut open = vec![Element::default()];
    for piece in xml.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("a tag ends");
        if tag.starts_with('?') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            let closed = open.pop().unwrap();
            assert_eq!(closed.name, name, "tags are nested");
            open.last_mut().unwrap().children.push(closed);
        } else {
            let (name, attributes) =
                tag.trim_end_matches('/').split_once(' ').unwrap_or((tag.trim_end_matches('/'), ""));
            let element =
                Element { name: name.to_owned(), attributes: attributes.to_owned(), ..Element::default() };
            if tag.ends_with('/') {
                open.last_mut().unwrap().children.push(element);
            } else {
                open.push(element);
            }
        }
        open.last_mut().unwrap().text.push_str(text);
    }
    assert_eq!(open.len(), 1, "every element is closed");
    open.pop().unwrap().children.pop().unwrap()
}

/// A file's texts, a line per paragraph that has any.
pub fn said(bytes: &[u8]) -> String {
    let document = part(bytes, "word/document.xml");
    let texts = document.named("w:p").into_iter().map(Element::said).filter(|text| !text.is_empty());
    texts.map(|text| text + "\n").collect()
}

impl Element {
    /// Itself and everything in it, depth first.
    pub fn all(&self) -> Vec<&Element> {
        let mut all = vec![self];
        all.extend(self.children.iter().flat_map(Element::all));
        all
    }

    /// All texts in it, run together, with the characters XML escapes as they are read.
    pub fn said(&self) -> String {
        let word = |of: &&Element| match of.name.as_str() {
            "w:t" => of.text.clone(),
            "w:noBreakHyphen" => "-".to_owned(),
            "w:br" => "⏎".to_owned(),
            _ => String::new(),
        };
        let said: String = self.all().iter().map(word).collect();
        let escapes = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
        escapes.iter().fold(said, |said, (escape, character)| said.replace(escape, character))
    }

    pub fn named(&self, name: &str) -> Vec<&Element> {
        self.all().into_iter().filter(|of| of.name == name).collect()
    }
}
