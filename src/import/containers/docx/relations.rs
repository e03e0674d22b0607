//! Which part is the text, and which parts belong to it.

use std::collections::BTreeMap;

use super::super::package::Package;
use super::super::xml::{Xml, XmlNode};
use crate::import::fault::ImportFault;

/// The largest list of relations, in megabytes.
const MAX_RELATIONS: u64 = 4;

/// The part that holds the text.
pub fn main_part(package: &mut Package) -> Result<String, ImportFault> {
    let all = read(package, "_rels/.rels")?;
    let found = all.get("officeDocument").map(|target| resolved("", target));
    Ok(found.unwrap_or_else(|| "word/document.xml".to_owned()))
}

/// The parts that `main` names, by the last word of their kind.
pub fn of_part(package: &mut Package, main: &str) -> Result<BTreeMap<String, String>, ImportFault> {
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", main));
    let list = match folder {
        "" => format!("_rels/{file}.rels"),
        _ => format!("{folder}/_rels/{file}.rels"),
    };
    let mut all = read(package, &list)?;
    for target in all.values_mut() {
        *target = resolved(folder, target);
    }
    Ok(all)
}

fn read(package: &mut Package, part: &str) -> Result<BTreeMap<String, String>, ImportFault> {
    let mut found = BTreeMap::new();
    let Some(text) = package.part(part, MAX_RELATIONS)? else {
        return Ok(found);
    };
    let mut xml = Xml::new(&text, part);
    loop {
        match xml.next()? {
            XmlNode::Start(element) if element.name() == "Relationship" => {
                let kind = element.attribute("Type").unwrap_or_default();
                let kind = kind.rsplit('/').next().unwrap_or_default();
                let target = element.attribute("Target").unwrap_or_default();
                found.entry(kind.to_owned()).or_insert(target);
            }
            XmlNode::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// A target as the name of a part: absolute, or seen from the folder of the part that names it.
fn resolved(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').collect(),
    };
    for step in target.split('/') {
        match step {
            ".." => {
                path.pop();
            }
            "." => {}
            step => path.push(step),
        }
    }
    path.retain(|step| !step.is_empty());
    path.join("/")
}

#[cfg(test)]
mod tests {
    use super::resolved;

    #[test]
    fn targets_are_seen_from_the_part_that_names_them() {
        assert_eq!(resolved("word", "styles.xml"), "word/styles.xml");
        assert_eq!(resolved("word", "/word/styles.xml"), "word/styles.xml");
        assert_eq!(resolved("word", "../x/../styles.xml"), "styles.xml");
        assert_eq!(resolved("", "word/document.xml"), "word/document.xml");
        assert_eq!(resolved("a", "../../../b"), "b");
    }
}
