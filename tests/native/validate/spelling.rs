//! Requests in every notation that JSON allows: the same values are sent.

use std::fmt::Write;

use message_batches::catalog::ApiVersion;
use message_batches::rules::Options;
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::plain;
use crate::checked::body_and_report;
use crate::property::holds;

const WORDS: &[&str] = &[
    "Hi",
    "été",
    "😀 \"quoted\"",
    "a\\b/c",
    "two\nlines\ttabs",
    "\u{2028}\u{7f}\u{ffff}",
    "{\"a\":[1]}",
    "日本語",
];

fn messages() -> impl Strategy<Value = Value> {
    let text = || (select(WORDS), select(WORDS)).prop_map(|(first, second)| format!("{first} {second}"));
    let content = prop_oneof![
        text().prop_map(|text| json!(text)),
        text().prop_map(|text| json!([{ "type": "text", "text": text }])),
        (text(), select(WORDS))
            .prop_map(|(text, word)| json!([{ "text": text, "type": "text" }, { "type": "text", "text": word }])),
    ];
    vec((content, select(WORDS)), 1..4).prop_map(|turns| {
        let mut messages = Vec::new();
        for (content, answer) in turns {
            messages.push(json!({ "content": content, "role": "user" }));
            messages.push(json!({ "role": "assistant", "content": answer }));
        }
        messages.pop();
        json!(messages)
    })
}

/// The parameters of a request as people write them. Occasionally one of them is invalid.
fn params() -> impl Strategy<Value = Value> {
    let schema = json!({
        "type": "object",
        "properties": {
            "place": { "type": "string" },
            "more": { "type": "object", "properties": { "é": { "type": "number", "default": -1.5e-7, "maximum": 1e300 } } },
        },
        "required": ["place"],
    });
    let tools = json!([{ "name": "look_up", "description": "Looks a place up.", "input_schema": schema }]);
    let sometimes = |value: Value| weighted(1.0 / 3.0, Just(value));
    let more = (
        weighted(1.0 / 3.0, select(WORDS).prop_map(|word| json!(word))),
        sometimes(json!({ "user_id": "8f1c" })),
        sometimes(json!(["END", "\u{0}\u{1f}"])),
        weighted(1.0 / 3.0, select(&[0.0, 0.5, 1.0][..]).prop_map(|number| json!(number))),
        sometimes(tools),
    );
    let wrong = prop_oneof![
        14 => Just(None),
        1 => Just(Some(("max_tokens", json!(0)))),
        1 => Just(Some(("messages", json!([])))),
    ];
    let model = select(&["claude-opus-5", "claude-haiku-4-5-20251001"][..]);
    (model, 1024..4024, messages(), more, wrong).prop_map(|(model, max_tokens, messages, more, wrong)| {
        let (system, metadata, stop_sequences, temperature, tools) = more;
        // The larger model and the newer version of the API do not accept it.
        let temperature = temperature.filter(|_| model.contains("haiku"));
        let mut params = json!({ "model": model, "max_tokens": max_tokens, "messages": messages });
        let more = [
            system.map(|value| ("system", value)),
            metadata.map(|value| ("metadata", value)),
            stop_sequences.map(|value| ("stop_sequences", value)),
            temperature.map(|value| ("temperature", value)),
            tools.map(|value| ("tools", value)),
            wrong,
        ];
        for (name, value) in more.into_iter().flatten() {
            params[name] = value;
        }
        params
    })
}

/// The choices between the ways to write a value, used cyclically. Without choices, everything is written as most programs do.
struct Choices {
    choices: Vec<usize>,
    next: usize,
}

impl Choices {
    fn next(&mut self) -> usize {
        let choice = self.choices.get(self.next % self.choices.len().max(1));
        self.next += 1;
        choice.copied().unwrap_or(0)
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.next() % from.len()]
    }
}

/// Writes a value in one of its possible notations.
fn spell(choices: &mut Choices, value: &Value, spaces: &[&str], to: &mut String) {
    to.push_str(choices.pick(spaces));
    match value {
        Value::Array(items) => {
            to.push('[');
            for (at, item) in items.iter().enumerate() {
                to.push_str(if at > 0 { "," } else { "" });
                spell(choices, item, spaces, to);
            }
            to.push(']');
        }
        Value::Object(entries) => {
            to.push('{');
            for (at, (key, entry)) in entries.iter().enumerate() {
                to.push_str(if at > 0 { "," } else { "" });
                spell(choices, &json!(key), spaces, to);
                to.push(':');
                spell(choices, entry, spaces, to);
            }
            to.push('}');
        }
        Value::String(text) => {
            to.push('"');
            for char in text.chars() {
                let must = char < ' ' || char == '"' || char == '\\';
                if must || choices.next() == 11 {
                    let mut units = [0; 2];
                    for unit in char.encode_utf16(&mut units) {
                        let _ = write!(to, "\\u{unit:04x}");
                    }
                } else {
                    to.push(char);
                }
            }
            to.push('"');
        }
        other => to.push_str(&other.to_string()),
    }
    to.push_str(choices.pick(spaces));
}

/// The input of a caller, and the requests it represents.
#[derive(Debug)]
struct Input {
    requests: Value,
    text: String,
}

fn inputs() -> impl Strategy<Value = Input> {
    (vec(params(), 1..5), any::<bool>(), vec(0..12_usize, 0..512)).prop_map(|(params, is_body, choices)| {
        let requests: Vec<Value> = params
            .into_iter()
            .enumerate()
            .map(|(id, params)| json!({ "custom_id": format!("request-{id}"), "params": params }))
            .collect();
        let mut choices = Choices { choices, next: 0 };
        let mut text = String::new();
        if is_body {
            // The key by which the form is recognized has no escapes.
            text.push_str(" {\n\"requests\" :");
            spell(&mut choices, &json!(requests), &["", " ", "\n  ", "\r\n"], &mut text);
            text.push('}');
        } else {
            for request in &requests {
                spell(&mut choices, request, &["", "", " ", "\t "], &mut text);
                text.push_str(choices.pick(&["\n", "\r\n", "\n\n"]));
            }
        }
        Input {
            requests: json!(requests),
            text,
        }
    })
}

#[test]
fn a_valid_input_is_sent_with_the_same_values() {
    let (mut sent, mut refused) = (0, 0);
    let version = prop_oneof![1 => Just(ApiVersion::V2026_10_21), 2 => Just(ApiVersion::V2023_06_01)];
    holds(600, (inputs(), version), |(input, version)| {
        let options = Options { version, ..plain() };
        let (body, report) = body_and_report(options, [input.text.as_bytes()]);
        if !report.ok {
            refused += 1;
            return;
        }
        sent += 1;
        let parsed: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(parsed, json!({ "requests": input.requests }));
        assert_eq!(report.bytes, body.len() as u64);
    });
    assert!(sent > 300 && refused > 50, "{sent} sent, {refused} refused");
}
