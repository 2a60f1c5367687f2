//! Converts the errors of requests to JavaScript.

use wasm_bindgen::prelude::*;

use crate::requests::error::Error;
use crate::rules::Report;
use crate::wasm::throw::{ToJsError, to_js};

impl ToJsError for Error {
    fn class(&self) -> &'static str {
        Error::class(self)
    }

    fn code(&self) -> &'static str {
        Error::code(self)
    }

    fn message(&self) -> String {
        self.to_string()
    }

    fn fields(&self, set: &dyn Fn(&str, JsValue)) {
        match self {
            // Without its end, a body is not JSON, so no server can have created a batch from it.
            Error::InputChanged => set("outcome", "not_sent".into()),
            Error::Rows { row, line, .. } => {
                for (name, number) in [("row", row), ("line", line)] {
                    if let Some(number) = number {
                        set(name, (*number as f64).into());
                    }
                }
            }
            Error::Option(_) | Error::Media { .. } => {}
        }
    }
}

/// Thrown if requests with errors must not be sent.
impl ToJsError for Report {
    fn class(&self) -> &'static str {
        "ValidationError"
    }

    fn code(&self) -> &'static str {
        "validation_failed"
    }

    fn message(&self) -> String {
        self.summary()
    }

    fn fields(&self, set: &dyn Fn(&str, JsValue)) {
        set("report", to_js(self));
        set("issues", to_js(&self.issues));
    }
}
