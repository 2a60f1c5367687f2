//! Reads options from JavaScript. An error names the option, what was expected and what was found, but never contains secrets.

use js_sys::{Array, Function, Number, Object, Reflect, Symbol};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use crate::catalog::ApiVersion;
use crate::wording::{InvalidOption, quoted};

/// An invalid option. Boxed, because it is rare and would add 40 bytes to every result of an options reader.
pub(super) type OptionError = Box<InvalidOption>;

/// Option objects in order of precedence: those of a call before those of the client.
pub(super) struct Fields<'a>(Vec<&'a JsValue>);

impl<'a> Fields<'a> {
    pub(super) fn new(objects: &[&'a JsValue]) -> Result<Fields<'a>, OptionError> {
        let mut kept = Vec::new();
        for object in objects {
            if object.is_undefined() || object.is_null() {
                continue;
            }
            if !object.is_object() || object.is_function() {
                return Err(option_error("options", "an object", object, false));
            }
            kept.push(*object);
        }
        Ok(Fields(kept))
    }

    /// Returns the first value that is present. `null` counts as absent.
    pub(super) fn get(&self, name: &str) -> Option<JsValue> {
        self.0.iter().find_map(|object| {
            let value = Reflect::get(object, &name.into()).ok()?;
            (!value.is_undefined() && !value.is_null()).then_some(value)
        })
    }

    pub(super) fn text(&self, name: &str, expected: &str) -> Result<Option<String>, OptionError> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        value
            .as_string()
            .map(Some)
            .ok_or_else(|| option_error(name, expected, &value, false))
    }

    pub(super) fn number(
        &self,
        name: &str,
        expected: &str,
        fits: impl Fn(f64) -> bool,
    ) -> Result<Option<f64>, OptionError> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let Some(number) = value.as_f64() else {
            return Err(option_error(name, expected, &value, false));
        };
        if fits(number) {
            Ok(Some(number))
        } else {
            Err(option_error(name, expected, &value, true))
        }
    }

    /// Returns a number of milliseconds.
    pub(super) fn ms(&self, name: &str) -> Result<Option<f64>, OptionError> {
        const LONGEST: f64 = 1e15;
        self.number(name, "a positive number of milliseconds", |ms| {
            ms > 0.0 && ms <= LONGEST
        })
    }

    pub(super) fn count(&self, name: &str) -> Result<Option<u32>, OptionError> {
        let whole = |number: f64| number >= 0.0 && number <= f64::from(u32::MAX) && number.fract() == 0.0;
        Ok(self
            .number(name, "a non-negative whole number", whole)?
            .map(|number| number as u32))
    }

    /// Returns a whole number from 1 to `most`.
    pub(super) fn whole_up_to(&self, name: &str, most: u64) -> Result<Option<u64>, OptionError> {
        let fits = |number: f64| number >= 1.0 && number <= most as f64 && number.fract() == 0.0;
        let number = self.number(name, &format!("a whole number from 1 to {most}"), fits)?;
        Ok(number.map(|number| number as u64))
    }

    pub(super) fn flag(&self, name: &str) -> Result<bool, OptionError> {
        let Some(value) = self.get(name) else {
            return Ok(false);
        };
        value
            .as_bool()
            .ok_or_else(|| option_error(name, "true or false", &value, false))
    }

    pub(super) fn function(&self, name: &str) -> Result<Option<Function>, OptionError> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        value
            .dyn_into::<Function>()
            .map(Some)
            .map_err(|value| option_error(name, "a function", &value, false))
    }

    pub(super) fn strings(&self, name: &str, expected: &str) -> Result<Vec<String>, OptionError> {
        let Some(value) = self.get(name) else {
            return Ok(Vec::new());
        };
        if !Array::is_array(&value) {
            return Err(option_error(name, expected, &value, false));
        }
        let mut strings = Vec::new();
        for item in Array::from(&value) {
            match item.as_string() {
                Some(string) => strings.push(string),
                None => return Err(option_error(name, expected, &item, false)),
            }
        }
        Ok(strings)
    }

    pub(super) fn version(&self) -> Result<ApiVersion, OptionError> {
        let expected = "\"2026-10-21\" or \"2023-06-01\"";
        let Some(text) = self.text("apiVersion", expected)? else {
            return Ok(ApiVersion::default());
        };
        ApiVersion::parse(&text).ok_or_else(|| option_error("apiVersion", expected, &text.into(), true))
    }

    /// Returns the names of betas. A string may contain several, as in the header.
    pub(super) fn betas(&self) -> Result<Vec<String>, OptionError> {
        let mut betas = Vec::new();
        for names in self.strings("betas", "an array of beta names")? {
            add_apart(&mut betas, &names);
        }
        Ok(betas)
    }

    /// Returns a header. That of the call has precedence over the client's.
    #[cfg(feature = "checks")]
    #[inline(never)]
    pub(super) fn header(&self, wanted: &str) -> Result<Option<String>, OptionError> {
        let mut headers = self.headers()?;
        while let Some((name, value)) = headers.pop() {
            if name.eq_ignore_ascii_case(wanted) {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    /// Returns the option `now`, a `Date`, in milliseconds since 1970; the current time if absent.
    pub(super) fn now(&self) -> Result<f64, OptionError> {
        let Some(value) = self.get("now") else {
            return Ok(js_sys::Date::now());
        };
        // Accepts a date of another realm.
        let get_time = get(&value, "getTime").dyn_into::<Function>().ok();
        let time = get_time.and_then(|get_time| get_time.call0(&value).ok()?.as_f64());
        time.filter(|time| time.is_finite())
            .ok_or_else(|| option_error("now", "a Date", &value, false))
    }

    pub(super) fn signal(&self) -> Result<Option<AbortSignal>, OptionError> {
        let Some(value) = self.get("signal") else {
            return Ok(None);
        };
        // Accepts a signal of another realm or a polyfill.
        let is_signal = Reflect::get(&value, &"aborted".into()).is_ok_and(|aborted| aborted.as_bool().is_some())
            && Reflect::get(&value, &"addEventListener".into()).is_ok_and(|add| add.is_function());
        if is_signal {
            Ok(Some(value.unchecked_into()))
        } else {
            Err(option_error("signal", "an AbortSignal", &value, false))
        }
    }

    /// Returns the headers of the client, then those of the call: records, pairs or `Headers`.
    pub(super) fn headers(&self) -> Result<Vec<(String, String)>, OptionError> {
        let mut all = Vec::new();
        for object in self.0.iter().rev() {
            let value = get(object, "headers");
            if value.is_undefined() || value.is_null() {
                continue;
            }
            let entries = (value.is_object() && !value.is_function()).then(|| entries(&value));
            let Some(Ok(entries)) = entries else {
                return Err(option_error("headers", HEADERS, &value, false));
            };
            for entry in entries {
                if let Some(header) = header(&entry)? {
                    all.push(header);
                }
            }
        }
        Ok(all)
    }
}

const HEADERS: &str = "an object of header names and values";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Array, js_name = from, catch)]
    fn array_from(iterable: &JsValue) -> Result<Array, JsValue>;
}

/// Returns the items that a value iterates over, or its entries if it is not iterable.
fn entries(value: &JsValue) -> Result<Array, JsValue> {
    match Reflect::get(value, &Symbol::iterator())?.is_function() {
        true => array_from(value),
        false => Ok(Object::entries(value.unchecked_ref())),
    }
}

/// Reads a pair of header name and value; `None` if it has no value.
fn header(entry: &JsValue) -> Result<Option<(String, String)>, OptionError> {
    let Some(pair) = entry.dyn_ref::<Array>() else {
        return Err(option_error("headers", HEADERS, entry, false));
    };
    let (name, value) = (pair.get(0), pair.get(1));
    let Some(name) = name.as_string() else {
        return Err(option_error("headers", HEADERS, &name, false));
    };
    if value.is_undefined() || value.is_null() {
        return Ok(None);
    }
    let text = value.as_string().or_else(|| value.as_f64().map(number_text));
    let text = text.ok_or_else(|| option_error(&format!("headers[{}]", quoted(&name)), "a string", &value, false))?;
    Ok(Some((name, text)))
}

pub(super) fn option_error(name: &str, expected: &str, found: &JsValue, range: bool) -> OptionError {
    // A string passed as the options object is most likely a key.
    let secret = name == "apiKey" || name == "options" || name.starts_with("headers");
    let found = match (found.as_string(), found.as_f64()) {
        // A key in the wrong place must stay secret too.
        (Some(text), _) if !secret && !text.starts_with("sk-") => quoted(&text),
        (_, Some(number)) => number_text(number),
        _ => kind(found).to_string(),
    };
    Box::new(InvalidOption {
        name: name.into(),
        expected: expected.into(),
        found,
        range,
    })
}

/// Returns a property, or `undefined`.
pub(super) fn get(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// Formats a number with JavaScript, which needs no additional code.
pub(super) fn number_text(number: f64) -> String {
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

/// Appends the names of a list, separated by commas.
#[inline(never)]
pub(super) fn add_apart(all: &mut Vec<String>, names: &str) {
    for name in names.split(',') {
        let name = name.trim_ascii();
        if !name.is_empty() {
            all.push(name.into());
        }
    }
}
