//! Opens the results of a batch, for the first time or after a lost connection.

use crate::calls::base_url::BaseUrl;
use crate::calls::batch::MessageBatch;
use crate::calls::call::{Call, Verb};
use crate::calls::endpoints::batch_url;
use crate::calls::error::{Error, UnavailableReason};
use crate::calls::settings::Settings;

/// Returns the call that opens the results of a batch that was just retrieved, from byte `first` if the server supports ranges.
///
/// `results_url` comes from the server, so the key is sent there only if it is relative or on the configured origin. Otherwise,
/// as behind a relay, the path is built from the id.
///
/// # Errors
/// `Error::ResultsUnavailable` for a batch that has no results; else as [`retrieve`](crate::calls::endpoints::retrieve).
pub fn open(settings: &Settings, batch: &MessageBatch, first: Option<u64>) -> Result<Call, Error> {
    // Some API-compatible servers return no results_url, but serve results at the same path as the API.
    let has_some = batch.results_url.is_some() || (batch.archived_at.is_none() && batch.request_counts.finished() > 0);
    let reason = match (batch.has_ended(), has_some, &batch.archived_at) {
        (true, true, _) => {
            let url = batch
                .results_url
                .as_deref()
                .and_then(|url| own_url(&settings.base_url, url));
            let url = match url {
                Some(url) => url,
                None => batch_url(settings, &batch.id, "/results")?,
            };
            let mut call = settings.call(Verb::Results, "GET", url)?;
            if let Some(first) = first {
                call.headers.push(("range".into(), format!("bytes={first}-")));
            }
            return Ok(call);
        }
        (true, false, Some(_)) => UnavailableReason::Archived,
        (true, false, None) => UnavailableReason::Missing,
        (false, _, _) => UnavailableReason::NotEnded,
    };
    Err(unavailable(reason, batch))
}

/// The reaction to results that could not be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterFailure {
    /// Open them from their first byte. They became shorter than the part that was read, and only the whole shows how they
    /// changed.
    OpenWhole,
    /// Fail with [`missing`].
    Missing,
    /// Report the failure.
    Report,
}

/// Decides from the status of the response, if there was one. `is_part`: the call requested a part. `again`: the results were
/// open before, or the batch had no `results_url`.
pub fn after_failure(status: Option<u16>, is_part: bool, again: bool) -> AfterFailure {
    match status {
        Some(416) if is_part => AfterFailure::OpenWhole,
        Some(404 | 410) if again => AfterFailure::Missing,
        _ => AfterFailure::Report,
    }
}

/// Returns the error for results of an ended batch that existed before and no longer do.
pub fn missing(batch: &MessageBatch) -> Error {
    unavailable(UnavailableReason::Missing, batch)
}

fn unavailable(reason: UnavailableReason, batch: &MessageBatch) -> Error {
    Error::ResultsUnavailable {
        reason,
        batch: Box::new(batch.clone()),
    }
}

/// Returns the URL if it is on the configured origin. URLs that parsers might interpret differently (with backslashes, control
/// characters or spaces) count as foreign.
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
