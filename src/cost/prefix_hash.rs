//! Hashes parts of a request, so that the same prefix always has the same hash.

use crate::bytes::hashing::SequenceHash;
use crate::json::{Kind, Value, word};

/// Hashes a value as written, or its absence.
pub(super) fn hash_value(hash: &mut SequenceHash, value: Option<Value<'_>>) {
    hash.add(value.map_or(&b""[..], |value| value.raw()));
}

/// Hashes a block without its breakpoint. A string has the same hash as a block that contains only that text.
pub(super) fn hash_block(hash: &mut SequenceHash, block: Value<'_>) {
    if block.kind() != Kind::Object {
        return hash_value(hash, Some(block));
    }
    let entries = || block.entries().filter(|(key, _)| !key.is(word!("cache_control")));
    let is_text = block.get(word!("type")).is_some_and(|kind| kind.is(word!("text")));
    if let Some(text) = block.get(word!("text")).filter(|_| is_text && entries().count() == 2) {
        return hash_value(hash, Some(text));
    }
    for (key, value) in entries() {
        hash_value(hash, Some(key));
        hash_value(hash, Some(value));
    }
}
