//! Checks that the keywords of a JSON Schema (2020-12) have values of the right kinds. Does not check their meaning, or keywords
//! that the draft does not define.

mod expression;
mod keywords;
mod mistaken;

pub(super) use expression::fault as fault_of_pattern;
pub(super) use mistaken::is_mistaken;

use std::borrow::Cow;
use std::fmt::Arguments;

use crate::bytes::hashing::HashSet;
use crate::json::number::to_f64;
use crate::json::{Kind, Value, Word, words};
use crate::rules::catalogue::Rule;
use crate::rules::cursor::{Cursor, Step};
use crate::rules::describe::describe;
use crate::wording;
use keywords::Expects;

/// The types, the most common first.
const TYPES: &[Word] = words!["string", "object", "array", "integer", "number", "boolean", "null"];

/// How strictly schemas are checked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    /// The rule that a wrong value violates.
    pub(super) rule: &'static Rule,
    /// Whether a draft before 2020-12 applies.
    pub(super) older: bool,
    /// Selects keywords to skip, by their word and value.
    pub(super) skips: fn(Word, Value<'_>) -> bool,
}

/// Checks one entry of a schema, and everything in it.
pub(super) fn check_keyword<'a>(cursor: &mut Cursor<'a, '_>, key: Value<'a>, value: Value<'a>, reading: Reading) {
    if (reading.skips)(key.word(), value) {
        return;
    }
    // Most keywords are plain and valid; the path is only needed for the others.
    let Some(expects) = keywords::expected(key.word()).filter(|expects| !is_valid(value, *expects)) else {
        return;
    };
    if let Some(name) = key.text() {
        cursor.inside(Step::Key(name), |cursor| check_value(cursor, value, expects, reading));
    }
}

fn is_valid(value: Value<'_>, expects: Expects) -> bool {
    match expects {
        Expects::Note | Expects::Text => value.kind() == Kind::String,
        Expects::Types => is_type(value),
        Expects::Number | Expects::Limit => value.kind() == Kind::Number,
        Expects::List => value.kind() == Kind::Array,
        _ => false,
    }
}

fn schema<'a>(cursor: &mut Cursor<'a, '_>, value: Value<'a>, reading: Reading) {
    match value.kind() {
        Kind::Object => {
            for (key, entry) in value.entries() {
                check_keyword(cursor, key, entry, reading);
            }
        }
        Kind::Bool => {}
        _ => refuse(reading, cursor, value, "a schema (an object, true or false)", None),
    }
}

fn check_value<'a>(cursor: &mut Cursor<'a, '_>, value: Value<'a>, expects: Expects, reading: Reading) {
    let kind = value.kind();
    match expects {
        Expects::Note if matches!(kind, Kind::String | Kind::Null) => {}
        Expects::Note | Expects::Text => expect_kind(reading, cursor, value, Kind::String, "a string"),
        Expects::Flag => expect_kind(reading, cursor, value, Kind::Bool, "true or false"),
        Expects::Limit if reading.older && kind == Kind::Bool => {}
        Expects::Number | Expects::Limit => expect_kind(reading, cursor, value, Kind::Number, "a number"),
        Expects::Step if kind == Kind::Number && !is_positive(value) => {
            refuse(reading, cursor, value, "a number above 0", None)
        }
        Expects::Step => expect_kind(reading, cursor, value, Kind::Number, "a number"),
        Expects::Count if kind != Kind::Number || !is_count(value) => {
            refuse(reading, cursor, value, "a whole number of at least 0", None);
        }
        Expects::Count => {}
        Expects::Types => types(reading, cursor, value),
        Expects::List => expect_kind(reading, cursor, value, Kind::Array, "an array"),
        Expects::Names => name_list(reading, cursor, value),
        Expects::Anchor if kind == Kind::String => {
            if !reading.older && !value.text().is_some_and(|text| is_anchor(&text.value())) {
                refuse(
                    reading,
                    cursor,
                    value,
                    "a letter or _, and then letters, digits, _, . or -",
                    None,
                );
            }
        }
        Expects::Anchor => expect_kind(reading, cursor, value, Kind::String, "a string"),
        Expects::Pattern if kind == Kind::String => pattern(reading, cursor, value),
        Expects::Pattern => expect_kind(reading, cursor, value, Kind::String, "a string"),
        Expects::NamesByName => by_name(reading, cursor, value, |cursor, value| {
            name_list(reading, cursor, value)
        }),
        Expects::Items if kind == Kind::Array => tuple(cursor, value, reading),
        Expects::Schema | Expects::Items => schema(cursor, value, reading),
        Expects::Schemas => schemas(cursor, value, reading),
        Expects::SchemasByName | Expects::SchemasByPattern => {
            if matches!(expects, Expects::SchemasByPattern) {
                each_pattern(reading, cursor, value);
            }
            by_name(reading, cursor, value, |cursor, value| schema(cursor, value, reading));
        }
    }
}

/// Not inlined, so that its stack frame is not repeated at every level of a schema.
fn refuse<'a>(
    reading: Reading,
    cursor: &mut Cursor<'a, '_>,
    value: Value<'a>,
    expected: &str,
    help: Option<Arguments<'_>>,
) {
    let message = format_args!("expected {expected}, found {}", describe(value));
    cursor.report(reading.rule, value.span(), message, help);
}

fn refuse_empty<'a>(reading: Reading, cursor: &mut Cursor<'a, '_>, list: Value<'a>, expected: &str) {
    let message = format_args!("expected {expected}, found an empty array");
    cursor.report(reading.rule, list.span(), message, None);
}

fn expect_kind<'a>(reading: Reading, cursor: &mut Cursor<'a, '_>, value: Value<'a>, kind: Kind, expected: &str) {
    if value.kind() != kind {
        refuse(reading, cursor, value, expected, None);
    }
}

/// Whether a number is whole and not negative, such as `2` and `2.0`.
fn is_count(value: Value<'_>) -> bool {
    match value.integer() {
        Some(count) => count >= 0,
        None => {
            to_f64(value.raw()).is_none_or(|number| number >= 0.0 && (number.fract() == 0.0 || number.is_infinite()))
        }
    }
}

fn is_anchor(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

fn pattern<'a>(reading: Reading, cursor: &mut Cursor<'a, '_>, value: Value<'a>) {
    let fault = value.text().and_then(|text| fault_of_pattern(&text.value()));
    if let Some(fault) = fault {
        let message = format_args!("expected a regular expression, found {fault}");
        cursor.report(reading.rule, value.span(), message, None);
    }
}

/// Checks the keys of an object, which are regular expressions.
fn each_pattern<'a>(reading: Reading, cursor: &mut Cursor<'a, '_>, value: Value<'a>) {
    for (key, _) in value.entries() {
        if let Some(name) = key.text() {
            cursor.inside(Step::Key(name), |cursor| pattern(reading, cursor, key));
        }
    }
}

fn is_positive(value: Value<'_>) -> bool {
    // All digits of a zero before its exponent are 0.
    let digits = value.raw().iter().take_while(|byte| !matches!(byte, b'e' | b'E'));
    value.raw().first() != Some(&b'-') && digits.into_iter().any(|byte| matches!(byte, b'1'..=b'9'))
}

fn types<'a>(reading: Reading, cursor: &mut Cursor<'a, '_>, value: Value<'a>) {
    match value.kind() {
        Kind::Array if value.items().next().is_none() => refuse_empty(reading, cursor, value, "at least one type"),
        Kind::Array => {
            for (index, item) in value.items().enumerate() {
                cursor.inside(Step::Index(index), |cursor| one_type(reading, cursor, item));
            }
            unique(reading, cursor, value);
        }
        _ => one_type(reading, cursor, value),
    }
}

/// Whether a value names a type.
pub(super) fn is_type(value: Value<'_>) -> bool {
    TYPES.contains(&value.word())
}

fn one_type<'a>(reading: Reading, cursor: &mut Cursor<'a, '_>, value: Value<'a>) {
    if is_type(value) {
        return;
    }
    let suggestion = value.text().and_then(|text| nearest(&text.value()));
    let word = suggestion.unwrap_or_default();
    let advice = format_args!("Did you mean \"{word}\"?");
    let help = suggestion.map(|_| advice);
    let expected = "a type of JSON Schema (array, boolean, integer, null, number, object or string)";
    refuse(reading, cursor, value, expected, help);
}

/// Returns the JSON Schema type for the type of another language, or the nearest one.
fn nearest(word: &str) -> Option<&'static str> {
    match word {
        "str" | "text" => Some("string"),
        "int" | "long" => Some("integer"),
        "float" | "double" | "decimal" => Some("number"),
        "bool" => Some("boolean"),
        "list" | "tuple" | "set" => Some("array"),
        "dict" | "map" => Some("object"),
        "None" | "undefined" => Some("null"),
        _ => wording::nearest(word, TYPES.iter().map(|word| word.as_str())),
    }
}

fn name_list<'a>(reading: Reading, cursor: &mut Cursor<'a, '_>, value: Value<'a>) {
    if value.kind() != Kind::Array {
        let help = (value.kind() == Kind::Bool).then_some(format_args!(
            "Name the field in the required array of the object that it belongs to."
        ));
        return refuse(reading, cursor, value, "an array of names", help);
    }
    for (index, item) in value.items().enumerate() {
        if item.kind() != Kind::String {
            cursor.inside(Step::Index(index), |cursor| {
                refuse(reading, cursor, item, "a string", None)
            });
        }
    }
    unique(reading, cursor, value);
}

fn tuple<'a>(cursor: &mut Cursor<'a, '_>, value: Value<'a>, reading: Reading) {
    if reading.older {
        return each(cursor, value, reading);
    }
    let help = Some(format_args!(
        "Since 2020-12, a list of schemas for the first items is called prefixItems."
    ));
    refuse(reading, cursor, value, "a schema (an object, true or false)", help);
}

fn schemas<'a>(cursor: &mut Cursor<'a, '_>, value: Value<'a>, reading: Reading) {
    match value.items().next() {
        Some(_) => each(cursor, value, reading),
        None if value.kind() == Kind::Array => refuse_empty(reading, cursor, value, "at least one schema"),
        None => refuse(reading, cursor, value, "an array of schemas", None),
    }
}

fn each<'a>(cursor: &mut Cursor<'a, '_>, list: Value<'a>, reading: Reading) {
    for (index, item) in list.items().enumerate() {
        cursor.inside(Step::Index(index), |cursor| schema(cursor, item, reading));
    }
}

fn by_name<'a, 'f>(
    reading: Reading,
    cursor: &mut Cursor<'a, 'f>,
    value: Value<'a>,
    look: impl Fn(&mut Cursor<'a, 'f>, Value<'a>),
) {
    if value.kind() != Kind::Object {
        return refuse(reading, cursor, value, "an object", None);
    }
    for (key, entry) in value.entries() {
        if let Some(name) = key.text() {
            cursor.inside(Step::Key(name), |cursor| look(cursor, entry));
        }
    }
}

/// Reports duplicates in the array at the cursor.
pub(super) fn unique<'a>(reading: Reading, cursor: &mut Cursor<'a, '_>, list: Value<'a>) {
    if list.items().nth(1).is_none() {
        return;
    }
    let mut seen: HashSet<Cow<'a, str>> = HashSet::default();
    for (index, item) in list.items().enumerate() {
        if item.text().is_some_and(|text| !seen.insert(text.value())) {
            cursor.inside(Step::Index(index), |cursor| {
                let message = format_args!("expected each name once, found {} again", describe(item));
                cursor.report(reading.rule, item.span(), message, None);
            });
        }
    }
}
