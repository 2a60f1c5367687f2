//! Prevents a create from being stored twice. The API has no idempotency keys, and browsers and Deno resend a request
//! automatically when a reused connection closes before the response. This module decides how to send a create safely there,
//! and how to find a create whose outcome is unknown.

use crate::calls::batch::RequestCounts;
use crate::wording::{InvalidOption, quoted};

/// Header that identifies a create: all its attempts carry the same key. The API does not know it; a relay does not forward
/// it.
pub const KEY_HEADER: &str = "idempotency-key";
/// Response header of a peer that remembers keys; says for how long.
pub const REMEMBERS_HEADER: &str = "x-idempotency";
/// Header of the response to a list that carries a key: what the peer knows about the key.
pub const KEY_STATE_HEADER: &str = "x-idempotency-state";

const LONGEST_KEY: usize = 255;

/// How a runtime sends a create to a peer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sender {
    /// The runtime may resend a request automatically.
    pub resends: bool,
    /// A body that is a stream can be sent to this peer, and cannot be repeated.
    pub can_stream: bool,
    /// The caller accepts the risk.
    pub allow_resend: bool,
    /// Whether the peer remembers idempotency keys, if it has answered before.
    pub remembers_keys: Option<bool>,
}

/// How a create is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendMode {
    /// As a complete body.
    Whole,
    /// As a stream, which the runtime cannot resend.
    Stream,
    /// After another call to the peer, which shows whether it remembers keys.
    ProbeFirst,
    /// Not at all: it could be stored twice.
    Refuse,
}

impl Sender {
    /// Decides how to send a create. Keys are preferred: with them a body has a known length and can be sent again.
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

    /// Returns whether to send the key. When a page calls another origin, an unexpected header would make the browser block
    /// the call. If the peer is not known yet, a key is sent only if the caller chose it (`is_chosen`).
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

/// What a peer that remembers keys knows about a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// A batch was created with it.
    Stored,
    /// Unknown to the peer: no batch was created with it.
    Free,
    /// The create is in progress, or the peer does not know its outcome either.
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

/// A create whose outcome is unknown, with the facts that identify its batch in a list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Intent {
    /// When its first byte may have been sent, in ms since 1970.
    pub since_ms: f64,
    /// When its last byte may have been sent.
    pub until_ms: f64,
    /// How many requests it has.
    pub request_count: u64,
    /// It carried a key, and the peer remembers keys.
    pub is_keyed: bool,
}

/// How far the clocks of caller and API may differ, and how long the API may take to store what it has received.
const TOLERANCE_MS: f64 = 15.0 * 60_000.0;

/// How long after its first byte a peer certainly remembers a create: an hour less than peers state, for clock differences.
pub const REMEMBERED_MS: f64 = 47.0 * 3_600_000.0;

impl Intent {
    /// Returns whether a peer that does not know the key proves that there is no batch. It does not if the peer was never
    /// sent the key, or may have forgotten it.
    pub fn would_be_remembered(&self, now_ms: f64) -> bool {
        self.is_keyed && now_ms < self.since_ms + REMEMBERED_MS
    }

    /// Returns whether a batch may be the created one: it has as many requests and was created in the right period.
    pub fn matches(&self, created_ms: f64, counts: RequestCounts) -> bool {
        let from = self.since_ms - TOLERANCE_MS;
        (from..=self.until_ms + TOLERANCE_MS).contains(&created_ms) && counts.total() == self.request_count
    }

    /// Returns whether this batch, and all that follow it in a list, are too old to be the created one.
    pub fn is_before(&self, created_ms: f64) -> bool {
        created_ms < self.since_ms - TOLERANCE_MS
    }
}
