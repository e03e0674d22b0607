//! The keys of choosing one of many by typing.

use crate::domain::exported::Exported;
use crate::domain::region::{Named, all_regions, chain, look_up};
use crate::domain::{Field as Word, RegionKey, Sector};
use crate::import::SheetColumn;
use crate::search::Needle;
use crate::tui::state::dialog::{ChoiceSubject, Choosable, Choose, Dialog};
use crate::tui::state::field::TextField;
use crate::tui::state::keys::Key;
use crate::tui::state::model::Model;
use crate::tui::state::review::ImportStep;
use crate::tui::update::corrected;
use crate::tui::update::dialog::form_values::sector_of;
use crate::tui::update::dialog::{Next, closed, place_in_list};
use crate::wording::fill;

/// How many are shown at most; typing narrows.
const MOST: usize = 200;

impl Choose {
    /// Opens it.
    pub fn open(subject: ChoiceSubject, model: &Model) -> Dialog {
        let mut choose = Choose {
            subject,
            field: TextField::line(""),
            options: Vec::new(),
            cursor: 0,
            warned_of: None,
        };
        choose.narrow(model);
        Dialog::Choose(Box::new(choose))
    }

    /// Takes those that fit what is typed.
    pub fn narrow(&mut self, model: &Model) {
        let typed = self.field.text().trim().to_owned();
        let needle = Needle::new(&typed, false);
        let fits = |label: &str| typed.is_empty() || needle.find(label).is_some();
        self.options = match self.subject {
            ChoiceSubject::Sector(_) => Sector::all()
                .map(|sector| (sector, sector.label(model.lang)))
                .filter(|(_, label)| fits(label))
                .map(|(sector, label)| (Choosable::Sector(sector), label.to_owned()))
                .collect(),
            ChoiceSubject::Region(_) | ChoiceSubject::TaskRegion(_) => {
                regions(model, &typed, &needle)
            }
            ChoiceSubject::Column(_) => {
                let none = (None, model.review_words().columns_none);
                let fields = SheetColumn::ALL
                    .into_iter()
                    .map(|column| (Some(column), column.label(model.lang)));
                let all = std::iter::once(none).chain(fields);
                all.filter(|(_, label)| fits(label))
                    .map(|(column, label)| (Choosable::Column(column), label.to_owned()))
                    .collect()
            }
        };
        self.cursor = self.cursor.min(self.options.len().saturating_sub(1));
    }

    /// Takes a key.
    pub fn key(mut self: Box<Self>, key: Key, model: &mut Model) -> Next {
        let last = self.options.len().saturating_sub(1);
        if let Some(place) = place_in_list(key, self.cursor, last) {
            self.cursor = place;
            return (Some(Dialog::Choose(self)), Vec::new());
        }
        match key {
            Key::Esc | Key::Ctrl('c') => return closed(),
            Key::Enter => return self.finish(model),
            other => {
                if self.field.handle(other) {
                    self.cursor = 0;
                    self.narrow(model);
                }
            }
        }
        (Some(Dialog::Choose(self)), Vec::new())
    }

    /// What is under the cursor, or else what was typed where a new name may stand.
    ///
    /// # Errors
    /// Why it cannot be, as a sentence.
    fn chosen(&mut self, model: &Model) -> Result<Choosable, String> {
        if let Some((chosen, _)) = self.options.get(self.cursor) {
            return Ok(chosen.clone());
        }
        let typed = self.field.text().trim().to_owned();
        match self.subject {
            ChoiceSubject::Region(_) | ChoiceSubject::TaskRegion(_) if !typed.is_empty() => {
                if self.warned_of.as_deref() == Some(typed.as_str()) {
                    let known = model.data.regions.keys();
                    return Ok(Choosable::Region(RegionKey::uncoded_among(&typed, known)));
                }
                let text = model.review_words().region_unknown;
                let sentence = fill(text, &[("name", &typed)]);
                self.warned_of = Some(typed);
                Err(sentence)
            }
            // The form says which there are, and so does this.
            ChoiceSubject::Sector(_) => Err(sector_of(&typed, model).err().unwrap_or_default()),
            _ => Err(model.words().facet_no_value.to_owned()),
        }
    }

    fn finish(mut self: Box<Self>, model: &mut Model) -> Next {
        let chosen = match self.chosen(model) {
            Ok(chosen) => chosen,
            Err(why) => {
                model.message = why;
                return (Some(Dialog::Choose(self)), Vec::new());
            }
        };
        if let (ChoiceSubject::Column(row), Choosable::Column(to)) = (self.subject, &chosen) {
            if let ImportStep::Columns(columns) = &mut model.import.step {
                columns.assign(row, *to);
            }
            return closed();
        }
        let Some(review) = model.import.review() else {
            return closed();
        };
        let mut overlay = review.overlay.clone();
        match (self.subject, chosen) {
            (ChoiceSubject::Sector(at), Choosable::Sector(sector)) => {
                let mut draft = review.draft(at).cloned().unwrap_or_default();
                draft.sector = Some(sector);
                if let Some(returned) = &mut draft.returned {
                    returned.correct(Word::Sector);
                }
                overlay.put(at, draft, review.read(at));
                overlay.checked.insert((at, Word::Sector));
            }
            (ChoiceSubject::TaskRegion(at), Choosable::Region(key)) => {
                let mut draft = review.draft(at).cloned().unwrap_or_default();
                draft.region = Some(key.name().to_owned());
                draft.region_code = key.code();
                if let Some(returned) = &mut draft.returned {
                    returned.correct(Word::Region);
                    returned.raw.remove(&Exported::RegionCode);
                }
                overlay.put(at, draft, review.read(at));
            }
            (ChoiceSubject::Region(document), Choosable::Region(key)) => {
                overlay.regions.insert(document, key);
            }
            _ => {}
        }
        (None, corrected(model, overlay))
    }
}

/// The regions that fit: what was named outright, then those of the ledger, then the standard's
/// table, names that begin so before those that only hold it.
fn regions(model: &Model, typed: &str, needle: &Needle) -> Vec<(Choosable, String)> {
    let mut found = match look_up(typed) {
        Named::One(key) => vec![key],
        Named::Several(keys) => keys,
        Named::Unknown => Vec::new(),
    };
    let place = |key: &RegionKey| match typed.is_empty() {
        true => Some(0),
        false => needle.positions(key.name())?.first().copied(),
    };
    let mut add = |keys: &mut dyn Iterator<Item = RegionKey>| {
        let mut fitting: Vec<(usize, RegionKey)> =
            keys.filter_map(|key| Some((place(&key)?, key))).collect();
        fitting.sort_by_key(|(place, key)| (*place > 0, key.name().chars().count()));
        for (_, key) in fitting {
            if found.len() < MOST && !found.contains(&key) {
                found.push(key);
            }
        }
    };
    add(&mut model.data.regions.keys().cloned());
    // Without anything typed the whole table would only hide those in use.
    if !typed.is_empty() {
        add(&mut all_regions());
    }
    let labelled = found.into_iter().map(|key| (label(&key), key));
    labelled
        .map(|(label, key)| (Choosable::Region(key), label))
        .collect()
}

/// The name, and where it lies.
fn label(key: &RegionKey) -> String {
    let mut above: Vec<String> = chain(key)
        .into_iter()
        .map(|region| region.key.name().to_owned())
        .collect();
    above.pop();
    format!("{}  {}", key.name(), above.join(" "))
}
