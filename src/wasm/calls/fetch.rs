//! Calls the global `fetch`, bound so that every runtime accepts the call, or the caller's.

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;
use web_sys::Headers;

use crate::calls::call::Call;
use crate::calls::error::Outcome;
use crate::calls::key;
use crate::calls::retry::never_connected;
use crate::wasm::options::{OptionError, get};
use crate::wording::{InvalidOption, quoted};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch, catch)]
    fn global_fetch(url: &str, init: &JsValue) -> Result<JsValue, JsValue>;
}

/// Calls `fetch` and returns its result, a promise or not.
pub(super) fn start(fetch: Option<&Function>, url: &str, init: &JsValue) -> Result<JsValue, JsValue> {
    match fetch {
        Some(fetch) => fetch.call2(&JsValue::UNDEFINED, &url.into(), init),
        None => global_fetch(url, init),
    }
}

/// Adds the headers of a call.
pub(super) fn add_headers(headers: &Headers, call: &Call) -> Result<(), OptionError> {
    for (name, value) in &call.headers {
        // The runtime's own error for an invalid header quotes it, and the header may be the key.
        headers.append(name, value).map_err(|_| {
            let is_key = key::KEY_HEADERS.contains(&name.as_str());
            let mut found = String::from("others, such as a line break or a misplaced space");
            if is_key {
                found.push_str(&key::problems(name, value));
            }
            Box::new(InvalidOption {
                name: match is_key {
                    true => call.key.option(name),
                    false => format!("headers[{}]", quoted(name)),
                },
                expected: "characters that HTTP allows in a header".into(),
                found,
                range: true,
            })
        })?;
    }
    Ok(())
}

/// Returns the value of a response header.
pub(super) fn header(response: &JsValue, name: &str) -> Option<String> {
    let headers = get(response, "headers");
    let get: Function = get(&headers, "get").dyn_into().ok()?;
    get.call1(&headers, &name.into()).ok()?.as_string()
}

/// Returns the status if the result of `fetch` looks like a response. Accepts responses of another realm or a mock.
pub(super) fn status(response: &JsValue) -> Option<u16> {
    let has_headers = get(&get(response, "headers"), "get").is_function();
    let status = get(response, "status").as_f64()?;
    has_headers.then_some(status as u16)
}

/// Describes a failure: its message, and the message or code of its cause, which contains the reason in Node.
pub(super) fn describe(thrown: &JsValue) -> String {
    let cause = get(thrown, "cause");
    let field = |value: &JsValue, name: &str| get(value, name).as_string();
    let reason = field(&cause, "message")
        .filter(|reason| !reason.is_empty())
        .or_else(|| field(thrown, "code"))
        .or_else(|| field(&cause, "code"))
        // Node gives no reason if a proxy answers with 407, and does not expose that response.
        .or_else(|| {
            let is_nodes = cause.is_object() && field(thrown, "message").as_deref() == Some("fetch failed");
            is_nodes.then(|| "no reason given, as after HTTP 407 of a proxy that wants a password".into())
        });
    let message = thrown.as_string().or_else(|| field(thrown, "message"));
    match (message.unwrap_or_default(), reason) {
        (message, Some(reason)) if message.is_empty() => reason,
        // Bun's message begins with the code.
        (message, Some(reason)) if message.starts_with(&reason) => message,
        (message, Some(reason)) => format!("{message}: {reason}"),
        (message, None) if message.is_empty() => "fetch gave no reason".into(),
        (message, None) => message,
    }
}

/// Returns whether a failure proves that nothing was sent. The runtime's own `fetch` proves it by the failed system call, or by
/// all of them if it tried several addresses; a caller's `fetch` proves it by setting `outcome`.
pub(super) fn is_not_sent(thrown: &JsValue, is_own: bool) -> bool {
    if !is_own {
        return get(thrown, "outcome").as_string().as_deref() == Some(Outcome::NotSent.as_str());
    }
    let cause = get(thrown, "cause");
    let reason = if cause.is_object() { &cause } else { thrown };
    let tried = get(reason, "errors").dyn_into::<Array>().unwrap_or_default();
    let proves = |error: &JsValue| {
        let code = get(error, "code").as_string();
        // undici gives a port that browsers block as a message without a code.
        let code = code.or_else(|| get(error, "message").as_string()).unwrap_or_default();
        never_connected(&code, get(error, "syscall").as_string().as_deref())
    };
    match tried.length() {
        0 => proves(reason),
        _ => tried.iter().all(|error| proves(&error)),
    }
}
