//! The documented numbers of the Message Batches API, each with its source and date.
//!
//! "Guide" is the official batch processing guide (state 2026-10-08), "reference" the official API reference
//! (state 2026-09-02), "SDK" the official TypeScript SDK 1.12.0 (2026-11-20).

use std::time::Duration;

/// The API's own origin (reference).
pub const API_ORIGIN: &str = "https://api.anthropic.com";

/// The host of the API (reference).
pub const API_HOST: &str = "api.anthropic.com";

/// Maximum number of requests in one batch (reference, guide).
pub const MAX_REQUESTS: usize = 100_000;

/// Maximum size of a create body in bytes (guide: "256 MB"). It is not documented whether a megabyte is 10^6 or 2^20 bytes; the
/// smaller value is safe in both cases.
pub const MAX_BODY_BYTES: u64 = 256_000_000;

/// The same limit with the larger megabyte, for callers who know that their server accepts it.
pub const MAX_BODY_BYTES_LOOSE: u64 = 256 << 20;

/// Size of a create body without requests in bytes: `{"requests":[]}` (reference).
pub const EMPTY_BODY_BYTES: u64 = 15;

/// Maximum number of characters in a `custom_id` (reference).
pub const MAX_CUSTOM_ID: usize = 64;

/// The maximum and the default number of batches on one page of a list (reference).
pub const MAX_PAGE: u32 = 1_000;

/// Maximum number of requests waiting in the processing queue on the smallest tier (rate limits page, 2026-08).
pub const SMALLEST_QUEUE: usize = 200_000;

/// The price of a batch as a share of the price of single calls. It multiplies with the prices of caching (pricing page,
/// 2026-10-08).
pub const BATCH_DISCOUNT: f64 = 0.5;

/// The price factor of `inference_geo: "us"` (pricing page, 2026-10-08).
pub const US_ONLY: f64 = 1.1;

/// The default time limit for one attempt of a call (SDK).
pub const CALL_TIMEOUT: Duration = Duration::from_secs(600);

/// The default number of retries after the first attempt (SDK).
pub const MAX_RETRIES: u32 = 2;

/// The default limit on the wait that a server may request before a create is retried. Callers plan longer waits themselves.
pub const MAX_RETRY_AFTER: Duration = Duration::from_secs(60);

/// The default limit on the size of a JSON response in bytes: a page of 1,000 batches has one megabyte.
pub const MAX_ANSWER_BYTES: u64 = 16 << 20;
/// The highest limit that a caller may set.
pub const MOST_ANSWER_BYTES: u64 = 256 << 20;

/// The default limit on the number of characters of server text in an error.
pub const MAX_ERROR_LENGTH: u64 = 10_000;

/// The longest delay in milliseconds that JavaScript timers accept: 2^31 - 1.
pub const MAX_TIMER: Duration = Duration::from_millis(0x7fff_ffff);
