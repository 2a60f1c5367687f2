//! The body of a call, which can either be sent repeatedly, or is created for each attempt.

use js_sys::Function;
use wasm_bindgen::prelude::*;

use crate::wasm::options::{get, number_text};

/// The body of a call.
#[derive(Debug)]
pub(super) struct Payload {
    /// Text, bytes, a `Blob`, or an `Upload`: see types.ts.
    value: JsValue,
    /// The function of an `Upload` that creates the body of an attempt.
    open: Option<Function>,
    /// Whether the runtime must not be able to send the body twice.
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

    /// Returns the body as passed by the caller.
    pub(super) fn value(&self) -> JsValue {
        self.value.clone()
    }

    /// For an `Upload`, creates the body of one attempt, or a promise of it.
    pub(super) fn open(&self) -> Option<Result<JsValue, JsValue>> {
        self.open
            .as_ref()
            .map(|open| open.call1(&self.value, &self.as_stream.into()))
    }

    /// Returns the length to declare for a streamed body.
    pub(super) fn length(&self) -> Option<String> {
        self.field("length").as_f64().map(number_text)
    }

    /// Returns whether a server may have received the whole body.
    pub(super) fn is_handed_over(&self) -> bool {
        self.field("isHandedOver").as_bool() != Some(false)
    }

    /// Returns the reason if the body could not be created.
    pub(super) fn failure(&self) -> Option<JsValue> {
        let failure = self.field("failure");
        failure.is_object().then(|| get(&failure, "reason"))
    }

    /// Returns the argument for `findCreated`, for an unknown outcome.
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
