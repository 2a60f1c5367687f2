//! The wait before a retry, as a pure function.

use std::time::Duration;

const FIRST_DELAY: Duration = Duration::from_millis(500);
const LONGEST_DELAY: Duration = Duration::from_secs(8);

/// Returns 0.5 s doubled per attempt up to 8 s, minus up to a quarter at random (`random` is in 0..1), so that clients that
/// failed together do not retry together.
pub(crate) fn backoff(attempt: u32, random: f64) -> Duration {
    let full = FIRST_DELAY
        .saturating_mul(1_u32.checked_shl(attempt).unwrap_or(u32::MAX))
        .min(LONGEST_DELAY);
    // Whole nanoseconds, because multiplying a duration by a float can panic.
    Duration::from_nanos((full.as_millis() as f64 * 1e6 * (1.0 - 0.25 * random)) as u64)
}
