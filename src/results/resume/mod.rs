//! Downloads of results over as many connections as they take: where to request from, whether what comes is what came
//! before, what of it is new, and when to give up. Facts in, decisions out; the shell requests and reads.
//!
//! What was read is known by a rolling hash. A server that honours ranges is asked from a point shortly before the loss, any
//! other one from the start; either way what was there before is hashed again, compared and left out ([`DownloadState`]). If
//! it is not the same any more (the order of results is not promised), everything is read again and the records that were
//! delivered before ([`DeliveryLog`]) are left out ([`DuplicateFilter`]).
//!
//! How many records there are is known from the batch. A response that ends as if it were whole, with fewer of them, is a
//! lost connection as well.

pub mod cursor;
mod delivery_log;
mod download;
mod duplicate_filter;
mod record_counter;

pub use delivery_log::DeliveryLog;
pub use download::{DownloadState, MAX_DROPS, Refusal, ResponseAction, ResponseEnd, ResponseHead, is_retryable};
pub use duplicate_filter::DuplicateFilter;
