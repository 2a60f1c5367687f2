//! Looks up columns, and reports required columns that are missing.

use crate::json::{Kind, Value};
use crate::requests::error::Error;
use crate::wording::nearest;
use crate::wording::{InvalidOption, quoted};

/// Maximum number of columns named in messages; a table may have thousands.
const SHOWN: usize = 20;

/// A column that the template uses, and the position of its first use.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column<'a> {
    pub(super) name: &'a str,
    pub(super) path: &'a str,
}

/// Indices of the template's columns and of the id column in a record.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) columns: Vec<Option<usize>>,
    pub(super) id: Option<usize>,
    pub(super) len: usize,
}

/// Returns the value of a column of an object. A column is a key, or a path of keys and indices joined by dots.
pub(super) fn find<'a>(row: Value<'a>, name: &str) -> Option<Value<'a>> {
    step(row, name).or_else(|| follow(row, name))
}

/// Returns the value at the path that a column name describes.
pub(super) fn follow<'a>(row: Value<'a>, name: &str) -> Option<Value<'a>> {
    let (first, rest) = name.split_once('.')?;
    find(step(row, first)?, rest)
}

fn step<'a>(value: Value<'a>, name: &str) -> Option<Value<'a>> {
    match value.kind() {
        Kind::Array => value.items().nth(name.parse().ok()?),
        _ => value.get(name),
    }
}

/// Fails before the first request if a required column or the id column is missing. The error names all of them.
pub(super) fn require<'c, I: Iterator<Item = String>>(
    required: impl Iterator<Item = Column<'c>>,
    id: Option<&str>,
    has: impl Fn(&str) -> bool,
    names: impl Fn() -> I,
) -> Result<(), Error> {
    let unknown: Vec<_> = required.filter(|column| !has(column.name)).collect();
    let id = id.filter(|id| !has(id));
    if unknown.is_empty() && id.is_none() {
        return Ok(());
    }
    let names: Vec<String> = names().collect();
    let suggestion = |name: &str| suggestion(name, names.iter().map(String::as_str));
    let known = list(&names);
    let (option, found) = if unknown.is_empty() {
        let id = id.unwrap_or_default();
        ("id", format!("{}{}", quoted(id), suggestion(id)))
    } else {
        let list = unknown
            .iter()
            .take(SHOWN)
            .map(|Column { name, path }| format!("{} at {path}{}", quoted(name), suggestion(name)));
        ("template", list.collect::<Vec<_>>().join(", "))
    };
    Err(Error::Option(InvalidOption {
        name: option.into(),
        expected: format!("columns that the rows have ({known})"),
        found,
        range: false,
    }))
}

/// Lists the first names, in quotes.
pub(super) fn list(names: &[String]) -> String {
    let mut shown: Vec<String> = names.iter().take(SHOWN).map(|name| quoted(name)).collect();
    if names.len() > SHOWN {
        shown.push(format!("{} more", names.len() - SHOWN));
    }
    if shown.is_empty() {
        return "none".into();
    }
    shown.join(", ")
}

/// Returns a "did you mean" for an unknown name, or an empty string.
pub(super) fn suggestion<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> String {
    nearest(name, known).map_or(String::new(), |near| format!(" (did you mean {}?)", quoted(near)))
}
