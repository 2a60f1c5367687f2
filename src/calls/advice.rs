//! Advice that follows the message of an error response.

use crate::calls::api_error::{ApiError, BodyKind};
use crate::calls::base_url::is_api;
use crate::calls::call::{Call, Verb};
use crate::calls::key::{KEY_HEADERS, VARIABLE, bearer, flaws};

/// Returns sentences that follow the message of the response; each begins with a space.
#[cold]
#[inline(never)]
pub fn on_error(error: &ApiError, call: &Call) -> String {
    let (origin, is_api) = origin(&call.url);
    let is_foreign = matches!(error.body_kind, BodyKind::Html | BodyKind::Other);
    match error.status {
        401 => on_key(call, origin, is_api),
        407 => {
            format!(" A proxy on the way to {origin} requires a user name and a password: check the proxy settings.")
        }
        511 => SIGN_IN.into(),
        // The message already describes the body.
        413 => String::new(),
        404 | 405 if error.body_kind != BodyKind::Api && !is_api => {
            format!(" {origin} has no Message Batches API at this address: check {{ baseURL }}.")
        }
        404 | 405 if is_api && !call.url.get(origin.len()..).unwrap_or_default().starts_with("/v1/") => {
            " The API has no such path: remove the path from { baseURL }.".into()
        }
        500.. if is_foreign => {
            format!(" The response came from a gateway or proxy in front of {origin}, not from the API.")
        }
        403 | 451 if is_foreign => {
            format!(" A proxy, VPN or firewall on the way to {origin} may have refused the call.")
        }
        _ if error.body_kind == BodyKind::Html => {
            format!(" The response came from a proxy or firewall on the way to {origin}, not from the API.")
        }
        _ => String::new(),
    }
}

/// Advice for a call that is not retried because the server asked for a long wait.
#[cold]
#[inline(never)]
pub fn on_long_wait(error: &ApiError, verb: Verb) -> String {
    // Avoids fractions and 128-bit divisions, whose code takes 15 and 5 kB.
    let wait = error.retry_after.unwrap_or_default();
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    let again = match verb {
        Verb::Create => "create the batch",
        _ => "call",
    };
    format!(
        " The server asks for a wait of {seconds} s, which is longer than {{ maxRetryAfterMs }}: {again} again after \
         that time."
    )
}

/// Advice for a successful response that is an HTML page.
#[cold]
#[inline(never)]
pub fn on_page(call: &Call) -> String {
    let (origin, is_api) = origin(&call.url);
    match is_api {
        true => format!(" It may come from a proxy on the way to {origin}, or from a network that requires sign-in."),
        false => format!(
            " {origin} may be a website, not the API or a relay: check {{ baseURL }}. A network that requires sign-in \
             responds like this too."
        ),
    }
}

const SIGN_IN: &str = " The network requires you to sign in: open any page in a browser on this machine.";

/// Describes the key of a call that was rejected because of it. Each sentence begins with a space.
#[cold]
#[inline(never)]
fn on_key(call: &Call, origin: &str, is_api: bool) -> String {
    let value = |name: &str| call.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value);
    let (key, way) = match KEY_HEADERS.map(value) {
        [Some(_), Some(_)] => {
            return " Two keys were sent, one in authorization and one in x-api-key: remove one of them from \
                    { headers }, or choose the header with { auth }."
                .into();
        }
        [Some(value), None] => (bearer(value), "as a bearer token ({ auth: 'bearer' })"),
        [None, Some(value)] => (value.as_str(), "in the header x-api-key ({ auth: 'x-api-key' })"),
        [None, None] => {
            return format!(
                " No key was sent: if {origin} requires one, pass {{ apiKey }} or set {VARIABLE}; if it is a relay \
                 that holds a key, that key was refused."
            );
        }
    };
    let mut text = format!(" The key came from {} and was sent {way}.", call.key.describe());
    let found = flaws(key, is_api);
    text.push_str(&found);
    if !is_api {
        text.push_str(&format!(
            " {origin} is not the API itself: it may require its own token, or hold a key that the API refused."
        ));
    } else if found.is_empty() {
        text.push_str(" It looks like an API key: it may be disabled, deleted or mistyped.");
    }
    text
}

/// Returns scheme, host and port, and whether they are those of the API itself.
fn origin(url: &str) -> (&str, bool) {
    // The path begins with the third slash.
    let mut slashes = url.bytes().enumerate().filter(|(_, byte)| *byte == b'/');
    let end = slashes.nth(2).map_or(url.len(), |(at, _)| at);
    let origin = url.get(..end).unwrap_or(url);
    (origin, is_api(origin))
}
