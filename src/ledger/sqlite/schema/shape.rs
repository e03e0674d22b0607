//! The tables, indexes and triggers of a ledger, held against those that this version makes.
//!
//! Opening compares a sum of what SQLite says there is with the one they have, which takes some
//! microseconds. Only where the two differ is a ledger made in memory to tell what it is.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::ledger::doubt::{Flaw, Misshapen, Piece};
use crate::ledger::error::LedgerError;
use crate::ledger::sqlite::schema::steps;
use crate::ledger::sqlite::tables::rows::ENTRY_COLUMNS;
use crate::ledger::sqlite::tables::{SumKind, Summer, Total, select};

type Done = Result<(), LedgerError>;

/// What all pieces of the newest schema add up to. A test says what it should be.
const SUM: Total = Total {
    count: 25,
    sum: 49_954_529_447,
};

/// The tables that are not made of the trail: itself, and what nothing in it tells.
const KEPT: [&str; 3] = ["entry", "about", "record"];

/// A piece as SQLite keeps it.
struct KeptShape {
    kind: String,
    name: String,
    /// The table it belongs to.
    table: String,
    sql: String,
}

impl KeptShape {
    /// Whether two are the same but for the white space.
    fn is(&self, other: &KeptShape) -> bool {
        let is_alike = self.kind == other.kind && self.table == other.table;
        is_alike && self.sql.split_whitespace().eq(other.sql.split_whitespace())
    }

    /// Whether what is written has to please it.
    fn decides(&self) -> bool {
        match piece_of(&self.kind) {
            Piece::Trigger => true,
            Piece::Index => self.sql.starts_with("CREATE UNIQUE"),
            Piece::Table => false,
        }
    }

    fn drop_from(&self, conn: &Connection) -> Done {
        let (kind, name) = (&self.kind, self.name.replace('"', "\"\""));
        conn.execute_batch(&format!("DROP {kind} IF EXISTS \"{name}\""))?;
        Ok(())
    }
}

fn piece_of(kind: &str) -> Piece {
    match kind {
        "index" => Piece::Index,
        "trigger" => Piece::Trigger,
        _ => Piece::Table,
    }
}

/// Every piece that was made by a statement of its own, in the order in which they were made.
fn pieces(conn: &Connection) -> Result<Vec<KeptShape>, LedgerError> {
    let sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL";
    select::all(conn, &format!("{sql} ORDER BY rowid"), [], |row| {
        Ok(KeptShape {
            kind: row.get(0)?,
            name: row.get(1)?,
            table: row.get(2)?,
            sql: row.get(3)?,
        })
    })
}

/// The pieces that this version makes.
fn wanted() -> Result<Vec<KeptShape>, LedgerError> {
    let conn = Connection::open_in_memory()?;
    steps::lay_out(&conn)?;
    pieces(&conn)
}

/// What the pieces add up to, in whichever order they were made.
fn total(conn: &Connection) -> Result<Total, LedgerError> {
    let (mut summer, mut total) = (Summer::default(), Total::default());
    let sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema";
    select::each(conn, sql, |row| {
        total.add(summer.columns(SumKind::Piece, row, 4)?);
        Ok(())
    })?;
    Ok(total)
}

/// What is not as this version makes it. Of a table that is not there, the indexes are not named.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn misshapen(conn: &Connection) -> Result<Vec<Misshapen>, LedgerError> {
    if total(conn)? == SUM {
        return Ok(Vec::new());
    }
    let (wanted, found) = (wanted()?, pieces(conn)?);
    let there = by_name(&found);
    let flaw_of = |piece: &KeptShape| match there.get(piece.name.as_str()) {
        None if piece.name != piece.table && !there.contains_key(piece.table.as_str()) => None,
        None => Some(Flaw::Missing),
        Some(found) => (!found.is(piece)).then_some(Flaw::Altered),
    };
    let flawed = wanted.iter().filter_map(|it| Some((it, flaw_of(it)?)));
    let strange = strange(&found, &wanted).map(|it| (it, Flaw::Strange));
    let all = flawed.chain(strange).map(|(it, flaw)| Misshapen {
        piece: piece_of(&it.kind),
        name: it.name.clone(),
        flaw,
    });
    Ok(all.collect())
}

fn by_name(pieces: &[KeptShape]) -> BTreeMap<&str, &KeptShape> {
    pieces.iter().map(|it| (it.name.as_str(), it)).collect()
}

/// What was put upon the tables of this version and decides what may be written there.
fn strange<'a>(
    found: &'a [KeptShape],
    wanted: &'a [KeptShape],
) -> impl Iterator<Item = &'a KeptShape> {
    let known = by_name(wanted);
    found.iter().filter(move |it| {
        let is_upon_ours = known.contains_key(it.table.as_str());
        is_upon_ours && it.decides() && !known.contains_key(it.name.as_str())
    })
}

/// Makes the indexes and triggers that are not as they should be anew, and takes out those that
/// are none of this version's.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn mend_around_tables(conn: &Connection) -> Done {
    let (wanted, found) = (wanted()?, pieces(conn)?);
    let known = by_name(&wanted);
    for piece in &found {
        let altered = known.get(piece.name.as_str()).filter(|it| !it.is(piece));
        if altered.is_some() {
            piece.drop_from(conn)?;
        }
    }
    for piece in strange(&found, &wanted) {
        piece.drop_from(conn)?;
    }
    make_missing(conn, &wanted)
}

/// Takes out everything but the entries and what no entry tells, and makes it anew and empty.
///
/// # Errors
/// Whatever SQLite reports: a page that cannot be read cannot be given up either.
pub(in crate::ledger) fn lay_out_anew(conn: &Connection) -> Done {
    let (wanted, found) = (wanted()?, pieces(conn)?);
    let known = by_name(&wanted);
    let ours = found
        .iter()
        .filter(|it| known.contains_key(it.name.as_str()) || known.contains_key(it.table.as_str()));
    let is_kept = |it: &KeptShape| {
        let like_made = known.get(it.name.as_str()).is_some_and(|made| made.is(it));
        KEPT.contains(&it.name.as_str()) && (like_made || is_trail(it))
    };
    let (tables, around): (Vec<&KeptShape>, Vec<&KeptShape>) =
        ours.partition(|it| it.kind == "table");
    for piece in around {
        piece.drop_from(conn)?;
    }
    for table in tables.iter().filter(|it| !is_kept(it)) {
        table.drop_from(conn)?;
    }
    let trail = tables.into_iter().find(|it| is_trail(it));
    match trail.filter(|it| known.get("entry").is_some_and(|made| !made.is(it))) {
        Some(_) => {
            conn.execute_batch("ALTER TABLE entry RENAME TO entry_before")?;
            make_missing(conn, &wanted)?;
            conn.execute_batch(&format!(
                "INSERT INTO entry ({ENTRY_COLUMNS}, hash) \
                 SELECT {ENTRY_COLUMNS}, hash FROM entry_before ORDER BY seq; \
                 DROP TABLE entry_before;"
            ))?;
            Ok(())
        }
        None => make_missing(conn, &wanted),
    }
}

fn is_trail(piece: &KeptShape) -> bool {
    piece.kind == "table" && piece.name == "entry"
}

fn make_missing(conn: &Connection, wanted: &[KeptShape]) -> Done {
    let found = pieces(conn)?;
    let there = by_name(&found);
    let missing = wanted
        .iter()
        .filter(|it| !there.contains_key(it.name.as_str()));
    missing
        .into_iter()
        .try_for_each(|it| Ok(conn.execute_batch(&it.sql)?))
}

/// The tables that are made of the trail.
///
/// # Errors
/// Whatever SQLite reports.
pub(in crate::ledger) fn tables_made_of_the_trail() -> Result<Vec<String>, LedgerError> {
    let tables = wanted()?.into_iter().filter(|it| it.kind == "table");
    let made = tables.filter(|it| !KEPT.contains(&it.name.as_str()));
    Ok(made.map(|it| it.name).collect())
}

#[cfg(test)]
mod tests {
    use crate::ledger::sqlite::schema::shape::*;

    #[test]
    fn the_sum_is_that_of_what_this_version_makes() {
        let conn = Connection::open_in_memory().unwrap();
        steps::lay_out(&conn).unwrap();
        assert_eq!(total(&conn).unwrap(), SUM);
        assert_eq!(misshapen(&conn).unwrap(), []);
    }

    #[test]
    fn a_look_at_the_pieces_takes_microseconds() {
        let conn = Connection::open_in_memory().unwrap();
        steps::lay_out(&conn).unwrap();
        let begun = std::time::Instant::now();
        for _ in 0..100 {
            misshapen(&conn).unwrap();
        }
        let each = begun.elapsed() / 100;
        println!("{each:?}");
        assert!(each < std::time::Duration::from_millis(2), "{each:?}");
    }
}
