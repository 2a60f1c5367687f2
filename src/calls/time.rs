//! Conversions of JavaScript time: milliseconds in a float.

use std::time::Duration;

/// Converts milliseconds, to the nanosecond; zero for negative numbers and NaN.
pub(crate) fn from_ms(ms: f64) -> Duration {
    Duration::from_nanos((ms * 1e6).round_ties_even() as u64)
}

/// Converts to milliseconds.
pub(crate) fn to_ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
