//! When to try again, as a value.

use std::time::Duration;

const FIRST_DELAY: Duration = Duration::from_millis(500);
const LONGEST_DELAY: Duration = Duration::from_secs(8);

/// 0.5 s doubling to 8 s, less up to a quarter so that clients that failed together do not return together.
pub(crate) fn backoff(attempt: u32, random: f64) -> Duration {
    let full = FIRST_DELAY
        .saturating_mul(1_u32.checked_shl(attempt).unwrap_or(u32::MAX))
        .min(LONGEST_DELAY);
    from_ms(to_ms(full) * (1.0 - 0.25 * random))
}

/// So many milliseconds, to the nanosecond; zero for a number that is no length of time.
pub(crate) fn from_ms(ms: f64) -> Duration {
    Duration::from_nanos((ms * 1e6).round_ties_even() as u64)
}

/// In milliseconds, as JavaScript counts time.
pub(crate) fn to_ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
