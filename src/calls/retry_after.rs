//! Parses the wait that a server asks for: `retry-after-ms`, else `retry-after`.

use std::time::Duration;

use crate::calls::time::from_ms;
use crate::catalog::limits::MAX_TIMER;

/// Parses `retry-after-ms` (milliseconds, may be fractional), else `retry-after` (seconds, may be fractional, or an HTTP
/// date). Returns `None` for values that are not positive, or too long for a timer.
pub fn parse(ms: Option<&str>, seconds: Option<&str>, now_ms: f64) -> Option<Duration> {
    let longest = MAX_TIMER.as_millis() as f64;
    // Less than a nanosecond counts as no wait.
    let usable = |wait: &f64| !from_ms(*wait).is_zero() && *wait <= longest;
    let in_ms = |text: &str| {
        let wait = decimal(text).map(|seconds| seconds * 1000.0);
        wait.or_else(|| Some(http_date(text)? * 1000.0 - now_ms))
    };
    let wait = (ms.and_then(decimal).filter(usable)).or_else(|| seconds.and_then(in_ms).filter(usable))?;
    Some(from_ms(wait))
}

/// Parses digits with an optional fraction, the only allowed form. The standard parser accepts more, and its tables take 15 kB.
fn decimal(text: &str) -> Option<f64> {
    let (whole, fraction) = text.trim_ascii().split_once('.').unwrap_or((text.trim_ascii(), "0"));
    let fraction = fraction.get(..fraction.len().min(9))?;
    let scale = fraction.bytes().fold(1.0, |scale, _| scale * 10.0);
    Some(digits(whole)? as f64 + digits(fraction)? as f64 / scale)
}

fn digits(text: &str) -> Option<u64> {
    let all_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| text.parse().ok()).flatten()
}

/// Returns the seconds since 1970 of an HTTP date (RFC 9110, 5.6.7) in any of its three forms: `Thu, 01 Jan 2026 00:00:10 GMT`,
/// `Thursday, 01-Jan-26 00:00:10 GMT`, `Thu Jan  1 00:00:10 2026`. JavaScript's parser would accept many more forms, ignore the
/// day of the week, and interpret the last form as local time.
fn http_date(text: &str) -> Option<f64> {
    let words: Vec<&str> = text.trim_ascii().split(' ').collect();
    let mut is_short = true;
    let (weekday, day, month, year, time) = match *words.as_slice() {
        [weekday, day, month, year, time, "GMT"] => {
            let weekday = weekday.strip_suffix(',')?;
            (weekday, number(day, 2)?, month, number(year, 4)?, time)
        }
        [weekday, date, time, "GMT"] => {
            is_short = false;
            let (day, rest) = date.split_once('-')?;
            let (month, year) = rest.split_once('-')?;
            let year = number(year, 2)?;
            let century = if year < 70 { 2000 } else { 1900 };
            (weekday.strip_suffix(',')?, number(day, 2)?, month, century + year, time)
        }
        [weekday, month, "", day, time, year] => (weekday, number(day, 1)?, month, number(year, 4)?, time),
        [weekday, month, day, time, year] => (weekday, number(day, 2)?, month, number(year, 4)?, time),
        _ => return None,
    };
    let month = (1..).zip(MONTHS).find(|(_, name)| *name == month)?.0;
    let days = days_since_1970(year, month, day);
    if day < 1 || days < 0 || days >= days_since_1970(year, month + 1, 1) {
        return None;
    }
    let full_name = WEEKDAYS.get((days % 7) as usize)?;
    let name = if is_short { full_name.get(..3)? } else { full_name };
    if weekday != name {
        return None;
    }
    Some((days * 86_400 + seconds_of_day(time)?) as f64)
}

/// Starts with the weekday of 1970-01-01.
const WEEKDAYS: [&str; 7] = [
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// `month` from 1; 13 is the first month of the next year.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March end with the leap day.
    let year = if month < 3 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    365 * year + year / 4 - year / 100 + year / 400 + day_of_year - 719_468
}

/// Reads `hh:mm:ss`.
fn seconds_of_day(time: &str) -> Option<i64> {
    let (hours, rest) = time.split_once(':')?;
    let (minutes, seconds) = rest.split_once(':')?;
    let (hours, minutes, seconds) = (number(hours, 2)?, number(minutes, 2)?, number(seconds, 2)?);
    (hours < 24 && minutes < 60 && seconds < 60).then_some(hours * 3600 + minutes * 60 + seconds)
}

/// Reads a number with exactly `len` digits.
fn number(text: &str, len: usize) -> Option<i64> {
    digits(text).filter(|_| text.len() == len).map(|number| number as i64)
}
