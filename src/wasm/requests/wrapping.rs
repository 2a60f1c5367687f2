//! What the first bytes of an input say that it is wrapped in.

use wasm_bindgen::prelude::*;

use crate::requests::framing;

/// What the shell must take off an input before its text can be read: `gzip`, the label of an encoding, or nothing;
/// `foreign` if it is no text, and `open` while there are too few bytes to know.
#[wasm_bindgen(unchecked_return_type = "'open' | 'gzip' | 'utf-16le' | 'utf-16be' | 'utf-8' | 'foreign' | ''")]
pub fn wrapping(head: &[u8], ended: bool) -> String {
    framing::wrapping(head, ended).into()
}
