//! `styles.xml`: which list a paragraph takes from its style.

use std::collections::HashMap;

use super::super::xml::{Xml, XmlNode};
use crate::import::fault::ImportFault;

/// How many styles a chain of "based on" may have: a file made to harm may have a ring.
const MAX_CHAIN: usize = 64;

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    list: Option<i64>,
    level: Option<usize>,
}

/// The styles of a document.
#[derive(Debug, Default)]
pub struct Styles {
    by_id: HashMap<String, Style>,
    default: Option<String>,
}

/// What the styles say about a paragraph.
pub struct Inherited<'a> {
    /// The list.
    pub list: Option<i64>,
    /// The level in it.
    pub level: Option<usize>,
    /// The ids of the styles down to the one that names the list.
    pub chain: Vec<&'a str>,
}

impl Styles {
    /// Reads the part.
    pub fn read(text: &str) -> Result<Styles, ImportFault> {
        let mut xml = Xml::new(text, "styles.xml");
        let mut styles = Styles::default();
        let mut id = None;
        loop {
            let element = match xml.next()? {
                XmlNode::Start(element) => element,
                XmlNode::Eof => return Ok(styles),
                _ => continue,
            };
            if element.name() == "style" {
                let own = element.attribute("styleId").unwrap_or_default();
                let is_default = matches!(
                    element.attribute("default").as_deref(),
                    Some("1" | "true" | "on")
                );
                if is_default && element.attribute("type").as_deref() == Some("paragraph") {
                    styles.default = Some(own.clone());
                }
                styles.by_id.insert(own.clone(), Style::default());
                id = Some(own);
                continue;
            }
            let Some(style) = id.as_ref().and_then(|id| styles.by_id.get_mut(id)) else {
                continue;
            };
            match element.name() {
                "name" => style.name = element.val().unwrap_or_default(),
                "basedOn" => style.based_on = element.val(),
                "numId" => style.list = element.number(),
                "ilvl" => style.level = element.number().and_then(|n| usize::try_from(n).ok()),
                "pPrChange" => xml.skip()?,
                _ => {}
            }
        }
    }

    /// What a paragraph of this style takes from it and from those it is based on.
    pub fn inherited<'a>(&'a self, style: Option<&'a str>) -> Inherited<'a> {
        let mut found = Inherited {
            list: None,
            level: None,
            chain: Vec::new(),
        };
        let mut next = style.or(self.default.as_deref());
        while let Some(id) = next.filter(|_| found.chain.len() < MAX_CHAIN) {
            let Some(style) = self.by_id.get(id) else {
                break;
            };
            found.chain.push(id);
            found.level = found.level.or(style.level);
            if style.list.is_some() {
                found.list = style.list;
                break;
            }
            next = style.based_on.as_deref();
        }
        found
    }

    /// Whether paragraphs of this style are lines of a table of contents.
    pub fn is_contents(&self, style: Option<&str>) -> bool {
        let style = style.and_then(|id| self.by_id.get(id));
        let name = style.map(|style| style.name.to_lowercase());
        name.is_some_and(|name| name.starts_with("toc "))
    }
}
