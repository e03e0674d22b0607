//! Documents and tables of office programs, by what their bytes are.

use std::io::{BufRead, Read};
use std::path::Path;

use super::fault::{ContainerFault, ImportFault};
use super::package::Package;
use super::sheet::Sheet;
use super::source::Source;
use super::{convert, docx, encoding, ledger_sheet, pdf, separated, sheet, xlsx};
use crate::domain::draft::{DraftDocument, Warning};

/// The largest file taken, in megabytes: it is held in memory as a whole.
const MAX_MEGABYTES: u64 = 64;

/// What a file of an office program begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// A zip: docx, xlsx, and the formats of OpenDocument.
    Zip,
    /// The container of doc, xls, wps and et, and of locked files of all kinds.
    Compound,
    /// A PDF.
    Pdf,
    /// Separated values.
    Separated,
}

impl Container {
    /// By the first bytes.
    pub fn of_bytes(head: &[u8]) -> Option<Container> {
        const MARKS: [(&[u8], Container); 4] = [
            (b"PK\x03\x04", Container::Zip),
            (b"PK\x05\x06", Container::Zip),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Container::Compound),
            (b"%PDF-", Container::Pdf),
        ];
        let found = MARKS.iter().find(|(mark, _)| head.starts_with(mark));
        found.map(|(_, container)| *container)
    }
}

/// Reads a file of an office program. `name` is its path, for its ending and a ledger's title.
pub fn read(
    container: Container,
    bytes: &mut dyn BufRead,
    name: &str,
) -> Result<Vec<DraftDocument>, ImportFault> {
    let mut all = Vec::new();
    let limit = MAX_MEGABYTES << 20;
    bytes.take(limit + 1).read_to_end(&mut all)?;
    if all.len() as u64 > limit {
        return Err(ImportFault::TooLarge(MAX_MEGABYTES));
    }
    match container {
        Container::Zip => of_zip(&all, name),
        Container::Compound => of_compound(&all, name),
        Container::Pdf => as_text(&pdf::read(&all)?, Vec::new(), "pdf"),
        Container::Separated => {
            let decoded = encoding::decode(&all)?;
            let table = separated::read(&decoded.text)?;
            of_tables(&[table], Vec::new(), name, "csv")
        }
    }
}

fn of_zip(bytes: &[u8], name: &str) -> Result<Vec<DraftDocument>, ImportFault> {
    let package = Package::open(bytes)?;
    let has = |folder: &str| package.names().any(|name| name.starts_with(folder));
    let (is_text, is_table) = (has("word/"), has("xl/"));
    let is_open = package.names().any(|name| name == "content.xml");
    drop(package);
    if is_text {
        return of_docx(bytes);
    }
    if is_table {
        return of_xlsx(bytes, name);
    }
    match ending(name).as_str() {
        "ods" if is_open => of_xlsx(&convert::by_office(bytes, "ods", "xlsx")?, name),
        "odt" if is_open => of_docx(&convert::by_office(bytes, "odt", "docx")?),
        _ => Err(ContainerFault::NoPart("word/document.xml").into()),
    }
}

/// doc and xls by the streams their directory names.
fn of_compound(bytes: &[u8], name: &str) -> Result<Vec<DraftDocument>, ImportFault> {
    let has = |stream: &str| {
        let wide: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    if has("EncryptedPackage") {
        return Err(ContainerFault::Encrypted.into());
    }
    match ending(name).as_str() {
        "xls" | "et" => of_xlsx(&convert::by_office(bytes, "xls", "xlsx")?, name),
        "wps" => of_docx(&convert::by_office(bytes, "wps", "docx")?),
        "doc" => of_docx(&convert::by_office(bytes, "doc", "docx")?),
        _ if has("Workbook") => of_xlsx(&convert::by_office(bytes, "xls", "xlsx")?, name),
        _ => of_docx(&convert::by_office(bytes, "doc", "docx")?),
    }
}

fn of_docx(bytes: &[u8]) -> Result<Vec<DraftDocument>, ImportFault> {
    let (source, warnings) = docx::read(bytes)?;
    as_text(&source, warnings, "docx")
}

fn of_xlsx(bytes: &[u8], name: &str) -> Result<Vec<DraftDocument>, ImportFault> {
    let (sheets, warnings) = xlsx::read(bytes)?;
    of_tables(&sheets, warnings, name, "xlsx")
}

/// Tables with a header are ledgers; others are read as text, each row a line.
fn of_tables(
    sheets: &[Sheet],
    warnings: Vec<Warning>,
    name: &str,
    kind: &str,
) -> Result<Vec<DraftDocument>, ImportFault> {
    if sheets.is_empty() {
        return Err(ImportFault::Empty);
    }
    let stem = Path::new(name).file_stem().unwrap_or_default();
    let Some(mut documents) = ledger_sheet::read(sheets, &stem.to_string_lossy()) else {
        return as_text(&sheet::to_source(sheets), warnings, kind);
    };
    if let Some(first) = documents.first_mut() {
        first.warnings.splice(0..0, warnings);
    }
    Ok(documents)
}

/// The last step of everything that is text in the end.
fn as_text(
    source: &Source,
    _warnings: Vec<Warning>,
    kind: &str,
) -> Result<Vec<DraftDocument>, ImportFault> {
    match source.lines.iter().all(|line| line.text.trim().is_empty()) {
        true => Err(ImportFault::Empty),
        false => Err(ImportFault::NotReadYet(kind.to_owned())),
    }
}

fn ending(name: &str) -> String {
    let ending = Path::new(name).extension().unwrap_or_default();
    ending.to_string_lossy().to_lowercase()
}
