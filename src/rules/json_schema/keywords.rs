//! The keywords of JSON Schema 2020-12, and the value that each expects.

use crate::json::{Word, words};

/// The value that a keyword expects.
#[derive(Debug, Clone, Copy)]
pub(super) enum Expects {
    /// A string or null.
    Note,
    Text,
    /// The name of a position in the schema.
    Anchor,
    /// A regular expression.
    Pattern,
    Flag,
    Number,
    /// A number; in the first drafts also `true` or `false`.
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
    /// A schema; before 2020 also an array of schemas.
    Items,
    /// An array of at least one schema.
    Schemas,
    /// An object of schemas.
    SchemasByName,
    /// An object of schemas, whose keys are regular expressions.
    SchemasByPattern,
}

/// The values that keywords expect.
const KEYWORDS: &[(&[Word], Expects)] = &[
    (words!["type"], Expects::Types),
    (words!["description", "title", "$comment"], Expects::Note),
    (
        words!["properties", "$defs", "definitions", "dependentSchemas"],
        Expects::SchemasByName,
    ),
    (words!["patternProperties"], Expects::SchemasByPattern),
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

/// The same values, indexed by the number of the word.
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

/// Returns the value that a keyword expects; `None` for words that are not keywords.
pub(super) fn expected(keyword: Word) -> Option<Expects> {
    BY_WORD.get(keyword.number()).copied().flatten()
}
