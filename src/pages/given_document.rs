//! A plan's document as it is given to be read: a file that is uploaded, or a text that is pasted.

use crate::error::Result;
use crate::plan::document_reader::MAX_OFFICE_BYTES;
use crate::reporting::evidence::GivenFile;

/// What a pasted text is called.
const PASTED: &str = "粘贴的文本.md";

/// The files that are read, for the `accept` of the field.
pub(super) const READ: &str = ".docx,.xlsx,.md,.txt";

/// The largest of them.
pub(super) const MEGABYTES: usize = MAX_OFFICE_BYTES / 1024 / 1024;

/// Name and bytes, and the field it came by.
pub(super) struct GivenDocument {
    pub name: String,
    pub bytes: Vec<u8>,
    pub field: &'static str,
}

/// The file in the field `file`, else the text pasted; else the field and the sentence beside it.
pub(super) async fn given_document(
    files: Vec<GivenFile>,
    pasted: &str,
) -> Result<Result<GivenDocument, (&'static str, String)>> {
    let Some(given) = files.into_iter().find(|given| given.field == "file") else {
        if pasted.trim().is_empty() {
            return Ok(Err(("file", "请选择文件，或在下面粘贴全文。".to_owned())));
        }
        let (name, bytes) = (PASTED.to_owned(), pasted.as_bytes().to_vec());
        return Ok(Ok(GivenDocument { name, bytes, field: "text" }));
    };
    let file = match given.file {
        Ok(file) => file,
        Err(sentence) => return Ok(Err(("file", sentence))),
    };
    if file.size() > MAX_OFFICE_BYTES as u64 {
        return Ok(Err(("file", format!("《{}》超过 {MEGABYTES} MB，没有读入。", file.name()))));
    }
    Ok(Ok(GivenDocument { name: given.name, bytes: file.bytes().await?, field: "file" }))
}
