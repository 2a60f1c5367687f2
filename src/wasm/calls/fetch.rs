//! One HTTP exchange by `fetch`: the global one, bound as such so that it is found in every runtime, or the caller's.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, RequestInit, RequestRedirect, Response};

use super::payload;
use super::payload::Payload;
use crate::calls::call::Call;
use crate::calls::error::Error;
use crate::wording::{InvalidOption, quoted};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch, catch)]
    fn global_fetch(url: &str, init: &RequestInit) -> Result<Promise, JsValue>;
}

/// What `fetch` gave instead of a response.
pub(super) enum Problem {
    /// The call could not be put together.
    Ours(Error),
    /// It threw or rejected.
    Threw(JsValue),
    /// It gave something that is not a `Response`.
    NotAResponse(String),
}

/// Aborts the exchange unless it was let go of.
pub(super) struct Guard(Option<AbortController>);

impl Guard {
    pub(super) fn new() -> Result<Guard, JsValue> {
        AbortController::new().map(|controller| Guard(Some(controller)))
    }

    /// The exchange is done, or somebody else ends it.
    pub(super) fn release(mut self) {
        self.0 = None;
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

/// Sends a call and gives the response once its headers are there.
pub(super) async fn send(
    fetch: Option<&Function>,
    call: &Call,
    body: Option<&Payload>,
    guard: &Guard,
) -> Result<Response, Problem> {
    let headers = Headers::new().map_err(Problem::Threw)?;
    for (name, value) in &call.headers {
        // What the runtime says about a bad header quotes it, and it may be the key.
        headers.append(name, value).map_err(|_| {
            Problem::Ours(Error::Option(InvalidOption {
                name: match name.as_str() {
                    "authorization" | "x-api-key" => "apiKey".into(),
                    _ => format!("headers[{}]", quoted(name)),
                },
                expected: "characters that HTTP allows in a header".into(),
                found: "others, such as a line break or a space at the wrong place".into(),
                range: true,
            }))
        })?;
    }
    let init = RequestInit::new();
    init.set_method(call.method);
    init.set_headers(&headers);
    // A redirect could carry the key to another host.
    init.set_redirect(RequestRedirect::Manual);
    if let Some(controller) = &guard.0 {
        init.set_signal(Some(&controller.signal()));
    }
    if let Some(payload) = body {
        let body = payload.open().await.map_err(Problem::Threw)?;
        init.set_body(&body);
        if payload::is_stream(&body) {
            // Without it no runtime takes a stream; it says that the answer is not read before the body is sent.
            let _ = Reflect::set(&init, &"duplex".into(), &"half".into());
            if let Some(length) = payload.length() {
                headers.append("content-length", &length).map_err(Problem::Threw)?;
            }
        }
    }
    let promise = match fetch {
        Some(fetch) => fetch
            .call2(&JsValue::UNDEFINED, &call.url.as_str().into(), &init)
            .map(|given| Promise::resolve(&given)),
        None => global_fetch(&call.url, &init),
    };
    let given = JsFuture::from(promise.map_err(Problem::Threw)?)
        .await
        .map_err(Problem::Threw)?;
    // A response of another realm or of a mock is as good as ours, if it looks like one.
    let looks_right = Reflect::get(&given, &"status".into()).is_ok_and(|status| status.as_f64().is_some())
        && Reflect::get(&given, &"headers".into())
            .and_then(|headers| Reflect::get(&headers, &"get".into()))
            .is_ok_and(|get| get.is_function());
    if looks_right {
        Ok(given.unchecked_into())
    } else {
        Err(Problem::NotAResponse(
            "expected a Response from fetch, found something else".into(),
        ))
    }
}

/// Reads the rest of a response as text.
pub(super) async fn text(response: &Response) -> Result<String, JsValue> {
    let text = JsFuture::from(response.text()?).await?;
    Ok(text.as_string().unwrap_or_default())
}

/// What a failure says about itself: its message, and the code and message of its cause, which is where Node tells why.
pub(super) fn describe(thrown: &JsValue) -> (String, Option<String>) {
    let text = |value: &JsValue, name: &str| {
        Reflect::get(value, &name.into())
            .ok()
            .and_then(|field| field.as_string())
    };
    let cause = if thrown.is_object() {
        Reflect::get(thrown, &"cause".into()).unwrap_or(JsValue::UNDEFINED)
    } else {
        JsValue::UNDEFINED
    };
    let code = [thrown, &cause]
        .into_iter()
        .filter(|value| value.is_object())
        .find_map(|value| text(value, "code"));
    let mut message = match thrown.is_object() {
        true => text(thrown, "message").unwrap_or_default(),
        false => thrown.as_string().unwrap_or_default(),
    };
    let message_of_cause = if cause.is_object() {
        text(&cause, "message").filter(|text| !text.is_empty())
    } else {
        None
    };
    if let Some(more) = message_of_cause.or_else(|| code.clone()) {
        message = if message.is_empty() {
            more
        } else {
            format!("{message}: {more}")
        };
    }
    if message.is_empty() {
        message = "fetch gave no reason".into();
    }
    (message, code)
}
