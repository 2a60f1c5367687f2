//! Finds the end of an array or object that nobody reads, by its brackets alone.

use super::bits::{Escapes, between, each, far, up_to};
use crate::bytes::block::{FAR, bracket_bits, is_plain};

/// Returns the offset after the array or object that starts at `start`. What is between its brackets is not validated. `None` if
/// it does not end, or has a control character, as a line end is.
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

/// Which of the closing brackets of a block is the last of the container, of which `depth` brackets were open before it.
#[inline(always)]
fn closing(opens: u64, closes: u64, depth: u32) -> Option<usize> {
    if closes.count_ones() < depth {
        return None;
    }
    let closed = each(closes).zip(1..);
    let mut ends = closed.filter(|(bit, closed)| depth + (opens & up_to(*bit as u32)).count_ones() == *closed);
    ends.next().map(|(bit, _)| bit)
}
