//! Text as a terminal sees it: widths, cuts and wraps, foreign text made harmless, and the keys
//! that full-width characters stand for.

mod cell;
mod clean;
mod edits;
mod fold;
mod reading;
mod width;
mod wrap;

pub use cell::{guard, unguard};
pub use clean::{clean_line, clean_text};
pub use edits::edits;
pub use fold::{fold, fold_char, half_width, traditional_of};
pub use reading::reading;
pub use width::{columns, cut, cut_around, fit, fit_right, has_ambiguous, simple_columns};
pub use wrap::{wrap, wrap_ranges};
