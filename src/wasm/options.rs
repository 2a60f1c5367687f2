//! Options on their way in. A wrong one is named, with what it should be and what it is; secrets are never shown.

use js_sys::{Array, Function, Number, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use crate::catalog::ApiVersion;
use crate::wording::{InvalidOption, quoted};

/// Option objects, the nearest first: those of a call win over those of the client.
pub(super) struct Fields<'a>(Vec<&'a JsValue>);

impl<'a> Fields<'a> {
    pub(super) fn new(objects: &[&'a JsValue]) -> Result<Fields<'a>, Box<InvalidOption>> {
        let mut kept = Vec::new();
        for object in objects {
            if object.is_undefined() || object.is_null() {
                continue;
            }
            if !object.is_object() || object.is_function() {
                return Err(boxed("options", "an object", object, false));
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

    pub(super) fn text(&self, name: &str, expected: &str) -> Result<Option<String>, Box<InvalidOption>> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        value
            .as_string()
            .map(Some)
            .ok_or_else(|| boxed(name, expected, &value, false))
    }

    pub(super) fn number(
        &self,
        name: &str,
        expected: &str,
        fits: impl Fn(f64) -> bool,
    ) -> Result<Option<f64>, Box<InvalidOption>> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let Some(number) = value.as_f64() else {
            return Err(boxed(name, expected, &value, false));
        };
        if fits(number) {
            Ok(Some(number))
        } else {
            Err(boxed(name, expected, &value, true))
        }
    }

    /// A number of milliseconds.
    pub(super) fn ms(&self, name: &str) -> Result<Option<f64>, Box<InvalidOption>> {
        const LONGEST: f64 = 1e15;
        self.number(name, "a number of milliseconds that is positive", |ms| {
            ms > 0.0 && ms <= LONGEST
        })
    }

    pub(super) fn count(&self, name: &str) -> Result<Option<u32>, Box<InvalidOption>> {
        let whole = |number: f64| number >= 0.0 && number <= f64::from(u32::MAX) && number.fract() == 0.0;
        Ok(self
            .number(name, "a whole number that is not negative", whole)?
            .map(|number| number as u32))
    }

    /// A whole number from 1 to `most`.
    pub(super) fn up_to(&self, name: &str, most: u64) -> Result<Option<u64>, Box<InvalidOption>> {
        let fits = |number: f64| number >= 1.0 && number <= most as f64 && number.fract() == 0.0;
        let number = self.number(name, &format!("a whole number from 1 to {most}"), fits)?;
        Ok(number.map(|number| number as u64))
    }

    pub(super) fn flag(&self, name: &str) -> Result<bool, Box<InvalidOption>> {
        let Some(value) = self.get(name) else {
            return Ok(false);
        };
        value
            .as_bool()
            .ok_or_else(|| boxed(name, "true or false", &value, false))
    }

    pub(super) fn function(&self, name: &str) -> Result<Option<Function>, Box<InvalidOption>> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        value
            .dyn_into::<Function>()
            .map(Some)
            .map_err(|value| boxed(name, "a function", &value, false))
    }

    pub(super) fn strings(&self, name: &str, expected: &str) -> Result<Vec<String>, Box<InvalidOption>> {
        let Some(value) = self.get(name) else {
            return Ok(Vec::new());
        };
        if !Array::is_array(&value) {
            return Err(boxed(name, expected, &value, false));
        }
        let mut strings = Vec::new();
        for item in Array::from(&value) {
            match item.as_string() {
                Some(string) => strings.push(string),
                None => return Err(boxed(name, expected, &item, false)),
            }
        }
        Ok(strings)
    }

    pub(super) fn version(&self) -> Result<ApiVersion, Box<InvalidOption>> {
        let expected = "\"2026-10-21\" or \"2023-06-01\"";
        let Some(text) = self.text("apiVersion", expected)? else {
            return Ok(ApiVersion::default());
        };
        ApiVersion::parse(&text).ok_or_else(|| boxed("apiVersion", expected, &text.into(), true))
    }

    pub(super) fn betas(&self) -> Result<Vec<String>, Box<InvalidOption>> {
        self.strings("betas", "an array of beta names")
    }

    /// Headers of a call win over the client's.
    pub(super) fn user_profile_id(&self) -> Result<Option<String>, Box<InvalidOption>> {
        let is_it = |name: &str| name.eq_ignore_ascii_case("anthropic-user-profile-id");
        let headers = self.headers()?;
        Ok(headers
            .into_iter()
            .rev()
            .find(|(name, _)| is_it(name))
            .map(|(_, value)| value))
    }

    /// A `Date`, in milliseconds since 1970; the present if there is none.
    pub(super) fn now(&self) -> Result<f64, Box<InvalidOption>> {
        let Some(value) = self.get("now") else {
            return Ok(js_sys::Date::now());
        };
        let time = value.dyn_ref::<js_sys::Date>().map(js_sys::Date::get_time);
        time.filter(|time| time.is_finite())
            .ok_or_else(|| boxed("now", "a Date", &value, false))
    }

    pub(super) fn signal(&self) -> Result<Option<AbortSignal>, Box<InvalidOption>> {
        let Some(value) = self.get("signal") else {
            return Ok(None);
        };
        // A signal of another realm or of a polyfill is as good as ours.
        let is_signal = Reflect::get(&value, &"aborted".into()).is_ok_and(|aborted| aborted.as_bool().is_some())
            && Reflect::get(&value, &"addEventListener".into()).is_ok_and(|add| add.is_function());
        if is_signal {
            Ok(Some(value.unchecked_into()))
        } else {
            Err(boxed("signal", "an AbortSignal", &value, false))
        }
    }

    /// Headers of the client, then those of the call: records, pairs or `Headers`.
    pub(super) fn headers(&self) -> Result<Vec<(String, String)>, Box<InvalidOption>> {
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
                return Err(boxed("headers", expected, &value, false));
            }
            let pairs: Vec<JsValue> = match js_sys::try_iter(&value) {
                Ok(Some(pairs)) => pairs.filter_map(Result::ok).collect(),
                _ => Object::entries(value.unchecked_ref()).iter().collect(),
            };
            for pair in pairs {
                if !Array::is_array(&pair) {
                    return Err(boxed("headers", expected, &pair, false));
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
                        return Err(boxed(&format!("headers[{}]", quoted(&name)), "a string", &value, false));
                    }
                    (None, _) => return Err(boxed("headers", expected, &name, false)),
                }
            }
        }
        Ok(all)
    }
}

fn boxed(name: &str, expected: &str, found: &JsValue, range: bool) -> Box<InvalidOption> {
    Box::new(wrong(name, expected, found, range))
}

pub(super) fn wrong(name: &str, expected: &str, found: &JsValue, range: bool) -> InvalidOption {
    // A text in the place of all options is most likely a key.
    let secret = name == "apiKey" || name == "options" || name.starts_with("headers");
    let found = match (found.as_string(), found.as_f64()) {
        // A key in the wrong place is still a key.
        (Some(text), _) if !secret && !text.starts_with("sk-") => quoted(&text),
        (_, Some(number)) => number_text(number),
        _ => kind(found).to_string(),
    };
    InvalidOption {
        name: name.into(),
        expected: expected.into(),
        found,
        range,
    }
}

/// A property, `undefined` where there is none.
pub(super) fn get(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// As JavaScript writes it, which costs no code of ours.
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
