//! Creates that are never sent twice: the API has no idempotency keys, browsers and Deno repeat a request by themselves when a
//! reused connection closes before the answer. What makes a create safe there, and how one is found again whose outcome is
//! not known.

use crate::calls::batch::RequestCounts;
use crate::wording::{InvalidOption, quoted};

/// Names a create: all its attempts carry the same key. Not a header of the API; a relay keeps it to itself.
pub const KEY_HEADER: &str = "idempotency-key";
/// On each answer of a peer that remembers keys: for how long.
pub const REMEMBERS_HEADER: &str = "x-idempotency";
/// On an answer to a list that carries a key: what the peer knows of it.
pub const KEY_STATE_HEADER: &str = "x-idempotency-state";

const LONGEST_KEY: usize = 255;

/// How a runtime sends a create to a peer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sender {
    /// The runtime may repeat a request by itself.
    pub resends: bool,
    /// A body that is a stream can be sent to this peer, and cannot be repeated.
    pub can_stream: bool,
    /// The caller takes the risk.
    pub allow_resend: bool,
    /// Whether the peer remembers idempotency keys, if it has answered before.
    pub remembers_keys: Option<bool>,
}

/// How a create is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendMode {
    /// As it is.
    Whole,
    /// As a stream, which the runtime cannot repeat.
    Stream,
    /// Not before another call to the peer has been answered, so that it is known whether it remembers keys.
    ProbeFirst,
    /// Not at all: it could be stored twice.
    Refuse,
}

impl Sender {
    /// Decides how a create is sent. Keys come first: with them a body has a known length, and can be sent again.
    pub fn mode(self) -> SendMode {
        if !self.resends || self.allow_resend {
            return SendMode::Whole;
        }
        match self.remembers_keys {
            Some(true) => SendMode::Whole,
            // A create without its key could not be found by it.
            None => SendMode::ProbeFirst,
            Some(false) if self.can_stream => SendMode::Stream,
            Some(false) => SendMode::Refuse,
        }
    }

    /// Whether the key is sent along. Where a page calls another origin, a header that the peer does not expect would make
    /// the browser refuse the call. Of a peer that is not known yet, the caller who chose the key expects that it takes it.
    pub fn sends_key(self, is_chosen: bool) -> bool {
        !self.resends || self.remembers_keys.unwrap_or(is_chosen)
    }

    /// Whether a create can go on after the peer answered the question for keys with this error: it has no such endpoint, so
    /// it is no relay of ours, and the create needs no key.
    pub fn needs_no_key(self, status: u16) -> bool {
        self.can_stream && matches!(status, 404 | 405 | 501)
    }
}

/// Reads a key that the caller chose.
///
/// # Errors
/// An `InvalidOption` if no header can carry it.
pub fn check_key(key: &str) -> Result<(), InvalidOption> {
    if (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(());
    }
    Err(InvalidOption {
        name: "idempotencyKey".into(),
        expected: format!("1 to {LONGEST_KEY} visible ASCII characters"),
        found: match key.len() {
            0..=80 => quoted(key),
            length => format!("{length} bytes"),
        },
        range: true,
    })
}

/// What a peer that remembers keys knows of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// It made a batch.
    Stored,
    /// Nothing is remembered: no batch was made with it.
    Free,
    /// The create is under way, or its outcome is not known there either.
    Undecided,
}

impl KeyState {
    /// Reads the header. A word that is not known says nothing.
    pub fn parse(word: &str) -> Option<KeyState> {
        match word {
            "stored" => Some(KeyState::Stored),
            "free" => Some(KeyState::Free),
            "open" | "unknown" => Some(KeyState::Undecided),
            _ => None,
        }
    }
}

/// A create whose outcome is not known, as far as a list of batches can tell it from others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Intent {
    /// When its first byte may have been sent, in ms since 1970.
    pub since_ms: f64,
    /// When its last byte may have been sent.
    pub until_ms: f64,
    /// How many requests it has.
    pub request_count: u64,
    /// It carried a key, to a peer that had said that it remembers keys.
    pub is_keyed: bool,
}

/// How far the clocks of caller and API may differ, and how long the API may take to store what it has received.
const TOLERANCE_MS: f64 = 15.0 * 60_000.0;

/// How long after its first byte a create is remembered for certain: an hour less than peers say, for clocks that differ.
const REMEMBERED_MS: f64 = 47.0 * 3_600_000.0;

impl Intent {
    /// Whether it proves that there is no batch if the peer knows nothing of the key. It does not where the key never arrived,
    /// or may be forgotten.
    pub fn would_be_remembered(&self, now_ms: f64) -> bool {
        self.is_keyed && now_ms < self.since_ms + REMEMBERED_MS
    }

    /// Whether a batch may be the one: as many requests, made in the time in question.
    pub fn matches(&self, created_ms: f64, counts: RequestCounts) -> bool {
        let from = self.since_ms - TOLERANCE_MS;
        (from..=self.until_ms + TOLERANCE_MS).contains(&created_ms) && counts.total() == self.request_count
    }

    /// Whether this batch, and with it all that follow in a list, is too old to be the one.
    pub fn is_before(&self, created_ms: f64) -> bool {
        created_ms < self.since_ms - TOLERANCE_MS
    }
}
