//! The body of a call: one that can be sent as often as need be, or one that is made anew for each attempt.

use js_sys::Function;
use wasm_bindgen::prelude::*;

use crate::wasm::options::{get, number_text};

/// What is sent.
#[derive(Debug)]
pub(super) struct Payload {
    /// Text, bytes, a `Blob`, or an `Upload`: see types.ts.
    value: JsValue,
    /// Of an `Upload`: makes the body of an attempt.
    open: Option<Function>,
    /// The body must be one that the runtime cannot send twice.
    as_stream: bool,
}

impl Payload {
    pub(super) fn new(value: JsValue, as_stream: bool) -> Payload {
        let open = match value.is_object() {
            true => get(&value, "open").dyn_into().ok(),
            false => None,
        };
        Payload { value, open, as_stream }
    }

    /// A body that is ready.
    pub(super) fn value(&self) -> JsValue {
        self.value.clone()
    }

    /// Of an `Upload`: the body for one attempt, or a promise of it.
    pub(super) fn open(&self) -> Option<Result<JsValue, JsValue>> {
        self.open
            .as_ref()
            .map(|open| open.call1(&self.value, &self.as_stream.into()))
    }

    /// The length to declare of a body that is a stream.
    pub(super) fn length(&self) -> Option<String> {
        self.field("length").as_f64().map(number_text)
    }

    /// Whether a server may have all of it.
    pub(super) fn is_handed_over(&self) -> bool {
        self.field("isHandedOver").as_bool() != Some(false)
    }

    /// Why it could not be made, if that is what failed.
    pub(super) fn failure(&self) -> Option<JsValue> {
        let failure = self.field("failure");
        failure.is_object().then(|| get(&failure, "reason"))
    }

    /// What to ask `findCreated` for, if the outcome of the create is not known.
    pub(super) fn intent(&self, is_keyed: bool) -> JsValue {
        let Ok(intent) = self.field("intent").dyn_into::<Function>() else {
            return JsValue::UNDEFINED;
        };
        intent.call1(&self.value, &is_keyed.into()).unwrap_or_default()
    }

    fn field(&self, name: &str) -> JsValue {
        match self.open {
            Some(_) => get(&self.value, name),
            None => JsValue::UNDEFINED,
        }
    }
}
