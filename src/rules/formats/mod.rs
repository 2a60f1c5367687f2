//! Structured outputs, and the schemas that they and strict tools support.
//!
//! `supported` recognizes schemas without findings, `schema` checks the keywords of a schema, `subschemas` walks through one,
//! `refs` resolves references and finds recursion, and `pattern` checks regular expressions.

mod pattern;
mod refs;
mod schema;
mod subschemas;
mod supported;

use std::collections::VecDeque;

use crate::catalog::ApiVersion;
use crate::catalog::models;
use crate::catalog::models::Lookup;
use crate::json::{Kind, Value, Word, word, words};
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::describe;
use crate::rules::json_schema::{Reading, check_keyword, is_mistaken};
use crate::rules::params::Params;
use crate::rules::schema::{Name, Shape};

/// The texts of the last schemas without findings that only the complete check recognized.
#[derive(Debug, Default)]
pub(super) struct KnownSchemas {
    texts: VecDeque<Box<[u8]>>,
}

impl KnownSchemas {
    fn has(&self, text: &[u8]) -> bool {
        self.texts.iter().any(|known| **known == *text)
    }

    fn add(&mut self, text: &[u8]) {
        const MOST: usize = 4;
        const LONGEST: usize = 65_536;
        if text.len() > LONGEST {
            return;
        }
        if self.texts.len() == MOST {
            self.texts.pop_front();
        }
        self.texts.push_back(text.into());
    }
}

/// Reports a field that a format does not support. Returns whether it did.
pub(super) fn unknown<'a>(cursor: &mut Cursor<'a, '_>, key: Value<'a>, shape: &'static Shape) -> bool {
    let Some(name) = key.text().filter(|_| shape.name == Name::JSONOutputFormat) else {
        return false;
    };
    let foreign = ["name", "strict", "description", "json_schema"];
    let help = foreign.iter().any(|word| name.is(word)).then_some(format_args!(
        "This is another vendor's format: keep only the schema, as schema."
    ));
    let message = format_args!("expected only type and schema, found {}", describe(key));
    cursor.report_at(rule!("format.shape"), Step::Key(name), key.span(), message, help);
    true
}

/// Checks an object after its fields.
pub(super) fn leave<'a>(
    cursor: &mut Cursor<'a, '_>,
    known: &mut KnownSchemas,
    value: Value<'a>,
    shape: &'static Shape,
) {
    if shape.name != Name::JSONOutputFormat {
        return;
    }
    let Some(schema) = value
        .get(word!("schema"))
        .filter(|schema| schema.kind() == Kind::Object)
    else {
        return;
    };
    if let Some(costs) = supported::costs(schema) {
        cursor.costs_of_format = Some((schema.span(), costs));
        return;
    }
    if known.has(schema.raw()) {
        return;
    }
    let before = cursor.total();
    cursor.inside(Step::Name("schema"), |cursor| {
        if !is_mistaken(cursor, rule!("schema.valid"), schema) {
            schema::check(cursor, schema);
            keywords(cursor, schema);
        }
    });
    if cursor.total() == before {
        known.add(schema.raw());
    }
}

/// Keywords whose values are checked. Other keywords are not supported, or have rules of their own.
const SUPPORTED: &[Word] = words![
    "type",
    "description",
    "title",
    "$comment",
    "properties",
    "required",
    "items",
    "enum",
    "anyOf",
    "allOf",
    "$defs",
    "definitions",
    "format",
    "pattern",
];

/// Checks that the keywords of a schema have values of the right kinds.
fn keywords<'a>(cursor: &mut Cursor<'a, '_>, schema: Value<'a>) {
    let reading = Reading {
        rule: rule!("schema.valid"),
        older: true,
        skips: |word, value| value.is_null() || !SUPPORTED.contains(&word),
    };
    for (key, value) in schema.entries() {
        check_keyword(cursor, key, value, reading);
    }
}

/// Whether the API supports a schema, as far as that is certain.
pub(super) fn fits(schema: Value<'_>) -> bool {
    supported::costs(schema).is_some() || schema::fits(schema)
}

/// Returns whether the API accepts `output_format`, the old name of `output_config.format`. If not, reports it.
pub(super) fn takes_old_name<'a>(cursor: &mut Cursor<'a, '_>, key: Value<'a>) -> bool {
    const BETA: &str = "structured-outputs-2025-11-13";
    if cursor.options().version == ApiVersion::V2023_06_01 && cursor.has_beta(&[BETA]) {
        return true;
    }
    let message = format_args!("expected output_config.format, found its old name");
    let help = format_args!("Move the value to output_config.format.");
    let (rule, step) = (rule!("output_format.deprecated"), Step::Name("output_format"));
    cursor.report_at(rule, step, key.span(), message, Some(help));
    false
}

/// Checks, at the end of a request, whether its model supports structured outputs.
pub(super) fn finish<'a>(cursor: &mut Cursor<'a, '_>, params: &Params<'a>) {
    let Some(format) = params
        .get(word!("output_config"))
        .and_then(|config| config.get(word!("format")))
    else {
        return;
    };
    let Some(model) = params.get(word!("model")).filter(|_| !format.is_null()) else {
        return;
    };
    if takes(model) == Some(false) {
        let message = format_args!(
            "expected a model that supports output_config.format, found {}",
            describe(model)
        );
        let help = format_args!("Use a model of the 4.5 generation or later.");
        cursor.inside(Step::Name("output_config"), |cursor| {
            let rule = rule!("format.model");
            cursor.report_at(rule, Step::Name("format"), format.span(), message, Some(help));
        });
    }
}

/// Whether a model supports structured outputs, if that is known.
fn takes(model: Value<'_>) -> Option<bool> {
    let id = model.text()?;
    match models::find(&id.value()) {
        Lookup::Model(model) => model.structured,
        Lookup::Retired(retired) => Some(generation(&retired.id)? >= (4, 5)),
        Lookup::Unknown => None,
    }
}

/// Returns the generation of a model id: `(4, 1)` for `claude-opus-4-1-20250805`. Dates do not count.
fn generation(id: &str) -> Option<(u32, u32)> {
    let mut numbers = id
        .split(['-', '.'])
        .skip_while(|part| part.parse::<u32>().is_err())
        .map_while(|part| part.parse::<u32>().ok().filter(|number| *number < 100));
    Some((numbers.next()?, numbers.next().unwrap_or(0)))
}
