//! Resumable download of results over several connections. Decides from which byte to request, whether the response repeats the
//! bytes read before, which bytes are new, and when to give up. It is a pure state machine; the shell requests and reads.
//!
//! A rolling hash identifies the bytes read so far. If the server supports ranges, the next response starts shortly before the
//! loss, otherwise at the start. Repeated bytes are hashed again, compared and dropped ([`DownloadState`]). If they differ (the
//! order of results is not guaranteed), everything is read again, and records that were already delivered ([`DeliveryLog`]) are
//! dropped ([`DuplicateFilter`]).
//!
//! The batch contains the number of records. A response that ends normally with fewer records counts as a lost connection.

pub mod cursor;
mod delivery_log;
mod download;
mod duplicate_filter;
mod opening;
mod record_counter;

pub use delivery_log::DeliveryLog;
pub use download::{DownloadState, MAX_DROPS, Refusal, ResponseAction, ResponseEnd, ResponseHead, is_retryable};
pub use duplicate_filter::DuplicateFilter;
pub use opening::Opening;
