//! The texts of the files that are made from the tables of this crate. The native tests compare them with the files.

use std::collections::BTreeMap;
use std::fmt::Write;

use message_batches::catalog::limits::{MAX_CUSTOM_ID, MAX_REQUESTS};
use message_batches::json::Word;
use message_batches::rules::schema::{Field, Name, Shape, Type};
use message_batches::rules::{Class, Severity, rules};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Each file, from the root of the repository, and its text.
pub fn files() -> [(&'static str, String); 3] {
    [
        ("docs/rules.md", rules_page()),
        ("docs/schema.json", pretty(&schema())),
        ("src/wire/rules.json", pretty(&rules().collect::<Vec<_>>())),
    ]
}

fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap() + "\n"
}

fn rules_page() -> String {
    let mut text = String::from(
        "# Rules\n\nEvery rule that `validate` and `create` check, made from the tables in `src/rules/catalogue/`. Severities can be\n\
         changed with the option `rules`: `{ 'model.unknown': 'off' }`.\n\n\
         **error**: the API refuses it. **error (may change)**: it does as far as known. **by model**: it depends on the model,\n\
         whose table may be out of date. **warning**: accepted, or not checkable, but probably a mistake.\n\n\
         Known from: **SDK**, types and texts of the official SDKs of 2026-11-20; **REF**, API reference of 2026-08/09;\n\
         **SPEC**, OpenAPI document of 2026-05-06; **docs**, the page of that title, 2026-08 to 2026-10; **captures**, what others\n\
         saw the API answer; **inferred**, from the rest.\n",
    );
    let mut subject = "";
    for rule in rules() {
        let next = rule.code.split('.').next().unwrap();
        if next != subject {
            subject = next;
            let _ = write!(
                text,
                "\n## {subject}\n\n| Code | Severity | What must hold | Known from |\n| --- | --- | --- | --- |\n"
            );
        }
        let class = match rule.class {
            Class::Error => "error",
            Class::ErrorSwitchable => "error (may change)",
            Class::Model => "by model",
            Class::Warning => "warning",
        };
        let off = if rule.severity == Severity::Off {
            ", off by default"
        } else {
            ""
        };
        let cell = |text: &str| text.replace('|', "\\|");
        let _ = writeln!(
            text,
            "| `{}` | {class}{off} | {} | {} |",
            rule.code,
            cell(rule.title),
            cell(rule.source)
        );
    }
    text
}

fn schema() -> Value {
    let mut defs = BTreeMap::new();
    define(Name::CreateParams, &mut defs);
    let request = json!({
        "type": "object",
        "properties": {
            "custom_id": { "type": "string", "pattern": format!("^[a-zA-Z0-9_-]{{1,{MAX_CUSTOM_ID}}}$") },
            "params": reference(Name::CreateParams),
        },
        "required": ["custom_id", "params"],
        "additionalProperties": false,
    });
    let mut all: Map<String, Value> = defs
        .into_iter()
        .map(|(name, schema)| (name.to_string(), schema))
        .collect();
    all.insert("BatchRequest".into(), request);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Body of a create call of the Message Batches API; $defs/BatchRequest is one line of a JSONL file",
        "type": "object",
        "properties": {
            "requests": {
                "type": "array",
                "items": { "$ref": "#/$defs/BatchRequest" },
                "minItems": 1,
                "maxItems": MAX_REQUESTS,
            },
        },
        "required": ["requests"],
        "additionalProperties": false,
        "$defs": all,
    })
}

fn define(name: Name, defs: &mut BTreeMap<&'static str, Value>) {
    if defs.contains_key(name.as_str()) {
        return;
    }
    defs.insert(name.as_str(), Value::Null);
    let shape = Shape::of(name);
    let mut properties = Map::new();
    let mut required = Vec::new();
    let has_type = shape.fields().iter().any(|field| field.name.as_str() == "type");
    if !shape.tags().is_empty() && !has_type {
        properties.insert("type".into(), json!({ "enum": texts(shape.tags()) }));
        required.push("type");
    }
    for field in shape.fields() {
        properties.insert(field.name.as_str().into(), of_field(field, defs));
        if field.is_required() {
            required.push(field.name.as_str());
        }
    }
    let open = shape.is_open || name == Name::CreateParams;
    let schema = json!({
        "type": "object", "properties": properties, "required": required, "additionalProperties": open,
    });
    defs.insert(name.as_str(), schema);
}

fn texts(words: &[Word]) -> Vec<&'static str> {
    words.iter().map(|word| word.as_str()).collect()
}

fn of_field(field: &'static Field, defs: &mut BTreeMap<&'static str, Value>) -> Value {
    let schema = of_type(field.ty, defs);
    if field.is_nullable() {
        json!({ "anyOf": [schema, { "type": "null" }] })
    } else {
        schema
    }
}

fn of_type(ty: Type, defs: &mut BTreeMap<&'static str, Value>) -> Value {
    match ty {
        Type::Any => json!({}),
        Type::Object => json!({ "type": "object" }),
        Type::String => json!({ "type": "string" }),
        Type::Integer => json!({ "type": "integer" }),
        Type::Number => json!({ "type": "number" }),
        Type::Bool => json!({ "type": "boolean" }),
        Type::Words(words) => json!({ "enum": texts(words.all()) }),
        Type::Array(inner) => json!({ "type": "array", "items": of_type(inner.all()[0], defs) }),
        Type::One(name) => {
            define(name, defs);
            reference(name)
        }
        Type::AnyOf(names) => {
            names.all().iter().for_each(|name| define(*name, defs));
            json!({ "anyOf": names.all().iter().map(|name| reference(*name)).collect::<Vec<Value>>() })
        }
        Type::Or(types) => json!({ "anyOf": types.all().iter().map(|ty| of_type(*ty, defs)).collect::<Vec<Value>>() }),
    }
}

fn reference(name: Name) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}
