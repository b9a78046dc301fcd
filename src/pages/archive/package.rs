//! The package: a zip archive on disk, written file by file, so that a year's files need not stand in memory at once. The
//! same contents give the same bytes.

use std::fs::File;
use std::io::{BufWriter, Read, Seek, Write};
use std::path::Path;

use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::error::Result;
use crate::web::csrf::random_secret;

/// Bytes read at once.
const CHUNK: usize = 64 * 1024;

/// A package being written.
pub(super) struct Package {
    // On the heap: it goes from thread to thread.
    zip: Box<ZipWriter<BufWriter<File>>>,
    sums: Vec<String>,
}

/// A package that is whole.
pub(super) struct Packed {
    /// At its start.
    pub file: File,
    /// In bytes.
    pub size: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub digest: String,
}

impl Package {
    /// Begins a package in a folder. It has no name there: when nobody reads it any more it is gone, also after a crash.
    pub fn begin(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(anyhow::Error::from)?;
        let path = folder.join(format!("archive-{}.part", random_secret()));
        let file = File::options()
            .create_new(true)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(anyhow::Error::from)?;
        std::fs::remove_file(&path).map_err(anyhow::Error::from)?;
        Ok(Self { zip: Box::new(ZipWriter::new(BufWriter::new(file))), sums: Vec::new() })
    }

    /// Adds a file; `packed`: its bytes are compressed already.
    pub fn add(&mut self, path: &str, bytes: &[u8], packed: bool) -> Result<()> {
        let method = if packed { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options =
            SimpleFileOptions::default().compression_method(method).last_modified_time(DateTime::default());
        self.zip.start_file(path, options).map_err(anyhow::Error::from)?;
        self.zip.write_all(bytes).map_err(anyhow::Error::from)?;
        self.sums.push(format!("{}  {path}\n", hex::encode(Sha256::digest(bytes))));
        Ok(())
    }

    /// Adds the checksums of everything in it, and ends it.
    pub fn end(mut self) -> Result<Packed> {
        let sums = std::mem::take(&mut self.sums).concat();
        self.add("SHA256SUMS.txt", sums.as_bytes(), false)?;
        let written = self.zip.finish().map_err(anyhow::Error::from)?;
        let mut file = written.into_inner().map_err(|cause| anyhow::Error::from(cause.into_error()))?;
        let (digest, size) = digest_of(&mut file).map_err(anyhow::Error::from)?;
        Ok(Packed { file, size, digest })
    }
}

fn digest_of(file: &mut File) -> std::io::Result<(String, u64)> {
    file.rewind()?;
    let (mut digest, mut size, mut buffer) = (Sha256::new(), 0, vec![0; CHUNK]);
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        digest.update(&buffer[..read]);
        size += read as u64;
    }
    file.rewind()?;
    Ok((hex::encode(digest.finalize()), size))
}
