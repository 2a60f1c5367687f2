//! Structured outputs, and the schemas that they and strict tools take.
//!
//! `schema` says which keywords of a schema the API takes, `walk` goes through one, `refs` resolves references and finds
//! the ones that never end, `pattern` looks into regular expressions.

mod pattern;
mod refs;
mod schema;
mod subschemas;

use crate::rules::params::Params;
use std::collections::VecDeque;

use crate::catalog::ApiVersion;
use crate::catalog::models;
use crate::catalog::models::Known;
use crate::json::{Kind, Value, word};
use crate::rules::check::{Check, Step, found, rule};
use crate::rules::schema::{Name, OUTPUT_CONFIG, Shape};
use crate::rules::walk;

/// The last few schemas without findings, as they were written. The requests of a batch mostly share theirs.
#[derive(Debug, Default)]
pub(crate) struct KnownSchemas {
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

/// A field that a format does not have. Says whether it told the caller.
pub(crate) fn unknown<'a>(check: &mut Check<'a, '_>, key: Value<'a>, shape: &'static Shape) -> bool {
    let Some(name) = key.text().filter(|_| shape.name == Name::JSONOutputFormat) else {
        return false;
    };
    let foreign = ["name", "strict", "description", "json_schema"];
    let help = foreign
        .iter()
        .any(|word| name.is(word))
        .then_some("That is another vendor's format: only the schema itself counts, as schema.");
    let message = format!("expected only type and schema, found {}", found(key));
    check.report_at(rule!("format.shape"), Step::Key(name), key.span(), message, help);
    true
}

/// More about an object whose fields were checked.
pub(crate) fn leave<'a>(check: &mut Check<'a, '_>, value: Value<'a>, shape: &'static Shape) {
    if shape.name != Name::JSONOutputFormat {
        return;
    }
    let Some(schema) = value
        .get(word!("schema"))
        .filter(|schema| schema.kind() == Kind::Object)
    else {
        return;
    };
    if check.known_schemas().has(schema.raw()) {
        return;
    }
    let is_fine = check.inside(Step::Name("schema"), |check| schema::check(check, schema));
    if is_fine {
        check.known_schemas().add(schema.raw());
    }
}

/// The last word about a request, when all of it was seen.
pub(crate) fn finish<'a>(check: &mut Check<'a, '_>, params: &Params<'a>) {
    model(check, params);
}

/// The name that `output_config.format` had at first.
pub(crate) fn old_name<'a>(check: &mut Check<'a, '_>, key: Value<'a>, value: Value<'a>) {
    const BETA: &str = "structured-outputs-2025-11-13";
    check.inside(Step::Name("output_format"), |check| {
        let is_taken = check.options().version == ApiVersion::V2023_06_01 && check.has_beta(&[BETA]);
        if !is_taken {
            let message = "expected output_config.format, found its old name".to_string();
            let help = "Move the value to output_config.format.";
            check.report(rule!("output_format.deprecated"), key.span(), message, Some(help));
            return;
        }
        let field = OUTPUT_CONFIG.fields.iter().find(|field| field.name == "format");
        if let Some(field) = field {
            walk::field(check, value, field, &OUTPUT_CONFIG);
        }
    });
}

/// Whether a schema stays within the subset that structured outputs take.
#[allow(dead_code, reason = "strict tools ask for it")]
pub(crate) fn fits(schema: Value<'_>) -> bool {
    schema::fits(schema)
}

fn model<'a>(check: &mut Check<'a, '_>, params: &Params<'a>) {
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
        let message = format!(
            "expected a model that takes output_config.format, found {}",
            found(model)
        );
        let help = "Use a model of the 4.5 generation or later.";
        check.inside(Step::Name("output_config"), |check| {
            let rule = rule!("format.model");
            check.report_at(rule, Step::Name("format"), format.span(), message, Some(help));
        });
    }
}

/// Whether a model takes structured outputs, if that is known.
fn takes(model: Value<'_>) -> Option<bool> {
    let id = model.text()?;
    match models::find(&id.value()) {
        Known::Model(model) => model.structured,
        Known::Retired(retired) => Some(generation(&retired.id)? >= (4, 5)),
        Known::Unknown => None,
    }
}

/// `(4, 1)` of `claude-opus-4-1-20250805`. Dates are not numbers of a generation.
fn generation(id: &str) -> Option<(u32, u32)> {
    let mut numbers = id
        .split(['-', '.'])
        .skip_while(|part| part.parse::<u32>().is_err())
        .map_while(|part| part.parse::<u32>().ok().filter(|number| *number < 100));
    Some((numbers.next()?, numbers.next().unwrap_or(0)))
}
