//! Recognizes values that are certainly not JSON Schemas: the validators of libraries, wrappers of other vendors, and examples.

use crate::json::{Kind, Value, word};
use crate::rules::catalogue::Rule;
use crate::rules::cursor::Cursor;
use crate::rules::foreign::has;
use crate::rules::json_schema::keywords;

/// A value that is not a schema, and the fix.
struct Mistaken {
    found: &'static str,
    help: &'static str,
}

const VALIDATOR: Mistaken = Mistaken {
    found: "the inner data of a validator, such as one of Zod or Valibot",
    help: "Convert it, for example by z.toJSONSchema(schema) or toJsonSchema(schema).",
};
const WRAPPER: Mistaken = Mistaken {
    found: "an object that contains one",
    help: "Write the inner schema itself, without name and strict around it.",
};
const EXAMPLE: Mistaken = Mistaken {
    found: "an object without its keywords",
    help: "If it is an example of the answer, write {\"type\":\"object\",\"properties\":{…}}, with a schema for each part.",
};

/// Keys that both a schema and an example may have.
const NEUTRAL: &str = "title description examples default id x-*";
/// Keywords that have no rule of their own, also those of older drafts and of OpenAPI.
const OTHER_KEYWORDS: &str = "const nullable dependencies additionalItems $*";

/// Returns whether an object is certainly not a schema. If so, reports it.
#[inline(never)]
pub(in crate::rules) fn is_mistaken<'a>(cursor: &mut Cursor<'a, '_>, rule: &'static Rule, schema: Value<'a>) -> bool {
    let Some(Mistaken { found, help }) = mistaken(schema) else {
        return false;
    };
    let message = format_args!("expected a JSON Schema, found {found}");
    cursor.report(rule, schema.span(), message, Some(format_args!("{help}")));
    true
}

/// Returns what an object is, if it is certainly not a schema. Keywords that JSON Schema does not define are permitted beside
/// others.
fn mistaken(schema: Value<'_>) -> Option<Mistaken> {
    let (mut is_schema, mut is_example, mut is_wrapper) = (false, false, false);
    for (key, value) in schema.entries() {
        let Some(name) = key.text() else { continue };
        let name = name.value();
        if has("~standard _def _zod", &name) || (name == "def" && value.get(word!("type")).is_some()) {
            return Some(VALIDATOR);
        }
        if has("schema json_schema", &name) {
            is_wrapper |= value.kind() == Kind::Object;
        } else if name == "type" {
            is_schema |= !value.is(word!("json_schema"));
        } else if !has(NEUTRAL, &name) {
            let is_keyword = keywords::expected(key.word()).is_some() || has(OTHER_KEYWORDS, &name);
            is_schema |= is_keyword;
            is_example |= !is_keyword;
        }
    }
    match (is_schema, is_wrapper, is_example) {
        (false, true, _) => Some(WRAPPER),
        (false, false, true) => Some(EXAMPLE),
        _ => None,
    }
}
