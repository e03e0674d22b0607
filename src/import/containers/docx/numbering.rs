//! `numbering.xml`: the lists of a document, and the labels their paragraphs get.
//!
//! Word stores 一、 and （一） nowhere in the text: a paragraph names a list and a level, the list
//! an abstract list, and the label follows from everything counted before.

use std::collections::{BTreeMap, BTreeSet};

use super::super::xml::{Element, Xml, XmlNode};
use super::numerals::Numeral;
use crate::import::fault::ImportFault;

/// Levels a list has.
const LEVELS: usize = 9;

/// Word allows 31 characters around the numbers of a label; a file made to harm may hold more.
const MAX_LABEL: usize = 64;

/// One level of a list.
#[derive(Clone, Debug)]
struct Level {
    start: u32,
    numeral: Numeral,
    text: String,
    /// The style whose paragraphs stand on this level.
    style: Option<String>,
    /// All numbers of the label in digits.
    is_legal: bool,
    /// The level (1-based) that starts this one anew; 0 for none, nothing for any above it.
    restart: Option<usize>,
    suffix: Suffix,
}

/// What stands between label and text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Suffix {
    #[default]
    Tab,
    Space,
    Nothing,
}

impl Default for Level {
    fn default() -> Self {
        Level {
            start: 1,
            numeral: Numeral::Decimal,
            text: String::new(),
            style: None,
            is_legal: false,
            restart: None,
            suffix: Suffix::Tab,
        }
    }
}

#[derive(Debug, Default)]
struct Abstract {
    levels: BTreeMap<usize, Level>,
    /// The numbering style this list is the content of.
    style_link: Option<String>,
    /// The numbering style whose list stands for this one.
    link_to: Option<String>,
}

#[derive(Debug, Default)]
struct NumberedList {
    of: i64,
    starts: BTreeMap<usize, u32>,
    levels: BTreeMap<usize, Level>,
}

/// The lists of a document.
#[derive(Debug, Default)]
pub struct Numbering {
    abstracts: BTreeMap<i64, Abstract>,
    lists: BTreeMap<i64, NumberedList>,
}

/// Where the reader of `numbering.xml` is.
#[derive(Default)]
struct NumberingPlace {
    in_abstract: Option<i64>,
    in_list: Option<i64>,
    over: Option<usize>,
    level: Option<usize>,
}

impl Numbering {
    /// Reads the part.
    pub fn read(text: &str) -> Result<Numbering, ImportFault> {
        let mut xml = Xml::new(text, "numbering.xml");
        let mut numbering = Numbering::default();
        let mut place = NumberingPlace::default();
        loop {
            match xml.next()? {
                XmlNode::Start(element) => numbering.take(&element, &mut place),
                XmlNode::Eof => return Ok(numbering),
                _ => {}
            }
        }
    }

    /// The order of elements is fixed, so that what was named last is where we are.
    fn take(&mut self, element: &Element, place: &mut NumberingPlace) {
        let id = |name: &str| element.attribute(name)?.trim().parse::<i64>().ok();
        let level_of = || {
            let level = usize::try_from(id("ilvl")?).ok()?;
            (level < LEVELS).then_some(level)
        };
        match element.name() {
            "abstractNum" => {
                *place = NumberingPlace {
                    in_abstract: id("abstractNumId"),
                    ..NumberingPlace::default()
                };
                if let Some(id) = place.in_abstract {
                    self.abstracts.insert(id, Abstract::default());
                }
            }
            "num" => {
                *place = NumberingPlace {
                    in_list: id("numId"),
                    ..NumberingPlace::default()
                };
                if let Some(id) = place.in_list {
                    self.lists.insert(id, NumberedList::default());
                }
            }
            "abstractNumId" => {
                if let (Some(list), Some(of)) = (self.list(place), element.number()) {
                    list.of = of;
                }
            }
            "lvlOverride" => (place.over, place.level) = (level_of(), None),
            "startOverride" => {
                let start = element.number().and_then(|n| u32::try_from(n).ok());
                if let (Some(over), Some(start)) = (place.over, start)
                    && let Some(list) = self.list(place)
                {
                    list.starts.insert(over, start);
                }
            }
            "lvl" => {
                place.level = level_of();
                if let (Some(level), Some(levels)) = (place.level, self.levels(place)) {
                    levels.insert(level, Level::default());
                }
            }
            "styleLink" | "numStyleLink" => self.link(element, place),
            _ => {
                if let (Some(level), Some(levels)) = (place.level, self.levels(place))
                    && let Some(level) = levels.get_mut(&level)
                {
                    level.take(element);
                }
            }
        }
    }

    /// What ties an abstract list to a numbering style.
    fn link(&mut self, element: &Element, place: &NumberingPlace) {
        let found = place.in_abstract.and_then(|id| self.abstracts.get_mut(&id));
        match (found, element.name()) {
            (Some(found), "styleLink") => found.style_link = element.val(),
            (Some(found), _) => found.link_to = element.val(),
            _ => {}
        }
    }

    fn list(&mut self, place: &NumberingPlace) -> Option<&mut NumberedList> {
        self.lists.get_mut(&place.in_list?)
    }

    fn levels(&mut self, place: &NumberingPlace) -> Option<&mut BTreeMap<usize, Level>> {
        match (place.in_abstract, place.in_list) {
            (Some(id), _) => self.abstracts.get_mut(&id).map(|found| &mut found.levels),
            (_, Some(id)) => self.lists.get_mut(&id).map(|found| &mut found.levels),
            _ => None,
        }
    }

    /// The abstract list behind a list, through the link of a numbering style if there is one.
    fn abstract_of(&self, list: &NumberedList) -> Option<(i64, &Abstract)> {
        let found = self.abstracts.get(&list.of)?;
        let Some(style) = &found.link_to else {
            return Some((list.of, found));
        };
        let linked = self
            .abstracts
            .iter()
            .find(|(_, other)| other.style_link.as_ref() == Some(style));
        Some(linked.map_or((list.of, found), |(id, other)| (*id, other)))
    }

    /// The level of a list on which paragraphs of a style stand; `styles` has the nearest first.
    pub fn level_of_style(&self, list: i64, styles: &[&str]) -> Option<usize> {
        let (_, found) = self.abstract_of(self.lists.get(&list)?)?;
        styles.iter().find_map(|style| {
            let mut levels = found.levels.iter();
            levels
                .find(|(_, level)| level.style.as_deref() == Some(style))
                .map(|(at, _)| *at)
        })
    }
}

impl Level {
    fn take(&mut self, element: &Element) {
        match element.name() {
            "start" => {
                let start = element.number().and_then(|n| u32::try_from(n).ok());
                self.start = start.unwrap_or(1);
            }
            // A format of the file's own ("001") stands in an alternative beside a plain one.
            "numFmt" => {
                if let Some(name) = element.val().filter(|name| name != "custom") {
                    self.numeral = Numeral::parse(&name);
                }
            }
            "lvlText" => {
                let text = element.val().unwrap_or_default();
                self.text = text.chars().take(MAX_LABEL).collect();
            }
            "pStyle" => self.style = element.val(),
            "isLgl" => self.is_legal = element.is_on(),
            "lvlRestart" => {
                self.restart = element.number().and_then(|n| usize::try_from(n).ok());
            }
            "suff" => {
                self.suffix = match element.val().as_deref() {
                    Some("space") => Suffix::Space,
                    Some("nothing") => Suffix::Nothing,
                    _ => Suffix::Tab,
                };
            }
            _ => {}
        }
    }
}

/// What has been counted so far.
#[derive(Debug, Default)]
pub struct Counters {
    /// By abstract list: lists of one abstract list count on together.
    counts: BTreeMap<i64, [Option<u32>; LEVELS]>,
    /// Levels whose own start was taken already, by list.
    started: BTreeSet<(i64, usize)>,
}

impl Counters {
    /// The label of the next paragraph on `level` of `list`, with what stands behind it.
    pub fn label(&mut self, numbering: &Numbering, list: i64, level: usize) -> Option<String> {
        let of = numbering.lists.get(&list)?;
        let (key, found) = numbering.abstract_of(of)?;
        let level = level.min(LEVELS - 1);
        let definition = |at: usize| of.levels.get(&at).or_else(|| found.levels.get(&at));
        let start = |at: usize| {
            let own = of.starts.get(&at).copied();
            own.or(definition(at).map(|level| level.start)).unwrap_or(1)
        };
        let counts = self.counts.entry(key).or_default();
        let is_anew = of.starts.contains_key(&level) && self.started.insert((list, level));
        counts[level] = match counts[level] {
            Some(before) if !is_anew => Some(before.saturating_add(1)),
            _ => Some(start(level)),
        };
        for (deeper, count) in counts.iter_mut().enumerate().skip(level + 1) {
            let restarts = match definition(deeper).and_then(|level| level.restart) {
                None => true,
                Some(by) => level < by,
            };
            if restarts {
                *count = None;
            }
        }
        let own = definition(level)?;
        let number = |at: usize| {
            let numeral = match definition(at) {
                _ if own.is_legal => Numeral::Decimal,
                Some(level) => level.numeral,
                None => Numeral::Decimal,
            };
            numeral.print(counts[at].unwrap_or_else(|| start(at)))
        };
        own.print(number)
    }
}

impl Level {
    /// The label, with the number of each level that it names.
    fn print(&self, number: impl Fn(usize) -> String) -> Option<String> {
        if self.numeral == Numeral::Bullet {
            return None;
        }
        let mut label = String::new();
        let mut chars = self.text.chars().peekable();
        while let Some(c) = chars.next() {
            let named = chars.peek().and_then(|next| next.to_digit(10));
            match named.filter(|level| c == '%' && *level > 0) {
                Some(level) => {
                    chars.next();
                    label.push_str(&number(level as usize - 1));
                }
                None => label.push(c),
            }
        }
        let label = label.trim();
        // Without a number the dots and brackets around it say nothing.
        if !label.chars().any(char::is_alphanumeric) {
            return None;
        }
        let wants_room = label.ends_with(|c: char| c.is_ascii_alphanumeric())
            || label.ends_with(['条', '章', '节', '款', '篇', '编']);
        let room = match self.suffix {
            Suffix::Nothing => "",
            _ if wants_room => " ",
            _ => "",
        };
        Some(format!("{label}{room}"))
    }
}
