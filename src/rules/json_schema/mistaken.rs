//! Recognizes values that are certainly not JSON Schemas: the validators of libraries, wrappers of other vendors, and examples.

use crate::json::{Kind, Value, word};
use crate::rules::json_schema::keywords;

/// A value that is not a schema, and the fix.
#[derive(Debug, Clone, Copy)]
pub(in crate::rules) struct Mistaken {
    pub(in crate::rules) found: &'static str,
    pub(in crate::rules) help: &'static str,
}

const VALIDATOR: Mistaken = Mistaken {
    found: "the inner data of a validator, such as one of Zod or Valibot",
    help: "Convert it to JSON Schema, for example by z.toJSONSchema(schema) or toJsonSchema(schema).",
};
const WRAPPER: Mistaken = Mistaken {
    found: "an object that contains one",
    help: "Write the inner schema itself, without name and strict around it.",
};
const EXAMPLE: Mistaken = Mistaken {
    found: "an object without its keywords",
    help: "If it is an example of the answer, describe its parts: {\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}},\"required\":[\"name\"],\"additionalProperties\":false}.",
};

/// Returns what an object is, if it is certainly not a schema. Keywords that JSON Schema does not define are permitted beside
/// others.
pub(in crate::rules) fn mistaken(schema: Value<'_>) -> Option<Mistaken> {
    let (mut is_schema, mut is_example, mut is_wrapper) = (false, false, false);
    for (key, value) in schema.entries() {
        let Some(name) = key.text() else { continue };
        let is_object = value.kind() == Kind::Object;
        match name.value().as_ref() {
            "~standard" | "_def" | "_zod" => return Some(VALIDATOR),
            "def" if value.get(word!("type")).is_some() => return Some(VALIDATOR),
            "schema" | "json_schema" => is_wrapper |= is_object,
            "type" => is_schema |= !value.is(word!("json_schema")),
            // Both a schema and an example may have these.
            "title" | "description" | "examples" | "default" | "id" => {}
            "const" | "nullable" | "dependencies" | "additionalItems" => is_schema = true,
            text if text.starts_with("x-") => {}
            text => {
                let is_keyword = keywords::expected(key.word()).is_some() || text.starts_with('$');
                is_schema |= is_keyword;
                is_example |= !is_keyword;
            }
        }
    }
    match (is_schema, is_wrapper, is_example) {
        (false, true, _) => Some(WRAPPER),
        (false, false, true) => Some(EXAMPLE),
        _ => None,
    }
}
