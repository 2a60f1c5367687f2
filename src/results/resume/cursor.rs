//! Cursors: checkpoints as opaque text, from which another process can resume. The format may change; the part before the dot is
//! its version.

use crate::bytes::rolling_hash::Checkpoint;

/// Followed by the hashes of a [`Checkpoint`], or [`CHANGED`].
const VERSION: &str = "1.";
/// For results that changed while they were read: no other reader can resume in them.
const CHANGED: &str = "changed";
/// For a reader that has read nothing.
const START: &str = "";

/// Returns the cursor of a checkpoint, or of results that changed for `None`.
pub fn encode(checkpoint: Option<Checkpoint>) -> String {
    let hashes = checkpoint.map_or_else(|| CHANGED.into(), |checkpoint| checkpoint.to_hex());
    format!("{VERSION}{hashes}")
}

/// Returns the checkpoint of a cursor at this offset; `None` for text that [`encode`] of this version did not write.
pub fn decode(offset: u64, cursor: &str) -> Option<Checkpoint> {
    if cursor == START && offset == 0 {
        return Some(Checkpoint::unmatchable(offset));
    }
    match cursor.strip_prefix(VERSION)? {
        CHANGED => Some(Checkpoint::unmatchable(offset)),
        hashes => Checkpoint::from_hex(offset, hashes),
    }
}
