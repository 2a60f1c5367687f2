//! Waits after failures.

use crate::backoff::backoff;

/// Maximum of all waits. A planned time further in the future comes from a clock that jumped back.
pub(super) const LONGEST_WAIT_MS: u64 = 3_600_000;

/// Doubles from half a second up to `longest_ms`, minus up to a quarter at random.
pub(super) fn backoff_ms(failures: u32, random: f64, longest_ms: u64) -> u64 {
    let doubled = (backoff(0, random).as_millis() as u64).saturating_mul(1 << failures.min(20));
    doubled.min(longest_ms)
}
