//! Checks that the keywords of a JSON Schema (2020-12) have values of the right kinds. Their meaning is not checked, and
//! neither are keywords that the draft does not have.

use std::fmt::Arguments;

use crate::json::number::to_f64;
use crate::json::{Kind, Value, Word, word, words};
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::describe;
use crate::rules::tools::expression;
use crate::rules::tools::names;
use crate::wording;

/// The most common first.
const TYPES: &[Word] = words!["string", "object", "array", "integer", "number", "boolean", "null"];

/// The value that a keyword expects.
#[derive(Debug, Clone, Copy)]
enum Expects {
    /// A string or null.
    Note,
    Text,
    /// The name of a place in the schema.
    Anchor,
    /// A regular expression.
    Pattern,
    Flag,
    Number,
    /// A number; in the first drafts `true` or `false`.
    Limit,
    /// A number above zero.
    Step,
    /// A whole number of at least zero.
    Count,
    /// The name of a type, or several.
    Types,
    /// An array.
    List,
    /// An array of strings.
    Names,
    /// An object of arrays of strings.
    NamesByName,
    Schema,
    /// A schema; before 2020 an array of them too.
    Items,
    /// An array of at least one schema.
    Schemas,
    /// An object of schemas.
    SchemasByName,
}

/// The values that keywords expect.
const KEYWORDS: &[(&[Word], Expects)] = &[
    (words!["type"], Expects::Types),
    (words!["description", "title", "$comment"], Expects::Note),
    (
        words![
            "properties",
            "patternProperties",
            "$defs",
            "definitions",
            "dependentSchemas"
        ],
        Expects::SchemasByName,
    ),
    (words!["required"], Expects::Names),
    (words!["items"], Expects::Items),
    (
        words![
            "additionalProperties",
            "unevaluatedProperties",
            "propertyNames",
            "unevaluatedItems",
            "contains",
            "not",
            "if",
            "then",
            "else",
            "contentSchema"
        ],
        Expects::Schema,
    ),
    (words!["anyOf", "oneOf", "allOf", "prefixItems"], Expects::Schemas),
    (words!["enum", "examples"], Expects::List),
    (words!["minimum", "maximum"], Expects::Number),
    (words!["exclusiveMinimum", "exclusiveMaximum"], Expects::Limit),
    (words!["multipleOf"], Expects::Step),
    (
        words![
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
            "minContains",
            "maxContains"
        ],
        Expects::Count,
    ),
    (
        words!["uniqueItems", "readOnly", "writeOnly", "deprecated"],
        Expects::Flag,
    ),
    (
        words![
            "format",
            "$ref",
            "$id",
            "$schema",
            "$dynamicRef",
            "contentEncoding",
            "contentMediaType"
        ],
        Expects::Text,
    ),
    (words!["$anchor", "$dynamicAnchor"], Expects::Anchor),
    (words!["pattern"], Expects::Pattern),
    (words!["dependentRequired"], Expects::NamesByName),
];

/// The same by the number of the word.
#[allow(clippy::indexing_slicing, reason = "when the crate is compiled")]
static BY_WORD: [Option<Expects>; Word::COUNT] = {
    let mut by_word = [None; Word::COUNT];
    let mut row = 0;
    while row < KEYWORDS.len() {
        let (words, expects) = KEYWORDS[row];
        let mut at = 0;
        while at < words.len() {
            by_word[words[at].number()] = Some(expects);
            at += 1;
        }
        row += 1;
    }
    by_word
};

/// Checks the schema of a tool's input. The kinds of its `type`, `properties` and `required` are already checked.
pub(super) fn check<'a>(cursor: &mut Cursor<'a, '_>, schema: Value<'a>) {
    let draft = schema.get(word!("$schema")).and_then(|draft| draft.text());
    let older = draft.is_some_and(|draft| !draft.value().contains("2020-12"));
    for (key, value) in schema.entries() {
        let seen = key.is(word!("type"))
            || key.is(word!("required"))
            || (key.is(word!("properties")) && value.kind() != Kind::Object);
        if key.is(word!("required")) {
            names::report_duplicates(cursor, key, value);
        }
        if key.is(word!("properties")) {
            names::of_properties(cursor, value);
        }
        if seen {
            continue;
        }
        if key.is(word!("oneOf")) || key.is(word!("anyOf")) || key.is(word!("allOf")) {
            combinator(cursor, key);
        }
        check_keyword(cursor, key, value, older);
    }
}

fn combinator<'a>(cursor: &mut Cursor<'a, '_>, key: Value<'a>) {
    let Some(name) = key.text() else { return };
    let message = format_args!(
        "expected no alternatives at the top level of a tool's schema, found {}",
        describe(key)
    );
    let help = format_args!("Put the alternatives into a property, or declare a tool for each.");
    cursor.report_at(
        rule!("tool.input_schema.top_combinators"),
        Step::Key(name),
        key.span(),
        message,
        Some(help),
    );
}

fn check_keyword<'a>(cursor: &mut Cursor<'a, '_>, key: Value<'a>, value: Value<'a>, older: bool) {
    let expects = BY_WORD.get(key.word().number()).copied().flatten();
    // Most keywords are plain and valid; the path is only needed for the others.
    let Some(expects) = expects.filter(|expects| !is_valid(value, *expects)) else {
        return;
    };
    if let Some(name) = key.text() {
        cursor.inside(Step::Key(name), |cursor| check_value(cursor, value, expects, older));
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

fn schema<'a>(cursor: &mut Cursor<'a, '_>, value: Value<'a>, older: bool) {
    match value.kind() {
        Kind::Object => {
            for (key, entry) in value.entries() {
                check_keyword(cursor, key, entry, older);
            }
        }
        Kind::Bool => {}
        _ => refuse(cursor, value, "a schema (an object, true or false)", None),
    }
}

fn check_value<'a>(cursor: &mut Cursor<'a, '_>, value: Value<'a>, expects: Expects, older: bool) {
    let kind = value.kind();
    match expects {
        Expects::Note if matches!(kind, Kind::String | Kind::Null) => {}
        Expects::Note | Expects::Text => expect_kind(cursor, value, Kind::String, "a string"),
        Expects::Flag => expect_kind(cursor, value, Kind::Bool, "true or false"),
        Expects::Limit if older && kind == Kind::Bool => {}
        Expects::Number | Expects::Limit => expect_kind(cursor, value, Kind::Number, "a number"),
        Expects::Step if kind == Kind::Number && !is_positive(value) => refuse(cursor, value, "a number above 0", None),
        Expects::Step => expect_kind(cursor, value, Kind::Number, "a number"),
        Expects::Count if kind != Kind::Number || !is_count(value) => {
            refuse(cursor, value, "a whole number of at least 0", None);
        }
        Expects::Count => {}
        Expects::Types => types(cursor, value),
        Expects::List => expect_kind(cursor, value, Kind::Array, "an array"),
        Expects::Names => name_list(cursor, value),
        Expects::Anchor if kind == Kind::String => {
            if !older && !value.text().is_some_and(|text| is_anchor(&text.value())) {
                refuse(
                    cursor,
                    value,
                    "a letter or _, and then letters, digits, _, . or -",
                    None,
                );
            }
        }
        Expects::Anchor => expect_kind(cursor, value, Kind::String, "a string"),
        Expects::Pattern if kind == Kind::String => pattern(cursor, value),
        Expects::Pattern => expect_kind(cursor, value, Kind::String, "a string"),
        Expects::NamesByName => by_name(cursor, value, name_list),
        Expects::Items if kind == Kind::Array => tuple(cursor, value, older),
        Expects::Schema | Expects::Items => schema(cursor, value, older),
        Expects::Schemas => schemas(cursor, value, older),
        Expects::SchemasByName => by_name(cursor, value, |cursor, value| schema(cursor, value, older)),
    }
}

/// Not inlined, so that its stack frame is not repeated at every level of a schema.
fn refuse<'a>(cursor: &mut Cursor<'a, '_>, value: Value<'a>, expected: &str, help: Option<Arguments<'_>>) {
    let message = format_args!("expected {expected}, found {}", describe(value));
    cursor.report(rule!("tool.input_schema.valid"), value.span(), message, help);
}

fn expect_kind<'a>(cursor: &mut Cursor<'a, '_>, value: Value<'a>, kind: Kind, expected: &str) {
    if value.kind() != kind {
        refuse(cursor, value, expected, None);
    }
}

/// Whether a number is whole and not negative, as `2` and `2.0` are.
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

fn pattern<'a>(cursor: &mut Cursor<'a, '_>, value: Value<'a>) {
    let fault = value.text().and_then(|text| expression::fault(&text.value()));
    if let Some(fault) = fault {
        let message = format_args!("expected a regular expression, found {fault}");
        cursor.report(rule!("tool.input_schema.valid"), value.span(), message, None);
    }
}

fn is_positive(value: Value<'_>) -> bool {
    // Zero has only the digit 0 before its exponent.
    let digits = value.raw().iter().take_while(|byte| !matches!(byte, b'e' | b'E'));
    value.raw().first() != Some(&b'-') && digits.into_iter().any(|byte| matches!(byte, b'1'..=b'9'))
}

fn types<'a>(cursor: &mut Cursor<'a, '_>, value: Value<'a>) {
    match value.kind() {
        Kind::Array if value.items().next().is_none() => refuse(cursor, value, "at least one type", None),
        Kind::Array => {
            for (index, item) in value.items().enumerate() {
                cursor.inside(Step::Index(index), |cursor| one_type(cursor, item));
            }
            names::unique(cursor, value);
        }
        _ => one_type(cursor, value),
    }
}

fn is_type(value: Value<'_>) -> bool {
    TYPES.contains(&value.word())
}

fn one_type<'a>(cursor: &mut Cursor<'a, '_>, value: Value<'a>) {
    if is_type(value) {
        return;
    }
    let suggestion = value.text().and_then(|text| nearest(&text.value()));
    let word = suggestion.unwrap_or_default();
    let advice = format_args!("Did you mean \"{word}\"?");
    let help = suggestion.map(|_| advice);
    let expected = "a type of JSON Schema (array, boolean, integer, null, number, object or string)";
    refuse(cursor, value, expected, help);
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

fn name_list<'a>(cursor: &mut Cursor<'a, '_>, value: Value<'a>) {
    if value.kind() != Kind::Array {
        let help = (value.kind() == Kind::Bool).then_some(format_args!(
            "Name the field in the required array of the object that it belongs to."
        ));
        return refuse(cursor, value, "an array of names", help);
    }
    for (index, item) in value.items().enumerate() {
        if item.kind() != Kind::String {
            cursor.inside(Step::Index(index), |cursor| refuse(cursor, item, "a string", None));
        }
    }
    names::unique(cursor, value);
}

fn tuple<'a>(cursor: &mut Cursor<'a, '_>, value: Value<'a>, older: bool) {
    if older {
        return each(cursor, value, older);
    }
    let help = Some(format_args!(
        "Since 2020-12, a list of schemas for the first items is called prefixItems."
    ));
    refuse(cursor, value, "a schema (an object, true or false)", help);
}

fn schemas<'a>(cursor: &mut Cursor<'a, '_>, value: Value<'a>, older: bool) {
    match value.items().next() {
        Some(_) => each(cursor, value, older),
        None if value.kind() == Kind::Array => refuse(cursor, value, "at least one schema", None),
        None => refuse(cursor, value, "an array of schemas", None),
    }
}

fn each<'a>(cursor: &mut Cursor<'a, '_>, list: Value<'a>, older: bool) {
    for (index, item) in list.items().enumerate() {
        cursor.inside(Step::Index(index), |cursor| schema(cursor, item, older));
    }
}

fn by_name<'a, 'f>(cursor: &mut Cursor<'a, 'f>, value: Value<'a>, look: impl Fn(&mut Cursor<'a, 'f>, Value<'a>)) {
    if value.kind() != Kind::Object {
        return refuse(cursor, value, "an object", None);
    }
    for (key, entry) in value.entries() {
        if let Some(name) = key.text() {
            cursor.inside(Step::Key(name), |cursor| look(cursor, entry));
        }
    }
}
