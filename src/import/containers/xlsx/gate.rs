//! What calamine takes on trust, looked at before it does: it reserves memory for as many strings
//! as a file claims to have, and keeps a copy of the font and the format of every cell style.

use super::super::package::{MAX_PART, Package};
use super::super::xml::{Xml, XmlNode};
use crate::import::fault::{ContainerFault, ImportFault};

/// The largest part besides the sheets and their strings, in megabytes.
const MAX_AROUND: u64 = 8;

/// Cell styles: Excel has 65,490 at most.
const MAX_STYLES: usize = 65_536;

/// The longest element of the styles in bytes: names of fonts and formats have 255 characters at
/// most.
const MAX_ELEMENT: usize = 2_048;

/// Looks at the parts that are held in memory as a whole.
pub fn check(bytes: &[u8]) -> Result<(), ImportFault> {
    let mut package = Package::open(bytes)?;
    let names: Vec<String> = package.names().map(str::to_owned).collect();
    if !names
        .iter()
        .any(|name| name.eq_ignore_ascii_case("[content_types].xml"))
    {
        return Err(ContainerFault::NoPart("[Content_Types].xml").into());
    }
    for name in &names {
        let lower = name.to_lowercase();
        if lower.ends_with("sharedstrings.xml") {
            let text = package.part(name, MAX_PART)?.unwrap_or_default();
            check_strings(&text, name)?;
        } else if lower.ends_with("styles.xml") {
            let text = package.part(name, MAX_AROUND)?.unwrap_or_default();
            check_styles(&text, name)?;
        } else if lower.ends_with("workbook.xml") || lower.ends_with(".rels") {
            package.part(name, MAX_AROUND)?;
        }
    }
    Ok(())
}

/// No string is shorter than `<si/>`.
fn check_strings(text: &str, name: &str) -> Result<(), ImportFault> {
    let mut xml = Xml::new(text, name);
    loop {
        match xml.next()? {
            XmlNode::Start(element) if element.name() == "sst" => {
                let claimed = element.attribute("uniqueCount");
                let claimed = claimed.and_then(|count| count.trim().parse::<u128>().ok());
                let is_lie = claimed.is_some_and(|count| count > text.len() as u128);
                return match is_lie {
                    true => Err(ContainerFault::BadXml(name.to_owned()).into()),
                    false => Ok(()),
                };
            }
            XmlNode::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn check_styles(text: &str, name: &str) -> Result<(), ImportFault> {
    let mut xml = Xml::new(text, name);
    let mut styles = 0;
    loop {
        match xml.next()? {
            XmlNode::Start(element) => {
                styles += usize::from(element.name() == "xf");
                if styles > MAX_STYLES || element.size() > MAX_ELEMENT {
                    return Err(ContainerFault::BadXml(name.to_owned()).into());
                }
            }
            XmlNode::Eof => return Ok(()),
            _ => {}
        }
    }
}
