//! Cursors: checkpoints as text that another process can go on from. What is in them is nobody else's business, so that it
//! can change; the part up to the dot says how to read the rest.

use crate::bytes::rolling_hash::Checkpoint;

/// The hashes of a [`Checkpoint`] follow, or [`CHANGED`].
const VERSION: &str = "1.";
/// Of results that changed while they were read: their order is nobody else's.
const CHANGED: &str = "changed";
/// Of a reader that has read nothing.
const START: &str = "";

/// The cursor of a checkpoint; without one, of results that changed.
pub fn encode(checkpoint: Option<Checkpoint>) -> String {
    let hashes = checkpoint.map_or_else(|| CHANGED.into(), |checkpoint| checkpoint.to_hex());
    format!("{VERSION}{hashes}")
}

/// The checkpoint of a cursor, so many bytes into the results. `None` for what [`encode`] of this version never wrote.
pub fn decode(offset: u64, cursor: &str) -> Option<Checkpoint> {
    if cursor == START && offset == 0 {
        return Some(Checkpoint::unmatchable(offset));
    }
    match cursor.strip_prefix(VERSION)? {
        CHANGED => Some(Checkpoint::unmatchable(offset)),
        hashes => Checkpoint::from_hex(offset, hashes),
    }
}
