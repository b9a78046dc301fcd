//! Which files are taken as evidence. Pure.

/// The largest file taken, in bytes.
pub const MAX_FILE_BYTES: u64 = 50 * 1024 * 1024;
/// The largest form taken, all its files together, in bytes.
pub const MAX_FORM_BYTES: usize = 200 * 1024 * 1024;

/// Extensions taken, with the media type a file is sent back as. Archives are not: nobody sees what is in them.
const TYPES: [(&str, &str); 16] = [
    ("pdf", "application/pdf"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("wps", "application/vnd.ms-works"),
    ("et", "application/octet-stream"),
    ("dps", "application/octet-stream"),
    ("ofd", "application/ofd"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("txt", "text/plain; charset=utf-8"),
    ("md", "text/plain; charset=utf-8"),
];

/// The extensions, for the `accept` of a file field.
pub const ACCEPTED: &str =
    ".pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.wps,.et,.dps,.ofd,.jpg,.jpeg,.png,.txt,.md";

/// Longest name kept, in characters; a longer one is cut in front of its extension.
const LONGEST_NAME: usize = 200;

/// The media type of a file name's extension; `None` when such files are not taken.
pub(super) fn media_type(name: &str) -> Option<&'static str> {
    let (_, extension) = name.rsplit_once('.')?;
    let extension = extension.to_ascii_lowercase();
    TYPES.iter().find(|(known, _)| *known == extension).map(|(_, media_type)| *media_type)
}

/// The name alone, without folders, control characters or an excess of length.
pub(super) fn clean_name(given: &str) -> String {
    let name = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    let name = name.trim();
    let length = name.chars().count();
    if length <= LONGEST_NAME {
        return name.to_owned();
    }
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let kept: String =
        stem.chars().take(LONGEST_NAME.saturating_sub(extension.chars().count() + 1)).collect();
    format!("{kept}.{extension}")
}

/// What is told about a file of a type that is not taken.
pub(super) fn refusal_of_type(name: &str) -> String {
    format!("《{name}》不是可以上传的文件类型；可以上传：{}。", ACCEPTED.replace(',', "、").replace('.', ""))
}

/// What is told about a file that is too large.
pub(super) fn refusal_of_size(name: &str) -> String {
    format!("《{name}》超过 {} MB，没有保存。", MAX_FILE_BYTES / 1024 / 1024)
}

/// A size in words: `42 KB`, `3.1 MB`.
pub(crate) fn size_words(bytes: i64) -> String {
    match bytes {
        ..1024 => format!("{bytes} 字节"),
        1024..1_048_576 => format!("{} KB", bytes / 1024),
        _ => format!("{}.{} MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_is_read_from_the_last_extension_whatever_its_case() {
        assert_eq!(media_type("试运行情况说明.PDF"), Some("application/pdf"));
        assert_eq!(media_type("照片.jpg.exe"), None);
        assert_eq!(media_type("pdf"), None);
        assert_eq!(media_type("网页.html"), None);
        for (extension, _) in TYPES {
            assert!(ACCEPTED.split(',').any(|known| known == format!(".{extension}")), "{extension}");
        }
    }

    #[test]
    fn a_name_is_kept_without_its_folders() {
        assert_eq!(clean_name("C:\\文件\\情况说明.docx"), "情况说明.docx");
        assert_eq!(clean_name("../../etc/说明.txt"), "说明.txt");
        assert_eq!(clean_name("换\n行.txt"), "换行.txt");
        let long = clean_name(&format!("{}.docx", "长".repeat(300)));
        assert_eq!((long.chars().count(), long.ends_with("长.docx")), (200, true));
    }

    #[test]
    fn a_size_is_said_in_the_unit_that_fits() {
        assert_eq!([size_words(9), size_words(43_000), size_words(3_300_000)], ["9 字节", "41 KB", "3.1 MB"]);
    }
}
