//! Prevents a create from being stored twice. The API has no idempotency keys, and browsers and Deno resend a request
//! automatically when a reused connection closes before the response. This module decides how to send a create safely there,
//! and how to find a create whose outcome is unknown.

use crate::calls::batch::RequestCounts;
use crate::wording::{InvalidOption, quoted};

/// Header that identifies a create: all its attempts have the same key. The API does not use it, and a relay does not forward it.
pub const KEY_HEADER: &str = "idempotency-key";
/// Response header of a peer that remembers keys; contains the duration.
pub const REMEMBERS_HEADER: &str = "x-idempotency";
/// Response header of a list call with a key: the state of that key at the peer.
pub const KEY_STATE_HEADER: &str = "x-idempotency-state";

const LONGEST_KEY: usize = 255;

/// Facts that determine how to send a create to a peer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sender {
    /// Whether the runtime may resend a request automatically.
    pub resends: bool,
    /// Whether a stream, which cannot be sent twice, can be sent as a body to this peer.
    pub can_stream: bool,
    /// Whether the caller accepts the risk.
    pub allow_resend: bool,
    /// Whether the peer remembers idempotency keys, if it has answered before.
    pub remembers_keys: Option<bool>,
}

/// The way to send a create.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendMode {
    /// As a complete body.
    Whole,
    /// As a stream, which the runtime cannot resend.
    Stream,
    /// After another call to the peer, to find out whether it remembers keys.
    ProbeFirst,
    /// Not at all, because it could be stored twice.
    Refuse,
}

impl Sender {
    /// Decides how to send a create. Prefers keys: with them, a body has a known length and can be sent again.
    pub fn mode(self) -> SendMode {
        if !self.resends || self.allow_resend {
            return SendMode::Whole;
        }
        match self.remembers_keys {
            Some(true) => SendMode::Whole,
            // Without its key, the create could not be found by it.
            None => SendMode::ProbeFirst,
            Some(false) if self.can_stream => SendMode::Stream,
            Some(false) => SendMode::Refuse,
        }
    }

    /// Returns whether to send the key. If a page calls another origin, an unexpected header would make the browser block the
    /// call. While the peer is unknown, a key is sent only if the caller chose it (`is_chosen`).
    pub fn sends_key(self, is_chosen: bool) -> bool {
        !self.resends || self.remembers_keys.unwrap_or(is_chosen)
    }

    /// Returns whether a create can continue after the probe for keys failed with this status: the peer has no such endpoint,
    /// so it is not our relay, and the create needs no key.
    pub fn needs_no_key(self, status: u16) -> bool {
        self.can_stream && matches!(status, 404 | 405 | 501)
    }
}

/// Checks a key that the caller chose.
///
/// # Errors
/// An `InvalidOption` if a header cannot carry the key.
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

/// The state of a key at a peer that remembers keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// A batch was created with it.
    Stored,
    /// The peer does not know it, so no batch was created with it.
    Free,
    /// The create is in progress, or the peer does not know its outcome.
    Undecided,
}

impl KeyState {
    /// Parses the header; `None` for an unknown word.
    pub fn parse(word: &str) -> Option<KeyState> {
        match word {
            "stored" => Some(KeyState::Stored),
            "free" => Some(KeyState::Free),
            "open" | "unknown" => Some(KeyState::Undecided),
            _ => None,
        }
    }
}

/// A create whose outcome is unknown, with facts to identify its batch in a list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Intent {
    /// Earliest time at which its first byte may have been sent, in ms since 1970.
    pub since_ms: f64,
    /// Latest time at which its last byte may have been sent.
    pub until_ms: f64,
    /// Number of its requests.
    pub request_count: u64,
    /// Whether it had a key, and the peer remembers keys.
    pub is_keyed: bool,
}

/// Maximum clock difference between caller and API, plus the time that the API may take to store a received create.
const TOLERANCE_MS: f64 = 15.0 * 60_000.0;

/// Time after its first byte for which a peer certainly remembers a create: an hour less than peers state, to allow for clock
/// differences.
pub const REMEMBERED_MS: f64 = 47.0 * 3_600_000.0;

impl Intent {
    /// Returns whether a peer that does not know the key proves that there is no batch. It does not if the key was never sent to
    /// the peer, or if the peer may have forgotten it.
    pub fn would_be_remembered(&self, now_ms: f64) -> bool {
        self.is_keyed && now_ms < self.since_ms + REMEMBERED_MS
    }

    /// Returns whether a batch may be the created one: it has the same number of requests and was created in the right period.
    pub fn matches(&self, created_ms: f64, counts: RequestCounts) -> bool {
        let from = self.since_ms - TOLERANCE_MS;
        (from..=self.until_ms + TOLERANCE_MS).contains(&created_ms) && counts.total() == self.request_count
    }

    /// Returns whether this batch is too old to be the created one, and therefore all batches after it in a list.
    pub fn is_before(&self, created_ms: f64) -> bool {
        created_ms < self.since_ms - TOLERANCE_MS
    }
}
