//! Office files that came from anywhere (.xlsx, .docx): zip archives of XML, looked at before anything of them is kept. Pure.
//!
//! The archive is unpacked once into nothing, to see how large it really is: what it says of its sizes may be untrue. Parts are
//! then opened one by one. Nothing outside the archive is ever followed.

use std::io::{self, BufReader, Cursor, Read};

use zip::ZipArchive;

/// The most the parts of a file may take unpacked, in bytes.
pub const MOST_UNPACKED: u64 = 100 * 1024 * 1024;

/// So many bytes of a part are looked at for what it says of itself.
const HEAD: u64 = 64 * 1024;
/// The most parts a file may have.
const MOST_PARTS: usize = 2_000;

/// Why a file is not opened. The sentence for its reader depends on what it was to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// In the format of before 2007, or with a password: these share their first bytes.
    OldOrLocked,
    /// No archive at all.
    NoArchive,
    /// With macros.
    WithMacros,
    /// Too large once unpacked, or with too many parts.
    TooLarge,
    /// An archive that ends in the middle, or is broken.
    Damaged,
}

/// Whether the bytes begin as an archive does, or as a file of before 2007 or with a password.
#[must_use]
pub fn is_office_file(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK") || bytes.starts_with(&OLE)
}

const OLE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// An archive that was looked at.
#[derive(Debug)]
pub struct OfficeFile<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
}

impl<'a> OfficeFile<'a> {
    /// Opens a file after looking at all of it. `look` sees each part's name in small letters, its first 64 KiB and its true
    /// size, and may refuse the file.
    ///
    /// # Errors
    /// The first fault that is found.
    pub fn open(
        bytes: &'a [u8],
        mut look: impl FnMut(&str, &[u8], u64) -> Result<(), Fault>,
    ) -> Result<Self, Fault> {
        if bytes.starts_with(&OLE) {
            return Err(Fault::OldOrLocked);
        }
        if !bytes.starts_with(b"PK") {
            return Err(Fault::NoArchive);
        }
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Fault::Damaged)?;
        if archive.len() > MOST_PARTS {
            return Err(Fault::TooLarge);
        }
        let mut left = MOST_UNPACKED;
        for index in 0..archive.len() {
            let mut part = archive.by_index(index).map_err(|_| Fault::Damaged)?;
            let name = part.name().map_err(|_| Fault::Damaged)?.to_lowercase();
            if name.ends_with("vbaproject.bin") {
                return Err(Fault::WithMacros);
            }
            let mut head = Vec::new();
            let mut sized = part.by_ref().take(left + 1);
            sized.by_ref().take(HEAD).read_to_end(&mut head).map_err(|_| Fault::Damaged)?;
            let rest = io::copy(&mut sized, &mut io::sink()).map_err(|_| Fault::Damaged)?;
            let size = head.len() as u64 + rest;
            left = left.checked_sub(size).ok_or(Fault::TooLarge)?;
            look(&name, &head, size)?;
        }
        Ok(Self { archive })
    }

    /// A part by its name, read as it is unpacked; `None` if there is none.
    ///
    /// # Errors
    /// [`Fault::Damaged`] if it cannot be unpacked.
    pub fn part(&mut self, name: &str) -> Result<Option<impl io::BufRead>, Fault> {
        let Some(index) = self.archive.index_for_name(name) else { return Ok(None) };
        let part = self.archive.by_index(index).map_err(|_| Fault::Damaged)?;
        Ok(Some(BufReader::new(part.take(MOST_UNPACKED))))
    }
}
