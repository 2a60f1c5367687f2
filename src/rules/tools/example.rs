//! Checks the examples of a tool against its schema. Only simple keywords are checked. A violation of any of them is certain,
//! independently of the rest of the schema.

use crate::json::{Kind, Value, word};
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::describe;

/// Larger objects are not checked, because fields are looked up linearly.
const LARGEST: usize = 64;

/// Checks examples against the schema of their tool. Only the first mismatch of each is reported.
pub(super) fn check<'a>(cursor: &mut Cursor<'a, '_>, examples: Value<'a>, schema: Value<'a>) {
    cursor.inside(Step::Name("input_examples"), |cursor| {
        for (index, example) in examples.items().enumerate() {
            if example.kind() == Kind::Object {
                cursor.inside(Step::Index(index), |cursor| misfit(cursor, schema, example));
            }
        }
    });
}

fn misfit<'a>(cursor: &mut Cursor<'a, '_>, schema: Value<'a>, value: Value<'a>) -> bool {
    // Before 2019, keywords next to a reference had no effect.
    if schema.kind() != Kind::Object || schema.get(word!("$ref")).is_some() {
        return false;
    }
    let expected = if schema.get(word!("type")).is_some_and(|types| !is_of(types, value)) {
        "a value of the type in the tool's schema"
    } else if schema.get(word!("enum")).is_some_and(|words| !is_among(words, value)) {
        "one of the values in the tool's schema"
    } else {
        return match value.kind() {
            Kind::Object => fields(cursor, schema, value),
            Kind::Array => schema.get(word!("items")).is_some_and(|inner| {
                let plain = schema.get(word!("prefixItems")).is_none();
                let mut items = value.items().enumerate();
                plain
                    && items
                        .any(|(index, item)| cursor.inside(Step::Index(index), |cursor| misfit(cursor, inner, item)))
            }),
            _ => false,
        };
    };
    let message = format_args!("expected {expected}, found {}", describe(value));
    cursor.report(rule!("tool.input_examples"), value.span(), message, None);
    true
}

fn fields<'a>(cursor: &mut Cursor<'a, '_>, schema: Value<'a>, value: Value<'a>) -> bool {
    let properties = schema.get(word!("properties"));
    let count = |object: Option<Value<'a>>| object.map_or(0, |object| object.entries().take(LARGEST + 1).count());
    if count(properties) > LARGEST || count(Some(value)) > LARGEST {
        return false;
    }
    let required = schema.get(word!("required")).into_iter().flat_map(|list| list.items());
    for name in required.take(LARGEST).filter_map(|name| name.text()) {
        if value.get(&name.value()).is_none() {
            let message = format_args!("expected this field, which the tool's schema requires, found none");
            cursor.report_at(
                rule!("tool.input_examples"),
                Step::Key(name),
                value.span(),
                message,
                None,
            );
            return true;
        }
    }
    let closed = schema.get(word!("additionalProperties")).and_then(|more| more.bool()) == Some(false)
        && schema.get(word!("patternProperties")).is_none();
    for (key, field) in value.entries() {
        let Some(name) = key.text() else { continue };
        let inner = properties.and_then(|properties| properties.get(&name.value()));
        if let Some(inner) = inner {
            if cursor.inside(Step::Key(name), |cursor| misfit(cursor, inner, field)) {
                return true;
            }
        } else if closed {
            let message = format_args!("expected a field of the tool's schema, found another");
            cursor.report_at(rule!("tool.input_examples"), Step::Key(name), key.span(), message, None);
            return true;
        }
    }
    false
}

fn is_of(types: Value<'_>, value: Value<'_>) -> bool {
    match types.kind() {
        Kind::String => types.text().is_none_or(|word| is_one(&word.value(), value)),
        Kind::Array => types.items().next().is_none() || types.items().any(|ty| is_of(ty, value)),
        _ => true,
    }
}

fn is_one(word: &str, value: Value<'_>) -> bool {
    match word {
        "object" => value.kind() == Kind::Object,
        "array" => value.kind() == Kind::Array,
        "string" => value.kind() == Kind::String,
        "boolean" => value.kind() == Kind::Bool,
        "null" => value.kind() == Kind::Null,
        // 1.0 and 1e3 are integers too.
        "number" | "integer" => value.kind() == Kind::Number,
        _ => true,
    }
}

/// Returns whether a value is in a list of strings. Other lists are not checked.
fn is_among(words: Value<'_>, value: Value<'_>) -> bool {
    let text = value.text();
    let Some(text) = text else { return true };
    let text = text.value();
    let plain = words.kind() == Kind::Array && words.items().all(|word| word.kind() == Kind::String);
    !plain || words.items().any(|word| word.is(&text))
}
