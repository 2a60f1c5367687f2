//! What a call fails with: an error of ours, or a value of the caller's.

use wasm_bindgen::prelude::*;

use crate::calls::error::Error;
use crate::wasm::throw::{Thrown, thrown};
use crate::wording::InvalidOption;

/// What a call fails with.
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

impl From<InvalidOption> for Failure {
    fn from(option: InvalidOption) -> Self {
        Error::from(option).into()
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
        match failure {
            Failure::Foreign(value) => value,
            ours @ Failure::Ours { .. } => thrown(&ours),
        }
    }
}

impl Thrown for Failure {
    fn class(&self) -> &'static str {
        self.ours().map(Error::class).unwrap_or_default()
    }

    fn code(&self) -> &'static str {
        self.ours().map(Error::code).unwrap_or_default()
    }

    fn message(&self) -> String {
        self.ours().map(ToString::to_string).unwrap_or_default()
    }

    fn fields(&self, set: &dyn Fn(&str, JsValue)) {
        let Failure::Ours { error, cause, batch } = self else {
            return;
        };
        if let Some(outcome) = error.outcome() {
            set("outcome", outcome.as_str().into());
        }
        match error.as_ref() {
            Error::Api(api) => {
                set("status", api.status.into());
                set("type", api.kind.as_deref().into());
                set("requestId", api.request_id.as_deref().into());
                let wait = api.retry_after.map(|wait| wait.as_secs_f64() * 1000.0);
                set("retryAfterMs", wait.into());
            }
            Error::Response { status, request_id, .. } => {
                set("status", (*status).into());
                set("requestId", request_id.as_deref().into());
            }
            _ => {}
        }
        if let Some(batch) = batch {
            set("batch", batch.clone());
        }
        if let Some(cause) = cause {
            set("cause", cause.clone());
        }
    }
}
