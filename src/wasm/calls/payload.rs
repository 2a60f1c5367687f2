//! The body of a create: one that can be sent as often as need be, or one that is made anew for each attempt.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// What is sent.
#[derive(Debug)]
pub(super) enum Payload {
    /// Text, bytes or a `Blob`.
    Ready(JsValue),
    /// Something that makes a body when asked: see `Upload` in types.ts.
    Made { upload: JsValue, open: Function },
}

impl Payload {
    pub(super) fn new(value: JsValue) -> Payload {
        let open = match value.is_object() {
            true => get(&value, "open").dyn_into::<Function>().ok(),
            false => None,
        };
        match open {
            Some(open) => Payload::Made { upload: value, open },
            None => Payload::Ready(value),
        }
    }

    /// The body for one attempt.
    pub(super) async fn open(&self) -> Result<JsValue, JsValue> {
        match self {
            Payload::Ready(body) => Ok(body.clone()),
            Payload::Made { upload, open } => JsFuture::from(Promise::resolve(&open.call0(upload)?)).await,
        }
    }

    /// The length to declare of a body that is a stream.
    pub(super) fn length(&self) -> Option<String> {
        match self {
            Payload::Ready(_) => None,
            Payload::Made { upload, .. } => get(upload, "length").as_f64().map(|length| format!("{length:.0}")),
        }
    }

    /// Whether a server may have got all of it.
    pub(super) fn is_handed_over(&self) -> bool {
        match self {
            Payload::Ready(_) => true,
            Payload::Made { upload, .. } => get(upload, "isHandedOver").as_bool() != Some(false),
        }
    }

    /// Why it could not be made, if that is what failed.
    pub(super) fn failure(&self) -> Option<JsValue> {
        match self {
            Payload::Ready(_) => None,
            Payload::Made { upload, .. } => {
                let failure = get(upload, "failure");
                failure.is_object().then(|| get(&failure, "reason"))
            }
        }
    }
}

/// Whether a body is a stream, which `fetch` wants to be told.
pub(super) fn is_stream(body: &JsValue) -> bool {
    body.is_object() && get(body, "getReader").is_function()
}

fn get(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value.unchecked_ref::<Object>(), &name.into()).unwrap_or(JsValue::UNDEFINED)
}
