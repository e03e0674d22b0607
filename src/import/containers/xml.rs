//! XML as a flat run of starts, ends and texts, with limits: no document type, no entities of a
//! file's own, no nesting past a depth that a document could need.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::import::fault::{ContainerFault, ImportFault};

/// How deep elements may stand in one another.
const MAX_DEPTH: usize = 256;

/// What comes next in a part.
pub enum XmlNode<'a> {
    /// An element begins.
    Start(Element<'a>),
    /// The innermost element ends.
    End,
    /// Characters.
    Text(Cow<'a, str>),
    /// The part ends.
    Eof,
}

/// The beginning of an element. Prefixes are dropped: files of the strict form and of other
/// programs name the same things by other namespaces.
pub struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    /// Its name without prefix.
    pub fn name(&self) -> &str {
        let (local, _) = self.0.name().decompose();
        local.into_inner()
    }

    /// The value of an attribute, by its name without prefix.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        // A part with a repeated attribute is read all the same.
        attributes.with_checks(false);
        let found = attributes
            .flatten()
            .find(|attribute| attribute.key.local_name().into_inner() == name)?;
        found
            .normalized_value(XmlVersion::Implicit1_0)
            .ok()
            .map(Cow::into_owned)
    }

    /// How many bytes it has, name and attributes.
    pub fn size(&self) -> usize {
        self.0.len()
    }

    /// The attribute `val`, in which most elements carry what they say.
    pub fn val(&self) -> Option<String> {
        self.attribute("val")
    }

    /// `val` as a number.
    pub fn number(&self) -> Option<i64> {
        self.val()?.trim().parse().ok()
    }

    /// Whether an on-off element is on: without a value it is.
    pub fn is_on(&self) -> bool {
        !matches!(self.val().as_deref(), Some("0" | "false" | "off"))
    }
}

/// Reads one part.
pub struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    part: &'a str,
    depth: usize,
}

impl<'a> Xml<'a> {
    /// A reader of the text of `part`.
    pub fn new(text: &'a str, part: &'a str) -> Xml<'a> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Xml {
            reader,
            part,
            depth: 0,
        }
    }

    fn bad(&self) -> ImportFault {
        ContainerFault::BadXml(self.part.to_owned()).into()
    }

    /// What comes next.
    ///
    /// # Errors
    /// A document type, too deep, or no XML.
    pub fn next(&mut self) -> Result<XmlNode<'a>, ImportFault> {
        loop {
            match self.reader.read_event().map_err(|_| self.bad())? {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return Err(ContainerFault::TooDeep(MAX_DEPTH).into());
                    }
                    return Ok(XmlNode::Start(Element(start)));
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(XmlNode::End);
                }
                Event::Text(text) => return Ok(XmlNode::Text(content(text.into_inner()))),
                Event::CData(text) => return Ok(XmlNode::Text(content(text.into_inner()))),
                Event::GeneralRef(entity) => {
                    let text = character(&entity).ok_or_else(|| self.bad())?;
                    return Ok(XmlNode::Text(Cow::Owned(text)));
                }
                Event::DocType(_) => return Err(ContainerFault::Doctype.into()),
                Event::Eof if self.depth > 0 => return Err(self.bad()),
                Event::Eof => return Ok(XmlNode::Eof),
                _ => {}
            }
        }
    }

    /// Passes over the rest of the element that just began.
    ///
    /// # Errors
    /// As [`Xml::next`].
    pub fn skip(&mut self) -> Result<(), ImportFault> {
        let outside = self.depth - 1;
        while self.depth > outside {
            if let XmlNode::Eof = self.next()? {
                return Err(self.bad());
            }
        }
        Ok(())
    }
}

/// Line ends as XML has them.
fn content(text: Cow<str>) -> Cow<str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        text
    }
}

/// A character reference or one of the five entities every XML has; none of a file's own.
fn character(entity: &BytesRef) -> Option<String> {
    if entity.is_char_ref() {
        return entity.resolve_char_ref().ok().flatten().map(String::from);
    }
    let known = match entity.xml10_content().as_ref() {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "apos" => "'",
        "quot" => "\"",
        _ => return None,
    };
    Some(known.to_owned())
}
