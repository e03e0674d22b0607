//! Documents and tables of office programs, by what their bytes are.

use std::path::Path;

use super::containers::{convert, docx, encoding, separated, xlsx};
use super::fault::{ContainerFault, ConverterFault, ImportFault};
use super::ledger_sheet::SheetTable;
use super::own::rows as own;
use super::source::SourceText;
use super::{ledger_sheet, plan};
use crate::domain::doubt::DoubtKind;
use crate::domain::draft::{DraftDocument, Warning};
use crate::import::containers::package::Package;
use crate::import::ledger_sheet::mapping::Mappings;
use crate::import::source::sheet::SourceSheet;

/// What a file of an office program begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// A zip: docx, xlsx, and the formats of OpenDocument.
    Zip,
    /// The container of doc, xls, wps and et, and of locked files of all kinds.
    Compound,
    /// An rtf.
    Rich,
    /// A PDF.
    Pdf,
    /// Separated values.
    Separated,
}

impl Container {
    /// By the first bytes.
    pub fn of_bytes(head: &[u8]) -> Option<Container> {
        const MARKS: [(&[u8], Container); 5] = [
            (b"PK\x03\x04", Container::Zip),
            (b"PK\x05\x06", Container::Zip),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Container::Compound),
            (b"{\\rtf", Container::Rich),
            (b"%PDF-", Container::Pdf),
        ];
        let found = MARKS.iter().find(|(mark, _)| head.starts_with(mark));
        found.map(|(_, container)| *container)
    }
}

/// What a file of an office program holds.
#[derive(Debug, Default)]
pub struct DocumentContent {
    /// The drafts.
    pub documents: Vec<DraftDocument>,
    /// The lines each of them was read from.
    pub sources: Vec<SourceText>,
    /// The tables a ledger could be in.
    pub tables: Vec<SheetTable>,
    /// Whether `export` wrote it.
    pub is_own: bool,
}

impl DocumentContent {
    fn own(document: DraftDocument) -> DocumentContent {
        DocumentContent {
            documents: vec![document],
            is_own: true,
            ..DocumentContent::default()
        }
    }
}

/// Reads a file of an office program. `name` is its path, for its ending and a ledger's title.
pub fn read(
    container: Container,
    bytes: &[u8],
    name: &str,
    mappings: &Mappings,
) -> Result<DocumentContent, ImportFault> {
    let named = NamedFile { name, mappings };
    match container {
        Container::Zip => of_zip(bytes, named),
        Container::Compound => of_compound(bytes, named),
        Container::Rich => of_docx(&convert::by_office(bytes, "rtf", "docx")?, named),
        Container::Pdf => of_pdf(bytes),
        Container::Separated => {
            let decoded = encoding::decode(bytes)?;
            if let Some(own) = own::read_separated(&decoded.text)? {
                return Ok(DocumentContent::own(own));
            }
            let table = separated::read(&decoded.text)?;
            of_tables(&[table], Vec::new(), named)
        }
    }
}

/// What a file is called, and what is known of the columns of such files.
#[derive(Clone, Copy)]
struct NamedFile<'a> {
    name: &'a str,
    mappings: &'a Mappings,
}

fn of_zip(bytes: &[u8], name: NamedFile) -> Result<DocumentContent, ImportFault> {
    let package = Package::open(bytes)?;
    let has = |folder: &str| package.names().any(|name| name.starts_with(folder));
    let (is_text, is_table) = (has("word/"), has("xl/"));
    let is_open = package.names().any(|name| name == "content.xml");
    drop(package);
    if is_text {
        return of_docx(bytes, name);
    }
    if is_table {
        return of_xlsx(bytes, name);
    }
    match ending(name.name).as_str() {
        "ods" if is_open => of_xlsx(&convert::by_office(bytes, "ods", "xlsx")?, name),
        "odt" if is_open => of_docx(&convert::by_office(bytes, "odt", "docx")?, name),
        _ => Err(ContainerFault::NoPart("word/document.xml").into()),
    }
}

/// doc and xls by the streams their directory names.
fn of_compound(bytes: &[u8], name: NamedFile) -> Result<DocumentContent, ImportFault> {
    let has = |stream: &str| {
        let wide: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    if has("EncryptedPackage") {
        return Err(ContainerFault::Encrypted.into());
    }
    match ending(name.name).as_str() {
        "xls" | "et" => of_xlsx(&convert::by_office(bytes, "xls", "xlsx")?, name),
        "wps" => of_docx(&convert::by_office(bytes, "wps", "docx")?, name),
        "doc" => of_docx(&convert::by_office(bytes, "doc", "docx")?, name),
        _ if has("Workbook") => of_xlsx(&convert::by_office(bytes, "xls", "xlsx")?, name),
        _ => of_docx(&convert::by_office(bytes, "doc", "docx")?, name),
    }
}

fn of_docx(bytes: &[u8], name: NamedFile) -> Result<DocumentContent, ImportFault> {
    let (source, warnings) = docx::read(bytes)?;
    as_plan(source, warnings, name)
}

fn of_xlsx(bytes: &[u8], name: NamedFile) -> Result<DocumentContent, ImportFault> {
    let (sheets, warnings) = xlsx::read(bytes)?;
    of_tables(&sheets, warnings, name)
}

/// Tables with a header are ledgers; others are read as text, each row a line.
fn of_tables(
    sheets: &[SourceSheet],
    warnings: Vec<Warning>,
    named: NamedFile,
) -> Result<DocumentContent, ImportFault> {
    if sheets.is_empty() {
        return Err(ImportFault::Empty);
    }
    if let Some(mut own) = own::read_sheets(sheets) {
        own.warnings.splice(0..0, warnings);
        return Ok(DocumentContent::own(own));
    }
    let name = named.name;
    let stem = match name {
        "-" => "台账".into(),
        _ => Path::new(name)
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy(),
    };
    let tables = ledger_sheet::tables(sheets, named.mappings);
    let Some(found) = ledger_sheet::read(sheets, &stem, named.mappings) else {
        let content = as_plan(SourceText::of_sheets(sheets), warnings, named)?;
        return Ok(DocumentContent { tables, ..content });
    };
    let (mut documents, sources) = found.into_iter().unzip::<_, _, Vec<_>, Vec<_>>();
    if let Some(first) = documents.first_mut() {
        first.warnings.splice(0..0, warnings);
    }
    Ok(DocumentContent {
        documents,
        sources,
        tables,
        is_own: false,
    })
}

fn of_pdf(bytes: &[u8]) -> Result<DocumentContent, ImportFault> {
    let text = convert::text_of_pdf(bytes)?;
    let text = String::from_utf8_lossy(&text);
    if !text.chars().any(char::is_alphanumeric) {
        return Err(ConverterFault::NoTextLayer.into());
    }
    let (mut document, source) = plan::read_text(&text)?;
    // A page has no cells, only words at places.
    document.warnings.insert(0, DoubtKind::FromPdf.at(None));
    Ok(DocumentContent {
        documents: vec![document],
        sources: vec![source],
        ..DocumentContent::default()
    })
}

/// Reads lines as a plan. Places are told as numbers of paragraphs and rows, which is what the
/// source counts.
fn as_plan(
    source: SourceText,
    warnings: Vec<Warning>,
    named: NamedFile,
) -> Result<DocumentContent, ImportFault> {
    if source.lines.iter().all(|line| line.text.trim().is_empty()) {
        return Err(ImportFault::Empty);
    }
    let plan::PlanReading {
        mut document,
        tables,
    } = plan::read(&source, named.mappings)?;
    let place = |line: &mut Option<u32>| {
        let at = line.and_then(|line| usize::try_from(line).ok()?.checked_sub(1));
        let found = at.and_then(|at| source.lines.get(at));
        *line = found.map(|line| line.number).or(*line);
    };
    for task in &mut document.tasks {
        place(&mut task.line);
        task.warnings
            .iter_mut()
            .for_each(|warning| place(&mut warning.line));
    }
    document
        .warnings
        .iter_mut()
        .for_each(|warning| place(&mut warning.line));
    document.warnings.splice(0..0, warnings);
    Ok(DocumentContent {
        documents: vec![document],
        sources: vec![source],
        tables,
        is_own: false,
    })
}

fn ending(name: &str) -> String {
    let ending = Path::new(name).extension().unwrap_or_default();
    ending.to_string_lossy().to_lowercase()
}

#[cfg(test)]
#[path = "documents_tests.rs"]
mod tests;
