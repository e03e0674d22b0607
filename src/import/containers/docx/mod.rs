//! Word documents: paragraphs with their automatic numbers, tables with merged cells filled,
//! tracked changes taken as accepted. Headers, footers, notes and comments are other parts and
//! stay out.

mod body;
mod grid;
mod numbering;
mod numerals;
mod relations;
mod styles;
#[cfg(test)]
mod tests;

use super::package::{MAX_PART, Package};
use crate::domain::draft::Warning;
use crate::import::fault::{ContainerFault, ImportFault};
use crate::import::source::SourceText;
use numbering::Numbering;
use styles::Styles;

/// Styles and lists are held as a whole, so they may be less long than the text.
const MAX_AROUND: u64 = 16;

/// Reads the bytes of a docx.
///
/// # Errors
/// No sound package, or one beyond the limits.
pub fn read(bytes: &[u8]) -> Result<(SourceText, Vec<Warning>), ImportFault> {
    let mut package = Package::open(bytes)?;
    let main = relations::main_part(&mut package)?;
    let around = relations::of_part(&mut package, &main)?;
    let mut part = |kind: &str| match around.get(kind) {
        Some(name) => package.part(name, MAX_AROUND),
        None => Ok(None),
    };
    let styles = part("styles")?.map_or(Ok(Styles::default()), |text| Styles::read(&text))?;
    let numbering =
        part("numbering")?.map_or(Ok(Numbering::default()), |text| Numbering::read(&text))?;
    let text = package
        .part(&main, MAX_PART)?
        .ok_or(ContainerFault::NoPart("word/document.xml"))?;
    body::read(&text, &styles, &numbering)
}
