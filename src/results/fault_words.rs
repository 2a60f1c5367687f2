//! Whether the word or number of an error says that the same request may succeed. The API documents five such types. The others
//! are what API-compatible servers send: words of other APIs, names of exceptions, HTTP statuses.

/// Words that are a whole name, without `error` at its end.
const EXACT: [&str; 3] = ["api", "server", "internal"];
/// Parts of names that say that the request is wrong. They count more than the others.
const LASTING: [&str; 9] = [
    "invalid",
    "badrequest",
    "notfound",
    "quota",
    "billing",
    "authenticat",
    "permission",
    "unsupported",
    "toolarge",
];
/// Parts of names of faults that may pass.
const PASSING: [&str; 16] = [
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
];
/// A longer text is no name.
const MAX_NAME: usize = 60;

/// Returns whether the fault may pass; `None` for a word that is not known.
#[cold]
#[inline(never)]
pub(super) fn may_pass(word: &str) -> Option<bool> {
    if word.len() > MAX_NAME {
        return None;
    }
    if let Ok(status) = word.parse::<u16>() {
        let passes = matches!(status, 408 | 409 | 429 | 500..=599);
        return (400..600).contains(&status).then_some(passes);
    }
    let letters = word.bytes().filter(u8::is_ascii_alphabetic);
    let name: String = letters.map(|letter| char::from(letter.to_ascii_lowercase())).collect();
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    let stem = ["error", "exception"].iter().find_map(|end| name.strip_suffix(end));
    match () {
        () if has(&LASTING) => Some(false),
        () if has(&PASSING) || EXACT.contains(&stem.unwrap_or(&name)) => Some(true),
        () => None,
    }
}
