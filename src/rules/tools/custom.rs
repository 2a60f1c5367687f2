//! Custom tools.

use crate::json::{Kind, Span, Value, word};
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::describe;
use crate::rules::formats;
use crate::rules::tools::example;

/// Checks a custom tool.
pub(super) fn check<'a>(cursor: &mut Cursor<'a, '_>, tool: Value<'a>) {
    let (mut schema, mut described, mut strict, mut examples) = (None, false, false, None);
    for (key, value) in tool.entries() {
        if key.is(word!("name")) {
            name(cursor, value);
        } else if key.is(word!("description")) {
            described = true;
            description(cursor, value);
        } else if key.is(word!("input_schema")) {
            schema = Some(value).filter(|schema| schema.kind() == Kind::Object);
        } else if key.is(word!("strict")) {
            strict = value.bool() == Some(true);
        } else if key.is(word!("input_examples")) {
            examples = Some(value);
        }
    }
    if !described {
        undescribed(cursor, tool.span(), "none");
    }
    let Some(schema) = schema else { return };
    if strict {
        self::strict(cursor, schema);
    }
    if let Some(examples) = examples {
        example::check(cursor, examples, schema);
    }
}

fn name<'a>(cursor: &mut Cursor<'a, '_>, name: Value<'a>) {
    const LONGEST: usize = 128;
    let Some(text) = name.text() else { return };
    let text = text.value();
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if !(1..=LONGEST).contains(&text.len()) || !text.bytes().all(fits) {
        let message = format_args!(
            "expected 1 to {LONGEST} letters, digits, _ or -, found {}",
            describe(name)
        );
        cursor.report_at(
            rule!("tool.name.pattern"),
            Step::Name("name"),
            name.span(),
            message,
            None,
        );
    }
}

fn description<'a>(cursor: &mut Cursor<'a, '_>, description: Value<'a>) {
    if description.is("") {
        undescribed(cursor, description.span(), "an empty one");
    }
}

fn undescribed(cursor: &mut Cursor<'_, '_>, span: Span, what: &str) {
    cursor.report_at(
        rule!("tool.description.missing"),
        Step::Name("description"),
        span,
        format_args!("expected a description, found {what}"),
        Some(format_args!(
            "Describe what the tool does and when to use it: the model knows nothing else about it."
        )),
    );
}

fn strict<'a>(cursor: &mut Cursor<'a, '_>, schema: Value<'a>) {
    if !formats::fits(schema) {
        cursor.report_at(
            rule!("tool.strict.schema"),
            Step::Name("input_schema"),
            schema.span(),
            format_args!("expected a schema that structured outputs support, found another"),
            Some(format_args!(
                "Use only what structured outputs support, or leave out strict."
            )),
        );
    }
}
