//! The endpoints: method, path and query of each call. Source: API reference, 2026-09-02, and the official SDK 1.12.0.

use crate::calls::batch::Page;
use crate::calls::call::{Call, Verb};
use crate::calls::create;
use crate::calls::error::Error;
use crate::calls::settings::Settings;
use crate::catalog::limits::MAX_PAGE;
use crate::wording::{InvalidOption, quoted};

const BATCHES: &str = "/v1/messages/batches";
const COUNT_TOKENS: &str = "/v1/messages/count_tokens";

/// The start of a list, and the length of its pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListParams {
    /// Batches on a page, 1 to 1000; the API's default is 20.
    pub limit: Option<u32>,
    /// Only batches after this id, which are older.
    pub after_id: Option<String>,
    /// Only batches before this id, which are newer.
    pub before_id: Option<String>,
}

impl ListParams {
    /// Returns the parameters for only the newest batch.
    pub fn first() -> ListParams {
        ListParams {
            limit: Some(1),
            ..ListParams::default()
        }
    }

    /// Returns the parameters for pages of the maximum length.
    pub fn longest() -> ListParams {
        ListParams {
            limit: Some(MAX_PAGE),
            ..ListParams::default()
        }
    }
}

/// Returns the call that creates a batch. `key` is the idempotency key.
///
/// # Errors
/// Those of all calls: `KeyInPage`, `MissingKey`, or an `InvalidOption` for an insecure `baseURL`.
pub fn create(settings: &Settings, key: Option<&str>) -> Result<Call, Error> {
    let mut call = settings.call(Verb::Create, "POST", settings.base_url.join(BATCHES))?;
    call.headers
        .extend(key.map(|key| (create::KEY_HEADER.into(), key.into())));
    Ok(call)
}

/// Returns the call that requests the batch created with this key from a peer that remembers keys. Other peers respond with a
/// list.
///
/// # Errors
/// Like `create`.
pub fn find_by_key(settings: &Settings, key: &str) -> Result<Call, Error> {
    let mut call = list(settings, &ListParams::default())?;
    call.headers.push((create::KEY_HEADER.into(), key.into()));
    Ok(call)
}

/// Returns the call that retrieves a batch.
///
/// # Errors
/// Like `create`, and an `InvalidOption` for an impossible id.
pub fn retrieve(settings: &Settings, id: &str) -> Result<Call, Error> {
    of_batch(settings, Verb::Retrieve, id)
}

/// Returns the call that lists a page of batches, newest first.
///
/// # Errors
/// Like `create`, and an `InvalidOption` for a `limit` outside 1 to 1000.
pub fn list(settings: &Settings, params: &ListParams) -> Result<Call, Error> {
    let mut url = settings.base_url.join(BATCHES);
    let mut separator = '?';
    let mut add = |name: &str, value: &str| {
        url.push(separator);
        url.push_str(name);
        url.push('=');
        encode(&mut url, value);
        separator = '&';
    };
    if let Some(limit) = params.limit {
        let text = limit.to_string();
        if !(1..=MAX_PAGE).contains(&limit) {
            return Err(Error::Option(InvalidOption {
                name: "limit".into(),
                expected: format!("a whole number from 1 to {MAX_PAGE}"),
                found: text,
                range: true,
            }));
        }
        add("limit", &text);
    }
    if let Some(id) = &params.after_id {
        add("after_id", id);
    }
    if let Some(id) = &params.before_id {
        add("before_id", id);
    }
    settings.call(Verb::List, "GET", url)
}

/// Returns the parameters of the next page in the direction of the request; `None` at the end.
pub fn next_page(params: &ListParams, page: &Page) -> Option<ListParams> {
    if !page.has_more || page.len == 0 {
        return None;
    }
    let mut next = ListParams {
        limit: params.limit,
        ..ListParams::default()
    };
    if params.before_id.is_some() {
        next.before_id = Some(page.first_id.clone()?);
    } else {
        next.after_id = Some(page.last_id.clone()?);
    }
    Some(next)
}

/// Returns the call that retrieves, cancels or deletes a batch by its id. A canceled batch starts no more requests.
///
/// # Errors
/// Like [`retrieve`].
pub fn of_batch(settings: &Settings, verb: Verb, id: &str) -> Result<Call, Error> {
    let (method, below) = match verb {
        Verb::Cancel => ("POST", "/cancel"),
        Verb::Delete => ("DELETE", ""),
        _ => ("GET", ""),
    };
    settings.call(verb, method, batch_url(settings, id, below)?)
}

/// Returns the call that counts the input tokens of one request.
///
/// # Errors
/// Like `create`.
pub fn count_tokens(settings: &Settings) -> Result<Call, Error> {
    settings.call(Verb::CountTokens, "POST", settings.base_url.join(COUNT_TOKENS))
}

/// Returns the URL of a batch, with its id as one path segment, or of a resource below it.
pub(super) fn batch_url(settings: &Settings, id: &str, below: &str) -> Result<String, Error> {
    // A copied id may have a line end, and `results_url` is no id.
    let is_copied = id.trim() != id || id.starts_with("https:") || id.starts_with("http:");
    if matches!(id, "" | "." | "..") || is_copied {
        return Err(Error::Option(InvalidOption {
            name: "batch id".into(),
            expected: "an id such as msgbatch_013Zva2CMHLNnXjNJJKqJ2EF".into(),
            found: quoted(id),
            range: true,
        }));
    }
    let mut url = settings.base_url.join(BATCHES);
    url.push('/');
    encode(&mut url, id);
    url.push_str(below);
    Ok(url)
}

/// Percent-encodes all characters except those that no URL parser treats specially.
fn encode(url: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => url.push(char::from(byte)),
            _ => {
                url.push('%');
                for half in [byte >> 4, byte & 15] {
                    let digit = char::from_digit(u32::from(half), 16).unwrap_or_default();
                    url.push(digit.to_ascii_uppercase());
                }
            }
        }
    }
}
