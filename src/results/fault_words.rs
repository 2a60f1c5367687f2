//! Decides from the word or number of an error whether the same request may succeed. The API documents five such types. The other
//! words come from API-compatible servers: words of other APIs, exception names, HTTP statuses.

use std::ops::Range;

/// Words that must be the whole name, after removing a final `error`.
const EXACT: [&str; 4] = ["api", "server", "internal", "enotfound"];
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
const PASSING: [&str; 22] = [
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
    "socket",
    "unreach",
    "eaiagain",
    // The word of `fetch`.
    "fetchfailed",
];
/// Longer texts are not names.
const MAX_NAME: usize = 60;

/// Words before an HTTP status in a text. The last one is a tag of HTML.
const BEFORE_STATUS: [&[u8]; 4] = [b"code", b"status", b"error", b"title"];
/// Number of bytes of a text that are searched.
const SEARCHED: usize = 4096;

/// Returns the place of the word that names the fault in the text of an error, a JSON string without its quotes. SDKs write the
/// API's error or an HTTP status into it: `529 {"type":"error",…}`. A status only counts if there is no name.
#[cold]
#[inline(never)]
pub(super) fn fault_in(raw: &[u8]) -> Option<Range<usize>> {
    let raw = raw.get(..SEARCHED).unwrap_or(raw);
    let (mut at, mut before, mut status) = (0, [].as_slice(), None);
    while at < raw.len() {
        let rest = raw.get(at..).unwrap_or_default();
        let is_in_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let length = rest.iter().position(|byte| !is_in_word(byte)).unwrap_or(rest.len());
        let (word, place) = (rest.get(..length).unwrap_or_default(), at..at + length);
        at += length
            + match rest.get(length..) {
                Some([b'\\', b'u', ..]) => 6,
                Some([b'\\', ..]) => 2,
                _ => 1,
            };
        if word.is_empty() {
            continue;
        }
        let end = word.last_chunk::<5>().unwrap_or(&[0; 5]);
        let is_name = end.eq_ignore_ascii_case(b"error") || word.ends_with(b"Exception") || is_code(word);
        if is_name && is_fault(word) {
            return Some(place);
        }
        if let [b'4' | b'5', b'0'..=b'9', b'0'..=b'9'] = word
            && (BEFORE_STATUS.iter().any(|name| before.eq_ignore_ascii_case(name))
                || place.start == 0 && !rest.get(length + 1).is_some_and(u8::is_ascii_lowercase))
        {
            status.get_or_insert(place);
        }
        before = word;
    }
    status.or_else(|| {
        let last = raw.windows(2).rposition(|pair| pair == b": ")? + 2..raw.len();
        is_fault(raw.get(last.clone())?).then_some(last)
    })
}

fn is_code(word: &[u8]) -> bool {
    word.len() > 5 && word.iter().all(|byte| byte.is_ascii_uppercase() || *byte == b'_')
}

fn is_fault(name: &[u8]) -> bool {
    std::str::from_utf8(name).is_ok_and(|name| may_pass(name).is_some())
}

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
        () if EXACT.iter().any(|exact| exact.as_bytes() == stem) => Some(true),
        () if LASTING.iter().any(is_in) => Some(false),
        () if PASSING.iter().any(is_in) => Some(true),
        () => None,
    }
}
