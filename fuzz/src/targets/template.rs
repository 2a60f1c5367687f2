//! A template, compared with a naive one. The first line is the template, the others are rows as JSON objects.

use std::collections::BTreeMap;

use message_batches::requests::rows::{Format, RowOptions};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::csv_rows::make;
use super::naive;

const ROW: &str = r#"{"a":"x\"y\u00e9","b":[1,{"c":null}],"c":0,"custom_id":"id","":true}"#;

pub fn template(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (template, rows) = text.split_once('\n').unwrap_or((text, ROW));
    for id in [None, Some("a".to_string())] {
        let options = RowOptions {
            format: Format::Jsonl,
            id,
            note_ids: true,
            ..RowOptions::default()
        };
        let made = make(template, options, [rows.as_bytes()]);
        let Ok(template) = serde_json::from_str::<Value>(template) else {
            continue;
        };
        // A map cannot contain a duplicate key.
        let rows = naive::lines(rows.as_bytes()).into_iter().map(|(line, ..)| line);
        let rows = rows.filter(|line| !is_blank(line));
        for (request, row) in made.requests.iter().zip(rows) {
            let Ok(row) = serde_json::from_slice::<Row<'_>>(row) else {
                continue;
            };
            if *request == Value::Null {
                continue;
            }
            assert_eq!(Some(&request["params"]), fill(&template, &row).as_ref(), "{row:?}");
        }
    }
}

fn is_blank(line: &[u8]) -> bool {
    let is_empty = |value: &Value| value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty());
    serde_json::from_slice::<Map<String, Value>>(line).is_ok_and(|row| !row.is_empty() && row.values().all(is_empty))
}

/// Values as written.
type Row<'a> = BTreeMap<String, &'a RawValue>;

fn fill(template: &Value, row: &Row<'_>) -> Option<Value> {
    Some(match template {
        Value::Object(map) => {
            let entry = |(key, value): (&String, &Value)| {
                // Literal braces also occur in keys.
                let key = fill_text(key, row)?;
                Some((key.as_str()?.to_string(), fill(value, row)?))
            };
            Value::Object(map.iter().map(entry).collect::<Option<_>>()?)
        }
        Value::Array(items) => Value::Array(items.iter().map(|item| fill(item, row)).collect::<Option<_>>()?),
        Value::String(text) => fill_text(text, row)?,
        other => other.clone(),
    })
}

fn fill_text(template: &str, row: &Row<'_>) -> Option<Value> {
    let mut out = String::new();
    let mut rest = template;
    while let Some(char) = rest.chars().next() {
        let braces = rest.bytes().take_while(|byte| *byte == b'{').count();
        if braces >= 4 {
            out.push_str("{{");
            rest = &rest[4..];
        } else if braces >= 2 {
            out.push_str(&"{"[..braces - 2]);
            let (inner, after) = rest[braces..].split_once("}}")?;
            if let Some((name, filter)) = inner.rsplit_once('|') {
                assert_eq!(filter.trim(), "json");
                assert!(out.is_empty() && after.is_empty());
                return row
                    .get(name.trim())
                    .and_then(|raw| serde_json::from_str(raw.get()).ok());
            }
            let raw = row.get(inner.trim())?.get();
            match raw.as_bytes() {
                b"null" => return None,
                [b'"', ..] => out.push_str(&serde_json::from_str::<String>(raw).ok()?),
                _ => out.push_str(raw),
            }
            rest = after;
        } else {
            out.push(char);
            rest = &rest[char.len_utf8()..];
        }
    }
    Some(Value::String(out))
}
