//! A zip of XML parts (docx, xlsx), opened with limits: what the directory declares is looked at
//! before anything is inflated, and what is inflated is counted again, since a directory may lie.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::import::fault::{ContainerFault, ImportFault};

/// How many parts a package has at most.
const MAX_PARTS: usize = 10_000;

/// The largest part, in megabytes.
pub const MAX_PART: u64 = 64;

/// All XML parts together, in megabytes.
const MAX_SUM: u64 = 128;

/// How much smaller than itself a part may be stored. Office programs reach 30 to 50.
const MAX_RATIO: u64 = 200;

/// A part as small as this may be stored at any ratio.
const SMALL: u64 = 1 << 20;

/// An opened package.
pub struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
}

impl<'a> Package<'a> {
    /// Opens the package and looks at what its directory declares.
    ///
    /// # Errors
    /// No sound zip, too many parts, or parts that are too large or too dense.
    pub fn open(bytes: &'a [u8]) -> Result<Package<'a>, ImportFault> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ContainerFault::Broken)?;
        if zip.len() > MAX_PARTS {
            return Err(ContainerFault::TooManyParts(MAX_PARTS).into());
        }
        let package = Package { zip };
        package.check_declared()?;
        Ok(package)
    }

    fn check_declared(&self) -> Result<(), ContainerFault> {
        let mut sum: u64 = 0;
        for index in 0..self.zip.len() {
            let part = self
                .zip
                .by_index_data(index)
                .map_err(|_| ContainerFault::Broken)?;
            let name = String::from_utf8_lossy(part.name_raw()).to_lowercase();
            // Pictures and fonts are never inflated.
            if !name.ends_with(".xml") && !name.ends_with(".rels") {
                continue;
            }
            if part.encrypted() {
                return Err(ContainerFault::Encrypted);
            }
            let (size, stored) = (part.size(), part.compressed_size());
            if size > MAX_PART << 20 {
                return Err(ContainerFault::PartTooLarge(MAX_PART));
            }
            if size > SMALL && size / MAX_RATIO > stored {
                return Err(ContainerFault::TooDense(MAX_RATIO));
            }
            sum = sum.saturating_add(size);
            if sum > MAX_SUM << 20 {
                return Err(ContainerFault::SumTooLarge(MAX_SUM));
            }
        }
        Ok(())
    }

    /// The names of all parts.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.zip
            .file_names_raw()
            .filter_map(|name| std::str::from_utf8(name).ok())
    }

    /// A part as text, of at most `megabytes`; `None` when there is none of that name.
    ///
    /// # Errors
    /// Larger than allowed or than declared, cut off, or not text.
    pub fn part(&mut self, name: &str, megabytes: u64) -> Result<Option<String>, ImportFault> {
        let index = self.zip.index_for_name_raw(name.as_bytes()).or_else(|| {
            let is_same = |raw: &[u8]| raw.eq_ignore_ascii_case(name.as_bytes());
            self.zip.file_names_raw().position(is_same)
        });
        let Some(index) = index else {
            return Ok(None);
        };
        let part = self.zip.by_index(index).map_err(|error| match error {
            ZipError::InvalidPassword => ContainerFault::Encrypted,
            ZipError::UnsupportedArchive(why) if why == ZipError::PASSWORD_REQUIRED => {
                ContainerFault::Encrypted
            }
            _ => ContainerFault::Broken,
        })?;
        let limit = megabytes << 20;
        let mut bytes = Vec::new();
        part.take(limit + 1)
            .read_to_end(&mut bytes)
            .map_err(|_| ContainerFault::Broken)?;
        if bytes.len() as u64 > limit {
            return Err(ContainerFault::PartTooLarge(megabytes).into());
        }
        xml_text(bytes)
            .map(Some)
            .ok_or_else(|| ContainerFault::BadXml(name.to_owned()).into())
    }
}

/// XML is UTF-8, or UTF-16 with its mark.
fn xml_text(bytes: Vec<u8>) -> Option<String> {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return super::encoding::decode(&bytes)
            .ok()
            .map(|decoded| decoded.text);
    }
    let text = String::from_utf8(bytes).ok()?;
    match text.strip_prefix('\u{FEFF}') {
        Some(rest) => Some(rest.to_owned()),
        None => Some(text),
    }
}
