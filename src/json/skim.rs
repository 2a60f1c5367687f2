//! Finds the end of an array or object that is not used, by its brackets alone.

use super::bits::{Escapes, between, closing, far, up_to};
use crate::bytes::block::{FAR, bracket_bits, is_plain};

/// Returns the offset after the array or object that starts at `start`. Does not validate its contents. Returns `None` if it does
/// not end, or contains a control character, such as a line end.
#[inline(never)]
pub(super) fn skim_container(bytes: &[u8], start: usize) -> Option<usize> {
    let mut escapes = Escapes::default();
    let mut inside = 0;
    let mut depth = 0;
    let mut at = start;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let mut filled = [0; FAR];
        let block = far(rest, &mut filled);
        if inside == u64::MAX && !escapes.is_next() && is_plain(block).is_some() {
            at += FAR;
            continue;
        }
        let bits = bracket_bits(block);
        let quotes = bits.quotes & !escapes.escaped(bits.backslashes);
        let strings = between(quotes) ^ inside;
        let (opens, closes) = (bits.opens & !strings, bits.closes & !strings);
        let end = closing(opens, closes, depth);
        let within = end.map_or(u64::MAX, |end| up_to(end as u32));
        if bits.controls & within != 0 {
            return None;
        }
        if let Some(end) = end {
            return Some(at + end + 1);
        }
        depth = depth + opens.count_ones() - closes.count_ones();
        inside = if strings >> 63 == 1 { u64::MAX } else { 0 };
        at += FAR;
    }
    None
}
