//! Decides from the word or number of an error whether the same request may succeed. The API documents five such types. The other
//! words come from API-compatible servers: words of other APIs, exception names, HTTP statuses.

/// Words that must be the whole name, after removing a final `error`.
const EXACT: [&str; 3] = ["api", "server", "internal"];
/// Parts of names that mean that the request is invalid. They have precedence over the others.
const LASTING: [&str; 10] = [
    "invalid",
    "badrequest",
    "notfound",
    "quota",
    "billing",
    "spendlimit",
    "authenticat",
    "permission",
    "unsupported",
    "toolarge",
];
/// Parts of names of faults that may pass.
const PASSING: [&str; 18] = [
    "overload",
    "ratelimit",
    "toomanyrequests",
    "throttl",
    "resourceexhausted",
    "timeout",
    "timedout",
    "deadlineexceeded",
    "conflict",
    "connection",
    "unavailable",
    "badgateway",
    "internalserver",
    "internalfailure",
    "servererror",
    "notready",
    // Codes of Node for connections.
    "econn",
    "epipe",
];
/// Longer texts are not names.
const MAX_NAME: usize = 60;

/// Returns whether the fault may be temporary; `None` for an unknown word.
#[cold]
#[inline(never)]
pub(super) fn may_pass(word: &str) -> Option<bool> {
    if word.len() > MAX_NAME {
        return None;
    }
    if let Ok(status) = word.parse::<u16>() {
        // The small numbers are gRPC codes: DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, INTERNAL and UNAVAILABLE.
        let passes = matches!(status, 4 | 8 | 13 | 14 | 408 | 409 | 429 | 500..=599);
        return (passes || (400..500).contains(&status)).then_some(passes);
    }
    let letters = word.bytes().filter(u8::is_ascii_alphabetic);
    let name: Vec<u8> = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    let is_in = |part: &&str| name.windows(part.len()).any(|window| window == part.as_bytes());
    let ends: [&[u8]; 2] = [b"error", b"exception"];
    let stem = ends.iter().find_map(|end| name.strip_suffix(*end)).unwrap_or(&name);
    match () {
        () if LASTING.iter().any(is_in) => Some(false),
        () if PASSING.iter().any(is_in) || EXACT.iter().any(|exact| exact.as_bytes() == stem) => Some(true),
        () => None,
    }
}
