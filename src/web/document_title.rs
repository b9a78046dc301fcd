//! Titles of documents as they stand in a sentence.

/// A document's title in 《》; one that was typed with them stands as it is.
#[must_use]
pub fn in_marks(title: &str) -> String {
    if title.starts_with('《') { title.to_owned() } else { format!("《{title}》") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_stands_in_one_pair_of_marks() {
        assert_eq!(in_marks("专业法官会议工作办法"), "《专业法官会议工作办法》");
        assert_eq!(in_marks("《专业法官会议工作办法》（试行）"), "《专业法官会议工作办法》（试行）");
    }
}
