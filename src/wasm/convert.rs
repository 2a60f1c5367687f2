//! Options on their way in. A wrong one is named, with what it should be and what it is; secrets are never shown.

use std::collections::HashMap;
use std::time::Duration;

use js_sys::{Array, Function, Number, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use super::perform::Io;
use crate::api::{ApiVersion, Auth, BaseUrl, ListParams, Settings, quoted};
use crate::error::Error;
use crate::export::{Column, DEFAULT, Format, OUTCOMES};
use crate::input::{Form, Format as RowFormat, RowOptions};
use crate::layout::{Hash, Laid};
use crate::limits::{CALL_TIMEOUT, MAX_BODY_BYTES_LOOSE, MAX_REQUESTS, MAX_RETRIES};
use crate::outcome::Outcome;
use crate::plan::Limits;
use crate::poll::Policy;
use crate::validate::{self, Severity};

/// Option objects, the nearest first: those of a call win over those of the client.
pub(super) struct Fields<'a>(Vec<&'a JsValue>);

impl<'a> Fields<'a> {
    pub(super) fn new(objects: &[&'a JsValue]) -> Result<Fields<'a>, Error> {
        let mut kept = Vec::new();
        for object in objects {
            if object.is_undefined() || object.is_null() {
                continue;
            }
            if !object.is_object() || object.is_function() {
                return Err(wrong("options", "an object", object, false));
            }
            kept.push(*object);
        }
        Ok(Fields(kept))
    }

    /// The first value that is there. `null` counts as absent.
    pub(super) fn get(&self, name: &str) -> Option<JsValue> {
        self.0.iter().find_map(|object| {
            let value = Reflect::get(object, &name.into()).ok()?;
            (!value.is_undefined() && !value.is_null()).then_some(value)
        })
    }

    fn text(&self, name: &str, expected: &str) -> Result<Option<String>, Error> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        value
            .as_string()
            .map(Some)
            .ok_or_else(|| wrong(name, expected, &value, false))
    }

    pub(super) fn number(&self, name: &str, expected: &str, fits: impl Fn(f64) -> bool) -> Result<Option<f64>, Error> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let Some(number) = value.as_f64() else {
            return Err(wrong(name, expected, &value, false));
        };
        if fits(number) {
            Ok(Some(number))
        } else {
            Err(wrong(name, expected, &value, true))
        }
    }

    fn ms(&self, name: &str) -> Result<Option<Duration>, Error> {
        const LONGEST: f64 = 1e15;
        let number = self.number(name, "a number of milliseconds that is positive", |ms| {
            ms > 0.0 && ms <= LONGEST
        })?;
        Ok(number.map(|ms| Duration::from_secs_f64(ms / 1000.0)))
    }

    fn count(&self, name: &str) -> Result<Option<u32>, Error> {
        let whole = |number: f64| number >= 0.0 && number <= f64::from(u32::MAX) && number.fract() == 0.0;
        Ok(self
            .number(name, "a whole number that is not negative", whole)?
            .map(|number| number as u32))
    }

    /// A whole number from 1 to `most`.
    fn up_to(&self, name: &str, most: u64) -> Result<Option<u64>, Error> {
        let fits = |number: f64| number >= 1.0 && number <= most as f64 && number.fract() == 0.0;
        let number = self.number(name, &format!("a whole number from 1 to {most}"), fits)?;
        Ok(number.map(|number| number as u64))
    }

    fn flag(&self, name: &str) -> Result<bool, Error> {
        let Some(value) = self.get(name) else {
            return Ok(false);
        };
        value
            .as_bool()
            .ok_or_else(|| wrong(name, "true or false", &value, false))
    }

    fn function(&self, name: &str) -> Result<Option<Function>, Error> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        value
            .dyn_into::<Function>()
            .map(Some)
            .map_err(|value| wrong(name, "a function", &value, false))
    }

    fn strings(&self, name: &str, expected: &str) -> Result<Vec<String>, Error> {
        let Some(value) = self.get(name) else {
            return Ok(Vec::new());
        };
        if !Array::is_array(&value) {
            return Err(wrong(name, expected, &value, false));
        }
        let items = Array::from(&value);
        items
            .iter()
            .map(|item| item.as_string().ok_or_else(|| wrong(name, expected, &item, false)))
            .collect()
    }

    fn version(&self) -> Result<ApiVersion, Error> {
        let expected = "\"2026-10-21\" or \"2023-06-01\"";
        let Some(text) = self.text("apiVersion", expected)? else {
            return Ok(ApiVersion::default());
        };
        ApiVersion::parse(&text).ok_or_else(|| wrong("apiVersion", expected, &text.into(), true))
    }

    fn betas(&self) -> Result<Vec<String>, Error> {
        self.strings("betas", "an array of beta names")
    }

    /// Headers of a call win over the client's.
    fn user_profile_id(&self) -> Result<Option<String>, Error> {
        let is_it = |name: &str| name.eq_ignore_ascii_case("anthropic-user-profile-id");
        let headers = self.headers()?;
        Ok(headers
            .into_iter()
            .rev()
            .find(|(name, _)| is_it(name))
            .map(|(_, value)| value))
    }

    /// A `Date`, in milliseconds since 1970; the present if there is none.
    fn now(&self) -> Result<f64, Error> {
        let Some(value) = self.get("now") else {
            return Ok(js_sys::Date::now());
        };
        let time = value.dyn_ref::<js_sys::Date>().map(js_sys::Date::get_time);
        time.filter(|time| time.is_finite())
            .ok_or_else(|| wrong("now", "a Date", &value, false))
    }

    fn signal(&self) -> Result<Option<AbortSignal>, Error> {
        let Some(value) = self.get("signal") else {
            return Ok(None);
        };
        // A signal of another realm or of a polyfill is as good as ours.
        let is_signal = Reflect::get(&value, &"aborted".into()).is_ok_and(|aborted| aborted.as_bool().is_some())
            && Reflect::get(&value, &"addEventListener".into()).is_ok_and(|add| add.is_function());
        if is_signal {
            Ok(Some(value.unchecked_into()))
        } else {
            Err(wrong("signal", "an AbortSignal", &value, false))
        }
    }

    /// Headers of the client, then those of the call: records, pairs or `Headers`.
    fn headers(&self) -> Result<Vec<(String, String)>, Error> {
        let expected = "an object of header names and values";
        let mut all = Vec::new();
        for object in self.0.iter().rev() {
            let Ok(value) = Reflect::get(object, &"headers".into()) else {
                continue;
            };
            if value.is_undefined() || value.is_null() {
                continue;
            }
            if !value.is_object() || value.is_function() {
                return Err(wrong("headers", expected, &value, false));
            }
            let pairs: Vec<JsValue> = match js_sys::try_iter(&value) {
                Ok(Some(pairs)) => pairs.filter_map(Result::ok).collect(),
                _ => Object::entries(value.unchecked_ref()).iter().collect(),
            };
            for pair in pairs {
                if !Array::is_array(&pair) {
                    return Err(wrong("headers", expected, &pair, false));
                }
                let pair = Array::from(&pair);
                let (name, value) = (pair.get(0), pair.get(1));
                if name.is_string() && (value.is_undefined() || value.is_null()) {
                    continue;
                }
                match (
                    name.as_string(),
                    value.as_string().or_else(|| value.as_f64().map(number_text)),
                ) {
                    (Some(name), Some(value)) => all.push((name, value)),
                    (Some(name), None) => {
                        return Err(wrong(&format!("headers[{name:?}]"), "a string", &value, false));
                    }
                    (None, _) => return Err(wrong("headers", expected, &name, false)),
                }
            }
        }
        Ok(all)
    }
}

/// Everything a call needs beside its own arguments.
pub(super) fn settings(client: &JsValue, options: &JsValue) -> Result<(Settings, Io), Error> {
    let fields = Fields::new(&[options, client])?;
    // The shell compares it with the size of a shard.
    fields.up_to("maxBodyBytes", MAX_BODY_BYTES_LOOSE)?;
    let settings = Settings {
        base_url: fields
            .text("baseURL", "a URL as a string")?
            .map_or_else(|| Ok(BaseUrl::default()), |url| BaseUrl::parse(&url))?,
        version: fields.version()?,
        api_key: fields
            .text("apiKey", "a string, or a function that gives one")?
            .filter(|key| !key.is_empty()),
        auth: match fields.text("auth", "\"bearer\" or \"x-api-key\"")?.as_deref() {
            None | Some("bearer") => Auth::Bearer,
            Some("x-api-key") => Auth::ApiKey,
            Some(other) => {
                return Err(wrong("auth", "\"bearer\" or \"x-api-key\"", &other.into(), true));
            }
        },
        betas: fields.betas()?,
        workspace_id: fields.text("workspaceId", "a string")?,
        headers: fields.headers()?,
        in_page: fields.flag("inPage")?,
        allow_page: fields.flag("dangerouslyAllowBrowser")?,
    };
    let io = Io {
        fetch: fields.function("fetch")?,
        signal: fields.signal()?,
        limit: fields.ms("timeoutMs")?.unwrap_or(CALL_TIMEOUT),
        max_retries: fields.count("maxRetries")?.unwrap_or(MAX_RETRIES),
        on_call: fields.function("onCall")?,
        in_page: settings.in_page,
        to_api: settings.base_url.is_api(),
    };
    Ok((settings, io))
}

/// The options of `poll` and `watch`; there, `timeoutMs` is the deadline of the whole wait.
pub(super) fn policy(options: &JsValue) -> Result<Policy, Error> {
    let fields = Fields::new(&[options])?;
    Ok(Policy::new(
        fields.ms("intervalMs")?,
        fields.ms("maxIntervalMs")?,
        fields.ms("timeoutMs")?,
    ))
}

/// Options of `poll` without those that mean something else for a call.
pub(super) fn without_deadline(options: &JsValue) -> JsValue {
    if !options.is_object() {
        return options.clone();
    }
    let copy = Object::assign(&Object::new(), options.unchecked_ref());
    let _ = Reflect::delete_property(&copy, &"timeoutMs".into());
    copy.into()
}

/// The parameters of a list.
pub(super) fn list_params(params: &JsValue) -> Result<ListParams, Error> {
    let fields = Fields::new(&[params])?;
    Ok(ListParams {
        limit: fields.count("limit")?,
        after_id: fields.text("after_id", "a batch id")?,
        before_id: fields.text("before_id", "a batch id")?,
    })
}

const MS_OF_A_DAY: f64 = 86_400_000.0;

/// How requests are checked and divided.
pub(super) struct Encoding {
    pub(super) check: validate::Options,
    /// Where shards end.
    pub(super) limits: Limits,
    /// Whether hash and ids of shards are wanted.
    pub(super) facts: bool,
    /// Whether it is wanted what requests have in common.
    pub(super) prefix: bool,
}

/// The options of a check, a create or a plan.
pub(super) fn encoding(client: &JsValue, options: &JsValue) -> Result<Encoding, Error> {
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
pub(super) fn shard(value: &JsValue) -> Result<(Form, Laid), Error> {
    let fields = Fields::new(&[value])?;
    let whole = |name: &str| {
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

fn check(fields: &Fields<'_>) -> Result<validate::Options, Error> {
    let mut rules = HashMap::new();
    if let Some(value) = fields.get("rules") {
        if !value.is_object() {
            return Err(wrong("rules", "an object of rule codes and severities", &value, false));
        }
        for pair in Object::entries(value.unchecked_ref()).iter() {
            let pair = Array::from(&pair);
            let code = pair.get(0).as_string().unwrap_or_default();
            let name = format!("rules[{code:?}]");
            let Some(rule) = validate::rule(&code) else {
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
            rules.insert(rule.code, severity);
        }
    }
    let defaults = validate::Options::default();
    Ok(validate::Options {
        version: fields.version()?,
        betas: fields.betas()?,
        user_profile_id: fields.user_profile_id()?,
        now: Some((fields.now()? / MS_OF_A_DAY) as i64),
        rules,
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
pub(super) fn form(fields: &Fields<'_>) -> Result<Form, Error> {
    Ok(match fields.text("form", "a form")?.as_deref() {
        Some("jsonl") => Form::Jsonl,
        Some("body") => Form::Body,
        _ => Form::Auto,
    })
}

/// What a download is told.
pub(super) struct DownloadOptions {
    pub(super) max_drops: Option<u32>,
    /// Bytes that were read before, and their hash.
    pub(super) from: Option<(u64, String)>,
}

pub(super) fn download(options: &JsValue) -> Result<DownloadOptions, Error> {
    let fields = Fields::new(&[options])?;
    let from = match fields.get("from") {
        None => None,
        Some(value) if !value.is_object() => return Err(wrong("from", "a position of results", &value, false)),
        Some(value) => {
            let position = Fields::new(&[&value])?;
            let whole = |name: &str, least: f64| {
                let fits = |number: f64| number >= least && number <= 9_007_199_254_740_991.0 && number.fract() == 0.0;
                let expected = format!("a whole number, {least} or more");
                let missing = || wrong(name, &expected, &JsValue::UNDEFINED, false);
                position.number(name, &expected, fits)?.ok_or_else(missing)
            };
            let offset = whole("byteOffset", 0.0)?;
            whole("line", 1.0)?;
            whole("seen", 0.0)?;
            let expected = "the hash of a position of results";
            let hash = position.text("hash", expected)?;
            Some((
                offset as u64,
                hash.ok_or_else(|| wrong("hash", expected, &JsValue::UNDEFINED, false))?,
            ))
        }
    };
    Ok(DownloadOptions {
        max_drops: fields.count("maxDrops")?,
        from,
    })
}

/// What a file is to look like.
pub(super) struct ExportOptions {
    pub(super) format: Format,
    pub(super) columns: Vec<Column>,
    pub(super) outcomes: Option<Vec<Outcome>>,
    pub(super) filename: String,
}

pub(super) fn export(format: &JsValue, options: &JsValue) -> Result<ExportOptions, Error> {
    let fields = Fields::new(&[options])?;
    let named = fields.strings("columns", "an array of paths")?;
    let format = match format.as_string().as_deref() {
        Some("csv") => Format::Csv {
            bom: fields.flag("bom")?,
            defuse: fields.get("defuse").is_none() || fields.flag("defuse")?,
        },
        Some("jsonl") if named.is_empty() => Format::Raw,
        Some("jsonl") => Format::Jsonl,
        _ => return Err(wrong("format", "\"jsonl\" or \"csv\"", format, true)),
    };
    let paths = match (format, named.is_empty()) {
        (Format::Csv { .. }, true) => DEFAULT.map(String::from).to_vec(),
        _ => named,
    };
    let column = |(index, path): (usize, &String)| {
        Column::parse(path)
            .map_err(|expected| wrong(&format!("columns[{index}]"), &expected, &path.as_str().into(), true))
    };
    let outcome = |word: &String| {
        let known = OUTCOMES.into_iter().find(|outcome| outcome.as_str() == word);
        known.ok_or_else(|| wrong("outcomes", "outcomes of records", &word.as_str().into(), true))
    };
    let outcomes = fields.strings("outcomes", "an array of outcomes")?;
    let ending = if matches!(format, Format::Csv { .. }) {
        "csv"
    } else {
        "jsonl"
    };
    Ok(ExportOptions {
        format,
        columns: paths.iter().enumerate().map(column).collect::<Result<_, _>>()?,
        outcomes: match fields.get("outcomes") {
            Some(_) => Some(outcomes.iter().map(outcome).collect::<Result<_, _>>()?),
            None => None,
        },
        filename: match fields.text("filename", "the name of a file")? {
            Some(name) => name,
            None => format!("results.{ending}"),
        },
    })
}

/// How many ids to name in each list of a reconciliation.
pub(super) fn max_ids(options: &JsValue) -> Result<Option<usize>, Error> {
    let most = Fields::new(&[options])?.count("maxIds")?;
    Ok(most.map(|most| most as usize))
}

/// How rows become requests.
pub(super) fn rows(options: &JsValue) -> Result<RowOptions, Error> {
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

/// A batch id as the caller gave it.
pub(super) fn id(value: &JsValue) -> Result<String, Error> {
    value
        .as_string()
        .ok_or_else(|| wrong("batch id", "a string", value, false))
}

pub(super) fn wrong(name: &str, expected: &str, found: &JsValue, range: bool) -> Error {
    // A text in the place of all options is most likely a key.
    let secret = name == "apiKey" || name == "options" || name.starts_with("headers");
    let found = match (found.as_string(), found.as_f64()) {
        // A key in the wrong place is still a key.
        (Some(text), _) if !secret && !text.starts_with("sk-") => quoted(&text),
        (_, Some(number)) => number_text(number),
        _ => kind(found).to_string(),
    };
    Error::Option {
        name: name.into(),
        expected: expected.into(),
        found,
        range,
    }
}

/// As JavaScript writes it, which costs no code of ours.
fn number_text(number: f64) -> String {
    String::from(Number::from(number).to_string_with_radix(10).unwrap_or_default())
}

fn kind(value: &JsValue) -> &'static str {
    match value {
        value if value.is_undefined() => "undefined",
        value if value.is_null() => "null",
        value if value.is_string() => "a string",
        value if value.as_bool() == Some(true) => "true",
        value if value.as_bool() == Some(false) => "false",
        value if value.is_function() => "a function",
        value if Array::is_array(value) => "an array",
        value if value.is_object() => "an object",
        value if value.is_bigint() => "a bigint",
        _ => "something else",
    }
}
