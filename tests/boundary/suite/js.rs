//! JavaScript values, and conversions from and to text.

use js_sys::{Function, JSON, Reflect};
use wasm_bindgen::prelude::*;

/// Returns the value of an expression.
pub fn js(expression: &str) -> JsValue {
    Function::new_no_args(&format!("return ({expression})"))
        .call0(&JsValue::UNDEFINED)
        .unwrap_or_else(|thrown| panic!("{expression}: {thrown:?}"))
}

/// Returns the value of an expression about `it`.
pub fn about(it: &JsValue, expression: &str) -> JsValue {
    Function::new_with_args("it", &format!("return ({expression})"))
        .call1(&JsValue::UNDEFINED, it)
        .unwrap_or_else(|thrown| panic!("{expression}: {thrown:?}"))
}

/// Returns a copy of an object with the properties of another.
pub fn merged(object: &JsValue, more: &JsValue) -> JsValue {
    let merge = Function::new_with_args("object, more", "return { ...object, ...more }");
    merge.call2(&JsValue::UNDEFINED, object, more).unwrap()
}

pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap()
}

/// Returns a property that is a string, or a description of the value that it is instead.
pub fn text(object: &JsValue, name: &str) -> String {
    let value = get(object, name);
    value.as_string().unwrap_or_else(|| format!("{value:?}"))
}

pub fn json(value: &JsValue) -> String {
    JSON::stringify(value)
        .unwrap()
        .as_string()
        .unwrap_or("undefined".into())
}

/// Asserts that a call failed with an error of this library, by class, code and complete message. Returns the error.
#[track_caller]
pub fn failed(result: Result<JsValue, JsValue>, class: &str, code: &str, message: &str) -> JsValue {
    let error = result.expect_err("a failure");
    assert!(error.is_instance_of::<js_sys::Error>(), "{error:?}");
    let found = (text(&error, "name"), text(&error, "code"), text(&error, "message"));
    assert_eq!(found, (class.into(), code.into(), message.into()));
    error
}
