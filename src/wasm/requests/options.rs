//! The options of checks, plans and rows on their way in.

use std::collections::HashMap;

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

use crate::catalog::limits::{MAX_BODY_BYTES_LOOSE, MAX_REQUESTS};
use crate::requests::framing::Form;
use crate::requests::rows::{Format as RowFormat, RowOptions};
use crate::requests::shards::body::{Hash, Laid};
use crate::requests::shards::limits::Limits;
use crate::rules::{self, Severity};
use crate::wasm::options::{Fields, wrong};
use crate::wording::InvalidOption;

const MS_OF_A_DAY: f64 = 86_400_000.0;

/// How requests are checked and divided.
pub(super) struct Encoding {
    pub(super) check: rules::Options,
    /// Where shards end.
    pub(super) limits: Limits,
    /// Whether hash and ids of shards are wanted.
    pub(super) facts: bool,
    /// Whether it is wanted what requests have in common.
    pub(super) prefix: bool,
}

/// The options of a check, a create or a plan.
pub(super) fn encoding(client: &JsValue, options: &JsValue) -> Result<Encoding, InvalidOption> {
    let fields = Fields::new(&[options, client])?;
    let mut check = check(&fields)?;
    let facts = fields.flag("facts")?;
    let mut prefix = false;
    let mut limits = Limits::default();
    if let Some(bytes) = fields.up_to("maxBodyBytes", MAX_BODY_BYTES_LOOSE)? {
        limits.bytes = limits.bytes.min(bytes);
    }
    if !check.one_batch && facts {
        check.split = true;
        if let Some(requests) = fields.up_to("maxRequests", MAX_REQUESTS as u64)? {
            limits.requests = requests as usize;
        }
        if let Some(bytes) = fields.up_to("maxBytes", MAX_BODY_BYTES_LOOSE)? {
            limits.bytes = bytes;
        }
        let expected = "\"report\" or \"primer\"";
        (prefix, limits.primer) = match fields.text("sharedPrefix", expected)?.as_deref() {
            None => (false, false),
            Some("report") => (true, false),
            Some("primer") => (true, true),
            Some(other) => return Err(wrong("sharedPrefix", expected, &other.into(), true)),
        };
    }
    check.limits = limits;
    Ok(Encoding {
        limits: if check.one_batch { Limits::NONE } else { limits },
        check,
        facts,
        prefix,
    })
}

/// A shard as `Encoder.shard` told it: the form of its input, and what its body must be.
pub(super) fn shard(value: &JsValue) -> Result<(Form, Laid), InvalidOption> {
    let fields = Fields::new(&[value])?;
    let whole = |name: &str| -> Result<u64, InvalidOption> {
        let number = fields.number(name, "a whole number", |number| number >= 0.0)?;
        Ok(number.unwrap_or_default() as u64)
    };
    let laid = Laid {
        requests: whole("requests")?,
        bytes: whole("bytes")?,
        hash: fields
            .text("hash", "a hash")?
            .and_then(|text| Hash::parse(&text))
            .unwrap_or_default(),
    };
    Ok((form(&fields)?, laid))
}

fn check(fields: &Fields<'_>) -> Result<rules::Options, InvalidOption> {
    let mut severities = HashMap::new();
    if let Some(value) = fields.get("rules") {
        if !value.is_object() {
            return Err(wrong("rules", "an object of rule codes and severities", &value, false));
        }
        for pair in Object::entries(value.unchecked_ref()).iter() {
            let pair = Array::from(&pair);
            let code = pair.get(0).as_string().unwrap_or_default();
            let name = format!("rules[{code:?}]");
            let Some(rule) = rules::rule(&code) else {
                return Err(wrong(
                    &name,
                    "the code of a rule that rules() lists",
                    &code.into(),
                    true,
                ));
            };
            let severity = match pair.get(1).as_string().as_deref() {
                Some("error") => Severity::Error,
                Some("warning") => Severity::Warning,
                Some("off") => Severity::Off,
                _ => {
                    return Err(wrong(&name, "\"error\", \"warning\" or \"off\"", &pair.get(1), true));
                }
            };
            severities.insert(rule.code, severity);
        }
    }
    let defaults = rules::Options::default();
    Ok(rules::Options {
        version: fields.version()?,
        betas: fields.betas()?,
        user_profile_id: fields.user_profile_id()?,
        now: Some((fields.now()? / MS_OF_A_DAY) as i64),
        rules: severities,
        max_issues: fields
            .count("maxIssues")?
            .map_or(defaults.max_issues, |count| count as usize),
        form: form(fields)?,
        one_batch: fields.flag("oneBatch")?,
        lines: fields.get("lines").is_none_or(|lines| lines.as_bool() != Some(false)),
        check: fields
            .get("validate")
            .is_none_or(|check| check.as_bool() != Some(false)),
        ..defaults
    })
}

/// How the requests of an input stand in it.
pub(super) fn form(fields: &Fields<'_>) -> Result<Form, InvalidOption> {
    Ok(match fields.text("form", "a form")?.as_deref() {
        Some("jsonl") => Form::Jsonl,
        Some("body") => Form::Body,
        _ => Form::Auto,
    })
}

/// How rows become requests.
pub(super) fn rows(options: &JsValue) -> Result<RowOptions, InvalidOption> {
    let fields = Fields::new(&[options])?;
    let form = "\"csv\" or \"jsonl\"";
    let format = match fields.text("format", form)?.as_deref() {
        Some("csv") => RowFormat::Csv,
        Some("jsonl") => RowFormat::Jsonl,
        Some(other) => return Err(wrong("format", form, &other.into(), true)),
        None if fields.flag("objects")? => RowFormat::Objects,
        None => RowFormat::Auto,
    };
    let character = "one ASCII character that is no quote and ends no line";
    let delimiter = match fields.text("delimiter", character)?.as_deref().map(str::as_bytes) {
        Some([byte]) if byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n' | 0) => Some(*byte),
        Some(_) => return Err(wrong("delimiter", character, &fields.get("delimiter").into(), true)),
        None => None,
    };
    Ok(RowOptions {
        format,
        delimiter,
        id: fields.text("id", "the name of a column")?,
        defaults: fields.text("defaults", "JSON text")?,
        note_ids: fields.flag("noteIds")?,
    })
}
