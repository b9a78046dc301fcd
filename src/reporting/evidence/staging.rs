//! Bytes of evidence in the data directory: `files/<first two digits>/<SHA-256>`. An upload is streamed to
//! `files/incoming/` and renamed when it is whole, so that no half file ever stands under a digest.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use axum::extract::multipart::Field;
use sha2::{Digest, Sha256};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};

use super::KeptBytes;
use super::file_types::{MAX_FILE_BYTES, clean_name, media_type, refusal_of_size, refusal_of_type};
use crate::error::{AppError, Result};
use crate::web::csrf::random_secret;

/// Bytes read at once when a file is verified.
const CHUNK: usize = 64 * 1024;

/// What is told when the bytes on disk are not those uploaded.
pub(super) const DAMAGED: &str = "这个文件在服务器上已损坏或被改动，与上传时的数字摘要不一致，未予下载；请告知领导小组办公室和系统管理员。";

/// A file uploaded but not yet kept; dropped, it is gone.
#[derive(Debug)]
pub struct StagedFile {
    path: PathBuf,
    /// SHA-256 of its bytes.
    pub(super) digest: Vec<u8>,
    /// In bytes.
    pub(super) size: u64,
    /// Its name without folders.
    pub(super) name: String,
    /// What it is sent back as.
    pub(super) media_type: &'static str,
}

impl Drop for StagedFile {
    fn drop(&mut self) {
        // Once adopted it is no longer there; a file that stays behind harms nothing but the disk.
        let _ = std::fs::remove_file(&self.path);
    }
}

impl StagedFile {
    /// Its name without folders.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// In bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// SHA-256 of its bytes.
    pub fn digest(&self) -> &[u8] {
        &self.digest
    }

    /// Its bytes, all at once: for who has looked at its size.
    pub async fn bytes(&self) -> Result<Vec<u8>> {
        Ok(tokio::fs::read(&self.path).await.map_err(anyhow::Error::from)?)
    }

    /// Moves the bytes under their digest. The same bytes again replace themselves, and mend what was damaged.
    pub(super) async fn adopt(self, data_dir: &Path) -> Result<()> {
        let target = path_of(data_dir, &self.digest);
        if let Some(folder) = target.parent() {
            tokio::fs::create_dir_all(folder).await.map_err(anyhow::Error::from)?;
        }
        tokio::fs::rename(&self.path, &target).await.map_err(anyhow::Error::from)?;
        Ok(())
    }
}

/// Streams a file field of a form to the data directory; the inner error is a sentence for its reader (too large, not
/// taken, empty).
pub(super) async fn stage(
    data_dir: &Path,
    given_name: &str,
    mut field: Field<'_>,
) -> Result<Result<StagedFile, String>> {
    let name = clean_name(given_name);
    let Some(media_type) = media_type(&name) else {
        drain(&mut field).await?;
        return Ok(Err(refusal_of_type(&name)));
    };
    let folder = data_dir.join("files/incoming");
    tokio::fs::create_dir_all(&folder).await.map_err(anyhow::Error::from)?;
    let path = folder.join(random_secret());
    let mut file = File::create(&path).await.map_err(anyhow::Error::from)?;
    let mut staged = StagedFile { path, digest: Vec::new(), size: 0, name, media_type };
    let mut digest = Sha256::new();
    while let Some(chunk) = field.chunk().await.map_err(|_| cut_off())? {
        staged.size += chunk.len() as u64;
        if staged.size > MAX_FILE_BYTES {
            drain(&mut field).await?;
            return Ok(Err(refusal_of_size(&staged.name)));
        }
        digest.update(&chunk);
        file.write_all(&chunk).await.map_err(anyhow::Error::from)?;
    }
    file.sync_all().await.map_err(anyhow::Error::from)?;
    staged.digest = digest.finalize().to_vec();
    if staged.size == 0 {
        return Ok(Err(format!("《{}》是空文件，没有保存。", staged.name)));
    }
    Ok(Ok(staged))
}

/// Reads the rest of a field that is not kept, so that the fields after it can be read.
async fn drain(field: &mut Field<'_>) -> Result<()> {
    while field.chunk().await.map_err(|_| cut_off())?.is_some() {}
    Ok(())
}

/// What is told when a form breaks off or is larger than any form may be.
pub(super) fn cut_off() -> AppError {
    AppError::Refused("提交的内容过大或传输中断，本次提交未作任何保存；此前自动保存的草稿仍在。".into())
}

/// Opens a kept file for reading from its start, once its bytes are verified against their digest.
///
/// # Errors
/// [`AppError::Refused`] with [`DAMAGED`] when the bytes are missing or others; the log says which file.
pub(super) async fn open_verified(data_dir: &Path, digest: &[u8]) -> Result<File> {
    let path = path_of(data_dir, digest);
    let mut file = match File::open(&path).await {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(damaged(&path, "missing")),
        Err(error) => return Err(AppError::Internal(error.into())),
    };
    let mut found = Sha256::new();
    let mut buffer = vec![0; CHUNK];
    loop {
        let read = file.read(&mut buffer).await.map_err(anyhow::Error::from)?;
        if read == 0 {
            break;
        }
        found.update(&buffer[..read]);
    }
    if found.finalize().as_slice() != digest {
        return Err(damaged(&path, "changed"));
    }
    file.rewind().await.map_err(anyhow::Error::from)?;
    Ok(file)
}

/// The bytes of a kept file, verified against their digest; a file is small enough to stand in memory ([`MAX_FILE_BYTES`]).
///
/// # Errors
/// [`AppError::Refused`] with [`DAMAGED`] when the bytes are missing or others.
pub(crate) async fn read_kept(data_dir: &Path, kept: &KeptBytes) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut file = open_verified(data_dir, &kept.digest).await?;
    file.read_to_end(&mut bytes).await.map_err(anyhow::Error::from)?;
    Ok(bytes)
}

fn damaged(path: &Path, how: &str) -> AppError {
    tracing::error!(file = %path.display(), how, "a file of evidence is not what was uploaded");
    AppError::Refused(DAMAGED.into())
}

fn path_of(data_dir: &Path, digest: &[u8]) -> PathBuf {
    let digits = hex::encode(digest);
    data_dir.join("files").join(&digits[..2]).join(digits)
}
