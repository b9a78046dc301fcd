//! Downloads and the name they travel under.

use axum::http::header;
use axum::response::{IntoResponse, Response};

/// A Word file as a download of this name.
#[must_use]
pub fn word(name: &str, file: Vec<u8>) -> Response {
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    download(word, ("document.docx", name), file)
}

/// A file of this media type as a download under `name`, or under `plain` for programs that read no other.
#[must_use]
pub fn download(media_type: &str, (plain, name): (&str, &str), file: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, disposition(plain, name)),
    ];
    (headers, file).into_response()
}

/// The header that makes an answer a download (RFC 6266): its name in UTF-8 as RFC 8187 (before: RFC 5987) writes it, and
/// a plain one in ASCII, without quotation marks, for programs that read no other.
#[must_use]
pub fn disposition(plain: &str, name: &str) -> String {
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push_str(&hex::encode_upper([byte]));
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_name_travels_in_ascii_whatever_it_contains() {
        assert_eq!(
            disposition("evidence.docx", "说明 \"1\".docx"),
            "attachment; filename=\"evidence.docx\"; filename*=UTF-8''%E8%AF%B4%E6%98%8E%20%221%22.docx"
        );
    }
}
