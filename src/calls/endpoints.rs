//! The endpoints: method, path and query of each call. Source: API reference, 2026-09-02, and the official SDK 1.12.0.

use crate::calls::base_url::BaseUrl;
use crate::calls::batch::{MessageBatch, Page};
use crate::calls::call::{Call, Verb};
use crate::calls::error::{Error, NoResults};
use crate::calls::settings::Settings;
use crate::catalog::limits::MAX_PAGE;
use crate::wording::{InvalidOption, quoted};

const BATCHES: &str = "/v1/messages/batches";
const COUNT_TOKENS: &str = "/v1/messages/count_tokens";

/// Where a list starts and how long its pages are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListParams {
    /// Batches on a page, 1 to 1000; the API's default is 20.
    pub limit: Option<u32>,
    /// Only what comes after this id: older batches.
    pub after_id: Option<String>,
    /// Only what comes before this id: newer batches.
    pub before_id: Option<String>,
}

/// Makes a batch of the body that is sent along.
///
/// # Errors
/// As all calls: a key in a web page, or no key for the API itself.
pub fn create(settings: &Settings) -> Result<Call, Error> {
    settings.call(Verb::Create, "POST", settings.base_url.join(BATCHES))
}

/// Reads a batch.
///
/// # Errors
/// As [`create`], and for an id that cannot be one.
pub fn retrieve(settings: &Settings, id: &str) -> Result<Call, Error> {
    settings.call(Verb::Retrieve, "GET", of_batch(settings, id, "")?)
}

/// Reads a page of batches, newest first.
///
/// # Errors
/// As [`create`], and for a limit that no page has.
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

/// The parameters of the page after this one in the direction of the request; `None` at the end.
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

/// Cancels a batch. Requests that have not started will not run.
///
/// # Errors
/// As [`retrieve`].
pub fn cancel(settings: &Settings, id: &str) -> Result<Call, Error> {
    settings.call(Verb::Cancel, "POST", of_batch(settings, id, "/cancel")?)
}

/// Removes an ended batch.
///
/// # Errors
/// As [`retrieve`].
pub fn delete(settings: &Settings, id: &str) -> Result<Call, Error> {
    settings.call(Verb::Delete, "DELETE", of_batch(settings, id, "")?)
}

/// Counts the input tokens of the request that is sent along.
///
/// # Errors
/// As [`create`].
pub fn count_tokens(settings: &Settings) -> Result<Call, Error> {
    settings.call(Verb::CountTokens, "POST", settings.base_url.join(COUNT_TOKENS))
}

/// Reads the results of a batch that was just retrieved.
///
/// `results_url` comes from the server, so it gets the key only where it points to the configured origin or is
/// relative; otherwise, as behind a relay, the path is built from the id.
///
/// # Errors
/// As [`retrieve`], and `Error::ResultsUnavailable` for a batch that has no results.
pub fn results(settings: &Settings, batch: &MessageBatch) -> Result<Call, Error> {
    let reason = match (batch.has_ended(), &batch.results_url, &batch.archived_at) {
        (true, Some(url), _) => {
            let url = match own_url(&settings.base_url, url) {
                Some(url) => url,
                None => of_batch(settings, &batch.id, "/results")?,
            };
            return settings.call(Verb::Results, "GET", url);
        }
        (true, None, Some(_)) => NoResults::Archived,
        (true, None, None) => NoResults::Missing,
        (false, _, _) => NoResults::NotEnded,
    };
    Err(Error::ResultsUnavailable {
        reason,
        batch: Box::new(batch.clone()),
    })
}

/// The same from a byte that is not the first, where the server honours that.
///
/// # Errors
/// As [`results`].
pub fn results_from(settings: &Settings, batch: &MessageBatch, first: u64) -> Result<Call, Error> {
    let mut call = results(settings, batch)?;
    call.headers.push(("range".into(), format!("bytes={first}-")));
    Ok(call)
}

/// The error for results of an ended batch that were there before and are not found now.
pub fn missing_results(batch: &MessageBatch) -> Error {
    Error::ResultsUnavailable {
        reason: NoResults::Missing,
        batch: Box::new(batch.clone()),
    }
}

/// The URL to follow if it stays on the configured origin. Anything a URL parser might read in two ways (backslashes,
/// control characters, spaces) counts as foreign.
fn own_url(base: &BaseUrl, url: &str) -> Option<String> {
    if !url.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
        return None;
    }
    if url.starts_with('/') && !url.starts_with("//") {
        return Some(base.join(url));
    }
    let path = url.strip_prefix(base.origin())?;
    path.starts_with('/').then(|| url.to_string())
}

/// The URL of a batch, its id as one path segment, or of something below it.
fn of_batch(settings: &Settings, id: &str, below: &str) -> Result<String, Error> {
    if matches!(id, "" | "." | "..") {
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

/// Percent-encodes everything but the characters that no URL parser treats specially.
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
