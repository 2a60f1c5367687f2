//! Reads the options of checks, plans and rows.

use std::collections::HashMap;

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

use crate::requests::framing::Form;
use crate::requests::pipeline::InputSettings;
use crate::requests::rows::{Format as RowFormat, RowOptions};
use crate::requests::shards::body::{BodyDigest, Hash};
use crate::requests::shards::limits::{Batches, Limits};
use crate::rules::{self, Severity};
use crate::wasm::options::{Fields, OptionError, add_apart, option_error};
use crate::wording::quoted;

const MS_OF_A_DAY: f64 = 86_400_000.0;

/// The settings for checking and dividing requests.
pub(super) struct Encoding {
    pub(super) settings: InputSettings,
    pub(super) rules: rules::Options,
    /// Whether to collect the hash and ids of shards.
    pub(super) facts: bool,
    /// Whether to find the shared prefix of requests.
    pub(super) prefix: bool,
}

/// Reads the options of a check, a create or a plan.
pub(super) fn encoding(client: &JsValue, options: &JsValue) -> Result<Encoding, OptionError> {
    let fields = Fields::new(&[options, client])?;
    let mut rules = rules(&fields)?;
    let form = form(&fields)?;
    let one_batch = fields.flag("oneBatch")?;
    let validate = !is_false(&fields, "validate");
    let facts = fields.flag("facts")?;
    let batches = match (one_batch, facts) {
        (true, _) => Batches::One,
        (false, true) => Batches::Divided,
        (false, false) => Batches::ByForm,
    };
    let mut prefix = false;
    let mut limits = Limits::default();
    if let Some(bytes) = fields.whole_up_to("maxBodyBytes", Limits::LARGEST.bytes)? {
        limits.bytes = limits.bytes.min(bytes);
    }
    if batches == Batches::Divided {
        if let Some(requests) = fields.whole_up_to("maxRequests", Limits::LARGEST.requests as u64)? {
            limits.requests = requests as usize;
        }
        if let Some(bytes) = fields.whole_up_to("maxBytes", Limits::LARGEST.bytes)? {
            limits.bytes = bytes;
        }
        limits.distinct = fields.flag("distinct")?;
        let expected = "\"report\" or \"primer\"";
        (prefix, limits.primer) = match fields.text("sharedPrefix", expected)?.as_deref() {
            None => (false, false),
            Some("report") => (true, false),
            Some("primer") => (true, true),
            Some(other) => return Err(option_error("sharedPrefix", expected, &other.into(), true)),
        };
    }
    rules.max_body_bytes = limits.bytes;
    let settings = InputSettings {
        form,
        batches,
        limits,
        validate,
    };
    Ok(Encoding {
        settings,
        rules,
        facts,
        prefix,
    })
}

/// Reads a shard as returned by `Encoder.shard`: the form of its input, and the digest of its body.
pub(super) fn shard(value: &JsValue) -> Result<(Form, BodyDigest), OptionError> {
    let fields = Fields::new(&[value])?;
    let whole = |name: &str| -> Result<u64, OptionError> {
        let number = fields.number(name, "a whole number", |number| number >= 0.0)?;
        Ok(number.unwrap_or_default() as u64)
    };
    let digest = BodyDigest {
        requests: whole("requests")?,
        bytes: whole("bytes")?,
        hash: fields
            .text("hash", "a hash")?
            .and_then(|text| Hash::parse(&text))
            .unwrap_or_default(),
    };
    Ok((form(&fields)?, digest))
}

fn rules(fields: &Fields<'_>) -> Result<rules::Options, OptionError> {
    let severities = severities(fields)?;
    let mut betas = fields.betas()?;
    // The header replaces the option, as in the call.
    if let Some(names) = fields.header("anthropic-beta")? {
        betas.clear();
        add_apart(&mut betas, &names);
    }
    let defaults = rules::Options::default();
    Ok(rules::Options {
        version: fields.version()?,
        betas,
        user_profile_id: fields.header("anthropic-user-profile-id")?,
        now: Some((fields.now()? / MS_OF_A_DAY) as i64),
        rules: severities,
        max_issues: fields
            .count("maxIssues")?
            .map_or(defaults.max_issues, |count| count as usize),
        lines: !is_false(fields, "lines"),
        ..defaults
    }
    .for_server(fields.text("baseURL", "a URL as a string")?.as_deref()))
}

fn severities(fields: &Fields<'_>) -> Result<HashMap<&'static str, Severity>, OptionError> {
    let mut severities = HashMap::new();
    let Some(value) = fields.get("rules") else {
        return Ok(severities);
    };
    if !value.is_object() {
        return Err(option_error(
            "rules",
            "an object of rule codes and severities",
            &value,
            false,
        ));
    }
    for pair in Object::entries(value.unchecked_ref()).iter() {
        let pair = Array::from(&pair);
        let code = pair.get(0).as_string().unwrap_or_default();
        let name = format!("rules[{}]", quoted(&code));
        let Some(rule) = rules::rule(&code) else {
            let expected = "the code of a rule that rules() lists";
            return Err(option_error(&name, expected, &code.into(), true));
        };
        let severity = match pair.get(1).as_string().as_deref() {
            Some("error") => Severity::Error,
            Some("warning") => Severity::Warning,
            Some("off") => Severity::Off,
            _ => {
                let expected = "\"error\", \"warning\" or \"off\"";
                return Err(option_error(&name, expected, &pair.get(1), true));
            }
        };
        severities.insert(rule.code, severity);
    }
    Ok(severities)
}

/// Returns whether an option is `false`. Any other value means on.
fn is_false(fields: &Fields<'_>, name: &str) -> bool {
    fields.get(name).is_some_and(|value| value.as_bool() == Some(false))
}

/// Reads the form in which an input contains its requests.
pub(super) fn form(fields: &Fields<'_>) -> Result<Form, OptionError> {
    Ok(match fields.text("form", "a form")?.as_deref() {
        Some("jsonl") => Form::Jsonl,
        Some("body") => Form::Body,
        Some("array") => Form::Array,
        Some("elements") => Form::Elements,
        Some("values") => Form::Values,
        _ => Form::Auto,
    })
}

/// Reads the options of rows.
pub(super) fn rows(options: &JsValue) -> Result<RowOptions, OptionError> {
    let fields = Fields::new(&[options])?;
    let form = "\"csv\" or \"jsonl\"";
    let format = match fields.text("format", form)?.as_deref() {
        Some("csv") => RowFormat::Csv,
        Some("jsonl") => RowFormat::Jsonl,
        Some(other) => return Err(option_error("format", form, &other.into(), true)),
        None if fields.flag("objects")? => RowFormat::Objects,
        None => RowFormat::Auto,
    };
    let character = "one ASCII character other than a quote or a line end";
    let delimiter = match fields.text("delimiter", character)?.as_deref().map(str::as_bytes) {
        Some([byte]) if byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n' | 0) => Some(*byte),
        Some(_) => {
            return Err(option_error(
                "delimiter",
                character,
                &fields.get("delimiter").into(),
                true,
            ));
        }
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
