//! How long to wait after a failure.

use crate::backoff::backoff;

/// No wait is longer. A planned time that is further away comes from a clock that jumped back.
pub(super) const LONGEST_WAIT_MS: u64 = 3_600_000;

/// Doubles from half a second to `longest_ms`, less up to a quarter by chance.
pub(super) fn backoff_ms(failures: u32, random: f64, longest_ms: u64) -> u64 {
    let doubled = (backoff(0, random).as_millis() as u64).saturating_mul(1 << failures.min(20));
    doubled.min(longest_ms)
}
