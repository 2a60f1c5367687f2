//! Converts errors to JavaScript: an `Error` with a `code`, the name of the shell's class, and further fields.

use js_sys::{Error as JsError, Object, RangeError, Reflect, TypeError};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::wording::InvalidOption;

/// An error of a room that can become a JavaScript error.
pub(super) trait ToJsError {
    /// The name of its JavaScript class.
    fn class(&self) -> &'static str;
    /// Its stable code.
    fn code(&self) -> &'static str;
    /// Its message.
    fn message(&self) -> String;
    /// Sets further fields.
    fn fields(&self, _set: &dyn Fn(&str, JsValue)) {}
}

/// Converts to the JavaScript error.
pub(super) fn to_js_error(error: &dyn ToJsError) -> JsValue {
    let message = error.message();
    let thrown: Object = match error.class() {
        "TypeError" => TypeError::new(&message).into(),
        "RangeError" => RangeError::new(&message).into(),
        _ => JsError::new(&message).into(),
    };
    let set = |name: &str, value: JsValue| {
        // Setting a property of a new object cannot fail.
        let _ = Reflect::set(&thrown, &name.into(), &value);
    };
    set("name", error.class().into());
    set("code", error.code().into());
    error.fields(&set);
    thrown.into()
}

/// [`to_js_error`] for use with `map_err`.
pub(super) fn throw(error: impl ToJsError) -> JsValue {
    to_js_error(&error)
}

impl ToJsError for Box<InvalidOption> {
    fn class(&self) -> &'static str {
        InvalidOption::class(self)
    }

    fn code(&self) -> &'static str {
        InvalidOption::CODE
    }

    fn message(&self) -> String {
        self.to_string()
    }
}

/// Converts plain data to plain objects. Maps become objects, and absent keys are omitted.
pub(super) fn to_js(value: &impl Serialize) -> JsValue {
    value
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible())
        .unwrap_or(JsValue::UNDEFINED)
}

/// Makes a plain object with these fields.
pub(super) fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}
