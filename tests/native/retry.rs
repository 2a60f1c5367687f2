use std::time::Duration;

use message_batches::calls::call::Verb;
use message_batches::calls::error::{ApiError, ConnectionFailure, Error, Outcome, UnavailableReason};
use message_batches::calls::retry::{create_outcome, decide, is_transient, never_connected};
use message_batches::calls::retry_after;
use message_batches::wording::InvalidOption;

const OTHERS: [Verb; 5] = [Verb::Retrieve, Verb::List, Verb::Cancel, Verb::Delete, Verb::Results];

fn answered(status: u16) -> Error {
    with(status, |_| {})
}

fn with(status: u16, change: impl FnOnce(&mut ApiError)) -> Error {
    let mut error = ApiError {
        status,
        ..ApiError::default()
    };
    change(&mut error);
    Error::Api(Box::new(error))
}

fn unanswered(reason: ConnectionFailure, outcome: Option<Outcome>) -> Error {
    Error::Connection {
        reason,
        target: "GET https://host/path".into(),
        attempts: 1,
        limit: None,
        outcome,
        detail: String::new(),
    }
}

fn repeats(verb: Verb, error: &Error) -> bool {
    decide(verb, error, 0, 2, 0.0, false).is_some()
}

#[test]
fn which_answers_are_worth_another_attempt() {
    // Status, for a create, for all other calls.
    let cases = [
        (400, false, false),
        (401, false, false),
        (402, false, false),
        (403, false, false),
        (404, false, false),
        (408, false, true),
        (409, false, true),
        (413, false, false),
        (422, false, false),
        (429, true, true),
        (499, false, false),
        (500, false, true),
        (502, false, true),
        (503, false, true),
        (504, false, true),
        (520, false, true),
        (529, true, true),
    ];
    for (status, create, others) in cases {
        let error = answered(status);
        assert_eq!(repeats(Verb::Create, &error), create, "create {status}");
        assert_eq!(is_transient(&error), others, "{status}");
        for verb in OTHERS {
            assert_eq!(repeats(verb, &error), others, "{verb:?} {status}");
        }
    }
}

#[test]
fn the_servers_own_word_wins_except_that_a_create_is_never_repeated_on_it_alone() {
    // Status, x-should-retry, for a create, for all other calls.
    let cases = [
        (400, true, false, true),
        (404, true, false, true),
        (429, true, true, true),
        (429, false, false, false),
        (500, true, false, true),
        (500, false, false, false),
        (529, true, true, true),
        (529, false, false, false),
    ];
    for (status, word, create, others) in cases {
        let error = with(status, |error| error.should_retry = Some(word));
        assert_eq!(repeats(Verb::Create, &error), create, "create {status} {word}");
        assert_eq!(is_transient(&error), others, "{status} {word}");
        for verb in OTHERS {
            assert_eq!(repeats(verb, &error), others, "{verb:?} {status} {word}");
        }
    }
}

#[test]
fn a_spend_limit_is_never_repeated_whatever_the_server_says() {
    for code in ["enforced_spend_limit_reached", "contract_spend_limit_reached"] {
        for word in [None, Some(true)] {
            let error = with(429, |error| {
                error.error_code = Some(code.into());
                error.should_retry = word;
            });
            assert!(!is_transient(&error));
            assert!(
                !repeats(Verb::Create, &error) && !repeats(Verb::Retrieve, &error),
                "{code}"
            );
        }
    }
    let ramp = with(429, |error| error.error_code = Some("ramp_limit_exceeded".into()));
    assert!(repeats(Verb::Create, &ramp));
}

#[test]
fn without_an_answer_a_create_is_repeated_only_if_nothing_was_sent() {
    use ConnectionFailure::{Cors, CutOff, Failed, TimedOut};
    for reason in [Failed, TimedOut, CutOff] {
        for outcome in [None, Some(Outcome::Unknown)] {
            let error = unanswered(reason, outcome);
            assert!(!repeats(Verb::Create, &error), "{reason:?}");
            assert!(is_transient(&error), "{reason:?}");
            for verb in OTHERS {
                assert!(repeats(verb, &error), "{verb:?} {reason:?}");
            }
        }
    }
    assert!(repeats(Verb::Create, &unanswered(Failed, Some(Outcome::NotSent))));
    assert!(
        !is_transient(&unanswered(Cors, None)),
        "a page that may not call the API may not call it later either"
    );
}

#[test]
fn our_own_errors_are_never_repeated() {
    let batch =
        message_batches::calls::batch::MessageBatch::parse(r#"{"id":"b","processing_status":"ended"}"#).unwrap();
    let errors = [
        Error::MissingKey,
        Error::KeyInPage,
        Error::MayResend,
        Error::Option(InvalidOption {
            name: "limit".into(),
            expected: "less".into(),
            found: "more".into(),
            range: true,
        }),
        Error::ResultsUnavailable {
            reason: UnavailableReason::NotEnded,
            batch: Box::new(batch),
        },
        Error::PollTimeout {
            limit: Duration::ZERO,
            status: None,
            id: "b".into(),
        },
        Error::Response {
            target: "GET https://host".into(),
            problem: "odd".into(),
            status: 200,
            request_id: None,
            outcome: None,
        },
    ];
    for error in errors {
        assert!(!is_transient(&error), "{error}");
        assert!(
            !repeats(Verb::Retrieve, &error) && !repeats(Verb::Create, &error),
            "{error}"
        );
    }
}

#[test]
fn through_a_peer_that_remembers_its_key_a_create_is_repeated_whatever_became_of_it() {
    use ConnectionFailure::{Cors, CutOff, Failed, TimedOut};
    let keyed = |error: &Error| decide(Verb::Create, error, 0, 2, 0.0, true).is_some();
    for reason in [Failed, TimedOut, CutOff] {
        assert!(keyed(&unanswered(reason, Some(Outcome::Unknown))), "{reason:?}");
    }
    assert!(!keyed(&unanswered(Cors, Some(Outcome::Unknown))));
    // The peer has answered: it does not know the outcome, and will not learn it.
    for status in [408, 409, 500, 502, 503, 504] {
        let error = with(status, |error| error.outcome = Some(Outcome::Unknown));
        assert!(!keyed(&error), "{status}");
    }
    // An answer that asks to wait is different: with the key a repeat is safe, whatever happened to the first call.
    for outcome in [None, Some(Outcome::Unknown)] {
        assert!(keyed(&with(429, |error| error.outcome = outcome)));
        assert!(keyed(&with(529, |error| error.outcome = outcome)));
    }
}

#[test]
fn an_answer_that_proves_nothing_is_no_reason_to_repeat_a_create() {
    for status in [429, 529] {
        let error = with(status, |error| error.outcome = Some(Outcome::Unknown));
        assert!(!repeats(Verb::Create, &error), "{status}");
    }
}

#[test]
fn only_failures_of_the_calls_that_connect_prove_that_no_connection_was_made() {
    let names = [
        "ECONNREFUSED",
        "ENOTFOUND",
        "EAI_AGAIN",
        "EHOSTUNREACH",
        "ENETUNREACH",
        "ETIMEDOUT",
    ];
    for code in names {
        for syscall in ["connect", "getaddrinfo"] {
            assert!(never_connected(code, Some(syscall)), "{code} {syscall}");
        }
        for syscall in ["read", "write", "recv", "shutdown", ""] {
            assert!(!never_connected(code, Some(syscall)), "{code} {syscall}");
        }
        assert_eq!(never_connected(code, None), code == "ECONNREFUSED", "{code}");
    }
    for code in ["UND_ERR_CONNECT_TIMEOUT", "ConnectionRefused", "bad port"] {
        assert!(never_connected(code, None), "{code}");
    }
    let others = [
        "ECONNRESET",
        "EPIPE",
        "UND_ERR_SOCKET",
        "UND_ERR_HEADERS_TIMEOUT",
        "UND_ERR_BODY_TIMEOUT",
        "",
        "econnrefused",
    ];
    for code in others {
        for syscall in [None, Some("connect"), Some("read")] {
            assert!(!never_connected(code, syscall), "{code} {syscall:?}");
        }
    }
}

#[test]
fn waits_double_from_half_a_second_to_eight_less_up_to_a_quarter() {
    let full = [500, 1000, 2000, 4000, 8000, 8000, 8000, 8000, 8000, 8000, 8000];
    for (attempt, ms) in full.into_iter().enumerate() {
        for (random, share) in [(0.0, 1000), (0.5, 875), (1.0, 750)] {
            let wait = decide(Verb::Retrieve, &answered(503), attempt as u32, 100, random, false);
            assert_eq!(wait, Some(Duration::from_micros(ms * share)), "{attempt} {random}");
        }
    }
    let late = decide(Verb::Retrieve, &answered(503), 1_000_000, u32::MAX, 0.0, false);
    assert_eq!(late, Some(Duration::from_secs(8)));
}

#[test]
fn attempts_end_at_the_callers_limit() {
    for (attempt, max_retries, repeats) in [(0, 0, false), (0, 1, true), (1, 1, false), (1, 2, true), (2, 2, false)] {
        let decision = decide(Verb::Retrieve, &answered(503), attempt, max_retries, 0.0, false);
        assert_eq!(decision.is_some(), repeats, "attempt {attempt} of {max_retries}");
    }
}

#[test]
fn a_wait_that_the_server_asks_for_replaces_ours() {
    let asked = Duration::from_millis(12_345);
    for (verb, status) in [(Verb::Create, 429), (Verb::Create, 529), (Verb::Retrieve, 503)] {
        let error = with(status, |error| error.retry_after = Some(asked));
        assert_eq!(decide(verb, &error, 0, 2, 0.7, false), Some(asked));
    }
    let refused = with(400, |error| error.retry_after = Some(asked));
    assert_eq!(decide(Verb::Retrieve, &refused, 0, 2, 0.7, false), None);
}

#[test]
fn retry_after_is_read_in_all_its_forms() {
    // 2026-01-01T00:00:00Z.
    const NOW_MS: f64 = 1_767_225_600_000.0;
    let cases: [(Option<&str>, Option<&str>, Option<u64>); 39] = [
        // retry-after-ms, retry-after, microseconds.
        (None, None, None),
        (Some("1500"), None, Some(1_500_000)),
        (Some("0.5"), None, Some(500)),
        (Some("0.01"), None, Some(10)),
        (Some("12.25"), Some("9"), Some(12_250)),
        (Some(" 250 "), None, Some(250_000)),
        (Some("2147483647"), None, Some(2_147_483_647_000)),
        (None, Some("10"), Some(10_000_000)),
        (None, Some("1.5"), Some(1_500_000)),
        (None, Some(" 2 "), Some(2_000_000)),
        (None, Some("007"), Some(7_000_000)),
        (None, Some("2147483.647"), Some(2_147_483_647_000)),
        (None, Some("Thu, 01 Jan 2026 00:01:00 GMT"), Some(60_000_000)),
        (None, Some("Thursday, 01-Jan-26 00:01:00 GMT"), Some(60_000_000)),
        (None, Some("Thu Jan  1 00:01:00 2026"), Some(60_000_000)),
        // In the past, now, and beyond the maximum of a timer.
        (None, Some("Wed, 31 Dec 2025 23:59:59 GMT"), None),
        (None, Some("Thu, 01 Jan 2026 00:00:00 GMT"), None),
        (None, Some("Fri, 01 Jan 2027 00:00:00 GMT"), None),
        (None, Some("2147484"), None),
        (Some("2147483648"), None, None),
        (Some("99999999999999999999999999"), None, None),
        // Not a wait.
        (None, Some("0"), None),
        (None, Some("0.0"), None),
        (None, Some("-5"), None),
        (None, Some("NaN"), None),
        (None, Some("inf"), None),
        (None, Some("Infinity"), None),
        (None, Some(""), None),
        (None, Some("."), None),
        (None, Some("soon"), None),
        (None, Some("1,5"), None),
        (None, Some("2026-01-01T00:01:00Z"), None),
        // If the first header is not usable, the second one counts.
        (Some("soon"), Some("3"), Some(3_000_000)),
        (Some("0"), Some("3"), Some(3_000_000)),
        (Some("0.0000001"), Some("3"), Some(3_000_000)),
        (Some("-1"), Some("3"), Some(3_000_000)),
        (Some("NaN"), Some("3"), Some(3_000_000)),
        (Some("2147483648"), Some("3"), Some(3_000_000)),
        (Some("soon"), Some("later"), None),
    ];
    for (ms, seconds, expected) in cases {
        let wait = retry_after::parse(ms, seconds, NOW_MS);
        let near = wait.map(|wait| (wait.as_secs_f64() * 1e6).round() as u64);
        assert_eq!(near, expected, "{ms:?} {seconds:?}");
    }
}

#[test]
fn a_create_is_unknown_only_if_the_end_of_its_body_may_have_arrived() {
    let cases = [
        (Verb::Create, false, true, Some(Outcome::Unknown)),
        (Verb::Create, true, true, Some(Outcome::NotSent)),
        (Verb::Create, false, false, Some(Outcome::NotSent)),
        (Verb::Create, true, false, Some(Outcome::NotSent)),
        (Verb::Retrieve, false, true, None),
        (Verb::Retrieve, true, false, None),
    ];
    for (verb, is_not_sent, is_handed_over, expected) in cases {
        assert_eq!(
            create_outcome(verb, is_not_sent, is_handed_over),
            expected,
            "{verb:?} {is_not_sent} {is_handed_over}"
        );
    }
}

#[test]
fn a_date_is_one_of_the_three_forms_of_http_to_the_letter() {
    // The last second of 1999, and a wait within the maximum of a timer.
    const NOW_MS: f64 = 946_684_799_000.0;
    let cases = [
        ("Sat, 01 Jan 2000 00:00:00 GMT", Some(1)),
        ("Saturday, 01-Jan-00 00:00:00 GMT", Some(1)),
        ("Sat Jan  1 00:00:00 2000", Some(1)),
        ("Sat Jan 01 00:00:00 2000", Some(1)),
        ("  Sat, 01 Jan 2000 00:00:00 GMT ", Some(1)),
        ("Fri, 31 Dec 1999 23:59:59 GMT", None),
        (
            "Mon, 10 Jan 2000 12:34:56 GMT",
            Some(9 * 86_400 + 12 * 3_600 + 34 * 60 + 57),
        ),
        (
            "Monday, 10-Jan-00 12:34:56 GMT",
            Some(9 * 86_400 + 12 * 3_600 + 34 * 60 + 57),
        ),
        ("Mon Jan 10 12:34:56 2000", Some(9 * 86_400 + 12 * 3_600 + 34 * 60 + 57)),
        // A wrong day of the week, day of the month, time.
        ("Sun, 01 Jan 2000 00:00:00 GMT", None),
        ("Sat, 00 Jan 2000 00:00:00 GMT", None),
        ("Mon, 32 Jan 2000 00:00:00 GMT", None),
        ("Sat, 01 Jan 2000 24:00:00 GMT", None),
        ("Sat, 01 Jan 2000 00:60:00 GMT", None),
        ("Sat, 01 Jan 2000 00:00:60 GMT", None),
        // Another format, which JavaScript would accept.
        ("Sat, 1 Jan 2000 00:00:00 GMT", None),
        ("Saturday, 01 Jan 2000 00:00:00 GMT", None),
        ("Sat, 01-Jan-00 00:00:00 GMT", None),
        ("Saturday, 01-Jan-2000 00:00:00 GMT", None),
        ("Sat, 01 Jan 2000 00:00:00 UTC", None),
        ("Sat, 01 Jan 2000 01:00:00 +0100", None),
        ("Sat, 01 Jan 2000 00:00:00", None),
        ("Sat, 01 Jan 2000 0:0:0 GMT", None),
        ("Sat, 01 Jan 2000 00:00 GMT", None),
        ("sat, 01 jan 2000 00:00:00 gmt", None),
        ("Sat 01 Jan 2000 00:00:00 GMT", None),
        ("01 Jan 2000 00:00:00 GMT", None),
        ("Sat Jan 1 00:00:00 2000", None),
        ("Sat Jan  1 00:00:00 2000 GMT", None),
        ("January 1, 2000", None),
        ("2000-01-01", None),
        ("2000-01-01T00:00:00Z", None),
        ("Sat, 0١ Jan 2000 00:00:00 GMT", None),
        ("Sat,, 01 Jan 2000 00:00:00 GMT", None),
        (", 01-Jan-00 00:00:00 GMT", None),
    ];
    for (text, seconds) in cases {
        let wait = retry_after::parse(None, Some(text), NOW_MS);
        assert_eq!(wait, seconds.map(Duration::from_secs), "{text}");
    }
}

#[test]
fn every_day_of_a_century_is_the_day_after_the_one_before() {
    const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let mut days = 0_u32;
    for year in 1970..2101 {
        let is_leap = year % 4 == 0 && year % 100 != 0 || year % 400 == 0;
        let lengths = [
            31,
            if is_leap { 29 } else { 28 },
            31,
            30,
            31,
            30,
            31,
            31,
            30,
            31,
            30,
            31,
        ];
        for (month, length) in MONTHS.iter().zip(lengths) {
            let wait = |day: u32, days: u32| {
                let weekday = WEEKDAYS[days as usize % 7];
                let text = format!("{weekday}, {day:02} {month} {year} 00:00:01 GMT");
                retry_after::parse(None, Some(&text), f64::from(days) * 86_400_000.0)
            };
            for day in 1..=length {
                assert_eq!(wait(day, days), Some(Duration::from_secs(1)), "{day} {month} {year}");
                days += 1;
            }
            assert_eq!(wait(length + 1, days), None, "{month} {year} has no day {}", length + 1);
        }
    }
}
