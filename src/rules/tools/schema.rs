//! The schema of a tool's input. The room `json_schema` checks its keywords; the API has additional requirements for its top
//! level.

use crate::bytes::find;
use crate::json::{Kind, Value, word};
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::describe;
use crate::rules::json_schema::{Reading, check_keyword, is_mistaken};
use crate::rules::tools::names;

/// Checks the schema of a tool's input. The kinds of its `type`, `properties` and `required` are already checked.
pub(super) fn check<'a>(cursor: &mut Cursor<'a, '_>, schema: Value<'a>) {
    if is_mistaken(cursor, rule!("tool.input_schema.valid"), schema) {
        return;
    }
    let draft = schema.get(word!("$schema")).and_then(|draft| draft.text());
    let reading = Reading {
        rule: rule!("tool.input_schema.valid"),
        older: draft.is_some_and(|draft| find(&draft.value(), "2020-12").is_none()),
        skips: |_, _| false,
    };
    for (key, value) in schema.entries() {
        let seen = key.is(word!("type"))
            || key.is(word!("required"))
            || (key.is(word!("properties")) && value.kind() != Kind::Object);
        if key.is(word!("required")) {
            names::report_duplicates(reading, cursor, key, value);
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
        check_keyword(cursor, key, value, reading);
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
