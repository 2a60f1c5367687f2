//! The contents of the generated files: docs/rules.md, docs/schema.json and src/wire/rules.json. A native test compares them
//! with the files in the repository.

use std::collections::BTreeMap;
use std::fmt::Write;

use message_batches::catalog::limits::{MAX_CUSTOM_ID, MAX_REQUESTS};
use message_batches::json::Word;
use message_batches::rules::schema::{Field, Name, Shape, Type};
use message_batches::rules::{Class, Rule, Severity, rules};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Returns each file, as a path from the root of the repository, and its text.
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

/// The headings of the rules page, each with the subjects of its rules: what a code starts with. In the order of the catalogue.
pub const GROUPS: [(&str, &[&str]); 16] = [
    ("Batch", &["batch", "requests"]),
    ("Request", &["item", "custom_id", "params", "json"]),
    ("Model and max_tokens", &["model", "max_tokens"]),
    (
        "Sampling and stop sequences",
        &["temperature", "top_p", "top_k", "sampling", "stop_sequences"],
    ),
    (
        "Other settings",
        &["metadata", "service_tier", "inference_geo", "container", "diagnostics"],
    ),
    ("System prompt", &["system"]),
    ("Messages", &["messages", "message"]),
    ("Content blocks", &["block", "text"]),
    ("Images", &["image", "file"]),
    (
        "Documents, search results and uploads",
        &["document", "search_result", "container_upload", "citations"],
    ),
    (
        "Tool calls and results",
        &[
            "tool_use",
            "tool_result",
            "tool_reference",
            "server_tool_use",
            "server_tool_result",
            "mcp_tool_use",
            "browser_state",
        ],
    ),
    (
        "Thinking and effort",
        &[
            "thinking",
            "redacted_thinking",
            "effort",
            "task_budget",
            "output_config",
        ],
    ),
    ("Prompt caching", &["cache_control"]),
    ("Tools", &["tools", "tool", "mcp", "tool_choice"]),
    ("Structured outputs", &["output_format", "format", "schema"]),
    (
        "Context management",
        &["prompt", "context_management", "compaction", "fallback"],
    ),
];

const RULES_INTRO: &str = "\
# Rules

`validate` checks requests against the rules on this page, and so do `create` and `plan` before they send anything. Each problem
in the report has the code of its rule, a message, and the path and byte range of the value. It also has the line if the input is
text, and a fix if one is known.

## Severities

An **error** stops the batch. A **warning** is reported and never stops it. Each rule has a default severity:

| Severity below | Default | Meaning |
| --- | --- | --- |
| error | error | The API refuses such a request. |
| error (may change) | error | The API refuses such a request, as far as is known. This may change. |
| by model | warning | It depends on the model, and the model table of this package may be out of date. |
| warning | warning | The API accepts such a request, or it cannot be checked in advance. It is probably a mistake. |

A rule with another default says so. To change the severity of a rule, pass its code in the option `rules`, with `'error'`,
`'warning'` or `'off'`:

```js
import { openAsBlob } from 'node:fs';
import { validate } from 'message-batches';

const report = await validate(await openAsBlob('requests.jsonl'), {
  rules: {
    'model.unknown': 'off', // do not report it
    'cache_control.batch_ttl': 'error', // stop the batch
    'messages.same_role_run': 'warning', // report it: it is off by default
  },
});
```

`rules()` returns the same list as data.

## Sources

The last column names the source of each rule:

| Source | Meaning |
| --- | --- |
| SDK | Types and texts of the official SDKs of 2026-11-20 |
| REF | The API reference of 2026-08/09 |
| SPEC | The OpenAPI document of 2026-05-06 |
| docs | The documentation page of that title, 2026-08 to 2026-10 |
| batch guide | The official guide to batch processing, 2026-08 to 2026-10 |
| captures | Responses of the API that others recorded |
| inferred | Follows from other sources |
";

fn rules_page() -> String {
    let mut text = String::from(RULES_INTRO);
    let subject = |rule: &Rule| rule.code.split('.').next().unwrap();
    let mut heading = "";
    for rule in rules() {
        let (group, _) = GROUPS
            .iter()
            .find(|(_, subjects)| subjects.contains(&subject(rule)))
            .unwrap();
        if *group != heading {
            heading = group;
            let _ = write!(
                text,
                "\n## {heading}\n\n| Code | Severity | What must hold | Source |\n| --- | --- | --- | --- |\n"
            );
        }
        let (class, default) = match rule.class {
            Class::Error => ("error", Severity::Error),
            Class::ErrorSwitchable => ("error (may change)", Severity::Error),
            Class::Model => ("by model", Severity::Warning),
            Class::Warning => ("warning", Severity::Warning),
        };
        let other = match rule.severity {
            severity if severity == default => "",
            Severity::Off => ", off by default",
            Severity::Warning => ", a warning by default",
            Severity::Error => ", an error by default",
        };
        let cell = |text: &str| text.replace('|', "\\|");
        let _ = writeln!(
            text,
            "| `{}` | {class}{other} | {} | {} |",
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
        "title": "The body of a create call of the Message Batches API. One line of a JSONL file is #/$defs/BatchRequest.",
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
