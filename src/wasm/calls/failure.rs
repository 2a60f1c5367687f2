//! The failure of a call: one of our errors, or a caller's value.

use wasm_bindgen::prelude::*;

use super::payload::Payload;
use crate::calls::call::Verb;
use crate::calls::error::{Error, Outcome};
use crate::calls::time::to_ms;
use crate::wasm::options::OptionError;
use crate::wasm::throw::{ToJsError, to_js_error};

/// The failure of a call.
#[derive(Debug)]
pub(super) enum Failure {
    /// One of our errors, with the JavaScript value that caused it and the batch as the API sent it.
    Ours {
        error: Box<Error>,
        cause: Option<JsValue>,
        batch: Option<JsValue>,
        /// Identifies a create with an unknown outcome.
        intent: Option<JsValue>,
    },
    /// A value that passes unchanged: the reason of an abort, or an exception of the caller's callback.
    Foreign(JsValue),
}

impl From<Error> for Failure {
    #[cold]
    #[inline(never)]
    fn from(error: Error) -> Self {
        Failure::Ours {
            error: Box::new(error),
            cause: None,
            batch: None,
            intent: None,
        }
    }
}

impl From<OptionError> for Failure {
    #[cold]
    #[inline(never)]
    fn from(option: OptionError) -> Self {
        Error::from(*option).into()
    }
}

impl Failure {
    /// Adds the batch that the error concerns.
    pub(super) fn with_batch(mut self, value: &JsValue) -> Failure {
        if let Failure::Ours { batch, .. } = &mut self {
            *batch = Some(value.clone());
        }
        self
    }

    /// Sets the outcome of the create after all attempts.
    pub(super) fn with_outcome(self, outcome: Outcome) -> Failure {
        match self {
            Failure::Ours {
                error,
                cause,
                batch,
                intent,
            } => Failure::Ours {
                error: Box::new(error.with_outcome(outcome)),
                cause,
                batch,
                intent,
            },
            foreign @ Failure::Foreign(_) => foreign,
        }
    }

    /// Adds that the server asked for a wait that is too long for an automatic retry.
    pub(super) fn with_long_wait(mut self, verb: Verb) -> Failure {
        if let Failure::Ours { error, .. } = &mut self {
            error.add_long_wait(verb);
        }
        self
    }

    /// Adds the argument for `findCreated`, if the outcome of the create is unknown.
    pub(super) fn with_intent(mut self, payload: &Payload, is_keyed: bool) -> Failure {
        if let Failure::Ours { error, intent, .. } = &mut self
            && error.outcome() == Some(Outcome::Unknown)
        {
            *intent = Some(payload.intent(is_keyed));
        }
        self
    }

    /// Returns the status of an error response.
    pub(super) fn status(&self) -> Option<u16> {
        match self.error()? {
            Error::Api(api) => Some(api.status),
            _ => None,
        }
    }

    pub(super) fn error(&self) -> Option<&Error> {
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
            Failure::Ours {
                error,
                cause,
                batch,
                intent,
            } => to_js_error(&Details {
                error: &error,
                facts: [("batch", batch), ("cause", cause), ("intent", intent)],
            }),
        }
    }
}

struct Details<'a> {
    error: &'a Error,
    facts: [(&'static str, Option<JsValue>); 3],
}

impl ToJsError for Details<'_> {
    fn class(&self) -> &'static str {
        self.error.class()
    }

    fn code(&self) -> &'static str {
        self.error.code()
    }

    fn message(&self) -> String {
        self.error.to_string()
    }

    fn fields(&self, set: &dyn Fn(&str, JsValue)) {
        if let Some(outcome) = self.error.outcome() {
            set("outcome", outcome.as_str().into());
        }
        if let Some((method, url)) = self.error.target().and_then(|target| target.split_once(' ')) {
            set("method", method.into());
            set("url", url.into());
        }
        match self.error {
            Error::Api(api) => {
                set("status", api.status.into());
                set("type", api.kind.as_deref().into());
                set("requestId", api.request_id.as_deref().into());
                set("retryAfterMs", api.retry_after.map(to_ms).into());
            }
            Error::Response { status, request_id, .. } => {
                set("status", (*status).into());
                set("requestId", request_id.as_deref().into());
            }
            _ => {}
        }
        for (name, value) in &self.facts {
            if let Some(value) = value {
                set(name, value.clone());
            }
        }
    }
}
