//! Opening the results of a batch, for the first time and again after a lost connection.

use crate::calls::base_url::BaseUrl;
use crate::calls::batch::MessageBatch;
use crate::calls::call::{Call, Verb};
use crate::calls::endpoints::batch_url;
use crate::calls::error::{Error, UnavailableReason};
use crate::calls::settings::Settings;

/// Asks for the results of a batch that was just retrieved; from the byte `first`, where the server honours that.
///
/// `results_url` comes from the server, so it gets the key only where it points to the configured origin or is
/// relative; otherwise, as behind a relay, the path is built from the id.
///
/// # Errors
/// `Error::ResultsUnavailable` for a batch that has no results; else as [`retrieve`](crate::calls::endpoints::retrieve).
pub fn open(settings: &Settings, batch: &MessageBatch, first: Option<u64>) -> Result<Call, Error> {
    // Some servers that imitate the API name no results, and have them where the API has them.
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

/// What to do after results could not be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterFailure {
    /// Open them from their first byte: they are shorter than the part that was read, and the whole shows how they changed.
    OpenWhole,
    /// Fail with [`missing`].
    Missing,
    /// Report the failure.
    Report,
}

/// Decides by the status of the answer, if there was one. `is_part` if the call asked for a part; `again` if the results were
/// there before, or were not named by the batch.
pub fn after_failure(status: Option<u16>, is_part: bool, again: bool) -> AfterFailure {
    match status {
        Some(416) if is_part => AfterFailure::OpenWhole,
        Some(404 | 410) if again => AfterFailure::Missing,
        _ => AfterFailure::Report,
    }
}

/// The error for results of an ended batch that were there before and are not found now.
pub fn missing(batch: &MessageBatch) -> Error {
    unavailable(UnavailableReason::Missing, batch)
}

fn unavailable(reason: UnavailableReason, batch: &MessageBatch) -> Error {
    Error::ResultsUnavailable {
        reason,
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
