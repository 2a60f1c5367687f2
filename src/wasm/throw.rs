//! Errors on their way out: a JavaScript `Error` with a `code`, the name of the shell's class, and what is known.

use js_sys::{Error as JsError, Object, RangeError, Reflect, TypeError};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::error::{Class, Error};

/// What a boundary function fails with.
#[derive(Debug)]
pub(super) enum Failure {
    /// One of our errors, with the JavaScript value that caused it and the batch as the API sent it.
    Ours {
        error: Box<Error>,
        cause: Option<JsValue>,
        batch: Option<JsValue>,
    },
    /// A value that is not ours to change: the reason of an abort, an exception of the caller's own callback.
    Foreign(JsValue),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Ours {
            error: Box::new(error),
            cause: None,
            batch: None,
        }
    }
}

impl Failure {
    /// Adds the batch that the error is about.
    pub(super) fn about(self, batch: &JsValue) -> Failure {
        match self {
            Failure::Ours { error, cause, .. } => Failure::Ours {
                error,
                cause,
                batch: Some(batch.clone()),
            },
            foreign => foreign,
        }
    }

    /// The status of an answer that was an error.
    pub(super) fn status(&self) -> Option<u16> {
        match self.ours()? {
            Error::Api(api) => Some(api.status),
            _ => None,
        }
    }

    pub(super) fn ours(&self) -> Option<&Error> {
        match self {
            Failure::Ours { error, .. } => Some(error),
            Failure::Foreign(_) => None,
        }
    }
}

impl From<Failure> for JsValue {
    fn from(failure: Failure) -> JsValue {
        let (error, cause, batch) = match failure {
            Failure::Foreign(value) => return value,
            Failure::Ours { error, cause, batch } => (error, cause, batch),
        };
        let message = error.to_string();
        let thrown: Object = match error.class() {
            Class::TypeError => TypeError::new(&message).into(),
            Class::RangeError => RangeError::new(&message).into(),
            _ => JsError::new(&message).into(),
        };
        let set = |name: &str, value: JsValue| {
            // Setting a property of an object that was just made cannot fail.
            let _ = Reflect::set(&thrown, &name.into(), &value);
        };
        set("name", error.class().as_str().into());
        set("code", error.code().into());
        if let Some(outcome) = error.outcome() {
            set("outcome", outcome.as_str().into());
        }
        match error.as_ref() {
            Error::Api(api) => {
                set("status", api.status.into());
                set("type", api.kind.as_deref().into());
                set("requestId", api.request_id.as_deref().into());
                set(
                    "retryAfterMs",
                    api.retry_after.map(|wait| wait.as_secs_f64() * 1000.0).into(),
                );
            }
            Error::Response { status, request_id, .. } => {
                set("status", (*status).into());
                set("requestId", request_id.as_deref().into());
            }
            Error::Rows { row, line, .. } => {
                for (name, number) in [("row", row), ("line", line)] {
                    if let Some(number) = number {
                        set(name, (*number as f64).into());
                    }
                }
            }
            Error::Validation(report) => {
                set("report", to_js(report));
                set("issues", to_js(&report.issues));
            }
            _ => {}
        }
        if let Some(batch) = batch {
            set("batch", batch);
        }
        if let Some(cause) = cause {
            set("cause", cause);
        }
        thrown.into()
    }
}

/// Plain data as plain objects, with maps as objects and without `undefined` where a key is absent.
pub(super) fn to_js(value: &impl Serialize) -> JsValue {
    value
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible())
        .unwrap_or(JsValue::UNDEFINED)
}

pub(super) fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}
